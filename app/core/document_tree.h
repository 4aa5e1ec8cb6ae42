// SPDX-License-Identifier: Apache-2.0
// document_tree.h - any YAML document by a table of keys (DocumentKey): rules, thresholds, the
// calendar, case types. The same reader, limits and errors as city.yaml.
// Does not: know what a section means, or write.
#pragma once
#include "core/document.h"

// A section is a number from 0 to 15 of the table's own; 0 is the top. Types: TEXT, HEAP_TEXT,
// NUMBER, INDEX, BOOL, CHOICE, TIME, MAP, LIST.
typedef struct DocumentTree DocumentTree;
typedef struct {
    const DocumentTree *tree;
    const void *raw; // NULL: absent
    uint64_t at;     // its place, for errors
    int section;
} DocumentNode;

// ERR_FORMAT, ERR_ARGUMENT, ERR_RANGE (over 8 MiB) with file, line and key. keys: borrowed while it
// lives. Thread: any.
DocumentTree *document_tree_load(const DocumentKey *keys, int count, const char *text,
                                 size_t length, const char *path, Err *err);
DocumentTree *document_tree_open(const DocumentKey *keys, int count, const char *path,
                                 Err *err); // reads the file; also ERR_IO
void document_tree_destroy(DocumentTree *tree);
DocumentNode document_tree_root(const DocumentTree *tree);
int document_node_count(const DocumentNode *node, const char *key); // of a list
DocumentNode document_node_item(const DocumentNode *node, const char *key, int index);
DocumentNode document_node_map(const DocumentNode *node, const char *key);
bool document_node_has(const DocumentNode *node, const char *key); // of a plain key: not empty
// Every plain key that is there into owner, the struct of the section; what is absent stays as it
// is. The error has file, line and key.
bool document_node_read(const DocumentNode *node, void *owner, int utc_offset_s, Err *err);
// Puts file, line and key (NULL = the node) before the text of *err; false.
bool document_node_fail(const DocumentNode *node, const char *key, Err *err);
