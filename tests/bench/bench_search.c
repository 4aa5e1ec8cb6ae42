// SPDX-License-Identifier: Apache-2.0
// bench_search.c - search among 1,000,000 named places: by a part of the name, by pinyin and its
// initials, by an expression over attributes, by place. Processor time of one question, ms.
#include "../geo/make_layer.h"
#include "base/str.h"
#include "core/search.h"
#include "core/select_where.h"
#include <stdio.h>
#include <time.h>

enum { COUNT = 1000000, NAME_BYTES = 64, HITS = 20, QUESTIONS = 40 };

static const char *const areas[] = { "霞山", "赤坎", "麻章", "坡头", "遂溪",
                                     "徐闻", "廉江", "雷州", "吴川", "海滨" };
static const char *const roads[] = {
    "人民", "海滨", "解放", "中山", "椹川", "观海", "乐山", "康顺",
    "体育", "南桥", "寸金", "军民", "新湖", "绿塘", "长桥", "海田"
};
static const char *const ends[] = {
    "小区", "花园", "大厦", "广场", "学校", "医院", "市场", "公寓"
};

static double cpu_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

// All names are distinct, as is worst for a search without an index.
static GeoLayer *make_places(void)
{
    MakeLayer m = { 0 };
    for (int i = 0; i < COUNT; i++) {
        make_layer_feature(&m);
        make_layer_part(&m, GEO_PART_POINT);
        make_layer_vertex(&m, 110 + (i % 1000) * 4e-4, 21 + (i / 1000) * 4e-4);
    }
    GeoLayer *layer = make_layer_finish(&m, NULL);
    GeoColumn *columns = calloc(2, sizeof *columns);
    columns[0] = (GeoColumn){ .name = strdup("名称"),
                              .type = GEO_FIELD_TEXT,
                              .code = malloc(sizeof(uint32_t) * COUNT),
                              .text_at = malloc(sizeof(uint32_t) * COUNT),
                              .text = malloc((size_t)COUNT * NAME_BYTES),
                              .value_count = COUNT };
    columns[1] = (GeoColumn){ .name = strdup("height"),
                              .type = GEO_FIELD_REAL,
                              .f64 = malloc(sizeof(double) * COUNT),
                              .min = 3,
                              .max = 103 };
    uint32_t at = 0;
    for (int i = 0; i < COUNT; i++) {
        const int k = (int)((long long)i * 7919 % COUNT);
        columns[0].code[i] = (uint32_t)i;
        columns[0].text_at[i] = at;
        columns[1].f64[i] = 3 + k % 1000 / 10.0;
        at += (uint32_t)snprintf(columns[0].text + at, NAME_BYTES, "%s区%s路%d号%s%d栋",
                                 areas[k % 10], roads[k / 10 % 16], k / 160 % 900 + 1,
                                 ends[k / 144000 % 8], k) +
              1;
    }
    layer->columns = columns;
    layer->column_count = 2;
    return layer;
}

// The median and the slowest of many different ones; every answer must have hits.
static void ask(const char *name, const City *city, const State *state, const char *const *texts,
                int count)
{
    double ms[QUESTIONS];
    SearchHit hits[HITS];
    int found = 0;
    for (int i = 0; i < QUESTIONS; i++) {
        const double start_ms = cpu_ms();
        found += search_names(city, state, texts[i % count], hits, HITS) > 0;
        ms[i] = cpu_ms() - start_ms;
    }
    qsort(ms, QUESTIONS, sizeof *ms, by_value);
    printf("search_%s_ms %.2f\nsearch_%s_ms_p99 %.2f\nsearch_%s_found %d\n", name,
           ms[QUESTIONS / 2], name, ms[QUESTIONS * 99 / 100], name, found * 100 / QUESTIONS);
}

static void ask_expression(const GeoLayer *layer)
{
    static const char *const texts[] = { "height > 50", "height > 20 and height < 21",
                                         "名称 = 霞山区人民路1号小区0栋" };
    double worst_ms = 0;
    for (int i = 0; i < 3; i++) {
        SelectWhere where;
        Err err = { 0 };
        if (!select_where_parse(&where, layer, texts[i], &err)) {
            fprintf(stderr, "%s\n", err.text);
            continue;
        }
        const double start_ms = cpu_ms();
        int found = 0;
        for (uint32_t f = 0; f < layer->feature_count; f++)
            found += select_where_holds(&where, layer, f);
        worst_ms = fmax(worst_ms, cpu_ms() - start_ms);
        fprintf(stderr, "%s: %d\n", texts[i], found);
    }
    printf("search_expression_ms %.2f\n", worst_ms);
}

static bool count_one(uint32_t feature, void *arg)
{
    (void)feature;
    ++*(int *)arg;
    return true;
}

static void ask_place(const GeoLayer *layer)
{
    double worst_ms = 0;
    int found = 0;
    for (int i = 0; i < QUESTIONS; i++) {
        const double lon = 110.01 + i * 0.009, lat = 21.01 + i * 0.009, start_ms = cpu_ms();
        geo_layer_query(layer, (GeoBox){ lon, lat, lon + 0.01, lat + 0.01 }, count_one, &found);
        worst_ms = fmax(worst_ms, cpu_ms() - start_ms);
    }
    printf("search_place_ms %.3f\nsearch_place_found %d\n", worst_ms, found / QUESTIONS);
}

int main(void)
{
    GeoLayer *layer = make_places();
    CityLayer loaded = { .id = 1, .state = CITY_LAYER_READY, .vector = layer };
    City city = { .layers = &loaded, .layer_count = 1 };
    State state;
    state_init(&state);
    StateLayer *wanted = state_layer_add(&state, "places", "made");
    if (!wanted) return 1;
    wanted->is_visible = true;
    loaded.id = wanted->id;
    static const char *const texts[] = { "人民", "海滨路12", "广场", "999", "赤坎区寸金", "绿塘" };
    static const char *const nothing[] = { "没有的名字", "zzzzzz" };
    static const char *const letters[] = { "renminlu", "haibin", "chikan",
                                           "cunjin",   "lvtang", "xiashanqu" };
    static const char *const initials[] = { "rml", "hbl", "ckq", "xsqrm", "zsl", "ltl" };
    ask("text", &city, &state, texts, 6);
    ask("nothing", &city, &state, nothing, 2);
    ask("pinyin", &city, &state, letters, 6);
    ask("initials", &city, &state, initials, 6);
    ask_expression(layer);
    ask_place(layer);
    return 0;
}
