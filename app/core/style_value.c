// SPDX-License-Identifier: Apache-2.0
// style_value.c - attribute values to heights, widths, uses and ranks of all features; texts are looked up once per distinct value.
#include "core/style_guess.h"
#include "base/str.h"
#include "core/style_live.h"
#include "geo/geo_building.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const GeoColumn *column_named(const GeoLayer *layer, const char *name)
{
    if (!name[0]) return NULL;
    const int index = geo_layer_column(layer, name);
    return index < 0 ? NULL : &layer->columns[index];
}

static bool is_valid(const GeoColumn *column, uint32_t row)
{
    return !column->valid || (column->valid[row / 64] >> (row % 64) & 1);
}

static bool is_null(const GeoColumn *column)
{
    return !column->i32 && !column->i64 && !column->f64 && !column->code;
}

// Numbers of a column, NAN for null and for texts that are none. A number in a text is read once per distinct value.
static bool column_numbers(const GeoLayer *layer, const GeoColumn *column, float *out)
{
    const uint32_t count = layer->feature_count;
    if (is_null(column)) return false;
    if (column->code) {
        // geo_column_number reads by row; the first row of each code stands for all.
        float *by_code = malloc((size_t)column->value_count * sizeof *by_code + 1);
        uint8_t *is_known = calloc((size_t)column->value_count + 1, 1);
        if (!by_code || !is_known) {
            free(by_code);
            free(is_known);
            return false;
        }
        for (uint32_t row = 0; row < count; row++) {
            out[row] = NAN;
            if (!is_valid(column, row)) continue;
            const uint32_t code = column->code[row];
            if (!is_known[code]) {
                double value = 0;
                by_code[code] = geo_column_number(column, row, &value) ? (float)value : NAN;
                is_known[code] = 1;
            }
            out[row] = by_code[code];
        }
        free(by_code);
        free(is_known);
        return true;
    }
    if (column->i32) for (uint32_t row = 0; row < count; row++) out[row] = (float)column->i32[row];
    else if (column->i64) for (uint32_t row = 0; row < count; row++) out[row] = (float)column->i64[row];
    else for (uint32_t row = 0; row < count; row++) out[row] = (float)column->f64[row];
    if (column->valid)
        for (uint32_t row = 0; row < count; row++)
            if (!is_valid(column, row)) out[row] = NAN;
    return true;
}

// A believable height, or NAN.
static float sane_height(float value)
{
    if (!(value > 0) || value > (float)STYLE_HEIGHT_MAX_M) return NAN;
    return value < (float)STYLE_HEIGHT_MIN_M ? (float)STYLE_HEIGHT_MIN_M : value;
}

GeoProblem style_heights_problem(const GeoLayer *layer, const LayerStyle *style)
{
    GeoProblem problem = { .kind = GEO_PROBLEM_HEIGHT_ABSURD };
    const GeoColumn *heights = style->draw == STYLE_DRAW_BUILDING ? column_named(layer, style->height_attribute) : NULL;
    for (uint32_t row = 0; heights && row < layer->feature_count; row++) {
        double value;
        if (!is_valid(heights, row) || !geo_column_number(heights, row, &value)) continue;
        if (value >= 0 && value <= STYLE_HEIGHT_MAX_M) continue;
        if (problem.count++ > 0) continue;
        snprintf(problem.text, sizeof problem.text, "feature %lld: '%.80s' is %g m; not used as a height",
                 layer->fid ? (long long)layer->fid[row] : (long long)row, heights->name, value);
    }
    return problem;
}

void style_heights_m(const GeoLayer *layer, const LayerStyle *style, float *height, float *min_height)
{
    const uint32_t count = layer->feature_count;
    if (style_live_is_column(style)) {
        for (uint32_t i = 0; i < count; i++) height[i] = (float)style->live_height_m;
        if (min_height) memset(min_height, 0, (size_t)count * sizeof *min_height);
        return;
    }
    const float constant = style->height_m > 0 ? (float)style->height_m : (float)STYLE_HEIGHT_DEFAULT_M;
    const float storey = style->storey_m > 0 ? (float)style->storey_m : (float)STYLE_STOREY_M;
    const GeoColumn *heights = column_named(layer, style->height_attribute);
    const GeoColumn *storeys = column_named(layer, style->storeys_attribute);
    float *number = heights || storeys || min_height ? malloc((size_t)count * sizeof *number + 1) : NULL;
    for (uint32_t i = 0; i < count; i++) height[i] = NAN;
    if (number && heights && column_numbers(layer, heights, number))
        for (uint32_t i = 0; i < count; i++) height[i] = sane_height(number[i]);
    if (number && storeys && column_numbers(layer, storeys, number))
        for (uint32_t i = 0; i < count; i++)
            if (isnan(height[i]) && number[i] > 0 && number[i] <= 300) height[i] = sane_height(number[i] * storey);
    for (uint32_t i = 0; i < count; i++)
        if (isnan(height[i])) height[i] = constant;
    if (min_height) {
        memset(min_height, 0, (size_t)count * sizeof *min_height);
        const GeoColumn *lowest = column_named(layer, style->min_height_attribute);
        if (number && lowest && column_numbers(layer, lowest, number))
            for (uint32_t i = 0; i < count; i++)
                if (number[i] > 0 && number[i] < height[i]) min_height[i] = number[i];
    }
    free(number);
}

static const struct {
    const char *word; // part of the value
    uint8_t use;
} use_words[] = {
    { "灯带", GEO_BUILDING_USE_LIGHT }, { "路灯", GEO_BUILDING_USE_LIGHT }, { "障碍灯", GEO_BUILDING_USE_LIGHT },
    { "航标灯", GEO_BUILDING_USE_LIGHT }, { "lamp", GEO_BUILDING_USE_LIGHT }, { "beacon", GEO_BUILDING_USE_LIGHT },
    { "桥", GEO_BUILDING_USE_STRUCTURE }, { "墩", GEO_BUILDING_USE_STRUCTURE }, { "灯柱", GEO_BUILDING_USE_STRUCTURE },
    { "构筑", GEO_BUILDING_USE_STRUCTURE }, { "集装箱", GEO_BUILDING_USE_STRUCTURE }, { "烟囱", GEO_BUILDING_USE_STRUCTURE },
    { "储罐", GEO_BUILDING_USE_STRUCTURE }, { "bridge", GEO_BUILDING_USE_STRUCTURE }, { "pier", GEO_BUILDING_USE_STRUCTURE },
    { "pylon", GEO_BUILDING_USE_STRUCTURE }, { "container", GEO_BUILDING_USE_STRUCTURE }, { "chimney", GEO_BUILDING_USE_STRUCTURE },
    { "storage_tank", GEO_BUILDING_USE_STRUCTURE }, { "silo", GEO_BUILDING_USE_STRUCTURE }, { "structure", GEO_BUILDING_USE_STRUCTURE },
    { "warehouse", GEO_BUILDING_USE_INDUSTRY },
    { "住", GEO_BUILDING_USE_HOME }, { "居", GEO_BUILDING_USE_HOME }, { "宿舍", GEO_BUILDING_USE_HOME }, { "公寓", GEO_BUILDING_USE_HOME },
    { "别墅", GEO_BUILDING_USE_HOME }, { "residential", GEO_BUILDING_USE_HOME }, { "apartment", GEO_BUILDING_USE_HOME },
    { "house", GEO_BUILDING_USE_HOME }, { "home", GEO_BUILDING_USE_HOME }, { "detached", GEO_BUILDING_USE_HOME },
    { "terrace", GEO_BUILDING_USE_HOME }, { "dormitory", GEO_BUILDING_USE_HOME }, { "bungalow", GEO_BUILDING_USE_HOME },
    { "办公", GEO_BUILDING_USE_OFFICE }, { "写字楼", GEO_BUILDING_USE_OFFICE }, { "office", GEO_BUILDING_USE_OFFICE },
    { "bank", GEO_BUILDING_USE_OFFICE }, { "金融", GEO_BUILDING_USE_OFFICE }, { "商", GEO_BUILDING_USE_SHOP },
    { "酒店", GEO_BUILDING_USE_SHOP }, { "retail", GEO_BUILDING_USE_SHOP }, { "commercial", GEO_BUILDING_USE_SHOP },
    { "shop", GEO_BUILDING_USE_SHOP }, { "hotel", GEO_BUILDING_USE_SHOP }, { "supermarket", GEO_BUILDING_USE_SHOP },
    { "mall", GEO_BUILDING_USE_SHOP }, { "工业", GEO_BUILDING_USE_INDUSTRY }, { "厂", GEO_BUILDING_USE_INDUSTRY },
    { "仓", GEO_BUILDING_USE_INDUSTRY }, { "港", GEO_BUILDING_USE_INDUSTRY }, { "industr", GEO_BUILDING_USE_INDUSTRY },
    { "factory", GEO_BUILDING_USE_INDUSTRY }, { "garage", GEO_BUILDING_USE_INDUSTRY },
    { "hangar", GEO_BUILDING_USE_INDUSTRY }, { "shed", GEO_BUILDING_USE_INDUSTRY }, { "port", GEO_BUILDING_USE_INDUSTRY },
    { "公共", GEO_BUILDING_USE_PUBLIC }, { "学校", GEO_BUILDING_USE_PUBLIC }, { "教育", GEO_BUILDING_USE_PUBLIC },
    { "医", GEO_BUILDING_USE_PUBLIC }, { "体育", GEO_BUILDING_USE_PUBLIC }, { "文化", GEO_BUILDING_USE_PUBLIC },
    { "政府", GEO_BUILDING_USE_PUBLIC }, { "行政", GEO_BUILDING_USE_PUBLIC }, { "交通", GEO_BUILDING_USE_PUBLIC },
    { "public", GEO_BUILDING_USE_PUBLIC }, { "civic", GEO_BUILDING_USE_PUBLIC }, { "school", GEO_BUILDING_USE_PUBLIC },
    { "university", GEO_BUILDING_USE_PUBLIC }, { "college", GEO_BUILDING_USE_PUBLIC }, { "hospital", GEO_BUILDING_USE_PUBLIC },
    { "church", GEO_BUILDING_USE_PUBLIC }, { "cathedral", GEO_BUILDING_USE_PUBLIC }, { "chapel", GEO_BUILDING_USE_PUBLIC },
    { "mosque", GEO_BUILDING_USE_PUBLIC }, { "temple", GEO_BUILDING_USE_PUBLIC }, { "museum", GEO_BUILDING_USE_PUBLIC },
    { "station", GEO_BUILDING_USE_PUBLIC }, { "government", GEO_BUILDING_USE_PUBLIC }, { "stadium", GEO_BUILDING_USE_PUBLIC },
};

static uint8_t use_of_text(const char *text)
{
    char folded[96];
    size_t n = 0;
    for (; text[n] && n < sizeof folded - 1; n++) folded[n] = (char)(text[n] >= 'A' && text[n] <= 'Z' ? text[n] + 32 : text[n]);
    folded[n] = 0;
    for (size_t i = 0; i < sizeof use_words / sizeof use_words[0]; i++)
        if (strstr(folded, use_words[i].word)) return use_words[i].use;
    return GEO_BUILDING_USE_UNKNOWN;
}

void style_uses(const GeoLayer *layer, const LayerStyle *style, uint8_t *use)
{
    const uint32_t count = layer->feature_count;
    memset(use, GEO_BUILDING_USE_UNKNOWN, count);
    const GeoColumn *column = column_named(layer, style->use_attribute);
    if (!column || !column->code || column->value_count == 0) return;
    uint8_t *by_code = malloc(column->value_count);
    if (!by_code) return;
    for (uint32_t i = 0; i < column->value_count; i++) by_code[i] = use_of_text(column->text + column->text_at[i]);
    for (uint32_t row = 0; row < count; row++)
        if (is_valid(column, row)) use[row] = by_code[column->code[row]];
    free(by_code);
}

// "7.5 m", "12米" and bare numbers are metres; else the class table; 0 = unknown.
static float width_of_text(const char *text)
{
    char *end = NULL;
    const double value = strtod(text, &end);
    if (end != text && value > 0 && value < 1000) return (float)value;
    const StyleClass *class_ = style_class_find(text);
    return class_ ? class_->width_m : 0;
}

bool style_widths_m(const GeoLayer *layer, const LayerStyle *style, float *width)
{
    const GeoColumn *column = column_named(layer, style->width_attribute);
    if (!column || is_null(column)) return false;
    const uint32_t count = layer->feature_count;
    const float fallback = style->width_m > 0 ? (float)style->width_m : 0;
    if (column->code) {
        float *by_code = malloc((size_t)column->value_count * sizeof *by_code + 1);
        if (!by_code) return false;
        for (uint32_t i = 0; i < column->value_count; i++) by_code[i] = width_of_text(column->text + column->text_at[i]);
        for (uint32_t row = 0; row < count; row++) {
            const float value = is_valid(column, row) ? by_code[column->code[row]] : 0;
            width[row] = value > 0 ? value : fallback;
        }
        free(by_code);
        return true;
    }
    if (!column_numbers(layer, column, width)) return false;
    for (uint32_t row = 0; row < count; row++)
        if (!(width[row] > 0) || width[row] > 1000) width[row] = fallback;
    return true;
}

void style_ranks(const GeoLayer *layer, const LayerStyle *style, float *rank)
{
    const uint32_t count = layer->feature_count;
    memset(rank, 0, (size_t)count * sizeof *rank);
    const GeoColumn *column = column_named(layer, style->label_rank_attribute);
    if (column && column_numbers(layer, column, rank)) {
        // Populations span five orders: the logarithm spreads them.
        float low = INFINITY, high = -INFINITY;
        for (uint32_t i = 0; i < count; i++) {
            rank[i] = rank[i] > -1 ? log1pf(rank[i]) : 0;
            if (rank[i] < low) low = rank[i];
            if (rank[i] > high) high = rank[i];
        }
        for (uint32_t i = 0; i < count; i++) rank[i] = high > low ? (rank[i] - low) / (high - low) : 0;
        return;
    }
    column = column_named(layer, style->width_attribute[0] ? style->width_attribute : style->colour_attribute);
    if (!column || !column->code || column->value_count == 0) return;
    float *by_code = malloc((size_t)column->value_count * sizeof *by_code);
    if (!by_code) return;
    for (uint32_t i = 0; i < column->value_count; i++) {
        const StyleClass *class_ = style_class_find(column->text + column->text_at[i]);
        by_code[i] = class_ ? class_->rank : 0;
    }
    for (uint32_t row = 0; row < count; row++)
        if (is_valid(column, row)) rank[row] = by_code[column->code[row]];
    free(by_code);
}
