#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# services.sh - real servers on loopback: PostGIS, WFS and WMS by MapServer, tiles, files in ranges; each is described, loaded, drawn.
# Servers that are missing, wrong, cut off, silent or gone in the middle: a reason in words, in bounded time, and the rest goes on.
set -u
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
export XDG_CACHE_HOME=$work/cache
server='' folder_pg=''
as_postgres() { if [ "$(id -u)" -eq 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; else "$@"; fi; }
cleanup() {
    [ -n "$server" ] && kill "$server" 2>/dev/null
    [ -n "$folder_pg" ] && as_postgres "$bin/pg_ctl" -D "$folder_pg/data" -m immediate stop >/dev/null 2>&1
    rm -rf "$work" ${folder_pg:+"$folder_pg"}
}
trap cleanup EXIT
cd "$work" || exit 2
bad=0
complain() {
    echo "$1"
    [ -n "${2:-}" ] && sed 's/^/    /' "$2" | cut -c1-600 | head -n 5
    bad=1
}
# described SOURCE EXPRESSION: `info --json` succeeds, and the Python expression over its layers L holds.
described() {
    timeout 60 "$CITYMIRROR" info --json "$1" >out 2>err || { complain "$1: info failed" err; return; }
    python3 -c 'import json,sys
L=json.load(open("out"))["layers"]
sys.exit(0 if eval(sys.argv[1]) else 1)' "$2" || complain "$1: not so: $2" out
}
# refused SECONDS SOURCE WORD: `info` fails within the time, naming the reason.
refused() {
    local from=$EPOCHREALTIME said
    said=$(timeout "$(($1 + 30))" "$CITYMIRROR" info "$2" 2>&1 >/dev/null)
    [ $? -eq 1 ] || complain "$2: not refused with exit code 1: $said"
    awk -v a="$from" -v b="$EPOCHREALTIME" -v most="$1" 'BEGIN { exit !(b - a <= most) }' || complain "$2: took longer than $1 s"
    grep -qi -e "$3" <<<"$said" || complain "$2: the reason does not say '$3': $said"
}
# pixel FILE X Y: its red, green and blue.
pixel() { gdallocationinfo -valonly "$1" "$2" "$3" 2>/dev/null | head -n 3 | tr '\n' ' '; }

python3 - <<'P'
import json
features = []
for i in range(20):
    for j in range(20):
        x, y, d = 110.40 + i * 0.001, 21.20 + j * 0.001, 0.0003
        ring = [[x - d, y - d], [x + d, y - d], [x + d, y + d], [x - d, y + d], [x - d, y - d]]
        features.append({"type": "Feature", "properties": {"name": f"楼{i}-{j}", "height": 10 + (i * 7 + j * 3) % 50},
                         "geometry": {"type": "Polygon", "coordinates": [ring]}})
json.dump({"type": "FeatureCollection", "features": features}, open("town.geojson", "w"))
P
ogr2ogr -f GPKG town.gpkg town.geojson -nln buildings
gdal_create -q -of GTiff -outsize 512 512 -bands 1 -burn 25 -ot Float32 -a_srs EPSG:4326 -a_ullr 110.39 21.23 110.43 21.19 flat.tif >/dev/null
gdal_translate -q -of COG flat.tif height.tif
python3 "$here/services_server.py" "$work" >port 2>server.err &
server=$!
for _ in $(seq 100); do [ -s port ] && break; sleep 0.05; done
web=http://127.0.0.1:$(cat port)

# Silent servers are given up after 12 s; that is waited for beside the rest.
(bad=0; refused 16 "$web/hang/town.geojson" 'too slow'; exit $bad) &
silent_file=$!
(bad=0; refused 16 "$web/hang/{z}/{x}/{y}.png" 'timed out'; exit $bad) &
silent_tiles=$!
# A layer that waits for one can be taken away, and the one beside it is there meanwhile.
cat >silent.txt <<S
layer-add $web/hang/town.geojson name=silent
layer-add $work/town.gpkg name=good
wait layers.good.state ready limit=10
get layers.silent.state
layer-remove silent
wait loaded limit=5
get layers
S
timeout 60 "$CITYMIRROR" run silent.txt >removed 2>removed.err &
silent_removed=$!
# Tiles that never come hold a picture up once, not once for each.
(from=$SECONDS; timeout 100 "$CITYMIRROR" shot -o deep.png --size 320x180 --quality software --camera 110.41,21.21,0,30,2000 "$web/deep/{z}/{x}/{y}.png" 2>deep.err
    [ $((SECONDS - from)) -le 45 ] && grep -q deep deep.err) &
silent_deep=$!

town='len(L) == 1 and L[0]["feature_count"] == 400 and L[0]["crs"] == "EPSG:4326" and abs(L[0]["extent"][0] - 110.3997) < 1e-6 and not L[0]["problems"]'
for source in "$web/town.gpkg" "/vsicurl/$web/town.gpkg" "$web/town.geojson" "$web/town.geojson?token=1" "$web/whole/town.gpkg" "$web/whole/town.geojson"; do
    described "$source" "$town"
done
described "$web/height.tif" 'L[0]["geometry"] == "elevation" and L[0]["size"] == [512, 512] and L[0]["values"] == [25, 25]'
described "$web/whole/height.tif" 'L[0]["geometry"] == "elevation"'
grep -q 'GET /height.tif bytes=' requests.log || complain 'the GeoTIFF was not read in ranges' requests.log

# WFS and WMS.
if [ -x /usr/lib/cgi-bin/mapserv ] || [ -x /usr/bin/mapserv ]; then
    printf 'CONFIG\nENV\nMS_MAP_PATTERN "."\nEND\nEND\n' >mapserver.conf
    cat >city.map <<M
MAP
  NAME "city"
  SIZE 256 256
  EXTENT 110.39 21.19 110.43 21.23
  PROJECTION "init=epsg:4326" END
  WEB METADATA "ows_title" "city" "ows_onlineresource" "$web/mapserv?" "ows_enable_request" "*" "ows_srs" "EPSG:4326 EPSG:3857" END END
  LAYER
    NAME "buildings" TYPE POLYGON STATUS ON
    CONNECTIONTYPE OGR CONNECTION "$work/town.gpkg" DATA "buildings"
    PROJECTION "init=epsg:4326" END
    METADATA "ows_title" "buildings" "gml_include_items" "all" "gml_types" "auto" "gml_featureid" "fid" END
    CLASS STYLE COLOR 30 120 220 END END
  END
END
M
    wfs='len(L) == 1 and L[0]["name"].endswith("buildings") and L[0]["feature_count"] == 400 and L[0]["geometry"] == "area" and abs(L[0]["extent"][0] - 110.3997) < 1e-6'
    described "WFS:$web/mapserv" "$wfs and {'name': 'height', 'type': 'integer'} in L[0]['fields']"
    described "$web/mapserv?service=WFS&version=1.1.0" "$wfs"
    described "$web/mapserv?service=WFS&version=1.1.0&request=GetFeature&typename=buildings" 'L[0]["feature_count"] == 400 and abs(L[0]["extent"][0] - 110.3997) < 1e-6'
    described "$web/mapserv?service=WMS" '"buildings" in [l["name"] for l in L] and all(l["geometry"] == "image" and l["crs"] == "EPSG:4326" for l in L)'
    cat >services.txt <<S
layer-add WFS:$web/mapserv name=wfs
layer-add WMS:$web/mapserv table=buildings name=wms
layer-add $web/tiles/{z}/{x}/{y}.png name=xyz
wait loaded limit=60
get layers.wfs.state
get layers.wms.state
get layers.xyz.state
get layers.wfs.feature_count
S
    timeout 90 "$CITYMIRROR" run services.txt >out 2>err || complain 'the services were not loaded by a script' err
    [ "$(tr '\n' ' ' <out)" = '"ready" "ready" "ready" 400 ' ] || complain 'not all services are ready' out
    # The blue squares of the map server, from above.
    timeout 60 "$CITYMIRROR" shot -o wms.png --size 320x180 --quality software --camera 110.41,21.21,0,90,60 "WMS:$web/mapserv" >out 2>err ||
        complain 'no picture of the WMS' err
    read -r r _ b < <(pixel wms.png 160 90)
    [ "${b:-0}" -gt "$((${r:-0} + 40))" ] || complain "the WMS is not drawn blue: $(pixel wms.png 160 90)"
else
    echo 'skipped: MapServer is absent'
fi

# Picture tiles, by address.
timeout 60 "$CITYMIRROR" shot -o xyz.png --size 320x180 --quality software --camera 110.41,21.21,0,90,2000 "$web/tiles/{z}/{x}/{y}.png" >out 2>err ||
    complain 'no picture of the tiles' err
read -r r g _ < <(pixel xyz.png 160 90)
[ "${r:-0}" -gt "$((${g:-0} + 60))" ] || complain "the tiles are not drawn red: $(pixel xyz.png 160 90)"
grep -q 'GET /tiles/1[0-9]/' requests.log || complain 'no tile of the view was asked for' requests.log
: >requests.log
timeout 60 "$CITYMIRROR" shot -o xyz.png --size 320x180 --quality software --camera 110.41,21.21,0,90,2000 "$web/tiles/{z}/{x}/{y}.png#zmax=5" >out 2>err
grep -q 'GET /tiles/[6-9]/\|GET /tiles/[1-9][0-9]/' requests.log && complain 'a tile deeper than zmax was asked for' requests.log

# WMTS and OGC API Features, as their standards have them.
described "WMTS:$web/wmts.xml" 'len(L) == 1 and L[0]["geometry"] == "image" and L[0]["crs"] == "EPSG:3857"'
printf "origin: { lon: 110.4, lat: 21.2 }\nlayers: [ { source: 'WMTS:%s/wmts.xml' } ]\n" "$web" >wmts.yaml
timeout 60 "$CITYMIRROR" shot -o wmts.png --size 320x180 --quality software --camera 110.41,21.21,0,90,2000 wmts.yaml >out 2>err ||
    complain 'no picture of the WMTS' err
read -r r g _ < <(pixel wmts.png 160 90)
[ "${r:-0}" -gt "$((${g:-0} + 60))" ] || complain "the WMTS is not drawn red: $(pixel wmts.png 160 90)"
stations='L[0]["name"] == "stations" and L[0]["feature_count"] == 3 and L[0]["geometry"] == "point" and abs(L[0]["extent"][2] - 110.42) < 1e-6'
described "OAPIF:$web/oapif" "$stations"
described "$web/oapif/collections/stations" "$stations"

# PostGIS.
bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort | tail -n 1)
if [ -n "$bin" ] && { [ "$(id -u)" -ne 0 ] || id postgres >/dev/null 2>&1; }; then
    folder_pg=$(mktemp -d)
    [ "$(id -u)" -eq 0 ] && chown postgres "$folder_pg"
    chmod 755 "$folder_pg"
    (cd / && as_postgres "$bin/initdb" -D "$folder_pg/data" -U city -A trust --no-sync -E UTF8 --locale=C.UTF-8) >initdb.log 2>&1 || complain 'initdb failed' initdb.log
    (cd / && as_postgres "$bin/pg_ctl" -D "$folder_pg/data" -w -t 30 -l "$folder_pg/log" -o "-k $folder_pg -c listen_addresses= -c fsync=off" start) >pg.log 2>&1 ||
        complain 'PostgreSQL did not start' pg.log
    db="host=$folder_pg user=city dbname=postgres"
    psql "$db" -qc 'create extension postgis' >pg.log 2>&1 || complain 'no PostGIS' pg.log
    ogr2ogr -f PostgreSQL "PG:$db" town.geojson -nln buildings -nlt POLYGON 2>pg.log || complain 'ogr2ogr to PostGIS failed' pg.log
    ogr2ogr -f PostgreSQL "PG:$db" town.geojson -nln blocks_gk -nlt POLYGON -t_srs EPSG:4546 2>>pg.log
    described "PG:$db" 'sorted((l["name"], l["feature_count"], l["crs"]) for l in L if l["geometry"] == "area") == [("blocks_gk", 400, "EPSG:4546"), ("buildings", 400, "EPSG:4326")] and all(abs(l["extent"][0] - 110.3997) < 1e-6 for l in L if l["geometry"] == "area")'
    cat >pg.txt <<S
layer-add "PG:$db" table=buildings where="height > 30" name=tall
layer-add "PG:$db" table=buildings name=all
wait loaded limit=60
get layers.tall.feature_count
get layers.all.feature_count
S
    timeout 90 "$CITYMIRROR" run pg.txt >out 2>err || complain 'PostGIS was not loaded by a script' err
    want=$(psql "$db" -Atc 'select count(*) from buildings where height > 30')
    [ "$(tr '\n' ' ' <out)" = "$want 400 " ] || complain "PostGIS: $want and 400 features were expected" out
    timeout 60 "$CITYMIRROR" shot -o pg.png --size 320x180 --quality software "PG:$db" >out 2>err || complain 'no picture of PostGIS' err
    refused 10 'PG:host=127.0.0.1 port=1 user=city dbname=postgres' 'connect'
    refused 10 "PG:host=$folder_pg user=city dbname=nothing" 'does not exist'
else
    echo 'skipped: PostgreSQL is absent'
fi

# Servers as they should not be.
refused 5 "$web/missing.gpkg" 404
refused 10 "$web/500/town.geojson" 500
refused 5 "$web/html/town.geojson" 'web page'
refused 5 "$web/html/height.tif" 'web page'
refused 5 "WMS:$web/html/ows" 'web page'
refused 5 "WFS:$web/html/ows" 'WFS_Capabilities'
refused 5 "$web/cut/town.geojson" 'remaining to read'
refused 5 "$web/cut/height.tif" 'cut/height.tif'
refused 5 'http://127.0.0.1:1/town.geojson' 'connect'
refused 10 "WFS:$web/500/ows" 500

# A tile server that dies while the program runs: what was seen stays, the rest is missing, nothing hangs.
mkfifo script
timeout 60 "$CITYMIRROR" run - <script >out 2>err &
program=$!
exec 4>script
printf '%s\n' "layer-add $web/tiles/{z}/{x}/{y}.png name=xyz" "layer-add $work/town.gpkg name=good" 'wait loaded limit=20' 'camera 110.41 21.21 0 60 3000' 'wait settled limit=20' 'get layers.xyz.state' >&4
for _ in $(seq 200); do [ -s out ] && break; sleep 0.1; done
kill "$server"
wait "$server" 2>/dev/null
server=''
printf '%s\n' 'camera 110.5 21.3 0 60 3000' 'wait settled limit=20' 'get layers.xyz.state' 'get layers.good.state' >&4
exec 4>&-
wait $program || complain 'the program did not go on without the tile server' err
[ "$(tr '\n' ' ' <out)" = '"ready" "ready" "ready" ' ] || complain 'a layer was lost with the tile server' out
wait $silent_deep || complain 'tiles that never come are waited for too long, or not named' deep.err
wait $silent_removed || complain 'a layer that waits cannot be taken away' removed.err
[ "$(tr '\n' ' ' <removed)" = '"loading" ["good"] ' ] || complain 'the layer that waits was not taken away' removed
wait $silent_file || bad=1
wait $silent_tiles || bad=1
exit $bad
