#!/usr/bin/python3
"""The audit log from the command line, against a real office: failed logins, refused commands and looks are found again;
proofs travel as files; a witness signs over the wire and by files and refuses a fork; the key changes; an independent
verifier agrees over the export.

    test_audit.py --bin DIRECTORY_OF_PROGRAMS
"""
import base64
import csv
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

import scratch_office
from scratch_office import ROOT, Office

PASSWORD = "a password for one day"
PEOPLE = {"manager": "site_manager", "hayashi": "operator", "clerk": "city"}
WITNESS = "witness.city.example/counter"
RECOUNT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "recount.py")


class AuditCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.mkdtemp(prefix="madoguchi-e2e-audit-")
        cls.addClassCleanup(shutil.rmtree, cls.scratch, ignore_errors=True)
        made = cls.tool("witness", "--state", cls.file("witness"), "--new", WITNESS, at=False)
        assert made.returncode == 0, made.stderr
        cls.witness_key = made.stdout.strip()
        cls.configure()
        cls.office = Office()
        cls.addClassCleanup(cls.office.close)
        cls.console = cls.office.connect("staff", "console")
        cls.boss = cls.ticket(*cls.office.first_account)
        cls.ids = {}
        for name, role in PEOPLE.items():
            answer = cls.console.command("create_account", {"name": name, "display_name": "試験 一", "password": PASSWORD, "role": role}, ticket=cls.boss)
            assert answer["outcome"] == "done", answer
            cls.ids[name] = answer["result"]["account_id"]

    @classmethod
    def configure(cls):
        """The usual configuration with a witness in it."""
        folder = cls.file("config")
        shutil.copytree(os.path.join(ROOT, "config"), folder)
        with open(os.path.join(folder, "audit.yaml"), "a", encoding="utf-8") as file:
            file.write(f"\nwitnesses:\n  - {cls.witness_key}\n")
        before = os.environ.get("MADOGUCHI_CONFIG")
        os.environ["MADOGUCHI_CONFIG"] = folder
        cls.addClassCleanup(lambda: os.environ.pop("MADOGUCHI_CONFIG") if before is None else os.environ.update(MADOGUCHI_CONFIG=before))

    @classmethod
    def file(cls, *names):
        return os.path.join(cls.scratch, *names)

    @classmethod
    def tool(cls, *words, at=True, lang="en"):
        place = ("--dir", cls.office.data, "--keys", cls.office.keys) if at else ()
        return subprocess.run([scratch_office.program("madoguchi-audit"), *words, *place, "--lang", lang], capture_output=True, text=True, timeout=60,
                              env=scratch_office.environment(), check=False)

    @classmethod
    def ticket(cls, name, password=PASSWORD):
        return cls.office.log_in(cls.console, name, password)

    def ok(self, done, code=0):
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assertNotRegex(done.stderr, "Sanitizer|runtime error")
        return done.stdout

    def matches(self, *conditions):
        found = json.loads(self.ok(self.tool("query", "--json", *conditions)))
        self.assertEqual(found["verdict"], "verified")
        return found["matches"]

    def all_taken(self):
        """Every service tells that audit has its entries."""
        for service in ("staff", "inventory", "reservations", "queueing", "reporting"):
            connection, end = self.office.connect(service, "tool"), time.monotonic() + 30
            status = connection.status()
            while status["audit_behind"] and time.monotonic() < end:
                connection.receive(100)
                status = connection.status()
            self.assertEqual((status["audit_behind"], status["audit_lag_us"], status["looks_closed"]), (0, 0, False))

    def export(self, name):
        folder = self.file(name)
        self.ok(self.tool("export", folder, "--witness", self.file("witness", "witness.vkey")))
        return folder

    def recount(self, folder, *more):
        done = subprocess.run([sys.executable, "-B", RECOUNT, folder, *more], capture_output=True, text=True, timeout=60, check=False)
        return done.returncode, json.loads(done.stdout)

    def key_text(self):
        with open(os.path.join(self.office.keys, "audit.vkey"), encoding="ascii") as file:
            return file.readline().strip()


class Everything(AuditCase):
    """In this order: each stands on what the one before left in the log."""

    def test_1_query__finds_failed_logins_refusals_and_looks(self):
        failed = self.console.command("login", {"name": "hayashi", "password": "guessed"})
        self.assertEqual(failed["refusal"], "bad_credentials")
        clerk = self.ticket("hayashi")
        inventory = self.office.connect("inventory", "console")
        look = inventory.command("find_card", {"notice_number": "DNX280268"}, ticket=clerk, purpose="pick_up")
        self.assertEqual(look["refusal"], "no_such_card")
        forbidden = self.console.command("revoke_account", {"account_id": self.ids["manager"]}, ticket=clerk)
        self.assertEqual(forbidden["refusal"], "not_permitted")
        self.all_taken()
        self.assertEqual([m["refusal"] for m in self.matches("--action", "login", "--refused")], ["bad_credentials"])
        looks = self.matches("--looks", "--purpose", "pick_up")
        self.assertEqual([(m["action"], m["actor"], m["outcome"]) for m in looks], [("find_card", self.ids["hayashi"], "refused")])
        denied = self.matches("--person", "hayashi", "--action", "revoke_account")
        self.assertEqual([m["refusal"] for m in denied], ["not_permitted"])
        self.assertEqual({m["actor"] for m in self.matches("--person", "hayashi") if "actor" in m}, {self.ids["hayashi"]})
        self.assertEqual(len(self.matches("--object", f"account:{self.ids['hayashi']}", "--action", "account_created")), 1)
        self.assertEqual(self.matches("--to", "R2.1.1"), [])
        self.assertEqual(self.matches("--from", "R2.1.1", "--service", "staff"), self.matches("--service", "staff"))
        everything = self.matches()
        self.assertEqual([m["leaf"] for m in everything], list(range(len(everything))))
        minute = everything[0]["time"][:16]
        self.assertIn(everything[0], self.matches("--from", minute, "--to", minute, "--utc"))

    def test_2_query__speaks_to_people_and_programs(self):
        for lang, width in (("ja", 80), ("en", 80)):
            text = self.ok(self.tool("query", "--person", "hayashi", lang=lang))
            for line in text.splitlines():
                self.assertLessEqual(sum(2 if ord(c) >= 0x1100 else 1 for c in line), width, line)
        rows = list(csv.DictReader(io.StringIO(self.ok(self.tool("query", "--csv", "--refused")), newline="")))
        self.assertEqual({row["refusal"] for row in rows}, {"bad_credentials", "no_such_card", "not_permitted"})
        self.ok(self.tool("query", "--from", "yesterday"), 2)
        self.ok(self.tool("query", "--object", "cat:1"), 2)
        self.ok(self.tool("query", "--person", "nobody"), 3)
        self.ok(self.tool("timeline", "12345678901"), 3)

    def test_3_proof__is_checked_far_away(self):
        proof, key = self.file("one.proof"), os.path.join(self.office.keys, "audit.vkey")
        self.ok(self.tool("prove", "3", proof))
        told = json.loads(self.ok(self.tool("verify", proof, "--vkey", key, "--json", at=False)))
        self.assertEqual((told["verdict"], told["index"]), ("verified", 3))
        with open(proof, encoding="utf-8") as file:
            text = file.read()
        for old, new, code in (("index 3", "index 2", 1), ("entry ", "entry AAAA", 1), ("madoguchi.1/audit", "madoguchi.2/audit", 1), ("tlog-proof@v1", "tlog-proof@v2", 3)):
            with open(proof, "w", encoding="utf-8") as file:
                file.write(text.replace(old, new, 1))
            self.ok(self.tool("verify", proof, "--vkey", key, at=False), code)
        self.ok(self.tool("prove", "3", proof), 3)                     # nothing is overwritten
        self.ok(self.tool("prove", "999999", self.file("none.proof")), 3)
        self.ok(self.tool("verify", proof, at=False), 2)

    def test_4_witness__signs_over_the_wire_and_by_files(self):
        state, vkey, exchange = self.file("witness"), self.file("witness", "witness.vkey"), self.file("exchange")
        self.ok(self.tool("witness", "--state", state))
        head = json.loads(self.ok(self.tool("head", "--json", "--witness", vkey)))
        self.assertEqual((head["verdict"], head["witnessed"]), ("verified", head["signed_size"]))
        os.mkdir(exchange)
        self.ticket("manager")
        self.all_taken()
        self.ok(self.tool("offer", exchange))
        log = os.path.join(self.office.keys, "audit.vkey")
        self.ok(self.tool("witness", "--state", state, "--exchange", exchange, "--vkey", log, at=False), 4)    # it began from nothing
        self.ok(self.tool("offer", exchange))
        self.ok(self.tool("witness", "--state", state, "--exchange", exchange, "--vkey", log, at=False))
        self.ok(self.tool("offer", exchange))
        text = self.ok(self.tool("head", "--witness", vkey))
        self.assertIn(WITNESS, text)
        more = json.loads(self.ok(self.tool("head", "--json", "--witness", vkey)))
        self.assertGreater(more["witnessed"], head["witnessed"])

    def test_5_witness__refuses_a_fork_and_keeps_both_heads(self):
        state, exchange, log = self.file("witness"), self.file("fork"), os.path.join(self.office.keys, "audit.vkey")
        os.mkdir(exchange)
        with open(self.file("witness", "head"), encoding="ascii") as file:
            kept = file.read()
        size = kept.split("size ")[1].split("\n")[0]
        with open(os.path.join(exchange, "size"), "w", encoding="ascii") as file:
            file.write(size)
        self.ticket("manager")
        self.all_taken()
        self.ok(self.tool("offer", exchange))
        request = os.path.join(exchange, "add-checkpoint")
        with open(request, encoding="utf-8") as file:
            text = file.read()
        lines = text.split("\n")
        lines[1] = base64.b64encode(bytes(32)).decode()
        with open(request, "w", encoding="utf-8") as file:
            file.write("\n".join(lines))
        self.ok(self.tool("witness", "--state", state, "--exchange", exchange, "--vkey", log, at=False), 1)
        evidence = [name for name in os.listdir(state) if name.startswith("evidence-")]
        self.assertEqual(len(evidence), 1)
        self.assertEqual(sorted(os.listdir(os.path.join(state, evidence[0]))), ["kept.txt", "offered.txt"])
        with open(self.file("witness", "head"), encoding="ascii") as file:
            self.assertEqual(file.read(), kept)
        with open(request, "w", encoding="utf-8") as file:
            file.write(text)
        self.ok(self.tool("witness", "--state", state, "--exchange", exchange, "--vkey", log, at=False))

    def test_6_consistency__between_heads(self):
        folder = self.export("before")
        self.ticket("manager")
        self.all_taken()
        self.assertIn("ok", self.ok(self.tool("consistency", os.path.join(folder, "checkpoint.txt"), "now")))
        self.ok(self.tool("consistency", "3", "7"))
        self.ok(self.tool("consistency", "kept", "now"))
        self.ok(self.tool("consistency", "now", "3"), 2)
        self.ok(self.tool("consistency", "3", "99999999"), 3)
        with open(os.path.join(folder, "checkpoint.txt"), encoding="utf-8") as file:
            text = file.read()
        with open(self.file("forged.txt"), "w", encoding="utf-8") as file:
            file.write(text.replace("time 2", "time 3", 1))
        self.ok(self.tool("consistency", self.file("forged.txt"), "now"), 1)

    def test_7_key__changes_and_everybody_follows(self):
        audit = self.office.connect("audit", "console")
        old = self.key_text()
        answer = audit.command("change_audit_key", {}, ticket=self.boss, second=self.ticket("clerk"))
        self.assertEqual(answer["outcome"], "done", answer)
        self.ticket("manager")
        self.all_taken()
        self.assertEqual(self.key_text(), old)                         # what the auditor has on paper
        told = json.loads(self.ok(self.tool("verify", "--json")))
        self.assertEqual((told["verdict"], told["key_changes"]), ("verified", 1))
        self.ok(self.tool("query", "--action", "login"))
        self.ok(self.tool("witness", "--state", self.file("witness")))
        proof = self.file("after.proof")
        self.ok(self.tool("prove", "5", proof))
        self.ok(self.tool("verify", proof, "--vkey", os.path.join(self.office.keys, "audit.vkey"), "--witness", self.file("witness", "witness.vkey"), at=False))

    def test_8_export__an_independent_verifier_agrees(self):
        folder, old = self.export("after"), self.key_text()
        code, found = self.recount(folder, "--key", old, "--witness", self.witness_key)
        self.assertEqual((code, found["verdict"], found["key_changes"]), (0, "verified", 1), found["findings"])
        self.assertEqual(found["heads_compared"], ["the key changed over", "the witness signed"])
        theirs = json.loads(self.ok(self.tool("verify", "--bundle", folder, "--vkey", os.path.join(self.office.keys, "audit.vkey"), "--witness",
                                              self.file("witness", "witness.vkey"), "--json", at=False)))
        self.assertEqual((theirs["root"], theirs["key_changes"], theirs["witnessed"] > 0), (found["root"], 1, True))
        code, found = self.recount(folder)                             # by the key in the bundle
        self.assertEqual(code, 0, found["findings"])
        os.unlink(os.path.join(folder, "key_changes.txt"))
        code, found = self.recount(folder, "--key", old)
        self.assertEqual(code, 1)
        self.ok(self.tool("verify", "--bundle", folder, "--vkey", os.path.join(self.office.keys, "audit.vkey"), at=False), 1)

    def test_9_timeline__tells_a_card_on_one_page(self):
        bundle = self.file("story")
        done = subprocess.run([scratch_office.program("madoguchi"), "story", "--json", "--dir", self.file("story-work"), "--export", bundle,
                               "--delivery", os.path.join(ROOT, "config", "samples", "deliveries", "delivery-R09-0001.csv")],
                              capture_output=True, text=True, timeout=60, env=scratch_office.environment(), check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        issued = json.loads(self.ok(self.tool("query", "--bundle", bundle, "--action", "card_issued", "--service", "inventory", "--json", at=False)))
        self.assertEqual(len(issued["matches"]), 1)
        with open(os.path.join(bundle, "entries.jsonl"), encoding="utf-8") as file:
            entry = json.loads(file.read().splitlines()[issued["matches"][0]["leaf"]])
        body = scratch_office.wire_client.unpack(base64.b64decode(entry["entry"]))["events"][0]["body"]
        story = json.loads(self.ok(self.tool("timeline", str(body["card_id"]), "--bundle", bundle, "--json", at=False)))
        names = [event["event"] for event in story["events"]]
        self.assertEqual(names[0], "delivery_rows_staged")
        self.assertLess(names.index("notice_posted"), names.index("card_issued"))
        self.assertEqual([event["time"] for event in story["events"]], sorted(event["time"] for event in story["events"]))
        for lang in ("ja", "en"):
            for line in self.ok(self.tool("timeline", str(body["card_id"]), "--bundle", bundle, at=False, lang=lang)).splitlines():
                self.assertLessEqual(sum(2 if ord(c) >= 0x1100 else 1 for c in line), 80, line)


if __name__ == "__main__":
    scratch_office.main()
