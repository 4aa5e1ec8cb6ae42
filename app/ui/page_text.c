// SPDX-License-Identifier: Apache-2.0
// page_text.c - page texts by viewing distance; grid lines on bezels.
#include "ui/page_text.h"
#include "core/viewing.h"
#include "ui/page_private.h"
#include <math.h>
#include <stdbool.h>

// As page_paint.c, page_frame.c and chart.h draw them, units.
typedef struct {
    const char *name;
    double units;
} PageTextStyle;
static const PageTextStyle page_text_styles[] = {
    { "title", 28 },   { "clock", 27 },    { "cell title", 17 }, { "row", 15 },       { "tab", 15 },
    { "chart", 13.5 }, { "subtitle", 13 }, { "detail", 12.5 },   { "chart axis", 9 },
};
#define PAGE_TEXT_ROW 15.0

// 1080 units of height, but at least 1200 of width.
static double base_scale(int width_px, int height_px)
{
    return fmax(PAGE_SCALE_LEAST, fmin(height_px / 1080.0, width_px / 1200.0));
}

static double factor_of(const State *state, int width_px, int height_px)
{
    if (state->text_scale > 0) return state->text_scale;
    const double wanted =
        viewing_factor(&state->wall, width_px, height_px,
                       PAGE_TEXT_ROW * base_scale(width_px, height_px), VIEWING_GOOD_ARCMIN);
    return fmax(1, fmin(PAGE_TEXT_MOST, wanted));
}

double page_text_scale(const State *state, int width_px, int height_px)
{
    return base_scale(width_px, height_px) * factor_of(state, width_px, height_px);
}

static void number_or_null(JsonWriter *out, double value, double parts)
{
    if (value > 0)
        json_number(out, round(value * parts) / parts);
    else
        json_null(out);
}

void page_text_json(const State *state, int width_px, int height_px, JsonWriter *out)
{
    const StateWall *wall = &state->wall;
    const double pitch_mm = viewing_pitch_mm(wall, width_px, height_px);
    const double factor = factor_of(state, width_px, height_px);
    int warnings = 0;
    json_object_begin(out);
    json_key(out, "pitch_mm"), number_or_null(out, pitch_mm, 1000);
    json_key(out, "distance_m"), number_or_null(out, wall->distance_m, 100);
    json_key(out, "text_scale"), json_number(out, round(factor * 1000) / 1000);
    json_key(out, "is_derived");
    json_bool(out, state->text_scale <= 0 && pitch_mm > 0 && wall->distance_m > 0);
    json_key(out, "styles");
    json_array_begin(out);
    for (size_t i = 0; i < sizeof page_text_styles / sizeof page_text_styles[0]; i++) {
        const PageTextStyle *style = &page_text_styles[i];
        const double px = style->units * base_scale(width_px, height_px) * factor;
        const double mm = px * VIEWING_CAPITAL * pitch_mm;
        const double arcmin = viewing_arcmin(mm, wall->distance_m);
        json_object_begin(out);
        json_key(out, "name"), json_text(out, style->name);
        json_key(out, "units"), json_number(out, style->units);
        json_key(out, "px"), json_number(out, round(px * 10) / 10);
        json_key(out, "mm"), number_or_null(out, mm, 10);
        json_key(out, "arcmin"), number_or_null(out, arcmin, 10);
        if (arcmin > 0 && arcmin < VIEWING_LEAST_ARCMIN) {
            warnings++;
            json_key(out, "warning");
            json_text(out, "below 16 minutes of arc (小于 16 角分)");
        }
        json_object_end(out);
    }
    json_array_end(out);
    json_key(out, "warnings"), json_int(out, warnings);
    json_key(out, "bezels");
    json_object_begin(out);
    json_key(out, "columns"), json_int(out, wall->columns ? wall->columns : 1);
    json_key(out, "rows"), json_int(out, wall->rows ? wall->rows : 1);
    json_key(out, "bezel_px"), json_number(out, wall->bezel_px);
    json_object_end(out);
    json_object_end(out);
}

// The line nearest to a place, none of those at the ends; -1 = none within half a track, or it lies
// on another bezel.
static int line_near(const PageTracks *t, double at, const bool *is_fixed)
{
    const double track = (t->to - t->from) / t->count;
    const int line = (int)lround((at - t->from) / track);
    return line > 0 && line < t->count && !is_fixed[line] ? line : -1;
}

void page_text_tracks(const PageTracks *t, double *lines, double *half)
{
    bool is_fixed[TOPIC_COLUMNS_MAX + 1] = { false };
    const int count = t->count < TOPIC_COLUMNS_MAX ? t->count : TOPIC_COLUMNS_MAX;
    for (int i = 0; i <= count; i++) {
        lines[i] = t->from + (t->to - t->from) * i / count;
        half[i] = t->gap / 2;
    }
    for (int d = 1; d < t->displays; d++) {
        const double at = t->length * d / t->displays;
        const int line = line_near(t, at, is_fixed);
        if (line < 0) continue;
        lines[line] = at;
        half[line] = fmax(t->gap, t->bezel + t->gap) / 2;
        is_fixed[line] = true;
    }
    is_fixed[0] = is_fixed[count] = true;
    for (int a = 0, b = 1; b <= count; b++) {
        if (!is_fixed[b]) continue;
        for (int i = a + 1; i < b; i++)
            lines[i] = lines[a] + (lines[b] - lines[a]) * (i - a) / (b - a);
        a = b;
    }
}
