// SPDX-License-Identifier: Apache-2.0
// app_sound.h - tones for alarms, made here: the more urgent, the faster and higher.
// Does not: read files, mix, or sound where there is no window or no device (said once).
#pragma once
#include "core/alarm.h"
#include <stdint.h>

#define APP_SOUND_RATE 44100
typedef struct AppSound AppSound;
AppSound *app_sound_create(void); // opens nothing yet. Thread: main, as all of this file
void app_sound_destroy(AppSound *sound);
// Plays it after what is playing; what would come later than 2 s is left out. Never waits.
bool app_sound_play(AppSound *sound, AlarmPriority priority, Err *err);
// The tone as mono samples of APP_SOUND_RATE: low one of 440 Hz, medium three of 660 Hz, high five
// of 880 and 1175 Hz in turn (IEC 60601-1-8 has 1, 3 and 5 to 10 pulses in this order of urgency);
// each pulse rises and falls over 10 ms. Returns how many; out NULL = only counts.
int app_sound_tone(AlarmPriority priority, int16_t *out, int max);
