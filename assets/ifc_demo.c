// SPDX-License-Identifier: Apache-2.0
// ifc_demo.c - the operations centre from start to end: project, storeys, colours, systems, then
// the parts.
#include "assets/ifc_demo_build.h"
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEMO_NOTICE \
    "示范数据:按示意设计生成,非真实建筑 (synthetic demonstration data, no real building)"

const char *ifc_demo_format(IfcDemo *d, const char *format, ...)
{
    char text[400];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    return arena_strdup(&d->arena, text);
}

double ifc_demo_random(const IfcDemo *d, const char *what, int a, int b)
{
    char text[80];
    const int length =
        snprintf(text, sizeof text, "%llu %s %d %d", (unsigned long long)d->desc->seed, what, a, b);
    uint64_t x = str_hash(text, (size_t)length);
    x = (x ^ (x >> 31)) * 0x94d049bb133111ebu;
    return (double)(x >> 11) / 9007199254740992.0;
}

const char *ifc_demo_use_name(IfcDemoUse use)
{
    static const char *const names[IFC_DEMO_USE_COUNT] = {
        [IFC_DEMO_OFFICE] = "办公",    [IFC_DEMO_MEETING] = "会议",  [IFC_DEMO_HALL] = "大厅",
        [IFC_DEMO_LOBBY] = "门厅",     [IFC_DEMO_CORRIDOR] = "走廊", [IFC_DEMO_STAIR] = "楼梯间",
        [IFC_DEMO_LIFT] = "电梯井",    [IFC_DEMO_TOILET] = "卫生间", [IFC_DEMO_PLANT] = "设备用房",
        [IFC_DEMO_TECH] = "电子机房",  [IFC_DEMO_SHAFT] = "管井",    [IFC_DEMO_STORE] = "库房",
        [IFC_DEMO_PARKING] = "停车库", [IFC_DEMO_RAMP] = "车道",     [IFC_DEMO_CAFE] = "餐饮",
        [IFC_DEMO_PANTRY] = "茶水间",  [IFC_DEMO_VOID] = "上空",
    };
    return names[use];
}

double ifc_demo_ceiling_m(const IfcDemoStorey *storey, const IfcDemoRoom *room)
{
    if (strcmp(storey->key, "B1") == 0 || strcmp(storey->key, "RF") == 0) return 0;
    switch (room->use) {
    case IFC_DEMO_HALL:
        if (strcmp(storey->key, "F2") == 0) return 7.4; // under the girders of the garden roof
        return storey->height_m - 1.5;
    case IFC_DEMO_OFFICE:
    case IFC_DEMO_MEETING:
    case IFC_DEMO_LOBBY:
    case IFC_DEMO_CORRIDOR:
    case IFC_DEMO_TOILET:
    case IFC_DEMO_CAFE:
    case IFC_DEMO_PANTRY: return storey->height_m - 1.5;
    default: return 0;
    }
}

double ifc_demo_clear_m(const IfcDemoStorey *storey, const IfcDemoRoom *room)
{
    const double ceiling = ifc_demo_ceiling_m(storey, room);
    return ceiling > 0 ? ceiling : storey->height_m - IFC_DEMO_SLAB_M - IFC_DEMO_FINISH_M;
}

static IfcRef demo_item(IfcDemo *d, const IfcDemoBox *box)
{
    IfcRef item;
    if (box->radius > 0) {
        const IfcWriteFrame frame = { .origin = box->corner };
        item =
            ifc_write_extrusion(d->w, ifc_write_circle(d->w, box->radius, 0), frame, box->size.z);
    } else {
        item = ifc_write_box(d->w, box->corner, box->size);
    }
    return ifc_write_styled(d->w, item, d->styles[box->style]);
}

enum { DEMO_ITEMS_MAX = 600 };

IfcRef ifc_demo_boxes(IfcDemo *d, const IfcDemoBox *boxes, int count)
{
    IfcRef items[DEMO_ITEMS_MAX];
    assert(count > 0 && count <= DEMO_ITEMS_MAX);
    for (int i = 0; i < count; i++) items[i] = demo_item(d, &boxes[i]);
    return ifc_write_body(d->w, "SweptSolid", items, count);
}

IfcDemoThing ifc_demo_thing(IfcDemo *d, const IfcDemoThingDesc *desc)
{
    IfcRef items[DEMO_ITEMS_MAX];
    assert(desc->count > 0 && desc->count <= DEMO_ITEMS_MAX);
    for (int i = 0; i < desc->count; i++) items[i] = demo_item(d, &desc->boxes[i]);
    IfcDemoThing thing = { .type = desc->occurrence, .name = desc->name };
    thing.map = ifc_write_map(d->w, "SweptSolid", items, desc->count);
    thing.type_object = ifc_write_type(
        d->w,
        &(IfcWriteType){ desc->type, desc->name, desc->predefined, thing.map, desc->material },
        desc->more);
    return thing;
}

IfcRef ifc_demo_put(IfcDemo *d, const IfcDemoThing *thing, const IfcDemoPut *put)
{
    return ifc_write_product(
        d->w,
        &(IfcWriteProduct){ .type = thing->type,
                            .key = put->key,
                            .name = put->name ? put->name : thing->name,
                            .tag = put->tag,
                            .container = put->container,
                            .whole = put->whole,
                            .origin = put->at,
                            .turn_rad = put->turn_rad,
                            .shape = ifc_write_mapped(d->w, thing->map),
                            .type_object = thing->type_object,
                            .system = put->has_system ? d->systems[put->system] : 0 },
        NULL);
}

static void demo_styles(IfcDemo *d)
{
    static const struct {
        const char *name;
        uint32_t rgb;
        double transparency;
    } rows[IFC_DEMO_STYLES] = {
        [IFC_DEMO_CONCRETE] = { "清水混凝土", 0xb9b6ae, 0 },
        [IFC_DEMO_PLASTER] = { "白色涂料", 0xece9e2, 0 },
        [IFC_DEMO_FABRIC] = { "吸声织物", 0xb9ad9a, 0 },
        [IFC_DEMO_BLOCKWORK] = { "砌块墙", 0xd3cfc6, 0 },
        [IFC_DEMO_GLASS] = { "玻璃隔断", 0xbfdde0, 0.7 },
        [IFC_DEMO_GLAZING] = { "幕墙玻璃", 0x7fa9bd, 0.55 },
        [IFC_DEMO_ALUMINIUM] = { "铝合金", 0xc4c9cd, 0 },
        [IFC_DEMO_SPANDREL] = { "窗槛玻璃", 0x4f6673, 0 },
        [IFC_DEMO_FIN] = { "竖向遮阳板", 0xe4e1da, 0 },
        [IFC_DEMO_STONE] = { "石材", 0xd8d0c2, 0 },
        [IFC_DEMO_TILE] = { "瓷砖", 0xdcdad4, 0 },
        [IFC_DEMO_CARPET] = { "地毯", 0x76828c, 0 },
        [IFC_DEMO_WOOD] = { "木地板", 0xb58d63, 0 },
        [IFC_DEMO_EPOXY] = { "环氧地坪", 0x8fa396, 0 },
        [IFC_DEMO_RAISED] = { "防静电地板", 0xc3c9cc, 0 },
        [IFC_DEMO_CEILING] = { "吊顶", 0xf2f1ee, 0 },
        [IFC_DEMO_STEEL] = { "钢", 0x8d949a, 0 },
        [IFC_DEMO_DOOR_LEAF] = { "木门扇", 0xa9825c, 0 },
        [IFC_DEMO_FIRE_LEAF] = { "钢质门扇", 0x9aa1a6, 0 },
        [IFC_DEMO_DUCT] = { "镀锌风管", 0xb4bcc2, 0 },
        [IFC_DEMO_SUPPLY] = { "冷冻供水", 0x2f7fc1, 0 },
        [IFC_DEMO_RETURN] = { "冷冻回水", 0x57b0a8, 0 },
        [IFC_DEMO_FIRE_PIPE] = { "消防管", 0xc2362b, 0 },
        [IFC_DEMO_TRAY] = { "电缆桥架", 0xd9a441, 0 },
        [IFC_DEMO_LAMP] = { "灯具", 0xfff6dc, 0 },
        [IFC_DEMO_SENSOR_WHITE] = { "传感器", 0xf7f7f5, 0 },
        [IFC_DEMO_SMOKE_RED] = { "感烟探测器", 0xf0ece6, 0 },
        [IFC_DEMO_SCREEN] = { "显示屏", 0x14263d, 0 },
        [IFC_DEMO_DESK] = { "台面", 0xd9c7a8, 0 },
        [IFC_DEMO_CHAIR] = { "座椅", 0x3f4a55, 0 },
        [IFC_DEMO_SOFA] = { "沙发", 0x8a6f5a, 0 },
        [IFC_DEMO_MACHINE] = { "设备灰", 0xa7adb0, 0 },
        [IFC_DEMO_MACHINE_BLUE] = { "设备蓝", 0x5b86a8, 0 },
        [IFC_DEMO_DARK] = { "深灰", 0x3a3f44, 0 },
        [IFC_DEMO_CERAMIC] = { "洁具", 0xf4f4f2, 0 },
        [IFC_DEMO_LAWN] = { "草坪", 0x7d9b5a, 0 },
        [IFC_DEMO_LEAVES] = { "树冠", 0x567a44, 0 },
        [IFC_DEMO_TRUNK] = { "树干", 0x7a5f47, 0 },
        [IFC_DEMO_WATER] = { "水景", 0x5f93b4, 0.3 },
        [IFC_DEMO_PAVING] = { "广场铺装", 0xc9c4b8, 0 },
        [IFC_DEMO_ASPHALT] = { "沥青", 0x6d6f70, 0 },
        [IFC_DEMO_CAR_WHITE] = { "车漆白", 0xeef0f0, 0 },
        [IFC_DEMO_CAR_GREY] = { "车漆灰", 0x7d848a, 0 },
        [IFC_DEMO_CAR_BLUE] = { "车漆蓝", 0x33557a, 0 },
        [IFC_DEMO_SOLAR] = { "光伏板", 0x1d2f52, 0 },
        [IFC_DEMO_MARKING] = { "标线", 0xf4f2ea, 0 },
        [IFC_DEMO_SPACE] = { "空间", 0x8fb8d8, 0.8 },
        [IFC_DEMO_FLAG] = { "旗", 0xc8102e, 0 },
    };
    for (int s = 0; s < IFC_DEMO_STYLES; s++)
        d->styles[s] = ifc_write_style(d->w, rows[s].name, rows[s].rgb, rows[s].transparency);
    d->concrete = ifc_write_material(d->w, "C40 钢筋混凝土", "concrete");
    d->steel = ifc_write_material(d->w, "Q355 钢", "steel");
    d->aluminium = ifc_write_material(d->w, "6063 铝合金", "aluminium");
    d->glass = ifc_write_material(d->w, "中空 Low-E 玻璃", "glass");
    d->gypsum = ifc_write_material(d->w, "纸面石膏板", "gypsum");
    d->timber = ifc_write_material(d->w, "木", "wood");
    d->plastic = ifc_write_material(d->w, "ABS 塑料", "plastic");
}

static void demo_systems(IfcDemo *d)
{
    static const char *const rows[IFC_DEMO_SYSTEMS][2] = {
        [IFC_DEMO_AIR] = { "空调风系统", "AIRCONDITIONING" },
        [IFC_DEMO_CHILLED] = { "空调冷冻水系统", "CHILLEDWATER" },
        [IFC_DEMO_FIRE] = { "自动喷水灭火系统", "FIREPROTECTION" },
        [IFC_DEMO_POWER] = { "供配电系统", "ELECTRICAL" },
        [IFC_DEMO_LIGHTING] = { "照明系统", "LIGHTING" },
        [IFC_DEMO_CONTROL] = { "楼宇自控与火灾报警系统", "CONTROL" },
        [IFC_DEMO_NETWORK] = { "信息网络与显示系统", "DATA" },
        [IFC_DEMO_DRAIN] = { "排水系统", "SEWAGE" },
    };
    for (int s = 0; s < IFC_DEMO_SYSTEMS; s++) {
        d->systems[s] = ifc_write_group(d->w, IFCDISTRIBUTIONSYSTEM, rows[s][0], rows[s][1]);
        ifc_write_relate(d->w, IFC_WRITE_SERVES, d->systems[s], d->building);
    }
}

// Degrees as IfcCompoundPlaneAngleMeasure.
static void demo_angle(char *out, size_t cap, double degrees)
{
    long long millionths = llround(fabs(degrees) * 3600e6);
    const int sign = degrees < 0 ? -1 : 1;
    const int rest = (int)(millionths % 1000000);
    millionths /= 1000000;
    snprintf(out, cap, "(%d,%d,%d,%d)", sign * (int)(millionths / 3600),
             sign * (int)(millionths / 60 % 60), sign * (int)(millionths % 60), sign * rest);
}

static void demo_structure_tree(IfcDemo *d)
{
    const IfcDemoDesc *desc = d->desc;
    const IfcRef project = ifc_write_project(
        d->w, &(IfcWriteProject){ .name = "湛江智能运营中心",
                                  .long_name = "湛江智能运营中心 示范项目",
                                  .description = DEMO_NOTICE,
                                  .crs = desc->crs,
                                  .crs_description = "CGCS2000 / 3-degree Gauss-Kruger zone 38",
                                  .geodetic_datum = "CGCS2000",
                                  .vertical_datum = "1985 国家高程基准",
                                  .projection = "Gauss-Kruger",
                                  .zone = "38",
                                  .eastings = desc->eastings,
                                  .northings = desc->northings,
                                  .height = desc->height_m,
                                  .axis_x = desc->axis_x,
                                  .axis_y = desc->axis_y,
                                  .scale = desc->scale,
                                  .north_x = desc->north_x,
                                  .north_y = desc->north_y });
    Str more = { 0 };
    if (desc->crs) {
        char latitude[64], longitude[64];
        demo_angle(latitude, sizeof latitude, desc->latitude_deg);
        demo_angle(longitude, sizeof longitude, desc->longitude_deg);
        str_printf(&more, "RefLatitude=%s RefLongitude=%s RefElevation=", latitude, longitude);
        ifc_write_add_real(&more, desc->height_m);
    }
    d->site = ifc_write_product(d->w,
                                &(IfcWriteProduct){ .type = IFCSITE,
                                                    .name = "运营中心地块",
                                                    .long_name = "运营中心地块",
                                                    .whole = project },
                                more.text);
    str_finish(&more);
    d->building = ifc_write_product(d->w,
                                    &(IfcWriteProduct){ .type = IFCBUILDING,
                                                        .name = "湛江智能运营中心",
                                                        .long_name = "湛江智能运营中心",
                                                        .description = DEMO_NOTICE,
                                                        .whole = d->site },
                                    "ElevationOfRefHeight=0.");
    ifc_write_properties(d->w, d->building, "Pset_BuildingCommon",
                         (IfcWriteProperty[]){ { "NumberOfStoreys", "IFCINTEGER", NULL, 8 },
                                               { "OccupancyType", "IFCLABEL", "办公建筑", 0 },
                                               { "YearOfConstruction", "IFCLABEL", "2026", 0 },
                                               { "FireProtectionClass", "IFCLABEL", "一级", 0 } },
                         4);
    for (int s = 0; s < IFC_DEMO_STOREYS; s++) {
        const IfcDemoStorey *storey = &ifc_demo_storeys[s];
        Str elevation = { 0 };
        str_add(&elevation, "Elevation=");
        ifc_write_add_real(&elevation, storey->elevation_m);
        d->storeys[s] =
            ifc_write_product(d->w,
                              &(IfcWriteProduct){ .type = IFCBUILDINGSTOREY,
                                                  .name = storey->key,
                                                  .long_name = storey->name,
                                                  .whole = d->building,
                                                  .origin = { 0, 0, storey->elevation_m } },
                              elevation.text);
        str_finish(&elevation);
        ifc_write_properties(d->w, d->storeys[s], "Pset_BuildingStoreyCommon",
                             (IfcWriteProperty[]){
                                 { "EntranceLevel", "IFCBOOLEAN", s == IFC_DEMO_F1 ? "T" : "F", 0 },
                                 { "AboveGround", "IFCLOGICAL", s == IFC_DEMO_B1 ? "F" : "T", 0 } },
                             2);
        ifc_demo_plan_make(storey, &d->arena, &d->plans[s]);
        assert(d->plans[s].room_count <= IFC_DEMO_ROOMS_MAX);
    }
}

static void demo_grid(IfcDemo *d)
{
    static const char *const letters[] = { "A", "B", "C", "D", "E", "F" };
    IfcRef u[8], v[6];
    for (int i = 0; i < 8; i++) {
        const double x = i * IFC_DEMO_GRID_M;
        const IfcRef ends[2] = { ifc_write_point2(d->w, x, -3), ifc_write_point2(d->w, x, 45) };
        u[i] = ifc_write_entity(d->w, IFCGRIDAXIS, "AxisTag=%s AxisCurve=%r SameSense=.T.",
                                ifc_demo_format(d, "%d", i + 1),
                                ifc_write_entity(d->w, IFCPOLYLINE, "Points=%R", ends, 2));
    }
    for (int j = 0; j < 6; j++) {
        const double y = j * IFC_DEMO_GRID_M;
        const IfcRef ends[2] = { ifc_write_point2(d->w, -3, y), ifc_write_point2(d->w, 61.8, y) };
        v[j] =
            ifc_write_entity(d->w, IFCGRIDAXIS, "AxisTag=%s AxisCurve=%r SameSense=.T.", letters[j],
                             ifc_write_entity(d->w, IFCPOLYLINE, "Points=%R", ends, 2));
    }
    const IfcRef grid = ifc_write_entity(
        d->w, IFCGRID, "Name=%s ObjectPlacement=%r UAxes=%R VAxes=%R PredefinedType=.RECTANGULAR.",
        "轴网", ifc_write_placement(d->w, 0, (DVec3){ 0 }, 0), u, 8, v, 6);
    ifc_write_relate(d->w, IFC_WRITE_CONTAINS, d->building, grid);
}

static IfcWriter *demo_make(const IfcDemoDesc *desc)
{
    IfcWriter *w = ifc_write_create(&(IfcWriteDesc){ .seed = desc->seed,
                                                     .file_name = "运营中心.ifc",
                                                     .description = DEMO_NOTICE,
                                                     .time_stamp = "2026-06-21T00:00:00",
                                                     .author = "",
                                                     .organization = "Citymirror",
                                                     .application = "Citymirror" });
    IfcDemo *d = w ? calloc(1, sizeof *d) : NULL;
    if (!d) {
        ifc_write_destroy(w);
        return NULL;
    }
    d->w = w;
    d->desc = desc;
    assert(ifc_demo_storey_count == IFC_DEMO_STOREYS);
    demo_structure_tree(d);
    demo_styles(d);
    demo_systems(d);
    demo_grid(d);
    for (int s = 0; s < IFC_DEMO_STOREYS; s++) {
        ifc_demo_rooms(d, s);
        ifc_demo_structure(d, s);
        ifc_demo_walls(d, s);
        ifc_demo_stairs(d, s);
        ifc_demo_facade(d, s);
        ifc_demo_services(d, s);
        ifc_demo_furnish(d, s);
    }
    ifc_demo_plant(d);
    ifc_demo_outside(d);
    arena_finish(&d->arena);
    free(d);
    return w;
}

bool ifc_demo_write(const IfcDemoDesc *desc, const char *path, Err *err)
{
    IfcWriter *w = demo_make(desc);
    if (!w) {
        err_set(err, ERR_MEMORY, "write '%s': no memory", path);
        return false;
    }
    const bool ok = ifc_write_save(w, path, err);
    ifc_write_destroy(w);
    return ok;
}

char *ifc_demo_text(const IfcDemoDesc *desc, size_t *length)
{
    IfcWriter *w = demo_make(desc);
    if (!w) return NULL;
    const char *text = ifc_write_finish(w, length);
    char *copy = malloc(*length + 1);
    if (copy) memcpy(copy, text, *length + 1);
    ifc_write_destroy(w);
    return copy;
}
