// SPDX-License-Identifier: Apache-2.0
// ifc_xml.c - ifcXML to ISO 10303-21 text.
#include "assets/ifc_xml.h"
#include "assets/ifc_schema.h"
#include "base/arena.h"
#include "base/hashmap.h"
#include "base/str.h"
#include <ctype.h>
#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { IFC_XML_DEPTH_MAX = 400 };

typedef enum {
    IFC_XML_PLAIN, // numbers and truth values: told by what is written
    IFC_XML_TEXT,
    IFC_XML_ENUM,
    IFC_XML_NUMBERS, // a list
    IFC_XML_TEXTS,
    IFC_XML_LIST,   // of entities or typed values
    IFC_XML_SELECT, // one entity or typed value
    IFC_XML_ENTITY  // the element is the entity itself
} IfcXmlKind;
typedef struct {
    const char *name;
    IfcXmlKind kind;
    IfcType type;
} IfcXmlRow;
static const IfcXmlRow ifc_xml_rows[] = {
#define XML_ATTRIBUTE(name, kind, type) { name, IFC_XML_##kind, type },
#include "assets/ifc_xml_rows.h"
#undef XML_ATTRIBUTE
};

// Attributes that mean something else in one type.
typedef struct {
    IfcType type; // and its subtypes
    const char *name;
    IfcXmlKind kind;
    IfcType entity;
} IfcXmlException;
static const IfcXmlException ifc_xml_exceptions[] = {
    { IFCSIUNIT, "Name", IFC_XML_ENUM, IFC_TYPE_NONE },
    { IFCTESSELLATEDFACESET, "Coordinates", IFC_XML_ENTITY, IFCCARTESIANPOINTLIST3D },
    { IFCREVOLVEDAREASOLID, "Axis", IFC_XML_ENTITY, IFCAXIS1PLACEMENT },
    { IFCCURVEBOUNDEDPLANE, "BasisSurface", IFC_XML_ENTITY, IFCPLANE },
    { IFCPARAMETERIZEDPROFILEDEF, "Position", IFC_XML_ENTITY, IFCAXIS2PLACEMENT2D },
    { IFCCONIC, "Position", IFC_XML_SELECT, IFC_TYPE_NONE },
    { IFCINDEXEDPOLYCURVE, "Points", IFC_XML_ENTITY, IFC_TYPE_NONE },
    { IFCDERIVEDPROFILEDEF, "Operator", IFC_XML_ENTITY, IFCCARTESIANTRANSFORMATIONOPERATOR2D },
    { IFCEXTRUDEDAREASOLID, "ExtrudedDirection", IFC_XML_ENTITY, IFCDIRECTION },
    { IFCORIENTEDEDGE, "Orientation", IFC_XML_PLAIN, IFC_TYPE_NONE },
};

// What stands inside an object and points at it.
typedef struct {
    const char *name;
    IfcType relation;
    const char *attribute; // of the relation: the object
    bool is_list;
} IfcXmlInverse;
static const IfcXmlInverse ifc_xml_inverses[] = {
    { "IsDecomposedBy", IFCRELAGGREGATES, "RelatingObject", false },
    { "IsNestedBy", IFCRELNESTS, "RelatingObject", false },
    { "ContainsElements", IFCRELCONTAINEDINSPATIALSTRUCTURE, "RelatingStructure", false },
    { "ReferencesElements", IFCRELREFERENCEDINSPATIALSTRUCTURE, "RelatingStructure", false },
    { "IsDefinedBy", IFCRELDEFINESBYPROPERTIES, "RelatedObjects", true },
    { "IsTypedBy", IFCRELDEFINESBYTYPE, "RelatedObjects", true },
    { "HasOpenings", IFCRELVOIDSELEMENT, "RelatingBuildingElement", false },
    { "HasFillings", IFCRELFILLSELEMENT, "RelatingOpeningElement", false },
    { "HasProjections", IFCRELPROJECTSELEMENT, "RelatingElement", false },
    { "HasAssociations", IFCRELASSOCIATESMATERIAL, "RelatedObjects", true },
    { "HasCoverings", IFCRELCOVERSBLDGELEMENTS, "RelatingBuildingElement", false },
    { "Declares", IFCRELDECLARES, "RelatingContext", false },
    { "IsGroupedBy", IFCRELASSIGNSTOGROUP, "RelatingGroup", false },
    { "ServicesBuildings", IFCRELSERVICESBUILDINGS, "RelatingSystem", false },
    { "BoundedBy", IFCRELSPACEBOUNDARY, "RelatingSpace", false },
    { "StyledByItem", IFCSTYLEDITEM, "Item", false },
    { "HasColours", IFCINDEXEDCOLOURMAP, "MappedTo", false },
    { "HasRepresentation", IFCMATERIALDEFINITIONREPRESENTATION, "RepresentedMaterial", false },
    { "HasCoordinateOperation", IFCMAPCONVERSION, "SourceCRS", false },
};

typedef enum {
    IFC_XML_FRAME_OTHER,
    IFC_XML_FRAME_INSTANCE,
    IFC_XML_FRAME_ATTRIBUTE,
    IFC_XML_FRAME_VALUE
} IfcXmlFrameKind;
typedef struct {
    IfcXmlFrameKind kind;
    IfcType type; // of an instance; of an attribute: what it may turn out to be
    uint32_t id;
    Str *args; // of an instance: by position
    int arg_count;
    const IfcXmlInverse *inverse;
    IfcXmlKind value_kind;
    int position; // in the instance below; -1 = none
    bool is_container, is_list;
    int value_count;
    Str values; // parted by commas
    Str text;
    char name[72];
} IfcXmlFrame;

typedef struct {
    IfcSchemaTable schema;
    XML_Parser parser;
    IfcXmlFrame frames[IFC_XML_DEPTH_MAX];
    int depth, too_deep;
    Hashmap ids; // by hash of the XML id: number
    uint32_t next_id;
    Str out;
    size_t max_bytes;
    bool is_too_large;
} IfcXml;

static const char *ifc_xml_local(const char *name)
{
    const char *colon = strrchr(name, ':');
    return colon ? colon + 1 : name;
}

static const char *ifc_xml_find(const char **attributes, const char *name)
{
    for (int i = 0; attributes[i]; i += 2) {
        if (strcmp(ifc_xml_local(attributes[i]), name) == 0) return attributes[i + 1];
    }
    return NULL;
}

// Of the language, not of the entity.
static bool ifc_xml_is_meta(const char *name)
{
    static const char *const names[] = { "id",        "href", "ref",           "pos",
                                         "nil",       "type", "itemType",      "cType",
                                         "arraySize", "path", "schemaLocation" };
    if (strncmp(name, "xmlns", 5) == 0 || strncmp(name, "xsi:", 4) == 0 ||
        strncmp(name, "ex:", 3) == 0)
        return true;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(name, names[i]) == 0) return true;
    }
    return false;
}

static uint32_t ifc_xml_id(IfcXml *x, const char *id)
{
    if (!id) return x->next_id++;
    const uint64_t key = str_hash(id, strlen(id));
    uint64_t have = 0;
    if (hashmap_get(&x->ids, key, &have)) return (uint32_t)have;
    hashmap_put(&x->ids, key, x->next_id);
    return x->next_id++;
}

static IfcXmlRow ifc_xml_attribute(const IfcXml *x, IfcType type, const char *name)
{
    for (size_t i = 0; i < sizeof ifc_xml_exceptions / sizeof ifc_xml_exceptions[0]; i++) {
        const IfcXmlException *e = &ifc_xml_exceptions[i];
        if (strcmp(e->name, name) == 0 && ifc_schema_is(&x->schema, type, e->type))
            return (IfcXmlRow){ name, e->kind, e->entity };
    }
    int low = 0, high = (int)(sizeof ifc_xml_rows / sizeof ifc_xml_rows[0]) - 1;
    while (low <= high) {
        const int middle = (low + high) / 2, order = strcmp(name, ifc_xml_rows[middle].name);
        if (order == 0) return ifc_xml_rows[middle];
        if (order < 0)
            high = middle - 1;
        else
            low = middle + 1;
    }
    return (IfcXmlRow){ name, IFC_XML_PLAIN, IFC_TYPE_NONE };
}

static void ifc_xml_quote(Str *out, const char *text)
{
    str_add(out, "'");
    for (const char *c = text; *c; c++) {
        if (*c == '\'' || *c == '\\') str_add_n(out, c, 1);
        str_add_n(out, (unsigned char)*c < ' ' ? " " : c, 1);
    }
    str_add(out, "'");
}

// One number, with a decimal comma too; false when it is none.
static bool ifc_xml_number(Str *out, const char *text, size_t length)
{
    char copy[64];
    double value = 0;
    if (length == 0 || length >= sizeof copy) return false;
    for (size_t i = 0; i < length; i++) copy[i] = text[i] == ',' ? '.' : text[i];
    copy[length] = 0;
    if (!str_parse_double(copy, &value)) return false;
    str_add(out, copy);
    return true;
}

static bool ifc_xml_truth(Str *out, const char *text)
{
    const bool is_true = str_equal_nocase(text, "true"), is_false = str_equal_nocase(text, "false");
    if (!is_true && !is_false && !str_equal_nocase(text, "unknown")) return false;
    str_add(out, is_true ? ".T." : is_false ? ".F." : ".U.");
    return true;
}

static int ifc_xml_numbers(Str *out, const char *text)
{
    int count = 0;
    for (const char *at = text; *at;) {
        while (*at && isspace((unsigned char)*at)) at++;
        const size_t n = strcspn(at, " \t\r\n");
        if (n == 0) break;
        if (count) str_add(out, ",");
        if (!ifc_xml_number(out, at, n)) return -1;
        count++;
        at += n;
    }
    return count;
}

static void ifc_xml_enum(Str *out, const char *text)
{
    str_add(out, ".");
    for (const char *c = text; *c; c++) {
        const char upper = (char)toupper((unsigned char)*c);
        if (isalnum((unsigned char)upper) || upper == '_') str_add_n(out, &upper, 1);
    }
    str_add(out, ".");
}

// An attribute's text by what the attribute is.
static void ifc_xml_write(Str *out, IfcXmlKind kind, const char *text)
{
    if (kind == IFC_XML_TEXT)
        ifc_xml_quote(out, text);
    else if (kind == IFC_XML_ENUM)
        ifc_xml_enum(out, text);
    else if (kind == IFC_XML_TEXTS) {
        str_add(out, "(");
        ifc_xml_quote(out, text);
        str_add(out, ")");
    } else {
        Str numbers = { 0 };
        const int count = ifc_xml_numbers(&numbers, text);
        if (count > 1 || (count == 1 && kind == IFC_XML_NUMBERS)) {
            str_add(out, "(");
            str_add(out, numbers.text);
            str_add(out, ")");
        } else if (count == 1)
            str_add(out, numbers.text);
        else if (!ifc_xml_truth(out, text)) {
            if (*text)
                ifc_xml_quote(out, text);
            else
                str_add(out, "$");
        }
        str_finish(&numbers);
    }
}

static IfcXmlFrame *ifc_xml_push(IfcXml *x, IfcXmlFrameKind kind)
{
    IfcXmlFrame *frame = &x->frames[x->depth++];
    *frame = (IfcXmlFrame){ .kind = kind, .position = -1 };
    return frame;
}

static void ifc_xml_set(IfcXmlFrame *instance, int position, const char *text)
{
    if (position < 0 || position >= instance->arg_count) return;
    Str *arg = &instance->args[position];
    str_finish(arg);
    *arg = (Str){ 0 };
    str_add(arg, text);
}

// A value found: into the container or the instance below.
static void ifc_xml_give(IfcXmlFrame *below, int position, const char *value)
{
    if (below->kind == IFC_XML_FRAME_INSTANCE) {
        ifc_xml_set(below, position, value);
    } else if (below->kind == IFC_XML_FRAME_ATTRIBUTE) {
        below->is_container = true;
        if (below->value_count++) str_add(&below->values, ",");
        str_add(&below->values, value);
    }
}

static const IfcXmlInverse *ifc_xml_inverse(const char *name)
{
    for (size_t i = 0; i < sizeof ifc_xml_inverses / sizeof ifc_xml_inverses[0]; i++) {
        if (strcmp(ifc_xml_inverses[i].name, name) == 0) return &ifc_xml_inverses[i];
    }
    return NULL;
}

// Makes the frame an instance and reads its attributes; owner is whom an inverse relation points
// at.
static void ifc_xml_instance(IfcXml *x, IfcXmlFrame *frame, IfcType type, const char **attributes,
                             const IfcXmlInverse *inverse, uint32_t owner)
{
    frame->kind = IFC_XML_FRAME_INSTANCE;
    frame->type = type;
    frame->id = ifc_xml_id(x, attributes ? ifc_xml_find(attributes, "id") : NULL);
    frame->arg_count = ifc_schema_attribute_count(&x->schema, type);
    frame->args = calloc((size_t)frame->arg_count + 1, sizeof *frame->args);
    if (!frame->args) frame->arg_count = 0;
    for (int i = 0; attributes && attributes[i]; i += 2) {
        const char *name = attributes[i];
        if (ifc_xml_is_meta(name)) continue;
        const int position = ifc_schema_position(&x->schema, type, name);
        if (position < 0 || position >= frame->arg_count) continue;
        ifc_xml_write(&frame->args[position], ifc_xml_attribute(x, type, name).kind,
                      attributes[i + 1]);
    }
    if (inverse) {
        char ref[24];
        const int position = ifc_schema_position(&x->schema, type, inverse->attribute);
        snprintf(ref, sizeof ref, inverse->is_list ? "(#%u)" : "#%u", owner);
        ifc_xml_set(frame, position, ref);
    }
}

static IfcType ifc_xml_type(const char *text)
{
    const char *local = text ? ifc_xml_local(text) : "";
    return ifc_schema_find(local, strlen(local));
}

static const char *ifc_xml_reference(const char **attributes)
{
    const char *reference = ifc_xml_find(attributes, "href");
    return reference ? reference : ifc_xml_find(attributes, "ref");
}

static void ifc_xml_give_reference(IfcXml *x, IfcXmlFrame *below, int position,
                                   const char *reference)
{
    char text[24];
    snprintf(text, sizeof text, "#%u",
             ifc_xml_id(x, reference[0] == '#' ? reference + 1 : reference));
    ifc_xml_give(below, position, text);
    ifc_xml_push(x, IFC_XML_FRAME_OTHER);
}

static bool ifc_xml_has_own(const char **attributes)
{
    for (int i = 0; attributes[i]; i += 2) {
        if (!ifc_xml_is_meta(attributes[i]) || strcmp(attributes[i], "id") == 0) return true;
    }
    return false;
}

// An attribute of the instance in below.
static void ifc_xml_start_attribute(IfcXml *x, int below, const char *name, const char **attributes)
{
    IfcXmlFrame *owner = &x->frames[below];
    const IfcXmlInverse *inverse = ifc_xml_inverse(name);
    const int position = ifc_schema_position(&x->schema, owner->type, name);
    const char *reference = ifc_xml_reference(attributes);
    if (position < 0 && !inverse) {
        ifc_xml_push(x, IFC_XML_FRAME_OTHER);
        return;
    }
    if (position >= 0) inverse = NULL;
    if (reference && position >= 0) {
        ifc_xml_give_reference(x, owner, position, reference);
        return;
    }
    const IfcXmlRow row = ifc_xml_attribute(x, owner->type, name);
    IfcType type = ifc_xml_type(ifc_xml_find(attributes, "type"));
    const IfcType usual = inverse                      ? inverse->relation
                          : row.kind == IFC_XML_ENTITY ? row.type
                                                       : IFC_TYPE_NONE;
    if (!type && usual && ifc_xml_has_own(attributes)) type = usual;
    IfcXmlFrame *frame = ifc_xml_push(x, IFC_XML_FRAME_ATTRIBUTE);
    frame->position = position;
    frame->inverse = inverse;
    frame->value_kind = row.kind;
    const char *form = ifc_xml_find(attributes, "cType");
    frame->is_list = row.kind == IFC_XML_LIST || row.kind == IFC_XML_NUMBERS ||
                     row.kind == IFC_XML_TEXTS || (form && strcmp(form, "select") != 0);
    if (type)
        ifc_xml_instance(x, frame, type, attributes, inverse, owner->id);
    else
        frame->type = usual;
}

// Something inside an attribute: an entity, a value, or the first attribute of the entity that the
// element itself is.
static void ifc_xml_start_inside(IfcXml *x, int below, const char *name, const char **attributes)
{
    IfcXmlFrame *holder = &x->frames[below];
    const char *reference = ifc_xml_reference(attributes);
    IfcType type = ifc_xml_type(ifc_xml_find(attributes, "type"));
    if (!type) type = ifc_xml_type(name);
    if (type && reference) {
        if (!holder->inverse)
            ifc_xml_give_reference(x, holder, -1, reference);
        else
            ifc_xml_push(x, IFC_XML_FRAME_OTHER);
        return;
    }
    if (type) {
        const IfcXmlInverse *inverse = holder->inverse;
        const uint32_t owner = below > 0 ? x->frames[below - 1].id : 0;
        ifc_xml_instance(x, ifc_xml_push(x, IFC_XML_FRAME_INSTANCE), type, attributes, inverse,
                         owner);
        return;
    }
    const size_t length = strlen(name);
    const bool is_wrapper =
        (length > 8 && strcmp(name + length - 8, "-wrapper") == 0) || str_starts(name, "Ifc");
    if (!is_wrapper && !holder->is_container && holder->type) {
        const uint32_t owner = below > 0 ? x->frames[below - 1].id : 0;
        ifc_xml_instance(x, holder, holder->type, NULL, holder->inverse, owner);
        ifc_xml_start_attribute(x, below, name, attributes);
        return;
    }
    IfcXmlFrame *frame = ifc_xml_push(x, IFC_XML_FRAME_VALUE);
    snprintf(frame->name, sizeof frame->name, "%.*s",
             (int)(length > 8 && strcmp(name + length - 8, "-wrapper") == 0 ? length - 8 : length),
             name);
    // Plain lists of numbers and texts need no measure; what may be one of several types does.
    frame->value_kind = holder->value_kind;
}

static void ifc_xml_start(void *arg, const char *full, const char **attributes)
{
    IfcXml *x = arg;
    const char *name = ifc_xml_local(full);
    if (x->depth >= IFC_XML_DEPTH_MAX || x->too_deep) {
        x->too_deep++;
        return;
    }
    const int below = x->depth - 1;
    const IfcXmlFrameKind kind = below >= 0 ? x->frames[below].kind : IFC_XML_FRAME_OTHER;
    if (kind == IFC_XML_FRAME_INSTANCE) {
        ifc_xml_start_attribute(x, below, name, attributes);
        return;
    }
    if (kind == IFC_XML_FRAME_ATTRIBUTE) {
        ifc_xml_start_inside(x, below, name, attributes);
        return;
    }
    const IfcType type = ifc_xml_type(name);
    if (kind == IFC_XML_FRAME_OTHER && type && !ifc_xml_reference(attributes)) {
        ifc_xml_instance(x, ifc_xml_push(x, IFC_XML_FRAME_INSTANCE), type, attributes, NULL, 0);
    } else
        ifc_xml_push(x, IFC_XML_FRAME_OTHER);
}

static void ifc_xml_text(void *arg, const char *text, int length)
{
    IfcXml *x = arg;
    if (x->depth == 0 || x->too_deep) return;
    IfcXmlFrame *frame = &x->frames[x->depth - 1];
    if (frame->kind != IFC_XML_FRAME_VALUE &&
        (frame->kind != IFC_XML_FRAME_ATTRIBUTE || frame->is_container))
        return;
    if (frame->text.length + (size_t)length < 1 << 26)
        str_add_n(&frame->text, text, (size_t)length);
}

// White space round an element's text is layout.
static char *ifc_xml_trimmed(Str *text)
{
    char *from = text->text;
    if (!from) return (char *)"";
    while (*from && isspace((unsigned char)*from)) from++;
    char *to = from + strlen(from);
    while (to > from && isspace((unsigned char)to[-1])) *--to = 0;
    return from;
}

static void ifc_xml_end_value(IfcXmlFrame *frame, IfcXmlFrame *below)
{
    const char *text = ifc_xml_trimmed(&frame->text);
    Str value = { 0 };
    const bool is_measure = str_starts(frame->name, "Ifc") &&
                            frame->value_kind != IFC_XML_NUMBERS &&
                            frame->value_kind != IFC_XML_TEXTS;
    if (is_measure) {
        for (const char *c = frame->name; *c; c++) {
            const char upper = (char)toupper((unsigned char)*c);
            if (isalnum((unsigned char)upper)) str_add_n(&value, &upper, 1);
        }
        str_add(&value, "(");
    }
    const bool is_text = strstr(frame->name, "Label") || strstr(frame->name, "Text") ||
                         strstr(frame->name, "Identifier") || strcmp(frame->name, "string") == 0;
    Str number = { 0 };
    if (is_text || frame->value_kind == IFC_XML_TEXTS)
        ifc_xml_quote(&value, text);
    else if (ifc_xml_numbers(&number, text) >= 1)
        str_add(&value, number.text);
    else if (!ifc_xml_truth(&value, text))
        ifc_xml_quote(&value, text);
    str_finish(&number);
    if (is_measure) str_add(&value, ")");
    ifc_xml_give(below, -1, value.text);
    str_finish(&value);
}

static void ifc_xml_end_instance(IfcXml *x, IfcXmlFrame *frame, IfcXmlFrame *below)
{
    str_printf(&x->out, "#%u=%s(", frame->id, ifc_schema_type_keyword(frame->type));
    for (int i = 0; i < frame->arg_count; i++) {
        if (i) str_add(&x->out, ",");
        str_add(&x->out, frame->args[i].length ? frame->args[i].text : "$");
        str_finish(&frame->args[i]);
    }
    free(frame->args);
    str_add(&x->out, ");\n");
    if (x->out.length > x->max_bytes) x->is_too_large = true;
    if (frame->inverse || !below || (below->kind == IFC_XML_FRAME_ATTRIBUTE && below->inverse))
        return;
    char ref[24];
    snprintf(ref, sizeof ref, frame->is_list ? "(#%u)" : "#%u", frame->id);
    ifc_xml_give(below, frame->position, ref);
}

static void ifc_xml_end_attribute(IfcXmlFrame *frame, IfcXmlFrame *below)
{
    if (frame->inverse || below->kind != IFC_XML_FRAME_INSTANCE) return;
    Str value = { 0 };
    if (frame->is_container) {
        const bool is_list = frame->is_list || frame->value_count > 1;
        str_add(&value, is_list ? "(" : "");
        str_add(&value, frame->values.text);
        str_add(&value, is_list ? ")" : "");
    } else {
        const char *text = ifc_xml_trimmed(&frame->text);
        if (*text || frame->value_kind == IFC_XML_TEXT)
            ifc_xml_write(&value, frame->value_kind, text);
    }
    if (value.length) ifc_xml_set(below, frame->position, value.text);
    str_finish(&value);
}

static void ifc_xml_end(void *arg, const char *name)
{
    IfcXml *x = arg;
    (void)name;
    if (x->too_deep) {
        x->too_deep--;
        return;
    }
    if (x->depth == 0) return;
    IfcXmlFrame *frame = &x->frames[--x->depth];
    IfcXmlFrame *below = x->depth > 0 ? &x->frames[x->depth - 1] : NULL;
    if (frame->kind == IFC_XML_FRAME_INSTANCE)
        ifc_xml_end_instance(x, frame, below);
    else if (frame->kind == IFC_XML_FRAME_ATTRIBUTE && below)
        ifc_xml_end_attribute(frame, below);
    else if (frame->kind == IFC_XML_FRAME_VALUE && below)
        ifc_xml_end_value(frame, below);
    str_finish(&frame->values);
    str_finish(&frame->text);
    if (x->is_too_large) XML_StopParser(x->parser, XML_FALSE);
}

// The release by the first kilobytes: namespaces and schema locations name it.
static const char *ifc_xml_schema(const char *bytes, size_t length)
{
    char head[4096];
    const size_t n = length < sizeof head - 1 ? length : sizeof head - 1;
    memcpy(head, bytes, n);
    head[n] = 0;
    for (size_t i = 0; i < n; i++) head[i] = (char)toupper((unsigned char)head[i]);
    if (strstr(head, "IFC4X3") || strstr(head, "IFC4/3") || strstr(head, "IFC/4X3"))
        return "IFC4X3";
    if (strstr(head, "IFC2X3") || strstr(head, "IFC2X2") || strstr(head, "ISO_10303_28"))
        return "IFC2X3";
    return "IFC4";
}

static bool ifc_xml_parse(IfcXml *x, const char *bytes, size_t length, Err *err)
{
    for (size_t at = 0; at < length;) {
        const size_t step = length - at < 1 << 20 ? length - at : 1 << 20;
        if (XML_Parse(x->parser, bytes + at, (int)step, at + step == length) == XML_STATUS_OK) {
            at += step;
            continue;
        }
        if (x->is_too_large) {
            err_set(err, ERR_RANGE, "the model is larger than %zu bytes", x->max_bytes);
            return false;
        }
        if (x->next_id > 1)
            return true; // what came before the fault is kept; the text then lacks its end, and
                         // says so
        err_set(err, ERR_FORMAT, "line %lu: %s", (unsigned long)XML_GetCurrentLineNumber(x->parser),
                XML_ErrorString(XML_GetErrorCode(x->parser)));
        return false;
    }
    str_add(&x->out, "ENDSEC;\nEND-ISO-10303-21;\n");
    return true;
}

char *ifc_xml_convert(const char *bytes, size_t length, size_t max_bytes, size_t *out_length,
                      Err *err)
{
    IfcXml *x = calloc(1, sizeof *x);
    char *result = NULL;
    if (x) x->parser = XML_ParserCreate(NULL);
    if (!x || !x->parser) {
        err_set(err, ERR_MEMORY, "no memory for XML");
        free(x);
        return NULL;
    }
    const char *schema = ifc_xml_schema(bytes, length);
    ifc_schema_init(&x->schema, ifc_schema_from_name(schema));
    x->next_id = 1;
    x->max_bytes = max_bytes;
    XML_SetUserData(x->parser, x);
    XML_SetElementHandler(x->parser, ifc_xml_start, ifc_xml_end);
    XML_SetCharacterDataHandler(x->parser, ifc_xml_text);
    str_printf(&x->out, "ISO-10303-21;\nHEADER;\nFILE_SCHEMA(('%s'));\nENDSEC;\nDATA;\n", schema);
    if (ifc_xml_parse(x, bytes, length, err)) {
        result = x->out.text;
        *out_length = x->out.length;
    } else
        str_finish(&x->out);
    while (x->depth > 0) {
        IfcXmlFrame *frame = &x->frames[--x->depth];
        for (int i = 0; i < frame->arg_count; i++) str_finish(&frame->args[i]);
        free(frame->args);
        str_finish(&frame->values);
        str_finish(&frame->text);
    }
    XML_ParserFree(x->parser);
    hashmap_finish(&x->ids);
    free(x);
    return result;
}
