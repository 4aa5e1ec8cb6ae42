// SPDX-License-Identifier: Apache-2.0
// algorithm.c - the registry. To add an analysis: a row.
#include "core/algorithm.h"
#include "base/str.h"
#include <stdio.h>

#define OWN "Citymirror"
static const Algorithm rows[] = {
    { "measure.distance", "距离", "Distance", "points", "若干点", "straight line in the city frame",
      "1", OWN, "measure kind=distance" },
    { "measure.angle", "角度", "Angle", "three points", "三个点", "plane through the points", "1",
      OWN, "measure kind=angle" },
    { "measure.area", "面积", "Area", "points or a face", "若干点或一个面",
      "mean plane of the points", "1", OWN, "measure kind=area" },
    { "measure.height", "净高", "Clear height", "a point", "一个点", "ray up and down to solids",
      "1", OWN, "measure kind=height" },
    { "measure.gap", "净距", "Gap", "two objects", "两个对象", "least distance between bodies", "1",
      OWN, "measure kind=gap" },
    { "model.section", "剖切", "Section", "a building model, a plane", "建筑模型、剖切面",
      "exact section of solids", "1", OWN, "cut height=1.2" },
    { "model.plan", "楼层平面", "Storey plan", "a building model, a storey", "建筑模型、楼层",
      "section at 1.2 m", "1", OWN, "storey-plan" },
    { "model.quantities", "工程量", "Quantities", "a building model", "建筑模型",
      "volumes of closed bodies", "1", OWN, "model-quantities path=quantities.csv" },
    { "model.compare", "模型比较", "Model comparison", "two versions of a model", "模型的两个版本",
      "by GlobalId, geometry and properties", "1", OWN, "model-compare with=LAYER" },
    { "model.ask", "模型查询", "Model query", "an expression over properties", "属性表达式",
      "asset_query.h", "1", OWN, "select-where where=EXPRESSION" },
    { "find", "查找", "Find", "a text", "文字", "names in all layers", "1", OWN, "find text=TEXT" },
    { "sun", "太阳与阴影", "Sun and shadow", "place, time", "地点、时间",
      "solar position by date and time", "1", OWN, "time 2026-06-21T18:30" },
    { "live.freshness", "时效判定", "Freshness", "t_obs, period, expiry", "观测时刻、周期、有效期",
      "late 1.5 p, stale 3 p, dead 30 p (live.h)", "1", OWN, "" },
    { "live.unit", "单位换算", "Unit conversion", "value, two units", "数值、两个单位", "UCUM 2.1",
      "1", OWN, "" },
    { "live.hours", "超限小时", "Hours above", "a group of keys, a limit", "一组键、限值",
      "hours of the day with the mean above", "1", OWN, "" },
    { "rule.limit", "越限告警", "Limit rule", "a key, a threshold", "键、阈值",
      "hold time, hysteresis 5 %", "1", OWN, "rule-test rules=RULES.yaml series=SERIES.csv" },
    { "rule.rate", "变化率告警", "Rate rule", "a key, a window", "键、时间窗",
      "change over the window", "1", OWN, "rule-test rules=RULES.yaml series=SERIES.csv" },
    { "rule.fence", "电子围栏", "Fence rule", "positions, a polygon", "位置、多边形",
      "point in polygon", "1", OWN, "rule-test rules=RULES.yaml series=SERIES.csv" },
    { "rule.warning", "预警影响", "Warning rule", "warning areas, places", "预警区域、地点",
      "polygon and circle of CAP 1.2", "1", OWN, "" },
    { "alarm.rate", "告警速率", "Alarm rate", "alarms", "告警", "ISA-18.2: 10 in 10 min is a flood",
      "1", OWN, "get alarms.rate" },
    { "case.clock", "案件计时", "Case clock", "case, working time", "案件、工作时间",
      "calendar.yaml, cases.yaml", "1", OWN, "get cases" },
    { "indicator.rank", "区县排名", "Rank of units", "KEY/CODE of all units", "各区县的指标值",
      "by the good direction; equal figures share a place", "1", OWN, "get indicators.KEY" },
    { "indicator.history", "同比与上期", "Period and year before", "history of a key", "键的历史",
      "the value nearest to the instant", "1", OWN, "get indicators.KEY" },
    { "quality", "数据质量", "Data quality", "counters of feeds, live keys", "数据源计数、实时键",
      "completeness, timeliness, validity (quality.h)", "1", OWN, "get quality" },
};

int algorithm_count(void)
{
    return (int)(sizeof rows / sizeof rows[0]);
}

const Algorithm *algorithm_at(int index)
{
    return &rows[index];
}

static void found_derived(const StateDerived *d, AlgorithmFound *found, void *arg)
{
    static const char *const kinds[] = { "expression", "sum",   "mean",       "min",
                                         "max",        "count", "hours_above" };
    char id[STATE_FEED_TEXT_MAX + 16], run[STATE_FEED_TEXT_MAX + 16];
    snprintf(id, sizeof id, "derived.%s", d->key);
    snprintf(run, sizeof run, "get live.%s", d->key);
    found(&(Algorithm){ .id = id,
                        .name = d->key,
                        .name_en = d->key,
                        .inputs = d->expression[0] ? d->expression : d->match,
                        .method = kinds[d->kind],
                        .version = "1",
                        .owner = "city.yaml",
                        .run = run },
          arg);
}

static void found_rule(const Rule *rule, AlgorithmFound *found, void *arg)
{
    char id[ALARM_NAME_MAX + 16], version[32];
    snprintf(id, sizeof id, "rule.%s", rule->id);
    snprintf(version, sizeof version, "%g", rule->version);
    found(&(Algorithm){ .id = id,
                        .name = rule->name,
                        .name_en = rule->name_en[0] ? rule->name_en : rule->name,
                        .inputs = rule->expression ? rule->expression
                                  : rule->keys[0]  ? rule->keys
                                                   : rule->event,
                        .method = rule->source[0] ? rule->source : rule->threshold,
                        .version = version,
                        .owner = rule->group,
                        .run = "get rules" },
          arg);
}

void algorithms_each(const State *state, const Rules *rules, AlgorithmFound *found, void *arg)
{
    for (int i = 0; i < algorithm_count(); i++) found(&rows[i], arg);
    for (int i = 0; state && i < state->derived_count; i++)
        found_derived(&state->derived[i], found, arg);
    for (int i = 0; rules && i < rules_count(rules); i++)
        found_rule(rules_at(rules, i), found, arg);
}

static void write(const Algorithm *a, void *arg)
{
    JsonWriter *w = arg;
    json_object_begin(w);
    json_key(w, "id"), json_text(w, a->id);
    json_key(w, "name"), json_text(w, a->name);
    json_key(w, "name_en"), json_text(w, a->name_en);
    json_key(w, "inputs"), json_text(w, a->inputs);
    json_key(w, "method"), json_text(w, a->method);
    json_key(w, "version"), json_text(w, a->version);
    json_key(w, "owner"), json_text(w, a->owner);
    json_key(w, "run"), json_text(w, a->run);
    json_object_end(w);
}

void algorithms_json(const State *state, const Rules *rules, JsonWriter *out)
{
    json_array_begin(out);
    algorithms_each(state, rules, write, out);
    json_array_end(out);
}
