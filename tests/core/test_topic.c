// SPDX-License-Identifier: Apache-2.0
// test_topic.c - packs: the shipped ones against the reference's table, what is wrong with a file,
// and files that change while they are in use.
#include "check.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/str.h"
#include "core/topic.h"
#include <stdlib.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define DATA TEST_FOLDER "/../assets/data"

static Thresholds *limits(void)
{
    Err err = { 0 };
    Thresholds *thresholds = thresholds_create();
    CHECK(thresholds_open_folder(thresholds, DATA "/thresholds", &err));
    return thresholds;
}

// A folder of its own, with the shipped units.
typedef struct {
    char folder[512];
    Thresholds *thresholds;
    Topics *topics;
} World;

static void write_text(const World *w, const char *name, const char *text)
{
    char path[600];
    snprintf(path, sizeof path, "%s/%s", w->folder, name);
    CHECK(file_replace(path, text, strlen(text), NULL));
    // A second look tells a change by time and size: the clock of a file may be coarse.
    static int step;
    const struct timespec times[2] = { { 0, UTIME_OMIT }, { 1790000000 + ++step, 0 } };
    CHECK(utimensat(AT_FDCWD, path, times, 0) == 0);
}

static World world(void)
{
    static int number;
    World w = { 0 };
    char name[32];
    snprintf(name, sizeof name, "packs%d", ++number);
    snprintf(w.folder, sizeof w.folder, "%s", check_temporary(name));
    char path[600];
    snprintf(path, sizeof path, "%s/topics", w.folder);
    CHECK(file_make_folders(path, NULL));
    w.thresholds = limits();
    w.topics = topics_create(&(TopicsDesc){
        .data_folder = w.folder, .thresholds = w.thresholds, .utc_offset_s = 28800 });
    return w;
}

static void finish(World *w)
{
    topics_destroy(w->topics);
    thresholds_destroy(w->thresholds);
}

#define HEAD "id: T26\nname: 生态\nindicators:\n"
#define PM                                                                                   \
    "  - { key: T26.pm, name: PM2.5, name_en: PM2.5, unit: ug/m3, period: 1 h, thresholds: " \
    "T26.pm }\n"

static void is_refused(const char *yaml, const char *line, const char *part)
{
    World w = world();
    Err err = { 0 };
    write_text(&w, "topics/a.yaml", yaml);
    CHECK(!topics_load(w.topics, &err));
    CHECK_EQ(topics_count(w.topics), 0);
    if (!strstr(err.text, line) || !strstr(err.text, part)) fprintf(stderr, "%s\n", err.text);
    CHECK(strstr(err.text, "topics/a.yaml:") != NULL);
    CHECK(strstr(err.text, line) != NULL);
    CHECK(strstr(err.text, part) != NULL);
    finish(&w);
}

TEST(a_wrong_pack_is_refused_with_file_line_and_key)
{
    is_refused("id: T26\nname: x\ncolour: red\n", ":3:", "colour");
    is_refused("name: x\n", "a.yaml:", "id");
    is_refused(HEAD "  - { key: T25.pm, name: a, name_en: a, period: 1 h }\n", ":4:", "'T26.'");
    is_refused(HEAD PM "  - { key: T26.o3, name: a, name_en: a, unit: furlong, period: 1 h }\n",
               ":5:", "unit");
    is_refused(HEAD "  - { key: T26.pm, name: a, name_en: a, period: often }\n", ":4:", "period");
    is_refused(HEAD "  - { key: T26.pm, name: a, name_en: a, period: 1 h, stale: 5 weeks }\n",
               ":4:", "stale");
    is_refused(HEAD PM PM, ":5:", "no other indicator");
    is_refused("id: T26\nname: x\nlayers:\n  - { name: a }\n", ":4:", "layer, live and needs");
    is_refused("id: T26\nname: x\nrules:\n  - { id: other, kind: limit, keys: a, yellow: 1 }\n",
               ":4:", "'T26.'");
    is_refused("id: T26\nname: x\nrules:\n  - { id: T26.a, kind: limit, keys: a }\n",
               ":4:", "limit");
    is_refused("id: T26\nname: x\nrules:\n  - { id: T26.a, kind: expression, expression: '1 +' }\n",
               ":4:", "expression");
    is_refused("id: T26\nname: x\nevents: 7\n", "a.yaml", "events");
}

#define PAGE "id: T26\nname: x\npages:\n  - medium: wall\n    columns: 4\n    rows: 2\n    cells:\n"
TEST(cells_lie_inside_the_grid_and_not_over_each_other)
{
    is_refused(PAGE "      - { column: 3, row: 0, width: 2, height: 1, widget: alarms }\n",
               ":8:", "beyond the grid of 4 columns");
    is_refused(PAGE "      - { column: 0, row: 0, width: 2, height: 2, widget: alarms }\n"
                    "      - { column: 1, row: 1, width: 1, height: 1, widget: events }\n",
               ":9:", "lies over cell 1");
    is_refused(PAGE "      - { column: 0, row: 0, width: 0, height: 1, widget: alarms }\n",
               ":8:", "width");
    is_refused(PAGE "      - { column: 0, row: 0, widget: pie }\n", ":8:", "widget");
}

TEST(hostile_packs_end_in_an_error)
{
    Str text = { 0 };
    str_add(&text, "id: T26\nname: x\nindicators: ");
    for (int i = 0; i < 40; i++) str_add(&text, "[");
    is_refused(text.text, "a.yaml", "");
    text.length = 0;
    str_add(&text, "id: &a T26\nname: *a\n");
    is_refused(text.text, "a.yaml", "");
    text.length = 0;
    str_add(&text, "id: T26\nname: '");
    for (int i = 0; i < 20000; i++) str_add(&text, "十");
    str_add(&text, "'\n");
    is_refused(text.text, ":2:", "name");
    text.length = 0;
    str_add(&text, "id: T26\nname: x\npages:\n  - cells:\n");
    for (int i = 0; i < 500; i++)
        str_add(&text, "      - { column: 0, row: 0, width: 1, height: 1, widget: text }\n");
    is_refused(text.text, ":6:", "lies over");
    str_finish(&text);
}

TEST(a_pack_that_breaks_while_running_keeps_its_last_good_state)
{
    World w = world();
    Err err = { 0 };
    write_text(&w, "topics/T26.yaml", HEAD PM);
    CHECK(topics_load(w.topics, &err));
    const uint64_t version = topics_version(w.topics);
    CHECK(topics_load(w.topics, &err)); // nothing is new
    CHECK_EQ(topics_version(w.topics), version);
    write_text(&w, "topics/T26.yaml", HEAD "  - { key: T26.pm, nam: x }\n");
    CHECK(!topics_load(w.topics, &err));
    CHECK_EQ(topics_problem_count(w.topics), 1);
    CHECK(strstr(topics_problem_at(w.topics, 0), "T26.yaml:4: ") != NULL);
    CHECK_EQ(topics_count(w.topics), 1);
    CHECK_TEXT(topics_find(w.topics, "T26")->indicators[0].key, "T26.pm");
    write_text(&w, "topics/T26.yaml", "id: T26\nname: 新\n");
    CHECK(topics_load(w.topics, &err));
    CHECK_EQ(topics_problem_count(w.topics), 0);
    CHECK_TEXT(topics_find(w.topics, "T26")->name, "新");
    char path[600];
    snprintf(path, sizeof path, "%s/topics/T26.yaml", w.folder);
    CHECK(unlink(path) == 0);
    CHECK(topics_load(w.topics, &err));
    CHECK_EQ(topics_count(w.topics), 0);
    finish(&w);
}

TEST(a_change_is_seen_by_a_job_within_two_looks)
{
    World w = world();
    JobPool *pool = job_pool_create(1);
    write_text(&w, "topics/T26.yaml", HEAD PM);
    CHECK(!topics_poll(w.topics, pool, 10000000)); // asked
    CHECK(job_pool_wait(pool, 10));
    job_pool_poll(pool, 1);
    CHECK_EQ(topics_count(w.topics), 0); // pointers stay until the next poll says so
    CHECK(topics_poll(w.topics, pool, 10100000));
    CHECK_EQ(topics_count(w.topics), 1);
    CHECK(!topics_poll(w.topics, pool, 10200000)); // within the second: no look
    CHECK_EQ(job_pool_pending(pool), 0);
    CHECK(!topics_poll(w.topics, pool, 11200000));
    topics_destroy(w.topics); // while its look is out
    w.topics = NULL;
    job_pool_destroy(pool);
    finish(&w);
}

TEST(the_users_pack_takes_the_place_of_a_shipped_one)
{
    World w = world(), own = world();
    Err err = { 0 };
    write_text(&w, "topics/T26.yaml", "id: T26\nname: 自带\n");
    write_text(&own, "topics/mine.yaml", "id: T26\nname: 自己的\n");
    write_text(&own, "topics/X1.yaml", "id: X1\nname: 新专题\n");
    write_text(&own, "units.yaml", "units:\n  - { code: a1, name: 甲, name_en: A }\n");
    topics_set_folder(w.topics, own.folder);
    CHECK(topics_load(w.topics, &err));
    CHECK_EQ(topics_count(w.topics), 2);
    CHECK_TEXT(topics_find(w.topics, "T26")->name, "自己的");
    CHECK_EQ(topics_unit_count(w.topics), 1);
    topics_set_folder(w.topics, NULL);
    CHECK(topics_load(w.topics, &err));
    CHECK_TEXT(topics_find(w.topics, "T26")->name, "自带");
    CHECK_EQ(topics_unit_count(w.topics), 0);
    finish(&own);
    finish(&w);
}

typedef struct {
    int count;
    char first[600];
} Found;
static void found_problem(const char *problem, void *arg)
{
    Found *found = arg;
    if (found->count++ == 0) snprintf(found->first, sizeof found->first, "%s", problem);
}
static bool no_layer(const void *arg, const char *name)
{
    (void)arg;
    return strcmp(name, "区县") == 0;
}
static void check_finds(const char *yaml, const char *day, const char *part)
{
    World w = world();
    Err err = { 0 };
    Found found = { 0 };
    write_text(&w, "topics/a.yaml", yaml);
    CHECK(topics_load(w.topics, &err));
    topic_check(w.topics, topics_at(w.topics, 0), &(TopicCheck){ .day = day, .is_layer = no_layer },
                found_problem, &found);
    if (part ? !strstr(found.first, part) : found.count) fprintf(stderr, "%s\n", found.first);
    CHECK_EQ(found.count, part ? 1 : 0);
    if (part) CHECK(strstr(found.first, part) != NULL);
    finish(&w);
}

TEST(a_check_names_thresholds_units_layers_and_keys_that_are_not_there)
{
    check_finds(HEAD PM, "2026-11-25", NULL);
    check_finds(HEAD PM, "2026-01-01", "a.yaml:4: thresholds: the threshold 'T26.pm' is not valid");
    check_finds(HEAD "  - { key: T26.pm, name: a, name_en: a, unit: mm, period: 1 h, thresholds: "
                     "T26.pm }\n",
                "2026-11-25", "does not convert to 'ug/m3'");
    check_finds(HEAD "  - { key: T26.pm, name: a, name_en: a, period: 1 h, thresholds: T99 }\n",
                "2026-11-25", "no threshold has the id 'T99'");
    check_finds("id: T26\nname: x\nlayers:\n  - { name: a, layer: 云 }\n", "2026-11-25",
                "a.yaml:4: layer: no layer is named '云'");
    check_finds(PAGE "      - { column: 0, row: 0, widget: line, indicators: T26.none }\n",
                "2026-11-25", "no pack has the indicator 'T26.none'");
    check_finds(PAGE "      - { column: 0, row: 0, widget: line }\n", "2026-11-25",
                "expected the keys a line shows");
    check_finds("id: T26\nname: x\nactions:\n  - { id: a, name: a, command: home, on: nothing }\n",
                "2026-11-25", "a.yaml:4: on: 'nothing' is no event");
}

static Topics *shipped(Thresholds *thresholds)
{
    Err err = { 0 };
    Topics *topics = topics_create(
        &(TopicsDesc){ .data_folder = DATA, .thresholds = thresholds, .utc_offset_s = 28800 });
    if (!topics_load(topics, &err)) fprintf(stderr, "%s\n", err.text);
    CHECK_EQ(topics_problem_count(topics), 0);
    return topics;
}

static bool has_row(const Topics *topics, const char *row)
{
    for (int t = 0; t < topics_count(topics); t++)
        for (int i = 0; i < topics_at(topics, t)->indicator_count; i++)
            if (strcmp(topics_at(topics, t)->indicators[i].row, row) == 0) return true;
    return false;
}

// Rows of a table of the reference whose first cell begins with T and two digits.
static int rows_of(const char *text, const char *from, const char *until, const Topics *topics)
{
    const char *at = strstr(text, from), *end = strstr(text, until);
    int count = 0;
    CHECK(at && end);
    for (; at && at < end; at = strchr(at + 1, '\n')) {
        char row[32] = "";
        if (sscanf(at, "\n| %31[T0-9a-z.]", row) != 1 || row[0] != 'T') continue;
        count++;
        if (!topics) continue;
        if (!has_row(topics, row)) fprintf(stderr, "no indicator of row %s\n", row);
        CHECK(has_row(topics, row));
    }
    return count;
}

TEST(every_row_of_the_reference_is_an_indicator_of_a_pack)
{
    Thresholds *thresholds = limits();
    Topics *topics = shipped(thresholds);
    int kinds[TOPIC_KIND_COUNT] = { 0 }, rows = 0;
    const char *seen = "";
    for (int t = 0; t < topics_count(topics); t++) {
        const Topic *topic = topics_at(topics, t);
        kinds[topic->kind]++;
        for (int i = 0; i < topic->indicator_count; i++) {
            rows += strcmp(topic->indicators[i].row, seen) != 0;
            seen = topic->indicators[i].row;
        }
    }
    CHECK_EQ(kinds[TOPIC_TOPIC], 30);
    CHECK_EQ(kinds[TOPIC_CENTRE], 4);
    CHECK_EQ(kinds[TOPIC_FUNCTION], 11);
    CHECK_EQ(kinds[TOPIC_MODE], 4);
    CHECK_EQ(topics_unit_count(topics), 9);
    CHECK_EQ(rows, 120); // of operations 2.1; an indicator's parts stand together
    const char *path = check_shared("reference/operations.md");
    char *text = path ? file_read(path, (size_t)1 << 20, NULL, NULL) : NULL;
    if (text) {
        CHECK_EQ(rows_of(text, "### 2.1", "### 2.2", topics), rows);
        CHECK_EQ(rows_of(text, "### 2.2", "## 3.", NULL), kinds[TOPIC_TOPIC]);
    } else {
        fprintf(stderr, "the reference is absent: rows are counted only\n");
    }
    free(text);
    topics_destroy(topics);
    thresholds_destroy(thresholds);
}

TEST(every_topic_has_all_parts_pages_for_three_media_and_no_two_walls_alike)
{
    Thresholds *thresholds = limits();
    Topics *topics = shipped(thresholds);
    uint64_t walls[64] = { 0 };
    int wall_count = 0;
    for (int t = 0; t < topics_count(topics); t++) {
        const Topic *topic = topics_at(topics, t);
        if (topic->kind != TOPIC_TOPIC) continue;
        CHECK(topic->indicator_count >= 3 && topic->layer_count >= 2 && topic->event_count >= 2);
        CHECK(rules_count(topic->rules) >= 4 && topic->action_count >= 1);
        CHECK_TEXT(topic->notice, "示范数据");
        CHECK(topic->name_en[0] && topic->lead[0] && topic->lead_en[0]);
        for (int m = 0; m < TOPIC_MEDIUM_COUNT; m++)
            CHECK(topic_page(topic, (TopicMedium)m, NULL) != NULL);
        const TopicPage *wall = topic_page(topic, TOPIC_WALL, "main");
        uint64_t shape = 0;
        for (int c = 0; c < wall->cell_count; c++)
            shape = shape * 131 + (uint64_t)(wall->cells[c].widget * 7 + wall->cells[c].span);
        for (int k = 0; k < wall_count; k++) CHECK(walls[k] != shape);
        walls[wall_count++] = shape;
        for (int i = 0; i < topic->indicator_count; i++) {
            const TopicIndicator *indicator = &topic->indicators[i];
            CHECK(indicator->source[0] && indicator->owner[0] && indicator->evidence[0] &&
                  indicator->reference[0] && indicator->stale_s > 0);
        }
    }
    topics_destroy(topics);
    thresholds_destroy(thresholds);
}

TEST(statistics_are_neutral_and_safety_warns)
{
    static const char *const neutral[] = { "T01", "T02", "T03", "T04", "T05", "T06",
                                           "T08", "T09", "T16", "T18", "T21" };
    Thresholds *thresholds = limits();
    Topics *topics = shipped(thresholds);
    int count = 0;
    for (int t = 0; t < topics_count(topics); t++)
        count += topics_at(topics, t)->palette == TOPIC_PALETTE_NEUTRAL;
    CHECK_EQ(count, sizeof neutral / sizeof *neutral);
    for (size_t i = 0; i < sizeof neutral / sizeof *neutral; i++) {
        const Topic *topic = topics_find(topics, neutral[i]);
        CHECK_EQ(topic->palette, TOPIC_PALETTE_NEUTRAL);
        for (int r = 0; r < rules_count(topic->rules); r++)
            CHECK_EQ(rules_at(topic->rules, r)->priority, 1); // low: no sound
    }
    CHECK(topics_of_rule(topics, "T26.pm") == topics_find(topics, "T26"));
    topics_destroy(topics);
    thresholds_destroy(thresholds);
}

static bool read_five(const void *source, uint32_t key, RuleValue *out)
{
    (void)key;
    *out = (RuleValue){ .t_obs_us = 1000000,
                        .number = *(const double *)source,
                        .lon_deg = NAN,
                        .lat_deg = NAN,
                        .freshness = LIVE_CURRENT };
    return true;
}
static void update(Rules *rules, Keys *keys, double value)
{
    const uint32_t key = keys_intern(keys, "a", 1);
    rules_update(rules, &(RulesInput){ .now_us = 2000000,
                                       .changed = &key,
                                       .changed_count = 1,
                                       .read = read_five,
                                       .source = &value });
}
static int active(Alarms *alarms)
{
    int count = 0;
    for (int i = 0; i < alarms_count(alarms); i++) count += alarms_at(alarms, i)->is_active;
    return count;
}

TEST(rules_of_packs_follow_their_files_and_a_rule_that_is_the_same_keeps_its_alarm)
{
    static const char one[] = "id: T26\nname: x\nrules:\n"
                              "  - { id: T26.a, kind: limit, keys: a, yellow: 1 }\n";
    World w = world();
    Err err = { 0 };
    Keys *keys = keys_create(0);
    ChangeList changes = { 0 };
    Alarms *alarms = alarms_create(&changes);
    Rules *rules = rules_create(&(RulesDesc){
        .keys = keys, .thresholds = w.thresholds, .alarms = alarms, .utc_offset_s = 28800 });
    const ChangeBy by = { 1, "test", "" };
    write_text(&w, "topics/T26.yaml", one);
    CHECK(topics_load(w.topics, &err) && topics_follow_rules(w.topics, rules, &by, &err));
    CHECK_EQ(rules_count(rules), 1);
    update(rules, keys, 5);
    CHECK_EQ(active(alarms), 1);
    char two[400];
    snprintf(two, sizeof two, "%s  - { id: T26.b, kind: limit, keys: b, red: 2 }\n", one);
    write_text(&w, "topics/T26.yaml", two);
    CHECK(topics_load(w.topics, &err) && topics_follow_rules(w.topics, rules, &by, &err));
    CHECK_EQ(rules_count(rules), 2);
    CHECK_TEXT(rules_at(rules, 0)->id, "T26.a");
    CHECK_EQ(active(alarms), 1);
    write_text(&w, "topics/T26.yaml",
               "id: T26\nname: x\nrules:\n  - { id: T26.a, kind: limit, keys: a, yellow: 9 }\n");
    CHECK(topics_load(w.topics, &err) && topics_follow_rules(w.topics, rules, &by, &err));
    update(rules, keys, 5);
    CHECK_EQ(active(alarms), 0); // another limit: it is judged anew
    write_text(&w, "topics/T26.yaml", "id: T26\nname: x\n");
    CHECK(topics_load(w.topics, &err) && topics_follow_rules(w.topics, rules, &by, &err));
    CHECK_EQ(rules_count(rules), 0);
    rules_destroy(rules);
    alarms_destroy(alarms);
    change_list_finish(&changes);
    keys_destroy(keys);
    finish(&w);
}

TEST(options_of_a_cell_are_words_with_values_in_quotes)
{
    const TopicCell cell = { .options = "top=9 flow=\"a>b c>d\" text='时效 {T26.pm}' order=down" };
    char out[64];
    CHECK(topic_cell_option(&cell, "flow", out, sizeof out));
    CHECK_TEXT(out, "a>b c>d");
    CHECK(topic_cell_option(&cell, "text", out, sizeof out));
    CHECK_TEXT(out, "时效 {T26.pm}");
    CHECK(topic_cell_option(&cell, "order", out, sizeof out));
    CHECK_TEXT(out, "down");
    CHECK(!topic_cell_option(&cell, "to", out, sizeof out));
    CHECK_NEAR(topic_cell_number(&cell, "top", 5), 9, 0);
    CHECK_NEAR(topic_cell_number(&cell, "order", 5), 5, 0);
}
