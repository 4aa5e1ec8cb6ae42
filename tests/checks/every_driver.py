# SPDX-License-Identifier: Apache-2.0
# every_driver.py PROGRAM FOLDER - one made layer written by every vector driver that can, one raster by every raster driver that
# can, in several coordinate systems; each opened by `info --json` and compared with ogrinfo and gdalinfo. Prints what differs.
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

program, folder = sys.argv[1], sys.argv[2]
os.chdir(folder)
bad = []
opened = []
unmade = []


def run(*command, **more):
    try:
        return subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=30, **more)
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 124, "", "takes longer than 30 s")


def info(source, *options):
    done = run(program, "info", "--json", source, *options)
    layers = json.loads(done.stdout)["layers"] if done.stdout else []
    return done.returncode, layers, done.stderr.strip()


# The made layer: 40 points, lines and areas near 湛江, with Chinese names, whole and broken numbers, a date, and nulls.
def feature(i, kind):
    x, y = 110.30 + 0.01 * (i % 8), 21.10 + 0.01 * (i // 8)
    d = 0.002
    geometry = {"point": {"type": "Point", "coordinates": [x, y]},
                "line": {"type": "LineString", "coordinates": [[x, y], [x + d, y + d / 2], [x + 2 * d, y]]},
                "area": {"type": "Polygon", "coordinates": [[[x, y], [x + d, y], [x + d, y + d], [x, y + d], [x, y]]]}}[kind]
    return {"type": "Feature", "geometry": geometry,
            "properties": {"name": f"霞山{i}", "storeys": 3 + i % 9, "height": 9.9 + i, "built": "2019-05-04" if i % 5 else None}}


for kind in ("point", "line", "area"):
    with open(f"made_{kind}.geojson", "w") as f:
        json.dump({"type": "FeatureCollection", "features": [feature(i, kind) for i in range(40)]}, f)

# driver: ending, options of ogr2ogr, kinds it holds
vector = {
    "ESRI Shapefile": (".shp", ["-lco", "ENCODING=UTF-8"], "point line area"),
    "MapInfo File": (".tab", ["-lco", "ENCODING=UTF-8"], "point line area"),
    "MapInfo File mif": (".mif", ["-f", "MapInfo File", "-dsco", "FORMAT=MIF", "-lco", "ENCODING=UTF-8"], "point line area"),
    "CSV": (".csv", ["-lco", "GEOMETRY=AS_WKT", "-lco", "SEPARATOR=SEMICOLON"], "point line area"),
    "CSV xy": (".csv", ["-f", "CSV", "-lco", "GEOMETRY=AS_XY"], "point"),
    "GML": (".gml", [], "point line area"),
    "GML 2": (".gml", ["-f", "GML", "-dsco", "FORMAT=GML2"], "point line area"),
    "GPX": (".gpx", ["-dsco", "GPX_USE_EXTENSIONS=YES"], "point line"),
    "LIBKML": (".kml", [], "point line area"),
    "LIBKML kmz": (".kmz", ["-f", "LIBKML"], "point line area"),
    "KML": (".kml", [], "point line area"),
    "GeoJSON": (".geojson", [], "point line area"),
    "GeoJSON rfc": (".json", ["-f", "GeoJSON", "-lco", "RFC7946=YES"], "area"),
    "GeoJSONSeq": (".geojsonl", [], "point line area"),
    "OGR_GMT": (".gmt", [], "point line area"),
    "GPKG": (".gpkg", [], "point line area"),
    "SQLite": (".sqlite", [], "point line area"),
    "OpenFileGDB": (".gdb", [], "point line area"),
    "DXF": (".dxf", [], "line area"),
    "FlatGeobuf": (".fgb", [], "point line area"),
    "GeoRSS": (".rss", ["-dsco", "USE_EXTENSIONS=YES"], "point line area"),
    "ODS": (".ods", ["-sql", "select ST_X(geometry) as lon, ST_Y(geometry) as lat, * from made_point", "-dialect", "SQLite"], "point"),
    "XLSX": (".xlsx", ["-sql", "select ST_X(geometry) as 经度, ST_Y(geometry) as 纬度, * from made_point", "-dialect", "SQLite"], "point"),
    "JML": (".jml", [], "point line area"),
    "MapML": (".mapml", [], "point line area"),
    "PDS4": (".xml", [], "point"),
    "netCDF": (".nc", [], "point line area"),
    "DGN": (".dgn", [], "line area"),
    "Geoconcept": (".gxt", [], "point"),
    "Selafin": (".slf", [], "point"),
    "MVT": (".mbtiles", ["-dsco", "MINZOOM=14", "-dsco", "MAXZOOM=14", "-dsco", "FORMAT=MBTILES"], "point line area"),
    "MBTiles": (".mbtiles", ["-dsco", "MINZOOM=14", "-dsco", "MAXZOOM=14"], "point line area"),
    "FITS": (".fits", [], ""),
    "PGDUMP": (".sql", [], ""),
}
no_crs = {"DXF", "DGN", "Geoconcept", "Selafin", "JML", "OGR_GMT", "PDS4"}  # say none, or not in the file
tiles = {"MVT", "MBTiles"}  # cut at tile edges
fields_less = {"DXF", "DGN", "GPX", "GeoRSS", "LIBKML", "KML", "MVT", "MBTiles", "MapML", "GML 2", "GML", "JML", "PDS4", "LIBKML kmz", "Selafin", "Geoconcept"}


def ogr_count(path):
    done = run("ogrinfo", "-ro", "-so", "-al", path)
    return sum(int(line.split(":")[1]) for line in done.stdout.splitlines() if line.startswith("Feature Count:"))


def check_vector(key, kind):
    ending, options, _ = vector[key]
    name = f"v_{key.replace(' ', '_')}_{kind}{ending}"
    driver = [] if "-f" in options else ["-f", key]
    made = run("ogr2ogr", *driver, name, f"made_{kind}.geojson", *options)
    if made.returncode != 0 or not os.path.exists(name):
        unmade.append(f"{key} {kind}: {made.stderr.strip()[:120]}")
        return
    crs = ["--crs", "EPSG:4326"] if key in no_crs else []
    code, layers, said = info(name, *crs)
    shown = [l for l in layers if l["geometry"] in ("point", "line", "area", "mixed") and "size" not in l]
    if code != 0 or not shown:
        bad.append(f"{key} {kind}: does not open: {said[:300]}")
        return
    count = sum(l["feature_count"] for l in layers)
    opened.append(f"{key} {kind}")
    if count != ogr_count(name):
        bad.append(f"{key} {kind}: {count} features, ogrinfo {ogr_count(name)}")
    # Another kind of geometry comes only from drivers that change it on writing.
    if kind not in {l["geometry"] for l in shown} and key not in {"DXF", "DGN", "GeoRSS", "Selafin"}:
        bad.append(f"{key} {kind}: geometry {[l['geometry'] for l in shown]}")
    west = min(l["extent"][0] for l in shown if l["extent"])
    north = max(l["extent"][3] for l in shown if l["extent"])
    far = 21.14 + {"point": 0, "line": 0.001, "area": 0.002}[kind]
    reach = 2e-4 if key in tiles or key in {"MapML", "Selafin"} else 1e-6
    if abs(west - 110.30) > reach or abs(north - far) > reach:
        bad.append(f"{key} {kind}: extent {shown[0]['extent']}, expected from 110.30 and to {far}")
    if key not in fields_less:
        names = {f["name"].lower(): f["type"] for l in shown for f in l["fields"]}
        if names.get("storeys") not in ("integer", "real") or names.get("height") != "real" or "name" not in names:
            bad.append(f"{key} {kind}: fields {names}")


# The same points in other coordinate systems meet within a centimetre; the axis order of each format is its own.
def check_crs(key, epsg):
    ending, options, _ = vector[key]
    name = f"c_{key.replace(' ', '_')}_{epsg}{ending}"
    run("ogr2ogr", *([] if "-f" in options else ["-f", key]), "-t_srs", f"EPSG:{epsg}", name, "made_point.geojson", *options)
    code, layers, said = info(name)
    if code != 0 or not layers or not layers[0]["extent"]:
        bad.append(f"{key} EPSG:{epsg}: does not open: {said[:300]}")
        return
    opened.append(f"{key} EPSG:{epsg}")
    w, s, e, n = layers[0]["extent"]
    reach = 3e-7 if key == "MapInfo File" else 1e-7  # it stores whole numbers of a grid
    if max(abs(w - 110.30), abs(s - 21.10), abs(e - 110.37), abs(n - 21.14)) > reach:
        bad.append(f"{key} EPSG:{epsg}: extent {layers[0]['extent']}")


# A slope of heights, 100 to 355, and a picture.
run("gdal_create", "-q", "-of", "GTiff", "-outsize", "60", "50", "-bands", "1", "-burn", "0", "-ot", "Float32", "-a_srs", "EPSG:4326",
    "-a_ullr", "110", "21.5", "110.6", "21", "empty.tif")
with open("slope.asc", "w") as f:
    f.write("ncols 60\nnrows 50\nxllcorner 110\nyllcorner 21\ncellsize 0.01\nNODATA_value -9999\n")
    for y in range(50):
        f.write(" ".join(str(100 + 2 * x + y) for x in range(60)) + "\n")
run("gdal_translate", "-q", "-a_srs", "EPSG:4326", "-ot", "Int16", "slope.asc", "slope.tif")
run("gdalwarp", "-q", "-t_srs", "EPSG:32649", "-r", "bilinear", "-dstnodata", "-9999", "slope.tif", "slope_utm.tif")
run("gdal_translate", "-q", "-ot", "Byte", "-b", "1", "-b", "1", "-b", "1", "-colorinterp", "red,green,blue", "slope.tif", "picture.tif")

# driver: ending, source, more options, whether its coordinate system is kept
raster = {
    "GTiff": (".tif", "slope", [], True), "COG": (".tif", "slope", [], True), "HFA": (".img", "slope", [], True), "AAIGrid": (".asc", "slope", [], True),
    "netCDF": (".nc", "slope", [], True), "GRIB": (".grb2", "slope", [], False), "JP2OpenJPEG": (".jp2", "slope", ["-co", "REVERSIBLE=YES", "-co", "QUALITY=100"], True),
    "PCIDSK": (".pix", "slope", [], True), "PCRaster": (".map", "slope", ["-ot", "Float32"], False), "ERS": (".ers", "slope", [], False), "RMF": (".mtw", "slope", ["-co", "MTW=YES", "-ot", "Float64"], False),
    "RST": (".rst", "slope", [], True), "GSAG": (".grd", "slope", [], False), "GSBG": (".grd", "slope", ["-ot", "Float32"], False), "GS7BG": (".grd", "slope", ["-ot", "Float64"], False),
    "ENVI": (".dat", "slope", [], True), "EHdr": (".bil", "slope", [], True), "ISCE": (".isce", "slope", [], True), "SAGA": (".sdat", "slope", ["-ot", "Float32"], True),
    "XYZ": (".xyz", "slope", [], False), "HF2": (".hf2", "slope", ["-ot", "Float32"], True), "ZMap": (".zmap", "slope", ["-ot", "Float64"], False),
    "SIGDEM": (".sigdem", "slope_utm", ["-ot", "Float64"], True), "VRT": (".vrt", "slope", [], True), "NITF": (".ntf", "slope", [], True), "ISIS3": (".cub", "slope_utm", [], False),
    "KRO": (".kro", "slope", ["-ot", "Float32"], None), "BT": (".bt", "slope", [], True), "GTX": (".gtx", "slope", ["-ot", "Float32"], True), "MRF": (".mrf", "slope", [], True),
    "NWT_GRD": (".grd", "slope", ["-ot", "Float32"], False), "LAN": (".lan", "slope", [], False), "Zarr": (".zarr", "slope", [], True), "RRASTER": (".grd", "slope", [], True),
    "ILWIS": (".mpr", "slope", [], True), "ROI_PAC": (".dem", "slope", [], True), "GPKG": (".gpkg", "slope", ["-ot", "Int16"], True), "PDS4": (".xml", "slope", [], True),
    "picture GTiff": (".tif", "picture", ["-of", "GTiff"], True), "picture PNG": (".png", "picture", ["-of", "PNG", "-co", "WORLDFILE=YES"], False),
    "picture JPEG": (".jpg", "picture", ["-of", "JPEG", "-co", "WORLDFILE=YES"], False), "picture GPKG": (".gpkg", "picture", ["-of", "GPKG"], True),
    "picture WEBP": (".webp", "picture", ["-of", "WEBP"], None), "picture MBTiles": (".mbtiles", "picture", ["-of", "MBTiles"], True),
    "picture BMP": (".bmp", "picture", ["-of", "BMP", "-co", "WORLDFILE=YES"], False), "picture PDF": (".pdf", "picture", ["-of", "PDF"], None),
    "picture NITF": (".ntf", "picture", ["-of", "NITF"], True), "picture HFA": (".img", "picture", ["-of", "HFA"], True),
}


def check_raster(key):
    ending, source, options, has_crs = raster[key]
    name = f"r_{key.replace(' ', '_')}{ending}"
    made = run("gdal_translate", "-q", *([] if "-of" in options else ["-of", key]), *options, source + ".tif", name)
    if made.returncode != 0 or not os.path.exists(name):
        unmade.append(f"raster {key}: {made.stderr.strip()[:120]}")
        return
    code, layers, said = info(name, *([] if has_crs else ["--crs", "EPSG:32649" if source == "slope_utm" else "EPSG:4326"]))
    layers = [l for l in layers if "size" in l]
    if has_crs is None and not layers:
        if not said:
            bad.append(f"raster {key}: no reason")
        return  # the format keeps no place
    if code != 0 or not layers:
        bad.append(f"raster {key}: does not open: {said[:300]}")
        return
    opened.append(f"raster {key}")
    l = layers[0]
    is_picture = source == "picture"
    if (l["geometry"] == "image") != is_picture:
        bad.append(f"raster {key}: is {l['geometry']}")
    w, s, e, n = l["extent"]
    reach = 0.02 if source == "slope_utm" or key == "picture MBTiles" else 2e-3 if key == "GRIB" else 1e-4
    if max(abs(w - 110), abs(s - 21), abs(e - 110.6), abs(n - 21.5)) > reach:
        bad.append(f"raster {key}: extent {l['extent']}")
    if not is_picture and (abs(l["values"][0] - 100) > 1 or abs(l["values"][1] - 267) > 1):
        bad.append(f"raster {key}: values {l['values']}, expected 100 to 267")


with ThreadPoolExecutor(3) as pool:
    work = [pool.submit(check_vector, key, kind) for key in vector for kind in vector[key][2].split()]
    for key in ("GPKG", "ESRI Shapefile", "GML", "GML 2", "FlatGeobuf", "GeoJSON", "MapInfo File", "OpenFileGDB", "SQLite"):
        for epsg in (4490, 4526, 4546, 3857, 32649, 2433):
            # MapInfo has its own list of systems; GeoJSON is written with its name.
            if key == "MapInfo File" and epsg in (4490, 4526, 2433):
                continue
            work.append(pool.submit(check_crs, key, epsg))
    work += [pool.submit(check_raster, key) for key in raster]
    for w in work:
        w.result()
for text in sorted(unmade):
    print("not made here:", text)
for text in sorted(bad):
    print(text)
print(f"{len(opened)} opened, {len(bad)} differ")
sys.exit(1 if bad or len(opened) < 150 else 0)
