// SPDX-License-Identifier: Apache-2.0
// chart_frame.c - what every chart has: head, age, legend, the drawn states, the read-out beside
// the pointer, the brush.
#include "ui/chart_pen.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

static UiRgba chart_state_colour(const ChartPen *pen)
{
    switch (pen->chart->state) {
    case CHART_LIVE: return chart_colour(pen, UI_COLOUR_GOOD);
    case CHART_LATE: return chart_colour(pen, UI_COLOUR_WARN);
    case CHART_STALE: return pen->theme->levels[UI_LEVEL_ORANGE];
    case CHART_FAILED: return chart_colour(pen, UI_COLOUR_BAD);
    default: return chart_colour(pen, UI_COLOUR_DIM);
    }
}

// "陈旧 · 3 分钟前"; a live value has its age alone.
static void chart_age_text(const Chart *chart, char *out, size_t cap)
{
    static const char *const zh[] = { "", "迟到", "陈旧", "失联" }, *const en[] = { "", "late",
                                                                                    "stale",
                                                                                    "dead" };
    const bool has_word = chart->state > CHART_LIVE && chart->state <= CHART_DEAD,
               has_age = chart->age_text && chart->age_text[0];
    snprintf(out, cap, "%s%s%s", has_word ? (chart->is_chinese ? zh : en)[chart->state] : "",
             has_word && has_age ? " · " : "",
             has_age && chart->state <= CHART_DEAD ? chart->age_text : "");
}

double chart_age_paint(ChartPen *pen, double right, double middle)
{
    char text[96];
    chart_age_text(pen->chart, text, sizeof text);
    if (!text[0]) return right;
    const double width = chart_text_width(pen, text, 0.84, false), dot = 2.4 * pen->k;
    const double x = right - width;
    if (x - 4 * dot < pen->rect.x) return right;
    const UiRgba colour = chart_state_colour(pen), ink = chart_ink(pen, colour);
    const bool is_live = pen->chart->state == CHART_LIVE;
    const bool is_drawn = chart_label(pen, &(ChartLabel){ .text = text,
                                                          .size = 0.84,
                                                          .x = right,
                                                          .y = middle,
                                                          .anchor_x = 1,
                                                          .anchor_y = 0.5,
                                                          .is_soft = true,
                                                          .colour = is_live ? NULL : &ink });
    if (!is_drawn) return right;
    cairo_new_path(pen->cr);
    cairo_arc(pen->cr, x - 2.6 * dot, middle, dot, 0, 6.2831853);
    chart_source(pen, colour, 1);
    cairo_fill(pen->cr);
    return x - 5 * dot;
}

static void chart_title(ChartPen *pen)
{
    const Chart *chart = pen->chart;
    const double height = 1.75 * pen->size, middle = pen->body.y + height / 2;
    if (pen->body.h < height * 2.4) return;
    const double right = chart_age_paint(pen, pen->body.x + pen->body.w, middle);
    const double title_w = chart_text_width(pen, chart->title, 1.08, true),
                 room = right - pen->body.x;
    const UiRgba bright = chart_colour(pen, UI_COLOUR_TEXT);
    chart_label(pen, &(ChartLabel){ .text = chart->title,
                                    .colour = &bright,
                                    .size = 1.08,
                                    .is_bold = true,
                                    .x = pen->body.x,
                                    .y = middle,
                                    .anchor_y = 0.5,
                                    .width = room });
    chart_label(pen, &(ChartLabel){ .text = chart->subtitle,
                                    .size = 0.84,
                                    .is_soft = true,
                                    .x = pen->body.x + title_w + 8 * pen->k,
                                    .y = middle + 0.1 * pen->size,
                                    .anchor_y = 0.5,
                                    .width = fmax(0.1, room - title_w - 8 * pen->k) });
    pen->body.y += height + 2 * pen->k;
    pen->body.h -= height + 2 * pen->k;
}

static void chart_legend_swatch(ChartPen *pen, int series, double x, double middle)
{
    const ChartKind kind = pen->chart->kind;
    const UiRgba colour = chart_series_colour(pen, series);
    const double side = 0.66 * pen->size;
    cairo_new_path(pen->cr);
    if (kind == CHART_LINE || kind == CHART_AREA) {
        const double dash[2] = { 3 * pen->k, 2 * pen->k };
        cairo_save(pen->cr);
        cairo_move_to(pen->cr, x, middle);
        cairo_line_to(pen->cr, x + side * 1.5, middle);
        cairo_set_line_width(pen->cr, 2 * pen->k);
        if (pen->chart->series[series].is_dashed) cairo_set_dash(pen->cr, dash, 2, 0);
        chart_source(pen, colour, 1);
        cairo_stroke(pen->cr);
        cairo_restore(pen->cr);
    } else {
        ui_paint_round(pen->cr, x + side * 0.25, middle - side / 2, side, side, side * 0.25);
        chart_source(pen, colour, 1);
        cairo_fill(pen->cr);
    }
}

static const char *chart_series_name(ChartPen *pen, int series)
{
    const char *name = pen->chart->series[series].name;
    return name && name[0]
               ? name
               : arena_printf(&pen->arena, chart_word(pen->chart, "系列%d", "Series %d"),
                              series + 1);
}

static void chart_legend_one(ChartPen *pen, int series, ChartBox box, double swatch)
{
    const double middle = box.y + box.h / 2;
    chart_legend_swatch(pen, series, box.x, middle);
    chart_label(pen, &(ChartLabel){ .text = chart_series_name(pen, series),
                                    .size = 0.88,
                                    .is_soft = true,
                                    .x = box.x + swatch,
                                    .y = middle,
                                    .anchor_y = 0.5,
                                    .width = box.w - swatch });
    if (!chart_probe_in(pen, box)) return;
    pen->hit = (ChartHit){
        .part = CHART_HIT_LEGEND, .series = series, .index = -1, .category = -1, .value = NAN
    };
    pen->best = -1; // nothing else is under it
}

// In rows from the right, each as full as it gets; what has no row of the many is left out. Returns
// how many rows.
static int chart_legend(ChartPen *pen, double left, double right, double top, double row_h,
                        int rows_max)
{
    const Chart *chart = pen->chart;
    const double swatch = 1.35 * pen->size, gap = 10 * pen->k, room = right - left;
    int row = 0;
    for (int i = 0; i < chart->series_count && i < CHART_SERIES_MAX && row < rows_max; row++) {
        double widths[CHART_SERIES_MAX], sum = 0;
        int count = 0;
        for (; i + count < chart->series_count && i + count < CHART_SERIES_MAX; count++) {
            const double natural =
                chart_text_width(pen, chart_series_name(pen, i + count), 0.88, false) + 1;
            widths[count] = fmin(swatch + natural, fmax(room, 4 * pen->size));
            const double more = widths[count] + (count ? gap : 0);
            if (sum + more > room + 0.5) break;
            sum += more;
        }
        if (count == 0) break;
        double x = right - sum;
        for (int k = 0; k < count; x += widths[k++] + gap)
            chart_legend_one(pen, i + k, (ChartBox){ x, top + row * row_h, widths[k], row_h },
                             swatch);
        i += count;
    }
    return row;
}

static bool chart_needs_legend(const ChartPen *pen)
{
    const Chart *chart = pen->chart;
    const ChartKindRow *row = chart_kind_table[chart->kind];
    const bool has_name =
        chart->series_count > 1 ||
        (chart->series_count == 1 && chart->series[0].name && chart->series[0].name[0]);
    return row->has_legend && !chart->has_no_legend && has_name;
}

static bool chart_has_unit_row(ChartKind kind)
{
    return kind == CHART_LINE || kind == CHART_AREA || kind == CHART_BAR || kind == CHART_SCATTER ||
           kind == CHART_HISTOGRAM || kind == CHART_BOX;
}

void chart_head(ChartPen *pen)
{
    const Chart *chart = pen->chart;
    const double pad = fmin(6 * pen->k, fmin(pen->rect.w, pen->rect.h) * 0.06);
    pen->body = (ChartBox){ pen->rect.x + pad, pen->rect.y + pad, pen->rect.w - 2 * pad,
                            pen->rect.h - 2 * pad };
    if (chart->kind == CHART_NUMBER && chart->state <= CHART_DEAD) return; // a head of its own
    const bool has_title = chart->title && chart->title[0] && pen->body.h >= 4.2 * pen->size;
    if (has_title) chart_title(pen);
    const bool has_age = !has_title &&
                         ((chart->age_text && chart->age_text[0]) || chart->state > CHART_LIVE) &&
                         chart->state <= CHART_DEAD;
    const bool has_legend = chart_needs_legend(pen),
               has_unit = chart_has_unit_row(chart->kind) && chart->unit && chart->unit[0];
    // Up goes how many; the unit is of the values, across.
    const char *unit =
        chart->kind == CHART_HISTOGRAM ? chart_word(chart, "次数", "Count") : chart->unit;
    const double height = 1.6 * pen->size, middle = pen->body.y + height / 2;
    if ((!has_age && !has_legend && !has_unit) || chart->state > CHART_DEAD) return;
    if (pen->body.h < 5.2 * pen->size) { // no row to spare: the age alone, in the corner
        if (has_age && chart->state >= CHART_LATE)
            chart_age_paint(pen, pen->body.x + pen->body.w, middle - 0.2 * pen->size);
        return;
    }
    const double right = has_age ? chart_age_paint(pen, pen->body.x + pen->body.w, middle)
                                 : pen->body.x + pen->body.w;
    double left = pen->body.x;
    if (has_unit) {
        const double width = fmin(chart_text_width(pen, unit, 0.84, false), pen->body.w * 0.4);
        chart_label(pen, &(ChartLabel){ .text = unit,
                                        .size = 0.84,
                                        .is_soft = true,
                                        .x = left,
                                        .y = middle,
                                        .anchor_y = 0.5,
                                        .width = width });
        left += width + 8 * pen->k;
    }
    const int rows_max = pen->body.h < 9 * pen->size ? 1 : pen->body.h < 14 * pen->size ? 2 : 3;
    const int rows = has_legend ? chart_legend(pen, left, right, pen->body.y, height, rows_max) : 1;
    const double used = height * (rows > 1 ? rows : 1) + 2 * pen->k;
    pen->body.y += used;
    pen->body.h -= used;
}

// A ghost of a chart, so that the place is known for one.
static void chart_skeleton(ChartPen *pen, ChartBox box)
{
    static const double heights[] = { 0.35, 0.55, 0.42, 0.75, 0.6, 0.9, 0.7, 0.5 };
    const double step = box.w / 8;
    for (int i = 0; i < 8; i++) {
        const double h = box.h * heights[i];
        chart_bar_path(pen,
                       (ChartBox){ box.x + (i + 0.25) * step, box.y + box.h - h, step * 0.5, h },
                       2 * pen->k, 0);
        chart_source_fade(pen, &(ChartFade){ .colour = chart_colour(pen, UI_COLOUR_DIM),
                                             .alpha0 = 0.16,
                                             .alpha1 = 0.03,
                                             .y0 = box.y,
                                             .y1 = box.y + box.h });
        cairo_fill(pen->cr);
    }
}

static void chart_note_icon(ChartPen *pen, double cx, double cy, double radius)
{
    cairo_t *cr = pen->cr;
    const UiRgba colour = chart_state_colour(pen);
    cairo_save(cr);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_width(cr, 1.6 * pen->k);
    if (pen->chart->state == CHART_FAILED) {
        ui_paint_icon(cr, UI_ICON_WARN, cx - radius, cy - radius, 2 * radius, colour);
    } else if (pen->chart->state == CHART_LOADING) {
        for (int i = 0; i < 12; i++) { // a ring of strokes that fade: at rest, as all pictures are
            const double a = i * 0.5235987755982988;
            cairo_move_to(cr, cx + 0.55 * radius * sin(a), cy - 0.55 * radius * cos(a));
            cairo_line_to(cr, cx + 0.95 * radius * sin(a), cy - 0.95 * radius * cos(a));
            chart_source(pen, chart_colour(pen, UI_COLOUR_ACCENT), 0.15 + 0.85 * i / 11.0);
            cairo_stroke(cr);
        }
    } else {
        const double dash[2] = { 2.5 * pen->k, 3 * pen->k };
        cairo_set_dash(cr, dash, 2, 0);
        ui_paint_round(cr, cx - radius, cy - 0.7 * radius, 2 * radius, 1.4 * radius, 0.3 * radius);
        chart_source(pen, colour, 0.8);
        cairo_stroke(cr);
    }
    cairo_restore(cr);
}

void chart_state_note(ChartPen *pen)
{
    const Chart *chart = pen->chart;
    const ChartBox box = pen->body;
    const bool is_failed = chart->state == CHART_FAILED, is_loading = chart->state == CHART_LOADING;
    const char *word = is_failed    ? chart_word(chart, "读取失败", "Failed")
                       : is_loading ? chart_word(chart, "载入中…", "Loading …")
                                    : chart_word(chart, "暂无数据", "No data");
    const bool has_reason = chart->state_text && chart->state_text[0];
    if (!is_failed && box.h > 6 * pen->size)
        chart_skeleton(pen, (ChartBox){ box.x, box.y + box.h * 0.35, box.w, box.h * 0.65 });
    const double radius = fmin(1.3 * pen->size, box.h * 0.18);
    UiTextDesc reason = { .text = has_reason ? chart_clean(pen, chart->state_text) : "",
                          .size = floor(0.88 * pen->size * 2) / 2,
                          .width = fmax(8, fmin(box.w, 30 * pen->size)),
                          .is_wrapped = true,
                          .align = UI_ALIGN_CENTRE };
    double reason_h = 0;
    if (has_reason) ui_text_measure(pen->painter, &reason, NULL, &reason_h);
    const double room = box.h - 2 * radius - 2.6 * pen->size;
    if (has_reason && reason_h > room) { // one line of it
        reason.is_wrapped = false;
        reason_h = chart_text_height(pen, 0.88);
    }
    const bool shows_reason = has_reason && reason_h <= room, shows_icon = box.h >= 4.5 * pen->size;
    const double text_h = chart_text_height(pen, 1),
                 all = (shows_icon ? 2.5 * radius : 0) + text_h + (shows_reason ? reason_h : 0);
    double y = box.y + (box.h - all) / 2;
    const double cx = box.x + box.w / 2;
    if (shows_icon) chart_note_icon(pen, cx, y + radius, radius);
    if (shows_icon) y += 2.5 * radius;
    const UiRgba ink =
        chart_ink(pen, is_failed ? chart_state_colour(pen) : chart_colour(pen, UI_COLOUR_DIM));
    const char *line = !shows_reason && has_reason && !is_failed ? chart->state_text : word;
    chart_label(pen, &(ChartLabel){ .text = line,
                                    .is_bold = is_failed,
                                    .x = cx,
                                    .y = y,
                                    .anchor_x = 0.5,
                                    .width = box.w,
                                    .colour = &ink });
    if (!shows_reason) return;
    ui_text_paint(pen->painter, pen->cr, &reason, cx - reason.width / 2, y + text_h,
                  chart_colour(pen, UI_COLOUR_DIM));
    cairo_new_path(pen->cr);
}

void chart_brush_paint(ChartPen *pen)
{
    const ChartFilter *brush = pen->chart->brush;
    if (!brush || !brush->has_range || !pen->has_x || brush->is_time != pen->x_is_time) return;
    const ChartBox plot = pen->plot;
    const double span = pen->x_high - pen->x_low, length = pen->x_is_vertical ? plot.h : plot.w;
    const double from = fmax(0, fmin(1, (brush->from - pen->x_low) / span)),
                 to = fmax(0, fmin(1, (brush->to - pen->x_low) / span));
    if (!(to > from)) return;
    const double a = from * length, b = to * length;
    const ChartBox inside = pen->x_is_vertical ? (ChartBox){ plot.x, plot.y + a, plot.w, b - a }
                                               : (ChartBox){ plot.x + a, plot.y, b - a, plot.h };
    cairo_new_path(pen->cr);
    cairo_rectangle(pen->cr, inside.x, inside.y, inside.w, inside.h);
    const UiRgba accent = chart_colour(pen, UI_COLOUR_ACCENT);
    chart_source(pen, accent, 0.10);
    cairo_fill(pen->cr);
    if (pen->x_is_vertical) {
        chart_line_h(pen, plot.x, plot.x + plot.w, inside.y, accent, 0.9, false);
        chart_line_h(pen, plot.x, plot.x + plot.w, inside.y + inside.h, accent, 0.9, false);
    } else {
        chart_line_v(pen, inside.x, plot.y, plot.y + plot.h, accent, 0.9, false);
        chart_line_v(pen, inside.x + inside.w, plot.y, plot.y + plot.h, accent, 0.9, false);
    }
}

void chart_readout(ChartPen *pen)
{
    const double row_h = 1.45 * pen->size, pad = 0.7 * pen->size, dot = 0.9 * pen->size,
                 gap = 1.2 * pen->size;
    const bool has_head = pen->read_head[0] != 0;
    if (pen->read_count == 0 && !has_head) return;
    double name_w = 0, value_w = 0;
    bool has_dot = false;
    for (int i = 0; i < pen->read_count; i++) {
        name_w = fmax(name_w,
                      fmin(16 * pen->size, chart_text_width(pen, pen->read[i].name, 0.92, false)));
        value_w = fmax(value_w, chart_text_width(pen, pen->read[i].value, 0.92, true));
        has_dot = has_dot || pen->read[i].has_colour;
    }
    const double head_w = chart_text_width(pen, pen->read_head, 0.86, false),
                 left = has_dot ? dot : 0;
    const double w =
        fmin(pen->rect.w, 2 * pad + fmax(head_w, left + name_w + (name_w > 0 ? gap : 0) + value_w));
    const double h = 2 * pad * 0.8 + (pen->read_count + has_head) * row_h;
    double x = pen->probe_x + 14 * pen->k, y = pen->probe_y - h - 8 * pen->k;
    if (x + w > pen->rect.x + pen->rect.w) x = pen->probe_x - 14 * pen->k - w;
    if (y < pen->rect.y) y = pen->probe_y + 12 * pen->k;
    x = fmax(pen->rect.x, fmin(pen->rect.x + pen->rect.w - w, x));
    y = fmax(pen->rect.y, fmin(pen->rect.y + pen->rect.h - h, y));
    pen->label_count = 0; // it lies above all labels
    const double line = chart_hairline(pen);
    UiRgba ground = chart_colour(pen, UI_COLOUR_GLASS_TOP);
    ground.a = 0.97;
    ui_paint_round(pen->cr, x + line / 2, y + line / 2, w - line, h - line, 4 * pen->k);
    chart_source(pen, ground, 1);
    cairo_fill_preserve(pen->cr);
    chart_source(pen, chart_colour(pen, UI_COLOUR_ACCENT), 0.55);
    cairo_set_line_width(pen->cr, line);
    cairo_stroke(pen->cr);
    double at = y + pad * 0.8;
    if (has_head)
        chart_label(pen, &(ChartLabel){ .text = pen->read_head,
                                        .size = 0.86,
                                        .is_soft = true,
                                        .x = x + pad,
                                        .y = at + row_h / 2,
                                        .anchor_y = 0.5,
                                        .width = w - 2 * pad });
    if (has_head) at += row_h;
    for (int i = 0; i < pen->read_count; i++, at += row_h) {
        const ChartReadRow *row = &pen->read[i];
        if (row->has_colour) {
            cairo_arc(pen->cr, x + pad + 0.25 * pen->size, at + row_h / 2, 0.25 * pen->size, 0,
                      6.2831853);
            chart_source(pen, row->colour, 1);
            cairo_fill(pen->cr);
        }
        const double value_room = fmin(value_w, w - 2 * pad - left);
        chart_label(pen, &(ChartLabel){ .text = row->value,
                                        .size = 0.92,
                                        .is_bold = true,
                                        .x = x + w - pad,
                                        .y = at + row_h / 2,
                                        .anchor_x = 1,
                                        .anchor_y = 0.5,
                                        .width = value_room });
        chart_label(
            pen, &(ChartLabel){ .text = row->name,
                                .size = 0.92,
                                .x = x + pad + left,
                                .y = at + row_h / 2,
                                .anchor_y = 0.5,
                                .width = fmax(0.1, w - 2 * pad - left - value_room - 0.4 * gap) });
    }
}
