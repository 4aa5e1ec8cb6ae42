// SPDX-License-Identifier: Apache-2.0
// decode_places.h - which place a text names at one point. For decode_cap.c.
#pragma once
#include "feed/decode.h"

// The longest name text begins with: its row and how many bytes it has; -1 = none.
int decode_places_at(const DecodePlaces *places, const char *text, size_t *length);
const DecodePlace *decode_places_row(const DecodePlaces *places, int row);
int decode_places_count(const DecodePlaces *places); // NULL is fine
