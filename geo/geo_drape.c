// SPDX-License-Identifier: Apache-2.0
// geo_drape.c - paints the items of a drape into a tile's picture: imagery, areas, lines, masks, in order.
// Coverage is gathered for all features of one colour and laid on once, so that crossings and shared borders show no seam.
#include "geo/geo_drape_cover.h"
#include "geo/geo_local.h"
#include "base/array.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SIZE GEO_DRAPE_SIZE_PX
#define SIMPLIFY_PX 0.3
#define DASH_MIN_PX 3.0 // a shorter pattern is painted as its average

typedef struct {
    GeoDrapePicture *picture;
    GeoDrapeCover cover;
    GeoTileKey key;
    GeoBox box;
    double px_per_deg, cos_lat;
    double px_per_m;        // along the meridian
    double m_per_deg;
    uint8_t *image;         // scratch of raster items
    double *points;         // scratch of one line, x by cos_lat
    size_t point_cap;
    bool is_out_of_memory;
} Painter;

// One item while it is painted.
typedef struct {
    Painter *painter;
    const GeoDrapeItem *item;
    const GeoLayer *layer;
    double x0_px, y0_px, px_per_step; // picture = x0 + x * step, y0 - y * step
    bool is_casing;
    uint32_t rgba;          // of what the cover holds; alpha 0 = nothing gathered
} Brush;

static uint8_t div255(unsigned v)
{
    v += 128;
    return (uint8_t)((v + (v >> 8)) >> 8);
}

static void blend(uint8_t *to, const unsigned rgb[3], unsigned alpha)
{
    const unsigned rest = 255 - alpha;
    to[0] = div255(rgb[0] * alpha + to[0] * rest);
    to[1] = div255(rgb[1] * alpha + to[1] * rest);
    to[2] = div255(rgb[2] * alpha + to[2] * rest);
    to[3] = div255(255 * alpha + to[3] * rest);
}

static bool picture_reserve(GeoDrapePicture *picture, bool with_mask)
{
    if (!picture->rgba) picture->rgba = calloc((size_t)SIZE * SIZE, 4);
    if (with_mask && !picture->mask) picture->mask = calloc((size_t)SIZE * SIZE, 2);
    return picture->rgba && (!with_mask || picture->mask);
}

// Lays what was gathered onto the picture, and empties it.
static void brush_flush(Brush *b)
{
    Painter *p = b->painter;
    GeoDrapeCover *cover = &p->cover;
    const uint32_t rgba = b->rgba;
    b->rgba = 0;
    if (cover->y_first > cover->y_last) return;
    const bool is_plain = b->is_casing || b->item->surface == GEO_DRAPE_SURFACE_PLAIN;
    if (!picture_reserve(p->picture, !is_plain)) {
        p->is_out_of_memory = true;
        return;
    }
    const unsigned rgb[3] = { rgba & 255, rgba >> 8 & 255, rgba >> 16 & 255 };
    const unsigned water = !is_plain && b->item->surface == GEO_DRAPE_SURFACE_WATER ? 255 : 0;
    const unsigned light = !is_plain && b->item->surface == GEO_DRAPE_SURFACE_ROAD ? 255 : 0;
    const float strength = (float)(rgba >> 24) * fminf(fmaxf(b->item->opacity, 0), 1);
    uint8_t *mask = p->picture->mask;
    float coverage[GEO_DRAPE_COVER_STRIDE];
    for (int y = cover->y_first; y <= cover->y_last; y++) {
        int first = 0;
        const int end = geo_drape_cover_take_row(cover, y, coverage, &first);
        uint8_t *row = p->picture->rgba + (size_t)y * SIZE * 4;
        for (int x = first; x < end; x++) {
            const unsigned alpha = (unsigned)(coverage[x] * strength + 0.5f);
            if (!alpha) continue;
            p->picture->has_content = true;
            blend(row + (size_t)x * 4, rgb, alpha);
            if (!mask) continue;
            uint8_t *m = mask + ((size_t)y * SIZE + (size_t)x) * 2;
            m[0] = div255(water * alpha + m[0] * (255 - alpha));
            m[1] = div255(light * alpha + m[1] * (255 - alpha));
        }
    }
    geo_drape_cover_taken(cover);
    if (!is_plain) p->picture->has_mask = true;
}

static double brush_x(const Brush *b, int32_t x)
{
    return b->x0_px + x * b->px_per_step;
}
static double brush_y(const Brush *b, int32_t y)
{
    return b->y0_px - y * b->px_per_step;
}

static void fill_ring(Brush *b, uint32_t first, uint32_t count)
{
    if (count < 3) return;
    const int32_t *xy = b->layer->xy + 2 * (size_t)first;
    const double near2 = count > 8 ? SIMPLIFY_PX * SIMPLIFY_PX : 0;
    const double start_x = brush_x(b, xy[0]), start_y = brush_y(b, xy[1]);
    double x = start_x, y = start_y;
    for (uint32_t i = 1; i < count; i++) {
        const double nx = brush_x(b, xy[2 * i]), ny = brush_y(b, xy[2 * i + 1]);
        if ((nx - x) * (nx - x) + (ny - y) * (ny - y) < near2) continue;
        geo_drape_cover_edge(&b->painter->cover, x, y, nx, ny);
        x = nx;
        y = ny;
    }
    geo_drape_cover_edge(&b->painter->cover, x, y, start_x, start_y);
}

// The part as a line to stroke: points nearer than SIMPLIFY_PX to the last go, the ends stay.
static void stroke_part(Brush *b, uint32_t first, uint32_t count, double half_px, bool is_closed)
{
    Painter *p = b->painter;
    if (!array_reserve_large((void **)&p->points, &p->point_cap, 2 * (size_t)count, sizeof *p->points)) {
        p->is_out_of_memory = true;
        return;
    }
    const int32_t *xy = b->layer->xy + 2 * (size_t)first;
    int kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        const double x = brush_x(b, xy[2 * i]) * p->cos_lat, y = brush_y(b, xy[2 * i + 1]);
        if (kept) {
            const double dx = x - p->points[2 * kept - 2], dy = y - p->points[2 * kept - 1];
            if (dx * dx + dy * dy < SIMPLIFY_PX * SIMPLIFY_PX) {
                if (i + 1 < count || kept < 2 || is_closed) continue;
                kept--;
            }
        }
        p->points[2 * kept] = x;
        p->points[2 * kept + 1] = y;
        kept++;
    }
    if (kept < 2) return;
    const GeoDrapePen pen = { &p->cover, p->cos_lat, half_px };
    geo_drape_stroke(&pen, p->points, kept, is_closed && kept > 2);
}

// Fractions of the segment within the picture widened by margin; false when outside.
static bool segment_in_picture(const Painter *p, const double a[2], const double d[2], double margin, double *from, double *to)
{
    const double high[2] = { SIZE * p->cos_lat + margin, SIZE + margin };
    *from = 0, *to = 1;
    for (int k = 0; k < 2; k++) {
        if (d[k] == 0) {
            if (a[k] < -margin || a[k] > high[k]) return false;
            continue;
        }
        const double t0 = (-margin - a[k]) / d[k], t1 = (high[k] - a[k]) / d[k];
        *from = fmax(*from, fmin(t0, t1));
        *to = fmin(*to, fmax(t0, t1));
    }
    return *from < *to;
}

// Half of every dash_m is painted, counted in metres from the line's start, so that neighbouring tiles agree.
static void dash_part(Brush *b, uint32_t first, uint32_t count, double half_px)
{
    Painter *p = b->painter;
    const GeoLayer *layer = b->layer;
    const int32_t *xy = layer->xy + 2 * (size_t)first;
    const GeoDrapePen pen = { &p->cover, p->cos_lat, half_px };
    const double dash_m = (double)b->item->dash_m, step_m = layer->step_deg * p->m_per_deg;
    double s_m = 0;
    for (uint32_t i = 0; i + 1 < count; i++, xy += 2) {
        const double lat = layer->lat0_deg + 0.5 * ((double)xy[1] + xy[3]) * layer->step_deg;
        const double east = ((double)xy[2] - xy[0]) * step_m * cos(lat * DVEC_RAD_FROM_DEG), north = ((double)xy[3] - xy[1]) * step_m;
        const double length_m = sqrt(east * east + north * north);
        const double a[2] = { brush_x(b, xy[0]) * p->cos_lat, brush_y(b, xy[1]) };
        const double d[2] = { brush_x(b, xy[2]) * p->cos_lat - a[0], brush_y(b, xy[3]) - a[1] };
        double from = 0, to = 0;
        if (length_m > 0 && segment_in_picture(p, a, d, half_px + 1, &from, &to)) {
            for (double k = floor((s_m + from * length_m) / dash_m); k * dash_m < s_m + to * length_m; k++) {
                const double t0 = fmax((k * dash_m - s_m) / length_m, 0), t1 = fmin(((k + 0.5) * dash_m - s_m) / length_m, 1);
                if (t0 < t1) geo_drape_stroke_piece(&pen, a[0] + d[0] * t0, a[1] + d[1] * t0, a[0] + d[0] * t1, a[1] + d[1] * t1);
            }
        }
        s_m += length_m;
    }
}

static double line_half_px(const Brush *b, uint32_t feature)
{
    const GeoDrapeItem *item = b->item;
    const double width_m = (double)(item->width_m ? item->width_m[feature] : item->width_m_all);
    const double width_px = width_m > 0 && width_m < 1e6 ? width_m * b->painter->px_per_m : 0;
    return 0.5 * fmax(width_px, (double)item->width_min_px);
}

static bool brush_is_dashed(const Brush *b)
{
    return !b->is_casing && b->item->dash_m > 0 && (double)b->item->dash_m * b->painter->px_per_m >= DASH_MIN_PX;
}

static void brush_feature(Brush *b, uint32_t feature)
{
    const GeoLayer *layer = b->layer;
    const double casing_px = b->is_casing ? (double)b->item->casing_px : 0;
    for (uint32_t part = layer->feature_part[feature]; part < layer->feature_part[feature + 1]; part++) {
        const uint32_t first = layer->part_vertex[part], count = layer->part_vertex[part + 1] - first;
        const GeoPartKind kind = layer->part_kind[part];
        if (kind == GEO_PART_OUTER || kind == GEO_PART_INNER) {
            if (b->is_casing) stroke_part(b, first, count, casing_px, true);
            else fill_ring(b, first, count);
        } else if (kind == GEO_PART_LINE && count >= 2) {
            const double half_px = line_half_px(b, feature) + casing_px;
            if (!(half_px > 0)) continue;
            if (brush_is_dashed(b)) dash_part(b, first, count, half_px);
            else stroke_part(b, first, count, half_px, false);
        }
    }
}

static uint32_t brush_colour(const Brush *b, uint32_t feature)
{
    const GeoDrapeItem *item = b->item;
    const uint32_t fill = item->fill_rgba ? item->fill_rgba[feature] : item->fill_rgba_all;
    if (b->is_casing) return fill >> 24 || !item->fill_rgba ? item->casing_rgba : 0; // a hidden feature has no border either
    const bool is_average = item->dash_m > 0 && !brush_is_dashed(b);
    return is_average ? (fill & 0xffffffu) | (fill >> 25) << 24 : fill;
}

static bool brush_visit(uint32_t feature, void *arg)
{
    Brush *b = arg;
    const uint32_t rgba = brush_colour(b, feature);
    if (!(rgba >> 24)) return true;
    if (b->rgba && b->rgba != rgba) brush_flush(b);
    b->rgba = rgba;
    brush_feature(b, feature);
    return !b->painter->is_out_of_memory;
}

// The widest line there is decides how far outside the tile features can reach into it.
static double item_margin_px(const Painter *p, const GeoDrapeItem *item)
{
    const uint32_t count = item->layer->feature_count;
    float width_m = item->width_m_all;
    if (item->width_m) {
        width_m = 0;
        for (uint32_t i = 0; i < count; i++) width_m = item->width_m[i] > width_m ? item->width_m[i] : width_m;
    }
    if (!(width_m >= 0) || !(width_m < 1e6f)) width_m = 0;
    return 0.5 * fmax((double)width_m * p->px_per_m, (double)item->width_min_px) + (double)item->casing_px + 1;
}

static void paint_vector(Painter *p, const GeoDrapeItem *item)
{
    const GeoLayer *layer = item->layer;
    const double margin_deg = item_margin_px(p, item) / p->px_per_deg, margin_lon = margin_deg / p->cos_lat;
    const GeoBox reach = { p->box.west_deg - margin_lon, p->box.south_deg - margin_deg, p->box.east_deg + margin_lon,
                           p->box.north_deg + margin_deg };
    if (!geo_box_meets(reach, layer->extent)) return;
    Brush b = { .painter = p, .item = item, .layer = layer,
                .x0_px = (layer->lon0_deg - p->box.west_deg) * p->px_per_deg,
                .y0_px = (p->box.north_deg - layer->lat0_deg) * p->px_per_deg,
                .px_per_step = layer->step_deg * p->px_per_deg };
    for (int pass = item->casing_rgba >> 24 && item->casing_px > 0 ? 0 : 1; pass < 2; pass++) {
        b.is_casing = pass == 0;
        geo_layer_query(layer, reach, brush_visit, &b);
        brush_flush(&b);
    }
}

static bool paint_raster(Painter *p, const GeoDrapeItem *item, Err *err)
{
    if (!geo_box_meets(item->raster->extent, p->box)) return true;
    if (!p->image) p->image = malloc((size_t)SIZE * SIZE * 4);
    if (!p->image) {
        p->is_out_of_memory = true;
        return true;
    }
    if (!geo_raster_read_rgba(item->raster, p->box, SIZE, SIZE, p->image, err)) return false;
    if (!picture_reserve(p->picture, false)) {
        p->is_out_of_memory = true;
        return true;
    }
    const unsigned strength = (unsigned)(255 * fminf(fmaxf(item->opacity, 0), 1) + 0.5f);
    for (size_t i = 0; i < (size_t)SIZE * SIZE; i++) {
        const uint8_t *from = p->image + 4 * i;
        const unsigned alpha = div255(from[3] * strength), rgb[3] = { from[0], from[1], from[2] };
        if (!alpha) continue;
        p->picture->has_content = true;
        blend(p->picture->rgba + 4 * i, rgb, alpha);
        if (!p->picture->mask) continue;
        p->picture->mask[2 * i] = div255(p->picture->mask[2 * i] * (255 - alpha));
        p->picture->mask[2 * i + 1] = div255(p->picture->mask[2 * i + 1] * (255 - alpha));
    }
    return true;
}

// Lines of hatching run over the pixels of a level: their period divides a tile, so that tiles
// agree.
static float hatch_share(int x, int y)
{
    enum { PERIOD = 16 };
    const float at = (float)((x + y) & (PERIOD - 1)) - 0.5f * PERIOD;
    return fminf(fmaxf(2.0f - fabsf(at), 0), 1);
}

static bool glow_reserve(GeoDrapePicture *picture)
{
    if (!picture->glow) picture->glow = calloc((size_t)SIZE * SIZE, 1);
    return picture->glow != NULL;
}

// By night pictures are dark: there values are seen by their own light.
static void glow_add(Painter *p, int x, int y, unsigned alpha)
{
    uint8_t *glow = p->picture->glow + (size_t)y * SIZE + (size_t)x;
    *glow = (uint8_t)(*glow + div255((255u - *glow) * alpha));
}

static void patch_fill(Painter *p, const GeoDrapePatch *patch, float strength)
{
    GeoDrapeCover *cover = &p->cover;
    float coverage[GEO_DRAPE_COVER_STRIDE];
    if (cover->y_first > cover->y_last) return;
    const uint32_t a = patch->fill_rgba, b = patch->hatch_rgba;
    const unsigned fill[3] = { a & 255, a >> 8 & 255, a >> 16 & 255 };
    const unsigned hatch[3] = { b & 255, b >> 8 & 255, b >> 16 & 255 };
    for (int y = cover->y_first; y <= cover->y_last; y++) {
        int first = 0;
        const int end = geo_drape_cover_take_row(cover, y, coverage, &first);
        for (int x = first; x < end; x++) {
            const float line = hatch_share(x, y), seen = coverage[x] * strength;
            uint8_t *to = p->picture->rgba + ((size_t)y * SIZE + (size_t)x) * 4;
            blend(to, fill, (unsigned)((float)(a >> 24) * seen + 0.5f));
            if (line > 0) blend(to, hatch, (unsigned)((float)(b >> 24) * seen * line + 0.5f));
            if (patch->is_lit) glow_add(p, x, y, (unsigned)((float)(a >> 24) * seen + 0.5f));
            p->picture->has_content |= seen > 0;
        }
    }
    geo_drape_cover_taken(cover);
}

// Dashes are counted in pixels of the level from the ring's start: tiles of a level agree.
static void patch_dashes(Painter *p, const double *xy, int count, double half_px)
{
    const GeoDrapePen pen = { &p->cover, p->cos_lat, half_px };
    const double period = 9 * half_px;
    double way = 0;
    for (int i = 0; i < count; i++) {
        const double *from = xy + 2 * i, *to = xy + 2 * ((i + 1) % count);
        const double d[2] = { to[0] - from[0], to[1] - from[1] }, length = hypot(d[0], d[1]);
        double t0 = 0, t1 = 0;
        if (length > 0 && segment_in_picture(p, from, d, half_px + 1, &t0, &t1)) {
            for (double k = floor((way + t0 * length) / period); k * period < way + t1 * length;
                 k++) {
                const double u0 = fmax((k * period - way) / length, 0),
                             u1 = fmin(((k + 0.6) * period - way) / length, 1);
                if (u0 < u1)
                    geo_drape_stroke_piece(&pen, from[0] + d[0] * u0, from[1] + d[1] * u0,
                                           from[0] + d[0] * u1, from[1] + d[1] * u1);
            }
        }
        way += length;
    }
}

// The ring's points in pixels, x by cos_lat: in the painter's scratch.
static int patch_ring(Painter *p, const GeoDrapePatch *patch, int first, int end)
{
    if (!array_reserve_large((void **)&p->points, &p->point_cap, 2 * (size_t)(end - first),
                             sizeof *p->points)) {
        p->is_out_of_memory = true;
        return 0;
    }
    for (int i = first; i < end; i++) {
        p->points[2 * (i - first)] =
            (patch->lon_lat[2 * i] - p->box.west_deg) * p->px_per_deg * p->cos_lat;
        p->points[2 * (i - first) + 1] =
            (p->box.north_deg - patch->lon_lat[2 * i + 1]) * p->px_per_deg;
    }
    return end - first;
}

static void paint_patch(Painter *p, const GeoDrapeItem *item)
{
    const GeoDrapePatch *patch = item->patch;
    const double half_px = (double)patch->rim_px, margin_deg = (half_px + 1) / p->px_per_deg;
    const GeoBox reach = { p->box.west_deg - margin_deg / p->cos_lat, p->box.south_deg - margin_deg,
                           p->box.east_deg + margin_deg / p->cos_lat,
                           p->box.north_deg + margin_deg };
    if (!geo_box_meets(reach, patch->extent)) return;
    if (!picture_reserve(p->picture, false)) {
        p->is_out_of_memory = true;
        return;
    }
    if (patch->is_lit && !glow_reserve(p->picture)) {
        p->is_out_of_memory = true;
        return;
    }
    const float strength = fminf(fmaxf(item->opacity, 0), 1);
    for (int pass = 0; pass < 2; pass++) {
        for (int ring = 0; ring < patch->ring_count; ring++) {
            const int count =
                patch_ring(p, patch, ring ? patch->ring_end[ring - 1] : 0, patch->ring_end[ring]);
            if (count < 3) continue;
            const double *xy = p->points;
            const GeoDrapePen pen = { &p->cover, p->cos_lat, half_px };
            for (int i = 0; i < count && pass == 0; i++) {
                const double *to = xy + 2 * ((i + 1) % count);
                geo_drape_cover_edge(&p->cover, xy[2 * i] / p->cos_lat, xy[2 * i + 1],
                                     to[0] / p->cos_lat, to[1]);
            }
            if (pass == 1 && half_px > 0 && patch->is_dashed)
                patch_dashes(p, xy, count, half_px);
            else if (pass == 1 && half_px > 0)
                geo_drape_stroke(&pen, xy, count, true);
        }
        GeoDrapePatch rim = { .fill_rgba = patch->rim_rgba };
        patch_fill(p, pass ? &rim : patch, strength);
    }
}

static float field_at(const GeoDrapeField *f, double x, double y)
{
    const int col = (int)floor(x), row = (int)floor(y);
    const float fx = (float)(x - col), fy = (float)(y - row);
    float v[4];
    for (int k = 0; k < 4; k++) {
        const int c = col + (k & 1), r = row + (k >> 1);
        v[k] = c < 0 || r < 0 || c >= f->cols || r >= f->rows
                   ? 0
                   : f->values[(size_t)r * (size_t)f->cols + (size_t)c];
    }
    const float top = v[0] + (v[1] - v[0]) * fx, bottom = v[2] + (v[3] - v[2]) * fx;
    return top + (bottom - top) * fy;
}

// A cell's value over all of it but a rim of a twelfth.
static float cell_at(const GeoDrapeField *f, double x, double y)
{
    const int c = (int)floor(x + 0.5), r = (int)floor(y + 0.5);
    if (c < 0 || r < 0 || c >= f->cols || r >= f->rows) return 0;
    if (fmax(fabs(x - c), fabs(y - r)) > 0.5 - 1.0 / 12) return 0;
    return f->values[(size_t)r * (size_t)f->cols + (size_t)c];
}

static void paint_field(Painter *p, const GeoDrapeItem *item)
{
    const GeoDrapeField *f = item->field;
    if (!geo_box_meets(p->box, f->box)) return;
    if (!picture_reserve(p->picture, false) || !glow_reserve(p->picture)) {
        p->is_out_of_memory = true;
        return;
    }
    const double step_deg = 1 / p->px_per_deg, opacity = fmin(fmax((double)item->opacity, 0), 1);
    const double per_lon = f->cols / (f->box.east_deg - f->box.west_deg),
                 per_lat = f->rows / (f->box.north_deg - f->box.south_deg);
    for (int y = 0; y < SIZE; y++) {
        const double row =
            (f->box.north_deg - (p->box.north_deg - (y + 0.5) * step_deg)) * per_lat - 0.5;
        for (int x = 0; x < SIZE; x++) {
            const double col =
                (p->box.west_deg + (x + 0.5) * step_deg - f->box.west_deg) * per_lon - 0.5;
            const float v = f->is_cells ? cell_at(f, col, row) : field_at(f, col, row);
            const uint32_t c = f->rgba[v <= 0 ? 0 : v >= 1 ? 255 : (int)(v * 255 + 0.5f)];
            const unsigned alpha = (unsigned)((c >> 24) * opacity + 0.5),
                           rgb[3] = { c & 255, c >> 8 & 255, c >> 16 & 255 };
            if (!alpha) continue;
            p->picture->has_content = true;
            blend(p->picture->rgba + ((size_t)y * SIZE + (size_t)x) * 4, rgb, alpha);
            glow_add(p, x, y, alpha);
        }
    }
}

static bool item_is_at_level(const GeoDrapeItem *item, uint32_t level)
{
    if (item->level_min == 0 && item->level_max == 0) return true;
    return level >= item->level_min && level <= item->level_max;
}

bool geo_drape_paint(const GeoDrape *drape, GeoTileKey key, GeoDrapePicture *out, Err *err)
{
    assert(drape && out && key.level <= GEO_TILE_LEVEL_MAX);
    GeoDrapePicture picture = { 0 };
    Painter p = { .picture = &picture, .key = key, .box = geo_tile_box(key) };
    const double lat = (p.box.south_deg + p.box.north_deg) / 2;
    GeoLocal local;
    geo_local_init(&local, 0, lat);
    p.px_per_deg = SIZE / (p.box.north_deg - p.box.south_deg);
    p.m_per_deg = local.north_m_per_deg;
    p.px_per_m = p.px_per_deg / p.m_per_deg;
    p.cos_lat = fmax(local.east_m_per_deg / local.north_m_per_deg, 0.05); // the poles are narrow, not endless
    bool ok = true;
    if (!geo_drape_cover_init(&p.cover)) p.is_out_of_memory = true;
    for (int i = 0; i < drape->item_count && !p.is_out_of_memory; i++) {
        const GeoDrapeItem *item = drape->items + i;
        if (!(item->opacity > 0) || !item_is_at_level(item, key.level)) continue;
        if (item->kind == GEO_DRAPE_VECTOR && item->layer) paint_vector(&p, item);
        else if (item->kind == GEO_DRAPE_PATCH)
            paint_patch(&p, item);
        else if (item->kind == GEO_DRAPE_FIELD)
            paint_field(&p, item);
        else if (item->kind == GEO_DRAPE_RASTER && item->raster && !paint_raster(&p, item, ok ? err : NULL)) ok = false;
    }
    if (p.is_out_of_memory) {
        err_set(err, ERR_MEMORY, "no memory for the picture of tile %u/%u/%u", key.level, key.x, key.y);
        ok = false;
    }
    geo_drape_cover_finish(&p.cover);
    free(p.image);
    free(p.points);
    if (!picture.has_content) geo_drape_picture_finish(&picture);
    if (picture.mask && !picture.has_mask) {
        free(picture.mask);
        picture.mask = NULL;
    }
    *out = picture;
    return ok;
}

void geo_drape_picture_finish(GeoDrapePicture *picture)
{
    if (!picture) return;
    free(picture->rgba);
    free(picture->mask);
    free(picture->glow);
    *picture = (GeoDrapePicture){ 0 };
}
