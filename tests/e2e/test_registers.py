#!/usr/bin/python3
"""The registers of a real office at the command line: a file is checked, taken in whole or not at all, never twice; it comes out
readable without the system, and what came out goes into another office as the same register.

    test_registers.py --bin DIRECTORY_OF_PROGRAMS
"""
import csv
import os
import re
import subprocess
import unittest

import scratch_office
from scratch_office import Office, date_of, environment, program, us_of
from wire_client import unpack

LOOK_APART_US = 31 * 1000000
CONTACTS = [["連絡順", "役職・所属", "氏名", "電話番号", "夜間・休日の電話番号", "連絡する場合", "市への提出日"],
            ["1", "業務責任者", "試験 一", "072-366-0011", "", "機器の障害、災害", "令和9年1月20日"],
            ["2", "現地管理者", "=試験 二", "0723660012", "090-0000-0012", "", "2027/1/20"]]


class Registers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.offices = [cls.opened(), cls.opened()]

    @classmethod
    def opened(cls):
        office = Office()
        cls.addClassCleanup(office.close)
        console = office.connect("queueing", "console")
        now = console.status()["now"]
        office.now_us = us_of(date_of(now), 600) + 24 * 3600 * 1000000
        office.set_clock(office.now_us)
        office.log_in(office.connect("staff", "console"), *office.first_account)
        return office

    def run_tool(self, *words, office=0, code=0):
        of = self.offices[office]
        of.now_us += LOOK_APART_US
        of.set_clock(of.now_us)
        person = of.people[of.first_account[0]]
        person.used = max(of.now_us // 30000000, person.used + 1)
        ran = subprocess.run([program("madoguchi"), "register", *words, "--account", of.first_account[0], "--dir", of.data, "--keys", of.keys],
                             input=f"{person.password}\n{scratch_office.code_of(person.secret, person.used)}\n", text=True, capture_output=True, timeout=60, env=environment())
        self.assertEqual(ran.returncode, code, ran.stdout + ran.stderr)
        return ran.stdout + ran.stderr

    def path(self, name, office=0):
        return os.path.join(os.path.dirname(self.offices[office].data), name)

    def file(self, name, rows, encoding="cp932"):
        with open(self.path(name), "w", newline="", encoding=encoding) as out:
            csv.writer(out).writerows(rows)
        return self.path(name)

    def exported(self, kind, name, *words, office=0, encoding="utf-8-sig"):
        out = self.path(name, office)
        self.run_tool("export", kind, "--purpose", "report", "--out", out, *words, office=office)
        with open(out, newline="", encoding=encoding) as made:
            return out, list(csv.reader(made))

    def events(self, name):
        items = self.offices[0].connect("staff", "audit").every_item(whole=True)
        return [event["body"] for item in items for event in unpack(item).get("events", []) if event["name"] == name]

    def test_contacts_go_in_and_out(self):
        self.assertIn("緊急連絡網", self.run_tool("list"))
        wrong = self.file("wrong.csv", CONTACTS[:1] + [["一", "x", "試験 三", "366-0011", "", "1234-5678-9018", "2027-02-30"]])
        told = self.run_tool("import", "contacts", wrong, "--take", code=1)
        for word in ("wrong.csv:2:1: 連絡順: 数字だけ", "wrong.csv:2:4: 電話番号:", "個人番号（12桁）", "wrong.csv:2:7: 市への提出日:", "何も取り込んでいません"):
            self.assertIn(word, told)
        self.assertNotIn("9018", told)
        good = self.file("contacts.csv", CONTACTS)
        checked = self.run_tool("import", "contacts", good)
        self.assertIn("2 行（CP932）", checked)
        self.assertIn("計算式のように始まっています", checked)
        self.assertEqual(self.events("register_row_written"), [])
        self.assertIn("追加 2 件", self.run_tool("import", "contacts", good, "--take"))
        self.assertIn("すでに取り込まれています", self.run_tool("import", "contacts", good, "--take", code=1))
        shown = self.run_tool("show", "contacts")
        self.assertIn("電話番号: （非表示）", shown)
        self.assertNotIn("366", shown)
        path, rows = self.exported("contacts", "out.csv")
        self.assertEqual(rows[1][4:11], ["1", "業務責任者", "試験 一", "072-366-0011", "", "機器の障害、災害", "2027-01-20"])
        self.assertEqual(rows[2][6], "'=試験 二")
        self.assertRegex(rows[1][-1], r"^20\d\d-\d\d-\d\d \d\d:\d\d admin 2行$")
        self.assertEqual([(event["rows"], event["is_export"]) for event in self.events("register_shown")], [(2, True)])
        self.assertIn("out.csv", self.run_tool("export", "contacts", "--purpose", "report", "--out", path, code=3))
        self.changes(path, rows)
        self.comes_back_the_same()

    def changes(self, path, rows):
        """The exported file, a number changed and a person gone, is the register's next state; from an old version it is refused."""
        rows[1][7] = "072-366-0099"
        rows[2][3] = rows[2][2]
        changed = self.file("changed.csv", rows, "utf-8")
        self.assertIn("追加 0 件、変更 2 件、変更なし 0 件", self.run_tool("import", "contacts", changed, "--take"))
        rows[1][7] = "072-366-0077"
        late = self.file("late.csv", rows, "utf-8")
        told = self.run_tool("import", "contacts", late, "--take", code=1)
        self.assertIn("row_changed", told)
        self.assertIn("late.csv:2:", told)
        history = self.run_tool("show", "contacts", "--row", "1")
        self.assertEqual(len(re.findall("番号 1 版", history)), 2)
        self.assertEqual(len(re.findall("番号 ", self.run_tool("show", "contacts", "--as-of", "2100-01-01"))), 1)

    def comes_back_the_same(self):
        path, rows = self.exported("contacts", "whole.csv")
        self.assertIn("追加 2 件", self.run_tool("import", "contacts", path, "--take", office=1))
        _, again = self.exported("contacts", "again.csv", office=1)
        versions = 1                                   # the other office counts its own, and says who took it out when
        for row in rows[1:] + again[1:]:
            row[versions] = row[-1] = ""
        self.assertEqual(again, rows)
        _, old = self.exported("contacts", "old.csv", "--encoding", "cp932", encoding="cp932")
        self.assertEqual(old[0], rows[0])

    def test_usage(self):
        for words in (["show"], ["export", "contacts"], ["import", "contacts"], ["list", "contacts"], ["show", "contacts", "--take"]):
            self.run_tool(*words, code=2)
        self.assertIn("その台帳はない", self.run_tool("show", "visitors", code=1))


if __name__ == "__main__":
    scratch_office.main()
