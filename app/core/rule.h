// SPDX-License-Identifier: Apache-2.0
// rule.h - rules over live values: what becomes an alarm. Read from YAML, indexed by key: only
// rules of touched keys run. Does not: keep alarms (alarm.h), or know feeds; values come through
// RuleRead.
//
//   rules:
//     - id: air.pm25                 name: PM2.5 超标        name_en: PM2.5 high
//       kind: limit | rate | missing | expression | fence | count | warning
//       keys: air/*/pm25             a key, or a pattern: * (no '/' or '.'), ** (any)
//       threshold: T26.pm            limits from the threshold table, by the day; or of its own:
//       yellow: 60  orange: 90       each level's limit, met at the limit itself
//       direction: above | below     hysteresis: 3 (in the value's unit; 5 % of the limit)
//       hold_s: 60  clear_hold_s: 0  how long the condition has stood, or has been over
//       window_s: 600                rate: over what; count: within what
//       per_s: 3600                  rate: change an hour
//       after_s: 300                 missing: age; without it, when the value is stale
//       expression: value > 3 and rain.town > 50     value: that of the key that matched
//       count: 3                     count: so many values that meet the limit, or events
//       event: fire                  count: of events of this kind instead of values
//       fence: 110.40 21.20, 110.41 21.20, 110.41 21.21     lon lat of a polygon
//       on: enter | leave | dwell    dwell: after hold_s within
//       assets: 110.40 21.20 一中; …  warning: fixed places besides the positions of keys
//       level: yellow                of kinds without limits; of warning: the least that counts
//       priority: low | medium | high   group: 供水   parent: RULE   latching: true
//       due_s: 300  escalate_to: 值班长  text: '{name} {subject}: {value} {unit}, 限值 {limit}'
//       text_en: …  source: …  version: 1  enabled: true
//       actions:                     what follows from its alarm (action.h)
//         - { do: mark | fly_to | topic | sound | case | publish | webhook,
//             on: raise | clear | acknowledge | escalate | change, level: orange (at least),
//             command: 'bookmark-go name=港口' (of topic), type: 道路积水 (of case),
//             feed: NAME, topic: 'city/alarms/{rule}/{subject}', qos: 1, retain: true (of publish),
//             seconds: 600 (of mark), distance_m: 800 (of fly_to) }
//
// Values that are bad, of a device in maintenance or calibration or stopped, and values that are
// stale or dead neither raise nor clear (but for missing).
#pragma once
#include "base/keys.h"
#include "core/alarm.h"
#include "core/document_tree.h"
#include "core/live.h"

typedef enum {
    RULE_LIMIT,
    RULE_RATE,
    RULE_MISSING,
    RULE_EXPRESSION,
    RULE_FENCE,
    RULE_COUNT,
    RULE_WARNING,
    RULE_KIND_COUNT
} RuleKind;
typedef enum { RULE_ENTER, RULE_LEAVE, RULE_DWELL } RuleFenceOn;

typedef enum {
    RULE_DO_NONE,
    RULE_DO_MARK,
    RULE_DO_FLY_TO,
    RULE_DO_TOPIC,
    RULE_DO_SOUND,
    RULE_DO_CASE,
    RULE_DO_PUBLISH,
    RULE_DO_WEBHOOK,
    RULE_DO_COUNT
} RuleDo;
typedef enum {
    RULE_ON_RAISE,
    RULE_ON_CLEAR,
    RULE_ON_ACKNOWLEDGE,
    RULE_ON_ESCALATE,
    RULE_ON_CHANGE
} RuleActionOn;
typedef struct {
    int kind, on, level;       // RuleDo, RuleActionOn, AlarmLevel: at least
    char feed[ALARM_NAME_MAX]; // of publish and webhook
    char type[48];             // of case
    char *command, *topic;     // heap, NULL = none; {rule} {subject} … as in text
    double seconds, distance_m, qos;
    bool is_retained;
} RuleAction;

typedef struct {
    char id[ALARM_NAME_MAX], name[96], name_en[96], group[ALARM_NAME_MAX], parent[ALARM_NAME_MAX];
    char escalate_to[ALARM_NAME_MAX], threshold[48], source[160], event[32], unit[16];
    char keys[KEYS_TEXT_MAX + 1];
    char *expression, *fence, *assets, *text, *text_en; // heap, NULL = none
    int kind, direction, on, level, priority;           // RuleKind, ThresholdDirection, …
    double limits[ALARM_LEVEL_COUNT];                   // NAN = none
    double hysteresis;                                  // NAN = 5 % of the limit
    double hold_s, clear_hold_s, window_s, per_s, after_s, count, due_s, version;
    bool is_latching, is_enabled;
    RuleAction *actions; // heap
    int action_count;
} Rule;

// One value as rules see it.
typedef struct {
    int64_t t_obs_us;
    double number;           // NAN = no number
    double lon_deg, lat_deg; // NAN = no position
    LiveFreshness freshness;
    ObservationQuality quality;
    bool is_gone, is_simulated;
    const char *unit, *text; // borrowed; NULL = none
} RuleValue;
typedef bool (*RuleRead)(const void *source, uint32_t key, RuleValue *out); // false = never had one

typedef struct {
    const char *id, *kind, *event; // kind of ObservationEvent; event: "台风"; NULL = any
    AlarmLevel level;
    int64_t t_expire_us;   // 0 = never
    const double *lon_lat; // rings one after the other, 2 numbers a point
    const int *ring_points;
    int ring_count;
    double circle_lon_deg, circle_lat_deg, circle_km; // km 0 = none
    bool is_simulated;
} RuleWarning;

typedef struct Rules Rules;
typedef struct {
    Keys *keys;                   // borrowed, as the rest
    const Thresholds *thresholds; // NULL = none
    Alarms *alarms;               // where conditions go
    ChangeList *changes;          // where changed rules go as records; NULL = nowhere
    int utc_offset_s;             // days of thresholds
} RulesDesc;
typedef struct {
    uint64_t touched, evaluated, raised, cleared;
    uint64_t wrong_units; // values that no conversion brings to the unit of the limits: not judged
    int rules, instances;
} RulesCounters;

Rules *rules_create(const RulesDesc *desc);
void rules_destroy(Rules *rules);
// Adds those of a document; an id that is there is replaced: its alarms go on where only names,
// limits, texts or actions are others, else they clear and are raised again where the new one says
// so. ERR_FORMAT, ERR_ARGUMENT with file, line, key; then none is
// added. Thread: main, as all.
bool rules_parse(Rules *rules, const char *text, size_t length, const char *path, Err *err);
bool rules_open(Rules *rules, const char *path, Err *err);
// For documents that hold rules among other things: the rows of a rule's keys with their section as
// it is there, into out (NULL = only how many); and the list "rules" of a node, as rules_parse, but
// what people have changed or removed stays as they left it.
int rules_document_keys(DocumentKey *out, int section);
bool rules_parse_node(Rules *rules, const DocumentNode *owner, Err *err);
// Which command lines an action may have: by the name of the command; without it any.
typedef bool (*RuleHasCommand)(const void *context, const char *name);
void rules_set_commands(Rules *rules, RuleHasCommand has_command, const void *context);
bool rules_remove(Rules *rules, const char *id, const ChangeBy *by, Err *err); // clears its alarms
// What people do; each is a record of kind "rule" with its line of the journal, so that the other
// desks and the next start have it too. Rules of a text as rules_parse reads them: what = "add",
// "set", "enable", "disable". Nobody in by: ERR_ARGUMENT.
bool rules_change(Rules *rules, const char *text, size_t length, const char *path, const char *what,
                  const ChangeBy *by, Err *err);
bool rules_drop(Rules *rules, const char *id, const ChangeBy *by, Err *err); // removes and records
// One rule as JSON that rules_parse reads: {"rules":[{…}]}. set: texts of keys that take the place
// of the rule's own, "" = none; "actions" is YAML or JSON of a list.
typedef struct {
    const char *key, *text;
} RuleSet;
void rule_write(const Rule *rule, const RuleSet *set, int set_count, Str *out);
// A record of another desk, or of the store at start: it stands before the file's rule of that id.
// Older than ours it changes nothing, unless is_conflict. ERR_FORMAT.
bool rules_apply(Rules *rules, const char *id, const char *json, uint64_t version, bool is_conflict,
                 Err *err);
int rules_count(const Rules *rules);
const Rule *rules_at(const Rules *rules, int index);
const Rule *rules_find(const Rules *rules, const char *id);
void rules_json(const Rules *rules, JsonWriter *out);
RulesCounters rules_counters(const Rules *rules);

typedef struct {
    int64_t now_us;
    const uint32_t *changed;
    int changed_count;
    RuleRead read;
    const void *source;
} RulesInput;
// The rules of the changed keys, and those whose time has come.
void rules_update(Rules *rules, const RulesInput *input);
// Rules were added, changed or removed since this was last asked: values that are there concern
// them too, not only those to come.
bool rules_take_renewed(Rules *rules);
void rules_renew(Rules *rules); // as if they had been: what came was not handed to rules_update
int64_t rules_next_us(const Rules *rules); // when a rule's time comes next; INT64_MAX = never
// An event for count rules.
void rules_event(Rules *rules, const char *kind, const char *subject, int64_t t_us);
// A warning that holds from now on; the same id replaces it, level NONE or no area ends it. Looked
// at by the next rules_update. False without memory.
bool rules_warning(Rules *rules, const RuleWarning *warning);
