// SPDX-License-Identifier: Apache-2.0
// bench_read.c - the limit of reading: a bare GDAL loop over a file's first layer, Arrow stream and
// one by one; then our loader on the same file, in turns, the best of each (others use the machine
// too). bench_read FILE: figure, limit, ratio.
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
    enum { ROUNDS = 7 };
    if (argc < 2) {
        fprintf(stderr, "bench_read FILE\n");
        return 2;
    }
    GDALAllRegister();
    geo_init();
    JobPool *pool = job_pool_create(0);
    int64_t count = 0;
    read_arrow(argv[1], &count); // warms the page cache
    const double feature_s = read_features(argv[1], &count);
    double arrow_s = 0, arrow_first_s = 0, ours_s = 0, ours_first_s = 0, all_s = 0;
    size_t resident = 0;
    for (int round = 0; round < ROUNDS; round++) {
        Err err = { 0 };
        const double s = read_arrow(argv[1], &count);
        GeoLayer *layer = geo_layer_load(
            &(GeoLayerDesc){ .source = argv[1], .no_cache = true, .pool = pool }, &err);
        if (!layer || s < 0) {
            fprintf(stderr, "%s\n", layer ? "GDAL cannot read it" : err.text);
            return 1;
        }
        if (round == 0) {
            arrow_first_s = s;
            ours_first_s = layer->read_s;
        }
        arrow_s = round == 0 || s < arrow_s ? s : arrow_s;
        ours_s = round == 0 || layer->read_s < ours_s ? layer->read_s : ours_s;
        all_s = round == 0 || layer->total_s < all_s ? layer->total_s : all_s;
        resident = layer->resident_bytes;
        geo_layer_destroy(layer);
    }
    printf("features                 %lld\n", (long long)count);
    printf("bare loop, arrow         %.3f s  %.2f M/s  (first %.3f s)\n", arrow_s,
           (double)count / arrow_s / 1e6, arrow_first_s);
    printf("bare loop, one by one    %.3f s  %.2f M/s\n", feature_s, (double)count / feature_s / 1e6);
    printf("our loader, reading      %.3f s  ratio to arrow %.2f (first loads %.2f), to one by one "
           "%.2f (reach 1.5)\n",
           ours_s, ours_s / arrow_s, ours_first_s / arrow_first_s, ours_s / feature_s);
    printf("our loader, all          %.3f s  (transform, order, index, tiles)\n", all_s);
    printf("our loader, resident     %.0f MB\n", (double)resident / 1e6);
    job_pool_destroy(pool);
    return 0;
}
