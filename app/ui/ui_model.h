// SPDX-License-Identifier: Apache-2.0
// ui_model.h - what the model panel remembers: which model, its trees, what is open, the cursor.
// Does not: build widgets (panel_model.c), or change the city: it answers with command lines.
// Thread: main; trees of large models are made by jobs.
#pragma once
#include "base/str.h"
#include "core/city_compare.h"
#include "core/model_tree.h"

typedef enum {
    UI_MODEL_PLACE, // as AssetTreeKind
    UI_MODEL_TYPE,
    UI_MODEL_SYSTEM,
    UI_MODEL_CHANGES, // of a comparison
    UI_MODEL_TAB_COUNT
} UiModelTab;
#define UI_MODEL_TREES UI_MODEL_CHANGES
#define UI_MODEL_ROW 26 // units

typedef struct {
    ModelTree made;
    AssetTree tree; // of made, where it is ready: a view
    uint8_t *is_open;
    int *hidden_before; // rows + 1: hidden objects with a body before that row …
    int *bodies_before; // … and all with a body
    uint64_t marks_key; // of hidden_before
    bool is_ready;
    int cursor; // row; -1 = none
} UiModelTree;

typedef struct {
    uint32_t layer_id;  // shown; 0 = there is no model
    CityHold *hold;     // of what the trees point into
    const Asset *asset; // of hold
    const AssetComparison
        *changes; // of this model; NULL = it is not compared. Until the next follow
    StateCompare compare;
    bool is_comparing;
    UiModelTab tab;
    UiModelTree trees[UI_MODEL_TREES];
    uint8_t *is_selected; // by object
    int selected_count;   // of this model
    uint64_t selection_seen;
    int change;        // cursor among the changes
    int reveal;        // object to be scrolled to; -1 = none
    bool is_following; // the cursor is to be seen
    bool is_closed, has_focus;
    int clicked;
    double clicked_s;
    int page;         // rows that fit
    uint64_t version; // grows with any change of what is shown
} UiModel;

void ui_model_finish(UiModel *model);
// Each frame: the model of the selection, else the one shown, else the first; `shown`: which of the
// selection the panels show.
void ui_model_follow(UiModel *model, const State *state, const City *city, uint64_t selection_key,
                     int shown);
UiModelTree *ui_model_tree(UiModel *model); // of the tab, ready; NULL = not yet, or the changes
int ui_model_row_count(UiModel *model);     // shown
// Which of the rows shown the cursor is; -1 = none.
int ui_model_cursor(UiModel *model);
// Of a row and all below it: bodies, and how many of them are hidden.
void ui_model_hidden(UiModel *model, const StateModelView *view, int row, int *bodies, int *hidden);
// "@model…" of a widget; command lines go to out.
void ui_model_action(UiModel *model, const char *action, Str *out);
// Arrows, Return, …; false: not for it.
bool ui_model_key(UiModel *model, const char *key, Str *out);
// The storey a plan can show: of the selected object or the row under the cursor; -1 = none.
int ui_model_storey(UiModel *model);
