#!/usr/bin/python3
"""Erasure at a real office: people are planted, their time passes, `madoguchi erase` is asked for by one person and confirmed by
another; afterwards every sealed box in every log is tried with every key that is left, and all files are searched.

    test_erase.py --bin DIRECTORY_OF_PROGRAMS
"""
import ctypes
import ctypes.util
import hashlib
import json
import os
import re
import signal
import struct
import subprocess
import time
import unittest

import scratch_office
from scratch_office import Office, SERVICES, date_of, environment, program, us_of
from wire_client import unpack

PASSWORD = "a password for one day"
PEOPLE = {"manager": "site_manager", "hayashi": "operator"}
GONE = {"name": "消去　花子", "kana": "ショウキョ ハナコ", "birth_date": 19751103, "address": "大阪府大阪狭山市消去台9丁目99番地の9",
        "notice_number": "GNE900001", "application_id": "90000000000000000000001", "expires_on": 20351103}
STAYS = {"name": "残留　太郎", "kana": "ザンリュウ タロウ", "birth_date": 19820214, "address": "大阪府大阪狭山市残留台8丁目88番地の8",
         "notice_number": "STY800002", "application_id": "80000000000000000000002", "expires_on": 20350214}
NOTE = "鍵の引継ぎを忘れずに。"
sodium = ctypes.CDLL(ctypes.util.find_library("sodium"))


def opened(key, label, nonce, box):
    """What an XChaCha20-Poly1305 box holds, or None."""
    plain, length = ctypes.create_string_buffer(len(box)), ctypes.c_ulonglong()
    bad = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(plain, ctypes.byref(length), None, box, ctypes.c_ulonglong(len(box)), label,
                                                            ctypes.c_ulonglong(len(label)), nonce, key)
    return None if bad else plain.raw[:length.value]


def keyed(key, label, part):
    """trust/hash.h: keyed_hash of one part."""
    text = struct.pack(">Q", len(label)) + label.encode() + struct.pack(">Q", len(part)) + part
    return hashlib.blake2b(text, key=key, digest_size=32).digest()


def boxes(value, field=None):
    """Every sealed value in a decoded entry, with the name of its field."""
    if isinstance(value, dict):
        if {"subject", "key", "nonce", "box"} <= value.keys():
            yield field, value
            return
        for name, inner in value.items():
            yield from boxes(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from boxes(inner, field)


class Erasure(unittest.TestCase):
    def setUp(self):
        self.office = Office()
        self.addCleanup(self.office.close)
        self.console = {service: self.office.connect(service, "console") for service in ("staff", "inventory", "queueing", "reporting")}
        now = self.console["queueing"].status()["now"]
        days = self.office.connect("reservations", "bridge").query("open_days", {"from": date_of(now), "days": 40})["result"]["days"]
        self.today = days[1]["date"]
        self.now_us = us_of(self.today, days[1]["opens_minute"] + 30)
        self.office.set_clock(self.now_us)
        self.boss = self.office.first_account
        boss = self.log_in(*self.boss)
        for name, role in PEOPLE.items():
            self.done("staff", "create_account", {"name": name, "display_name": "試験 一", "password": PASSWORD, "role": role}, boss)
        self.tickets = {name: self.log_in(name, PASSWORD) for name in PEOPLE}

    def log_in(self, name, password):
        return self.office.log_in(self.console["staff"], name, password)

    def typed(self, name):
        """What the person types at `madoguchi erase`: password, and the code of the next half minute."""
        person = self.office.people[name]
        if person.secret is None:
            return person.password + "\n"
        self.now_us += 60000000
        self.office.set_clock(self.now_us)
        person.used = self.now_us // 30000000
        return f"{person.password}\n{scratch_office.code_of(person.secret, person.used)}\n"

    def done(self, service, name, body, ticket=None, second=None, **more):
        answer = self.console[service].command(name, body, ticket=ticket, second=second, **more)
        self.assertEqual(answer["outcome"], "done", answer)
        return answer

    def erase(self, *words, said=None, code=0):
        return self.run_tool("erase", *words, said=said, code=code)

    def run_tool(self, *words, said=None, code=0):
        ran = subprocess.run([program("madoguchi"), *words, "--dir", self.office.data, "--keys", self.office.keys], input=said, text=True,
                             capture_output=True, timeout=60, env=environment())
        self.assertEqual(ran.returncode, code, ran.stdout + ran.stderr)
        return ran.stdout

    # ---- Planting -------------------------------------------------------------------------------------

    def plant(self):
        hayashi, manager = self.tickets["hayashi"], self.tickets["manager"]
        rows = [{"line": line, "box": "01-1", "serial": line, "application_kind": "first", "holder": holder} for line, holder in ((1, GONE), (2, STAYS))]
        delivery = self.done("inventory", "begin_delivery", {"delivery_number": "E-1", "file_sha256": b"\1" * 32, "row_count": 2}, hayashi)["result"]["delivery_id"]
        self.done("inventory", "add_delivery_rows", {"delivery_id": delivery, "rows": rows}, hayashi)
        self.done("inventory", "abort_delivery", {"delivery_id": delivery}, hayashi)          # a list taken in by mistake: both dead at once
        delivery = self.done("inventory", "begin_delivery", {"delivery_number": "E-2", "file_sha256": b"\2" * 32, "row_count": 1}, hayashi)["result"]["delivery_id"]
        self.done("inventory", "add_delivery_rows", {"delivery_id": delivery, "rows": rows[1:]}, hayashi)
        self.done("inventory", "commit_delivery", {"delivery_id": delivery}, hayashi)
        self.done("inventory", "inspect_delivery", {"delivery_id": delivery, "counted": 1}, hayashi, second=manager)
        self.done("reporting", "add_note", {"text": NOTE}, hayashi)

    # ---- Searching --------------------------------------------------------------------------------------

    def entries(self, service):
        return (unpack(item) for item in self.office.connect(service, "audit").every_item(whole=True))

    def keys_left(self, service):
        """Every key of the service's key store that opens under a key file that is left."""
        files = [name for name in os.listdir(self.office.keys) if re.fullmatch(rf"{service}\.epoch(\.\d+)?\.key", name)]
        self.assertEqual(len(files), 1, files)
        with open(os.path.join(self.office.keys, files[0]), encoding="ascii") as file:
            epoch_key = bytes.fromhex(file.read())
        with open(os.path.join(self.office.data, service, "keys", "data.mdb"), "rb") as file:
            raw = file.read()
        left = {}
        for number in range(1, 400):                          # rows are found by their shape: key number, header, epoch, wrapped key
            label_name = f"key.{number:016x}".encode()
            needle = struct.pack(">Q", number)
            at = raw.find(needle)
            while at >= 0:
                row = raw[at + 8:at + 8 + 76]
                if len(row) == 76:
                    label = row[:4] + label_name
                    key = opened(epoch_key, label, row[4:28], row[28:])
                    if key:
                        left[number] = key
                at = raw.find(needle, at + 1)
        return left

    def everything(self):
        for folder, _, names in os.walk(self.office.scratch):
            for name in names:
                path = os.path.join(folder, name)
                if os.path.isfile(path):
                    with open(path, "rb") as file:
                        yield path, file.read()

    def readable(self, service):
        """Every plain text that a box in the service's log gives away to whoever has the keys."""
        keys, texts = self.keys_left(service), []
        for entry in self.entries(service):
            for field, sealed in boxes(entry):
                key = keys.get(sealed["key"])
                if key is None or field is None:
                    continue
                name = service.encode()
                place = struct.pack(">H", 1) + bytes([len(name)]) + name + struct.pack(">Q", sealed["subject"]) + bytes([len(field)]) + field.encode()
                plain = opened(seal_key(key, place), place, sealed["nonce"], sealed["box"])
                if plain is not None:
                    texts.append(plain)
        return texts

    def test_nothing_of_erased_people_can_be_read(self):
        self.plant()
        before = self.readable("inventory")
        self.assertTrue(any(GONE["name"].encode() in text for text in before), "the search itself does not find who is there")
        out = os.path.join(self.office.scratch, "out")
        copies = [os.path.join(self.office.scratch, name) for name in ("copy-1", "copy-2")]
        for folder in (out, *copies):
            os.mkdir(folder)
        self.assertIn("2", self.erase("due"))
        self.erase("request", "--account", self.boss[0], said=self.typed(self.boss[0]))
        listed = self.run_tool("inbox", "--account", "manager", said=self.typed("manager"))
        for word in ("保存期間を過ぎた個人情報の消去", "取り込まれなかった納品一覧の氏名等", f"{self.boss[0]}（業務責任者）"):
            self.assertIn(word, listed)
        self.erase("new-escrow-key", "--out", out)
        old_keys = {name for name in os.listdir(self.office.keys) if ".epoch." in name}
        said = self.erase("confirm", "--account", "manager", "--out", out, "--escrow", os.path.join(out, "escrow.public.key"), "--copy", copies[0], "--copy", copies[1],
                          "--destroy-on", "2030-03-31", said=self.typed("manager"))
        self.assertIn("証明書", said)
        new_keys = {name for name in os.listdir(self.office.keys) if ".epoch." in name}
        self.assertFalse(old_keys & new_keys)
        self.assertEqual(len(new_keys), len(SERVICES))
        stays = {"inventory": STAYS["name"], "reporting": NOTE, "staff": "試験 一"}
        for service in SERVICES:                                                        # boxes of every log, with every key that is left
            texts = self.readable(service)
            for value in (GONE["name"], GONE["kana"], GONE["address"], GONE["application_id"]):
                self.assertFalse([text for text in texts if value.encode() in text], service)
            if service in stays:                                                        # what stays is read as before: the search is one
                self.assertTrue(any(stays[service].encode() in text for text in texts), service)
        for path, content in self.everything():
            for value in (GONE["name"], GONE["kana"], GONE["address"], GONE["notice_number"], GONE["application_id"], PASSWORD):
                self.assertNotIn(value.encode(), content, path)          # cards, and what was typed
        found = self.done("inventory", "find_card", {"notice_number": STAYS["notice_number"]}, self.tickets["hayashi"], purpose="inspection")
        self.assertEqual(found["shown"]["name"], STAYS["name"])
        self.certificate_is_good(out)
        self.copies_open(out, copies)
        self.proofs_hold()

    def certificate_is_good(self, out):
        names = sorted(name for name in os.listdir(out) if name.startswith("erasure-"))
        self.assertEqual([name.rsplit(".", 1)[1] for name in names], ["json", "sig", "txt"])
        with open(os.path.join(out, names[0]), "rb") as file:
            paper = file.read()
        with open(os.path.join(out, names[1]), encoding="ascii") as file:
            public_key, signature = map(bytes.fromhex, file.read().split())
        self.assertEqual(sodium.crypto_sign_verify_detached(signature, paper, ctypes.c_ulonglong(len(paper)), public_key), 0)
        inventory = next(s for s in json.loads(paper)["services"] if s["service"] == "inventory")
        self.assertEqual((inventory["erased_count"], inventory["key_epoch"]), (2, 2))

    def copies_open(self, out, copies):
        with open(os.path.join(out, "escrow.secret.key"), encoding="ascii") as file:
            secret = bytes.fromhex(file.read())
        with open(os.path.join(out, "escrow.public.key"), encoding="ascii") as file:
            public = bytes.fromhex(file.read())
        for folder in copies:
            with open(os.path.join(folder, os.listdir(folder)[0]), encoding="ascii") as file:
                lines = file.read().splitlines()
            self.assertEqual(lines[2], "destroy-on 2030-03-31")
            service, epoch, sealed = next(line.split()[1:] for line in lines if line.startswith("key inventory"))
            key = ctypes.create_string_buffer(32)
            self.assertEqual(sodium.crypto_box_seal_open(key, bytes.fromhex(sealed), ctypes.c_ulonglong(80), public, secret), 0)
            with open(os.path.join(self.office.keys, f"{service}.epoch.{epoch}.key"), encoding="ascii") as file:
                self.assertEqual(key.raw.hex(), file.read().strip())
        self.keeper_gets_the_keys_back(os.path.join(copies[0], os.listdir(copies[0])[0]), os.path.join(out, "escrow.secret.key"))

    def keeper_gets_the_keys_back(self, copy, secret):
        """Nothing of the office is needed but the copy and the key from the safe."""
        safe = os.path.join(self.office.scratch, "safe")
        os.mkdir(safe)
        command = [program("madoguchi"), "key", "open", copy, "--offline-key", secret, "--out", safe]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertIn("2030-03-31", ran.stdout)
        self.assertEqual(set(os.listdir(safe)), {name for name in os.listdir(self.office.keys) if ".epoch." in name})
        for name in os.listdir(safe):
            with open(os.path.join(safe, name), encoding="ascii") as got, open(os.path.join(self.office.keys, name), encoding="ascii") as kept:
                self.assertEqual(got.read(), kept.read())
        self.assertEqual(subprocess.run(command, capture_output=True, timeout=30, check=False).returncode, 1)          # nothing is overwritten

    def proofs_hold(self):
        end = time.monotonic() + 20
        while True:
            self.now_us += 15000000                           # heads are signed by the office's clock, which stands still otherwise
            self.office.set_clock(self.now_us)
            time.sleep(0.3)
            ran = subprocess.run([program("madoguchi-audit"), "verify", "--dir", self.office.data, "--keys", self.office.keys], capture_output=True, text=True,
                                 timeout=60, env=environment())
            if ran.returncode == 0 or time.monotonic() > end:
                break
        self.assertEqual(ran.returncode, 0, ran.stdout + ran.stderr)
        ran = subprocess.run([program("madoguchi"), "verify", "--dir", self.office.data, "--keys", self.office.keys], capture_output=True, text=True, timeout=60,
                             env=environment())
        self.assertEqual(ran.returncode, 0, ran.stdout + ran.stderr)

    # ---- Restored ------------------------------------------------------------------------------------------

    def run_anywhere(self, *words):
        """The program, without an office of its own."""
        ran = subprocess.run([program("madoguchi"), *words], capture_output=True, text=True, timeout=60, env=environment())
        self.assertEqual(ran.returncode, 0, ran.stdout + ran.stderr)

    def back_up(self, folder, public):
        """The log file and the key file."""
        for part in ("log", "keys"):
            os.makedirs(os.path.join(folder, part))
        self.run_tool("backup", "--public", public, "--out", os.path.join(folder, "log"), "--keys-out", os.path.join(folder, "keys"))
        return [os.path.join(folder, part, next(name for name in os.listdir(os.path.join(folder, part)) if name.endswith(".backup"))) for part in ("log", "keys")]

    def test_restored__logs_from_before_the_erasure_do_not_bring_them_back(self):
        self.plant()
        out, place = os.path.join(self.office.scratch, "out"), os.path.join(self.office.scratch, "elsewhere")
        os.mkdir(out)
        self.run_anywhere("backup", "new-key", "--out", out)
        older_log, _ = self.back_up(os.path.join(out, "before"), os.path.join(out, "backup.public.key"))
        self.erase("request", "--account", self.boss[0], said=self.typed(self.boss[0]))
        self.erase("confirm", "--account", "manager", "--out", out, said=self.typed("manager"))
        _, newer_keys = self.back_up(os.path.join(out, "after"), os.path.join(out, "backup.public.key"))
        self.office.lose()
        self.run_anywhere("restore", "--log", older_log, "--key-file", newer_keys, "--secret", os.path.join(out, "backup.secret.key"),
                          "--dir", os.path.join(place, "data"), "--keys", os.path.join(place, "keys"))
        people = self.office.people
        self.addCleanup(self.office.close)
        self.office = Office(data=os.path.join(place, "data"), keys=os.path.join(place, "keys"))
        self.addCleanup(self.office.close)
        self.office.people = people
        self.console = {service: self.office.connect(service, "console") for service in ("staff", "inventory")}
        texts = self.readable("inventory")
        self.assertTrue(any(STAYS["name"].encode() in text for text in texts))
        self.assertFalse(any(GONE["name"].encode() in text for text in texts))
        self.now_us += 60000000
        self.office.set_clock(self.now_us)
        ticket = self.log_in("hayashi", PASSWORD)
        found = self.done("inventory", "find_card", {"notice_number": STAYS["notice_number"]}, ticket, purpose="inspection")
        self.assertEqual(found["shown"]["name"], STAYS["name"])
        gone = self.console["inventory"].command("find_card", {"notice_number": GONE["notice_number"]}, ticket=ticket, purpose="inspection")
        self.assertNotIn("name", gone.get("shown", {}))
        lost = [key["subject"] for entry in self.entries("inventory") for event in entry.get("events", [])
                if event["name"] == "engine_subjects_erased" for key in event["body"]["keys"]]
        self.assertEqual(len(lost), 2)                        # the log before did not know of the erasure; the keys that are gone said so
        fresh = {**STAYS, "name": "復元　次郎", "notice_number": "FRE700003", "application_id": "70000000000000000000003"}
        delivery = self.done("inventory", "begin_delivery", {"delivery_number": "E-3", "file_sha256": b"\3" * 32, "row_count": 1}, ticket)["result"]["delivery_id"]
        self.done("inventory", "add_delivery_rows", {"delivery_id": delivery, "rows": [{"line": 1, "box": "01-1", "serial": 1, "application_kind": "first",
                                                                                         "holder": fresh}]}, ticket)
        self.done("inventory", "commit_delivery", {"delivery_id": delivery}, ticket)          # sealing goes on, under keys that sealed nothing before
        self.assertTrue(any(fresh["name"].encode() in text for text in self.readable("inventory")))
        self.proofs_hold()

    # ---- Interrupted ---------------------------------------------------------------------------------------

    def test_a_run_that_was_killed_is_finished(self):
        self.plant()
        out = os.path.join(self.office.scratch, "out")
        os.mkdir(out)
        self.erase("request", "--account", self.boss[0], said=self.typed(self.boss[0]))
        self.erase("confirm", "--account", self.boss[0], "--out", out, said=self.typed(self.boss[0]))      # nobody confirms an own request: nothing is done
        self.assertEqual(os.listdir(out), [])
        running = subprocess.Popen([program("madoguchi"), "erase", "confirm", "--account", "manager", "--out", out, "--dir", self.office.data, "--keys",
                                    self.office.keys], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment())
        running.stdin.write(self.typed("manager"))
        running.stdin.close()
        for line in running.stdout:
            if "世代" in line:
                break
        running.send_signal(signal.SIGKILL)
        running.stdout.close()
        running.wait()
        self.erase("finish", "--out", out)
        self.certificate_exists(out)
        found = self.done("inventory", "find_card", {"notice_number": STAYS["notice_number"]}, self.tickets["hayashi"], purpose="inspection")
        self.assertEqual(found["shown"]["name"], STAYS["name"])
        self.assertFalse(any(GONE["name"].encode() in text for text in self.readable("inventory")))

    def certificate_exists(self, out):
        self.assertTrue(any(name.endswith(".json") for name in os.listdir(out)))


def seal_key(key, place):
    return keyed(key, "seal field", place)


if __name__ == "__main__":
    scratch_office.main()
