// SPDX-License-Identifier: Apache-2.0
// document.h - city.yaml: layers, styles, bookmarks, tour; read through a schema (libcyaml), written back whole.
// An error names file, line, key and what was expected.
#pragma once
#include "core/state.h"

// Replaces the document part of the state; relative sources are taken from the document's folder. On failure nothing changes.
bool document_load(State *state, const char *path, Err *err);
bool document_parse(State *state, const char *text, size_t length, const char *path, Err *err);
bool document_save(const State *state, const char *path, Err *err);
// The whole state, document and operator part, for snapshots and the last session.
bool snapshot_save(const State *state, const char *path, Err *err);
bool snapshot_load(State *state, const char *path, Err *err);
