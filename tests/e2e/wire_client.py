"""A client of madoguchi's services in another language, written from docs/wire.md alone.

    own = read_key("KEYS/bridge.curve.key")
    office = read_endpoints("KEYS/endpoints")
    with Connection(office["reservations"], own) as gate:
        answer = gate.command("hold_place", {"date": 20270208, "people": 1, "procedure": "issue", "start_minute": 600})
        again = gate.command("hold_place", ..., sequence=answer["sequence"])

What it keeps true: one request number per request; a command keeps its id over all its repeats; a Follower takes each
publication once and in order, whatever the PUB socket dropped. What it does not do: retry without end. Everything that
waits has a deadline and ends in Silence.

Needs Debian's python3-zmq and python3-msgpack.
"""
import collections
import itertools
import time

import msgpack
import zmq
from zmq.utils import z85

PAYLOAD_BYTES_MAX = 65536
HEARTBEAT_MS, HEARTBEAT_TIMEOUT_MS = 2000, 6000
CONNECT_TIMEOUT_MS = 3000      # the system would wait longer and longer for a link that was gone
ANSWER_WAIT_MS = 2000          # then the same request goes out again
SILENT_AFTER_S = 5.0
SEND_WAIT_MS = 1000
PULL_ENTRIES = 512
AGAIN_SAME_ID = {"busy": 0.1, "not_yet": 0.1, "rebuilding": 1.0}      # refusal -> first wait in seconds
WAIT_S_MAX = 3.0


class Silence(Exception):
    """No answer until the deadline."""


class FollowerStopped(Exception):
    """What was taken is no longer in the log; a person must decide what that means."""


# ---- Bytes ----------------------------------------------------------------------------------------------


def _in_order(value):
    """The same value with the keys of its maps in the order of their UTF-8 bytes; refuses what has no canonical form."""
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("keys are text")
        return {key: _in_order(value[key]) for key in sorted(value, key=lambda key: key.encode())}
    if isinstance(value, (list, tuple)):
        return [_in_order(item) for item in value]
    if isinstance(value, (bool, int, str, bytes)):
        return value
    raise TypeError(f"{type(value).__name__} is never on the wire")


def pack(value):
    """The canonical bytes of a map. msgpack-python takes the shortest header of each kind by itself."""
    if not isinstance(value, dict):
        raise TypeError("a payload is a map")
    return msgpack.packb(_in_order(value), use_bin_type=True)


def unpack(data):
    return msgpack.unpackb(data, raw=False, strict_map_key=True)


# ---- Keys and addresses ---------------------------------------------------------------------------------

KeyPair = collections.namedtuple("KeyPair", "public secret")              # 40 bytes of Z85 each
Endpoint = collections.namedtuple("Endpoint", "service commands events public")


def read_key(path):
    """The CURVE key pair of a file `NAME.curve.key`: 64 hex digits, the secret half."""
    with open(path, encoding="ascii") as file:
        secret = z85.encode(bytes.fromhex(file.read().strip()))
    return KeyPair(zmq.curve_public(secret), secret)


def new_key():
    return KeyPair(*zmq.curve_keypair())


def read_endpoints(path):
    with open(path, encoding="utf-8") as file:
        rows = [line.split() for line in file if line.strip() and not line.startswith("#")]
    return {row[0]: Endpoint(row[0], row[1], row[2], row[3].encode("ascii")) for row in rows}


def secured(kind, own, server_public):
    socket = zmq.Context.instance().socket(kind)
    socket.linger = 0
    socket.curve_publickey, socket.curve_secretkey, socket.curve_serverkey = own.public, own.secret, server_public
    socket.heartbeat_ivl, socket.heartbeat_timeout = HEARTBEAT_MS, HEARTBEAT_TIMEOUT_MS
    socket.sndtimeo = SEND_WAIT_MS
    socket.connect_timeout = CONNECT_TIMEOUT_MS
    return socket


# ---- Requests and answers -------------------------------------------------------------------------------


class Connection:
    """The command endpoint of one service, as one instance of one peer."""

    def __init__(self, endpoint, own, instance=None):
        self.service = endpoint.service
        self.socket = secured(zmq.DEALER, own, endpoint.public)
        self.socket.connect(endpoint.commands)
        self.instance = instance or time.time_ns() // 1000
        self.requests = itertools.count(1)
        self.sequences = itertools.count(1)
        self.early = {}                        # answers that came while another one was waited for

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def send(self, payload):
        """A refused key leaves the socket without a connection: then sending itself waits, here not for ever."""
        try:
            self.socket.send(payload if isinstance(payload, bytes) else pack(payload))
        except zmq.Again:
            raise Silence(f"{self.service} is not connected") from None

    def receive(self, wait_ms):
        """The next answer, whatever it answers; None when none comes in time."""
        if not self.socket.poll(max(0, int(wait_ms))):
            return None
        frames = self.socket.recv_multipart()
        if len(frames) != 1:
            raise ValueError(f"an answer of {len(frames)} frames")
        return unpack(frames[0])

    def answer_to(self, request, wait_ms):
        until = time.monotonic() + wait_ms / 1000
        while request not in self.early:
            left_ms = (until - time.monotonic()) * 1000
            answer = self.receive(left_ms) if left_ms > 0 else None
            if answer is None:
                return None
            self.early[answer["request"]] = answer
        return self.early.pop(request)

    def ask(self, message, deadline_s=20.0):
        """Sends a request, and again with a new request number as long as nothing comes back."""
        until = time.monotonic() + deadline_s
        while time.monotonic() < until:
            request = next(self.requests)
            self.send({**message, "request": request})
            answer = self.answer_to(request, min(ANSWER_WAIT_MS, (until - time.monotonic()) * 1000))
            if answer is not None:
                return answer
        raise Silence(f"{self.service} has not answered for {deadline_s} s")

    def ask_until_taken(self, message, deadline_s):
        """As ask, and again while the answer says so; the last such answer when the time is over."""
        until, waits = time.monotonic() + deadline_s, {}
        answer = self.ask(message, deadline_s)
        while answer.get("outcome") == "not_taken" and answer["refusal"] in AGAIN_SAME_ID:
            code = answer["refusal"]
            wait_s = waits.get(code, AGAIN_SAME_ID[code])
            waits[code] = min(2 * wait_s, WAIT_S_MAX)
            if time.monotonic() + wait_s + 2 * ANSWER_WAIT_MS / 1000 > until:
                return answer
            late = self.receive(wait_s * 1000)          # an answer to a send given up earlier may come meanwhile
            if late is not None:
                self.early[late["request"]] = late
            answer = self.ask(message, until - time.monotonic())
        return answer

    def command_message(self, name, body, sequence=None, **more):
        """A command as a map, but for its request number. more: ticket, second, purpose, after, until."""
        message = {"kind": "command", "name": name, "body": body, "instance": self.instance,
                   "sequence": sequence or next(self.sequences)}
        message.update((key, value) for key, value in more.items() if value is not None)
        return message

    def command(self, name, body, sequence=None, deadline_s=20.0, **more):
        return self.ask_until_taken(self.command_message(name, body, sequence, **more), deadline_s)

    def query(self, name, body, deadline_s=20.0, **more):
        message = {"kind": "query", "name": name, "body": body}
        message.update((key, value) for key, value in more.items() if value is not None)
        return self.ask_until_taken(message, deadline_s)

    def status(self, deadline_s=20.0):
        return self.ask({"kind": "status"}, deadline_s)

    def control(self, name, body, deadline_s=20.0):
        return self.ask({"kind": "control", "name": name, "body": body}, deadline_s)

    def pull(self, epoch, first, whole=False, most=PULL_ENTRIES):
        return self.ask_until_taken({"kind": "pull", "epoch": epoch, "from": first, "max": most, "whole": whole}, 20.0)

    def every_item(self, whole=False, most=PULL_ENTRIES):
        """Everything in the log, by pages: publications, or entries as stored."""
        items, first = [], 1
        while True:
            page = self.pull(0, first, whole, most)
            items += page["items"]
            first = page["next"]
            if first > page["head"]:
                return items


# ---- Following ------------------------------------------------------------------------------------------


class Cursor:
    """The follower's state as docs/wire.md gives it, without sockets: hear and page say whether to pull now."""

    def __init__(self, take, epoch=0, taken=0):
        self.take, self.epoch, self.taken, self.covered = take, epoch, taken, taken
        self.gaps = collections.Counter()          # what made a pull necessary

    def _pull(self, why):
        self.gaps[why] += 1
        return True

    def _take(self, publication):
        self.take(publication)
        self.taken = self.covered = publication["sequence"]

    def hear(self, message):
        kinds = {"publication": self._publication, "heartbeat": self._heartbeat}
        kind = kinds.get(message.get("kind"))
        return kind(message) if kind else False    # a kind of a later version

    def _publication(self, p):
        if p["epoch"] > self.epoch:
            self.covered = self.taken
            return self._pull("epoch")
        if p["epoch"] < self.epoch or p["sequence"] <= self.covered:
            return False
        if p["before"] > self.covered:
            return self._pull("publication")
        self._take(p)
        return False

    def _heartbeat(self, h):
        if h["epoch"] > self.epoch:
            self.covered = self.taken
            return self._pull("epoch")
        if h["epoch"] < self.epoch or h["head"] < self.taken:
            return self._pull("restored")
        if h["sequence"] > self.covered:
            return self._pull("heartbeat")
        self.covered = max(self.covered, h["head"])
        return False

    def page(self, g, asked):
        """asked: what had been taken when the pull was sent, as publications may overtake the page."""
        if self.taken > 0 and (g["head"] < asked or g["epoch"] < self.epoch
                               or (g["epoch"] > self.epoch and g["epoch_start"] <= self.taken)):
            raise FollowerStopped(g)
        self.epoch = g["epoch"]
        for item in g["items"]:
            if item["sequence"] > self.covered:
                self._take(item)
        self.covered = max(self.covered, g["next"] - 1)
        return g["next"] <= g["head"]

    def not_taken(self, answer):
        """True: pull again at once. False: after a wait."""
        if answer["refusal"] != "unknown_epoch":
            return False
        if self.covered <= self.taken:
            raise FollowerStopped(answer)
        self.covered = self.taken
        return True


class Follower:
    """Follows one service from the entry after `taken`. lose(message): test hook, True drops what was heard."""

    def __init__(self, endpoint, own, take, epoch=0, taken=0, lose=lambda message: False):
        self.cursor = Cursor(take, epoch, taken)
        self.topic, self.lose = endpoint.service.encode(), lose
        self.asking = Connection(endpoint, own)
        self.hearing = secured(zmq.SUB, own, endpoint.public)
        self.hearing.subscribe(self.topic)
        self.hearing.connect(endpoint.events)
        self.poller = zmq.Poller()
        self.poller.register(self.hearing, zmq.POLLIN)
        self.poller.register(self.asking.socket, zmq.POLLIN)
        self.request, self.asked, self.pull_again_at, self.wait_s = None, 0, 0.0, 0.1
        self.wanted, self.heard_at = True, time.monotonic()

    def close(self):
        self.hearing.close()
        self.asking.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    @property
    def silent(self):
        return time.monotonic() - self.heard_at > SILENT_AFTER_S

    def _pull_when_due(self):
        now = time.monotonic()
        if now < self.pull_again_at or not (self.wanted or self.request is not None):
            return
        self.request, self.asked, self.wanted = next(self.asking.requests), self.cursor.taken, False
        self.pull_again_at = now + 1.0             # no page within a second: again, with a new request number
        self.asking.send({"kind": "pull", "request": self.request, "epoch": self.cursor.epoch,
                          "from": self.cursor.covered + 1, "max": PULL_ENTRIES, "whole": False})

    def _answered(self, answer):
        if answer["request"] != self.request:
            return                                 # to a pull that was given up
        self.request, wait_s = None, 0.0
        if answer["kind"] == "page":
            self.wanted, self.wait_s = self.cursor.page(answer, self.asked), 0.1
        else:
            self.wanted = True
            if not self.cursor.not_taken(answer):
                wait_s, self.wait_s = self.wait_s, min(2 * self.wait_s, WAIT_S_MAX)
        self.pull_again_at = time.monotonic() + wait_s

    def step(self, wait_ms):
        """One round of hearing and asking; raises FollowerStopped."""
        self._pull_when_due()
        ready = dict(self.poller.poll(wait_ms))
        if self.asking.socket in ready:
            self._answered(self.asking.receive(0))
        if self.hearing in ready:
            topic, payload = self.hearing.recv_multipart()
            if topic != self.topic:
                return                             # a service whose name only begins alike
            self.heard_at = time.monotonic()
            message = unpack(payload)
            if not self.lose(message) and self.cursor.hear(message):
                self.wanted = True

    def until(self, reached, deadline_s=20.0):
        end = time.monotonic() + deadline_s
        while not reached():
            if time.monotonic() >= end:
                raise Silence(f"following {self.topic.decode()}: not there after {deadline_s} s: taken to {self.cursor.taken}, "
                              f"covered to {self.cursor.covered}, last heard {time.monotonic() - self.heard_at:.1f} s ago")
            self.step(100)
