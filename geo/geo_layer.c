// SPDX-License-Identifier: Apache-2.0
// geo_layer.c - what a frozen layer answers: columns, values as text and number, positions, problems.
#include "geo/geo_layer.h"
#include "base/clock.h"
#include "base/str.h"
#include "geo/geo_batch.h"
#include "geo/geo_layer_cache.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name, *zh;
} problem_table[] = {
    [GEO_PROBLEM_NONE] = { "none", "无" },
    [GEO_PROBLEM_NULL_GEOMETRY] = { "null_geometry", "没有几何的要素" },
    [GEO_PROBLEM_NOT_FINITE] = { "not_finite", "坐标不是有限数" },
    [GEO_PROBLEM_OUTSIDE_CRS] = { "outside_crs", "坐标超出坐标系范围" },
    [GEO_PROBLEM_RING_SHORT] = { "ring_short", "点数不足的环或线" },
    [GEO_PROBLEM_RING_REPAIRED] = { "ring_repaired", "已修复的多边形环" },
    [GEO_PROBLEM_RING_CROSSING] = { "ring_crossing", "自相交的多边形环" },
    [GEO_PROBLEM_UNSUPPORTED_GEOMETRY] = { "unsupported_geometry", "不支持的几何类型" },
    [GEO_PROBLEM_FIELD_RENAMED] = { "field_renamed", "重名字段已改名" },
    [GEO_PROBLEM_FIELD_DROPPED] = { "field_dropped", "未读取的字段" },
    [GEO_PROBLEM_TEXT_ENCODING] = { "text_encoding", "文字编码有误" },
    [GEO_PROBLEM_CRS_MISSING] = { "crs_missing", "缺少坐标系" },
    [GEO_PROBLEM_CRS_GUESSED] = { "crs_guessed", "坐标系为推测" },
    [GEO_PROBLEM_DUPLICATE] = { "duplicate", "重复的要素" },
    [GEO_PROBLEM_READ_ERROR] = { "read_error", "读取出错" },
    [GEO_PROBLEM_HEIGHT_ABSURD] = { "height_absurd", "不合理的高度" },
    [GEO_PROBLEM_VERTICAL_ASSUMED] = { "vertical_assumed", "高程基准为假定" },
};
static_assert(sizeof problem_table / sizeof *problem_table == GEO_PROBLEM_COUNT, "a row for each problem");

const char *geo_problem_name(GeoProblemKind kind)
{
    return problem_table[kind].name;
}

const char *geo_problem_zh(GeoProblemKind kind)
{
    return problem_table[kind].zh;
}

void geo_layer_destroy(GeoLayer *l)
{
    if (!l) return;
    geo_layer_cache_close(l); // forgets the arrays that point into a cache file
    for (int i = 0; i < l->column_count; i++) {
        GeoColumn *c = &l->columns[i];
        free(c->name);
        free(c->valid);
        free(c->i32);
        free(c->i64);
        free(c->f64);
        free(c->code);
        free(c->text_at);
        free(c->text);
    }
    free(l->columns);
    free(l->source);
    free(l->name);
    free(l->crs_name);
    free(l->attribution);
    free(l->fid);
    free(l->feature_part);
    free(l->part_vertex);
    free(l->part_kind);
    free(l->xy);
    free(l->z);
    free(l->box);
    free(l->nodes);
    free(l->tiles);
    free(l);
}

int geo_layer_column(const GeoLayer *layer, const char *name)
{
    for (int i = 0; i < layer->column_count; i++)
        if (strcmp(layer->columns[i].name, name) == 0) return i;
    for (int i = 0; i < layer->column_count; i++)
        if (str_equal_nocase(layer->columns[i].name, name)) return i;
    return -1;
}

static bool is_valid(const GeoColumn *c, uint32_t row)
{
    return !c->valid || (c->valid[row >> 6] >> (row & 63) & 1);
}

// A leading number counts, so that "12 层", "3,5 m" and " 40" are 12, 3.5 and 40.
static bool number_of_text(const char *text, double *out)
{
    while (*text == ' ' || *text == '\t') text++;
    const char *p = text;
    double sign = 1;
    if (*p == '+' || *p == '-') sign = *p++ == '-' ? -1 : 1;
    double value = 0, scale = 1;
    int digits = 0;
    for (; *p >= '0' && *p <= '9'; p++, digits++) value = value * 10 + (*p - '0');
    if ((*p == '.' || *p == ',') && p[1] >= '0' && p[1] <= '9') {
        for (p++; *p >= '0' && *p <= '9'; p++, digits++) {
            scale /= 10;
            value += (*p - '0') * scale;
        }
    }
    if (digits == 0) return false;
    double whole = 0;
    *out = str_parse_double(text, &whole) ? whole : sign * value;
    return true;
}

bool geo_column_number(const GeoColumn *c, uint32_t row, double *out)
{
    if (!is_valid(c, row)) return false;
    if (c->i32)
        *out = c->i32[row];
    else if (c->i64)
        *out = (double)c->i64[row];
    else if (c->f64)
        *out = c->f64[row];
    else if (c->code && c->value_count > 0)
        return number_of_text(c->text + c->text_at[c->code[row]], out);
    else
        return false;
    return isfinite(*out);
}

bool geo_column_text(const GeoColumn *c, uint32_t row, char *out, size_t cap)
{
    assert(cap > 0);
    out[0] = 0;
    if (!is_valid(c, row)) return false;
    if (c->code) {
        if (c->value_count == 0) return false;
        str_copy_utf8(out, cap, c->text + c->text_at[c->code[row]]);
        return true;
    }
    if (c->type == GEO_FIELD_BOOL && c->i32)
        snprintf(out, cap, "%s", c->i32[row] ? "true" : "false");
    else if (c->type == GEO_FIELD_TIME && c->i64) {
        char text[32];
        clock_format(c->i64[row], 0, text);
        if (c->i64[row] % 86400000000ll == 0) text[10] = 0; // a date alone
        snprintf(out, cap, "%s", text);
    } else if (c->i32)
        snprintf(out, cap, "%d", c->i32[row]);
    else if (c->i64)
        snprintf(out, cap, "%lld", (long long)c->i64[row]);
    else if (c->f64)
        geo_format_real(c->f64[row], out, cap);
    else
        return false;
    return true;
}

GeoPos geo_layer_position(const GeoLayer *layer, uint32_t vertex)
{
    return (GeoPos){ layer->lon0_deg + layer->xy[2 * (size_t)vertex] * layer->step_deg,
                     layer->lat0_deg + layer->xy[2 * (size_t)vertex + 1] * layer->step_deg, layer->z ? layer->z[vertex] : 0 };
}
