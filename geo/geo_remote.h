// SPDX-License-Identifier: Apache-2.0
// geo_remote.h - web addresses as people paste them -> what GDAL opens; a file from a server that
// cannot send parts of it. Does not: draw tiles or keep anything between calls.
#pragma once
#include "base/err.h"
#include <stdbool.h>

bool geo_remote_is_url(const char *source); // http, https, ftp
// An address of a feature service (WFS, OGC API Features, ArcGIS REST) as GDAL wants it: "WFS:…",
// "OAPIF:…", "ESRIJSON:…"; a PostgreSQL connection with a limit on waiting for it. Heap; NULL =
// none of these.
char *geo_remote_service_path(const char *source);
// The whole file into GDAL's memory file system; heap path to be unlinked and freed, named after
// the address and what it holds. NULL with *err: ERR_NETWORK. Blocks: call from a job.
char *geo_remote_fetch(const char *url, Err *err);
// The server answers this address (also behind "WFS:" and the like) with a web page: a log-in or an
// error page, no data.
bool geo_remote_is_web_page(const char *url);
