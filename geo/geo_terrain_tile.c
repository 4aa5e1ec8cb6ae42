// SPDX-License-Identifier: Apache-2.0
// geo_terrain_tile.c - a terrain tile: 33 x 33 curved nodes, normals, skirts, and how far it is from the next finer level.
#include "geo/geo_raster_private.h"
#include "geo/geo_terrain_private.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define GRID GEO_TERRAIN_GRID
#define CELLS (GRID - 1)
#define RING (GRID + 2)       // with a ring of neighbours for the normals
#define FINE (2 * CELLS + 1)  // nodes of the next level
#define EARTH_M 6371000.0
#define SKIRT_SHARE 0.01      // of the tile's edge
#define THINNED_FACTOR 1.5f   // what a preview leaves out of an error, about

typedef struct {
    double east_m, north_m; // of one cell at the row's latitude
    DVec3 radial;           // unit normal of the ellipsoid at longitude 0 of the tile: (cos lat, 0, sin lat)
    double n_m;             // prime vertical radius
} TileRow;

static int8_t snorm8(double v)
{
    return (int8_t)lrint(fmin(fmax(v, -1), 1) * 127);
}

// Heights of rows x rows nodes from the north-west corner; places are whole multiples of the step, equal in all tiles.
static bool heights_of(const GeoTerrain *terrain, GeoTileKey key, double spacing_deg, int first, int edge, int cells,
                       float *h_m, uint8_t *has)
{
    const double whole = (double)cells * (double)(1u << key.level);
    bool has_any = false;
    double lon[TERRAIN_SAMPLE_MAX], lat[TERRAIN_SAMPLE_MAX];
    static_assert(FINE <= TERRAIN_SAMPLE_MAX && RING <= TERRAIN_SAMPLE_MAX, "a row at a time");
    for (int r = 0; r < edge; r++) {
        const double row = (key.y + 1.0) * cells - (r + first); // from 90 S
        for (int c = 0; c < edge; c++) {
            double column = (double)key.x * cells + (c + first);
            if (column < 0) column += 2 * whole;
            if (column > 2 * whole) column -= 2 * whole;
            lon[c] = column / whole * 180 - 180;
            lat[c] = fmin(fmax(row / whole * 180 - 90, -90), 90);
        }
        terrain_sample(terrain, spacing_deg, lon, lat, h_m + r * edge, has + r * edge, edge);
        for (int c = 0; c < edge; c++) has_any |= has[r * edge + c] != 0;
    }
    return has_any;
}

// The largest distance between the tile's surface and the nodes of the next finer level. The cliff where the data ends is no
// error: finer levels would chase it for ever.
static float finer_error(const float *ring, const uint8_t *ring_has, const float *fine, const uint8_t *fine_has)
{
    float worst = 0;
    for (int r = 0; r < FINE; r++) {
        for (int c = 0; c < FINE; c++) {
            // Middle of an edge, or of the diagonal along which a cell is cut (south-west to north-east).
            const int at = (r / 2 + 1) * RING + c / 2 + 1;
            const int a = (r & 1) && (c & 1) ? at + 1 : at;
            const int b = (r & 1) ? at + RING : (c & 1) ? at + 1 : at;
            if (!ring_has[a] || !ring_has[b] || !fine_has[r * FINE + c]) continue;
            worst = fmaxf(worst, fabsf((ring[a] + ring[b]) / 2 - fine[r * FINE + c]));
        }
    }
    return worst;
}

static float tile_error(const GeoTerrain *terrain, GeoTileKey key, double spacing_deg, const float *ring, const uint8_t *ring_has)
{
    float fine[FINE * FINE];
    uint8_t fine_has[FINE * FINE];
    bool is_finest = true, is_thinned = false;
    // The finer half of the spacing may need a level that only the whole file gives: an overview must not wait for that.
    double finer_deg = spacing_deg / 2;
    const GeoBox box = geo_tile_box(key);
    for (int i = 0; i < terrain->count; i++) {
        const GeoRaster *raster = terrain->rasters[i];
        if (!geo_box_meets(raster->extent, box)) continue;
        const GeoRasterPrivate *p = raster->private_;
        const double pixels = spacing_deg * TERRAIN_DEGREE_M / raster->cell_m;
        is_finest &= pixels <= 1;
        const bool is_preview = geo_raster_shift_for(raster, pixels) >= p->preview_shift;
        if (is_preview && geo_raster_shift_for(raster, pixels / 2) < p->preview_shift) is_thinned = true;
    }
    if (is_finest) return 0; // more nodes would show the same cells
    if (is_thinned) finer_deg = spacing_deg;
    heights_of(terrain, key, finer_deg, 0, FINE, 2 * CELLS, fine, fine_has);
    return finer_error(ring, ring_has, fine, fine_has) * (is_thinned ? THINNED_FACTOR : 1);
}

static void vertex_place(GeoTerrainVertex *v, const DPlace *tile, const TileRow *row, double lon_sin, double lon_cos, double h_m)
{
    // ECEF with the tile's middle meridian as x axis.
    const double e2 = 6.69437999014132e-3; // WGS 84
    const double out = (row->n_m + h_m) * row->radial.x;
    const DVec3 ecef = { out * lon_cos, out * lon_sin, (row->n_m * (1 - e2) + h_m) * row->radial.z };
    const DVec3 local = dplace_local(tile, ecef);
    v->pos_m[0] = (float)local.x, v->pos_m[1] = (float)local.y, v->pos_m[2] = (float)local.z;
    v->height_m = (float)h_m;
}

static void vertex_normal(GeoTerrainVertex *v, const DPlace *tile, const TileRow *row, double lon_sin, double lon_cos,
                          double slope_east, double slope_north)
{
    const DVec3 east = { -lon_sin, lon_cos, 0 };
    const DVec3 north = { -row->radial.z * lon_cos, -row->radial.z * lon_sin, row->radial.x };
    const DVec3 up = { row->radial.x * lon_cos, row->radial.x * lon_sin, row->radial.z };
    const DVec3 n = dvec_normalize(dvec_sub(up, dvec_add(dvec_scale(east, slope_east), dvec_scale(north, slope_north))));
    v->normal[0] = snorm8(dvec_dot(n, tile->x_axis));
    v->normal[1] = snorm8(dvec_dot(n, tile->y_axis));
    v->normal[2] = snorm8(dvec_dot(n, tile->z_axis));
    v->normal[3] = 0;
}

static void rows_make(GeoBox box, TileRow rows[GRID])
{
    const double a = 6378137.0, e2 = 6.69437999014132e-3, step_rad = (box.north_deg - box.south_deg) / CELLS * DVEC_RAD_FROM_DEG;
    for (int r = 0; r < GRID; r++) {
        const double lat = (box.north_deg + (box.south_deg - box.north_deg) * r / CELLS) * DVEC_RAD_FROM_DEG;
        const double s = sin(lat), c = cos(lat), w2 = 1 - e2 * s * s;
        rows[r].radial = dvec_make(c, 0, s);
        rows[r].n_m = a / sqrt(w2);
        rows[r].east_m = fmax(rows[r].n_m * c * step_rad, 1e-3); // at the poles all meridians meet
        rows[r].north_m = a * (1 - e2) / (w2 * sqrt(w2)) * step_rad;
    }
}

bool geo_terrain_tile_build(const GeoTerrain *terrain, const GeoFrame *frame, GeoTileKey key, GeoTerrainTile *out, Err *err)
{
    (void)frame; // heights are above the frame's zero, and the tile's own axes do not depend on where the city is
    (void)err;
    const GeoBox box = geo_tile_box(key);
    const double spacing_deg = (box.north_deg - box.south_deg) / CELLS;
    float ring[RING * RING];
    uint8_t ring_has[RING * RING];
    memset(ring, 0, sizeof ring);
    memset(out, 0, sizeof *out);
    out->key = key;
    if (terrain && geo_terrain_has_elevation(terrain, box)) {
        out->has_elevation = heights_of(terrain, key, spacing_deg, -1, RING, CELLS, ring, ring_has);
    }
    // A chord under the round earth: what a node more would win.
    const double edge_m = geo_tile_edge_m(key), chord_m = edge_m / CELLS;
    out->error_m = (float)fmin(chord_m * chord_m / (8 * EARTH_M), EARTH_M);
    if (out->has_elevation) out->error_m = fmaxf(out->error_m, tile_error(terrain, key, spacing_deg, ring, ring_has));

    TileRow rows[GRID];
    rows_make(box, rows);
    double lon_sin[GRID], lon_cos[GRID];
    for (int c = 0; c < GRID; c++) {
        const double lon = (box.east_deg - box.west_deg) * ((double)c / CELLS - 0.5) * DVEC_RAD_FROM_DEG;
        lon_sin[c] = sin(lon), lon_cos[c] = cos(lon);
    }
    // The tile's place in ECEF turned so that its middle meridian is at longitude 0.
    GeoFrame turned;
    geo_frame_init(&turned, (GeoPos){ 0, (box.south_deg + box.north_deg) / 2, 0 });
    const DPlace *tile = &turned.ecef_from_enu;

    out->height_min_m = INFINITY, out->height_max_m = -INFINITY;
    for (int r = 0; r < GRID; r++) {
        for (int c = 0; c < GRID; c++) {
            GeoTerrainVertex *v = &out->vertices[r * GRID + c];
            const float *h = ring + (r + 1) * RING + c + 1;
            vertex_place(v, tile, &rows[r], lon_sin[c], lon_cos[c], h[0]);
            vertex_normal(v, tile, &rows[r], lon_sin[c], lon_cos[c], (h[1] - h[-1]) / (2 * rows[r].east_m),
                          (h[-RING] - h[RING]) / (2 * rows[r].north_m));
            v->uv[0] = (uint16_t)lrint(c * 65535.0 / CELLS);
            v->uv[1] = (uint16_t)lrint(r * 65535.0 / CELLS);
            out->height_min_m = fminf(out->height_min_m, h[0]);
            out->height_max_m = fmaxf(out->height_max_m, h[0]);
        }
    }
    // Skirts N, S, W, E hang as deep as a coarser neighbour may lie below.
    const double skirt_m = 2 * out->error_m + SKIRT_SHARE * edge_m;
    for (int side = 0; side < 4; side++) {
        for (int k = 0; k < GRID; k++) {
            const int r = side == 0 ? 0 : side == 1 ? CELLS : k, c = side == 2 ? 0 : side == 3 ? CELLS : k;
            GeoTerrainVertex *v = &out->vertices[GRID * GRID + side * GRID + k];
            *v = out->vertices[r * GRID + c];
            vertex_place(v, tile, &rows[r], lon_sin[c], lon_cos[c], v->height_m - skirt_m);
            v->height_m = out->vertices[r * GRID + c].height_m;
        }
    }
    return true;
}

enum { INDEX_COUNT = CELLS * CELLS * 6 + 4 * CELLS * 6 };
static uint16_t tile_indices[INDEX_COUNT];

static int quad_add(int at, int north_west, int north_east, int south_west, int south_east)
{
    const int corner[6] = { north_west, south_west, north_east, north_east, south_west, south_east };
    for (int i = 0; i < 6; i++) tile_indices[at++] = (uint16_t)corner[i];
    return at;
}

static void indices_make(void)
{
    int at = 0;
    for (int r = 0; r < CELLS; r++) {
        for (int c = 0; c < CELLS; c++) {
            const int v = r * GRID + c;
            at = quad_add(at, v, v + 1, v + GRID, v + GRID + 1);
        }
    }
    // Each skirt quad seen from outside: the edge is its upper side.
    const int skirt = GRID * GRID;
    for (int k = 0; k < CELLS; k++) {
        const int n = k, s = CELLS * GRID + k, w = k * GRID, e = k * GRID + CELLS;
        at = quad_add(at, n + 1, n, skirt + k + 1, skirt + k);
        at = quad_add(at, s, s + 1, skirt + GRID + k, skirt + GRID + k + 1);
        at = quad_add(at, w, w + GRID, skirt + 2 * GRID + k, skirt + 2 * GRID + k + 1);
        at = quad_add(at, e + GRID, e, skirt + 3 * GRID + k + 1, skirt + 3 * GRID + k);
    }
    assert(at == INDEX_COUNT);
}

const uint16_t *geo_terrain_indices(int *index_count)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, indices_make);
    *index_count = INDEX_COUNT;
    return tile_indices;
}
