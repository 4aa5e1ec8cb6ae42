// SPDX-License-Identifier: Apache-2.0
// test_log.c - the latest lines are kept, by several threads at once, and hide secrets.
#include "base/log.h"
#include "check.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

TEST(a_line_is_kept_with_level_and_time_whether_it_is_printed_or_not)
{
    LogLine line;
    const uint64_t at = log_count(), infos = log_count_of(LOG_INFO);
    log_print(LOG_INFO, "read %d of %s password=abc", 3, "港口.gpkg");
    log_print(LOG_DEBUG, "not kept");
    CHECK_EQ(log_count(), at + 1);
    CHECK_EQ(log_count_of(LOG_INFO), infos + 1);
    CHECK(log_read(at, &line) && line.level == LOG_INFO && line.t_utc_us > 0);
    CHECK(strstr(line.text, "read 3 of 港口.gpkg") && !strstr(line.text, "abc"));
    CHECK(!log_read(at + 1, &line));
}

TEST(a_long_line_is_cut_at_a_character)
{
    char text[600] = "";
    LogLine line;
    const uint64_t at = log_count();
    for (int i = 0; i < 180; i++) strcat(text, "城");
    log_print(LOG_INFO, "%s", text);
    CHECK(log_read(at, &line));
    CHECK_EQ(strlen(line.text), (LOG_LINE_MAX - 1) / 3 * 3);
}

enum { WRITERS = 4, LINES = 3000 };

static void *write_lines(void *arg)
{
    for (int i = 0; i < LINES; i++)
        log_print(LOG_INFO, "%d %d %d", *(int *)arg, i, *(int *)arg + i);
    return NULL;
}

// Every line that is read is one that was written, in whole.
TEST(lines_of_several_threads_are_read_whole_while_they_are_written)
{
    pthread_t threads[WRITERS];
    int ids[WRITERS] = { 1, 2, 3, 4 };
    const uint64_t at = log_count();
    for (int i = 0; i < WRITERS; i++) pthread_create(&threads[i], NULL, write_lines, &ids[i]);
    int read = 0;
    for (uint64_t n = at; n < at + WRITERS * LINES;) {
        LogLine line;
        int id = 0, i = 0, sum = 0;
        if (log_read(n, &line)) {
            CHECK_EQ(sscanf(line.text, "%d %d %d", &id, &i, &sum), 3);
            CHECK_EQ(sum, id + i);
            read++;
            n++;
        } else if (log_count() >= at + WRITERS * LINES || log_count() > n + LOG_KEPT / 2) {
            n++;
        }
    }
    for (int i = 0; i < WRITERS; i++) pthread_join(threads[i], NULL);
    CHECK(read > 0);
    CHECK_EQ(log_count(), at + WRITERS * LINES);
    LogLine line;
    CHECK(!log_read(at, &line)); // written over
    CHECK(log_read(log_count() - 1, &line));
}
