# SPDX-License-Identifier: Apache-2.0
# live_scene.sh - moving objects over a built-up plain at software quality: what they cost a frame in processor time (all
# threads), beside the bare draw of the same points. Read by tests/bench/run: line and value are there.
cmake --build build/release --target bench_live_scene >/dev/null || exit 1
"$bin/tests/bench_live_scene" "$data/live.geojson" >"$data/ours.txt" 2>"$data/err.txt" || cat "$data/err.txt"
bare() { awk -v key="bare_$1_ms" '$1 == key { print 1.5 * $2 }' "$data/ours.txt"; }
line '10,000 moving objects at 10 Hz: a frame (reach: 1.5 x bare)' "$(value cost_10000_ms "$data/ours.txt")" "$(bare 10000)" ms
line '10,000 moving objects: of that the scene' "$(value scene_10000_ms "$data/ours.txt")" 2 ms
line '100,000 moving objects at 1 Hz: a frame (reach: 1.5 x bare)' "$(value cost_100000_ms "$data/ours.txt")" "$(bare 100000)" ms
line '100,000 moving objects at 1 Hz: a frame' "$(value cost_100000_ms "$data/ours.txt")" 90 ms
line '100,000 moving objects: of that the scene' "$(value scene_100000_ms "$data/ours.txt")" 10 ms
