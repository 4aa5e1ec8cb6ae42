// SPDX-License-Identifier: Apache-2.0
// cmd.h - what can be done: one row a command; parsing, help, forms and the reference page come from the row.
// A line: name key=value "a b" …; bare values fill the row's arguments in order; '#' before a word starts a comment.
// "…" knows \" \\ \n \t, '…' nothing; a value that begins with a quote is never taken for key=value. In keys '-' equals '_'.
#pragma once
#include "base/err.h"
#include "base/str.h"
#include <stdbool.h>
#include <stdint.h>

typedef enum { CMD_ARG_NONE, CMD_ARG_TEXT, CMD_ARG_NUMBER, CMD_ARG_INT, CMD_ARG_BOOL, CMD_ARG_CHOICE, CMD_ARG_COLOUR, CMD_ARG_TIME, CMD_ARG_PATH,
               CMD_ARG_LAYER, CMD_ARG_REST } CmdArgType; // REST: everything left, as text

typedef struct {
    const char *name;
    CmdArgType type;
    bool is_required;
    const char *choices;       // "day|night|white"
    const char *fallback;      // shown in help; NULL = none; "auto": the word is taken for any type (its number is NAN)
    double min, max;           // numbers; both 0 = any
    const char *help, *help_zh;
} CmdArg;

#define CMD_ARGS_MAX 64
typedef struct {
    const char *values[CMD_ARGS_MAX]; // by argument row; NULL = not given
    double numbers[CMD_ARGS_MAX];     // parsed NUMBER, INT, BOOL (0/1), TIME (UTC microseconds), CHOICE (index), COLOUR (0xBBGGRR)
} CmdCall;

struct App;                    // known to app's own commands only
struct State;
struct City;
struct Operations;
typedef struct {
    struct State *state;
    struct City *city;
    struct App *app;
    struct Operations *operations; // NULL = no alarms and cases here
    Str *out;                  // answers, for `get`, `pick`, `help`; NULL = dropped
    struct CmdTable *table;    // set by cmd_run_line
} CmdContext;

typedef struct {
    const char *name;          // "layer-add"
    const char *group;         // "view", "layer", "select", "time", "live", "operations", "session", "app"
    const char *help, *help_zh;
    const CmdArg *args;
    int arg_count;
    bool is_undoable;          // the state before is kept; a failing one leaves no trace
    bool (*run)(CmdContext *context, const CmdCall *call, Err *err);
    bool is_continuous;        // again within a second, with the same arguments but for their values: one step of undo
    bool forgets_undo;         // what was before cannot be brought back by undo
} Cmd;

typedef struct CmdTable CmdTable;
CmdTable *cmd_table_create(void); // with core's rows
void cmd_table_destroy(CmdTable *table);
void cmd_table_add(CmdTable *table, const Cmd *rows, int count);
const Cmd *cmd_find(const CmdTable *table, const char *name);
int cmd_count(const CmdTable *table);
const Cmd *cmd_at(const CmdTable *table, int index);
// Parses and runs one line: undo is recorded, the journal written. An empty line or comment is true.
bool cmd_run_line(CmdTable *table, CmdContext *context, const char *line, Err *err);
// The nearest names for a wrong one are part of the error.
void cmd_help(const CmdTable *table, const char *name, bool is_chinese, Str *out); // name NULL = the list
void cmd_reference(const CmdTable *table, Str *out); // Markdown page of all commands
// Parses only: the forms of panels, the completion of a command field. call's texts live until the next cmd_ call on the table.
bool cmd_check(CmdTable *table, const char *line, int utc_offset_s, CmdCall *call, const Cmd **cmd, Err *err);
bool cmd_undo(CmdTable *table, struct State *state, Err *err);
bool cmd_redo(CmdTable *table, struct State *state, Err *err);
void cmd_forget_undo(CmdTable *table, struct State *state);
// Appends every line run to path (with time and outcome) until closed. NULL stops it.
bool cmd_journal_open(CmdTable *table, const char *path, Err *err);
