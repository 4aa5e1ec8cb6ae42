#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# broker.sh - `app/run --broker` starts a broker, sends the simulation through it and stops both; what a city gets over MQTT is,
# key by key and instant by instant, what the built-in simulation gives.
set -u
here=$(cd "$(dirname "$0")/../.." && pwd)
program=${CITYMIRROR:?}
[ -x /usr/sbin/mosquitto ] || command -v mosquitto >/dev/null || {
    echo 'skipped: mosquitto is absent'
    exit 0
}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
fail() {
    echo "$1"
    cat "$folder/out" "$folder/err" 2>/dev/null
    exit 1
}
[ "$program" = "$here/build/release/citymirror" ] || {
    echo 'skipped: app/run builds another program than the one under test'
    exit 0
}
# The smallest demo folder that app/run takes for one it made.
demo=$folder/data/citymirror/demo
mkdir -p "$demo"
printf '{"routes":[{"kind":"road","name":"路","class":"primary","width_m":20,"points":[[110.39,21.19],[110.41,21.21]]}]}\n' >"$demo/sim.json"
cat >"$demo/city.yaml" <<'C'
title: 仿真
feeds:
  - { name: 城市仿真, driver: sim, options: path=sim.json scenario=normal }
C
"$program" --version >"$demo/made-by"
cat >"$folder/bus.txt" <<S
document-open path=$demo/city-broker.yaml
store-open address=$folder/bus.sqlite
wait 3
get feeds
get live.tide.zhanjiang.level
S
cat >"$folder/sim.txt" <<S
document-open path=$demo/city.yaml
store-open address=$folder/sim.sqlite
wait 3.5
S
"$program" run "$folder/sim.txt" >"$folder/sim.out" 2>"$folder/sim.err" &
sim=$!
XDG_DATA_HOME=$folder/data "$here/app/run" --broker run "$folder/bus.txt" >"$folder/out" 2>"$folder/err" || fail 'app/run --broker failed'
wait $sim || fail 'the built-in simulation failed'
port=$(sed -n 's/.*mosquitto at 127.0.0.1:\([0-9]*\).*/\1/p' "$folder/err")
(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && fail 'the broker outlived the program'
for name in bus sim; do
    "$program" export history --store "$folder/$name.sqlite" --english --no-bom -o "$folder/$name.csv" >/dev/null 2>"$folder/err" || fail 'no history'
done
python3 - "$folder" <<'P' || fail 'the broker brings something else than the simulation'
import csv, json, sys
folder = sys.argv[1]
def rows(name):
    skip = ("received", "age_s", "late", "origin", "source")
    out = {}
    for r in csv.DictReader(open(f"{folder}/{name}.csv", newline="")):
        out[r["key"], r["observed"]] = tuple(v for k, v in r.items() if k not in skip)
    return out
bus, sim = rows("bus"), rows("sim")
both = bus.keys() & sim.keys()
keys = {k for k, _ in sim}
assert len({k for k, _ in both}) > 0.9 * len(keys) > 300, (len(both), len(keys))
wrong = [k for k in both if bus[k] != sim[k]]
assert not wrong, (wrong[0], bus[wrong[0]], sim[wrong[0]])
feeds, tide = (json.loads(l) for l in open(folder + "/out"))
assert feeds[0]["driver"] == "mqtt" and feeds[0]["state"] == "live" and feeds[0]["malformed"] == 0, feeds
assert tide["simulated"] is True and tide["freshness"] == "live", tide
print(len(both), "values of", len({k for k, _ in both}), "keys are the same")
P
