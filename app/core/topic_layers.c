// SPDX-License-Identifier: Apache-2.0
// topic_layers.c - the desk's layers, a page's, and what was switched on it.
#include "core/topic_layers.h"
#include "base/array.h"
#include "base/str.h"
#include <stdlib.h>
#include <string.h>

typedef struct {
    char page[16];
    uint32_t layer_id;
    bool is_visible;
} Switched;

struct TopicLayers {
    Switched *rows;
    int count, cap;
    uint64_t state_version, topics_version; // as last looked at
};

TopicLayers *topic_layers_create(void)
{
    return calloc(1, sizeof(TopicLayers));
}

void topic_layers_destroy(TopicLayers *layers)
{
    if (!layers) return;
    free(layers->rows);
    free(layers);
}

void topic_layers_page_id(const char *page, char out[16])
{
    const size_t length = strcspn(page, "/");
    const size_t n = length < 15 ? length : 15;
    memcpy(out, page, n);
    out[n] = 0;
}

int topic_layers_row(const Topic *topic, const char *layer)
{
    for (int i = 0; topic && i < topic->layer_count; i++)
        if (topic->layers[i].layer[0] && strcmp(topic->layers[i].layer, layer) == 0) return i;
    return -1;
}

static bool is_any_packs(const Topics *topics, const char *layer)
{
    for (int t = 0; t < topics_count(topics); t++)
        if (topic_layers_row(topics_at(topics, t), layer) >= 0) return true;
    return false;
}

// As the pack alone would have it.
static bool is_meant(const Topics *topics, const Topic *topic, const StateLayer *layer)
{
    if (!topic || topic->kind != TOPIC_TOPIC || topic->layer_count == 0) return layer->was_visible;
    if (topic_layers_row(topic, layer->name) >= 0) return true;
    if (layer->style.live_key[0] && is_any_packs(topics, layer->name)) return false;
    return layer->was_visible;
}

static Switched *find(TopicLayers *all, const char *page, uint32_t layer_id)
{
    for (int i = 0; i < all->count; i++)
        if (all->rows[i].layer_id == layer_id && strcmp(all->rows[i].page, page) == 0)
            return &all->rows[i];
    return NULL;
}

static void put(TopicLayers *all, const char *page, uint32_t layer_id, bool is_visible)
{
    Switched *row = find(all, page, layer_id);
    if (!row) {
        if (!array_reserve((void **)&all->rows, &all->cap, all->count + 1, sizeof *all->rows))
            return;
        row = &all->rows[all->count++];
        *row = (Switched){ .layer_id = layer_id };
        str_copy_utf8(row->page, sizeof row->page, page);
    }
    row->is_visible = is_visible;
}

// What differs from the pack was switched by the operator.
static void remember(TopicLayers *all, const State *state, const Topics *topics)
{
    const Topic *topic = topics_find(topics, state->layers_topic);
    for (int i = 0; i < state->layer_count; i++) {
        const StateLayer *layer = &state->layers[i];
        const bool is_own = layer->is_visible != is_meant(topics, topic, layer);
        Switched *row = find(all, state->layers_topic, layer->id);
        if (is_own)
            put(all, state->layers_topic, layer->id, layer->is_visible);
        else if (row)
            *row = all->rows[--all->count];
    }
}

static bool enter(TopicLayers *all, State *state, const Topics *topics, const char *page)
{
    const Topic *topic = topics_find(topics, page);
    bool has_changed = false;
    for (int i = 0; i < state->layer_count; i++) {
        StateLayer *layer = &state->layers[i];
        layer->was_visible = layer->is_visible;
        const Switched *row = find(all, page, layer->id);
        layer->is_visible = row ? row->is_visible : is_meant(topics, topic, layer);
        has_changed |= layer->is_visible != layer->was_visible;
    }
    str_copy_utf8(state->layers_topic, sizeof state->layers_topic, page);
    return has_changed;
}

bool topic_layers_follow(TopicLayers *all, State *state, const Topics *topics)
{
    char page[16];
    topic_layers_page_id(state->page, page);
    const uint64_t version = topics ? topics_version(topics) : 0;
    const bool is_other = strcmp(page, state->layers_topic) != 0;
    const bool are_packs_new = version != all->topics_version;
    if (!topics || topics_count(topics) == 0) return false; // not read yet
    if (!is_other && !are_packs_new && state->version == all->state_version) return false;
    all->topics_version = version;
    bool has_changed = false;
    if (!is_other && !are_packs_new && page[0]) remember(all, state, topics);
    if (is_other || (are_packs_new && page[0])) {
        has_changed = state_layers_to_desk(state);
        if (page[0]) has_changed |= enter(all, state, topics, page);
    }
    if (has_changed) state_touch_layers(state);
    all->state_version = state->version;
    return has_changed;
}
