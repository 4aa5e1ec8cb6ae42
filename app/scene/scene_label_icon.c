// SPDX-License-Identifier: Apache-2.0
// scene_label_icon.c - icons as Cairo paths on a field of 24 x 24, filled or stroked with the current source.
#include "scene/scene_label_icon.h"

#include "base/str.h"
#include <math.h>
#include <stddef.h>

#define TURN (2 * 3.14159265358979)

static void polygon(cairo_t *cr, const double *xy, int points)
{
    for (int i = 0; i < points; i++) cairo_line_to(cr, xy[2 * i], xy[2 * i + 1]);
    cairo_close_path(cr);
    cairo_fill(cr);
}

static void disc(cairo_t *cr, double x, double y, double r)
{
    cairo_new_sub_path(cr);
    cairo_arc(cr, x, y, r, 0, TURN);
}

static void box(cairo_t *cr, double x, double y, double w, double h)
{
    cairo_rectangle(cr, x, y, w, h);
}

static void cut(cairo_t *cr)
{
    cairo_set_operator(cr, CAIRO_OPERATOR_DEST_OUT);
}

static void draw_dot(cairo_t *cr)
{
    disc(cr, 12, 12, 5);
    cairo_fill(cr);
}

static void draw_pin(cairo_t *cr)
{
    cairo_new_sub_path(cr);
    cairo_arc(cr, 12, 9, 7, TURN * 0.42, TURN * 0.08);
    cairo_line_to(cr, 12, 23);
    cairo_close_path(cr);
    cairo_fill(cr);
    cut(cr);
    disc(cr, 12, 9, 2.8);
    cairo_fill(cr);
}

static void draw_camera(cairo_t *cr)
{
    box(cr, 2, 7, 14, 10);
    cairo_fill(cr);
    polygon(cr, (const double[]){ 17, 11, 22, 7.5, 22, 16.5, 17, 13 }, 4);
    cut(cr);
    disc(cr, 9, 12, 2.6);
    cairo_fill(cr);
}

static void draw_hospital(cairo_t *cr)
{
    disc(cr, 12, 12, 10);
    cairo_fill(cr);
    cut(cr);
    box(cr, 10.2, 6, 3.6, 12);
    box(cr, 6, 10.2, 12, 3.6);
    cairo_fill(cr);
}

static void draw_fire(cairo_t *cr)
{
    cairo_move_to(cr, 13, 1.5);
    cairo_curve_to(cr, 14, 7, 19.5, 9, 19.5, 15);
    cairo_curve_to(cr, 19.5, 20, 16, 22.5, 12, 22.5);
    cairo_curve_to(cr, 8, 22.5, 4.5, 20, 4.5, 15);
    cairo_curve_to(cr, 4.5, 11.5, 6.5, 10, 7.5, 7.5);
    cairo_curve_to(cr, 8.8, 9, 9.4, 10, 9.6, 11.2);
    cairo_curve_to(cr, 12, 9, 13.2, 5, 13, 1.5);
    cairo_fill(cr);
    cut(cr);
    cairo_move_to(cr, 12.4, 13);
    cairo_curve_to(cr, 15.4, 16, 15.6, 20, 12, 20.4);
    cairo_curve_to(cr, 8.6, 20, 9, 16.4, 12.4, 13);
    cairo_fill(cr);
}

static void draw_police(cairo_t *cr)
{
    cairo_move_to(cr, 12, 1.5);
    cairo_curve_to(cr, 15, 4, 18, 4.6, 21, 4.6);
    cairo_curve_to(cr, 21.5, 13, 18.5, 19.5, 12, 22.5);
    cairo_curve_to(cr, 5.5, 19.5, 2.5, 13, 3, 4.6);
    cairo_curve_to(cr, 6, 4.6, 9, 4, 12, 1.5);
    cairo_fill(cr);
    cut(cr);
    for (int i = 0; i < 10; i++) {
        const double r = i & 1 ? 2.2 : 5.4, a = TURN * (i / 10.0 - 0.25);
        cairo_line_to(cr, 12 + r * cos(a), 11.5 + r * sin(a));
    }
    cairo_close_path(cr);
    cairo_fill(cr);
}

static void draw_school(cairo_t *cr)
{
    polygon(cr, (const double[]){ 12, 4, 23, 9.5, 12, 15, 1, 9.5 }, 4);
    polygon(cr, (const double[]){ 5.5, 13.3, 12, 16.6, 18.5, 13.3, 18.5, 17.8, 12, 21, 5.5, 17.8 }, 6);
    box(cr, 21, 10, 1.6, 8);
    cairo_fill(cr);
}

static void draw_ship(cairo_t *cr)
{
    polygon(cr, (const double[]){ 2, 14, 22, 14, 18.5, 21, 5.5, 21 }, 4);
    box(cr, 6, 8, 11, 5);
    box(cr, 12, 3, 3, 5);
    cairo_fill(cr);
}

static void draw_plane(cairo_t *cr)
{
    polygon(cr, (const double[]){ 12, 1, 13.6, 4, 13.6, 9, 22.5, 14.5, 22.5, 16.5, 13.6, 14, 13.4, 19, 16.4, 21.4, 16.4, 22.8, 12, 21.6,
                                  7.6, 22.8, 7.6, 21.4, 10.6, 19, 10.4, 14, 1.5, 16.5, 1.5, 14.5, 10.4, 9, 10.4, 4 }, 18);
}

static void draw_train(cairo_t *cr)
{
    cairo_move_to(cr, 5, 6);
    cairo_curve_to(cr, 5, 1.5, 19, 1.5, 19, 6);
    cairo_line_to(cr, 19, 18);
    cairo_line_to(cr, 5, 18);
    cairo_close_path(cr);
    cairo_fill(cr);
    polygon(cr, (const double[]){ 7, 19, 9.5, 19, 7, 23, 4.5, 23 }, 4);
    polygon(cr, (const double[]){ 14.5, 19, 17, 19, 19.5, 23, 17, 23 }, 4);
    cut(cr);
    box(cr, 7.2, 6.5, 9.6, 5);
    disc(cr, 8.6, 15, 1.3);
    disc(cr, 15.4, 15, 1.3);
    cairo_fill(cr);
}

static void draw_water(cairo_t *cr)
{
    cairo_move_to(cr, 12, 1.5);
    cairo_curve_to(cr, 15, 7, 19.5, 11, 19.5, 15.5);
    cairo_curve_to(cr, 19.5, 20, 16, 22.5, 12, 22.5);
    cairo_curve_to(cr, 8, 22.5, 4.5, 20, 4.5, 15.5);
    cairo_curve_to(cr, 4.5, 11, 9, 7, 12, 1.5);
    cairo_fill(cr);
}

static void draw_tree(cairo_t *cr)
{
    disc(cr, 12, 8.5, 6.5);
    disc(cr, 7.5, 12, 4.5);
    disc(cr, 16.5, 12, 4.5);
    box(cr, 10.8, 14, 2.4, 9);
    cairo_fill(cr);
}

static void draw_warning(cairo_t *cr)
{
    polygon(cr, (const double[]){ 12, 2, 23, 21.5, 1, 21.5 }, 3);
    cut(cr);
    box(cr, 10.9, 8.5, 2.2, 7);
    box(cr, 10.9, 17, 2.2, 2.4);
    cairo_fill(cr);
}

static void draw_sensor(cairo_t *cr)
{
    disc(cr, 12, 14, 3.2);
    box(cr, 11.1, 15, 1.8, 8);
    cairo_fill(cr);
    cairo_set_line_width(cr, 1.9);
    for (int i = 0; i < 2; i++) {
        cairo_new_sub_path(cr);
        cairo_arc(cr, 12, 14, 6 + 4 * i, TURN * 0.62, TURN * 0.88);
        cairo_stroke(cr);
    }
}

static void draw_anchor(cairo_t *cr)
{
    cairo_set_line_width(cr, 2.2);
    disc(cr, 12, 4.4, 2.4);
    cairo_stroke(cr);
    cairo_move_to(cr, 12, 7);
    cairo_line_to(cr, 12, 21);
    cairo_move_to(cr, 7.5, 10);
    cairo_line_to(cr, 16.5, 10);
    cairo_stroke(cr);
    cairo_arc(cr, 12, 13, 8.4, TURN * 0.03, TURN * 0.47);
    cairo_stroke(cr);
}

static void draw_lighthouse(cairo_t *cr)
{
    polygon(cr, (const double[]){ 10, 8, 14, 8, 16, 22.5, 8, 22.5 }, 4);
    box(cr, 9.6, 4, 4.8, 3.2);
    cairo_fill(cr);
    polygon(cr, (const double[]){ 9.2, 3.4, 12, 1, 14.8, 3.4 }, 3);
    polygon(cr, (const double[]){ 8.8, 5, 2, 2.6, 2, 8 }, 3);
    polygon(cr, (const double[]){ 15.2, 5, 22, 2.6, 22, 8 }, 3);
}

static void draw_tower(cairo_t *cr)
{
    cairo_set_line_width(cr, 1.7);
    cairo_move_to(cr, 12, 2);
    cairo_line_to(cr, 6, 22.5);
    cairo_move_to(cr, 12, 2);
    cairo_line_to(cr, 18, 22.5);
    cairo_move_to(cr, 9.8, 9.5);
    cairo_line_to(cr, 14.2, 9.5);
    cairo_move_to(cr, 8.4, 14.5);
    cairo_line_to(cr, 15.6, 14.5);
    cairo_move_to(cr, 15.6, 14.5);
    cairo_line_to(cr, 6.4, 21);
    cairo_move_to(cr, 8.4, 14.5);
    cairo_line_to(cr, 17.6, 21);
    cairo_stroke(cr);
    disc(cr, 12, 2.6, 1.7);
    cairo_fill(cr);
}

static const struct {
    const char *name;
    void (*draw)(cairo_t *cr);
} icons[] = {
    { "dot", draw_dot },         { "pin", draw_pin },     { "camera", draw_camera }, { "hospital", draw_hospital },
    { "fire", draw_fire },       { "police", draw_police }, { "school", draw_school }, { "ship", draw_ship },
    { "plane", draw_plane },     { "train", draw_train }, { "water", draw_water },   { "tree", draw_tree },
    { "warning", draw_warning }, { "sensor", draw_sensor }, { "anchor", draw_anchor }, { "lighthouse", draw_lighthouse },
    { "tower", draw_tower },
};

bool scene_label_icon_draw(cairo_t *cr, const char *name)
{
    for (size_t i = 0; i < sizeof icons / sizeof icons[0]; i++) {
        if (!str_equal(icons[i].name, name)) continue;
        if (cr) icons[i].draw(cr);
        return true;
    }
    return scene_label_icon_live_draw(cr, name);
}
