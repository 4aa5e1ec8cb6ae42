#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# cli.sh - the command line as people and scripts meet it: exit codes, errors on stderr, `where`, `info --json`, `run`, `bench`.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
bad=0
expect() { # expect CODE NAME COMMAND...
    local want=$1 name=$2 code
    shift 2
    timeout 120 "$@" >out 2>err </dev/null
    code=$?
    [ "$code" -eq "$want" ] && return 0
    echo "$name: exit $code, expected $want"
    head -n 5 err | sed 's/^/    /'
    bad=1
}
has() { # has FILE PATTERN NAME
    grep -qE -- "$2" "$1" && return 0
    echo "$3: no match for $2 in"
    head -n 8 "$1" | sed 's/^/    /'
    bad=1
}
expect 0 version "$CITYMIRROR" --version
has out '^citymirror [0-9]+\.[0-9]+\.[0-9]+' version
expect 0 help "$CITYMIRROR" --help
cp out help
for c in shot info decode demo run where ask quantities compare section bench help; do
    has help "\\b$c\\b" "help lists $c"
    expect 0 "$c --help" "$CITYMIRROR" $c --help
done
expect 0 'help layer-add' "$CITYMIRROR" help layer-add
has out 'path' 'help layer-add names its arguments'
expect 2 'unknown option' "$CITYMIRROR" shot --sise 100x100 x.gpkg
has err '--size' 'an unknown option gets the nearest name'
expect 2 'unknown command' "$CITYMIRROR" help layer-ad
has err 'layer-add' 'an unknown command gets the nearest name'
expect 2 'size without x' "$CITYMIRROR" shot -o a.png --size 100 x.gpkg

expect 0 where "$CITYMIRROR" where --from EPSG:4326 110.36,21.27
has out '^110\.360000000[[:space:]]+21\.270000000[[:space:]]+0\.0000' 'where prints longitude, latitude, height'
expect 0 'where gcj02' "$CITYMIRROR" where --from gcj02 110.364498,21.267619
has out '^110\.36000' 'where takes GCJ-02 back'
echo '110.36,21.27' | "$CITYMIRROR" where --from EPSG:4326 >out 2>err || { echo 'where reads standard input: failed'; bad=1; }
has out '^110\.36' 'where reads standard input'
expect 1 'where with an unknown CRS' "$CITYMIRROR" where --from EPSG:999999 1,2

printf '经度,纬度,名称,人数\n110.40,21.20,赤坎,12\n110.41,21.21,霞山,\n' >points.csv
expect 0 'info --json' "$CITYMIRROR" info --json points.csv
python3 - <<'P' || bad=1
import json
j = json.load(open("out"))
l = j["layers"][0]
assert l["feature_count"] == 2, l
assert l["geometry"].lower().startswith("point"), l
assert set(l) >= {"source", "name", "feature_count", "geometry", "crs", "extent", "fields", "problems"}, l
assert abs(l["extent"][0] - 110.40) < 1e-6 and abs(l["extent"][3] - 21.21) < 1e-6, l
names = [f["name"] for f in l["fields"]]
assert "名称" in names and "人数" in names, names
assert "models" in j
P
printf 'layer-add path=points.csv name=点\nwait settled 30\nget layers.点.feature_count\nget layers.count\n' >script.txt
expect 0 'run script' "$CITYMIRROR" run script.txt
[ "$(cat out)" = "$(printf '2\n1')" ] || { echo 'run prints properties:'; cat out; bad=1; }
# A model at each point; the file is taken from the document's folder.
mkdir -p kinds/models
printf 'v 0 0 0\nv 1 0 0\nv 0 2 0\nf 1 2 3\n' >kinds/models/flag.obj
cp points.csv kinds/
printf 'layers:\n  - { name: a, source: points.csv, style: { draw: point, symbol: models/flag.obj } }\n  - { name: b, source: points.csv, style: { draw: point, symbol: models/gone.glb } }\n' >kinds/city.yaml
printf 'open path=kinds/city.yaml\nwait settled 30\nget layers.a.problems\nget layers.b.problems\n' >script.txt
expect 0 'symbols that are models' "$CITYMIRROR" run script.txt
head -n 1 out | grep -q '"symbol"' && { echo 'a model symbol that is there has no problem:'; cat out; bad=1; }
has out '"symbol".*models/gone.glb' 'a model symbol that is missing is named'
printf 'nonsense\n' >wrong.txt
expect 1 'a wrong line' "$CITYMIRROR" run wrong.txt
has err 'wrong.txt:1' 'a wrong line is named with file and number'
printf 'look night\nget look\n' | "$CITYMIRROR" run - >out 2>err || { echo 'run - failed'; bad=1; }
has out 'night' 'run reads standard input'

printf '0\t110.40\t21.20\t2000\t0\t45\n1\t110.401\t21.20\t2000\t10\t45\n' >path.tsv
expect 0 bench "$CITYMIRROR" bench points.csv --path path.tsv --size 320x180
for n in first_frame_ms frame_ms_median frame_ms_p99 cpu_ms_median peak_rss_mb; do has out "^$n [0-9.]+$" "bench prints $n"; done
expect 0 shot "$CITYMIRROR" shot -o shot.png --size 320x180 --camera 110.40,21.20,30,40,3000 --time 2026-06-21T20:30 --look night points.csv
file shot.png 2>/dev/null | grep -q '320 x 180' || [ -s shot.png ] || { echo 'shot wrote nothing'; bad=1; }
exit $bad
