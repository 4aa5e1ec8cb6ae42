// SPDX-License-Identifier: Apache-2.0
// test_city_model.c - model layers: marks, cuts, colours, lifts, what is known of objects,
// versions, states.
#include "city_model_fixture.h"
#include "core/city_compare.h"
#include "core/document.h"
#include "core/model_tree.h"
#include "core/model_view.h"
#include "core/prop.h"
#include "core/search.h"

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
