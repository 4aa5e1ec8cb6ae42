// SPDX-License-Identifier: Apache-2.0
// app_page.h - pages of the big screen: what they are made from, and who has the screen. Does not:
// lay out or paint (ui/page.h).
#pragma once
#include "core/director.h"
#include "ui/page.h"

struct App;
typedef struct AppPage {
    QualityFigures *qualities;
    int quality_cap, quality_count;
    int64_t t_refresh_us; // of qualities and attribution
    Director director;
    char last[STATE_NAME_MAX]; // page before the desk was shown; "" = none
    Str attribution;
    UiPageFacts facts;
} AppPage;

void app_page_destroy(AppPage *page);
// Once a turn, after app_live_update; dt_s of the wall clock.
void app_page_update(struct App *app, double dt_s);
// What a page is made from now; NULL = there are no pages.
const UiPageFacts *app_page_facts(struct App *app);
void app_page_attribution(const struct App *app, Str *out); // of the layers shown
