#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# counts.sh - over the shared vector sets: feature counts of `info --json` equal ogrinfo's, layer by layer.
set -u
data=$CITYMIRROR_SHARED/data
if [ ! -d "$data/world" ]; then
    echo "skipped: the shared data is absent"
    exit 0
fi
bad=0
check() { # check FILE GDAL_NAME
    local file=$1 gdal=$2 ours theirs
    ours=$("$CITYMIRROR" info --json "$file" 2>"$SCRATCH/err" | python3 -c '
import json,sys
for l in json.load(sys.stdin)["layers"]: print(l["name"], l["feature_count"])' | sort)
    theirs=$(ogrinfo -ro -so -al "$gdal" 2>/dev/null | awk '/^Layer name: /{name=substr($0,13)} /^Feature Count: /{print name, $3}' | sort)
    if [ "$ours" != "$theirs" ]; then
        echo "$file:"
        diff <(echo "$theirs") <(echo "$ours") | sed 's/^/  /' | head -20
        cat "$SCRATCH/err"
        bad=1
    else
        echo "ok $file: $(echo "$ours" | tr '\n' ' ' | cut -c1-100)"
    fi
}
for f in "$data"/world/large/*.{gpkg,fgb} "$data"/world/vector/*.{gpkg,fgb,geojson,gml,kml} "$data"/zhanjiang/coast/*.geojson; do
    [ -e "$f" ] && check "$f" "$f"
done
for f in "$data"/world/vector/*_shp.zip "$data"/world/large/*_shp.zip; do
    [ -e "$f" ] && check "$f" "/vsizip/$f"
done
for f in "$data"/world/large/*.geojson*.gz; do
    [ -e "$f" ] && check "$f" "/vsigzip/$f"
done
exit $bad
