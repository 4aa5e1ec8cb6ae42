// SPDX-License-Identifier: Apache-2.0
// city_symbol.c - reads the model files of symbols.
#include "core/city_symbol.h"
#include "base/file.h"
#include "base/log.h"
#include "base/str.h"
#include "core/city_load.h"
#include "core/style_symbol.h"
#include "geo/geo_solid.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SYMBOL_BYTES_MAX ((size_t)256 << 20) // a symbol is a thing, not a city

static void symbol_destroy(CitySymbol *symbol)
{
    city_hold_release(symbol->hold);
    free(symbol->path);
    free(symbol);
}

static void run_read(Job *job, void *arg)
{
    CitySymbol *s = arg;
    CityHold *hold = city_hold_create();
    if (!hold) {
        err_set(&s->job_err, ERR_MEMORY, "read the symbol '%s'", s->path);
        return;
    }
    hold->asset = asset_load(
        &(AssetDesc){ .path = s->path, .pool = s->pool, .job = job, .bytes_max = SYMBOL_BYTES_MAX },
        &s->job_err);
    const Asset *a = hold->asset;
    if (a && !(a->triangle_count > 0 && a->max.z > a->min.z))
        err_set(&s->job_err, ERR_FORMAT, "the symbol '%s' has no triangles that stand up", s->path);
    if (!a && s->job_err.code == ERR_NONE)
        err_set(&s->job_err, ERR_IO, "read the symbol '%s'", s->path);
    if (a && s->job_err.code == ERR_NONE) {
        hold->bytes = a->bytes;
        s->job_hold = hold;
    } else {
        city_hold_release(hold);
    }
}

static void done_read(void *arg, bool was_cancelled)
{
    CitySymbol *s = arg;
    // What the job found is seen from here on: until now the main thread might have looked.
    s->hold = s->job_hold;
    s->err = s->job_err;
    if (was_cancelled && !s->hold && s->err.code == ERR_NONE)
        err_set(&s->err, ERR_CANCELLED, "reading '%s' was stopped", s->path);
    s->is_read = true;
    if (s->is_orphan) symbol_destroy(s);
}

const CitySymbol *city_symbol(const City *city, const char *path)
{
    for (const CitySymbol *s = city->symbols; s; s = s->next)
        if (strcmp(s->path, path) == 0) return s;
    return NULL;
}

static void want(City *city, const char *path, const char *layer_name)
{
    CitySymbol *s = (CitySymbol *)city_symbol(city, path); // of this very list
    if (s) {
        s->is_wanted = true;
        return;
    }
    s = calloc(1, sizeof *s);
    if (s) s->path = str_copy(path);
    if (!s || !s->path) {
        free(s);
        return;
    }
    s->pool = city->pool;
    s->is_wanted = true;
    char title[96];
    snprintf(title, sizeof title, "%.60s %.30s", layer_name, file_name(path));
    s->job = job_submit(city->pool, &(JobDesc){ .title = title,
                                                .run = run_read,
                                                .done = done_read,
                                                .arg = s,
                                                .priority = 15,
                                                .is_visible = true });
    if (s->job == 0) {
        symbol_destroy(s);
        return;
    }
    s->next = city->symbols;
    city->symbols = s;
}

static void let_go(City *city, CitySymbol *symbol)
{
    if (symbol->is_read) {
        symbol_destroy(symbol);
        return;
    }
    symbol->is_orphan = true;
    job_cancel(city->pool, symbol->job);
}

void city_symbols_follow(City *city, const State *state)
{
    for (CitySymbol *s = city->symbols; s; s = s->next) s->is_wanted = false;
    for (int i = 0; i < state->layer_count; i++) {
        const StateLayer *wanted = &state->layers[i];
        const CityLayer *loaded = city_layer(city, wanted->id);
        if (!loaded || !loaded->vector) continue;
        const int count = style_symbol_count(loaded->vector, &wanted->style);
        for (int k = 0; k < count; k++) {
            char name[STATE_SYMBOL_PATH_MAX];
            if (style_symbol_name(loaded->vector, &wanted->style, k, name, sizeof name) &&
                style_symbol_is_model(name))
                want(city, name, wanted->name);
        }
    }
    for (CitySymbol **at = &city->symbols; *at;) {
        CitySymbol *s = *at;
        if (s->is_wanted) {
            at = &s->next;
            continue;
        }
        *at = s->next;
        let_go(city, s);
    }
}

bool city_symbols_take(City *city)
{
    bool has_new = false;
    for (CitySymbol *s = city->symbols; s; s = s->next) {
        if (!s->is_read || s->is_taken) continue;
        s->is_taken = has_new = true;
        if (s->err.code != ERR_NONE) log_print(LOG_WARN, "symbol: %s", s->err.text);
    }
    return has_new;
}

void city_symbols_finish(City *city)
{
    for (CitySymbol *s = city->symbols, *next; s; s = next) {
        next = s->next;
        let_go(city, s);
    }
    city->symbols = NULL;
}

bool city_symbol_problem(const City *city, const StateLayer *wanted, const CityLayer *loaded, int i,
                         char out[400])
{
    if (!loaded || !loaded->vector) return false;
    const int count = style_symbol_count(loaded->vector, &wanted->style);
    for (int k = 0; k < count; k++) {
        char name[STATE_SYMBOL_PATH_MAX];
        const bool is_name =
            style_symbol_name(loaded->vector, &wanted->style, k, name, sizeof name);
        const char *file = file_name(is_name ? name : wanted->style.symbol);
        const CitySymbol *s =
            is_name && style_symbol_is_model(name) ? city_symbol(city, name) : NULL;
        const bool is_unknown =
            !s && (!is_name || strchr(name, '.')) && geo_symbol_find(file) == GEO_SYMBOL_NONE;
        if (!is_unknown && (!s || s->err.code == ERR_NONE)) continue;
        if (i-- > 0) continue;
        if (s)
            snprintf(out, 400, "%.399s", s->err.text);
        else
            snprintf(out, 400,
                     "the symbol '%.200s' is no model of a known format and no built-in name",
                     file);
        return true;
    }
    return false;
}
