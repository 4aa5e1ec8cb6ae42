// SPDX-License-Identifier: Apache-2.0
// scene_label_icon_live.c - icons of sensors, vehicles, events and cases, as paths in a table, on
// the field of 24 x 24 of scene_label_icon.c. Drawn for this program.
#include "scene/scene_label_icon.h"

#include "base/str.h"
#include <stddef.h>

#define TURN (2 * 3.14159265358979)

// M L C Z as in SVG. O: x y radius, a disc. R: x y width height. A and N: x y radius, from and to
// in turns, clockwise and counter. F fills, S strokes (width), X cuts what is filled, K what is
// stroked.
static const struct {
    const char *name, *path;
} icons[] = {
    // Measured
    { "air", "O7.5 10.5 4.3 O13.5 8 5.4 O18 11 3.7 R7 9 11.5 5.7 F O7 18.5 1.3 O12 21 1.3 O17 18.5 "
             "1.3 F" },
    { "rain", "O7.5 9.5 4.3 O13.5 7 5.4 O18 10 3.7 R7 8 11.5 5.7 F M8 16.5 L6.2 21.5 M13 16.5 "
              "L11.2 21.5 M18 16.5 L16.2 21.5 S2" },
    { "wind", "M2 8.5 L14 8.5 N14 5.5 3 .25 -.5 S2 M2 12.5 L18 12.5 A18 15.5 3 -.25 .5 S2 M2 16.5 "
              "L10 16.5 A10 19 2.5 -.25 .5 S2" },
    { "temperature", "O12 18 4.8 R9.6 4 4.8 13 O12 4 2.4 F O12 18 2.2 R11.2 8 1.6 10 X" },
    { "noise", "M3 9 L7 9 L12.5 4 L12.5 20 L7 15 L3 15 Z F A12.5 12 4.5 -.14 .14 S1.9 A12.5 12 8.5 "
               "-.14 .14 S1.9" },
    { "tide", "M12 1 L16.5 6.2 L13.2 6.2 L13.2 11 L10.8 11 L10.8 6.2 L7.5 6.2 Z F M2 15.5 C5 12.5 "
              "8.5 12.5 12 15.5 C15.5 18.5 19 18.5 22 15.5 M2 20.5 C5 17.5 8.5 17.5 12 20.5 C15.5 "
              "23.5 19 23.5 22 20.5 S2.1" },
    { "level", "R8.5 1 7 15 F R8.5 3.6 3.6 1.3 R8.5 7.2 3.6 1.3 R8.5 10.8 3.6 1.3 X M1.5 19.5 C5 "
               "16.5 8.5 16.5 12 19.5 C15.5 22.5 19 22.5 22.5 19.5 S2.2" },
    { "pump", "O10.5 12.5 7.5 R10.5 5 12 5 R3 20.4 16 2 F O10.5 12.5 3.6 X O10.5 12.5 1.6 F" },
    { "drain", "O12 12 10.5 F R6 7.4 12 1.8 R4.4 11.1 15.2 1.8 R6 14.8 12 1.8 X" },
    { "traffic", "R7.5 1.5 9 19 R11 20 2 3.5 F O12 5.5 2.1 O12 11 2.1 O12 16.5 2.1 X" },
    { "parking", "A18 6 3.5 -.25 0 A18 18 3.5 0 .25 A6 18 3.5 .25 .5 A6 6 3.5 .5 .75 Z F M9 18.5 "
                 "L9 6.3 L12.6 6.3 C17.4 6.3 17.4 13 12.6 13 L9 13 K2.3" },
    { "power", "M14.5 1 L4 13.6 L11 13.6 L8.8 23 L20 9.4 L13 9.4 Z F" },
    { "gas", "R6 8.5 12 14 R9.4 2 5.2 4.6 R11 6 2 3 F M12 11 C15.5 14.2 16 19.6 12 19.6 C8 19.6 "
             "8.5 14.2 12 11 X" },
    { "crowd", "O12 6.4 3.3 F M6.4 20.5 C6.4 9.4 17.6 9.4 17.6 20.5 Z F O4.6 9.2 2.4 O19.4 9.2 2.4 "
               "F M.6 19 C.6 13.4 3.4 12.2 6 12.8 C5 15 4.8 17 4.8 19 Z F M23.4 19 C23.4 13.4 20.6 "
               "12.2 18 12.8 C19 15 19.2 17 19.2 19 Z F" },
    // Moving
    { "person", "O12 5.8 3.9 F M5 22.5 C5 8 19 8 19 22.5 Z F" },
    { "car", "M5 10 L7 4.8 L17 4.8 L19 10 L21.5 12 L21.5 18 L2.5 18 L2.5 12 Z F R4 17 3.6 4 R16.4 "
             "17 3.6 4 F M7 10 L8.2 6.8 L15.8 6.8 L17 10 Z X O6.6 14 1.5 O17.4 14 1.5 X" },
    { "bus", "A17.5 4.5 2.5 -.25 0 L20 19 L4 19 A6.5 4.5 2.5 .5 .75 Z F R5.4 18.5 3.6 3.6 R15 18.5 "
             "3.6 3.6 F R6 6 12 6.4 X O7.4 15.6 1.4 O16.6 15.6 1.4 X" },
    { "truck", "R1 6 13 12 F M14.8 9 L19.6 9 L23 13 L23 18 L14.8 18 Z F O6 18.6 2.7 O18 18.6 2.7 F "
               "M16.4 10.6 L18.9 10.6 L20.8 13 L16.4 13 Z X" },
    { "ambulance", "M1 5 L15 5 L15 18 L1 18 Z F M15.7 8.6 L20 8.6 L23 12.6 L23 18 L15.7 18 Z F O6 "
                   "18.6 2.7 O18 18.6 2.7 F R6.9 7.4 2.2 7 R4.5 9.8 7 2.2 X M17.2 10.2 L19.2 10.2 "
                   "L21 12.6 L17.2 12.6 Z X R9 2.6 4 1.8 F" },
    { "fire-engine", "R1 9 13.8 9 F M15.5 7.5 L20 7.5 L23 12 L23 18 L15.5 18 Z F O6 18.6 2.7 O18 "
                     "18.6 2.7 F M1.4 6.6 L14.4 3.4 M3.6 3.8 L4.4 7.8 M8 2.8 L8.8 6.8 S1.6 M17.1 "
                     "9.1 L19.2 9.1 L21 12 L17.1 12 Z X R3 12 9.8 1.6 X" },
    { "tug", "M1.5 14 L22.5 14 L19 21 L5 21 Z F R9.6 7.4 8.6 6.8 R12.4 2 3.4 6 F R11.4 9.2 5 2.4 X "
             "R4 9.6 1.8 5 F" },
    { "crane", "M3.6 22.5 L7.6 7 M14.4 22.5 L10.4 7 M5.2 16 L12.8 16 S2 M1.5 6.6 L23 6.6 S2.6 M9 "
               "6.4 L9 1.6 L22 6 S1.5 M19 6.6 L19 13 S1.5 R16.8 13 4.4 3.8 F" },
    { "drone", "O5 6 3.3 S1.7 O19 6 3.3 S1.7 O5 18 3.3 S1.7 O19 18 3.3 S1.7 M5 6 L19 18 M19 6 L5 "
               "18 S2 R8.8 8.8 6.4 6.4 F" },
    // Happening
    { "accident", "M12 .8 L14.3 6.6 L20 3.8 L17.4 9.6 L23.4 12 L17.4 14.4 L20 20.2 L14.3 17.4 L12 "
                  "23.2 L9.7 17.4 L4 20.2 L6.6 14.4 L.6 12 L6.6 9.6 L4 3.8 L9.7 6.6 Z F R10.9 7.6 "
                  "2.2 6 R10.9 14.8 2.2 2.2 X" },
    { "typhoon", "O12 12 5.8 F M6.3 13.4 C4.4 6 10.6 1.4 18 2.4 C13.2 3.4 9.8 6 9.4 9.6 Z F M17.7 "
                 "10.6 C19.6 18 13.4 22.6 6 21.6 C10.8 20.6 14.2 18 14.6 14.4 Z F O12 12 2.5 X" },
    { "flood", "M12 1.5 L22 9.6 L19 9.6 L19 15 L5 15 L5 9.6 L2 9.6 Z F R10.4 9.6 3.2 5.4 X M1.5 "
               "18.6 C5 15.8 8.5 15.8 12 18.6 C15.5 21.4 19 21.4 22.5 18.6 S2.2" },
    { "ponding",
      "M12 1 C14.6 5.4 17.2 7.8 17.2 11 C17.2 14 14.9 16 12 16 C9.1 16 6.8 14 6.8 11 C6.8 7.8 9.4 "
      "5.4 12 1 F M1.5 20 C5 16.9 19 16.9 22.5 20 C19 23.1 5 23.1 1.5 20 Z F" },
    { "tree-down",
      "M2.4 19.4 L13 12.6 S2.7 O16.4 9.4 5 O12 7.4 3.7 O19 13.6 3.5 F M1 22 L23 22 S1.9" },
    { "outage", "M14.5 1 L4 13.6 L11 13.6 L8.8 23 L20 9.4 L13 9.4 Z F M2.5 3.5 L21.5 20.5 K5 M2.5 "
                "3.5 L21.5 20.5 S2.2" },
    { "leak", "R2 5 20 5 R9 9 6 3 F M12 13.6 C14 16.4 15.6 17.8 15.6 19.8 C15.6 21.8 14 23 12 23 "
              "C10 23 8.4 21.8 8.4 19.8 C8.4 17.8 10 16.4 12 13.6 F" },
    { "alarm", "M4.5 17.4 L7 14 L7 10 C7 2.4 17 2.4 17 10 L17 14 L19.5 17.4 Z F O12 20.2 2.3 F" },
    { "case", "R4 4 16 19 R8 1.4 8 5 F R7 9.4 10 1.8 R7 13.2 10 1.8 R7 17 6 1.8 X" },
    { "shelter", "M12 1.4 L23 10.8 L20 10.8 L20 22 L4 22 L4 10.8 L1 10.8 Z F O12 11.6 2.3 X M7.8 "
                 "20.5 C7.8 12.8 16.2 12.8 16.2 20.5 Z X" },
    // Behind texts
    { "plate", "A18 6 6 -.25 0 A18 18 6 0 .25 A6 18 6 .25 .5 A6 6 6 .5 .75 Z F" },
};

// The next number: 12, -.25, 4.5.
static double number(const char **at)
{
    double v = 0, step = 1;
    while (**at == ' ') (*at)++;
    const double sign = **at == '-' ? -1 : 1;
    *at += **at == '-';
    for (; **at >= '0' && **at <= '9'; (*at)++) v = v * 10 + (**at - '0');
    if (**at == '.') {
        for ((*at)++; **at >= '0' && **at <= '9'; (*at)++) v += (step *= 0.1) * (**at - '0');
    }
    return sign * v;
}

static void draw_path(cairo_t *cr, const char *at)
{
    static const char counts[] = "M2L2C6O3R4A5N5S1K1";
    while (*at) {
        const char op = *at++;
        double v[6] = { 0 };
        int want = 0;
        for (const char *c = counts; *c; c += 2) want = *c == op ? c[1] - '0' : want;
        for (int i = 0; i < want; i++) v[i] = number(&at);
        cairo_set_operator(cr,
                           op == 'X' || op == 'K' ? CAIRO_OPERATOR_DEST_OUT : CAIRO_OPERATOR_OVER);
        switch (op) {
        case 'M': cairo_move_to(cr, v[0], v[1]); break;
        case 'L': cairo_line_to(cr, v[0], v[1]); break;
        case 'C': cairo_curve_to(cr, v[0], v[1], v[2], v[3], v[4], v[5]); break;
        case 'Z': cairo_close_path(cr); break;
        case 'O':
            cairo_new_sub_path(cr);
            cairo_arc(cr, v[0], v[1], v[2], 0, TURN);
            cairo_close_path(cr);
            break;
        case 'R': cairo_rectangle(cr, v[0], v[1], v[2], v[3]); break;
        case 'A': cairo_arc(cr, v[0], v[1], v[2], v[3] * TURN, v[4] * TURN); break;
        case 'N': cairo_arc_negative(cr, v[0], v[1], v[2], v[3] * TURN, v[4] * TURN); break;
        case 'F':
        case 'X': cairo_fill(cr); break;
        case 'S':
        case 'K':
            cairo_set_line_width(cr, v[0]);
            cairo_stroke(cr);
            break;
        default: break; // a space
        }
    }
    cairo_set_operator(cr, CAIRO_OPERATOR_OVER);
}

bool scene_label_icon_live_draw(cairo_t *cr, const char *name)
{
    for (size_t i = 0; i < sizeof icons / sizeof icons[0]; i++) {
        if (!str_equal(icons[i].name, name)) continue;
        if (cr) draw_path(cr, icons[i].path);
        return true;
    }
    return false;
}
