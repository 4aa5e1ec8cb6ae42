// SPDX-License-Identifier: Apache-2.0
// csv.h - writes rows of comma-separated text (RFC 4180): quotes where needed, lines end in CR LF.
// Does not: read it (csv_row.h; of layers geo, through GDAL), or know columns.
#pragma once
#include "base/str.h"

typedef struct {
    Str *out;
    bool has_field; // in this row
} CsvWriter;

void csv_bom(CsvWriter *w);                    // first of all, where a spreadsheet is to see UTF-8
void csv_text(CsvWriter *w, const char *text); // NULL writes an empty field
void csv_number(CsvWriter *w, double value);   // 12 digits; NaN and infinite write an empty field
void csv_int(CsvWriter *w, int64_t value);
void csv_end(CsvWriter *w); // of the row
