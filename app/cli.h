// SPDX-License-Identifier: Apache-2.0
// cli.h - the command line: one row a sub-command with its options; parsing, --help and the reference page come from the rows.
// Does not: know what a sub-command does (cli_<name>.c), or start any library before it is needed.
#pragma once
#include "base/err.h"
#include "base/str.h"
#include <stdbool.h>

enum { CLI_OK = 0, CLI_FAILED = 1, CLI_USAGE = 2 }; // exit codes

typedef struct {
    const char *name;          // "size": --size
    char letter;               // 'o': -o; 0 = none
    const char *value;         // "WxH"; NULL = a flag
    const char *choices;       // "day|night|white"; NULL = any text
    const char *help, *help_zh;
} CliOption;

struct CliCommand;
#define CLI_OPTIONS_MAX 24
typedef struct {
    const struct CliCommand *command;
    const char *values[CLI_OPTIONS_MAX]; // by option row; NULL = not given; a flag given holds ""
    const char *const *rest;             // what is no option
    int rest_count;
} CliCall;

typedef struct CliCommand {
    const char *name;          // "" = the window, when no sub-command is named
    const char *rest;          // "FILE…"
    int rest_min, rest_max;    // max -1 = any
    const CliOption *options;
    int option_count;
    const char *help, *help_zh;
    const char *more, *more_zh; // further lines of its page; NULL = none
    int (*run)(const CliCall *call);
} CliCommand;

extern const CliCommand *const cli_table[];
extern const int cli_count;

int cli_main(int argc, char **argv); // exit code

// For the sub-commands.
const char *cli_value(const CliCall *call, const char *option); // NULL = not given
bool cli_is_chinese(void);                                      // of LC_ALL, LC_MESSAGES, LANG
void cli_print(const char *text);                               // to standard output
void cli_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
void cli_error(const char *format, ...) __attribute__((format(printf, 1, 2))); // "citymirror: …" on standard error
int cli_fail(const Err *err);                                   // says it with what to do next; CLI_FAILED, or CLI_USAGE for ERR_ARGUMENT
// "3840x2160"; both sides 16 … 16384.
bool cli_parse_size(const char *text, int *width, int *height, Err *err);
// Exactly count numbers parted by commas.
bool cli_parse_numbers(const char *text, double *out, int count, const char *what, Err *err);
void cli_help_page(const CliCommand *command, bool is_chinese, Str *out);
void cli_help_list(bool is_chinese, Str *out);
void cli_reference(Str *out); // Markdown: sub-commands and options
// The nearest of count names to a wrong one, "" when none is near.
const char *cli_nearest(const char *wrong, const char *const *names, int count);
