// SPDX-License-Identifier: Apache-2.0
// topic.c - names, options of cells, look-ups, and the rules that run.
#include "core/topic.h"
#include "base/array.h"
#include "base/str.h"
#include "core/topic_private.h"
#include <math.h>
#include <string.h>

const char *topic_kind_name(TopicKind kind)
{
    static const char *const names[TOPIC_KIND_COUNT] = { "topic", "centre", "function", "mode" };
    return names[kind];
}

const char *topic_medium_name(TopicMedium medium)
{
    static const char *const names[TOPIC_MEDIUM_COUNT] = { "wall", "desk", "briefing" };
    return names[medium];
}

const char *topic_widget_name(TopicWidget widget)
{
    static const char *const names[TOPIC_WIDGET_COUNT] = {
        "none",    "bignumber", "line",       "area",      "bar",      "donut",
        "gauge",   "radar",     "ranking",    "table",     "matrix",   "calendar",
        "scatter", "sankey",    "box",        "histogram", "timeline", "events",
        "alarms",  "cases",     "warnings",   "legend",    "actions",  "text",
        "feeds",   "quality",   "algorithms", "topics",    "rules"
    };
    return names[widget];
}

static const struct {
    const char *name;
    double seconds;
} spans[TOPIC_SPAN_COUNT] = { { "", 0 },
                              { "24h", 86400 },
                              { "7d", 7 * 86400.0 },
                              { "30d", 30 * 86400.0 },
                              { "1y", 365.25 * 86400 },
                              { "5y", 5 * 365.25 * 86400 } };

const char *topic_span_name(TopicSpan span)
{
    return spans[span].name;
}

double topic_span_s(TopicSpan span)
{
    return spans[span].seconds;
}

static const char *either(const char *zh, const char *en, StateLanguage language)
{
    const bool is_chinese = language == STATE_LANGUAGE_ZH;
    const char *first = is_chinese ? zh : en;
    return first[0] ? first : is_chinese ? en : zh;
}

const char *topic_name(const Topic *topic, StateLanguage language)
{
    return either(topic->name, topic->name_en, language);
}

const char *topic_indicator_name(const TopicIndicator *indicator, StateLanguage language)
{
    return either(indicator->name, indicator->name_en, language);
}

const TopicPage *topic_page(const Topic *topic, TopicMedium medium, const char *id)
{
    for (int p = 0; p < topic->page_count; p++) {
        const TopicPage *page = &topic->pages[p];
        if (page->medium == (int)medium && (!id || !id[0] || strcmp(page->id, id) == 0))
            return page;
    }
    return NULL;
}

bool topic_cell_option(const TopicCell *cell, const char *name, char *out, size_t cap)
{
    for (const char *at = cell->options; *(at += strspn(at, " \n"));) {
        const size_t word = strcspn(at, "= \n");
        const char *value = at + word;
        size_t length = 0;
        if (*value == '=') {
            value++;
            const char quote = *value == '\'' || *value == '"' ? *value : 0;
            if (quote) value++;
            length = quote ? strcspn(value, (const char[]){ quote, 0 }) : strcspn(value, " \n");
        }
        if (strlen(name) == word && memcmp(at, name, word) == 0) {
            char text[1200];
            if (length >= sizeof text) length = sizeof text - 1;
            memcpy(text, value, length);
            text[length] = 0;
            str_copy_utf8(out, cap, text);
            return true;
        }
        at = value + length;
        if (*at == '\'' || *at == '"') at++;
    }
    return false;
}

double topic_cell_number(const TopicCell *cell, const char *name, double fallback)
{
    char text[40];
    double number = fallback;
    return topic_cell_option(cell, name, text, sizeof text) && str_parse_double(text, &number)
               ? number
               : fallback;
}

int topics_count(const Topics *topics)
{
    return topics->count;
}

const Topic *topics_at(const Topics *topics, int index)
{
    return topics->list[index];
}

const Topic *topics_find(const Topics *topics, const char *id)
{
    for (int t = 0; t < topics->count; t++)
        if (strcmp(topics->list[t]->id, id) == 0) return topics->list[t];
    return NULL;
}

const Topic *topics_of_key(const Topics *topics, const char *key, const TopicIndicator **indicator)
{
    for (int t = 0; t < topics->count; t++) {
        const Topic *topic = topics->list[t];
        for (int i = 0; i < topic->indicator_count; i++) {
            if (strcmp(topic->indicators[i].key, key) != 0) continue;
            if (indicator) *indicator = &topic->indicators[i];
            return topic;
        }
    }
    return NULL;
}

int topics_unit_count(const Topics *topics)
{
    return topics->unit_count;
}

const TopicUnit *topics_unit_at(const Topics *topics, int index)
{
    return &topics->units[index];
}

uint64_t topics_version(const Topics *topics)
{
    return topics->version;
}

int topics_problem_count(const Topics *topics)
{
    return topics->problem_count;
}

const char *topics_problem_at(const Topics *topics, int index)
{
    return topics->problems[index];
}

const Topic *topics_of_rule(const Topics *topics, const char *rule_id)
{
    for (int t = 0; t < topics->count; t++) {
        const size_t length = strlen(topics->list[t]->id);
        if (strncmp(topics->list[t]->id, rule_id, length) == 0 && rule_id[length] == '.')
            return topics->list[t];
    }
    return NULL;
}

static void remove_gone(Topics *topics, Rules *rules, const ChangeBy *by)
{
    int kept = 0;
    for (int i = 0; i < topics->applied_count; i++) {
        const char *id = topics->applied[i];
        const Topic *topic = topics_of_rule(topics, id);
        if (topic && rules_find(topic->rules, id)) {
            memmove(topics->applied[kept++], id, ALARM_NAME_MAX);
            continue;
        }
        rules_remove(rules, id, by, NULL);
    }
    topics->applied_count = kept;
}

static bool is_applied(const Topics *topics, const char *id)
{
    for (int i = 0; i < topics->applied_count; i++)
        if (strcmp(topics->applied[i], id) == 0) return true;
    return false;
}

bool topics_follow_rules(Topics *topics, Rules *rules, const ChangeBy *by, Err *err)
{
    bool ok = true;
    remove_gone(topics, rules, by);
    for (int t = 0; t < topics->count; t++) {
        const Topic *topic = topics->list[t];
        const DocumentNode root = document_tree_root(topic->source->tree);
        Err own = { 0 };
        if (!rules_parse_node(rules, &root, &own)) {
            if (ok && err) *err = own;
            ok = false;
            continue;
        }
        for (int r = 0; r < rules_count(topic->rules); r++) {
            const char *id = rules_at(topic->rules, r)->id;
            if (is_applied(topics, id) ||
                !array_reserve((void **)&topics->applied, &topics->applied_cap,
                               topics->applied_count + 1, sizeof *topics->applied))
                continue;
            memcpy(topics->applied[topics->applied_count++], id, ALARM_NAME_MAX);
        }
    }
    return ok;
}

void topics_json(const Topics *topics, JsonWriter *out)
{
    json_array_begin(out);
    for (int t = 0; t < topics->count; t++) {
        const Topic *topic = topics->list[t];
        json_object_begin(out);
        json_key(out, "id"), json_text(out, topic->id);
        json_key(out, "kind"), json_text(out, topic_kind_name((TopicKind)topic->kind));
        json_key(out, "name"), json_text(out, topic->name);
        json_key(out, "name_en"), json_text(out, topic->name_en);
        json_key(out, "lead"), json_text(out, topic->lead);
        json_key(out, "palette");
        json_text(out, topic->palette == TOPIC_PALETTE_NEUTRAL ? "neutral" : "warning");
        json_key(out, "version"), json_number(out, topic->version);
        json_key(out, "notice"), json_text(out, topic->notice);
        json_key(out, "indicators"), json_int(out, topic->indicator_count);
        json_key(out, "layers"), json_int(out, topic->layer_count);
        json_key(out, "events"), json_int(out, topic->event_count);
        json_key(out, "rules"), json_int(out, rules_count(topic->rules));
        json_key(out, "actions"), json_int(out, topic->action_count);
        json_key(out, "pages"), json_int(out, topic->page_count);
        json_key(out, "file"), json_text(out, topic->path);
        json_object_end(out);
    }
    json_array_end(out);
}
