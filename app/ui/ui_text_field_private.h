// SPDX-License-Identifier: Apache-2.0
// ui_text_field_private.h - shared by ui_text_field.c and ui_text_field_paint.c: what lies under x.
#pragma once
#include "ui/ui_text_field.h"

int ui_text_field_hit(const UiTextField *field, UiPainter *painter, const UiTextFieldLook *look,
                      double x); // the nearest place of a caret, bytes
// The arrow of a number there: 1 up, -1 down, 0 none.
int ui_text_field_arrow(const UiTextField *field, const UiTextFieldLook *look, double x, double y);
