// SPDX-License-Identifier: Apache-2.0
// page.h - pages of the big screen (大屏): head, cells of charts and lists over the city, foot.
// A page is data (topic.h); each cell is a picture of its own, painted anew only when what it shows
// changed. Does not: hold values (indicator.h), draw charts (chart.h), or write state: what is
// clicked answers with command lines.
#pragma once
#include "core/area.h"
#include "core/event_log.h"
#include "core/indicator.h"
#include "core/operations.h"
#include "core/quality.h"
#include "ui/page_asset.h"
#include "ui/ui.h"

typedef struct UiPage UiPage;

// Where a page takes its figures from; all borrowed until ui_build returns.
typedef struct UiPageFacts {
    const Topics *topics; // NULL = there are no pages
    Indicators *indicators;
    UiLive live; // alarms, cases, feeds, warnings; operations NULL = no alarms and cases
    const QualityFigures *qualities; // of the feeds
    int quality_count;
    const char *attribution; // of the city's data; "" = none
    int64_t now_us;          // of the figures
    const Areas *areas;      // units with outlines; NULL = none
    const EventLog *events;  // NULL = none
    const UiPageAsset *assets; // behind the indicator drilled into
    int asset_count;
    // Does an alarm, or a place, belong to the unit the page is narrowed to? NULL = all do.
    bool (*takes_alarm)(void *arg, const Alarm *alarm);
    bool (*takes_place)(void *arg, double lon_deg, double lat_deg);
    void *arg;
} UiPageFacts;

// Whether the state names a page that there is; then the panels of the desk are not shown.
bool ui_page_is_on(const State *state, const UiPageFacts *facts);
// The pictures of the page named by state->page, in a window of so many pixels. Cells are made anew
// once a second, as many in one call as fit into budget_s (INFINITY = all, for pictures). Thread:
// main. `count` 0 = no page is shown.
const UiPanelImage *ui_page_build(UiPage *page, const State *state, const UiPageFacts *facts,
                                  int width_px, int height_px, double budget_s, int *count);
// As ui_pointer; buttons 1 = left, 2 = middle, 3 = right.
bool ui_page_pointer(UiPage *page, double x_px, double y_px, int button, bool is_down, double wheel,
                     Str *out);
// Every cell is made anew by the next build, not only those a second old.
void ui_page_refresh(UiPage *page);
// Does any cell still wait for its history?
bool ui_page_is_loading(const UiPage *page);
// Is anything not yet made for want of time?
bool ui_page_is_behind(const UiPage *page);
// Pixels a unit in a window of that size: pages are laid out for 1080 units of height, but at least
// 1200 of width; fewer where the wall is seen from far (page_text.h).
double ui_page_scale(const State *state, int width_px, int height_px);
// Its cells and what is in them, added to an open array; pixels of the window.
void ui_page_json(const UiPage *page, JsonWriter *out);
