// SPDX-License-Identifier: Apache-2.0
// geo_pmtiles.h - the directory of a PMTiles archive, version 3 (PMTiles specification 3.4).
// Does not: decode tiles.
#pragma once
#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint32_t zoom, x, y; // y from the north
    uint64_t offset;     // in the file
    uint32_t length;
} GeoPmtilesEntry;

typedef struct {
    uint32_t zoom_min, zoom_max;
    bool is_vector; // MVT tiles
    int tile_kind;  // 1 MVT, 2 PNG, 3 JPEG, 4 WebP, 5 AVIF, else unknown
    bool is_tile_gzip;
    char *metadata;           // JSON, heap; "" when none
    GeoPmtilesEntry *entries; // of the deepest zoom, in the archive's order; tiles that share bytes come once each
    int entry_count;
} GeoPmtiles;

// path: as GDAL's file systems open it (a file, /vsicurl/…). ERR_IO, ERR_FORMAT, ERR_UNSUPPORTED (other versions and
// compressions).
bool geo_pmtiles_open(const char *path, GeoPmtiles *out, Err *err);
// The same with the entries of another zoom; zoom_max then says that zoom.
bool geo_pmtiles_open_zoom(const char *path, uint32_t zoom, GeoPmtiles *out, Err *err);
void geo_pmtiles_close(GeoPmtiles *archive);
// Position of a tile number: Hilbert curve per zoom after all tiles of the zooms before.
bool geo_pmtiles_tile_of_id(uint64_t id, uint32_t *zoom, uint32_t *x, uint32_t *y);
