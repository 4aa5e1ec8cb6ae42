// SPDX-License-Identifier: Apache-2.0
// feed_format_homeassistant.c - Home Assistant's MQTT discovery: entities announce their topics.
// Read: state_topic, value_template ({{ value }}, {{ value_json.a.b }}, {{ value_json['a'][0] }},
// filters after | are left out), unit_of_measurement, availability (topic, list, mode all, any,
// latest), expire_after, payload_on and payload_off; "~" and the common abbreviations.
// Keys: FEED/UNIQUE_ID/state. Unavailable or removed: OBSERVATION_GONE.
#include "base/array.h"
#include "base/clock.h"
#include "base/hashmap.h"
#include "base/str.h"
#include "feed/feed_format.h"
#include "feed/feed_path.h"
#include "feed/feed_unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FEED_HOME_AVAILABILITY_MAX 8

typedef enum { FEED_HOME_ALL, FEED_HOME_ANY, FEED_HOME_LATEST } FeedHomeMode;

typedef struct {
    char *topic, *yes, *no;
    FeedPath path;
    int known; // -1 = not heard yet, else whether it is available
} FeedAvailability;

typedef struct {
    char *config, *id, *state; // topics and unique id
    char *on, *off;
    bool has_template, is_removed, is_gone;
    FeedPath path;
    char unit[OBSERVATION_UNIT_MAX];
    double expire_s; // 0 = never
    FeedHomeMode mode;
    FeedAvailability availability[FEED_HOME_AVAILABILITY_MAX];
    int availability_count, latest;
} FeedEntity;

typedef struct {
    Feed *feed;
    FeedLink *link;
    char prefix[128];
    FeedEntity *entities;
    int count, cap;
    Hashmap by_config; // hash of the config topic, to its place
    Hashmap first;     // hash of a topic, to the place + 1 of the first entity it concerns
    uint64_t *next;    // lists of FeedHomeUse
    int list_count, list_cap;
    Arena arena;
} FeedHome;

typedef struct {
    uint32_t entity, next; // next: place + 1 in the list
} FeedHomeUse;

static uint64_t hash_of(const char *text)
{
    return str_hash(text, strlen(text));
}

static FeedHomeUse use_at(const FeedHome *h, uint32_t at)
{
    return (FeedHomeUse){ (uint32_t)(h->next[at] >> 32), (uint32_t)h->next[at] };
}

static void listen_to(FeedHome *h, const char *topic, int entity)
{
    const uint64_t hash = hash_of(topic);
    uint64_t first = 0;
    hashmap_get(&h->first, hash, &first);
    // Announced again: it is in the list.
    for (uint32_t at = (uint32_t)first; at; at = use_at(h, at - 1).next)
        if (use_at(h, at - 1).entity == (uint32_t)entity) return;
    if (!array_reserve((void **)&h->next, &h->list_cap, h->list_count + 1, sizeof *h->next)) return;
    h->next[h->list_count++] = (uint64_t)entity << 32 | first;
    hashmap_put(&h->first, hash, (uint64_t)h->list_count);
    feed_link_subscribe(h->link, topic, 0);
}

static void finish_entity(FeedEntity *e)
{
    free(e->state);
    free(e->id);
    free(e->on);
    free(e->off);
    feed_path_finish(&e->path);
    for (int i = 0; i < e->availability_count; i++) {
        free(e->availability[i].topic);
        free(e->availability[i].yes);
        free(e->availability[i].no);
        feed_path_finish(&e->availability[i].path);
    }
}

// "{{ value_json.a.b | float }}" to "$.a.b"; "{{ value }}" to "". False: more than that.
static bool path_of_template(const char *text, FeedPath *out)
{
    char path[512] = "";
    text += strspn(text, " \n");
    if (!str_starts(text, "{{")) return false;
    text += 2 + strspn(text + 2, " ");
    if (!str_starts(text, "value")) return false;
    text += 5;
    const bool is_json = str_starts(text, "_json");
    if (is_json) text += 5;
    const size_t length = strcspn(text, " |}");
    if ((!is_json && length) || length + 2 > sizeof path) return false;
    if (is_json) snprintf(path, sizeof path, "$%.*s", (int)length, text);
    text += length + strspn(text + length, " ");
    // After the value only filters to the end of the one expression.
    const char *end = strstr(text, "}}");
    const bool is_plain = *text == '|' || str_starts(text, "}}");
    if (!end || !is_plain || end[2 + strspn(end + 2, " \n")]) return false;
    return feed_path_parse(out, path, NULL);
}

static const char *member(FeedHome *h, const JsonTape *tape, JsonRef object, const char *name,
                          const char *brief)
{
    JsonRef ref = json_member(tape, object, name);
    if (ref == JSON_TAPE_NONE) ref = json_member(tape, object, brief);
    return json_as_text(tape, ref, &h->arena);
}

// "~/state" with the base topic in the place of "~".
static char *topic_of(const char *topic, const char *base)
{
    Str out = { 0 };
    const size_t length = strlen(topic);
    if (base && topic[0] == '~') str_add(&out, base);
    const bool at_end = base && length > 1 && topic[length - 1] == '~';
    str_add_n(&out, topic + (base && topic[0] == '~'), length - (base && topic[0] == '~') - at_end);
    if (at_end) str_add(&out, base);
    return out.text;
}

static void add_availability(FeedHome *h, FeedEntity *e, const JsonTape *tape, JsonRef from,
                             JsonRef payloads, const char *topic, const char *base)
{
    if (!topic || e->availability_count == FEED_HOME_AVAILABILITY_MAX) return;
    FeedAvailability *a = &e->availability[e->availability_count];
    const char *yes = member(h, tape, payloads, "payload_available", "pl_avail");
    const char *no = member(h, tape, payloads, "payload_not_available", "pl_not_avail");
    const char *path = from == payloads ? member(h, tape, from, "value_template", "val_tpl") : NULL;
    *a = (FeedAvailability){ .topic = topic_of(topic, base),
                             .yes = strdup(yes ? yes : "online"),
                             .no = strdup(no ? no : "offline"),
                             .known = -1 };
    if (!path || !path_of_template(path, &a->path)) feed_path_parse(&a->path, "", NULL);
    e->availability_count++;
}

static void read_availability(FeedHome *h, FeedEntity *e, const JsonTape *tape, const char *base)
{
    JsonRef list = json_member(tape, 0, "availability");
    if (list == JSON_TAPE_NONE) list = json_member(tape, 0, "avty");
    if (json_type(tape, list) == JSON_ARRAY)
        for (JsonRef i = json_first(tape, list); i != JSON_TAPE_NONE;
             i = json_next(tape, list, i)) {
            const char *topic = member(h, tape, i, "topic", "t");
            add_availability(h, e, tape, i, i, topic, base);
        }
    add_availability(h, e, tape, JSON_TAPE_NONE, 0,
                     member(h, tape, 0, "availability_topic", "avty_t"), base);
    const char *mode = member(h, tape, 0, "availability_mode", "avty_mode");
    e->mode = !mode || strcmp(mode, "latest") == 0 ? FEED_HOME_LATEST
              : strcmp(mode, "any") == 0           ? FEED_HOME_ANY
                                                   : FEED_HOME_ALL;
}

static bool read_config(FeedHome *h, FeedEntity *e, const JsonTape *tape, const char *config)
{
    const char *base = json_as_text(tape, json_member(tape, 0, "~"), &h->arena);
    const char *state = member(h, tape, 0, "state_topic", "stat_t");
    const char *id = member(h, tape, 0, "unique_id", "uniq_id");
    const char *unit = member(h, tape, 0, "unit_of_measurement", "unit_of_meas");
    const char *template = member(h, tape, 0, "value_template", "val_tpl");
    const char *on = member(h, tape, 0, "payload_on", "pl_on"),
               *off = member(h, tape, 0, "payload_off", "pl_off");
    if (!state || !state[0]) return true; // a button, a scene: nothing to read
    e->state = topic_of(state, base);
    e->id = strdup(id && id[0] ? id : config + strlen(h->prefix) + 1);
    e->on = strdup(on ? on : "ON"), e->off = strdup(off ? off : "OFF");
    e->expire_s = json_as_number(tape, json_member(tape, 0, "expire_after"),
                                 json_as_number(tape, json_member(tape, 0, "exp_aft"), 0));
    if (unit) feed_unit_common(unit, e->unit);
    e->has_template = template != NULL;
    read_availability(h, e, tape, base);
    if (template) return path_of_template(template, &e->path);
    return feed_path_parse(&e->path, "", NULL);
}

static void gone(FeedHome *h, FeedEntity *e)
{
    Observation o = { .kind = OBSERVATION_GONE,
                      .key = e->id ? feed_key(h->feed, e->id, "state") : 0 };
    e->is_gone = true;
    if (o.key) feed_observe(h->feed, &o);
}

static FeedEntity *entity_of(FeedHome *h, const char *config)
{
    uint64_t at = 0;
    if (hashmap_get(&h->by_config, hash_of(config), &at)) return &h->entities[at];
    if (h->count >= feed_desc(h->feed)->keys_max ||
        !array_reserve((void **)&h->entities, &h->cap, h->count + 1, sizeof *h->entities))
        return NULL;
    h->entities[h->count] = (FeedEntity){ .config = strdup(config) };
    hashmap_put(&h->by_config, hash_of(config), (uint64_t)h->count);
    return &h->entities[h->count++];
}

static void on_config(FeedHome *h, const FeedFormatMessage *m)
{
    JsonTape tape = { 0 };
    FeedEntity *e = entity_of(h, m->topic);
    if (!e) return;
    const bool was_there = e->state != NULL && !e->is_removed;
    if (m->length == 0) {
        if (was_there) gone(h, e);
        e->is_removed = true;
        return;
    }
    if (!json_tape_read(&tape, m->payload, m->length, NULL) || json_type(&tape, 0) != JSON_OBJECT) {
        feed_malformed(h->feed, "Home Assistant: a config that is no object of JSON");
        json_tape_finish(&tape);
        return;
    }
    FeedEntity read = { .config = e->config };
    if (read_config(h, &read, &tape, m->topic)) {
        finish_entity(e);
        *e = read;
        const int place = (int)(e - h->entities);
        if (e->state) listen_to(h, e->state, place);
        for (int i = 0; i < e->availability_count; i++)
            listen_to(h, e->availability[i].topic, place);
    } else {
        feed_malformed(h->feed, "Home Assistant: a value_template that is more than a path");
        finish_entity(&read);
    }
    json_tape_finish(&tape);
}

static bool is_available(const FeedEntity *e)
{
    bool all = true, any = false;
    for (int i = 0; i < e->availability_count; i++) {
        all &= e->availability[i].known != 0;
        any |= e->availability[i].known != 0;
    }
    if (e->availability_count == 0) return true;
    if (e->mode == FEED_HOME_LATEST) return e->availability[e->latest].known != 0;
    return e->mode == FEED_HOME_ANY ? any : all;
}

static bool text_is(const FeedValue *value, const char *text)
{
    return value->text && value->length == strlen(text) &&
           memcmp(value->text, text, value->length) == 0;
}

static void on_availability(FeedHome *h, FeedEntity *e, FeedAvailability *a, const FeedRow *row)
{
    const FeedValue value = feed_value_at(row, &a->path, &h->arena);
    if (text_is(&value, a->yes))
        a->known = 1;
    else if (text_is(&value, a->no))
        a->known = 0;
    e->latest = (int)(a - e->availability);
    if (!is_available(e) && !e->is_gone) gone(h, e);
    if (is_available(e)) e->is_gone = false;
}

static void on_state(FeedHome *h, FeedEntity *e, const FeedRow *row)
{
    Observation o = { .kind = OBSERVATION_NUMBER, .flags = row->flags };
    const FeedValue value = feed_value_at(row, &e->path, &h->arena);
    if (!is_available(e) || value.kind == FEED_VALUE_NULL || text_is(&value, "unknown")) return;
    if (text_is(&value, "unavailable")) {
        gone(h, e);
        return;
    }
    if (value.kind == FEED_VALUE_NONE || value.kind == FEED_VALUE_TREE || value.length > 4096) {
        feed_malformed(h->feed, "Home Assistant: a state that is not where its template says");
        return;
    }
    o.key = feed_key(h->feed, e->id, "state");
    if (o.key == 0) return;
    memcpy(o.unit, e->unit, sizeof o.unit);
    if (e->expire_s > 0) o.t_stale_us = clock_utc_us() + (int64_t)(e->expire_s * 1e6);
    if (text_is(&value, e->on) || text_is(&value, e->off))
        o.number = text_is(&value, e->on);
    else if (value.kind == FEED_VALUE_NUMBER)
        o.number = value.number;
    else {
        o.kind = OBSERVATION_TEXT;
        o.text = strndup(value.text, value.length);
        if (!o.text) return;
    }
    feed_observe(h->feed, &o);
}

static void on_topic(FeedHome *h, const FeedFormatMessage *m)
{
    uint64_t first = 0;
    JsonTape tape = { 0 };
    FeedRow row = { .topic = m->topic,
                    .plain = m->payload,
                    .plain_length = m->length,
                    .flags = m->is_retained ? OBSERVATION_RECOVERED : 0 };
    hashmap_get(&h->first, hash_of(m->topic), &first);
    const bool is_object = m->length && (m->payload[0] == '{' || m->payload[0] == '[');
    if (is_object && json_tape_read(&tape, m->payload, m->length, NULL)) row.tape = &tape;
    for (uint32_t at = (uint32_t)first; at;) {
        const FeedHomeUse use = use_at(h, at - 1);
        FeedEntity *e = &h->entities[use.entity];
        at = use.next;
        if (e->is_removed || !e->state) continue;
        for (int i = 0; i < e->availability_count; i++)
            if (strcmp(e->availability[i].topic, m->topic) == 0)
                on_availability(h, e, &e->availability[i], &row);
        if (strcmp(e->state, m->topic) == 0) on_state(h, e, &row);
    }
    json_tape_finish(&tape);
}

static bool is_config(const FeedHome *h, const char *topic)
{
    const size_t length = strlen(h->prefix);
    const char *last = strrchr(topic, '/');
    return strncmp(topic, h->prefix, length) == 0 && topic[length] == '/' && last &&
           strcmp(last, "/config") == 0;
}

static void message(void *context, const FeedFormatMessage *m)
{
    FeedHome *h = context;
    if (is_config(h, m->topic))
        on_config(h, m);
    else
        on_topic(h, m);
    arena_reset(&h->arena);
}

static void *create(Feed *feed, FeedLink *link, Err *err)
{
    FeedHome *h = calloc(1, sizeof *h);
    const char *prefix = feed_option(feed, "prefix");
    char filter[160];
    if (!h) {
        err_set(err, ERR_MEMORY, "Home Assistant");
        return NULL;
    }
    h->feed = feed, h->link = link;
    snprintf(h->prefix, sizeof h->prefix, "%s", prefix[0] ? prefix : "homeassistant");
    snprintf(filter, sizeof filter, "%s/+/+/config", h->prefix);
    feed_link_subscribe(link, filter, 1);
    snprintf(filter, sizeof filter, "%s/+/+/+/config", h->prefix);
    feed_link_subscribe(link, filter, 1);
    return h;
}

static void destroy(void *context)
{
    FeedHome *h = context;
    for (int i = 0; i < h->count; i++) {
        finish_entity(&h->entities[i]);
        free(h->entities[i].config);
    }
    free(h->entities);
    free(h->next);
    hashmap_finish(&h->by_config);
    hashmap_finish(&h->first);
    arena_finish(&h->arena);
    free(h);
}

const FeedFormat feed_format_homeassistant = {
    .name = "homeassistant", .create = create, .destroy = destroy, .message = message
};
