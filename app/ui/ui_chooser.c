// SPDX-License-Identifier: Apache-2.0
// ui_chooser.c - folders read by jobs, rows made of them, and the answer to what is typed or
// clicked.
#include "ui/ui_chooser.h"
#include "ui/ui_widget.h"
#include "base/clock.h"
#include "base/file.h"
#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define DOUBLE_CLICK_S 0.4
#define RECENT_FILE "recent"

typedef enum { FOUND_NOTHING, FOUND_FOLDER, FOUND_FILE } Found;
// A path looked at: what it is, and of a folder what is in it. Or the list of recent files.
typedef struct UiChooserJob {
    UiChooser *owner; // NULL: nobody waits for it
    char path[1024];
    bool is_choice; // a file there is chosen
    Found found;
    UiChooserFile *files;
    int count, cap;
    bool is_cut;
    char error[200];
} UiChooserJob;

static const struct {
    const char *name, *line, *extensions, *extension; // extension: added where none is typed
    bool is_writing;
} purposes[UI_CHOOSE_COUNT] = {
#define READABLE                                                                                \
    " gpkg shp geojson json fgb gml kml kmz csv tif tiff nc grib grb grb2 mbtiles pmtiles pbf " \
    "osm "                                                                                      \
    "zip vrt asc dem ifc ifczip ifcxml glb gltf obj fbx dae stl ply 3ds "
    [UI_CHOOSE_OPEN] = { "open", "open path=", " yaml yml" READABLE, "", false },
    [UI_CHOOSE_LAYER] = { "layer", "layer-add path=", READABLE, "", false },
    [UI_CHOOSE_SAVE] = { "save", "document-save path=", " yaml yml ", "yaml", true },
    [UI_CHOOSE_PICTURE] = { "picture", "@form:shot path=", " png ", "png", true },
    [UI_CHOOSE_SCREENSHOT] = { "screenshot", "screenshot path=", " png ", "png", true },
    [UI_CHOOSE_ALARMS] = { "alarms", "export-alarms path=", " csv gpkg parquet ", "csv", true },
    [UI_CHOOSE_CASES] = { "cases", "export-cases path=", " csv gpkg parquet ", "csv", true },
    [UI_CHOOSE_HISTORY] = { "history", "@form:export-history path=", " csv gpkg parquet ", "csv",
                            true },
    [UI_CHOOSE_JOURNAL] = { "journal", "export-journal path=", " csv gpkg parquet ", "csv", true },
};

UiChoose ui_chooser_find(const char *name)
{
    for (int i = 1; i < UI_CHOOSE_COUNT; i++)
        if (strcmp(purposes[i].name, name) == 0) return (UiChoose)i;
    return UI_CHOOSE_NONE;
}

bool ui_chooser_is_writing(UiChoose purpose)
{
    return purposes[purpose].is_writing;
}

bool ui_chooser_is_wanted(UiChoose purpose, const char *name)
{
    char mark[24];
    const char *extension = file_extension(name);
    if (!extension[0] || strlen(extension) > 16 || !purposes[purpose].extensions) return false;
    size_t n = (size_t)snprintf(mark, sizeof mark, " %s ", extension);
    for (size_t i = 0; i < n; i++)
        if (mark[i] >= 'A' && mark[i] <= 'Z') mark[i] = (char)(mark[i] + 32);
    return strstr(purposes[purpose].extensions, mark) != NULL;
}

void ui_chooser_size_text(uint64_t bytes, char out[32])
{
    static const char *const units[] = { "B", "kB", "MB", "GB", "TB" };
    double value = (double)bytes;
    int unit = 0;
    for (; value >= 999.5 && unit < 4; unit++) value /= 1000;
    snprintf(out, 32, unit && value < 9.95 ? "%.1f %s" : "%.0f %s", value, units[unit]);
}

// ".." and "." taken out of an absolute path; no links are followed.
static void tidy(char *path)
{
    char *out = path, *at = path;
    assert(path[0] == '/');
    while (*at) {
        at += strspn(at, "/");
        const size_t n = strcspn(at, "/");
        if (n == 0) break;
        if (n == 2 && at[0] == '.' && at[1] == '.') {
            while (out > path && *--out != '/') {
            }
        } else if (!(n == 1 && at[0] == '.')) {
            *out++ = '/';
            memmove(out, at, n);
            out += n;
        }
        at += n;
    }
    if (out == path) *out++ = '/';
    *out = 0;
}

bool ui_chooser_resolve(const char *folder, const char *typed, char *out, size_t cap)
{
    const char *home = getenv("HOME");
    int n = 0;
    if (home && home[0] != '/') home = NULL;
    if (strstr(typed, "://")) return snprintf(out, cap, "%s", typed) < (int)cap;
    if (typed[0] == '~' && (!typed[1] || typed[1] == '/'))
        n = snprintf(out, cap, "%s/%s", home ? home : "", typed + 1);
    else if (typed[0] == '/')
        n = snprintf(out, cap, "%s", typed);
    else
        n = snprintf(out, cap, "%s/%s", folder, typed);
    if (n < 0 || (size_t)n >= cap) return false;
    tidy(out);
    return true;
}

// Thread: job
static void read_folder(UiChooserJob *job, DIR *folder)
{
    const struct dirent *entry;
    while ((entry = readdir(folder))) {
        char path[1300];
        struct stat status;
        const size_t length = strlen(entry->d_name);
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        if (length >= sizeof job->files->name || !str_is_utf8(entry->d_name, length)) continue;
        if (job->count == UI_CHOOSER_FILES_MAX) {
            job->is_cut = true;
            return;
        }
        if (job->count == job->cap) {
            const int cap = job->cap ? 2 * job->cap : 64;
            UiChooserFile *files = realloc(job->files, sizeof *files * (size_t)cap);
            if (!files) return;
            job->files = files;
            job->cap = cap;
        }
        snprintf(path, sizeof path, "%s/%s", job->path, entry->d_name);
        if (stat(path, &status) != 0) continue;
        UiChooserFile *file = &job->files[job->count++];
        *file = (UiChooserFile){ .is_folder = S_ISDIR(status.st_mode),
                                 .size = (uint64_t)status.st_size,
                                 .changed_us = (int64_t)status.st_mtim.tv_sec * 1000000 };
        memcpy(file->name, entry->d_name, length + 1);
    }
}

// Thread: job
static void job_run(Job *job, void *arg)
{
    UiChooserJob *look = arg;
    struct stat status;
    (void)job;
    if (stat(look->path, &status) != 0) {
        snprintf(look->error, sizeof look->error, "%s", strerror(errno));
        return;
    }
    look->found = S_ISDIR(status.st_mode) ? FOUND_FOLDER : FOUND_FILE;
    if (look->found == FOUND_FILE) return;
    DIR *folder = opendir(look->path);
    if (!folder) {
        snprintf(look->error, sizeof look->error, "%s", strerror(errno));
        return;
    }
    read_folder(look, folder);
    closedir(folder);
}

// Rows of the folder that are shown: of the kinds asked for, hidden ones where they are wanted.
// Written by the program: what follows typing does not follow it.
static void set_text(UiChooser *chooser, const char *text)
{
    ui_text_field_set(&chooser->edit, text ? text : "");
    chooser->edit_seen = chooser->edit.version;
}

static void make_rows(UiChooser *chooser)
{
    chooser->file_count = 0;
    for (int i = 0; i < chooser->all_count; i++) {
        const UiChooserFile *file = &chooser->all[i];
        if (file->name[0] == '.' && !chooser->shows_hidden) continue;
        if (!file->is_folder && !chooser->shows_every_kind &&
            !ui_chooser_is_wanted(chooser->purpose, file->name))
            continue;
        chooser->files[chooser->file_count++] = *file;
    }
    chooser->rows_version++;
    chooser->version++;
    const UiTableSource source = ui_chooser_source(chooser);
    (void)ui_table_follow(&chooser->table, &source);
}

static void take_folder(UiChooser *chooser, UiChooserJob *job)
{
    UiChooserFile *shown = malloc(sizeof *shown * (size_t)(job->count + 1));
    if (!shown) return;
    free(chooser->all);
    free(chooser->files);
    chooser->all = job->files;
    chooser->all_count = job->count;
    chooser->files = shown;
    chooser->is_cut = job->is_cut;
    job->files = NULL;
    str_copy_utf8(chooser->folder, sizeof chooser->folder, job->path);
    if (!ui_chooser_is_writing(chooser->purpose)) set_text(chooser, "");
    ui_table_set_filter(&chooser->table, "");
    chooser->table.selected = 0;
    chooser->table.first = 0;
    make_rows(chooser);
}

static void choose(UiChooser *chooser, const char *path)
{
    Str line = { 0 };
    str_add(&line, purposes[chooser->purpose].line);
    ui_quote(&line, path);
    if (line.length < sizeof chooser->waiting) {
        snprintf(chooser->waiting, sizeof chooser->waiting, "%s", line.text);
        snprintf(chooser->pending, sizeof chooser->pending, "%s", line.text);
        str_copy_utf8(chooser->chosen, sizeof chooser->chosen, path);
    }
    str_finish(&line);
    ui_chooser_close(chooser);
}

static void ask_overwrite(UiChooser *chooser, const char *path)
{
    const char *form = text_get(chooser->language, TEXT_ASK_OVERWRITE), *hole = strstr(form, "%s");
    chooser->ask =
        (UiDialog){ .kind = UI_DIALOG_CONFIRM, .verb = TEXT_ASK_REPLACE, .is_destructive = true };
    snprintf(chooser->ask.title, sizeof chooser->ask.title, "%.*s%.120s%s", (int)(hole - form),
             form, file_name(path), hole + 2);
    str_copy_utf8(chooser->ask.text, sizeof chooser->ask.text, path);
    str_copy_utf8(chooser->ask.line, sizeof chooser->ask.line, "@choose:replace");
    str_copy_utf8(chooser->chosen, sizeof chooser->chosen, path);
}

static void job_done(void *arg, bool was_cancelled)
{
    UiChooserJob *job = arg;
    UiChooser *chooser = job->owner;
    if (chooser && !was_cancelled) {
        const bool is_writing = ui_chooser_is_writing(chooser->purpose);
        chooser->job = NULL;
        chooser->version++;
        chooser->error[0] = 0;
        if (job->found == FOUND_FOLDER && !job->error[0])
            take_folder(chooser, job);
        else if (job->found == FOUND_FILE && job->is_choice && is_writing)
            ask_overwrite(chooser, job->path);
        else if (job->found == FOUND_FILE && job->is_choice)
            choose(chooser, job->path);
        else if (job->found == FOUND_NOTHING && job->is_choice && is_writing)
            choose(chooser, job->path);
        else
            snprintf(chooser->error, sizeof chooser->error, "%.90s: %s", file_name(job->path),
                     job->error);
    }
    free(job->files);
    free(job);
}

static void look_at(UiChooser *chooser, const char *path, bool is_choice)
{
    UiChooserJob *job = calloc(1, sizeof *job);
    if (!job) return;
    if (chooser->job) chooser->job->owner = NULL;
    job->owner = chooser;
    job->is_choice = is_choice;
    str_copy_utf8(job->path, sizeof job->path, path);
    chooser->job = job;
    chooser->version++;
    const JobDesc desc = {
        .title = "folder", .run = job_run, .done = job_done, .arg = job, .priority = 50
    };
    if (chooser->pool && job_submit(chooser->pool, &desc)) return;
    job_run(NULL, job);
    job_done(job, false);
}

void ui_chooser_init(UiChooser *chooser)
{
    *chooser = (UiChooser){ .clicked = -1 };
    ui_table_init(&chooser->table, 0, false);
}

void ui_chooser_finish(UiChooser *chooser)
{
    if (chooser->job) chooser->job->owner = NULL;
    ui_table_finish(&chooser->table);
    ui_text_field_finish(&chooser->edit);
    free(chooser->files);
    free(chooser->all);
    *chooser = (UiChooser){ 0 };
}

static char *recent_path(void)
{
    char *folder = file_state_folder(), *path = folder ? file_join(folder, RECENT_FILE) : NULL;
    free(folder);
    return path;
}

static void recent_read(UiChooser *chooser)
{
    char *path = recent_path(), *rest = NULL;
    size_t length = 0;
    char *text = path ? file_read(path, 1 << 16, &length, NULL) : NULL;
    for (char *line = text ? strtok_r(text, "\n", &rest) : NULL;
         line && chooser->recent_count < UI_RECENT_MAX; line = strtok_r(NULL, "\n", &rest))
        if (str_is_utf8(line, strlen(line)) && strlen(line) < UI_RECENT_BYTES)
            str_copy_utf8(chooser->recent[chooser->recent_count++], UI_RECENT_BYTES, line);
    free(text);
    free(path);
}

static void recent_put(UiChooser *chooser, const char *path)
{
    int at = 0;
    if (strlen(path) >= UI_RECENT_BYTES) return;
    while (at < chooser->recent_count && strcmp(chooser->recent[at], path) != 0) at++;
    if (at == chooser->recent_count && at < UI_RECENT_MAX) chooser->recent_count++;
    if (at == UI_RECENT_MAX) at--;
    memmove(chooser->recent[1], chooser->recent[0], UI_RECENT_BYTES * (size_t)at);
    str_copy_utf8(chooser->recent[0], UI_RECENT_BYTES, path);
    Str text = { 0 };
    char *file = recent_path();
    for (int i = 0; i < chooser->recent_count; i++) str_printf(&text, "%s\n", chooser->recent[i]);
    if (file) (void)file_replace(file, text.text, text.length, NULL);
    str_finish(&text);
    free(file);
}

static void typed_more(UiChooser *chooser);
void ui_chooser_follow(UiChooser *chooser, const UiFacts *facts, StateLanguage language)
{
    chooser->pool = facts->pool;
    chooser->language = language;
    if (!chooser->has_recent && facts->session_path) {
        chooser->has_recent = true;
        recent_read(chooser);
    }
    if (!chooser->purpose) return;
    if (chooser->edit.version != chooser->edit_seen) {
        chooser->edit_seen = chooser->edit.version;
        typed_more(chooser);
    }
    const UiTableSource source = ui_chooser_source(chooser);
    (void)ui_table_follow(&chooser->table, &source);
}

static void add_place(UiChooser *chooser, const char *folder, size_t length)
{
    char path[UI_RECENT_BYTES];
    if (length == 0 || length >= sizeof path || chooser->place_count == UI_PLACES_MAX) return;
    snprintf(path, sizeof path, "%.*s", (int)length, folder);
    for (int i = 0; i < chooser->place_count; i++)
        if (strcmp(chooser->places[i], path) == 0) return;
    str_copy_utf8(chooser->places[chooser->place_count++], UI_RECENT_BYTES, path);
}

void ui_chooser_open(UiChooser *chooser, UiChoose purpose, const char *folder, const char *name)
{
    const char *home = getenv("HOME");
    char start[sizeof chooser->folder], whole[UI_RECENT_BYTES];
    // A document may have been named from where the program was started.
    if (folder && folder[0] && folder[0] != '/') {
        char here[UI_RECENT_BYTES];
        const bool is_known =
            getcwd(here, sizeof here) && ui_chooser_resolve(here, folder, whole, sizeof whole);
        folder = is_known ? whole : NULL;
    }
    if (home && home[0] != '/') home = NULL;
    chooser->purpose = purpose;
    chooser->error[0] = chooser->pending[0] = 0;
    chooser->shows_every_kind = false;
    chooser->place_count = 0;
    if (home) add_place(chooser, home, strlen(home));
    if (folder) add_place(chooser, folder, strlen(folder));
    for (int i = 0; i < chooser->recent_count; i++) {
        const char *file = file_name(chooser->recent[i]);
        if (!strstr(chooser->recent[i], "://") && file > chooser->recent[i] + 1)
            add_place(chooser, chooser->recent[i], (size_t)(file - chooser->recent[i]) - 1);
    }
    set_text(chooser, name);
    snprintf(start, sizeof start, "%s",
             chooser->folder[0]    ? chooser->folder
             : folder && folder[0] ? folder
             : home                ? home
                                   : "/");
    tidy(start);
    look_at(chooser, start, false);
}

void ui_chooser_close(UiChooser *chooser)
{
    chooser->purpose = UI_CHOOSE_NONE;
    chooser->version++;
}

static const UiChooserFile *row_of(const void *rows, int row)
{
    return &((const UiChooser *)rows)->files[row];
}

static void cell(const void *rows, int row, int column, UiTableCell *out)
{
    const UiChooserFile *file = row_of(rows, row);
    const UiChooser *chooser = rows;
    char iso[32];
    out->colour = column == 0 ? UI_COLOUR_TEXT : UI_COLOUR_DIM;
    if (column == 0) {
        snprintf(out->text, sizeof out->text, "%.180s%s", file->name, file->is_folder ? "/" : "");
        if (!str_is_utf8(out->text, strlen(out->text)))
            str_copy_utf8(out->text, sizeof out->text, file->name);
        out->font = file->is_folder ? UI_FONT_STRONG : UI_FONT_BODY;
    } else if (column == 1 && !file->is_folder) {
        ui_chooser_size_text(file->size, out->text);
    } else if (column == 2) {
        clock_format(file->changed_us, chooser->utc_offset_s, iso);
        snprintf(out->text, sizeof out->text, "%.10s %.5s", iso, iso + 11);
    } else if (column == 3) {
        snprintf(out->text, sizeof out->text, "%.20s",
                 file->is_folder ? text_get(chooser->language, TEXT_CHOOSE_FOLDER)
                                 : file_extension(file->name));
    }
}

// Folders stand before files.
static uint64_t order(const void *rows, int row, int column)
{
    const UiChooserFile *file = row_of(rows, row);
    char name[64];
    str_fold(name, sizeof name, file->name);
    const uint64_t key = column == 1   ? ui_table_of_number((double)file->size)
                         : column == 2 ? ui_table_of_number((double)file->changed_us)
                         : column == 3 ? ui_table_of_text(file_extension(file->name))
                                       : ui_table_of_text(name);
    return key >> 1 | (file->is_folder ? 0 : (uint64_t)1 << 63);
}

static int compare(const void *rows, int a, int b, int column)
{
    (void)column;
    return strcasecmp(row_of(rows, a)->name, row_of(rows, b)->name);
}

static const char *text(const void *rows, int row, char *buffer)
{
    (void)buffer;
    return row_of(rows, row)->name;
}

static uint64_t id(const void *rows, int row)
{
    const char *name = row_of(rows, row)->name;
    return str_hash(name, strlen(name)) | 1;
}

UiTableSource ui_chooser_source(const UiChooser *chooser)
{
    return (UiTableSource){ .rows = chooser,
                            .count = chooser->file_count,
                            .version = chooser->rows_version,
                            .cell = cell,
                            .order = order,
                            .compare = compare,
                            .text = text,
                            .id = id };
}

static const UiChooserFile *selected(const UiChooser *chooser)
{
    const int row =
        chooser->table.cursor >= 0 ? ui_table_row(&chooser->table, chooser->table.cursor) : -1;
    return row >= 0 && row < chooser->file_count ? &chooser->files[row] : NULL;
}

static void go(UiChooser *chooser, const char *typed, bool is_choice)
{
    char path[sizeof chooser->folder];
    if (!ui_chooser_resolve(chooser->folder, typed, path, sizeof path)) return;
    if (is_choice && strstr(path, "://") && !ui_chooser_is_writing(chooser->purpose)) {
        choose(chooser, path);
        return;
    }
    const char *extension = purposes[chooser->purpose].extension;
    const size_t length = strlen(path);
    const bool is_bare = extension[0] && !file_extension(path)[0] &&
                         typed[strlen(typed) - 1] != '/' && typed[strlen(typed) - 1] != '.';
    if (is_choice && is_bare && length + 8 < sizeof path)
        snprintf(path + length, sizeof path - length, ".%s", extension);
    look_at(chooser, path, is_choice);
}

static void accept(UiChooser *chooser)
{
    const UiChooserFile *file = selected(chooser);
    const bool is_writing = ui_chooser_is_writing(chooser->purpose);
    char name[sizeof file->name];
    if (file && (file->is_folder || !ui_text_field_text(&chooser->edit)[0] || !is_writing) &&
        chooser->table.selected) {
        memcpy(name, file->name, sizeof name);
        go(chooser, name, true);
    } else if (ui_text_field_text(&chooser->edit)[0]) {
        char typed[UI_TEXT_FIELD_BYTES];
        snprintf(typed, sizeof typed, "%s", ui_text_field_text(&chooser->edit));
        go(chooser, typed, true);
    }
}

// As far as all that begin so agree.
static void complete(UiChooser *chooser)
{
    const char *typed = ui_text_field_text(&chooser->edit);
    char best[256] = "";
    int found = 0;
    bool is_folder = false;
    for (int i = 0; i < chooser->file_count; i++) {
        const UiChooserFile *file = &chooser->files[i];
        if (strncmp(file->name, typed, strlen(typed)) != 0) continue;
        if (found++ == 0) memcpy(best, file->name, sizeof best);
        size_t same = 0;
        while (best[same] && best[same] == file->name[same]) same++;
        while (same > 0 && ((unsigned char)best[same] & 0xc0) == 0x80) same--;
        best[same] = 0;
        is_folder = file->is_folder;
    }
    if (found == 0) return;
    if (found == 1 && is_folder)
        go(chooser, best, false);
    else
        set_text(chooser, best);
}

static void typed_more(UiChooser *chooser)
{
    const size_t length = strlen(ui_text_field_text(&chooser->edit));
    char typed[UI_TEXT_FIELD_BYTES];
    snprintf(typed, sizeof typed, "%s", ui_text_field_text(&chooser->edit));
    chooser->error[0] = 0;
    chooser->table.selected = 0;
    chooser->table.cursor = -1;
    chooser->version++;
    if (length && typed[length - 1] == '/' && !strstr(typed, "://")) {
        set_text(chooser, "");
        go(chooser, typed, false);
        return;
    }
    if (ui_chooser_is_writing(chooser->purpose)) return;
    ui_table_set_filter(&chooser->table, strchr(typed, '/') ? "" : typed);
    const UiTableSource source = ui_chooser_source(chooser);
    (void)ui_table_follow(&chooser->table, &source);
}

static void switch_hidden(UiChooser *chooser)
{
    chooser->shows_hidden = !chooser->shows_hidden;
    make_rows(chooser);
}

static void row_chosen(UiChooser *chooser)
{
    const UiChooserFile *file = selected(chooser);
    if (!file) return;
    if (ui_chooser_is_writing(chooser->purpose) && !file->is_folder) set_text(chooser, file->name);
    chooser->version++;
}

bool ui_chooser_key(UiChooser *chooser, const char *key, Str *lines, UiDialog *dialog)
{
    static const char *const walk[] = { "Down", "Up", "PageDown", "PageUp" };
    const UiTableSource source = ui_chooser_source(chooser);
    bool is_chosen = false;
    chooser->version++;
    if (strcmp(key, "Escape") == 0)
        ui_chooser_close(chooser);
    else if (strcmp(key, "Return") == 0)
        accept(chooser);
    else if (strcmp(key, "Tab") == 0)
        complete(chooser);
    else if (strcmp(key, "Ctrl+H") == 0)
        switch_hidden(chooser);
    else if (strcmp(key, "Alt+Up") == 0 ||
             (strcmp(key, "Backspace") == 0 && !ui_text_field_text(&chooser->edit)[0]))
        go(chooser, "..", false);
    else {
        bool is_walk = false;
        for (size_t i = 0; i < sizeof walk / sizeof *walk; i++)
            is_walk |= strcmp(key, walk[i]) == 0;
        if (!is_walk) return false;
        if (ui_table_key(&chooser->table, &source, key, &is_chosen) && is_chosen)
            row_chosen(chooser);
    }
    ui_chooser_lines(chooser, lines, dialog);
    return true;
}

static void table_action(UiChooser *chooser, const char *action)
{
    const UiTableSource source = ui_chooser_source(chooser);
    if (!ui_table_action(&chooser->table, &source, action)) return;
    const int row = chooser->table.cursor;
    const double now_s = clock_monotonic_s();
    const bool is_double = row == chooser->clicked && now_s - chooser->clicked_s < DOUBLE_CLICK_S;
    chooser->clicked = row;
    chooser->clicked_s = now_s;
    row_chosen(chooser);
    if (is_double) accept(chooser);
}

void ui_chooser_action(UiChooser *chooser, const char *action, Str *lines, UiDialog *dialog)
{
    static const char table[] = "@table:files:", *const choose_mark = "@choose:";
    const char *what = action + strlen(choose_mark);
    int index = 0;
    chooser->version++;
    if (str_starts(action, table))
        table_action(chooser, action + sizeof table - 1);
    else if (strcmp(what, "ok") == 0)
        accept(chooser);
    else if (strcmp(what, "cancel") == 0)
        ui_chooser_close(chooser);
    else if (strcmp(what, "up") == 0)
        go(chooser, "..", false);
    else if (strcmp(what, "hidden") == 0)
        switch_hidden(chooser);
    else if (strcmp(what, "replace") == 0 && chooser->purpose)
        choose(chooser, chooser->chosen);
    else if (strcmp(what, "kinds") == 0) {
        chooser->shows_every_kind = !chooser->shows_every_kind;
        make_rows(chooser);
    } else if (sscanf(what, "place:%d", &index) == 1 && index >= 0 && index < chooser->place_count)
        look_at(chooser, chooser->places[index], false);
    ui_chooser_lines(chooser, lines, dialog);
}

void ui_chooser_lines(UiChooser *chooser, Str *lines, UiDialog *dialog)
{
    if (chooser->pending[0]) str_printf(lines, "%s\n", chooser->pending);
    chooser->pending[0] = 0;
    if (chooser->ask.kind) *dialog = chooser->ask;
    chooser->ask.kind = UI_DIALOG_NONE;
}

void ui_chooser_ran(UiChooser *chooser, bool is_well)
{
    chooser->waiting[0] = 0;
    if (is_well) recent_put(chooser, chooser->chosen);
}
