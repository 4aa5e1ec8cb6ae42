// SPDX-License-Identifier: Apache-2.0
// indicator_unit.h - units of figures: UCUM (unit.h), and money by ISO 4217 with its scale, which
// is no UCUM unit: CNY, CNY.10*4, CNY.10*8, USD, USD.10*4, USD.10*8, CNY/kg. Does not: know rates
// of exchange.
#pragma once
#include "base/err.h"
#include "core/state.h"
#include <stdbool.h>
#include <stddef.h>

bool indicator_unit_is_known(const char *unit, Err *err); // ERR_FORMAT
// Do values of one convert to the other? Money only to money of its currency and kind.
bool indicator_unit_fits(const char *from, const char *to);
// value in unit `to`; NAN where they do not fit.
double indicator_unit_convert(const char *from, const char *to, double value);
void indicator_unit_text(const char *unit, StateLanguage language, char *out,
                         size_t cap); // "亿元", "CNY 100M", "天", "μg/m³", "" for one
