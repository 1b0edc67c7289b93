#!/usr/bin/python3
"""Hostile bytes on the sockets of a real office, from a peer it knows and from strangers. Whoever is known gets an answer
that names what and where; afterwards the service answers a good request at once, its log is where it was but for
refused permissions, and its memory is as before.

    test_hostile.py --bin DIRECTORY_OF_PROGRAMS
"""
import select
import socket
import struct
import time
import unittest

import scratch_office
from scratch_office import Office
import wire_client
from wire_client import KeyPair, pack
import zmq

VICTIM, PEER = "queueing", "kiosk"
FRAME_BYTES_MAX = 256 * 1024                   # more ends the connection
AT_ONCE_S = 1.0
RSS_GROWTH_KIB_MAX = 16 * 1024
GOOD = {"kind": "command", "name": "take_ticket", "instance": 7, "sequence": 1, "request": 5, "body": {"line_id": 3}}

# Bytes in hex, then reason and offset. The map of one key "a" begins 81 a1 61, so its value stands at 3.
UNDECODABLE = {
    "array of 4 billion items": ("dd ff ff ff ff", "cut_short", 0),
    "map of 4 billion keys": ("df ff ff ff ff", "cut_short", 0),
    "array of 4 billion items inside": ("81 a1 61 dd ff ff ff ff", "cut_short", 3),
    "binary of 4 GiB": ("81 a1 61 c6 ff ff ff ff", "cut_short", 3),
    "text of 4 GiB": ("81 a1 61 db ff ff ff ff", "cut_short", 3),
    "text longer than the message": ("81 a1 61 a9 61", "cut_short", 3),
    "header without its bytes": ("81 a1 61 ce 00", "cut_short", 3),
    "more keys than there are": ("83 a1 61 01", "cut_short", None),
    "1,000 arrays in arrays": ("81 a1 61" + " 91" * 1000, "too_deep", 10),
    "maps in maps": ("81 a1 61" * 9 + "01", "too_deep", None),
    "4,097 nodes": ("81 a1 61 dc 10 00" + " 00" * 4096, "too_many_nodes", None),
    "duplicate key": ("82 a1 61 01 a1 61 01", "duplicate_key", 4),
    "keys out of order": ("82 a1 62 01 a1 61 01", "key_order", 4),
    "key that is a number": ("81 01 01", "key_not_text", 1),
    "UTF-8 cut": ("81 a1 61 a1 c3", "bad_utf8", 4),
    "UTF-8 overlong": ("81 a1 61 a2 c0 80", "bad_utf8", 4),
    "UTF-8 surrogate": ("81 a1 61 a3 ed a0 80", "bad_utf8", 4),
    "UTF-8 beyond U+10FFFF": ("81 a1 61 a4 f4 90 80 80", "bad_utf8", 4),
    "bytes after the map": ("81 a1 61 01 00", "trailing_bytes", 4),
    "two maps": ("81 a1 61 01 81 a1 61 01", "trailing_bytes", 4),
    "integer not shortest": ("81 a1 61 cc 01", "not_shortest", 3),
    "integer in the signed family": ("81 a1 61 d0 01", "not_shortest", 3),
    "integer of 8 bytes": ("81 a1 61 cf 00 00 00 00 00 00 00 01", "not_shortest", 3),
    "text header not shortest": ("81 a1 61 d9 01 61", "not_shortest", 3),
    "array header not shortest": ("81 a1 61 dc 00 01 01", "not_shortest", 3),
    "map header not shortest": ("de 00 01 a1 61 01", "not_shortest", 0),
    "float": ("81 a1 61 ca 3f 80 00 00", "float", 3),
    "double": ("81 a1 61 cb 3f f0 00 00 00 00 00 00", "float", 3),
    "nil": ("81 a1 61 c0", "nil", 3),
    "extension": ("81 a1 61 d4 01 00", "extension", 3),
    "timestamp": ("81 a1 61 d6 ff 00 00 00 00", "extension", 3),
    "extension of 4 GiB": ("81 a1 61 c9 ff ff ff ff 01", "extension", 3),
    "byte that msgpack never uses": ("81 a1 61 c1", "reserved_byte", 3),
    "array at the top": ("91 01", "not_a_map", 0),
    "number at the top": ("01", "not_a_map", 0),
    "text at the top": ("a5 68 65 6c 6c 6f", "not_a_map", 0),
    "text of HTTP": (b"GET / HTTP/1.1\r\n\r\n".hex(), "not_a_map", 0),
}

# A change to GOOD, then field and reason.
WRONG_FIELDS = [
    ({"zzz": 1}, "zzz", "unknown_field"), ({"kind": "shout"}, "kind", "not_a_member"), ({"kind": 1}, "kind", "wrong_type"),
    ({"kind": None}, "kind", "missing"), ({"request": 0}, "request", "out_of_range"), ({"request": "1"}, "request", "wrong_type"),
    ({"instance": 0}, "instance", "out_of_range"), ({"sequence": None}, "sequence", "missing"), ({"body": []}, "body", "wrong_type"),
    ({"name": 3}, "name", "wrong_type"), ({"ticket": "text"}, "ticket", "wrong_type"), ({"ticket": bytes(513)}, "ticket", "too_long"),
    ({"after": [{"source": "audit", "epoch": 1, "sequence": 1}] * 5}, "after", "too_many"), ({"purpose": "p" * 65}, "purpose", "too_long"),
    ({"body": {"line_id": 3, "zzz": 1}}, "zzz", "unknown_field"), ({"body": {"line_id": True}}, "line_id", "wrong_type"),
    ({"body": {"line_id": 0}}, "line_id", "out_of_range"), ({"body": {}}, "line_id", "missing"),
]


def greeting(mechanism, as_server=0, minor=1):
    """A ZMTP 3 greeting: signature, version, mechanism, who is the server, filler."""
    return b"\xff" + bytes(8) + b"\x7f\x03" + bytes([minor]) + mechanism.ljust(20, b"\0") + bytes([as_server]) + bytes(31)


RAW = {
    "HTTP": b"GET / HTTP/1.1\r\nHost: counter\r\n\r\n", "zeros": bytes(4096), "ones": b"\xff" * 4096,
    "ZMTP 1.0": b"\x01\x00\x05\x00" + b"hello", "ZMTP 2.0": b"\xff" + bytes(8) + b"\x7f\x01\x05\x00\x00\x00\x05hello",
    "NULL": greeting(b"NULL") + b"\x04\x19\x05READY\x0bSocket-Type\0\0\0\x06DEALER" + b"\x00\x01\x80",
    "PLAIN": greeting(b"PLAIN") + b"\x04\x10\x05HELLO\x04user\x04pass",
    "CURVE with a false HELLO": greeting(b"CURVE") + b"\x04\xc8\x05HELLO\x01\x00" + bytes(192),
    "CURVE with a HELLO cut short": greeting(b"CURVE") + b"\x04\x10\x05HELLO" + bytes(10),
    "CURVE with a command of 2^62 bytes": greeting(b"CURVE") + b"\x06" + struct.pack(">Q", 1 << 62) + b"x" * 4096,
    "CURVE skipping the handshake": greeting(b"CURVE") + b"\x00\x0b" + pack({"kind": "status"})[:11],
    "CURVE as a server": greeting(b"CURVE", as_server=1), "a version to come": greeting(b"CURVE", minor=9) + b"\x04\x01x",
}


class HostileCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.office = Office()
        cls.addClassCleanup(cls.office.close)
        tool, end = cls.office.connect(VICTIM, "tool"), time.monotonic() + 20
        cls.office.set_clock(tool.status()["now"])         # stands from here on
        while tool.status()["head"] == 0:                  # the log begins with an entry of its own
            assert time.monotonic() < end, "the log has not begun"
            tool.receive(20)
        cls.endpoint = cls.office.endpoints[VICTIM]
        cls.rss_kib = {service: cls.office.rss_kib(service) for service in cls.office.pids}

    def setUp(self):
        self.peer = self.office.connect(VICTIM, PEER)
        self.before = self.peer.status()
        self.entries = self.malformed = self.denied = 0    # how much of each the case expects

    def tearDown(self):
        """The office serves on, nothing was written, everything is counted, memory is flat."""
        with wire_client.Connection(self.endpoint, self.office.key(PEER)) as fresh:
            began = time.monotonic()
            after = fresh.status(5.0)
            self.assertLess(time.monotonic() - began, AT_ONCE_S)
        for count, expected in (("head", self.entries), ("malformed", self.malformed), ("denied", self.denied)):
            self.assertEqual(after[count] - self.before[count], expected, count)
        self.assertEqual((after["state"], after["quarantined"], after["queued"], after["parked"]), ("ready", 0, 0, 0))
        for service, rss_kib in self.rss_kib.items():
            self.assertLess(self.office.rss_kib(service) - rss_kib, RSS_GROWTH_KIB_MAX, f"KiB more of {service}")

    def answer_to(self, data):
        self.peer.send(data)
        answer = self.peer.receive(3000)
        self.assertIsNotNone(answer, "no answer")
        return answer

    def malformed_answer(self, data):
        answer = self.answer_to(data)
        self.malformed += 1
        self.assertEqual((answer["kind"], answer["outcome"], answer["refusal"]), ("answer", "not_taken", "malformed"), answer)
        return answer


class KnownPeer(HostileCase):
    def test_undecodable__named_with_its_place_and_counted(self):
        for name, (text, reason, at) in UNDECODABLE.items():
            with self.subTest(name):
                answer = self.malformed_answer(bytes.fromhex(text))
                self.assertEqual(answer["detail"]["reason"], reason)
                self.assertLessEqual(answer["detail"]["at"], len(bytes.fromhex(text)))
                if at is not None:
                    self.assertEqual(answer["detail"]["at"], at)
                self.assertEqual(answer["request"], 0)

    def test_good_request__every_prefix_and_every_byte_changed_is_survived(self):
        good = pack(GOOD)
        for data in [good[:size] for size in range(1, len(good))]:
            self.assertEqual(self.malformed_answer(data)["detail"]["reason"], "cut_short")
        status = pack({"kind": "status", "request": 1})
        for at in range(len(status)):
            for bit in (0x01, 0x20, 0x80):
                changed = bytearray(status)
                changed[at] ^= bit
                answer = self.answer_to(bytes(changed))
                self.assertIn(answer["kind"], ("status", "answer"))
                self.malformed += answer.get("refusal") == "malformed"

    def test_fields__named(self):
        for change, field, reason in WRONG_FIELDS:
            with self.subTest(field, reason=reason):
                message = {key: value for key, value in {**GOOD, **change}.items() if value is not None}
                detail = self.malformed_answer(pack(message))["detail"]
                self.assertEqual((detail["field"], detail["reason"]), (field, reason))
                self.assertLess(detail["at"], len(pack(message)))

    def test_sizes__too_long_is_answered_and_far_too_long_ends_the_connection(self):
        for size in (65537, 100000, 200000):
            for data in (b"\x81" * size, pack({"kind": "status", "request": 1, "z": bytes(size)})):
                self.assertEqual(self.malformed_answer(data)["detail"]["reason"], "too_long")
        for size in (FRAME_BYTES_MAX + 1, 10 * 1024 * 1024):
            self.peer.send(bytes(size))
            self.assertIsNone(self.peer.receive(300))
            self.assertEqual(self.peer.status(10.0)["kind"], "status")         # the connection is made again

    def test_frames__anything_but_one_is_not_a_request(self):
        status = pack({"kind": "status", "request": 1})
        for frames in ([status, status], [b"", status], [status, b""], [b""], [b""] * 100, [bytes(128 * 1024)] * 64):
            self.peer.socket.send_multipart(frames)
        self.peer.send({"kind": "status", "request": 77})
        answers = [self.peer.receive(3000)]
        while answers[-1] and answers[-1].get("request") != 77:
            answers.append(self.peer.receive(3000))
        self.assertIsNotNone(answers[-1], "the good request after them is not answered")
        self.assertEqual({answer["refusal"] for answer in answers[:-1]} - {"malformed"}, set())
        self.malformed += len(answers) - 1

    def test_flood__of_garbage_is_only_counted(self):
        for _ in range(10):
            for _ in range(100):
                self.peer.send(b"\xc1" * 20)
            for _ in range(100):
                self.assertEqual(self.peer.receive(3000)["refusal"], "malformed")
        self.malformed += 1000

    def test_commands_of_others__refused_and_in_the_log_up_to_a_measure(self):
        others = {"call_next": {"desk_id": 1}, "open_desk": {"desk_id": 1}, "open_day": {"date": 20270201}, "begin_closing": {}}
        positions = []
        for _ in range(8):
            for name, body in others.items():
                answer = self.peer.command(name, body)
                self.assertEqual((answer["outcome"], answer["refusal"]), ("not_taken", "not_permitted"))
                positions.append(answer.get("position"))
        self.denied, self.entries = len(positions), sum(position is not None for position in positions)
        self.assertEqual(self.entries, 20)                 # a kiosk's: the first 20 of a minute, the rest are counted
        self.assertNotIn(None, positions[:20])

    def test_other_services__closed_to_it(self):
        staff = self.office.connect("staff", PEER)
        head = staff.status()["head"]
        for name, body in (("login", {"name": "admin", "password": "x"}),
                           ("create_account", {"name": "me", "display_name": "私", "password": "long enough for it", "role": "city"})):
            self.assertEqual(staff.command(name, body)["refusal"], "not_permitted")
        self.assertEqual(staff.status()["head"], head + 2)
        for name, body in (("stop", {}), ("clock_set", {"at": 1}), ("log_level", {"level": "fine"}), ("clock_confirm", {})):
            self.assertEqual(self.peer.control(name, body)["refusal"], "not_permitted")
        self.assertEqual(self.peer.pull(0, 1, whole=True)["refusal"], "not_permitted")

    def test_subscriptions__strange_ones_and_many_disturb_nobody(self):
        listener, noisy, shouting = (wire_client.secured(kind, self.office.key(PEER), self.endpoint.public)
                                     for kind in (zmq.SUB, zmq.XSUB, zmq.XSUB))
        try:
            for subscriber in (listener, noisy, shouting):
                subscriber.connect(self.endpoint.events)
            for data in (b"", b"\x00", b"\x02", b"hello", b"\x00never subscribed", b"\x01" + VICTIM.encode()):
                noisy.send(data)
            for number in range(300):
                noisy.send(b"\x01" + number.to_bytes(2, "big") * 100)
            for size in (2000, 60000):                     # more overflows the stack of libzmq's own XSUB
                shouting.send(b"\x01" + bytes(size))
            listener.subscribe(VICTIM.encode())
            for subscriber in (listener, noisy):
                self.assertTrue(subscriber.poll(3000), "no heartbeat")
        finally:
            for subscriber in (listener, noisy, shouting):
                subscriber.close()

    def test_routing_id__of_its_own_is_passed_over(self):
        forger = wire_client.secured(zmq.DEALER, self.office.key(PEER), self.endpoint.public)
        forger.routing_id = b"console"
        forger.connect(self.endpoint.commands)
        forger.send(pack({"kind": "status", "request": 1}))
        self.assertFalse(forger.poll(700))
        forger.close()


class Stranger(HostileCase):
    def never_answered(self, own, server_public):
        """Neither a request nor a subscription gets through; a heartbeat would come every second."""
        asking, listening = (wire_client.secured(kind, own, server_public) for kind in (zmq.DEALER, zmq.SUB))
        try:
            listening.subscribe(b"")
            asking.connect(self.endpoint.commands)
            listening.connect(self.endpoint.events)
            try:
                asking.send(pack({"kind": "status", "request": 1}))
            except zmq.Again:
                pass                                       # refused before it could send
            poller = zmq.Poller()
            for stranger in (asking, listening):
                poller.register(stranger, zmq.POLLIN)
            self.assertEqual(poller.poll(1300), [])
        finally:
            asking.close()
            listening.close()

    def test_key__unknown(self):
        self.never_answered(wire_client.new_key(), self.endpoint.public)

    def test_key__known_public_half_with_another_secret_one(self):
        self.never_answered(KeyPair(self.office.key(PEER).public, wire_client.new_key().secret), self.endpoint.public)

    def test_key__of_the_server_is_wrong(self):
        self.never_answered(self.office.key(PEER), wire_client.new_key().public)

    def test_right_to_follow__missing(self):
        endpoint = self.office.endpoints["reservations"]
        listener = wire_client.secured(zmq.SUB, self.office.key(PEER), endpoint.public)
        listener.subscribe(b"")
        listener.connect(endpoint.events)
        self.assertFalse(listener.poll(1300))
        listener.close()

    def test_mechanism__other_than_curve(self):
        for user in (None, "kiosk"):
            stranger = zmq.Context.instance().socket(zmq.DEALER)
            stranger.linger, stranger.sndtimeo = 0, 700
            if user:
                stranger.plain_username, stranger.plain_password = user.encode(), b"kiosk"
            stranger.connect(self.endpoint.commands)
            try:
                stranger.send(pack({"kind": "status", "request": 1}))
                self.assertFalse(stranger.poll(700))
            except zmq.Again:
                pass
            finally:
                stranger.close()


class RawBytes(HostileCase):
    def paths(self):
        for address in (self.endpoint.commands, self.endpoint.events):
            self.assertTrue(address.startswith("ipc://"), address)
            yield address.removeprefix("ipc://")

    @staticmethod
    def dial(path):
        dialled = socket.socket(socket.AF_UNIX)
        dialled.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", 5, 0))
        dialled.connect(path)
        return dialled

    def all_it_says(self, dialled, wait_s=0.3):
        said, end = b"", time.monotonic() + wait_s
        while select.select([dialled], [], [], max(0, end - time.monotonic()))[0]:
            try:
                piece = dialled.recv(4096)
            except ConnectionResetError:
                break
            if not piece:
                break
            said += piece
        return said

    def test_raw__gets_no_further_than_the_greeting(self):
        for path in self.paths():
            for name, data in RAW.items():
                with self.subTest(name, path=path[-12:]), self.dial(path) as dialled:
                    try:
                        dialled.sendall(data)
                    except (BrokenPipeError, ConnectionResetError):
                        pass
                    said = self.all_it_says(dialled)
                    self.assertLessEqual(len(said), 64 + 2 + 255, said)        # its greeting, and at most an ERROR
                    self.assertNotIn(b"READY", said)
                    self.assertNotIn(b"WELCOME", said)
                    self.assertNotIn(b"heartbeat", said)

    def test_half_open__three_hundred_connections_do_not_keep_others_out(self):
        path = next(self.paths())
        beginnings = (b"", b"\xff", b"\xff" + bytes(8), greeting(b"CURVE")[:40], greeting(b"CURVE"))
        half_open = []
        try:
            for number in range(300):
                half_open.append(self.dial(path))
                half_open[-1].sendall(beginnings[number % len(beginnings)])
            began = time.monotonic()
            with wire_client.Connection(self.endpoint, self.office.key(PEER)) as fresh:
                self.assertEqual(fresh.status(5.0)["state"], "ready")
            self.assertLess(time.monotonic() - began, AT_ONCE_S)
            self.assertEqual(self.peer.status(5.0)["state"], "ready")
        finally:
            for dialled in half_open:
                dialled.close()


if __name__ == "__main__":
    scratch_office.main()
