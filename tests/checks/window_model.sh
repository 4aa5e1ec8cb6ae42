#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# window_model.sh - real clicks and keys in the panel of a model: a storey is opened, a wall selected and hidden by its eye, the arrows
# walk and Return flies there. KEEP=folder keeps the screenshots.
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

# Two storeys with a wall each: the tree has project, building, 1F, its wall, 2F, its wall.
python3 - >"$work/house.ifc" <<'P'
print("""ISO-10303-21;
HEADER;
FILE_SCHEMA(('IFC4'));
ENDSEC;
DATA;
#1=IFCPROJECT('0000000000000000000001',$,'P',$,$,$,$,(),#2);
#2=IFCUNITASSIGNMENT((#3));
#3=IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.);
#6=IFCCARTESIANPOINT((0.,0.,0.));
#7=IFCAXIS2PLACEMENT3D(#6,$,$);
#8=IFCLOCALPLACEMENT($,#7);
#9=IFCDIRECTION((0.,0.,1.));
#11=IFCBUILDING('0000000000000000000011',$,'House',$,$,#8,$,$,.ELEMENT.,$,$,$);
#12=IFCBUILDINGSTOREY('0000000000000000000012',$,'1F',$,$,#8,$,$,.ELEMENT.,0.);
#13=IFCBUILDINGSTOREY('0000000000000000000013',$,'2F',$,$,#8,$,$,.ELEMENT.,3.);
#16=IFCRELAGGREGATES('a1',$,$,$,#1,(#11));
#17=IFCRELAGGREGATES('a2',$,$,$,#11,(#12,#13));
#20=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,4.,0.2);
#21=IFCEXTRUDEDAREASOLID(#20,#7,#9,3.);
#22=IFCSHAPEREPRESENTATION($,'Body','SweptSolid',(#21));
#23=IFCPRODUCTDEFINITIONSHAPE($,$,(#22));
#24=IFCCARTESIANPOINT((0.,0.,3.));
#25=IFCAXIS2PLACEMENT3D(#24,$,$);
#26=IFCLOCALPLACEMENT($,#25);
#30=IFCWALL('0000000000000000000030',$,'Low',$,$,#8,#23,$,$);
#31=IFCWALL('0000000000000000000031',$,'High',$,$,#26,#23,$,$);
#38=IFCRELCONTAINEDINSPATIALSTRUCTURE('c1',$,$,$,(#30),#12);
#39=IFCRELCONTAINEDINSPATIALSTRUCTURE('c2',$,$,$,(#31),#13);
ENDSEC;
END-ISO-10303-21;""")
P

exec 3< <(Xvfb -displayfd 1 -screen 0 1280x720x24 -nolisten tcp 2>/dev/null)
x=$!
read -r -t 30 number <&3 || { echo "Xvfb did not start"; exit 1; }
export DISPLAY=:$number
unset WAYLAND_DISPLAY SDL_VIDEODRIVER
: >"$work/answers"
"$program" --size 1280x720 --commands "$work/pipe" "$work/house.ifc" >"$work/answers" 2>>"$work/log" &
app=$!
for _ in $(seq 300); do
    [ -p "$work/pipe" ] && window=$(xdotool search --pid $app 2>/dev/null | tail -n 1) && [ -n "$window" ] && break
    kill -0 $app 2>/dev/null || { echo "the program ended early"; cat "$work/log"; exit 1; }
    sleep 0.1
done
tell() { echo "$1" >"$work/pipe"; }
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
until_true() { # until_true COMMAND...: tries for 10 s
    for _ in $(seq 50); do
        "$@" && return 0
        sleep 0.2
    done
    return 1
}
has_focus() { xdotool windowfocus "$window" 2>/dev/null; [ "$(xdotool getwindowfocus 2>/dev/null)" = "$window" ]; }
selected() { [[ $(answer 'get selection.first') == *"\"name\":\"$1\""* ]]; }
hidden() { [[ $(answer 'get layers.house.view') == *"\"hidden\":$1,"* ]]; }
click() { xdotool mousemove "$1" "$2" sleep 0.2 click 1; }
shoot() { [ -n "${KEEP:-}" ] && mkdir -p "$KEEP" && tell "screenshot \"$KEEP/$1.png\"" && answer 'get app.settled' >/dev/null; return 0; }
tell 'wait settled limit=60'
answer 'get app.settled' >/dev/null
until_true has_focus || complain 'the window does not get the keyboard'

# One layer: the panel's list begins at 233, rows are 26 high.
row() { echo $((259 + 26 * $1 + 13)); }
click 120 "$(row 2)"
until_true selected 1F || complain "a click on the storey's row did not select it: $(answer 'get selection.first')"
click 57 "$(row 2)"
sleep 0.6
click 120 "$(row 3)"
until_true selected Low || complain "the opened storey does not show its wall: $(answer 'get selection.first')"
shoot model-open
xdotool key Down
until_true selected 2F || complain "the arrow did not go to the next row: $(answer 'get selection.first')"
xdotool key Right key Right
until_true selected High || complain "the arrow did not open the storey: $(answer 'get selection.first')"
before=$(answer 'get camera.distance_m')
xdotool key Return
tell 'wait still limit=10'
after=$(answer 'get camera.distance_m')
[ "$before" != "$after" ] || complain "Return did not fly to the wall: $before, $after"
click 285 "$(row 3)"
until_true hidden 1 || complain "the eye did not hide the wall: $(answer 'get layers.house.view')"
click 285 "$(row 3)"
until_true hidden 0 || complain "the eye did not show the wall again: $(answer 'get layers.house.view')"
shoot model-end
tell quit
wait $app
[ $bad -eq 0 ] || cat "$work/log"
exit $bad
