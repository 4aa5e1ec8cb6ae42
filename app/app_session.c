// SPDX-License-Identifier: Apache-2.0
// app_session.c - the session kept between starts: written every minute and at the end, by rename, so that a crash loses a minute.
#include "app.h"
#include "base/file.h"
#include "base/log.h"
#include "core/document.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// While a restored session has not shown its first picture it lies under another name: a session that brings the program
// down is not tried a second time.
static char *app_session_trial(const App *app)
{
    Str path = { 0 };
    str_printf(&path, "%s.trial", app->session_path);
    return path.text;
}

void app_session_open(App *app)
{
    char *folder = file_state_folder();
    if (!folder) return;
    app->session_path = file_join(folder, "session.yaml");
    free(folder);
}

bool app_session_restore(App *app, Err *err)
{
    if (!app->session_path) return false;
    char *trial = app_session_trial(app);
    bool ok = false;
    if (file_exists(app->session_path)) {
        if (rename(app->session_path, trial) == 0) ok = snapshot_load(&app->state, trial, err);
        if (ok) {
            app->is_fitting = !app->state.has_camera;
            app->has_clock = true;
        }
    } else if (file_exists(trial)) {
        err_set(err, ERR_FORMAT, "the last session did not start; it was left in %s and a new one begun", trial);
        log_print(LOG_WARN, "the last session did not start; it was left in %s", trial);
    }
    free(trial);
    return ok;
}

void app_session_started(App *app)
{
    if (!app->session_path) return;
    char *trial = app_session_trial(app);
    if (file_exists(trial) && !file_exists(app->session_path) && rename(trial, app->session_path) != 0) {
        log_print(LOG_WARN, "the session could not be put back as %s", app->session_path);
    }
    free(trial);
}

void app_session_save(App *app)
{
    if (!app->session_path || app->session_version == app->state.version || app->state.layer_count == 0) return;
    Err err = { 0 };
    if (!snapshot_save(&app->state, app->session_path, &err)) {
        log_print(LOG_WARN, "the session was not kept: %s", err.text);
        return;
    }
    app->session_version = app->state.version;
}
