// SPDX-License-Identifier: Apache-2.0
// obj_file.c - OBJ text in runs on all threads: first the rows are counted, then everything is read
// to its place.
#include "assets/obj_file.h"
#include "base/array.h"
#include "base/str.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define OBJ_RUN_BYTES ((size_t)1 << 20)

typedef struct {
    ObjFile *file;
    const Job *job;
} ObjWork;

static bool obj_is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

// Blanks, and line ends after a backslash.
static const char *obj_skip(const char *c, const char *end)
{
    for (;;) {
        while (c < end && obj_is_blank(*c)) c++;
        if (end - c >= 2 && c[0] == '\\' && c[1] == '\n')
            c += 2;
        else if (end - c >= 3 && c[0] == '\\' && c[1] == '\r' && c[2] == '\n')
            c += 3;
        else
            return c;
    }
}

static const char *obj_line_end(const char *c, const char *end)
{
    const char *found = memchr(c, '\n', (size_t)(end - c));
    return found ? found : end;
}

static void obj_count(int index, void *arg)
{
    ObjRun *r = &((ObjWork *)arg)->file->runs[index];
    for (const char *c = r->from; c < r->end;) {
        while (c < r->end && obj_is_blank(*c)) c++;
        if (r->end - c >= 2 && c[0] == 'v') {
            r->points += obj_is_blank(c[1]);
            r->uvs += c[1] == 't';
            r->normals += c[1] == 'n';
        }
        c = obj_line_end(c, r->end) + 1;
    }
}

// Up to cap numbers of a line; what is no number ends them. Returns how many.
static int obj_numbers(const char **at, const char *end, double *out, int cap)
{
    int count = 0;
    const char *c = obj_skip(*at, end);
    while (count < cap && c < end && *c != '\n') {
        const char *after = str_scan_double(c, end, &out[count]);
        if (!after) break;
        count++;
        c = obj_skip(after, end);
    }
    *at = c;
    return count;
}

// An index of the file to a row: from 1, or back from the last row so far. -2 = none.
static const char *obj_index(const char *c, const char *end, int so_far, int32_t *out)
{
    const bool is_back = c < end && *c == '-';
    int64_t value = 0;
    const char *digits = c += is_back;
    for (; c < end && *c >= '0' && *c <= '9'; c++)
        if (value < INT32_MAX) value = value * 10 + (*c - '0');
    *out = -2;
    if (c > digits && value > 0 && value <= INT32_MAX)
        *out = is_back ? (value <= so_far ? so_far - (int32_t)value : -2) : (int32_t)value - 1;
    return c;
}

static bool obj_corner(const char **at, const char *end, const int so_far[3], ObjCorner *out)
{
    *out = (ObjCorner){ -1, -1, -1 };
    const char *c = obj_index(*at, end, so_far[0], &out->point);
    if (c < end && *c == '/') {
        if (++c < end && *c != '/') c = obj_index(c, end, so_far[1], &out->uv);
        if (c < end && *c == '/') c = obj_index(c + 1, end, so_far[2], &out->normal);
    }
    *at = c;
    return out->point >= 0 && out->uv != -2 && out->normal != -2;
}

static bool obj_face(ObjRun *r, const char **at, const int so_far[3])
{
    const int first = r->corner_count;
    const char *c = obj_skip(*at, r->end);
    bool ok = true;
    while (ok && c < r->end && *c != '\n') {
        if (!array_reserve((void **)&r->corners, &r->corner_cap, r->corner_count + 1,
                           sizeof *r->corners)) {
            r->has_failed = true;
            return false;
        }
        ok = obj_corner(&c, r->end, so_far, &r->corners[r->corner_count]);
        r->corner_count += ok;
        c = obj_skip(c, r->end);
    }
    *at = c;
    if (!ok || r->corner_count - first < 3) {
        r->corner_count = first;
        return false;
    }
    if (!array_reserve((void **)&r->stops, &r->polygon_cap, r->polygon_count + 1,
                       sizeof *r->stops)) {
        r->has_failed = true;
        return false;
    }
    r->stops[r->polygon_count++] = r->corner_count;
    return true;
}

static void obj_event(ObjRun *r, ObjWord word, const char *text, const char *end)
{
    while (text < end && obj_is_blank(*text)) text++;
    while (end > text && obj_is_blank(end[-1])) end--;
    if (!array_reserve((void **)&r->events, &r->event_cap, r->event_count + 1, sizeof *r->events)) {
        r->has_failed = true;
        return;
    }
    const int length = end - text < 4096 ? (int)(end - text) : 4096;
    r->events[r->event_count++] = (ObjEvent){ word, r->polygon_count, text, length };
}

static bool obj_starts(const char *c, const char *end, const char *word)
{
    const size_t length = strlen(word);
    return (size_t)(end - c) > length && memcmp(c, word, length) == 0 && obj_is_blank(c[length]);
}

static bool obj_vertex(ObjFile *f, ObjRun *r, const char **at, int so_far[3])
{
    const char kind = (*at)[1];
    double v[7];
    *at += kind == 't' || kind == 'n' ? 2 : 1;
    const int count = obj_numbers(at, r->end, v, 7);
    if (kind == 't') {
        float *to = f->uvs + (size_t)so_far[1]++ * 2;
        to[0] = count >= 1 ? (float)v[0] : 0;
        to[1] = count >= 2 ? (float)v[1] : 0;
        return count >= 1;
    }
    if (kind == 'n') {
        float *to = f->normals + (size_t)so_far[2]++ * 3;
        for (int i = 0; i < 3; i++) to[i] = count >= 3 ? (float)v[i] : 0;
        return count >= 3;
    }
    double *to = f->points + (size_t)so_far[0] * 3;
    float *colour = f->colours + (size_t)so_far[0]++ * 3;
    for (int i = 0; i < 3; i++) {
        to[i] = count >= 3 ? v[i] : NAN; // a row all the same: others are counted from here
        colour[i] = count >= 6 ? (float)v[3 + i] : 1;
    }
    r->has_colours |= count >= 6;
    return count >= 3;
}

static void obj_parse(int index, void *arg)
{
    const ObjWork *work = arg;
    ObjFile *f = work->file;
    ObjRun *r = &f->runs[index];
    int so_far[3] = { r->first_point, r->first_uv, r->first_normal };
    if (job_is_cancelled(work->job)) return;
    for (const char *c = r->from; c < r->end && !r->has_failed;) {
        bool ok = true;
        r->lines++;
        while (c < r->end && obj_is_blank(*c)) c++;
        const char *end = obj_line_end(c, r->end);
        if (end - c >= 2 && c[0] == 'v' && (obj_is_blank(c[1]) || c[1] == 't' || c[1] == 'n')) {
            ok = obj_vertex(f, r, &c, so_far);
        } else if (obj_starts(c, end, "f")) {
            c++;
            ok = obj_face(r, &c, so_far);
        } else if (obj_starts(c, end, "o") || obj_starts(c, end, "g")) {
            obj_event(r, OBJ_OBJECT, c + 1, end);
        } else if (obj_starts(c, end, "usemtl")) {
            obj_event(r, OBJ_MATERIAL, c + 6, end);
        } else if (obj_starts(c, end, "mtllib")) {
            obj_event(r, OBJ_LIBRARY, c + 6, end);
        } else if (obj_starts(c, end, "l") || obj_starts(c, end, "p") ||
                   obj_starts(c, end, "curv") || obj_starts(c, end, "surf"))
            r->loose++;
        if (!ok && r->broken++ == 0) r->first_broken_line = r->lines;
        c = c < r->end ? obj_line_end(c, r->end) + 1 : r->end;
    }
}

// Runs of about a mebibyte, each ending after a line that goes on in none.
static bool obj_cut(ObjFile *f, const char *text, size_t length)
{
    const char *end = text + length;
    f->runs = calloc(length / OBJ_RUN_BYTES + 2, sizeof *f->runs);
    if (!f->runs) return false;
    for (const char *c = text; c < end;) {
        const char *stop = (size_t)(end - c) > OBJ_RUN_BYTES ? c + OBJ_RUN_BYTES : end;
        bool goes_on = true;
        while (stop < end && goes_on) {
            stop = obj_line_end(stop, end);
            const char *last = stop;
            while (last > c && last[-1] == '\r') last--;
            goes_on = last > c && last[-1] == '\\';
            if (stop < end) stop++;
        }
        f->runs[f->run_count++] = (ObjRun){ .from = c, .end = stop };
        c = stop;
    }
    return true;
}

bool obj_file_read(ObjFile *out, const char *text, size_t length, JobPool *pool, const Job *job,
                   Err *err)
{
    ObjFile f = { 0 };
    ObjWork work = { &f, job };
    int64_t points = 0, uvs = 0, normals = 0;
    bool ok = obj_cut(&f, text, length);
    job_parallel_for(pool, f.run_count, obj_count, &work);
    for (int i = 0; i < f.run_count; i++) {
        if (points > INT32_MAX || uvs > INT32_MAX || normals > INT32_MAX) break;
        f.runs[i].first_point = (int)points;
        f.runs[i].first_uv = (int)uvs;
        f.runs[i].first_normal = (int)normals;
        points += f.runs[i].points;
        uvs += f.runs[i].uvs;
        normals += f.runs[i].normals;
    }
    if (points > INT32_MAX || uvs > INT32_MAX || normals > INT32_MAX) {
        err_set(err, ERR_RANGE, "more than 2^31 vertices");
        obj_file_finish(&f);
        return false;
    }
    f.point_count = (int)points;
    f.uv_count = (int)uvs;
    f.normal_count = (int)normals;
    f.points = calloc((size_t)points * 3 + 1, sizeof(double));
    f.colours = calloc((size_t)points * 3 + 1, sizeof(float));
    f.uvs = calloc((size_t)uvs * 2 + 1, sizeof(float));
    f.normals = calloc((size_t)normals * 3 + 1, sizeof(float));
    ok = ok && f.points && f.colours && f.uvs && f.normals;
    if (ok) job_parallel_for(pool, f.run_count, obj_parse, &work);
    bool has_colours = false;
    for (int i = 0; i < f.run_count; i++) {
        ok = ok && !f.runs[i].has_failed;
        has_colours |= f.runs[i].has_colours;
    }
    if (!ok || job_is_cancelled(job)) {
        err_set(err, ok ? ERR_CANCELLED : ERR_MEMORY, ok ? "cancelled" : "no memory");
        obj_file_finish(&f);
        return false;
    }
    if (!has_colours) {
        free(f.colours);
        f.colours = NULL;
    }
    *out = f;
    return true;
}

void obj_file_finish(ObjFile *f)
{
    for (int i = 0; i < f->run_count; i++) {
        free(f->runs[i].corners);
        free(f->runs[i].stops);
        free(f->runs[i].events);
    }
    free(f->runs);
    free(f->points);
    free(f->colours);
    free(f->uvs);
    free(f->normals);
    *f = (ObjFile){ 0 };
}
