// SPDX-License-Identifier: Apache-2.0
// geo_demo_package_traffic.c - roads, streets, railways and bridges into the package.
// A bridge is many upright prisms: each polygon carries its bottom as z and its thickness as height.
#include "geo/geo_demo_package.h"
#include <math.h>
#include <string.h>

#define TRAFFIC_PI 3.14159265358979323846
#define STREET_POINTS_MAX 256

static const char *const street_names[] = {
    "建设", "民主", "文明", "幸福", "新华", "光复", "东堤", "西山", "北桥", "南华", "岭南", "椹北", "百姓", "体育", "跃进", "光明",
    "和平", "团结", "港湾", "渔港", "观海", "听涛", "滨湖", "银帆", "紫荆", "木棉", "龙潮", "绿华", "教育", "创业", "兴业", "科技",
};

// sign: what a map writes on it; most streets have a name that is not.
static void put_road(GeoDemoPackage *p, const char *name, const char *sign, const char *type, double width_m, bool is_oneway,
                     const GeoDemoXyz *points, int count)
{
    geo_demo_package_text(p, 0, name);
    geo_demo_package_text(p, 1, type);
    geo_demo_package_real(p, 2, width_m);
    geo_demo_package_int(p, 3, width_m >= 36 ? 8 : width_m >= 26 ? 6 : width_m >= 16 ? 4 : 2);
    geo_demo_package_int(p, 4, is_oneway);
    geo_demo_package_text(p, 5, sign);
    geo_demo_package_line(p, points, count, false);
}

// Corners of a trunk road are rounded: a quadratic curve between the middles of its edges, in pieces.
static int round_corners(const GeoDemoShape *shape, GeoDemoXyz *out, int cap)
{
    int n = 0;
    out[n++] = (GeoDemoXyz){ shape->vertices[0].lon, shape->vertices[0].lat, 0 };
    for (int i = 1; i + 1 < shape->count && n + 7 < cap; i++) {
        const GeoDemoVertex *v = &shape->vertices[i], *a = v - 1, *b = v + 1;
        for (int k = 0; k <= 4; k++) {
            // The curve leaves and joins the edges at a third.
            const double t = k / 4.0, wa = (1 - t) * (1 - t) / 3, wb = t * t / 3;
            out[n++] = (GeoDemoXyz){ v->lon + (a->lon - v->lon) * wa + (b->lon - v->lon) * wb,
                                     v->lat + (a->lat - v->lat) * wa + (b->lat - v->lat) * wb, 0 };
        }
    }
    const GeoDemoVertex *last = &shape->vertices[shape->count - 1];
    out[n++] = (GeoDemoXyz){ last->lon, last->lat, 0 };
    return n;
}

// Roads, channels, then the decks of the bridges between their approaches.
static const GeoDemoShape *route_shape(int index)
{
    for (int s = 0; s < geo_demo_shape_count; s++) {
        const GeoDemoShape *shape = &geo_demo_shapes[s];
        const bool moves =
            shape->kind == GEO_DEMO_SHAPE_ROAD || shape->kind == GEO_DEMO_SHAPE_CHANNEL;
        if (moves && index-- == 0) return shape;
    }
    return NULL;
}

int geo_demo_route_count(void)
{
    int count = 0;
    while (route_shape(count)) count++;
    return count + geo_demo_bridge_count;
}

void geo_demo_route(int index, GeoDemoRoute *out)
{
    const GeoDemoShape *shape = route_shape(index);
    *out = (GeoDemoRoute){ 0 };
    if (!shape) {
        const GeoDemoBridge *bridge =
            &geo_demo_bridges[index - (geo_demo_route_count() - geo_demo_bridge_count)];
        const double turn = bridge->azimuth_deg * TRAFFIC_PI / 180,
                     east = bridge->length_m * sin(turn), north = bridge->length_m * cos(turn);
        out->name = bridge->name;
        out->type = "桥梁";
        out->width_m = bridge->deck_m;
        out->count = 2;
        out->lon[0] = bridge->lon;
        out->lat[0] = bridge->lat;
        out->lon[1] = bridge->lon + east / geo_demo_lon_m(bridge->lat);
        out->lat[1] = bridge->lat + north / GEO_DEMO_LAT_M;
        return;
    }
    GeoDemoXyz points[GEO_DEMO_ROUTE_POINTS_MAX];
    out->name = shape->name;
    out->type = shape->type;
    out->width_m = shape->width_m;
    out->is_channel = shape->kind == GEO_DEMO_SHAPE_CHANNEL;
    // Channels are drawn by their vertices.
    out->count =
        out->is_channel ? shape->count : round_corners(shape, points, GEO_DEMO_ROUTE_POINTS_MAX);
    for (int k = 0; k < out->count; k++) {
        out->lon[k] = out->is_channel ? shape->vertices[k].lon : points[k].x;
        out->lat[k] = out->is_channel ? shape->vertices[k].lat : points[k].y;
    }
}

static const char *street_class(const GeoDemoStreet *street)
{
    return street->rank ? "次干路" : street->width_m > 7 ? "支路" : "街巷";
}

static void write_streets(GeoDemoPackage *p, const GeoDemoCity *city)
{
    GeoDemoXyz points[STREET_POINTS_MAX];
    for (size_t s = 0; s < city->street_count;) {
        const GeoDemoStreet *first = &city->streets[s], *street = first;
        int n = 0;
        points[n++] = (GeoDemoXyz){ first->a.lon, first->a.lat, 0 };
        // Pieces of one line that touch make one road.
        for (; s < city->street_count && n < STREET_POINTS_MAX; s++) {
            const GeoDemoStreet *next = &city->streets[s];
            if (next->patch != first->patch || next->line != first->line) break;
            if (next != first && (next->a.lon != street->b.lon || next->a.lat != street->b.lat)) break;
            points[n++] = (GeoDemoXyz){ next->b.lon, next->b.lat, 0 };
            street = next;
        }
        GeoDemoRandom random = geo_demo_random(7, (uint64_t)first->patch, first->line / 2, first->line & 1);
        const int base = (int)(geo_demo_random_unit(&random) * (double)(sizeof street_names / sizeof street_names[0]));
        char name[64] = "";
        if (first->width_m > 7 && n > 3) {
            strcpy(name, street_names[base]);
            strcat(name, first->rank ? "大道" : first->line & 1 ? "路" : "街");
        }
        const bool is_signed = first->rank && first->patch < geo_demo_patch_count;
        put_road(p, name, is_signed ? name : NULL, street_class(first), (double)first->width_m, !first->rank && first->width_m < 7 && (first->line & 2), points, n);
    }
}

static void write_plots(GeoDemoPackage *p, const GeoDemoCity *city)
{
    static const GeoDemoField fields[] = { { "zone", OFTString } };
    static const char *const zones[] = {
        [GEO_DEMO_ZONE_NONE] = "居住",     [GEO_DEMO_ZONE_OLD] = "中心",     [GEO_DEMO_ZONE_MIXED] = "居住", [GEO_DEMO_ZONE_CENTRE] = "中心",
        [GEO_DEMO_ZONE_HOMES] = "居住",    [GEO_DEMO_ZONE_INDUSTRY] = "工业", [GEO_DEMO_ZONE_TANKS] = "工业", [GEO_DEMO_ZONE_CAMPUS] = "校园",
        [GEO_DEMO_ZONE_TOWN] = "居住",     [GEO_DEMO_ZONE_VILLAGE] = "村庄",
    };
    const int four = 4;
    geo_demo_package_layer(p, "blocks", "建成区", wkbPolygon, fields, 1);
    for (size_t i = 0; i < city->plot_count && !p->has_failed; i++) {
        GeoDemoXyz points[4];
        for (int k = 0; k < 4; k++) points[k] = (GeoDemoXyz){ city->plots[i].corners[k].lon, city->plots[i].corners[k].lat, 0 };
        geo_demo_package_text(p, 0, zones[city->plots[i].zone]);
        geo_demo_package_polygon(p, points, &four, 1, false);
    }
}

void geo_demo_package_traffic(GeoDemoPackage *p, const GeoDemoCity *city)
{
    static const GeoDemoField fields[] = { { "name", OFTString }, { "class", OFTString }, { "width", OFTReal }, { "lanes", OFTInteger },
                                           { "oneway", OFTInteger }, { "sign", OFTString } };
    static const GeoDemoField rails[] = { { "name", OFTString }, { "class", OFTString } };
    GeoDemoXyz points[STREET_POINTS_MAX];
    write_plots(p, city);
    geo_demo_package_layer(p, "roads", "道路", wkbLineString, fields, (int)(sizeof fields / sizeof fields[0]));
    write_streets(p, city);
    for (int s = 0; s < geo_demo_shape_count; s++) {
        const GeoDemoShape *shape = &geo_demo_shapes[s];
        if (shape->kind != GEO_DEMO_SHAPE_ROAD) continue;
        put_road(p, shape->name, shape->name, shape->type, shape->width_m, false, points, round_corners(shape, points, STREET_POINTS_MAX));
    }
    geo_demo_package_layer(p, "railways", "铁路", wkbLineString, rails, 2);
    for (int s = 0; s < geo_demo_shape_count; s++) {
        const GeoDemoShape *shape = &geo_demo_shapes[s];
        if (shape->kind != GEO_DEMO_SHAPE_RAIL) continue;
        geo_demo_package_text(p, 0, shape->name);
        geo_demo_package_text(p, 1, shape->type);
        geo_demo_package_line(p, points, round_corners(shape, points, STREET_POINTS_MAX), false);
    }
}

// Bridge axes: s along, t to the right, from the start.
typedef struct {
    GeoDemoPackage *package;
    const GeoDemoBridge *bridge;
    double sin_a, cos_a, lon_m;
} Span;

// Height of the deck's underside: level ramps at both ends, a smooth crown in the middle.
static double deck_bottom(const GeoDemoBridge *bridge, double s)
{
    const double u = fabs(2 * s / bridge->length_m - 1); // 1 at the ends
    const double low = 4.5, rise = bridge->clearance_m + 1 - low;
    return low + rise * 0.5 * (1 + cos(fmin(u, 1) * TRAFFIC_PI));
}

static void put_prism(const Span *span, const char *kind, const double (*st)[2], int corners, double bottom_m, double height_m)
{
    GeoDemoXyz points[12];
    for (int k = 0; k < corners; k++) {
        const double e = st[k][0] * span->sin_a + st[k][1] * span->cos_a, n = st[k][0] * span->cos_a - st[k][1] * span->sin_a;
        points[k] = (GeoDemoXyz){ span->bridge->lon + e / span->lon_m, span->bridge->lat + n / GEO_DEMO_LAT_M, bottom_m };
    }
    geo_demo_package_text(span->package, 0, span->bridge->name);
    geo_demo_package_text(span->package, 1, kind);
    geo_demo_package_real(span->package, 2, bottom_m);
    geo_demo_package_real(span->package, 3, height_m);
    geo_demo_package_int(span->package, 4, span->bridge->year);
    geo_demo_package_polygon(span->package, points, &corners, 1, true);
}

static void put_box(const Span *span, const char *kind, double s0, double s1, double t0, double t1, double bottom_m, double height_m)
{
    // Counter-clockwise seen from above: t runs to the right of s.
    const double corners[4][2] = { { s0, t1 }, { s1, t1 }, { s1, t0 }, { s0, t0 } };
    put_prism(span, kind, corners, 4, bottom_m, height_m);
}

static void put_deck(const Span *span)
{
    const double length = span->bridge->length_m, half = span->bridge->deck_m / 2;
    const int pieces = (int)(length / 12);
    for (int i = 0; i < pieces; i++) {
        const double s0 = length * i / pieces, s1 = length * (i + 1) / pieces, z = deck_bottom(span->bridge, (s0 + s1) / 2);
        put_box(span, "桥面", s0, s1, -half, half, z, 3);
        // A line of light under each railing.
        put_box(span, "灯带", s0, s1, half - 0.1, half + 0.25, z + 2.1, 0.6);
        put_box(span, "灯带", s0, s1, -half - 0.25, -half + 0.1, z + 2.1, 0.6);
    }
}

static void put_piers(const Span *span, double main0, double main1)
{
    const double half = span->bridge->deck_m * 0.3;
    for (double s = 30; s < span->bridge->length_m - 20; s += 50) {
        if (s > main0 - 20 && s < main1 + 20) continue;
        put_box(span, "桥墩", s - 1.5, s + 1.5, -half, half, -9, deck_bottom(span->bridge, s) + 9.5);
    }
}

// Across offset of a leg: wide at the deck, drawn in below and meeting near the top.
static double leg_offset(const GeoDemoBridge *bridge, double deck_m, double z)
{
    const double wide = bridge->deck_m / 2 + 3.5;
    if (z < deck_m) return wide - 5 * (deck_m - z) / (deck_m + 8);
    const double t = (z - deck_m) / (bridge->tower_m - 12 - deck_m);
    return fmax(2.4, wide * (1 - t) + 2.4 * t);
}

static void put_tower(const Span *span, double s)
{
    const GeoDemoBridge *bridge = span->bridge;
    const double deck = deck_bottom(bridge, s), step = 3;
    for (double z = -8; z < bridge->tower_m - 0.01; z += step) {
        const double height = fmin(step, bridge->tower_m - z), x = leg_offset(bridge, deck, z + height / 2);
        const double thick = 3.6 - 1.2 * fmax(z, 0) / bridge->tower_m;
        put_box(span, "桥塔", s - thick, s + thick, x - 2.2, x + 2.2, z, height + 0.4);
        put_box(span, "桥塔", s - thick, s + thick, -x - 2.2, -x + 2.2, z, height + 0.4);
    }
    const double wide = leg_offset(bridge, deck, deck - 5);
    put_box(span, "桥塔", s - 2.6, s + 2.6, -wide, wide, deck - 5.5, 4.5);
    put_box(span, "桥塔", s - 14, s + 14, -bridge->deck_m * 0.75, bridge->deck_m * 0.75, -9, 11.5); // the footing above the water
    // Aviation lights: on top, and on both legs at seven tenths.
    const double high = 0.7 * bridge->tower_m, x = leg_offset(bridge, deck, high);
    put_box(span, "障碍灯", s - 0.9, s + 0.9, -0.9, 0.9, bridge->tower_m + 0.4, 1.8);
    for (int side = -1; side <= 1; side += 2) {
        const double out = side * (x + 2.6);
        put_box(span, "障碍灯", s - 0.7, s + 0.7, out - 0.7, out + 0.7, high, 1.4);
    }
}

// One stay: a line in space.
static void put_stay(const Span *span, double s_deck, double z_deck, double s_tower, double z_tower, double t_deck, double t_tower)
{
    const double ends[2][3] = { { s_deck, t_deck, z_deck }, { s_tower, t_tower, z_tower } };
    GeoDemoXyz points[2];
    for (int k = 0; k < 2; k++) {
        const double e = ends[k][0] * span->sin_a + ends[k][1] * span->cos_a, n = ends[k][0] * span->cos_a - ends[k][1] * span->sin_a;
        points[k] = (GeoDemoXyz){ span->bridge->lon + e / span->lon_m, span->bridge->lat + n / GEO_DEMO_LAT_M, ends[k][2] };
    }
    geo_demo_package_text(span->package, 0, span->bridge->name);
    geo_demo_package_line(span->package, points, 2, true);
}

static void put_stays(const Span *span, double s, double reach_side, double reach_main, double to_main)
{
    const GeoDemoBridge *bridge = span->bridge;
    const double deck = deck_bottom(bridge, s) + 3, edge = bridge->deck_m / 2 - 1;
    const int count = (int)(reach_main / 15);
    for (int k = 2; k <= count; k++) {
        const double along = (double)k / count, z_tower = deck + (bridge->tower_m - 8 - deck) * (0.42 + 0.58 * along);
        for (int way = -1; way <= 1; way += 2) {
            const double reach = way > 0 ? reach_main : reach_side, foot = s + to_main * way * reach * along;
            for (int side = -1; side <= 1; side += 2) {
                put_stay(span, foot, deck_bottom(bridge, foot) + 2.5, s, z_tower, side * edge,
                         side * leg_offset(bridge, deck - 3, z_tower));
            }
        }
    }
}

static void put_lamps(const Span *span)
{
    const double edge = span->bridge->deck_m / 2 - 0.6;
    for (double s = 40; s < span->bridge->length_m - 30; s += 60) {
        for (int side = -1; side <= 1; side += 2) {
            put_box(span, "灯柱", s - 0.2, s + 0.2, side * edge - 0.2, side * edge + 0.2, deck_bottom(span->bridge, s) + 3, 10);
            put_box(span, "路灯", s - 0.5, s + 0.5, side * (edge - 0.9) - 0.9, side * (edge - 0.9) + 0.9, deck_bottom(span->bridge, s) + 13, 0.6);
        }
    }
}

static Span span_of(GeoDemoPackage *p, const GeoDemoBridge *bridge)
{
    const double turn = bridge->azimuth_deg * TRAFFIC_PI / 180;
    return (Span){ p, bridge, sin(turn), cos(turn), geo_demo_lon_m(bridge->lat) };
}

void geo_demo_package_bridges(GeoDemoPackage *p)
{
    static const GeoDemoField fields[] = { { "name", OFTString }, { "part", OFTString }, { "bottom_m", OFTReal }, { "height", OFTReal },
                                           { "year", OFTInteger } };
    geo_demo_package_layer(p, "bridges", "桥梁", wkbPolygon25D, fields, (int)(sizeof fields / sizeof fields[0]));
    for (int layer = 0; layer < 2; layer++) {
        if (layer) geo_demo_package_layer(p, "cables", "斜拉索", wkbLineString25D, fields, 1);
        for (int b = 0; b < geo_demo_bridge_count; b++) {
            const GeoDemoBridge *bridge = &geo_demo_bridges[b];
            const Span span = span_of(p, bridge);
            const double *spans = bridge->spans_m;
            const double main_m = spans[0] + spans[1] + spans[2] + spans[3] + spans[4], main0 = (bridge->length_m - main_m) / 2;
            const double west = main0 + spans[0] + spans[1], east = west + spans[2];
            if (layer) {
                put_stays(&span, west, spans[0] + spans[1], spans[2] / 2 - 6, 1);
                put_stays(&span, east, spans[3] + spans[4], spans[2] / 2 - 6, -1);
                continue;
            }
            put_deck(&span);
            put_piers(&span, main0, main0 + main_m);
            put_box(&span, "桥墩", main0 + spans[0] - 2, main0 + spans[0] + 2, -8, 8, -9, deck_bottom(bridge, main0 + spans[0]) + 9.5);
            put_box(&span, "桥墩", east + spans[3] - 2, east + spans[3] + 2, -8, 8, -9, deck_bottom(bridge, east + spans[3]) + 9.5);
            put_tower(&span, west);
            put_tower(&span, east);
            put_lamps(&span);
        }
    }
}
