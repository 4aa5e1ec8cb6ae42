// SPDX-License-Identifier: Apache-2.0
// ifc_model.h - what an IFC file says: objects, relations both ways, property sets, materials,
// classifications, units, place. Kept in columns, so that a question over a million objects is a
// scan. Frozen once loaded; read by any thread. Does not: make triangles (ifc_geometry.h), apply a
// coordinate reference system (geo), or change the file.
#pragma once
#include "assets/ifc_schema.h"
#include "assets/step_file.h"
#include "base/dvec.h"
#include "base/job.h"

typedef uint32_t IfcText; // of the model's pool; 0 = ""
enum { IFC_OBJECT_NONE = -1 };

typedef enum {
    IFC_RELATION_NONE,
    IFC_RELATION_AGGREGATES, // whole to part
    IFC_RELATION_NESTS,
    IFC_RELATION_CONTAINS,   // spatial structure to element
    IFC_RELATION_REFERENCES, // the same, not counted as its place
    IFC_RELATION_TYPES,      // type to occurrence
    IFC_RELATION_GROUPS,     // group, system or zone to member
    IFC_RELATION_SERVES,     // system to spatial element
    IFC_RELATION_VOIDS,      // host to opening
    IFC_RELATION_FILLS,      // opening to door or window
    IFC_RELATION_PROJECTS,   // host to projection
    IFC_RELATION_BOUNDS,     // space to bounding element
    IFC_RELATION_CONNECTS,   // element or port to another
    IFC_RELATION_COVERS,     // element or space to covering
    IFC_RELATION_DECLARES,   // project to type
    IFC_RELATION_CONTROLS,   // control, process or actor to object
    IFC_RELATION_POSITIONS,  // alignment or grid to product
    IFC_RELATION_KIND_COUNT
} IfcRelationKind;

// Levels of the Chinese CIM standard (CJJ/T 315-2022): 5 function (spaces, zones, systems), 6
// component, 7 part. 0: no level.
typedef struct {
    int count;
    int32_t *rows;   // of the file
    uint16_t *types; // IfcType
    IfcText *names, *object_types, *tags, *long_names, *predefined_types;
    int32_t *parents;                       // object it is part of or stands in; IFC_OBJECT_NONE
    int32_t *storeys;                       // storey it is in, whatever lies between
    int32_t *type_objects;                  // its type
    int32_t *materials;                     // row of materials, its own or its type's; -1
    uint32_t *placements, *representations; // instance numbers; 0 = none
    uint8_t *levels;
} IfcObjects;

// Edges sorted by from; by_to holds edge numbers sorted by to. starts have one more than there are
// objects.
typedef struct {
    int count;
    uint8_t *kinds;
    int32_t *from, *to;
    int32_t *from_starts, *to_starts, *by_to;
} IfcRelations;

typedef enum { IFC_VALUE_NONE, IFC_VALUE_NUMBER, IFC_VALUE_TEXT, IFC_VALUE_BOOL } IfcValueKind;
typedef struct {
    int count;
    int32_t *sets; // row of sets
    IfcText *names;
    uint8_t *kinds;    // IfcValueKind
    double *numbers;   // as in the file: times units[unit].factor is SI; bool as 0 and 1
    IfcText *texts;    // also of numbers, where several are given (lists, bounds): "1; 2"
    IfcText *measures; // "IFCLENGTHMEASURE"; 0 = none
    int16_t *units;    // row of units, -1 = none
} IfcProperties;
typedef struct {
    int count;
    int32_t *rows;
    IfcText *names;
    bool *is_quantity;
    int32_t *first_property; // count + 1
    // Objects of a set and sets of an object; starts as in IfcRelations.
    int32_t *object_starts, *objects;
    int32_t *set_starts, *sets;
} IfcPropertySets;

typedef struct {
    const char *kind;      // "LENGTHUNIT", "THERMALTRANSMITTANCEUNIT"
    const char *symbol;    // "mm", "W/(m2 K)"
    double factor, offset; // si = value * factor + offset
    uint32_t id;
} IfcUnit;
typedef struct {
    IfcUnit *rows;
    int count;
    double length_m, angle_rad, area_m2, volume_m3; // one unit of the file
    const char
        *length_name; // "MILLIMETRE", "FOOT"; "" when the file does not say (metres are taken)
} IfcUnits;

typedef enum {
    IFC_MATERIAL_NONE,
    IFC_MATERIAL_SINGLE,
    IFC_MATERIAL_LAYERS,
    IFC_MATERIAL_PROFILES,
    IFC_MATERIAL_CONSTITUENTS,
    IFC_MATERIAL_LIST
} IfcMaterialKind;
typedef struct {
    IfcText name, category; // of the material
    double thickness_m;     // layers
    double fraction;        // constituents; 0 = not said
    uint32_t material;      // instance
} IfcMaterialPart;
typedef struct {
    uint32_t id;
    IfcMaterialKind kind;
    IfcText name;
    int first_part, part_count;
} IfcMaterial;

typedef struct {
    uint32_t id;
    IfcText system, code, name;
} IfcClassification;

typedef enum {
    IFC_GEOREFERENCE_NONE,
    IFC_GEOREFERENCE_MAP,
    IFC_GEOREFERENCE_RIGID,
    IFC_GEOREFERENCE_SITE
} IfcGeoreferenceKind;
// What the file says about its place on earth, as plain numbers; the best kind found is used first,
// the rest is there too.
typedef struct {
    IfcGeoreferenceKind kind;
    // IfcMapConversion: eastings and northings in map units; the axis is where the model's x points
    // to.
    double eastings, northings, height, axis_x, axis_y, scale, factor_x, factor_y, factor_z;
    bool has_scale, has_axis, is_scaled; // is_scaled: IfcMapConversionScaled
    double map_unit_m;                   // 0 = not said
    bool scale_is_suspect;               // the scale contradicts the units: trust the units
    double scale_expected;
    // IfcRigidOperation; degrees where is_angle, else map units.
    double first, second;
    bool is_angle;
    const char *crs_name, *crs_description, *geodetic_datum, *vertical_datum, *projection, *zone;
    // IfcSite.
    bool has_site, has_elevation;
    double latitude_deg, longitude_deg, elevation_m;
    int32_t site; // object
    bool has_true_north;
    double true_north_x, true_north_y; // in the model's axes
    DPlace context;   // WorldCoordinateSystem in the model's axes, metres: what the map conversion
                      // counts from; shapes and placements never do
    bool has_context; // it is not the model's own
    double precision_m;
} IfcGeoreference;

typedef struct IfcModel {
    StepFile *file;
    IfcSchemaTable schema;
    uint16_t *keyword_types; // IfcType by keyword row
    int32_t *type_starts;    // rows sorted by type: IFC_TYPE_COUNT + 1
    int32_t *rows_by_type;
    IfcObjects objects;
    int32_t *object_of_row; // IFC_OBJECT_NONE
    IfcRelations relations;
    IfcPropertySets sets;
    IfcProperties properties;
    IfcUnits units;
    IfcMaterial *materials;
    IfcMaterialPart *material_parts;
    int material_count, material_part_count;
    IfcClassification *classifications;
    int classification_count;
    int32_t *classified_objects, *classified_as; // pairs
    int classified_count;
    IfcGeoreference georeference;
    int32_t project;   // object
    int unknown_types; // instances whose type no release knows
    char *pool;
    size_t pool_length;
    Arena arena;
    struct IfcModelBuild *build; // while loading
} IfcModel;

// Reads .ifc, .ifczip or .ifcxml. NULL with *err only when nothing can be had (no instance, no
// IFC). Faults are in file->problems. Blocks. Thread: job. job may be NULL.
IfcModel *ifc_model_load(const char *path, Job *job, Err *err);
IfcModel *ifc_model_from_text(const char *text, size_t length,
                              Err *err); // text borrowed until destroy
void ifc_model_destroy(IfcModel *model); // NULL is fine

static inline const char *ifc_model_text(const IfcModel *model, IfcText text)
{
    return model->pool + text;
}
static inline IfcType ifc_model_type(const IfcModel *model, int row)
{
    return (IfcType)model->keyword_types[model->file->keywords[row]];
}
static inline bool ifc_model_is(const IfcModel *model, int object, IfcType ancestor)
{
    return ifc_schema_is(&model->schema, (IfcType)model->objects.types[object], ancestor);
}
// Row and type of an instance number; -1 when there is none.
int ifc_model_row(const IfcModel *model, uint32_t id, IfcType *type);
// The 22 characters of GlobalId, shorter when the file is wrong; out holds 32 bytes.
void ifc_model_guid(const IfcModel *model, int object, char out[32]);
// The same as the file writes it, borrowed: for looking through many. Length 0 = none.
StepText ifc_model_guid_text(const IfcModel *model, int object);
// Where its placement puts an object in the model, metres; false: it has none that can be read.
bool ifc_model_place(const IfcModel *model, int object, DPlace *out);
int ifc_model_find_guid(const IfcModel *model, const char *guid); // object, -1; a scan
// Objects at the other end of edges of one kind; forward: from object. Returns how many there are,
// writes at most cap.
int ifc_model_related(const IfcModel *model, int object, IfcRelationKind kind, bool forward,
                      int32_t *out, int cap);
// Rows of exactly this type: first of *count consecutive entries of rows_by_type.
const int32_t *ifc_model_rows(const IfcModel *model, IfcType type, int *count);
// The property of an object by names, its type's where it has none; set may be NULL. Row of
// properties, -1.
int ifc_model_property(const IfcModel *model, int object, const char *set, const char *name);

// One question over all objects: those with a property that compares so. Texts compare as people do
// (str_fold). What has no such property never fits.
typedef enum {
    IFC_QUERY_EXISTS,
    IFC_QUERY_EQUAL,
    IFC_QUERY_NOT_EQUAL,
    IFC_QUERY_LESS,
    IFC_QUERY_LESS_EQUAL,
    IFC_QUERY_GREATER,
    IFC_QUERY_GREATER_EQUAL,
    IFC_QUERY_CONTAINS,
    IFC_QUERY_NOT_CONTAINS
} IfcQueryKind;
typedef struct {
    const char *set, *name; // set NULL = any
    IfcQueryKind kind;
    const char *text; // EQUAL, CONTAINS and their opposites; numbers as text too
    double number;    // LESS, GREATER …; EQUAL where has_number
    bool has_number;
    // Of number: "LENGTHUNIT" = SI, of that kind only; "" = as the file writes it; NULL = SI of any.
    const char *unit_kind;
    int *unit_misfits; // counts numbers of another kind, left out; NULL = not wanted
} IfcQuery;
// found[object] becomes 1 or 0; it has objects.count bytes. Returns how many.
int ifc_model_query(const IfcModel *model, const IfcQuery *query, uint8_t *found);
