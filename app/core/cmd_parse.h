// SPDX-License-Identifier: Apache-2.0
// cmd_parse.h - one line to a call of a row: words, quotes, keys, types and ranges.
// Does not: look at state; a layer's name is checked when the command runs.
#pragma once
#include "core/cmd.h"

typedef struct {
    char *buffer;              // heap; the call's texts point into it
    const Cmd *cmd;            // NULL: the line was empty or a comment
    CmdCall call;
} CmdParse;

// false with *err: ERR_NOT_FOUND (no such command), ERR_ARGUMENT, ERR_RANGE. The text names the argument, its Chinese help and
// what was expected.
bool cmd_parse(const CmdTable *table, const char *line, int utc_offset_s, CmdParse *out, Err *err);
// One value of an argument: its type and range. The number is out's (NAN where it has none); err
// may be NULL.
bool cmd_arg_check(const Cmd *cmd, const CmdArg *arg, const char *text, int utc_offset_s,
                   double *out, Err *err);
void cmd_parse_finish(CmdParse *parse);
