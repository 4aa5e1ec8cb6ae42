// SPDX-License-Identifier: Apache-2.0
// quality.c - counts over the keys of a source.
#include "core/quality.h"
#include "base/array.h"
#include "base/clock.h"
#include "base/str.h"
#include <math.h>
#include <stdlib.h>

typedef struct {
    int64_t t_first_us; // when it was first seen; 0 = not yet
    uint64_t count;     // of its values by then
} First;
struct Quality {
    First *firsts; // by key
    int count, cap;
};

Quality *quality_create(void)
{
    return calloc(1, sizeof(Quality));
}

void quality_destroy(Quality *quality)
{
    if (!quality) return;
    free(quality->firsts);
    free(quality);
}

void quality_update(Quality *quality, const Live *live, const Keys *keys, int64_t now_us)
{
    const int all = (int)keys_count(keys) + 1;
    if (!array_reserve((void **)&quality->firsts, &quality->cap, all, sizeof *quality->firsts))
        return;
    while (quality->count < all) quality->firsts[quality->count++] = (First){ 0 };
    for (int key = 1; key < all; key++) {
        if (quality->firsts[key].t_first_us) continue;
        const LiveValue *value = live_get(live, (uint32_t)key);
        if (value) quality->firsts[key] = (First){ now_us, value->count };
    }
}

typedef struct {
    double due, came, oldest; // oldest: age in periods
    int valued, good, current;
} Sums;

static void add_key(const Quality *quality, const Live *live, uint32_t key, int64_t now_us,
                    QualityFigures *out, Sums *sums, bool *is_oldest)
{
    const LiveValue *value = live_get(live, key);
    const double period_s = value->last.period_ms / 1000.0;
    out->keys++;
    out->late += value->freshness == LIVE_LATE;
    out->stale += value->freshness == LIVE_STALE;
    out->dead += value->freshness == LIVE_DEAD;
    sums->current += value->freshness == LIVE_CURRENT;
    sums->valued += !value->is_gone;
    sums->good += !value->is_gone && value->last.quality == QUALITY_GOOD;
    *is_oldest = false;
    if (!(period_s > 0)) return;
    const First *first = (int)key < quality->count ? &quality->firsts[key] : NULL;
    if (first && first->t_first_us) {
        const double due = floor((double)(now_us - first->t_first_us) / 1e6 / period_s);
        sums->due += due;
        sums->came += fmin(due, (double)(value->count - first->count));
    }
    const double age = live_age_s(live, key) / period_s;
    *is_oldest = age > sums->oldest;
    if (*is_oldest) sums->oldest = age;
}

QualityFigures quality_of(const Quality *quality, const Live *live, const Keys *keys,
                          const QualitySource *source, int64_t now_us)
{
    QualityFigures out = {
        .source = *source, .completeness = NAN, .timeliness = NAN, .validity = NAN
    };
    Sums sums = { 0 };
    double newest = INFINITY; // age of the source's newest value, in its periods
    for (uint32_t key = 1; key <= keys_count(keys); key++) {
        const LiveValue *value = live_get(live, key);
        if (!value || value->last.feed != source->number) continue;
        bool is_oldest = false;
        add_key(quality, live, key, now_us, &out, &sums, &is_oldest);
        if (is_oldest) str_copy_utf8(out.worst_key, sizeof out.worst_key, keys_text(keys, key));
        if (value->last.period_ms)
            newest = fmin(newest, live_age_s(live, key) * 1000 / value->last.period_ms);
    }
    if (sums.due > 0) out.completeness = sums.came / sums.due;
    if (out.keys) out.timeliness = (double)sums.current / out.keys;
    const double readable =
        source->messages ? 1 - (double)source->malformed / (double)source->messages : NAN;
    if (sums.valued)
        out.validity = (double)sums.good / sums.valued * (isnan(readable) ? 1 : fmax(readable, 0));
    else
        out.validity = readable;
    if (isfinite(newest) && newest > 3) out.level = ALARM_LEVEL_YELLOW;
    if (isfinite(newest) && newest > 10) out.level = ALARM_LEVEL_RED;
    return out;
}

void quality_json(const QualityFigures *f, int utc_offset_s, JsonWriter *w)
{
    char time[32];
    json_object_begin(w);
    json_key(w, "name"), json_text(w, f->source.name);
    json_key(w, "driver"), json_text(w, f->source.driver);
    json_key(w, "state"), json_text(w, f->source.state);
    json_key(w, "keys"), json_int(w, f->keys);
    json_key(w, "completeness"), json_number(w, f->completeness);
    json_key(w, "timeliness"), json_number(w, f->timeliness);
    json_key(w, "validity"), json_number(w, f->validity);
    json_key(w, "late"), json_int(w, f->late);
    json_key(w, "stale"), json_int(w, f->stale);
    json_key(w, "dead"), json_int(w, f->dead);
    json_key(w, "level"), json_text(w, alarm_level_name(f->level));
    json_key(w, "oldest"), json_text(w, f->worst_key[0] ? f->worst_key : NULL);
    json_key(w, "messages"), json_int(w, (int64_t)f->source.messages);
    json_key(w, "malformed"), json_int(w, (int64_t)f->source.malformed);
    json_key(w, "dropped"), json_int(w, (int64_t)f->source.dropped);
    json_key(w, "lag_ms"), json_number(w, f->source.lag_ms);
    json_key(w, "last");
    if (f->source.t_last_us)
        clock_format(f->source.t_last_us, utc_offset_s, time), json_text(w, time);
    else
        json_null(w);
    json_key(w, "error"), json_text(w, f->source.error);
    json_object_end(w);
}
