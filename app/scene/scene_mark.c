// SPDX-License-Identifier: Apache-2.0
// scene_mark.c - labels and icons of a layer as candidates: where they stand, what they say, how far they reach. Thread: job.
#include "scene/scene_private.h"

#include "base/array.h"
#include "base/str.h"
#include <stdlib.h>
#include <string.h>

#define SPACING_BASE_M 8.0
#define SPACING_LEVELS 22          // 8 m to 16,000 km
#define TEXT_MAX 160

typedef struct {
    float score;
    uint32_t feature;
} Order;

static int compare_order(const void *a, const void *b)
{
    const Order *x = a, *y = b;
    if (x->score != y->score) return x->score > y->score ? -1 : 1;
    return x->feature < y->feature ? -1 : x->feature > y->feature;
}

// Size breaks ties between equals: larger things are named first.
static float score_of(const SceneForm *form, uint32_t i)
{
    const GeoLayer *l = form->layer;
    const double w = ((double)l->box[i].x_max - l->box[i].x_min) * l->step_deg, h = ((double)l->box[i].y_max - l->box[i].y_min) * l->step_deg;
    const double height = form->height_m ? form->height_m[i] : 10;
    const double size = log2(1 + 1e5 * (w + h) * height) / 64; // 0..1
    return (form->rank ? form->rank[i] : 0) + 0.02f * (float)size;
}

typedef struct {
    Str pool;
    uint32_t *of_code;         // of a text column: where in the pool, 0 = not yet, UINT32_MAX = nothing to say
} Texts;

static uint32_t add_text(Texts *t, const char *text)
{
    while (*text == ' ') text++;
    if (!*text) return 0;
    const uint32_t at = (uint32_t)t->pool.length;
    str_add_n(&t->pool, text, strlen(text) + 1);
    return at;
}

static uint32_t text_of(Texts *t, const GeoColumn *column, uint32_t row)
{
    char text[TEXT_MAX];
    if (!column) return 0;
    if (column->type == GEO_FIELD_TEXT && t->of_code) {
        if (column->valid && !(column->valid[row >> 6] >> (row & 63) & 1)) return 0;
        uint32_t *at = &t->of_code[column->code[row]];
        if (*at == 0) {
            str_copy_utf8(text, sizeof text, column->text + column->text_at[column->code[row]]);
            *at = add_text(t, text);
            if (*at == 0) *at = UINT32_MAX;
        }
        return *at == UINT32_MAX ? 0 : *at;
    }
    return geo_column_text(column, row, text, sizeof text) ? add_text(t, text) : 0;
}

// In order of importance each mark takes the coarsest free cell round it; the cell's size is how far it reaches.
static void find_spacing(SceneMarks *m, const GeoPos *pos)
{
    Hashmap cells = { 0 };
    for (int i = 0; i < m->count; i++) {
        const double x = (pos[i].lon_deg + 180) * 111195.0 / SPACING_BASE_M, y = (pos[i].lat_deg + 90) * 111195.0 / SPACING_BASE_M;
        const uint64_t cx = (uint64_t)fmax(x, 0), cy = (uint64_t)fmax(y, 0);
        int level = -1;
        for (int k = 0; k < SPACING_LEVELS; k++) { // taken cells lie coarser than free ones
            const uint64_t key = ((uint64_t)k << 56) | ((cx >> k) << 28) | (cy >> k);
            if (hashmap_get(&cells, key, NULL)) break;
            level = k;
        }
        for (int k = 0; k <= level; k++) hashmap_put(&cells, ((uint64_t)k << 56) | ((cx >> k) << 28) | (cy >> k), 1);
        m->spacing_m[i] = (float)(SPACING_BASE_M * (level < 0 ? 0.5 : (double)(1u << level)));
    }
    hashmap_finish(&cells);
}

static bool allocate(SceneMarks *m, size_t n)
{
    m->x_m = calloc(n * 6, sizeof(float));
    m->feature = calloc(n * 2, sizeof(uint32_t));
    m->shown = calloc(n, sizeof *m->shown);
    m->bytes = n * (6 * sizeof(float) + 2 * sizeof(uint32_t) + sizeof *m->shown);
    if (!m->x_m || !m->feature || !m->shown) return false;
    m->y_m = m->x_m + n;
    m->z_m = m->y_m + n;
    m->spacing_m = m->z_m + n;
    m->rank = m->spacing_m + n;
    m->quiet_until_s = m->rank + n;
    m->text_at = m->feature + n;
    return true;
}

static void place_marks(SceneMarks *m, const SceneForm *form, const SceneGround *ground, GeoPos *pos)
{
    const GeoLayer *l = form->layer;
    double *lon = malloc(sizeof *lon * (size_t)m->count), *lat = malloc(sizeof *lat * (size_t)m->count);
    float *h = calloc((size_t)m->count, sizeof *h);
    for (int i = 0; i < m->count; i++) pos[i] = geo_layer_anchor(l, m->feature[i]);
    if (lon && lat && h && ground->terrain) {
        for (int i = 0; i < m->count; i++) {
            lon[i] = pos[i].lon_deg;
            lat[i] = pos[i].lat_deg;
        }
        geo_terrain_heights(ground->terrain, lon, lat, h, m->count);
    }
    for (int i = 0; i < m->count; i++) {
        const uint32_t f = m->feature[i];
        double ground_m = h ? h[i] : 0;
        if (form->is_z_ground && fabs(pos[i].h_m) < 1e5 && pos[i].h_m > ground_m) ground_m = pos[i].h_m;
        pos[i].h_m = ground_m + (form->height_m ? form->height_m[f] : 0) + 1.5;
        const DVec3 p = geo_frame_enu(&ground->frame, pos[i]);
        if (i == 0) m->origin_enu_m = p;
        m->x_m[i] = (float)(p.x - m->origin_enu_m.x);
        m->y_m[i] = (float)(p.y - m->origin_enu_m.y);
        m->z_m[i] = (float)(p.z - m->origin_enu_m.z);
    }
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
    uint32_t *text_at = calloc(l->feature_count, sizeof *text_at);
    GeoPos *pos = NULL;
    Texts texts = { 0 };
    bool ok = false;
    if (!m || !order || !text_at) goto done;
    str_add_n(&texts.pool, "", 1); // offset 0 says: no text
    if (column && column->type == GEO_FIELD_TEXT) texts.of_code = calloc((size_t)column->value_count + 1, sizeof *texts.of_code);
    int count = 0;
    for (uint32_t i = 0; i < l->feature_count; i++) {
        const bool has_geometry = l->feature_part[i + 1] > l->feature_part[i];
        text_at[i] = has_geometry ? text_of(&texts, column, i) : 0;
        if (has_geometry && (text_at[i] || has_icon)) order[count++] = (Order){ score_of(form, i), i };
    }
    if (count == 0 || !allocate(m, (size_t)count)) goto done;
    qsort(order, (size_t)count, sizeof *order, compare_order);
    m->count = count;
    m->has_icon = has_icon;
    for (int i = 0; i < count; i++) {
        m->feature[i] = order[i].feature;
        m->text_at[i] = text_at[order[i].feature];
        m->rank[i] = order[i].score;
    }
    pos = malloc(sizeof *pos * (size_t)count);
    if (!pos) goto done;
    place_marks(m, form, ground, pos);
    find_spacing(m, pos);
    m->texts = texts.pool.text;
    m->bytes += texts.pool.cap;
    texts.pool = (Str){ 0 };
    ok = true;
done:
    free(order);
    free(text_at);
    free(pos);
    free(texts.of_code);
    str_finish(&texts.pool);
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
    free(marks->texts);
    free(marks);
}
