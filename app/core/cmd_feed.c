// SPDX-License-Identifier: Apache-2.0
// cmd_feed.c - sources of live values: added, switched, taken away. What runs follows the state.
#include "base/str.h"
#include "core/cmd_rows.h"
#include "core/document.h"
#include <stdlib.h>
#include <string.h>

static StateFeed *feed_named(State *state, const char *name, Err *err)
{
    StateFeed *feed = state_feed_find(state, name);
    if (!feed) err_set(err, ERR_NOT_FOUND, "no feed is named '%s'; `get feeds` lists them", name);
    return feed;
}

// The call's arguments from `first` on, by the document's rows of a section, in their order.
static bool set_rows(DocumentSection section, void *owner, int first, int utc_offset_s,
                     const CmdCall *call, Err *err)
{
    for (int i = 0; i < document_key_count; i++) {
        const DocumentKey *key = &document_keys[i];
        if (key->section != section || key->type == DOCUMENT_LIST) continue;
        const char *text = call->values[first++];
        if (!text || document_value_set(key, owner, text, utc_offset_s, err)) continue;
        err_prefix(err, "%s", key->key);
        return false;
    }
    return true;
}

static bool run_add(CmdContext *context, const CmdCall *call, Err *err)
{
    StateFeed read = { 0 };
    if (!set_rows(DOCUMENT_FEED, &read, 0, context->state->utc_offset_s, call, err)) return false;
    if (!read.name[0] || state_feed_find(context->state, read.name)) {
        err_set(err, ERR_ARGUMENT, "expected a new name for the feed, not '%s'", read.name);
        return false;
    }
    StateFeed *feed = state_feed_put(context->state, read.name);
    if (!feed) {
        err_set(err, ERR_MEMORY, "no memory for a feed");
        return false;
    }
    read.id = feed->id;
    *feed = read;
    state_touch_live(context->state);
    return true;
}

static bool run_map(CmdContext *context, const CmdCall *call, Err *err)
{
    StateFeed *feed = feed_named(context->state, call->values[0], err);
    if (!feed) return false;
    StateFeedMap map = { .feed_id = feed->id };
    if (!set_rows(DOCUMENT_FEED_MAP, &map, 1, context->state->utc_offset_s, call, err))
        return false;
    if (state_feed_map_add(context->state, &map)) return true;
    err_set(err, ERR_MEMORY, "no memory for a map");
    return false;
}

static bool run_remove(CmdContext *context, const CmdCall *call, Err *err)
{
    const StateFeed *feed = feed_named(context->state, call->values[0], err);
    if (!feed) return false;
    state_feed_remove(context->state, feed->id);
    return true;
}

static bool run_switch(CmdContext *context, const CmdCall *call, Err *err)
{
    StateFeed *feed = feed_named(context->state, call->values[0], err);
    if (!feed) return false;
    feed->is_off = call->values[1] ? call->numbers[1] == 0 : !feed->is_off;
    state_touch_live(context->state);
    return true;
}

static bool run_store(CmdContext *context, const CmdCall *call, Err *err)
{
    char *path = str_copy(call->values[0]);
    if (!path) {
        err_set(err, ERR_MEMORY, "no memory for a path");
        return false;
    }
    free(context->state->store);
    context->state->store = path;
    state_touch_live(context->state);
    return true;
}

#define TEXT_ARG(key, words, words_zh)                                        \
    {                                                                         \
        .name = key, .type = CMD_ARG_TEXT, .help = words, .help_zh = words_zh \
    }
#define NAME_ARG                                                                          \
    {                                                                                     \
        .name = "name", .type = CMD_ARG_TEXT, .is_required = true, .help = "of the feed", \
        .help_zh = "数据源名称"                                                      \
    }
static const CmdArg args_add[] = {
    NAME_ARG,
    { .name = "driver",
      .type = CMD_ARG_TEXT,
      .is_required = true,
      .help = "mqtt, http, intake, csv, ais, cot, hj212, cap, gtfsrt, sim",
      .help_zh = "驱动：mqtt、http、intake、csv、ais、cot、hj212、cap、gtfsrt、sim" },
    TEXT_ARG("address", "URL, HOST:PORT or path", "URL、主机:端口或路径"),
    TEXT_ARG("options", "name=value words of the driver", "驱动的选项：名=值，以空格分隔"),
    { .name = "keys_max",
      .type = CMD_ARG_NUMBER,
      .min = 0,
      .max = 2000000,
      .help = "distinct keys it may make; 0 = 250000",
      .help_zh = "最多产生的量，0 为 250000" },
};
static const CmdArg args_map[] = {
    NAME_ARG, // then the keys of a map as document_table.c has them, in its order
    TEXT_ARG("match", "topic filter, code or row selector", "主题、编码或行的匹配"),
    TEXT_ARG("key", "template of the key: air.{2}.pm25", "量的名称模板"),
    TEXT_ARG("value", "path or column of the value", "取值路径或列"),
    TEXT_ARG("time", "path or column of the observed time", "观测时间"),
    TEXT_ARG("lon", "of a position", "经度"),
    TEXT_ARG("lat", "of a position", "纬度"),
    TEXT_ARG("height", "metres", "高度"),
    TEXT_ARG("course", "degrees", "航向"),
    TEXT_ARG("speed", "metres a second", "速度"),
    TEXT_ARG("unit", "UCUM, or a path that begins with $", "单位"),
    TEXT_ARG("datum", "wgs84, gcj02, bd09", "坐标基准"),
    TEXT_ARG("scale", "value * scale + offset", "乘数"),
    TEXT_ARG("offset", "added", "加数"),
    TEXT_ARG("period_s", "between values", "周期，秒"),
    TEXT_ARG("qos", "of the subscription: 0, 1", "服务质量"),
};
static const CmdArg args_name[] = { NAME_ARG };
static const CmdArg args_switch[] = {
    NAME_ARG,
    { .name = "on",
      .type = CMD_ARG_BOOL,
      .help = "runs; the other way when not given",
      .help_zh = "启用；缺省为切换" },
};
static const CmdArg args_store[] = {
    { .name = "address",
      .type = CMD_ARG_TEXT,
      .is_required = true,
      .help = "a file, or postgresql://…; \"\" = nothing is kept",
      .help_zh = "文件或 postgresql://…；空为不保存" },
};

const Cmd cmd_feed_rows[] = {
    { .name = "feed-add",
      .group = "live",
      .help = "Adds a source of live values or events.",
      .help_zh = "添加实时数据源。",
      CMD_ARGS(args_add),
      .is_undoable = true,
      .run = run_add },
    { .name = "feed-map",
      .group = "live",
      .help = "Says which of a feed's messages becomes which key.",
      .help_zh = "设定消息与量的对应。",
      CMD_ARGS(args_map),
      .is_undoable = true,
      .run = run_map },
    { .name = "feed-remove",
      .group = "live",
      .help = "Takes a feed away.",
      .help_zh = "移除数据源。",
      CMD_ARGS(args_name),
      .is_undoable = true,
      .run = run_remove },
    { .name = "feed-switch",
      .group = "live",
      .help = "Switches a feed off and on.",
      .help_zh = "停用或启用数据源。",
      CMD_ARGS(args_switch),
      .is_undoable = true,
      .run = run_switch },
    { .name = "store-open",
      .group = "live",
      .help = "Says where history, alarms, cases and the journal are kept.",
      .help_zh = "设定历史、报警、案件和日志的存放处。",
      CMD_ARGS(args_store),
      .is_undoable = true,
      .run = run_store },
};
const int cmd_feed_count = (int)(sizeof cmd_feed_rows / sizeof cmd_feed_rows[0]);
