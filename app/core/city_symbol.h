// SPDX-License-Identifier: Apache-2.0
// city_symbol.h - model files that layers draw at their points: each read once, by a job, and
// shared. Does not: draw them, or know which point has which (style_symbol.h).
#pragma once
#include "core/city.h"

typedef struct CitySymbol {
    struct CitySymbol *next;
    char *path;
    CityHold *hold; // its asset; NULL while it is read and where it failed
    Err err;        // why it failed
    JobPool *pool;
    JobId job;
    size_t bytes_max;
    CityHold *job_hold; // of the job until it is done
    Err job_err;
    bool is_read, is_taken, is_wanted, is_orphan; // private
} CitySymbol;

// Of that file; NULL: no layer wants it.
const CitySymbol *city_symbol(const City *city, const char *path);
// What a layer says of its symbols, i from 0 on; false past the last. out holds 400 bytes.
bool city_symbol_problem(const City *city, const StateLayer *wanted, const CityLayer *loaded, int i,
                         char out[400]);
// Private to city.c. Thread: main.
void city_symbols_follow(City *city, const State *state); // starts reads, drops what nobody wants
bool city_symbols_take(City *city);                       // true: a read came to its end
void city_symbols_finish(City *city);
