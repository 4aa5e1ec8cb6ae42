# SPDX-License-Identifier: Apache-2.0
# model.sh - 100 copies of a real office in the demo city, near and far, against a bare draw of the same triangles.
# Read by tests/bench/run: line and value are there.
shared=${CITYMIRROR_SHARED:-../shared}
office=$shared/data/ifc/webifc/Office_A_20110811.ifc
if [ -f "$office" ]; then
    cmake --build build/release --target bench_model >/dev/null || exit 1
    [ -f "$data/demo/city.yaml" ] || "$program" demo "$data/demo" >/dev/null 2>&1
    for view in 20,25,1500 20,12,500; do
        "$bin/tests/bench_model" "$data/demo/city.yaml" "$office" 100 110.3930,21.2540 "$view" >"$data/ours.txt" 2>"$data/err.txt" || { cat "$data/err.txt"; continue; }
        line "100 offices in the demo city, ${view##*,} m: frame over city + bare draw" "$(value ratio "$data/ours.txt")" 1.3 x
        line "100 offices in the demo city, ${view##*,} m: models alone (reach: 1.3 x bare)" "$(value models_ms "$data/ours.txt")" "$(awk '$1 == "bare_ms" { print 1.3 * $2 }' "$data/ours.txt")" ms
    done
else
    echo "100 offices: no shared data"
fi
