// SPDX-License-Identifier: Apache-2.0
// decode_ais.c - AIS sentences: checksums, TAG blocks, parts that belong together.
#include "feed/decode_ais_message.h"
#include <stdlib.h>
#include <string.h>

enum { AIS_GROUPS = 16, AIS_PARTS_MAX = 9, AIS_STATION_MAX = 32 };
#define AIS_PART_AGE_US ((int64_t)60 * 1000000)

typedef struct {
    int64_t t_us; // of receipt of its first part; 0 = free
    int64_t t_source_us;
    uint32_t group; // of the sentence or the TAG block
    int total, have;
    int fill; // of the last part
    char station[AIS_STATION_MAX];
    char *parts[AIS_PARTS_MAX];
} AisGroup;
struct DecodeAis {
    AisGroup groups[AIS_GROUPS];
};

typedef struct {
    int64_t t_us; // 0 = none
    uint32_t group;
    char station[AIS_STATION_MAX];
} AisTag;

DecodeAis *decode_ais_create(void)
{
    return calloc(1, sizeof(DecodeAis));
}

static void ais_group_clear(AisGroup *group)
{
    for (int i = 0; i < AIS_PARTS_MAX; i++) free(group->parts[i]);
    *group = (AisGroup){ 0 };
}

void decode_ais_destroy(DecodeAis *ais)
{
    if (!ais) return;
    for (int i = 0; i < AIS_GROUPS; i++) ais_group_clear(&ais->groups[i]);
    free(ais);
}

// "*hh" ends text: the exclusive or of what stands before it.
static bool ais_checksum(const char *text, size_t length)
{
    if (length < 3 || text[length - 3] != '*') return false;
    const int high = decode_hex(text[length - 2]), low = decode_hex(text[length - 1]);
    if (high < 0 || low < 0) return false;
    unsigned sum = 0;
    for (size_t i = 0; i + 3 < length; i++) sum ^= (unsigned char)text[i];
    return sum == (unsigned)(high * 16 + low);
}

// Digits of [text, end); -1 = none or too many.
static int64_t ais_digits(const char *text, const char *end)
{
    int64_t value = 0;
    if (text == end || end - text > 15) return -1;
    for (; text < end; text++) {
        if (*text < '0' || *text > '9') return -1;
        value = value * 10 + (*text - '0');
    }
    return value;
}

// "g:1-2-1234,s:r3669961,c:1120959341*hh" between the backslashes.
static bool ais_tag_read(const char *text, size_t length, AisTag *out)
{
    if (!ais_checksum(text, length)) return false;
    const char *end = text + length - 3;
    while (text < end) {
        const char *stop = memchr(text, ',', (size_t)(end - text));
        if (!stop) stop = end;
        if (stop - text > 2 && text[1] == ':') {
            const char *value = text + 2;
            if (*text == 'c') {
                const int64_t t = ais_digits(value, stop); // seconds, or milliseconds
                if (t > 0) out->t_us = t > 99999999999 ? t * 1000 : t * 1000000;
            } else if (*text == 's') {
                const size_t count = (size_t)(stop - value);
                const size_t kept = count < AIS_STATION_MAX - 1 ? count : AIS_STATION_MAX - 1;
                memcpy(out->station, value, kept);
                out->station[kept] = 0;
            } else if (*text == 'g') {
                const char *dash = memrchr(value, '-', (size_t)(stop - value));
                const int64_t group = dash ? ais_digits(dash + 1, stop) : -1;
                if (group >= 0) out->group = (uint32_t)group | 0x80000000u;
            }
        }
        text = stop + 1;
    }
    return true;
}

// The group's slot, or the oldest one, emptied.
static AisGroup *ais_group_find(DecodeAis *ais, uint32_t group, int total, int64_t now_us)
{
    AisGroup *oldest = &ais->groups[0];
    for (int i = 0; i < AIS_GROUPS; i++) {
        AisGroup *g = &ais->groups[i];
        if (g->t_us && (now_us - g->t_us > AIS_PART_AGE_US || g->t_us > now_us)) ais_group_clear(g);
        if (g->t_us && g->group == group && g->total == total) return g;
        if (g->t_us < oldest->t_us) oldest = g;
    }
    ais_group_clear(oldest);
    oldest->t_us = now_us;
    oldest->group = group;
    oldest->total = total;
    return oldest;
}

typedef struct {
    int total, number, fill;
    uint32_t group;
    const char *payload;
    size_t payload_length;
} AisSentence;

// "AIVDM,2,1,3,B,payload,0": without "!" and checksum.
static bool ais_sentence_read(const char *text, size_t length, AisSentence *out, const char **why)
{
    const char *fields[7];
    size_t lengths[7];
    int count = 0;
    const char *end = text + length;
    for (const char *at = text; count < 7; count++) {
        const char *stop = memchr(at, ',', (size_t)(end - at));
        fields[count] = at;
        lengths[count] = (size_t)((stop ? stop : end) - at);
        if (!stop) {
            count++;
            break;
        }
        at = stop + 1;
    }
    *why = "an AIS sentence has seven fields";
    if (count != 7 || fields[6] + lengths[6] != end) return false;
    *why = "no AIS sentence: its name ends in VDM or VDO";
    if (lengths[0] != 5 || memcmp(fields[0] + 2, "VD", 2) != 0) return false;
    if (fields[0][4] != 'M' && fields[0][4] != 'O') return false;
    const int64_t total = ais_digits(fields[1], fields[1] + lengths[1]);
    const int64_t number = ais_digits(fields[2], fields[2] + lengths[2]);
    const int64_t id = lengths[3] ? ais_digits(fields[3], fields[3] + lengths[3]) : 0;
    const int64_t fill = ais_digits(fields[6], fields[6] + lengths[6]);
    *why = "an AIS sentence's count, number, group or fill bits are wrong";
    if (total < 1 || total > AIS_PARTS_MAX || number < 1 || number > total) return false;
    if (id < 0 || id > 9 || fill < 0 || fill > 5) return false;
    const unsigned channel = lengths[4] ? (unsigned char)fields[4][0] : 0;
    *out = (AisSentence){ .total = (int)total,
                          .number = (int)number,
                          .fill = (int)fill,
                          .group = (uint32_t)id << 8 | channel,
                          .payload = fields[5],
                          .payload_length = lengths[5] };
    return true;
}

// Adds the part; true with the whole in *out when it was the last one missing.
static bool ais_join(AisGroup *group, const AisSentence *part, Str *out)
{
    char **slot = &group->parts[part->number - 1];
    // The same part again: another message of the same number has begun.
    if (*slot) {
        const AisGroup kept = *group;
        ais_group_clear(group);
        group->t_us = kept.t_us;
        group->group = kept.group;
        group->total = kept.total;
    }
    *slot = strndup(part->payload, part->payload_length);
    if (!*slot) return false;
    group->have++;
    if (part->number == part->total) group->fill = part->fill;
    if (group->have < group->total) return false;
    for (int i = 0; i < group->total; i++) str_add(out, group->parts[i]);
    return true;
}

static bool ais_decode(const char *payload, size_t length, int fill, const AisTag *tag,
                       const DecodeSink *sink)
{
    AisBits bits = { 0 };
    if (!ais_bits_read(payload, length, fill, &bits)) {
        decode_malformed(sink, "an AIS payload of %zu characters is not in six-bit armour", length);
        return false;
    }
    return ais_message(&bits, tag->t_us, tag->station, sink);
}

bool decode_ais_line(DecodeAis *ais, const char *line, size_t length, const DecodeSink *sink)
{
    AisTag tag = { 0 };
    AisSentence sentence = { 0 };
    const char *why = "";
    if (length && line[0] == '\\') {
        const char *stop = memchr(line + 1, '\\', length - 1);
        if (!stop || !ais_tag_read(line + 1, (size_t)(stop - line - 1), &tag)) {
            decode_malformed(sink, "a TAG block without end or with a wrong checksum");
            return false;
        }
        length -= (size_t)(stop + 1 - line);
        line = stop + 1;
        if (!length) return true; // a TAG block alone
    }
    if (!length || line[0] != '!') {
        // Sentences of other instruments share the line; what is neither is rubbish.
        const bool is_other = length && line[0] == '$' && ais_checksum(line + 1, length - 1);
        if (!is_other) decode_malformed(sink, "a line that begins with neither '!' nor '$'");
        return is_other;
    }
    if (!ais_checksum(line + 1, length - 1)) {
        decode_malformed(sink, "an AIS sentence with a wrong or no checksum");
        return false;
    }
    if (!ais_sentence_read(line + 1, length - 4, &sentence, &why)) {
        decode_malformed(sink, "%s", why);
        return false;
    }
    if (sentence.total == 1)
        return ais_decode(sentence.payload, sentence.payload_length, sentence.fill, &tag, sink);
    const uint32_t name = tag.group ? tag.group : sentence.group;
    AisGroup *group = ais_group_find(ais, name, sentence.total, decode_now_us(sink));
    Str whole = { 0 };
    bool ok = true;
    const bool is_whole = ais_join(group, &sentence, &whole);
    if (tag.t_us) group->t_source_us = tag.t_us;
    if (tag.station[0]) memcpy(group->station, tag.station, sizeof group->station);
    if (is_whole) {
        tag.t_us = group->t_source_us;
        memcpy(tag.station, group->station, sizeof tag.station);
        ok = ais_decode(whole.text ? whole.text : "", whole.length, group->fill, &tag, sink);
        ais_group_clear(group);
    }
    str_finish(&whole);
    return ok;
}
