// SPDX-License-Identifier: Apache-2.0
// step_zip.c - the model inside an .ifczip.
#include "assets/step_zip.h"
#include "base/str.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

typedef struct {
    uint32_t method, packed, size, header;
    char name[256];
} StepZipMember;

static uint32_t step_zip_u16(const char *p)
{
    const unsigned char *b = (const unsigned char *)p;
    return (uint32_t)b[0] | (uint32_t)b[1] << 8;
}

static uint32_t step_zip_u32(const char *p)
{
    return step_zip_u16(p) | step_zip_u16(p + 2) << 16;
}

bool step_zip_is(const char *bytes, size_t length)
{
    return length >= 4 && memcmp(bytes, "PK\3\4", 4) == 0;
}

// The end record lies in the last 64 KiB.
static const char *step_zip_directory(const char *bytes, size_t length, uint32_t *count)
{
    const size_t reach = length < 65557 ? length : 65557;
    for (size_t back = 22; back <= reach; back++) {
        const char *p = bytes + length - back;
        if (memcmp(p, "PK\5\6", 4) != 0) continue;
        const uint32_t offset = step_zip_u32(p + 16);
        *count = step_zip_u16(p + 10);
        return offset < length ? bytes + offset : NULL;
    }
    return NULL;
}

static bool step_zip_pick(const char *bytes, size_t length, StepZipMember *best, Err *err)
{
    uint32_t count = 0;
    const char *p = step_zip_directory(bytes, length, &count), *const end = bytes + length;
    bool has_best = false, best_is_model = false;
    for (uint32_t i = 0; p && i < count && end - p >= 46 && memcmp(p, "PK\1\2", 4) == 0; i++) {
        const uint32_t name_length = step_zip_u16(p + 28);
        StepZipMember member = { .method = step_zip_u16(p + 10),
                                 .packed = step_zip_u32(p + 20),
                                 .size = step_zip_u32(p + 24),
                                 .header = step_zip_u32(p + 42) };
        if ((size_t)(end - p) < 46 + (size_t)name_length) break;
        snprintf(member.name, sizeof member.name, "%.*s",
                 (int)(name_length < 255 ? name_length : 255), p + 46);
        const bool is_model =
            str_ends_nocase(member.name, ".ifc") || str_ends_nocase(member.name, ".ifcxml") ||
            str_ends_nocase(member.name, ".stp") || str_ends_nocase(member.name, ".xml");
        if (step_zip_u16(p + 8) & 1)
            is_model
                ? err_set(err, ERR_UNSUPPORTED, "'%s' in the archive is encrypted", member.name)
                : (void)0;
        else if (!has_best || (is_model && !best_is_model) ||
                 (is_model == best_is_model && member.size > best->size && !is_model)) {
            *best = member;
            has_best = true;
            best_is_model = is_model;
        }
        p += 46 + name_length + step_zip_u16(p + 30) + step_zip_u16(p + 32);
        if (p > end) break;
    }
    if (!has_best && (!err || err->code == ERR_NONE))
        err_set(err, ERR_FORMAT, "the archive has no directory or no file in it");
    return has_best;
}

static char *step_zip_unpack(const char *from, size_t packed, size_t max_bytes, size_t *out_length,
                             Err *err)
{
    z_stream stream = { 0 };
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) {
        err_set(err, ERR_MEMORY, "no memory to unpack the archive");
        return NULL;
    }
    size_t cap = packed < max_bytes / 8 ? packed * 6 + 4096 : max_bytes, used = 0;
    if (cap > max_bytes) cap = max_bytes;
    char *out = malloc(cap + 1);
    int code = out ? Z_OK : Z_MEM_ERROR;
    size_t left = packed;
    stream.next_in = (Bytef *)(uintptr_t)from;
    while (code == Z_OK) {
        if (used == cap) {
            if (cap >= max_bytes) break;
            cap = cap < max_bytes / 2 ? cap * 2 : max_bytes;
            char *grown = realloc(out, cap + 1);
            if (!grown) {
                code = Z_MEM_ERROR;
                break;
            }
            out = grown;
        }
        if (stream.avail_in == 0) {
            stream.avail_in = (uInt)(left < 1u << 30 ? left : 1u << 30);
            left -= stream.avail_in;
        }
        const size_t room = cap - used < 1u << 30 ? cap - used : 1u << 30;
        stream.next_out = (Bytef *)out + used;
        stream.avail_out = (uInt)room;
        const bool is_dry = stream.avail_in == 0;
        code = inflate(&stream, Z_NO_FLUSH);
        used += room - stream.avail_out;
        if (code == Z_BUF_ERROR && !is_dry && stream.avail_out == 0) code = Z_OK;
    }
    inflateEnd(&stream);
    if (code == Z_STREAM_END || (used > 0 && (code == Z_BUF_ERROR || code == Z_DATA_ERROR))) {
        out[used] = 0; // a damaged archive gives what could be read; the index then says that the
                       // text is cut off
        *out_length = used;
        return out;
    }
    free(out);
    if (code == Z_OK)
        err_set(err, ERR_RANGE, "the archive unpacks to more than %zu bytes", max_bytes);
    else if (code == Z_MEM_ERROR)
        err_set(err, ERR_MEMORY, "no memory to unpack the archive");
    else
        err_set(err, ERR_FORMAT, "the archive's packed text is damaged");
    return NULL;
}

char *step_zip_inflate(const char *bytes, size_t length, size_t max_bytes, size_t *out_length,
                       Err *err)
{
    StepZipMember member = { 0 };
    if (!step_zip_pick(bytes, length, &member, err)) return NULL;
    if ((size_t)member.header + 30 > length || memcmp(bytes + member.header, "PK\3\4", 4) != 0) {
        err_set(err, ERR_FORMAT, "'%s' in the archive: its header is not where the directory says",
                member.name);
        return NULL;
    }
    const char *head = bytes + member.header;
    const size_t from =
        (size_t)member.header + 30 + step_zip_u16(head + 26) + step_zip_u16(head + 28);
    if (from > length) {
        err_set(err, ERR_FORMAT, "'%s' in the archive is cut off", member.name);
        return NULL;
    }
    const size_t packed = member.packed < length - from ? member.packed : length - from;
    if (member.method == 8)
        return step_zip_unpack(bytes + from, packed, max_bytes, out_length, err);
    if (member.method != 0) {
        err_set(err, ERR_UNSUPPORTED, "'%s' in the archive: packing method %u, expected deflate",
                member.name, member.method);
        return NULL;
    }
    if (packed > max_bytes) {
        err_set(err, ERR_RANGE, "'%s' in the archive: more than %zu bytes", member.name, max_bytes);
        return NULL;
    }
    char *out = malloc(packed + 1);
    if (!out) {
        err_set(err, ERR_MEMORY, "no memory to unpack the archive");
        return NULL;
    }
    memcpy(out, bytes + from, packed);
    out[packed] = 0;
    *out_length = packed;
    return out;
}
