// SPDX-License-Identifier: Apache-2.0
// test_state.c - lists of the state, copies, unique names.
#include "base/clock.h"
#include "check.h"
#include "core/keymap.h"
#include "core/state.h"
#include "core/text.h"
#include "core/cmd.h"

TEST(a_new_state_has_the_documented_defaults)
{
    State s;
    state_init(&s);
    char time[32];
    clock_format(s.t_utc_us, 8 * 3600, time);
    CHECK_TEXT(time, "2026-06-21T12:00:00+08:00");
    CHECK_EQ(s.language, STATE_LANGUAGE_ZH);
    CHECK_EQ(s.look, STATE_LOOK_DAY);
    CHECK(!s.has_camera && !s.has_origin && s.layer_count == 0);
    state_finish(&s);
}

TEST(layer_names_come_from_the_source_and_are_unique)
{
    State s;
    state_init(&s);
    CHECK_TEXT(state_layer_add(&s, NULL, "/data/湛江/建筑.gpkg")->name, "建筑");
    CHECK_TEXT(state_layer_add(&s, NULL, "建筑.geojson")->name, "建筑 2");
    CHECK_TEXT(state_layer_add(&s, "建筑", "x.shp")->name, "建筑 3");
    CHECK_TEXT(state_layer_add(&s, NULL, "https://example.org/a/roads.fgb?x=1")->name, "roads");
    CHECK_TEXT(state_layer_add(&s, NULL, "/vsizip//data/N43E007.hgt.zip")->name, "N43E007");
    CHECK_TEXT(state_layer_add(&s, NULL, "v2.5.geojson.gz")->name, "v2.5");
    state_layer_remove(&s, 5);
    state_layer_remove(&s, 6);
    CHECK_EQ(s.layers[2].id, 3);
    CHECK(state_layer_find(&s, "建筑 2") == &s.layers[1]);
    CHECK(state_layer_find(&s, "ROADS") == &s.layers[3]);
    CHECK(state_layer_find(&s, "1") == &s.layers[0]);
    CHECK(state_layer_find(&s, "none") == NULL);
    state_layer_remove(&s, 1);
    CHECK_EQ(state_layer_add(&s, NULL, "y.shp")->id, 7); // never reused
    state_finish(&s);
}

TEST(a_name_too_long_is_cut_at_a_character_and_stays_unique)
{
    State s;
    state_init(&s);
    char longest[400] = "";
    for (int i = 0; i < 60; i++) strcat(longest, "城市");
    state_layer_add(&s, longest, "a");
    state_layer_add(&s, longest, "b");
    CHECK(strlen(s.layers[0].name) < STATE_NAME_MAX);
    CHECK(strcmp(s.layers[0].name, s.layers[1].name) != 0);
    CHECK(strstr(s.layers[1].name, " 2") != NULL);
    state_finish(&s);
}

TEST(a_copy_is_deep_and_equal)
{
    State s, copy;
    state_init(&s);
    StateLayer *layer = state_layer_add(&s, "a", "a.gpkg");
    layer->where = strdup("x > 1");
    state_select(&s, (StateFeatureRef){ layer->id, 7 });
    state_select(&s, (StateFeatureRef){ layer->id, 7 });
    state_bookmark_put(&s, "b", &s.camera);
    CHECK(state_copy(&copy, &s));
    state_finish(&s);
    CHECK_TEXT(copy.layers[0].source, "a.gpkg");
    CHECK_TEXT(copy.layers[0].where, "x > 1");
    CHECK_EQ(copy.selection_count, 1);
    CHECK_TEXT(copy.bookmarks[0].name, "b");
    state_finish(&copy);
}

TEST(removing_a_layer_takes_its_selection_along)
{
    State s;
    state_init(&s);
    const uint32_t a = state_layer_add(&s, "a", "a")->id, b = state_layer_add(&s, "b", "b")->id;
    state_select(&s, (StateFeatureRef){ a, 1 });
    state_select(&s, (StateFeatureRef){ b, 2 });
    state_layer_remove(&s, a);
    CHECK_EQ(s.selection_count, 1);
    CHECK_EQ(s.selection[0].layer_id, b);
    state_finish(&s);
}

TEST(a_duplicated_layer_stands_behind_the_last_of_its_source)
{
    State s;
    state_init(&s);
    const uint32_t a = state_layer_add(&s, "city", "city.gpkg")->id;
    state_layer_add(&s, "other", "other.gpkg");
    state_layer_duplicate(&s, a, "roads");
    state_layer_duplicate(&s, a, "water");
    CHECK_TEXT(s.layers[1].name, "roads");
    CHECK_TEXT(s.layers[2].name, "water");
    CHECK_TEXT(s.layers[3].name, "other");
    state_finish(&s);
}

TEST(every_text_is_there_in_both_languages)
{
    for (int i = TEXT_NONE + 1; i < TEXT_COUNT; i++) {
        CHECK(text_get(STATE_LANGUAGE_ZH, (TextId)i)[0]);
        CHECK(text_get(STATE_LANGUAGE_EN, (TextId)i)[0]);
    }
}

TEST(every_key_has_a_command_that_parses_and_no_key_has_two)
{
    CmdTable *table = cmd_table_create();
    for (int i = 0; i < keymap_count; i++) {
        CmdCall call;
        const Cmd *cmd = NULL;
        Err err = { 0 };
        if (!cmd_check(table, keymap_table[i].command, 0, &call, &cmd, &err)) fprintf(stderr, "%s: %s\n", keymap_table[i].key, err.text);
        CHECK(cmd != NULL);
        for (int k = 0; k < i; k++) CHECK(strcmp(keymap_table[i].key, keymap_table[k].key) != 0);
    }
    CHECK(keymap_find("Ctrl+Z") != NULL && keymap_find("Ctrl+Alt+Q") == NULL);
    cmd_table_destroy(table);
}
