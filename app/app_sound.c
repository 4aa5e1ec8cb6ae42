// SPDX-License-Identifier: Apache-2.0
// app_sound.c - tones, queued on SDL's audio device.
#include "app_sound.h"
#include "base/log.h"
#include <SDL.h>
#include <math.h>
#include <stdlib.h>

struct AppSound {
    SDL_AudioDeviceID device;
    bool has_failed; // there is none: not tried again
    Err err;
};

AppSound *app_sound_create(void)
{
    return calloc(1, sizeof(AppSound));
}

void app_sound_destroy(AppSound *sound)
{
    if (!sound) return;
    if (sound->device) {
        SDL_CloseAudioDevice(sound->device);
        SDL_QuitSubSystem(SDL_INIT_AUDIO);
    }
    free(sound);
}

typedef struct {
    int pulses;
    double hz, other_hz, pulse_s, pause_s, loudness;
} Tone;

static Tone tone_of(AlarmPriority priority)
{
    switch (priority) {
    case ALARM_HIGH: return (Tone){ 5, 880, 1175, 0.15, 0.08, 0.6 };
    case ALARM_MEDIUM: return (Tone){ 3, 660, 660, 0.2, 0.15, 0.45 };
    default: return (Tone){ 1, 440, 440, 0.3, 0.1, 0.3 };
    }
}

int app_sound_tone(AlarmPriority priority, int16_t *out, int max)
{
    const Tone tone = tone_of(priority);
    const int pulse = (int)(tone.pulse_s * APP_SOUND_RATE),
              pause = (int)(tone.pause_s * APP_SOUND_RATE), edge = APP_SOUND_RATE / 100;
    const int count = tone.pulses * (pulse + pause);
    for (int i = 0; out && i < count && i < max; i++) {
        const int n = i / (pulse + pause), at = i % (pulse + pause);
        const int rim = at < pulse - at ? at : pulse - at;
        const double gain = at >= pulse ? 0 : rim < edge ? (double)rim / edge : 1;
        const double hz = n % 2 ? tone.other_hz : tone.hz;
        const double wave = sin(2 * 3.14159265358979323846 * hz * at / APP_SOUND_RATE);
        out[i] = (int16_t)lrint(gain * tone.loudness * 32767 * wave);
    }
    return count;
}

static bool open_device(AppSound *sound)
{
    const SDL_AudioSpec wanted = {
        .freq = APP_SOUND_RATE, .format = AUDIO_S16SYS, .channels = 1, .samples = 2048
    };
    if (SDL_InitSubSystem(SDL_INIT_AUDIO) == 0)
        sound->device = SDL_OpenAudioDevice(NULL, 0, &wanted, NULL, 0);
    if (sound->device) {
        SDL_PauseAudioDevice(sound->device, 0);
        return true;
    }
    err_set(&sound->err, ERR_UNSUPPORTED, "no sound: %s", SDL_GetError());
    log_print(LOG_WARN, "%s", sound->err.text);
    sound->has_failed = true;
    return false;
}

bool app_sound_play(AppSound *sound, AlarmPriority priority, Err *err)
{
    if (!sound->device && (sound->has_failed || !open_device(sound))) {
        if (err) *err = sound->err;
        return false;
    }
    if (SDL_GetQueuedAudioSize(sound->device) > 2 * APP_SOUND_RATE * sizeof(int16_t)) return true;
    const int count = app_sound_tone(priority, NULL, 0);
    int16_t *samples = calloc((size_t)count, sizeof *samples);
    if (!samples) {
        err_set(err, ERR_MEMORY, "a tone");
        return false;
    }
    app_sound_tone(priority, samples, count);
    const bool ok =
        SDL_QueueAudio(sound->device, samples, (Uint32)((size_t)count * sizeof *samples)) == 0;
    if (!ok) err_set(err, ERR_IO, "sound: %s", SDL_GetError());
    free(samples);
    return ok;
}
