# SPDX-License-Identifier: Apache-2.0
# live.sh - the live state under 50,000 values a second; run by tests/bench/run.
cmake --build build/release --target bench_live >/dev/null || return
"$bin/tests/bench_live" | sed 's/^/    /'
