// SPDX-License-Identifier: Apache-2.0
// feed_unit.c - two tables of units.
#include "base/str.h"
#include "feed/feed_unit.h"
#include <string.h>

typedef struct {
    const char *from, *ucum;
} FeedUnitRow;

static const FeedUnitRow common[] = {
    { "°C", "Cel" },      { "℃", "Cel" },       { "degC", "Cel" },      { "°F", "[degF]" },
    { "µg/m³", "ug/m3" }, { "μg/m³", "ug/m3" }, { "ug/m³", "ug/m3" },   { "mg/m³", "mg/m3" },
    { "m³", "m3" },       { "m³/h", "m3/h" },   { "m³/s", "m3/s" },     { "m²", "m2" },
    { "kWh", "kW.h" },    { "MWh", "MW.h" },    { "Wh", "W.h" },        { "°", "deg" },
    { "lux", "lx" },      { "kn", "[kn_i]" },   { "kt", "[kn_i]" },     { "ppm", "[ppm]" },
    { "ppb", "[ppb]" },   { "mbar", "mbar" },   { "rpm", "{rpm}/min" }, { "dBA", "dB" },
};
static const FeedUnitRow cefact[] = {
    { "CEL", "Cel" },  { "FAH", "[degF]" }, { "KEL", "K" },    { "GQ", "ug/m3" }, { "GP", "mg/m3" },
    { "M1", "mg/L" },  { "MTR", "m" },      { "CMT", "cm" },   { "MMT", "mm" },   { "KMT", "km" },
    { "MTS", "m/s" },  { "KMH", "km/h" },   { "H67", "mm/h" }, { "P1", "%" },     { "C62", "1" },
    { "59", "[ppm]" }, { "61", "[ppb]" },   { "A97", "hPa" },  { "PAL", "Pa" },   { "MBR", "mbar" },
    { "2N", "dB" },    { "DD", "deg" },     { "MTQ", "m3" },   { "MQS", "m3/s" }, { "MQH", "m3/h" },
    { "LTR", "L" },    { "WTT", "W" },      { "KWT", "kW" },   { "MAW", "MW" },   { "KWH", "kW.h" },
    { "KVT", "kV" },   { "VLT", "V" },      { "AMP", "A" },    { "HTZ", "Hz" },   { "LUX", "lx" },
    { "SEC", "s" },    { "MIN", "min" },    { "HUR", "h" },    { "KGM", "kg" },   { "TNE", "t" },
};

static bool look_up(const FeedUnitRow *rows, size_t count, const char *text,
                    char out[OBSERVATION_UNIT_MAX])
{
    memset(out, 0, OBSERVATION_UNIT_MAX);
    for (size_t i = 0; i < count; i++)
        if (strcmp(rows[i].from, text) == 0) {
            str_copy_utf8(out, OBSERVATION_UNIT_MAX, rows[i].ucum);
            return true;
        }
    return false;
}

void feed_unit_common(const char *text, char out[OBSERVATION_UNIT_MAX])
{
    if (str_starts(text, "ucum:")) text += 5;
    if (look_up(common, sizeof common / sizeof *common, text, out)) return;
    if (strlen(text) < OBSERVATION_UNIT_MAX) memcpy(out, text, strlen(text));
}

void feed_unit_cefact(const char *code, char out[OBSERVATION_UNIT_MAX])
{
    look_up(cefact, sizeof cefact / sizeof *cefact, code, out);
}
