// SPDX-License-Identifier: Apache-2.0
// geo_demo.c - the demo city from start to end: ground, buildings, files, then the renames.
#include "geo/geo_demo.h"
#include "base/file.h"
#include "base/log.h"
#include "base/clock.h"
#include "base/str.h"
#include "geo/geo_demo_city.h"
#include "geo/geo_error.h"
#include "geo/geo_layer.h"
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DEMO_PACKAGE, DEMO_RELIEF, DEMO_CORE, DEMO_FAR, DEMO_FILES };
static const char *const demo_names[DEMO_FILES][2] = {
    { "zhanjiang.gpkg", "zhanjiang.tmp.gpkg" }, { "dem.tif", "dem.tmp.tif" }, { "dem_core.tif", "dem_core.tmp.tif" },
    { "dem_far.tif", "dem_far.tmp.tif" },
};

// The relief files are written beside the package: jobs of one loop.
typedef struct {
    const GeoDemoDesc *desc;
    const GeoDemoGround *ground;
    const GeoDemoCity *city;
    char *paths[DEMO_FILES];
    Err errs[DEMO_FILES];
    bool is_ok[DEMO_FILES];
} DemoFiles;

static void write_file(int index, void *arg)
{
    DemoFiles *files = arg;
    Err *err = &files->errs[index];
    if (index == DEMO_PACKAGE) {
        files->is_ok[index] = geo_demo_package_write(files->desc, files->ground, files->city, files->paths[index], err);
    } else {
        const GeoDemoReliefPart part = index == DEMO_CORE ? GEO_DEMO_RELIEF_CORE : index == DEMO_FAR ? GEO_DEMO_RELIEF_FAR : GEO_DEMO_RELIEF_CITY;
        files->is_ok[index] = geo_demo_relief_write(files->ground, files->paths[index], part, files->desc->pool, err);
    }
}

static bool rename_files(const GeoDemoDesc *desc, const DemoFiles *files, Err *err)
{
    bool ok = true;
    for (int f = 0; f < DEMO_FILES && ok; f++) {
        char *path = file_join(desc->folder, demo_names[f][0]);
        ok = rename(files->paths[f], path) == 0;
        if (!ok) err_set(err, ERR_IO, "replace '%s': %s", path, strerror(errno));
        free(path);
    }
    return ok;
}

static bool write_all(const GeoDemoDesc *desc, const GeoDemoGround *ground, const GeoDemoCity *city, Err *err)
{
    DemoFiles files = { .desc = desc, .ground = ground, .city = city };
    for (int f = 0; f < DEMO_FILES; f++) {
        files.paths[f] = file_join(desc->folder, demo_names[f][1]);
        unlink(files.paths[f]); // of a run that was killed
    }
    job_parallel_for(desc->pool, DEMO_FILES, write_file, &files);
    bool ok = true;
    for (int f = 0; f < DEMO_FILES && ok; f++) {
        ok = files.is_ok[f];
        if (!ok && err) *err = files.errs[f];
    }
    ok = ok && rename_files(desc, &files, err);
    for (int f = 0; f < DEMO_FILES; f++) {
        if (!ok) unlink(files.paths[f]);
        free(files.paths[f]);
    }
    return ok;
}

bool geo_demo_write(const GeoDemoDesc *wanted, Err *err)
{
    GeoDemoDesc desc = *wanted;
    GeoDemoGround ground = { 0 };
    GeoDemoCity city = { 0 };
    bool ok = false;
    if (!desc.buildings) desc.buildings = GEO_DEMO_BUILDINGS;
    if (!desc.seed) desc.seed = GEO_DEMO_SEED;
    if (desc.buildings < 1 || desc.buildings > GEO_DEMO_BUILDINGS_MAX) {
        err_set(err, ERR_RANGE, "demo: %d buildings, 1 to %d were expected", desc.buildings, GEO_DEMO_BUILDINGS_MAX);
        return false;
    }
    if (!file_make_folders(desc.folder, err)) return false;
    geo_init();
    geo_gdal_register();
    const double t0 = clock_monotonic_s();
    job_progress(desc.job, 0.02f);
    if (!geo_demo_ground_init(&ground, err)) goto done;
    const double t1 = clock_monotonic_s();
    job_progress(desc.job, 0.1f);
    if (!geo_demo_city_build(&desc, &ground, &city, err)) goto done;
    city.site.height_m =
        round(geo_demo_relief_height_m(&ground, city.site.lon, city.site.lat) * 10) / 10;
    ground.site = city.site;
    const double t2 = clock_monotonic_s();
    job_progress(desc.job, 0.4f);
    if (!write_all(&desc, &ground, &city, err)) goto done;
    char *path = file_join(desc.folder, "city.yaml");
    ok = geo_demo_document_write(path, &city.site, desc.station_count > 0, err);
    free(path);
    if (ok && desc.site) *desc.site = city.site;
    log_print(LOG_INFO, "demo: ground %.2f s, city %.2f s, files %.2f s", t1 - t0, t2 - t1, clock_monotonic_s() - t2);
    job_progress(desc.job, 1);
done:
    geo_demo_city_finish(&city);
    geo_demo_ground_finish(&ground);
    return ok;
}
