// SPDX-License-Identifier: Apache-2.0
// panel_settings.c - what is set for the interface and the picture: rows of choices, each a
// command.
#include "ui/panel_shell.h"
#include <math.h>
#include <string.h>

#define SETTINGS_WIDTH 640
#define SETTINGS_ROW 40
#define OPTIONS_MAX 7

typedef enum {
    SET_LANGUAGE,
    SET_LOOK,
    SET_SCALE,
    SET_PAGE_TEXT,
    SET_QUALITY,
    SET_FRAMES,
    SET_COORDINATES,
    SET_PARTS
} SettingKind;
typedef struct {
    TextId text; // TEXT_NONE: word
    const char *word, *line;
    double value; // of the state, where this is chosen; of PARTS the offset of its flag
} SettingOption;
typedef struct {
    SettingKind kind;
    TextId title;
    SettingOption options[OPTIONS_MAX];
} Setting;

#define FLAG(field) (double)offsetof(State, field)
// To add a setting: a row.
static const Setting settings[] = {
    { SET_LANGUAGE,
      TEXT_LANGUAGE,
      { { TEXT_NONE, "中文", "language zh", STATE_LANGUAGE_ZH },
        { TEXT_NONE, "English", "language en", STATE_LANGUAGE_EN } } },
    { SET_LOOK,
      TEXT_LOOK,
      { { TEXT_DAY, NULL, "look day", STATE_LOOK_DAY },
        { TEXT_NIGHT, NULL, "look night", STATE_LOOK_NIGHT },
        { TEXT_WHITE, NULL, "look white", STATE_LOOK_WHITE } } },
    { SET_SCALE,
      TEXT_SET_SCALE,
      { { TEXT_NONE, "100 %", "interface-scale 100", 1 },
        { TEXT_NONE, "125 %", "interface-scale 125", 1.25 },
        { TEXT_NONE, "150 %", "interface-scale 150", 1.5 },
        { TEXT_NONE, "200 %", "interface-scale 200", 2 },
        { TEXT_NONE, "300 %", "interface-scale 300", 3 } } },
    { SET_PAGE_TEXT,
      TEXT_SET_PAGE_TEXT,
      { { TEXT_NONE, "100 %", "page-text-scale 1", 1 },
        { TEXT_NONE, "125 %", "page-text-scale 1.25", 1.25 },
        { TEXT_NONE, "150 %", "page-text-scale 1.5", 1.5 },
        { TEXT_NONE, "200 %", "page-text-scale 2", 2 } } },
    { SET_QUALITY,
      TEXT_QUALITY,
      { { TEXT_AUTO, NULL, "quality auto", STATE_QUALITY_AUTO },
        { TEXT_FULL, NULL, "quality full", STATE_QUALITY_FULL },
        { TEXT_SOFTWARE, NULL, "quality software", STATE_QUALITY_SOFTWARE } } },
    { SET_FRAMES,
      TEXT_SET_FRAMES,
      { { TEXT_SET_FRAMES_FREE, NULL, "frame-limit 0", 0 },
        { TEXT_NONE, "60", "frame-limit 60", 60 },
        { TEXT_NONE, "30", "frame-limit 30", 30 },
        { TEXT_NONE, "15", "frame-limit 15", 15 } } },
    { SET_COORDINATES,
      TEXT_SET_COORDINATES,
      { { TEXT_SET_DEGREES, "", "display-crs", 0 },
        { TEXT_NONE, "EPSG:4526", "display-crs EPSG:4526", 0 },
        { TEXT_NONE, "EPSG:32649", "display-crs EPSG:32649", 0 } } },
    { SET_PARTS,
      TEXT_SET_PARTS,
      { { TEXT_LABELS, NULL, "set labels toggle", FLAG(has_labels) },
        { TEXT_SHADOWS, NULL, "set shadows toggle", FLAG(has_shadows) },
        { TEXT_AMBIENT_OCCLUSION, NULL, "set ambient-occlusion toggle",
          FLAG(has_ambient_occlusion) },
        { TEXT_READOUT, NULL, "set readout toggle", FLAG(has_readout) },
        { TEXT_MENU_BAR, NULL, "set menu-bar toggle", FLAG(has_menu_bar) } } },
};
#define SETTING_COUNT (int)(sizeof settings / sizeof settings[0])

static bool is_on(const State *state, const Setting *setting, const SettingOption *option)
{
    switch (setting->kind) {
    case SET_LANGUAGE: return state->language == (StateLanguage)option->value;
    case SET_LOOK: return state->look == (StateLook)option->value;
    case SET_SCALE:
        return fabs((state->interface_scale > 0 ? state->interface_scale : 1) - option->value) <
               1e-6;
    case SET_PAGE_TEXT:
        return fabs((state->text_scale > 0 ? state->text_scale : 1) - option->value) < 1e-6;
    case SET_QUALITY: return state->quality == (StateQuality)option->value;
    case SET_FRAMES: return state->frame_limit == option->value;
    case SET_COORDINATES: return strcmp(state->display_crs, option->word) == 0;
    case SET_PARTS: return *(const bool *)((const char *)state + (size_t)option->value);
    }
    return false;
}

static int option_count(const Setting *setting)
{
    int count = 0;
    while (count < OPTIONS_MAX && setting->options[count].line) count++;
    return count;
}

void ui_settings_key(UiShell *shell, const char *key, Str *lines)
{
    const int all = SETTING_COUNT;
    const Setting *setting = &settings[shell->setting];
    const int count = option_count(setting), by = strcmp(key, "Right") == 0  ? 1
                                                  : strcmp(key, "Left") == 0 ? -1
                                                                             : 0;
    if (strcmp(key, "Escape") == 0 || strcmp(key, "Return") == 0)
        ui_shell_close(shell);
    else if (strcmp(key, "Down") == 0 || strcmp(key, "Tab") == 0)
        shell->setting = (shell->setting + 1) % all;
    else if (strcmp(key, "Up") == 0 || strcmp(key, "Shift+Tab") == 0)
        shell->setting = (shell->setting + all - 1) % all;
    else if (strlen(key) == 1 && key[0] >= '1' && key[0] <= '0' + count)
        str_printf(lines, "%s\n", setting->options[key[0] - '1'].line);
    else if (by && setting->kind != SET_PARTS) {
        int now = by > 0 ? -1 : 0;
        for (int i = 0; i < count; i++)
            if (is_on(shell->state, setting, &setting->options[i])) now = i;
        str_printf(lines, "%s\n", setting->options[(now + by + count) % count].line);
    }
}

static uint64_t settings_key(const UiContext *context)
{
    const UiShell *shell = &context->memory->shell;
    if (shell->open != UI_SHELL_SETTINGS) return 0;
    uint64_t key = ui_hash_number(261, shell->setting);
    for (int i = 0; i < SETTING_COUNT; i++)
        for (int k = 0; k < option_count(&settings[i]); k++)
            key = ui_hash_number(key, is_on(context->state, &settings[i], &settings[i].options[k]));
    return ui_hash_number(key, context->width * 10000 + context->height);
}

static void setting_row(const UiContext *context, UiTree *tree, int at)
{
    const Setting *setting = &settings[at];
    const bool has_focus = context->memory->shell.setting == at;
    ui_add(tree, &(UiWidget){ .kind = UI_BOX,
                              .is_row = true,
                              .height = SETTINGS_ROW,
                              .padding_x = 8,
                              .gap = 4,
                              .role = "group",
                              .name = ui_format(tree, "setting %d", at),
                              .ground = has_focus ? UI_GROUND_HOVER : UI_GROUND_NONE });
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                              .text = ui_word(context, setting->title),
                              .width = 150,
                              .colour = UI_COLOUR_TEXT });
    for (int i = 0; i < option_count(setting); i++) {
        const SettingOption *option = &setting->options[i];
        const bool is_chosen = is_on(context->state, setting, option);
        const char *text = option->text ? ui_word(context, option->text) : option->word;
        ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                                  .text = text,
                                  .name = ui_format(tree, "set %s", option->line),
                                  .role = setting->kind == SET_PARTS ? "check" : "option",
                                  .value = is_chosen,
                                  .action = option->line,
                                  .colour = UI_COLOUR_TEXT,
                                  .ground = is_chosen ? UI_GROUND_SELECTED : UI_GROUND_FIELD });
    }
    ui_end(tree);
}

static void path_row(const UiContext *context, UiTree *tree, TextId title, const char *path)
{
    Str line = { 0 };
    if (!path) return;
    str_add(&line, "copy ");
    ui_quote(&line, path);
    ui_add(tree,
           &(UiWidget){ .kind = UI_BOX, .is_row = true, .height = 30, .padding_x = 8, .gap = 8 });
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                              .text = ui_word(context, title),
                              .width = 150,
                              .colour = UI_COLOUR_TEXT });
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                              .text = path,
                              .grow = 1,
                              .width = 20,
                              .font = UI_FONT_SMALL,
                              .colour = UI_COLOUR_DIM });
    ui_add_icon(tree, UI_ICON_COPY, ui_format(tree, "copy %s", path), line.text);
    ui_end(tree);
    str_finish(&line);
}

static void settings_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    place->width = fmin(SETTINGS_WIDTH, context->width - 2 * UI_MARGIN);
    place->x = (context->width - place->width) / 2;
    const double height = 44 + 16 + SETTING_COUNT * SETTINGS_ROW + 2 * 30 + 60;
    place->y = fmax(UI_MENU_BAR + 4, (context->height - height) * 0.35);
    // The row that has the focus is seen.
    UiShell *shell = &context->memory->shell;
    const double room = context->height - place->y - 44 - 70,
                 at = 8 + shell->setting * SETTINGS_ROW;
    if (shell->setting != shell->setting_first) {
        if (at < tree->scroll) tree->scroll = at - 8;
        if (at + SETTINGS_ROW > tree->scroll + room) tree->scroll = at + SETTINGS_ROW - room;
        shell->setting_first = shell->setting;
    }
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .role = "dialog", .name = "settings" });
    panel_shell_head(tree, ui_word(context, TEXT_SETTINGS), ui_word(context, TEXT_SET_KEPT));
    ui_add(tree, &(UiWidget){ .kind = UI_BOX,
                              .is_scroll = true,
                              .padding_x = 12,
                              .padding_y = 8,
                              .max_height = context->height - place->y - 44 - 70 });
    for (int i = 0; i < SETTING_COUNT; i++) setting_row(context, tree, i);
    ui_add_space(tree, 4);
    path_row(context, tree, TEXT_SET_FOLDER, context->facts->data_folder);
    path_row(context, tree, TEXT_SET_SESSION, context->facts->session_path);
    ui_end(tree);
    ui_add_rule(tree);
    ui_add(tree, &(UiWidget){
                     .kind = UI_BOX, .is_row = true, .padding_x = 16, .padding_y = 8, .gap = 8 });
    ui_add_grow(tree);
    panel_shell_button(tree, ui_word(context, TEXT_SET_KEYS), "@help", false, false);
    panel_shell_button(tree, ui_word(context, TEXT_CLOSE), "@shell:close", true, false);
    ui_end(tree);
    ui_end(tree);
}

const UiPanelRow panel_settings = { "settings", settings_key, settings_build };
