// SPDX-License-Identifier: Apache-2.0
// cli_open.h - what shot and bench share: files opened, the state set by options.
#pragma once
#include "app.h"
#include "cli.h"

// Opens what is no option and starts the loads. Returns how many could not be opened, each said on standard error; a document that
// cannot be read counts as *is_fatal.
int cli_open_files(App *app, const CliCall *call, bool *is_fatal);
// --time, --look, --language, --view, --camera of the call. Call after the files are opened.
bool cli_open_state(App *app, const CliCall *call, Err *err);
// Layers that failed to load, each said on standard error.
int cli_open_failures(const App *app);
