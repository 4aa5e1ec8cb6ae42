// SPDX-License-Identifier: Apache-2.0
// asset.h - a model as the city takes it, whatever file it came from: meshes, materials, instances,
// objects. Frozen once loaded; read by any thread. Does not: place the model on the earth (geo,
// core), draw (scene), or answer questions about IFC beyond names (ifc_model.h behind `ifc`).
// Axes: x, y, z up, right-handed, metres, from the model's own origin. A format with y up is turned
// by its reader.
#pragma once
#include "assets/ifc_model.h"
#include "base/arena.h"
#include "base/dvec.h"
#include "base/err.h"
#include "base/image.h"
#include "base/job.h"

typedef enum { ASSET_ALPHA_OPAQUE, ASSET_ALPHA_MASK, ASSET_ALPHA_BLEND } AssetAlpha;

typedef struct {
    Image image; // empty (rgba NULL): it could not be had, the problems say why
    bool repeats_s, repeats_t;
} AssetTexture;

// Where a picture lies: uv scaled, turned, moved (KHR_texture_transform); scale 0 = as the base's.
typedef struct {
    float scale[2], offset[2], turn_rad;
    bool is_second; // of the mesh's uv_second; the base colour's is always of uv
} AssetUvPlace;
typedef enum {
    ASSET_MAP_NORMAL,    // glTF 2.0: tangent space, green upwards in the picture
    ASSET_MAP_METAL,     // green times the roughness, blue times the metallic
    ASSET_MAP_OCCLUSION, // red: share of the light from all sides that arrives
    ASSET_MAP_EMISSIVE,  // times emissive
    ASSET_MAP_COUNT
} AssetMap;

typedef struct {
    const char *name;   // "" = none
    float base_rgba[4]; // linear, straight; times the texture's
    float metallic, roughness;
    float emissive[3]; // linear
    int base_texture, emissive_texture, normal_texture,
        metal_texture; // rows of textures; -1 = none
    int occlusion_texture;
    float normal_scale, occlusion_strength; // 0 = 1
    float mirrored; // of what a non-metal gives back seen straight on; 0 = 0.04
    float uv_scale[2], uv_offset[2], uv_turn_rad; // of the base colour's: 1, 1, 0, 0, 0
    AssetUvPlace map_place[ASSET_MAP_COUNT];      // of the others
    AssetAlpha alpha;
    float alpha_cutoff; // MASK
    bool is_two_sided, is_unlit;
} AssetMaterial;

typedef struct {
    int first_triangle, triangle_count;
    int material; // row of materials; -1 = the instance's, else plain
} AssetPart;

typedef struct {
    DVec3 origin;     // metres, in the mesh's own axes; vertices count from here
    float *positions; // three a vertex
    float *normals;   // three a vertex, unit; NULL = from the faces, by crease angle
    float *uv;        // two a vertex, v down; NULL = none
    float *uv_second; // the same for pictures that lie otherwise; NULL = none; not without uv
    uint8_t *colours; // sRGB straight, four a vertex; NULL = none
    uint16_t *joints; // four a vertex, rows of the skin; NULL = none
    float *weights;   // four a vertex
    float *morphs;    // morph_count a vertex, three each: where each target moves it; NULL = none
    float *morph_normals; // the same of the normals; NULL = they stay
    int morph_count;
    uint32_t *indices; // three a triangle, counter-clockwise from outside
    AssetPart *parts;
    int vertex_count, triangle_count, part_count;
    float box_min_m[3], box_max_m[3]; // from origin
    bool is_closed;                   // every edge twice: can be capped
} AssetMesh;

typedef struct {
    int mesh;
    int object;
    int material; // for parts without one; -1 = none
    int node;     // that moves it (animation); -1 = none
    int skin;     // -1 = none
    int morphs;   // 1 + node whose weights shape its mesh (animation); 0 = none
    DPlace place; // of the mesh's axes in the model; axes may be scaled or mirrored
} AssetInstance;

typedef enum {
    ASSET_OBJECT_PLAIN,
    ASSET_OBJECT_STRUCTURE, // project, site (may have triangles: its ground), building, node
                            // without
    ASSET_OBJECT_STOREY,
    ASSET_OBJECT_SPACE,   // drawn only when asked for
    ASSET_OBJECT_OPENING, // never drawn
    ASSET_OBJECT_DOOR     // can be walked through
} AssetObjectKind;

// One thing that can be picked, hidden and asked; feature number of the layer = row. For IFC the
// rows are those of ifc->objects.
typedef struct {
    const char *name, *type; // "" = none; type: "IfcWall", "mesh", "node"
    int parent, storey;      // rows; -1 = none
    AssetObjectKind kind;
    int first_instance, instance_count;
    DVec3 min, max;      // of its triangles in the model's axes; min.x > max.x = none
    const char *problem; // NULL, or why its body is not whole
} AssetObject;

struct AssetAnimation; // nodes, skins, key frames (asset_animation.h)

typedef enum {
    ASSET_ANCHOR_NONE, // by hand, or on the ground at the view's middle
    ASSET_ANCHOR_IFC,  // ifc->georeference
    ASSET_ANCHOR_EARTH // positions are earth-centred (ECEF) about `anchor`
} AssetAnchor;

typedef struct {
    const char *kind; // "missing texture", "unknown extension", …: one row a kind
    const char *text; // the first of them
    int count;
} AssetProblem;

typedef struct Asset {
    const char *format; // "IFC4", "glTF 2.0", "OBJ"
    AssetTexture *textures;
    AssetMaterial *materials;
    AssetMesh *meshes;
    AssetInstance *instances; // sorted by object
    AssetObject *objects;
    AssetProblem *problems;
    int texture_count, material_count, mesh_count, instance_count, object_count, problem_count;
    int64_t triangle_count; // instances counted each; openings and spaces not
    DVec3 min, max;         // of what is drawn, in the model's axes
    AssetAnchor anchor_kind;
    DVec3 anchor;                        // ECEF of the model's origin, metres
    struct AssetAnimation *animation;    // NULL = stands still
    IfcModel *ifc;                       // NULL unless IFC; owned
    size_t bytes;                        // resident, for budgets
    Arena arena;                         // texts and arrays
    void (*finish)(struct Asset *asset); // what the reader owns besides; NULL = nothing
} Asset;

typedef struct {
    const char *path; // UTF-8
    double chord_m;   // of curves; 0 = 2 mm
    JobPool *pool;    // NULL = this thread alone
    Job *job;         // progress and cancel; NULL = none
    size_t bytes_max; // 0 = no limit; past it ERR_MEMORY
} AssetDesc;

// A row of asset_table.c: to add a format, write asset_<name>.c and add its row.
typedef struct {
    const char *name;       // "IFC"
    const char *extensions; // "ifc ifczip ifcxml"
    // NULL with *err when nothing can be had. Blocks. Thread: job.
    Asset *(*load)(const AssetDesc *desc, Err *err);
} AssetFormat;
extern const AssetFormat *const asset_table[];
extern const int asset_table_count;

// Row of textures that a map of a material is; -1 = none.
int asset_material_map(const AssetMaterial *material, AssetMap map);

const AssetFormat *asset_format_of(const char *path); // by extension; NULL = no model
// By the format of the path. NULL with *err: ERR_IO, ERR_FORMAT, ERR_MEMORY, ERR_CANCELLED. Blocks.
// Thread: job.
Asset *asset_load(const AssetDesc *desc, Err *err);
void asset_destroy(Asset *asset); // NULL is fine

// For readers.
// Box and is_closed of a mesh that has all else. Thread: any, one mesh a call.
void asset_measure_mesh(AssetMesh *mesh);
// first_instance and instance_count of the objects, their boxes (where min.x < max.x does not say
// that the reader knows it), the model's box and triangle count; from instances sorted by object.
void asset_measure(Asset *asset);
// Counts a problem of that kind; the text of the first one stays.
void asset_problem(Asset *asset, const char *kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
