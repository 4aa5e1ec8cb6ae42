// SPDX-License-Identifier: Apache-2.0
// feed_map.c - maps compiled to paths and templates; what a topic means is worked out once.
#include "base/array.h"
#include "base/datum.h"
#include "base/hashmap.h"
#include "base/str.h"
#include "feed/feed_map.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define FEED_TEXT_BYTES_MAX 4096
#define FEED_PARTS_MAX 32
#define FEED_MEMBERS_DEPTH 4

typedef enum { FEED_PART_LITERAL, FEED_PART_LEVEL, FEED_PART_PATH } FeedPartKind;
typedef struct {
    FeedPartKind kind;
    char *literal;
    int level; // from 1
    FeedPath path;
} FeedPart;

typedef enum { FEED_DATUM_WGS84, FEED_DATUM_GCJ02, FEED_DATUM_BD09 } FeedDatum;

typedef struct {
    int number; // from 1, for messages
    char *match;
    FeedPath select; // of rows: NAME=VALUE
    const char *selected;
    FeedPart parts[FEED_PARTS_MAX]; // of the key
    int part_count;
    bool is_fixed; // the key follows from the topic alone
    FeedPath value, time, lon, lat, height, course, speed, unit_path;
    char unit[OBSERVATION_UNIT_MAX];
    bool is_position, is_number;
    double scale, offset;
    uint32_t period_ms;
    FeedDatum datum;
} FeedMapLine;

typedef struct {
    char *text;
    uint32_t *keys; // by map of the mapper: 0 = does not apply, UINT32_MAX = not known yet
    bool needs_json;
} FeedTopic;

struct FeedMapper {
    Feed *feed;
    FeedMapLine *lines;
    int line_count;
    FeedPath id;
    int utc_offset_s;
    int64_t shift_us;
    Hashmap by_hash; // of a topic's text, to its place in topics + 1
    FeedTopic *topics;
    int topic_count, topic_cap, topics_max;
    FeedTopic spare; // of a topic that is not kept
    Arena arena;     // of one message
};

static bool add_part(FeedMapLine *line, const char *text, size_t length, bool is_literal, Err *err)
{
    char name[KEYS_TEXT_MAX + 1];
    if (length == 0 && is_literal) return true;
    if (line->part_count == FEED_PARTS_MAX || length == 0 || length > KEYS_TEXT_MAX) {
        err_set(err, ERR_ARGUMENT, "key template: at most %d parts, none empty", FEED_PARTS_MAX);
        return false;
    }
    FeedPart *part = &line->parts[line->part_count++];
    memcpy(name, text, length);
    name[length] = 0;
    if (is_literal) {
        part->literal = strdup(name);
        return part->literal != NULL;
    }
    int64_t level = 0;
    if (str_parse_int(name, &level) && level >= 1 && level <= 128) {
        part->kind = FEED_PART_LEVEL;
        part->level = (int)level;
        return true;
    }
    part->kind = FEED_PART_PATH;
    line->is_fixed = false;
    return feed_path_parse(&part->path, name, err);
}

static bool compile_key(FeedMapLine *line, const char *key, Err *err)
{
    line->is_fixed = true;
    while (*key) {
        const size_t length = strcspn(key, "{}");
        if (!add_part(line, key, length, true, err)) return false;
        key += length;
        if (!*key) break;
        const char *close = *key == '{' ? strchr(key, '}') : NULL;
        if (!close) {
            err_set(err, ERR_ARGUMENT, "key template: { and } do not pair");
            return false;
        }
        if (!add_part(line, key + 1, (size_t)(close - key - 1), false, err)) return false;
        key = close + 1;
    }
    return true;
}

static bool compile_numbers(FeedMapLine *line, const FeedMap *map, Err *err)
{
    line->scale = map->scale == 0 ? 1 : map->scale;
    line->offset = map->offset;
    line->is_number = map->scale != 0 || map->offset != 0 || (map->unit && map->unit[0]);
    if (!isfinite(map->scale) || !isfinite(map->offset) ||
        !(map->period_s >= 0 && map->period_s < 4e6)) {
        err_set(err, ERR_ARGUMENT,
                "scale, offset and period: finite numbers, the period 0 to 4e6 s");
        return false;
    }
    line->period_ms = (uint32_t)lround(map->period_s * 1000);
    const char *datum = map->datum ? map->datum : "";
    if (strcasecmp(datum, "gcj02") == 0)
        line->datum = FEED_DATUM_GCJ02;
    else if (strcasecmp(datum, "bd09") == 0)
        line->datum = FEED_DATUM_BD09;
    else if (datum[0] && strcasecmp(datum, "wgs84") != 0) {
        err_set(err, ERR_ARGUMENT, "datum '%.40s': wgs84, gcj02 or bd09 was expected", datum);
        return false;
    }
    return true;
}

static bool compile_unit(FeedMapLine *line, const char *unit, Err *err)
{
    if (!unit || !unit[0]) return feed_path_parse(&line->unit_path, "", err);
    if (unit[0] == '$') return feed_path_parse(&line->unit_path, unit, err);
    if (strlen(unit) >= sizeof line->unit) {
        err_set(err, ERR_ARGUMENT, "unit '%.60s': at most %d bytes", unit,
                OBSERVATION_UNIT_MAX - 1);
        return false;
    }
    memcpy(line->unit, unit, strlen(unit));
    return feed_path_parse(&line->unit_path, "", err);
}

// NAME=VALUE of rows; a topic filter stays as it is.
static bool compile_match(FeedMapLine *line, const char *match, Err *err)
{
    line->match = strdup(match ? match : "");
    if (!line->match) return false;
    char *equals = strchr(line->match, '=');
    line->selected = "";
    if (!equals) return feed_path_parse(&line->select, "", err);
    char name[256];
    snprintf(name, sizeof name, "%.*s", (int)(equals - line->match), line->match);
    line->selected = equals + 1;
    return feed_path_parse(&line->select, name, err);
}

static bool compile(FeedMapLine *line, const FeedMap *map, int number, Err *err)
{
    line->number = number;
    line->is_position = map->lon && map->lon[0] && map->lat && map->lat[0];
    return compile_match(line, map->match, err) &&
           compile_key(line, map->key ? map->key : "", err) && compile_numbers(line, map, err) &&
           compile_unit(line, map->unit, err) && feed_path_parse(&line->value, map->value, err) &&
           feed_path_parse(&line->time, map->time, err) &&
           feed_path_parse(&line->lon, map->lon, err) &&
           feed_path_parse(&line->lat, map->lat, err) &&
           feed_path_parse(&line->height, map->height, err) &&
           feed_path_parse(&line->course, map->course, err) &&
           feed_path_parse(&line->speed, map->speed, err);
}

static void finish_line(FeedMapLine *line)
{
    FeedPath *const paths[] = { &line->select, &line->value, &line->time,
                                &line->lon,    &line->lat,   &line->height,
                                &line->course, &line->speed, &line->unit_path };
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) feed_path_finish(paths[i]);
    for (int i = 0; i < line->part_count; i++) {
        free(line->parts[i].literal);
        feed_path_finish(&line->parts[i].path);
    }
    free(line->match);
}

// Of a feed without maps: every value of a message, and a position where it has one.
static int automatic_maps(const FeedAuto *automatic, FeedMap maps[2])
{
    maps[0] = (FeedMap){ .time = automatic->time };
    if (!automatic->lon || !automatic->lon[0]) return 1;
    maps[1] = (FeedMap){ .time = automatic->time, .lon = automatic->lon, .lat = automatic->lat };
    return 2;
}

FeedMapper *feed_mapper_create(Feed *feed, const FeedAuto *automatic, Err *err)
{
    const FeedDesc *desc = feed_desc(feed);
    FeedMap own[2];
    const int own_count = automatic_maps(automatic, own);
    const FeedMap *maps = desc->map_count ? desc->maps : own;
    const int count = desc->map_count ? desc->map_count : own_count;
    FeedMapper *mapper = calloc(1, sizeof *mapper);
    if (!mapper) return NULL;
    mapper->feed = feed;
    mapper->utc_offset_s = automatic->utc_offset_s;
    mapper->topics_max = desc->keys_max;
    mapper->lines = calloc((size_t)count, sizeof *mapper->lines);
    mapper->spare.keys = calloc((size_t)count, sizeof *mapper->spare.keys);
    bool ok =
        mapper->lines && mapper->spare.keys && feed_path_parse(&mapper->id, automatic->id, err);
    for (int i = 0; ok && i < count; i++) {
        FeedMap map = maps[i];
        if (!map.time || !map.time[0]) map.time = automatic->time;
        mapper->line_count = i + 1;
        ok = compile(&mapper->lines[i], &map, i + 1, err);
        if (!ok) err_prefix(err, "feed '%.80s', map %d", desc->name, i + 1);
    }
    if (ok) return mapper;
    feed_mapper_destroy(mapper);
    return NULL;
}

void feed_mapper_destroy(FeedMapper *mapper)
{
    if (!mapper) return;
    for (int i = 0; i < mapper->line_count; i++) finish_line(&mapper->lines[i]);
    for (int i = 0; i < mapper->topic_count; i++) {
        free(mapper->topics[i].text);
        free(mapper->topics[i].keys);
    }
    free(mapper->topics);
    free(mapper->lines);
    free(mapper->spare.keys);
    hashmap_finish(&mapper->by_hash);
    feed_path_finish(&mapper->id);
    arena_finish(&mapper->arena);
    free(mapper);
}

// The text of a template; "" when a part of it is not in the message.
typedef struct {
    char text[2 * KEYS_TEXT_MAX];
    size_t length;
} FeedKeyText;

static void key_add(FeedKeyText *key, const char *text, size_t length, bool is_literal)
{
    for (size_t i = 0; i < length && key->length < sizeof key->text; i++) {
        const unsigned char c = (unsigned char)text[i];
        key->text[key->length++] =
            !is_literal && (c == '/' || c < 0x20 || c == 0x7f) ? '_' : (char)c;
    }
}

static bool key_add_value(FeedKeyText *key, const FeedRow *row, const FeedValue *value)
{
    char number[32];
    if (value->kind == FEED_VALUE_TEXT ||
        (value->kind == FEED_VALUE_NUMBER && value->text && value->length)) {
        key_add(key, value->text, value->length, false);
    } else if (value->kind == FEED_VALUE_NUMBER) {
        const int length = snprintf(number, sizeof number, "%.17g", value->number);
        key_add(key, number, (size_t)length, false);
    } else
        return false;
    (void)row;
    return true;
}

static bool key_add_level(FeedKeyText *key, const char *topic, int level)
{
    for (int i = 1; i < level; i++) {
        topic += strcspn(topic, "/");
        if (!*topic) return false;
        topic++;
    }
    key_add(key, topic, strcspn(topic, "/"), false);
    return true;
}

static bool fill_key(FeedMapper *m, FeedMapLine *line, const FeedRow *row, FeedKeyText *key)
{
    for (int i = 0; i < line->part_count; i++) {
        FeedPart *part = &line->parts[i];
        bool ok = true;
        if (part->kind == FEED_PART_LITERAL)
            key_add(key, part->literal, strlen(part->literal), true);
        else if (part->kind == FEED_PART_LEVEL)
            ok = key_add_level(key, row->topic, part->level);
        else {
            const FeedValue value = feed_value_at(row, &part->path, &m->arena);
            ok = key_add_value(key, row, &value);
        }
        if (!ok) return false;
    }
    return true;
}

// FEED/ID/METRIC of a map without a template, up to the metric where that is known later.
static void make_key(FeedMapper *m, const FeedMapLine *line, const FeedRow *row, FeedKeyText *key)
{
    const char *name = feed_desc(m->feed)->name;
    const char *leaf = line->is_position ? "position" : feed_path_leaf(&line->value);
    key_add(key, name, strlen(name), false);
    key_add(key, "/", 1, true);
    if (row->topic[0]) {
        const char *last = strrchr(row->topic, '/');
        const bool is_split = !leaf[0] && last && last != row->topic &&
                              !(row->tape && json_type(row->tape, row->root) == JSON_OBJECT);
        key_add(key, row->topic, is_split ? (size_t)(last - row->topic) : strlen(row->topic),
                false);
        if (is_split) leaf = last + 1;
    } else {
        const FeedValue id =
            m->id.text[0] ? feed_value_at(row, &m->id, &m->arena) : (FeedValue){ 0 };
        if (!key_add_value(key, row, &id)) key_add(key, "row", 3, true);
    }
    key_add(key, "/", 1, true);
    key_add(key, leaf, strlen(leaf), false);
}

static void wrong(FeedMapper *m, const FeedMapLine *line, const char *what, const FeedPath *path)
{
    char text[256];
    snprintf(text, sizeof text, "map %d: %s%s%.100s", line->number,
             path && path->text[0] ? path->text : "", path && path->text[0] ? " " : "", what);
    feed_malformed(m->feed, text);
}

static bool key_text(FeedMapper *m, FeedMapLine *line, const FeedRow *row, FeedKeyText *key)
{
    key->length = 0;
    if (line->part_count == 0)
        make_key(m, line, row, key);
    else if (!fill_key(m, line, row, key)) {
        wrong(m, line, "a part of the key is not in the message", NULL);
        return false;
    }
    return true;
}

static uint32_t key_number(FeedMapper *m, const FeedKeyText *key)
{
    return feed_key_text(m->feed, key->text, key->length);
}

// Time, unit and period; false when the time given is none.
static bool fill_head(FeedMapper *m, FeedMapLine *line, const FeedRow *row, Observation *o)
{
    o->flags = row->flags;
    o->period_ms = line->period_ms;
    memcpy(o->unit, line->unit, sizeof o->unit);
    if (line->unit_path.text[0]) {
        const FeedValue unit = feed_value_at(row, &line->unit_path, &m->arena);
        if (unit.text && unit.length < sizeof o->unit) memcpy(o->unit, unit.text, unit.length);
    }
    if (!line->time.text[0]) return true;
    const FeedValue time = feed_value_at(row, &line->time, &m->arena);
    if (feed_value_time(&time, m->utc_offset_s, &o->t_obs_us)) {
        o->t_obs_us += m->shift_us;
        return true;
    }
    wrong(m, line, time.kind == FEED_VALUE_NONE ? "(time) is not in the message" : "is no time",
          &line->time);
    return false;
}

static float side_value(FeedMapper *m, FeedPath *path, const FeedRow *row, double scale, double low,
                        double high)
{
    if (!path->text[0]) return NAN;
    const FeedValue value = feed_value_at(row, path, &m->arena);
    const double number = value.kind == FEED_VALUE_NUMBER ? value.number * scale : NAN;
    return number >= low && number <= high ? (float)number : NAN;
}

static void put_position(FeedMapper *m, FeedMapLine *line, const FeedRow *row, uint32_t key)
{
    Observation o = { .key = key, .kind = OBSERVATION_POSITION };
    const FeedValue lon = feed_value_at(row, &line->lon, &m->arena);
    const FeedValue lat = feed_value_at(row, &line->lat, &m->arena);
    if (lon.kind == FEED_VALUE_NULL && lat.kind == FEED_VALUE_NULL) return;
    if (lon.kind != FEED_VALUE_NUMBER || lat.kind != FEED_VALUE_NUMBER || fabs(lon.number) > 180 ||
        fabs(lat.number) > 90) {
        wrong(m, line, "with its latitude is no position", &line->lon);
        return;
    }
    if (!fill_head(m, line, row, &o)) return;
    o.unit[0] = 0;
    double x = lon.number, y = lat.number;
    if (line->datum == FEED_DATUM_BD09) datum_gcj02_from_bd09(&x, &y);
    if (line->datum != FEED_DATUM_WGS84) datum_wgs84_from_gcj02(&x, &y);
    o.position = (ObservationPosition){
        .lon_deg = x,
        .lat_deg = y,
        .h_m = side_value(m, &line->height, row, 1, -12000, 1e6),
        .course_deg = side_value(m, &line->course, row, 1, 0, 360),
        .heading_deg = NAN,
        .speed_m_s = side_value(m, &line->speed, row, line->scale, 0, 1e5),
    };
    feed_observe(m->feed, &o);
}

static bool is_infinity(const FeedValue *value)
{
    static const char *const words[] = { "nan", "inf", "infinity" };
    const bool is_signed = value->length && (*value->text == '-' || *value->text == '+');
    const char *text = value->text + is_signed;
    const size_t length = value->length - is_signed;
    for (int i = 0; i < 3; i++)
        if (strlen(words[i]) == length && strncasecmp(text, words[i], length) == 0) return true;
    return false;
}

static void put_value(FeedMapper *m, FeedMapLine *line, const FeedRow *row, uint32_t key,
                      const FeedValue *value)
{
    Observation o = { .key = key, .kind = OBSERVATION_NUMBER };
    if (value->kind == FEED_VALUE_NULL) return;
    if (value->kind == FEED_VALUE_NUMBER) {
        o.number = value->number * line->scale + line->offset;
        if (!isfinite(o.number)) {
            wrong(m, line, "is infinite", &line->value);
            return;
        }
    } else if (value->kind != FEED_VALUE_TEXT) {
        wrong(m, line, value->kind == FEED_VALUE_NONE ? "is not in the message" : "is an array",
              &line->value);
        return;
    } else if (line->is_number || is_infinity(value)) {
        wrong(m, line, "is no finite number", &line->value);
        return;
    } else if (value->length > FEED_TEXT_BYTES_MAX || !str_is_utf8(value->text, value->length)) {
        wrong(m, line, "is no text: UTF-8 of 4096 bytes at most was expected", &line->value);
        return;
    }
    if (!fill_head(m, line, row, &o)) return;
    if (value->kind == FEED_VALUE_TEXT) {
        o.kind = OBSERVATION_TEXT;
        o.text = strndup(value->text, value->length);
        if (!o.text) return;
    }
    feed_observe(m->feed, &o);
}

// Whether a name is one that the map uses itself: its time, its place, its id.
static bool is_used(const FeedMapper *m, const char *name)
{
    for (int i = 0; i < m->line_count; i++) {
        const FeedMapLine *line = &m->lines[i];
        if (strcmp(feed_path_leaf(&line->time), name) == 0) return true;
        if (line->is_position && (strcmp(feed_path_leaf(&line->lon), name) == 0 ||
                                  strcmp(feed_path_leaf(&line->lat), name) == 0))
            return true;
    }
    return strcmp(feed_path_leaf(&m->id), name) == 0;
}

static void put_named(FeedMapper *m, FeedMapLine *line, const FeedRow *row, const FeedKeyText *base,
                      const char *name, const FeedValue *value)
{
    FeedKeyText key = *base;
    if (value->kind == FEED_VALUE_TREE || value->kind == FEED_VALUE_NULL || is_used(m, name))
        return;
    if (key.length && key.text[key.length - 1] != '/') key_add(&key, ".", 1, true);
    key_add(&key, name, strlen(name), false);
    const uint32_t number = key_number(m, &key);
    if (number) put_value(m, line, row, number, value);
}

// Each value of an object and of the objects in it.
static void put_members(FeedMapper *m, FeedMapLine *line, const FeedRow *row, JsonRef object,
                        const FeedKeyText *base)
{
    struct {
        JsonRef object, at;
        FeedKeyText key;
    } stack[FEED_MEMBERS_DEPTH];
    int depth = 1;
    stack[0].object = object, stack[0].at = json_first(row->tape, object), stack[0].key = *base;
    while (depth > 0) {
        const JsonRef at = stack[depth - 1].at, parent = stack[depth - 1].object;
        if (at == JSON_TAPE_NONE) {
            depth--;
            continue;
        }
        stack[depth - 1].at = json_next(row->tape, parent, at);
        const char *name = json_as_text(row->tape, at, &m->arena);
        const FeedValue value = feed_value_of(row->tape, at + 1, &m->arena);
        if (json_type(row->tape, at + 1) != JSON_OBJECT) {
            put_named(m, line, row, &stack[depth - 1].key, name, &value);
        } else if (depth < FEED_MEMBERS_DEPTH) {
            FeedKeyText key = stack[depth - 1].key;
            if (key.length && key.text[key.length - 1] != '/') key_add(&key, ".", 1, true);
            key_add(&key, name, strlen(name), false);
            stack[depth].object = at + 1, stack[depth].at = json_first(row->tape, at + 1);
            stack[depth++].key = key;
        }
    }
}

static void put_columns(FeedMapper *m, FeedMapLine *line, const FeedRow *row,
                        const FeedKeyText *key)
{
    for (int i = 0; i < row->field_count; i++) {
        const FeedValue value = feed_value_text(row->fields[i], strlen(row->fields[i]));
        put_named(m, line, row, key, row->names[i], &value);
    }
}

// known: the key where it follows from the topic, else 0. Returns the key of a single value.
static uint32_t apply(FeedMapper *m, FeedMapLine *line, const FeedRow *row, uint32_t known)
{
    FeedValue value = { 0 };
    const bool is_whole = !line->is_position && row->names && !line->value.text[0];
    if (!line->is_position && !is_whole) value = feed_value_at(row, &line->value, &m->arena);
    const bool is_tree =
        value.kind == FEED_VALUE_TREE && json_type(row->tape, value.ref) == JSON_OBJECT;
    if (known == 0 || is_tree || is_whole) {
        FeedKeyText key;
        if (!key_text(m, line, row, &key)) return 0;
        if (is_tree) {
            put_members(m, line, row, value.ref, &key);
            return 0;
        }
        if (is_whole) {
            put_columns(m, line, row, &key);
            return 0;
        }
        known = key_number(m, &key);
        if (known == 0) return 0;
    }
    if (line->is_position)
        put_position(m, line, row, known);
    else
        put_value(m, line, row, known, &value);
    return known;
}

static bool line_needs_json(const FeedMapLine *line)
{
    return line->value.text[0] || line->time.text[0] || line->is_position || !line->is_fixed ||
           line->unit_path.text[0];
}

// Which maps apply to a topic; their keys are kept with the first value.
static void resolve(FeedMapper *m, const char *text, FeedTopic *topic)
{
    topic->needs_json = false;
    for (int i = 0; i < m->line_count; i++) {
        const FeedMapLine *line = &m->lines[i];
        topic->keys[i] = 0;
        if (line->match[0] && !feed_topic_matches(line->match, text)) continue;
        topic->needs_json |= line_needs_json(line);
        topic->keys[i] = UINT32_MAX;
    }
}

static FeedTopic *find_topic(FeedMapper *m, const char *text)
{
    uint64_t hash = str_hash(text, strlen(text)), at = 0;
    for (; hashmap_get(&m->by_hash, hash, &at); hash++)
        if (strcmp(m->topics[at].text, text) == 0) return &m->topics[at];
    if (m->topic_count >= m->topics_max ||
        !array_reserve((void **)&m->topics, &m->topic_cap, m->topic_count + 1, sizeof *m->topics)) {
        resolve(m, text, &m->spare);
        return &m->spare;
    }
    FeedTopic topic = { .text = strdup(text),
                        .keys = calloc((size_t)m->line_count, sizeof *topic.keys) };
    if (!topic.text || !topic.keys || !hashmap_put(&m->by_hash, hash, (uint64_t)m->topic_count)) {
        free(topic.text);
        free(topic.keys);
        resolve(m, text, &m->spare);
        return &m->spare;
    }
    resolve(m, text, &topic);
    m->topics[m->topic_count] = topic;
    return &m->topics[m->topic_count++];
}

// A payload that no path goes into is JSON only where it is an object: its members are wanted then.
static bool is_object(const char *payload, size_t length)
{
    size_t i = 0;
    while (i < length && strchr(" \t\r\n", payload[i]) && payload[i]) i++;
    return i < length && payload[i] == '{';
}

void feed_map_message(FeedMapper *m, const char *topic, const char *payload, size_t length,
                      uint8_t flags)
{
    FeedTopic *known = find_topic(m, topic);
    FeedRow row = { .topic = topic, .plain = payload, .plain_length = length, .flags = flags };
    JsonTape tape = { 0 };
    if (known->needs_json || is_object(payload, length)) {
        Err err = { 0 };
        if (!json_tape_read(&tape, payload, length, &err)) {
            feed_malformed(m->feed, length ? "a message that is no JSON" : "an empty message");
            return;
        }
        row.tape = &tape;
    }
    for (int i = 0; i < m->line_count; i++)
        if (known->keys[i]) {
            const uint32_t key = known->keys[i] == UINT32_MAX ? 0 : known->keys[i];
            const uint32_t made = apply(m, &m->lines[i], &row, key);
            if (made && m->lines[i].is_fixed) known->keys[i] = made;
        }
    json_tape_finish(&tape);
    arena_reset(&m->arena);
}

static bool is_selected(FeedMapper *m, FeedMapLine *line, const FeedRow *row)
{
    if (!line->select.text || !line->select.text[0]) return true;
    const FeedValue value = feed_value_at(row, &line->select, &m->arena);
    FeedKeyText text = { .length = 0 };
    return key_add_value(&text, row, &value) && text.length == strlen(line->selected) &&
           memcmp(text.text, line->selected, text.length) == 0;
}

void feed_map_row(FeedMapper *m, const FeedRow *row)
{
    for (int i = 0; i < m->line_count; i++)
        if (is_selected(m, &m->lines[i], row)) apply(m, &m->lines[i], row, 0);
    arena_reset(&m->arena);
}

void feed_mapper_shift(FeedMapper *m, int64_t us)
{
    m->shift_us = us;
}
