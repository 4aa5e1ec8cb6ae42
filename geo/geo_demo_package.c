// SPDX-License-Identifier: Apache-2.0
// geo_demo_package.c - the GeoPackage: one transaction, layers in a fixed order, the clock held still.
#include "geo/geo_demo_package.h"
#include <cpl_conv.h>
#include <cpl_string.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void fail(GeoDemoPackage *p, const char *doing)
{
    if (p->has_failed) return;
    p->has_failed = true;
    const char *why = CPLGetLastErrorMsg();
    err_set(p->err, ERR_IO, "%s '%s': %s", doing, p->path, *why ? why : "GDAL gave no reason");
}

void geo_demo_package_layer(GeoDemoPackage *p, const char *name, const char *title, OGRwkbGeometryType type, const GeoDemoField *fields,
                            int field_count)
{
    if (p->has_failed) return;
    if (p->feature) OGR_F_Destroy(p->feature);
    p->feature = NULL;
    char **options = NULL;
    options = CSLSetNameValue(options, "IDENTIFIER", CPLSPrintf("%s (%s)", title, GEO_DEMO_NOTICE));
    options = CSLSetNameValue(options, "DESCRIPTION", GEO_DEMO_ATTRIBUTION);
    options = CSLSetNameValue(options, "GEOMETRY_NAME", "geom");
    CPLErrorReset();
    p->layer = GDALDatasetCreateLayer(p->dataset, name, p->srs, type, options);
    CSLDestroy(options);
    if (!p->layer) {
        fail(p, "create layer in");
        return;
    }
    for (int i = 0; i < field_count; i++) {
        OGRFieldDefnH field = OGR_Fld_Create(fields[i].name, fields[i].type);
        if (OGR_L_CreateField(p->layer, field, FALSE) != OGRERR_NONE) fail(p, "create field in");
        OGR_Fld_Destroy(field);
    }
    p->feature = OGR_F_Create(OGR_L_GetLayerDefn(p->layer));
    if (!p->feature) fail(p, "create feature in");
}

void geo_demo_package_text(GeoDemoPackage *p, int field, const char *text)
{
    if (p->has_failed) return;
    if (text && *text) {
        OGR_F_SetFieldString(p->feature, field, text);
    } else {
        OGR_F_SetFieldNull(p->feature, field);
    }
}

void geo_demo_package_int(GeoDemoPackage *p, int field, int64_t value)
{
    if (!p->has_failed) OGR_F_SetFieldInteger64(p->feature, field, value);
}

void geo_demo_package_real(GeoDemoPackage *p, int field, double value)
{
    if (!p->has_failed) OGR_F_SetFieldDouble(p->feature, field, value);
}

static void wkb_add(GeoDemoWkb *wkb, const void *bytes, size_t length)
{
    if (wkb->length + length > wkb->cap) {
        const size_t cap = (wkb->length + length) * 2;
        uint8_t *grown = realloc(wkb->bytes, cap);
        if (!grown) {
            wkb->has_failed = true;
            return;
        }
        wkb->bytes = grown;
        wkb->cap = cap;
    }
    memcpy(wkb->bytes + wkb->length, bytes, length);
    wkb->length += length;
}

static void wkb_begin(GeoDemoWkb *wkb, uint32_t type)
{
    const uint8_t little = 1;
    wkb->length = 0;
    wkb_add(wkb, &little, 1);
    wkb_add(wkb, &type, 4);
}

static void wkb_points(GeoDemoWkb *wkb, const GeoDemoXyz *points, int count, bool has_z, bool is_closed)
{
    const uint32_t n = (uint32_t)(count + is_closed);
    wkb_add(wkb, &n, 4);
    for (int i = 0; i < count + is_closed; i++) wkb_add(wkb, &points[i % count], has_z ? 24 : 16);
}

void geo_demo_package_geometry(GeoDemoPackage *p, OGRGeometryH geometry)
{
    if (p->has_failed || !geometry) {
        if (geometry) OGR_G_DestroyGeometry(geometry);
        return;
    }
    OGR_F_SetGeometryDirectly(p->feature, geometry);
    OGR_F_SetFID(p->feature, OGRNullFID);
    if (OGR_L_CreateFeature(p->layer, p->feature) != OGRERR_NONE) fail(p, "write");
}

static void put_wkb(GeoDemoPackage *p)
{
    OGRGeometryH geometry = NULL;
    if (p->has_failed) return;
    if (p->wkb.has_failed || OGR_G_CreateFromWkb(p->wkb.bytes, NULL, &geometry, (int)p->wkb.length) != OGRERR_NONE) {
        fail(p, "make a geometry for");
        return;
    }
    geo_demo_package_geometry(p, geometry);
}

void geo_demo_package_point(GeoDemoPackage *p, double lon, double lat)
{
    const double xy[2] = { lon, lat };
    wkb_begin(&p->wkb, 1);
    wkb_add(&p->wkb, xy, sizeof xy);
    put_wkb(p);
}

void geo_demo_package_line(GeoDemoPackage *p, const GeoDemoXyz *points, int count, bool has_z)
{
    wkb_begin(&p->wkb, has_z ? 1002 : 2);
    wkb_points(&p->wkb, points, count, has_z, false);
    put_wkb(p);
}

void geo_demo_package_point_z(GeoDemoPackage *p, double lon, double lat, double z_m)
{
    const double xyz[3] = { lon, lat, z_m };
    wkb_begin(&p->wkb, 1001);
    wkb_add(&p->wkb, xyz, sizeof xyz);
    put_wkb(p);
}

void geo_demo_package_polygon(GeoDemoPackage *p, const GeoDemoXyz *points, const int *counts, int rings, bool has_z)
{
    const uint32_t n = (uint32_t)rings;
    wkb_begin(&p->wkb, has_z ? 1003 : 3);
    wkb_add(&p->wkb, &n, 4);
    for (int r = 0; r < rings; r++) {
        wkb_points(&p->wkb, points, counts[r], has_z, true);
        points += counts[r];
    }
    put_wkb(p);
}

static void write_buildings(GeoDemoPackage *p, const GeoDemoDesc *desc, const GeoDemoCity *city)
{
    static const GeoDemoField fields[] = {
        { "name", OFTString }, { "use", OFTString }, { "storeys", OFTInteger }, { "height", OFTReal }, { "year", OFTInteger },
        { "population", OFTInteger }, { "district_code", OFTInteger }, { "town_code", OFTInteger }, { "district", OFTString },
        { "town", OFTString },
    };
    geo_demo_package_layer(p, "buildings", "建筑", wkbPolygon, fields, (int)(sizeof fields / sizeof fields[0]));
    for (size_t i = 0; i < city->building_count && !p->has_failed; i++) {
        const GeoDemoBuilding *b = &city->buildings[i];
        const GeoDemoDistrict *district = b->district >= 0 ? &geo_demo_districts[b->district] : NULL;
        const GeoDemoTown *town = b->town >= 0 ? &geo_demo_towns[b->town] : NULL;
        GeoDemoXyz points[32];
        const int counts[2] = { b->outer, b->inner };
        for (int k = 0; k < b->outer + b->inner; k++) {
            const GeoDemoCorner c = city->corners[b->first + (uint32_t)k];
            points[k] = (GeoDemoXyz){ c.x * 1e-7, c.y * 1e-7, 0 };
        }
        geo_demo_package_text(p, 0, b->tower >= 0 ? geo_demo_towers[b->tower].name : NULL);
        geo_demo_package_text(p, 1, geo_demo_use_names[b->use]);
        geo_demo_package_int(p, 2, b->storeys);
        geo_demo_package_real(p, 3, b->height_dm / 10.0);
        geo_demo_package_int(p, 4, b->year);
        geo_demo_package_int(p, 5, b->population);
        geo_demo_package_int(p, 6, district ? district->code : 0);
        geo_demo_package_int(p, 7, town ? town->code : 0);
        geo_demo_package_text(p, 8, district ? district->name : NULL);
        geo_demo_package_text(p, 9, town ? town->name : NULL);
        geo_demo_package_polygon(p, points, counts, b->inner ? 2 : 1, false);
        if ((i & 4095) == 0) {
            job_progress(desc->job, 0.45f + 0.5f * (float)i / (float)city->building_count);
            if (job_is_cancelled(desc->job)) {
                err_set(p->err, ERR_CANCELLED, "demo: stopped");
                p->has_failed = true;
            }
        }
    }
}

static void write_stations(GeoDemoPackage *p, const GeoDemoDesc *desc)
{
    static const GeoDemoField fields[] = { { "name", OFTString },
                                           { "kind", OFTString },
                                           { "kind_zh", OFTString },
                                           { "id", OFTString },
                                           { "key", OFTString } };
    geo_demo_package_layer(p, "stations", "监测站", wkbPoint, fields,
                           (int)(sizeof fields / sizeof fields[0]));
    for (int s = 0; s < desc->station_count && !p->has_failed; s++) {
        const GeoDemoStation *station = &desc->stations[s];
        geo_demo_package_text(p, 0, station->name);
        geo_demo_package_text(p, 1, station->kind);
        geo_demo_package_text(p, 2, station->kind_zh);
        geo_demo_package_text(p, 3, station->id);
        geo_demo_package_text(p, 4, station->key);
        geo_demo_package_point(p, station->lon, station->lat);
    }
}

static bool package_open(GeoDemoPackage *p)
{
    GDALDriverH driver = GDALGetDriverByName("GPKG");
    CPLErrorReset();
    p->dataset = driver ? GDALCreate(driver, p->path, 0, 0, 0, GDT_Unknown, NULL) : NULL;
    if (!p->dataset) {
        fail(p, "create");
        return false;
    }
    GDALSetMetadataItem(p->dataset, "TITLE", "数字孪生湛江 " GEO_DEMO_NOTICE, NULL);
    GDALSetMetadataItem(p->dataset, "DESCRIPTION", GEO_DEMO_ATTRIBUTION, NULL);
    p->srs = OSRNewSpatialReference(NULL);
    OSRImportFromEPSG(p->srs, 4490);
    OSRSetAxisMappingStrategy(p->srs, OAMS_TRADITIONAL_GIS_ORDER);
    if (GDALDatasetStartTransaction(p->dataset, FALSE) != OGRERR_NONE) fail(p, "begin writing");
    return !p->has_failed;
}

bool geo_demo_package_write(const GeoDemoDesc *desc, const GeoDemoGround *ground, const GeoDemoCity *city, const char *path, Err *err)
{
    GeoDemoPackage p = { .path = path, .err = err };
    // The file is new and renamed when whole: SQLite need not guard against a crash half way.
    CPLSetThreadLocalConfigOption("OGR_SQLITE_SYNCHRONOUS", "OFF");
    CPLSetThreadLocalConfigOption("OGR_SQLITE_JOURNAL", "OFF");
    CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", GEO_DEMO_DATETIME);
    CPLSetThreadLocalConfigOption("OGR_CURRENT_DATETIME", GEO_DEMO_DATETIME);
    if (package_open(&p)) {
        geo_demo_package_grounds(&p, ground, city, desc->seed);
        geo_demo_package_traffic(&p, city);
        geo_demo_package_bridges(&p);
        write_buildings(&p, desc, city);
        if (desc->station_count > 0) write_stations(&p, desc);
    }
    if (p.feature) OGR_F_Destroy(p.feature);
    CPLErrorReset();
    if (p.dataset && !p.has_failed && GDALDatasetCommitTransaction(p.dataset) != OGRERR_NONE) fail(&p, "write");
    CPLErrorReset();
    if (p.dataset) GDALClose(p.dataset);
    if (!p.has_failed && CPLGetLastErrorType() >= CE_Failure) fail(&p, "write");
    if (p.srs) OSRDestroySpatialReference(p.srs);
    free(p.wkb.bytes);
    CPLSetThreadLocalConfigOption("OGR_SQLITE_SYNCHRONOUS", NULL);
    CPLSetThreadLocalConfigOption("OGR_SQLITE_JOURNAL", NULL);
    CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", NULL);
    CPLSetThreadLocalConfigOption("OGR_CURRENT_DATETIME", NULL);
    return !p.has_failed;
}
