// SPDX-License-Identifier: Apache-2.0
// test_topics.c - the shipped packs in the demo city: every figure is fed with its unit and period,
// has units and a past, and every rule can raise its alarm.
#include "check.h"
#include "app.h"
#include "base/clock.h"
#include "core/expression.h"
#include "core/topic_private.h"
#include "feed/sim.h"
#include "feed/sim_past.h"
#include "geo/geo_demo.h"
#include <stdlib.h>

#define DATA TEST_FOLDER "/../assets/data"

typedef struct {
    Thresholds *thresholds;
    Topics *topics;
    Sim *sim;
    int64_t now_us;
} World;

static World world(void)
{
    Err err = { 0 };
    World w = { .thresholds = thresholds_create() };
    CHECK(thresholds_open_folder(w.thresholds, DATA "/thresholds", &err));
    w.topics = topics_create(
        &(TopicsDesc){ .data_folder = DATA, .thresholds = w.thresholds, .utc_offset_s = 28800 });
    CHECK(topics_load(w.topics, &err));
    w.sim = sim_create(&(SimDesc){ .is_typhoon = true }, &err);
    CHECK(clock_parse("2026-11-25T12:00", 28800, &w.now_us));
    return w;
}

static void finish(World *w)
{
    sim_destroy(w->sim);
    topics_destroy(w->topics);
    thresholds_destroy(w->thresholds);
}

// Each with its number in the simulation.
#define EACH_INDICATOR(w, topic, i)                                               \
    for (int t_ = 0; t_ < topics_count((w).topics); t_++)                         \
        for (const Topic *topic = topics_at((w).topics, t_); topic; topic = NULL) \
            for (const TopicIndicator *i = topic->indicators;                     \
                 i < topic->indicators + topic->indicator_count; i++)

TEST(every_figure_is_fed_with_its_unit_and_its_period)
{
    World w = world();
    int count = 0;
    EACH_INDICATOR(w, topic, i)
    {
        const int index = sim_key_find(w.sim, i->key);
        CHECK(index >= 0);
        const SimKey key = sim_key(w.sim, index);
        CHECK_TEXT(key.unit, i->unit);
        if (i->period.seconds > 0) CHECK_NEAR(key.period_s, i->period.seconds, 1);
        CHECK_NEAR(key.stale_s, i->stale_s, 1);
        CHECK_EQ(sim_key_find(w.sim, key.key), index);
        CHECK(isfinite(sim_number(w.sim, i->key, w.now_us)));
        count++;
    }
    CHECK_EQ(count, 215);
    finish(&w);
}

TEST(every_figure_that_has_units_has_all_nine_and_sums_add_up)
{
    World w = world();
    EACH_INDICATOR(w, topic, i)
    {
        double sum = 0;
        int found = 0;
        for (int u = 0; u < topics_unit_count(w.topics); u++) {
            char key[80];
            snprintf(key, sizeof key, "%s/%s", i->key, topics_unit_at(w.topics, u)->code);
            const double number = sim_number(w.sim, key, w.now_us);
            found += sim_key_find(w.sim, key) >= 0;
            sum += number;
            if (i->over != TOPIC_OVER_NONE) CHECK(isfinite(number));
            if (i->unit[0] == '%' && !i->unit[1] && i->over == TOPIC_OVER_MEAN) CHECK(number < 150);
        }
        CHECK_EQ(found, i->over == TOPIC_OVER_NONE ? 0 : 9);
        const double city = sim_number(w.sim, i->key, w.now_us);
        if (i->over == TOPIC_OVER_SUM && fabs(sum - city) > 1e-4 * fabs(city) + 1e-9)
            fprintf(stderr, "%s\n", i->key);
        if (i->over == TOPIC_OVER_SUM) CHECK_NEAR(sum, city, 1e-4 * fabs(city) + 1e-9);
    }
    finish(&w);
}

TEST(every_figure_has_a_period_and_a_year_before_and_five_years)
{
    World w = world();
    const FeedDesc desc = { .name = "sim", .driver = "sim", .seed = 1 };
    SimPast *past = sim_past_open(&desc, w.now_us);
    CHECK(past != NULL);
    const int64_t year_us = (int64_t)(365.25 * 86400e6), window = (int64_t)(366 * 86400e6);
    int64_t t[256];
    double x[256];
    EACH_INDICATOR(w, topic, i)
    {
        const int index = sim_past_find(past, i->key);
        if (strcmp(i->key, "T29.ty") == 0) continue;
        CHECK(index >= 0);
        const int count = sim_past_values(past, index, w.now_us - 5 * year_us, w.now_us, 200, t, x);
        CHECK(count >= 5 && count <= 200);
        for (int k = 1; k < count; k++) CHECK(t[k] > t[k - 1]);
        CHECK(sim_past_values(past, index, w.now_us - window, w.now_us, 1, t, x) == 1);
    }
    sim_past_release(past);
    CHECK(sim_past_open(&(FeedDesc){ .name = "a", .driver = "mqtt" }, 0) == NULL);
    const FeedOption fast = { "speed", "60" };
    CHECK(sim_past_open(&(FeedDesc){ .driver = "sim", .options = &fast, .option_count = 1 }, 0) ==
          NULL);
    finish(&w);
}

static bool is_layer(const void *arg, const char *name)
{
    (void)arg;
    for (int i = 0; geo_demo_layer_name(i); i++)
        if (strcmp(geo_demo_layer_name(i), name) == 0) return true;
    return false;
}
static bool is_command(void *arg, const char *line, Err *err)
{
    CmdCall call;
    const Cmd *cmd = NULL;
    return cmd_check(arg, line, 28800, &call, &cmd, err);
}
static void say(const char *problem, void *arg)
{
    (void)arg;
    fprintf(stderr, "%s\n", problem);
}

TEST(every_pack_is_clean_in_the_demo)
{
    World w = world();
    CmdTable *commands = cmd_table_create();
    app_add_commands(commands);
    for (int t = 0; t < topics_count(w.topics); t++) {
        const Topic *topic = topics_at(w.topics, t);
        const TopicCheck check = {
            .day = "2026-11-25", .is_layer = is_layer, .is_command = is_command, .arg = commands
        };
        CHECK_EQ(topic_check(w.topics, topic, &check, say, NULL), 0);
        int sources = topic->kind == TOPIC_TOPIC ? 0 : 1;
        for (int l = 0; l < topic->layer_count; l++) sources += !topic->layers[l].needs[0];
        CHECK(sources >= 1);
    }
    cmd_table_destroy(commands);
    finish(&w);
}

#define KEYS_TESTED 2048
// A rule is driven by what it reads: one value each, or none.
typedef struct {
    const Rule *rule;
    Keys *keys;
    Rules *rules;
    Alarms *alarms;
    RuleValue *values; // by key
    int64_t now_us;
} Drive;

static bool read_value(const void *source, uint32_t key, RuleValue *out)
{
    const Drive *d = source;
    if (key >= KEYS_TESTED || !d->values[key].t_obs_us) return false;
    *out = d->values[key];
    return true;
}

static void run(Drive *d, uint32_t key)
{
    rules_update(d->rules, &(RulesInput){ .now_us = d->now_us,
                                          .changed = &key,
                                          .changed_count = key ? 1 : 0,
                                          .read = read_value,
                                          .source = d });
}

static uint32_t put(Drive *d, const char *name, double number, double lon, double lat)
{
    const uint32_t key = keys_intern(d->keys, name, strlen(name));
    CHECK(key < KEYS_TESTED);
    d->values[key] = (RuleValue){ .t_obs_us = d->now_us,
                                  .number = number,
                                  .lon_deg = lon,
                                  .lat_deg = lat,
                                  .freshness = LIVE_CURRENT };
    run(d, key);
    return key;
}

static bool is_raised(Drive *d)
{
    for (int i = 0; i < alarms_count(d->alarms); i++)
        if (alarms_at(d->alarms, i)->is_active &&
            strcmp(alarms_at(d->alarms, i)->rule, d->rule->id) == 0)
            return true;
    return false;
}

// The pattern with its stars filled in.
static const char *some_key(const char *pattern, char out[KEYS_TEXT_MAX + 1])
{
    size_t n = 0;
    for (const char *at = pattern; *at && n < KEYS_TEXT_MAX; at++) {
        out[n] = *at == '*' ? '1' : *at;
        if (*at != '*' || n == 0 || out[n - 1] != '1') n++;
    }
    out[n] = 0;
    return out;
}

static void hold(Drive *d)
{
    d->now_us += (int64_t)((d->rule->hold_s + 1) * 1e6);
    for (int k = 0; k < KEYS_TESTED; k++)
        if (d->values[k].t_obs_us) d->values[k].t_obs_us = d->now_us;
    run(d, 0);
}

static void drive_limit(Drive *d, const World *w, bool is_met)
{
    char key[KEYS_TEXT_MAX + 1];
    const Rule *rule = d->rule;
    double limit = NAN;
    int bad = rule->direction;
    const Threshold *row =
        rule->threshold[0] ? thresholds_find(w->thresholds, rule->threshold, "2026-11-25") : NULL;
    if (row) bad = row->direction;
    for (int l = ALARM_LEVEL_BLUE; l < ALARM_LEVEL_COUNT && isnan(limit); l++)
        limit = row ? row->limits[l] : rule->limits[l];
    CHECK(isfinite(limit));
    const double step = fmax(fabs(limit) * 0.2, 0.2), over = (bad == THRESHOLD_ABOVE) == is_met;
    const double number = over ? limit + step : limit - step;
    if (rule->kind == RULE_RATE) {
        const double step_s = rule->window_s / 4, span_s = rule->window_s + rule->hold_s + 1;
        some_key(rule->keys, key);
        for (double s = 0; s <= span_s + step_s; s += step_s) {
            put(d, key, number * s / rule->per_s, NAN, NAN);
            d->now_us += (int64_t)(step_s * 1e6);
        }
        return;
    } else {
        put(d, some_key(rule->keys, key), number, NAN, NAN);
    }
    hold(d);
}

// One value of a few for each name, until the condition is so.
static bool drive_expression(Drive *d, bool is_met)
{
    static const double tries[] = { 0,  1,  2,  3,   4,   5,   8,    10, 12,
                                    20, 60, 90, 100, 150, -20, 0.05, 500 };
    enum { TRIES = sizeof tries / sizeof *tries };
    Expression *e = expression_parse(d->rule->expression, NULL);
    const int names = expression_name_count(e);
    double values[8] = { 0 };
    long combinations = 1;
    CHECK(e && names >= 1 && names <= 8);
    for (int n = 0; n < names && n < 5; n++) combinations *= TRIES;
    bool found = false;
    for (long c = 0; c < combinations && !found; c++) {
        long rest = c;
        for (int n = 0; n < names; n++, rest /= TRIES) values[n] = tries[rest % TRIES];
        found = (expression_evaluate(e, values) > 0) == is_met;
    }
    for (int n = 0; n < names && found; n++) put(d, expression_name(e, n), values[n], NAN, NAN);
    expression_destroy(e);
    hold(d);
    return found;
}

static void drive_fence(Drive *d, bool is_met)
{
    char key[KEYS_TEXT_MAX + 1];
    double lon = 0, lat = 0, sums[2] = { 0 };
    int n = 0, used = 0;
    for (const char *at = d->rule->fence; sscanf(at, " %lf %lf%n", &lon, &lat, &used) == 2; n++) {
        sums[0] += lon, sums[1] += lat;
        at += used;
        if (*at == ',') at++;
    }
    put(d, some_key(d->rule->keys, key), NAN, 100, 10);
    d->now_us += 60000000;
    put(d, key, NAN, is_met ? sums[0] / n : 101, is_met ? sums[1] / n : 10);
    hold(d);
}

static void drive_warning(Drive *d, bool is_met)
{
    char key[KEYS_TEXT_MAX + 1];
    double lon = 110.4, lat = 21.2;
    if (d->rule->assets) sscanf(d->rule->assets, "%lf %lf", &lon, &lat);
    if (d->rule->keys[0]) put(d, some_key(d->rule->keys, key), NAN, lon, lat);
    const RuleWarning warning = { .id = "w",
                                  .kind = "台风",
                                  .event = "台风",
                                  .level = ALARM_LEVEL_RED,
                                  .circle_lon_deg = is_met ? lon : 100,
                                  .circle_lat_deg = lat,
                                  .circle_km = 5 };
    CHECK(rules_warning(d->rules, &warning));
    run(d, 0);
    hold(d);
}

static void drive_count(Drive *d, bool is_met)
{
    const int count = (int)d->rule->count - (is_met ? 0 : 1);
    for (int i = 0; i < count; i++) {
        d->now_us += 1000000;
        rules_event(d->rules, d->rule->event, NULL, d->now_us);
    }
    run(d, 0);
    hold(d);
}

// Beyond what it watches, or within it.
static bool drive(const World *w, const Topic *topic, const char *id, bool is_met)
{
    Drive d = { .keys = keys_create(KEYS_TESTED),
                .values = calloc(KEYS_TESTED, sizeof *d.values),
                .now_us = w->now_us };
    ChangeList changes = { 0 };
    Err err = { 0 };
    d.alarms = alarms_create(&changes);
    d.rules = rules_create(&(RulesDesc){
        .keys = d.keys, .thresholds = w->thresholds, .alarms = d.alarms, .utc_offset_s = 28800 });
    d.rule = rules_find(topic->rules, id);
    const DocumentNode root = document_tree_root(topic->source->tree);
    CHECK(rules_parse_node(d.rules, &root, &err)); // of its pack alone: there are many
    bool could = true;
    switch (d.rule->kind) {
    case RULE_LIMIT:
    case RULE_RATE: drive_limit(&d, w, is_met); break;
    case RULE_EXPRESSION: could = drive_expression(&d, is_met); break;
    case RULE_FENCE: drive_fence(&d, is_met); break;
    case RULE_WARNING: drive_warning(&d, is_met); break;
    case RULE_COUNT: drive_count(&d, is_met); break;
    case RULE_MISSING: {
        char key[KEYS_TEXT_MAX + 1];
        put(&d, some_key(d.rule->keys, key), 1, NAN, NAN);
        d.now_us += (int64_t)((d.rule->after_s + (is_met ? 60 : -60)) * 1e6);
        run(&d, 0);
        break;
    }
    default: could = false;
    }
    const bool raised = could && is_raised(&d);
    CHECK_EQ(rules_counters(d.rules).wrong_units, 0);
    rules_destroy(d.rules);
    alarms_destroy(d.alarms);
    change_list_finish(&changes);
    keys_destroy(d.keys);
    free(d.values);
    return raised;
}

TEST(every_rule_of_every_pack_raises_its_alarm_beyond_its_limit_and_none_within)
{
    World w = world();
    int count = 0;
    for (int t = 0; t < topics_count(w.topics); t++) {
        const Topic *topic = topics_at(w.topics, t);
        for (int r = 0; r < rules_count(topic->rules); r++, count++) {
            const char *id = rules_at(topic->rules, r)->id;
            const bool beyond = drive(&w, topic, id, true), within = drive(&w, topic, id, false);
            if (!beyond || within) fprintf(stderr, "rule %s: %d %d\n", id, beyond, within);
            CHECK(beyond && !within);
        }
    }
    CHECK(count > 240);
    finish(&w);
}
