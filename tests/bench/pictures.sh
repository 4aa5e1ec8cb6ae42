# SPDX-License-Identifier: Apache-2.0
# pictures.sh - sourced by run: large pictures of the demo city, with labels, PNG written.
[ -f "$data/demo/city.yaml" ] || "$program" demo "$data/demo"
picture() { # picture SIZE REACH_S QUALITY
    local start end
    start=$(date +%s.%N)
    "$program" shot -o "$data/picture.png" --size "$1" --quality "$3" "$data/demo/city.yaml"
    end=$(date +%s.%N)
    line "picture $1 at $3 quality" "$(awk -v a="$start" -v b="$end" 'BEGIN { print b - a }')" "$2" s
}
picture 7680x4320 2 software
picture 7680x4320 2 full
picture 16384x9216 8 software
