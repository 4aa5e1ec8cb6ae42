// SPDX-License-Identifier: Apache-2.0
// ifc_demo_services.c - ducts, pipes and cable trays along the corridors and into the rooms; lamps,
// outlets, sprinklers, sensors, air handlers.
#include "assets/ifc_demo_build.h"
#include <string.h>

// Over a ceiling at c, under beams at c + 0.6: ducts above, pipes and trays below.
#define DUCT_UP_M 0.42
#define PIPE_UP_M 0.14
#define MIRROR_M 58.8 // the south corridor is the north one mirrored about y 29.4

typedef enum { RUN_DUCT, RUN_PIPE, RUN_TRAY } RunKind;
typedef struct {
    RunKind kind;
    const char *name;
    char axis;                    // 'x', 'y', 'z'
    DVec3 from;                   // middle of its start
    double length, width, height; // pipes: width is the diameter
    IfcDemoStyle style;
    IfcDemoSystem system;
} Run;

static IfcRef run_type(IfcDemo *d, RunKind kind)
{
    static const struct {
        IfcType type;
        const char *name, *predefined;
    } rows[] = {
        { IFCDUCTSEGMENTTYPE, "镀锌钢板矩形风管", "RIGIDSEGMENT" },
        { IFCPIPESEGMENTTYPE, "无缝钢管", "RIGIDSEGMENT" },
        { IFCCABLECARRIERSEGMENTTYPE, "槽式电缆桥架", "CABLETRAYSEGMENT" },
    };
    if (!d->run_types[kind])
        d->run_types[kind] = ifc_write_type(
            d->w,
            &(IfcWriteType){ rows[kind].type, rows[kind].name, rows[kind].predefined, 0, d->steel },
            NULL);
    return d->run_types[kind];
}

// A tray is a channel open at the top.
static IfcRef run_profile(IfcDemo *d, const Run *run)
{
    const double a = run->width / 2, h = run->height, t = 0.008;
    if (run->kind == RUN_PIPE) return ifc_write_circle(d->w, a, 0.006);
    if (run->kind == RUN_DUCT) return ifc_write_hollow(d->w, run->width, h, 0.01);
    const double xy[] = { -a, 0, a, 0, a, h, a - t, h, a - t, t, t - a, t, t - a, h, -a, h };
    const int corners = 8;
    return ifc_write_polygon(d->w, xy, &corners, 1);
}

static void put_run(IfcDemo *d, int s, const Run *run)
{
    static const IfcType types[] = { IFCDUCTSEGMENT, IFCPIPESEGMENT, IFCCABLECARRIERSEGMENT };
    static const char *const predefined[] = { "RIGIDSEGMENT", "RIGIDSEGMENT", "CABLETRAYSEGMENT" };
    IfcWriteFrame frame = { 0 };
    if (run->axis == 'x') frame = (IfcWriteFrame){ { 0 }, { 1, 0, 0 }, { 0, 1, 0 } };
    if (run->axis == 'y') frame = (IfcWriteFrame){ { 0 }, { 0, 1, 0 }, { -1, 0, 0 } };
    const IfcRef item =
        ifc_write_styled(d->w, ifc_write_extrusion(d->w, run_profile(d, run), frame, run->length),
                         d->styles[run->style]);
    const char *key = ifc_demo_format(d, "%s run %s %.2f %.2f %.2f %c", ifc_demo_storeys[s].key,
                                      run->name, run->from.x, run->from.y, run->from.z, run->axis);
    const IfcRef ref =
        ifc_write_product(d->w,
                          &(IfcWriteProduct){ .type = types[run->kind],
                                              .key = key,
                                              .name = run->name,
                                              .predefined = predefined[run->kind],
                                              .container = d->storeys[s],
                                              .origin = run->from,
                                              .shape = ifc_write_body(d->w, "SweptSolid", &item, 1),
                                              .type_object = run_type(d, run->kind),
                                              .system = d->systems[run->system] },
                          NULL);
    ifc_write_quantities(d->w, ref,
                         run->kind == RUN_DUCT   ? "Qto_DuctSegmentBaseQuantities"
                         : run->kind == RUN_PIPE ? "Qto_PipeSegmentBaseQuantities"
                                                 : "Qto_CableCarrierSegmentBaseQuantities",
                         (IfcWriteQuantity[]){ { "Length", 'L', run->length } }, 1);
}

// A hole for what passes through the wall at x, y; nothing where no wall is.
static void sleeve(IfcDemo *d, int s, double x, double y, double width, double z0, double z1)
{
    const IfcDemoPlan *p = &d->plans[s];
    const int w = ifc_demo_plan_wall_at(p, x, y);
    if (w < 0) return;
    const IfcDemoWall *wall = &p->walls[w];
    const double along = (wall->is_vertical ? y - wall->y0 : x - wall->x0) - width / 2,
                 t = wall->thickness_m;
    const IfcRef hole =
        ifc_write_box(d->w, dvec_make(0, -t / 2 - 0.05, 0), dvec_make(width, t + 0.1, z1 - z0));
    ifc_write_product(d->w,
                      &(IfcWriteProduct){ .type = IFCOPENINGELEMENT,
                                          .key = ifc_demo_format(d, "%s sleeve %.2f %.2f %.2f",
                                                                 ifc_demo_storeys[s].key, x, y, z0),
                                          .name = "管线洞",
                                          .predefined = "OPENING",
                                          .host = d->walls[s][w],
                                          .origin = { along, 0, z0 },
                                          .shape = ifc_write_body(d->w, "SweptSolid", &hole, 1) },
                      NULL);
}

static bool is_between(double value, double low, double high)
{
    return value > low && value < high;
}

static void put_outlet(IfcDemo *d, int s, int room, double x, double y, double z)
{
    ifc_demo_put(d, &d->outlet,
                 &(IfcDemoPut){ .container = d->spaces[s][room],
                                .at = { x, y, z },
                                .system = IFC_DEMO_AIR,
                                .has_system = true,
                                .key = ifc_demo_format(d, "%s outlet %.2f %.2f",
                                                       ifc_demo_storeys[s].key, x, y) });
}

// From a main into a room: a branch through the wall, and a duct along the room with outlets below.
typedef struct {
    int room;
    char axis;       // of the branch
    double from, to; // along it; the wall between them at
    double wall, at; // where the branch is across
    double spread;   // length of the duct in the room
} Branch;

static void put_branch(IfcDemo *d, int s, const Branch *b, double ceiling)
{
    const double z = ceiling + DUCT_UP_M, width = 0.32, height = 0.2;
    const bool is_y = b->axis == 'y';
    const double low = fmin(b->from, b->to), length = fabs(b->to - b->from) - width / 2;
    const double start = b->to > b->from ? low : low + width / 2;
    put_run(d, s,
            &(Run){ RUN_DUCT, "送风支管 320x200", b->axis,
                    is_y ? dvec_make(b->at, start, z) : dvec_make(start, b->at, z), length, width,
                    height, IFC_DEMO_DUCT, IFC_DEMO_AIR });
    sleeve(d, s, is_y ? b->at : b->wall, is_y ? b->wall : b->at, width + 0.06,
           z - height / 2 - 0.03, z + height / 2 + 0.03);
    const DVec3 along = is_y ? dvec_make(b->at - b->spread / 2, b->to, z)
                             : dvec_make(b->to, b->at - b->spread / 2, z);
    put_run(d, s,
            &(Run){ RUN_DUCT, "送风支管 320x200", is_y ? 'x' : 'y', along, b->spread, width, height,
                    IFC_DEMO_DUCT, IFC_DEMO_AIR });
    const int outlets = (int)fmax(1, floor(b->spread / 2.8));
    for (int k = 0; k < outlets; k++) {
        const double off = (k + 0.5) * b->spread / outlets;
        put_outlet(d, s, b->room, is_y ? along.x + off : b->to, is_y ? b->to : along.y + off,
                   ceiling);
    }
}

static bool is_served(IfcDemoUse use)
{
    return use == IFC_DEMO_OFFICE || use == IFC_DEMO_MEETING || use == IFC_DEMO_CAFE ||
           use == IFC_DEMO_TECH || use == IFC_DEMO_LOBBY || use == IFC_DEMO_HALL;
}

static void service_branches(IfcDemo *d, int s)
{
    const IfcDemoStorey *storey = &ifc_demo_storeys[s];
    const IfcDemoPlan *p = &d->plans[s];
    const double ceiling = storey->height_m - 1.5;
    for (int r = 0; r < p->room_count; r++) {
        const IfcDemoRoom *room = &p->rooms[r];
        if (!is_served(room->use) || room->first_rect >= storey->rect_count) continue;
        if (s == IFC_DEMO_F2 && room->use == IFC_DEMO_HALL)
            continue; // air comes from under its floor
        const double x = (room->x0 + room->x1) / 2, y = (room->y0 + room->y1) / 2;
        const double spread_x = fmin(0.7 * (room->x1 - room->x0), 18),
                     spread_y = 0.6 * (room->y1 - room->y0);
        // Off the columns' lines.
        const double at = fabs(fmod(x, IFC_DEMO_GRID_M)) < 0.8 ? x + 1.2 : x;
        Branch b = { .room = r, .axis = 'y', .at = at, .spread = spread_x };
        if (room->y0 > 35.9) {
            b.from = 34.65, b.wall = 36.0, b.to = 38.8;
        } else if (is_between(room->y1, 22.5, 22.8)) {
            b.from = 24.15, b.wall = 22.8, b.to = 20.0;
        } else if (room->y0 > 25 && room->y1 < 33.7) {
            b.from = 33.85, b.wall = 33.6, b.to = 30.6;
        } else if (s == IFC_DEMO_F2 || s == IFC_DEMO_F3) {
            const bool is_west = x < 29;
            b = (Branch){ .room = r,
                          .axis = 'x',
                          .at = y + 1.0,
                          .spread = spread_y,
                          .wall = is_west ? 14.4 : 44.4,
                          .from = is_west ? 14.95 : 43.85,
                          .to = is_west ? 8.9 : 50.0 };
        } else {
            continue;
        }
        put_branch(d, s, &b, ceiling);
    }
}

// Mains of one corridor; side 0 = north, 1 = south.
static void service_mains(IfcDemo *d, int s, int side, double base)
{
    const double x0 = 0.3, x1 = s == IFC_DEMO_F1 || s == IFC_DEMO_B1 ? 50.0 : 58.5,
                 length = x1 - x0;
    const double duct = side ? MIRROR_M - 34.25 : 34.25, supply = side ? MIRROR_M - 34.82 : 34.82;
    const double back = side ? MIRROR_M - 35.02 : 35.02, fire = side ? MIRROR_M - 35.22 : 35.22;
    const double tray = side ? MIRROR_M - 35.6 : 35.6;
    if (s != IFC_DEMO_B1) {
        put_run(d, s,
                &(Run){ RUN_DUCT,
                        "送风干管 800x300",
                        'x',
                        { x0, duct, base + DUCT_UP_M },
                        length,
                        0.8,
                        0.3,
                        IFC_DEMO_DUCT,
                        IFC_DEMO_AIR });
        put_run(d, s,
                &(Run){ RUN_PIPE,
                        "冷冻供水管 DN100",
                        'x',
                        { x0, supply, base + PIPE_UP_M },
                        length,
                        0.114,
                        0,
                        IFC_DEMO_SUPPLY,
                        IFC_DEMO_CHILLED });
        put_run(d, s,
                &(Run){ RUN_PIPE,
                        "冷冻回水管 DN100",
                        'x',
                        { x0, back, base + PIPE_UP_M },
                        length,
                        0.114,
                        0,
                        IFC_DEMO_RETURN,
                        IFC_DEMO_CHILLED });
    }
    put_run(d, s,
            &(Run){ RUN_PIPE,
                    "喷淋干管 DN100",
                    'x',
                    { x0, fire, base + PIPE_UP_M },
                    length,
                    0.114,
                    0,
                    IFC_DEMO_FIRE_PIPE,
                    IFC_DEMO_FIRE });
    put_run(d, s,
            &(Run){ RUN_TRAY,
                    "强弱电桥架 300x100",
                    'x',
                    { x0, tray, base + 0.08 },
                    length,
                    0.3,
                    0.1,
                    IFC_DEMO_TRAY,
                    IFC_DEMO_POWER });
    for (double x = x0 + 1.5; x < x1; x += 3.0)
        ifc_demo_put(d, &d->sprinkler,
                     &(IfcDemoPut){ .container = d->storeys[s],
                                    .at = { x, fire, base },
                                    .system = IFC_DEMO_FIRE,
                                    .has_system = true,
                                    .key = ifc_demo_format(d, "%s sprinkler %d %.1f",
                                                           ifc_demo_storeys[s].key, side, x) });
}

// Walls across the corridors' lines, on storeys where there are some.
static void main_sleeves(IfcDemo *d, int s, double base)
{
    const double xs[] = { 16.8, 42.0 };
    for (int k = 0; k < 2; k++) {
        if (s == IFC_DEMO_B1) {
            sleeve(d, s, xs[k], 35.22, 0.2, base + 0.02, base + 0.26);
            sleeve(d, s, xs[k], 35.6, 0.36, base + 0.05, base + 0.22);
        }
    }
}

static void service_riser(IfcDemo *d, int s, double base)
{
    const double height = ifc_demo_storeys[s].height_m;
    const bool is_roof = s == IFC_DEMO_RF;
    const double x[3] = { 37.5, 37.8, 38.1 };
    static const char *const names[3] = { "冷冻供水立管 DN150", "冷冻回水立管 DN150",
                                          "消防立管 DN150" };
    const IfcDemoStyle styles[3] = { IFC_DEMO_SUPPLY, IFC_DEMO_RETURN, IFC_DEMO_FIRE_PIPE };
    for (int k = 0; k < 3; k++) {
        const IfcDemoSystem system = k < 2 ? IFC_DEMO_CHILLED : IFC_DEMO_FIRE;
        put_run(d, s,
                &(Run){ RUN_PIPE,
                        names[k],
                        'z',
                        { x[k], 32.6, is_roof ? -0.2 : 0 },
                        is_roof ? 1.2 : height,
                        0.159,
                        0,
                        styles[k],
                        system });
        if (is_roof || (s == IFC_DEMO_B1 && k < 2)) continue;
        const double to = k == 0 ? 34.82 : k == 1 ? 35.02 : 35.22;
        put_run(d, s,
                &(Run){ RUN_PIPE,
                        k < 2 ? "冷冻水支管 DN100" : "消防支管 DN100",
                        'y',
                        { x[k], 32.6, base + PIPE_UP_M },
                        to - 32.6,
                        0.114,
                        0,
                        styles[k],
                        system });
    }
    if (!is_roof) sleeve(d, s, 37.8, 33.6, 0.8, base + 0.04, base + 0.24);
}

static void service_air_handler(IfcDemo *d, int s, double base)
{
    const IfcDemoPlan *p = &d->plans[s];
    const int room = ifc_demo_plan_room_at(p, 35.4, 30);
    ifc_demo_put(d, &d->handler,
                 &(IfcDemoPut){ .container = d->spaces[s][room],
                                .at = { 35.6, 30.0, 0 },
                                .system = IFC_DEMO_AIR,
                                .has_system = true,
                                .key = ifc_demo_format(d, "%s ahu", ifc_demo_storeys[s].key),
                                .tag = ifc_demo_format(d, "AHU-%s", ifc_demo_storeys[s].key) });
    const double z = base + DUCT_UP_M;
    put_run(d, s,
            &(Run){ RUN_DUCT,
                    "送风立管 600x400",
                    'z',
                    { 36.2, 30.6, 2.2 },
                    z + 0.15 - 2.2,
                    0.6,
                    0.4,
                    IFC_DEMO_DUCT,
                    IFC_DEMO_AIR });
    put_run(d, s,
            &(Run){ RUN_DUCT,
                    "送风干管 600x300",
                    'y',
                    { 36.2, 30.8, z },
                    33.85 - 30.8,
                    0.6,
                    0.3,
                    IFC_DEMO_DUCT,
                    IFC_DEMO_AIR });
    sleeve(d, s, 36.2, 33.6, 0.66, z - 0.18, z + 0.18);
    // To the south corridor, round the core.
    put_run(d, s,
            &(Run){ RUN_DUCT,
                    "送风干管 600x300",
                    'y',
                    { 43.2, 24.95, z },
                    33.85 - 24.95,
                    0.6,
                    0.3,
                    IFC_DEMO_DUCT,
                    IFC_DEMO_AIR });
    if (s == IFC_DEMO_F2 || s == IFC_DEMO_F3) {
        put_run(d, s,
                &(Run){ RUN_DUCT,
                        "送风干管 800x300",
                        'y',
                        { 15.35, 1.0, z },
                        24.15 - 1.0,
                        0.8,
                        0.3,
                        IFC_DEMO_DUCT,
                        IFC_DEMO_AIR });
        put_run(d, s,
                &(Run){ RUN_DUCT,
                        "送风干管 800x300",
                        'y',
                        { 43.45, 1.0, z },
                        24.15 - 1.0,
                        0.8,
                        0.3,
                        IFC_DEMO_DUCT,
                        IFC_DEMO_AIR });
    }
}

// Points of a grid within the room, off its walls.
static void room_lamps(IfcDemo *d, int s, int r)
{
    const IfcDemoPlan *p = &d->plans[s];
    const IfcDemoRoom *room = &p->rooms[r];
    const IfcDemoUse use = room->use;
    if (use == IFC_DEMO_LIFT || use == IFC_DEMO_SHAFT || use == IFC_DEMO_VOID) return;
    const double ceiling = ifc_demo_ceiling_m(&ifc_demo_storeys[s], room),
                 clear = ifc_demo_clear_m(&ifc_demo_storeys[s], room);
    const double z = ceiling > 0 ? ceiling : fmin(clear - 0.9, 3.2);
    const double pitch = use == IFC_DEMO_PARKING || use == IFC_DEMO_RAMP ? 5.6
                         : use == IFC_DEMO_LOBBY || use == IFC_DEMO_HALL ? 4.2
                                                                         : 2.8;
    for (int k = 0; k < room->rect_count; k++) {
        const IfcDemoRect *rect = &p->rects[room->first_rect + k];
        const double w = rect->x1 - rect->x0, h = rect->y1 - rect->y0;
        const int columns = (int)fmax(1, round(w / pitch)), rows = (int)fmax(1, round(h / pitch));
        for (int j = 0; j < rows; j++) {
            for (int i = 0; i < columns; i++) {
                const double x = rect->x0 + (i + 0.5) * w / columns,
                             y = rect->y0 + (j + 0.5) * h / rows;
                if (ifc_demo_plan_room_at(p, x, y) != r ||
                    ifc_demo_plan_room_at(p, x + 0.7, y) != r ||
                    ifc_demo_plan_room_at(p, x - 0.7, y) != r)
                    continue;
                ifc_demo_put(
                    d, &d->lamp,
                    &(IfcDemoPut){ .container = d->spaces[s][r],
                                   .at = { x, y, z - 0.06 },
                                   .system = IFC_DEMO_LIGHTING,
                                   .has_system = true,
                                   .key = ifc_demo_format(d, "%s lamp %.2f %.2f",
                                                          ifc_demo_storeys[s].key, x, y) });
            }
        }
    }
}

static const char *const sensor_keys[IFC_DEMO_SENSORS] = { "temperature", "co2", "smoke" };

static void put_sensor(IfcDemo *d, int s, int r, int kind, int number, DVec3 at)
{
    const char *storey = ifc_demo_storeys[s].key;
    const char *key =
        number
            ? ifc_demo_format(d, "ioc/%s/%02d/%s-%d", storey, r + 1, sensor_keys[kind], number + 1)
            : ifc_demo_format(d, "ioc/%s/%02d/%s", storey, r + 1, sensor_keys[kind]);
    static const char *const units[IFC_DEMO_SENSORS] = { "°C", "ppm", "" };
    static const char *const quantities[IFC_DEMO_SENSORS] = { "温度", "二氧化碳", "烟感" };
    const IfcRef ref = ifc_demo_put(d, &d->sensors[kind],
                                    &(IfcDemoPut){ .container = d->spaces[s][r],
                                                   .at = at,
                                                   .system = IFC_DEMO_CONTROL,
                                                   .has_system = true,
                                                   .key = key,
                                                   .tag = key });
    if (d->desc->sensor_keys) str_printf(d->desc->sensor_keys, "%s\n", key);
    ifc_write_properties(d->w, ref, "Citymirror",
                         (IfcWriteProperty[]){ { "Key", "IFCIDENTIFIER", key, 0 },
                                               { "Quantity", "IFCLABEL", quantities[kind], 0 },
                                               { "Unit", "IFCLABEL", units[kind], 0 } },
                         3);
}

static void room_sensors(IfcDemo *d, int s, int r)
{
    const IfcDemoPlan *p = &d->plans[s];
    const IfcDemoRoom *room = &p->rooms[r];
    const IfcDemoUse use = room->use;
    if (use == IFC_DEMO_LIFT || use == IFC_DEMO_SHAFT || use == IFC_DEMO_VOID) return;
    const double ceiling = ifc_demo_ceiling_m(&ifc_demo_storeys[s], room),
                 clear = ifc_demo_clear_m(&ifc_demo_storeys[s], room);
    const double top = ceiling > 0 ? ceiling : clear;
    int number = 0;
    for (int k = 0; k < room->rect_count; k++) {
        const IfcDemoRect *rect = &p->rects[room->first_rect + k];
        const double w = rect->x1 - rect->x0, h = rect->y1 - rect->y0;
        const int columns = (int)fmax(1, round(w / 12)), rows = (int)fmax(1, round(h / 12));
        for (int j = 0; j < rows; j++) {
            for (int i = 0; i < columns; i++) {
                const double x = rect->x0 + (i + 0.5) * w / columns + 0.9,
                             y = rect->y0 + (j + 0.5) * h / rows + 0.5;
                if (ifc_demo_plan_room_at(p, x, y) == r)
                    put_sensor(d, s, r, 2, number++, dvec_make(x, y, top - 0.05));
            }
        }
    }
    const bool is_lived = use == IFC_DEMO_OFFICE || use == IFC_DEMO_MEETING ||
                          use == IFC_DEMO_HALL || use == IFC_DEMO_CAFE || use == IFC_DEMO_LOBBY;
    if (!is_lived && use != IFC_DEMO_TECH && use != IFC_DEMO_PARKING) return;
    // On the wall of the room's first rectangle, off the columns, 1.4 m up.
    const IfcDemoRect *rect = &p->rects[room->first_rect];
    const double x = rect->x0 + 0.3 * (rect->x1 - rect->x0), y = room->y1 - 0.02;
    put_sensor(d, s, r, 0, 0, dvec_make(x, y, 1.4));
    if (is_lived || use == IFC_DEMO_PARKING) put_sensor(d, s, r, 1, 0, dvec_make(x + 0.3, y, 1.4));
}

static void service_things(IfcDemo *d)
{
    const IfcDemoBox outlet[] = {
        { { -0.3, -0.3, -0.03 }, { 0.6, 0.6, 0.03 }, IFC_DEMO_ALUMINIUM, 0 },
        { { -0.22, -0.22, -0.04 }, { 0.44, 0.44, 0.01 }, IFC_DEMO_DARK, 0 },
        { { -0.14, -0.14, -0.05 }, { 0.28, 0.28, 0.01 }, IFC_DEMO_ALUMINIUM, 0 }
    };
    d->outlet = ifc_demo_thing(d, &(IfcDemoThingDesc){ IFCAIRTERMINAL, IFCAIRTERMINALTYPE,
                                                       "方形散流器 600x600", "DIFFUSER", NULL,
                                                       d->aluminium, outlet, 3 });
    const IfcDemoBox sprinkler[] = { { { 0, 0, -0.05 }, { 0, 0, 0.13 }, IFC_DEMO_STEEL, 0.012 },
                                     { { 0, 0, -0.06 }, { 0, 0, 0.01 }, IFC_DEMO_STEEL, 0.03 } };
    d->sprinkler = ifc_demo_thing(
        d, &(IfcDemoThingDesc){ IFCFIRESUPPRESSIONTERMINAL, IFCFIRESUPPRESSIONTERMINALTYPE,
                                "下垂型喷头 68 °C", "SPRINKLER", NULL, d->steel, sprinkler, 2 });
    const IfcDemoBox lamp[] = {
        { { -0.6, -0.15, 0.02 }, { 1.2, 0.3, 0.04 }, IFC_DEMO_ALUMINIUM, 0 },
        { { -0.58, -0.13, 0 }, { 1.16, 0.26, 0.02 }, IFC_DEMO_LAMP, 0 }
    };
    d->lamp = ifc_demo_thing(d, &(IfcDemoThingDesc){ IFCLIGHTFIXTURE, IFCLIGHTFIXTURETYPE,
                                                     "LED 平板灯 36 W", "DIRECTIONSOURCE", NULL,
                                                     d->aluminium, lamp, 2 });
    const IfcDemoBox handler[] = {
        { { -1.3, -0.8, 0 }, { 2.6, 1.6, 0.12 }, IFC_DEMO_DARK, 0 },
        { { -1.3, -0.8, 0.12 }, { 1.6, 1.6, 1.8 }, IFC_DEMO_MACHINE, 0 },
        { { 0.32, -0.8, 0.12 }, { 0.98, 1.6, 2.08 }, IFC_DEMO_MACHINE, 0 }
    };
    d->handler =
        ifc_demo_thing(d, &(IfcDemoThingDesc){ IFCUNITARYEQUIPMENT, IFCUNITARYEQUIPMENTTYPE,
                                               "组合式空调机组 20000 m3/h", "AIRHANDLER", NULL,
                                               d->steel, handler, 3 });
    const IfcDemoBox wall[] = {
        { { -0.043, -0.022, 0 }, { 0.086, 0.022, 0.086 }, IFC_DEMO_SENSOR_WHITE, 0 }
    };
    const IfcDemoBox smoke[] = { { { 0, 0, 0 }, { 0, 0, 0.05 }, IFC_DEMO_SMOKE_RED, 0.05 } };
    d->sensors[0] =
        ifc_demo_thing(d, &(IfcDemoThingDesc){ IFCSENSOR, IFCSENSORTYPE, "温度传感器",
                                               "TEMPERATURESENSOR", NULL, d->plastic, wall, 1 });
    d->sensors[1] =
        ifc_demo_thing(d, &(IfcDemoThingDesc){ IFCSENSOR, IFCSENSORTYPE, "二氧化碳传感器",
                                               "CO2SENSOR", NULL, d->plastic, wall, 1 });
    d->sensors[2] =
        ifc_demo_thing(d, &(IfcDemoThingDesc){ IFCSENSOR, IFCSENSORTYPE, "感烟探测器",
                                               "SMOKESENSOR", NULL, d->plastic, smoke, 1 });
}

void ifc_demo_services(IfcDemo *d, int s)
{
    const IfcDemoPlan *p = &d->plans[s];
    if (s == IFC_DEMO_B1) service_things(d);
    const double base = s == IFC_DEMO_B1 ? 3.3 : ifc_demo_storeys[s].height_m - 1.5;
    service_riser(d, s, base);
    for (int r = 0; r < p->room_count; r++) {
        room_lamps(d, s, r);
        room_sensors(d, s, r);
    }
    if (s == IFC_DEMO_RF) return;
    service_mains(d, s, 0, base);
    service_mains(d, s, 1, base);
    main_sleeves(d, s, base);
    if (s == IFC_DEMO_B1) return;
    service_air_handler(d, s, base);
    service_branches(d, s);
}
