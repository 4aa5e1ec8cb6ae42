// SPDX-License-Identifier: Apache-2.0
// compare.c - compares two pictures: compare A.png B.png [CHANNEL_TOLERANCE 2] [PIXEL_SHARE 0.001]. Exit 0 when alike.
// Mesa, Cairo or font versions move pixels slightly; the share of pixels beyond the tolerance is what is limited.
#include "base/image.h"
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "compare A.png B.png [CHANNEL_TOLERANCE] [PIXEL_SHARE]\n");
        return 2;
    }
    const int tolerance = argc > 3 ? atoi(argv[3]) : 2;
    const double share = argc > 4 ? atof(argv[4]) : 0.001;
    Err err = { 0 };
    Image a = { 0 }, b = { 0 };
    if (!image_read(argv[1], &a, &err) || !image_read(argv[2], &b, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return 2;
    }
    if (a.width != b.width || a.height != b.height) {
        fprintf(stderr, "sizes differ: %d x %d, %d x %d\n", a.width, a.height, b.width, b.height);
        return 1;
    }
    const int pixels = a.width * a.height;
    int beyond = 0, worst = 0, left = a.width, right = -1, top = a.height, bottom = -1;
    for (int i = 0; i < pixels; i++) {
        int most = 0;
        for (int c = 0; c < 3; c++) {
            const int d = abs(a.rgba[4 * i + c] - b.rgba[4 * i + c]);
            if (d > most) most = d;
        }
        if (most > tolerance) {
            const int x = i % a.width, y = i / a.width;
            if (x < left) left = x;
            if (x > right) right = x;
            if (y < top) top = y;
            if (y > bottom) bottom = y;
            beyond++;
        }
        if (most > worst) worst = most;
    }
    printf("%d of %d pixels beyond %d/255 (limit %.0f), worst %d\n", beyond, pixels, tolerance, share * pixels, worst);
    if (beyond) printf("they lie in columns %d to %d, rows %d to %d\n", left, right, top, bottom);
    image_finish(&a);
    image_finish(&b);
    return beyond > share * pixels;
}
