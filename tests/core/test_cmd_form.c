// SPDX-License-Identifier: Apache-2.0
// test_cmd_form.c - commands found as people type, and forms made from rows.
#include "check.h"
#include "core/cmd_form.h"
#include "core/cmd_finder.h"

static bool nothing(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)context, (void)call, (void)err;
    return true;
}

static const CmdArg args[] = {
    { .name = "text", .type = CMD_ARG_REST, .help = "t", .help_zh = "文" },
    { .name = "size",
      .type = CMD_ARG_INT,
      .is_required = true,
      .min = 1,
      .max = 9,
      .help = "s",
      .help_zh = "大小" },
    { .name = "look",
      .type = CMD_ARG_CHOICE,
      .choices = "day|night",
      .help = "l",
      .help_zh = "外观" },
    { .name = "t", .type = CMD_ARG_TIME, .help = "when", .help_zh = "时刻" },
};
static const Cmd rows[] = { { .name = "zz-try",
                              .group = "app",
                              .help = "Tries.",
                              .help_zh = "试一下。",
                              .args = args,
                              .arg_count = 4,
                              .run = nothing } };

static const Cmd *first(const CmdFinder *search, const char *text)
{
    const Cmd *found[3] = { 0 };
    return cmd_finder_find(search, text, NULL, 0, found, 3) ? found[0] : NULL;
}

TEST(commands_are_found_by_name_help_pinyin_and_initials)
{
    CmdTable *table = cmd_table_create();
    CmdFinder *search = cmd_finder_create(table);
    CHECK_TEXT(first(search, "layer-remove")->name, "layer-remove");
    CHECK_TEXT(first(search, "移除图层")->name, "layer-remove");
    CHECK_TEXT(first(search, "yichutuceng")->name, "layer-remove");
    CHECK_TEXT(first(search, "yichutc")->name, "layer-remove");
    CHECK_TEXT(first(search, "REMOVE layer")->name, "layer-remove");
    CHECK_TEXT(first(search, "acknowledges")->name, "alarm-acknowledge");
    CHECK(!first(search, "layer vvvv"));
    cmd_finder_destroy(search);
    cmd_table_destroy(table);
}

TEST(of_nothing_typed_the_last_used_come_first_and_of_equals_the_used)
{
    CmdTable *table = cmd_table_create();
    CmdFinder *search = cmd_finder_create(table);
    static const char *const recent[] = { "zoom", "alarm-note" };
    const Cmd *found[500];
    const int all = cmd_finder_find(search, "", recent, 2, found, 500);
    CHECK_EQ(all, cmd_count(table));
    CHECK_TEXT(found[0]->name, "zoom");
    CHECK_TEXT(found[1]->name, "alarm-note");
    CHECK_TEXT(found[2]->name, cmd_at(table, 0)->name);
    CHECK(cmd_finder_find(search, "alarm", NULL, 0, found, 3) == 3 &&
          strcmp(found[0]->name, "alarm-acknowledge") == 0);
    CHECK(cmd_finder_find(search, "alarm", recent, 2, found, 3) == 3 &&
          strcmp(found[0]->name, "alarm-note") == 0);
    cmd_finder_destroy(search);
    cmd_table_destroy(table);
}

TEST(a_form_names_each_wrong_field_and_makes_a_line_that_parses)
{
    CmdTable *table = cmd_table_create();
    cmd_table_add(table, rows, 1);
    CmdForm form;
    int at = -1;
    cmd_form_begin(&form, cmd_find(table, "zz-try"));
    CHECK(!cmd_form_check(&form, 0, true, &at));
    CHECK_EQ(at, 1);
    CHECK_TEXT(form.fields[1].wrong, "必填");
    strcpy(form.fields[1].text, "12");
    strcpy(form.fields[2].text, "noon");
    CHECK(!cmd_form_check(&form, 0, false, &at));
    CHECK_TEXT(form.fields[1].wrong, "expected a whole number from 1 to 9");
    CHECK_TEXT(form.fields[2].wrong, "expected one of these");
    strcpy(form.fields[0].text, "say \"so\" \\ and\nthen # this");
    strcpy(form.fields[1].text, "7");
    strcpy(form.fields[2].text, "night");
    CHECK(cmd_form_check(&form, 0, false, &at));
    CHECK_TEXT(form.fields[2].wrong, "");
    Str line = { 0 };
    cmd_form_line(&form, &line);
    CmdCall call;
    const Cmd *cmd = NULL;
    CHECK(cmd_check(table, line.text, 0, &call, &cmd, NULL));
    CHECK_TEXT(call.values[0], form.fields[0].text);
    CHECK_EQ(call.numbers[1], 7);
    CHECK_EQ(call.numbers[2], 1);
    CmdForm again;
    cmd_form_begin(&again, cmd);
    CHECK(cmd_form_fill(&again, table, line.text));
    CHECK_TEXT(again.fields[0].text, form.fields[0].text);
    CHECK_TEXT(again.fields[2].text, "night");
    CHECK(!cmd_form_fill(&again, table, "undo"));
    str_finish(&line);
    cmd_table_destroy(table);
}

TEST(every_command_has_a_form_whose_choices_can_be_read)
{
    CmdTable *table = cmd_table_create();
    char text[200];
    for (int i = 0; i < cmd_count(table); i++) {
        const Cmd *cmd = cmd_at(table, i);
        for (int a = 0; a < cmd->arg_count; a++) {
            cmd_form_expected(&cmd->args[a], true, text, sizeof text);
            CHECK(text[0]);
            const bool has_choices =
                cmd->args[a].type == CMD_ARG_CHOICE || cmd->args[a].type == CMD_ARG_BOOL;
            CHECK_EQ(cmd_form_choice(&cmd->args[a], 1, text, sizeof text), has_choices);
        }
    }
    cmd_table_destroy(table);
}
