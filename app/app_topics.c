// SPDX-License-Identifier: Apache-2.0
// app_topics.c - packs followed, the past of their figures asked of the simulation or the store.
#include "app_topics.h"
#include "app.h"
#include "base/array.h"
#include "base/file.h"
#include "base/log.h"
#include "core/algorithm.h"
#include "core/indicator_unit.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define QUALITY_EVERY_US 10000000
#define POINTS_MAX INDICATOR_POINTS_MAX

// One range, on its way through a job or the store.
typedef struct TopicsAsk {
    AppTopics *topics; // NULL: it went
    uint64_t request, store_request;
    SimPast *past; // NULL = of the store
    int index;
    char unit[32]; // values are converted to; "" = none
    int64_t from_us, to_us, t_us[POINTS_MAX];
    double numbers[POINTS_MAX];
    int max, count;
} TopicsAsk;

struct AppTopics {
    AppLive *live; // borrowed
    JobPool *pool; // of the last poll
    Topics *packs;
    Indicators *indicators;
    Quality *quality;
    TopicsAsk **asks;
    int ask_count, ask_cap;
    int64_t t_quality_us;
    uint64_t version; // of the packs that are declared
    bool have_changed;
    char *document;
};

static const TopicIndicator *indicator_of(const AppTopics *topics, const char *key)
{
    const TopicIndicator *indicator = NULL;
    char text[KEYS_TEXT_MAX + 1];
    if (topics_of_key(topics->packs, key, &indicator)) return indicator;
    str_copy_utf8(text, sizeof text, key);
    char *slash = strrchr(text, '/');
    if (slash) *slash = 0;
    topics_of_key(topics->packs, text, &indicator);
    return indicator;
}

static void forget_ask(AppTopics *topics, TopicsAsk *ask)
{
    for (int i = 0; i < topics->ask_count; i++)
        if (topics->asks[i] == ask) topics->asks[i] = topics->asks[--topics->ask_count];
}

static void ask_destroy(TopicsAsk *ask)
{
    sim_past_release(ask->past);
    free(ask);
}

static void hand_over(AppTopics *topics, TopicsAsk *ask, const char *unit, const Err *failed)
{
    IndicatorPoint points[POINTS_MAX];
    for (int i = 0; i < ask->count; i++) {
        const double number = ask->unit[0] && unit[0]
                                  ? indicator_unit_convert(unit, ask->unit, ask->numbers[i])
                                  : ask->numbers[i];
        points[i] = (IndicatorPoint){ ask->t_us[i], number };
    }
    indicators_take(topics->indicators, ask->request, points, ask->count, failed);
}

static void past_run(Job *job, void *arg)
{
    TopicsAsk *ask = arg;
    if (job_is_cancelled(job)) return;
    ask->count = sim_past_values(ask->past, ask->index, ask->from_us, ask->to_us, ask->max,
                                 ask->t_us, ask->numbers);
}

static void past_done(void *arg, bool was_cancelled)
{
    TopicsAsk *ask = arg;
    if (ask->topics) {
        const Err cancelled = { .code = ERR_CANCELLED, .text = "cancelled" };
        hand_over(ask->topics, ask, sim_past_unit(ask->past, ask->index),
                  was_cancelled ? &cancelled : NULL);
        forget_ask(ask->topics, ask);
    }
    ask_destroy(ask);
}

static SimPast *past_of(const AppTopics *topics, const char *key, int *index)
{
    for (int i = 0; i < topics->live->feed_count; i++) {
        SimPast *past = topics->live->feeds[i].past;
        *index = past ? sim_past_find(past, key) : -1;
        if (*index >= 0) return past;
    }
    return NULL;
}

// What a store has kept comes from it; of what is simulated the past can be told without.
static bool ask_history(void *source, uint64_t request, uint32_t key, int64_t from_us,
                        int64_t to_us, int points_max)
{
    AppTopics *topics = source;
    const char *text = keys_text(topics->live->keys, key);
    int index = -1;
    SimPast *past = past_of(topics, text, &index);
    if ((!past || !topics->pool) && !topics->live->store) return false;
    TopicsAsk *ask = calloc(1, sizeof *ask);
    if (!ask || !array_reserve((void **)&topics->asks, &topics->ask_cap, topics->ask_count + 1,
                               sizeof(TopicsAsk *))) {
        free(ask);
        return false;
    }
    const TopicIndicator *indicator = indicator_of(topics, text);
    *ask = (TopicsAsk){ .topics = topics,
                        .request = request,
                        .index = index,
                        .from_us = from_us,
                        .to_us = to_us,
                        .max = points_max < POINTS_MAX ? points_max : POINTS_MAX };
    if (indicator) memcpy(ask->unit, indicator->unit, sizeof ask->unit);
    topics->asks[topics->ask_count++] = ask;
    if (!past || !topics->pool) {
        ask->store_request =
            store_read_range(topics->live->store, &(StoreRange){ key, from_us, to_us, ask->max });
        return true;
    }
    ask->past = sim_past_acquire(past);
    const JobDesc job = { .title = "history", .run = past_run, .done = past_done, .arg = ask };
    if (job_submit(topics->pool, &job)) return true;
    forget_ask(topics, ask);
    ask_destroy(ask);
    return false;
}

bool app_topics_answer(AppTopics *topics, const StoreAnswer *answer)
{
    for (int i = 0; i < topics->ask_count; i++) {
        TopicsAsk *ask = topics->asks[i];
        if (!ask->store_request || ask->store_request != answer->request) continue;
        const char *unit = "";
        for (int k = 0; k < answer->observation_count && ask->count < POINTS_MAX; k++) {
            const Observation *o = &answer->observations[k];
            if (o->kind != OBSERVATION_NUMBER) continue;
            unit = o->unit;
            ask->t_us[ask->count] = o->t_obs_us;
            ask->numbers[ask->count++] = o->number;
        }
        hand_over(topics, ask, unit, answer->outcome == STORE_FAILED ? &answer->err : NULL);
        forget_ask(topics, ask);
        ask_destroy(ask);
        return true;
    }
    return false;
}

AppTopics *app_topics_create(AppLive *live, const char *data_folder)
{
    AppTopics *topics = calloc(1, sizeof *topics);
    if (!topics) return NULL;
    const Thresholds *thresholds = live->operations ? live->operations->thresholds : NULL;
    topics->live = live;
    topics->packs = topics_create(&(TopicsDesc){
        .data_folder = data_folder, .thresholds = thresholds, .utc_offset_s = 8 * 3600 });
    topics->quality = quality_create();
    if (topics->packs)
        topics->indicators =
            indicators_create(&(IndicatorsDesc){ .live = live->live,
                                                 .keys = live->keys,
                                                 .topics = topics->packs,
                                                 .thresholds = thresholds,
                                                 .history = { ask_history, topics },
                                                 .utc_offset_s = 8 * 3600 });
    if (topics->indicators && topics->quality) return topics;
    app_topics_destroy(topics);
    return NULL;
}

void app_topics_destroy(AppTopics *topics)
{
    if (!topics) return;
    for (int i = 0; i < topics->ask_count; i++) {
        topics->asks[i]->topics = NULL; // its job frees it
        if (topics->asks[i]->store_request) ask_destroy(topics->asks[i]);
    }
    free(topics->asks);
    indicators_destroy(topics->indicators);
    quality_destroy(topics->quality);
    topics_destroy(topics->packs);
    free(topics->document);
    free(topics);
}

Topics *app_topics_packs(AppTopics *topics)
{
    return topics->packs;
}

Indicators *app_topics_indicators(AppTopics *topics)
{
    return topics->indicators;
}

// The user's own packs lie beside the document.
static void follow_document(AppTopics *topics, const State *state)
{
    if (str_equal(topics->document, state->document)) return;
    free(topics->document);
    topics->document = str_copy(state->document);
    char *folder = str_copy(state->document), *slash = folder ? strrchr(folder, '/') : NULL;
    if (slash) *slash = 0;
    topics_set_folder(topics->packs, !folder ? NULL : slash ? folder : ".");
    free(folder);
}

static void say_problems(const AppTopics *topics)
{
    for (int i = 0; i < topics_problem_count(topics->packs); i++)
        log_print(LOG_WARN, "topics: %s", topics_problem_at(topics->packs, i));
}

bool app_topics_poll(App *app)
{
    AppTopics *topics = app->live.topics;
    topics->pool = app->pool;
    follow_document(topics, &app->state);
    if (app->live.has_no_feeds && topics_version(topics->packs) == 0) return false;
    topics->have_changed = topics_poll(topics->packs, app->pool, app->live.now_us);
    if (topics->have_changed) say_problems(topics);
    return topics->have_changed;
}

void app_topics_declare(const AppTopics *topics, Live *live)
{
    for (int t = 0; t < topics_count(topics->packs); t++) {
        const Topic *topic = topics_at(topics->packs, t);
        for (int i = 0; i < topic->indicator_count; i++) {
            const TopicIndicator *indicator = &topic->indicators[i];
            LiveDeclaration d = { .match = indicator->key,
                                  .name = indicator->name_en,
                                  .name_zh = indicator->name,
                                  .period_s = indicator->period.seconds,
                                  .stale_s = indicator->stale_s,
                                  .decimals = indicator->decimals };
            live_declare(live, &d, NULL);
            char units[TOPIC_KEY_MAX + 2];
            snprintf(units, sizeof units, "%s/*", indicator->key);
            d.match = units;
            // Of the units, quick ones come once a minute.
            if (d.period_s > 0) d.period_s = fmax(d.period_s, 60);
            if (d.stale_s > 0) d.stale_s = fmax(d.stale_s, 300);
            live_declare(live, &d, NULL);
        }
    }
}

bool app_topics_follow_rules(AppTopics *topics, Operations *operations, Err *err)
{
    if (!operations || topics_version(topics->packs) == 0) return true;
    const ChangeBy by = operations_by(operations);
    return topics_follow_rules(topics->packs, operations->rules, &by, err);
}

void app_topics_update(App *app)
{
    AppTopics *topics = app->live.topics;
    if (app->live.now_us - topics->t_quality_us < QUALITY_EVERY_US) return;
    topics->t_quality_us = app->live.now_us;
    quality_update(topics->quality, app->live.live, app->live.keys, app->live.now_us);
}

void app_topics_show(App *app)
{
    AppTopics *topics = app->live.topics;
    indicators_show(topics->indicators, app->live.live);
    indicators_update(topics->indicators, app->live.now_us, topics->have_changed);
    topics->have_changed = false;
}

QualityFigures app_topics_quality(App *app, int feed)
{
    const AppLive *live = &app->live;
    QualitySource source;
    app_live_source(app, &app->state.feeds[feed], &source);
    return quality_of(live->topics->quality, live->live, live->keys, &source, live->now_us);
}

static void write_quality(App *app, JsonWriter *w)
{
    AppTopics *topics = app->live.topics;
    AppLive *live = &app->live;
    quality_update(topics->quality, live->live, live->keys, live->now_us);
    json_array_begin(w);
    for (int i = 0; i < app->state.feed_count; i++) {
        const QualityFigures figures = app_topics_quality(app, i);
        quality_json(&figures, app->state.utc_offset_s, w);
    }
    json_array_end(w);
}

// At once; what they declare is said anew.
static bool load(App *app, Err *err)
{
    AppTopics *topics = app->live.topics;
    follow_document(topics, &app->state);
    const bool ok = topics_load(topics->packs, err);
    indicators_update(topics->indicators, app->live.now_us, true);
    app->live.state_version = UINT64_MAX;
    return ok;
}

bool app_topics_reload(App *app, Err *err)
{
    return load(app, err);
}

void app_topics_need(App *app)
{
    AppTopics *topics = app->live.topics;
    if (topics_version(topics->packs) != 0) return;
    load(app, NULL);
}

static void write_keys(const Topics *packs, JsonWriter *w)
{
    json_array_begin(w);
    for (int t = 0; t < topics_count(packs); t++)
        for (int i = 0; i < topics_at(packs, t)->indicator_count; i++)
            json_text(w, topics_at(packs, t)->indicators[i].key);
    json_array_end(w);
}

static void write_problems(const Topics *packs, JsonWriter *w)
{
    json_array_begin(w);
    for (int i = 0; i < topics_problem_count(packs); i++) json_text(w, topics_problem_at(packs, i));
    json_array_end(w);
}

static bool write_topic(App *app, const char *id, JsonWriter *w, Err *err)
{
    AppTopics *topics = app->live.topics;
    const Topic *topic = topics_find(topics->packs, id);
    if (topic) {
        indicators_topic_json(topics->indicators, topic, w);
        return true;
    }
    err_set(err, ERR_NOT_FOUND, "no topic has the id '%.60s'; `get topics` lists them", id);
    return false;
}

static bool write_indicator(App *app, const char *key, JsonWriter *w, Err *err)
{
    AppTopics *topics = app->live.topics;
    if (indicator_of(topics, key)) {
        indicators_json(topics->indicators, key, true, w);
        return true;
    }
    err_set(err, ERR_NOT_FOUND, "no topic has the indicator '%.60s'; `get indicators` lists them",
            key);
    return false;
}

static const struct {
    const char *name, *help, *help_zh;
} names[] = {
    { "topics", "packs: topics, centres, functions, modes", "专题包：专题、中心、功能、模式" },
    { "topics.problems", "files of packs that cannot be read, with line, key and reason",
      "读不懂的专题包：文件、行、键和原因" },
    { "topic.*", "a topic with its figures: topic.T26", "一个专题及其指标：topic.T26" },
    { "indicators", "keys of all figures", "全部指标的键" },
    { "indicators.*", "a figure with all that is shown beside it: indicators.T26.pm",
      "一个指标的数值、状态、同比、排名和趋势：indicators.T26.pm" },
    { "quality", "sources: completeness, timeliness, validity", "数据源的完整性、及时性、有效性" },
    { "algorithms", "every analysis, derived key and rule", "算法仓库：分析、推算量和规则" },
};

void app_topics_reference(Str *out)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        str_printf(out, "| `%s` | %s | %s |\n", names[i].name, names[i].help, names[i].help_zh);
}

bool app_topics_get(App *app, const char *name, JsonWriter *w, bool *is_known, Err *err)
{
    static const char *const own[] = { "topics", "topic.", "indicators", "quality", "algorithms" };
    AppTopics *topics = app->live.topics;
    *is_known = false;
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        *is_known = *is_known || str_starts(name, own[i]);
    if (!*is_known) return false;
    app_topics_need(app);
    if (str_starts(name, "topic.")) return write_topic(app, name + 6, w, err);
    if (str_starts(name, "indicators.")) return write_indicator(app, name + 11, w, err);
    const Rules *rules = app->live.operations ? app->live.operations->rules : NULL;
    if (strcmp(name, "topics") == 0) return topics_json(topics->packs, w), true;
    if (strcmp(name, "topics.problems") == 0) return write_problems(topics->packs, w), true;
    if (strcmp(name, "indicators") == 0) return write_keys(topics->packs, w), true;
    if (strcmp(name, "quality") == 0) return write_quality(app, w), true;
    if (strcmp(name, "algorithms") == 0) return algorithms_json(&app->state, rules, w), true;
    *is_known = false;
    return false;
}

static bool run_reload(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)call;
    return load(context->app, err);
}

static const Cmd rows[] = {
    { .name = "topic-reload",
      .group = "live",
      .help = "Reads topic packs again, at once.",
      .help_zh = "立即重新读取专题包。",
      .run = run_reload },
};

void app_add_topic_commands(CmdTable *table)
{
    cmd_table_add(table, rows, (int)(sizeof rows / sizeof rows[0]));
}
