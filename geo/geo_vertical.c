// SPDX-License-Identifier: Apache-2.0
// geo_vertical.c - the table of height zeros, their heights above the ellipsoid from PROJ's grids,
// a lattice of the differences.
#include "geo/geo_vertical.h"
#include "base/str.h"
#include "geo/geo_error.h"
#include <assert.h>
#include <math.h>
#include <proj.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NODE_STEP_DEG 0.25   // EGM96's own spacing: between nodes nothing is lost
#define NODES_MAX 1100000    // the world at that spacing
#define NODES_SLOW_MAX 70000 // where PROJ searches operations
#define REFINE_MAX 4         // halvings of the step in small boxes, for finer grids
#define GEOID_MAX_M 150.0    // no zero lies farther from the ellipsoid

typedef enum { ZERO_OTHER, ZERO_ELLIPSOID, ZERO_GRID, ZERO_LEVEL, ZERO_PROJ } ZeroKind;

typedef struct {
    const char *names[6];
    ZeroKind kind;
    const char *grids[3]; // GRID: as PROJ may know them
    const char *base;     // LEVEL: a zero without a grid, below this one by a constant …
    double below_m;       // … so much
} Zero;

// Yellow Sea 1956 and National Height Datum 1985: H85 = H56 - 0.029 m (GB 12898; the origin's
// height fell from 72.289 to 72.260).
static const Zero zeros[] = {
    { { "ellipsoid", "ellipsoidal", "wgs84", "cgcs2000", "大地高", "椭球高" },
      ZERO_ELLIPSOID,
      { NULL },
      NULL,
      0 },
    { { "egm96", "EPSG:5773" }, ZERO_GRID, { "egm96_15.gtx", "us_nga_egm96_15.tif" }, NULL, 0 },
    { { "egm2008", "egm08", "EPSG:3855" },
      ZERO_GRID,
      { "us_nga_egm08_25.tif", "egm08_25.gtx" },
      NULL,
      0 },
    { { "egm84", "EPSG:5798" }, ZERO_GRID, { "us_nga_egm84_1.tif", "egm84_1.gtx" }, NULL, 0 },
    { { "1985", "EPSG:5737", "1985国家高程基准", "国家85", "黄海1985", "cnhd1985" },
      ZERO_LEVEL,
      { NULL },
      "1985",
      0 },
    { { "1956", "EPSG:5736", "1956黄海高程系", "黄海1956", "黄海" },
      ZERO_LEVEL,
      { NULL },
      "1985",
      0.029 },
};

// A name resolved: what it counts from and how far its zero lies above that.
typedef struct {
    ZeroKind kind;
    const Zero *row;
    char base[48];
    double above_m;
} Resolved;

static const Zero *zero_find(const char *name)
{
    for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++) {
        for (size_t k = 0; k < sizeof zeros[i].names / sizeof *zeros[i].names && zeros[i].names[k];
             k++) {
            if (str_equal_nocase(zeros[i].names[k], name)) return &zeros[i];
        }
    }
    return NULL;
}

static Resolved resolve(const char *name)
{
    const Zero *row = zero_find(name);
    Resolved r = { .kind = row                         ? row->kind
                           : str_starts(name, "EPSG:") ? ZERO_PROJ
                                                       : ZERO_OTHER,
                   .row = row };
    str_copy_utf8(r.base, sizeof r.base, row ? (row->base ? row->base : row->names[0]) : name);
    r.above_m = row ? -row->below_m : 0;
    return r;
}

static const char *city_name(const GeoVerticalDesc *d)
{
    return d->city && d->city[0] ? d->city : "ellipsoid";
}

static bool is_same_base(const Resolved *a, const Resolved *b)
{
    return str_equal_nocase(a->base, b->base);
}

bool geo_vertical_is_same(const char *a, const char *b)
{
    const Resolved x = resolve(a), y = resolve(b);
    return is_same_base(&x, &y) && x.above_m == y.above_m;
}

bool geo_vertical_is_needed(const GeoVerticalDesc *d)
{
    if (d->offset_m != 0) return true;
    return d->from && d->from[0] && !geo_vertical_is_same(d->from, city_name(d));
}

// From longitude, latitude in degrees and 0 m above a zero to the height of that place above the
// ellipsoid. NULL = no grid here.
static PJ *open_grid(PJ_CONTEXT *context, const Resolved *r)
{
    for (int i = 0; r->kind == ZERO_GRID && i < 3 && r->row->grids[i]; i++) {
        char text[200];
        snprintf(text, sizeof text,
                 "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step "
                 "+proj=vgridshift +grids=%s "
                 "+multiplier=1 +step +proj=unitconvert +xy_in=rad +xy_out=deg",
                 r->row->grids[i]);
        PJ *grid = proj_create(context, text);
        if (grid) return grid;
    }
    if (r->kind != ZERO_PROJ) return NULL;
    // Ballpark operations of PROJ leave heights as they are: those are refused.
    char text[80];
    const char *const options[] = { "ALLOW_BALLPARK=NO", NULL };
    snprintf(text, sizeof text, "EPSG:4326+%.40s", r->base + strlen("EPSG:"));
    PJ *from = proj_create(context, text), *to = proj_create(context, "EPSG:4979");
    PJ *raw = from && to ? proj_create_crs_to_crs_from_pj(context, from, to, NULL, options) : NULL;
    PJ *out = raw ? proj_normalize_for_visualization(context, raw) : NULL;
    proj_destroy(raw);
    proj_destroy(from);
    proj_destroy(to);
    return out;
}

static double grid_height(PJ *grid, double lon_deg, double lat_deg)
{
    const PJ_COORD out =
        proj_trans(grid, PJ_FWD, proj_coord(lon_deg, fmax(-90, fmin(90, lat_deg)), 0, HUGE_VAL));
    return isfinite(out.xyz.z) && fabs(out.xyz.z) <= GEOID_MAX_M ? out.xyz.z : NAN;
}

struct GeoVertical {
    double constant_m;
    double west_deg, south_deg, step_deg;
    int cols, rows; // 0 = the constant alone
    float *shift_m; // without the constant
    double min_m, max_m;
};

void geo_vertical_destroy(GeoVertical *v)
{
    if (!v) return;
    free(v->shift_m);
    free(v);
}

static bool lattice_open(GeoVertical *v, GeoBox box, int nodes_max)
{
    v->step_deg = NODE_STEP_DEG;
    const double width = box.east_deg - box.west_deg, height = box.north_deg - box.south_deg;
    while ((width / v->step_deg + 3) * (height / v->step_deg + 3) > nodes_max) v->step_deg *= 2;
    for (int i = 0;
         i < REFINE_MAX &&
         (2 * width / v->step_deg + 3) * (2 * height / v->step_deg + 3) < nodes_max / 16.0;
         i++)
        v->step_deg /= 2;
    v->west_deg = floor(box.west_deg / v->step_deg) * v->step_deg;
    v->south_deg = floor(box.south_deg / v->step_deg) * v->step_deg;
    v->cols = (int)ceil((box.east_deg - v->west_deg) / v->step_deg) + 1;
    v->rows = (int)ceil((box.north_deg - v->south_deg) / v->step_deg) + 1;
    if (v->cols < 2) v->cols = 2;
    if (v->rows < 2) v->rows = 2;
    v->shift_m = calloc((size_t)v->cols * (size_t)v->rows, sizeof *v->shift_m);
    return v->shift_m != NULL;
}

// Adds sign times the height of a zero above the ellipsoid; nodes beyond the grid repeat the last
// good one. Returns the good ones.
static size_t lattice_add(GeoVertical *v, PJ *grid, double sign)
{
    size_t good = 0;
    double last = 0;
    for (int r = 0; r < v->rows; r++) {
        for (int c = 0; c < v->cols; c++) {
            const double n =
                grid_height(grid, v->west_deg + c * v->step_deg, v->south_deg + r * v->step_deg);
            if (!isnan(n)) {
                last = n;
                good++;
            }
            v->shift_m[(size_t)r * (size_t)v->cols + (size_t)c] += (float)(sign * last);
        }
    }
    return good;
}

// One side of the difference. What stands in for a missing grid is named.
typedef struct {
    Resolved zero;
    PJ *grid;
    double constant_m;
    bool is_known;
} Side;

static void side_open(Side *side, PJ_CONTEXT *context, const char *name, double said_m,
                      Str *assumed)
{
    side->zero = resolve(name);
    side->constant_m = side->zero.above_m;
    if (side->zero.kind != ZERO_ELLIPSOID) side->grid = open_grid(context, &side->zero);
    side->is_known = side->zero.kind == ZERO_ELLIPSOID || side->grid || said_m != 0;
    if (side->is_known) {
        if (!side->grid && said_m != 0) side->constant_m = said_m; // of this very zero
        return;
    }
    static const Resolved stand_in = { .kind = ZERO_GRID, .row = &zeros[1] };
    side->grid = open_grid(context, &stand_in);
    str_printf(assumed, "%sthere is no grid for the height zero '%.40s'; %s",
               assumed->length ? "; " : "", name,
               side->grid ? "the geoid EGM96 was taken for it, which may differ by some metres"
                          : "its heights were taken as they are");
    side->is_known = side->grid != NULL;
}

GeoVertical *geo_vertical_create(const GeoVerticalDesc *d, GeoBox box, char *assumed, size_t cap,
                                 Err *err)
{
    assert(cap > 0);
    assumed[0] = 0;
    GeoVertical *v = calloc(1, sizeof *v);
    PJ_CONTEXT *context = NULL;
    Side from = { 0 }, to = { 0 };
    Str said = { 0 };
    bool ok = false;
    if (!v) goto done;
    v->constant_m = d->offset_m;
    if (d->from && d->from[0] && !geo_vertical_is_same(d->from, city_name(d))) {
        const Resolved a = resolve(d->from), b = resolve(city_name(d));
        if (is_same_base(&a, &b)) {
            v->constant_m += a.above_m - b.above_m;
        } else {
            geo_error_clear();
            context = proj_context_create();
            if (!context) goto done;
            proj_log_func(context, NULL, geo_error_from_proj);
            side_open(&from, context, d->from, 0, &said);
            side_open(&to, context, city_name(d), b.kind == ZERO_ELLIPSOID ? 0 : d->geoid_m, &said);
            // One side nowhere known: the difference cannot be told, and half of it would be worse
            // than none.
            const bool is_known = from.is_known && to.is_known;
            if (is_known) v->constant_m += from.constant_m - to.constant_m;
            if (is_known && (from.grid || to.grid) && !geo_box_is_empty(box)) {
                const bool is_slow = from.zero.kind == ZERO_PROJ || to.zero.kind == ZERO_PROJ;
                if (!lattice_open(v, box, is_slow ? NODES_SLOW_MAX : NODES_MAX)) goto done;
                bool has_all = true;
                if (from.grid) has_all = lattice_add(v, from.grid, 1) > 0;
                if (to.grid) has_all = lattice_add(v, to.grid, -1) > 0 && has_all;
                if (!has_all)
                    str_printf(&said,
                               "%sPROJ's grid from '%.40s' to '%.40s' does not reach here; its "
                               "heights were taken as they are",
                               said.length ? "; " : "", d->from, city_name(d));
            }
        }
    }
    v->min_m = INFINITY;
    v->max_m = -INFINITY;
    for (size_t i = 0; i < (size_t)v->cols * (size_t)v->rows; i++) {
        v->min_m = fmin(v->min_m, (double)v->shift_m[i]);
        v->max_m = fmax(v->max_m, (double)v->shift_m[i]);
    }
    if (v->min_m > v->max_m) v->min_m = v->max_m = 0;
    if (said.length) str_copy_utf8(assumed, cap, said.text);
    ok = true;
done:
    proj_destroy(from.grid);
    proj_destroy(to.grid);
    if (context) proj_context_destroy(context);
    str_finish(&said);
    if (ok) return v;
    err_set(err, ERR_MEMORY, "no memory for heights above '%.40s'", d->from ? d->from : "");
    geo_vertical_destroy(v);
    return NULL;
}

double geo_vertical_shift(const GeoVertical *v, double lon_deg, double lat_deg)
{
    if (v->cols == 0) return v->constant_m;
    const double x = fmax(0, fmin(v->cols - 1, (lon_deg - v->west_deg) / v->step_deg));
    const double y = fmax(0, fmin(v->rows - 1, (lat_deg - v->south_deg) / v->step_deg));
    const int c = x < v->cols - 2 ? (int)x : v->cols - 2,
              r = y < v->rows - 2 ? (int)y : v->rows - 2;
    const double u = x - c, w = y - r;
    const float *n = v->shift_m + (size_t)r * (size_t)v->cols + (size_t)c;
    const double low = (double)n[0] + ((double)n[1] - (double)n[0]) * u;
    const double high = (double)n[v->cols] + ((double)n[v->cols + 1] - (double)n[v->cols]) * u;
    return v->constant_m + low + (high - low) * w;
}

void geo_vertical_range(const GeoVertical *v, double *min_m, double *max_m)
{
    *min_m = v->constant_m + v->min_m;
    *max_m = v->constant_m + v->max_m;
}
