// SPDX-License-Identifier: Apache-2.0
// test_render_city.c - the formula city: bay and hills, streets with lamps, blocks of houses, towers in the middle.
#include "render_city.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { GRID = 33, GROUND_VERTICES = GRID * GRID + 4 * GRID, GROUND_INDICES = (GRID - 1) * (GRID - 1) * 6 + 4 * (GRID - 1) * 6, DRAPE = 256 };
#define TILE_M 640.0
#define EARTH_M 6371000.0

static uint16_t city_ground_indices[GROUND_INDICES];

static uint32_t city_hash(uint32_t a, uint32_t b, uint32_t c)
{
    uint32_t h = a * 0x9e3779b1u ^ b * 0x85ebca77u ^ c * 0xc2b2ae3du;
    h ^= h >> 15;
    h *= 0x2c1b3c6du;
    h ^= h >> 12;
    h *= 0x297a2d39u;
    return h ^ h >> 15;
}

static double city_random(uint32_t a, uint32_t b, uint32_t c)
{
    return city_hash(a, b, c) / 4294967296.0;
}

// A bay to the south-east, hills to the north-west, gentle in between.
double city_ground_m(double x, double y)
{
    const double shore = 0.62 * x - 0.78 * y - 2300 + 420 * sin(x / 900) + 260 * cos(y / 700);
    const double plain = 7 - 0.010 * shore;
    const double hills = 240 * exp(-pow((x + 7000) / 4200, 2) - pow((y - 7500) / 3800, 2)) * (1 + 0.35 * sin(x / 410) * cos(y / 530));
    const double far = 420 * fmax(0, (hypot(x, y) - 14000) / 20000) * (0.5 + 0.5 * sin(x / 5100 + 1) * cos(y / 4300));
    const double h = plain + hills + (shore < -9000 ? far : 0);
    return h < -25 ? -25 : h;
}

static double city_drop(double x, double y)
{
    return (x * x + y * y) / (2 * EARTH_M);
}

static void ground_vertex(CityGroundVertex *v, const CityGroundTile *tile, double x, double y, double u, double w, double skirt)
{
    const double gx = tile->x_m + x, gy = tile->y_m + y, e = tile->size_m / 64;
    const double h = city_ground_m(gx, gy);
    const double nx = -(city_ground_m(gx + e, gy) - city_ground_m(gx - e, gy)) / (2 * e);
    const double ny = -(city_ground_m(gx, gy + e) - city_ground_m(gx, gy - e)) / (2 * e);
    const double n = 127 / sqrt(nx * nx + ny * ny + 1);
    *v = (CityGroundVertex){ { (float)x, (float)y, (float)(h - city_drop(gx, gy) - skirt) }, (float)h,
                             { (int8_t)lrint(nx * n), (int8_t)lrint(ny * n), (int8_t)lrint(n), 0 },
                             { (uint16_t)lrint(u * 65535), (uint16_t)lrint(w * 65535) } };
}

static void ground_indices_make(void)
{
    uint16_t *out = city_ground_indices;
    for (int y = 0; y < GRID - 1; y++) {
        for (int x = 0; x < GRID - 1; x++) {
            const uint16_t a = (uint16_t)(y * GRID + x), b = (uint16_t)(a + 1), c = (uint16_t)(a + GRID), d = (uint16_t)(c + 1);
            const uint16_t six[6] = { a, c, b, b, c, d };
            memcpy(out, six, sizeof six);
            out += 6;
        }
    }
    for (int side = 0; side < 4; side++) {
        for (int i = 0; i < GRID - 1; i++) {
            const int edge[4] = { i, (GRID - 1) * GRID + i, i * GRID, i * GRID + GRID - 1 }, step = side < 2 ? 1 : GRID;
            const uint16_t a = (uint16_t)edge[side], b = (uint16_t)(a + step);
            const uint16_t c = (uint16_t)(GRID * GRID + side * GRID + i), d = (uint16_t)(c + 1);
            const bool flip = side == 1 || side == 2;
            const uint16_t six[6] = { a, flip ? c : b, flip ? b : c, b, flip ? c : d, flip ? d : c };
            memcpy(out, six, sizeof six);
            out += 6;
        }
    }
}

static bool ground_make(Render *render, CityGroundTile *tile, Err *err)
{
    static CityGroundVertex vertices[GROUND_VERTICES];
    tile->height_min_m = 1e9f;
    tile->height_max_m = -1e9f;
    for (int y = 0; y < GRID; y++) {
        for (int x = 0; x < GRID; x++) {
            const double u = x / (GRID - 1.0), v = y / (GRID - 1.0);
            CityGroundVertex *vertex = &vertices[y * GRID + x];
            ground_vertex(vertex, tile, (u - 0.5) * tile->size_m, (0.5 - v) * tile->size_m, u, v, 0);
            tile->height_min_m = fminf(tile->height_min_m, vertex->height_m);
            tile->height_max_m = fmaxf(tile->height_max_m, vertex->height_m);
        }
    }
    for (int side = 0; side < 4; side++) {
        for (int i = 0; i < GRID; i++) {
            const int x = side < 2 ? i : side == 2 ? 0 : GRID - 1, y = side == 0 ? 0 : side == 1 ? GRID - 1 : i;
            const double u = x / (GRID - 1.0), v = y / (GRID - 1.0);
            ground_vertex(&vertices[GRID * GRID + side * GRID + i], tile, (u - 0.5) * tile->size_m, (0.5 - v) * tile->size_m, u, v,
                          tile->size_m * 0.02);
        }
    }
    tile->mesh = render_terrain_create(render, vertices, GROUND_VERTICES, city_ground_indices, GROUND_INDICES, err);
    return tile->mesh.id != 0;
}

// Streets: metres to the nearest street's axis and its half width; trunk roads are wider and brighter.
static double street(double x, double y, double *half_m, bool *is_trunk)
{
    const double bx = fabs(remainder(x - 80, 160)), by = fabs(remainder(y - 80, 160));
    const double tx = fabs(remainder(x, 1280)), ty = fabs(remainder(y + 320, 1280));
    *is_trunk = tx < 17 || ty < 17;
    *half_m = *is_trunk ? 14 : 5;
    if (*is_trunk) return fmin(tx, ty);
    return fmin(bx, by);
}

static bool drape_make(Render *render, CityGroundTile *tile, Err *err)
{
    uint8_t *rgba = calloc(1, (size_t)DRAPE * DRAPE * 4), *mask = calloc(1, (size_t)DRAPE * DRAPE * 2);
    const double px_m = tile->size_m / DRAPE;
    for (int j = 0; j < DRAPE; j++) {
        for (int i = 0; i < DRAPE; i++) {
            const double x = tile->x_m + ((i + 0.5) / DRAPE - 0.5) * tile->size_m, y = tile->y_m + (0.5 - (j + 0.5) / DRAPE) * tile->size_m;
            double half_m = 0;
            bool is_trunk = false;
            const double from_m = street(x, y, &half_m, &is_trunk), h = city_ground_m(x, y);
            double cover = fmin(fmax((half_m - from_m) / px_m + 0.5, 0), 1) * (h > 1.0 && h < 60 ? 1 : 0);
            const double lake = fmin(fmax((260 - hypot(x + 1300, (y + 500) * 1.6)) / px_m + 0.5, 0), 1);
            const double park = lake > 0 ? 0 : fmin(fmax((520 - hypot(x + 1300, (y + 500) * 1.4)) / px_m + 0.5, 0), 1);
            if (park > 0 || lake > 0) cover *= 0.0;
            uint8_t *p = rgba + ((size_t)j * DRAPE + (size_t)i) * 4;
            const double urban = h > 1.5 && h < 60 && hypot(x, y) < 6000 ? 0.55 : 0;
            double c[3] = { 172 * urban, 168 * urban, 158 * urban }, a = urban;
            const double road[3] = { is_trunk ? 150.0 : 128.0, is_trunk ? 148.0 : 128.0, is_trunk ? 146.0 : 130.0 };
            const double green[3] = { 122, 146, 88 }, blue[3] = { 95, 130, 150 };
            for (int k = 0; k < 3; k++) {
                c[k] = c[k] * (1 - park) + green[k] * park;
                c[k] = c[k] * (1 - lake) + blue[k] * lake;
                c[k] = c[k] * (1 - cover) + road[k] * cover;
                p[k] = (uint8_t)lrint(c[k]);
            }
            a = 1 - (1 - a) * (1 - park) * (1 - lake) * (1 - cover);
            p[3] = (uint8_t)lrint(a * 255);
            mask[((size_t)j * DRAPE + (size_t)i) * 2] = (uint8_t)lrint(lake * 255);
            mask[((size_t)j * DRAPE + (size_t)i) * 2 + 1] = (uint8_t)lrint(cover * (is_trunk ? 255 : 90));
        }
    }
    tile->picture = render_texture_create(render, RENDER_TEXTURE_RGBA8_SRGB, DRAPE, DRAPE, 1, rgba, err);
    tile->mask = render_texture_create(render, RENDER_TEXTURE_RG8, DRAPE, DRAPE, 1, mask, err);
    free(rgba);
    free(mask);
    return tile->picture.id && tile->mask.id;
}

typedef struct {
    CityBuildingVertex *vertices, *points;
    uint16_t *indices;
    uint32_t *styles, *shapes;
    uint32_t vertex_count, index_count, count, vertex_cap;
    float offset_m[3], step_m[3];
} CityMesh;

static uint16_t lattice(const CityMesh *mesh, int axis, double v)
{
    const double q = (v - mesh->offset_m[axis]) / mesh->step_m[axis];
    return (uint16_t)lrint(q < 0 ? 0 : q > 65535 ? 65535 : q);
}

// A prism over n corners (counter-clockwise), a fan for its roof.
static void prism_add(CityMesh *mesh, const double (*xy)[2], int n, double foot_m, double base_m, double top_m, uint32_t color, uint32_t use,
                      uint32_t seed)
{
    const uint16_t slot = (uint16_t)mesh->count, first = (uint16_t)mesh->vertex_count;
    double cx = 0, cy = 0, area = 0;
    for (int i = 0; i < n; i++) {
        const CityBuildingVertex low = { lattice(mesh, 0, xy[i][0]), lattice(mesh, 1, xy[i][1]), lattice(mesh, 2, foot_m), slot };
        CityBuildingVertex high = low;
        high.z = lattice(mesh, 2, top_m);
        mesh->vertices[mesh->vertex_count++] = low;
        mesh->vertices[mesh->vertex_count++] = high;
        cx += xy[i][0] / n;
        cy += xy[i][1] / n;
        const double *p = xy[i], *q = xy[(i + 1) % n];
        area += (p[0] * q[1] - p[1] * q[0]) / 2;
        const uint16_t a = (uint16_t)(first + 2 * i), b = (uint16_t)(first + 2 * ((i + 1) % n));
        const uint16_t six[6] = { a, b, (uint16_t)(b + 1), a, (uint16_t)(b + 1), (uint16_t)(a + 1) };
        memcpy(mesh->indices + mesh->index_count, six, sizeof six);
        mesh->index_count += 6;
        if (i >= 2) {
            const uint16_t fan[3] = { (uint16_t)(first + 1), (uint16_t)(first + 2 * i - 1), (uint16_t)(first + 2 * i + 1) };
            memcpy(mesh->indices + mesh->index_count, fan, sizeof fan);
            mesh->index_count += 3;
        }
    }
    const uint16_t base_q = lattice(mesh, 2, base_m);
    mesh->points[mesh->count] = (CityBuildingVertex){ lattice(mesh, 0, cx), lattice(mesh, 1, cy), lattice(mesh, 2, top_m), slot };
    mesh->styles[mesh->count] = RENDER_STYLE_WORD(color, 0);
    const uint32_t size_q = (uint32_t)fmin(2 * sqrt(area), 255);
    mesh->shapes[mesh->count] = base_q | size_q << 16 | (use << 4 | (seed & 15)) << 24;
    mesh->count++;
}

static void lot_add(CityMesh *mesh, double tile_x, double tile_y, double x, double y, double lot_m, uint32_t seed)
{
    static const uint32_t colors[8] = { 0xc9d3d8, 0xb9c6d2, 0xd8dde0, 0xa9b6c0, 0xcfd2cc, 0xb4a793, 0x9fb3c9, 0xe2e2dc };
    const double gx = tile_x + x, gy = tile_y + y, ground = city_ground_m(gx, gy);
    double half_m = 0;
    bool is_trunk = false;
    const double from = street(gx, gy, &half_m, &is_trunk);
    if (ground < 2.2 || ground > 70 || from < half_m + lot_m * 0.42 || hypot(gx + 1300, (gy + 500) * 1.4) < 540) return;
    if (city_random(seed, 1, 0) < 0.10) return;
    const double centre = exp(-(gx * gx + gy * gy) / (2 * 1100.0 * 1100.0));
    const double other = exp(-(pow(gx - 2600, 2) + pow(gy - 1900, 2)) / (2 * 600.0 * 600.0));
    const double r = city_random(seed, 2, 0);
    double height = 7 + 17 * r + 70 * pow(city_random(seed, 3, 0), 4) + 210 * centre * pow(r, 5) + 150 * other * pow(r, 6) + 40 * centre * r;
    const double a = lot_m * (0.26 + 0.14 * city_random(seed, 4, 0)), b = lot_m * (0.26 + 0.14 * city_random(seed, 5, 0));
    const uint32_t use = height > 80 ? 2 : city_random(seed, 6, 0) < 0.2 ? 3 : 1;
    const uint32_t color = colors[city_hash(seed, 7, 0) & 7];
    const double drop = city_drop(gx, gy), base = ground - drop;
    if (city_random(seed, 8, 0) < 0.25 && height < 70) {
        const double l[6][2] = { { x - a, y - b }, { x + a, y - b }, { x + a, y }, { x, y }, { x, y + b }, { x - a, y + b } };
        prism_add(mesh, l, 6, base - 2, base, base + height, color, use, seed);
        return;
    }
    const double turn = city_random(seed, 9, 0) < 0.12 ? 0.4 : 0, c = cos(turn), s = sin(turn);
    const double box[4][2] = { { x - a * c + b * s, y - a * s - b * c }, { x + a * c + b * s, y + a * s - b * c },
                               { x + a * c - b * s, y + a * s + b * c }, { x - a * c - b * s, y - a * s + b * c } };
    prism_add(mesh, box, 4, base - 2, base, base + height, color, use, seed);
}

static bool tile_make(Render *render, const CityDesc *desc, City *city, CityMesh *mesh, int tx, int ty, Err *err)
{
    CityBuildingTile *tile = &city->tiles[city->tile_count];
    *tile = (CityBuildingTile){ .x_m = (tx + 0.5) * TILE_M, .y_m = (ty + 0.5) * TILE_M, .style_first = city->building_count };
    mesh->vertex_count = mesh->index_count = mesh->count = 0;
    const float step[3] = { (float)(TILE_M * 1.1 / 65535), (float)(TILE_M * 1.1 / 65535), 0.01f };
    memcpy(mesh->step_m, step, sizeof step);
    mesh->offset_m[0] = mesh->offset_m[1] = (float)(-TILE_M * 0.55);
    mesh->offset_m[2] = (float)(city_ground_m(tile->x_m, tile->y_m) - city_drop(tile->x_m, tile->y_m) - 150);
    const double lot_m = TILE_M / desc->lots_a_side;
    for (int j = 0; j < desc->lots_a_side; j++) {
        for (int i = 0; i < desc->lots_a_side; i++) {
            const uint32_t seed = city_hash((uint32_t)(tx * 131 + i), (uint32_t)(ty * 137 + j), desc->seed);
            lot_add(mesh, tile->x_m, tile->y_m, (i + 0.5) * lot_m - TILE_M / 2, (j + 0.5) * lot_m - TILE_M / 2, lot_m, seed);
        }
    }
    if (mesh->count == 0) return true;
    RenderBuildingMeshDesc d = { .vertices = mesh->vertices, .vertex_count = mesh->vertex_count, .indices = mesh->indices,
                                 .index_count = mesh->index_count };
    memcpy(d.offset_m, mesh->offset_m, sizeof d.offset_m);
    memcpy(d.step_m, mesh->step_m, sizeof d.step_m);
    tile->full = render_building_create(render, &d, err);
    d.vertices = mesh->points;
    d.vertex_count = mesh->count;
    d.indices = NULL;
    d.index_count = 0;
    tile->point = render_building_create(render, &d, err);
    if (!tile->full.id || !tile->point.id) return false;
    render_styles_write(render, city->styles, city->building_count, mesh->count, mesh->styles);
    render_shapes_write(render, city->styles, city->building_count, mesh->count, mesh->shapes);
    tile->count = mesh->count;
    city->building_count += mesh->count;
    city->tile_count++;
    return true;
}

static bool grounds_make(Render *render, const CityDesc *desc, City *city, Err *err)
{
    ground_indices_make();
    double size = TILE_M * 2;
    for (int y = -3; y < 3; y++) {
        for (int x = -3; x < 3; x++) {
            city->ground[city->ground_count++] = (CityGroundTile){ .x_m = (x + 0.5) * size, .y_m = (y + 0.5) * size, .size_m = size };
        }
    }
    for (int ring = 0; ring < 3; ring++) {
        size = TILE_M * 12 * pow(3, ring);
        for (int i = 0; i < 9; i++) {
            if (i == 4) continue;
            city->ground[city->ground_count++] = (CityGroundTile){ .x_m = (i % 3 - 1) * size, .y_m = (i / 3 - 1) * size, .size_m = size };
        }
    }
    for (int i = 0; i < city->ground_count; i++) {
        if (!ground_make(render, &city->ground[i], err)) return false;
        if (desc->has_drape && i < 36 && !drape_make(render, &city->ground[i], err)) return false;
    }
    return true;
}

static bool extras_make(Render *render, City *city, Err *err)
{
    // Atlas: a ring with halo, as two fields of distance.
    uint8_t *atlas = calloc(1, 64 * 64 * 2), *panel = calloc(1, 96 * 40 * 4);
    for (int i = 0; i < 64 * 64; i++) {
        const double r = hypot(i % 64 - 31.5, i / 64 - 31.5);
        atlas[2 * i] = (uint8_t)(255 * fmin(fmax(4.5 - fabs(r - 20), 0), 1));
        atlas[2 * i + 1] = (uint8_t)(255 * fmin(fmax(8 - fabs(r - 20), 0), 4) / 4);
    }
    for (int i = 0; i < 96 * 40; i++) {
        const int x = i % 96, y = i / 96;
        const bool is_edge = x < 2 || y < 2 || x > 93 || y > 37;
        const uint8_t bgra[4] = { is_edge ? 230 : 60, is_edge ? 180 : 30, is_edge ? 40 : 12, is_edge ? 255 : 180 };
        memcpy(panel + 4 * i, bgra, 4);
    }
    city->atlas = render_texture_create(render, RENDER_TEXTURE_ATLAS_RG8, 64, 64, 1, atlas, err);
    city->panel = render_texture_create(render, RENDER_TEXTURE_PANEL_BGRA8, 96, 40, 1, panel, err);
    free(atlas);
    free(panel);
    // A tree: two crossed cones would need alpha; eight sides of a spindle do.
    RenderSolidVertex v[10] = { 0 };
    uint32_t index[48];
    for (int i = 0; i < 8; i++) {
        const double a = i * 0.785398;
        v[i] = (RenderSolidVertex){ { (float)(2.6 * cos(a)), (float)(2.6 * sin(a)), 4 }, { (int8_t)(120 * cos(a)), (int8_t)(120 * sin(a)), 10, 0 },
                                    { 74, 112, 58, 255 } };
        const uint32_t six[6] = { (uint32_t)i, (uint32_t)(i + 1) % 8, 8, (uint32_t)(i + 1) % 8, (uint32_t)i, 9 };
        memcpy(index + 6 * i, six, sizeof six);
    }
    v[8] = (RenderSolidVertex){ { 0, 0, 10 }, { 0, 0, 127, 0 }, { 104, 146, 78, 255 } };
    v[9] = (RenderSolidVertex){ { 0, 0, 0.5f }, { 0, 0, -127, 0 }, { 52, 80, 44, 255 } };
    city->tree = render_solid_create(render, v, 10, index, 48, err);
    // A bridge deck over the bay.
    RenderSolidVertex deck[8];
    uint32_t deck_index[18];
    for (int i = 0; i < 4; i++) {
        const float x = (float)i * 700 - 1050, z = 30 + 22 * (1 - (x / 1050) * (x / 1050));
        for (int s = 0; s < 2; s++) {
            deck[2 * i + s] = (RenderSolidVertex){ { x, s ? 13.0f : -13.0f, z }, { 0, 0, 127, 0 }, { 208, 204, 196, 255 } };
        }
        if (i == 3) continue;
        const uint32_t b = (uint32_t)(2 * i), six[6] = { b, b + 2, b + 1, b + 1, b + 2, b + 3 };
        memcpy(deck_index + 6 * i, six, sizeof six);
    }
    city->bridge = render_solid_create(render, deck, 8, deck_index, 18, err);
    return city->atlas.id && city->panel.id && city->tree.id && city->bridge.id;
}

bool city_make(Render *render, const CityDesc *desc, City *city, Err *err)
{
    *city = (City){ 0 };
    const uint32_t lots = (uint32_t)(desc->lots_a_side * desc->lots_a_side);
    const size_t most = (size_t)desc->side_tiles * (size_t)desc->side_tiles;
    city->ground = calloc(64, sizeof *city->ground);
    city->tiles = calloc(most, sizeof *city->tiles);
    CityMesh mesh = { .vertices = malloc(sizeof(CityBuildingVertex) * lots * 12), .points = malloc(sizeof(CityBuildingVertex) * lots),
                      .indices = malloc(sizeof(uint16_t) * lots * 48), .styles = malloc(4 * lots), .shapes = malloc(4 * lots) };
    city->styles = render_styles_create(render, (uint32_t)(most * lots), err);
    bool ok = city->styles.id && grounds_make(render, desc, city, err) && extras_make(render, city, err);
    const int half = desc->side_tiles / 2;
    for (int y = -half; ok && y < desc->side_tiles - half; y++) {
        for (int x = -half; ok && x < desc->side_tiles - half; x++) ok = tile_make(render, desc, city, &mesh, x, y, err);
    }
    free(mesh.vertices);
    free(mesh.points);
    free(mesh.indices);
    free(mesh.styles);
    free(mesh.shapes);
    if (!ok) city_finish(render, city);
    return ok;
}

void city_finish(Render *render, City *city)
{
    for (int i = 0; i < city->ground_count; i++) {
        render_mesh_destroy(render, city->ground[i].mesh);
        render_texture_destroy(render, city->ground[i].picture);
        render_texture_destroy(render, city->ground[i].mask);
    }
    for (int i = 0; i < city->tile_count; i++) {
        render_mesh_destroy(render, city->tiles[i].full);
        render_mesh_destroy(render, city->tiles[i].point);
    }
    render_styles_destroy(render, city->styles);
    render_texture_destroy(render, city->atlas);
    render_texture_destroy(render, city->panel);
    render_mesh_destroy(render, city->tree);
    render_mesh_destroy(render, city->bridge);
    free(city->ground);
    free(city->tiles);
    *city = (City){ 0 };
}

// Inverse of a 4x4 by Gauss and Jordan, in double.
static void matrix_invert(const double m[16], double out[16])
{
    double a[4][8];
    for (int r = 0; r < 4; r++) {
        for (int c = 0; c < 8; c++) a[r][c] = c < 4 ? m[c * 4 + r] : c - 4 == r;
    }
    for (int i = 0; i < 4; i++) {
        int best = i;
        for (int r = i + 1; r < 4; r++) best = fabs(a[r][i]) > fabs(a[best][i]) ? r : best;
        for (int c = 0; c < 8; c++) {
            const double t = a[i][c];
            a[i][c] = a[best][c];
            a[best][c] = t;
        }
        const double scale = 1 / a[i][i];
        for (int c = 0; c < 8; c++) a[i][c] *= scale;
        for (int r = 0; r < 4; r++) {
            const double f = r == i ? 0 : a[r][i];
            for (int c = 0; c < 8; c++) a[r][c] -= f * a[i][c];
        }
    }
    for (int r = 0; r < 4; r++) {
        for (int c = 0; c < 4; c++) out[c * 4 + r] = a[r][c + 4];
    }
}

void city_view_fill(const CityView *v, RenderView *out)
{
    const double rad = 3.14159265358979 / 180, h = v->heading_deg * rad, p = v->pitch_deg * rad;
    const double f[3] = { sin(h) * cos(p), cos(h) * cos(p), -sin(p) }, r[3] = { cos(h), -sin(h), 0 };
    const double u[3] = { r[1] * f[2] - r[2] * f[1], r[2] * f[0] - r[0] * f[2], r[0] * f[1] - r[1] * f[0] };
    const double ty = tan(v->fov_deg * rad / 2), tx = ty * v->width / v->height, near_m = 2;
    const int width = v->sub_width ? v->sub_width : v->width, height = v->sub_width ? v->sub_height : v->height;
    // Piece: ndc' = a * ndc + b.
    const double ax = (double)v->width / width, ay = (double)v->height / height;
    const double bx = ax - 1 - 2.0 * v->sub_x / width, by = v->sub_width ? -(ay - 1 - 2.0 * v->sub_y / height) : 0;
    double m[16] = { 0 }, inverse[16];
    for (int c = 0; c < 3; c++) {
        m[c * 4 + 0] = ax * r[c] / tx + bx * f[c];
        m[c * 4 + 1] = ay * u[c] / ty + by * f[c];
        m[c * 4 + 3] = f[c];
    }
    m[14] = near_m;
    matrix_invert(m, inverse);
    *out = (RenderView){ .width_px = width, .height_px = height, .near_m = (float)near_m, .up_rel = { 0, 0, 1 }, .east_rel = { 1, 0, 0 },
                         .time_s = 3, .has_sea = true, .look = v->look, .quality = v->quality, .night = v->night, .haze_m = 28000,
                         .exposure = 1, .shadow_range_m = 3500, .height_exaggeration = 1 };
    if (v->sub_width) {
        out->sub_x_px = v->sub_x;
        out->sub_y_px = v->sub_y;
        out->full_width_px = v->width;
        out->full_height_px = v->height;
    }
    for (int i = 0; i < 16; i++) {
        out->clip_from_rel[i] = (float)m[i];
        out->rel_from_clip[i] = (float)inverse[i];
    }
    out->px_per_rad = (float)(v->height / 2.0 / ty);
    out->eye_height_m = (float)v->eye_m[2];
    memcpy(out->eye_enu_m, v->eye_m, sizeof out->eye_enu_m);
    const double a = v->sun_azimuth_deg * rad, e = v->sun_elevation_deg * rad;
    const double sun[3] = { sin(a) * cos(e), cos(a) * cos(e), sin(e) }, moon[3] = { -0.5, 0.6, 0.62 };
    for (int i = 0; i < 3; i++) {
        out->sun_dir_rel[i] = (float)sun[i];
        out->moon_dir_rel[i] = (float)moon[i];
    }
}

static RenderPlace place_at(const CityView *v, double x, double y, double z)
{
    return (RenderPlace){ { 1, 0, 0, (float)(x - v->eye_m[0]), 0, 1, 0, (float)(y - v->eye_m[1]), 0, 0, 1, (float)(z - v->eye_m[2]) } };
}

// Coarse test of a sphere against the view's cone.
static bool is_seen(const RenderView *view, const float c[3], double radius)
{
    const float *m = view->clip_from_rel;
    const double x = m[0] * c[0] + m[4] * c[1] + m[8] * c[2], y = m[1] * c[0] + m[5] * c[1] + m[9] * c[2];
    const double w = m[3] * c[0] + m[7] * c[1] + m[11] * c[2];
    const double sx = sqrt(pow(m[0], 2) + pow(m[4], 2) + pow(m[8], 2)) + 1, sy = sqrt(pow(m[1], 2) + pow(m[5], 2) + pow(m[9], 2)) + 1;
    return w > -radius && fabs(x) < w + radius * sx && fabs(y) < w + radius * sy;
}

RenderFrame city_frame(const City *city, const CityView *v)
{
    RenderFrame frame = { 0 };
    city_view_fill(v, &frame.view);
    RenderTerrainItem *terrain = calloc((size_t)city->ground_count + 1, sizeof *terrain);
    RenderBuildingItem *buildings = calloc((size_t)city->tile_count + 1, sizeof *buildings);
    for (int i = 0; i < city->ground_count; i++) {
        const CityGroundTile *t = &city->ground[i];
        const RenderPlace place = place_at(v, t->x_m, t->y_m, 0);
        const float c[3] = { place.m[3], place.m[7], place.m[11] };
        const double distance = hypot(hypot(c[0], c[1]), c[2]), radius = t->size_m * 0.75 + 300;
        if (!is_seen(&frame.view, c, radius)) continue;
        terrain[frame.terrain_count++] = (RenderTerrainItem){
            t->mesh,        place,           t->picture,      t->mask,
            { 0, 0, 1, 1 }, t->height_min_m, t->height_max_m, (float)fmax(distance - radius, 0),
            false
        };
    }
    for (int i = 0; i < city->tile_count; i++) {
        const CityBuildingTile *t = &city->tiles[i];
        const RenderPlace place = place_at(v, t->x_m, t->y_m, 0);
        const float c[3] = { place.m[3], place.m[7], place.m[11] };
        const double distance = hypot(hypot(c[0], c[1]), c[2]);
        if (!is_seen(&frame.view, c, TILE_M)) continue;
        const bool is_point = v->point_distance_m > 0 && distance > v->point_distance_m;
        buildings[frame.building_count++] = (RenderBuildingItem){
            is_point ? t->point : t->full,           place, city->styles, t->style_first, 1,
            (float)fmax(distance - TILE_M * 0.7, 0), 0
        };
    }
    frame.terrain = terrain;
    frame.buildings = buildings;
    frame.atlas = city->atlas;
    return frame;
}

void city_frame_finish(RenderFrame *frame)
{
    free((void *)frame->terrain);
    free((void *)frame->buildings);
    *frame = (RenderFrame){ 0 };
}
