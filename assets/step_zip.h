// SPDX-License-Identifier: Apache-2.0
// step_zip.h - the model inside an .ifczip. Does not: read encrypted, split or ZIP64 archives; says
// so.
#pragma once
#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>

bool step_zip_is(const char *bytes, size_t length);
// The first member named .ifc, .ifcxml, .stp or .xml, else the largest. Stops at max_bytes whatever
// the archive claims. Heap, caller frees; NULL with *err: ERR_FORMAT, ERR_RANGE, ERR_MEMORY.
// Format: APPNOTE 6.3; deflate or stored.
char *step_zip_inflate(const char *bytes, size_t length, size_t max_bytes, size_t *out_length,
                       Err *err);
