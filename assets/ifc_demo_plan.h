// SPDX-License-Identifier: Apache-2.0
// ifc_demo_plan.h - a storey drawn as rectangles of rooms, and what follows from it: walls between
// different rooms with their joints, and the ring of each room between its walls. Private to
// ifc_demo*.c.
#pragma once
#include "base/arena.h"
#include <stdbool.h>

typedef enum {
    IFC_DEMO_NONE,
    IFC_DEMO_OFFICE,
    IFC_DEMO_MEETING,
    IFC_DEMO_HALL,
    IFC_DEMO_LOBBY,
    IFC_DEMO_CORRIDOR,
    IFC_DEMO_STAIR,
    IFC_DEMO_LIFT,
    IFC_DEMO_TOILET,
    IFC_DEMO_PLANT,
    IFC_DEMO_TECH,
    IFC_DEMO_SHAFT,
    IFC_DEMO_STORE,
    IFC_DEMO_PARKING,
    IFC_DEMO_RAMP,
    IFC_DEMO_CAFE,
    IFC_DEMO_PANTRY,
    IFC_DEMO_VOID, // upper part of a hall: bounded, no space and no floor
    IFC_DEMO_USE_COUNT
} IfcDemoUse;

// Painted one over the other; name NULL = more of the room before.
typedef struct {
    const char *name;
    IfcDemoUse use;
    double x0, y0, x1, y1; // centre lines of walls
} IfcDemoRect;

typedef enum {
    IFC_DEMO_DOOR_SINGLE,
    IFC_DEMO_DOOR_FIRE,
    IFC_DEMO_DOOR_FIRE2,
    IFC_DEMO_DOOR_GLASS2,
    IFC_DEMO_DOOR_SHAFT,
    IFC_DEMO_DOOR_LIFT,
    IFC_DEMO_DOOR_ENTRANCE, // two modules of the façade
    IFC_DEMO_DOOR_SIDE,     // one
    IFC_DEMO_DOOR_SHUTTER,  // four
    IFC_DEMO_DOOR_PASSAGE,  // an opening without a door
    IFC_DEMO_DOOR_COUNT
} IfcDemoDoorKind;

typedef struct {
    double x, y; // on a wall's centre line, or on the façade
    IfcDemoDoorKind kind;
} IfcDemoDoor;

typedef enum {
    IFC_DEMO_WALL_NONE,
    IFC_DEMO_WALL_CORE,     // concrete round the core
    IFC_DEMO_WALL_SHAFT,    // concrete inside it
    IFC_DEMO_WALL_BLOCK,    // round plant
    IFC_DEMO_WALL_ACOUSTIC, // round halls
    IFC_DEMO_WALL_PARTITION,
    IFC_DEMO_WALL_GLASS,
    IFC_DEMO_WALL_BASEMENT,
    IFC_DEMO_WALL_ROOF,
    IFC_DEMO_WALL_COUNT
} IfcDemoWallKind;

typedef struct {
    const char *key, *name; // "F2", "二层"
    double elevation_m, height_m;
    double x0, y0, x1, y1; // edge of the slab
    IfcDemoWallKind outer; // NONE: a curtain wall
    bool has_core;         // rooms and doors of the core are added
    const IfcDemoRect *rects;
    const IfcDemoDoor *doors;
    int rect_count, door_count;
} IfcDemoStorey;

enum { IFC_DEMO_RINGS_MAX = 12, IFC_DEMO_ROOMS_MAX = 64 };
typedef struct {
    const char *name;
    IfcDemoUse use;
    int first_rect, rect_count; // of the plan's rects
    double *xy;                 // between the walls: outer ring counter-clockwise, then holes
    int counts[IFC_DEMO_RINGS_MAX], rings;
    double area_m2, perimeter_m;
    double x0, y0, x1, y1; // box of the rings
} IfcDemoRoom;

typedef struct {
    IfcDemoWallKind kind;
    bool is_vertical; // along y
    double x0, y0, x1, y1, thickness_m;
    int room_a, room_b; // to the left and right of its first part; -1 = outside
} IfcDemoWall;

typedef struct {
    IfcDemoRect *rects;
    IfcDemoDoor *doors;
    int rect_count, door_count;
    double *xs, *ys;
    int x_count, y_count;
    int *cells; // room of a cell, -1 = outside; (x_count - 1) a row
    IfcDemoRoom *rooms;
    IfcDemoWall *walls;
    int room_count, wall_count;
} IfcDemoPlan;

double ifc_demo_wall_thickness(IfcDemoWallKind kind);
void ifc_demo_plan_make(const IfcDemoStorey *storey, Arena *arena, IfcDemoPlan *out);
int ifc_demo_plan_room_at(const IfcDemoPlan *plan, double x, double y); // -1 = outside
// The wall whose centre line holds the point; -1 = none.
int ifc_demo_plan_wall_at(const IfcDemoPlan *plan, double x, double y);
bool ifc_demo_plan_is_core(IfcDemoUse use);

// ifc_demo_rooms.c: basement, seven storeys, roof.
extern const IfcDemoStorey ifc_demo_storeys[];
extern const int ifc_demo_storey_count;
extern const IfcDemoRect ifc_demo_core_rects[];
extern const int ifc_demo_core_rect_count;
extern const IfcDemoDoor ifc_demo_core_doors[];
extern const int ifc_demo_core_door_count;
