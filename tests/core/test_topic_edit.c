// SPDX-License-Identifier: Apache-2.0
// test_topic_edit.c - a page's cells changed in the text of a pack: only the cell's own bytes.
#include "check.h"
#include "base/file.h"
#include "core/topic_edit.h"
#include <stdlib.h>

static const char head[] = "# 专题 a pack\nid: T90\nname: 试验 # its name\nname_en: Trial\nlead: 办\nlead_en: Office\nversion: 1\n"
                           "indicators:\n  - { key: T90.a, name: 甲, name_en: A, unit: m, period: 1 min }\n";
static const char first[] =
    "pages:\n  - medium: wall\n    columns: 4\n    rows: 2\n    cells:\n"
    "      # 第一个\n"
    "      - { column: 0, row: 0, width: 1, height: 1, widget: line, indicators: T90.a } # 左上\n";
static const char second[] = "      - column: 1\n        row: 0\n        width: 1\n        height: 2\n"
                             "        widget: bar # 柱\n        indicators: T90.a\n";
static const char desk[] =
    "\n  # 桌面\n  - medium: desk\n    columns: 2\n    rows: 1\n    cells: [ { column: 0, row: 0, "
    "width: 1, height: 1, widget: table, indicators: T90.a }, { column: 1, row: 0, width: 1, "
    "height: 1, widget: text } ]\n";

static const char *edited(const TopicEdit *edit, Str *out, Err *err)
{
    Str text = { 0 };
    out->length = 0;
    str_printf(&text, "%s%s%s%s", head, first, second, desk);
    const bool ok = topic_edit_text(text.text, text.length, edit, out, err);
    str_finish(&text);
    return ok ? out->text : NULL;
}

TEST(a_cell_is_written_anew_and_all_else_stays_byte_for_byte)
{
    static const char *const keys[] = { "T90.a" };
    Str out = { 0 }, want = { 0 };
    Err err = { 0 };
    TopicCell cell = { .column = 2,
                       .row = 1,
                       .width = 2,
                       .height = 1,
                       .widget = TOPIC_GAUGE,
                       .title = "水位: 今日",
                       .title_en = "Level",
                       .key_count = 1,
                       .span = TOPIC_SPAN_24H,
                       .options = "top=9 text='\"a\"'" };
    cell.keys[0] = keys[0];
    static const char line[] =
        "{ column: 2, row: 1, width: 2, height: 1, widget: gauge, title: \"水位: 今日\", title_en: "
        "Level, indicators: T90.a, span: 24h, options: \"top=9 text='\\\"a\\\"'\" }";
    CHECK(edited(&(TopicEdit){ TOPIC_EDIT_SET, 0, 0, &cell }, &out, &err) != NULL);
    str_printf(&want, "%s%.*s%s # 左上\n%s%s", head, (int)(strstr(first, "{ column") - first), first,
               line, second, desk);
    CHECK_TEXT(out.text, want.text);
    // One of several lines becomes one; what stands behind it stays.
    CHECK(edited(&(TopicEdit){ TOPIC_EDIT_SET, 0, 1, &cell }, &out, &err) != NULL);
    want.length = 0;
    str_printf(&want, "%s%s      - %s\n%s", head, first, line, desk);
    CHECK_TEXT(out.text, want.text);
    CHECK(edited(&(TopicEdit){ TOPIC_EDIT_ADD, 0, 0, &cell }, &out, &err) != NULL);
    want.length = 0;
    str_printf(&want, "%s%s%s      - %s\n%s", head, first, second, line, desk);
    CHECK_TEXT(out.text, want.text);
    str_finish(&out), str_finish(&want);
}

TEST(a_cell_goes_with_its_line_and_the_last_one_stays)
{
    Str out = { 0 }, want = { 0 };
    Err err = { 0 };
    CHECK(edited(&(TopicEdit){ TOPIC_EDIT_DELETE, 0, 1, NULL }, &out, &err) != NULL);
    str_printf(&want, "%s%s%s", head, first, desk);
    CHECK_TEXT(out.text, want.text);
    CHECK(edited(&(TopicEdit){ TOPIC_EDIT_DELETE, 1, 1, NULL }, &out, &err) != NULL);
    CHECK(strstr(out.text, "indicators: T90.a } ]\n") != NULL);
    CHECK(strstr(out.text, "widget: text") == NULL);
    CHECK(edited(&(TopicEdit){ TOPIC_EDIT_DELETE, 1, 2, NULL }, &out, &err) == NULL);
    CHECK_EQ(err.code, ERR_ARGUMENT);
    CHECK(edited(&(TopicEdit){ TOPIC_EDIT_DELETE, 2, 0, NULL }, &out, &err) == NULL);
    CHECK_EQ(err.code, ERR_FORMAT);
    static const char one[] = "pages: [ { cells: [ { column: 0 } ] } ]";
    CHECK(!topic_edit_text(one, sizeof one - 1, &(TopicEdit){ TOPIC_EDIT_DELETE, 0, 0, NULL }, &out,
                           &err));
    CHECK(!topic_edit_text("pages: [", 8, &(TopicEdit){ 0 }, &out, &err));
    str_finish(&out), str_finish(&want);
}

TEST(a_shipped_pack_becomes_the_users_own_and_a_wrong_change_writes_nothing)
{
    char folder[600], shipped[700], *path = NULL, *before = NULL;
    Str text = { 0 };
    Err err = { 0 };
    snprintf(folder, sizeof folder, "%s", check_temporary("data"));
    snprintf(shipped, sizeof shipped, "%s/topics", folder);
    CHECK(file_make_folders(shipped, NULL));
    snprintf(shipped, sizeof shipped, "%s/topics/T90.yaml", folder);
    str_printf(&text, "%s%s%s%s", head, first, second, desk);
    CHECK(file_replace(shipped, text.text, text.length, NULL));
    Topics *topics = topics_create(&(TopicsDesc){ .data_folder = folder });
    if (!topics_load(topics, &err)) fail_msg("%s", err.text);
    const Topic *topic = topics_find(topics, "T90");
    TopicCell cell = topic->pages[0].cells[0];
    cell.column = 3;
    CHECK(!topics_edit(topics, topic, &(TopicEdit){ TOPIC_EDIT_SET, 0, 0, &cell }, &path, &before,
                       &err));
    CHECK_EQ(err.code, ERR_ARGUMENT); // no document, no folder
    topics_set_folder(topics, check_temporary("own"));
    cell.column = 1; // where the bars are
    CHECK(!topics_edit(topics, topic, &(TopicEdit){ TOPIC_EDIT_SET, 0, 0, &cell }, &path, &before,
                       &err));
    CHECK(path == NULL);
    cell.column = 3;
    CHECK(topics_edit(topics, topic, &(TopicEdit){ TOPIC_EDIT_SET, 0, 0, &cell }, &path, &before,
                      &err));
    CHECK(before == NULL && strstr(path, "own/topics/T90.yaml") != NULL);
    CHECK(topics_load(topics, NULL));
    CHECK_EQ(topics_find(topics, "T90")->pages[0].cells[0].column, 3);
    free(path), free(before);
    topics_destroy(topics);
    str_finish(&text);
}
