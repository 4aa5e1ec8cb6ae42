// SPDX-License-Identifier: Apache-2.0
// ifc_write_product.c - project, objects, types, property sets, materials, groups, and the
// relations between them.
#include "assets/ifc_writer.h"
#include "base/array.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

void ifc_write_relate(IfcWriter *w, IfcWriteRelation relation, IfcRef from, IfcRef to)
{
    if (!from || !to) return;
    if (!array_reserve((void **)&w->edges, &w->edge_cap, w->edge_count + 1, sizeof *w->edges)) {
        w->has_failed = true;
        return;
    }
    w->edges[w->edge_count++] = (IfcWriterEdge){ (uint8_t)relation, from, to };
}

static int ifc_write_compare(const void *a, const void *b)
{
    const IfcWriterEdge *x = a, *y = b;
    if (x->relation != y->relation) return x->relation < y->relation ? -1 : 1;
    if (x->from != y->from) return x->from < y->from ? -1 : 1;
    return (x->to > y->to) - (x->to < y->to);
}

static void ifc_write_relation(IfcWriter *w, IfcWriteRelation relation, IfcRef from,
                               const IfcRef *to, int count)
{
    char key[48];
    snprintf(key, sizeof key, "%d %u", relation, from);
    ifc_write_key(w, key);
    static const struct {
        IfcType type;
        const char *format;
    } rows[IFC_WRITE_RELATION_COUNT] = {
        [IFC_WRITE_AGGREGATES] = { IFCRELAGGREGATES, "RelatingObject=%r RelatedObjects=%R" },
        [IFC_WRITE_CONTAINS] = { IFCRELCONTAINEDINSPATIALSTRUCTURE,
                                 "RelatingStructure=%r RelatedElements=%R" },
        [IFC_WRITE_TYPES] = { IFCRELDEFINESBYTYPE, "RelatingType=%r RelatedObjects=%R" },
        [IFC_WRITE_GROUPS] = { IFCRELASSIGNSTOGROUP, "RelatingGroup=%r RelatedObjects=%R" },
        [IFC_WRITE_SERVES] = { IFCRELSERVICESBUILDINGS, "RelatingSystem=%r RelatedBuildings=%R" },
        [IFC_WRITE_MATERIAL] = { IFCRELASSOCIATESMATERIAL,
                                 "RelatingMaterial=%r RelatedObjects=%R" },
        [IFC_WRITE_CLASSIFIES] = { IFCRELASSOCIATESCLASSIFICATION,
                                   "RelatingClassification=%r RelatedObjects=%R" },
        [IFC_WRITE_PROPERTIES] = { IFCRELDEFINESBYPROPERTIES,
                                   "RelatingPropertyDefinition=%r RelatedObjects=%R" },
        [IFC_WRITE_DECLARES] = { IFCRELDECLARES, "RelatingContext=%r RelatedDefinitions=%R" },
    };
    ifc_write_entity(w, rows[relation].type, rows[relation].format, from, to, count);
}

void ifc_write_relations(IfcWriter *w)
{
    if (w->edge_count == 0) return;
    qsort(w->edges, (size_t)w->edge_count, sizeof *w->edges, ifc_write_compare);
    IfcRef *to = arena_alloc(&w->arena, (size_t)w->edge_count * sizeof *to);
    for (int e = 0; e < w->edge_count;) {
        const IfcWriterEdge first = w->edges[e];
        int count = 0;
        for (; e < w->edge_count && w->edges[e].relation == first.relation &&
               w->edges[e].from == first.from;
             e++) {
            if (count == 0 || to[count - 1] != w->edges[e].to) to[count++] = w->edges[e].to;
        }
        ifc_write_relation(w, (IfcWriteRelation)first.relation, first.from, to, count);
    }
}

static IfcRef ifc_write_units(IfcWriter *w)
{
    static const char *const rows[][3] = {
        { "LENGTHUNIT", NULL, "METRE" },
        { "AREAUNIT", NULL, "SQUARE_METRE" },
        { "VOLUMEUNIT", NULL, "CUBIC_METRE" },
        { "PLANEANGLEUNIT", NULL, "RADIAN" },
        { "TIMEUNIT", NULL, "SECOND" },
        { "MASSUNIT", "KILO", "GRAM" },
        { "THERMODYNAMICTEMPERATUREUNIT", NULL, "DEGREE_CELSIUS" },
        { "POWERUNIT", NULL, "WATT" },
        { "PRESSUREUNIT", NULL, "PASCAL" },
        { "ILLUMINANCEUNIT", NULL, "LUX" },
    };
    enum { ROWS = sizeof rows / sizeof rows[0] };
    IfcRef units[ROWS];
    for (int i = 0; i < ROWS; i++)
        units[i] = ifc_write_shared(w, IFCSIUNIT, "Dimensions=* UnitType=%e Prefix=%e Name=%e",
                                    rows[i][0], rows[i][1], rows[i][2]);
    return ifc_write_entity(w, IFCUNITASSIGNMENT, "Units=%R", units, ROWS);
}

static void ifc_write_map_conversion(IfcWriter *w, const IfcWriteProject *p)
{
    const IfcRef metre =
        ifc_write_shared(w, IFCSIUNIT, "Dimensions=* UnitType=.LENGTHUNIT. Name=.METRE.");
    const IfcRef crs = ifc_write_entity(
        w, IFCPROJECTEDCRS,
        "Name=%s Description=%s GeodeticDatum=%s VerticalDatum=%s MapProjection=%s MapZone=%s "
        "MapUnit=%r",
        p->crs, p->crs_description, p->geodetic_datum, p->vertical_datum, p->projection, p->zone,
        metre);
    ifc_write_entity(w, IFCMAPCONVERSION,
                     "SourceCRS=%r TargetCRS=%r Eastings=%f Northings=%f OrthogonalHeight=%f "
                     "XAxisAbscissa=%f XAxisOrdinate=%f Scale=%f",
                     w->context, crs, p->eastings, p->northings, p->height, p->axis_x, p->axis_y,
                     p->scale);
}

IfcRef ifc_write_project(IfcWriter *w, const IfcWriteProject *p)
{
    const IfcRef units = ifc_write_units(w);
    const bool has_north = p->north_x != 0 || p->north_y != 0;
    const double north[2] = { p->north_x, has_north ? p->north_y : 1 };
    w->context = ifc_write_entity(
        w, IFCGEOMETRICREPRESENTATIONCONTEXT,
        "ContextType=%s CoordinateSpaceDimension=3 Precision=%f WorldCoordinateSystem=%r "
        "TrueNorth=%r",
        "Model", 1e-5, ifc_write_axes(w, (IfcWriteFrame){ 0 }),
        ifc_write_shared(w, IFCDIRECTION, "DirectionRatios=%F", north, 2));
    w->body = ifc_write_entity(
        w, IFCGEOMETRICREPRESENTATIONSUBCONTEXT,
        "ContextIdentifier=%s ContextType=%s CoordinateSpaceDimension=* Precision=* "
        "WorldCoordinateSystem=* TrueNorth=* ParentContext=%r TargetView=.MODEL_VIEW.",
        "Body", "Model", w->context);
    w->project = ifc_write_entity(w, IFCPROJECT,
                                  "Name=%s Description=%s LongName=%s RepresentationContexts=%R "
                                  "UnitsInContext=%r",
                                  p->name, p->description, p->long_name, &w->context, 1, units);
    if (p->crs) ifc_write_map_conversion(w, p);
    return w->project;
}

IfcRef ifc_write_project_ref(const IfcWriter *w)
{
    return w->project;
}

static IfcRef ifc_write_placement_of(const IfcWriter *w, IfcRef product)
{
    uint64_t placement = 0;
    hashmap_get(&w->placements, product, &placement);
    return (IfcRef)placement;
}

IfcRef ifc_write_product(IfcWriter *w, const IfcWriteProduct *p, const char *more)
{
    const IfcSchemaTable *t = &w->schema;
    const bool is_spatial = ifc_schema_is(t, p->type, IFCSPATIALELEMENT);
    const IfcRef relative = p->opening ? p->opening
                            : p->host  ? p->host
                            : p->whole ? p->whole
                                       : p->container;
    const IfcRef placement =
        ifc_write_placement(w, ifc_write_placement_of(w, relative), p->origin, p->turn_rad);
    Str format = { 0 };
    str_add(&format, "Name=%s Description=%s ObjectType=%s ObjectPlacement=%r Representation=%r");
    const bool has_tag = ifc_schema_position(t, p->type, "Tag") >= 0;
    str_add(&format, has_tag ? " Tag=%s" : is_spatial ? " LongName=%s" : "");
    if (p->predefined) str_printf(&format, " PredefinedType=.%s.", p->predefined);
    if (ifc_schema_position(t, p->type, "CompositionType") >= 0)
        str_add(&format, " CompositionType=.ELEMENT.");
    if (more) str_printf(&format, " %s", more);
    if (p->key) ifc_write_key(w, p->key);
    const IfcRef ref =
        ifc_write_entity(w, p->type, format.text, p->name, p->description, p->object_type,
                         placement, p->shape, has_tag ? p->tag : p->long_name);
    str_finish(&format);
    if (!hashmap_put(&w->placements, ref, placement)) w->has_failed = true;
    if (p->host)
        ifc_write_entity(w, IFCRELVOIDSELEMENT,
                         "RelatingBuildingElement=%r RelatedOpeningElement=%r", p->host, ref);
    if (p->opening)
        ifc_write_entity(w, IFCRELFILLSELEMENT,
                         "RelatingOpeningElement=%r RelatedBuildingElement=%r", p->opening, ref);
    ifc_write_relate(w, IFC_WRITE_AGGREGATES, p->whole, ref);
    ifc_write_relate(w, IFC_WRITE_CONTAINS, p->container, ref);
    ifc_write_relate(w, IFC_WRITE_TYPES, p->type_object, ref);
    ifc_write_relate(w, IFC_WRITE_MATERIAL, p->material, ref);
    ifc_write_relate(w, IFC_WRITE_GROUPS, p->system, ref);
    return ref;
}

IfcRef ifc_write_type(IfcWriter *w, const IfcWriteType *type, const char *more)
{
    Str format = { 0 };
    str_add(&format, "Name=%s");
    if (type->map) str_add(&format, " RepresentationMaps=%R");
    if (type->predefined) str_printf(&format, " PredefinedType=.%s.", type->predefined);
    if (more) str_printf(&format, " %s", more);
    const IfcRef ref = ifc_write_entity(w, type->type, format.text, type->name, &type->map, 1);
    str_finish(&format);
    ifc_write_relate(w, IFC_WRITE_DECLARES, w->project, ref);
    ifc_write_relate(w, IFC_WRITE_MATERIAL, type->material, ref);
    return ref;
}

// A set of these rows, made once.
static IfcRef ifc_write_set(IfcWriter *w, IfcType type, const char *list, const char *name,
                            const IfcRef *rows, int count)
{
    Str key = { 0 };
    str_printf(&key, "set %s", name);
    for (int i = 0; i < count; i++) str_printf(&key, " %u", rows[i]);
    const uint64_t hash = str_hash(key.text, key.length);
    uint64_t ref = 0;
    if (!hashmap_get(&w->shared, hash, &ref)) {
        char format[64];
        snprintf(format, sizeof format, "Name=%%s %s=%%R", list);
        ref = ifc_write_entity(w, type, format, name, rows, count);
        if (!hashmap_put(&w->shared, hash, ref)) w->has_failed = true;
    }
    str_finish(&key);
    return (IfcRef)ref;
}

enum { IFC_WRITE_ROWS_MAX = 24 };

IfcRef ifc_write_properties(IfcWriter *w, IfcRef object, const char *set,
                            const IfcWriteProperty *rows, int count)
{
    assert(count > 0 && count <= IFC_WRITE_ROWS_MAX);
    IfcRef refs[IFC_WRITE_ROWS_MAX];
    for (int i = 0; i < count; i++) {
        const IfcWriteProperty *row = &rows[i];
        const bool is_logical = str_equal(row->measure, "IFCBOOLEAN");
        if (row->text && is_logical) {
            char value[32];
            snprintf(value, sizeof value, "IFCBOOLEAN(.%s.)", row->text);
            refs[i] = ifc_write_shared(w, IFCPROPERTYSINGLEVALUE, "Name=%s NominalValue=%v",
                                       row->name, value);
        } else if (row->text) {
            refs[i] = ifc_write_shared(w, IFCPROPERTYSINGLEVALUE, "Name=%s NominalValue=%t",
                                       row->name, row->measure, row->text);
        } else {
            refs[i] = ifc_write_shared(w, IFCPROPERTYSINGLEVALUE, "Name=%s NominalValue=%g",
                                       row->name, row->measure, row->number);
        }
    }
    const IfcRef ref = ifc_write_set(w, IFCPROPERTYSET, "HasProperties", set, refs, count);
    ifc_write_relate(w, IFC_WRITE_PROPERTIES, object ? ref : 0, object);
    return ref;
}

IfcRef ifc_write_quantities(IfcWriter *w, IfcRef object, const char *set,
                            const IfcWriteQuantity *rows, int count)
{
    assert(count > 0 && count <= IFC_WRITE_ROWS_MAX);
    IfcRef refs[IFC_WRITE_ROWS_MAX];
    for (int i = 0; i < count; i++) {
        const char kind = rows[i].kind;
        const IfcType type = kind == 'A'   ? IFCQUANTITYAREA
                             : kind == 'V' ? IFCQUANTITYVOLUME
                             : kind == 'C' ? IFCQUANTITYCOUNT
                                           : IFCQUANTITYLENGTH;
        const char *format = kind == 'A'   ? "Name=%s AreaValue=%f"
                             : kind == 'V' ? "Name=%s VolumeValue=%f"
                             : kind == 'C' ? "Name=%s CountValue=%f"
                                           : "Name=%s LengthValue=%f";
        refs[i] = ifc_write_shared(w, type, format, rows[i].name, rows[i].value);
    }
    const IfcRef ref = ifc_write_set(w, IFCELEMENTQUANTITY, "Quantities", set, refs, count);
    ifc_write_relate(w, IFC_WRITE_PROPERTIES, object ? ref : 0, object);
    return ref;
}

IfcRef ifc_write_material(IfcWriter *w, const char *name, const char *category)
{
    return ifc_write_shared(w, IFCMATERIAL, "Name=%s Category=%s", name, category);
}

IfcRef ifc_write_layers(IfcWriter *w, const char *name, const IfcWriteLayer *rows, int count)
{
    assert(count > 0 && count <= IFC_WRITE_ROWS_MAX);
    IfcRef layers[IFC_WRITE_ROWS_MAX];
    for (int i = 0; i < count; i++)
        layers[i] = ifc_write_entity(w, IFCMATERIALLAYER, "Material=%r LayerThickness=%f Name=%s",
                                     rows[i].material, rows[i].thickness, rows[i].name);
    return ifc_write_entity(w, IFCMATERIALLAYERSET, "MaterialLayers=%R LayerSetName=%s", layers,
                            count, name);
}

IfcRef ifc_write_group(IfcWriter *w, IfcType type, const char *name, const char *predefined)
{
    return predefined ? ifc_write_entity(w, type, "Name=%s PredefinedType=%e", name, predefined)
                      : ifc_write_entity(w, type, "Name=%s", name);
}

IfcRef ifc_write_classification_system(IfcWriter *w, const char *name, const char *source,
                                       const char *edition)
{
    return ifc_write_shared(w, IFCCLASSIFICATION, "Source=%s Edition=%s Name=%s", source, edition,
                            name);
}

IfcRef ifc_write_classification(IfcWriter *w, IfcRef system, const char *code, const char *name)
{
    return ifc_write_shared(w, IFCCLASSIFICATIONREFERENCE,
                            "Identification=%s Name=%s ReferencedSource=%r", code, name, system);
}
