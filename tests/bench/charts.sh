# SPDX-License-Identifier: Apache-2.0
# charts.sh - sixteen charts on a page of 3840 x 2160 all drawn anew, and a line of a million values.
# Read by tests/bench/run: line and value are there.
cmake --build build/release --target bench_chart >/dev/null || exit 1
"$bin/tests/bench_chart" >"$data/ours.txt" 2>"$data/err.txt" || cat "$data/err.txt"
line '16 charts at 3840 x 2160: all drawn anew' "$(value page_ms "$data/ours.txt")" 75 ms
line '16 charts at 3840 x 2160: the worst of twelve' "$(value page_worst_ms "$data/ours.txt")" 100 ms
line '16 charts at 3840 x 2160: with the glass of their panels' "$(value page_glass_ms "$data/ours.txt")" 150 ms
line 'a line of 1,000,000 values, 1600 x 600' "$(value million_line_ms "$data/ours.txt")" 50 ms
line 'a histogram of 1,000,000 values, 1600 x 600' "$(value million_histogram_ms "$data/ours.txt")" 40 ms
