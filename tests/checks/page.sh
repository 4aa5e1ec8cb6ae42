#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# page.sh - the big screen: every page of every pack over the demo city has no empty cell and no text of
# the other language in its titles; a page is drawn headless; in a real window tabs and keys turn pages.
set -u
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

"$program" demo "$work/demo" --buildings 2000 >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
"$program" topics check >"$work/packs" 2>"$work/problems" || { cat "$work/problems"; complain 'a pack has a problem'; }
python3 - "$program" "$work" <<'P' || bad=1
import json, subprocess, sys
program, work = sys.argv[1:]
ids = [line.split("\t")[0] for line in open(work + "/packs")][1:]
if len([i for i in ids if i.startswith("T")]) != 30: sys.exit(f"expected thirty topics, got {ids}")
lines = [f"open {work}/demo/city.yaml", "wait loaded limit=60", "wait still limit=3"]
for i in ids: lines += [f"page-show {i}", "get page.loading", "wait page.loading false limit=20", "get widgets"]
run = subprocess.run([program, "run", "-"], input="\n".join(lines), capture_output=True, text=True, timeout=120)
pages = [json.loads(line) for line in run.stdout.split("\n") if line.startswith("[")]
wrong = [f"{len(pages)} pages of {len(ids)}"] if len(pages) != len(ids) else []
if run.returncode: wrong.append(run.stderr[-2000:])
for i, page in zip(ids, pages):
    cells = []
    for widget in page:
        if widget["role"] in ("cell", "head", "tabs"): cells.append(dict(widget, children=[]))
        elif cells: cells[-1]["children"].append(widget)
    cells = [c for c in cells if c["role"] == "cell"]
    if not cells: wrong.append(f"{i}: no cell")
    for cell in cells:
        if not cell["children"]: wrong.append(f"{i}: {cell['name']}: nothing in it")
        if cell["name"].isascii() and not any(ch.isdigit() or ch.isupper() for ch in cell["name"]):
            wrong.append(f"{i}: {cell['name']}: not Chinese")
        for item in cell["children"]:
            if item["role"] != "text" and item.get("state") in ("empty", "loading", "failed", "dead"):
                wrong.append(f"{i}: {cell['name']}: {item['name']} is {item['state']}")
print("\n".join(wrong))
sys.exit(bool(wrong))
P
for language in zh en; do
    "$program" shot -o "$work/$language.png" --page T26 --language $language --size 960x540 --quality software --live 0.5 "$work/demo/city.yaml" 2>"$work/err" || complain "shot --page, $language: $(cat "$work/err")"
done
cmp -s "$work/zh.png" "$work/en.png" && complain 'the page is the same in both languages'
"$program" shot -o "$work/none.png" --page T99 "$work/demo/city.yaml" 2>"$work/err" && complain 'a page that is not there was drawn'
grep -q T99 "$work/err" || complain "the error does not name the page: $(cat "$work/err")"

for tool in Xvfb xdotool; do
    command -v $tool >/dev/null || { echo "skipped: $tool is absent"; exit $bad; }
done
exec 3< <(Xvfb -displayfd 1 -screen 0 1280x720x24 -nolisten tcp 2>/dev/null)
x=$!
read -r -t 30 number <&3 || { echo "Xvfb did not start"; exit 1; }
export DISPLAY=:$number
unset WAYLAND_DISPLAY SDL_VIDEODRIVER
export DBUS_SESSION_BUS_ADDRESS=disabled:
"$program" --size 1280x720 --commands "$work/pipe" "$work/demo/city.yaml" >"$work/answers" 2>>"$work/log" &
app=$!
for _ in $(seq 300); do
    [ -p "$work/pipe" ] && window=$(xdotool search --pid $app 2>/dev/null | tail -n 1) && [ -n "$window" ] && break
    sleep 0.1
done
tell() { echo "$1" >"$work/pipe"; }
answer() {
    local before line
    before=$(wc -l <"$work/answers")
    tell "$1"
    for _ in $(seq 300); do
        line=$(tail -n +$((before + 1)) "$work/answers" | head -n 1)
        [ -n "$line" ] && break
        sleep 0.05
    done
    echo "$line"
}
is_page() { [ "$(answer 'get page')" = "\"$1\"" ]; }
soon() {
    for _ in $(seq 60); do
        "$@" && return 0
        sleep 0.1
    done
    return 1
}
tell 'wait settled limit=60'
[ "$(answer "get app.settled")" = true ] || complain "a still view of the demo does not come to rest"
has_focus() { xdotool windowfocus "$window" 2>/dev/null; [ "$(xdotool getwindowfocus 2>/dev/null)" = "$window" ]; }
soon has_focus || complain 'the window does not get the keyboard'
xdotool key F2
soon is_page C1 || complain "F2 does not show the big screen: $(answer 'get page')"
# The tab of the decision centre, where the widgets say it is.
place() {
    answer 'get widgets' | python3 -c '
import json, sys
for tab in json.load(sys.stdin):
    if tab["action"].endswith(" id=" + sys.argv[1]) and tab["role"] == "button":
        print(tab["rect"][0] + tab["rect"][2] // 2, tab["rect"][1] + tab["rect"][3] // 2)
        break' "$1"
}
has_tabs() { [ -n "$(place C4)" ]; }
soon has_tabs || complain 'there are no tabs'
read -r px py < <(place C4)
xdotool mousemove --window "$window" "$px" "$py" click 1
soon is_page C4 || complain "the tab does not turn the page: $(answer 'get page')"
# A click on a figure: what stands behind it, and where it comes from; Escape goes back. A day of the
# calendar, clicked, is a filter with a chip; a click on the chip takes it away.
tell 'page-show id=T26'
press() { # where "WHAT" of a widget begins with "WORD"; its middle moved by so many of its widths
    read -r px py < <(answer 'get widgets' | python3 -c '
import json, sys
for w in json.load(sys.stdin):
    if w[sys.argv[1]].startswith(sys.argv[2]) and w["role"] in sys.argv[3:]:
        r = w["rect"]
        print(r[0] + r[2] // 2, r[1] + r[3] // 2)
        break' "$@")
    [ -n "$px" ] && xdotool mousemove --window "$window" "$px" "$py" click 1
}
is_part() { answer "get page.$1" | grep -q "$2"; }
is_ready() { [ "$(answer 'get page.loading')" = false ]; }
soon is_ready
soon press action 'indicator-drill key=T26.aqi' number || complain 'there is no figure to click'
soon is_part drill '"indicator":"T26.aqi".*"layer":"监测站"' || complain "a click on a figure does not show what is behind it: $(answer 'get page.drill')"
xdotool key Escape
soon is_part drill '"indicator":""' || complain 'Escape does not leave the drill'
tell 'unit-show 雷州市'
soon is_part layers '"layer":"监测站","where":"kind = air"' || complain "the page has no layers: $(answer 'get page.layers')"
soon press action unit-up button || complain 'the district is not on the way'
is_whole() { [ "$(answer 'get unit')" = '""' ]; }
soon is_whole || complain 'a click on the way does not lead up'
soon is_ready
soon press panel 国考断面 bar
soon is_part filter '"indicators":"T26.wq' || complain "a click on a bar does not filter: $(answer 'get page.filter')"
soon press action page-filter button || complain 'the filter has no chip'
soon is_part filter '"indicators":""' || complain 'a click on the chip does not take the filter away'
# The editor: a cell moved by a key is written beside the city, and taken back.
xdotool key ctrl+e
soon is_part editor '"is_on":true' || complain 'Ctrl+E does not turn the editor on'
xdotool key Tab
soon is_part editor '"cell":1' || complain 'Tab chooses no cell'
xdotool key Down
is_written() { grep -qs 'column: 6, row: 1, width: 12' "$work/demo/topics/T26.yaml"; }
soon is_written || complain "the moved cell is not in the file: $(answer 'get app.message')"
xdotool key ctrl+z
is_undone() { [ ! -e "$work/demo/topics/T26.yaml" ]; }
soon is_undone || complain 'the move is not taken back'
xdotool key Escape
soon is_part editor '"is_on":false' || complain 'Escape does not end the editor'
xdotool key ctrl+F6
soon is_page M2 || complain "Ctrl+F6 does not enter the mode of an incident: $(answer 'get page')"
xdotool key F2
soon is_page '' || complain 'F2 does not bring the desk back'
exit $bad
