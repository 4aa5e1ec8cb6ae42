# SPDX-License-Identifier: Apache-2.0
# terrain.sh - sourced by run: a 4096 x 4096 DEM with imagery draped, made from the demo's elevation.
[ -f "$data/demo/city.yaml" ] || "$program" demo "$data/demo"
[ -f "$data/dem4k.tif" ] || gdal_translate -q -r bilinear -outsize 4096 4096 -co TILED=YES "$data/demo/dem.tif" "$data/dem4k.tif"
[ -f "$data/image4k.tif" ] || {
    printf -- '-40 20 60 110\n0 60 140 170\n2 210 200 150\n40 120 160 90\n380 150 120 90\n' >"$data/colours.txt"
    gdaldem color-relief -q -co TILED=YES "$data/dem4k.tif" "$data/colours.txt" "$data/image4k.tif"
}
printf '0\t110.30\t21.10\t260000\t0\t60\n' >"$data/overview.tsv"
"$program" bench "$data/dem4k.tif" "$data/image4k.tif" --path "$data/overview.tsv" --frames 12 --size 1920x1080 >"$data/terrain.txt" 2>"$data/err.txt" || cat "$data/err.txt"
line '4096 x 4096 DEM with imagery: first complete frame' "$(value first_frame_ms "$data/terrain.txt")" 2000 ms
line '4096 x 4096 DEM with imagery: overview frame' "$(value frame_ms_median "$data/terrain.txt")" 150 ms
"$program" bench "$data/demo/city.yaml" --path "$data/overview.tsv" --frames 3 --size 1920x1080 >"$data/demo.txt" 2>"$data/err.txt"
"$program" bench "$data/demo/city.yaml" --path "$data/overview.tsv" --frames 3 --size 1920x1080 >"$data/demo.txt" 2>"$data/err.txt"
line 'demo city, second start, first frame (far overview)' "$(value first_frame_ms "$data/demo.txt")" 3000 ms
