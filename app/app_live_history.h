// SPDX-License-Identifier: Apache-2.0
// app_live_history.h - the last three hours of the few keys that panels show: read from the store
// once, then followed as they are asked for.
// Does not: keep what nobody looks at (store.h does), or judge.
#pragma once
#include "core/live.h"
#include "store/store.h"

#define APP_LIVE_HISTORY_KEYS 16 // of more, those asked for longest ago are forgotten
#define APP_LIVE_HISTORY_POINTS 512
#define APP_LIVE_HISTORY_US (INT64_C(3) * 3600 * 1000000)

typedef struct AppLiveHistory AppLiveHistory;
AppLiveHistory *app_live_history_create(const Live *live); // borrowed; NULL without memory
void app_live_history_destroy(AppLiveHistory *history);
typedef struct {
    const double *values; // in the key's unit, oldest first
    const int64_t *times_us;
    int count;
    bool is_loading; // the store has not answered yet
} AppLiveTrail;
// Takes the live value in, and asks the store (NULL = none) the first time. Until the next call.
// Thread: main, as all of this file.
AppLiveTrail app_live_history_get(AppLiveHistory *history, Store *store, uint32_t key,
                                  int64_t now_us);
// An answer of store_poll: true where it was one of these.
bool app_live_history_take(AppLiveHistory *history, const StoreAnswer *answer);
