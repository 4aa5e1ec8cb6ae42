# SPDX-License-Identifier: Apache-2.0
# table.sh - part of tests/bench/run: the virtual table with a million rows.
cmake --build build/release --target bench_table >/dev/null && "$bin/tests/bench_table" >"$data/ours.txt" && {
    line 'table of 1,000,000 rows: sort by number' "$(value table_sort_number_ms "$data/ours.txt")" 300 ms
    line 'table of 1,000,000 rows: sort by text' "$(value table_sort_text_ms "$data/ours.txt")" 800 ms
    line 'table of 1,000,000 rows: filter, first letter' "$(value table_filter_first_ms "$data/ours.txt")" 300 ms
    line 'table of 1,000,000 rows: filter, letters after it' "$(value table_filter_next_ms "$data/ours.txt")" 150 ms
    line 'table of 1,000,000 rows: step of the wheel, median' "$(value table_scroll_ms "$data/ours.txt")" 16 ms
    line 'table of 1,000,000 rows: step of the wheel, p99' "$(value table_scroll_ms_p99 "$data/ours.txt")" 33 ms
}
