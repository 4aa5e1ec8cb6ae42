// SPDX-License-Identifier: Apache-2.0
// page.c - the page on the screen: where its cells stand, when each is made and painted, what is
// under the pointer.
#include "ui/page_private.h"
#include "base/clock.h"
#include "core/text.h"
#include "ui/page_text.h"
#include "ui/ui_panel.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SLOT_HEAD = PAGE_SLOTS_MAX, SLOT_FOOT, SLOT_CHIPS, SLOT_DRILL, SLOT_COUNT };
#define DRAG_LEAST 6.0        // units; less is a click
#define PAGE_IMAGE_FIRST 1000 // ids of its pictures
#define PAGE_REFRESH_US 1000000

typedef struct {
    double x, y, width, height; // units, of the window
    Arena arena;
    PageContent content;
    uint64_t key;    // of what is painted
    int64_t made_us; // of the figures; 0 = not yet
    int first_row;   // of a list
    int hover_item;  // -1 = none
    double hover_x, hover_y;
    cairo_surface_t *surface;
    int x_px, y_px, width_px, height_px;
    bool needs_paint, is_changed;
} PageSlot;

struct UiPage {
    UiPainter *painter; // borrowed
    PageSlot slots[SLOT_COUNT];
    UiPanelImage images[SLOT_COUNT];
    char id[STATE_NAME_MAX]; // page shown
    const Topic *topic;      // until the topics change
    const TopicPage *page;
    uint64_t topics_version;
    const UiTheme *theme;
    StateWall wall;
    StateLanguage language;
    uint64_t focus_key; // of unit, filter and drill
    const Topics *topics;
    int utc_offset_s;
    double scale;
    int width_px, height_px;
    int pressed_slot, pressed_item; // -1 = none
    double press_x, press_y;        // units of the slot
    ChartFilter brush;              // while it is dragged; borrows from the slot's content
    bool has_brush;
    bool is_behind, is_edited; // edited: the pointer takes cells, not what is in them
    int next;                  // the cell that time ended before
    double down_px[2];
};

UiPage *ui_page_create(UiPainter *painter, Err *err)
{
    UiPage *page = calloc(1, sizeof *page);
    if (!page) {
        err_set(err, ERR_MEMORY, "no memory for a page");
        return NULL;
    }
    page->painter = painter;
    page->pressed_slot = page->pressed_item = -1;
    for (int i = 0; i < SLOT_COUNT; i++) {
        page->slots[i].arena.block_bytes = 65536;
        page->slots[i].hover_item = -1;
    }
    return page;
}

static void slot_forget(PageSlot *slot)
{
    slot->key = 0;
    slot->made_us = 0;
    slot->content.item_count = 0;
    slot->hover_item = -1;
}

void ui_page_destroy(UiPage *page)
{
    if (!page) return;
    for (int i = 0; i < SLOT_COUNT; i++) {
        arena_finish(&page->slots[i].arena);
        if (page->slots[i].surface) cairo_surface_destroy(page->slots[i].surface);
    }
    free(page);
}

// "T26", "T26/main"; the medium is a wall's, else a desk's, else a briefing's.
static const TopicPage *find_page(const Topics *topics, const char *name, const Topic **topic)
{
    char id[TOPIC_KEY_MAX];
    const char *slash = strchr(name, '/');
    const size_t length = slash ? (size_t)(slash - name) : strlen(name);
    *topic = NULL;
    if (length == 0 || length >= sizeof id) return NULL;
    memcpy(id, name, length);
    id[length] = 0;
    *topic = topics_find(topics, id);
    for (int medium = TOPIC_WALL; *topic && medium < TOPIC_MEDIUM_COUNT; medium++) {
        const TopicPage *page = topic_page(*topic, (TopicMedium)medium, slash ? slash + 1 : NULL);
        if (page) return page;
    }
    return NULL;
}

bool ui_page_is_on(const State *state, const UiPageFacts *facts)
{
    const Topic *topic = NULL;
    return state->page[0] && facts && facts->topics && facts->indicators &&
           find_page(facts->topics, state->page, &topic) != NULL;
}

double ui_page_scale(const State *state, int width_px, int height_px)
{
    return page_text_scale(state, width_px, height_px);
}

static void slot_place(UiPage *page, PageSlot *slot, double margin)
{
    const double s = page->scale;
    slot->x_px = (int)lround((slot->x - margin) * s);
    slot->y_px = (int)lround((slot->y - margin) * s);
    const int width_px = (int)ceil((slot->width + 2 * margin) * s);
    const int height_px = (int)ceil((slot->height + 2 * margin) * s);
    slot->needs_paint = true;
    if (slot->surface && slot->width_px == width_px && slot->height_px == height_px) return;
    if (slot->surface) cairo_surface_destroy(slot->surface);
    slot->surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width_px, height_px);
    slot->width_px = width_px;
    slot->height_px = height_px;
}

// Cells of the grid to rectangles, with a gap between; bezels of the wall lie in gaps.
static void lay_out_grid(UiPage *page, const StateWall *wall, double width, double height)
{
    const TopicPage *p = page->page;
    const double half = PAGE_GAP / 2, bezel = wall->bezel_px / page->scale;
    double xs[TOPIC_COLUMNS_MAX + 1], ys[TOPIC_COLUMNS_MAX + 1];
    double aside[TOPIC_COLUMNS_MAX + 1], above[TOPIC_COLUMNS_MAX + 1];
    page_text_tracks(&(PageTracks){ .from = PAGE_MARGIN - half,
                                    .to = width - PAGE_MARGIN + half,
                                    .gap = PAGE_GAP,
                                    .count = p->columns,
                                    .length = width,
                                    .displays = (int)wall->columns,
                                    .bezel = bezel },
                     xs, aside);
    page_text_tracks(&(PageTracks){ .from = PAGE_HEAD + half - 6,
                                    .to = height - PAGE_FOOT - 10 + half,
                                    .gap = PAGE_GAP,
                                    .count = p->rows,
                                    .length = height,
                                    .displays = (int)wall->rows,
                                    .bezel = bezel },
                     ys, above);
    for (int i = 0; i < p->cell_count && i < PAGE_SLOTS_MAX; i++) {
        const TopicCell *cell = &p->cells[i];
        PageSlot *slot = &page->slots[i];
        const int right = cell->column + cell->width, bottom = cell->row + cell->height;
        slot->x = round(xs[cell->column] + aside[cell->column]);
        slot->y = round(ys[cell->row] + above[cell->row]);
        slot->width = round(xs[right] - aside[right]) - slot->x;
        slot->height = round(ys[bottom] - above[bottom]) - slot->y;
    }
}

typedef struct {
    int cells[2]; // -1 = none
    double weight;
} StackRow;

// The cells in the order they are read, two to a row, those that run across alone; how many rows.
static int stack_rows(const TopicPage *p, StackRow rows[PAGE_SLOTS_MAX])
{
    const int cells = p->cell_count < PAGE_SLOTS_MAX ? p->cell_count : PAGE_SLOTS_MAX;
    bool is_placed[PAGE_SLOTS_MAX] = { 0 };
    int count = 0;
    for (int placed = 0; placed < cells; placed++) {
        int next = -1;
        for (int i = 0; i < cells; i++) {
            const TopicCell *a = &p->cells[i], *b = next < 0 ? NULL : &p->cells[next];
            if (is_placed[i]) continue;
            if (!b || a->row < b->row || (a->row == b->row && a->column < b->column)) next = i;
        }
        is_placed[next] = true;
        const TopicCell *cell = &p->cells[next];
        const bool is_wide = cell->width * 5 >= p->columns * 2; // two fifths of the page
        StackRow *last = count ? &rows[count - 1] : NULL;
        const double weight = is_wide && cell->widget == TOPIC_BIGNUMBER ? 0.45 : is_wide ? 0.8 : 1;
        if (!is_wide && last && last->cells[1] < 0 && last->weight == 1)
            last->cells[1] = next;
        else
            rows[count++] = (StackRow){ { next, -1 }, weight };
    }
    return count;
}

// Of a window higher than wide the cells stand in rows above and below the city.
static void lay_out_stack(UiPage *page, double width, double height)
{
    StackRow rows[PAGE_SLOTS_MAX];
    const int count = stack_rows(page->page, rows);
    const double top = PAGE_HEAD + PAGE_GAP - 6, all = height - top - PAGE_FOOT - 10;
    double weights = 0, above = 0;
    for (int i = 0; i < count; i++) weights += rows[i].weight;
    const double unit = fmin(360, all * 0.72 / fmax(weights, 1)), city = all - unit * weights;
    double y = top;
    for (int i = 0; i < count; i++) {
        if (above < weights / 2 && above + rows[i].weight > weights / 2 && i > 0) y += city;
        above += rows[i].weight;
        const int across = rows[i].cells[1] >= 0 ? 2 : 1;
        const double cell_w = (width - 2 * PAGE_MARGIN - PAGE_GAP * (across - 1)) / across;
        for (int k = 0; k < across; k++) {
            PageSlot *slot = &page->slots[rows[i].cells[k]];
            slot->x = round(PAGE_MARGIN + k * (cell_w + PAGE_GAP));
            slot->y = round(y);
            slot->width = round(cell_w);
            slot->height = round(unit * rows[i].weight) - PAGE_GAP;
        }
        y += unit * rows[i].weight;
    }
}

static void lay_out(UiPage *page, const StateWall *wall)
{
    const double width = page->width_px / page->scale, height = page->height_px / page->scale;
    if (height > width * 1.15)
        lay_out_stack(page, width, height);
    else
        lay_out_grid(page, wall, width, height);
    for (int i = 0; i < page->page->cell_count && i < PAGE_SLOTS_MAX; i++)
        slot_place(page, &page->slots[i], PAGE_SHADOW);
    PageSlot *head = &page->slots[SLOT_HEAD], *foot = &page->slots[SLOT_FOOT];
    head->x = head->y = foot->x = 0;
    head->width = foot->width = width;
    head->height = PAGE_HEAD;
    foot->height = PAGE_FOOT;
    foot->y = height - PAGE_FOOT;
    slot_place(page, head, 0);
    slot_place(page, foot, 0);
    // Left of the middle: what it speaks of is shown in the middle.
    PageSlot *drill = &page->slots[SLOT_DRILL];
    drill->width = fmin(460, width * 0.3);
    drill->height = fmin(700, height - PAGE_HEAD - PAGE_FOOT - 40);
    drill->x = round(width * 0.26);
    drill->y = PAGE_HEAD + 16;
    slot_place(page, drill, PAGE_SHADOW);
    PageSlot *chips = &page->slots[SLOT_CHIPS];
    chips->x = drill->x;
    chips->y = PAGE_HEAD - 4;
    chips->width = chips->height = 0; // by what is in it
}

// Another page, language, size or unit: everything is made anew. False where there is no such page.
static bool follow(UiPage *page, const State *state, const UiPageFacts *facts, int width_px,
                   int height_px)
{
    const double scale = ui_page_scale(state, width_px, height_px);
    const UiTheme *theme = ui_theme_of(state);
    const uint64_t version = topics_version(facts->topics);
    const bool is_same =
        page->page && strcmp(page->id, state->page) == 0 && version == page->topics_version &&
        scale == page->scale && width_px == page->width_px && height_px == page->height_px &&
        theme == page->theme && memcmp(&page->wall, &state->wall, sizeof page->wall) == 0 &&
        state->language == page->language && page->focus_key == page_focus_key(state, facts);
    if (is_same) return true;
    const bool is_other = strcmp(page->id, state->page) != 0 || version != page->topics_version;
    page->page = find_page(facts->topics, state->page, &page->topic);
    page->topics_version = version;
    page->theme = theme;
    page->wall = state->wall;
    page->language = state->language;
    page->scale = scale;
    page->width_px = width_px;
    page->height_px = height_px;
    str_copy_utf8(page->id, sizeof page->id, state->page);
    page->focus_key = page_focus_key(state, facts);
    page->topics = facts->topics;
    page->utc_offset_s = state->utc_offset_s;
    page->is_edited = state->is_page_edited;
    page->has_brush = false;
    page->pressed_slot = -1;
    if (!page->page) return false;
    for (int i = 0; i < SLOT_COUNT; i++) {
        slot_forget(&page->slots[i]);
        if (is_other) page->slots[i].first_row = 0;
    }
    lay_out(page, &state->wall);
    return true;
}

static const char *cell_title(const PageBuild *build, const PageWidgetRow *row)
{
    const TopicCell *cell = build->cell;
    const TopicIndicator *indicator = NULL;
    if (build->is_chinese && cell->title[0]) return cell->title;
    if (!build->is_chinese && cell->title_en[0]) return cell->title_en;
    if (cell->title[0]) return cell->title;
    if (cell->key_count > 0 && topics_of_key(build->facts->topics, cell->keys[0], &indicator))
        return topic_indicator_name(indicator, build->state->language);
    return row ? page_word(build, row->title) : "";
}

// A row for the age alone is room lost: the band of the title has some. What is late says so in the
// chart, where it is not overlooked.
static void move_age(PageContent *content)
{
    Chart *chart = content->item_count == 1 ? content->items[0].chart : NULL;
    if (!chart || content->is_open || content->subtitle || chart->state != CHART_LIVE) return;
    content->age = chart->age_text;
    chart->age_text = NULL;
}

static void make_cell(UiPage *page, const State *state, const UiPageFacts *facts, int index)
{
    PageSlot *slot = &page->slots[index];
    const TopicCell *cell = &page->page->cells[index];
    const PageWidgetRow *row = NULL;
    double body[4];
    for (int i = 0; i < page_widget_count && !row; i++)
        if ((int)page_widget_table[i].widget == cell->widget) row = &page_widget_table[i];
    arena_reset(&slot->arena);
    slot->content = (PageContent){ 0 };
    page_body(&slot->content, slot->width, slot->height, body);
    PageBuild build = { .state = state,
                        .facts = facts,
                        .topic = page->topic,
                        .cell = cell,
                        .content = &slot->content,
                        .painter = page->painter,
                        .arena = &slot->arena,
                        .width = body[2],
                        .height = body[3],
                        .first_row = slot->first_row,
                        .is_chinese = state->language == STATE_LANGUAGE_ZH };
    slot->content.title = cell_title(&build, row);
    if (row) row->make(&build);
    move_age(&slot->content);
    page_filter_apply(&build);
    page_focus_mark(&build);
    slot->made_us = facts->now_us;
    const uint64_t key = ui_hash_number(page_content_key(&slot->content), (double)page->focus_key);
    if (key == slot->key) return;
    slot->key = key;
    slot->needs_paint = true;
}

static void make_foot(UiPage *page, const State *state, const UiPageFacts *facts)
{
    PageSlot *slot = &page->slots[SLOT_FOOT];
    if (slot->made_us) return; // only another page changes it
    arena_reset(&slot->arena);
    slot->content =
        (PageContent){ .title = "",
                       .subtitle = arena_strdup(&slot->arena,
                                                facts->attribution ? facts->attribution : "") };
    PageBuild build = { .state = state,
                        .facts = facts,
                        .topic = page->topic,
                        .content = &slot->content,
                        .painter = page->painter,
                        .arena = &slot->arena,
                        .width = slot->width,
                        .height = slot->height,
                        .is_chinese = state->language == STATE_LANGUAGE_ZH };
    page_make_foot(&build);
    slot->made_us = facts->now_us ? facts->now_us : 1;
    slot->needs_paint = true;
}

// What lies over the page: chips, once for a focus; the drill, once a second.
static void make_over(UiPage *page, const State *state, const UiPageFacts *facts, int index)
{
    PageSlot *slot = &page->slots[index];
    double body[4];
    if (slot->made_us && (index == SLOT_CHIPS || facts->now_us - slot->made_us < PAGE_REFRESH_US))
        return;
    arena_reset(&slot->arena);
    slot->content = (PageContent){ .title = "" };
    page_body(&slot->content, slot->width, slot->height, body);
    static const TopicCell no_cell = { .options = "" };
    PageBuild build = { .state = state,
                        .facts = facts,
                        .topic = page->topic,
                        .cell = &no_cell,
                        .content = &slot->content,
                        .arena = &slot->arena,
                        .width = body[2],
                        .height = body[3],
                        .first_row = slot->first_row,
                        .is_chinese = state->language == STATE_LANGUAGE_ZH };
    if (index == SLOT_DRILL && state->drill[0]) page_make_drill(&build);
    if (index == SLOT_CHIPS) page_make_chips(&build);
    slot->made_us = facts->now_us ? facts->now_us : 1;
    const uint64_t key = page_content_key(&slot->content);
    if (key == slot->key) return;
    slot->key = key;
    slot->needs_paint = true;
    if (index != SLOT_CHIPS || slot->content.item_count == 0) return;
    slot->width = build.width;
    slot->height = slot->content.items[0].height;
    slot_place(page, slot, 0);
}

// The content with what is being marked on it; the arena holds the copy until it is made anew.
static const PageContent *brushed(UiPage *page, PageSlot *slot)
{
    const int index = (int)(slot - page->slots), at = page->pressed_item;
    if (!page->has_brush || page->pressed_slot != index || at < 0) return &slot->content;
    PageContent *copy = ARENA_ARRAY(&slot->arena, PageContent, 1);
    Chart *chart = ARENA_ARRAY(&slot->arena, Chart, 1);
    *copy = slot->content;
    *chart = *slot->content.items[at].chart;
    chart->brush = &page->brush;
    copy->items[at].chart = chart;
    return copy;
}

static void paint(UiPage *page, const State *state, const UiPageFacts *facts, int index)
{
    PageSlot *slot = &page->slots[index];
    const bool is_cell = index < PAGE_SLOTS_MAX || index == SLOT_DRILL;
    cairo_t *cr = cairo_create(slot->surface);
    cairo_set_operator(cr, CAIRO_OPERATOR_CLEAR);
    cairo_paint(cr);
    cairo_set_operator(cr, CAIRO_OPERATOR_OVER);
    cairo_scale(cr, page->scale, page->scale);
    if (is_cell) cairo_translate(cr, PAGE_SHADOW, PAGE_SHADOW);
    if (index == SLOT_HEAD)
        page_paint_head(page->painter, cr, page->theme, state, facts, page->topic, slot->width);
    else if (index == SLOT_CHIPS)
        page_paint_chips(page->painter, cr, page->theme, &slot->content, slot->hover_item);
    else if (index == SLOT_FOOT)
        page_paint_foot(page->painter, cr, page->theme, &slot->content, slot->width,
                        slot->hover_item);
    else
        page_paint_cell(page->painter, cr, page->theme, brushed(page, slot), slot->width,
                        slot->height, slot->hover_item, slot->hover_x, slot->hover_y);
    if (state->is_page_edited && index < PAGE_SLOTS_MAX)
        page_paint_edited(cr, page->theme, slot->width, slot->height,
                          index == state->edited_cell - 1);
    cairo_destroy(cr);
    cairo_surface_flush(slot->surface);
    slot->needs_paint = false;
    slot->is_changed = true;
}

static void show(UiPage *page, int index, int *count)
{
    const PageSlot *slot = &page->slots[index];
    if (!slot->surface || slot->needs_paint) return; // not yet painted for the first time
    page->images[(*count)++] = (UiPanelImage){
        .id = PAGE_IMAGE_FIRST + index,
        .x_px = slot->x_px,
        .y_px = slot->y_px,
        .width_px = slot->width_px,
        .height_px = slot->height_px,
        .bgra = cairo_image_surface_get_data(slot->surface),
        .stride = cairo_image_surface_get_stride(slot->surface),
        .is_changed = slot->is_changed,
        .opacity = 1,
    };
}

const UiPanelImage *ui_page_build(UiPage *page, const State *state, const UiPageFacts *facts,
                                  int width_px, int height_px, double budget_s, int *count)
{
    *count = 0;
    page->is_behind = false;
    if (!ui_page_is_on(state, facts) || !follow(page, state, facts, width_px, height_px)) {
        page->page = NULL;
        return page->images;
    }
    const double until_s = clock_monotonic_s() + budget_s;
    const int cells =
        page->page->cell_count < PAGE_SLOTS_MAX ? page->page->cell_count : PAGE_SLOTS_MAX;
    for (int i = 0; i < SLOT_COUNT; i++) page->slots[i].is_changed = false;
    const uint64_t head = page_head_key(state, facts, page->topic);
    PageSlot *top = &page->slots[SLOT_HEAD];
    top->needs_paint |= head != top->key;
    top->key = head;
    make_foot(page, state, facts);
    if (top->needs_paint) paint(page, state, facts, SLOT_HEAD);
    if (page->slots[SLOT_FOOT].needs_paint) paint(page, state, facts, SLOT_FOOT);
    // From where time ended before: on a slow machine the first would be due again and again.
    const int first = page->next < cells ? page->next : 0;
    int made = 0; // one at least
    for (int k = 0; k < cells; k++) {
        const int i = (first + k) % cells;
        PageSlot *slot = &page->slots[i];
        const int64_t age_us = facts->now_us - slot->made_us;
        const bool is_due = slot->made_us == 0 || age_us >= PAGE_REFRESH_US || age_us < 0;
        if (!is_due && !slot->needs_paint) continue;
        if (made++ > 0 && clock_monotonic_s() > until_s) {
            page->is_behind = true;
            page->next = i;
            break;
        }
        if (is_due) make_cell(page, state, facts, i);
        if (slot->needs_paint) paint(page, state, facts, i);
    }
    for (int i = SLOT_CHIPS; i <= SLOT_DRILL; i++) {
        make_over(page, state, facts, i);
        if (page->slots[i].needs_paint && page->slots[i].content.item_count)
            paint(page, state, facts, i);
    }
    for (int i = 0; i < cells; i++) show(page, i, count);
    show(page, SLOT_HEAD, count);
    show(page, SLOT_FOOT, count);
    for (int i = SLOT_CHIPS; i <= SLOT_DRILL; i++)
        if (page->slots[i].content.item_count) show(page, i, count);
    return page->images;
}

void ui_page_refresh(UiPage *page)
{
    for (int i = 0; i < PAGE_SLOTS_MAX; i++) page->slots[i].made_us = 0;
}

bool ui_page_is_loading(const UiPage *page)
{
    for (int i = 0; page->page && i < page->page->cell_count && i < PAGE_SLOTS_MAX; i++) {
        if (page->slots[i].content.is_waiting) return true;
        for (int k = 0; k < page->slots[i].content.item_count; k++) {
            const Chart *chart = page->slots[i].content.items[k].chart;
            if (chart && chart->state == CHART_LOADING) return true;
        }
    }
    return false;
}

bool ui_page_is_behind(const UiPage *page)
{
    return page->is_behind;
}

static void slot_body(const UiPage *page, const PageSlot *slot, double body[4])
{
    const int index = (int)(slot - page->slots);
    body[0] = 0;
    body[1] = index == SLOT_FOOT || index == SLOT_HEAD ? 8 : 0;
    body[2] = slot->width;
    body[3] = slot->height;
    if (index < PAGE_SLOTS_MAX || index == SLOT_DRILL)
        page_body(&slot->content, slot->width, slot->height, body);
}

// The item of a slot under a place, in units of the slot; -1 = none.
static int item_at(const UiPage *page, const PageSlot *slot, double x, double y)
{
    double body[4], rect[4];
    slot_body(page, slot, body);
    for (int i = 0; i < slot->content.item_count; i++) {
        page_item_rect(&slot->content.items[i], body, rect);
        if (x >= rect[0] && y >= rect[1] && x < rect[0] + rect[2] && y < rect[1] + rect[3])
            return i;
    }
    return -1;
}

static const TopicCell *cell_of(const UiPage *page, const PageSlot *slot)
{
    const int index = (int)(slot - page->slots);
    return index < PAGE_SLOTS_MAX ? &page->page->cells[index] : NULL;
}

static void click(UiPage *page, const PageSlot *slot, int index, double x, double y, Str *out)
{
    const PageItem *item = &slot->content.items[index];
    const TopicCell *cell = cell_of(page, slot);
    const char *action = item->action;
    double body[4], rect[4];
    slot_body(page, slot, body);
    page_item_rect(item, body, rect);
    if (item->kind == PAGE_CHART && item->chart && item->row_actions) {
        const ChartHit hit = chart_hit(page->painter, item->chart, rect, x, y);
        const int row = hit.part == CHART_HIT_ROW ? hit.index : hit.category;
        action = row >= 0 && row < item->row_count ? item->row_actions[row] : NULL;
    } else if (item->kind == PAGE_CHART && item->chart && cell && !action) {
        page_filter_click(page->painter, page->topics, cell, item->chart, rect, x, y, out);
    }
    if (action && action[0] && !item->is_off) str_printf(out, "%s\n", action);
}

// From where the button went down to here, along the chart's axis; false: nothing is marked.
static bool brush_of(UiPage *page, PageSlot *slot, int index, double x, double y, ChartFilter *out)
{
    const PageItem *item = &slot->content.items[index];
    const TopicCell *cell = cell_of(page, slot);
    double body[4], rect[4];
    if (item->kind != PAGE_CHART || !cell ||
        page_filter_by(page->topics, cell, item->chart) == PAGE_BY_NONE)
        return false;
    const bool is_upright = item->chart->kind == CHART_RANKING || item->chart->is_horizontal;
    const double from = is_upright ? page->press_y : page->press_x, to = is_upright ? y : x;
    if (fabs(to - from) < DRAG_LEAST) return false;
    slot_body(page, slot, body);
    page_item_rect(item, body, rect);
    return chart_brush(page->painter, item->chart, rect, from, to, out);
}

static void hover(PageSlot *slot, int item, double x, double y)
{
    if (slot->hover_item != item || (item >= 0 && (x != slot->hover_x || y != slot->hover_y)))
        slot->needs_paint = true;
    slot->hover_item = item;
    slot->hover_x = x;
    slot->hover_y = y;
}

static void scroll(PageSlot *slot, double wheel)
{
    for (int i = 0; i < slot->content.item_count; i++) {
        const PageItem *item = &slot->content.items[i];
        if (!item->chart || item->chart->kind != CHART_TABLE) continue;
        // Below a table that does not scroll.
        const PageItem *next = i + 1 < slot->content.item_count ? item + 1 : NULL;
        if (next && next->chart && next->chart->kind == CHART_TABLE) continue;
        const int last = item->chart->row_count - 1, to = slot->first_row - (int)lround(3 * wheel);
        slot->first_row = to < 0 ? 0 : to > last ? (last > 0 ? last : 0) : to;
        slot->made_us = 0;
        return;
    }
}

static bool is_over(const UiPage *page, int index, double x_px, double y_px)
{
    const PageSlot *slot = &page->slots[index];
    const double x = x_px / page->scale - slot->x, y = y_px / page->scale - slot->y;
    return slot->content.item_count > 0 && slot->surface && x >= 0 && y >= 0 && x < slot->width &&
           y < slot->height;
}

// A drag within one chart marks; let go it is a filter. True: it was no click.
static bool drag(UiPage *page, PageSlot *slot, int item, double x, double y, bool is_up, Str *out)
{
    if (item < 0 || item != page->pressed_item) return false;
    page->has_brush = brush_of(page, slot, item, x, y, &page->brush);
    if (!page->has_brush) return false;
    slot->needs_paint = true;
    if (!is_up) return true;
    page->has_brush = false;
    page_filter_command(page->topics, cell_of(page, slot), slot->content.items[item].chart,
                        &page->brush, out);
    return true;
}

// In the editor a press takes the cell; a drag moves it by whole places of the grid, at its lower
// right corner it sizes it.
static bool edit_pointer(UiPage *page, double x_px, double y_px, int button, bool is_down, Str *out)
{
    const TopicPage *p = page->page;
    const double across = (page->width_px / page->scale - 2 * PAGE_MARGIN + PAGE_GAP) / p->columns,
                 down = (page->height_px / page->scale - PAGE_HEAD - PAGE_FOOT) / p->rows;
    const double dx = (x_px - page->down_px[0]) / page->scale / across,
                 dy = (y_px - page->down_px[1]) / page->scale / down;
    if (button == 1 && !is_down && page->pressed_slot >= 0 && page->pressed_slot < p->cell_count) {
        const PageSlot *slot = &page->slots[page->pressed_slot];
        const bool is_corner =
            page->press_x > slot->width - 22 && page->press_y > slot->height - 22;
        const int x = (int)lround(dx), y = (int)lround(dy);
        page->pressed_slot = -1;
        if (x || y) str_printf(out, "%s x=%d y=%d\n", is_corner ? "cell-size" : "cell-move", x, y);
        return true;
    }
    for (int i = 0; i < p->cell_count && i < PAGE_SLOTS_MAX; i++) {
        if (!is_over(page, i, x_px, y_px)) continue;
        if (button == 1 && is_down) {
            page->pressed_slot = i;
            page->down_px[0] = x_px, page->down_px[1] = y_px;
            page->press_x = x_px / page->scale - page->slots[i].x;
            page->press_y = y_px / page->scale - page->slots[i].y;
            str_printf(out, "cell-select index=%d\n", i + 1);
        }
        return true;
    }
    return false;
}

bool ui_page_pointer(UiPage *page, double x_px, double y_px, int button, bool is_down, double wheel,
                     Str *out)
{
    bool is_taken = false;
    // Packs that were read anew: what is known of them is gone until the next build.
    if (!page->page || topics_version(page->topics) != page->topics_version) return false;
    const int cells =
        page->page->cell_count < PAGE_SLOTS_MAX ? page->page->cell_count : PAGE_SLOTS_MAX;
    int top = -1;
    if (page->is_edited && edit_pointer(page, x_px, y_px, button, is_down, out)) return true;
    for (int i = SLOT_CHIPS; i <= SLOT_DRILL; i++)
        if (is_over(page, i, x_px, y_px)) top = i;
    for (int i = 0; i < SLOT_COUNT; i++) {
        PageSlot *slot = &page->slots[i];
        if ((i >= cells && i < SLOT_HEAD) || !slot->surface) continue;
        const double x = x_px / page->scale - slot->x, y = y_px / page->scale - slot->y;
        const bool is_inside = (top < 0 || i == top) && x >= 0 && y >= 0 && x < slot->width &&
                               y < slot->height && (i < SLOT_CHIPS || slot->content.item_count > 0);
        const int item = is_inside ? item_at(page, slot, x, y) : -1;
        hover(slot, item, x, y);
        if (!is_inside) continue;
        // Between the tabs the city is reached.
        is_taken |= i != SLOT_FOOT || item >= 0;
        if (wheel != 0) scroll(slot, wheel);
        if (button == 1 && is_down) {
            page->pressed_slot = i, page->pressed_item = item;
            page->press_x = x, page->press_y = y;
        }
        if (page->pressed_slot != i || item < 0 || (button == 1 && is_down)) continue;
        const bool is_up = button == 1 && !is_down;
        const bool is_drag = drag(page, slot, item, x, y, is_up, out);
        if (is_up && !is_drag && item == page->pressed_item) click(page, slot, item, x, y, out);
    }
    if (button == 1 && !is_down) {
        if (page->has_brush) page->slots[page->pressed_slot].needs_paint = true; // let go outside
        page->has_brush = false;
        page->pressed_slot = page->pressed_item = -1;
    }
    return is_taken;
}

static const char *item_role(const PageItem *item)
{
    if (item->kind == PAGE_BUTTON) return "button";
    if (item->kind == PAGE_ROW) return "row";
    return item->kind == PAGE_WORDS || item->kind == PAGE_CALM ? "text"
                                                               : chart_kind_name(item->chart->kind);
}

static void rect_json(const UiPage *page, double x, double y, double width, double height,
                      JsonWriter *out)
{
    json_key(out, "rect");
    json_array_begin(out);
    json_number(out, round(x * page->scale)), json_number(out, round(y * page->scale));
    json_number(out, round(width * page->scale)), json_number(out, round(height * page->scale));
    json_array_end(out);
}

static void item_json(const UiPage *page, const PageSlot *slot, const PageItem *item,
                      JsonWriter *out)
{
    static const char *const states[CHART_STATE_COUNT] = { "live",  "late",    "stale", "dead",
                                                           "empty", "loading", "failed" };
    double body[4], rect[4];
    slot_body(page, slot, body);
    page_item_rect(item, body, rect);
    const char *name = item->text ? item->text : item->chart ? item->chart->title : NULL;
    json_object_begin(out);
    json_key(out, "panel"), json_text(out, slot->content.title);
    json_key(out, "role"), json_text(out, item_role(item));
    json_key(out, "name"), json_text(out, name ? name : slot->content.title);
    json_key(out, "text"), json_text(out, item->text ? item->text : "");
    rect_json(page, slot->x + rect[0], slot->y + rect[1], rect[2], rect[3], out);
    if (item->chart) {
        json_key(out, "state"), json_text(out, states[item->chart->state]);
        if (item->chart->has_number) json_key(out, "value"), json_number(out, item->chart->number);
        if (item->chart->kind == CHART_TABLE)
            json_key(out, "rows"), json_int(out, item->chart->row_count);
    }
    json_key(out, "action"), json_text(out, item->action ? item->action : "");
    json_key(out, "disabled"), json_bool(out, item->is_off);
    json_object_end(out);
}

void ui_page_json(const UiPage *page, JsonWriter *out)
{
    for (int i = 0; page->page && i < SLOT_COUNT; i++) {
        const PageSlot *slot = &page->slots[i];
        const bool is_cell = i < PAGE_SLOTS_MAX;
        if (is_cell && i >= page->page->cell_count) continue;
        if (i >= SLOT_CHIPS && slot->content.item_count == 0) continue;
        const char *title = slot->content.title ? slot->content.title : "";
        json_object_begin(out);
        json_key(out, "panel"), json_text(out, title);
        json_key(out, "role");
        json_text(out, is_cell           ? "cell"
                       : i == SLOT_HEAD  ? "head"
                       : i == SLOT_CHIPS ? "chips"
                       : i == SLOT_DRILL ? "drill"
                                         : "tabs");
        json_key(out, "name"), json_text(out, title);
        json_key(out, "text"), json_text(out, "");
        rect_json(page, slot->x, slot->y, slot->width, slot->height, out);
        json_key(out, "action"), json_text(out, "");
        json_object_end(out);
        for (int k = 0; k < slot->content.item_count; k++)
            item_json(page, slot, &slot->content.items[k], out);
    }
}
