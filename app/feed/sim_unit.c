// SPDX-License-Identifier: Apache-2.0
// sim_unit.c - the topics' figures of the nine counties and districts of 湛江.
#include "feed/sim_math.h"
#include "feed/sim_private.h"
#include <math.h>
#include <string.h>

const int sim_unit_codes[SIM_UNIT_COUNT] = { 440802, 440803, 440804, 440811, 440823,
                                             440825, 440881, 440882, 440883 };
// Population of 2021, ten thousands (statistics bureau); the development zone's are left out.
static const double population[SIM_UNIT_COUNT] = { 40.01, 54.35,  34.13,  33.43, 82.79,
                                                   63.57, 136.69, 132.46, 91.06 };

// Of one place, one kind of thing, or of the city as a whole.
static const char *const whole_city[] = {
    "T01.pmi",       "T01.cpi",        "T01.cpi.food", "T02.mon",      "T03.hog",   "T03.clr",
    "T04.car",       "T04.car.prov",   "T04.car.lcr",  "T06.flow",     "T12.lvl",   "T12.lvl.start",
    "T14.brg",       "T14.brg.def",    "T14.brg.frq",  "T15.mkt",      "T17.sec",   "T17.pub.time",
    "T20.bld",       "T21.fund",       "T23.sea",      "T23.sea.wind", "T23.rel",   "T23.rel.hum",
    "T23.rel.smoke", "T25.fer",        "T25.fer.wave", "T25.fer.off",  "T25.vis",   "T25.vis.road",
    "T25.queue",     "T25.queue.wait", "T26.sea",      "T26.sea.po4",  "T27.surge", "T27.wave",
    "T27.wave.far",  "T28.lev",        "T28.ret",      "T28.res",      "T28.dam",   "T28.dam.move",
    "T28.dam.eco",   "T29.rs",         "T29.rs.gale",  "T29.ty",       "T29.tw",    "T30.load.rest",
    "T30.frq",       "T30.frq.volt",   "T30.gas",      "T30.gas.coal", "T30.npp",   "T19.exam.open",
};
// Sums that are not whole numbers.
static const char *const shared[] = { "T30.load",    "T05.tec", "T27.man",
                                      "T20.bed.icu", "T17.pub", "T29.lit" };

// Whole, but the most of all.
static const char *const most[] = { "T20.ili.most", "T04.led.people", "T21.wage.people" };

static bool is_in(const char *const *names, size_t count, const char *key)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], key) == 0) return true;
    return false;
}

SimUnits sim_topic_units(const SimTopic *topic)
{
    if (is_in(whole_city, sizeof whole_city / sizeof *whole_city, topic->key))
        return SIM_UNITS_NONE;
    if (is_in(most, sizeof most / sizeof *most, topic->key)) return SIM_UNITS_ABOUT;
    return topic->is_whole || is_in(shared, sizeof shared / sizeof *shared, topic->key)
               ? SIM_UNITS_SHARE
               : SIM_UNITS_ABOUT;
}

// Up to and with a unit, of the whole; a little other for each key.
static double share_until(uint64_t seed, int unit)
{
    double sum = 0, until = 0;
    for (int u = 0; u < SIM_UNIT_COUNT; u++) {
        sum += population[u] * (0.7 + 0.6 * sim_chance(seed, (uint64_t)u));
        if (u == unit) until = sum;
    }
    return unit < 0 ? 0 : until / sum;
}

double sim_unit_number(const SimTopic *topic, uint64_t seed, int unit, double city, int64_t t_us)
{
    const double from = share_until(seed, unit - 1), until = share_until(seed, unit);
    if (!isfinite(city)) return NAN;
    if (sim_topic_units(topic) == SIM_UNITS_SHARE) {
        if (!topic->is_whole) return city * (until - from);
        // Whole numbers that add up: those whose place lies within the unit's share.
        const double turn = sim_chance(seed, (uint64_t)sim_floor(t_us, SIM_DAY_US, 0));
        return floor(city * until + turn) - floor(city * from + turn);
    }
    const double own = 2 * sim_chance(seed ^ 0x756E6974, (uint64_t)unit) - 1;
    const double noise =
        sim_noise(sim_hash(seed, (uint64_t)unit + 101), t_us, fmax(topic->period_s * 5, 3600));
    const double off = 0.7 * own + 0.3 * noise;
    if (topic->formula) {
        const double x = city * (1 + 0.12 * off);
        return topic->unit[0] == '%' && city <= 100 ? sim_clamp(x, 0, 100) : x;
    }
    const double x = sim_clamp(city + topic->swing * off, topic->low, topic->high);
    return topic->is_whole ? round(x) : x;
}
