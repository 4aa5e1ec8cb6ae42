// SPDX-License-Identifier: Apache-2.0
// scene_label_atlas.c - shelves of pictures on pages of one array texture.
#include "scene/scene_label_atlas.h"

#include "base/array.h"
#include "base/hashmap.h"
#include "base/str.h"
#include <stdlib.h>
#include <string.h>

#define PAGE_PX 1024
#define PAGES_MAX 32
#define ASKED_MAX 400

typedef struct {
    int y, height, x;          // x: where the next picture goes
} Shelf;

typedef struct {
    Shelf shelves[PAGE_PX / 8];
    int shelf_count, top;
    uint64_t last_used;
} Page;

struct SceneAtlas {
    SceneLabelRaster *raster;
    RenderTexture texture;
    Page pages[PAGES_MAX];
    int page_count, page_goal; // more are wanted once all of them are on screen
    SceneAtlasEntry *entries;
    int count, cap;
    Hashmap by_key;
    int asked;
};

static const SceneAtlasEntry absent = { 0 };

SceneAtlas *scene_atlas_create(Err *err)
{
    SceneAtlas *a = calloc(1, sizeof *a);
    if (a) a->raster = scene_label_raster_create(err);
    if (a && a->raster) return a;
    free(a);
    return NULL;
}

void scene_atlas_destroy(SceneAtlas *a, Render *render)
{
    if (!a) return;
    scene_label_raster_destroy(a->raster);
    if (render) render_texture_destroy(render, a->texture);
    hashmap_finish(&a->by_key);
    free(a->entries);
    free(a);
}

static void forget_entries(SceneAtlas *a, int page)
{
    for (int i = 0; i < a->count; i++) {
        if (a->entries[i].state == ATLAS_READY && (page < 0 || a->entries[i].page == page)) a->entries[i].state = ATLAS_ABSENT;
    }
}

void scene_atlas_forget_gpu(SceneAtlas *a)
{
    a->texture = (RenderTexture){ 0 };
    a->page_count = 0;
    forget_entries(a, -1);
}

uint64_t scene_atlas_key(const SceneLabelRequest *q)
{
    const uint64_t size = (uint64_t)(q->size_px * 4) << 20 | (uint64_t)(q->halo_px * 8) << 4 |
                          (uint64_t)q->is_cell << 2 | (uint64_t)q->is_icon << 1 | q->is_bold;
    return str_hash(q->text, strlen(q->text)) ^ size * 0x9e3779b97f4a7c15ull;
}

const SceneAtlasEntry *scene_atlas_get(SceneAtlas *a, const SceneLabelRequest *q, uint64_t frame, bool may_ask)
{
    uint64_t at = 0;
    if (!hashmap_get(&a->by_key, q->key, &at)) {
        if (!may_ask) return &absent;
        if (!array_reserve((void **)&a->entries, &a->cap, a->count + 1, sizeof *a->entries)) return &absent;
        if (!hashmap_put(&a->by_key, q->key, (uint64_t)a->count)) return &absent;
        at = (uint64_t)a->count++;
        a->entries[at] = (SceneAtlasEntry){ .key = q->key };
    }
    SceneAtlasEntry *e = &a->entries[at];
    if (e->state == ATLAS_READY) a->pages[e->page].last_used = frame;
    if (e->state == ATLAS_ABSENT && may_ask && a->asked < ASKED_MAX && scene_label_raster_ask(a->raster, q)) {
        e->state = ATLAS_ASKED;
        a->asked++;
    }
    return e;
}

static bool fit_page(Page *p, int width, int height, int *x, int *y)
{
    const int shelf_height = (height + 7) / 8 * 8;
    for (int i = 0; i < p->shelf_count; i++) {
        Shelf *s = &p->shelves[i];
        if (s->height != shelf_height || s->x + width > PAGE_PX) continue;
        *x = s->x;
        *y = s->y;
        s->x += width + 1;
        return true;
    }
    if (p->top + shelf_height > PAGE_PX || p->shelf_count >= (int)(sizeof p->shelves / sizeof p->shelves[0])) return false;
    p->shelves[p->shelf_count++] = (Shelf){ p->top, shelf_height, width + 1 };
    *x = 0;
    *y = p->top;
    p->top += shelf_height;
    return true;
}

static bool fit(SceneAtlas *a, int width, int height, uint64_t frame, SceneAtlasEntry *e)
{
    int oldest = -1;
    for (int i = 0; i < a->page_count; i++) {
        if (fit_page(&a->pages[i], width, height, &e->x, &e->y)) {
            e->page = i;
            a->pages[i].last_used = frame;
            return true;
        }
        if (oldest < 0 || a->pages[i].last_used < a->pages[oldest].last_used) oldest = i;
    }
    if (oldest < 0 || a->pages[oldest].last_used + 1 >= frame) return false; // all of it is on screen
    forget_entries(a, oldest);
    a->pages[oldest] = (Page){ .last_used = frame };
    e->page = oldest;
    return fit_page(&a->pages[oldest], width, height, &e->x, &e->y);
}

static bool ensure_texture(SceneAtlas *a, Render *render, float scale)
{
    Err err = { 0 };
    int pages = (int)(2 + 0.75f * scale * scale);
    if (pages < a->page_goal) pages = a->page_goal;
    if (pages > PAGES_MAX) pages = PAGES_MAX;
    if (a->texture.id && a->page_count >= pages) return true;
    // Larger text wants more room: begun anew, the thread draws it again.
    const RenderTexture texture = render_texture_create(render, RENDER_TEXTURE_ATLAS_RG8, PAGE_PX, PAGE_PX, pages, NULL, &err);
    if (!texture.id) return a->texture.id != 0;
    render_texture_destroy(render, a->texture);
    a->texture = texture;
    a->page_count = pages;
    memset(a->pages, 0, sizeof a->pages);
    forget_entries(a, -1);
    return true;
}

void scene_atlas_take(SceneAtlas *a, Render *render, uint64_t frame, float scale)
{
    SceneLabelPicture p;
    if (!ensure_texture(a, render, scale)) return;
    while (scene_label_raster_take(a->raster, &p)) {
        uint64_t at = 0;
        a->asked--;
        if (hashmap_get(&a->by_key, p.key, &at)) {
            SceneAtlasEntry *e = &a->entries[at];
            e->state = ATLAS_EMPTY;
            e->width = p.width;
            e->height = p.height;
            if (p.width > 0 && fit(a, p.width, p.height, frame, e)) {
                render_texture_write(render, a->texture, e->page, e->x, e->y, p.width, p.height, p.rg, p.width * 2);
                e->state = ATLAS_READY;
            } else if (p.width > 0 && p.height <= PAGE_PX && p.width <= PAGE_PX &&
                       a->page_count < PAGES_MAX) {
                a->page_goal = 2 * a->page_count;
                e->state = ATLAS_ABSENT; // asked for again, there will be room
            }
        }
        free(p.rg);
    }
}

int scene_atlas_asked(const SceneAtlas *a)
{
    return a->asked;
}

RenderTexture scene_atlas_texture(const SceneAtlas *a)
{
    return a->texture;
}
