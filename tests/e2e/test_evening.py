#!/usr/bin/python3
"""The evening at a real office when things go wrong: the service that counts is killed in the middle of the count and of a
stocktake, a desk acts on a view that is no longer true, a clock is set back an hour.

    test_evening.py --bin DIRECTORY_OF_PROGRAMS
"""
import os
import random
import signal
import time
import unittest

import scratch_office
from scratch_office import Office, date_of, us_of
from wire_client import unpack

PASSWORD = "a password for one day"
PEOPLE = {"manager": "site_manager", "hayashi": "operator", "mori": "operator"}
CARDS = 3
KILLS = 2                                      # of counts; each later start of a service that was killed waits longer
HOUR_US = 3600 * 1000000


def row(line):
    return {"line": line, "box": "01-1", "serial": line, "application_kind": "first",
            "holder": {"name": f"試験　{line}", "kana": f"シケン　{line}", "birth_date": 19800101 + line, "notice_number": f"ABC00000{line}",
                       "application_id": f"{line:023d}", "expires_on": 20360101 + line}}


class Evening(unittest.TestCase):
    def setUp(self):
        self.office = Office()
        self.addCleanup(self.office.close)
        self.console = {service: self.office.connect(service, "console") for service in ("staff", "inventory", "queueing")}
        now = self.console["queueing"].status()["now"]
        days = self.office.connect("reservations", "bridge").query("open_days", {"from": date_of(now), "days": 40})["result"]["days"]
        self.today = days[1]["date"]
        self.now_us = us_of(self.today, days[1]["opens_minute"] + 30)
        self.office.set_clock(self.now_us)
        boss = self.log_in(*self.office.first_account)
        self.tickets = {}
        for name, role in PEOPLE.items():
            made = self.done("staff", "create_account", {"name": name, "display_name": "試験 一", "password": PASSWORD, "role": role}, ticket=boss)
            if role == "operator":
                self.office.make_ready(self.console["staff"], boss, made["result"]["account_id"])
            self.tickets[name] = self.log_in(name, PASSWORD)
        self.done("queueing", "open_day", {"date": self.today}, who="manager")

    def log_in(self, name, password):
        return self.office.log_in(self.console["staff"], name, password)

    def command(self, service, name, body, who=None, second=None, ticket=None, **more):
        return self.console[service].command(name, body, ticket=self.tickets[who] if who else ticket, second=self.tickets[second] if second else None, **more)

    def done(self, service, name, body, **more):
        answer = self.command(service, name, body, **more)
        self.assertEqual(answer["outcome"], "done", answer)
        return answer

    def refused(self, code, service, name, body, **more):
        answer = self.command(service, name, body, **more)
        self.assertEqual((answer["outcome"], answer.get("refusal")), ("refused", code), answer)

    # ---- Killed while counting ------------------------------------------------------------------------

    def cards_in_vault(self):
        """Returns the tracking numbers by slot."""
        delivery = self.done("inventory", "begin_delivery", {"delivery_number": "E-1", "file_sha256": b"\1" * 32, "row_count": CARDS}, who="hayashi")["result"]
        delivery_id = delivery["delivery_id"]
        self.done("inventory", "add_delivery_rows", {"delivery_id": delivery_id, "rows": [row(line) for line in range(1, CARDS + 1)]}, who="hayashi")
        self.done("inventory", "commit_delivery", {"delivery_id": delivery_id}, who="hayashi")
        self.done("inventory", "inspect_delivery", {"delivery_id": delivery_id, "counted": CARDS}, who="hayashi", second="manager")
        cards = self.console["inventory"].query("cards_of_delivery", {"delivery_id": delivery_id, "after_line": 0}, ticket=self.tickets["hayashi"])["result"]["cards"]
        slots = {}
        for number, card in enumerate(cards, 1):
            self.done("inventory", "record_preset", {"card_id": card["card_id"], "terminal_number": 1, "expires_on": 20360101 + number}, who="hayashi")
            self.done("inventory", "store_card", {"card_id": card["card_id"], "slot": f"A-01-{number:03d}"}, who="hayashi")
            slots[f"A-01-{number:03d}"] = card["tracking_number"]
        return slots

    def pid_of(self, service):
        """Whichever process it is by now; `up` starts it again."""
        end = time.monotonic() + 30
        while time.monotonic() < end:
            self.office._find_pids()
            pid = self.office.pids.get(service)
            if pid and os.path.exists(f"/proc/{pid}"):
                return pid
            time.sleep(0.02)
        raise AssertionError(f"{service} was not started again")

    def killed_while_asked(self, chance, name, body, second=None, service="inventory", who="hayashi", **more):
        """The command is on its way when the service dies; the same command again gets the answer. Returns it."""
        connection = self.console[service]
        message = connection.command_message(name, body, ticket=self.tickets[who], second=self.tickets[second] if second else None, **more)
        pid = self.pid_of(service)
        connection.send({**message, "request": next(connection.requests)})
        time.sleep(chance.random() * 0.004)
        os.kill(pid, signal.SIGKILL)
        answer = connection.ask_until_taken(message, 40)
        self.assertEqual(answer["outcome"], "done", answer)
        return answer

    def test_count__killed_in_the_middle_loses_nothing_and_is_repeatable(self):
        chance, slots = random.Random(7), self.cards_in_vault()
        closing = self.done("queueing", "begin_closing", {}, who="manager")["position"]
        answers = []
        for _ in range(KILLS):
            answer = self.killed_while_asked(chance, "count_vault", {"counted": CARDS - 1}, second="manager", after=[closing])
            self.assertEqual((answer["result"]["book"], answer["result"]["agrees"], answer["result"]["closed"]), (CARDS, False, False))
            answers.append(answer)
        taking = self.done("inventory", "begin_stocktake", {"kind": "full"}, who="hayashi")["result"]["stocktake_id"]
        for number, (slot, sleeve) in enumerate(slots.items()):
            body = {"stocktake_id": taking, "slot": slot, "tracking_number": sleeve}
            scanned = self.killed_while_asked(chance, "scan_slot", body) if number == 0 else self.done("inventory", "scan_slot", body, who="hayashi")
            self.assertEqual(scanned["result"]["outcome"], "agrees")
        ended = self.killed_while_asked(chance, "end_stocktake", {"stocktake_id": taking}, second="manager")
        self.assertEqual((ended["result"]["expected"], ended["result"]["seen"], ended["result"]["differences"]), (CARDS, CARDS, 0))
        closed = self.done("inventory", "count_vault", {"counted": CARDS}, who="hayashi", second="manager")
        self.assertEqual((closed["result"]["agrees"], closed["result"]["closed"]), (True, True))
        self.entries_are_there_once(answers + [closed], len(slots))

    def entries_are_there_once(self, counts, scans):
        log = [unpack(item) if isinstance(item, bytes) else item for item in self.office.connect("inventory", "audit").every_item(whole=True)]
        names = [event["name"] for entry in log for event in entry.get("events", [])]
        self.assertEqual([names.count(name) for name in ("vault_counted", "slot_scanned", "stocktake_finished", "inventory_day_part_closed")],
                         [len(counts), scans, 1, 1])
        self.assertEqual(len({answer["position"]["sequence"] for answer in counts}), len(counts))

    def test_close__with_every_service_killed_on_the_way_is_one_close_and_one_report(self):
        chance, _ = random.Random(11), self.cards_in_vault()
        closing = self.killed_while_asked(chance, "begin_closing", {}, service="queueing", who="manager")["position"]
        for service in ("reservations", "staff", "audit"):
            os.kill(self.pid_of(service), signal.SIGKILL)
        counted = self.killed_while_asked(chance, "count_vault", {"counted": CARDS}, second="manager", after=[closing])
        self.assertEqual((counted["result"]["agrees"], counted["result"]["closed"]), (True, True))
        end = time.monotonic() + 40
        while (answer := self.command("queueing", "close_day", {}, who="manager"))["outcome"] != "done" and time.monotonic() < end:
            time.sleep(0.2)
        self.assertEqual(answer["outcome"], "done", answer)
        os.kill(self.pid_of("reporting"), signal.SIGKILL)
        self.refused("day_not_open", "queueing", "close_day", {}, who="manager")
        self.one_close_and_one_report()

    def one_close_and_one_report(self):
        console = self.office.connect("reporting", "console")
        answer, end = {}, time.monotonic() + 40
        while answer.get("outcome") != "done" and time.monotonic() < end:
            time.sleep(0.2)
            self.now_us += 61 * 1000000                          # reporting asks itself again after seconds of the office's clock
            self.office.connect("reporting", "tool").control("clock_set", {"at": self.now_us})
            answer = console.query("daily_report", {"date": self.today}, ticket=self.tickets["manager"])
        self.assertEqual(answer.get("outcome"), "done", answer)
        count = answer["result"]["figures"]["count"]
        self.assertEqual((count["counted"], count["book"], count["agrees"]), (CARDS, CARDS, True))
        for service, name in (("queueing", "day_closing"), ("queueing", "day_closed"), ("inventory", "vault_counted"),
                              ("inventory", "inventory_day_part_closed"), ("reservations", "reservations_day_part_closed"),
                              ("staff", "staff_day_part_closed"), ("reporting", "day_reported")):
            log = [unpack(item) if isinstance(item, bytes) else item for item in self.office.connect(service, "audit").every_item(whole=True)]
            self.assertEqual([event["name"] for entry in log for event in entry.get("events", [])].count(name), 1, (service, name))

    # ---- An old view ------------------------------------------------------------------------------------

    def ticket_at_desk(self, desk):
        taken = self.done("queueing", "take_ticket", {"line_id": 2}, who="hayashi")["result"]
        self.done("queueing", "open_desk", {"desk_id": desk}, who="hayashi")
        called = self.done("queueing", "call_next", {"desk_id": desk}, who="hayashi")["result"]
        self.assertEqual(called["ticket_id"], taken["ticket_id"])
        return taken["ticket_id"]

    def test_old_view__a_desk_that_acts_on_it_is_told(self):
        ticket = self.ticket_at_desk(1)
        other, desk = self.office.connect("queueing", "console"), self.console["queueing"]
        os.kill(self.office.pids["queueing"], signal.SIGSTOP)
        try:                                           # both have seen the guest called; the other one is first
            other.send({**other.command_message("dismiss_ticket", {"ticket_id": ticket, "outcome": "left"}, ticket=self.tickets["manager"]), "request": 1})
            desk.send({**desk.command_message("start_service", {"ticket_id": ticket}, ticket=self.tickets["hayashi"]), "request": 900})
            self.assertIsNone(other.answer_to(1, 200))
        finally:
            os.kill(self.office.pids["queueing"], signal.SIGCONT)
        answers = other.answer_to(1, 10000), desk.answer_to(900, 10000)
        self.assertEqual(sorted(answer["outcome"] for answer in answers), ["done", "refused"], answers)
        self.assertIn([answer.get("refusal") for answer in answers], ([None, "ticket_not_called"], ["ticket_in_service", None]))

    def test_old_view__two_desks_and_one_guest(self):
        self.done("queueing", "take_ticket", {"line_id": 2}, who="hayashi")
        desks = [self.office.connect("queueing", "console") for _ in range(2)]
        for number in (1, 2):
            self.done("queueing", "open_desk", {"desk_id": number}, who="hayashi")
        os.kill(self.office.pids["queueing"], signal.SIGSTOP)
        try:
            for number, desk in enumerate(desks, 1):
                desk.send({**desk.command_message("call_next", {"desk_id": number}, ticket=self.tickets["hayashi"]), "request": 1})
        finally:
            os.kill(self.office.pids["queueing"], signal.SIGCONT)
        answers = [desk.answer_to(1, 10000) for desk in desks]
        self.assertEqual(sorted((answer["outcome"], answer.get("refusal")) for answer in answers), [("done", None), ("refused", "nobody_waiting")])

    # ---- A clock set back -----------------------------------------------------------------------------------

    def test_clock__set_back_an_hour_never_turns_time_back(self):
        before = self.done("queueing", "take_ticket", {"line_id": 2}, who="hayashi")["position"]["sequence"]
        self.office.connect("queueing", "tool").control("clock_set", {"at": self.now_us - HOUR_US})
        after = self.command("queueing", "take_ticket", {"line_id": 2}, who="hayashi")["position"]["sequence"]
        log = [unpack(item) if isinstance(item, bytes) else item for item in self.office.connect("queueing", "audit").every_item(whole=True)]
        times = [entry["at"] for entry in log]
        self.assertEqual(times, sorted(times))
        self.assertGreaterEqual(times[after - 1], times[before - 1])


if __name__ == "__main__":
    scratch_office.main()
