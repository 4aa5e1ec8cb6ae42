// SPDX-License-Identifier: Apache-2.0
// kernel_fixture.h - a kernel with its two arenas, and the bodies tests are made of.
#pragma once
#include "assets/kernel_boolean.h"
#include "assets/kernel_mesh.h"
#include "assets/kernel_solid.h"

typedef struct {
    Arena out, scratch;
    Kernel k;
} Fixture;

static inline Fixture *fixture_begin(Fixture *f, double chord)
{
    *f = (Fixture){ 0 };
    f->k = (Kernel){
        .out = &f->out, .scratch = &f->scratch, .chord = chord, .angle_rad = 1, .precision = 1e-6
    };
    return f;
}
static inline void fixture_end(Fixture *f)
{
    arena_finish(&f->out);
    arena_finish(&f->scratch);
}
static inline uint64_t fixture_next(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}
static inline double fixture_unit(uint64_t *state)
{
    return (double)(fixture_next(state) >> 11) / 9007199254740992.0;
}
static inline KernelMesh fixture_block(const Fixture *f, DVec3 low, DVec3 high)
{
    KernelMesh m = { 0 };
    const DPlace place = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 }, low };
    Err err;
    if (!kernel_solid_block(&f->k, high.x - low.x, high.y - low.y, high.z - low.z, &m, &err) ||
        !kernel_mesh_place(&m, &place, &err)) {
        return (KernelMesh){ 0 };
    }
    return m;
}
// Turned at random, somewhere within reach of the origin.
static inline DPlace fixture_place(uint64_t *state, double reach)
{
    const DVec3 z = { fixture_unit(state) - 0.5, fixture_unit(state) - 0.5,
                      fixture_unit(state) - 0.5 };
    const DVec3 other = { fixture_unit(state) - 0.5, fixture_unit(state) - 0.5,
                          fixture_unit(state) - 0.5 };
    const DVec3 zn = dvec_normalize(z), x = dvec_normalize(dvec_cross(other, zn));
    return (DPlace){ x,
                     dvec_cross(zn, x),
                     zn,
                     { reach * (fixture_unit(state) - 0.5), reach * (fixture_unit(state) - 0.5),
                       reach * (fixture_unit(state) - 0.5) } };
}
