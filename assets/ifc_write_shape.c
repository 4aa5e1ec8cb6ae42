// SPDX-License-Identifier: Apache-2.0
// ifc_write_shape.c - placements, profiles, solids, colours and representations.
#include "assets/ifc_writer.h"
#include <stdlib.h>

IfcRef ifc_write_point(IfcWriter *w, DVec3 p)
{
    const double xyz[3] = { p.x, p.y, p.z };
    return ifc_write_shared(w, IFCCARTESIANPOINT, "Coordinates=%F", xyz, 3);
}

IfcRef ifc_write_point2(IfcWriter *w, double x, double y)
{
    const double xy[2] = { x, y };
    return ifc_write_shared(w, IFCCARTESIANPOINT, "Coordinates=%F", xy, 2);
}

IfcRef ifc_write_direction(IfcWriter *w, DVec3 d)
{
    const double xyz[3] = { d.x, d.y, d.z };
    return ifc_write_shared(w, IFCDIRECTION, "DirectionRatios=%F", xyz, 3);
}

IfcRef ifc_write_axes(IfcWriter *w, IfcWriteFrame f)
{
    const bool has_axes = dvec_length(f.z_axis) > 0 || dvec_length(f.x_axis) > 0;
    if (dvec_length(f.z_axis) <= 0) f.z_axis = dvec_make(0, 0, 1);
    if (dvec_length(f.x_axis) <= 0) f.x_axis = dvec_make(1, 0, 0);
    const IfcRef point = ifc_write_point(w, f.origin);
    const IfcRef z = has_axes ? ifc_write_direction(w, f.z_axis) : 0;
    const IfcRef x = has_axes ? ifc_write_direction(w, f.x_axis) : 0;
    return ifc_write_shared(w, IFCAXIS2PLACEMENT3D, "Location=%r Axis=%r RefDirection=%r", point, z,
                            x);
}

IfcRef ifc_write_placement(IfcWriter *w, IfcRef relative_to, DVec3 origin, double turn_rad)
{
    IfcWriteFrame frame = { .origin = origin };
    if (turn_rad != 0) {
        frame.z_axis = dvec_make(0, 0, 1);
        frame.x_axis = dvec_make(cos(turn_rad), sin(turn_rad), 0);
    }
    return ifc_write_entity(w, IFCLOCALPLACEMENT, "PlacementRelTo=%r RelativePlacement=%r",
                            relative_to, ifc_write_axes(w, frame));
}

static IfcRef ifc_write_axes2(IfcWriter *w, double x, double y)
{
    return ifc_write_shared(w, IFCAXIS2PLACEMENT2D, "Location=%r", ifc_write_point2(w, x, y));
}

IfcRef ifc_write_rectangle(IfcWriter *w, double x, double y, double width, double height)
{
    return ifc_write_shared(w, IFCRECTANGLEPROFILEDEF,
                            "ProfileType=.AREA. Position=%r XDim=%f YDim=%f",
                            ifc_write_axes2(w, x, y), width, height);
}

IfcRef ifc_write_hollow(IfcWriter *w, double width, double height, double thickness)
{
    return ifc_write_shared(w, IFCRECTANGLEHOLLOWPROFILEDEF,
                            "ProfileType=.AREA. Position=%r XDim=%f YDim=%f WallThickness=%f",
                            ifc_write_axes2(w, 0, 0), width, height, thickness);
}

IfcRef ifc_write_circle(IfcWriter *w, double radius, double thickness)
{
    const IfcRef axes = ifc_write_axes2(w, 0, 0);
    if (thickness <= 0)
        return ifc_write_shared(w, IFCCIRCLEPROFILEDEF, "ProfileType=.AREA. Position=%r Radius=%f",
                                axes, radius);
    return ifc_write_shared(w, IFCCIRCLEHOLLOWPROFILEDEF,
                            "ProfileType=.AREA. Position=%r Radius=%f WallThickness=%f", axes,
                            radius, thickness);
}

static IfcRef ifc_write_ring(IfcWriter *w, const double *xy, int count)
{
    IfcRef *points = arena_alloc(&w->arena, ((size_t)count + 1) * sizeof *points);
    for (int i = 0; i < count; i++) points[i] = ifc_write_point2(w, xy[2 * i], xy[2 * i + 1]);
    points[count] = points[0];
    return ifc_write_shared(w, IFCPOLYLINE, "Points=%R", points, count + 1);
}

IfcRef ifc_write_polygon(IfcWriter *w, const double *xy, const int *counts, int rings)
{
    const IfcRef outer = ifc_write_ring(w, xy, counts[0]);
    if (rings == 1)
        return ifc_write_shared(w, IFCARBITRARYCLOSEDPROFILEDEF, "ProfileType=.AREA. OuterCurve=%r",
                                outer);
    IfcRef *inner = arena_alloc(&w->arena, (size_t)rings * sizeof *inner);
    xy += 2 * counts[0];
    for (int r = 1; r < rings; r++) {
        inner[r - 1] = ifc_write_ring(w, xy, counts[r]);
        xy += 2 * counts[r];
    }
    return ifc_write_shared(w, IFCARBITRARYPROFILEDEFWITHVOIDS,
                            "ProfileType=.AREA. OuterCurve=%r InnerCurves=%R", outer, inner,
                            rings - 1);
}

IfcRef ifc_write_extrusion(IfcWriter *w, IfcRef profile, IfcWriteFrame frame, double depth)
{
    return ifc_write_entity(
        w, IFCEXTRUDEDAREASOLID, "SweptArea=%r Position=%r ExtrudedDirection=%r Depth=%f", profile,
        ifc_write_axes(w, frame), ifc_write_direction(w, dvec_make(0, 0, 1)), depth);
}

IfcRef ifc_write_box(IfcWriter *w, DVec3 corner, DVec3 size)
{
    const IfcRef profile = ifc_write_rectangle(w, 0, 0, size.x, size.y);
    const IfcWriteFrame frame = { .origin = dvec_make(corner.x + size.x / 2, corner.y + size.y / 2,
                                                      corner.z) };
    return ifc_write_extrusion(w, profile, frame, size.z);
}

IfcRef ifc_write_disk(IfcWriter *w, const DVec3 *points, int count, double radius)
{
    IfcRef *refs = arena_alloc(&w->arena, (size_t)count * sizeof *refs);
    for (int i = 0; i < count; i++) refs[i] = ifc_write_point(w, points[i]);
    const IfcRef line = ifc_write_entity(w, IFCPOLYLINE, "Points=%R", refs, count);
    return ifc_write_entity(w, IFCSWEPTDISKSOLID, "Directrix=%r Radius=%f", line, radius);
}

IfcRef ifc_write_triangles(IfcWriter *w, const DVec3 *points, int point_count, const int *corners,
                           int triangle_count)
{
    Str list = { 0 };
    str_add(&list, "(");
    for (int i = 0; i < point_count; i++) {
        const double xyz[3] = { points[i].x, points[i].y, points[i].z };
        for (int k = 0; k < 3; k++) {
            str_add(&list, k ? "," : i ? ",(" : "(");
            ifc_write_add_real(&list, xyz[k]);
        }
        str_add(&list, ")");
    }
    str_add(&list, ")");
    const IfcRef coordinates =
        ifc_write_entity(w, IFCCARTESIANPOINTLIST3D, "CoordList=%v", list.text);
    list.length = 0;
    for (int t = 0; t < triangle_count; t++)
        str_printf(&list, "%s(%d,%d,%d)", t ? "," : "(", corners[3 * t] + 1, corners[3 * t + 1] + 1,
                   corners[3 * t + 2] + 1);
    str_add(&list, ")");
    const IfcRef set =
        ifc_write_entity(w, IFCTRIANGULATEDFACESET, "Coordinates=%r Closed=.T. CoordIndex=%v",
                         coordinates, list.text);
    str_finish(&list);
    return set;
}

IfcRef ifc_write_style(IfcWriter *w, const char *name, uint32_t rgb, double transparency)
{
    const IfcRef colour =
        ifc_write_shared(w, IFCCOLOURRGB, "Red=%f Green=%f Blue=%f", (rgb >> 16 & 255) / 255.0,
                         (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0);
    const IfcRef rendering = ifc_write_shared(
        w, IFCSURFACESTYLERENDERING,
        "SurfaceColour=%r Transparency=%f ReflectanceMethod=.NOTDEFINED.", colour, transparency);
    return ifc_write_shared(w, IFCSURFACESTYLE, "Name=%s Side=.BOTH. Styles=%R", name, &rendering,
                            1);
}

IfcRef ifc_write_styled(IfcWriter *w, IfcRef item, IfcRef style)
{
    ifc_write_entity(w, IFCSTYLEDITEM, "Item=%r Styles=%R", item, &style, 1);
    return item;
}

static IfcRef ifc_write_representation(IfcWriter *w, const char *kind, const IfcRef *items,
                                       int count)
{
    return ifc_write_entity(
        w, IFCSHAPEREPRESENTATION,
        "ContextOfItems=%r RepresentationIdentifier=%s RepresentationType=%s Items=%R", w->body,
        "Body", kind, items, count);
}

IfcRef ifc_write_body(IfcWriter *w, const char *kind, const IfcRef *items, int count)
{
    const IfcRef shape = ifc_write_representation(w, kind, items, count);
    return ifc_write_entity(w, IFCPRODUCTDEFINITIONSHAPE, "Representations=%R", &shape, 1);
}

IfcRef ifc_write_map(IfcWriter *w, const char *kind, const IfcRef *items, int count)
{
    const IfcRef shape = ifc_write_representation(w, kind, items, count);
    return ifc_write_entity(w, IFCREPRESENTATIONMAP, "MappingOrigin=%r MappedRepresentation=%r",
                            ifc_write_axes(w, (IfcWriteFrame){ 0 }), shape);
}

IfcRef ifc_write_mapped(IfcWriter *w, IfcRef map)
{
    const IfcRef target = ifc_write_shared(w, IFCCARTESIANTRANSFORMATIONOPERATOR3D,
                                           "LocalOrigin=%r", ifc_write_point(w, (DVec3){ 0 }));
    const IfcRef item =
        ifc_write_entity(w, IFCMAPPEDITEM, "MappingSource=%r MappingTarget=%r", map, target);
    return ifc_write_body(w, "MappedRepresentation", &item, 1);
}
