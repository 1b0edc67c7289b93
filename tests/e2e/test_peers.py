#!/usr/bin/python3
"""Who may connect, with real processes: enrolment over the command line, a list that services take by themselves, a
revocation that ends connections which stand (also while staff and audit stand still), lists that are turned down.

    test_peers.py --bin DIRECTORY_OF_PROGRAMS
"""
import contextlib
import hashlib
import json
import os
import shutil
import signal
import stat
import subprocess
import time
import unittest

import scratch_office
from scratch_office import Office, SERVICES
import recount
import wire_client
import zmq

EFFECTIVE_S_MAX = 5.0
DAY_US = 86400 * 1000000
RIGHTS = {"terminal": "command:*,follow:*"}


def run_key(*words, answer="", expect=0):
    """`madoguchi key ...`, and what it printed on both."""
    ended = subprocess.run([scratch_office.program("madoguchi"), "key", *words], input=answer, capture_output=True, text=True, timeout=60,
                           env=scratch_office.environment(), check=False)
    assert ended.returncode == expect, f"{words}: {ended.returncode}\n{ended.stdout}\n{ended.stderr}"
    return ended.stdout + ended.stderr


class PeersCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.office = Office()
        cls.addClassCleanup(cls.office.close)
        cls.place = ["--dir", cls.office.data, "--keys", cls.office.keys]
        cls.list_path = os.path.join(cls.office.keys, "peers")
        cls.machine = os.path.join(cls.office.scratch, "machine")           # of terminals
        os.mkdir(cls.machine, 0o700)

    def new(self, name, file=None):
        out = ["--out", os.path.join(self.machine, file)] if file else []
        return json.loads(run_key("new", name, "--keys", self.machine, "--json", *out))

    def enrol(self, made, *more, role="terminal", expect=0, answer="yes\n"):
        return run_key("enrol", made["name"], role, "--key", made["key"], "--fingerprint", made["fingerprint"], *self.place, *more,
                       expect=expect, answer=answer)

    def listed(self, expect=0):
        return json.loads(run_key("list", "--json", *self.place, expect=expect))

    def status(self, service="queueing"):
        with wire_client.Connection(self.office.endpoints[service], self.office.key("tool")) as tool:
            return tool.status(5.0)

    def await_status(self, deadline_s, **wanted):
        """Seconds until all services say so."""
        began = time.monotonic()
        for service in SERVICES:
            while any(self.status(service).get(key) != value for key, value in wanted.items()):
                self.assertLess(time.monotonic() - began, deadline_s, f"{service}: {self.status(service)}")
                time.sleep(0.02)
        return time.monotonic() - began

    def connect(self, made, service="queueing"):
        return self.office.connect(service, wire_client.read_key(made["file"]))

    def hearing(self, made, service="queueing"):
        listener = wire_client.secured(zmq.SUB, wire_client.read_key(made["file"]), self.office.endpoints[service].public)
        self.addCleanup(listener.close)
        listener.subscribe(b"")
        listener.connect(self.office.endpoints[service].events)
        return listener

    @contextlib.contextmanager
    def standing_still(self, *services):
        """As a machine that hangs: alive, but saying nothing."""
        for service in services:
            os.kill(self.office.pids[service], signal.SIGSTOP)
        try:
            yield
        finally:
            for service in services:
                os.kill(self.office.pids[service], signal.SIGCONT)


class Revocation(PeersCase):
    def served(self, connection):
        try:
            return connection.ask({"kind": "status"}, 0.25)["kind"] == "status"
        except wire_client.Silence:
            return False

    def last_served_and_heard(self, connection, listener, until):
        """Monotonic times of the last answer and the last event."""
        served = heard = 0.0
        while time.monotonic() < until:
            if self.served(connection):
                served = time.monotonic()
            while listener.poll(0):
                listener.recv_multipart()
                heard = time.monotonic()
        return served, heard

    def test_open_connections__end_within_5_s_while_staff_and_audit_stand_still(self):
        made, other = self.new("desk-1"), self.new("desk-2")
        self.enrol(made)
        self.enrol(other)
        connection, listener = self.connect(made), self.hearing(made)
        faithful, faithful_listener = self.connect(other), self.hearing(other)
        self.assertTrue(self.served(connection) and self.served(faithful))
        self.assertTrue(listener.poll(5000) and faithful_listener.poll(5000), "no heartbeat")
        with self.standing_still("staff", "audit"):
            revoking = subprocess.Popen([scratch_office.program("madoguchi"), "key", "revoke", "desk-1", "--yes", *self.place],
                                        stdout=subprocess.DEVNULL, env=scratch_office.environment())
            version = self.listed()["version"]
            while self.listed()["version"] == version and revoking.poll() is None:
                time.sleep(0.01)
            began = time.monotonic()
            served, heard = self.last_served_and_heard(connection, listener, began + EFFECTIVE_S_MAX)
            revoking.wait(30)
            quiet = self.last_served_and_heard(connection, listener, time.monotonic() + 3)
            while faithful_listener.poll(0):
                faithful_listener.recv_multipart()
            self.assertTrue(faithful_listener.poll(3000), "who is still enrolled hears no more")
            self.assertTrue(self.served(faithful))
        self.assertEqual(quiet, (0.0, 0.0), "served or heard after five seconds")
        print(f"revoked: last answer after {max(0, served - began):.2f} s, last event after {max(0, heard - began):.2f} s")
        with self.assertRaises(wire_client.Silence):
            self.connect(made, "reservations").status(2.0)
        self.assertIn("desk-1", [gone["name"] for gone in self.listed()["revoked"]])

    def test_two_keys__of_one_name_until_one_is_revoked(self):
        first, second = self.new("desk-5"), self.new("desk-5", "desk-5.next.key")
        self.enrol(first)
        self.assertIn("今までの鍵は", self.enrol(second))
        keys = [key for key in self.listed()["keys"] if key["name"] == "desk-5"]
        self.assertEqual([("until" in key, key["valid"]) for key in keys], [(True, True), (False, True)])
        old, new = self.connect(first), self.connect(second)
        self.assertTrue(self.served(old) and self.served(new))
        third = self.new("desk-5", "desk-5.third.key")
        self.assertIn("有効な鍵が二つ", self.enrol(third, expect=1))
        run_key("revoke", "desk-5", "--key", first["hex"], "--yes", *self.place)
        self.await_status(EFFECTIVE_S_MAX, peers_version=self.listed()["version"])
        self.assertFalse(self.served(old))
        self.assertTrue(self.served(new))
        self.assertIn("失効しています", self.enrol(first, expect=1))

    def test_last_day__ends_a_key(self):
        made = self.new("desk-7")
        now = self.status()["now"]
        day = str(scratch_office.date_of(now))
        self.enrol(made, "--until", f"{day[:4]}-{day[4:6]}-{day[6:]}")
        connection = self.connect(made)
        self.assertTrue(self.served(connection))
        self.office.set_clock(now + DAY_US)
        end = time.monotonic() + EFFECTIVE_S_MAX
        while self.served(connection):
            self.assertLess(time.monotonic(), end)


class ServiceKey(PeersCase):
    """Of a service whose key got into wrong hands: nobody listens to it, until it has another."""

    def log_of(self, service):
        with open(os.path.join(self.office.data, service, "log"), encoding="utf-8") as file:
            return file.read()

    def await_log(self, service, words, deadline_s=EFFECTIVE_S_MAX):
        end = time.monotonic() + deadline_s
        while words not in self.log_of(service):
            self.assertLess(time.monotonic(), end, f"{service} does not say: {words}")
            time.sleep(0.05)

    def cursor_of(self, service, source):
        return next((cursor["sequence"] for cursor in self.status(service)["cursors"] if cursor["source"] == source), 0)

    def entry_in_inventory(self):
        """Whose number is known: an attempt without a right is an entry."""
        return self.office.connect("inventory", "tool").command("begin_stocktake", {"kind": "full"}).get("position")

    def await_followed(self, position):
        end = time.monotonic() + 20
        while self.cursor_of("audit", "inventory") < position["sequence"]:
            self.assertLess(time.monotonic(), end, "audit does not follow inventory")
            time.sleep(0.1)

    def test_revoked__it_is_not_listened_to_until_it_has_a_new_one(self):
        self.await_followed(self.entry_in_inventory())
        run_key("revoke", "inventory", "--yes", *self.place)
        for service in ("queueing", "reservations", "reporting", "audit"):
            self.await_log(service, "the key of a source is not in the allow-list")
        before = self.cursor_of("audit", "inventory")
        position = self.entry_in_inventory()
        time.sleep(1.5)                                    # it would be heard within a tenth of a second
        self.assertEqual(self.cursor_of("audit", "inventory"), before)
        made = self.new("inventory", "inventory.next.key")
        self.enrol(made, "--rights", "follow:queueing,follow:reservations,follow:staff", role="service")
        shutil.copy(made["file"], os.path.join(self.office.keys, "fresh"))
        os.rename(os.path.join(self.office.keys, "fresh"), os.path.join(self.office.keys, "inventory.curve.key"))
        path = os.path.join(self.office.keys, "endpoints")
        with open(path, encoding="ascii") as file:
            rows = [line.split() for line in file]
        with open(path, "w", encoding="ascii") as file:
            file.writelines(" ".join([*row[:3], made["key"] if row[0] == "inventory" else row[3]]) + "\n" for row in rows)
        self.office.endpoints = wire_client.read_endpoints(path)
        for pid in self.office.pids.values():
            os.kill(pid, signal.SIGTERM)                   # `up` starts them again
        end = time.monotonic() + 20
        while True:
            with contextlib.suppress(wire_client.Silence):
                if self.cursor_of("audit", "inventory") >= position["sequence"]:
                    break
            self.assertLess(time.monotonic(), end, "audit does not follow inventory with its new key")


class OlderOffice(unittest.TestCase):
    def test_form_1__is_signed_by_the_next_up(self):
        def as_it_was(office):
            """What 0.1.0 left: no signature, no enrolment key, no kept lists."""
            path = os.path.join(office.keys, "peers")
            with open(path, encoding="ascii") as file:
                lines = file.readlines()
            with open(path, "w", encoding="ascii") as file:
                file.writelines(["madoguchi-peers 1\n", *lines[2:-1]])
            with open(os.path.join(office.data, "office"), "w", encoding="ascii") as file:
                file.write("madoguchi-office 1\nsite 1\nmode trial\n")
            os.remove(os.path.join(office.keys, "enrolment.key"))
            for service in SERVICES:
                os.remove(os.path.join(office.data, service, "peers"))

        office = Office(between=as_it_was)
        self.addCleanup(office.close)
        self.assertIn("署名します", office.printed)
        listed = json.loads(run_key("list", "--json", "--dir", office.data, "--keys", office.keys))
        self.assertEqual((listed["version"], listed["good"]), (1, True))
        self.assertIn("tool", [key["name"] for key in listed["keys"]])


class WrongLists(PeersCase):
    def put(self, data, mode=0o600):
        """As a careful tool does: whole, under its name at once."""
        fresh = self.list_path + ".fresh"
        with open(fresh, "wb") as file:
            file.write(data)
        os.chmod(fresh, mode)
        os.rename(fresh, self.list_path)

    def test_turned_down__with_an_alarm_and_the_one_before_stays(self):
        made = self.new("desk-1")
        with open(self.list_path, "rb") as file:
            old = file.read()
        self.enrol(made)
        with open(self.list_path, "rb") as file:
            good = file.read()
        version = self.listed()["version"]
        connection = self.connect(made)
        flipped = bytearray(good)
        flipped[-10] ^= 1
        for name, data, mode, alarm in (
                ("an older one", old, 0o600, "rolled_back"), ("half of it", good[:len(good) // 2], 0o600, "malformed"), ("nothing", b"", 0o600, "malformed"),
                ("another signature", bytes(flipped), 0o600, "bad_signature"), ("a right more", good.replace(b"command:audit", b"command:*", 1), 0o600, "bad_signature"),
                ("another version", good.replace(b"version %d\n" % version, b"version 99\n"), 0o600, "bad_signature"),
                ("form 1", b"madoguchi-peers 1\n" + b"".join(good.splitlines(True)[2:-1]), 0o600, "not_signed"),
                ("a key twice", good.replace(good.splitlines(True)[3], 2 * good.splitlines(True)[3]), 0o600, "malformed"),
                ("others may write it", good, 0o666, "not_private")):
            with self.subTest(name):
                self.put(data, mode)
                self.await_status(20, peers_alarm=alarm, peers_version=version)
                self.assertEqual(connection.status(5.0)["state"], "ready")
        ended = subprocess.run([scratch_office.program("madoguchi"), "status", *self.place], capture_output=True, text=True, check=False,
                               env=scratch_office.environment())
        self.assertEqual(ended.returncode, 1)
        self.assertIn("接続を許す名簿", ended.stdout)
        self.put(old)
        self.assertIn("以前の", self.rolled_back_for_the_tool())
        self.put(good)
        self.await_status(20, peers_alarm=None, peers_version=version)

    def rolled_back_for_the_tool(self):
        """It signs nothing on top of a list that was put back."""
        said = run_key("revoke", "kiosk", "--yes", *self.place, expect=1)
        self.assertIn("has had version", said)
        return "以前の" + said

    def test_restart__beside_an_older_list_uses_the_newest(self):
        with open(self.list_path, "rb") as file:
            old = file.read()
        made = self.new("desk-8")
        self.enrol(made)
        version = self.listed()["version"]
        with open(self.list_path, "rb") as file:
            good = file.read()
        self.put(old)
        os.kill(self.office.pids["queueing"], signal.SIGKILL)
        end = time.monotonic() + 20
        while True:
            try:
                status = self.status()
                if status.get("peers_alarm") == "rolled_back" and status["peers_version"] == version:
                    break
            except wire_client.Silence:
                pass
            self.assertLess(time.monotonic(), end)
        self.assertEqual(self.connect(made).status(5.0)["kind"], "status")
        self.put(good)
        self.await_status(20, peers_alarm=None)

    def test_hangup__looks_at_once(self):
        made = self.new("desk-9")
        self.enrol(made)
        os.kill(self.office.pids["queueing"], signal.SIGHUP)
        self.assertEqual(self.status()["peers_version"], self.listed()["version"])


class KeyCommand(PeersCase):
    def test_new__shows_what_goes_on_paper_and_keeps_the_secret(self):
        made = self.new("desk-1")
        self.assertEqual(stat.S_IMODE(os.stat(made["file"]).st_mode), 0o400)
        self.assertEqual(wire_client.read_key(made["file"]).public.decode(), made["key"])
        self.assertRegex(made["fingerprint"], r"^([0-9a-f]{4} ){7}[0-9a-f]{4}$")
        again = run_key("new", "desk-1", "--keys", self.machine, expect=1)
        self.assertIn("すでにあります", again)
        self.assertIn("there is a key already", run_key("new", "desk-1", "--keys", self.machine, "--lang", "en", expect=1))
        for name in ("", "a/b", "机", "x" * 32):
            run_key("new", name, "--keys", self.machine, expect=2)

    def test_signature_and_fingerprint__by_another_implementation(self):
        """From docs/wire.md alone."""
        made = self.new("desk-20")
        self.enrol(made)
        with open(self.list_path, "rb") as file:
            lines = file.read().splitlines(True)
        signature = bytes.fromhex(lines[-1].split()[1].decode())
        message = b"madoguchi allow-list 2\n" + hashlib.sha256(b"".join(lines[:-1])).digest()
        with open(os.path.join(self.office.data, "office"), encoding="ascii") as file:
            enrolment_key = bytes.fromhex(file.read().split("enrolment ")[1].strip())
        self.assertTrue(recount.signature_ok(enrolment_key, message, signature))
        self.assertFalse(recount.signature_ok(enrolment_key, message + b"x", signature))
        digits = hashlib.sha256(b"madoguchi CURVE key\n" + bytes.fromhex(made["hex"])).hexdigest()[:32]
        self.assertEqual(made["fingerprint"].replace(" ", ""), digits)

    def test_enrol__only_with_the_fingerprint_on_paper_and_a_yes(self):
        made, version = self.new("desk-2"), self.listed()["version"]
        other = self.new("desk-3")
        wrong = {**made, "fingerprint": other["fingerprint"]}
        self.assertIn("指紋が公開鍵と合いません", self.enrol(wrong, expect=1))
        for answer in ("", "no\n", "y\n", "yes"):
            self.assertIn("登録しませんでした", self.enrol(made, answer=answer, expect=1))
        for key in (made["key"][:20], made["hex"][:32], made["key"] + "x", "~" * 40):
            self.assertIn("公開鍵ではありません", self.enrol({**made, "key": key}, expect=1))
        self.assertIn("needed", self.run_usage("enrol", "desk-2", "terminal", "--key", made["key"], "--lang", "en"))
        self.assertEqual(self.listed()["version"], version)
        self.assertIn("登録しました", self.enrol({**made, "key": made["hex"], "fingerprint": made["fingerprint"].upper().replace(" ", "-")}))
        entry = [key for key in self.listed()["keys"] if key["name"] == "desk-2"]
        self.assertEqual(entry, [{"name": "desk-2", "role": "terminal", "rights": RIGHTS["terminal"], "key": made["key"],
                                  "fingerprint": made["fingerprint"], "valid": True}])
        self.assertIn("すでに登録されています", self.enrol(made, expect=1))
        self.assertIn("すでに登録されています", self.enrol({**made, "name": "desk-4"}, expect=1))
        self.assertIn("別の役割・権限", self.enrol({**other, "name": "desk-2"}, role="kiosk", expect=1))

    def run_usage(self, *words):
        return run_key(*words, *self.place, expect=2)

    def test_enrol__names_wrong_words(self):
        made = self.new("desk-6")
        for role, more, what in (("operator", ["--rights", "-"], "role"), ("service", [], "--rights"), ("terminal", ["--rights", "fly"], "unknown right"),
                                 ("terminal", ["--until", "2027-02-30"], "last day"), ("terminal", ["--rights", "- until=2030-01-01"], "without spaces")):
            with self.subTest(role=role, more=more):
                self.assertRegex(self.enrol(made, *more, role=role, expect=2), what)
        self.assertIn("期限が過ぎています", self.enrol(made, "--until", "2020-01-01", expect=1))
        for name in ("a b", "x\nrevoked", "机", "#", ""):
            self.enrol({**made, "name": name}, expect=2)

    def test_key_that_signs__is_named_with_what_is_wrong(self):
        made, folder = self.new("desk-10"), os.path.join(self.office.scratch, "medium")
        os.mkdir(folder)
        good, bad = os.path.join(folder, "enrolment.key"), os.path.join(folder, "bad.key")
        shutil.move(os.path.join(self.office.keys, "enrolment.key"), good)                  # carried off

        def said(expect=1, path=bad):
            return self.enrol(made, "--enrolment-key", path, expect=expect)

        with open(good, encoding="ascii") as file:
            text = file.read()
        self.assertIn("No such file", self.enrol(made, expect=1))
        for name, data, mode, what in (("half", text[:32] + "\n", 0o400, "no whole key"), ("two", text + text, 0o400, "not one key"),
                                       ("empty", "", 0o400, "no whole key"), ("no hex", "z" * 64 + "\n", 0o400, "not one key"),
                                       ("group", text, 0o440, "open to others (mode 0440)"), ("others", text, 0o404, "open to others (mode 0404)"),
                                       ("another", "0" * 63 + "1\n", 0o400, "not the enrolment key of this installation")):
            with self.subTest(name):
                with open(bad, "w", encoding="ascii") as file:
                    file.write(data)
                os.chmod(bad, mode)
                self.assertIn(what, said())
                os.remove(bad)
        os.symlink(good, bad)
        self.assertIn("a symbolic link", said())
        os.remove(bad)
        os.mkdir(bad)
        self.assertIn("not a regular file", said())
        os.rmdir(bad)
        if os.geteuid() == 0:
            shutil.copy(good, bad)
            os.chmod(bad, 0o400)
            os.chown(bad, 65534, 65534)
            self.assertIn("belongs to user 65534", said())
            os.remove(bad)
        self.assertIn("登録しました", said(expect=0, path=good))
        shutil.move(good, os.path.join(self.office.keys, "enrolment.key"))

    def test_revoke__names_whom_it_does_not_know(self):
        self.assertIn("ありません", run_key("revoke", "nobody", "--yes", *self.place, expect=1))
        made = self.new("desk-11")
        self.enrol(made)
        self.assertIn("ありません", run_key("revoke", "desk-11", "--key", self.new("desk-12")["key"], "--yes", *self.place, expect=1))
        self.assertIn("失効させませんでした", run_key("revoke", "desk-11", *self.place, answer="\n", expect=1))
        self.assertIn("失効させました", run_key("revoke", "desk-11", *self.place, answer="はい\n"))
        self.assertIn("revoked", run_key("list", "--lang", "en", *self.place))

    def test_words__are_explained(self):
        self.assertIn("fingerprint", run_key("--help"))
        self.assertIn("fingerprint", run_key("list", "--help"))
        for words in ([], ["fly"], ["list", "more"], ["new"], ["new", "a", "b"], ["list", "--yes"], ["new", "a", "--key", "x"], ["list", "--lang", "fr"]):
            run_key(*words, expect=2)


if __name__ == "__main__":
    scratch_office.main()
