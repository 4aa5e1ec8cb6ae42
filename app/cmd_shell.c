// SPDX-License-Identifier: Apache-2.0
// cmd_shell.c - menus, palette, forms, settings and the chooser by command, so that keys, scripts
// and the remote open them alike.
#include "cmd_shell.h"
#include "app_answer.h"
#include "base/file.h"
#include "core/city_model.h"
#include "core/cmd_rows.h"
#include "core/document.h"
#include "ui/ui_menu.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Ui *shell_ui(App *app, Err *err)
{
    if (!app->scene && !app_open_null(app, 1920, 1080, err)) return NULL;
    Ui *ui = app_shown_ui(app);
    if (!ui) err_set(err, ERR_MEMORY, "no memory for the panels");
    return ui;
}

static bool run_palette(CmdContext *context, const CmdCall *call, Err *err)
{
    Ui *ui = shell_ui(context->app, err);
    if (ui) ui_show_palette(ui, call->values[0]);
    context->app->is_dirty = true;
    return ui != NULL;
}

static bool run_menu(CmdContext *context, const CmdCall *call, Err *err)
{
    Ui *ui = shell_ui(context->app, err);
    if (!ui) return false;
    context->app->is_dirty = true;
    return ui_show_menu(ui, call->values[0]);
}

static bool run_menu_at(CmdContext *context, const CmdCall *call, Err *err)
{
    App *app = context->app;
    Ui *ui = shell_ui(app, err);
    if (!ui || !app_needs_view(app, err)) return false;
    const ScenePick pick =
        scene_pick(app->scene, &app->city, &app->state, call->numbers[0], call->numbers[1]);
    const StateLayer *wanted =
        pick.is_hit ? state_layer_by_id(&app->state, pick.feature.layer_id) : NULL;
    const CityLayer *layer = wanted ? city_layer(&app->city, wanted->id) : NULL;
    UiMenuSubject subject = { .x_px = call->numbers[0],
                              .y_px = call->numbers[1],
                              .lon_deg = pick.point.lon_deg,
                              .lat_deg = pick.point.lat_deg,
                              .height_m = pick.point.h_m,
                              .heading_deg = app->state.camera.heading_deg,
                              .has_point = pick.is_hit,
                              .layer_id = pick.feature.layer_id,
                              .feature = pick.feature.feature,
                              .has_feature = layer && (layer->vector || layer->asset),
                              .is_model = layer && layer->asset };
    if (wanted) str_copy_utf8(subject.name, sizeof subject.name, wanted->name);
    if (layer && layer->asset)
        str_copy_utf8(subject.name, sizeof subject.name,
                      city_model_name(layer, pick.feature.feature));
    bool is_selected = false;
    for (int i = 0; i < app->state.selection_count; i++)
        is_selected = is_selected || (app->state.selection[i].layer_id == subject.layer_id &&
                                      app->state.selection[i].feature == subject.feature);
    // A menu is of what is selected: what it is opened on becomes so.
    if (subject.has_feature && !is_selected) {
        app->state.selection_count = 0;
        if (!state_select(&app->state, pick.feature))
            return err_set(err, ERR_MEMORY, "no memory for the selection"), false;
        state_touch(&app->state);
    }
    app->is_dirty = true;
    return ui_show_context(ui, &subject);
}

static bool run_form(CmdContext *context, const CmdCall *call, Err *err)
{
    Ui *ui = shell_ui(context->app, err);
    if (!ui) return false;
    context->app->is_dirty = true;
    if (ui_show_form(ui, call->values[0])) return true;
    err_set(err, ERR_NOT_FOUND, "there is no command '%.60s' to fill in a form for",
            call->values[0]);
    return false;
}

static bool run_settings(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)call;
    Ui *ui = shell_ui(context->app, err);
    if (ui) ui_show_settings(ui);
    context->app->is_dirty = true;
    return ui != NULL;
}

// The name a new file is offered under.
static void offered_name(const App *app, const char *purpose, char out[160])
{
    const char *document = app->state.document;
    if (strcmp(purpose, "save") == 0)
        str_copy_utf8(out, 160, document ? file_name(document) : "city.yaml");
    else if (strcmp(purpose, "picture") == 0 || strcmp(purpose, "screenshot") == 0)
        str_copy_utf8(out, 160, "citymirror.png");
    else
        snprintf(out, 160, "%.100s.csv", purpose);
}

static bool run_file_choose(CmdContext *context, const CmdCall *call, Err *err)
{
    App *app = context->app;
    Ui *ui = shell_ui(app, err);
    char name[160] = "", folder[1024] = "";
    const char *purpose = call->values[0], *document = app->state.document;
    if (!ui) return false;
    if (strcmp(purpose, "open") != 0 && strcmp(purpose, "layer") != 0)
        offered_name(app, purpose, name);
    if (document && file_name(document) > document + 1)
        snprintf(folder, sizeof folder, "%.*s", (int)(file_name(document) - document) - 1,
                 document);
    app->is_dirty = true;
    return ui_show_chooser(ui, purpose, call->values[1] ? call->values[1] : folder, name);
}

static void copy_vector(const GeoLayer *layer, uint32_t feature, Str *out)
{
    char text[1024];
    for (int i = 0; i < layer->column_count; i++)
        if (geo_column_text(&layer->columns[i], feature, text, sizeof text))
            str_printf(out, "%s\t%s\n", layer->columns[i].name, text);
}

static void copy_model(const CityLayer *layer, uint32_t object, bool is_chinese, Str *out)
{
    Arena arena = { 0 };
    CityModelRow *rows = NULL;
    const int count = city_model_rows(layer, object, is_chinese, &arena, &rows);
    str_printf(out, "%s\n", city_model_name(layer, object));
    for (int i = 0; i < count; i++)
        str_printf(out, "%s\t%s\n", rows[i].name ? rows[i].name : "",
                   rows[i].value ? rows[i].value : "");
    arena_finish(&arena);
}

static bool run_copy_attributes(CmdContext *context, const CmdCall *call, Err *err)
{
    App *app = context->app;
    StateFeatureRef ref =
        app->state.selection_count ? app->state.selection[0] : (StateFeatureRef){ 0 };
    if (call->values[0]) {
        const StateLayer *wanted = cmd_layer(&app->state, call->values[0], err);
        if (!wanted) return false;
        ref = (StateFeatureRef){ wanted->id, call->values[1] ? (uint32_t)call->numbers[1] : 0 };
    }
    const CityLayer *layer = city_layer(&app->city, ref.layer_id);
    if (!layer || ref.feature >= city_layer_feature_count(layer)) {
        err_set(err, ERR_NOT_FOUND,
                "nothing is selected, and no loaded layer has the feature named");
        return false;
    }
    Str text = { 0 };
    if (layer->vector) copy_vector(layer->vector, ref.feature, &text);
    if (layer->asset)
        copy_model(layer, ref.feature, app->state.language == STATE_LANGUAGE_ZH, &text);
    if (app->platform) platform_set_clipboard(app->platform, text.text ? text.text : "");
    if (context->out && !app->is_window) str_add(context->out, text.text ? text.text : "");
    str_finish(&text);
    app_say(app, false, app->state.language == STATE_LANGUAGE_ZH ? "已复制" : "Copied");
    return true;
}

static uint64_t document_hash(const App *app)
{
    Str text = { 0 };
    document_write(&app->state, "", false, &text);
    const uint64_t hash = str_hash(text.text ? text.text : "", text.length);
    str_finish(&text);
    return hash;
}

void app_document_before(App *app, const char *line)
{
    char name[64];
    if (app->document_hash || !app->state.document) return;
    snprintf(name, sizeof name, "%.*s", (int)strcspn(line, " "), line);
    const Cmd *cmd = cmd_find(app->commands, name);
    if (cmd && cmd->is_undoable) app->document_hash = document_hash(app);
}

void app_document_after(App *app, const char *line, bool is_well)
{
    static const char *const fresh[] = { "save", "document-save", "document-open",
                                         "snapshot-load" };
    const size_t length = strcspn(line, " ");
    for (size_t i = 0; i < sizeof fresh / sizeof *fresh && is_well; i++)
        if (strlen(fresh[i]) == length && strncmp(fresh[i], line, length) == 0)
            app->document_hash = 0;
}

bool app_document_is_unsaved(void *source)
{
    const App *app = source;
    return app->state.document && app->document_hash && app->document_hash != document_hash(app);
}

static const CmdArg args_palette[] = {
    { .name = "text", .type = CMD_ARG_REST, .help = "to begin with", .help_zh = "先输入的文字" }
};
static const CmdArg args_menu[] = { { .name = "name",
                                      .type = CMD_ARG_CHOICE,
                                      .choices = "file|edit|view|layer|live|analysis|window|help",
                                      .help = "which; the first, or closes it",
                                      .help_zh = "哪一个；缺省为第一个，已打开则关闭" } };
static const CmdArg args_at[] = {
    { .name = "x",
      .type = CMD_ARG_NUMBER,
      .is_required = true,
      .help = "pixels from the left",
      .help_zh = "距左边的像素" },
    { .name = "y",
      .type = CMD_ARG_NUMBER,
      .is_required = true,
      .help = "pixels from the top",
      .help_zh = "距上边的像素" },
};
static const CmdArg args_form[] = { { .name = "command",
                                      .type = CMD_ARG_REST,
                                      .is_required = true,
                                      .help = "its name, also with values to begin with",
                                      .help_zh = "命令名，可带先填的值" } };
static const CmdArg args_choose[] = {
    { .name = "for",
      .type = CMD_ARG_CHOICE,
      .is_required = true,
      .choices = "open|layer|save|picture|screenshot|alarms|cases|history|journal",
      .help = "what becomes of the file",
      .help_zh = "文件的用途" },
    { .name = "folder",
      .type = CMD_ARG_PATH,
      .help = "to begin in; where it was before, else the document's",
      .help_zh = "起始文件夹；缺省为上次的，或文档所在" },
};
static const CmdArg args_copy[] = {
    { .name = "layer",
      .type = CMD_ARG_LAYER,
      .help = "without it what is selected",
      .help_zh = "缺省为所选" },
    { .name = "feature",
      .type = CMD_ARG_INT,
      .min = 0,
      .max = 4294967295.0,
      .help = "its number in the layer",
      .help_zh = "要素在图层中的序号" },
};

static const Cmd cmd_shell_rows[] = {
    { .name = "palette",
      .group = "app",
      .help = "Opens the command palette.",
      .help_zh = "打开命令面板。",
      CMD_ARGS(args_palette),
      .run = run_palette },
    { .name = "menu",
      .group = "app",
      .help = "Opens a menu of the bar.",
      .help_zh = "打开菜单。",
      CMD_ARGS(args_menu),
      .run = run_menu },
    { .name = "menu-at",
      .group = "app",
      .help = "Opens the menu of what lies under a pixel.",
      .help_zh = "打开像素处的右键菜单。",
      CMD_ARGS(args_at),
      .run = run_menu_at },
    { .name = "form",
      .group = "app",
      .help = "Opens the form of a command.",
      .help_zh = "打开命令的表单。",
      CMD_ARGS(args_form),
      .run = run_form },
    { .name = "settings-show",
      .group = "app",
      .help = "Opens the settings.",
      .help_zh = "打开设置。",
      .run = run_settings },
    { .name = "file-choose",
      .group = "app",
      .help = "Chooses a file to open, save or export.",
      .help_zh = "选择要打开、保存或导出的文件。",
      CMD_ARGS(args_choose),
      .run = run_file_choose },
    { .name = "copy-attributes",
      .group = "select",
      .help = "Copies the attributes of a feature.",
      .help_zh = "复制要素的属性。",
      CMD_ARGS(args_copy),
      .run = run_copy_attributes },
};

void app_add_shell_commands(CmdTable *table)
{
    cmd_table_add(table, cmd_shell_rows, (int)(sizeof cmd_shell_rows / sizeof cmd_shell_rows[0]));
}
