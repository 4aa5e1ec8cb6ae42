// SPDX-License-Identifier: Apache-2.0
// cmd_conference.h - joining a video conference by its link (I9): the desktop's own browser or
// client opens it as a window; only the reference is kept.
#pragma once
#include "base/err.h"
#include "core/cmd.h"

void cmd_conference_add(CmdTable *table);
// Is it a link that may be opened: https:// with a host, printable, without blanks and quotes, at
// most 2000 bytes? ERR_ARGUMENT says what is wrong.
bool cmd_conference_check(const char *link, Err *err);
