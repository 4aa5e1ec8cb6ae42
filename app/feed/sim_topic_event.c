// SPDX-License-Identifier: Apache-2.0
// sim_topic_event.c - events of the topics, a few a day of each type, near the places of the city.
// JSON: id, topic, type (also the event's kind), name, name_en, level, subject (of its parties: a
// number), time, lon, lat, place, text.
#include "base/clock.h"
#include "base/json.h"
#include "base/str.h"
#include "feed/sim_math.h"
#include "feed/sim_private.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define SLOT_US (600 * SIM_SECOND_US)
#define SLOTS_A_DAY 144.0
#define SUBJECTS 400

typedef struct {
    const char *topic, *type, *name, *name_en, *level;
    double a_day;
} Row;
static const Row rows[] = {
    { "T01", "project-stalled", "项目停滞", "Project stalled", "yellow", 2 },
    { "T01", "turning", "指标转向", "Indicator turning", "yellow", 2 },
    { "T02", "payment", "异常支付", "Abnormal payment", "yellow", 2 },
    { "T02", "late", "执行迟缓", "Late execution", "yellow", 2 },
    { "T03", "shortage", "供应紧张", "Supply shortage", "orange", 0.6 },
    { "T03", "price-jump", "价格异动", "Price jump", "yellow", 2 },
    { "T03", "berth-delay", "靠泊延误", "Berth delay", "blue", 3 },
    { "T04", "cluster", "非法集资聚集", "Fund-raising cluster", "orange", 0.6 },
    { "T04", "run-off", "挤兑苗头", "Run-off", "red", 0.15 },
    { "T05", "overdue", "项目逾期", "Project overdue", "yellow", 2 },
    { "T05", "step", "关键技术进展", "Key technology step", "", 4 },
    { "T06", "disposal", "处置异常", "Disposal anomaly", "orange", 0.6 },
    { "T06", "debt-line", "触及负债线", "Debt line crossed", "yellow", 2 },
    { "T07", "failed", "抽检不合格", "Failed sample", "yellow", 2 },
    { "T07", "trapped", "电梯困人", "Trapped person", "orange", 0.3 },
    { "T07", "injury", "伤害聚集", "Injury cluster", "orange", 0.6 },
    { "T08", "grade-drop", "等级下降", "Grade drop", "yellow", 2 },
    { "T08", "blacklist", "列入失信", "Blacklisted", "orange", 0.6 },
    { "T08", "repair", "信用修复", "Repair", "", 4 },
    { "T09", "overdue", "案件超期", "Overdue case", "orange", 0.6 },
    { "T09", "corrected", "决定被纠正", "Corrected decision", "yellow", 0.3 },
    { "T10", "dispute", "矛盾纠纷", "Dispute", "blue", 3 },
    { "T10", "petition", "重复信访", "Repeated petition", "yellow", 2 },
    { "T10", "distress", "极端苗头人员", "Distressed person", "orange", 0.6 },
    { "T11", "gathering", "人群聚集", "Gathering", "orange", 0.6 },
    { "T11", "major", "重大案件", "Major case", "red", 0.15 },
    { "T11", "jam", "交通拥堵", "Traffic jam", "blue", 3 },
    { "T12", "natural", "自然灾害", "Natural disaster", "orange", 0.6 },
    { "T12", "accident", "事故灾难", "Accident", "orange", 0.6 },
    { "T12", "health", "公共卫生", "Public health", "orange", 0.6 },
    { "T12", "security", "社会安全", "Public security", "orange", 0.6 },
    { "T13", "fire", "火灾", "Fire", "red", 0.15 },
    { "T13", "rescue", "抢险救援", "Rescue", "orange", 0.6 },
    { "T13", "false", "误报", "False alarm", "", 4 },
    { "T14", "leak", "泄漏", "Leak", "orange", 0.6 },
    { "T14", "collapse", "塌陷", "Collapse", "red", 0.15 },
    { "T14", "ponding", "积水", "Ponding", "yellow", 2 },
    { "T15", "drought", "干旱", "Drought", "yellow", 2 },
    { "T15", "disease", "疫病", "Disease", "red", 0.15 },
    { "T15", "oxygen", "缺氧", "Low oxygen", "orange", 0.6 },
    { "T15", "boat", "渔船未归", "Boat not back", "red", 0.15 },
    { "T16", "aid", "应急救助", "Urgent aid", "yellow", 2 },
    { "T16", "request", "诉求超期", "Overdue request", "yellow", 2 },
    { "T17", "attack", "网络攻击", "Attack", "orange", 0.3 },
    { "T17", "leak", "数据泄露", "Leak", "red", 0.15 },
    { "T17", "rumour", "谣言", "Rumour", "yellow", 2 },
    { "T17", "illegal", "违法信息", "Illegal content", "yellow", 2 },
    { "T18", "stalled", "项目停滞", "Stalled", "yellow", 2 },
    { "T18", "safety", "安全隐患", "Safety", "orange", 0.6 },
    { "T18", "petition", "群体诉求", "Petition", "yellow", 2 },
    { "T19", "exam", "考试故障", "Exam fault", "red", 0.15 },
    { "T19", "food", "食品安全", "Food", "orange", 0.6 },
    { "T19", "bullying", "欺凌", "Bullying", "orange", 0.6 },
    { "T19", "off-route", "校车偏航", "Bus off route", "yellow", 2 },
    { "T20", "outbreak", "疫情暴发", "Outbreak", "red", 0.15 },
    { "T20", "mass", "群体伤害", "Mass injury", "red", 0.15 },
    { "T20", "blood", "血液告急", "Blood low", "orange", 0.6 },
    { "T21", "arrears", "欠薪", "Arrears", "yellow", 2 },
    { "T21", "layoff", "裁员", "Layoff", "yellow", 2 },
    { "T21", "group", "群体诉求", "Group claim", "orange", 0.6 },
    { "T22", "fire", "机构火情", "Fire in home", "red", 0.15 },
    { "T22", "missing", "老人走失", "Missing elder", "orange", 0.6 },
    { "T22", "gap", "救助缺口", "Aid gap", "yellow", 2 },
    { "T23", "over", "超载", "Over capacity", "red", 0.15 },
    { "T23", "rescue", "救援", "Rescue", "red", 0.15 },
    { "T23", "rip", "离岸流", "Rip current", "orange", 0.6 },
    { "T24", "queue", "排队过长", "Queue", "yellow", 2 },
    { "T24", "bad", "差评", "Bad review", "yellow", 2 },
    { "T24", "hot", "热点诉求", "Hot topic", "orange", 0.6 },
    { "T25", "accident", "交通事故", "Accident", "orange", 0.6 },
    { "T25", "stop", "停航", "Stop sailing", "orange", 0.6 },
    { "T25", "hazmat", "危货偏航", "Hazmat off route", "red", 0.15 },
    { "T25", "fog", "大雾", "Fog", "yellow", 2 },
    { "T26", "exceed", "超标", "Exceedance", "yellow", 2 },
    { "T26", "fish", "死鱼", "Fish kill", "orange", 0.6 },
    { "T26", "odour", "异味", "Odour", "yellow", 2 },
    { "T26", "missing", "缺数", "Missing data", "blue", 3 },
    { "T27", "illegal", "违法用地", "Illegal building", "yellow", 2 },
    { "T27", "slide", "滑坡", "Slide", "red", 0.15 },
    { "T27", "reef", "红树林和礁盘损害", "Reef or mangrove damage", "orange", 0.6 },
    { "T27", "surge", "风暴潮", "Surge", "orange", 0.6 },
    { "T28", "flood", "洪水", "Flood", "orange", 0.6 },
    { "T28", "breach", "溃口", "Breach", "red", 0.15 },
    { "T28", "drought", "干旱", "Drought", "yellow", 2 },
    { "T28", "seepage", "渗漏", "Seepage", "orange", 0.6 },
    { "T29", "fog", "局地大雾提示", "Local fog", "", 0.7 },
    { "T29", "lightning", "局地雷电提示", "Local lightning", "", 0.7 },
    { "T29", "wave", "海浪提示", "Waves", "", 0.7 },
    { "T30", "outage", "停电", "Outage", "orange", 0.6 },
    { "T30", "overload", "过载", "Overload", "yellow", 2 },
    { "T30", "leak", "泄漏", "Leak", "red", 0.15 },
    { "T30", "shortage", "短缺", "Shortage", "orange", 0.6 },
    { "T07", "complaint", "投诉", "Complaint", "", 9 },
    { "T24", "hotline", "热线诉求", "Hot-line request", "", 16 },
};
enum { ROWS = sizeof rows / sizeof rows[0] };

static void pair(JsonWriter *w, const char *key, const char *text)
{
    json_key(w, key);
    json_text(w, text);
}

static ObservationEvent *event_of(const Sim *sim, const Row *row, uint64_t seed, int64_t slot_us)
{
    const uint64_t slot = (uint64_t)(slot_us / SLOT_US);
    const int64_t t = slot_us + (int64_t)(sim_chance(seed + 1, slot) * 599e6);
    const SimStation *near = &sim_stations[(int)(sim_chance(seed + 2, slot) * sim_station_count)];
    char id[80], text[300], time[32], subject[32];
    ObservationEvent *event = calloc(1, sizeof *event);
    if (!event) return NULL;
    Str json = { 0 };
    JsonWriter w = { .out = &json };
    snprintf(id, sizeof id, "sim-%s-%s-%llx-%lld", row->topic, row->type,
             (unsigned long long)sim->seed, (long long)slot);
    snprintf(subject, sizeof subject, "%s-%03d", row->topic,
             (int)(sim_chance(seed + 3, slot) * SUBJECTS));
    clock_format(t, 8 * 3600, time);
    json_object_begin(&w);
    pair(&w, "id", id);
    pair(&w, "topic", row->topic);
    pair(&w, "type", row->type);
    pair(&w, "name", row->name);
    pair(&w, "name_en", row->name_en);
    pair(&w, "level", row->level);
    pair(&w, "subject", subject);
    pair(&w, "time", time);
    json_key(&w, "lon");
    json_number(&w, round((near->lon + (sim_chance(seed + 4, slot) - 0.5) * 0.004) * 1e6) / 1e6);
    json_key(&w, "lat");
    json_number(&w, round((near->lat + (sim_chance(seed + 5, slot) - 0.5) * 0.004) * 1e6) / 1e6);
    snprintf(text, sizeof text, "%s附近", near->name);
    pair(&w, "place", text);
    snprintf(text, sizeof text, "【示范数据】%s附近：%s", near->name, row->name);
    pair(&w, "text", text);
    json_object_end(&w);
    event->t_event_us = t;
    event->flags = OBSERVATION_SIMULATED;
    str_copy_utf8(event->kind, sizeof event->kind, row->type);
    event->id = str_copy(id);
    event->json = json.text;
    return event;
}

int sim_topic_events_max(int64_t from_us, int64_t until_us)
{
    double a_day = 0;
    for (int r = 0; r < ROWS; r++) a_day += rows[r].a_day;
    return (int)(3 * a_day * ((double)(until_us - from_us) / 86400e6 + 0.1)) + 3 * ROWS;
}

void sim_topic_events(const Sim *sim, int64_t from_us, int64_t until_us, SimEventFound *next,
                      void *arg)
{
    for (int r = 0; r < ROWS; r++) {
        const uint64_t seed = sim_hash(sim->seed ^ 0x746F706963, (uint64_t)r);
        for (int64_t slot = sim_floor(from_us, SLOT_US, 0); slot <= until_us; slot += SLOT_US) {
            if (sim_chance(seed, (uint64_t)(slot / SLOT_US)) >= rows[r].a_day / SLOTS_A_DAY)
                continue;
            ObservationEvent *event = event_of(sim, &rows[r], seed, slot);
            if (event) next(event, arg);
        }
    }
}
