// SPDX-License-Identifier: Apache-2.0
// test_unit.c - units by UCUM. Answers: NIST SP 811 (2008) appendix B, the SI brochure, UCUM's own
// table.
#include "base/unit.h"
#include "check.h"
#include <stdlib.h>

typedef struct {
    const char *from, *to;
    double value, answer, tolerance; // tolerance relative
} Case;

TEST(a_value_converts_by_the_published_factor)
{
    static const Case cases[] = {
        { "[mi_i]", "m", 1, 1609.344, 1e-15 },
        { "[nmi_i]", "m", 1, 1852, 0 },
        { "[kn_i]", "m/s", 1, 0.5144444, 1e-7 },
        { "km/h", "m/s", 1, 0.2777778, 1e-7 },
        { "[psi]", "Pa", 1, 6894.757, 1e-7 },
        { "atm", "hPa", 1, 1013.25, 1e-12 },
        { "bar", "kPa", 1, 100, 1e-12 },
        { "mm[Hg]", "Pa", 1, 133.322, 1e-12 },
        { "m[H2O]", "Pa", 1, 9806.65, 1e-12 },
        { "kW.h", "MJ", 1, 3.6, 1e-12 },
        { "[HP]", "W", 1, 745.6999, 1e-7 },
        { "[lb_av]", "kg", 1, 0.45359237, 1e-12 },
        { "[gal_us]", "L", 1, 3.785412, 1e-7 },
        { "deg", "rad", 1, 0.01745329, 1e-6 },
        { "eV", "J", 1, 1.602176634e-19, 1e-12 },
        { "mg/L", "ug/m3", 1, 1e6, 1e-12 },
        { "ug/m3", "mg/m3", 35, 0.035, 1e-12 },
        { "uS/cm", "S/m", 1, 1e-4, 1e-12 },
        { "m3/h", "L/s", 3.6, 1, 1e-12 },
        { "t/d", "kg/s", 86.4, 1, 1e-12 },
        { "mm/h", "m/s", 3.6e6, 1, 1e-12 },
        { "MW", "kW", 1, 1000, 1e-12 },
        { "kV", "V", 10, 10000, 1e-12 },
        { "V.A", "W", 5, 5, 1e-12 },
        { "Ohm.A", "V", 5, 5, 1e-12 },
        { "%", "[ppm]", 1, 1e4, 1e-12 },
        { "Cel", "K", 25, 298.15, 1e-12 },
        { "Cel", "[degF]", 100, 212, 1e-12 },
        { "[degF]", "Cel", -40, -40, 1e-10 },
        { "mCel", "Cel", 23500, 23.5, 1e-10 },
        { "Cel/h", "K/s", 3600, 1, 1e-12 },
        { "min", "s", 1, 60, 0 },
        { "a", "d", 1, 365.25, 1e-12 },
        { "J/(kg.K)", "m2/(s2.K)", 7, 7, 1e-12 },
        { "/m", "m-1", 7, 7, 1e-12 },
        { "10*3/uL", "/mL", 2, 2e6, 1e-12 },
        { "{person}/m2", "/km2", 1, 1e6, 1e-12 },
        { "dB", "B", 60, 6, 1e-12 },
        { "Np", "dB", 1, 8.685889638, 1e-9 },
        { "KiBy", "bit", 1, 8192, 0 },
        { "har", "m2", 1, 1e4, 1e-12 },
        { "lx", "lm/m2", 3, 3, 1e-12 },
        { "1", "%", 0.45, 45, 1e-12 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const Case *c = &cases[i];
        double out = 0;
        Err err = { 0 };
        if (!unit_convert(c->from, c->to, c->value, &out, &err)) fprintf(stderr, "%s\n", err.text);
        CHECK(err.code == ERR_NONE);
        if (fabs(out - c->answer) > fabs(c->answer) * c->tolerance + 1e-300)
            fprintf(stderr, "%s to %s\n", c->from, c->to);
        CHECK_NEAR(out, c->answer, fabs(c->answer) * c->tolerance + 1e-300);
    }
}

TEST(nonsense_is_refused_and_nothing_is_written)
{
    static const char *const pairs[][2] = {
        { "Cel", "m/s" }, { "mg/L", "mm" }, { "{AQI}", "{NTU}" },
        { "dB", "1" },    { "[pH]", "1" },  { "kW", "kW.h" },
        { "deg", "1" },   { "Hz", "s" },    { "{person}", "{vehicle}" }
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        double out = 7;
        Err err = { 0 };
        CHECK(!unit_convert(pairs[i][0], pairs[i][1], 1, &out, &err));
        CHECK_EQ(err.code, ERR_ARGUMENT);
        CHECK_NEAR(out, 7, 0);
    }
}

TEST(a_code_that_cannot_be_read_names_the_column)
{
    static const struct {
        const char *code, *part;
    } bad[] = { { "m/", "column 3" },
                { "xyz", "column 1" },
                { "m.(s", "')'" },
                { "m)", "'('" },
                { "m^2", "column 2" },
                { "k%", "column 1" },
                { "m{x", "'}'" },
                { "s-", "digit" },
                { "m200", "exponent" },
                { "0.m", "zero" },
                { "[in_i", "column 1" },
                { "m2s", "column 3" },
                { "km/ h", "column 4" },
                { "\xff", "column 1" },
                { "ug//m3", "column 4" },
                { "Ym60.Ym60", "range" },
                { "999999999999.m", "unit was" } };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Unit unit = { .factor = 7 };
        Err err = { 0 };
        CHECK(!unit_parse(bad[i].code, &unit, &err));
        CHECK_EQ(err.code, ERR_FORMAT);
        if (!strstr(err.text, bad[i].part)) fprintf(stderr, "%s: %s\n", bad[i].code, err.text);
        CHECK(strstr(err.text, bad[i].part));
        CHECK_NEAR(unit.factor, 7, 0);
    }
    char deep[64] = { 0 };
    memset(deep, '(', 40);
    Unit unit;
    CHECK(!unit_parse(deep, &unit, NULL));
}

TEST(what_people_write_becomes_ucum)
{
    static const char *const pairs[][2] = {
        { "℃", "Cel" },
        { "°C", "Cel" },
        { "μg/m³", "ug/m3" },
        { "µg/m3", "ug/m3" },
        { "m³/s", "m3/s" },
        { "%RH", "%" },
        { "kWh", "kW.h" },
        { "人/㎡", "{person}/m2" },
        { "微克/立方米", "ug/m3" },
        { "km/h", "km/h" },
        { "knots", "[kn_i]" },
        { "m^3/h", "m3/h" },
        { "ppm", "[ppm]" },
        { "NTU", "{NTU}" },
        { "dB(A)", "dB{A}" },
        { " mm/h ", "mm/h" },
        { "°", "deg" },
        { "m·s⁻¹", "m.s-1" },
        { "L/s", "L/s" },
        { "mg/L", "mg/L" },
        { "毫米/小时", "mm/h" },
        { "mi/h", "[mi_i]/h" },
        { "10*3/m3", "10*3/m3" },
        { "W/m²", "W/m2" },
        { "mmHg", "mm[Hg]" },
        { "人次", "{visit}" },
        { "uS/cm", "uS/cm" },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        char out[UNIT_CODE_MAX];
        CHECK(unit_code(pairs[i][0], out, sizeof out));
        CHECK_TEXT(out, pairs[i][1]);
    }
    char out[UNIT_CODE_MAX], small[3];
    CHECK(!unit_code("furlong", out, sizeof out));
    CHECK_TEXT(out, "");
    CHECK(!unit_code("ug/m3", small, sizeof small));
    CHECK(unit_code("", out, sizeof out));
}

TEST(every_common_code_is_a_unit)
{
    CHECK_TEXT(unit_of_common_code("GQ"), "ug/m3");
    CHECK_TEXT(unit_of_common_code("MTS"), "m/s");
    CHECK_TEXT(unit_of_common_code("MMT"), "mm");
    CHECK_TEXT(unit_of_common_code("CEL"), "Cel");
    CHECK_TEXT(unit_of_common_code("P1"), "%");
    CHECK_TEXT(unit_of_common_code("C62"), "1");
    CHECK(unit_of_common_code("ZZZ") == NULL);
    Unit unit;
    CHECK(unit_parse(unit_of_common_code("H67"), &unit, NULL));
}

TEST(a_unit_is_shown_as_chinese_practice_has_it)
{
    static const char *const rows[][3] = { { "ug/m3", "μg/m³", "μg/m³" },
                                           { "Cel", "℃", "℃" },
                                           { "kW.h", "kW·h", "kW·h" },
                                           { "{person}/m2", "人/m²", "people/m²" },
                                           { "{AQI}", "AQI", "AQI" },
                                           { "{NTU}", "NTU", "NTU" },
                                           { "[kn_i]", "kn", "kn" },
                                           { "dB{A}", "dB(A)", "dB(A)" },
                                           { "m.s-1", "m·s⁻¹", "m·s⁻¹" },
                                           { "deg", "°", "°" },
                                           { "uS/cm", "μS/cm", "μS/cm" },
                                           { "1", "", "" },
                                           { "%", "%", "%" },
                                           { "10*3/m3", "10³/m³", "10³/m³" },
                                           { "what?", "what?", "what?" } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char out[32];
        unit_text(rows[i][0], true, out, sizeof out);
        CHECK_TEXT(out, rows[i][1]);
        unit_text(rows[i][0], false, out, sizeof out);
        CHECK_TEXT(out, rows[i][2]);
    }
    char small[4];
    unit_text("ug/m3", true, small, sizeof small);
    CHECK_TEXT(small, "μg"); // cut at a character
}
