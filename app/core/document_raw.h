// SPDX-License-Identifier: Apache-2.0
// document_raw.h - what libcyaml makes of a document: texts by key, before they mean anything.
// Private to document.c and document_tree.c.
#pragma once
#include "core/document.h"
#include "core/document_scan.h"

#define RAW_VALUES_MAX 64
#define RAW_MAPS_MAX 4
#define RAW_LISTS_MAX 12

// One mapping of any section; which slot a key has follows from its place in document_keys.
typedef struct RawMap {
    char *values[RAW_VALUES_MAX]; // NULL = the key is absent
    struct RawMap *maps[RAW_MAPS_MAX];
    struct RawMap *lists[RAW_LISTS_MAX];
    uint32_t list_counts[RAW_LISTS_MAX];
} RawMap;

// The keys of one kind of document. A section is a number below RAW_SECTIONS_MAX of the schema's
// own.
#define RAW_SECTIONS_MAX 24
typedef struct {
    const DocumentKey *keys;
    int count;
} RawSchema;

int raw_slot(const DocumentKey *key); // of city.yaml: in values, maps or lists, by the key's type
int raw_schema_slot(const RawSchema *schema, const DocumentKey *key);

typedef struct RawDocument RawDocument; // owns all texts
// The tree by the schema; *root is NULL for an empty document. ERR_FORMAT, ERR_ARGUMENT with file, line and key.
RawDocument *raw_load(const char *text, size_t length, const char *path, const RawMap **root, Err *err);
RawDocument *raw_load_schema(const RawSchema *schema, const char *text, size_t length,
                             const char *path, const RawMap **root, Err *err);
void raw_destroy(RawDocument *document);
