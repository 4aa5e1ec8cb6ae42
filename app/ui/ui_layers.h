// SPDX-License-Identifier: Apache-2.0
// ui_layers.h - what the tree of layers remembers: its rows, what is folded, the row under the
// keys, the filter, the name being written, what is dragged and where it would drop.
// Does not: build widgets (panel_layers.c) or change layers: it answers with command lines.
// Thread: main.
#pragma once
#include "base/str.h"
#include "core/city.h"
#include "core/state.h"
#include "ui/ui_focus.h"
#include "ui/ui_widget.h"

// A row: a layer, or (layer_id 0) the head of the group of state->layers[at]. Layers without a
// group have no head.
typedef struct {
    uint32_t layer_id;
    int at;               // into state->layers; of a head the group's first
    int members, visible; // of a head
    bool is_open;         // a head that shows its layers
} UiLayersRow;

typedef enum {
    UI_LAYERS_NO_DROP,
    UI_LAYERS_ABOVE,
    UI_LAYERS_BELOW,
    UI_LAYERS_INTO,
    UI_LAYERS_OUT
} UiLayersDrop; // OUT: of its group, at the end

enum { UI_LAYERS_CLOSED_MAX = 64 };
typedef struct {
    const State *state; // of the last build
    UiLayersRow *rows;  // shown, from above
    int row_count, row_cap;
    uint64_t rows_of;                             // what they were made of
    uint32_t open_layer;                          // its row shows more; 0 = none
    uint64_t closed_groups[UI_LAYERS_CLOSED_MAX]; // hashes of names
    int closed_count;
    bool is_closed, has_focus, is_following; // following: the row under the keys is to be seen
    int cursor;                              // row; -1 = none
    uint32_t cursor_layer;                   // what it stands for, kept while rows change
    char cursor_group[STATE_NAME_MAX];
    UiFocus *focus; // the Ui's
    UiTextField filter, name;
    bool is_filter_open, is_naming; // naming: the row under the keys
    int clicked;
    double clicked_s;
    // Drag
    int held; // row; -1 = none
    bool is_dragging;
    double held_x, held_y, at_x, at_y;
    int drop_row;
    UiLayersDrop drop;
    int edge; // -1, 1: the list scrolls up, down
    double edge_s;
    // The style of the open layer as drawn, for its legend: guessing looks at all features
    LayerStyle style;
    uint64_t style_of;
    uint64_t version; // grows with any change of what is shown
} UiLayers;

void ui_layers_init(UiLayers *layers, UiFocus *focus);
void ui_layers_finish(UiLayers *layers);
// Each frame: rows are made anew where layers, folds or filter have changed.
void ui_layers_follow(UiLayers *layers, const State *state);
const char *ui_layers_group(const UiLayers *layers, int row); // of a row; "" = none
// "@layers…" of a widget; command lines go to out.
void ui_layers_action(UiLayers *layers, const char *action, Str *out);
// Arrows walk and fold, Space shows and hides, Ctrl+Up and Ctrl+Down move, F2 names, Delete
// removes, Return flies there, / filters, Escape gives the keys back. False: not for it.
bool ui_layers_key(UiLayers *layers, const char *key, Str *out);
// The pointer in the panel's units. True: it drags a row, nobody else may have the event.
bool ui_layers_pointer(UiLayers *layers, UiTree *tree, double x, double y, bool is_down, bool is_up,
                       Str *out);
// While a row is held near an edge of the list: scrolls, returns true where something moved.
bool ui_layers_scroll(UiLayers *layers, UiTree *tree, double now_s);
