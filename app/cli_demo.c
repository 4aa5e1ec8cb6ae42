// SPDX-License-Identifier: Apache-2.0
// cli_demo.c - `citymirror demo`: writes the demo city of 湛江.
#include "base/clock.h"
#include "base/job.h"
#include "cli.h"
#include "demo_building.h"
#include "demo_sim.h"
#include "geo/geo_demo.h"
#include "geo/geo_layer.h"
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// "70000", "250k", "1M".
static bool cli_demo_count(const char *text, int *out, Err *err)
{
    char digits[32];
    const size_t length = strlen(text);
    double unit = 1, number = 0;
    if (length > 0 && length < sizeof digits) {
        strcpy(digits, text);
        const char last = digits[length - 1];
        if (last == 'k' || last == 'K') unit = 1e3;
        if (last == 'm' || last == 'M') unit = 1e6;
        if (unit > 1) digits[length - 1] = 0;
        if (str_parse_double(digits, &number) && number * unit >= 1 && number * unit <= GEO_DEMO_BUILDINGS_MAX &&
            fmod(number * unit, 1) == 0) {
            *out = (int)(number * unit);
            return true;
        }
    }
    err_set(err, ERR_ARGUMENT, "buildings '%s': expected 1 to %d, also as 250k or 1M", text, GEO_DEMO_BUILDINGS_MAX);
    return false;
}

typedef struct {
    GeoDemoDesc desc;
    Err err;
    bool is_ok, is_done;
} CliDemo;

static void cli_demo_job(Job *job, void *arg)
{
    CliDemo *demo = arg;
    GeoDemoSite site = { 0 };
    demo->desc.job = job;
    demo->desc.site = &site;
    Str sensor_keys = { 0 };
    GeoDemoStation *stations = demo_sim_stations(&demo->desc.station_count);
    demo->desc.stations = stations;
    demo->is_ok =
        geo_demo_write(&demo->desc, &demo->err) &&
        demo_building_write(demo->desc.folder, demo->desc.seed, &site, &sensor_keys, &demo->err) &&
        demo_sim_write(demo->desc.folder, sensor_keys.text, &demo->err);
    str_finish(&sensor_keys);
    demo_sim_stations_free(stations, demo->desc.station_count);
}

static void cli_demo_done(void *arg, bool was_cancelled)
{
    CliDemo *demo = arg;
    demo->is_done = true;
    if (was_cancelled && !demo->err.code) err_set(&demo->err, ERR_CANCELLED, "the demo city was not written");
}

static int cli_demo_run(const CliCall *call)
{
    Err err = { 0 };
    CliDemo demo = { .desc = { .folder = call->rest[0] } };
    const char *buildings = cli_value(call, "buildings"), *seed_text = cli_value(call, "seed");
    int64_t seed = 0;
    if (buildings && !cli_demo_count(buildings, &demo.desc.buildings, &err)) return cli_fail(&err);
    if (seed_text && (!str_parse_int(seed_text, &seed) || seed < 1)) {
        err_set(&err, ERR_ARGUMENT, "seed '%s': expected a whole number from 1", seed_text);
        return cli_fail(&err);
    }
    demo.desc.seed = (uint64_t)seed;
    geo_init();
    JobPool *pool = job_pool_create(0);
    if (!pool) {
        err_set(&err, ERR_MEMORY, "no memory for worker threads");
        return cli_fail(&err);
    }
    demo.desc.pool = pool;
    job_submit(pool, &(JobDesc){ .title = "demo", .run = cli_demo_job, .done = cli_demo_done, .arg = &demo, .is_visible = true });
    const bool is_terminal = isatty(STDERR_FILENO) != 0;
    while (!demo.is_done) {
        job_pool_wait(pool, 0.2);
        job_pool_poll(pool, 0.1);
        JobStatus status;
        if (is_terminal && job_pool_status(pool, &status, 1) == 1) fprintf(stderr, "\r%3.0f %%", (double)fmaxf(0, status.progress) * 100);
    }
    if (is_terminal) fprintf(stderr, "\r      \r");
    job_pool_destroy(pool);
    return demo.is_ok ? CLI_OK : cli_fail(&demo.err);
}

static const CliOption cli_demo_options[] = {
    { .name = "buildings", .value = "N", .help = "how many; 70000 when not given; 20k, 250k and 1M are usual", .help_zh = "多少栋；不写为 70000；常用 20k、250k、1M" },
    { .name = "seed", .value = "N", .help = "the same seed gives the same bytes", .help_zh = "同一种子得到相同字节" },
};
const CliCommand cli_demo = {
    .name = "demo", .rest = "FOLDER", .rest_min = 1, .rest_max = 1,
    .options = cli_demo_options, .option_count = 2,
    .help = "Writes the demo city of 湛江: schematic, marked 示范数据.", .help_zh = "写出示范城市湛江：示意数据，均标明示范数据。",
    .run = cli_demo_run,
};
