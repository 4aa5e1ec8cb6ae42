#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# replay.sh - what was live is shown again: values, alarms and cases at instants of a run are the same when another start
# seeks them in the store, twice to the byte, in SQLite and in a PostgreSQL of our own; play comes back to the present; in
# a window the slider, Space and End do.
set -u
here=$(cd "$(dirname "$0")" && pwd)
program=$(realpath "${CITYMIRROR:?}")
if [ -z "${REPLAY_STORE_ASKED:-}" ]; then
    export REPLAY_STORE_ASKED=1 CITYMIRROR=$program
    said=$(STORE_RUN=$here/replay.sh "$here/store.sh" 2>&1)
    code=$?
    echo "$said"
    [[ $code -ne 0 || $said != skipped* ]] && exit $code
fi
folder=$(mktemp -d)
export XDG_STATE_HOME=$folder/state XDG_CACHE_HOME=$folder/cache DBUS_SESSION_BUS_ADDRESS=disabled:
cleanup() {
    [ -n "${app:-}" ] && kill "$app" 2>/dev/null
    [ -n "${x:-}" ] && kill "$x" 2>/dev/null
    wait 2>/dev/null
    rm -rf "$folder"
}
trap cleanup EXIT
fail() {
    echo "$1"
    cat "$folder"/*.out "$folder"/*.err "$folder"/shared/*.out "$folder"/shared/*.err 2>/dev/null | cut -c1-600
    exit 1
}
cat >"$folder/answers.py" <<'P'
import json, sys
# Answers in fives: clock, value, derived value, alarms, cases.
def read(path):
    rows = [json.loads(line) for line in open(path) if line[0] in "[{"]
    return [rows[i:i + 5] for i in range(0, len(rows), 5)]
P
record() { # record FOLDER STORE: a run whose answers are kept
    mkdir -p "$1"
    python3 - "$1" "$2" <<'P'
import sys
folder, store = sys.argv[1:]
with open(folder + "/rows.csv", "w") as f:
    f.write("st,t,v\n")
    for i in range(12):
        f.write(f"a,{1760000000 + i * 0.5},{i * 10}\n")
open(folder + "/rules.yaml", "w").write("rules:\n  - { id: high, name: 偏高, kind: limit, keys: r.*, orange: 0.25 }\n")
open(folder + "/city.yaml", "w").write(f"""title: 回放
rules: rules.yaml
store: {store}
feeds:
  - name: 水位
    driver: csv
    address: rows.csv
    options: time=t speed=1 start=now
    maps:
      - {{ match: "", key: "r.{{st}}", value: v, time: t, unit: cm, period_s: 1 }}
live:
  - {{ match: "r.*", name: 水位, unit: m }}
derived:
  - {{ key: twice, kind: expression, expression: r.a * 2 }}
""")
lines = [f"document-open path={folder}/city.yaml"]
for i in range(8):
    lines += ["wait 0.37", "get clock", "get live.r.a", "get live.twice", "get alarms", "get cases"]
    if i == 5:
        lines += ["alarm-acknowledge alarm=high@r.a", "case-open from=high@r.a type=道路积水"]
open(folder + "/then.txt", "w").write("\n".join(lines) + "\n")
P
    "$program" run "$1/then.txt" >"$1/then.out" 2>"$1/then.err"
}
show_again() { # show_again FOLDER STORE: the same instants from what was kept, without the feeds
    PYTHONPATH=$folder python3 - "$1" <<'P' || fail 'the recorded answers are not as expected'
import sys
folder = sys.argv[1]
from answers import read
lines = [f"document-open path={folder}/past.yaml"]
text = open(folder + "/city.yaml").read()
open(folder + "/past.yaml", "w").write(text[:text.index("feeds:")] + text[text.index("live:"):])
for clock, *_ in read(folder + "/then.out"):
    lines += [f"time-seek t=@{clock['instant_us']}", "get clock", "get live.r.a", "get live.twice", "get alarms", "get cases"]
open(folder + "/again.txt", "w").write("\n".join(lines) + "\n")
P
    for pass in 1 2; do
        "$program" run "$1/again.txt" >"$1/again$pass.out" 2>"$1/again.err" || fail "the replay from $2 failed"
    done
    cmp -s "$1/again1.out" "$1/again2.out" || fail "the same instants were shown differently the second time from $2"
    PYTHONPATH=$folder python3 - "$1" <<'P' || fail "the replay from $2 shows something else than was live"
import sys
folder = sys.argv[1]
from answers import read
then, again = read(folder + "/then.out"), read(folder + "/again1.out")
assert len(then) == len(again) == 8
same = 0
states = set()
for a, b in zip(then, again):
    assert b[0]["mode"] == "paused" and b[0]["instant_us"] == a[0]["instant_us"] and b[0]["error"] is None, b[0]
    # A row whose time comes within the turn may be on either side of it.
    if not 0.06 < a[1]["age_s"] < 0.44: continue
    for i in (1, 2):
        for name in ("value", "unit", "freshness", "quality", "t_obs", "t_recv"):
            assert a[i][name] == b[i][name], (name, a[i], b[i])
        assert abs(a[i]["age_s"] - b[i]["age_s"]) < 1e-3, (a[i], b[i])
    shown = [(x["id"], x["state"], x["level_name"]) for x in a[3]["alarms"]]
    assert shown == [(x["id"], x["state"], x["level_name"]) for x in b[3]["alarms"]], (a[3], b[3])
    assert a[4]["count"] == b[4]["count"], (a[4], b[4])
    states.add((tuple(shown), a[4]["count"]))
    same += 1
assert same >= 3, same
assert len(states) >= 3, states  # none, raised, acknowledged with a case
P
}
record "$folder" history.sqlite &
recorder=$!
if [ -n "${CITYMIRROR_TEST_POSTGRES:-}" ]; then
    record "$folder/shared" "$CITYMIRROR_TEST_POSTGRES" || fail 'the run that PostgreSQL records failed'
fi
wait $recorder || fail 'the run that is recorded failed'
show_again "$folder" SQLite
[ -n "${CITYMIRROR_TEST_POSTGRES:-}" ] && show_again "$folder/shared" PostgreSQL
first=$(PYTHONPATH=$folder python3 -c "
from answers import read
print(read('$folder/then.out')[0][0]['instant_us'])")
cat >"$folder/play.txt" <<S
document-open path=$folder/past.yaml
time-play speed=3600 t=@$first
alarm-acknowledge alarm=*
wait 0.7
get clock
S
"$program" run --keep-going "$folder/play.txt" >"$folder/play.out" 2>"$folder/play.err" && fail 'an alarm could be changed in the past'
grep -q 'history is shown' "$folder/play.err" || fail 'the refusal does not say why'
grep -q '"mode":"live"' "$folder/play.out" || fail 'play did not come back to the present'
[ "$("$program" help shot | grep -c -- --at)" -ge 1 ] || fail 'shot has no --at'
for tool in Xvfb xdotool; do
    command -v $tool >/dev/null || { echo "values are as they were; skipped: $tool is absent"; exit 0; }
done
exec 3< <(exec Xvfb -displayfd 1 -screen 0 1280x720x24 -nolisten tcp 2>/dev/null)
x=$!
read -r -t 30 number <&3 || fail 'Xvfb did not start'
export DISPLAY=:$number
unset WAYLAND_DISPLAY SDL_VIDEODRIVER
"$program" --size 1280x720 --commands "$folder/pipe" "$folder/past.yaml" >"$folder/win.out" 2>"$folder/win.err" &
app=$!
until_true() { # until_true COMMAND...: tries for 10 s
    for _ in $(seq 100); do
        "$@" && return 0
        sleep 0.1
    done
    return 1
}
has_window() { window=$(xdotool search --pid "$app" 2>/dev/null | tail -n 1) && [ -n "$window" ]; }
has_focus() { xdotool windowfocus "$window" 2>/dev/null; [ "$(xdotool getwindowfocus 2>/dev/null)" = "$window" ]; }
mode_is() {
    local before
    before=$(wc -l <"$folder/win.out")
    echo 'get clock' >"$folder/pipe"
    for _ in $(seq 50); do
        [ "$(wc -l <"$folder/win.out")" -gt "$before" ] && break
        sleep 0.02
    done
    tail -n 1 "$folder/win.out" | grep -q "\"mode\":\"$1\""
}
until_true test -p "$folder/pipe" && until_true has_window && until_true has_focus || fail 'no window'
mode_is live || fail 'the window does not begin with the present'
xdotool key space
until_true mode_is paused || fail 'Space does not pause'
# The axis is there now: a click in its first half is half an hour ago.
xdotool mousemove 400 636 click 1
ago_is() { mode_is paused && python3 -c "
import json, time
c = json.loads(open('$folder/win.out').read().splitlines()[-1])
raise SystemExit(not 1800 < time.time() - c['instant_us'] / 1e6 < 3600)"; }
until_true ago_is || fail 'a click on the slider does not seek'
xdotool key space
until_true mode_is replay || fail 'Space does not play on'
xdotool key End
until_true mode_is live || fail 'End is not the way back to the present'
echo quit >"$folder/pipe"
wait "$app" || fail 'the window did not end well'
app=
echo "values, alarms and cases are shown as they were, from SQLite${CITYMIRROR_TEST_POSTGRES:+ and PostgreSQL}; the slider and its keys work"
