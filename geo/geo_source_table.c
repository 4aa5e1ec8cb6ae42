// SPDX-License-Identifier: Apache-2.0
// geo_source_table.c - the sources, asked in this order; to add one: write geo_source_<name>.c, add its row.
#include "geo/geo_source.h"

const GeoSource *const geo_source_table[] = {
    &geo_source_gpkg,    &geo_source_geojson, &geo_source_flatgeobuf,
    &geo_source_pmtiles, &geo_source_gtfs,
    &geo_source_ogr, // everything else: stays last
};
const int geo_source_count = sizeof geo_source_table / sizeof *geo_source_table;
