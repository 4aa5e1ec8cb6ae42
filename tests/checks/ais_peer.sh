#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# ais_peer.sh - our AIS decoder against gpsd's, field by field, where gpsdecode (package gpsd-clients) is installed.
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
command -v gpsdecode >/dev/null || { echo 'skipped: gpsdecode is absent'; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 "$top/tests/checks/ais_peer.py" make "$work/made.nmea" || exit 1
cat "$top/tests/data/published.nmea" >>"$work/made.nmea"
"${CITYMIRROR:?}" decode --kind ais "$work/made.nmea" >"$work/ours" || { echo 'we refuse a message'; exit 1; }
gpsdecode -j -u <"$work/made.nmea" >"$work/gpsd" || exit 1
python3 "$top/tests/checks/ais_peer.py" compare "$work/ours" "$work/gpsd"
