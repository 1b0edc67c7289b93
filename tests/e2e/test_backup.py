#!/usr/bin/python3
"""The drill: an office is backed up while it works, its machine is lost, and it stands again on a blank one. Then everything that can be
wrong with a backup, and a person who was erased between backup and restore.

    test_backup.py --bin DIRECTORY_OF_PROGRAMS
"""
import fcntl
import os
import shutil
import subprocess
import time
import unittest

import scratch_office
from scratch_office import Office, SERVICES, date_of, environment, program, us_of
from wire_client import Follower, FollowerStopped, unpack

PASSWORD = "a password for one day"
PROCEDURE = "cert_renew"
CONTACT = "072-366-4411"


def run(*words, code=0):
    ran = subprocess.run([program("madoguchi"), *words, "--lang", "en"], capture_output=True, text=True, timeout=120, env=environment())
    assert ran.returncode == code, (ran.returncode, ran.stdout, ran.stderr)
    return ran.stdout + ran.stderr


class Drill(unittest.TestCase):
    def setUp(self):
        self.office = Office()
        self.addCleanup(lambda: self.office.close())
        self.media = {name: os.path.join(self.office.scratch, name) for name in ("logs", "keys-medium", "offline")}
        for folder in self.media.values():
            os.mkdir(folder)
        run("backup", "new-key", "--out", self.media["offline"])
        now = self.office.connect("reservations", "tool").status()["now"]
        gate = self.office.connect("reservations", "bridge")
        days = gate.query("open_days", {"from": date_of(now), "days": 40})["result"]["days"]
        self.today = days[1]["date"]
        self.now_us = us_of(self.today, days[1]["opens_minute"] + 30)
        self.office.set_clock(self.now_us)
        self.gate, self.day = gate, days[2]["date"]
        self.boss = self.office.first_account
        self.office.log_in(self.office.connect("staff", "console"), *self.boss)

    # ---- Acts -----------------------------------------------------------------------------------------

    def book(self, contact=CONTACT):
        """Place, then a contact under seal; the code."""
        free = self.gate.query("free_places", {"from": self.day, "days": 20, "people": 1, "procedure": PROCEDURE})["result"]["days"][0]
        held = self.gate.command("hold_place", {"date": free["date"], "start_minute": free["starts"][0], "people": 1, "procedure": PROCEDURE})
        self.assertEqual(held["outcome"], "done", held)
        booked = self.gate.command("book", {"hold_id": held["result"]["hold_id"], "contact": contact})
        self.assertEqual(booked["outcome"], "done", booked)
        self.gate = self.office.connect("reservations", "bridge")
        return booked["shown"]["code"]

    def found(self, code):
        return self.office.connect("reservations", "bridge").query("reservation_by_code", {"code": code})

    def back_up(self, code=0, files=True):
        """The two files, and what was said."""
        said = run("backup", "--public", os.path.join(self.media["offline"], "backup.public.key"), "--out", self.media["logs"], "--keys-out",
                   self.media["keys-medium"], "--dir", self.office.data, "--keys", self.office.keys, code=code)
        if not files:
            return said
        self.now_us += 60000000
        self.office.set_clock(self.now_us)
        return tuple(max(os.path.join(self.media[where], name) for name in os.listdir(self.media[where]) if name.endswith(".backup"))
                     for where in ("logs", "keys-medium")) + (said,)

    def restore(self, logs, keys, dir_, code=0, secret="backup.secret.key"):
        return run("restore", "--log", logs, "--key-file", keys, "--secret", os.path.join(self.media["offline"], secret),
                   "--dir", os.path.join(dir_, "data"), "--keys", os.path.join(dir_, "keys"), code=code)

    def stand_again(self, dir_):
        people = self.office.people
        old = self.office
        self.office = Office(data=os.path.join(dir_, "data"), keys=os.path.join(dir_, "keys"))
        self.office.people = people
        self.addCleanup(old.close)
        self.gate = self.office.connect("reservations", "bridge")

    def everything_verifies(self):
        place = ("--dir", self.office.data, "--keys", self.office.keys)
        run("verify", *place)
        self.now_us += 60000000                                # a head is due
        self.office.set_clock(self.now_us)
        end = time.monotonic() + 60                            # audit takes and signs what the new epochs brought
        while True:
            ran = subprocess.run([program("madoguchi-audit"), "verify", *place, "--lang", "en"], capture_output=True, text=True, timeout=60, env=environment())
            if ran.returncode == 0:
                return
            self.assertLess(time.monotonic(), end, ran.stdout + ran.stderr)

    # ---- The drill --------------------------------------------------------------------------------------

    def test_drill__what_was_backed_up_stands_again_and_the_rest_is_named(self):
        kept = self.book()
        before = {service: self.office.connect(service, "tool").status()["head"] for service in SERVICES}
        logs, keys, _ = self.back_up()
        lost = self.book("072-366-5522")
        taken = self.office.connect("reservations", "tool").status()["head"]
        epoch = self.office.connect("reservations", "tool").status()["epoch"]
        self.office.lose()
        place = os.path.join(self.office.scratch, "elsewhere")
        said = self.restore(logs, keys, place)
        self.assertIn("enter it again", said)
        self.stand_again(place)
        self.assertEqual(self.found(kept)["outcome"], "done")
        self.assertNotEqual(self.found(lost)["outcome"], "done")
        for service in SERVICES:
            status = self.office.connect(service, "tool").status()
            self.assertEqual(status["epoch"], 2, service)
            self.assertGreater(status["head"], before[service])
        entries = [unpack(item) for item in self.office.connect("reservations", "audit").every_item(whole=True)]
        begun = [event["body"] for entry in entries for event in entry.get("events", []) if event["name"] == "engine_epoch_started"]
        self.assertEqual((begun[1]["previous_epoch"], begun[1]["epoch"]), (1, 2))
        self.assertGreaterEqual(begun[1]["last_kept"], before["reservations"])
        self.assertEqual(begun[1]["start"], begun[1]["last_kept"] + 1)
        self.everything_verifies()
        # Somebody outside who had followed to what is lost: stops, and is told the range.
        with Follower(self.office.endpoints["reservations"], self.office.key("console"), lambda item: None, epoch=epoch, taken=taken) as follower:
            with self.assertRaises(FollowerStopped) as stopped:
                follower.until(lambda: False)
        self.assertEqual(stopped.exception.args[0]["position"], {"epoch": 1, "sequence": begun[1]["last_kept"], "source": "reservations"})
        # Work goes on: the same person logs in, and a place is booked.
        self.office.log_in(self.office.connect("staff", "console"), *self.boss)
        self.assertEqual(self.found(self.book())["outcome"], "done")

    def test_drill__backed_up_while_it_works_under_load(self):
        codes = []
        words = [program("madoguchi"), "backup", "--public", os.path.join(self.media["offline"], "backup.public.key"), "--out", self.media["logs"],
                 "--keys-out", self.media["keys-medium"], "--dir", self.office.data, "--keys", self.office.keys]
        for _ in range(3):
            codes.append(self.book())
        acknowledged = list(codes)
        running = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment())
        while running.poll() is None:
            codes.append(self.book())
        self.assertEqual(running.returncode, 0, running.stderr.read())
        running.stderr.close()
        logs, keys = (max(os.path.join(self.media[where], name) for name in os.listdir(self.media[where]) if name.endswith(".backup"))
                      for where in ("logs", "keys-medium"))
        self.office.lose()
        place = os.path.join(self.office.scratch, "elsewhere")
        self.restore(logs, keys, place)
        self.stand_again(place)
        there = [self.found(code)["outcome"] == "done" for code in codes]
        self.assertTrue(all(there[:len(acknowledged)]))
        self.assertEqual(there, sorted(there, reverse=True), "what is kept is a beginning, without gaps")
        self.everything_verifies()

    # ---- Kills --------------------------------------------------------------------------------------------

    def test_killed__a_backup_leaves_no_whole_file_a_restore_no_folder(self):
        self.book()
        words = ["backup", "--public", os.path.join(self.media["offline"], "backup.public.key"), "--out", self.media["logs"], "--keys-out",
                 self.media["keys-medium"], "--dir", self.office.data, "--keys", self.office.keys]
        part = None
        running = subprocess.Popen([program("madoguchi"), *words], stdout=subprocess.PIPE, env=environment())
        running.stdout.read(1)                                 # it has begun to say what it writes
        running.kill()
        running.communicate()
        part = [name for name in os.listdir(self.media["logs"]) if name.endswith(".backup")]
        self.assertEqual(part, [])
        logs, keys, _ = self.back_up()
        place = os.path.join(self.office.scratch, "elsewhere")
        os.mkdir(place)
        running = subprocess.Popen([program("madoguchi"), "restore", "--log", logs, "--key-file", keys, "--secret",
                                    os.path.join(self.media["offline"], "backup.secret.key"), "--dir", os.path.join(place, "data"),
                                    "--keys", os.path.join(place, "keys")], stdout=subprocess.DEVNULL, env=environment())
        while not os.path.exists(os.path.join(place, "data.restoring")) and running.poll() is None:
            pass
        running.kill()
        running.communicate()
        if not os.path.exists(os.path.join(place, "data")):
            self.restore(logs, keys, place)                    # again, over what was left
        self.assertEqual(sorted(os.listdir(place)), ["data", "keys"])

    def test_interrupted__between_its_two_last_moves_a_restore_is_done_again(self):
        logs, keys, _ = self.back_up()
        place = os.path.join(self.office.scratch, "elsewhere")
        self.restore(logs, keys, place)
        os.rename(os.path.join(place, "data"), os.path.join(place, "data.restoring"))
        self.restore(logs, keys, place)
        self.assertEqual(sorted(os.listdir(place)), ["data", "keys"])
        # KEYDIR of somebody else, beside what a run left that was cut earlier, stays.
        os.rename(os.path.join(place, "data"), os.path.join(place, "data.restoring"))
        os.mkdir(os.path.join(place, "keys.restoring"))
        self.assertIn("is not empty", self.restore(logs, keys, place, code=1))

    def test_slashes__behind_a_folder_lead_nowhere_else(self):
        logs, keys, _ = self.back_up()
        place = os.path.join(self.office.scratch, "elsewhere")
        run("restore", "--log", logs, "--key-file", keys, "--secret", os.path.join(self.media["offline"], "backup.secret.key"),
            "--dir", os.path.join(place, "data") + "//", "--keys", os.path.join(place, "keys") + "/")
        self.assertEqual(sorted(os.listdir(place)), ["data", "keys"])
        self.assertTrue(os.path.exists(os.path.join(place, "keys", "peers")))

    # ---- What lies in the folders -------------------------------------------------------------------------

    def test_folders__everything_in_them_comes_back(self):
        more = {"窓口/名札 一覧.txt": b"1", "deep/er/file": b"2", "." + "n" * 200: b"3", "a~": b""}
        for name, data in more.items():
            path = os.path.join(self.office.keys, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(data)
        logs, keys, _ = self.back_up()
        place = os.path.join(self.office.scratch, "elsewhere")
        self.restore(logs, keys, place)
        for name, data in more.items():
            with open(os.path.join(place, "keys", name), "rb") as file:
                self.assertEqual(file.read(), data, name)
        def samples(folder):
            return sorted(name for _, _, names in os.walk(folder) for name in names)
        self.assertEqual(samples(os.path.join(place, "data", "config")), samples(os.path.join(scratch_office.ROOT, "config")))

    def test_folders__what_cannot_be_taken_is_named_before_anything_is_written(self):
        def link(path): os.symlink("/etc/hosts", path)
        def deep(path): os.makedirs(os.path.join(path, "d" * 200, "e" * 200))
        for name, make in {"link": link, "pipe": os.mkfifo, "bell\a": os.mkdir, "deep": deep}.items():
            with self.subTest(name):
                path = os.path.join(self.office.keys, name)
                make(path)
                self.assertIn(path.removesuffix("/bell\a"), self.back_up(code=3, files=False))
                self.assertEqual((os.listdir(self.media["logs"]), os.listdir(self.media["keys-medium"])), ([], []))
                os.remove(path) if not os.path.isdir(path) else shutil.rmtree(path)
        self.back_up()

    # ---- Bad files ----------------------------------------------------------------------------------------

    def test_damaged__each_is_named_and_nothing_is_put_back(self):
        self.book()
        logs, keys, _ = self.back_up()
        run("backup", "new-key", "--out", self.media["logs"])
        place = os.path.join(self.office.scratch, "elsewhere")
        with open(logs, "rb") as file:
            good = file.read()
        bad = os.path.join(self.media["logs"], "bad")
        half = len(good) // 2
        cases = {
            "a flipped bit": (good[:half] + bytes([good[half] ^ 1]) + good[half + 1:], "changed at byte"),
            "cut in a frame": (good[:half], "is cut off"), "cut at the end": (good[:-21], "is cut off"),
            "something behind": (good + b"x", "behind its end"),
            "another first line": (good.replace(b" log 1 ", b" log 2 ", 1), "changed at byte"),
            "a newer form": (good.replace(b"madoguchi-backup 1", b"madoguchi-backup 2", 1), "not a backup of a form this version knows"),
            "nothing": (b"", "not a backup"), "text": (b"hello\n" * 100, "not a backup"), "the sealed key": (good[:60] + b"\0" + good[61:], "another key"),
            "a frame twice": (good + good[-22:], "behind its end"),
        }
        for name, (data, what) in cases.items():
            with self.subTest(name):
                with open(bad, "wb") as file:
                    file.write(data)
                self.assertIn(what, self.restore(bad, keys, place, code=1))
                self.assertEqual(os.listdir(place), [])
        self.assertIn("is no log file", self.restore(keys, keys, place, code=1))
        self.assertIn("take the newest key file", self.restore(self.back_up()[0], keys, place, code=1))
        self.assertEqual(os.listdir(place), [])
        other = run("restore", "--log", logs, "--key-file", keys, "--secret", os.path.join(self.media["logs"], "backup.secret.key"),
                    "--dir", os.path.join(place, "data"), "--keys", os.path.join(place, "keys"), code=1)
        self.assertIn("another key", other)
        self.assertIn("is not empty", run("restore", "--log", logs, "--key-file", keys, "--secret",
                                          os.path.join(self.media["offline"], "backup.secret.key"), "--dir", self.office.data,
                                          "--keys", self.office.keys, code=1))
        with open(logs, "rb") as file:
            self.assertNotIn(CONTACT.encode(), file.read())

    def test_busy__an_erasure_or_another_backup_is_not_disturbed(self):
        with open(os.path.join(self.office.data, "upkeep"), "w", encoding="ascii") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            self.assertIn("running already", self.back_up(code=3, files=False))
        nowhere = os.path.join(self.office.scratch, "nowhere")
        run("backup", "--public", os.path.join(self.media["offline"], "backup.public.key"), "--out", self.media["logs"], "--keys-out",
            self.media["keys-medium"], "--dir", nowhere, "--keys", nowhere + "-keys", code=3)
        self.back_up()


if __name__ == "__main__":
    scratch_office.main()
