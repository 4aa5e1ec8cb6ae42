// SPDX-License-Identifier: Apache-2.0
// panel_help.c - keys and pointer, from the tables that make them work.
#include "ui/ui_panel.h"
#include <math.h>
#include <string.h>

#define PANEL_HELP_WIDTH 860

static uint64_t panel_help_key(const UiContext *context)
{
    if (!context->memory->is_help_open) return 0;
    return ui_hash_number(101, context->width * 10000 + context->height);
}

static bool panel_help_is_hidden(const UiFacts *facts, const KeymapRow *row)
{
    // App's own keys come before core's rows of the same key; keys that app moves the camera by are one row there.
    static const char *const held[] = { "Left", "Right", "Up", "Down", "PageUp", "PageDown", "=", "-" };
    if (!row->help) return true;
    for (size_t i = 0; i < sizeof held / sizeof held[0]; i++) {
        if (strcmp(held[i], row->key) == 0) return true;
    }
    for (int i = 0; i < facts->key_row_count; i++) {
        if (strcmp(facts->key_rows[i].key, row->key) == 0) return true;
    }
    return false;
}

// What the pointer does has names of its own in Chinese; keys are named as they are engraved.
static const char *panel_help_key_name(const UiContext *context, const char *key)
{
    static const char *const names[][2] = { { "Drag", "拖动" },
                                            { "Wheel", "滚轮" },
                                            { "Right drag, Ctrl+drag", "右键或 Ctrl 拖动" },
                                            { "Click", "单击" },
                                            { "Right click", "右键单击" },
                                            { "Double click", "双击" },
                                            { "Shift+drag", "Shift 拖动" },
                                            { "Two fingers", "双指" },
                                            { "W A S D, arrows", "W A S D 方向键" },
                                            { "Space", "空格" } };
    if (!ui_is_chinese(context)) return key;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i][0], key) == 0) return names[i][1];
    }
    return key;
}

static void panel_help_row(const UiContext *context, UiTree *tree, const KeymapRow *row)
{
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .height = 24, .gap = 10 });
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT, .text = panel_help_key_name(context, row->key), .width = 150, .font = UI_FONT_STRONG, .colour = UI_COLOUR_ACCENT, .align = UI_ALIGN_END });
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT, .text = ui_is_chinese(context) ? row->help_zh : row->help, .grow = 1, .width = 20, .colour = UI_COLOUR_TEXT });
    ui_end(tree);
}

static void panel_help_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    const UiFacts *facts = context->facts;
    const KeymapRow *rows[160];
    int count = 0;
    for (int i = 0; i < facts->key_row_count && count < 160; i++) {
        if (facts->key_rows[i].help) rows[count++] = &facts->key_rows[i];
    }
    for (int i = 0; i < keymap_count && count < 160; i++) {
        if (!panel_help_is_hidden(facts, &keymap_table[i])) rows[count++] = &keymap_table[i];
    }
    place->width = fmin(PANEL_HELP_WIDTH, context->width - 2 * UI_MARGIN);
    place->x = (context->width - place->width) / 2;
    place->y = UI_BAR + UI_MARGIN;
    ui_add(tree, &(UiWidget){ .kind = UI_BOX });
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .height = 44, .padding_x = 16, .ground = UI_GROUND_HEAD });
    ui_add_text(tree, ui_word(context, TEXT_KEYS), UI_FONT_TITLE, UI_COLOUR_TITLE);
    ui_add_grow(tree);
    ui_add_icon(tree, UI_ICON_CLOSE, "close help", "@help");
    ui_end(tree);
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_scroll = true, .padding_y = 12, .padding_x = 8, .max_height = context->height - place->y - UI_STRIP - 80 });
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true });
    const int half = (count + 1) / 2;
    for (int column = 0; column < 2; column++) {
        ui_add(tree, &(UiWidget){ .kind = UI_BOX, .width = place->width / 2 - 8 });
        const int end = column == 0 ? half : count;
        for (int i = column * half; i < end; i++) panel_help_row(context, tree, rows[i]);
        // Both columns start at the same height.
        for (int i = end - column * half; i < half; i++) ui_add_space(tree, 24);
        ui_end(tree);
    }
    ui_end(tree);
    ui_end(tree);
    ui_end(tree);
}

const UiPanelRow panel_help = { "help", panel_help_key, panel_help_build };
