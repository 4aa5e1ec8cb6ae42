#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# operator.sh - a watch at a real window under Xvfb, by real clicks and keys: the simulation raises
# an alarm, its toast is clicked, the alarm acknowledged and taken to a filed case in three clicks;
# the mark in the scene is picked; a feed is switched off. KEEP=folder keeps the screenshots.
set -u
for tool in Xvfb xdotool; do
    command -v $tool >/dev/null || { echo "skipped: $tool is absent"; exit 0; }
done
program=${CITYMIRROR:?}
work=$(mktemp -d)
export XDG_STATE_HOME=$work/state XDG_CACHE_HOME=$work/cache USER=王芳
cleanup() {
    [ -n "${app:-}" ] && kill "$app" 2>/dev/null
    [ -n "${x:-}" ] && kill "$x" 2>/dev/null
    wait 2>/dev/null
    rm -rf "$work"
}
trap cleanup EXIT
bad=0
complain() { echo "$1"; bad=1; }

# The rules of topics would raise alarms of their own.
mkdir "$work/data"
cp -r "$(dirname "$0")"/../../assets/data/* "$work/data" && rm -r "$work/data/topics"
export CITYMIRROR_DATA=$work/data

python3 - >"$work/stations.geojson" <<'P'
import json, sys
json.dump({"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": "湛江站", "key": "tide.zhanjiang.level"},
           "geometry": {"type": "Point", "coordinates": [110.40, 21.20]}}]}, sys.stdout)
P
cat >"$work/rules.yaml" <<'R'
rules:
  - { id: tide, name: 潮位超限, name_en: Tide, keys: tide.zhanjiang.level, red: -100, unit: m }
R
cat >"$work/city.yaml" <<'C'
title: 值班
rules: rules.yaml
feeds:
  - { name: 仿真, driver: sim, options: scenario=normal }
layers:
  - { name: 潮位站, source: stations.geojson, style: { draw: point, live: "{key}", live_label: true } }
C

exec 3< <(Xvfb -displayfd 1 -screen 0 1024x640x24 -nolisten tcp 2>/dev/null)
x=$!
read -r -t 30 number <&3 || { echo "Xvfb did not start"; exit 1; }
export DISPLAY=:$number
unset WAYLAND_DISPLAY SDL_VIDEODRIVER
export DBUS_SESSION_BUS_ADDRESS=disabled:

start() { # start ARGUMENTS...
    : >"$work/answers"
    "$program" --size 1024x640 --commands "$work/pipe" "$@" >"$work/answers" 2>>"$work/log" &
    app=$!
    for _ in $(seq 300); do
        [ -p "$work/pipe" ] && window=$(xdotool search --pid $app 2>/dev/null | tail -n 1) && [ -n "$window" ] && break
        kill -0 $app 2>/dev/null || { echo "the program ended early"; cat "$work/log"; exit 1; }
        sleep 0.1
    done
    until_true has_focus || complain "the window does not get the keyboard"
}
has_focus() { xdotool windowfocus "$window" 2>/dev/null; [ "$(xdotool getwindowfocus 2>/dev/null)" = "$window" ]; }
tell() { echo "$1" >"$work/pipe"; }
ask() { # ask PROPERTY: its JSON
    local before line
    before=$(wc -l <"$work/answers")
    tell "get $1"
    local end=$((SECONDS + 30))
    while [ $SECONDS -lt $end ]; do
        line=$(tail -n +$((before + 1)) "$work/answers" | head -n 1)
        [ -n "$line" ] && break
        sleep 0.02
    done
    echo "$line"
}
is() { # is PROPERTY PYTHON: an expression over its value v
    ask "$1" >"$work/value"
    python3 -c "import json, sys; v = json.load(open('$work/value')); sys.exit(not ($2))" 2>/dev/null
}
says() { [ "$(ask "$1")" = "$2" ]; } # says PROPERTY JSON
until_true() { # until_true COMMAND...: tries for 30 s
    local end=$((SECONDS + 30))
    while [ $SECONDS -lt $end ]; do
        "$@" && return 0
        sleep 0.03
    done
    return 1
}
where() { # where NAME: the middle of the first widget of that name that can be clicked
    ask widgets >"$work/value"
    python3 - "$work/value" "$1" <<'P'
import json, sys
for w in json.load(open(sys.argv[1])):
    if w["name"] == sys.argv[2] and w["action"]:
        x, y, width, height = w["rect"]
        print(int(x + width / 2), int(y + height / 2))
        break
P
}
press() { # press NAME: a real click
    local at=
    local end=$((SECONDS + 30))
    while [ $SECONDS -lt $end ]; do
        at=$(where "$1")
        [ -n "$at" ] && break
        sleep 0.1
    done
    [ -n "$at" ] || { complain "nothing named '$1' can be clicked"; return 1; }
    xdotool mousemove $at click 1
}
shoot() { [ -n "${KEEP:-}" ] && mkdir -p "$KEEP" && tell "screenshot \"$KEEP/$1.png\"" && ask version >/dev/null; return 0; }

start --new "$work/city.yaml"
until_true is alarms 'v["unacked"] == 1' || complain "the simulation raised no alarm: $(ask alarms)"
tell 'camera lon=110.50 lat=21.20 heading=0 pitch=60 distance=900'
shoot operator-raised

press 'toast 0'
until_true says dock '"alarms"' || complain "a click on the toast opened $(ask dock)"
[ "$(ask dock.item)" = '"tide@tide.zhanjiang.level"' ] || complain "the toast opened $(ask dock.item)"
until_true is camera.lon 'abs(v - 110.40) < 1e-6' || complain "the toast did not fly to the alarm: $(ask camera.lon)"
press 确认
until_true is alarms 'v["unacked"] == 0 and v["alarms"][0]["acked_by"] == "王芳"' || complain "the alarm was not acknowledged: $(ask alarms)"
# From the alarm to a filed case in three clicks.
press 'alarms row 0'
press 转案件
until_true says dock '"cases"' || complain "opening a case left $(ask dock) open"
press 立案
until_true is cases 'v["count"] == 1 and v["cases"][0]["state_name"] == "filed" and v["cases"][0]["alarm"] == "tide@tide.zhanjiang.level"' ||
    complain "three clicks did not file a case: $(ask cases)"
shoot operator-filed
press 'close list'
until_true says dock '"none"' || complain "the list was not closed: $(ask dock)"

# The mark in the scene answers a click with its record.
tell 'wait still limit=5'
xdotool mousemove 512 320 sleep 0.1 click 1
until_true says shown_key '"tide.zhanjiang.level"' || complain "a click on the mark shows $(ask shown_key)"
says selection.count 1 || complain "a click on the mark selected $(ask selection)"
shoot operator-picked

# A feed is looked at and switched off by keys and a click; what it said grows old and says so.
xdotool key F9
until_true says dock '"feeds"' || complain "F9 opened $(ask dock)"
xdotool key Down
until_true says dock.item '"仿真"' || complain "the key Down chose $(ask dock.item)"
press 停用
until_true is feeds 'v[0]["state"] == "off"' || complain "the feed was not switched off: $(ask feeds)"
shoot operator-feeds
tell quit
wait $app
code=$?
[ $code -eq 0 ] || complain "quit gave exit code $code"

[ $bad -eq 0 ] || cat "$work/log"
[ $bad -eq 0 ] && echo 'an alarm was acknowledged and filed as a case by real clicks'
exit $bad
