#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# export.sh - what a run keeps, exported by command and by `citymirror export`, read back by ogrinfo and by a CSV reader.
set -u
program=${CITYMIRROR:?}
folder=$(mktemp -d)
# The rules of topics would raise alarms of their own.
mkdir "$folder/data"
cp -r "$(dirname "$0")"/../../assets/data/* "$folder/data" && rm -r "$folder/data/topics"
export CITYMIRROR_DATA=$folder/data
trap 'rm -rf "$folder"' EXIT
fail() {
    echo "$1"
    cat "$folder/out" "$folder/err" 2>/dev/null
    exit 1
}
printf 'rules:\n  - { id: high, name: 高潮位, keys: tide.*.level, red: -50 }\n' >"$folder/rules.yaml"
cat >"$folder/script.txt" <<S
store-open address=$folder/s.sqlite
rule-add $folder/rules.yaml
feed-add name=城市 driver=sim options=seed=1
wait 1.2
alarm-acknowledge alarm="*"
feed-switch 城市 off
wait 1.3
export-history path=$folder/a.csv keys="tide.*,ship/*"
export-history path=$folder/a.gpkg language=en
export-alarms path=$folder/alarms.csv
export-journal path=$folder/journal.csv bom=off
S
"$program" run "$folder/script.txt" >"$folder/out" 2>"$folder/err" || fail 'the export failed'
LC_ALL=zh_CN.UTF-8 "$program" export history --store "$folder/s.sqlite" --keys 'tide.*,ship/*' -o "$folder/b.csv" >"$folder/count" 2>"$folder/err" ||
    fail 'citymirror export failed'
python3 - "$folder" <<'P' || fail 'the CSV files hold something else'
import csv, datetime, sys
folder = sys.argv[1]
raw = open(folder + "/a.csv", "rb").read()
assert raw.startswith(b"\xef\xbb\xbf") and b"\r\n" in raw
def rows(name): return list(csv.DictReader(open(folder + "/" + name, encoding="utf-8-sig", newline="")))
a, b = rows("a.csv"), rows("b.csv")
assert a and int(open(folder + "/count").read()) == len(b) == len(a), (len(a), len(b))
for x, y in zip(a, b):
    assert {k: v for k, v in x.items() if k != "来源"} == {k: v for k, v in y.items() if k != "来源"}, (x, y)
assert all(r["来源"] == "城市" and r["来源标记"] == "示范" for r in a), a[0]
for r in a:
    seen, got = (datetime.datetime.fromisoformat(r[k]) for k in ("观测时间", "接收时间"))
    assert seen.utcoffset() == datetime.timedelta(hours=8)
    assert abs((got - seen).total_seconds() - float(r["接收时已过秒数"])) < 1e-5, r
alarms = rows("alarms.csv")
assert alarms and all(r["级别"] == "红" and r["状态"] == "已确认" and r["确认人"] for r in alarms), alarms
journal = rows("journal.csv")
what = [r["操作"] for r in journal]
assert "raise" in what and "acknowledge" in what and "add" in what, what
assert not open(folder + "/journal.csv", "rb").read().startswith(b"\xef\xbb\xbf")
P
# Answers: alarms acknowledged, rows of each file in turn.
count=$(sed -n 3p "$folder/out")
if command -v ogrinfo >/dev/null; then
    ogrinfo -ro -so "$folder/a.gpkg" history 2>/dev/null >"$folder/ogr" || fail 'ogrinfo cannot read the GeoPackage'
    grep -qx "Feature Count: $count" "$folder/ogr" || fail "ogrinfo counts other rows than $count"
    grep -q '^observed: DateTime' "$folder/ogr" || fail 'the GeoPackage has no instants'
fi
"$program" export history --store "$folder/s.sqlite" -o "$folder/x.parquet" >"$folder/out" 2>"$folder/err"
code=$?
if ogrinfo --formats 2>/dev/null | grep -q Parquet; then
    [ $code -eq 0 ] || fail 'Parquet failed'
else
    grep -q 'without Parquet' "$folder/err" || fail 'a missing Parquet is not said'
fi
echo 'history, alarms and the journal come out as they were kept'
