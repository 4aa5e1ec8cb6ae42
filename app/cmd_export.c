// SPDX-License-Identifier: Apache-2.0
// cmd_export.c - export-history and its like: a job with progress and cancel; without a window the
// line ends when the file is there.
#include "cmd_export.h"
#include "app.h"
#include "base/array.h"
#include "base/clock.h"
#include "core/export.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    ExportDesc desc;
    char *path, *store, *keys, **names;
    ExportSource *sources;
    Str records;
    App *app;
    uint64_t rows;
    Err err;
    bool ok, is_done;
    bool is_waited_for; // the command frees it
} Export;

static void destroy(Export *x)
{
    for (int i = 0; x->names && x->names[i]; i++) free(x->names[i]);
    free(x->names);
    free(x->sources);
    free(x->path);
    free(x->store);
    free(x->keys);
    str_finish(&x->records);
    free(x);
}

static void run_job(Job *job, void *arg)
{
    Export *x = arg;
    x->ok = export_run(&x->desc, job, &x->rows, &x->err);
}

static void done(void *arg, bool was_cancelled)
{
    Export *x = arg;
    char text[400];
    if (was_cancelled && !x->ok && x->err.code == ERR_NONE)
        err_set(&x->err, ERR_CANCELLED, "the export was stopped");
    snprintf(text, sizeof text, "%.300s: %" PRIu64 "%s", x->path, x->rows,
             x->app->state.language == STATE_LANGUAGE_ZH ? " 行" : " rows");
    app_say(x->app, !x->ok, x->ok ? text : x->err.text);
    x->is_done = true;
    if (!x->is_waited_for) destroy(x);
}

static int by_key(const void *a, const void *b)
{
    const ExportSource *x = a, *y = b;
    return x->key < y->key ? -1 : x->key > y->key;
}

// Which feed delivers each key now: what history itself does not keep.
static void take_sources(App *app, Export *x)
{
    const uint32_t count = keys_count(app->live.keys);
    const int feeds = app->state.feed_count;
    x->names = calloc((size_t)feeds + 1, sizeof *x->names);
    x->sources = calloc((size_t)count + 1, sizeof *x->sources);
    for (int f = 0; f < feeds && x->names; f++) x->names[f] = str_copy(app->state.feeds[f].name);
    for (uint32_t key = 1; key <= count && x->names && x->sources; key++) {
        const LiveValue *value = live_get(app->live.live, key);
        const char *text = keys_text(app->live.keys, key);
        for (int f = 0; f < feeds && value; f++)
            if ((uint16_t)app->state.feeds[f].id == value->last.feed && x->names[f])
                x->sources[x->desc.source_count++] =
                    (ExportSource){ str_hash(text, strlen(text)), f };
    }
    if (x->sources) qsort(x->sources, (size_t)x->desc.source_count, sizeof *x->sources, by_key);
    x->desc.sources = x->sources;
    x->desc.source_names = (const char *const *)x->names;
}

// Those in memory are all there are: the store's were read when it was opened.
static void take_records(App *app, Export *x)
{
    JsonWriter w = { .out = &x->records };
    Operations *ops = app->live.operations;
    json_array_begin(&w);
    for (int i = 0; x->desc.kind == EXPORT_ALARMS && i < alarms_count(ops->alarms); i++)
        alarm_json(alarms_at(ops->alarms, i), &w);
    for (int i = 0; x->desc.kind == EXPORT_CASES && i < cases_count(ops->cases); i++)
        case_json(cases_at(ops->cases, i), &w);
    json_array_end(&w);
    x->desc.records = x->records.text;
    x->desc.records_length = x->records.length;
}

// The keys of what is selected, as patterns. NULL with *err where it has none.
static char *selected_keys(const App *app, Err *err)
{
    enum { KEYS_MAX = 64 };
    LiveBinding found[KEYS_MAX];
    Str out = { 0 };
    for (int i = 0; i < app->state.selection_count; i++) {
        const StateFeatureRef ref = app->state.selection[i];
        const int all =
            live_bind_of_feature(app->live.bind, ref.layer_id, ref.feature, found, KEYS_MAX);
        for (int k = 0; k < all && k < KEYS_MAX; k++)
            str_printf(&out, "%s%s", out.length ? "," : "",
                       keys_text(app->live.keys, found[k].key));
    }
    if (!out.text) err_set(err, ERR_NOT_FOUND, "nothing that is selected has a live key");
    return out.text;
}

enum { ARG_PATH, ARG_FROM, ARG_TO, ARG_BOM, ARG_LANGUAGE, ARG_KEYS };
#define DAY_US ((int64_t)86400 * 1000000)

static Export *make(App *app, ExportKind kind, const CmdCall *call)
{
    Export *x = calloc(1, sizeof *x);
    if (!x) return NULL;
    const bool is_all = kind == EXPORT_ALARMS || kind == EXPORT_CASES;
    const int64_t to = call->values[ARG_TO] ? (int64_t)call->numbers[ARG_TO] : clock_utc_us();
    const int64_t from = call->values[ARG_FROM] ? (int64_t)call->numbers[ARG_FROM]
                         : is_all               ? 0
                                                : to - DAY_US;
    const char *language = call->values[ARG_LANGUAGE];
    x->app = app;
    x->path = str_copy(call->values[ARG_PATH]);
    x->store = str_copy(app->state.store);
    if (kind == EXPORT_HISTORY) x->keys = str_copy(call->values[ARG_KEYS]);
    x->desc = (ExportDesc){ .kind = kind,
                            .path = x->path,
                            .store = x->store,
                            .keys = x->keys,
                            .from_us = from,
                            .to_us = to,
                            .utc_offset_s = app->state.utc_offset_s,
                            .is_english = language ? strcmp(language, "en") == 0
                                                   : app->state.language == STATE_LANGUAGE_EN,
                            .has_no_bom = call->values[ARG_BOM] && call->numbers[ARG_BOM] == 0 };
    if (kind == EXPORT_HISTORY) take_sources(app, x);
    if (is_all) take_records(app, x);
    return x;
}

static bool run_export(CmdContext *context, ExportKind kind, const char *title, const CmdCall *call,
                       Err *err)
{
    App *app = context->app;
    const bool needs_operations = kind == EXPORT_ALARMS || kind == EXPORT_CASES;
    if (needs_operations && !app->live.operations) {
        if (err) *err = app->live.operations_err;
        return false;
    }
    if (!geo_table_can(call->values[ARG_PATH], err)) return false;
    char *selected = NULL;
    if (kind == EXPORT_HISTORY && call->values[ARG_KEYS] &&
        strcmp(call->values[ARG_KEYS], "selected") == 0) {
        selected = selected_keys(app, err);
        if (!selected) return false;
    }
    Export *x = make(app, kind, call);
    if (x && selected) {
        free(x->keys);
        x->desc.keys = x->keys = selected;
    } else {
        free(selected);
    }
    if (!x) {
        err_set(err, ERR_MEMORY, "no memory for an export");
        return false;
    }
    x->is_waited_for = !app->is_window;
    const JobId job = job_submit(
        app->pool,
        &(JobDesc){ .title = title, .run = run_job, .done = done, .arg = x, .is_visible = true });
    if (!job) {
        destroy(x);
        err_set(err, ERR_CANCELLED, "the program is ending");
        return false;
    }
    if (!x->is_waited_for) return true;
    while (!x->is_done)
        if (job_pool_wait(app->pool, 1)) job_pool_poll(app->pool, 0.01);
    const bool ok = x->ok;
    if (!ok && err) *err = x->err;
    if (ok && context->out) str_printf(context->out, "%" PRIu64 "\n", x->rows);
    destroy(x);
    return ok;
}

static bool run_history(CmdContext *context, const CmdCall *call, Err *err)
{
    return run_export(context, EXPORT_HISTORY, "export-history", call, err);
}

static bool run_alarms(CmdContext *context, const CmdCall *call, Err *err)
{
    return run_export(context, EXPORT_ALARMS, "export-alarms", call, err);
}

static bool run_cases(CmdContext *context, const CmdCall *call, Err *err)
{
    return run_export(context, EXPORT_CASES, "export-cases", call, err);
}

static bool run_journal(CmdContext *context, const CmdCall *call, Err *err)
{
    return run_export(context, EXPORT_JOURNAL, "export-journal", call, err);
}

#define COMMON_ARGS                                                                                  \
    { .name = "path",                                                                                \
      .type = CMD_ARG_PATH,                                                                          \
      .is_required = true,                                                                           \
      .help = ".csv, .gpkg or .parquet (where GDAL has it)",                                         \
      .help_zh = "文件：.csv、.gpkg 或 .parquet（GDAL 支持时）" },                                   \
        { .name = "from",                                                                            \
          .type = CMD_ARG_TIME,                                                                      \
          .help = "a day before to; of alarms and cases: all",                                       \
          .help_zh = "起始时刻；缺省为前一天，告警和案件为全部" },                                   \
        { .name = "to", .type = CMD_ARG_TIME, .help = "now", .help_zh = "截止时刻；缺省为现在" },    \
        { .name = "bom",                                                                             \
          .type = CMD_ARG_BOOL,                                                                      \
          .fallback = "on",                                                                          \
          .help = "of CSV: so that spreadsheets read UTF-8",                                         \
          .help_zh = "CSV 的字节序标记，供表格软件识别 UTF-8" },                                     \
    {                                                                                                \
        .name = "language", .type = CMD_ARG_CHOICE, .choices = "zh|en",                              \
        .help = "of the columns; the interface's", .help_zh = "列名语言；缺省为界面语言" \
    }
static const CmdArg args_history[] = {
    COMMON_ARGS,
    { .name = "keys",
      .type = CMD_ARG_TEXT,
      .help =
          "patterns parted by commas: pond.*,ship/* (* any text, ? any byte); selected: of what is "
          "selected; all",
      .help_zh = "量名通配，逗号分隔：pond.*,ship/*；selected 为所选要素的量；缺省为全部" },
};
static const CmdArg args_records[] = { COMMON_ARGS };
#define ARGS(rows) .args = rows, .arg_count = (int)(sizeof rows / sizeof rows[0])
static const Cmd rows[] = {
    { .name = "export-history",
      .group = "live",
      .help = "Writes stored values with time, age, quality and source into a file.",
      .help_zh = "导出历史数据，含时间、时效、质量和来源。",
      ARGS(args_history),
      .run = run_history },
    { .name = "export-alarms",
      .group = "operations",
      .help = "Writes alarms into a file.",
      .help_zh = "导出告警。",
      ARGS(args_records),
      .run = run_alarms },
    { .name = "export-cases",
      .group = "operations",
      .help = "Writes cases into a file.",
      .help_zh = "导出案件。",
      ARGS(args_records),
      .run = run_cases },
    { .name = "export-journal",
      .group = "operations",
      .help = "Writes the journal into a file.",
      .help_zh = "导出操作日志。",
      ARGS(args_records),
      .run = run_journal },
};

void app_add_export_commands(CmdTable *table)
{
    cmd_table_add(table, rows, (int)(sizeof rows / sizeof rows[0]));
}
