// SPDX-License-Identifier: Apache-2.0
// algorithm.h - 算法仓库: every analysis the program has, what it takes, its version, whose it is,
// and the command that runs it; and every derived key and rule of the city as it is now.
// Does not: run them.
#pragma once
#include "base/json.h"
#include "core/rule.h"
#include "core/state.h"

typedef struct {
    const char *id, *name, *name_en;
    const char *inputs, *inputs_zh; // what it takes; zh NULL = as it is
    const char *method; // formula, norm or source
    const char *version, *owner;
    const char *run; // a command line, or "citymirror …"; "" = runs by itself
} Algorithm;

int algorithm_count(void); // those built in
const Algorithm *algorithm_at(int index);
// Those, the state's derived keys and the rules (NULL = none): found is called with each; its texts
// live for the call.
typedef void AlgorithmFound(const Algorithm *algorithm, void *arg);
void algorithms_each(const State *state, const Rules *rules, AlgorithmFound *found, void *arg);
void algorithms_json(const State *state, const Rules *rules, JsonWriter *out);
