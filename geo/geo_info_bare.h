// SPDX-License-Identifier: Apache-2.0
// geo_info_bare.h - what can be said of a vector table whose CRS is missing: everything but where it lies on the earth.
#pragma once
#include "geo/geo_info.h"

// A layer without geometry, index or values: name, count, kind, names and types of fields, extent in the source's own units, and the
// problem crs_missing. why: of the load that failed. NULL when the table names a CRS (then why is about something else) or does not open.
GeoLayer *geo_info_bare_layer(const char *source, const GeoTable *table, const GeoInfoDesc *desc, const Err *why);
