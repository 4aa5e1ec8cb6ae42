// SPDX-License-Identifier: Apache-2.0
// test_geo_dms.c - degrees, minutes and seconds in the forms that turn up in files.
#include "check.h"
#include "geo/geo_crs.h"

TEST(degrees_minutes_seconds_are_read_in_every_usual_form)
{
    static const double lon = 110 + 38 / 60.0 + 26.7 / 3600;
    static const struct {
        const char *text;
        double degrees;
    } cases[] = {
        { "110d38'26.70\"E", lon },
        { "110°38′26.7″", lon },
        { "110°38′26.7″E", lon },
        { "E110°38'26.70\"", lon },
        { "东经110度38分26.7秒", lon },
        { "110°38′26.7″东", lon },
        { "110:38:26.7", lon },
        { "110：38：26.7", lon },
        { "110 38 26.7 E", lon },
        { "110° 38' 26.7''", lon },
        { "110º38’26.7”", lon },
        { "110d38m26.7s", lon },
        { "  110°38.445′E ", lon },
        { "-21.5", -21.5 },
        { "+21.5", 21.5 },
        { "21.5S", -21.5 },
        { "南纬21.5°", -21.5 },
        { "21°30'S", -21.5 },
        { "21°30'10\"S", -(21.5 + 10 / 3600.0) },
        { "-21°30'", -21.5 },
        { "21度", 21 },
        { "21°30\"", 21 + 30 / 3600.0 },
        { "0", 0 },
        { "-0°30′", -0.5 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double got = -999;
        if (!geo_dms_parse(cases[i].text, &got)) fprintf(stderr, "refused: %s\n", cases[i].text);
        CHECK_NEAR(got, cases[i].degrees, 1e-12);
    }
}

TEST(what_is_no_angle_is_refused_and_leaves_the_output_alone)
{
    static const char *const bad[] = { "", " ", "abc", "110d61'", "110°38′61″", "°", "E", "--5", "-5S", "E5E", "12 30 40 50",
                                       "1.5°30′", "400", "110'20°", "1e", "110d38'26.70\"X", "N", ".", "-", "12,5", "\xff\xfe" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        double got = 7;
        if (geo_dms_parse(bad[i], &got)) fprintf(stderr, "taken: '%s' as %g\n", bad[i], got);
        CHECK(got == 7);
    }
    double got = 7;
    CHECK(!geo_dms_parse(NULL, &got));
}
