// SPDX-License-Identifier: Apache-2.0
// app_live.h - everything live that the program owns: feeds as the state says, the live state,
// alarms and cases, the store; moved on once a turn and shown in the scene.
// Does not: decode (feed), judge (core/live.h, rule.h) or draw (scene_live.h).
#pragma once
#include "base/inbox.h"
#include "core/city.h"
#include "core/live.h"
#include "core/live_bind.h"
#include "core/live_derive.h"
#include "core/operations.h"
#include "core/state.h"
#include "feed/feed.h"
#include "store/store.h"

struct App;
typedef struct {
    uint32_t id;     // of the StateFeed
    uint64_t config; // hash of what it was started with
    Feed *feed;      // NULL: could not be started
    Err err;         // why
} AppFeed;
typedef struct AppLiveScene AppLiveScene; // what the scene shows of it (app_live_scene.c)
typedef struct AppWarnings AppWarnings;   // warnings in force (app_live_warning.c)

typedef struct AppLive {
    Keys *keys;
    Inbox *inbox;
    Live *live;
    LiveDerive *derive;
    LiveBind *bind;
    Operations *operations; // NULL: assets/data was not found; operations_err says so
    Err operations_err;
    Store *store; // NULL = nothing is kept
    Err store_err, derive_err, rules_err;
    char *store_address, *rules_path; // as opened; NULL = none
    AppFeed *feeds;
    int feed_count, feed_cap;
    bool has_no_feeds;      // pictures and figures that must not depend on the hour: none is started
    uint64_t state_version; // of State.live_version, as followed
    AppWarnings *warnings;
    AppLiveScene *scene;
    uint64_t events, events_failed;
    int64_t now_us;
    bool has_changed; // something that is drawn is another than before
} AppLive;

bool app_live_create(AppLive *live, Err *err);
void app_live_destroy(AppLive *live); // stops the feeds, writes what the store has queued
// One turn: follows the state, takes what came, derives, judges, keeps, shows. Thread: main; never
// waits for a source or the store.
void app_live_update(struct App *app);
// Sleeps until a feed has brought something, at most so long; for runs without a window.
void app_live_wait(const AppLive *live, double seconds);
// Is there anything that moves or ages: the window draws now and then without a change of state.
bool app_live_is_busy(const AppLive *live);
// live, live.KEY, feeds, counters, warnings, alarms, alarms.rate, cases, emergencies, rules, store:
// false where the name is none of these, *is_known tells; else *err.
bool app_live_get(struct App *app, const char *name, JsonWriter *out, bool *is_known, Err *err);

void app_live_reference(Str *out); // Markdown rows of these names

// app_live_warning.c: warnings in force.
typedef enum {
    APP_WARNING_NOWHERE,
    APP_WARNING_BY_SHAPE, // polygon, circle
    APP_WARNING_BY_CODE,  // of an area layer's feature
    APP_WARNING_BY_NAME   // found in its text: to be confirmed by a person
} AppWarningArea;
typedef struct {
    char *id, *text; // "台风橙色预警"
    int level;       // AlarmLevel; NONE = white
    int status;      // SceneLiveStatusKind
    int64_t t_event_us, t_expire_us;
    double *lon_lat; // rings one after the other
    int *ring_points, ring_count, point_count;
    double circle_lon_deg, circle_lat_deg, circle_km; // 0 = none
    char *event;                                      // "暴雨"
    char *codes;                                      // of its areas, "440802 440803"; NULL = none
    char *words; // free text in which names of places may be; NULL = none
    AppWarningArea area_from;
    bool is_simulated;
} AppWarning;
AppWarnings *app_warnings_create(void);
void app_warnings_destroy(AppWarnings *warnings);
// An event of kind "warning" (decode_cap.h): adds, replaces or ends. ERR_FORMAT.
bool app_warnings_take(AppWarnings *warnings, const ObservationEvent *event, Rules *rules,
                       Err *err);
bool app_warnings_expire(AppWarnings *warnings, int64_t now_us); // true: some went
// Those without a shape get that of the features of area layers with their code, else with a name
// in their text (app_live_place.c). True: some did. Cheap where neither warnings nor layers
// changed.
bool app_warnings_place(AppWarnings *warnings, const City *city, Rules *rules);
// Adds the features' rings; from: how they were found. False without memory or room.
bool app_warning_add_feature(AppWarning *warning, const GeoLayer *layer, uint32_t feature);
AppWarningArea app_warning_find(AppWarning *warning, const City *city);
int app_warnings_count(const AppWarnings *warnings);
const AppWarning *app_warnings_at(const AppWarnings *warnings, int index);
uint64_t app_warnings_version(const AppWarnings *warnings);
void app_warnings_json(const AppWarnings *warnings, JsonWriter *out);

// app_live_scene.c
AppLiveScene *app_live_scene_create(void);
void app_live_scene_destroy(AppLiveScene *scene);
void app_live_scene_restyle(
    struct App *app); // after scene_update: what was styled anew lost its colours
void app_live_scene_update(struct App *app, const uint32_t *changed, int changed_count);
