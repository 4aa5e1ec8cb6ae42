// SPDX-License-Identifier: Apache-2.0
// bench_make.c - writes a city of N footprints (4 to 12 corners, 8 attributes) for the benchmarks: bench_make OUT.gpkg|OUT.geojson N [SEED].
#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t random_state;

static double random_unit(void)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (double)(random_state >> 11) * 0x1p-53;
}

// Corners of the i-th footprint round its centre, metres.
static int make_ring(double *xy, double size_m)
{
    const int corners = 4 + (int)(random_unit() * 9) % 9;
    if (corners < 6) {
        const double w = size_m * (0.6 + 0.6 * random_unit()), d = size_m * (0.5 + 0.4 * random_unit());
        const double box[8] = { -w / 2, -d / 2, w / 2, -d / 2, w / 2, d / 2, -w / 2, d / 2 };
        memcpy(xy, box, sizeof box);
        return 4;
    }
    for (int k = 0; k < corners; k++) {
        const double angle = 2 * M_PI * k / corners, radius = size_m * (0.35 + 0.2 * random_unit());
        xy[2 * k] = radius * cos(angle);
        xy[2 * k + 1] = radius * sin(angle);
    }
    return corners;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "bench_make OUT.gpkg|OUT.geojson N [SEED]\n");
        return 2;
    }
    const int count = atoi(argv[2]);
    random_state = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
    const bool is_json = strstr(argv[1], ".geojson") != NULL;
    GDALAllRegister();
    GDALDriverH driver = GDALGetDriverByName(is_json ? "GeoJSON" : "GPKG");
    GDALDatasetH dataset = GDALCreate(driver, argv[1], 0, 0, 0, GDT_Unknown, NULL);
    if (!dataset) return 1;
    OGRSpatialReferenceH crs = OSRNewSpatialReference(NULL);
    OSRImportFromEPSG(crs, 4326);
    OSRSetAxisMappingStrategy(crs, OAMS_TRADITIONAL_GIS_ORDER);
    const char *const json_options[] = { "COORDINATE_PRECISION=8", NULL };
    OGRLayerH layer = GDALDatasetCreateLayer(dataset, "buildings", crs, wkbPolygon, is_json ? (char **)json_options : NULL);
    const struct {
        const char *name;
        OGRFieldType type;
    } fields[] = { { "name", OFTString }, { "use", OFTString }, { "height", OFTReal }, { "storeys", OFTInteger }, { "year", OFTInteger },
                   { "population", OFTInteger }, { "district_code", OFTString }, { "town_code", OFTString } };
    const int field_count = (int)(sizeof fields / sizeof fields[0]);
    for (int i = 0; i < field_count; i++) {
        OGRFieldDefnH field = OGR_Fld_Create(fields[i].name, fields[i].type);
        OGR_L_CreateField(layer, field, 1);
        OGR_Fld_Destroy(field);
    }
    static const char *const uses[] = { "住宅", "办公", "商业", "工业", "公共" };
    const double lon0 = 110.40, lat0 = 21.22, spacing_m = 40;
    const double lat_per_m = 1 / 110743.0, lon_per_m = 1 / 103850.0;
    const int side = (int)ceil(sqrt((double)count));
    GDALDatasetStartTransaction(dataset, 0);
    for (int i = 0; i < count; i++) {
        const double cx = (i % side - side / 2.0 + 0.2 * random_unit()) * spacing_m;
        const double cy = (i / side - side / 2.0 + 0.2 * random_unit()) * spacing_m;
        double xy[24] = { 0 };
        const int corners = make_ring(xy, 12 + 14 * random_unit());
        OGRGeometryH ring = OGR_G_CreateGeometry(wkbLinearRing), polygon = OGR_G_CreateGeometry(wkbPolygon);
        for (int k = 0; k <= corners; k++) {
            const int c = k % corners;
            OGR_G_AddPoint_2D(ring, lon0 + (cx + xy[2 * c]) * lon_per_m, lat0 + (cy + xy[2 * c + 1]) * lat_per_m);
        }
        OGR_G_AddGeometryDirectly(polygon, ring);
        OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(layer));
        OGR_F_SetGeometryDirectly(feature, polygon);
        const int storeys = 1 + (int)(pow(random_unit(), 3) * 34);
        char text[32];
        snprintf(text, sizeof text, "%d号楼", i % 5000);
        OGR_F_SetFieldString(feature, 0, text);
        OGR_F_SetFieldString(feature, 1, uses[(int)(random_unit() * 5) % 5]);
        OGR_F_SetFieldDouble(feature, 2, storeys * 3.3 + random_unit());
        OGR_F_SetFieldInteger(feature, 3, storeys);
        OGR_F_SetFieldInteger(feature, 4, 1975 + (int)(random_unit() * 50));
        OGR_F_SetFieldInteger(feature, 5, (int)(random_unit() * 40 * storeys));
        snprintf(text, sizeof text, "4408%02d", (int)(random_unit() * 9) % 9);
        OGR_F_SetFieldString(feature, 6, text);
        snprintf(text, sizeof text, "4408%05d", (int)(random_unit() * 125) % 125);
        OGR_F_SetFieldString(feature, 7, text);
        const bool is_written = OGR_L_CreateFeature(layer, feature) == OGRERR_NONE;
        OGR_F_Destroy(feature);
        if (!is_written) return 1;
    }
    GDALDatasetCommitTransaction(dataset);
    OSRDestroySpatialReference(crs);
    GDALClose(dataset);
    return 0;
}
