// SPDX-License-Identifier: Apache-2.0
// ifc_demo_room.c - walls with their openings and doors; spaces, floors and ceilings.
#include "assets/ifc_demo_build.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>

typedef struct {
    const char *name, *predefined, *fire;
    IfcDemoStyle style;
    double u; // W/(m2 K)
    bool is_bearing;
} WallRow;
static const WallRow wall_rows[IFC_DEMO_WALL_COUNT] = {
    [IFC_DEMO_WALL_CORE] = { "核心筒墙 300", "SOLIDWALL", "3.00 h", IFC_DEMO_CONCRETE, 2.6, true },
    [IFC_DEMO_WALL_SHAFT] = { "井道墙 200", "SOLIDWALL", "2.00 h", IFC_DEMO_CONCRETE, 3.0, true },
    [IFC_DEMO_WALL_BLOCK] = { "砌块墙 200", "SOLIDWALL", "2.00 h", IFC_DEMO_BLOCKWORK, 0.9, false },
    [IFC_DEMO_WALL_ACOUSTIC] = { "隔声墙 250", "SOLIDWALL", "2.00 h", IFC_DEMO_FABRIC, 0.5, false },
    [IFC_DEMO_WALL_PARTITION] = { "轻质隔墙 150", "PARTITIONING", "1.00 h", IFC_DEMO_PLASTER, 0.6,
                                  false },
    [IFC_DEMO_WALL_GLASS] = { "玻璃隔断 100", "PARTITIONING", "0.50 h", IFC_DEMO_GLASS, 2.7,
                              false },
    [IFC_DEMO_WALL_BASEMENT] = { "地下室外墙 400", "SOLIDWALL", "3.00 h", IFC_DEMO_CONCRETE, 0.6,
                                 true },
    [IFC_DEMO_WALL_ROOF] = { "屋面机房外墙 250", "SOLIDWALL", "2.00 h", IFC_DEMO_PLASTER, 0.5,
                             false },
};

// Layers from one face to the other.
static IfcRef wall_layers(IfcDemo *d, IfcDemoWallKind kind)
{
    IfcWriter *w = d->w;
    const double t = ifc_demo_wall_thickness(kind);
    const IfcRef block = ifc_write_material(w, "蒸压加气混凝土砌块", "block");
    const IfcRef plaster = ifc_write_material(w, "水泥砂浆", "plaster");
    const IfcRef wool = ifc_write_material(w, "岩棉", "insulation");
    const IfcRef glass = ifc_write_material(w, "钢化夹胶玻璃", "glass");
    IfcWriteLayer rows[3] = { { plaster, "饰面", 0.02 },
                              { block, "墙体", t - 0.04 },
                              { plaster, "饰面", 0.02 } };
    int count = 3;
    if (kind == IFC_DEMO_WALL_CORE || kind == IFC_DEMO_WALL_SHAFT ||
        kind == IFC_DEMO_WALL_BASEMENT) {
        rows[0] = (IfcWriteLayer){ d->concrete, "结构", t };
        count = 1;
    } else if (kind == IFC_DEMO_WALL_GLASS) {
        rows[0] = (IfcWriteLayer){ glass, "玻璃", t };
        count = 1;
    } else if (kind == IFC_DEMO_WALL_PARTITION || kind == IFC_DEMO_WALL_ACOUSTIC) {
        rows[0] = rows[2] = (IfcWriteLayer){ d->gypsum, "面板", 0.025 };
        rows[1] = (IfcWriteLayer){ wool, "龙骨与岩棉", t - 0.05 };
    }
    return ifc_write_layers(w, wall_rows[kind].name, rows, count);
}

static void wall_properties(IfcDemo *d, IfcRef wall, const IfcDemoWall *plan, double length,
                            double height)
{
    const WallRow *row = &wall_rows[plan->kind];
    const bool is_external = plan->room_a < 0 || plan->room_b < 0;
    ifc_write_properties(
        d->w, wall, "Pset_WallCommon",
        (IfcWriteProperty[]){
            { "Reference", "IFCIDENTIFIER", row->name, 0 },
            { "FireRating", "IFCLABEL", row->fire, 0 },
            { "ThermalTransmittance", "IFCTHERMALTRANSMITTANCEMEASURE", NULL, row->u },
            { "IsExternal", "IFCBOOLEAN", is_external ? "T" : "F", 0 },
            { "LoadBearing", "IFCBOOLEAN", row->is_bearing ? "T" : "F", 0 } },
        5);
    ifc_write_quantities(
        d->w, wall, "Qto_WallBaseQuantities",
        (IfcWriteQuantity[]){ { "Length", 'L', length },
                              { "Width", 'L', plan->thickness_m },
                              { "Height", 'L', height },
                              { "GrossSideArea", 'A', length * height },
                              { "GrossVolume", 'V', length * height * plan->thickness_m } },
        5);
}

static void wall_bounds(IfcDemo *d, int s, int room, IfcRef element, bool is_external)
{
    if (room < 0 || !d->spaces[s][room]) return;
    ifc_write_key(d->w, ifc_demo_format(d, "bound %u %u", d->spaces[s][room], element));
    ifc_write_entity(
        d->w, IFCRELSPACEBOUNDARY,
        "RelatingSpace=%r RelatedBuildingElement=%r PhysicalOrVirtualBoundary=.PHYSICAL. "
        "InternalOrExternalBoundary=%e",
        d->spaces[s][room], element, is_external ? "EXTERNAL" : "INTERNAL");
}

typedef struct {
    const char *name, *predefined, *operation, *fire;
    double width, height;
    IfcDemoStyle leaf;
    int leaves;
    bool is_glass;
} DoorRow;
static const DoorRow door_rows[IFC_DEMO_DOOR_COUNT] = {
    [IFC_DEMO_DOOR_SINGLE] = { "单扇木门 M0921", "DOOR", "SINGLE_SWING_LEFT", "无", 0.9, 2.1,
                               IFC_DEMO_DOOR_LEAF, 1, false },
    [IFC_DEMO_DOOR_FIRE] = { "乙级防火门 FM1221", "DOOR", "SINGLE_SWING_LEFT", "1.00 h", 1.2, 2.1,
                             IFC_DEMO_FIRE_LEAF, 1, false },
    [IFC_DEMO_DOOR_FIRE2] = { "甲级防火门 FM1521", "DOOR", "DOUBLE_DOOR_SINGLE_SWING", "1.50 h",
                              1.5, 2.1, IFC_DEMO_FIRE_LEAF, 2, false },
    [IFC_DEMO_DOOR_GLASS2] = { "双扇玻璃门 BM1824", "DOOR", "DOUBLE_DOOR_SINGLE_SWING", "无", 1.8,
                               2.4, IFC_DEMO_GLASS, 2, true },
    [IFC_DEMO_DOOR_SHAFT] = { "管井检修门 JM0720", "DOOR", "SINGLE_SWING_LEFT", "1.00 h", 0.7, 2.0,
                              IFC_DEMO_FIRE_LEAF, 1, false },
    [IFC_DEMO_DOOR_LIFT] = { "电梯层门 DT1121", "DOOR", "DOUBLE_DOOR_SLIDING", "1.00 h", 1.1, 2.1,
                             IFC_DEMO_STEEL, 2, false },
    [IFC_DEMO_DOOR_ENTRANCE] = { "自动推拉门 ZM2830", "DOOR", "DOUBLE_DOOR_SLIDING", "无", 2.74,
                                 3.0, IFC_DEMO_GLAZING, 2, true },
    [IFC_DEMO_DOOR_SIDE] = { "外开玻璃门 BM1424", "DOOR", "SINGLE_SWING_RIGHT", "无", 1.34, 2.4,
                             IFC_DEMO_GLAZING, 1, true },
    [IFC_DEMO_DOOR_SHUTTER] = { "车库卷帘门 JL5636", "DOOR", "ROLLINGUP", "无", 5.54, 3.6,
                                IFC_DEMO_ALUMINIUM, 1, false },
    [IFC_DEMO_DOOR_PASSAGE] = { "车道洞口 7442", NULL, NULL, NULL, 7.4, 4.2, IFC_DEMO_CONCRETE, 0,
                                false },
};

// Frame of three bars, leaves within it; glass leaves with a border.
static IfcDemoThing door_make(IfcDemo *d, IfcDemoDoorKind kind)
{
    const DoorRow *row = &door_rows[kind];
    const double f = 0.05, depth = 0.12, w = row->width, h = row->height;
    const IfcDemoStyle frame = row->is_glass ? IFC_DEMO_ALUMINIUM : row->leaf;
    IfcDemoBox boxes[16] = {
        { { 0, -depth / 2, 0 }, { f, depth, h }, frame, 0 },
        { { w - f, -depth / 2, 0 }, { f, depth, h }, frame, 0 },
        { { f, -depth / 2, h - f }, { w - 2 * f, depth, f }, frame, 0 },
    };
    int n = 3;
    const double leaf = (w - 2 * f) / row->leaves;
    for (int k = 0; k < row->leaves; k++) {
        const double x = f + k * leaf, b = 0.06;
        if (row->is_glass) {
            boxes[n++] = (IfcDemoBox){ { x + b, -0.01, b + 0.01 },
                                       { leaf - 2 * b, 0.02, h - f - 2 * b - 0.01 },
                                       row->leaf,
                                       0 };
            boxes[n++] = (IfcDemoBox){ { x, -0.025, 0.01 }, { b, 0.05, h - f - 0.01 }, frame, 0 };
            boxes[n++] =
                (IfcDemoBox){ { x + leaf - b, -0.025, 0.01 }, { b, 0.05, h - f - 0.01 }, frame, 0 };
        } else {
            boxes[n++] = (IfcDemoBox){
                { x + 0.002, -0.025, 0.01 }, { leaf - 0.004, 0.05, h - f - 0.012 }, row->leaf, 0
            };
            if (kind != IFC_DEMO_DOOR_SHUTTER && kind != IFC_DEMO_DOOR_LIFT) {
                const double handle = row->leaves == 2 && k == 1 ? x + 0.05 : x + leaf - 0.17;
                boxes[n++] =
                    (IfcDemoBox){ { handle, -0.06, 1.0 }, { 0.12, 0.12, 0.03 }, IFC_DEMO_STEEL, 0 };
            }
        }
    }
    const char *more = ifc_demo_format(d, "OperationType=.%s.", row->operation);
    return ifc_demo_thing(d, &(IfcDemoThingDesc){ IFCDOOR, IFCDOORTYPE, row->name, row->predefined,
                                                  more,
                                                  row->is_glass                     ? d->glass
                                                  : row->leaf == IFC_DEMO_DOOR_LEAF ? d->timber
                                                                                    : d->steel,
                                                  boxes, n });
}

static IfcRef door_put(IfcDemo *d, int s, const IfcDemoDoor *door, IfcRef opening, DVec3 at,
                       double turn)
{
    const DoorRow *row = &door_rows[door->kind];
    const IfcDemoThing *thing = &d->doors[door->kind];
    const char *key =
        ifc_demo_format(d, "%s door %.2f %.2f", ifc_demo_storeys[s].key, door->x, door->y);
    Str more = { 0 };
    str_add(&more, "OverallHeight=");
    ifc_write_add_real(&more, row->height);
    str_add(&more, " OverallWidth=");
    ifc_write_add_real(&more, row->width);
    str_printf(&more, " OperationType=.%s.", row->operation);
    const IfcRef ref = ifc_write_product(
        d->w,
        &(IfcWriteProduct){
            .type = IFCDOOR,
            .key = key,
            .name = row->name,
            .opening = opening,
            .container = d->storeys[s],
            .origin = at,
            .turn_rad = turn,
            .predefined = row->predefined,
            .shape = ifc_write_mapped(d->w, thing->map),
            .type_object = thing->type_object,
            .tag = ifc_demo_format(d, "%s-M%02d", ifc_demo_storeys[s].key, ++d->door_numbers[s]) },
        more.text);
    str_finish(&more);
    const bool is_exit = door->kind == IFC_DEMO_DOOR_FIRE || door->kind == IFC_DEMO_DOOR_FIRE2;
    ifc_write_properties(
        d->w, ref, "Pset_DoorCommon",
        (IfcWriteProperty[]){ { "Reference", "IFCIDENTIFIER", row->name, 0 },
                              { "FireRating", "IFCLABEL", row->fire, 0 },
                              { "IsExternal", "IFCBOOLEAN", opening ? "F" : "T", 0 },
                              { "FireExit", "IFCBOOLEAN", is_exit ? "T" : "F", 0 } },
        4);
    ifc_write_quantities(d->w, ref, "Qto_DoorBaseQuantities",
                         (IfcWriteQuantity[]){ { "Width", 'L', row->width },
                                               { "Height", 'L', row->height },
                                               { "Area", 'A', row->width * row->height } },
                         3);
    return ref;
}

void ifc_demo_facade_door(IfcDemo *d, int s, const IfcDemoDoor *door, DVec3 at, double turn)
{
    const IfcRef ref = door_put(d, s, door, 0, at, turn);
    const IfcDemoPlan *p = &d->plans[s];
    const double dx[4] = { 0.4, -0.4, 0, 0 }, dy[4] = { 0, 0, 0.4, -0.4 };
    for (int k = 0; k < 4; k++) {
        const int room = ifc_demo_plan_room_at(p, door->x + dx[k], door->y + dy[k]);
        if (room >= 0) {
            wall_bounds(d, s, room, ref, true);
            return;
        }
    }
}

double ifc_demo_door_width(IfcDemoDoorKind kind)
{
    return door_rows[kind].width;
}
double ifc_demo_door_height(IfcDemoDoorKind kind)
{
    return door_rows[kind].height;
}

static void wall_door(IfcDemo *d, int s, const IfcDemoDoor *door, const IfcDemoWall *wall,
                      IfcRef host)
{
    const DoorRow *row = &door_rows[door->kind];
    const double along =
        (wall->is_vertical ? door->y - wall->y0 : door->x - wall->x0) - row->width / 2;
    const double t = wall->thickness_m;
    const IfcRef hole = ifc_write_box(d->w, dvec_make(0, -t / 2 - 0.05, 0),
                                      dvec_make(row->width, t + 0.1, row->height));
    const char *key =
        ifc_demo_format(d, "%s opening %.2f %.2f", ifc_demo_storeys[s].key, door->x, door->y);
    const IfcRef opening = ifc_write_product(
        d->w,
        &(IfcWriteProduct){ .type = IFCOPENINGELEMENT,
                            .key = key,
                            .name = row->leaves ? "门洞" : row->name,
                            .predefined = "OPENING",
                            .host = host,
                            .origin = { along, 0, 0 },
                            .shape = ifc_write_body(d->w, "SweptSolid", &hole, 1) },
        NULL);
    if (!row->leaves) return;
    const IfcRef ref = door_put(d, s, door, opening, (DVec3){ 0 }, 0);
    wall_bounds(d, s, wall->room_a, ref, false);
    wall_bounds(d, s, wall->room_b, ref, false);
}

void ifc_demo_walls(IfcDemo *d, int s)
{
    const IfcDemoStorey *storey = &ifc_demo_storeys[s];
    const IfcDemoPlan *p = &d->plans[s];
    const double bottom = -IFC_DEMO_FINISH_M;
    const double top = storey->height_m - IFC_DEMO_SLAB_M - IFC_DEMO_FINISH_M;
    if (s == 0) {
        for (int k = 1; k < IFC_DEMO_WALL_COUNT; k++)
            d->wall_types[k] = ifc_write_type(d->w,
                                              &(IfcWriteType){ IFCWALLTYPE, wall_rows[k].name,
                                                               wall_rows[k].predefined, 0,
                                                               wall_layers(d, (IfcDemoWallKind)k) },
                                              NULL);
        for (int k = 0; k < IFC_DEMO_DOOR_COUNT; k++) {
            if (door_rows[k].leaves) d->doors[k] = door_make(d, (IfcDemoDoorKind)k);
        }
    }
    IfcRef *refs = ARENA_ARRAY(&d->arena, IfcRef, p->wall_count);
    for (int i = 0; i < p->wall_count; i++) {
        const IfcDemoWall *wall = &p->walls[i];
        const WallRow *row = &wall_rows[wall->kind];
        const double length = wall->is_vertical ? wall->y1 - wall->y0 : wall->x1 - wall->x0;
        const double t = wall->thickness_m;
        const IfcRef item = ifc_write_styled(
            d->w,
            ifc_write_box(d->w, dvec_make(0, -t / 2, bottom), dvec_make(length, t, top - bottom)),
            d->styles[row->style]);
        refs[i] = ifc_write_product(
            d->w,
            &(IfcWriteProduct){ .type = IFCWALL,
                                .key = ifc_demo_format(d, "%s wall %.2f %.2f %d", storey->key,
                                                       wall->x0, wall->y0, wall->is_vertical),
                                .name = row->name,
                                .tag = ifc_demo_format(d, "%s-Q%03d", storey->key, i + 1),
                                .predefined = row->predefined,
                                .container = d->storeys[s],
                                .origin = { wall->x0, wall->y0, 0 },
                                .turn_rad = wall->is_vertical ? DVEC_PI / 2 : 0,
                                .shape = ifc_write_body(d->w, "SweptSolid", &item, 1),
                                .type_object = d->wall_types[wall->kind] },
            NULL);
        wall_properties(d, refs[i], wall, length, top - bottom);
        const bool is_external = wall->room_a < 0 || wall->room_b < 0;
        wall_bounds(d, s, wall->room_a, refs[i], is_external);
        wall_bounds(d, s, wall->room_b, refs[i], is_external);
    }
    d->walls[s] = refs;
    for (int k = 0; k < p->door_count; k++) {
        const int wall = ifc_demo_plan_wall_at(p, p->doors[k].x, p->doors[k].y);
        if (wall >= 0) wall_door(d, s, &p->doors[k], &p->walls[wall], refs[wall]);
    }
}

static IfcDemoStyle floor_style(const IfcDemoRoom *room)
{
    switch (room->use) {
    case IFC_DEMO_OFFICE:
    case IFC_DEMO_MEETING: return IFC_DEMO_CARPET;
    case IFC_DEMO_HALL: return IFC_DEMO_WOOD;
    case IFC_DEMO_LOBBY:
    case IFC_DEMO_CORRIDOR: return IFC_DEMO_STONE;
    case IFC_DEMO_CAFE: return IFC_DEMO_WOOD;
    case IFC_DEMO_TECH: return IFC_DEMO_RAISED;
    case IFC_DEMO_PARKING:
    case IFC_DEMO_PLANT: return IFC_DEMO_EPOXY;
    default: return IFC_DEMO_TILE;
    }
}

static void room_covering(IfcDemo *d, int s, int r, IfcRef profile, double z, double thickness,
                          bool is_floor)
{
    const IfcDemoRoom *room = &d->plans[s].rooms[r];
    const IfcRef item = ifc_write_styled(
        d->w,
        ifc_write_extrusion(d->w, profile, (IfcWriteFrame){ .origin = { 0, 0, z } }, thickness),
        d->styles[is_floor ? floor_style(room) : IFC_DEMO_CEILING]);
    const IfcRef ref = ifc_write_product(
        d->w,
        &(IfcWriteProduct){
            .type = IFCCOVERING,
            .key = ifc_demo_format(d, "%s %s %s", ifc_demo_storeys[s].key,
                                   is_floor ? "floor" : "ceiling", room->name),
            .name = ifc_demo_format(d, "%s %s", room->name, is_floor ? "楼地面" : "吊顶"),
            .predefined = is_floor ? "FLOORING" : "CEILING",
            .container = d->spaces[s][r],
            .shape = ifc_write_body(d->w, "SweptSolid", &item, 1),
            .material = is_floor ? 0 : d->gypsum },
        NULL);
    ifc_write_quantities(d->w, ref, "Qto_CoveringBaseQuantities",
                         (IfcWriteQuantity[]){ { "NetArea", 'A', room->area_m2 } }, 1);
}

static bool room_has_floor(IfcDemoUse use)
{
    return use != IFC_DEMO_LIFT && use != IFC_DEMO_SHAFT && use != IFC_DEMO_STAIR &&
           use != IFC_DEMO_VOID && use != IFC_DEMO_RAMP;
}

// Zones by what rooms are for.
static IfcRef room_zone(IfcDemo *d, IfcDemoUse use)
{
    static const char *const names[IFC_DEMO_ZONES] = { "公共区", "办公区", "设备区", "垂直交通",
                                                       "停车区" };
    int zone = 0;
    switch (use) {
    case IFC_DEMO_OFFICE:
    case IFC_DEMO_MEETING: zone = 1; break;
    case IFC_DEMO_PLANT:
    case IFC_DEMO_TECH:
    case IFC_DEMO_SHAFT:
    case IFC_DEMO_STORE: zone = 2; break;
    case IFC_DEMO_STAIR:
    case IFC_DEMO_LIFT: zone = 3; break;
    case IFC_DEMO_PARKING:
    case IFC_DEMO_RAMP: zone = 4; break;
    default: break;
    }
    if (!d->zones[zone]) d->zones[zone] = ifc_write_group(d->w, IFCZONE, names[zone], NULL);
    return d->zones[zone];
}

static IfcRef room_class(IfcDemo *d, IfcDemoUse use)
{
    if (!d->classes)
        d->classes =
            ifc_write_classification_system(d->w, "示范用途分类", "Citymirror 示范数据", "2026");
    return ifc_write_classification(d->w, d->classes, ifc_demo_format(d, "YT-%02d", (int)use),
                                    ifc_demo_use_name(use));
}

static void room_properties(IfcDemo *d, int s, IfcRef space, const IfcDemoRoom *room,
                            const char *number)
{
    const IfcDemoUse use = room->use;
    const double clear = ifc_demo_clear_m(&ifc_demo_storeys[s], room);
    const bool is_public =
        use == IFC_DEMO_LOBBY || use == IFC_DEMO_CAFE || (s == IFC_DEMO_F1 && use == IFC_DEMO_HALL);
    ifc_write_properties(
        d->w, space, "Pset_SpaceCommon",
        (IfcWriteProperty[]){ { "Reference", "IFCIDENTIFIER", number, 0 },
                              { "Category", "IFCLABEL", ifc_demo_use_name(use), 0 },
                              { "IsExternal", "IFCBOOLEAN", "F", 0 },
                              { "PubliclyAccessible", "IFCBOOLEAN", is_public ? "T" : "F", 0 } },
        4);
    if (use == IFC_DEMO_OFFICE || use == IFC_DEMO_MEETING || use == IFC_DEMO_HALL)
        ifc_write_properties(
            d->w, space, "Pset_SpaceThermalRequirements",
            (IfcWriteProperty[]){
                { "SpaceTemperatureSummerMax", "IFCTHERMODYNAMICTEMPERATUREMEASURE", NULL, 26 },
                { "SpaceTemperatureWinterMin", "IFCTHERMODYNAMICTEMPERATUREMEASURE", NULL, 18 } },
            2);
    ifc_write_quantities(d->w, space, "Qto_SpaceBaseQuantities",
                         (IfcWriteQuantity[]){ { "Height", 'L', clear },
                                               { "GrossPerimeter", 'L', room->perimeter_m },
                                               { "NetFloorArea", 'A', room->area_m2 },
                                               { "NetVolume", 'V', room->area_m2 * clear } },
                         4);
}

void ifc_demo_rooms(IfcDemo *d, int s)
{
    const IfcDemoStorey *storey = &ifc_demo_storeys[s];
    IfcDemoPlan *p = &d->plans[s];
    for (int r = 0; r < p->room_count; r++) {
        const IfcDemoRoom *room = &p->rooms[r];
        if (room->use == IFC_DEMO_VOID) continue;
        const char *number = s == IFC_DEMO_B1   ? ifc_demo_format(d, "B1%02d", r + 1)
                             : s == IFC_DEMO_RF ? ifc_demo_format(d, "R%02d", r + 1)
                                                : ifc_demo_format(d, "%d%02d", s, r + 1);
        const double clear = ifc_demo_clear_m(storey, room),
                     ceiling = ifc_demo_ceiling_m(storey, room);
        const IfcRef profile = ifc_write_polygon(d->w, room->xy, room->counts, room->rings);
        const IfcRef item =
            ifc_write_styled(d->w, ifc_write_extrusion(d->w, profile, (IfcWriteFrame){ 0 }, clear),
                             d->styles[IFC_DEMO_SPACE]);
        const IfcRef space = ifc_write_product(
            d->w,
            &(IfcWriteProduct){ .type = IFCSPACE,
                                .key = ifc_demo_format(d, "%s space %s", storey->key, room->name),
                                .name = number,
                                .long_name = room->name,
                                .object_type = ifc_demo_use_name(room->use),
                                .predefined =
                                    room->use == IFC_DEMO_PARKING ? "PARKING" : "INTERNAL",
                                .whole = d->storeys[s],
                                .shape = ifc_write_body(d->w, "SweptSolid", &item, 1) },
            NULL);
        d->spaces[s][r] = space;
        room_properties(d, s, space, room, number);
        ifc_write_relate(d->w, IFC_WRITE_GROUPS, room_zone(d, room->use), space);
        ifc_write_relate(d->w, IFC_WRITE_CLASSIFIES, room_class(d, room->use), space);
        if (room_has_floor(room->use))
            room_covering(d, s, r, profile, -IFC_DEMO_FINISH_M, IFC_DEMO_FINISH_M, true);
        if (ceiling > 0) room_covering(d, s, r, profile, ceiling, 0.03, false);
    }
}
