// SPDX-License-Identifier: Apache-2.0
// cmd_form.h - the form of a command, made from its row: a field an argument, checked as a line is,
// and the line that the fields make.
// Does not: draw, or run the line.
#pragma once
#include "core/cmd.h"

#define CMD_FORM_TEXT_MAX 512
typedef struct {
    char text[CMD_FORM_TEXT_MAX]; // "" = not given
    char wrong[200];              // why not, in the operator's language; "" = well
} CmdFormField;
typedef struct {
    const Cmd *cmd; // NULL = no form; borrowed from the table
    CmdFormField fields[CMD_ARGS_MAX];
} CmdForm;

void cmd_form_begin(CmdForm *form, const Cmd *cmd);
// Takes what a line of this command gives into the fields; false: it cannot be read, nothing
// changed.
bool cmd_form_fill(CmdForm *form, CmdTable *table, const char *line);
// Sets `wrong` of each field; false: one is wrong. The first wrong one is *at (may be NULL).
bool cmd_form_check(CmdForm *form, int utc_offset_s, bool is_chinese, int *at);
// NAME key="text" … of the fields given; what stands for the rest of the line is the last.
void cmd_form_line(const CmdForm *form, Str *out);
// What kind of value is expected: "0 至 100 的整数", "a number". Choices are not repeated.
void cmd_form_expected(const CmdArg *arg, bool is_chinese, char *out, size_t cap);
// The i-th of "day|night|white" into out; false: there are not so many.
bool cmd_form_choice(const CmdArg *arg, int i, char *out, size_t cap);
// Does the command run without anything asked?
bool cmd_form_is_needless(const Cmd *cmd);
