// SPDX-License-Identifier: Apache-2.0
// panel_dialog.c - the dialog above everything, and the parts that all panels of the shell share.
#include "ui/panel_shell.h"
#include <math.h>
#include <string.h>

#define DIALOG_WIDTH 460
#define DIALOG_LINES 14

bool panel_is_shell(const UiPanelRow *row)
{
    return row == &panel_menu_bar || row == &panel_menu_first || row == &panel_menu_second ||
           row == &panel_palette || row == &panel_form || row == &panel_settings ||
           row == &panel_chooser || row == &panel_dialog;
}

// A filled button is the deed; a ring is the focus.
typedef struct {
    const char *text;
    bool is_strong, has_focus;
} Button;

static void paint_button(UiPainter *painter, cairo_t *cr, const UiTheme *theme,
                         const double rect[4], const void *source)
{
    const Button *button = source;
    const UiRgba *c = theme->colours;
    ui_paint_round(cr, rect[0] + 2.5, rect[1] + 2.5, rect[2] - 5, rect[3] - 5, 5);
    ui_paint_colour(cr, c[button->is_strong ? UI_COLOUR_ACCENT : UI_COLOUR_FIELD]);
    cairo_fill_preserve(cr);
    ui_paint_colour(cr, c[button->is_strong ? UI_COLOUR_ACCENT : UI_COLOUR_BORDER]);
    cairo_set_line_width(cr, 1);
    cairo_stroke(cr);
    if (button->has_focus) {
        ui_paint_round(cr, rect[0] + 0.75, rect[1] + 0.75, rect[2] - 1.5, rect[3] - 1.5, 7);
        ui_paint_colour(cr, c[button->is_strong ? UI_COLOUR_TEXT : UI_COLOUR_ACCENT]);
        cairo_set_line_width(cr, 1.5);
        cairo_stroke(cr);
    }
    const UiTextDesc text = { .text = button->text,
                              .font = button->is_strong ? UI_FONT_STRONG : UI_FONT_BODY };
    double w = 0, h = 0;
    ui_text_measure(painter, &text, &w, &h);
    ui_text_paint(painter, cr, &text, rect[0] + (rect[2] - w) / 2, rect[1] + (rect[3] - h) / 2,
                  c[button->is_strong ? UI_COLOUR_ON_ACCENT : UI_COLOUR_TEXT]);
}

void panel_shell_button(UiTree *tree, const char *text, const char *action, bool is_strong,
                        bool has_focus)
{
    Button *button = ARENA_ARRAY(&tree->arena, Button, 1);
    *button = (Button){ ui_format(tree, "%s", text), is_strong, has_focus };
    // As wide as its text; Chinese characters are twice as wide as letters.
    double units = 0;
    for (const char *at = text; *at; at++)
        units += (unsigned char)*at < 0x80 ? 7.5 : ((unsigned char)*at & 0xc0) != 0x80 ? 13.5 : 0;
    ui_add(tree, &(UiWidget){ .kind = UI_PAINT,
                              .name = text,
                              .role = "button",
                              .value = has_focus,
                              .action = action,
                              .width = fmax(92, units + 36),
                              .height = 36,
                              .paint_of = paint_button,
                              .source = button });
}

void panel_shell_head(UiTree *tree, const char *title, const char *note)
{
    ui_add(tree, &(UiWidget){ .kind = UI_BOX,
                              .is_row = true,
                              .height = 44,
                              .padding_x = 16,
                              .gap = 10,
                              .ground = UI_GROUND_HEAD });
    ui_add_text(tree, title, UI_FONT_TITLE, UI_COLOUR_TITLE);
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                              .text = note ? note : "",
                              .grow = 1,
                              .width = 20,
                              .font = UI_FONT_SMALL,
                              .colour = UI_COLOUR_DIM });
    ui_add_icon(tree, UI_ICON_CLOSE, "close", "@shell:close");
    ui_end(tree);
}

static uint64_t dialog_key(const UiContext *context)
{
    const UiDialog *dialog = &context->memory->shell.dialog;
    if (!dialog->kind) return 0;
    uint64_t key =
        ui_hash_text(ui_hash_text(221 + (uint64_t)dialog->kind, dialog->title), dialog->text);
    key = ui_hash_number(key, dialog->focus + 10 * (double)dialog->edit.version);
    return ui_hash_number(key, context->width * 10000 + context->height + dialog->scroll / 100);
}

static double text_height(const UiContext *context, const char *text, double width)
{
    double height = 0;
    ui_text_measure(context->painter,
                    &(UiTextDesc){ .text = text, .width = width, .is_wrapped = true }, NULL,
                    &height);
    return height;
}

static void dialog_text(const UiContext *context, UiTree *tree, const UiDialog *dialog,
                        double width)
{
    const double most = DIALOG_LINES * 19, all = text_height(context, dialog->text, width);
    tree->scroll = fmax(0, fmin(dialog->scroll * 19, all - most));
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_scroll = all > most, .max_height = most });
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                              .text = dialog->text,
                              .name = "dialog text",
                              .is_wrapped = true,
                              .colour = UI_COLOUR_DIM });
    ui_end(tree);
}

static void dialog_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    UiDialog *dialog = &context->memory->shell.dialog;
    TextId buttons[UI_DIALOG_BUTTONS_MAX];
    const int count = ui_dialog_buttons(dialog, buttons);
    const bool is_long = strlen(dialog->text) > 300;
    place->width = fmin(is_long ? 620 : DIALOG_WIDTH, context->width - 2 * UI_MARGIN);
    place->x = (context->width - place->width) / 2;
    const double inner = place->width - 48;
    double height = 24 + text_height(context, dialog->title, inner) + 20 + 36 + 18;
    if (dialog->text[0])
        height += 10 + fmin(DIALOG_LINES * 19, text_height(context, dialog->text, inner));
    if (dialog->kind == UI_DIALOG_INPUT) height += 10 + 36;
    place->y = fmax(UI_MARGIN, (context->height - height) * 0.38);
    ui_add(tree, &(UiWidget){ .kind = UI_BOX,
                              .padding_x = 24,
                              .padding_y = 22,
                              .gap = 10,
                              .role = "dialog",
                              .name = dialog->title });
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                              .text = dialog->title,
                              .name = "dialog title",
                              .font = UI_FONT_LARGE,
                              .colour = UI_COLOUR_TITLE,
                              .is_wrapped = true });
    if (dialog->text[0]) dialog_text(context, tree, dialog, inner);
    if (dialog->kind == UI_DIALOG_INPUT) {
        ui_add(tree, &(UiWidget){ .kind = UI_FIELD,
                                  .role = "textfield",
                                  .field = &dialog->edit,
                                  .name = ui_word(context, TEXT_ASK_NAME),
                                  .height = 36 });
    }
    ui_add_space(tree, 2);
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .gap = 8 });
    // What discards stands apart, at the other side.
    for (int i = 0; i < count; i++) {
        if (i == (count == 3)) ui_add_grow(tree);
        panel_shell_button(tree, ui_word(context, buttons[i]), ui_format(tree, "@dialog:%d", i),
                           i == count - 1, dialog->focus == i);
    }
    ui_end(tree);
    ui_end(tree);
}

const UiPanelRow panel_dialog = { "dialog", dialog_key, dialog_build };
