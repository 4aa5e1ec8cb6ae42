// SPDX-License-Identifier: Apache-2.0
// fuzz_lines.c - any lines as messages of SensorThings, NGSI, ThingsBoard, Home Assistant: every
// answer is one line of JSON.
#include "base/json_tape.h"
#include "base/log.h"
#include "feed/feed_lines.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void take(FeedLines *lines, const char *line, size_t length)
{
    Str out = { 0 };
    JsonTape tape = { 0 };
    char *copy = malloc(length + 1);
    if (!copy) return;
    memcpy(copy, line, length);
    copy[length] = 0;
    feed_lines_take(lines, copy, length, &out);
    if (out.length &&
        (out.text[out.length - 1] != '\n' || !json_tape_read(&tape, out.text, out.length, NULL)))
        abort();
    json_tape_finish(&tape);
    str_finish(&out);
    free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static const char *const formats[] = { "sensorthings", "ngsi", "thingsboard", "homeassistant" };
    if (length < 1) return 0;
    const char *only = getenv("FUZZ_KIND"); // one format alone
    log_set_level(LOG_ERROR);
    FeedLines *lines = feed_lines_create(only ? only : formats[bytes[0] % 4], NULL);
    if (!lines) abort();
    const char *at = (const char *)bytes + 1, *end = (const char *)bytes + length;
    while (at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        if (!stop) stop = end;
        take(lines, at, (size_t)(stop - at));
        at = stop + 1;
    }
    feed_lines_destroy(lines);
    return 0;
}
