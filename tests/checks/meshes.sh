#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# meshes.sh - models of meshes through the program itself: every format in `info`, broken and hostile files with a reason.
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
bad=0
complain() {
    echo "$1"
    [ -n "${2:-}" ] && sed 's/^/    /' "$2" | head -n 5
    bad=1
}
# holds FILE TRIANGLES WIDTH DEPTH HEIGHT: `info --json` counts them; the size is in metres with z up.
holds() {
    timeout 60 "$CITYMIRROR" info --json "$1" >out 2>err || complain "$1: not read" err
    python3 - "$@" <<'PY' || complain "$1: another count or size" out
import json, sys
m = json.load(open("out"))["models"][0]
size = [m["max_m"][i] - m["min_m"][i] for i in range(3)]
sys.exit(m["triangles"] != int(sys.argv[2]) or any(abs(size[i] - float(sys.argv[3 + i])) > 1e-4 for i in range(3)))
PY
}
# refused FILE [WORD]: exit 1, the file named, and WORD where given.
refused() {
    timeout 60 "$CITYMIRROR" info "$1" >out 2>err
    local code=$?
    [ $code -eq 1 ] || complain "$1: exit $code, expected 1" err
    grep -qF "$(basename "$1")" err || complain "$1: the error does not name the file" err
    [ -z "${2:-}" ] || grep -qi -- "$2" err || complain "$1: the error does not say '$2'" err
}
cp "$top/tests/fuzz/gltf/mini.gltf" mini.gltf
holds mini.gltf 1 2 0 3
printf 'v 0 0 0\nv 2 0 0\nv 2 3 0\nv 0 3 0\nf 1 2 3 4\n' >wall.obj
holds wall.obj 2 2 0 3
printf 'solid t\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 4 0 0\nvertex 0 5 6\nendloop\nendfacet\nendsolid t\n' >t.stl
holds t.stl 1 4 5 6
printf 'ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\nelement face 1\nproperty list uchar int vertex_indices\nend_header\n0 0 0\n4 0 0\n0 5 6\n3 0 1 2\n' >t.ply
holds t.ply 1 4 5 6
"$CITYMIRROR" info mini.gltf wall.obj t.stl >out 2>err || complain 'three models at once' err
[ "$(grep -c 'triangles' out)" -eq 3 ] || complain 'three models at once: not three lines' out
"$CITYMIRROR" info --products wall.obj >out 2>err && complain '--products of a mesh: not refused'
: >empty.glb; refused empty.glb
: >empty.obj; refused empty.obj
: >empty.fbx; refused empty.fbx
refused vanished.glb 'no such file'
head -c 5000 /dev/urandom >noise.glb; refused noise.glb
head -c 5000 /dev/urandom >noise.dae; refused noise.dae
head -c 5000 /dev/urandom >noise.3ds; refused noise.3ds
printf 'glTF\2\0\0\0\377\377\377\377\377\377\377\377JSON' >liar.glb; refused liar.glb
echo '{"asset":{"version":"2.0"},"extensionsRequired":["ACME_holograms"]}' >unknown.gltf; refused unknown.gltf ACME_holograms
python3 -c "print('['*1000000)" >deep.gltf; refused deep.gltf 'within one another'
printf 'ply\nformat binary_little_endian 1.0\nelement vertex 2147483647\nproperty float x\nproperty float y\nproperty float z\nelement face 2147483647\nproperty list uchar int vertex_indices\nend_header\n' >huge.ply
refused huge.ply
exit $bad
