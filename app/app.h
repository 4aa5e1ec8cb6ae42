// SPDX-License-Identifier: Apache-2.0
// app.h - the program: owns every object, and the order of a frame (app_frame, read it first).
// Does not: know what commands do, how tiles are made, or what a pixel costs.
#pragma once
#include "app_live.h"
#include "app_page.h"
#include "base/arena.h"
#include "base/job.h"
#include "base/json.h"
#include "core/city.h"
#include "core/cmd.h"
#include "core/state.h"
#include "input.h"
#include "platform.h"
#include "render/render.h"
#include "scene/scene.h"
#include "ui/ui.h"

#define APP_PANELS_MAX 100

typedef struct {
    int id;                    // UiPanelImage.id
    RenderTexture texture;
    int width_px, height_px;
} AppPanel;

typedef struct {
    double frame_ms, cpu_ms;   // of the last frame drawn; cpu: our own work on the main thread, without GL
    double update_ms;          // of it, before the scene is built
    double fps;                // frames drawn in the last second
    uint64_t frames_drawn;
    double ram_mb;             // resident, of the process
    double first_frame_ms;     // from the start of the process to the first complete picture; 0 = not yet
} AppFigures;

typedef struct App {
    State state;
    City city;
    JobPool *pool;
    CmdTable *commands;
    AppLive live;
    AppPage page;              // of the big screen
    Platform *platform;        // NULL: nothing is drawn
    Render *render;            // with a platform; else the null renderer
    Scene *scene;
    Ui *ui;                    // windows, and pictures with furniture
    Arena arena;               // of the frame
    Input input;
    bool is_window;

    int width_px, height_px;   // of the view: window or picture
    float scale, display_scale; // of the interface; of the display alone, 0 = 1
    Str queue;                 // command lines for the next frame, one a line
    Str message;               // last error or answer, shown for a while
    double message_until_s;
    bool message_is_error;

    AppPanel panels[APP_PANELS_MAX];
    int panel_count;
    AppFigures figures;
    double t_frame_s, t_memory_s, t_fps_s;
    int fps_frames;
    uint64_t state_version_drawn, city_version_drawn;
    uint64_t terrain_version_seen, frame_version_seen;
    bool is_dirty;             // something outside state and city asks for a picture
    bool is_settled;
    bool is_readout_due;       // only the position under the pointer has changed: drawn soon, not at once
    double t_draw_s;
    int unsettled_frames;      // drawn without a job that could help
    uint64_t title_seen;       // hash of the title on the window's frame
    bool is_fitting;           // the opening view follows the layers until all are there or the camera is moved
    uint64_t clock_frame_version; // of the frame whose place gave the clock its zone; 0 = none did
    bool has_clock;            // a document, a session or the operator has set time or zone; else noon where the city is
    bool is_camera_on_ground;  // the camera's target is put on the ground when the terrain is there
    double animation_s;        // water and blinking; stands still in pictures
    double clock_rest_us;      // city time not yet applied

    char *session_path;        // NULL = not kept
    double t_session_s;
    uint64_t session_version;
    int command_fd;            // --commands; -1 = none
    Str command_rest;          // of it: a line not yet complete
    bool is_coarse;            // the GPU's memory is full, and that was said
    double budget_vram_seen_mb;
    double t_recover_s;        // when a lost renderer is tried again; 0 = it is there
    double t_input_s;          // when the operator last touched anything (monotonic)
    struct AppSound *sound;    // NULL before the first tone
    char data_folder[512];     // room for the path of shipped data
    uint64_t document_hash;    // of the document before the operator's first change since it was
                               // opened or saved; 0 = none yet
    int waits;                 // `wait` lines running: those after them in the pipe stay there
    bool is_quitting;
    int exit_code;
} App;

typedef struct {
    int threads;               // of the pool; 0 = one a processor
} AppDesc;

bool app_create(App *app, const AppDesc *desc, Err *err); // no window, no GPU
void app_destroy(App *app);                               // saves the session where one is kept
void app_add_commands(CmdTable *table);                   // app's rows (cmd_app.c)
void app_prop_reference(Str *out);                        // Markdown rows of app's properties
bool app_prop_get(App *app, const char *name, JsonWriter *out, Err *err); // app's, then core's

// A window or an unseen context of the size given, its renderer and scene. Loads started before run on meanwhile.
bool app_open_graphics(App *app, const PlatformDesc *desc, Err *err);
// Scene and null renderer: picks, tiles and labels without a GPU.
bool app_open_null(App *app, int width_px, int height_px, Err *err);

// A view for picks: a window's is the one on screen; headless it is made and waited for.
bool app_needs_view(App *app, Err *err);
// city.yaml replaces the document; anything else becomes a layer.
bool app_open_path(App *app, const char *path, Err *err);
// Runs one command line at once; answers go to out (NULL = dropped).
bool app_run_line(App *app, const char *line, Str *out, Err *err);
void app_queue(App *app, const char *format, ...) __attribute__((format(printf, 2, 3))); // for the next frame
void app_quote(Str *out, const char *text); // as one argument of a command line
void app_say(App *app, bool is_error, const char *text);

// One turn of the loop, waiting at most wait_s for something to do. Draws only when something changed.
void app_frame(App *app, double wait_s);
void app_clipboard_connect(App *app); // once there are panels and a window (app_clipboard.c)
// The parts of a turn that need no window: finished jobs, loads, camera, tiles. dt_s of the world's
// time passes.
void app_update(App *app, double dt_s);
// Headless: updates until the scene is settled for the view, or limit_s passed (ERR_TIMEOUT), or a file could not be loaded.
bool app_settle(App *app, const SceneViewDesc *view, double limit_s, Err *err);
// Scene and panels as the window shows them; target NULL = the window.
void app_draw_window(App *app, RenderTarget *target);
// What the screen shows as JSON; without a window as one of 1920 x 1080 would.
void app_widgets_json(App *app, JsonWriter *out);
Ui *app_shown_ui(App *app); // its panels; NULL: no memory
bool app_page_is_loading(App *app);
// Rectangle and polygon while they are drawn (app_overlay.c): lines of the frame.
void app_overlay_lines(App *app, RenderFrame *frame);
// The frame of a view in the arena.
void app_build_frame(App *app, const SceneViewDesc *view, RenderFrame *frame);
// After a lost context: a new one, a new renderer, everything uploaded anew. false: none now; a
// window tries again.
bool app_recover_render(App *app, Err *err);
RenderQuality app_window_quality(const App *app);
double app_rss_mb(void);      // resident now
double app_peak_rss_mb(void);
int app_failed_layers(const App *app, Str *out); // how many, and a line for each with its reason

// Pictures (app_shot.c).
typedef struct {
    const char *path;
    int width, height;         // 0 = 1920 x 1080
    bool is_software;          // quality
    bool no_furniture;
    double limit_s;            // to settle; 0 = 120
    bool has_progress;         // on standard error
} AppShot;
// Renders the state in pieces and writes the rows as they come. The same state gives the same bytes.
// A picture that is not complete in time is written and marked; *is_complete says so (may be NULL).
bool app_shot(App *app, const AppShot *shot, bool *is_complete, Err *err);
// The same, and once more with a new renderer where the context was lost on the way.
bool app_picture(App *app, const AppShot *shot, bool *is_complete, Err *err);
// What the window shows, panels and all.
bool app_screenshot(App *app, const char *path, Err *err);

// Session (app_session.c).
void app_session_open(App *app);              // it is kept from now on
bool app_session_restore(App *app, Err *err); // false: there is none
void app_session_save(App *app);              // when something changed
void app_session_started(App *app);           // the restored session has shown a picture

// Camera moves that input and commands share (app_camera.c).
void app_camera_set(App *app, const StateCamera *camera); // at once, no glide
void app_camera_glide(App *app, const StateCamera *goal);
void app_camera_update(App *app, double dt_s);            // glides, tour, opening view, collision
bool app_camera_fit(App *app, GeoBox box);
StateCamera app_camera_from_eye(const GeoFrame *frame, DVec3 eye_enu_m, double heading_deg, double pitch_deg, double distance_m, double fov_deg);
