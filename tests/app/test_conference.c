// SPDX-License-Identifier: Apache-2.0
// test_conference.c - which links a conference may have.
#include "check.h"
#include "cmd_conference.h"
#include <string.h>

TEST(only_a_plain_https_link_is_opened)
{
    static const char *const bad[] = { "http://meet.city/1",        "file:///etc/passwd",
                                       "javascript:alert(1)",       "https://",
                                       "https:///room",             "https://a b",
                                       "https://a/'; rm -rf x; '",  "https://a/$(id)",
                                       "https://a/\n--new-window",  "https://会议.中国/1",
                                       "-https://a" };
    Err err = { 0 };
    char long_link[4000];
    CHECK(cmd_conference_check("https://meet.gd.gov.cn/j/123?pwd=a%20b&x=1#top", &err));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        CHECK(!cmd_conference_check(bad[i], &err));
        CHECK_EQ(err.code, ERR_ARGUMENT);
    }
    memset(long_link, 'a', sizeof long_link - 1);
    long_link[sizeof long_link - 1] = 0;
    memcpy(long_link, "https://", 8);
    CHECK(!cmd_conference_check(long_link, &err));
}
