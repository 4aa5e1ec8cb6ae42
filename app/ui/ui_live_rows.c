// SPDX-License-Identifier: Apache-2.0
// ui_live_rows.c - keys of a feature or of a moving thing as rows of the panel of attributes.
#include "ui/ui_live_rows.h"
#include "ui/ui_dock_rows.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

static int add_station(const UiLive *live, uint32_t key, uint32_t *out, int count)
{
    uint32_t found[UI_LIVE_KEYS_MAX];
    const int n = alarm_places_station(live->places, key, found, UI_LIVE_KEYS_MAX);
    for (int i = -1; i < n && count < UI_LIVE_KEYS_MAX; i++) {
        const uint32_t one = i < 0 ? key : found[i]; // its own first
        bool is_there = false;
        for (int k = 0; k < count; k++) is_there |= out[k] == one;
        if (!is_there) out[count++] = one;
    }
    return count;
}

int ui_live_keys(const UiContext *context, uint32_t out[UI_LIVE_KEYS_MAX])
{
    const UiLive *live = &context->facts->live;
    const State *state = context->state;
    LiveBinding bound[UI_LIVE_KEYS_MAX];
    int count = 0;
    if (!live->live || !live->places) return 0;
    if (state->shown_key[0]) {
        const uint32_t key = keys_find(live->keys, state->shown_key, strlen(state->shown_key));
        if (key) count = add_station(live, key, out, count);
    }
    if (state->selection_count > 0 && live->bind) {
        const int shown = context->memory->shown % state->selection_count;
        const StateFeatureRef ref = state->selection[shown < 0 ? 0 : shown];
        const int all =
            live_bind_of_feature(live->bind, ref.layer_id, ref.feature, bound, UI_LIVE_KEYS_MAX);
        for (int i = 0; i < all && i < UI_LIVE_KEYS_MAX; i++)
            count = add_station(live, bound[i].key, out, count);
    }
    return count;
}

uint64_t ui_live_key(const UiContext *context)
{
    const UiLive *live = &context->facts->live;
    uint32_t keys[UI_LIVE_KEYS_MAX];
    const int count = ui_live_keys(context, keys);
    if (count == 0 && !context->state->shown_key[0]) return 0;
    uint64_t key = ui_hash(141, keys, sizeof *keys * (size_t)count);
    key = ui_hash_text(key, context->state->shown_key);
    key = ui_hash_number(key, (double)(live->now_us / 1000000)); // ages go on
    return ui_hash(key, &live->version, sizeof live->version);
}

void ui_live_name(const UiLive *live, uint32_t key, char *out, size_t cap)
{
    uint32_t keys[UI_LIVE_KEYS_MAX];
    const int count = alarm_places_station(live->places, key, keys, UI_LIVE_KEYS_MAX);
    str_copy_utf8(out, cap, keys_text(live->keys, key));
    for (int i = 0; i < count; i++) {
        const LiveValue *value = live_get(live->live, keys[i]);
        const char *text = keys_text(live->keys, keys[i]);
        if (!value || value->last.kind != OBSERVATION_TEXT || !value->last.text ||
            (!str_ends_nocase(text, "/name") && !str_ends_nocase(text, ".name")))
            continue;
        str_copy_utf8(out, cap, value->last.text);
        return;
    }
}

// What it is called: as declared, else the last part of its key.
static const char *row_name(const UiContext *context, uint32_t key)
{
    const UiLive *live = &context->facts->live;
    const LiveDeclaration said = live_declared(live->live, key);
    const char *name = ui_is_chinese(context) ? said.name_zh : said.name;
    if (name && name[0]) return name;
    const char *text = keys_text(live->keys, key), *dot = strrchr(text, '.'),
               *slash = strrchr(text, '/');
    const char *end = !dot || (slash && slash > dot) ? slash : dot;
    return end ? end + 1 : text;
}

static void add_line(UiTree *tree, const char *name, const char *value, UiColour colour)
{
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .gap = 12, .padding_y = 4 });
    ui_add(tree,
           &(UiWidget){ .kind = UI_TEXT, .text = name, .width = 104, .colour = UI_COLOUR_DIM });
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                              .text = value,
                              .grow = 1,
                              .width = 20,
                              .colour = colour,
                              .is_wrapped = true });
    ui_end(tree);
    ui_add_rule(tree);
}

static void add_position(const UiContext *context, UiTree *tree, const LiveValue *value)
{
    const ObservationPosition *p = &value->last.position;
    Str at = { 0 };
    ui_position_text(context, p->lon_deg, p->lat_deg, &at);
    add_line(tree, ui_word(context, TEXT_POSITION), at.text, UI_COLOUR_TEXT);
    str_finish(&at);
    if (isfinite((double)p->speed_m_s))
        add_line(tree, ui_word(context, TEXT_SPEED),
                 ui_format(tree, "%.1f m/s · %.1f kn", (double)p->speed_m_s,
                           (double)p->speed_m_s / 0.514444),
                 UI_COLOUR_TEXT);
    if (isfinite((double)p->course_deg))
        add_line(tree, ui_word(context, TEXT_COURSE),
                 ui_format(tree, "%.0f°", (double)p->course_deg), UI_COLOUR_TEXT);
}

static void add_value(const UiContext *context, UiTree *tree, uint32_t key)
{
    const UiLive *live = &context->facts->live;
    const LiveValue *value = live_get(live->live, key);
    char text[160];
    if (!value) return;
    const UiColour colour = value->freshness == LIVE_CURRENT ? UI_COLOUR_TEXT
                            : value->freshness == LIVE_LATE  ? UI_COLOUR_WARN
                                                             : UI_COLOUR_DIM;
    const bool is_position = value->last.kind == OBSERVATION_POSITION;
    if (is_position) {
        add_position(context, tree, value);
        char age[64];
        live_age_text(live_age_s(live->live, key), context->state->language, age, sizeof age);
        snprintf(text, sizeof text, "%s · %s", age,
                 live_freshness_text(value->freshness, context->state->language));
    } else {
        live_value_text(live->live, key, context->state->language, text, sizeof text);
    }
    add_line(tree, is_position ? ui_word(context, TEXT_TIME) : row_name(context, key),
             ui_format(tree, "%s", text), colour);
}

static void add_alarm(const UiContext *context, UiTree *tree, const Alarm *alarm)
{
    char level[48];
    Str line = { 0 };
    str_add(&line, "panel-show name=alarms item=");
    ui_quote(&line, alarm->id);
    ui_add(tree, &(UiWidget){ .kind = UI_BOX,
                              .is_row = true,
                              .height = 32,
                              .padding_x = 6,
                              .gap = 8,
                              .name = alarm->id,
                              .edge_rgb = ui_level_rgb(alarm->level),
                              .action = line.text });
    ui_add(tree, &(UiWidget){ .kind = UI_CHIP,
                              .text = ui_level_text(alarm->level, alarm->priority,
                                                    ui_is_chinese(context), level),
                              .font = UI_FONT_SMALL,
                              .value = ui_level_rgb(alarm->level),
                              .numbers = { alarm->needs_ack } });
    ui_add(tree,
           &(UiWidget){ .kind = UI_TEXT,
                        .text = ui_alarm_name(&context->facts->live, alarm, ui_is_chinese(context)),
                        .font = UI_FONT_STRONG,
                        .grow = 1,
                        .width = 20 });
    ui_add_text(tree, ui_word(context, ui_alarm_state_text(alarm)), UI_FONT_SMALL,
                alarm->needs_ack ? UI_COLOUR_BAD : UI_COLOUR_DIM);
    ui_end(tree);
    ui_add_rule(tree);
    str_finish(&line);
}

static void add_alarms(const UiContext *context, UiTree *tree, const uint32_t *keys, int count)
{
    const UiLive *live = &context->facts->live;
    if (!live->operations) return;
    Alarms *all = live->operations->alarms;
    for (int i = 0, shown = 0; i < alarms_count(all) && shown < 8; i++) {
        const Alarm *alarm = alarms_at(all, i);
        if (!alarm_is_shown(alarm) || !alarm->subject[0]) continue;
        const uint32_t key = keys_find(live->keys, alarm->subject, strlen(alarm->subject));
        bool is_here = false;
        for (int k = 0; k < count && key; k++) is_here |= keys[k] == key;
        if (!is_here) continue;
        add_alarm(context, tree, alarm);
        shown++;
    }
}

void ui_live_rows(const UiContext *context, UiTree *tree)
{
    uint32_t keys[UI_LIVE_KEYS_MAX];
    const int count = ui_live_keys(context, keys);
    if (count == 0) return;
    ui_add_text(tree, ui_word(context, TEXT_LIVE_VALUES), UI_FONT_STRONG, UI_COLOUR_TITLE);
    add_alarms(context, tree, keys, count);
    for (int i = 0; i < count; i++) add_value(context, tree, keys[i]);
}
