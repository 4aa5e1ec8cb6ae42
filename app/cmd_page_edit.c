// SPDX-License-Identifier: Apache-2.0
// cmd_page_edit.c - the page editor.
#include "cmd_page_edit.h"
#include "app.h"
#include "base/file.h"
#include "core/cmd_rows.h"
#include "core/topic_edit.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void step_finish(PageEditStep *step)
{
    free(step->path);
    free(step->before);
    *step = (PageEditStep){ 0 };
}

void page_edits_finish(PageEdits *edits)
{
    for (int i = 0; i < edits->count; i++) step_finish(&edits->steps[i]);
    edits->count = 0;
}

typedef struct {
    const Topic *topic;
    const TopicPage *page;
    int page_index;
} Edited;

// The page shown, in the editor.
static bool edited(App *app, Edited *out, Err *err)
{
    char id[16];
    const char *slash = strchr(app->state.page, '/');
    topic_layers_page_id(app->state.page, id);
    *out = (Edited){ .topic = id[0] ? topics_find(app_topics_packs(app->live.topics), id) : NULL };
    for (int m = TOPIC_WALL; out->topic && m < TOPIC_MEDIUM_COUNT && !out->page; m++)
        out->page = topic_page(out->topic, (TopicMedium)m, slash ? slash + 1 : NULL);
    if (!out->page) {
        err_set(err, ERR_NOT_FOUND, "no page is shown (没有打开的页面)");
        return false;
    }
    out->page_index = (int)(out->page - out->topic->pages);
    return true;
}

static bool chosen(App *app, const Edited *e, Err *err)
{
    if (app->state.edited_cell >= 1 && app->state.edited_cell <= e->page->cell_count) return true;
    err_set(err, ERR_ARGUMENT, "no cell is chosen: cell-select (未选组件)");
    return false;
}

static bool apply(App *app, const Edited *e, const TopicEdit *edit, Err *err)
{
    PageEdits *edits = &app->page.edits;
    PageEditStep step = { 0 };
    if (!topics_edit(app_topics_packs(app->live.topics), e->topic, edit, &step.path, &step.before,
                     err))
        return false;
    if (edits->count == PAGE_EDITS_MAX) {
        step_finish(&edits->steps[0]);
        memmove(edits->steps, edits->steps + 1, (PAGE_EDITS_MAX - 1) * sizeof *edits->steps);
        edits->count--;
    }
    edits->steps[edits->count++] = step;
    state_touch(&app->state);
    return app_topics_reload(app, err);
}

static bool run_edit(CmdContext *context, const CmdCall *call, Err *err)
{
    Edited e;
    State *state = context->state;
    if (!edited(context->app, &e, err)) return false;
    state->is_page_edited = call->values[0] ? call->numbers[0] != 0 : !state->is_page_edited;
    state->edited_cell = 0;
    state_touch(state);
    return true;
}

static bool run_select(CmdContext *context, const CmdCall *call, Err *err)
{
    Edited e;
    State *state = context->state;
    if (!edited(context->app, &e, err)) return false;
    const int next = state->edited_cell % e.page->cell_count + 1,
              at = call->values[0] ? (int)call->numbers[0] : next;
    if (at > e.page->cell_count) {
        err_set(err, ERR_ARGUMENT, "the page has %d cells (没有第 %d 个组件)", e.page->cell_count, at);
        return false;
    }
    state->edited_cell = at;
    state_touch(state);
    return true;
}

static bool set_cell(App *app, const Edited *e, const TopicCell *cell, Err *err)
{
    return apply(app, e,
                 &(TopicEdit){ .kind = TOPIC_EDIT_SET,
                               .page = e->page_index,
                               .cell = app->state.edited_cell - 1,
                               .as = cell },
                 err);
}

static bool run_move(CmdContext *context, const CmdCall *call, Err *err)
{
    Edited e;
    if (!edited(context->app, &e, err) || !chosen(context->app, &e, err)) return false;
    TopicCell cell = e.page->cells[context->state->edited_cell - 1];
    cell.column += (int)call->numbers[0];
    cell.row += (int)call->numbers[1];
    return set_cell(context->app, &e, &cell, err);
}

static bool run_size(CmdContext *context, const CmdCall *call, Err *err)
{
    Edited e;
    if (!edited(context->app, &e, err) || !chosen(context->app, &e, err)) return false;
    TopicCell cell = e.page->cells[context->state->edited_cell - 1];
    cell.width += (int)call->numbers[0];
    cell.height += (int)call->numbers[1];
    return set_cell(context->app, &e, &cell, err);
}

enum { WIDGET, INDICATORS, TITLE, TITLE_EN, SPAN, OPTIONS, COLUMN, ROW, WIDTH, HEIGHT };

static int named(const char *word, const char *(*name_of)(int), int count)
{
    for (int i = 0; i < count; i++)
        if (strcmp(name_of(i), word) == 0) return i;
    return -1;
}

static const char *widget_name(int widget)
{
    return topic_widget_name((TopicWidget)widget);
}

static const char *span_name(int span)
{
    return span == TOPIC_SPAN_NOW ? "now" : topic_span_name((TopicSpan)span);
}

// What is said of a cell; keys is where its indicators are cut up.
static bool said(const CmdCall *call, TopicCell *cell, char keys[1200], Err *err)
{
    const char *const *v = call->values;
    int *const numbers[] = { &cell->column, &cell->row, &cell->width, &cell->height };
    if (v[WIDGET]) cell->widget = named(v[WIDGET], widget_name, TOPIC_WIDGET_COUNT);
    if (v[SPAN]) cell->span = named(v[SPAN], span_name, TOPIC_SPAN_COUNT);
    if (cell->widget <= TOPIC_WIDGET_NONE || cell->span < 0) {
        err_set(err, ERR_ARGUMENT, "no widget or span has this name (没有这种组件或时段)");
        return false;
    }
    if (v[TITLE]) str_copy_utf8(cell->title, sizeof cell->title, v[TITLE]);
    if (v[TITLE_EN]) str_copy_utf8(cell->title_en, sizeof cell->title_en, v[TITLE_EN]);
    if (v[OPTIONS]) cell->options = v[OPTIONS];
    for (int i = COLUMN; i <= HEIGHT; i++)
        if (v[i]) *numbers[i - COLUMN] = (int)call->numbers[i];
    if (!v[INDICATORS]) return true;
    char *rest = NULL;
    str_copy_utf8(keys, 1200, v[INDICATORS]);
    cell->key_count = 0;
    for (char *key = strtok_r(keys, " ;,", &rest); key && cell->key_count < TOPIC_CELL_KEYS_MAX;
         key = strtok_r(NULL, " ;,", &rest))
        cell->keys[cell->key_count++] = key;
    return true;
}

static bool run_set(CmdContext *context, const CmdCall *call, Err *err)
{
    Edited e;
    char keys[1200];
    if (!edited(context->app, &e, err) || !chosen(context->app, &e, err)) return false;
    TopicCell cell = e.page->cells[context->state->edited_cell - 1];
    return said(call, &cell, keys, err) && set_cell(context->app, &e, &cell, err);
}

static bool is_free(const TopicPage *page, const TopicCell *cell)
{
    if (cell->column + cell->width > page->columns || cell->row + cell->height > page->rows)
        return false;
    for (int i = 0; i < page->cell_count; i++) {
        const TopicCell *other = &page->cells[i];
        if (cell->column < other->column + other->width &&
            other->column < cell->column + cell->width && cell->row < other->row + other->height &&
            other->row < cell->row + cell->height)
            return false;
    }
    return true;
}

// Where nothing says its place: the first free one, smaller where there is none so large.
static void place(const TopicPage *page, TopicCell *cell)
{
    for (int size = 4; size >= 1; size--)
        for (int row = 0; row < page->rows; row++)
            for (int column = 0; column < page->columns; column++) {
                TopicCell at = *cell;
                at.column = column, at.row = row;
                at.width = at.height = size;
                if (!is_free(page, &at)) continue;
                *cell = at;
                return;
            }
}

static bool run_add(CmdContext *context, const CmdCall *call, Err *err)
{
    Edited e;
    App *app = context->app;
    char keys[1200];
    TopicCell cell = { .widget = TOPIC_BIGNUMBER, .options = "", .width = 1, .height = 1 };
    if (!edited(app, &e, err)) return false;
    if (e.topic->indicator_count > 0) {
        cell.keys[0] = e.topic->indicators[0].key;
        cell.key_count = 1;
    }
    place(e.page, &cell);
    if (!said(call, &cell, keys, err)) return false;
    const int count = e.page->cell_count;
    if (!apply(app, &e,
               &(TopicEdit){ .kind = TOPIC_EDIT_ADD, .page = e.page_index, .as = &cell }, err))
        return false;
    app->state.edited_cell = count + 1;
    return true;
}

static bool run_delete(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)call;
    Edited e;
    App *app = context->app;
    if (!edited(app, &e, err) || !chosen(app, &e, err)) return false;
    const TopicEdit edit = { .kind = TOPIC_EDIT_DELETE,
                             .page = e.page_index,
                             .cell = app->state.edited_cell - 1 };
    if (!apply(app, &e, &edit, err)) return false;
    app->state.edited_cell = 0;
    return true;
}

static bool run_undo(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)call;
    App *app = context->app;
    PageEdits *edits = &app->page.edits;
    if (edits->count == 0) {
        err_set(err, ERR_NOT_FOUND, "nothing of the page is to be undone (没有可撤销的页面修改)");
        return false;
    }
    PageEditStep *step = &edits->steps[edits->count - 1];
    if (step->before && !file_replace(step->path, step->before, strlen(step->before), err))
        return false;
    if (!step->before && unlink(step->path) != 0) {
        err_set(err, ERR_IO, "cannot remove '%s'", step->path);
        return false;
    }
    step_finish(step);
    edits->count--;
    app->state.edited_cell = 0;
    state_touch(&app->state);
    return app_topics_reload(app, err);
}

static const CmdArg args_edit[] = { { .name = "on",
                                      .type = CMD_ARG_BOOL,
                                      .help = "on or off; none: the other",
                                      .help_zh = "开或关；不写为切换" } };
static const CmdArg args_select[] = { { .name = "index",
                                        .type = CMD_ARG_INT,
                                        .min = 1,
                                        .max = 1000,
                                        .help = "of the cell, from 1; none: the next",
                                        .help_zh = "第几个组件，从 1 起；不写为下一个" } };
#define BY(what, what_zh)                                                             \
    { { .name = "x",                                                                  \
        .type = CMD_ARG_INT,                                                          \
        .fallback = "0",                                                              \
        .min = -48,                                                                   \
        .max = 48,                                                                    \
        .help = "columns " what,                                                      \
        .help_zh = what_zh "的列数" },                                                \
      { .name = "y",                                                                  \
        .type = CMD_ARG_INT,                                                          \
        .fallback = "0",                                                              \
        .min = -48,                                                                   \
        .max = 48,                                                                    \
        .help = "rows " what,                                                         \
        .help_zh = what_zh "的行数" } }
static const CmdArg args_move[] = BY("on", "移动"), args_size[] = BY("more", "加大");
#define GRID(at, text, zh) \
    [at] = { .name = text, .type = CMD_ARG_INT, .min = 0, .max = 48, .help = "of the grid", .help_zh = zh }
static const CmdArg args_set[] = {
    [WIDGET] = { .name = "widget",
                 .type = CMD_ARG_CHOICE,
                 .choices = "bignumber|line|area|bar|donut|gauge|radar|ranking|table|matrix|"
                            "calendar|scatter|sankey|box|histogram|timeline|events|alarms|cases|"
                            "warnings|legend|actions|text|feeds|quality|algorithms|topics|rules",
                 .help = "what is drawn",
                 .help_zh = "组件种类" },
    [INDICATORS] = { .name = "indicators",
                     .type = CMD_ARG_TEXT,
                     .help = "keys, blanks between",
                     .help_zh = "指标的键，空格隔开" },
    [TITLE] = { .name = "title", .type = CMD_ARG_TEXT, .help = "Chinese", .help_zh = "标题" },
    [TITLE_EN] = { .name = "title_en",
                   .type = CMD_ARG_TEXT,
                   .help = "English",
                   .help_zh = "英文标题" },
    [SPAN] = { .name = "span",
               .type = CMD_ARG_CHOICE,
               .choices = "now|24h|7d|30d|1y|5y",
               .help = "how far back",
               .help_zh = "时段" },
    [OPTIONS] = { .name = "options",
                  .type = CMD_ARG_TEXT,
                  .help = "NAME=VALUE …",
                  .help_zh = "选项 NAME=VALUE …" },
    GRID(COLUMN, "column", "左起第几列，从 0 起"),
    GRID(ROW, "row", "上起第几行，从 0 起"),
    GRID(WIDTH, "width", "宽几列"),
    GRID(HEIGHT, "height", "高几行"),
};

static const Cmd rows[] = {
    { .name = "page-edit",
      .group = "view",
      .help = "The page editor on or off; what is changed is written to the pack's file at once.",
      .help_zh = "页面编辑开关；修改立即写回专题文件。",
      CMD_ARGS(args_edit),
      .run = run_edit },
    { .name = "page-edit-undo",
      .group = "view",
      .help = "Takes back the last change of the page editor.",
      .help_zh = "撤销上一次页面修改。",
      .run = run_undo },
    { .name = "cell-select",
      .group = "view",
      .help = "Chooses a cell of the page.",
      .help_zh = "选择页面上的一个组件。",
      CMD_ARGS(args_select),
      .run = run_select },
    { .name = "cell-move",
      .group = "view",
      .help = "Moves the chosen cell on the grid.",
      .help_zh = "在网格上移动所选组件。",
      CMD_ARGS(args_move),
      .run = run_move },
    { .name = "cell-size",
      .group = "view",
      .help = "Makes the chosen cell larger or smaller.",
      .help_zh = "放大或缩小所选组件。",
      CMD_ARGS(args_size),
      .run = run_size },
    { .name = "cell-set",
      .group = "view",
      .help = "Sets what the chosen cell shows and where.",
      .help_zh = "设置所选组件的类型、指标、标题和位置。",
      CMD_ARGS(args_set),
      .run = run_set },
    { .name = "cell-add",
      .group = "view",
      .help = "Adds a cell to the page, at the first free place unless one is said.",
      .help_zh = "增加组件；不写位置则放在第一处空位。",
      CMD_ARGS(args_set),
      .run = run_add },
    { .name = "cell-delete",
      .group = "view",
      .help = "Deletes the chosen cell.",
      .help_zh = "删除所选组件。",
      .run = run_delete },
};

void cmd_page_edit_add(CmdTable *table)
{
    cmd_table_add(table, rows, (int)(sizeof rows / sizeof rows[0]));
}
