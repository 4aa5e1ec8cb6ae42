// SPDX-License-Identifier: Apache-2.0
// test_geo_drape_patch.c - areas and fields laid on the ground: inside and out, rims, dashes, and
// tiles that meet.
#include "check.h"

#include "geo/geo_drape.h"
#include <math.h>
#include <stdlib.h>

static const GeoTileKey tile = { .level = 12 };

static GeoTileKey at(double lon_deg, double lat_deg)
{
    return geo_tile_at(tile.level, lon_deg, lat_deg);
}

// The picture's middle half as a ring.
static GeoDrapePicture paint(const GeoDrapeItem *item, GeoTileKey key)
{
    GeoDrapePicture picture;
    CHECK(geo_drape_paint(&(GeoDrape){ .items = item, .item_count = 1 }, key, &picture, NULL));
    return picture;
}

static const uint8_t *pixel(const GeoDrapePicture *p, int x, int y)
{
    return p->rgba + ((size_t)y * GEO_DRAPE_SIZE_PX + (size_t)x) * 4;
}

static void ring_of(GeoBox box, double *ring)
{
    const double w = box.east_deg - box.west_deg, h = box.north_deg - box.south_deg;
    const double xs[2] = { box.west_deg + w / 4, box.east_deg - w / 4 },
                 ys[2] = { box.south_deg + h / 4, box.north_deg - h / 4 };
    const double corners[8] = { xs[0], ys[0], xs[1], ys[0], xs[1], ys[1], xs[0], ys[1] };
    for (int i = 0; i < 8; i++) ring[i] = corners[i];
}

TEST(an_area_is_filled_and_hatched_inside_its_rim)
{
    const GeoTileKey key = at(110.4, 21.2);
    double ring[8];
    const int end = 4;
    ring_of(geo_tile_box(key), ring);
    const GeoDrapePatch patch = { .extent = geo_tile_box(key),
                                  .lon_lat = ring,
                                  .ring_end = &end,
                                  .ring_count = 1,
                                  .fill_rgba = 0x800000ff,
                                  .hatch_rgba = 0xff00ff00,
                                  .rim_rgba = 0xffff0000,
                                  .rim_px = 2 };
    const GeoDrapeItem item = { .kind = GEO_DRAPE_PATCH, .opacity = 1, .patch = &patch };
    GeoDrapePicture p = paint(&item, key);
    CHECK(p.has_content);
    CHECK_EQ(pixel(&p, 20, 128)[3], 0);
    CHECK(pixel(&p, 64, 128)[2] > 250); // the rim
    int filled = 0, hatched = 0;
    for (int x = 100; x < 116; x++) {
        filled += pixel(&p, x, 128)[1] == 0 && pixel(&p, x, 128)[0] == 128;
        hatched += pixel(&p, x, 128)[1] == 255;
    }
    CHECK_EQ(hatched, 3); // of a period of 16
    CHECK(filled >= 12);
    geo_drape_picture_finish(&p);
}

TEST(hatching_goes_on_over_the_border_of_a_tile)
{
    const GeoTileKey left = at(110.4, 21.2), right = { left.level, left.x + 1, left.y };
    const GeoBox a = geo_tile_box(left), b = geo_tile_box(right);
    const double ring[8] = { a.west_deg - 1, a.south_deg - 1, b.east_deg + 1, a.south_deg - 1,
                             b.east_deg + 1, a.north_deg + 1, a.west_deg - 1, a.north_deg + 1 };
    const int end = 4;
    const GeoDrapePatch patch = { .extent = { a.west_deg - 1, a.south_deg - 1, b.east_deg + 1,
                                              a.north_deg + 1 },
                                  .lon_lat = ring,
                                  .ring_end = &end,
                                  .ring_count = 1,
                                  .hatch_rgba = 0xff00ff00 };
    const GeoDrapeItem item = { .kind = GEO_DRAPE_PATCH, .opacity = 1, .patch = &patch };
    GeoDrapePicture p = paint(&item, left), q = paint(&item, right);
    for (int y = 0; y < GEO_DRAPE_SIZE_PX; y++) {
        // One step along the line's direction is the same pixel of the pattern.
        if (y > 0) CHECK_EQ(pixel(&p, GEO_DRAPE_SIZE_PX - 1, y)[3], pixel(&q, 0, y - 1)[3]);
    }
    geo_drape_picture_finish(&p);
    geo_drape_picture_finish(&q);
}

TEST(a_dashed_rim_has_gaps)
{
    const GeoTileKey key = at(110.4, 21.2);
    double ring[8];
    const int end = 4;
    ring_of(geo_tile_box(key), ring);
    const GeoDrapePatch patch = { .extent = geo_tile_box(key),
                                  .lon_lat = ring,
                                  .ring_end = &end,
                                  .ring_count = 1,
                                  .rim_rgba = 0xff0000ff,
                                  .rim_px = 2,
                                  .is_dashed = true };
    const GeoDrapeItem item = { .kind = GEO_DRAPE_PATCH, .opacity = 1, .patch = &patch };
    GeoDrapePicture p = paint(&item, key);
    int painted = 0, edges = 0;
    for (int x = 66; x < 190; x++) {
        painted += pixel(&p, x, 192)[3] > 200;
        edges += pixel(&p, x, 192)[3] > 128 && pixel(&p, x - 1, 192)[3] <= 128;
    }
    CHECK_NEAR(painted / 124.0, 0.6, 0.08);
    CHECK(edges >= 5 &&
          edges <= 9); // a period is 18 pixels of the ground, drawn wider by 1 / cos 21
    geo_drape_picture_finish(&p);
}

TEST(a_field_is_linear_between_the_middles_of_its_cells_and_nothing_outside)
{
    const GeoTileKey key = at(110.4, 21.2);
    const float values[4] = { 0, 1, 0, 1 };
    GeoDrapeField field = { .box = geo_tile_box(key), .cols = 2, .rows = 2, .values = values };
    for (int i = 0; i < 256; i++) field.rgba[i] = 0xff000000u | (uint32_t)i;
    field.rgba[0] = 0;
    const GeoDrapeItem item = { .kind = GEO_DRAPE_FIELD, .opacity = 1, .field = &field };
    GeoDrapePicture p = paint(&item, key);
    CHECK_NEAR(pixel(&p, 128, 128)[0], 128, 2); // half way between the middles at 64 and 192
    CHECK_NEAR(pixel(&p, 96, 128)[0], 64, 2);
    CHECK_NEAR(pixel(&p, 160, 128)[0], 191, 2);
    geo_drape_picture_finish(&p);
    p = paint(&item, (GeoTileKey){ key.level, key.x + 2, key.y });
    CHECK(!p.has_content);
    geo_drape_picture_finish(&p);
}
