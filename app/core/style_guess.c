// SPDX-License-Identifier: Apache-2.0
// style_guess.c - geometry and names to a style: what a person would have chosen who sees the layer for the first time.
#include "core/style_guess.h"
#include "base/hashmap.h"
#include "base/str.h"
#include "core/style_ramp.h"
#include "core/style_symbol.h"
#include "geo/geo_terrain.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RGB(c) ((((uint32_t)(c) & 0xff) << 16) | ((uint32_t)(c) & 0xff00) | ((uint32_t)(c) >> 16))
#define CATEGORY_STOPS (STATE_STOPS_MAX - 1)

// Attribute names as compared: lower case, without "_:-. ". In order of preference; cut forms are Shapefile's ten bytes.
static const char *const height_names[] = { "height", "buildingheight", "heightm", "bldgheight", "bldgh", "buildingh", "hgt",
    "measuredheight", "relh2", "hoehe", "建筑高度", "建筑高", "楼高", "房屋高度", "高度", "总高度", "高度m", "jzgd", "gaodu", NULL };
static const char *const storey_names[] = { "buildinglevels", "levels", "storeys", "stories", "storey", "floors", "floor", "numfloors",
    "nfloors", "floorcount", "floornum", "buildingl", "bldglevels", "storeysaboveground", "层数", "地上层数", "楼层", "楼层数",
    "建筑层数", "总层数", "房屋层数", "cengshu", NULL };
static const char *const min_height_names[] = { "minheight", "buildingminheight", "baseheight", "底高", "底部高度", "离地高度", NULL };
static const char *const use_names[] = { "use", "buildinguse", "usage", "function", "buildingfunction", "用途", "建筑用途", "使用性质",
    "建筑功能", "功能", "建筑类型", "房屋类型", "building", "buildingtype", "类型", "type", "class", "fclass", NULL };
static const char *const name_names[] = { "name", "namezh", "名称", "地名", "标准名称", "道路名称", "路名", "建筑名称", "河流名称",
    "站名", "中文名", "mc", "namechn", "nameen", "label", "title", "标题", "gmlname", NULL };
static const char *const class_names[] = { "highway", "fclass", "roadclass", "道路等级", "技术等级", "等级", "道路类型", "公路等级", "railway",
    "waterway", "铁路类型", "natural", "landuse", "用地类型", "地类名称", "土地利用", "leisure", "aeroway", "place", "行政级别", "class",
    "kind", "pmapkind", "kinddetail", "类别", "类型", "type", "subclass", "级别", "用途", "use", NULL };
static const char *const width_names[] = { "width", "widthm", "roadwidth", "宽度", "路宽", "道路宽度", "路面宽度", "路基宽度", "河宽", "宽度m", NULL };
static const char *const rank_names[] = { "population", "pop", "popmax", "人口", "常住人口", "人口数", "总人口", NULL };

// What names of layers say, in their parts.
static const char *const building_words[] = { "building", "bldg", "footprint", "建筑", "房屋", "楼", NULL };
static const char *const water_words[] = { "water", "river", "lake", "ocean", "reservoir", "hydro", "水系", "水域", "水面", "水库", "河", "湖",
                                           "海", NULL };
static const char *const road_words[] = { "road", "street", "highway", "transport", "道路", "公路", "路网", "街", NULL };
static const char *const rail_words[] = { "rail", "铁路", "高铁", "地铁", "轨道", NULL };
static const char *const raised_words[] = { "bridge", "viaduct", "桥", "高架", "架空", NULL };
static const char *const contour_words[] = { "contour", "等高线", "等深线", NULL };
static const char *const border_words[] = { "boundar", "border", "admin", "district", "province", "county", "边界", "行政", "区划", "县区", NULL };
static const char *const place_words[] = { "place", "city", "cities", "town", "village", "geonames", "地名", "居民", "城镇", "村", NULL };
static const char *const tree_words[] = { "tree", "树", NULL };
static const char *const lamp_words[] = { "lamp", "street_light", "streetlight", "路灯", "灯杆", NULL };
static const char *const green_words[] = { "park", "green", "forest", "wood", "绿地", "公园", "林", NULL };

static void fold_name(const char *name, char out[96])
{
    size_t n = 0;
    for (const char *c = name; *c && n < 95; c++) {
        if (strchr("_:-. ", *c)) continue;
        out[n++] = (char)((unsigned char)*c < 128 ? tolower((unsigned char)*c) : *c);
    }
    out[n] = 0;
}

// The column of the earliest name in the list; -1 = none. needs_text: 1 text only, 0 numbers (or texts that hold numbers), -1 any.
static int find_column(const GeoLayer *layer, const char *const *names, int needs_text)
{
    for (int n = 0; names[n]; n++) {
        for (int i = 0; i < layer->column_count; i++) {
            const GeoColumn *column = &layer->columns[i];
            if (needs_text == 1 && column->type != GEO_FIELD_TEXT) continue;
            if (needs_text == 0 && column->type == GEO_FIELD_TIME) continue;
            char folded[96];
            fold_name(column->name, folded);
            if (strcmp(folded, names[n]) == 0) return i;
        }
    }
    return -1;
}

// ASCII case ignored; Chinese as it is.
static bool has_word(const char *text, const char *const *words)
{
    char folded[256];
    size_t n = 0;
    for (const char *c = text ? text : ""; *c && n < sizeof folded - 1; c++)
        folded[n++] = (char)((unsigned char)*c < 128 ? tolower((unsigned char)*c) : *c);
    folded[n] = 0;
    for (int i = 0; words[i]; i++)
        if (strstr(folded, words[i])) return true;
    return false;
}

static bool layer_has_word(const GeoLayer *layer, const char *const *words)
{
    if (has_word(layer->name, words)) return true;
    const char *slash = layer->source ? strrchr(layer->source, '/') : NULL;
    return has_word(slash ? slash + 1 : layer->source, words);
}

static bool is_none(const char *text)
{
    return strcmp(text, "none") == 0;
}

// wanted if given, "" for "none", else the guessed column's name.
static void fill_name(char out[64], const GeoLayer *layer, int column)
{
    if (is_none(out))
        out[0] = 0;
    else if (!out[0] && column >= 0)
        str_copy_utf8(out, 64, layer->columns[column].name);
}

static bool is_column_valid(const GeoColumn *column, uint32_t row)
{
    return !column->valid || (column->valid[row / 64] >> (row % 64) & 1);
}

// Numbers in at least half of the first values that are not null.
static bool is_column_numeric(const GeoLayer *layer, int index)
{
    if (index < 0) return false;
    const GeoColumn *column = &layer->columns[index];
    if (column->type == GEO_FIELD_INT || column->type == GEO_FIELD_REAL) return true;
    if (column->type != GEO_FIELD_TEXT) return false;
    int seen = 0, numbers = 0;
    for (uint32_t row = 0; row < layer->feature_count && seen < 400; row++) {
        double value = 0;
        if (!is_column_valid(column, row)) continue;
        if (column->value_count > 0 && !column->text[column->text_at[column->code[row]]]) continue;
        seen++;
        if (geo_column_number(column, row, &value)) numbers++;
    }
    return seen > 0 && numbers * 2 >= seen;
}

typedef struct {
    uint32_t code, count;
} CodeCount;

static int compare_counts(const void *a, const void *b)
{
    const CodeCount *x = a, *y = b;
    if (x->count != y->count) return x->count < y->count ? 1 : -1;
    return x->code < y->code ? -1 : x->code > y->code;
}

// Distinct texts of a column, most frequent first; heap. NULL without memory or values.
static CodeCount *count_codes(const GeoLayer *layer, const GeoColumn *column)
{
    if (column->type != GEO_FIELD_TEXT || column->value_count == 0) return NULL;
    CodeCount *counts = calloc(column->value_count, sizeof *counts);
    if (!counts) return NULL;
    for (uint32_t i = 0; i < column->value_count; i++) counts[i].code = i;
    for (uint32_t row = 0; row < layer->feature_count; row++)
        if (is_column_valid(column, row)) counts[column->code[row]].count++;
    qsort(counts, column->value_count, sizeof *counts, compare_counts);
    return counts;
}

// Fills stops from the values of a class column that the class table knows. Returns how many features they cover.
static uint32_t fill_class_stops(const GeoLayer *layer, int index, LayerStyle *out)
{
    const GeoColumn *column = &layer->columns[index];
    CodeCount *counts = count_codes(layer, column);
    uint32_t covered = 0;
    out->stop_count = 0;
    for (uint32_t i = 0; counts && i < column->value_count && i < 400 && out->stop_count < CATEGORY_STOPS; i++) {
        const char *value = column->text + column->text_at[counts[i].code];
        const StyleClass *class_ = counts[i].count ? style_class_find(value) : NULL;
        if (!class_ || strlen(value) >= sizeof out->stops[0].text) continue;
        StyleStop *stop = &out->stops[out->stop_count++];
        *stop = (StyleStop){ .rgb = class_->rgb };
        str_copy_utf8(stop->text, sizeof stop->text, value);
        covered += counts[i].count;
    }
    free(counts);
    return covered;
}

// The class column whose values the table knows best; -1 = none knows a tenth of the features.
static int find_class_column(const GeoLayer *layer)
{
    int best = -1;
    uint32_t best_covered = layer->feature_count / 10;
    for (int n = 0; class_names[n]; n++) {
        const char *const one[] = { class_names[n], NULL };
        const int column = find_column(layer, one, 1);
        if (column < 0) continue;
        LayerStyle *probe = calloc(1, sizeof *probe);
        if (!probe) return best;
        const uint32_t covered = fill_class_stops(layer, column, probe);
        free(probe);
        if (covered > best_covered) {
            best = column;
            best_covered = covered;
        }
    }
    return best;
}

// Category colours where the operator named an attribute but no values: known classes keep their colour, the rest the palette.
static void fill_categories(const GeoLayer *layer, const GeoColumn *column, LayerStyle *out)
{
    CodeCount *counts = count_codes(layer, column);
    out->stop_count = 0;
    for (uint32_t i = 0; counts && i < column->value_count && out->stop_count < CATEGORY_STOPS; i++) {
        const char *value = column->text + column->text_at[counts[i].code];
        if (!counts[i].count || !value[0] || strlen(value) >= sizeof out->stops[0].text) continue;
        const StyleClass *class_ = style_class_find(value);
        StyleStop *stop = &out->stops[out->stop_count];
        *stop = (StyleStop){ .rgb = class_ ? class_->rgb : style_palette(out->stop_count) };
        str_copy_utf8(stop->text, sizeof stop->text, value);
        out->stop_count++;
    }
    free(counts);
    if (column->type == GEO_FIELD_TEXT) return;
    // Few distinct numbers (codes) are categories too: in order of first appearance.
    Hashmap seen = { 0 };
    for (uint32_t row = 0; row < layer->feature_count && out->stop_count < CATEGORY_STOPS; row++) {
        char value[64];
        if (!geo_column_text(column, row, value, sizeof value)) continue;
        const uint64_t key = str_hash(value, strlen(value));
        uint64_t known = 0;
        if (hashmap_get(&seen, key, &known) || !hashmap_put(&seen, key, 1)) continue;
        StyleStop *stop = &out->stops[out->stop_count];
        *stop = (StyleStop){ .rgb = style_palette(out->stop_count) };
        str_copy_utf8(stop->text, sizeof stop->text, value);
        out->stop_count++;
    }
    hashmap_finish(&seen);
}

// Range of the values that count: between the 2nd and 98th percentile of a sample, so that one absurd value does not flatten all.
static int compare_doubles(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void value_range(const GeoLayer *layer, const GeoColumn *column, double *low, double *high)
{
    enum { SAMPLE = 4096 };
    double *values = malloc(SAMPLE * sizeof *values);
    int count = 0;
    const uint32_t stride = layer->feature_count / SAMPLE + 1;
    for (uint32_t row = 0; values && row < layer->feature_count && count < SAMPLE; row += stride) {
        double value = 0;
        if (is_column_valid(column, row) && geo_column_number(column, row, &value)) values[count++] = value;
    }
    *low = 0;
    *high = 1;
    if (count > 0) {
        qsort(values, (size_t)count, sizeof *values, compare_doubles);
        *low = values[count * 2 / 100];
        *high = values[count - 1 - count * 2 / 100];
        if (*high <= *low) *high = *low + 1;
    }
    free(values);
}

static void fill_ramp(const char *name, double low, double high, LayerStyle *out)
{
    const StyleRamp *ramp = style_ramp_find(name);
    if (!ramp) ramp = &style_ramp_table[0];
    out->stop_count = STYLE_RAMP_COLOURS;
    for (int i = 0; i < STYLE_RAMP_COLOURS; i++)
        out->stops[i] = (StyleStop){ .value = low + (high - low) * i / (STYLE_RAMP_COLOURS - 1), .rgb = ramp->rgb[i] };
    out->colour_mode = STYLE_COLOUR_RAMP;
}

// Colours the operator asked for by an attribute: whatever is missing (mode, stops) follows from the column.
static void fill_wanted_colours(const GeoLayer *layer, LayerStyle *out)
{
    const int index = geo_layer_column(layer, out->colour_attribute);
    if (index < 0) {
        out->colour_mode = STYLE_COLOUR_SINGLE;
        out->stop_count = 0;
        return;
    }
    if (out->stop_count > 0 && out->colour_mode != STYLE_COLOUR_SINGLE) return;
    const GeoColumn *column = &layer->columns[index];
    if (out->colour_mode == STYLE_COLOUR_SINGLE)
        out->colour_mode = out->ramp[0] || is_column_numeric(layer, index) ? STYLE_COLOUR_RAMP : STYLE_COLOUR_CATEGORY;
    if (out->colour_mode == STYLE_COLOUR_CATEGORY) {
        fill_categories(layer, column, out);
    } else {
        double low = 0, high = 1;
        value_range(layer, column, &low, &high);
        fill_ramp(out->ramp[0] ? out->ramp : "viridis", low, high, out);
    }
}

static StyleDraw guess_draw(const GeoLayer *layer)
{
    const bool is_named_building = layer_has_word(layer, building_words);
    // What tile makers put round a place to hide the rest is not a part of it.
    if (layer->name && strcmp(layer->name, "mask") == 0) return STYLE_DRAW_NONE;
    switch (layer->kind) {
    case GEO_GEOMETRY_POINT: return STYLE_DRAW_POINT;
    case GEO_GEOMETRY_LINE:
        return layer->has_z && layer->z_max_m > layer->z_min_m && layer_has_word(layer, raised_words) ? STYLE_DRAW_RAISED
                                                                                                      : STYLE_DRAW_LINE;
    case GEO_GEOMETRY_AREA:
    case GEO_GEOMETRY_MIXED: break;
    case GEO_GEOMETRY_NONE: return STYLE_DRAW_NONE;
    }
    if (layer->kind == GEO_GEOMETRY_AREA && layer->has_z && layer_has_word(layer, raised_words)) return STYLE_DRAW_RAISED;
    static const char *const building_column[] = { "building", "buildingid", "bldgid", "建筑编号", NULL };
    // Water and green areas stay flat whatever their columns are called.
    if (!is_named_building && (layer_has_word(layer, water_words) || layer_has_word(layer, green_words))) return STYLE_DRAW_AREA;
    // OSM's multipolygons have a `building` column for everything: it counts when most rows have it.
    const int building = find_column(layer, building_column, -1);
    if (building >= 0) {
        uint32_t valid = 0;
        const GeoColumn *column = &layer->columns[building];
        for (uint32_t row = 0; row < layer->feature_count; row++) valid += is_column_valid(column, row);
        if (valid * 2 >= layer->feature_count) return STYLE_DRAW_BUILDING;
    }
    const bool has_height = is_column_numeric(layer, find_column(layer, height_names, 0)) ||
                            is_column_numeric(layer, find_column(layer, storey_names, 0));
    return is_named_building || has_height ? STYLE_DRAW_BUILDING : STYLE_DRAW_AREA;
}

static void guess_line(const GeoLayer *layer, int class_column, LayerStyle *out)
{
    const bool has_class_width = class_column >= 0;
    const bool is_rail = layer_has_word(layer, rail_words);
    const bool is_water = layer_has_word(layer, water_words);
    const bool is_road = layer_has_word(layer, road_words);
    char class_name[96] = "";
    if (has_class_width) fold_name(layer->columns[class_column].name, class_name);
    if (is_none(out->width_attribute)) {
        out->width_attribute[0] = 0;
        if (out->width_m <= 0 && out->width_px <= 0) out->width_px = 2;
    } else if (!out->width_attribute[0] && out->width_m <= 0 && out->width_px <= 0) {
        const int width = find_column(layer, width_names, 0);
        if (is_column_numeric(layer, width))
            str_copy_utf8(out->width_attribute, sizeof out->width_attribute, layer->columns[width].name);
        else if (has_class_width)
            str_copy_utf8(out->width_attribute, sizeof out->width_attribute, layer->columns[class_column].name);
        else if (is_rail)
            out->width_m = 3.5;
        else if (is_road)
            out->width_m = 8;
        else
            out->width_px = layer_has_word(layer, contour_words) ? 1 : 2;
    }
    if (out->width_attribute[0] && out->width_m <= 0) out->width_m = is_road || has_class_width ? 5 : 3; // rows without a value
    if (is_rail && out->dash_m <= 0) out->dash_m = 12;
    if (out->surface == STYLE_SURFACE_PLAIN) {
        if (is_water || strcmp(class_name, "waterway") == 0)
            out->surface = STYLE_SURFACE_WATER;
        else if (!is_rail && (is_road || strcmp(class_name, "highway") == 0 || strcmp(class_name, "道路等级") == 0))
            out->surface = STYLE_SURFACE_ROAD;
    }
    if (!out->has_casing && out->surface == STYLE_SURFACE_ROAD) {
        out->casing_rgb = RGB(0xb8b0a4);
        out->has_casing = true;
    }
    if (!out->has_rgb) {
        out->rgb = is_rail                                         ? RGB(0x707078)
                   : out->surface == STYLE_SURFACE_WATER           ? RGB(0x8fb8d8)
                   : out->surface == STYLE_SURFACE_ROAD            ? RGB(0xf0ede6)
                   : layer_has_word(layer, contour_words)          ? RGB(0xb09070)
                   : layer_has_word(layer, border_words)           ? RGB(0xa060a0)
                                                                   : RGB(0xd08848);
    }
}

static void guess_area(const GeoLayer *layer, int class_column, LayerStyle *out)
{
    const bool is_water = layer_has_word(layer, water_words);
    if (out->surface == STYLE_SURFACE_PLAIN && is_water && class_column < 0) out->surface = STYLE_SURFACE_WATER;
    if (out->surface == STYLE_SURFACE_PLAIN && class_column >= 0) {
        // A layer all of whose known values are water is water.
        bool is_all_water = out->stop_count > 0 && out->colour_mode == STYLE_COLOUR_CATEGORY;
        for (int i = 0; i < out->stop_count && is_all_water; i++) {
            const StyleClass *class_ = style_class_find(out->stops[i].text);
            is_all_water = class_ && class_->surface == STYLE_SURFACE_WATER;
        }
        if (is_all_water) out->surface = STYLE_SURFACE_WATER;
    }
    const bool is_border = layer_has_word(layer, border_words);
    if (!out->has_rgb) {
        out->rgb = out->surface == STYLE_SURFACE_WATER   ? RGB(0x8fb8d8)
                   : layer_has_word(layer, green_words)  ? RGB(0xb4d498)
                   : is_border                           ? RGB(0xe8e0d0)
                                                         : RGB(0xd8cfc0);
    }
    if (!out->has_casing && out->surface != STYLE_SURFACE_WATER) {
        out->casing_rgb = is_border ? RGB(0xa060a0) : RGB(0xa89c8c);
        out->has_casing = true;
    }
}

static void guess_point(const GeoLayer *layer, LayerStyle *out)
{
    if (is_none(out->symbol))
        out->symbol[0] = 0;
    else if (!out->symbol[0] && (!out->icon[0] || is_none(out->icon))) {
        if (layer_has_word(layer, tree_words)) str_copy_utf8(out->symbol, sizeof out->symbol, "tree");
        else if (layer_has_word(layer, lamp_words)) str_copy_utf8(out->symbol, sizeof out->symbol, "lamp");
    }
    if (out->symbol[0] && out->symbol_size_m <= 0 && !style_symbol_is_path(out->symbol))
        out->symbol_size_m = strcmp(out->symbol, "tree") == 0 ? 7 : 9;
    if (!out->has_rgb && style_symbol_is_path(out->symbol))
        out->rgb = 0xffffff; // as the model is
    else if (!out->has_rgb)
        out->rgb = strcmp(out->symbol, "tree") == 0 ? RGB(0x6c9c58) : RGB(0x3d7fc4);
}

static void guess_building(const GeoLayer *layer, LayerStyle *out)
{
    const int height = find_column(layer, height_names, 0), storeys = find_column(layer, storey_names, 0);
    const bool is_constant = out->height_m > 0 && !out->height_attribute[0];
    if (!is_constant) fill_name(out->height_attribute, layer, is_column_numeric(layer, height) ? height : -1);
    if (!is_constant) fill_name(out->storeys_attribute, layer, is_column_numeric(layer, storeys) ? storeys : -1);
    if (is_none(out->height_attribute)) out->height_attribute[0] = 0;
    if (is_none(out->storeys_attribute)) out->storeys_attribute[0] = 0;
    const int lowest = find_column(layer, min_height_names, 0);
    fill_name(out->min_height_attribute, layer, is_column_numeric(layer, lowest) ? lowest : -1);
    fill_name(out->use_attribute, layer, find_column(layer, use_names, 1));
    if (out->storey_m <= 0) out->storey_m = STYLE_STOREY_M;
    if (out->height_m <= 0) out->height_m = STYLE_HEIGHT_DEFAULT_M;
    if (!out->has_rgb) out->rgb = RGB(0xd8d2c8);
}

// Where a layer has no say, bigger things first: places, areas, points, roads, buildings.
static double guess_priority(const GeoLayer *layer, const LayerStyle *out)
{
    if (out->draw == STYLE_DRAW_POINT) return layer_has_word(layer, place_words) ? 10 : 5;
    if (out->draw == STYLE_DRAW_AREA) return layer_has_word(layer, border_words) ? 8 : 4;
    if (out->draw == STYLE_DRAW_LINE) return 3;
    return 2;
}

void style_guess(const GeoLayer *layer, const LayerStyle *wanted, LayerStyle *out)
{
    *out = *wanted;
    if (out->draw == STYLE_DRAW_AUTO) out->draw = guess_draw(layer);
    const bool is_raised = out->live_effect == STYLE_LIVE_RAISE && out->live_key[0];
    if (is_raised && out->draw == STYLE_DRAW_AREA) out->draw = STYLE_DRAW_BUILDING;
    const bool is_line = out->draw == STYLE_DRAW_LINE || out->draw == STYLE_DRAW_RAISED;
    const int class_column = out->draw == STYLE_DRAW_BUILDING || out->draw == STYLE_DRAW_POINT ? -1 : find_class_column(layer);

    if (is_none(out->ramp)) out->ramp[0] = 0;
    const bool is_uncoloured = is_none(out->colour_attribute);
    if (is_uncoloured) out->colour_attribute[0] = 0;
    if (out->colour_attribute[0]) {
        fill_wanted_colours(layer, out);
    } else if (!is_uncoloured && !out->has_rgb && class_column >= 0) {
        fill_class_stops(layer, class_column, out);
        out->colour_mode = STYLE_COLOUR_CATEGORY;
        str_copy_utf8(out->colour_attribute, sizeof out->colour_attribute, layer->columns[class_column].name);
    } else {
        out->colour_mode = STYLE_COLOUR_SINGLE;
        out->stop_count = 0;
    }

    if (is_line) guess_line(layer, class_column, out);
    else if (out->draw == STYLE_DRAW_AREA) guess_area(layer, class_column, out);
    else if (out->draw == STYLE_DRAW_POINT) guess_point(layer, out);
    else if (out->draw == STYLE_DRAW_BUILDING) guess_building(layer, out);
    if (out->draw == STYLE_DRAW_BUILDING && out->colour_mode == STYLE_COLOUR_SINGLE && !out->has_rgb && !is_uncoloured) {
        // Walls tinted by use, where the table knows enough of them.
        const int use = out->use_attribute[0] ? geo_layer_column(layer, out->use_attribute) : -1;
        if (use >= 0 && layer->columns[use].type == GEO_FIELD_TEXT && fill_class_stops(layer, use, out) > layer->feature_count / 10) {
            out->colour_mode = STYLE_COLOUR_CATEGORY;
            str_copy_utf8(out->colour_attribute, sizeof out->colour_attribute, out->use_attribute);
        } else {
            out->stop_count = 0;
        }
    }
    out->has_rgb = true;

    fill_name(out->label_attribute, layer, find_column(layer, name_names, 1));
    fill_name(out->label_rank_attribute, layer, find_column(layer, rank_names, 0));
    // An icon keeps its "none": without a name a point is a dot, with none only its text is written.
    if (is_none(out->symbol)) out->symbol[0] = 0;
    if (out->label_size_px <= 0) out->label_size_px = out->draw == STYLE_DRAW_BUILDING ? 13 : 15;
    if (out->label_priority == 0) out->label_priority = guess_priority(layer, out);
    if (out->storey_m <= 0) out->storey_m = STYLE_STOREY_M;
    const bool has_height =
        out->height_attribute[0] || out->storeys_attribute[0] || wanted->height_m > 0;
    if (is_raised && out->draw == STYLE_DRAW_BUILDING && out->live_height_m <= 0 && !has_height)
        out->live_height_m = STYLE_LIVE_HEIGHT_M;
}

void style_guess_raster(int kind, const LayerStyle *wanted, LayerStyle *out)
{
    *out = *wanted;
    if (out->draw == STYLE_DRAW_AUTO) {
        out->draw = kind == GEO_RASTER_ELEVATION ? STYLE_DRAW_ELEVATION
                    : kind == GEO_RASTER_GRID    ? STYLE_DRAW_GRID
                                                 : STYLE_DRAW_IMAGE;
    }
    if (out->draw == STYLE_DRAW_GRID && !out->stop_count && !out->ramp[0]) str_copy_utf8(out->ramp, sizeof out->ramp, "viridis");
}
