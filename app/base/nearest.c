// SPDX-License-Identifier: Apache-2.0
// nearest.c - restricted Damerau-Levenshtein distance (optimal string alignment).
#include "base/nearest.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define NEAREST_BYTES_MAX 64
#define NEAREST_FAR 99
#define NEAREST_REACH 3

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

int nearest_distance(const char *a, const char *b)
{
    const size_t n = strlen(a), m = strlen(b);
    if (n >= NEAREST_BYTES_MAX || m >= NEAREST_BYTES_MAX) return NEAREST_FAR;
    if (strcasecmp(a, b) == 0) return 0;
    if (n >= 3 && m >= 3 && (strcasestr(a, b) || strcasestr(b, a))) return 1;
    // Each byte more is an edit more: what is far is not worked out.
    if ((n > m ? n - m : m - n) > NEAREST_REACH) return NEAREST_FAR;
    int rows[3][NEAREST_BYTES_MAX + 1];
    int *before = rows[0], *last = rows[1], *row = rows[2];
    for (size_t j = 0; j <= m; j++) last[j] = (int)j;
    for (size_t i = 1; i <= n; i++) {
        row[0] = (int)i;
        for (size_t j = 1; j <= m; j++) {
            const int cost = lower(a[i - 1]) != lower(b[j - 1]);
            row[j] = least(least(last[j] + 1, row[j - 1] + 1), last[j - 1] + cost);
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                lower(a[i - 2]) == lower(b[j - 1]))
                row[j] = least(row[j], before[j - 2] + 1);
        }
        int *spare = before;
        before = last;
        last = row;
        row = spare;
    }
    return last[m];
}

void nearest_offer(Nearest *nearest, const char *name)
{
    const int distance = nearest_distance(nearest->wrong, name);
    // Half of a short name wrong is another name.
    if (distance > NEAREST_REACH || (distance > 1 && (size_t)distance * 2 > strlen(name))) return;
    int at = nearest->count < 3 ? nearest->count : 3;
    while (at > 0 && nearest->distances[at - 1] > distance) at--;
    if (at >= 3) return;
    for (int i = 2; i > at; i--) {
        nearest->names[i] = nearest->names[i - 1];
        nearest->distances[i] = nearest->distances[i - 1];
    }
    nearest->names[at] = name;
    nearest->distances[at] = distance;
    if (nearest->count < 3) nearest->count++;
}

void nearest_text(const Nearest *nearest, char *out, size_t cap)
{
    out[0] = 0;
    size_t length = 0;
    for (int i = 0; i < nearest->count && length < cap; i++) {
        const int added = snprintf(out + length, cap - length, "%s'%s'", i == 0 ? "; near: " : ", ",
                                   nearest->names[i]);
        length += added > 0 ? (size_t)added : 0;
    }
}
