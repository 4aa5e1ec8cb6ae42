// SPDX-License-Identifier: Apache-2.0
// scene_terrain.c - the ground as a quadtree cut by screen-space error: meshes and painted pictures made by jobs, kept while used.
#include "scene/scene_private.h"

#include "base/array.h"
#include "base/log.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define ELLIPSOID_LEVEL_MAX 11     // chords of 0.3 km lie 2 mm below the curve
#define NODE_CAP_SOFT 5000
#define MESH_BYTES ((size_t)GEO_TERRAIN_VERTEX_COUNT * sizeof(GeoTerrainVertex))
#define PICTURE_BYTES ((size_t)GEO_DRAPE_SIZE_PX * GEO_DRAPE_SIZE_PX * 4)

typedef enum { PICTURE_UNKNOWN, PICTURE_EMPTY, PICTURE_THERE } PictureState;

typedef struct {
    GeoTileKey key;
    bool is_used;
    int parent, child[4];      // -1 = none
    DPlace place;
    float box_min_m[3], box_max_m[3];
    DVec3 centre_enu_m;
    double radius_m;
    float height_min_m, height_max_m;
    float sagitta_m, error_m;  // error_m below 0: not known yet
    uint32_t level_ground, level_drape;
    uint64_t ground_seen, drape_seen; // serials
    RenderMesh mesh;
    RenderTexture picture, mask;
    PictureState picture_state;
    bool is_mesh_stale, is_picture_stale, is_in_job;
    uint64_t last_used;
    uint64_t wanted_at;        // frame in which it was put on the list
    uint64_t retry_at;         // not asked for before this frame after a failure
    // of the walk
    uint64_t walk_frame;
    bool is_culled, is_split, is_covered;
    float distance_m;
} Node;

typedef struct TileJob {
    struct TileJob *next;
    Scene *scene;
    int node;
    GeoTileKey key;
    bool want_mesh, want_picture;
    SceneGround *ground;
    SceneDrape *drape;
    GeoTerrainTile *tile;
    GeoDrapePicture picture;
    bool is_mesh_done, is_picture_done, is_cancelled;
} TileJob;

typedef struct {
    int node;
    float priority;            // lower first
    bool want_mesh, want_picture;
} Wanted;

struct SceneTerrain {
    Node *nodes;
    int node_count, node_cap;
    int *free_nodes;
    int free_count, free_cap;
    int *walk, walk_count, walk_cap;
    Wanted *wanted;
    int wanted_count, wanted_cap;
    TileJob *results, **results_tail;
    int live;
    bool is_failure_told;
};

SceneTerrain *scene_terrain_create(void)
{
    SceneTerrain *t = calloc(1, sizeof *t);
    if (t) t->results_tail = &t->results;
    return t;
}

static void free_job(TileJob *job)
{
    scene_ground_release(job->ground);
    scene_drape_release(job->drape);
    geo_drape_picture_finish(&job->picture);
    free(job->tile);
    free(job);
}

static void drop_gpu(Scene *scene, Node *n)
{
    render_mesh_destroy(scene->render, n->mesh);
    render_texture_destroy(scene->render, n->picture);
    render_texture_destroy(scene->render, n->mask);
    n->mesh = (RenderMesh){ 0 };
    n->picture = n->mask = (RenderTexture){ 0 };
    n->picture_state = PICTURE_UNKNOWN;
}

void scene_terrain_destroy(Scene *scene, SceneTerrain *t)
{
    if (!t) return;
    for (int i = 0; i < t->node_count; i++) {
        if (t->nodes[i].is_used) drop_gpu(scene, &t->nodes[i]);
    }
    while (t->results) {
        TileJob *job = t->results;
        t->results = job->next;
        free_job(job);
    }
    free(t->nodes);
    free(t->free_nodes);
    free(t->walk);
    free(t->wanted);
    free(t);
}

// Corners, edge middles and the centre of the tile at both heights give its box in its own axes.
static void bound_node(Node *n, const Scene *scene)
{
    const GeoFrame *frame = &scene->geo;
    const GeoBox b = geo_tile_box(n->key);
    for (int k = 0; k < 3; k++) {
        n->box_min_m[k] = 1e30f;
        n->box_max_m[k] = -1e30f;
    }
    for (int i = 0; i < 18; i++) {
        const int ix = i % 3, iy = i / 3 % 3;
        const double h = scene->view.stretch * (i < 9 ? n->height_min_m : n->height_max_m);
        const GeoPos p = { b.west_deg + 0.5 * ix * (b.east_deg - b.west_deg), b.south_deg + 0.5 * iy * (b.north_deg - b.south_deg), h };
        const DVec3 v = dplace_local(&n->place, geo_frame_enu(frame, p));
        const double xyz[3] = { v.x, v.y, v.z };
        for (int k = 0; k < 3; k++) {
            n->box_min_m[k] = fminf(n->box_min_m[k], (float)xyz[k]);
            n->box_max_m[k] = fmaxf(n->box_max_m[k], (float)xyz[k]);
        }
    }
    n->box_min_m[2] -= n->sagitta_m;
    const DVec3 middle = dvec_make(0.5 * ((double)n->box_min_m[0] + n->box_max_m[0]), 0.5 * ((double)n->box_min_m[1] + n->box_max_m[1]),
                                   0.5 * ((double)n->box_min_m[2] + n->box_max_m[2]));
    n->centre_enu_m = dplace_point(&n->place, middle);
    n->radius_m = dvec_length(dvec_sub(dvec_make(n->box_max_m[0], n->box_max_m[1], n->box_max_m[2]), middle));
}

static void refresh_node(Scene *scene, Node *n)
{
    const GeoBox box = geo_tile_box(n->key);
    if (n->ground_seen != scene->ground->serial) {
        const GeoTerrain *terrain = scene->ground->terrain;
        n->ground_seen = scene->ground->serial;
        n->height_min_m = n->height_max_m = 0;
        n->level_ground = ELLIPSOID_LEVEL_MAX;
        if (terrain && geo_terrain_has_elevation(terrain, box)) {
            const uint32_t level = geo_terrain_level_max(terrain, box);
            geo_terrain_range(terrain, box, &n->height_min_m, &n->height_max_m);
            if (level > n->level_ground) n->level_ground = level;
        }
        bound_node(n, scene);
    }
    if (n->drape_seen != scene->drape->serial) {
        n->drape_seen = scene->drape->serial;
        n->level_drape = scene_drape_level_max(scene->drape, box);
    }
}

static int add_node(Scene *scene, GeoTileKey key, int parent)
{
    SceneTerrain *t = scene->terrain;
    int at = -1;
    if (t->free_count > 0) {
        at = t->free_nodes[--t->free_count];
    } else {
        if (!array_reserve((void **)&t->nodes, &t->node_cap, t->node_count + 1, sizeof *t->nodes)) return -1;
        at = t->node_count++;
    }
    Node *n = &t->nodes[at];
    memset(n, 0, sizeof *n);
    n->key = key;
    n->is_used = true;
    n->parent = parent;
    for (int i = 0; i < 4; i++) n->child[i] = -1;
    n->place = geo_tile_place(&scene->geo, key);
    const double cell_m = geo_tile_edge_m(key) / (GEO_TERRAIN_GRID - 1);
    n->sagitta_m = (float)fmin(cell_m * cell_m * 2 / (8 * 6.371e6), 2e5); // both directions
    n->error_m = -1;
    n->last_used = scene->frame;
    t->live++;
    return at;
}

static void ensure_roots(Scene *scene)
{
    if (scene->terrain->node_count > 0) return;
    add_node(scene, (GeoTileKey){ 0, 0, 0 }, -1);
    add_node(scene, (GeoTileKey){ 0, 1, 0 }, -1);
}

void scene_terrain_ground_changed(Scene *scene)
{
    SceneTerrain *t = scene->terrain;
    for (int i = 0; i < t->node_count; i++) {
        t->nodes[i].is_mesh_stale = true;
        t->nodes[i].error_m = -1;
    }
}

void scene_terrain_drape_changed(Scene *scene, const GeoBox *boxes, int count)
{
    SceneTerrain *t = scene->terrain;
    for (int i = 0; i < t->node_count; i++) {
        Node *n = &t->nodes[i];
        if (!n->is_used || n->is_picture_stale) continue;
        const GeoBox box = geo_tile_box(n->key);
        for (int k = 0; k < count && !n->is_picture_stale; k++) n->is_picture_stale = geo_box_meets(box, boxes[k]);
    }
}

static void run_job(Job *pool_job, void *arg)
{
    TileJob *job = arg;
    Err err = { 0 };
    if (job->want_mesh) {
        job->tile = malloc(sizeof *job->tile);
        job->is_mesh_done = job->tile && geo_terrain_tile_build(job->ground->terrain, &job->ground->frame, job->key, job->tile, &err);
    }
    if (job->want_picture && !job_is_cancelled(pool_job)) {
        GeoDrapeItem *items = malloc(sizeof *items * ((size_t)job->drape->count + 1));
        if (!items) return;
        GeoDrape drape = { .items = items, .item_count = scene_drape_items(job->drape, job->key, items) };
        // What could be painted is shown; a raster that fails leaves its hole.
        if (drape.item_count > 0 && !geo_drape_paint(&drape, job->key, &job->picture, &err)) log_print(LOG_WARN, "drape: %s", err.text);
        job->is_picture_done = true;
        free(items);
    }
}

static void job_done(void *arg, bool was_cancelled)
{
    TileJob *job = arg;
    SceneTerrain *t = job->scene->terrain;
    job->scene->jobs_in_flight--;
    job->is_cancelled = was_cancelled;
    job->next = NULL;
    *t->results_tail = job;
    t->results_tail = &job->next;
}

static void take_mesh(Scene *scene, Node *n, const TileJob *job)
{
    Err err = { 0 };
    int index_count = 0;
    const uint16_t *indices = geo_terrain_indices(&index_count);
    const RenderMesh mesh = render_terrain_create(scene->render, job->tile->vertices, GEO_TERRAIN_VERTEX_COUNT, indices, index_count, &err);
    if (!mesh.id) {
        n->retry_at = scene->frame + 30;
        scene_refused(scene);
        return;
    }
    render_mesh_destroy(scene->render, n->mesh);
    n->mesh = mesh;
    n->is_mesh_stale = job->ground != scene->ground;
    if (!n->is_mesh_stale) {
        n->error_m = job->tile->error_m;
        n->height_min_m = job->tile->height_min_m;
        n->height_max_m = job->tile->height_max_m;
        n->ground_seen = scene->ground->serial;
        const uint32_t level = scene->ground->terrain ? geo_terrain_level_max(scene->ground->terrain, geo_tile_box(n->key)) : 0;
        n->level_ground = level > ELLIPSOID_LEVEL_MAX ? level : ELLIPSOID_LEVEL_MAX;
        bound_node(n, scene);
    }
}

// Two channels, three where something shines by itself.
static RenderTexture create_mask(Render *render, const GeoDrapePicture *p, Err *err)
{
    const size_t pixels = (size_t)GEO_DRAPE_SIZE_PX * GEO_DRAPE_SIZE_PX;
    if (!p->glow && !p->has_mask) return (RenderTexture){ 0 };
    if (!p->glow)
        return render_texture_create(render, RENDER_TEXTURE_RG8, GEO_DRAPE_SIZE_PX,
                                     GEO_DRAPE_SIZE_PX, 1, p->mask, err);
    uint8_t *all = malloc(pixels * 4);
    if (!all) return (RenderTexture){ 0 };
    for (size_t i = 0; i < pixels; i++) {
        all[4 * i] = p->has_mask ? p->mask[2 * i] : 0;
        all[4 * i + 1] = p->has_mask ? p->mask[2 * i + 1] : 0;
        all[4 * i + 2] = p->glow[i];
        all[4 * i + 3] = 255;
    }
    const RenderTexture mask = render_texture_create(
        render, RENDER_TEXTURE_RGBA8_SRGB, GEO_DRAPE_SIZE_PX, GEO_DRAPE_SIZE_PX, 1, all, err);
    free(all);
    return mask;
}

static void take_picture(Scene *scene, Node *n, const TileJob *job)
{
    Err err = { 0 };
    RenderTexture picture = { 0 }, mask = { 0 };
    const GeoDrapePicture *p = &job->picture;
    if (p->has_content) {
        picture = render_texture_create(scene->render, RENDER_TEXTURE_RGBA8_SRGB, GEO_DRAPE_SIZE_PX, GEO_DRAPE_SIZE_PX, 1, p->rgba, &err);
        if (picture.id) mask = create_mask(scene->render, p, &err);
        if (!picture.id || ((p->has_mask || p->glow) && !mask.id)) {
            render_texture_destroy(scene->render, picture);
            n->retry_at = scene->frame + 30;
            scene_refused(scene);
            return;
        }
    }
    render_texture_destroy(scene->render, n->picture);
    render_texture_destroy(scene->render, n->mask);
    n->picture = picture;
    n->mask = mask;
    n->picture_state = p->has_content ? PICTURE_THERE : PICTURE_EMPTY;
    n->is_picture_stale = false;
    if (job->drape != scene->drape) { // painted before the last change: right unless that change lies here
        GeoBox boxes[16];
        const GeoBox box = geo_tile_box(n->key);
        const int count = scene_drape_changes(job->drape, scene->drape, boxes, 16);
        for (int i = 0; i < count; i++) n->is_picture_stale |= geo_box_meets(box, boxes[i]);
    }
}

void scene_terrain_upload(Scene *scene)
{
    SceneTerrain *t = scene->terrain;
    while (t->results) {
        TileJob *job = t->results;
        const size_t bytes = (job->is_mesh_done ? MESH_BYTES : 0) + (job->picture.has_content ? PICTURE_BYTES : 0);
        if (!scene_take_upload(scene, bytes)) return;
        t->results = job->next;
        if (!t->results) t->results_tail = &t->results;
        Node *n = job->node < t->node_count ? &t->nodes[job->node] : NULL;
        if (n && n->is_used && geo_tile_pack(n->key) == geo_tile_pack(job->key)) {
            n->is_in_job = false;
            if (job->want_mesh && !job->is_mesh_done) n->retry_at = scene->frame + 30;
            if (job->is_mesh_done) take_mesh(scene, n, job);
            if (job->is_picture_done) take_picture(scene, n, job);
        }
        free_job(job);
    }
}

void scene_terrain_retry(Scene *scene)
{
    for (int i = 0; i < scene->terrain->node_count; i++) scene->terrain->nodes[i].retry_at = 0;
}

void scene_terrain_stretched(Scene *scene)
{
    for (int i = 0; i < scene->terrain->node_count; i++) {
        if (scene->terrain->nodes[i].ground_seen) bound_node(&scene->terrain->nodes[i], scene);
    }
}

bool scene_terrain_is_pending(const Scene *scene)
{
    return scene->terrain->results != NULL;
}

// How many times coarser a picture may be where the ground is seen at a flat angle: the far side of a pixel there covers many
// texels, and a sampler that does not filter each axis for itself takes the level of detail of the longer one.
static double grazing_gain(const Scene *scene, const Node *n)
{
    const double slope = ((double)n->height_max_m - n->height_min_m) / geo_tile_edge_m(n->key);
    const double above_m = fabs(scene->view.eye.h_m - 0.5 * ((double)n->height_max_m + n->height_min_m));
    const double facing = above_m / fmax(n->distance_m, 1) + slope;
    return fmin(fmax(1 / fmax(facing, 1e-3), 1), scene->view.grazing_max);
}

static bool wants_split(const Scene *scene, const Node *n)
{
    const SceneView *v = &scene->view;
    const double d = fmax(n->distance_m, 1);
    const bool is_cheap = v->is_software && v->is_moving;
    const double px_per_rad =
        scene->detail * v->px_per_rad * fmin(1, (double)SCENE_LARGE_PX / v->height_px);
    if (n->key.level < n->level_ground) {
        double error_m = n->error_m;
        if (error_m < 0) error_m = 0.02 * ((double)n->height_max_m - n->height_min_m);
        error_m = fmax(error_m * v->stretch, n->sagitta_m);
        if (error_m * px_per_rad / d > (is_cheap ? 5.0 : v->is_software ? 3.0 : 2.0)) return true;
    }
    if (n->key.level < n->level_drape && (n->picture_state != PICTURE_EMPTY || n->is_picture_stale)) {
        const double texel_m = geo_tile_edge_m(n->key) / GEO_DRAPE_SIZE_PX;
        if (texel_m * px_per_rad / d > (is_cheap ? 2.8 : v->is_software ? 1.6 : 1.25) * grazing_gain(scene, n)) return true;
    }
    return false;
}

static void visit(Scene *scene, int at)
{
    SceneTerrain *t = scene->terrain;
    Node *n = &t->nodes[at];
    refresh_node(scene, n);
    n->walk_frame = scene->frame;
    n->is_split = n->is_covered = false;
    // A hemisphere has no useful box: the two roots are always opened.
    // Over a sea bed the surface is drawn, which lies higher than the box of the ground.
    const double top_m = n->height_max_m * scene->view.stretch,
                 lift_m = fmax(scene->view.tide_m - top_m, 0);
    const float box_max_m[3] = { n->box_max_m[0], n->box_max_m[1], n->box_max_m[2] + (float)lift_m };
    n->is_culled = n->key.level > 1 &&
                   (!scene_view_sees_sphere(&scene->view, n->centre_enu_m, n->radius_m + lift_m,
                                            fmax(top_m + lift_m, 0)) ||
                    !scene_view_sees_box(&scene->view, &n->place, n->box_min_m, box_max_m));
    if (n->is_culled) return;
    n->distance_m = (float)scene_view_box_distance(&scene->view, &n->place, n->box_min_m, n->box_max_m);
    n->last_used = scene->frame;
    if (array_reserve((void **)&t->walk, &t->walk_cap, t->walk_count + 1, sizeof *t->walk)) t->walk[t->walk_count++] = at;
}

static void open_children(Scene *scene, int at)
{
    SceneTerrain *t = scene->terrain;
    const GeoTileKey key = t->nodes[at].key;
    for (int q = 0; q < 4; q++) {
        int child = t->nodes[at].child[q];
        if (child < 0) {
            child = add_node(scene, geo_tile_child(key, q), at);
            if (child < 0) return;
            t->nodes[at].child[q] = child;
        }
    }
    t->nodes[at].is_split = true;
    for (int q = 0; q < 4; q++) visit(scene, t->nodes[at].child[q]);
}

// A tile that is not there yet but whose children are (zooming out) is shown through them.
static bool has_child_meshes(const SceneTerrain *t, const Node *n)
{
    for (int q = 0; q < 4; q++) {
        if (n->child[q] < 0 || !t->nodes[n->child[q]].mesh.id) return false;
    }
    return true;
}

static void want(Scene *scene, int at, bool want_mesh, bool want_picture, float priority)
{
    SceneTerrain *t = scene->terrain;
    Node *n = &t->nodes[at];
    n->last_used = scene->frame;
    if (n->retry_at > scene->frame || n->wanted_at == scene->frame) return;
    n->wanted_at = scene->frame;
    if (!array_reserve((void **)&t->wanted, &t->wanted_cap, t->wanted_count + 1, sizeof *t->wanted)) return;
    t->wanted[t->wanted_count++] = (Wanted){ at, priority, want_mesh, want_picture };
}

static bool needs_picture(const Node *n)
{
    return n->level_drape > 0 && n->key.level <= n->level_drape && (n->picture_state == PICTURE_UNKNOWN || n->is_picture_stale);
}

static void want_tile(Scene *scene, int at, bool is_cut)
{
    SceneTerrain *t = scene->terrain;
    Node *n = &t->nodes[at];
    const bool mesh = !n->mesh.id || n->is_mesh_stale;
    // Between cut and root every second level is kept for what the next move uncovers. A single picture does without their
    // drape, but knows all their errors, so that where it cuts does not depend on what came first.
    if (!is_cut && !scene->is_picture && (n->key.level & 1)) return;
    const bool picture = needs_picture(n) && (is_cut || !scene->is_picture);
    float priority = n->distance_m;
    if (n->key.level == 0) priority = -1; // the ground below everything comes first
    if (n->mesh.id && !is_cut) priority += 1e7f;
    if (mesh || picture) want(scene, at, mesh, picture, priority);
    // Deeper than any picture: the ancestor's is stretched, so that one is wanted.
    if (is_cut && n->level_drape > 0 && n->key.level > n->level_drape) {
        int up = at;
        while (up >= 0 && t->nodes[up].key.level > t->nodes[up].level_drape && t->nodes[up].level_drape > 0) up = t->nodes[up].parent;
        if (up >= 0) {
            t->nodes[up].last_used = scene->frame;
            if (needs_picture(&t->nodes[up])) want(scene, up, false, true, n->distance_m);
        }
    }
}

static int compare_wanted(const void *a, const void *b)
{
    const Wanted *x = a, *y = b;
    if (x->priority != y->priority) return x->priority < y->priority ? -1 : 1;
    return x->node < y->node ? -1 : x->node > y->node;
}

static void submit_wanted(Scene *scene)
{
    SceneTerrain *t = scene->terrain;
    if (t->wanted_count > 1) qsort(t->wanted, (size_t)t->wanted_count, sizeof *t->wanted, compare_wanted);
    for (int i = 0; i < t->wanted_count; i++) {
        const Wanted *w = &t->wanted[i];
        Node *n = &t->nodes[w->node];
        scene->wanted++;
        if (n->is_in_job || scene->jobs_in_flight >= scene->job_limit) continue;
        TileJob *job = calloc(1, sizeof *job);
        if (!job) return;
        job->scene = scene;
        job->node = w->node;
        job->key = n->key;
        job->want_mesh = w->want_mesh;
        job->want_picture = w->want_picture;
        job->ground = scene->ground;
        job->ground->refs++;
        job->drape = scene->drape;
        job->drape->refs++;
        n->is_in_job = scene_submit(scene, "terrain", run_job, job_done, job, w->priority < 1e6f ? 2 : 1);
        if (!n->is_in_job) free_job(job);
    }
}

static void set_picture(const SceneTerrain *t, const Node *n, RenderTerrainItem *item)
{
    float u = 0, v = 0, size = 1;
    for (const Node *up = n; up; up = up->parent >= 0 ? &t->nodes[up->parent] : NULL) {
        if (up->picture_state == PICTURE_THERE) {
            item->picture = up->picture;
            item->mask = up->mask;
            item->picture_rect[0] = u;
            item->picture_rect[1] = v;
            item->picture_rect[2] = item->picture_rect[3] = size;
            return;
        }
        if (up->picture_state == PICTURE_EMPTY && !up->is_picture_stale) return;
        u = 0.5f * (u + (float)(up->key.x & 1));
        v = 0.5f * (v + (up->key.y & 1 ? 0.0f : 1.0f)); // row 0 of a picture is north
        size *= 0.5f;
    }
}

static void emit(Scene *scene, const Node *n, RenderTerrainItem *items, int *count)
{
    RenderTerrainItem *item = &items[(*count)++];
    memset(item, 0, sizeof *item);
    item->mesh = n->mesh;
    item->place = scene_view_place(&scene->view, &n->place);
    item->picture_rect[2] = item->picture_rect[3] = 1;
    item->height_min_m = n->height_min_m;
    item->height_max_m = n->height_max_m;
    item->distance_m = n->distance_m;
    for (int i = 0; i < scene->view.mask_count; i++) {
        const SceneMask *mask = &scene->view.masks[i];
        item->is_masked |= dvec_length(dvec_sub(mask->centre, n->centre_enu_m)) <
                           (double)n->radius_m + mask->radius_m;
    }
    set_picture(scene->terrain, n, item);
}

// Bottom-up: a tile is covered by its own mesh, or by children that all are.
static void find_cover(SceneTerrain *t)
{
    for (int i = t->walk_count - 1; i >= 0; i--) {
        Node *n = &t->nodes[t->walk[i]];
        bool is_by_children = n->is_split;
        for (int q = 0; q < 4 && is_by_children; q++) {
            const Node *c = &t->nodes[n->child[q]];
            is_by_children = c->is_culled || c->is_covered;
        }
        n->is_covered = is_by_children || n->mesh.id != 0;
        // From here on: is the way down taken?
        n->is_split = n->is_split && (is_by_children || !n->mesh.id);
    }
}

void scene_terrain_build(Scene *scene, Arena *arena, RenderFrame *out)
{
    SceneTerrain *t = scene->terrain;
    t->walk_count = t->wanted_count = 0;
    ensure_roots(scene);
    visit(scene, 0);
    visit(scene, 1);
    for (int i = 0; i < t->walk_count; i++) {
        const int at = t->walk[i];
        if (wants_split(scene, &t->nodes[at])) {
            open_children(scene, at);
            want_tile(scene, at, false);
        } else {
            want_tile(scene, at, true);
            if (!t->nodes[at].mesh.id && has_child_meshes(t, &t->nodes[at])) open_children(scene, at);
        }
    }
    find_cover(t);
    RenderTerrainItem *items = ARENA_ARRAY(arena, RenderTerrainItem, t->walk_count + 1);
    int count = 0;
    for (int i = 0; i < t->walk_count; i++) {
        Node *n = &t->nodes[t->walk[i]];
        // Walk order puts parents first: a child is drawn only where every tile above it opened up.
        const bool is_reached = n->parent < 0 || (t->nodes[n->parent].is_split && t->nodes[n->parent].walk_frame == scene->frame);
        if (!is_reached) {
            n->is_split = false;
            continue;
        }
        if (!n->is_split && n->mesh.id) emit(scene, n, items, &count);
    }
    submit_wanted(scene);
    out->terrain = items;
    out->terrain_count = count;
    scene->status.terrain_tiles = count;
}

void scene_terrain_forget_gpu(Scene *scene)
{
    SceneTerrain *t = scene->terrain;
    for (int i = 0; i < t->node_count; i++) {
        Node *n = &t->nodes[i];
        n->mesh = (RenderMesh){ 0 };
        n->picture = n->mask = (RenderTexture){ 0 };
        n->picture_state = PICTURE_UNKNOWN;
    }
}

static void free_leaf(Scene *scene, int at)
{
    SceneTerrain *t = scene->terrain;
    Node *n = &t->nodes[at];
    drop_gpu(scene, n);
    if (n->parent >= 0) {
        for (int q = 0; q < 4; q++) {
            if (t->nodes[n->parent].child[q] == at) t->nodes[n->parent].child[q] = -1;
        }
    }
    n->is_used = false;
    t->live--;
    if (array_reserve((void **)&t->free_nodes, &t->free_cap, t->free_count + 1, sizeof *t->free_nodes)) t->free_nodes[t->free_count++] = at;
}

// Frees leaves not used for some frames; true when some were, so that their parents may now be leaves.
static bool free_leaves(Scene *scene, uint64_t keep_frames)
{
    SceneTerrain *t = scene->terrain;
    bool has_freed = false;
    for (int i = t->node_count - 1; i >= 2; i--) {
        const Node *n = &t->nodes[i];
        const bool is_leaf = n->child[0] < 0 && n->child[1] < 0 && n->child[2] < 0 && n->child[3] < 0;
        if (!n->is_used || !is_leaf || n->is_in_job || n->last_used + keep_frames >= scene->frame) continue;
        free_leaf(scene, i);
        has_freed = true;
    }
    return has_freed;
}

void scene_terrain_evict(Scene *scene, size_t want_bytes)
{
    if (want_bytes == 0 && scene->terrain->live < NODE_CAP_SOFT) return;
    free_leaves(scene, want_bytes > 0 ? 2 : 240); // leaves are enough: their parents go next time
}

void scene_terrain_trim(Scene *scene)
{
    while (free_leaves(scene, 0)) {
    }
}
