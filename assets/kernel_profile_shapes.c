// SPDX-License-Identifier: Apache-2.0
// kernel_profile_shapes.c - the parameterised profiles: polygons with rounded corners, ellipses.
// Source: IFC 4.3 ADD2, the profile resource. Flange and leg thicknesses of sloped shapes hold at
// half the leg (I and T: at a quarter of the width), as in the figures there.
#include "assets/kernel_profile_rings.h"
#include <assert.h>

// Rounds corner i: the arc between the two tangent points, seen from the corner.
static void corner_add(ProfileRings *r, const ProfileCorner *c, int count, int i)
{
    const ProfileCorner *at = c + i, *before = c + (i + count - 1) % count,
                        *after = c + (i + 1) % count;
    double ux = before->x - at->x, uy = before->y - at->y, vx = after->x - at->x,
           vy = after->y - at->y;
    const double lu = hypot(ux, uy), lv = hypot(vx, vy);
    if (!(at->radius > 0) || !(lu > 0) || !(lv > 0)) {
        profile_point(r, at->x, at->y);
        return;
    }
    ux /= lu;
    uy /= lu;
    vx /= lv;
    vy /= lv;
    const double cross = ux * vy - uy * vx, angle = atan2(fabs(cross), ux * vx + uy * vy);
    if (!(angle > 1e-4) || angle > DVEC_PI - 1e-4) {
        profile_point(r, at->x, at->y);
        return;
    }
    // Each side is shared by two corners: a rounded neighbour leaves half of it.
    const double room = fmin(before->radius > 0 ? lu / 2 : lu, after->radius > 0 ? lv / 2 : lv);
    const double wanted = at->radius / tan(angle / 2), along = wanted > room ? room : wanted;
    const double radius = along * tan(angle / 2), turn = DVEC_PI - angle;
    const double bx = ux + vx, by = uy + vy, bl = hypot(bx, by), reach = hypot(along, radius);
    const double cx = at->x + bx / bl * reach, cy = at->y + by / bl * reach;
    const double from = atan2(at->y + uy * along - cy, at->x + ux * along - cx);
    const double sign = cross < 0 ? 1 : -1; // convex in a counter-clockwise ring: onwards
    const int chords = kernel_arc_chords(r->k, radius, turn);
    for (int j = 0; j <= chords; j++) {
        const double a = from + sign * turn * j / chords;
        profile_point(r, cx + radius * cos(a), cy + radius * sin(a));
    }
}

bool profile_polygon(ProfileRings *r, const ProfileCorner *corners, int count, bool is_hole)
{
    for (int i = 0; i < count; i++) corner_add(r, corners, count, i);
    return profile_ring_end(r, is_hole);
}

static void rectangle(ProfileRings *r, double x, double y, double radius, bool is_hole)
{
    const ProfileCorner c[] = {
        { -x, -y, radius }, { x, -y, radius }, { x, y, radius }, { -x, y, radius }
    };
    profile_polygon(r, c, 4, is_hole);
}

static void ellipse(ProfileRings *r, double x, double y, bool is_hole)
{
    const double large = fmax(x, y), small = fmin(x, y);
    int chords = kernel_arc_chords(r->k, large, 2 * DVEC_PI);
    if (large > small * 1.01) chords = (int)fmin(4096, ceil(chords * fmin(large / small, 8)));
    if (chords % 4)
        chords += 4 - chords % 4; // the four extreme points are corners: the bounding box is exact
    for (int i = 0; i < chords; i++) {
        const double a = 2 * DVEC_PI * i / chords;
        profile_point(r, x * cos(a), y * sin(a));
    }
    profile_ring_end(r, is_hole);
}

static void i_shape(ProfileRings *r, const KernelProfileDesc *d)
{
    const bool is_same = !(d->upper_width > 0);
    const double y = d->depth / 2, web = d->web / 2, lower = d->width / 2,
                 upper = is_same ? lower : d->upper_width / 2;
    const double lower_flange = d->flange,
                 upper_flange = is_same || !(d->upper_flange > 0) ? d->flange : d->upper_flange;
    const double m = tan(d->slope), n = tan(is_same ? d->slope : d->upper_slope);
    const double f = d->fillet, e = d->edge_fillet, uf = is_same ? f : d->upper_fillet,
                 ue = is_same ? e : d->upper_edge_fillet;
    const double low_tip = -y + lower_flange - m * lower / 2,
                 low_root = -y + lower_flange + m * (lower / 2 - web);
    const double up_tip = y - upper_flange + n * upper / 2,
                 up_root = y - upper_flange - n * (upper / 2 - web);
    const ProfileCorner c[] = {
        { -lower, -y, 0 },      { lower, -y, 0 },      { lower, low_tip, e }, { web, low_root, f },
        { web, up_root, uf },   { upper, up_tip, ue }, { upper, y, 0 },       { -upper, y, 0 },
        { -upper, up_tip, ue }, { -web, up_root, uf }, { -web, low_root, f }, { -lower, low_tip, e }
    };
    profile_polygon(r, c, 12, false);
}

static void l_shape(ProfileRings *r, const KernelProfileDesc *d)
{
    const double y = d->depth / 2, x = d->width > 0 ? d->width / 2 : y, t = d->thickness,
                 m = tan(d->slope);
    const double inner_x = (-x + t + m * (y - t)) / (1 - m * m), inner_y = -y + t - m * inner_x;
    const ProfileCorner c[] = { { -x, -y, 0 },
                                { x, -y, 0 },
                                { x, -y + t - m * x, d->edge_fillet },
                                { inner_x, inner_y, d->fillet },
                                { -x + t - m * y, y, d->edge_fillet },
                                { -x, y, 0 } };
    profile_polygon(r, c, 6, false);
}

static void t_shape(ProfileRings *r, const KernelProfileDesc *d)
{
    const double x = d->width / 2, y = d->depth / 2, web = d->web / 2, m = tan(d->slope),
                 n = tan(d->web_slope);
    const double root_x = (web + n * (y - d->flange - m * x / 2)) / (1 - n * m),
                 root_y = y - d->flange - m * (x / 2 - root_x);
    const double tip = y - d->flange + m * x / 2, foot = web - n * y;
    const ProfileCorner c[] = { { -foot, -y, d->web_edge_fillet },
                                { foot, -y, d->web_edge_fillet },
                                { root_x, root_y, d->fillet },
                                { x, tip, d->edge_fillet },
                                { x, y, 0 },
                                { -x, y, 0 },
                                { -x, tip, d->edge_fillet },
                                { -root_x, root_y, d->fillet } };
    profile_polygon(r, c, 8, false);
}

static void u_shape(ProfileRings *r, const KernelProfileDesc *d)
{
    const double x = d->width / 2, y = d->depth / 2, m = tan(d->slope);
    const double tip = y - d->flange + m * x, root = y - d->flange - m * (x - d->web);
    const ProfileCorner c[] = { { -x, -y, 0 },
                                { x, -y, 0 },
                                { x, -tip, d->edge_fillet },
                                { -x + d->web, -root, d->fillet },
                                { -x + d->web, root, d->fillet },
                                { x, tip, d->edge_fillet },
                                { x, y, 0 },
                                { -x, y, 0 } };
    profile_polygon(r, c, 8, false);
}

static void c_shape(ProfileRings *r, const KernelProfileDesc *d)
{
    const double x = d->width / 2, y = d->depth / 2, t = d->thickness, g = d->girth;
    const double in = d->inner_fillet, out = in > 0 ? in + t : 0;
    const ProfileCorner c[] = {
        { -x, -y, out },       { x, -y, out },         { x, -y + g, 0 },      { x - t, -y + g, 0 },
        { x - t, -y + t, in }, { -x + t, -y + t, in }, { -x + t, y - t, in }, { x - t, y - t, in },
        { x - t, y - g, 0 },   { x, y - g, 0 },        { x, y, out },         { -x, y, out }
    };
    profile_polygon(r, c, 12, false);
}

static void z_shape(ProfileRings *r, const KernelProfileDesc *d)
{
    const double web = d->web / 2, x = d->width - web, y = d->depth / 2, t = d->flange;
    const ProfileCorner c[] = {
        { -web, -y, 0 }, { x, -y, 0 }, { x, -y + t, d->edge_fillet }, { web, -y + t, d->fillet },
        { web, y, 0 },   { -x, y, 0 }, { -x, y - t, d->edge_fillet }, { -web, y - t, d->fillet }
    };
    profile_polygon(r, c, 8, false);
}

static void trapezium(ProfileRings *r, const KernelProfileDesc *d)
{
    const double x = d->width / 2, y = d->depth / 2, left = -x + d->top_offset;
    const ProfileCorner c[] = {
        { -x, -y, 0 }, { x, -y, 0 }, { left + d->top_width, y, 0 }, { left, y, 0 }
    };
    profile_polygon(r, c, 4, false);
}

static const char *const names[] = { "",  "rectangle", "ellipse", "I", "L",
                                     "T", "U",         "C",       "Z", "trapezium" };
static_assert(sizeof names / sizeof *names == KERNEL_PROFILE_KIND_COUNT, "a name for each");

// What would turn a shape inside out.
static const char *wrong(const KernelProfileDesc *d)
{
    const double all[] = { d->width,
                           d->depth,
                           d->web,
                           d->flange,
                           d->thickness,
                           d->fillet,
                           d->edge_fillet,
                           d->inner_fillet,
                           d->web_edge_fillet,
                           d->upper_width,
                           d->upper_flange,
                           d->upper_fillet,
                           d->upper_edge_fillet,
                           d->girth,
                           d->top_width };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (!(all[i] >= 0) || !kernel_is_sane(all[i])) return "a measure below 0 or not finite";
    if (!(fabs(d->slope) < 1.2) || !(fabs(d->web_slope) < 1.2) || !(fabs(d->upper_slope) < 1.2))
        return "a slope beyond 68 degrees";
    if (!kernel_is_sane(d->top_offset)) return "an offset that is not finite";
    const double w = d->width, h = d->depth;
    if (!(h > 0) || (d->kind != KERNEL_PROFILE_L && !(w > 0))) return "no width or depth";
    switch (d->kind) {
    case KERNEL_PROFILE_RECTANGLE:
        return 2 * d->thickness >= fmin(w, h) && d->thickness > 0 ? "a wall thicker than half"
                                                                  : NULL;
    case KERNEL_PROFILE_ELLIPSE:
        return d->thickness >= fmin(w, h) && d->thickness > 0 ? "a wall thicker than the radius"
                                                              : NULL;
    case KERNEL_PROFILE_I:
        if (!(d->web > 0) || !(d->flange > 0)) return "no web or flange";
        if (d->web > w ||
            d->flange + (d->upper_width > 0 && d->upper_flange > 0 ? d->upper_flange : d->flange) >=
                h)
            return "flanges or web thicker than the shape";
        return d->upper_width > 0 && d->upper_width < d->web
                   ? "an upper flange narrower than the web"
                   : NULL;
    case KERNEL_PROFILE_L:
        return !(d->thickness > 0) || d->thickness >= h || (w > 0 && d->thickness >= w)
                   ? "a wrong thickness"
                   : NULL;
    case KERNEL_PROFILE_T:
        return !(d->web > 0) || !(d->flange > 0) || d->web >= w || d->flange >= h
                   ? "a wrong web or flange"
                   : NULL;
    case KERNEL_PROFILE_U:
    case KERNEL_PROFILE_Z:
        return !(d->web > 0) || !(d->flange > 0) || d->web >= w || 2 * d->flange >= h
                   ? "a wrong web or flange"
                   : NULL;
    case KERNEL_PROFILE_C:
        return !(d->thickness > 0) || 2 * d->thickness >= fmin(w, h) || 2 * d->girth > h ||
                       d->girth < d->thickness
                   ? "a wrong wall or girth"
                   : NULL;
    case KERNEL_PROFILE_TRAPEZIUM: return NULL;
    default: return "no kind";
    }
}

bool kernel_profile_make(const Kernel *k, const KernelProfileDesc *desc, KernelProfile *out,
                         Err *err)
{
    if (!kernel_check(k, err)) return false;
    const char *why = wrong(desc);
    if (why) {
        const int kind = (int)desc->kind;
        err_set(err, ERR_FORMAT, "%s profile with %s",
                kind > 0 && kind < KERNEL_PROFILE_KIND_COUNT ? names[kind] : "a", why);
        return false;
    }
    const ArenaMark mark = arena_mark(k->scratch);
    ProfileRings r = { .k = k };
    const double w = desc->width, h = desc->depth, t = desc->thickness;
    switch (desc->kind) {
    case KERNEL_PROFILE_RECTANGLE:
        rectangle(&r, w / 2, h / 2, desc->fillet, false);
        if (t > 0) rectangle(&r, w / 2 - t, h / 2 - t, desc->inner_fillet, true);
        break;
    case KERNEL_PROFILE_ELLIPSE:
        ellipse(&r, w, h, false);
        if (t > 0) ellipse(&r, w - t, h - t, true);
        break;
    case KERNEL_PROFILE_I: i_shape(&r, desc); break;
    case KERNEL_PROFILE_L: l_shape(&r, desc); break;
    case KERNEL_PROFILE_T: t_shape(&r, desc); break;
    case KERNEL_PROFILE_U: u_shape(&r, desc); break;
    case KERNEL_PROFILE_C: c_shape(&r, desc); break;
    case KERNEL_PROFILE_Z: z_shape(&r, desc); break;
    case KERNEL_PROFILE_TRAPEZIUM: trapezium(&r, desc); break;
    default: break;
    }
    const bool ok = profile_finish(&r, &desc->place, false, out, err);
    arena_release(k->scratch, mark);
    return ok;
}
