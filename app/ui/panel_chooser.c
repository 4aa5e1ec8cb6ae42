// SPDX-License-Identifier: Apache-2.0
// panel_chooser.c - the chooser of files: places at the side, the folder's files as a table, a
// path.
#include "base/file.h"
#include "ui/panel_shell.h"
#include <math.h>
#include <string.h>

#define CHOOSER_WIDTH 900
#define CHOOSER_HEIGHT 560
#define CHOOSER_SIDE 170

static uint64_t chooser_key(const UiContext *context)
{
    const UiShell *shell = &context->memory->shell;
    const UiTable *table = &shell->chooser.table;
    if (shell->open != UI_SHELL_CHOOSER) return 0;
    uint64_t key =
        ui_hash_number(251, (double)shell->chooser.version + (double)shell->version * 1e6);
    key = ui_hash_number(key, table->first + 1e5 * table->cursor + table->sort_column * 0.1);
    key = ui_hash_number(key, (double)table->selected + table->is_descending +
                                  2.0 * table->is_choosing + table->hidden);
    return ui_hash_number(key,
                          context->width * 10000 + context->height + table->shown_count * 0.001);
}

static const char *title(const UiContext *context, UiChoose purpose)
{
    static const TextId titles[UI_CHOOSE_COUNT] = { [UI_CHOOSE_OPEN] = TEXT_CHOOSE_OPEN,
                                                    [UI_CHOOSE_LAYER] = TEXT_CHOOSE_ADD,
                                                    [UI_CHOOSE_SAVE] = TEXT_CHOOSE_SAVE };
    return ui_word(context, titles[purpose] ? titles[purpose] : TEXT_CHOOSE_EXPORT);
}

static void places(const UiContext *context, UiTree *tree, const UiChooser *chooser, double height)
{
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .width = CHOOSER_SIDE, .height = height, .gap = 2 });
    for (int i = 0; i < chooser->place_count; i++) {
        const char *name =
            i == 0 ? ui_word(context, TEXT_CHOOSE_HOME) : file_name(chooser->places[i]);
        const bool is_here = strcmp(chooser->places[i], chooser->folder) == 0;
        ui_add(tree, &(UiWidget){ .kind = UI_BOX,
                                  .is_row = true,
                                  .height = UI_ROW,
                                  .padding_x = 8,
                                  .gap = 8,
                                  .role = "option",
                                  .name = ui_format(tree, "place %s", chooser->places[i]),
                                  .action = ui_format(tree, "@choose:place:%d", i),
                                  .ground = is_here ? UI_GROUND_SELECTED : UI_GROUND_NONE });
        ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                                  .icon = i == 0 ? UI_ICON_HOME : UI_ICON_CLOCK,
                                  .width = 16,
                                  .height = 16,
                                  .colour = UI_COLOUR_DIM });
        ui_add(tree, &(UiWidget){ .kind = UI_TEXT, .text = name, .grow = 1, .width = 20 });
        ui_end(tree);
    }
    ui_end(tree);
}

static void check(UiTree *tree, const char *text, const char *action, bool is_on)
{
    ui_add(tree, &(UiWidget){ .kind = UI_CHECK, .value = is_on, .name = text, .action = action });
    ui_add(tree, &(UiWidget){
                     .kind = UI_BUTTON, .text = text, .action = action, .colour = UI_COLOUR_TEXT });
}

static void foot(const UiContext *context, UiTree *tree, const UiChooser *chooser)
{
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .gap = 4, .height = 40 });
    check(tree, ui_word(context, TEXT_CHOOSE_ALL), "@choose:kinds", chooser->shows_every_kind);
    check(tree, ui_word(context, TEXT_CHOOSE_HIDDEN), "@choose:hidden", chooser->shows_hidden);
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                              .text = chooser->error,
                              .name = "chooser error",
                              .grow = 1,
                              .width = 20,
                              .colour = UI_COLOUR_BAD });
    panel_shell_button(tree, ui_word(context, TEXT_CANCEL), "@choose:cancel", false, false);
    panel_shell_button(tree, title(context, chooser->purpose), "@choose:ok", true, false);
    ui_end(tree);
}

static void chooser_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    UiChooser *chooser = &context->memory->shell.chooser;
    const double width = fmin(CHOOSER_WIDTH, context->width - 2 * UI_MARGIN),
                 height = fmin(CHOOSER_HEIGHT, context->height - UI_MENU_BAR - 2 * UI_MARGIN);
    const double body_h = height - 44 - 40 - 44 - 40 - 44, table_w = width - 32 - CHOOSER_SIDE - 12;
    const UiTableColumn columns[] = {
        { ui_word(context, TEXT_CHOOSE_NAME), 0, 0, UI_ALIGN_START },
        { ui_word(context, TEXT_CHOOSE_SIZE), 90, 420, UI_ALIGN_END },
        { ui_word(context, TEXT_CHOOSE_CHANGED), 140, 300, UI_ALIGN_START },
        { ui_word(context, TEXT_CHOOSE_KIND), 80, 500, UI_ALIGN_START }
    };
    const UiTableSource source = ui_chooser_source(chooser);
    place->width = width;
    place->height = height;
    place->x = (context->width - width) / 2;
    place->y = fmax(UI_MENU_BAR + 4, (context->height - height) * 0.4);
    ui_add(tree,
           &(UiWidget){ .kind = UI_BOX, .height = height, .role = "dialog", .name = "chooser" });
    panel_shell_head(tree, title(context, chooser->purpose), "");
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .padding_x = 16, .padding_y = 10, .gap = 10 });
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .gap = 8, .height = 30 });
    ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                              .text = ui_word(context, TEXT_CHOOSE_UP),
                              .name = "folder up",
                              .action = "@choose:up",
                              .colour = UI_COLOUR_ACCENT,
                              .ground = UI_GROUND_FIELD });
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                              .text = chooser->folder,
                              .name = "folder",
                              .grow = 1,
                              .width = 20,
                              .font = UI_FONT_STRONG,
                              .colour = UI_COLOUR_TEXT });
    ui_end(tree);
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .gap = 12, .height = body_h });
    places(context, tree, chooser, body_h);
    ui_table_add(tree, &chooser->table, &source,
                 &(UiTableLook){ .name = "files",
                                 .columns = columns,
                                 .column_count = 4,
                                 .width = table_w,
                                 .height = body_h,
                                 .empty = ui_word(context, TEXT_CHOOSE_EMPTY) });
    ui_end(tree);
    ui_add(tree, &(UiWidget){ .kind = UI_FIELD,
                              .role = "textfield",
                              .field = &chooser->edit,
                              .name = ui_word(context, TEXT_CHOOSE_PATH) });
    foot(context, tree, chooser);
    ui_end(tree);
    ui_end(tree);
}

const UiPanelRow panel_chooser = { "chooser", chooser_key, chooser_build };
