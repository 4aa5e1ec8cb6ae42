# SPDX-License-Identifier: Apache-2.0
# ais_peer.py - AIS messages of all types we read, made from a seed by an encoder of its own, through our decoder and through gpsd's;
# every field is compared. ais_peer.py make FILE, ais_peer.py compare OURS GPSD (-u: raw numbers).
import json
import random
import sys

TEXT = "@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_ !\"#$%&'()*+,-./0123456789:;<=>?"


def u(value, width):
    return format(value & ((1 << width) - 1), f"0{width}b")


def text(value, width):
    return "".join(u(TEXT.index(c), 6) for c in value.ljust(width // 6, "@"))


def sentences(bits, number):
    fill = -len(bits) % 6
    bits += "0" * fill
    payload = ""
    for i in range(0, len(bits), 6):
        v = int(bits[i:i + 6], 2)
        payload += chr(v + 48 if v < 40 else v + 56)
    parts = [payload[i:i + 56] for i in range(0, len(payload), 56)]
    for i, part in enumerate(parts):
        body = f"AIVDM,{len(parts)},{i + 1},{number % 10 if len(parts) > 1 else ''},A,{part},{fill if i + 1 == len(parts) else 0}"
        check = 0
        for c in body:
            check ^= ord(c)
        yield f"!{body}*{check:02X}"


def place(r, scale, rare):
    if rare:
        return 181 * scale, 91 * scale
    return r.randint(-180 * scale, 180 * scale), r.randint(-90 * scale, 90 * scale)


def word(r, most):
    return "".join(r.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -./") for _ in range(r.randint(0, most))).rstrip()


def message(r, kind):
    rare = r.random() < 0.2  # "not available"
    head = u(kind, 6) + u(r.randint(0, 3), 2) + u(r.randint(200000000, 775999999), 30)
    lon, lat = place(r, 600 if kind == 27 else 600000, rare)
    sog = 1023 if rare else r.randint(0, 1022)
    cog = 3600 if rare else r.randint(0, 3599)
    hdg = 511 if rare else r.randint(0, 359)
    sec = r.choice([60, 61, 62, 63]) if rare else r.randint(0, 59)
    size = u(r.randint(0, 511), 9) + u(r.randint(0, 511), 9) + u(r.randint(0, 63), 6) + u(r.randint(0, 63), 6)
    eta = u(r.randint(0, 12), 4) + u(r.randint(0, 31), 5) + u(24 if rare else r.randint(0, 23), 5) + u(60 if rare else r.randint(0, 59), 6)
    bit = lambda: u(r.randint(0, 1), 1)
    if kind in (1, 2, 3):
        turn = -128 if rare else r.randint(-127, 127)
        return head + u(r.randint(0, 15), 4) + u(turn, 8) + u(sog, 10) + bit() + u(lon, 28) + u(lat, 27) + u(cog, 12) + u(hdg, 9) + u(sec, 6) \
            + u(r.randint(0, 2), 2) + "000" + bit() + u(r.randint(0, 2**19 - 1), 19)
    if kind == 4:
        return head + u(r.randint(2000, 2030), 14) + u(r.randint(1, 12), 4) + u(r.randint(1, 28), 5) + u(r.randint(0, 23), 5) + u(r.randint(0, 59), 6) \
            + u(r.randint(0, 59), 6) + bit() + u(lon, 28) + u(lat, 27) + u(r.randint(0, 8), 4) + "0" * 10 + bit() + u(r.randint(0, 2**19 - 1), 19)
    if kind == 5:
        return head + u(r.randint(0, 3), 2) + u(0 if rare else r.randint(1000000, 9999999), 30) + text(word(r, 7), 42) + text(word(r, 20), 120) \
            + u(r.randint(0, 99), 8) + size + u(r.randint(0, 8), 4) + eta + u(0 if rare else r.randint(1, 255), 8) + text(word(r, 20), 120) + bit() + "0"
    if kind == 18:
        return head + "0" * 8 + u(sog, 10) + bit() + u(lon, 28) + u(lat, 27) + u(cog, 12) + u(hdg, 9) + u(sec, 6) + "00" \
            + bit() + bit() + bit() + bit() + bit() + bit() + bit() + u(r.randint(0, 2**20 - 1), 20)
    if kind == 19:
        return head + "0" * 8 + u(sog, 10) + bit() + u(lon, 28) + u(lat, 27) + u(cog, 12) + u(hdg, 9) + u(sec, 6) + "0000" \
            + text(word(r, 20), 120) + u(r.randint(0, 99), 8) + size + u(r.randint(0, 8), 4) + bit() + bit() + bit() + "0000"
    if kind == 21:
        name = "".join(r.choice("ABCDEFGHIJ") for _ in range(r.choice([8, 20, 27])))
        more = text(name[20:], -(-len(name[20:]) * 6 // 8) * 8 // 6 * 6) if len(name) > 20 else ""
        return head + u(r.randint(0, 31), 5) + text(name[:20], 120) + bit() + u(lon, 28) + u(lat, 27) + size + u(r.randint(0, 8), 4) + u(sec, 6) \
            + bit() + "0" * 8 + bit() + bit() + bit() + "0" + more
    if kind == 24:
        mmsi = head
        return [mmsi + "00" + text(word(r, 20), 120) + "0" * 8,
                mmsi + "01" + u(r.randint(0, 99), 8) + text("".join(r.choice("ABCXYZ") for _ in range(3)), 18) + u(r.randint(0, 15), 4)
                + u(r.randint(0, 2**20 - 1), 20) + text(word(r, 7), 42) + size + "0" * 6]
    return head + bit() + bit() + u(r.randint(0, 15), 4) + u(lon, 18) + u(lat, 17) + u(63 if rare else r.randint(0, 62), 6) \
        + u(511 if rare else r.randint(0, 359), 9) + bit() + "0"


def make(path):
    r = random.Random(20261125)
    number = 0
    with open(path, "w") as out:
        for _ in range(60):
            for kind in (1, 2, 3, 4, 5, 18, 19, 21, 24, 27):
                made = message(r, kind)
                for bits in made if isinstance(made, list) else [made]:
                    number += 1
                    for line in sentences(bits, number):
                        print(line, file=out)


def near(a, b, slack):
    return a is None and b is None or a is not None and b is not None and abs(a - b) <= slack


def turn_of(raw):
    if raw in (-128, "nan"):
        return None
    if raw in ("fastleft", "fastright", 127, -127):
        return 10 if raw in ("fastright", 127) else -10
    return (raw / 4.733) ** 2 * (1 if raw >= 0 else -1)


def field(kind, name, raw):  # what ours should be, and how far from it it may be
    scale = 600 if kind == 27 else 600000
    if name in ("lon", "lat"):
        return (None if abs(raw) > (180 if name == "lon" else 90) * scale else raw / scale), 1e-5 if kind == 27 else 1e-6
    if name == "speed":
        return (None if raw == (63 if kind == 27 else 1023) else raw / (1 if kind == 27 else 10)), 1e-9
    if name == "course":
        return (None if raw >= (360 if kind == 27 else 3600) else raw / (1 if kind == 27 else 10)), 1e-9
    if name == "heading":
        return (None if raw >= 360 else raw), 0
    if name == "turn":
        return turn_of(raw), 0.06
    if name == "draught":
        return (raw / 10 if raw else None), 1e-9
    none = {"status": 15, "imo": 0, "epfd": 0, "ship_type": 0, "aid_type": 0, "maneuver": 0}
    return (None if none.get(name) == raw and name in none else raw), 0


RENAMED = {"shiptype": "ship_type"}
SKIPPED = {"class", "device", "type", "scaled", "status_text", "shiptype_text", "epfd_text", "aid_type_text", "regional", "reserved", "spare", "eta",
           "timestamp"}


def compare(ours_path, peer_path):
    ours = [json.loads(line) for line in open(ours_path)]
    peers = [json.loads(line) for line in open(peer_path) if '"class":"AIS"' in line]
    by = {}
    for o in ours:
        by.setdefault((o["msg_type"], o["mmsi"]), []).append(o)
    fields, bad, seen = 0, 0, {}
    for p in peers:
        kind = p["type"]
        found = by.get((kind, p["mmsi"]))
        if not found:
            print("we have no message", p)
            bad += 1
            continue
        o = {}
        for part in found:  # gpsd joins the two parts of type 24
            o.update(part)
        seen[kind] = seen.get(kind, 0) + 1
        for name, raw in p.items():
            mine = RENAMED.get(name, name)
            if name in SKIPPED or name.endswith("_text"):
                continue
            if mine not in o:
                print(f"type {kind}: we lack {name}")
                bad += 1
                continue
            value = o[mine]
            fields += 1
            if name == "vendorid":  # gpsd gives all 42 bits, as before M.1371-4; of them 18 are the vendor, the rest model and serial
                raw = raw[:3]
            if isinstance(value, str) or isinstance(raw, str) and name not in ("turn",):
                same = value == raw
            elif isinstance(value, bool) or isinstance(raw, bool):
                same = bool(value) == bool(raw)
            else:
                wanted, slack = field(kind, mine, raw)
                same = near(value, wanted, slack)
            if not same:
                bad += 1
                print(f"type {kind}, {name}: ours {value!r}, gpsd {raw!r}")
        stamp = p.get("eta") or p.get("timestamp")
        if stamp:
            fields += 1
            parts = [o.get(k) for k in ("year", "month", "day", "hour", "minute", "second") if k in o and (k != "year" or "timestamp" in p)]
            if "eta" in p:
                parts = [o["month"] or 0, o["day"] or 0, 24 if o["hour"] is None else o["hour"], 60 if o["minute"] is None else o["minute"]]
                mine = "%02d-%02dT%02d:%02dZ" % tuple(parts)
            else:
                mine = "%04d-%02d-%02dT%02d:%02d:%02dZ" % tuple(parts)
            if mine != stamp:
                bad += 1
                print(f"type {kind}: ours {mine}, gpsd {stamp}")
    print(f"{len(peers)} messages of gpsd ({' '.join(f'{k}: {n}' for k, n in sorted(seen.items()))}), {fields} fields, {bad} differ")
    sys.exit(1 if bad or len(seen) < 10 else 0)


if sys.argv[1] == "make":
    make(sys.argv[2])
else:
    compare(sys.argv[2], sys.argv[3])
