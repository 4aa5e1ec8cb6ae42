# SPDX-License-Identifier: Apache-2.0
# pictures.sh - sourced by run: large pictures, PNG written: 10,000 buildings with 500 labels, and the demo city.
[ -f "$data/demo/city.yaml" ] || "$program" demo "$data/demo"
make_city 10k.gpkg 10000
# Six layers of one file: each brings some eighty labels, about 500 in all.
{
    echo 'title: 10,000'
    echo 'layers:'
    for k in 0 1 2 3 4 5; do
        printf '  - { name: buildings %s, source: 10k.gpkg, where: "fid %% 6 = %s", style: { draw: building, height: height, label: name, label_size_px: 4 } }\n' $k $k
    done
} >"$data/10k.yaml"
picture() { # picture NAME DOCUMENT SIZE QUALITY REACH_S [REACH_MB]: the median of $runs runs
    python3 - "${runs:-1}" "$program" shot -o "$data/picture.png" --size "$3" --quality "$4" "$data/$2" >"$data/picture.txt" <<'P'
import resource, statistics, subprocess, sys, time
seconds = []
for _ in range(int(sys.argv[1])):
    start = time.monotonic()
    code = subprocess.run(sys.argv[2:]).returncode
    seconds.append(time.monotonic() - start)
print("seconds", statistics.median(seconds))
print("peak_mb", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / 1e6)
sys.exit(code)
P
    line "$1, $3 at $4 quality" "$(value seconds "$data/picture.txt")" "$5" s
    [ -z "${6:-}" ] || line "$1, $3 at $4 quality: resident" "$(value peak_mb "$data/picture.txt")" "$6" MB
}
picture '10,000 buildings, no shader compiled yet' 10k.yaml 7680x4320 full 2
runs=9 picture '10,000 buildings, median of 9' 10k.yaml 7680x4320 full 2
picture '10,000 buildings' 10k.yaml 7680x4320 software 2
picture '10,000 buildings' 10k.yaml 16384x9216 full 8 700
picture '10,000 buildings' 10k.yaml 16384x9216 software 8 700
picture 'demo city' demo/city.yaml 7680x4320 full 2
