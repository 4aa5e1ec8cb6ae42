#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# live.sh - the program with a real broker: a message becomes a live value, a rule raises an alarm,
# the alarm is acknowledged and becomes a case, and another start finds both in the store.
set -u
program=${CITYMIRROR:?}
command -v mosquitto >/dev/null && command -v mosquitto_pub >/dev/null || {
    echo 'skipped: mosquitto is absent'
    exit 0
}
folder=$(mktemp -d)
broker=
cleanup() {
    [ -n "$broker" ] && kill "$broker" 2>/dev/null
    rm -rf "$folder"
}
trap cleanup EXIT
fail() {
    echo "$1"
    cat "$folder/out" "$folder/err" 2>/dev/null
    exit 1
}
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
printf 'listener %s 127.0.0.1\nallow_anonymous true\n' "$port" >"$folder/broker.conf"
mosquitto -c "$folder/broker.conf" >"$folder/broker.log" 2>&1 &
broker=$!
for _ in $(seq 50); do
    mosquitto_pub -p "$port" -t up -m 1 2>/dev/null && break
    sleep 0.1
done
cat >"$folder/rules.yaml" <<R
rules:
  - { id: pond, name: 积水, keys: pond.*.depth, threshold: T14.pond }
R
cat >"$folder/city.yaml" <<C
title: 实时
rules: rules.yaml
store: city.sqlite
feeds:
  - name: 积水
    driver: mqtt
    address: mqtt://127.0.0.1:$port
    options: qos=1
    maps:
      - { match: city/pond/+, key: "pond.{3}.depth", value: \$.v, time: \$.t, unit: cm, period_s: 60 }
live:
  - { match: "pond.*.depth", name: 积水深度, unit: m, min: 0, max: 5 }
derived:
  - { key: pond.worst, kind: max, match: "pond.*.depth" }
C
now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
mosquitto_pub -p "$port" -t city/pond/a1 -r -q 1 -m "{\"v\": 41, \"t\": \"$now\"}"
mosquitto_pub -p "$port" -t city/pond/a2 -r -q 1 -m "{\"v\": 3, \"t\": \"$now\"}"
mosquitto_pub -p "$port" -t city/pond/bad -r -q 1 -m '{"v": '
cat >"$folder/first.txt" <<S
document-open path=$folder/city.yaml
wait 3
get live.pond.a1.depth
get live.pond.worst
get feeds
get alarms
alarm-acknowledge alarm="*"
case-open from="pond@pond.a1.depth" type=道路积水
wait 1
get cases
get store
get counters
document-save path=$folder/again.yaml
S
"$program" run "$folder/first.txt" >"$folder/out" 2>"$folder/err" || fail 'the first run failed'
python3 - "$folder/out" <<'P' || fail 'the first run answered something else'
import json, sys
answers = [json.loads(line) for line in open(sys.argv[1]) if line[0] in "[{"]
value, worst, feeds, alarms, cases, store, counters = answers
assert abs(value["value"] - 0.41) < 1e-9 and value["unit"] == "m", value
assert value["freshness"] == "live" and value["recovered"] is True, value
assert abs(worst["value"] - 0.41) < 1e-9, worst
feed = feeds[0]
assert feed["state"] == "live" and feed["malformed"] == 1 and feed["observations"] == 2, feed
assert alarms["shown"] == 1 and alarms["unacked"] == 1, alarms
assert alarms["alarms"][0]["level_name"] == "red", alarms
assert cases["count"] == 1 and cases["open"] == 1, cases
latency = counters["latency_ms"]
assert latency["received_to_alarm"]["count"] == 1 and latency["received_to_style"] is None, latency # retained ones are old
assert store["connected"] is True and store["error"] is None, store
P
cat >"$folder/second.txt" <<S
store-open address=$folder/city.sqlite
wait 1.5
get alarms
get cases
S
"$program" run "$folder/second.txt" >"$folder/out" 2>"$folder/err" || fail 'the second run failed'
python3 - "$folder/out" <<'P' || fail 'the store did not give back what was done'
import json, sys
alarms, cases = [json.loads(line) for line in open(sys.argv[1])]
assert alarms["unacked"] == 0 and alarms["shown"] == 1, alarms
assert cases["count"] == 1, cases
P
grep -q 'pond.{3}.depth' "$folder/again.yaml" && grep -q 'kind: max' "$folder/again.yaml" ||
    fail 'the saved document lost its feeds'
# Simulated values say that they are.
printf 'feed-add name=city driver=sim options=scenario=normal\nwait 1\nget live.tide.zhanjiang.level\nfeed-remove name=city\nwait 0.1\nget feeds\n' >"$folder/sim.txt"
"$program" run "$folder/sim.txt" >"$folder/out" 2>"$folder/err" || fail 'the simulation did not run'
grep -q '"simulated":true' "$folder/out" && grep -qx '\[\]' "$folder/out" || fail 'the simulation answered something else'
echo 'live values, alarms, cases and the store are as they should be'
