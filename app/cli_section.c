// SPDX-License-Identifier: Apache-2.0
// cli_section.c - `citymirror section`: a plan of a storey, or a level cut, as SVG or as a table of
// areas.
#include "assets/asset_section.h"
#include "base/file.h"
#include "cli.h"
#include <string.h>

// The plane that the options ask for.
static bool cli_section_plane(const CliCall *call, const Asset *asset, AssetPlane *out, Err *err)
{
    const char *storey = cli_value(call, "storey"), *height = cli_value(call, "height"),
               *plane = cli_value(call, "plane");
    double above = 1.2, numbers[6];
    if (plane) {
        if (storey) {
            err_set(err, ERR_ARGUMENT, "--plane and --storey: expected one of them");
            return false;
        }
        if (!cli_parse_numbers(plane, numbers, 6, "a point and a direction: X,Y,Z,NX,NY,NZ", err))
            return false;
        *out = (AssetPlane){ { numbers[0], numbers[1], numbers[2] },
                             { numbers[3], numbers[4], numbers[5] } };
        return true;
    }
    if (height && !cli_parse_numbers(height, &above, 1, "metres, such as 1.2", err)) return false;
    if (!storey) {
        *out = (AssetPlane){ { 0, 0, above }, { 0, 0, 1 } };
        if (height) return true;
        err_set(err, ERR_ARGUMENT, "expected --storey NAME, --height M or --plane X,Y,Z,NX,NY,NZ");
        return false;
    }
    Str names = { 0 };
    for (int i = 0; i < asset->object_count; i++) {
        if (asset->objects[i].kind != ASSET_OBJECT_STOREY) continue;
        if (strcmp(asset->objects[i].name, storey) == 0 &&
            asset_section_storey(asset, i, above, out)) {
            str_finish(&names);
            return true;
        }
        str_printf(&names, "%s'%.60s'", names.length ? ", " : "", asset->objects[i].name);
    }
    err_set(err, ERR_NOT_FOUND, "no storey '%.60s' with a placement; there are: %.300s", storey,
            names.text ? names.text : "none");
    str_finish(&names);
    return false;
}

static int cli_section_run(const CliCall *call)
{
    const char *path_out = cli_value(call, "output");
    const bool is_csv =
        cli_value(call, "csv") != NULL || (path_out && str_ends_nocase(path_out, ".csv"));
    Err err = { 0 };
    Str out = { 0 };
    AssetSection section = { 0 };
    AssetPlane plane = { 0 };
    int code = CLI_FAILED;
    JobPool *pool = job_pool_create(0);
    Asset *asset = asset_load(&(AssetDesc){ .path = call->rest[0], .pool = pool }, &err);
    if (!asset || !cli_section_plane(call, asset, &plane, &err)) goto failed;
    const AssetSectionDesc desc = { .planes = &plane,
                                    .plane_count = 1,
                                    .with_spaces = cli_value(call, "spaces") != NULL };
    if (!asset_section_init(&section, asset, &desc, &err)) goto failed;
    if (is_csv)
        asset_section_csv(&section, asset, cli_value(call, "bom") != NULL, &out);
    else
        asset_section_svg(&section, asset, 0, &out);
    if (section.open_count)
        cli_error("%d lines closed to no polygon: the meshes there are open", section.open_count);
    if (section.failed_count) cli_error("%d bodies could not be cut", section.failed_count);
    if (path_out && !file_replace(path_out, out.text, out.length, &err)) goto failed;
    if (!path_out) cli_print(out.text);
    code = CLI_OK;
    goto done;
failed:
    code = cli_fail(&err);
done:
    asset_section_finish(&section);
    asset_destroy(asset);
    job_pool_destroy(pool);
    str_finish(&out);
    return code;
}

static const CliOption cli_section_options[] = {
    { .name = "storey",
      .value = "NAME",
      .help = "a plan of this storey",
      .help_zh = "此楼层的平面图" },
    { .name = "height",
      .value = "M",
      .help = "above the storey (1.2 when not given), or in the model where no storey is named",
      .help_zh = "楼层以上的高度（米，不写为 1.2）；不写楼层时为模型中的高度" },
    { .name = "plane",
      .value = "X,Y,Z,NX,NY,NZ",
      .help = "any plane: a point and the direction that is cut away",
      .help_zh = "任意平面：一点和被切去一侧的方向" },
    { .name = "spaces", .help = "cut spaces too", .help_zh = "空间也切" },
    { .name = "csv",
      .help = "areas as a table (RFC 4180) instead of a drawing",
      .help_zh = "输出面积表（RFC 4180）而不是图" },
    { .name = "bom",
      .help = "begin the CSV with a byte order mark, for spreadsheets",
      .help_zh = "CSV 以字节顺序标记开头，便于电子表格识别" },
    { .name = "output",
      .letter = 'o',
      .value = "FILE",
      .help = "write there (.svg or .csv) instead of to standard output",
      .help_zh = "写入文件（.svg 或 .csv）而不是标准输出" },
};
const CliCommand cli_section = {
    .name = "section",
    .rest = "FILE",
    .rest_min = 1,
    .rest_max = 1,
    .options = cli_section_options,
    .option_count = sizeof cli_section_options / sizeof cli_section_options[0],
    .help = "Cuts a model: a storey's plan or any plane as SVG (1:100, filled by material) or as a "
            "table of areas.",
    .help_zh = "剖切模型：楼层平面或任意剖面，输出 SVG（1:100，按材质填色）或面积表。",
    .more = "  citymirror section a.ifc --storey 'Level 1' -o plan.svg\n"
            "  citymirror section a.ifc --plane 0,0,0,0,1,0 -o section.svg\n"
            "CSV: plane, id, GlobalId, type, name, storey, material, area_m2, a row a polygon "
            "(holes taken off). Coordinates are metres in\n"
            "the model's own axes; in a plan x is to the right and y up.",
    .more_zh = "  citymirror section a.ifc --storey '一层' -o plan.svg\n"
               "  citymirror section a.ifc --plane 0,0,0,0,1,0 -o section.svg\n"
               "CSV：plane、id、GlobalId、type、name、storey、material、area_"
               "m2，每个多边形一行（已扣洞）。坐标为模型坐标系中的米，平面图中 x 向右、y 向上。",
    .run = cli_section_run,
};
