#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# ifc_written.sh - the demo's building in our own reader without a problem, and in two other IFC programs with equal counts: IFC++
# (Debian's libifcplusplus-dev) and web-ifc (npm, where WEB_IFC names its folder, as in tests/bench/ifc.sh).
set -eu
export LC_ALL=C.UTF-8 # one order of sorting
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$CITYMIRROR" demo "$work/demo" --buildings 200
file=$work/demo/models/运营中心.ifc
"$CITYMIRROR" info --json "$file" >"$work/info.json"
python3 - "$work/info.json" <<'PYTHON'
import json, sys
m = json.load(open(sys.argv[1]))["models"][0]
print({k: m[k] for k in ("entities", "products", "products_with_triangles", "triangles", "spaces", "storeys", "property_sets", "openings")})
bad = m["problem_count"] or m["uncut"] or m["failed"] or m["products_with_triangles"] != m["products_with_body"] or m["storeys"] != 9
sys.exit("our own reader is not content" if bad else 0)
PYTHON
# What we count: products by type as drawn, spaces, storeys, sets.
"$CITYMIRROR" info --products "$file" | awk -F'\t' 'NR > 1 { n[$3]++ } END { for (t in n) print t "\t" n[t] }' | sort >"$work/drawn"
python3 -c 'import json, sys
m = json.load(open(sys.argv[1]))["models"][0]
print("IFCBUILDINGSTOREY\t%d\nIFCPROPERTYSET\t%d\nIFCELEMENTQUANTITY\t%d\nBODIES\t%d" % (m["storeys"], m["property_sets"], m["quantity_sets"], m["products_with_triangles"]))' \
    "$work/info.json" | cat - "$work/drawn" | sort >"$work/ours"
bad=0
same() { # same NAME FILE: each line of ours is there
    local missing
    tr '[:lower:]' '[:upper:]' <"$2" | sort >"$2.sorted"
    missing=$(comm -23 "$work/ours" "$2.sorted")
    if [ -n "$missing" ]; then
        echo "$1 counts otherwise; ours are"
        echo "$missing"
        grep -F "$(echo "$missing" | cut -f1)" "$2.sorted" | sed "s/^/$1: /" || true
        bad=1
    else
        echo "$1: $(wc -l <"$work/ours") counts are equal"
    fi
}
if [ -e /usr/include/ifcpp/reader/ReaderSTEP.h ] && command -v g++ >/dev/null; then
    g++ -std=c++17 -w -o "$work/reader" "$here/ifc_written.cpp" -lIfcPlusPlus -lcarve
    "$work/reader" "$file" >"$work/theirs" 2>"$work/faults"
    same IFC++ "$work/theirs"
    if [ -s "$work/faults" ]; then
        head -n 20 "$work/faults"
        bad=1
    fi
else
    echo "IFC++ skipped: libifcplusplus-dev or g++ is absent"
fi
if [ -n "${WEB_IFC:-}" ] && command -v node >/dev/null; then
    node "$here/ifc_written.js" "$(cd "$WEB_IFC" && pwd)" "$file" $(grep -v ^BODIES "$work/ours" | cut -f1) >"$work/theirs"
    same web-ifc "$work/theirs"
else
    echo "web-ifc skipped: WEB_IFC or node is absent"
fi
exit $bad
