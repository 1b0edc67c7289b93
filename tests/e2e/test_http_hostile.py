#!/usr/bin/python3
"""What clients without manners do to the HTTP server of the edges, and what each gets for it; in the midst of it a person's request is answered
at once, and afterwards the server's memory is as before.

    test_http_hostile.py --bin DIRECTORY_OF_PROGRAMS
"""
import json
import os
import random
import socket
import subprocess
import sys
import time
import unittest

PLACES, WHOLE_SECONDS = 128, 2
AT_ONCE_S = 1.0
RSS_GROWTH_KIB_MAX = 16 * 1024
HALF_OPEN = 10000
GET = b"GET %s HTTP/1.1\r\nHost: a\r\n\r\n"
BINARIES = "."


class Edge:
    def __init__(self):
        environment = dict(os.environ, ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=1")
        self.process = subprocess.Popen([os.path.join(BINARIES, "http_edge"), str(PLACES), str(WHOLE_SECONDS)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env=environment)
        self.port = int(self.process.stdout.readline())

    def dial(self, first=b"", receive_bytes=None):
        client = socket.socket()
        if receive_bytes:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        client.settimeout(10)
        client.connect(("127.0.0.1", self.port))
        if first:
            client.sendall(first)
        return client

    def rss_kib(self):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return int([line for line in status if line.startswith("VmRSS")][0].split()[1])

    def end(self):
        said, _ = self.process.communicate(timeout=30)
        return self.process.returncode, json.loads(said)


def answer_of(client):
    """Everything until the body is whole, the connection ends (a reset is an end) or nothing comes for as long as the socket waits."""
    got = b""
    while True:
        head, found, body = got.partition(b"\r\n\r\n")
        length = [line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
        if found and length and len(body) >= int(length[0].split(b":")[1]):
            return got
        try:
            part = client.recv(65536)
        except (ConnectionResetError, TimeoutError):
            return got
        if not part:
            return got
        got += part


def ended(client):
    """True when the other side ended the connection (what it said before is read)."""
    client.settimeout(10)
    try:
        while client.recv(65536):
            pass
    except ConnectionResetError:
        pass
    except TimeoutError:
        return False
    return True


class Hostile(unittest.TestCase):
    def setUp(self):
        self.edge = Edge()
        for _ in range(PLACES):                         # the first of everything is allocated
            self.person()
        self.before_kib = self.edge.rss_kib()
        self.clients = []

    def tearDown(self):
        for client in self.clients:
            client.close()
        status, seen = self.edge.end()
        self.assertEqual(status, 0)
        self.assertLessEqual(seen["connections"], PLACES)

    def hold(self, *words, **options):
        client = self.edge.dial(*words, **options)
        self.clients.append(client)
        return client

    def person(self):
        """A request of somebody with manners, on a new connection: answered, and at once."""
        began = time.monotonic()
        with self.edge.dial(GET % b"/person") as client:
            got = answer_of(client)
        self.assertTrue(got.startswith(b"HTTP/1.1 200 OK\r\n") and got.endswith(b"\r\n\r\n/person"), got[:200])
        self.assertLess(time.monotonic() - began, AT_ONCE_S)

    def memory_is_as_before(self):
        self.assertLess(self.edge.rss_kib() - self.before_kib, RSS_GROWTH_KIB_MAX)

    def test_ten_thousand_half_requests(self):
        """The oldest gives way to the next one; those that stay are ended when their time is over."""
        for i in range(HALF_OPEN):
            self.hold(b"GET / HT")
            if i % 500 == 499:
                self.person()
            if len(self.clients) > 600:                 # the first of them have long been ended
                with self.clients.pop(0) as client:
                    self.assertTrue(ended(client))
        self.memory_is_as_before()
        self.assertTrue(ended(self.clients[-1]))
        self.person()

    def test_idle_connections_give_way_first(self):
        half = self.hold(b"GET /half HTTP/1.1\r\nHost: a\r\n")
        idle = [self.hold(GET % b"/idle") for _ in range(PLACES)]
        for client in idle[1:]:
            self.assertTrue(answer_of(client).endswith(b"/idle"))
        self.person()
        half.sendall(b"\r\n")
        self.assertTrue(answer_of(half).endswith(b"/half"))
        self.assertTrue(ended(idle[0]))

    def test_a_head_of_a_mebibyte(self):
        for head in (b"GET / HTTP/1.1\r\nHost: a\r\nX-Pad: " + b"x" * (1 << 20), b"GET /" + b"x" * (1 << 20), b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * (1 << 17)):
            client = self.hold()
            try:
                client.sendall(head)
            except (ConnectionResetError, BrokenPipeError):
                pass
            got = answer_of(client)                     # a reset can overtake the answer: more was sent than is read
            self.assertTrue(got == b"" or got.startswith((b"HTTP/1.1 431 ", b"HTTP/1.1 414 ")), got[:100])
            self.assertTrue(ended(client))
            self.person()
        self.memory_is_as_before()

    def test_a_byte_at_a_time(self):
        client = self.hold()
        began = time.monotonic()
        with self.assertRaises((ConnectionResetError, BrokenPipeError)):
            for byte in GET % (b"/" + b"x" * 1000):
                client.sendall(bytes((byte,)))
                time.sleep(0.05)
        self.assertLess(time.monotonic() - began, WHOLE_SECONDS + 3)
        self.person()

    def test_readers_that_do_not_read(self):
        """The oldest gives way to the next one."""
        for _ in range(2 * PLACES):
            self.hold(GET % b"/large", receive_bytes=4096)
            if len(self.clients) % 32 == 0:
                self.person()
        self.memory_is_as_before()
        self.assertTrue(ended(self.clients[0]))

    def test_ten_thousand_requests_in_one_breath(self):
        client = self.hold()
        client.settimeout(0.2)
        try:
            client.sendall(GET % b"/" * 10000)
        except TimeoutError:
            pass                                        # nobody reads the answers, so nobody reads the requests
        self.person()
        self.memory_is_as_before()

    def test_streams_that_nobody_reads(self):
        for _ in range(PLACES):
            self.hold(GET % b"/events", receive_bytes=4096)
        self.person()
        states = [client.recv(12) for client in self.clients]
        self.assertEqual(states.count(b"HTTP/1.1 200"), PLACES // 4)
        self.assertEqual(states.count(b"HTTP/1.1 503"), PLACES - PLACES // 4)
        for client in self.clients:
            client.close()
        self.clients = []
        with self.edge.dial(GET % b"/events") as client:
            self.assertEqual(client.recv(12), b"HTTP/1.1 200")
        self.memory_is_as_before()

    def test_clients_that_leave_before_the_answer(self):
        """Their requests stay with the owner until it answers; beyond its bound everybody hears so, and a moment later it is over."""
        for _ in range(300):
            self.edge.dial(GET % b"/later").close()
        began = time.monotonic()
        while True:
            with self.edge.dial(GET % b"/later") as client:
                got = answer_of(client)
            if got.endswith(b"\r\n\r\nlater"):
                break
            self.assertTrue(got.startswith(b"HTTP/1.1 503 ") and b"\r\nRetry-After: 1\r\n" in got, got[:100])
            self.assertLess(time.monotonic() - began, 5)
        self.person()
        self.memory_is_as_before()

    def test_bytes_that_are_no_http(self):
        lottery = random.Random(22)
        shapes = [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500), b"\0" * 5000, b"\r\n" * 5000, b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\n: x\r\n\r\n",
                  b"GET / HTTP/1.1\r\nHost: a\r\nHost\r\n\r\n", b"GET / HTTP/1.1\r\n Host: a\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"GET  HTTP/1.1\r\n\r\n",
                  b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
                  b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + b"X: y\r\n" * 20000, b"GET / HTTP/1.1\r\nHost: a\r\nCookie:" + b" ;=," * 3000 + b"\r\n\r\n",
                  b"GET /?" + b"&" * 7000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n" + b" folded\r\n" * 500 + b"\r\n"]
        shapes += [lottery.randbytes(lottery.randrange(1, 3000)) for _ in range(200)]
        good = GET % b"/good"
        for _ in range(300):                             # a good request with some bytes changed
            changed = bytearray(good)
            for _ in range(lottery.randrange(1, 4)):
                changed[lottery.randrange(len(changed))] = lottery.randrange(256)
            shapes.append(bytes(changed))
        for shape in shapes:
            with self.edge.dial() as client:
                try:
                    client.sendall(shape)
                    client.shutdown(socket.SHUT_WR)
                except OSError:
                    pass
                client.settimeout(0.05)                  # what could still become a request is waited for, and gets nothing
                got = answer_of(client)
                self.assertTrue(got == b"" or got.startswith(b"HTTP/1.1 "), got[:100])
        self.person()
        self.memory_is_as_before()


if __name__ == "__main__":
    if "--bin" in sys.argv:
        at = sys.argv.index("--bin")
        BINARIES = sys.argv[at + 1]
        del sys.argv[at:at + 2]
    unittest.main()
