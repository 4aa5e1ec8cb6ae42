// SPDX-License-Identifier: Apache-2.0
// asset_measure.h - measuring inside a model: what a ray snaps to, distances, angles, areas, clear
// heights, the nearest points of two objects; each result says how exact it is.
// Does not: place the model (rays and points are in its axes, metres), draw, or keep an index: the
// caller names the object under the pointer where it knows it.
//
// How exact: corners are as exact as the mesh's floats; on curved faces a point may lie the chord
// tolerance inside the true surface. exact_m is the most a result may be off for these two reasons;
// what the file itself gets wrong is not in it.
#pragma once
#include "assets/asset.h"

typedef struct {
    DVec3 point, normal; // what lies on the side the normal points to is cut away
} AssetPlane;

typedef struct {
    const Asset *asset;
    const AssetPlane *planes; // a section box is six of them
    int plane_count;
    const uint8_t *hidden; // by object: 1 = not there; NULL = all are
    bool with_spaces;      // spaces too; openings never
    int only;              // row of an object + 1; 0 = any
    double chord_m;        // the model was loaded with; 0 = 2 mm
} AssetMeasureScene;

typedef enum {
    ASSET_SNAP_NONE,
    ASSET_SNAP_FACE = 1,
    ASSET_SNAP_EDGE = 2,
    ASSET_SNAP_MIDDLE = 4, // of a straight edge, however many pieces it has
    ASSET_SNAP_VERTEX = 8, // where edges meet; points of a curve are none
    ASSET_SNAP_CENTRE = 16 // of a circle or arc of at least four chords
} AssetSnapKind;

typedef struct {
    AssetSnapKind kind;
    int object, instance, triangle; // that the ray met
    DVec3 point;
    DVec3 hit, normal; // of the ray on the face; the normal towards the ray's origin
    double distance_m; // from the ray's origin to the hit
    DVec3 edge[2];     // ends, of edges and middles
    double radius_m;   // of a centre
    bool is_curved;    // the face is
    bool is_inside;    // the ray met the face from within
    double exact_m;
} AssetSnap;

// Where a ray meets the model, what is cut away or hidden left out. False: nowhere.
bool asset_measure_ray(const AssetMeasureScene *scene, DVec3 origin, DVec3 direction,
                       AssetSnap *out);
// The same, and within reach_m of the hit the best of what `kinds` allows: centre, vertex, middle,
// edge, face, in this order; a centre is offered near itself and where nothing but centres is
// wanted. Points behind a cut are refused. Edges are where faces meet at more than 25 degrees or
// end. Of meshes past 100,000 triangles only those about the hit are looked at: no middles and
// centres there. False: the ray meets nothing, or nothing allowed.
bool asset_measure_snap(const AssetMeasureScene *scene, DVec3 origin, DVec3 direction,
                        double reach_m, unsigned kinds, AssetSnap *out);
bool asset_measure_is_cut(const AssetMeasureScene *scene, DVec3 point);
const char *asset_measure_snap_name(AssetSnapKind kind); // "vertex"

typedef struct {
    double length_m, horizontal_m, vertical_m; // vertical: b above a
    double exact_m;
} AssetDistance;
AssetDistance asset_measure_distance(const AssetSnap *a, const AssetSnap *b);

typedef struct {
    double rad, exact_rad; // 0 to pi
} AssetAngle;
// At b, from a to c. Points that coincide give 0, exact to pi.
AssetAngle asset_measure_angle(const AssetSnap *a, const AssetSnap *b, const AssetSnap *c);
// Between two planes: 0 = parallel, at most pi / 2.
AssetAngle asset_measure_face_angle(const AssetSnap *a, const AssetSnap *b);

typedef struct {
    double area_m2, perimeter_m;
    int ring_count;     // of a face: outer rings and holes
    double off_plane_m; // the farthest corner from the mean plane
    double exact_m2;
} AssetArea;
// Of a polygon through the points; ERR_ARGUMENT with fewer than three. Newell's formula.
bool asset_measure_polygon(const AssetSnap *corners, int count, AssetArea *out, Err *err);
// Of the plane face that a snap lies on, its holes taken off, whatever way it was cut into
// triangles. False with *err: ERR_UNSUPPORTED for curved faces, ERR_RANGE past a million triangles.
bool asset_measure_face(const AssetMeasureScene *scene, const AssetSnap *on, AssetArea *out,
                        Err *err);

typedef struct {
    bool has_up, has_down;
    double up_m, down_m; // to the next surface; down is 0 for a point on the floor
    int up_object, down_object;
    double exact_m;
} AssetHeight;
AssetHeight asset_measure_height(const AssetMeasureScene *scene, const AssetSnap *from);

typedef struct {
    double length_m, exact_m; // 0 where they touch or cross
    DVec3 a, b;               // the nearest points
} AssetNearest;
// Of two objects' triangles. False with *err: ERR_NOT_FOUND where one has none, ERR_MEMORY. Cuts do
// not count. A tree of boxes over each: some n log n.
bool asset_measure_nearest(const AssetMeasureScene *scene, int a, int b, AssetNearest *out,
                           Err *err);
