// SPDX-License-Identifier: Apache-2.0
// app_page.h - pages of the big screen: what they are made from, and who has the screen. Does not:
// lay out or paint (ui/page.h).
#pragma once
#include "app_focus.h"
#include "cmd_page_edit.h"
#include "core/area.h"
#include "core/director.h"
#include "core/topic_layers.h"
#include "ui/page.h"

struct App;
typedef struct AppPage {
    QualityFigures *qualities;
    int quality_cap, quality_count;
    int64_t t_refresh_us; // of qualities and attribution
    Director director;
    TopicLayers *layers;       // of the page; NULL until the first turn
    Areas *areas;              // units of the city with outlines
    AppFocus *focus;           // what the page narrows the map to
    PageEdits edits; // of the page editor, to be undone
    char last[STATE_NAME_MAX]; // page before the desk was shown; "" = none
    Str attribution;
    UiPageFacts facts;
} AppPage;

void app_page_destroy(AppPage *page);
// Once a turn, after app_live_update; dt_s of the wall clock.
void app_page_update(struct App *app, double dt_s);
// Layers and units as the page has them, at once.
void app_page_follow(struct App *app);
// What a page is made from now; NULL = there are no pages.
const UiPageFacts *app_page_facts(struct App *app);
void app_page_attribution(const struct App *app, Str *out); // of the layers shown
// page.layers, .units, .filter, .drill, .editor (app_page_answer.c). False: none of these.
bool app_page_get(struct App *app, const char *name, JsonWriter *w);
void app_page_reference(Str *out); // Markdown rows of these names
