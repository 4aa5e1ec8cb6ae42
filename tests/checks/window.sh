#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# window.sh - a real window under Xvfb: a click shows a building's attributes, a drag pans at the point grabbed, the wheel zooms,
# keys work, dropping nothing breaks nothing, and the session comes back. KEEP=folder keeps the screenshots.
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

python3 - >"$work/town.geojson" <<'P'
import json
features = []
for i in range(9):
    for j in range(9):
        x, y, d = 110.40 + i * 0.001, 21.20 + j * 0.001, 0.0004
        features.append({"type": "Feature", "properties": {"name": f"楼{i}{j}", "height": 60 if (i, j) == (4, 4) else 12},
                         "geometry": {"type": "Polygon", "coordinates": [[[x - d, y - d], [x + d, y - d], [x + d, y + d], [x - d, y + d], [x - d, y - d]]]}})
json.dump({"type": "FeatureCollection", "features": features}, __import__("sys").stdout)
P

exec 3< <(Xvfb -displayfd 1 -screen 0 1280x720x24 -nolisten tcp 2>/dev/null)
x=$!
read -r -t 30 number <&3 || { echo "Xvfb did not start"; exit 1; }
export DISPLAY=:$number
unset WAYLAND_DISPLAY SDL_VIDEODRIVER

start() { # start ARGUMENTS...
    : >"$work/answers"
    "$program" --size 1280x720 --commands "$work/pipe" "$@" >"$work/answers" 2>>"$work/log" &
    app=$!
    for _ in $(seq 300); do
        [ -p "$work/pipe" ] && window=$(xdotool search --pid $app 2>/dev/null | tail -n 1) && [ -n "$window" ] && break
        kill -0 $app 2>/dev/null || { echo "the program ended early"; cat "$work/log"; exit 1; }
        sleep 0.1
    done
    tell 'wait settled limit=60'
    ask 'app.settled' >/dev/null
    # Without a window manager nobody gives a new window the keyboard.
    until_true has_focus || complain "the window does not get the keyboard: $(xdotool getwindowfocus 2>&1), not $window"
}
has_focus() { xdotool windowfocus "$window" 2>/dev/null; [ "$(xdotool getwindowfocus 2>/dev/null)" = "$window" ]; }
tell() { echo "$1" >"$work/pipe"; }
ask() { # ask PROPERTY: its JSON
    answer "get $1"
}
answer() { # answer LINE: what the command prints
    local before line
    before=$(wc -l <"$work/answers")
    tell "$1"
    for _ in $(seq 700); do
        line=$(tail -n +$((before + 1)) "$work/answers" | head -n 1)
        [ -n "$line" ] && break
        sleep 0.1
    done
    echo "$line"
}
shoot() { [ -n "${KEEP:-}" ] && mkdir -p "$KEEP" && tell "screenshot \"$KEEP/$1.png\"" && ask app.settled >/dev/null; return 0; }
until_true() { # until_true COMMAND...: tries for 10 s
    for _ in $(seq 50); do
        "$@" && return 0
        sleep 0.2
    done
    return 1
}

start "$work/town.geojson"
tell 'camera lon=110.404 lat=21.204 heading=0 pitch=60 distance=900'
tell 'wait settled limit=60'
[ "$(ask selection.count)" = 0 ] || complain "something is selected at the start: $(ask selection.count)"
shoot window-start

# The tower stands in the middle of the view.
xdotool mousemove 640 350 sleep 0.3 click 1
is_selected() { [ "$(ask selection.count)" = 1 ]; }
until_true is_selected || complain "a click did not select: $(ask selection.count)"
picked=$(answer 'pick 640 350')
[ "${picked/楼44/}" != "$picked" ] || complain "the tower was not picked: $picked"
shoot window-selected

# A drag moves the ground with the pointer: the target goes the other way.
before=$(ask camera.lon)
xdotool mousemove 900 500 mousedown 1 mousemove 850 500 sleep 0.1 mousemove 700 500 sleep 0.3 mousemove 700 500 sleep 0.2 mouseup 1
tell 'wait still limit=10'
after=$(ask camera.lon)
python3 -c "import sys; sys.exit(not float('$after') > float('$before') + 0.0005)" || complain "a drag to the left did not move east: $before to $after"

before=$(ask camera.distance_m)
xdotool mousemove 640 400 click 4 sleep 0.05 click 4 sleep 0.05 click 4
tell 'wait still limit=10'
after=$(ask camera.distance_m)
python3 -c "import sys; b, a = $before, $after; sys.exit(not a < b * 0.7)" || complain "the wheel did not zoom: $before to $after"

before=$(ask camera.heading_deg)
xdotool mousemove 640 400 mousedown 3 mousemove 660 400 sleep 0.1 mousemove 800 400 sleep 0.1 mouseup 3
tell 'wait still limit=10'
after=$(ask camera.heading_deg)
python3 -c "import sys; sys.exit(not abs($after - $before) > 20)" || complain "a right drag did not turn: $before to $after"
# What is asked after a wait is answered after it, not on the way.
xdotool key n
tell 'wait still limit=10'
heading=$(ask camera.heading_deg)
python3 -c "import sys; h = $heading % 360; sys.exit(not min(h, 360 - h) < 0.01)" || complain "the key N did not turn north: $heading"

# Still pictures are not drawn again.
xdotool mousemove 5 5
sleep 1
ask app.frames_drawn >/dev/null
sleep 1
before=$(ask app.frames_drawn)
sleep 2
after=$(ask app.frames_drawn)
[ $((after - before)) -le 3 ] || complain "$((after - before)) frames were drawn while nothing changed"

xdotool key F1
sleep 0.5
shoot window-help
xdotool key Escape
xdotool key Escape
none_selected() { [ "$(ask selection.count)" = 0 ]; }
until_true none_selected || complain "Escape did not clear the selection"
xdotool key l
is_night() { [ "$(ask look)" = '"night"' ]; }
until_true is_night || complain "the key L did not change the look: $(ask look)"
shoot window-night
# A renderer started anew while the window runs, as after a lost context: the picture comes back and things are picked in it.
tell 'camera lon=110.404 lat=21.204 heading=0 pitch=60 distance=900'
tell render-restart
tell 'wait settled limit=60'
picked=$(answer 'pick 640 350')
[ "${picked/楼44/}" != "$picked" ] || complain "after a lost context the tower was not picked: $picked"
[ "$(ask render.triangles)" -gt 100 ] || complain "after a lost context $(ask render.triangles) triangles are drawn"
[ "$(ask scene.building_tiles)" -gt 0 ] || complain 'after a lost context no buildings are drawn'
shoot window-restarted
tell quit
wait $app
code=$?
[ $code -eq 0 ] || complain "quit gave exit code $code"

# The session is there again.
start
is_night || complain "the look of the last session is gone: $(ask look)"
[ "$(ask layers.count)" = 1 ] || complain "the layer of the last session is gone: $(ask layers.count)"
tell quit
wait $app
[ $bad -eq 0 ] || cat "$work/log"
exit $bad
