// SPDX-License-Identifier: Apache-2.0
// chart_samples.h - one chart of each kind and more, made from formulas: for pictures, tests and
// measurements.
#pragma once
#include "ui/chart.h"

#define CHART_SAMPLES 22
#define CHART_SAMPLE_NOW_US INT64_C(1781087400000000) // 2026-06-10T18:30+08:00

// A description whose arrays live as long as the process. Not for two threads.
Chart chart_sample(int index, bool is_chinese);
const char *chart_sample_name(int index); // "line", "bar-stacked"; unique
// The last day of a value every ten minutes, with a gap.
Chart chart_sample_line(bool is_chinese);
