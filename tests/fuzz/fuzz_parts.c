// SPDX-License-Identifier: Apache-2.0
// fuzz_parts.c - any bytes to the parsers of our own that other fuzzers do not reach: GeoPackage
// and PMTiles files, session snapshots, degrees-minutes-seconds, times, encodings, conditions on
// attributes, names of height zeros. The first byte says which.
#include "base/clock.h"
#include "base/image.h"
#include "base/log.h"
#include "base/str.h"
#include "core/document.h"
#include "core/select_where.h"
#include "geo/geo_encoding.h"
#include "geo/geo_source.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static const char *write_file(const uint8_t *bytes, size_t length, const char *extension,
                              char path[64])
{
    snprintf(path, 64, "/dev/shm/fuzz_parts_%ld.%s", (long)getpid(), extension);
    FILE *file = fopen(path, "wb");
    if (!file) return NULL;
    fwrite(bytes, 1, length, file);
    fclose(file);
    return path;
}

static void read_source(const GeoSource *row, const char *path)
{
    const GeoLayerDesc desc = { .source = path, .no_cache = true };
    GeoSink sink;
    Err err = { 0 };
    geo_sink_init(&sink, &desc);
    if (row->read(&sink, &err)) {
        GeoLayer *layer = geo_layer_build(&sink, NULL);
        if (layer) assert(layer->feature_part[layer->feature_count] == layer->part_count);
        geo_layer_destroy(layer);
    } else {
        assert(err.code != ERR_NONE && err.text[0]);
    }
    geo_sink_finish(&sink);
}

static void read_snapshot(const char *path)
{
    State state;
    Err err = { 0 };
    state_init(&state);
    if (!snapshot_load(&state, path, &err)) assert(err.code != ERR_NONE && err.text[0]);
    state_finish(&state);
}

static void read_words(const char *text)
{
    double number = 0;
    int64_t whole = 0;
    char copy[32];
    if (geo_dms_parse(text, &number)) assert(number == number);
    clock_parse(text, 8 * 3600, &whole);
    str_parse_double(text, &number);
    str_parse_int(text, &whole);
    str_copy_utf8(copy, sizeof copy, text);
    if (str_is_utf8(text, strlen(text))) assert(str_is_utf8(copy, strlen(copy)));
    geo_encoding_name(text);
    assert(geo_vertical_is_same(text, text));
    geo_vertical_is_needed(&(GeoVerticalDesc){ .from = text, .city = "1985" });
}

static void read_encoded(const char *text, size_t length)
{
    static const char *const encodings[] = { "UTF-8", "GB18030", "CP1252" };
    GeoEncodingTally tally = { 0 };
    geo_encoding_tally(&tally, text, length);
    assert(geo_encoding_of_tally(&tally) != NULL);
    for (int i = 0; i < 3; i++) {
        GeoRecoder *recoder = geo_recoder_create(encodings[i]);
        size_t out_length = 0, bad = 0;
        const char *out =
            recoder ? geo_recoder_text(recoder, text, length, &out_length, &bad) : NULL;
        if (out) assert(str_is_utf8(out, out_length));
        geo_recoder_destroy(recoder);
    }
}

static void read_condition(const char *text)
{
    static GeoLayer *layer;
    if (!layer) {
        char path[64];
        static const char rows[] =
            "lon,lat,name,层数,h\n110,21,甲,3,1.5\n110.1,21,乙 b,,\"2\"\n110.2,21.1,,12,-4\n";
        if (!write_file((const uint8_t *)rows, strlen(rows), "csv", path)) return;
        layer = geo_layer_load(&(GeoLayerDesc){ .source = path, .no_cache = true }, NULL);
        unlink(path);
    }
    SelectWhere where;
    Err err = { 0 };
    if (!layer) return;
    if (!select_where_parse(&where, layer, text, &err)) {
        assert(err.code != ERR_NONE && err.text[0]);
        return;
    }
    for (uint32_t f = 0; f < layer->feature_count; f++) select_where_holds(&where, layer, f);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    char path[64];
    if (length < 2) return 0;
    log_set_level(LOG_ERROR);
    geo_init();
    const uint8_t what = *bytes++;
    length--;
    if (what == 'G' || what == 'P' || what == 'S' || what == 'I') {
        const char *file = write_file(bytes, length,
                                      what == 'G'   ? "gpkg"
                                      : what == 'P' ? "pmtiles"
                                      : what == 'S' ? "yaml"
                                                    : "png",
                                      path);
        if (!file) return 0;
        Image image = { 0 };
        if (what == 'G')
            read_source(&geo_source_gpkg, file);
        else if (what == 'P')
            read_source(&geo_source_pmtiles, file);
        else if (what == 'S')
            read_snapshot(file);
        else if (image_read(file, &image, NULL))
            image_finish(&image);
        unlink(file);
        return 0;
    }
    char *text = malloc(length + 1); // exactly as long as it is, so that a step too far is seen
    if (!text) return 0;
    memcpy(text, bytes, length);
    text[length] = 0;
    if (what == 'E')
        read_encoded(text, length);
    else if (what == 'C')
        read_condition(text);
    else
        read_words(text);
    free(text);
    return 0;
}
