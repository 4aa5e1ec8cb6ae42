// SPDX-License-Identifier: Apache-2.0
// document_scan.h - a first pass over YAML text: refuses what is broken or hostile and remembers the line of every key.
// Does not: know the schema, or keep values.
#pragma once
#include "base/err.h"
#include "base/hashmap.h"
#include <stddef.h>
#include <stdint.h>

typedef struct {
    Hashmap lines; // path to line
} DocumentLines;

// ERR_FORMAT with file and line: broken YAML, aliases, keys given twice, nesting beyond 12, more than one document.
bool document_scan(const char *text, size_t length, const char *path, DocumentLines *out, Err *err);
void document_lines_finish(DocumentLines *lines);

// Paths as numbers, from the root 0.
uint64_t document_path_key(uint64_t parent, const char *key);
uint64_t document_path_item(uint64_t parent, unsigned index);
int document_line(const DocumentLines *lines, uint64_t path); // 0 = unknown
