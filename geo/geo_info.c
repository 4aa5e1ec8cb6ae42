// SPDX-License-Identifier: Apache-2.0
// geo_info.c - layers and rasters described as text and as JSON.
#include "geo/geo_info.h"
#include "base/json.h"
#include "geo/geo_info_bare.h"
#include "geo/geo_terrain.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const geometry_names[] = { "none", "point", "line", "area", "mixed" };
static const char *const geometry_zh[] = { "无几何", "点", "线", "面", "混合" };
static const char *const type_names[] = { "none", "integer", "real", "text", "boolean", "time" };
static const char *const type_zh[] = { "无", "整数", "实数", "文字", "是否", "时间" };
static const char *const raster_names[] = { "none", "elevation", "image", "grid" };
static const char *const raster_zh[] = { "无", "高程", "影像", "格网" };

#define BANDS_LISTED 40 // in text
#define BANDS_LISTED_JSON 4096

typedef struct {
    const char *source;
    const GeoInfoDesc *desc;
    bool as_json;
    Str *out;
    int written, failed;
    Err first_err;
} Info;

static const char *pick(const Info *info, const char *en, const char *zh)
{
    return info->desc->is_chinese ? zh : en;
}

static void comma(Info *info)
{
    const Str *s = info->out;
    if (s->length > 0 && s->text[s->length - 1] != '[') str_add(info->out, ",\n");
    info->written++;
}

static void json_extent(JsonWriter *w, GeoBox box)
{
    json_key(w, "extent");
    if (geo_box_is_empty(box)) {
        json_null(w);
        return;
    }
    json_array_begin(w);
    json_number(w, box.west_deg);
    json_number(w, box.south_deg);
    json_number(w, box.east_deg);
    json_number(w, box.north_deg);
    json_array_end(w);
}

static void json_pair(JsonWriter *w, const char *key, double a, double b)
{
    json_key(w, key);
    json_array_begin(w);
    json_number(w, a);
    json_number(w, b);
    json_array_end(w);
}

static void json_head(JsonWriter *w, const char *source, const char *name, int64_t count, const char *geometry, const char *crs)
{
    json_object_begin(w);
    json_key(w, "source");
    json_text(w, source);
    json_key(w, "name");
    json_text(w, name);
    json_key(w, "feature_count");
    json_int(w, count);
    json_key(w, "geometry");
    json_text(w, geometry);
    json_key(w, "crs");
    if (crs && crs[0])
        json_text(w, crs);
    else
        json_null(w);
}

static void layer_json(Info *info, const GeoLayer *l)
{
    JsonWriter w = { .out = info->out };
    comma(info);
    json_head(&w, info->source, l->name, l->feature_count, geometry_names[l->kind], l->crs_name);
    json_extent(&w, l->extent);
    json_key(&w, "fields");
    json_array_begin(&w);
    for (int i = 0; i < l->column_count; i++) {
        json_object_begin(&w);
        json_key(&w, "name");
        json_text(&w, l->columns[i].name);
        json_key(&w, "type");
        json_text(&w, type_names[l->columns[i].type]);
        json_object_end(&w);
    }
    json_array_end(&w);
    json_key(&w, "problems");
    json_array_begin(&w);
    for (int k = 0; k < GEO_PROBLEM_COUNT; k++) {
        if (l->problems[k].count == 0) continue;
        json_object_begin(&w);
        json_key(&w, "kind");
        json_text(&w, geo_problem_name((GeoProblemKind)k));
        json_key(&w, "count");
        json_int(&w, l->problems[k].count);
        json_key(&w, "text");
        json_text(&w, l->problems[k].text);
        json_object_end(&w);
    }
    json_array_end(&w);
    if (l->has_z) json_pair(&w, "heights", l->z_min_m, l->z_max_m);
    json_object_end(&w);
}

static void text_extent(Info *info, GeoBox box)
{
    if (geo_box_is_empty(box)) return;
    str_printf(info->out, "  %s %.6f, %.6f  %s %.6f, %.6f\n", pick(info, "extent: west, south", "范围：西、南"), box.west_deg,
               box.south_deg, pick(info, "east, north", "东、北"), box.east_deg, box.north_deg);
}

static void column_text(Info *info, const GeoLayer *l, const GeoColumn *c)
{
    uint32_t valid = 0;
    if (l->problems[GEO_PROBLEM_CRS_MISSING].count > 0) { // the values were not read
        str_printf(info->out, "    %s  %s\n", c->name, info->desc->is_chinese ? type_zh[c->type] : type_names[c->type]);
        return;
    }
    for (uint32_t f = 0; f < l->feature_count; f++) valid += !c->valid || (c->valid[f >> 6] >> (f & 63) & 1);
    str_printf(info->out, "    %s  %s", c->name, info->desc->is_chinese ? type_zh[c->type] : type_names[c->type]);
    if (valid == 0) {
        str_printf(info->out, "  %s\n", pick(info, "all null", "全部为空"));
        return;
    }
    if (c->type == GEO_FIELD_TEXT)
        str_printf(info->out, "  %u %s", c->value_count, pick(info, "values", "个不同值"));
    else if (c->type == GEO_FIELD_INT || c->type == GEO_FIELD_REAL)
        str_printf(info->out, "  %.10g … %.10g", c->min, c->max);
    for (uint32_t f = 0; f < l->feature_count && c->type == GEO_FIELD_TEXT; f++) {
        char text[61];
        if (!geo_column_text(c, f, text, sizeof text)) continue;
        str_printf(info->out, "  “%s”", text);
        break;
    }
    if (valid < l->feature_count) str_printf(info->out, "  %u %s", l->feature_count - valid, pick(info, "null", "个空值"));
    str_add(info->out, "\n");
}

static void layer_text(Info *info, const GeoLayer *l)
{
    info->written++;
    str_printf(info->out, "%s  [%s]\n  %u %s, %s", info->source, l->name, l->feature_count, pick(info, "features", "个要素"),
               info->desc->is_chinese ? geometry_zh[l->kind] : geometry_names[l->kind]);
    if (l->source_feature_count >= 0 && l->source_feature_count != l->feature_count)
        str_printf(info->out, " (%s %lld)", pick(info, "the source says", "来源声称"), (long long)l->source_feature_count);
    if (l->vertex_count > 0) str_printf(info->out, ", %u %s", l->vertex_count, pick(info, "vertices", "个顶点"));
    str_add(info->out, "\n");
    str_printf(info->out, "  %s %.200s\n", pick(info, "CRS:", "坐标系："),
               l->crs_name[0] ? l->crs_name : pick(info, "none", "无"));
    text_extent(info, l->extent);
    if (l->has_z) str_printf(info->out, "  %s %.2f … %.2f m\n", pick(info, "heights:", "高度："), l->z_min_m, l->z_max_m);
    if (l->attribution[0]) str_printf(info->out, "  %s %s\n", pick(info, "attribution:", "数据来源："), l->attribution);
    if (l->column_count > 0) str_printf(info->out, "  %d %s\n", l->column_count, pick(info, "attributes:", "个属性："));
    for (int i = 0; i < l->column_count; i++) column_text(info, l, &l->columns[i]);
    for (int k = 0; k < GEO_PROBLEM_COUNT; k++) {
        if (l->problems[k].count == 0) continue;
        str_printf(info->out, "  ! %s: %lld  %s\n",
                   info->desc->is_chinese ? geo_problem_zh((GeoProblemKind)k) : geo_problem_name((GeoProblemKind)k),
                   (long long)l->problems[k].count, l->problems[k].text);
    }
}

static void failed_table(Info *info, const char *name, const Err *table_err)
{
    if (info->failed++ == 0) info->first_err = *table_err;
    if (!info->as_json) {
        str_printf(info->out, "%s  [%s]\n  ! %s: %s\n", info->source, name,
                   info->desc->is_chinese ? err_code_zh(table_err->code) : err_code_name(table_err->code), table_err->text);
        return;
    }
    JsonWriter w = { .out = info->out };
    comma(info);
    info->written--;
    json_head(&w, info->source, name, 0, "none", NULL);
    json_extent(&w, geo_box_empty());
    json_key(&w, "fields");
    json_array_begin(&w);
    json_array_end(&w);
    json_key(&w, "problems");
    json_array_begin(&w);
    json_object_begin(&w);
    json_key(&w, "kind");
    json_text(&w,
              table_err->code == ERR_CRS ? geo_problem_name(GEO_PROBLEM_CRS_MISSING) : geo_problem_name(GEO_PROBLEM_READ_ERROR));
    json_key(&w, "count");
    json_int(&w, 1);
    json_key(&w, "text");
    json_text(&w, table_err->text);
    json_object_end(&w);
    json_array_end(&w);
    json_key(&w, "error");
    json_object_begin(&w);
    json_key(&w, "code");
    json_text(&w, err_code_name(table_err->code));
    json_key(&w, "text");
    json_text(&w, table_err->text);
    json_object_end(&w);
    json_object_end(&w);
}

static void vector_table(Info *info, const GeoTable *table)
{
    const GeoInfoDesc *d = info->desc;
    Err err = { 0 };
    GeoLayer *l = geo_layer_load(&(GeoLayerDesc){ .source = info->source,
                                                  .table = table->name,
                                                  .crs = d->crs,
                                                  .datum = d->datum,
                                                  .encoding = d->encoding,
                                                  .where = d->where,
                                                  .drop_duplicates = d->drop_duplicates,
                                                  .no_cache = true,
                                                  .pool = d->pool },
                                 &err);
    if (!l) l = geo_info_bare_layer(info->source, table, d, &err);
    if (!l)
        failed_table(info, table->name, &err);
    else if (info->as_json)
        layer_json(info, l);
    else
        layer_text(info, l);
    geo_layer_destroy(l);
}

static void raster_json(Info *info, GeoRaster *r)
{
    JsonWriter w = { .out = info->out };
    comma(info);
    json_head(&w, info->source, r->name, 0, raster_names[r->kind], r->crs_name);
    json_extent(&w, r->extent);
    json_key(&w, "fields");
    json_array_begin(&w);
    json_array_end(&w);
    json_key(&w, "problems");
    json_array_begin(&w);
    json_array_end(&w);
    json_pair(&w, "size", r->cols, r->rows);
    json_key(&w, "bands");
    json_int(&w, r->bands);
    json_key(&w, "cell_m");
    json_number(&w, r->cell_m);
    json_pair(&w, "values", r->value_min, r->value_max);
    if (r->kind == GEO_RASTER_GRID && r->bands > 1) {
        json_key(&w, "band_names");
        json_array_begin(&w);
        for (int b = 1; b <= r->bands && b <= BANDS_LISTED_JSON; b++) {
            char name[160];
            geo_raster_band_title(r, b, name, sizeof name);
            json_text(&w, name);
        }
        json_array_end(&w);
    }
    json_key(&w, "unit");
    json_text(&w, r->unit);
    json_object_end(&w);
}

static void raster_table(Info *info, const GeoTable *table, bool is_only)
{
    Err err = { 0 };
    const bool has_table = info->desc->table && info->desc->table[0];
    GeoRaster *r = geo_raster_open(&(GeoRasterDesc){ .source = info->source,
                                                     .table = has_table ? info->desc->table
                                                              : is_only ? NULL
                                                                        : table->name,
                                                     .crs = info->desc->crs,
                                                     .datum = info->desc->datum,
                                                     .encoding = info->desc->encoding },
                                   &err);
    if (!r) {
        failed_table(info, table->name, &err);
        return;
    }
    if (info->as_json)
        raster_json(info, r);
    else {
        info->written++;
        str_printf(info->out, "%s  [%s]\n  %s, %d × %d, %d %s, %.3g m\n", info->source, r->name,
                   info->desc->is_chinese ? raster_zh[r->kind] : raster_names[r->kind], r->cols, r->rows, r->bands,
                   pick(info, "bands", "个波段"), r->cell_m);
        str_printf(info->out, "  %s %.200s\n", pick(info, "CRS:", "坐标系："),
                   r->crs_name && r->crs_name[0] ? r->crs_name : pick(info, "none", "无"));
        text_extent(info, r->extent);
        str_printf(info->out, "  %s %.6g … %.6g %s%s\n", pick(info, "values:", "数值："), r->value_min, r->value_max, r->unit,
                   r->has_nodata ? pick(info, ", has nodata", "，有无值区") : "");
        for (int b = 1;
             r->kind == GEO_RASTER_GRID && r->bands > 1 && b <= r->bands && b <= BANDS_LISTED;
             b++) {
            char name[160];
            geo_raster_band_title(r, b, name, sizeof name);
            str_printf(info->out, "    #%d  %s\n", b, name);
        }
        if (r->kind == GEO_RASTER_GRID && r->bands > BANDS_LISTED)
            str_printf(info->out, "    … %d\n", r->bands);
    }
    geo_raster_close(r);
}

// table: as asked for; of a raster it may name a band too ("name#3", or the band alone of the only
// one).
static bool is_wanted(const char *asked, const GeoTable *table, bool is_only)
{
    if (!asked || !asked[0] || str_equal_nocase(asked, table->name)) return true;
    if (table->kind == GEO_TABLE_VECTOR || table->kind == GEO_TABLE_ATTRIBUTES) return false;
    const char *mark = strrchr(asked, '#');
    const size_t length = mark ? (size_t)(mark - asked) : 0;
    return is_only ||
           (mark && strlen(table->name) == length && strncasecmp(asked, table->name, length) == 0);
}

bool geo_info(const char *source, const GeoInfoDesc *desc, bool as_json, Str *out, Err *err)
{
    Info info = { .source = source, .desc = desc, .as_json = as_json, .out = out };
    const size_t had = out->length;
    GeoListing listing;
    if (!geo_source_list(source, desc->encoding, &listing, err)) return false;
    if (listing.table_count == 0) {
        err_set(err, ERR_FORMAT, "'%s' (%s) holds no tables", source, listing.driver);
        geo_listing_finish(&listing);
        return false;
    }
    for (int i = 0; i < listing.table_count; i++) {
        const GeoTable *table = &listing.tables[i];
        if (!is_wanted(desc->table, table, listing.table_count == 1)) continue;
        if (table->kind == GEO_TABLE_VECTOR || table->kind == GEO_TABLE_ATTRIBUTES)
            vector_table(&info, table);
        else
            raster_table(&info, table, listing.table_count == 1);
    }
    geo_listing_finish(&listing);
    if (info.written > 0) return true;
    // Nothing could be read: the reason goes to the caller, not half a description into the output.
    out->length = had;
    if (out->text) out->text[had] = 0;
    if (info.failed > 0 && err)
        *err = info.first_err;
    else if (info.failed == 0)
        err_set(err, ERR_NOT_FOUND, "'%s' has no table '%s'", source, desc->table ? desc->table : "");
    return false;
}
