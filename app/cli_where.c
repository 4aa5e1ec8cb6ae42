// SPDX-License-Identifier: Apache-2.0
// cli_where.c - `citymirror where`: points from one CRS to longitude, latitude, height and the city frame.
#include "cli.h"
#include "geo/geo_crs.h"
#include "geo/geo_frame.h"
#include "geo/geo_layer.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    GeoCrs *from, *to;     // to NULL = longitude, latitude
    GeoFrame frame;
    bool has_frame;        // false: the first point becomes the origin
} CliWhere;

// Splits "x,y[,h]" or "x y [h]"; degrees, minutes and seconds are read too.
static bool cli_where_parse(const char *text, double out[3], Err *err)
{
    char copy[512];
    if (strlen(text) >= sizeof copy) {
        err_set(err, ERR_ARGUMENT, "a point of %zu characters: expected EASTING,NORTHING[,HEIGHT]", strlen(text));
        return false;
    }
    strcpy(copy, text);
    double values[4];
    int count = 0;
    const char *separators = strchr(copy, ',') ? "," : strchr(copy, ';') ? ";" : " \t";
    char *rest = NULL;
    for (char *part = strtok_r(copy, separators, &rest); part && count < 4; part = strtok_r(NULL, separators, &rest)) {
        while (*part == ' ' || *part == '\t') part++;
        size_t length = strlen(part);
        while (length && (part[length - 1] == ' ' || part[length - 1] == '\t' || part[length - 1] == '\r')) part[--length] = 0;
        const bool is_read = str_parse_double(part, &values[count]) || (count < 2 && geo_dms_parse(part, &values[count]));
        if (!is_read) {
            err_set(err, ERR_ARGUMENT, "point '%.100s': '%.60s' is no number; expected EASTING,NORTHING[,HEIGHT], longitude first", text,
                    part);
            return false;
        }
        count++;
    }
    if (count < 2 || count > 3) {
        err_set(err, ERR_ARGUMENT, "point '%.100s' has %d numbers: expected EASTING,NORTHING[,HEIGHT], longitude first", text, count);
        return false;
    }
    out[0] = values[0];
    out[1] = values[1];
    out[2] = count == 3 ? values[2] : 0;
    return true;
}

static bool cli_where_point(CliWhere *where, const char *text, Err *err)
{
    double p[3];
    if (!cli_where_parse(text, p, err)) return false;
    if (geo_crs_to_geodetic(where->from, &p[0], &p[1], &p[2], 1) != 0 || !isfinite(p[0]) || !isfinite(p[1])) {
        err_set(err, ERR_CRS, "point '%.100s' lies outside %s; easting or longitude comes first", text, geo_crs_name(where->from));
        return false;
    }
    if (!isfinite(p[2])) p[2] = 0;
    const GeoPos pos = { p[0], p[1], p[2] };
    if (!where->has_frame) {
        geo_frame_init(&where->frame, (GeoPos){ pos.lon_deg, pos.lat_deg, 0 });
        where->has_frame = true;
    }
    const DVec3 enu = geo_frame_enu(&where->frame, pos);
    double shown[3] = { p[0], p[1], p[2] };
    int decimals = 9;
    if (where->to) {
        if (geo_crs_from_geodetic(where->to, &shown[0], &shown[1], &shown[2], 1) != 0 || !isfinite(shown[0])) {
            err_set(err, ERR_CRS, "point '%.100s' lies outside %s", text, geo_crs_name(where->to));
            return false;
        }
        if (!geo_crs_is_geographic(where->to)) decimals = 4;
    }
    // "-0.0000" reads badly and differs between machines.
    const double e = fabs(enu.x) < 0.00005 ? 0 : enu.x, n = fabs(enu.y) < 0.00005 ? 0 : enu.y, u = fabs(enu.z) < 0.00005 ? 0 : enu.z;
    cli_printf("%.*f %.*f %.4f %.4f %.4f %.4f\n", decimals, shown[0], decimals, shown[1], fabs(shown[2]) < 0.00005 ? 0 : shown[2], e, n, u);
    return true;
}

static int cli_where_stdin(CliWhere *where)
{
    char *line = NULL;
    size_t cap = 0;
    int number = 0, code = CLI_OK;
    for (ssize_t length = getline(&line, &cap, stdin); length >= 0; length = getline(&line, &cap, stdin)) {
        number++;
        while (length && (line[length - 1] == '\n' || line[length - 1] == '\r')) line[--length] = 0;
        const char *text = line + strspn(line, " \t");
        if (text[0] == 0 || text[0] == '#') continue;
        Err err = { 0 };
        if (!cli_where_point(where, text, &err)) {
            err_prefix(&err, "line %d", number);
            cli_fail(&err);
            code = CLI_FAILED;
        }
    }
    free(line);
    return code;
}

static int cli_where_run(const CliCall *call)
{
    Err err = { 0 };
    CliWhere where = { 0 };
    int code = CLI_FAILED;
    geo_init();
    const char *from = cli_value(call, "from"), *to = cli_value(call, "to"), *origin = cli_value(call, "origin");
    where.from = geo_crs_create(from ? from : "EPSG:4490", GEO_DATUM_WGS84, &err);
    if (!where.from) goto failed;
    if (to) {
        where.to = geo_crs_create(to, GEO_DATUM_WGS84, &err);
        if (!where.to) goto failed;
    }
    if (origin) {
        double p[3];
        if (!cli_where_parse(origin, p, &err)) goto failed;
        geo_frame_init(&where.frame, (GeoPos){ p[0], p[1], p[2] });
        where.has_frame = true;
    }
    code = CLI_OK;
    for (int i = 0; i < call->rest_count; i++) {
        if (!cli_where_point(&where, call->rest[i], &err)) code = cli_fail(&err);
    }
    if (call->rest_count == 0) code = cli_where_stdin(&where);
    goto done;
failed:
    code = cli_fail(&err);
done:
    geo_crs_destroy(where.from);
    geo_crs_destroy(where.to);
    return code;
}

static const CliOption cli_where_options[] = {
    { .name = "from", .value = "CRS", .help = "EPSG:N, gcj02, bd09, WKT or a PROJ string; EPSG:4490 when not given",
      .help_zh = "点的坐标系：EPSG:N、gcj02、bd09、WKT 或 PROJ 串；不写为 EPSG:4490" },
    { .name = "to", .value = "CRS", .help = "what the first two numbers are in; longitude and latitude when not given",
      .help_zh = "输出的坐标系；不写为经纬度" },
    { .name = "origin", .value = "LON,LAT[,H]", .help = "origin of the city frame; the first point when not given",
      .help_zh = "城市坐标系原点；不写为第一个点" },
};
const CliCommand cli_where = {
    .name = "where", .rest = "POINT…", .rest_max = -1,
    .options = cli_where_options, .option_count = 3,
    .help = "Converts points: longitude, latitude, height and east, north, up in the city frame, one point a line.",
    .help_zh = "换算点的坐标：经度、纬度、高程，以及城市坐标系里的东、北、上，每点一行。",
    .more = "A point is EASTING,NORTHING[,HEIGHT] or LONGITUDE,LATITUDE[,HEIGHT]: east first, whatever the authority's axis order.\n"
            "Without points they are read from standard input, one a line. Output: six numbers parted by spaces, longitude and\n"
            "latitude with 9 decimals (metres with 4), height and east, north, up with 4.",
    .more_zh = "点写作 东,北[,高] 或 经度,纬度[,高]，总是东在前。没有点时从标准输入逐行读取。\n"
               "输出六个数，以空格分隔：经纬度 9 位小数（米为 4 位），高程与东、北、上 4 位小数。",
    .run = cli_where_run,
};
