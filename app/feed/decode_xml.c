// SPDX-License-Identifier: Apache-2.0
// decode_xml.c - a small XML document as a tree, read with limits.
#include "feed/decode_xml.h"
#include "base/str.h"
#include <expat.h>
#include <limits.h>
#include <string.h>

#define XML_SPACE '\x1F'

typedef struct {
    Arena *arena;
    XML_Parser parser;
    DecodeXml *root, *current;
    Str texts[DECODE_XML_DEPTH_MAX + 1];
    int depth, elements;
    const char *why;
} Xml;

static void xml_stop(Xml *xml, const char *why)
{
    xml->why = why;
    XML_StopParser(xml->parser, XML_FALSE);
}

static const char *xml_name(Xml *xml, const char *full, const char **space)
{
    const char *mark = strrchr(full, XML_SPACE);
    if (space) *space = "";
    if (!mark) return arena_strdup(xml->arena, full);
    if (space) *space = arena_printf(xml->arena, "%.*s", (int)(mark - full), full);
    return arena_strdup(xml->arena, mark + 1);
}

static void XMLCALL xml_start(void *user, const XML_Char *name, const XML_Char **attributes)
{
    Xml *xml = user;
    if (xml->why) return;
    if (xml->depth >= DECODE_XML_DEPTH_MAX) {
        xml_stop(xml, "elements nest too deep");
        return;
    }
    if (++xml->elements > DECODE_XML_ELEMENTS_MAX) {
        xml_stop(xml, "too many elements");
        return;
    }
    DecodeXml *element = arena_alloc(xml->arena, sizeof *element);
    element->name = xml_name(xml, name, &element->space);
    element->text = (char *)"";
    int count = 0;
    while (attributes[count]) count++;
    element->attributes = ARENA_ARRAY(xml->arena, const char *, count + 1);
    for (int i = 0; i + 1 < count; i += 2) {
        element->attributes[i] = xml_name(xml, attributes[i], NULL);
        element->attributes[i + 1] = arena_strdup(xml->arena, attributes[i + 1]);
    }
    element->parent = xml->current;
    if (!xml->current) {
        xml->root = element;
    } else {
        if (xml->current->last)
            xml->current->last->next = element;
        else
            xml->current->first = element;
        xml->current->last = element;
    }
    xml->current = element;
    xml->texts[xml->depth++].length = 0;
}

static void XMLCALL xml_end(void *user, const XML_Char *name)
{
    Xml *xml = user;
    (void)name;
    if (xml->why || !xml->current) return;
    Str *text = &xml->texts[--xml->depth];
    size_t from = 0, to = text->length;
    while (from < to && strchr(" \t\r\n", text->text[from])) from++;
    while (to > from && strchr(" \t\r\n", text->text[to - 1])) to--;
    if (to > from) {
        char *kept = arena_alloc(xml->arena, to - from + 1);
        memcpy(kept, text->text + from, to - from);
        xml->current->text = kept;
    }
    xml->current = xml->current->parent;
}

static void XMLCALL xml_characters(void *user, const XML_Char *text, int length)
{
    Xml *xml = user;
    if (!xml->why && xml->depth) str_add_n(&xml->texts[xml->depth - 1], text, (size_t)length);
}

static void XMLCALL xml_doctype(void *user, const XML_Char *name, const XML_Char *sysid,
                                const XML_Char *pubid, int has_internal)
{
    (void)name, (void)sysid, (void)pubid, (void)has_internal;
    xml_stop(user, "a DOCTYPE is refused");
}

DecodeXml *decode_xml_read(Arena *arena, const char *text, size_t length, Err *err)
{
    Xml xml = { .arena = arena, .parser = XML_ParserCreateNS(NULL, XML_SPACE) };
    DecodeXml *root = NULL;
    if (!xml.parser) {
        err_set(err, ERR_MEMORY, "no memory for XML");
        return NULL;
    }
    XML_SetUserData(xml.parser, &xml);
    XML_SetElementHandler(xml.parser, xml_start, xml_end);
    XML_SetCharacterDataHandler(xml.parser, xml_characters);
    XML_SetStartDoctypeDeclHandler(xml.parser, xml_doctype);
    if (length > INT_MAX) {
        err_set(err, ERR_RANGE, "XML of %zu bytes is too long", length);
    } else if (XML_Parse(xml.parser, text, (int)length, 1) != XML_STATUS_OK) {
        err_set(err, xml.why ? ERR_RANGE : ERR_FORMAT, "XML line %lu column %lu: %s",
                XML_GetCurrentLineNumber(xml.parser), XML_GetCurrentColumnNumber(xml.parser) + 1,
                xml.why ? xml.why : XML_ErrorString(XML_GetErrorCode(xml.parser)));
    } else {
        root = xml.root;
    }
    XML_ParserFree(xml.parser);
    for (int i = 0; i <= DECODE_XML_DEPTH_MAX; i++) str_finish(&xml.texts[i]);
    return root;
}

const DecodeXml *decode_xml_child(const DecodeXml *parent, const char *name)
{
    const DecodeXml *child = parent ? parent->first : NULL;
    while (child && strcmp(child->name, name) != 0) child = child->next;
    return child;
}

const DecodeXml *decode_xml_next(const DecodeXml *element, const char *name)
{
    const DecodeXml *next = element->next;
    while (next && strcmp(next->name, name) != 0) next = next->next;
    return next;
}

const char *decode_xml_text(const DecodeXml *parent, const char *name)
{
    const DecodeXml *child = decode_xml_child(parent, name);
    return child ? child->text : "";
}

const char *decode_xml_attribute(const DecodeXml *element, const char *name)
{
    for (int i = 0; element && element->attributes[i]; i += 2)
        if (strcmp(element->attributes[i], name) == 0) return element->attributes[i + 1];
    return NULL;
}
