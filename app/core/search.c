// SPDX-License-Identifier: Apache-2.0
// search.c - looks through the pools of distinct values, then for the first feature that has each value found.
#include "core/search.h"
#include "assets/asset_query.h"
#include "base/pinyin.h"
#include "base/str.h"
#include "core/city_model.h"
#include "core/select_where.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEARCH_MODEL_MAX 64
#define SEARCH_MODEL_SCORE 0.3f
#define SEARCH_GUID_SCORE 4.0f

// Columns that hold names, by part of their own name.
static const char *const search_name_words[] = { "name", "名", "title", "label", "addr", "地址" };

static bool search_is_name(const char *column)
{
    char lower[64];
    size_t n = 0;
    for (; column[n] && n + 1 < sizeof lower; n++) lower[n] = column[n] >= 'A' && column[n] <= 'Z' ? (char)(column[n] + 32) : column[n];
    lower[n] = 0;
    for (size_t i = 0; i < sizeof search_name_words / sizeof search_name_words[0]; i++) {
        if (strstr(lower, search_name_words[i])) return true;
    }
    return false;
}

static void search_keep(SearchHit *out, int *count, int cap, const SearchHit *hit)
{
    int at = *count;
    while (at > 0 && out[at - 1].score < hit->score) at--;
    if (at >= cap) return;
    const int last = *count < cap ? *count : cap - 1;
    memmove(out + at + 1, out + at, sizeof *out * (size_t)(last - at));
    out[at] = *hit;
    if (*count < cap) (*count)++;
}

// Whole beats start beats middle, each as it is written before by pinyin; shorter names are nearer
// to what was typed.
static float search_score(const char *value, const char *text, const PinyinQuery *pinyin)
{
    static const float by_pinyin[] = { 0, 0.7f, 1.7f, 2.6f };
    const char *at = strcasestr(value, text);
    if (at) {
        const float extra = (float)(strlen(value) - strlen(text));
        return (at == value ? (extra == 0 ? 3.0f : 2.0f) : 1.0f) / (1 + extra * 0.01f);
    }
    if (pinyin->length == 0) return 0;
    return by_pinyin[pinyin_match(pinyin, value)] / (1 + (float)strlen(value) * 0.01f);
}

#define SEARCH_OTHER_SCORE 0.2f // of attributes that are no names

typedef struct {
    const char *text;
    PinyinQuery pinyin; // length 0: the text is none
    float scale;
    bool is_other; // an attribute that is no name: the hit says where
} Search;

static void search_column(const GeoLayer *layer, const GeoColumn *column, uint32_t layer_id,
                          const Search *search, SearchHit *out, int *count, int cap)
{
    for (uint32_t v = 0; v < column->value_count; v++) {
        const char *value = column->text + column->text_at[v];
        SearchHit hit = { .ref = { layer_id, UINT32_MAX },
                          .score =
                              search->scale * search_score(value, search->text, &search->pinyin) };
        if (hit.score <= 0 || (*count == cap && hit.score <= out[cap - 1].score)) continue;
        for (uint32_t f = 0; f < layer->feature_count; f++) {
            const bool is_valid = !column->valid || (column->valid[f >> 6] >> (f & 63) & 1);
            if (is_valid && column->code[f] == v) {
                hit.ref.feature = f;
                break;
            }
        }
        if (hit.ref.feature == UINT32_MAX) continue;
        str_copy_utf8(hit.name, sizeof hit.name, value);
        if (search->is_other) str_copy_utf8(hit.where, sizeof hit.where, column->name);
        search_keep(out, count, cap, &hit);
    }
}

// Names as those of features. What was found elsewhere comes behind all names, in the order that
// the model gives it; but a GlobalId is looked for by nobody who means something else.
static void search_model(const CityLayer *layer, const Search *search, SearchHit *out, int *count,
                         int cap)
{
    const char *text = search->text;
    AssetSearchHit hits[SEARCH_MODEL_MAX];
    const int found = asset_query_search(layer->asset, text, hits, SEARCH_MODEL_MAX);
    for (int i = 0; i < found && i < SEARCH_MODEL_MAX; i++) {
        const AssetSearchHit *from = &hits[i];
        const char *name = city_model_name(layer, (uint32_t)from->object);
        SearchHit hit = { .ref = { layer->id, (uint32_t)from->object },
                          .score = search_score(name, text, &search->pinyin) };
        const bool is_guid = strcmp(from->where, "GlobalId") == 0;
        if (!(hit.score > 0)) {
            hit.score = is_guid ? SEARCH_GUID_SCORE
                                : SEARCH_MODEL_SCORE * (1 - (float)i / (2 * SEARCH_MODEL_MAX));
            str_copy_utf8(hit.where, sizeof hit.where, from->where);
            str_copy_utf8(hit.matched, sizeof hit.matched, from->matched);
        }
        if (*count == cap && hit.score <= out[cap - 1].score) continue;
        str_copy_utf8(hit.name, sizeof hit.name, name);
        str_copy_utf8(hit.type, sizeof hit.type, layer->asset->objects[from->object].type);
        search_keep(out, count, cap, &hit);
    }
}

static void search_layer(const CityLayer *layer, const StateLayer *wanted, const Search *search,
                         SearchHit *out, int *count, int cap)
{
    for (int c = 0; c < layer->vector->column_count; c++) {
        const GeoColumn *column = &layer->vector->columns[c];
        if (column->type != GEO_FIELD_TEXT || !column->code) continue;
        const bool is_name =
            search_is_name(column->name) || str_equal(column->name, wanted->style.label_attribute);
        if (is_name != search->is_other)
            search_column(layer->vector, column, wanted->id, search, out, count, cap);
    }
}

int search_names(const City *city, const State *state, const char *text, SearchHit *out, int cap)
{
    int count = 0;
    if (!text || !text[0] || cap <= 0) return 0;
    Search search = { .text = text, .scale = 1 };
    if (!pinyin_query(text, &search.pinyin)) search.pinyin.length = 0;
    for (int pass = 0; pass < 2 && count < cap; pass++) {
        for (int i = 0; i < state->layer_count; i++) {
            const StateLayer *wanted = &state->layers[i];
            const CityLayer *layer = city_layer(city, wanted->id);
            if (!wanted->is_visible || !layer) continue;
            if (pass == 0 && layer->asset) search_model(layer, &search, out, &count, cap);
            if (layer->vector) search_layer(layer, wanted, &search, out, &count, cap);
        }
        search.scale = SEARCH_OTHER_SCORE;
        search.is_other = true;
        search.pinyin.length = 0;
    }
    return count;
}

static bool find_point(const char *text, SearchPlace *out)
{
    const char *end = text + strlen(text), *at = text;
    double a = 0, b = 0;
    while (*at == ' ') at++;
    at = str_scan_double(at, end, &a);
    if (!at) return false;
    const size_t gap = strspn(at, " \t,;");
    const char *comma =
        strncmp(at + gap, "，", strlen("，")) == 0 ? at + gap + strlen("，") : at + gap;
    if (comma == at) return false;
    at = str_scan_double(comma + strspn(comma, " "), end, &b);
    if (!at || at[strspn(at, " ")]) return false;
    const bool is_turned = b > 90 || b < -90 || (a >= -90 && a <= 90 && b > a && a < 60 && b > 60);
    const double lon = is_turned ? b : a, lat = is_turned ? a : b;
    if (!(lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90)) return false;
    *out = (SearchPlace){ .kind = SEARCH_POINT, .lon_deg = lon, .lat_deg = lat };
    snprintf(out->name, sizeof out->name, "%.6f°, %.6f°", lon, lat);
    return true;
}

static int count_where(const GeoLayer *layer, const char *text)
{
    SelectWhere where;
    int count = 0;
    if (!select_where_parse(&where, layer, text, NULL)) return 0;
    for (uint32_t i = 0; i < layer->feature_count; i++)
        count += select_where_holds(&where, layer, i);
    return count;
}

int search_places(const City *city, const State *state, const char *text, SearchPlace *out, int cap)
{
    int count = 0;
    if (!text || !text[0] || cap <= 0) return 0;
    if (find_point(text, out)) count++;
    for (int i = 0; i < state->bookmark_count && count < cap; i++) {
        if (!pinyin_found(text, state->bookmarks[i].name)) continue;
        out[count] = (SearchPlace){ .kind = SEARCH_BOOKMARK };
        str_copy_utf8(out[count++].name, sizeof out->name, state->bookmarks[i].name);
    }
    const bool is_condition = text[strcspn(text, "=~<>")] != 0 || strstr(text, "≥") ||
                              strstr(text, "≤") || strstr(text, "≠");
    for (int i = 0; is_condition && i < state->layer_count && count < cap; i++) {
        const CityLayer *layer = city_layer(city, state->layers[i].id);
        if (!state->layers[i].is_visible || !layer || !layer->vector) continue;
        const int fits = count_where(layer->vector, text);
        if (!fits) continue;
        out[count] = (SearchPlace){ .kind = SEARCH_WHERE, .layer_id = layer->id, .count = fits };
        str_copy_utf8(out[count++].name, sizeof out->name, state->layers[i].name);
    }
    return count;
}

int search_expression(const CityLayer *model, const char *text)
{
    if (!text[strcspn(text, "=~<>")] && !strcasestr(text, " exists")) return -1;
    AssetQuery *query = asset_query_create(text, NULL);
    uint8_t *found = query ? calloc((size_t)model->asset->object_count + 1, 1) : NULL;
    AssetQueryResult result = { 0 };
    const bool ok = found && asset_query_find(query, model->asset, found, &result, NULL);
    asset_query_destroy(query);
    free(found);
    return ok ? result.count : -1;
}
