#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# model_pictures.sh FOLDER - real buildings of the shared data standing in 湛江 by day and night, cut open with the city round them, ghosted, one storey
# isolated, storeys apart, as plans: pictures to look at. About half a minute; not part of tests/run.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
program=${CITYMIRROR:-$top/build/release/citymirror}
ifc=${CITYMIRROR_SHARED:-$top/../shared}/data/ifc
out=${1:?model_pictures.sh FOLDER}
[ -d "$ifc" ] || { echo "skipped: the shared data is absent"; exit 0; }
mkdir -p "$out"
out=$(cd "$out" && pwd)
demo=$(mktemp -d)
trap 'rm -rf "$demo"' EXIT
"$program" demo "$demo" --buildings 20000 --seed 7 >/dev/null
layer() { echo "layer-add path=$ifc/$1 name=$2 ground=on mask_terrain=on"; }
place() { echo "model-place layer=$1 lon=$2 lat=$3 ground=on"; }
look() { echo "camera lon=$1 lat=$2 heading=$3 pitch=$4 distance=$5"; }
shot() { echo "shot path=$out/$1.png size=1600x900"; }
{
    echo "open path=$demo/city.yaml"
    layer bimwhale/LargeBuilding/IFC/LargeBuilding.ifc large
    layer bimwhale/ManySimpleWalls/IFC/ManySimpleWalls.ifc walls
    layer bimwhale/SimpleWall/IFC/SimpleWall.ifc simple
    layer webifc/Office_A_20110811.ifc office
    layer ycode/Ifc4_SampleHouse.ifc sample
    layer webifc/AC20-FZK-Haus.ifc fzk
    layer webifc/duplex.ifc duplex
    echo "wait settled limit=60"
    place large 110.4000 21.2000
    place walls 110.3995 21.2003
    place simple 110.40035 21.20035
    place office 110.4007 21.2000
    place sample 110.4000 21.2005
    place fzk 110.4004 21.2006
    place duplex 110.4008 21.2006
    look 110.4004 21.2003 330 28 170; shot all-day
    echo look-next; shot all-night
    look 110.3996 21.2002 350 15 60; shot bimwhale-night
    echo look-next; echo look-next; shot bimwhale-day
    look 110.40035 21.20035 20 20 14; shot simple-day
    echo "cut layer=simple height=1.2"; shot simple-cut; echo cut-off; echo look-next; shot simple-night; echo look-next; echo look-next
    look 110.4004 21.2003 330 35 220; echo "cut height=14"; shot city-cut; echo cut-off
    echo "explode layer=large metres=5"; look 110.4000 21.2000 330 20 90; shot storeys-apart; echo "explode layer=large metres=0"
    echo 'isolate layer=large where="storey=Level 2" others=ghost'; shot ghost; echo 'show layer=large where="type~Ifc"'
    echo 'isolate layer=office where="storey=Level 1"'; look 110.4007 21.2000 340 40 80; shot isolated
    echo 'show layer=office where="type~Ifc"'
    echo "cut layer=office height=1.5"; look 110.4007 21.2000 0 60 80; shot office-cut; echo cut-off
    echo "cut layer=duplex height=1.5"; look 110.4008 21.2006 30 50 35; shot duplex-cut; echo cut-off
    echo "cut layer=sample height=1.5"; look 110.4000 21.2005 330 45 35; shot sample-cut
    echo look-next; shot sample-cut-night; echo look-next; echo look-next; echo cut-off
    echo "storey-plan layer=fzk storey=Erdgeschoss"; shot fzk-plan; echo cut-off
} | "$program" run -
ls "$out"
