// SPDX-License-Identifier: Apache-2.0
// search_place.c - what is typed to go to and is no feature: bookmarks, points, conditions.
#include "base/pinyin.h"
#include "base/str.h"
#include "core/search.h"
#include "core/select_where.h"
#include <stdio.h>
#include <string.h>

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
