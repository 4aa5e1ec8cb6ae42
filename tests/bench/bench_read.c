// SPDX-License-Identifier: Apache-2.0
// bench_read.c - the limit of reading: a bare GDAL loop over a file's first layer, Arrow stream and one by one; then our
// loader on the same file. bench_read FILE [bare]: figure, limit, ratio.
#include "base/clock.h"
#include "geo/geo_layer.h"
#include <gdal.h>
#include <ogr_api.h>
#include <ogr_recordbatch.h>
#include <stdio.h>
#include <string.h>

static double read_arrow(const char *path, int64_t *count)
{
    const double start = clock_monotonic_s();
    GDALDatasetH dataset = GDALOpenEx(path, GDAL_OF_VECTOR, NULL, NULL, NULL);
    if (!dataset) return -1;
    struct ArrowArrayStream stream;
    if (!OGR_L_GetArrowStream(GDALDatasetGetLayer(dataset, 0), &stream, NULL)) return -1;
    *count = 0;
    for (;;) {
        struct ArrowArray array;
        if (stream.get_next(&stream, &array) != 0 || !array.release) break;
        *count += array.length;
        array.release(&array);
    }
    stream.release(&stream);
    GDALClose(dataset);
    return clock_monotonic_s() - start;
}

static double read_features(const char *path, int64_t *count)
{
    const double start = clock_monotonic_s();
    GDALDatasetH dataset = GDALOpenEx(path, GDAL_OF_VECTOR, NULL, NULL, NULL);
    if (!dataset) return -1;
    OGRLayerH layer = GDALDatasetGetLayer(dataset, 0);
    *count = 0;
    for (OGRFeatureH f = OGR_L_GetNextFeature(layer); f; f = OGR_L_GetNextFeature(layer)) {
        *count += 1;
        OGR_F_Destroy(f);
    }
    GDALClose(dataset);
    return clock_monotonic_s() - start;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "bench_read FILE\n");
        return 2;
    }
    GDALAllRegister();
    int64_t count = 0;
    read_arrow(argv[1], &count); // warms the page cache
    const double arrow_s = read_arrow(argv[1], &count);
    const double feature_s = read_features(argv[1], &count);
    geo_init();
    JobPool *pool = job_pool_create(0);
    Err err = { 0 };
    GeoLayer *layer = geo_layer_load(&(GeoLayerDesc){ .source = argv[1], .no_cache = true, .pool = pool }, &err);
    if (!layer) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    printf("features                 %lld\n", (long long)count);
    printf("bare loop, arrow         %.3f s  %.2f M/s\n", arrow_s, (double)count / arrow_s / 1e6);
    printf("bare loop, one by one    %.3f s  %.2f M/s\n", feature_s, (double)count / feature_s / 1e6);
    printf("our loader, reading      %.3f s  ratio to arrow %.2f, to one by one %.2f (reach 1.5)\n", layer->read_s,
           layer->read_s / arrow_s, layer->read_s / feature_s);
    printf("our loader, all          %.3f s  (transform, order, index, tiles)\n", layer->total_s);
    printf("our loader, resident     %.0f MB\n", (double)layer->resident_bytes / 1e6);
    geo_layer_destroy(layer);
    job_pool_destroy(pool);
    return 0;
}
