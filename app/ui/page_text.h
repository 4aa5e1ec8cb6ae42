// SPDX-License-Identifier: Apache-2.0
// page_text.h - the sizes of a page's texts on the wall they are read from, and where its bezels
// are. Does not: paint (page_paint.c, page_frame.c, chart.h have the sizes listed here). Thread:
// main.
#pragma once
#include "base/json.h"
#include "core/state.h"

// Pixels a unit: 1080 units of height, larger by state->text_scale, or where that is not given by
// the wall: so that a row's text has 20 minutes of arc, at most PAGE_TEXT_MOST larger, for
// cells must hold what they show.
#define PAGE_TEXT_MOST 1.5
double page_text_scale(const State *state, int width_px, int height_px);
// {"pitch_mm","distance_m","text_scale","is_derived","styles":[{"name","units","px","mm","arcmin",
// "warning"}],"warnings":N,"bezels":{"columns","rows","bezel_px"}}; warning where it is below 16
// minutes of arc; mm and arcmin are null where the wall is unknown.
void page_text_json(const State *state, int width_px, int height_px, JsonWriter *out);
// The lines of a grid of `count` tracks from `from` to `to`, units, so that bezels lie in the gaps:
// the line nearest to the middle of a bezel moves there, those between share the room. lines:
// count + 1. half: of the gap round each line, at least gap / 2, wider where a bezel is.
typedef struct {
    double from, to, gap;
    int count;
    double length; // of the window, units
    int displays;  // side by side in it; 0 = 1
    double bezel;  // units between two of them
} PageTracks;
void page_text_tracks(const PageTracks *tracks, double *lines, double *half);
