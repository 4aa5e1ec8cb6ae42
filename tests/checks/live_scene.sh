#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# live_scene.sh - warnings without a shape find their areas by code, then by names in their text; live
# values are drawn as fields, columns and flows, and a wrong live_draw is refused by name.
set -u
program=${CITYMIRROR:?}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
fail() {
    echo "$1"
    cat "$folder/out" "$folder/err" 2>/dev/null
    exit 1
}
square() { # CODE NAME WEST SOUTH
    printf '{"type":"Feature","properties":{"code":"%s","name":"%s"},"geometry":{"type":"Polygon","coordinates":[[[%s,%s],[%s.9,%s],[%s.9,%s.9],[%s,%s.9],[%s,%s]]]}}' \
        "$1" "$2" "$3" "$4" "$3" "$4" "$3" "$4" "$3" "$4" "$3" "$4"
}
printf '{"type":"FeatureCollection","features":[%s,%s,%s]}\n' "$(square 440802 赤坎区 110 21)" \
    "$(square 440803 霞山区 111 21)" "$(square 450000 广西 112 21)" >"$folder/districts.geojson"
warning() { # ID GEOCODE DESCRIPTION
    cat <<X
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>$1</identifier><sender>t</sender>
<sent>2026-06-21T08:00:00+08:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope>
<info><language>zh-CN</language><category>Met</category><event>暴雨</event><urgency>Expected</urgency>
<severity>Severe</severity><certainty>Likely</certainty><headline>暴雨橙色预警</headline>
<description>$3</description><expires>2036-06-21T08:00:00+08:00</expires>
<area><areaDesc>本市</areaDesc>$2</area></info></alert>
X
}
code() { printf '<geocode><valueName>GB/T 2260</valueName><value>%s</value></geocode>' "$1"; }
warning one "$(code 440802)" '预计霞山区有暴雨' >"$folder/one.xml"
warning city "$(code 440800)" '' >"$folder/city.xml"
warning text '' '预计霞山区有暴雨' >"$folder/text.xml"
warning nowhere '' '外海有暴雨' >"$folder/nowhere.xml"
{
    printf 'title: 预警\nfeeds:\n'
    for w in one city text nowhere; do
        printf '  - { name: %s, driver: cap, address: %s.xml }\n' $w $w
    done
    printf 'layers:\n  - { name: 区县, source: districts.geojson, style: { draw: none, label: none } }\n'
} >"$folder/city.yaml"
cat >"$folder/script.txt" <<S
document-open path=$folder/city.yaml
wait 3
get warnings
S
"$program" run "$folder/script.txt" >"$folder/out" 2>"$folder/err" || fail 'run failed'
has() { # ID FROM AREAS
    python3 - "$folder/out" "$@" <<'P' || fail "warning $1: not from $2 with $3 areas"
import json, sys
line = [l for l in open(sys.argv[1]) if l.lstrip().startswith("[")][0]
w = [w for w in json.loads(line) if w["id"] == sys.argv[2]][0]
sys.exit(not (w["area_from"] == sys.argv[3] and w["areas"] == int(sys.argv[4])))
P
}
has one code 1
has city code 2 # all that begins with 4408, not 450000
has text text 1
has nowhere none 0
# Values as fields, columns and flows; one that is not known is named with what may stand there.
printf '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"a"},"geometry":{"type":"Point","coordinates":[110.4,21.2]}},{"type":"Feature","properties":{"id":"b"},"geometry":{"type":"LineString","coordinates":[[110.39,21.2],[110.41,21.21]]}}]}\n' >"$folder/things.geojson"
printf 'layers:\n  - { name: t, source: things.geojson, style: { live: "t.{id}", live_draw: haze } }\n' >"$folder/bad.yaml"
printf 'document-open path=%s/bad.yaml\n' "$folder" >"$folder/bad.txt"
"$program" run "$folder/bad.txt" >"$folder/out" 2>"$folder/err" && fail 'a wrong live_draw is taken'
grep -q 'features|heat|field|grid|flow|arc\|features, heat' "$folder/out" "$folder/err" || fail 'what may stand there is not said'
echo 'warnings find their areas, live_draw is checked'
