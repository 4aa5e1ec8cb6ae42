// SPDX-License-Identifier: Apache-2.0
// test_feed_csv.c - files replayed, followed, and wrong ones.
#include "feed_fixture.h"

static const char *write_file(const char *name, const char *text)
{
    static char path[512];
    snprintf(path, sizeof path, "%s", check_temporary(name));
    FILE *file = fopen(path, "w");
    fputs(text, file);
    fclose(file);
    return path;
}

static Feed *start(Fixture *f, const char *path, const FeedOption *options, int count)
{
    static const FeedMap map = { .key = "r.{st}", .value = "v" };
    Err err = { 0 };
    const FeedDesc desc = { .name = "file",
                            .driver = "csv",
                            .address = path,
                            .options = options,
                            .option_count = count,
                            .maps = &map,
                            .map_count = 1,
                            .seed = 1 };
    return feed_start(&desc, f->keys, f->inbox, &err);
}

TEST(a_file_of_rows_is_read_to_its_end)
{
    Fixture f = fixture_make();
    const FeedOption options[] = { { "time", "t" }, { "zone", "+08:00" } };
    f.feed =
        start(&f, write_file("a.csv", "st,t,v\nA,2026-10-05 08:00:00,1\nB,2026-10-05 08:00:01,2"),
              options, 2);
    CHECK(fixture_await_state(f.feed, FEED_ENDED, 5));
    fixture_take(&f);
    CHECK_EQ(f.count, 2);
    CHECK_EQ(fixture_of(&f, "r.B")->t_obs_us, 1791158401000000);
    fixture_finish(&f);
}

TEST(lines_of_json_are_replayed_at_a_speed_as_if_they_began_now)
{
    Fixture f = fixture_make();
    const FeedOption options[] = { { "time", "t" }, { "speed", "10" }, { "start", "now" } };
    const double from = clock_monotonic_s();
    const int64_t now_us = clock_utc_us();
    f.feed = start(&f,
                   write_file("a.jsonl", "{\"st\":\"A\",\"t\":1760000000,\"v\":1}\nnot "
                                         "json\n{\"st\":\"A\",\"t\":1760000006,\"v\":2}\n"),
                   options, 3);
    CHECK(fixture_await_state(f.feed, FEED_ENDED, 5));
    CHECK_NEAR(clock_monotonic_s() - from, 0.6, 0.4);
    CHECK(clock_monotonic_s() - from > 0.55);
    fixture_take(&f);
    CHECK_EQ(f.count, 2);
    CHECK_NEAR(f.observations[0].t_obs_us - now_us, 0, 400000);
    CHECK_NEAR(f.observations[1].t_obs_us - f.observations[0].t_obs_us, 600000, 1);
    CHECK_EQ(feed_status(f.feed).malformed, 1);
    fixture_finish(&f);
}

TEST(a_file_that_grows_is_followed_and_one_that_is_replaced_is_read_anew)
{
    Fixture f = fixture_make();
    const FeedOption options[] = { { "tail", "yes" } };
    const char *path = write_file("tail.jsonl", "{\"st\":\"A\",\"v\":1}\n{\"st\":");
    f.feed = start(&f, path, options, 1);
    CHECK(fixture_await(&f, "r.A", 5) != NULL);
    FILE *file = fopen(path, "a");
    fputs("\"B\",\"v\":2}\n", file);
    fclose(file);
    CHECK(fixture_await(&f, "r.B", 5) != NULL);
    write_file("next.jsonl", "{\"st\":\"C\",\"v\":3}\n");
    CHECK_EQ(rename(check_temporary("next.jsonl"), check_temporary("tail.jsonl")), 0);
    CHECK(fixture_await(&f, "r.C", 5) != NULL);
    fixture_finish(&f);
}

TEST(a_file_that_is_not_there_is_waited_for_and_a_wrong_option_is_final)
{
    Fixture f = fixture_make();
    const FeedOption wrong[] = { { "speed", "1" } };
    f.feed = start(&f, check_temporary("nowhere.csv"), NULL, 0);
    CHECK(fixture_await_state(f.feed, FEED_WAITING, 5));
    CHECK(strstr(feed_status(f.feed).err.text, "nowhere.csv") != NULL);
    Feed *feed = start(&f, "a.csv", wrong, 1);
    CHECK(fixture_await_state(feed, FEED_FAILED, 5));
    feed_stop(feed);
    fixture_finish(&f);
}

TEST(a_row_without_end_is_refused_and_the_next_one_is_read)
{
    Fixture f = fixture_make();
    Str text = { 0 };
    str_add(&text, "st,v\nA,1\n");
    for (int i = 0; i < 3000; i++) str_printf(&text, "%01000d", 0);
    str_add(&text, "\nB,2\n");
    f.feed = start(&f, write_file("long.csv", text.text), NULL, 0);
    CHECK(fixture_await_state(f.feed, FEED_ENDED, 5));
    fixture_take(&f);
    CHECK(fixture_of(&f, "r.A") && fixture_of(&f, "r.B"));
    CHECK(feed_status(f.feed).malformed >= 1);
    str_finish(&text);
    fixture_finish(&f);
}
