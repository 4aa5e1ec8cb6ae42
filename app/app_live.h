// SPDX-License-Identifier: Apache-2.0
// app_live.h - everything live that the program owns: feeds as the state says, the live state,
// alarms and cases, the store; moved on once a turn and shown in the scene.
// Does not: decode (feed), judge (core/live.h, rule.h) or draw (scene_live.h).
#pragma once
#include "app_live_history.h"
#include "base/hashmap.h"
#include "app_latency.h"
#include "base/inbox.h"
#include "core/alarm_place.h"
#include "core/city.h"
#include "core/live.h"
#include "core/live_bind.h"
#include "core/live_derive.h"
#include "core/operations.h"
#include "app_topics.h"
#include "core/event_log.h"
#include "core/state.h"
#include "feed/feed.h"
#include "feed/sim_past.h"
#include "store/store.h"
#include "ui/ui.h"

struct App;
typedef struct {
    uint32_t id;     // of the StateFeed
    uint64_t config; // hash of what it was started with
    Feed *feed;      // NULL: could not be started
    SimPast *past;   // of a simulation; NULL = none
    Err err;         // why
} AppFeed;
typedef struct AppLiveScene AppLiveScene; // what the scene shows of it (app_live_scene.c)
typedef struct AppWarnings AppWarnings;   // warnings in force (app_live_warning.c)
typedef struct AppLiveAlarms AppLiveAlarms; // pulses, rows for panels (app_live_alarm.c)

typedef struct AppReplay AppReplay; // the past in the place of the present (app_replay.h)
typedef struct {
    Live *live;
    LiveDerive *derive;
    Operations *operations;
    AppWarnings *warnings;
} AppLiveSet;

// Between turns live, derive, operations, warnings and now_us are of the instant that is shown,
// which is the present unless the state's clock says otherwise (app_replay.h).
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
    Err source_err;                   // of the source that was asked for last
    char *store_address, *rules_path; // as opened; NULL = none
    uint64_t store_reads[4]; // requests for what it has of records, not yet answered; 0 = none
    int64_t store_opened_us;
    Hashmap siblings; // of app_action.c: key to the bound key of its station, 0 = none
    uint64_t siblings_seen;
    AppFeed *feeds;
    int feed_count, feed_cap;
    bool has_no_store;      // nor is the store of the document opened
    bool has_no_feeds;      // pictures and figures that must not depend on the hour: none is started
    uint64_t state_version; // of State.live_version, as followed
    AppWarnings *warnings;
    AppLiveHistory *history; // of what panels show
    AppLiveScene *scene;
    AppTopics *topics;
    EventLog *event_log;
    AppReplay *replay; // NULL: the past was never shown
    uint64_t events, events_failed;
    int64_t now_us;
    AlarmPlaces *alarm_places;
    AppLiveAlarms *alarms;
    uint64_t operations_version;     // grows with every change of alarms, cases, emergencies
    bool has_unacked, was_blink_off; // an alarm that is shown waits for acknowledgement
    AppLatency latency;
    Observation *waiting; // of the inbox's array: what no turn has had room for yet
    int waiting_count;
    int room;                 // observations a turn; follows what they cost
    const Observation *taken; // of this turn, until the next
    int taken_count;
    int64_t taken_from_us; // receipt of the first of them
    bool has_changed; // something that is drawn is another than before
} AppLive;

bool app_live_create(AppLive *live, Err *err);
void app_live_destroy(AppLive *live); // stops the feeds, writes what the store has queued
// One turn: follows the state, takes what came, derives, judges, keeps, shows. A burst is taken
// over several turns, so that none is long. Thread: main; never waits for a source or the store.
void app_live_update(struct App *app, double dt_s);
// Sleeps until a feed has brought something, at most so long; for runs without a window.
void app_live_wait(const AppLive *live, double seconds);
// Is there anything that moves or ages: the window draws now and then without a change of state.
bool app_live_is_busy(const AppLive *live);
// live, live.KEY, feeds, counters, warnings, alarms, alarms.rate, cases, emergencies, rules, store:
// false where the name is none of these, *is_known tells; else *err.
bool app_live_get(struct App *app, const char *name, JsonWriter *out, bool *is_known, Err *err);

// The feed of the state as a source; texts live until the feed is asked again.
void app_live_source(struct App *app, const StateFeed *wanted, QualitySource *out);
// For UiFacts: what is live at a feature; source is the App.
int app_live_rows(void *source, StateFeatureRef ref, UiLiveRow *out, int max);
// What the document says of keys and derived keys; of the past without what only the present can
// count (hours). derive_err may be NULL: then nothing is logged either.
void app_live_declare(Live *live, LiveDerive *derive, const State *state, const AppTopics *topics,
                      bool is_past, Err *derive_err);
const char *app_live_data_folder(char out[512]); // of shipped data

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

// app_live_alarm.c
struct SceneLive;
struct SceneLiveMark;
struct UiLive;
AppLiveAlarms *app_live_alarms_create(void);
void app_live_alarms_destroy(AppLiveAlarms *alarms);
// Where an alarm is, on the ground or at its object. False: nobody knows.
bool app_alarm_position(struct App *app, const Alarm *alarm, GeoPos *out);
// Marks of features that have an alarm say so; others are added, up to max. Returns how many.
int app_live_alarm_marks(struct App *app, struct SceneLiveMark *marks, int count, int max);
void app_live_alarm_show(struct App *app, struct SceneLive *scene); // pulses and blinking
// The alarm of a pick's key (scene_live_pick), where its mark has no live key; NULL = it has.
const Alarm *app_live_alarm_of(const struct App *app, uint32_t key);
void app_live_facts(struct App *app, struct UiLive *out); // for the panels, until the next call

// app_live_scene.c
AppLiveScene *app_live_scene_create(void);
void app_live_scene_again(AppLiveScene *scene); // all of it with the next update
void app_live_scene_destroy(AppLiveScene *scene);
void app_live_scene_restyle(
    struct App *app); // after scene_update: what was styled anew lost its colours
void app_live_scene_update(struct App *app, const uint32_t *changed, int changed_count);
