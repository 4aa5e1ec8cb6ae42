// SPDX-License-Identifier: Apache-2.0
// panel_palette.c - the command palette: a field, the commands that fit, their help and keys; and
// the form of one, made from its row.
#include "ui/panel_shell.h"
#include <math.h>
#include <string.h>

#define PALETTE_WIDTH 680
#define PALETTE_ROW 34
#define PALETTE_ROWS 11
#define FORM_FIELD 62
#define FORM_VALUES 26

static void place_it(const UiContext *context, UiPlace *place)
{
    place->width = fmin(PALETTE_WIDTH, context->width - 2 * UI_MARGIN);
    place->x = (context->width - place->width) / 2;
    place->y = fmin(96, context->height * 0.1);
}

static uint64_t palette_key(const UiContext *context)
{
    const UiShell *shell = &context->memory->shell;
    if (shell->open != UI_SHELL_PALETTE) return 0;
    const UiPalette *p = &shell->palette;
    uint64_t key = ui_hash_number(231, (double)p->edit.version);
    key = ui_hash_number(key, 1000 * p->at + 1e6 * p->first + 1e9 * p->count);
    return ui_hash_number(key, context->width * 10000 + context->height);
}

static void palette_row(const UiContext *context, UiTree *tree, const UiPalette *p, int i)
{
    const Cmd *cmd = p->hits[i];
    const bool is_recent = ui_text_field_text(&p->edit)[0] == 0 && i < p->recent_count;
    ui_add(tree, &(UiWidget){ .kind = UI_BOX,
                              .is_row = true,
                              .height = PALETTE_ROW,
                              .padding_x = 10,
                              .gap = 12,
                              .role = "option",
                              .name = ui_format(tree, "command %s", cmd->name),
                              .value = i == p->at,
                              .action = ui_format(tree, "@palette:%d", i),
                              .ground = i == p->at ? UI_GROUND_SELECTED : UI_GROUND_NONE });
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                              .text = ui_is_chinese(context) ? cmd->help_zh : cmd->help,
                              .grow = 1,
                              .width = 20,
                              .colour = UI_COLOUR_TEXT });
    if (is_recent)
        ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                                  .icon = UI_ICON_CLOCK,
                                  .width = 16,
                                  .height = 16,
                                  .colour = UI_COLOUR_DIM });
    ui_add_text(tree, ui_format(tree, "%s%s", cmd->name, cmd_form_is_needless(cmd) ? "" : " …"),
                UI_FONT_SMALL, UI_COLOUR_DIM);
    const char *key = ui_menu_key(context->facts, cmd->name);
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                              .text = key,
                              .width = 78,
                              .font = UI_FONT_SMALL,
                              .colour = UI_COLOUR_ACCENT,
                              .align = UI_ALIGN_END });
    ui_end(tree);
}

static void palette_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    UiPalette *p = &context->memory->shell.palette;
    place_it(context, place);
    const double room = context->height - place->y - 130;
    p->page = (int)fmax(3, fmin(PALETTE_ROWS, floor(room / PALETTE_ROW)));
    ui_add(tree, &(UiWidget){ .kind = UI_BOX,
                              .padding_x = 10,
                              .padding_y = 10,
                              .gap = 6,
                              .role = "dialog",
                              .name = "palette" });
    ui_add(tree, &(UiWidget){ .kind = UI_FIELD,
                              .role = "textfield",
                              .field = &p->edit,
                              .icon = UI_ICON_SEARCH,
                              .name = ui_word(context, TEXT_PALETTE_HINT),
                              .height = 38,
                              .font = UI_FONT_TITLE });
    ui_add(tree, &(UiWidget){ .kind = UI_BOX });
    for (int i = p->first; i < p->count && i < p->first + p->page; i++)
        palette_row(context, tree, p, i);
    if (p->count == 0) {
        ui_add(tree, &(UiWidget){
                         .kind = UI_BOX, .is_row = true, .height = PALETTE_ROW, .padding_x = 10 });
        ui_add_text(tree, ui_word(context, TEXT_PALETTE_NONE), UI_FONT_BODY, UI_COLOUR_DIM);
        ui_end(tree);
    }
    ui_end(tree);
    ui_add_rule(tree);
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .height = 20, .padding_x = 10 });
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                              .text = ui_word(context, TEXT_PALETTE_KEYS),
                              .grow = 1,
                              .width = 20,
                              .font = UI_FONT_SMALL,
                              .colour = UI_COLOUR_DIM });
    ui_add_text(tree,
                ui_format(tree, ui_is_chinese(context) ? "%d 条命令" : "%d commands", p->count),
                UI_FONT_SMALL, UI_COLOUR_DIM);
    ui_end(tree);
    ui_end(tree);
}

const UiPanelRow panel_palette = { "palette", palette_key, palette_build };

static uint64_t form_key(const UiContext *context)
{
    const UiShell *shell = &context->memory->shell;
    if (shell->open != UI_SHELL_FORM) return 0;
    uint64_t key = ui_hash_number(241, (double)shell->version);
    return ui_hash_number(key, context->width * 10000 + context->height);
}

// Values to choose from: those that fit beside one another.
static void form_values(const UiContext *context, UiTree *tree, int field, const char *now,
                        double width)
{
    const UiShell *shell = &context->memory->shell;
    char value[CMD_FORM_TEXT_MAX];
    double used = 0;
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .gap = 4, .height = 22 });
    for (int i = 0; ui_form_value(shell, field, i, value, sizeof value); i++) {
        double w = 0;
        ui_text_measure(context->painter, &(UiTextDesc){ .text = value, .font = UI_FONT_SMALL }, &w,
                        NULL);
        used += w + 22;
        if (used > width - 20) {
            ui_add_text(tree, "…", UI_FONT_SMALL, UI_COLOUR_DIM);
            break;
        }
        ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                                  .text = value,
                                  .name = ui_format(tree, "value %s", value),
                                  .role = "option",
                                  .font = UI_FONT_SMALL,
                                  .height = 22,
                                  .width = ceil(w) + 18,
                                  .colour = UI_COLOUR_TEXT,
                                  .action = ui_format(tree, "@field:%d:%d", field, i),
                                  .ground = strcmp(value, now) == 0 ? UI_GROUND_SELECTED
                                                                    : UI_GROUND_FIELD });
    }
    ui_end(tree);
}

static double field_height(const UiContext *context, int i)
{
    char first[64];
    return FORM_FIELD +
           (ui_form_value(&context->memory->shell, i, 0, first, sizeof first) ? FORM_VALUES : 0);
}

// Fields from `first` that fit into a height.
static int form_page(const UiContext *context, int first, double room)
{
    const int count = context->memory->shell.form.form.cmd->arg_count;
    int page = 0;
    for (double sum = 0; first + page < count; page++) {
        sum += field_height(context, first + page);
        if (sum > room) break;
    }
    return page > 1 ? page : 1;
}

static void form_field(const UiContext *context, UiTree *tree, int i, double width)
{
    UiFormShown *shown = &context->memory->shell.form;
    const CmdArg *arg = &shown->form.cmd->args[i];
    const CmdFormField *field = &shown->form.fields[i];
    const bool has_focus = shown->at == i, is_chinese = ui_is_chinese(context);
    char expected[160], first[64];
    cmd_form_expected(arg, is_chinese, expected, sizeof expected);
    const bool has_values = ui_form_value(&context->memory->shell, i, 0, first, sizeof first);
    ui_add(tree,
           &(UiWidget){
               .kind = UI_BOX, .height = field_height(context, i), .gap = 4, .padding_y = 4 });
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .gap = 8 });
    ui_add_text(tree, ui_format(tree, "%s%s", arg->name, arg->is_required ? " *" : ""),
                UI_FONT_STRONG, has_focus ? UI_COLOUR_ACCENT : UI_COLOUR_TEXT);
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                              .text = is_chinese && arg->help_zh ? arg->help_zh : arg->help,
                              .grow = 1,
                              .width = 20,
                              .font = UI_FONT_SMALL,
                              .colour = UI_COLOUR_DIM });
    if (field->wrong[0])
        ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                                  .text = field->wrong,
                                  .name = ui_format(tree, "wrong %s", arg->name),
                                  .font = UI_FONT_SMALL,
                                  .colour = UI_COLOUR_BAD });
    ui_end(tree);
    const char *hint =
        arg->fallback ? ui_format(tree, is_chinese ? "%s · 缺省 %s" : "%s · default %s", expected,
                                  arg->fallback)
                      : ui_format(tree, "%s%s%s", expected, arg->is_required ? "" : " · ",
                                  arg->is_required ? "" : ui_word(context, TEXT_FORM_OPTIONAL));
    ui_add(tree, &(UiWidget){ .kind = UI_FIELD,
                              .role = "textfield",
                              .field = &shown->fields[i],
                              .name = hint,
                              .height = 28 });
    if (has_values) form_values(context, tree, i, ui_text_field_text(&shown->fields[i]), width);
    ui_end(tree);
}

static void form_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    UiFormShown *shown = &context->memory->shell.form;
    const Cmd *cmd = shown->form.cmd;
    place_it(context, place);
    const double room = context->height - place->y - 44 - 110 - UI_MARGIN;
    shown->page = form_page(context, shown->first, room);
    while (shown->first > 0 && shown->first + shown->page >= cmd->arg_count &&
           form_page(context, shown->first - 1, room) > shown->page)
        shown->page = form_page(context, --shown->first, room);
    ui_add(tree, &(UiWidget){ .kind = UI_BOX,
                              .role = "dialog",
                              .name = ui_format(tree, "form %s", cmd->name) });
    panel_shell_head(tree, ui_is_chinese(context) ? cmd->help_zh : cmd->help, cmd->name);
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .padding_x = 16, .padding_y = 8 });
    for (int i = shown->first; i < cmd->arg_count && i < shown->first + shown->page; i++)
        form_field(context, tree, i, place->width - 32);
    if (cmd->arg_count > shown->page)
        ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                                  .text = ui_format(tree, "%d–%d / %d", shown->first + 1,
                                                    shown->first + shown->page, cmd->arg_count),
                                  .font = UI_FONT_SMALL,
                                  .colour = UI_COLOUR_DIM,
                                  .align = UI_ALIGN_END });
    if (shown->error[0])
        ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                                  .text = shown->error,
                                  .name = "form error",
                                  .is_wrapped = true,
                                  .colour = UI_COLOUR_BAD });
    ui_end(tree);
    ui_add_rule(tree);
    ui_add(tree, &(UiWidget){
                     .kind = UI_BOX, .is_row = true, .padding_x = 16, .padding_y = 8, .gap = 8 });
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                              .text = ui_word(context, TEXT_FORM_KEYS),
                              .grow = 1,
                              .width = 20,
                              .font = UI_FONT_SMALL,
                              .colour = UI_COLOUR_DIM });
    panel_shell_button(tree, ui_word(context, TEXT_FORM_BACK), "@field:back", false,
                       shown->at == cmd->arg_count);
    panel_shell_button(tree, ui_word(context, TEXT_FORM_RUN), "@field:run", true,
                       shown->at == cmd->arg_count + 1);
    ui_end(tree);
    ui_end(tree);
}

const UiPanelRow panel_form = { "form", form_key, form_build };
