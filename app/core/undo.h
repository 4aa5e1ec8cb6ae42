// SPDX-License-Identifier: Apache-2.0
// undo.h - states before operator changes, newest last; bounded in steps and bytes.
// Does not: know commands; cmd.c says when to remember and which changes are one.
#pragma once
#include "core/state.h"

#define UNDO_STEPS_MAX 100
#define UNDO_BYTES_MAX ((size_t)64 << 20)

typedef struct Undo Undo;
Undo *undo_create(void);
void undo_destroy(Undo *undo);
// before: the state as it was; taken (the caller no longer finishes it). Forgets what could be redone. Changes with the same
// key (not 0) within a second of each other are one step.
void undo_remember(Undo *undo, State *before, uint64_t key, double time_s);
bool undo_step_back(Undo *undo, State *state, Err *err);    // ERR_NOT_FOUND: nothing to undo
bool undo_step_forward(Undo *undo, State *state, Err *err);
void undo_forget(Undo *undo);
int undo_depth(const Undo *undo);
int undo_redo_depth(const Undo *undo);
