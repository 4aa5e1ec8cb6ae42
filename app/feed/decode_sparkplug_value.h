// SPDX-License-Identifier: Apache-2.0
// decode_sparkplug_value.h - values of Sparkplug B 3.0 (6.4.16 and on): numbers, arrays, data sets,
// templates, property sets. For decode_sparkplug.c.
// Does not: know births, aliases or topics.
#pragma once
#include "base/observation.h"
#include "feed/decode_protobuf.h"
#include "sparkplug.pb-c.h"
#include <stdbool.h>

enum { SPARKPLUG_DATETIME = 13, SPARKPLUG_TEMPLATES_DEEP = 6, SPARKPLUG_CELLS_MAX = 1000000 };
const char *sparkplug_type_name(uint32_t datatype); // "Int32"; NULL = none of them
// The number of a metric; NAN for what is none. Signed types are two's complement of their width.
double sparkplug_number(const Sparkplug__Metric *metric, uint32_t datatype);

typedef struct {
    DecodeBudget *budget; // of the message
    int depth;            // templates within templates, from 0
    int cells;            // of data sets and arrays written so far
} SparkplugWriter;
// "name", "alias", …, "value" and the rest of one metric, as an object.
void sparkplug_metric_write(JsonWriter *w, SparkplugWriter *of, const Sparkplug__Metric *metric,
                            const char *name, uint32_t datatype);
// Each metric with a name within a template, and within those in it: path is "NAME.MEMBER".
typedef void SparkplugVisit(void *context, const char *path, const Sparkplug__Metric *member);
void sparkplug_members(DecodeBudget *budget, const Sparkplug__Metric *metric, const char *name,
                       SparkplugVisit *visit, void *context);
// Properties engUnit (as UCUM) and Quality (192 good, 500 stale, all else bad), left as they were
// where a metric has none.
void sparkplug_properties(DecodeBudget *budget, const Sparkplug__Metric *metric,
                          char unit[OBSERVATION_UNIT_MAX], uint8_t *quality);
