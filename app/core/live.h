// SPDX-License-Identifier: Apache-2.0
// live.h - the last value of every key, how old it is, and whether it may be believed.
// Does not: talk to sources (feed.h), keep history (store.h), or raise alarms (alarm.h).
#pragma once
#include "base/err.h"
#include "base/json.h"
#include "base/keys.h"
#include "base/observation.h"
#include "core/live_place.h"
#include "core/state.h"

typedef struct Live Live;

// Drawn states. With period p: LATE after 1.5 p (at least 15 s), STALE after max(3 p, 30 s), DEAD
// after ten times that; an expiry the source gave is STALE at once, GONE is DEAD at once. By the
// value's own time, never by its arrival.
typedef enum {
    LIVE_NONE,
    LIVE_CURRENT,
    LIVE_LATE,
    LIVE_STALE,
    LIVE_DEAD,
    LIVE_FRESHNESS_COUNT
} LiveFreshness;

// What a document says of a key, or of all that match. Where several match, what a later one says
// takes the place of what an earlier one says; what it leaves empty stays.
typedef struct {
    const char *match; // a key, or a pattern with * (any text without '/' or '.') and ** (any)
    const char *name, *name_zh; // shown
    const char *unit;           // UCUM: values are converted to it; one that cannot be is refused
    double period_s, stale_s;   // 0 = by the source
    double min, max;            // both 0 = any; outside: quality OUT_OF_RANGE, kept
    int decimals;               // shown; -1 = by the value
} LiveDeclaration;

typedef struct {
    Observation last;     // text borrowed until the next live_put of the key
    double number;        // in its declared unit; NAN where it is no number
    const char *unit;     // of number
    int64_t t_changed_us; // when the value last became another
    uint64_t count;       // accepted
    LiveFreshness freshness;
    bool is_gone;
} LiveValue;

typedef enum {
    LIVE_TAKEN,  // it is the live value now
    LIVE_OLD,    // older than what is there, or read back: for history only
    LIVE_REFUSED // not a value: infinite, a unit that does not fit, a time before 1990
} LiveOutcome;

typedef struct {
    uint64_t taken, old, refused;
    uint64_t repeated; // among old: the same value, time and seq once more
    uint64_t future;   // more than 5 s ahead of their receipt
    uint64_t skewed;   // 1 s to 5 s ahead
    int keys, current, late, stale, dead;
} LiveCounters;

Live *live_create(Keys *keys); // borrowed
void live_destroy(Live *live);
bool live_declare(Live *live, const LiveDeclaration *declaration,
                  Err *err); // copied; later ones win
void live_forget_declarations(Live *live);
void live_forget_values(Live *live); // and all that is counted; for a jump in replayed time
void live_set_utc_offset(Live *live, int utc_offset_s); // of times in JSON; +8 h
bool live_is_match(const char *match, const char *key); // as in LiveDeclaration
// Last writer by observed time, ties by seq. The text is copied. Thread: main, as all of this file.
LiveOutcome live_put(Live *live, const Observation *observation);
// Ages everything to now; cheap: only keys whose next step is due are looked at.
void live_tick(Live *live, int64_t now_us);
const LiveValue *live_get(const Live *live,
                          uint32_t key); // NULL = never had a value; until the next put or tick
LiveFreshness live_freshness(const Live *live, uint32_t key);
double live_age_s(const Live *live, uint32_t key); // at the last tick; NAN without a value
// Keys whose value or freshness changed since the last live_clear_changes, each once.
int live_changes(const Live *live, const uint32_t **keys);
void live_clear_changes(Live *live);
LiveCounters live_counters(const Live *live);
// What is declared of a key, all that matches taken together; texts are "" where nothing is said.
LiveDeclaration live_declared(const Live *live, uint32_t key);
// Moving keys, by the clock of the last tick and of t_us (see live_place.h).
LivePlacesView live_places_view(Live *live, int64_t t_us);
const LivePlaces *live_places(const Live *live); // for rows and tails
size_t live_bytes(const Live *live);             // what it holds on the heap, texts apart
// "23.5 ℃ · 12 秒前", "1.2 m · 3 分钟前 · 陈旧 · 保留值": the value with unit, its age in words,
// and whatever keeps it from being believed. Truncated at cap, at a character.
void live_value_text(const Live *live, uint32_t key, StateLanguage language, char *out, size_t cap);
void live_age_text(double age_s, StateLanguage language, char *out, size_t cap);
void live_number_text(const Live *live, uint32_t key, double number, char *out,
                      size_t cap); // with its declared decimals, without unit
const char *live_quality_name(ObservationQuality quality); // "good", "suspect", …
const char *live_quality_text(ObservationQuality quality, StateLanguage language);
const char *live_freshness_name(LiveFreshness freshness); // "live", "late", "stale", "dead"
const char *live_freshness_text(LiveFreshness freshness, StateLanguage language);
// One key as JSON:
// {"key","name","value","unit","t_obs","t_recv","age_s","freshness","quality","recovered",
// "simulated","no_time","gone","skew_s","feed","seq","count","t_changed"}; value is null where it
// never had one, an object for a position. Names that say nothing are left out.
void live_json(const Live *live, uint32_t key, JsonWriter *out);
