// SPDX-License-Identifier: Apache-2.0
// panel_measure.c - the measuring tool while it is on: what clicks measure, what to do next, the
// results.
#include "core/measure.h"
#include "ui/ui_panel.h"
#include <math.h>

#define PANEL_MEASURE_WIDTH 560
#define PANEL_MEASURE_SHOWN 6

static uint64_t panel_measure_key(const UiContext *context)
{
    const State *s = context->state;
    if (!s->has_panels || s->measuring.kind == STATE_MEASURE_NONE) return 0;
    uint64_t key = ui_hash_number(131, s->measuring.kind * 64 + s->measuring.point_count);
    for (int i = 0; i < s->measure_count; i++) key = ui_hash_number(key, s->measures[i].id);
    return ui_hash_number(key, context->width * 2 + ui_is_chinese(context));
}

static TextId panel_measure_hint(const StateMeasure *m)
{
    switch (m->kind) {
    case STATE_MEASURE_ANGLE: return TEXT_MEASURE_HINT_ANGLE;
    case STATE_MEASURE_AREA:
        return m->point_count ? TEXT_MEASURE_HINT_AREA_END : TEXT_MEASURE_HINT_AREA;
    case STATE_MEASURE_HEIGHT: return TEXT_MEASURE_HINT_HEIGHT;
    case STATE_MEASURE_GAP: return TEXT_MEASURE_HINT_GAP;
    default: return TEXT_MEASURE_HINT_DISTANCE;
    }
}

static void panel_measure_results(const UiContext *context, UiTree *tree)
{
    const State *s = context->state;
    const int from =
        s->measure_count > PANEL_MEASURE_SHOWN ? s->measure_count - PANEL_MEASURE_SHOWN : 0;
    for (int i = s->measure_count - 1; i >= from; i--) {
        Str text = { 0 };
        measure_text(&s->measures[i], ui_is_chinese(context), true, &text);
        ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .gap = 8 });
        ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                                  .text = text.text ? text.text : "",
                                  .name = ui_format(tree, "measure %d", i),
                                  .grow = 1,
                                  .width = 20,
                                  .is_wrapped = true,
                                  .colour = UI_COLOUR_TEXT });
        ui_add_icon(tree, UI_ICON_REMOVE, ui_format(tree, "remove measure %d", i),
                    ui_format(tree, "measure-remove %u", s->measures[i].id));
        ui_end(tree);
        str_finish(&text);
    }
    if (from > 0) ui_add_text(tree, ui_format(tree, "+ %d", from), UI_FONT_SMALL, UI_COLOUR_DIM);
}

static void panel_measure_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    static const struct {
        StateMeasureKind kind;
        TextId text;
        const char *action;
    } kinds[] = { { STATE_MEASURE_DISTANCE, TEXT_DISTANCE, "measure-tool distance" },
                  { STATE_MEASURE_ANGLE, TEXT_ANGLE, "measure-tool angle" },
                  { STATE_MEASURE_AREA, TEXT_AREA, "measure-tool area" },
                  { STATE_MEASURE_HEIGHT, TEXT_CLEAR_HEIGHT, "measure-tool height" },
                  { STATE_MEASURE_GAP, TEXT_GAP, "measure-tool gap" } };
    const State *s = context->state;
    place->width = fmin(PANEL_MEASURE_WIDTH, context->width - 2 * UI_MARGIN);
    place->x = (context->width - place->width) / 2;
    place->y = UI_BAR + UI_MARGIN - 4;
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .padding_x = 12, .padding_y = 10, .gap = 8 });
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .gap = 4 });
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        ui_add(tree,
               &(UiWidget){ .kind = UI_BUTTON,
                            .text = ui_word(context, kinds[i].text),
                            .name = ui_format(tree, "tool %s", measure_kind_name(kinds[i].kind)),
                            .action = kinds[i].action,
                            .colour = UI_COLOUR_DIM,
                            .ground = s->measuring.kind == kinds[i].kind ? UI_GROUND_SELECTED
                                                                         : UI_GROUND_NONE });
    ui_add_grow(tree);
    ui_add_icon(tree, UI_ICON_CLOSE, "measure close", "measure-tool off");
    ui_end(tree);
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                              .text = ui_word(context, panel_measure_hint(&s->measuring)),
                              .name = "measure hint",
                              .font = UI_FONT_SMALL,
                              .colour = UI_COLOUR_DIM,
                              .is_wrapped = true });
    panel_measure_results(context, tree);
    ui_end(tree);
}

const UiPanelRow panel_measure = { "measure", panel_measure_key, panel_measure_build };
