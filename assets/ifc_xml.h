// SPDX-License-Identifier: Apache-2.0
// ifc_xml.h - ifcXML to ISO 10303-21 text, so that one reader serves both.
// Does not: check against the XML schema. Reads ifcXML4 (attributes, nested elements, inverse
// relations) and ifcXML 2x3 (an element for every attribute). Format: ISO 16739, ifcXML for IFC4
// and IFC2x3.
#pragma once
#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>

// Heap text, caller frees; NULL with *err: ERR_FORMAT (with line), ERR_RANGE past max_bytes. A file
// that breaks off gives what was complete. Thread: any.
char *ifc_xml_convert(const char *bytes, size_t length, size_t max_bytes, size_t *out_length,
                      Err *err);
