// SPDX-License-Identifier: Apache-2.0
// test_inbox.c - keys and the way from feeds to the main thread.
#include "base/inbox.h"
#include "base/keys.h"
#include "check.h"
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Observation number(uint32_t key, double value)
{
    return (Observation){ .key = key, .kind = OBSERVATION_NUMBER, .number = value };
}

TEST(a_key_keeps_its_number_and_its_text)
{
    Keys *keys = keys_create(0);
    const uint32_t a = keys_intern(keys, "air.hkq.pm25", 12), b = keys_intern(keys, "潮位/港", 10);
    CHECK(a != 0 && b != 0 && a != b);
    CHECK_EQ(keys_intern(keys, "air.hkq.pm25", 12), a);
    CHECK_EQ(keys_find(keys, "air.hkq.pm25", 12), a);
    CHECK_EQ(keys_find(keys, "air.hkq.pm2", 11), 0);
    CHECK_TEXT(keys_text(keys, b), "潮位/港");
    CHECK_TEXT(keys_text(keys, 0), "");
    CHECK_TEXT(keys_text(keys, 99), "");
    keys_destroy(keys);
}

TEST(a_key_of_wrong_text_or_past_the_limit_is_refused)
{
    Keys *keys = keys_create(2);
    char longer[KEYS_TEXT_MAX + 2];
    memset(longer, 'a', sizeof longer);
    CHECK_EQ(keys_intern(keys, "", 0), 0);
    CHECK_EQ(keys_intern(keys, longer, KEYS_TEXT_MAX + 1), 0);
    CHECK_EQ(keys_intern(keys, "a\nb", 3), 0);
    CHECK_EQ(keys_intern(keys, "\xff\xfe", 2), 0);
    CHECK(keys_intern(keys, longer, KEYS_TEXT_MAX) != 0);
    CHECK(keys_intern(keys, "b", 1) != 0);
    CHECK_EQ(keys_intern(keys, "c", 1), 0);
    CHECK_EQ(keys_count(keys), 2);
    keys_destroy(keys);
}

static void *intern_many(void *context)
{
    Keys *keys = context;
    char text[32];
    for (int i = 0; i < 20000; i++) {
        const int length = snprintf(text, sizeof text, "key/%d", i);
        const uint32_t key = keys_intern(keys, text, (size_t)length);
        if (strcmp(keys_text(keys, key), text) != 0) return context;
    }
    return NULL;
}

TEST(four_threads_that_name_the_same_keys_get_the_same_numbers)
{
    Keys *keys = keys_create(0);
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, intern_many, keys);
    for (int i = 0; i < 4; i++) {
        void *wrong = NULL;
        pthread_join(threads[i], &wrong);
        CHECK(wrong == NULL);
    }
    CHECK_EQ(keys_count(keys), 20000);
    keys_destroy(keys);
}

TEST(a_full_inbox_keeps_the_latest_of_each_key_and_counts_the_rest)
{
    Inbox *inbox = inbox_create(&(InboxDesc){ .observations_max = 3 });
    for (int i = 0; i < 10; i++) inbox_put(inbox, &(Observation[]){ number(1 + i % 3, i) }[0], 1);
    CHECK_EQ(inbox_put(inbox, &(Observation[]){ number(9, 9) }[0], 1), 1);
    Observation *taken = NULL;
    CHECK_EQ(inbox_take(inbox, &taken), 3);
    CHECK(taken[0].number == 9 && taken[1].number == 7 && taken[2].number == 8);
    const InboxCounters counters = inbox_counters(inbox);
    CHECK_EQ((int)counters.received, 11);
    CHECK_EQ((int)counters.conflated, 7);
    CHECK_EQ((int)counters.dropped, 1);
    inbox_destroy(inbox);
}

TEST(what_a_burst_needed_is_let_go_when_it_is_long_over)
{
    Inbox *inbox = inbox_create(NULL);
    Observation *taken = NULL;
    for (int side = 0; side < 2; side++) {
        for (uint32_t i = 1; i <= 100000; i++) inbox_put(inbox, &(Observation){ .key = i }, 1);
        CHECK_EQ(inbox_take(inbox, &taken), 100000);
    }
    CHECK(inbox_counters(inbox).room >= 200000);
    for (int i = 0; i < 2500; i++) {
        const Observation o = number(7, i);
        inbox_put(inbox, &o, 1);
        CHECK_EQ(inbox_take(inbox, &taken), 1);
        CHECK_NEAR(taken[0].number, i, 0);
    }
    CHECK(inbox_counters(inbox).room < 10000);
    inbox_destroy(inbox);
}

TEST(texts_that_are_not_taken_out_are_freed)
{
    Inbox *inbox = inbox_create(&(InboxDesc){ .observations_max = 1 });
    for (int i = 0; i < 3; i++) {
        const Observation o = { .key = 1, .kind = OBSERVATION_TEXT, .text = strdup("open") };
        inbox_put(inbox, &o, 1);
    }
    Observation *taken = NULL;
    CHECK_EQ(inbox_take(inbox, &taken), 1);
    CHECK_TEXT(taken[0].text, "open");
    CHECK_EQ(inbox_take(inbox, &taken), 0);
    inbox_destroy(inbox); // a leak is the sanitizer's to find
}

TEST(a_death_is_never_merged_with_the_value_before_it)
{
    Inbox *inbox = inbox_create(&(InboxDesc){ .observations_max = 4 });
    const Observation batch[3] = { number(1, 1),
                                   { .key = 1, .kind = OBSERVATION_GONE },
                                   number(1, 2) };
    inbox_put(inbox, batch, 3);
    Observation *taken = NULL;
    CHECK_EQ(inbox_take(inbox, &taken), 3);
    CHECK_EQ(taken[1].kind, OBSERVATION_GONE);
    inbox_destroy(inbox);
}

static ObservationEvent *event(const char *id)
{
    ObservationEvent *e = calloc(1, sizeof *e);
    e->id = strdup(id);
    e->json = strdup("{}");
    return e;
}

TEST(an_event_that_does_not_fit_stays_with_the_caller_and_none_is_lost)
{
    Inbox *inbox = inbox_create(&(InboxDesc){ .event_bytes_max = 2 * sizeof(ObservationEvent) });
    CHECK(inbox_put_event(inbox, event("1")));
    ObservationEvent *second = event("2");
    CHECK(!inbox_put_event(inbox, second));
    ObservationEvent *first = inbox_take_events(inbox);
    CHECK_TEXT(first->id, "1");
    CHECK(first->next == NULL);
    CHECK(inbox_put_event(inbox, second));
    inbox_event_destroy(first);
    inbox_destroy(inbox);
}

static bool is_readable(int fd)
{
    struct pollfd p = { .fd = fd, .events = POLLIN };
    return poll(&p, 1, 0) == 1;
}

TEST(the_wake_descriptor_is_readable_only_while_something_is_untaken)
{
    Inbox *inbox = inbox_create(NULL);
    const int fd = inbox_wake_fd(inbox);
    CHECK(!is_readable(fd));
    const Observation o = number(1, 1);
    inbox_put(inbox, &o, 1);
    inbox_put_event(inbox, event("1"));
    CHECK(is_readable(fd));
    Observation *taken = NULL;
    inbox_take(inbox, &taken);
    CHECK(is_readable(fd));
    inbox_event_destroy(inbox_take_events(inbox));
    CHECK(!is_readable(fd));
    inbox_destroy(inbox);
}
