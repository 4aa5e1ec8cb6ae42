// SPDX-License-Identifier: Apache-2.0
// decode_sparkplug.h - Sparkplug B 3.0: payloads by topic to JSON and values.
// Does not: subscribe or publish, or write metrics (NCMD, DCMD are shown only).
#pragma once
#include "feed/decode.h"

typedef struct {
    char group[128], type[8], node[128], device[128]; // type "NBIRTH", …; device "" = the node's
} DecodeSparkplugTopic;
// "spBv1.0/GROUP/TYPE/NODE[/DEVICE]" or "spBv1.0/STATE/HOST" (type "STATE", node = the host).
bool decode_sparkplug_topic(const char *topic, DecodeSparkplugTopic *out);

// Births of nodes and devices: names, types and aliases; at most 20,000 nodes and devices and
// 1,000,000 metrics.
typedef struct DecodeSparkplug DecodeSparkplug;
DecodeSparkplug *decode_sparkplug_create(void); // NULL without memory
void decode_sparkplug_destroy(DecodeSparkplug *sparkplug);
// One message; topic NULL = a payload alone (its metrics are shown, nothing is observed). JSON:
// topic, group, message_type, node, device, timestamp (ms), seq, bd_seq, uuid, metrics [{name,
// alias, timestamp, datatype ("Int32", …), value, is_historical, is_transient, is_null}]. 64-bit
// whole numbers past 2^53 are text. The value of an array is an array; of a DataSet {columns,
// types, rows [[…]]}; of a Template {version, template_ref, is_definition, parameters, metrics},
// six deep; Bytes and File show bytes (their length). properties {KEY: value} where it has any.
// Values: id = "GROUP/NODE[/DEVICE]", metric = the metric's name, "NAME.MEMBER" within a Template;
// unit by its property engUnit, quality by Quality. is_null: no value; is_historical: HISTORY. A
// death (of the bdSeq of the last birth) makes all metrics of its node, or device, GONE. A gap in
// seq, an alias without birth or data before birth asks sink->rebirth, once until the birth comes.
bool decode_sparkplug(DecodeSparkplug *sparkplug, const char *topic, const uint8_t *bytes,
                      size_t length, const DecodeSink *sink);
// The payload of an NCMD that asks for a birth; returns its length (below 64).
size_t decode_sparkplug_rebirth(int64_t t_us, uint8_t out[64]);
