// SPDX-License-Identifier: Apache-2.0
// panel_shell.h - the panels of ui_shell.h, and what they share.
#pragma once
#include "ui/ui_panel.h"

extern const UiPanelRow panel_menu_bar, panel_menu_first, panel_menu_second, panel_palette,
    panel_form, panel_settings, panel_chooser, panel_dialog;
bool panel_is_shell(const UiPanelRow *row); // has keys and pointer while the shell is open

// A button of a dialog; strong: the deed. The one with the focus has a ring.
void panel_shell_button(UiTree *tree, const char *text, const char *action, bool is_strong,
                        bool has_focus);
// The panel's head with its title and a cross.
void panel_shell_head(UiTree *tree, const char *title, const char *note);
