// SPDX-License-Identifier: Apache-2.0
// feed_option.c - what a feed was given: options as text, numbers and secrets.
#include "base/file.h"
#include "base/str.h"
#include "feed/feed_private.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FEED_SECRET_BYTES_MAX 4096

const FeedDesc *feed_desc(const Feed *feed)
{
    return &feed->desc;
}

const char *feed_option(const Feed *feed, const char *name)
{
    const FeedDriver *driver = feed->driver;
    for (int i = 0; i < driver->option_count; i++)
        if (strcmp(driver->options[i].name, name) == 0) return feed->values[i];
    assert(!"an option the driver's table has");
    return "";
}

bool feed_option_is(const Feed *feed, const char *name, const char *value)
{
    return str_equal_nocase(feed_option(feed, name), value);
}

bool feed_option_number(const Feed *feed, const char *name, double low, double high, double *out,
                        Err *err)
{
    const char *text = feed_option(feed, name);
    double value = 0;
    if (!str_parse_double(text, &value) || value < low || value > high) {
        err_set(err, ERR_ARGUMENT,
                "feed '%.80s': %s is '%.60s', a number from %.15g to %.15g was expected",
                feed->desc.name, name, text, low, high);
        return false;
    }
    *out = value;
    return true;
}

static bool secret_of_file(const char *path, char *out, size_t cap, Err *err)
{
    size_t length = 0;
    Err why = { 0 };
    char *text = file_read(path, FEED_SECRET_BYTES_MAX, &length, &why);
    if (!text) {
        err_set(err, ERR_ARGUMENT, "%s", why.text);
        return false;
    }
    text[strcspn(text, "\r\n")] = 0;
    const bool fits = text[0] && strlen(text) < cap;
    if (fits)
        memcpy(out, text, strlen(text) + 1);
    else
        err_set(err, ERR_ARGUMENT, "'%.200s': one line of 1 to %zu bytes was expected", path,
                cap - 1);
    explicit_bzero(text, length);
    free(text);
    return fits;
}

bool feed_option_secret(const Feed *feed, const char *name, char *out, size_t cap, Err *err)
{
    char row[64];
    out[0] = 0;
    snprintf(row, sizeof row, "%s_file", name);
    const char *path = feed_option(feed, row);
    if (path[0]) {
        if (secret_of_file(path, out, cap, err)) return true;
        err_prefix(err, "feed '%.80s', %s", feed->desc.name, row);
        return false;
    }
    snprintf(row, sizeof row, "%s_env", name);
    const char *variable = feed_option(feed, row);
    const char *value = variable[0] ? getenv(variable) : "";
    if (!value || strlen(value) >= cap || (variable[0] && !value[0])) {
        err_set(err, ERR_ARGUMENT,
                "feed '%.80s', %s: the variable '%.80s' is not set, empty or over %zu bytes",
                feed->desc.name, row, variable, cap - 1);
        return false;
    }
    memcpy(out, value, strlen(value) + 1);
    return true;
}
