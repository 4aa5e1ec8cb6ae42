// SPDX-License-Identifier: Apache-2.0
// ifc_demo_frame.c - slabs with their shafts, columns, beams, stairs, lifts, the ramp.
#include "assets/ifc_demo_build.h"
#include <string.h>

#define FRAME_COLUMNS 8
#define FRAME_ROWS 6

static bool is_core_axis(int i, int j)
{
    return i >= 2 && i <= 5 && (j == 3 || j == 4);
}

// Inside the double-height hall, which stands free of columns.
static bool is_hall_axis(int s, int i, int j)
{
    return (s == IFC_DEMO_F2 || s == IFC_DEMO_F3) && (i == 3 || i == 4) && j == 1;
}

static void frame_columns(IfcDemo *d, int s)
{
    if (s == IFC_DEMO_RF) return;
    const IfcDemoStorey *storey = &ifc_demo_storeys[s];
    const double a = s >= IFC_DEMO_F4 ? 0.7 : 0.8;
    const double height = storey->height_m - IFC_DEMO_SLAB_M;
    const IfcDemoBox box = { { -a / 2, -a / 2, 0 }, { a, a, height }, IFC_DEMO_CONCRETE, 0 };
    const IfcDemoThing thing =
        ifc_demo_thing(d, &(IfcDemoThingDesc){ IFCCOLUMN, IFCCOLUMNTYPE,
                                               ifc_demo_format(d, "框架柱 %.0fx%.0f h%.2f",
                                                               a * 1000, a * 1000, height),
                                               "COLUMN", NULL, d->concrete, &box, 1 });
    for (int j = s >= IFC_DEMO_F4 ? 2 : 0; j < FRAME_ROWS; j++) {
        for (int i = 0; i < FRAME_COLUMNS; i++) {
            if (is_core_axis(i, j) || is_hall_axis(s, i, j)) continue;
            const char *axis = ifc_demo_format(d, "%d-%c", i + 1, 'A' + j);
            const IfcRef ref = ifc_demo_put(
                d, &thing,
                &(IfcDemoPut){
                    .container = d->storeys[s],
                    .at = { i * IFC_DEMO_GRID_M, j * IFC_DEMO_GRID_M, -IFC_DEMO_FINISH_M },
                    .key = ifc_demo_format(d, "%s column %s", storey->key, axis),
                    .tag = axis });
            ifc_write_properties(d->w, ref, "Pset_ColumnCommon",
                                 (IfcWriteProperty[]){ { "LoadBearing", "IFCBOOLEAN", "T", 0 },
                                                       { "FireRating", "IFCLABEL", "3.00 h", 0 },
                                                       { "IsExternal", "IFCBOOLEAN", "F", 0 } },
                                 3);
            ifc_write_quantities(d->w, ref, "Qto_ColumnBaseQuantities",
                                 (IfcWriteQuantity[]){ { "Length", 'L', height },
                                                       { "CrossSectionArea", 'A', a * a },
                                                       { "GrossVolume", 'V', a * a * height } },
                                 3);
        }
    }
}

static void beam(IfcDemo *d, int s, const char *axis, double x, double y, bool is_y, double length,
                 double width, double depth)
{
    const double z = -IFC_DEMO_FINISH_M - IFC_DEMO_SLAB_M - depth / 2;
    // Along its axis: the profile's x is the width, its y is up.
    const IfcWriteFrame frame = { .origin = { 0, 0, z },
                                  .z_axis = { 1, 0, 0 },
                                  .x_axis = { 0, 1, 0 } };
    const IfcRef profile = ifc_write_rectangle(d->w, 0, 0, width, depth);
    const IfcRef item = ifc_write_styled(d->w, ifc_write_extrusion(d->w, profile, frame, length),
                                         d->styles[depth > 1 ? IFC_DEMO_STEEL : IFC_DEMO_CONCRETE]);
    const IfcRef ref = ifc_write_product(
        d->w,
        &(IfcWriteProduct){ .type = IFCBEAM,
                            .key = ifc_demo_format(d, "%s beam %s", ifc_demo_storeys[s].key, axis),
                            .name = ifc_demo_format(d, "%s %.0fx%.0f",
                                                    depth > 1 ? "大跨钢梁" : "框架梁", width * 1000,
                                                    depth * 1000),
                            .tag = axis,
                            .predefined = "BEAM",
                            .container = d->storeys[s],
                            .origin = { x, y, 0 },
                            .turn_rad = is_y ? DVEC_PI / 2 : 0,
                            .shape = ifc_write_body(d->w, "SweptSolid", &item, 1),
                            .material = depth > 1 ? d->steel : d->concrete },
        NULL);
    ifc_write_properties(
        d->w, ref, "Pset_BeamCommon",
        (IfcWriteProperty[]){ { "LoadBearing", "IFCBOOLEAN", "T", 0 },
                              { "FireRating", "IFCLABEL", "2.00 h", 0 },
                              { "Span", "IFCPOSITIVELENGTHMEASURE", NULL, length } },
        3);
}

static bool has_beam(int s, int i, int j, bool is_y)
{
    if (is_y) {
        if (j == 3 && i >= 2 && i <= 5) return false;                      // core
        if (s == IFC_DEMO_F3 && (i == 3 || i == 4) && j < 2) return false; // hall
        if (s == IFC_DEMO_F4 && (i == 3 || i == 4) && j < 2) return false; // its girders
        return true;
    }
    if ((j == 3 || j == 4) && i >= 2 && i <= 4) return false;
    if (s == IFC_DEMO_F3 && j == 1 && i >= 2 && i <= 4) return false;
    if (s == IFC_DEMO_F1 && i == 6 && j >= 2) return false; // over the ramp
    return true;
}

// Beams under the floor of a storey belong to it.
static void frame_beams(IfcDemo *d, int s)
{
    if (s == IFC_DEMO_B1) return;
    const int first = s >= IFC_DEMO_F5 ? 2 : 0;
    const double g = IFC_DEMO_GRID_M, in = 0.35;
    for (int j = first; j < FRAME_ROWS; j++) {
        for (int i = 0; i + 1 < FRAME_COLUMNS; i++) {
            if (has_beam(s, i, j, false))
                beam(d, s, ifc_demo_format(d, "%c %d-%d", 'A' + j, i + 1, i + 2), i * g + in, j * g,
                     false, g - 2 * in, 0.35, IFC_DEMO_BEAM_M);
        }
    }
    for (int i = 0; i < FRAME_COLUMNS; i++) {
        for (int j = first; j + 1 < FRAME_ROWS; j++) {
            if (has_beam(s, i, j, true))
                beam(d, s, ifc_demo_format(d, "%d %c-%c", i + 1, 'A' + j, 'B' + j), i * g,
                     j * g + in, true, g - 2 * in, 0.35, IFC_DEMO_BEAM_M);
        }
        if (s == IFC_DEMO_F4 && (i == 3 || i == 4))
            beam(d, s, ifc_demo_format(d, "%d A-C", i + 1), i * g, in, true, 2 * g - 2 * in, 0.5,
                 1.2);
    }
}

static void slab_hole(IfcDemo *d, int s, IfcRef slab, const char *name, double x0, double y0,
                      double x1, double y1)
{
    const IfcRef hole =
        ifc_write_box(d->w, dvec_make(0, 0, -0.3), dvec_make(x1 - x0, y1 - y0, 0.4));
    ifc_write_product(
        d->w,
        &(IfcWriteProduct){ .type = IFCOPENINGELEMENT,
                            .key = ifc_demo_format(d, "%s hole %s", ifc_demo_storeys[s].key, name),
                            .name = ifc_demo_format(d, "%s洞口", name),
                            .predefined = "OPENING",
                            .host = slab,
                            .origin = { x0, y0, 0 },
                            .shape = ifc_write_body(d->w, "SweptSolid", &hole, 1) },
        NULL);
}

static IfcRef slab_put(IfcDemo *d, int s, const char *name, const char *predefined,
                       const double *xy, int corners, double z, double thickness,
                       IfcDemoStyle style, IfcRef container, IfcRef whole)
{
    const IfcRef profile = ifc_write_polygon(d->w, xy, &corners, 1);
    const IfcRef item = ifc_write_styled(
        d->w,
        ifc_write_extrusion(d->w, profile, (IfcWriteFrame){ .origin = { 0, 0, z } }, thickness),
        d->styles[style]);
    const IfcRef slab = ifc_write_product(
        d->w,
        &(IfcWriteProduct){ .type = IFCSLAB,
                            .key = ifc_demo_format(d, "%s slab %s", ifc_demo_storeys[s].key, name),
                            .name = name,
                            .predefined = predefined,
                            .container = container,
                            .whole = whole,
                            .shape = ifc_write_body(d->w, "SweptSolid", &item, 1),
                            .material = d->slab_layers },
        NULL);
    double area = 0;
    for (int k = 0; k < corners; k++) {
        const int n = (k + 1) % corners;
        area += (xy[2 * k] * xy[2 * n + 1] - xy[2 * n] * xy[2 * k + 1]) / 2;
    }
    ifc_write_properties(d->w, slab, "Pset_SlabCommon",
                         (IfcWriteProperty[]){ { "LoadBearing", "IFCBOOLEAN", "T", 0 },
                                               { "FireRating", "IFCLABEL", "1.50 h", 0 } },
                         2);
    ifc_write_quantities(d->w, slab, "Qto_SlabBaseQuantities",
                         (IfcWriteQuantity[]){ { "Depth", 'L', thickness },
                                               { "GrossArea", 'A', area },
                                               { "GrossVolume", 'V', area * thickness } },
                         3);
    return slab;
}

static void frame_slabs(IfcDemo *d, int s)
{
    if (!d->slab_layers)
        d->slab_layers = ifc_write_layers(
            d->w, "钢筋混凝土板", (IfcWriteLayer[]){ { d->concrete, "结构", IFC_DEMO_SLAB_M } }, 1);
    const double z = -IFC_DEMO_FINISH_M - IFC_DEMO_SLAB_M;
    if (s == IFC_DEMO_B1) {
        const double raft[] = { -0.7, -0.7, 59.5, -0.7, 59.5, 42.7, -0.7, 42.7 };
        slab_put(d, s, "筏板基础", "BASESLAB", raft, 4, -IFC_DEMO_FINISH_M - 0.6, 0.6,
                 IFC_DEMO_CONCRETE, d->storeys[s], 0);
        return;
    }
    const double all[] = { -0.5, -0.5, 59.3, -0.5, 59.3, 42.5, -0.5, 42.5 };
    // The hall of the storey below reaches through.
    const double cut[] = { -0.5, -0.5, 16.8, -0.5, 16.8, 16.8, 42,   16.8,
                           42,   -0.5, 59.3, -0.5, 59.3, 42.5, -0.5, 42.5 };
    const double tower[] = { -0.5, 16.3, 59.3, 16.3, 59.3, 42.5, -0.5, 42.5 };
    IfcRef slab = 0;
    if (s == IFC_DEMO_F3) {
        slab = slab_put(d, s, "三层楼板", "FLOOR", cut, 8, z, IFC_DEMO_SLAB_M, IFC_DEMO_CONCRETE,
                        d->storeys[s], 0);
    } else if (s == IFC_DEMO_RF) {
        const IfcRef roof = ifc_write_product(d->w,
                                              &(IfcWriteProduct){ .type = IFCROOF,
                                                                  .name = "主屋面",
                                                                  .predefined = "FLAT_ROOF",
                                                                  .container = d->storeys[s] },
                                              NULL);
        slab = slab_put(d, s, "主屋面板", "ROOF", tower, 4, z, IFC_DEMO_SLAB_M + IFC_DEMO_FINISH_M,
                        IFC_DEMO_CONCRETE, 0, roof);
        const double top[] = { 16.4, 24.8, 42.4, 24.8, 42.4, 34, 16.4, 34 };
        const double height = ifc_demo_storeys[s].height_m;
        slab_put(d, s, "机房屋面板", "ROOF", top, 4, height - IFC_DEMO_SLAB_M - IFC_DEMO_FINISH_M,
                 0.2, IFC_DEMO_CONCRETE, 0, roof);
    } else {
        const double *ring = s >= IFC_DEMO_F5 ? tower : all;
        slab = slab_put(d, s, ifc_demo_format(d, "%s楼板", ifc_demo_storeys[s].name), "FLOOR", ring,
                        4, z, IFC_DEMO_SLAB_M, IFC_DEMO_CONCRETE, d->storeys[s], 0);
    }
    slab_hole(d, s, slab, "1号楼梯", 18.55, 25.35, 25.1, 28.3);
    slab_hole(d, s, slab, "2号楼梯", 33.7, 25.35, 40.3, 28.3);
    slab_hole(d, s, slab, "管井", 37.3, 31.9, 38.3, 33.45);
    if (s != IFC_DEMO_RF) {
        slab_hole(d, s, slab, "1、2号电梯", 25.3, 25.35, 27.7, 30.7);
        slab_hole(d, s, slab, "3、4号电梯", 31.1, 25.35, 33.5, 30.7);
    }
    if (s == IFC_DEMO_F1) slab_hole(d, s, slab, "车道", 50.8, 8.6, 58.38, 42.3);
}

static void frame_ramp(IfcDemo *d)
{
    const double low = 8.6, high = 42.3,
                 rise = ifc_demo_storeys[IFC_DEMO_F1].elevation_m -
                        ifc_demo_storeys[IFC_DEMO_B1].elevation_m - IFC_DEMO_FINISH_M;
    const double slope = rise / (high - low);
    const double side[] = { low, 0, low + 0.3 / slope, 0, high, rise - 0.3, high, rise };
    const int corners = 4;
    const IfcRef profile = ifc_write_polygon(d->w, side, &corners, 1);
    const IfcWriteFrame frame = { .origin = { 50.85, 0, 0 },
                                  .z_axis = { 1, 0, 0 },
                                  .x_axis = { 0, 1, 0 } };
    const IfcRef item = ifc_write_styled(d->w, ifc_write_extrusion(d->w, profile, frame, 7.5),
                                         d->styles[IFC_DEMO_ASPHALT]);
    const IfcRef ramp =
        ifc_write_product(d->w,
                          &(IfcWriteProduct){ .type = IFCRAMP,
                                              .name = "车库坡道",
                                              .predefined = "STRAIGHT_RUN_RAMP",
                                              .container = d->storeys[IFC_DEMO_B1] },
                          NULL);
    const IfcRef flight =
        ifc_write_product(d->w,
                          &(IfcWriteProduct){ .type = IFCRAMPFLIGHT,
                                              .name = "坡道板",
                                              .predefined = "STRAIGHT",
                                              .whole = ramp,
                                              .shape = ifc_write_body(d->w, "SweptSolid", &item, 1),
                                              .material = d->concrete },
                          NULL);
    ifc_write_properties(
        d->w, flight, "Pset_RampFlightCommon",
        (IfcWriteProperty[]){ { "Slope", "IFCPLANEANGLEMEASURE", NULL, atan(slope) },
                              { "Headroom", "IFCPOSITIVELENGTHMEASURE", NULL, 3.6 } },
        2);
}

void ifc_demo_structure(IfcDemo *d, int s)
{
    frame_slabs(d, s);
    frame_columns(d, s);
    frame_beams(d, s);
    if (s == IFC_DEMO_B1) frame_ramp(d);
}

enum { STEPS_MAX = 20 };

// A flight in the plane of its run: x along, y up; underside parallel to the pitch.
static IfcRef stair_profile(IfcDemo *d, int risers, double riser, double tread)
{
    double xy[4 * STEPS_MAX + 8];
    int n = 0;
    const double end = (risers - 1) * tread, waist = 0.2;
    xy[2 * n] = 0, xy[2 * n++ + 1] = -waist;
    xy[2 * n] = end, xy[2 * n++ + 1] = (risers - 1) * riser - waist;
    for (int k = risers - 1; k >= 0; k--) {
        xy[2 * n] = k * tread, xy[2 * n++ + 1] = (k + 1) * riser;
        if (k > 0) xy[2 * n] = k * tread, xy[2 * n++ + 1] = k * riser;
    }
    return ifc_write_polygon(d->w, xy, &n, 1);
}

typedef struct {
    IfcRef stair;
    int risers; // of a flight
    double riser, tread, run, start, width;
} Stair;

static void stair_flight(IfcDemo *d, const Stair *st, int number)
{
    const double inner = 2.95; // clear width of the well
    const bool is_up = number == 0;
    const IfcWriteFrame frame =
        is_up ? (IfcWriteFrame){ { st->start, st->width, 0 }, { 0, -1, 0 }, { 1, 0, 0 } }
              : (IfcWriteFrame){ { st->start + st->run, inner - st->width, st->risers * st->riser },
                                 { 0, 1, 0 },
                                 { -1, 0, 0 } };
    const IfcRef profile = stair_profile(d, st->risers, st->riser, st->tread);
    const IfcRef item = ifc_write_styled(d->w, ifc_write_extrusion(d->w, profile, frame, st->width),
                                         d->styles[IFC_DEMO_CONCRETE]);
    Str more = { 0 };
    str_printf(&more, "NumberOfRisers=%d NumberOfTreads=%d RiserHeight=", st->risers,
               st->risers - 1);
    ifc_write_add_real(&more, st->riser);
    str_add(&more, " TreadLength=");
    ifc_write_add_real(&more, st->tread);
    ifc_write_product(d->w,
                      &(IfcWriteProduct){ .type = IFCSTAIRFLIGHT,
                                          .name = is_up ? "下梯段" : "上梯段",
                                          .predefined = "STRAIGHT",
                                          .whole = st->stair,
                                          .shape = ifc_write_body(d->w, "SweptSolid", &item, 1),
                                          .material = d->concrete },
                      more.text);
    str_finish(&more);
}

static void stair_landing(IfcDemo *d, const Stair *st, const char *name, double x0, double x1,
                          double z, double thickness)
{
    const IfcRef item = ifc_write_styled(
        d->w,
        ifc_write_box(d->w, dvec_make(x0, 0, z - thickness), dvec_make(x1 - x0, 2.95, thickness)),
        d->styles[IFC_DEMO_CONCRETE]);
    ifc_write_product(d->w,
                      &(IfcWriteProduct){ .type = IFCSLAB,
                                          .name = name,
                                          .predefined = "LANDING",
                                          .whole = st->stair,
                                          .shape = ifc_write_body(d->w, "SweptSolid", &item, 1),
                                          .material = d->concrete },
                      NULL);
}

static void stair_railing(IfcDemo *d, const Stair *st)
{
    const double half = st->risers * st->riser, a = st->width + 0.06, b = 2.95 - st->width - 0.06,
                 up = 0.95;
    const double x0 = st->start, x1 = st->start + st->run;
    const DVec3 line[] = { { x0, a, up + st->riser },        { x1, a, half + up },
                           { x1 + 0.25, a, half + up },      { x1 + 0.25, b, half + up },
                           { x1, b, half + up + st->riser }, { x0, b, 2 * half + up } };
    IfcRef items[40];
    int n = 0;
    items[n++] =
        ifc_write_styled(d->w, ifc_write_disk(d->w, line, 6, 0.025), d->styles[IFC_DEMO_STEEL]);
    for (int k = 0; k < st->risers - 1; k += 2) {
        for (int flight = 0; flight < 2; flight++) {
            const double x = flight ? x1 - (k + 0.5) * st->tread : x0 + (k + 0.5) * st->tread;
            const double z = flight * half + (k + 1) * st->riser;
            const IfcWriteFrame frame = { .origin = { x, flight ? b : a, z } };
            items[n++] = ifc_write_styled(
                d->w, ifc_write_extrusion(d->w, ifc_write_circle(d->w, 0.012, 0), frame, up - 0.02),
                d->styles[IFC_DEMO_STEEL]);
        }
    }
    ifc_write_product(d->w,
                      &(IfcWriteProduct){ .type = IFCRAILING,
                                          .name = "楼梯栏杆",
                                          .predefined = "HANDRAIL",
                                          .whole = st->stair,
                                          .shape = ifc_write_body(d->w, "SolidModel", items, n),
                                          .material = d->steel },
                      NULL);
}

// Two flights in a well 8.15 by 2.95 m: the landing of the storey at the door, the middle one
// behind. The second stair is the first turned round.
void ifc_demo_stairs(IfcDemo *d, int s)
{
    if (s == IFC_DEMO_RF) return;
    const double height = ifc_demo_storeys[s].height_m;
    for (int k = 0; k < 2; k++) {
        Stair st = {
            .risers = (int)lround(height / 0.16 / 2), .tread = 0.28, .start = 1.6, .width = 1.3
        };
        st.riser = height / (2 * st.risers);
        st.run = (st.risers - 1) * st.tread;
        st.stair = ifc_write_product(
            d->w,
            &(IfcWriteProduct){ .type = IFCSTAIR,
                                .key =
                                    ifc_demo_format(d, "%s stair %d", ifc_demo_storeys[s].key, k),
                                .name = ifc_demo_format(d, "%d号楼梯", k + 1),
                                .predefined = "HALF_TURN_STAIR",
                                .container = d->storeys[s],
                                .origin = { k ? 41.85 : 16.95, k ? 28.3 : 25.35, 0 },
                                .turn_rad = k ? DVEC_PI : 0 },
            NULL);
        ifc_write_properties(
            d->w, st.stair, "Pset_StairCommon",
            (IfcWriteProperty[]){ { "NumberOfRiser", "IFCCOUNTMEASURE", NULL, 2.0 * st.risers },
                                  { "RiserHeight", "IFCPOSITIVELENGTHMEASURE", NULL, st.riser },
                                  { "TreadLength", "IFCPOSITIVELENGTHMEASURE", NULL, st.tread },
                                  { "FireExit", "IFCBOOLEAN", "T", 0 } },
            4);
        stair_flight(d, &st, 0);
        stair_flight(d, &st, 1);
        stair_landing(d, &st, "楼层平台", 0, st.start, 0, IFC_DEMO_FINISH_M);
        stair_landing(d, &st, "休息平台", st.start + st.run, 8.15, st.risers * st.riser, 0.2);
        stair_railing(d, &st);
    }
    if (s != IFC_DEMO_F1) return;
    // Cabins wait on different storeys.
    const double x[4] = { 26.5, 26.5, 32.3, 32.3 }, y[4] = { 26.65, 29.4, 26.65, 29.4 };
    static const int at[4] = { IFC_DEMO_F1, IFC_DEMO_F5, IFC_DEMO_B1, IFC_DEMO_F1 };
    const IfcDemoBox cabin[] = {
        { { -0.85, -0.8, 0 }, { 1.7, 1.6, 0.06 }, IFC_DEMO_STONE, 0 },
        { { -0.85, -0.8, 2.4 }, { 1.7, 1.6, 0.06 }, IFC_DEMO_LAMP, 0 },
        { { -0.85, -0.8, 0.06 }, { 1.7, 0.04, 2.34 }, IFC_DEMO_STEEL, 0 },
        { { -0.85, 0.76, 0.06 }, { 1.7, 0.04, 2.34 }, IFC_DEMO_STEEL, 0 },
        { { -0.85, -0.76, 0.06 }, { 0.04, 1.52, 2.34 }, IFC_DEMO_STEEL, 0 },
    };
    const IfcDemoThing lift = ifc_demo_thing(
        d, &(IfcDemoThingDesc){ IFCTRANSPORTELEMENT, IFCTRANSPORTELEMENTTYPE, "客梯 1350 kg",
                                "ELEVATOR", NULL, d->steel, cabin, 5 });
    for (int k = 0; k < 4; k++) {
        ifc_demo_put(d, &lift,
                     &(IfcDemoPut){ .container = d->storeys[at[k]],
                                    .at = { x[k], y[k], 0 },
                                    .turn_rad = k < 2 ? 0 : DVEC_PI,
                                    .key = ifc_demo_format(d, "lift %d", k),
                                    .name = ifc_demo_format(d, "%d号电梯轿厢", k + 1) });
    }
}
