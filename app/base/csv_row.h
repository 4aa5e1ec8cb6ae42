// SPDX-License-Identifier: Apache-2.0
// csv_row.h - reads comma-separated text (RFC 4180) a row at a time, as it comes.
// Does not: know columns, or write it (csv.h).
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef struct {
    char **fields; // terminated texts, quotes resolved; until the next read
    int count, cap;
    char *bytes;
    size_t byte_cap;
} CsvRow;
#define CSV_FIELDS_MAX 4096

// One row of text: fields parted by delimiter, a quoted one may hold delimiters, line ends and "".
// Lines end in LF or CR LF. Returns the bytes used; 0: the row is not whole yet (never when is_last
// and length > 0). More than CSV_FIELDS_MAX fields are one last field. Thread: any.
size_t csv_row_read(CsvRow *row, const char *text, size_t length, char delimiter, bool is_last);
void csv_row_finish(CsvRow *row);
