// SPDX-License-Identifier: Apache-2.0
// nearest.h - how far a wrong name is from a right one, for errors that suggest.
#pragma once
#include <stdbool.h>
#include <stddef.h>

// Edits (insert, delete, replace, swap neighbours) from a to b, ASCII case ignored; a part of the other counts as near (1).
// Names over 63 bytes, or more than three bytes longer than the other, are far (99).
int nearest_distance(const char *a, const char *b);

// Collects the best three of many names: offer each, then print ", did you mean 'a', 'b'?".
typedef struct {
    const char *wrong;
    const char *names[3]; // borrowed, nearest first
    int distances[3];
    int count;
} Nearest;
void nearest_offer(Nearest *nearest, const char *name);
void nearest_text(const Nearest *nearest, char *out, size_t cap); // "" when none is near
