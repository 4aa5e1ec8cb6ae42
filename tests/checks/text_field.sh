#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# text_field.sh - a field in a real window under Xvfb by real clicks and keys: words, selection,
# clipboard, undo; Tab to a button; high contrast and size by their keys. KEEP=folder keeps pictures.
set -u
for tool in Xvfb xdotool; do
    command -v $tool >/dev/null || { echo "skipped: $tool is absent"; exit 0; }
done
program=${CITYMIRROR:?}
work=$(mktemp -d)
export XDG_STATE_HOME=$work/state XDG_CACHE_HOME=$work/cache DBUS_SESSION_BUS_ADDRESS=disabled:
cleanup() {
    for process in "${app:-}" "${x:-}"; do [ -n "$process" ] && kill "$process" 2>/dev/null; done
    wait 2>/dev/null
    rm -rf "$work"
}
trap cleanup EXIT
bad=0
complain() { echo "$1"; bad=1; }
until_true() { # until_true COMMAND...: tries for 30 s
    local end=$((SECONDS + 30))
    while [ $SECONDS -lt $end ]; do
        "$@" && return 0
        sleep 0.03
    done
    return 1
}
exec 3< <(Xvfb -displayfd 1 -screen 0 1024x640x24 -nolisten tcp 2>/dev/null)
x=$!
read -r -t 30 number <&3 || { echo 'Xvfb did not start'; exit 1; }
export DISPLAY=:$number
unset WAYLAND_DISPLAY SDL_VIDEODRIVER
printf 'title: 输入\nlayers: []\n' >"$work/city.yaml"
"$program" --new --size 1024x640 --commands "$work/pipe" "$work/city.yaml" >"$work/answers" 2>"$work/log" &
app=$!
has_window() { window=$(xdotool search --pid $app 2>/dev/null | tail -n 1) && [ -p "$work/pipe" ] && [ -n "$window" ]; }
until_true has_window || { echo "the program did not start: $(cat "$work/log")"; exit 1; }
has_focus() { xdotool windowfocus "$window" 2>/dev/null; [ "$(xdotool getwindowfocus 2>/dev/null)" = "$window" ]; }
until_true has_focus || complain 'the window does not get the keyboard'
ask() { # ask PROPERTY: its JSON
    local before line= end=$((SECONDS + 30))
    before=$(wc -l <"$work/answers")
    echo "get $1" >"$work/pipe"
    while [ $SECONDS -lt $end ]; do
        line=$(tail -n +$((before + 1)) "$work/answers" | head -n 1)
        [ -n "$line" ] && break
        sleep 0.02
    done
    echo "$line"
}
focus() { # focus PYTHON: an expression over the widget w that has the focus; None = nothing has
    ask widgets >"$work/value"
    python3 -c "
import json, sys
w = next((w for w in json.load(open('$work/value')) if w.get('focus')), None)
print({k: w[k] for k in w if k in ('name', 'text', 'caret', 'anchor', 'rect')} if w else 'no focus', file=open('$work/focus', 'w'))
sys.exit(not ($1))" 2>/dev/null
}
wants() { until_true focus "$2" || complain "$1: $(cat "$work/focus")"; }
says() { [ "$(ask "$1")" = "$2" ]; }
shoot() { [ -n "${KEEP:-}" ] && mkdir -p "$KEEP" && echo "screenshot \"$KEEP/$1.png\"" >"$work/pipe" && ask version >/dev/null; return 0; }

until_true ask version >/dev/null
xdotool key ctrl+f
wants 'Ctrl+F gives no field' 'w and w["role"] == "field"'
xdotool type 'pond alarm depth'
wants 'typing' 'w["text"] == "pond alarm depth"'
read -r left top < <(python3 -c "
import json
w = next(w for w in json.load(open('$work/value')) if w.get('focus'))
print(w['rect'][0] + 34 + 60, w['rect'][1] + w['rect'][3] // 2)")
xdotool mousemove "$left" "$top" click --repeat 2 --delay 60 1
wants 'a double click takes no word' '(w["anchor"], w["caret"]) == (5, 10)'
shoot text-field
xdotool key ctrl+x End ctrl+v
wants 'cut and paste' 'w["text"] == "pond  depthalarm"'
xdotool key ctrl+z ctrl+z
wants 'undo' 'w["text"] == "pond alarm depth"'
xdotool key Escape
wants 'Escape leaves the field' 'w is None'
xdotool key Tab
wants 'Tab reaches nothing' 'w and w["role"] != "field"'
xdotool key shift+l ctrl+plus
until_true says high_contrast true || complain 'Shift+L gives no high contrast'
until_true says interface_scale 1.25 || complain "Ctrl+plus gives $(ask interface_scale)"
shoot text-contrast
echo quit >"$work/pipe"
exit $bad
