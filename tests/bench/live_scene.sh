# SPDX-License-Identifier: Apache-2.0
# live_scene.sh - moving objects over a built-up plain at software quality: their cost a frame, on lines of their own.
# Read by tests/bench/run: line and value are there.
cmake --build build/release --target bench_live_scene >/dev/null || exit 1
"$bin/tests/bench_live_scene" "$data/live.geojson" >"$data/ours.txt" 2>"$data/err.txt" || cat "$data/err.txt"
line '10,000 moving objects at 10 Hz: cost a frame' "$(value cost_10000_ms "$data/ours.txt")" 25 ms
line '10,000 moving objects: of that the scene' "$(value scene_10000_ms "$data/ours.txt")" 2 ms
line '100,000 moving objects at 1 Hz: cost a frame' "$(value cost_100000_ms "$data/ours.txt")" 120 ms
line '100,000 moving objects: of that the scene' "$(value scene_100000_ms "$data/ours.txt")" 10 ms
