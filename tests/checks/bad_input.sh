#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# bad_input.sh - broken, hostile and missing files: never a crash or a hang, always a reason; the good layer beside them is drawn.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
bad=0
complain() {
    echo "$1"
    [ -n "${2:-}" ] && sed 's/^/    /' "$2" | head -n 5
    bad=1
}
# refused FILE [WORD]: `info` fails in words (exit 1), naming the file, and WORD where given.
refused() {
    timeout 60 "$CITYMIRROR" info "$1" >out 2>err
    local code=$?
    [ $code -eq 1 ] || complain "$1: exit $code, expected 1" err
    grep -qF "$(basename "$1")" err || complain "$1: the error does not name the file" err
    [ -z "${2:-}" ] || grep -qi "$2" err || complain "$1: the error does not say '$2'" err
}
# survives FILE [KIND]: `info --json` succeeds and, where given, reports a problem of KIND.
survives() {
    timeout 60 "$CITYMIRROR" info --json "$1" >out 2>err
    local code=$?
    [ $code -eq 0 ] || complain "$1: exit $code, expected 0" err
    python3 -m json.tool out >/dev/null 2>&1 || complain "$1: no JSON" out
    [ -z "${2:-}" ] || grep -q "\"$2\"" out || complain "$1: no problem '$2'" out
}
square='[[[110.4,21.2],[110.401,21.2],[110.401,21.201],[110.4,21.201],[110.4,21.2]]]'
feature() { echo "{\"type\":\"Feature\",\"properties\":${2:-{\}},\"geometry\":$1}"; }
collection() { echo "{\"type\":\"FeatureCollection\",\"features\":[$1]}"; }

collection "$(feature "{\"type\":\"Polygon\",\"coordinates\":$square}" '{"height":12}')" >good.geojson
survives good.geojson
: >empty.geojson; refused empty.geojson
: >empty.gpkg; refused empty.gpkg
: >empty.tif; refused empty.tif
refused vanished.gpkg
head -c 2000 /dev/urandom >noise.gpkg; refused noise.gpkg
head -c 2000 /dev/urandom >noise.tif; refused noise.tif
head -c 70 good.geojson >cut.geojson; refused cut.geojson
printf 'not json at all' >words.geojson; refused words.geojson
printf 'id,name\n1,x\n' >noplace.csv; survives noplace.csv
mkdir folder.gpkg; refused folder.gpkg
printf 'lon,lat,name\n110.4,21.2,a\nnan,21.2,b\ninf,21.2,c\n999,21.2,d\n110.5,21.3,e\n' >points.csv; survives points.csv
collection "$(feature '{"type":"Polygon","coordinates":[[[110.4,21.2],[110.41,21.21],[110.41,21.2],[110.4,21.21],[110.4,21.2]]]}')" >bowtie.geojson
survives bowtie.geojson
collection "$(feature '{"type":"Polygon","coordinates":[[[110.4,21.2],[110.41,21.21]]]}'),$(feature null)" >short.geojson
survives short.geojson null_geometry
collection "$(feature "{\"type\":\"Polygon\",\"coordinates\":$square}"),$(feature '{"type":"Point","coordinates":[110.4,21.2]}'),$(feature '{"type":"LineString","coordinates":[[110.4,21.2],[110.5,21.3]]}')" >mixed.geojson
survives mixed.geojson
collection "$(feature "{\"type\":\"Polygon\",\"coordinates\":$square}" '{"height":1e30}'),$(feature "{\"type\":\"Polygon\",\"coordinates\":$square}" '{"height":-50}')" >absurd.geojson
survives absurd.geojson
python3 - <<'P'
import json, math
ring = [[110.4 + 0.05*math.cos(i*2*math.pi/1000000), 21.2 + 0.05*math.sin(i*2*math.pi/1000000)] for i in range(1000000)]
ring.append(ring[0])
json.dump({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"height":30},"geometry":{"type":"Polygon","coordinates":[ring]}}]}, open("million.geojson","w"))
json.dump({"type":"FeatureCollection","features":[{"type":"Feature","properties":{f"f{i}": i for i in range(10000)},"geometry":{"type":"Point","coordinates":[110.4,21.2]}}]}, open("fields.geojson","w"))
open("nested.geojson","w").write('{"type":"FeatureCollection","features":' + '['*200000)
open("same.csv","w").write("lon,lat,name,name,NAME\n110.4,21.2,a,b,c\n")
P
survives million.geojson
survives fields.geojson
refused nested.geojson
survives same.csv

# The good layer is drawn beside the bad ones, and the exit code says that not all went well.
timeout 120 "$CITYMIRROR" shot -o beside.png --size 320x180 --quality software good.geojson cut.geojson vanished.gpkg >out 2>err
[ -s beside.png ] || complain 'no picture beside a bad layer' err
grep -q cut.geojson err || complain 'the bad layer is not named' err
# No space left (a limit on the size of a file stands in for a full disk): no picture, no rest of one, the reason in words.
(ulimit -f 8; trap '' XFSZ; timeout 60 "$CITYMIRROR" shot -o full.png --size 640x360 --quality software good.geojson >out 2>err) &&
    complain 'a picture was written past the space left'
ls full.png* .full* 2>/dev/null | grep -q . && complain 'a rest of the picture is left'
grep -q 'full.png' err || complain 'the picture that did not fit is not named' err
for text in 'layers: [' 'layers: {a: 1}' 'title: 1\nnonsense_key: 2\n' 'layers:\n  - name: x\n    source: y\n    opacity: lots\n'; do
    printf "$text" >broken.yaml
    timeout 20 "$CITYMIRROR" shot -o x.png --size 64x64 broken.yaml >out 2>err && complain "broken.yaml was taken: $text"
    grep -q 'broken.yaml' err || complain 'the YAML error does not name the file' err
done
exit $bad
