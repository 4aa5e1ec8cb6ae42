// SPDX-License-Identifier: Apache-2.0
// page_focus.c - what a page is narrowed to, shown over it: the way from the city to the unit and
// the chips of the filter, each a click back; the list and provenance of a drill.
#include "ui/page_private.h"
#include "base/clock.h"
#include "base/str.h"
#include "ui/ui_panel.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define CHIP_HEIGHT 28.0
#define CHIP_GAP 6.0
#define DRILL_ROW 29.0 // of the provenance

uint64_t page_focus_key(const State *state, const UiPageFacts *facts)
{
    const StateFilter *f = &state->filter;
    uint64_t key =
        ui_hash_text(ui_hash_text(ui_hash_text(31, state->unit), state->drill), f->units);
    key = ui_hash_text(ui_hash_text(key, f->indicators), f->key);
    if (f->has_range) key = ui_hash_number(ui_hash_number(key, f->low), f->high);
    if (f->has_time)
        key = ui_hash_number(ui_hash_number(key, (double)f->from_us), (double)f->to_us);
    if (state->is_page_edited) key = ui_hash_number(key, 1 + state->edited_cell);
    return ui_hash_number(key, areas_count(facts->areas));
}

// --- The way and the chips ---

static void chip(PageBuild *build, double *x, const char *text, const char *action, bool is_chosen)
{
    PageItem *item = page_item(build, PAGE_BUTTON);
    // A Chinese character is as wide as its size, others about half of it.
    double width = 22;
    for (const unsigned char *c = (const unsigned char *)text; *c; c++)
        width += *c >= 0xE0 ? 15 : *c >= 0x80 ? 0 : 8.2;
    *item = (PageItem){ .kind = PAGE_BUTTON,
                        .x = *x,
                        .width = width,
                        .height = CHIP_HEIGHT,
                        .text = text,
                        .action = action,
                        .tone = CHART_TONE_ACCENT,
                        .is_chosen = is_chosen };
    *x += width + CHIP_GAP;
}

const char *page_unit_name(PageBuild *build, const char *code)
{
    const UiPageFacts *facts = build->facts;
    for (int i = 0; i < topics_unit_count(facts->topics); i++) {
        const TopicUnit *unit = topics_unit_at(facts->topics, i);
        if (strcmp(unit->code, code) == 0)
            return build->is_chinese || !unit->name_en[0] ? unit->name : unit->name_en;
    }
    const int area = areas_find(facts->areas, code);
    if (area < 0) return arena_strdup(build->arena, code);
    const Area *a = areas_at(facts->areas, area);
    return arena_strdup(build->arena, build->is_chinese || !a->name_en[0] ? a->name : a->name_en);
}

static void chips_of_way(PageBuild *build, double *x)
{
    const State *state = build->state;
    int path[STATE_LEVEL_COUNT];
    const int depth = areas_path(build->facts->areas, state->unit, path);
    chip(build, x, page_word(build, TEXT_PAGE_WHOLE_CITY), "unit-show", false);
    for (int i = 0; i < depth; i++) {
        const char *code = areas_at(build->facts->areas, path[i])->code;
        const bool is_last = i == depth - 1;
        chip(build, x, arena_printf(build->arena, "› %s", page_unit_name(build, code)),
             is_last ? "unit-up" : arena_printf(build->arena, "unit-show code=%s", code), is_last);
    }
    if (depth == 0)
        chip(build, x, arena_printf(build->arena, "› %s", page_unit_name(build, state->unit)),
             "unit-up", true);
}

static void chips_of_filter(PageBuild *build, double *x)
{
    const StateFilter *f = &build->state->filter;
    Str text = { 0 };
    if (f->units[0]) {
        char units[STATE_FILTER_TEXT_MAX], *rest = NULL;
        str_copy_utf8(units, sizeof units, f->units);
        int count = 0;
        for (char *code = strtok_r(units, ";", &rest); code; code = strtok_r(NULL, ";", &rest))
            if (count++ < 3)
                str_printf(&text, "%s%s", count > 1 ? "、" : "", page_unit_name(build, code));
        if (count > 3) str_printf(&text, " +%d", count - 3);
        chip(build, x, arena_printf(build->arena, "%s ×", text.text),
             arena_printf(build->arena, "page-filter units='%s'", f->units), true);
    }
    text.length = 0;
    if (f->indicators[0]) {
        char keys[STATE_FILTER_TEXT_MAX], *rest = NULL;
        str_copy_utf8(keys, sizeof keys, f->indicators);
        for (char *key = strtok_r(keys, ";", &rest); key; key = strtok_r(NULL, ";", &rest)) {
            const TopicIndicator *indicator = NULL;
            (void)topics_of_key(build->facts->topics, key, &indicator);
            str_printf(&text, "%s%s", text.length ? "、" : "",
                       indicator ? topic_indicator_name(indicator, build->state->language) : key);
        }
        chip(build, x, arena_printf(build->arena, "%s ×", text.text),
             arena_printf(build->arena, "page-filter indicators='%s'", f->indicators), true);
    }
    if (f->has_range) {
        const TopicIndicator *indicator = NULL;
        (void)topics_of_key(build->facts->topics, f->key, &indicator);
        chip(build, x,
             arena_printf(build->arena, "%s %.6g–%.6g ×",
                          indicator ? topic_indicator_name(indicator, build->state->language)
                                    : f->key,
                          f->low, f->high),
             arena_printf(build->arena, "page-filter key=%s", f->key), true);
    }
    if (f->has_time) {
        char from[32], to[32];
        const int offset_s = build->state->utc_offset_s;
        clock_format(f->from_us, offset_s, from);
        clock_format(f->to_us, offset_s, to);
        const bool is_day = f->to_us - f->from_us == 86400000000ll;
        chip(build, x,
             is_day ? arena_printf(build->arena, "%.10s ×", from)
                    : arena_printf(build->arena, "%.5s %.5s – %.5s %.5s ×", from + 5, from + 11,
                                   to + 5, to + 11),
             arena_printf(build->arena, "page-filter from=%.19s to=%.19s", from, to), true);
    }
    str_finish(&text);
}

void page_make_chips(PageBuild *build)
{
    double x = 0;
    if (build->state->unit[0]) chips_of_way(build, &x);
    if (state_filter_is_on(&build->state->filter)) chips_of_filter(build, &x);
    if (build->state->is_page_edited) {
        chip(build, &x, page_word(build, TEXT_PAGE_EDITING), "page-edit on=false", true);
        chip(build, &x, page_word(build, TEXT_PAGE_EDIT_ADD), "cell-add", false);
        chip(build, &x, page_word(build, TEXT_PAGE_EDIT_UNDO), "page-edit-undo", false);
        if (build->state->edited_cell)
            chip(build, &x, page_word(build, TEXT_PAGE_EDIT_DELETE), "cell-delete", false);
    }
    build->width = fmax(0, x - CHIP_GAP);
}

void page_paint_chips(UiPainter *painter, cairo_t *cr, const UiTheme *theme,
                      const PageContent *content, int hover_item)
{
    const UiRgba accent = theme->colours[UI_COLOUR_ACCENT],
                 ground = theme->colours[UI_COLOUR_GLASS_TOP];
    for (int i = 0; i < content->item_count; i++) {
        const PageItem *item = &content->items[i];
        double height = 0;
        ui_paint_round(cr, item->x + 0.5, 0.5, item->width - 1, item->height - 1, 4);
        ui_paint_colour_alpha(cr, ground, 0.95);
        cairo_fill_preserve(cr);
        ui_paint_colour_alpha(cr, accent, item->is_chosen ? 0.28 : i == hover_item ? 0.2 : 0.08);
        cairo_fill_preserve(cr);
        ui_paint_colour_alpha(cr, accent, item->is_chosen ? 0.95 : 0.5);
        cairo_set_line_width(cr, 1);
        cairo_stroke(cr);
        const UiTextDesc text = { .text = item->text,
                                  .font = item->is_chosen ? UI_FONT_STRONG : UI_FONT_BODY,
                                  .size = 14,
                                  .width = item->width - 8,
                                  .align = UI_ALIGN_CENTRE };
        ui_text_measure(painter, &text, NULL, &height);
        ui_text_paint(painter, cr, &text, item->x + 4, (item->height - height) / 2,
                      theme->colours[item->is_chosen ? UI_COLOUR_TITLE : UI_COLOUR_TEXT]);
    }
}

// The chosen cell has a thick edge and a handle to size it.
void page_paint_edited(cairo_t *cr, const UiTheme *theme, double width, double height,
                       bool is_chosen)
{
    const UiRgba accent = theme->colours[UI_COLOUR_ACCENT];
    const double dashes[] = { 6, 4 };
    cairo_save(cr);
    ui_paint_round(cr, 1.5, 1.5, width - 3, height - 3, 6);
    ui_paint_colour_alpha(cr, accent, is_chosen ? 1 : 0.6);
    cairo_set_line_width(cr, is_chosen ? 3 : 1.2);
    if (!is_chosen) cairo_set_dash(cr, dashes, 2, 0);
    cairo_stroke(cr);
    if (is_chosen) {
        cairo_rectangle(cr, width - 16, height - 16, 12, 12);
        cairo_fill(cr);
    }
    cairo_restore(cr);
}

// --- Cells whose figures are not of the level shown ---

// A figure that has no units is said to be the city's; a town's that there is none of is said so.
void page_focus_mark(PageBuild *build)
{
    const char *unit = build->state->unit;
    const TopicCell *cell = build->cell;
    int whole = 0;
    if (!unit[0]) return;
    for (int i = 0; i < cell->key_count; i++) {
        const TopicIndicator *indicator = NULL;
        if (!topics_of_key(build->facts->topics, cell->keys[i], &indicator) || !indicator) continue;
        if (indicator->over != TOPIC_OVER_NONE) continue;
        whole++;
        PageItem *item = &build->content->items[i];
        if (build->content->item_count != cell->key_count || !item->chart || !item->chart->title)
            continue;
        Chart *chart = ARENA_ARRAY(build->arena, Chart, 1);
        *chart = *item->chart;
        chart->title =
            arena_printf(build->arena, page_word(build, TEXT_PAGE_OF_CITY), chart->title);
        item->chart = chart;
    }
    if (whole > 0 && whole == cell->key_count && !build->content->subtitle)
        build->content->subtitle = page_word(build, TEXT_PAGE_CITY_ONLY);
    if (area_code_level(unit) < STATE_LEVEL_TOWN) return;
    for (int i = 0; i < build->content->item_count; i++) {
        PageItem *item = &build->content->items[i];
        if (!item->chart || item->chart->state != CHART_EMPTY || cell->key_count == 0) continue;
        Chart *chart = ARENA_ARRAY(build->arena, Chart, 1);
        *chart = *item->chart;
        chart->state_text =
            page_word(build, area_code_level(unit) == STATE_LEVEL_TOWN ? TEXT_PAGE_NO_TOWN
                                                                       : TEXT_PAGE_NO_VILLAGE);
        item->chart = chart;
    }
}

// --- The drill ---

typedef struct {
    PageBuild *build;
    ChartCell *cells;
    int count, max;
} Provenance;

static void say(Provenance *p, TextId what, const char *text)
{
    if (!text || !text[0] || p->count == p->max) return;
    p->cells[2 * p->count] = (ChartCell){ page_word(p->build, what), CHART_TONE_DIM };
    p->cells[2 * p->count++ + 1].text = text;
}

static const char *period_text(PageBuild *build, const TopicIndicator *indicator)
{
    static const TextId over[] = { TEXT_PAGE_MONTH, TEXT_PAGE_QUARTER, TEXT_PAGE_YEAR_PERIOD };
    char stale[48], period[48];
    const StateLanguage language = build->state->language;
    live_age_text(indicator->stale_s, language, stale, sizeof stale);
    char *ago = strstr(stale, build->is_chinese ? "前" : " ago");
    if (ago) *ago = 0;
    if (indicator->period.months)
        str_copy_utf8(period, sizeof period,
                      page_word(build, over[indicator->period.months == 1   ? 0
                                            : indicator->period.months == 3 ? 1
                                                                            : 2]));
    else if (indicator->period.seconds > 0)
        live_age_text(indicator->period.seconds, language, period, sizeof period);
    else
        str_copy_utf8(period, sizeof period, page_word(build, TEXT_PAGE_BY_EVENT));
    ago = strstr(period, build->is_chinese ? "前" : " ago");
    if (ago) *ago = 0;
    return indicator->stale_s > 0
               ? arena_printf(build->arena, page_word(build, TEXT_PAGE_PERIOD_STALE), period, stale)
               : arena_strdup(build->arena, period);
}

// The expression of a derived key, else how the city's figure is made of the units'.
static const char *formula_text(PageBuild *build, const TopicIndicator *indicator)
{
    static const TextId over[] = { TEXT_PAGE_AS_REPORTED, TEXT_PAGE_OVER_MEAN, TEXT_PAGE_OVER_SUM,
                                   TEXT_PAGE_OVER_MAX, TEXT_PAGE_OVER_MIN };
    for (int i = 0; i < build->state->derived_count; i++) {
        const StateDerived *d = &build->state->derived[i];
        if (strcmp(d->key, indicator->key) != 0) continue;
        return arena_strdup(build->arena, d->expression[0] ? d->expression : d->match);
    }
    return page_word(build, over[indicator->over]);
}

static const char *limits_text(PageBuild *build, const IndicatorValue *v)
{
    Str out = { 0 };
    for (int level = ALARM_LEVEL_BLUE; level < ALARM_LEVEL_COUNT; level++) {
        if (!isfinite(v->limits[level])) continue;
        str_printf(&out, "%s%s %s %.6g", out.length ? "  " : "",
                   page_level_word(build, (AlarmLevel)level), v->bad == THRESHOLD_BELOW ? "≤" : "≥",
                   v->limits[level]);
    }
    const char *text =
        out.length ? arena_strdup(build->arena, out.text) : page_word(build, TEXT_PAGE_NO_LIMITS);
    str_finish(&out);
    return text;
}

static const char *evidence_text(PageBuild *build, const IndicatorValue *v)
{
    const char *kind = v->evidence[0] == 'V'   ? page_word(build, TEXT_PAGE_EVIDENCE_V)
                       : v->evidence[0] == 'K' ? page_word(build, TEXT_PAGE_EVIDENCE_K)
                       : v->evidence[0] == 'P' ? page_word(build, TEXT_PAGE_EVIDENCE_P)
                                               : NULL;
    if (!kind) return v->reference[0] ? arena_strdup(build->arena, v->reference) : NULL;
    return arena_printf(build->arena, "[%s] %s%s%s", v->evidence, kind, v->reference[0] ? "：" : "",
                        v->reference);
}

static const char *validity_text(PageBuild *build, const IndicatorValue *v)
{
    if (!v->threshold || (!v->threshold->valid_from[0] && !v->threshold->valid_to[0])) return NULL;
    return arena_printf(build->arena, "%s – %s",
                        v->threshold->valid_from[0] ? v->threshold->valid_from : "…",
                        v->threshold->valid_to[0] ? v->threshold->valid_to : "…");
}

static const char *quality_text(PageBuild *build, const IndicatorValue *v)
{
    static const TextId words[] = { TEXT_PAGE_NO_VALUE, TEXT_PAGE_CURRENT, TEXT_PAGE_LATE,
                                    TEXT_PAGE_STALE, TEXT_PAGE_DEAD };
    const int at = v->freshness >= LIVE_NONE && v->freshness <= LIVE_DEAD ? (int)v->freshness : 0;
    const char *age = page_age(build, v->age_s);
    return arena_printf(build->arena, "%s%s%s%s%s", page_word(build, words[at]), age ? " · " : "",
                        age ? age : "", v->is_simulated ? " · " : "",
                        v->is_simulated ? page_word(build, TEXT_PAGE_SIMULATED) : "");
}

static void drill_provenance(PageBuild *build, const IndicatorValue *v, double height)
{
    const TopicIndicator *indicator = v->indicator;
    Chart *chart = page_chart(build, CHART_TABLE);
    ChartColumn *columns = ARENA_ARRAY(build->arena, ChartColumn, 2);
    Provenance p = { .build = build, .max = 10 };
    p.cells = ARENA_ARRAY(build->arena, ChartCell, 2 * p.max);
    memset(p.cells, 0, sizeof *p.cells * (size_t)(2 * p.max));
    say(&p, TEXT_PAGE_VALUE, page_number(build, v));
    say(&p, TEXT_PAGE_QUALITY, quality_text(build, v));
    say(&p, TEXT_SOURCE, indicator->source);
    say(&p, TEXT_PAGE_OWNER, indicator->owner);
    say(&p, TEXT_PAGE_FORMULA, formula_text(build, indicator));
    say(&p, TEXT_PAGE_PERIOD, period_text(build, indicator));
    say(&p, TEXT_PAGE_LIMITS, limits_text(build, v));
    say(&p, TEXT_PAGE_EVIDENCE, evidence_text(build, v));
    say(&p, TEXT_PAGE_VALID, validity_text(build, v));
    columns[0] = (ChartColumn){ .name = page_word(build, TEXT_PAGE_PROVENANCE), .share = 0.22 };
    columns[1] = (ChartColumn){ .name = arena_strdup(build->arena, indicator->key), .share = 0.78 };
    chart->columns = columns;
    chart->column_count = 2;
    chart->cells = p.cells;
    chart->row_count = p.count;
    chart->state = CHART_LIVE;
    PageItem *item = page_item(build, PAGE_CHART);
    item->chart = chart;
    item->height = height;
}

static void drill_assets(PageBuild *build, double y)
{
    const UiPageFacts *facts = build->facts;
    const int count = facts->asset_count;
    Chart *chart = page_chart(build, CHART_TABLE);
    ChartColumn *columns = ARENA_ARRAY(build->arena, ChartColumn, 2);
    ChartCell *cells = ARENA_ARRAY(build->arena, ChartCell, 2 * count + 1);
    const char **actions = ARENA_ARRAY(build->arena, const char *, count + 1);
    columns[0] = (ChartColumn){ .name = page_word(build, TEXT_PAGE_ON_MAP), .share = 0.42 };
    columns[1] = (ChartColumn){ .name = page_word(build, TEXT_PAGE_VALUE_AGE),
                                .share = 0.58,
                                .align = UI_ALIGN_END };
    for (int i = 0; i < count; i++) {
        const UiPageAsset *asset = &facts->assets[i];
        const bool is_old = asset->freshness >= LIVE_STALE;
        cells[2 * i] = (ChartCell){ arena_strdup(build->arena, asset->name), CHART_TONE_AUTO };
        cells[2 * i + 1] =
            (ChartCell){ asset->value[0] ? arena_strdup(build->arena, asset->value) : "—",
                         is_old ? CHART_TONE_DIM : CHART_TONE_AUTO };
        actions[i] =
            isfinite(asset->lon_deg) ? arena_printf(build->arena, "drill-go row=%d", i + 1) : NULL;
    }
    chart->columns = columns;
    chart->column_count = 2;
    chart->cells = cells;
    chart->row_count = count;
    chart->state = count ? CHART_LIVE : CHART_EMPTY;
    chart->state_text = count ? NULL : page_word(build, TEXT_PAGE_NO_ASSETS);
    chart->first_row = build->first_row < count ? build->first_row : 0;
    PageItem *item = page_item(build, PAGE_CHART);
    item->chart = chart;
    item->y = y;
    item->height = fmax(0, build->height - y);
    item->row_actions = actions;
    item->row_count = count;
}

void page_make_drill(PageBuild *build)
{
    const IndicatorValue *v = page_value(build, build->state->drill);
    if (!v) return;
    const double provenance = 10 * DRILL_ROW, button = 30;
    build->content->title = topic_indicator_name(v->indicator, build->state->language);
    build->content->subtitle =
        build->state->unit[0] ? page_unit_name(build, build->state->unit) : NULL;
    page_worse(build->content, page_level_tone(v->level));
    drill_provenance(build, v, fmin(provenance, build->height * 0.6));
    drill_assets(build, fmin(provenance, build->height * 0.6) + 8);
    PageItem *list = &build->content->items[build->content->item_count - 1];
    list->height = fmax(0, list->height - button - 8);
    PageItem *back = page_item(build, PAGE_BUTTON);
    back->text = page_word(build, TEXT_PAGE_BACK);
    back->action = "drill-back";
    back->y = build->height - button;
    back->height = button;
}
