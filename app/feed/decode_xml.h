// SPDX-License-Identifier: Apache-2.0
// decode_xml.h - a small XML document as a tree, read with limits. For decode_*.c.
// Does not: take a DOCTYPE (so no entity of its own), or keep comments.
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include <stdbool.h>

enum { DECODE_XML_DEPTH_MAX = 32, DECODE_XML_ELEMENTS_MAX = 500000 };
typedef struct DecodeXml {
    const char *name;        // without its namespace
    const char *space;       // the namespace, "" = none
    char *text;              // its own characters, spaces trimmed; ""
    const char **attributes; // name (without namespace), value, …, NULL
    struct DecodeXml *parent, *first, *last, *next;
} DecodeXml;

// In arena. NULL with *err: ERR_FORMAT with line and column, ERR_RANGE past the limits.
DecodeXml *decode_xml_read(Arena *arena, const char *text, size_t length, Err *err);
const DecodeXml *decode_xml_child(const DecodeXml *parent, const char *name); // NULL = none
const DecodeXml *decode_xml_next(const DecodeXml *element, const char *name); // the next so named
const char *decode_xml_text(const DecodeXml *parent, const char *name); // of its child; "" = none
const char *decode_xml_attribute(const DecodeXml *element, const char *name); // NULL = none
