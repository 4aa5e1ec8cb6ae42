// SPDX-License-Identifier: Apache-2.0
// threshold.c - rows of limits, found by id and day.
#include "core/threshold.h"
#include "base/array.h"
#include "base/file.h"
#include "core/document_tree.h"
#include <glob.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct Thresholds {
    Threshold *rows;
    int count, cap;
};

typedef struct {
    Threshold row;
    char bands[320];
} Row;

enum { TOP, ROW };
#define FIELD(field) .offset = offsetof(Row, field), .bytes = sizeof(((Row *)0)->field)
#define SECTION(n) (DocumentSection)(n)
#define TEXT_ROW(name, field, en, zh)                                              \
    {                                                                              \
        SECTION(ROW), name, DOCUMENT_TEXT, FIELD(field), .help = en, .help_zh = zh \
    }
#define LIMIT_ROW(name, level, zh)                                     \
    {                                                                  \
        SECTION(ROW), name, DOCUMENT_NUMBER, FIELD(row.limits[level]), \
            .help = "limit of the level", .help_zh = zh                \
    }
static const DocumentKey keys[] = {
    { SECTION(TOP), "thresholds", DOCUMENT_LIST, SECTION(ROW), .help = "rows",
      .help_zh = "阈值表" },
    TEXT_ROW("id", row.id, "T26.pm", "编号"),
    TEXT_ROW("name", row.name, "shown", "名称"),
    TEXT_ROW("unit", row.unit, "UCUM", "单位"),
    LIMIT_ROW("blue", ALARM_LEVEL_BLUE, "蓝色（IV 级）"),
    LIMIT_ROW("yellow", ALARM_LEVEL_YELLOW, "黄色（III 级）"),
    LIMIT_ROW("orange", ALARM_LEVEL_ORANGE, "橙色（II 级）"),
    LIMIT_ROW("red", ALARM_LEVEL_RED, "红色（I 级）"),
    { SECTION(ROW), "direction", DOCUMENT_CHOICE, FIELD(row.direction), .choices = "above|below",
      .help = "side of the limit that is bad", .help_zh = "方向" },
    TEXT_ROW("valid_from", row.valid_from, "first day", "生效日"),
    TEXT_ROW("valid_to", row.valid_to, "last day", "失效日"),
    TEXT_ROW("source", row.source, "of the figures", "来源"),
    TEXT_ROW("evidence", row.evidence, "V, K or P", "依据类别"),
    TEXT_ROW("bands", bands, "50 优; 100 良; 重污染", "分级"),
};

static const char *const levels[ALARM_LEVEL_COUNT][2] = {
    { "", "" }, { "blue", "蓝" }, { "yellow", "黄" }, { "orange", "橙" }, { "red", "红" },
};

const char *alarm_level_name(AlarmLevel level)
{
    return levels[level][0];
}

const char *alarm_level_text(AlarmLevel level)
{
    return levels[level][1];
}

static bool read_bands(Row *row, Err *err)
{
    double last = -INFINITY;
    for (const char *at = row->bands; *at;) {
        at += strspn(at, " ;");
        if (!*at) break;
        const size_t length = strcspn(at, ";");
        ThresholdBand *band = &row->row.bands[row->row.band_count];
        if (row->row.band_count == THRESHOLD_BANDS_MAX || isinf(last) > 0 || length > 60) {
            err_set(err, ERR_ARGUMENT, "expected up to %d bands as '50 优; 100 良; 重污染'",
                    THRESHOLD_BANDS_MAX);
            return false;
        }
        char part[64];
        memcpy(part, at, length);
        part[length] = 0;
        double upper = INFINITY;
        const char *name = str_scan_double(part, part + length, &upper);
        if (name && *name == ' ')
            name++;
        else
            name = part, upper = INFINITY;
        if (!(upper > last)) {
            err_set(err, ERR_ARGUMENT, "expected bands in rising order, not '%s'", part);
            return false;
        }
        band->upper = last = upper;
        str_copy_utf8(band->name, sizeof band->name, name);
        row->row.band_count++;
        at += length;
    }
    return true;
}

static bool is_day(const char *text)
{
    int year = 0, month = 0, day = 0, used = 0;
    if (!text[0]) return true;
    return sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &used) == 3 && used == 10 &&
           !text[10] && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

static bool overlaps(const Threshold *a, const Threshold *b)
{
    return (!a->valid_to[0] || !b->valid_from[0] || strcmp(b->valid_from, a->valid_to) <= 0) &&
           (!b->valid_to[0] || !a->valid_from[0] || strcmp(a->valid_from, b->valid_to) <= 0);
}

// A higher level is never easier to reach than a lower one.
static bool are_ordered(const Threshold *row)
{
    double last = NAN;
    for (int l = ALARM_LEVEL_BLUE; l < ALARM_LEVEL_COUNT; l++) {
        if (isnan(row->limits[l])) continue;
        if (row->direction == THRESHOLD_ABOVE ? row->limits[l] < last : row->limits[l] > last)
            return false;
        last = row->limits[l];
    }
    return true;
}

static bool add_row(Thresholds *thresholds, const DocumentNode *node, Err *err)
{
    Row row = { 0 };
    for (int l = 0; l < ALARM_LEVEL_COUNT; l++) row.row.limits[l] = NAN;
    if (!document_node_read(node, &row, 0, err)) return false;
    const char *key = NULL;
    err_set(err, ERR_ARGUMENT, "expected a text");
    if (!row.row.id[0])
        key = "id";
    else if (!row.row.source[0])
        key = "source";
    if (key) return document_node_fail(node, key, err);
    if (!read_bands(&row, err)) return document_node_fail(node, "bands", err);
    if (!strchr("VKP", row.row.evidence[0]) || !row.row.evidence[0]) key = "evidence";
    err_set(err, ERR_ARGUMENT, "expected V, K or P, not '%s'", row.row.evidence);
    if (key) return document_node_fail(node, key, err);
    if (!is_day(row.row.valid_from))
        key = "valid_from";
    else if (!is_day(row.row.valid_to))
        key = "valid_to";
    err_set(err, ERR_ARGUMENT, "expected a day as 2026-03-01");
    if (key) return document_node_fail(node, key, err);
    if (!are_ordered(&row.row)) {
        err_set(err, ERR_ARGUMENT, "the limits of '%s' do not rise with the level", row.row.id);
        return document_node_fail(node, NULL, err);
    }
    for (int i = 0; i < thresholds->count; i++) {
        const Threshold *other = &thresholds->rows[i];
        if (strcmp(other->id, row.row.id) != 0 || !overlaps(other, &row.row)) continue;
        err_set(err, ERR_ARGUMENT, "two rows of '%s' are valid on one day", row.row.id);
        return document_node_fail(node, "id", err);
    }
    if (!array_reserve((void **)&thresholds->rows, &thresholds->cap, thresholds->count + 1,
                       sizeof row.row)) {
        err_set(err, ERR_MEMORY, "thresholds");
        return false;
    }
    if (err) *err = (Err){ 0 };
    thresholds->rows[thresholds->count++] = row.row;
    return true;
}

Thresholds *thresholds_create(void)
{
    return calloc(1, sizeof(Thresholds));
}

void thresholds_destroy(Thresholds *thresholds)
{
    if (!thresholds) return;
    free(thresholds->rows);
    free(thresholds);
}

bool thresholds_parse(Thresholds *thresholds, const char *text, size_t length, const char *path,
                      Err *err)
{
    Err own = { 0 };
    if (!err) err = &own;
    DocumentTree *tree =
        document_tree_load(keys, (int)(sizeof keys / sizeof keys[0]), text, length, path, err);
    if (!tree) return false;
    const DocumentNode root = document_tree_root(tree);
    const int before = thresholds->count;
    bool ok = true;
    for (int i = 0; ok && i < document_node_count(&root, "thresholds"); i++) {
        const DocumentNode node = document_node_item(&root, "thresholds", i);
        ok = add_row(thresholds, &node, err);
    }
    if (!ok) thresholds->count = before;
    document_tree_destroy(tree);
    return ok;
}

bool thresholds_open_folder(Thresholds *thresholds, const char *folder, Err *err)
{
    char *pattern = file_join(folder, "*.yaml");
    glob_t found = { 0 };
    bool ok = pattern && glob(pattern, 0, NULL, &found) == 0;
    if (!ok) err_set(err, ERR_IO, "no *.yaml in '%s'", folder);
    for (size_t i = 0; ok && i < found.gl_pathc; i++) {
        size_t length = 0;
        char *text = file_read(found.gl_pathv[i], (size_t)8 << 20, &length, err);
        ok = text && thresholds_parse(thresholds, text, length, found.gl_pathv[i], err);
        free(text);
    }
    globfree(&found);
    free(pattern);
    return ok;
}

int thresholds_count(const Thresholds *thresholds)
{
    return thresholds->count;
}

const Threshold *thresholds_at(const Thresholds *thresholds, int index)
{
    return &thresholds->rows[index];
}

const Threshold *thresholds_find(const Thresholds *thresholds, const char *id, const char *day)
{
    for (int i = 0; i < thresholds->count; i++) {
        const Threshold *row = &thresholds->rows[i];
        if (strcmp(row->id, id) != 0) continue;
        if (row->valid_from[0] && strcmp(day, row->valid_from) < 0) continue;
        if (row->valid_to[0] && strcmp(day, row->valid_to) > 0) continue;
        return row;
    }
    return NULL;
}

bool thresholds_has(const Thresholds *thresholds, const char *id)
{
    for (int i = 0; i < thresholds->count; i++)
        if (strcmp(thresholds->rows[i].id, id) == 0) return true;
    return false;
}

AlarmLevel threshold_level(const Threshold *threshold, double value)
{
    for (int l = ALARM_LEVEL_RED; l >= ALARM_LEVEL_BLUE; l--) {
        const double limit = threshold->limits[l]; // a comparison with NAN is false
        if (threshold->direction == THRESHOLD_ABOVE ? value >= limit : value <= limit)
            return (AlarmLevel)l;
    }
    return ALARM_LEVEL_NONE;
}

const char *threshold_band(const Threshold *threshold, double value)
{
    for (int i = 0; i < threshold->band_count; i++)
        if (value <= threshold->bands[i].upper) return threshold->bands[i].name;
    return "";
}

void thresholds_json(const Thresholds *thresholds, JsonWriter *out)
{
    json_array_begin(out);
    for (int i = 0; i < thresholds->count; i++) {
        const Threshold *row = &thresholds->rows[i];
        json_object_begin(out);
        json_key(out, "id"), json_text(out, row->id);
        json_key(out, "name"), json_text(out, row->name);
        json_key(out, "unit"), json_text(out, row->unit);
        json_key(out, "direction"),
            json_text(out, row->direction == THRESHOLD_BELOW ? "below" : "above");
        for (int l = ALARM_LEVEL_BLUE; l < ALARM_LEVEL_COUNT; l++)
            json_key(out, levels[l][0]), json_number(out, row->limits[l]);
        json_key(out, "valid_from"), json_text(out, row->valid_from[0] ? row->valid_from : NULL);
        json_key(out, "valid_to"), json_text(out, row->valid_to[0] ? row->valid_to : NULL);
        json_key(out, "source"), json_text(out, row->source);
        json_key(out, "evidence"), json_text(out, row->evidence);
        json_object_end(out);
    }
    json_array_end(out);
}
