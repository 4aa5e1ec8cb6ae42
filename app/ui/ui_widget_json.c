// SPDX-License-Identifier: Apache-2.0
// ui_widget_json.c - a widget tree as JSON, for `get widgets` and tests that click.
#include "ui/ui_widget_json.h"
#include <math.h>

static const char *role_of(const UiWidget *w)
{
    switch (w->kind) {
    case UI_TEXT: return w->action ? "link" : "text";
    case UI_CHECK: return "checkbox";
    case UI_SLIDER: return "slider";
    case UI_BUTTON: return "button";
    case UI_FIELD: return "field";
    case UI_PROGRESS: return "progress";
    case UI_PAINT: return "picture";
    default: return w->action ? "row" : NULL;
    }
}

void ui_tree_json(const UiTree *tree, double x, double y, double scale, JsonWriter *out)
{
    json_array_begin(out);
    for (int i = 0; i < tree->count; i++) {
        const UiWidget *w = &tree->items[i];
        const char *role = role_of(w);
        const char *name = w->name ? w->name : w->text;
        if (!role) continue;
        json_object_begin(out);
        json_key(out, "role"), json_text(out, role);
        json_key(out, "name"), json_text(out, name ? name : "");
        if (w->text && w->text != name) json_key(out, "text"), json_text(out, w->text);
        json_key(out, "rect");
        json_array_begin(out);
        json_number(out, round((x + w->x) * scale)), json_number(out, round((y + w->y) * scale));
        json_number(out, round(w->w * scale)), json_number(out, round(w->h * scale));
        json_array_end(out);
        if (w->kind == UI_CHECK || w->kind == UI_SLIDER || w->kind == UI_PROGRESS)
            json_key(out, "value"), json_number(out, w->value);
        if (w->action) json_key(out, "action"), json_text(out, w->action);
        if (w->is_disabled) json_key(out, "disabled"), json_bool(out, true);
        if (i == tree->hover) json_key(out, "hover"), json_bool(out, true);
        json_object_end(out);
    }
    json_array_end(out);
}
