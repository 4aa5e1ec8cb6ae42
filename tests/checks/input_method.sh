#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# input_method.sh - pinyin typed by real keys through ibus-libpinyin under Xvfb is 湛江 in the field:
# the pre-edit stands in the field, no key of it is a shortcut, candidates stand at the caret.
# KEEP=folder keeps a picture of the screen.
set -u
for tool in Xvfb xdotool ibus-daemon dbus-run-session; do
    command -v $tool >/dev/null || { echo "skipped: $tool is absent (packages ibus, ibus-libpinyin)"; exit 0; }
done
[ -e /usr/share/ibus/component/libpinyin.xml ] || { echo 'skipped: ibus-libpinyin is absent'; exit 0; }
if [ -z "${INPUT_METHOD_BUS:-}" ]; then
    export INPUT_METHOD_BUS=1
    exec dbus-run-session -- "$0" "$@" 2>/dev/null
fi
program=${CITYMIRROR:?}
work=$(mktemp -d)
export HOME=$work XDG_STATE_HOME=$work/state XDG_CACHE_HOME=$work/cache XDG_CONFIG_HOME=$work/config
export GSETTINGS_BACKEND=memory NO_AT_BRIDGE=1
mkdir -p "$work/state" "$work/cache" "$work/config"
cleanup() {
    for process in "${app:-}" "${ibus:-}" "${x:-}"; do [ -n "$process" ] && kill "$process" 2>/dev/null; done
    wait 2>/dev/null
    rm -rf "$work"
}
trap cleanup EXIT
bad=0
complain() { echo "$1"; bad=1; }
soon() { LIMIT=6 until_true "$@"; }
until_true() { # until_true COMMAND...: tries for 30 s
    local end=$((SECONDS + ${LIMIT:-30}))
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
unset WAYLAND_DISPLAY SDL_VIDEODRIVER SDL_IM_MODULE XMODIFIERS
ibus-daemon --replace --emoji-extension disable >"$work/ibus" 2>&1 &
ibus=$!
engine_is_set() { ibus engine libpinyin; [ "$(ibus engine)" = libpinyin ]; } >/dev/null 2>&1
until_true engine_is_set || { echo "ibus did not start: $(cat "$work/ibus")"; exit 1; }

cat >"$work/city.yaml" <<'C'
title: 输入
layers: []
C
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
field() { # field PYTHON: an expression over the field w that has the focus
    ask widgets >"$work/value"
    python3 -c "
import json, sys
w = next((w for w in json.load(open('$work/value')) if w['role'] == 'field' and w['focus']), None)
print({k: w[k] for k in ('text', 'preedit', 'rect')} if w else 'no field', file=open('$work/field', 'w'))
sys.exit(not (w and ($1)))" 2>/dev/null
}

candidates() { # within the width of the field, below its middle
    for box in $(xdotool search --onlyvisible --class ibus-ui-gtk3 2>/dev/null); do
        eval "$(xdotool getwindowgeometry --shell "$box" 2>/dev/null)"
        [ "${WIDTH:-0}" -gt 20 ] || continue
        left=$X top=$Y
        field "w['rect'][0] - 40 <= $left <= w['rect'][0] + w['rect'][2] and abs($top - w['rect'][1] - w['rect'][3]) < 40" && return 0
    done
    return 1
}
# The bus sets an engine of its own once its panel is there, and libpinyin reads its words at its
# first key: until a pre-edit is seen.
is_warm() {
    engine_is_set
    xdotool key ctrl+a BackSpace a
    soon field 'w["preedit"] or w["text"]' && field 'w["preedit"]'
}
letters() { # letters WORD: by real keys, each once the input method has shown the one before
    local i try before=
    for ((i = 0; i < ${#1}; i++)); do
        xdotool key "${1:i:1}"
        for try in 1 2 3 4 5 6 7 8; do
            field True
            [ "$(cat "$work/field")" != "$before" ] && break
            sleep 0.03
        done
        before=$(cat "$work/field")
    done
}
why=
failed() { why="$1: $(cat "$work/field")"; return 1; }
# SDL waits 0.3 s for the input method's word on a key and then takes it for a letter: a machine that
# is busy elsewhere may be too slow once. Only then, seen by a letter beside the pre-edit, once more.
pinyin() {
    field 'w["preedit"]' && xdotool key Escape && soon field 'w["preedit"] == ""'
    soon is_warm || { failed 'no pre-edit'; return; }
    xdotool key Escape
    soon field 'w["preedit"] == ""'
    xdotool key ctrl+a BackSpace
    soon field 'w["text"] == ""' || { failed 'the field was not emptied'; return; }
    # l is the key of the next look, n of north, z, h … of others: none of them may act.
    letters zhanjiang
    soon field 'w["preedit"].replace(" ", "").replace("\u0027", "") in ("zhanjiang", "湛江")' || { failed 'zhanjiang is no pre-edit'; return; }
    field 'w["text"] == ""' || { failed 'the pre-edit is written already'; return; }
    soon candidates || { failed "the candidates stand at ${left:-none},${top:-none}"; return; }
    [ -n "${KEEP:-}" ] && mkdir -p "$KEEP" && command -v import >/dev/null && import -window root "$KEEP/input_method.png"
    xdotool key space
    soon field 'w["text"] == "湛江" and w["preedit"] == ""' || { failed 'pinyin gave'; return; }
    # Escape ends the pre-edit and nothing else.
    letters chikan
    soon field 'w["preedit"] != ""' && xdotool key Escape
    soon field 'w["preedit"] == "" and w["text"] == "湛江"' || { failed 'Escape in a pre-edit left'; return; }
}
look=$(ask look)
xdotool key ctrl+f
until_true field 'w["text"] == ""' || complain 'Ctrl+F gives no field'
pinyin || pinyin || pinyin || complain "$why"
[ "$(ask look)" = "$look" ] || complain "a letter of the pinyin changed the look to $(ask look)"
xdotool key BackSpace
until_true field 'w["text"] == "湛"' || complain "a cluster was not erased: $(cat "$work/field")"
xdotool key Escape
no_field() { ! field True; }
until_true no_field || complain 'Escape does not leave the field'
echo quit >"$work/pipe"
exit $bad
