// SPDX-License-Identifier: Apache-2.0
// ui_dock_desk.c - rows of places and of the log; places are moved, named, removed by command
// lines.
#include "ui/ui_dock_desk.h"
#include "base/array.h"
#include "base/clock.h"
#include "core/text.h"
#include "ui/ui_dock.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DRAG_FROM 5.0 // units: less is a click

void ui_desk_init(UiDesk *desk)
{
    *desk = (UiDesk){ .held = -1, .drop = -1 };
}

void ui_desk_finish(UiDesk *desk)
{
    free(desk->places);
    free(desk->log);
    *desk = (UiDesk){ 0 };
}

static uint64_t mix(uint64_t key, const void *bytes, size_t length)
{
    return (key ^ str_hash(bytes, length)) * 0x9e3779b97f4a7c15ull;
}

// Of all that rows of places show.
static uint64_t places_key(const UiDock *dock)
{
    const State *s = dock->state;
    uint64_t key = (uint64_t)dock->desk.places_of * 7 + s->is_rotating + 2u * s->is_scene_locked;
    for (int i = 0; i < s->bookmark_count; i++)
        key = mix(key, &s->bookmarks[i], sizeof s->bookmarks[i]);
    for (int i = 0; i < s->tour_count; i++) key = mix(key, &s->tour[i], sizeof s->tour[i]);
    for (int i = 0; i < s->scene_count; i++) key = mix(key, &s->scenes[i], sizeof s->scenes[i]);
    key = mix(key, s->scene, strlen(s->scene));
    // The bar of the tour, in steps that are seen.
    return key * 31 + (s->is_touring ? 1 + (uint64_t)(s->tour_time_s * 4) : 0);
}

bool ui_desk_has_changed(const UiDock *dock)
{
    if (dock->open == STATE_DOCK_PLACES) return dock->desk.places_key != places_key(dock);
    return dock->open == STATE_DOCK_LOG && dock->desk.log_seen != log_count();
}

static void put_place(UiDesk *desk, UiPlaces kind, int at, const char *name)
{
    static const char marks[] = " bts";
    if (desk->places_of != UI_PLACES_ALL && desk->places_of != kind) return;
    UiPlaceRow *row = &desk->places[desk->place_count++];
    *row = (UiPlaceRow){ .kind = kind, .at = at };
    if (kind == UI_PLACES_STOPS)
        snprintf(row->id, sizeof row->id, "t:%d", at + 1);
    else
        snprintf(row->id, sizeof row->id, "%c:%s", marks[kind], name);
}

static void take_places(UiDock *dock)
{
    UiDesk *desk = &dock->desk;
    const State *s = dock->state;
    const int most = s->bookmark_count + s->tour_count + s->scene_count + 1;
    desk->places_key = places_key(dock);
    desk->place_count = 0;
    if (!array_reserve((void **)&desk->places, &desk->place_cap, most, sizeof *desk->places))
        return;
    for (int i = 0; i < s->bookmark_count; i++)
        put_place(desk, UI_PLACES_BOOKMARKS, i, s->bookmarks[i].name);
    for (int i = 0; i < s->tour_count; i++) put_place(desk, UI_PLACES_STOPS, i, s->tour[i].name);
    for (int i = 0; i < s->scene_count; i++)
        put_place(desk, UI_PLACES_SCENES, i, s->scenes[i].name);
    dock->row_count = desk->place_count;
}

static void take_log(UiDock *dock)
{
    UiDesk *desk = &dock->desk;
    if (!array_reserve((void **)&desk->log, &desk->log_cap, LOG_KEPT, sizeof *desk->log)) return;
    desk->log_seen = log_count();
    desk->errors_seen = log_count_of(LOG_ERROR);
    desk->log_count = 0;
    const uint64_t first = desk->log_seen > LOG_KEPT ? desk->log_seen - LOG_KEPT : 0;
    for (uint64_t n = desk->log_seen; n-- > first;) {
        UiLogRow *row = &desk->log[desk->log_count];
        if (!log_read(n, &row->line) || (desk->levels_out >> row->line.level & 1)) continue;
        row->number = n;
        snprintf(row->id, sizeof row->id, "%llu", (unsigned long long)n);
        desk->log_count++;
    }
    dock->row_count = desk->log_count;
}

void ui_desk_take(UiDock *dock)
{
    if (dock->open == STATE_DOCK_PLACES) take_places(dock);
    if (dock->open == STATE_DOCK_LOG) take_log(dock);
}

const UiPlaceRow *ui_desk_place(const UiDock *dock)
{
    const UiDesk *desk = &dock->desk;
    for (int i = 0; i < desk->place_count && dock->open == STATE_DOCK_PLACES; i++)
        if (strcmp(desk->places[i].id, dock->item) == 0) return &desk->places[i];
    return NULL;
}

const UiLogRow *ui_desk_line(const UiDock *dock)
{
    const UiDesk *desk = &dock->desk;
    for (int i = 0; i < desk->log_count && dock->open == STATE_DOCK_LOG; i++)
        if (strcmp(desk->log[i].id, dock->item) == 0) return &desk->log[i];
    return NULL;
}

const char *ui_place_kind(StateLanguage language, UiPlaces kind, uint32_t *rgb)
{
    static const struct {
        TextId text;
        uint32_t rgb;
    } kinds[] = { { TEXT_NONE, 0 },
                  { TEXT_BOOKMARK, 0x3d8bff },
                  { TEXT_TOUR_STOP, 0x2fa968 },
                  { TEXT_SCENE, 0xc3669f } };
    *rgb = kinds[kind].rgb;
    return text_get(language, kinds[kind].text);
}

const StateCamera *ui_place_camera(const State *s, const UiPlaceRow *row)
{
    return row->kind == UI_PLACES_BOOKMARKS ? &s->bookmarks[row->at].camera
           : row->kind == UI_PLACES_STOPS   ? &s->tour[row->at].camera
                                            : &s->scenes[row->at].camera;
}

const char *ui_place_name(const State *s, const UiPlaceRow *row, char out[STATE_NAME_MAX])
{
    const char *name = row->kind == UI_PLACES_BOOKMARKS ? s->bookmarks[row->at].name
                       : row->kind == UI_PLACES_STOPS   ? s->tour[row->at].name
                                                        : s->scenes[row->at].name;
    if (name[0])
        str_copy_utf8(out, STATE_NAME_MAX, name);
    else
        snprintf(out, STATE_NAME_MAX, "%d", row->at + 1);
    return out;
}

static void place_time(const UiDock *dock, const UiPlaceRow *row, UiTableCell *out)
{
    const State *s = dock->state;
    const bool is_chinese = dock->language == STATE_LANGUAGE_ZH;
    if (row->kind == UI_PLACES_BOOKMARKS) {
        snprintf(out->text, sizeof out->text, "–");
        return;
    }
    const double seconds =
        row->kind == UI_PLACES_STOPS ? s->tour[row->at].seconds : s->scenes[row->at].seconds;
    const int64_t t_us = row->kind == UI_PLACES_STOPS ? s->tour[row->at].t_utc_us : 0;
    char when[32] = "";
    if (t_us) ui_dock_time_text(dock, t_us, when);
    snprintf(out->text, sizeof out->text, "%g %s%s%s", seconds, is_chinese ? "秒" : "s",
             when[0] ? " · " : "", when);
}

static void place_cell(const void *rows, int at, int column, UiTableCell *out)
{
    const UiDock *dock = rows;
    const UiPlaceRow *row = &dock->desk.places[at];
    const State *s = dock->state;
    const StateCamera *camera = ui_place_camera(s, row);
    const StateScene *scene = row->kind == UI_PLACES_SCENES ? &s->scenes[row->at] : NULL;
    char name[STATE_NAME_MAX];
    switch (column) {
    case UI_PLACE_KIND:
        snprintf(out->text, sizeof out->text, "%s",
                 ui_place_kind(dock->language, row->kind, &out->chip_rgb));
        out->is_solid = scene && strcmp(scene->name, s->scene) == 0;
        break;
    case UI_PLACE_NAME:
        snprintf(out->text, sizeof out->text, "%s", ui_place_name(s, row, name));
        out->font = UI_FONT_STRONG;
        break;
    case UI_PLACE_WHERE:
        if (camera->distance_m > 0)
            snprintf(out->text, sizeof out->text, "%.4f°, %.4f°", camera->target.lon_deg,
                     camera->target.lat_deg);
        else
            snprintf(out->text, sizeof out->text, "–");
        out->colour = UI_COLOUR_DIM;
        break;
    case UI_PLACE_TIME: place_time(dock, row, out); break;
    default:
        snprintf(out->text, sizeof out->text, "%s",
                 !scene           ? "–"
                 : scene->page[0] ? scene->page
                                  : text_get(dock->language, TEXT_DESK));
        out->colour = UI_COLOUR_DIM;
        break;
    }
}

static const char *place_text(const void *rows, int at, char *buffer)
{
    const UiDock *dock = rows;
    char name[STATE_NAME_MAX];
    uint32_t rgb = 0;
    const UiPlaceRow *row = &dock->desk.places[at];
    snprintf(buffer, UI_TABLE_TEXT_MAX, "%s %s", ui_place_name(dock->state, row, name),
             ui_place_kind(dock->language, row->kind, &rgb));
    return buffer;
}

static uint64_t place_id(const void *rows, int at)
{
    const char *id = ((const UiDock *)rows)->desk.places[at].id;
    return str_hash(id, strlen(id));
}

uint32_t ui_log_rgb(LogLevel level)
{
    return level == LOG_ERROR ? 0xf0384a : level == LOG_WARN ? 0xf5a218 : 0x3d8bff;
}

const char *ui_log_level(StateLanguage language, LogLevel level)
{
    return text_get(language, level == LOG_ERROR  ? TEXT_ERROR
                              : level == LOG_WARN ? TEXT_LOG_WARNING
                                                  : TEXT_LOG_INFO);
}

static void log_cell(const void *rows, int at, int column, UiTableCell *out)
{
    const UiDock *dock = rows;
    const LogLine *line = &dock->desk.log[at].line;
    char iso[32];
    if (column == UI_LOG_TIME) {
        clock_format(line->t_utc_us, dock->utc_offset_s, iso);
        snprintf(out->text, sizeof out->text, "%.5s %.8s", iso + 5, iso + 11);
        out->colour = UI_COLOUR_DIM;
    } else if (column == UI_LOG_LEVEL) {
        snprintf(out->text, sizeof out->text, "%s", ui_log_level(dock->language, line->level));
        out->chip_rgb = ui_log_rgb(line->level);
        out->is_solid = line->level == LOG_ERROR;
    } else {
        str_copy_utf8(out->text, sizeof out->text, line->text);
    }
}

static const char *log_text(const void *rows, int at, char *buffer)
{
    str_copy_utf8(buffer, UI_TABLE_TEXT_MAX, ((const UiDock *)rows)->desk.log[at].line.text);
    return buffer;
}

static uint64_t log_id(const void *rows, int at)
{
    const char *id = ((const UiDock *)rows)->desk.log[at].id;
    return str_hash(id, strlen(id));
}

static uint32_t log_edge(const void *rows, int at)
{
    const LogLevel level = ((const UiDock *)rows)->desk.log[at].line.level;
    return level == LOG_INFO ? 0 : ui_log_rgb(level);
}

UiTableSource ui_desk_source(const UiDock *dock)
{
    const bool is_log = dock->open == STATE_DOCK_LOG;
    return (UiTableSource){ .rows = dock,
                            .count = dock->row_count,
                            .version = dock->rows_version,
                            .cell = is_log ? log_cell : place_cell,
                            .text = is_log ? log_text : place_text,
                            .id = is_log ? log_id : place_id,
                            .edge = is_log ? log_edge : NULL };
}

static void say_quoted(Str *out, const char *before, const char *text)
{
    str_add(out, before);
    ui_quote(out, text);
}

// VERB with what says which place: name="…" or stop=3.
static void say_verb(const UiDock *dock, const char *verb, Str *out)
{
    static const char *const nouns[] = { "", "bookmark", "tour", "scene" };
    const UiPlaceRow *row = ui_desk_place(dock);
    str_printf(out, "%s-%s ", nouns[row->kind], verb);
    if (row->kind == UI_PLACES_STOPS)
        str_printf(out, "stop=%d", row->at + 1);
    else
        say_quoted(out, "name=", row->id + 2);
}

void ui_desk_go(const UiDock *dock, Str *out)
{
    const UiPlaceRow *row = ui_desk_place(dock);
    if (!row) return;
    if (row->kind == UI_PLACES_STOPS) {
        double seconds = 0; // up to the stop
        for (int i = 0; i <= row->at; i++) seconds += dock->state->tour[i].seconds;
        str_printf(out, "tour-play from=%g\n", seconds);
        return;
    }
    say_verb(dock, row->kind == UI_PLACES_SCENES ? "show" : "go", out);
    str_add(out, "\n");
}

void ui_desk_rename(const UiDock *dock, const char *name, Str *out)
{
    const UiPlaceRow *row = ui_desk_place(dock);
    if (!row || !name[0]) return;
    say_verb(dock, "rename", out);
    say_quoted(out, " new=", name);
    str_add(out, "\n");
    if (row->kind == UI_PLACES_STOPS) return;
    // What is looked at goes on being it.
    Str item = { 0 };
    str_printf(&item, "%.2s%s", row->id, name);
    say_quoted(out, "panel-show name=places item=", item.text);
    str_add(out, "\n");
    str_finish(&item);
}

// to: from 1 on, among its own.
static void say_move(const UiDock *dock, int to, Str *out)
{
    const UiPlaceRow *row = ui_desk_place(dock);
    if (!row || to < 1 || to == row->at + 1) return;
    say_verb(dock, "move", out);
    str_printf(out, " to=%d\n", to);
    if (row->kind == UI_PLACES_STOPS) str_printf(out, "panel-show name=places item=t:%d\n", to);
}

static void say_remove(const UiDock *dock, Str *out)
{
    if (!ui_desk_place(dock)) return;
    say_verb(dock, "remove", out);
    str_add(out, "\n");
}

// The view as it is now, under the same name.
static void say_update(const UiDock *dock, Str *out)
{
    const UiPlaceRow *row = ui_desk_place(dock);
    if (!row || row->kind == UI_PLACES_STOPS) return;
    say_verb(dock, row->kind == UI_PLACES_SCENES ? "save" : "add", out);
    str_add(out, "\n");
}

// A name that is free: "视点 4".
static void say_add(const UiDock *dock, UiPlaces kind, Str *out)
{
    const State *s = dock->state;
    char name[STATE_NAME_MAX];
    uint32_t rgb = 0;
    const char *word = ui_place_kind(dock->language, kind, &rgb);
    if (kind == UI_PLACES_STOPS) {
        snprintf(name, sizeof name, "%s %d", word, s->tour_count + 1);
        say_quoted(out, "tour-add name=", name);
    } else {
        for (int n = 1;; n++) {
            snprintf(name, sizeof name, "%s %d", word, n);
            const bool is_taken = kind == UI_PLACES_SCENES
                                      ? state_scene_find((State *)s, name) != NULL
                                      : state_bookmark_find((State *)s, name) != NULL;
            if (!is_taken) break;
        }
        say_quoted(out, kind == UI_PLACES_SCENES ? "scene-save name=" : "bookmark-add name=", name);
    }
    str_add(out, "\n");
}

static void say_copy(const UiDock *dock, Str *out)
{
    const UiLogRow *only = ui_desk_line(dock);
    const UiTable *table = &dock->tables[STATE_DOCK_LOG];
    Str text = { 0 };
    for (int i = 0; i < table->shown_count; i++) {
        const UiLogRow *row = only ? only : &dock->desk.log[table->shown[i]];
        char time[32];
        clock_format(row->line.t_utc_us, dock->utc_offset_s, time);
        str_printf(&text, "%s%s %s %s", i ? "\\n" : "", time,
                   ui_log_level(dock->language, row->line.level), row->line.text);
        if (only) break;
    }
    if (text.text) {
        // The line's own \n stays one; quotes and other backslashes are kept as they are.
        str_add(out, "copy \"");
        for (const char *at = text.text; *at; at++) {
            const bool is_end = at[0] == '\\' && at[1] == 'n';
            if (*at == '"' || (*at == '\\' && !is_end)) str_add(out, "\\");
            str_add_n(out, *at == '\n' || *at == '\r' ? " " : at, 1);
        }
        str_add(out, "\"\n");
    }
    str_finish(&text);
}

bool ui_desk_action(UiDock *dock, const char *action, Str *out)
{
    int n = 0;
    if (!str_starts(action, "desk-")) return false;
    action += 5;
    if (sscanf(action, "of:%d", &n) == 1 && n >= 0 && n <= UI_PLACES_SCENES)
        dock->desk.places_of = (UiPlaces)n;
    else if (sscanf(action, "level:%d", &n) == 1 && n >= 0 && n < LOG_LEVEL_COUNT)
        dock->desk.levels_out ^= 1u << n;
    else if (sscanf(action, "add:%d", &n) == 1 && n > 0 && n <= UI_PLACES_SCENES)
        say_add(dock, (UiPlaces)n, out);
    else if (strcmp(action, "go") == 0)
        ui_desk_go(dock, out);
    else if (strcmp(action, "update") == 0)
        say_update(dock, out);
    else if (strcmp(action, "remove") == 0)
        say_remove(dock, out);
    else if (strcmp(action, "copy") == 0)
        say_copy(dock, out);
    return true;
}

bool ui_desk_key(UiDock *dock, const char *key, Str *out)
{
    const UiPlaceRow *row = ui_desk_place(dock);
    if (dock->open == STATE_DOCK_LOG && strcmp(key, "Ctrl+C") == 0) {
        say_copy(dock, out);
        return true;
    }
    if (!row) return false;
    if (strcmp(key, "Ctrl+Up") == 0)
        say_move(dock, row->at, out);
    else if (strcmp(key, "Ctrl+Down") == 0)
        say_move(dock, row->at + 2, out);
    else if (strcmp(key, "Delete") == 0)
        say_remove(dock, out);
    else
        return false;
    return true;
}

static int row_of(const UiWidget *w)
{
    int row = -1;
    return w->action && sscanf(w->action, "@table:places:row:%d", &row) == 1 ? row : -1;
}

// Before which row a row held at y would stand, among those of its kind.
static int drop_at(const UiDock *dock, const UiTree *tree, double y)
{
    const UiTable *table = &dock->tables[STATE_DOCK_PLACES];
    const UiPlaces kind = dock->desk.places[table->shown[dock->desk.held]].kind;
    int drop = -1;
    for (int i = 0; i < tree->count; i++) {
        const UiWidget *w = &tree->items[i];
        const int row = row_of(w);
        if (row < 0 || row >= table->shown_count ||
            dock->desk.places[table->shown[row]].kind != kind)
            continue;
        if (drop < 0) drop = row;
        if (y > w->y + w->h / 2) drop = row + 1;
    }
    return drop;
}

static void say_drop(UiDock *dock, Str *out)
{
    const UiDesk *desk = &dock->desk;
    const UiTable *table = &dock->tables[STATE_DOCK_PLACES];
    const UiPlaceRow *from = &desk->places[table->shown[desk->held]];
    const int first = table->shown[desk->held] - from->at; // of its kind, where all are shown
    if (desk->drop < 0 || table->shown_count != desk->place_count) return;
    int to = desk->drop - first; // places before it
    if (to > from->at) to--;
    str_copy_utf8(dock->item, sizeof dock->item, from->id);
    say_move(dock, to + 1, out);
}

bool ui_desk_pointer(UiDock *dock, UiTree *tree, double y, bool is_down, bool is_up, int hit,
                     Str *out)
{
    UiDesk *desk = &dock->desk;
    if (dock->open != STATE_DOCK_PLACES) return false;
    if (is_down) {
        desk->held =
            hit >= 0 && !dock->tables[STATE_DOCK_PLACES].filter[0] ? row_of(&tree->items[hit]) : -1;
        desk->held_y = y;
        return false;
    }
    if (desk->held < 0 || desk->held >= dock->tables[STATE_DOCK_PLACES].shown_count) return false;
    if (is_up) {
        const bool was_dragging = desk->is_dragging;
        if (was_dragging) {
            say_drop(dock, out);
            tree->pressed = -1;
        }
        desk->held = desk->drop = -1;
        desk->is_dragging = false;
        dock->version++;
        return was_dragging;
    }
    if (!desk->is_dragging && fabs(y - desk->held_y) < DRAG_FROM) return false;
    desk->is_dragging = true;
    const int drop = drop_at(dock, tree, y);
    if (drop != desk->drop) dock->version++;
    desk->drop = drop;
    return true;
}
