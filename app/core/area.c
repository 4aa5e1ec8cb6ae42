// SPDX-License-Identifier: Apache-2.0
// area.c - units read from the layers that have them, and who is whose.
#include "core/area.h"
#include "base/array.h"
#include "base/str.h"
#include <stdlib.h>
#include <string.h>

enum { AREAS_MAX = 20000 };

struct Areas {
    Area *rows; // by level, then code
    const GeoLayer **layers;
    int count, cap, layer_cap;
    uint64_t city_version, layers_version;
    const City *city;
};

Areas *areas_create(void)
{
    return calloc(1, sizeof(Areas));
}

void areas_destroy(Areas *areas)
{
    if (!areas) return;
    free(areas->rows);
    free((void *)areas->layers);
    free(areas);
}

StateLevel area_code_level(const char *code)
{
    const size_t digits = strspn(code, "0123456789");
    if (code[digits] != 0) return STATE_LEVEL_NONE;
    return digits == 6    ? STATE_LEVEL_COUNTY
           : digits == 9  ? STATE_LEVEL_TOWN
           : digits == 12 ? STATE_LEVEL_VILLAGE
                          : STATE_LEVEL_NONE;
}

static int by_code(const void *a, const void *b)
{
    const Area *x = a, *y = b;
    if (x->level != y->level) return x->level < y->level ? -1 : 1;
    return strcmp(x->code, y->code);
}

static void add_feature(Areas *areas, const StateLayer *layer, const GeoLayer *data, uint32_t f,
                        const int columns[3])
{
    char code[32];
    if (areas->count == AREAS_MAX || !geo_column_text(&data->columns[columns[0]], f, code, 32))
        return;
    if (strlen(code) == 12 && strcmp(code + 9, "000") == 0) code[9] = 0;
    if (!code[0] || strlen(code) >= sizeof((Area *)0)->code ||
        !array_reserve((void **)&areas->rows, &areas->cap, areas->count + 1, sizeof *areas->rows))
        return;
    Area *area = &areas->rows[areas->count++];
    *area = (Area){
        .level = (StateLevel)layer->level, .layer_id = layer->id, .feature = f, .parent = -1
    };
    str_copy_utf8(area->code, sizeof area->code, code);
    if (columns[1] < 0 ||
        !geo_column_text(&data->columns[columns[1]], f, area->name, sizeof area->name))
        str_copy_utf8(area->name, sizeof area->name, code);
    if (columns[2] >= 0)
        (void)geo_column_text(&data->columns[columns[2]], f, area->name_en, sizeof area->name_en);
    const GeoIntBox *box = &data->box[f];
    area->box = (GeoBox){ .west_deg = data->lon0_deg + box->x_min * data->step_deg,
                          .south_deg = data->lat0_deg + box->y_min * data->step_deg,
                          .east_deg = data->lon0_deg + box->x_max * data->step_deg,
                          .north_deg = data->lat0_deg + box->y_max * data->step_deg };
}

static void add_layer(Areas *areas, const StateLayer *layer, const GeoLayer *data)
{
    const char *code = layer->code_attribute[0] ? layer->code_attribute : "code";
    const char *name = layer->name_attribute[0] ? layer->name_attribute : "name";
    const int columns[3] = { geo_layer_column(data, code), geo_layer_column(data, name),
                             geo_layer_column(data, "name_en") };
    for (uint32_t f = 0; columns[0] >= 0 && f < data->feature_count; f++)
        add_feature(areas, layer, data, f, columns);
}

// The unit whose code begins another's; the longest such.
static int parent_of(const Areas *areas, const Area *area)
{
    int best = -1;
    size_t length = 0;
    for (int i = 0; i < areas->count && areas->rows[i].level < area->level; i++) {
        const size_t n = strlen(areas->rows[i].code);
        if (n <= length || strncmp(areas->rows[i].code, area->code, n) != 0) continue;
        best = i;
        length = n;
    }
    return best;
}

bool areas_follow(Areas *areas, const State *state, const City *city)
{
    if (areas->city == city && areas->city_version == city->version &&
        areas->layers_version == state->layers_version)
        return false;
    areas->city = city;
    areas->city_version = city->version;
    areas->layers_version = state->layers_version;
    areas->count = 0;
    for (int i = 0; i < state->layer_count; i++) {
        const CityLayer *loaded = city_layer(city, state->layers[i].id);
        if (state->layers[i].level == STATE_LEVEL_NONE || !loaded || !loaded->vector) continue;
        add_layer(areas, &state->layers[i], loaded->vector);
    }
    if (areas->count) qsort(areas->rows, (size_t)areas->count, sizeof *areas->rows, by_code);
    if (!array_reserve((void **)&areas->layers, &areas->layer_cap, areas->count + 1,
                       sizeof(GeoLayer *)))
        areas->count = 0;
    for (int i = 0; i < areas->count; i++) {
        const CityLayer *loaded = city_layer(city, areas->rows[i].layer_id);
        areas->layers[i] = loaded ? loaded->vector : NULL;
        areas->rows[i].parent = parent_of(areas, &areas->rows[i]);
    }
    return true;
}

int areas_count(const Areas *areas)
{
    return areas ? areas->count : 0;
}

const Area *areas_at(const Areas *areas, int index)
{
    return &areas->rows[index];
}

const GeoLayer *areas_layer(const Areas *areas, int index)
{
    return areas->layers[index];
}

int areas_find(const Areas *areas, const char *code_or_name)
{
    for (int i = 0; i < areas_count(areas) && code_or_name[0]; i++)
        if (strcmp(areas->rows[i].code, code_or_name) == 0) return i;
    for (int i = 0; i < areas_count(areas) && code_or_name[0]; i++)
        if (strcmp(areas->rows[i].name, code_or_name) == 0) return i;
    return -1;
}

int areas_path(const Areas *areas, const char *code, int out[STATE_LEVEL_COUNT])
{
    int way[STATE_LEVEL_COUNT], count = 0;
    for (int at = areas_find(areas, code); at >= 0 && count < STATE_LEVEL_COUNT;
         at = areas->rows[at].parent)
        way[count++] = at;
    for (int i = 0; i < count; i++) out[i] = way[count - 1 - i];
    return count;
}

int areas_children(const Areas *areas, const char *code, int *out, int max)
{
    const int parent = code[0] ? areas_find(areas, code) : -1;
    int count = 0;
    for (int i = 0; i < areas_count(areas); i++) {
        if (areas->rows[i].parent != parent || (code[0] && parent < 0)) continue;
        if (count < max) out[count] = i;
        count++;
    }
    return count;
}

bool areas_holds(const Areas *areas, const char *code, double lon_deg, double lat_deg)
{
    // A unit may be several features.
    for (int i = 0; i < areas_count(areas); i++) {
        const Area *area = &areas->rows[i];
        if (strcmp(area->code, code) != 0 || !areas->layers[i]) continue;
        if (lon_deg < area->box.west_deg || lon_deg > area->box.east_deg ||
            lat_deg < area->box.south_deg || lat_deg > area->box.north_deg)
            continue;
        if (geo_layer_feature_contains(areas->layers[i], area->feature, lon_deg, lat_deg))
            return true;
    }
    return false;
}
