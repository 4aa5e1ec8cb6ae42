// SPDX-License-Identifier: Apache-2.0
// document_value.c - one key's value from text and back; errors say what was expected.
#include "base/clock.h"
#include "base/str.h"
#include "core/document.h"
#include "core/style_ramp.h"
#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DOCUMENT_MARKS_MAX = 4000000 }; // objects of a model

static void *field_of(const DocumentKey *key, void *owner)
{
    return (char *)owner + key->offset;
}

static const void *field_of_const(const DocumentKey *key, const void *owner)
{
    return (const char *)owner + key->offset;
}

static bool fail(Err *err, const char *expected, const char *text)
{
    err_set(err, ERR_ARGUMENT, "expected %s, not '%.60s'", expected, text);
    return false;
}

static bool set_text(char *out, size_t bytes, const char *text, Err *err)
{
    const size_t length = strlen(text);
    if (!str_is_utf8(text, length)) return fail(err, "UTF-8 text", "…");
    if (length >= bytes) {
        err_set(err, ERR_RANGE, "expected at most %zu bytes, not %zu", bytes - 1, length);
        return false;
    }
    memcpy(out, text, length + 1);
    return true;
}

static bool parse_ranged(const DocumentKey *key, const char *text, double *out, Err *err)
{
    char expected[96];
    if (key->min == 0 && key->max == 0) snprintf(expected, sizeof expected, "a number");
    else snprintf(expected, sizeof expected, "a number from %g to %g", key->min, key->max);
    double value = 0;
    if (!str_parse_double(text, &value)) return fail(err, expected, text);
    if ((key->min != 0 || key->max != 0) && (value < key->min || value > key->max)) {
        fail(err, expected, text);
        if (err) err->code = ERR_RANGE;
        return false;
    }
    *out = value;
    return true;
}

static bool parse_bool(const char *text, bool *out)
{
    static const char *const yes[] = { "true", "yes", "on", "1", "是", "开" }, *const no[] = { "false", "no", "off", "0", "否", "关" };
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++) {
        if (str_equal_nocase(text, yes[i])) return *out = true, true;
        if (str_equal_nocase(text, no[i])) return *out = false, true;
    }
    return false;
}

// Index of text in "a|b|c"; -1 = none.
static int choice_index(const char *choices, const char *text)
{
    int index = 0;
    for (const char *at = choices; *at; index++) {
        const size_t length = strcspn(at, "|");
        if (strlen(text) == length && strncasecmp(at, text, length) == 0) return index;
        at += length + (at[length] == '|');
    }
    return -1;
}

static bool parse_colour(const char *text, uint32_t *rgb)
{
    if (*text == '#') text++;
    const size_t length = strlen(text);
    if (length != 6 && length != 3) return false;
    uint32_t value = 0;
    for (size_t i = 0; i < 6; i++) {
        const char c = text[length == 3 ? i / 2 : i];
        if (!isxdigit((unsigned char)c)) return false;
        value = value << 4 | (uint32_t)(isdigit((unsigned char)c) ? c - '0' : (c | 32) - 'a' + 10);
    }
    *rgb = (value & 0xff) << 16 | (value & 0xff00) | value >> 16;
    return true;
}

static StyleColourMode mode_of(const DocumentKey *key)
{
    if (strcmp(key->key, "categories") == 0) return STYLE_COLOUR_CATEGORY;
    return strcmp(key->key, "breaks") == 0 ? STYLE_COLOUR_BREAKS : STYLE_COLOUR_RAMP;
}

// "0=#30a050;75=#e0a020", rising.
static bool set_live_stops(LayerStyle *style, const char *text, Err *err)
{
    StyleStop stops[STATE_LIVE_STOPS_MAX] = { 0 };
    int count = 0;
    for (const char *at = text; *at;) {
        const size_t length = strcspn(at, ";");
        char part[64];
        if (length >= sizeof part || count == STATE_LIVE_STOPS_MAX) {
            err_set(err, ERR_RANGE, "expected at most %d stops of at most %zu bytes",
                    STATE_LIVE_STOPS_MAX, sizeof part - 1);
            return false;
        }
        memcpy(part, at, length);
        part[length] = 0;
        at += length + (at[length] == ';');
        char *equals = strrchr(part, '=');
        if (equals) *equals = 0;
        if (!equals || !parse_colour(equals + 1, &stops[count].rgb) ||
            !str_parse_double(part, &stops[count].value))
            return fail(err, "number=#rrggbb;number=#rrggbb", text);
        if (count > 0 && stops[count].value < stops[count - 1].value)
            return fail(err, "stops that rise", text);
        count++;
    }
    memcpy(style->live_stops, stops, sizeof stops);
    style->live_stop_count = count;
    return true;
}

// "住宅=#e0c090;办公=#8090a0": the text form of a list of stops.
static bool set_stops(const DocumentKey *key, LayerStyle *style, const char *text, Err *err)
{
    LayerStyle *next = calloc(1, sizeof *next);
    if (!next) {
        err_set(err, ERR_MEMORY, "colour stops");
        return false;
    }
    const StyleColourMode mode = mode_of(key);
    bool ok = true;
    for (const char *at = text; *at && ok;) {
        const size_t length = strcspn(at, ";");
        char part[128];
        ok = length < sizeof part && next->stop_count < STATE_STOPS_MAX;
        if (!ok) {
            err_set(err, ERR_RANGE, "expected at most %d stops of at most %zu bytes", STATE_STOPS_MAX, sizeof part - 1);
            break;
        }
        memcpy(part, at, length);
        part[length] = 0;
        at += length + (at[length] == ';');
        char *equals = strrchr(part, '=');
        StyleStop *stop = &next->stops[next->stop_count];
        if (equals) *equals = 0;
        if (!equals || !parse_colour(equals + 1, &stop->rgb)) {
            ok = fail(err, "value=#rrggbb;value=#rrggbb", text);
        } else if (mode == STYLE_COLOUR_CATEGORY) {
            ok = set_text(stop->text, sizeof stop->text, part, err);
        } else if (!str_parse_double(part, &stop->value)) {
            ok = fail(err, "a number before '='", part);
        }
        next->stop_count++;
    }
    if (ok) {
        memcpy(style->stops, next->stops, sizeof style->stops);
        style->stop_count = next->stop_count;
        style->colour_mode = next->stop_count > 0 ? mode : STYLE_COLOUR_SINGLE;
    }
    free(next);
    return ok;
}

// A number, optionally with m, 米, px or 像素 after it.
static bool parse_length(const char *text, double *value, bool *is_px)
{
    const size_t digits = strspn(text, "0123456789.+-eE");
    char number[40];
    if (digits == 0 || digits >= sizeof number) return false;
    memcpy(number, text, digits);
    number[digits] = 0;
    if (!str_parse_double(number, value)) return false;
    const char *unit = text + digits + strspn(text + digits, " ");
    *is_px = strcmp(unit, "px") == 0 || strcmp(unit, "像素") == 0;
    return *is_px || !*unit || strcmp(unit, "m") == 0 || strcmp(unit, "米") == 0;
}

static bool set_height(LayerStyle *style, const char *text, Err *err)
{
    double value = 0;
    bool is_px = false;
    if (parse_length(text, &value, &is_px) && !is_px) {
        if (!(value > 0) || value > 10000) return fail(err, "an attribute, or metres from 0 to 10000", text);
        style->height_m = value;
        style->height_attribute[0] = 0;
        return true;
    }
    if (!set_text(style->height_attribute, sizeof style->height_attribute, text, err)) return false;
    style->height_m = 0;
    return true;
}

static bool set_width(LayerStyle *style, const char *text, Err *err)
{
    double value = 0;
    bool is_px = false;
    if (parse_length(text, &value, &is_px)) {
        if (!(value > 0) || value > (is_px ? 1000 : 100000)) return fail(err, "'12 m', '2 px' or an attribute", text);
        style->width_m = is_px ? 0 : value;
        style->width_px = is_px ? value : 0;
        style->width_attribute[0] = 0;
        return true;
    }
    if (!set_text(style->width_attribute, sizeof style->width_attribute, text, err)) return false;
    style->width_m = style->width_px = 0;
    return true;
}

static bool replace_heap(char **field, const char *text, Err *err)
{
    if (!str_is_utf8(text, strlen(text))) return fail(err, "UTF-8 text", "…");
    char *copy = text[0] ? str_copy(text) : NULL;
    if (text[0] && !copy) {
        err_set(err, ERR_MEMORY, "no memory for a text");
        return false;
    }
    free(*field);
    *field = copy;
    return true;
}

// Rows as "0-12,17"; what was marked so before is shown again.
static bool set_marks(StateLayer *layer, StateMark mark, const char *text, Err *err)
{
    static const char expected[] = "rows as 0-12,17";
    int count = layer->view.mark_count;
    uint8_t *marks = calloc(DOCUMENT_MARKS_MAX, 1);
    bool ok = marks != NULL;
    if (!ok) err_set(err, ERR_MEMORY, "no memory for marks");
    for (int i = 0; ok && i < count; i++)
        marks[i] = layer->view.marks[i] == mark ? STATE_MARK_SHOWN : layer->view.marks[i];
    for (const char *at = text; ok && *at;) {
        long first = 0, last = 0;
        int used = 0;
        ok = isdigit((unsigned char)*at) && sscanf(at, "%9ld%n", &first, &used) == 1;
        if (ok) at += used;
        last = first;
        if (ok && *at == '-') {
            ok = isdigit((unsigned char)at[1]) && sscanf(at + 1, "%9ld%n", &last, &used) == 1;
            if (ok) at += used + 1;
        }
        ok = ok && first <= last && last < DOCUMENT_MARKS_MAX && (*at == ',' || !*at);
        if (!ok) (void)fail(err, expected, text);
        for (long i = first; ok && i <= last; i++) marks[i] = (uint8_t)mark;
        if (ok && last >= count) count = (int)last + 1;
        if (*at == ',') at++;
    }
    if (ok && !state_mark_set(layer, marks, count)) {
        err_set(err, ERR_MEMORY, "no memory for marks");
        ok = false;
    }
    free(marks);
    return ok;
}

static bool add_marks(Str *out, const StateModelView *view, StateMark mark)
{
    const size_t before = out->length;
    for (int i = 0; i < view->mark_count;) {
        int end = i;
        while (end < view->mark_count && view->marks[end] == mark) end++;
        if (end > i + 1)
            str_printf(out, "%s%d-%d", out->length > before ? "," : "", i, end - 1);
        else if (end > i)
            str_printf(out, "%s%d", out->length > before ? "," : "", i);
        i = end > i ? end : i + 1;
    }
    return out->length > before;
}

// The struct of a section as it is before anything is set. state is scratch for TOP.
static const void *default_owner(DocumentSection section, State *state)
{
    static const StateLayer layer = { .opacity = 1, .is_visible = true, .was_visible = true };
    static const LayerStyle style;
    static const StateCamera camera = { .distance_m = 1000, .fov_deg = 40, .pitch_deg = 45 };
    static const StateBookmark bookmark = { .camera = { .distance_m = 1000, .fov_deg = 40, .pitch_deg = 45 } };
    static const StateTourStop stop = { .seconds = 5, .camera = { .distance_m = 1000, .fov_deg = 40, .pitch_deg = 45 } };
    static const GeoPos pos;
    static const StyleStop colour_stop;
    static const StateFeatureRef ref;
    static const GeoModelPoint anchor;
    static const DocumentCut cut;
    static const DocumentMeasure measure;
    static const StateFeed feed;
    static const StateFeedMap feed_map;
    static const StateLiveKey live_key = { .decimals = -1 };
    static const StateDerived derived;
    static const StateScene scene = { .seconds = 30,
                                      .transition_s = 2,
                                      .camera = { .fov_deg = 40, .pitch_deg = 45 } };
    switch (section) {
    case DOCUMENT_TOP: state_init(state); return state;
    case DOCUMENT_ORIGIN: return &pos;
    case DOCUMENT_LAYER: return &layer;
    case DOCUMENT_STYLE: return &style;
    case DOCUMENT_STOP: return &colour_stop;
    case DOCUMENT_CAMERA: return &camera;
    case DOCUMENT_BOOKMARK: return &bookmark;
    case DOCUMENT_TOUR: return &stop;
    case DOCUMENT_SCENE: return &scene;
    case DOCUMENT_FEATURE: return &ref;
    case DOCUMENT_ANCHOR: return &anchor;
    case DOCUMENT_CUT: return &cut;
    case DOCUMENT_MEASURE: return &measure;
    case DOCUMENT_FEED: return &feed;
    case DOCUMENT_FEED_MAP: return &feed_map;
    case DOCUMENT_LIVE: return &live_key;
    case DOCUMENT_DERIVED: return &derived;
    case DOCUMENT_SECTION_COUNT: break;
    }
    assert(false && "a section without defaults");
    return NULL;
}

static bool set_default(const DocumentKey *key, void *owner)
{
    State state;
    const void *from = default_owner(key->section, &state);
    switch (key->type) {
    case DOCUMENT_MARKS: return set_marks(owner, (StateMark)key->min, "", NULL);
    case DOCUMENT_HEAP_TEXT:
    case DOCUMENT_PATH: return replace_heap(field_of(key, owner), "", NULL);
    case DOCUMENT_COLOUR:
        memcpy(field_of(key, owner), field_of_const(key, from), sizeof(uint32_t));
        if (key->bytes) *((bool *)owner + key->bytes) = false;
        return true;
    case DOCUMENT_HEIGHT: {
        LayerStyle *style = owner;
        style->height_m = 0;
        style->height_attribute[0] = 0;
        return true;
    }
    case DOCUMENT_WIDTH: {
        LayerStyle *style = owner;
        style->width_m = style->width_px = 0;
        style->width_attribute[0] = 0;
        return true;
    }
    case DOCUMENT_STOPS: {
        LayerStyle *style = owner;
        style->stop_count = 0;
        style->colour_mode = STYLE_COLOUR_SINGLE;
        return true;
    }
    case DOCUMENT_LIVE_STOPS: ((LayerStyle *)owner)->live_stop_count = 0; return true;
    default: memcpy(field_of(key, owner), field_of_const(key, from), key->bytes); return true;
    }
}

bool document_value_set(const DocumentKey *key, void *owner, const char *text, int utc_offset_s, Err *err)
{
    assert(key->type != DOCUMENT_NONE && key->type != DOCUMENT_MAP && key->type != DOCUMENT_LIST);
    // "auto" is a word of styles only; a bookmark may be called so.
    const bool is_auto = key->section == DOCUMENT_STYLE && key->type != DOCUMENT_CHOICE && strcmp(text, "auto") == 0;
    if (!text[0] || is_auto) return set_default(key, owner);
    void *field = field_of(key, owner);
    double number = 0;
    switch (key->type) {
    case DOCUMENT_TEXT:
        if (key->section == DOCUMENT_STYLE && strcmp(key->key, "ramp") == 0 && strcmp(text, "none") != 0 && !style_ramp_find(text)) {
            char names[160] = "one of";
            for (int i = 0; i < style_ramp_count; i++) {
                strcat(names, i ? ", " : " ");
                strcat(names, style_ramp_table[i].name);
            }
            return fail(err, names, text);
        }
        return set_text(field, key->bytes, text, err);
    case DOCUMENT_SYMBOL: return set_text(field, key->bytes, text, err);
    case DOCUMENT_HEAP_TEXT:
    case DOCUMENT_PATH: return replace_heap(field, text, err);
    case DOCUMENT_NUMBER:
        if (!parse_ranged(key, text, &number, err)) return false;
        *(double *)field = number;
        return true;
    case DOCUMENT_OPACITY:
        if (!parse_ranged(key, text, &number, err)) return false;
        *(float *)field = (float)number;
        return true;
    case DOCUMENT_HOURS:
        if (!parse_ranged(key, text, &number, err)) return false;
        *(int *)field = (int)lround(number * 3600);
        return true;
    case DOCUMENT_INDEX:
        if (!parse_ranged(key, text, &number, err)) return false;
        if (number != floor(number)) return fail(err, "a whole number", text);
        *(uint32_t *)field = (uint32_t)number;
        return true;
    case DOCUMENT_BOOL: return parse_bool(text, field) || fail(err, "true or false", text);
    case DOCUMENT_CHOICE: {
        const int index = choice_index(key->choices, text);
        if (index < 0) return fail(err, key->choices, text);
        *(int *)field = index;
        return true;
    }
    case DOCUMENT_COLOUR:
        if (!parse_colour(text, field)) return fail(err, "a colour as #rrggbb", text);
        if (key->bytes) *((bool *)owner + key->bytes) = true;
        return true;
    case DOCUMENT_TIME:
        if (strcmp(text, "now") == 0) *(int64_t *)field = clock_utc_us();
        else if (!clock_parse(text, utc_offset_s, field)) return fail(err, "a time as 2026-06-21T18:30 (+08:00 or Z may follow), or now", text);
        return true;
    case DOCUMENT_HEIGHT: return set_height(owner, text, err);
    case DOCUMENT_WIDTH: return set_width(owner, text, err);
    case DOCUMENT_MARKS: return set_marks(owner, (StateMark)key->min, text, err);
    case DOCUMENT_STOPS: return set_stops(key, owner, text, err);
    case DOCUMENT_LIVE_STOPS: return set_live_stops(owner, text, err);
    case DOCUMENT_NONE:
    case DOCUMENT_MAP:
    case DOCUMENT_LIST: break;
    }
    return false;
}

// The shortest text that reads back as the same number.
static void add_number(Str *out, double value)
{
    char text[40];
    for (int digits = 6; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        double back = 0;
        if (str_parse_double(text, &back) && back == value) break;
    }
    str_add(out, text);
}

static void add_choice(Str *out, const char *choices, int index)
{
    const char *at = choices;
    for (; index > 0; index--) {
        at += strcspn(at, "|");
        if (*at == '|') at++;
    }
    str_add_n(out, at, strcspn(at, "|"));
}

static void add_colour(Str *out, uint32_t rgb)
{
    str_printf(out, "#%02x%02x%02x", rgb & 0xff, rgb >> 8 & 0xff, rgb >> 16 & 0xff);
}

static bool get_length(const char *attribute, double metres, double px, Str *out)
{
    if (attribute[0]) str_add(out, attribute);
    else if (metres > 0) add_number(out, metres), str_add(out, " m");
    else if (px > 0) add_number(out, px), str_add(out, " px");
    return attribute[0] || metres > 0 || px > 0;
}

static bool get_stops(const DocumentKey *key, const LayerStyle *style, Str *out)
{
    if (style->stop_count == 0 || style->colour_mode != mode_of(key)) return false;
    for (int i = 0; i < style->stop_count; i++) {
        if (i > 0) str_add(out, ";");
        if (style->colour_mode == STYLE_COLOUR_CATEGORY) str_add(out, style->stops[i].text);
        else add_number(out, style->stops[i].value);
        str_add(out, "=");
        add_colour(out, style->stops[i].rgb);
    }
    return true;
}

bool document_value_get(const DocumentKey *key, const void *owner, int utc_offset_s, Str *out)
{
    assert(key->type != DOCUMENT_NONE && key->type != DOCUMENT_MAP && key->type != DOCUMENT_LIST);
    const void *field = field_of_const(key, owner);
    State state;
    const void *unset = field_of_const(key, default_owner(key->section, &state));
    switch (key->type) {
    case DOCUMENT_SYMBOL:
    case DOCUMENT_TEXT: str_add(out, field); return strcmp(field, unset) != 0;
    case DOCUMENT_HEAP_TEXT:
    case DOCUMENT_PATH: {
        const char *text = *(char *const *)field;
        str_add(out, text ? text : "");
        return text && text[0];
    }
    case DOCUMENT_NUMBER: add_number(out, *(const double *)field); return *(const double *)field != *(const double *)unset;
    case DOCUMENT_OPACITY: {
        // As many digits as a float has, so that 0.8 stays 0.8.
        char text[24];
        for (int digits = 1; digits <= 9; digits++) {
            snprintf(text, sizeof text, "%.*g", digits, (double)*(const float *)field);
            if (strtof(text, NULL) == *(const float *)field) break;
        }
        str_add(out, text);
        return *(const float *)field != *(const float *)unset;
    }
    case DOCUMENT_HOURS: add_number(out, *(const int *)field / 3600.0); return *(const int *)field != *(const int *)unset;
    case DOCUMENT_INDEX: str_printf(out, "%u", *(const uint32_t *)field); return true;
    case DOCUMENT_BOOL: str_add(out, *(const bool *)field ? "true" : "false"); return *(const bool *)field != *(const bool *)unset;
    case DOCUMENT_CHOICE: add_choice(out, key->choices, *(const int *)field); return *(const int *)field != *(const int *)unset;
    case DOCUMENT_COLOUR: {
        add_colour(out, *(const uint32_t *)field);
        return key->bytes == 0 || *((const bool *)owner + key->bytes);
    }
    case DOCUMENT_TIME: {
        char text[32];
        clock_format(*(const int64_t *)field, utc_offset_s, text);
        str_add(out, text);
        return *(const int64_t *)field != *(const int64_t *)unset;
    }
    case DOCUMENT_HEIGHT: {
        const LayerStyle *style = owner;
        return get_length(style->height_attribute, style->height_m, 0, out);
    }
    case DOCUMENT_WIDTH: {
        const LayerStyle *style = owner;
        return get_length(style->width_attribute, style->width_m, style->width_px, out);
    }
    case DOCUMENT_MARKS: return add_marks(out, field, (StateMark)key->min);
    case DOCUMENT_STOPS: return get_stops(key, owner, out);
    case DOCUMENT_LIVE_STOPS: {
        const LayerStyle *style = owner;
        for (int i = 0; i < style->live_stop_count; i++) {
            if (i > 0) str_add(out, ";");
            add_number(out, style->live_stops[i].value);
            str_add(out, "=");
            add_colour(out, style->live_stops[i].rgb);
        }
        return style->live_stop_count > 0;
    }
    case DOCUMENT_NONE:
    case DOCUMENT_MAP:
    case DOCUMENT_LIST: break;
    }
    return false;
}
