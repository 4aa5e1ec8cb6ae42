// SPDX-License-Identifier: Apache-2.0
// sim_mover.c - buses, taxis, patrol cars and ambulances on the roads, ships on the channel.
// Each goes to and fro along its route; where it is follows from the time alone.
#include "feed/sim_math.h"
#include "feed/sim_private.h"
#include "base/str.h"
#include <math.h>
#include <string.h>

#define BUS_STOP_M 700.0
#define BUS_DWELL_S 25.0
#define LANE_M 0.22 // of the width, to the right of the middle
// Ships: hours at a berth and at the anchorage outside between two passages.
#define BERTH_H 16.0
#define ANCHORAGE_H 7.0
// The port shuts so many hours before landfall and opens again after.
#define PORT_SHUT_H -16.0
#define PORT_OPEN_H 18.0

const char *sim_mover_kind(SimMoverKind kind)
{
    static const char *const names[SIM_MOVERS] = { "bus",  "taxi", "patrol", "ambulance",
                                                   "ship", "ship", "ship",   "ship" };
    return names[kind];
}

double sim_mover_period_s(SimMoverKind kind)
{
    static const double periods[SIM_MOVERS] = { 10, 5, 5, 2, 10, 10, 6, 30 };
    return periods[kind];
}

// How far along the way there and back, and how fast. Stops at both ends and at each stop.
static double bus_along(const SimMover *m, double t_s, double *speed)
{
    const double run = BUS_STOP_M / m->speed_m_s, leg = run + BUS_DWELL_S;
    const double u = t_s - leg * floor(t_s / leg), w = fmin(u / run, 1);
    *speed = w < 1 ? m->speed_m_s * 6 * w * (1 - w) : 0;
    return (floor(t_s / leg) + w * w * (3 - 2 * w)) * BUS_STOP_M;
}

static double car_along(const SimMover *m, double t_s, double *speed)
{
    // Slows and hastens by three tenths each few minutes, never backwards.
    const double turn = 2 * SIM_PI / (150 + 200 * sim_chance(m->seed, 5)),
                 most = 0.3 * m->speed_m_s;
    *speed = m->speed_m_s + most * cos(turn * t_s);
    return m->speed_m_s * t_s + most / turn * sin(turn * t_s);
}

static ObservationPosition on_route(const SimMover *m, double along_m, double speed)
{
    const double length = m->route->length_m,
                 there = along_m - 2 * length * floor(along_m / (2 * length));
    const bool is_back = there > length;
    ObservationPosition p = { .h_m = NAN };
    double course;
    sim_route_at(m->route, is_back ? 2 * length - there : there, is_back ? -m->right_m : m->right_m,
                 &p.lon_deg, &p.lat_deg, &course);
    if (is_back) course = fmod(course + 180, 360);
    p.course_deg = p.heading_deg = (float)course;
    p.speed_m_s = (float)fmax(0, speed);
    return p;
}

// Of a ship: a cycle of anchorage, inbound passage, berth, outbound passage.
typedef struct {
    double passage_s, anchorage_s, berth_s, cycle_s;
} Cycle;

static Cycle cycle_of(const SimMover *m)
{
    const double passage = m->route->length_m / m->speed_m_s,
                 scale = 0.7 + 0.6 * sim_chance(m->seed, 9);
    const double wait = m->kind == SIM_TUG       ? 900
                        : m->kind == SIM_FISHING ? 5 * 3600 * scale
                                                 : ANCHORAGE_H * 3600 * scale;
    const double berth = m->kind == SIM_TUG       ? 1800
                         : m->kind == SIM_FISHING ? 6 * 3600 * scale
                                                  : BERTH_H * 3600 * scale;
    return (Cycle){ passage, wait, berth, 2 * passage + wait + berth };
}

// The ship's own time: it halts in the berth while the port is shut. Who lies outside when it shuts
// comes in at once; who is on the way arrives.
static double ship_time(const Sim *sim, const SimMover *m, const Cycle *c, int64_t t_us)
{
    const double t = (double)t_us * 1e-6 + m->along0_m, since = sim_storm_hours(sim, t_us);
    if (since < PORT_SHUT_H) return t;
    const double shut = t - (since - PORT_SHUT_H) * 3600;
    const double u = shut - c->cycle_s * floor(shut / c->cycle_s);
    double skipped = 0, to_berth; // until it lies in its berth
    if (u < c->anchorage_s) {
        skipped = c->anchorage_s - u;
        to_berth = c->passage_s;
    } else if (u < c->anchorage_s + c->passage_s) {
        to_berth = c->anchorage_s + c->passage_s - u;
    } else if (u < c->anchorage_s + c->passage_s + c->berth_s) {
        to_berth = 0;
    } else {
        // Outbound: on to the end of the passage, then in again at once.
        const double left = c->cycle_s - u;
        to_berth = left + c->passage_s;
        if (t - shut > left) skipped = c->anchorage_s;
    }
    const double sailed = fmin(t - shut, to_berth + 1); // a second past the end of the passage
    const double opened = fmax(0, t - shut - fmax(PORT_OPEN_H - PORT_SHUT_H, 0) * 3600);
    return shut + skipped + sailed + opened;
}

static ObservationPosition ship_at(const Sim *sim, const SimMover *m, int64_t t_us)
{
    const Cycle c = cycle_of(m);
    const double t = ship_time(sim, m, &c, t_us);
    const double u = t - c.cycle_s * floor(t / c.cycle_s);
    const double length = m->route->length_m;
    double along = 0, speed = 0, way = 1;
    if (u >= c.anchorage_s && u < c.anchorage_s + c.passage_s) {
        along = (u - c.anchorage_s) * m->speed_m_s;
        speed = m->speed_m_s;
    } else if (u >= c.anchorage_s + c.passage_s && u < c.cycle_s - c.passage_s) {
        along = length;
    } else if (u >= c.cycle_s - c.passage_s) {
        along = (c.cycle_s - u) * m->speed_m_s;
        speed = m->speed_m_s;
        way = -1;
    }
    // Each has an end of its own: berths and anchorages lie along the last part of the channel.
    const double inner = length * (1 - 0.38 * sim_chance(m->seed, 3)),
                 outer = length * 0.10 * sim_chance(m->seed, 4);
    along = outer + (inner - outer) * along / length;
    ObservationPosition p = { .h_m = 0 };
    double course;
    sim_route_at(m->route, along, way * m->right_m, &p.lon_deg, &p.lat_deg, &course);
    course = fmod(course + (way < 0 ? 180 : 0) + 360, 360);
    p.course_deg = speed > 0 ? (float)course : NAN;
    p.heading_deg = (float)course;
    p.speed_m_s = (float)(speed * (inner - outer) / length);
    return p;
}

double sim_mover_length_m(const SimMover *m)
{
    static const double metres[][2] = { // shortest, longest
                                        [SIM_CARGO] = { 140, 230 },
                                        [SIM_TANKER] = { 120, 185 },
                                        [SIM_TUG] = { 30, 36 },
                                        [SIM_FISHING] = { 16, 32 }
    };
    if (m->kind < SIM_CARGO) return 0;
    return round(metres[m->kind][0] +
                 (metres[m->kind][1] - metres[m->kind][0]) * sim_chance(m->seed, 7));
}

ObservationPosition sim_mover_at(const Sim *sim, const SimMover *m, int64_t t_us)
{
    if (m->kind >= SIM_CARGO) return ship_at(sim, m, t_us);
    // Microseconds since 1970 are exact in a double.
    const double t_s = (double)t_us * 1e-6;
    double speed = 0;
    const double along = m->kind == SIM_BUS ? bus_along(m, t_s, &speed) : car_along(m, t_s, &speed);
    return on_route(m, m->along0_m + along, speed);
}

typedef struct {
    SimMoverKind kind;
    int count; // in the whole city; of buses: on each road
    double slow_m_s, fast_m_s;
    const char *name;
} Fleet;
static const Fleet fleets[] = {
    { SIM_BUS, 4, 7, 9, "公交" },          { SIM_TAXI, 240, 7, 14, "出租" },
    { SIM_PATROL, 36, 6, 13, "巡逻" },     { SIM_AMBULANCE, 14, 10, 18, "急救" },
    { SIM_CARGO, 18, 4, 6, "货轮 湛海" },  { SIM_TANKER, 7, 3.6, 5, "油轮 南油" },
    { SIM_TUG, 6, 3.5, 5, "拖轮 湛港拖" }, { SIM_FISHING, 24, 3, 4.5, "渔船 粤湛渔" },
};

static bool suits(const SimRoute *route, SimMoverKind kind)
{
    if (route->is_channel) return kind >= SIM_CARGO;
    if (kind >= SIM_CARGO || route->length_m < 1500) return false;
    const bool is_far = strstr(route->type, "高速") && !strstr(route->type, "快速");
    return kind == SIM_BUS ? !is_far && route->length_m < 25000 : route->length_m < 40000;
}

static void mover_fill(SimMover *m, const Fleet *fleet, const SimRoute *route, uint64_t seed,
                       int number, Arena *arena)
{
    *m = (SimMover){ .kind = fleet->kind,
                     .route = route,
                     .seed = sim_hash(seed, (uint64_t)fleet->kind * 100000 + (uint64_t)number) };
    m->speed_m_s = fleet->slow_m_s + (fleet->fast_m_s - fleet->slow_m_s) * sim_chance(m->seed, 1);
    const bool is_ship = fleet->kind >= SIM_CARGO;
    m->along0_m =
        (is_ship ? 200000.0 : 2 * route->length_m) * sim_chance(m->seed, 2); // of ships: seconds
    m->right_m = route->width_m * (is_ship ? 0.12 + 0.26 * sim_chance(m->seed, 6) : LANE_M);
    m->name = arena_printf(arena, "%s%d", fleet->name, number + 1);
    // MMSI of China begin with 412 and 413; 41399 is used here for ships that are none.
    m->id = is_ship ? arena_printf(arena, "41399%04d", (int)fleet->kind * 100 + number)
                    : arena_printf(arena, "%s-%03d", sim_mover_kind(fleet->kind), number + 1);
}

SimMover *sim_movers_create(const SimPlaces *places, uint64_t seed, Arena *arena, int *count)
{
    int most = 0;
    for (size_t f = 0; f < sizeof fleets / sizeof fleets[0]; f++) {
        most += fleets[f].count * (fleets[f].kind == SIM_BUS ? places->route_count : 1);
    }
    SimMover *movers = ARENA_ARRAY(arena, SimMover, most ? most : 1);
    const SimRoute **fit =
        ARENA_ARRAY(arena, const SimRoute *, places->route_count ? places->route_count : 1);
    int n = 0;
    for (size_t f = 0; f < sizeof fleets / sizeof fleets[0]; f++) {
        const Fleet *fleet = &fleets[f];
        int suited = 0;
        for (int r = 0; r < places->route_count; r++) {
            if (suits(&places->routes[r], fleet->kind)) fit[suited++] = &places->routes[r];
        }
        const int wanted = !suited                  ? 0
                           : fleet->kind == SIM_BUS ? fleet->count * suited
                                                    : fleet->count;
        for (int k = 0; k < wanted; k++, n++) {
            const int route = fleet->kind == SIM_BUS
                                  ? k % suited
                                  : (int)(sim_chance(seed + (uint64_t)f, (uint64_t)k) * suited);
            mover_fill(&movers[n], fleet, fit[route], seed, k, arena);
        }
    }
    *count = n;
    return movers;
}
