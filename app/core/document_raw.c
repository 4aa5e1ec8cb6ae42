// SPDX-License-Identifier: Apache-2.0
// document_raw.c - the libcyaml schema, built from a table of keys: every scalar a text, every
// mapping a RawMap. Texts, because libcyaml's own numbers are written with six digits, take NaN,
// and its errors do not name ranges.
#include "core/document_raw.h"
#include "base/str.h"
#include "base/nearest.h"
#include <assert.h>
#include <cyaml/cyaml.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RAW_LIST_MAX 100000
#define RAW_BYTES_MAX ((size_t)256 << 20)

typedef struct RawBlock {
    struct RawBlock *previous, *next;
    size_t bytes;
    size_t padding; // keeps what follows aligned to 16
} RawBlock;

struct RawDocument {
    RawBlock *blocks;
    size_t bytes;
    char log[1024];
    size_t log_length;
    const RawSchema *schema;
    cyaml_schema_field_t fields[RAW_SECTIONS_MAX]
                               [RAW_VALUES_MAX + RAW_MAPS_MAX + RAW_LISTS_MAX + 1];
    cyaml_schema_value_t entries[RAW_SECTIONS_MAX];
    cyaml_schema_value_t top;
};

static bool is_map(const DocumentKey *key)
{
    return key->type == DOCUMENT_MAP;
}

static bool is_list(const DocumentKey *key)
{
    return key->type == DOCUMENT_LIST || key->type == DOCUMENT_STOPS;
}

static_assert(DOCUMENT_SECTION_COUNT <= RAW_SECTIONS_MAX, "a section has no room");

int raw_slot(const DocumentKey *key)
{
    return raw_schema_slot(&(RawSchema){ document_keys, document_key_count }, key);
}

int raw_schema_slot(const RawSchema *schema, const DocumentKey *key)
{
    int slot = 0;
    for (const DocumentKey *k = schema->keys; k < key; k++)
        if (k->section == key->section && is_map(k) == is_map(key) && is_list(k) == is_list(key)) slot++;
    assert(slot < (is_map(key) ? RAW_MAPS_MAX : is_list(key) ? RAW_LISTS_MAX : RAW_VALUES_MAX));
    return slot;
}

// libcyaml leaves what it has read on some errors: all of it is in one list, which dies with the document.
static void *raw_alloc(void *context, void *pointer, size_t bytes)
{
    RawDocument *document = context;
    RawBlock *old = pointer ? (RawBlock *)pointer - 1 : NULL;
    const size_t old_bytes = old ? old->bytes : 0;
    if (bytes == 0) {
        if (!old) return NULL;
        if (old->previous) old->previous->next = old->next;
        else document->blocks = old->next;
        if (old->next) old->next->previous = old->previous;
        document->bytes -= old_bytes;
        free(old);
        return NULL;
    }
    if (document->bytes - old_bytes + bytes > RAW_BYTES_MAX) return NULL;
    RawBlock *block = realloc(old, sizeof *block + bytes);
    if (!block) return NULL;
    if (!old) {
        block->previous = NULL;
        block->next = document->blocks;
    }
    block->bytes = bytes;
    if (block->previous) block->previous->next = block;
    else document->blocks = block;
    if (block->next) block->next->previous = block;
    document->bytes += bytes - old_bytes;
    return block + 1;
}

static void raw_log(cyaml_log_t level, void *context, const char *format, va_list args)
{
    RawDocument *document = context;
    if (level < CYAML_LOG_ERROR) return;
    const size_t left = sizeof document->log - document->log_length;
    const int length = vsnprintf(document->log + document->log_length, left, format, args);
    if (length > 0) document->log_length += (size_t)length < left ? (size_t)length : left - 1;
}

static uint32_t list_max(const RawSchema *schema, const DocumentKey *key)
{
    if (schema->keys != document_keys) return RAW_LIST_MAX;
    if (key->child == DOCUMENT_STOP) return STATE_STOPS_MAX;
    return key->child == DOCUMENT_FEATURE ? 1000000 : 4096;
}

static void build_schema(RawDocument *document)
{
    const RawSchema *schema = document->schema;
    int counts[RAW_SECTIONS_MAX] = { 0 };
    for (int s = 0; s < RAW_SECTIONS_MAX; s++)
        document->entries[s] = (cyaml_schema_value_t){ .type = CYAML_MAPPING, .data_size = sizeof(RawMap),
                                                       .mapping = { .fields = document->fields[s] } };
    document->top = document->entries[DOCUMENT_TOP];
    document->top.flags = CYAML_FLAG_POINTER;
    const enum cyaml_flag optional = (enum cyaml_flag)(CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL);
    for (int i = 0; i < schema->count; i++) {
        const DocumentKey *key = &schema->keys[i];
        const size_t slot = (size_t)raw_schema_slot(schema, key);
        cyaml_schema_field_t *field = &document->fields[key->section][counts[key->section]++];
        *field = (cyaml_schema_field_t){ .key = key->key };
        if (is_map(key)) {
            field->data_offset = (uint32_t)(offsetof(RawMap, maps) + slot * sizeof(RawMap *));
            field->value = document->entries[key->child];
            field->value.flags = optional;
        } else if (is_list(key)) {
            field->data_offset = (uint32_t)(offsetof(RawMap, lists) + slot * sizeof(RawMap *));
            field->count_offset = (uint32_t)(offsetof(RawMap, list_counts) + slot * sizeof(uint32_t));
            field->count_size = sizeof(uint32_t);
            field->value =
                (cyaml_schema_value_t){ .type = CYAML_SEQUENCE,
                                        .flags = optional,
                                        .data_size = sizeof(RawMap),
                                        .sequence = { .entry = &document->entries[key->child],
                                                      .max = list_max(schema, key) } };
        } else {
            field->data_offset = (uint32_t)(offsetof(RawMap, values) + slot * sizeof(char *));
            field->value = (cyaml_schema_value_t){ .type = CYAML_STRING, .flags = optional, .data_size = 1,
                                                   .string = { .max = 65535 } };
        }
    }
}

// At most cap - 1 bytes of text, cut at a character.
static void copy_part(char *out, size_t cap, const char *text, size_t length)
{
    char part[512];
    if (length >= sizeof part) length = sizeof part - 1;
    memcpy(part, text, length);
    part[length] = 0;
    str_copy_utf8(out, cap, part);
}

// libcyaml gives the line before an unknown key: the first line from there on that holds "key:".
static int line_of_key(const char *text, size_t length, const char *key, int from)
{
    const char *at = text, *end = text + length;
    for (int line = 1; at < end; line++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        if (!stop) stop = end;
        const char *found = line >= from ? memmem(at, (size_t)(stop - at), key, strlen(key)) : NULL;
        if (found) {
            const char *after = found + strlen(key);
            while (after < stop && (*after == ' ' || *after == '"' || *after == '\'')) after++;
            if (after < stop && *after == ':') return line;
        }
        at = stop + 1;
    }
    return from;
}

// libcyaml's log has the cause, then where it is, innermost first: "  in mapping field 'x' (line: 3, column: 5)".
static void explain(const RawDocument *document, const char *text_all, size_t length_all, const char *path, cyaml_err_t code, Err *err)
{
    char cause[160] = "", where[96] = "";
    int line = 0;
    for (const char *at = document->log; *at;) {
        const size_t length = strcspn(at, "\n");
        char text[256];
        copy_part(text, sizeof text, at, length);
        at += length + (at[length] == '\n');
        const char *mark = strstr(text, "(line: ");
        const char *field = strstr(text, "mapping field '");
        if (mark && line == 0) line = atoi(mark + strlen("(line: "));
        if (field && !where[0]) {
            field += strlen("mapping field '");
            copy_part(where, sizeof where, field, strcspn(field, "'"));
        }
        if (!mark && !cause[0] && !strstr(text, "Backtrace")) {
            const char *start = str_starts(text, "Load: ") ? text + strlen("Load: ") : text;
            str_copy_utf8(cause, sizeof cause, start);
        }
    }
    const ErrCode err_code = code == CYAML_ERR_OOM ? ERR_MEMORY : code == CYAML_ERR_INVALID_KEY ? ERR_ARGUMENT : ERR_FORMAT;
    char shown[400];
    const char *key = strstr(cause, "Unexpected key: ");
    if (key) {
        key += strlen("Unexpected key: ");
        line = line_of_key(text_all, length_all, key, line);
        Nearest nearest = { .wrong = key };
        const DocumentKey *keys = document->schema->keys;
        for (int i = 0; i < document->schema->count; i++)
            if (i == 0 || strcmp(keys[i].key, keys[i - 1].key) != 0)
                nearest_offer(&nearest, keys[i].key);
        char names[160];
        nearest_text(&nearest, names, sizeof names);
        snprintf(shown, sizeof shown, "%s%sno key is named '%.60s'%s", where, where[0] ? ": " : "", key, names);
    } else if (strstr(cause, "Expecting ")) {
        const char *expected = strstr(cause, "SEQUENCE,") ? "a list" : strstr(cause, "MAPPING,") ? "keys and values" : "one value";
        const char *found = strstr(cause, "event: SCALAR") ? "one value" : strstr(cause, "event: SEQ") ? "a list" : "keys and values";
        snprintf(shown, sizeof shown, "%s: expected %s, not %s", where[0] ? where : "the document", expected, found);
    } else {
        snprintf(shown, sizeof shown, "%s%s%s", where, where[0] ? ": " : "", cause[0] ? cause : cyaml_strerror(code));
    }
    if (line > 0) err_set(err, err_code, "%s:%d: %s", path, line, shown);
    else err_set(err, err_code, "%s: %s", path, shown);
}

RawDocument *raw_load(const char *text, size_t length, const char *path, const RawMap **root, Err *err)
{
    const RawSchema schema = { document_keys, document_key_count };
    return raw_load_schema(&schema, text, length, path, root, err);
}

RawDocument *raw_load_schema(const RawSchema *schema, const char *text, size_t length,
                             const char *path, const RawMap **root, Err *err)
{
    RawDocument *document = calloc(1, sizeof *document);
    if (!document) {
        err_set(err, ERR_MEMORY, "%s: no memory to read it", path);
        return NULL;
    }
    document->schema = schema;
    build_schema(document);
    const cyaml_config_t config = { .log_fn = raw_log, .log_ctx = document, .mem_fn = raw_alloc, .mem_ctx = document,
                                    .log_level = CYAML_LOG_ERROR, .flags = CYAML_CFG_NO_ALIAS };
    cyaml_data_t *loaded = NULL;
    const cyaml_err_t code = cyaml_load_data((const uint8_t *)text, length, &config, &document->top, &loaded, NULL);
    if (code != CYAML_OK) {
        explain(document, text, length, path, code, err);
        raw_destroy(document);
        return NULL;
    }
    document->schema = NULL; // the caller's
    *root = loaded;
    return document;
}

void raw_destroy(RawDocument *document)
{
    if (!document) return;
    for (RawBlock *block = document->blocks; block;) {
        RawBlock *next = block->next;
        free(block);
        block = next;
    }
    free(document);
}
