"""Who was in which area when: people come, go, are corrected; the export is made by a look on record, verifies with the public key
alone, and an altered one is found. Nobody works at a desk without training and pledge.
"""
import base64
import csv
import json
import os
import shutil
import subprocess
import unittest

import scratch_office
from scratch_office import Office, environment, program, us_of

PASSWORD = "a quiet corridor by the vault"
DAY = 20270201
MINUTE = 60 * 1000000


class Presence(unittest.TestCase):
    def setUp(self):
        self.office = Office()
        self.addCleanup(self.office.close)
        self.now = us_of(DAY, 8 * 60 + 30)
        self.office.set_clock(self.now)
        self.staff, self.queueing = (self.office.connect(service, "console") for service in ("staff", "queueing"))
        self.boss = self.office.log_in(self.staff, *self.office.first_account)
        self.lead, self.lead_id = self.joins("lead", "site_manager", "試験 二")
        self.clerk, self.clerk_id = self.joins("clerk", "operator", "試験 一")

    def joins(self, name, role, display_name):
        made = self.done("create_account", {"name": name, "display_name": display_name, "password": PASSWORD, "role": role}, self.boss)
        return self.office.log_in(self.staff, name, PASSWORD), made["result"]["account_id"]

    def done(self, name, body, ticket, connection=None):
        answer = (connection or self.staff).command(name, body, ticket=ticket)
        self.assertEqual(answer["outcome"], "done", answer)
        return answer

    def pass_minutes(self, minutes):
        self.now += minutes * MINUTE
        self.office.set_clock(self.now)

    def tool(self, *words, password=""):
        return subprocess.run([program("madoguchi"), "presence", "--lang", "en", *words], input=f"{password}\n\n", capture_output=True, text=True,
                              env=environment(), timeout=60, check=False)

    def export(self, name="out", account="lead"):
        out = os.path.join(self.office.scratch, name)
        said = self.tool("--from", "2027-02-01", "--to", "2027-02-28", "--account", account, "--out", out, "--dir", self.office.data, "--keys", self.office.keys,
                         password=self.office.people[account].password)
        return out, said

    def checked(self, folder):
        said = self.tool("--check", folder, "--vkey", os.path.join(self.office.keys, "audit.vkey"))
        return said.returncode, said.stdout + said.stderr

    @staticmethod
    def rows(folder, name):
        with open(os.path.join(folder, name), encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file))[1:]

    def test_export__verifies_with_the_key_alone_and_finds_what_was_altered(self):
        answer = self.staff.command("correct_stay", {"account_id": self.clerk_id, "area_id": 1, "reason": "誤り"}, ticket=self.lead)
        self.assertEqual(answer["refusal"], "no_such_stay")
        self.done("enter_area", {"area_id": 1}, self.clerk)
        self.pass_minutes(2)
        self.done("enter_area", {"area_id": 3}, self.clerk)
        visitor = self.done("register_visitor", {"kind": "maintenance", "company": "=試験設備", "badge": "V-3"}, self.lead)["result"]["visitor_id"]
        self.done("enter_area", {"area_id": 2, "visitor_id": visitor}, self.lead)
        self.pass_minutes(3)
        self.done("leave_area", {}, self.clerk)
        self.done("leave_area", {"visitor_id": visitor}, self.lead)
        self.done("correct_stay", {"account_id": self.clerk_id, "recorded_in_us": self.now - 5 * MINUTE, "area_id": 1, "in_us": self.now - 5 * MINUTE,
                                   "out_us": self.now - 4 * MINUTE, "reason": "記録の遅れ"}, self.lead)
        self.done("clock_out", {}, self.clerk)
        self.done("correct_attendance", {"account_id": self.clerk_id, "date": DAY, "in_us": us_of(DAY, 8 * 60), "out_us": us_of(DAY, 8 * 60 + 31), "reason": "打刻の遅れ"}, self.lead)
        out, said = self.export()
        self.assertEqual(said.returncode, 0, said.stderr)
        stays = self.rows(out, "presence.csv")
        self.assertEqual([(row[2], row[4], row[5], row[7][11:], row[8][11:], row[9].split(" / ")[1], row[11]) for row in stays],
                         [("Counter and waiting area", "clerk", "試験 一", "08:30:00", "08:31:00", "By post", str(self.lead_id)),
                          ("Vault", "clerk", "試験 一", "08:32:00", "08:35:00", "By post", ""),
                          ("Office", "'=試験設備", "V-3", "08:32:00", "08:35:00", "Without permission", "")])
        days = {row[2]: (row[0], row[3], row[5][11:], row[6][11:], row[8]) for row in self.rows(out, "attendance.csv")}
        self.assertEqual(days["clerk"], ("2027-02-01", "試験 一", "08:00:00", "08:31:00", "打刻の遅れ"))
        self.assertEqual(days["lead"][3], "")                                                  # has not clocked out
        self.assertEqual(self.checked(out)[0], 0)
        self.altered_ones_are_found(out)
        self.the_look_is_on_record()

    def altered_ones_are_found(self, out):
        def change(name, how):
            folder = out + "-" + name
            shutil.copytree(out, folder)
            path = os.path.join(folder, name)
            with open(path, encoding="utf-8", newline="") as file:
                text = file.read()
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(how(text))
            code, words = self.checked(folder)
            shutil.rmtree(folder)
            self.assertEqual(code, 1, (name, words))

        def without(line):
            return lambda text: "".join(row for i, row in enumerate(text.splitlines(keepends=True)) if i != line)

        change("presence.csv", lambda text: text.replace("08:31:00", "08:41:00"))
        change("presence.csv", without(2))
        change("attendance.csv", without(1))
        change("entries.jsonl", without(4))
        change("entries.jsonl", without(-1 % len(self.lines(out))))
        change("entries.jsonl", self.another_time)
        change("head.proof", lambda text: text.replace("index ", "index 1"))

    @staticmethod
    def lines(out):
        with open(os.path.join(out, "entries.jsonl"), encoding="ascii") as file:
            return file.readlines()

    @staticmethod
    def another_time(text):
        """One bit of one entry, with a hash beside it that fits."""
        rows = text.splitlines(keepends=True)
        row = json.loads(rows[5])
        entry = bytearray(base64.b64decode(row["entry"]))
        entry[entry.index(b"at") + 6] ^= 1
        rows[5] = json.dumps({**row, "entry": base64.b64encode(entry).decode()}, separators=(",", ":")) + "\n"
        return "".join(rows)

    def the_look_is_on_record(self):
        log = self.office.connect("staff", "audit").every_item(whole=True)
        entries = [scratch_office.wire_client.unpack(item) if isinstance(item, bytes) else item for item in log]
        looks = [entry for entry in entries if entry.get("purpose") == "inspection"]
        self.assertEqual([entry["actor"] for entry in looks], [self.lead_id])

    def test_export__is_not_for_operators_and_takes_no_used_folder(self):
        out, said = self.export(account="clerk")
        self.assertEqual(said.returncode, 1, said.stderr)
        self.assertFalse(os.path.exists(out))
        os.mkdir(out)
        self.assertEqual(self.export()[1].returncode, 3)
        self.assertEqual(self.tool("--from", "2027-02-02", "--to", "2027-02-01", "--account", "lead", "--out", out).returncode, 2)

    def test_desk__needs_training_and_pledge_and_a_correction_takes_it_away(self):
        self.done("open_day", {"date": DAY}, self.lead, self.queueing)
        answer = self.queueing.command("open_desk", {"desk_id": 1}, ticket=self.clerk)
        self.assertEqual(answer["refusal"], "training_missing")
        self.office.make_ready(self.staff, self.lead, self.clerk_id)
        self.done("open_desk", {"desk_id": 1}, self.clerk, self.queueing)
        position = self.done("correct_pledge", {"account_id": self.clerk_id, "reason": "別の方の誓約書"}, self.lead)["position"]
        self.office.await_followed("queueing", position)
        self.assertEqual(self.queueing.command("open_desk", {"desk_id": 2}, ticket=self.clerk)["refusal"], "pledge_missing")


if __name__ == "__main__":
    scratch_office.main()
