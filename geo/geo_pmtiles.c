// SPDX-License-Identifier: Apache-2.0
// geo_pmtiles.c - header, directories and tile numbers of PMTiles archives.
#include "geo/geo_pmtiles.h"
#include "base/array.h"
#include <cpl_vsi.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEADER_BYTES 127
#define DIRECTORY_MAX (64u << 20)
#define ENTRIES_MAX 4000000

typedef struct {
    uint64_t tile_id, offset;
    uint32_t length, run;
} Entry;

typedef struct {
    VSILFILE *file;
    uint64_t file_bytes, leaf_at, leaf_bytes, tiles_at, tiles_bytes;
    int compression;
} Archive;

static uint64_t get_u64(const uint8_t *p)
{
    uint64_t v = 0;
    for (int i = 7; i >= 0; i--) v = v << 8 | p[i];
    return v;
}

static bool get_varint(const uint8_t **at, const uint8_t *end, uint64_t *out)
{
    uint64_t v = 0;
    for (int shift = 0; shift < 64 && *at < end; shift += 7) {
        const uint8_t byte = *(*at)++;
        v |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80)) {
            *out = v;
            return true;
        }
    }
    return false;
}

// Bytes of the archive, unpacked where the archive's inner parts are gzipped; heap, with a zero byte behind.
static uint8_t *read_part(const Archive *a, uint64_t at, uint64_t length, size_t *out_length)
{
    if (length == 0 || length > DIRECTORY_MAX || at > a->file_bytes || a->file_bytes - at < length) return NULL;
    uint8_t *packed = malloc(length + 1);
    if (!packed) return NULL;
    if (VSIFSeekL(a->file, at, SEEK_SET) != 0 || VSIFReadL(packed, 1, length, a->file) != length) {
        free(packed);
        return NULL;
    }
    packed[length] = 0;
    *out_length = length;
    if (a->compression != 2) return packed;
    static _Atomic unsigned next;
    char memory[64], zipped[80];
    snprintf(memory, sizeof memory, "/vsimem/citymirror_pmtiles_%u.gz", next++);
    snprintf(zipped, sizeof zipped, "/vsigzip/%s", memory);
    VSILFILE *file = VSIFileFromMemBuffer(memory, packed, length, FALSE);
    if (file) VSIFCloseL(file);
    size_t cap = 1u << 16, n = 0;
    uint8_t *bytes = malloc(cap + 1);
    file = VSIFOpenL(zipped, "rb");
    while (file && bytes) {
        n += VSIFReadL(bytes + n, 1, cap - n, file);
        if (n < cap) break;
        uint8_t *more = cap < DIRECTORY_MAX ? realloc(bytes, cap * 2 + 1) : NULL;
        if (!more) free(bytes);
        bytes = more;
        cap *= 2;
    }
    if (!file) {
        free(bytes);
        bytes = NULL;
    } else
        VSIFCloseL(file);
    VSIUnlink(memory);
    free(packed);
    if (!bytes) return NULL;
    bytes[n] = 0;
    *out_length = n;
    return bytes;
}

static Entry *read_directory(const Archive *a, uint64_t at, uint64_t length, int *count)
{
    size_t bytes = 0;
    uint8_t *text = read_part(a, at, length, &bytes);
    if (!text) return NULL;
    const uint8_t *p = text, *end = text + bytes;
    uint64_t n = 0, v = 0, id = 0;
    Entry *entries = NULL;
    bool ok = get_varint(&p, end, &n) && n > 0 && n <= ENTRIES_MAX && n <= bytes;
    if (ok) entries = calloc(n, sizeof *entries);
    ok = entries != NULL;
    for (uint64_t i = 0; i < n && ok; i++) {
        ok = get_varint(&p, end, &v);
        id += v;
        entries[i].tile_id = id;
    }
    for (uint64_t i = 0; i < n && ok; i++) {
        ok = get_varint(&p, end, &v) && v <= UINT32_MAX;
        entries[i].run = (uint32_t)v;
    }
    for (uint64_t i = 0; i < n && ok; i++) {
        ok = get_varint(&p, end, &v) && v <= UINT32_MAX;
        entries[i].length = (uint32_t)v;
    }
    for (uint64_t i = 0; i < n && ok; i++) {
        ok = get_varint(&p, end, &v) && (v > 0 || i > 0);
        if (ok) entries[i].offset = v == 0 ? entries[i - 1].offset + entries[i - 1].length : v - 1;
    }
    free(text);
    if (!ok) {
        free(entries);
        return NULL;
    }
    *count = (int)n;
    return entries;
}

bool geo_pmtiles_tile_of_id(uint64_t id, uint32_t *zoom, uint32_t *x, uint32_t *y)
{
    uint64_t base = 0;
    for (uint32_t z = 0; z <= 26; z++) {
        const uint64_t tiles = 1ull << (2 * z);
        if (id - base < tiles) {
            uint64_t t = id - base, tx = 0, ty = 0;
            for (uint64_t s = 1; s < 1ull << z; s *= 2) {
                const uint64_t rx = 1 & (t / 2), ry = 1 & (t ^ rx);
                if (ry == 0) {
                    if (rx == 1) {
                        tx = s - 1 - tx;
                        ty = s - 1 - ty;
                    }
                    const uint64_t swap = tx;
                    tx = ty;
                    ty = swap;
                }
                tx += s * rx;
                ty += s * ry;
                t /= 4;
            }
            *zoom = z;
            *x = (uint32_t)tx;
            *y = (uint32_t)ty;
            return true;
        }
        base += tiles;
    }
    return false;
}

static bool add_tiles(const Archive *a, GeoPmtiles *out, int *cap, const Entry *entry)
{
    for (uint32_t r = 0; r < entry->run; r++) {
        GeoPmtilesEntry tile = { .offset = a->tiles_at + entry->offset, .length = entry->length };
        if (!geo_pmtiles_tile_of_id(entry->tile_id + r, &tile.zoom, &tile.x, &tile.y)) return false;
        if (tile.zoom != out->zoom_max) continue;
        if (entry->offset > a->tiles_bytes || a->tiles_bytes - entry->offset < entry->length) return false;
        if (out->entry_count >= ENTRIES_MAX ||
            !array_reserve((void **)&out->entries, cap, out->entry_count + 1, sizeof *out->entries))
            return false;
        out->entries[out->entry_count++] = tile;
    }
    return true;
}

// The root and the leaves it names; leaves do not nest deeper in archives written so far, and are not followed deeper here.
static bool read_entries(const Archive *a, uint64_t root_at, uint64_t root_bytes, GeoPmtiles *out)
{
    int count = 0, cap = 0;
    Entry *root = read_directory(a, root_at, root_bytes, &count);
    bool ok = root != NULL;
    for (int i = 0; i < count && ok; i++) {
        if (root[i].run > 0) {
            ok = add_tiles(a, out, &cap, &root[i]);
            continue;
        }
        int leaf_count = 0;
        Entry *leaf =
            root[i].offset <= a->leaf_bytes ? read_directory(a, a->leaf_at + root[i].offset, root[i].length, &leaf_count) : NULL;
        ok = leaf != NULL;
        for (int k = 0; k < leaf_count && ok; k++) ok = leaf[k].run > 0 && add_tiles(a, out, &cap, &leaf[k]);
        free(leaf);
    }
    free(root);
    return ok;
}

static bool open_zoom(const char *path, int64_t zoom, GeoPmtiles *out, Err *err)
{
    uint8_t h[HEADER_BYTES];
    Archive a = { .file = VSIFOpenL(path, "rb") };
    *out = (GeoPmtiles){ 0 };
    bool ok = false;
    if (!a.file) {
        err_set(err, ERR_IO, "cannot open '%s'", path);
        return false;
    }
    VSIFSeekL(a.file, 0, SEEK_END);
    a.file_bytes = VSIFTellL(a.file);
    VSIFSeekL(a.file, 0, SEEK_SET);
    if (VSIFReadL(h, 1, sizeof h, a.file) != sizeof h || memcmp(h, "PMTiles", 7) != 0) {
        err_set(err, ERR_FORMAT, "'%s' is no PMTiles archive", path);
        goto done;
    }
    a.compression = h[97];
    if (h[7] != 3 || (a.compression != 1 && a.compression != 2) || h[98] > 2) {
        err_set(err, ERR_UNSUPPORTED, "'%s': PMTiles version %d, compression %d and %d; version 3 with none or gzip is read",
                path, h[7], h[97], h[98]);
        goto done;
    }
    a.leaf_at = get_u64(h + 40);
    a.leaf_bytes = get_u64(h + 48);
    a.tiles_at = get_u64(h + 56);
    a.tiles_bytes = get_u64(h + 64);
    out->is_tile_gzip = h[98] == 2;
    out->is_vector = h[99] == 1;
    out->tile_kind = h[99];
    out->zoom_min = h[100];
    out->zoom_max = zoom >= 0 ? (uint32_t)zoom : h[101];
    if (a.tiles_at > a.file_bytes || a.file_bytes - a.tiles_at < a.tiles_bytes)
        a.tiles_bytes = a.file_bytes > a.tiles_at ? a.file_bytes - a.tiles_at : 0;
    size_t metadata_bytes = 0;
    out->metadata = (char *)read_part(&a, get_u64(h + 24), get_u64(h + 32), &metadata_bytes);
    if (!out->metadata) out->metadata = calloc(1, 1);
    ok = out->metadata && read_entries(&a, get_u64(h + 8), get_u64(h + 16), out);
    if (!ok) err_set(err, ERR_FORMAT, "'%s': the directory of the archive is damaged or cut short", path);
done:
    VSIFCloseL(a.file);
    if (!ok) geo_pmtiles_close(out);
    return ok;
}

bool geo_pmtiles_open(const char *path, GeoPmtiles *out, Err *err)
{
    return open_zoom(path, -1, out, err);
}

bool geo_pmtiles_open_zoom(const char *path, uint32_t zoom, GeoPmtiles *out, Err *err)
{
    return open_zoom(path, zoom, out, err);
}

void geo_pmtiles_close(GeoPmtiles *archive)
{
    free(archive->metadata);
    free(archive->entries);
    *archive = (GeoPmtiles){ 0 };
}
