// SPDX-License-Identifier: Apache-2.0
// csv_row.c - one pass over a row: quotes are resolved where the fields are copied.
#include "base/array.h"
#include "base/csv_row.h"
#include <stdlib.h>
#include <string.h>

// Where the row ends, after its line end; 0 = not there yet.
static size_t row_end(const char *text, size_t length, char delimiter, bool is_last)
{
    bool is_quoted = false, at_start = true;
    for (size_t i = 0; i < length; i++) {
        const char c = text[i];
        if (c == '"' && (is_quoted || at_start))
            is_quoted = !is_quoted;
        else if (c == '\n' && !is_quoted)
            return i + 1;
        // A second quote within a quoted field opens it again.
        at_start = (!is_quoted && c == delimiter) || (c == '"' && !is_quoted);
    }
    return is_last ? length : 0;
}

static bool add(CsvRow *row, char *field)
{
    if (!array_reserve((void **)&row->fields, &row->cap, row->count + 1, sizeof *row->fields))
        return false;
    row->fields[row->count++] = field;
    return true;
}

size_t csv_row_read(CsvRow *row, const char *text, size_t length, char delimiter, bool is_last)
{
    const size_t used = row_end(text, length, delimiter, is_last);
    size_t end = used;
    row->count = 0;
    if (used == 0) return 0;
    if (end > 0 && text[end - 1] == '\n') end--;
    if (end > 0 && text[end - 1] == '\r') end--;
    if (end + 1 > row->byte_cap) {
        char *grown = realloc(row->bytes, end + 256);
        if (!grown) return used;
        row->bytes = grown;
        row->byte_cap = end + 256;
    }
    char *out = row->bytes;
    bool is_quoted = false;
    if (!add(row, out)) return used;
    for (size_t i = 0; i < end; i++) {
        const char c = text[i];
        const bool at_start = out == row->fields[row->count - 1];
        if (is_quoted && c == '"' && i + 1 < end && text[i + 1] == '"') {
            *out++ = '"';
            i++;
        } else if (c == '"' && (is_quoted || at_start)) {
            is_quoted = !is_quoted;
        } else if (c == delimiter && !is_quoted && row->count < CSV_FIELDS_MAX) {
            *out++ = 0;
            if (!add(row, out)) return used;
        } else
            *out++ = c == 0 ? ' ' : c;
    }
    *out = 0;
    return used;
}

void csv_row_finish(CsvRow *row)
{
    free(row->fields);
    free(row->bytes);
    *row = (CsvRow){ 0 };
}
