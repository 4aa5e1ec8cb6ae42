// SPDX-License-Identifier: Apache-2.0
// feed_sim.c - the driver "sim": the demo city's simulation through the ring every real feed uses.
#include "base/clock.h"
#include "base/file.h"
#include "base/str.h"
#include "feed/feed.h"
#include "feed/sim.h"
#include "feed/sim_load.h"
#include "feed/sim_math.h"
#include "feed/sim_typhoon.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TICK_S 0.1

static const FeedOptionRow options[] = {
    { "scenario", "normal", "normal, or typhoon (after Mujigae 2015)",
      "normal 平常，typhoon 台风（彩虹 2015）" },
    { "seed", "", "whole number; the same seed and time give the same values",
      "整数；同一种子、同一时刻得到相同数值" },
    { "speed", "1", "model seconds in a second, 0.1 to 3600", "每秒模拟多少秒，0.1 至 3600" },
    { "start", "now", "model time at the start: ISO 8601 (UTC+8 without offset) or now",
      "模拟开始时刻：ISO 8601（无时区为东八区）或 now" },
    { "landfall", "",
      "when the typhoon comes ashore; default: as in 2015 where start is in those days, else 24 h "
      "after start",
      "台风登陆时刻；缺省：start 在当年那几天则按实况，否则为 start 后 24 小时" },
    { "stamp", "wall", "observed time is the clock's (wall) or the model's (model)",
      "观测时刻取真实时钟 wall 或模拟时钟 model" },
    { "rate", "1", "every value so many times as often, 0.01 to 100",
      "每个值的发送频率倍数，0.01 至 100" },
    { "path", "", "file of routes and sensors the demo writes (sim.json)",
      "示范城市写出的路线和传感器文件（sim.json）" },
    { "load_keys", "0", "beside the city: so many plain sensors for a load test",
      "压力测试：另加这么多传感器" },
    { "load_rate", "50000", "their values a second, together", "压力测试：每秒总条数" },
    { "objects", "0", "beside the city: so many moving objects", "压力测试：移动目标数" },
    { "objects_hz", "1", "positions a second of each, 0.01 to 20", "压力测试：每个目标每秒位置数" },
};

typedef struct {
    Feed *feed;
    Sim *sim;
    double speed, rate;
    bool is_model_stamp;
    int64_t start_us, began_us; // model and wall
    int64_t *sent_us;           // of each key, model time of its last value; 0 = none
    uint32_t *keys;             // their numbers; UINT32_MAX = not asked yet
} Run;

static bool number_option(const Feed *feed, const char *name, double low, double high, double *out,
                          Err *err)
{
    const char *text = feed_option(feed, name);
    if (str_parse_double(text, out) && *out >= low && *out <= high) return true;
    err_set(err, ERR_ARGUMENT, "%s '%s': expected a number from %g to %g", name, text, low, high);
    return false;
}

static bool time_option(const Feed *feed, const char *name, int64_t *out, Err *err)
{
    const char *text = feed_option(feed, name);
    if (!text[0] || strcmp(text, "now") == 0 || clock_parse(text, 8 * 3600, out)) return true;
    err_set(err, ERR_ARGUMENT, "%s '%s': expected ISO 8601 (2015-10-03T20:00)", name, text);
    return false;
}

static bool choice_option(const Feed *feed, const char *name, const char *no, const char *yes,
                          bool *out, Err *err)
{
    const char *text = feed_option(feed, name);
    *out = strcmp(text, yes) == 0;
    if (*out || strcmp(text, no) == 0) return true;
    err_set(err, ERR_ARGUMENT, "%s '%s': expected %s or %s", name, text, no, yes);
    return false;
}

static bool run_options(Run *run, SimDesc *desc, Err *err)
{
    const Feed *feed = run->feed;
    int64_t seed = (int64_t)(feed_desc(feed)->seed & INT64_MAX);
    const char *seed_text = feed_option(feed, "seed");
    if (seed_text[0] && (!str_parse_int(seed_text, &seed) || seed < 1)) {
        err_set(err, ERR_ARGUMENT, "seed '%s': expected a whole number from 1", seed_text);
        return false;
    }
    desc->seed = (uint64_t)seed;
    run->began_us = run->start_us = clock_utc_us();
    if (!choice_option(feed, "scenario", "normal", "typhoon", &desc->is_typhoon, err) ||
        !choice_option(feed, "stamp", "wall", "model", &run->is_model_stamp, err) ||
        !number_option(feed, "speed", 0.1, 3600, &run->speed, err) ||
        !number_option(feed, "rate", 0.01, 100, &run->rate, err) ||
        !time_option(feed, "start", &run->start_us, err)) {
        return false;
    }
    const bool is_2015 = llabs(run->start_us - SIM_TYPHOON_LANDFALL_US) < 4 * SIM_DAY_US;
    desc->t_landfall_us = is_2015 ? SIM_TYPHOON_LANDFALL_US : run->start_us + SIM_DAY_US;
    return time_option(feed, "landfall", &desc->t_landfall_us, err);
}

static int64_t wall_of(const Run *run, int64_t model_us)
{
    if (run->is_model_stamp) return model_us;
    return run->began_us + (int64_t)((double)(model_us - run->start_us) / run->speed);
}

static void send_value(Run *run, int index, const SimKey *key, int64_t t_us)
{
    if (run->keys[index] == UINT32_MAX)
        run->keys[index] = feed_key_text(run->feed, key->key, strlen(key->key));
    if (!run->keys[index]) return;
    const SimValue v = sim_value(run->sim, index, t_us);
    if (v.is_none || (key->kind == OBSERVATION_NUMBER && !isfinite(v.number))) return;
    const double pace = run->is_model_stamp ? 1 : run->speed,
                 period_ms = key->period_s * 1000 / run->rate / pace;
    Observation o = { .t_obs_us = wall_of(run, t_us),
                      .key = run->keys[index],
                      .kind = key->kind,
                      .flags = OBSERVATION_SIMULATED };
    o.period_ms = period_ms < 1 ? 1 : period_ms > UINT32_MAX ? UINT32_MAX : (uint32_t)period_ms;
    // What began before the clock did (the month's figure) is old by its own limit, in model time.
    if (key->stale_s > 0) o.t_stale_us = wall_of(run, t_us + (int64_t)(key->stale_s * 1e6));
    str_copy_utf8(o.unit, sizeof o.unit, key->unit);
    if (key->kind == OBSERVATION_TEXT)
        o.text = str_copy(v.text);
    else if (key->kind == OBSERVATION_POSITION)
        o.position = v.position;
    else
        o.number = v.number;
    feed_observe(run->feed, &o);
}

// The newest value of every key that has a new one at model time t.
static void send_due(Run *run, int64_t t_us)
{
    for (int k = 0; k < sim_key_count(run->sim); k++) {
        const SimKey key = sim_key(run->sim, k);
        int64_t instant = sim_key_instant_us(run->sim, k, t_us);
        if (run->rate != 1 && key.period_s < 86400) {
            const int64_t step = (int64_t)fmax(key.period_s * 1e6 / run->rate, 1000);
            instant = sim_floor(t_us, step, sim_key_instant_us(run->sim, k, 0));
        }
        if (instant <= run->sent_us[k]) continue;
        run->sent_us[k] = instant;
        send_value(run, k, &key, instant);
        if (feed_is_stopping(run->feed)) return;
    }
}

static void send_event(ObservationEvent *event, void *arg)
{
    Run *run = arg;
    // Of the week before there is a record; it raises nothing any more. A warning still holds.
    if (event->t_event_us < run->start_us - SIM_HOUR_US && strcmp(event->kind, "warning") != 0)
        event->flags |= OBSERVATION_HISTORY;
    event->t_event_us = wall_of(run, event->t_event_us);
    if (event->t_expire_us) event->t_expire_us = wall_of(run, event->t_expire_us);
    feed_event(run->feed, event);
}

static bool run_load(Run *run, Err *err)
{
    double keys, rate, objects, hz;
    const Feed *feed = run->feed;
    if (!number_option(feed, "load_keys", 0, 2e6, &keys, err) ||
        !number_option(feed, "load_rate", 1, 1e7, &rate, err) ||
        !number_option(feed, "objects", 0, 1e6, &objects, err) ||
        !number_option(feed, "objects_hz", 0.01, 20, &hz, err)) {
        return false;
    }
    SimLoad *load =
        sim_load_create(run->feed, &(SimLoadDesc){ (int)keys, (int)objects, rate, hz, TICK_S });
    if (!load) {
        err_set(err, ERR_MEMORY, "no memory for %.0f load keys", keys + objects);
        return false;
    }
    int64_t t = run->start_us, before = t - 7 * SIM_DAY_US;
    feed_connected(run->feed);
    do {
        t = run->start_us + (int64_t)((double)(clock_utc_us() - run->began_us) * run->speed);
        // A clock that was set back: values wait until it is there again.
        if (t > before) {
            send_due(run, t);
            sim_events(run->sim, before, t, send_event, run);
            before = t;
            feed_received(run->feed, 0);
        }
        sim_load_send(load);
    } while (feed_wait(run->feed, TICK_S));
    sim_load_destroy(load);
    return true;
}

static bool feed_sim_run(Feed *feed, Err *err)
{
    Run run = { .feed = feed };
    SimDesc desc = { .json_name = feed_option(feed, "path") };
    char *json = NULL;
    bool ok = false;
    if (!desc.json_name[0] && feed_desc(feed)->address) desc.json_name = feed_desc(feed)->address;
    if (!run_options(&run, &desc, err)) return false;
    if (desc.json_name[0]) {
        desc.json = json = file_read(desc.json_name, (size_t)64 << 20, &desc.json_length, err);
        if (!json) goto done;
    }
    run.sim = sim_create(&desc, err);
    if (!run.sim) goto done;
    const size_t count = (size_t)sim_key_count(run.sim);
    run.sent_us = calloc(count, sizeof *run.sent_us);
    run.keys = malloc(count * sizeof *run.keys);
    if (!run.sent_us || !run.keys) {
        err_set(err, ERR_MEMORY, "no memory for %zu simulated keys", count);
        goto done;
    }
    memset(run.keys, 0xFF, count * sizeof *run.keys);
    for (size_t k = 0; k < count; k++) run.sent_us[k] = INT64_MIN;
    ok = run_load(&run, err);
done:
    free(run.sent_us);
    free(run.keys);
    sim_destroy(run.sim);
    free(json);
    return ok;
}

const FeedDriver feed_sim = {
    .name = "sim",
    .help = "Invented live values of the demo city: tide, weather, air, traffic, ships, power, "
            "cases, the thirty topics",
    .help_zh = "示范城市的模拟实时数据：潮位、天气、空气、交通、船舶、电力、城管事件、三十个专题",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .run = feed_sim_run,
};
