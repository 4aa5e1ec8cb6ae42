// SPDX-License-Identifier: Apache-2.0
// asset_shape.h - the triangles of one object in the model's axes, and what they add up to.
// Does not: cut or snap (asset_section, asset_measure), or compare models (asset_compare).
#pragma once
#include "assets/asset.h"

typedef struct {
    DVec3 corners[3]; // metres, model's axes; counter-clockwise from outside, also where mirrored
    int instance, triangle;
} AssetTriangle;

// Goes through the triangles of an object: zero-initialise but for asset and object.
typedef struct {
    const Asset *asset;
    int object;
    int instance, triangle; // the next; private
    bool is_mirrored;
} AssetTriangles;
bool asset_shape_next(AssetTriangles *at, AssetTriangle *out); // false after the last
bool asset_shape_is_mirrored(const DPlace *place);
static inline DVec3 asset_shape_vertex(const AssetMesh *mesh, const DPlace *place, uint32_t vertex)
{
    const float *p = mesh->positions + (size_t)vertex * 3;
    return dplace_point(
        place, dvec_add(mesh->origin, dvec_make((double)p[0], (double)p[1], (double)p[2])));
}

// Integrals over the surface, exact for its triangles whatever way it was cut into them.
typedef struct {
    int triangle_count, vertex_count;
    bool is_closed; // every mesh is: the volume means something
    double area_m2, volume_m3;
    DVec3 centroid;   // of the surface
    double second[6]; // area-weighted xx yy zz xy yz zx about the centroid, m4
    double third[10]; // xxx yyy zzz xxy xxz yyx yyz zzx zzy xyz, m5
    double up_m2;     // area that faces up, as seen from above (its plan)
    double across_m2; // half of what is seen along the thinnest side of the first mesh's box
    double longest_m; // longest side of that box
} AssetShape;
AssetShape asset_shape_of(const Asset *asset, int object);

typedef enum {
    ASSET_SHAPE_SAME,  // also where neither has triangles
    ASSET_SHAPE_MOVED, // the same shape in another place or turned
    ASSET_SHAPE_OTHER
} AssetShapeMatch;
// Same: vertices pair by pair within the tolerance, or area, volume and moments of the surface
// within 1e-5 of its size. Moved: the same after the rigid motion between the first instances, or
// area, volume and the invariants of the moments alike.
AssetShapeMatch asset_shape_match(const Asset *old, int old_object, const Asset *other,
                                  int other_object, double tolerance_m);
