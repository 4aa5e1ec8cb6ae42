// SPDX-License-Identifier: Apache-2.0
// cli_ask.c - `citymirror ask`: the objects of a model that fit an expression, or a search, as a
// table, CSV or JSON.
#include "assets/asset_property.h"
#include "assets/asset_query.h"
#include "base/csv.h"
#include "base/file.h"
#include "base/json.h"
#include "cli.h"
#include <stdlib.h>
#include <string.h>

enum { CLI_ASK_SHOW_MAX = 32 };

typedef struct {
    const Asset *asset;
    const int *objects; // in the order they are printed
    int count;
    const char *show[CLI_ASK_SHOW_MAX]; // "Set.Name" or "Name"
    int show_count;
    bool with_properties;
    Arena arena; // of one object
} CliAsk;

static const char *const cli_ask_columns[] = { "id", "GlobalId", "type", "name", "storey" };

static void cli_ask_cells(CliAsk *ask, int object, const char *cells[5])
{
    const Asset *a = ask->asset;
    const AssetObject *o = &a->objects[object];
    cells[0] = arena_printf(&ask->arena, "%d", object + 1);
    cells[1] = "";
    if (a->ifc) {
        char guid[32];
        ifc_model_guid(a->ifc, object, guid);
        cells[0] = arena_printf(&ask->arena, "%u", a->ifc->file->ids[a->ifc->objects.rows[object]]);
        cells[1] = arena_strdup(&ask->arena, guid);
    }
    cells[2] = o->type;
    cells[3] = o->name;
    cells[4] = o->storey >= 0 ? a->objects[o->storey].name : "";
}

static const char *cli_ask_shown(CliAsk *ask, int object, const char *name)
{
    const char *dot = strchr(name, '.');
    if (!dot) return asset_property_value(ask->asset, object, NULL, name, &ask->arena);
    char *set = arena_strdup(&ask->arena, name);
    set[dot - name] = 0;
    return asset_property_value(ask->asset, object, strcmp(set, "*") == 0 ? NULL : set, dot + 1,
                                &ask->arena);
}

static void cli_ask_csv(CliAsk *ask, bool with_bom, Str *out)
{
    CsvWriter w = { .out = out };
    if (with_bom) csv_bom(&w);
    for (int k = 0; k < 5; k++) csv_text(&w, cli_ask_columns[k]);
    for (int k = 0; k < ask->show_count; k++) csv_text(&w, ask->show[k]);
    csv_end(&w);
    for (int i = 0; i < ask->count; i++) {
        const char *cells[5];
        cli_ask_cells(ask, ask->objects[i], cells);
        for (int k = 0; k < 5; k++) csv_text(&w, cells[k]);
        for (int k = 0; k < ask->show_count; k++)
            csv_text(&w, cli_ask_shown(ask, ask->objects[i], ask->show[k]));
        csv_end(&w);
        arena_reset(&ask->arena);
    }
}

// Tabs and ends of line inside a cell become spaces.
static void cli_ask_cell(Str *out, bool is_first, const char *text)
{
    if (!is_first) str_add(out, "\t");
    for (size_t n = strcspn(text, "\t\r\n"); text[0]; text += n, n = strcspn(text, "\t\r\n")) {
        if (n == 0)
            str_add(out, " ");
        else
            str_add_n(out, text, n);
        n += n == 0;
    }
}

static void cli_ask_table(CliAsk *ask, Str *out)
{
    for (int k = 0; k < 5; k++) cli_ask_cell(out, k == 0, cli_ask_columns[k]);
    for (int k = 0; k < ask->show_count; k++) cli_ask_cell(out, false, ask->show[k]);
    str_add(out, "\n");
    for (int i = 0; i < ask->count; i++) {
        const char *cells[5];
        cli_ask_cells(ask, ask->objects[i], cells);
        for (int k = 0; k < 5; k++) cli_ask_cell(out, k == 0, cells[k]);
        for (int k = 0; k < ask->show_count; k++)
            cli_ask_cell(out, false, cli_ask_shown(ask, ask->objects[i], ask->show[k]));
        str_add(out, "\n");
        arena_reset(&ask->arena);
    }
}

static void cli_ask_key(JsonWriter *w, const char *key, const char *value)
{
    json_key(w, key);
    json_text(w, value);
}

static void cli_ask_json_properties(CliAsk *ask, int object, JsonWriter *w)
{
    const AssetProperties rows = asset_property_rows(ask->asset, object, &ask->arena);
    json_key(w, "properties");
    json_array_begin(w);
    for (int i = 0; i < rows.count; i++) {
        const AssetPropertyRow *row = &rows.rows[i];
        json_object_begin(w);
        cli_ask_key(w, "kind", asset_property_kind_name(row->kind));
        if (row->group[0]) cli_ask_key(w, "group", row->group);
        cli_ask_key(w, "name", row->name);
        cli_ask_key(w, "value", row->value);
        if (row->unit[0]) cli_ask_key(w, "unit", row->unit);
        if (row->is_of_type) {
            json_key(w, "of_type");
            json_bool(w, true);
        }
        json_object_end(w);
    }
    json_array_end(w);
}

static void cli_ask_json(CliAsk *ask, const char *source, const char *expression, const char *hint,
                         Str *out)
{
    JsonWriter w = { .out = out };
    json_object_begin(&w);
    cli_ask_key(&w, "source", source);
    cli_ask_key(&w, "ask", expression);
    json_key(&w, "count");
    json_int(&w, ask->count);
    if (hint[0]) cli_ask_key(&w, "hint", hint);
    json_key(&w, "objects");
    json_array_begin(&w);
    for (int i = 0; i < ask->count; i++) {
        const char *cells[5];
        cli_ask_cells(ask, ask->objects[i], cells);
        json_object_begin(&w);
        json_key(&w, "id");
        json_int(&w, strtoll(cells[0], NULL, 10));
        for (int k = 1; k < 5; k++) cli_ask_key(&w, cli_ask_columns[k], cells[k]);
        for (int k = 0; k < ask->show_count; k++)
            cli_ask_key(&w, ask->show[k], cli_ask_shown(ask, ask->objects[i], ask->show[k]));
        if (ask->with_properties) cli_ask_json_properties(ask, ask->objects[i], &w);
        json_object_end(&w);
        arena_reset(&ask->arena);
    }
    json_array_end(&w);
    json_object_end(&w);
    str_add(out, "\n");
}

// The objects an expression finds, in the order of rows; heap. NULL with *err.
static int *cli_ask_expression(const Asset *asset, const AssetQuery *query, int *count, Str *hint,
                               Err *err)
{
    uint8_t *found = malloc((size_t)asset->object_count + 1);
    int *objects = malloc(sizeof *objects * ((size_t)asset->object_count + 1));
    AssetQueryResult result = { 0 };
    if (!found || !objects)
        err_set(err, ERR_MEMORY, "no memory for %d objects", asset->object_count);
    if (!found || !objects || !asset_query_find(query, asset, found, &result, err)) {
        free(found);
        free(objects);
        return NULL;
    }
    *count = 0;
    for (int i = 0; i < asset->object_count; i++) {
        if (found[i]) objects[(*count)++] = i;
    }
    free(found);
    Err unknown = { 0 };
    if (!asset_query_is_known(query, asset, &unknown)) str_add(hint, unknown.text);
    if (result.unit_misfits)
        str_printf(hint, "%s%d values have a unit of another kind or none and were left out",
                   hint->length ? "; " : "", result.unit_misfits);
    return objects;
}

static int *cli_ask_search(const Asset *asset, const char *text, int *count, Err *err)
{
    AssetSearchHit *hits = malloc(sizeof *hits * ((size_t)asset->object_count + 1));
    int *objects = malloc(sizeof *objects * ((size_t)asset->object_count + 1));
    if (hits && objects) {
        *count = asset_query_search(asset, text, hits, asset->object_count);
        for (int i = 0; i < *count; i++) objects[i] = hits[i].object;
    } else {
        err_set(err, ERR_MEMORY, "no memory for %d objects", asset->object_count);
        free(objects);
        objects = NULL;
    }
    free(hits);
    return objects;
}

static int cli_ask_run(const CliCall *call)
{
    const char *path = call->rest[0], *expression = call->rest[1], *show = cli_value(call, "show"),
               *path_out = cli_value(call, "output");
    CliAsk ask = { .with_properties = cli_value(call, "properties") != NULL };
    const bool is_search = cli_value(call, "search") != NULL;
    Err err = { 0 };
    Str out = { 0 }, hint = { 0 };
    Asset *asset = NULL;
    int *objects = NULL, code = CLI_FAILED;
    char *names = str_copy(show ? show : ""), *rest = NULL;
    JobPool *pool = NULL;
    AssetQuery *query = is_search ? NULL : asset_query_create(expression, &err);
    if (!is_search && !query) goto failed;
    for (char *name = strtok_r(names, ",", &rest); name && ask.show_count < CLI_ASK_SHOW_MAX;
         name = strtok_r(NULL, ",", &rest))
        ask.show[ask.show_count++] = name;
    pool = job_pool_create(0);
    asset = asset_load(&(AssetDesc){ .path = path, .pool = pool }, &err);
    if (!asset) goto failed;
    objects = is_search ? cli_ask_search(asset, expression, &ask.count, &err)
                        : cli_ask_expression(asset, query, &ask.count, &hint, &err);
    if (!objects) goto failed;
    ask.asset = asset;
    ask.objects = objects;
    if (cli_value(call, "json") || ask.with_properties)
        cli_ask_json(&ask, path, expression, hint.text ? hint.text : "", &out);
    else if (cli_value(call, "csv"))
        cli_ask_csv(&ask, cli_value(call, "bom") != NULL, &out);
    else if (cli_value(call, "count"))
        str_printf(&out, "%d\n", ask.count);
    else
        cli_ask_table(&ask, &out);
    if (hint.text) cli_error("%s", hint.text);
    if (path_out && !file_replace(path_out, out.text, out.length, &err)) goto failed;
    if (!path_out) cli_print(out.text);
    code = CLI_OK;
    goto done;
failed:
    code = cli_fail(&err);
done:
    asset_query_destroy(query);
    asset_destroy(asset);
    job_pool_destroy(pool);
    arena_finish(&ask.arena);
    str_finish(&out);
    str_finish(&hint);
    free(objects);
    free(names);
    return code;
}

static const CliOption cli_ask_options[] = {
    { .name = "csv",
      .help = "comma-separated (RFC 4180, UTF-8)",
      .help_zh = "输出 CSV（RFC 4180，UTF-8）" },
    { .name = "bom",
      .help = "begin the CSV with a byte order mark, for spreadsheets",
      .help_zh = "CSV 以字节顺序标记开头，便于电子表格识别" },
    { .name = "json",
      .help = "one JSON document for scripts",
      .help_zh = "输出一个 JSON 文档，供脚本使用" },
    { .name = "properties",
      .help = "JSON with all that is known of each object",
      .help_zh = "JSON，并给出每个对象的全部属性" },
    { .name = "count", .help = "only how many there are", .help_zh = "只输出数量" },
    { .name = "show",
      .value = "NAME,…",
      .help = "columns more: properties, as NAME or SET.NAME",
      .help_zh = "增加属性列：属性名 或 属性集.属性名" },
    { .name = "search",
      .help = "EXPRESSION is what one types in a search box; best first",
      .help_zh = "把表达式当作搜索框里的文字，最相符的在前" },
    { .name = "output",
      .letter = 'o',
      .value = "FILE",
      .help = "write there instead of to standard output",
      .help_zh = "写入文件而不是标准输出" },
};
const CliCommand cli_ask = {
    .name = "ask",
    .rest = "FILE EXPRESSION",
    .rest_min = 2,
    .rest_max = 2,
    .options = cli_ask_options,
    .option_count = sizeof cli_ask_options / sizeof cli_ask_options[0],
    .help = "Lists the objects of a building model that fit an expression.",
    .help_zh = "列出建筑模型中符合表达式的对象。",
    .more = "  citymirror ask a.ifc 'type=IfcWall and storey=\"2F\"'\n"
            "  citymirror ask a.ifc 'type~Wall and not (FireRating exists)' --csv\n"
            "  citymirror ask a.ifc 'Width > 300 mm or Pset_WallCommon.IsExternal = true' --show "
            "Width,FireRating\n"
            "Terms are FIELD OP VALUE or FIELD exists, joined by and, or, not and ( ). Signs: = != "
            "< <= > >= ~ (contains) !~.\n"
            "Fields: type name guid storey in system zone group material classification level "
            "typename objecttype predefined tag id\n"
            "problem; anything else is a property: FireRating, Pset_WallCommon.FireRating, \"Pset "
            "Wall\".\"Fire Rating\", *.Name.\n"
            "type=IfcWall is exactly that type, type~Wall its subtypes too. Texts compare without "
            "case. A number without a unit compares\n"
            "as the file writes it, with one (mm m m2 m3 kg …) in that unit. Own properties come "
            "before those of the type. What has no\n"
            "such property never fits, also not with !=. Openings and type objects are listed only "
            "where the expression names their type.\n"
            "The table is tab-separated, with a header: id, GlobalId, type, name, storey.",
    .more_zh =
        "  citymirror ask a.ifc '类型=IfcWall 且 楼层=\"2F\"'\n"
        "  citymirror ask a.ifc 'type~Wall and not (FireRating exists)' --csv\n"
        "  citymirror ask a.ifc 'Width > 300 mm or Pset_WallCommon.IsExternal = true' --show "
        "Width,FireRating\n"
        "条件写作 字段 符号 值，或 字段 exists（存在），以 and or not（且 或 "
        "非）和括号组合。符号：= != < <= > >= ~（包含）!~。\n"
        "字段：type 类型、name 名称、guid、storey 楼层、in 位于、system 系统、zone 分区、group "
        "组、material 材料、classification 分类、\n"
        "level 级别、typename "
        "型号、objecttype、predefined、tag、id、problem；其余视为属性：FireRating、Pset_WallCommon."
        "FireRating、\n"
        "\"Pset Wall\".\"Fire Rating\"、*.Name。type=IfcWall 只含该类型，type~Wall "
        "和 类型=墙 这样的中文名也含其子类型。文字不分大小写。不带单位的数按文件\n"
        "所写比较，带单位（mm m m2 m3 kg "
        "…）按单位比较。对象自身的属性优先于其类型的属性。没有该属性的对象不算符合，!= 也是。\n"
        "洞口和类型对象只在表达式点名其类型时列出。输出为制表符分隔的表：实例号、GlobalId、类型、名"
        "称、楼层。",
    .run = cli_ask_run,
};
