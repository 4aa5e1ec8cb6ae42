// SPDX-License-Identifier: Apache-2.0
// ifc_demo_outside.c - roof garden, parapets, solar panels; canopy, forecourt, pool, trees and
// drive.
#include "assets/ifc_demo_build.h"

#define GRADE_M -0.15 // of the forecourt below the ground floor

// A crown of eight-sided rings round a stem; by hand, few triangles.
static IfcDemoThing outside_tree(IfcDemo *d, const char *name, double height, double crown)
{
    enum { SIDES = 8, RINGS = 3, POINTS = RINGS * SIDES + 2, TRIANGLES = 2 * SIDES * RINGS };
    DVec3 points[POINTS];
    int corners[3 * TRIANGLES], n = 0;
    const double middle = height - crown, radii[RINGS] = { 0.75, 1.0, 0.68 },
                 heights[RINGS] = { -0.55, 0.0, 0.6 };
    for (int ring = 0; ring < RINGS; ring++) {
        for (int k = 0; k < SIDES; k++) {
            const double turn = 2 * DVEC_PI * (k + 0.5 * ring) / SIDES;
            points[ring * SIDES + k] =
                dvec_make(crown * radii[ring] * cos(turn), crown * radii[ring] * sin(turn),
                          middle + crown * heights[ring]);
        }
    }
    const int bottom = POINTS - 2, top = POINTS - 1;
    points[bottom] = dvec_make(0, 0, middle - 0.9 * crown);
    points[top] = dvec_make(0, 0, height);
    for (int k = 0; k < SIDES; k++) {
        const int next = (k + 1) % SIDES;
        const int fan[6] = {
            bottom, next, k, top, (RINGS - 1) * SIDES + k, (RINGS - 1) * SIDES + next
        };
        for (int c = 0; c < 6; c++) corners[n++] = fan[c];
        for (int ring = 0; ring + 1 < RINGS; ring++) {
            const int a = ring * SIDES + k, b = ring * SIDES + next;
            const int quad[6] = { a, b, a + SIDES, b, b + SIDES, a + SIDES };
            for (int c = 0; c < 6; c++) corners[n++] = quad[c];
        }
    }
    IfcRef items[2];
    items[0] = ifc_write_styled(d->w, ifc_write_triangles(d->w, points, POINTS, corners, n / 3),
                                d->styles[IFC_DEMO_LEAVES]);
    // The stem as triangles too: one representation is of one kind.
    DVec3 stem[8];
    for (int k = 0; k < 8; k++)
        stem[k] =
            dvec_make(k & 1 ? 0.12 : -0.12, k & 2 ? 0.12 : -0.12, k & 4 ? middle - 0.6 * crown : 0);
    static const int faces[36] = { 0, 2, 1, 1, 2, 3, 4, 5, 6, 5, 7, 6, 0, 1, 4, 1, 5, 4,
                                   2, 6, 3, 3, 6, 7, 0, 4, 2, 2, 4, 6, 1, 3, 5, 3, 7, 5 };
    items[1] = ifc_write_styled(d->w, ifc_write_triangles(d->w, stem, 8, faces, 12),
                                d->styles[IFC_DEMO_TRUNK]);
    IfcDemoThing tree = { .type = IFCGEOGRAPHICELEMENT, .name = name };
    tree.map = ifc_write_map(d->w, "Tessellation", items, 2);
    tree.type_object = ifc_write_type(
        d->w, &(IfcWriteType){ IFCGEOGRAPHICELEMENTTYPE, name, "USERDEFINED", tree.map, 0 },
        "ElementType='TREE'");
    return tree;
}

static void put_boxes(IfcDemo *d, IfcType type, const char *name, const char *predefined,
                      IfcRef container, const IfcDemoBox *boxes, int count, IfcRef material)
{
    ifc_write_product(d->w,
                      &(IfcWriteProduct){ .type = type,
                                          .name = name,
                                          .predefined = predefined,
                                          .container = container,
                                          .shape = ifc_demo_boxes(d, boxes, count),
                                          .material = material },
                      NULL);
}

// Round the roof or the terrace: wall by wall, the corners to those along x.
static void outside_parapet(IfcDemo *d, IfcRef storey, const char *name, double x0, double y0,
                            double x1, double y1, bool has_north)
{
    const double t = 0.2, h = 1.2;
    const IfcDemoBox boxes[4] = {
        { { x0, y0, -0.2 }, { x1 - x0, t, h + 0.2 }, IFC_DEMO_FIN, 0 },
        { { x0, y0 + t, -0.2 },
          { t, y1 - y0 - (has_north ? 2 * t : t), h + 0.2 },
          IFC_DEMO_FIN,
          0 },
        { { x1 - t, y0 + t, -0.2 },
          { t, y1 - y0 - (has_north ? 2 * t : t), h + 0.2 },
          IFC_DEMO_FIN,
          0 },
        { { x0, y1 - t, -0.2 }, { x1 - x0, t, h + 0.2 }, IFC_DEMO_FIN, 0 },
    };
    for (int k = 0; k < (has_north ? 4 : 3); k++) {
        static const char *const sides[] = { "南", "西", "东", "北" };
        put_boxes(d, IFCWALL, ifc_demo_format(d, "%s女儿墙 %s", name, sides[k]), "PARAPET", storey,
                  &boxes[k], 1, d->concrete);
    }
}

// The podium's roof before the fourth storey.
static void outside_garden(IfcDemo *d, const IfcDemoThing *tree)
{
    const IfcRef storey = d->storeys[IFC_DEMO_F4];
    outside_parapet(d, storey, "屋顶花园", -0.7, -0.7, 59.5, 16.3, false);
    const IfcDemoBox deck[] = {
        { { -0.5, -0.5, -0.05 }, { 59.8, 16.8, 0.04 }, IFC_DEMO_PAVING, 0 }
    };
    put_boxes(d, IFCCOVERING, "屋顶花园铺装", "FLOORING", storey, deck, 1, 0);
    for (int row = 0; row < 2; row++) {
        for (int k = 0; k < 4; k++) {
            const double x = 2.0 + 14.4 * k, y = row ? 8.0 : 1.2, w = 11.6, h = row ? 3.6 : 3.2;
            const IfcDemoBox bed[] = {
                { { x, y, -0.01 }, { w, h, 0.36 }, IFC_DEMO_STONE, 0 },
                { { x + 0.15, y + 0.15, 0.35 }, { w - 0.3, h - 0.3, 0.1 }, IFC_DEMO_LAWN, 0 }
            };
            put_boxes(d, IFCGEOGRAPHICELEMENT, ifc_demo_format(d, "种植池 %d", row * 4 + k + 1),
                      NULL, storey, bed, 2, 0);
            for (int t = 0; t < 3; t++)
                ifc_demo_put(
                    d, tree,
                    &(IfcDemoPut){ .container = storey,
                                   .at = { x + 2.2 + 3.6 * t, y + h / 2, 0.45 },
                                   .turn_rad = t * 0.7 + k,
                                   .key = ifc_demo_format(d, "garden tree %d %d %d", row, k, t) });
        }
    }
    // A pergola before the canteen.
    IfcDemoBox pergola[40];
    int n = 0;
    for (int k = 0; k < 6; k++) {
        for (int side = 0; side < 2; side++)
            pergola[n++] = (IfcDemoBox){ { 19.4 + 4.0 * k, side ? 15.4 : 12.6, -0.01 },
                                         { 0.14, 0.14, 2.81 },
                                         IFC_DEMO_WOOD,
                                         0 };
    }
    for (int side = 0; side < 2; side++)
        pergola[n++] = (IfcDemoBox){
            { 18.9, side ? 15.42 : 12.62, 2.8 }, { 21.2, 0.1, 0.2 }, IFC_DEMO_WOOD, 0
        };
    for (int k = 0; k < 22; k++)
        pergola[n++] =
            (IfcDemoBox){ { 19.2 + 0.95 * k, 12.2, 3.0 }, { 0.06, 3.7, 0.14 }, IFC_DEMO_WOOD, 0 };
    put_boxes(d, IFCBUILDINGELEMENTPROXY, "花架", NULL, storey, pergola, n, d->timber);
}

static void outside_roof(IfcDemo *d)
{
    const IfcRef storey = d->storeys[IFC_DEMO_RF];
    outside_parapet(d, storey, "主屋面", -0.7, 16.1, 59.5, 42.7, true);
    // Panels tilted to the south by 15 degrees stand in rows on the west part.
    const double turn = 15 * DVEC_RAD_FROM_DEG;
    const IfcRef profile = ifc_write_rectangle(d->w, 0, 0, 1.7, 1.0);
    const IfcWriteFrame frame = { { 0, 0, 0.55 }, { 0, -sin(turn), cos(turn) }, { 1, 0, 0 } };
    const IfcRef item = ifc_write_styled(d->w, ifc_write_extrusion(d->w, profile, frame, 0.04),
                                         d->styles[IFC_DEMO_SOLAR]);
    const IfcRef legs[2] = {
        ifc_write_styled(d->w,
                         ifc_write_box(d->w, dvec_make(-0.8, 0.38, 0), dvec_make(0.05, 0.05, 0.64)),
                         d->styles[IFC_DEMO_STEEL]),
        ifc_write_styled(d->w,
                         ifc_write_box(d->w, dvec_make(0.75, 0.38, 0), dvec_make(0.05, 0.05, 0.64)),
                         d->styles[IFC_DEMO_STEEL])
    };
    const IfcRef items[3] = { item, legs[0], legs[1] };
    IfcDemoThing solar = { .type = IFCSOLARDEVICE, .name = "光伏组件 450 W" };
    solar.map = ifc_write_map(d->w, "SweptSolid", items, 3);
    solar.type_object = ifc_write_type(
        d->w, &(IfcWriteType){ IFCSOLARDEVICETYPE, solar.name, "SOLARPANEL", solar.map, d->glass },
        NULL);
    for (int row = 0; row < 9; row++) {
        const double y = 18.4 + 2.5 * row;
        for (int k = 0; k < 8; k++)
            ifc_demo_put(d, &solar,
                         &(IfcDemoPut){ .container = storey,
                                        .at = { 1.6 + 1.75 * k, y, 0 },
                                        .system = IFC_DEMO_POWER,
                                        .has_system = true,
                                        .key = ifc_demo_format(d, "solar %d %d", row, k) });
    }
    const IfcDemoBox top[] = { { { 16.4, 24.8, 3.9 }, { 26, 0.2, 0.5 }, IFC_DEMO_FIN, 0 },
                               { { 16.4, 33.8, 3.9 }, { 26, 0.2, 0.5 }, IFC_DEMO_FIN, 0 },
                               { { 16.4, 25.0, 3.9 }, { 0.2, 8.8, 0.5 }, IFC_DEMO_FIN, 0 },
                               { { 42.2, 25.0, 3.9 }, { 0.2, 8.8, 0.5 }, IFC_DEMO_FIN, 0 } };
    put_boxes(d, IFCWALL, "机房女儿墙", "PARAPET", storey, top, 4, d->concrete);
}

static void outside_entrance(IfcDemo *d)
{
    const IfcRef storey = d->storeys[IFC_DEMO_F1];
    IfcDemoBox canopy[12] = { { { 18.9, -7.0, 4.75 }, { 21.0, 6.2, 0.25 }, IFC_DEMO_ALUMINIUM, 0 },
                              { { 19.4, -6.6, 5.0 }, { 20.0, 5.6, 0.04 }, IFC_DEMO_GLAZING, 0 } };
    for (int k = 0; k < 4; k++)
        canopy[2 + k] =
            (IfcDemoBox){ { 21.0 + 5.6 * k, -6.0, GRADE_M }, { 0, 0, 4.9 }, IFC_DEMO_STEEL, 0.18 };
    put_boxes(d, IFCSHADINGDEVICE, "主入口雨篷", "AWNING", storey, canopy, 6, d->steel);
    // One step up to the doors, a flat slope at either end.
    const IfcDemoBox step[] = {
        { { 18.9, -4.2, GRADE_M - 0.2 }, { 21.0, 3.5, 0.34 }, IFC_DEMO_STONE, 0 }
    };
    put_boxes(d, IFCSLAB, "主入口平台", "LANDING", storey, step, 1, d->concrete);
    const IfcDemoBox back[] = {
        { { 27.0, 42.7, GRADE_M - 0.2 }, { 4.8, 2.4, 0.34 }, IFC_DEMO_STONE, 0 }
    };
    put_boxes(d, IFCSLAB, "北入口平台", "LANDING", storey, back, 1, d->concrete);
}

static void outside_site(IfcDemo *d, const IfcDemoThing *tree)
{
    const IfcRef site = d->site;
    const double x0 = IFC_DEMO_SITE_MIN_X, x1 = IFC_DEMO_SITE_MAX_X, y0 = IFC_DEMO_SITE_MIN_Y,
                 y1 = IFC_DEMO_SITE_MAX_Y;
    const double rings[] = { x0,   y0,   x1,   y0,   x1,   y1,   x0,   y1,
                             -0.7, -0.7, -0.7, 42.7, 59.5, 42.7, 59.5, -0.7 };
    const int counts[2] = { 4, 4 };
    const IfcRef profile = ifc_write_polygon(d->w, rings, counts, 2);
    const IfcRef paving = ifc_write_styled(
        d->w,
        ifc_write_extrusion(d->w, profile, (IfcWriteFrame){ .origin = { 0, 0, GRADE_M - 0.6 } },
                            0.6),
        d->styles[IFC_DEMO_PAVING]);
    ifc_write_product(d->w,
                      &(IfcWriteProduct){ .type = IFCSLAB,
                                          .name = "广场铺装",
                                          .object_type = "PAVING",
                                          .predefined = "USERDEFINED",
                                          .container = site,
                                          .shape = ifc_write_body(d->w, "SweptSolid", &paving, 1) },
                      NULL);
    // The drive: in from the back to the ramp, round the east side.
    const IfcDemoBox drive[] = {
        { { 50.6, 42.75, GRADE_M }, { 8.4, 15.25, 0.02 }, IFC_DEMO_ASPHALT, 0 },
        { { x0, 58, GRADE_M }, { x1 - x0, 7, 0.02 }, IFC_DEMO_ASPHALT, 0 },
        { { 80, y0, GRADE_M }, { 7, 58 - y0, 0.02 }, IFC_DEMO_ASPHALT, 0 },
    };
    put_boxes(d, IFCSLAB, "车行道", NULL, site, drive, 3, 0);
    const IfcDemoBox lawns[] = {
        { { x0 + 1, -12, GRADE_M }, { 26, 67, 0.08 }, IFC_DEMO_LAWN, 0 },
        { { x0 + 1, y0 + 1, GRADE_M }, { 44, 25, 0.08 }, IFC_DEMO_LAWN, 0 },
        { { 46, y0 + 1, GRADE_M }, { 32, 25, 0.08 }, IFC_DEMO_LAWN, 0 },
        { { 63, -12, GRADE_M }, { 15, 67, 0.08 }, IFC_DEMO_LAWN, 0 },
        { { 0, 46, GRADE_M }, { 46, 10, 0.08 }, IFC_DEMO_LAWN, 0 },
    };
    for (int k = 0; k < 5; k++) {
        const IfcDemoBox *lawn = &lawns[k];
        put_boxes(d, IFCGEOGRAPHICELEMENT, ifc_demo_format(d, "草坪 %d", k + 1), NULL, site, lawn,
                  1, 0);
        const int columns = (int)fmax(1, floor(lawn->size.x / 7.5)),
                  rows = (int)fmax(1, floor(lawn->size.y / 7.5));
        for (int j = 0; j < rows; j++) {
            for (int i = 0; i < columns; i++) {
                if (ifc_demo_random(d, "tree", k * 100 + i, j) > 0.8) continue;
                const DVec3 at = { lawn->corner.x + (i + 0.5) * lawn->size.x / columns,
                                   lawn->corner.y + (j + 0.5) * lawn->size.y / rows,
                                   GRADE_M + 0.08 };
                ifc_demo_put(
                    d, tree,
                    &(IfcDemoPut){ .container = site,
                                   .at = at,
                                   .turn_rad = 6.28 * ifc_demo_random(d, "turn", i, j + 50 * k),
                                   .key = ifc_demo_format(d, "site tree %d %d %d", k, i, j) });
            }
        }
    }
    const IfcDemoBox pool[] = {
        { { 17.4, -27, GRADE_M }, { 24, 9, 0.3 }, IFC_DEMO_STONE, 0 },
        { { 17.8, -26.6, GRADE_M + 0.3 }, { 23.2, 8.2, 0.02 }, IFC_DEMO_WATER, 0 }
    };
    put_boxes(d, IFCGEOGRAPHICELEMENT, "镜面水池", NULL, site, pool, 2, 0);
    for (int k = 0; k < 3; k++) {
        const double x = 26.4 + 3.0 * k;
        const IfcDemoBox pole[] = {
            { { x, -13, GRADE_M }, { 0, 0, k == 1 ? 13 : 12 }, IFC_DEMO_STEEL, 0.06 },
            { { x + 0.06, -13.01, GRADE_M + (k == 1 ? 11.1 : 10.1) },
              { 2.4, 0.02, 1.6 },
              k == 1 ? IFC_DEMO_FLAG : IFC_DEMO_MACHINE_BLUE,
              0 }
        };
        put_boxes(d, IFCBUILDINGELEMENTPROXY, ifc_demo_format(d, "旗杆 %d", k + 1), NULL, site,
                  pole, 2, d->steel);
    }
}

void ifc_demo_outside(IfcDemo *d)
{
    const IfcDemoThing small = outside_tree(d, "灌木球", 2.4, 1.1),
                       large = outside_tree(d, "行道树", 7.5, 2.6);
    outside_garden(d, &small);
    outside_roof(d);
    outside_entrance(d);
    outside_site(d, &large);
}
