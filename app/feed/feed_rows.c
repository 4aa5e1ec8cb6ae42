// SPDX-License-Identifier: Apache-2.0
// feed_rows.c - a whole text of rows, JSON or CSV, through the maps.
#include "base/csv_row.h"
#include "feed/feed_map.h"
#include <string.h>

bool feed_map_json(FeedMapper *mapper, const char *text, size_t length, FeedPath *rows, Err *err)
{
    JsonTape tape = { 0 };
    Arena arena = { 0 };
    if (!json_tape_read(&tape, text, length, err)) return false;
    FeedRow row = { .topic = "", .tape = &tape, .root = 0 };
    const FeedValue top = feed_value_at(&row, rows, &arena);
    const JsonType type = json_type(&tape, top.ref);
    bool ok = true;
    if (type == JSON_ARRAY) {
        for (JsonRef i = json_first(&tape, top.ref); i != JSON_TAPE_NONE;
             i = json_next(&tape, top.ref, i)) {
            row.root = i;
            feed_map_row(mapper, &row);
        }
    } else if (type == JSON_OBJECT) {
        row.root = top.ref;
        feed_map_row(mapper, &row);
    } else {
        err_set(err, ERR_FORMAT, "JSON: an array or an object was expected at '%.100s'",
                rows->text[0] ? rows->text : "$");
        ok = false;
    }
    arena_finish(&arena);
    json_tape_finish(&tape);
    return ok;
}

bool feed_map_csv(FeedMapper *mapper, const char *text, size_t length, char delimiter, Err *err)
{
    static _Atomic uint32_t headers;
    CsvRow names = { 0 }, fields = { 0 };
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) text += 3, length -= 3;
    size_t used = csv_row_read(&names, text, length, delimiter, true);
    FeedRow row = { .topic = "", .names = (const char *const *)names.fields, .header = ++headers };
    if (used == 0 || names.count < 1) err_set(err, ERR_FORMAT, "CSV: a row of names was expected");
    const bool ok = used > 0 && names.count > 0;
    while (ok && used < length) {
        used += csv_row_read(&fields, text + used, length - used, delimiter, true);
        if (fields.count == 1 && !fields.fields[0][0]) continue; // an empty line
        row.fields = (const char *const *)fields.fields;
        row.field_count = fields.count < names.count ? fields.count : names.count;
        feed_map_row(mapper, &row);
    }
    csv_row_finish(&names);
    csv_row_finish(&fields);
    return ok;
}
