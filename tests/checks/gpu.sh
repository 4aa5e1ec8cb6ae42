#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# gpu.sh - the renderer started anew, as after a lost context, draws the same picture; with little GPU memory everything is drawn
# coarser, without holes, and that is said; with enough of it again the picture is the first one.
set -u
program=${CITYMIRROR:?}
compare=$(dirname "$program")/tests/compare
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_STATE_HOME=$work/state XDG_CACHE_HOME=$work/cache
unset DISPLAY WAYLAND_DISPLAY
bad=0
complain() { echo "$1"; bad=1; }
"$program" demo "$work/demo" --buildings 3000 --seed 5 >/dev/null || exit 1
cat >"$work/script" <<S
open "$work/demo/city.yaml"
feed-switch name=城市仿真 on=no
wait loaded
camera lon=110.395 lat=21.20 heading=30 pitch=25 distance=3000
shot "$work/first.png" size=640x360
render-restart
shot "$work/again.png" size=640x360
get scene.detail
budget vram=14
shot "$work/coarse.png" size=640x360
get scene.detail
get app.message
budget vram=0
shot "$work/last.png" size=640x360
get scene.detail
S
"$program" run "$work/script" >"$work/out" 2>"$work/err" || { cat "$work/err"; exit 1; }
mapfile -t answers <"$work/out"
cmp -s "$work/first.png" "$work/again.png" || complain 'after a lost context the picture is another'
[ "${answers[0]}" = 1 ] || complain "detail is ${answers[0]} before memory is short"
python3 -c "import sys; sys.exit(not 0.05 < float('${answers[1]}') < 1)" || complain "with 14 MB detail is ${answers[1]}"
case ${answers[2]} in *显存*) ;; *) complain "nothing is said of full memory: ${answers[2]}" ;; esac
[ "${answers[3]}" = 1 ] || complain "detail is ${answers[3]} with memory enough again"
"$compare" "$work/first.png" "$work/last.png" >"$work/diff" || complain "with memory enough again the picture is another: $(cat "$work/diff")"
# Coarser, but the same city: a hole in the ground or a missing quarter would change more than the outlines of houses.
"$compare" "$work/coarse.png" "$work/first.png" 48 0.1 >"$work/diff" || complain "the coarse picture is not the same city: $(cat "$work/diff")"
cmp -s "$work/coarse.png" "$work/first.png" && complain 'with 14 MB the picture is as fine as before'
exit $bad
