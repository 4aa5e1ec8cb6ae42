// SPDX-License-Identifier: Apache-2.0
// decode_hj212.h - HJ 212-2017 (and 2005): frames of environment stations to JSON and values.
// Does not: ask a station for anything, or show passwords (PW).
#pragma once
#include "feed/decode.h"

// The next frame of a buffer: "##", four digits of length, that many bytes, four hexadecimal digits
// of CRC, "\r\n". Returns how many bytes are done with (0: more are needed), those before the frame
// and of a broken one included; *frame and *frame_length are the data segment, NULL where none was
// found in those bytes; *why says what was wrong (NULL: nothing).
size_t decode_hj212_frame(const char *bytes, size_t length, const char **frame,
                          size_t *frame_length, const char **why);
// CRC of annex A: reflected polynomial A001 from FFFF, each byte against the high byte.
uint16_t decode_hj212_crc(const char *bytes, size_t length);
// One data segment. JSON: qn, st, cn, cn_name, mn, flag, pnum, pno, data_time (ISO 8601, UTC),
// factors [{code, name, name_zh, unit, flag, rtd, avg, min, max, cou, zsrtd, …}], cp {the rest}.
// Values: id = MN, metric "a34004-Rtd"; their quality is the Flag's; times are of UTC+8.
// A station that asks for it (bit A of Flag) gets an answer in sink->answer: 9014 (data) to what it
// uploads, 9013 (notice) to its request for the time, 1013; with its own QN, MN and PW, of ST 91.
bool decode_hj212(const char *segment, size_t length, const DecodeSink *sink);
