// SPDX-License-Identifier: Apache-2.0
// fuzz_sim.c - any bytes as a file of routes, stations and sensors: read or refused; what moves on
// them has a place.
#include "feed/sim.h"
#include <assert.h>
#include <math.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    Err err = { 0 };
    Sim *sim = sim_create(
        &(SimDesc){ .json = (const char *)bytes, .json_length = length, .is_typhoon = length & 1 },
        &err);
    if (!sim) {
        assert(err.code != ERR_NONE && err.text[0]);
        return 0;
    }
    const int64_t t_us = INT64_C(1443939000000000) + (int64_t)length * 977000000;
    for (int k = sim_key_count(sim) - 1, tried = 0; k >= 0 && tried < 60; k--, tried++) {
        const SimValue v = sim_value(sim, k, sim_key_instant_us(sim, k, t_us));
        if (sim_key(sim, k).kind == OBSERVATION_POSITION)
            assert(isfinite(v.position.lon_deg) && isfinite(v.position.lat_deg));
    }
    sim_destroy(sim);
    return 0;
}
