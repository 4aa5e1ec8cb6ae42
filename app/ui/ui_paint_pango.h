// SPDX-License-Identifier: Apache-2.0
// ui_paint_pango.h - the painter's layout, for ui_text_caret.c and ui_text_field.c.
#pragma once
#include "ui/ui_paint.h"
#include <pango/pangocairo.h>

// One layout serves all: until the next call with this painter.
PangoLayout *ui_painter_layout(UiPainter *painter, const UiTextDesc *text);
