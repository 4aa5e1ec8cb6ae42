// SPDX-License-Identifier: Apache-2.0
// test_ui_menu.c - menus from rows: lines that parse, ticks, keys, what is missing; dialogs; the
// chooser of files.
#include "check.h"
#include "core/cmd.h"
#include "ui/ui_dialog.h"
#include "ui/ui_menu.h"
#include "ui/ui_shell.h"
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
    State state;
    City city;
    UiFacts facts;
    UiMenuSubject subject;
    UiMenuFrom from;
} Fixture;

static void begin(Fixture *f)
{
    memset(f, 0, sizeof *f);
    state_init(&f->state);
    city_init(&f->city, NULL);
    f->from = (UiMenuFrom){ .state = &f->state, .city = &f->city, .facts = &f->facts };
}

static void end(Fixture *f)
{
    city_finish(&f->city);
    state_finish(&f->state);
}

static const UiMenuItem *item(const UiMenuList *list, const char *text)
{
    for (int i = 0; i < list->count; i++)
        if (strcmp(list->items[i].text, text) == 0) return &list->items[i];
    return NULL;
}

TEST(a_menu_has_the_keys_ticks_and_reasons_of_its_items_in_the_language_set)
{
    static const KeymapRow keys[] = { { "Ctrl+S", "save", false, "s", "s" } };
    Fixture f;
    UiMenuList list;
    begin(&f);
    f.facts.key_rows = keys;
    f.facts.key_row_count = 1;
    ui_menu_list(ui_menu_bar_rows, ui_menu_bar_count, ui_menu_bar_find("file"), &f.from, &list);
    CHECK_TEXT(item(&list, "保存")->key, "Ctrl+S");
    CHECK_TEXT(item(&list, "保存")->why, "尚无文件");
    CHECK(item(&list, "导出")->is_submenu);
    f.state.language = STATE_LANGUAGE_EN;
    f.state.has_labels = false;
    ui_menu_list(ui_menu_bar_rows, ui_menu_bar_count, ui_menu_bar_find("V"), &f.from, &list);
    CHECK_EQ(item(&list, "Labels")->tick, 0);
    CHECK_EQ(item(&list, "Shadows")->tick, f.state.has_shadows);
    CHECK_EQ(item(&list, "North up")->tick, -1);
    CHECK_TEXT(item(&list, "North up")->key, "N");
    const UiMenuItem *look = item(&list, "Look");
    UiMenuList looks;
    ui_menu_list(ui_menu_bar_rows, ui_menu_bar_count, look->row, &f.from, &looks);
    CHECK_EQ(looks.count, 3);
    CHECK_EQ(item(&looks, "Day")->tick, 1);
    CHECK_EQ(item(&looks, "Night")->tick, 0);
    CHECK_EQ(ui_menu_bar_find("nothing"), -1);
    end(&f);
}

TEST(what_the_state_has_many_of_fills_its_rows_and_names_are_quoted)
{
    Fixture f;
    UiMenuList list, marks;
    begin(&f);
    const StateCamera camera = state_camera_default();
    ui_menu_list(ui_menu_bar_rows, ui_menu_bar_count, ui_menu_bar_find("view"), &f.from, &list);
    const int row = item(&list, "书签")->row;
    ui_menu_list(ui_menu_bar_rows, ui_menu_bar_count, row, &f.from, &marks);
    CHECK(marks.items[0].why[0]); // none yet
    state_bookmark_put(&f.state, "港 \"3\"", &camera);
    ui_menu_list(ui_menu_bar_rows, ui_menu_bar_count, row, &f.from, &marks);
    CHECK_TEXT(marks.items[0].text, "港 \"3\"");
    CHECK_TEXT(marks.items[0].line, "bookmark-go name=\"港 \\\"3\\\"\"");
    CHECK(!marks.items[0].why[0]);
    end(&f);
}

// Every line of every menu, as it is of a subject, is one that the table of commands takes.
static void check_rows(Fixture *f, CmdTable *table, const UiMenuRow *rows, int count)
{
    static const char *const of_app[] = { "file-choose",
                                          "settings-show",
                                          "palette",
                                          "quit",
                                          "fullscreen",
                                          "home",
                                          "mode",
                                          "select-polygon-tool",
                                          "copy-attributes",
                                          "copy",
                                          "fly-at",
                                          "select-at",
                                          "go",
                                          "measure-tool",
                                          "measure-point",
                                          "page-toggle",
                                          "alarm-next",
                                          "alarm-go",
                                          "topic-reload",
                                          "measure-remove",
                                          "page-show",
                                          "export-history" };
    UiMenuList list;
    for (int row = -1; row < count; row++) {
        if (row >= 0 && rows[row].line && rows[row].depth > 0) continue;
        ui_menu_list(rows, count, row, &f->from, &list);
        for (int i = 0; i < list.count; i++) {
            char lines[400], *rest = NULL;
            memcpy(lines, list.items[i].line, sizeof lines);
            for (char *line = strtok_r(lines, "\n", &rest); line;
                 line = strtok_r(NULL, "\n", &rest)) {
                CmdCall call;
                const Cmd *cmd = NULL;
                Err err = { 0 };
                bool is_known = line[0] == '@' ||
                                (row < 0 && list.items[i].row >= 0 && rows == ui_menu_bar_rows);
                for (size_t k = 0; k < sizeof of_app / sizeof *of_app; k++)
                    is_known |= strncmp(line, of_app[k], strlen(of_app[k])) == 0;
                if (!is_known && !cmd_check(table, line, 0, &call, &cmd, &err))
                    fail_msg("%s: %s", line, err.text);
                CHECK(!strchr(line, '{'));
            }
        }
    }
}

TEST(every_line_of_every_menu_is_a_command_that_parses)
{
    Fixture f;
    begin(&f);
    CmdTable *table = cmd_table_create();
    StateLayer *layer = state_layer_add(&f.state, "楼", "x.gpkg");
    f.subject = (UiMenuSubject){ .layer_id = layer->id,
                                 .has_feature = true,
                                 .has_point = true,
                                 .name = "a \"b\"",
                                 .id = "rule@x" };
    f.from.subject = &f.subject;
    check_rows(&f, table, ui_menu_bar_rows, ui_menu_bar_count);
    check_rows(&f, table, ui_menu_map_rows, ui_menu_map_count);
    check_rows(&f, table, ui_menu_feature_rows, ui_menu_feature_count);
    check_rows(&f, table, ui_menu_layer_rows, ui_menu_layer_count);
    check_rows(&f, table, ui_menu_alarm_rows, ui_menu_alarm_count);
    check_rows(&f, table, ui_menu_case_rows, ui_menu_case_count);
    check_rows(&f, table, ui_menu_feed_rows, ui_menu_feed_count);
    cmd_table_destroy(table);
    end(&f);
}

TEST(arrows_pass_rules_and_letters_go_by_english_and_pinyin)
{
    Fixture f;
    UiMenuList list;
    begin(&f);
    ui_menu_list(ui_menu_bar_rows, ui_menu_bar_count, ui_menu_bar_find("file"), &f.from, &list);
    CHECK_EQ(ui_menu_step(&list, -1, 1), 0);
    CHECK_EQ(ui_menu_step(&list, 0, -1), list.count - 1);
    for (int at = 0, i = 0; i < list.count; i++)
        CHECK(!list.items[at = ui_menu_step(&list, at, 1)].is_rule);
    const int add = ui_menu_letter(&list, -1, 't'); // 添加图层
    CHECK_TEXT(list.items[add].line, "file-choose for=layer");
    const int quit = ui_menu_letter(&list, add, 't'); // 退出
    CHECK_TEXT(list.items[quit].line, "quit");
    CHECK_EQ(ui_menu_letter(&list, -1, 'b'), -1); // 保存 cannot be chosen
    end(&f);
}

TEST(what_destroys_asks_first_and_only_the_deed_runs_it)
{
    State now;
    state_init(&now);
    StateLayer *layer = state_layer_add(&now, "水系", "w.gpkg");
    UiDialog dialog = { 0 };
    Str out = { 0 };
    char line[64];
    snprintf(line, sizeof line, "layer-remove layer=%u", layer->id);
    CHECK(ui_dialog_asks(line, &now, false, &dialog));
    CHECK_TEXT(dialog.title, "移除图层“水系”？");
    ui_dialog_key(&dialog, "Return", &out); // the focus is on Cancel
    CHECK(!out.text && !dialog.kind);
    CHECK(ui_dialog_asks(line, &now, false, &dialog));
    ui_dialog_key(&dialog, "Tab", &out);
    ui_dialog_key(&dialog, "Return", &out);
    str_printf(&out, "%s", "");
    CHECK_EQ(strncmp(out.text, line, strlen(line)), 0);
    str_finish(&out);
    CHECK(!ui_dialog_asks("alarm-acknowledge alarm=a", &now, false, &dialog));
    CHECK(ui_dialog_asks("alarm-acknowledge alarm=*", &now, false, &dialog));
    CHECK(!ui_dialog_asks("quit", &now, false, &dialog));
    CHECK(ui_dialog_asks("quit", &now, true, &dialog));
    CHECK(!ui_dialog_asks("open path=\"a.gpkg\"", &now, true, &dialog));
    CHECK(ui_dialog_asks("open path=\"a.yaml\"", &now, true, &dialog));
    ui_dialog_key(&dialog, "Escape", &out);
    CHECK(!out.text && !dialog.kind);
    ui_dialog_input(&dialog, "名称", "bookmark-add name=", "1");
    ui_text_field_insert(&dialog.edit, "\"港\"\n");
    ui_dialog_key(&dialog, "Return", &out);
    CHECK_TEXT(out.text, "bookmark-add name=\"1\\\"港\\\" \"\n");
    str_finish(&out);
    ui_text_field_finish(&dialog.edit);
    state_finish(&now);
}

TEST(paths_are_typed_against_the_folder_and_kinds_are_told_by_their_extension)
{
    char out[256], size[32];
    setenv("HOME", "/home/op", 1);
    CHECK(ui_chooser_resolve("/a/b", "c.tif", out, sizeof out));
    CHECK_TEXT(out, "/a/b/c.tif");
    CHECK(ui_chooser_resolve("/a/b", "../../../x/./y/", out, sizeof out));
    CHECK_TEXT(out, "/x/y");
    CHECK(ui_chooser_resolve("/a", "~/d", out, sizeof out));
    CHECK_TEXT(out, "/home/op/d");
    CHECK(ui_chooser_resolve("/", "..", out, sizeof out));
    CHECK_TEXT(out, "/");
    CHECK(!ui_chooser_resolve("/a", "0123456789", out, 8));
    CHECK(ui_chooser_is_wanted(UI_CHOOSE_OPEN, "A.GPKG"));
    CHECK(ui_chooser_is_wanted(UI_CHOOSE_OPEN, "city.yaml"));
    CHECK(!ui_chooser_is_wanted(UI_CHOOSE_LAYER, "city.yaml"));
    CHECK(!ui_chooser_is_wanted(UI_CHOOSE_OPEN, "notes.txt"));
    CHECK(!ui_chooser_is_wanted(UI_CHOOSE_PICTURE, "gpkg"));
    ui_chooser_size_text(999, size);
    CHECK_TEXT(size, "999 B");
    ui_chooser_size_text(1234567, size);
    CHECK_TEXT(size, "1.2 MB");
}

static void type(UiChooser *chooser, const char *utf8)
{
    const UiFacts facts = { 0 };
    ui_text_field_insert(&chooser->edit, utf8);
    ui_chooser_follow(chooser, &facts, STATE_LANGUAGE_EN);
}

TEST(a_chooser_lists_what_is_wanted_completes_what_is_typed_and_answers_with_a_line)
{
    char folder[300], path[400];
    snprintf(folder, sizeof folder, "%s", check_temporary("chooser"));
    CHECK_EQ(mkdir(folder, 0700), 0);
    static const char *const names[] = { "b.gpkg", "notes.txt", ".hidden.gpkg", "town.gpkg" };
    for (size_t i = 0; i < 4; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        fclose(fopen(path, "w"));
    }
    snprintf(path, sizeof path, "%s/deep", folder);
    CHECK_EQ(mkdir(path, 0700), 0);
    UiChooser chooser;
    UiDialog dialog = { 0 };
    Str out = { 0 };
    ui_chooser_init(&chooser);
    ui_chooser_open(&chooser, UI_CHOOSE_OPEN, folder, "");
    CHECK_EQ(chooser.file_count, 3); // deep, b, town
    CHECK_TEXT(chooser.files[ui_table_row(&chooser.table, 0)].name, "deep");
    ui_chooser_key(&chooser, "Ctrl+H", &out, &dialog);
    CHECK_EQ(chooser.file_count, 4);
    type(&chooser, "de");
    ui_chooser_key(&chooser, "Tab", &out, &dialog);
    CHECK_TEXT(chooser.folder, path);
    ui_chooser_key(&chooser, "Backspace", &out, &dialog);
    CHECK_TEXT(chooser.folder, folder);
    type(&chooser, "nothing.gpkg");
    ui_chooser_key(&chooser, "Return", &out, &dialog);
    CHECK(chooser.error[0] && chooser.purpose);
    ui_text_field_set(&chooser.edit, "");
    type(&chooser, "to");
    ui_chooser_key(&chooser, "Tab", &out, &dialog);
    CHECK_TEXT(ui_text_field_text(&chooser.edit), "town.gpkg");
    ui_chooser_key(&chooser, "Return", &out, &dialog);
    snprintf(path, sizeof path, "open path=\"%s/town.gpkg\"\n", folder);
    CHECK_TEXT(out.text, path);
    CHECK(!chooser.purpose);
    str_finish(&out);
    // What exists is replaced only when that is said.
    ui_chooser_open(&chooser, UI_CHOOSE_ALARMS, folder, "b.gpkg");
    ui_chooser_key(&chooser, "Return", &out, &dialog);
    CHECK(!out.text && dialog.kind == UI_DIALOG_CONFIRM);
    ui_dialog_press(&dialog, 1, &out);
    CHECK_TEXT(out.text, "@choose:replace\n");
    str_finish(&out);
    ui_chooser_action(&chooser, "@choose:replace", &out, &dialog);
    snprintf(path, sizeof path, "export-alarms path=\"%s/b.gpkg\"\n", folder);
    CHECK_TEXT(out.text, path);
    str_finish(&out);
    ui_chooser_finish(&chooser);
}
