# SPDX-License-Identifier: Apache-2.0
# ifc.sh - sourced by tests/bench/run: reading IFC. A peer runs beside where WEB_IFC names the folder of npm's web-ifc:
#   npm install --prefix build/peer web-ifc && WEB_IFC=build/peer/node_modules/web-ifc tests/bench/run ifc
shared=${CITYMIRROR_SHARED:-$top/../shared}/data/ifc
if [ -d "$shared" ] && cmake --build build/release --target bench_step bench_ifc >/dev/null; then
    office=$shared/webifc/Office_A_20110811.ifc
    [ -f "$data/office25.ifc" ] || python3 tests/bench/make_step.py "$office" "$data/office25.ifc" 25
    cat "$data/office25.ifc" >/dev/null
    "$bin/tests/bench_step" "$data/office25.ifc" >"$data/step.txt"
    awk '/^index_mb_s/ { i = $2 } /^tokens_mb_s/ { t = $2 } /^tokens_cpu_mb_s/ { c = $2 } END {
        printf "%-58s %10.0f MB/s\n", "STEP index, 114 MB, one thread", i
        printf "%-58s %10.0f MB/s  reach %8.0f  ratio %.2f%s\n", "STEP index and every token, one thread", t, 400, t / 400, (t < 400 ? "  MISSED" : "")
        printf "%-58s %10.0f MB/s  (a busy machine takes the rest)\n", "the same by the processor time it took", c }' "$data/step.txt"
    real=$(find "$shared/bimwhale" "$shared/webifc" "$shared/ycode" -name '*.ifc' | sort)
    "$bin/tests/bench_ifc" 2 3 $real >"$data/ifc.txt"
    "$bin/tests/bench_ifc" 2 1 "$data/office25.ifc" >"$data/ifc114.txt"
    line 'IFC, 114 MB: resident' "$(value peak_rss_mb "$data/ifc114.txt")" 600 MB
    if [ -n "${WEB_IFC:-}" ] && command -v node >/dev/null; then
        peer=$(cd "$WEB_IFC" && pwd)
        node tests/bench/ifc_peer.js "$peer" 3 $real >"$data/peer.txt"
        node tests/bench/ifc_peer.js "$peer" 1 "$data/office25.ifc" >"$data/peer114.txt"
        line 'IFC, real exports, warm (reach: 0.5 x web-ifc)' "$(value sum_ms "$data/ifc.txt")" "$(awk '/^sum_ms/ { print $2 / 2 }' "$data/peer.txt")" ms
        line 'IFC, 114 MB (reach: 0.5 x web-ifc)' "$(value sum_ms "$data/ifc114.txt")" "$(awk '/^sum_ms/ { print $2 / 2 }' "$data/peer114.txt")" ms
    else
        printf '%-58s %10.2f ms\n' 'IFC, real exports, warm, two threads' "$(value sum_ms "$data/ifc.txt")"
        printf '%-58s %10.2f ms\n' 'IFC, 114 MB, two threads' "$(value sum_ms "$data/ifc114.txt")"
    fi
fi
