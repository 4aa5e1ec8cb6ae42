#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# every_driver.sh - a made layer and a made raster in every format that GDAL here can write: opened, with ogrinfo's counts, the right
# place to a centimetre, names and types of fields, heights; the same points in six coordinate systems meet.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
timeout 600 python3 "$(cd "$(dirname "$0")" && pwd)/every_driver.py" "$(realpath "$CITYMIRROR")" "$work"
