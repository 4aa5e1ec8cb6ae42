// SPDX-License-Identifier: Apache-2.0
// test_topic_layers.c - the map's layers follow the topic shown and come back as they were.
#include "check.h"
#include "base/str.h"
#include "core/document.h"
#include "core/topic_layers.h"
#include <stdlib.h>

#define DATA TEST_FOLDER "/../assets/data"

typedef struct {
    State state;
    Thresholds *thresholds;
    Topics *topics;
    TopicLayers *layers;
} Desk;

static void desk_open(Desk *desk)
{
    *desk = (Desk){ 0 };
    state_init(&desk->state);
    desk->thresholds = thresholds_create();
    CHECK(thresholds_open_folder(desk->thresholds, DATA "/thresholds", NULL));
    desk->topics =
        topics_create(&(TopicsDesc){ .data_folder = DATA, .thresholds = desk->thresholds });
    CHECK(topics_load(desk->topics, NULL));
    desk->layers = topic_layers_create();
    state_layer_add(&desk->state, "建筑", "a.gpkg");
    state_layer_add(&desk->state, "航道", "a.gpkg")->is_visible = false;
    StateLayer *stations = state_layer_add(&desk->state, "监测站", "a.gpkg");
    str_copy_utf8(stations->style.live_key, sizeof stations->style.live_key, "{key}");
    StateLayer *own = state_layer_add(&desk->state, "我的传感器", "b.gpkg");
    str_copy_utf8(own->style.live_key, sizeof own->style.live_key, "{key}");
}

static void desk_close(Desk *desk)
{
    topic_layers_destroy(desk->layers);
    topics_destroy(desk->topics);
    thresholds_destroy(desk->thresholds);
    state_finish(&desk->state);
}

static void show(Desk *desk, const char *page)
{
    str_copy_utf8(desk->state.page, sizeof desk->state.page, page);
    state_touch(&desk->state);
    topic_layers_follow(desk->layers, &desk->state, desk->topics);
}

static bool is_shown(Desk *desk, const char *name)
{
    return state_layer_find(&desk->state, name)->is_visible;
}

static void turn(Desk *desk, const char *name, bool is_on)
{
    state_layer_find(&desk->state, name)->is_visible = is_on;
    state_touch_layers(&desk->state);
    topic_layers_follow(desk->layers, &desk->state, desk->topics);
}

TEST(layers_follow_the_topic_shown_and_come_back_when_it_is_left)
{
    Desk desk;
    desk_open(&desk);
    show(&desk, "T25"); // names the channels and the stations
    CHECK(is_shown(&desk, "航道") && is_shown(&desk, "监测站") && is_shown(&desk, "建筑"));
    show(&desk, "T06/main"); // names neither: live layers go, the city stays
    CHECK(!is_shown(&desk, "航道") && !is_shown(&desk, "监测站") && is_shown(&desk, "建筑"));
    CHECK(is_shown(&desk, "我的传感器")); // no pack's: the operator's
    CHECK_TEXT(desk.state.layers_topic, "T06");
    show(&desk, "C1"); // a centre has no layers of its own
    CHECK(!is_shown(&desk, "航道") && is_shown(&desk, "监测站"));
    show(&desk, "");
    CHECK(!is_shown(&desk, "航道") && is_shown(&desk, "监测站"));
    CHECK_TEXT(desk.state.layers_topic, "");
    desk_close(&desk);
}

TEST(what_is_switched_on_a_page_is_kept_for_that_page)
{
    Desk desk;
    desk_open(&desk);
    show(&desk, "T25");
    turn(&desk, "航道", false);
    turn(&desk, "建筑", false);
    show(&desk, "T26");
    CHECK(is_shown(&desk, "建筑"));
    show(&desk, "");
    CHECK(is_shown(&desk, "建筑"));
    show(&desk, "T25");
    CHECK(!is_shown(&desk, "航道") && !is_shown(&desk, "建筑"));
    turn(&desk, "航道", true); // as the pack has it: nothing is kept any more
    show(&desk, "");
    show(&desk, "T25");
    CHECK(is_shown(&desk, "航道") && !is_shown(&desk, "建筑"));
    desk_close(&desk);
}

TEST(a_step_of_undo_made_on_the_desk_works_on_a_page_and_stays)
{
    Desk desk;
    State before;
    desk_open(&desk);
    CHECK(state_copy(&before, &desk.state)); // as a command remembers it
    turn(&desk, "建筑", false);
    show(&desk, "T25");
    CHECK(is_shown(&desk, "航道") && !is_shown(&desk, "建筑"));
    CHECK(state_restore(&desk.state, &before));
    topic_layers_follow(desk.layers, &desk.state, desk.topics);
    CHECK_TEXT(desk.state.layers_topic, "T25");
    CHECK(is_shown(&desk, "建筑") && is_shown(&desk, "航道")); // undone, and the page's still
    show(&desk, "");
    CHECK(is_shown(&desk, "建筑") && !is_shown(&desk, "航道"));
    state_finish(&before);
    desk_close(&desk);
}

TEST(a_document_saved_on_a_page_has_the_desks_layers)
{
    Desk desk;
    Str text = { 0 };
    desk_open(&desk);
    show(&desk, "T06");
    CHECK(!is_shown(&desk, "监测站"));
    document_write(&desk.state, "", false, &text);
    const char *stations = strstr(text.text, "监测站"), *own = strstr(text.text, "我的传感器");
    const char *hidden = strstr(text.text, "visible: false");
    CHECK(stations && own && hidden);
    CHECK(hidden < stations); // of the channels, before it
    CHECK(strstr(stations, "visible: false") == NULL);
    str_finish(&text);
    desk_close(&desk);
}

TEST(a_scene_of_a_page_gives_the_desk_its_layers_back)
{
    Desk desk;
    desk_open(&desk);
    show(&desk, "T25");
    turn(&desk, "建筑", false);
    const StateScene scene = state_scene_now(&desk.state, "早会");
    show(&desk, "");
    state_scene_show(&desk.state, &scene);
    topic_layers_follow(desk.layers, &desk.state, desk.topics);
    CHECK(is_shown(&desk, "航道") && !is_shown(&desk, "建筑"));
    show(&desk, "");
    CHECK(!is_shown(&desk, "航道") && is_shown(&desk, "建筑"));
    desk_close(&desk);
}
