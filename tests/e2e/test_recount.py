#!/usr/bin/python3
"""Two implementations of the same checks, against each other: recount.py and `madoguchi-audit verify --bundle` over
bundles made here, whole and spoilt. Each case says which exit code both must give; the roots must be equal.

    test_recount.py MADOGUCHI_AUDIT
"""
import base64
import hashlib
import json
import os
import subprocess
import sys
import tempfile

import msgpack

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import recount as r

ORIGIN = "madoguchi.1/audit"
DAY = 20270202
AT = 1801526400000000
HERE = os.path.dirname(os.path.abspath(__file__))

# ---- Signing (RFC 8032, 5.1.6), for tests alone ---------------------------------------------------------


def compress(point):
    inverse = pow(point[2], -1, r.P)
    x, y = point[0] * inverse % r.P, point[1] * inverse % r.P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def key_pair(seed):
    digest = hashlib.sha512(seed).digest()
    scalar = int.from_bytes(digest[:32], "little") & (1 << 254) - 8 | 1 << 254
    return scalar, digest[32:], compress(r.times(scalar, r.BASE))


def sign(pair, message):
    scalar, prefix, public = pair
    hashed = lambda data: int.from_bytes(hashlib.sha512(data).digest(), "little") % r.ORDER
    nonce = hashed(prefix + message)
    point = compress(r.times(nonce, r.BASE))
    return point + ((nonce + hashed(point + public + message) * scalar) % r.ORDER).to_bytes(32, "little")


def signature_line(pair, origin, text):
    key_id = r.sha256(origin.encode() + b"\n\x01" + pair[2])[:4]
    return f"\u2014 {origin} {base64.b64encode(key_id + sign(pair, text)).decode()}\n".encode()


def checkpoint(pair, size, root, origin=ORIGIN, sources=None, next_pair=None):
    text = f"{origin}\n{size}\n{base64.b64encode(root).decode()}\ntime 2027-02-02T08:45:00Z\n".encode()
    for name, (epoch, number) in (sources or {}).items():
        text += f"source {name} {epoch} {number}\n".encode()
    if next_pair:
        text += f"next-key {verifier_key(next_pair, origin)}".encode()
    return text + b"\n" + signature_line(pair, origin, text) + (signature_line(next_pair, origin, text) if next_pair else b"")


def cosignature(pair, name, note, at=1801529200):
    text = note.rsplit(b"\n\n", 1)[0] + b"\n"
    key_id = r.sha256(name.encode() + b"\n\x04" + pair[2])[:4]
    signed = sign(pair, f"cosignature/v1\ntime {at}\n".encode() + text)
    return f"\u2014 {name} {base64.b64encode(key_id + at.to_bytes(8, 'big') + signed).decode()}\n".encode()


def witness_key(pair, name):
    key = b"\x04" + pair[2]
    return f"{name}+{r.sha256(name.encode() + chr(10).encode() + key)[:4].hex()}+{base64.b64encode(key).decode()}"


def verifier_key(pair, origin=ORIGIN):
    key = b"\x01" + pair[2]
    return f"{origin}+{r.sha256(origin.encode() + chr(10).encode() + key)[:4].hex()}+{base64.b64encode(key).decode()}\n"


# ---- A log ------------------------------------------------------------------------------------------------


def ordered(value):
    if isinstance(value, dict):
        return {key: ordered(value[key]) for key in sorted(value)}
    return [ordered(item) for item in value] if isinstance(value, list) else value


class Log:
    def __init__(self):
        self.lines, self.last, self.numbers = [], {}, {}

    def add(self, service, *events, epoch=1, number=None, previous=None):
        number = number or self.numbers.get(service, 0) + 1
        entry = {"at": AT + len(self.lines), "cause": {"kind": "engine", "name": "test"}, "date": DAY, "epoch": epoch, "number": number,
                 "previous": previous or self.last.get(service, bytes(32)), "service": service, "site": 1, "version": 1}
        if events:
            entry.update(events=[{"body": body, "name": name} for name, body in events], published=0)
        raw = msgpack.packb(ordered(entry))
        self.last[service], self.numbers[service] = r.sha256(b"\x00" + raw), number
        self.lines.append({"index": len(self.lines), "source": service, "epoch": epoch, "sequence": number, "hash": self.last[service].hex(),
                           "entry": base64.b64encode(raw).decode()})

    def leaves(self):
        return [bytes.fromhex(line["hash"]) for line in self.lines]


def ticket(ticket_id, at, **more):
    return ("ticket_taken", dict({"ticket_id": ticket_id, "line_id": 1, "number": 100 + ticket_id, "date": DAY, "at_us": AT + at, "people": 1, "late": False}, **more))


def call(ticket_id, at):
    return ("ticket_called", {"ticket_id": ticket_id, "desk_id": 1, "at_us": AT + at, "waited_us": 0, "dispatch_case": "walk_in", "terminal_in_use": False})


def a_day():
    log = Log()
    for service in ("staff", "inventory", "queueing"):
        log.add(service, ("engine_epoch_started", {"epoch": 1, "start": 1, "previous_epoch": 0, "last_kept": 0}))
    log.add("inventory", ("delivery_arrived", {"delivery_id": 1, "card_count": 12, "arrived_on": DAY}))
    log.add("inventory", ("card_preset", {"card_id": 5, "terminal_number": 1}))
    log.add("queueing", ("visit_expected", {"reservation_id": 9, "date": DAY, "missed_at_us": AT + 960_000_000}))
    log.add("queueing", ("guest_checked_in", {"reservation_id": 9, "ticket_id": 1, "date": DAY, "at_us": AT, "late": False}),
            ticket(1, 0, reservation_id=9, booked_us=AT + 60_000_000))
    log.add("queueing", ticket(2, 5_000_000))
    log.add("queueing", call(1, 90_000_000))
    log.add("queueing", ("service_started", {"ticket_id": 1, "desk_id": 1, "at_us": AT + 100_000_000}))
    log.add("inventory", ("card_issued", {"card_id": 5, "ticket_id": 1}))
    log.add("queueing", ("service_finished", {"ticket_id": 1, "desk_id": 1, "at_us": AT + 400_000_000, "procedures": ["issue"], "outcome": "done"}))
    log.add("queueing", ("ticket_dismissed", {"ticket_id": 2, "at_us": AT + 500_000_000, "outcome": "left"}))
    log.add("inventory", ("vault_counted", {"date": DAY, "counted": 0, "book": 0}))
    log.add("queueing", ("day_closed", {"date": DAY, "at_us": AT + 600_000_000, "vector": [{"source": "inventory", "epoch": 1, "sequence": 5}]}))
    log.add("inventory", ("card_issued", {"card_id": 6, "ticket_id": 1}))        # beyond the day's cut
    return log


# ---- Cases ------------------------------------------------------------------------------------------------

PAIR, OTHER = key_pair(b"\x07" * 32), key_pair(b"\x09" * 32)


def change(log, index, rehash):
    line = log.lines[index]
    raw = bytearray(base64.b64decode(line["entry"]))
    raw[-1] ^= 2                           # the value of version: still an entry
    line["entry"] = base64.b64encode(raw).decode()
    if rehash:
        line["hash"] = r.sha256(b"\x00" + bytes(raw)).hex()


def renumber(log):
    for index, line in enumerate(log.lines):
        line["index"] = index


def swap(log, a, b):
    log.lines[a], log.lines[b] = log.lines[b], log.lines[a]


def cases():
    """(name, exit code, log as exported, checkpoint, keys)"""
    key, whole = verifier_key(PAIR), a_day()
    size, root = len(whole.lines), r.root_of(whole.leaves())
    head = checkpoint(PAIR, size, root)

    def spoilt(how):
        log = a_day()
        how(log)
        return log

    yield "all there", 0, whole, head, key
    yield "a byte of an entry changed", 1, spoilt(lambda l: change(l, 4, False)), head, key
    yield "and its hash", 1, spoilt(lambda l: change(l, 4, True)), head, key
    last = spoilt(lambda l: change(l, 4, True))
    yield "and signed again", 1, last, checkpoint(PAIR, size, r.root_of(last.leaves())), key
    yield "an entry left out", 4, spoilt(lambda l: l.lines.pop(5)), head, key
    yield "and the rest numbered anew", 4, spoilt(lambda l: (l.lines.pop(5), renumber(l))), head, key
    hidden = spoilt(lambda l: (l.lines.pop(5), renumber(l)))
    yield "and signed again", 4, hidden, checkpoint(PAIR, size - 1, r.root_of(hidden.leaves())), key
    yield "two in each other's place", 1, spoilt(lambda l: swap(l, 3, 5)), head, key
    yield "and numbered anew", 1, spoilt(lambda l: (swap(l, 3, 5), renumber(l))), head, key
    yield "the end cut off", 4, spoilt(lambda l: l.lines.pop()), head, key
    yield "nothing left", 4, Log(), head, key
    yield "signed with another key", 1, whole, checkpoint(OTHER, size, root), key
    yield "another key beside it", 1, whole, head, verifier_key(OTHER)
    yield "another log's head", 1, whole, checkpoint(PAIR, size, root, "madoguchi.2/audit"), key
    yield "another root", 1, whole, checkpoint(PAIR, size, bytes(32)), key
    yield "an older head", 4, whole, checkpoint(PAIR, size - 2, r.root_of(whole.leaves()[:-2])), key
    yield "a signature with a byte changed", 1, whole, head[:-6] + (b"A" if head[-6:-5] != b"A" else b"B") + head[-5:], key
    yield "no head", 1, whole, b"", key
    yield "no key", 3, whole, head, "nothing\n"
    epochs = a_day()
    kept = epochs.last["staff"]
    epochs.add("staff", ("account_created", {}))
    epochs.add("staff", ("engine_epoch_started", {"epoch": 2, "start": 2, "previous_epoch": 1, "last_kept": 1}), epoch=2, number=2, previous=kept)
    yield "a second epoch", 0, epochs, checkpoint(PAIR, len(epochs.lines), r.root_of(epochs.leaves())), key
    epochs.add("staff", epoch=1, number=3)
    yield "back in the first", 1, epochs, checkpoint(PAIR, len(epochs.lines), r.root_of(epochs.leaves())), key


# ---- What stands beside the leaves ------------------------------------------------------------------------

THIRD, WITNESS_NAME = key_pair(b"\x0b" * 32), "witness.city.example/counter"
OFFICE = ("staff", "inventory", "reservations", "queueing", "reporting")


def ends_of(log):
    ends = {name: (0, 0) for name in OFFICE}
    for line in log.lines:
        ends[line["source"]] = (line["epoch"], line["sequence"])
    return ends


def base64_line(note):
    return base64.b64encode(note) + b"\n"


def further_cases():
    """(name, exit code, log, checkpoint, keys, further files)"""
    key, whole = verifier_key(PAIR), a_day()
    size, root, ends = len(whole.lines), r.root_of(whole.leaves()), ends_of(whole)
    listed = checkpoint(PAIR, size, root, sources=ends)
    yield "a list of the services", 0, whole, listed, key, {}
    yield "a service that is not in it", 1, whole, checkpoint(PAIR, size, root, sources={n: e for n, e in ends.items() if n != "staff"}), key, {}
    yield "one that ends elsewhere", 1, whole, checkpoint(PAIR, size, root, sources={**ends, "queueing": (1, 99)}), key, {}
    half = r.root_of(whole.leaves()[:6])
    change, fresh = checkpoint(PAIR, 6, half, next_pair=OTHER), checkpoint(OTHER, size, root, sources=ends)
    yield "a key changed over both", 0, whole, fresh, key, {"key_changes.txt": base64_line(change)}
    yield "a key changed by nobody's leave", 1, whole, fresh, key, {}
    alone = change[:change.rindex(b"\n", 0, -1) + 1]
    yield "a key changed by the old one alone", 1, whole, fresh, key, {"key_changes.txt": base64_line(alone)}
    forged = checkpoint(OTHER, 6, half, next_pair=OTHER)
    yield "a key changed by the new one alone", 1, whole, fresh, key, {"key_changes.txt": base64_line(forged)}
    yield "a key changed over other leaves", 1, whole, fresh, key, {"key_changes.txt": base64_line(checkpoint(PAIR, 6, bytes(32), next_pair=OTHER))}
    twice = base64_line(change) + base64_line(checkpoint(OTHER, 8, r.root_of(whole.leaves()[:8]), next_pair=THIRD))
    yield "a key changed twice", 0, whole, checkpoint(THIRD, size, root), key, {"key_changes.txt": twice}
    yield "the key before the last", 1, whole, fresh, key, {"key_changes.txt": twice}
    old = checkpoint(PAIR, 9, r.root_of(whole.leaves()[:9]))
    line = cosignature(OTHER, WITNESS_NAME, old)
    yield "a witness's line", 0, whole, listed, key, {"witnessed.txt": old + line}
    yield "a witness's line that is false", 1, whole, listed, key, {"witnessed.txt": old + line[:-6] + (b"A" if line[-6:-5] != b"A" else b"B") + line[-5:]}
    fork = checkpoint(PAIR, 9, bytes(32))
    yield "a witness of other leaves", 1, whole, listed, key, {"witnessed.txt": fork + cosignature(OTHER, WITNESS_NAME, fork)}
    yield "a stranger's line", 0, whole, listed, key, {"witnessed.txt": fork + cosignature(THIRD, WITNESS_NAME, fork)}
    reported = a_day()
    reported.add("reporting", ("report_closed", {"date": DAY, "checkpoint": old.decode()}))
    yield "a report's head", 0, reported, checkpoint(PAIR, size + 1, r.root_of(reported.leaves()), sources=ends_of(reported)), key, {}
    rewritten = a_day()
    rewritten.add("reporting", ("report_closed", {"date": DAY, "checkpoint": fork.decode()}))
    yield "a report of other leaves", 1, rewritten, checkpoint(PAIR, size + 1, r.root_of(rewritten.leaves()), sources=ends_of(rewritten)), key, {}


# ---- A day with more in it --------------------------------------------------------------------------------

MIN = 60_000_000
NINE = r.recount_day.midnight(DAY) + 9 * 60 * MIN


def a_full_day():
    """Two visits; every figure below is counted by hand. 1: called at 09:04 and 09:06, starts 09:07, waits for the city 09:10 to 09:13,
    the national systems stand still 09:12 to 09:15, parked 09:15 to 09:20, in another line from 09:25, called 09:30, 09:31 to 09:40.
    2: comes at 08:59, called 09:31, passed, gone."""
    log = Log()
    say = lambda service, name, **body: log.add(service, (name, body))
    at = lambda minute: NINE + minute * MIN
    took = lambda number, minute: say("queueing", "ticket_taken", ticket_id=number, line_id=1, number=number, date=DAY, at_us=at(minute), people=number, late=False)
    called = lambda number, minute, terminal: say("queueing", "ticket_called", ticket_id=number, desk_id=1, at_us=at(minute), waited_us=0,
                                                  dispatch_case="walk_in", terminal_in_use=terminal)
    for service in ("inventory", "reservations", "queueing"):
        log.add(service, ("engine_epoch_started", {"epoch": 1, "start": 1, "previous_epoch": 0, "last_kept": 0}))
    took(2, -1)
    took(1, 0)
    called(1, 4, True)
    say("queueing", "ticket_recalled", ticket_id=1, desk_id=1, at_us=at(6), call=2)
    say("queueing", "service_started", ticket_id=1, desk_id=1, at_us=at(7))
    say("queueing", "city_wait_begun", ticket_id=1, at_us=at(10))
    say("queueing", "counter_stopped", kind="national_stop", date=DAY, at_us=at(12))
    say("queueing", "city_wait_ended", ticket_id=1, at_us=at(13))
    say("queueing", "counter_resumed", kind="national_stop", at_us=at(15))
    say("queueing", "ticket_parked", ticket_id=1, desk_id=1, at_us=at(15), reason="form")
    say("queueing", "ticket_resumed", ticket_id=1, desk_id=1, at_us=at(20), terminal_in_use=True)
    say("queueing", "handed_over_to_city", ticket_id=1, at_us=at(21), matter="fee")
    say("queueing", "ticket_transferred", ticket_id=1, from_line=1, line_id=2, desk_id=1, at_us=at(25), procedures=["pin_reset"])
    called(1, 30, False)
    say("queueing", "service_started", ticket_id=1, desk_id=1, at_us=at(31))
    called(2, 31, True)
    say("queueing", "ticket_passed", ticket_id=2, desk_id=2, at_us=at(35))
    say("queueing", "service_finished", ticket_id=1, desk_id=1, at_us=at(40), procedures=["issue"], outcome="done")
    say("queueing", "ticket_dismissed", ticket_id=2, at_us=at(180), outcome="left")
    say("inventory", "opening_taken_over", delivery_id=1, card_count=9, taken_on=DAY)
    say("inventory", "card_transferred", card_id=5)
    say("inventory", "card_missing", card_id=5, place="branch")
    say("inventory", "card_missing", card_id=6, place="vault")
    say("inventory", "card_found", card_id=6)
    say("inventory", "card_disposed", card_id=7)
    say("inventory", "vault_counted", date=DAY, counted=7, book=7, in_box=0, in_tray=1, taken_out=0)
    say("reservations", "reservations_day_part_closed", date=DAY, opens_minute=540, closes_minute=720)
    say("queueing", "day_closed", date=DAY, at_us=at(200), vector=[{"source": "inventory", "epoch": 1, "sequence": 8}])
    return log


def check_full_day():
    log = a_full_day()
    day = r.recount([json_free(line) for line in log.lines], 0)[0]
    same = lambda minutes, n=1: {"n": n, "p50_us": minutes * MIN, "p90_us": minutes * MIN, "mean_us": minutes * MIN, "max_us": minutes * MIN}
    wanted = {
        "waiting": same(4), "way": same(1), "handling": same(3 + 5), "stay": same(40), "second_waiting": same(5), "second_handling": same(9),
        "parked": same(5), "city_decision": same(3), "items": 2, "waiting_within": {"within": 1, "base": 2}, "waiting_longer": {"within": 1, "base": 2},
        "abandoned": {"within": 1, "base": 2}, "cases": {"passed": 1, "returned": 0, "transferred": 1}, "hand_overs": {"fee": 1},
        "first_visit": {"within": 1, "base": 1}, "terminal_busy_us": (11 + 5 + 4) * MIN,
    }
    for what, value in wanted.items():
        expect("a full day", what, day[what], value)
    hours = [(p["from_minute"], p["until_minute"], p["tickets"], p["people"]) for p in day["half_hours"]]
    expect("a full day", "half hours", hours[:3] + hours[-1:], [(0, 540, 1, 2), (540, 570, 1, 1), (570, 600, 0, 0), (720, 1440, 0, 0)])
    cards = {"opening": 9, "arrived": 0, "found": 1, "received": 1, "issued": 0, "disposed": 1, "transferred": 1, "missing": 2, "in_hand": 7, "in_tray": 1}
    expect("a full day", "cards", {what: day["cards"][what] for what in cards}, cards)


def json_free(line):
    return msgpack.unpackb(base64.b64decode(line["entry"]), raw=False)


# ---- Running ----------------------------------------------------------------------------------------------


def run(*command):
    done = subprocess.run(command, capture_output=True, timeout=120)
    return done.returncode, json.loads(done.stdout) if done.stdout else {}


def put(folder, name, data):
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data)


FAILED = []


def expect(name, what, got, wanted):
    if got != wanted:
        FAILED.append(name)
        print(f"not ok - {name}: {what} is {got!r}, not {wanted!r}")


def one_case(tool, name, code, log, head, key, more=None):
    with tempfile.TemporaryDirectory() as folder:
        put(folder, "entries.jsonl", b"".join(json.dumps(line, separators=(",", ":")).encode() + b"\n" for line in log.lines))
        put(folder, "checkpoint.txt", head)
        put(folder, "keys.txt", key.encode())
        for file, data in (more or {}).items():
            put(folder, file, data)
        witness = witness_key(OTHER, WITNESS_NAME)
        put(folder, "witness.vkey", witness.encode())
        theirs = run(tool, "verify", "--bundle", folder, "--json", *(("--vkey", os.path.join(folder, "keys.txt"), "--witness", os.path.join(folder, "witness.vkey")) if more is not None else ()))
        mine = run(sys.executable, os.path.join(HERE, "recount.py"), folder, *(("--witness", witness) if more is not None else ()))
        for who, (got, result) in (("madoguchi-audit", theirs), ("recount.py", mine)):
            expect(name, f"exit code of {who}", got, code)
            if code == 0:
                expect(name, f"root of {who}", result["root"], r.root_of(log.leaves()).hex())
                expect(name, f"size of {who}", result["size"], len(log.lines))
        if code != 3:
            expect(name, "verdict of madoguchi-audit", theirs[1]["verdict"], mine[1]["verdict"])
        return mine[1]


def check_figures(result):
    wanted = {"arrived": 12, "issued": 1, "in_hand": 11, "date": "2027-02-02"}
    for what, value in wanted.items():
        expect("figures", what, result.get(what), value)
    tickets = {"taken": 2, "booked": 1, "walk_in": 1, "people": 2, "called": 1, "finished": 1, "left": 1, "moved": 0, "cancelled": 0, "overtaken_max": 0,
               "duplicates": 0, "tests": 0}
    expect("figures", "tickets", result.get("tickets"), tickets)
    expect("figures", "bookings", result.get("bookings"), {"due": 1, "attended": 1, "late": 0, "missed": 0, "cancelled": 0})
    expect("figures", "waiting", result.get("waiting"), {"n": 1, "p50_us": 30000000, "p90_us": 30000000, "mean_us": 30000000, "max_us": 30000000})
    expect("figures", "count", result.get("count"), {"made": True, "counted": 0, "book": 0, "agrees": True})


def check_vectors():
    """RFC 8032, 7.1, tests 1 to 3."""
    vectors = (
        ("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
         "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
        ("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
         "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
        ("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
         "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
    )
    for seed, public, message, signature in vectors:
        pair, message, signature = key_pair(bytes.fromhex(seed)), bytes.fromhex(message), bytes.fromhex(signature)
        expect("RFC 8032", "public key", pair[2].hex(), public)
        expect("RFC 8032", "signature", sign(pair, message), signature)
        expect("RFC 8032", "verdict", r.signature_ok(pair[2], message, signature), True)
        for at in range(64):
            spoilt = bytearray(signature)
            spoilt[at] ^= 1
            expect("RFC 8032", f"verdict on a changed byte {at}", r.signature_ok(pair[2], message, bytes(spoilt)), False)


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    check_vectors()
    check_full_day()
    count = 2
    for name, code, log, head, key in cases():
        result = one_case(sys.argv[1], name, code, log, head, key)
        count += 1
        if name == "all there":
            check_figures(result)
    for case in further_cases():
        one_case(sys.argv[1], *case)
        count += 1
    print(f"{count} cases, {len(FAILED)} failed")
    return 1 if FAILED else 0


if __name__ == "__main__":
    sys.exit(main())
