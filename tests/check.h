// SPDX-License-Identifier: Apache-2.0
// check.h - TEST(a_sentence) { CHECK(...); } on cmocka. Tests register themselves; check.c runs them.
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

void check_register(const char *name, CMUnitTestFunction function);
// Path of a file of the shared data, or NULL where it is absent (then: CHECK_SKIP("…")). Static buffer.
const char *check_shared(const char *relative);
// A fresh path in this run's temporary folder. Static buffer, four deep.
const char *check_temporary(const char *name);

#define TEST(name)                                                                             \
    static void name(void **state);                                                            \
    __attribute__((constructor)) static void register_##name(void)                             \
    {                                                                                          \
        check_register(#name, name);                                                           \
    }                                                                                          \
    static void name(void **state __attribute__((unused)))

#define CHECK(condition)                                                                       \
    _assert_true((uintmax_t)((condition) ? 1 : 0), #condition, __FILE__, __LINE__)
#define CHECK_EQ(a, b) check_equal_int((long long)(a), (long long)(b), #a " == " #b, __FILE__, __LINE__)
#define CHECK_NEAR(a, b, tolerance)                                                            \
    check_near((double)(a), (double)(b), (double)(tolerance), #a " ~ " #b, __FILE__, __LINE__)
#define CHECK_TEXT(a, b) check_equal_text((a), (b), #a " == " #b, __FILE__, __LINE__)
#define CHECK_SKIP(why)                                                                        \
    do {                                                                                       \
        fprintf(stderr, "skipped: %s\n", why);                                                 \
        skip();                                                                                \
    } while (0)

void check_equal_int(long long a, long long b, const char *what, const char *file, int line);
void check_near(double a, double b, double tolerance, const char *what, const char *file, int line);
void check_equal_text(const char *a, const char *b, const char *what, const char *file, int line);
