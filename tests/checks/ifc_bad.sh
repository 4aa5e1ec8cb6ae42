#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# ifc_bad.sh - cut off, garbled and swapped IFC files: a model with reasons or one clear line, in bounded time, never a crash.
set -u
data=$CITYMIRROR_SHARED/data/ifc
if [ ! -d "$data" ]; then
    echo "skipped: the shared data is absent"
    exit 0
fi
python3 - "$CITYMIRROR" "$data" "$SCRATCH" <<'PYTHON'
import os, random, re, subprocess, sys, time
program, data, scratch = sys.argv[1:]
random.seed(21)
sources = ["webifc/duplex.ifc", "webifc/IfcOpenHouse_IFC4.ifc", "ycode/Ifc4_CubeAdvancedBrep.ifc", "iosfiles/726--reinforcingBar--segfault--13--augmented.ifc",
           "ifc4x3/alignment-geometries-and-linear-positioning/linear-placement-of-signal/linear-placement-of-signal.ifc",
           "iosfiles/WallInstance_IFC4Add2_ifcspf_format.ifczip", "iosfiles/wall-with-opening-and-window.ifcxml"]
bad = runs = models = 0
slowest = 0.0
def garble(raw, kind):
    raw = bytearray(raw)
    if kind == "cut":
        return bytes(raw[: random.randrange(len(raw))])
    if kind == "bytes":
        for _ in range(1 + len(raw) // 3000):
            raw[random.randrange(len(raw))] = random.randrange(256)
        return bytes(raw)
    numbers = [m.span() for m in re.finditer(rb"#\d+", raw)]
    if kind == "references" and len(numbers) > 50:
        # Every fiftieth reference points somewhere else: cycles, wrong types, nothing.
        out, at = [], 0
        for a, b in numbers:
            out.append(raw[at:a])
            out.append(b"#%d" % random.choice((1, 7, 2147483648, 99999999)) if random.random() < 0.01 else
                       raw[slice(*random.choice(numbers))] if random.random() < 0.02 and raw[b : b + 1] != b"=" else raw[a:b])
            at = b
        return b"".join(out) + raw[at:]
    return bytes(re.sub(rb"\d+\.\d*", lambda m: random.choice((b"1.E300", b"0.", b"-1.E-300", b"NaN")) if random.random() < 0.01 else m.group(), raw))
for source in sources:
    raw = open(os.path.join(data, source), "rb").read()
    for kind in ("cut", "bytes", "references", "numbers"):
        for turn in range(4):
            path = os.path.join(scratch, "bad" + os.path.splitext(source)[1])
            open(path, "wb").write(garble(raw, kind))
            start = time.monotonic()
            try:
                done = subprocess.run([program, "info", "--json", path], capture_output=True, timeout=60)
                code, error = done.returncode, done.stderr.decode(errors="replace")
            except subprocess.TimeoutExpired:
                code, error = 124, ""
            seconds = time.monotonic() - start
            slowest = max(slowest, seconds)
            runs += 1
            models += code == 0
            if code not in (0, 1) or (code == 1 and not error.strip()):
                bad += 1
                print("%s %s %d: exit %d after %.1f s" % (source, kind, turn, code, seconds))
print("%d garbled files: %d gave a model, %d a reason, %d neither; the slowest took %.1f s" % (runs, models, runs - models - bad, bad, slowest))
sys.exit(bad > 0)
PYTHON
