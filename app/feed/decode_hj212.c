// SPDX-License-Identifier: Apache-2.0
// decode_hj212.c - HJ 212-2017: frames of environment stations to JSON and values.
#include "feed/decode_hj212.h"
#include "feed/decode_part.h"
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { HJ212_FACTORS_MAX = 512, HJ212_OFFSET_S = 8 * 3600 };

typedef struct {
    const char *code, *code_2005; // HJ 524, HJ 525; HJ/T 212-2005
    const char *name, *name_zh;
    const char *unit; // UCUM of annex B; "" where stations are known to send another
} Hj212Factor;
// Annex B gives ng/m3 for particles in the air while stations send ug/m3 or mg/m3: no unit here.
static const Hj212Factor hj212_factors[] = {
    { "a00000", "B02", "exhaust flow", "废气", "m3/s" },
    { "a01001", NULL, "air temperature", "温度", "Cel" },
    { "a01002", NULL, "air humidity", "湿度", "%" },
    { "a01006", NULL, "air pressure", "气压", "kPa" },
    { "a01007", NULL, "wind speed", "风速", "m/s" },
    { "a01008", NULL, "wind direction", "风向", "deg" },
    { "a01011", "S02", "flue gas speed", "烟气流速", "m/s" },
    { "a01012", "S03", "flue gas temperature", "烟气温度", "Cel" },
    { "a01013", "S08", "flue gas pressure", "烟气压力", "kPa" },
    { "a01014", "S05", "flue gas humidity", "烟气湿度", "%" },
    { "a05024", NULL, "O3", "臭氧", "" },
    { "a19001", "S01", "oxygen", "氧气含量", "%" },
    { "a21001", "10", "ammonia", "氨", "" },
    { "a21002", "03", "NOx", "氮氧化物", "mg/m3" },
    { "a21003", NULL, "NO", "一氧化氮", "mg/m3" },
    { "a21004", NULL, "NO2", "二氧化氮", "mg/m3" },
    { "a21005", "04", "CO", "一氧化碳", "mg/m3" },
    { "a21018", "06", "fluoride", "氟化物", "mg/m3" },
    { "a21024", "08", "HCl", "氯化氢", "mg/m3" },
    { "a21026", "02", "SO2", "二氧化硫", "mg/m3" },
    { "a21028", "05", "H2S", "硫化氢", "mg/m3" },
    { "a24088", NULL, "non-methane hydrocarbons", "非甲烷总烃", "mg/m3" },
    { "a25002", NULL, "benzene", "苯", "mg/m3" },
    { "a25003", "17", "toluene", "甲苯", "mg/m3" },
    { "a25005", "18", "xylene", "二甲苯", "mg/m3" },
    { "a34001", NULL, "TSP", "总悬浮颗粒物", "" },
    { "a34002", NULL, "PM10", "可吸入颗粒物", "" },
    { "a34004", NULL, "PM2.5", "细颗粒物", "" },
    { "a34013", "01", "dust", "烟尘", "mg/m3" },
    { "w00000", "B01", "sewage flow", "污水", "L/s" },
    { "w01001", "001", "pH", "pH值", "[pH]" },
    { "w01003", NULL, "turbidity", "浑浊度", "{NTU}" },
    { "w01009", NULL, "dissolved oxygen", "溶解氧", "mg/L" },
    { "w01010", NULL, "water temperature", "水温", "Cel" },
    { "w01012", "003", "suspended solids", "悬浮物", "mg/L" },
    { "w01014", NULL, "conductivity", "电导率", "uS/cm" },
    { "w01017", "010", "BOD5", "五日生化需氧量", "mg/L" },
    { "w01018", "011", "COD", "化学需氧量", "mg/L" },
    { "w01019", NULL, "permanganate index", "高锰酸盐指数", "mg/L" },
    { "w01020", "015", "TOC", "总有机碳", "mg/L" },
    { "w21001", "065", "total nitrogen", "总氮", "mg/L" },
    { "w21003", "060", "ammonia nitrogen", "氨氮", "mg/L" },
    { "w21011", "101", "total phosphorus", "总磷", "mg/L" },
    { "w21016", "070", "cyanide", "氰化物", "mg/L" },
    { "w21017", "072", "fluoride", "氟化物", "mg/L" },
    { "w21019", "071", "sulphide", "硫化物", "mg/L" },
    { "w22001", "080", "petroleum", "石油类", "mg/L" },
    { "w23002", "110", "volatile phenols", "挥发酚", "mg/L" },
    { "LA", NULL, "A-weighted noise", "A权声级", "dB" },
    { "Leq", NULL, "equivalent noise", "等效声级", "dB" },
};

static const Hj212Factor *hj212_factor(const char *code)
{
    for (size_t i = 0; i < sizeof hj212_factors / sizeof hj212_factors[0]; i++) {
        const Hj212Factor *row = &hj212_factors[i];
        if (strcasecmp(row->code, code) == 0) return row;
        if (row->code_2005 && strcmp(row->code_2005, code) == 0) return row;
    }
    return NULL;
}

uint16_t decode_hj212_crc(const char *bytes, size_t length)
{
    unsigned crc = 0xFFFF;
    for (size_t i = 0; i < length; i++) {
        crc = (crc >> 8) ^ (unsigned char)bytes[i];
        for (int bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xA001u : crc >> 1;
    }
    return (uint16_t)crc;
}

size_t decode_hj212_frame(const char *bytes, size_t length, const char **frame,
                          size_t *frame_length, const char **why)
{
    *frame = NULL;
    *frame_length = 0;
    *why = NULL;
    const char *start = memmem(bytes, length, "##", 2);
    if (!start) {
        // A '#' at the end may be the first half of the mark.
        const size_t done = length && bytes[length - 1] == '#' ? length - 1 : length;
        for (size_t i = 0; i < done; i++)
            if (!isspace((unsigned char)bytes[i])) *why = "bytes outside a frame";
        return done;
    }
    const size_t skipped = (size_t)(start - bytes), left = length - skipped;
    if (left < 6) return skipped;
    size_t segment = 0;
    for (int i = 2; i < 6; i++) {
        if (start[i] < '0' || start[i] > '9') {
            *why = "a frame whose length is not four digits";
            return skipped + 2;
        }
        segment = segment * 10 + (size_t)(start[i] - '0');
    }
    if (left < 6 + segment + 4) return skipped;
    unsigned crc = 0;
    for (size_t i = 0; i < 4; i++) {
        const int digit = decode_hex(start[6 + segment + i]);
        if (digit < 0) {
            *why = "a frame whose length does not lead to its CRC";
            return skipped + 2;
        }
        crc = crc * 16 + (unsigned)digit;
    }
    if (crc != decode_hj212_crc(start + 6, segment)) {
        *why = "a frame with a wrong CRC";
        return skipped + 2;
    }
    *frame = start + 6;
    *frame_length = segment;
    return skipped + 6 + segment + 4;
}

typedef struct {
    char code[24], field[24];
    char *value;
} Hj212Pair;
typedef struct {
    const DecodeSink *sink;
    JsonWriter w;
    int cn;
    int64_t t_us; // DataTime, else QN
    const char *mn, *qn, *pw;
    int64_t flag;
    Hj212Pair pairs[HJ212_FACTORS_MAX];
    int pair_count;
} Hj212;

typedef struct {
    int cn;
    const char *name;
    uint32_t period_ms;
} Hj212Command;
static const Hj212Command hj212_commands[] = {
    { 1013, "request for the time", 0 },
    { 2011, "real time", 0 },
    { 2021, "running state", 0 },
    { 2031, "day", 86400000 },
    { 2041, "running time of a day", 86400000 },
    { 2051, "minutes", 0 },
    { 2061, "hour", 3600000 },
    { 2071, "alarm record", 0 },
    { 2072, "alarm event", 0 },
    { 2081, "start of the station", 0 },
    { 3019, "serial number", 0 },
    { 9011, "answer to a request", 0 },
    { 9012, "result of an operation", 0 },
    { 9013, "notice answer", 0 },
    { 9014, "data answer", 0 },
    { 9015, "heartbeat", 0 },
};

static const Hj212Command *hj212_command(int cn)
{
    for (size_t i = 0; i < sizeof hj212_commands / sizeof hj212_commands[0]; i++)
        if (hj212_commands[i].cn == cn) return &hj212_commands[i];
    return NULL;
}

static ObservationQuality hj212_quality(const char *flag)
{
    switch (flag[0]) {
    case 'N':
    case 0: return QUALITY_GOOD;
    case 'F': return QUALITY_STOPPED;
    case 'M': return QUALITY_MAINTENANCE;
    case 'S': return QUALITY_MANUAL;
    case 'D': return QUALITY_BAD;
    case 'B': return QUALITY_BAD; // no connection to the instrument
    case 'C': return QUALITY_CALIBRATION;
    case 'T': return QUALITY_OUT_OF_RANGE;
    default: return QUALITY_SUSPECT;
    }
}

// "a34004-Rtd=35,a34004-Flag=N": adds the pairs; the others go to "cp".
static void hj212_fields(Hj212 *h, char *text)
{
    char *rest = NULL;
    for (char *part = strtok_r(text, ",;", &rest); part; part = strtok_r(NULL, ",;", &rest)) {
        char *equal = strchr(part, '=');
        if (!equal) continue;
        *equal = 0;
        char *dash = strrchr(part, '-');
        const bool is_factor = dash && dash > part && dash[1] &&
                               h->pair_count < HJ212_FACTORS_MAX &&
                               strlen(dash + 1) < sizeof h->pairs[0].field &&
                               (size_t)(dash - part) < sizeof h->pairs[0].code;
        if (!is_factor) {
            if (strcmp(part, "DataTime") == 0)
                decode_compact_time(equal + 1, strlen(equal + 1), HJ212_OFFSET_S, &h->t_us);
            json_key(&h->w, part);
            json_text(&h->w, equal + 1);
            continue;
        }
        Hj212Pair *pair = &h->pairs[h->pair_count++];
        *dash = 0;
        strcpy(pair->code, part);
        strcpy(pair->field, dash + 1);
        pair->value = equal + 1;
    }
}

static const char *hj212_flag(const Hj212 *h, const char *code)
{
    for (int i = 0; i < h->pair_count; i++)
        if (strcmp(h->pairs[i].code, code) == 0 && strcasecmp(h->pairs[i].field, "Flag") == 0)
            return h->pairs[i].value;
    return "";
}

static void hj212_factor_write(Hj212 *h, int first)
{
    const char *code = h->pairs[first].code, *flag = hj212_flag(h, code);
    const Hj212Factor *row = hj212_factor(code);
    const Hj212Command *command = hj212_command(h->cn);
    json_object_begin(&h->w);
    decode_pair(&h->w, "code", code);
    decode_pair(&h->w, "name", row ? row->name : NULL);
    decode_pair(&h->w, "name_zh", row ? row->name_zh : NULL);
    decode_pair(&h->w, "unit", row ? row->unit : NULL);
    for (int i = first; i < h->pair_count; i++) {
        const Hj212Pair *pair = &h->pairs[i];
        if (strcmp(pair->code, code) != 0) continue;
        char name[24], metric[56];
        double number = 0;
        for (size_t k = 0; k < sizeof name; k++)
            name[k] = (char)tolower((unsigned char)pair->field[k]);
        const bool is_number = strcmp(name, "flag") != 0 && str_parse_double(pair->value, &number);
        json_key(&h->w, name);
        if (is_number)
            json_number(&h->w, number);
        else
            json_text(&h->w, pair->value);
        if (!is_number || !h->mn) continue;
        snprintf(metric, sizeof metric, "%s-%s", code, pair->field);
        const bool is_sum = strcmp(name, "cou") == 0; // in another unit than the factor's
        const DecodeValue value = { .id = h->mn,
                                    .metric = metric,
                                    .unit = row && !is_sum ? row->unit : "",
                                    .t_obs_us = h->t_us,
                                    .period_ms = command ? command->period_ms : 0,
                                    .quality = (uint8_t)hj212_quality(flag) };
        decode_number(h->sink, &value, number);
    }
    json_object_end(&h->w);
}

static void hj212_factors_write(Hj212 *h)
{
    bool is_written[HJ212_FACTORS_MAX] = { 0 };
    json_key(&h->w, "factors");
    json_array_begin(&h->w);
    for (int i = 0; i < h->pair_count; i++) {
        if (is_written[i]) continue;
        for (int k = i; k < h->pair_count; k++)
            if (strcmp(h->pairs[k].code, h->pairs[i].code) == 0) is_written[k] = true;
        hj212_factor_write(h, i);
    }
    json_array_end(&h->w);
}

// What stands before CP, as lower-case keys; numbers where the norm has numbers.
static void hj212_header(Hj212 *h, char *text)
{
    static const char *const numbers[] = { "Flag", "PNUM", "PNO" };
    char *rest = NULL;
    for (char *part = strtok_r(text, ";", &rest); part; part = strtok_r(NULL, ";", &rest)) {
        char *equal = strchr(part, '=');
        if (!equal || equal == part || equal - part > 23) continue;
        *equal = 0;
        const char *value = equal + 1;
        int64_t number = 0;
        if (strcmp(part, "PW") == 0) h->pw = value;
        if (strcmp(part, "PW") == 0 || strcmp(part, "CP") == 0) continue;
        if (strcmp(part, "QN") == 0) h->qn = value;
        if (h->qn == value) decode_compact_time(value, strlen(value), HJ212_OFFSET_S, &h->t_us);
        if (strcmp(part, "MN") == 0) h->mn = value;
        if (strcmp(part, "CN") == 0 && str_parse_int(value, &number) && number >= 0 &&
            number <= 9999)
            h->cn = (int)number;
        bool is_number = false;
        for (int i = 0; i < 3; i++)
            if (strcmp(part, numbers[i]) == 0) is_number = str_parse_int(value, &number);
        if (is_number && strcmp(part, "Flag") == 0) h->flag = number;
        for (char *c = part; *c; c++) *c = (char)tolower((unsigned char)*c);
        json_key(&h->w, part);
        if (is_number)
            json_int(&h->w, number);
        else
            json_text(&h->w, value);
    }
}

static bool is_plain(const char *text, size_t max)
{
    const size_t length = text ? strlen(text) : 0;
    for (size_t i = 0; i < length; i++)
        if (!isalnum((unsigned char)text[i])) return false;
    return length > 0 && length <= max;
}

// Version and split bits of Flag stay; bit A is 0: an answer is not answered.
static void hj212_answer(const Hj212 *h)
{
    const bool is_upload = h->cn >= 2000 && h->cn < 4000, is_notice = h->cn == 1013;
    if (!h->sink->answer || !(h->flag & 1) || h->flag > 255 || (!is_upload && !is_notice)) return;
    if (!is_plain(h->qn, 17) || !is_plain(h->mn, 24) || (h->pw && !is_plain(h->pw, 9))) return;
    Str segment = { 0 };
    str_printf(&segment, "QN=%s;ST=91;CN=%d;", h->qn, is_notice ? 9013 : 9014);
    if (h->pw) str_printf(&segment, "PW=%s;", h->pw);
    str_printf(&segment, "MN=%s;Flag=%d;CP=&&&&", h->mn, (int)(h->flag & 0xFC));
    str_printf(h->sink->answer, "##%04zu%s%04X\r\n", segment.length, segment.text,
               decode_hj212_crc(segment.text, segment.length));
    str_finish(&segment);
}

bool decode_hj212(const char *segment, size_t length, const DecodeSink *sink)
{
    Str line = { 0 };
    Hj212 *h = calloc(1, sizeof *h);
    char *text = malloc(length + 1);
    bool ok = false;
    if (!h || !text) goto done;
    memcpy(text, segment, length);
    text[length] = 0;
    h->sink = sink;
    h->w.out = &line;
    char *fields = strstr(text, "CP=&&");
    if (!fields || strlen(text) != length) {
        decode_malformed(sink, "an HJ 212 segment of %zu bytes without CP=&&…&&", length);
        goto done;
    }
    *fields = 0;
    fields += 5;
    char *end = strstr(fields, "&&");
    if (end) *end = 0;
    json_object_begin(&h->w);
    hj212_header(h, text);
    if (!h->cn) {
        decode_malformed(sink, "an HJ 212 segment without CN");
        goto done;
    }
    const Hj212Command *command = hj212_command(h->cn);
    decode_pair(&h->w, "cn_name", command ? command->name : NULL);
    json_key(&h->w, "cp");
    json_object_begin(&h->w);
    hj212_fields(h, fields);
    json_object_end(&h->w);
    decode_pair_time(&h->w, "data_time", h->t_us);
    hj212_factors_write(h);
    json_object_end(&h->w);
    decode_line(sink, &line);
    hj212_answer(h);
    ok = true;
done:
    str_finish(&line);
    free(text);
    free(h);
    return ok;
}
