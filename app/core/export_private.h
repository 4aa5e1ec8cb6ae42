// SPDX-License-Identifier: Apache-2.0
// export_private.h - what export.c and export_rows.c share.
#pragma once
#include "base/json_tape.h"
#include "core/export.h"

// Texts of one row live in its buffers until the next.
typedef struct {
    GeoTableCell cells[GEO_TABLE_COLUMNS_MAX];
    GeoPos at;
    bool has_point;
    Arena arena;
} ExportRow;
int64_t export_record_time(ExportKind kind, const JsonTape *tape, JsonRef record); // what from and
                                                                                   // to are about
void export_record_row(const ExportDesc *desc, const JsonTape *tape, JsonRef record,
                       ExportRow *out);
void export_history_row(const ExportDesc *desc, const char *key, const Observation *o,
                        ExportRow *out);
