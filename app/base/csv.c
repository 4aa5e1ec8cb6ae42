// SPDX-License-Identifier: Apache-2.0
// csv.c - writes rows of comma-separated text.
#include "base/csv.h"
#include <math.h>
#include <string.h>

static void csv_part(CsvWriter *w)
{
    if (w->has_field) str_add(w->out, ",");
    w->has_field = true;
}

void csv_bom(CsvWriter *w)
{
    str_add(w->out, "\xEF\xBB\xBF");
}

void csv_text(CsvWriter *w, const char *text)
{
    csv_part(w);
    if (!text) return;
    if (!text[strcspn(text, ",\"\r\n")]) {
        str_add(w->out, text);
        return;
    }
    str_add(w->out, "\"");
    for (size_t n = strcspn(text, "\""); text[0]; text += n, n = strcspn(text, "\"")) {
        if (n == 0) {
            str_add(w->out, "\"\"");
            n = 1;
            continue;
        }
        str_add_n(w->out, text, n);
    }
    str_add(w->out, "\"");
}

void csv_number(CsvWriter *w, double value)
{
    csv_part(w);
    if (isfinite(value)) str_printf(w->out, "%.12g", value + 0.0);
}

void csv_int(CsvWriter *w, int64_t value)
{
    csv_part(w);
    str_printf(w->out, "%lld", (long long)value);
}

void csv_end(CsvWriter *w)
{
    str_add(w->out, "\r\n");
    w->has_field = false;
}
