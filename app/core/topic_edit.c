// SPDX-License-Identifier: Apache-2.0
// topic_edit.c - finds a cell in the text of a pack by the marks of libyaml, writes it anew there.
#include "core/topic_edit.h"
#include "base/file.h"
#include "core/topic_private.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

enum { FILE_MAX = 8 << 20, DEPTH_MAX = 64 };

// Places in characters, as libyaml counts them.
typedef struct {
    size_t start, end;  // of the cell
    size_t last_end;    // of the last cell of the page
    size_t last_start;
    int cells;          // of the page
    bool is_flow;       // the list is in [ ]
    bool has_page, has_cell;
} Place;

typedef struct {
    bool is_map, is_flow;
    char key[32]; // the map's, whose value comes next
    bool has_key;
    int count;    // items of a list so far
    size_t start;
} Level;

typedef struct {
    Level levels[DEPTH_MAX];
    int depth;
    const TopicEdit *edit;
    Place *out;
    size_t node_end; // of the last thing that is not an end
} Walk;

// pages: [page]: cells: the list itself is levels[3], a cell is levels[4].
static bool is_cells(const Walk *w)
{
    return w->depth >= 4 && w->levels[0].is_map && strcmp(w->levels[0].key, "pages") == 0 &&
           !w->levels[1].is_map && w->levels[1].count == w->edit->page + 1 && w->levels[2].is_map &&
           strcmp(w->levels[2].key, "cells") == 0 && !w->levels[3].is_map;
}

static bool push(Walk *w, const yaml_event_t *event, bool is_map, bool is_flow)
{
    if (w->depth == DEPTH_MAX) return false;
    if (w->depth > 0 && !w->levels[w->depth - 1].is_map) w->levels[w->depth - 1].count++;
    w->levels[w->depth++] =
        (Level){ .is_map = is_map, .is_flow = is_flow, .start = event->start_mark.index };
    if (w->depth == 4 && is_cells(w)) {
        w->out->has_page = true;
        w->out->is_flow = is_flow;
    }
    return true;
}

static void pop(Walk *w, const yaml_event_t *event)
{
    Level *level = &w->levels[--w->depth];
    // A block ends where the next thing begins: its last scalar is its end.
    const size_t end = level->is_flow ? event->end_mark.index : w->node_end;
    w->node_end = end;
    if (level->is_map && w->depth == 4 && is_cells(w)) {
        Place *p = w->out;
        if (p->cells == w->edit->cell) {
            p->has_cell = true;
            p->start = level->start;
            p->end = end;
        }
        p->cells++;
        p->last_start = level->start;
        p->last_end = end;
    }
    if (w->depth > 0) w->levels[w->depth - 1].has_key = false;
}

static void scalar(Walk *w, const yaml_event_t *event)
{
    Level *level = w->depth > 0 ? &w->levels[w->depth - 1] : NULL;
    w->node_end = event->end_mark.index;
    if (!level) return;
    if (!level->is_map) {
        level->count++;
    } else if (level->has_key) {
        level->has_key = false;
    } else {
        str_copy_utf8(level->key, sizeof level->key, (const char *)event->data.scalar.value);
        level->has_key = true;
    }
}

static bool find(const char *text, size_t length, const TopicEdit *edit, Place *out, Err *err)
{
    yaml_parser_t parser;
    yaml_event_t event;
    Walk walk = { .edit = edit, .out = out };
    bool ok = true, is_end = false;
    if (!yaml_parser_initialize(&parser)) {
        err_set(err, ERR_MEMORY, "pack");
        return false;
    }
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, length);
    while (ok && !is_end) {
        if (!yaml_parser_parse(&parser, &event)) {
            err_set(err, ERR_FORMAT, "line %zu: %s", parser.problem_mark.line + 1,
                    parser.problem ? parser.problem : "not YAML");
            ok = false;
            break;
        }
        switch (event.type) {
        case YAML_STREAM_END_EVENT: is_end = true; break;
        case YAML_MAPPING_START_EVENT:
            ok = push(&walk, &event, true,
                      event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE);
            break;
        case YAML_SEQUENCE_START_EVENT:
            ok = push(&walk, &event, false,
                      event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE);
            break;
        case YAML_MAPPING_END_EVENT:
        case YAML_SEQUENCE_END_EVENT: pop(&walk, &event); break;
        case YAML_SCALAR_EVENT:
        case YAML_ALIAS_EVENT: scalar(&walk, &event); break;
        default: break;
        }
        if (!ok) err_set(err, ERR_FORMAT, "nested too deep");
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return ok;
}

// Bytes before so many characters.
static size_t byte_of(const char *text, size_t length, size_t characters)
{
    size_t at = 0;
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) at = 3; // not counted
    for (; at < length && characters > 0; characters--) {
        at++;
        while (at < length && ((unsigned char)text[at] & 0xC0) == 0x80) at++;
    }
    return at;
}

static bool is_plain(const char *text)
{
    if (!text[0] || strchr(" -?:,[]{}#&*!|>'\"%@`", text[0])) return false;
    if (strpbrk(text, ",[]{}#\"'\n\\")) return false;
    return !strstr(text, ": ") && text[strlen(text) - 1] != ':' && text[strlen(text) - 1] != ' ';
}

static void add_text(Str *out, const char *key, const char *text)
{
    if (!text[0]) return;
    str_printf(out, ", %s: ", key);
    if (is_plain(text)) {
        str_add(out, text);
        return;
    }
    str_add(out, "\"");
    for (const char *c = text; *c; c++) {
        if (*c == '"' || *c == '\\') str_add(out, "\\");
        if (*c == '\n')
            str_add(out, "\\n");
        else
            str_add_n(out, c, 1);
    }
    str_add(out, "\"");
}

static void add_cell(Str *out, const TopicCell *cell)
{
    Str keys = { 0 };
    str_printf(out, "{ column: %d, row: %d, width: %d, height: %d, widget: %s", cell->column,
               cell->row, cell->width, cell->height, topic_widget_name((TopicWidget)cell->widget));
    add_text(out, "title", cell->title);
    add_text(out, "title_en", cell->title_en);
    for (int i = 0; i < cell->key_count; i++)
        str_printf(&keys, "%s%s", i ? " " : "", cell->keys[i]);
    add_text(out, "indicators", keys.text ? keys.text : "");
    if (cell->span != TOPIC_SPAN_NOW) add_text(out, "span", topic_span_name((TopicSpan)cell->span));
    add_text(out, "options", cell->options ? cell->options : "");
    str_add(out, " }");
    str_finish(&keys);
}

static size_t line_start(const char *text, size_t at)
{
    while (at > 0 && text[at - 1] != '\n') at--;
    return at;
}

static size_t line_end(const char *text, size_t length, size_t at)
{
    while (at < length && text[at] != '\n') at++;
    return at;
}

static void splice(Str *out, const char *text, size_t length, size_t from, size_t to,
                   const char *with)
{
    str_add_n(out, text, from);
    str_add(out, with);
    str_add_n(out, text + to, length - to);
}

static void delete_cell(Str *out, const char *text, size_t length, const Place *p, size_t start,
                        size_t end)
{
    size_t from = start, to = end;
    if (!p->is_flow) { // the dash, the cell and what is said behind it
        from = line_start(text, start);
        to = line_end(text, length, end);
        if (to < length) to++;
    } else {
        while (to < length && (text[to] == ' ' || text[to] == '\n')) to++;
        if (to < length && text[to] == ',') {
            to++;
        } else { // the last: the comma before it
            to = end;
            while (from > 0 && text[from - 1] != ',' && text[from - 1] != '[') from--;
            if (from > 0 && text[from - 1] == ',') from--;
        }
    }
    splice(out, text, length, from, to, "");
}

static void put_cell(Str *out, const char *text, size_t length, const Place *p,
                     const TopicEdit *edit)
{
    Str cell = { 0 };
    const size_t start = byte_of(text, length, p->last_start),
                 end = byte_of(text, length, p->last_end);
    if (p->is_flow) {
        str_add(&cell, ", ");
        add_cell(&cell, edit->as);
        splice(out, text, length, end, end, cell.text);
    } else { // on a line of its own with the same dash before it
        const size_t line = line_start(text, start), after = line_end(text, length, end);
        str_add(&cell, "\n");
        str_add_n(&cell, text + line, start - line);
        add_cell(&cell, edit->as);
        splice(out, text, length, after, after, cell.text);
    }
    str_finish(&cell);
}

bool topic_edit_text(const char *text, size_t length, const TopicEdit *edit, Str *out, Err *err)
{
    Place p = { 0 };
    if (!find(text, length, edit, &p, err)) return false;
    if (!p.has_page || p.cells == 0) {
        err_set(err, ERR_FORMAT, "the file has no cells of page %d", edit->page + 1);
        return false;
    }
    if (edit->kind != TOPIC_EDIT_ADD && !p.has_cell) {
        err_set(err, ERR_ARGUMENT, "the page has no cell %d", edit->cell + 1);
        return false;
    }
    if (edit->kind == TOPIC_EDIT_DELETE && p.cells == 1) {
        err_set(err, ERR_ARGUMENT, "the last cell of a page cannot be deleted (至少保留一个组件)");
        return false;
    }
    const size_t start = byte_of(text, length, p.start), end = byte_of(text, length, p.end);
    if (edit->kind == TOPIC_EDIT_DELETE) {
        delete_cell(out, text, length, &p, start, end);
    } else if (edit->kind == TOPIC_EDIT_ADD) {
        put_cell(out, text, length, &p, edit);
    } else {
        Str cell = { 0 };
        add_cell(&cell, edit->as);
        splice(out, text, length, start, end, cell.text);
        str_finish(&cell);
    }
    return true;
}

// The user's own file stays where it is; a shipped pack is written beside the document.
static char *file_of(const Topics *topics, const Topic *topic, Err *err)
{
    char name[TOPIC_KEY_MAX + 8];
    for (int i = 0; i < topics->file_count; i++)
        if (topics->files[i].topic == topic && topics->files[i].is_own)
            return str_copy(topics->files[i].path);
    if (!topics->own_folder) {
        err_set(err, ERR_ARGUMENT,
                "a shipped pack is changed beside city.yaml: save the city first (请先保存城市文档)");
        return NULL;
    }
    char *folder = file_join(topics->own_folder, "topics"), *path = NULL;
    snprintf(name, sizeof name, "%s.yaml", topic->id);
    if (folder && file_make_folders(folder, err)) path = file_join(folder, name);
    free(folder);
    return path;
}

bool topics_edit(Topics *topics, const Topic *topic, const TopicEdit *edit, char **path,
                 char **before, Err *err)
{
    size_t length = 0, old_length = 0;
    Str out = { 0 };
    Topic *read = NULL;
    bool ok = false;
    char *text = file_read(topic->path, FILE_MAX, &length, err), *old = NULL;
    char *to = text ? file_of(topics, topic, err) : NULL;
    if (!to || !topic_edit_text(text, length, edit, &out, err)) goto done;
    read = topic_read(topics->schema, out.text, out.length, to, err);
    if (!read) goto done;
    if (file_exists(to)) old = file_read(to, FILE_MAX, &old_length, NULL);
    if (!file_replace(to, out.text, out.length, err)) goto done;
    *path = to;
    *before = old;
    to = old = NULL;
    ok = true;
done:
    if (read) topic_destroy(read);
    free(text);
    free(to);
    free(old);
    str_finish(&out);
    return ok;
}
