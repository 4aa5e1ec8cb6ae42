// SPDX-License-Identifier: Apache-2.0
// geo_error.h - what GDAL and PROJ said on this thread, for the texts of Err; their set-up. Used inside geo only.
// Does not: print; GDAL's warnings go to the log at debug level.
#pragma once
#include "base/err.h"

#define GEO_SILENCE_S "12" // seconds without a byte, after which a server counts as gone

// Settings and the error handler, once. Thread: any.
void geo_gdal_init(void);
// The same, and all drivers, once: 2 ms, so not before a file is opened. Thread: any.
void geo_gdal_register(void);

// Forgets what was said on this thread.
void geo_error_clear(void);
// The first failure on this thread since the last clear, else the first warning, else "". One line. Valid until the next clear.
const char *geo_error_text(void);
// Keeps a message of this thread, as GDAL's handler does; for PROJ's log.
void geo_error_note(bool is_failure, const char *text);
void geo_error_from_proj(void *unused, int level, const char *text); // a PJ_LOG_FUNCTION
// err_set, then ": " and what GDAL said, if anything.
void geo_error_fill(Err *err, ErrCode code, const char *format, ...) __attribute__((format(printf, 3, 4)));
