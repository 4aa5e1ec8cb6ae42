// SPDX-License-Identifier: Apache-2.0
// live_place.c - a fix becomes a straight line in time; a frame is one pass over plain arrays.
#include "core/live_place.h"
#include "base/dvec.h"
#include <stdlib.h>
#include <string.h>

// WGS 84 (NIMA TR8350.2): semi-major axis, first eccentricity squared.
#define WGS84_A_M 6378137.0
#define WGS84_E2 6.69437999014e-3
#define MEAN_RADIUS_M 6371008.8 // IUGG
#define SPEED_ABSURD_M_S 1500.0f
#define HEADING_LEAST_M_S 0.3f // a course of what stands still is noise
#define TAIL_DEFAULT 24
#define TAIL_LIMIT 1024

typedef struct {
    double lon_deg, lat_deg;
    int64_t t_us;
    float h_m;
} TailPoint;

// What a frame does not read.
typedef struct {
    TailPoint *points; // ring of tail_max; NULL before the second fix
    int first, count;
    int64_t t_us;
    double lon_deg, lat_deg; // of the newest fix
} Track;

// What a frame reads of a row: a line in time and how it ends.
typedef struct {
    int64_t t_us;                   // of the fix
    double lon_deg, lat_deg;        // there
    float lon_rate, lat_rate;       // degrees a second
    float late_s, stale_s;          // after t_us
    float blend_lon, blend_lat;     // degrees, at blend_from_s
    float blend_from_s, blend_left; // blend_left: 1 / duration; 0 = none
} Line;

struct LivePlaces {
    LivePlacesDesc desc;
    int64_t t_us; // of the last view
    int count, cap;
    Line *lines;
    Track *tracks;
    uint32_t *keys, *fixes;
    double *lon_deg, *lat_deg; // the view
    float *h_m, *heading_deg, *speed_m_s, *fade;
    uint32_t *row_of; // by key: row + 1
    uint32_t row_cap;
};

bool live_place_step(double lon_deg, double lat_deg, double course_deg, double distance_m,
                     double *out_lon_deg, double *out_lat_deg)
{
    if (!(fabs(lat_deg) < 89.9)) return false;
    const double s = sin(lat_deg * DVEC_RAD_FROM_DEG), c = cos(lat_deg * DVEC_RAD_FROM_DEG);
    const double w2 = 1 - WGS84_E2 * s * s, n_m = WGS84_A_M / sqrt(w2);
    const double m_m = n_m * (1 - WGS84_E2) / w2;
    const double course = course_deg * DVEC_RAD_FROM_DEG;
    double lon = lon_deg + distance_m * sin(course) / (n_m * c) / DVEC_RAD_FROM_DEG;
    if (lon > 180) lon -= 360;
    if (lon < -180) lon += 360;
    *out_lon_deg = lon;
    *out_lat_deg = lat_deg + distance_m * cos(course) / m_m / DVEC_RAD_FROM_DEG;
    return true;
}

static double lon_difference(double from_deg, double to_deg)
{
    const double d = to_deg - from_deg;
    return d > 180 ? d - 360 : d < -180 ? d + 360 : d;
}

double live_place_distance_m(double lon_a_deg, double lat_a_deg, double lon_b_deg, double lat_b_deg)
{
    const double a = lat_a_deg * DVEC_RAD_FROM_DEG, b = lat_b_deg * DVEC_RAD_FROM_DEG;
    const double u = sin((b - a) / 2);
    const double v = sin(lon_difference(lon_a_deg, lon_b_deg) * DVEC_RAD_FROM_DEG / 2);
    const double h = u * u + cos(a) * cos(b) * v * v;
    return 2 * MEAN_RADIUS_M * asin(sqrt(h < 1 ? h : 1));
}

double live_place_bearing_deg(double lon_a_deg, double lat_a_deg, double lon_b_deg,
                              double lat_b_deg)
{
    const double a = lat_a_deg * DVEC_RAD_FROM_DEG, b = lat_b_deg * DVEC_RAD_FROM_DEG;
    const double d = lon_difference(lon_a_deg, lon_b_deg) * DVEC_RAD_FROM_DEG;
    const double east = sin(d) * cos(b), north = cos(a) * sin(b) - sin(a) * cos(b) * cos(d);
    const double deg = atan2(east, north) / DVEC_RAD_FROM_DEG;
    return deg < 0 ? deg + 360 : deg;
}

LivePlaces *live_places_create(const LivePlacesDesc *desc)
{
    LivePlaces *p = calloc(1, sizeof *p);
    if (!p) return NULL;
    if (desc) p->desc = *desc;
    LivePlacesDesc *d = &p->desc;
    if (d->tail_max <= 0) d->tail_max = TAIL_DEFAULT;
    if (d->tail_max > TAIL_LIMIT) d->tail_max = TAIL_LIMIT;
    if (d->tail_s <= 0) d->tail_s = 600;
    if (d->step_m <= 0) d->step_m = 5;
    if (d->gap_s <= 0) d->gap_s = 180;
    if (d->blend_s == 0) d->blend_s = 1;
    if (d->blend_m <= 0) d->blend_m = 250;
    return p;
}

void live_places_destroy(LivePlaces *p)
{
    if (!p) return;
    for (int i = 0; i < p->count; i++) free(p->tracks[i].points);
    free(p->lines);
    free(p->tracks);
    free(p->keys);
    free(p->fixes);
    free(p->lon_deg);
    free(p->lat_deg);
    free(p->h_m);
    free(p->heading_deg);
    free(p->speed_m_s);
    free(p->fade);
    free(p->row_of);
    free(p);
}

static bool grow(void *array, int cap, size_t item_bytes)
{
    void **at = array;
    void *grown = realloc(*at, (size_t)cap * item_bytes);
    if (grown) *at = grown;
    return grown != NULL;
}

static bool has_row(LivePlaces *p)
{
    if (p->count < p->cap) return true;
    const int cap = p->cap ? 2 * p->cap : 256;
    if (!grow(&p->lines, cap, sizeof *p->lines) || !grow(&p->tracks, cap, sizeof *p->tracks) ||
        !grow(&p->keys, cap, sizeof *p->keys) || !grow(&p->fixes, cap, sizeof *p->fixes) ||
        !grow(&p->lon_deg, cap, sizeof(double)) || !grow(&p->lat_deg, cap, sizeof(double)) ||
        !grow(&p->h_m, cap, sizeof(float)) || !grow(&p->heading_deg, cap, sizeof(float)) ||
        !grow(&p->speed_m_s, cap, sizeof(float)) || !grow(&p->fade, cap, sizeof(float)))
        return false;
    p->cap = cap;
    return true;
}

// -1 without memory.
static int row_add(LivePlaces *p, uint32_t key)
{
    if (key >= p->row_cap) {
        uint32_t cap = p->row_cap ? p->row_cap : 1024;
        while (cap <= key) cap *= 2;
        uint32_t *grown = realloc(p->row_of, cap * sizeof *grown);
        if (!grown) return -1;
        memset(grown + p->row_cap, 0, (cap - p->row_cap) * sizeof *grown);
        p->row_of = grown;
        p->row_cap = cap;
    }
    if (p->row_of[key]) return (int)p->row_of[key] - 1;
    if (!has_row(p)) return -1;
    const int row = p->count++;
    p->lines[row] = (Line){ 0 };
    p->tracks[row] = (Track){ .t_us = INT64_MIN };
    p->keys[row] = key;
    p->fixes[row] = 0;
    p->h_m[row] = p->heading_deg[row] = p->speed_m_s[row] = NAN;
    p->row_of[key] = (uint32_t)row + 1;
    return row;
}

int live_places_row(const LivePlaces *p, uint32_t key)
{
    return key < p->row_cap ? (int)p->row_of[key] - 1 : -1;
}

// The fix that was the newest goes into the tail, when it lies far enough from the one before it.
static void tail_push(LivePlaces *p, int row)
{
    Track *track = &p->tracks[row];
    const int max = p->desc.tail_max;
    if (!track->points) track->points = malloc((size_t)max * sizeof *track->points);
    if (!track->points) return;
    if (track->count > 0) {
        const TailPoint *last = &track->points[(track->first + track->count - 1) % max];
        const double way_m =
            live_place_distance_m(last->lon_deg, last->lat_deg, track->lon_deg, track->lat_deg);
        const bool is_gap = (double)(track->t_us - last->t_us) * 1e-6 > p->desc.gap_s;
        if (way_m < p->desc.step_m && !is_gap) return;
    }
    if (track->count == max) {
        track->first = (track->first + 1) % max;
        track->count--;
    }
    track->points[(track->first + track->count++) % max] =
        (TailPoint){ track->lon_deg, track->lat_deg, track->t_us, p->h_m[row] };
}

// The last known heading stays where the fix says none and the object hardly moved.
static void set_heading(LivePlaces *p, int row, const LivePlaceFix *fix)
{
    const ObservationPosition *at = &fix->position;
    const Track *track = &p->tracks[row];
    const bool has_course =
        isfinite(at->course_deg) && !(at->speed_m_s < HEADING_LEAST_M_S); // unknown speed: believed
    if (isfinite(at->heading_deg)) {
        p->heading_deg[row] = at->heading_deg;
    } else if (has_course) {
        p->heading_deg[row] = at->course_deg;
    } else if (track->count > 0) { // from the last point kept
        const TailPoint *last =
            &track->points[(track->first + track->count - 1) % p->desc.tail_max];
        if (live_place_distance_m(last->lon_deg, last->lat_deg, at->lon_deg, at->lat_deg) >=
            p->desc.step_m)
            p->heading_deg[row] = (float)live_place_bearing_deg(last->lon_deg, last->lat_deg,
                                                                at->lon_deg, at->lat_deg);
    }
}

static Line line_of(const LivePlaceFix *fix)
{
    const ObservationPosition *at = &fix->position;
    Line line = { .t_us = fix->t_us, .lon_deg = at->lon_deg, .lat_deg = at->lat_deg };
    const float course = isfinite(at->course_deg) ? at->course_deg : at->heading_deg;
    double lon = 0, lat = 0;
    line.late_s = (float)((double)(fix->t_late_us - fix->t_us) * 1e-6);
    line.stale_s = (float)((double)(fix->t_stale_us - fix->t_us) * 1e-6);
    if (isfinite(course) && at->speed_m_s > 0 && at->speed_m_s < SPEED_ABSURD_M_S &&
        live_place_step(at->lon_deg, at->lat_deg, course, at->speed_m_s, &lon, &lat)) {
        line.lon_rate = (float)lon_difference(at->lon_deg, lon);
        line.lat_rate = (float)(lat - at->lat_deg);
    }
    return line;
}

static float clamp01(float x)
{
    return x < 0 ? 0 : x < 1 ? x : 1;
}

// Where the line is at t_us; fade as in the view.
static inline float line_at(const Line *line, int64_t t_us, double *lon_deg, double *lat_deg)
{
    float s = (float)((double)(t_us - line->t_us) * 1e-6);
    if (s < 0) s = 0;
    const bool is_over = !(s < line->stale_s);
    const float span = line->stale_s - line->late_s;
    const float fade = is_over ? 0 : span > 1e-3f ? clamp01((line->stale_s - s) / span) : 1;
    const float blend = clamp01(1 - (s - line->blend_from_s) * line->blend_left);
    const float left = line->blend_left > 0 ? blend : 0;
    const float run = is_over ? 0 : s;
    double lon = line->lon_deg + (double)(line->lon_rate * run + line->blend_lon * left);
    lon = lon > 180 ? lon - 360 : lon < -180 ? lon + 360 : lon;
    *lon_deg = lon;
    *lat_deg = line->lat_deg + (double)(line->lat_rate * run + line->blend_lat * left);
    return fade;
}

// From where it was drawn to the new line, smoothly.
static void blend_from(const LivePlaces *p, const Line *old, Line *line)
{
    double was_lon = 0, was_lat = 0, is_lon = 0, is_lat = 0;
    if (p->desc.blend_s < 0 || p->t_us == 0 || line_at(old, p->t_us, &was_lon, &was_lat) <= 0)
        return;
    if (line_at(line, p->t_us, &is_lon, &is_lat) <= 0) return;
    if (live_place_distance_m(was_lon, was_lat, is_lon, is_lat) > p->desc.blend_m) return;
    const double from_s = (double)(p->t_us - line->t_us) * 1e-6;
    line->blend_lon = (float)lon_difference(is_lon, was_lon);
    line->blend_lat = (float)(was_lat - is_lat);
    line->blend_from_s = from_s > 0 ? (float)from_s : 0;
    line->blend_left = (float)(1 / p->desc.blend_s);
}

bool live_places_put(LivePlaces *p, const LivePlaceFix *fix)
{
    const ObservationPosition *at = &fix->position;
    if (!(fabs(at->lon_deg) <= 180) || !(fabs(at->lat_deg) <= 90)) return false;
    const int row = row_add(p, fix->key);
    if (row < 0) return false;
    Track *track = &p->tracks[row];
    if (p->fixes[row] > 0 && fix->t_us < track->t_us) return true;
    Line line = line_of(fix);
    if (p->fixes[row] > 0) {
        blend_from(p, &p->lines[row], &line);
        tail_push(p, row);
    }
    set_heading(p, row, fix);
    p->lines[row] = line;
    track->t_us = fix->t_us;
    track->lon_deg = at->lon_deg;
    track->lat_deg = at->lat_deg;
    p->h_m[row] = at->h_m;
    p->speed_m_s[row] = at->speed_m_s;
    p->fixes[row]++;
    return true;
}

void live_places_gone(LivePlaces *p, uint32_t key)
{
    const int row = live_places_row(p, key);
    if (row < 0) return;
    p->lines[row].late_s = p->lines[row].stale_s = 0;
    p->lines[row].blend_lon = p->lines[row].blend_lat = 0;
}

LivePlacesView live_places_at(LivePlaces *p, int64_t t_us)
{
    p->t_us = t_us;
    for (int i = 0; i < p->count; i++)
        p->fade[i] = line_at(&p->lines[i], t_us, &p->lon_deg[i], &p->lat_deg[i]);
    return (LivePlacesView){ p->count,       p->keys,      p->lon_deg, p->lat_deg, p->h_m,
                             p->heading_deg, p->speed_m_s, p->fade,    p->fixes };
}

int live_places_tail(const LivePlaces *p, int row, LivePlacePoint *out, int max)
{
    if (row < 0 || row >= p->count || max <= 0 || p->fixes[row] == 0) return 0;
    const Track *track = &p->tracks[row];
    int64_t t_us = track->t_us;
    int count = 0;
    // The newest fix is a point of the way too: the object itself may be reckoned ahead of it.
    out[count++] = (LivePlacePoint){ track->lon_deg, track->lat_deg, p->h_m[row],
                                     (float)((double)(p->t_us - t_us) * 1e-6) };
    for (int i = track->count - 1; i >= 0 && count < max; i--) {
        const TailPoint *point = &track->points[(track->first + i) % p->desc.tail_max];
        const double age_s = (double)(p->t_us - point->t_us) * 1e-6;
        if ((double)(t_us - point->t_us) * 1e-6 > p->desc.gap_s || age_s > p->desc.tail_s) break;
        t_us = point->t_us;
        out[count++] = (LivePlacePoint){ point->lon_deg, point->lat_deg, point->h_m, (float)age_s };
    }
    return count;
}
