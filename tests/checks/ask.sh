#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# ask.sh - `ask`, `quantities` and `compare` on the shared IFC files, against a reading of the STEP text that shares no code (ask_step.py).
set -u
data=$CITYMIRROR_SHARED/data/ifc
if [ ! -d "$data" ]; then
    echo "skipped: the shared data is absent"
    exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0
python3 "$(dirname "$0")/ask_step.py" "$CITYMIRROR" "$data" "$work" || bad=1
office=$data/webifc/Office_A_20110811.ifc
expect() { # expect CODE PATTERN-OF-STDERR COMMAND...; '-' = nothing is said
    local want=$1 pattern=$2 code
    shift 2
    timeout 120 "$@" >"$work/out" 2>"$work/err" </dev/null
    code=$?
    if [ "$pattern" = - ] && [ -s "$work/err" ]; then code=said; fi
    if [ "$code" != "$want" ] || { [ "$pattern" != - ] && ! grep -qE -- "$pattern" "$work/err"; }; then
        echo "$*: exit $code, expected $want and '$pattern' on standard error:"
        head -n 3 "$work/err" | sed 's/^/    /'
        bad=1
    fi
}
export LC_ALL=C.UTF-8
expect 2 "character 6, .*'IfcWall'" "$CITYMIRROR" ask "$office" 'type=IfcWal'
expect 2 'character 8, the end: expected a value' "$CITYMIRROR" ask "$office" 'name = '
expect 2 'expected some of type, storey' "$CITYMIRROR" quantities "$office" --by colour
expect 2 'millimetres above 0' "$CITYMIRROR" compare "$office" "$office" --tolerance 0
expect 1 'no such file' "$CITYMIRROR" ask "$work/none.ifc" 'type=IfcWall'
expect 0 "'FireRating'" "$CITYMIRROR" ask "$office" 'FireRatng exists'
expect 0 - "$CITYMIRROR" ask "$office" 'type~Wall' -o "$work/walls.tsv"
expect 0 - "$CITYMIRROR" compare "$office" "$office"
[ "$(cut -d, -f2 "$work/out")" = ' added 0' ] || { echo 'a model differs from itself:'; head -n 3 "$work/out"; bad=1; }
expect 0 - "$CITYMIRROR" quantities "$office" --bom -o "$work/q.csv"
[ "$(head -c 3 "$work/q.csv" | od -An -tx1)" = ' ef bb bf' ] || { echo 'no byte order mark'; bad=1; }
house=$data/webifc/AC20-FZK-Haus.ifc
expect 2 'expected --storey' "$CITYMIRROR" section "$house"
expect 1 "'Erdgeschoss', 'Dachgeschoss'" "$CITYMIRROR" section "$house" --storey Keller
expect 0 - "$CITYMIRROR" section "$house" --storey Erdgeschoss -o "$work/plan.svg"
[ "$(grep -c '<path' "$work/plan.svg")" -gt 20 ] || { echo 'a plan with hardly a path'; bad=1; }
python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])' "$work/plan.svg" || { echo 'the plan is no XML'; bad=1; }
expect 0 - "$CITYMIRROR" section "$house" --storey Erdgeschoss --csv -o "$work/plan.csv"
[ "$(grep -c . "$work/plan.csv")" -eq $(($(grep -c '<path' "$work/plan.svg") + 1)) ] || { echo 'drawing and table differ'; bad=1; }
exit $bad
