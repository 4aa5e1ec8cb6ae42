// SPDX-License-Identifier: Apache-2.0
// decode_sparkplug_value.c - every type of value to JSON; what nests is unpacked level by level,
// within the budget of its message.
#include "feed/decode_sparkplug_value.h"
#include "feed/decode_part.h"
#include "feed/feed_unit.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const types[] = { "Unknown",      "Int8",
                                     "Int16",        "Int32",
                                     "Int64",        "UInt8",
                                     "UInt16",       "UInt32",
                                     "UInt64",       "Float",
                                     "Double",       "Boolean",
                                     "String",       "DateTime",
                                     "Text",         "UUID",
                                     "DataSet",      "Bytes",
                                     "File",         "Template",
                                     "PropertySet",  "PropertySetList",
                                     "Int8Array",    "Int16Array",
                                     "Int32Array",   "Int64Array",
                                     "UInt8Array",   "UInt16Array",
                                     "UInt32Array",  "UInt64Array",
                                     "FloatArray",   "DoubleArray",
                                     "BooleanArray", "StringArray",
                                     "DateTimeArray" };
enum {
    INT8 = 1,
    INT16,
    INT32,
    INT64,
    UINT64 = 8,
    FLOAT,
    DOUBLE,
    ARRAY_FIRST = 22, // INT8 to DOUBLE, then
    ARRAY_BOOLEAN = 32,
    ARRAY_STRING,
    ARRAY_DATETIME,
    PROPERTIES_MAX = 256
};

const char *sparkplug_type_name(uint32_t datatype)
{
    return datatype < sizeof types / sizeof *types ? types[datatype] : NULL;
}

// Every message has the same alternatives under numbers of its own.
typedef enum { NONE, WHOLE, LONG, REAL, TRUTH, STRING, BYTES } ScalarKind;
typedef struct {
    ScalarKind kind;
    uint64_t whole;
    double real;
    const char *text;
    size_t bytes;
} Scalar;

#define SCALAR(prefix, of)                                                                         \
    switch ((of)->value_case) {                                                                    \
    case prefix##_INT_VALUE: return (Scalar){ .kind = WHOLE, .whole = (of)->int_value };           \
    case prefix##_LONG_VALUE: return (Scalar){ .kind = LONG, .whole = (of)->long_value };          \
    case prefix##_FLOAT_VALUE: return (Scalar){ .kind = REAL, .real = (double)(of)->float_value }; \
    case prefix##_DOUBLE_VALUE: return (Scalar){ .kind = REAL, .real = (of)->double_value };       \
    case prefix##_BOOLEAN_VALUE:                                                                   \
        return (Scalar){ .kind = TRUTH, .whole = (of)->boolean_value != 0 };                       \
    case prefix##_STRING_VALUE: return (Scalar){ .kind = STRING, .text = (of)->string_value };     \
    case prefix##__NOT_SET: return (Scalar){ .kind = NONE };                                       \
    default: return (Scalar){ .kind = BYTES };                                                     \
    }

static Scalar scalar_of_metric(const Sparkplug__Metric *m)
{
    SCALAR(SPARKPLUG__METRIC__VALUE, m)
}

static Scalar scalar_of_parameter(const Sparkplug__Parameter *p)
{
    SCALAR(SPARKPLUG__PARAMETER__VALUE, p)
}

static Scalar scalar_of_element(const Sparkplug__Element *e)
{
    SCALAR(SPARKPLUG__ELEMENT__VALUE, e)
}

static Scalar scalar_of_property(const Sparkplug__Property *p)
{
    SCALAR(SPARKPLUG__PROPERTY__VALUE, p)
}

static double scalar_number(const Scalar *s, uint32_t datatype)
{
    switch (s->kind) {
    case WHOLE:
        if (datatype == INT8) return (int8_t)s->whole;
        if (datatype == INT16) return (int16_t)s->whole;
        if (datatype == INT32) return (int32_t)s->whole;
        return (double)s->whole;
    case LONG: return datatype == INT64 ? (double)(int64_t)s->whole : (double)s->whole;
    case REAL: return s->real;
    case TRUTH: return (double)s->whole;
    default: return NAN;
    }
}

double sparkplug_number(const Sparkplug__Metric *metric, uint32_t datatype)
{
    const Scalar s = scalar_of_metric(metric);
    return scalar_number(&s, datatype);
}

// Past 2^53 a number of JSON would be another: text then.
static void write_long(JsonWriter *w, uint64_t whole, bool is_signed)
{
    char text[32];
    if (is_signed)
        snprintf(text, sizeof text, "%" PRId64, (int64_t)whole);
    else
        snprintf(text, sizeof text, "%" PRIu64, whole);
    const double number = is_signed ? (double)(int64_t)whole : (double)whole;
    if (fabs(number) > 9e15)
        json_text(w, text);
    else
        json_number(w, number);
}

static void write_scalar(JsonWriter *w, const Scalar *s, uint32_t datatype)
{
    if (s->kind == STRING)
        json_text(w, s->text);
    else if (s->kind == TRUTH)
        json_bool(w, s->whole != 0);
    else if (s->kind == LONG)
        write_long(w, s->whole, datatype == INT64);
    else if (s->kind == NONE || s->kind == BYTES)
        json_null(w);
    else
        json_number(w, scalar_number(s, datatype));
}

// -- Arrays (6.4.16, little-endian) --------------------------------------------------------------

static void write_packed(JsonWriter *w, SparkplugWriter *of, const ProtobufCBinaryData *bytes,
                         uint32_t type)
{
    static const uint8_t widths[] = { 0, 1, 2, 4, 8, 1, 2, 4, 8, 4, 8 };
    const size_t width = widths[type];
    for (size_t at = 0; at + width <= bytes->len && of->cells < SPARKPLUG_CELLS_MAX; at += width) {
        uint64_t whole = 0;
        float single = 0;
        double real = 0;
        of->cells++;
        for (size_t k = width; k-- > 0;) whole = whole << 8 | bytes->data[at + k];
        memcpy(&real, &whole, sizeof real);
        const uint32_t low = (uint32_t)whole;
        memcpy(&single, &low, sizeof single);
        const Scalar s = { .kind = type == FLOAT || type == DOUBLE ? REAL
                                   : width == 8                    ? LONG
                                                                   : WHOLE,
                           .whole = whole,
                           .real = type == FLOAT ? (double)single : real };
        write_scalar(w, &s, type);
    }
}

// Four bytes of count, then bits from the highest.
static void write_bits(JsonWriter *w, SparkplugWriter *of, const ProtobufCBinaryData *bytes)
{
    if (bytes->len < 4) return;
    const uint8_t *d = bytes->data;
    const uint32_t said =
        (uint32_t)d[0] | (uint32_t)d[1] << 8 | (uint32_t)d[2] << 16 | (uint32_t)d[3] << 24;
    const size_t there = (bytes->len - 4) * 8;
    for (size_t i = 0; i < said && i < there && of->cells < SPARKPLUG_CELLS_MAX; i++, of->cells++)
        json_bool(w, d[4 + i / 8] >> (7 - i % 8) & 1);
}

// Each ended by a zero.
static void write_strings(JsonWriter *w, SparkplugWriter *of, const ProtobufCBinaryData *bytes)
{
    const char *at = (const char *)bytes->data, *end = at + bytes->len;
    while (at < end && of->cells++ < SPARKPLUG_CELLS_MAX) {
        const char *stop = memchr(at, 0, (size_t)(end - at));
        if (!stop) break;
        json_text(w, at);
        at = stop + 1;
    }
}

static bool write_array(JsonWriter *w, SparkplugWriter *of, const ProtobufCBinaryData *bytes,
                        uint32_t datatype)
{
    if (datatype < ARRAY_FIRST || datatype > ARRAY_DATETIME) return false;
    json_key(w, "value");
    json_array_begin(w);
    if (datatype == ARRAY_BOOLEAN)
        write_bits(w, of, bytes);
    else if (datatype == ARRAY_STRING)
        write_strings(w, of, bytes);
    else
        write_packed(w, of, bytes,
                     datatype == ARRAY_DATETIME ? UINT64 : datatype - ARRAY_FIRST + INT8);
    json_array_end(w);
    return true;
}

// -- Data sets, templates, properties ------------------------------------------------------------

static void write_row(JsonWriter *w, SparkplugWriter *of, const Sparkplug__DataSet *set,
                      const Sparkplug__Row *row)
{
    json_array_begin(w);
    for (size_t i = 0; i < row->n_elements && of->cells < SPARKPLUG_CELLS_MAX; i++, of->cells++) {
        const Scalar s = scalar_of_element(row->elements[i]);
        write_scalar(w, &s, i < set->n_types ? set->types[i] : 0);
    }
    json_array_end(w);
}

static bool write_dataset(JsonWriter *w, SparkplugWriter *of, const ProtobufCBinaryData *bytes)
{
    Sparkplug__DataSet *set =
        sparkplug__data_set__unpack(&of->budget->allocator, bytes->len, bytes->data);
    if (!set) return false;
    json_key(w, "value");
    json_object_begin(w);
    json_key(w, "columns");
    json_array_begin(w);
    for (size_t i = 0; i < set->n_columns; i++) json_text(w, set->columns[i]);
    json_array_end(w);
    json_key(w, "types");
    json_array_begin(w);
    for (size_t i = 0; i < set->n_types; i++) json_text(w, sparkplug_type_name(set->types[i]));
    json_array_end(w);
    json_key(w, "rows");
    json_array_begin(w);
    for (size_t i = 0; i < set->n_rows && of->cells < SPARKPLUG_CELLS_MAX; i++)
        write_row(w, of, set, set->rows[i]);
    json_array_end(w);
    json_object_end(w);
    sparkplug__data_set__free_unpacked(set, &of->budget->allocator);
    return true;
}

static void write_parameters(JsonWriter *w, const Sparkplug__Template *t)
{
    if (t->n_parameters == 0) return;
    json_key(w, "parameters");
    json_array_begin(w);
    for (size_t i = 0; i < t->n_parameters; i++) {
        const Sparkplug__Parameter *p = t->parameters[i];
        const Scalar s = scalar_of_parameter(p);
        json_object_begin(w);
        decode_pair(w, "name", p->name);
        decode_pair(w, "datatype", sparkplug_type_name(p->type));
        json_key(w, "value");
        write_scalar(w, &s, p->type);
        json_object_end(w);
    }
    json_array_end(w);
}

static Sparkplug__Template *unpack_template(DecodeBudget *budget, const Sparkplug__Metric *metric)
{
    return metric->value_case == SPARKPLUG__METRIC__VALUE_TEMPLATE_VALUE
               ? sparkplug__template__unpack(&budget->allocator, metric->template_value.len,
                                             metric->template_value.data)
               : NULL;
}

// As deep as of->depth allows: that is a limit of ours, not what the message says.
static bool write_template(JsonWriter *w, SparkplugWriter *of, const Sparkplug__Metric *metric)
{
    if (of->depth >= SPARKPLUG_TEMPLATES_DEEP) return false;
    Sparkplug__Template *t = unpack_template(of->budget, metric);
    if (!t) return false;
    json_key(w, "value");
    json_object_begin(w);
    decode_pair(w, "version", t->version);
    decode_pair(w, "template_ref", t->template_ref);
    if (t->has_is_definition) json_key(w, "is_definition"), json_bool(w, t->is_definition != 0);
    write_parameters(w, t);
    json_key(w, "metrics");
    json_array_begin(w);
    of->depth++;
    for (size_t i = 0; i < t->n_metrics; i++)
        sparkplug_metric_write(w, of, t->metrics[i], t->metrics[i]->name, t->metrics[i]->datatype);
    of->depth--;
    json_array_end(w);
    json_object_end(w);
    sparkplug__template__free_unpacked(t, &of->budget->allocator);
    return true;
}

static void write_properties(JsonWriter *w, SparkplugWriter *of, const Sparkplug__Metric *metric)
{
    if (!metric->has_properties) return;
    Sparkplug__PropertySet *set = sparkplug__property_set__unpack(
        &of->budget->allocator, metric->properties.len, metric->properties.data);
    if (!set) return;
    json_key(w, "properties");
    json_object_begin(w);
    for (size_t i = 0; i < set->n_keys && i < set->n_values && i < PROPERTIES_MAX; i++) {
        const Sparkplug__Property *p = set->values[i];
        const Scalar s = scalar_of_property(p);
        json_key(w, set->keys[i]);
        if (p->has_is_null && p->is_null)
            json_null(w);
        else
            write_scalar(w, &s, p->type);
    }
    json_object_end(w);
    sparkplug__property_set__free_unpacked(set, &of->budget->allocator);
}

static const ProtobufCBinaryData *bytes_of(const Sparkplug__Metric *metric)
{
    switch (metric->value_case) {
    case SPARKPLUG__METRIC__VALUE_BYTES_VALUE: return &metric->bytes_value;
    case SPARKPLUG__METRIC__VALUE_DATASET_VALUE: return &metric->dataset_value;
    case SPARKPLUG__METRIC__VALUE_TEMPLATE_VALUE: return &metric->template_value;
    case SPARKPLUG__METRIC__VALUE_EXTENSION_VALUE: return &metric->extension_value;
    default: return NULL;
    }
}

static void write_value(JsonWriter *w, SparkplugWriter *of, const Sparkplug__Metric *metric,
                        uint32_t datatype)
{
    const Scalar s = scalar_of_metric(metric);
    const ProtobufCBinaryData *bytes = bytes_of(metric);
    if (s.kind == NONE) return;
    if (!bytes) {
        json_key(w, "value");
        write_scalar(w, &s, datatype);
        return;
    }
    const bool is_set = metric->value_case == SPARKPLUG__METRIC__VALUE_DATASET_VALUE;
    if (is_set && write_dataset(w, of, bytes)) return;
    if (write_template(w, of, metric)) return;
    if (metric->value_case == SPARKPLUG__METRIC__VALUE_BYTES_VALUE &&
        write_array(w, of, bytes, datatype))
        return;
    decode_pair_number(w, "bytes", (double)bytes->len);
}

static void write_flag(JsonWriter *w, const char *key, bool has, bool value)
{
    if (!has) return;
    json_key(w, key);
    json_bool(w, value);
}

void sparkplug_metric_write(JsonWriter *w, SparkplugWriter *of, const Sparkplug__Metric *metric,
                            const char *name, uint32_t datatype)
{
    const char *type = sparkplug_type_name(datatype);
    json_object_begin(w);
    decode_pair(w, "name", name);
    if (metric->has_alias) decode_pair_number(w, "alias", (double)metric->alias);
    if (metric->has_timestamp) decode_pair_number(w, "timestamp", (double)metric->timestamp);
    if (type)
        decode_pair(w, "datatype", type);
    else
        decode_pair_number(w, "datatype", datatype);
    if (metric->has_is_null && metric->is_null) {
        json_key(w, "value");
        json_null(w);
    } else {
        write_value(w, of, metric, datatype);
    }
    write_flag(w, "is_historical", metric->has_is_historical, metric->is_historical);
    write_flag(w, "is_transient", metric->has_is_transient, metric->is_transient);
    write_flag(w, "is_null", metric->has_is_null, metric->is_null);
    write_properties(w, of, metric);
    json_object_end(w);
}

// -- Into templates ------------------------------------------------------------------------------

typedef struct {
    DecodeBudget *budget;
    SparkplugVisit *visit;
    void *context;
} Walk;

static void walk(const Walk *of, const Sparkplug__Metric *metric, const char *path, int depth)
{
    Sparkplug__Template *t = unpack_template(of->budget, metric);
    for (size_t i = 0; t && i < t->n_metrics && !t->is_definition; i++) {
        const Sparkplug__Metric *member = t->metrics[i];
        char name[400];
        if (!member->name || !member->name[0]) continue;
        if (snprintf(name, sizeof name, "%s.%s", path, member->name) >= (int)sizeof name) continue;
        if (member->value_case != SPARKPLUG__METRIC__VALUE_TEMPLATE_VALUE)
            of->visit(of->context, name, member);
        else if (depth + 1 < SPARKPLUG_TEMPLATES_DEEP)
            walk(of, member, name, depth + 1);
    }
    if (t) sparkplug__template__free_unpacked(t, &of->budget->allocator);
}

void sparkplug_members(DecodeBudget *budget, const Sparkplug__Metric *metric, const char *name,
                       SparkplugVisit *visit, void *context)
{
    const Walk of = { .budget = budget, .visit = visit, .context = context };
    walk(&of, metric, name, 0);
}

void sparkplug_properties(DecodeBudget *budget, const Sparkplug__Metric *metric,
                          char unit[OBSERVATION_UNIT_MAX], uint8_t *quality)
{
    if (!metric->has_properties) return;
    Sparkplug__PropertySet *set = sparkplug__property_set__unpack(
        &budget->allocator, metric->properties.len, metric->properties.data);
    if (!set) return;
    for (size_t i = 0; i < set->n_keys && i < set->n_values && i < PROPERTIES_MAX; i++) {
        const Scalar s = scalar_of_property(set->values[i]);
        if (strcmp(set->keys[i], "engUnit") == 0 && s.kind == STRING)
            feed_unit_common(s.text, unit);
        else if (strcmp(set->keys[i], "Quality") == 0 && s.kind == WHOLE)
            *quality = s.whole == 192   ? QUALITY_GOOD
                       : s.whole == 500 ? QUALITY_SUSPECT
                                        : QUALITY_BAD;
    }
    sparkplug__property_set__free_unpacked(set, &budget->allocator);
}
