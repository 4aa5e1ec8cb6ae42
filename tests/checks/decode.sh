#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# decode.sh - `citymirror decode` of each kind: lines of JSON, exit codes, and GTFS-RT against its JSON twins.
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
bad=0
lines() { # lines KIND FILE COUNT: exit 0, COUNT lines, each of them JSON
    timeout 60 "$CITYMIRROR" decode --kind "$1" "$2" >out 2>err
    local code=$?
    python3 -c 'import json, sys; rows = [json.loads(line) for line in open("out", encoding="utf-8")]; sys.exit(len(rows) != int(sys.argv[1]))' "$3" &&
        [ $code -eq 0 ] && return
    echo "decode --kind $1 $2: exit $code, $(wc -l <out) lines, expected $3"
    head -n 5 err
    bad=1
}
lines ais "$top/tests/data/published.nmea" 2
lines cap "$top/tests/data/typhoon_warning.cap.xml" 1
lines cot "$top/tests/data/drill.cot.xml" 2
lines hj212 "$top/tests/data/station.hj212" 3
printf 'spBv1.0/G/NBIRTH/N\tCOgHGAASDAoEbG9hZBAHIANQBQ==\nspBv1.0/G/NDATA/N\tGAESCBAHUP////8P\n' >topics
lines sparkplug topics 2
grep -q '"name":"load","alias":7,"datatype":"Int32","value":-1' out || {
    echo "an alias is not resolved by its birth:"
    cat out
    bad=1
}
printf 'v1.1/Datastreams(7)/Observations\t{"result":3.5,"phenomenonTime":"2026-01-01T00:00:00Z","Datastream":{"unitOfMeasurement":{"symbol":"°C"}}}\n' >things
printf '{"data":[{"id":"urn:a","type":"Station","no2":{"type":"Property","value":12,"unitCode":"GQ","observedAt":"2026-01-01T00:00:00Z"},"location":{"type":"GeoProperty","value":{"type":"Point","coordinates":[110.4,21.2]}}}]}\n' >ngsi
printf 'v1/devices/p1/telemetry\t{"ts":1767225600000,"values":{"flow":2,"state":"on"}}\n{"a":1}\n' >board
printf 'homeassistant/sensor/t/config\t{"state_topic":"t/s","unique_id":"t1","unit_of_measurement":"°C","value_template":"{{ value_json.t }}","expire_after":60}\nt/s\t{"t":21.5}\n' >home
for row in sensorthings:things:1 ngsi:ngsi:1 thingsboard:board:2 homeassistant:home:2; do
    IFS=: read -r kind file count <<<"$row"
    lines "$kind" "$file" "$count"
    cat out >>formats
done
cat >formats.want <<'W'
{"topic":"v1.1/Datastreams(7)/Observations","values":[{"id":"7","metric":"result","time":"2026-01-01T00:00:00Z","value":3.5,"unit":"Cel"}]}
{"values":[{"id":"urn:a","metric":"no2","time":"2026-01-01T00:00:00Z","value":12,"unit":"ug/m3"},{"id":"urn:a","metric":"position","time":null,"lon":110.4,"lat":21.2}]}
{"topic":"v1/devices/p1/telemetry","values":[{"id":"p1","metric":"flow","time":"2026-01-01T00:00:00Z","value":2},{"id":"p1","metric":"state","time":"2026-01-01T00:00:00Z","value":"on"}]}
{"values":[{"id":"me","metric":"a","time":null,"value":1}]}
{"topic":"homeassistant/sensor/t/config","values":[]}
W
diff formats.want <(head -n 5 formats) || { echo 'messages of brokers are read otherwise'; bad=1; }
python3 -c 'import json; v = json.loads(open("formats").readlines()[5])["values"][0]; assert (v["id"], v["value"], v["unit"]) == ("t1", 21.5, "Cel") and 59 < v["stale_s"] <= 60, v' || bad=1
[ "$("$CITYMIRROR" decode --kind ais - <"$top/tests/data/published.nmea" | wc -l)" -eq 2 ] ||
    { echo 'standard input gives other lines'; bad=1; }
echo '<event rubbish ## of no kind' >rubbish
for kind in ais cap cot hj212 sparkplug gtfsrt sensorthings ngsi thingsboard homeassistant; do
    timeout 60 "$CITYMIRROR" decode --kind $kind rubbish >out 2>err
    code=$?
    [ $code -eq 1 ] && [ -s err ] || { echo "rubbish as $kind: exit $code"; cat err; bad=1; }
done
"$CITYMIRROR" decode rubbish >out 2>err
[ $? -eq 2 ] || { echo 'decode without --kind is no usage error'; bad=1; }
found=0
for file in "${CITYMIRROR_SHARED:-$top/../shared}"/data/world/transit/rt_*.pb; do
    [ -f "$file" ] || continue
    found=1
    lines gtfsrt "$file" 1
    python3 -c 'import json, sys; sys.exit(json.load(open("out")) != json.load(open(sys.argv[1])))' "$file.json" ||
        { echo "$file differs from its JSON twin"; bad=1; }
done
[ $found -eq 1 ] || echo 'no shared data: GTFS-RT is not compared with its twins'
exit $bad
