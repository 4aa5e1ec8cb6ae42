// SPDX-License-Identifier: Apache-2.0
// cli_decode.c - `citymirror decode`: the messages of a file of AIS, CAP, Sparkplug B, Cursor on
// Target, HJ 212 or GTFS-RT as JSON, one a line.
#include "cli.h"
#include "feed/decode.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void cli_decode_malformed(void *context, const char *what)
{
    (void)context;
    cli_error("%s", what);
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
        err_set(&err, ERR_ARGUMENT, "decode needs --kind ais|cap|sparkplug|cot|hj212|gtfsrt");
        goto failed;
    }
    decoder = decoder_create(decode_kind_find(kind));
    bytes = malloc(1 << 16);
    if (!decoder || !bytes) {
        err_set(&err, ERR_MEMORY, "no memory to decode '%s'", path);
        goto failed;
    }
    file = is_stdin ? stdin : fopen(path, "rb");
    if (!file) {
        err_set(&err, ERR_IO, "open '%s': %s", path, strerror(errno));
        goto failed;
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
      .choices = "ais|cap|sparkplug|cot|hj212|gtfsrt",
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
        "64. cot: XML events one\nafter the other. hj212: frames. gtfsrt: one FeedMessage. What "
        "cannot be read is said on standard error,\nand the exit code is then 1.",
    .more_zh =
        "FILE 写 - 为标准输入。ais：NMEA 0183 语句，可带 TAG 块。cap：预警、Atom 或 EDXL-DE。\n"
        "sparkplug：一个载荷，或逐行的 主题、制表符、base 64 载荷。cot：相继的 XML "
        "事件。hj212：数据帧。\n"
        "gtfsrt：一个 FeedMessage。读不懂的消息写到标准错误，退出码为 1。",
    .run = cli_decode_run,
};
