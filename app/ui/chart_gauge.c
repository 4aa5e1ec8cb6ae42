// SPDX-License-Identifier: Apache-2.0
// chart_gauge.c - one number on a dial of 240 degrees, its zones in colours.
#include "ui/chart_pen.h"
#include <math.h>
#include <stdio.h>

#define CHART_GAUGE_FROM (-2.0943951023931953) // 120 degrees left of the top
#define CHART_GAUGE_SWEEP 4.1887902047863905
#define CHART_GAUGE_STROKES 60

static bool chart_gauge_is_empty(const Chart *chart)
{
    return !chart->has_number || !chart_is_number(chart->number);
}

static void chart_gauge_range(const Chart *chart, double *low, double *high)
{
    *low = 0;
    *high = fmax(1, fabs(chart->number) * 1.25);
    if (chart->has_range && chart_is_number(chart->y_min) && chart_is_number(chart->y_max) &&
        chart->y_max > chart->y_min) {
        *low = chart->y_min;
        *high = chart->y_max;
        return;
    }
    for (int i = 0; i < chart->band_count; i++) {
        if (chart_is_number(chart->bands[i].from)) *low = fmin(*low, chart->bands[i].from);
        if (chart_is_number(chart->bands[i].to)) *high = fmax(*high, chart->bands[i].to);
    }
    *low = fmin(*low, chart->number);
}

static const ChartBand *chart_gauge_zone(const Chart *chart, double value)
{
    for (int i = 0; i < chart->band_count; i++)
        if (value >= chart->bands[i].from && value < chart->bands[i].to && !chart->bands[i].is_time)
            return &chart->bands[i];
    for (int i = 0; i < chart->band_count; i++) // the end of the dial is of its last zone
        if (value == chart->bands[i].to && !chart->bands[i].is_time) return &chart->bands[i];
    return NULL;
}

static UiRgba chart_gauge_colour(const ChartPen *pen, double value)
{
    const ChartBand *zone = chart_gauge_zone(pen->chart, value);
    return zone ? chart_tone(pen, zone->tone) : chart_colour(pen, UI_COLOUR_ACCENT);
}

// The dial is of strokes: lit up to the value in the colour of the zone it is in, beyond it the
// zones to come, faint.
static void chart_gauge_dial(ChartPen *pen, const ChartSector *dial, double low, double high)
{
    cairo_t *cr = pen->cr;
    const double share = fmax(0, fmin(1, (pen->chart->number - low) / (high - low)));
    const double width = CHART_GAUGE_SWEEP / CHART_GAUGE_STROKES * dial->r0 * 0.58;
    cairo_set_line_width(cr, width);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_BUTT);
    for (int i = 0; i < CHART_GAUGE_STROKES; i++) {
        const double t = (i + 0.5) / CHART_GAUGE_STROKES,
                     a = CHART_GAUGE_FROM + t * CHART_GAUGE_SWEEP;
        const bool is_lit = t <= share || (i == 0 && share > 0);
        cairo_new_path(cr);
        cairo_move_to(cr, dial->cx + dial->r0 * sin(a), dial->cy - dial->r0 * cos(a));
        cairo_line_to(cr, dial->cx + dial->r1 * sin(a), dial->cy - dial->r1 * cos(a));
        chart_source(pen,
                     is_lit ? chart_gauge_colour(pen, pen->chart->number)
                            : chart_gauge_colour(pen, low + t * (high - low)),
                     is_lit                ? 0.55 + 0.45 * t / fmax(share, 1e-6)
                     : pen->theme->is_dark ? 0.24
                                           : 0.28);
        cairo_stroke(cr);
    }
    cairo_new_path(cr);
    cairo_arc(cr, dial->cx, dial->cy, dial->r1 + 3.5 * pen->k, CHART_GAUGE_FROM - 1.5707963,
              CHART_GAUGE_FROM + CHART_GAUGE_SWEEP - 1.5707963);
    cairo_set_line_width(cr, chart_hairline(pen));
    chart_source(pen, chart_colour(pen, UI_COLOUR_ACCENT), 0.40);
    cairo_stroke(cr);
}

// All zones as a thin ring inside the dial: what has been passed is still seen.
static void chart_gauge_zones(ChartPen *pen, const ChartSector *dial, double low, double high)
{
    cairo_set_line_width(pen->cr, 2 * pen->k);
    for (int i = 0; i < pen->chart->band_count; i++) {
        const ChartBand *zone = &pen->chart->bands[i];
        const double from = fmax(0, (zone->from - low) / (high - low)),
                     to = fmin(1, (zone->to - low) / (high - low));
        if (zone->is_time || !(to > from)) continue;
        cairo_new_path(pen->cr);
        cairo_arc(pen->cr, dial->cx, dial->cy, dial->r0 - 5 * pen->k,
                  CHART_GAUGE_FROM - 1.5707963 + from * CHART_GAUGE_SWEEP + 0.008,
                  CHART_GAUGE_FROM - 1.5707963 + to * CHART_GAUGE_SWEEP - 0.008);
        chart_source(pen, chart_tone(pen, zone->tone), 0.75);
        cairo_stroke(pen->cr);
    }
}

static void chart_gauge_needle(ChartPen *pen, const ChartSector *dial, double share)
{
    cairo_t *cr = pen->cr;
    const double a = CHART_GAUGE_FROM + share * CHART_GAUGE_SWEEP, s = sin(a), c = cos(a);
    const double tip = dial->r0 - 3 * pen->k, base = dial->r0 * 0.80, half = 3.2 * pen->k;
    cairo_new_path(cr); // a pointer at the rim: the middle stays free for the number
    cairo_move_to(cr, dial->cx + tip * s, dial->cy - tip * c);
    cairo_line_to(cr, dial->cx + base * s - half * c, dial->cy - base * c - half * s);
    cairo_line_to(cr, dial->cx + base * s + half * c, dial->cy - base * c + half * s);
    cairo_close_path(cr);
    chart_source(pen, chart_colour(pen, UI_COLOUR_TEXT), 1);
    cairo_fill(cr);
}

static void chart_gauge_labels(ChartPen *pen, const ChartSector *dial, double low, double high)
{
    if (dial->r0 < 4.6 * pen->size) return;
    chart_gauge_zones(pen, dial, low, high);
    ChartAxis axis;
    chart_axis_make(low, high, 5, false, pen->chart->is_chinese, &axis);
    char text[48];
    for (int i = 0; i < axis.tick_count; i++) {
        const double t = (axis.ticks[i] - low) / (high - low),
                     a = CHART_GAUGE_FROM + t * CHART_GAUGE_SWEEP;
        chart_axis_text(&axis, axis.ticks[i], text, sizeof text);
        const double r = dial->r0 * 0.80 - 1.0 * pen->size;
        chart_label(pen, &(ChartLabel){ .text = text,
                                        .size = 0.76,
                                        .is_soft = true,
                                        .x = dial->cx + r * sin(a),
                                        .y = dial->cy - r * cos(a),
                                        .anchor_x = 0.5 + 0.3 * sin(a),
                                        .anchor_y = 0.5 });
    }
}

// The number with its unit behind it, and the zone's name as a chip below.
static void chart_gauge_figure(ChartPen *pen, const ChartSector *dial, const char *number,
                               const ChartBand *zone)
{
    const Chart *chart = pen->chart;
    const double gap = 0.3 * pen->size, room = dial->r0 * 1.2;
    double unit_w =
        chart->unit && chart->unit[0] ? chart_text_width(pen, chart->unit, 0.92, false) + gap : 0;
    if (unit_w > room * 0.45) unit_w = 0;
    const double size = fmin(fmin(dial->r1 / pen->size * 0.42, 3.4),
                             (room - unit_w) / fmax(1, chart_text_width(pen, number, 1, true)));
    const double number_w = chart_text_width(pen, number, size, true),
                 x = dial->cx - (number_w + unit_w) / 2, y = dial->cy + 0.14 * dial->r1;
    chart_label(
        pen, &(ChartLabel){
                 .text = number, .size = size, .is_bold = true, .x = x, .y = y, .anchor_y = 0.5 });
    if (unit_w > 0)
        chart_label(pen, &(ChartLabel){ .text = chart->unit,
                                        .size = 0.92,
                                        .is_soft = true,
                                        .x = x + number_w + gap,
                                        .y = y + 0.435 * size * pen->size - 1.03 * pen->size });
    if (!zone || !zone->label || !zone->label[0]) return;
    const double width = fmin(room, chart_text_width(pen, zone->label, 0.92, false) + 16 * pen->k),
                 height = 1.55 * pen->size;
    chart_chip(pen, (ChartBox){ dial->cx - width / 2, y + 0.62 * size * pen->size, width, height },
               chart_tone(pen, zone->tone), zone->label, 0.92);
}

// Where there is room below the dial: each zone with what it reaches over.
static void chart_gauge_legend(ChartPen *pen, ChartBox box)
{
    const Chart *chart = pen->chart;
    const double row = 1.9 * pen->size, side = 0.66 * pen->size;
    const double width = fmin(box.w, 17 * pen->size), x = box.x + (box.w - width) / 2;
    double y = box.y + fmax(0, (box.h - row * chart->band_count) / 2);
    for (int i = 0; i < chart->band_count; i++, y += row) {
        const ChartBand *zone = &chart->bands[i];
        char from[48], to[48], text[112];
        chart_number_text(zone->from, chart->decimals, chart->is_chinese, from, sizeof from);
        chart_number_unit_text(zone->to, chart->decimals, chart->unit, chart->is_chinese, to,
                               sizeof to);
        snprintf(text, sizeof text, "%s – %s", from, to);
        ui_paint_round(pen->cr, x, y + (row - side) / 2, side, side, side * 0.25);
        chart_source(pen, chart_tone(pen, zone->tone), 1);
        cairo_fill(pen->cr);
        chart_label(pen, &(ChartLabel){ .text = zone->label,
                                        .size = 0.92,
                                        .x = x + 1.3 * pen->size,
                                        .y = y + row / 2,
                                        .anchor_y = 0.5,
                                        .width = width * 0.4 });
        chart_label(pen, &(ChartLabel){ .text = text,
                                        .size = 0.88,
                                        .is_soft = true,
                                        .x = x + width,
                                        .y = y + row / 2,
                                        .anchor_x = 1,
                                        .anchor_y = 0.5,
                                        .width = width * 0.7 });
    }
}

static void chart_gauge_paint(ChartPen *pen)
{
    const Chart *chart = pen->chart;
    double low = 0, high = 1;
    chart_gauge_range(chart, &low, &high);
    ChartBox body = pen->body;
    const double legend = chart->band_count > 1 ? (1.9 * chart->band_count + 1) * pen->size : 0,
                 spare = body.h - 1.56 * fmin(body.w / 2, 18 * pen->size);
    if (legend > 0 && spare >= legend) {
        const double used = fmin(spare, legend + 2 * pen->size);
        body.h -= used;
        chart_gauge_legend(pen, (ChartBox){ body.x, body.y + body.h, body.w, used });
    }
    // The dial is 1.5 radii high: half of it hangs below the middle.
    const double r1 = fmin(fmin(body.w / 2, body.h / 1.56) - 5 * pen->k, 18 * pen->size);
    if (r1 < 8) return;
    const double middle = body.y + (body.h - 1.52 * r1) / 2 + r1;
    const ChartSector dial = { body.x + body.w / 2, middle,
                               r1 * 0.84,           r1,
                               CHART_GAUGE_FROM,    CHART_GAUGE_FROM + CHART_GAUGE_SWEEP };
    chart_gauge_dial(pen, &dial, low, high);
    chart_gauge_needle(pen, &dial, fmax(0, fmin(1, (chart->number - low) / (high - low))));
    const ChartBand *zone = chart_gauge_zone(chart, chart->number);
    char number[48];
    chart_number_text(chart->number, chart->decimals, chart->is_chinese, number, sizeof number);
    chart_gauge_figure(pen, &dial, number, zone);
    chart_gauge_labels(pen, &dial, low, high);
    chart_mark_point(pen, dial.cx, dial.cy, r1,
                     &(ChartMark){ .series = -1,
                                   .index = -1,
                                   .category = -1,
                                   .value = chart->number,
                                   .name = zone && zone->label ? zone->label : "",
                                   .colour = chart_gauge_colour(pen, chart->number) });
}

const ChartKindRow chart_kind_gauge = { CHART_GAUGE, "gauge", chart_gauge_is_empty,
                                        chart_gauge_paint, false };
