#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# real_data.sh - real cities are drawn: the cathedral of Firenze stands where it is, and a click on it names it; Astana's three formats agree;
# roads of OSM lie on SRTM.
set -u
data=$CITYMIRROR_SHARED/data/world
if [ ! -d "$data" ]; then
    echo "skipped: the shared data is absent"
    exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
bad=0
complain() { echo "$1"; bad=1; }
drawn() { # drawn NAME ARGUMENTS...: a picture that holds more than one colour
    timeout 120 "$CITYMIRROR" shot -o "$1.png" --size 480x270 --quality software "${@:2}" >out 2>err || { complain "$1: no picture"; cat err; return; }
    [ "$(stat -c %s "$1.png")" -gt 20000 ] || complain "$1: the picture is nearly empty ($(stat -c %s "$1.png") bytes)"
}
drawn firenze --camera 11.2560,43.7731,20,30,900 --look day "$data/large/firenze_buildings.fgb"
drawn firenze-night --camera 11.2560,43.7731,20,30,900 --look night "$data/large/firenze_buildings.fgb"
drawn monaco "$data/dem/N43E007.hgt.zip" "$data/osm/monaco.osm.gz"
drawn fuji --camera 138.7274,35.3606,0,20,20000 "$data/dem/mt_fuji_90m.tif"
drawn precipitation "$data/weather/tas_rotated_grid_EUR11.nc"
# The sea of an elevation model is exactly as high as the tide: it is sea all the same.
for tide in 0 -1; do
    printf 'tide_m: %s\nlayers:\n  - { name: dem, source: %s }\n' "$tide" "$data/dem/N43E007.hgt.zip" >"sea$tide.yaml"
    timeout 60 "$CITYMIRROR" shot -o "sea$tide.png" --size 160x90 --quality software --no-furniture --camera 7.4400,43.7300,0,80,700 --time 2026-06-21T19:00 --look day "sea$tide.yaml" 2>err || cat err
done
"$(dirname "$CITYMIRROR")/tests/compare" sea0.png sea-1.png 60 0.9 >out 2>&1
[ $? -eq 1 ] || { complain 'the sea of an elevation model looks as dry as with the tide a metre lower:'; cat out; }
cat >script.txt <<S
layer-add path=$data/large/firenze_buildings.fgb name=f
wait settled 60
camera 11.2560 43.7731 0 80 700
wait settled 60
pick 960 540
S
timeout 120 "$CITYMIRROR" run script.txt >out 2>err || { complain 'pick failed'; cat err; }
grep -q 'Cattedrale di Santa Maria del Fiore' out || { complain 'the click on the cathedral does not name it:'; cat out; }
for f in astana_buildings.gpkg astana_buildings_shp.zip astana_buildings.geojson.gz; do
    "$CITYMIRROR" info --json "$data/large/$f" 2>/dev/null | python3 -c 'import json,sys
l=json.load(sys.stdin)["layers"][0]
print(l["feature_count"], [round(x,5) for x in l["extent"]])'
done | sort -u >astana
[ "$(wc -l <astana)" -eq 1 ] || { complain 'the three formats of Astana differ:'; cat astana; }
exit $bad
