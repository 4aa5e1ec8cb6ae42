// SPDX-License-Identifier: Apache-2.0
// cli_help.c - `citymirror help`: pages of sub-commands, commands, keys and properties, all made from their tables.
#include "app.h"
#include "cli.h"
#include "core/cmd.h"
#include "core/document.h"
#include "core/keymap.h"
#include "core/prop.h"
#include <string.h>

static const char *cli_page_name(const CliCommand *command)
{
    return command->name[0] ? command->name : "window";
}

static void cli_usage(const CliCommand *command, Str *out)
{
    str_printf(out, "citymirror%s%s", command->name[0] ? " " : "", command->name);
    if (command->option_count) str_add(out, " [OPTION…]");
    if (command->rest && command->rest[0]) str_printf(out, command->rest_min ? " %s" : " [%s]", command->rest);
}

// Columns a text takes on a terminal: Han and full-width forms take two.
static int cli_columns(const char *text)
{
    int columns = 0;
    for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
        if ((*at & 0xc0) == 0x80) continue;
        columns += *at >= 0xe3 && *at < 0xf0 ? 2 : 1;
    }
    return columns;
}

static void cli_row(Str *out, const char *left, int width, const char *right)
{
    const int columns = cli_columns(left);
    str_printf(out, "  %s%*s%s\n", left, columns < width ? width - columns + 2 : 2, "", right);
}

void cli_help_page(const CliCommand *command, bool is_chinese, Str *out)
{
    str_add(out, is_chinese ? "用法: " : "Usage: ");
    cli_usage(command, out);
    str_printf(out, "\n\n%s\n", is_chinese ? command->help_zh : command->help);
    if (command->option_count) str_add(out, is_chinese ? "\n选项:\n" : "\nOptions:\n");
    for (int i = 0; i < command->option_count; i++) {
        const CliOption *o = &command->options[i];
        Str left = { 0 };
        if (o->letter) str_printf(&left, "-%c, ", o->letter);
        str_printf(&left, "--%s", o->name);
        if (o->value) str_printf(&left, " %s", o->choices ? o->choices : o->value);
        cli_row(out, left.text, 30, is_chinese ? o->help_zh : o->help);
        str_finish(&left);
    }
    const char *more = is_chinese ? command->more_zh : command->more;
    if (more) str_printf(out, "\n%s\n", more);
}

void cli_help_list(bool is_chinese, Str *out)
{
    str_add(out, is_chinese ? "城镜 Citymirror：从 GIS 文件到一座看得见的城市。\n\n用法:\n"
                            : "Citymirror 城镜: from GIS files to a city you can see.\n\nUsage:\n");
    for (int i = 0; i < cli_count; i++) {
        Str usage = { 0 };
        cli_usage(cli_table[i], &usage);
        cli_row(out, usage.text, 38, is_chinese ? cli_table[i]->help_zh : cli_table[i]->help);
        str_finish(&usage);
    }
    if (is_chinese) {
        str_add(out, "\n  citymirror help 子命令     它的选项\n"
                     "  citymirror help commands   窗口和脚本里能做的一切\n"
                     "  citymirror help 命令       一条命令和它的参数\n"
                     "  citymirror help keys       键盘和鼠标\n"
                     "  citymirror --version       版本\n"
                     "\n退出码: 0 成功，1 失败（原因在标准错误上），2 用法不对。\n");
    } else {
        str_add(out, "\n  citymirror help SUBCOMMAND   its options\n"
                     "  citymirror help commands     everything that can be done in the window and in scripts\n"
                     "  citymirror help COMMAND      one command and its arguments\n"
                     "  citymirror help keys         keyboard and mouse\n"
                     "  citymirror --version         the version\n"
                     "\nExit codes: 0 all went well, 1 it failed (the reason is on standard error), 2 wrong usage.\n");
    }
}

void cli_reference(Str *out)
{
    str_add(out, "## Sub-commands\n\nExit codes: 0 all went well, 1 it failed (the reason is on standard error), 2 wrong usage.\n");
    for (int i = 0; i < cli_count; i++) {
        const CliCommand *command = cli_table[i];
        str_printf(out, "\n### %s\n\n    ", cli_page_name(command));
        cli_usage(command, out);
        str_printf(out, "\n\n%s\n\n%s\n", command->help, command->help_zh);
        if (command->option_count) str_add(out, "\n| option | effect | 作用 |\n|---|---|---|\n");
        for (int k = 0; k < command->option_count; k++) {
            const CliOption *o = &command->options[k];
            str_add(out, "| `");
            if (o->letter) str_printf(out, "-%c, ", o->letter);
            str_printf(out, "--%s", o->name);
            if (o->value) str_printf(out, " %s", o->value);
            str_printf(out, "` | %s | %s |\n", o->help, o->help_zh);
        }
        if (command->more) str_printf(out, "\n%s\n", command->more);
    }
}

static void cli_keys(bool is_chinese, Str *out)
{
    const KeymapRow *rows[160];
    const int count = input_keymap_shown(rows, 160);
    for (int i = 0; i < count; i++) cli_row(out, rows[i]->key, 24, is_chinese ? rows[i]->help_zh : rows[i]->help);
}

static void cli_markdown(const CmdTable *commands, Str *out)
{
    str_add(out, "# Citymirror 城镜 " CITYMIRROR_VERSION ": reference\n\n"
                 "Made by `citymirror help --markdown` from the program's tables.\n\n");
    cli_reference(out);
    str_add(out, "\n## Keys and pointer\n\n| key | effect | 作用 |\n|---|---|---|\n");
    const KeymapRow *rows[160];
    const int count = input_keymap_shown(rows, 160);
    for (int i = 0; i < count; i++) str_printf(out, "| %s | %s | %s |\n", rows[i]->key, rows[i]->help, rows[i]->help_zh);
    str_add(out, "\n## Commands\n\nIn the window, in scripts (`citymirror run`) and through `--commands`; one a line.\n\n");
    cmd_reference(commands, out);
    str_add(out, "\n## Properties\n\nRead by `get NAME`, printed as JSON.\n\n| property | what it is | 含义 |\n|---|---|---|\n");
    for (int i = 0; i < prop_count; i++) {
        str_printf(out, "| `%s` | %s | %s |\n", prop_table[i].name, prop_table[i].help, prop_table[i].help_zh);
    }
    app_prop_reference(out);
    Str document = { 0 };
    document_reference(&document);
    str_add(out, "\n#"); // one level below this page's title
    for (const char *at = document.text; at && *at; at++) {
        str_add_n(out, at, 1);
        if (*at == '\n' && at[1] == '#') str_add(out, "#");
    }
    str_finish(&document);
}

// One page of troff for man(1), from the same rows.
static void cli_man(Str *out)
{
    str_add(out, ".TH CITYMIRROR 1 \"\" \"Citymirror " CITYMIRROR_VERSION "\"\n.SH NAME\n"
                 "citymirror \\- from GIS files to a city you can see\n.SH SYNOPSIS\n");
    for (int i = 0; i < cli_count; i++) {
        str_add(out, ".br\n");
        cli_usage(cli_table[i], out);
        str_add(out, "\n");
    }
    for (int i = 0; i < cli_count; i++) {
        const CliCommand *command = cli_table[i];
        str_printf(out, ".SH %s\n%s\n", cli_page_name(command), command->help);
        for (int k = 0; k < command->option_count; k++) {
            const CliOption *o = &command->options[k];
            str_add(out, ".TP\n");
            if (o->letter) str_printf(out, "\\-%c, ", o->letter);
            str_printf(out, "\\-\\-%s%s%s\n%s\n", o->name, o->value ? " " : "", o->value ? o->value : "", o->help);
        }
    }
    str_add(out, ".SH KEYS\n");
    const KeymapRow *rows[160];
    const int count = input_keymap_shown(rows, 160);
    for (int i = 0; i < count; i++) str_printf(out, ".TP\n%s\n%s\n", rows[i]->key, rows[i]->help);
    str_add(out, ".SH EXIT STATUS\n0 all went well, 1 it failed, 2 wrong usage.\n");
}

static bool cli_help_of(const CmdTable *commands, const char *name, bool is_chinese, Str *out, Err *err)
{
    for (int i = 0; i < cli_count; i++) {
        if (strcmp(cli_page_name(cli_table[i]), name) == 0) {
            cli_help_page(cli_table[i], is_chinese, out);
            return true;
        }
    }
    if (strcmp(name, "commands") == 0) {
        cmd_help(commands, NULL, is_chinese, out);
        return true;
    }
    if (strcmp(name, "keys") == 0) {
        cli_keys(is_chinese, out);
        return true;
    }
    if (strcmp(name, "properties") == 0) {
        for (int i = 0; i < prop_count; i++) cli_row(out, prop_table[i].name, 28, is_chinese ? prop_table[i].help_zh : prop_table[i].help);
        return true;
    }
    if (strcmp(name, "document") == 0) {
        document_reference(out);
        return true;
    }
    if (cmd_find(commands, name)) {
        cmd_help(commands, name, is_chinese, out);
        return true;
    }
    const char *names[320] = { "commands", "keys", "properties", "window", "document" };
    int count = 5;
    for (int i = 0; i < cli_count; i++) {
        if (cli_table[i]->name[0]) names[count++] = cli_table[i]->name;
    }
    for (int i = 0; i < cmd_count(commands) && count < 320; i++) names[count++] = cmd_at(commands, i)->name;
    const char *near = cli_nearest(name, names, count);
    if (near[0]) err_set(err, ERR_ARGUMENT, "there is no help on '%s'; did you mean '%s'?", name, near);
    else err_set(err, ERR_ARGUMENT, "there is no help on '%s'; 'citymirror help' and 'citymirror help commands' list what there is", name);
    return false;
}

static int cli_help_run(const CliCall *call)
{
    Err err = { 0 };
    Str out = { 0 };
    CmdTable *commands = cmd_table_create();
    app_add_commands(commands);
    int code = CLI_OK;
    if (cli_value(call, "markdown")) cli_markdown(commands, &out);
    else if (cli_value(call, "man")) cli_man(&out);
    else if (call->rest_count == 0) cli_help_list(cli_is_chinese(), &out);
    else if (!cli_help_of(commands, call->rest[0], cli_is_chinese(), &out, &err)) code = cli_fail(&err);
    cli_print(out.text);
    str_finish(&out);
    cmd_table_destroy(commands);
    return code;
}

static const CliOption cli_help_options[] = {
    { .name = "markdown", .help = "the whole reference as Markdown", .help_zh = "完整参考手册（Markdown）" },
    { .name = "man", .help = "the manual page, for man -l", .help_zh = "手册页，供 man -l 使用" },
};
const CliCommand cli_help = {
    .name = "help", .rest = "NAME", .rest_max = 1,
    .options = cli_help_options, .option_count = 2,
    .help = "Explains a sub-command, a command, 'commands', 'keys', 'properties' or 'document' (city.yaml).",
    .help_zh = "说明一个子命令、一条命令，或 commands（命令表）、keys（按键）、properties（属性）、document（city.yaml）。",
    .run = cli_help_run,
};
