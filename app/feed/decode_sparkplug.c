// SPDX-License-Identifier: Apache-2.0
// decode_sparkplug.c - Sparkplug B 3.0: payloads by topic to JSON and values.
#include "feed/decode_sparkplug.h"
#include "base/array.h"
#include "base/hashmap.h"
#include "feed/decode_part.h"
#include "feed/decode_sparkplug_value.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SPARKPLUG_DEVICES_MAX = 20000, SPARKPLUG_METRICS_MAX = 1000000 };
#define SPARKPLUG_BUDGET_BYTES ((size_t)64 << 20)

typedef struct {
    char *name;
    uint64_t alias;
    uint32_t datatype;
    char unit[OBSERVATION_UNIT_MAX]; // of its property engUnit
    bool has_alias;
} SparkplugMetric;
// A node, or a device of one.
typedef struct {
    char *id; // "GROUP/NODE[/DEVICE]"
    SparkplugMetric *metrics;
    int metric_count, metric_cap;
    Hashmap by_alias, by_name; // alias, hash of the name -> metric
    uint64_t seq, bd_seq;      // of a node
    bool is_born, has_bd_seq, is_asked;
} SparkplugDevice;
struct DecodeSparkplug {
    SparkplugDevice *devices;
    int count, cap, metric_count;
    Hashmap by_id;
};

DecodeSparkplug *decode_sparkplug_create(void)
{
    return calloc(1, sizeof(DecodeSparkplug));
}

static void sparkplug_forget(DecodeSparkplug *s, SparkplugDevice *device)
{
    for (int i = 0; i < device->metric_count; i++) free(device->metrics[i].name);
    s->metric_count -= device->metric_count;
    device->metric_count = 0;
    hashmap_clear(&device->by_alias);
    hashmap_clear(&device->by_name);
}

void decode_sparkplug_destroy(DecodeSparkplug *s)
{
    if (!s) return;
    for (int i = 0; i < s->count; i++) {
        sparkplug_forget(s, &s->devices[i]);
        hashmap_finish(&s->devices[i].by_alias);
        hashmap_finish(&s->devices[i].by_name);
        free(s->devices[i].metrics);
        free(s->devices[i].id);
    }
    hashmap_finish(&s->by_id);
    free(s->devices);
    free(s);
}

// Copies to the next '/' or the end; NULL: empty or too long.
static const char *topic_level(const char *at, char *out, size_t cap)
{
    const size_t length = strcspn(at, "/");
    if (!length || length >= cap) return NULL;
    memcpy(out, at, length);
    out[length] = 0;
    return at + length;
}

bool decode_sparkplug_topic(const char *topic, DecodeSparkplugTopic *out)
{
    static const char *const types[] = { "NBIRTH", "NDEATH", "NDATA", "NCMD",
                                         "DBIRTH", "DDEATH", "DDATA", "DCMD" };
    DecodeSparkplugTopic t = { 0 };
    if (!str_starts(topic, "spBv1.0/")) return false;
    const char *at = topic_level(topic + 8, t.group, sizeof t.group);
    if (!at || *at != '/') return false;
    if (strcmp(t.group, "STATE") == 0) {
        t.group[0] = 0;
        strcpy(t.type, "STATE");
        at = topic_level(at + 1, t.node, sizeof t.node);
        if (!at || *at) return false;
        *out = t;
        return true;
    }
    at = topic_level(at + 1, t.type, sizeof t.type);
    if (!at || *at != '/') return false;
    at = topic_level(at + 1, t.node, sizeof t.node);
    if (!at) return false;
    if (*at == '/') {
        at = topic_level(at + 1, t.device, sizeof t.device);
        if (!at || *at) return false;
    }
    bool is_known = false;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (strcmp(types[i], t.type) == 0) is_known = (t.type[0] == 'D') == (t.device[0] != 0);
    if (is_known) *out = t;
    return is_known;
}

// The node (with_device false) or device of a topic, made on first sight; -1 past the limit. Rows
// are told apart by a 64-bit hash and then by name.
static int sparkplug_device(DecodeSparkplug *s, const DecodeSparkplugTopic *t, bool with_device)
{
    char id[400];
    snprintf(id, sizeof id, with_device && t->device[0] ? "%s/%s/%s" : "%s/%s", t->group, t->node,
             t->device);
    uint64_t row = 0, hash = str_hash(id, strlen(id));
    while (hashmap_get(&s->by_id, hash, &row)) {
        if (strcmp(s->devices[row].id, id) == 0) return (int)row;
        hash++;
    }
    if (s->count >= SPARKPLUG_DEVICES_MAX) return -1;
    if (!array_reserve((void **)&s->devices, &s->cap, s->count + 1, sizeof *s->devices)) return -1;
    SparkplugDevice device = { .id = str_copy(id) };
    if (!device.id || !hashmap_put(&s->by_id, hash, (uint64_t)s->count)) {
        free(device.id);
        return -1;
    }
    s->devices[s->count] = device;
    return s->count++;
}

static void sparkplug_learn(DecodeSparkplug *s, SparkplugDevice *device, DecodeBudget *budget,
                            const Sparkplug__Metric *metric)
{
    uint8_t quality = QUALITY_GOOD;
    if (!metric->name || !metric->name[0] || s->metric_count >= SPARKPLUG_METRICS_MAX) return;
    if (!array_reserve((void **)&device->metrics, &device->metric_cap, device->metric_count + 1,
                       sizeof *device->metrics))
        return;
    SparkplugMetric *row = &device->metrics[device->metric_count];
    *row = (SparkplugMetric){ .name = str_copy(metric->name),
                              .alias = metric->alias,
                              .has_alias = metric->has_alias != 0,
                              .datatype = metric->datatype };
    if (!row->name) return;
    sparkplug_properties(budget, metric, row->unit, &quality);
    if (row->has_alias) hashmap_put(&device->by_alias, row->alias, (uint64_t)device->metric_count);
    hashmap_put(&device->by_name, str_hash(row->name, strlen(row->name)),
                (uint64_t)device->metric_count);
    device->metric_count++;
    s->metric_count++;
}

// Aliases are of the whole node (7.3.1); a device's own are looked for first. NULL = unknown.
static const SparkplugMetric *sparkplug_known(const SparkplugDevice *device,
                                              const Sparkplug__Metric *metric)
{
    uint64_t row = 0;
    if (metric->name && metric->name[0]) {
        const uint64_t hash = str_hash(metric->name, strlen(metric->name));
        if (!hashmap_get(&device->by_name, hash, &row)) return NULL;
        const SparkplugMetric *found = &device->metrics[row];
        return strcmp(found->name, metric->name) == 0 ? found : NULL;
    }
    if (!metric->has_alias || !hashmap_get(&device->by_alias, metric->alias, &row)) return NULL;
    return &device->metrics[row];
}

// Milliseconds since 1970; 0 = none that is believable.
static int64_t sparkplug_us(bool has, uint64_t ms)
{
    return has && ms < 100000000000000u ? (int64_t)ms * 1000 : 0;
}

// What of a message its metrics share.
typedef struct {
    const DecodeSink *sink;
    const SparkplugDevice *device;
    const Sparkplug__Payload *payload;
    DecodeBudget *budget;
    const Sparkplug__Metric *whole; // a template, of its members
} SparkplugMessage;

static void sparkplug_observe(const SparkplugMessage *of, const Sparkplug__Metric *metric,
                              const char *name, const SparkplugMetric *known)
{
    char unit[OBSERVATION_UNIT_MAX] = "";
    const Sparkplug__Payload *payload = of->payload;
    const uint32_t datatype = metric->has_datatype ? metric->datatype : known ? known->datatype : 0;
    if (metric->has_is_null && metric->is_null) return;
    DecodeValue value = { .id = of->device->id, .metric = name, .unit = unit };
    if (known) memcpy(unit, known->unit, sizeof unit);
    sparkplug_properties(of->budget, metric, unit, &value.quality);
    value.t_obs_us = sparkplug_us(metric->has_timestamp, metric->timestamp);
    if (!value.t_obs_us && of->whole)
        value.t_obs_us = sparkplug_us(of->whole->has_timestamp, of->whole->timestamp);
    if (!value.t_obs_us) value.t_obs_us = sparkplug_us(payload->has_timestamp, payload->timestamp);
    if (payload->has_seq) value.seq = (uint32_t)(payload->seq & 255) + 1;
    const Sparkplug__Metric *said = of->whole ? of->whole : metric;
    if (said->has_is_historical && said->is_historical) value.flags |= OBSERVATION_HISTORY;
    if (metric->value_case == SPARKPLUG__METRIC__VALUE_STRING_VALUE)
        decode_string(of->sink, &value, metric->string_value);
    else
        decode_number(of->sink, &value, sparkplug_number(metric, datatype));
}

static void sparkplug_member(void *context, const char *path, const Sparkplug__Metric *member)
{
    sparkplug_observe(context, member, path, NULL);
}

static bool sparkplug_bd_seq(const Sparkplug__Payload *payload, uint64_t *out)
{
    for (size_t i = 0; i < payload->n_metrics; i++) {
        const Sparkplug__Metric *metric = payload->metrics[i];
        if (!metric->name || strcmp(metric->name, "bdSeq") != 0) continue;
        const double value = sparkplug_number(metric, metric->datatype);
        if (!(value >= 0 && value < 1e18)) return false;
        *out = (uint64_t)value;
        return true;
    }
    return false;
}

static void sparkplug_gone(const DecodeSink *sink, SparkplugDevice *device, int64_t t_us)
{
    for (int i = 0; device->is_born && i < device->metric_count; i++) {
        const DecodeValue value = { .id = device->id,
                                    .metric = device->metrics[i].name,
                                    .t_obs_us = t_us };
        decode_gone(sink, &value);
    }
    device->is_born = false;
}

static void sparkplug_ask(const DecodeSink *sink, SparkplugDevice *node,
                          const DecodeSparkplugTopic *t)
{
    char topic[320];
    if (node->is_asked) return;
    node->is_asked = true;
    snprintf(topic, sizeof topic, "spBv1.0/%s/NCMD/%s", t->group, t->node);
    if (sink->rebirth) sink->rebirth(sink->context, topic);
}

// A node's death is its devices' too. An old death (of a birth before the last) is nothing.
static void sparkplug_death(DecodeSparkplug *s, const DecodeSparkplugTopic *t, int node, int device,
                            const Sparkplug__Payload *payload, const DecodeSink *sink)
{
    uint64_t bd_seq = 0;
    const int64_t t_us = sparkplug_us(payload->has_timestamp, payload->timestamp);
    if (t->device[0]) {
        sparkplug_gone(sink, &s->devices[device], t_us);
        return;
    }
    SparkplugDevice *of = &s->devices[node];
    if (of->has_bd_seq && sparkplug_bd_seq(payload, &bd_seq) && bd_seq != of->bd_seq) return;
    sparkplug_gone(sink, of, t_us);
    const size_t length = strlen(of->id);
    for (int i = 0; i < s->count; i++) {
        SparkplugDevice *other = &s->devices[i];
        if (strncmp(other->id, of->id, length) == 0 && other->id[length] == '/')
            sparkplug_gone(sink, other, t_us);
    }
}

// What the message says of the life of its node. False: its metrics are not to be observed.
static bool sparkplug_follow(DecodeSparkplug *s, const DecodeSparkplugTopic *t, int node,
                             int device, const SparkplugMessage *message)
{
    const Sparkplug__Payload *payload = message->payload;
    const DecodeSink *sink = message->sink;
    SparkplugDevice *of = &s->devices[node], *to = &s->devices[device];
    if (strcmp(t->type + 1, "CMD") == 0) return false;
    if (strcmp(t->type + 1, "DEATH") == 0 && !t->device[0]) { // a will has no seq of its own
        sparkplug_death(s, t, node, device, payload, sink);
        return false;
    }
    const bool is_node_birth = strcmp(t->type, "NBIRTH") == 0;
    if (is_node_birth) {
        of->is_asked = false;
        of->has_bd_seq = sparkplug_bd_seq(payload, &of->bd_seq);
    } else if (!of->is_born || (payload->has_seq && payload->seq != ((of->seq + 1) & 255))) {
        sparkplug_ask(sink, of, t);
    }
    if (payload->has_seq) of->seq = payload->seq & 255;
    if (strcmp(t->type + 1, "DEATH") == 0) {
        sparkplug_death(s, t, node, device, payload, sink);
        return false;
    }
    if (strcmp(t->type + 1, "BIRTH") == 0) {
        sparkplug_forget(s, to);
        for (size_t i = 0; i < payload->n_metrics; i++)
            sparkplug_learn(s, to, message->budget, payload->metrics[i]);
        to->is_born = true;
    }
    return true;
}

static void sparkplug_head(JsonWriter *w, const char *topic, const DecodeSparkplugTopic *t,
                           const Sparkplug__Payload *payload)
{
    uint64_t bd_seq = 0;
    decode_pair(w, "topic", topic);
    decode_pair(w, "group", t->group);
    decode_pair(w, "message_type", t->type);
    decode_pair(w, "node", t->node);
    decode_pair(w, "device", t->device);
    if (payload->has_timestamp) decode_pair_number(w, "timestamp", (double)payload->timestamp);
    if (payload->has_seq) decode_pair_number(w, "seq", (double)payload->seq);
    if (sparkplug_bd_seq(payload, &bd_seq)) decode_pair_number(w, "bd_seq", (double)bd_seq);
    decode_pair(w, "uuid", payload->uuid);
}

static void sparkplug_metric(const SparkplugMessage *of, const Sparkplug__Metric *metric,
                             const char *name, const SparkplugMetric *known)
{
    if (metric->value_case != SPARKPLUG__METRIC__VALUE_TEMPLATE_VALUE) {
        sparkplug_observe(of, metric, name, known);
        return;
    }
    SparkplugMessage members = *of;
    members.whole = metric;
    if (!metric->has_is_null || !metric->is_null)
        sparkplug_members(of->budget, metric, name, sparkplug_member, &members);
}

static void sparkplug_payload(DecodeSparkplug *s, const char *topic, const DecodeSparkplugTopic *t,
                              SparkplugMessage *message)
{
    const Sparkplug__Payload *payload = message->payload;
    const int node = topic ? sparkplug_device(s, t, false) : -1,
              device = topic ? sparkplug_device(s, t, true) : -1;
    const bool is_followed = node >= 0 && device >= 0;
    const bool is_observed = is_followed && sparkplug_follow(s, t, node, device, message);
    SparkplugWriter of = { .budget = message->budget };
    Str line = { 0 };
    JsonWriter w = { .out = &line };
    if (is_followed) message->device = &s->devices[device];
    json_object_begin(&w);
    sparkplug_head(&w, topic, t, payload);
    json_key(&w, "metrics");
    json_array_begin(&w);
    for (size_t i = 0; i < payload->n_metrics; i++) {
        const Sparkplug__Metric *metric = payload->metrics[i];
        const SparkplugMetric *known =
            is_followed ? sparkplug_known(&s->devices[device], metric) : NULL;
        const char *name = metric->name && metric->name[0] ? metric->name
                           : known                         ? known->name
                                                           : NULL;
        const uint32_t datatype = metric->has_datatype ? metric->datatype
                                  : known              ? known->datatype
                                                       : 0;
        sparkplug_metric_write(&w, &of, metric, name, datatype);
        if (!is_observed) continue;
        if (!name)
            sparkplug_ask(message->sink, &s->devices[node], t);
        else if (strcmp(name, "bdSeq") != 0)
            sparkplug_metric(message, metric, name, known);
    }
    json_array_end(&w);
    json_object_end(&w);
    decode_line(message->sink, &line);
    str_finish(&line);
}

// STATE is JSON in 3.0 and a word before; it is shown as it is.
static bool sparkplug_state(const char *topic, const DecodeSparkplugTopic *t, const uint8_t *bytes,
                            size_t length, const DecodeSink *sink)
{
    Str line = { 0 };
    JsonWriter w = { .out = &line };
    char text[256];
    const size_t count = length < sizeof text - 1 ? length : sizeof text - 1;
    if (count) memcpy(text, bytes, count);
    text[count] = 0;
    json_object_begin(&w);
    decode_pair(&w, "topic", topic);
    decode_pair(&w, "message_type", t->type);
    decode_pair(&w, "host", t->node);
    decode_pair(&w, "state", text);
    json_object_end(&w);
    decode_line(sink, &line);
    str_finish(&line);
    return true;
}

bool decode_sparkplug(DecodeSparkplug *s, const char *topic, const uint8_t *bytes, size_t length,
                      const DecodeSink *sink)
{
    DecodeSparkplugTopic t = { 0 };
    if (topic && !decode_sparkplug_topic(topic, &t)) {
        decode_malformed(sink, "topic '%.100s' is none of Sparkplug B", topic);
        return false;
    }
    if (strcmp(t.type, "STATE") == 0) return sparkplug_state(topic, &t, bytes, length, sink);
    DecodeBudget budget;
    decode_budget_init(&budget, SPARKPLUG_BUDGET_BYTES);
    Sparkplug__Payload *payload =
        sparkplug__payload__unpack(&budget.allocator, length, length ? bytes : (const uint8_t *)"");
    if (!payload) {
        decode_malformed(sink, "%zu bytes: no Sparkplug B payload, or past 64 MiB unpacked",
                         length);
        return false;
    }
    SparkplugMessage message = { .sink = sink, .payload = payload, .budget = &budget };
    sparkplug_payload(s, topic, &t, &message);
    sparkplug__payload__free_unpacked(payload, &budget.allocator);
    return true;
}

size_t decode_sparkplug_rebirth(int64_t t_us, uint8_t out[64])
{
    Sparkplug__Payload payload = SPARKPLUG__PAYLOAD__INIT;
    Sparkplug__Metric metric = SPARKPLUG__METRIC__INIT, *metrics[] = { &metric };
    payload.has_timestamp = metric.has_timestamp = 1;
    payload.timestamp = metric.timestamp = (uint64_t)(t_us / 1000);
    metric.name = (char *)"Node Control/Rebirth";
    metric.has_datatype = 1;
    metric.datatype = 11;
    metric.value_case = SPARKPLUG__METRIC__VALUE_BOOLEAN_VALUE;
    metric.boolean_value = 1;
    payload.metrics = metrics;
    payload.n_metrics = 1;
    return sparkplug__payload__get_packed_size(&payload) <= 64
               ? sparkplug__payload__pack(&payload, out)
               : 0;
}
