#!/usr/bin/python3
"""An outsider's recount: checks an exported audit log with nothing of the system's own, and counts the days again
from what the entries say.

    recount.py BUNDLE [--date YYYY-MM-DD] [--key VKEY] [--stock-at-start N]

Root by the recursive definition of RFC 6962, 2.1; signature by RFC 8032 in plain Python; chains entry by entry. Prints one
JSON object. Exit codes: 0 verified, 1 tampered, 2 usage, 3 cannot tell, 4 incomplete.
Needs Python's standard library and msgpack (Debian: python3-msgpack) for the entries.
"""
import argparse
import base64
import binascii
import hashlib
import json
import os
import sys

import msgpack

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import recount_day

# ---- RFC 8032: Ed25519, verification alone -------------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def recover_x(y, sign):
    """x of the point with this y, or None (5.1.3)."""
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P != 0:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P != 0:
        return None
    return P - x if x & 1 != sign else x


BASE_Y = 4 * pow(5, -1, P) % P
BASE_X = recover_x(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)
NEUTRAL = (0, 1, 1, 0)


def add(p, q):
    """Extended homogeneous coordinates (5.1.4)."""
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(scalar, point):
    total = NEUTRAL
    while scalar > 0:
        if scalar & 1:
            total = add(total, point)
        point = add(point, point)
        scalar >>= 1
    return total


def same_point(p, q):
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 and (p[1] * q[2] - q[1] * p[2]) % P == 0


def point_of(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    x = recover_x(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


def signature_ok(key, message, signature):
    a, r = point_of(key), point_of(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    return same_point(times(s, BASE), add(r, times(k, a)))


# ---- RFC 6962: the tree --------------------------------------------------------------------------------


def sha256(data):
    return hashlib.sha256(data).digest()


def root_of(leaves):
    """MTH of 2.1, by its definition."""
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return sha256(b"\x01" + root_of(leaves[:k]) + root_of(leaves[k:]))


# ---- What was found -----------------------------------------------------------------------------------


class Findings:
    """What was changed outweighs what is not there."""

    def __init__(self):
        self.changed, self.absent = [], []

    def tampered(self, what):
        self.changed.append(what)

    def missing(self, what):
        self.absent.append(what)

    def verdict(self):
        return "tampered" if self.changed else "incomplete" if self.absent else "verified"


class CannotTell(Exception):
    pass


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as fault:
        raise CannotTell(str(fault)) from fault


# ---- Key and head -------------------------------------------------------------------------------------


def parse_key(text):
    """origin+<key id>+<base64 of 0x01 and the key>; the id is that of origin and key."""
    try:
        origin, key_id, coded = text.strip().split("+", 2)
        key = base64.b64decode(coded, validate=True)
    except (ValueError, binascii.Error):
        return None
    if len(key) != 33 or key[0] != 1 or key_id != sha256(origin.encode() + b"\n" + key)[:4].hex():
        return None
    return origin, bytes.fromhex(key_id), key[1:]


def read_head(note, key, findings):
    """(size, root) as signed, or None."""
    origin, key_id, public = key
    try:
        text, signatures = note.decode().rsplit("\n\n", 1)
        text += "\n"
        name, size, root = text.split("\n")[:3]
        root = base64.b64decode(root, validate=True)
        size = int(size)
    except (ValueError, UnicodeDecodeError):
        findings.tampered("the checkpoint has not the form of one")
        return None
    if name != origin or len(root) != 32:
        findings.tampered("the checkpoint is of another log")
        return None
    for line in signatures.split("\n"):
        words = line.split(" ")
        if len(words) != 3 or words[0] != "\u2014" or words[1] != origin:
            continue
        try:
            coded = base64.b64decode(words[2], validate=True)
        except binascii.Error:
            continue
        if len(coded) == 68 and coded[:4] == key_id:
            if signature_ok(public, text.encode(), coded[4:]):
                return size, root
            break
    findings.tampered("the checkpoint is not signed with this key")
    return None


# ---- Entries ------------------------------------------------------------------------------------------


class Chain:
    """The log of one service as it now reads: hashes of its entries by number."""

    def __init__(self):
        self.epoch, self.last, self.hashes = None, 0, {}

    def take(self, where, source, epoch, number, leaf, previous, gaps, findings):
        fresh = self.epoch is not None and epoch != self.epoch
        if self.epoch is not None and epoch < self.epoch:
            findings.tampered(f"{where}: epoch {epoch} of {source} has ended")
            return
        self.epoch = epoch
        before = bytes(32) if number == 1 else self.hashes.get(number - 1)
        if number > self.last + 1 or before is None:
            findings.missing(f"{where}: entry {self.last + 1} of {source} is not in the log")
        elif not fresh and number != self.last + 1:
            findings.tampered(f"{where}: entry {number} of {source} stands there twice")
            return
        elif previous != before:
            (findings.missing if fresh and gaps else findings.tampered)(f"{where}: entry {number} of {source} does not follow from the one before")
        self.hashes[number] = leaf
        self.last = number


def parse_line(line):
    fields = json.loads(line)
    if set(fields) != {"index", "source", "epoch", "sequence", "hash", "entry"}:
        raise ValueError("not the fields of an exported line")
    return fields, base64.b64decode(fields["entry"], validate=True)


def read_entries(data, findings):
    """All entries in order, decoded, with their leaf hashes; None for the hashes when one is missing."""
    entries, leaves, chains, gaps, expected = [], [], {}, False, 0
    lines = data.split(b"\n")
    cut = lines.pop()
    if cut:
        lines.append(cut)
    for number, line in enumerate(lines, 1):
        try:
            fields, raw = parse_line(line)
        except (ValueError, binascii.Error):
            if line is lines[-1] and cut:
                continue                   # the file was cut here; the count will tell
            findings.tampered(f"line {number} has not the form of an exported entry")
            continue
        where = f"leaf {fields['index']}"
        leaf = sha256(b"\x00" + raw)
        if fields["index"] < expected:
            findings.tampered(f"{where} stands where leaf {expected} belongs")
            gaps = True
            continue
        if fields["index"] > expected:
            findings.missing(f"leaf {expected} is missing")
            gaps = True
        expected = fields["index"] + 1
        if fields["hash"] != leaf.hex():
            findings.tampered(f"{where} does not have the hash beside it")
        try:
            entry = msgpack.unpackb(raw, raw=False, strict_map_key=True)
            label = (entry["service"], entry["epoch"], entry["number"])
            previous = entry["previous"]
        except Exception:                  # whatever msgpack or a missing key says: the bytes are no entry
            findings.tampered(f"{where} cannot be read as an entry")
            continue
        if label != (fields["source"], fields["epoch"], fields["sequence"]):
            findings.tampered(f"{where} is not the entry it is said to be")
        chains.setdefault(label[0], Chain()).take(where, *label, leaf, previous, gaps, findings)
        entries.append(entry)
        leaves.append(leaf)
    return entries, None if gaps else leaves, expected


def check(folder, key_text):
    findings = Findings()
    lines = [key_text] if key_text else read(os.path.join(folder, "keys.txt")).decode(errors="replace").splitlines()
    keys = [key for key in map(parse_key, lines) if key]
    if not keys:
        raise CannotTell("no verifier key")
    note, data = read(os.path.join(folder, "checkpoint.txt")), read(os.path.join(folder, "entries.jsonl"))
    head = read_head(note, keys[0], findings)
    entries, leaves, count = read_entries(data, findings)
    if head and leaves is not None and len(leaves) >= head[0] and root_of(leaves[: head[0]]) != head[1]:
        findings.tampered(f"the root of the {head[0]} leaves is not the signed one")
    if head and count < head[0]:
        findings.missing(f"{head[0]} leaves are signed, but from leaf {count} on they are missing")
    if head and count > head[0]:
        findings.missing(f"from leaf {head[0]} on nothing is signed")
    return findings, keys[0][0], head, entries


# ---- The days, from the events of their owners ----------------------------------------------------------


def live_events(entries):
    """(source, epoch, number, event) of every event that stands: what an epoch cut off is not counted."""
    cuts = {}
    for e in entries:
        for event in e.get("events", []):
            if event["name"] == "engine_epoch_started":
                cuts.setdefault(e["service"], []).append((event["body"]["previous_epoch"], event["body"]["last_kept"]))
    for e in entries:
        if any(e["epoch"] == epoch and e["number"] > kept for epoch, kept in cuts.get(e["service"], [])):
            continue
        for event in e.get("events", []):
            yield e["service"], e["epoch"], e["number"], event["name"], event["body"]


# Without a report that says which bounds the office has.
MINUTES = {"waiting_minutes": 15, "waiting_longer_minutes": 30, "on_time_minutes": 10}


def recount(entries, stock_at_start):
    """One object for each day that was closed, oldest first."""
    events = list(live_events(entries))
    office = recount_day.Office(events)
    moves, people = ([(epoch, number, name, body) for source, epoch, number, name, body in events if source == owner] for owner in ("inventory", "staff"))
    stated = {body["date"]: body["figures"] for source, _, _, name, body in events if source == "reporting" and name == "day_reported"}
    days, opening, since, seen, before = [], stock_at_start, (0, 0), (0, 0), 0
    for source, epoch, number, name, body in events:
        if source != "queueing" or name != "day_closed":
            continue
        date, said = body["date"], stated.get(body["date"], {})
        # A movement belongs to the first day whose cut of inventory's log lies at or after it.
        until, gone = (next(((at["epoch"], at["sequence"]) for at in body["vector"] if at["source"] == owner), (0, 0)) for owner in ("inventory", "staff"))
        day = recount_day.day_figures(office, date, body["at_us"], [m for m in moves if since < (m[0], m[1]) <= until], opening,
                                      {key: said.get(key, value) for key, value in MINUTES.items()}, before)
        day.update(recount_day.attendance([m for m in people if (m[0], m[1]) <= gone], seen, date))
        opening, since, seen, before = day["cards"]["in_hand"], until, gone, date
        if said:
            day["differences"] = recount_day.disagreements(said, day)
            day["report_agrees"] = not day["differences"]
        days.append({"date": f"{date // 10000:04d}-{date // 100 % 100:02d}-{date % 100:02d}", **day})
    return days


# ---- Main -----------------------------------------------------------------------------------------------


def main():
    parser = argparse.ArgumentParser(description="Checks an exported audit log and counts its days again.")
    parser.add_argument("bundle")
    parser.add_argument("--date", help="the day of the figures at the top; default: the last one closed")
    parser.add_argument("--key", help="verifier key got elsewhere; default: the bundle's keys.txt")
    parser.add_argument("--stock-at-start", type=int, default=0, help="cards in hand before the first day")
    args = parser.parse_args()
    try:
        findings, origin, head, entries = check(args.bundle, args.key)
    except CannotTell as fault:
        print(fault, file=sys.stderr)
        return 3
    verdict = findings.verdict()
    result = {"origin": origin, "size": head[0] if head else 0, "root": head[1].hex() if head else "", "verdict": verdict,
              "findings": (findings.changed + findings.absent)[:20], "entries": len(entries)}
    if verdict == "verified":              # figures of a log that is not whole would be no figures
        days = recount(entries, args.stock_at_start)
        chosen = [day for day in days if args.date in (None, day["date"])]
        if args.date and not chosen:
            print(f"{args.date} was not closed", file=sys.stderr)
            return 2
        if chosen:
            day = chosen[-1]
            result.update({k: day["cards"][k] for k in ("arrived", "issued", "in_hand")}, **day)
        result["days"] = days
    json.dump(result, sys.stdout, indent=2, ensure_ascii=False)
    print()
    return {"verified": 0, "tampered": 1, "incomplete": 4}[verdict]


if __name__ == "__main__":
    sys.exit(main())
