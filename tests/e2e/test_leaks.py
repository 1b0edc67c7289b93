#!/usr/bin/python3
"""What people type and what the system hands out is planted at a real office: names, numbers, passwords, codes, tickets, an individual number. Then every
file of the office and everything it logged is searched for it in many forms, while it runs and after it has ended. Log lines
are JSON with fields of the allow-list only. (The same on a cable: test_network.py OverTheCable.)

    test_leaks.py --bin DIRECTORY_OF_PROGRAMS
"""
import base64
import json
import os
import re
import signal
import time
import unittest

import scratch_office
from scratch_office import Office, ROOT, date_of, us_of

PASSWORD, WRONG_PASSWORD, UNKNOWN_NAME = "seven brass lanterns 41", "eight tin lanterns 42", "nobody-of-that-name-43"
STAFF_NAME, CONTACT = "漏洩　試験之助", "090-8888-4321"
NUMBER = "908172635441"                        # invented; domain reference 1.6
HOLDER = {"name": "植込　花枝", "kana": "ウエコミ ハナエ", "birth_date": 19660607, "address": "大阪府大阪狭山市植込台7丁目77番地の7",
          "notice_number": "PLT700007", "application_id": "70000000000000000000007", "expires_on": 20360607}
MARK = "R7-PLAINLY-KEPT"                       # a delivery's number is nobody's secret: the search must find it


def forms_of_text(text):
    plain = {text, text.replace("-", ""), text.replace(" ", ""), text.replace("　", "")}
    return {form for one in plain for form in (one.encode(), one.encode("utf-16-le"), one.encode("utf-16-be"), one.encode("cp932", "ignore"))} | forms_of_bytes(text.encode())


def forms_of_bytes(data):
    """base64 of what follows 0, 1 or 2 other bytes: the characters that do not depend on the neighbours."""
    shifted = set()
    for before in range(3):
        whole = base64.b64encode(bytes(before) + data).decode().rstrip("=")
        inner = whole[(0, 2, 3)[before]:-1].encode()
        shifted |= {inner, inner.translate(bytes.maketrans(b"+/", b"-_"))}
    return {data, data.hex().encode(), data.hex().upper().encode()} | shifted


def forms(planted):
    made = forms_of_bytes(planted) if isinstance(planted, bytes) else forms_of_text(planted)
    return {form for form in made if len(form) >= 6}


def log_fields():
    with open(os.path.join(ROOT, "common", "shell", "log.h"), encoding="utf-8") as file:
        return {"at", "level", "service", "what"} | set(re.findall(r'X\([A-Z_]+, "(\w+)"\)', file.read()))


class Leaks(unittest.TestCase):
    def setUp(self):
        self.office = Office()
        self.addCleanup(self.office.close)
        self.console = {service: self.office.connect(service, "console") for service in ("staff", "inventory", "queueing")}
        self.gate = self.office.connect("reservations", "bridge")
        now = self.gate.status()["now"]
        self.days = self.gate.query("open_days", {"from": date_of(now), "days": 40})["result"]["days"]
        self.office.set_clock(us_of(self.days[1]["date"], self.days[1]["opens_minute"] + 30))
        self.planted = {}

    def done(self, answer):
        self.assertEqual(answer["outcome"], "done", answer)
        return answer

    def plant_people(self):
        name, password = self.office.first_account
        boss = self.office.log_in(self.console["staff"], name, password)
        self.done(self.console["staff"].command("create_account", {"name": "uekomi", "display_name": STAFF_NAME, "password": PASSWORD, "role": "operator"}, ticket=boss))
        ticket = self.office.log_in(self.console["staff"], "uekomi", PASSWORD)
        self.console["staff"].command("login", {"name": "uekomi", "password": WRONG_PASSWORD})
        self.console["staff"].command("login", {"name": UNKNOWN_NAME, "password": WRONG_PASSWORD})
        self.planted |= {"first password": password, "password": PASSWORD, "wrong password": WRONG_PASSWORD, "unknown name": UNKNOWN_NAME, "staff name": STAFF_NAME,
                         "ticket": ticket, "manager's ticket": boss}
        for who, person in self.office.people.items():
            self.planted[f"later password of {who}"] = person.password
            if person.secret:
                self.planted[f"code generator of {who}"] = person.secret
                self.planted[f"its bytes of {who}"] = base64.b32decode(person.secret)
        return ticket

    def plant_card(self, ticket):
        inventory = self.console["inventory"]
        delivery = self.done(inventory.command("begin_delivery", {"delivery_number": MARK, "file_sha256": b"\7" * 32, "row_count": 1}, ticket=ticket))["result"]["delivery_id"]
        row = {"line": 1, "box": "01-1", "serial": 1, "application_kind": "first", "holder": HOLDER}
        self.done(inventory.command("add_delivery_rows", {"delivery_id": delivery, "rows": [row]}, ticket=ticket))
        self.done(inventory.command("commit_delivery", {"delivery_id": delivery}, ticket=ticket))
        found = self.done(inventory.command("find_card", {"notice_number": HOLDER["notice_number"]}, ticket=ticket, purpose="inspection"))
        self.assertEqual(found["shown"]["name"], HOLDER["name"])
        self.planted |= {key: value for key, value in HOLDER.items() if isinstance(value, str)}

    def plant_booking(self):
        place = {"date": self.days[3]["date"], "start_minute": 600, "people": 1, "procedure": "cert_renew"}
        held = self.done(self.gate.command("hold_place", place))["result"]["hold_id"]
        booked = self.done(self.gate.command("book", {"hold_id": held, "contact": CONTACT}))
        self.assertEqual(self.gate.query("reservation_by_code", {"code": booked["shown"]["code"]})["outcome"], "done")
        self.planted |= {"contact": CONTACT, "booking code": booked["shown"]["code"]}

    def plant_number(self, ticket):
        """Everywhere a text can be typed: refused, and kept nowhere."""
        grouped = f"{NUMBER[:4]} {NUMBER[4:8]} {NUMBER[8:]}"
        full_width = NUMBER.translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
        place = {"date": self.days[3]["date"], "start_minute": 615, "people": 1, "procedure": "cert_renew"}
        held = self.done(self.gate.command("hold_place", place))["result"]["hold_id"]
        for text in (NUMBER, grouped, full_width):
            refused = self.gate.command("book", {"hold_id": held, "contact": text})
            self.assertEqual(refused["detail"]["reason"], "individual_number", refused)
            self.console["staff"].command("create_account", {"name": "other", "display_name": text, "password": PASSWORD, "role": "operator"}, ticket=ticket)
            self.gate.command("hold_place", {**place, NUMBER: 1})
            self.gate.query(NUMBER, {})
        self.planted |= {"number": NUMBER, "number in groups": grouped, "number in full width": full_width}

    def everything(self):
        for folder, _, names in os.walk(self.office.scratch):
            for name in names:
                path = os.path.join(folder, name)
                if os.path.isfile(path) and not os.path.islink(path):
                    with open(path, "rb") as file:
                        yield path, file.read()

    def search(self):
        files = {path: re.sub(rb"\0{16,}", bytes(16), content) for path, content in self.everything()}      # rooms kept free are long
        self.assertTrue(any(MARK.encode() in content for content in files.values()), "the search does not find what is there")
        leaks = [(what, os.path.relpath(path, self.office.scratch)) for what, planted in self.planted.items() for path, content in files.items()
                 if any(form in content for form in forms(planted))]
        self.assertEqual(leaks, [])
        return len(files)

    def test_nothing_that_was_typed_or_handed_out_lies_in_a_file_or_log(self):
        ticket = self.plant_people()
        self.plant_card(ticket)
        self.plant_booking()
        self.plant_number(ticket)
        self.assertGreaterEqual(len(self.planted), 18, sorted(self.planted))
        time.sleep(1)                              # followers and audit take what was done
        self.assertGreater(self.search(), 30)
        self.office.process.send_signal(signal.SIGINT)
        self.office.process.communicate(timeout=20)
        self.search()
        self.log_lines_hold_allowed_fields()

    def log_lines_hold_allowed_fields(self):
        allowed, lines = log_fields(), []
        for path, content in self.everything():
            if os.path.basename(path) == "log":
                lines += content.decode().splitlines()
        self.assertGreater(len(allowed), 10)
        self.assertGreaterEqual(len(lines), 12, "six services say when they begin and end")
        for line in lines:
            fields = json.loads(line)
            self.assertLessEqual(set(fields), allowed, line)
            self.assertTrue(all(isinstance(value, (str, int)) for value in fields.values()), line)


if __name__ == "__main__":
    scratch_office.main()
