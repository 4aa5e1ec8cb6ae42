// SPDX-License-Identifier: Apache-2.0
// scene_building.c - a building layer as drawn: tile runs culled, each in the level of detail its distance asks for; meshes made in
// batches by jobs; one style word a feature.
#include "scene/scene_private.h"

#include "base/array.h"
#include "scene/scene_live.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define BATCH_VERTICES 30000       // source vertices a job works on: some milliseconds
#define BATCH_TILES_MAX 256
#define PAGE_WORDS 64
#define PX_FULL 8.0                // a typical building this large shows its footprint
#define PX_BOX 2.0                 // … its four sides; below it is a point

typedef struct {
    SceneTileBounds bounds;
    RenderMesh mesh[GEO_BUILDING_LOD_COUNT];
    uint64_t last_used[GEO_BUILDING_LOD_COUNT];
    uint64_t retry_at;
    uint8_t refused;               // levels there was no memory for: asked again after retry_at
    uint8_t done, stale, in_job;   // bits by level of detail; done without a mesh: nothing to draw
    uint8_t lod;                   // drawn last, for hysteresis
    bool has_shapes;
} Tile;

typedef struct {
    int tile;
    GeoBuildingLod lod;
    GeoBuildingMesh mesh;
    bool is_done;
} BatchItem;

typedef struct Batch {
    struct Batch *next;
    Scene *scene;
    SceneBuildings *owner;
    SceneForm *form;
    SceneGround *ground;
    BatchItem *items;
    int count, at;                 // at: next to upload
} Batch;

typedef struct {
    int tile;
    GeoBuildingLod lod;
    float priority;
} Wanted;

struct SceneBuildings {
    int refs;                      // one of the layer, one of every batch on its way
    bool is_gone;
    SceneForm *form;
    Tile *tiles;
    int tile_count;
    DVec3 origin_enu_m;            // of the spheres below
    float *x_m, *y_m, *z_m, *radius_m;
    float top_m;
    uint32_t feature_count;
    uint32_t *words;
    uint8_t *shares;               // of the heights, as the words say; NULL while all stand whole
    uint64_t *dirty;               // one bit a page
    bool is_dirty, has_words;
    RenderStyles styles;
    Batch *results, **results_tail;
    Wanted *wanted;
    int wanted_count, wanted_cap;
    SceneBuildingDrawn *drawn; // while planes cut
    int drawn_count, drawn_cap;
    int batches;                   // on their way
};

GeoBuildingInput scene_building_input(const SceneForm *form, const SceneGround *ground)
{
    return (GeoBuildingInput){ .layer = form->layer,
                               .height_m = form->height_m,
                               .height_max_m = form->height_max_m,
                               .min_height_m = form->min_height_m,
                               .use = form->use,
                               .terrain = ground->terrain,
                               .is_z_ground = form->is_z_ground,
                               .frame = &ground->frame };
}

static float typical_size(const SceneForm *form, const GeoLayerTile *tile, float *height_max_m)
{
    const GeoLayer *l = form->layer;
    const double m_lat = l->step_deg * 111195.0;
    const double lat = l->lat0_deg + 0.5 * ((double)tile->box.y_min + tile->box.y_max) * l->step_deg;
    const double m_lon = m_lat * cos(lat * DVEC_RAD_FROM_DEG);
    double area = 0;
    float tallest = 0;
    for (uint32_t i = tile->first; i < tile->first + tile->count; i++) {
        area += ((double)l->box[i].x_max - l->box[i].x_min) * m_lon * (((double)l->box[i].y_max - l->box[i].y_min) * m_lat);
        if (form->height_m && form->height_m[i] > tallest) tallest = form->height_m[i];
    }
    *height_max_m = tallest;
    // A tower shows at a distance at which its neighbours are points.
    return fmaxf((float)sqrt(fmax(area, 0) / fmax(tile->count, 1)), 0.15f * tallest);
}

SceneTileBounds *scene_building_bounds(const SceneForm *form, const SceneGround *ground)
{
    const GeoLayer *l = form->layer;
    SceneTileBounds *out = calloc((size_t)l->tile_count + 1, sizeof *out);
    if (!out) return NULL;
    for (int i = 0; i < l->tile_count; i++) {
        const GeoLayerTile *t = &l->tiles[i];
        SceneTileBounds *b = &out[i];
        const GeoBox box = { l->lon0_deg + t->box.x_min * l->step_deg, l->lat0_deg + t->box.y_min * l->step_deg,
                             l->lon0_deg + t->box.x_max * l->step_deg, l->lat0_deg + t->box.y_max * l->step_deg };
        float low = 0, high = 0, tallest = 0;
        b->size_m = typical_size(form, t, &tallest);
        if (form->is_z_ground) {
            low = (float)l->z_min_m;
            high = (float)l->z_max_m;
        }
        if (ground->terrain && geo_terrain_has_elevation(ground->terrain, box)) {
            float a = 0, z = 0;
            geo_terrain_range(ground->terrain, box, &a, &z);
            low = fminf(low, a);
            high = fmaxf(high, z);
        }
        low -= 1;
        high += tallest;
        b->place = geo_tile_place(&ground->frame, t->key);
        b->top_m = high;
        const GeoPos corner = { box.west_deg, box.south_deg, low }, other = { box.east_deg, box.north_deg, high };
        const GeoPos middle = { 0.5 * (box.west_deg + box.east_deg), 0.5 * (box.south_deg + box.north_deg), 0.5 * ((double)low + high) };
        b->centre_enu_m = geo_frame_enu(&ground->frame, middle);
        b->middle_m = (float)middle.h_m;
        const double r1 = dvec_length(dvec_sub(geo_frame_enu(&ground->frame, corner), b->centre_enu_m));
        const double r2 = dvec_length(dvec_sub(geo_frame_enu(&ground->frame, other), b->centre_enu_m));
        b->radius_m = (float)(fmax(r1, r2) * 1.01 + 1); // the other two corners differ by the convergence of meridians
    }
    return out;
}

static void take_bounds(SceneBuildings *b, SceneTileBounds *bounds)
{
    b->top_m = 0;
    b->origin_enu_m = b->tile_count > 0 ? bounds[0].centre_enu_m : (DVec3){ 0 };
    for (int i = 0; i < b->tile_count; i++) {
        b->tiles[i].bounds = bounds[i];
        const DVec3 c = dvec_sub(bounds[i].centre_enu_m, b->origin_enu_m);
        b->x_m[i] = (float)c.x;
        b->y_m[i] = (float)c.y;
        b->z_m[i] = (float)c.z;
        b->radius_m[i] = bounds[i].radius_m;
        b->top_m = fmaxf(b->top_m, bounds[i].top_m);
    }
    free(bounds);
}

static void release(SceneBuildings *b)
{
    if (--b->refs > 0) return;
    scene_form_release(b->form);
    free(b->tiles);
    free(b->x_m);
    free(b->words);
    free(b->shares);
    free(b->dirty);
    free(b->wanted);
    free(b->drawn);
    free(b);
}

SceneBuildings *scene_buildings_create(SceneForm *form, SceneTileBounds *bounds)
{
    SceneBuildings *b = calloc(1, sizeof *b);
    const size_t n = (size_t)form->layer->tile_count + 1;
    if (!b) return NULL;
    b->refs = 1;
    b->form = form;
    form->refs++;
    b->tile_count = form->layer->tile_count;
    b->feature_count = form->layer->feature_count;
    b->results_tail = &b->results;
    b->tiles = calloc(n, sizeof *b->tiles);
    b->x_m = calloc(n * 4, sizeof *b->x_m);
    b->words = calloc((size_t)b->feature_count + 1, sizeof *b->words);
    b->dirty = calloc(b->feature_count / (PAGE_WORDS * 64) + 1, sizeof *b->dirty);
    if (!b->tiles || !b->x_m || !b->words || !b->dirty) {
        release(b);
        return NULL;
    }
    b->y_m = b->x_m + n;
    b->z_m = b->y_m + n;
    b->radius_m = b->z_m + n;
    for (size_t i = 0; i < n; i++) b->tiles[i].lod = GEO_BUILDING_POINT;
    take_bounds(b, bounds);
    return b;
}

static void drop_results(SceneBuildings *b)
{
    while (b->results) {
        Batch *batch = b->results;
        b->results = batch->next;
        for (int i = batch->at; i < batch->count; i++) geo_building_mesh_finish(&batch->items[i].mesh);
        scene_form_release(batch->form);
        scene_ground_release(batch->ground);
        free(batch->items);
        free(batch);
        b->batches--;
        release(b);
    }
    b->results_tail = &b->results;
}

void scene_buildings_destroy(Scene *scene, SceneBuildings *b)
{
    if (!b) return;
    for (int i = 0; i < b->tile_count; i++) {
        for (int k = 0; k < GEO_BUILDING_LOD_COUNT; k++) render_mesh_destroy(scene->render, b->tiles[i].mesh[k]);
    }
    render_styles_destroy(scene->render, b->styles);
    b->is_gone = true;
    drop_results(b);
    release(b);
}

void scene_buildings_reform(SceneBuildings *b, SceneForm *form, SceneTileBounds *bounds)
{
    form->refs++;
    scene_form_release(b->form);
    b->form = form;
    take_bounds(b, bounds);
    for (int i = 0; i < b->tile_count; i++) {
        b->tiles[i].stale |= b->tiles[i].done | b->tiles[i].in_job;
        b->tiles[i].has_shapes = false;
    }
}

static void mark_dirty(SceneBuildings *b, uint32_t feature)
{
    const uint32_t page = feature / PAGE_WORDS;
    b->dirty[page >> 6] |= 1ull << (page & 63);
    b->is_dirty = true;
}

static void mark_all_dirty(SceneBuildings *b)
{
    memset(b->dirty, 0xff, sizeof *b->dirty * (b->feature_count / (PAGE_WORDS * 64) + 1));
    b->is_dirty = true;
}

void scene_buildings_colour(Scene *scene, const SceneLayer *layer)
{
    SceneBuildings *b = layer->buildings;
    const SceneColours *c = layer->colours;
    if (!b || !c) return;
    for (uint32_t i = 0; i < b->feature_count; i++) b->words[i] = (c->rgba ? c->rgba[i] : c->rgba_all) & 0xffffff;
    free(b->shares);
    b->shares = NULL;
    // What waits for its value does not stand as if it had the highest.
    const bool is_raised = layer->style.live_effect == STYLE_LIVE_RAISE && layer->style.live_key[0];
    for (uint32_t i = 0; is_raised && i < b->feature_count; i++)
        scene_buildings_set_word(b, i, scene_live_word(&layer->style, NAN, LIVE_NONE));
    b->has_words = true;
    mark_all_dirty(b);
    for (int i = 0; i < scene->flagged_count; i++) {
        if (scene->flagged[i].layer_id == layer->id) scene_buildings_flag(b, scene->flagged[i].feature, scene->flagged_bits[i], true);
    }
}

const uint8_t *scene_buildings_shares(const SceneBuildings *b)
{
    return b->shares;
}

// What is raised or hidden is picked and outlined so.
static void set_share(SceneBuildings *b, uint32_t feature, uint32_t word)
{
    const uint32_t flags = word >> 24;
    const uint8_t share = flags & RENDER_STYLE_HIDDEN   ? 0
                          : flags & RENDER_STYLE_RAISED ? (uint8_t)(word & 255u)
                                                        : 255;
    if (!b->shares && share == 255) return;
    if (!b->shares) {
        b->shares = malloc((size_t)b->feature_count + 1);
        if (!b->shares) return;
        memset(b->shares, 255, (size_t)b->feature_count + 1);
    }
    b->shares[feature] = share;
}

void scene_buildings_set_word(SceneBuildings *b, uint32_t feature, uint32_t word)
{
    const uint32_t keep = (uint32_t)(RENDER_STYLE_SELECTED | RENDER_STYLE_HOVER) << 24;
    if (feature >= b->feature_count) return;
    word = (b->words[feature] & keep) | (word & ~keep);
    set_share(b, feature, word);
    if (word == b->words[feature]) return;
    b->words[feature] = word;
    mark_dirty(b, feature);
}

void scene_buildings_flag(SceneBuildings *b, uint32_t feature, uint32_t bits, bool is_on)
{
    if (feature >= b->feature_count) return;
    if (is_on) b->words[feature] |= bits << 24;
    else b->words[feature] &= ~(bits << 24);
    mark_dirty(b, feature);
}

static void flush_words(Scene *scene, SceneBuildings *b)
{
    Err err = { 0 };
    if (!b->has_words || b->feature_count == 0) return;
    if (!b->styles.id) {
        b->styles = render_styles_create(scene->render, b->feature_count, &err);
        if (!b->styles.id) return;
        mark_all_dirty(b);
    }
    if (!b->is_dirty) return;
    const uint32_t pages = (b->feature_count + PAGE_WORDS - 1) / PAGE_WORDS;
    uint32_t page = 0;
    while (page < pages) {
        if (!(page & 63) && !b->dirty[page >> 6]) {
            page += 64;
            continue;
        }
        const uint32_t first = page;
        while (page < pages && (b->dirty[page >> 6] >> (page & 63) & 1)) page++;
        if (page > first) {
            const uint32_t from = first * PAGE_WORDS, to = page * PAGE_WORDS < b->feature_count ? page * PAGE_WORDS : b->feature_count;
            render_styles_write(scene->render, b->styles, from, to - from, b->words + from);
        } else {
            page++;
        }
    }
    memset(b->dirty, 0, sizeof *b->dirty * (b->feature_count / (PAGE_WORDS * 64) + 1));
    b->is_dirty = false;
}

static void run_batch(Job *job, void *arg)
{
    Batch *batch = arg;
    const GeoBuildingInput input = scene_building_input(batch->form, batch->ground);
    for (int i = 0; i < batch->count && !job_is_cancelled(job); i++) {
        BatchItem *item = &batch->items[i];
        Err err = { 0 };
        item->is_done = geo_building_build(&input, item->tile, item->lod, &item->mesh, &err);
    }
}

static void batch_done(void *arg, bool was_cancelled)
{
    Batch *batch = arg;
    SceneBuildings *b = batch->owner;
    (void)was_cancelled;
    batch->scene->jobs_in_flight--;
    batch->next = NULL;
    *b->results_tail = batch;
    b->results_tail = &batch->next;
    if (b->is_gone) {
        b->refs++; // the last batch would take the owner with it while its list is walked
        drop_results(b);
        release(b);
    }
}

static void take_item(Scene *scene, SceneBuildings *b, const Batch *batch, BatchItem *item)
{
    Tile *t = &b->tiles[item->tile];
    const uint8_t bit = (uint8_t)(1u << item->lod);
    const bool is_current = batch->form == b->form && batch->ground == scene->ground;
    Err err = { 0 };
    t->in_job &= (uint8_t)~bit;
    if (!item->is_done) {
        t->retry_at = scene->frame + 60;
        return;
    }
    RenderMesh mesh = { 0 };
    if (item->mesh.vertex_count > 0) {
        RenderBuildingMeshDesc desc = { .vertices = item->mesh.vertices, .vertex_count = item->mesh.vertex_count,
                                        .indices = item->lod == GEO_BUILDING_POINT ? NULL : item->mesh.indices,
                                        .index_count = item->mesh.index_count };
        memcpy(desc.offset_m, item->mesh.offset_m, sizeof desc.offset_m);
        memcpy(desc.step_m, item->mesh.step_m, sizeof desc.step_m);
        mesh = render_building_create(scene->render, &desc, &err);
        if (!mesh.id) { // GPU memory is spent: what is shown stays, eviction makes room
            t->retry_at = scene->frame + 30;
            t->refused |= bit;
            scene_refused(scene);
            return;
        }
    }
    render_mesh_destroy(scene->render, t->mesh[item->lod]);
    t->mesh[item->lod] = mesh;
    t->done |= bit;
    if (is_current) t->stale &= (uint8_t)~bit;
    else t->stale |= bit;
    if (item->mesh.shapes && b->styles.id && (!t->has_shapes || !is_current)) {
        const GeoLayerTile *run = &b->form->layer->tiles[item->tile];
        render_shapes_write(scene->render, b->styles, run->first, run->count, item->mesh.shapes);
        t->has_shapes = is_current;
    }
}

void scene_buildings_upload(Scene *scene, SceneBuildings *b)
{
    flush_words(scene, b);
    while (b->results) {
        Batch *batch = b->results;
        for (; batch->at < batch->count; batch->at++) {
            BatchItem *item = &batch->items[batch->at];
            const size_t bytes = item->mesh.vertex_count * sizeof(GeoBuildingVertex) + item->mesh.index_count * sizeof(uint16_t);
            if (!scene_take_upload(scene, bytes)) return;
            take_item(scene, b, batch, item);
            geo_building_mesh_finish(&item->mesh);
        }
        b->results = batch->next;
        if (!b->results) b->results_tail = &b->results;
        scene_form_release(batch->form);
        scene_ground_release(batch->ground);
        free(batch->items);
        free(batch);
        b->batches--;
        release(b);
    }
}

static GeoBuildingLod lod_for(const Scene *scene, const Tile *t, double distance_m)
{
    const SceneView *v = &scene->view;
    const double px = scene->detail * t->bounds.size_m * v->px_per_rad / fmax(distance_m, 1) *
                      (v->is_software && v->is_moving ? 0.85 : 1);
    const double keep = scene->is_picture ? 1 : 0.85; // a level once shown is kept a little longer
    if (px > PX_FULL * (t->lod == GEO_BUILDING_FULL ? keep : 1)) return GEO_BUILDING_FULL;
    if (px > PX_BOX * (t->lod != GEO_BUILDING_POINT ? keep : 1)) return GEO_BUILDING_BOX;
    return GEO_BUILDING_POINT;
}

static void want(Scene *scene, SceneBuildings *b, int tile, GeoBuildingLod lod, float priority)
{
    const Tile *t = &b->tiles[tile];
    if (t->retry_at > scene->frame && (t->refused == 0 || t->refused >> lod & 1)) return;
    scene->wanted++;
    if (t->in_job >> lod & 1) return;
    if (!array_reserve((void **)&b->wanted, &b->wanted_cap, b->wanted_count + 1, sizeof *b->wanted)) return;
    b->wanted[b->wanted_count++] = (Wanted){ tile, lod, priority };
}

static int compare_wanted(const void *a, const void *b)
{
    const Wanted *x = a, *y = b;
    if (x->priority != y->priority) return x->priority < y->priority ? -1 : 1;
    return x->tile < y->tile ? -1 : x->tile > y->tile;
}

static void submit_wanted(Scene *scene, SceneBuildings *b)
{
    const GeoLayer *layer = b->form->layer;
    if (b->wanted_count > 1) qsort(b->wanted, (size_t)b->wanted_count, sizeof *b->wanted, compare_wanted);
    int i = 0;
    while (i < b->wanted_count && scene->jobs_in_flight < scene->job_limit) {
        uint32_t vertices = 0;
        int end = i;
        while (end < b->wanted_count && end - i < BATCH_TILES_MAX && vertices < BATCH_VERTICES) {
            const GeoLayerTile *run = &layer->tiles[b->wanted[end].tile];
            vertices += b->wanted[end].lod == GEO_BUILDING_POINT ? run->vertex_count / 4 : run->vertex_count;
            end++;
        }
        Batch *batch = calloc(1, sizeof *batch);
        BatchItem *items = calloc((size_t)(end - i), sizeof *items);
        if (!batch || !items) {
            free(batch);
            free(items);
            return;
        }
        *batch = (Batch){ .scene = scene, .owner = b, .form = b->form, .ground = scene->ground, .items = items, .count = end - i };
        for (int k = 0; k < batch->count; k++) items[k] = (BatchItem){ .tile = b->wanted[i + k].tile, .lod = b->wanted[i + k].lod };
        b->form->refs++;
        scene->ground->refs++;
        b->refs++;
        b->batches++;
        if (!scene_submit(scene, "buildings", run_batch, batch_done, batch, 3)) {
            b->form->refs--;
            scene->ground->refs--;
            b->refs--;
            b->batches--;
            free(items);
            free(batch);
            return;
        }
        for (int k = 0; k < batch->count; k++) b->tiles[items[k].tile].in_job |= (uint8_t)(1u << items[k].lod);
        i = end;
    }
}

// The level asked for, else the nearest coarser, else a finer one: never a hole where anything is there.
static int best_ready(const Tile *t, GeoBuildingLod lod)
{
    for (int k = lod; k < GEO_BUILDING_LOD_COUNT; k++) {
        if (t->done >> k & 1) return k;
    }
    for (int k = (int)lod - 1; k >= 0; k--) {
        if (t->done >> k & 1) return k;
    }
    return -1;
}

static void note_drawn(SceneBuildings *b, int tile, GeoBuildingLod lod, float distance_m)
{
    if (array_reserve((void **)&b->drawn, &b->drawn_cap, b->drawn_count + 1, sizeof *b->drawn))
        b->drawn[b->drawn_count++] = (SceneBuildingDrawn){ tile, lod, distance_m };
}

const SceneBuildingDrawn *scene_buildings_drawn(const SceneBuildings *b, int *count)
{
    *count = b->drawn_count;
    return b->drawn;
}

const SceneTileBounds *scene_buildings_bounds(const SceneBuildings *b, int tile)
{
    return &b->tiles[tile].bounds;
}

RenderStyles scene_buildings_styles(const SceneBuildings *b)
{
    return b->styles;
}

SceneForm *scene_buildings_form(const SceneBuildings *b)
{
    return b->form;
}

int scene_buildings_build(Scene *scene, SceneLayer *layer, RenderBuildingItem *items)
{
    SceneBuildings *b = layer->buildings;
    const SceneView *v = &scene->view;
    const DVec3 shift = dvec_sub(b->origin_enu_m, v->pose.eye_enu_m);
    float n[5][4]; // plane normals and their distance at the layer's origin
    for (int i = 0; i < 5; i++) {
        n[i][0] = (float)v->planes[i].x;
        n[i][1] = (float)v->planes[i].y;
        n[i][2] = (float)v->planes[i].z;
        n[i][3] = (float)dvec_dot(v->planes[i], shift);
    }
    const float sx = (float)shift.x, sy = (float)shift.y, sz = (float)shift.z;
    const float over_m =
        (float)(1.02 * (v->horizon_m + sqrt(2 * 6378137.0 * fmax(b->top_m * v->stretch, 0))) +
                1000);
    const float stretch = (float)v->stretch, wider = fmaxf(stretch, 1);
    int count = 0;
    const uint32_t uncut = v->cut_count ? scene_view_uncut_buildings(v, layer->id) : 0;
    b->wanted_count = b->drawn_count = 0;
    for (int i = 0; i < b->tile_count; i++) {
        float x = b->x_m[i], y = b->y_m[i], z = b->z_m[i], r = b->radius_m[i];
        if (stretch != 1) { // the sphere rises and grows
            const SceneTileBounds *bounds = &b->tiles[i].bounds;
            const DVec3 rise = dvec_scale(bounds->place.z_axis, (stretch - 1) * bounds->middle_m);
            x += (float)rise.x;
            y += (float)rise.y;
            z += (float)rise.z;
            r *= wider;
        }
        float inside = r;
        for (int k = 0; k < 5; k++) inside = fminf(inside, n[k][0] * x + n[k][1] * y + n[k][2] * z + n[k][3] + r);
        if (inside < 0) continue;
        const float dx = x + sx, dy = y + sy, dz = z + sz;
        const float distance = fmaxf(sqrtf(dx * dx + dy * dy + dz * dz) - r, 0);
        if (distance > over_m) continue;
        Tile *t = &b->tiles[i];
        if (t->retry_at <= scene->frame) t->refused = 0;
        const GeoBuildingLod lod = lod_for(scene, t, distance);
        const bool is_missing = !(t->done >> lod & 1);
        if (is_missing || (t->stale >> lod & 1)) want(scene, b, i, lod, is_missing ? distance : distance + 1e6f);
        const int ready = best_ready(t, lod);
        // Points are quick to make: they stand in until the rest is there.
        const bool has_no_room = t->retry_at > scene->frame && t->refused;
        if (ready < 0 && lod != GEO_BUILDING_POINT && (!scene->is_picture || has_no_room))
            want(scene, b, i, GEO_BUILDING_POINT, distance - 1e8f);
        t->lod = (uint8_t)lod;
        if (ready < 0 || !t->mesh[ready].id) continue;
        t->last_used[ready] = scene->frame;
        items[count++] = (RenderBuildingItem){ .mesh = t->mesh[ready],
                                               .place = scene_view_place(v, &t->bounds.place),
                                               .styles = b->styles,
                                               .style_first = b->form->layer->tiles[i].first,
                                               .opacity = layer->opacity,
                                               .distance_m = distance,
                                               .uncut = uncut };
        if (v->cut_count) note_drawn(b, i, (GeoBuildingLod)ready, distance);
    }
    submit_wanted(scene, b);
    return b->styles.id ? count : 0;
}

int scene_buildings_tile_count(const SceneBuildings *b)
{
    return b->tile_count;
}

void scene_buildings_forget_gpu(SceneBuildings *b)
{
    for (int i = 0; i < b->tile_count; i++) {
        Tile *t = &b->tiles[i];
        memset(t->mesh, 0, sizeof t->mesh);
        t->done = t->stale = 0;
        t->has_shapes = false;
    }
    b->styles = (RenderStyles){ 0 };
}

void scene_buildings_retry(SceneBuildings *b)
{
    for (int i = 0; i < b->tile_count; i++) {
        if (b->tiles[i].refused) b->tiles[i].retry_at = b->tiles[i].refused = 0;
    }
}

void scene_buildings_evict(Scene *scene, SceneBuildings *b)
{
    // Full meshes weigh ten times a box and a hundred times a point: they alone go.
    for (int i = 0; i < b->tile_count; i++) {
        Tile *t = &b->tiles[i];
        for (int k = GEO_BUILDING_FULL; k <= GEO_BUILDING_BOX; k++) {
            if (!t->mesh[k].id || t->last_used[k] + 2 >= scene->frame) continue;
            render_mesh_destroy(scene->render, t->mesh[k]);
            t->mesh[k] = (RenderMesh){ 0 };
            t->done &= (uint8_t)~(1u << k);
        }
    }
}

bool scene_buildings_is_pending(const SceneBuildings *b)
{
    return b->batches > 0 || b->is_dirty;
}

size_t scene_buildings_ram_bytes(const SceneBuildings *b)
{
    return (size_t)b->tile_count * (sizeof(Tile) + 16) + (size_t)b->feature_count * 4;
}
