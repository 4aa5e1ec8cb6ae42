// SPDX-License-Identifier: Apache-2.0
// export_rows.c - the columns of what is exported, and a row of each.
#include "base/str.h"
#include "core/alarm.h"
#include "core/case.h"
#include "core/export_private.h"
#include "core/live.h"
#include <math.h>
#include <string.h>

// member: of the record, "a.b" of an object in it; with $ first it is made here.
typedef struct {
    const char *zh, *en, *member;
    GeoTableType type;
} Column;

enum {
    H_KEY,
    H_TIME,
    H_RECEIVED,
    H_VALUE,
    H_TEXT,
    H_UNIT,
    H_QUALITY,
    H_LAG,
    H_LATE,
    H_SOURCE,
    H_ORIGIN,
    H_LON,
    H_LAT,
    H_HEIGHT,
    H_COURSE,
    H_HEADING,
    H_SPEED,
    H_COUNT
};
static const Column history[H_COUNT] = {
    [H_KEY] = { "量", "key", NULL, GEO_CELL_TEXT },
    [H_TIME] = { "观测时间", "observed", NULL, GEO_CELL_TIME },
    [H_RECEIVED] = { "接收时间", "received", NULL, GEO_CELL_TIME },
    [H_VALUE] = { "数值", "value", NULL, GEO_CELL_NUMBER },
    [H_TEXT] = { "文本", "text", NULL, GEO_CELL_TEXT },
    [H_UNIT] = { "单位", "unit", NULL, GEO_CELL_TEXT },
    [H_QUALITY] = { "质量", "quality", NULL, GEO_CELL_TEXT },
    [H_LAG] = { "接收时已过秒数", "age_s", NULL, GEO_CELL_NUMBER },
    [H_LATE] = { "迟到", "late", NULL, GEO_CELL_INTEGER },
    [H_SOURCE] = { "来源", "source", NULL, GEO_CELL_TEXT },
    [H_ORIGIN] = { "来源标记", "origin", NULL, GEO_CELL_TEXT },
    [H_LON] = { "经度", "lon", NULL, GEO_CELL_NUMBER },
    [H_LAT] = { "纬度", "lat", NULL, GEO_CELL_NUMBER },
    [H_HEIGHT] = { "高度_m", "height_m", NULL, GEO_CELL_NUMBER },
    [H_COURSE] = { "航向", "course", NULL, GEO_CELL_NUMBER },
    [H_HEADING] = { "船首向", "heading", NULL, GEO_CELL_NUMBER },
    [H_SPEED] = { "速度_m_s", "speed_m_s", NULL, GEO_CELL_NUMBER },
};
static const Column alarms[] = {
    { "编号", "id", "id", GEO_CELL_TEXT },
    { "规则", "rule", "rule", GEO_CELL_TEXT },
    { "规则版本", "rule_version", "rule_version", GEO_CELL_INTEGER },
    { "对象", "subject", "subject", GEO_CELL_TEXT },
    { "级别", "level", "$level", GEO_CELL_TEXT },
    { "状态", "state", "$alarm", GEO_CELL_TEXT },
    { "内容", "text", "$text", GEO_CELL_TEXT },
    { "测值", "value", "value", GEO_CELL_NUMBER },
    { "限值", "limit", "limit", GEO_CELL_NUMBER },
    { "单位", "unit", "unit", GEO_CELL_TEXT },
    { "限值来源", "source", "source", GEO_CELL_TEXT },
    { "发生时间", "raised", "raised_us", GEO_CELL_TIME },
    { "恢复时间", "cleared", "cleared_us", GEO_CELL_TIME },
    { "确认时间", "acknowledged", "acked_us", GEO_CELL_TIME },
    { "确认人", "acknowledged_by", "acked_by", GEO_CELL_TEXT },
    { "负责人", "owner", "owner", GEO_CELL_TEXT },
    { "案件", "case", "case", GEO_CELL_TEXT },
    { "升级次数", "escalations", "escalations", GEO_CELL_INTEGER },
    { "发生次数", "occurrences", "occurrences", GEO_CELL_INTEGER },
    { "示范数据", "simulated", "simulated", GEO_CELL_INTEGER },
    { "经度", "lon", "lon", GEO_CELL_NUMBER },
    { "纬度", "lat", "lat", GEO_CELL_NUMBER },
};
static const Column cases[] = {
    { "编号", "id", "id", GEO_CELL_TEXT },
    { "外部编号", "external_id", "external_id", GEO_CELL_TEXT },
    { "来源", "source", "source", GEO_CELL_TEXT },
    { "类型", "type", "type_name", GEO_CELL_TEXT },
    { "标题", "title", "title", GEO_CELL_TEXT },
    { "地点", "place", "place", GEO_CELL_TEXT },
    { "内容", "text", "text", GEO_CELL_TEXT },
    { "环节", "state", "$case", GEO_CELL_TEXT },
    { "级别", "level", "$level", GEO_CELL_TEXT },
    { "告警", "alarm", "alarm", GEO_CELL_TEXT },
    { "报送人", "reporter", "reporter", GEO_CELL_TEXT },
    { "经办人", "person", "person", GEO_CELL_TEXT },
    { "责任部门", "department", "department", GEO_CELL_TEXT },
    { "受理时间", "opened", "opened_us", GEO_CELL_TIME },
    { "变更时间", "changed", "changed_us", GEO_CELL_TIME },
    { "结案时间", "closed", "closed_us", GEO_CELL_TIME },
    { "退回次数", "returns", "returns", GEO_CELL_INTEGER },
    { "返工次数", "reworks", "reworks", GEO_CELL_INTEGER },
    { "延期次数", "extensions", "extensions", GEO_CELL_INTEGER },
    { "督办次数", "supervisions", "supervisions", GEO_CELL_INTEGER },
    { "挂账", "suspended", "suspended", GEO_CELL_INTEGER },
    { "经度", "lon", "lon", GEO_CELL_NUMBER },
    { "纬度", "lat", "lat", GEO_CELL_NUMBER },
};
static const Column journal[] = {
    { "序号", "number", "number", GEO_CELL_INTEGER },
    { "时间", "time", "t_us", GEO_CELL_TIME },
    { "人员", "who", "entry.who", GEO_CELL_TEXT },
    { "席位", "desk", "desk", GEO_CELL_TEXT },
    { "操作", "what", "entry.what", GEO_CELL_TEXT },
    { "类别", "kind", "kind", GEO_CELL_TEXT },
    { "编号", "id", "id", GEO_CELL_TEXT },
    { "版本", "version", "version", GEO_CELL_INTEGER },
    { "说明", "text", "entry.text", GEO_CELL_TEXT },
};
#define ROWS(table) (int)(sizeof table / sizeof table[0])

static const Column *columns_of(ExportKind kind, int *count)
{
    static const struct {
        const Column *columns;
        int count;
    } tables[] = { { history, ROWS(history) },
                   { alarms, ROWS(alarms) },
                   { cases, ROWS(cases) },
                   { journal, ROWS(journal) } };
    *count = tables[kind].count;
    return tables[kind].columns;
}

int export_columns(ExportKind kind, bool is_english, GeoTableColumn out[GEO_TABLE_COLUMNS_MAX])
{
    int count = 0;
    const Column *columns = columns_of(kind, &count);
    for (int i = 0; i < count; i++)
        out[i] = (GeoTableColumn){ is_english ? columns[i].en : columns[i].zh, columns[i].type };
    return count;
}

static GeoTableCell text_cell(const char *text)
{
    return (GeoTableCell){ .is_there = text && text[0], .text = text };
}

static GeoTableCell number_cell(double number)
{
    return (GeoTableCell){ .is_there = isfinite(number), .number = number };
}

static GeoTableCell integer_cell(int64_t integer)
{
    return (GeoTableCell){ .is_there = true, .integer = integer };
}

static const char *source_of(const ExportDesc *desc, const char *key)
{
    const uint64_t hash = str_hash(key, strlen(key));
    int low = 0, high = desc->source_count;
    while (low < high) {
        const int middle = low + (high - low) / 2;
        if (desc->sources[middle].key < hash)
            low = middle + 1;
        else
            high = middle;
    }
    const bool has = low < desc->source_count && desc->sources[low].key == hash;
    return has ? desc->source_names[desc->sources[low].name] : NULL;
}

static const char *origin_text(const ExportDesc *desc, uint8_t flags, Arena *arena)
{
    static const struct {
        uint8_t flag;
        const char *zh, *en;
    } words[] = { { OBSERVATION_SIMULATED, "示范", "simulated" },
                  { OBSERVATION_RECOVERED, "保留值", "recovered" },
                  { OBSERVATION_HISTORY, "回补", "backfilled" },
                  { OBSERVATION_NO_TIME, "无观测时间", "no-time" } };
    Str out = { 0 };
    for (int i = 0; i < ROWS(words); i++)
        if (flags & words[i].flag)
            str_printf(&out, "%s%s", out.length ? " " : "",
                       desc->is_english ? words[i].en : words[i].zh);
    const char *text = out.text ? arena_strdup(arena, out.text) : NULL;
    str_finish(&out);
    return text;
}

// Late as live.h has it: past 1.5 periods, at least 15 s.
static bool is_late(const Observation *o, double lag_s)
{
    const double limit_s = 1.5 * o->period_ms / 1000.0;
    return lag_s > (limit_s > 15 ? limit_s : 15);
}

void export_history_row(const ExportDesc *desc, const char *key, const Observation *o,
                        ExportRow *out)
{
    GeoTableCell *c = out->cells;
    const bool is_position = o->kind == OBSERVATION_POSITION;
    const ObservationPosition p =
        is_position ? o->position : (ObservationPosition){ NAN, NAN, NAN, NAN, NAN, NAN };
    const double lag_s = (double)(o->t_recv_us - o->t_obs_us) / 1e6;
    const StateLanguage language = desc->is_english ? STATE_LANGUAGE_EN : STATE_LANGUAGE_ZH;
    arena_reset(&out->arena);
    c[H_KEY] = text_cell(key);
    c[H_TIME] = integer_cell(o->t_obs_us);
    c[H_RECEIVED] = integer_cell(o->t_recv_us);
    c[H_VALUE] = number_cell(o->kind == OBSERVATION_NUMBER ? o->number : NAN);
    c[H_TEXT] = text_cell(o->kind == OBSERVATION_TEXT   ? o->text
                          : o->kind == OBSERVATION_GONE ? (desc->is_english ? "gone" : "离线")
                                                        : NULL);
    c[H_UNIT] = text_cell(o->unit);
    c[H_QUALITY] = text_cell(live_quality_text((ObservationQuality)o->quality, language));
    c[H_LAG] = number_cell(lag_s);
    c[H_LATE] = integer_cell(is_late(o, lag_s));
    c[H_SOURCE] = text_cell(source_of(desc, key));
    c[H_ORIGIN] = text_cell(origin_text(desc, o->flags, &out->arena));
    c[H_LON] = number_cell(p.lon_deg);
    c[H_LAT] = number_cell(p.lat_deg);
    c[H_HEIGHT] = number_cell((double)p.h_m);
    c[H_COURSE] = number_cell((double)p.course_deg);
    c[H_HEADING] = number_cell((double)p.heading_deg);
    c[H_SPEED] = number_cell((double)p.speed_m_s);
    out->has_point = is_position;
    out->at = (GeoPos){ p.lon_deg, p.lat_deg, 0 };
}

static JsonRef member_of(const JsonTape *tape, JsonRef record, const char *path)
{
    char first[32];
    const size_t length = strcspn(path, ".");
    if (!path[length]) return json_member(tape, record, path);
    memcpy(first, path, length);
    first[length] = 0;
    return json_member(tape, json_member(tape, record, first), path + length + 1);
}

static const char *made_text(const ExportDesc *desc, const JsonTape *tape, JsonRef record,
                             const char *what, Arena *arena)
{
    const bool en = desc->is_english;
    if (strcmp(what, "$level") == 0) {
        const AlarmLevel level = (AlarmLevel)json_as_int(tape, json_member(tape, record, "level"),
                                                         0, ALARM_LEVEL_COUNT - 1, 0);
        return level == ALARM_LEVEL_NONE ? NULL
               : en                      ? alarm_level_name(level)
                                         : alarm_level_text(level);
    }
    if (strcmp(what, "$case") == 0) {
        const CaseState state = (CaseState)json_as_int(tape, json_member(tape, record, "state"), 0,
                                                       CASE_STATE_COUNT - 1, 0);
        return en ? case_state_name(state) : case_state_text(state);
    }
    if (strcmp(what, "$alarm") == 0) {
        const Alarm alarm = {
            .is_active = json_as_bool(tape, json_member(tape, record, "active"), false),
            .needs_ack = json_as_bool(tape, json_member(tape, record, "unacked"), false),
            .is_latched = json_as_bool(tape, json_member(tape, record, "latched"), false)
        };
        return en ? alarm_state_name(alarm_state(&alarm)) : alarm_state_text(alarm_state(&alarm));
    }
    const char *text =
        json_as_text(tape, json_member(tape, record, en ? "text" : "text_zh"), arena);
    return text && text[0] ? text : json_as_text(tape, json_member(tape, record, "text"), arena);
}

int64_t export_record_time(ExportKind kind, const JsonTape *tape, JsonRef record)
{
    const char *name = kind == EXPORT_ALARMS  ? "raised_us"
                       : kind == EXPORT_CASES ? "opened_us"
                                              : "t_us";
    return json_as_int(tape, json_member(tape, record, name), INT64_MIN / 2, INT64_MAX / 2, 0);
}

void export_record_row(const ExportDesc *desc, const JsonTape *tape, JsonRef record, ExportRow *out)
{
    int count = 0;
    const Column *columns = columns_of(desc->kind, &count);
    arena_reset(&out->arena);
    for (int i = 0; i < count; i++) {
        const Column *column = &columns[i];
        GeoTableCell *cell = &out->cells[i];
        if (column->member[0] == '$') {
            *cell = text_cell(made_text(desc, tape, record, column->member, &out->arena));
            continue;
        }
        const JsonRef value = member_of(tape, record, column->member);
        switch (column->type) {
        case GEO_CELL_NUMBER: *cell = number_cell(json_as_number(tape, value, NAN)); break;
        case GEO_CELL_INTEGER:
            *cell = integer_cell(json_type(tape, value) == JSON_TRUE
                                     ? 1
                                     : json_as_int(tape, value, INT64_MIN / 2, INT64_MAX / 2, 0));
            break;
        case GEO_CELL_TIME:
            *cell = integer_cell(json_as_int(tape, value, INT64_MIN / 2, INT64_MAX / 2, 0));
            cell->is_there = cell->integer != 0;
            break;
        default: *cell = text_cell(json_as_text(tape, value, &out->arena));
        }
    }
    out->at = (GeoPos){ json_as_number(tape, json_member(tape, record, "lon"), NAN),
                        json_as_number(tape, json_member(tape, record, "lat"), NAN), 0 };
    out->has_point = isfinite(out->at.lon_deg) && isfinite(out->at.lat_deg);
}
