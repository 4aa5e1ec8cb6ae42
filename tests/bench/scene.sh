# SPDX-License-Identifier: Apache-2.0
# scene.sh - sourced by run: a million buildings coloured anew by an attribute, and picks among them.
cmake --build build/release --target bench_scene >/dev/null || exit 1
"$bin/tests/bench_scene" --frames 20 --size 1920x1080 "$data/1m.gpkg" >"$data/ours.txt" 2>/dev/null
line '1,000,000 buildings coloured anew by an attribute' "$(value restyle_ms "$data/ours.txt")" 50 ms
line 'one pick among them' "$(awk '{ for (i = 1; i < NF; i++) if ($i == "pick_ms") print $(i + 1) }' "$data/ours.txt")" 1 ms
