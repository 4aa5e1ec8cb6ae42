// SPDX-License-Identifier: Apache-2.0
// app_clipboard.c - fields copy to and paste from the desktop.
#include "app.h"

static void copied(void *owner, int which, const char *utf8)
{
    App *app = owner;
    if (which)
        platform_set_primary(app->platform, utf8);
    else
        platform_set_clipboard(app->platform, utf8);
}

static char *pasted(void *owner, int which)
{
    return platform_clipboard(((App *)owner)->platform, which != 0);
}

void app_clipboard_connect(App *app)
{
    if (!app->ui || !app->platform || platform_is_offscreen(app->platform)) return;
    ui_set_clipboard(app->ui, &(UiClipboard){ app, copied, pasted });
}
