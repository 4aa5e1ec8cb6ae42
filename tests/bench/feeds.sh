# SPDX-License-Identifier: Apache-2.0
# feeds.sh - messages through maps and a real broker on loopback; read by tests/bench/run.
cmake --build build/release --target bench_feed >/dev/null && "$bin/tests/bench_feed" | sed "s/^/    /"
