// SPDX-License-Identifier: Apache-2.0
// cli.c - reads the command line by the rows of cli_table.
#include "cli.h"
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool cli_is_chinese(void)
{
    const char *names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
    for (int i = 0; i < 3; i++) {
        const char *value = getenv(names[i]);
        if (value && value[0]) return str_starts(value, "zh");
    }
    return false;
}

void cli_print(const char *text)
{
    if (text) fputs(text, stdout);
}

void cli_printf(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vfprintf(stdout, format, args);
    va_end(args);
}

void cli_error(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("citymirror: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
}

int cli_fail(const Err *err)
{
    if (cli_is_chinese()) cli_error("%s\n  %s", err_code_zh(err->code), err->text);
    else cli_error("%s", err->text);
    return err->code == ERR_ARGUMENT ? CLI_USAGE : CLI_FAILED;
}

bool cli_parse_size(const char *text, int *width, int *height, Err *err)
{
    char *end = NULL;
    const long w = strtol(text, &end, 10);
    if (end != text && (*end == 'x' || *end == 'X')) {
        const char *second = end + 1;
        const long h = strtol(second, &end, 10);
        if (end != second && *end == 0 && w >= 16 && w <= 16384 && h >= 16 && h <= 16384) {
            *width = (int)w;
            *height = (int)h;
            return true;
        }
    }
    err_set(err, ERR_ARGUMENT, "size '%s': expected WIDTHxHEIGHT in pixels, each 16 to 16384, such as 1920x1080", text);
    return false;
}

bool cli_parse_numbers(const char *text, double *out, int count, const char *what, Err *err)
{
    const char *at = text;
    for (int i = 0; i < count; i++) {
        char part[64];
        const size_t length = strcspn(at, ",");
        if (length == 0 || length >= sizeof part) goto wrong;
        memcpy(part, at, length);
        part[length] = 0;
        if (!str_parse_double(part, &out[i])) goto wrong;
        at += length;
        if (i + 1 < count) {
            if (*at != ',') goto wrong;
            at++;
        }
    }
    if (*at == 0) return true;
wrong:
    err_set(err, ERR_ARGUMENT, "'%s': expected %s", text, what);
    return false;
}

// Letters to change, add or drop, with a swap of neighbours as one; names are short.
static int cli_distance(const char *a, const char *b)
{
    enum { LENGTH_MAX = 40 };
    const int n = (int)strlen(a), m = (int)strlen(b);
    if (n >= LENGTH_MAX || m >= LENGTH_MAX) return LENGTH_MAX;
    int d[LENGTH_MAX][LENGTH_MAX];
    for (int i = 0; i <= n; i++) d[i][0] = i;
    for (int j = 0; j <= m; j++) d[0][j] = j;
    for (int i = 1; i <= n; i++) {
        for (int j = 1; j <= m; j++) {
            int best = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            if (d[i - 1][j] + 1 < best) best = d[i - 1][j] + 1;
            if (d[i][j - 1] + 1 < best) best = d[i][j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && d[i - 2][j - 2] + 1 < best) {
                best = d[i - 2][j - 2] + 1;
            }
            d[i][j] = best;
        }
    }
    return d[n][m];
}

const char *cli_nearest(const char *wrong, const char *const *names, int count)
{
    const char *best = "";
    int best_distance = 4;
    for (int i = 0; i < count; i++) {
        int distance = cli_distance(wrong, names[i]);
        if (distance > 1 && strlen(wrong) >= 3 && str_starts(names[i], wrong)) distance = 1;
        if (distance < best_distance && distance < (int)strlen(names[i])) {
            best_distance = distance;
            best = names[i];
        }
    }
    return best;
}

const char *cli_value(const CliCall *call, const char *option)
{
    for (int i = 0; i < call->command->option_count; i++) {
        if (strcmp(call->command->options[i].name, option) == 0) return call->values[i];
    }
    return NULL;
}

static const CliCommand *cli_find(const char *name)
{
    for (int i = 0; i < cli_count; i++) {
        if (strcmp(cli_table[i]->name, name) == 0) return cli_table[i];
    }
    return NULL;
}

static bool cli_choice_is_known(const char *choices, const char *value)
{
    const size_t length = strlen(value);
    for (const char *at = choices; *at;) {
        const size_t n = strcspn(at, "|");
        if (n == length && strncmp(at, value, n) == 0) return true;
        at += n + (at[n] == '|');
    }
    return false;
}

// A lone "-" is standard input, "-21.5,40" a point: neither is an option.
static bool cli_is_option(const char *text)
{
    return text[0] == '-' && text[1] != 0 && !(text[1] >= '0' && text[1] <= '9') && text[1] != '.';
}

static int cli_option_find(const CliCommand *command, const char *text, const char **inline_value)
{
    *inline_value = NULL;
    for (int i = 0; i < command->option_count; i++) {
        const CliOption *option = &command->options[i];
        if (text[1] != '-') {
            if (option->letter && text[1] == option->letter) {
                if (text[2]) *inline_value = text + 2;
                return i;
            }
            continue;
        }
        const size_t n = strlen(option->name);
        if (strncmp(text + 2, option->name, n) == 0 && (text[2 + n] == 0 || text[2 + n] == '=')) {
            if (text[2 + n] == '=') *inline_value = text + 3 + n;
            return i;
        }
    }
    return -1;
}

static void cli_unknown_option(const CliCommand *command, const char *text, Err *err)
{
    const char *names[CLI_OPTIONS_MAX + 1];
    int count = 0;
    for (int i = 0; i < command->option_count; i++) names[count++] = command->options[i].name;
    names[count++] = "help";
    char wrong[64];
    const size_t length = strcspn(text + 1 + (text[1] == '-'), "=");
    snprintf(wrong, sizeof wrong, "%.*s", (int)(length < 60 ? length : 60), text + 1 + (text[1] == '-'));
    const char *near = cli_nearest(wrong, names, count);
    const char *page = command->name[0] ? command->name : "window";
    if (near[0]) err_set(err, ERR_ARGUMENT, "there is no option %s; did you mean --%s? 'citymirror help %s' lists them", text, near, page);
    else err_set(err, ERR_ARGUMENT, "there is no option %s; 'citymirror help %s' lists them", text, page);
}

// Fills call from the arguments after the sub-command's name. rest has room for all of them.
static bool cli_parse(const CliCommand *command, int argc, char **argv, const char **rest, CliCall *call, bool *wants_help, Err *err)
{
    *call = (CliCall){ .command = command, .rest = rest };
    bool is_over = false; // after "--" nothing is an option
    for (int i = 0; i < argc; i++) {
        const char *text = argv[i];
        if (is_over || !cli_is_option(text)) {
            rest[call->rest_count++] = text;
            continue;
        }
        if (strcmp(text, "--") == 0) {
            is_over = true;
            continue;
        }
        if (strcmp(text, "--help") == 0 || strcmp(text, "-h") == 0) {
            *wants_help = true;
            return true;
        }
        const char *value = NULL;
        const int row = cli_option_find(command, text, &value);
        if (row < 0) {
            cli_unknown_option(command, text, err);
            return false;
        }
        const CliOption *option = &command->options[row];
        if (!option->value) {
            if (value) {
                err_set(err, ERR_ARGUMENT, "option --%s takes no value", option->name);
                return false;
            }
            call->values[row] = "";
            continue;
        }
        if (!value) {
            if (i + 1 >= argc) {
                err_set(err, ERR_ARGUMENT, "option --%s needs a value: %s", option->name, option->value);
                return false;
            }
            value = argv[++i];
        }
        if (option->choices && !cli_choice_is_known(option->choices, value)) {
            err_set(err, ERR_ARGUMENT, "option --%s: '%s' is none of %s", option->name, value, option->choices);
            return false;
        }
        call->values[row] = value;
    }
    if (call->rest_count < command->rest_min) {
        err_set(err, ERR_ARGUMENT, "%s needs %s; 'citymirror help %s' shows how", command->name, command->rest, command->name);
        return false;
    }
    if (command->rest_max >= 0 && call->rest_count > command->rest_max) {
        err_set(err, ERR_ARGUMENT, "'%s' is one argument too many for %s", rest[command->rest_max], command->name);
        return false;
    }
    return true;
}

// A first word that names nothing on disk and looks like a sub-command misspelt is answered with the right one.
static bool cli_is_misspelt(const char *word, Err *err)
{
    if (strpbrk(word, "./:\\") || word[0] == '-') return false;
    FILE *file = fopen(word, "rb");
    if (file) {
        fclose(file);
        return false;
    }
    const char *names[32];
    int count = 0;
    for (int i = 0; i < cli_count && count < 32; i++) {
        if (cli_table[i]->name[0]) names[count++] = cli_table[i]->name;
    }
    const char *near = cli_nearest(word, names, count);
    if (near[0]) err_set(err, ERR_ARGUMENT, "there is neither a file nor a sub-command '%s'; did you mean '%s'?", word, near);
    else err_set(err, ERR_ARGUMENT, "there is neither a file nor a sub-command '%s'; 'citymirror help' lists what there is", word);
    return true;
}

int cli_main(int argc, char **argv)
{
    Err err = { 0 };
    if (argc > 1 && (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0)) {
        cli_print("citymirror " CITYMIRROR_VERSION "\n");
        return CLI_OK;
    }
    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        Str page = { 0 };
        cli_help_list(cli_is_chinese(), &page);
        cli_print(page.text);
        str_finish(&page);
        return CLI_OK;
    }
    const CliCommand *command = argc > 1 && argv[1][0] ? cli_find(argv[1]) : NULL;
    int first = 2;
    if (!command) {
        if (argc > 1 && cli_is_misspelt(argv[1], &err)) return cli_fail(&err);
        command = cli_find("");
        first = 1;
    }
    const char **rest = calloc((size_t)argc + 1, sizeof *rest);
    if (!rest) {
        cli_error("no memory left");
        return CLI_FAILED;
    }
    CliCall call;
    bool wants_help = false;
    int code = CLI_USAGE;
    if (!cli_parse(command, argc - first, argv + first, rest, &call, &wants_help, &err)) {
        code = cli_fail(&err);
    } else if (wants_help) {
        Str page = { 0 };
        cli_help_page(command, cli_is_chinese(), &page);
        cli_print(page.text);
        str_finish(&page);
        code = CLI_OK;
    } else {
        code = command->run(&call);
    }
    free(rest);
    // A full disk or a closed pipe on standard output is a failure too.
    if (fflush(stdout) != 0 && code == CLI_OK) {
        cli_error("standard output could not be written");
        code = CLI_FAILED;
    }
    return code;
}
