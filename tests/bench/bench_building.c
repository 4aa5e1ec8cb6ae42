// SPDX-License-Identifier: Apache-2.0
// bench_building.c - a million footprints of 4 to 12 corners: time to mesh every tile per level of detail, two threads, and a pick.
// Prints figure, limit, ratio. Argument: number of buildings.
#include "../geo/make_layer.h"
#include "base/clock.h"
#include "base/job.h"
#include "geo/geo_building.h"
#include <stdio.h>
#include <time.h>

static uint64_t random_state = 0x9e3779b97f4a7c15ull;
static double random_unit(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (double)(random_state >> 11) / 9007199254740992.0;
}

// Rectangles, L and U shapes, and round ones, at random angles on a jittered grid of 40 m.
static GeoLayer *city_make(int count)
{
    MakeLayer m = { 0 };
    static const double shapes[4][12][2] = {
        { { -1, -0.6 }, { 1, -0.6 }, { 1, 0.6 }, { -1, 0.6 } },
        { { -1, -1 }, { 1, -1 }, { 1, 0 }, { 0, 0 }, { 0, 1 }, { -1, 1 } },
        { { -1, -1 }, { 1, -1 }, { 1, 1 }, { 0.4, 1 }, { 0.4, 0 }, { -0.4, 0 }, { -0.4, 1 }, { -1, 1 } },
        { { -1, -0.4 }, { -0.4, -0.4 }, { -0.4, -1 }, { 0.4, -1 }, { 0.4, -0.4 }, { 1, -0.4 }, { 1, 0.4 }, { 0.4, 0.4 }, { 0.4, 1 },
          { -0.4, 1 }, { -0.4, 0.4 }, { -1, 0.4 } },
    };
    static const int corners[] = { 4, 6, 8, 12 };
    const int side = (int)ceil(sqrt(count));
    for (int i = 0; i < count; i++) {
        const double east = 40.0 * (i % side + 0.3 * random_unit()), north = 40.0 * (i / side + 0.3 * random_unit());
        const double size = 5 + 8 * random_unit(), turn = 6.283 * random_unit(), pick = random_unit();
        const int kind = pick < 0.55 ? 0 : pick < 0.75 ? 1 : pick < 0.9 ? 2 : 3;
        make_layer_feature(&m);
        make_layer_part(&m, GEO_PART_OUTER);
        for (int k = 0; k < corners[kind]; k++) {
            const double x = size * (shapes[kind][k][0] * cos(turn) - shapes[kind][k][1] * sin(turn));
            const double y = size * (shapes[kind][k][0] * sin(turn) + shapes[kind][k][1] * cos(turn));
            make_layer_vertex(&m, 110.2 + (east + x) / 103800, 21.0 + (north + y) / 110730);
        }
    }
    return make_layer_finish(&m, NULL);
}

typedef struct {
    GeoBuildingInput input;
    GeoBuildingLod lod;
    uint32_t *vertices, *indices;
} Work;

static void build_tile(int tile, void *arg)
{
    Work *work = arg;
    GeoBuildingMesh mesh;
    if (!geo_building_build(&work->input, tile, work->lod, &mesh, NULL)) return;
    work->vertices[tile] = mesh.vertex_count;
    work->indices[tile] = mesh.index_count;
    geo_building_mesh_finish(&mesh);
}

static void print_line(const char *name, double figure, const char *unit, double limit)
{
    printf("%-44s %9.4f %-3s limit %7.4f ratio %.2f\n", name, figure, unit, limit, figure / limit);
}

int main(int argc, char **argv)
{
    const int count = argc > 1 ? atoi(argv[1]) : 1000000;
    if (count < 1) return 2;
    GeoLayer *layer = city_make(count);
    float *height_m = calloc((size_t)count, sizeof *height_m);
    for (int i = 0; i < count; i++) height_m[i] = (float)(4 + 90 * pow(random_unit(), 6));
    GeoFrame frame;
    geo_frame_init(&frame, (GeoPos){ 110.4, 21.2, 0 });
    JobPool *pool = job_pool_create(1); // and this thread
    Work work = { .input = { .layer = layer, .height_m = height_m, .frame = &frame },
                  .vertices = calloc((size_t)layer->tile_count, sizeof(uint32_t)),
                  .indices = calloc((size_t)layer->tile_count, sizeof(uint32_t)) };
    const double million = count / 1e6;
    static const struct {
        const char *name;
        double limit_s;
    } levels[] = { { "footprints with walls and roofs", 1.5 }, { "boxes", 0.5 }, { "points", 0.15 } };
    printf("%d buildings, %u corners, %d tiles\n", count, layer->vertex_count, layer->tile_count);
    for (int lod = GEO_BUILDING_POINT; lod >= GEO_BUILDING_FULL; lod--) {
        work.lod = (GeoBuildingLod)lod;
        double best_s = 1e9, cpu_s = 1e9;
        for (int round = 0; round < 3; round++) {
            const double start_s = clock_monotonic_s();
            const clock_t cpu = clock();
            job_parallel_for(pool, layer->tile_count, build_tile, &work);
            best_s = fmin(best_s, clock_monotonic_s() - start_s);
            cpu_s = fmin(cpu_s, (double)(clock() - cpu) / CLOCKS_PER_SEC);
        }
        size_t vertices = 0, indices = 0;
        for (int t = 0; t < layer->tile_count; t++) vertices += work.vertices[t], indices += work.indices[t];
        print_line(levels[lod].name, best_s, "s", levels[lod].limit_s * million);
        printf("    %zu vertices, %zu triangles, %.0f MB, %.3f s of processor\n", vertices, indices / 3,
               (double)(vertices * 8 + indices * 2) / 1e6, cpu_s);
    }
    // A pick from 800 m above towards the middle distance, and one along the horizon.
    for (int kind = 0; kind < 2; kind++) {
        const double reach_deg = kind ? 0.2 : 0.02;
        double worst_s = 0, sum_s = 0;
        int hits = 0;
        for (int i = 0; i < 200; i++) {
            const double lon = 110.25 + 0.25 * random_unit(), lat = 21.05 + 0.2 * random_unit();
            const DVec3 eye = geo_frame_enu(&frame, (GeoPos){ lon, lat, kind ? 60 : 800 });
            const DVec3 aim = geo_frame_enu(&frame, (GeoPos){ lon + reach_deg * (random_unit() - 0.5), lat + reach_deg * (random_unit() - 0.5), kind ? 40 : 0 });
            double distance_m = 1e9;
            uint32_t feature = 0;
            const double start_s = clock_monotonic_s();
            hits += geo_building_hit(&work.input, eye, dvec_sub(aim, eye), &distance_m, &feature);
            const double took_s = clock_monotonic_s() - start_s;
            sum_s += took_s;
            worst_s = fmax(worst_s, took_s);
        }
        print_line(kind ? "pick along the horizon, mean" : "pick from above, mean", sum_s / 200 * 1e3, "ms", 1);
        print_line(kind ? "pick along the horizon, worst of 200" : "pick from above, worst of 200", worst_s * 1e3, "ms", 1);
        printf("    %d hits\n", hits);
    }
    job_pool_destroy(pool);
    free(work.vertices);
    free(work.indices);
    free(height_m);
    make_layer_destroy(layer);
    return 0;
}
