// SPDX-License-Identifier: Apache-2.0
// test_ui_dock.c - lists of alarms, cases, warnings and feeds by clicks and keys; what they answer
// is run as commands. KEEP=folder keeps pictures of them.
#include "base/array.h"
#include "base/image.h"
#include "base/json_tape.h"
#include "check.h"
#include "core/cmd.h"
#include "ui/ui.h"
#include <stdlib.h>

typedef struct {
    State state;
    City city;
    JobPool *pool;
    Keys *keys;
    Live *live;
    LiveBind *bind;
    AlarmPlaces *places;
    Operations *ops;
    CmdTable *table;
    Ui *ui;
    UiFacts facts;
    Str out, last; // lines answered; the last of them
    const UiPanelImage *images;
    int count, width, height;
    double scale;
} Hall;

static void hall_open(Hall *h)
{
    Err err = { 0 };
    *h = (Hall){ .width = 1920, .height = 1080, .scale = 1 };
    state_init(&h->state);
    h->pool = job_pool_create(1);
    city_init(&h->city, h->pool);
    h->keys = keys_create(0);
    h->live = live_create(h->keys);
    h->bind = live_bind_create(h->keys);
    h->places = alarm_places_create(h->keys, h->bind);
    h->ops = operations_create(&(OperationsDesc){ .keys = h->keys,
                                                  .data_folder = TEST_FOLDER "/../assets/data",
                                                  .who = "王芳",
                                                  .desk = "ioc-1",
                                                  .utc_offset_s = 28800 },
                               &err);
    CHECK(h->ops != NULL);
    h->ops->now_us = 1764000000000000;
    h->table = cmd_table_create();
    h->ui = ui_create(&err);
    CHECK(h->ui != NULL);
    h->facts = (UiFacts){ .metres_per_px = 2,
                          .is_settled = true,
                          .live = { .operations = h->ops,
                                    .live = h->live,
                                    .keys = h->keys,
                                    .bind = h->bind,
                                    .places = h->places,
                                    .now_us = h->ops->now_us } };
}

static void hall_close(Hall *h)
{
    ui_destroy(h->ui);
    cmd_table_destroy(h->table);
    operations_destroy(h->ops);
    alarm_places_destroy(h->places);
    live_bind_destroy(h->bind);
    live_destroy(h->live);
    keys_destroy(h->keys);
    city_finish(&h->city);
    job_pool_destroy(h->pool);
    state_finish(&h->state);
    str_finish(&h->out);
    str_finish(&h->last);
}

static void hall_build(Hall *h)
{
    h->facts.live.version++;
    h->images = ui_build(h->ui, &h->state, &h->city, &h->facts, h->width, h->height,
                         (float)h->scale, &h->count);
}

// Runs what was answered; commands of the program itself (alarm-go, goto) are left alone.
static void hall_run(Hall *h)
{
    CmdContext context = { .state = &h->state, .city = &h->city, .operations = h->ops };
    char *rest = NULL;
    str_finish(&h->last);
    h->last = (Str){ 0 };
    if (h->out.text) str_add(&h->last, h->out.text);
    for (char *line = h->out.text ? strtok_r(h->out.text, "\n", &rest) : NULL; line;
         line = strtok_r(NULL, "\n", &rest)) {
        Err err = { 0 };
        if (strncmp(line, "alarm-go", 8) == 0 || strncmp(line, "goto", 4) == 0) continue;
        if (!cmd_run_line(h->table, &context, line, &err))
            fprintf(stderr, "%s: %s\n", line, err.text);
        CHECK(err.code == ERR_NONE);
    }
    str_finish(&h->out);
    h->out = (Str){ 0 };
    hall_build(h);
}

static void say(Hall *h, const char *line)
{
    str_add(&h->out, line);
    str_add(&h->out, "\n");
    hall_run(h);
}

// The first widget of that name (or text) that can be clicked, at its middle; false: none.
static bool find(Hall *h, const char *name, double *x, double *y)
{
    Str text = { 0 };
    JsonWriter w = { .out = &text };
    JsonTape tape = { 0 };
    bool is_found = false;
    ui_widgets_json(h->ui, &w);
    CHECK(json_tape_read(&tape, text.text, text.length, NULL));
    for (JsonRef i = json_first(&tape, 0); i != JSON_TAPE_NONE && !is_found;
         i = json_next(&tape, 0, i)) {
        double rect[4];
        if (!json_text_is(&tape, json_member(&tape, i, "name"), name) ||
            json_text_is(&tape, json_member(&tape, i, "action"), "") ||
            json_as_numbers(&tape, json_member(&tape, i, "rect"), rect, 4) != 4)
            continue;
        *x = rect[0] + rect[2] / 2;
        *y = rect[1] + rect[3] / 2;
        is_found = true;
    }
    json_tape_finish(&tape);
    str_finish(&text);
    return is_found;
}

static void click(Hall *h, const char *name)
{
    double x = 0, y = 0;
    if (!find(h, name, &x, &y)) fprintf(stderr, "nothing is named '%s'\n", name);
    CHECK(find(h, name, &x, &y));
    ui_pointer(h->ui, x, y, 1, true, false, 0, &h->out);
    ui_pointer(h->ui, x, y, 1, false, false, 0, &h->out);
    hall_run(h);
}

static void key(Hall *h, const char *name)
{
    CHECK(ui_key(h->ui, name, &h->out));
    hall_run(h);
}

static bool is_shown(Hall *h, const char *text)
{
    Str all = { 0 }, quoted = { 0 };
    JsonWriter w = { .out = &all };
    ui_widgets_json(h->ui, &w);
    str_printf(&quoted, "\"text\":\"%s\"", text);
    const bool is = strstr(all.text, quoted.text) != NULL;
    str_finish(&quoted);
    str_finish(&all);
    return is;
}

static void keep(Hall *h, const char *name)
{
    const char *folder = getenv("KEEP");
    Image image = { 0 };
    if (!folder || !image_init(&image, h->width, h->height, NULL)) return;
    const bool is_dark = h->state.look == STATE_LOOK_NIGHT;
    for (int i = 0; i < h->width * h->height; i++) {
        uint8_t *p = &image.rgba[4 * i];
        p[0] = is_dark ? 14 : 176, p[1] = is_dark ? 26 : 190, p[2] = is_dark ? 44 : 196, p[3] = 255;
    }
    for (int k = 0; k < h->count; k++) {
        const UiPanelImage *panel = &h->images[k];
        for (int y = 0; y < panel->height_px; y++)
            for (int x = 0; x < panel->width_px; x++) {
                const int px = panel->x_px + x, py = panel->y_px + y;
                if (px < 0 || py < 0 || px >= h->width || py >= h->height) continue;
                const uint8_t *from = &panel->bgra[y * panel->stride + 4 * x];
                uint8_t *to = &image.rgba[4 * (py * h->width + px)];
                for (int c = 0; c < 3; c++)
                    to[c] = (uint8_t)(from[2 - c] + to[c] * (255 - from[3]) / 255);
            }
    }
    char path[600];
    snprintf(path, sizeof path, "%s/%s.png", folder, name);
    image_write_png(&image, path, NULL);
    image_finish(&image);
}

static Alarm *raise(Hall *h, const char *rule, const char *subject, AlarmLevel level, double value)
{
    h->ops->now_us += 1000000;
    h->facts.live.now_us = h->ops->now_us;
    const ChangeBy by = operations_by(h->ops);
    const AlarmCondition condition = { .rule = rule,
                                       .subject = subject,
                                       .level = level,
                                       .unit = "m",
                                       .source = "示范阈值",
                                       .text = "water stands",
                                       .text_zh = "积水超过限值",
                                       .value = value,
                                       .limit = 0.27,
                                       .lon_deg = 110.4,
                                       .lat_deg = 21.2,
                                       .due_s = 300 };
    return alarms_condition(h->ops->alarms, &condition, &by);
}

TEST(from_an_alarm_to_a_filed_case_in_three_clicks)
{
    Hall h;
    hall_open(&h);
    hall_build(&h);
    Alarm *alarm = raise(&h, "pond", "pond.a1.depth", ALARM_LEVEL_RED, 0.41);
    raise(&h, "pond", "pond.a2.depth", ALARM_LEVEL_YELLOW, 0.3);
    say(&h, "panel-show alarms");
    click(&h, "alarms row 0"); // the gravest stands first
    CHECK_TEXT(h.state.dock_item, "pond@pond.a1.depth");
    click(&h, "转案件");
    CHECK_EQ(h.state.dock, STATE_DOCK_CASES);
    CHECK(alarm->case_id[0]);
    CHECK_TEXT(h.state.dock_item, alarm->case_id);
    click(&h, "立案");
    CHECK_EQ(cases_find(h.ops->cases, alarm->case_id)->state, CASE_FILED);
    click(&h, "当场办结");
    CHECK_EQ(cases_find(h.ops->cases, alarm->case_id)->state, CASE_CLOSED);
    hall_close(&h);
}

TEST(alarms_are_acknowledged_taken_and_shelved_with_a_reason_from_their_panel)
{
    Hall h;
    hall_open(&h);
    hall_build(&h);
    Alarm *alarm = raise(&h, "pond", "pond.a1.depth", ALARM_LEVEL_ORANGE, 0.41);
    say(&h, "panel-show alarms item=\"pond@pond.a1.depth\"");
    CHECK(is_shown(&h, "积水超过限值"));
    click(&h, "确认");
    CHECK_EQ(alarm_state(alarm), ALARM_ACTIVE_ACKED);
    CHECK_TEXT(alarm->acked_by, "王芳");
    click(&h, "认领");
    CHECK_TEXT(alarm->owner, "王芳");
    click(&h, "放弃认领");
    CHECK_TEXT(alarm->owner, "");
    click(&h, "备注");
    int caret[4];
    CHECK(ui_wants_text(h.ui, caret));
    CHECK(ui_text(h.ui, "已派人\"到场\"", &h.out));
    key(&h, "Return");
    CHECK_EQ(alarm->note_count, 1);
    CHECK_TEXT(alarm->notes[0].text, "已派人\"到场\"");
    click(&h, "搁置");
    click(&h, "4 小时");
    CHECK(!alarm->shelved_until_us); // a reason is asked for
    click(&h, "检修");
    click(&h, "form done");
    CHECK(alarm->shelved_until_us == h.ops->now_us + 240 * 60000000ll);
    CHECK_TEXT(alarm->shelf_reason, "检修");
    CHECK(!is_shown(&h, "pond.a1.depth") || h.state.dock_item[0]);
    click(&h, "of 3"); // what is put aside
    click(&h, "alarms row 0");
    click(&h, "取消搁置");
    CHECK(!alarm->shelved_until_us);
    hall_close(&h);
}

TEST(a_batch_acknowledges_what_the_filters_left_and_asks_again_before)
{
    Hall h;
    hall_open(&h);
    hall_build(&h);
    Alarm *red = raise(&h, "pond", "pond.a1.depth", ALARM_LEVEL_RED, 0.41);
    Alarm *yellow[6];
    for (int i = 0; i < 6; i++) {
        char subject[32];
        snprintf(subject, sizeof subject, "pond.b%d.depth", i);
        yellow[i] = raise(&h, "pond", subject, ALARM_LEVEL_YELLOW, 0.3);
    }
    say(&h, "panel-show alarms");
    click(&h, "level 4"); // red ones are left out
    click(&h, "确认全部");
    for (int i = 0; i < 6; i++) CHECK(yellow[i]->needs_ack);
    click(&h, "再点一次：确认全部");
    for (int i = 0; i < 6; i++) CHECK(!yellow[i]->needs_ack);
    CHECK(red->needs_ack);
    click(&h, "level 4");
    // A text narrows the list; what does not fit is not acknowledged with the page.
    Alarm *other = raise(&h, "gas", "gas.c.leak", ALARM_LEVEL_ORANGE, 9);
    hall_build(&h);
    key(&h, "/");
    CHECK(ui_text(h.ui, "GAS", &h.out));
    hall_run(&h);
    key(&h, "Return");
    click(&h, "确认本页");
    CHECK(!other->needs_ack && red->needs_ack);
    hall_close(&h);
}

TEST(the_list_of_alarms_is_worked_by_keys_alone)
{
    Hall h;
    hall_open(&h);
    hall_build(&h);
    CHECK(!ui_key(h.ui, "Down", &h.out)); // the scene's, while no list is open
    Alarm *first = raise(&h, "pond", "pond.a1.depth", ALARM_LEVEL_RED, 0.41);
    Alarm *second = raise(&h, "pond", "pond.a2.depth", ALARM_LEVEL_YELLOW, 0.3);
    say(&h, "panel-show alarms");
    key(&h, "Down");
    CHECK_TEXT(h.state.dock_item, first->id);
    key(&h, "Space");
    CHECK(!first->needs_ack);
    key(&h, "3"); // beside it: open a case, locate, take
    CHECK_TEXT(first->owner, "王芳");
    CHECK(!ui_key(h.ui, "9", &h.out)); // there are not so many
    key(&h, "End");
    CHECK_TEXT(h.state.dock_item, second->id);
    key(&h, "Return");
    CHECK(strstr(h.last.text, "alarm-go alarm=\"pond@pond.a2.depth\"") != NULL);
    key(&h, "C");
    CHECK(second->case_id[0] && h.state.dock == STATE_DOCK_CASES);
    key(&h, "Ctrl+Tab");
    CHECK_EQ(h.state.dock, STATE_DOCK_EMERGENCIES);
    key(&h, "Escape");
    CHECK(!ui_key(h.ui, "Down", &h.out)); // the scene has the keys again
    hall_close(&h);
}

TEST(in_a_flood_alarms_stand_under_the_heads_of_their_groups)
{
    Hall h;
    hall_open(&h);
    hall_build(&h);
    for (int i = 0; i < 14; i++) {
        char subject[32];
        snprintf(subject, sizeof subject, "pond.b%d.depth", i);
        raise(&h, i % 2 ? "pond" : "gas", subject, ALARM_LEVEL_YELLOW, 0.3);
    }
    alarms_update(h.ops->alarms, h.ops->now_us);
    CHECK(alarms_is_flood(h.ops->alarms));
    say(&h, "panel-show alarms");
    CHECK(is_shown(&h, "gas  × 7") && is_shown(&h, "pond  × 7"));
    double x, y;
    CHECK(!find(&h, "alarms row 2", &x, &y));
    click(&h, "alarms row 0"); // opens
    CHECK(find(&h, "alarms row 7", &x, &y));
    keep(&h, "alarms-flood-day");
    click(&h, "alarms row 0");
    CHECK(!find(&h, "alarms row 2", &x, &y));
    hall_close(&h);
}

TEST(a_raised_alarm_is_said_at_the_corner_until_it_is_seen_to)
{
    Hall h;
    hall_open(&h);
    raise(&h, "old", "pond.old.depth", ALARM_LEVEL_RED, 0.41);
    hall_build(&h); // what stood at the start is not said
    double x, y;
    CHECK(!find(&h, "toast 0", &x, &y));
    Alarm *alarm = raise(&h, "pond", "pond.a1.depth", ALARM_LEVEL_RED, 0.41);
    hall_build(&h);
    click(&h, "toast 0");
    CHECK(strstr(h.last.text, "alarm-go alarm=\"pond@pond.a1.depth\"") != NULL);
    CHECK_EQ(h.state.dock, STATE_DOCK_ALARMS);
    CHECK_TEXT(h.state.dock_item, alarm->id);
    CHECK(find(&h, "toast 0", &x, &y)); // red stays
    click(&h, "确认");
    CHECK(!find(&h, "toast 0", &x, &y));
    for (int i = 0; i < 6; i++) {
        char subject[32];
        snprintf(subject, sizeof subject, "pond.t%d.depth", i);
        raise(&h, "pond", subject, ALARM_LEVEL_RED, 0.3);
    }
    hall_build(&h);
    CHECK(is_shown(&h, "另有 3 条未确认")); // and the old one
    // Over a page of the big screen the newest alone.
    strcpy(h.state.page, "T29");
    hall_build(&h);
    CHECK(is_shown(&h, "另有 6 条未确认"));
    CHECK(find(&h, "toast 3", &x, &y) && !find(&h, "toast 2", &x, &y));
    h.state.page[0] = 0;
    hall_build(&h);
    click(&h, "close toast 0");
    CHECK(!find(&h, "toast 3", &x, &y));
    hall_close(&h);
}

TEST(cases_are_moved_by_buttons_of_the_flow_with_reasons)
{
    Hall h;
    hall_open(&h);
    hall_build(&h);
    say(&h, "case-open title=路灯不亮 type=event.ponding place=人民大道");
    say(&h, "panel-show cases");
    click(&h, "cases row 0");
    Case *item = cases_at(h.ops->cases, 0);
    CHECK_TEXT(h.state.dock_item, item->id);
    operations_set_who(h.ops, "李强");
    hall_build(&h);
    click(&h, "认领");
    CHECK_TEXT(item->person, "李强");
    click(&h, "立案");
    click(&h, "派遣");
    CHECK_EQ(item->state, CASE_DISPATCHED);
    click(&h, "处置");
    click(&h, "延期");
    click(&h, "+4");
    click(&h, "已知情况");
    click(&h, "form done");
    CHECK_EQ(item->extensions, 1);
    click(&h, "挂账");
    click(&h, "检修");
    click(&h, "form done");
    CHECK(item->is_suspended);
    click(&h, "恢复");
    CHECK(!item->is_suspended);
    click(&h, "核查");
    click(&h, "结案");
    CHECK_EQ(item->state, CASE_CLOSED);
    hall_close(&h);
}

TEST(an_emergency_is_run_from_its_panel_and_its_level_approved_by_another)
{
    Hall h;
    hall_open(&h);
    hall_build(&h);
    raise(&h, "pond", "pond.a1.depth", ALARM_LEVEL_RED, 0.41);
    say(&h, "panel-show alarms item=\"pond@pond.a1.depth\"");
    click(&h, "转应急");
    CHECK_EQ(h.state.dock, STATE_DOCK_EMERGENCIES);
    click(&h, "emergencies row 0");
    Emergency *e = emergencies_at(h.ops->emergencies, 0);
    CHECK_TEXT(h.state.dock_item, e->id);
    CHECK_TEXT(e->alarm, "pond@pond.a1.depth");
    click(&h, "II");
    CHECK_EQ(e->level_proposed, ALARM_LEVEL_ORANGE);
    operations_set_who(h.ops, "李强"); // another
    click(&h, "批准 II");
    CHECK_EQ(e->level, ALARM_LEVEL_ORANGE);
    CHECK_TEXT(e->approved_by, "李强");
    click(&h, "初报");
    CHECK_EQ(e->reports, 1);
    const int phase = e->phase;
    click(&h, emergency_phase_text((EmergencyPhase)(phase + 1)));
    CHECK_EQ(e->phase, phase + 1);
    click(&h, "记录");
    CHECK(ui_text(h.ui, "泵车到场", &h.out));
    key(&h, "Return");
    CHECK_TEXT(e->log[e->log_count - 1].text, "泵车到场");
    click(&h, "派任务");
    CHECK(ui_text(h.ui, "市政排水队：架设移动泵车", &h.out));
    key(&h, "Return");
    CHECK_EQ(e->task_count, 1);
    CHECK_TEXT(e->tasks[0].unit, "市政排水队");
    CHECK_TEXT(e->tasks[0].text, "架设移动泵车");
    click(&h, "签收");
    CHECK(e->tasks[0].t_accepted_us && !e->tasks[0].t_done_us);
    click(&h, "完成");
    CHECK(e->tasks[0].t_done_us);
    for (int p = e->phase + 1; p <= EMERGENCY_REVIEW; p++)
        click(&h, emergency_phase_text((EmergencyPhase)p));
    click(&h, "结束");
    CHECK(ui_text(h.ui, "积水已排", &h.out));
    key(&h, "Return");
    CHECK_EQ(e->phase, EMERGENCY_CLOSED);
    hall_close(&h);
}

TEST(a_feed_is_switched_and_its_trouble_stands_first)
{
    Hall h;
    hall_open(&h);
    UiFeed feeds[3] = {
        { .name = "水务 MQTT",
          .driver = "mqtt",
          .state = "live",
          .messages = 1024312,
          .connects = 2,
          .messages_a_second = 340.2,
          .lag_ms = 180 },
        { .name = "船舶 AIS",
          .driver = "ais",
          .state = "waiting",
          .error = "connection refused by 10.0.0.5:4001",
          .connects = 9,
          .malformed = 12,
          .lag_ms = NAN },
        { .name = "气象", .driver = "http", .state = "off", .is_off = true, .lag_ms = NAN },
    };
    feeds[0].t_last_us = h.ops->now_us - 2000000;
    feeds[1].t_last_us = h.ops->now_us - 400000000;
    h.facts.live.feeds = feeds;
    h.facts.live.feed_count = 3;
    hall_build(&h);
    say(&h, "panel-show feeds");
    click(&h, "feeds row 0");
    CHECK_TEXT(h.state.dock_item, "船舶 AIS");
    keep(&h, "feeds-day");
    double x, y;
    CHECK(find(&h, "停用", &x, &y));
    ui_pointer(h.ui, x, y, 1, true, false, 0, &h.out);
    ui_pointer(h.ui, x, y, 1, false, false, 0, &h.out);
    CHECK_TEXT(h.out.text, "feed-switch name=\"船舶 AIS\"\n");
    hall_close(&h);
}

TEST(a_moving_thing_that_was_picked_shows_its_record_with_age_and_its_alarms)
{
    Hall h;
    hall_open(&h);
    const char *keys[] = { "ship/413/position", "ship/413/name", "ship/413/draught" };
    Observation seen[3] = { { .kind = OBSERVATION_POSITION,
                              .position = { .lon_deg = 110.41,
                                            .lat_deg = 21.19,
                                            .course_deg = 84,
                                            .speed_m_s = 5.2f } },
                            { .kind = OBSERVATION_TEXT, .text = "粤湛渔11" },
                            { .kind = OBSERVATION_NUMBER, .number = 4.25 } };
    live_tick(h.live, h.ops->now_us);
    for (int i = 0; i < 3; i++) {
        seen[i].key = keys_intern(h.keys, keys[i], strlen(keys[i]));
        seen[i].t_obs_us = seen[i].t_recv_us = h.ops->now_us - 4000000;
        CHECK_EQ(live_put(h.live, &seen[i]), LIVE_TAKEN);
    }
    live_tick(h.live, h.ops->now_us);
    alarm_places_follow(h.places, live_places(h.live), false);
    raise(&h, "fast", "ship/413/draught", ALARM_LEVEL_ORANGE, 4.25);
    hall_build(&h);
    CHECK(!is_shown(&h, "粤湛渔11"));
    say(&h, "live-show ship/413/position");
    CHECK(is_shown(&h, "粤湛渔11")); // by its name
    CHECK(is_shown(&h, "84°"));
    CHECK(is_shown(&h, "5.2 m/s · 10.1 kn"));
    CHECK(is_shown(&h, "4 秒前 · 实时"));
    CHECK(is_shown(&h, "draught"));
    keep(&h, "moving-day");
    click(&h, "fast@ship/413/draught");
    CHECK_EQ(h.state.dock, STATE_DOCK_ALARMS);
    say(&h, "select-clear");
    hall_build(&h);
    CHECK(!is_shown(&h, "84°"));
    hall_close(&h);
}

// Not a check of looks, but that nothing breaks at any size, theme and language: and pictures.
TEST(lists_of_operations_keep_to_the_window_in_both_languages_and_themes)
{
    Hall h;
    hall_open(&h);
    const char *rules =
        "rules:\n"
        "  - { id: pond, name: 路面积水超限, name_en: Standing water, keys: pond.*.depth, red: "
        "0.4, group: 内涝 }\n"
        "  - { id: air, name: PM2.5 超标, name_en: PM2.5 high, keys: air.*.pm25, red: 150 }\n"
        "  - { id: gas, name: 燃气浓度报警, name_en: Gas concentration, keys: gas.*.lel, red: 20 "
        "}\n";
    Err err = { 0 };
    CHECK(rules_parse(h.ops->rules, rules, strlen(rules), "rules", &err));
    hall_build(&h);
    const char *subjects[] = { "pond.renmin.depth", "pond.haibin.depth", "air.hkq.pm25",
                               "gas.xs03.lel",      "pond.chikan.depth", "air.xs.pm25",
                               "pond.mz.depth" };
    const char *ids[] = { "pond", "pond", "air", "gas", "pond", "air", "pond" };
    const AlarmLevel levels[] = { ALARM_LEVEL_RED,   ALARM_LEVEL_YELLOW, ALARM_LEVEL_BLUE,
                                  ALARM_LEVEL_RED,   ALARM_LEVEL_ORANGE, ALARM_LEVEL_YELLOW,
                                  ALARM_LEVEL_ORANGE };
    for (int i = 0; i < 7; i++) {
        h.ops->now_us += (int64_t)i * 97000000;
        raise(&h, ids[i], subjects[i], levels[i], 0.27 + i * 0.11);
    }
    h.ops->now_us += 42000000;
    h.facts.live.now_us = h.ops->now_us;
    say(&h, "alarm-acknowledge \"pond@pond.haibin.depth\"");
    say(&h, "alarm-own \"gas@gas.xs03.lel\"");
    say(&h, "case-open from=\"pond@pond.renmin.depth\"");
    say(&h, "case-open title=人民大道路灯不亮 type=event.ponding place=人民大道北12号");
    say(&h, "case-file from=\"pond@pond.chikan.depth\"");
    say(&h, "case-file from=\"pond@pond.mz.depth\" to=closed");
    h.ops->now_us += 3 * 3600000000ll;
    h.facts.live.now_us = h.ops->now_us;
    say(&h, "emergency-open title=人民大道严重积水 from=\"pond@pond.renmin.depth\" place=人民大道");
    char line[200];
    snprintf(line, sizeof line, "emergency-task emergency=%s unit=市政排水队 text=架设移动泵车",
             emergencies_at(h.ops->emergencies, 0)->id);
    say(&h, line);
    snprintf(line, sizeof line, "emergency-level emergency=%s level=III reason=研判",
             emergencies_at(h.ops->emergencies, 0)->id);
    say(&h, line);
    UiWarning warnings[2] = { { .id = "w1",
                                .text = "湛江市气象台发布台风橙色预警",
                                .level = 3,
                                .lon_deg = 110.4,
                                .lat_deg = 21.2,
                                .is_simulated = true },
                              { .id = "w2",
                                .text = "暴雨黄色预警（演练）",
                                .level = 2,
                                .status = 1,
                                .lon_deg = NAN,
                                .lat_deg = NAN } };
    for (int i = 0; i < 2; i++) {
        warnings[i].t_event_us = h.ops->now_us - 3600000000ll;
        warnings[i].t_expire_us = h.ops->now_us + 7200000000ll;
    }
    h.facts.live.warnings = warnings;
    h.facts.live.warning_count = 2;
    const char *lists[] = { "alarms", "rate", "cases", "emergencies", "warnings", "feeds" };
    const int sizes[][3] = {
        { 1920, 1080, 1 }, { 1280, 720, 1 }, { 640, 400, 1 }, { 3840, 2160, 2 }
    };
    for (int s = 0; s < 4; s++) {
        h.width = sizes[s][0], h.height = sizes[s][1], h.scale = sizes[s][2];
        for (int l = 0; l < 6; l++) {
            for (int t = 0; t < 2; t++) {
                char name[80];
                h.state.look = t ? STATE_LOOK_NIGHT : STATE_LOOK_DAY;
                h.state.language = s == 1 ? STATE_LANGUAGE_EN : STATE_LANGUAGE_ZH;
                snprintf(line, sizeof line, "panel-show %s", lists[l]);
                say(&h, line);
                if (l == 0) say(&h, "panel-show alarms item=\"pond@pond.renmin.depth\"");
                if (l == 2)
                    snprintf(line, sizeof line, "panel-show cases item=%s",
                             cases_at(h.ops->cases, 2)->id),
                        say(&h, line);
                if (l == 3)
                    snprintf(line, sizeof line, "panel-show emergencies item=%s",
                             emergencies_at(h.ops->emergencies, 0)->id),
                        say(&h, line);
                if (l == 4) say(&h, "panel-show warnings item=w1");
                for (int k = 0; k < h.count; k++) {
                    CHECK(h.images[k].bgra && h.images[k].x_px >= -64 && h.images[k].y_px >= -64);
                    CHECK(h.images[k].x_px + h.images[k].width_px <= h.width + 68);
                    CHECK(h.images[k].y_px + h.images[k].height_px <= h.height + 68);
                }
                snprintf(name, sizeof name, "%s-%s-%d", lists[l], t ? "night" : "day", h.width);
                keep(&h, name);
            }
        }
    }
    hall_close(&h);
}
