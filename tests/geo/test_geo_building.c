// SPDX-License-Identifier: Apache-2.0
// test_geo_building.c - building meshes: volumes, areas, positions, levels of detail, hostile footprints.
#include "check.h"
#include "geo/geo_building.h"
#include "geo/geo_local.h"
#include "geo/make_layer.h"

#define LON 110.40
#define LAT 21.20

typedef struct {
    double volume_m3, up_area_m2;
    double z_min, z_max;
} Measure;

static DVec3 vertex_position(const GeoBuildingMesh *m, uint32_t i)
{
    const GeoBuildingVertex *v = m->vertices + i;
    return (DVec3){ (double)m->offset_m[0] + v->x * (double)m->step_m[0], (double)m->offset_m[1] + v->y * (double)m->step_m[1],
                    (double)m->offset_m[2] + v->z * (double)m->step_m[2] };
}

// Volume below outward faces (divergence theorem, from the lowest point), and the area of faces that look up.
static Measure mesh_measure(const GeoBuildingMesh *m)
{
    Measure out = { .z_min = 1e9, .z_max = -1e9 };
    for (uint32_t i = 0; i < m->vertex_count; i++) {
        const double z = vertex_position(m, i).z;
        out.z_min = fmin(out.z_min, z);
        out.z_max = fmax(out.z_max, z);
    }
    for (uint32_t i = 0; i < m->index_count; i += 3) {
        const DVec3 a = vertex_position(m, m->indices[i]), b = vertex_position(m, m->indices[i + 1]), c = vertex_position(m, m->indices[i + 2]);
        const DVec3 n = dvec_cross(dvec_sub(b, a), dvec_sub(c, a));
        out.volume_m3 += n.z / 2 * ((a.z + b.z + c.z) / 3 - out.z_min);
        if (n.z > 0.5 * dvec_length(n)) out.up_area_m2 += n.z / 2;
    }
    return out;
}

static void check_mesh_sound(const GeoBuildingMesh *m, uint32_t features)
{
    CHECK_EQ(m->index_count % 3, 0);
    for (uint32_t i = 0; i < m->index_count; i++) CHECK(m->indices[i] < m->vertex_count);
    for (uint32_t i = 0; i < m->vertex_count; i++) CHECK(m->vertices[i].slot < features);
}

static GeoFrame frame_here(void)
{
    GeoFrame frame;
    geo_frame_init(&frame, (GeoPos){ LON, LAT, 0 });
    return frame;
}

static int build(const GeoLayer *layer, const float *height_m, const float *min_height_m, GeoBuildingLod lod, GeoBuildingMesh *mesh)
{
    const GeoFrame frame = frame_here();
    const GeoBuildingInput input = { .layer = layer, .height_m = height_m, .min_height_m = min_height_m, .frame = &frame };
    Err err = { 0 };
    const bool ok = geo_building_build(&input, 0, lod, mesh, &err);
    if (ok) check_mesh_sound(mesh, layer->tiles[0].count);
    return ok;
}

TEST(local_coordinates_agree_with_the_exact_frame_within_a_tenth_of_a_millimetre)
{
    for (int k = -8; k <= 8; k++) {
        const double lat0 = 10.0 * k;
        GeoLocal local;
        geo_local_init(&local, 110.3, lat0);
        GeoFrame frame;
        geo_frame_init(&frame, (GeoPos){ 110.3, lat0, 0 });
        for (int i = 0; i < 200; i++) {
            const double reach = i % 4 == 0 ? 2 : i % 4 == 1 ? 0.19 : 0.01;
            const double a = reach * (((i * 37) % 200) / 100.0 - 1), d = fmin(fmax(reach * (((i * 73) % 200) / 100.0 - 1), -89 - lat0), 89 - lat0);
            const double h = (i % 7) * 100 - 50;
            const DVec3 p = geo_local_point(&local, a, d, h), q = geo_frame_enu(&frame, (GeoPos){ 110.3 + a, lat0 + d, h });
            // The lean of the plumb line is to the second order: 0.1 mm for 500 m at 10 km.
            CHECK(dvec_length(dvec_sub(p, q)) < (i % 4 >= 2 ? 2e-5 : 1e-3));
        }
    }
}

TEST(a_block_with_a_courtyard_has_its_volume_and_roof_area)
{
    MakeLayer m = { 0 };
    GeoLocal local;
    geo_local_init(&local, LON, LAT);
    const double dx = 1 / local.east_m_per_deg, dy = 1 / local.north_m_per_deg;
    make_layer_feature(&m);
    make_layer_part(&m, GEO_PART_OUTER);
    make_layer_vertex(&m, LON, LAT), make_layer_vertex(&m, LON + 40 * dx, LAT);
    make_layer_vertex(&m, LON + 40 * dx, LAT + 30 * dy), make_layer_vertex(&m, LON, LAT + 30 * dy);
    make_layer_part(&m, GEO_PART_INNER);
    make_layer_vertex(&m, LON + 10 * dx, LAT + 10 * dy), make_layer_vertex(&m, LON + 10 * dx, LAT + 20 * dy);
    make_layer_vertex(&m, LON + 30 * dx, LAT + 20 * dy), make_layer_vertex(&m, LON + 30 * dx, LAT + 10 * dy);
    GeoLayer *layer = make_layer_finish(&m, NULL);
    const float height[] = { 24 };
    GeoBuildingMesh mesh;
    CHECK(build(layer, height, NULL, GEO_BUILDING_FULL, &mesh));
    const Measure full = mesh_measure(&mesh);
    CHECK_EQ(mesh.vertex_count, 16);
    CHECK_EQ(mesh.skipped, 0);
    CHECK_NEAR(full.up_area_m2, 40 * 30 - 20 * 10, 1);
    CHECK_NEAR(full.volume_m3, 25 * (40 * 30 - 20 * 10), 25);
    CHECK_NEAR(full.z_max - full.z_min, 25, 0.03); // 24 m and the metre below ground
    CHECK_NEAR((double)((mesh.shapes[0] >> 16 & 255) / 2.0f), sqrt(1000), 0.5);
    CHECK_NEAR((double)mesh.offset_m[2] + (mesh.shapes[0] & 65535) * (double)mesh.step_m[2], -1, 0.03);
    GeoBuildingMesh box, point;
    CHECK(build(layer, height, NULL, GEO_BUILDING_BOX, &box));
    CHECK_EQ(box.vertex_count, 8);
    CHECK_EQ(box.index_count, 30);
    CHECK_NEAR(mesh_measure(&box).up_area_m2, 1000, 2);
    CHECK(build(layer, height, NULL, GEO_BUILDING_POINT, &point));
    CHECK_EQ(point.vertex_count, 1);
    CHECK_EQ(point.index_count, 0);
    const GeoPos middle = { LON + 20 * dx, LAT + 15 * dy, 24 };
    GeoFrame tile_frame;
    const GeoBox tile = geo_tile_box(layer->tiles[0].key);
    geo_frame_init(&tile_frame, (GeoPos){ (tile.west_deg + tile.east_deg) / 2, (tile.south_deg + tile.north_deg) / 2, 0 });
    CHECK(dvec_length(dvec_sub(vertex_position(&point, 0), geo_frame_enu(&tile_frame, middle))) < 0.02);
    // One scale and one shape word for all levels.
    CHECK(memcmp(mesh.offset_m, box.offset_m, sizeof mesh.offset_m) == 0 && memcmp(mesh.step_m, box.step_m, sizeof mesh.step_m) == 0);
    CHECK(memcmp(mesh.offset_m, point.offset_m, sizeof mesh.offset_m) == 0 && memcmp(mesh.step_m, point.step_m, sizeof mesh.step_m) == 0);
    CHECK(mesh.shapes[0] == box.shapes[0] && mesh.shapes[0] == point.shapes[0]);
    geo_building_mesh_finish(&mesh);
    geo_building_mesh_finish(&box);
    geo_building_mesh_finish(&point);
    make_layer_destroy(layer);
}

TEST(a_raised_body_has_a_floor_and_closed_walls)
{
    MakeLayer m = { 0 };
    make_layer_feature(&m);
    make_layer_ring(&m, GEO_PART_OUTER, LON, LAT, 2e-4, 2e-4, 7, 0.3);
    GeoLayer *layer = make_layer_finish(&m, NULL);
    const float height[] = { 30 }, low[] = { 20 };
    for (int lod = GEO_BUILDING_FULL; lod <= GEO_BUILDING_BOX; lod++) {
        GeoBuildingMesh mesh;
        CHECK(build(layer, height, low, (GeoBuildingLod)lod, &mesh));
        const Measure got = mesh_measure(&mesh);
        CHECK_NEAR(got.z_max - got.z_min, 10, 0.03);
        DVec3 sum = { 0 };
        for (uint32_t i = 0; i < mesh.index_count; i += 3) {
            const DVec3 a = vertex_position(&mesh, mesh.indices[i]);
            sum = dvec_add(sum, dvec_cross(dvec_sub(vertex_position(&mesh, mesh.indices[i + 1]), a),
                                           dvec_sub(vertex_position(&mesh, mesh.indices[i + 2]), a)));
        }
        CHECK(dvec_length(sum) < 1e-3); // the faces of a closed body cancel
        geo_building_mesh_finish(&mesh);
    }
    make_layer_destroy(layer);
}

TEST(corners_stand_within_fifteen_millimetres_of_the_truth)
{
    MakeLayer m = { 0 };
    for (int i = 0; i < 300; i++) {
        make_layer_feature(&m);
        make_layer_ring(&m, GEO_PART_OUTER, LON + (i % 17) * 3e-4, LAT + (i / 17) * 2.9e-4, 1e-4, 1e-4, 4 + i % 9, i);
    }
    GeoLayer *layer = make_layer_finish(&m, NULL);
    float height[300];
    for (int i = 0; i < 300; i++) height[i] = (float)(3 + i);
    const GeoFrame frame = frame_here();
    const GeoBuildingInput input = { .layer = layer, .height_m = height, .frame = &frame };
    for (int t = 0; t < layer->tile_count; t++) {
        GeoBuildingMesh mesh;
        CHECK(geo_building_build(&input, t, GEO_BUILDING_FULL, &mesh, NULL));
        const DPlace place = geo_tile_place(&frame, layer->tiles[t].key);
        uint32_t at = 0;
        for (uint32_t f = layer->tiles[t].first; f < layer->tiles[t].first + layer->tiles[t].count; f++) {
            for (uint32_t v = layer->part_vertex[f]; v < layer->part_vertex[f + 1]; v++, at += 2) {
                GeoPos pos = { layer->lon0_deg + layer->xy[2 * v] * layer->step_deg, layer->lat0_deg + layer->xy[2 * v + 1] * layer->step_deg, -1 };
                const DVec3 low = dplace_point(&place, vertex_position(&mesh, at)), high = dplace_point(&place, vertex_position(&mesh, at + 1));
                CHECK(dvec_length(dvec_sub(low, geo_frame_enu(&frame, pos))) < 0.015);
                pos.h_m = (double)height[f];
                CHECK(dvec_length(dvec_sub(high, geo_frame_enu(&frame, pos))) < 0.015);
            }
        }
        CHECK_EQ(at, mesh.vertex_count);
        geo_building_mesh_finish(&mesh);
    }
    make_layer_destroy(layer);
}

TEST(features_without_area_or_height_are_counted_not_drawn)
{
    MakeLayer m = { 0 };
    for (int i = 0; i < 6; i++) {
        make_layer_feature(&m);
        if (i == 0) {
            make_layer_part(&m, GEO_PART_LINE);
            make_layer_vertex(&m, LON, LAT), make_layer_vertex(&m, LON + 1e-4, LAT);
        } else if (i == 1) {
            make_layer_part(&m, GEO_PART_OUTER); // no area
            make_layer_vertex(&m, LON, LAT), make_layer_vertex(&m, LON + 1e-4, LAT), make_layer_vertex(&m, LON + 2e-4, LAT);
        } else {
            make_layer_ring(&m, GEO_PART_OUTER, LON, LAT, 1e-4, 1e-4, 4, i);
        }
    }
    uint32_t order[6];
    GeoLayer *layer = make_layer_finish(&m, order);
    float height[6];
    const float by_number[] = { 10, 10, NAN, -5, INFINITY, 12 };
    for (int i = 0; i < 6; i++) height[i] = by_number[order[i]];
    for (int lod = 0; lod < GEO_BUILDING_LOD_COUNT; lod++) {
        GeoBuildingMesh mesh;
        CHECK(build(layer, height, NULL, (GeoBuildingLod)lod, &mesh));
        CHECK_EQ(mesh.skipped, 5);
        CHECK_EQ(mesh.vertex_count, lod == GEO_BUILDING_POINT ? 1 : 8);
        geo_building_mesh_finish(&mesh);
    }
    make_layer_destroy(layer);
}

TEST(a_footprint_of_a_million_corners_still_fits_sixteen_bits)
{
    MakeLayer m = { 0 };
    make_layer_feature(&m);
    make_layer_part(&m, GEO_PART_OUTER);
    for (int i = 0; i < 1000000; i++) {
        const double a = 2 * 3.14159265358979 * i / 1000000, r = 2e-3 * (1 + 0.2 * sin(9 * a) + 0.01 * (i % 3));
        make_layer_vertex(&m, LON + r * cos(a), LAT + r * sin(a));
    }
    make_layer_ring(&m, GEO_PART_INNER, LON, LAT, 1e-3, 1e-3, 50000, 0);
    GeoLayer *layer = make_layer_finish(&m, NULL);
    const float height[] = { 50 };
    GeoBuildingMesh mesh;
    CHECK(build(layer, height, NULL, GEO_BUILDING_FULL, &mesh));
    CHECK(mesh.vertex_count > 1000 && mesh.vertex_count <= 65535);
    const double area = 3.14159265 * (4e-6 * (1.02 + 0.02) - 1e-6) * 103900 * 110700; // about: mean square of the outline
    CHECK_NEAR(mesh_measure(&mesh).up_area_m2 / area, 1, 0.06); // a saw of 2 m teeth every 1.4 mm loses most of them
    geo_building_mesh_finish(&mesh);
    CHECK(build(layer, height, NULL, GEO_BUILDING_BOX, &mesh));
    CHECK_EQ(mesh.vertex_count, 8);
    geo_building_mesh_finish(&mesh);
    make_layer_destroy(layer);
}

TEST(several_parts_share_one_slot)
{
    MakeLayer m = { 0 };
    make_layer_feature(&m);
    make_layer_ring(&m, GEO_PART_OUTER, LON, LAT, 1e-4, 1e-4, 4, 0);
    make_layer_ring(&m, GEO_PART_OUTER, LON + 5e-4, LAT, 1e-4, 1e-4, 6, 0);
    make_layer_ring(&m, GEO_PART_INNER, LON + 5e-4, LAT, 5e-5, 5e-5, 4, 0);
    GeoLayer *layer = make_layer_finish(&m, NULL);
    const float height[] = { 12 };
    GeoBuildingMesh mesh;
    CHECK(build(layer, height, NULL, GEO_BUILDING_FULL, &mesh));
    CHECK_EQ(mesh.vertex_count, 2 * (4 + 6 + 4));
    for (uint32_t i = 0; i < mesh.vertex_count; i++) CHECK_EQ(mesh.vertices[i].slot, 0);
    geo_building_mesh_finish(&mesh);
    CHECK(build(layer, height, NULL, GEO_BUILDING_BOX, &mesh));
    CHECK_EQ(mesh.vertex_count, 16);
    geo_building_mesh_finish(&mesh);
    make_layer_destroy(layer);
}

TEST(some_low_homes_have_hipped_roofs_of_the_same_height)
{
    MakeLayer m = { 0 };
    GeoLocal local;
    geo_local_init(&local, LON, LAT);
    const double dx = 1 / local.east_m_per_deg, dy = 1 / local.north_m_per_deg;
    for (int i = 0; i < 100; i++) {
        const double lon = LON + (i % 10) * 20 * dx, lat = LAT + i / 10 * 20 * dy;
        make_layer_feature(&m);
        make_layer_part(&m, GEO_PART_OUTER);
        make_layer_vertex(&m, lon, lat), make_layer_vertex(&m, lon + 12 * dx, lat);
        make_layer_vertex(&m, lon + 12 * dx, lat + 8 * dy), make_layer_vertex(&m, lon, lat + 8 * dy);
    }
    GeoLayer *layer = make_layer_finish(&m, NULL);
    float height[100];
    uint8_t use[100];
    for (int i = 0; i < 100; i++) height[i] = 6, use[i] = GEO_BUILDING_USE_HOME;
    const GeoFrame frame = frame_here();
    const GeoBuildingInput input = { .layer = layer, .height_m = height, .use = use, .frame = &frame };
    uint32_t vertices = 0, hips = 0;
    for (int t = 0; t < layer->tile_count; t++) {
        GeoBuildingMesh mesh;
        CHECK(geo_building_build(&input, t, GEO_BUILDING_FULL, &mesh, NULL));
        check_mesh_sound(&mesh, layer->tiles[t].count);
        const uint32_t count = layer->tiles[t].count, here = (mesh.vertex_count - 8 * count) / 2;
        const Measure got = mesh_measure(&mesh);
        CHECK_NEAR(got.up_area_m2, 96.0 * count, 0.7 * count); // the slopes cover the footprint
        CHECK_NEAR(got.z_max - got.z_min, 7, 0.05);
        // A block of 5 m to the eaves; on it 2 m high a prism over the ridge and two half pyramids.
        const double ridge_m3 = 2 * (0.5 * 8 * (12 - 8) + 8 * 8 / 3.0), hip_m3 = 96 * 5 + ridge_m3;
        CHECK_NEAR(got.volume_m3 / ((count - here) * 96.0 * 7 + here * hip_m3), 1, 0.01);
        vertices += mesh.vertex_count;
        hips += here;
        geo_building_mesh_finish(&mesh);
    }
    CHECK(hips > 15 && hips < 70);
    CHECK_EQ(vertices, 800 + 2 * hips);
    make_layer_destroy(layer);
}

static uint64_t random_state = 0x9e3779b97f4a7c15ull;
static double random_unit(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (double)(random_state >> 11) / 9007199254740992.0;
}

// Distance along the ray to the triangle, or INFINITY (Moeller and Trumbore).
static double triangle_hit(DVec3 o, DVec3 d, DVec3 a, DVec3 b, DVec3 c)
{
    const DVec3 e1 = dvec_sub(b, a), e2 = dvec_sub(c, a), p = dvec_cross(d, e2);
    const double det = dvec_dot(e1, p);
    if (fabs(det) < 1e-12) return INFINITY;
    const DVec3 s = dvec_sub(o, a), q = dvec_cross(s, e1);
    const double u = dvec_dot(s, p) / det, v = dvec_dot(d, q) / det, t = dvec_dot(e2, q) / det;
    return u >= 0 && v >= 0 && u + v <= 1 && t > 0 ? t : INFINITY;
}

TEST(a_ray_hits_what_the_triangles_of_all_meshes_say)
{
    MakeLayer m = { 0 };
    for (int i = 0; i < 1500; i++) {
        make_layer_feature(&m);
        const double lon = LON + 0.02 * random_unit(), lat = LAT + 0.02 * random_unit(), r = 5e-5 + 3e-4 * random_unit();
        make_layer_ring(&m, GEO_PART_OUTER, lon, lat, r, r * (0.3 + random_unit()), 3 + i % 9, i);
        if (i % 5 == 0) make_layer_ring(&m, GEO_PART_INNER, lon, lat, r * 0.1, r * 0.1, 4, i);
    }
    GeoLayer *layer = make_layer_finish(&m, NULL);
    float height[1500], low[1500];
    for (int i = 0; i < 1500; i++) {
        height[i] = (float)(5 + 100 * random_unit() * random_unit());
        low[i] = i % 7 == 0 ? height[i] * 0.5f : 0;
    }
    const GeoFrame frame = frame_here();
    const GeoBuildingInput input = { .layer = layer, .height_m = height, .min_height_m = low, .frame = &frame };
    GeoBuildingInput bounded = input; // rays are asked only below the tallest
    for (int i = 0; i < (int)layer->feature_count; i++)
        bounded.height_max_m = fmaxf(bounded.height_max_m, height[i]);
    GeoBuildingMesh *meshes = calloc((size_t)layer->tile_count, sizeof *meshes);
    for (int t = 0; t < layer->tile_count; t++) CHECK(geo_building_build(&input, t, GEO_BUILDING_FULL, meshes + t, NULL));
    int hits = 0, wrong = 0;
    for (int round = 0; round < 600; round++) {
        const double far = round % 3 == 0 ? 20000 : 1500;
        const GeoPos eye = { LON + 0.01 + 0.03 * (random_unit() - 0.5), LAT + 0.01 + 0.03 * (random_unit() - 0.5), 5 + far * random_unit() };
        const GeoPos aim = { LON + 0.02 * random_unit(), LAT + 0.02 * random_unit(), 40 * random_unit() };
        const DVec3 o = geo_frame_enu(&frame, eye), d = dvec_normalize(dvec_sub(geo_frame_enu(&frame, aim), o));
        double want = INFINITY;
        uint32_t want_feature = 0;
        for (int t = 0; t < layer->tile_count; t++) {
            const DPlace place = geo_tile_place(&frame, layer->tiles[t].key);
            const GeoBuildingMesh *mesh = meshes + t;
            const DVec3 local_o = dplace_local(&place, o);
            const DVec3 local_d = { dvec_dot(d, place.x_axis), dvec_dot(d, place.y_axis), dvec_dot(d, place.z_axis) };
            for (uint32_t i = 0; i < mesh->index_count; i += 3) {
                const double hit = triangle_hit(local_o, local_d, vertex_position(mesh, mesh->indices[i]), vertex_position(mesh, mesh->indices[i + 1]),
                                                vertex_position(mesh, mesh->indices[i + 2]));
                if (hit >= want) continue;
                want = hit;
                want_feature = layer->tiles[t].first + mesh->vertices[mesh->indices[i]].slot;
            }
        }
        double got = 1e9;
        uint32_t feature = 0;
        const bool is_hit = geo_building_hit(round % 2 ? &bounded : &input, o, d, &got, &feature);
        hits += is_hit;
        // Buildings overlap here, and rays along edges may differ by a step of the mesh.
        wrong += is_hit != isfinite(want) || (is_hit && (feature != want_feature || fabs(got - want) > 0.1));
        if (is_hit) { // only what is nearer counts
            double nearer = got - 0.01;
            CHECK(!geo_building_hit(&input, o, d, &nearer, &feature));
        }
    }
    CHECK(hits > 150);
    CHECK(wrong <= 3);
    double sky = 1e9;
    uint32_t none = 0;
    CHECK(!geo_building_hit(&input, (DVec3){ 0, 0, 1000 }, (DVec3){ 0, 0, 1 }, &sky, &none));
    CHECK(!geo_building_hit(&input, (DVec3){ 0, 0, 1e7 }, (DVec3){ 0.5, 0, 1 }, &sky, &none));
    for (int t = 0; t < layer->tile_count; t++) geo_building_mesh_finish(meshes + t);
    free(meshes);
    make_layer_destroy(layer);
}

static double faces_area(const GeoBuildingFaces *f, const double plane[4], double *off_m)
{
    double area = 0;
    const double length = dvec_length((DVec3){ plane[0], plane[1], plane[2] });
    *off_m = 0;
    for (int t = 0; t < f->triangle_count; t++) {
        const DVec3 *p = f->points + 3 * t;
        area += dvec_length(dvec_cross(dvec_sub(p[1], p[0]), dvec_sub(p[2], p[0]))) / 2;
        for (int k = 0; k < 3; k++)
            *off_m = fmax(
                *off_m, fabs(plane[0] * p[k].x + plane[1] * p[k].y + plane[2] * p[k].z + plane[3]) /
                            length);
    }
    return area;
}

// A block 40 x 30 m, 24 m high from a metre below ground, with a courtyard of 20 x 10 m in its
// middle.
static GeoLayer *make_block(void)
{
    MakeLayer m = { 0 };
    GeoLocal local;
    geo_local_init(&local, LON, LAT);
    const double dx = 1 / local.east_m_per_deg, dy = 1 / local.north_m_per_deg;
    make_layer_feature(&m);
    make_layer_part(&m, GEO_PART_OUTER);
    make_layer_vertex(&m, LON - 20 * dx, LAT - 15 * dy),
        make_layer_vertex(&m, LON + 20 * dx, LAT - 15 * dy);
    make_layer_vertex(&m, LON + 20 * dx, LAT + 15 * dy),
        make_layer_vertex(&m, LON - 20 * dx, LAT + 15 * dy);
    make_layer_part(&m, GEO_PART_INNER);
    make_layer_vertex(&m, LON - 10 * dx, LAT - 5 * dy),
        make_layer_vertex(&m, LON - 10 * dx, LAT + 5 * dy);
    make_layer_vertex(&m, LON + 10 * dx, LAT + 5 * dy),
        make_layer_vertex(&m, LON + 10 * dx, LAT - 5 * dy);
    return make_layer_finish(&m, NULL);
}

TEST(the_face_of_a_cut_has_the_area_of_what_the_plane_goes_through)
{
    GeoLayer *layer = make_block();
    const float height[] = { 24 };
    GeoBuildingMesh mesh;
    CHECK(build(layer, height, NULL, GEO_BUILDING_FULL, &mesh));
    const GeoFrame frame = frame_here();
    const DPlace tile = geo_tile_place(&frame, layer->tiles[0].key);
    const DVec3 c = dplace_local(&tile, (DVec3){ 0, 0, 0 });
    const struct {
        double x, y, z, at_m, area_m2;        // kept: normal · (p - middle) <= at_m
    } rows[] = { { 0, 0, 1, 10, 1000 },       // level: the footprint
                 { 0, 0, -1, -10, 1000 },     // the other side stays: the same face
                 { 0, 0, 1, 24.5, 0 },        // above all
                 { 1, 0, 0, 0, 2 * 10 * 25 }, // upright through the courtyard
                 { 1, 0, 0, 15, 30 * 25 },    // beside it
                 { 0, 1, 0, 0, 2 * 10 * 25 }, { 1, 0, 0, 21, 0 } };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const DVec3 n = { rows[i].x, rows[i].y, rows[i].z };
        const double plane[4] = { -n.x, -n.y, -n.z, rows[i].at_m + dvec_dot(n, c) };
        GeoBuildingFaces faces = { 0 };
        double off_m = 0;
        CHECK(geo_building_section(&mesh, plane, &faces));
        const double got = faces_area(&faces, plane, &off_m);
        CHECK_NEAR(got, rows[i].area_m2, 0.004 * rows[i].area_m2 + 1e-9);
        CHECK(off_m < 1e-6);
        for (int t = 0; t < faces.triangle_count; t++) CHECK_EQ(faces.slots[t], 0);
        geo_building_faces_finish(&faces);
    }
    geo_building_mesh_finish(&mesh);
    make_layer_destroy(layer);
}

TEST(slices_of_a_slanted_cut_add_up_to_the_volume)
{
    GeoLayer *layer = make_block();
    const float height[] = { 24 };
    GeoBuildingMesh mesh;
    CHECK(build(layer, height, NULL, GEO_BUILDING_FULL, &mesh));
    const GeoFrame frame = frame_here();
    const DPlace tile = geo_tile_place(&frame, layer->tiles[0].key);
    const DVec3 c = dplace_local(&tile, (DVec3){ 0, 0, 0 }),
                n = dvec_normalize((DVec3){ 0.6, -0.3, 0.9 });
    double volume = 0;
    for (double at = -60; at < 60; at += 0.25) {
        const double plane[4] = { -n.x, -n.y, -n.z, at + dvec_dot(n, c) };
        GeoBuildingFaces faces = { 0 };
        double off_m = 0;
        CHECK(geo_building_section(&mesh, plane, &faces));
        volume += 0.25 * faces_area(&faces, plane, &off_m);
        geo_building_faces_finish(&faces);
    }
    CHECK_NEAR(volume, 25 * 1000, 0.004 * 25000);
    geo_building_mesh_finish(&mesh);
    make_layer_destroy(layer);
}

TEST(a_hipped_roof_is_cut_along_its_slopes)
{
    MakeLayer m = { 0 };
    for (int i = 0; i < 40; i++) { // some of them are hipped
        make_layer_feature(&m);
        const double lon = LON + 3e-4 * i;
        make_layer_part(&m, GEO_PART_OUTER);
        make_layer_vertex(&m, lon, LAT), make_layer_vertex(&m, lon + 1.2e-4, LAT);
        make_layer_vertex(&m, lon + 1.2e-4, LAT + 0.8e-4), make_layer_vertex(&m, lon, LAT + 0.8e-4);
    }
    GeoLayer *layer = make_layer_finish(&m, NULL);
    float height[40];
    uint8_t use[40];
    for (int i = 0; i < 40; i++) height[i] = 9, use[i] = GEO_BUILDING_USE_HOME;
    const GeoFrame frame = frame_here();
    const GeoBuildingInput input = {
        .layer = layer, .height_m = height, .use = use, .frame = &frame
    };
    int flat = 0, hipped = 0;
    for (int t = 0; t < layer->tile_count; t++) {
        GeoBuildingMesh mesh;
        CHECK(geo_building_build(&input, t, GEO_BUILDING_FULL, &mesh, NULL));
        for (uint32_t slot = 0; slot < layer->tiles[t].count; slot++) {
            const double base =
                (double)mesh.offset_m[2] + (mesh.shapes[slot] & 65535u) * (double)mesh.step_m[2];
            const double plane[4] = { 0, 0, -1, base + 1 + 8.5 }; // half a metre below the ridge
            GeoBuildingFaces faces = { 0 };
            double area = 0;
            CHECK(geo_building_section(&mesh, plane, &faces));
            for (int k = 0; k < faces.triangle_count; k++) {
                const DVec3 *p = faces.points + 3 * k;
                if (faces.slots[k] == slot)
                    area += dvec_length(dvec_cross(dvec_sub(p[1], p[0]), dvec_sub(p[2], p[0]))) / 2;
            }
            // Footprint 12.4 x 8.9 m: whole, or a strip round the ridge: 1 in 2 slopes make it 2 m
            // wide.
            flat += fabs(area - 110.5) < 2;
            hipped += area > 2 && area < 25;
            geo_building_faces_finish(&faces);
        }
        geo_building_mesh_finish(&mesh);
    }
    CHECK_EQ(flat + hipped, 40);
    CHECK(flat > 5 && hipped > 5);
    make_layer_destroy(layer);
}

TEST(a_ray_meets_the_face_of_a_cut_and_passes_what_is_taken_away)
{
    GeoLayer *layer = make_block();
    const float height[] = { 24 };
    const GeoFrame frame = frame_here();
    const double level[1][4] = { { 0, 0, -1, 10 } }, upright[1][4] = { { -1, 0, 0, 0 } };
    GeoBuildingInput input = { .layer = layer, .height_m = height, .frame = &frame };
    const DVec3 above = { 15, 0, 100 }, down = { 0, 0, -1 };
    uint32_t feature = 9;
    double d = 1e9;
    CHECK(geo_building_hit(&input, above, down, &d, &feature));
    CHECK_NEAR(d, 76, 0.01);
    input.planes = level;
    input.plane_count = 1;
    d = 1e9;
    CHECK(geo_building_hit(&input, above, down, &d, &feature));
    CHECK_NEAR(d, 90, 0.01); // the face of the cut
    d = 1e9;
    CHECK(!geo_building_hit(&input, (DVec3){ 0, 0, 100 }, down, &d,
                            &feature)); // the courtyard stays open
    d = 1e9;
    CHECK(!geo_building_hit(&input, (DVec3){ -100, 0, 15 }, (DVec3){ 1, 0, 0 }, &d, &feature));
    d = 1e9;
    CHECK(geo_building_hit(&input, (DVec3){ -100, 0, 5 }, (DVec3){ 1, 0, 0 }, &d, &feature));
    CHECK_NEAR(d, 80, 0.01);
    input.planes = upright; // the east goes
    d = 1e9;
    CHECK(!geo_building_hit(&input, above, down, &d, &feature));
    d = 1e9;
    CHECK(geo_building_hit(&input, (DVec3){ 100, 10, 5 }, (DVec3){ -1, 0, 0 }, &d, &feature));
    CHECK_NEAR(d, 100, 0.01); // its face
    d = 1e9;
    CHECK(geo_building_hit(&input, (DVec3){ 100, 0, 5 }, (DVec3){ -1, 0, 0 }, &d, &feature));
    CHECK_NEAR(d, 110, 0.01); // through the open courtyard to the wall behind it
    make_layer_destroy(layer);
}
