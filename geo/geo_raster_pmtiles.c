// SPDX-License-Identifier: Apache-2.0
// geo_raster_pmtiles.c - picture tiles of a PMTiles archive as one raster: a virtual mosaic for
// GDAL, one for each zoom.
#include "geo/geo_pmtiles.h"
#include "geo/geo_raster_private.h"

#include "base/log.h"
#include "base/str.h"

#include <cpl_vsi.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define HALF_WORLD_M 20037508.342789244 // of EPSG:3857
#define TILES_MAX 20000                 // of one mosaic: a deeper zoom is left out
#define HEAD_BYTES 32

// What a tile's first bytes say of its bands.
typedef enum {
    TILE_UNKNOWN,
    TILE_GREY,
    TILE_GREY_ALPHA,
    TILE_RGB,
    TILE_RGBA,
    TILE_PALETTE
} TileBands;

static TileBands bands_of(const uint8_t *h, size_t n)
{
    static const uint8_t png[8] = { 0x89, 'P', 'N', 'G', 13, 10, 26, 10 };
    if (n >= 26 && memcmp(h, png, 8) == 0) {
        static const TileBands of_type[7] = { TILE_GREY,       TILE_UNKNOWN, TILE_RGB, TILE_PALETTE,
                                              TILE_GREY_ALPHA, TILE_UNKNOWN, TILE_RGBA };
        return h[25] < 7 ? of_type[h[25]] : TILE_UNKNOWN;
    }
    if (n >= 2 && h[0] == 0xFF && h[1] == 0xD8) return TILE_RGB;
    if (n < 25 || memcmp(h, "RIFF", 4) != 0 || memcmp(h + 8, "WEBP", 4) != 0) return TILE_UNKNOWN;
    if (memcmp(h + 12, "VP8X", 4) == 0) return h[20] & 0x10 ? TILE_RGBA : TILE_RGB;
    if (memcmp(h + 12, "VP8L", 4) == 0) return h[24] & 0x10 ? TILE_RGBA : TILE_RGB;
    return TILE_RGB;
}

typedef struct {
    const char *path;
    GeoPmtiles archive;
    TileBands *bands;
    uint32_t x0, y0, x1, y1; // of the tiles
    int tile_px;
} Mosaic;

// The edge of a tile, by opening the first one.
static int tile_edge(const Mosaic *m)
{
    Str name = { 0 };
    str_printf(&name, "/vsisubfile/%llu_%u,%s", (unsigned long long)m->archive.entries[0].offset,
               m->archive.entries[0].length, m->path);
    GDALDatasetH tile = GDALOpenEx(name.text, GDAL_OF_RASTER | GDAL_OF_READONLY, NULL, NULL, NULL);
    const int edge = tile ? GDALGetRasterXSize(tile) : 0;
    if (tile) GDALClose(tile);
    str_finish(&name);
    return edge;
}

// Remote archives: all tiles as the first.
static void bands_find(Mosaic *m, bool is_remote)
{
    VSILFILE *file = VSIFOpenL(m->path, "rb");
    for (int i = 0; i < m->archive.entry_count; i++) {
        uint8_t head[HEAD_BYTES] = { 0 };
        if (is_remote && i > 0) {
            m->bands[i] = m->bands[0];
            continue;
        }
        const bool is_read = file && VSIFSeekL(file, m->archive.entries[i].offset, SEEK_SET) == 0;
        m->bands[i] = bands_of(head, is_read ? VSIFReadL(head, 1, sizeof head, file) : 0);
    }
    if (file) VSIFCloseL(file);
}

static bool mosaic_open(const char *path, uint32_t zoom, bool is_deepest, bool is_remote, Mosaic *m,
                        Err *err)
{
    *m = (Mosaic){ .path = path };
    if (!(is_deepest ? geo_pmtiles_open(path, &m->archive, err)
                     : geo_pmtiles_open_zoom(path, zoom, &m->archive, err)))
        return false;
    m->x0 = m->y0 = UINT32_MAX;
    for (int i = 0; i < m->archive.entry_count; i++) {
        const GeoPmtilesEntry *e = &m->archive.entries[i];
        if (e->x < m->x0) m->x0 = e->x;
        if (e->y < m->y0) m->y0 = e->y;
        if (e->x > m->x1) m->x1 = e->x;
        if (e->y > m->y1) m->y1 = e->y;
    }
    const int count = m->archive.entry_count;
    if (count > 0 && count <= TILES_MAX) {
        m->bands = calloc((size_t)count, sizeof *m->bands);
        m->tile_px = tile_edge(m);
        if (m->bands) bands_find(m, is_remote);
    }
    return true;
}

static void mosaic_close(Mosaic *m)
{
    geo_pmtiles_close(&m->archive);
    free(m->bands);
}

// One tile as the source of band k (1 to 3 colours, 4 alpha) of the mosaic.
static void source_add(Str *xml, const Mosaic *m, int i, int k)
{
    const GeoPmtilesEntry *e = &m->archive.entries[i];
    const TileBands bands = m->bands[i];
    if (bands == TILE_UNKNOWN) return;
    const bool has_alpha = bands == TILE_RGBA || bands == TILE_GREY_ALPHA,
               is_palette = bands == TILE_PALETTE;
    const bool is_solid = k == 4 && !has_alpha && !is_palette;
    int band = bands == TILE_RGB || bands == TILE_RGBA ? k : 1;
    if (k == 4) band = bands == TILE_RGBA ? 4 : bands == TILE_GREY_ALPHA ? 2 : 1;
    const char *kind = is_solid || is_palette ? "ComplexSource" : "SimpleSource";
    str_printf(xml, "<%s><SourceFilename relativeToVRT=\"0\">/vsisubfile/%llu_%u,", kind,
               (unsigned long long)e->offset, e->length);
    geo_xml_add(xml, m->path, strlen(m->path));
    str_printf(xml,
               "</SourceFilename><SourceBand>%d</SourceBand><SourceProperties RasterXSize=\"%d\" "
               "RasterYSize=\"%d\" "
               "DataType=\"Byte\" BlockXSize=\"%d\" BlockYSize=\"1\"/><SrcRect xOff=\"0\" "
               "yOff=\"0\" xSize=\"%d\" ySize=\"%d\"/>"
               "<DstRect xOff=\"%lld\" yOff=\"%lld\" xSize=\"%d\" ySize=\"%d\"/>",
               band, m->tile_px, m->tile_px, m->tile_px, m->tile_px, m->tile_px,
               (long long)(e->x - m->x0) * m->tile_px, (long long)(e->y - m->y0) * m->tile_px,
               m->tile_px, m->tile_px);
    if (is_solid) str_add(xml, "<ScaleOffset>255</ScaleOffset><ScaleRatio>0</ScaleRatio>");
    if (is_palette) str_printf(xml, "<ColorTableComponent>%d</ColorTableComponent>", k);
    str_printf(xml, "</%s>", kind);
}

// The mosaic as a file in GDAL's memory; the coarser zooms are its overviews.
static bool mosaic_write(const Mosaic *m, const char *folder, uint32_t overviews_from)
{
    static const char *const colours[4] = { "Red", "Green", "Blue", "Alpha" };
    const double edge_m = 2 * HALF_WORLD_M / (double)(1ull << m->archive.zoom_max),
                 cell_m = edge_m / m->tile_px;
    Str xml = { 0 };
    str_printf(&xml,
               "<VRTDataset rasterXSize=\"%lld\" "
               "rasterYSize=\"%lld\"><SRS>EPSG:3857</SRS><GeoTransform>%.17g,%.17g,0,%.17g,0,%.17g"
               "</GeoTransform>",
               (long long)(m->x1 - m->x0 + 1) * m->tile_px,
               (long long)(m->y1 - m->y0 + 1) * m->tile_px, m->x0 * edge_m - HALF_WORLD_M, cell_m,
               HALF_WORLD_M - m->y0 * edge_m, -cell_m);
    for (int k = 1; k <= 4; k++) {
        str_printf(&xml,
                   "<VRTRasterBand dataType=\"Byte\" band=\"%d\" blockXSize=\"%d\" "
                   "blockYSize=\"%d\"><ColorInterp>%s</ColorInterp>",
                   k, m->tile_px, m->tile_px, colours[k - 1]);
        for (int i = 0; i < m->archive.entry_count; i++) source_add(&xml, m, i, k);
        for (uint32_t zoom = m->archive.zoom_max; zoom-- > overviews_from;)
            str_printf(&xml,
                       "<Overview><SourceFilename "
                       "relativeToVRT=\"0\">%s/%u.vrt</SourceFilename><SourceBand>%d</SourceBand></"
                       "Overview>",
                       folder, zoom, k);
        str_add(&xml, "</VRTRasterBand>");
    }
    str_add(&xml, "</VRTDataset>");
    Str name = { 0 };
    str_printf(&name, "%s/%u.vrt", folder, m->archive.zoom_max);
    VSILFILE *file = xml.text && name.text ? VSIFOpenL(name.text, "wb") : NULL;
    const bool ok = file && VSIFWriteL(xml.text, 1, xml.length, file) == xml.length;
    if (file) VSIFCloseL(file);
    str_finish(&xml);
    str_finish(&name);
    return ok;
}

static bool covers(const Mosaic *coarse, const Mosaic *fine)
{
    const uint32_t down = fine->archive.zoom_max - coarse->archive.zoom_max;
    return coarse->archive.entry_count > 0 && coarse->bands && coarse->tile_px == fine->tile_px &&
           coarse->x0 <= fine->x0 >> down && coarse->y0 <= fine->y0 >> down &&
           coarse->x1 >= fine->x1 >> down && coarse->y1 >= fine->y1 >> down;
}

char *geo_raster_pmtiles_open_name(const char *path, bool is_remote, Err *err)
{
    static _Atomic unsigned next;
    Mosaic finest;
    if (!mosaic_open(path, 0, true, is_remote, &finest, err)) return NULL;
    const uint32_t zoom_min = finest.archive.zoom_min, deepest = finest.archive.zoom_max;
    char *name = NULL;
    if (finest.archive.tile_kind < 2 || finest.archive.tile_kind > 4 ||
        finest.archive.is_tile_gzip) {
        err_set(err, ERR_UNSUPPORTED,
                "'%.200s': PMTiles with tiles of kind %d; PNG, JPEG and WebP pictures are read",
                path, finest.archive.tile_kind);
        mosaic_close(&finest);
        return NULL;
    }
    uint32_t zoom = deepest;
    while ((finest.archive.entry_count == 0 || finest.archive.entry_count > TILES_MAX) &&
           zoom > zoom_min) {
        mosaic_close(&finest);
        if (!mosaic_open(path, --zoom, false, is_remote, &finest, err)) return NULL;
    }
    if (!finest.bands || finest.tile_px < 1 || finest.tile_px > 4096) {
        err_set(err, ERR_FORMAT, "'%.200s': its tiles are no pictures that GDAL knows", path);
        mosaic_close(&finest);
        return NULL;
    }
    if (zoom < deepest)
        log_print(LOG_WARN, "'%s': zoom %u and deeper have too many tiles; zoom %u is shown", path,
                  zoom + 1, zoom);
    Str folder = { 0 };
    str_printf(&folder, GEO_RASTER_MEMORY "raster_%u", next++);
    uint32_t from = zoom;
    // Down to a zoom of a tile or two; the first that does not cover all ends it. Each knows those
    // below it.
    for (uint32_t z = zoom; z-- > zoom_min;) {
        Mosaic coarse;
        if (!mosaic_open(path, z, false, is_remote, &coarse, NULL)) break;
        const bool is_good = covers(&coarse, &finest) && mosaic_write(&coarse, folder.text, z);
        mosaic_close(&coarse);
        if (!is_good) break;
        from = z;
    }
    if (mosaic_write(&finest, folder.text, from)) {
        Str whole = { 0 };
        str_printf(&whole, "%s/%u.vrt", folder.text, zoom);
        name = whole.text;
    } else {
        err_set(err, ERR_MEMORY, "no memory for '%.200s'", path);
    }
    str_finish(&folder);
    mosaic_close(&finest);
    return name;
}
