// SPDX-License-Identifier: Apache-2.0
// cmd_parse.c - words of a line against the arguments of its row.
#include "core/cmd_parse.h"
#include "base/clock.h"
#include "base/nearest.h"
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_BYTES_MAX (1 << 20)

typedef struct {
    const char *at;    // rest of the line
    char *write;       // next free byte of the buffer
} Words;

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void skip_space(Words *words)
{
    while (is_space(*words->at)) words->at++;
}

static bool is_end(Words *words)
{
    skip_space(words);
    return !*words->at || *words->at == '#';
}

// One value, quotes taken off, into the buffer.
static bool read_value(Words *words, const char **out, Err *err)
{
    *out = words->write;
    char quote = 0;
    const char *start = words->at;
    while (*words->at) {
        const char c = *words->at;
        if (!quote && is_space(c)) break;
        if (!quote && (c == '"' || c == '\'')) {
            quote = c;
            words->at++;
            continue;
        }
        if (quote && c == quote) {
            quote = 0;
            words->at++;
            continue;
        }
        if (c == '\\' && quote != '\'' && words->at[1]) {
            const char next = words->at[1];
            // In bare words a backslash only saves what would end or begin something.
            if (quote == '"' || next == ' ' || next == '"' || next == '\'' || next == '\\' || next == '#') {
                *words->write++ = (char)(quote == '"' && next == 'n' ? '\n' : quote == '"' && next == 't' ? '\t' : next);
                words->at += 2;
                continue;
            }
        }
        *words->write++ = c;
        words->at++;
    }
    *words->write++ = 0;
    if (!quote) return true;
    err_set(err, ERR_ARGUMENT, "the quote %c after '%.*s' is not closed", quote, (int)(start - words->at > -40 ? words->at - start : 40), start);
    return false;
}

// Length of "key" in "key=…"; 0 when the word is a value.
static size_t key_length(const char *word)
{
    size_t length = 0;
    while (isalnum((unsigned char)word[length]) || word[length] == '_' || word[length] == '-') length++;
    return length > 0 && word[length] == '=' ? length : 0;
}

static bool key_equals(const char *name, const char *key, size_t length)
{
    if (strlen(name) != length) return false;
    for (size_t i = 0; i < length; i++) {
        const char a = (char)(name[i] == '-' ? '_' : tolower((unsigned char)name[i]));
        const char b = (char)(key[i] == '-' ? '_' : tolower((unsigned char)key[i]));
        if (a != b) return false;
    }
    return true;
}

static void bad(const Cmd *cmd, const CmdArg *arg, ErrCode code, const char *expected, const char *value, Err *err)
{
    err_set(err, code, "%s: %s (%s): expected %s, not '%.80s'", cmd->name, arg->name, arg->help_zh ? arg->help_zh : "", expected, value);
}

static bool parse_bool(const char *text, double *out)
{
    static const char *const words[][2] = { { "off", "on" }, { "false", "true" }, { "no", "yes" }, { "0", "1" }, { "否", "是" }, { "关", "开" } };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (str_equal_nocase(text, words[i][0])) return *out = 0, true;
        if (str_equal_nocase(text, words[i][1])) return *out = 1, true;
    }
    return false;
}

static int choice_index(const char *choices, const char *text)
{
    int index = 0;
    for (const char *at = choices; *at; index++) {
        const size_t length = strcspn(at, "|");
        if (strlen(text) == length && strncasecmp(at, text, length) == 0) return index;
        at += length + (at[length] == '|');
    }
    return -1;
}

static bool parse_colour(const char *text, double *out)
{
    if (*text == '#') text++;
    if (strlen(text) != 6 || strspn(text, "0123456789abcdefABCDEF") != 6) return false;
    const unsigned long value = strtoul(text, NULL, 16);
    *out = (double)((value & 0xff) << 16 | (value & 0xff00) | value >> 16);
    return true;
}

static bool check_number(const Cmd *cmd, const CmdArg *arg, const char *text, double *out, Err *err)
{
    const bool is_whole = arg->type == CMD_ARG_INT, is_ranged = arg->min != 0 || arg->max != 0;
    char expected[96];
    if (is_ranged) snprintf(expected, sizeof expected, "%s from %.12g to %.12g", is_whole ? "a whole number" : "a number", arg->min, arg->max);
    else snprintf(expected, sizeof expected, "%s", is_whole ? "a whole number" : "a number");
    double value = 0;
    if (!str_parse_double(text, &value) || (is_whole && value != floor(value))) {
        bad(cmd, arg, ERR_ARGUMENT, expected, text, err);
        return false;
    }
    if (is_ranged && (value < arg->min || value > arg->max)) {
        bad(cmd, arg, ERR_RANGE, expected, text, err);
        return false;
    }
    *out = value;
    return true;
}

// Type and range of one value.
static bool check_value(const Cmd *cmd, const CmdArg *arg, const char *text, int utc_offset_s, double *out, Err *err)
{
    *out = NAN;
    if (arg->fallback && strcmp(arg->fallback, "auto") == 0 && strcmp(text, "auto") == 0 && arg->type != CMD_ARG_CHOICE) return true;
    switch (arg->type) {
    case CMD_ARG_NUMBER:
    case CMD_ARG_INT: return check_number(cmd, arg, text, out, err);
    case CMD_ARG_BOOL:
        if (parse_bool(text, out)) return true;
        bad(cmd, arg, ERR_ARGUMENT, "on or off", text, err);
        return false;
    case CMD_ARG_CHOICE: {
        const int index = choice_index(arg->choices, text);
        *out = index;
        if (index >= 0) return true;
        bad(cmd, arg, ERR_ARGUMENT, arg->choices, text, err);
        return false;
    }
    case CMD_ARG_COLOUR:
        if (parse_colour(text, out)) return true;
        bad(cmd, arg, ERR_ARGUMENT, "a colour as #rrggbb", text, err);
        return false;
    case CMD_ARG_TIME: {
        int64_t t_utc_us = 0;
        if (strcmp(text, "now") == 0) t_utc_us = clock_utc_us();
        else if (!clock_parse(text, utc_offset_s, &t_utc_us)) {
            bad(cmd, arg, ERR_ARGUMENT, "a time as 2026-06-21T18:30, or now", text, err);
            return false;
        }
        *out = (double)t_utc_us;
        return true;
    }
    case CMD_ARG_LAYER:
    case CMD_ARG_PATH:
        if (text[0]) return true;
        bad(cmd, arg, ERR_ARGUMENT, arg->type == CMD_ARG_PATH ? "a path" : "the name of a layer", text, err);
        return false;
    case CMD_ARG_NONE:
    case CMD_ARG_TEXT:
    case CMD_ARG_REST: return true;
    }
    return true;
}

static int arg_by_key(const Cmd *cmd, const char *key, size_t length)
{
    for (int i = 0; i < cmd->arg_count; i++)
        if (key_equals(cmd->args[i].name, key, length)) return i;
    return -1;
}

static void unknown_key(const Cmd *cmd, const char *key, size_t length, Err *err)
{
    char wrong[64], near[200];
    snprintf(wrong, sizeof wrong, "%.*s", (int)(length < 60 ? length : 60), key);
    Nearest nearest = { .wrong = wrong };
    for (int i = 0; i < cmd->arg_count; i++) nearest_offer(&nearest, cmd->args[i].name);
    nearest_text(&nearest, near, sizeof near);
    err_set(err, ERR_ARGUMENT, "%s: it has no argument '%s'%s; help %s lists them", cmd->name, wrong, near, cmd->name);
}

static const Cmd *find_command(const CmdTable *table, const char *name, size_t length, Err *err)
{
    char wrong[64], near[200];
    snprintf(wrong, sizeof wrong, "%.*s", (int)(length < 63 ? length : 63), name);
    const Cmd *cmd = length < 63 ? cmd_find(table, wrong) : NULL;
    if (cmd) return cmd;
    Nearest nearest = { .wrong = wrong };
    for (int i = 0; i < cmd_count(table); i++) nearest_offer(&nearest, cmd_at(table, i)->name);
    nearest_text(&nearest, near, sizeof near);
    err_set(err, ERR_NOT_FOUND, "there is no command '%s' (没有这条命令)%s; help lists them", wrong, near);
    return NULL;
}

// The rest of the line as one text; one quoted value alone loses its quotes.
static bool read_rest(Words *words, const char **out, Err *err)
{
    skip_space(words);
    if (*words->at == '"' || *words->at == '\'') {
        const Words before = *words;
        if (!read_value(words, out, err)) return false;
        if (is_end(words)) return true;
        *words = before;
    }
    size_t length = strlen(words->at);
    while (length > 0 && is_space(words->at[length - 1])) length--;
    *out = words->write;
    memcpy(words->write, words->at, length);
    words->write += length;
    *words->write++ = 0;
    words->at += strlen(words->at);
    return true;
}

static bool read_args(Words *words, const Cmd *cmd, int utc_offset_s, CmdCall *call, Err *err)
{
    int next = 0;
    while (!is_end(words)) {
        int index = -1;
        const size_t length = key_length(words->at);
        if (length > 0) {
            index = arg_by_key(cmd, words->at, length);
            if (index < 0) {
                unknown_key(cmd, words->at, length, err);
                return false;
            }
            words->at += length + 1;
        } else {
            while (next < cmd->arg_count && call->values[next]) next++;
            if (next == cmd->arg_count) {
                err_set(err, ERR_ARGUMENT, "%s: nothing takes '%.60s'; it has %d arguments", cmd->name, words->at, cmd->arg_count);
                return false;
            }
            index = next;
        }
        const CmdArg *arg = &cmd->args[index];
        if (call->values[index]) {
            err_set(err, ERR_ARGUMENT, "%s: '%s' is given twice", cmd->name, arg->name);
            return false;
        }
        const bool ok = arg->type == CMD_ARG_REST ? read_rest(words, &call->values[index], err) : read_value(words, &call->values[index], err);
        if (!ok || !check_value(cmd, arg, call->values[index], utc_offset_s, &call->numbers[index], err)) return false;
    }
    for (int i = 0; i < cmd->arg_count; i++) {
        if (!cmd->args[i].is_required || call->values[i]) continue;
        err_set(err, ERR_ARGUMENT, "%s: '%s' is missing: %s (%s)", cmd->name, cmd->args[i].name, cmd->args[i].help,
                cmd->args[i].help_zh ? cmd->args[i].help_zh : "");
        return false;
    }
    return true;
}

bool cmd_parse(const CmdTable *table, const char *line, int utc_offset_s, CmdParse *out, Err *err)
{
    *out = (CmdParse){ 0 };
    const size_t length = strnlen(line, LINE_BYTES_MAX + 1);
    if (length > LINE_BYTES_MAX) {
        err_set(err, ERR_RANGE, "a command line has at most %d bytes", LINE_BYTES_MAX);
        return false;
    }
    if (!str_is_utf8(line, length)) {
        err_set(err, ERR_ARGUMENT, "a command line is UTF-8 text; this one is not");
        return false;
    }
    Words words = { .at = line };
    if (is_end(&words)) return true;
    // A word takes no more bytes than on the line, and one for its end.
    CmdParse parse = { .buffer = malloc(2 * length + 2) };
    if (!parse.buffer) {
        err_set(err, ERR_MEMORY, "no memory to read a command line");
        return false;
    }
    words.write = parse.buffer;
    size_t name = 0;
    while (words.at[name] && !is_space(words.at[name])) name++;
    parse.cmd = find_command(table, words.at, name, err);
    words.at += name;
    if (!parse.cmd || !read_args(&words, parse.cmd, utc_offset_s, &parse.call, err)) {
        free(parse.buffer);
        return false;
    }
    *out = parse;
    return true;
}

bool cmd_arg_check(const Cmd *cmd, const CmdArg *arg, const char *text, int utc_offset_s,
                   double *out, Err *err)
{
    return check_value(cmd, arg, text, utc_offset_s, out, err);
}

void cmd_parse_finish(CmdParse *parse)
{
    free(parse->buffer);
    *parse = (CmdParse){ 0 };
}
