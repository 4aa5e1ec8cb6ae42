// SPDX-License-Identifier: Apache-2.0
// scene_live_text.c - texts that change every second, set from single characters: each is drawn
// once and kept, so that a new age costs no picture. A plate is three pieces of one rounded
// picture.
#include "scene/scene_live_private.h"

#include "base/str.h"
#include <string.h>

#define CELL_PAD 1.0f // around a character's picture (halo 0)

static int character_bytes(const char *text)
{
    const unsigned char c = (unsigned char)*text;
    const int want = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
    int n = 1;
    while (n < want && ((unsigned char)text[n] & 0xc0) == 0x80) n++;
    return n;
}

static const SceneAtlasEntry *cell_of(Scene *scene, const char *text, int bytes,
                                      const SceneLiveInk *ink)
{
    SceneLabelRequest q = { .size_px = ink->size_px, .is_cell = true, .is_bold = ink->is_bold };
    memcpy(q.text, text, (size_t)bytes);
    q.key = scene_atlas_key(&q);
    return scene_atlas_get(scene_labels_atlas(scene), &q, scene->frame, true);
}

static float advance_of(const SceneAtlasEntry *e, const char *text, float size_px)
{
    if (e->state == ATLAS_READY) return (float)e->width - 2 * CELL_PAD;
    const unsigned char c = (unsigned char)*text;
    return roundf(c >= 0xe0 ? size_px : c == ' ' ? 0.25f * size_px : 0.56f * size_px);
}

static RenderSprite *add_sprite(SceneLiveDrawn *l, const SceneAtlasEntry *e, uint32_t rgba)
{
    if (l->sprite_count >= l->sprite_cap) return NULL;
    RenderSprite *s = &l->sprites[l->sprite_count++];
    *s = (RenderSprite){ .width_px = (float)e->width,
                         .height_px = (float)e->height,
                         .u0 = (float)e->x,
                         .v0 = (float)e->y,
                         .u1 = (float)(e->x + e->width),
                         .v1 = (float)(e->y + e->height),
                         .fill_rgba = rgba,
                         .opacity = 1,
                         .layer = (uint32_t)e->page };
    return s;
}

float scene_live_text_width(Scene *scene, const char *text, const SceneLiveInk *ink)
{
    float width = 0;
    for (int n; *text; text += n) {
        n = character_bytes(text);
        width += advance_of(cell_of(scene, text, n, ink), text, ink->size_px);
    }
    return width;
}

// Ends as drawn, the middle column drawn out.
static void plate(Scene *scene, float x, float y, float width, float height, uint32_t rgba)
{
    SceneLiveDrawn *l = scene->live;
    SceneLabelRequest q = { .size_px = height, .is_icon = true };
    str_copy_utf8(q.text, sizeof q.text, "plate");
    q.key = scene_atlas_key(&q);
    const SceneAtlasEntry *e = scene_atlas_get(scene_labels_atlas(scene), &q, scene->frame, true);
    if (e->state != ATLAS_READY) {
        scene->wanted += scene->is_picture;
        return;
    }
    const float half = floorf(0.5f * (float)e->width), top = y - 0.5f * (float)e->height;
    for (int k = 0; k < 3; k++) {
        RenderSprite *s = add_sprite(l, e, rgba);
        if (!s) return;
        s->y_px = roundf(top);
        s->x_px = roundf(k == 0 ? x - 1 : k == 1 ? x - 1 + half : x + width + 1 - half);
        s->width_px = k == 1 ? roundf(x + width + 1 - half) - roundf(x - 1 + half) : half;
        s->u0 = (float)e->x + (k == 0 ? 0 : k == 1 ? half : (float)e->width - half);
        s->u1 = k == 1 ? s->u0 + 0.01f : s->u0 + half;
        if (k == 1 && s->width_px <= 0) l->sprite_count--;
    }
}

void scene_live_text(Scene *scene, float x_px, float y_px, const char *text,
                     const SceneLiveInk *ink)
{
    SceneLiveDrawn *l = scene->live;
    if (ink->plate) {
        const float pad = roundf(0.5f * ink->size_px), height = roundf(1.7f * ink->size_px);
        plate(scene, x_px - pad, y_px, scene_live_text_width(scene, text, ink) + 2 * pad, height,
              ink->plate);
    }
    float x = x_px;
    for (int n; *text; text += n) {
        n = character_bytes(text);
        const SceneAtlasEntry *e = cell_of(scene, text, n, ink);
        const bool is_pending = e->state == ATLAS_ASKED || e->state == ATLAS_ABSENT;
        scene->wanted += is_pending && scene->is_picture;
        RenderSprite *s =
            e->state == ATLAS_READY && *text != ' ' ? add_sprite(l, e, ink->ink) : NULL;
        if (s) {
            s->x_px = roundf(x) - CELL_PAD;
            s->y_px = roundf(y_px - 0.5f * (float)e->height);
        }
        x += advance_of(e, text, ink->size_px);
    }
    l->status.texts++;
}

void scene_live_icon(Scene *scene, float x_px, float y_px, float size_px, const char *icon,
                     uint32_t rgba)
{
    SceneLabelRequest q = { .size_px = roundf(size_px), .is_icon = true };
    str_copy_utf8(q.text, sizeof q.text, icon);
    q.key = scene_atlas_key(&q);
    const SceneAtlasEntry *e = scene_atlas_get(scene_labels_atlas(scene), &q, scene->frame, true);
    const bool is_pending = e->state == ATLAS_ASKED || e->state == ATLAS_ABSENT;
    scene->wanted += is_pending && scene->is_picture;
    RenderSprite *s = e->state == ATLAS_READY ? add_sprite(scene->live, e, rgba) : NULL;
    if (!s) return;
    s->x_px = roundf(x_px - 0.5f * (float)e->width);
    s->y_px = roundf(y_px - 0.5f * (float)e->height);
}
