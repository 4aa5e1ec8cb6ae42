// SPDX-License-Identifier: Apache-2.0
// cli_decode.c - `citymirror decode`: the messages of a file of AIS, CAP, Sparkplug B, Cursor on
// Target, HJ 212, GTFS-RT or of a broker's conventions as JSON, one a line.
#include "cli.h"
#include "feed/decode.h"
#include "feed/feed_lines.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CLI_DECODE_KINDS \
    "ais|cap|sparkplug|cot|hj212|gtfsrt|sensorthings|ngsi|thingsboard|homeassistant"

static void cli_decode_malformed(void *context, const char *what)
{
    (void)context;
    cli_error("%s", what);
}

// Lines of TOPIC<tab>JSON.
static int cli_decode_lines(FILE *file, const char *path, const char *kind)
{
    Err err = { 0 };
    FeedLines *lines = feed_lines_create(kind, &err);
    if (!lines) return cli_fail(&err);
    char *line = NULL;
    size_t cap = 0;
    int number = 0, bad = 0;
    for (ssize_t length = getline(&line, &cap, file); length >= 0;
         length = getline(&line, &cap, file)) {
        Str out = { 0 };
        number++;
        while (length && strchr("\r\n ", line[length - 1])) line[--length] = 0;
        if (length && line[0] != '#' && !feed_lines_take(lines, line, (size_t)length, &out)) {
            cli_error("%s:%d: %s: a message that could not be read", path, number, kind);
            bad++;
        }
        if (out.length) cli_print(out.text);
        str_finish(&out);
    }
    free(line);
    feed_lines_destroy(lines);
    return bad ? CLI_FAILED : CLI_OK;
}

static int cli_decode_run(const CliCall *call)
{
    const char *path = call->rest[0], *kind = cli_value(call, "kind");
    const bool is_stdin = strcmp(path, "-") == 0;
    Err err = { 0 };
    Str lines = { 0 };
    const DecodeSink sink = { .malformed = cli_decode_malformed, .json = &lines };
    Decoder *decoder = NULL;
    FILE *file = NULL;
    char *bytes = NULL;
    int code = CLI_FAILED;
    if (!kind) {
        err_set(&err, ERR_ARGUMENT, "decode needs --kind " CLI_DECODE_KINDS);
        goto failed;
    }
    const bool is_lines = feed_lines_is_format(kind);
    decoder = is_lines ? NULL : decoder_create(decode_kind_find(kind));
    bytes = malloc(1 << 16);
    if ((!decoder && !is_lines) || !bytes) {
        err_set(&err, ERR_MEMORY, "no memory to decode '%s'", path);
        goto failed;
    }
    file = is_stdin ? stdin : fopen(path, "rb");
    if (!file) {
        err_set(&err, ERR_IO, "open '%s': %s", path, strerror(errno));
        goto failed;
    }
    if (is_lines) {
        code = cli_decode_lines(file, path, kind);
        goto done;
    }
    for (size_t count; (count = fread(bytes, 1, 1 << 16, file)) > 0;) {
        decoder_take(decoder, bytes, count, &sink);
        if (lines.length) cli_print(lines.text);
        lines.length = 0;
    }
    if (ferror(file)) {
        err_set(&err, ERR_IO, "read '%s': %s", path, strerror(errno));
        goto failed;
    }
    decoder_end(decoder, &sink);
    if (lines.length) cli_print(lines.text);
    code = decoder_counters(decoder).malformed ? CLI_FAILED : CLI_OK;
    goto done;
failed:
    code = cli_fail(&err);
done:
    if (file && !is_stdin) fclose(file);
    decoder_destroy(decoder);
    str_finish(&lines);
    free(bytes);
    return code;
}

static const CliOption cli_decode_options[] = {
    { .name = "kind",
      .value = "KIND",
      .choices = CLI_DECODE_KINDS,
      .help = "what the file holds",
      .help_zh = "文件里是什么" },
};
const CliCommand cli_decode = {
    .name = "decode",
    .rest = "FILE",
    .rest_min = 1,
    .rest_max = 1,
    .options = cli_decode_options,
    .option_count = 1,
    .help = "Decodes a file of messages: one JSON object a message, one a line.",
    .help_zh = "解码消息文件：每条消息一个 JSON 对象，每行一个。",
    .more =
        "FILE - is standard input. ais: lines of NMEA 0183, TAG blocks too. cap: an alert, an Atom "
        "feed or\nEDXL-DE. sparkplug: one payload, or lines of TOPIC, a tab and the payload in "
        "base "
        "64. cot: XML events one\nafter the other. hj212: frames. gtfsrt: one FeedMessage. "
        "sensorthings, ngsi, thingsboard,\nhomeassistant: lines of TOPIC, a tab and JSON (ngsi and "
        "thingsboard also JSON alone). What "
        "cannot be read is said on standard error,\nand the exit code is then 1.",
    .more_zh =
        "FILE 写 - 为标准输入。ais：NMEA 0183 语句，可带 TAG 块。cap：预警、Atom 或 EDXL-DE。\n"
        "sparkplug：一个载荷，或逐行的 主题、制表符、base 64 载荷。cot：相继的 XML "
        "事件。hj212：数据帧。\n"
        "gtfsrt：一个 FeedMessage。sensorthings、ngsi、thingsboard、homeassistant：逐行的 "
        "主题、制表符、JSON\n（ngsi 与 thingsboard 也可只写 "
        "JSON）。读不懂的消息写到标准错误，退出码为 1。",
    .run = cli_decode_run,
};
