// SPDX-License-Identifier: Apache-2.0
// prop.c - finds the row of a dotted name; the star of a row stands for a layer's name, which may hold dots itself.
#include "core/prop.h"
#include "base/nearest.h"
#include <stdio.h>
#include <string.h>

// The star's part of name, cut out; false when the row does not match.
static bool match(const Prop *prop, const char *name, char star[STATE_NAME_MAX * 2])
{
    const char *at = strchr(prop->name, '*');
    star[0] = 0;
    if (!at) return strcmp(prop->name, name) == 0;
    const size_t before = (size_t)(at - prop->name), after = strlen(at + 1), length = strlen(name);
    if (length <= before + after || strncmp(name, prop->name, before) != 0 || strcmp(name + length - after, at + 1) != 0) return false;
    const size_t count = length - before - after;
    if (count >= STATE_NAME_MAX * 2) return false;
    memcpy(star, name + before, count);
    star[count] = 0;
    return true;
}

bool property_get(const State *state, const City *city, const char *name, JsonWriter *out, Err *err)
{
    char star[STATE_NAME_MAX * 2];
    // Whole names first: a layer may be called "count".
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < prop_count; i++)
            if ((strchr(prop_table[i].name, '*') != NULL) == (pass == 1) && match(&prop_table[i], name, star))
                return prop_table[i].get(state, city, star, out, err);
    Nearest nearest = { .wrong = name };
    char near[200];
    for (int i = 0; i < prop_count; i++) nearest_offer(&nearest, prop_table[i].name);
    nearest_text(&nearest, near, sizeof near);
    err_set(err, ERR_NOT_FOUND, "there is no property '%.100s' (没有这个属性)%s; help properties lists them", name, near);
    return false;
}
