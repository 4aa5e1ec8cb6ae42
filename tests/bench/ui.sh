# SPDX-License-Identifier: Apache-2.0
# ui.sh - part of tests/bench/run: a big-screen page at 3840 x 2160 and the memory of its pictures, search among 1,000,000
# names, start of the demo in page mode. Processor time, but for the start.
cmake --build build/release --target bench_ui bench_search >/dev/null && {
    "$bin/tests/bench_ui" >"$data/ours.txt" 2>"$data/err.txt" || cat "$data/err.txt"
    line 'page of 16 panels at 4K, redraw a second' "$(value page_redraw_ms_a_second "$data/ours.txt")" 100 ms
    line 'page of 16 panels at 4K, worst frame' "$(value page_worst_frame_ms "$data/ours.txt")" 16 ms
    line 'page of 16 panels at 4K, upload a second' "$(value page_upload_ms_a_second "$data/ours.txt")" 100 ms
    line 'page of 16 panels at 4K, worst upload' "$(value page_worst_upload_ms "$data/ours.txt")" 16 ms
    line 'page of 16 panels, memory at 3840 x 2160' "$(value memory_4k_mb "$data/ours.txt")" 100 MB
    line 'page of 16 panels, memory at 15360 x 4320' "$(value memory_16k_mb "$data/ours.txt")" 500 MB
    "$bin/tests/bench_search" >"$data/ours.txt" 2>"$data/err.txt"
    line 'search of 1,000,000 names: text, p99' "$(value search_text_ms_p99 "$data/ours.txt")" 50 ms
    line 'search of 1,000,000 names: pinyin, p99' "$(value search_pinyin_ms_p99 "$data/ours.txt")" 50 ms
    line 'search of 1,000,000 names: initials, p99' "$(value search_initials_ms_p99 "$data/ours.txt")" 50 ms
    line 'search of 1,000,000 objects: expression' "$(value search_expression_ms "$data/ours.txt")" 100 ms
    line 'search of 1,000,000 objects: place' "$(value search_place_ms "$data/ours.txt")" 1 ms
    [ -f "$data/demo/city.yaml" ] || "$program" demo "$data/demo" >/dev/null
    "$program" shot --page C1 --live 0 --size 1920x1080 -o "$data/page.png" "$data/demo/city.yaml" >/dev/null 2>&1 # caches warm
    start=$(date +%s%3N)
    "$program" shot --page C1 --live 0 --size 1920x1080 -o "$data/page.png" "$data/demo/city.yaml" >/dev/null 2>&1
    line 'demo in page mode, start to a whole picture' $(($(date +%s%3N) - start)) 3000 ms
}
