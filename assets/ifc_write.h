// SPDX-License-Identifier: Apache-2.0
// ifc_write.h - a small IFC4 (ADD2 TC1) writer: STEP text with GlobalIds from a seed, what a
// building needs on top. The same calls give the same bytes. Does not: check geometry or the
// EXPRESS rules, write other releases, or read.
// Units: metres, radians; z up. Instance numbers count from 1; 0 = none, written as $.
// Thread: one at a time.
#pragma once
#include "assets/ifc_schema.h"
#include "base/dvec.h"
#include "base/err.h"
#include "base/str.h"

typedef uint32_t IfcRef;
typedef struct IfcWriter IfcWriter;

typedef struct {
    uint64_t seed;
    const char *file_name, *description; // of the header
    const char *time_stamp;              // "2026-06-21T00:00:00"
    const char *author, *organization, *application, *version;
} IfcWriteDesc;

// NULL only without memory.
IfcWriter *ifc_write_create(const IfcWriteDesc *desc);
void ifc_write_destroy(IfcWriter *w); // NULL is fine
// Writes the relations gathered so far and the ends of the file; nothing may be added afterwards.
// The text is the writer's.
const char *ifc_write_finish(IfcWriter *w, size_t *length);
// The same into a temporary file that is renamed over path. ERR_IO.
bool ifc_write_save(IfcWriter *w, const char *path, Err *err);
int ifc_write_count(const IfcWriter *w, IfcType type); // instances of exactly this type so far

// One instance. format names attributes of the type (inherited ones too), each with a value, by
// blanks: "Name=%s XDim=%f". What is not named becomes $; GlobalId is made. Values:
//   %s const char *, a string; NULL = $          %e const char *, an enumeration; NULL = $
//   %f double                                    %d int
//   %r IfcRef                                    %R const IfcRef *, int: a list of them
//   %F const double *, int: a list of numbers    %v const char *, STEP text as it stands; NULL = $
//   %t const char * type, const char *: a typed string, IFCLABEL('…')
//   %g const char * type, double: a typed number, IFCREAL(1.)
// and anything else is STEP text as it stands: ".AREA.", "*", "(1,1)".
// An attribute the type does not have is a fault of the caller (assert).
IfcRef ifc_write_entity(IfcWriter *w, IfcType type, const char *format, ...);
// The same where equal instances are one: points, profiles, materials, properties. Not for what
// has a GlobalId.
IfcRef ifc_write_shared(IfcWriter *w, IfcType type, const char *format, ...);
// The next entity with a GlobalId takes it from this text, the seed and how often the text was
// used; without, from its name. Borrowed until then.
void ifc_write_key(IfcWriter *w, const char *key);

// Text of STEP: string with quotes (\X2\ beyond ASCII), number ("1.", "1.5E-05"). Appended.
void ifc_write_add_string(Str *out, const char *utf8);
void ifc_write_add_real(Str *out, double value);
// 22 characters and the end, of 128 bits.
void ifc_write_guid(uint64_t high, uint64_t low, char out[23]);

// ---- Geometry (ifc_write_shape.c) ----
IfcRef ifc_write_point(IfcWriter *w, DVec3 p);
IfcRef ifc_write_point2(IfcWriter *w, double x, double y);
IfcRef ifc_write_direction(IfcWriter *w, DVec3 d);
// z and x axes zero = the world's.
typedef struct {
    DVec3 origin, z_axis, x_axis;
} IfcWriteFrame;
IfcRef ifc_write_axes(IfcWriter *w, IfcWriteFrame frame);
// IfcLocalPlacement, turned about z.
IfcRef ifc_write_placement(IfcWriter *w, IfcRef relative_to, DVec3 origin, double turn_rad);

// Profiles lie round (x, y) of the frame they are swept in.
IfcRef ifc_write_rectangle(IfcWriter *w, double x, double y, double width, double height);
IfcRef ifc_write_hollow(IfcWriter *w, double width, double height, double thickness);
IfcRef ifc_write_circle(IfcWriter *w, double radius, double thickness); // thickness 0 = full
// Rings of corners x, y, not closed: the outer one counter-clockwise, then holes.
IfcRef ifc_write_polygon(IfcWriter *w, const double *xy, const int *counts, int rings);
IfcRef ifc_write_extrusion(IfcWriter *w, IfcRef profile, IfcWriteFrame frame, double depth);
// A box from its lower corner.
IfcRef ifc_write_box(IfcWriter *w, DVec3 corner, DVec3 size);
// A disk along a line of points.
IfcRef ifc_write_disk(IfcWriter *w, const DVec3 *points, int count, double radius);
// A closed body; corners of faces count from 0.
IfcRef ifc_write_triangles(IfcWriter *w, const DVec3 *points, int point_count, const int *corners,
                           int triangle_count);

// A colour, sRGB 0xRRGGBB; transparency 0 to 1. Equal ones are one.
IfcRef ifc_write_style(IfcWriter *w, const char *name, uint32_t rgb, double transparency);
// Gives the item a style; the item comes back.
IfcRef ifc_write_styled(IfcWriter *w, IfcRef item, IfcRef style);
// Body of items, as IfcProductDefinitionShape. kind: "SweptSolid", "Tessellation".
IfcRef ifc_write_body(IfcWriter *w, const char *kind, const IfcRef *items, int count);
IfcRef ifc_write_map(IfcWriter *w, const char *kind, const IfcRef *items, int count);
IfcRef ifc_write_mapped(IfcWriter *w, IfcRef map); // a body of one mapped item

// ---- Objects and what belongs to them (ifc_write_product.c) ----
typedef struct {
    const char *name, *long_name, *description;
    // IfcMapConversion into crs; crs NULL = none. The axis is where the model's x points to.
    const char *crs, *crs_description, *geodetic_datum, *vertical_datum, *projection, *zone;
    double eastings, northings, height, axis_x, axis_y, scale;
    double north_x, north_y; // true north in the model's axes; both 0 = y
} IfcWriteProject;
// Units, contexts, map conversion. First of all calls.
IfcRef ifc_write_project(IfcWriter *w, const IfcWriteProject *project);
IfcRef ifc_write_project_ref(const IfcWriter *w);

typedef struct {
    IfcType type;
    const char *key; // of the GlobalId; NULL = type and name
    const char *name, *description, *object_type, *tag, *predefined; // predefined: "STANDARD"
    const char *long_name;                                           // of spatial elements
    // Where it belongs: at most one of the first four; it is placed in that. container may come
    // with opening: the door stands in the storey.
    IfcRef opening;   // it fills
    IfcRef host;      // it voids
    IfcRef whole;     // it is part of
    IfcRef container; // spatial element it stands in
    DVec3 origin;
    double turn_rad;
    IfcRef shape;
    IfcRef type_object, material;
    IfcRef system; // of which it is a member
} IfcWriteProduct;
// Site, building, storey, space, element or opening. more: further attributes as in
// ifc_write_entity, without %; NULL = none.
IfcRef ifc_write_product(IfcWriter *w, const IfcWriteProduct *product, const char *more);

typedef struct {
    IfcType type; // IFCWALLTYPE
    const char *name, *predefined;
    IfcRef map;      // 0 = none
    IfcRef material; // of all its occurrences
} IfcWriteType;
// Declared by the project.
IfcRef ifc_write_type(IfcWriter *w, const IfcWriteType *type, const char *more);

typedef enum {
    IFC_WRITE_AGGREGATES,
    IFC_WRITE_CONTAINS,
    IFC_WRITE_TYPES,
    IFC_WRITE_GROUPS,
    IFC_WRITE_SERVES,
    IFC_WRITE_MATERIAL,
    IFC_WRITE_CLASSIFIES,
    IFC_WRITE_PROPERTIES,
    IFC_WRITE_DECLARES,
    IFC_WRITE_RELATION_COUNT
} IfcWriteRelation;
// from is the whole, container, type, group, material, set …; written by finish, one relation a
// from.
void ifc_write_relate(IfcWriter *w, IfcWriteRelation relation, IfcRef from, IfcRef to);

typedef struct {
    const char *name, *measure; // "IFCLABEL", "IFCTHERMALTRANSMITTANCEMEASURE", "IFCBOOLEAN" …
    const char *text;           // of texts, and "T" or "F"; NULL = number
    double number;
} IfcWriteProperty;
// Equal sets are one; related to the object (0 = not).
IfcRef ifc_write_properties(IfcWriter *w, IfcRef object, const char *set,
                            const IfcWriteProperty *rows, int count);
typedef struct {
    const char *name;
    char kind; // 'L'ength, 'A'rea, 'V'olume, 'C'ount
    double value;
} IfcWriteQuantity;
IfcRef ifc_write_quantities(IfcWriter *w, IfcRef object, const char *set,
                            const IfcWriteQuantity *rows, int count);

IfcRef ifc_write_material(IfcWriter *w, const char *name, const char *category);
typedef struct {
    IfcRef material;
    const char *name;
    double thickness;
} IfcWriteLayer;
IfcRef ifc_write_layers(IfcWriter *w, const char *name, const IfcWriteLayer *rows, int count);
// System (IFCDISTRIBUTIONSYSTEM) or zone (IFCZONE).
IfcRef ifc_write_group(IfcWriter *w, IfcType type, const char *name, const char *predefined);
IfcRef ifc_write_classification(IfcWriter *w, IfcRef system, const char *code, const char *name);
IfcRef ifc_write_classification_system(IfcWriter *w, const char *name, const char *source,
                                       const char *edition);
