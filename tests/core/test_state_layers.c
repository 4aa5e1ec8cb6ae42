// SPDX-License-Identifier: Apache-2.0
// test_state_layers.c - order and groups of layers, moved, renamed, undone.
#include "check.h"
#include "core/city.h"
#include "core/cmd.h"
#include "core/state.h"
#include <string.h>

typedef struct {
    State state;
    City city;
    CmdTable *table;
    CmdContext context;
    Str text;
} Fixture;

// "A:1 2 | B:3 4": groups as they stand in the list.
static void begin(Fixture *f, const char *const groups[], int count)
{
    *f = (Fixture){ 0 };
    state_init(&f->state);
    city_init(&f->city, NULL);
    f->table = cmd_table_create();
    f->context = (CmdContext){ .state = &f->state, .city = &f->city };
    for (int i = 0; i < count; i++) {
        StateLayer *layer =
            state_layer_add(&f->state, (const char[2]){ (char)('a' + i), 0 }, "x.gpkg");
        snprintf(layer->group, sizeof layer->group, "%s", groups[i]);
    }
}

static void end(Fixture *f)
{
    cmd_table_destroy(f->table);
    city_finish(&f->city);
    state_finish(&f->state);
    str_finish(&f->text);
}

static const char *run(Fixture *f, const char *line)
{
    Err err = { 0 };
    f->text.length = 0;
    if (!cmd_run_line(f->table, &f->context, line, &err)) {
        str_printf(&f->text, "%s", err.text);
        return f->text.text;
    }
    for (int i = 0; i < f->state.layer_count; i++)
        str_printf(&f->text, "%s%s%s", i ? " " : "", f->state.layers[i].name,
                   f->state.layers[i].group);
    return f->text.text;
}

TEST(a_layer_is_put_into_a_group_before_another_or_at_its_end)
{
    Fixture f;
    begin(&f, (const char *const[]){ "X", "X", "Y", "Y" }, 4);
    CHECK_TEXT(run(&f, "layer-group layer=a group=Y before=d"), "bX cY aY dY");
    CHECK_TEXT(run(&f, "layer-group layer=c group=X"), "bX cX aY dY");
    CHECK_TEXT(run(&f, "layer-group layer=d group=Y before=a"), "bX cX dY aY");
    CHECK_TEXT(run(&f, "layer-group layer=b group=X"), "cX bX dY aY");
    CHECK_TEXT(run(&f, "layer-group layer=c group=Z"), "bX dY aY cZ"); // new: at the end
    CHECK_TEXT(run(&f, "layer-group layer=d group=''"), "bX aY cZ d");
    end(&f);
}

TEST(a_move_is_one_step_of_undo_and_a_move_to_where_it_is_none)
{
    Fixture f;
    begin(&f, (const char *const[]){ "X", "X", "Y" }, 3);
    CHECK_TEXT(run(&f, "layer-group layer=a group=Y"), "bX cY aY");
    CHECK_EQ(f.state.undo_depth, 1);
    CHECK_TEXT(run(&f, "layer-group layer=a group=Y"), "bX cY aY");
    CHECK_EQ(f.state.undo_depth, 1);
    CHECK_TEXT(run(&f, "undo"), "aX bX cY");
    CHECK_TEXT(run(&f, "redo"), "bX cY aY");
    end(&f);
}

TEST(a_group_moves_with_all_its_layers_in_their_order)
{
    Fixture f;
    begin(&f, (const char *const[]){ "X", "Y", "X", "Z", "Y" }, 5);
    CHECK_TEXT(run(&f, "group-move group=Y before=X"), "bY eY aX cX dZ");
    CHECK_TEXT(run(&f, "group-move group=Y"), "aX cX dZ bY eY");
    CHECK_TEXT(run(&f, "group-move group=Z before=X"), "dZ aX cX bY eY");
    CHECK_TEXT(run(&f, "undo"), "aX cX dZ bY eY");
    CHECK(strstr(run(&f, "group-move group=Q"), "no layer is in a group 'Q'"));
    end(&f);
}

TEST(a_group_is_renamed_shown_and_hidden_as_one_step)
{
    Fixture f;
    begin(&f, (const char *const[]){ "X", "Y", "X" }, 3);
    CHECK_TEXT(run(&f, "group-rename group=X name=水"), "a水 bY c水");
    CHECK_TEXT(run(&f, "group-show group=水 on=false"), "a水 bY c水");
    CHECK(!f.state.layers[0].is_visible && f.state.layers[1].is_visible &&
          !f.state.layers[2].is_visible);
    CHECK_EQ(f.state.undo_depth, 2);
    CHECK_TEXT(run(&f, "undo"), "a水 bY c水");
    CHECK(f.state.layers[0].is_visible && f.state.layers[2].is_visible);
    CHECK_TEXT(run(&f, "layer-rename layer=b name=a"), "a水 a 2Y c水"); // unique
    CHECK(strstr(run(&f, "layer-group layer=c group=Y before=a"), "is in group"));
    end(&f);
}

TEST(bookmarks_stops_and_scenes_are_renamed_moved_and_removed_by_steps_of_undo)
{
    Fixture f;
    begin(&f, NULL, 0);
    for (int i = 0; i < 3; i++) {
        char line[64];
        snprintf(line, sizeof line, "bookmark-add name=%c", 'a' + i);
        run(&f, line);
        snprintf(line, sizeof line, "tour-add seconds=%d name=%c", i + 1, 'a' + i);
        run(&f, line);
        snprintf(line, sizeof line, "scene-save name=%c", 'a' + i);
        run(&f, line);
    }
    run(&f, "bookmark-move name=c to=1");
    run(&f, "bookmark-rename name=a new=港");
    CHECK_TEXT(f.state.bookmarks[0].name, "c");
    CHECK_TEXT(f.state.bookmarks[1].name, "港");
    CHECK(strstr(run(&f, "bookmark-rename name=c new=港"), "already"));
    run(&f, "tour-move stop=1 to=9");
    CHECK_TEXT(f.state.tour[2].name, "a");
    run(&f, "tour-rename stop=3 new=终点");
    run(&f, "tour-remove stop=1");
    CHECK_EQ(f.state.tour_count, 2);
    CHECK_TEXT(f.state.tour[1].name, "终点");
    CHECK(strstr(run(&f, "tour-remove stop=3"), "has 2 stops"));
    run(&f, "tour-seek share=0.5"); // 3 and 1 seconds are left
    CHECK(f.state.is_touring && f.state.tour_time_s == 2);
    run(&f, "scene-rename name=b new=早会");
    CHECK_TEXT(f.state.scenes[1].name, "早会");
    CHECK(strstr(run(&f, "scene-rename name=c new=早会"), "already"));
    run(&f, "undo");
    CHECK_TEXT(f.state.scenes[1].name, "b");
    run(&f, "undo");
    CHECK_EQ(f.state.tour_count, 3);
    end(&f);
}
