#!/usr/bin/python3
"""An outsider's recount: checks an exported audit log with nothing of the system's own, and counts the days again
from what the entries say.

    recount.py BUNDLE [--date YYYY-MM-DD] [--key VKEY] [--witness VKEY] [--stock-at-start N]

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


def parse_key(text, algorithm=1):
    """name+<key id>+<base64 of the algorithm's byte and the key>; the id is that of name, byte and key."""
    try:
        origin, key_id, coded = text.strip().split("+", 2)
        key = base64.b64decode(coded, validate=True)
    except (ValueError, binascii.Error):
        return None
    if len(key) != 33 or key[0] != algorithm or key_id != sha256(origin.encode() + b"\n" + key)[:4].hex():
        return None
    return origin, bytes.fromhex(key_id), key[1:]


def parse_note(note):
    """(text with its last line feed, [(name, bytes)]) of a signed note, or None."""
    try:
        text, signatures = note.decode().rsplit("\n\n", 1)
        lines = [line.split(" ") for line in signatures.splitlines()]
        if any(len(words) != 3 or words[0] != "\u2014" for words in lines):
            return None
        return text + "\n", [(name, base64.b64decode(coded, validate=True)) for _, name, coded in lines]
    except (ValueError, UnicodeDecodeError, binascii.Error):
        return None


class Head:
    """What a checkpoint says: size, root, the list of sources, the key it changes to."""

    def __init__(self, text):
        lines = text.split("\n")
        self.origin, self.size, self.root = lines[0], int(lines[1]), base64.b64decode(lines[2], validate=True)
        self.sources = {words[1]: (int(words[2]), int(words[3])) for words in (line.split(" ") for line in lines[3:]) if words[0] == "source"}
        following = [line.split(" ", 1)[1] for line in lines[3:] if line.startswith("next-key ")]
        self.next_key = parse_key(following[0]) if following else None


def signed_by(parts, key):
    """Does this key stand under the note? None: no line in its name and id."""
    origin, key_id, public = key
    for name, data in parts[1]:
        if name == origin and len(data) == 68 and data[:4] == key_id:
            return signature_ok(public, parts[0].encode(), data[4:])
    return None


def witnessed_by(parts, key):
    """The time of a good cosignature/v1; False: a false one; None: none."""
    name, key_id, public = key
    for who, data in parts[1]:
        if who == name and len(data) == 76 and data[:4] == key_id:
            at = int.from_bytes(data[4:12], "big")
            return at if signature_ok(public, f"cosignature/v1\ntime {at}\n{parts[0]}".encode(), data[12:]) else False
    return None


def follow_changes(folder, key, findings):
    """The keys from the one given on, and the heads over which they changed: each signed by both."""
    path, keys, heads = os.path.join(folder, "key_changes.txt"), [key], []
    for line in read(path).split() if os.path.exists(path) else []:
        parts = parse_note(base64.b64decode(line))
        if not parts or not signed_by(parts, keys[-1]):
            if len(keys) > 1:
                findings.tampered("a change of the key is not signed by the key before")
            continue
        head = Head(parts[0])
        if head.next_key is None or not signed_by(parts, head.next_key):
            findings.tampered("a change of the key is not signed by both")
        elif head.next_key != keys[-1]:
            keys.append(head.next_key)
        heads.append(("the key changed over", head))
    return keys, heads


def read_head(note, keys, findings):
    """The head, signed by the last of the keys; or None."""
    parts = parse_note(note)
    try:
        head = Head(parts[0]) if parts else None
    except (ValueError, IndexError, binascii.Error):
        head = None
    if head is None or len(head.root) != 32:
        findings.tampered("the checkpoint has not the form of one")
        return None
    if head.origin != keys[-1][0]:
        findings.tampered("the checkpoint is of another log")
        return None
    if not signed_by(parts, keys[-1]):
        findings.tampered("the checkpoint is not signed with this key")
        return None
    return head


def read_witnessed(folder, keys, witness, findings):
    """The head a witness put its line under, as a list of none or one."""
    path = os.path.join(folder, "witnessed.txt")
    parts = parse_note(read(path)) if witness and os.path.exists(path) else None
    if not parts or not any(signed_by(parts, key) for key in keys):
        return []
    at = witnessed_by(parts, witness)
    if at is False:
        findings.tampered("the witness's signature is false")
    return [("the witness signed", Head(parts[0]))] if at else []


def reported_heads(entries, keys):
    """Heads in reports of closed days, as far as they are signed by the log."""
    for entry in entries:
        for event in entry.get("events", []):
            if event["name"] == "report_closed":
                parts = parse_note(event["body"].get("checkpoint", "").encode())
                if parts and any(signed_by(parts, key) for key in keys):
                    yield f"entry {entry['number']} of {entry['service']}, a day's report, holds", Head(parts[0])


OFFICE = ("staff", "inventory", "reservations", "queueing", "reporting")


def check_sources(head, entries, findings):
    """Every service stands in the signed list, with the end it has in the leaves under the head."""
    if not head.sources:
        return
    ends = {}
    for entry in entries[:head.size]:
        ends[entry["service"]] = (entry["epoch"], entry["number"])
    for name in OFFICE:
        if name not in head.sources:
            findings.tampered(f"the signed list does not name {name}")
    for name in {*head.sources, *ends}:
        if head.sources.get(name) != ends.get(name, (0, 0)):
            findings.tampered(f"by the signed list {name} ends at {head.sources.get(name)}, in the leaves at {ends.get(name)}")


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


def check(folder, key_text, witness=None):
    findings = Findings()
    lines = [key_text] if key_text else read(os.path.join(folder, "keys.txt")).decode(errors="replace").splitlines()
    keys = [key for key in map(parse_key, lines) if key][:1]
    if not keys:
        raise CannotTell("no verifier key")
    note, data = read(os.path.join(folder, "checkpoint.txt")), read(os.path.join(folder, "entries.jsonl"))
    keys, others = follow_changes(folder, keys[0], findings)
    head = read_head(note, keys, findings)
    entries, leaves, count = read_entries(data, findings)
    others += read_witnessed(folder, keys, witness, findings) + list(reported_heads(entries, keys))
    whole = head and leaves is not None and len(leaves) >= head.size
    if whole and root_of(leaves[: head.size]) != head.root:
        findings.tampered(f"the root of the {head.size} leaves is not the signed one")
    for what, other in others if whole else []:
        if other.size > head.size or root_of(leaves[: other.size]) != other.root:
            findings.tampered(f"{what} {other.size} leaves that are not these")
    if whole:
        check_sources(head, entries, findings)
    if head and count < head.size:
        findings.missing(f"{head.size} leaves are signed, but from leaf {count} on they are missing")
    if head and count > head.size:
        findings.missing(f"from leaf {head.size} on nothing is signed")
    return findings, keys, head, entries, [what for what, _ in others]


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
    parser.add_argument("--witness", help="key of a witness whose line under a head is looked for")
    parser.add_argument("--stock-at-start", type=int, default=0, help="cards in hand before the first day")
    args = parser.parse_args()
    try:
        witness = parse_key(args.witness, 4) if args.witness else None
        if args.witness and witness is None:
            raise CannotTell("no key of a witness")
        findings, keys, head, entries, others = check(args.bundle, args.key, witness)
    except CannotTell as fault:
        print(fault, file=sys.stderr)
        return 3
    verdict = findings.verdict()
    result = {"origin": keys[0][0], "size": head.size if head else 0, "root": head.root.hex() if head else "", "verdict": verdict,
              "key_changes": len(keys) - 1, "heads_compared": others,
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
