// SPDX-License-Identifier: Apache-2.0
// city_model_fixture.h - a city with one house as a model layer, and commands run on it.
#pragma once
#include "assets/asset_fixture.h"
#include "base/clock.h"
#include "base/str.h"
#include "core/city_model.h"
#include "core/cmd.h"
#include <stdlib.h>

// The house on the map of EPSG:4525 (CGCS2000, zone 37), north up, its origin at 37437000, 2345000.
#define HOUSE_ON_MAP                                                    \
    "#900=IFCGEOMETRICREPRESENTATIONCONTEXT($,'Model',3,1.E-5,#7,$);\n" \
    "#901=IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.);\n"                       \
    "#902=IFCPROJECTEDCRS('EPSG:4525',$,$,$,$,$,#901);\n"               \
    "#903=IFCMAPCONVERSION(#900,#902,37437000.,2345000.,20.,1.,0.,0.001);\n"

typedef struct {
    JobPool *pool;
    City city;
    State s;
    CmdTable *table;
    Str out;
    Err err;
    const char *path;
} Fixture;

static inline void frame(Fixture *f)
{
    job_pool_poll(f->pool, 0.01);
    city_sync(&f->city, &f->s);
    city_collect(&f->city);
}

static inline void settle(Fixture *f)
{
    const double until_s = clock_monotonic_s() + 60;
    do {
        frame(f);
        if (city_is_loading(&f->city)) job_pool_wait(f->pool, 0.1);
    } while (city_is_loading(&f->city) && clock_monotonic_s() < until_s);
    CHECK(!city_is_loading(&f->city));
    frame(f);
}

static inline bool try_line(Fixture *f, const char *line)
{
    CmdContext context = { .state = &f->s, .city = &f->city, .out = &f->out };
    f->err = (Err){ 0 };
    f->out.length = 0;
    const bool ok = cmd_run_line(f->table, &context, line, &f->err);
    frame(f);
    return ok;
}

static inline void run(Fixture *f, const char *line)
{
    if (try_line(f, line)) return;
    fprintf(stderr, "%s: %s\n", line, f->err.text);
    CHECK(false);
}

static inline void refused(Fixture *f, const char *line, ErrCode code, const char *part)
{
    if (try_line(f, line) || f->err.code != code || !strstr(f->err.text, part)) {
        fprintf(stderr, "%s gave %d: %s\n", line, f->err.code, f->err.text);
        CHECK(false);
    }
}

static inline void begin(Fixture *f, const char *more)
{
    setenv("XDG_CACHE_HOME", check_temporary("cache"), 1);
    geo_init();
    *f = (Fixture){ 0 };
    f->pool = job_pool_create(2);
    state_init(&f->s);
    city_init(&f->city, f->pool);
    f->table = cmd_table_create();
    f->path = check_temporary("house.ifc");
    Str text = { 0 }, line = { 0 };
    const char *end_of_data = strstr(FIXTURE_HOUSE, "ENDSEC;\nEND-ISO");
    CHECK(end_of_data);
    str_add_n(&text, FIXTURE_HOUSE, (size_t)(end_of_data - FIXTURE_HOUSE));
    str_add(&text, more);
    str_add(&text, end_of_data);
    CHECK(file_replace(f->path, text.text, text.length, &f->err));
    str_printf(&line, "layer-add path=%s", f->path);
    run(f, line.text);
    settle(f);
    str_finish(&line);
    str_finish(&text);
}

static inline void end(Fixture *f)
{
    cmd_table_destroy(f->table);
    city_finish(&f->city);
    job_pool_destroy(f->pool);
    state_finish(&f->s);
    str_finish(&f->out);
}

static inline const CityLayer *house(const Fixture *f)
{
    CHECK(f->city.layer_count > 0);
    return &f->city.layers[0];
}

static inline GeoPos position(const Fixture *f, DVec3 model_m)
{
    return geo_frame_geodetic(&f->city.frame, dplace_point(&house(f)->place, model_m));
}

static inline int object(const Fixture *f, const char *name)
{
    return fixture_object(house(f)->asset, name);
}
