// SPDX-License-Identifier: Apache-2.0
// test_app_sound.c - tones by urgency, as samples and through an audio device that writes a file.
#include "check.h"
#include "app_sound.h"
#include "base/clock.h"
#include "base/file.h"
#include <stdlib.h>

// The strength of a frequency within a part of the samples (Goertzel), 0 to 1.
static double strength(const int16_t *samples, int count, double hz)
{
    const double w = 2 * M_PI * hz / APP_SOUND_RATE, c = 2 * cos(w);
    double a = 0, b = 0, energy = 0;
    for (int i = 0; i < count; i++) {
        const double next = samples[i] + c * a - b;
        b = a, a = next;
        energy += (double)samples[i] * samples[i];
    }
    return (a * a + b * b - c * a * b) / (energy * count / 2);
}

TEST(a_tone_has_the_pitch_and_the_pulses_of_its_priority)
{
    static const struct {
        AlarmPriority priority;
        int pulses;
        double hz;
    } rows[] = { { ALARM_LOW, 1, 440 }, { ALARM_MEDIUM, 3, 660 }, { ALARM_HIGH, 5, 880 } };
    for (int r = 0; r < 3; r++) {
        const int count = app_sound_tone(rows[r].priority, NULL, 0);
        int16_t *samples = calloc((size_t)count, sizeof *samples);
        CHECK_EQ(app_sound_tone(rows[r].priority, samples, count), count);
        int pulses = 0, silent = APP_SOUND_RATE, peak = 0;
        for (int i = 0; i < count; i++) {
            if (samples[i] != 0 && silent > APP_SOUND_RATE / 50) pulses++;
            silent = samples[i] ? 0 : silent + 1;
            peak = abs(samples[i]) > peak ? abs(samples[i]) : peak;
        }
        CHECK_EQ(pulses, rows[r].pulses);
        CHECK(peak > 8000 && peak < 24000); // heard, and never clipped
        CHECK(strength(samples + 441, 4410, rows[r].hz) > 0.95);
        free(samples);
    }
}

TEST(a_tone_reaches_the_audio_device)
{
    char path[512];
    snprintf(path, sizeof path, "%s", check_temporary("sound.raw"));
    setenv("SDL_AUDIODRIVER", "disk", 1);
    setenv("SDL_DISKAUDIOFILE", path, 1);
    setenv("SDL_DISKAUDIODELAY", "1", 1);
    AppSound *sound = app_sound_create();
    Err err = { 0 };
    CHECK(app_sound_play(sound, ALARM_MEDIUM, &err));
    const int count = app_sound_tone(ALARM_MEDIUM, NULL, 0);
    uint64_t size = 0;
    int64_t changed = 0;
    for (const double until = clock_monotonic_s() + 30; clock_monotonic_s() < until;)
        if (file_stat(path, &size, &changed) && size >= (uint64_t)count * 2 + 65536) break;
    app_sound_destroy(sound);
    size_t length = 0;
    int16_t *played = (int16_t *)file_read(path, 0, &length, &err);
    CHECK(played != NULL);
    CHECK(length >= (size_t)count * 2);
    // The device may have begun with silence before the tone was there.
    size_t at = 0;
    while (at + 4851 < length / 2 && played[at] == 0) at++;
    CHECK(strength(played + at + 441, 4410, 660) > 0.95);
    free(played);
    unsetenv("SDL_AUDIODRIVER");
}

TEST(a_machine_without_a_device_says_so_once_and_goes_on)
{
    setenv("SDL_AUDIODRIVER", "nothing", 1);
    AppSound *sound = app_sound_create();
    Err err = { 0 };
    CHECK(!app_sound_play(sound, ALARM_LOW, &err));
    CHECK_EQ(err.code, ERR_UNSUPPORTED);
    CHECK(!app_sound_play(sound, ALARM_HIGH, &err));
    app_sound_destroy(sound);
    unsetenv("SDL_AUDIODRIVER");
}
