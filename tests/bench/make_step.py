#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# make_step.py IN OUT COPIES - one ISO 10303-21 file joined COPIES times, its instances renumbered so that they stay apart.
import re
import sys

source, target, copies = sys.argv[1], sys.argv[2], int(sys.argv[3])
text = open(source, "rb").read()
data = text.index(b"DATA;") + 5
end = text.index(b"ENDSEC;", data)
body = text[data:end]
# Only a number sign outside strings is a reference; strings are split off first.
parts = re.split(rb"('(?:[^']|'')*')", body)
highest = max(int(n) for part in parts[::2] for n in re.findall(rb"#(\d+)", part))
pieces = [re.split(rb"#(\d+)", part) for part in parts]
with open(target, "wb") as out:
    out.write(text[:data])
    for copy in range(copies):
        offset = copy * highest
        for i, part in enumerate(parts):
            if i % 2:
                out.write(part)
                continue
            numbers = pieces[i]
            out.write(b"".join(b"#%d" % (int(n) + offset) if k % 2 else n for k, n in enumerate(numbers)))
    out.write(text[end:])
