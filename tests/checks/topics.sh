#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# topics.sh - topic packs from the command line: the shipped ones are clean, a wrong one is named
# with its line, one beside a city is taken up and judged, and nothing is invented.
set -u
program=${CITYMIRROR:?}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
fail() {
    echo "$1"
    cat "$folder/out" "$folder/err" 2>/dev/null
    exit 1
}
"$program" topics check >"$folder/out" 2>"$folder/err" || fail 'the shipped packs are not clean'
[ "$(head -1 "$folder/out")" = "$(printf 'id\tname\tindicators\tlayers\trules\tactions\tpages\tproblems')" ] ||
    fail 'the header is another'
[ "$(grep -c "^T[0-3][0-9]$(printf '\t')" "$folder/out")" = 30 ] || fail 'there are not thirty topics'
awk -F'\t' 'NF != 8 || (NR > 1 && $8 != 0) { exit 1 }' "$folder/out" || fail 'a line is not as promised'

mkdir "$folder/topics"
head='id: X1\nname: 试点\nindicators:\n  - { key: X1.a, name: 甲, name_en: A, period: 1 min'
printf "$head, unit: mm, yellow: 5 }\n" >"$folder/topics/X1.yaml"
printf "$head, unit: furlong }\n" >"$folder/wrong.yaml"
"$program" topics check "$folder/wrong.yaml" >"$folder/out" 2>"$folder/err"
[ $? = 1 ] || fail 'a wrong pack has another exit code than 1'
grep -q 'wrong.yaml:4: unit: .*furlong' "$folder/err" || fail 'the wrong unit is not named with its line'

# A city whose feed is a file: the figure is judged by the pack's own limit.
printf 'time,key,value\n%s,X1.a,7\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" >"$folder/a.csv"
cat >"$folder/city.yaml" <<'EOF'
title: 试点
origin: { lon: 110.4, lat: 21.2 }
feeds:
  - { name: file, driver: csv, address: a.csv, maps: [ { key: "{key}", value: value, time: time, unit: mm, period_s: 60 } ] }
EOF
cat >"$folder/script" <<EOF
document-open $folder/city.yaml
topic-reload
wait live is='["X1.a"]' limit=15
get indicators.X1.a
get topics.problems
get quality
EOF
"$program" run "$folder/script" >"$folder/out" 2>"$folder/err" || fail 'the city did not run'
grep -q '"key":"X1.a".*"value":7,.*"level":"yellow"' "$folder/out" || fail 'the figure is not judged'
grep -q '"last_year":null,"last_year_state":"none"' "$folder/out" || fail 'a past was invented'
grep -q '^\[\]$' "$folder/out" || fail 'a pack has problems'
grep -q '"name":"file".*"keys":1' "$folder/out" || fail 'the source has no quality'
