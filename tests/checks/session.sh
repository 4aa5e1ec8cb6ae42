#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# session.sh - a recorded session over TLS: Sparkplug and SensorThings publishers of our own against a mosquitto with a
# self-made CA; wrong certificates, host names and passwords are refused with a reason; what the store kept is what was published.
set -u
program=${CITYMIRROR:?}
for tool in mosquitto mosquitto_pub mosquitto_passwd openssl; do
    PATH=$PATH:/usr/sbin command -v $tool >/dev/null || {
        echo "skipped: $tool is absent"
        exit 0
    }
done
PATH=$PATH:/usr/sbin
folder=$(mktemp -d)
pids=
cleanup() {
    exec 4>&- 2>/dev/null
    # shellcheck disable=SC2086
    [ -n "$pids" ] && kill $pids 2>/dev/null
    rm -rf "$folder"
}
trap cleanup EXIT
fail() {
    echo "$1"
    tail -n 30 "$folder/out" "$folder/err" "$folder/broker.log" 2>/dev/null
    exit 1
}
cd "$folder" || exit 2
# A CA, a broker certificate for 127.0.0.1 alone, and a CA that has nothing to do with it.
for ca in ca other; do
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "/CN=$ca" -keyout $ca.key -out $ca.pem 2>/dev/null
done
openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=broker -keyout broker.key -out broker.csr 2>/dev/null
printf 'subjectAltName=IP:127.0.0.1\n' >san
openssl x509 -req -in broker.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile san -out broker.pem 2>/dev/null || fail 'no certificate'
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
mosquitto_passwd -b -c users ioc geheim && chmod 600 users
echo geheim >secret
echo falsch >wrong
cat >broker.conf <<C
listener $port 127.0.0.1
cafile $folder/ca.pem
certfile $folder/broker.pem
keyfile $folder/broker.key
password_file $folder/users
allow_anonymous false
user root
C
mosquitto -c broker.conf >broker.log 2>&1 &
pids="$pids $!"
say() { mosquitto_pub -h 127.0.0.1 -p "$port" --cafile ca.pem -u ioc -P geheim "$@"; }
for _ in $(seq 100); do
    say -t up -m 1 2>/dev/null && break
    sleep 0.05
done
feed() { echo "  - { name: $1, driver: mqtt, address: \"mqtts://$2:$port\", options: \"format=$3 ca=$4 user=ioc password_file=$5\" }"; }
{
    echo 'feeds:'
    feed plc 127.0.0.1 sparkplug ca.pem secret
    feed things 127.0.0.1 sensorthings ca.pem secret
    feed stranger 127.0.0.1 sensorthings other.pem secret
    feed misnamed localhost sensorthings ca.pem secret
    feed liar 127.0.0.1 sensorthings ca.pem wrong
} >city.yaml
mkfifo lines
"$program" run - <lines >out 2>err &
pids="$pids $!"
exec 4>lines
printf 'document-open path=%s/city.yaml\nstore-open address=%s/s.sqlite\n' "$folder" "$folder" >&4
ask() { # the answer to a line, once it is there
    local before
    before=$(wc -l <out)
    printf '%s\n' "$@" >&4
    for _ in $(seq 200); do
        [ "$(wc -l <out)" -gt "$before" ] && break
        sleep 0.03
    done
    tail -n 1 out
}
for _ in $(seq 40); do
    states=$(ask 'wait 0.2' 'get feeds' | python3 -c 'import json, sys
f = {x["name"]: x for x in json.load(sys.stdin)}
print(int(all(f[n]["state"] == "live" for n in ("plc", "things")) and all(f[n]["state"] == "failed" for n in ("stranger", "misnamed", "liar"))))')
    [ "$states" = 1 ] && break
done
[ "$states" = 1 ] || fail 'the feeds did not come to where they should be'
ask 'get feeds' | python3 -c '
import json, sys
f = {x["name"]: x for x in json.load(sys.stdin)}
for name, words in (("stranger", ("certificate",)), ("misnamed", ("certificate", "hostname", "host name", "mismatch")), ("liar", ("password", "authori"))):
    text = f[name]["error"].lower()
    assert f[name]["state"] == "failed" and f[name]["connects"] == 0, f[name]
    assert any(w in text for w in words), text
print("refused:", f["stranger"]["error"])' || fail 'a wrong certificate, host or password is not refused with a reason'
# What is published, as protocol buffers by the numbers of Sparkplug B 3.0, section 6.4.
cat >publish.py <<'P'
import json, struct, time, math
def varint(n):
    out = b""
    while True:
        out += bytes([n & 127 | (128 if n > 127 else 0)])
        n >>= 7
        if not n: return out
def field(number, wire, body): return varint(number << 3 | wire) + body
def text(number, s): return field(number, 2, varint(len(s.encode())) + s.encode())
def whole(number, n): return field(number, 0, varint(n))
def metric(t, value, name=None, alias=None):
    body = (text(1, name) if name else b"") + (whole(2, alias) if alias is not None else b"") + whole(3, t)
    if isinstance(value, float): body += whole(4, 10) + field(13, 1, struct.pack("<d", value))
    else: body += whole(4, 4) + whole(11, value)
    return field(2, 2, varint(len(body)) + body)
def payload(t, seq, metrics): return whole(1, t) + b"".join(metrics) + whole(3, seq)
t0 = int(time.time() * 1000) - 30000
messages, published = [], []
def put(topic, body):
    name = f"m{len(messages)}"
    open(name, "wb").write(body)
    messages.append((topic, name))
put("spBv1.0/水务/NBIRTH/泵站1", payload(t0, 0, [metric(t0, 0, name="bdSeq")]))
put("spBv1.0/水务/DBIRTH/泵站1/泵A", payload(t0, 1, [metric(t0, 1.5, "水位", 1), metric(t0, 20.25, "flow", 2)]))
published += [("plc", "水位", t0 * 1000, 1.5), ("plc", "flow", t0 * 1000, 20.25)]
for i in range(12):
    t = t0 + 1000 * (i + 1)
    level, flow = 1.5 + math.sin(i) / 3, 20.25 - i / 7
    put("spBv1.0/水务/DDATA/泵站1/泵A", payload(t, i + 2, [metric(t, level, alias=1), metric(t, flow, alias=2)]))
    published += [("plc", "水位", t * 1000, level), ("plc", "flow", t * 1000, flow)]
for i in range(12):
    t = t0 + 900 * i + 7
    when = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(t // 1000)) + f".{t % 1000:03d}Z"
    value = 25 + math.cos(i) * 3
    put("v1.1/Datastreams(7)/Observations", json.dumps({"phenomenonTime": when, "resultTime": when, "result": value,
        "Datastream": {"unitOfMeasurement": {"symbol": "°C"}}}).encode())
    published.append(("things", "7", t * 1000, value))
json.dump(published, open("published.json", "w"))
open("messages", "w").write("".join(f"{t}\t{n}\n" for t, n in messages))
P
python3 publish.py || fail 'nothing to publish'
while IFS=$(printf '\t') read -r topic name; do
    say -q 1 -t "$topic" -f "$name" || fail "publishing to $topic"
done <messages
for _ in $(seq 30); do
    taken=$(ask 'wait 0.1' 'get feeds' | python3 -c 'import json, sys; print(sum(x["observations"] for x in json.load(sys.stdin)))')
    [ "$taken" -ge 38 ] && break
done
ask 'get live' >live
for key in $(python3 -c 'import json; print("\n".join(json.load(open("live"))))'); do ask "get live.$key" >>values; done
ask "export-history path=$folder/kept.csv language=en from=2020-01-01" >rows
exec 4>&-
wait "${pids##* }" || fail 'the run failed'
python3 - <<'P' || fail 'the store keeps something else than was published'
import csv, datetime, json
published = json.load(open("published.json"))
kept = {}
for r in csv.DictReader(open("kept.csv", encoding="utf-8-sig", newline="")):
    t = datetime.datetime.fromisoformat(r["observed"])
    us = (t - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)) // datetime.timedelta(microseconds=1)
    if r["value"]: kept[r["source"], r["key"], us] = float(r["value"])
for feed, part, us, value in published:
    found = [v for (s, k, t), v in kept.items() if s == feed and part in k and t == us]
    assert found == [value], (feed, part, us, value, found)
last = {}
for feed, part, us, value in published: last[feed, part] = max(last.get((feed, part), (0, 0)), (us, value))
live = [json.loads(l) for l in open("values")]
for (feed, part), (us, value) in last.items():
    found = [x["value"] for x in live if x["key"].startswith(feed + "/") and part in x["key"]]
    assert found == [value], (feed, part, value, found)
print(len(published), "published values are kept and shown as they were")
P
