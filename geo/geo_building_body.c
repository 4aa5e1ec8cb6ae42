// SPDX-License-Identifier: Apache-2.0
// geo_building_body.c - footprint areas, ground under footprints, base and top heights.
#include "geo/geo_building_body.h"
#include "geo/geo_local.h"
#include <math.h>
#include <stdlib.h>

#define STACK_SAMPLES 256

double geo_building_ring_area2(const int32_t *xy, uint32_t count)
{
    const double x0 = xy[0], y0 = xy[1];
    double sum = 0, bx = 0, by = 0;
    for (uint32_t i = 1; i < count; i++) {
        const double cx = xy[2 * i] - x0, cy = xy[2 * i + 1] - y0;
        sum += bx * cy - by * cx;
        bx = cx;
        by = cy;
    }
    return sum;
}

static double feature_area2(const GeoLayer *layer, uint32_t feature)
{
    double sum = 0;
    for (uint32_t p = layer->feature_part[feature]; p < layer->feature_part[feature + 1]; p++) {
        const uint32_t first = layer->part_vertex[p], count = layer->part_vertex[p + 1] - first;
        if (layer->part_kind[p] < GEO_PART_OUTER || count < 3) continue;
        const double area = fabs(geo_building_ring_area2(layer->xy + 2 * (size_t)first, count));
        sum += layer->part_kind[p] == GEO_PART_OUTER ? area : -area;
    }
    return sum;
}

// Every corner of a small footprint, every fourth of a large one, and at most STACK_SAMPLES.
static uint32_t sample_count(uint32_t vertices)
{
    const uint32_t wanted = vertices <= 16 ? vertices : 16 + (vertices - 16) / 4;
    return wanted < STACK_SAMPLES ? wanted : STACK_SAMPLES;
}

static uint32_t feature_vertices(const GeoLayer *layer, uint32_t feature, uint32_t *first)
{
    *first = layer->part_vertex[layer->feature_part[feature]];
    return layer->part_vertex[layer->feature_part[feature + 1]] - *first;
}

static uint32_t sample_place(const GeoLayer *layer, uint32_t feature, double *lon_deg, double *lat_deg)
{
    uint32_t first = 0;
    const uint32_t vertices = feature_vertices(layer, feature, &first), count = sample_count(vertices);
    for (uint32_t i = 0; i < count; i++) {
        const size_t v = first + (uint32_t)((uint64_t)i * vertices / count);
        lon_deg[i] = layer->lon0_deg + layer->xy[2 * v] * layer->step_deg;
        lat_deg[i] = layer->lat0_deg + layer->xy[2 * v + 1] * layer->step_deg;
    }
    return count;
}

static void body_raise(GeoBuildingBody *body, const float *ground_m, uint32_t count, float height_m, float min_height_m)
{
    float low = 0, sum = 0;
    for (uint32_t i = 0; i < count; i++) {
        const float h = isfinite(ground_m[i]) ? ground_m[i] : 0;
        if (!i || h < low) low = h;
        sum += h;
    }
    const float mean = count ? sum / (float)count : 0;
    body->is_raised = min_height_m > 0;
    body->base_m = body->is_raised ? mean + min_height_m : low - 1;
    body->top_m = mean + height_m;
}

static bool bodies_on_terrain(const GeoBuildingInput *input, uint32_t first, uint32_t count, GeoBuildingBody *bodies)
{
    const GeoLayer *layer = input->layer;
    double stack_deg[2 * STACK_SAMPLES] = { 0 };
    float stack_m[STACK_SAMPLES] = { 0 };
    size_t total = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t unused = 0;
        if (bodies[i].area_m2 > 0) total += sample_count(feature_vertices(layer, first + i, &unused));
    }
    double *lon_deg = stack_deg;
    float *ground_m = stack_m;
    if (total > STACK_SAMPLES) {
        lon_deg = malloc(total * (2 * sizeof *lon_deg + sizeof *ground_m));
        if (!lon_deg) return false;
        ground_m = (float *)(lon_deg + 2 * total);
    }
    double *lat_deg = lon_deg + total;
    size_t at = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (bodies[i].area_m2 > 0) at += sample_place(layer, first + i, lon_deg + at, lat_deg + at);
    }
    geo_terrain_heights(input->terrain, lon_deg, lat_deg, ground_m, (int)total);
    at = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (bodies[i].area_m2 <= 0) continue;
        uint32_t unused = 0;
        const uint32_t samples = sample_count(feature_vertices(layer, first + i, &unused));
        body_raise(bodies + i, ground_m + at, samples, input->height_m[first + i],
                   input->min_height_m ? input->min_height_m[first + i] : 0);
        at += samples;
    }
    if (lon_deg != stack_deg) free(lon_deg);
    return true;
}

bool geo_building_bodies(const GeoBuildingInput *input, uint32_t first, uint32_t count, GeoBuildingBody *bodies)
{
    const GeoLayer *layer = input->layer;
    if (!count) return true;
    GeoLocal local;
    const GeoIntBox *box = layer->box + first;
    geo_local_init(&local, layer->lon0_deg, layer->lat0_deg + (0.5 * box->y_min + 0.5 * box->y_max) * layer->step_deg);
    const double m2 = 0.5 * layer->step_deg * layer->step_deg * local.east_m_per_deg * local.north_m_per_deg;
    const bool has_z = input->is_z_ground && layer->z;
    for (uint32_t i = 0; i < count; i++) {
        const float height_m = input->height_m[first + i], low_m = input->min_height_m ? input->min_height_m[first + i] : 0;
        bodies[i] = (GeoBuildingBody){ 0 };
        if (!(height_m > 0) || !(height_m <= GEO_BUILDING_HEIGHT_MAX_M) || height_m <= low_m) continue;
        const double area = feature_area2(layer, first + i) * m2;
        if (!(area > 0.01)) continue;
        bodies[i].area_m2 = (float)area;
        if (has_z) {
            uint32_t v = 0;
            const uint32_t vertices = feature_vertices(layer, first + i, &v);
            body_raise(bodies + i, layer->z + v, vertices, height_m, low_m);
        } else if (!input->terrain) {
            body_raise(bodies + i, NULL, 0, height_m, low_m);
        }
    }
    if (!has_z && input->terrain && !bodies_on_terrain(input, first, count, bodies)) return false;
    for (uint32_t i = 0; input->share && i < count; i++)
        bodies[i].top_m = bodies[i].base_m + (bodies[i].top_m - bodies[i].base_m) *
                                                 (float)input->share[first + i] / 255;
    return true;
}
