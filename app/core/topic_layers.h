// SPDX-License-Identifier: Apache-2.0
// topic_layers.h - layers of the map follow the topic whose page is shown, and come back as they
// were when it is left.
// Does not: choose features of a layer (app_focus.h), or make steps of undo.
//
// On a topic's page its layers are shown; live layers (style live) that other packs name and this
// one does not are not; what no pack names is the city itself and stays. What the operator switches
// on a page is that page's: it is there again when he comes back to it, and the desk's layers are
// as he left them. A step of undo carries both: StateLayer.was_visible is the desk's,
// State.layers_topic says whose page is_visible is of.
#pragma once
#include "core/topic.h"

typedef struct TopicLayers TopicLayers; // what was switched on which page; of the session
TopicLayers *topic_layers_create(void); // NULL without memory. Thread: main, as all of this file
void topic_layers_destroy(TopicLayers *layers);
// Once a turn: after the page changed, layers are as that page has them. True where any changed.
bool topic_layers_follow(TopicLayers *layers, State *state, const Topics *topics);
// Is the layer of the document one the topic names? TOPIC_LAYER_…; -1 = it is not.
int topic_layers_row(const Topic *topic, const char *layer);
// The id of a page: "T26" of "T26/main".
void topic_layers_page_id(const char *page, char out[16]);
