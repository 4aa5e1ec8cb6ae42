// SPDX-License-Identifier: Apache-2.0
// panel_small.c - the panels of a few lines: compass, jobs, welcome, toast.
#include "base/clock.h"
#include "ui/ui_dock_build.h"
#include <math.h>
#include <string.h>

#define PANEL_COMPASS 76
#define PANEL_JOBS_AFTER_S 0.4 // shorter work is not worth a flash

static uint64_t panel_compass_key(const UiContext *context)
{
    if (!context->state->has_panels) return 0;
    return ui_hash_number(ui_hash_number(51, round(context->state->camera.heading_deg * 2)), context->width * 10000 + context->height);
}

static void panel_compass_paint(UiPainter *painter, cairo_t *cr, const UiTheme *theme, const double rect[4], const double numbers[4])
{
    ui_paint_compass(painter, cr, theme, rect[0] + rect[2] / 2, rect[1] + rect[3] / 2, rect[2] / 2 - 2, numbers[0], numbers[1] != 0);
}

static void panel_compass_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    place->width = place->height = PANEL_COMPASS;
    place->x = context->width - UI_MARGIN - PANEL_COMPASS;
    place->y = context->height - UI_STRIP - UI_MARGIN - PANEL_COMPASS;
    place->radius = PANEL_COMPASS / 2.0;
    ui_add(tree, &(UiWidget){ .kind = UI_PAINT, .name = "compass", .action = "north", .width = PANEL_COMPASS, .height = PANEL_COMPASS,
                              .paint = panel_compass_paint, .numbers = { context->state->camera.heading_deg, ui_is_chinese(context) } });
}

const UiPanelRow panel_compass = { "compass", panel_compass_key, panel_compass_build };

static uint64_t panel_jobs_key(const UiContext *context)
{
    const UiFacts *facts = context->facts;
    if (!context->state->has_panels || facts->job_count == 0) return 0;
    if (clock_monotonic_s() - context->memory->jobs_since_s < PANEL_JOBS_AFTER_S) return 0;
    uint64_t key = 61;
    for (int i = 0; i < facts->job_count; i++) {
        key = ui_hash(key, &facts->job_list[i].id, sizeof facts->job_list[i].id);
        key = ui_hash_number(key, floor((double)facts->job_list[i].progress * 100) + facts->job_list[i].is_running * 1000.0);
    }
    return ui_hash_number(key, context->height);
}

static void panel_jobs_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    const UiFacts *facts = context->facts;
    place->x = UI_MARGIN;
    place->y = context->height - UI_STRIP - UI_MARGIN;
    place->is_from_bottom = true;
    place->width = 288;
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .padding_x = 12, .padding_y = 8, .gap = 8 });
    for (int i = 0; i < facts->job_count && i < 4; i++) {
        const JobStatus *job = &facts->job_list[i];
        ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .gap = 8 });
        ui_add(tree, &(UiWidget){ .kind = UI_BOX, .grow = 1, .width = 40, .gap = 5 });
        ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .gap = 8 });
        ui_add(tree, &(UiWidget){ .kind = UI_TEXT, .text = job->title, .grow = 1, .width = 20, .colour = UI_COLOUR_TEXT });
        ui_add_text(tree, !job->is_running ? ui_word(context, TEXT_WAITING) : job->progress >= 0 ? ui_format(tree, "%.0f %%", (double)job->progress * 100) : "…",
                    UI_FONT_SMALL, UI_COLOUR_DIM);
        ui_end(tree);
        ui_add(tree, &(UiWidget){ .kind = UI_PROGRESS, .value = fmax(0, (double)job->progress) });
        ui_end(tree);
        ui_add_icon(tree, UI_ICON_CLOSE, ui_format(tree, "cancel %s", job->title), ui_format(tree, "job-cancel id=%llu", (unsigned long long)job->id));
        ui_end(tree);
    }
    if (facts->job_count > 4) ui_add_text(tree, ui_format(tree, "+ %d", facts->job_count - 4), UI_FONT_SMALL, UI_COLOUR_DIM);
    ui_end(tree);
}

const UiPanelRow panel_jobs = { "jobs", panel_jobs_key, panel_jobs_build };

static uint64_t panel_welcome_key(const UiContext *context)
{
    if (!context->state->has_panels || context->state->layer_count > 0) return 0;
    return ui_hash_number(71, context->width * 10000 + context->height);
}

static void panel_welcome_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    place->width = 420;
    place->x = (context->width - place->width) / 2;
    place->y = context->height * 0.36;
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .padding_x = 32, .padding_y = 28, .gap = 10 });
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT, .text = ui_word(context, TEXT_PRODUCT), .font = UI_FONT_CITY, .colour = UI_COLOUR_TITLE, .align = UI_ALIGN_CENTRE });
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT, .text = ui_word(context, TEXT_NO_LAYERS), .align = UI_ALIGN_CENTRE, .colour = UI_COLOUR_TEXT, .is_wrapped = true });
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT, .text = "GeoPackage · Shapefile · GeoJSON · FlatGeobuf · GeoTIFF · city.yaml", .font = UI_FONT_SMALL,
                              .align = UI_ALIGN_CENTRE, .colour = UI_COLOUR_DIM, .is_wrapped = true });
    ui_end(tree);
}

const UiPanelRow panel_welcome = { "welcome", panel_welcome_key, panel_welcome_build };

static uint64_t panel_toast_key(const UiContext *context)
{
    const UiFacts *facts = context->facts;
    if (!facts->message || !facts->message[0]) return 0;
    return ui_hash_number(ui_hash_text(81 + facts->message_is_error, facts->message),
                          context->width * 10000 + context->bottom + ui_dock_height(context) / 7);
}

static void panel_toast_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    const UiFacts *facts = context->facts;
    double natural = 0;
    ui_text_measure(context->painter, &(UiTextDesc){ .text = facts->message }, &natural, NULL);
    place->width = fmin(fmax(160, natural + 66), fmin(640, context->width - 2 * UI_MARGIN));
    place->x = (context->width - place->width) / 2;
    const double dock_h = ui_dock_height(context);
    place->y = context->bottom - dock_h - (dock_h > 0 ? 8 : 0);
    place->is_from_bottom = true;
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .padding_x = 16, .padding_y = 12, .gap = 10 });
    if (facts->message_is_error) ui_add(tree, &(UiWidget){ .kind = UI_BUTTON, .icon = UI_ICON_WARN, .width = 16, .height = 16, .colour = UI_COLOUR_BAD });
    else ui_add(tree, &(UiWidget){ .kind = UI_DOT, .colour = UI_COLOUR_GOOD });
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT, .text = facts->message, .name = "message", .grow = 1, .width = 20, .is_wrapped = true, .colour = UI_COLOUR_TEXT });
    ui_end(tree);
}

const UiPanelRow panel_toast = { "toast", panel_toast_key, panel_toast_build };
