#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# alarm_window.sh - in a real window under Xvfb an alarm sounds, waits with the view while somebody is at the desk, and moves it
# when nobody is; muted it is silent.
set -u
for tool in Xvfb xdotool; do
    command -v $tool >/dev/null || { echo "skipped: $tool is absent"; exit 0; }
done
program=${CITYMIRROR:?}
work=$(mktemp -d)
# The rules of topics would raise alarms of their own.
mkdir "$work/data"
cp -r "$(dirname "$0")"/../../assets/data/* "$work/data" && rm -r "$work/data/topics"
export CITYMIRROR_DATA=$work/data
export XDG_STATE_HOME=$work/state XDG_CACHE_HOME=$work/cache
cleanup() {
    [ -n "${app:-}" ] && kill "$app" 2>/dev/null
    [ -n "${x:-}" ] && kill "$x" 2>/dev/null
    wait 2>/dev/null
    rm -rf "$work"
}
trap cleanup EXIT
fail() {
    echo "$1"
    tail -n 20 "$work/answers" "$work/log"
    exit 1
}
exec 3< <(Xvfb -displayfd 1 -screen 0 640x360x24 -nolisten tcp 2>/dev/null)
x=$!
read -r -t 30 number <&3 || fail 'Xvfb did not start'
export DISPLAY=:$number SDL_AUDIODRIVER=disk SDL_DISKAUDIOFILE=$work/sound.raw
unset WAYLAND_DISPLAY SDL_VIDEODRIVER
cat >"$work/rules.yaml" <<'R'
rules:
  - { id: ring, keys: tide.*.level, red: -50, actions: [ { do: sound }, { do: mark } ] }
  - { id: look, keys: tide.zhanjiang.surge, red: -50, actions: [ { do: fly_to, distance_m: 777 } ] }
R
cat >"$work/city.yaml" <<'C'
rules: rules.yaml
layers: [ { name: 潮位站, source: points.geojson, style: { live: "tide.{id}.level" } } ]
C
cat >"$work/points.geojson" <<'G'
{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"zhanjiang"},"geometry":{"type":"Point","coordinates":[110.3712,21.1934]}}]}
G
"$program" --size 640x360 --new --commands "$work/pipe" "$work/city.yaml" >"$work/answers" 2>"$work/log" &
app=$!
tell() { printf '%s\n' "$@" >"$work/pipe"; }
answer() { # what a line prints
    local before
    before=$(wc -l <"$work/answers")
    tell "$1"
    for _ in $(seq 100); do
        [ "$(wc -l <"$work/answers")" -gt "$before" ] && break
        kill -0 "$app" 2>/dev/null || fail 'the program ended early'
        sleep 0.05
    done
    tail -n 1 "$work/answers"
}
until_true() {
    for _ in $(seq 100); do
        "$@" && return 0
        sleep 0.1
    done
    return 1
}
loud() { [ -f "$work/sound.raw" ] && [ -n "$(head -c 400000 "$work/sound.raw" | tr -d '\0' | head -c 1)" ]; }
done_of() { answer 'get actions' | grep -q "\"$1\":[1-9]"; }
at_777() { answer 'get camera' | grep -q '"distance_m":777[^0-9]'; }
until_true test -p "$work/pipe" || fail 'no command pipe'
tell 'wait settled limit=60' 'alarm-sound off' 'feed-add name=city driver=sim options=seed=1'
alarms() { answer 'get alarms' | grep -q '"shown":[4-9]'; }
until_true alarms || fail 'no alarm came'
loud && fail 'a muted desk rings'
at_777 && fail 'the view moved under the hands of the operator'
tell 'alarm-sound on' 'rule-enable ring off' 'rule-enable ring on'
until_true done_of sound || fail 'no tone was asked for'
until_true loud || fail 'no tone reached the audio device'
tell 'unattended on'
until_true at_777 || fail 'an unattended desk does not look at the alarm'
tell quit
wait "$app" || fail 'the program did not end well'
app=
grep -v 'disk i/o\|Writing to file' "$work/log" | grep -i 'error' && fail 'something was complained about'
echo 'alarms are heard, and seen when nobody is at the desk'
