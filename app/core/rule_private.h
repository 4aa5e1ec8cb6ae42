// SPDX-License-Identifier: Apache-2.0
// rule_private.h - what rule.c, rule_read.c, rule_run.c and rule_area.c share.
#pragma once
#include "base/hashmap.h"
#include "core/document_tree.h"
#include "core/expression.h"
#include "core/rule.h"

typedef struct {
    double *lon_lat; // heap
    int *ring_points;
    int ring_count;
    double circle_lon_deg, circle_lat_deg, circle_km;
    double west, south, east, north;
} RuleArea;

typedef struct {
    char name[96];
    double lon_deg, lat_deg;
} RuleAsset;

typedef struct {
    Rule rule;
    Expression *expression;
    uint32_t *names; // keys of its names; 0 = "value"
    double *values;
    int name_count;
    RuleArea fence;
    RuleAsset *assets;
    int asset_count;
    double limits[ALARM_LEVEL_COUNT]; // in force today
    char unit[16], source[160];
    int *instances; // of this rule
    int instance_count, instance_cap;
    bool is_removed;
    uint64_t record_version; // 0 = of a file alone
    char changed_by[ALARM_NAME_MAX];
    int64_t t_changed_us;
} RuleEntry;

// A rule that was removed, as its record.
typedef struct {
    char id[ALARM_NAME_MAX];
    uint64_t record_version;
} RuleTomb;

// Beside the rules of a document that is a record.
typedef struct {
    char by[ALARM_NAME_MAX];
    int64_t t_changed_us;
    bool is_removed;
} RuleRecord;

typedef struct {
    int64_t t_us;
    double value;
} RuleSample;

// One rule on one key.
typedef struct {
    int entry;
    uint32_t key;  // 0: an expression without `keys`, an asset, an event's subject
    int asset;     // -1 = none
    char *subject; // heap; NULL = the key's text
    bool met[ALARM_LEVEL_COUNT], out[ALARM_LEVEL_COUNT];
    int64_t t_met_us[ALARM_LEVEL_COUNT]; // when met last changed
    AlarmLevel level;
    Alarm *alarm; // NULL before the first
    double value, limit, lon_deg, lat_deg;
    bool is_simulated, was_inside;
    int64_t t_last_us; // of the last value taken
    RuleSample *samples;
    int sample_first, sample_count;
    int64_t timer_us; // the next one in the heap; 0 = none
} RuleInstance;

typedef struct {
    int64_t t_us;
    int instance;
} RuleTimer;

typedef struct {
    char *id, *event;
    AlarmLevel level;
    int64_t t_expire_us;
    RuleArea area;
    bool is_simulated;
} RuleActiveWarning;

typedef struct {
    int *instances; // below 0: all of entry -1 - n
    int count, cap;
    bool is_bound; // patterns were tried
} RuleKeyList;

#define RULE_SAMPLES_MAX 64
struct Rules {
    RulesDesc desc;
    RuleEntry *entries;
    int count, cap;
    RuleInstance *instances;
    int instance_count, instance_cap;
    RuleKeyList *by_key; // by key number
    int by_key_cap;
    Hashmap exact,
        prefixes;       // hash of a key, of a pattern's first part, to index of a list of entries
    RuleKeyList *lists; // of entries
    int list_count, list_cap;
    RuleTimer *timers; // a heap by time
    int timer_count, timer_cap;
    RuleActiveWarning *warnings;
    int warning_count, warning_cap;
    bool are_warnings_new, are_renewed;
    char day[16]; // limits are of it
    int64_t day_end_us, now_us;
    Hashmap plain; // entry << 32 | key to instance
    RulesCounters counters;
    RuleHasCommand has_command; // NULL = any
    const void *commands;
    RuleTomb *tombs;
    int tomb_count, tomb_cap;
};

enum { RULE_SECTION_TOP, RULE_SECTION_RULE, RULE_SECTION_ACTION };
extern const DocumentKey rule_keys[];
extern const int rule_key_count;

bool rule_area_set_text(RuleArea *area, const char *text, Err *err); // lon lat, lon lat, …
bool rule_area_copy(RuleArea *area, const RuleWarning *warning);
bool rule_area_contains(const RuleArea *area, double lon_deg, double lat_deg);
void rule_area_finish(RuleArea *area);
void rule_finish(Rule *rule);
// Reads without adding: *entries is the caller's, count of them. *record may be NULL.
bool rules_read(Rules *rules, const char *text, size_t length, const char *path,
                RuleEntry **entries, int *count, RuleRecord *record, Err *err);
// In the place of the one with its id, or at the end; takes it. NULL without memory.
RuleEntry *rules_put(Rules *rules, RuleEntry *entry);
void rule_entry_finish(RuleEntry *entry);
bool rules_index(
    Rules *rules); // after entries changed: keys are bound anew when they are next touched
void rules_bind_key(Rules *rules, uint32_t key);
int rules_instance(Rules *rules, int entry, uint32_t key, int asset, const char *subject);
void rules_forget(Rules *rules, int entry, const ChangeBy *by); // its instances; their alarms clear
void rules_settle(Rules *rules, int index, const ChangeBy *by); // what is met, to the alarm
void rules_set_day(Rules *rules, int64_t now_us);
void rule_text(const Rules *rules, const RuleInstance *instance, bool is_chinese, Str *out);
