// SPDX-License-Identifier: Apache-2.0
// cli_info.c - `citymirror info`: layers and models, counts, CRS, extents, attributes, heights, and what is wrong with them.
#include "assets/asset_report.h"
#include "assets/ifc_report.h"
#include "base/file.h"
#include "cli.h"
#include "geo/geo_info.h"
#include <string.h>

static GeoDatum cli_info_datum(const char *text)
{
    if (!text || strcmp(text, "wgs84") == 0) return GEO_DATUM_WGS84;
    return strcmp(text, "gcj02") == 0 ? GEO_DATUM_GCJ02 : GEO_DATUM_BD09;
}

// A model of meshes by its name; IFC by its name, or by what it begins with.
static bool cli_info_is_mesh(const char *path)
{
    const AssetFormat *format = asset_format_of(path);
    return format && strcmp(format->name, "IFC") != 0;
}

static bool cli_info_is_model(const char *path)
{
    FileMap map = { 0 };
    if (asset_format_of(path)) return true;
    if (!file_map_open(path, &map, NULL)) return false;
    const size_t head = map.length < 1024 ? map.length : 1024;
    const bool is_step = head > 0 && memmem(map.bytes, head, "ISO-10303-21;", 13) != NULL;
    file_map_close(&map);
    return is_step;
}

typedef enum { CLI_INFO_TEXT, CLI_INFO_JSON, CLI_INFO_PRODUCTS } CliInfoForm;

static bool cli_info_mesh(const char *path, CliInfoForm form, JobPool *pool, Str *out, Err *err)
{
    if (form == CLI_INFO_PRODUCTS) {
        err_set(err, ERR_ARGUMENT, "'%s' has no products: an IFC file was expected", path);
        return false;
    }
    Asset *asset = asset_load(&(AssetDesc){ .path = path, .pool = pool }, err);
    if (asset && form == CLI_INFO_JSON) {
        if (out->length) str_add(out, ",");
        JsonWriter w = { .out = out };
        asset_report_json(asset, path, &w);
    } else if (asset)
        asset_report_text(asset, path, cli_is_chinese(), out);
    asset_destroy(asset);
    return asset != NULL;
}

// One model into out; JSON objects are parted by commas.
static bool cli_info_model(const char *path, CliInfoForm form, JobPool *pool, Str *out, Err *err)
{
    if (cli_info_is_mesh(path)) return cli_info_mesh(path, form, pool, out, err);
    IfcModel *model = ifc_model_load(path, NULL, err);
    if (!model) return false;
    IfcGeometry *geometry = ifc_geometry_create(model, &(IfcGeometryDesc){ .pool = pool }, err);
    if (geometry && form == CLI_INFO_JSON) {
        if (out->length) str_add(out, ",");
        JsonWriter w = { .out = out };
        ifc_report_json(model, geometry, path, &w);
    } else if (geometry && form == CLI_INFO_PRODUCTS) ifc_report_products(model, geometry, out);
    else if (geometry) ifc_report_text(model, geometry, path, cli_is_chinese(), out);
    ifc_geometry_destroy(geometry);
    ifc_model_destroy(model);
    return geometry != NULL;
}

static int cli_info_run(const CliCall *call)
{
    const bool is_json = cli_value(call, "json") != NULL;
    const bool is_products = cli_value(call, "products") != NULL;
    const CliInfoForm form = is_products ? CLI_INFO_PRODUCTS : is_json ? CLI_INFO_JSON : CLI_INFO_TEXT;
    Str out = { 0 }, models = { 0 };
    int code = CLI_OK;
    geo_init();
    JobPool *pool = job_pool_create(0);
    GeoInfoDesc desc = { .table = cli_value(call, "table"), .crs = cli_value(call, "crs"), .encoding = cli_value(call, "encoding"),
                         .where = cli_value(call, "where"), .is_chinese = cli_is_chinese(), .pool = pool,
                         .datum = cli_info_datum(cli_value(call, "datum")) };
    if (form == CLI_INFO_JSON) str_add(&out, "{\"layers\":[");
    if (is_products) ifc_report_products_header(&out);
    for (int i = 0; i < call->rest_count; i++) {
        Err err = { 0 };
        if (cli_info_is_model(call->rest[i]) || is_products) {
            if (!cli_info_model(call->rest[i], form, pool, form == CLI_INFO_JSON ? &models : &out, &err)) {
                cli_fail(&err);
                code = CLI_FAILED;
            }
        } else if (!geo_info(call->rest[i], &desc, is_json, &out, &err)) {
            if (!strstr(err.text, file_name(call->rest[i]))) err_prefix(&err, "%s", call->rest[i]);
            cli_fail(&err);
            code = CLI_FAILED;
        }
        // Text comes as it is ready; JSON is one document.
        if (form != CLI_INFO_JSON && out.text) {
            cli_print(out.text);
            str_finish(&out);
            out = (Str){ 0 };
        }
    }
    if (form == CLI_INFO_JSON) {
        str_add(&out, "],\"models\":[");
        if (models.text) str_add(&out, models.text);
        str_add(&out, "]}\n");
        cli_print(out.text);
    }
    str_finish(&out);
    str_finish(&models);
    job_pool_destroy(pool);
    return code;
}

static const CliOption cli_info_options[] = {
    { .name = "json", .help = "one JSON document for scripts", .help_zh = "输出一个 JSON 文档，供脚本使用" },
    { .name = "products", .help = "a table of a building model's products, tab-separated", .help_zh = "输出建筑模型的产品表，制表符分隔" },
    { .name = "table", .value = "NAME", .help = "only this layer of the source", .help_zh = "只看数据源中的这一层" },
    { .name = "crs", .value = "CRS", .help = "in place of what the file says", .help_zh = "替代文件自带的坐标系" },
    { .name = "datum", .value = "DATUM", .choices = "wgs84|gcj02|bd09", .help = "what its coordinates really are", .help_zh = "坐标实际所用的基准" },
    { .name = "encoding", .value = "NAME", .help = "of its text, such as GB18030", .help_zh = "文字编码，如 GB18030" },
    { .name = "where", .value = "SQL", .help = "an OGR SQL condition", .help_zh = "OGR SQL 条件" },
};
const CliCommand cli_info = {
    .name = "info", .rest = "FILE…", .rest_min = 1, .rest_max = -1,
    .options = cli_info_options, .option_count = sizeof cli_info_options / sizeof cli_info_options[0],
    .help = "Prints layers, building models and meshes: counts, CRS, extents, attributes, heights, and what is wrong with them.",
    .help_zh = "列出图层、建筑模型和网格模型：数量、坐标系、范围、属性、高程和数据问题。",
    .more = "JSON: {\"layers\":[{\"source\",\"name\",\"feature_count\",\"geometry\",\"crs\",\"extent\":[w,s,e,n],\"fields\":[{\"name\",\"type\"}],\n"
            "\"problems\":[{\"kind\",\"count\",\"text\"}]}],\"models\":[{\"source\",\"format\",\"schema\",\"unit\",\"unit_m\",\"entities\",\"products\",\n"
            "\"products_with_body\",\"products_with_triangles\",\"triangles\",\"uncut\",\"failed\",\"property_sets\",\"properties\",\"quantity_sets\",\n"
            "\"openings\",\"voids\",\"spaces\",\"storeys\",\"levels\":{\"CIM5\",\"CIM6\",\"CIM7\"},\"georeference\":{\"kind\",…},\n"
            "\"problems\":[{\"kind\",\"line\",\"id\",\"text\"}],\"problem_count\"}]}. Of meshes: {\"source\",\"format\",\"meshes\",\"instances\",\"objects\",\n"
            "\"triangles\",\"materials\",\"textures\",\"animations\",\"skins\",\"box\":[x,y,z,x,y,z],\"anchor\",\"bytes\",\"problems\":[{\"kind\",\n"
            "\"count\",\"text\"}]}. --products of an IFC file: id, GlobalId, type, triangles, area_m2, volume_m3,\n"
            "min_x … max_z in metres in the model's own frame (z up), state: ok, uncut or failed. A file that cannot be read is named on\n"
            "standard error; exit code 1.",
    .more_zh = "JSON 格式：{\"layers\":[{\"source\",\"name\",\"feature_count\",\"geometry\",\"crs\",\"extent\":[西,南,东,北],\"fields\":[…],\n"
               "\"problems\":[…]}],\"models\":[{\"source\",\"schema\",\"unit\",\"entities\",\"products\",\"products_with_body\",\"products_with_triangles\",…,\n"
               "\"problems\":[…]}]}；网格模型为 {\"source\",\"format\",\"meshes\",\"instances\",\"objects\",\"triangles\",\"materials\",\"textures\",\n"
               "\"animations\",\"skins\",\"box\",\"anchor\",\"bytes\",\"problems\"}。--products 逐行列出 IFC 模型的产品：编号、GlobalId、类型、三角形数、面积、体积、模型坐标系中的范围（米，z 向上）、\n"
               "状态（ok、uncut、failed）。读不了的文件写到标准错误，退出码 1。",
    .run = cli_info_run,
};
