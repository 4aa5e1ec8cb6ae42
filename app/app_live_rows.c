// SPDX-License-Identifier: Apache-2.0
// app_live_rows.c - what is live at a feature, for the panel of what is selected.
#include "app.h"
#include "app_live.h"
#include <string.h>

static void row_name(const AppLive *live, uint32_t key, StateLanguage language, char out[64])
{
    const LiveDeclaration declared = live_declared(live->live, key);
    const char *name =
        language == STATE_LANGUAGE_ZH && declared.name_zh[0] ? declared.name_zh : declared.name;
    str_copy_utf8(out, 64, name[0] ? name : keys_text(live->keys, key));
}

int app_live_rows(void *source, StateFeatureRef ref, UiLiveRow *out, int max)
{
    App *app = source;
    AppLive *live = &app->live;
    LiveBinding bindings[UI_LIVE_ROWS_MAX * 2];
    int all =
        live_bind_of_feature(live->bind, ref.layer_id, ref.feature, bindings, UI_LIVE_ROWS_MAX * 2);
    if (all > UI_LIVE_ROWS_MAX * 2) all = UI_LIVE_ROWS_MAX * 2;
    int count = 0;
    for (int i = 0; i < all && count < max; i++) {
        const uint32_t key = bindings[i].key;
        bool is_again = false; // bound by two rules
        for (int k = 0; k < i; k++) is_again = is_again || bindings[k].key == key;
        if (is_again) continue;
        const LiveValue *value = live_get(live->live, key);
        const AppLiveTrail trail =
            app_live_history_get(live->history, live->store, key, live->now_us);
        UiLiveRow *row = &out[count++];
        *row = (UiLiveRow){ .freshness = live_freshness(live->live, key),
                            .unit = value ? value->unit : "",
                            .values = trail.values,
                            .times_us = trail.times_us,
                            .count = trail.count,
                            .is_loading = trail.is_loading };
        row_name(live, key, app->state.language, row->name);
        live_value_text(live->live, key, app->state.language, row->text, sizeof row->text);
    }
    return count;
}
