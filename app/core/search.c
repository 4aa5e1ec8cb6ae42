// SPDX-License-Identifier: Apache-2.0
// search.c - looks through the pools of distinct values, then for the first feature that has each value found.
#include "core/search.h"
#include "assets/asset_query.h"
#include "base/str.h"
#include "core/city_model.h"
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

// Whole beats start beats middle; shorter names are nearer to what was typed.
static float search_score(const char *value, const char *text)
{
    const char *at = strcasestr(value, text);
    if (!at) return 0;
    const float extra = (float)(strlen(value) - strlen(text));
    return (at == value ? (extra == 0 ? 3.0f : 2.0f) : 1.0f) / (1 + extra * 0.01f);
}

static void search_column(const GeoLayer *layer, const GeoColumn *column, uint32_t layer_id, const char *text, SearchHit *out, int *count,
                          int cap)
{
    for (uint32_t v = 0; v < column->value_count; v++) {
        const char *value = column->text + column->text_at[v];
        SearchHit hit = { .ref = { layer_id, UINT32_MAX }, .score = search_score(value, text) };
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
        search_keep(out, count, cap, &hit);
    }
}

// Names as those of features. What was found elsewhere comes behind all names, in the order that
// the model gives it; but a GlobalId is looked for by nobody who means something else.
static void search_model(const CityLayer *layer, const char *text, SearchHit *out, int *count,
                         int cap)
{
    AssetSearchHit hits[SEARCH_MODEL_MAX];
    const int found = asset_query_search(layer->asset, text, hits, SEARCH_MODEL_MAX);
    for (int i = 0; i < found && i < SEARCH_MODEL_MAX; i++) {
        const AssetSearchHit *from = &hits[i];
        const char *name = city_model_name(layer, (uint32_t)from->object);
        SearchHit hit = { .ref = { layer->id, (uint32_t)from->object },
                          .score = search_score(name, text) };
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

int search_names(const City *city, const State *state, const char *text, SearchHit *out, int cap)
{
    int count = 0;
    if (!text || !text[0] || cap <= 0) return 0;
    for (int i = 0; i < state->layer_count; i++) {
        const StateLayer *wanted = &state->layers[i];
        const CityLayer *layer = city_layer(city, wanted->id);
        if (wanted->is_visible && layer && layer->asset)
            search_model(layer, text, out, &count, cap);
        if (!wanted->is_visible || !layer || !layer->vector) continue;
        for (int c = 0; c < layer->vector->column_count; c++) {
            const GeoColumn *column = &layer->vector->columns[c];
            if (column->type != GEO_FIELD_TEXT || !column->code) continue;
            if (search_is_name(column->name) || str_equal(column->name, wanted->style.label_attribute)) {
                search_column(layer->vector, column, wanted->id, text, out, &count, cap);
            }
        }
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
