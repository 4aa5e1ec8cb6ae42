// SPDX-License-Identifier: Apache-2.0
// app_topics.h - topics of the program: packs followed while it runs, their rules and declarations,
// figures with their history, data quality.
// Does not: draw pages.
#pragma once
#include "core/cmd.h"
#include "core/indicator.h"
#include "core/operations.h"
#include "core/quality.h"
#include "store/store.h"

struct App;
struct AppLive;
typedef struct AppTopics AppTopics;

// Of a live state whose members are there; NULL only without memory. Thread: main, as all.
AppTopics *app_topics_create(struct AppLive *live, const char *data_folder);
void app_topics_destroy(AppTopics *topics);
Topics *app_topics_packs(AppTopics *topics);
Indicators *app_topics_indicators(AppTopics *topics);

// Reads the packs at once where no look has come back yet: for scripts, and pictures without feeds.
void app_topics_need(struct App *app);

// For app_live.c, in the order of a turn:
bool app_topics_poll(struct App *app); // true: packs are others; what is declared is said anew
void app_topics_declare(const AppTopics *topics, Live *live);
bool app_topics_follow_rules(AppTopics *topics, Operations *operations, Err *err);
void app_topics_update(struct App *app);                      // after the live state has moved on
// Figures of what is shown, the present or an instant of the past: after app_live_update.
void app_topics_show(struct App *app);
QualityFigures app_topics_quality(struct App *app, int feed); // of the feed at a place of the state
// An answer of the store to what was asked for history here: true, and it is taken.
bool app_topics_answer(AppTopics *topics, const StoreAnswer *answer);

bool app_topics_reload(struct App *app, Err *err); // files that changed, at once
// topics, topic.ID, indicators.KEY, quality, algorithms: as app_live_get.
bool app_topics_get(struct App *app, const char *name, JsonWriter *out, bool *is_known, Err *err);
void app_topics_reference(Str *out);
void app_add_topic_commands(CmdTable *table);
