#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""make_trees.py FOLDER [COUNT] - a tree of 500 triangles (tree.glb), COUNT places for it (trees.csv) and the
document that shows them (trees.yaml). The same each time."""
import json
import math
import os
import random
import struct
import sys


def surface(rings, sides, colour, out):
    """A body of revolution given as (radius, height) rings; appended as flat vertices."""
    for (r0, z0), (r1, z1) in zip(rings, rings[1:]):
        for s in range(sides):
            a, b = 2 * math.pi * s / sides, 2 * math.pi * (s + 1) / sides
            p = [(r * math.cos(t), z, -r * math.sin(t)) for r, z, t in ((r0, z0, a), (r0, z0, b), (r1, z1, b), (r1, z1, a))]
            slope = (r0 - r1) / math.hypot(r0 - r1, z1 - z0)
            n = [(math.cos(t) * math.sqrt(1 - slope * slope), slope, -math.sin(t) * math.sqrt(1 - slope * slope)) for t in (a, b, b, a)]
            for tri in ((0, 1, 2), (0, 2, 3)):
                if len({p[k] for k in tri}) == 3:
                    out.extend((p[k], n[k], colour) for k in tri)


def write_tree(path):
    corners = []
    surface([(0.22, 0.0), (0.16, 1.2), (0.12, 2.6)], 8, (0.20, 0.12, 0.07, 1), corners)
    for lobe in range(4):
        base, wide = 1.8 + 1.5 * lobe, 2.1 - 0.42 * lobe
        rings = [(wide * math.sin(math.pi * k / 7) ** 0.8 if 0 < k < 7 else 0.0, base + 2.2 * k / 7) for k in range(8)]
        green = (0.09 + 0.03 * lobe, 0.22 + 0.05 * lobe, 0.06 + 0.015 * lobe, 1)
        surface(rings, 10, green, corners)
    binary = b''.join(struct.pack('<3f', *c[0]) for c in corners) + b''.join(struct.pack('<3f', *c[1]) for c in corners) + \
        b''.join(struct.pack('<4f', *c[2]) for c in corners)
    n = len(corners)
    low = [min(c[0][k] for c in corners) for k in range(3)]
    high = [max(c[0][k] for c in corners) for k in range(3)]
    doc = {'asset': {'version': '2.0'}, 'scene': 0, 'scenes': [{'nodes': [0]}], 'nodes': [{'mesh': 0}],
           'meshes': [{'primitives': [{'attributes': {'POSITION': 0, 'NORMAL': 1, 'COLOR_0': 2}}]}],
           'buffers': [{'byteLength': len(binary)}],
           'bufferViews': [{'buffer': 0, 'byteOffset': o, 'byteLength': b} for o, b in ((0, 12 * n), (12 * n, 12 * n), (24 * n, 16 * n))],
           'accessors': [{'bufferView': v, 'componentType': 5126, 'count': n, 'type': t} for v, t in ((0, 'VEC3'), (1, 'VEC3'), (2, 'VEC4'))]}
    doc['accessors'][0].update(min=low, max=high)
    text = json.dumps(doc).encode()
    text += b' ' * (-len(text) % 4)
    with open(path, 'wb') as f:
        f.write(struct.pack('<4sII', b'glTF', 2, 28 + len(text) + len(binary)))
        f.write(struct.pack('<I4s', len(text), b'JSON') + text + struct.pack('<I4s', len(binary), b'BIN\0') + binary)
    return n // 3


def main():
    folder, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1000000
    triangles = write_tree(os.path.join(folder, 'tree.glb'))
    chance = random.Random(7)
    side = math.sqrt(count) * 10 / 111320  # 10 m apart
    with open(os.path.join(folder, 'trees.csv'), 'w') as f:
        f.write('lon,lat,scale,heading\n')
        for _ in range(count):
            f.write('%.7f,%.7f,%.2f,%d\n' % (110.40 + (chance.random() - 0.5) * side * 1.07, 21.22 + (chance.random() - 0.5) * side,
                                             0.7 + 0.6 * chance.random(), chance.randrange(360)))
    with open(os.path.join(folder, 'trees.yaml'), 'w') as f:
        f.write('title: trees\nlayers:\n  - name: trees\n    source: trees.csv\n    style: { draw: point, icon: none, label: none, '
                'symbol: tree.glb, symbol_scale: scale, heading_by: heading }\n')
    print('%d trees of %d triangles' % (count, triangles))


main()
