#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""make_path.py LON LAT SPAN_M: a fixed path of 120 positions over a city: overview, descent, street level, orbit, climb."""
import math
import sys

lon, lat, span = (float(a) for a in sys.argv[1:4])
for i in range(120):
    t = i / 119
    if t < 0.25:      # overview turning
        d, pitch, heading, out = span * (1.0 - 1.2 * t), 45, 120 * t, 0.0
    elif t < 0.5:     # descent
        s = (t - 0.25) / 0.25
        d, pitch, heading, out = span * 0.7 * (1 - s) + 1200 * s, 45 - 15 * s, 30 + 60 * s, 0.2 * s
    elif t < 0.75:    # low flight
        s = (t - 0.5) / 0.25
        d, pitch, heading, out = 1200 - 900 * s, 30 - 18 * s, 90 + 120 * s, 0.2 - 0.3 * s
    else:             # climb and orbit
        s = (t - 0.75) / 0.25
        d, pitch, heading, out = 300 + (span * 0.5) * s * s, 12 + 30 * s, 210 + 150 * s, -0.1 + 0.1 * s
    x = out * span * 0.5 / 111320 / math.cos(math.radians(lat))
    print(f"{i}\t{lon + x:.6f}\t{lat + 0.3 * x:.6f}\t{d:.1f}\t{heading % 360:.2f}\t{pitch:.2f}")
