// SPDX-License-Identifier: Apache-2.0
// panel_menu.c - the menu bar above everything, and the lists that open from it or at a right
// click.
#include "ui/panel_shell.h"
#include <math.h>
#include <string.h>

#define MENU_PAD 6
#define MENU_RULE 9
#define MENU_TICK 22

static void bar_ground(cairo_t *cr, const UiTheme *theme, double width, double height)
{
    const UiRgba *c = theme->colours;
    cairo_rectangle(cr, 0, 0, width, height);
    ui_paint_colour_alpha(cr, c[UI_COLOUR_GLASS_TOP], 0.985);
    cairo_fill(cr);
    cairo_rectangle(cr, 0, height - 1, width, 1);
    ui_paint_colour(cr, c[UI_COLOUR_RULE]);
    cairo_fill(cr);
}

static bool bar_is_shown(const UiContext *context)
{
    return context->state->has_panels && context->state->has_menu_bar;
}

static uint64_t bar_key(const UiContext *context)
{
    const UiShell *shell = &context->memory->shell;
    if (!bar_is_shown(context)) return 0;
    const int open = shell->open == UI_SHELL_MENU ? shell->menu.bar : -1;
    uint64_t key = ui_hash_number(201, context->width * 100 + open);
    key = ui_hash_text(key, context->state->document);
    return ui_hash_number(key, shell->open == UI_SHELL_PALETTE);
}

static void bar_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    UiShell *shell = &context->memory->shell;
    *place = (UiPlace){ .width = context->width, .height = UI_MENU_BAR, .ground = bar_ground };
    ui_add(tree, &(UiWidget){ .kind = UI_BOX,
                              .is_row = true,
                              .height = UI_MENU_BAR,
                              .padding_x = 8,
                              .name = "menu bar",
                              .role = "menubar" });
    double x = 8;
    int menus = 0;
    for (int i = 0; i < ui_menu_bar_count; i++) {
        const UiMenuRow *row = &ui_menu_bar_rows[i];
        if (row->depth > 0) continue;
        const char *word = ui_word(context, row->text);
        const char *text =
            ui_is_chinese(context) ? ui_format(tree, "%s(%c)", word, row->letter) : word;
        double width = 0;
        ui_text_measure(context->painter, &(UiTextDesc){ .text = text }, &width, NULL);
        const bool is_open = shell->open == UI_SHELL_MENU && shell->menu.bar == i;
        if (menus < UI_MENUS_MAX) shell->menu.bar_x[menus++] = x;
        ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                                  .text = text,
                                  .name = ui_format(tree, "menu %s", row->line),
                                  .role = "menu",
                                  .action = ui_format(tree, "@menu:bar:%d", i),
                                  .width = ceil(width) + 20,
                                  .height = UI_MENU_BAR - 4,
                                  .colour = UI_COLOUR_TEXT,
                                  .ground = is_open ? UI_GROUND_SELECTED : UI_GROUND_NONE });
        x += ceil(width) + 20;
    }
    ui_add_grow(tree);
    if (context->width > 760)
        ui_add(tree, &(UiWidget){
                         .kind = UI_BUTTON,
                         .icon = UI_ICON_SEARCH,
                         .text = ui_format(tree, "%s  Ctrl+K", ui_word(context, TEXT_MENU_PALETTE)),
                         .name = "open palette",
                         .font = UI_FONT_SMALL,
                         .action = "palette",
                         .height = UI_MENU_BAR - 4,
                         .colour = UI_COLOUR_DIM });
    ui_end(tree);
}

const UiPanelRow panel_menu_bar = { "menubar", bar_key, bar_build };

static uint64_t list_key(const UiContext *context, int level)
{
    const UiShell *shell = &context->memory->shell;
    const UiMenu *menu = &shell->menu;
    if (shell->open != UI_SHELL_MENU || level >= menu->depth || menu->lists[level].count == 0)
        return 0;
    uint64_t key = ui_hash(211 + (uint64_t)level, menu->lists[level].items,
                           sizeof menu->lists[level].items[0] * (size_t)menu->lists[level].count);
    key = ui_hash_number(key, menu->at[level] * 1000 + menu->first[level]);
    key = ui_hash_number(key, menu->x * 3 + menu->y * 7 + menu->parent * 100 + menu->bar);
    return ui_hash_number(key, context->width * 10000 + context->height + menu->first[0] * 0.25);
}

static void paint_tick(UiPainter *painter, cairo_t *cr, const UiTheme *theme, const double rect[4],
                       const double numbers[4])
{
    (void)painter;
    if (numbers[0] <= 0) return;
    const double x = rect[0], y = rect[1] + rect[3] / 2;
    cairo_move_to(cr, x + 3, y);
    cairo_line_to(cr, x + 6.5, y + 3.5);
    cairo_line_to(cr, x + 13, y - 4);
    ui_paint_colour(cr, theme->colours[UI_COLOUR_ACCENT]);
    cairo_set_line_width(cr, 1.8);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    cairo_stroke(cr);
}

// Texts, and at the right keys or what is missing.
static double list_width(const UiContext *context, const UiMenuList *list)
{
    double text_w = 0, key_w = 0;
    for (int i = 0; i < list->count; i++) {
        const UiMenuItem *item = &list->items[i];
        double w = 0;
        ui_text_measure(context->painter, &(UiTextDesc){ .text = item->text }, &w, NULL);
        text_w = fmax(text_w, w);
        ui_text_measure(
            context->painter,
            &(UiTextDesc){ .text = item->why[0] ? item->why : item->key, .font = UI_FONT_SMALL },
            &w, NULL);
        key_w = fmax(key_w, w);
    }
    return fmin(ceil(MENU_TICK + text_w + 28 + key_w + 34), 460);
}

static void item_build(const UiContext *context, UiTree *tree, const UiMenu *menu, int level, int i)
{
    const UiMenuItem *item = &menu->lists[level].items[i];
    const bool is_off = item->why[0] != 0, is_at = menu->at[level] == i;
    (void)context;
    if (item->is_rule) {
        ui_add(tree,
               &(UiWidget){ .kind = UI_BOX, .height = MENU_RULE, .padding_y = 4, .padding_x = 6 });
        ui_add_rule(tree);
        ui_end(tree);
        return;
    }
    ui_add(tree, &(UiWidget){ .kind = UI_BOX,
                              .is_row = true,
                              .height = UI_MENU_ROW,
                              .padding_x = 6,
                              .gap = 0,
                              .role = "menuitem",
                              .name = item->text,
                              .value = item->tick,
                              .is_disabled = is_off,
                              .action = ui_format(tree, "@menu:pick:%d:%d", level, i),
                              .ground = is_at ? UI_GROUND_SELECTED : UI_GROUND_NONE });
    ui_add(tree, &(UiWidget){ .kind = UI_PAINT,
                              .width = MENU_TICK,
                              .height = 16,
                              .paint = paint_tick,
                              .numbers = { item->tick } });
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                              .text = item->text,
                              .grow = 1,
                              .width = 20,
                              .colour = UI_COLOUR_TEXT,
                              .is_disabled = is_off });
    if (is_off || item->key[0])
        ui_add_text(tree, is_off ? item->why : item->key, UI_FONT_SMALL, UI_COLOUR_DIM);
    if (item->is_submenu)
        ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                                  .icon = UI_ICON_RIGHT,
                                  .width = 16,
                                  .height = 16,
                                  .colour = UI_COLOUR_DIM });
    ui_add_space(tree, item->is_submenu ? 2 : 18);
    ui_end(tree);
}

static double item_height(const UiMenuItem *item)
{
    return item->is_rule ? MENU_RULE : UI_MENU_ROW;
}

// Rows from `first` that fit into a height.
static int list_page(const UiMenuList *list, int first, double room)
{
    int page = 0;
    for (double sum = 0; first + page < list->count; page++) {
        sum += item_height(&list->items[first + page]);
        if (sum > room) break;
    }
    return page > 1 ? page : 1;
}

static void list_build(const UiContext *context, UiTree *tree, UiPlace *place, int level)
{
    UiMenu *menu = &context->memory->shell.menu;
    const UiMenuList *list = &menu->lists[level];
    const double width = list_width(context, list),
                 room = context->height - UI_MENU_BAR - 2 * UI_GRID - 2 * MENU_PAD;
    double height = 2 * MENU_PAD, x = menu->x, y = menu->y;
    const int most = list->count - list_page(list, 0, room);
    if (menu->first[level] > most) menu->first[level] = most < 0 ? 0 : most;
    const int first = menu->first[level], page = list_page(list, first, room);
    for (int i = first; i < first + page; i++) height += item_height(&list->items[i]);
    if (level > 0) {
        double before = 0;
        for (int i = menu->first[0]; i < menu->parent; i++)
            before += item_height(&menu->lists[0].items[i]);
        x = menu->left[0] + menu->width[0] - 3;
        if (x + width > context->width) x = menu->left[0] - width + 3;
        y = menu->top[0] + before;
    }
    place->x = fmax(2, fmin(x, context->width - width - 2));
    place->y = fmax(2, fmin(y, context->height - height - 2));
    // A right click low in the window opens upwards.
    if (level == 0 && menu->bar < 0 && menu->y + height > context->height)
        place->y = fmax(2, menu->y - height);
    place->width = width;
    place->radius = 6;
    menu->left[level] = place->x;
    menu->top[level] = place->y;
    menu->width[level] = width;
    menu->page[level] = page;
    ui_add(tree, &(UiWidget){ .kind = UI_BOX,
                              .padding_x = 4,
                              .padding_y = MENU_PAD,
                              .role = "menu",
                              .name = level ? "submenu" : "menu list" });
    for (int i = first; i < first + page; i++) item_build(context, tree, menu, level, i);
    ui_end(tree);
}

static uint64_t first_key(const UiContext *context)
{
    return list_key(context, 0);
}

static void first_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    list_build(context, tree, place, 0);
}

static uint64_t second_key(const UiContext *context)
{
    return list_key(context, 1);
}

static void second_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    list_build(context, tree, place, 1);
}

const UiPanelRow panel_menu_first = { "menu", first_key, first_build };
const UiPanelRow panel_menu_second = { "submenu", second_key, second_build };
