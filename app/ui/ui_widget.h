// SPDX-License-Identifier: Apache-2.0
// ui_widget.h - the widget tree of one panel: boxes, texts, checks, sliders, buttons, a field; laid out, drawn, hit by the pointer.
// Does not: know what a panel shows. A widget's answer is its action: a command line, or "@…" for the Ui itself.
#pragma once
#include "base/arena.h"
#include "base/str.h"
#include "ui/chart.h"
#include "ui/ui_paint.h"
#include "ui/ui_text_field.h"

typedef enum {
    UI_BOX,
    UI_TEXT,
    UI_CHECK,
    UI_SLIDER,
    UI_BUTTON,
    UI_DOT,
    UI_RULE,
    UI_FIELD,
    UI_PROGRESS,
    UI_SWATCH,
    UI_PAINT,
    UI_CHIP, // a short text on its colour (value, 0xRRGGBB): filled where numbers[0] is 1, else
             // outlined
    UI_DRAG, // while it is held its action is said with "X,Y" behind: from its top left, in units;
             // drawn by paint
    UI_CHART
} UiKind;
typedef enum { UI_GROUND_NONE, UI_GROUND_CHIP, UI_GROUND_FIELD, UI_GROUND_HOVER, UI_GROUND_SELECTED, UI_GROUND_HEAD } UiGround;

// Where what is dragged would drop: a line in the accent's colour, or a ring.
typedef enum { UI_MARK_NONE, UI_MARK_ABOVE, UI_MARK_BELOW, UI_MARK_RING } UiMark;

// What a custom widget draws in its rectangle.
typedef void (*UiPaintFunction)(UiPainter *painter, cairo_t *cr, const UiTheme *theme, const double rect[4], const double numbers[4]);
// The same, of more than numbers: source lies in the tree's arena.
typedef void (*UiPaintOf)(UiPainter *painter, cairo_t *cr, const UiTheme *theme,
                          const double rect[4], const void *source);

typedef struct {
    UiKind kind;
    const char *name;          // for tests and readers; NULL = text
    const char *role;          // for them, where it is not that of its kind: "menuitem"; static
    const char *text;
    const char *action; // NULL = none; of a slider: the number is appended; of a field: what Return
                        // says, the text behind it where it ends with '='
    const char *cancel; // FIELD: what Escape says, as above; NULL = it only loses the caret
    UiTextField *field; // FIELD: what is written; borrowed, outlives the tree; name = placeholder,
                        // icon UI_ICON_SEARCH = a lens before it
    UiFont font;
    UiColour colour;
    UiIcon icon;
    UiAlign align;
    UiGround ground;
    bool is_row;               // BOX: children side by side
    bool is_wrapped;
    bool is_scroll;            // BOX: a column that scrolls within max_height
    bool is_disabled;
    double padding_x, padding_y, gap;
    double width, height;      // fixed; 0 = by content
    double max_height;
    double grow;               // share of what is left in a row
    double value;              // SLIDER and PROGRESS 0..1; CHECK 0, 1, 0.5 = some; DOT, SWATCH: 0xRRGGBB
    double numbers[4];         // PROGRESS: its colour, 0xRRGGBB
    UiPaintFunction paint;
    uint32_t edge_rgb; // BOX: a stripe at its left edge, 0xRRGGBB; 0 = none
    const Chart *chart; // CHART: copied; as wide as its column unless width says, 120 high unless
                        // height says
    UiPaintOf paint_of; // instead, with source
    const void *source;
    const char *tip;  // said where the pointer rests on it; copied
    UiMark mark;
    // Results of ui_tree_layout.
    int parent, depth;
    double x, y, w, h, need_w, need_h;
    double content_h;          // of a scroll box
} UiWidget;

#define UI_DEPTH_MAX 12
typedef struct {
    UiWidget *items;           // parents before children
    int count, cap;
    int open[UI_DEPTH_MAX], open_count;
    Arena arena;               // of texts and actions
    double scroll;             // of the one scroll box
    int hover, pressed;        // widgets; -1 = none
    int reveal;                // widget + 1 to be scrolled into view by the next layout; 0 = none
    int focused;               // 1 + the widget that has the keys (ui_focus.h); 0 = none
    bool has_ring;             // it is shown round that
    int chart;                 // the one under the pointer: it shows its read-out; -1 = none
    double pointer_x, pointer_y;
} UiTree;

void ui_tree_clear(UiTree *tree); // keeps memory, scroll and hover
void ui_tree_finish(UiTree *tree);
// Adds to the box open; text and action are copied. A BOX stays open until ui_end.
UiWidget *ui_add(UiTree *tree, const UiWidget *widget);
void ui_end(UiTree *tree);
const char *ui_format(UiTree *tree, const char *format, ...) __attribute__((format(printf, 2, 3)));
// Common rows.
UiWidget *ui_add_text(UiTree *tree, const char *text, UiFont font, UiColour colour);
void ui_add_space(UiTree *tree, double size);
void ui_add_grow(UiTree *tree);
void ui_add_rule(UiTree *tree);
UiWidget *ui_add_icon(UiTree *tree, UiIcon icon, const char *name, const char *action);
UiWidget *ui_add_icon_tip(UiTree *tree, UiIcon icon, const char *name, const char *action,
                          const char *tip);

// A tab of a row of tabs.
void ui_add_tab(UiTree *tree, const char *text, const char *action, bool is_on);

// Lays the tree out in width (0 = as wide as it needs); returns the height.
double ui_tree_layout(UiTree *tree, UiPainter *painter, double width);
void ui_tree_paint(const UiTree *tree, UiPainter *painter, cairo_t *cr, const UiTheme *theme);
int ui_tree_hit(const UiTree *tree, double x, double y);       // the deepest widget with an action there; -1 = none
int ui_tree_find(const UiTree *tree, const char *name);        // by name or text; -1 = none
double ui_tree_scroll_max(const UiTree *tree);
// Pointer in the tree's units. Appends the action of what was clicked or dragged to out (one line). True when something changed to draw.
bool ui_tree_pointer(UiTree *tree, double x, double y, bool is_down, bool is_up, Str *out);
bool ui_tree_leave(UiTree *tree); // the pointer went; true when something changed to draw
// What of a chart lies under the pointer, in the tree's units; part NONE where i is no chart.
ChartHit ui_tree_chart_hit(const UiTree *tree, UiPainter *painter, int i, double x, double y);
// As one argument of a command line, which actions are.
void ui_quote(Str *out, const char *text);
