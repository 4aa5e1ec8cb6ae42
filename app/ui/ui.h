// SPDX-License-Identifier: Apache-2.0
// ui.h - panels over the scene: a retained widget tree drawn by Cairo and Pango into pictures; answers pointer and keys with command lines.
// Does not: touch OpenGL or SDL, or write state: it queues command lines that app runs.
#pragma once
#include "base/json.h"
#include "base/str.h"
#include "core/city.h"
#include "core/alarm_place.h"
#include "core/keymap.h"
#include "core/live.h"
#include "core/operations.h"
#include "core/state.h"
#include "ui/ui_clipboard.h"
#include <stdint.h>

typedef struct Ui Ui;
struct UiPage;
struct UiPageFacts;
struct CmdTable;
struct JobPool;
struct Pinyin;
struct Topics;
struct UiMenuSubject;

typedef struct {
    int id;                    // stable while the panel exists
    int x_px, y_px, width_px, height_px; // of the window
    const uint8_t *bgra;       // premultiplied, stride bytes a row
    int stride;
    bool is_changed;           // since the last ui_build
    float opacity;
} UiPanelImage;

// One source of live values as it is now (feed.h), and one warning in force.
typedef struct {
    char name[STATE_NAME_MAX], driver[24], state[16], error[200]; // state: "live", "waiting" …
    uint64_t messages, observations, events, malformed, dropped, connects;
    double messages_a_second, lag_ms; // lag NAN = unknown
    int64_t t_last_us, t_retry_us;    // 0 = none
    bool is_off;
} UiFeed;
typedef struct {
    char id[160], text[200];
    int level;                       // AlarmLevel; NONE = white
    int status;                      // 0 actual, 1 exercise, 2 test
    int64_t t_event_us, t_expire_us; // 0 = none
    double lon_deg, lat_deg;         // of its area's middle; NAN = it has none
    bool is_simulated;
} UiWarning;

// What is live, for the panels; everything borrowed. All zero: nothing is.
typedef struct UiLive {
    Operations *operations; // NULL = no alarms and cases here
    const Live *live;
    const Keys *keys;
    const LiveBind *bind;
    const AlarmPlaces *places;
    uint64_t version; // grows with every change of alarms, cases and emergencies
    int64_t now_us;
    const UiFeed *feeds; // for the call
    int feed_count;
    const UiWarning *warnings; // for the call
    int warning_count;
    uint64_t warnings_version;
} UiLive;
// A live value that belongs to a feature, and its last hours.
#define UI_LIVE_ROWS_MAX 6
typedef struct {
    char name[64],
        text[96]; // "水深", "1.2 m · 3 分钟前": with its age and what keeps it from being believed
    const char *unit;
    LiveFreshness freshness;
    const double *values; // oldest first; until the next call
    const int64_t *times_us;
    int count;
    bool is_loading; // the store has not answered yet
} UiLiveRow;
// Of the time slider: what began when, and what is shown. kind: ReplayKind; level: AlarmLevel.
typedef struct {
    int64_t t_us;
    uint8_t level, kind;
} UiTimeMark;
typedef struct {
    int64_t now_us, shown_us;
    bool is_pending;         // what the clock wants is not shown yet
    bool has_failed;         // it could not be read
    const UiTimeMark *marks; // in order of time
    int mark_count;
    uint64_t marks_version;
} UiTime;

// What panels show that is neither state nor model.
typedef struct {
    double frame_ms, cpu_ms, ram_mb, vram_mb, fps;
    bool is_settled;
    int jobs;
    const JobStatus *job_list; // visible jobs, running first
    int job_count;
    double cursor_lon_deg, cursor_lat_deg, cursor_h_m;
    bool has_cursor;
    double metres_per_px;      // at the target: scale bar
    bool is_software;
    const char *message;       // last error or answer of a command; NULL = none
    bool message_is_error;
    const struct UiPageFacts *page; // where pages take their figures from (page.h); NULL = nowhere
    // Live values of a feature, the newest binding first, at most max; NULL = nothing is live.
    int (*live_of)(void *source, StateFeatureRef ref, UiLiveRow *out, int max);
    void *live_source;
    const UiTime *time;        // NULL = nothing is kept, so that nothing can be shown again
    const KeymapRow *key_rows; // app's own keys and pointer moves, before core's, for the help
    int key_row_count;
    UiLive live;
    // Of menus, palette, forms, settings and the chooser of files
    struct CmdTable *commands;        // NULL = there is no palette
    struct JobPool *pool;             // reads folders; NULL = the caller does
    const struct Topics *topics;      // NULL = no pages
    bool (*is_unsaved)(void *source); // changes to the document that no file has; of live_source
    const char *session_path, *data_folder, *version; // NULL = not shown
} UiFacts;

// What opens over the panels (ui_shell.h), by command: false: there is no such menu, command or
// purpose. subject: of a right click.
bool ui_show_menu(Ui *ui, const char *name); // of the bar; NULL = the first, or closes it
bool ui_show_context(Ui *ui, const struct UiMenuSubject *subject);
void ui_show_palette(Ui *ui, const char *text);
bool ui_show_form(Ui *ui, const char *line); // a command's name, also with values
void ui_show_settings(Ui *ui);
bool ui_show_chooser(Ui *ui, const char *purpose, const char *folder, const char *name);
// A line of keys or of the window's cross on its way to be run: one that destroys asks first.
void ui_offer(Ui *ui, const char *line, Str *out);
// A line has run: err NULL = well. Returns what is to be said, NULL = nothing; it is kept until the
// next call. Lines that follow go to out.
const char *ui_line_ran(Ui *ui, const char *line, const Err *err, const char *answer, Str *out);
void ui_lines(Ui *ui, Str *out); // that jobs of the panels have brought
// Finds the fonts and shapes a first text, so that the first panel is quick. Thread: a job, before
// or beside ui_create.
void ui_warm(void);
Ui *ui_create(Err *err);
void ui_destroy(Ui *ui);
// Lays out and redraws what changed. Returns the panels in drawing order.
const UiPanelImage *ui_build(Ui *ui, const State *state, const City *city, const UiFacts *facts, int width, int height, float scale, int *count);
// Pointer and keys; true = consumed (the scene must not see it). Command lines are appended to out, one a line.
bool ui_pointer(Ui *ui, double x_px, double y_px, int button, bool is_down, bool is_move, double wheel, Str *out);
bool ui_key(Ui *ui, const char *key, Str *out); // "Escape", "Ctrl+F", …
bool ui_text(Ui *ui, const char *utf8, Str *out); // what keys or an input method wrote
// The pre-edit of an input method (ui_text_field_compose): shown where the caret is, not yet text.
bool ui_compose(Ui *ui, const char *utf8, int from_chars, int count_chars);
bool ui_is_composing(const Ui *ui);                          // keys are the input method's
void ui_press_with(Ui *ui, int clicks, bool has_shift);      // of the press ui_pointer gets next
void ui_set_clipboard(Ui *ui, const UiClipboard *clipboard); // until then texts stay inside
bool ui_wants_history(const Ui *ui); // the time slider is open: what began when is shown
// A field has the caret; where, as last built: x, y, width, height in pixels of the window.
bool ui_wants_text(const Ui *ui, int caret_rect_px[4]);
// The page of the big screen (page.h), made when first asked for; NULL without memory. Borrowed.
struct UiPage *ui_page(Ui *ui);
// Is something still to be painted?
bool ui_is_behind(const Ui *ui);
// Everything that is shown, in the order it is drawn: [{"panel","role","name","text","rect":[x, y,
// width, height] in pixels of the window,"value","action","disabled","focus"}], of
// fields "caret", "anchor" (bytes), "preedit", "error"; of a page of the
// big screen also its cells, role "cell", each before what is in it. For tests and readers.
void ui_widgets_json(const Ui *ui, JsonWriter *out);
// Title, notice, scale bar, compass, attribution and time on a picture (shot): drawn into BGRA of the whole picture's size strips.
typedef struct {
    const char *title, *notice, *attribution, *time_text;
    const char *replay_text; // history is shown: a badge and an amber frame say so; NULL = not
    double metres_per_px, heading_deg;
    float scale;
    bool is_dark, is_chinese;
    StateLook look;
} UiFurniture;
const UiPanelImage *ui_furniture(Ui *ui, const UiFurniture *furniture, int width, int height, int *count);
