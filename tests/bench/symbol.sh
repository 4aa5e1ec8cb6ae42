# SPDX-License-Identifier: Apache-2.0
# symbol.sh - a million trees, each a model of 512 triangles, at software quality, against a bare draw of the same copies.
# Read by tests/bench/run: line and value are there.
cmake --build build/release --target bench_symbol >/dev/null || exit 1
mkdir -p "$data/trees"
[ -f "$data/trees/trees.yaml" ] || python3 tests/bench/make_trees.py "$data/trees" 1000000
[ -f "$data/trees/path.tsv" ] || python3 tests/bench/make_path.py 110.40 21.22 9000 >"$data/trees/path.tsv"
"$program" bench "$data/trees/trees.yaml" --frames 1 --size 1920x1080 >/dev/null 2>&1 # into the tile cache
"$program" bench "$data/trees/trees.yaml" --path "$data/trees/path.tsv" --size 1920x1080 >"$data/ours.txt" 2>"$data/err.txt" || cat "$data/err.txt"
line '1,000,000 trees: first complete frame, from the tile cache' "$(value first_frame_ms "$data/ours.txt")" 1500 ms
line '1,000,000 trees: main thread without GL' "$(value cpu_ms_median "$data/ours.txt")" 8 ms
line '1,000,000 trees: resident, the driver included' "$(value peak_rss_mb "$data/ours.txt")" 600 MB
"$bin/tests/bench_symbol" "$data/trees/trees.yaml" "$data/trees/path.tsv" >"$data/ours.txt" 2>"$data/err.txt" || cat "$data/err.txt"
line '1,000,000 trees: frame median (reach: 1.5 x bare)' "$(value frame_ms "$data/ours.txt")" "$(awk '$1 == "bare_ms" { print 1.5 * $2 }' "$data/ours.txt")" ms
line '1,000,000 trees: their places in memory' "$(value symbols_mb "$data/ours.txt")" 40 MB
