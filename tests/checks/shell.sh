#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# shell.sh - the desk's shell in a real window under Xvfb, by real clicks and keys: a command found by
# pinyin and run by its form with a wrong field named, a menu walked by keys, a right click that opens
# a menu and a right drag that does not, a layer removed after a question, a file chosen and opened,
# settings, and changes saved before quitting. KEEP=folder keeps the screenshots.
set -u
for tool in Xvfb xdotool; do
    command -v $tool >/dev/null || { echo "skipped: $tool is absent"; exit 0; }
done
program=${CITYMIRROR:?}
work=$(mktemp -d)
export XDG_STATE_HOME=$work/state XDG_CACHE_HOME=$work/cache HOME=$work
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
for name in ("town", "more"):
    ring = [[110.40, 21.20], [110.41, 21.20], [110.41, 21.21], [110.40, 21.21], [110.40, 21.20]]
    json.dump({"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": "楼", "height": 12},
               "geometry": {"type": "Polygon", "coordinates": [ring]}}]}, open(f"{sys.argv[1]}/{name}.geojson", "w"))
P
cat >"$work/city.yaml" <<'C'
title: 试城
layers:
  - { name: 楼, source: town.geojson }
C
exec 3< <(Xvfb -displayfd 1 -screen 0 1024x600x24 -nolisten tcp 2>/dev/null)
x=$!
read -r -t 30 number <&3 || { echo "Xvfb did not start"; exit 1; }
export DISPLAY=:$number
unset WAYLAND_DISPLAY SDL_VIDEODRIVER
export DBUS_SESSION_BUS_ADDRESS=disabled:
"$program" --size 1024x600 --commands "$work/pipe" "$work/city.yaml" >"$work/answers" 2>>"$work/log" &
app=$!
for _ in $(seq 300); do
    [ -p "$work/pipe" ] && window=$(xdotool search --pid $app 2>/dev/null | tail -n 1) && [ -n "$window" ] && break
    kill -0 $app 2>/dev/null || { echo "the program ended early"; cat "$work/log"; exit 1; }
    sleep 0.05
done
tell() { echo "$1" >"$work/pipe"; }
answer() {
    local before line
    before=$(wc -l <"$work/answers")
    tell "$1"
    for _ in $(seq 600); do
        line=$(tail -n +$((before + 1)) "$work/answers" | head -n 1)
        [ -n "$line" ] && break
        kill -0 $app 2>/dev/null || break
        sleep 0.01
    done
    echo "$line"
}
soon() {
    for _ in $(seq 60); do
        "$@" && return 0
        sleep 0.03
    done
    return 1
}
is() { [ "$(answer "get $1")" = "$2" ]; }
# A widget of a panel: "x y" of its middle, by its name or text; nothing where it is not shown.
place() {
    answer 'get widgets' | python3 -c '
import json, sys
for w in json.load(sys.stdin):
    if w["panel"] == sys.argv[1] and sys.argv[2] in (w["name"], w["text"]):
        print(w["rect"][0] + w["rect"][2] // 2, w["rect"][1] + w["rect"][3] // 2, w["role"])
        break' "$1" "$2"
}
shows() { [ -n "$(place "$1" "$2")" ]; }
hides() { ! shows "$1" "$2"; }
# Pressed once it is there: CLICK panel name [button]
press() {
    soon shows "$1" "$2" || { complain "'$2' of the $1 is not shown"; return; }
    local px py role
    read -r px py role < <(place "$1" "$2")
    xdotool mousemove "$px" "$py" click "${3:-1}"
}
shoot() { [ -n "${KEEP:-}" ] && mkdir -p "$KEEP" && tell "screenshot \"$KEEP/$1.png\"" && answer 'get app.settled' >/dev/null; return 0; }
has_focus() { xdotool windowfocus "$window" 2>/dev/null; [ "$(xdotool getwindowfocus 2>/dev/null)" = "$window" ]; }
tell 'camera lon=110.405 lat=21.205 heading=0 pitch=60 distance=900'
tell "quality software"
tell "wait settled limit=60"
answer 'get app.settled' >/dev/null
soon has_focus || complain 'the window does not get the keyboard'

# The palette: by pinyin, its form, a wrong field, the deed.
xdotool key ctrl+k
soon shows palette palette || complain 'Ctrl+K does not open the palette'
xdotool type --delay 5 'gaochengkuazhang'
soon shows palette 'command exaggeration' || complain 'pinyin does not find a command'
shoot shell-palette
xdotool key Return
soon shows form 'form exaggeration' || complain 'a command with an argument shows no form'
xdotool type --delay 5 'much'
xdotool key Return
soon shows form 'wrong factor' || complain 'the wrong field is not named'
shoot shell-form
xdotool key ctrl+a type 2
xdotool key Return
soon is exaggeration 2 || complain "the form did not run: $(answer 'get exaggeration')"
soon hides form 'form exaggeration' || complain 'the form stays open after it has run'

# Menus by keys: Alt and a letter, arrows, Return; and by a letter.
xdotool key alt+v
soon shows menu 注记 || complain 'Alt+V does not open the menu'
is labels true || complain 'labels are off at the start'
press menu 注记
soon is labels false || complain 'an item of a menu does not switch labels off'
xdotool key F10
soon shows menu 退出 || complain 'F10 does not open the menus'
xdotool key Right Down Down
shoot shell-menu
xdotool key Escape
soon hides menu 撤销 || complain 'Escape does not close the menu'

# A right drag turns, a right click opens a menu.
xdotool mousemove 512 350 mousedown 3 mousemove 560 350 sleep 0.03 mousemove 640 350 mouseup 3
shows menu 复制坐标 && complain 'a right drag opens a menu'
xdotool click 3
press menu 复制属性
soon hides menu 复制属性 || complain 'the menu stays open'

# A layer removed: the question keeps Enter from doing it, the deed does it.
press layers 'layer 楼' 3
press menu 移除…
soon shows dialog 移除 || complain 'removing a layer does not ask'
shoot shell-dialog
xdotool key Return
soon hides dialog 移除 || complain 'Enter does not leave the question'
is layers.count 1 || complain 'Enter removed the layer'
press layers 'layer 楼' 3
press menu 移除…
press dialog 移除
soon is layers.count 0 || complain 'the layer is not removed'
tell undo

# A file chosen by what is typed.
xdotool key ctrl+o
soon shows chooser more.geojson || complain 'the chooser does not list the folder'
xdotool type --delay 5 'mo'
xdotool key Tab
shoot shell-chooser
xdotool key Return
soon is layers.count 2 || complain "the file chosen is not opened: $(answer 'get layers.count')"

# Settings.
xdotool key ctrl+comma
press settings '200 %'
soon is interface_scale 2 || complain 'the size of the interface is not set'
soon shows settings English && shoot shell-settings
press settings '100 %'
soon is interface_scale 1 || complain 'the size of the interface is not set back'
xdotool key Escape

# Changes are saved before quitting.
xdotool key ctrl+q
soon shows dialog 不保存 || complain 'quitting with changes does not ask'
xdotool key Return
for _ in $(seq 100); do kill -0 $app 2>/dev/null || break; sleep 0.05; done
kill -0 $app 2>/dev/null && complain 'Save and quit does not end the program'
grep -q more.geojson "$work/city.yaml" || complain 'the changes were not saved'
exit $bad
