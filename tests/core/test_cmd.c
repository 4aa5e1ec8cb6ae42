// SPDX-License-Identifier: Apache-2.0
// test_cmd.c - lines, arguments, errors, undo, journal, pages.
#include "base/file.h"
#include "check.h"
#include "core/city.h"
#include "core/cmd.h"
#include "core/state.h"
#include <stdlib.h>
#include <unistd.h>

typedef struct {
    State state;
    City city;
    CmdTable *table;
    CmdContext context;
    Str out;
    Err err;
} Fixture;

static void begin(Fixture *f)
{
    *f = (Fixture){ 0 };
    state_init(&f->state);
    city_init(&f->city, NULL);
    f->table = cmd_table_create();
    f->context = (CmdContext){ .state = &f->state, .city = &f->city, .out = &f->out };
}

static void end(Fixture *f)
{
    cmd_table_destroy(f->table);
    city_finish(&f->city);
    state_finish(&f->state);
    str_finish(&f->out);
}

static bool run(Fixture *f, const char *line)
{
    f->err = (Err){ 0 };
    return cmd_run_line(f->table, &f->context, line, &f->err);
}

static void good(Fixture *f, const char *line)
{
    if (run(f, line)) return;
    fprintf(stderr, "%s: %s\n", line, f->err.text);
    CHECK(false);
}

static void bad(Fixture *f, const char *line, ErrCode code, const char *part)
{
    const bool ok = run(f, line);
    if (ok || f->err.code != code || !strstr(f->err.text, part)) {
        fprintf(stderr, "%s\n gave %d: %s\n instead of %d: %s\n", line, f->err.code, f->err.text, code, part);
        CHECK(false);
    }
}

TEST(values_fill_arguments_by_place_and_by_key)
{
    Fixture f;
    begin(&f);
    good(&f, "camera 110.4 21.2 30 45 1500");
    CHECK_NEAR(f.state.camera.distance_m, 1500, 0);
    good(&f, "camera distance=99 lon=1 lat=2 pitch=3 heading=4");
    CHECK_NEAR(f.state.camera.target.lon_deg, 1, 0);
    CHECK_NEAR(f.state.camera.heading_deg, 4, 0);
    good(&f, "camera heading=5 110 20 50 600 # what is left goes in order");
    CHECK_NEAR(f.state.camera.target.lat_deg, 20, 0);
    CHECK_NEAR(f.state.camera.heading_deg, 5, 0);
    good(&f, "");
    good(&f, "   # nothing");
    end(&f);
}

TEST(quotes_escapes_and_chinese_are_read)
{
    Fixture f;
    begin(&f);
    good(&f, "bookmark-add \"霞 山 \\\"老街\\\"\"");
    CHECK_TEXT(f.state.bookmarks[0].name, "霞 山 \"老街\"");
    good(&f, "bookmark-add 'a=b \\n'");
    CHECK_TEXT(f.state.bookmarks[1].name, "a=b \\n");
    good(&f, "bookmark-add name=\"x # y\"");
    CHECK_TEXT(f.state.bookmarks[2].name, "x # y");
    good(&f, "title 湛江 城镜  ");
    CHECK_TEXT(f.state.title, "湛江 城镜");
    good(&f, "title \"with quotes\"");
    CHECK_TEXT(f.state.title, "with quotes");
    good(&f, "title");
    CHECK_TEXT(f.state.title, "");
    good(&f, "layer-add path=https://example.org/a?x=1 label-size-px=12");
    CHECK_TEXT(f.state.layers[0].source, "https://example.org/a?x=1");
    CHECK_NEAR(f.state.layers[0].style.label_size_px, 12, 0);
    good(&f, "layer-add /data/a\\ b.shp");
    CHECK_TEXT(f.state.layers[1].source, "/data/a b.shp");
    end(&f);
}

TEST(errors_name_the_argument_what_was_expected_and_what_is_near)
{
    Fixture f;
    begin(&f);
    bad(&f, "layer-ad x", ERR_NOT_FOUND, "'layer-add'");
    bad(&f, "camera 110.4", ERR_ARGUMENT, "'lat' is missing");
    bad(&f, "camera 200 1 0 0 10", ERR_RANGE, "lon (经度): expected a number from -180 to 180, not '200'");
    bad(&f, "camera nan 1 0 0 10", ERR_ARGUMENT, "number");
    bad(&f, "camera inf 1 0 0 10", ERR_ARGUMENT, "number");
    bad(&f, "camera 1x 1 0 0 10", ERR_ARGUMENT, "number");
    bad(&f, "look dusk", ERR_ARGUMENT, "day|night|white");
    bad(&f, "look day night", ERR_ARGUMENT, "nothing takes 'night'");
    bad(&f, "look look=day look=day", ERR_ARGUMENT, "given twice");
    bad(&f, "look lok=day", ERR_ARGUMENT, "near: 'look'");
    bad(&f, "bookmark-add \"abc", ERR_ARGUMENT, "not closed");
    bad(&f, "time tomorrow", ERR_ARGUMENT, "2026-06-21T18:30");
    bad(&f, "bookmark-go name=x", ERR_NOT_FOUND, "no bookmark");
    bad(&f, "title \xff", ERR_ARGUMENT, "UTF-8");
    good(&f, "layer-add a.shp name=建筑");
    bad(&f, "layer-hide 建筑物", ERR_NOT_FOUND, "near: '建筑'");
    bad(&f, "layer-set 建筑 opacity=2", ERR_RANGE, "opacity (不透明度 0–1): expected a number from 0 to 1");
    bad(&f, "layer-set 建筑 colour=blue", ERR_ARGUMENT, "#rrggbb");
    bad(&f, "layer-set 建筑 categories=\"a=b\"", ERR_ARGUMENT, "value=#rrggbb");
    bad(&f, "layer-add path=\"\"", ERR_ARGUMENT, "path");
    end(&f);
}

TEST(a_failing_command_changes_nothing)
{
    Fixture f;
    begin(&f);
    good(&f, "layer-add a.shp name=a");
    bad(&f, "layer-set a name=b opacity=0.5 ramp=nosuch", ERR_ARGUMENT, "viridis");
    CHECK_TEXT(f.state.layers[0].name, "a");
    CHECK_NEAR(f.state.layers[0].opacity, 1, 0);
    CHECK_EQ(f.state.undo_depth, 1);
    end(&f);
}

TEST(style_keys_are_arguments_and_auto_takes_them_back)
{
    Fixture f;
    begin(&f);
    good(&f, "layer-add a.shp name=a draw=building colour=#102030 height=高度 categories=\"住宅=#e0c090;办公=#8090a0\" colour_by=用途");
    const LayerStyle *style = &f.state.layers[0].style;
    CHECK_EQ(style->draw, STYLE_DRAW_BUILDING);
    CHECK_EQ(style->rgb, 0x302010);
    CHECK_EQ(style->stop_count, 2);
    CHECK_TEXT(style->stops[1].text, "办公");
    good(&f, "layer-set a colour=auto height=12 categories=auto storey_m=auto");
    style = &f.state.layers[0].style;
    CHECK(!style->has_rgb && style->stop_count == 0 && style->height_m == 12 && !style->height_attribute[0]);
    good(&f, "layer-style a reset=on width=3px");
    style = &f.state.layers[0].style;
    CHECK(style->draw == STYLE_DRAW_AUTO && style->width_px == 3 && style->height_m == 0);
    end(&f);
}

TEST(undo_and_redo_go_through_changes_and_leave_the_camera)
{
    Fixture f;
    begin(&f);
    bad(&f, "undo", ERR_NOT_FOUND, "nothing to undo");
    good(&f, "layer-add a.shp name=a");
    good(&f, "layer-hide a");
    good(&f, "camera 1 2 3 4 500");
    good(&f, "layer-remove a");
    CHECK_EQ(f.state.layer_count, 0);
    CHECK_EQ(f.state.undo_depth, 3);
    good(&f, "undo");
    CHECK(f.state.layer_count == 1 && !f.state.layers[0].is_visible);
    good(&f, "undo");
    CHECK(f.state.layers[0].is_visible);
    CHECK_NEAR(f.state.camera.distance_m, 500, 0);
    CHECK_EQ(f.state.redo_depth, 2);
    good(&f, "redo");
    good(&f, "redo");
    CHECK_EQ(f.state.layer_count, 0);
    bad(&f, "redo", ERR_NOT_FOUND, "nothing to redo");
    good(&f, "undo");
    good(&f, "title x");
    CHECK_EQ(f.state.redo_depth, 0); // a new change forgets what could be redone
    end(&f);
}

TEST(a_dragged_slider_is_one_step_of_undo)
{
    Fixture f;
    begin(&f);
    good(&f, "layer-add a.shp name=a");
    char line[64];
    for (int i = 0; i < 50; i++) {
        snprintf(line, sizeof line, "layer-set a opacity=%.2f", i / 50.0);
        good(&f, line);
    }
    CHECK_EQ(f.state.undo_depth, 2);
    good(&f, "layer-set a order=3"); // another key is another step
    CHECK_EQ(f.state.undo_depth, 3);
    good(&f, "undo");
    good(&f, "undo");
    CHECK_NEAR(f.state.layers[0].opacity, 1, 0);
    end(&f);
}

TEST(undo_is_bounded)
{
    Fixture f;
    begin(&f);
    char line[64];
    for (int i = 0; i < 300; i++) {
        snprintf(line, sizeof line, "title %d", i);
        good(&f, line);
    }
    CHECK_EQ(f.state.undo_depth, 100);
    end(&f);
}

TEST(groups_and_the_star_mean_several_layers)
{
    Fixture f;
    begin(&f);
    good(&f, "layer-add a.shp group=g");
    good(&f, "layer-add b.shp group=g");
    good(&f, "layer-add c.shp");
    good(&f, "layer-hide g");
    CHECK(!f.state.layers[0].is_visible && !f.state.layers[1].is_visible && f.state.layers[2].is_visible);
    good(&f, "layer-move c to=0");
    CHECK_TEXT(f.state.layers[0].name, "c");
    good(&f, "layer-remove *");
    CHECK_EQ(f.state.layer_count, 0);
    bad(&f, "layer-remove *", ERR_NOT_FOUND, "no layer");
    end(&f);
}

TEST(glides_have_a_goal_and_jumps_do_not)
{
    Fixture f;
    begin(&f);
    good(&f, "goto 110 21 seconds=0");
    CHECK(!f.state.is_gliding && f.state.camera.target.lon_deg == 110);
    good(&f, "goto 111 22 distance=900 seconds=3");
    CHECK(f.state.is_gliding && f.state.glide_s == 3 && f.state.camera.target.lon_deg == 110);
    CHECK_NEAR(f.state.camera_goal.target.lon_deg, 111, 0);
    good(&f, "zoom 0.5");
    CHECK_NEAR(f.state.camera_goal.distance_m, 450, 1e-9); // from the goal, so that presses add up
    good(&f, "north");
    CHECK_NEAR(f.state.camera_goal.heading_deg, 0, 0);
    good(&f, "camera 110 21 90 45 1000");
    good(&f, "pan x=0 y=1");
    // Looking east, ahead is east: one view height is 2 * 1000 * tan(20 degrees) = 728 m, 0.0070 degrees of longitude at 21 N.
    CHECK_NEAR(f.state.camera_goal.target.lon_deg - 110, 728.0 / (111320 * 0.93358), 1e-5);
    CHECK_NEAR(f.state.camera_goal.target.lat_deg, 21, 1e-9);
    end(&f);
}

TEST(tours_and_bookmarks_are_kept)
{
    Fixture f;
    begin(&f);
    bad(&f, "tour-play", ERR_NOT_FOUND, "two stops");
    good(&f, "camera 110 21 0 45 1000");
    good(&f, "tour-add 2 name=起点");
    good(&f, "bookmark-add 霞山");
    good(&f, "camera 111 21 0 45 1000");
    good(&f, "tour-add seconds=4 time=2026-06-21T19:00");
    good(&f, "tour-toggle");
    CHECK(f.state.is_touring);
    good(&f, "bookmark-go index=1 seconds=0");
    CHECK(!f.state.is_touring && f.state.camera.target.lon_deg == 110);
    good(&f, "bookmark-remove 霞山");
    CHECK_EQ(f.state.bookmark_count, 0);
    end(&f);
}

TEST(switches_and_times_are_set)
{
    Fixture f;
    begin(&f);
    good(&f, "set labels off");
    CHECK(!f.state.has_labels);
    good(&f, "set labels");
    CHECK(f.state.has_labels);
    good(&f, "set ambient-occlusion toggle");
    CHECK(!f.state.has_ambient_occlusion);
    good(&f, "time 2026-01-01T00:00Z");
    CHECK_EQ(f.state.t_utc_us, 1767225600000000LL);
    good(&f, "time-step 90");
    CHECK_EQ(f.state.t_utc_us, 1767225600000000LL + 5400000000LL);
    good(&f, "language en");
    good(&f, "language toggle");
    CHECK_EQ(f.state.language, STATE_LANGUAGE_ZH);
    good(&f, "tide 1.5");
    good(&f, "budget ram=512");
    CHECK_NEAR(f.state.budget_ram_mb, 512, 0);
    end(&f);
}

TEST(the_journal_has_every_line_with_its_outcome)
{
    Fixture f;
    begin(&f);
    char path[512];
    snprintf(path, sizeof path, "%s", check_temporary("journal.tsv"));
    CHECK(cmd_journal_open(f.table, path, &f.err));
    run(&f, "look night");
    run(&f, "look never");
    run(&f, "nosuch");
    CHECK(cmd_journal_open(f.table, NULL, &f.err));
    run(&f, "look day");
    size_t length = 0;
    char *text = file_read(path, 0, &length, &f.err);
    CHECK(strstr(text, "\tok\tlook night\n") != NULL);
    CHECK(strstr(text, "\tlook never\n") != NULL && strstr(text, "argument: look: look") != NULL);
    CHECK(strstr(text, "\tnosuch\n") != NULL && !strstr(text, "look day"));
    free(text);
    CHECK(!cmd_journal_open(f.table, "/nonexistent/j", &f.err));
    end(&f);
}

TEST(every_row_has_help_in_both_languages_and_distinct_arguments)
{
    CmdTable *table = cmd_table_create();
    for (int i = 0; i < cmd_count(table); i++) {
        const Cmd *cmd = cmd_at(table, i);
        CHECK(cmd->help[0] && cmd->help_zh[0] && cmd->group);
        for (int a = 0; a < cmd->arg_count; a++) {
            CHECK(cmd->args[a].help && cmd->args[a].help_zh);
            CHECK(cmd->args[a].type != CMD_ARG_CHOICE || cmd->args[a].choices);
            for (int b = 0; b < a; b++) CHECK(strcmp(cmd->args[a].name, cmd->args[b].name) != 0);
        }
    }
    Str page = { 0 };
    cmd_reference(table, &page);
    CHECK(strstr(page.text, "### layer-add") && strstr(page.text, "`label_rank`"));
    page.length = 0;
    cmd_help(table, "goto", true, &page);
    CHECK(strstr(page.text, "飞到一点") != NULL);
    cmd_help(table, NULL, false, &page);
    CHECK(strstr(page.text, "undo") != NULL);
    str_finish(&page);
    cmd_table_destroy(table);
}

TEST(a_document_is_opened_and_saved_by_command)
{
    Fixture f;
    begin(&f);
    char path[512], line[600];
    snprintf(path, sizeof path, "%s", check_temporary("made.yaml"));
    bad(&f, "save", ERR_ARGUMENT, "no file yet");
    good(&f, "title 新城");
    good(&f, "layer-add /a/b.shp");
    snprintf(line, sizeof line, "document-save \"%s\"", path);
    good(&f, line);
    good(&f, "layer-remove *");
    snprintf(line, sizeof line, "document-open \"%s\"", path);
    good(&f, line);
    CHECK_EQ(f.state.layer_count, 1);
    CHECK_EQ(f.state.undo_depth, 0);
    good(&f, "title other");
    good(&f, "save");
    bad(&f, "document-open /nonexistent.yaml", ERR_IO, "/nonexistent.yaml");
    CHECK_TEXT(f.state.title, "other");
    end(&f);
}

TEST(the_open_list_of_operations_and_its_row_are_set_by_command_and_kept_in_the_session)
{
    Fixture f;
    begin(&f);
    good(&f, "panel-show alarms item=\"pond@pond.a1.depth\"");
    CHECK_EQ(f.state.dock, STATE_DOCK_ALARMS);
    CHECK_TEXT(f.state.dock_item, "pond@pond.a1.depth");
    good(&f, "panel-show alarms"); // the row stays
    CHECK_TEXT(f.state.dock_item, "pond@pond.a1.depth");
    char path[512], line[600];
    snprintf(path, sizeof path, "%s", check_temporary("dock.yaml"));
    snprintf(line, sizeof line, "snapshot-save \"%s\"", path);
    good(&f, line);
    good(&f, "panel-show cases");
    CHECK_TEXT(f.state.dock_item, "");
    good(&f, "panel-show cases toggle=true");
    CHECK_EQ(f.state.dock, STATE_DOCK_NONE);
    snprintf(line, sizeof line, "snapshot-load \"%s\"", path);
    good(&f, line);
    CHECK_EQ(f.state.dock, STATE_DOCK_ALARMS);
    good(&f, "panel-hide");
    CHECK_EQ(f.state.dock, STATE_DOCK_NONE);
    good(&f, "live-show ship/413/position");
    CHECK_TEXT(f.state.shown_key, "ship/413/position");
    good(&f, "select-clear");
    CHECK_TEXT(f.state.shown_key, "");
    end(&f);
}
