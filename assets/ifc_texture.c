// SPDX-License-Identifier: Apache-2.0
// ifc_texture.c - the coordinates of every corner of what has a picture.
#include "assets/ifc_texture.h"
#include "assets/ifc_build.h"
#include "base/array.h"
#include <stdlib.h>
#include <string.h>

// Corners of faces with their coordinates: of triangles, polygons or faces of a shell.
typedef struct {
    DVec3 at; // metres
    double u, v;
} IfcTextureCorner;
typedef struct {
    int first, count;
} IfcTextureFace;
typedef struct {
    IfcTextureCorner *corners;
    IfcTextureFace *faces;
    int corner_count, corner_cap, face_count, face_cap;
    bool is_in_order; // faces are those of the mesh, one by one
} IfcTextureFaces;

static void ifc_texture_faces_finish(IfcTextureFaces *f)
{
    free(f->corners);
    free(f->faces);
}

static bool ifc_texture_add_corner(IfcTextureFaces *f, DVec3 at, double u, double v)
{
    if (!array_reserve((void **)&f->corners, &f->corner_cap, f->corner_count + 1,
                       sizeof *f->corners))
        return false;
    f->corners[f->corner_count++] = (IfcTextureCorner){ at, u, v };
    return true;
}

// What was added from a corner on is a face.
static bool ifc_texture_add_face(IfcTextureFaces *f, int first)
{
    if (!array_reserve((void **)&f->faces, &f->face_cap, f->face_count + 1, sizeof *f->faces))
        return false;
    f->faces[f->face_count++] = (IfcTextureFace){ first, f->corner_count - first };
    return true;
}

// Points of a face set by their numbers from 1, through PnIndex where it is given.
typedef struct {
    const DVec3 *coordinates;
    const double *map, *uv;
    int coordinate_count, map_count, uv_count; // uv: pairs
} IfcTextureSet;

static bool ifc_texture_set(IfcReader *r, uint32_t item, const StepArgs *map, StepArgs *face_set,
                            IfcType wanted, IfcTextureSet *out)
{
    StepArgs vertices;
    IfcType type, vertex_type;
    const IfcSchemaTable *t = &r->m->schema;
    int numbers = 0;
    if (!ifc_reader_args(r, item, face_set, &type, NULL) || type != wanted ||
        !ifc_reader_args(r, step_arg_ref(map, 2), &vertices, &vertex_type, NULL) ||
        vertex_type != IFCTEXTUREVERTEXLIST)
        return false;
    const int map_at = ifc_schema_position(t, type, "PnIndex");
    if (map_at >= 0 && !step_arg_is_null(face_set, map_at))
        out->map = ifc_reader_reals(r, face_set, map_at, &out->map_count);
    if (out->map_count == 0) out->map = NULL;
    out->coordinates =
        ifc_reader_point_list(r, step_arg_ref(face_set, 0), &out->coordinate_count, NULL);
    out->uv = ifc_reader_reals(r, &vertices, 0, &numbers);
    out->uv_count = numbers / 2;
    return out->coordinates && out->uv;
}

// false where one of the two is not there.
static bool ifc_texture_set_corner(const IfcTextureSet *s, IfcTextureFaces *f, double point,
                                   double texture)
{
    if (s->map) point = point >= 1 && point <= s->map_count ? s->map[(int)point - 1] : 0;
    if (!(point >= 1 && point <= s->coordinate_count) || !(texture >= 1 && texture <= s->uv_count))
        return false;
    const double *uv = s->uv + 2 * ((size_t)texture - 1);
    return ifc_texture_add_corner(f, s->coordinates[(int)point - 1], uv[0], uv[1]);
}

static bool ifc_texture_triangles(IfcReader *r, uint32_t item, const StepArgs *map,
                                  IfcTextureFaces *out)
{
    StepArgs face_set;
    IfcTextureSet set = { 0 };
    int points = 0, corners = 0;
    if (!ifc_texture_set(r, item, map, &face_set, IFCTRIANGULATEDFACESET, &set)) return false;
    const double *point = ifc_reader_reals(
        r, &face_set, ifc_schema_position(&r->m->schema, IFCTRIANGULATEDFACESET, "CoordIndex"),
        &points);
    const double *corner = step_arg_is_null(map, 3) ? point : ifc_reader_reals(r, map, 3, &corners);
    if (!point || !corner || (corner != point && corners != points)) return false;
    for (int i = 0; i < points; i++) {
        if (!ifc_texture_set_corner(&set, out, point[i], corner[i])) return false;
        if (i % 3 == 2 && !ifc_texture_add_face(out, i - 2)) return false;
    }
    out->is_in_order = true;
    return true;
}

// Numbers of the outer ring and of the rings inside it, one after another.
static int ifc_texture_rings(IfcReader *r, const StepArgs *args, int outer, int inner, double **out)
{
    int outer_count = 0, inner_count = 0;
    const double *a = ifc_reader_reals(r, args, outer, &outer_count);
    const double *b = inner >= 0 && !step_arg_is_null(args, inner)
                          ? ifc_reader_reals(r, args, inner, &inner_count)
                          : NULL;
    *out = ARENA_ARRAY(&r->tree, double, outer_count + inner_count + 1);
    if (a) memcpy(*out, a, sizeof **out * (size_t)outer_count);
    if (b) memcpy(*out + outer_count, b, sizeof **out * (size_t)inner_count);
    return outer_count + inner_count;
}

static bool ifc_texture_polygons(IfcReader *r, uint32_t item, const StepArgs *map,
                                 IfcTextureFaces *out)
{
    StepArgs face_set;
    IfcTextureSet set = { 0 };
    int count = 0;
    if (!ifc_texture_set(r, item, map, &face_set, IFCPOLYGONALFACESET, &set)) return false;
    const uint32_t *rows = ifc_reader_refs(r, map, 3, &count);
    for (int i = 0; rows && i < count; i++) {
        StepArgs indices, face;
        IfcType type, face_type;
        double *points, *corners;
        const int first = out->corner_count;
        if (!ifc_reader_args(r, rows[i], &indices, &type, NULL) ||
            !ifc_schema_is(&r->m->schema, type, IFCTEXTURECOORDINATEINDICES) ||
            !ifc_reader_args(r, step_arg_ref(&indices, 1), &face, &face_type, NULL))
            continue;
        const int corner_count = ifc_texture_rings(
            r, &indices, 0, type == IFCTEXTURECOORDINATEINDICESWITHVOIDS ? 2 : -1, &corners);
        const int point_count = ifc_texture_rings(
            r, &face, 0, face_type == IFCINDEXEDPOLYGONALFACEWITHVOIDS ? 1 : -1, &points);
        for (int k = 0; k < point_count && k < corner_count; k++)
            (void)ifc_texture_set_corner(&set, out, points[k], corners[k]);
        if (!ifc_texture_add_face(out, first)) return false;
    }
    return out->face_count > 0;
}

// Texture vertices and the points they lie at, one by one, are a face.
static void ifc_texture_pairs(IfcReader *r, const StepArgs *points_args, int points_at,
                              const StepArgs *vertices_args, int vertices_at, IfcTextureFaces *out)
{
    StepArgs vertex;
    IfcType type;
    int points = 0, vertices = 0;
    const int first = out->corner_count;
    const uint32_t *point_ids = ifc_reader_refs(r, points_args, points_at, &points);
    const uint32_t *vertex_ids = ifc_reader_refs(r, vertices_args, vertices_at, &vertices);
    for (int i = 0; point_ids && vertex_ids && i < points && i < vertices; i++) {
        DVec3 at;
        int numbers = 0;
        if (!ifc_place_point(r, point_ids[i], &at, NULL) ||
            !ifc_reader_args(r, vertex_ids[i], &vertex, &type, NULL) || type != IFCTEXTUREVERTEX)
            continue;
        const double *uv = ifc_reader_reals(r, &vertex, 0, &numbers);
        if (uv && numbers >= 2) (void)ifc_texture_add_corner(out, at, uv[0], uv[1]);
    }
    if (out->corner_count > first) (void)ifc_texture_add_face(out, first);
}

// IFC2X3: an IfcTextureMap is a set of IfcVertexBasedTextureMap, each a face by its points.
static bool ifc_texture_vertex_based(IfcReader *r, const StepArgs *map, IfcTextureFaces *out)
{
    int count = 0;
    const uint32_t *ids = ifc_reader_refs(r, map, 0, &count);
    for (int i = 0; ids && i < count; i++) {
        StepArgs args;
        IfcType type;
        if (ifc_reader_args(r, ids[i], &args, &type, NULL) && type == IFCVERTEXBASEDTEXTUREMAP)
            ifc_texture_pairs(r, &args, 1, &args, 0, out);
    }
    return out->face_count > 0;
}

// One face of a shell: its vertices go with the points of its outer loop.
static void ifc_texture_loop(IfcReader *r, uint32_t face_id, const StepArgs *map,
                             IfcTextureFaces *out)
{
    StepArgs face, bound, loop;
    IfcType type;
    int bounds = 0;
    if (!ifc_reader_args(r, face_id, &face, &type, NULL)) return;
    const uint32_t *bound_ids = ifc_reader_refs(r, &face, 0, &bounds);
    if (!bound_ids || bounds < 1 || !ifc_reader_args(r, bound_ids[0], &bound, &type, NULL) ||
        !ifc_reader_args(r, step_arg_ref(&bound, 0), &loop, &type, NULL) || type != IFCPOLYLOOP)
        return;
    ifc_texture_pairs(r, &loop, 0, map, 1, out);
}

// Faces of a brep or a surface model that have maps of their own; *map becomes the first of these.
static bool ifc_texture_shells(IfcReader *r, const IfcTextures *t, uint32_t item, StepArgs *map,
                               IfcTextureFaces *out)
{
    StepArgs args, shell;
    IfcType type;
    int shells = 1;
    const IfcSchemaTable *schema = &r->m->schema;
    if (!t->has_faces || !ifc_reader_args(r, item, &args, &type, NULL)) return false;
    uint32_t outer = step_arg_ref(&args, 0);
    const uint32_t *ids = &outer;
    if (ifc_schema_is(schema, type, IFCCONNECTEDFACESET))
        outer = item;
    else if (type == IFCSHELLBASEDSURFACEMODEL || type == IFCFACEBASEDSURFACEMODEL)
        ids = ifc_reader_refs(r, &args, 0, &shells);
    else if (!ifc_schema_is(schema, type, IFCMANIFOLDSOLIDBREP))
        return false;
    for (int i = 0; ids && i < shells; i++) {
        int count = 0;
        if (!ifc_reader_args(r, ids[i], &shell, &type, NULL)) continue;
        const uint32_t *faces = ifc_reader_refs(r, &shell, 0, &count);
        for (int k = 0; faces && k < count; k++) {
            uint64_t id = 0;
            StepArgs own;
            if (!hashmap_get(&t->maps, faces[k], &id) ||
                !ifc_reader_args(r, (uint32_t)id, &own, &type, NULL))
                continue;
            if (out->face_count == 0) *map = own;
            ifc_texture_loop(r, faces[k], &own, out);
        }
    }
    return out->face_count > 0;
}

// The corner of a face that lies nearest.
static const IfcTextureCorner *ifc_texture_nearest(const IfcTextureFaces *f, int face, DVec3 at,
                                                   double *distance)
{
    const IfcTextureFace *row = &f->faces[face];
    const IfcTextureCorner *best = NULL;
    *distance = INFINITY;
    for (int i = row->first; i < row->first + row->count; i++) {
        const double d = dvec_length(dvec_sub(f->corners[i].at, at));
        if (d >= *distance) continue;
        *distance = d;
        best = &f->corners[i];
    }
    return best;
}

// Whether the corners of a triangle are corners of the face.
static bool ifc_texture_holds(const IfcTextureFaces *f, int face, const DVec3 corners[3],
                              double precision)
{
    for (int k = 0; k < 3; k++) {
        double distance = 0;
        if (!ifc_texture_nearest(f, face, corners[k], &distance) || distance > precision)
            return false;
    }
    return true;
}

// Polygons are cut into triangles in an order of their own: a triangle is known by its corners. The
// face it is said to be of comes first. -1 = none.
static int ifc_texture_face_of(IfcReader *r, const IfcTextureFaces *f, int said,
                               const DVec3 corners[3])
{
    const double precision = fmax(4 * r->k.precision, 1e-5);
    if (f->is_in_order) return said >= 0 && said < f->face_count ? said : -1;
    if (said >= 0 && said < f->face_count && ifc_texture_holds(f, said, corners, precision))
        return said;
    for (int i = 0; i < f->face_count && r->budget > 0; i++) {
        if (i % 16 == 0) r->budget--;
        if (ifc_texture_holds(f, i, corners, precision)) return i;
    }
    return -1;
}

// IfcSurfaceTexture.TextureTransform, of the coordinates.
static void ifc_texture_transform(IfcReader *r, uint32_t texture, float *uv, int count)
{
    StepArgs args;
    IfcType type;
    DPlace place;
    if (!ifc_reader_args(r, texture, &args, &type, NULL)) return;
    const int at = ifc_schema_position(&r->m->schema, type, "TextureTransform");
    if (at < 0 || step_arg_is_null(&args, at) ||
        !ifc_place_operator(r, step_arg_ref(&args, at), &place, NULL) || !(r->unit > 0))
        return;
    for (int i = 0; i < count; i++) {
        const DVec3 p = dplace_point(
            &place, (DVec3){ (double)uv[2 * i] * r->unit, (double)uv[2 * i + 1] * r->unit, 0 });
        uv[2 * i] = (float)(p.x / r->unit);
        uv[2 * i + 1] = (float)(p.y / r->unit);
    }
}

// Three points of its own for each triangle.
static void ifc_texture_unshare(IfcReader *r, const KernelMesh *mesh, KernelMesh *out, float **uv)
{
    const int corners = mesh->triangle_count * 3;
    *out = (KernelMesh){ .point_count = corners, .triangle_count = mesh->triangle_count };
    out->points = ARENA_ARRAY(&r->tree, DVec3, corners + 1);
    out->indices = ARENA_ARRAY(&r->tree, uint32_t, corners + 1);
    *uv = ARENA_ARRAY(&r->tree, float, (size_t)corners * 2 + 2);
    for (int i = 0; i < corners; i++) {
        out->points[i] = mesh->points[mesh->indices[i]];
        out->indices[i] = (uint32_t)i;
    }
}

static bool ifc_texture_generate(IfcReader *r, const StepArgs *generator, const KernelMesh *mesh,
                                 KernelMesh *out, float **uv)
{
    const StepText mode = step_arg_string(
        generator, ifc_schema_position(&r->m->schema, IFCTEXTURECOORDINATEGENERATOR, "Mode"));
    const bool is_sphere = mode.length >= 6 && memcmp(mode.text, "SPHERE", 6) == 0;
    ifc_texture_unshare(r, mesh, out, uv);
    for (int t = 0; t < out->triangle_count; t++) {
        const DVec3 *p = out->points + 3 * (size_t)t;
        const DVec3 n = dvec_normalize(dvec_cross(dvec_sub(p[1], p[0]), dvec_sub(p[2], p[0])));
        for (int k = 0; k < 3; k++) {
            float *to = *uv + 2 * (3 * (size_t)t + (size_t)k);
            to[0] = (float)(is_sphere ? n.x / 2 + 0.5 : p[k].x / r->unit);
            to[1] = (float)(is_sphere ? n.y / 2 + 0.5 : p[k].y / r->unit);
        }
    }
    return out->triangle_count > 0;
}

static bool ifc_texture_map(IfcReader *r, const IfcTextures *t, uint32_t item, StepArgs *map,
                            const KernelMesh *mesh, KernelMesh *out, float **uv)
{
    IfcTextureFaces faces = { 0 };
    uint64_t map_id = 0;
    IfcType type = IFC_TYPE_NONE;
    bool ok = false;
    if (hashmap_get(&t->maps, item, &map_id)) {
        ok = ifc_reader_args(r, (uint32_t)map_id, map, &type, NULL) &&
             (type == IFCINDEXEDTRIANGLETEXTUREMAP
                  ? mesh->faces && ifc_texture_triangles(r, item, map, &faces)
              : ifc_schema_position(&r->m->schema, type, "TextureMaps") == 0
                  ? ifc_texture_vertex_based(r, map, &faces)
                  : ifc_texture_polygons(r, item, map, &faces));
    } else {
        ok = ifc_texture_shells(r, t, item, map, &faces);
    }
    if (ok) ifc_texture_unshare(r, mesh, out, uv);
    for (int i = 0; ok && i < mesh->triangle_count; i++) {
        const DVec3 *corners = out->points + 3 * (size_t)i;
        const int face = ifc_texture_face_of(r, &faces, mesh->faces ? mesh->faces[i] : -1, corners);
        for (int k = 0; k < 3 && face >= 0; k++) {
            double distance = 0;
            const IfcTextureCorner *c = ifc_texture_nearest(&faces, face, corners[k], &distance);
            (*uv)[2 * (3 * i + k)] = (float)c->u;
            (*uv)[2 * (3 * i + k) + 1] = (float)c->v;
        }
    }
    ifc_texture_faces_finish(&faces);
    return ok;
}

bool ifc_texture_place(IfcReader *r, const IfcTextures *t, uint32_t item, const KernelMesh *mesh,
                       KernelMesh *out, float **uv, int *texture)
{
    uint64_t generator = 0, row = 0, picture = 0;
    StepArgs map;
    IfcType type;
    uint32_t first = 0;
    float *made = NULL;
    const bool is_mapped = ifc_texture_map(r, t, item, &map, mesh, out, &made);
    if (!is_mapped && (!hashmap_get(&t->generated, item, &generator) ||
                       !ifc_reader_args(r, (uint32_t)generator, &map, &type, NULL) ||
                       !ifc_texture_generate(r, &map, mesh, out, &made)))
        return false;
    if (hashmap_get(&t->pictures, item, &picture))
        first = (uint32_t)picture;
    else if (step_arg_refs(&map, 0, &first, 1) != 1)
        return false;
    if (!hashmap_get(&t->by_id, first, &row)) return false;
    ifc_texture_transform(r, first, made, out->point_count);
    *uv = made;
    *texture = (int)row;
    return true;
}
