// SPDX-License-Identifier: Apache-2.0
// test_ifc_demo.c - the demo's operations centre as it is read back: whole, closed, reachable, of
// the sizes computed by hand.
#include "assets/ifc_demo.h"
#include "assets/ifc_geometry.h"
#include "base/str.h"
#include "check.h"
#include <stdlib.h>

enum { STOREYS = 9, SPACES_MAX = 400 };

typedef struct {
    int product, storey;
    const char *name; // LongName
    const char *number;
} Space;

// One building for all tests: read once.
typedef struct {
    char *text;
    IfcModel *m;
    IfcGeometry *g;
    Space spaces[SPACES_MAX];
    int space_count;
} Demo;

static const IfcDemoDesc demo_desc = { .seed = 20260621,
                                       .crs = "EPSG:4526",
                                       .eastings = 38130518.5501,
                                       .northings = 2356222.7771,
                                       .height_m = 10.85,
                                       .axis_x = 0.457,
                                       .axis_y = -0.889,
                                       .scale = 1.0017,
                                       .longitude_deg = 110.4417,
                                       .latitude_deg = 21.2617,
                                       .north_x = -0.88,
                                       .north_y = 0.47 };

static const Demo *demo(void)
{
    static Demo d;
    if (d.m) return &d;
    size_t length = 0;
    d.text = ifc_demo_text(&demo_desc, &length);
    d.m = ifc_model_from_text(d.text, length, NULL);
    CHECK(d.m != NULL);
    d.g = ifc_geometry_create(d.m, NULL, NULL);
    for (int p = 0; p < d.g->product_count; p++) {
        const int o = d.g->products[p].object;
        if (d.m->objects.types[o] != IFCSPACE) continue;
        CHECK(d.space_count < SPACES_MAX);
        d.spaces[d.space_count++] =
            (Space){ p, d.m->objects.storeys[o], ifc_model_text(d.m, d.m->objects.long_names[o]),
                     ifc_model_text(d.m, d.m->objects.names[o]) };
    }
    return &d;
}

static const IfcProduct *space_named(const Demo *d, const char *storey, const char *name)
{
    for (int s = 0; s < d->space_count; s++) {
        const char *of = ifc_model_text(d->m, d->m->objects.names[d->spaces[s].storey]);
        if (str_equal(of, storey) && str_equal(d->spaces[s].name, name))
            return &d->g->products[d->spaces[s].product];
    }
    fprintf(stderr, "no space %s %s\n", storey, name);
    CHECK(false);
    return NULL;
}

static const IfcProduct *tagged(const Demo *d, IfcType type, const char *storey, const char *tag)
{
    for (int p = 0; p < d->g->product_count; p++) {
        const int o = d->g->products[p].object;
        if (d->m->objects.types[o] != type || d->m->objects.storeys[o] < 0) continue;
        const char *of = ifc_model_text(d->m, d->m->objects.names[d->m->objects.storeys[o]]);
        if (str_equal(of, storey) && str_equal(ifc_model_text(d->m, d->m->objects.tags[o]), tag))
            return &d->g->products[p];
    }
    fprintf(stderr, "nothing tagged %s on %s\n", tag, storey);
    CHECK(false);
    return NULL;
}

// In plan: is the point over a triangle of the floor of the body?
static bool is_over(const Demo *d, int product, double x, double y)
{
    const IfcProduct *p = &d->g->products[product];
    if (x < p->min.x || x > p->max.x || y < p->min.y || y > p->max.y) return false;
    for (int i = 0; i < p->instance_count; i++) {
        const IfcInstance *instance = &d->g->instances[p->first_instance + i];
        const IfcMesh *mesh = &d->g->meshes[instance->mesh];
        for (int t = 0; t < mesh->triangle_count; t++) {
            DVec3 c[3];
            for (int k = 0; k < 3; k++) {
                const float *v = &mesh->positions[3 * mesh->indices[3 * t + k]];
                c[k] = dplace_point(&instance->place,
                                    dvec_add(mesh->origin, dvec_make(v[0], v[1], v[2])));
            }
            if (fmax(c[0].z, fmax(c[1].z, c[2].z)) > p->min.z + 1e-4) continue;
            double side[3];
            for (int k = 0; k < 3; k++) {
                const DVec3 a = c[k], b = c[(k + 1) % 3];
                side[k] = (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x);
            }
            if ((side[0] >= 0 && side[1] >= 0 && side[2] >= 0) ||
                (side[0] <= 0 && side[1] <= 0 && side[2] <= 0))
                return true;
        }
    }
    return false;
}

static int space_at(const Demo *d, int storey, double x, double y)
{
    for (int s = 0; s < d->space_count; s++) {
        if (d->spaces[s].storey == storey && is_over(d, d->spaces[s].product, x, y)) return s;
    }
    return -1;
}

TEST(the_demo_building_is_the_same_bytes_for_the_same_seed)
{
    size_t a = 0, b = 0;
    char *first = ifc_demo_text(&demo_desc, &a), *second = ifc_demo_text(&demo_desc, &b);
    CHECK_EQ(a, b);
    CHECK(memcmp(first, second, a) == 0);
    IfcDemoDesc other = demo_desc;
    other.seed = 5;
    char *third = ifc_demo_text(&other, &b);
    CHECK(a != b || memcmp(first, third, a) != 0);
    CHECK(strstr(first, "\\X2\\793A83036570636E") != NULL); // 示范数据, in the header
    for (const char *c = first; *c; c++) CHECK(*c == '\n' || (*c >= ' ' && *c <= '~'));
    free(first);
    free(second);
    free(third);
}

TEST(the_demo_building_reads_without_a_problem_and_every_product_is_whole)
{
    const Demo *d = demo();
    CHECK_EQ(d->m->file->problem_total, 0);
    CHECK_EQ(d->m->unknown_types, 0);
    CHECK_EQ(d->g->failed_count, 0);
    CHECK_EQ(d->g->uncut_count, 0);
    CHECK_EQ(d->g->shown_count, d->g->body_count);
    CHECK(d->g->body_count > 9000);
    CHECK(d->space_count > 200);
    int storeys = 0;
    for (int o = 0; o < d->m->objects.count; o++)
        storeys += d->m->objects.types[o] == IFCBUILDINGSTOREY;
    CHECK_EQ(storeys, STOREYS);
    for (int p = 0; p < d->g->product_count; p++) {
        CHECK(d->g->products[p].triangle_count > 0);
        CHECK(d->g->products[p].volume_m3 > 0); // closed and right side out
    }
}

TEST(the_demo_building_is_within_the_outline_it_states)
{
    const Demo *d = demo();
    for (int p = 0; p < d->g->product_count; p++) {
        const IfcProduct *product = &d->g->products[p];
        const int storey = d->m->objects.storeys[product->object];
        const bool is_site = storey < 0;
        CHECK(product->min.x >= IFC_DEMO_SITE_MIN_X - 1e-6 &&
              product->max.x <= IFC_DEMO_SITE_MAX_X + 1e-6);
        CHECK(product->min.y >= IFC_DEMO_SITE_MIN_Y - 1e-6 &&
              product->max.y <= IFC_DEMO_SITE_MAX_Y + 1e-6);
        CHECK(product->max.z <= IFC_DEMO_TOP_M + 1e-6 + 0.4);
        if (!is_site && d->m->objects.types[product->object] == IFCSPACE)
            CHECK(product->min.x >= IFC_DEMO_MIN_X && product->max.y <= IFC_DEMO_MAX_Y);
    }
}

// By hand from the drawings: grid 8.4 m, walls on centre lines, slabs 0.15 m.
TEST(sizes_of_the_demo_building_are_those_computed_by_hand)
{
    const Demo *d = demo();
    // 16.8 + 0.125 to 42 - 0.125, slab edge -0.5 to 16.8 - 0.05; 7.4 m high.
    const IfcProduct *hall = space_named(d, "F2", "指挥大厅");
    CHECK_NEAR(hall->volume_m3, 24.95 * 17.25 * 7.4, 1e-3);
    // The core: 0.3 m walls round, 0.2 m within.
    const IfcProduct *stair = space_named(d, "F5", "1号楼梯间");
    CHECK_NEAR(stair->volume_m3, (25.1 - 16.95) * (28.3 - 25.35) * (4.2 - 0.2), 1e-3);
    const IfcProduct *lobby = space_named(d, "F6", "电梯厅");
    CHECK_NEAR(lobby->volume_m3, (30.9 - 27.9) * (33.45 - 25.35) * 2.7, 1e-3);
    const IfcProduct *column = tagged(d, IFCCOLUMN, "F1", "2-B");
    CHECK_NEAR(column->volume_m3, 0.8 * 0.8 * (5.4 - 0.15), 1e-6);
    CHECK_NEAR(column->max.z, 5.4 - 0.2, 1e-6);
    const IfcProduct *girder = tagged(d, IFCBEAM, "F4", "4 A-C");
    CHECK_NEAR(girder->volume_m3, 0.5 * 1.2 * (16.8 - 0.7), 1e-4);
    CHECK_NEAR(girder->area_m2, 2 * (0.5 * 1.2) + 2 * (0.5 + 1.2) * 16.1, 1e-4);
    // The floor of the fifth storey, less two stairs, four lifts in two holes and the shaft.
    double slab = 0;
    for (int p = 0; p < d->g->product_count; p++) {
        const int o = d->g->products[p].object;
        if (str_equal(ifc_model_text(d->m, d->m->objects.names[o]), "五层楼板"))
            slab = d->g->products[p].volume_m3;
    }
    const double holes = 6.55 * 2.95 + 6.6 * 2.95 + 2 * (2.4 * 5.35) + 1.0 * 1.55;
    CHECK_NEAR(slab, 0.15 * (59.8 * 26.2 - holes), 1e-3);
}

TEST(walls_lose_exactly_their_openings)
{
    const Demo *d = demo();
    int with = 0;
    for (int p = 0; p < d->g->product_count; p++) {
        const int o = d->g->products[p].object;
        if (d->m->objects.types[o] != IFCWALL) continue;
        int32_t openings[40];
        const int count = ifc_model_related(d->m, o, IFC_RELATION_VOIDS, true, openings, 40);
        const int gross = ifc_model_property(d->m, o, "Qto_WallBaseQuantities", "GrossVolume");
        const int width = ifc_model_property(d->m, o, "Qto_WallBaseQuantities", "Width");
        if (count == 0 || gross < 0) continue;
        double expected = d->m->properties.numbers[gross];
        for (int k = 0; k < count; k++) {
            for (int q = 0; q < d->g->product_count; q++) {
                const IfcProduct *hole = &d->g->products[q];
                if (hole->object != openings[k]) continue;
                // The hole is 0.1 m deeper than the wall; its face is width by height.
                const double t = d->m->properties.numbers[width];
                expected -= hole->volume_m3 / (t + 0.1) * t;
            }
        }
        CHECK_NEAR(d->g->products[p].volume_m3, expected, 1e-4);
        with++;
    }
    CHECK(with > 150);
}

// A step outside each side of a space there is a wall, or the edge of the slab behind the façade.
TEST(every_space_of_the_demo_building_is_bounded)
{
    const Demo *d = demo();
    for (int s = 0; s < d->space_count; s++) {
        const IfcProduct *space = &d->g->products[d->spaces[s].product];
        const IfcInstance *instance = &d->g->instances[space->first_instance];
        const IfcMesh *mesh = &d->g->meshes[instance->mesh];
        for (int t = 0; t < mesh->triangle_count; t++) {
            DVec3 c[3];
            for (int k = 0; k < 3; k++) {
                const float *v = &mesh->positions[3 * mesh->indices[3 * t + k]];
                c[k] = dplace_point(&instance->place,
                                    dvec_add(mesh->origin, dvec_make(v[0], v[1], v[2])));
            }
            const DVec3 normal =
                dvec_normalize(dvec_cross(dvec_sub(c[1], c[0]), dvec_sub(c[2], c[0])));
            if (fabs(normal.z) > 0.5) continue;
            // The middle of the side, low, where doors would be too.
            const DVec3 middle = dvec_scale(dvec_add(c[0], dvec_add(c[1], c[2])), 1 / 3.0);
            const DVec3 out = dvec_add(middle, dvec_scale(normal, 0.04));
            const bool is_edge = out.x < -0.5 || out.x > 59.3 || out.y < -0.5 || out.y > 42.5 ||
                                 (space->min.z > 14 && out.y < 16.3);
            bool is_wall = is_edge;
            for (int p = 0; p < d->g->product_count && !is_wall; p++) {
                const IfcProduct *wall = &d->g->products[p];
                if (d->m->objects.types[wall->object] != IFCWALL) continue;
                // Walls of the hall go on in the storey above.
                is_wall = out.x > wall->min.x && out.x < wall->max.x && out.y > wall->min.y &&
                          out.y < wall->max.y && wall->min.z < middle.z &&
                          wall->max.z > middle.z - 0.3;
            }
            if (!is_wall)
                fprintf(stderr, "%s %s is open at %.2f %.2f\n", d->spaces[s].number,
                        d->spaces[s].name, out.x, out.y);
            CHECK(is_wall);
        }
    }
}

typedef struct {
    int a, b; // spaces; -1 = outside
} Way;

static int ways_of(const Demo *d, Way *ways)
{
    int n = 0;
    for (int p = 0; p < d->g->product_count; p++) {
        const IfcProduct *door = &d->g->products[p];
        const bool is_passage =
            d->m->objects.types[door->object] == IFCOPENINGELEMENT &&
            str_starts(ifc_model_text(d->m, d->m->objects.names[door->object]), "车道洞口 7");
        if (d->m->objects.types[door->object] != IFCDOOR && !is_passage) continue;
        int storey = d->m->objects.storeys[door->object];
        if (storey < 0) {
            int32_t host[1];
            CHECK_EQ(ifc_model_related(d->m, door->object, IFC_RELATION_VOIDS, false, host, 1), 1);
            storey = d->m->objects.storeys[host[0]];
        }
        const double x = (door->min.x + door->max.x) / 2, y = (door->min.y + door->max.y) / 2;
        const bool is_along_x = door->max.x - door->min.x > door->max.y - door->min.y;
        const double dx = is_along_x ? 0 : 0.5, dy = is_along_x ? 0.5 : 0;
        ways[n++] =
            (Way){ space_at(d, storey, x - dx, y - dy), space_at(d, storey, x + dx, y + dy) };
        const Way *way = &ways[n - 1];
        const bool is_facade = x < -0.5 || x > 59.3 || y < -0.5 || y > 42.5 ||
                               fabs(y - 16.15) < 0.1 || door->min.z > 31;
        if (way->a == way->b || ((way->a < 0 || way->b < 0) && !is_facade)) {
            fprintf(stderr, "a door at %.2f %.2f %.2f joins %d and %d\n", x, y, door->min.z, way->a,
                    way->b);
            CHECK(false);
        }
    }
    return n;
}

TEST(every_door_joins_two_spaces_or_leads_outside_and_every_space_is_reached)
{
    const Demo *d = demo();
    static Way ways[1000];
    int count = ways_of(d, ways);
    CHECK(count > 240);
    // Up and down by the stairs and lifts: the same well on two storeys.
    for (int a = 0; a < d->space_count; a++) {
        for (int b = a + 1; b < d->space_count; b++) {
            if (!str_equal(d->spaces[a].name, d->spaces[b].name) ||
                !strstr(d->spaces[a].name, "楼梯间"))
                continue;
            ways[count++] = (Way){ a, b };
        }
    }
    bool is_reached[SPACES_MAX] = { false };
    for (bool is_new = true; is_new;) {
        is_new = false;
        for (int w = 0; w < count; w++) {
            const bool a = ways[w].a < 0 || is_reached[ways[w].a],
                       b = ways[w].b < 0 || is_reached[ways[w].b];
            if (a == b) continue;
            is_reached[a ? ways[w].b : ways[w].a] = true;
            is_new = true;
        }
    }
    for (int s = 0; s < d->space_count; s++) {
        if (!is_reached[s])
            fprintf(stderr, "no way to %s %s\n", d->spaces[s].number, d->spaces[s].name);
        CHECK(is_reached[s]);
    }
}

TEST(no_wall_or_column_or_desk_stands_in_a_door)
{
    const Demo *d = demo();
    for (int p = 0; p < d->g->product_count; p++) {
        const IfcProduct *door = &d->g->products[p];
        if (d->m->objects.types[door->object] != IFCDOOR) continue;
        int32_t opening[1], host[1] = { -1 };
        if (ifc_model_related(d->m, door->object, IFC_RELATION_FILLS, false, opening, 1) == 1)
            ifc_model_related(d->m, opening[0], IFC_RELATION_VOIDS, false, host, 1);
        const bool is_along_x = door->max.x - door->min.x > door->max.y - door->min.y;
        // The way through: 0.4 m to either side, clear of the frame.
        const double ax = is_along_x ? -0.08 : 0.4, ay = is_along_x ? 0.4 : -0.08;
        for (int q = 0; q < d->g->product_count; q++) {
            const IfcProduct *other = &d->g->products[q];
            const int type = d->m->objects.types[other->object];
            if (type != IFCWALL && type != IFCCOLUMN && type != IFCFURNITURE && type != IFCPLATE &&
                type != IFCMEMBER)
                continue;
            if (other->object == host[0]) continue;
            const bool meets = other->min.x < door->max.x + ax && other->max.x > door->min.x - ax &&
                               other->min.y < door->max.y + ay && other->max.y > door->min.y - ay &&
                               other->min.z < door->max.z - 0.1 && other->max.z > door->min.z + 0.1;
            if (meets)
                fprintf(stderr, "%s at %.2f %.2f %.2f stands in the door at %.2f %.2f\n",
                        ifc_schema_type_name((IfcType)type), other->min.x, other->min.y,
                        other->min.z, door->min.x, door->min.y);
            CHECK(!meets);
        }
    }
}

TEST(stairs_end_where_the_next_storey_begins_and_wells_stand_one_over_the_other)
{
    const Demo *d = demo();
    static const char *const storeys[] = { "B1", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "RF" };
    static const char *const wells[] = { "1号楼梯间", "2号楼梯间", "1号电梯井", "4号电梯井（消防）",
                                         "管井" };
    for (int s = 0; s + 1 < STOREYS; s++) {
        for (int k = 0; k < 5; k++) {
            if (s + 2 == STOREYS && k > 1) continue; // no lift comes to the roof
            const IfcProduct *low = space_named(d, storeys[s], wells[k]),
                             *high = space_named(d, storeys[s + 1], wells[k]);
            const double wall =
                s + 2 == STOREYS ? 0.06 : 1e-6; // round the roof's rooms the walls are thinner
            CHECK_NEAR(low->min.x, high->min.x, wall);
            CHECK_NEAR(low->max.x, high->max.x, wall);
            CHECK_NEAR(low->min.y, high->min.y, wall);
            CHECK_NEAR(low->max.y, high->max.y, wall);
        }
    }
    int flights = 0;
    for (int p = 0; p < d->g->product_count; p++) {
        const IfcProduct *flight = &d->g->products[p];
        if (d->m->objects.types[flight->object] != IFCSTAIRFLIGHT) continue;
        static const double levels[] = { -5.1, 0, 5.4, 9.9, 14.4, 18.6, 22.8, 27.0, 31.2 };
        bool is_level = false;
        for (int s = 0; s < STOREYS; s++) {
            const double half = s ? (levels[s] + levels[s - 1]) / 2 : -100;
            is_level = is_level || fabs(flight->max.z - levels[s]) < 1e-5 ||
                       fabs(flight->max.z - half) < 1e-5;
        }
        CHECK(is_level);
        CHECK_NEAR(flight->max.y - flight->min.y, 1.3, 1e-6);
        flights++;
    }
    CHECK_EQ(flights, 2 * 2 * 8);
}

TEST(every_sensor_names_its_own_live_key_and_stands_in_a_space)
{
    const Demo *d = demo();
    static const char *keys[1000];
    int count = 0, smoke = 0;
    for (int o = 0; o < d->m->objects.count; o++) {
        if (d->m->objects.types[o] != IFCSENSOR) continue;
        const int key = ifc_model_property(d->m, o, "Citymirror", "Key");
        CHECK(key >= 0);
        keys[count++] = ifc_model_text(d->m, d->m->properties.texts[key]);
        CHECK(str_starts(keys[count - 1], "ioc/"));
        smoke += strstr(keys[count - 1], "smoke") != NULL;
        CHECK(d->m->objects.parents[o] >= 0);
        CHECK_EQ(d->m->objects.types[d->m->objects.parents[o]], IFCSPACE);
        CHECK(d->m->objects.storeys[o] >= 0);
        for (int k = 0; k + 1 < count; k++) CHECK(!str_equal(keys[k], keys[count - 1]));
    }
    CHECK(count > 400);
    CHECK(smoke > 200);
}
