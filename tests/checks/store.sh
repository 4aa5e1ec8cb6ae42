#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# store.sh - the tests of the store against a real PostgreSQL of our own on loopback, which they also kill and start again.
# STORE_RUN=COMMAND runs that instead of test_store (tests/bench/bench_store.c, a debugger).
set -u
here=$(cd "$(dirname "$0")/../.." && pwd)
program=${STORE_RUN:-${BUILD:-$here/build/release}/tests/test_store}
bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort | tail -n 1)
if [ -z "$bin" ] || { [ "$(id -u)" -eq 0 ] && ! id postgres >/dev/null 2>&1; }; then
    echo 'skipped: PostgreSQL is absent'
    exit 0
fi
as_postgres() { if [ "$(id -u)" -eq 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; else "$@"; fi; }
folder=$(mktemp -d)
cleanup() {
    (cd / && as_postgres "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1)
    rm -rf "$folder"
}
trap cleanup EXIT
[ "$(id -u)" -eq 0 ] && chown postgres "$folder"
chmod 755 "$folder"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cd / || exit 2
as_postgres "$bin/initdb" -D "$folder/data" -U city -A trust --no-sync -E UTF8 --locale=C.UTF-8 >"$folder/initdb.log" 2>&1 || {
    cat "$folder/initdb.log"
    exit 1
}
options="-p $port -k $folder -c listen_addresses=127.0.0.1 -c max_wal_size=4GB -c shared_buffers=256MB"
# The tests stop and start it with these.
cat >"$folder/server" <<S
#!/usr/bin/env bash
# server start|stop|kill
as_postgres() { if [ "\$(id -u)" -eq 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups "\$@"; else "\$@"; fi; }
cd /
case \$1 in
start) as_postgres "$bin/pg_ctl" -D "$folder/data" -w -t 60 -l "$folder/log" -o "$options" start ;;
stop) as_postgres "$bin/pg_ctl" -D "$folder/data" -w -m fast stop ;;
kill) as_postgres "$bin/pg_ctl" -D "$folder/data" -w -m immediate stop ;;
esac >/dev/null 2>&1
S
chmod 755 "$folder/server"
"$folder/server" start || {
    cat "$folder/log"
    exit 1
}
psql -h 127.0.0.1 -p "$port" -U city -d template1 -qc 'create extension if not exists postgis' >"$folder/postgis.log" 2>&1 ||
    echo 'no PostGIS: positions are plain columns'
export CITYMIRROR_TEST_POSTGRES="postgresql://city@127.0.0.1:$port/postgres"
export CITYMIRROR_TEST_POSTGRES_SERVER="$folder/server"
export TSAN_OPTIONS=${TSAN_OPTIONS:-die_after_fork=0} # tests fork a process that locks, one that is killed
# shellcheck disable=SC2086
timeout "${STORE_TIMEOUT:-300}" $program
