// SPDX-License-Identifier: Apache-2.0
// bench_flood.c - the whole program, drawing a city of buildings, while a real broker on loopback
// sends it 50,000 messages a second: what is lost, how long a message takes, what a frame costs.
//   bench_flood CITY.gpkg [--minutes M] [--rate N] [--keys N] [--size WxH] [--hz N] [--soak]
// --soak: everything goes wrong at once for M minutes; memory, handles and threads each minute.
#include "app.h"
#include "base/clock.h"
#include "base/file.h"
#include "flood_peer.h"
#include <dirent.h>
#include <ftw.h>
#include <malloc.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <sys/socket.h>
#include <unistd.h>

#define BLOCK_S 4.0 // quiet, sink, city take turns
#define BLOCK_SKIP_S 1.0
#define IDS 100000
#define FRAMES_MAX 1000000

typedef struct {
    float *ms;
    int count;
} Times;

typedef struct {
    App app;
    RenderTarget *target;
    SceneViewDesc view;
    PeerFlood *flood;
    PeerBroker broker;
    pid_t publisher, sink;
    char folder[64], city[512];
    double minutes, hz, t_next_s, t_last_s;
    int intake_port, rate, keys;
    bool is_soak;
    uint64_t frames;
    double frame_ms, cpu_ms, work_ms, gap_ms; // of the last frame; work: of this thread alone
} Bench;

static double thread_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void add_time(Times *times, double ms)
{
    if (!times->ms) times->ms = malloc(FRAMES_MAX * sizeof *times->ms);
    if (times->ms && times->count < FRAMES_MAX) times->ms[times->count++] = (float)ms;
}

static int by_size(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static double at(Times *times, double share)
{
    if (times->count == 0) return NAN;
    qsort(times->ms, (size_t)times->count, sizeof *times->ms, by_size);
    return (double)times->ms[(int)(share * (times->count - 1))];
}

// Below a limit is well; above it is said.
static void line(const char *name, double figure, double limit, const char *unit)
{
    printf("%-58s %12.2f %-6s limit %10.2f  ratio %.2f%s\n", name, figure, unit, limit,
           figure / limit, figure > limit ? "  MISSED" : "");
    fflush(stdout);
}

static void say(const char *name, double figure, const char *unit)
{
    printf("%-58s %12.2f %s\n", name, figure, unit);
    fflush(stdout);
}

// -- The program --------------------------------------------------------------------------------

static bool write_document(const Bench *b)
{
    char path[128];
    Str text = { 0 };
    str_printf(&text, "title: flood\nrules: rules.yaml\nstore: history.sqlite\nfeeds:\n");
    str_printf(&text, "  - name: flood\n    driver: mqtt\n    address: mqtt://127.0.0.1:%d\n",
               b->broker.port);
    str_printf(&text, "    options: keepalive_s=5\n    keys_max: 1000000\n    maps:\n");
    static const char *const roots[] = { "city", "retained" };
    for (int i = 0; i < 2; i++)
        str_printf(&text,
                   "      - { match: %s/+/+, key: \"c.{2}.{3}\", value: $.v, time: $.t, "
                   "unit: ug/m3, period_s: 5 }\n",
                   roots[i]);
    str_printf(&text, "  - name: post\n    driver: intake\n    address: \"%d\"\n", b->intake_port);
    str_printf(&text, "    options: token_file=token.txt\n");
    str_printf(&text, "live:\n  - { match: \"c.*.m0\", unit: ug/m3, min: 0, max: 1000 }\n");
    str_printf(&text, "layers:\n  - name: buildings\n    source: %s\n    style:\n", b->city);
    str_printf(&text, "      live: \"c.{fid}.m0\"\n      live_stops: ");
    str_printf(&text, "\"0=#3080d0;50=#e0a020;200=#d03030\"\n");
    snprintf(path, sizeof path, "%s/city.yaml", b->folder);
    bool ok = file_replace(path, text.text, text.length, NULL);
    str_finish(&text);
    static const char rules[] = "rules:\n  - { id: over, name: 超限, kind: limit, keys: c.*.*, "
                                "red: 400, unit: ug/m3 }\n";
    snprintf(path, sizeof path, "%s/rules.yaml", b->folder);
    ok = ok && file_replace(path, rules, sizeof rules - 1, NULL);
    snprintf(path, sizeof path, "%s/token.txt", b->folder);
    return ok && file_replace(path, "0123456789abcdef\n", 17, NULL);
}

static bool run_line(Bench *b, const char *text)
{
    Err err = { 0 };
    if (app_run_line(&b->app, text, NULL, &err)) return true;
    fprintf(stderr, "%s: %s\n", text, err.text);
    return false;
}

static bool open_app(Bench *b)
{
    Err err = { 0 };
    char text[256];
    App *app = &b->app;
    const PlatformDesc desc = { .is_offscreen = true, .width = 64, .height = 64 };
    bool ok = app_create(app, &(AppDesc){ 0 }, &err);
    snprintf(text, sizeof text, "%s/city.yaml", b->folder);
    ok = ok && app_open_path(app, text, &err) && app_open_graphics(app, &desc, &err);
    if (ok) {
        app->width_px = b->view.width_px, app->height_px = b->view.height_px;
        b->target = render_target_create(app->render, app->width_px, app->height_px, &err);
        ok = b->target &&
             run_line(b, "camera lon=110.40 lat=21.22 distance=2500 pitch=35 heading=0") &&
             app_settle(app, &b->view, 300, &err);
    }
    if (!ok) fprintf(stderr, "%s\n", err.text);
    b->view.is_live = true;
    return ok;
}

// As the window has it: inbox, update, scene, draw; then it waits for its time.
static void frame(Bench *b)
{
    App *app = &b->app;
    const double start_s = clock_monotonic_s(), work_s = thread_s();
    StateCamera camera = app->state.camera;
    camera.heading_deg = fmod((double)b->frames * 0.5, 360);
    app_camera_set(app, &camera);
    job_pool_poll(app->pool, 0.004);
    app_update(app, 1.0 / 60);
    RenderFrame drawn;
    app_build_frame(app, &b->view, &drawn);
    b->cpu_ms = (clock_monotonic_s() - start_s) * 1e3;
    b->work_ms = (thread_s() - work_s) * 1e3;
    render_draw(app->render, b->target, &drawn);
    render_finish(app->render);
    const double end_s = clock_monotonic_s();
    b->frame_ms = (end_s - start_s) * 1e3;
    b->gap_ms = b->t_last_s > 0 ? (start_s - b->t_last_s) * 1e3 : 0;
    b->t_last_s = start_s;
    b->frames++;
    if (b->hz <= 0) return;
    b->t_next_s = fmax(b->t_next_s + 1 / b->hz, end_s);
    const double left_s = b->t_next_s - clock_monotonic_s();
    if (left_s > 0) usleep((useconds_t)(left_s * 1e6));
}

static FeedStatus flood_status(const Bench *b)
{
    return b->app.live.feed_count > 0 && b->app.live.feeds[0].feed
               ? feed_status(b->app.live.feeds[0].feed)
               : (FeedStatus){ 0 };
}

static int count_entries(const char *path)
{
    DIR *folder = opendir(path);
    int count = 0;
    while (folder && readdir(folder)) count++;
    if (folder) closedir(folder);
    return count - 2;
}

// What is on its way is waited for; then both counts are of the same messages.
static void drain(Bench *b)
{
    atomic_store(&b->flood->where, PEER_QUIET);
    uint64_t before = UINT64_MAX;
    for (double quiet_s = 0, last_s = clock_monotonic_s(); quiet_s < 2;) {
        frame(b);
        const uint64_t now = flood_status(b).messages;
        const double now_s = clock_monotonic_s();
        quiet_s = now == before ? quiet_s + now_s - last_s : 0;
        before = now, last_s = now_s;
    }
}

// -- Frame times, with and without --------------------------------------------------------------

static void bench_frames(Bench *b, double seconds)
{
    static const char *const names[] = { "without", "broker busy, not with us", "flood" };
    Times frames[3] = { 0 };
    double work_ms[3] = { 0 };
    int counts[3] = { 0 };
    const uint64_t messages = flood_status(b).messages;
    const double from_s = clock_monotonic_s();
    for (double now_s = 0; now_s < seconds; now_s = clock_monotonic_s() - from_s) {
        const int where = (int)(now_s / BLOCK_S) % 3;
        atomic_store(&b->flood->where, where);
        frame(b);
        work_ms[where] += b->work_ms, counts[where]++;
        if (fmod(now_s, BLOCK_S) < BLOCK_SKIP_S) continue;
        add_time(&frames[where], b->frame_ms);
    }
    atomic_store(&b->flood->where, PEER_QUIET);
    for (int i = 0; i < 3; i++) {
        char name[96];
        snprintf(name, sizeof name, "frame median, %s (%d frames)", names[i], frames[i].count);
        say(name, at(&frames[i], 0.5), "ms");
        snprintf(name, sizeof name, "frame p99, %s", names[i]);
        say(name, at(&frames[i], 0.99), "ms");
        snprintf(name, sizeof name, "main thread before drawing, %s", names[i]);
        say(name, work_ms[i] / counts[i], "ms");
    }
    line("frame with flood (limit: without + 10 %)", at(&frames[2], 0.5), 1.1 * at(&frames[0], 0.5),
         "ms");
    line("frame with flood (limit: broker busy, not with us + 10 %)", at(&frames[2], 0.5),
         1.1 * at(&frames[1], 0.5), "ms");
    const double base_ms = work_ms[0] / counts[0];
    const double live_ms = work_ms[1] + work_ms[2] - base_ms * (counts[1] + counts[2]);
    drain(b);
    // Without a GPU the picture is drawn by the processors that broker and publisher need too; what
    // the flood costs the main thread itself does not depend on them.
    const double message_us = live_ms * 1e3 / (double)(flood_status(b).messages - messages);
    line("of a frame at 60 Hz, main thread, for 50,000 messages/s", message_us * 50 / 60, 1.67,
         "ms");
    for (int i = 0; i < 3; i++) free(frames[i].ms);
}

// -- Sustained ----------------------------------------------------------------------------------

static void post_event(const Bench *b, int number)
{
    char text[512], body[128], answer[512];
    const int length =
        snprintf(body, sizeof body, "{\"id\":\"e%d\",\"kind\":\"event\",\"n\":%d}", number, number);
    snprintf(text, sizeof text,
             "POST /events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer 0123456789abcdef\r\n"
             "Connection: close\r\nContent-Length: %d\r\n\r\n%s",
             length, body);
    const int fd = peer_connect(b->intake_port);
    if (fd < 0) return;
    if (send(fd, text, strlen(text), MSG_NOSIGNAL) > 0)
        while (recv(fd, answer, sizeof answer, 0) > 0) continue;
    close(fd);
}

static double latency_ms(const Bench *b, AppLatencyKind kind, double share)
{
    Histogram all = b->app.live.latency.now[kind];
    histogram_add_all(&all, &b->app.live.latency.before[kind]);
    return (double)histogram_at(&all, share) / 1000;
}

static void print_latency(const Bench *b, double frame_p99_ms)
{
    line("received to style slot, p99 (limit: one frame, p99)",
         latency_ms(b, APP_LATENCY_STYLE, 0.99), frame_p99_ms, "ms");
    line("received to alarm raised, p99", latency_ms(b, APP_LATENCY_ALARM, 0.99), 100, "ms");
    say("published to style slot, p50", latency_ms(b, APP_LATENCY_AGE, 0.5), "ms");
    say("published to style slot, p99", latency_ms(b, APP_LATENCY_AGE, 0.99), "ms");
}

static void print_lost(const Bench *b, uint64_t sent, uint64_t messages, int posted)
{
    const FeedStatus status = flood_status(b);
    const InboxCounters inbox = inbox_counters(b->app.live.inbox);
    const StoreStatus store =
        b->app.live.store ? store_status(b->app.live.store) : (StoreStatus){ 0 };
    printf("sent %llu, received %llu, malformed %llu, conflated %llu, dropped %llu, keys %d, "
           "alarms %d; events posted %d, taken %llu; rows kept %llu, waiting %llu, dropped %llu\n",
           (unsigned long long)sent, (unsigned long long)messages,
           (unsigned long long)status.malformed, (unsigned long long)inbox.conflated,
           (unsigned long long)inbox.dropped, live_counters(b->app.live.live).keys,
           alarms_count(b->app.live.operations->alarms), posted,
           (unsigned long long)b->app.live.events, (unsigned long long)store.rows_written,
           (unsigned long long)store.rows_waiting, (unsigned long long)store.rows_dropped);
    const double lost = (double)sent - (double)messages + (double)inbox.dropped +
                        (double)inbox.conflated + (double)store.rows_dropped +
                        (double)(posted - (int)b->app.live.events);
    line("lost: messages, events, rows (limit: none)", lost, 0.5, "");
}

static void bench_sustained(Bench *b)
{
    const uint64_t sent = atomic_load(&b->flood->sent), messages = flood_status(b).messages;
    const double from_s = clock_monotonic_s(), seconds = b->minutes * 60;
    const double broker_s = peer_cpu_s(b->broker.pid), own_s = peer_cpu_s(getpid());
    const double feed_s = peer_thread_cpu_s("flood"), store_s = peer_thread_cpu_s("store");
    Times frames = { 0 };
    double half_mb = 0, next_s = 15;
    int posted = (int)b->app.live.events;
    b->app.live.latency = (AppLatency){ 0 };
    atomic_store(&b->flood->where, PEER_TO_CITY);
    for (double now_s = 0; now_s < seconds; now_s = clock_monotonic_s() - from_s) {
        frame(b);
        add_time(&frames, b->frame_ms);
        for (; posted < (int)(now_s * 5); posted++) post_event(b, posted);
        if (now_s >= seconds / 2 && half_mb == 0) half_mb = app_rss_mb();
        if (now_s < next_s) continue;
        printf("    %4.0f s: resident %.1f MB, received to style p99 %.1f ms, to alarm p99 %.1f "
               "ms\n",
               now_s, app_rss_mb(), latency_ms(b, APP_LATENCY_STYLE, 0.99),
               latency_ms(b, APP_LATENCY_ALARM, 0.99));
        fflush(stdout);
        next_s += 15;
    }
    const double took_s = clock_monotonic_s() - from_s, end_mb = app_rss_mb();
    print_latency(b, at(&frames, 0.99));
    drain(b);
    const uint64_t all = atomic_load(&b->flood->sent) - sent;
    line("messages a second short of what was asked", fmax(0, b->rate - (double)all / took_s),
         0.01 * b->rate, "");
    const double count = (double)(flood_status(b).messages - messages);
    const double feed_us = (peer_thread_cpu_s("flood") - feed_s) * 1e6 / count;
    line("feed's thread, processor time a message (limit: 50,000/s)", feed_us, 20, "us");
    line("store's thread, processor time a row (limit: 50,000/s)",
         (peer_thread_cpu_s("store") - store_s) * 1e6 / count, 20, "us");
    say("of a core: the broker", (peer_cpu_s(b->broker.pid) - broker_s) / took_s, "");
    say("of a core: the program, drawing too", (peer_cpu_s(getpid()) - own_s) / took_s, "");
    print_lost(b, all, flood_status(b).messages - messages, posted);
    line("resident at the end (limit: half way + 2 %)", end_mb, half_mb * 1.02, "MB");
    free(frames.ms);
}

// -- Restart ------------------------------------------------------------------------------------

static void bench_restart(Bench *b)
{
    Times before = { 0 }, during = { 0 };
    if (!peer_retain(b->flood)) return;
    drain(b);
    for (int i = 0; i < 60; i++) frame(b), add_time(&before, b->gap_ms);
    peer_broker_stop(&b->broker, SIGTERM); // it keeps what is retained
    for (int i = 0; i < 30; i++) frame(b);
    const double from_s = clock_monotonic_s();
    if (!peer_broker_start(&b->broker)) return;
    const double up_s = clock_monotonic_s();
    const uint64_t messages = flood_status(b).messages, connects = flood_status(b).connects;
    double connected_s = 0, done_s = 0, work_ms = 0;
    while (done_s == 0 && clock_monotonic_s() - from_s < 120) {
        frame(b);
        const FeedStatus now = flood_status(b);
        if (connected_s == 0 && now.connects > connects) connected_s = clock_monotonic_s();
        if (connected_s > 0) add_time(&during, b->gap_ms);
        if (connected_s > 0) work_ms = fmax(work_ms, b->work_ms);
        if (now.messages - messages >= (uint64_t)b->keys) done_s = clock_monotonic_s();
    }
    const InboxCounters inbox = inbox_counters(b->app.live.inbox);
    say("broker restart: until it answers", up_s - from_s, "s");
    say("broker restart: until we are back", connected_s - up_s, "s");
    line("broker restart: retained values complete, after that", done_s - connected_s, 5, "s");
    line("input delay meanwhile, worst (limit: 2 x worst before)", at(&during, 1),
         2 * at(&before, 1), "ms");
    line("main thread before drawing meanwhile, worst, its own time", work_ms, 16.7, "ms");
    say("retained values that gave way or were dropped", (double)(inbox.conflated + inbox.dropped),
        "");
    free(before.ms), free(during.ms);
}

// -- Soak ---------------------------------------------------------------------------------------

// What goes wrong at each whole second, in turns of a minute.
static void disturb(Bench *b, int second)
{
    char text[700];
    switch (second % 60) {
    case 5: run_line(b, "camera lon=110.43 lat=21.24 distance=9000 pitch=60 heading=0"); break;
    case 15: run_line(b, "camera lon=110.39 lat=21.20 distance=900 pitch=25 heading=0"); break;
    case 20:
        snprintf(text, sizeof text, "layer-add name=again path=\"%s\"", b->city);
        run_line(b, text);
        break;
    case 30: kill(b->broker.pid, SIGSTOP); break; // half open: no byte, no end
    case 40: kill(b->broker.pid, SIGCONT); break;
    case 45: run_line(b, "layer-remove layer=again"); break;
    case 48: peer_broker_stop(&b->broker, SIGKILL); break;
    case 50: peer_broker_start(&b->broker); break;
    case 55: run_line(b, "feed-switch name=post on=false"); break;
    case 57: run_line(b, "feed-switch name=post on=true"); break;
    default: break;
    }
}

static void bench_soak(Bench *b)
{
    const double from_s = clock_monotonic_s();
    int second = 0, first_handles = 0, first_threads = 0, posted = 0, last_minute = 0;
    double first_mb = 0, most_mb = 0, handles = 0, threads = 0;
    const int settle = (int)fmax(1, fmin(20, b->minutes / 3));
    atomic_store(&b->flood->where, PEER_TO_CITY);
    while (second < b->minutes * 60) {
        frame(b);
        const int now = (int)(clock_monotonic_s() - from_s);
        for (; second < now; second++) {
            disturb(b, second);
            if (second % 60 < 50) post_event(b, posted++);
        }
        if (second / 60 == last_minute) continue;
        last_minute = second / 60;
        const double mb = app_rss_mb();
        handles = count_entries("/proc/self/fd"), threads = count_entries("/proc/self/task");
        const FeedStatus status = flood_status(b);
        const struct mallinfo2 heap = mallinfo2();
        printf(
            "    minute %3d: resident %7.1f MB (heap in use %.1f), handles %3.0f, threads %2.0f, "
            "received %llu, connects %llu, style p99 %.0f ms, frame %.0f ms, gpu %.0f MB\n",
            last_minute, mb, (double)heap.uordblks / 1e6 + (double)heap.hblkhd / 1e6, handles,
            threads, (unsigned long long)status.messages, (unsigned long long)status.connects,
            latency_ms(b, APP_LATENCY_STYLE, 0.99), b->frame_ms,
            (double)render_status(b->app.render).used_bytes / 1e6);
        fflush(stdout);
        if (last_minute == settle) {
            first_mb = most_mb = mb;
            first_handles = (int)handles, first_threads = (int)threads;
        } else if (last_minute > settle && mb > most_mb)
            most_mb = mb;
    }
    line("soak: most resident (limit: after the first part + 3 %)", most_mb, first_mb * 1.03, "MB");
    line("soak: handles at the end (limit: after the first part + 2)", handles, first_handles + 2.0,
         "");
    line("soak: threads at the end (limit: as after the first part)", threads, first_threads, "");
}

// -- Start and end ------------------------------------------------------------------------------

static bool parse(Bench *b, int argc, char **argv)
{
    if (argc < 2 || argv[1][0] == '-') return false;
    char *whole = realpath(argv[1], NULL);
    if (!whole) return false;
    snprintf(b->city, sizeof b->city, "%s", whole);
    free(whole);
    for (int i = 2; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        if (strcmp(argv[i], "--soak") == 0) {
            b->is_soak = true;
            continue;
        }
        if (strcmp(argv[i], "--minutes") == 0)
            b->minutes = atof(value);
        else if (strcmp(argv[i], "--rate") == 0)
            b->rate = atoi(value);
        else if (strcmp(argv[i], "--keys") == 0)
            b->keys = atoi(value);
        else if (strcmp(argv[i], "--hz") == 0)
            b->hz = atof(value);
        else if (strcmp(argv[i], "--size") != 0 ||
                 sscanf(value, "%dx%d", &b->view.width_px, &b->view.height_px) != 2)
            return false;
        i++;
    }
    return b->minutes > 0 && b->rate > 0 && b->keys > 0 && b->view.width_px > 0;
}

static int remove_entry(const char *path, const struct stat *is, int kind, struct FTW *where)
{
    (void)is, (void)kind, (void)where;
    return remove(path);
}

// Every key has had its value before anything is measured.
static void warm_up(Bench *b)
{
    atomic_store(&b->flood->where, PEER_TO_CITY);
    const double from_s = clock_monotonic_s();
    while (live_counters(b->app.live.live).keys < b->keys && clock_monotonic_s() - from_s < 60)
        frame(b);
    drain(b);
}

int main(int argc, char **argv)
{
    static Bench b = { .minutes = 0.5, .rate = 50000, .keys = 200000, .hz = 30 };
    b.view = (SceneViewDesc){ .width_px = 640, .height_px = 360, .scale = 1 };
    b.view.quality = RENDER_QUALITY_SOFTWARE;
    if (!parse(&b, argc, argv)) {
        fprintf(stderr, "bench_flood CITY.gpkg [--minutes M] [--rate N] [--keys N] [--size WxH] "
                        "[--hz N] [--soak]\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    strcpy(b.folder, "/tmp/citymirror-flood-XXXXXX");
    b.flood = peer_flood_create();
    if (!mkdtemp(b.folder) || !b.flood) return 1;
    b.broker = (PeerBroker){ .port = peer_free_port(), .folder = b.folder };
    b.intake_port = peer_free_port();
    *b.flood = (PeerFlood){
        .port = b.broker.port, .rate = b.rate, .keys = b.keys, .ids = IDS, .over_every = 2503
    };
    const bool is_up = peer_broker_start(&b.broker);
    b.publisher = peer_flood_start(b.flood);
    b.sink = peer_sink_start(b.flood);
    if (is_up && write_document(&b) && open_app(&b)) {
        warm_up(&b);
        if (b.is_soak) {
            bench_soak(&b);
        } else {
            bench_frames(&b, fmax(24, fmin(120, b.minutes * 60)));
            bench_sustained(&b);
            bench_restart(&b);
        }
    }
    atomic_store(&b.flood->is_ending, true);
    if (b.broker.pid > 0) kill(b.broker.pid, SIGCONT);
    peer_stop(b.publisher);
    peer_stop(b.sink);
    if (b.target) render_target_destroy(b.app.render, b.target);
    app_destroy(&b.app);
    peer_broker_stop(&b.broker, SIGTERM);
    nftw(b.folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    return 0;
}
