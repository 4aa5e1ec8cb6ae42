// SPDX-License-Identifier: Apache-2.0
// test_search.c - names of vector layers found by text and by pinyin, in order of how well they
// fit.
#include "../geo/make_layer.h"
#include "check.h"
#include "core/search.h"

#define NAMES 8
static const char *const names[NAMES] = { "湛江路",     "霞山区湛江中学", "湛江", "ZJ Hotel",
                                          "Hotel zj 3", "A座-12",         "空着", "赤坎" };

typedef struct {
    GeoLayer *layer;
    GeoColumn column;
    char text[256];
    uint32_t text_at[NAMES], code[NAMES];
    uint64_t valid;
    CityLayer loaded;
    City city;
    State state;
} Places;

static void places_open(Places *p)
{
    MakeLayer m = { 0 };
    uint32_t at = 0;
    *p = (Places){ .valid = 0xff & ~(1u << 6) }; // the seventh has no value
    for (int i = 0; i < NAMES; i++) {
        make_layer_feature(&m);
        make_layer_part(&m, GEO_PART_POINT);
        make_layer_vertex(&m, 110.4 + 1e-6 * i, 21.2);
        p->code[i] = (uint32_t)i;
        p->text_at[i] = at;
        strcpy(p->text + at, names[i]);
        at += (uint32_t)strlen(names[i]) + 1;
    }
    p->column = (GeoColumn){ .name = (char *)"名称",
                             .type = GEO_FIELD_TEXT,
                             .valid = &p->valid,
                             .code = p->code,
                             .text_at = p->text_at,
                             .text = p->text,
                             .value_count = NAMES };
    p->layer = make_layer_finish(&m, NULL);
    p->layer->columns = &p->column;
    p->layer->column_count = 1;
    state_init(&p->state);
    StateLayer *wanted = state_layer_add(&p->state, "places", "made");
    wanted->is_visible = true;
    p->loaded = (CityLayer){ .id = wanted->id, .state = CITY_LAYER_READY, .vector = p->layer };
    p->city = (City){ .layers = &p->loaded, .layer_count = 1 };
}

static void places_close(Places *p)
{
    make_layer_destroy(p->layer);
    state_finish(&p->state);
}

// What is found, by number of the name: "20".
static const char *found(const Places *p, const char *text, int cap)
{
    static char out[NAMES + 1];
    SearchHit hits[NAMES];
    const int count = search_names(&p->city, &p->state, text, hits, cap);
    for (int i = 0; i < count; i++) {
        out[i] = (char)('0' + hits[i].ref.feature);
        CHECK_TEXT(hits[i].name, names[hits[i].ref.feature]);
    }
    out[count] = 0;
    return out;
}

TEST(names_are_found_by_text_whole_before_start_before_middle)
{
    Places p;
    places_open(&p);
    CHECK_TEXT(found(&p, "湛江", NAMES), "201");
    CHECK_TEXT(found(&p, "湛江", 2), "20");
    CHECK_TEXT(found(&p, "hotel", NAMES), "43");
    CHECK_TEXT(found(&p, "a座", NAMES), "5");
    CHECK_TEXT(found(&p, "a座-13", NAMES), "");
    CHECK_TEXT(found(&p, "12", NAMES), "5");
    CHECK_TEXT(found(&p, "-", NAMES), "5");
    CHECK_TEXT(found(&p, "空", NAMES), ""); // no feature has it
    CHECK_TEXT(found(&p, "o", NAMES), "34");
    places_close(&p);
}

TEST(names_are_found_by_pinyin_after_those_written_so)
{
    Places p;
    places_open(&p);
    CHECK_TEXT(found(&p, "zj", NAMES), "34201");
    CHECK_TEXT(found(&p, "zhanjiang", NAMES), "201");
    CHECK_TEXT(found(&p, "chik", NAMES), "7");
    CHECK_TEXT(found(&p, "xsqzj", NAMES), "1");
    CHECK_TEXT(found(&p, "kongzhe", NAMES), "");
    places_close(&p);
}
