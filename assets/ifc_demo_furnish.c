// SPDX-License-Identifier: Apache-2.0
// ifc_demo_furnish.c - what stands in the rooms: desks, tables, seats, consoles and the video wall,
// racks, cars.
#include "assets/ifc_demo_build.h"
#include <string.h>

static void furnish_things(IfcDemo *d)
{
    IfcDemoFurniture *f = &d->furniture;
    // A desk's front edge lies along x; who works there sits on the side of -y.
    const IfcDemoBox desk[] = {
        { { -0.7, -0.7, 0.72 }, { 1.4, 0.7, 0.03 }, IFC_DEMO_DESK, 0 },
        { { -0.68, -0.66, 0 }, { 0.04, 0.62, 0.72 }, IFC_DEMO_ALUMINIUM, 0 },
        { { 0.64, -0.66, 0 }, { 0.04, 0.62, 0.72 }, IFC_DEMO_ALUMINIUM, 0 },
        { { -0.7, -0.02, 0.75 }, { 1.4, 0.02, 0.35 }, IFC_DEMO_FABRIC, 0 },
        { { -0.3, -0.2, 0.85 }, { 0.6, 0.03, 0.36 }, IFC_DEMO_SCREEN, 0 },
        { { -0.05, -0.17, 0.75 }, { 0.1, 0.08, 0.12 }, IFC_DEMO_DARK, 0 },
        { { -0.24, -1.25, 0.44 }, { 0.48, 0.46, 0.06 }, IFC_DEMO_CHAIR, 0 },
        { { -0.22, -1.29, 0.5 }, { 0.44, 0.05, 0.5 }, IFC_DEMO_CHAIR, 0 },
        { { 0, -1.02, 0.05 }, { 0, 0, 0.39 }, IFC_DEMO_DARK, 0.03 },
        { { 0, -1.02, 0 }, { 0, 0, 0.05 }, IFC_DEMO_DARK, 0.28 },
    };
    f->desk =
        ifc_demo_thing(d, &(IfcDemoThingDesc){ IFCFURNITURE, IFCFURNITURETYPE, "办公工位", "DESK",
                                               "AssemblyPlace=.SITE.", d->timber, desk, 10 });
    const IfcDemoBox chair[] = {
        { { -0.24, -0.23, 0.42 }, { 0.48, 0.46, 0.06 }, IFC_DEMO_CHAIR, 0 },
        { { -0.24, -0.27, 0.46 }, { 0.48, 0.05, 0.46 }, IFC_DEMO_CHAIR, 0 },
        { { 0, 0, 0 }, { 0, 0, 0.42 }, IFC_DEMO_STEEL, 0.04 }
    };
    f->chair =
        ifc_demo_thing(d, &(IfcDemoThingDesc){ IFCFURNITURE, IFCFURNITURETYPE, "会议椅", "CHAIR",
                                               "AssemblyPlace=.FACTORY.", d->plastic, chair, 3 });
    const IfcDemoBox sofa[] = { { { -1, -0.45, 0 }, { 2, 0.9, 0.42 }, IFC_DEMO_SOFA, 0 },
                                { { -1, -0.45, 0.42 }, { 2, 0.2, 0.4 }, IFC_DEMO_SOFA, 0 },
                                { { -1, -0.25, 0.42 }, { 0.18, 0.7, 0.2 }, IFC_DEMO_SOFA, 0 },
                                { { 0.82, -0.25, 0.42 }, { 0.18, 0.7, 0.2 }, IFC_DEMO_SOFA, 0 } };
    f->sofa =
        ifc_demo_thing(d, &(IfcDemoThingDesc){ IFCFURNITURE, IFCFURNITURETYPE, "沙发", "SOFA",
                                               "AssemblyPlace=.FACTORY.", d->timber, sofa, 4 });
    const IfcDemoBox cafe[] = { { { 0, 0, 0.72 }, { 0, 0, 0.03 }, IFC_DEMO_DESK, 0.42 },
                                { { 0, 0, 0.03 }, { 0, 0, 0.69 }, IFC_DEMO_STEEL, 0.04 },
                                { { 0, 0, 0 }, { 0, 0, 0.03 }, IFC_DEMO_STEEL, 0.25 },
                                { { 0.75, 0, 0 }, { 0, 0, 0.45 }, IFC_DEMO_CHAIR, 0.2 },
                                { { -0.75, 0, 0 }, { 0, 0, 0.45 }, IFC_DEMO_CHAIR, 0.2 },
                                { { 0, 0.75, 0 }, { 0, 0, 0.45 }, IFC_DEMO_CHAIR, 0.2 },
                                { { 0, -0.75, 0 }, { 0, 0, 0.45 }, IFC_DEMO_CHAIR, 0.2 } };
    f->cafe = ifc_demo_thing(d, &(IfcDemoThingDesc){ IFCFURNITURE, IFCFURNITURETYPE, "圆桌与四凳",
                                                     "TABLE", "AssemblyPlace=.FACTORY.", d->timber,
                                                     cafe, 7 });
    // Looks to -x; three screens.
    const IfcDemoBox console[] = {
        { { -0.45, -0.85, 0.72 }, { 0.9, 1.7, 0.04 }, IFC_DEMO_DESK, 0 },
        { { -0.4, -0.85, 0 }, { 0.6, 0.05, 0.72 }, IFC_DEMO_DARK, 0 },
        { { -0.4, 0.8, 0 }, { 0.6, 0.05, 0.72 }, IFC_DEMO_DARK, 0 },
        { { -0.45, -0.8, 0 }, { 0.05, 1.6, 0.72 }, IFC_DEMO_DARK, 0 },
        { { -0.33, -0.82, 0.86 }, { 0.04, 0.54, 0.34 }, IFC_DEMO_SCREEN, 0 },
        { { -0.36, -0.27, 0.86 }, { 0.04, 0.54, 0.34 }, IFC_DEMO_SCREEN, 0 },
        { { -0.33, 0.28, 0.86 }, { 0.04, 0.54, 0.34 }, IFC_DEMO_SCREEN, 0 },
        { { 0.62, -0.26, 0.44 }, { 0.5, 0.52, 0.07 }, IFC_DEMO_CHAIR, 0 },
        { { 1.1, -0.25, 0.5 }, { 0.06, 0.5, 0.7 }, IFC_DEMO_CHAIR, 0 },
        { { 0.87, 0, 0 }, { 0, 0, 0.44 }, IFC_DEMO_DARK, 0.05 }
    };
    f->console =
        ifc_demo_thing(d, &(IfcDemoThingDesc){ IFCFURNITURE, IFCFURNITURETYPE, "调度席位", "DESK",
                                               "AssemblyPlace=.SITE.", d->steel, console, 10 });
    const IfcDemoBox screen[] = {
        { { 0, 0, 0 }, { 0.1, 1.204, 0.676 }, IFC_DEMO_DARK, 0 },
        { { 0.1, 0.004, 0.004 }, { 0.006, 1.196, 0.668 }, IFC_DEMO_SCREEN, 0 }
    };
    f->screen = ifc_demo_thing(
        d, &(IfcDemoThingDesc){ IFCAUDIOVISUALAPPLIANCE, IFCAUDIOVISUALAPPLIANCETYPE,
                                "大屏拼接单元 55 英寸", "DISPLAY", NULL, d->plastic, screen, 2 });
    const IfcDemoBox display[] = { { { 0, -1.1, 0 }, { 0.08, 2.2, 1.25 }, IFC_DEMO_SCREEN, 0 } };
    f->display = ifc_demo_thing(
        d, &(IfcDemoThingDesc){ IFCAUDIOVISUALAPPLIANCE, IFCAUDIOVISUALAPPLIANCETYPE,
                                "会议平板 98 英寸", "DISPLAY", NULL, d->plastic, display, 1 });
    const IfcDemoBox rack[] = {
        { { -0.3, -0.6, 0 }, { 0.6, 1.2, 2.1 }, IFC_DEMO_DARK, 0 },
        { { -0.27, -0.61, 0.1 }, { 0.54, 0.01, 1.9 }, IFC_DEMO_MACHINE_BLUE, 0 }
    };
    f->rack = ifc_demo_thing(d, &(IfcDemoThingDesc){ IFCCOMMUNICATIONSAPPLIANCE,
                                                     IFCCOMMUNICATIONSAPPLIANCETYPE, "42U 机柜",
                                                     "NETWORKAPPLIANCE", NULL, d->steel, rack, 2 });
    const IfcDemoBox shelf[] = { { { -0.5, -0.2, 0 }, { 1, 0.4, 2 }, IFC_DEMO_MACHINE, 0 } };
    f->shelf = ifc_demo_thing(d, &(IfcDemoThingDesc){ IFCFURNITURE, IFCFURNITURETYPE, "档案柜",
                                                      "FILECABINET", "AssemblyPlace=.FACTORY.",
                                                      d->steel, shelf, 1 });
    const IfcDemoBox counter[] = { { { -1, -0.35, 0 }, { 2, 0.7, 0.75 }, IFC_DEMO_DESK, 0 },
                                   { { -1, 0.25, 0.75 }, { 2, 0.1, 0.3 }, IFC_DEMO_STONE, 0 } };
    f->counter =
        ifc_demo_thing(d, &(IfcDemoThingDesc){ IFCFURNITURE, IFCFURNITURETYPE, "服务台", "DESK",
                                               "AssemblyPlace=.SITE.", d->timber, counter, 2 });
    const IfcDemoBox closet[] = { { { -0.19, 0.02, 0 }, { 0.38, 0.5, 0.4 }, IFC_DEMO_CERAMIC, 0 },
                                  { { -0.2, 0, 0.4 }, { 0.4, 0.18, 0.38 }, IFC_DEMO_CERAMIC, 0 },
                                  { { -0.5, 0, 0.1 }, { 0.02, 1.4, 1.9 }, IFC_DEMO_WOOD, 0 },
                                  { { 0.48, 0, 0.1 }, { 0.02, 1.4, 1.9 }, IFC_DEMO_WOOD, 0 } };
    f->closet = ifc_demo_thing(d, &(IfcDemoThingDesc){ IFCSANITARYTERMINAL, IFCSANITARYTERMINALTYPE,
                                                       "坐便器与隔间", "TOILETPAN", NULL,
                                                       d->plastic, closet, 4 });
    const IfcDemoBox basin[] = { { { 0, -0.4, 0.75 }, { 0.5, 0.8, 0.1 }, IFC_DEMO_STONE, 0 },
                                 { { 0.26, 0, 0.78 }, { 0, 0, 0.08 }, IFC_DEMO_CERAMIC, 0.19 } };
    f->basin = ifc_demo_thing(d, &(IfcDemoThingDesc){ IFCSANITARYTERMINAL, IFCSANITARYTERMINALTYPE,
                                                      "洗手盆", "WASHHANDBASIN", NULL, d->plastic,
                                                      basin, 2 });
    for (int k = 0; k < 3; k++) {
        static const char *const names[] = { "小汽车 白", "小汽车 灰", "小汽车 蓝" };
        const IfcDemoStyle paint = (IfcDemoStyle)(IFC_DEMO_CAR_WHITE + k);
        const IfcDemoBox car[] = { { { -0.9, -2.3, 0.28 }, { 1.8, 4.6, 0.55 }, paint, 0 },
                                   { { -0.8, -1.3, 0.83 }, { 1.6, 2.5, 0.5 }, IFC_DEMO_DARK, 0 },
                                   { { -0.78, -1.1, 1.33 }, { 1.56, 2.1, 0.05 }, paint, 0 },
                                   { { -0.88, -1.75, 0 }, { 0.22, 0.64, 0.3 }, IFC_DEMO_DARK, 0 },
                                   { { 0.66, -1.75, 0 }, { 0.22, 0.64, 0.3 }, IFC_DEMO_DARK, 0 },
                                   { { -0.88, 1.1, 0 }, { 0.22, 0.64, 0.3 }, IFC_DEMO_DARK, 0 },
                                   { { 0.66, 1.1, 0 }, { 0.22, 0.64, 0.3 }, IFC_DEMO_DARK, 0 } };
        f->cars[k] = ifc_demo_thing(
            d, &(IfcDemoThingDesc){ IFCBUILDINGELEMENTPROXY, IFCBUILDINGELEMENTPROXYTYPE, names[k],
                                    "USERDEFINED", "ElementType='CAR'", 0, car, 7 });
    }
}

// Clear of doors and columns.
static bool is_free(const IfcDemo *d, int s, double x, double y, double reach)
{
    const IfcDemoPlan *p = &d->plans[s];
    for (int k = 0; k < p->door_count; k++) {
        if (fabs(p->doors[k].x - x) < reach + 0.9 && fabs(p->doors[k].y - y) < reach + 0.9)
            return false;
    }
    const double i = round(x / IFC_DEMO_GRID_M), j = round(y / IFC_DEMO_GRID_M);
    return fabs(x - i * IFC_DEMO_GRID_M) > reach + 0.4 ||
           fabs(y - j * IFC_DEMO_GRID_M) > reach + 0.4;
}

static IfcRef put_in(IfcDemo *d, int s, int room, const IfcDemoThing *thing, double x, double y,
                     double z, double turn)
{
    return ifc_demo_put(
        d, thing,
        &(IfcDemoPut){ .container = d->spaces[s][room],
                       .at = { x, y, z },
                       .turn_rad = turn,
                       .key = ifc_demo_format(d, "%s %s %.2f %.2f %.2f", ifc_demo_storeys[s].key,
                                              thing->name, x, y, z) });
}

static void furnish_office(IfcDemo *d, int s, int r)
{
    const IfcDemoRoom *room = &d->plans[s].rooms[r];
    for (double y = room->y0 + 1.9; y < room->y1 - 1.6; y += 3.6) {
        for (double x = room->x0 + 1.3; x < room->x1 - 0.9; x += 1.5) {
            for (int side = 0; side < 2; side++) {
                const double middle = side ? y + 0.7 : y - 0.7;
                if (!is_free(d, s, x, middle, 0.75) ||
                    ifc_demo_random(d, "desk", (int)(x * 100) + s, (int)(middle * 100)) > 0.94)
                    continue;
                put_in(d, s, r, &d->furniture.desk, x, y, 0, side ? DVEC_PI : 0);
            }
        }
    }
}

static void furnish_private(IfcDemo *d, int s, int r)
{
    const IfcDemoRoom *room = &d->plans[s].rooms[r];
    put_in(d, s, r, &d->furniture.desk, (room->x0 + room->x1) / 2, room->y0 + 2.4, 0, 0);
    put_in(d, s, r, &d->furniture.sofa, room->x0 + 0.6, (room->y0 + room->y1) / 2, 0, -DVEC_PI / 2);
    put_in(d, s, r, &d->furniture.shelf, room->x1 - 0.3, (room->y0 + room->y1) / 2, 0, DVEC_PI / 2);
}

static void furnish_seats(IfcDemo *d, int s, int r)
{
    const IfcDemoRoom *room = &d->plans[s].rooms[r];
    for (double x = room->x0 + 3.0; x < room->x1 - 0.9; x += 1.15) {
        for (double y = room->y0 + 0.9; y < room->y1 - 0.7; y += 0.7) {
            if (is_free(d, s, x, y, 0.35))
                put_in(d, s, r, &d->furniture.chair, x, y, 0, DVEC_PI / 2);
        }
    }
}

static void furnish_meeting(IfcDemo *d, int s, int r)
{
    const IfcDemoRoom *room = &d->plans[s].rooms[r];
    const double x = (room->x0 + room->x1) / 2, y = (room->y0 + room->y1) / 2;
    put_in(d, s, r, &d->furniture.display, room->x0 + 0.62, y, 1.1, 0);
    const bool is_rows =
        strstr(room->name, "培训") || strstr(room->name, "发布") || strstr(room->name, "多功能");
    if (is_rows) {
        furnish_seats(d, s, r);
        return;
    }
    const double length = fmin(room->x1 - room->x0 - 4.2, 9.6),
                 width = room->y1 - room->y0 > 7 ? 2.0 : 1.4;
    if (length < 1.5) return;
    const IfcDemoBox table[] = {
        { { -length / 2, -width / 2, 0.71 }, { length, width, 0.04 }, IFC_DEMO_DESK, 0 },
        { { -length / 2 + 0.5, -0.3, 0 }, { 0.2, 0.6, 0.71 }, IFC_DEMO_DARK, 0 },
        { { length / 2 - 0.7, -0.3, 0 }, { 0.2, 0.6, 0.71 }, IFC_DEMO_DARK, 0 }
    };
    ifc_write_product(
        d->w,
        &(IfcWriteProduct){
            .type = IFCFURNITURE,
            .key = ifc_demo_format(d, "%s table %s", ifc_demo_storeys[s].key, room->name),
            .name = "会议桌",
            .predefined = "TABLE",
            .container = d->spaces[s][r],
            .origin = { x, y, 0 },
            .shape = ifc_demo_boxes(d, table, 3),
            .material = d->timber },
        NULL);
    const int seats = (int)floor(length / 0.8);
    for (int k = 0; k < seats; k++) {
        const double at = x - length / 2 + (k + 0.5) * length / seats;
        for (int side = 0; side < 2; side++) {
            const double across = y + (side ? 1 : -1) * (width / 2 + 0.25);
            if (is_free(d, s, at, across, 0.25))
                put_in(d, s, r, &d->furniture.chair, at, across, 0, side ? DVEC_PI : 0);
        }
    }
}

static void furnish_grid(IfcDemo *d, int s, int r, const IfcDemoThing *thing, double pitch,
                         double edge, double reach)
{
    const IfcDemoRoom *room = &d->plans[s].rooms[r];
    for (double y = room->y0 + edge; y < room->y1 - edge + 0.01; y += pitch) {
        for (double x = room->x0 + edge; x < room->x1 - edge + 0.01; x += pitch) {
            if (is_free(d, s, x, y, reach)) put_in(d, s, r, thing, x, y, 0, 0);
        }
    }
}

static void furnish_racks(IfcDemo *d, int s, int r)
{
    const IfcDemoRoom *room = &d->plans[s].rooms[r];
    const double y = (room->y0 + room->y1) / 2;
    for (int row = 0; row < 2; row++) {
        for (double x = room->x0 + 1.6; x < room->x1 - 1.6; x += 0.61) {
            const double at = y + (row ? 1.3 : -1.3);
            if (is_free(d, s, x, at, 0.6))
                put_in(d, s, r, &d->furniture.rack, x, at, 0, row ? DVEC_PI : 0);
        }
    }
}

static void furnish_toilet(IfcDemo *d, int s, int r)
{
    const IfcDemoRoom *room = &d->plans[s].rooms[r];
    for (double x = room->x0 + 0.55; x < room->x1 - 0.4; x += 0.98) {
        const IfcRef ref = put_in(d, s, r, &d->furniture.closet, x, room->y0 + 0.02, 0, 0);
        ifc_write_relate(d->w, IFC_WRITE_GROUPS, d->systems[IFC_DEMO_DRAIN], ref);
    }
    for (int k = 0; k < 2; k++) {
        const IfcRef ref =
            put_in(d, s, r, &d->furniture.basin, room->x0 + 0.02, room->y0 + 2.4 + 0.9 * k, 0, 0);
        ifc_write_relate(d->w, IFC_WRITE_GROUPS, d->systems[IFC_DEMO_DRAIN], ref);
    }
}

static void furnish_command(IfcDemo *d, int s, int r)
{
    for (int row = 0; row < 3; row++) {
        for (int k = 0; k < 7; k++) {
            const IfcRef ref =
                put_in(d, s, r, &d->furniture.console, 25.2 + 4.0 * row, 2.4 + 1.85 * k, 0, 0);
            ifc_write_relate(d->w, IFC_WRITE_GROUPS, d->systems[IFC_DEMO_NETWORK], ref);
        }
    }
    for (int k = 0; k < 5; k++) put_in(d, s, r, &d->furniture.console, 37.6, 4.0 + 1.85 * k, 0, 0);
    // Eleven by five units on the wall of axis 3, before the columns.
    for (int j = 0; j < 5; j++) {
        for (int i = 0; i < 11; i++) {
            const IfcRef ref =
                put_in(d, s, r, &d->furniture.screen, 17.3, 0.6 + 1.21 * i, 1.3 + 0.68 * j, 0);
            ifc_write_relate(d->w, IFC_WRITE_GROUPS, d->systems[IFC_DEMO_NETWORK], ref);
        }
    }
}

static void furnish_lobby(IfcDemo *d, int r)
{
    const int s = IFC_DEMO_F1;
    put_in(d, s, r, &d->furniture.counter, 28.3, 18.6, 0, DVEC_PI);
    put_in(d, s, r, &d->furniture.counter, 30.5, 18.6, 0, DVEC_PI);
    for (int k = 0; k < 3; k++) {
        put_in(d, s, r, &d->furniture.sofa, 18.2, 8.0 + 3.2 * k, 0, -DVEC_PI / 2);
        put_in(d, s, r, &d->furniture.sofa, 40.6, 8.0 + 3.2 * k, 0, DVEC_PI / 2);
    }
}

// Counters of the service hall with seats before them; the model of the city in the exhibition.
static void furnish_public(IfcDemo *d, int s, int r)
{
    const IfcDemoRoom *room = &d->plans[s].rooms[r];
    if (strcmp(room->name, "市民服务大厅") == 0) {
        for (int k = 0; k < 6; k++)
            put_in(d, s, r, &d->furniture.counter, 2.0 + 2.3 * k, 9.6, 0, DVEC_PI);
        for (int j = 0; j < 3; j++) {
            for (int k = 0; k < 12; k++) {
                const double x = 2.0 + 0.8 * k, y = 2.2 + 1.3 * j;
                if (is_free(d, s, x, y, 0.25)) put_in(d, s, r, &d->furniture.chair, x, y, 0, 0);
            }
        }
        return;
    }
    const IfcDemoBox model[] = { { { -3.2, -2.2, 0 }, { 6.4, 4.4, 0.7 }, IFC_DEMO_DARK, 0 },
                                 { { -3.1, -2.1, 0.7 }, { 6.2, 4.2, 0.05 }, IFC_DEMO_LAWN, 0 },
                                 { { 0.2, -2.1, 0.75 }, { 1.2, 4.2, 0.01 }, IFC_DEMO_WATER, 0 },
                                 { { -2, -1, 0.75 }, { 0.3, 0.3, 0.4 }, IFC_DEMO_CERAMIC, 0 },
                                 { { -1.4, 0.2, 0.75 }, { 0.4, 0.3, 0.25 }, IFC_DEMO_CERAMIC, 0 },
                                 { { -2.4, 0.9, 0.75 }, { 0.5, 0.4, 0.18 }, IFC_DEMO_CERAMIC, 0 },
                                 { { 2, 0.4, 0.75 }, { 0.35, 0.35, 0.3 }, IFC_DEMO_CERAMIC, 0 } };
    ifc_write_product(d->w,
                      &(IfcWriteProduct){ .type = IFCFURNITURE,
                                          .name = "城市沙盘",
                                          .predefined = "TABLE",
                                          .container = d->spaces[s][r],
                                          .origin = { 4.2, 16.6, 0 },
                                          .shape = ifc_demo_boxes(d, model, 7) },
                      NULL);
    for (int k = 0; k < 4; k++) put_in(d, s, r, &d->furniture.display, 0.9, 12.0 + 2.8 * k, 1.1, 0);
}

// Three bays between two columns; rows along the south, in the middle, and along the west wall.
static void furnish_parking(IfcDemo *d, int r)
{
    const int s = IFC_DEMO_B1;
    IfcDemoBox lines[200];
    int n = 0;
    for (int row = 0; row < 3; row++) {
        const int spans = row == 2 ? 2 : 6;
        for (int span = 0; span < spans; span++) {
            for (int k = 0; k < 4; k++) {
                const double from = (span + (row == 2 ? 2 : 0)) * IFC_DEMO_GRID_M + 0.45 + 2.5 * k;
                const double across = row == 0 ? -0.1 : row == 1 ? 11.0 : -0.1;
                lines[n++] = row == 2 ? (IfcDemoBox){ { across, from - 0.05, 0 },
                                                      { 5.3, 0.1, 0.004 },
                                                      IFC_DEMO_MARKING,
                                                      0 }
                                      : (IfcDemoBox){ { from - 0.05, across, 0 },
                                                      { 0.1, 5.3, 0.004 },
                                                      IFC_DEMO_MARKING,
                                                      0 };
                const double chance = ifc_demo_random(d, "car", row * 100 + span, k);
                if (k == 3 || chance > 0.62) continue;
                const int colour = (int)(chance / 0.62 * 2.999);
                const double middle = from + 1.25, depth = across + 2.65;
                put_in(d, s, r, &d->furniture.cars[colour], row == 2 ? depth : middle,
                       row == 2 ? middle : depth, 0,
                       row == 0   ? DVEC_PI
                       : row == 2 ? DVEC_PI / 2
                                  : 0);
            }
        }
    }
    ifc_write_product(d->w,
                      &(IfcWriteProduct){ .type = IFCCOVERING,
                                          .name = "车位标线",
                                          .object_type = "MARKING",
                                          .predefined = "USERDEFINED",
                                          .container = d->spaces[s][r],
                                          .shape = ifc_demo_boxes(d, lines, n) },
                      NULL);
}

static void furnish_room(IfcDemo *d, int s, int r)
{
    const IfcDemoRoom *room = &d->plans[s].rooms[r];
    switch (room->use) {
    case IFC_DEMO_OFFICE:
        if (strstr(room->name, "主任") || strstr(room->name, "总工") || strstr(room->name, "秘书"))
            furnish_private(d, s, r);
        else
            furnish_office(d, s, r);
        break;
    case IFC_DEMO_MEETING: furnish_meeting(d, s, r); break;
    case IFC_DEMO_CAFE: furnish_grid(d, s, r, &d->furniture.cafe, 2.7, 1.7, 1.0); break;
    case IFC_DEMO_TECH: furnish_racks(d, s, r); break;
    case IFC_DEMO_STORE: furnish_grid(d, s, r, &d->furniture.shelf, 1.9, 1.2, 0.6); break;
    case IFC_DEMO_TOILET: furnish_toilet(d, s, r); break;
    case IFC_DEMO_PANTRY:
        put_in(d, s, r, &d->furniture.counter, (room->x0 + room->x1) / 2, room->y1 - 0.4, 0, 0);
        break;
    case IFC_DEMO_HALL:
        if (s == IFC_DEMO_F2)
            furnish_command(d, s, r);
        else
            furnish_public(d, s, r);
        break;
    case IFC_DEMO_LOBBY:
        if (strcmp(room->name, "门厅") == 0) furnish_lobby(d, r);
        if (strcmp(room->name, "参观廊") == 0 || strcmp(room->name, "健身房") == 0)
            put_in(d, s, r, &d->furniture.sofa, room->x0 + 3, room->y1 - 0.9, 0, DVEC_PI);
        break;
    case IFC_DEMO_PARKING: furnish_parking(d, r); break;
    default: break;
    }
}

void ifc_demo_furnish(IfcDemo *d, int s)
{
    if (s == IFC_DEMO_B1) furnish_things(d);
    if (s == IFC_DEMO_RF) return;
    for (int r = 0; r < d->plans[s].room_count; r++) furnish_room(d, s, r);
}
