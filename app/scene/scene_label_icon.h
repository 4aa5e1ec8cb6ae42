// SPDX-License-Identifier: Apache-2.0
// scene_label_icon.h - the drawn icons: paths on a 24 x 24 field, one row a name. To add one: a function and its row.
#pragma once
#include <cairo.h>
#include <stdbool.h>

// Draws the icon with the current source; false when nothing has the name.
bool scene_label_icon_draw(cairo_t *cr, const char *name);
bool scene_label_icon_live_draw(cairo_t *cr, const char *name); // of the table of live things
