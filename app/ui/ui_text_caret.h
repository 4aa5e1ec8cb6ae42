// SPDX-License-Identifier: Apache-2.0
// ui_text_caret.h - where a caret may stand in one line of text, and where that is on the screen.
// Positions are bytes; by the log attributes of Pango (grapheme clusters and words of UAX 29).
// Does not: keep a caret (ui_text_field.h). Thread: the painter's.
#pragma once
#include "ui/ui_paint.h"

// The next place before (towards < 0) or behind a place; by_word: of a word's start before, of its
// end behind. Stays within the text.
int ui_text_caret_step(UiPainter *painter, const char *text, int at, int towards, bool by_word);
int ui_text_caret_snap(UiPainter *painter, const char *text, int at); // the nearest before or there
// The word at a place, or the run of what is no word there.
void ui_text_caret_word(UiPainter *painter, const char *text, int at, int *from, int *to);
double ui_text_caret_x(UiPainter *painter, const UiTextDesc *text, int at); // units from its left
int ui_text_caret_at(UiPainter *painter, const UiTextDesc *text, double x); // the nearest place
