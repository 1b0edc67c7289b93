#!/usr/bin/env python3
"""People against a real office: a first login, a leaver, a silent staff service, and that nothing typed stands in any file.

Usage: test_people.py --bin DIRECTORY_OF_PROGRAMS
"""
import os
import signal
import time
import unittest

import scratch_office
from scratch_office import Office, Person

FIRST = "a password for one day"
HEARD_S_MAX = 5                                # a leaver's tickets, security.md 4
BADGE, PIN, STRANGER = "04A2B3C4D5E6F7", "48206173", "nobody-of-that-name"


class People(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.office = Office()
        cls.addClassCleanup(cls.office.close)
        cls.console = {service: cls.office.connect(service, "console") for service in ("staff", "queueing", "inventory")}
        cls.boss = Person(*cls.office.first_account)
        cls.boss_ticket = cls.boss.log_in(cls.console["staff"])

    def done(self, service, name, body, **more):
        answer = self.console[service].command(name, body, **more)
        self.assertEqual(answer["outcome"], "done", answer)
        return answer

    def joins(self, name, role):
        answer = self.done("staff", "create_account", {"name": name, "display_name": "試験 一", "password": FIRST, "role": role}, ticket=self.boss_ticket)
        person = Person(name, FIRST)
        return answer["result"]["account_id"], person, person.log_in(self.console["staff"])

    def until(self, service, name, body, refusal, seconds, **more):
        """Sends the command anew until it is refused so."""
        end = time.monotonic() + seconds
        while (answer := self.console[service].command(name, body, **more)).get("refusal") != refusal:
            self.assertLess(time.monotonic(), end, answer)
            time.sleep(0.05)
        return answer

    def test_leaver__is_out_of_every_service_within_5_s(self):
        account, _, ticket = self.joins("leaver", "site_manager")
        self.assertEqual(self.console["queueing"].command("open_desk", {"desk_id": 1}, ticket=ticket)["refusal"], "day_not_open")
        self.done("staff", "revoke_account", {"account_id": account}, ticket=self.boss_ticket)
        for service, name, body in (("queueing", "open_desk", {"desk_id": 1}), ("inventory", "mark_missing", {"card_id": 1, "incident_number": "I-1"})):
            answer = self.until(service, name, body, "bad_ticket", HEARD_S_MAX, ticket=ticket)
            self.assertEqual(answer["detail"]["field"], "ticket.revoked")
            self.assertEqual(answer["position"]["source"], service)

    def test_city__without_its_code_can_only_enrol(self):
        self.done("staff", "create_account", {"name": "official", "display_name": "試験 二", "password": FIRST, "role": "city"}, ticket=self.boss_ticket)
        staff = self.console["staff"]
        first = staff.command("login", {"name": "official", "password": FIRST})
        self.assertEqual(first["result"]["next_step"], "change_password")
        answer = staff.command("set_last_day", {"account_id": 1, "last_day": 20990101}, ticket=first["shown"]["ticket"])
        self.assertEqual(answer["refusal"], "not_permitted")
        person = Person("official", FIRST)
        person.log_in(staff)
        answer = staff.command("login", {"name": "official", "password": person.password})
        self.assertEqual((answer["outcome"], answer["refusal"]), ("refused", "bad_credentials"))
        person.log_in(staff)

    def test_badge__confirms_beside_a_running_session(self):
        _, _, first = self.joins("first", "operator")
        _, _, second = self.joins("second", "operator")
        self.done("staff", "register_badge", {"badge": BADGE, "pin": PIN}, ticket=second)
        answer = self.done("staff", "login_badge", {"badge": BADGE, "pin": PIN})
        self.assertEqual(len(answer["shown"]["ticket"]), 131)
        self.done("staff", "renew_ticket", {}, ticket=first)

    def test_silence__looks_wait_and_the_counter_goes_on(self):
        _, _, ticket = self.joins("clerk", "operator")
        look = {"notice_number": "ABC000001"}
        self.assertEqual(self.console["inventory"].command("find_card", look, ticket=ticket, purpose="search")["refusal"], "no_such_card")
        os.kill(self.office.pids["staff"], signal.SIGSTOP)
        try:
            self.until("inventory", "find_card", look, "staff_silent", 12, ticket=ticket, purpose="search")
            self.assertEqual(self.console["queueing"].command("open_desk", {"desk_id": 1}, ticket=ticket)["refusal"], "day_not_open")
        finally:
            os.kill(self.office.pids["staff"], signal.SIGCONT)
        self.until("inventory", "find_card", look, "no_such_card", 12, ticket=ticket, purpose="search")

    def test_what_was_typed__stands_in_no_file(self):
        staff = self.console["staff"]
        guess = "a guess that must not be kept"
        self.assertEqual(staff.command("login", {"name": STRANGER, "password": guess})["refusal"], "bad_credentials")
        self.assertEqual(staff.command("login_badge", {"badge": BADGE, "pin": "90817263"})["refusal"], "bad_credentials")
        planted = [word.encode() for word in (STRANGER, guess, FIRST, BADGE, self.boss.password, self.boss.secret)]
        files = 0
        for folder, _, names in os.walk(self.office.scratch):
            for name in names:
                path = os.path.join(folder, name)
                if not os.path.isfile(path):
                    continue
                with open(path, "rb") as file:
                    held = file.read()
                files += 1
                for word in planted:
                    self.assertNotIn(word, held, path)
        self.assertGreater(files, 20)


if __name__ == "__main__":
    scratch_office.main()
