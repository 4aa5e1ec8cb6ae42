// SPDX-License-Identifier: Apache-2.0
// cli_compare.c - `citymirror compare`: two versions of a building model, what was added, removed
// and changed.
#include "assets/asset_compare.h"
#include "base/file.h"
#include "cli.h"

static void cli_compare_text(const AssetComparison *c, bool is_chinese, Str *out)
{
    str_printf(out,
               is_chinese ? "相同 %d，新增 %d，删除 %d，改变 %d\n"
                          : "same %d, added %d, removed %d, changed %d\n",
               c->same, c->added, c->removed, c->changed);
    if (c->matched_by_place)
        str_printf(out,
                   is_chinese ? "其中 %d 个按类型、名称和位置对应\n"
                              : "%d of them matched by type, name and place\n",
                   c->matched_by_place);
    for (int i = 0; i < c->change_count; i++) {
        const AssetChange *change = &c->changes[i];
        const Asset *asset = change->new_object >= 0 ? c->new : c->old;
        const int object = change->new_object >= 0 ? change->new_object : change->old_object;
        char guid[32] = "";
        if (asset->ifc) ifc_model_guid(asset->ifc, object, guid);
        const char sign = change->kind == ASSET_COMPARE_ADDED     ? '+'
                          : change->kind == ASSET_COMPARE_REMOVED ? '-'
                                                                  : '~';
        str_printf(out, "%c %s %s ", sign, guid, asset->objects[object].type);
        str_add(out, asset->objects[object].name);
        str_add(out, "\n");
        for (int k = 0; k < change->detail_count; k++) {
            const AssetChangeDetail *d = &c->details[change->first_detail + k];
            str_printf(out, "    %s %s%s", asset_compare_what_name(d->what), d->group,
                       d->group[0] ? "." : "");
            str_add(out, d->name);
            str_add(out, ": ");
            str_add(out, d->old_text[0] ? d->old_text : "-");
            str_add(out, " → ");
            str_add(out, d->new_text[0] ? d->new_text : "-");
            str_add(out, "\n");
        }
    }
}

static void cli_compare_json(const AssetComparison *c, const char *old, const char *new,
                             double tolerance, Str *out)
{
    JsonWriter w = { .out = out };
    json_object_begin(&w);
    json_key(&w, "old");
    json_text(&w, old);
    json_key(&w, "new");
    json_text(&w, new);
    json_key(&w, "tolerance_m");
    json_number(&w, tolerance);
    asset_compare_json(c, &w);
    json_object_end(&w);
    str_add(out, "\n");
}

static int cli_compare_run(const CliCall *call)
{
    const char *path_out = cli_value(call, "output"), *given = cli_value(call, "tolerance");
    double tolerance_mm = 1;
    Err err = { 0 };
    Str out = { 0 };
    Asset *assets[2] = { NULL, NULL };
    AssetComparison comparison = { 0 };
    int code = CLI_FAILED;
    JobPool *pool = NULL;
    if (given && !(cli_parse_numbers(given, &tolerance_mm, 1,
                                     "a tolerance in millimetres, such as 1", &err)))
        goto failed;
    if (!(tolerance_mm > 0)) {
        err_set(&err, ERR_ARGUMENT, "tolerance '%s': expected millimetres above 0", given);
        goto failed;
    }
    pool = job_pool_create(0);
    for (int i = 0; i < 2; i++) {
        assets[i] = asset_load(&(AssetDesc){ .path = call->rest[i], .pool = pool }, &err);
        if (!assets[i]) goto failed;
    }
    if (!asset_compare_init(&comparison, assets[0], assets[1],
                            &(AssetCompareDesc){ .tolerance_m = tolerance_mm / 1e3 }, &err))
        goto failed;
    if (cli_value(call, "json"))
        cli_compare_json(&comparison, call->rest[0], call->rest[1], tolerance_mm / 1e3, &out);
    else if (cli_value(call, "csv"))
        asset_compare_csv(&comparison, cli_value(call, "bom") != NULL, &out);
    else
        cli_compare_text(&comparison, cli_is_chinese(), &out);
    if (path_out && !file_replace(path_out, out.text, out.length, &err)) goto failed;
    if (!path_out) cli_print(out.text);
    code = CLI_OK;
    goto done;
failed:
    code = cli_fail(&err);
done:
    asset_compare_finish(&comparison);
    asset_destroy(assets[0]);
    asset_destroy(assets[1]);
    job_pool_destroy(pool);
    str_finish(&out);
    return code;
}

static const CliOption cli_compare_options[] = {
    { .name = "json",
      .help = "one JSON document for scripts",
      .help_zh = "输出一个 JSON 文档，供脚本使用" },
    { .name = "csv",
      .help = "a line a difference (RFC 4180, UTF-8)",
      .help_zh = "每处差异一行的 CSV（RFC 4180，UTF-8）" },
    { .name = "bom",
      .help = "begin the CSV with a byte order mark, for spreadsheets",
      .help_zh = "CSV 以字节顺序标记开头，便于电子表格识别" },
    { .name = "tolerance",
      .value = "MM",
      .help = "what moves less is the same; 1 when not given",
      .help_zh = "小于此距离（毫米）视为未动；不写为 1" },
    { .name = "output",
      .letter = 'o',
      .value = "FILE",
      .help = "write there instead of to standard output",
      .help_zh = "写入文件而不是标准输出" },
};
const CliCommand cli_compare = {
    .name = "compare",
    .rest = "OLD NEW",
    .rest_min = 2,
    .rest_max = 2,
    .options = cli_compare_options,
    .option_count = sizeof cli_compare_options / sizeof cli_compare_options[0],
    .help = "Compares two versions of a building model: added, removed, changed (geometry, "
            "placement, properties, type, name, storey).",
    .help_zh = "比较建筑模型的两个版本：新增、删除、改变（几何、位置、属性、类型、名称、楼层）。",
    .more = "Objects are matched by GlobalId, those left over by type, name and place. Another "
            "triangulation of the same surface is no\n"
            "change. JSON: "
            "{\"old\",\"new\",\"tolerance_m\",\"same\",\"added\",\"removed\",\"changed\",\"matched_"
            "by_place\",\"changes\":[{\"change\",\n"
            "\"GlobalId\",\"type\",\"name\",\"storey\",\"what\":[…],\"details\":[{\"what\","
            "\"group\",\"name\",\"old\",\"new\"}]}]}. Exit code 0 whether or not\n"
            "there are differences.",
    .more_zh =
        "对象按 GlobalId "
        "对应，其余按类型、名称和位置对应。同一表面换一种三角划分不算改变。JSON：{\"old\",\"new\","
        "\"tolerance_m\",\"same\",\n"
        "\"added\",\"removed\",\"changed\",\"matched_by_place\",\"changes\":[{\"change\","
        "\"GlobalId\",\"type\",\"name\",\"storey\",\"what\":[…],\n"
        "\"details\":[{\"what\",\"group\",\"name\",\"old\",\"new\"}]}]}。有无差异，退出码都是 0。",
    .run = cli_compare_run,
};
