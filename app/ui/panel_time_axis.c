// SPDX-License-Identifier: Apache-2.0
// panel_time_axis.c - the axis of the time slider: bars of alarms by level, marks of cases,
// emergencies and warnings, ticks, what is yet to come, the head.
#include "ui/panel_time.h"
#include "base/clock.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECOND 1000000.0
#define BIN 5.0 // width of a bar with its gap

typedef struct {
    int64_t from_us, to_us, now_us, head_us, hover_us;
    int utc_offset_s;
    bool is_past, is_chinese, is_pending, has_hover;
    int bins;
    int (*counts)[5]; // by bin: of alarms by level
    uint8_t *flags;   // by bin: 1 = a case, 2 = an emergency; warnings: level << 4
} Axis;

static const uint32_t level_rgb[5] = { 0x8a94a6, 0x3d8bfd, 0xf2c200, 0xff8c1a, 0xf03e3e };

static void colour_of(cairo_t *cr, uint32_t rgb, double alpha)
{
    cairo_set_source_rgba(cr, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0,
                          (rgb & 255) / 255.0, alpha);
}

static double x_of(const Axis *axis, const double rect[4], int64_t t_us)
{
    return rect[0] +
           rect[2] * (double)(t_us - axis->from_us) / (double)(axis->to_us - axis->from_us);
}

static void paint_bars(const Axis *axis, cairo_t *cr, const double rect[4], double base)
{
    int most = 1;
    for (int b = 0; b < axis->bins; b++) {
        int sum = 0;
        for (int l = 0; l < 5; l++) sum += axis->counts[b][l];
        if (sum > most) most = sum;
    }
    for (int b = 0; b < axis->bins; b++) {
        double y = base;
        int sum = 0;
        for (int l = 0; l < 5; l++) sum += axis->counts[b][l];
        if (sum == 0) continue;
        const double height = 5 + 15 * sqrt((double)sum / most);
        for (int l = 4; l >= 0; l--) { // the gravest stands on the line
            const double h = height * axis->counts[b][l] / sum;
            if (h <= 0) continue;
            cairo_rectangle(cr, rect[0] + b * BIN, y - h, BIN - 1.5, h);
            colour_of(cr, level_rgb[l], 0.95);
            cairo_fill(cr);
            y -= h;
        }
    }
}

// Cases are rings, emergencies diamonds, warnings flags in their colour: above the bars.
static void paint_flags(const Axis *axis, cairo_t *cr, const UiTheme *theme, const double rect[4])
{
    const double y = rect[1] + 7;
    for (int b = 0; b < axis->bins; b++) {
        const double x = rect[0] + b * BIN + BIN / 2;
        const int flags = axis->flags[b], level = flags >> 4;
        if (flags & 1) {
            cairo_new_path(cr);
            cairo_arc(cr, x, y, 3, 0, 2 * 3.14159265358979);
            ui_paint_colour(cr, theme->colours[UI_COLOUR_GOOD]);
            cairo_set_line_width(cr, 1.6);
            cairo_stroke(cr);
        }
        if (flags & 2) {
            cairo_move_to(cr, x, y - 4.5);
            cairo_line_to(cr, x + 4.5, y);
            cairo_line_to(cr, x, y + 4.5);
            cairo_line_to(cr, x - 4.5, y);
            cairo_close_path(cr);
            colour_of(cr, level_rgb[4], 1);
            cairo_fill(cr);
        }
        if (!(flags & 4)) continue;
        cairo_rectangle(cr, x - 0.5, y - 5, 1, 11);
        cairo_move_to(cr, x, y - 5);
        cairo_line_to(cr, x + 7, y - 2.5);
        cairo_line_to(cr, x, y);
        cairo_close_path(cr);
        colour_of(cr, level_rgb[level < 5 ? level : 0], 1);
        cairo_fill(cr);
    }
}

// The step between labels that leaves each its room.
static double tick_step_s(double span_s, double width)
{
    static const double steps[] = { 1,      5,      10,      30,      60,     300,   600,
                                    1800,   3600,   7200,    10800,   21600,  43200, 86400,
                                    172800, 604800, 1209600, 2592000, 7776000 };
    const double least_s = span_s * 92 / fmax(width, 92);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (steps[i] >= least_s) return steps[i];
    return 15552000;
}

static bool tick_text(const Axis *axis, int64_t t_us, double step_s, char out[48])
{
    static const char *const days_zh[] = { "日", "一", "二", "三", "四", "五", "六" };
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    char iso[32];
    clock_format(t_us, axis->utc_offset_s, iso);
    const int month = atoi(iso + 5), day = atoi(iso + 8);
    const bool is_midnight = strncmp(iso + 11, "00:00:00", 8) == 0;
    const int64_t number = (int64_t)floor(((double)t_us / SECOND + axis->utc_offset_s) / 86400);
    const char *weekday = days_zh[((number + 4) % 7 + 7) % 7];
    if (is_midnight && axis->is_chinese && step_s < 172800)
        snprintf(out, 48, "%d月%d日 周%s", month, day, weekday);
    else if (is_midnight && axis->is_chinese)
        snprintf(out, 48, "%d月%d日", month, day);
    else if (is_midnight)
        snprintf(out, 48, "%d %s", day, months[(month + 11) % 12]);
    else
        snprintf(out, 48, step_s < 60 ? "%.8s" : "%.5s", iso + 11);
    return is_midnight;
}

static void paint_ticks(const Axis *axis, UiPainter *painter, cairo_t *cr, const UiTheme *theme,
                        const double rect[4], double base)
{
    const double span_s = (double)(axis->to_us - axis->from_us) / SECOND,
                 step_s = tick_step_s(span_s, rect[2]), offset_s = axis->utc_offset_s;
    const double first_s = ceil(((double)axis->from_us / SECOND + offset_s) / step_s) * step_s;
    for (double at_s = first_s; (at_s - offset_s) * SECOND < (double)axis->to_us; at_s += step_s) {
        const int64_t t_us = (int64_t)((at_s - offset_s) * SECOND);
        const double x = floor(x_of(axis, rect, t_us)) + 0.5;
        char text[48];
        const bool is_day = tick_text(axis, t_us, step_s, text);
        cairo_rectangle(cr, x - 0.5, base, 1, is_day ? 7 : 5);
        ui_paint_colour_alpha(cr, theme->colours[UI_COLOUR_DIM], is_day ? 1 : 0.7);
        cairo_fill(cr);
        double w = 0, h = 0;
        const UiTextDesc desc = { .text = text,
                                  .font = is_day ? UI_FONT_STRONG : UI_FONT_SMALL,
                                  .size = 11 };
        ui_text_measure(painter, &desc, &w, &h);
        if (x - w / 2 < rect[0] || x + w / 2 > rect[0] + rect[2]) continue;
        ui_text_paint(painter, cr, &desc, x - w / 2, base + 6,
                      theme->colours[is_day ? UI_COLOUR_TEXT : UI_COLOUR_DIM]);
    }
}

// What is yet to come is no history.
static void paint_future(const Axis *axis, cairo_t *cr, const UiTheme *theme, const double rect[4],
                         double base)
{
    const double x = fmax(x_of(axis, rect, axis->now_us), rect[0]), right = rect[0] + rect[2];
    if (x >= right) return;
    cairo_save(cr);
    cairo_rectangle(cr, x, rect[1], right - x, base - rect[1]);
    cairo_clip(cr);
    ui_paint_colour_alpha(cr, theme->colours[UI_COLOUR_DIM], 0.28);
    cairo_set_line_width(cr, 1);
    for (double at = x - 40; at < right; at += 6) {
        cairo_move_to(cr, at, base);
        cairo_line_to(cr, at + 36, rect[1]);
    }
    cairo_stroke(cr);
    cairo_restore(cr);
    cairo_rectangle(cr, floor(x), rect[1], 1, base - rect[1]);
    ui_paint_colour(cr, theme->colours[UI_COLOUR_GOOD]);
    cairo_fill(cr);
}

static void paint_head(const Axis *axis, cairo_t *cr, const UiTheme *theme, const double rect[4],
                       double base)
{
    const double x = fmin(fmax(floor(x_of(axis, rect, axis->head_us)) + 0.5, rect[0]),
                          rect[0] + rect[2]),
                 y = rect[1];
    const UiRgba colour = theme->colours[axis->is_past ? UI_COLOUR_ACCENT : UI_COLOUR_GOOD];
    cairo_rectangle(cr, x - 1, y, 2, base - y + 7);
    ui_paint_colour(cr, colour);
    cairo_fill(cr);
    cairo_move_to(cr, x - 6.5, y - 1);
    cairo_line_to(cr, x + 6.5, y - 1);
    cairo_line_to(cr, x + 6.5, y + 4);
    cairo_line_to(cr, x, y + 11);
    cairo_line_to(cr, x - 6.5, y + 4);
    cairo_close_path(cr);
    ui_paint_colour(cr, colour);
    cairo_fill_preserve(cr);
    cairo_set_line_width(cr, 1);
    ui_paint_colour(cr, theme->colours[UI_COLOUR_ON_ACCENT]);
    cairo_stroke(cr);
}

static void paint_hover(const Axis *axis, UiPainter *painter, cairo_t *cr, const UiTheme *theme,
                        const double rect[4], double base)
{
    if (!axis->has_hover || axis->hover_us < axis->from_us || axis->hover_us > axis->to_us) return;
    char iso[32], text[32];
    clock_format(axis->hover_us, axis->utc_offset_s, iso);
    if (axis->to_us - axis->from_us > (int64_t)(172800 * SECOND))
        snprintf(text, sizeof text, axis->is_chinese ? "%d月%d日 %.5s" : "%d/%d %.5s",
                 atoi(iso + 5), atoi(iso + 8), iso + 11);
    else
        snprintf(text, sizeof text, "%.8s", iso + 11);
    const double x = floor(x_of(axis, rect, axis->hover_us)) + 0.5;
    cairo_rectangle(cr, x - 0.5, rect[1], 1, base - rect[1]);
    ui_paint_colour_alpha(cr, theme->colours[UI_COLOUR_TEXT], 0.5);
    cairo_fill(cr);
    double w = 0, h = 0;
    const UiTextDesc desc = { .text = text, .font = UI_FONT_SMALL };
    ui_text_measure(painter, &desc, &w, &h);
    const double left = fmin(fmax(x + 8, rect[0]), rect[0] + rect[2] - w - 10);
    ui_paint_round(cr, left - 5, rect[1] + 1, w + 10, h + 3, 3);
    ui_paint_colour(cr, theme->colours[UI_COLOUR_GLASS_TOP]);
    cairo_fill(cr);
    ui_text_paint(painter, cr, &desc, left, rect[1] + 2, theme->colours[UI_COLOUR_TEXT]);
}

void panel_time_axis_paint(UiPainter *painter, cairo_t *cr, const UiTheme *theme,
                           const double rect[4], const void *source)
{
    const Axis *axis = source;
    const double base = floor(rect[1] + PANEL_TIME_SCRUB);
    ui_paint_round(cr, rect[0], rect[1], rect[2], base - rect[1], 3);
    ui_paint_colour(cr, theme->colours[UI_COLOUR_FIELD]);
    cairo_fill(cr);
    paint_future(axis, cr, theme, rect, base);
    paint_bars(axis, cr, rect, base);
    paint_flags(axis, cr, theme, rect);
    cairo_rectangle(cr, rect[0], base, rect[2], 1);
    ui_paint_colour_alpha(cr, theme->colours[UI_COLOUR_DIM], 0.6);
    cairo_fill(cr);
    paint_ticks(axis, painter, cr, theme, rect, base);
    paint_hover(axis, painter, cr, theme, rect, base);
    paint_head(axis, cr, theme, rect, base);
}

static void add_mark(Axis *axis, const UiTimeMark *mark)
{
    enum { ALARM = 1, CASE, EMERGENCY, WARNING }; // ReplayKind
    const double share =
        (double)(mark->t_us - axis->from_us) / (double)(axis->to_us - axis->from_us);
    if (share < 0 || share >= 1) return;
    const int bin = (int)(share * axis->bins);
    const int level = mark->level < 5 ? mark->level : 0;
    if (mark->kind == ALARM) axis->counts[bin][level]++;
    if (mark->kind == CASE) axis->flags[bin] |= 1;
    if (mark->kind == EMERGENCY) axis->flags[bin] |= 2;
    if (mark->kind == WARNING && level >= axis->flags[bin] >> 4)
        axis->flags[bin] = (uint8_t)((axis->flags[bin] & 15) | 4 | level << 4);
}

const void *panel_time_axis(const UiContext *context, UiTree *tree, double width)
{
    const UiMemory *memory = context->memory;
    const UiTime *time = context->facts->time;
    Axis *axis = ARENA_ARRAY(&tree->arena, Axis, 1);
    const bool is_past = panel_time_is_past(context);
    *axis = (Axis){ .from_us = memory->time_from_us,
                    .to_us = memory->time_to_us,
                    .now_us = time->now_us,
                    .head_us = is_past ? context->state->instant_us : time->now_us,
                    .hover_us = memory->time_hover_us,
                    .has_hover = memory->time_hover_us != 0 && !memory->time_drag,
                    .utc_offset_s = context->state->utc_offset_s,
                    .is_past = is_past,
                    .is_chinese = ui_is_chinese(context),
                    .bins = (int)fmax(1, width / BIN) };
    axis->counts = arena_alloc(&tree->arena, (size_t)axis->bins * sizeof *axis->counts);
    axis->flags = ARENA_ARRAY(&tree->arena, uint8_t, axis->bins);
    memset(axis->counts, 0, (size_t)axis->bins * sizeof *axis->counts);
    memset(axis->flags, 0, (size_t)axis->bins);
    for (int i = 0; i < time->mark_count; i++) add_mark(axis, &time->marks[i]);
    return axis;
}
