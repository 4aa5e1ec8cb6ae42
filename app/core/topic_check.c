// SPDX-License-Identifier: Apache-2.0
// topic_check.c - what a pack needs of the rest: thresholds, layers, live keys, indicators,
// commands.
#include "base/str.h"
#include "core/indicator_unit.h"
#include "core/topic_private.h"
#include <string.h>

typedef struct {
    const Topics *topics;
    const Topic *topic;
    const TopicCheck *check;
    TopicProblem *found;
    void *arg;
    int count;
} Checking;

// err holds the reason; node and key say where.
static void report(Checking *c, const DocumentNode *node, const char *key, Err *err)
{
    document_node_fail(node, key, err);
    c->count++;
    if (c->found) c->found(err->text, c->arg);
}

static void check_threshold(Checking *c, const DocumentNode *node, const TopicIndicator *i,
                            const char *id)
{
    const Thresholds *thresholds = c->topics->thresholds;
    Err err = { 0 };
    if (!thresholds || !c->check->day) return;
    const Threshold *row = thresholds_find(thresholds, id, c->check->day);
    if (!thresholds_has(thresholds, id))
        err_set(&err, ERR_NOT_FOUND, "no threshold has the id '%s'", id);
    else if (!row)
        err_set(&err, ERR_NOT_FOUND, "the threshold '%s' is not valid on %s", id, c->check->day);
    else if (!indicator_unit_fits(i->unit, row->unit))
        err_set(&err, ERR_ARGUMENT, "unit '%s' of '%s' does not convert to '%s' of its threshold",
                i->unit, i->key, row->unit);
    if (err.code) report(c, node, "thresholds", &err);
}

static void check_indicators(Checking *c, const DocumentNode *root)
{
    for (int k = 0; k < c->topic->indicator_count; k++) {
        const TopicIndicator *i = &c->topic->indicators[k];
        const DocumentNode node = document_node_item(root, "indicators", k);
        for (int t = 0; t < TOPIC_THRESHOLDS_MAX && i->thresholds[t][0]; t++)
            check_threshold(c, &node, i, i->thresholds[t]);
        if (!c->check->is_live || c->check->is_live(c->check->arg, i->key)) continue;
        Err err = { 0 };
        err_set(&err, ERR_NOT_FOUND, "nothing feeds the key '%s'", i->key);
        report(c, &node, "key", &err);
    }
}

static void check_known(Checking *c, const DocumentNode *node, const char *key,
                        const char *indicator)
{
    if (!indicator[0] || topics_of_key(c->topics, indicator, NULL)) return;
    for (int i = 0; i < c->topic->indicator_count; i++) // of a pack that is not listed
        if (strcmp(c->topic->indicators[i].key, indicator) == 0) return;
    Err err = { 0 };
    err_set(&err, ERR_NOT_FOUND, "no pack has the indicator '%s'", indicator);
    report(c, node, key, &err);
}

static void check_layers(Checking *c, const DocumentNode *root)
{
    for (int l = 0; l < c->topic->layer_count; l++) {
        const TopicLayer *layer = &c->topic->layers[l];
        const DocumentNode node = document_node_item(root, "layers", l);
        Err err = { 0 };
        char keys[TOPIC_TEXT_MAX], *rest = NULL;
        str_copy_utf8(keys, sizeof keys, layer->indicator);
        for (char *key = strtok_r(keys, " ", &rest); key; key = strtok_r(NULL, " ", &rest))
            check_known(c, &node, "indicator", key);
        if (layer->layer[0] && c->check->is_layer &&
            !c->check->is_layer(c->check->arg, layer->layer)) {
            err_set(&err, ERR_NOT_FOUND, "no layer is named '%s'", layer->layer);
            report(c, &node, "layer", &err);
        }
        if (layer->live[0] && c->check->is_live && !c->check->is_live(c->check->arg, layer->live)) {
            err_set(&err, ERR_NOT_FOUND, "no live key matches '%s'", layer->live);
            report(c, &node, "live", &err);
        }
    }
}

// {alarm} and the others by what they could be.
static void fill_in(const char *command, Str *out)
{
    static const char *const words[][2] = { { "{alarm}", "A1" },  { "{key}", "T01.gdp" },
                                            { "{subject}", "x" }, { "{level}", "yellow" },
                                            { "{lon}", "110.4" }, { "{lat}", "21.2" },
                                            { "{topic}", "T01" } };
    for (const char *at = command; *at;) {
        size_t w = 0, count = sizeof words / sizeof *words;
        while (w < count && !str_starts(at, words[w][0])) w++;
        if (w < count) {
            str_add(out, words[w][1]);
            at += strlen(words[w][0]);
        } else {
            str_add_n(out, at++, 1);
        }
    }
}

static bool is_named(const Topic *topic, const char *word)
{
    for (int e = 0; e < topic->event_count; e++)
        if (strcmp(topic->events[e].id, word) == 0) return true;
    for (int i = 0; i < topic->indicator_count; i++)
        if (strcmp(topic->indicators[i].key, word) == 0) return true;
    return rules_find(topic->rules, word) != NULL;
}

static void check_on(Checking *c, const DocumentNode *node, const char *on)
{
    for (const char *at = on; *(at += strspn(at, " "));) {
        char word[TOPIC_KEY_MAX];
        const size_t length = strcspn(at, " ");
        const size_t kept = length < sizeof word ? length : sizeof word - 1;
        memcpy(word, at, kept);
        word[kept] = 0;
        at += length;
        if (is_named(c->topic, word)) continue;
        if (c->topic->kind == TOPIC_MODE && strcmp(word, "enter") == 0) continue;
        Err err = { 0 };
        err_set(&err, ERR_NOT_FOUND, "'%s' is no event, rule or indicator of the pack", word);
        report(c, node, "on", &err);
    }
}

static void check_actions(Checking *c, const DocumentNode *root)
{
    for (int a = 0; a < c->topic->action_count; a++) {
        const TopicAction *action = &c->topic->actions[a];
        const DocumentNode node = document_node_item(root, "actions", a);
        Err err = { 0 };
        Str line = { 0 };
        check_on(c, &node, action->on);
        fill_in(action->command, &line);
        if (c->check->is_command && !c->check->is_command(c->check->arg, line.text, &err))
            report(c, &node, "command", &err);
        str_finish(&line);
    }
}

static void check_pages(Checking *c, const DocumentNode *root)
{
    for (int p = 0; p < c->topic->page_count; p++) {
        const TopicPage *page = &c->topic->pages[p];
        const DocumentNode node = document_node_item(root, "pages", p);
        for (int k = 0; k < page->cell_count; k++) {
            const DocumentNode cell = document_node_item(&node, "cells", k);
            for (int i = 0; i < page->cells[k].key_count; i++)
                check_known(c, &cell, "indicators", page->cells[k].keys[i]);
            const int widget = page->cells[k].widget;
            const bool needs_keys = widget >= TOPIC_BIGNUMBER && widget <= TOPIC_HISTOGRAM;
            if (!needs_keys || page->cells[k].key_count) continue;
            Err err = { 0 };
            err_set(&err, ERR_ARGUMENT, "expected the keys a %s shows",
                    topic_widget_name((TopicWidget)widget));
            report(c, &cell, "indicators", &err);
        }
    }
}

int topic_check(const Topics *topics, const Topic *topic, const TopicCheck *check,
                TopicProblem *found, void *arg)
{
    Checking c = { topics, topic, check, found, arg, 0 };
    const DocumentNode root = document_tree_root(topic->source->tree);
    check_indicators(&c, &root);
    check_layers(&c, &root);
    check_actions(&c, &root);
    check_pages(&c, &root);
    return c.count;
}
