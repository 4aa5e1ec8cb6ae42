// SPDX-License-Identifier: Apache-2.0
// asset_ifc.c - an IFC model as the city takes it: the geometry's own arrays behind the asset's
// rows, materials from colours, transparency and textures, a colour by type where the file has
// none.
#include "assets/asset.h"
#include "assets/ifc_geometry.h"
#include "base/array.h"
#include "base/hashmap.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef struct {
    Asset *asset;
    const AssetDesc *desc;
    IfcGeometry *g;
    Hashmap materials; // colour and texture to row
    int material_cap;
    bool is_out_of_memory;
} AssetIfc;

// Colours for products without a style, the first row that fits counts: 0xRRGGBBAA.
typedef struct {
    IfcType type;
    uint32_t rgba;
} AssetIfcColour;
static const AssetIfcColour asset_ifc_colours[] = {
    { IFCWINDOW, 0x9fc3d680 },
    { IFCCURTAINWALL, 0x9fc3d680 },
    { IFCPLATE, 0xa9c8d7a0 },
    { IFCDOOR, 0x9b7550ff },
    { IFCSPACE, 0x8fb8e040 },
    { IFCROOF, 0x9c5a48ff },
    { IFCSLAB, 0xbdbbb6ff },
    { IFCFOOTING, 0x9d9a94ff },
    { IFCPILE, 0x9d9a94ff },
    { IFCWALL, 0xe4dfd3ff },
    { IFCCOVERING, 0xdcd6c8ff },
    { IFCCOLUMN, 0xb9b4aaff },
    { IFCBEAM, 0xb0aca6ff },
    { IFCMEMBER, 0x8c9299ff },
    { IFCRAILING, 0x6d747bff },
    { IFCSTAIR, 0xc3beb4ff },
    { IFCSTAIRFLIGHT, 0xc3beb4ff },
    { IFCRAMP, 0xc3beb4ff },
    { IFCRAMPFLIGHT, 0xc3beb4ff },
    { IFCREINFORCINGELEMENT, 0x7a4f3cff },
    { IFCFURNISHINGELEMENT, 0xb98d5eff },
    { IFCSITE, 0x8d9b72ff },
    { IFCGEOGRAPHICELEMENT, 0x8d9b72ff },
    { IFCTRANSPORTELEMENT, 0xd8a53aff },
    { IFCBUILDINGELEMENTPROXY, 0xc9c4baff },
};

// Systems by what their name says; kinds of a distribution element where it is in none.
typedef struct {
    const char *word; // in lower case
    uint32_t rgba;
} AssetIfcSystem;
static const AssetIfcSystem asset_ifc_systems[] = {
    { "fire", 0xc8352eff },          { "sprinkler", 0xc8352eff },   { "消防", 0xc8352eff },
    { "喷淋", 0xc8352eff },          { "drain", 0x6b5a45ff },       { "sanitary", 0x6b5a45ff },
    { "waste", 0x6b5a45ff },         { "排水", 0x6b5a45ff },        { "污水", 0x6b5a45ff },
    { "hot", 0xd0643cff },           { "heating", 0xd0643cff },     { "采暖", 0xd0643cff },
    { "热水", 0xd0643cff },          { "chill", 0x3f7fc0ff },       { "cooling", 0x3f7fc0ff },
    { "cold", 0x3f7fc0ff },          { "给水", 0x3f7fc0ff },        { "冷", 0x3f7fc0ff },
    { "supply air", 0x6fa3b8ff },    { "ventilation", 0x6fa3b8ff }, { "送风", 0x6fa3b8ff },
    { "exhaust", 0x8f9f78ff },       { "return air", 0x8f9f78ff },  { "排风", 0x8f9f78ff },
    { "gas", 0xd8b23cff },           { "燃气", 0xd8b23cff },        { "electric", 0xd09a2cff },
    { "power", 0xd09a2cff },         { "强电", 0xd09a2cff },        { "data", 0x7a62b0ff },
    { "communication", 0x7a62b0ff }, { "弱电", 0x7a62b0ff },        { "water", 0x3f7fc0ff },
};
static const AssetIfcColour asset_ifc_services[] = {
    { IFCFLOWTERMINAL, 0xd9dcdeff },     { IFCFLOWSEGMENT, 0x8fa4b0ff },
    { IFCFLOWFITTING, 0x8fa4b0ff },      { IFCENERGYCONVERSIONDEVICE, 0x7b8f86ff },
    { IFCFLOWMOVINGDEVICE, 0x7b8f86ff }, { IFCDISTRIBUTIONELEMENT, 0x9aa5acff },
};
enum { ASSET_IFC_PLAIN = 0xc9c4baff, ASSET_IFC_SYSTEMS_MAX = 16 };

static bool asset_ifc_has_word(const char *text, const char *word)
{
    const size_t length = strlen(word);
    for (; *text; text++)
        if (strncasecmp(text, word, length) == 0) return true;
    return false;
}

static uint32_t asset_ifc_colour_of_type(const IfcModel *m, int object, const AssetIfcColour *rows,
                                         int count)
{
    for (int i = 0; i < count; i++)
        if (ifc_model_is(m, object, rows[i].type)) return rows[i].rgba;
    return 0;
}

static uint32_t asset_ifc_colour_of_system(const IfcModel *m, int object)
{
    int32_t groups[ASSET_IFC_SYSTEMS_MAX];
    int count =
        ifc_model_related(m, object, IFC_RELATION_GROUPS, false, groups, ASSET_IFC_SYSTEMS_MAX);
    if (count > ASSET_IFC_SYSTEMS_MAX) count = ASSET_IFC_SYSTEMS_MAX;
    for (int i = 0; i < count; i++) {
        const char *texts[3] = { ifc_model_text(m, m->objects.predefined_types[groups[i]]),
                                 ifc_model_text(m, m->objects.object_types[groups[i]]),
                                 ifc_model_text(m, m->objects.names[groups[i]]) };
        for (size_t s = 0; s < sizeof asset_ifc_systems / sizeof asset_ifc_systems[0]; s++)
            for (int t = 0; t < 3; t++)
                if (asset_ifc_has_word(texts[t], asset_ifc_systems[s].word))
                    return asset_ifc_systems[s].rgba;
    }
    return 0;
}

static uint32_t asset_ifc_default_colour(const IfcModel *m, int object)
{
    uint32_t rgba = asset_ifc_colour_of_type(
        m, object, asset_ifc_colours, sizeof asset_ifc_colours / sizeof asset_ifc_colours[0]);
    if (rgba == 0 && ifc_model_is(m, object, IFCDISTRIBUTIONELEMENT)) {
        rgba = asset_ifc_colour_of_system(m, object);
        if (rgba == 0)
            rgba =
                asset_ifc_colour_of_type(m, object, asset_ifc_services,
                                         sizeof asset_ifc_services / sizeof asset_ifc_services[0]);
    }
    return rgba ? rgba : ASSET_IFC_PLAIN;
}

static float asset_ifc_linear(uint32_t byte)
{
    const double s = (double)byte / 255;
    return (float)(s <= 0.04045 ? s / 12.92 : pow((s + 0.055) / 1.055, 2.4));
}

// Row of the material of a colour and a texture (-1 = none); -1 without memory.
static int asset_ifc_material(AssetIfc *b, uint32_t rgba, int texture)
{
    const uint64_t key = (uint64_t)rgba << 32 | (uint32_t)(texture + 1);
    uint64_t row = 0;
    if (hashmap_get(&b->materials, key, &row)) return (int)row;
    Asset *a = b->asset;
    if (!array_reserve((void **)&a->materials, &b->material_cap, a->material_count + 1,
                       sizeof *a->materials) ||
        !hashmap_put(&b->materials, key, (uint64_t)a->material_count)) {
        b->is_out_of_memory = true;
        return -1;
    }
    const uint32_t alpha = rgba & 255;
    const bool is_blended = alpha < 255;
    AssetMaterial *material = &a->materials[a->material_count];
    *material = (AssetMaterial){
        .name = "",
        .base_rgba = { asset_ifc_linear(rgba >> 24), asset_ifc_linear(rgba >> 16 & 255),
                       asset_ifc_linear(rgba >> 8 & 255), (float)alpha / 255 },
        .roughness = is_blended ? 0.1f : 0.8f,
        .base_texture = texture,
        .emissive_texture = -1,
        .normal_texture = -1,
        .metal_texture = -1,
        .occlusion_texture = -1,
        .uv_scale = { 1, -1 }, // IFC counts v upwards
        .uv_offset = { 0, 1 },
        .alpha = is_blended ? ASSET_ALPHA_BLEND : ASSET_ALPHA_OPAQUE,
        .is_two_sided = true, // surfaces and open shells are common, and few files orient them
    };
    if (texture < 0) {
        material->uv_scale[1] = 1;
        material->uv_offset[1] = 0;
    } else {
        // The picture is the colour; a style's colour under it would tint it.
        for (int k = 0; k < 3; k++) material->base_rgba[k] = 1;
    }
    return a->material_count++;
}

static bool asset_ifc_image_pixels(const IfcTexture *t, Image *out, Err *err)
{
    if (t->components < 1 || t->components > 4 ||
        t->length < (size_t)t->width * (size_t)t->height * (size_t)t->components) {
        err_set(err, ERR_FORMAT, "%d x %d pixels of %d components: %zu bytes are there", t->width,
                t->height, t->components, t->length);
        return false;
    }
    if (!image_init(out, t->width, t->height, err)) return false;
    const int n = t->components;
    for (int y = 0; y < t->height; y++) {
        const uint8_t *from = t->bytes + (size_t)(t->height - 1 - y) * (size_t)(t->width * n);
        uint8_t *to = out->rgba + (size_t)y * (size_t)t->width * 4;
        for (int x = 0; x < t->width; x++, from += n, to += 4) {
            for (int k = 0; k < 3; k++) to[k] = from[n >= 3 ? k : 0];
            to[3] = n == 2 || n == 4 ? from[n - 1] : 255;
        }
    }
    return true;
}

static bool asset_ifc_image_file(const AssetIfc *b, const char *url, Image *out, Err *err)
{
    if (strstr(url, "://")) {
        err_set(err, ERR_UNSUPPORTED, "texture '%s': only files beside the model are read", url);
        return false;
    }
    // Beside the model; of a path on the author's machine only the name is looked for.
    char *name = arena_strdup(&b->asset->arena, url);
    for (char *at = name; *at; at++)
        if (*at == '\\') *at = '/';
    const bool is_absolute = name[0] == '/' || (name[0] && name[1] == ':');
    const int folder = (int)(file_name(b->desc->path) - b->desc->path);
    return image_read(arena_printf(&b->asset->arena, "%.*s%s", folder, b->desc->path,
                                   is_absolute ? file_name(name) : name),
                      out, err);
}

static void asset_ifc_textures(AssetIfc *b)
{
    Asset *a = b->asset;
    a->textures = ARENA_ARRAY(&a->arena, AssetTexture, b->g->texture_count + 1);
    a->texture_count = b->g->texture_count;
    for (int i = 0; i < a->texture_count; i++) {
        const IfcTexture *from = &b->g->textures[i];
        AssetTexture *to = &a->textures[i];
        Err err = { 0 };
        bool ok = false;
        to->repeats_s = from->repeats_s;
        to->repeats_t = from->repeats_t;
        if (from->kind == IFC_TEXTURE_PIXELS) {
            ok = asset_ifc_image_pixels(from, &to->image, &err);
        } else if (from->kind == IFC_TEXTURE_PACKED) {
            ok = image_decode(from->bytes, from->length, &to->image, &err);
        } else if (from->kind == IFC_TEXTURE_FILE) {
            ok = asset_ifc_image_file(b, from->url, &to->image, &err);
        } else
            err_set(&err, ERR_FORMAT, "it names no picture and holds none");
        if (!ok) asset_problem(a, "missing texture", "#%u: %s", from->id, err.text);
        a->bytes += ok ? (size_t)to->image.width * (size_t)to->image.height * 4 : 0;
    }
}

static AssetObjectKind asset_ifc_kind(const IfcModel *m, int object)
{
    if (ifc_model_is(m, object, IFCBUILDINGSTOREY)) return ASSET_OBJECT_STOREY;
    if (ifc_model_is(m, object, IFCFEATUREELEMENTSUBTRACTION)) return ASSET_OBJECT_OPENING;
    if (ifc_model_is(m, object, IFCSPACE) || ifc_model_is(m, object, IFCSPATIALZONE) ||
        ifc_model_is(m, object, IFCEXTERNALSPATIALELEMENT))
        return ASSET_OBJECT_SPACE;
    if (ifc_model_is(m, object, IFCPROJECT) || ifc_model_is(m, object, IFCSPATIALSTRUCTUREELEMENT))
        return ASSET_OBJECT_STRUCTURE;
    return ifc_model_is(m, object, IFCDOOR) ? ASSET_OBJECT_DOOR : ASSET_OBJECT_PLAIN;
}

static void asset_ifc_objects(AssetIfc *b)
{
    Asset *a = b->asset;
    const IfcModel *m = a->ifc;
    a->object_count = m->objects.count;
    a->objects = ARENA_ARRAY(&a->arena, AssetObject, a->object_count + 1);
    for (int i = 0; i < a->object_count; i++) {
        const int32_t parent = m->objects.parents[i], storey = m->objects.storeys[i];
        a->objects[i] = (AssetObject){ .name = ifc_model_text(m, m->objects.names[i]),
                                       .type = ifc_schema_type_name((IfcType)m->objects.types[i]),
                                       .parent = parent >= 0 ? parent : -1,
                                       .storey = storey >= 0 ? storey : -1,
                                       .kind = asset_ifc_kind(m, i) };
    }
}

static void asset_ifc_measure_mesh(int index, void *arg)
{
    asset_measure_mesh(&((Asset *)arg)->meshes[index]);
}

// Rows over the geometry's arrays; nothing large is copied.
static void asset_ifc_meshes(AssetIfc *b)
{
    Asset *a = b->asset;
    a->mesh_count = b->g->mesh_count;
    a->meshes = ARENA_ARRAY(&a->arena, AssetMesh, a->mesh_count + 1);
    for (int i = 0; i < a->mesh_count; i++) {
        const IfcMesh *from = &b->g->meshes[i];
        AssetMesh *to = &a->meshes[i];
        *to = (AssetMesh){ .origin = from->origin,
                           .positions = from->positions,
                           .uv = from->uv,
                           .indices = from->indices,
                           .vertex_count = from->vertex_count,
                           .triangle_count = from->triangle_count,
                           .part_count = from->part_count };
        to->parts = ARENA_ARRAY(&a->arena, AssetPart, from->part_count + 1);
        for (int k = 0; k < from->part_count; k++) {
            const IfcPart *part = &from->parts[k];
            const uint32_t rgba = part->rgba ? part->rgba : (uint32_t)ASSET_IFC_PLAIN;
            const bool has_own = part->rgba || part->texture >= 0;
            to->parts[k] =
                (AssetPart){ .first_triangle = part->first_triangle,
                             .triangle_count = part->triangle_count,
                             .material =
                                 has_own ? asset_ifc_material(b, rgba, part->texture) : -1 };
        }
        a->bytes +=
            (size_t)from->vertex_count * (from->uv ? 20 : 12) + (size_t)from->triangle_count * 12;
    }
    if (b->desc->pool)
        job_parallel_for(b->desc->pool, a->mesh_count, asset_ifc_measure_mesh, a);
    else
        for (int i = 0; i < a->mesh_count; i++) asset_ifc_measure_mesh(i, a);
}

// Sorted by object, as the asset wants them, whatever order the products came in.
static void asset_ifc_instances(AssetIfc *b)
{
    Asset *a = b->asset;
    const IfcGeometry *g = b->g;
    int *product_of = ARENA_ARRAY(&a->arena, int, a->object_count + 1); // row + 1
    for (int i = 0; i < g->product_count; i++) product_of[g->products[i].object] = i + 1;
    a->instances = ARENA_ARRAY(&a->arena, AssetInstance, g->instance_count + 1);
    for (int object = 0; object < a->object_count; object++) {
        if (product_of[object] == 0) continue;
        const IfcProduct *product = &g->products[product_of[object] - 1];
        AssetObject *to = &a->objects[object];
        to->min = product->min;
        to->max = product->max;
        to->problem = product->reason;
        if (product->reason)
            asset_problem(a, product->state == IFC_BODY_FAILED ? "no body" : "body not whole",
                          "#%u %s: %s", a->ifc->file->ids[a->ifc->objects.rows[object]], to->type,
                          product->reason);
        const uint32_t plain = asset_ifc_default_colour(a->ifc, object);
        for (int k = 0; k < product->instance_count; k++) {
            const IfcInstance *from = &g->instances[product->first_instance + k];
            const uint32_t rgba = from->rgba ? from->rgba : plain;
            a->instances[a->instance_count++] =
                (AssetInstance){ .mesh = from->mesh,
                                 .object = object,
                                 .material = asset_ifc_material(b, rgba, -1),
                                 .node = -1,
                                 .skin = -1,
                                 .place = from->place };
        }
    }
}

// The asset is the first field, so that finish finds the rest.
typedef struct {
    Asset asset;
    IfcGeometry *geometry;
} AssetIfcOwner;

static void asset_ifc_finish(Asset *asset)
{
    AssetIfcOwner *owner = (AssetIfcOwner *)asset;
    ifc_geometry_destroy(owner->geometry);
    free(asset->materials);
}

static void asset_ifc_file_problems(Asset *a)
{
    const StepFile *file = a->ifc->file;
    for (int i = 0; i < file->problem_count; i++) {
        const StepProblem *p = &file->problems[i];
        if (p->id)
            asset_problem(a, "file", "#%u: %s", p->id, p->text);
        else
            asset_problem(a, "file", "line %lld: %s", (long long)p->line, p->text);
    }
}

// Columns and lookup of the model, rows of the asset: the arenas say; the file is mapped or held.
static size_t asset_ifc_bytes(const Asset *a)
{
    const IfcModel *m = a->ifc;
    return a->arena.used_bytes + m->arena.used_bytes + m->pool_length + m->file->arena.used_bytes +
           m->file->length + (size_t)m->file->count * 18;
}

static Asset *asset_ifc_load(const AssetDesc *desc, Err *err)
{
    AssetIfcOwner *owner = calloc(1, sizeof *owner);
    if (!owner) {
        err_set(err, ERR_MEMORY, "no memory for '%s'", desc->path);
        return NULL;
    }
    Asset *a = &owner->asset;
    AssetIfc b = { .asset = a, .desc = desc };
    a->finish = asset_ifc_finish;
    a->ifc = ifc_model_load(desc->path, desc->job, err);
    if (!a->ifc) goto failed;
    a->format = ifc_schema_name(a->ifc->schema.schema);
    a->bytes = asset_ifc_bytes(a);
    if (desc->bytes_max > 0 && a->bytes > desc->bytes_max) {
        err_set(err, ERR_MEMORY, "'%s' needs more than the %.0f MB that are left", desc->path,
                (double)desc->bytes_max / 1e6);
        goto failed;
    }
    const IfcGeometryDesc geometry = { .chord_m = desc->chord_m,
                                       .pool = desc->pool,
                                       .job = desc->job };
    owner->geometry = b.g = ifc_geometry_create(a->ifc, &geometry, err);
    if (!b.g) goto failed;
    a->bytes = 0;
    asset_ifc_file_problems(a);
    asset_ifc_textures(&b);
    asset_ifc_objects(&b);
    asset_ifc_meshes(&b);
    asset_ifc_instances(&b);
    asset_measure(a);
    if (b.is_out_of_memory) {
        err_set(err, ERR_MEMORY, "no memory for '%s'", desc->path);
        goto failed;
    }
    const IfcGeoreferenceKind kind = a->ifc->georeference.kind;
    a->anchor_kind = kind == IFC_GEOREFERENCE_NONE ? ASSET_ANCHOR_NONE : ASSET_ANCHOR_IFC;
    a->bytes += asset_ifc_bytes(a) + (size_t)a->material_count * sizeof *a->materials +
                (size_t)b.g->instance_count * sizeof *b.g->instances +
                (size_t)b.g->product_count * sizeof *b.g->products;
    hashmap_finish(&b.materials);
    return a;
failed:
    hashmap_finish(&b.materials);
    asset_destroy(a);
    return NULL;
}

const AssetFormat asset_ifc = { .name = "IFC",
                                .extensions = "ifc ifczip ifcxml",
                                .load = asset_ifc_load };
