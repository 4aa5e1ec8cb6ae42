// SPDX-License-Identifier: Apache-2.0
// feed_unit.h - the spellings of units that sources use, to UCUM.
// Does not: convert values, or refuse what it does not know (that passes as it is when it fits).
#pragma once
#include "base/observation.h"

// "°C" is "Cel", "µg/m³" is "ug/m3", "ucum:mm" is "mm". out is empty for what does not fit.
void feed_unit_common(const char *text, char out[OBSERVATION_UNIT_MAX]);
// UN/CEFACT common codes (Recommendation 20), as NGSI-LD has them: "CEL", "GQ", "MTS"; "" =
// unknown.
void feed_unit_cefact(const char *code, char out[OBSERVATION_UNIT_MAX]);
