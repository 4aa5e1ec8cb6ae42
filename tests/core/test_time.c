// SPDX-License-Identifier: Apache-2.0
// test_time.c - the instant that is shown: commands that leave the present and come back to it.
#include "check.h"
#include "base/clock.h"
#include "core/cmd.h"
#include "core/state.h"
#include <stdlib.h>

#define MINUTE INT64_C(60000000)

typedef struct {
    State state;
    CmdTable *table;
    CmdContext context;
    Err err;
} Clock;

static void begin(Clock *c)
{
    *c = (Clock){ .table = cmd_table_create() };
    state_init(&c->state);
    c->context = (CmdContext){ .state = &c->state };
}

static void end(Clock *c)
{
    cmd_table_destroy(c->table);
    state_finish(&c->state);
}

static bool run(Clock *c, const char *line)
{
    c->err = (Err){ 0 };
    return cmd_run_line(c->table, &c->context, line, &c->err);
}

TEST(without_a_store_the_clock_does_not_leave_the_present)
{
    Clock c;
    begin(&c);
    static const char *const lines[] = { "time-pause", "time-seek t=-15m", "time-play t=-1h",
                                         "time-toggle" };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        CHECK(!run(&c, lines[i]));
        CHECK_EQ(c.err.code, ERR_UNSUPPORTED);
        CHECK_EQ(c.state.clock_mode, STATE_CLOCK_LIVE);
    }
    CHECK(run(&c, "time-live"));
    end(&c);
}

TEST(a_seek_by_steps_and_by_time_pauses_at_the_instant)
{
    Clock c;
    begin(&c);
    CHECK(run(&c, "store-open address=/nowhere/city.sqlite"));
    const int64_t before = clock_utc_us();
    CHECK(run(&c, "time-seek t=-15m"));
    CHECK_EQ(c.state.clock_mode, STATE_CLOCK_PAUSED);
    CHECK(c.state.instant_us >= before - 15 * MINUTE);
    CHECK(c.state.instant_us <= clock_utc_us() - 15 * MINUTE);
    const int64_t at = c.state.instant_us;
    const uint32_t seeks = c.state.seeks;
    CHECK(run(&c, "time-seek t=-2h"));
    CHECK_EQ(c.state.instant_us, at - 120 * MINUTE);
    CHECK(run(&c, "time-seek t=+90s"));
    CHECK_EQ(c.state.instant_us, at - 120 * MINUTE + 90000000);
    CHECK_EQ(c.state.seeks, seeks + 2);
    CHECK(run(&c, "time-seek t=2026-06-21T18:30"));
    CHECK_EQ(c.state.instant_us, INT64_C(1782037800000000)); // 10:30 UTC
    CHECK(run(&c, "time-seek t=@1782037800123456"));
    CHECK_EQ(c.state.instant_us, INT64_C(1782037800123456));
    CHECK(run(&c, "time-seek t=2026-06-21T18:30"));
    static const char *const wrong[] = { "time-seek t=@17x",    "time-seek t=@",
                                         "time-seek t=+90000d", "time-seek t=2090-01-01",
                                         "time-seek t=-15x",    "time-seek t=-m",
                                         "time-seek t=soon" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) CHECK(!run(&c, wrong[i]));
    CHECK_EQ(c.state.instant_us, INT64_C(1782037800000000));
    end(&c);
}

TEST(play_needs_a_past_instant_and_toggle_pauses_and_plays_on)
{
    Clock c;
    begin(&c);
    CHECK(run(&c, "store-open address=/nowhere/city.sqlite"));
    CHECK(!run(&c, "time-play speed=60"));
    CHECK(!run(&c, "time-play speed=5000 t=-1h"));
    CHECK(run(&c, "time-play speed=60 t=-1h"));
    CHECK_EQ(c.state.clock_mode, STATE_CLOCK_REPLAY);
    CHECK_EQ((int)c.state.replay_speed, 60);
    CHECK(run(&c, "time-toggle"));
    CHECK_EQ(c.state.clock_mode, STATE_CLOCK_PAUSED);
    CHECK(run(&c, "time-toggle"));
    CHECK_EQ(c.state.clock_mode, STATE_CLOCK_REPLAY);
    CHECK_EQ((int)c.state.replay_speed, 60);
    CHECK(run(&c, "time-live"));
    CHECK_EQ(c.state.clock_mode, STATE_CLOCK_LIVE);
    end(&c);
}

TEST(the_sun_follows_the_instant_only_where_it_followed_the_present)
{
    Clock c;
    begin(&c);
    CHECK(run(&c, "store-open address=/nowhere/city.sqlite"));
    const int64_t noon = c.state.t_utc_us;
    CHECK(run(&c, "time-seek t=-3h"));
    CHECK_EQ(c.state.t_utc_us, noon);
    CHECK(run(&c, "time-live"));
    CHECK_EQ(c.state.t_utc_us, noon);
    CHECK(run(&c, "time now"));
    CHECK(run(&c, "time-rate 1"));
    CHECK(run(&c, "time-seek t=-3h"));
    CHECK_EQ(c.state.t_utc_us, c.state.instant_us);
    CHECK(run(&c, "time-live"));
    CHECK(llabs(c.state.t_utc_us - clock_utc_us()) < MINUTE);
    CHECK(run(&c, "time-seek t=-3h"));
    CHECK(run(&c, "time 2026-06-21T12:00")); // the operator's own clock again
    CHECK(run(&c, "time-live"));
    CHECK_EQ(c.state.t_utc_us, noon);
    end(&c);
}

TEST(alarms_and_cases_are_not_changed_while_history_is_shown)
{
    Clock c;
    begin(&c);
    CHECK(run(&c, "store-open address=/nowhere/city.sqlite"));
    CHECK(run(&c, "time-seek t=-3h"));
    CHECK(!run(&c, "alarm-acknowledge alarm=*"));
    CHECK_EQ(c.err.code, ERR_UNSUPPORTED);
    CHECK(strstr(c.err.text, "time-live") != NULL);
    CHECK(!run(&c, "case-note case=x text=y"));
    CHECK(strstr(c.err.text, "time-live") != NULL);
    end(&c);
}
