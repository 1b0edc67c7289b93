"""What the end-to-end tests in Python share: an office of its own on a scratch directory, and the command line
`TEST.py --bin DIRECTORY_OF_PROGRAMS`. Without python3-zmq or python3-msgpack a test says `skipped: ...` and ends with 77.
"""
import argparse
import atexit
import base64
import ctypes
import datetime
import hmac
import os
import re
import secrets
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.dont_write_bytecode = True
try:
    import wire_client
except ImportError as missing:
    print(f"skipped: {missing} (Debian: python3-zmq, python3-msgpack)")
    sys.exit(77)

SERVICES = ("staff", "inventory", "reservations", "queueing", "reporting", "audit")
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TOKYO = datetime.timezone(datetime.timedelta(hours=9))
TEST_S_MAX = 110                               # below ctest's 120, so that a test that hangs still cleans up
PR_SET_PDEATHSIG = 1
programs = None                                # directory of the built programs
libc = ctypes.CDLL(None)


def give_up(number, _):
    raise SystemExit(f"ended by {signal.Signals(number).name}")


def end_with_parent():
    """In the child, before exec: whoever kills the test outright ends the office too."""
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def main():
    global programs
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True, help="directory of the built programs")
    arguments, rest = parser.parse_known_args()
    programs = os.path.abspath(arguments.bin)
    for number in (signal.SIGALRM, signal.SIGTERM):
        signal.signal(number, give_up)
    signal.alarm(TEST_S_MAX)
    unittest.main(module="__main__", argv=[sys.argv[0], *rest], verbosity=2)


def program(name):
    return os.path.join(programs, name)


def environment():
    """ASan keeps freed memory aside for a while; kept small, so that what grows is the program's."""
    return {**os.environ, "ASAN_OPTIONS": ":".join(filter(None, [os.environ.get("ASAN_OPTIONS"), "quarantine_size_mb=1"]))}


def us_of(date, minute):
    """Microseconds UTC of a minute of a Tokyo day, given as yyyymmdd."""
    day = datetime.datetime(date // 10000, date // 100 % 100, date % 100, tzinfo=TOKYO)
    return int((day + datetime.timedelta(minutes=minute)).timestamp()) * 1000000


def us_of_text(text):
    """Of "2027-03-01T00:12:00.000000Z"."""
    return int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000000)


def date_of(us):
    return int(datetime.datetime.fromtimestamp(us / 1000000, TOKYO).strftime("%Y%m%d"))


def code_of(secret, step):
    """RFC 6238: the six digits of one 30-second step."""
    mac = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), "sha1").digest()
    at = mac[-1] & 15
    return f"{(int.from_bytes(mac[at:at + 4], 'big') & 0x7fffffff) % 1000000:06d}"


class Person:
    """Who logs in at a console: changes the first password, enrols a code generator, and uses both from then on."""

    def __init__(self, name, first_password):
        self.name, self.password, self.secret, self.used = name, first_password, None, 0

    @staticmethod
    def fresh_password():
        return secrets.token_urlsafe(18)

    def log_in(self, console):
        """A ticket."""
        body, now = {"name": self.name, "password": self.password}, console.status()["now"] // 30000000
        if self.secret:
            self.used = max(now, self.used + 1)
            body["code"] = code_of(self.secret, self.used)
        answer = console.command("login", body)
        assert answer["outcome"] == "done", answer
        ticket, step = answer["shown"]["ticket"], answer["result"].get("next_step")
        if step == "change_password":
            fresh = self.fresh_password()
            self._say(console, ticket, "change_password", {"password": self.password, "new_password": fresh})
            self.password = fresh
            return self.log_in(console)
        if step == "enrol_second_factor":
            self.secret, self.used = self._say(console, ticket, "begin_second_factor", {})["shown"]["secret"], now
            self._say(console, ticket, "confirm_second_factor", {"code": code_of(self.secret, now)})
            ticket = self._say(console, ticket, "renew_ticket", {})["shown"]["ticket"]
        return ticket

    @staticmethod
    def _say(console, ticket, name, body):
        answer = console.command(name, body, ticket=ticket)
        assert answer["outcome"] == "done", answer
        return answer


class Office:
    """`madoguchi up` on a scratch directory. close() ends exactly the processes it started, removes the directory, and
    complains when the office did not end cleanly. `data` and `keys` of an installation that is there already stay. prefix: words
    before the command. addresses: from a service's name to those of its two endpoints, when they are not on this machine's file
    system. between: called with the office while it is closed once, after it was made. port: of the console; 0: any free one at each start."""

    def __init__(self, data=None, keys=None, prefix=(), addresses=None, between=None, port=0):
        self.scratch = tempfile.mkdtemp(prefix="madoguchi-e2e-")
        self.keys, self.data = keys or os.path.join(self.scratch, "keys"), data or os.path.join(self.scratch, "data")
        self.errors = open(os.path.join(self.scratch, "errors"), "w+b")
        self.pids, self.connections, self.process, self.printed, self.printed_first = {}, [], None, "", ""
        self.prefix, self.port = list(prefix), port
        self.people = {}
        atexit.register(self.close)
        try:
            self._up()
            if addresses or between:
                self._again(between or (lambda _: self._move_to(addresses)))
            self.endpoints = wire_client.read_endpoints(os.path.join(self.keys, "endpoints"))
            self._find_pids()
            self._await_ready(40)
        except BaseException:
            self.close()
            raise

    def _up(self):
        self.process = subprocess.Popen([*self.prefix, program("madoguchi"), "up", "--dir", self.data, "--keys", self.keys, "--port", str(self.port)],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.errors,
                                        env=environment(), preexec_fn=end_with_parent)
        self._read_until(r"窓口が開きました", 40)

    def _again(self, between):
        self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=20)
        between(self)
        self.printed_first, self.printed = self.printed, ""
        self._up()

    def _move_to(self, addresses):
        path = os.path.join(self.keys, "endpoints")
        rows = [(endpoint.service, *addresses(endpoint.service), endpoint.public.decode()) for endpoint in wire_client.read_endpoints(path).values()]
        with open(path, "w", encoding="ascii") as file:
            file.writelines(" ".join(row) + "\n" for row in rows)

    def _read_until(self, pattern, deadline_s):
        end = time.monotonic() + deadline_s
        while not re.search(pattern, self.printed):
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, end - time.monotonic()))
            piece = os.read(self.process.stdout.fileno(), 65536) if ready else b""
            if not piece:
                self.errors.seek(0)
                raise AssertionError(f"up did not get ready:\n{self.printed}\n{self.errors.read().decode(errors='replace')}")
            self.printed += piece.decode()

    def _find_pids(self):
        up = self.process.pid
        with open(f"/proc/{up}/task/{up}/children", encoding="ascii") as file:
            for pid in map(int, file.read().split()):
                with open(f"/proc/{pid}/cmdline", "rb") as command:
                    name = os.path.basename(command.read().split(b"\0")[0].decode())
                self.pids[name.removeprefix("madoguchi-").removesuffix("d")] = pid

    def _await_ready(self, deadline_s):
        end = time.monotonic() + deadline_s
        for service in SERVICES:
            connection = self.connect(service, "tool")
            while connection.status(end - time.monotonic())["state"] != "ready":
                connection.receive(50)

    def key(self, peer):
        return wire_client.read_key(os.path.join(self.keys, f"{peer}.curve.key"))

    def connect(self, service, peer):
        """A connection as a new instance of the peer; closed with the office."""
        connection = wire_client.Connection(self.endpoints[service], self.key(peer) if isinstance(peer, str) else peer)
        self.connections.append(connection)
        return connection

    @property
    def first_account(self):
        """Name and password that `up` printed once."""
        name, password = re.search(r"最初の利用者: (\S+) +パスワード: (\S+)", self.printed_first + self.printed).groups()
        return name, password

    @property
    def console(self):
        """Address of the console, terminal and code of its first device."""
        printed = self.printed_first + self.printed
        address = re.findall(r"窓口の画面（この機械のブラウザで）: (\S+)", printed)[-1]
        return (address, *re.search(r"端末 (\S+) の登録コード: (\S+)", printed).groups())

    def log_in(self, console, name, first_password):
        """A ticket for this person, who is remembered from login to login."""
        return self.people.setdefault(name, Person(name, first_password)).log_in(console)

    def make_ready(self, console, ticket, account):
        """Records both trainings and the pledge, as somebody may who has this ticket, and waits until queueing knows."""
        for name, body in (("record_training", {"kind": "work", "held_on": 20260401}), ("record_training", {"kind": "privacy", "held_on": 20260401}),
                           ("record_pledge", {"pledged_on": 20260401})):
            answer = console.command(name, {"account_id": account, **body}, ticket=ticket)
            assert answer["outcome"] == "done", answer
        self.await_followed("queueing", answer["position"])

    def await_followed(self, service, position, deadline_s=20):
        connection, end = self.connect(service, "tool"), time.monotonic() + deadline_s
        while not any(at["source"] == position["source"] and at["sequence"] >= position["sequence"] for at in connection.status()["cursors"]):
            assert time.monotonic() < end, f"{service} has not followed {position}"
            connection.receive(50)

    def set_clock(self, us):
        for service in SERVICES:
            answer = self.connect(service, "tool").control("clock_set", {"at": us})
            assert answer["outcome"] == "done", answer

    def rss_kib(self, service):
        with open(f"/proc/{self.pids[service]}/status", encoding="ascii") as file:
            return int(re.search(r"VmRSS:\s+(\d+) kB", file.read()).group(1))

    def log_text(self):
        self.errors.seek(0)
        return self.errors.read().decode(errors="replace")

    def lose(self):
        """The machine is gone: everything is killed at once, and both folders with it."""
        self._find_pids()
        self.process.kill()
        for pid in self.pids.values():
            self._end_child(pid)
        self.process.communicate()
        self.process = None
        shutil.rmtree(self.data)
        shutil.rmtree(self.keys)

    def close(self):
        atexit.unregister(self.close)
        for connection in self.connections:
            connection.close()
        complaint = self._end() if self.process is not None else None
        self.errors.close()
        shutil.rmtree(self.scratch, ignore_errors=True)
        if complaint and sys.exc_info()[0] is None:
            raise AssertionError(complaint)

    def _end(self):
        """What was wrong about the end, if anything."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.communicate(timeout=20)           # reads on, lest it write to nobody
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            for pid in self.pids.values():
                self._end_child(pid)
            return "up did not end within 20 s"
        code, said = self.process.returncode, self.log_text()
        return f"up ended with {code}:\n{said}" if code != 0 or re.search("Sanitizer|runtime error", said) else None

    def _end_child(self, pid):
        """Only if it still is a service of this office: the number may have been given out again."""
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                if self.data.encode() in file.read():
                    os.kill(pid, signal.SIGKILL)
        except (FileNotFoundError, ProcessLookupError):
            pass
