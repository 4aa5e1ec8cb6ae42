// SPDX-License-Identifier: Apache-2.0
// document_scan.c - libyaml's events, read once before the schema is applied.
#include "core/document_scan.h"
#include "base/str.h"
#include <string.h>
#include <yaml.h>

#define SCAN_DEPTH_MAX 12
#define SCAN_EVENTS_MAX 2000000

uint64_t document_path_key(uint64_t parent, const char *key)
{
    return (parent ^ str_hash(key, strlen(key))) * 0x9e3779b97f4a7c15u + 1;
}

uint64_t document_path_item(uint64_t parent, unsigned index)
{
    return (parent + index + 0x632be59bd9b4e019u) * 0x9e3779b97f4a7c15u + 2;
}

typedef struct {
    uint64_t path;
    unsigned index;   // of the next item of a sequence
    bool is_map, has_key;
    uint64_t key_path;
} ScanLevel;

typedef struct {
    ScanLevel levels[SCAN_DEPTH_MAX];
    int depth;
    DocumentLines *out;
    const char *file;
    Err *err;
} Scan;

static bool remember(Scan *scan, uint64_t path, int line)
{
    if (hashmap_put(&scan->out->lines, path, (uint64_t)line)) return true;
    err_set(scan->err, ERR_MEMORY, "%s: no memory to read it", scan->file);
    return false;
}

// The path of a value that begins here; false when a key is due and this is none.
static bool value_path(Scan *scan, int line, uint64_t *path)
{
    if (scan->depth == 0) {
        *path = 0;
        return true;
    }
    ScanLevel *level = &scan->levels[scan->depth - 1];
    if (!level->is_map) {
        *path = document_path_item(level->path, level->index++);
        return remember(scan, *path, line);
    }
    if (!level->has_key) {
        err_set(scan->err, ERR_FORMAT, "%s:%d: expected a key that is plain text", scan->file, line);
        return false;
    }
    level->has_key = false;
    *path = level->key_path;
    return true;
}

static bool on_key(Scan *scan, ScanLevel *level, const char *key, size_t length, int line)
{
    if (memchr(key, 0, length)) {
        err_set(scan->err, ERR_FORMAT, "%s:%d: a key holds a zero byte", scan->file, line);
        return false;
    }
    level->key_path = document_path_key(level->path, key);
    uint64_t before = 0;
    if (hashmap_get(&scan->out->lines, level->key_path, &before)) {
        err_set(scan->err, ERR_FORMAT, "%s:%d: the key '%.60s' is given twice, first in line %d", scan->file, line, key, (int)before);
        return false;
    }
    level->has_key = true;
    return remember(scan, level->key_path, line);
}

static bool on_event(Scan *scan, const yaml_event_t *event)
{
    const int line = (int)event->start_mark.line + 1;
    uint64_t path = 0;
    switch (event->type) {
    case YAML_ALIAS_EVENT:
        err_set(scan->err, ERR_FORMAT, "%s:%d: aliases (*name) are not read; write the value out", scan->file, line);
        return false;
    case YAML_SCALAR_EVENT: {
        ScanLevel *level = scan->depth > 0 ? &scan->levels[scan->depth - 1] : NULL;
        const char *text = (const char *)event->data.scalar.value;
        if (level && level->is_map && !level->has_key) return on_key(scan, level, text, event->data.scalar.length, line);
        if (memchr(text, 0, event->data.scalar.length)) {
            err_set(scan->err, ERR_FORMAT, "%s:%d: a value holds a zero byte", scan->file, line);
            return false;
        }
        return value_path(scan, line, &path);
    }
    case YAML_MAPPING_START_EVENT:
    case YAML_SEQUENCE_START_EVENT:
        if (!value_path(scan, line, &path)) return false;
        if (scan->depth == SCAN_DEPTH_MAX) {
            err_set(scan->err, ERR_FORMAT, "%s:%d: nested deeper than %d", scan->file, line, SCAN_DEPTH_MAX);
            return false;
        }
        scan->levels[scan->depth++] = (ScanLevel){ .path = path, .is_map = event->type == YAML_MAPPING_START_EVENT };
        return true;
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT: scan->depth--; return true;
    default: return true;
    }
}

// Flow brackets nest in libyaml's scanner, which slows with the square of their depth: refused before it sees them.
static bool is_flow_deep(const char *text, size_t length)
{
    int depth = 0, deepest = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '[' || text[i] == '{') depth++;
        if ((text[i] == ']' || text[i] == '}') && depth > 0) depth--;
        if (depth > deepest) deepest = depth;
    }
    return deepest > 1000;
}

bool document_scan(const char *text, size_t length, const char *path, DocumentLines *out, Err *err)
{
    if (is_flow_deep(text, length)) {
        err_set(err, ERR_FORMAT, "%s: more than a thousand brackets are open at once", path);
        return false;
    }
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) {
        err_set(err, ERR_MEMORY, "%s: no memory to read it", path);
        return false;
    }
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, length);
    Scan scan = { .out = out, .file = path, .err = err };
    bool ok = true;
    int documents = 0;
    for (long events = 0; ok; events++) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) {
            // A byte that is no UTF-8 has an offset, no line.
            const int line = parser.error == YAML_READER_ERROR ? 0 : (int)parser.problem_mark.line + 1;
            if (line > 0) err_set(err, ERR_FORMAT, "%s:%d: %s", path, line, parser.problem ? parser.problem : "broken YAML");
            else err_set(err, ERR_FORMAT, "%s: byte %zu: %s", path, parser.problem_offset, parser.problem ? parser.problem : "broken text");
            ok = false;
            break;
        }
        const yaml_event_type_t type = event.type;
        documents += type == YAML_DOCUMENT_START_EVENT;
        ok = on_event(&scan, &event);
        yaml_event_delete(&event);
        if (ok && documents > 1) {
            err_set(err, ERR_FORMAT, "%s: more than one document ('---')", path);
            ok = false;
        }
        if (ok && events > SCAN_EVENTS_MAX) {
            err_set(err, ERR_FORMAT, "%s: more than %d keys and values", path, SCAN_EVENTS_MAX);
            ok = false;
        }
        if (type == YAML_STREAM_END_EVENT) break;
    }
    yaml_parser_delete(&parser);
    if (!ok) document_lines_finish(out);
    return ok;
}

void document_lines_finish(DocumentLines *lines)
{
    hashmap_finish(&lines->lines);
    *lines = (DocumentLines){ 0 };
}

int document_line(const DocumentLines *lines, uint64_t path)
{
    uint64_t line = 0;
    return hashmap_get(&lines->lines, path, &line) ? (int)line : 0;
}
