// SPDX-License-Identifier: Apache-2.0
// ui_chooser.h - a file chosen: folders, the kinds that are asked for, a typed path that completes
// itself, files used lately. Folders are read by jobs, so that a slow disk stops nothing.
// Does not: draw (panel_chooser.c), open or write what is chosen: it answers with a command line.
// Thread: main.
#pragma once
#include "base/job.h"
#include "base/str.h"
#include "core/text.h"
#include "ui/ui.h"
#include "ui/ui_dialog.h"
#include "ui/ui_text_field.h"
#include "ui/ui_menu.h"
#include "ui/ui_table.h"

#define UI_RECENT_MAX 10
#define UI_PLACES_MAX 8
#define UI_CHOOSER_FILES_MAX 200000 // of a folder; what is more is left out, and said

typedef enum {
    UI_CHOOSE_NONE,
    UI_CHOOSE_OPEN,
    UI_CHOOSE_LAYER,
    UI_CHOOSE_SAVE,
    UI_CHOOSE_PICTURE,
    UI_CHOOSE_SCREENSHOT,
    UI_CHOOSE_ALARMS,
    UI_CHOOSE_CASES,
    UI_CHOOSE_HISTORY,
    UI_CHOOSE_JOURNAL,
    UI_CHOOSE_COUNT
} UiChoose;

typedef struct {
    char name[256];
    bool is_folder;
    uint64_t size;
    int64_t changed_us; // UTC
} UiChooserFile;

struct UiChooserJob;
typedef struct UiChooser {
    UiChoose purpose; // NONE: it is closed
    char folder[1024];
    UiChooserFile *files; // those that are shown
    UiChooserFile *all;   // of the folder
    int file_count, all_count;
    bool is_cut; // the folder has more
    UiTable table;
    UiTextField edit;
    uint64_t edit_seen; // its version that the rows follow
    bool shows_hidden, shows_every_kind;
    char error[300];
    struct UiChooserJob *job; // the one that is waited for; NULL = none
    uint64_t rows_version, version;
    char recent[UI_RECENT_MAX][UI_RECENT_BYTES]; // paths, the last used first
    int recent_count;
    bool has_recent;                             // they were read
    char places[UI_PLACES_MAX][UI_RECENT_BYTES]; // folders offered at the side
    int place_count;
    char waiting[1024]; // the line that runs with what was chosen; "" = none
    char chosen[1024];  // its path
    char pending[1100]; // a line to be said by ui_chooser_lines
    UiDialog ask;       // to be asked by it instead; kind NONE = nothing
    JobPool *pool;
    StateLanguage language;
    int utc_offset_s;
    double clicked_s;
    int clicked;
} UiChooser;

void ui_chooser_init(UiChooser *chooser);
void ui_chooser_finish(UiChooser *chooser); // what still reads a folder ends by itself
void ui_chooser_follow(UiChooser *chooser, const UiFacts *facts, StateLanguage language);
UiChoose ui_chooser_find(const char *name); // "open", "save" …; NONE = there is none
// folder NULL or "": where it was, else the home of the user. name: of a file to be written.
void ui_chooser_open(UiChooser *chooser, UiChoose purpose, const char *folder, const char *name);
void ui_chooser_close(UiChooser *chooser);
bool ui_chooser_is_writing(UiChoose purpose);
UiTableSource ui_chooser_source(const UiChooser *chooser);
bool ui_chooser_key(UiChooser *chooser, const char *key, Str *lines, UiDialog *dialog);
void ui_chooser_action(UiChooser *chooser, const char *action, Str *lines, UiDialog *dialog);
// What jobs have brought: the line of what was chosen, or a question.
void ui_chooser_lines(UiChooser *chooser, Str *lines, UiDialog *dialog);
void ui_chooser_ran(UiChooser *chooser, bool is_well); // the line that waited has run
// Do we read a file of this name? (by its extension)
bool ui_chooser_is_wanted(UiChoose purpose, const char *name);
void ui_chooser_size_text(uint64_t bytes, char out[32]); // "1.2 MB"
// typed against folder: absolute, "~", "..", or within it. False: too long.
bool ui_chooser_resolve(const char *folder, const char *typed, char *out, size_t cap);
