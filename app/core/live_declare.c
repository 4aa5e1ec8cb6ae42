// SPDX-License-Identifier: Apache-2.0
// live_declare.c - what documents say of keys, by pattern, and the units they are shown in.
#include "base/array.h"
#include "base/str.h"
#include "base/unit.h"
#include "core/live_private.h"
#include <stdlib.h>
#include <string.h>

static bool is_stop(char c)
{
    return c == '/' || c == '.';
}

// Two stars to go back to: a single one may not pass a stop, a double one may.
bool live_is_match(const char *match, const char *key)
{
    const char *star = NULL, *star_key = NULL, *wide = NULL, *wide_key = NULL;
    for (;;) {
        if (match[0] == '*' && match[1] == '*') {
            while (*match == '*') match++;
            wide = match;
            wide_key = key;
            star = NULL;
        } else if (*match == '*') {
            star = ++match;
            star_key = key;
        } else if (*key && *match == *key) {
            match++;
            key++;
        } else if (!*key && !*match) {
            return true;
        } else if (star && *star_key && !is_stop(*star_key)) {
            match = star;
            key = ++star_key;
        } else if (wide && *wide_key) {
            match = wide;
            key = ++wide_key;
            star = NULL;
        } else {
            return false;
        }
    }
}

static void declaration_finish(LiveDeclaration *d)
{
    free((char *)d->match);
    free((char *)d->name);
    free((char *)d->name_zh);
}

static bool check(const LiveDeclaration *d, Err *err)
{
    Unit unit;
    if (!d->match || !d->match[0]) {
        err_set(err, ERR_ARGUMENT, "a declaration of keys names no key");
        return false;
    }
    if (d->unit && (!unit_parse(d->unit, &unit, err) || strlen(d->unit) >= OBSERVATION_UNIT_MAX)) {
        if (err && err->code == ERR_NONE)
            err_set(err, ERR_FORMAT, "unit '%s' is longer than %d bytes", d->unit,
                    OBSERVATION_UNIT_MAX - 1);
        err_prefix(err, "keys '%s'", d->match);
        return false;
    }
    if (!(d->period_s >= 0) || !(d->stale_s >= 0) || !(d->min <= d->max) || d->period_s > 1e9 ||
        d->stale_s > 1e9) {
        err_set(err, ERR_RANGE, "keys '%s': a period below 0, or min above max", d->match);
        return false;
    }
    return true;
}

// The unit's own place, for the life of live: values go on naming it when declarations go. NULL:
// there are too many.
static const char *unit_keep(Live *live, const char *unit)
{
    int i = 0;
    while (i < live->unit_count && strcmp(live->units[i], unit) != 0) i++;
    if (i == LIVE_UNITS_MAX) return NULL;
    if (i == live->unit_count)
        str_copy_utf8(live->units[live->unit_count++], OBSERVATION_UNIT_MAX, unit);
    return live->units[i];
}

bool live_declare(Live *live, const LiveDeclaration *declaration, Err *err)
{
    LiveDeclaration d = *declaration;
    if (err) *err = (Err){ 0 };
    if (!check(&d, err)) return false;
    d.unit = unit_keep(live, d.unit ? d.unit : "");
    if (!d.unit || !array_reserve((void **)&live->declarations, &live->declaration_cap,
                                  live->declaration_count + 1, sizeof d)) {
        err_set(err, ERR_MEMORY, "no room for a declaration of keys (%d units at most)",
                LIVE_UNITS_MAX);
        return false;
    }
    d.match = str_copy(d.match);
    d.name = str_copy(d.name ? d.name : "");
    d.name_zh = str_copy(d.name_zh ? d.name_zh : "");
    live->declarations[live->declaration_count++] = d;
    live->together_count = 0;
    hashmap_clear(&live->together_of);
    live->declared_version++;
    return true;
}

void live_forget_declarations(Live *live)
{
    for (int i = 0; i < live->declaration_count; i++) declaration_finish(&live->declarations[i]);
    live->declaration_count = live->together_count = 0;
    hashmap_clear(&live->together_of);
    live->declared_version++;
}

static void add_to(LiveDeclaration *all, const LiveDeclaration *d)
{
    if (d->name[0]) all->name = d->name;
    if (d->name_zh[0]) all->name_zh = d->name_zh;
    if (d->unit[0]) all->unit = d->unit;
    if (d->period_s > 0) all->period_s = d->period_s;
    if (d->stale_s > 0) all->stale_s = d->stale_s;
    if (d->min != 0 || d->max != 0) {
        all->min = d->min;
        all->max = d->max;
    }
    if (d->decimals >= 0) all->decimals = d->decimals;
}

static const LiveDeclaration nothing = {
    .match = "", .name = "", .name_zh = "", .unit = "", .decimals = -1
};

// All that match a key taken together; *hash names the set. Keys of one set share it.
static LiveDeclaration together(const Live *live, const char *key, uint64_t *hash)
{
    LiveDeclaration all = nothing;
    *hash = 1469598103934665603ull;
    for (int i = 0; i < live->declaration_count; i++) {
        if (!live_is_match(live->declarations[i].match, key)) continue;
        add_to(&all, &live->declarations[i]);
        *hash = (*hash ^ (uint64_t)(i + 1)) * 1099511628211ull;
    }
    return all;
}

LiveDeclaration live_declared(const Live *live, uint32_t key)
{
    uint64_t hash = 0;
    return together(live, keys_text(live->keys, key), &hash);
}

const LiveDeclaration *live_row_declared(Live *live, LiveRow *row)
{
    if (live->declaration_count == 0) return &nothing;
    if (row->declared_version == live->declared_version) return &live->together[row->declared];
    uint64_t hash = 0, index = 0;
    const LiveDeclaration all = together(live, keys_text(live->keys, row->value.last.key), &hash);
    if (!hashmap_get(&live->together_of, hash, &index)) {
        index = (uint64_t)live->together_count;
        if (!array_reserve((void **)&live->together, &live->together_cap, live->together_count + 1,
                           sizeof all) ||
            !hashmap_put(&live->together_of, hash, index))
            return &nothing;
        live->together[live->together_count++] = all;
    }
    row->declared = (uint32_t)index;
    row->declared_version = live->declared_version;
    return &live->together[index];
}

static LiveConversion conversion_make(const char *from, const char *to)
{
    LiveConversion c = { .scale = 1 };
    Unit a, b;
    char code[UNIT_CODE_MAX];
    str_copy_utf8(c.from, sizeof c.from, from);
    str_copy_utf8(c.to, sizeof c.to, to);
    c.fits = unit_code(from, code, sizeof code) && unit_parse(code, &a, NULL) &&
             unit_parse(to, &b, NULL) && unit_conversion(&a, &b, &c.scale, &c.offset);
    return c;
}

uint32_t live_conversion(Live *live, const char *from, const char *to)
{
    if (!from[0] || !to[0] || strncmp(from, to, OBSERVATION_UNIT_MAX) == 0) return LIVE_OWN_UNIT;
    int i = 0;
    while (i < live->conversion_count && (strcmp(live->conversions[i].from, from) != 0 ||
                                          strcmp(live->conversions[i].to, to) != 0))
        i++;
    if (i == live->conversion_count) {
        // Whoever sends ever new nonsense is not remembered.
        const LiveConversion c = conversion_make(from, to);
        if (!c.fits || i >= 4096 ||
            !array_reserve((void **)&live->conversions, &live->conversion_cap, i + 1, sizeof c))
            return LIVE_OWN_UNIT - 1;
        live->conversions[live->conversion_count++] = c;
    }
    return (uint32_t)i;
}
