// SPDX-License-Identifier: Apache-2.0
// test_geo_solid.c - decks, tubes, walls, 3D faces and symbols: sizes, closedness, normals, hostile lines.
#include "check.h"
#include "geo/geo_solid.h"
#include "geo/geo_local.h"
#include "geo/make_layer.h"

#define LON 110.40
#define LAT 21.20

static DVec3 vertex_position(const GeoSolidMesh *m, uint32_t i)
{
    const float *p = m->vertices[i].pos_m;
    return (DVec3){ (double)p[0], (double)p[1], (double)p[2] };
}

// Volume by the divergence theorem; *open_m2: length of the sum of all faces, 0 for a closed body. Normals must agree with faces.
static double mesh_volume(const GeoSolidMesh *m, double *open_m2, int *wrong_normals)
{
    double volume = 0;
    DVec3 sum = { 0 };
    *wrong_normals = 0;
    const DVec3 o = m->vertex_count ? vertex_position(m, 0) : (DVec3){ 0 };
    CHECK_EQ(m->index_count % 3, 0);
    for (uint32_t i = 0; i < m->index_count; i += 3) {
        const uint32_t *t = m->indices + i;
        CHECK(t[0] < m->vertex_count && t[1] < m->vertex_count && t[2] < m->vertex_count);
        const DVec3 a = dvec_sub(vertex_position(m, t[0]), o), b = dvec_sub(vertex_position(m, t[1]), o), c = dvec_sub(vertex_position(m, t[2]), o);
        const DVec3 n = dvec_cross(dvec_sub(b, a), dvec_sub(c, a));
        volume += dvec_dot(a, dvec_cross(b, c)) / 6;
        sum = dvec_add(sum, dvec_scale(n, 0.5));
        for (int k = 0; k < 3; k++) {
            const int8_t *s = m->vertices[t[k]].normal;
            if (s[0] || s[1] || s[2]) *wrong_normals += dvec_dot(n, (DVec3){ s[0], s[1], s[2] }) < -1e-6 * dvec_length(n) * 127;
        }
    }
    *open_m2 = dvec_length(sum);
    return volume;
}

static GeoLayer *line_layer(const double (*points)[3], int count)
{
    GeoLocal local;
    geo_local_init(&local, LON, LAT);
    MakeLayer m = { .has_z = true };
    make_layer_feature(&m);
    make_layer_part(&m, GEO_PART_LINE);
    for (int i = 0; i < count; i++) {
        make_layer_vertex_z(&m, LON + points[i][0] / local.east_m_per_deg, LAT + points[i][1] / local.north_m_per_deg, points[i][2]);
    }
    return make_layer_finish(&m, NULL);
}

static GeoSolidMesh build(const GeoLayer *layer, GeoSolidInput input)
{
    GeoFrame frame;
    geo_frame_init(&frame, (GeoPos){ LON, LAT, 0 });
    input.layer = layer;
    input.frame = &frame;
    if (!input.rgba && !input.rgba_all) input.rgba_all = 0xffc0c8d0;
    GeoSolidMesh mesh;
    Err err = { 0 };
    CHECK(geo_solid_build(&input, 0, &mesh, &err));
    return mesh;
}

TEST(a_deck_has_its_width_height_and_a_closed_body)
{
    const double points[][3] = { { 0, 0, 30 }, { 200, 0, 30 }, { 380, 90, 33 } };
    GeoLayer *layer = line_layer(points, 3);
    GeoSolidMesh mesh = build(layer, (GeoSolidInput){ .width_m_all = 20, .thickness_m = 2 });
    double open_m2 = 0;
    int wrong = 0;
    CHECK(mesh_volume(&mesh, &open_m2, &wrong) > 400 * 20 * 2 * 0.7);
    CHECK_EQ(wrong, 0);
    CHECK(open_m2 < 25); // only the ends of the parapets are open
    CHECK_NEAR(mesh.box_max_m[2] - mesh.box_min_m[2], 33 + 0.9 - (30 - 2), 0.15);
    double half = 0; // across at the first station
    for (uint32_t i = 0; i < mesh.vertex_count; i++) half = fmax(half, -(vertex_position(&mesh, i).y - vertex_position(&mesh, 0).y));
    CHECK(half < 30);
    geo_solid_mesh_finish(&mesh);
    mesh = build(layer, (GeoSolidInput){ .width_m_all = 4, .profile = GEO_SOLID_DECK });
    mesh_volume(&mesh, &open_m2, &wrong);
    CHECK(open_m2 < 1e-3 * 400); // a narrow deck has no parapets: closed
    CHECK_EQ(wrong, 0);
    const uint32_t without = mesh.vertex_count;
    geo_solid_mesh_finish(&mesh);
    mesh = build(layer, (GeoSolidInput){ .width_m_all = 4, .profile = GEO_SOLID_DECK, .pier_spacing_m = 50 });
    CHECK_EQ(mesh.vertex_count, without + 8 * 16); // 401 m: eight piers of four walls
    CHECK_NEAR(mesh.box_min_m[2], -2, 0.3);
    geo_solid_mesh_finish(&mesh);
    make_layer_destroy(layer);
}

TEST(a_tube_has_the_volume_of_its_many_sided_bar)
{
    const double points[][3] = { { 0, 0, 0 }, { 0, 0, 50 }, { 0, 0.001, 100 } };
    GeoLayer *layer = line_layer(points, 3);
    GeoSolidMesh mesh = build(layer, (GeoSolidInput){ .width_m_all = 4 }); // upright: a tube by itself
    double open_m2 = 0;
    int wrong = 0;
    CHECK_NEAR(mesh_volume(&mesh, &open_m2, &wrong), 100 * 12 * 0.5 * 4 * sin(2 * 3.14159265 / 12), 3);
    CHECK(open_m2 < 0.01);
    CHECK_EQ(wrong, 0);
    geo_solid_mesh_finish(&mesh);
    make_layer_destroy(layer);
}

TEST(a_wall_reaches_from_the_line_to_the_ground)
{
    const double points[][3] = { { 0, 0, 3 }, { 50, 0, 4 }, { 50, 30, 3 } };
    GeoLayer *layer = line_layer(points, 3);
    GeoSolidMesh mesh = build(layer, (GeoSolidInput){ .profile = GEO_SOLID_WALL });
    CHECK_EQ(mesh.index_count, 12);
    CHECK_NEAR(mesh.box_max_m[2] - mesh.box_min_m[2], 4, 0.05);
    geo_solid_mesh_finish(&mesh);
    make_layer_destroy(layer);
}

TEST(areas_in_space_become_faces_in_their_own_plane)
{
    GeoLocal local;
    geo_local_init(&local, LON, LAT);
    const double dx = 1 / local.east_m_per_deg, dy = 1 / local.north_m_per_deg;
    MakeLayer m = { .has_z = true };
    make_layer_feature(&m);
    make_layer_part(&m, GEO_PART_OUTER); // an upright wall with a window, seen from above a line
    make_layer_vertex_z(&m, LON, LAT, 0), make_layer_vertex_z(&m, LON + 10 * dx, LAT, 0);
    make_layer_vertex_z(&m, LON + 10 * dx, LAT, 6), make_layer_vertex_z(&m, LON, LAT, 6);
    make_layer_part(&m, GEO_PART_INNER);
    make_layer_vertex_z(&m, LON + 4 * dx, LAT, 2), make_layer_vertex_z(&m, LON + 4 * dx, LAT, 4);
    make_layer_vertex_z(&m, LON + 6 * dx, LAT, 4), make_layer_vertex_z(&m, LON + 6 * dx, LAT, 2);
    make_layer_part(&m, GEO_PART_OUTER); // a sloping roof
    make_layer_vertex_z(&m, LON, LAT, 6), make_layer_vertex_z(&m, LON + 10 * dx, LAT, 6);
    make_layer_vertex_z(&m, LON + 10 * dx, LAT + 4 * dy, 9), make_layer_vertex_z(&m, LON, LAT + 4 * dy, 9);
    GeoLayer *layer = make_layer_finish(&m, NULL);
    GeoSolidMesh mesh = build(layer, (GeoSolidInput){ 0 });
    double area = 0;
    for (uint32_t i = 0; i < mesh.index_count; i += 3) {
        const DVec3 a = vertex_position(&mesh, mesh.indices[i]);
        area += dvec_length(dvec_cross(dvec_sub(vertex_position(&mesh, mesh.indices[i + 1]), a),
                                       dvec_sub(vertex_position(&mesh, mesh.indices[i + 2]), a))) / 2;
    }
    CHECK_NEAR(area, 60 - 4 + 10 * 5, 0.1);
    CHECK_EQ(mesh.skipped, 0);
    geo_solid_mesh_finish(&mesh);
    make_layer_destroy(layer);
}

TEST(hostile_lines_are_counted_or_built_without_harm)
{
    const double twins[][3] = { { 0, 0, 5 }, { 0, 0, 5 }, { 0.001, 0, 5 } };
    GeoLayer *layer = line_layer(twins, 3);
    GeoSolidMesh mesh = build(layer, (GeoSolidInput){ 0 });
    CHECK_EQ(mesh.vertex_count, 0);
    CHECK_EQ(mesh.skipped, 1);
    geo_solid_mesh_finish(&mesh);
    make_layer_destroy(layer);
    const double wild[][3] = { { 0, 0, 5 }, { 100, 0, NAN }, { 0, 0, INFINITY }, { 100, 0, 5 }, { 0, 0, 1e30 }, { 0, 0, 80 }, { 0, 0, -80 } };
    layer = line_layer(wild, 7);
    const float widths[] = { NAN, -1, 1e9f, 0.001f, INFINITY };
    for (int profile = 0; profile <= GEO_SOLID_WALL; profile++) {
        for (int w = 0; w < 5; w++) {
            mesh = build(layer, (GeoSolidInput){ .profile = (GeoSolidProfile)profile, .width_m = widths + w, .pier_spacing_m = 20 });
            for (uint32_t i = 0; i < mesh.vertex_count; i++) CHECK(isfinite(mesh.vertices[i].pos_m[0]) && isfinite(mesh.vertices[i].pos_m[2]));
            geo_solid_mesh_finish(&mesh);
        }
    }
    make_layer_destroy(layer);
}

TEST(every_symbol_stands_on_the_origin_one_metre_high)
{
    for (int s = GEO_SYMBOL_TREE; s < GEO_SYMBOL_COUNT; s++) {
        GeoSolidMesh mesh;
        CHECK(geo_symbol_build((GeoSymbol)s, &mesh, NULL));
        CHECK_EQ(geo_symbol_find(geo_symbol_name((GeoSymbol)s)), s);
        CHECK_NEAR(mesh.box_min_m[2], 0, 1e-6);
        CHECK_NEAR(mesh.box_max_m[2], 1, 1e-6);
        CHECK(mesh.index_count / 3 <= 400);
        double open_m2 = 0;
        int wrong = 0;
        mesh_volume(&mesh, &open_m2, &wrong);
        if (wrong) fprintf(stderr, "%s: %d normals against their face\n", geo_symbol_name((GeoSymbol)s), wrong);
        CHECK_EQ(wrong, 0);
        if (s == GEO_SYMBOL_SPHERE || s == GEO_SYMBOL_CYLINDER || s == GEO_SYMBOL_BOX || s == GEO_SYMBOL_PIN || s == GEO_SYMBOL_CONE) {
            CHECK(open_m2 < 1e-3);
        }
        geo_solid_mesh_finish(&mesh);
    }
    CHECK_EQ(geo_symbol_find("no such thing"), GEO_SYMBOL_NONE);
    CHECK_EQ(geo_symbol_find(NULL), GEO_SYMBOL_NONE);
}
TEST(a_tree_far_away_has_its_outline_and_a_sixth_of_its_triangles)
{
    GeoSolidMesh near = { 0 }, far = { 0 };
    CHECK(geo_symbol_build(GEO_SYMBOL_TREE, &near, NULL) && geo_symbol_build_far(GEO_SYMBOL_TREE, &far, NULL));
    CHECK(far.index_count * 5 <= near.index_count);
    for (int i = 0; i < 3; i++) {
        CHECK_NEAR(far.box_min_m[i], near.box_min_m[i], 0.06); // of a height of 1
        CHECK_NEAR(far.box_max_m[i], near.box_max_m[i], 0.06);
    }
    geo_solid_mesh_finish(&near);
    CHECK(!geo_symbol_build_far(GEO_SYMBOL_LAMP, &near, NULL)); // has one shape only
    geo_solid_mesh_finish(&far);
}

