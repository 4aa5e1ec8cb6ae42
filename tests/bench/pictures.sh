# SPDX-License-Identifier: Apache-2.0
# pictures.sh - sourced by run: large pictures, PNG written: 10,000 buildings with some hundred labels, and the demo city.
[ -f "$data/demo/city.yaml" ] || "$program" demo "$data/demo"
make_city 10k.gpkg 10000
cat >"$data/10k.yaml" <<Y
title: 10,000
layers:
  - name: buildings
    source: 10k.gpkg
    style: { draw: building, height: height, label: name, label_size_px: 5 }
Y
picture() { # picture NAME DOCUMENT SIZE QUALITY REACH_S [REACH_MB]
    python3 - "$program" shot -o "$data/picture.png" --size "$3" --quality "$4" "$data/$2" >"$data/picture.txt" <<'P'
import resource, subprocess, sys, time
start = time.monotonic()
code = subprocess.run(sys.argv[1:]).returncode
print("seconds", time.monotonic() - start)
print("peak_mb", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / 1e6)
sys.exit(code)
P
    line "$1, $3 at $4 quality" "$(value seconds "$data/picture.txt")" "$5" s
    [ -z "${6:-}" ] || line "$1, $3 at $4 quality: resident" "$(value peak_mb "$data/picture.txt")" "$6" MB
}
picture '10,000 buildings' 10k.yaml 7680x4320 full 2
picture '10,000 buildings' 10k.yaml 7680x4320 software 2
picture '10,000 buildings' 10k.yaml 16384x9216 full 8 700
picture '10,000 buildings' 10k.yaml 16384x9216 software 8 700
picture 'demo city' demo/city.yaml 7680x4320 full 2
