// SPDX-License-Identifier: Apache-2.0
// city_model.c - the place of each loaded model, from its layer's anchor, its file or the ground.
#include "core/city_model.h"
#include "assets/asset_property.h"
#include "assets/asset_type.h"
#include "base/str.h"
#include "core/model_branch.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CITY_MODEL_FLAT_M 0.005 // a plane model that is so near to the earth stays as it is

static void describe_ifc(const IfcModel *ifc, GeoModelPlaceDesc *d)
{
    const IfcGeoreference *g = &ifc->georeference;
    d->kind = g->kind == IFC_GEOREFERENCE_MAP     ? GEO_MODEL_MAP
              : g->kind == IFC_GEOREFERENCE_RIGID ? GEO_MODEL_RIGID
                                                  : GEO_MODEL_NONE;
    d->unit_m = ifc->units.length_m;
    d->map_unit_m = g->map_unit_m;
    d->crs_name = g->crs_name;
    d->crs_description = g->crs_description;
    d->projection = g->projection;
    d->zone = g->zone;
    d->geodetic_datum = g->geodetic_datum;
    d->vertical_datum = g->vertical_datum;
    d->eastings = g->eastings;
    d->northings = g->northings;
    d->height = g->height;
    d->axis_x = g->axis_x;
    d->axis_y = g->axis_y;
    d->scale = g->scale;
    d->factor_x = g->factor_x;
    d->factor_y = g->factor_y;
    d->factor_z = g->factor_z;
    d->has_scale = g->has_scale;
    d->is_scaled = g->is_scaled;
    d->first = g->first;
    d->second = g->second;
    d->is_angle = g->is_angle;
    d->has_site = g->has_site;
    d->has_elevation = g->has_elevation;
    d->latitude_deg = g->latitude_deg;
    d->longitude_deg = g->longitude_deg;
    d->elevation_m = g->elevation_m;
    d->has_true_north = g->has_true_north;
    d->true_north_x = g->true_north_x;
    d->true_north_y = g->true_north_y;
    d->has_context = g->has_context;
    d->context = g->context;
    DPlace site;
    if (g->has_site && ifc_model_place(ifc, g->site, &site)) d->site_origin = site.origin;
}

static GeoModelPlaceDesc describe(const CityModelDesc *desc)
{
    GeoModelPlaceDesc d = { .crs = desc->crs,
                            .datum = desc->datum,
                            .heights = desc->heights,
                            .min = desc->min,
                            .max = desc->max };
    if (desc->asset && desc->asset->anchor_kind == ASSET_ANCHOR_EARTH) {
        d.kind = GEO_MODEL_EARTH;
        d.ecef = desc->asset->anchor;
    } else if (desc->ifc) {
        describe_ifc(desc->ifc, &d);
    }
    // What says nothing of itself but has a layer that names a coordinate system is drawn in it.
    if (d.kind == GEO_MODEL_NONE && !d.has_site && desc->crs && desc->crs[0]) {
        d.kind = GEO_MODEL_MAP;
        d.is_map_itself = true;
        d.unit_m = d.map_unit_m = d.axis_x = d.scale = 1;
        d.axis_y = d.eastings = d.northings = d.height = 0;
        d.has_scale = d.is_scaled = false;
    }
    return d;
}

bool city_model_locate(const CityModelDesc *desc, GeoModelPlace *out, Err *err)
{
    const GeoModelPlaceDesc d = describe(desc);
    return geo_model_place(&d, out, err);
}

static DVec3 turned(const DPlace *a, DVec3 v)
{
    return dvec_sub(dplace_point(a, v), a->origin);
}

static DPlace multiplied(const DPlace *a, const DPlace *b)
{
    return (DPlace){ turned(a, b->x_axis), turned(a, b->y_axis), turned(a, b->z_axis),
                     dplace_point(a, b->origin) };
}

// Axes of any length and angle but none flat: a map's differential.
static DPlace inverted(const DPlace *a)
{
    const DVec3 yz = dvec_cross(a->y_axis, a->z_axis), zx = dvec_cross(a->z_axis, a->x_axis),
                xy = dvec_cross(a->x_axis, a->y_axis);
    const double one = 1 / dvec_dot(a->x_axis, yz);
    DPlace out = { dvec_scale((DVec3){ yz.x, zx.x, xy.x }, one),
                   dvec_scale((DVec3){ yz.y, zx.y, xy.y }, one),
                   dvec_scale((DVec3){ yz.z, zx.z, xy.z }, one),
                   { 0, 0, 0 } };
    out.origin = dvec_scale(dplace_point(&out, a->origin), -1);
    return out;
}

static DVec3 mesh_middle(const AssetMesh *mesh)
{
    const float *min = mesh->box_min_m, *max = mesh->box_max_m;
    return dvec_add(mesh->origin, (DVec3){ ((double)min[0] + (double)max[0]) / 2,
                                           ((double)min[1] + (double)max[1]) / 2,
                                           ((double)min[2] + (double)max[2]) / 2 });
}

bool city_model_bend(Asset *asset, const CityModelDesc *desc, GeoModelPlace *place, Err *err)
{
    const int count = asset->instance_count;
    if (place->kind == GEO_MODEL_NONE || place->departure_m < CITY_MODEL_FLAT_M || count == 0)
        return true;
    DVec3 *points = malloc((size_t)count * sizeof *points);
    DPlace *places = malloc((size_t)count * sizeof *places);
    bool ok = points && places;
    if (!ok) err_set(err, ERR_MEMORY, "no memory to bend a model to the earth");
    for (int i = 0; ok && i < count; i++)
        points[i] = dplace_point(&asset->instances[i].place,
                                 mesh_middle(&asset->meshes[asset->instances[i].mesh]));
    GeoModelPlaceDesc d = describe(desc);
    d.bend_points = points;
    d.bend_places = places;
    d.bend_count = count;
    ok = ok && geo_model_place(&d, place, err);
    const DPlace back = inverted(&place->ecef_from_model);
    for (int i = 0; ok && i < count; i++) {
        const DPlace moved = multiplied(&back, &places[i]);
        asset->instances[i].place = multiplied(&moved, &asset->instances[i].place);
    }
    // Boxes anew, from where the instances stand now.
    for (int i = 0; ok && i < asset->object_count; i++)
        asset->objects[i].min = asset->objects[i].max = (DVec3){ 0, 0, 0 };
    if (ok) asset_measure(asset);
    if (ok) geo_model_note_bent(place);
    free(points);
    free(places);
    return ok;
}

double city_ground_m(const City *city, double lon_deg, double lat_deg)
{
    bool has_height = false;
    return city->terrain ? geo_terrain_height(city->terrain, lon_deg, lat_deg, &has_height) : 0;
}

// For a model that nothing places: the view's middle, else the city's.
static GeoPos middle_of(const City *city, const State *state)
{
    if (state->has_camera) return state->camera.target;
    const GeoBox box = city_extent(city, state);
    if (!geo_box_is_empty(box))
        return (GeoPos){ (box.west_deg + box.east_deg) / 2, (box.south_deg + box.north_deg) / 2,
                         0 };
    return state->has_origin ? state->origin : state->camera.target;
}

static bool is_any_loading(const City *city)
{
    for (int i = 0; i < city->layer_count; i++) {
        const CityLayerState at = city->layers[i].state;
        if (at == CITY_LAYER_WAITING || at == CITY_LAYER_LOADING) return true;
    }
    return false;
}

static void move_up(DPlace *ecef_from_model, GeoPos at, double up_m)
{
    GeoFrame frame;
    geo_frame_init(&frame, at);
    ecef_from_model->origin =
        dvec_add(ecef_from_model->origin, dvec_scale(frame.ecef_from_enu.z_axis, up_m));
}

static bool is_same_place(const DPlace *a, const DPlace *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

// What a layer is compared with stands where the new version stands, in the same axes.
static const CityLayer *newer_version(const City *city, const State *state, const CityLayer *layer)
{
    if (!state->compare.new_id || state->compare.old_id != layer->id) return NULL;
    const CityLayer *newer = city_layer(city, state->compare.new_id);
    return newer && newer->asset ? newer : NULL;
}

// Of all that a place follows from: while it stays, nothing is asked of the ground.
static uint64_t place_key_of(const City *city, const State *state, const StateLayer *wanted,
                             const CityLayer *layer)
{
    const CityLayer *newer = newer_version(city, state, layer);
    const double numbers[] = { wanted->has_anchor ? 1 + wanted->is_on_ground
                                                  : -1 - wanted->is_on_ground,
                               wanted->anchor.pos.lon_deg,
                               wanted->anchor.pos.lat_deg,
                               wanted->anchor.pos.h_m,
                               wanted->anchor.heading_deg,
                               wanted->anchor.scale,
                               state->exaggeration };
    const uint64_t versions[] = {
        city->frame_version, city->terrain_version,     layer->version,
        city->has_frame,     newer ? newer->id + 1 : 0, newer ? newer->place_key : 0
    };
    return str_hash((const char *)numbers, sizeof numbers) * 31 +
           str_hash((const char *)versions, sizeof versions);
}

static void follow(City *city, State *state, StateLayer *wanted, CityLayer *layer)
{
    const Asset *asset = layer->asset;
    const GeoModelPlace *located = layer->located;
    const DVec3 foot = geo_model_foot(asset->min, asset->max);
    if (layer->has_place && layer->place_key == place_key_of(city, state, wanted, layer)) return;
    const CityLayer *newer = newer_version(city, state, layer);
    if (newer && !newer->has_place) return;
    if (!newer && !wanted->has_anchor && located->kind == GEO_MODEL_NONE) {
        // The layers still to come may say where the city is.
        if (!state->has_camera && !state->has_origin && is_any_loading(city)) return;
        const GeoPos middle = middle_of(city, state);
        wanted->anchor = (GeoModelPoint){ .pos = { middle.lon_deg, middle.lat_deg, 0 } };
        wanted->has_anchor = wanted->is_on_ground = true;
        state_touch(state);
    }
    DPlace ecef = newer                ? newer->ecef_from_model
                  : wanted->has_anchor ? geo_model_place_point(&wanted->anchor, foot)
                                       : located->ecef_from_model;
    const GeoPos at = geo_geodetic_from_ecef(dplace_point(&ecef, foot));
    // Exaggeration lifts the ground and what stands on it, not the model itself.
    const double height_m =
        wanted->is_on_ground ? city_ground_m(city, at.lon_deg, at.lat_deg) : at.h_m;
    const double up_m = height_m * state->exaggeration - at.h_m;
    if (up_m != 0 && !newer) move_up(&ecef, at, up_m);
    const DPlace place = geo_model_city_place(&city->frame, &ecef);
    layer->place_key = place_key_of(city, state, wanted, layer);
    layer->place_kind = newer                ? newer->place_kind
                        : wanted->has_anchor ? GEO_MODEL_POINT
                                             : located->kind;
    if (layer->has_place && is_same_place(&ecef, &layer->ecef_from_model) &&
        (!city->has_frame || is_same_place(&place, &layer->place)))
        return;
    layer->ecef_from_model = ecef;
    layer->has_place = true;
    if (city->has_frame) {
        layer->place = place;
        layer->place_version++;
    }
    city->version++;
}

void city_model_follow(City *city, State *state)
{
    for (int i = 0; i < city->layer_count; i++) {
        CityLayer *layer = &city->layers[i];
        StateLayer *wanted = layer->asset ? state_layer_by_id(state, layer->id) : NULL;
        if (wanted) follow(city, state, wanted, layer);
    }
}

bool city_model_point(const City *city, const State *state, uint32_t layer_id, GeoModelPoint *out)
{
    const CityLayer *layer = city_layer(city, layer_id);
    const StateLayer *wanted = state_layer_by_id((State *)state, layer_id); // only looks
    if (!layer || !layer->asset || !layer->has_place || !wanted) return false;
    const DPlace *place = &layer->ecef_from_model;
    const GeoPos at = geo_geodetic_from_ecef(
        dplace_point(place, geo_model_foot(layer->asset->min, layer->asset->max)));
    if (wanted->has_anchor) {
        *out = wanted->anchor;
        if (wanted->is_on_ground) out->pos.h_m = at.h_m / state->exaggeration;
        return true;
    }
    GeoFrame frame;
    geo_frame_init(&frame, at);
    const DVec3 y = place->y_axis;
    const double east = dvec_dot(y, frame.ecef_from_enu.x_axis),
                 north = dvec_dot(y, frame.ecef_from_enu.y_axis);
    *out = (GeoModelPoint){ .pos = { at.lon_deg, at.lat_deg, at.h_m / state->exaggeration },
                            .heading_deg = atan2(east, north) / DVEC_RAD_FROM_DEG,
                            .scale = dvec_length(place->x_axis) };
    if (out->heading_deg < 0) out->heading_deg += 360;
    return true;
}

bool city_model_object(const CityLayer *layer, uint32_t object, GeoPos *middle, double *radius_m)
{
    if (!layer->asset || !layer->has_place || object >= (uint32_t)layer->asset->object_count)
        return false;
    DVec3 min, max;
    if (!model_branch_box(layer->asset, (int)object, &min, &max)) return false;
    const DVec3 centre = dvec_scale(dvec_add(min, max), 0.5);
    *middle = geo_geodetic_from_ecef(dplace_point(&layer->ecef_from_model, centre));
    *radius_m = dvec_length(dvec_sub(max, min)) / 2;
    return true;
}

uint32_t city_layer_feature_count(const CityLayer *layer)
{
    if (layer->vector) return layer->vector->feature_count;
    return layer->asset ? (uint32_t)layer->asset->object_count : 0;
}

int city_model_product_count(const CityLayer *layer)
{
    int count = 0;
    for (int i = 0; layer->asset && i < layer->asset->object_count; i++) {
        const AssetObject *o = &layer->asset->objects[i];
        count += o->instance_count > 0 && o->kind != ASSET_OBJECT_SPACE &&
                 o->kind != ASSET_OBJECT_OPENING;
    }
    return count;
}

// Words of the rows that are no names of the file: by what asset_property.h calls them.
typedef struct {
    const char *name, *zh, *en;
} ModelWord;
static const ModelWord words[] = {
    { "type", "类型", "Type" },
    { "name", "名称", "Name" },
    { "id", "编号", "Id" },
    { "longname", "全称", "Long name" },
    { "tag", "标记", "Tag" },
    { "objecttype", "对象类型", "Object type" },
    { "predefined", "预定义类型", "Predefined type" },
    { "level", "CIM 级别", "CIM level" },
    { "typename", "类型名称", "Type name" },
    { "triangles", "三角形", "Triangles" },
    { "size x", "长（x）", "Size x" },
    { "size y", "宽（y）", "Size y" },
    { "size z", "高（z）", "Size z" },
    { "problem", "问题", "Problem" },
    { "IfcProject", "项目", "Project" },
    { "IfcSite", "场地", "Site" },
    { "IfcBuilding", "建筑", "Building" },
    { "IfcBuildingStorey", "楼层", "Storey" },
    { "IfcSpace", "空间", "Space" },
    { "IfcSystem", "系统", "System" },
    { "IfcDistributionSystem", "系统", "System" },
    { "IfcZone", "分区", "Zone" },
    { "IfcGroup", "组", "Group" },
};
static const char *const kind_words[][2] = {
    [ASSET_PROPERTY_IDENTITY] = { "", "" },
    [ASSET_PROPERTY_PLACE] = { "位置", "Place" },
    [ASSET_PROPERTY_GROUP] = { "系统与分组", "Systems and groups" },
    [ASSET_PROPERTY_MATERIAL] = { "材料", "Materials" },
    [ASSET_PROPERTY_CLASSIFICATION] = { "分类编码", "Classifications" },
    [ASSET_PROPERTY_SET] = { "属性集", "Properties" },
    [ASSET_PROPERTY_QUANTITY] = { "工程量", "Quantities" },
    [ASSET_PROPERTY_GEOMETRY] = { "几何", "Geometry" },
};

static const char *word_of(const char *name, bool is_chinese)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i].name, name) == 0) return is_chinese ? words[i].zh : words[i].en;
    return name;
}

int city_model_rows(const CityLayer *layer, uint32_t object, bool is_chinese, Arena *arena,
                    CityModelRow **out)
{
    *out = NULL;
    if (!layer->asset || object >= (uint32_t)layer->asset->object_count) return 0;
    const AssetProperties all = asset_property_rows(layer->asset, (int)object, arena);
    CityModelRow *rows = ARENA_ARRAY(arena, CityModelRow, all.count + 1);
    for (int i = 0; i < all.count; i++) {
        const AssetPropertyRow *from = &all.rows[i], *before = i > 0 ? &all.rows[i - 1] : NULL;
        const bool is_set =
            from->kind == ASSET_PROPERTY_SET || from->kind == ASSET_PROPERTY_QUANTITY;
        const bool is_new = !before || before->kind != from->kind ||
                            (is_set && strcmp(before->group, from->group) != 0);
        const char *heading =
            is_set && from->group[0] ? from->group : kind_words[from->kind][is_chinese ? 0 : 1];
        rows[i] = (CityModelRow){
            .heading = is_new ? heading : "",
            .name = is_set ? from->name : word_of(from->name, is_chinese),
            .value =
                from->unit[0] ? arena_printf(arena, "%s %s", from->value, from->unit) : from->value,
            .is_weak = from->is_of_type,
        };
    }
    *out = rows;
    return all.count;
}

void city_model_write(const CityLayer *layer, uint32_t object, bool has_attributes, JsonWriter *w)
{
    const Asset *asset = layer->asset;
    const bool is_there = asset && object < (uint32_t)asset->object_count;
    json_key(w, "fid");
    if (is_there && asset->ifc)
        json_int(w, asset->ifc->file->ids[asset->ifc->objects.rows[object]]);
    else if (is_there)
        json_int(w, object);
    else
        json_null(w);
    if (!is_there) return;
    json_key(w, "name");
    json_text(w, asset->objects[object].name);
    json_key(w, "type");
    json_text(w, asset->objects[object].type);
    if (asset->ifc) {
        char guid[32];
        ifc_model_guid(asset->ifc, (int)object, guid);
        json_key(w, "GlobalId");
        json_text(w, guid);
    }
    if (!has_attributes) return;
    Arena arena = { 0 };
    const AssetProperties all = asset_property_rows(asset, (int)object, &arena);
    json_key(w, "attributes");
    json_object_begin(w);
    for (int i = 0; i < all.count; i++) {
        const AssetPropertyRow *row = &all.rows[i], *before = i > 0 ? &all.rows[i - 1] : NULL;
        if (!before || before->kind != row->kind || strcmp(before->group, row->group) != 0) {
            if (before) json_object_end(w);
            json_key(w, row->group[0] ? row->group : asset_property_kind_name(row->kind));
            json_object_begin(w);
        }
        json_key(w, row->name);
        json_text(w,
                  row->unit[0] ? arena_printf(&arena, "%s %s", row->value, row->unit) : row->value);
    }
    if (all.count > 0) json_object_end(w);
    json_object_end(w);
    arena_finish(&arena);
}

const char *city_model_word(const CityLayer *layer, const char *name, bool is_chinese)
{
    const char *word = word_of(name, is_chinese);
    const IfcModel *ifc = layer->asset ? layer->asset->ifc : NULL;
    if (word != name || !is_chinese || !ifc) return word;
    const char *zh = asset_type_zh(&ifc->schema, ifc_schema_find(name, strlen(name)));
    return zh[0] ? zh : name;
}

const char *city_model_name(const CityLayer *layer, uint32_t object)
{
    if (!layer->asset || object >= (uint32_t)layer->asset->object_count) return "";
    const AssetObject *o = &layer->asset->objects[object];
    const IfcModel *ifc = layer->asset->ifc;
    if (o->name[0]) return o->name;
    const char *more = ifc ? ifc_model_text(ifc, ifc->objects.long_names[object]) : "";
    if (ifc && !more[0]) more = ifc_model_text(ifc, ifc->objects.tags[object]);
    return more[0] ? more : o->type;
}

bool city_model_problem(const CityLayer *layer, int i, bool is_chinese, char out[400])
{
    const GeoModelPlace *place = layer->located;
    for (int n = 0; place && n < place->note_count; n++) {
        if (!place->notes[n].is_warning || i-- > 0) continue;
        str_copy_utf8(out, 400, is_chinese ? place->notes[n].zh : place->notes[n].en);
        return true;
    }
    const Asset *asset = layer->asset;
    if (!asset || i >= asset->problem_count) return false;
    const AssetProblem *problem = &asset->problems[i];
    snprintf(out, 400, "%.60s ×%d: %.300s", problem->kind, problem->count, problem->text);
    return true;
}

const char *city_model_placed_by(const CityLayer *layer, bool is_chinese)
{
    static const char *const zh[] = { "未定位",     "地图转换", "刚性平移",
                                      "场地经纬度", "地心坐标", "手工放置" };
    if (!is_chinese) return geo_model_kind_name(layer->place_kind);
    return zh[layer->place_kind];
}

static void widen(DVec3 *min, DVec3 *max, DVec3 p)
{
    *min = (DVec3){ fmin(min->x, p.x), fmin(min->y, p.y), fmin(min->z, p.z) };
    *max = (DVec3){ fmax(max->x, p.x), fmax(max->y, p.y), fmax(max->z, p.z) };
}

bool city_model_fit(const City *city, const State *state, uint32_t layer_id, StateCamera *out)
{
    DVec3 min = { INFINITY, INFINITY, INFINITY }, max = { -INFINITY, -INFINITY, -INFINITY };
    for (int i = 0; i < state->layer_count; i++) {
        const StateLayer *wanted = &state->layers[i];
        const CityLayer *layer = city_layer(city, wanted->id);
        if (layer_id ? wanted->id != layer_id : !wanted->is_visible) continue;
        if (!layer || layer->state != CITY_LAYER_READY ||
            geo_box_is_empty(city_layer_extent(layer)))
            continue;
        if (!layer->asset || layer->place_version == 0) return false;
        const DVec3 a = layer->asset->min, b = layer->asset->max;
        for (int corner = 0; corner < 8; corner++)
            widen(
                &min, &max,
                dplace_point(&layer->place, (DVec3){ corner & 1 ? b.x : a.x, corner & 2 ? b.y : a.y,
                                                     corner & 4 ? b.z : a.z }));
    }
    if (!(min.x <= max.x)) return false;
    const double radius_m = dvec_length(dvec_sub(max, min)) / 2;
    *out = (StateCamera){ .target =
                              geo_frame_geodetic(&city->frame, dvec_scale(dvec_add(min, max), 0.5)),
                          .heading_deg = 30,
                          .pitch_deg = 30,
                          .fov_deg = 40 };
    out->distance_m = fmax(3, 0.85 * radius_m / sin(out->fov_deg / 2 * DVEC_RAD_FROM_DEG));
    return true;
}
