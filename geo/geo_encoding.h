// SPDX-License-Identifier: Apache-2.0
// geo_encoding.h - text of Shapefiles and CSV files: which encoding it is, and to UTF-8.
// Does not: guess between single-byte code pages; Windows-1252 is taken where nothing else fits.
#pragma once
#include "base/str.h"
#include <stdbool.h>
#include <stddef.h>

// Evidence gathered over many values.
typedef struct {
    size_t values; // with bytes above 127
    size_t not_utf8;
    size_t not_gb18030;
    size_t pairs_high, pairs_low; // GB pairs whose second byte is above / below 128: Chinese has few of the latter
} GeoEncodingTally;
// A value cut in the middle of its last character (fixed-width fields) does not count against an encoding.
void geo_encoding_tally(GeoEncodingTally *tally, const char *text, size_t length);
// "UTF-8", "GB18030" or "CP1252".
const char *geo_encoding_of_tally(const GeoEncodingTally *tally);
// iconv name for what .cpg files and users write ("936", "GBK", "gb2312", "UTF8", "ANSI 936", "1252", "OEM" …); NULL when
// unknown.
const char *geo_encoding_name(const char *text);

typedef struct GeoRecoder GeoRecoder;
GeoRecoder *geo_recoder_create(const char *encoding); // NULL: iconv does not know it
void geo_recoder_destroy(GeoRecoder *recoder);
// UTF-8 of text, valid until the next call. Bytes that fit nothing become U+FFFD and count in *bad (may be NULL).
const char *geo_recoder_text(GeoRecoder *recoder, const char *text, size_t length, size_t *out_length, size_t *bad);
