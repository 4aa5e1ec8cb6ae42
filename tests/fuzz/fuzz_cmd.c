// SPDX-License-Identifier: Apache-2.0
// fuzz_cmd.c - any bytes as command lines: refused in words or run; commands that write or read files are only parsed.
#include "core/city.h"
#include "core/cmd.h"
#include "core/prop.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static bool touches_files(const Cmd *cmd)
{
    if (!cmd) return false;
    if (strcmp(cmd->name, "display-crs") == 0) return true; // opens PROJ's database each time
    if (strcmp(cmd->group, "session") != 0) return false;
    for (int i = 0; i < cmd->arg_count; i++)
        if (cmd->args[i].type == CMD_ARG_PATH) return true;
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    State state;
    City city;
    Str out = { 0 };
    state_init(&state);
    city_init(&city, NULL);
    CmdTable *table = cmd_table_create();
    CmdContext context = { .state = &state, .city = &city, .out = &out };
    for (size_t at = 0, lines = 0; at < length && lines < 64; lines++) {
        const uint8_t *stop = memchr(bytes + at, '\n', length - at);
        const size_t count = stop ? (size_t)(stop - bytes) - at : length - at;
        char *line = malloc(count + 1);
        if (!line) break;
        memcpy(line, bytes + at, count);
        line[count] = 0;
        at += count + 1;
        CmdCall call;
        const Cmd *cmd = NULL;
        Err err = { 0 };
        if (cmd_check(table, line, state.utc_offset_s, &call, &cmd, &err)) {
            if (cmd && !touches_files(cmd) && !cmd_run_line(table, &context, line, &err) && (err.code == ERR_NONE || !err.text[0])) abort();
        } else if (err.code == ERR_NONE || !err.text[0]) {
            abort();
        }
        JsonWriter writer = { .out = &out };
        out.length = 0;
        (void)property_get(&state, &city, line, &writer, NULL);
        free(line);
    }
    cmd_table_destroy(table);
    state_finish(&state);
    city_finish(&city);
    str_finish(&out);
    return 0;
}
