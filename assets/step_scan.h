// SPDX-License-Identifier: Apache-2.0
// step_scan.h - the inner loops of the index pass: sixteen bytes a step where the processor can.
// Does not: know what the characters mean.
#pragma once
#include <stddef.h>
#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>

// The first of ; ' = / in [p, end), or end. *high collects the top bits of what was passed.
static inline const char *step_scan_outside(const char *p, const char *end, uint32_t *high)
{
    const __m128i semicolon = _mm_set1_epi8(';'), quote = _mm_set1_epi8('\'');
    const __m128i equals = _mm_set1_epi8('='), slash = _mm_set1_epi8('/');
    for (; end - p >= 16; p += 16) {
        const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
        const __m128i hit =
            _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, semicolon), _mm_cmpeq_epi8(v, quote)),
                         _mm_or_si128(_mm_cmpeq_epi8(v, equals), _mm_cmpeq_epi8(v, slash)));
        *high |= (uint32_t)_mm_movemask_epi8(v);
        const uint32_t mask = (uint32_t)_mm_movemask_epi8(hit);
        if (mask) return p + __builtin_ctz(mask);
    }
    for (; p < end; p++) {
        *high |= (uint32_t)(unsigned char)*p >> 7;
        if (*p == ';' || *p == '\'' || *p == '=' || *p == '/') return p;
    }
    return end;
}

// The first of ' ; in [p, end), or end.
static inline const char *step_scan_string(const char *p, const char *end, uint32_t *high)
{
    const __m128i semicolon = _mm_set1_epi8(';'), quote = _mm_set1_epi8('\'');
    for (; end - p >= 16; p += 16) {
        const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
        const __m128i hit = _mm_or_si128(_mm_cmpeq_epi8(v, semicolon), _mm_cmpeq_epi8(v, quote));
        *high |= (uint32_t)_mm_movemask_epi8(v);
        const uint32_t mask = (uint32_t)_mm_movemask_epi8(hit);
        if (mask) return p + __builtin_ctz(mask);
    }
    for (; p < end; p++) {
        *high |= (uint32_t)(unsigned char)*p >> 7;
        if (*p == ';' || *p == '\'') return p;
    }
    return end;
}
#else
static inline const char *step_scan_outside(const char *p, const char *end, uint32_t *high)
{
    for (; p < end; p++) {
        *high |= (uint32_t)(unsigned char)*p >> 7;
        if (*p == ';' || *p == '\'' || *p == '=' || *p == '/') return p;
    }
    return end;
}

static inline const char *step_scan_string(const char *p, const char *end, uint32_t *high)
{
    for (; p < end; p++) {
        *high |= (uint32_t)(unsigned char)*p >> 7;
        if (*p == ';' || *p == '\'') return p;
    }
    return end;
}
#endif
