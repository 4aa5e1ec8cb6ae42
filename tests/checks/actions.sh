#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# actions.sh - what follows from an alarm, with a real broker and a real HTTP server: published, posted (again after a refusal),
# a case opened, the view moved; and rules changed by command are there at the next start.
set -u
program=${CITYMIRROR:?}
command -v mosquitto >/dev/null && command -v mosquitto_sub >/dev/null || {
    echo 'skipped: mosquitto is absent'
    exit 0
}
folder=$(mktemp -d)
# The rules of topics would raise alarms of their own.
mkdir "$folder/data"
cp -r "$(dirname "$0")"/../../assets/data/* "$folder/data" && rm -r "$folder/data/topics"
export CITYMIRROR_DATA=$folder/data
pids=
cleanup() {
    # shellcheck disable=SC2086
    [ -n "$pids" ] && kill $pids 2>/dev/null
    rm -rf "$folder"
}
trap cleanup EXIT
fail() {
    echo "$1"
    cat "$folder/out" "$folder/err" "$folder/published" "$folder/posted" 2>/dev/null
    exit 1
}
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
printf 'listener %s 127.0.0.1\nallow_anonymous true\n' "$port" >"$folder/broker.conf"
mosquitto -c "$folder/broker.conf" >"$folder/broker.log" 2>&1 &
pids="$pids $!"
cat >"$folder/server.py" <<'P'
import http.server, sys
class Hook(http.server.BaseHTTPRequestHandler):
    count = 0
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        Hook.count += 1
        good = self.headers["Authorization"] == "Bearer geheim"
        status = 401 if not good else 503 if Hook.count == 1 else 204
        if status == 204:
            with open(sys.argv[1] + "/posted", "a") as out: out.write(body + "\n")
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *a): pass
server = http.server.HTTPServer(("127.0.0.1", 0), Hook)
print(server.server_port, flush=True)
server.serve_forever()
P
python3 "$folder/server.py" "$folder" >"$folder/hook.port" &
pids="$pids $!"
for _ in $(seq 100); do
    [ -s "$folder/hook.port" ] && mosquitto_pub -p "$port" -t up -m 1 2>/dev/null && break
    sleep 0.05
done
hook=$(cat "$folder/hook.port")
mosquitto_sub -p "$port" -t 'out/#' -F '%r %t %p' >"$folder/published" 2>/dev/null &
pids="$pids $!"
echo geheim >"$folder/token"
cat >"$folder/rules.yaml" <<R
rules:
  - id: pond
    name: 积水
    keys: pond.*.depth
    threshold: T14.pond
    actions:
      - { do: publish, feed: bus, topic: 'out/{rule}/{subject}', retain: true }
      - { do: webhook, feed: hook }
      - { do: webhook, feed: hook, on: acknowledge }
      - { do: case, type: 道路积水 }
      - { do: mark }
      - { do: sound }
      - { do: fly_to, distance_m: 432 }
R
cat >"$folder/points.geojson" <<'G'
{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"a1"},"geometry":{"type":"Point","coordinates":[110.3712,21.1934]}}]}
G
cat >"$folder/city.yaml" <<C
rules: rules.yaml
store: city.sqlite
feeds:
  - name: bus
    driver: mqtt
    address: mqtt://127.0.0.1:$port
    maps: [ { match: city/pond/+, key: "pond.{3}.depth", value: \$.v, unit: cm, period_s: 60 } ]
  - { name: hook, driver: webhook, address: "http://127.0.0.1:$hook/alarms", options: token_file=token }
layers:
  - { name: ponds, source: points.geojson, style: { live: "pond.{id}.depth" } }
C
cat >"$folder/first.txt" <<S
document-open path=$folder/city.yaml
view-size 640x360
wait settled
unattended on
wait 1
alarm-acknowledge alarm="pond@pond.a1.depth"
rule-set pond red=50 name=深积水
rule-add extra keys=pond.*.depth red=1000
wait 1.7
select-add layer=ponds feature=0
export-history path=$folder/pond.csv keys=selected
get actions
get cases
get camera
get feeds
S
mosquitto_pub -p "$port" -t city/pond/a1 -r -q 1 -m '{"v": 41}'
"$program" run "$folder/first.txt" >"$folder/out" 2>"$folder/err" || fail 'the first run failed'
python3 - "$folder" <<'P' || fail 'what followed from the alarm is something else'
import json, sys
folder = sys.argv[1]
lines = [json.loads(l) for l in open(folder + "/out") if l[0] in "[{"]
actions, cases, camera, feeds = lines[-4:]
assert actions["failed"] == 0, actions
assert actions["done"]["mark"] == 1 and actions["done"]["case"] == 1 and actions["done"]["sound"] == 1, actions
assert actions["done"]["fly_to"] == 1 and actions["done"]["publish"] == 1 and actions["done"]["webhook"] == 2, actions
assert cases["count"] == 1, cases
assert abs(camera["lon"] - 110.3712) < 1e-6 and abs(camera["distance_m"] - 432) < 1, camera
hook = [f for f in feeds if f["name"] == "hook"][0]
assert hook["sent"] == 2 and hook["unsent"] == 0 and hook["waiting"] == 0, hook
posted = [json.loads(l) for l in open(folder + "/posted")]
assert [p["what"] for p in posted] == ["raise", "acknowledge"], posted
assert posted[0]["alarm"]["rule"] == "pond" and posted[0]["time"].endswith("+08:00"), posted[0]
retained, topic, body = open(folder + "/published").readline().split(" ", 2)
assert topic == "out/pond/pond.a1.depth", topic
assert json.loads(body)["id"] == posted[0]["id"] == "pond@pond.a1.depth/1", (body, posted[0]["id"])
P
grep -q '^pond.a1.depth,.*,41,' "$folder/pond.csv" || fail 'the history of what is selected was not exported'
mosquitto_sub -p "$port" -t 'out/#' -F '%r' -C 1 -W 3 | grep -qx 1 || fail 'the alarm was not retained'
cat >"$folder/second.txt" <<S
document-open path=$folder/city.yaml
wait 0.7
get actions
get cases
get rules
rule-remove pond
rule-remove extra
wait 0.5
S
"$program" run "$folder/second.txt" >"$folder/out" 2>"$folder/err" || fail 'the second run failed'
python3 - "$folder/out" <<'P' || fail 'the changed rules were not there at the next start'
import json, sys
actions, cases, rules = (json.loads(l) for l in open(sys.argv[1]))
# The retained value is an alarm that the store has: nothing follows from it once more.
assert not any(actions["done"].values()) and actions["failed"] == 0 and cases["count"] == 1, (actions, cases)
rules = {r["id"]: r for r in rules}
assert rules["pond"]["name"] == "深积水" and rules["pond"]["version"] == 2 and rules["pond"]["actions"] == 7, rules
assert rules["pond"]["changed_by"], rules
assert set(rules) == {"pond", "extra"}, rules
P
printf 'document-open path=%s\nwait 0.7\nget rules\n' "$folder/city.yaml" >"$folder/third.txt"
"$program" run "$folder/third.txt" >"$folder/out" 2>"$folder/err" && grep -qx '\[\]' "$folder/out" || fail 'a removed rule came back'
# An action that cannot be done is refused where it is written.
printf 'rules:\n  - { id: x, keys: k, red: 1, actions: [ { do: publish } ] }\n' >"$folder/wrong.yaml"
printf 'rule-add "%s"\n' "$folder/wrong.yaml" >"$folder/fourth.txt"
"$program" run "$folder/fourth.txt" >"$folder/out" 2>"$folder/err" && fail 'a publish without a feed was taken'
grep -q 'wrong.yaml:2: feed: expected the name of a feed' "$folder/err" || fail 'its error does not name file, line and key'
printf 'rules:\n  - id: x\n    keys: k\n    red: 1\n    actions:\n      - { do: topic, command: "fly-awy 1 2" }\n' >"$folder/wrong.yaml"
"$program" run "$folder/fourth.txt" >"$folder/out" 2>"$folder/err" && fail 'a command that is not was taken'
grep -q "wrong.yaml:6: command: there is no command 'fly-awy'" "$folder/err" || fail 'its error does not name file, line and key'
echo 'alarms are published, posted, filed and flown to; rules outlive the run'
