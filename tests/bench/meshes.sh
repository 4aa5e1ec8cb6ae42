# SPDX-License-Identifier: Apache-2.0
# meshes.sh - sourced by tests/bench/run: a GLB of 5.0 million triangles, read beside a plain read of its bytes, and on screen.
if cmake --build build/release --target bench_mesh >/dev/null; then
    [ -f "$data/mesh5m.glb" ] || "$bin/tests/bench_mesh" make "$data/mesh5m.glb" 5002000
    cat "$data/mesh5m.glb" >/dev/null
    "$bin/tests/bench_mesh" read "$data/mesh5m.glb" >"$data/mesh.txt"
    printf '%-58s %10.2f ms\n' 'GLB, 5.0 M triangles: a plain read of its bytes' "$(value plain_read_ms "$data/mesh.txt")"
    line 'GLB, 5.0 M triangles: read into meshes (1.5 x plain read)' "$(value read_ms "$data/mesh.txt")" \
        "$(awk '/^plain_read_ms/ { print 1.5 * $2 }' "$data/mesh.txt")" ms
    "$program" bench "$data/mesh5m.glb" --size 1920x1080 >"$data/ours.txt" 2>"$data/err.txt" || cat "$data/err.txt"
    line 'GLB, 5.0 M triangles: start to the first complete frame' "$(value first_frame_ms "$data/ours.txt")" 1200 ms
    line 'GLB, 5.0 M triangles: resident then' "$(value peak_rss_mb "$data/ours.txt")" 650 MB
    line 'GLB, 5.0 M triangles: its share of 1.2 s to the first frame' "$(value read_ms "$data/mesh.txt")" 300 ms
fi
