// SPDX-License-Identifier: Apache-2.0
// decode_ais_message.h - one AIS message of its bits. For decode_ais.c alone.
#pragma once
#include "feed/decode_ais.h"
#include "feed/decode_part.h"

enum { AIS_BITS_MAX = 9 * 82 * 6 };
typedef struct {
    uint8_t bytes[(AIS_BITS_MAX + 7) / 8];
    int count; // bits
} AisBits;
// Six-bit armour without the fill bits; false for other characters or too many.
bool ais_bits_read(const char *payload, size_t length, int fill, AisBits *out);
// t_source_us 0 = the time of receipt; station "" = unknown.
bool ais_message(const AisBits *bits, int64_t t_source_us, const char *station,
                 const DecodeSink *sink);
