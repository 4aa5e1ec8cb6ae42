// SPDX-License-Identifier: Apache-2.0
// journal.h - every command line with time and outcome, appended to a file: time, ok or the error, the line, split by tabs.
#pragma once
#include "base/err.h"

typedef struct Journal Journal;
Journal *journal_open(const char *path, Err *err); // a file over 16 MiB becomes path.1 first
void journal_write(Journal *journal, const char *line, const Err *err); // err NULL or code NONE: it went well. NULL journal is fine
void journal_close(Journal *journal); // NULL is fine
