// SPDX-License-Identifier: Apache-2.0
// scene_model_plan.c - which triangles of a model go into which tile.
#include "scene/scene_model_mesh.h"

#include "base/array.h"
#include "core/model_view.h"
#include "scene/scene_model_move.h"
#include <stdlib.h>
#include <string.h>

#define TILE_M 400.0 // a float keeps a hundredth of a millimetre over this
enum {
    TILE_TRIANGLES = 65536,
    PIECE_TRIANGLES = TILE_TRIANGLES / 2,
    DICED_TRIANGLES = 2 * TILE_TRIANGLES, // larger meshes are cut up by place
    DICE_BITS = 5,                        // 32 cells a side
    MANY_LEAST = 24,                      // copies from which instancing pays …
    MANY_TRIANGLES = 1500000,             // … in models that would be larger than this joined
    MANY_COPIES = 4096                    // of a tile
};

static DVec3 vmin(DVec3 a, DVec3 b)
{
    return (DVec3){ fmin(a.x, b.x), fmin(a.y, b.y), fmin(a.z, b.z) };
}

static DVec3 vmax(DVec3 a, DVec3 b)
{
    return (DVec3){ fmax(a.x, b.x), fmax(a.y, b.y), fmax(a.z, b.z) };
}

static double axis(DVec3 v, int k)
{
    return k == 0 ? v.x : k == 1 ? v.y : v.z;
}

static const DVec3 nowhere_min = { INFINITY, INFINITY, INFINITY },
                   nowhere_max = { -INFINITY, -INFINITY, -INFINITY };

static bool is_drawn(const Asset *asset, const AssetInstance *instance)
{
    return asset->objects[instance->object].kind != ASSET_OBJECT_OPENING &&
           asset->meshes[instance->mesh].triangle_count > 0;
}

// Box of a box where it stands, or where it is (place NULL).
static void place_box(const DPlace *place, DVec3 origin, const float low[3], const float high[3],
                      DVec3 *min, DVec3 *max)
{
    *min = nowhere_min;
    *max = nowhere_max;
    for (int i = 0; i < 8; i++) {
        const DVec3 corner = { (double)(i & 1 ? high[0] : low[0]),
                               (double)(i & 2 ? high[1] : low[1]),
                               (double)(i & 4 ? high[2] : low[2]) };
        const DVec3 at = dvec_add(origin, corner), p = place ? dplace_point(place, at) : at;
        *min = vmin(*min, p);
        *max = vmax(*max, p);
    }
}

static uint32_t spread_bits(uint32_t v)
{
    uint32_t out = 0;
    for (int i = 0; i < DICE_BITS; i++) out |= (v >> i & 1u) << (3 * i);
    return out;
}

enum { CELLS = 1 << (3 * DICE_BITS), DICE_RUN = 1 << 17 };

// Triangle numbers of a mesh by cell, along a curve through all cells that stays near itself.
typedef struct {
    uint32_t *order;
    uint32_t *ends; // of the cells, in order
} Dice;

typedef struct {
    const AssetMesh *mesh;
    uint16_t *cells; // one a triangle
    float per_m;
} Dicing;

// Cells are cubes, or a wide flat mesh would lie in slabs. A corner says as well as the middle
// where a triangle is.
static void find_cells(int run, void *arg)
{
    const Dicing *d = arg;
    const AssetMesh *mesh = d->mesh;
    const int first = run * DICE_RUN, left = mesh->triangle_count - first,
              count = left < DICE_RUN ? left : DICE_RUN;
    const float last = (1 << DICE_BITS) - 1;
    for (int i = first; i < first + count; i++) {
        const float *p = mesh->positions + (size_t)mesh->indices[(size_t)i * 3] * 3;
        uint32_t cell[3];
        for (int k = 0; k < 3; k++) {
            const float at = (p[k] - mesh->box_min_m[k]) * d->per_m;
            cell[k] = (uint32_t)(at > 0 ? at < last ? at : last : 0);
        }
        d->cells[i] = (uint16_t)(spread_bits(cell[0]) | spread_bits(cell[1]) << 1 |
                                 spread_bits(cell[2]) << 2);
    }
}

// Counting sort: linear. An empty one without memory.
static Dice dice_mesh(const AssetMesh *mesh, JobPool *pool)
{
    Dice dice = { .order = malloc(sizeof *dice.order * (size_t)mesh->triangle_count),
                  .ends = calloc(CELLS + 1, sizeof *dice.ends) };
    Dicing d = { .mesh = mesh, .cells = malloc(sizeof *d.cells * (size_t)mesh->triangle_count) };
    float span = 0;
    for (int k = 0; k < 3; k++) span = fmaxf(span, mesh->box_max_m[k] - mesh->box_min_m[k]);
    d.per_m = span > 0 ? (float)(1 << DICE_BITS) / span : 0;
    const bool ok = dice.order && dice.ends && d.cells;
    if (ok) {
        job_parallel_for(pool, (mesh->triangle_count + DICE_RUN - 1) / DICE_RUN, find_cells, &d);
        for (int i = 0; i < mesh->triangle_count; i++) dice.ends[d.cells[i] + 1]++;
        for (int i = 0; i < CELLS; i++) dice.ends[i + 1] += dice.ends[i];
        // Starts become ends as the cells fill.
        for (int i = 0; i < mesh->triangle_count; i++)
            dice.order[dice.ends[d.cells[i]]++] = (uint32_t)i;
    }
    free(d.cells);
    if (ok) return dice;
    free(dice.order);
    free(dice.ends);
    return (Dice){ 0 };
}

typedef struct {
    SceneModelPlan *plan;
    JobPool *pool;
    int piece_cap, tile_cap;
    int moved; // of the tiles being made
    bool has_failed;
} Planning;

static SceneModelPiece *add_piece(Planning *p)
{
    SceneModelPlan *plan = p->plan;
    if (!array_reserve((void **)&plan->pieces, &p->piece_cap, plan->piece_count + 1,
                       sizeof *plan->pieces)) {
        p->has_failed = true;
        return NULL;
    }
    return &plan->pieces[plan->piece_count++];
}

static uint32_t cell_start(const Dice *dice, uint32_t cell)
{
    return cell > 0 ? dice->ends[cell - 1] : 0;
}

// The largest cube of cells that begins at this one and whose triangles are few enough, as a
// number of cells.
static uint32_t cube_at(const Dice *dice, uint32_t cell)
{
    uint32_t cells = 1;
    while (8 * cells <= CELLS && cell % (8 * cells) == 0 &&
           dice->ends[cell + 8 * cells - 1] - cell_start(dice, cell) <= PIECE_TRIANGLES)
        cells *= 8;
    return cells;
}

// Cubes of cells, and parts of a cell that is too full.
static void cut_pieces(Planning *p, int row, const Dice *dice)
{
    for (uint32_t cell = 0; cell < CELLS;) {
        const uint32_t cells = cube_at(dice, cell), end = dice->ends[cell + cells - 1];
        for (uint32_t first = cell_start(dice, cell); first < end; first += PIECE_TRIANGLES) {
            SceneModelPiece *piece = add_piece(p);
            if (!piece) return;
            const uint32_t left = end - first;
            *piece = (SceneModelPiece){ .instance = row,
                                        .triangle_count =
                                            (int)(left < PIECE_TRIANGLES ? left : PIECE_TRIANGLES),
                                        .triangles = dice->order + first };
        }
        cell += cells;
    }
}

static const DPlace *still_place(const SceneModelPlan *plan, int instance)
{
    return plan->moves && plan->moves[instance] ? NULL : &plan->asset->instances[instance].place;
}

typedef struct {
    const SceneModelPlan *plan;
    SceneModelPiece *pieces;
} Boxing;

static void box_piece(int row, void *arg)
{
    const Boxing *b = arg;
    SceneModelPiece *piece = &b->pieces[row];
    const Asset *asset = b->plan->asset;
    const AssetMesh *mesh = &asset->meshes[asset->instances[piece->instance].mesh];
    float low[3] = { INFINITY, INFINITY, INFINITY }, high[3] = { -INFINITY, -INFINITY, -INFINITY };
    for (int i = 0; i < piece->triangle_count; i++) {
        const uint32_t *corners = mesh->indices + (size_t)piece->triangles[i] * 3;
        for (int c = 0; c < 3; c++) {
            const float *at = mesh->positions + (size_t)corners[c] * 3;
            for (int k = 0; k < 3; k++) {
                low[k] = at[k] < low[k] ? at[k] : low[k];
                high[k] = at[k] > high[k] ? at[k] : high[k];
            }
        }
    }
    place_box(still_place(b->plan, piece->instance), mesh->origin, low, high, &piece->min,
              &piece->max);
}

static void diced_pieces(Planning *p, int row)
{
    SceneModelPlan *plan = p->plan;
    const int mesh = plan->asset->instances[row].mesh, first = plan->piece_count;
    Dice dice = dice_mesh(&plan->asset->meshes[mesh], p->pool);
    if (!dice.order) {
        p->has_failed = true;
        return;
    }
    cut_pieces(p, row, &dice);
    free(dice.ends);
    plan->diced[mesh] = dice.order;
    plan->bytes += (size_t)plan->asset->meshes[mesh].triangle_count * sizeof *dice.order;
    if (p->has_failed) return;
    Boxing boxing = { plan, plan->pieces + first };
    job_parallel_for(p->pool, plan->piece_count - first, box_piece, &boxing);
}

// Another copy of a mesh that lies in pieces.
static void copy_pieces(Planning *p, int row)
{
    const SceneModelPlan *plan = p->plan;
    const int mesh = plan->asset->instances[row].mesh, count = plan->piece_count;
    int original = -1;
    for (int i = 0; i < count && !p->has_failed; i++) {
        const SceneModelPiece from = p->plan->pieces[i];
        if (plan->asset->instances[from.instance].mesh != mesh) continue;
        if (original >= 0 && from.instance != original) break;
        original = from.instance;
        SceneModelPiece *piece = add_piece(p);
        if (!piece) return;
        *piece = from;
        piece->instance = row;
    }
    Boxing boxing = { plan, p->plan->pieces + count };
    if (!p->has_failed) job_parallel_for(p->pool, p->plan->piece_count - count, box_piece, &boxing);
}

static void plan_instance(Planning *p, int row)
{
    const Asset *asset = p->plan->asset;
    const AssetInstance *instance = &asset->instances[row];
    const AssetMesh *mesh = &asset->meshes[instance->mesh];
    if (!is_drawn(asset, instance)) return;
    if (mesh->triangle_count > DICED_TRIANGLES) {
        if (p->plan->diced[instance->mesh])
            copy_pieces(p, row);
        else
            diced_pieces(p, row);
        return;
    }
    SceneModelPiece *piece = add_piece(p);
    if (!piece) return;
    *piece = (SceneModelPiece){ .instance = row, .triangle_count = mesh->triangle_count };
    place_box(still_place(p->plan, row), mesh->origin, mesh->box_min_m, mesh->box_max_m,
              &piece->min, &piece->max);
}

static void add_tile(Planning *p, int first, int count, bool is_many)
{
    SceneModelPlan *plan = p->plan;
    if (!array_reserve((void **)&plan->tiles, &p->tile_cap, plan->tile_count + 1,
                       sizeof *plan->tiles)) {
        p->has_failed = true;
        return;
    }
    SceneModelTile *tile = &plan->tiles[plan->tile_count++];
    *tile = (SceneModelTile){
        .first_piece = first, .piece_count = count, .is_many = is_many, .moved = p->moved
    };
    if (p->moved) {
        const AssetInstance *instance = &plan->asset->instances[p->moved - 1];
        tile->is_bent = scene_model_moves_is_bent(plan->asset, instance);
    }
    DVec3 min = nowhere_min, max = nowhere_max;
    double largest = 0;
    for (int i = first; i < first + count; i++) {
        const SceneModelPiece *piece = &plan->pieces[i];
        min = vmin(min, piece->min);
        max = vmax(max, piece->max);
        largest = fmax(largest, dvec_length(dvec_sub(piece->max, piece->min)));
        tile->triangle_count += piece->triangle_count;
    }
    tile->origin = dvec_scale(dvec_add(min, max), 0.5);
    for (int k = 0; k < 3; k++) {
        const double half = 0.5 * (axis(max, k) - axis(min, k));
        tile->box_max_m[k] = (float)(half * 1.000001 + 1e-4);
        tile->box_min_m[k] = -tile->box_max_m[k];
    }
    tile->size_m =
        is_many ? (float)largest
                : 2 * fmaxf(fmaxf(tile->box_max_m[0], tile->box_max_m[1]), tile->box_max_m[2]);
}

static int compare_axis(const SceneModelPiece *a, const SceneModelPiece *b, int k)
{
    const double x = axis(a->min, k) + axis(a->max, k), y = axis(b->min, k) + axis(b->max, k);
    if (x != y) return x < y ? -1 : 1;
    return (a->instance > b->instance) - (a->instance < b->instance);
}

static int compare_x(const void *a, const void *b)
{
    return compare_axis(a, b, 0);
}
static int compare_y(const void *a, const void *b)
{
    return compare_axis(a, b, 1);
}
static int compare_z(const void *a, const void *b)
{
    return compare_axis(a, b, 2);
}

typedef struct {
    int first, count;
} Range;

// Where the middles of the pieces spread farthest; false: nowhere.
static bool widest_axis(const SceneModelPlan *plan, Range r, int *best, double *span_m)
{
    DVec3 min = nowhere_min, max = nowhere_max;
    for (int i = r.first; i < r.first + r.count; i++) {
        const SceneModelPiece *piece = &plan->pieces[i];
        const DVec3 middle = dvec_scale(dvec_add(piece->min, piece->max), 0.5);
        min = vmin(min, middle);
        max = vmax(max, middle);
    }
    *span_m = 0;
    for (int k = 0; k < 3; k++) {
        const double span = axis(max, k) - axis(min, k);
        if (span > *span_m) {
            *span_m = span;
            *best = k;
        }
    }
    return *span_m > 0;
}

// Halves ranges until a tile is small enough, by triangles or copies and by extent.
static void split_tiles(Planning *p, int first, int count, bool is_many)
{
    static int (*const compare[3])(const void *, const void *) = { compare_x, compare_y,
                                                                   compare_z };
    enum { DEPTH_MAX = 64 };
    Range stack[DEPTH_MAX];
    int depth = 0;
    if (count > 0) stack[depth++] = (Range){ first, count };
    while (depth > 0 && !p->has_failed) {
        const Range r = stack[--depth];
        int64_t triangles = 0;
        for (int i = r.first; i < r.first + r.count; i++)
            triangles += p->plan->pieces[i].triangle_count;
        int k = 0;
        double span_m = 0;
        const bool is_spread = widest_axis(p->plan, r, &k, &span_m);
        const bool is_large =
            (is_many ? r.count > MANY_COPIES : triangles > TILE_TRIANGLES) || span_m > TILE_M;
        const bool can_split =
            r.count > 1 && depth + 2 <= DEPTH_MAX &&
            (is_spread || r.count > MANY_COPIES || triangles > 4 * TILE_TRIANGLES);
        if (!is_large || !can_split) {
            add_tile(p, r.first, r.count, is_many);
            continue;
        }
        qsort(p->plan->pieces + r.first, (size_t)r.count, sizeof *p->plan->pieces, compare[k]);
        const int half = r.count / 2;
        stack[depth++] = (Range){ r.first + half, r.count - half };
        stack[depth++] = (Range){ r.first, half };
    }
}

static bool is_mirrored(const DPlace *place)
{
    return dvec_dot(dvec_cross(place->x_axis, place->y_axis), place->z_axis) < 0;
}

// What stands so often that it is drawn as instances goes first, by mesh and material.
typedef struct {
    SceneModelPiece piece;
    int64_t key; // -1 = joined
} KeyedPiece;

static int compare_keys(const void *a, const void *b)
{
    const KeyedPiece *x = a, *y = b;
    if (x->key != y->key) return x->key > y->key ? -1 : 1;
    return (x->piece.instance > y->piece.instance) - (x->piece.instance < y->piece.instance);
}

static int64_t many_key(const SceneModelPlan *plan, const SceneModelPiece *piece, const int *copies)
{
    const Asset *asset = plan->asset;
    const AssetInstance *instance = &asset->instances[piece->instance];
    if (!still_place(plan, piece->instance)) return -1;
    if (piece->triangles || copies[instance->mesh] < MANY_LEAST || is_mirrored(&instance->place))
        return -1;
    if (asset->objects[instance->object].kind == ASSET_OBJECT_SPACE) return -1;
    return (int64_t)instance->mesh << 32 | (uint32_t)(instance->material + 1);
}

// Returns how many pieces lie in tiles now.
static int plan_many(Planning *p)
{
    SceneModelPlan *plan = p->plan;
    int64_t triangles = 0;
    for (int i = 0; i < plan->piece_count; i++) triangles += plan->pieces[i].triangle_count;
    if (triangles < MANY_TRIANGLES) return 0;
    int *copies = calloc((size_t)plan->asset->mesh_count + 1, sizeof *copies);
    KeyedPiece *keyed = malloc(sizeof *keyed * (size_t)(plan->piece_count + 1));
    int done = 0;
    for (int i = 0; copies && keyed && i < plan->piece_count; i++)
        copies[plan->asset->instances[plan->pieces[i].instance].mesh]++;
    if (copies && keyed) {
        for (int i = 0; i < plan->piece_count; i++)
            keyed[i] = (KeyedPiece){ plan->pieces[i], many_key(plan, &plan->pieces[i], copies) };
        qsort(keyed, (size_t)plan->piece_count, sizeof *keyed, compare_keys);
        for (int i = 0; i < plan->piece_count; i++) plan->pieces[i] = keyed[i].piece;
        while (done < plan->piece_count && keyed[done].key >= 0) {
            int end = done;
            while (end < plan->piece_count && keyed[end].key == keyed[done].key) end++;
            if (end - done < MANY_LEAST) break;
            split_tiles(p, done, end - done, true);
            done = end;
        }
    } else {
        p->has_failed = true;
    }
    free(copies);
    free(keyed);
    return done;
}

// Pieces from done on: those that stand still come first, together; what moves has tiles of its
// own, an instance each.
static void plan_rest(Planning *p, int done)
{
    SceneModelPlan *plan = p->plan;
    plan->still_count = plan->piece_count;
    if (!plan->moves) {
        split_tiles(p, done, plan->piece_count - done, false);
        return;
    }
    const int count = plan->piece_count - done;
    SceneModelPiece *sorted = malloc(sizeof *sorted * (size_t)(count + 1));
    int still = 0, moving = 0;
    if (!sorted) {
        p->has_failed = true;
        return;
    }
    for (int i = 0; i < count; i++) {
        const SceneModelPiece *piece = &plan->pieces[done + i];
        if (plan->moves[piece->instance])
            sorted[count - ++moving] = *piece;
        else
            plan->pieces[done + still++] = *piece;
    }
    const int end = plan->still_count = done + still;
    for (int i = 0; i < moving; i++) plan->pieces[end + i] = sorted[count - 1 - i];
    free(sorted);
    split_tiles(p, done, still, false);
    // Pieces of one instance lie side by side.
    for (int first = end, stop = end; first < plan->piece_count && !p->has_failed; first = stop) {
        const int instance = plan->pieces[first].instance;
        while (stop < plan->piece_count && plan->pieces[stop].instance == instance) stop++;
        p->moved = instance + 1;
        split_tiles(p, first, stop - first, false);
    }
    p->moved = 0;
}

// As the exploded view counts them, so that picture and commands agree.
static bool number_storeys(SceneModelPlan *plan)
{
    const Asset *asset = plan->asset;
    const CityLayer layer = { .asset = asset };
    const StateModelView view = { .explode_m = 1 };
    float *up = calloc((size_t)asset->object_count + 1, sizeof *up);
    if (!up) return false;
    model_view_lifts(&layer, &view, up);
    for (int i = 0; i < asset->object_count; i++) {
        const float number = up[i] > 0 ? fminf(up[i], UINT16_MAX) : 0;
        plan->storeys[i] = (uint16_t)lrintf(number);
        if (plan->storeys[i] >= plan->storey_count) plan->storey_count = plan->storeys[i] + 1;
    }
    free(up);
    return true;
}

void scene_model_plan_destroy(SceneModelPlan *plan)
{
    if (!plan) return;
    for (int i = 0; plan->diced && i < plan->asset->mesh_count; i++) free(plan->diced[i]);
    free(plan->diced);
    free(plan->moves);
    free(plan->pieces);
    free(plan->tiles);
    free(plan->storeys);
    free(plan->object_size_m);
    free(plan);
}

SceneModelPlan *scene_model_plan_create(const Asset *asset, JobPool *pool, Err *err)
{
    SceneModelPlan *plan = calloc(1, sizeof *plan);
    if (plan) {
        Planning p = { .plan = plan, .pool = pool };
        const size_t objects = (size_t)asset->object_count + 1;
        plan->asset = asset;
        plan->storeys = calloc(objects, sizeof *plan->storeys);
        plan->object_size_m = calloc(objects, sizeof *plan->object_size_m);
        plan->diced = calloc((size_t)asset->mesh_count + 1, sizeof *plan->diced);
        p.has_failed =
            !plan->storeys || !plan->object_size_m || !plan->diced || !number_storeys(plan);
        bool ok = true;
        plan->moves = scene_model_moves_find(asset, &ok);
        p.has_failed |= !ok;
        for (int i = 0; i < asset->object_count && !p.has_failed; i++) {
            const AssetObject *o = &asset->objects[i];
            if (!(o->min.x <= o->max.x)) continue;
            plan->object_size_m[i] = (float)dvec_length(dvec_sub(o->max, o->min));
            if (o->storey < 0 || o->kind == ASSET_OBJECT_OPENING) continue;
            plan->storeys_min = vmin(plan->storeys_min, o->min);
            plan->storeys_max = vmax(plan->storeys_max, o->max);
        }
        for (int i = 0; i < asset->instance_count && !p.has_failed; i++) plan_instance(&p, i);
        const int many = p.has_failed ? 0 : plan_many(&p);
        if (!p.has_failed) plan_rest(&p, many);
        plan->bytes += sizeof *plan + objects * 6 + (size_t)p.piece_cap * sizeof *plan->pieces +
                       (size_t)p.tile_cap * sizeof *plan->tiles;
        if (!p.has_failed) return plan;
    }
    err_set(err, ERR_MEMORY, "no memory to draw a model");
    scene_model_plan_destroy(plan);
    return NULL;
}
