#!/usr/bin/python3
"""What waits for a second person, at a real office: one person asks, another sees it in `madoguchi inbox` and confirms a part, the
same person cannot, it is declined with a reason, and after its time it is gone.

    test_inbox.py --bin DIRECTORY_OF_PROGRAMS
"""
import json
import subprocess
import unittest

import scratch_office
from scratch_office import Office, date_of, environment, program, us_of
from wire_client import pack, unpack

PASSWORD = "a password for one day"
PEOPLE = {"manager": "site_manager", "hayashi": "operator", "mori": "operator"}
CARDS = 3
HOUR_US = 3600 * 1000000


def holder(line):
    return {"name": "試験　一", "kana": "シケン イチ", "birth_date": 19751103, "address": "大阪府大阪狭山市試験台1丁目1番地の1",
            "notice_number": f"INB90000{line}", "application_id": f"9000000000000000000000{line}", "expires_on": 20351103}


class Inbox(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.office = Office()
        cls.addClassCleanup(cls.office.close)
        cls.console = {service: cls.office.connect(service, "console") for service in ("staff", "inventory", "queueing")}
        now = cls.console["queueing"].status()["now"]
        days = cls.office.connect("reservations", "bridge").query("open_days", {"from": date_of(now), "days": 40})["result"]["days"]
        cls.today = days[1]["date"]
        cls.now_us = us_of(cls.today, days[1]["opens_minute"] + 30)
        cls.office.set_clock(cls.now_us)
        cls.boss = cls.office.first_account
        cls.log_in(*cls.boss)
        for name, role in PEOPLE.items():
            cls.done("staff", "create_account", {"name": name, "display_name": "試験 一", "password": PASSWORD, "role": role}, cls.boss[0])
            cls.log_in(name, PASSWORD)
        cls.cards = cls.listed_cards()

    @classmethod
    def log_in(cls, name, password=PASSWORD):
        cls.tickets = getattr(cls, "tickets", {})
        cls.tickets[name] = cls.office.log_in(cls.console["staff"], name, password)

    @classmethod
    def done(cls, service, name, body, who, second=None):
        answer = cls.console[service].command(name, body, ticket=cls.tickets[who], second=second and cls.tickets[second])
        assert answer["outcome"] == "done", answer
        return answer

    @classmethod
    def listed_cards(cls):
        """Cards that the city is to decide about."""
        rows = [{"line": line, "box": "01-1", "serial": line, "application_kind": "first", "holder": holder(line)} for line in range(1, CARDS + 1)]
        delivery = cls.done("inventory", "begin_delivery", {"delivery_number": "I-1", "file_sha256": b"\1" * 32, "row_count": CARDS}, "hayashi")["result"]["delivery_id"]
        cls.done("inventory", "add_delivery_rows", {"delivery_id": delivery, "rows": rows}, "hayashi")
        cls.done("inventory", "commit_delivery", {"delivery_id": delivery}, "hayashi")
        cls.done("inventory", "inspect_delivery", {"delivery_id": delivery, "counted": CARDS}, "hayashi", second="manager")
        listed = cls.console["inventory"].query("cards_of_delivery", {"delivery_id": delivery, "after_line": 0}, ticket=cls.tickets["hayashi"])["result"]["cards"]
        cards = [card["card_id"] for card in listed]
        for number, card in enumerate(cards):
            cls.done("inventory", "record_preset", {"card_id": card, "terminal_number": 1, "expires_on": 20351103}, "hayashi")
            cls.done("inventory", "store_card", {"card_id": card, "slot": f"A-01-00{number + 1}"}, "hayashi")
            cls.done("inventory", "propose_disposal", {"card_id": card, "reason": "withdrawn"}, "manager")
        return cards

    def pass_time(self, us):
        """A driven clock stands still; tickets of ten minutes do not last."""
        type(self).now_us += us
        self.office.set_clock(self.now_us)

    def asks(self, cards, number="R09-7"):
        self.pass_time(60 * 1000000)
        self.log_in("manager")
        body = {"cards": cards, "paper": {"number": number, "date": self.today, "post": "市民窓口課長", "count": len(cards)}}
        return self.done("inventory", "request_confirmation", {"command": "approve_disposal", "body": pack(body)}, "manager")["result"]["request_id"]

    def inbox(self, *words, who, code=0, typed="yes\n", lang="ja"):
        self.pass_time(31 * 1000000)
        person = self.office.people[who]
        second = ""
        if person.secret:
            person.used = max(self.now_us // 30000000, person.used + 1)
            second = scratch_office.code_of(person.secret, person.used)
        ran = subprocess.run([program("madoguchi"), "inbox", *words, "--account", who, "--lang", lang, "--dir", self.office.data, "--keys", self.office.keys],
                             input=f"{person.password}\n{second}\n{typed}", text=True, capture_output=True, timeout=60, env=environment())
        self.assertEqual(ran.returncode, code, ran.stdout + ran.stderr)
        return ran.stdout + ran.stderr

    def waiting(self, who):
        return json.loads(self.inbox("--json", who=who))["requests"]

    def status(self, card):
        return self.console["inventory"].query("card_status", {"card_id": card}, ticket=self.tickets["manager"])["result"]["card"]["status"]

    def declined(self):
        """The event that says so, last in the log of inventory."""
        events = [event for item in self.office.connect("inventory", "audit").every_item(whole=True) for event in unpack(item).get("events", [])]
        return [event["body"] for event in events if event["name"] == "engine_request_declined"][-1]

    def test_a_part_of_a_list_is_confirmed_by_another_person(self):
        self.asks(self.cards[:2])
        listed = self.inbox(who="hayashi")
        for word in ("廃棄の承認", "紙による承認", "manager（現地管理者）", "R09-7", "市民窓口課長", "廃棄予定", "A-01-001", "A-01-002", "通し番号 2", "1 件"):
            self.assertIn(word, listed)
        self.assertIn("Approved on paper: number R09-7", self.inbox(who="hayashi", lang="en"))
        (request,) = self.waiting("hayashi")
        self.assertEqual((request["requested_by"]["name"], request["own"], request["items"]), ("manager", False, 2))
        self.assertEqual(request["body"]["cards"], [str(card) for card in self.cards[:2]])
        number = request["request"]
        self.assertIn("A-01-002", self.inbox("show", number, who="mori"))
        self.assertIn("自分の依頼", self.inbox("show", number, who="manager"))
        self.assertIn("own_request", self.inbox("confirm", number, who="manager", code=1))
        self.assertIn("確認しませんでした", self.inbox("confirm", number, who="hayashi", code=1, typed="no\n"))
        for wrong in ("3", "1,1", "0", "2-1", "1,", "x"):
            self.assertIn("--items", self.inbox("confirm", number, "--items", wrong, who="hayashi", code=1))
        self.assertEqual(len(self.waiting("hayashi")), 1)
        self.assertIn("1 / 2", self.inbox("confirm", number, "--items", "2", who="hayashi"))
        self.log_in("manager")
        self.assertEqual([self.status(card) for card in self.cards[:2]], ["disposal_candidate", "disposal_approved"])
        self.assertEqual(self.waiting("hayashi"), [])
        self.assertIn("ありません", self.inbox("confirm", number, "--yes", who="hayashi", code=1))

    def test_declined_with_a_reason_and_withdrawn(self):
        self.asks(self.cards[2:], "R09-8")
        (request,) = self.waiting("mori")
        self.inbox("decline", request["request"], "--reason", "differs", "--yes", who="mori")
        self.assertEqual((self.declined()["reason"], self.declined()["withdrawn"]), ("differs", False))
        self.asks(self.cards[2:], "R09-8")
        (request,) = self.waiting("manager")
        self.assertTrue(request["own"])
        self.assertIn("取り下げました", self.inbox("decline", request["request"], who="manager"))
        self.assertTrue(self.declined()["withdrawn"])
        self.log_in("manager")
        self.assertEqual(self.status(self.cards[2]), "disposal_candidate")

    def test_what_nobody_confirms_lapses(self):
        self.asks(self.cards[2:], "R09-8")
        (request,) = self.waiting("mori")
        self.pass_time(48 * HOUR_US)
        self.assertEqual(self.waiting("mori"), [])
        self.assertIn("ありません", self.inbox("confirm", request["request"], "--yes", who="mori", code=1))
        self.log_in("manager")
        self.assertEqual(self.status(self.cards[2]), "disposal_candidate")

    def test_a_move_to_another_post_waits_for_another_service_manager(self):
        self.pass_time(60 * 1000000)
        self.log_in(*self.boss)
        account = self.done("staff", "create_account", {"name": "boss2", "display_name": "試験 二", "password": PASSWORD, "role": "service_manager"},
                            self.boss[0])["result"]["account_id"]
        self.log_in("boss2")
        mover = self.done("staff", "create_account", {"name": "mover", "display_name": "試験 三", "password": PASSWORD, "role": "operator"}, self.boss[0])["result"]["account_id"]
        self.assertNotEqual(account, mover)
        body = {"account_id": mover, "role": "site_manager"}
        self.done("staff", "request_confirmation", {"command": "change_role", "body": pack(body)}, self.boss[0])
        self.assertEqual(self.waiting("hayashi"), [])                    # nothing an operator may confirm
        listed = self.inbox(who="boss2", lang="en")
        for word in ("Change a role", "mover (Operator)", "New role: Site manager", f"{self.boss[0]} (Service manager)"):
            self.assertIn(word, listed)
        (request,) = self.waiting("boss2")
        self.assertIn("own_request", self.inbox("confirm", request["request"], "--yes", who=self.boss[0], code=1))
        self.assertIn("Confirmed", self.inbox("confirm", request["request"], "--yes", who="boss2", lang="en"))
        accounts = self.office.connect("staff", "tool").query("accounts", {})["result"]["accounts"]
        self.assertEqual([a["role"] for a in accounts if a["name"] == "mover"], ["site_manager"])

    def test_usage(self):
        for words, code in ((["--help"], 0), ([], 2), (["confirm", "--account", "x"], 2), (["list", "--account", "x", "--items", "1"], 2),
                            (["decline", "inventory-1", "--account", "x", "--reason", "because"], 2), (["show", "a", "b", "--account", "x"], 2)):
            ran = subprocess.run([program("madoguchi"), "inbox", *words], capture_output=True, text=True, timeout=20, env=environment())
            self.assertEqual(ran.returncode, code, words)
            self.assertIn("madoguchi inbox", ran.stdout if code == 0 else ran.stderr)
        ran = subprocess.run([program("madoguchi"), "inbox", "--account", "nobody", "--dir", self.office.data, "--keys", self.office.keys], input="a wrong one\n",
                             capture_output=True, text=True, timeout=20, env=environment())
        self.assertEqual(ran.returncode, 1)
        self.assertIn("bad_credentials", ran.stderr)


if __name__ == "__main__":
    scratch_office.main()
