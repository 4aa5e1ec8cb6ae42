// SPDX-License-Identifier: Apache-2.0
// bench_ui.c - a page of 16 panels at 3840 x 2160 that all change once a second: what its redraw
// and upload take of a second, its worst frame, and the memory of its pictures. Processor time.
#include "base/clock.h"
#include "render/render.h"
#include "ui/page_private.h"
#include "ui/ui_panel.h"
#include <SDL.h>
#include <malloc.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { KEYS = 24, SECONDS = 20, FRAMES_A_SECOND = 60, TEXTURES = 1100 };
#define S INT64_C(1000000)
#define START_US INT64_C(1780000000000000)

typedef struct {
    char folder[64];
    State state;
    Keys *keys;
    Live *live;
    Thresholds *thresholds;
    Topics *topics;
    Indicators *indicators;
    UiPainter *painter;
    UiPage *page;
    UiPageFacts facts;
    Render *render;
    RenderTexture textures[TEXTURES]; // by id of the picture
    int64_t now_us;
} Bench;

static double cpu_ms(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static double value_at(int key, int64_t t_us)
{
    return 50 + 40 * sin((double)(t_us / S) * 0.37 + key) + key * 0.1;
}

// Five minutes apart, as a store has them.
static bool ask(void *source, uint64_t request, uint32_t key, int64_t from_us, int64_t to_us,
                int points_max)
{
    const Bench *b = source;
    IndicatorPoint *points = calloc((size_t)points_max, sizeof *points);
    for (int i = 0; points && i < points_max; i++) {
        const int64_t t_us = from_us + (to_us - from_us) / points_max * i;
        points[i] = (IndicatorPoint){ t_us, value_at((int)key, t_us / 300) };
    }
    indicators_take(b->indicators, request, points, points ? points_max : 0, NULL);
    free(points);
    return true;
}

static bool write_pack(const char *folder)
{
    static const char *const cells[16] = {
        "bignumber, indicators: W9.k0 W9.k1 W9.k2",
        "line, indicators: W9.k0 W9.k1, span: 24h",
        "line, indicators: W9.k2 W9.k3, span: 24h",
        "gauge, indicators: W9.k4",
        "ranking, indicators: W9.k5 W9.k6 W9.k7 W9.k8 W9.k9 W9.k10",
        "area, indicators: W9.k11, span: 24h",
        "bar, indicators: W9.k12 W9.k13 W9.k14 W9.k15",
        "donut, indicators: W9.k1 W9.k2 W9.k3 W9.k4",
        "table, indicators: W9.k0 W9.k1 W9.k2 W9.k3 W9.k4 W9.k5 W9.k6 W9.k7",
        "radar, indicators: W9.k16 W9.k17 W9.k18 W9.k19 W9.k20",
        "line, indicators: W9.k21 W9.k22 W9.k23, span: 24h",
        "gauge, indicators: W9.k23",
        "bignumber, indicators: W9.k8 W9.k9",
        "bar, indicators: W9.k16 W9.k17 W9.k18 W9.k19 W9.k20 W9.k21",
        "area, indicators: W9.k10 W9.k12, span: 24h",
        "text, options: \"text='甲 {W9.k0}，乙 {W9.k1}，丙 {W9.k2}；丁 {W9.k3}。'\"",
    };
    char path[160];
    snprintf(path, sizeof path, "%s/topics", folder);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/topics/W9.yaml", folder);
    FILE *file = fopen(path, "w");
    if (!file) return false;
    fputs("id: W9\nkind: topic\nname: 十六块\nname_en: Sixteen\nlead: 办公室\nlead_en: Office\n"
          "version: 1\nvalid_from: 2026-01-01\npalette: neutral\nnotice: 示范数据\nindicators:\n",
          file);
    for (int i = 0; i < KEYS; i++)
        fprintf(
            file,
            "  - { key: W9.k%d, name: 指标%d, name_en: K%d, unit: \"%%\", period: 1 min, stale: "
            "5 min, better: higher, bad: below, yellow: 30, red: 15, over: mean, decimals: 1, "
            "source: s, owner: o }\n",
            i, i, i);
    fputs("pages:\n  - medium: wall\n    title: 十六块\n    title_en: Sixteen\n    columns: 4\n"
          "    rows: 4\n    cells:\n",
          file);
    for (int i = 0; i < 16; i++)
        fprintf(file,
                "      - { column: %d, row: %d, width: 1, height: 1, title: 面板%d, title_en: "
                "Panel, widget: %s }\n",
                i % 4, i / 4, i, cells[i]);
    if (fclose(file) != 0) return false;
    snprintf(path, sizeof path, "%s/units.yaml", folder);
    file = fopen(path, "w");
    if (!file) return false;
    fputs("units:\n  - { code: \"1\", name: 东区, name_en: East }\n", file);
    return fclose(file) == 0;
}

static bool open_gl(Bench *b)
{
    SDL_SetHint(SDL_HINT_VIDEODRIVER, "offscreen");
    if (SDL_Init(SDL_INIT_VIDEO) != 0) return false;
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 4);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 5);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_CORE);
    SDL_Window *window =
        SDL_CreateWindow("bench", 0, 0, 64, 64, SDL_WINDOW_OPENGL | SDL_WINDOW_HIDDEN);
    if (!window || !SDL_GL_CreateContext(window)) return false;
    b->render = render_create(&(RenderDesc){ 0 }, NULL);
    return b->render != NULL;
}

static bool open_page(Bench *b)
{
    strcpy(b->folder, "/tmp/citymirror-bench-XXXXXX");
    if (!mkdtemp(b->folder) || !write_pack(b->folder)) return false;
    Err err = { 0 };
    state_init(&b->state);
    b->keys = keys_create(0);
    b->live = live_create(b->keys);
    b->thresholds = thresholds_create();
    b->topics =
        topics_create(&(TopicsDesc){ .data_folder = b->folder, .thresholds = b->thresholds });
    if (!topics_load(b->topics, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return false;
    }
    b->indicators = indicators_create(&(IndicatorsDesc){ .live = b->live,
                                                         .keys = b->keys,
                                                         .topics = b->topics,
                                                         .thresholds = b->thresholds,
                                                         .history = { ask, b } });
    b->painter = ui_painter_create();
    b->page = ui_page_create(b->painter, NULL);
    b->facts = (UiPageFacts){ .topics = b->topics, .indicators = b->indicators };
    b->now_us = START_US;
    str_copy_utf8(b->state.page, sizeof b->state.page, "W9");
    return b->page != NULL;
}

static void close_page(Bench *b)
{
    char command[160];
    ui_page_destroy(b->page);
    ui_painter_destroy(b->painter);
    indicators_destroy(b->indicators);
    topics_destroy(b->topics);
    thresholds_destroy(b->thresholds);
    live_destroy(b->live);
    keys_destroy(b->keys);
    state_finish(&b->state);
    snprintf(command, sizeof command, "rm -rf '%s'", b->folder);
    if (system(command) != 0) fprintf(stderr, "%s is left\n", b->folder);
}

static void put_values(Bench *b)
{
    char key[16];
    for (int i = 0; i < KEYS; i++) {
        const int length = snprintf(key, sizeof key, "W9.k%d", i);
        Observation o = { .key = keys_intern(b->keys, key, (size_t)length),
                          .kind = OBSERVATION_NUMBER,
                          .number = value_at(i, b->now_us),
                          .t_obs_us = b->now_us,
                          .t_recv_us = b->now_us,
                          .period_ms = 60000,
                          .unit = "%" };
        (void)live_put(b->live, &o);
    }
}

static const UiPanelImage *build(Bench *b, int width, int height, double budget_s, int *count)
{
    b->facts.now_us = b->now_us;
    live_tick(b->live, b->now_us);
    indicators_update(b->indicators, b->now_us, false);
    return ui_page_build(b->page, &b->state, &b->facts, width, height, budget_s, count);
}

// As app_upload_panels does.
static void upload(Bench *b, const UiPanelImage *images, int count)
{
    for (int i = 0; i < count; i++) {
        const UiPanelImage *image = &images[i];
        RenderTexture *texture = &b->textures[image->id];
        if (texture->id == 0)
            *texture = render_texture_create(b->render, RENDER_TEXTURE_PANEL_BGRA8, image->width_px,
                                             image->height_px, 1, NULL, NULL);
        else if (!image->is_changed)
            continue;
        render_texture_write(b->render, *texture, 0, 0, 0, image->width_px, image->height_px,
                             image->bgra, image->stride);
    }
    render_finish(b->render);
}

static void measure_page(Bench *b)
{
    double redraw_ms = 0, worst_ms = 0, upload_ms = 0, worst_upload_ms = 0, bytes = 0;
    int changed = 0;
    for (int frame = -FRAMES_A_SECOND; frame < SECONDS * FRAMES_A_SECOND; frame++) {
        int count = 0;
        b->now_us += S / FRAMES_A_SECOND;
        if ((frame + FRAMES_A_SECOND) % FRAMES_A_SECOND == 0) put_values(b);
        const double start_ms = cpu_ms(CLOCK_THREAD_CPUTIME_ID);
        const UiPanelImage *images = build(b, 3840, 2160, UI_PAGE_BUDGET_S, &count);
        const double built_ms = cpu_ms(CLOCK_THREAD_CPUTIME_ID);
        const double process_ms = cpu_ms(CLOCK_PROCESS_CPUTIME_ID);
        if (b->render) upload(b, images, count);
        const double uploaded_ms = cpu_ms(CLOCK_PROCESS_CPUTIME_ID) - process_ms;
        if (frame < 0) continue; // fonts, shapes of texts, textures
        redraw_ms += built_ms - start_ms;
        worst_ms = fmax(worst_ms, built_ms - start_ms);
        upload_ms += uploaded_ms;
        worst_upload_ms = fmax(worst_upload_ms, uploaded_ms);
        for (int i = 0; i < count; i++) {
            changed += images[i].is_changed;
            if (images[i].is_changed) bytes += (double)images[i].stride * images[i].height_px;
        }
    }
    printf("page_redraw_ms_a_second %.1f\n", redraw_ms / SECONDS);
    printf("page_worst_frame_ms %.2f\n", worst_ms);
    printf("page_pictures_a_second %.1f\n", (double)changed / SECONDS);
    printf("page_upload_mb_a_second %.1f\n", bytes / 1e6 / SECONDS);
    if (!b->render) return;
    printf("page_upload_ms_a_second %.1f\n", upload_ms / SECONDS);
    printf("page_worst_upload_ms %.2f\n", worst_upload_ms);
}

// Of a page alone: its pictures, which textures keep once more, and all that was allocated for it.
static void measure_memory(int width, int height, const char *name)
{
    const struct mallinfo2 before = mallinfo2();
    Bench b = { 0 };
    if (!open_page(&b)) exit(1);
    int count = 0;
    double bytes = 0;
    put_values(&b);
    const UiPanelImage *images = build(&b, width, height, INFINITY, &count);
    for (int i = 0; i < count; i++) bytes += (double)images[i].stride * images[i].height_px;
    const struct mallinfo2 after = mallinfo2();
    const double all =
        (double)(after.uordblks + after.hblkhd) - (double)(before.uordblks + before.hblkhd);
    printf("memory_%s_pictures_mb %.1f\nmemory_%s_mb %.1f\n", name, bytes / 1e6, name, all / 1e6);
    close_page(&b);
}

int main(void)
{
    static Bench b;
    if (!open_gl(&b)) fprintf(stderr, "no OpenGL: uploads are left out\n");
    if (!open_page(&b)) return 1;
    measure_page(&b);
    close_page(&b);
    render_destroy(b.render);
    measure_memory(3840, 2160, "4k");
    measure_memory(15360, 4320, "16k");
    return 0;
}
