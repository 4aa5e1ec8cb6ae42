// SPDX-License-Identifier: Apache-2.0
// test_city_model_place.c - where model layers stand: by their file, by hand, on the ground, in any
// CRS.
#include "city_model_fixture.h"
#include "core/document.h"
#include "core/prop.h"

TEST(a_model_file_is_a_layer_in_its_place)
{
    Fixture f;
    begin(&f, HOUSE_ON_MAP);
    const CityLayer *layer = house(&f);
    CHECK_EQ(layer->state, CITY_LAYER_READY);
    CHECK(layer->asset && layer->place_version > 0);
    CHECK_EQ(layer->place_kind, GEO_MODEL_MAP);
    CHECK_EQ(layer->hold->bytes, layer->asset->bytes);
    // By cs2cs EPSG:4525 to EPSG:4326.
    const GeoPos at = position(&f, (DVec3){ 0, 0, 0 });
    CHECK_NEAR(at.lon_deg, 110.39326738209, 1e-8);
    CHECK_NEAR(at.lat_deg, 21.19691881047, 1e-8);
    CHECK_NEAR(at.h_m, 20, 0.001);
    const GeoBox box = city_extent(&f.city, &f.s);
    CHECK(box.west_deg < 110.3932674 && box.east_deg > 110.3932673);
    CHECK_NEAR(f.s.origin.lat_deg, at.lat_deg, 1e-4);
    end(&f);
}

TEST(a_model_that_says_nothing_is_drawn_in_the_coordinate_system_of_its_layer)
{
    Fixture f;
    begin(&f, "");
    CHECK_EQ(house(&f)->located->kind, GEO_MODEL_NONE);
    run(&f, "layer-remove layer=house");
    Str line = { 0 };
    str_printf(&line, "layer-add path=%s crs=EPSG:3857", f.path);
    run(&f, line.text);
    settle(&f);
    CHECK_EQ(house(&f)->place_kind, GEO_MODEL_MAP);
    const GeoPos at =
        geo_geodetic_from_ecef(dplace_point(&house(&f)->ecef_from_model, (DVec3){ 1, 2, 3 }));
    CHECK_NEAR(at.lon_deg, 1 / 111319.4908, 1e-9); // a degree of the equator
    CHECK_NEAR(at.lat_deg, 2 / 111319.4908, 1e-9);
    CHECK_NEAR(at.h_m, 3, 1e-3);
    str_finish(&line);
    end(&f);
}

TEST(a_model_moves_by_hand_and_undo_brings_it_back)
{
    Fixture f;
    begin(&f, HOUSE_ON_MAP);
    const GeoPos before = position(&f, (DVec3){ 0, 0, 0 });
    const uint64_t version = house(&f)->place_version;
    run(&f, "model-move layer=house east=100 north=-50 up=3");
    CHECK_EQ(house(&f)->place_kind, GEO_MODEL_POINT);
    CHECK(house(&f)->place_version > version);
    const DVec3 moved = geo_frame_enu(&f.city.frame, position(&f, (DVec3){ 0, 0, 0 }));
    const DVec3 from = geo_frame_enu(&f.city.frame, before);
    CHECK_NEAR(moved.x - from.x, 100, 0.01);
    CHECK_NEAR(moved.y - from.y, -50, 0.01);
    CHECK_NEAR(moved.z - from.z, 3, 0.01);
    run(&f, "undo");
    const GeoPos back = position(&f, (DVec3){ 0, 0, 0 });
    CHECK_NEAR(back.lon_deg, before.lon_deg, 1e-9);
    CHECK_NEAR(back.h_m, before.h_m, 1e-6);
    CHECK_EQ(house(&f)->place_kind, GEO_MODEL_MAP);
    run(&f, "model-turn layer=house degrees=90");
    GeoModelPoint point;
    CHECK(city_model_point(&f.city, &f.s, house(&f)->id, &point));
    CHECK_NEAR(point.heading_deg, 90 - 0.2194, 0.01); // grid convergence at that place: -0.2194
    run(&f, "model-place layer=house lon=110.5 lat=21.3 height=7 heading=45");
    const DVec3 foot = geo_model_foot(house(&f)->asset->min, house(&f)->asset->max);
    const GeoPos at = position(&f, foot);
    CHECK_NEAR(at.lon_deg, 110.5, 1e-9);
    CHECK_NEAR(at.lat_deg, 21.3, 1e-9);
    CHECK_NEAR(at.h_m, 7, 1e-3);
    run(&f, "model-place layer=house file=true");
    CHECK_EQ(house(&f)->place_kind, GEO_MODEL_MAP);
    refused(&f, "model-move layer=nowhere east=1", ERR_NOT_FOUND, "nowhere");
    end(&f);
}

TEST(a_model_without_a_place_stands_on_the_ground_in_the_view_and_says_so)
{
    Fixture f;
    begin(&f, "");
    const StateLayer *layer = state_layer_by_id(&f.s, house(&f)->id);
    CHECK_EQ(house(&f)->located->kind, GEO_MODEL_NONE);
    CHECK(layer->has_anchor && layer->is_on_ground);
    const DVec3 foot = geo_model_foot(house(&f)->asset->min, house(&f)->asset->max);
    const GeoPos at = position(&f, foot);
    CHECK_NEAR(at.lon_deg, f.s.camera.target.lon_deg, 1e-9);
    CHECK_NEAR(at.h_m, 0, 1e-3);
    char text[400];
    CHECK(city_model_problem(house(&f), 0, false, text));
    CHECK(strstr(text, "model-place"));
    // It stays there when the view moves on.
    run(&f, "camera lon=120 lat=30 heading=0 pitch=40 distance=1000");
    CHECK_NEAR(position(&f, foot).lon_deg, at.lon_deg, 1e-9);
    end(&f);
}

TEST(a_model_on_the_ground_follows_the_terrain_and_its_exaggeration)
{
    Fixture f;
    begin(&f, "");
    run(&f, "model-place layer=house lon=110.5 lat=21.5 ground=true");
    const DVec3 foot = geo_model_foot(house(&f)->asset->min, house(&f)->asset->max);
    CHECK_NEAR(position(&f, foot).h_m, 0, 1e-3);
    static const char grid[] = "ncols 4\nnrows 4\nxllcorner 110\nyllcorner 21\ncellsize 0.25\n"
                               "35 35 35 35\n35 35 35 35\n35 35 35 35\n35 35 35 35\n";
    const char *path = check_temporary("ground.asc");
    CHECK(file_replace(path, grid, strlen(grid), &f.err));
    Str line = { 0 };
    str_printf(&line, "layer-add path=%s crs=EPSG:4326 draw=elevation", path);
    run(&f, line.text);
    settle(&f);
    CHECK_NEAR(position(&f, foot).h_m, 35, 1e-3);
    run(&f, "exaggeration factor=2");
    CHECK_NEAR(position(&f, foot).h_m, 70, 1e-3);
    const DVec3 up =
        dvec_sub(dplace_point(&house(&f)->place, (DVec3){ 0, 0, 3 }), house(&f)->place.origin);
    CHECK_NEAR(dvec_length(up), 3, 1e-6); // the model itself keeps its height
    GeoModelPoint point;
    CHECK(city_model_point(&f.city, &f.s, house(&f)->id, &point));
    CHECK_NEAR(point.pos.h_m, 35, 1e-3);
    // A height that is said takes it off the ground.
    run(&f, "exaggeration factor=1");
    run(&f, "model-place layer=house height=50");
    CHECK_NEAR(position(&f, foot).h_m, 50, 1e-3);
    run(&f, "model-place layer=house ground=true");
    CHECK_NEAR(position(&f, foot).h_m, 35, 1e-3);
    run(&f, "model-move layer=house up=1.5");
    CHECK_NEAR(position(&f, foot).h_m, 36.5, 1e-3);
    str_finish(&line);
    end(&f);
}

TEST(the_city_goes_where_its_only_model_is_placed)
{
    Fixture f;
    begin(&f, HOUSE_ON_MAP);
    CHECK_NEAR(f.s.origin.lon_deg, 110.393, 0.01);
    run(&f, "model-place layer=house lon=8.4 lat=49.1 height=110");
    frame(&f);
    CHECK_NEAR(f.s.origin.lon_deg, 8.4, 0.01);
    CHECK_NEAR(f.city.frame.origin.lat_deg, 49.1, 0.01);
    const DVec3 foot = geo_model_foot(house(&f)->asset->min, house(&f)->asset->max);
    CHECK_NEAR(position(&f, foot).lon_deg, 8.4, 1e-9);
    CHECK(dvec_length(house(&f)->place.origin) < 200);
    end(&f);
}

TEST(an_anchor_is_saved_in_the_document_and_read_back)
{
    Fixture f;
    begin(&f, "");
    run(&f, "model-place layer=house lon=110.5 lat=21.3 height=7.25 heading=45 scale=2");
    run(&f, "layer-set layer=house mask_terrain=true");
    Str text = { 0 };
    document_write(&f.s, "", false, &text);
    CHECK(strstr(text.text,
                 "anchor: { lon: 110.5, lat: 21.3, height_m: 7.25, heading: 45, scale: 2 }"));
    CHECK(strstr(text.text, "mask_terrain: true"));
    const char *path = check_temporary("city.yaml");
    CHECK(file_replace(path, text.text, text.length, &f.err));
    State back;
    state_init(&back);
    if (!document_load(&back, path, &f.err)) fprintf(stderr, "%s\n", f.err.text);
    CHECK_EQ(back.layer_count, 1);
    CHECK(back.layers[0].has_anchor && back.layers[0].masks_terrain &&
          !back.layers[0].is_on_ground);
    CHECK_NEAR(back.layers[0].anchor.pos.h_m, 7.25, 0);
    CHECK_NEAR(back.layers[0].anchor.scale, 2, 0);
    state_finish(&back);
    str_finish(&text);
    end(&f);
}

TEST(the_georeferenced_samples_stand_within_a_millimetre_of_a_hand_computation)
{
    static const struct {
        const char *path;
        GeoModelKind kind;
        DVec3 ecef;
    } rows[] = {
        { "data/ifc/ifc4x3/placements-and-gis-referencing/geographic-referencing-utm/"
          "geographic-referencing-utm.ifc",
          GEO_MODEL_MAP,
          { 4139234.0249408726, 613715.3130213157, 4797609.466876816 } },
        { "data/ifc/ifc4x3/placements-and-gis-referencing/geographic-referencing-gk/"
          "geographic-referencing-gk.ifc",
          GEO_MODEL_MAP,
          { 4139235.58228527, 613715.3237578499, 4797608.130876565 } },
        { "data/ifc/ifc4x3/placements-and-gis-referencing/geographic-referencing-rigid-operation/"
          "geographic-referencing-rigid-operation.ifc",
          GEO_MODEL_RIGID,
          { 4276919.691584875, 1073512.0394647173, 4593476.676889024 } },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *path = check_shared(rows[i].path);
        if (!path) CHECK_SKIP("the shared IFC samples are absent");
        Err err = { 0 };
        Asset *asset = asset_load(&(AssetDesc){ .path = path }, &err);
        CHECK(asset);
        const CityModelDesc desc = {
            .ifc = asset->ifc, .asset = asset, .min = asset->min, .max = asset->max
        };
        GeoModelPlace place;
        CHECK(city_model_locate(&desc, &place, &err));
        CHECK_EQ(place.kind, rows[i].kind);
        CHECK_NEAR(
            dvec_length(dvec_sub(dplace_point(&place.ecef_from_model, (DVec3){ 0 }), rows[i].ecef)),
            0, 0.001);
        CHECK_NEAR(dvec_length(dvec_sub(geo_ecef_from_geodetic(place.origin), rows[i].ecef)), 0,
                   0.001);
        asset_destroy(asset);
    }
}

#define PLACE_HEAD                                                                      \
    "ISO-10303-21;\nHEADER;\nFILE_SCHEMA(('IFC4X3_ADD2'));\nENDSEC;\nDATA;\n"           \
    "#1=IFCPROJECT('p',$,'P',$,$,$,$,(#9),#2);\n#2=IFCUNITASSIGNMENT((#3,#4));\n"       \
    "#3=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);\n"                                   \
    "#4=IFCCONVERSIONBASEDUNIT(#5,.PLANEANGLEUNIT.,'degree',#6);\n"                     \
    "#5=IFCDIMENSIONALEXPONENTS(0,0,0,0,0,0,0);\n"                                      \
    "#6=IFCMEASUREWITHUNIT(IFCPLANEANGLEMEASURE(0.017453292519943295),#7);\n"           \
    "#7=IFCSIUNIT(*,.PLANEANGLEUNIT.,$,.RADIAN.);\n#8=IFCCARTESIANPOINT((0.,0.,0.));\n" \
    "#10=IFCAXIS2PLACEMENT3D(#8,$,$);\n"
#define PLACE_TAIL "ENDSEC;\nEND-ISO-10303-21;\n"

static GeoModelPlace locate_text(const char *text)
{
    Err err = { 0 };
    IfcModel *model = ifc_model_from_text(text, strlen(text), &err);
    CHECK(model);
    GeoModelPlace place;
    const CityModelDesc desc = { .ifc = model, .min = { -10, -10, 0 }, .max = { 10, 10, 10 } };
    CHECK(city_model_locate(&desc, &place, &err));
    ifc_model_destroy(model);
    return place;
}

// 46.3623297 N 14.0902217 E, 475 m: EPSG:4979 to EPSG:4978 by cs2cs.
static const DVec3 bled = { 4276919.691584875, 1073512.0394647173, 4593476.676889024 };

TEST(a_rigid_operation_of_a_file_in_millimetres_and_degrees_has_its_height_in_the_files_unit)
{
    const GeoModelPlace place =
        locate_text(PLACE_HEAD "#9=IFCGEOMETRICREPRESENTATIONCONTEXT($,'Model',3,1.E-5,#10,$);\n"
                               "#20=IFCGEOGRAPHICCRS('EPSG:4258',$,$,$,#4,#3);\n"
                               "#21=IFCRIGIDOPERATION(#9,#20,IFCPLANEANGLEMEASURE(14.0902217),"
                               "IFCPLANEANGLEMEASURE(46.3623297),475000.);\n" PLACE_TAIL);
    CHECK_EQ(place.kind, GEO_MODEL_RIGID);
    CHECK_NEAR(dvec_length(dvec_sub(dplace_point(&place.ecef_from_model, (DVec3){ 0 }), bled)), 0,
               0.001);
}

TEST(a_site_of_a_file_stands_by_its_placement_and_true_north)
{
    // 46 d 21 m 44.38692 s, 14 d 5 m 24.79812 s; the site 5 m along x, 2 m up; north is the model's
    // x.
    const GeoModelPlace place = locate_text(
        PLACE_HEAD "#9=IFCGEOMETRICREPRESENTATIONCONTEXT($,'Model',3,1.E-5,#10,#11);\n"
                   "#11=IFCDIRECTION((1.,0.));\n#12=IFCCARTESIANPOINT((5000.,0.,2000.));\n"
                   "#13=IFCAXIS2PLACEMENT3D(#12,$,$);\n#14=IFCLOCALPLACEMENT($,#13);\n"
                   "#15=IFCSITE('s',$,$,$,$,#14,$,$,.ELEMENT.,(46,21,44,386920),(14,5,24,798120),"
                   "475000.,$,$);\n"
                   "#16=IFCRELAGGREGATES('a',$,$,$,#1,(#15));\n" PLACE_TAIL);
    CHECK_EQ(place.kind, GEO_MODEL_SITE);
    const DVec3 site = { 5, 0, 2 };
    CHECK_NEAR(dvec_length(dvec_sub(dplace_point(&place.ecef_from_model, site), bled)), 0, 0.001);
    CHECK_NEAR(place.heading_deg, 270, 1e-3);
}

// The sample of geographic-referencing-utm (cs2cs, as above) with its reference point 2 m east, 3 m
// north and 1 m up in the model, where x points to the model's y.
TEST(the_map_conversion_of_a_file_counts_from_its_world_coordinate_system)
{
    const GeoModelPlace place = locate_text(
        PLACE_HEAD "#20=IFCCARTESIANPOINT((2000.,3000.,1000.));\n#23=IFCDIRECTION((0.,0.,1.));\n"
                   "#24=IFCDIRECTION((0.,1.,0.));\n#25=IFCAXIS2PLACEMENT3D(#20,#23,#24);\n"
                   "#9=IFCGEOMETRICREPRESENTATIONCONTEXT($,'Model',3,1.E-5,#25,$);\n"
                   "#21=IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.);\n"
                   "#22=IFCPROJECTEDCRS('EPSG:25832',$,$,$,$,$,#21);\n"
                   "#26=IFCMAPCONVERSION(#9,#22,458657.3,5438232.25,113.7,0.270600445976,"
                   "0.962691746426,0.001);\n" PLACE_TAIL);
    static const DVec3 origin = { 4139234.0249408726, 613715.3130213157, 4797609.466876816 },
                       east = { 4139158.008294461, 613730.6808207057, 4797672.6589804115 };
    CHECK_EQ(place.kind, GEO_MODEL_MAP);
    CHECK_NEAR(
        dvec_length(dvec_sub(dplace_point(&place.ecef_from_model, (DVec3){ 2, 3, 1 }), origin)), 0,
        0.001);
    CHECK_NEAR(
        dvec_length(dvec_sub(dplace_point(&place.ecef_from_model, (DVec3){ 2, 103, 1 }), east)), 0,
        0.001);
}

// Two posts 4 km apart on the map of EPSG:4525; one plane is off by 2 km squared over the earth's
// diameter, 0.31 m, at either.
TEST(a_model_of_kilometres_is_bent_to_the_earth)
{
    static const char text[] = PLACE_HEAD
        "#9=IFCGEOMETRICREPRESENTATIONCONTEXT($,'Model',3,1.E-5,#10,$);\n"
        "#20=IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.);\n#21=IFCPROJECTEDCRS('EPSG:4525',$,$,$,$,$,#20);"
        "\n"
        "#22=IFCMAPCONVERSION(#9,#21,37437000.,2345000.,20.,1.,0.,0.001);\n"
        "#30=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,1000.,1000.);\n#31=IFCDIRECTION((0.,0.,1.));\n"
        "#32=IFCEXTRUDEDAREASOLID(#30,#10,#31,1000.);\n"
        "#33=IFCSHAPEREPRESENTATION(#9,'Body','SweptSolid',(#32));\n"
        "#34=IFCPRODUCTDEFINITIONSHAPE($,$,(#33));\n#35=IFCLOCALPLACEMENT($,#10);\n"
        "#36=IFCCARTESIANPOINT((4000000.,0.,0.));\n#37=IFCAXIS2PLACEMENT3D(#36,$,$);\n"
        "#38=IFCLOCALPLACEMENT($,#37);\n#40=IFCCOLUMN('a',$,'A',$,$,#35,#34,$,$);\n"
        "#41=IFCCOLUMN('b',$,'B',$,$,#38,#34,$,$);\n" PLACE_TAIL;
    Fixture f;
    begin(&f, HOUSE_ON_MAP);
    const char *path = check_temporary("long.ifc");
    CHECK(file_replace(path, text, strlen(text), &f.err));
    Str line = { 0 };
    str_printf(&line, "layer-add path=%s", path);
    run(&f, line.text);
    str_finish(&line);
    settle(&f);
    const CityLayer *layer = &f.city.layers[1];
    CHECK_EQ(layer->state, CITY_LAYER_READY);
    const char *names[2] = { "A", "B" };
    // cs2cs EPSG:4525 to EPSG:4326 of 37437000 and 37441000, 2345000.
    static const double lon_lat[2][2] = { { 110.39326738209, 21.19691881047 },
                                          { 110.431788604921, 21.197052744698 } };
    for (int i = 0; i < 2; i++) {
        GeoPos middle;
        double radius_m = 0;
        CHECK(city_model_object(layer, (uint32_t)fixture_object(layer->asset, names[i]), &middle,
                                &radius_m));
        CHECK_NEAR(middle.h_m, 20.5, 0.001);
        CHECK_NEAR(middle.lon_deg, lon_lat[i][0], 1e-8);
        CHECK_NEAR(middle.lat_deg, lon_lat[i][1], 1e-8);
    }
    CHECK_NEAR(layer->located->departure_m, 2000.0 * 2000 / (2 * 6.37e6), 0.005);
    char note[400];
    CHECK(!city_model_problem(layer, 0, false, note));
    end(&f);
}
