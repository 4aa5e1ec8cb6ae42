// SPDX-License-Identifier: Apache-2.0
// search.c - looks through the pools of distinct values, then for the first feature that has each
// of the best.
#include "core/search.h"
#include "assets/asset_query.h"
#include "base/pinyin.h"
#include "base/str.h"
#include "core/city_model.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define SEARCH_MODEL_MAX 64
#define SEARCH_MODEL_SCORE 0.3f
#define SEARCH_GUID_SCORE 4.0f
#define SEARCH_OTHER_SCORE 0.2f // of attributes that are no names
#define SEARCH_SPARE 16 // values that no feature has may be among the best
#define SEARCH_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

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

// As it is read in letters, it comes after all that is written so.
static float search_read_score(PinyinMatch match, const char *value)
{
    static const float scores[] = { 0, 0.4f, 0.8f, 0.95f };
    return scores[match] / (1 + (float)strlen(value) * 0.01f);
}

// -- Names --------------------------------------------------------------------------------------

// Values found so far, best first.
typedef struct {
    float score;
    uint32_t value;
} SearchValue;
typedef struct {
    SearchValue *values;
    int count, cap;
    float least; // what is no better is of no use
} SearchValues;

static void search_keep_value(SearchValues *found, float score, uint32_t value)
{
    if (score <= 0 || score <= found->least) return;
    if (found->count == found->cap && score <= found->values[found->cap - 1].score) return;
    int at = found->count < found->cap ? found->count++ : found->cap - 1;
    for (; at > 0 && found->values[at - 1].score < score; at--)
        found->values[at] = found->values[at - 1];
    found->values[at] = (SearchValue){ score, value };
}

static void search_each(const GeoColumn *column, const char *text, SearchValues *found)
{
    for (uint32_t v = 0; v < column->value_count; v++)
        search_keep_value(found, search_score(column->text + column->text_at[v], text), v);
}

// By letters: what holds them as they are beats what is read so.
static void search_letters(const GeoColumn *column, const PinyinQuery *query, const char *text,
                           SearchValues *found)
{
    for (uint32_t v = 0; v < column->value_count; v++) {
        const char *value = column->text + column->text_at[v];
        int at = 0;
        const PinyinMatch match = pinyin_match(query, value, &at);
        if (match == PINYIN_NONE) continue;
        const bool is_read = (unsigned char)value[at] >= 0x80;
        const float whole = is_read ? 0 : search_score(value, text);
        if (whole > 0)
            search_keep_value(found, whole, v);
        else
            search_keep_value(found, search_read_score(match, value), v);
    }
}

// The longest part of a text without letters, which have two cases; it is looked for in all values
// at once, as they lie one after the other.
static size_t search_part(const char *text, const char **part)
{
    size_t longest = 0;
    *part = text;
    while (*text) {
        size_t n = 0;
        while (text[n] && !isalpha((unsigned char)text[n])) n++;
        if (n > longest) {
            longest = n;
            *part = text;
        }
        text += n ? n : 1;
    }
    return longest;
}

static void search_signs(const GeoColumn *column, const char *text, SearchValues *found)
{
    const char *part = NULL;
    const size_t length = search_part(text, &part);
    const uint32_t count = column->value_count, last = column->text_at[count - 1];
    const char *at = column->text, *end = column->text + last + strlen(column->text + last);
    uint32_t v = 0;
    while (v < count && (at = memmem(at, (size_t)(end - at), part, length)) != NULL) {
        while (v + 1 < count && column->text + column->text_at[v + 1] <= at) v++;
        search_keep_value(found, search_score(column->text + column->text_at[v], text), v);
        if (++v == count) break;
        at = column->text + column->text_at[v];
    }
}

// Of each value the first feature that has it, in one pass.
static bool search_features(const GeoLayer *layer, const GeoColumn *column,
                            const SearchValues *found, uint32_t *features)
{
    uint64_t *is_wanted = calloc((size_t)column->value_count / 64 + 1, sizeof *is_wanted);
    if (!is_wanted) return false;
    for (int i = 0; i < found->count; i++) {
        const uint32_t v = found->values[i].value;
        features[i] = UINT32_MAX;
        is_wanted[v >> 6] |= UINT64_C(1) << (v & 63);
    }
    int left = found->count;
    for (uint32_t f = 0; f < layer->feature_count && left > 0; f++) {
        const uint32_t v = column->code[f];
        const bool is_valid = !column->valid || (column->valid[f >> 6] >> (f & 63) & 1);
        if (!is_valid || v >= column->value_count || !(is_wanted[v >> 6] >> (v & 63) & 1)) continue;
        for (int i = 0; i < found->count; i++)
            if (found->values[i].value == v) features[i] = f;
        is_wanted[v >> 6] &= ~(UINT64_C(1) << (v & 63));
        left--;
    }
    free(is_wanted);
    return true;
}

// is_other: the column holds no names; the hits say it, and come behind.
static void search_column(const GeoLayer *layer, const GeoColumn *column, uint32_t layer_id,
                          bool is_other, const char *text, SearchHit *out, int *count, int cap)
{
    if (column->value_count == 0) return;
    const float scale = is_other ? SEARCH_OTHER_SCORE : 1;
    SearchValues found = { .cap = cap + SEARCH_SPARE,
                           .least = *count == cap ? out[cap - 1].score / scale : 0 };
    found.values = malloc((size_t)found.cap * sizeof *found.values);
    uint32_t *features = malloc((size_t)found.cap * sizeof *features);
    PinyinQuery query;
    if (found.values && features) {
        if (!text[strcspn(text, SEARCH_LETTERS)])
            search_signs(column, text, &found);
        else if (!is_other && pinyin_query(text, &query))
            search_letters(column, &query, text, &found);
        else if (text[strspn(text, SEARCH_LETTERS)])
            search_signs(column, text, &found);
        else
            search_each(column, text, &found);
        if (!search_features(layer, column, &found, features)) found.count = 0;
        for (int i = 0; i < found.count; i++) {
            SearchHit hit = { .ref = { layer_id, features[i] },
                              .score = scale * found.values[i].score };
            if (features[i] == UINT32_MAX) continue;
            str_copy_utf8(hit.name, sizeof hit.name,
                          column->text + column->text_at[found.values[i].value]);
            if (is_other) str_copy_utf8(hit.where, sizeof hit.where, column->name);
            search_keep(out, count, cap, &hit);
        }
    }
    free(found.values);
    free(features);
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

static void search_layer(const CityLayer *layer, const StateLayer *wanted, bool is_other,
                         const char *text, SearchHit *out, int *count, int cap)
{
    for (int c = 0; c < layer->vector->column_count; c++) {
        const GeoColumn *column = &layer->vector->columns[c];
        if (column->type != GEO_FIELD_TEXT || !column->code) continue;
        const bool is_name =
            search_is_name(column->name) || str_equal(column->name, wanted->style.label_attribute);
        if (is_name != is_other)
            search_column(layer->vector, column, wanted->id, is_other, text, out, count, cap);
    }
}

int search_names(const City *city, const State *state, const char *text, SearchHit *out, int cap)
{
    int count = 0;
    if (!text || !text[0] || cap <= 0) return 0;
    for (int pass = 0; pass < 2 && count < cap; pass++) {
        for (int i = 0; i < state->layer_count; i++) {
            const StateLayer *wanted = &state->layers[i];
            const CityLayer *layer = city_layer(city, wanted->id);
            if (!wanted->is_visible || !layer) continue;
            if (pass == 0 && layer->asset) search_model(layer, text, out, &count, cap);
            if (layer->vector) search_layer(layer, wanted, pass == 1, text, out, &count, cap);
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
