// SPDX-License-Identifier: Apache-2.0
// bench_step.c - bench_step FILE: MB/s of the index pass and of the index with every token read,
// one thread, best of 5.
#include "assets/step_file.h"
#include "base/clock.h"
#include <stdio.h>
#include <time.h>

static double cpu_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

int main(int argc, char **argv)
{
    if (argc < 2) return 2;
    double best_index = 1e9, best_all = 1e9, best_cpu = 1e9;
    long long tokens = 0, check = 0;
    double sum = 0;
    int count = 0;
    size_t length = 0;
    for (int round = 0; round < 5; round++) {
        Err err = { 0 };
        const double start = clock_monotonic_s(), cpu = cpu_s();
        StepFile *file = step_file_open(argv[1], NULL, &err);
        if (!file) {
            fprintf(stderr, "%s\n", err.text);
            return 1;
        }
        const double indexed = clock_monotonic_s() - start;
        tokens = 0;
        check = 0;
        sum = 0;
        for (int row = 0; row < file->count; row++) {
            StepCursor cursor = step_file_cursor(file, row);
            StepToken token;
            for (StepKind kind; (kind = step_next(&cursor, &token)) != STEP_NONE;) {
                tokens++;
                if (kind == STEP_REF)
                    check += token.ref;
                else if (kind == STEP_REAL)
                    sum += token.real;
                else if (kind == STEP_STRING)
                    check += token.text.length;
            }
        }
        const double all = clock_monotonic_s() - start;
        if (cpu_s() - cpu < best_cpu) best_cpu = cpu_s() - cpu;
        if (indexed < best_index) best_index = indexed;
        if (all < best_all) best_all = all;
        count = file->count;
        length = file->length;
        step_file_close(file);
    }
    const double mb = (double)length / 1e6;
    printf("megabytes %.1f\ninstances %d\ntokens %lld\nchecksum %lld %.17g\nindex_mb_s "
           "%.0f\ntokens_mb_s %.0f\ntokens_cpu_mb_s %.0f\n",
           mb, count, tokens, check, sum, mb / best_index, mb / best_all, mb / best_cpu);
    return 0;
}
