// SPDX-License-Identifier: Apache-2.0
// ifc_demo_facade.c - the curtain wall: 1.4 m modules of glass over spandrel, mullions, transoms,
// opening windows, doors, and the upright fins of the tower.
#include "assets/ifc_demo_build.h"
#include <string.h>

#define MODULE_M 1.4
#define PLANE_M 0.15 // from the edge of the slab
#define MULLION_M 0.06

typedef struct {
    const char *name;
    bool is_y;       // runs along y
    double across;   // plane
    double from, to; // corners
    double turn_rad;
    double inward; // a step into the building
} Side;

static double next_module(double at, double end)
{
    const double next = (floor(at / MODULE_M + 1e-6) + 1) * MODULE_M;
    return next > end - 0.2 ? end : next;
}

// The pane that fits width by height; made once.
static const IfcDemoThing *pane(IfcDemo *d, IfcDemoPane kind, double width, double height)
{
    for (int i = 0; i < d->pane_count; i++) {
        if (d->panes[i].kind == kind && fabs(d->panes[i].width - width) < 1e-6 &&
            fabs(d->panes[i].height - height) < 1e-6)
            return &d->panes[i].thing;
    }
    static const char *const names[] = { "玻璃板块", "窗槛板块", "铝板", "上悬窗", "竖梃" };
    const char *name = ifc_demo_format(d, "%s %.0fx%.0f", names[kind], width * 1000, height * 1000);
    IfcDemoBox boxes[8] = { { { 0, -0.015, 0 },
                              { width, 0.03, height },
                              kind == IFC_DEMO_PANE_GLASS      ? IFC_DEMO_GLAZING
                              : kind == IFC_DEMO_PANE_SPANDREL ? IFC_DEMO_SPANDREL
                                                               : IFC_DEMO_ALUMINIUM,
                              0 } };
    int n = 1;
    if (kind == IFC_DEMO_PANE_WINDOW) {
        const double f = 0.05, sash = 0.9, top = 2.2; // the sash opens between
        n = 0;
        boxes[n++] = (IfcDemoBox){ { 0, -0.015, 0 }, { width, 0.03, sash }, IFC_DEMO_GLAZING, 0 };
        boxes[n++] =
            (IfcDemoBox){ { 0, -0.015, top }, { width, 0.03, height - top }, IFC_DEMO_GLAZING, 0 };
        boxes[n++] = (IfcDemoBox){
            { f, -0.01, sash + f }, { width - 2 * f, 0.02, top - sash - 2 * f }, IFC_DEMO_GLAZING, 0
        };
        boxes[n++] = (IfcDemoBox){ { 0, -0.04, sash }, { width, 0.08, f }, IFC_DEMO_ALUMINIUM, 0 };
        boxes[n++] =
            (IfcDemoBox){ { 0, -0.04, top - f }, { width, 0.08, f }, IFC_DEMO_ALUMINIUM, 0 };
        boxes[n++] = (IfcDemoBox){
            { 0, -0.04, sash + f }, { f, 0.08, top - sash - 2 * f }, IFC_DEMO_ALUMINIUM, 0
        };
        boxes[n++] = (IfcDemoBox){
            { width - f, -0.04, sash + f }, { f, 0.08, top - sash - 2 * f }, IFC_DEMO_ALUMINIUM, 0
        };
    }
    if (kind == IFC_DEMO_PANE_MULLION)
        boxes[0] = (IfcDemoBox){
            { -width / 2, -0.09, 0 }, { width, 0.18, height }, IFC_DEMO_ALUMINIUM, 0
        };
    IfcDemoThingDesc desc = { IFCPLATE, IFCPLATETYPE,
                              name,     "CURTAIN_PANEL",
                              NULL,     kind == IFC_DEMO_PANE_METAL ? d->aluminium : d->glass,
                              boxes,    n };
    if (kind == IFC_DEMO_PANE_WINDOW) {
        desc.occurrence = IFCWINDOW;
        desc.type = IFCWINDOWTYPE;
        desc.predefined = "WINDOW";
        desc.more = "PartitioningType=.TRIPLE_PANEL_HORIZONTAL.";
    } else if (kind == IFC_DEMO_PANE_MULLION) {
        desc.occurrence = IFCMEMBER;
        desc.type = IFCMEMBERTYPE;
        desc.predefined = "MULLION";
        desc.material = d->aluminium;
    }
    IfcDemoPaneThing *out = &d->panes[d->pane_count++];
    *out = (IfcDemoPaneThing){ kind, width, height, ifc_demo_thing(d, &desc) };
    return &out->thing;
}

static DVec3 at_side(const Side *side, double along, double z)
{
    return side->is_y ? dvec_make(side->across, along, z) : dvec_make(along, side->across, z);
}

static const IfcDemoDoor *door_over(const IfcDemoPlan *p, const Side *side, double from, double to)
{
    const double middle = (from + to) / 2;
    for (int k = 0; k < p->door_count; k++) {
        const IfcDemoDoor *door = &p->doors[k];
        const double along = side->is_y ? door->y : door->x,
                     across = side->is_y ? door->x : door->y;
        if (fabs(across - side->across) > 0.02) continue;
        if (fabs(middle - along) < (ifc_demo_door_width(door->kind) + MULLION_M) / 2) return door;
    }
    return NULL;
}

static bool is_closed(const IfcDemoPlan *p, const Side *side, double along)
{
    const double across = side->across + side->inward;
    const int room =
        ifc_demo_plan_room_at(p, side->is_y ? across : along, side->is_y ? along : across);
    if (room < 0) return false;
    const IfcDemoUse use = p->rooms[room].use;
    return use == IFC_DEMO_PLANT || use == IFC_DEMO_RAMP || use == IFC_DEMO_STORE;
}

static void put_pane(IfcDemo *d, IfcRef wall, IfcDemoPane kind, const Side *side, double from,
                     double to, double z0, double z1, const char *key)
{
    const double in = kind == IFC_DEMO_PANE_MULLION ? 0 : MULLION_M / 2;
    const IfcDemoThing *thing = kind == IFC_DEMO_PANE_MULLION
                                    ? pane(d, kind, MULLION_M, z1 - z0)
                                    : pane(d, kind, to - from - 2 * in, z1 - z0);
    ifc_demo_put(d, thing,
                 &(IfcDemoPut){ .whole = wall,
                                .at = at_side(side, from + in, z0),
                                .turn_rad = side->turn_rad,
                                .key = ifc_demo_format(d, "%s %.2f %.2f", key, from, z0) });
}

static void facade_side(IfcDemo *d, int s, const Side *side)
{
    const IfcDemoStorey *storey = &ifc_demo_storeys[s];
    const IfcDemoPlan *p = &d->plans[s];
    const double sill = storey->height_m - IFC_DEMO_FINISH_M - IFC_DEMO_SLAB_M -
                        IFC_DEMO_BEAM_M; // underside of the beams
    const char *key = ifc_demo_format(d, "%s facade %s", storey->key, side->name);
    const IfcRef wall =
        ifc_write_product(d->w,
                          &(IfcWriteProduct){ .type = IFCCURTAINWALL,
                                              .key = key,
                                              .name = ifc_demo_format(d, "%s立面幕墙", side->name),
                                              .container = d->storeys[s] },
                          NULL);
    ifc_write_properties(d->w, wall, "Pset_CurtainWallCommon",
                         (IfcWriteProperty[]){ { "IsExternal", "IFCBOOLEAN", "T", 0 },
                                               { "ThermalTransmittance",
                                                 "IFCTHERMALTRANSMITTANCEMEASURE", NULL, 2.2 } },
                         2);
    const IfcDemoDoor *last = NULL;
    int number = 0;
    for (double at = side->from; at < side->to - 0.01; number++) {
        const double next = next_module(at, side->to);
        const IfcDemoDoor *door = door_over(p, side, at, next);
        const double bottom = door ? ifc_demo_door_height(door->kind) : 0;
        const bool is_opaque = is_closed(p, side, (at + next) / 2);
        // Every fourth pane opens, where people sit behind it.
        const bool is_window =
            !is_opaque && !door && s >= IFC_DEMO_F2 && number % 4 == 2 && next - at > 1.3;
        put_pane(d, wall,
                 is_window   ? IFC_DEMO_PANE_WINDOW
                 : is_opaque ? IFC_DEMO_PANE_METAL
                             : IFC_DEMO_PANE_GLASS,
                 side, at, next, bottom, sill, key);
        put_pane(d, wall, IFC_DEMO_PANE_SPANDREL, side, at, next, sill, storey->height_m, key);
        // No mullion through a door of several modules.
        put_pane(d, wall, IFC_DEMO_PANE_MULLION, side, at, next, door && door == last ? bottom : 0,
                 storey->height_m, key);
        if (door && door != last)
            ifc_demo_facade_door(d, s, door, at_side(side, at + MULLION_M / 2, 0), side->turn_rad);
        last = door;
        at = next;
    }
    put_pane(d, wall, IFC_DEMO_PANE_MULLION, side, side->to, side->to, 0, storey->height_m, key);
    // One bar along the sill of the spandrels.
    const double length = side->to - side->from;
    const IfcDemoBox bar = {
        { 0, -0.07, sill - 0.03 }, { length, 0.14, 0.06 }, IFC_DEMO_ALUMINIUM, 0
    };
    ifc_write_product(d->w,
                      &(IfcWriteProduct){ .type = IFCMEMBER,
                                          .key = ifc_demo_format(d, "%s bar", key),
                                          .name = "横梁",
                                          .predefined = "MEMBER",
                                          .whole = wall,
                                          .origin = at_side(side, side->from, 0),
                                          .turn_rad = side->turn_rad,
                                          .shape = ifc_demo_boxes(d, &bar, 1),
                                          .material = d->aluminium },
                      NULL);
}

// Fins over the four storeys of the tower, front and back, two modules apart.
static void facade_fins(IfcDemo *d)
{
    const double bottom = ifc_demo_storeys[IFC_DEMO_F4].elevation_m,
                 top = ifc_demo_storeys[IFC_DEMO_RF].elevation_m + 1.2;
    const IfcDemoBox box = {
        { -0.03, -0.25, 0.9 }, { 0.06, 0.5, top - bottom - 0.9 }, IFC_DEMO_FIN, 0
    };
    const IfcDemoThing fin = ifc_demo_thing(
        d, &(IfcDemoThingDesc){ IFCSHADINGDEVICE, IFCSHADINGDEVICETYPE, "竖向遮阳板", "USERDEFINED",
                                "ElementType='FIN'", d->aluminium, &box, 1 });
    for (int side = 0; side < 2; side++) {
        const double y = side ? 42.65 + 0.36 : 16.15 - 0.36;
        for (double x = MODULE_M; x < 58; x += 2 * MODULE_M)
            ifc_demo_put(d, &fin,
                         &(IfcDemoPut){ .container = d->storeys[IFC_DEMO_F4],
                                        .at = { x, y, 0 },
                                        .key = ifc_demo_format(d, "fin %d %.1f", side, x) });
    }
}

void ifc_demo_facade(IfcDemo *d, int s)
{
    const IfcDemoStorey *storey = &ifc_demo_storeys[s];
    if (s == IFC_DEMO_B1 || s == IFC_DEMO_RF) return;
    const double x0 = storey->x0 - PLANE_M, x1 = storey->x1 + PLANE_M;
    const double y0 = storey->y0 - PLANE_M, y1 = storey->y1 + PLANE_M;
    const Side sides[4] = {
        { "南", false, y0, x0, x1, 0, 0.6 },
        { "北", false, y1, x0, x1, 0, -0.6 },
        { "西", true, x0, y0, y1, DVEC_PI / 2, 0.6 },
        { "东", true, x1, y0, y1, DVEC_PI / 2, -0.6 },
    };
    for (int k = 0; k < 4; k++) facade_side(d, s, &sides[k]);
    if (s == IFC_DEMO_F7) facade_fins(d);
}
