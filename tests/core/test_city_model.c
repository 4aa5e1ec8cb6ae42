// SPDX-License-Identifier: Apache-2.0
// test_city_model.c - model layers: loaded, placed, moved, undone, saved; marks, cuts, colours,
// lifts.
#include "assets/asset_fixture.h"
#include "base/clock.h"
#include "base/str.h"
#include "core/city_compare.h"
#include "core/city_model.h"
#include "core/cmd.h"
#include "core/document.h"
#include "core/model_tree.h"
#include "core/model_view.h"
#include "core/prop.h"
#include "core/search.h"
#include <stdlib.h>

// The house on the map of EPSG:4525 (CGCS2000, zone 37), north up, its origin at 37437000, 2345000.
#define HOUSE_ON_MAP                                                    \
    "#900=IFCGEOMETRICREPRESENTATIONCONTEXT($,'Model',3,1.E-5,#7,$);\n" \
    "#901=IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.);\n"                       \
    "#902=IFCPROJECTEDCRS('EPSG:4525',$,$,$,$,$,#901);\n"               \
    "#903=IFCMAPCONVERSION(#900,#902,37437000.,2345000.,20.,1.,0.,0.001);\n"

typedef struct {
    JobPool *pool;
    City city;
    State s;
    CmdTable *table;
    Str out;
    Err err;
    const char *path;
} Fixture;

static void frame(Fixture *f)
{
    job_pool_poll(f->pool, 0.01);
    city_sync(&f->city, &f->s);
    city_collect(&f->city);
}

static void settle(Fixture *f)
{
    const double until_s = clock_monotonic_s() + 60;
    do {
        frame(f);
        if (city_is_loading(&f->city)) job_pool_wait(f->pool, 0.1);
    } while (city_is_loading(&f->city) && clock_monotonic_s() < until_s);
    CHECK(!city_is_loading(&f->city));
    frame(f);
}

static bool try_line(Fixture *f, const char *line)
{
    CmdContext context = { .state = &f->s, .city = &f->city, .out = &f->out };
    f->err = (Err){ 0 };
    f->out.length = 0;
    const bool ok = cmd_run_line(f->table, &context, line, &f->err);
    frame(f);
    return ok;
}

static void run(Fixture *f, const char *line)
{
    if (try_line(f, line)) return;
    fprintf(stderr, "%s: %s\n", line, f->err.text);
    CHECK(false);
}

static void refused(Fixture *f, const char *line, ErrCode code, const char *part)
{
    if (try_line(f, line) || f->err.code != code || !strstr(f->err.text, part)) {
        fprintf(stderr, "%s gave %d: %s\n", line, f->err.code, f->err.text);
        CHECK(false);
    }
}

static void begin(Fixture *f, const char *more)
{
    setenv("XDG_CACHE_HOME", check_temporary("cache"), 1);
    geo_init();
    *f = (Fixture){ 0 };
    f->pool = job_pool_create(2);
    state_init(&f->s);
    city_init(&f->city, f->pool);
    f->table = cmd_table_create();
    f->path = check_temporary("house.ifc");
    Str text = { 0 }, line = { 0 };
    const char *end_of_data = strstr(FIXTURE_HOUSE, "ENDSEC;\nEND-ISO");
    CHECK(end_of_data);
    str_add_n(&text, FIXTURE_HOUSE, (size_t)(end_of_data - FIXTURE_HOUSE));
    str_add(&text, more);
    str_add(&text, end_of_data);
    CHECK(file_replace(f->path, text.text, text.length, &f->err));
    str_printf(&line, "layer-add path=%s", f->path);
    run(f, line.text);
    settle(f);
    str_finish(&line);
    str_finish(&text);
}

static void end(Fixture *f)
{
    cmd_table_destroy(f->table);
    city_finish(&f->city);
    job_pool_destroy(f->pool);
    state_finish(&f->s);
    str_finish(&f->out);
}

static const CityLayer *house(const Fixture *f)
{
    CHECK(f->city.layer_count > 0);
    return &f->city.layers[0];
}

static GeoPos position(const Fixture *f, DVec3 model_m)
{
    return geo_frame_geodetic(&f->city.frame, dplace_point(&house(f)->place, model_m));
}

static int object(const Fixture *f, const char *name)
{
    return fixture_object(house(f)->asset, name);
}

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

TEST(objects_are_isolated_hidden_and_shown_by_expression_and_selection)
{
    Fixture f;
    begin(&f, HOUSE_ON_MAP);
    const StateLayer *layer = state_layer_by_id(&f.s, house(&f)->id);
    const int brick = object(&f, "Basic Wall:Brick:1001"),
              glass = object(&f, "Basic Wall:Glass:1003");
    run(&f, "isolate layer=house where='type~Wall and name~Brick'");
    CHECK_TEXT(f.out.text, "2\n");
    CHECK_EQ(model_view_mark(&layer->view, brick), STATE_MARK_SHOWN);
    CHECK_EQ(model_view_mark(&layer->view, glass), STATE_MARK_HIDDEN);
    run(&f, "undo");
    layer = state_layer_by_id(&f.s, house(&f)->id);
    CHECK_EQ(layer->view.mark_count, 0);
    Str line = { 0 };
    str_printf(&line, "select layer=house feature=%d", glass);
    run(&f, line.text);
    str_finish(&line);
    run(&f, "isolate others=ghost");
    CHECK_EQ(model_view_mark(&layer->view, brick), STATE_MARK_GHOST);
    CHECK_EQ(model_view_mark(&layer->view, glass), STATE_MARK_SHOWN);
    run(&f, "hide");
    CHECK_EQ(model_view_mark(&layer->view, glass), STATE_MARK_HIDDEN);
    run(&f, "show layer=house where=type~Wall");
    CHECK_EQ(model_view_mark(&layer->view, glass), STATE_MARK_SHOWN);
    run(&f, "show-all");
    CHECK_EQ(layer->view.mark_count, 0);
    refused(&f, "hide layer=house where=type=IfcBeam", ERR_NOT_FOUND, "IfcBeam");
    run(&f, "select-clear");
    refused(&f, "hide", ERR_NOT_FOUND, "nothing of a model is selected");
    run(&f, "select-where layer=house where=type=IfcDoor");
    CHECK_EQ(f.s.selection_count, 1);
    CHECK_EQ(f.s.selection[0].feature, object(&f, "Door 门"));
    run(&f, "select layer=house fid=32");
    CHECK_EQ(f.s.selection[0].feature, glass);
    end(&f);
}

TEST(a_cut_takes_away_what_lies_ahead_of_its_plane)
{
    Fixture f;
    begin(&f, HOUSE_ON_MAP);
    ModelCut cuts[STATE_CUTS_MAX];
    const CityLayer *layer = house(&f);
    const DVec3 low = dplace_point(&layer->place, (DVec3){ 1, 2, 1.1 }),
                high = dplace_point(&layer->place, (DVec3){ 1, 2, 1.3 });
    run(&f, "cut layer=house height=1.2");
    CHECK_EQ(model_view_cuts(&f.city, &f.s, cuts), 1);
    CHECK(!model_view_is_cut(cuts, 1, layer->id, low));
    CHECK(model_view_is_cut(cuts, 1, layer->id, high));
    CHECK(!model_view_is_cut(cuts, 1, layer->id + 1, high));
    run(&f, "cut layer=house height=1.2 keep=ahead");
    CHECK_EQ(model_view_cuts(&f.city, &f.s, cuts), 1);
    CHECK(model_view_is_cut(cuts, 1, layer->id, low));
    // An upright plane through the middle: what is east of it goes.
    run(&f, "cut heading=90 layer=house");
    model_view_cuts(&f.city, &f.s, cuts);
    const DVec3 foot = geo_model_foot(layer->asset->min, layer->asset->max);
    CHECK(model_view_is_cut(cuts, 1, layer->id,
                            dplace_point(&layer->place, dvec_add(foot, (DVec3){ 1, 0, 0 }))));
    CHECK(!model_view_is_cut(cuts, 1, layer->id,
                             dplace_point(&layer->place, dvec_sub(foot, (DVec3){ 1, 0, 0 }))));
    run(&f, "cut-move index=1 by=2");
    model_view_cuts(&f.city, &f.s, cuts);
    CHECK(!model_view_is_cut(cuts, 1, layer->id,
                             dplace_point(&layer->place, dvec_add(foot, (DVec3){ 1, 0, 0 }))));
    run(&f, "cut height=100 add=true");
    CHECK_EQ(f.s.cut_count, 2);
    run(&f, "cut-off");
    CHECK_EQ(f.s.cut_count, 0);
    run(&f, "undo");
    CHECK_EQ(f.s.cut_count, 2);
    refused(&f, "cut", ERR_ARGUMENT, "height=");
    end(&f);
}

TEST(a_plane_without_a_layer_cuts_the_city_too_unless_it_is_told_not_to)
{
    Fixture f;
    begin(&f, HOUSE_ON_MAP);
    (void)house(&f);
    run(&f, "cut height=12");
    CHECK(f.s.cuts[0].layer_id == 0 && !f.s.cuts[0].spares_city);
    run(&f, "cut height=12 city=off");
    CHECK(f.s.cuts[0].layer_id == 0 && f.s.cuts[0].spares_city);
    run(&f, "cut-box layer=house");
    CHECK_EQ(f.s.cut_count, 6);
    CHECK(f.s.cuts[5].layer_id != 0);
    run(&f, "cut-box layer=house all=on");
    CHECK(f.s.cut_count == 6 && f.s.cuts[5].layer_id == 0 && !f.s.cuts[5].spares_city);
    end(&f);
}

TEST(a_section_box_keeps_the_selection_and_its_margin)
{
    Fixture f;
    begin(&f, HOUSE_ON_MAP);
    const CityLayer *layer = house(&f);
    const int wall = object(&f, "Basic Wall:Brick:1002");
    Str line = { 0 };
    str_printf(&line, "select layer=house feature=%d", wall);
    run(&f, line.text);
    str_finish(&line);
    run(&f, "cut-box layer=house margin=0.5");
    ModelCut cuts[STATE_CUTS_MAX];
    CHECK_EQ(model_view_cuts(&f.city, &f.s, cuts), 6);
    const AssetObject *o = &layer->asset->objects[wall];
    for (int corner = 0; corner < 8; corner++) {
        const double inside = 0.49, outside = 0.51;
        DVec3 in = { corner & 1 ? o->max.x + inside : o->min.x - inside,
                     corner & 2 ? o->max.y + inside : o->min.y - inside,
                     corner & 4 ? o->max.z + inside : o->min.z - inside };
        CHECK(!model_view_is_cut(cuts, 6, layer->id, dplace_point(&layer->place, in)));
        in.x = corner & 1 ? o->max.x + outside : o->min.x - outside;
        CHECK(model_view_is_cut(cuts, 6, layer->id, dplace_point(&layer->place, in)));
    }
    run(&f, "layer-remove layer=house");
    CHECK_EQ(f.s.cut_count, 0);
    end(&f);
}

TEST(a_storey_plan_shows_one_storey_cut_open_from_above)
{
    Fixture f;
    begin(&f, HOUSE_ON_MAP);
    const StateLayer *layer = state_layer_by_id(&f.s, house(&f)->id);
    run(&f, "storey-plan layer=house storey=2F");
    CHECK_EQ(f.s.cut_count, 1);
    CHECK_NEAR(f.s.cuts[0].pos.h_m, 20 + 3 + 1.2, 0.01);
    CHECK_NEAR(f.s.camera_goal.pitch_deg, 90, 0.2);
    for (int i = 0; i < house(&f)->asset->object_count; i++) {
        const AssetObject *o = &house(&f)->asset->objects[i];
        if (o->instance_count == 0) continue;
        const bool is_of_it = o->storey == object(&f, "2F");
        CHECK_EQ(model_view_mark(&layer->view, i), is_of_it ? STATE_MARK_SHOWN : STATE_MARK_HIDDEN);
    }
    refused(&f, "storey-plan layer=house storey=9F", ERR_NOT_FOUND, "2F");
    end(&f);
}

TEST(objects_are_coloured_by_type_and_pulled_apart_by_storey)
{
    Fixture f;
    begin(&f, HOUSE_ON_MAP);
    const StateLayer *layer = state_layer_by_id(&f.s, house(&f)->id);
    const Asset *asset = house(&f)->asset;
    uint32_t rgba[256];
    float up_m[256];
    CHECK(asset->object_count <= 256);
    CHECK(!model_view_colours(house(&f), &layer->view, rgba));
    CHECK(!model_view_lifts(house(&f), &layer->view, up_m));
    run(&f, "colour-by layer=house by=type");
    CHECK(model_view_colours(house(&f), &layer->view, rgba));
    const int a = object(&f, "Basic Wall:Brick:1001"), b = object(&f, "Basic Wall:Brick:1002"),
              c = object(&f, "Basic Wall:Glass:1003");
    CHECK_EQ(rgba[a], rgba[c]); // both IfcWall
    CHECK(rgba[a] != rgba[b]);  // IfcWallStandardCase
    CHECK_EQ(rgba[a] >> 24, 255);
    run(&f, "colour-by layer=house by=property property=Pset_WallCommon.FireRating");
    CHECK(model_view_colours(house(&f), &layer->view, rgba));
    refused(&f, "colour-by layer=house by=property", ERR_ARGUMENT, "property=");
    run(&f, "explode layer=house metres=4");
    CHECK(model_view_lifts(house(&f), &layer->view, up_m));
    for (int i = 0; i < asset->object_count; i++) {
        if (asset->objects[i].storey == object(&f, "1F")) CHECK_NEAR(up_m[i], 0, 0);
        if (asset->objects[i].storey == object(&f, "2F")) CHECK_NEAR(up_m[i], 4, 0);
    }
    end(&f);
}

TEST(a_layer_keeps_what_it_plays_and_a_clip_that_is_not_there_is_refused)
{
    Fixture f;
    begin(&f, HOUSE_ON_MAP);
    refused(&f, "animation layer=house clip=spin", ERR_ARGUMENT, "it has none");
    CHECK_TEXT(f.s.layers[0].view.animation, "");
    run(&f, "animation layer=house clip=none speed=2.5");
    Str text = { 0 };
    document_write(&f.s, "", false, &text);
    const char *path = check_temporary("playing.yaml");
    CHECK(file_replace(path, text.text, text.length, &f.err));
    State back;
    state_init(&back);
    CHECK(document_load(&back, path, &f.err));
    CHECK_TEXT(back.layers[0].view.animation, "none");
    CHECK_NEAR(back.layers[0].view.animation_speed, 2.5, 0);
    state_finish(&back);
    str_finish(&text);
    end(&f);
}

TEST(a_view_of_models_alone_looks_at_their_middle_in_the_air)
{
    Fixture f;
    begin(&f, HOUSE_ON_MAP);
    run(&f, "fit layer=house seconds=0");
    const Asset *asset = house(&f)->asset;
    const DVec3 middle = dvec_scale(dvec_add(asset->min, asset->max), 0.5);
    const GeoPos at = position(&f, middle);
    CHECK_NEAR(f.s.camera.target.h_m, at.h_m, 0.01);
    CHECK_NEAR(f.s.camera.target.lon_deg, at.lon_deg, 1e-7);
    const double radius_m = dvec_length(dvec_sub(asset->max, asset->min)) / 2;
    CHECK(f.s.camera.distance_m > radius_m && f.s.camera.distance_m < 4 * radius_m);
    end(&f);
}

TEST(a_snapshot_keeps_cuts_marks_and_colours_and_a_document_does_not)
{
    Fixture f;
    begin(&f, HOUSE_ON_MAP);
    run(&f, "isolate layer=house where=name~Brick others=ghost");
    run(&f, "cut layer=house height=1.2");
    run(&f, "cut heading=30 add=true");
    run(&f, "colour-by layer=house by=storey");
    run(&f, "explode layer=house metres=2.5");
    Str text = { 0 }, plain = { 0 };
    document_write(&f.s, "", true, &text);
    document_write(&f.s, "", false, &plain);
    CHECK(!strstr(plain.text, "cuts:") && !strstr(plain.text, "ghost:") &&
          !strstr(plain.text, "explode_m"));
    const char *path = check_temporary("session.yaml");
    CHECK(file_replace(path, text.text, text.length, &f.err));
    State back;
    state_init(&back);
    if (!document_load(&back, path, &f.err)) fprintf(stderr, "%s\n%s\n", f.err.text, text.text);
    CHECK_EQ(back.layer_count, 1);
    const StateModelView *was = &f.s.layers[0].view, *is = &back.layers[0].view;
    CHECK_EQ(is->mark_count, was->mark_count);
    CHECK(memcmp(is->marks, was->marks, (size_t)was->mark_count) == 0);
    CHECK_EQ(is->colour_by, STATE_COLOUR_BY_STOREY);
    CHECK_NEAR(is->explode_m, 2.5, 0);
    CHECK_EQ(back.cut_count, 2);
    CHECK_EQ(back.cuts[0].layer_id, back.layers[0].id);
    CHECK_EQ(back.cuts[1].layer_id, 0);
    CHECK_NEAR(back.cuts[0].pos.h_m, f.s.cuts[0].pos.h_m, 0);
    CHECK_NEAR(back.cuts[1].heading_deg, 30, 0);
    state_finish(&back);
    str_finish(&text);
    str_finish(&plain);
    end(&f);
}

TEST(wrong_marks_and_cuts_of_a_document_are_named)
{
    static const struct {
        const char *text, *part;
    } rows[] = {
        { "layers:\n  - source: a.ifc\n    hidden: \"5-2\"\n",
          "layers[0].hidden: expected rows as 0-12,17" },
        { "layers:\n  - source: a.ifc\n    hidden: \"1,,2\"\n", "expected rows" },
        { "layers:\n  - source: a.ifc\n    ghost: \"0-999999999\"\n", "expected rows" },
        { "layers:\n  - source: a.ifc\n    anchor: { lon: 110 }\n", "'lat' is missing" },
        { "layers:\n  - source: a.ifc\n    anchor: { lon: 110, lat: 95 }\n", "-90 to 90" },
        { "cuts:\n  - { lon: 1, lat: 2, layer: gone }\n", "no layer is named 'gone'" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *path = check_temporary("wrong.yaml");
        Err err = { 0 };
        State read;
        state_init(&read);
        CHECK(file_replace(path, rows[i].text, strlen(rows[i].text), &err));
        const bool is_loaded = document_load(&read, path, &err);
        if (is_loaded || !strstr(err.text, rows[i].part)) fprintf(stderr, "%s\n", err.text);
        CHECK(!is_loaded && strstr(err.text, rows[i].part));
        state_finish(&read);
    }
}

TEST(what_is_known_of_an_object_comes_as_rows_and_by_search)
{
    Fixture f;
    begin(&f, HOUSE_ON_MAP);
    Arena arena = { 0 };
    CityModelRow *rows = NULL;
    const int wall = object(&f, "Basic Wall:Brick:1001");
    const int count = city_model_rows(house(&f), (uint32_t)wall, true, &arena, &rows);
    bool has_guid = false, has_storey = false;
    for (int i = 0; i < count; i++) {
        has_guid |= strcmp(rows[i].value, "0000000000000000000030") == 0;
        has_storey |= strcmp(rows[i].name, "楼层") == 0 && strcmp(rows[i].value, "1F") == 0;
    }
    CHECK(has_guid && has_storey);
    CHECK_TEXT(city_model_name(house(&f), (uint32_t)wall), "Basic Wall:Brick:1001");
    CHECK_EQ(city_model_rows(house(&f), 100000, true, &arena, &rows), 0);
    SearchHit hits[4];
    CHECK(search_names(&f.city, &f.s, "Glass", hits, 4) >= 1);
    CHECK_EQ(hits[0].ref.feature, object(&f, "Basic Wall:Glass:1003"));
    GeoPos middle;
    double radius_m = 0;
    CHECK(city_model_object(house(&f), (uint32_t)wall, &middle, &radius_m));
    CHECK_NEAR(middle.h_m, 21.5, 0.01);
    arena_finish(&arena);
    end(&f);
}

static StateMark mark_of(const Fixture *f, const char *name)
{
    const StateLayer *layer = state_layer_by_id((State *)&f->s, house(f)->id);
    return model_view_mark(&layer->view, object(f, name));
}

static void run_on(Fixture *f, const char *command, const char *name, const char *more)
{
    Str line = { 0 };
    str_printf(&line, "%s%d%s", command, object(f, name), more);
    run(f, line.text);
    str_finish(&line);
}

TEST(a_storey_a_system_and_a_type_are_marked_with_all_that_belongs_to_them)
{
    Fixture f;
    begin(&f, HOUSE_ON_MAP);
    run_on(&f, "hide layer=house object=", "1F", "");
    CHECK_EQ(mark_of(&f, "Basic Wall:Brick:1001"), STATE_MARK_HIDDEN);
    CHECK_EQ(mark_of(&f, "Door 门"), STATE_MARK_HIDDEN);
    CHECK_EQ(mark_of(&f, "101"), STATE_MARK_HIDDEN);
    CHECK_EQ(mark_of(&f, "Basic Wall:Brick:1002"), STATE_MARK_SHOWN);
    const uint64_t key = state_layer_by_id(&f.s, house(&f)->id)->view.marks_key;
    run_on(&f, "isolate layer=house object=", "Supply air", "");
    CHECK_EQ(mark_of(&f, "Duct 1"), STATE_MARK_SHOWN);
    CHECK_EQ(mark_of(&f, "Basic Wall:Brick:1001"), STATE_MARK_HIDDEN);
    CHECK(state_layer_by_id(&f.s, house(&f)->id)->view.marks_key != key);
    run(&f, "undo");
    CHECK(state_layer_by_id(&f.s, house(&f)->id)->view.marks_key == key);
    run(&f, "show-all");
    CHECK(state_layer_by_id(&f.s, house(&f)->id)->view.marks_key == 0);
    run_on(&f, "ghost layer=house object=", "Brick 200", "");
    CHECK_EQ(mark_of(&f, "Basic Wall:Brick:1001"), STATE_MARK_GHOST);
    CHECK_EQ(mark_of(&f, "Basic Wall:Brick:1002"), STATE_MARK_GHOST);
    CHECK_EQ(mark_of(&f, "Basic Wall:Glass:1003"), STATE_MARK_SHOWN);
    refused(&f, "hide layer=house object=99999", ERR_RANGE, "objects 0 to");
    refused(&f, "hide object=1", ERR_ARGUMENT, "layer=");
    // A whole without triangles is where its parts are.
    GeoPos middle;
    double radius_m = 0;
    CHECK(city_model_object(house(&f), (uint32_t)object(&f, "2F"), &middle, &radius_m));
    CHECK(radius_m > 2.5); // walls of 4 m, 5 m apart
    CHECK(!city_model_object(house(&f), (uint32_t)object(&f, "Zone A"), &middle, &radius_m));
    end(&f);
}

TEST(all_that_are_like_the_selected_are_selected)
{
    Fixture f;
    begin(&f, HOUSE_ON_MAP);
    run_on(&f, "select layer=house feature=", "Basic Wall:Brick:1001", "");
    run(&f, "select-like");
    CHECK_TEXT(f.out.text, "2\n"); // of the type Brick 200
    CHECK_EQ(f.s.selection_count, 2);
    CHECK_EQ(f.s.selection[1].feature, object(&f, "Basic Wall:Brick:1002"));
    run_on(&f, "select layer=house feature=", "Basic Wall:Glass:1003", "");
    run(&f, "select-like");
    CHECK_EQ(f.s.selection_count, 1);
    run(&f, "select-clear");
    refused(&f, "select-like", ERR_NOT_FOUND, "nothing of a model is selected");
    end(&f);
}

TEST(the_search_says_in_which_property_it_found_an_object)
{
    Fixture f;
    begin(&f, HOUSE_ON_MAP);
    SearchHit hits[4];
    CHECK(search_names(&f.city, &f.s, "Hagemann", hits, 4) == 1);
    CHECK_EQ(hits[0].ref.feature, object(&f, "Basic Wall:Brick:1002"));
    CHECK_TEXT(hits[0].where, "Note");
    CHECK_TEXT(hits[0].matched, "delivered by Hagemann");
    CHECK_TEXT(hits[0].type, "IfcWallStandardCase");
    CHECK(search_names(&f.city, &f.s, "0000000000000000000032", hits, 4) >= 1);
    CHECK_EQ(hits[0].ref.feature, object(&f, "Basic Wall:Glass:1003"));
    CHECK_TEXT(hits[0].where, "GlobalId");
    CHECK(search_names(&f.city, &f.s, "Glass", hits, 4) >= 1);
    CHECK_TEXT(hits[0].where, ""); // its name says it
    CHECK_TEXT(city_model_word(house(&f), "IfcWallStandardCase", true), "墙");
    CHECK_TEXT(city_model_word(house(&f), "FireRating", true), "FireRating");
    end(&f);
}

TEST(the_tree_of_a_large_model_is_made_by_a_job_that_nobody_has_to_wait_for)
{
    Str walls = { 0 };
    for (int i = 0; i < 6000; i++)
        str_printf(&walls, "#%d=IFCWALL('w%d',$,'Wall %d',$,$,#8,$,$,$);\n", 1000 + i, i, i);
    Fixture f;
    begin(&f, walls.text);
    str_finish(&walls);
    ModelTree tree = { 0 }, dropped = { 0 };
    CityHold *hold = house(&f)->hold;
    CHECK(!model_tree_follow(&tree, hold, ASSET_TREE_TYPE, f.pool));
    CHECK(!model_tree_follow(&dropped, hold, ASSET_TREE_PLACE, f.pool));
    model_tree_finish(&dropped, f.pool);
    const double until_s = clock_monotonic_s() + 60;
    while (!model_tree_follow(&tree, hold, ASSET_TREE_TYPE, f.pool) &&
           clock_monotonic_s() < until_s) {
        job_pool_wait(f.pool, 0.1);
        job_pool_poll(f.pool, 0.01);
    }
    CHECK(tree.is_ready && tree.tree.count > 6000);
    // The model may go before its tree: the tree holds it.
    run(&f, "layer-remove layer=house");
    frame(&f);
    CHECK(tree.tree.rows[tree.tree.count - 1].label[0]);
    model_tree_finish(&tree, f.pool);
    end(&f);
}

TEST(quantities_of_a_model_are_written_as_csv)
{
    Fixture f;
    begin(&f, HOUSE_ON_MAP);
    Str line = { 0 };
    const char *path = check_temporary("quantities.csv");
    str_printf(&line, "model-quantities layer=house by=type where='type=墙' path=%s", path);
    run(&f, line.text);
    CHECK_TEXT(f.out.text, "2\n"); // IfcWall, IfcWallStandardCase
    FileMap map;
    CHECK(file_map_open(path, &map, &f.err));
    CHECK(memmem(map.bytes, map.length, "type,count,length_m", 19) == map.bytes);
    CHECK(memmem(map.bytes, map.length, "IfcWall,2,", 10));
    file_map_close(&map);
    line.length = 0;
    str_printf(&line, "model-quantities layer=house by=colour path=%s", path);
    refused(&f, line.text, ERR_ARGUMENT, "storey");
    str_finish(&line);
    end(&f);
}

// The house as it was: another glass wall's name, one brick wall that is gone now, one not there
// yet.
static void write_older(const char *path)
{
    static const char *const changes[][2] = {
        { "'0000000000000000000031',$,'Basic Wall:Brick:1002'",
          "'0000000000000000000099',$,'Basic Wall:Brick:7002'" },
        { "Basic Wall:Glass:1003", "Basic Wall:Glass:9003" },
    };
    char *text = str_copy(FIXTURE_HOUSE);
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        char *at = strstr(text, changes[i][0]);
        CHECK(at);
        memcpy(at, changes[i][1], strlen(changes[i][1]));
    }
    CHECK(file_replace(path, text, strlen(text), NULL));
    free(text);
}

TEST(two_versions_of_a_model_are_told_apart_and_stand_in_one_place)
{
    Fixture f;
    begin(&f, HOUSE_ON_MAP);
    const char *path = check_temporary("older.ifc"), *csv = check_temporary("changes.csv");
    write_older(path);
    Str line = { 0 };
    str_printf(&line, "model-changes path=%s", csv);
    refused(&f, line.text, ERR_NOT_FOUND, "no models are compared");
    line.length = 0;
    str_printf(&line, "model-compare layer=house with=%s", path);
    run(&f, line.text);
    CHECK(city_compare_is_running(&f.city, &f.s));
    settle(&f);
    const AssetComparison *result = city_compare_result(&f.city, &f.s);
    CHECK(result);
    CHECK_EQ(result->added, 1);
    CHECK_EQ(result->removed, 1);
    CHECK_EQ(result->changed, 1);
    CHECK_EQ(f.city.layer_count, 2);
    const CityLayer *old = &f.city.layers[1];
    const CityDifference now = city_compare_of(&f.city, &f.s, house(&f)->id),
                         before = city_compare_of(&f.city, &f.s, old->id);
    CHECK_EQ(now.states[object(&f, "Basic Wall:Brick:1002")], ASSET_COMPARE_ADDED);
    CHECK_EQ(now.states[object(&f, "Basic Wall:Glass:1003")], ASSET_COMPARE_CHANGED);
    CHECK_EQ(now.states[object(&f, "Basic Wall:Brick:1001")], ASSET_COMPARE_SAME);
    CHECK_EQ(before.states[fixture_object(old->asset, "Basic Wall:Brick:7002")],
             ASSET_COMPARE_REMOVED);
    CHECK(before.is_old && !now.is_old && before.key != now.key);
    // The older file says nothing of its place; it stands in the newer one's axes, moved with it.
    CHECK(memcmp(&old->ecef_from_model, &house(&f)->ecef_from_model, sizeof(DPlace)) == 0);
    run(&f, "model-move layer=house east=10");
    CHECK(memcmp(&f.city.layers[1].ecef_from_model, &house(&f)->ecef_from_model, sizeof(DPlace)) ==
          0);
    line.length = 0;
    str_printf(&line, "model-changes path=%s", csv);
    run(&f, line.text);
    CHECK_TEXT(f.out.text, "3\n");
    CHECK(file_exists(csv));
    refused(&f, "model-compare layer=house with=house", ERR_ARGUMENT, "itself");
    refused(&f, "model-compare layer=house", ERR_ARGUMENT, "with=");
    refused(&f, "model-compare layer=house with=none.ifc", ERR_IO, "none.ifc");
    refused(&f, "model-compare layer=house with=huose", ERR_NOT_FOUND, "house");
    run(&f, "model-compare off");
    CHECK(!state_layer_find(&f.s, "older")); // it came with the comparison
    CHECK(!city_compare_result(&f.city, &f.s) && f.city.compare == NULL);
    CHECK(city_compare_of(&f.city, &f.s, house(&f)->id).key == 0);
    run(&f, "undo");
    settle(&f);
    CHECK(city_compare_result(&f.city, &f.s));
    run(&f, "layer-remove layer=older");
    CHECK(f.s.compare.new_id == 0 && !city_compare_result(&f.city, &f.s));
    str_finish(&line);
    end(&f);
}

TEST(a_broken_model_and_a_spent_budget_are_states_of_the_layer)
{
    Fixture f;
    begin(&f, HOUSE_ON_MAP);
    const char *path = check_temporary("broken.ifc");
    CHECK(file_replace(path, "not a model", 11, &f.err));
    Str line = { 0 };
    str_printf(&line, "layer-add path=%s", path);
    run(&f, line.text);
    settle(&f);
    CHECK_EQ(f.city.layers[1].state, CITY_LAYER_FAILED);
    CHECK(f.city.layers[1].err.text[0]);
    run(&f, "budget ram=0.01");
    line.length = 0;
    const char *other = check_temporary("other.ifc"); // the same file again would share its data
    CHECK(file_replace(other, FIXTURE_HOUSE, strlen(FIXTURE_HOUSE), &f.err));
    str_printf(&line, "layer-add path=%s", other);
    run(&f, line.text);
    settle(&f);
    CHECK_EQ(f.city.layers[2].state, CITY_LAYER_FAILED);
    CHECK_EQ(f.city.layers[2].err.code, ERR_MEMORY);
    str_finish(&line);
    end(&f);
}

// Earth-centred by cs2cs (PROJ 9.1.1) of what a hand computation gives for the model's origin in
// the map: EPSG:25832 and EPSG:31467 to EPSG:4979, EPSG:4258 as it stands, then EPSG:4978.
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
