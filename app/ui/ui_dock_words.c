// SPDX-License-Identifier: Apache-2.0
// ui_dock_words.c - levels, states and times of operations as words and colours.
#include "base/clock.h"
#include "core/text.h"
#include "core/indicator_unit.h"
#include "ui/ui_dock.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

uint32_t ui_level_rgb(int level)
{
    static const uint32_t rgb[ALARM_LEVEL_COUNT] = { 0x8a96a8, 0x3d8bff, 0xf5c518, 0xff8a1f,
                                                     0xf0384a };
    return rgb[level > 0 && level < ALARM_LEVEL_COUNT ? level : 0];
}

const char *ui_level_text(int level, AlarmPriority priority, bool is_chinese, char out[48])
{
    static const char *const en[] = { "–", "Blue", "Yellow", "Orange", "Red" };
    static const char *const of_priority[][2] = {
        { "", "" }, { " 低", " low" }, { " 中", " med" }, { " 高", " high" }
    };
    const int at = level > 0 && level < ALARM_LEVEL_COUNT ? level : 0;
    const char *word = is_chinese ? at ? alarm_level_text((AlarmLevel)at) : "–" : en[at];
    snprintf(out, 48, "%s%s", word,
             of_priority[priority <= ALARM_HIGH ? priority : 0][!is_chinese]);
    return out;
}

TextId ui_alarm_state_text(const Alarm *alarm)
{
    if (alarm->is_out_of_service) return TEXT_OUT_OF_SERVICE;
    if (alarm->shelved_until_us) return TEXT_SHELVED;
    if (alarm->is_suppressed) return TEXT_SUPPRESSED;
    switch (alarm_state(alarm)) {
    case ALARM_ACTIVE_UNACKED: return TEXT_UNACKED;
    case ALARM_ACTIVE_ACKED: return TEXT_ACKED;
    case ALARM_CLEARED_UNACKED: return TEXT_CLEARED_UNACKED;
    case ALARM_LATCHED: return TEXT_LATCHED;
    default: return TEXT_NORMAL;
    }
}

const char *ui_alarm_name(const UiLive *live, const Alarm *alarm, bool is_chinese)
{
    const Rule *rule = live->operations ? rules_find(live->operations->rules, alarm->rule) : NULL;
    if (!rule) return alarm->rule;
    const char *name = is_chinese || !rule->name_en[0] ? rule->name : rule->name_en;
    return name[0] ? name : alarm->rule;
}

void ui_alarm_value_text(double value, const char *unit, StateLanguage language, char out[64])
{
    char words[40];
    indicator_unit_text(unit, language, words, sizeof words);
    if (isfinite(value))
        snprintf(out, 64, "%.4g%s%s", value, words[0] ? " " : "", words);
    else
        snprintf(out, 64, "–");
}

void ui_seconds_text(double seconds, bool is_chinese, char out[48])
{
    const double s = fabs(seconds);
    const int days = (int)(s / 86400), hours = (int)(s / 3600), minutes = (int)(s / 60);
    if (s < 60)
        snprintf(out, 48, is_chinese ? "%d 秒" : "%d s", (int)s);
    else if (s < 3600)
        snprintf(out, 48, is_chinese ? "%d 分" : "%d min", minutes);
    else if (s < 86400)
        snprintf(out, 48, is_chinese ? "%d 小时 %d 分" : "%d h %d min", hours, minutes % 60);
    else
        snprintf(out, 48, is_chinese ? "%d 天 %d 小时" : "%d d %d h", days, hours % 24);
}

void ui_dock_time_text(const UiDock *dock, int64_t t_us, char out[32])
{
    char iso[32];
    clock_format(t_us, dock->utc_offset_s, iso);
    snprintf(out, 32, "%.5s %.5s", iso + 5, iso + 11);
}

void ui_dock_age_text(const UiDock *dock, int64_t t_us, char *out, size_t cap)
{
    live_age_text((double)(dock->live.now_us - t_us) / 1e6, dock->language, out, cap);
}
