// SPDX-License-Identifier: Apache-2.0
// cli_export.c - `citymirror export`: what a store keeps into a file, without the city.
#include "base/clock.h"
#include "cli.h"
#include "core/export.h"
#include <inttypes.h>
#include <string.h>

static bool time_of(const CliCall *call, const char *name, int64_t *out, Err *err)
{
    const char *text = cli_value(call, name);
    if (!text || clock_parse(text, 8 * 3600, out)) return true;
    err_set(err, ERR_ARGUMENT, "--%s '%s': expected ISO 8601 (2026-06-21T18:30)", name, text);
    return false;
}

static int cli_export_run(const CliCall *call)
{
    static const char *const kinds[] = { "history", "alarms", "cases", "journal" };
    Err err = { 0 };
    const char *output = cli_value(call, "output"), *store = cli_value(call, "store");
    ExportDesc desc = { .path = output ? output : "",
                        .store = store,
                        .keys = cli_value(call, "keys"),
                        .from_us = 0,
                        .to_us = clock_utc_us(),
                        .utc_offset_s = 8 * 3600,
                        .is_english = cli_value(call, "english") || !cli_is_chinese(),
                        .has_no_bom = cli_value(call, "no-bom") != NULL };
    int kind = 0;
    while (kind < 4 && strcmp(call->rest[0], kinds[kind]) != 0) kind++;
    if (kind == 4)
        err_set(&err, ERR_ARGUMENT, "'%.40s': expected history, alarms, cases or journal",
                call->rest[0]);
    else if (!output || !store)
        err_set(&err, ERR_ARGUMENT, "expected --store ADDRESS and -o FILE");
    if (err.code) return cli_fail(&err);
    desc.kind = (ExportKind)kind;
    const bool has_span = kind == EXPORT_HISTORY || kind == EXPORT_JOURNAL;
    if (!time_of(call, "to", &desc.to_us, &err)) return cli_fail(&err);
    if (has_span) desc.from_us = desc.to_us - (int64_t)86400 * 1000000;
    uint64_t rows = 0;
    if (!time_of(call, "from", &desc.from_us, &err) || !export_run(&desc, NULL, &rows, &err))
        return cli_fail(&err);
    cli_printf("%" PRIu64 "\n", rows);
    return CLI_OK;
}

static const CliOption cli_export_options[] = {
    { .name = "store",
      .value = "ADDRESS",
      .help = "a file, or postgresql://…",
      .help_zh = "文件，或 postgresql://…" },
    { .name = "output",
      .letter = 'o',
      .value = "FILE",
      .help = ".csv, .gpkg or .parquet (where GDAL has it)",
      .help_zh = ".csv、.gpkg 或 .parquet（GDAL 支持时）" },
    { .name = "keys",
      .value = "PATTERNS",
      .help = "of history: pond.*,ship/*; all when not given",
      .help_zh = "历史量名通配：pond.*,ship/*；缺省为全部" },
    { .name = "from",
      .value = "TIME",
      .help = "ISO 8601, UTC+8 without offset; a day before --to; of alarms and cases: all",
      .help_zh = "起始时刻，无时区为东八区；缺省为前一天，告警和案件为全部" },
    { .name = "to", .value = "TIME", .help = "now", .help_zh = "截止时刻；缺省为现在" },
    { .name = "english", .help = "English columns", .help_zh = "英文列名" },
    { .name = "no-bom", .help = "CSV without a byte order mark", .help_zh = "CSV 不带字节序标记" },
};
const CliCommand cli_export = {
    .name = "export",
    .rest = "history | alarms | cases | journal",
    .rest_min = 1,
    .rest_max = 1,
    .options = cli_export_options,
    .option_count = sizeof cli_export_options / sizeof cli_export_options[0],
    .help = "Writes what a store keeps into CSV, GeoPackage or Parquet; prints the count of rows.",
    .help_zh = "把存储的内容导出为 CSV、GeoPackage 或 Parquet，输出行数。",
    .run = cli_export_run,
};
