// SPDX-License-Identifier: Apache-2.0
// cli_quantities.c - `citymirror quantities`: counts, lengths, areas and volumes of a building
// model as CSV.
#include "assets/asset_quantity.h"
#include "assets/asset_query.h"
#include "base/file.h"
#include "cli.h"
#include <stdlib.h>

static int cli_quantities_run(const CliCall *call)
{
    const char *by = cli_value(call, "by"), *where = cli_value(call, "where"),
               *path_out = cli_value(call, "output");
    Err err = { 0 };
    Str out = { 0 };
    Asset *asset = NULL;
    AssetQuery *query = NULL;
    AssetQuantities quantities = { 0 };
    uint8_t *found = NULL;
    int code = CLI_FAILED;
    JobPool *pool = NULL;
    if (where && !(query = asset_query_create(where, &err))) goto failed;
    pool = job_pool_create(0);
    asset = asset_load(&(AssetDesc){ .path = call->rest[0], .pool = pool }, &err);
    if (!asset) goto failed;
    if (query) {
        found = malloc((size_t)asset->object_count + 1);
        if (!found) err_set(&err, ERR_MEMORY, "no memory for %d objects", asset->object_count);
        if (!found || !asset_query_find(query, asset, found, NULL, &err)) goto failed;
        Err unknown = { 0 };
        if (!asset_query_is_known(query, asset, &unknown)) cli_error("%s", unknown.text);
    }
    if (!asset_quantity_init(&quantities, asset, by ? by : "type", found, &err)) goto failed;
    asset_quantity_csv(&quantities, cli_value(call, "bom") != NULL, &out);
    if (path_out && !file_replace(path_out, out.text, out.length, &err)) goto failed;
    if (!path_out) cli_print(out.text);
    code = CLI_OK;
    goto done;
failed:
    code = cli_fail(&err);
done:
    asset_quantity_finish(&quantities);
    asset_query_destroy(query);
    asset_destroy(asset);
    job_pool_destroy(pool);
    str_finish(&out);
    free(found);
    return code;
}

static const CliOption cli_quantities_options[] = {
    { .name = "by",
      .value = "KEYS",
      .help = "some of type, storey, material, typename, name, system, parted by commas; type when "
              "not given",
      .help_zh = "汇总依据，以逗号分隔：type 类型、storey 楼层、material 材料、typename 型号、name "
                 "名称、system 系统；不写为 type" },
    { .name = "where",
      .value = "EXPRESSION",
      .help = "only objects that fit, as in ask",
      .help_zh = "只计符合表达式的对象，写法同 ask" },
    { .name = "bom",
      .help = "begin with a byte order mark, for spreadsheets",
      .help_zh = "以字节顺序标记开头，便于电子表格识别" },
    { .name = "output",
      .letter = 'o',
      .value = "FILE",
      .help = "write there instead of to standard output",
      .help_zh = "写入文件而不是标准输出" },
};
const CliCommand cli_quantities = {
    .name = "quantities",
    .rest = "FILE",
    .rest_min = 1,
    .rest_max = 1,
    .options = cli_quantities_options,
    .option_count = sizeof cli_quantities_options / sizeof cli_quantities_options[0],
    .help = "Adds up counts, lengths, areas and volumes of a building model by type, storey, "
            "material … as CSV.",
    .help_zh = "按类型、楼层、材料等汇总建筑模型的数量、长度、面积和体积，输出 CSV。",
    .more = "  citymirror quantities a.ifc --by type,storey -o a.csv\n"
            "Columns: the keys, count, length_m, length_from, area_m2, area_from, volume_m3, "
            "volume_from. What quantity sets say is taken\n"
            "(Length; NetSideArea, NetArea, NetFloorArea, Area, gross ones; NetVolume, "
            "GrossVolume, Volume), else the triangles are\n"
            "measured: volume of closed bodies, area across the thinnest side of walls, slabs, "
            "roofs, coverings, plates, doors and windows,\n"
            "of spaces from above, length of long elements. The from columns say how many objects "
            "came from where. By material, layers\n"
            "share the volume by thickness, and each counts the object.",
    .more_zh = "  citymirror quantities a.ifc --by type,storey -o a.csv\n"
               "列：汇总依据、count 数量、length_m 长度、length_from 来源、area_m2 "
               "面积、area_from、volume_m3 体积、volume_from。\n"
               "有数量集（Length；NetSideArea、NetArea、NetFloorArea、Area "
               "及其毛值；NetVolume、GrossVolume、Volume）时取其值，\n"
               "否则量三角网：封闭体的体积，墙、板、屋顶、面层、门窗最薄方向的面积，空间的俯视面积"
               "，长条构件的长度。\n"
               "来源列写明各有多少对象取自哪里：sets 数量集，geometry 几何，none "
               "都没有。按材料汇总时各层按厚度分体积，数量各计一次。",
    .run = cli_quantities_run,
};
