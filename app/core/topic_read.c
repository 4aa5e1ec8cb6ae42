// SPDX-License-Identifier: Apache-2.0
// topic_read.c - a pack from YAML: the table of its keys, what each must be, what must go together.
#include "base/unit.h"
#include "core/indicator_unit.h"
#include "core/topic_private.h"
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TOP, RULE, INDICATOR, LAYER, EVENT, ACTION, PAGE, CELL };

// As written; what needs more than copying stands beside it.
typedef struct {
    TopicIndicator indicator;
    char period[24], stale[24], thresholds[200];
} IndicatorRow;
typedef struct {
    TopicCell cell;
    char keys[1200], options[1200];
    uint32_t column, row, width, height;
} CellRow;
typedef struct {
    TopicPage page;
    uint32_t columns, rows;
} PageRow;

#define SECTION(n) (DocumentSection)(n)
#define ROW(section, Type, name, type, field, en, zh)                                             \
    {                                                                                             \
        SECTION(section), name, DOCUMENT_##type, .offset = offsetof(Type, field),                 \
                                                 .bytes = sizeof(((Type *)0)->field), .help = en, \
                                                 .help_zh = zh                                    \
    }
#define RANGED(section, Type, name, type, field, low, high, en, zh)                               \
    {                                                                                             \
        SECTION(section), name, DOCUMENT_##type, .offset = offsetof(Type, field),                 \
                                                 .bytes = sizeof(((Type *)0)->field), .min = low, \
                                                 .max = high, .help = en, .help_zh = zh           \
    }
#define CHOICE(section, Type, name, field, words, en, zh)                                        \
    {                                                                                            \
        SECTION(section), name, DOCUMENT_CHOICE,                                                 \
            .offset = offsetof(Type, field), .bytes = sizeof(int), .choices = words, .help = en, \
            .help_zh = zh                                                                        \
    }
#define LIST(section, name, of, en, zh)                                               \
    {                                                                                 \
        SECTION(section), name, DOCUMENT_LIST, SECTION(of), .help = en, .help_zh = zh \
    }
#define I(name, type, field, en, zh) ROW(INDICATOR, IndicatorRow, name, type, field, en, zh)
#define LEVELS "none|blue|yellow|orange|red"
#define WIDGETS                                                                             \
    "none|bignumber|line|area|bar|donut|gauge|radar|ranking|table|matrix|calendar|scatter|" \
    "sankey|box|histogram|timeline|events|alarms|cases|warnings|legend|actions|text|feeds|" \
    "quality|algorithms|topics|rules"

static const DocumentKey own_keys[] = {
    ROW(TOP, Topic, "id", TEXT, id, "T26", "编号"),
    CHOICE(TOP, Topic, "kind", kind, "topic|centre|function|mode", "of pack", "类别"),
    ROW(TOP, Topic, "name", TEXT, name, "shown", "名称"),
    ROW(TOP, Topic, "name_en", TEXT, name_en, "in English", "英文名称"),
    ROW(TOP, Topic, "lead", TEXT, lead, "office in charge", "牵头部门"),
    ROW(TOP, Topic, "lead_en", TEXT, lead_en, "in English", "牵头部门英文名"),
    RANGED(TOP, Topic, "version", NUMBER, version, 0, 1e6, "of the pack", "版本"),
    ROW(TOP, Topic, "valid_from", TEXT, valid_from, "first day", "生效日"),
    CHOICE(TOP, Topic, "palette", palette, "warning|neutral", "colours of grades", "配色"),
    ROW(TOP, Topic, "notice", TEXT, notice, "shown on its pages", "说明"),
    LIST(TOP, "indicators", INDICATOR, "figures", "指标"),
    LIST(TOP, "layers", LAYER, "on the map", "图层"),
    LIST(TOP, "events", EVENT, "types of event", "事件类型"),
    LIST(TOP, "rules", RULE, "alarm rules", "告警规则"),
    LIST(TOP, "actions", ACTION, "a click from the alarm", "联动操作"),
    LIST(TOP, "pages", PAGE, "what is shown", "页面"),
    I("key", TEXT, indicator.key, "live key", "键"),
    I("row", TEXT, indicator.row, "of the reference", "依据行"),
    I("name", TEXT, indicator.name, "shown", "名称"),
    I("name_en", TEXT, indicator.name_en, "in English", "英文名称"),
    I("unit", TEXT, indicator.unit, "UCUM, or money", "单位"),
    I("period", TEXT, period, "between values", "周期"),
    I("stale", TEXT, stale, "old after", "陈旧时限"),
    CHOICE(INDICATOR, IndicatorRow, "better", indicator.better, "none|higher|lower",
           "which way is good", "向好方向"),
    CHOICE(INDICATOR, IndicatorRow, "over", indicator.over, "none|mean|sum|max|min",
           "of the units into the city", "区县汇总方式"),
    I("thresholds", TEXT, thresholds, "ids", "阈值编号"),
    I("blue", NUMBER, indicator.limits[ALARM_LEVEL_BLUE], "limit of level IV", "蓝色限值"),
    I("yellow", NUMBER, indicator.limits[ALARM_LEVEL_YELLOW], "limit of level III", "黄色限值"),
    I("orange", NUMBER, indicator.limits[ALARM_LEVEL_ORANGE], "limit of level II", "橙色限值"),
    I("red", NUMBER, indicator.limits[ALARM_LEVEL_RED], "limit of level I", "红色限值"),
    CHOICE(INDICATOR, IndicatorRow, "bad", indicator.bad, "above|below",
           "side of those limits that is bad", "限值方向"),
    I("target", NUMBER, indicator.target, "of the plan", "目标值"),
    I("target_text", TEXT, indicator.target_text, "what target", "目标说明"),
    I("source", TEXT, indicator.source, "where it comes from", "来源"),
    I("owner", TEXT, indicator.owner, "whose it is", "责任部门"),
    I("evidence", TEXT, indicator.evidence, "V, K or P", "依据类别"),
    I("reference", TEXT, indicator.reference, "of limits and method", "依据"),
    RANGED(INDICATOR, IndicatorRow, "decimals", INDEX, indicator.decimals, 0, 9, "shown",
           "小数位数"),
    ROW(LAYER, TopicLayer, "name", TEXT, name, "shown", "名称"),
    ROW(LAYER, TopicLayer, "name_en", TEXT, name_en, "in English", "英文名称"),
    CHOICE(LAYER, TopicLayer, "kind", kind, "point|line|area|choropleth|track|heat|model|warning",
           "of layer", "类型"),
    ROW(LAYER, TopicLayer, "layer", TEXT, layer, "of the document", "文档图层"),
    ROW(LAYER, TopicLayer, "where", TEXT, where, "which features", "要素条件"),
    ROW(LAYER, TopicLayer, "live", TEXT, live, "pattern of live keys", "实时量通配"),
    ROW(LAYER, TopicLayer, "indicator", TEXT, indicator, "what colours it", "着色指标"),
    ROW(LAYER, TopicLayer, "needs", TEXT, needs, "source that is missing", "待接入数据"),
    ROW(EVENT, TopicEvent, "id", TEXT, id, "of the type", "编号"),
    ROW(EVENT, TopicEvent, "name", TEXT, name, "shown", "名称"),
    ROW(EVENT, TopicEvent, "name_en", TEXT, name_en, "in English", "英文名称"),
    CHOICE(EVENT, TopicEvent, "level", level, LEVELS, "it is proposed with", "建议级别"),
    ROW(ACTION, TopicAction, "id", TEXT, id, "of the action", "编号"),
    ROW(ACTION, TopicAction, "name", TEXT, name, "shown", "名称"),
    ROW(ACTION, TopicAction, "name_en", TEXT, name_en, "in English", "英文名称"),
    ROW(ACTION, TopicAction, "on", TEXT, on, "events, rules, keys", "适用于"),
    ROW(ACTION, TopicAction, "command", TEXT, command, "a command line", "命令"),
    CHOICE(PAGE, PageRow, "medium", page.medium, "wall|desk|briefing", "of the page", "媒介"),
    ROW(PAGE, PageRow, "id", TEXT, page.id, "of the page", "编号"),
    ROW(PAGE, PageRow, "title", TEXT, page.title, "shown", "标题"),
    ROW(PAGE, PageRow, "title_en", TEXT, page.title_en, "in English", "英文标题"),
    RANGED(PAGE, PageRow, "columns", INDEX, columns, 1, TOPIC_COLUMNS_MAX, "of its grid", "列数"),
    RANGED(PAGE, PageRow, "rows", INDEX, rows, 1, TOPIC_COLUMNS_MAX, "of its grid", "行数"),
    LIST(PAGE, "cells", CELL, "widgets", "组件"),
    RANGED(CELL, CellRow, "column", INDEX, column, 0, TOPIC_COLUMNS_MAX, "from the left, 0", "列"),
    RANGED(CELL, CellRow, "row", INDEX, row, 0, TOPIC_COLUMNS_MAX, "from the top, 0", "行"),
    RANGED(CELL, CellRow, "width", INDEX, width, 1, TOPIC_COLUMNS_MAX, "columns", "宽（列）"),
    RANGED(CELL, CellRow, "height", INDEX, height, 1, TOPIC_COLUMNS_MAX, "rows", "高（行）"),
    CHOICE(CELL, CellRow, "widget", cell.widget, WIDGETS, "what is drawn", "组件"),
    CHOICE(CELL, CellRow, "span", cell.span, "now|24h|7d|30d|1y|5y", "how far back", "时段"),
    ROW(CELL, CellRow, "title", TEXT, cell.title, "shown", "标题"),
    ROW(CELL, CellRow, "title_en", TEXT, cell.title_en, "in English", "英文标题"),
    ROW(CELL, CellRow, "indicators", TEXT, keys, "keys", "指标"),
    ROW(CELL, CellRow, "options", TEXT, options, "NAME=VALUE …", "选项"),
};

TopicSchema *topic_schema_create(void)
{
    const int own = (int)(sizeof own_keys / sizeof own_keys[0]);
    const int count = own + rules_document_keys(NULL, RULE);
    TopicSchema *schema = malloc(sizeof *schema + (size_t)count * sizeof *schema->keys);
    if (!schema) return NULL;
    atomic_init(&schema->users, 1);
    schema->count = count;
    memcpy(schema->keys, own_keys, sizeof own_keys);
    rules_document_keys(schema->keys + own, RULE);
    return schema;
}

TopicSchema *topic_schema_acquire(TopicSchema *schema)
{
    atomic_fetch_add(&schema->users, 1);
    return schema;
}

void topic_schema_release(TopicSchema *schema)
{
    if (schema && atomic_fetch_sub(&schema->users, 1) == 1) free(schema);
}

static bool wrong(Err *err, const char *expected, const char *found)
{
    err_set(err, ERR_ARGUMENT, "expected %s, not '%.60s'", expected, found);
    return false;
}

// Letters, digits, '.', '-' and '_'.
static bool is_id(const char *text)
{
    if (!text[0]) return false;
    for (const char *at = text; *at; at++)
        if (!isalnum((unsigned char)*at) && !strchr(".-_", *at)) return false;
    return true;
}

static bool is_of(const char *key, const char *id)
{
    const size_t length = strlen(id);
    return strncmp(key, id, length) == 0 && key[length] == '.' && is_id(key + length + 1);
}

// "30 s", "10 min", "4 h", "45 d".
static bool read_duration(const char *text, double *seconds)
{
    static const struct {
        const char *unit;
        double seconds;
    } units[] = { { "s", 1 }, { "min", 60 }, { "h", 3600 }, { "d", 86400 } };
    double number = 0;
    const char *rest = str_scan_double(text, text + strlen(text), &number);
    if (!rest || !(number > 0)) return false;
    rest += strspn(rest, " ");
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strcmp(rest, units[i].unit) != 0) continue;
        *seconds = number * units[i].seconds;
        return *seconds < 1e10;
    }
    return false;
}

static bool read_period(const char *text, TopicPeriod *out)
{
    static const struct {
        const char *name;
        TopicPeriod period;
    } names[] = { { "event", { 0, 0 } },
                  { "static", { 0, 0 } },
                  { "day", { 86400, 0 } },
                  { "week", { 7 * 86400.0, 0 } },
                  { "month", { TOPIC_MONTH_S, 1 } },
                  { "quarter", { 3 * TOPIC_MONTH_S, 3 } },
                  { "year", { 12 * TOPIC_MONTH_S, 12 } } };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(text, names[i].name) != 0) continue;
        *out = names[i].period;
        return true;
    }
    out->months = 0;
    return read_duration(text, &out->seconds);
}

static bool read_thresholds(const char *text, TopicIndicator *out)
{
    int count = 0;
    for (const char *at = text; *(at += strspn(at, " "));) {
        const size_t length = strcspn(at, " ");
        if (count == TOPIC_THRESHOLDS_MAX || length >= TOPIC_KEY_MAX) return false;
        memcpy(out->thresholds[count], at, length);
        out->thresholds[count++][length] = 0;
        at += length;
    }
    return true;
}

// The key to blame; NULL = none.
static const char *check_indicator(const Topic *topic, const IndicatorRow *row, Err *err)
{
    const TopicIndicator *i = &row->indicator;
    if (!is_of(i->key, topic->id)) {
        err_set(err, ERR_ARGUMENT, "expected a key that begins with '%.40s.', not '%.60s'",
                topic->id, i->key);
        return "key";
    }
    if (!i->name[0] && !wrong(err, "a text", "")) return "name";
    if (!i->name_en[0] && !wrong(err, "a text", "")) return "name_en";
    if (!indicator_unit_is_known(i->unit, err)) return "unit";
    if (i->evidence[0] && !strchr("VKP", i->evidence[0]) && !wrong(err, "V, K or P", i->evidence))
        return "evidence";
    for (int k = 0; k < topic->indicator_count; k++)
        if (strcmp(topic->indicators[k].key, i->key) == 0 &&
            !wrong(err, "a key that no other indicator has", i->key))
            return "key";
    return NULL;
}

static bool read_indicator(Topic *topic, const DocumentNode *node, Err *err)
{
    IndicatorRow row = { .indicator = { .target = NAN, .decimals = -1 } };
    TopicIndicator *out = &row.indicator;
    for (int l = 0; l < ALARM_LEVEL_COUNT; l++) out->limits[l] = NAN;
    if (!document_node_read(node, &row, 0, err)) return false;
    if (!out->row[0]) memcpy(out->row, out->key, sizeof out->row);
    const char *key = check_indicator(topic, &row, err);
    if (key) return document_node_fail(node, key, err);
    if (!read_period(row.period, &out->period)) {
        wrong(err, "30 s, 10 min, 4 h, day, week, month, quarter, year, event or static",
              row.period);
        return document_node_fail(node, "period", err);
    }
    if (row.stale[0] && !read_duration(row.stale, &out->stale_s)) {
        wrong(err, "a time as 90 s, 15 min, 2 h or 45 d", row.stale);
        return document_node_fail(node, "stale", err);
    }
    if (!read_thresholds(row.thresholds, out)) {
        wrong(err, "up to 4 ids of thresholds", row.thresholds);
        return document_node_fail(node, "thresholds", err);
    }
    topic->indicators[topic->indicator_count++] = *out;
    return true;
}

static bool read_layer(Topic *topic, const DocumentNode *node, Err *err)
{
    TopicLayer *layer = &topic->layers[topic->layer_count];
    if (!document_node_read(node, layer, 0, err)) return false;
    if (!layer->name[0] && !wrong(err, "a text", "")) return document_node_fail(node, "name", err);
    const int given = (layer->layer[0] != 0) + (layer->live[0] != 0) + (layer->needs[0] != 0);
    if (given != 1 && layer->kind != TOPIC_LAYER_WARNING) {
        err_set(err, ERR_ARGUMENT, "expected one of layer, live and needs");
        return document_node_fail(node, NULL, err);
    }
    topic->layer_count++;
    return true;
}

static bool read_event(Topic *topic, const DocumentNode *node, Err *err)
{
    TopicEvent *event = &topic->events[topic->event_count];
    if (!document_node_read(node, event, 0, err)) return false;
    // It is the kind of an event that comes (observation.h).
    const bool fits = strlen(event->id) < sizeof((ObservationEvent *)0)->kind;
    if (!(is_id(event->id) && fits) &&
        !wrong(err, "up to 15 letters, digits, '-' and '_'", event->id))
        return document_node_fail(node, "id", err);
    if (!event->name[0] && !wrong(err, "a text", "")) return document_node_fail(node, "name", err);
    topic->event_count++;
    return true;
}

static bool read_action(Topic *topic, const DocumentNode *node, Err *err)
{
    TopicAction *action = &topic->actions[topic->action_count];
    if (!document_node_read(node, action, 0, err)) return false;
    const char *key = !is_id(action->id)    ? "id"
                      : !action->name[0]    ? "name"
                      : !action->command[0] ? "command"
                                            : NULL;
    if (key && !wrong(err, "a text", "")) return document_node_fail(node, key, err);
    topic->action_count++;
    return true;
}

static bool read_cell_keys(Topic *topic, const char *text, TopicCell *cell, Err *err)
{
    for (const char *at = text; *(at += strspn(at, " \n"));) {
        const size_t length = strcspn(at, " \n");
        if (cell->key_count == TOPIC_CELL_KEYS_MAX || length >= TOPIC_KEY_MAX) {
            err_set(err, ERR_RANGE, "expected at most %d keys", TOPIC_CELL_KEYS_MAX);
            return false;
        }
        char *key = arena_alloc(&topic->source->arena, length + 1);
        memcpy(key, at, length);
        key[length] = 0;
        cell->keys[cell->key_count++] = key;
        at += length;
    }
    return true;
}

static bool overlap(const TopicCell *a, const TopicCell *b)
{
    return a->column < b->column + b->width && b->column < a->column + a->width &&
           a->row < b->row + b->height && b->row < a->row + a->height;
}

static bool read_cell(Topic *topic, TopicPage *page, const DocumentNode *node, Err *err)
{
    CellRow row = { .width = 1, .height = 1 };
    if (!document_node_read(node, &row, 0, err)) return false;
    TopicCell *cell = &row.cell;
    cell->column = (int)row.column, cell->row = (int)row.row;
    cell->width = (int)row.width, cell->height = (int)row.height;
    if (!cell->widget && !wrong(err, "a widget", ""))
        return document_node_fail(node, "widget", err);
    if (cell->column + cell->width > page->columns || cell->row + cell->height > page->rows) {
        err_set(err, ERR_RANGE, "the cell reaches beyond the grid of %d columns and %d rows",
                page->columns, page->rows);
        return document_node_fail(node, NULL, err);
    }
    for (int c = 0; c < page->cell_count; c++) {
        if (!overlap(cell, &page->cells[c])) continue;
        err_set(err, ERR_ARGUMENT, "the cell lies over cell %d of its page", c + 1);
        return document_node_fail(node, NULL, err);
    }
    if (!read_cell_keys(topic, row.keys, cell, err))
        return document_node_fail(node, "indicators", err);
    cell->options = arena_strdup(&topic->source->arena, row.options);
    page->cells[page->cell_count++] = *cell;
    return true;
}

static bool read_page(Topic *topic, const DocumentNode *node, Err *err)
{
    PageRow row = { .columns = 12, .rows = 8 };
    if (!document_node_read(node, &row, 0, err)) return false;
    TopicPage *page = &topic->pages[topic->page_count];
    *page = row.page;
    page->columns = (int)row.columns, page->rows = (int)row.rows;
    if (!page->id[0]) memcpy(page->id, "main", 5);
    topic->page_count++;
    for (int p = 0; p < topic->page_count - 1; p++) {
        if (topic->pages[p].medium != page->medium || strcmp(topic->pages[p].id, page->id) != 0)
            continue;
        wrong(err, "an id that no other page of its medium has", page->id);
        return document_node_fail(node, "id", err);
    }
    const int count = document_node_count(node, "cells");
    page->cells = calloc((size_t)count + 1, sizeof *page->cells);
    bool ok = page->cells != NULL;
    if (!ok) err_set(err, ERR_MEMORY, "cells");
    for (int c = 0; ok && c < count; c++) {
        const DocumentNode cell = document_node_item(node, "cells", c);
        ok = read_cell(topic, page, &cell, err);
    }
    return ok;
}

typedef bool ReadItem(Topic *topic, const DocumentNode *node, Err *err);
static bool read_list(Topic *topic, const char *name, void **items, size_t bytes, ReadItem *read,
                      Err *err)
{
    const DocumentNode root = document_tree_root(topic->source->tree);
    const int count = document_node_count(&root, name);
    *items = calloc((size_t)count + 1, bytes);
    bool ok = *items != NULL;
    if (!ok) err_set(err, ERR_MEMORY, "%s", name);
    for (int i = 0; ok && i < count; i++) {
        const DocumentNode node = document_node_item(&root, name, i);
        ok = read(topic, &node, err);
    }
    return ok;
}

static bool read_top(Topic *topic, Err *err)
{
    const DocumentNode root = document_tree_root(topic->source->tree);
    if (!document_node_read(&root, topic, 0, err)) return false;
    if (!is_id(topic->id) && !wrong(err, "letters, digits, '-' and '_'", topic->id))
        return document_node_fail(&root, "id", err);
    if (!topic->name[0] && !wrong(err, "a text", "")) return document_node_fail(&root, "name", err);
    return true;
}

Topic *topic_read(TopicSchema *schema, const char *text, size_t length, const char *path, Err *err)
{
    Topic *topic = calloc(1, sizeof *topic);
    struct TopicSource *source = calloc(1, sizeof *source);
    if (!topic || !source) {
        err_set(err, ERR_MEMORY, "%s", path);
        free(topic);
        free(source);
        return NULL;
    }
    topic->source = source;
    source->schema = topic_schema_acquire(schema);
    source->path = str_copy(path);
    source->arena.block_bytes = 4096;
    topic->path = source->path;
    topic->version = 1;
    source->tree = document_tree_load(schema->keys, schema->count, text, length, path, err);
    if (source->tree && read_top(topic, err) &&
        read_list(topic, "indicators", (void **)&topic->indicators, sizeof *topic->indicators,
                  read_indicator, err) &&
        read_list(topic, "layers", (void **)&topic->layers, sizeof *topic->layers, read_layer,
                  err) &&
        read_list(topic, "events", (void **)&topic->events, sizeof *topic->events, read_event,
                  err) &&
        read_list(topic, "actions", (void **)&topic->actions, sizeof *topic->actions, read_action,
                  err) &&
        read_list(topic, "pages", (void **)&topic->pages, sizeof *topic->pages, read_page, err))
        return topic;
    topic_destroy(topic);
    return NULL;
}

bool topic_read_rules(Topic *topic, Keys *keys, const Thresholds *thresholds, int utc_offset_s,
                      Err *err)
{
    const DocumentNode root = document_tree_root(topic->source->tree);
    topic->rules = rules_create(
        &(RulesDesc){ .keys = keys, .thresholds = thresholds, .utc_offset_s = utc_offset_s });
    if (!topic->rules) {
        err_set(err, ERR_MEMORY, "rules");
        return false;
    }
    if (!rules_parse_node(topic->rules, &root, err)) return false;
    const int count = document_node_count(&root, "rules");
    for (int r = 0; r < rules_count(topic->rules); r++) {
        const Rule *rule = rules_at(topic->rules, r);
        const DocumentNode node = document_node_item(&root, "rules", r < count ? r : 0);
        if (!is_of(rule->id, topic->id)) {
            err_set(err, ERR_ARGUMENT, "expected an id that begins with '%.40s.', not '%.40s'",
                    topic->id, rule->id);
            return document_node_fail(&node, "id", err);
        }
    }
    if (rules_count(topic->rules) == count) return true;
    err_set(err, ERR_ARGUMENT, "two rules have one id");
    return document_node_fail(&root, "rules", err);
}

void topic_destroy(Topic *topic)
{
    if (!topic) return;
    rules_destroy(topic->rules);
    for (int p = 0; p < topic->page_count; p++) free(topic->pages[p].cells);
    free(topic->pages);
    free(topic->indicators);
    free(topic->layers);
    free(topic->events);
    free(topic->actions);
    document_tree_destroy(topic->source->tree);
    topic_schema_release(topic->source->schema);
    arena_finish(&topic->source->arena);
    free(topic->source->path);
    free(topic->source);
    free(topic);
}

enum { UNITS_TOP, UNITS_ROW };
static const DocumentKey unit_keys[] = {
    LIST(UNITS_TOP, "units", UNITS_ROW, "parts of the city", "区县"),
    ROW(UNITS_ROW, TopicUnit, "code", TEXT, code, "GB/T 2260", "行政区划代码"),
    ROW(UNITS_ROW, TopicUnit, "name", TEXT, name, "shown", "名称"),
    ROW(UNITS_ROW, TopicUnit, "name_en", TEXT, name_en, "in English", "英文名称"),
};

bool topic_units_read(const char *text, size_t length, const char *path, TopicUnit **units,
                      int *count, Err *err)
{
    DocumentTree *tree = document_tree_load(
        unit_keys, (int)(sizeof unit_keys / sizeof unit_keys[0]), text, length, path, err);
    if (!tree) return false;
    const DocumentNode root = document_tree_root(tree);
    const int all = document_node_count(&root, "units");
    TopicUnit *read = calloc((size_t)all + 1, sizeof *read);
    bool ok = read != NULL;
    if (!ok) err_set(err, ERR_MEMORY, "units");
    for (int i = 0; ok && i < all; i++) {
        const DocumentNode node = document_node_item(&root, "units", i);
        ok = document_node_read(&node, &read[i], 0, err);
        if (ok && !is_id(read[i].code) && !wrong(err, "letters and digits", read[i].code))
            ok = document_node_fail(&node, "code", err);
    }
    if (ok)
        *units = read, *count = all;
    else
        free(read);
    document_tree_destroy(tree);
    return ok;
}
