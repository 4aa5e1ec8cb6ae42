#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# panels.sh - the panels at a real window under Xvfb, by real clicks, drags and keys: layers moved between
# groups and back by undo, renamed, hidden; places kept, put in order; the log read; searched by pinyin.
# KEEP=folder keeps screenshots.
set -u
for tool in Xvfb xdotool; do
    command -v $tool >/dev/null || { echo "skipped: $tool is absent"; exit 0; }
done
program=${CITYMIRROR:?}
work=$(mktemp -d)
export XDG_STATE_HOME=$work/state XDG_CACHE_HOME=$work/cache
cleanup() {
    [ -n "${app:-}" ] && kill "$app" 2>/dev/null
    [ -n "${x:-}" ] && kill "$x" 2>/dev/null
    wait 2>/dev/null
    rm -rf "$work"
}
trap cleanup EXIT
bad=0
complain() { echo "$1"; bad=1; }

python3 - "$work" <<'P'
import json, sys
def layer(name, features):
    json.dump({"type": "FeatureCollection", "features": [{"type": "Feature", "properties": p, "geometry": g} for p, g in features]},
              open(f"{sys.argv[1]}/{name}.geojson", "w"), ensure_ascii=False)
def area(i): return {"type": "Polygon", "coordinates": [[[110.3 + i / 50, 21.2], [110.31 + i / 50, 21.2], [110.31 + i / 50, 21.21], [110.3 + i / 50, 21.2]]]}
layer("use", [({"name": n, "type": t, "floor": i * 7}, area(i)) for i, (n, t) in enumerate([("霞山公园", "公园"), ("赤坎老街", "商业"), ("麻章水库", "水域"), ("海滨宾馆", "商业")])])
layer("road", [({"name": n}, {"type": "LineString", "coordinates": [[110.3, 21.2 + i / 80], [110.4, 21.2 + i / 80]]}) for i, n in enumerate(["人民大道", "海滨大道"])])
layer("port", [({"name": n, "id": "zhanjiang"}, {"type": "Point", "coordinates": [110.4 + i / 90, 21.19]}) for i, n in enumerate(["湛江港", "霞山港区"])])
P
cat >"$work/city.yaml" <<'C'
title: 面板
layers:
  - { name: 用地, source: use.geojson, group: 底图, style: { draw: area, colour_by: type, categories: [ { value: 公园, colour: '#5f9a52' }, { value: 商业, colour: '#c98a5a' }, { value: 水域, colour: '#5f93b4' } ] } }
  - { name: 道路, source: road.geojson, group: 底图, style: { draw: line, colour: '#e0b060', width: 12 } }
  - { name: 港口, source: port.geojson, group: 设施, style: { draw: point, live: "tide.{id}.level", live_stops: "0=#3080d0;1.5=#e0a020;3=#d03030" } }
  - { name: 缺失, source: missing.geojson, group: 设施 }
bookmarks:
  - { name: 港区, lon: 110.40, lat: 21.19, distance_m: 3000 }
  - { name: 公园, lon: 110.31, lat: 21.20, distance_m: 2500 }
C

exec 3< <(Xvfb -displayfd 1 -screen 0 1280x800x24 -nolisten tcp 2>/dev/null)
x=$!
read -r -t 30 number <&3 || { echo "Xvfb did not start"; exit 1; }
export DISPLAY=:$number
unset WAYLAND_DISPLAY SDL_VIDEODRIVER
export DBUS_SESSION_BUS_ADDRESS=disabled:
until_true() { # until_true COMMAND...: tries for 20 s
    local end=$((SECONDS + 20))
    while [ $SECONDS -lt $end ]; do
        "$@" && return 0
        sleep 0.03
    done
    return 1
}
has_focus() { xdotool windowfocus "$window" 2>/dev/null; [ "$(xdotool getwindowfocus 2>/dev/null)" = "$window" ]; }
tell() { echo "$1" >"$work/pipe"; }
ask() { # ask PROPERTY: its JSON
    local before line end=$((SECONDS + 20))
    before=$(wc -l <"$work/answers")
    tell "get $1"
    while [ $SECONDS -lt $end ]; do
        line=$(tail -n +$((before + 1)) "$work/answers" | head -n 1)
        [ -n "$line" ] && break
        sleep 0.02
    done
    echo "$line"
}
says() { [ "$(ask "$1")" = "$2" ]; } # says PROPERTY JSON
where() { # where NAME: the middle of the first widget of that name that can be clicked; its upper, lower edge
    ask widgets >"$work/value"
    python3 - "$work/value" "$1" <<'P'
import json, sys
for w in json.load(open(sys.argv[1])):
    if w["name"] == sys.argv[2] and w["action"]:
        x, y, width, height = w["rect"]
        print(int(x + width / 2), int(y + height / 2), int(y + 3), int(y + height - 3))
        break
P
}
there() { [ -n "$(where "$1")" ]; }
press() { # press NAME [BUTTON ARGUMENTS]: a real click
    until_true there "$1" || { complain "nothing named '$1' can be clicked"; return 1; }
    read -r px py _ < <(where "$1")
    xdotool mousemove "$px" "$py" click 1
}
drag() { # drag NAME NAME above|below: by the pointer, in steps
    until_true there "$2" || { complain "nothing named '$2'"; return 1; }
    read -r ax ay _ < <(where "$1")
    read -r _ _ top bottom < <(where "$2")
    local to=$bottom
    [ "$3" = above ] && to=$top
    xdotool mousemove "$ax" "$ay" mousedown 1 mousemove $((ax + 3)) $((ay + 8)) mousemove "$ax" "$to"
    [ "${4:-}" ] && until_true "$4"
    [ "${5:-}" ] && xdotool key "$5"
    xdotool mouseup 1
}
shoot() { [ -n "${KEEP:-}" ] && mkdir -p "$KEEP" && tell "screenshot \"$KEEP/$1.png\"" && ask version >/dev/null; return 0; }

"$program" --size 1280x800 --new --commands "$work/pipe" "$work/city.yaml" >"$work/answers" 2>"$work/log" &
app=$!
for _ in $(seq 300); do
    [ -p "$work/pipe" ] && window=$(xdotool search --pid $app 2>/dev/null | tail -n 1) && [ -n "$window" ] && break
    kill -0 $app 2>/dev/null || { echo "the program ended early"; cat "$work/log"; exit 1; }
    sleep 0.1
done
until_true has_focus || complain "the window does not get the keyboard"
tell 'wait loaded limit=20'

# Layers
drag 'layer 用地' 'layer 港口' below
until_true says layers '["道路","港口","用地","缺失"]' || complain "a layer dragged to another group gives $(ask layers)"
[ "$(ask layers.用地.group)" = '"设施"' ] || complain "the dragged layer is in group $(ask layers.用地.group)"
tell undo
until_true says layers '["用地","道路","港口","缺失"]' || complain "one undo does not bring it back: $(ask layers)"
drag 'layer 用地' 'layer 港口' below '' Escape
says layers '["用地","道路","港口","缺失"]' || complain "Escape does not cancel a drag: $(ask layers)"
drag 'group 设施' 'group 底图' above
until_true says layers '["港口","缺失","用地","道路"]' || complain "a group dragged gives $(ask layers)"
press 'layer 道路'
xdotool key ctrl+Up
until_true says layers '["港口","缺失","道路","用地"]' || complain "Ctrl+Up gives $(ask layers)"
xdotool key space
until_true says layers.道路.visible false || complain "Space does not hide a layer"
xdotool key F2
shown() { ask widgets | grep -q "\"name\":\"$1\""; }
until_true shown 'new name' || complain 'F2 opens no field'
xdotool key End BackSpace 2 Return
until_true says layers '["港口","缺失","道2","用地"]' || complain "F2 names it $(ask layers)"
press 'layer 用地'
until_true there 'zoom 用地' || complain 'a click does not open a layer'
shoot layers
# Places
tell 'tour-add seconds=4 name=起点'
tell 'tour-add seconds=6 name=终点'
tell 'scene-save 早会'
tell 'panel-show places'
drag 'places row 1' 'places row 0' above
until_true says bookmarks '["公园","港区"]' || complain "bookmarks dragged give $(ask bookmarks)"
press 'places row 1'
until_true says dock.item '"b:港区"' || complain "a click on a place chose $(ask dock.item)"
press 前往
near_port() { ask camera.lon | grep -q '^110\.[34]'; }
until_true near_port || complain "a bookmark was not gone to: $(ask camera.lon)"
shoot places
tell 'panel-show log'
press 'log level 2'
until_true shown 'log row 0' || complain 'the log has no line'
shoot log
press 'close list'

# Search
xdotool key ctrl+f
until_true shown 查找 || complain 'Ctrl+F opens no search'
xdotool type gang
until_true there 'select all found' || complain "pinyin finds nothing: $(ask widgets | tail -c 400)"
shoot search
press 'select all found'
until_true says selection.count 2 || complain "what was found is not selected: $(ask selection.count)"
tell quit
wait $app
code=$?
[ $code -eq 0 ] || complain "quit gave exit code $code"
[ $bad -eq 0 ] || tail -n 20 "$work/log"
[ $bad -eq 0 ] && echo 'layers, places, search and the log were worked by real clicks, drags and keys'
exit $bad
