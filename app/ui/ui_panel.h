// SPDX-License-Identifier: Apache-2.0
// ui_panel.h - what a panel is: a key of all it shows, and a builder of its tree. To add one: panel_<name>.c and a row in panel_table.c.
#pragma once
#include "core/search.h"
#include "core/text.h"
#include "ui/ui.h"
#include "ui/ui_dock.h"
#include "ui/ui_layers.h"
#include "ui/ui_focus.h"
#include "ui/ui_model.h"
#include "ui/ui_shell.h"
#include "ui/ui_widget.h"

#define UI_PANELS_MAX 48
#define UI_PAGE_IMAGES_MAX 50
#define UI_PAGE_BUDGET_S 0.006 // of a frame, for cells of a page
#define UI_HITS_MAX 60
#define UI_SEARCH_PLACES_MAX 8

// Guessing a style looks at every feature: once for each version of a layer.
#define UI_LEGENDS_MAX 128
typedef struct {
    uint32_t id, rgb;
    uint64_t version, layers_version;
} UiLegend;

// A splitter as last built: where it is, the panel's fixed edge and which way it grows from there.
typedef struct {
    double x, y, from, towards;
    bool is_upright;
} UiSplit;
// What is said of the widget under the pointer.
typedef struct {
    char text[160];
    double rect[4]; // of the widget, in units of the window
    double since_s;
    bool is_shown;
} UiTip;

// What the Ui remembers that is no state of the city.
typedef struct {
    UiLayers layers;
    UiSplit splits[STATE_PANEL_COUNT];
    UiTip tip;
    uint64_t errors_shown; // of the log, when the strip was last asked
    bool is_help_open, is_search_open;
    UiTextField search;
    UiFocus focus; // where keys and text go
    SearchHit hits[UI_HITS_MAX];
    SearchPlace places[UI_SEARCH_PLACES_MAX]; // before the hits
    int place_count;
    int hit_count, hit_at; // at: of places and hits together
    uint64_t search_seen;  // version of the text hit_at belongs to
    int fitting; // objects of the model shown that fit the text as an expression; -1 = it is none
    uint64_t hits_key;         // of what they were found for
    int shown;                 // of the selection
    uint64_t selection_hash;
    double jobs_since_s;       // 0 = none
    UiLegend legends[UI_LEGENDS_MAX];
    int legend_count;
    UiModel model;
    UiDock dock;
    UiShell shell;
    // The time slider: its span, and what the pointer does there.
    bool is_time_open, time_follows;
    int64_t time_from_us, time_to_us, time_now_us, time_hover_us; // hover 0 = none
    int time_drag;
    double time_drag_x;
    uint64_t version;          // grows with any change here
} UiMemory;

typedef struct {
    const State *state;
    const City *city;
    const UiFacts *facts;
    UiMemory *memory;
    UiPainter *painter;
    const UiTheme *theme;
    double width, height;      // of the window in units
    double metres_per_unit;    // at the camera's target
    struct UiCrs *crs;         // of the coordinates shown
    double layers_bottom;      // of the panel of layers, in units
    double bottom;             // lower edge of what lists of operations may cover
} UiContext;

// Where it stands, in units; the builder sets x, y, width and may set the rest.
typedef struct {
    double x, y, width;
    double height;             // 0 = by content
    double max_height;
    bool is_glass;
    double radius;             // of the glass; 0 = UI_RADIUS
    bool is_from_bottom;       // y is its lower edge
    bool keeps_bottom;         // lists of operations stand above it: a bar along the lower edge
    bool is_open_to_scene;     // the pointer passes where no widget answers
    bool is_modal;             // Tab stays within it
    void (*ground)(cairo_t *cr, const UiTheme *theme, double width, double height); // instead of glass
} UiPlace;

typedef struct {
    const char *name;
    uint64_t (*key)(const UiContext *context);  // 0 = not shown; the same key, the same picture
    void (*build)(const UiContext *context, UiTree *tree, UiPlace *place);
} UiPanelRow;
extern const UiPanelRow *const ui_panel_table[]; // in drawing order
extern const int ui_panel_count;
bool ui_panel_is_over_pages(const UiPanelRow *row); // also shown while a page of the big screen is
extern const UiPanelRow panel_strip, panel_top, panel_toast;
extern const UiPanelRow panel_layers, panel_model; // the second stands below the first
extern const UiPanelRow panel_attributes;

// Of a Ui, for ui_show.c.
UiShell *ui_shell(Ui *ui);
float ui_scale(const Ui *ui);
void ui_pass_lines(Ui *ui, const Str *lines, Str *out); // own actions are done, lines go on

void ui_search_expression(const UiMemory *memory,
                          Str *out); // the command line of the text searched
// What a widget's tooltip says: its tip, else of a button without words its icon's; NULL = nothing.
const char *ui_tip_of(StateLanguage language, const UiWidget *w);
// Each frame: the widget under the pointer (NULL = none), rect in units of the window.
void ui_tip_follow(UiTip *tip, StateLanguage language, const UiWidget *hovered,
                   const double rect[4]);
bool ui_tip_is_due(const UiTip *tip);                          // the pointer has rested long enough
void ui_search_line(const UiMemory *memory, int at, Str *out); // of a place or hit
uint64_t ui_hash(uint64_t key, const void *bytes, size_t length);
uint64_t ui_hash_text(uint64_t key, const char *text);
uint64_t ui_hash_number(uint64_t key, double value);
const char *ui_word(const UiContext *context, TextId id);
bool ui_is_chinese(const UiContext *context);
const char *ui_count_text(UiTree *tree, double count); // 1,024,312
// "21.19543° 北 …" or eastings, by the state's display CRS.
void ui_position_text(const UiContext *context, double lon_deg, double lat_deg, Str *out);
uint32_t ui_layer_rgb(const UiContext *context, const StateLayer *layer, const CityLayer *loaded); // 0xRRGGBB of its legend
// Of the open layer: what its colours, lines, ramps and symbols stand for (panel_legend.c).
void ui_legend_add(const UiContext *context, UiTree *tree, const StateLayer *layer,
                   const CityLayer *loaded);
// A feature's name: label attribute, else the first column that sounds like one; "" = none.
void ui_feature_name(const UiContext *context, StateFeatureRef ref, char *out, size_t cap);
