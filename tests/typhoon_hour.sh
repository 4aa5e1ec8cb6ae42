#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tests/typhoon_hour.sh [FOLDER] - by hand, some minutes: the hour in which the typhoon of the simulation comes ashore, on
# the big screen of a real window under Xvfb. Alarms are taken to filed cases by real clicks on its pages, ten moments are
# kept as pictures in FOLDER (build/typhoon-hour), and the store shows the same values, alarms and cases again.
# SPEED=12 model seconds a second, SIZE=1920x1080, BUILDINGS=20k.
set -u
top=$(cd "$(dirname "$0")/.." && pwd)
program=$(realpath "${CITYMIRROR:-$top/build/release/citymirror}")
out=$(realpath -m "${1:-$top/build/typhoon-hour}")
speed=${SPEED:-12} size=${SIZE:-1920x1080}
for tool in Xvfb xdotool; do
    command -v $tool >/dev/null || { echo "skipped: $tool is absent"; exit 0; }
done
mkdir -p "$out"
work=$(mktemp -d)
export XDG_STATE_HOME=$work/state XDG_CACHE_HOME=$work/cache USER=王芳 DBUS_SESSION_BUS_ADDRESS=disabled:
cleanup() {
    [ -n "${app:-}" ] && kill "$app" 2>/dev/null
    [ -n "${x:-}" ] && kill "$x" 2>/dev/null
    wait 2>/dev/null
    rm -rf "$work"
}
trap cleanup EXIT
bad=0
complain() { echo "$1"; bad=1; }
"$program" demo --buildings "${BUILDINGS:-20k}" "$work/demo" >/dev/null || exit 1
# Half an hour before the centre reaches 坡头 to half an hour after it.
sed -i "s/scenario=normal/scenario=typhoon start=2015-10-04T13:40 speed=$speed/" "$work/demo/city.yaml"

exec 3< <(exec Xvfb -displayfd 1 -screen 0 "${size}x24" -nolisten tcp 2>/dev/null)
x=$!
read -r -t 30 number <&3 || { echo 'Xvfb did not start'; exit 1; }
export DISPLAY=:$number
unset WAYLAND_DISPLAY SDL_VIDEODRIVER
: >"$work/answers"
"$program" --size "$size" --new --commands "$work/pipe" "$work/demo/city.yaml" >"$work/answers" 2>"$out/log" &
app=$!
until_true() { # until_true COMMAND...: tries for 90 s
    local end=$((SECONDS + 90))
    while [ $SECONDS -lt $end ]; do
        "$@" && return 0
        kill -0 $app 2>/dev/null || return 1
        sleep 0.1
    done
    return 1
}
has_window() { [ -p "$work/pipe" ] && window=$(xdotool search --pid $app 2>/dev/null | tail -n 1) && [ -n "$window" ]; }
tell() { echo "$1" >"$work/pipe"; }
ask() { # ask PROPERTY: its JSON
    local before end=$((SECONDS + 60)) line=
    before=$(wc -l <"$work/answers")
    tell "get $1"
    while [ $SECONDS -lt $end ] && [ -z "$line" ]; do
        line=$(tail -n +$((before + 1)) "$work/answers" | head -n 1)
        [ -n "$line" ] || sleep 0.05
    done
    echo "$line"
}
ask_all() { # ask_all PROPERTY...: their JSON at one instant, a line each
    local before end=$((SECONDS + 60))
    before=$(wc -l <"$work/answers")
    printf 'get %s\n' "$@" >"$work/pipe"
    while [ $SECONDS -lt $end ] && [ "$(wc -l <"$work/answers")" -lt $((before + $#)) ]; do sleep 0.05; done
    tail -n +$((before + 1)) "$work/answers"
}
is() { # is PROPERTY PYTHON: an expression over its value v
    ask "$1" >"$work/value"
    python3 -c "import json, sys; v = json.load(open('$work/value')); sys.exit(not ($2))" 2>/dev/null
}
where() { # where PYTHON [X Y]: the middle, or X and Y of it, of the first widget w for which it holds
    ask widgets >"$work/value"
    python3 -c "
import json
for w in json.load(open('$work/value')):
    x, y, width, height = w['rect']
    if $1:
        print(int(${2:-x + width / 2}), int(${3:-y + height / 2}))
        break" 2>/dev/null
}
press() { # press PYTHON: a real click there
    local at= end=$((SECONDS + 60))
    while [ $SECONDS -lt $end ] && [ -z "$at" ]; do
        at=$(where "$1")
        [ -n "$at" ] || sleep 0.2
    done
    [ -n "$at" ] || { complain "nothing can be clicked where $1"; return 1; }
    xdotool mousemove $at click 1
}
named() { echo "w['name'] == '$1' and w['action']"; }
until_true has_window || { echo 'no window'; cat "$out/log"; exit 1; }
xdotool windowfocus "$window" 2>/dev/null

keys='weather.zhanjiang.wind weather.zhanjiang.pressure weather.zhanjiang.r1h tide.zhanjiang.level tide.zhanjiang.surge bridge.haiwan.gust pump.nanqiao.level T29.tw.wind T28.lev T30.out.users T25.vis'
[ -n "${KEYS:-}" ] && keys=$KEYS
began=$(date +%s%N)
minute() { echo $(($(date +%s%N) - began)) | awk -v s="$speed" '{ printf "%.1f", $1 / 1e9 * s / 60 }'; }
until_minute() { # until_minute N: of the model's hour
    while awk -v n="$(minute)" -v m="$1" 'BEGIN { exit !(n < m) }'; do sleep 0.2; done
}
moment() { # moment NAME PAGE: shown, kept as a picture and as values
    tell "page-show id=$2"
    tell "wait 10" # of the clock: a live scene is never still
    ask version >/dev/null
    tell "screenshot \"$out/$1.png\""
    ask version >/dev/null
    # shellcheck disable=SC2046
    ask_all clock $(printf 'live.%s ' $keys) alarms cases >"$out/$1.json"
    echo "minute $(minute): $1, page $2, $(python3 -c "
import json; rows = [json.loads(line) for line in open('$out/$1.json')]
print(len(rows[-2]['alarms']), 'alarms,', rows[-1]['count'], 'cases')")"
}
file_case() { # file_case N: the Nth alarm of the page's list, to a filed case in three clicks
    local count at
    tell 'page-show id=C3'
    tell "wait 10" # of the clock: a live scene is never still
    count=$(ask cases | python3 -c 'import json, sys; print(json.load(sys.stdin)["count"])')
    until_true has_list # on a slow machine its cell may not be there yet
    # Below the cell's title and the list's head.
    at=$(where "w['role'] == 'cell' and w['name'] == '告警'" "x + width / 3" "y + (72 + 38 * $1) * ${size#*x} / 1080")
    [ -n "$at" ] || { complain 'the page has no list of alarms'; return; }
    xdotool mousemove $at click 1
    until_true is dock 'v == "alarms"' || { complain "a click on the list of alarms opened $(ask dock)"; return; }
    press "$(named 转案件)"
    until_true is dock 'v == "cases"' || { complain "opening a case left $(ask dock) open"; return; }
    press "$(named 立案)"
    until_true is cases "v['count'] == $count + 1 and any(c['state_name'] == 'filed' for c in v['cases'])" ||
        complain "no case was filed: $(ask cases | head -c 300)"
}
has_list() { [ -n "$(where "w['role'] == 'cell' and w['name'] == '告警'")" ]; }
close_list() { press "$(named 'close list')"; }

moment 01-before-centre C1
moment 02-before-weather T29
until_minute 12
moment 03-before-water T28
until_minute 20
file_case 1
tell "screenshot \"$out/04-case-filed.png\""
ask version >/dev/null
close_list
moment 05-case-on-page C3
until_minute 30
moment 06-landfall-centre C1
moment 07-landfall-emergency T12
file_case 3
close_list
until_minute 45
moment 08-after-weather T29
moment 09-after-wartime M2
until_minute 60
moment 10-after-coordination C3
tell quit
wait $app || complain 'the window did not end well'
app=

# The same instants from the store alone.
python3 - "$work/demo/city.yaml" "$out" $keys >"$work/again.txt" <<'P'
import glob, json, re, sys
city, out, *keys = sys.argv[1:]
text = open(city).read()
open(city, "w").write(re.sub(r"(?m)^feeds:\n(  - .*\n)+", "", text))
print("document-open path=" + city)
for path in sorted(glob.glob(out + "/*.json")):
    clock = json.loads(open(path).readline())
    print(f"time-seek t=@{clock['instant_us']}")
    print("get clock")
    for key in keys: print("get live." + key)
    print("get alarms\nget cases")
P
"$program" run "$work/again.txt" >"$out/again" 2>>"$out/log" || complain "the replay failed: $(tail -n 3 "$out/log")"
python3 - "$out" $keys <<'P' || complain 'the replay shows something else than was live'
import glob, json, sys
out, *keys = sys.argv[1:]
again = [json.loads(line) for line in open(out + "/again") if line[0] in "[{n"]
n = len(keys) + 3
same = skipped = 0
wrong = []
for i, path in enumerate(sorted(glob.glob(out + "/*.json"))):
    then = [json.loads(line) for line in open(path)]
    now = again[i * n:(i + 1) * n]
    assert then[0]["instant_us"] == now[0]["instant_us"]
    for key, a, b in zip(keys, then[1:], now[1:]):
        # The store knows of a value observed before the instant that had not come yet.
        if a is None or b is None or a["t_obs"] != b["t_obs"] or abs(a["age_s"] - b["age_s"]) > 1e-3:
            skipped += 1
            continue
        if a["value"] != b["value"] or a["unit"] != b["unit"]: wrong.append((path, key, a, b))
        else: same += 1
    # The journal has a change when it was written, a moment after it was made.
    made = {x["id"] for x in then[-2]["alarms"] if x["changed_us"] > then[0]["instant_us"] - 1e6}
    a, b = ([(x["id"], x["state"]) for x in rows[-2]["alarms"] if x["id"] not in made] for rows in (then, now))
    if set(a) != set(b): wrong.append((path, "alarms", sorted(set(a) ^ set(b))))
    if then[-1]["count"] != now[-1]["count"]: wrong.append((path, "cases", then[-1]["count"], now[-1]["count"]))
print(f"replayed: {same} values the same, {skipped} skipped (a newer one was on its way), {len(wrong)} differ")
for w in wrong[:10]: print("  ", *map(str, w))
sys.exit(1 if wrong or same < 30 else 0)
P
[ $bad -eq 0 ] && echo "ten moments are in $out"
exit $bad
