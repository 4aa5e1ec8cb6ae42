# SPDX-License-Identifier: Apache-2.0
# flood.sh - the whole program under 50,000 messages a second of a real broker; run by tests/bench/run. FLOOD="--minutes 5" for
# the length, FLOOD="--minutes 240 --soak" for the soak.
cmake --build build/release --target bench_flood >/dev/null || return
# shellcheck disable=SC2086
"$bin/tests/bench_flood" "$data/100k.gpkg" ${FLOOD:---minutes 0.5} 2>"$data/err.txt" | sed 's/^/    /'
