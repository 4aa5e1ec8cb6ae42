// SPDX-License-Identifier: Apache-2.0
// calendar.c - days as numbers since 1970 in the city's own time; spans of seconds within a day.
#include "core/calendar.h"
#include "base/hashmap.h"
#include "core/document_tree.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY_S 86400
#define DAYS_MAX (20 * 366)
#define NAME_MAX_BYTES 64

typedef struct {
    int start_s, end_s; // of the local day
} Span;

typedef struct {
    char name[NAME_MAX_BYTES], from[16], to[16], source[160], evidence[8];
} HolidayRow;

typedef struct {
    char hours[160], weekend[16], source[160], evidence[8];
} TopRow;

struct Calendar {
    int utc_offset_s;
    Span spans[CALENDAR_SPANS_MAX];
    int span_count, day_s;
    bool is_weekend[7]; // from Monday
    Hashmap days;       // day number to index of name * 2 + (working)
    Hashmap years;
    char (*names)[NAME_MAX_BYTES];
};

enum { TOP, HOLIDAY };
#define FIELD(Type, field) .offset = offsetof(Type, field), .bytes = sizeof(((Type *)0)->field)
#define SECTION(n) (DocumentSection)(n)
static const DocumentKey keys[] = {
    { SECTION(TOP), "hours", DOCUMENT_TEXT, FIELD(TopRow, hours),
      .help = "working hours: 08:30-12:00 14:30-17:30", .help_zh = "工作时间" },
    { SECTION(TOP), "weekend", DOCUMENT_TEXT, FIELD(TopRow, weekend),
      .help = "days of the week off, from 1 for Monday: 67", .help_zh = "休息日，1 为周一" },
    { SECTION(TOP), "source", DOCUMENT_TEXT, FIELD(TopRow, source), .help = "of the hours",
      .help_zh = "来源" },
    { SECTION(TOP), "evidence", DOCUMENT_TEXT, FIELD(TopRow, evidence), .help = "V, K or P",
      .help_zh = "依据类别" },
    { SECTION(TOP), "holidays", DOCUMENT_LIST, SECTION(HOLIDAY), .help = "days off",
      .help_zh = "放假" },
    { SECTION(TOP), "working_days", DOCUMENT_LIST, SECTION(HOLIDAY),
      .help = "days of a weekend that are worked", .help_zh = "调休上班" },
    { SECTION(HOLIDAY), "name", DOCUMENT_TEXT, FIELD(HolidayRow, name), .help = "shown",
      .help_zh = "名称" },
    { SECTION(HOLIDAY), "from", DOCUMENT_TEXT, FIELD(HolidayRow, from), .help = "2026-02-15",
      .help_zh = "首日" },
    { SECTION(HOLIDAY), "to", DOCUMENT_TEXT, FIELD(HolidayRow, to),
      .help = "last day; the first when not given", .help_zh = "末日，缺省为首日" },
    { SECTION(HOLIDAY), "source", DOCUMENT_TEXT, FIELD(HolidayRow, source), .help = "of the row",
      .help_zh = "来源" },
    { SECTION(HOLIDAY), "evidence", DOCUMENT_TEXT, FIELD(HolidayRow, evidence),
      .help = "V read in a public source, K known, P proposed", .help_zh = "依据类别" },
};

// Days since 1970-01-01 of the Gregorian calendar (Hinnant, "chrono-compatible low-level date
// algorithms": years begin in March).
static int64_t day_number(int year, int month, int day)
{
    year -= month <= 2;
    const int era = (year >= 0 ? year : year - 399) / 400, of_era = year - era * 400;
    const int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return (int64_t)era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static int year_of(int64_t day)
{
    int year = (int)(1970 + day / 366);
    while (day_number(year + 1, 1, 1) <= day) year++;
    while (day_number(year, 1, 1) > day) year--;
    return year;
}

static bool parse_day(const char *text, int64_t *out)
{
    static const int lengths[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int year = 0, month = 0, day = 0, used = 0;
    if (sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &used) != 3 || text[used]) return false;
    if (year < 1970 || year > 2200 || month < 1 || month > 12 || day < 1) return false;
    const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (day > lengths[month - 1] + (month == 2 && is_leap)) return false;
    *out = day_number(year, month, day);
    return true;
}

static bool read_hours(Calendar *calendar, const char *text, Err *err)
{
    for (const char *at = text; *at;) {
        int h0 = 0, m0 = 0, h1 = 0, m1 = 0, used = 0;
        const bool ok = sscanf(at, "%2d:%2d-%2d:%2d%n", &h0, &m0, &h1, &m1, &used) == 4;
        const Span span = { h0 * 3600 + m0 * 60, h1 * 3600 + m1 * 60 };
        const int before =
            calendar->span_count ? calendar->spans[calendar->span_count - 1].end_s : 0;
        if (!ok || h0 < 0 || m0 < 0 || m0 > 59 || m1 < 0 || m1 > 59 || span.end_s > DAY_S ||
            span.start_s < before || span.end_s <= span.start_s ||
            calendar->span_count == CALENDAR_SPANS_MAX) {
            err_set(err, ERR_ARGUMENT,
                    "expected up to %d spans of a day in order, as 08:30-12:00 14:30-17:30",
                    CALENDAR_SPANS_MAX);
            return false;
        }
        calendar->spans[calendar->span_count++] = span;
        calendar->day_s += span.end_s - span.start_s;
        at += used;
        at += strspn(at, " ,");
    }
    return true;
}

static bool read_days(Calendar *calendar, const DocumentNode *root, bool is_working, int *names,
                      Err *err)
{
    const char *list = is_working ? "working_days" : "holidays";
    for (int i = 0; i < document_node_count(root, list); i++) {
        const DocumentNode node = document_node_item(root, list, i);
        HolidayRow row = { 0 };
        int64_t from = 0, to = 0;
        if (!document_node_read(&node, &row, 0, err)) return false;
        if (!parse_day(row.from, &from)) {
            err_set(err, ERR_ARGUMENT, "expected a day as 2026-02-15, not '%s'", row.from);
            return document_node_fail(&node, "from", err);
        }
        to = from;
        if (row.to[0] && (!parse_day(row.to, &to) || to < from || to - from > 366)) {
            err_set(err, ERR_ARGUMENT, "expected a day on or after 'from', not '%s'", row.to);
            return document_node_fail(&node, "to", err);
        }
        memcpy(calendar->names[*names], row.name, sizeof row.name);
        for (int64_t day = from; day <= to; day++) {
            hashmap_put(&calendar->days, (uint64_t)day, (uint64_t)*names * 2 + is_working);
            hashmap_put(&calendar->years, (uint64_t)year_of(day), 1);
        }
        (*names)++;
    }
    return true;
}

static bool read_all(Calendar *calendar, const DocumentNode *root, Err *err)
{
    TopRow top = { .hours = "08:30-12:00 14:30-17:30", .weekend = "67" };
    int names = 0;
    if (!document_node_read(root, &top, 0, err)) return false;
    if (!read_hours(calendar, top.hours, err)) return document_node_fail(root, "hours", err);
    for (const char *c = top.weekend; *c; c++) {
        if (*c >= '1' && *c <= '7') {
            calendar->is_weekend[*c - '1'] = true;
            continue;
        }
        err_set(err, ERR_ARGUMENT, "expected digits 1 to 7, not '%s'", top.weekend);
        return document_node_fail(root, "weekend", err);
    }
    const int count =
        document_node_count(root, "holidays") + document_node_count(root, "working_days");
    calendar->names = calloc((size_t)count + 1, sizeof *calendar->names);
    if (!calendar->names) {
        err_set(err, ERR_MEMORY, "calendar");
        return false;
    }
    return read_days(calendar, root, false, &names, err) &&
           read_days(calendar, root, true, &names, err);
}

static Calendar *calendar_of(DocumentTree *tree, int utc_offset_s, Err *err)
{
    Calendar *calendar = tree ? calloc(1, sizeof *calendar) : NULL;
    if (calendar) {
        const DocumentNode root = document_tree_root(tree);
        calendar->utc_offset_s = utc_offset_s;
        if (!read_all(calendar, &root, err)) {
            calendar_destroy(calendar);
            calendar = NULL;
        }
    } else if (tree) {
        err_set(err, ERR_MEMORY, "calendar");
    }
    document_tree_destroy(tree);
    return calendar;
}

Calendar *calendar_open(const char *path, int utc_offset_s, Err *err)
{
    return calendar_of(document_tree_open(keys, (int)(sizeof keys / sizeof keys[0]), path, err),
                       utc_offset_s, err);
}

Calendar *calendar_parse(const char *text, size_t length, const char *path, int utc_offset_s,
                         Err *err)
{
    return calendar_of(
        document_tree_load(keys, (int)(sizeof keys / sizeof keys[0]), text, length, path, err),
        utc_offset_s, err);
}

void calendar_destroy(Calendar *calendar)
{
    if (!calendar) return;
    hashmap_finish(&calendar->days);
    hashmap_finish(&calendar->years);
    free(calendar->names);
    free(calendar);
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static int64_t local_day(const Calendar *calendar, int64_t t_us)
{
    return floor_div(floor_div(t_us, 1000000) + calendar->utc_offset_s, DAY_S);
}

static bool is_working(const Calendar *calendar, int64_t day)
{
    uint64_t found = 0;
    if (hashmap_get(&calendar->days, (uint64_t)day, &found)) return found & 1;
    // 1970-01-01 was a Thursday.
    return !calendar->is_weekend[((day + 3) % 7 + 7) % 7];
}

bool calendar_is_working_day(const Calendar *calendar, int64_t t_us)
{
    return is_working(calendar, local_day(calendar, t_us));
}

bool calendar_is_known(const Calendar *calendar, int64_t t_us)
{
    uint64_t found = 0;
    return hashmap_get(&calendar->years, (uint64_t)year_of(local_day(calendar, t_us)), &found);
}

const char *calendar_day_name(const Calendar *calendar, int64_t t_us)
{
    uint64_t found = 0;
    if (!hashmap_get(&calendar->days, (uint64_t)local_day(calendar, t_us), &found)) return "";
    return calendar->names[found / 2];
}

double calendar_day_s(const Calendar *calendar)
{
    return calendar->day_s;
}

// Working seconds of the day from second `from` to second `to` of it.
static double within_day(const Calendar *calendar, int64_t day, double from, double to)
{
    if (!is_working(calendar, day)) return 0;
    double sum = 0;
    for (int i = 0; i < calendar->span_count; i++) {
        const double a = fmax(from, calendar->spans[i].start_s);
        const double b = fmin(to, calendar->spans[i].end_s);
        if (b > a) sum += b - a;
    }
    return sum;
}

static double second_of_day(const Calendar *calendar, int64_t t_us, int64_t day)
{
    return (double)(t_us - (day * DAY_S - calendar->utc_offset_s) * 1000000) / 1e6;
}

double calendar_elapsed_s(const Calendar *calendar, CalendarUnit unit, int64_t from_us,
                          int64_t to_us)
{
    if (from_us >= to_us) return 0;
    if (unit == CALENDAR_URGENT_HOUR) return (double)(to_us - from_us) / 1e6;
    const int64_t first = local_day(calendar, from_us), last = local_day(calendar, to_us);
    double sum = 0;
    for (int64_t day = first; day <= last && day - first < DAYS_MAX; day++)
        sum += within_day(calendar, day, day == first ? second_of_day(calendar, from_us, day) : 0,
                          day == last ? second_of_day(calendar, to_us, day) : DAY_S);
    return sum;
}

int64_t calendar_due_us(const Calendar *calendar, CalendarUnit unit, double amount, int64_t from_us)
{
    const double hour_s = unit == CALENDAR_DAY ? calendar->day_s : 3600;
    double left = amount * hour_s;
    if (unit == CALENDAR_URGENT_HOUR) return from_us + (int64_t)llround(left * 1e6);
    int64_t day = local_day(calendar, from_us);
    double from = second_of_day(calendar, from_us, day);
    for (int i = 0; i < DAYS_MAX; i++, day++, from = 0) {
        if (!is_working(calendar, day)) continue;
        for (int s = 0; s < calendar->span_count; s++) {
            const double a = fmax(from, calendar->spans[s].start_s);
            const double length = calendar->spans[s].end_s - a;
            if (length <= 0) continue;
            if (left <= length)
                return (day * DAY_S - calendar->utc_offset_s) * 1000000 +
                       (int64_t)llround((a + left) * 1e6);
            left -= length;
        }
    }
    return (day * DAY_S - calendar->utc_offset_s) * 1000000;
}

double calendar_amount(const Calendar *calendar, CalendarUnit unit, double seconds)
{
    const double unit_s = unit == CALENDAR_DAY ? calendar->day_s : 3600;
    return unit_s > 0 ? seconds / unit_s : 0;
}

static const char *const units[][2] = {
    { "", "" },
    { "urgent_hour", "紧急工作时" },
    { "hour", "工作时" },
    { "day", "工作日" },
};

const char *calendar_unit_name(CalendarUnit unit)
{
    return units[unit][0];
}

const char *calendar_unit_text(CalendarUnit unit)
{
    return units[unit][1];
}

CalendarUnit calendar_unit_find(const char *name)
{
    for (int i = CALENDAR_URGENT_HOUR; i <= CALENDAR_DAY; i++)
        if (strcmp(units[i][0], name) == 0 || strcmp(units[i][1], name) == 0)
            return (CalendarUnit)i;
    return CALENDAR_UNIT_NONE;
}
