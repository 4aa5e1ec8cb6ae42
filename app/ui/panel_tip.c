// SPDX-License-Identifier: Apache-2.0
// panel_tip.c - what a button without words does, said where the pointer rests on it.
#include "base/clock.h"
#include "ui/ui_panel.h"
#include <math.h>
#include <string.h>

#define REST_S 0.45
#define TIP_MAX 320 // units

const char *ui_tip_of(StateLanguage language, const UiWidget *w)
{
    static const TextId by_icon[] = {
        [UI_ICON_CLOSE] = TEXT_CLOSE,       [UI_ICON_ZOOM_TO] = TEXT_FIT,
        [UI_ICON_REMOVE] = TEXT_REMOVE,     [UI_ICON_DOWN] = TEXT_FOLD,
        [UI_ICON_RIGHT] = TEXT_UNFOLD,      [UI_ICON_SEARCH] = TEXT_SEARCH,
        [UI_ICON_HELP] = TEXT_HELP,         [UI_ICON_COPY] = TEXT_COPY,
        [UI_ICON_LAYERS] = TEXT_LAYERS,     [UI_ICON_SUN] = TEXT_DAY,
        [UI_ICON_MOON] = TEXT_NIGHT,        [UI_ICON_CUBE] = TEXT_WHITE,
        [UI_ICON_PLAY] = TEXT_PLAY,         [UI_ICON_HOME] = TEXT_FIT_ALL,
        [UI_ICON_WARN] = TEXT_PROBLEMS,     [UI_ICON_GLOBE] = TEXT_LANGUAGE,
        [UI_ICON_EYE] = TEXT_HIDE,          [UI_ICON_EYE_OFF] = TEXT_SHOW,
        [UI_ICON_RULER] = TEXT_MEASURE,     [UI_ICON_BELL] = TEXT_ALARMS,
        [UI_ICON_PAUSE] = TEXT_TIME_PAUSE,  [UI_ICON_CLOCK] = TEXT_TIME_SLIDER,
        [UI_ICON_EDIT] = TEXT_RENAME,       [UI_ICON_PLUS] = TEXT_ADD,
        [UI_ICON_BOOKMARK] = TEXT_BOOKMARK, [UI_ICON_LIST] = TEXT_SCENE,
        [UI_ICON_LOCK] = TEXT_SCENE_LOCK,   [UI_ICON_ROTATE] = TEXT_SCENE_ROTATE,
        [UI_ICON_STOP] = TEXT_STOP,
    };
    if (w->tip) return w->tip;
    const bool is_bare = w->kind == UI_BUTTON && w->icon && w->action && !(w->text && w->text[0]);
    if (!is_bare || (size_t)w->icon >= sizeof by_icon / sizeof *by_icon) return NULL;
    return by_icon[w->icon] ? text_get(language, by_icon[w->icon]) : NULL;
}

void ui_tip_follow(UiTip *tip, StateLanguage language, const UiWidget *hovered,
                   const double rect[4])
{
    const char *text = hovered ? ui_tip_of(language, hovered) : NULL;
    if (!text) {
        tip->text[0] = 0;
        return;
    }
    const bool is_same =
        strcmp(tip->text, text) == 0 && tip->rect[0] == rect[0] && tip->rect[1] == rect[1];
    if (is_same) return;
    // From one to the next the text goes along at once.
    const bool was_shown = tip->is_shown && tip->text[0];
    str_copy_utf8(tip->text, sizeof tip->text, text);
    memcpy(tip->rect, rect, sizeof tip->rect);
    tip->since_s = clock_monotonic_s() - (was_shown ? REST_S : 0);
    tip->is_shown = false;
}

bool ui_tip_is_due(const UiTip *tip)
{
    return tip->text[0] && !tip->is_shown && clock_monotonic_s() - tip->since_s >= REST_S;
}

static uint64_t panel_tip_key(const UiContext *context)
{
    UiTip *tip = &context->memory->tip;
    if (ui_tip_is_due(tip)) tip->is_shown = true;
    if (!tip->text[0] || !tip->is_shown) return 0;
    return ui_hash_number(ui_hash_text(811, tip->text), tip->rect[0] * 10000 + tip->rect[1]);
}

static void panel_tip_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    const UiTip *tip = &context->memory->tip;
    double natural = 0;
    ui_text_measure(context->painter, &(UiTextDesc){ .text = tip->text, .font = UI_FONT_SMALL },
                    &natural, NULL);
    place->width = fmin(TIP_MAX, ceil(natural) + 20);
    place->radius = 5;
    place->x = fmax(4, fmin(tip->rect[0] + tip->rect[2] / 2 - place->width / 2,
                            context->width - place->width - 4));
    place->y = tip->rect[1] + tip->rect[3] + 6;
    if (place->y > context->height - 36) { // else below the window
        place->y = tip->rect[1] - 6;
        place->is_from_bottom = true;
    }
    place->is_open_to_scene = true;
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .padding_x = 10, .padding_y = 6 });
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                              .role = "tooltip",
                              .text = tip->text,
                              .font = UI_FONT_SMALL,
                              .is_wrapped = true,
                              .colour = UI_COLOUR_TEXT });
    ui_end(tree);
}

const UiPanelRow panel_tip = { "tip", panel_tip_key, panel_tip_build };
