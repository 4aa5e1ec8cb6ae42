// SPDX-License-Identifier: Apache-2.0
// cli_info.c - `citymirror info`: layers and models, counts, CRS, extents, attributes, heights, and
// what is wrong with them.
#include "assets/asset_animation.h"
#include "assets/ifc_report.h"
#include "base/file.h"
#include "cli.h"
#include "core/city_model.h"
#include "geo/geo_info.h"
#include <math.h>
#include <string.h>

static GeoDatum cli_info_datum(const char *text)
{
    if (!text || strcmp(text, "wgs84") == 0) return GEO_DATUM_WGS84;
    return strcmp(text, "gcj02") == 0 ? GEO_DATUM_GCJ02 : GEO_DATUM_BD09;
}

// By its name, or by what it begins with.
static bool cli_info_is_model(const char *path)
{
    static const char *const extensions[] = { "ifc", "ifczip", "ifcxml" };
    const char *extension = file_extension(path);
    for (size_t i = 0; i < sizeof extensions / sizeof extensions[0]; i++) {
        if (str_equal_nocase(extension, extensions[i])) return true;
    }
    FileMap map = { 0 };
    if (!file_map_open(path, &map, NULL)) return false;
    const size_t head = map.length < 1024 ? map.length : 1024;
    const bool is_step = head > 0 && memmem(map.bytes, head, "ISO-10303-21;", 13) != NULL;
    file_map_close(&map);
    return is_step;
}

typedef enum { CLI_INFO_TEXT, CLI_INFO_JSON, CLI_INFO_PRODUCTS } CliInfoForm;

static IfcReportPlace cli_info_report_place(const GeoModelPlace *place)
{
    IfcReportPlace out = { .used = geo_model_kind_name(place->kind),
                           .crs = place->crs,
                           .longitude_deg = place->origin.lon_deg,
                           .latitude_deg = place->origin.lat_deg,
                           .height_m = place->origin.h_m,
                           .middle_m = { place->reference.x, place->reference.y,
                                         place->reference.z },
                           .middle_longitude_deg = place->pos.lon_deg,
                           .middle_latitude_deg = place->pos.lat_deg,
                           .middle_height_m = place->pos.h_m,
                           .heading_deg = place->heading_deg,
                           .scale = place->scale,
                           .convergence_deg = place->convergence_deg,
                           .departure_m = place->departure_m };
    const DVec3 ecef = geo_ecef_from_geodetic(place->origin);
    out.ecef_m[0] = ecef.x;
    out.ecef_m[1] = ecef.y;
    out.ecef_m[2] = ecef.z;
    for (int i = 0; i < place->note_count && i < IFC_REPORT_STEPS_MAX; i++) {
        out.zh[i] = place->notes[i].zh;
        out.en[i] = place->notes[i].en;
        out.is_warning[i] = place->notes[i].is_warning;
        out.step_count++;
    }
    return out;
}

// Of all products that are drawn.
static void cli_info_box(const IfcModel *model, const IfcGeometry *geometry, DVec3 *min, DVec3 *max)
{
    *min = (DVec3){ INFINITY, INFINITY, INFINITY };
    *max = (DVec3){ -INFINITY, -INFINITY, -INFINITY };
    for (int i = 0; i < geometry->product_count; i++) {
        const IfcProduct *p = &geometry->products[i];
        if (!ifc_geometry_is_counted(model, p->object) || !(p->min.x <= p->max.x)) continue;
        *min = (DVec3){ fmin(min->x, p->min.x), fmin(min->y, p->min.y), fmin(min->z, p->min.z) };
        *max = (DVec3){ fmax(max->x, p->max.x), fmax(max->y, p->max.y), fmax(max->z, p->max.z) };
    }
}

// One building model into out; JSON objects are parted by commas.
static bool cli_info_model(const char *path, CliInfoForm form, const GeoInfoDesc *desc, Str *out,
                           Err *err)
{
    GeoModelPlace place = { 0 };
    IfcModel *model = ifc_model_load(path, NULL, err);
    if (!model) return false;
    IfcGeometry *geometry =
        ifc_geometry_create(model, &(IfcGeometryDesc){ .pool = desc->pool }, err);
    CityModelDesc where = { .ifc = model, .crs = desc->crs, .datum = desc->datum };
    if (geometry) cli_info_box(model, geometry, &where.min, &where.max);
    bool ok = geometry != NULL;
    if (ok && form != CLI_INFO_PRODUCTS) ok = city_model_locate(&where, &place, err);
    const IfcReportPlace report = cli_info_report_place(&place);
    if (ok && form == CLI_INFO_JSON) {
        if (out->length) str_add(out, ",");
        JsonWriter w = { .out = out };
        ifc_report_json(model, geometry, &report, path, &w);
    } else if (ok && form == CLI_INFO_PRODUCTS)
        ifc_report_products(model, geometry, out);
    else if (ok)
        ifc_report_text(model, geometry, &report, path, cli_is_chinese(), out);
    ifc_geometry_destroy(geometry);
    ifc_model_destroy(model);
    return ok;
}

static void cli_info_json_number(JsonWriter *w, const char *key, double value)
{
    json_key(w, key);
    json_number(w, value);
}

static void cli_info_json_point(JsonWriter *w, const char *key, DVec3 p)
{
    json_key(w, key);
    json_array_begin(w);
    json_number(w, p.x);
    json_number(w, p.y);
    json_number(w, p.z);
    json_array_end(w);
}

static void cli_info_asset_json(const Asset *asset, const GeoModelPlace *place, const char *path,
                                Str *out)
{
    JsonWriter w = { .out = out };
    if (out->length) str_add(out, ",");
    json_object_begin(&w);
    json_key(&w, "source");
    json_text(&w, path);
    json_key(&w, "format");
    json_text(&w, asset->format);
    cli_info_json_number(&w, "objects", asset->object_count);
    cli_info_json_number(&w, "meshes", asset->mesh_count);
    cli_info_json_number(&w, "instances", asset->instance_count);
    cli_info_json_number(&w, "materials", asset->material_count);
    cli_info_json_number(&w, "textures", asset->texture_count);
    cli_info_json_number(&w, "triangles", (double)asset->triangle_count);
    cli_info_json_number(&w, "animations", asset->animation ? asset->animation->clip_count : 0);
    cli_info_json_number(&w, "skins", asset->animation ? asset->animation->skin_count : 0);
    cli_info_json_number(&w, "bytes", (double)asset->bytes);
    cli_info_json_point(&w, "min_m", asset->min);
    cli_info_json_point(&w, "max_m", asset->max);
    json_key(&w, "used");
    json_text(&w, geo_model_kind_name(place->kind));
    json_key(&w, "problems");
    json_array_begin(&w);
    for (int i = 0; i < asset->problem_count; i++) {
        json_object_begin(&w);
        json_key(&w, "kind");
        json_text(&w, asset->problems[i].kind);
        json_key(&w, "count");
        json_int(&w, asset->problems[i].count);
        json_key(&w, "text");
        json_text(&w, asset->problems[i].text);
        json_object_end(&w);
    }
    json_array_end(&w);
    json_object_end(&w);
}

static void cli_info_asset_text(const Asset *asset, const GeoModelPlace *place, const char *path,
                                Str *out)
{
    const bool is_chinese = cli_is_chinese();
    str_printf(out,
               is_chinese
                   ? "%s：%s，对象 %d，网格 %d，实例 %d，材质 %d，贴图 %d，三角形 %lld，动画 %d\n"
                   : "%s: %s, objects %d, meshes %d, instances %d, materials %d, textures %d, "
                     "triangles %lld, animations %d\n",
               path, asset->format, asset->object_count, asset->mesh_count, asset->instance_count,
               asset->material_count, asset->texture_count, (long long)asset->triangle_count,
               asset->animation ? asset->animation->clip_count : 0);
    if (asset->min.x <= asset->max.x)
        str_printf(out,
                   is_chinese ? "  范围 %.3f %.3f %.3f 至 %.3f %.3f %.3f m\n"
                              : "  box %.3f %.3f %.3f to %.3f %.3f %.3f m\n",
                   asset->min.x, asset->min.y, asset->min.z, asset->max.x, asset->max.y,
                   asset->max.z);
    for (int i = 0; i < place->note_count; i++)
        str_printf(out, "  %s %s\n", place->notes[i].is_warning ? "!" : "-",
                   is_chinese ? place->notes[i].zh : place->notes[i].en);
    for (int i = 0; i < asset->problem_count; i++)
        str_printf(out, "  ! %s ×%d: %s\n", asset->problems[i].kind, asset->problems[i].count,
                   asset->problems[i].text);
}

// A model that is no IFC.
static bool cli_info_asset(const char *path, CliInfoForm form, const GeoInfoDesc *desc, Str *out,
                           Err *err)
{
    if (form == CLI_INFO_PRODUCTS) {
        err_set(err, ERR_UNSUPPORTED, "'%s' is no IFC model: it has no table of products", path);
        return false;
    }
    Asset *asset = asset_load(&(AssetDesc){ .path = path, .pool = desc->pool }, err);
    if (!asset) return false;
    GeoModelPlace place;
    const CityModelDesc where = {
        .asset = asset, .min = asset->min, .max = asset->max, .crs = desc->crs, .datum = desc->datum
    };
    const bool ok = city_model_locate(&where, &place, err);
    if (ok && form == CLI_INFO_JSON)
        cli_info_asset_json(asset, &place, path, out);
    else if (ok)
        cli_info_asset_text(asset, &place, path, out);
    asset_destroy(asset);
    return ok;
}

static int cli_info_run(const CliCall *call)
{
    const bool is_json = cli_value(call, "json") != NULL;
    const bool is_products = cli_value(call, "products") != NULL;
    const CliInfoForm form = is_products ? CLI_INFO_PRODUCTS
                             : is_json   ? CLI_INFO_JSON
                                         : CLI_INFO_TEXT;
    Str out = { 0 }, models = { 0 };
    int code = CLI_OK;
    geo_init();
    JobPool *pool = job_pool_create(0);
    GeoInfoDesc desc = { .table = cli_value(call, "table"),
                         .crs = cli_value(call, "crs"),
                         .encoding = cli_value(call, "encoding"),
                         .where = cli_value(call, "where"),
                         .is_chinese = cli_is_chinese(),
                         .pool = pool,
                         .datum = cli_info_datum(cli_value(call, "datum")) };
    if (form == CLI_INFO_JSON) str_add(&out, "{\"layers\":[");
    if (is_products) ifc_report_products_header(&out);
    for (int i = 0; i < call->rest_count; i++) {
        Err err = { 0 };
        const bool is_ifc = cli_info_is_model(call->rest[i]);
        const bool is_asset = !is_ifc && asset_format_of(call->rest[i]);
        if (is_ifc || is_asset || is_products) {
            if (!(is_asset ? cli_info_asset : cli_info_model)(
                    call->rest[i], form, &desc, form == CLI_INFO_JSON ? &models : &out, &err)) {
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
    { .name = "json",
      .help = "one JSON document for scripts",
      .help_zh = "输出一个 JSON 文档，供脚本使用" },
    { .name = "products",
      .help = "a table of a building model's products, tab-separated",
      .help_zh = "输出建筑模型的产品表，制表符分隔" },
    { .name = "table",
      .value = "NAME",
      .help = "only this layer of the source",
      .help_zh = "只看数据源中的这一层" },
    { .name = "crs",
      .value = "CRS",
      .help = "in place of what the file says",
      .help_zh = "替代文件自带的坐标系" },
    { .name = "datum",
      .value = "DATUM",
      .choices = "wgs84|gcj02|bd09",
      .help = "what its coordinates really are",
      .help_zh = "坐标实际所用的基准" },
    { .name = "encoding",
      .value = "NAME",
      .help = "of its text, such as GB18030",
      .help_zh = "文字编码，如 GB18030" },
    { .name = "where", .value = "SQL", .help = "an OGR SQL condition", .help_zh = "OGR SQL 条件" },
};
const CliCommand cli_info = {
    .name = "info",
    .rest = "FILE…",
    .rest_min = 1,
    .rest_max = -1,
    .options = cli_info_options,
    .option_count = sizeof cli_info_options / sizeof cli_info_options[0],
    .help = "Prints layers and building models: counts, CRS, extents, attributes, heights, and "
            "what is wrong with them.",
    .help_zh = "列出图层和建筑模型：数量、坐标系、范围、属性、高程和数据问题。",
    .more =
        "JSON: "
        "{\"layers\":[{\"source\",\"name\",\"feature_count\",\"geometry\",\"crs\",\"extent\":[w,s,"
        "e,n],\"fields\":[{\"name\",\"type\"}],\n"
        "\"problems\":[{\"kind\",\"count\",\"text\"}]}],\"models\":[{\"source\",\"format\","
        "\"schema\",\"unit\",\"unit_m\",\"entities\",\"products\",\n"
        "\"products_with_body\",\"products_with_triangles\",\"triangles\",\"uncut\",\"failed\","
        "\"property_sets\",\"properties\",\"quantity_sets\",\n"
        "\"openings\",\"voids\",\"spaces\",\"storeys\",\"levels\":{\"CIM5\",\"CIM6\",\"CIM7\"},"
        "\"georeference\":{\"kind\",…,\"used\",\n"
        "\"placed\":{\"crs\",\"lon\",\"lat\",\"height_m\",\"ecef_m\",\"middle\",\"heading\","
        "\"scale\",\"convergence\",\"departure_m\"},\"steps\":[{\"zh\",\"en\",\"is_warning\"}]},\n"
        "\"problems\":[{\"kind\",\"line\",\"id\",\"text\"}],\"problem_count\"}]}. Of meshes: "
        "{\"source\",\"format\",\"objects\",\"meshes\",\"instances\",\"materials\","
        "\"textures\",\"triangles\",\"animations\",\"skins\",\n"
        "\"bytes\",\"min_m\":[x,y,z],\"max_m\":[x,y,z],\"used\",\"problems\":[{\"kind\","
        "\"count\",\"text\"}]}. --products of an "
        "IFC file: id, GlobalId, type, triangles, area_m2, volume_m3,\n"
        "min_x … max_z in metres in the model's own frame (z up), state: ok, uncut or failed. A "
        "file that cannot be read is named on\n"
        "standard error; exit code 1.",
    .more_zh = "JSON "
               "格式：{\"layers\":[{\"source\",\"name\",\"feature_count\",\"geometry\",\"crs\","
               "\"extent\":[西,南,东,北],\"fields\":[…],\n"
               "\"problems\":[…]}],\"models\":[{\"source\",\"schema\",\"unit\",\"entities\","
               "\"products\",\"products_with_body\",\"products_with_triangles\",…,\n"
               "\"problems\":[…]}]}；网格模型为 "
               "{\"source\",\"format\",\"objects\",\"meshes\",\"instances\",\"materials\","
               "\"textures\",\"triangles\",\"animations\",\"skins\",\"bytes\",\n"
               "\"min_m\",\"max_m\",\"used\",\"problems\"}。--products 逐行列出 IFC "
               "模型的产品：编号、GlobalId、类型、三角形数、面积、体积、模型坐标系中的范围（米，z "
               "向上）、\n"
               "状态（ok、uncut、failed）。读不了的文件写到标准错误，退出码 1。",
    .run = cli_info_run,
};
