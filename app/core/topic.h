// SPDX-License-Identifier: Apache-2.0
// topic.h - topics as data: a pack is one YAML file with indicators, layers, event types, rules,
// actions and pages; read by a schema, checked, read again while running.
// Does not: hold values (indicator.h), draw pages (app/ui), or judge (rule.h).
//
//   id: T26                   kind: topic | centre | function | mode   (T01…, C1…, I1…, M1…)
//   name: 生态环境            name_en: Environment
//   lead: 市生态环境局        lead_en: Bureau of Ecology        version: 1   valid_from: 2026-03-01
//   palette: warning | neutral     statistics are neutral and without sound
//   notice: 示范数据
//   indicators:
//     - key: T26.pm           the live key; of a unit of the city KEY/CODE: T26.pm/440802
//       row: T26.pm           row of the reference it is part of; the key itself where left out
//       name: PM2.5 日均      name_en: PM2.5, 24 h mean      unit: ug/m3 (UCUM or money:
//                             indicator_unit.h)
//       period: 1 h           30 s, 10 min, 4 h, day, week, month, quarter, year, event, static
//       stale: 2 h            a value is old after it
//       better: lower | higher | none       which way is good: the colour of a change
//       thresholds: T26.pm    ids (threshold.h), separated by spaces; the worst level counts; or
//       blue yellow orange red, bad: above | below    limits of its own
//       target: 25            target_text: 年度目标
//       over: mean | sum | max | min | none   of the units into the city; none: has no units
//       decimals: 1           source: 空气自动站   owner: 市生态环境局
//       evidence: V | K | P   reference: GB 3095-2026
//   layers:
//     - name: 空气站          name_en: Air stations     kind: point | line | area | choropleth |
//       track | heat | model | warning
//       layer: 监测站         of the document           where: kind = 'air'      of its features
//       live: ship/*/position        or of live keys    indicator: T26.pm        what colours it
//       needs: 排污口普查     no source here yet, what it would take; then neither layer nor live
//   events: [ { id: exceed, name: 超标, name_en: Exceedance, level: yellow } ]
//   rules:   as in rule.h; an id begins with the pack's id and a dot: T26.pm
//            (of a mode also "on: enter": run when the mode is entered)
//   actions: [ { id: sample, name: 采样任务, name_en: Sampling task, on: exceed T26.pm,
//              command: "case-open from={alarm} type=alarm title=采样" } ]
//   pages:
//     - medium: wall | desk | briefing    id: main    title: …    title_en: …
//       columns: 12  rows: 8
//       cells: [ { column: 0, row: 0, width: 3, height: 2, widget: bignumber, title: …,
//                  indicators: T26.pm T26.o3, span: 24h, options: top=9 order=down } ]
//
// What no cell covers is the city. Texts within commands: {alarm} {key} {subject} {level} {lon}
// {lat} {topic} stand for those of the alarm it is clicked at.
#pragma once
#include "base/err.h"
#include "base/job.h"
#include "base/json.h"
#include "core/rule.h"
#include "core/state.h"
#include "core/threshold.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TOPIC_KEY_MAX 48
#define TOPIC_NAME_MAX 96
#define TOPIC_TEXT_MAX 256
#define TOPIC_COLUMNS_MAX 48
#define TOPIC_MONTH_S 2629800.0 // mean month
#define TOPIC_THRESHOLDS_MAX 4
#define TOPIC_CELL_KEYS_MAX 24

typedef enum { TOPIC_TOPIC, TOPIC_CENTRE, TOPIC_FUNCTION, TOPIC_MODE, TOPIC_KIND_COUNT } TopicKind;
typedef enum { TOPIC_PALETTE_WARNING, TOPIC_PALETTE_NEUTRAL } TopicPalette;
typedef enum { TOPIC_BETTER_NONE, TOPIC_BETTER_HIGHER, TOPIC_BETTER_LOWER } TopicBetter;
typedef enum {
    TOPIC_OVER_NONE,
    TOPIC_OVER_MEAN,
    TOPIC_OVER_SUM,
    TOPIC_OVER_MAX,
    TOPIC_OVER_MIN
} TopicOver;

typedef struct {
    double seconds; // between values; 0 = event, static
    int months;     // 1, 3, 12: a statistic of the calendar; 0 = by seconds
} TopicPeriod;

typedef struct {
    char key[TOPIC_KEY_MAX], row[TOPIC_KEY_MAX];
    char name[TOPIC_NAME_MAX], name_en[TOPIC_NAME_MAX], unit[32];
    TopicPeriod period;
    double stale_s;
    int better, over;                                     // TopicBetter, TopicOver
    char thresholds[TOPIC_THRESHOLDS_MAX][TOPIC_KEY_MAX]; // "" = no more
    double limits[ALARM_LEVEL_COUNT]; // of its own, where it has no thresholds; NAN = none
    int bad;                          // ThresholdDirection, of limits
    double target;                    // NAN = none
    char target_text[TOPIC_NAME_MAX];
    int decimals; // shown; -1 = by the value
    char source[TOPIC_NAME_MAX], owner[TOPIC_NAME_MAX];
    char evidence[4], reference[TOPIC_TEXT_MAX]; // V read, K known, P proposed; "" = none
} TopicIndicator;

typedef enum {
    TOPIC_LAYER_POINT,
    TOPIC_LAYER_LINE,
    TOPIC_LAYER_AREA,
    TOPIC_LAYER_CHOROPLETH, // the units by the indicator
    TOPIC_LAYER_TRACK,
    TOPIC_LAYER_HEAT,
    TOPIC_LAYER_MODEL,
    TOPIC_LAYER_WARNING // areas of warnings in force
} TopicLayerKind;
typedef struct {
    char name[TOPIC_NAME_MAX], name_en[TOPIC_NAME_MAX];
    int kind;                     // TopicLayerKind
    char layer[STATE_NAME_MAX];   // of the document; "" = none
    char where[TOPIC_TEXT_MAX];   // of its features; "" = all
    char live[KEYS_TEXT_MAX + 1]; // pattern of live keys; "" = none
    char indicator[TOPIC_TEXT_MAX]; // keys, set apart by blanks; the first colours it
    char needs[TOPIC_TEXT_MAX]; // not "": no source is connected
} TopicLayer;

typedef struct {
    char id[TOPIC_KEY_MAX], name[TOPIC_NAME_MAX], name_en[TOPIC_NAME_MAX];
    int level; // AlarmLevel it is proposed with; NONE = as reported
} TopicEvent;

typedef struct {
    char id[TOPIC_KEY_MAX], name[TOPIC_NAME_MAX], name_en[TOPIC_NAME_MAX];
    char on[TOPIC_TEXT_MAX]; // event types, rules and indicator keys it is offered at; "" = all
    char command[TOPIC_TEXT_MAX]; // one command line, {alarm} and so on still in it
} TopicAction;

typedef enum { TOPIC_WALL, TOPIC_DESK, TOPIC_BRIEFING, TOPIC_MEDIUM_COUNT } TopicMedium;
typedef enum {
    TOPIC_WIDGET_NONE,
    TOPIC_BIGNUMBER, // one figure each, with change and age
    TOPIC_LINE,      // the rest: indicators over span
    TOPIC_AREA,
    TOPIC_BAR, // latest of several, or of one over its periods
    TOPIC_DONUT,
    TOPIC_GAUGE,    // of one, with its limits
    TOPIC_RADAR,    // several, each of its target or limit
    TOPIC_RANKING,  // the units by one
    TOPIC_TABLE,    // rows: indicators; value, change, year before, target, age
    TOPIC_MATRIX,   // rows: units, columns: indicators
    TOPIC_CALENDAR, // one by days
    TOPIC_SCATTER,  // units by two
    TOPIC_SANKEY,   // parts of sums, option flow="a>b …"
    TOPIC_BOX,      // spread over span, or over the units
    TOPIC_HISTOGRAM,
    TOPIC_TIMELINE,   // events and alarms of the topic by time
    TOPIC_EVENTS,     // latest events of its types
    TOPIC_ALARMS,     // of its rules; of all without rules
    TOPIC_CASES,      // with clocks
    TOPIC_WARNINGS,   // in force
    TOPIC_LEGEND,     // of its layers
    TOPIC_ACTIONS,    // buttons
    TOPIC_TEXT,       // option text, text_en; words {KEY} are values
    TOPIC_FEEDS,      // sources and their health
    TOPIC_QUALITY,    // of the sources (quality.h)
    TOPIC_ALGORITHMS, // registry (algorithm.h)
    TOPIC_TOPICS,     // all topics with their worst state
    TOPIC_RULES,      // with counts
    TOPIC_WIDGET_COUNT
} TopicWidget;
typedef enum {
    TOPIC_SPAN_NOW,
    TOPIC_SPAN_24H,
    TOPIC_SPAN_7D,
    TOPIC_SPAN_30D,
    TOPIC_SPAN_1Y,
    TOPIC_SPAN_5Y,
    TOPIC_SPAN_COUNT
} TopicSpan;

typedef struct {
    int column, row, width, height;                       // of the page's grid, from the top left
    int widget, span;                                     // TopicWidget, TopicSpan
    char title[TOPIC_NAME_MAX], title_en[TOPIC_NAME_MAX]; // "": of its first indicator or widget
    const char *keys[TOPIC_CELL_KEYS_MAX]; // indicators of any pack; owned by the topic
    int key_count;
    const char *options; // "top=9 order=down text='…'"; never NULL; owned by the topic
} TopicCell;
typedef struct {
    int medium;             // TopicMedium
    char id[TOPIC_KEY_MAX]; // "main"; unique within medium
    char title[TOPIC_NAME_MAX], title_en[TOPIC_NAME_MAX];
    int columns, rows;
    TopicCell *cells;
    int cell_count;
} TopicPage;

typedef struct Topic {
    char id[TOPIC_KEY_MAX], name[TOPIC_NAME_MAX], name_en[TOPIC_NAME_MAX];
    int kind; // TopicKind
    char lead[TOPIC_NAME_MAX], lead_en[TOPIC_NAME_MAX];
    double version;
    char valid_from[16]; // local day, "" = open
    int palette;         // TopicPalette
    char notice[TOPIC_NAME_MAX];
    TopicIndicator *indicators;
    int indicator_count;
    TopicLayer *layers;
    int layer_count;
    TopicEvent *events;
    int event_count;
    Rules
        *rules; // as read, for listing: rules_count, rules_at; those that run: topics_follow_rules
    TopicAction *actions;
    int action_count;
    TopicPage *pages;
    int page_count;
    const char *path;
    struct TopicSource *source; // private
} Topic;

// A unit of the city that figures are ranked by: assets/data/units.yaml, or units.yaml beside
// city.yaml. Its key of an indicator is KEY/CODE.
typedef struct {
    char code[16], name[TOPIC_NAME_MAX], name_en[TOPIC_NAME_MAX];
} TopicUnit;

typedef struct Topics Topics;
typedef struct {
    const char *data_folder;      // assets/data: topics/*.yaml, units.yaml; copied
    const Thresholds *thresholds; // borrowed, read by jobs: may not change while topics live
    int utc_offset_s;
} TopicsDesc;
// Empty; NULL only without memory. Thread: main, as all that takes Topics.
Topics *topics_create(const TopicsDesc *desc);
void topics_destroy(Topics *topics); // waits for nothing: a job that runs ends by itself
// The user's own packs, FOLDER/topics/*.yaml and FOLDER/units.yaml, beside city.yaml; a pack there
// takes the place of a shipped one of its id. NULL = none. Copied; read by the next load or poll.
void topics_set_folder(Topics *topics, const char *folder);
// Reads what is new or changed, at once: pointers got before are gone. False where a file could not
// be read: *err has the first reason, topics_problem_at all; the others are there, and so is the
// last good state of a bad one.
bool topics_load(Topics *topics, Err *err);
// The same in a job, looked for at most once a second. True when packs or problems changed since
// the last call: pointers got before are gone then, and only then.
bool topics_poll(Topics *topics, JobPool *pool, int64_t now_us);
// One more file, as one of the user's own; forgotten by the next load or poll. For checks.
bool topics_add_file(Topics *topics, const char *path, Err *err);
uint64_t topics_version(const Topics *topics); // grows with each change
int topics_count(const Topics *topics);        // in order of kind and id
const Topic *topics_at(const Topics *topics, int index);
const Topic *topics_find(const Topics *topics, const char *id); // NULL = none
const Topic *topics_of_key(const Topics *topics, const char *key,
                           const TopicIndicator **indicator); // of an indicator; NULL = none
const Topic *topics_of_rule(const Topics *topics, const char *rule_id); // NULL = no pack's
int topics_unit_count(const Topics *topics);
const TopicUnit *topics_unit_at(const Topics *topics, int index);
int topics_problem_count(const Topics *topics);
const char *topics_problem_at(const Topics *topics, int index); // "FILE:LINE: key: reason"

// The page of a medium by its id; id NULL or "" = the first. NULL = none.
const TopicPage *topic_page(const Topic *topic, TopicMedium medium, const char *id);
// A word NAME=VALUE of a cell's options; VALUE may stand in '…' or "…". False: not there.
bool topic_cell_option(const TopicCell *cell, const char *name, char *out, size_t cap);
double topic_cell_number(const TopicCell *cell, const char *name, double fallback);
const char *topic_name(const Topic *topic, StateLanguage language); // falls back to the other
const char *topic_indicator_name(const TopicIndicator *indicator, StateLanguage language);
const char *topic_kind_name(TopicKind kind);       // "topic"
const char *topic_medium_name(TopicMedium medium); // "wall"
const char *topic_widget_name(TopicWidget widget); // "bignumber"
const char *topic_span_name(TopicSpan span);       // "24h", "" of TOPIC_SPAN_NOW
double topic_span_s(TopicSpan span);               // 0 of TOPIC_SPAN_NOW

// The rules that run: those of packs that are gone are removed, changed and new ones added. Also
// after rules were taken out by others. False: *err has the first that could not be; the rest runs.
bool topics_follow_rules(Topics *topics, Rules *rules, const ChangeBy *by, Err *err);

// What a pack needs of the rest of the program. Of each, NULL = not checked.
typedef struct {
    const char *day; // local: thresholds must be valid on it
    bool (*is_layer)(const void *arg, const char *name);
    bool (*is_live)(const void *arg, const char *pattern); // some key that has a source matches
    bool (*is_command)(void *arg, const char *line, Err *err);
    void *arg;
} TopicCheck;
typedef void TopicProblem(const char *problem, void *arg); // "FILE:LINE: key: reason"
// Beyond what reading refuses: thresholds exist, are valid on the day and convert to the unit;
// layers, live keys, indicators of cells and commands exist. Returns how many problems.
int topic_check(const Topics *topics, const Topic *topic, const TopicCheck *check,
                TopicProblem *found, void *arg);

void topics_json(const Topics *topics, JsonWriter *out); // [ { id, name, lead, … counts } ]
