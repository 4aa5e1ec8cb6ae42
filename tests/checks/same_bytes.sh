#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# same_bytes.sh - the same seed writes the same demo city; the same input, state and machine write the same picture.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$CITYMIRROR" demo "$work/a" --buildings 2000 --seed 3
"$CITYMIRROR" demo "$work/b" --buildings 2000 --seed 3
diff -r "$work/a" "$work/b"
"$CITYMIRROR" demo "$work/c" --buildings 2000 --seed 4
if cmp -s "$work/a/zhanjiang.gpkg" "$work/c/zhanjiang.gpkg"; then
    echo "another seed gave the same city"
    exit 1
fi
for n in 1 2; do
    "$CITYMIRROR" shot -o "$work/$n.png" --size 640x360 "$work/a/city.yaml"
done
cmp "$work/1.png" "$work/2.png"
