// SPDX-License-Identifier: Apache-2.0
// cmd_search.h - commands found by what is typed: name, Chinese and English help, pinyin of the
// Chinese; best first.
// Does not: run them, or remember which were used.
// Thread: one at a time.
#pragma once
#include "base/pinyin.h"
#include "core/cmd.h"

typedef struct CmdSearch CmdSearch;
// table outlives it. pinyin NULL = not found by it; needed for the call only. NULL without memory.
CmdSearch *cmd_search_create(const CmdTable *table, Pinyin *pinyin);
void cmd_search_destroy(CmdSearch *search);
// Every word typed must be found. Nothing typed: all, by name. Those named in recent (the last used
// first) come before others of nothing typed, and weigh a little more else. Returns the count
// written, at most cap.
int cmd_search_find(const CmdSearch *search, const char *text, const char *const *recent,
                    int recent_count, const Cmd **out, int cap);
