// SPDX-License-Identifier: Apache-2.0
// page_world.h - the shipped packs with the demo's simulation at one fixed instant, without feeds,
// window or city: pages drawn from it are the same each time.
#pragma once
#include "base/image.h"
#include "core/operations.h"
#include "feed/sim.h"
#include "feed/sim_past.h"
#include "ui/page_private.h"

typedef struct {
    int64_t now_us;
    Sim *sim;
    SimPast *past;
    Operations *operations;
    Live *live;
    Topics *topics;
    Indicators *indicators;
    UiPainter *painter;
    UiPage *page;
    State state;
    UiFeed feeds[4];
    UiWarning warnings[3];
    QualityFigures qualities[4];
    UiPageFacts facts;
} PageWorld;

// data_folder: assets/data. False with a line on standard error.
bool page_world_open(PageWorld *world, const char *data_folder);
void page_world_close(PageWorld *world);
// So much later, with nothing new: figures grow late, stale, dead.
void page_world_wait(PageWorld *world, double seconds);

typedef struct {
    const char *id; // "T26", "C1"
    StateLook look;
    StateLanguage language;
    int width_px, height_px;
    const char *unit; // code; NULL = the city
} PageShot;
// The page over a plain ground where the city would be. False: no such page, or no memory.
bool page_world_draw(PageWorld *world, const PageShot *shot, Image *out);
