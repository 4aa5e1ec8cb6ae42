// SPDX-License-Identifier: Apache-2.0
// cli_open.c - files and options to a state, for the sub-commands without a window.
#include "cli_open.h"
#include "base/clock.h"
#include "base/file.h"
#include <string.h>

int cli_open_files(App *app, const CliCall *call, bool *is_fatal)
{
    int failed = 0;
    *is_fatal = false;
    for (int i = 0; i < call->rest_count; i++) {
        Err err = { 0 };
        if (app_open_path(app, call->rest[i], &err)) continue;
        if (!strstr(err.text, file_name(call->rest[i]))) err_prefix(&err, "%s", call->rest[i]);
        cli_fail(&err);
        failed++;
        const char *extension = file_extension(call->rest[i]);
        if (str_equal_nocase(extension, "yaml") || str_equal_nocase(extension, "yml")) *is_fatal = true;
    }
    city_sync(&app->city, &app->state);
    return failed;
}

static bool cli_open_camera(App *app, const char *text, Err *err)
{
    double n[5];
    if (!cli_parse_numbers(text, n, 5, "LON,LAT,HEADING,PITCH,DISTANCE in degrees and metres", err)) return false;
    if (n[0] < -180 || n[0] > 180 || n[1] < -90 || n[1] > 90 || n[3] < -90 || n[3] > 90 || n[4] <= 0 || n[4] > 1e8) {
        err_set(err, ERR_ARGUMENT, "camera '%s': longitude -180 to 180, latitude -90 to 90, pitch -90 to 90, distance above 0 are expected", text);
        return false;
    }
    StateCamera camera = app->state.camera;
    if (!(camera.fov_deg > 0)) camera.fov_deg = 40;
    camera.target = (GeoPos){ n[0], n[1], 0 };
    camera.heading_deg = n[2];
    camera.pitch_deg = n[3];
    camera.distance_m = n[4];
    app_camera_set(app, &camera);
    app->is_camera_on_ground = true; // the terrain is not there yet
    return true;
}

bool cli_open_state(App *app, const CliCall *call, Err *err)
{
    State *state = &app->state;
    const char *time = cli_value(call, "time"), *look = cli_value(call, "look"), *language = cli_value(call, "language");
    const char *view = cli_value(call, "view"), *camera = cli_value(call, "camera");
    if (time && strcmp(time, "now") == 0) {
        state->t_utc_us = clock_utc_us();
    } else if (time && !clock_parse(time, state->utc_offset_s, &state->t_utc_us)) {
        err_set(err, ERR_ARGUMENT, "time '%s': expected ISO 8601 such as 2026-06-21T18:30 or 2026-06-21T18:30+08:00", time);
        return false;
    }
    // A time with its offset is meant as it stands; one without is the place's own.
    if (time && (strcmp(time, "now") == 0 || strchr(time, 'Z') || strchr(time, '+') || (strchr(time, 'T') && strchr(strchr(time, 'T'), '-')))) {
        app->has_clock = true;
    }
    if (look) state->look = strcmp(look, "night") == 0 ? STATE_LOOK_NIGHT : strcmp(look, "white") == 0 ? STATE_LOOK_WHITE : STATE_LOOK_DAY;
    if (language) state->language = strcmp(language, "en") == 0 ? STATE_LANGUAGE_EN : STATE_LANGUAGE_ZH;
    if (view && camera) {
        err_set(err, ERR_ARGUMENT, "--view and --camera exclude each other");
        return false;
    }
    if (view) {
        const StateBookmark *bookmark = state_bookmark_find(state, view);
        if (!bookmark) {
            Str names = { 0 };
            for (int i = 0; i < state->bookmark_count; i++) str_printf(&names, "%s%s", i ? ", " : "", state->bookmarks[i].name);
            err_set(err, ERR_ARGUMENT, "there is no view '%s'; there %s %s", view, names.length ? "are" : "is", names.length ? names.text : "none");
            str_finish(&names);
            return false;
        }
        app_camera_set(app, &bookmark->camera);
    }
    state_touch(state);
    return !camera || cli_open_camera(app, camera, err);
}

int cli_open_failures(const App *app)
{
    int count = 0;
    for (int i = 0; i < app->city.layer_count; i++) {
        const CityLayer *layer = &app->city.layers[i];
        if (layer->state != CITY_LAYER_FAILED) continue;
        Err err = layer->err;
        const StateLayer *wanted = state_layer_by_id((State *)&app->state, layer->id);
        if (wanted && wanted->source && !strstr(err.text, file_name(wanted->source))) err_prefix(&err, "%s", wanted->source);
        cli_fail(&err);
        count++;
    }
    return count;
}
