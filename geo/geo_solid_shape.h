// SPDX-License-Identifier: Apache-2.0
// geo_solid_shape.h - private to geo_solid*.c: triangles, lathes, tubes and boxes added to a mesh.
// Does not: know layers or coordinates of the earth.
#pragma once
#include "base/dvec.h"
#include "geo/geo_solid.h"

typedef struct {
    uint8_t r, g, b, a;
} GeoSolidColour;

GeoSolidColour geo_solid_shade(GeoSolidColour colour, double factor); // factor 1 = the same
// Returns the number of the vertex. Without memory the mesh is marked and nothing is added.
uint32_t geo_solid_vertex(GeoSolidMesh *mesh, DVec3 pos_m, DVec3 normal, GeoSolidColour colour);
void geo_solid_triangle(GeoSolidMesh *mesh, uint32_t a, uint32_t b, uint32_t c);
// Four corners counter-clockwise from outside, one flat normal.
void geo_solid_quad(GeoSolidMesh *mesh, DVec3 a, DVec3 b, DVec3 c, DVec3 d, GeoSolidColour colour);
// A box from a to b, size across (horizontal where it can be) and size up.
void geo_solid_beam(GeoSolidMesh *mesh, DVec3 a, DVec3 b, double across_m, double up_m, GeoSolidColour colour);
// A round body about the vertical at centre: count radii at heights, smooth; colours from low to high.
void geo_solid_lathe(GeoSolidMesh *mesh, DVec3 centre, const double (*radius_height)[2], int count, int sides, GeoSolidColour low,
                     GeoSolidColour high);
// A tube along points with a radius at each, smooth across, closed at both ends.
void geo_solid_tube(GeoSolidMesh *mesh, const DVec3 *points, const double *radii, int count, int sides, GeoSolidColour colour);
// Sets the box; false and *err when memory ran out.
bool geo_solid_end(GeoSolidMesh *mesh, Err *err);
