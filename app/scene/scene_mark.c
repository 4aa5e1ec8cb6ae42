// SPDX-License-Identifier: Apache-2.0
// scene_mark.c - labels and icons of a layer as candidates: where they stand, what they say, how far they reach. Thread: job.
#include "scene/scene_private.h"

#include "base/array.h"
#include "base/str.h"
#include <stdlib.h>
#include <string.h>

#define LEVEL_FINEST 21           // cells of 10 m
#define LEVEL_HOUSE 15             // cells of 600 m: read from 14 km on
#define TEXT_MAX 160
#define LIFT_M 1.5                 // over the ground or roof

typedef struct {
    uint32_t feature, text_at;
    uint32_t x, y;             // cell of the level looked at
    float score;
    uint32_t level;            // of the largest cell it is the most important of
} Order;

// Size breaks ties between equals: larger things are named first.
static float score_of(const SceneForm *form, uint32_t i)
{
    const GeoLayer *l = form->layer;
    const double w = ((double)l->box[i].x_max - l->box[i].x_min) * l->step_deg, h = ((double)l->box[i].y_max - l->box[i].y_min) * l->step_deg;
    const double height = form->height_m ? form->height_m[i] : 10;
    const double size = log2(1 + 1e5 * (w + h) * height) / 64; // 0..1
    return (form->rank ? form->rank[i] : 0) + 0.02f * (float)size;
}

// Texts of a text column stay where they are; others are written out.
static uint32_t text_of(Str *pool, const GeoColumn *column, uint32_t row)
{
    char text[TEXT_MAX];
    if (!column) return 0;
    if (column->type == GEO_FIELD_TEXT) {
        if (column->valid && !(column->valid[row >> 6] >> (row & 63) & 1)) return 0;
        const uint32_t at = column->text_at[column->code[row]];
        return column->text[at] ? at + 1 : 0;
    }
    if (!geo_column_text(column, row, text, sizeof text) || !text[0]) return 0;
    const uint32_t at = (uint32_t)pool->length;
    str_add_n(pool, text, strlen(text) + 1);
    return at + 1;
}

static GeoPos box_middle(const GeoLayer *l, uint32_t feature)
{
    const GeoIntBox *b = &l->box[feature];
    return (GeoPos){ l->lon0_deg + 0.5 * ((double)b->x_min + b->x_max) * l->step_deg,
                     l->lat0_deg + 0.5 * ((double)b->y_min + b->y_max) * l->step_deg, 0 };
}

// A knock-out over the quadtree: of each cell's marks the most important goes on to the cell above. Features lie in the order of
// the tree, so that marks of one cell stand together.
static void find_levels(Order *order, int count, uint32_t *still)
{
    int left = count;
    for (int i = 0; i < count; i++) still[i] = (uint32_t)i;
    for (int i = 0; i < count; i++) order[i].level = LEVEL_FINEST + 1;
    for (int level = LEVEL_FINEST; level >= 0; level--) {
        int kept = 0;
        for (int i = 0; i < left; i++) {
            Order *o = &order[still[i]];
            if (level < LEVEL_FINEST) {
                o->x >>= 1;
                o->y >>= 1;
            }
            Order *last = kept > 0 ? &order[still[kept - 1]] : NULL;
            const bool is_same_cell = last && last->x == o->x && last->y == o->y;
            if (!is_same_cell) still[kept++] = still[i];
            else if (o->score > last->score) still[kept - 1] = still[i];
        }
        left = kept;
        for (int i = 0; i < left; i++) order[still[i]].level = (uint32_t)level;
    }
}

static uint32_t sort_key(const Order *o)
{
    // Coarse levels first, then high scores; scores lie in 0 .. 1.1.
    const float score = o->score < 0 ? 0 : o->score > 1.99f ? 1.99f : o->score;
    return o->level << 27 | (0x7ffffffu - (uint32_t)(score * 67000000.0f));
}

// Stable, eleven bits a pass; after three passes the order is in b.
static void sort_orders(Order *order, int count, uint32_t *a, uint32_t *b)
{
    for (int i = 0; i < count; i++) a[i] = (uint32_t)i;
    for (int shift = 0; shift < 33; shift += 11) {
        uint32_t at[2049] = { 0 };
        for (int i = 0; i < count; i++) at[(sort_key(&order[a[i]]) >> shift & 2047) + 1]++;
        for (int k = 0; k < 2048; k++) at[k + 1] += at[k];
        for (int i = 0; i < count; i++) b[at[sort_key(&order[a[i]]) >> shift & 2047]++] = a[i];
        uint32_t *swap = a;
        a = b;
        b = swap;
    }
}

static bool allocate(SceneMarks *m, size_t n)
{
    m->x_m = calloc(n * 8, sizeof(float));
    m->feature = calloc(n * 2, sizeof(uint32_t));
    m->shown = calloc(n, sizeof *m->shown);
    m->bytes = n * (8 * sizeof(float) + 2 * sizeof(uint32_t) + sizeof *m->shown);
    if (!m->x_m || !m->feature || !m->shown) return false;
    m->y_m = m->x_m + n;
    m->z_m = m->y_m + n;
    m->spacing_m = m->z_m + n;
    m->rank = m->spacing_m + n;
    m->quiet_until_s = m->rank + n;
    m->h_m = m->quiet_until_s + n;
    m->seen_s = m->h_m + n;
    m->text_at = m->feature + n;
    return true;
}

DVec3 scene_mark_point(const SceneForm *form, const SceneGround *ground, double stretch,
                       const uint8_t *share, uint32_t feature)
{
    GeoPos p = geo_layer_anchor(form->layer, feature);
    double ground_m = scene_ground_height(ground, p.lon_deg, p.lat_deg);
    if (form->is_z_ground && fabs(p.h_m) < 1e5 && p.h_m > ground_m) ground_m = p.h_m;
    const double part = share ? share[feature] / 255.0 : 1;
    const double height_m = form->height_m ? (double)form->height_m[feature] * part : 0;
    p.h_m = (ground_m + height_m + LIFT_M) * stretch;
    return geo_frame_enu(&ground->frame, p);
}

// The middle of the box is near enough to choose by; the anchor is found when a mark is to be shown.
static void place_marks(SceneMarks *m, const SceneForm *form, const SceneGround *ground, const GeoPos *pos)
{
    double *lon = malloc(sizeof *lon * (size_t)m->count), *lat = malloc(sizeof *lat * (size_t)m->count);
    float *h = calloc((size_t)m->count, sizeof *h);
    if (lon && lat && h && ground->terrain) {
        for (int i = 0; i < m->count; i++) {
            lon[i] = pos[i].lon_deg;
            lat[i] = pos[i].lat_deg;
        }
        geo_terrain_heights(ground->terrain, lon, lat, h, m->count);
    }
    m->height_max_m = -1e9f;
    for (int i = 0; i < m->count; i++) {
        GeoPos at = pos[i];
        at.h_m = (h ? h[i] : 0) + (form->height_m ? form->height_m[m->feature[i]] : 0) + LIFT_M;
        if (form->is_z_ground) at.h_m += form->layer->z_min_m;
        const DVec3 p = geo_frame_enu(&ground->frame, at);
        if (i == 0) m->origin_enu_m = p;
        m->x_m[i] = (float)(p.x - m->origin_enu_m.x);
        m->y_m[i] = (float)(p.y - m->origin_enu_m.y);
        m->z_m[i] = (float)(p.z - m->origin_enu_m.z);
        m->h_m[i] = (float)at.h_m;
        m->height_max_m = fmaxf(m->height_max_m, (float)at.h_m);
    }
    if (form->is_z_ground) m->height_max_m = fmaxf(m->height_max_m, (float)form->layer->z_max_m + 300);
    free(lon);
    free(lat);
    free(h);
}

SceneMarks *scene_marks_create(const SceneForm *form, const SceneGround *ground)
{
    const GeoLayer *l = form->layer;
    const LayerStyle *s = &form->style;
    const int column_at = s->label_attribute[0] ? geo_layer_column(l, s->label_attribute) : -1;
    const GeoColumn *column = column_at >= 0 ? &l->columns[column_at] : NULL;
    const bool has_icon = s->draw == STYLE_DRAW_POINT && !s->symbol[0] && !str_equal(s->icon, "none");
    if ((!column && !has_icon) || l->feature_count == 0) return NULL;

    SceneMarks *m = calloc(1, sizeof *m);
    Order *order = malloc(sizeof *order * l->feature_count);
    uint32_t *sorted = NULL;
    GeoPos *pos = NULL;
    Str pool = { 0 };
    bool ok = false;
    int count = 0;
    if (!m || !order) goto done;
    for (uint32_t i = 0; i < l->feature_count; i++) {
        if (l->feature_part[i + 1] == l->feature_part[i]) continue; // no geometry
        const uint32_t text_at = text_of(&pool, column, i);
        if (!text_at && !has_icon) continue;
        const GeoPos p = box_middle(l, i);
        const GeoTileKey cell = geo_tile_at(LEVEL_FINEST, p.lon_deg, p.lat_deg);
        order[count++] = (Order){ .feature = i, .text_at = text_at, .x = cell.x, .y = cell.y, .score = score_of(form, i) };
    }
    sorted = malloc(sizeof *sorted * 2 * ((size_t)count + 1));
    if (count == 0 || !sorted || !allocate(m, (size_t)count)) goto done;
    find_levels(order, count, sorted);
    sort_orders(order, count, sorted + count, sorted);
    pos = malloc(sizeof *pos * (size_t)count);
    if (!pos) goto done;
    m->count = count;
    m->has_icon = has_icon;
    for (int i = 0; i < count; i++) {
        const Order *o = &order[sorted[i]];
        m->feature[i] = o->feature;
        m->text_at[i] = o->text_at;
        m->rank[i] = o->score;
        // Names of houses are not read from the next county.
        const uint32_t level = s->draw == STYLE_DRAW_BUILDING && o->level < LEVEL_HOUSE ? LEVEL_HOUSE : o->level;
        m->spacing_m[i] = (float)(180 * 111195.0 / (double)(1u << level));
        pos[i] = box_middle(l, o->feature);
    }
    place_marks(m, form, ground, pos);
    m->own_texts = pool.text;
    m->texts = column && column->type == GEO_FIELD_TEXT ? column->text : pool.text;
    m->bytes += pool.cap;
    pool = (Str){ 0 };
    m->hold = city_hold_acquire(form->hold);
    ok = true;
done:
    free(order);
    free(sorted);
    free(pos);
    str_finish(&pool);
    if (ok) return m;
    scene_marks_destroy(m);
    return NULL;
}

void scene_marks_destroy(SceneMarks *marks)
{
    if (!marks) return;
    free(marks->x_m);
    free(marks->feature);
    free(marks->shown);
    free(marks->own_texts);
    city_hold_release(marks->hold);
    free(marks);
}
