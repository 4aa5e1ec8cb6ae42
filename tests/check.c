// SPDX-License-Identifier: Apache-2.0
// check.c - collects and runs the tests of one program. Arguments: a pattern of names ("*camera*").
#include "check.h"
#include <stdlib.h>
#include <unistd.h>

#define CHECK_TESTS_MAX 4096
static struct CMUnitTest check_tests[CHECK_TESTS_MAX];
static size_t check_count;
static char check_folder[256];

void check_register(const char *name, CMUnitTestFunction function)
{
    if (check_count < CHECK_TESTS_MAX) {
        check_tests[check_count++] = (struct CMUnitTest){ .name = name, .test_func = function };
    }
}

const char *check_shared(const char *relative)
{
    static char path[1024];
    const char *folder = getenv("CITYMIRROR_SHARED");
    snprintf(path, sizeof path, "%s/%s", folder ? folder : TEST_FOLDER "/../../shared", relative);
    return access(path, R_OK) == 0 ? path : NULL;
}

const char *check_temporary(const char *name)
{
    static char paths[4][512];
    static int next;
    char *path = paths[next++ & 3];
    snprintf(path, sizeof paths[0], "%s/%s", check_folder, name);
    return path;
}

void check_equal_int(long long a, long long b, const char *what, const char *file, int line)
{
    if (a == b) return;
    fprintf(stderr, "%s: %lld, %lld\n", what, a, b);
    _fail(file, line);
}

void check_near(double a, double b, double tolerance, const char *what, const char *file, int line)
{
    if (fabs(a - b) <= tolerance) return;
    fprintf(stderr, "%s: %.12g, %.12g differ by %.3g, more than %.3g\n", what, a, b, fabs(a - b), tolerance);
    _fail(file, line);
}

void check_equal_text(const char *a, const char *b, const char *what, const char *file, int line)
{
    if (a && b && strcmp(a, b) == 0) return;
    fprintf(stderr, "%s:\n  '%s'\n  '%s'\n", what, a ? a : "(null)", b ? b : "(null)");
    _fail(file, line);
}

int main(int argc, char **argv)
{
    if (argc > 1) cmocka_set_test_filter(argv[1]);
    snprintf(check_folder, sizeof check_folder, "%s/citymirror-test-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    if (!mkdtemp(check_folder)) return 2;
    const int failed = _cmocka_run_group_tests("citymirror", check_tests, check_count, NULL, NULL);
    char command[320];
    snprintf(command, sizeof command, "rm -rf '%s'", check_folder);
    if (system(command) != 0) fprintf(stderr, "could not remove %s\n", check_folder);
    return failed != 0;
}
