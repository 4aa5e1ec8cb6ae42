// SPDX-License-Identifier: Apache-2.0
// test_asset_compare.c - what is told of two versions of a model.
#include "assets/asset_compare.h"
#include "assets/asset_shape.h"
#include "asset_fixture.h"
#include "base/str.h"
#include <stdlib.h>

// The house with one text put for another, everywhere.
static Asset *changed(const char *name, const char *from, const char *to)
{
    Str text = { 0 };
    const char *at = FIXTURE_HOUSE;
    CHECK(strstr(at, from) != NULL);
    for (const char *hit = strstr(at, from); hit; hit = strstr(at, from)) {
        str_add_n(&text, at, (size_t)(hit - at));
        str_add(&text, to);
        at = hit + strlen(from);
    }
    str_add(&text, at);
    Asset *asset = fixture_load(name, text.text);
    str_finish(&text);
    return asset;
}

// "kind what Name: property old>new" of each, parted by "|".
static const char *differences(const char *from, const char *to)
{
    static char out[4096];
    Asset *old = fixture_load("old.ifc", FIXTURE_HOUSE), *new = changed("new.ifc", from, to);
    AssetComparison c;
    CHECK(asset_compare_init(&c, old, new, NULL, NULL));
    out[0] = 0;
    for (int i = 0; i < c.change_count; i++) {
        const AssetChange *change = &c.changes[i];
        const AssetObject *o = change->new_object >= 0 ? &new->objects[change->new_object]
                                                       : &old->objects[change->old_object];
        sprintf(out + strlen(out), "%s%s %s", i ? "|" : "", asset_compare_kind_name(change->kind),
                o->name);
        for (int k = 0; k < change->detail_count; k++) {
            const AssetChangeDetail *d = &c.details[change->first_detail + k];
            sprintf(out + strlen(out), " [%s %s %s>%s]", asset_compare_what_name(d->what), d->name,
                    d->old_text, d->new_text);
        }
        if (change->new_object >= 0) CHECK_EQ(c.new_state[change->new_object], change->kind);
        if (change->old_object >= 0) CHECK_EQ(c.old_state[change->old_object], change->kind);
    }
    CHECK_EQ(c.change_count, c.added + c.removed + c.changed);
    asset_compare_finish(&c);
    asset_destroy(old);
    asset_destroy(new);
    return out;
}

TEST(a_model_has_no_differences_from_itself)
{
    CHECK_TEXT(differences("Basic Wall", "Basic Wall"), "");
    // Numbers of instances and the order of lines say nothing.
    CHECK_TEXT(differences("#31", "#931"), "");
}

TEST(properties_names_types_and_materials_are_told_old_and_new)
{
    CHECK_TEXT(differences("'1h'", "'3h'"),
               "changed Basic Wall:Brick:1002 [property FireRating 1h>3h]");
    // Of the type: both walls, but not the one that says otherwise itself.
    CHECK_TEXT(differences("'2h'", "'4h'"),
               "changed Basic Wall:Brick:1001 [property FireRating 2h>4h]");
    CHECK_TEXT(differences("IFCLENGTHMEASURE(200.)", "IFCLENGTHMEASURE(250.)"),
               "changed Basic Wall:Brick:1001 [property Width 200 mm>250 mm]|"
               "changed Basic Wall:Glass:1003 [property Width 200 mm>250 mm]");
    CHECK_TEXT(differences("'Bolt'", "'Screw'"), "changed Screw [name name Bolt>Screw]");
    CHECK_TEXT(differences("IFCFASTENER(", "IFCMECHANICALFASTENER("),
               "changed Bolt [type type IfcFastener>IfcMechanicalFastener]");
    CHECK_TEXT(differences("#51,20.", "#51,25."),
               "changed Basic Wall:Brick:1001 [material material 混凝土 C30 180 mm; Plaster 20 "
               "mm>混凝土 C30 180 mm; Plaster 25 mm]|changed Basic Wall:Brick:1002 [material "
               "material 混凝土 C30 180 mm; Plaster 20 mm>混凝土 C30 180 mm; Plaster 25 mm]");
    CHECK_TEXT(differences("(#30,#33,#35,#36),#12", "(#30,#33,#35,#36),#13"),
               "changed Door 门 [storey storey 1F>2F]|changed Duct 1 [storey storey 1F>2F]|changed "
               "Bolt [storey storey 1F>2F]|changed Basic Wall:Brick:1001 [storey storey 1F>2F]");
}

TEST(what_comes_and_goes_is_added_and_removed)
{
    CHECK_TEXT(
        differences("#36=IFCFASTENER('0000000000000000000036',$,'Bolt',$,$,#8,$,$,$);\n", ""),
        "removed Bolt");
    CHECK_TEXT(differences("ENDSEC;\nEND", "#99=IFCWALL('new',$,'N',$,$,$,$,$,$);\nENDSEC;\nEND"),
               "added N");
}

TEST(an_object_with_another_id_at_its_place_is_the_same_object)
{
    Asset *old = fixture_load("old.ifc", FIXTURE_HOUSE),
          *new = changed("new.ifc", "'0000000000000000000031'", "'zzzzzzzzzzzzzzzzzzzzzz'");
    AssetComparison c;
    CHECK(asset_compare_init(&c, old, new, NULL, NULL));
    CHECK_EQ(c.change_count, 0);
    CHECK_EQ(c.matched_by_place, 1);
    asset_compare_finish(&c);
    asset_destroy(old);
    asset_destroy(new);
}

TEST(a_moved_object_changes_its_placement_and_not_its_geometry)
{
    CHECK_TEXT(differences("(0.,5000.,0.)", "(0.,5250.,0.)"),
               "changed Basic Wall:Brick:1002 [placement centre 0.0000 5.0000 1.5000 m>0.0000 "
               "5.2500 1.5000 m]");
    // Less than the tolerance.
    CHECK_TEXT(differences("(0.,5000.,0.)", "(0.,5000.5,0.)"), "");
    // Half a turn of a box about its middle: it fills what it filled.
    CHECK_TEXT(differences("#25=IFCAXIS2PLACEMENT3D(#24,$,$)",
                           "#97=IFCDIRECTION((-1.,0.,0.));\n#25=IFCAXIS2PLACEMENT3D(#24,#9,#97)"),
               "");
    CHECK(strstr(differences("#25=IFCAXIS2PLACEMENT3D(#24,$,$)",
                             "#97=IFCDIRECTION((0.,1.,0.));\n#25=IFCAXIS2PLACEMENT3D(#24,#9,#97)"),
                 "Basic Wall:Brick:1002 [placement turned") != NULL);
}

TEST(a_resized_object_changes_its_geometry_with_volume_and_size)
{
    const char *text = differences("#20,#7,#9,3000.", "#20,#7,#9,3100.");
    CHECK(strstr(text, "changed Basic Wall:Brick:1001 [geometry volume 2.4 m3>2.48 m3] [geometry "
                       "surface 26.8 m2>27.64 m2] [geometry size 4.0000 0.2000 3.0000 m>4.0000 "
                       "0.2000 3.1000 m]") != NULL);
    CHECK_TEXT(differences("#20,#7,#9,3000.", "#20,#7,#9,3000.4"), "");
}

TEST(another_triangulation_of_a_surface_is_no_change)
{
    // The same box as a face set, its triangles cut along the other diagonals.
    CHECK_TEXT(
        differences("#21=IFCEXTRUDEDAREASOLID(#20,#7,#9,3000.);",
                    "#98=IFCCARTESIANPOINTLIST3D(((-2000.,-100.,0.),(2000.,-100.,0.),(2000.,100.,0."
                    "),(-2000.,100.,0.),(-2000.,-100.,3000.),(2000.,-100.,3000.),(2000.,100.,3000."
                    "),(-2000.,100.,3000.),(0.,-100.,0.)));\n#21=IFCTRIANGULATEDFACESET(#98,$,.T.,("
                    "(1,4,9),(9,4,3),(9,3,2),(5,6,8),(6,7,8),(1,9,5),(9,6,5),(9,2,6),(2,3,7),(2,7,"
                    "6),(3,4,8),(3,8,7),(4,1,5),(4,5,8)),$);"),
        "");
}

TEST(shapes_add_up_to_what_is_known_of_a_box)
{
    Asset *a = fixture_load("shape.ifc", FIXTURE_HOUSE);
    const AssetShape s = asset_shape_of(a, fixture_object(a, "Basic Wall:Brick:1002"));
    CHECK(s.is_closed);
    CHECK_NEAR(s.area_m2, 2 * (4 * 0.2 + 4 * 3 + 0.2 * 3), 1e-6);
    CHECK_NEAR(s.volume_m3, 2.4, 1e-6);
    CHECK_NEAR(s.up_m2, 0.8, 1e-6);
    CHECK_NEAR(s.across_m2, 12, 1e-6);
    CHECK_NEAR(s.longest_m, 4, 1e-6);
    CHECK_NEAR(s.centroid.y, 5, 1e-6);
    CHECK_NEAR(s.centroid.z, 1.5, 1e-6);
    // Of the surface of a box a, b, c: xx = a2 (ab + ac) / 6 + bc a2 / 2.
    CHECK_NEAR(s.second[0], 16 * (4 * 0.2 + 4 * 3) / 6 + 0.6 * 16 / 2, 1e-5);
    asset_destroy(a);
}

// A box of a height and a cube, y up as OBJ has it.
static Asset *boxes(const char *name, double height)
{
    Str text = { 0 };
    for (int box = 0; box < 2; box++) {
        const double x = box * 5, top = box ? 1 : height;
        str_printf(&text, "o %s\n", box ? "Shed" : "Tower");
        for (int i = 0; i < 8; i++)
            str_printf(&text, "v %g %g %g\n", x + (i & 4 ? 1 : 0), i & 2 ? top : 0.0,
                       i & 1 ? 1.0 : 0.0);
        static const int quads[6][4] = { { 1, 2, 4, 3 }, { 5, 7, 8, 6 }, { 1, 5, 6, 2 },
                                         { 3, 4, 8, 7 }, { 1, 3, 7, 5 }, { 2, 6, 8, 4 } };
        for (int i = 0; i < 6; i++)
            str_printf(&text, "f %d %d %d %d\n", quads[i][0] + box * 8, quads[i][1] + box * 8,
                       quads[i][2] + box * 8, quads[i][3] + box * 8);
    }
    Asset *asset = fixture_load(name, text.text);
    str_finish(&text);
    return asset;
}

TEST(models_without_ids_are_matched_by_name_and_place)
{
    Asset *old = boxes("old.obj", 3), *new = boxes("new.obj", 4);
    AssetComparison c;
    CHECK(asset_compare_init(&c, old, new, NULL, NULL));
    CHECK_EQ(c.same, 1);
    CHECK_EQ(c.changed, 1);
    CHECK_EQ(c.added + c.removed, 0);
    CHECK_TEXT(new->objects[c.changes[0].new_object].name, "Tower");
    CHECK_EQ(c.changes[0].what, ASSET_CHANGED_GEOMETRY);
    CHECK_TEXT(c.details[0].old_text, "3 m3");
    CHECK_TEXT(c.details[0].new_text, "4 m3");
    asset_compare_finish(&c);
    asset_destroy(old);
    asset_destroy(new);
}
