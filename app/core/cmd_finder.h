// SPDX-License-Identifier: Apache-2.0
// cmd_finder.h - commands found by what is typed: name, Chinese and English help, pinyin of the
// Chinese; best first.
// Does not: run them, or remember which were used.
// Thread: one at a time.
#pragma once
#include "core/cmd.h"

typedef struct CmdFinder CmdFinder;
// table outlives it. NULL without memory.
CmdFinder *cmd_finder_create(const CmdTable *table);
void cmd_finder_destroy(CmdFinder *search);
// Every word typed must be found. Nothing typed: all, by name. Those named in recent (the last used
// first) come before others of nothing typed, and weigh a little more else. Returns the count
// written, at most cap.
int cmd_finder_find(const CmdFinder *search, const char *text, const char *const *recent,
                    int recent_count, const Cmd **out, int cap);
