// SPDX-License-Identifier: Apache-2.0
// test_asset_section.c - areas of cuts against formulas, another way of adding them up, and
// volumes.
#include "assets/asset_section.h"
#include "assets/asset_shape.h"
#include "asset_fixture.h"
#include <stdlib.h>

static double area_of(const AssetSection *s, int object, int plane)
{
    double sum = 0;
    for (int i = 0; i < s->polygon_count; i++)
        if (s->polygons[i].object == object && s->polygons[i].plane == plane)
            sum += s->polygons[i].area_m2;
    return sum;
}

static AssetSection cut(const Asset *a, const AssetPlane *planes, int count, bool with_spaces)
{
    AssetSection s;
    Err err = { 0 };
    CHECK(asset_section_init(
        &s, a,
        &(AssetSectionDesc){ .planes = planes, .plane_count = count, .with_spaces = with_spaces },
        &err));
    CHECK_EQ(s.failed_count, 0);
    return s;
}

TEST(a_level_cut_has_the_areas_of_the_profiles)
{
    Asset *a = fixture_load("section.ifc", FIXTURE_ROOM);
    const AssetPlane level = { { 0, 0, 1 }, { 0, 0, 1 } }, floor = { { 0, 0, -0.1 }, { 0, 0, -3 } };
    AssetSection s = cut(a, &level, 1, false);
    CHECK_EQ(s.polygon_count, 2);
    CHECK_NEAR(area_of(&s, fixture_object(a, "Wall"), 0), 0.8, 1e-6);
    const double circle = DVEC_PI / 4;
    CHECK_NEAR(area_of(&s, fixture_object(a, "Column"), 0), circle, 0.005 * circle + 0.01 * circle);
    CHECK_NEAR(s.area_m2, s.polygons[0].area_m2 + s.polygons[1].area_m2, 1e-9);
    asset_section_finish(&s);
    // Seen from below: the same; three rings.
    s = cut(a, &floor, 1, false);
    CHECK_EQ(s.polygon_count, 1);
    CHECK_EQ(s.polygons[0].region.ring_count, 3);
    CHECK_NEAR(s.area_m2, 80 - 4 - DVEC_PI, 0.03);
    CHECK(s.polygons[0].material >= 0);
    asset_section_finish(&s);
    s = cut(a, &level, 1, true);
    CHECK_NEAR(area_of(&s, fixture_object(a, "Space"), 0), 80, 1e-5);
    asset_section_finish(&s);
    asset_destroy(a);
}

TEST(a_box_cuts_each_face_as_far_as_the_others_leave_it)
{
    Asset *a = fixture_load("section.ifc", FIXTURE_ROOM);
    // Keeps x < 1, z < 2 and y > -5: the wall's end is 0.2 x 2, its top 3 x 0.2.
    const AssetPlane box[3] = { { { 1, 0, 0 }, { 1, 0, 0 } },
                                { { 0, 0, 2 }, { 0, 0, 1 } },
                                { { 0, -5, 0 }, { 0, -1, 0 } } };
    AssetSection s = cut(a, box, 3, false);
    const int wall = fixture_object(a, "Wall");
    CHECK_NEAR(area_of(&s, wall, 0), 0.2 * 2, 1e-5);
    CHECK_NEAR(area_of(&s, wall, 1), 0.2 * 3, 1e-5);
    CHECK_NEAR(area_of(&s, wall, 2), 0, 1e-9);
    CHECK_NEAR(area_of(&s, fixture_object(a, "Ceiling"), 0), 0, 1e-9);
    asset_section_finish(&s);
    AssetSection none;
    const AssetPlane nowhere = { { 0, 0, 0 }, { 0, 0, 0 } };
    Err err = { 0 };
    CHECK(!asset_section_init(&none, a, &(AssetSectionDesc){ .planes = &nowhere, .plane_count = 1 },
                              &err));
    CHECK_EQ(err.code, ERR_ARGUMENT);
    asset_destroy(a);
}

TEST(points_of_a_section_lie_on_its_plane_and_in_the_model)
{
    Asset *a = fixture_load("section.ifc", FIXTURE_ROOM);
    const AssetPlane plane = { { 0.5, 0, 1 }, { 1, 2, 0.3 } };
    AssetSection s = cut(a, &plane, 1, false);
    CHECK(s.polygon_count > 0);
    for (int i = 0; i < s.polygon_count; i++) {
        const AssetSectionPolygon *p = &s.polygons[i];
        const AssetObject *o = &a->objects[p->object];
        for (int k = 0; k < p->region.point_count; k++) {
            const DVec2 v = p->region.points[k];
            const DVec3 at = dplace_point(&s.places[0], (DVec3){ v.x, v.y, 0 });
            CHECK_NEAR(dvec_dot(dvec_sub(at, plane.point), plane.normal), 0, 1e-6);
            CHECK(at.x > o->min.x - 1e-4 && at.x < o->max.x + 1e-4 && at.z > o->min.z - 1e-4 &&
                  at.z < o->max.z + 1e-4);
        }
    }
    Str svg = { 0 }, csv = { 0 };
    asset_section_svg(&s, a, 0, &svg);
    asset_section_csv(&s, a, false, &csv);
    CHECK(strstr(svg.text, "viewBox=") && strstr(svg.text, "<title>IfcWall Wall w "));
    int lines = 0;
    for (const char *c = csv.text; *c; c++) lines += *c == '\n';
    CHECK_EQ(lines, 1 + s.polygon_count);
    str_finish(&svg);
    str_finish(&csv);
    asset_section_finish(&s);
    asset_destroy(a);
}

TEST(a_storeys_plan_stands_over_its_placement)
{
    Asset *a = fixture_load("section.ifc", FIXTURE_HOUSE);
    AssetPlane plane;
    CHECK(asset_section_storey(a, fixture_object(a, "1F"), 1.2, &plane));
    CHECK_NEAR(plane.point.z, 1.2, 1e-9);
    CHECK(!asset_section_storey(a, fixture_object(a, "P"), 1.2, &plane));
    asset_destroy(a);
}

// The area inside a cut of a closed surface: half the sum of crosses of its directed segments
// (Green), triangle by triangle; no outline is followed.
static double green_area(const Asset *asset, int object, const AssetPlane *plane)
{
    AssetTriangles all = { .asset = asset, .object = object };
    AssetTriangle t;
    double sum = 0;
    while (asset_shape_next(&all, &t)) {
        double d[3];
        DVec3 in = { 0 }, out = { 0 };
        int crossings = 0;
        for (int k = 0; k < 3; k++)
            d[k] = dvec_dot(dvec_sub(t.corners[k], plane->point), plane->normal);
        for (int k = 0; k < 3; k++) {
            const int n = (k + 1) % 3;
            if ((d[k] < 0) == (d[n] < 0)) continue;
            const DVec3 at = dvec_add(t.corners[k], dvec_scale(dvec_sub(t.corners[n], t.corners[k]),
                                                               d[k] / (d[k] - d[n])));
            if (d[k] < 0)
                out = at;
            else
                in = at;
            crossings++;
        }
        if (crossings != 2) continue;
        sum += dvec_dot(dvec_cross(dvec_sub(in, plane->point), dvec_sub(out, plane->point)),
                        plane->normal);
    }
    return sum / 2;
}

static const char *const real_files[] = { "webifc/AC20-FZK-Haus.ifc", "webifc/duplex.ifc",
                                          "webifc/Office_A_20110811.ifc",
                                          "ycode/Ifc4_SampleHouse.ifc",
                                          "bimwhale/LargeBuilding/IFC/LargeBuilding.ifc" };

TEST(cuts_of_closed_bodies_of_real_models_agree_with_greens_theorem)
{
    if (!check_shared("data/ifc")) CHECK_SKIP("the shared data is absent");
    const DVec3 normals[4] = { { 0, 0, 1 }, { 1, 0, 0 }, { 0, 1, 0 }, { 0.6, 0.48, 0.64 } };
    for (size_t f = 0; f < sizeof real_files / sizeof real_files[0]; f++) {
        char relative[128];
        snprintf(relative, sizeof relative, "data/ifc/%s", real_files[f]);
        Asset *a = asset_load(&(AssetDesc){ .path = check_shared(relative) }, NULL);
        CHECK(a);
        int compared = 0, wrong = 0, overlapping = 0;
        const DVec3 size = dvec_sub(a->max, a->min);
        for (int n = 0; n < 4; n++) {
            for (int k = 0; k < 9; k++) {
                const double at = 0.0513 + 0.1037 * k; // no face of a building lies there
                const AssetPlane plane = {
                    dvec_add(a->min, dvec_make(size.x * at, size.y * at, size.z * at)), normals[n]
                };
                AssetSection s = cut(a, &plane, 1, true);
                for (int i = 0; i < a->object_count; i++) {
                    const AssetObject *o = &a->objects[i];
                    bool is_closed = o->instance_count > 0 && o->kind != ASSET_OBJECT_OPENING;
                    for (int m = 0; m < o->instance_count && is_closed; m++)
                        is_closed = a->meshes[a->instances[o->first_instance + m].mesh].is_closed;
                    if (!is_closed) continue;
                    const double own = area_of(&s, i, 0), green = green_area(a, i, &plane);
                    if (green < 1e-4 && own < 1e-4) continue;
                    compared++;
                    // Bodies that overlap count twice for Green: never less than what they fill.
                    if (own < green * 0.995 - 1e-5 && own > 0)
                        overlapping++;
                    else if (fabs(own - green) > 0.005 * green + 1e-5)
                        wrong++;
                }
                asset_section_finish(&s);
            }
        }
        fprintf(stderr, "%s: %d cuts, %d of overlapping bodies, %d wrong\n", real_files[f],
                compared, overlapping, wrong);
        CHECK(compared > 50);
        CHECK_EQ(wrong, 0);
        CHECK(overlapping * 20 < compared);
        asset_destroy(a);
    }
}

TEST(areas_of_level_cuts_add_up_to_the_volume)
{
    const char *path = check_shared("data/ifc/webifc/AC20-FZK-Haus.ifc");
    if (!path) CHECK_SKIP("the shared data is absent");
    Asset *a = asset_load(&(AssetDesc){ .path = path }, NULL);
    CHECK(a);
    enum { PLANES = 400 };
    const double height = a->max.z - a->min.z, step = height / PLANES;
    double *sums = calloc((size_t)a->object_count, sizeof *sums);
    for (int k = 0; k < PLANES; k++) {
        const AssetPlane plane = { { 0, 0, a->min.z + (k + 0.5) * step }, { 0, 0, 1 } };
        AssetSection s = cut(a, &plane, 1, true);
        for (int i = 0; i < s.polygon_count; i++)
            sums[s.polygons[i].object] += s.polygons[i].area_m2 * step;
        asset_section_finish(&s);
    }
    double volume = 0, added = 0;
    for (int i = 0; i < a->object_count; i++) {
        const AssetShape shape = asset_shape_of(a, i);
        if (a->objects[i].kind == ASSET_OBJECT_OPENING || !shape.is_closed) continue;
        // A step more or less of a body with level top and bottom.
        CHECK_NEAR(sums[i], shape.volume_m3, 0.005 * shape.volume_m3 + 2 * step * shape.up_m2);
        volume += shape.volume_m3;
        added += sums[i];
    }
    CHECK(volume > 500);
    CHECK_NEAR(added, volume, 0.005 * volume);
    free(sums);
    asset_destroy(a);
}
