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
    ours=$(env -u OSM_USE_CUSTOM_INDEXING "$CITYMIRROR" info --json "$file" 2>"$SCRATCH/err" | python3 -c '
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
for f in "$data"/world/vector/*.topojson "$data"/world/tracks/*.gpx; do
    [ -e "$f" ] && check "$f" "$f"
done
# Unsorted files need another index, which ogrinfo is told and the program finds out.
export OSM_USE_CUSTOM_INDEXING=NO
for f in "$data"/world/osm/*.osm.gz "$data"/world/osm/*.osm.pbf; do
    [ -e "$f" ] || continue
    gdal=$f
    case $f in *.gz) gdal=/vsigzip/$f ;; esac
    # Its summary counts nothing for OSM: every feature is listed and counted.
    theirs=$(ogrinfo -ro -al -q -fields=NO -geom=NO "$gdal" 2>/dev/null | sed -n 's/^OGRFeature(\([a-z_]*\)).*/\1/p' | sort | uniq -c | awk '{print $2, $1}')
    ours=$(env -u OSM_USE_CUSTOM_INDEXING "$CITYMIRROR" info --json "$f" 2>/dev/null | python3 -c '
import json,sys
for l in json.load(sys.stdin)["layers"]:
    if l["feature_count"]: print(l["name"], l["feature_count"])' | sort)
    [ "$ours" = "$theirs" ] && [ -n "$ours" ] && echo "ok $f" && continue
    echo "$f:"
    diff <(echo "$theirs") <(echo "$ours") | sed 's/^/  /'
    bad=1
done
exit $bad
