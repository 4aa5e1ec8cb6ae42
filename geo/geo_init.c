// SPDX-License-Identifier: Apache-2.0
// geo_init.c - settings of GDAL and PROJ, and their error messages kept per thread.
#include "geo/geo_error.h"
#include "geo/geo_layer.h"

#include "base/log.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <gdal.h>
#include <ogr_srs_api.h>
#include <proj.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    bool has_failure;
    char text[320];
} GeoErrorSlot;
static _Thread_local GeoErrorSlot error_slot;

void geo_error_clear(void)
{
    error_slot.has_failure = false;
    error_slot.text[0] = 0;
}

const char *geo_error_text(void)
{
    return error_slot.text;
}

void geo_error_note(bool is_failure, const char *text)
{
    if (error_slot.has_failure || (!is_failure && error_slot.text[0])) return;
    error_slot.has_failure = is_failure;
    snprintf(error_slot.text, sizeof error_slot.text, "%s", text);
    for (char *c = error_slot.text; *c; c++) {
        if (*c == '\n' || *c == '\r') *c = ' ';
    }
}

void geo_error_from_proj(void *unused, int level, const char *text)
{
    (void)unused;
    if (level == PJ_LOG_ERROR) geo_error_note(true, text);
}

void geo_error_fill(Err *err, ErrCode code, const char *format, ...)
{
    char text[504];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    const char *said = geo_error_text();
    err_set(err, code, "%s%s%s", text, said[0] ? ": " : "", said);
}

static void CPL_STDCALL gdal_said(CPLErr level, CPLErrorNum number, const char *text)
{
    (void)number;
    if (level == CE_Debug) return;
    geo_error_note(level >= CE_Failure, text);
    log_print(LOG_DEBUG, "gdal: %s", text);
}

// Only where neither the environment nor an earlier caller has said otherwise.
static void option_default(const char *key, const char *value)
{
    if (!CPLGetConfigOption(key, NULL)) CPLSetConfigOption(key, value);
}

static void init_once(void)
{
    CPLSetErrorHandler(gdal_said);
    proj_log_func(NULL, NULL, geo_error_from_proj); // the context that others are copied from, so that nothing prints
    option_default("GDAL_CACHEMAX", "128");                 // MB; we keep our own pyramids and tiles
    option_default("GDAL_DISABLE_READDIR_ON_OPEN", "TRUE"); // sidecars are still found by name; large folders cost nothing
    option_default("OSR_DEFAULT_AXIS_MAPPING_STRATEGY", "TRADITIONAL_GIS_ORDER");
    // A server that goes silent is given up after GEO_SILENCE_S; one that keeps sending may take
    // its time.
    option_default("GDAL_HTTP_CONNECTTIMEOUT", "5");
    option_default("GDAL_HTTP_LOW_SPEED_TIME", GEO_SILENCE_S);
    option_default("GDAL_HTTP_LOW_SPEED_LIMIT", "1");
    option_default("GDAL_HTTP_TIMEOUT", "600");
    option_default("GDAL_HTTP_MAX_RETRY", "1");
    option_default("GDAL_HTTP_RETRY_DELAY", "1");
    option_default("OGR_WFS_USE_STREAMING",
                   "NO");                // it takes a short read for the end and loses the rest
    option_default("VSI_CACHE", "TRUE"); // of /vsicurl/ and other remote files
    option_default("VSI_CACHE_SIZE", "16000000");
    option_default("GDAL_MAX_DATASET_POOL_SIZE", "100");
    option_default("CPL_VSIL_GZIP_WRITE_PROPERTIES", "NO"); // nothing is written beside the user's files
    // A hostile file may claim a huge size: GDAL then fails instead of taking the memory.
    option_default("GTIFF_VIRTUAL_MEM_IO", "NO");
    option_default("GDAL_MAX_BAND_COUNT", "4096");
}

static void register_once(void)
{
    geo_gdal_init();
    GDALAllRegister();
}

void geo_gdal_init(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, init_once);
}

void geo_gdal_register(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, register_once);
}

void geo_init(void)
{
    geo_gdal_init();
}
