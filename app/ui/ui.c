// SPDX-License-Identifier: Apache-2.0
// ui.c - keeps the panels: rebuilds what a changed key says, redraws what changed, answers pointer and keys.
#include "ui/ui.h"
#include "base/clock.h"
#include "ui/ui_columns.h"
#include "ui/ui_crs.h"
#include "ui/page_private.h"
#include "ui/panel_shell.h"
#include "ui/ui_context.h"
#include "ui/ui_furniture.h"
#include "ui/panel_time.h"
#include "ui/ui_panel.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    UiTree tree;
    UiPlace place;
    uint64_t key;
    cairo_surface_t *surface;
    int x_px, y_px, width_px, height_px; // with the shadow's margin
    double margin, height;
    bool is_shown, is_changed, needs_paint;
} UiPanel;

struct Ui {
    UiPainter *painter;
    UiMemory memory;
    UiCrs crs;
    UiPanel panels[UI_PANELS_MAX];
    UiPanelImage images[UI_PANELS_MAX + UI_PAGE_IMAGES_MAX];
    UiPage *page; // NULL until one is shown
    bool is_page_on;
    float scale;
    int width_px, height_px;
    double top; // units, of the menu bar: panels begin below it
    const UiTheme *theme;
    int pressed_panel;         // -1 = none
    // What ui_key and ui_text work on between builds.
    bool has_panels;
    UiFurnitureImages furniture;
};

void ui_warm(void)
{
    UiPainter *painter = ui_painter_create();
    if (!painter) return;
    double width = 0;
    ui_text_measure(painter, &(UiTextDesc){ .text = "城镜 City", .font = UI_FONT_BODY }, &width, NULL);
    ui_text_measure(painter, &(UiTextDesc){ .text = "城镜 City", .font = UI_FONT_CITY }, &width, NULL);
    ui_painter_destroy(painter);
}

Ui *ui_create(Err *err)
{
    Ui *ui = calloc(1, sizeof *ui);
    UiPainter *painter = ui_painter_create();
    if (!ui || !painter) {
        ui_painter_destroy(painter);
        free(ui);
        err_set(err, ERR_MEMORY, "no memory for the panels");
        return NULL;
    }
    ui->painter = painter;
    ui->scale = 1;
    ui->pressed_panel = -1;
    ui_dock_init(&ui->memory.dock, &ui->memory.focus);
    ui_layers_init(&ui->memory.layers, &ui->memory.focus);
    ui_shell_init(&ui->memory.shell);
    ui->memory.model.change = ui->memory.model.reveal = ui->memory.model.clicked = -1;
    for (int i = 0; i < UI_PANELS_MAX; i++)
        ui->panels[i].tree.hover = ui->panels[i].tree.pressed = ui->panels[i].tree.chart = -1;
    return ui;
}

void ui_destroy(Ui *ui)
{
    if (!ui) return;
    for (int i = 0; i < UI_PANELS_MAX; i++) {
        ui_tree_finish(&ui->panels[i].tree);
        if (ui->panels[i].surface) cairo_surface_destroy(ui->panels[i].surface);
    }
    ui_page_destroy(ui->page);
    ui_model_finish(&ui->memory.model);
    ui_dock_finish(&ui->memory.dock);
    ui_layers_finish(&ui->memory.layers);
    ui_text_field_finish(&ui->memory.search);
    ui_focus_finish(&ui->memory.focus);
    ui_shell_finish(&ui->memory.shell);
    ui_furniture_finish(&ui->furniture);
    ui_crs_finish(&ui->crs);
    ui_painter_destroy(ui->painter);
    free(ui);
}

static void ui_panel_build(Ui *ui, const UiContext *context, int index, uint64_t key)
{
    UiPanel *panel = &ui->panels[index];
    panel->key = key;
    panel->needs_paint = true;
    ui_tree_clear(&panel->tree);
    panel->place = (UiPlace){ .is_glass = true, .radius = UI_RADIUS };
    ui_panel_table[index]->build(context, &panel->tree, &panel->place);
    double height = ui_tree_layout(&panel->tree, ui->painter, panel->place.width);
    if (panel->place.width <= 0 && panel->tree.count) panel->place.width = panel->tree.items[0].w;
    if (panel->place.height > 0) height = panel->place.height;
    panel->height = height;
    if (panel->tree.hover >= panel->tree.count) panel->tree.hover = -1;
    if (panel->tree.chart >= panel->tree.count) panel->tree.chart = -1;
    const UiPlace *place = &panel->place;
    const double s = (double)ui->scale, top = panel_is_shell(ui_panel_table[index]) ? 0 : ui->top,
                 y = (place->is_from_bottom ? place->y - height : place->y) + top;
    panel->margin = place->is_glass ? UI_SHADOW : 0;
    panel->x_px = (int)lround((place->x - panel->margin) * s);
    panel->y_px = (int)lround((y - panel->margin) * s);
    const int width_px = (int)ceil((place->width + 2 * panel->margin) * s), height_px = (int)ceil((height + 2 * panel->margin) * s);
    if (width_px == panel->width_px && height_px == panel->height_px && panel->surface) return;
    if (panel->surface) cairo_surface_destroy(panel->surface);
    panel->width_px = width_px;
    panel->height_px = height_px;
    panel->surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width_px, height_px);
}

static void ui_panel_paint(Ui *ui, UiPanel *panel, bool is_solid)
{
    panel->needs_paint = false;
    panel->is_changed = true;
    cairo_t *cr = cairo_create(panel->surface);
    cairo_set_operator(cr, CAIRO_OPERATOR_CLEAR);
    cairo_paint(cr);
    cairo_set_operator(cr, CAIRO_OPERATOR_OVER);
    cairo_scale(cr, (double)ui->scale, (double)ui->scale);
    cairo_translate(cr, panel->margin, panel->margin);
    if (panel->place.ground) panel->place.ground(cr, ui->theme, panel->place.width, panel->height);
    else if (panel->place.is_glass) ui_paint_glass(cr, ui->theme, 0, 0, panel->place.width, panel->height, panel->place.radius);
    // What lies over other panels lets none of their texts through.
    if (is_solid && panel->place.is_glass) {
        UiRgba solid = ui->theme->colours[UI_COLOUR_GLASS_TOP];
        solid.a = 1;
        ui_paint_round(cr, 0.5, 0.5, panel->place.width - 1, panel->height - 1,
                       panel->place.radius);
        ui_paint_colour(cr, solid);
        cairo_set_operator(cr, CAIRO_OPERATOR_DEST_OVER);
        cairo_fill(cr);
        cairo_set_operator(cr, CAIRO_OPERATOR_OVER);
    }
    ui_tree_paint(&panel->tree, ui->painter, cr, ui->theme);
    cairo_destroy(cr);
    cairo_surface_flush(panel->surface);
}

// The selection's first feature is shown until the operator turns to another or selects anew.
static void ui_follow_selection(Ui *ui, const State *state)
{
    uint64_t hash = ui_hash(1, state->selection, sizeof *state->selection * (size_t)state->selection_count);
    if (hash == ui->memory.selection_hash) return;
    ui->memory.selection_hash = hash;
    ui->memory.shown = 0;
    ui->memory.version++;
}

// Looking through all names takes a while: only when the text or what is looked through has
// changed.
static void ui_follow_search(Ui *ui, const State *state, const City *city)
{
    UiMemory *memory = &ui->memory;
    if (!memory->is_search_open) return;
    const char *text = ui_text_field_text(&memory->search);
    if (memory->search.version != memory->search_seen) memory->hit_at = 0;
    memory->search_seen = memory->search.version;
    uint64_t key = ui_hash_text(7, text);
    key = ui_hash(key, &city->version, sizeof city->version);
    key = ui_hash(key, &state->layers_version, sizeof state->layers_version);
    if (key == memory->hits_key) return;
    memory->hits_key = key;
    const CityLayer *model = city_layer(city, memory->model.layer_id);
    memory->fitting = model && model->asset ? search_expression(model, text) : -1;
    memory->place_count = search_places(city, state, text, memory->places, UI_SEARCH_PLACES_MAX);
    memory->hit_count = search_names(city, state, text, memory->hits, UI_HITS_MAX);
}

static void ui_follow_jobs(Ui *ui, const UiFacts *facts)
{
    if (facts->job_count == 0) ui->memory.jobs_since_s = 0;
    else if (ui->memory.jobs_since_s == 0) ui->memory.jobs_since_s = clock_monotonic_s();
}

UiPage *ui_page(Ui *ui)
{
    if (!ui->page) ui->page = ui_page_create(ui->painter, NULL);
    return ui->page;
}

bool ui_is_behind(const Ui *ui)
{
    return (ui->is_page_on && ui_page_is_behind(ui->page)) || ui->memory.layers.edge != 0 ||
           ui_desk_has_changed(&ui->memory.dock) || ui_tip_is_due(&ui->memory.tip) ||
           ui->memory.errors_shown != log_count_of(LOG_ERROR);
}

// The page's pictures lie under all panels.
static int ui_build_page(Ui *ui, const State *state, const UiFacts *facts)
{
    int count = 0;
    ui->is_page_on = facts->page && ui_page_is_on(state, facts->page) && ui_page(ui);
    if (!ui->is_page_on) return 0;
    const UiPanelImage *images = ui_page_build(ui->page, state, facts->page, ui->width_px,
                                               ui->height_px, UI_PAGE_BUDGET_S, &count);
    memcpy(ui->images, images, sizeof *images * (size_t)count);
    return count;
}

// Panels end above the time slider; those of the window's edges do not.
static double ui_inset(const UiContext *context, const UiPanelRow *row)
{
    const bool is_edge = row == &panel_strip || row == &panel_time || row == &panel_top ||
                         row == &panel_edge_left || row == &panel_edge_right;
    return is_edge ? 0 : panel_time_inset(context, row == &panel_toast);
}

static UiPanel *ui_panel_of(Ui *ui, const UiPanelRow *row)
{
    int i = 0;
    while (ui_panel_table[i] != row) i++;
    return &ui->panels[i];
}

// A row held at the edge of its list scrolls it.
static void ui_layers_drag_on(Ui *ui)
{
    UiPanel *panel = ui_panel_of(ui, &panel_layers);
    if (panel->is_shown)
        (void)ui_layers_scroll(&ui->memory.layers, &panel->tree, clock_monotonic_s());
}

// The widget under the pointer that has something to say.
static void ui_follow_tip(Ui *ui, StateLanguage language)
{
    const UiWidget *hovered = NULL;
    double rect[4] = { 0 };
    if (ui->pressed_panel >= 0) return; // what was said of the button stays said
    for (int i = ui_panel_count - 1; i >= 0 && !hovered; i--) {
        const UiPanel *panel = &ui->panels[i];
        const int at = panel->tree.hover;
        if (!panel->is_shown || at < 0 || at >= panel->tree.count || panel->tree.pressed >= 0)
            continue;
        hovered = &panel->tree.items[at];
        rect[0] = panel->x_px / (double)ui->scale + panel->margin + hovered->x;
        rect[1] = panel->y_px / (double)ui->scale + panel->margin + hovered->y;
        rect[2] = hovered->w;
        rect[3] = hovered->h;
    }
    ui_tip_follow(&ui->memory.tip, language, hovered, rect);
}

// What stands over the panels has the caret while it is open, or nothing has.
static void ui_follow_caret(Ui *ui)
{
    UiShell *shell = &ui->memory.shell;
    UiFocus *focus = &ui->memory.focus;
    UiTextField *field = ui_shell_field(shell);
    if (field && !ui_focus_has(focus, field)) ui_focus_field(focus, field);
    if (!field && focus->field && ui_shell_is_open(shell)) ui_focus_leave(focus);
}

const UiPanelImage *ui_build(Ui *ui, const State *state, const City *city, const UiFacts *facts, int width, int height, float scale, int *count)
{
    ui->theme = ui_theme_of(state);
    const bool has_new_size = scale != ui->scale || width != ui->width_px || height != ui->height_px;
    ui->scale = scale;
    ui->width_px = width;
    ui->height_px = height;
    ui->has_panels = state->has_panels;
    ui_crs_follow(&ui->crs, state->display_crs);
    ui_follow_selection(ui, state);
    ui_follow_jobs(ui, facts);
    UiContext context = { .state = state, .city = city, .facts = facts, .memory = &ui->memory, .painter = ui->painter, .theme = ui->theme,
                          .width = width / (double)scale, .height = height / (double)scale,
                          .metres_per_unit = facts->metres_per_px * (double)scale, .crs = &ui->crs };
    ui_follow_search(ui, state, city);
    ui_model_follow(&ui->memory.model, state, city, ui->memory.selection_hash, ui->memory.shown);
    ui_dock_follow(&ui->memory.dock, state, city, &facts->live);
    ui_layers_follow(&ui->memory.layers, state);
    ui_layers_drag_on(ui);
    ui_follow_tip(ui, state->language);
    ui->memory.errors_shown = log_count_of(LOG_ERROR); // also where no strip is shown
    ui_shell_follow(&ui->memory.shell, state, city, facts, context.width, context.height);
    ui_follow_caret(ui);
    context.layers_bottom = UI_BAR + UI_MARGIN - 4 - UI_GRID;
    panel_time_follow(&ui->memory, &context);
    *count = ui_build_page(ui, state, facts);
    const bool has_bar = state->has_panels && state->has_menu_bar && !ui->is_page_on;
    const bool is_moved = has_bar != (ui->top > 0);
    ui->top = has_bar ? UI_MENU_BAR : 0;
    const double window_height = context.height, height_all = context.height - ui->top;
    // Lists and toasts end above what says the time.
    context.bottom = height_all - UI_STRIP - UI_MARGIN - panel_time_inset(&context, true);
    ui_focus_begin(&ui->memory.focus);
    for (int i = 0; i < ui_panel_count; i++) {
        UiPanel *panel = &ui->panels[i];
        // What a drill selects stands in its own list.
        const bool is_listed =
            ui_panel_table[i] == &panel_attributes && state->drill[0] && state->selection_count > 1;
        const bool is_under =
            ui->is_page_on && (is_listed || !ui_panel_is_over_pages(ui_panel_table[i]));
        context.height = panel_is_shell(ui_panel_table[i])
                             ? window_height
                             : height_all - ui_inset(&context, ui_panel_table[i]);
        uint64_t key = is_under ? 0 : ui_panel_table[i]->key(&context);
        panel->is_shown = key != 0;
        panel->is_changed = false;
        if (!panel->is_shown) continue;
        key = ui_hash(key, &ui->theme, sizeof ui->theme);
        key = ui_hash(key, &state->language, sizeof state->language);
        if (key != panel->key || has_new_size || is_moved || !panel->surface)
            ui_panel_build(ui, &context, i, key);
        panel->needs_paint |= ui_focus_apply(&ui->memory.focus, &panel->tree, i);
        if (panel->needs_paint) ui_panel_paint(ui, panel, panel_is_shell(ui_panel_table[i]));
        const double top = panel->place.y - (panel->place.is_from_bottom ? panel->height : 0);
        if (panel->place.keeps_bottom) context.bottom = fmin(context.bottom, top - UI_GRID);
        if (ui_panel_table[i] == &panel_layers)
            context.layers_bottom = panel->place.y + panel->height;
        ui->images[(*count)++] = (UiPanelImage){
            .id = i + 1, .x_px = panel->x_px, .y_px = panel->y_px, .width_px = panel->width_px, .height_px = panel->height_px,
            .bgra = cairo_image_surface_get_data(panel->surface), .stride = cairo_image_surface_get_stride(panel->surface),
            .is_changed = panel->is_changed, .opacity = 1,
        };
    }
    ui_focus_end(&ui->memory.focus);
    return ui->images;
}

static void ui_search_set(UiMemory *memory, bool is_open)
{
    memory->is_search_open = is_open;
    ui_text_field_set(&memory->search, "");
    if (is_open)
        ui_focus_field(&memory->focus, &memory->search);
    else if (ui_focus_has(&memory->focus, &memory->search))
        ui_focus_leave(&memory->focus);
    memory->hit_count = memory->place_count = memory->hit_at = 0;
    memory->hits_key = 0;
    memory->fitting = -1;
}

static void ui_search_go(Ui *ui, Str *out)
{
    const UiMemory *memory = &ui->memory;
    if (memory->fitting > 0) {
        ui_search_expression(memory, out);
        str_add(out, "\n");
    } else if (memory->hit_at < memory->place_count + memory->hit_count) {
        ui_search_line(memory, memory->hit_at, out);
        str_add(out, "\n");
    }
    ui_search_set(&ui->memory, false);
}

// Actions of the Ui itself begin with '@'.
static void ui_own_action(Ui *ui, const char *action, Str *out)
{
    UiMemory *memory = &ui->memory;
    memory->version++;
    if (str_starts(action, "@layers"))
        ui_layers_action(&memory->layers, action, out);
    else if (str_starts(action, "@model"))
        ui_model_action(&memory->model, action, out);
    else if (str_starts(action, "@dock:") || str_starts(action, "@table:"))
        ui_dock_action(&memory->dock, action, out);
    else if (str_starts(action, "@split:"))
        ui_split_action(memory, action, out);
    else if (str_starts(action, "@time"))
        panel_time_action(memory, action);
    else if (strcmp(action, "@help") == 0) {
        ui_shell_close(&memory->shell);
        memory->is_help_open = !memory->is_help_open;
    } else if (strcmp(action, "@search") == 0)
        ui_search_set(memory, !memory->is_search_open);
    else if (strcmp(action, "@search-go") == 0)
        ui_search_go(ui, out);
    else if (strcmp(action, "@next") == 0) memory->shown++;
    else if (strcmp(action, "@previous") == 0) memory->shown--;
}

static void ui_pass_on(Ui *ui, const Str *lines, Str *out);

// What the shell makes of an action may be lines and actions again.
static void ui_shell_answer(Ui *ui, const char *action, Str *out)
{
    Str more = { 0 };
    ui_shell_action(&ui->memory.shell, action, &more, out);
    ui_pass_on(ui, &more, out);
    str_finish(&more);
}

// Lines of the tree's answer: own ones are done here, commands go on.
static void ui_pass_on(Ui *ui, const Str *lines, Str *out)
{
    if (!lines->text) return;
    for (const char *at = lines->text; *at;) {
        const size_t n = strcspn(at, "\n");
        char action[1200];
        const bool is_kept = n < sizeof action;
        if (is_kept) {
            memcpy(action, at, n);
            action[n] = 0;
        }
        if (is_kept && at[0] == '@') {
            if (ui_shell_is_own(action))
                ui_shell_answer(ui, action, out);
            else
                ui_own_action(ui, action, out);
            if (str_starts(action, "@search")) {
                at += n + (at[n] == '\n');
                continue;
            }
        } else if (n && out) {
            if (is_kept) {
                ui_shell_offer(&ui->memory.shell, action, out);
            } else {
                str_add_n(out, at, n);
                str_add(out, "\n");
            }
            // A hit chosen closes the search.
            if (str_starts(at, "go ") || str_starts(at, "select-where ") ||
                str_starts(at, "goto ") || str_starts(at, "bookmark-go ") ||
                str_starts(at, "search-select "))
                ui_search_set(&ui->memory, false);
        }
        at += n + (at[n] == '\n');
    }
}

static bool ui_panel_contains(const Ui *ui, const UiPanel *panel, double x_px, double y_px, double *x, double *y)
{
    if (!panel->is_shown || !panel->surface) return false;
    *x = (x_px - panel->x_px) / (double)ui->scale - panel->margin;
    *y = (y_px - panel->y_px) / (double)ui->scale - panel->margin;
    return *x >= 0 && *y >= 0 && *x < panel->place.width && *y < panel->height;
}

static bool ui_is_dock(int index)
{
    return ui_dock_find(ui_panel_table[index]->name, strlen(ui_panel_table[index]->name)) !=
           STATE_DOCK_NONE;
}

// A right click on a row opens the menu of what it shows.
static void ui_row_menu(Ui *ui, const UiTree *tree, double x, double y, double x_px, double y_px)
{
    UiMenuSubject subject = { .x_px = x_px, .y_px = y_px };
    const UiMenuRow *rows = NULL;
    int count = 0;
    const UiShell *shell = &ui->memory.shell;
    for (int at = ui_tree_hit(tree, x, y); at >= 0; at = tree->items[at].parent) {
        const char *action = tree->items[at].action;
        if (!action || !shell->state ||
            !ui_context_of(&ui->memory, shell->state, action, &subject, &rows, &count))
            continue;
        ui_shell_context(&ui->memory.shell, rows, count, &subject, ui->scale);
        return;
    }
}

bool ui_pointer(Ui *ui, double x_px, double y_px, int button, bool is_down, bool is_move, double wheel, Str *out)
{
    UiShell *shell = ui ? &ui->memory.shell : NULL;
    const bool is_modal = ui && ui_shell_is_open(shell), has_dialog = ui && shell->dialog.kind;
    if (!ui || (!ui->has_panels && !ui->is_page_on && !is_modal)) return false;
    Str lines = { 0 };
    bool is_taken = false;
    if (is_down) { // who presses a button has read it
        ui->memory.tip.is_shown = false;
        ui->memory.tip.since_s = HUGE_VAL;
    }
    const bool is_up = button != 0 && !is_down;
    UiFocus *focus = &ui->memory.focus;
    if (is_down) {
        ui->memory.model.has_focus = ui->memory.dock.has_focus = ui->memory.layers.has_focus =
            false;
        ui_focus_leave(focus);
    }
    for (int i = ui_panel_count - 1; i >= 0; i--) {
        UiPanel *panel = &ui->panels[i];
        double x = 0, y = 0;
        const bool is_inside = ui_panel_contains(ui, panel, x_px, y_px, &x, &y);
        const bool is_held = ui->pressed_panel == i;
        if (ui->pressed_panel >= 0 && !is_held) continue;
        const bool is_beneath = is_modal && (has_dialog ? ui_panel_table[i] != &panel_dialog
                                                        : !panel_is_shell(ui_panel_table[i]));
        if (is_beneath) {
            if (ui_tree_leave(&panel->tree)) panel->needs_paint = true;
            continue;
        }
        if (!is_inside && !is_held) {
            if (ui_panel_table[i] == &panel_time) ui->memory.time_hover_us = 0;
            if (ui_tree_leave(&panel->tree)) panel->needs_paint = true;
            continue;
        }
        if (is_taken && !is_held) continue;
        const UiTimePointer of_time = { x, y, wheel, is_down && button == 1, is_up, is_inside };
        if (ui_panel_table[i] == &panel_time &&
            panel_time_pointer(&ui->memory, &panel->tree, &of_time, &lines)) {
            if (is_down) ui->pressed_panel = i;
            panel->tree.hover = -1;
            is_taken = true;
            continue;
        }
        const UiTextFieldPointer of_field = { x,       y,     button,          focus->clicks,
                                              is_down, is_up, focus->has_shift };
        if (ui_focus_pointer(focus, ui->painter, &panel->tree, i, &of_field, wheel)) {
            panel->key = 0; // built anew: what is written may say more than itself
            if (is_down) ui->pressed_panel = i;
            if (is_down && ui_is_dock(i)) ui->memory.dock.has_focus = true;
            if (is_down) ui_shell_take_caret(shell, focus->field);
            ui->memory.version++;
            is_taken = true;
            continue;
        }
        if (wheel != 0 && is_modal && ui_shell_wheel(shell, wheel)) {
            ui->memory.version++;
            is_taken = true;
            continue;
        }
        if (wheel != 0 && ui_is_dock(i) && x < ui->memory.dock.table_right) {
            ui_table_wheel(&ui->memory.dock.tables[ui->memory.dock.open], wheel);
            ui->memory.dock.version++;
            is_taken = true;
            continue;
        }
        if (wheel != 0) {
            const double room = ui_tree_scroll_max(&panel->tree);
            const double scroll = fmax(0, fmin(room, panel->tree.scroll - wheel * 48));
            if (scroll != panel->tree.scroll) {
                panel->tree.scroll = scroll;
                panel->key = 0;
            }
            is_taken = true;
            continue;
        }
        if (panel->place.is_open_to_scene && !is_held && ui_tree_hit(&panel->tree, x, y) < 0) {
            if (ui_tree_leave(&panel->tree)) panel->needs_paint = true;
            continue;
        }
        if (ui_is_dock(i) &&
            ui_desk_pointer(&ui->memory.dock, &panel->tree, y, is_down && button == 1, is_up,
                            is_down ? ui_tree_hit(&panel->tree, x, y) : -1, &lines)) {
            panel->tree.hover = -1;
            is_taken = true;
            continue;
        }
        if (ui_panel_table[i] == &panel_layers &&
            ui_layers_pointer(&ui->memory.layers, &panel->tree, x, y, is_down && button == 1, is_up,
                              &lines)) {
            panel->tree.hover = -1;
            is_taken = true;
            continue;
        }
        if (ui_tree_pointer(&panel->tree, x, y, is_down && button == 1, is_up, &lines)) panel->needs_paint = true;
        if (is_modal && panel->tree.hover >= 0)
            ui_shell_hover(shell, panel->tree.items[panel->tree.hover].action);
        if (is_down && button == 3 && !is_modal) ui_row_menu(ui, &panel->tree, x, y, x_px, y_px);
        if (is_down) ui->pressed_panel = i;
        if (is_down) focus->panel = i + 1; // Tab goes on from here
        if (is_down && ui_panel_table[i] == &panel_model) ui->memory.model.has_focus = true;
        if (is_down && ui_panel_table[i] == &panel_layers) ui->memory.layers.has_focus = true;
        if (is_down && ui_is_dock(i)) ui->memory.dock.has_focus = true;
        is_taken = true;
    }
    if (is_modal && is_down && !is_taken) ui_shell_outside(shell);
    if (ui->is_page_on && !is_modal && (!is_taken || is_up) && ui->pressed_panel < 0)
        is_taken |= ui_page_pointer(ui->page, x_px, y_px, button, is_down, wheel, &lines);
    if (is_up) ui->pressed_panel = -1;
    (void)is_move;
    ui_pass_on(ui, &lines, out);
    str_finish(&lines);
    return is_taken || is_modal;
}

// 1 to 9: the buttons beside the open list, in their order. False: there are not so many.
static bool ui_dock_press(Ui *ui, const char *key, Str *out)
{
    const UiDock *dock = &ui->memory.dock;
    if (!ui->has_panels || !dock->open || !dock->has_focus || ui->memory.focus.field ||
        key[0] < '1' || key[0] > '9' || key[1])
        return false;
    int left = key[0] - '0';
    for (int i = 0; i < ui_panel_count; i++) {
        const UiTree *tree = &ui->panels[i].tree;
        if (!ui->panels[i].is_shown || !ui_is_dock(i)) continue;
        for (int k = 0; k < tree->count; k++) {
            const UiWidget *w = &tree->items[k];
            if (w->kind != UI_BUTTON || !w->action || w->is_disabled || w->x < dock->table_right ||
                w->icon || --left > 0)
                continue;
            Str line = { 0 };
            str_printf(&line, "%s\n", w->action);
            ui_pass_on(ui, &line, out);
            str_finish(&line);
            return true;
        }
    }
    return false;
}

// In the order of Tab: as they are read, from the top left.
static int ui_focus_panels(Ui *ui, UiFocusPanel out[UI_PANELS_MAX])
{
    int count = 0;
    for (int i = 0; i < ui_panel_count; i++) {
        const UiPanel *panel = &ui->panels[i];
        if (!panel->is_shown || !panel->surface) continue;
        int at = count++;
        for (; at > 0; at--) {
            const UiPanel *other = &ui->panels[out[at - 1].index];
            const int down = panel->y_px - other->y_px, band = (int)(UI_BAR * ui->scale);
            if (down >= band || (down > -band && panel->x_px >= other->x_px)) break;
            out[at] = out[at - 1];
        }
        out[at] = (UiFocusPanel){ &ui->panels[i].tree, i, panel->place.is_modal };
    }
    return count;
}

// The focus first; true: it was for it.
static bool ui_focused_key(Ui *ui, const char *key, Str *out)
{
    UiMemory *memory = &ui->memory;
    UiFocus *focus = &memory->focus;
    UiFocusPanel panels[UI_PANELS_MAX] = { 0 };
    const int count = ui->has_panels || ui->is_page_on ? ui_focus_panels(ui, panels) : 0;
    const int before = focus->panel;
    Str lines = { 0 };
    const UiFocusResult result = ui_focus_key(focus, ui->painter, panels, count, key, &lines);
    for (int i = 0; result != UI_FOCUS_PASS && i < ui_panel_count; i++)
        if (i + 1 == focus->panel || i + 1 == before) ui->panels[i].key = 0;
    if (result == UI_FOCUS_MOVED && focus->panel) {
        const int at = focus->panel - 1;
        memory->dock.has_focus = ui_is_dock(at);
        memory->model.has_focus = ui_panel_table[at] == &panel_model;
        memory->layers.has_focus = ui_panel_table[at] == &panel_layers;
    }
    ui_pass_on(ui, &lines, out);
    str_finish(&lines);
    return result != UI_FOCUS_PASS && result != UI_FOCUS_LIST;
}

// While the field of the search is written in.
static bool ui_search_key(UiMemory *memory, const char *key)
{
    if (!ui_focus_has(&memory->focus, &memory->search)) return false;
    if (strcmp(key, "Down") == 0 && memory->hit_at + 1 < memory->place_count + memory->hit_count)
        memory->hit_at++;
    else if (strcmp(key, "Up") == 0 && memory->hit_at > 0)
        memory->hit_at--;
    else
        return false;
    return true;
}

// Keys of the program itself: they work while a text is written.
static bool ui_is_program_key(const char *key)
{
    return str_starts(key, "Ctrl+") || str_starts(key, "Alt+") ||
           ((key[0] == 'F' || str_starts(key, "Shift+F")) && !ui_text_field_is_letter(key));
}

bool ui_key(Ui *ui, const char *key, Str *out)
{
    if (!ui) return false;
    UiMemory *memory = &ui->memory;
    memory->version++;
    const bool is_composing = ui_is_composing(ui);
    if (ui_shell_is_open(&memory->shell)) {
        Str lines = { 0 };
        const bool is_for_it = !is_composing && ui_shell_key(&memory->shell, key, &lines, out);
        ui_pass_on(ui, &lines, out);
        str_finish(&lines);
        if (!is_for_it && memory->focus.field) (void)ui_focused_key(ui, key, out);
        return true;
    }
    if (!is_composing && strcmp(key, "F1") == 0) {
        memory->is_help_open = !memory->is_help_open;
        return true;
    }
    if (!is_composing && strcmp(key, "Ctrl+F") == 0) {
        ui_search_set(memory, true);
        return true;
    }
    if (!is_composing && memory->is_help_open && strcmp(key, "Escape") == 0) {
        memory->is_help_open = false;
        return true;
    }
    if (ui_focused_key(ui, key, out)) return true;
    if (memory->is_search_open && strcmp(key, "Escape") == 0) {
        ui_search_set(memory, false);
        return true;
    }
    if (ui_search_key(memory, key)) return true;
    if (ui_focus_has(&memory->focus, &memory->layers.filter) &&
        ui_layers_key(&memory->layers, key, out))
        return true;
    if (memory->focus.field) return !ui_is_program_key(key);
    return ui->has_panels &&
           (ui_layers_key(&memory->layers, key, out) || ui_dock_press(ui, key, out) ||
            ui_dock_key(&memory->dock, key, out) || ui_model_key(&memory->model, key, out));
}

static void ui_written(Ui *ui)
{
    ui->memory.version++;
    if (ui->memory.focus.panel) ui->panels[ui->memory.focus.panel - 1].key = 0;
}

bool ui_text(Ui *ui, const char *utf8, Str *out)
{
    (void)out;
    if (!ui || !ui->memory.focus.field) return false;
    ui_text_field_insert(ui->memory.focus.field, utf8);
    ui_written(ui);
    return true;
}

bool ui_compose(Ui *ui, const char *utf8, int from_chars, int count_chars)
{
    if (!ui || !ui->memory.focus.field) return false;
    ui_text_field_compose(ui->memory.focus.field, utf8, from_chars, count_chars);
    ui_written(ui);
    return true;
}

bool ui_is_composing(const Ui *ui)
{
    return ui && ui->memory.focus.field && ui_text_field_is_composing(ui->memory.focus.field);
}

void ui_set_clipboard(Ui *ui, const UiClipboard *clipboard)
{
    ui->memory.focus.clipboard = *clipboard;
}

void ui_press_with(Ui *ui, int clicks, bool has_shift)
{
    if (!ui) return;
    ui->memory.focus.clicks = clicks;
    ui->memory.focus.has_shift = has_shift;
}

UiShell *ui_shell(Ui *ui)
{
    return &ui->memory.shell;
}

float ui_scale(const Ui *ui)
{
    return ui->scale;
}

void ui_pass_lines(Ui *ui, const Str *lines, Str *out)
{
    ui_pass_on(ui, lines, out);
}

bool ui_wants_history(const Ui *ui)
{
    return ui && ui->memory.is_time_open;
}

bool ui_wants_text(const Ui *ui, int caret_rect_px[4])
{
    if (!ui || !ui->memory.focus.field) return false;
    const int at = ui->memory.focus.panel - 1;
    if (at < 0 || !ui->panels[at].is_shown || !ui->panels[at].tree.focused) return true;
    const UiPanel *panel = &ui->panels[at];
    const double s = (double)ui->scale;
    double caret[4];
    const UiTextFieldLook look = ui_focus_look(&panel->tree, panel->tree.focused - 1);
    ui_text_field_caret(ui->memory.focus.field, &look, caret);
    caret_rect_px[0] = panel->x_px + (int)lround((panel->margin + caret[0]) * s);
    caret_rect_px[1] = panel->y_px + (int)lround((panel->margin + caret[1]) * s);
    caret_rect_px[2] = (int)ceil(caret[2] * s);
    caret_rect_px[3] = (int)ceil(caret[3] * s);
    return true;
}

// What is between the text and the screen: caret, selection, pre-edit, what is wrong.
static void ui_field_json(const UiTextField *field, JsonWriter *out)
{
    json_key(out, "caret"), json_number(out, field->caret);
    json_key(out, "anchor"), json_number(out, field->anchor);
    json_key(out, "preedit"), json_text(out, field->compose);
    if (field->error) json_key(out, "error"), json_text(out, field->error);
}

static void ui_widget_json(const Ui *ui, int index, const UiWidget *w, JsonWriter *out)
{
    static const char *const roles[] = { "box",     "text", "check", "slider",   "button",
                                         "dot",     "rule", "field", "progress", "swatch",
                                         "picture", "chip", "drag",     "chart" };
    const UiPanel *panel = &ui->panels[index];
    const double s = (double)ui->scale;
    const double rect[4] = { panel->x_px + (panel->margin + w->x) * s,
                             panel->y_px + (panel->margin + w->y) * s, w->w * s, w->h * s };
    json_object_begin(out);
    json_key(out, "panel"), json_text(out, ui_panel_table[index]->name);
    json_key(out, "role"), json_text(out, w->role ? w->role : roles[w->kind]);
    json_key(out, "name"), json_text(out, w->name ? w->name : w->text ? w->text : "");
    json_key(out, "text");
    json_text(out, w->field ? ui_text_field_text(w->field) : w->text ? w->text : "");
    json_key(out, "rect");
    json_array_begin(out);
    for (int i = 0; i < 4; i++) json_number(out, round(rect[i]));
    json_array_end(out);
    json_key(out, "value"), json_number(out, w->value);
    json_key(out, "action"), json_text(out, w->action ? w->action : "");
    json_key(out, "disabled"), json_bool(out, w->is_disabled);
    json_key(out, "focus"),
        json_bool(out, panel->tree.focused && w == &panel->tree.items[panel->tree.focused - 1]);
    if (w->field) ui_field_json(w->field, out);
    json_object_end(out);
}

void ui_widgets_json(const Ui *ui, JsonWriter *out)
{
    json_array_begin(out);
    if (ui && ui->is_page_on) ui_page_json(ui->page, out);
    for (int i = 0; ui && i < ui_panel_count; i++) {
        const UiPanel *panel = &ui->panels[i];
        for (int k = 0; panel->is_shown && k < panel->tree.count; k++) {
            const UiWidget *w = &panel->tree.items[k];
            const bool is_said = w->action || (w->text && w->text[0]) || w->name;
            if (is_said) ui_widget_json(ui, i, w, out);
        }
    }
    json_array_end(out);
}

const UiPanelImage *ui_furniture(Ui *ui, const UiFurniture *furniture, int width, int height, int *count)
{
    return ui_furniture_draw(&ui->furniture, ui->painter, furniture, width, height, count);
}
