// SPDX-License-Identifier: Apache-2.0
// ifc_demo_build.h - what the parts of the demo building share while it is written. Private to
// ifc_demo*.c.
#pragma once
#include "assets/ifc_demo.h"
#include "assets/ifc_demo_plan.h"
#include "assets/ifc_write.h"
#include "base/arena.h"

enum {
    IFC_DEMO_STOREYS = 9,
    IFC_DEMO_B1 = 0,
    IFC_DEMO_F1,
    IFC_DEMO_F2,
    IFC_DEMO_F3,
    IFC_DEMO_F4,
    IFC_DEMO_F5,
    IFC_DEMO_F6,
    IFC_DEMO_F7,
    IFC_DEMO_RF
};
#define IFC_DEMO_GRID_M 8.4
#define IFC_DEMO_SLAB_M 0.15   // below the finish
#define IFC_DEMO_FINISH_M 0.05 // its top is the storey's level
#define IFC_DEMO_BEAM_M 0.7    // below the slab

typedef enum {
    IFC_DEMO_CONCRETE,
    IFC_DEMO_PLASTER,
    IFC_DEMO_FABRIC,
    IFC_DEMO_BLOCKWORK,
    IFC_DEMO_GLASS,
    IFC_DEMO_GLAZING,
    IFC_DEMO_ALUMINIUM,
    IFC_DEMO_SPANDREL,
    IFC_DEMO_FIN,
    IFC_DEMO_STONE,
    IFC_DEMO_TILE,
    IFC_DEMO_CARPET,
    IFC_DEMO_WOOD,
    IFC_DEMO_EPOXY,
    IFC_DEMO_RAISED,
    IFC_DEMO_CEILING,
    IFC_DEMO_STEEL,
    IFC_DEMO_DOOR_LEAF,
    IFC_DEMO_FIRE_LEAF,
    IFC_DEMO_DUCT,
    IFC_DEMO_SUPPLY,
    IFC_DEMO_RETURN,
    IFC_DEMO_FIRE_PIPE,
    IFC_DEMO_TRAY,
    IFC_DEMO_LAMP,
    IFC_DEMO_SENSOR_WHITE,
    IFC_DEMO_SMOKE_RED,
    IFC_DEMO_SCREEN,
    IFC_DEMO_DESK,
    IFC_DEMO_CHAIR,
    IFC_DEMO_SOFA,
    IFC_DEMO_MACHINE,
    IFC_DEMO_MACHINE_BLUE,
    IFC_DEMO_DARK,
    IFC_DEMO_CERAMIC,
    IFC_DEMO_LAWN,
    IFC_DEMO_LEAVES,
    IFC_DEMO_TRUNK,
    IFC_DEMO_WATER,
    IFC_DEMO_PAVING,
    IFC_DEMO_ASPHALT,
    IFC_DEMO_CAR_WHITE,
    IFC_DEMO_CAR_GREY,
    IFC_DEMO_CAR_BLUE,
    IFC_DEMO_SOLAR,
    IFC_DEMO_MARKING,
    IFC_DEMO_SPACE,
    IFC_DEMO_FLAG,
    IFC_DEMO_STYLES
} IfcDemoStyle;

typedef enum {
    IFC_DEMO_AIR,
    IFC_DEMO_CHILLED,
    IFC_DEMO_FIRE,
    IFC_DEMO_POWER,
    IFC_DEMO_LIGHTING,
    IFC_DEMO_CONTROL,
    IFC_DEMO_NETWORK,
    IFC_DEMO_DRAIN,
    IFC_DEMO_SYSTEMS
} IfcDemoSystem;

// A body of boxes, round posts (radius > 0: size.z high, about the corner).
typedef struct {
    DVec3 corner, size;
    IfcDemoStyle style;
    double radius;
} IfcDemoBox;
// A thing that stands in many places: a type with its map.
typedef struct {
    IfcType type;
    const char *name;
    IfcRef type_object, map, material;
} IfcDemoThing;
enum { IFC_DEMO_SENSORS = 3, IFC_DEMO_ZONES = 5, IFC_DEMO_PANES_MAX = 96 };
typedef enum {
    IFC_DEMO_PANE_GLASS,
    IFC_DEMO_PANE_SPANDREL,
    IFC_DEMO_PANE_METAL,
    IFC_DEMO_PANE_WINDOW,
    IFC_DEMO_PANE_MULLION
} IfcDemoPane;
typedef struct {
    IfcDemoPane kind;
    double width, height;
    IfcDemoThing thing;
} IfcDemoPaneThing;
typedef struct {
    IfcDemoThing desk, chair, sofa, cafe, console, screen, display, rack, shelf, counter, closet;
    IfcDemoThing basin, cars[3];
} IfcDemoFurniture;
typedef struct {
    IfcWriter *w;
    const IfcDemoDesc *desc;
    Arena arena;
    IfcRef site, building, storeys[IFC_DEMO_STOREYS];
    IfcDemoPlan plans[IFC_DEMO_STOREYS];
    IfcRef spaces[IFC_DEMO_STOREYS][IFC_DEMO_ROOMS_MAX];
    IfcRef styles[IFC_DEMO_STYLES], systems[IFC_DEMO_SYSTEMS];
    IfcRef slab_layers, wall_types[IFC_DEMO_WALL_COUNT], zones[IFC_DEMO_ZONES], classes;
    IfcDemoThing doors[IFC_DEMO_DOOR_COUNT];
    IfcDemoPaneThing panes[IFC_DEMO_PANES_MAX];
    int pane_count;
    IfcDemoFurniture furniture;
    IfcRef run_types[3];
    IfcDemoThing outlet, sprinkler, lamp, handler, sensors[IFC_DEMO_SENSORS];
    int door_numbers[IFC_DEMO_STOREYS];
    const IfcRef *walls[IFC_DEMO_STOREYS]; // rows of the plan's
    IfcRef concrete, steel, aluminium, glass, gypsum, timber, plastic;
} IfcDemo;

typedef struct {
    IfcType occurrence, type;             // IFCFURNITURE, IFCFURNITURETYPE
    const char *name, *predefined, *more; // more: attributes of the type
    IfcRef material;
    const IfcDemoBox *boxes;
    int count;
} IfcDemoThingDesc;
IfcDemoThing ifc_demo_thing(IfcDemo *d, const IfcDemoThingDesc *desc);
typedef struct {
    IfcRef container, whole; // one of them
    DVec3 at;
    double turn_rad;
    IfcDemoSystem system; // of those with has_system
    bool has_system;
    const char *key, *tag, *name; // NULL: the thing's
} IfcDemoPut;
IfcRef ifc_demo_put(IfcDemo *d, const IfcDemoThing *thing, const IfcDemoPut *put);
IfcRef ifc_demo_boxes(IfcDemo *d, const IfcDemoBox *boxes, int count); // a body
const char *ifc_demo_format(IfcDemo *d, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
double ifc_demo_ceiling_m(const IfcDemoStorey *storey, const IfcDemoRoom *room); // 0 = none
double ifc_demo_clear_m(const IfcDemoStorey *storey, const IfcDemoRoom *room);   // of its space
const char *ifc_demo_use_name(IfcDemoUse use);
// A number 0 to 1 of the seed and of what is named.
double ifc_demo_random(const IfcDemo *d, const char *what, int a, int b);

void ifc_demo_walls(IfcDemo *d, int s);
void ifc_demo_rooms(IfcDemo *d, int s);
void ifc_demo_structure(IfcDemo *d, int s);
void ifc_demo_stairs(IfcDemo *d, int s);
void ifc_demo_facade(IfcDemo *d, int s);
void ifc_demo_services(IfcDemo *d, int s);
void ifc_demo_plant(IfcDemo *d);
void ifc_demo_furnish(IfcDemo *d, int s);
void ifc_demo_outside(IfcDemo *d);
// Of what is not in a wall of the plan: the door's left jamb on the façade.
void ifc_demo_facade_door(IfcDemo *d, int s, const IfcDemoDoor *door, DVec3 at, double turn_rad);
double ifc_demo_door_width(IfcDemoDoorKind kind); // of the hole
double ifc_demo_door_height(IfcDemoDoorKind kind);
