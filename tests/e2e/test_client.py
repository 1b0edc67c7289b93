#!/usr/bin/python3
"""A client in another language against a real office: logins, a booking, repeats, refusals, following through gaps.

    test_client.py --bin DIRECTORY_OF_PROGRAMS
"""
import hashlib
import time
import unittest

import scratch_office
from scratch_office import Office, date_of, us_of
import wire_client
from zmq.utils import z85                      # after scratch_office, which says so when it is missing
from wire_client import Connection, Cursor, Follower, FollowerStopped, Silence, pack, unpack

PASSWORD = "a password for one day"
PEOPLE = {"manager": "site_manager", "hayashi": "operator", "mori": "operator"}
PROCEDURE = "cert_renew"                       # booked without a notice


def without(answer, *keys):
    return {key: value for key, value in answer.items() if key not in ("request", *keys)}


class OfficeCase(unittest.TestCase):
    """One office for all cases: an open day some days ahead, the first account, a site manager and two operators."""

    @classmethod
    def setUpClass(cls):
        cls.office = Office()
        cls.addClassCleanup(cls.office.close)
        now = cls.office.connect("reservations", "tool").status()["now"]
        gate = cls.office.connect("reservations", "bridge")
        days = gate.query("open_days", {"from": date_of(now), "days": 40})["result"]["days"]
        cls.today, cls.later = days[1]["date"], [day["date"] for day in days[2:]]
        cls.now_us = us_of(cls.today, days[1]["opens_minute"] + 30)
        cls.office.set_clock(cls.now_us)
        cls.console = cls.office.connect("staff", "console")
        boss = cls.ticket(*cls.office.first_account)
        for name, role in PEOPLE.items():
            answer = cls.console.command("create_account", {"name": name, "display_name": "試験 一", "password": PASSWORD,
                                                            "role": role}, ticket=boss)
            assert answer["outcome"] == "done", answer
            if role == "operator":
                cls.office.make_ready(cls.console, boss, answer["result"]["account_id"])
        # The end of the first log-in's session is an entry of reservations too: not in the middle of what a case counts.
        gate.query("open_days", {"from": date_of(now), "days": 1}, after=[answer["position"]])

    @classmethod
    def ticket(cls, name, password=PASSWORD):
        return cls.office.log_in(cls.console, name, password)

    def setUp(self):
        self.gate = self.office.connect("reservations", "bridge")

    def free_start(self, date=None):
        """A date and a minute at which a citizen could begin."""
        answer = self.gate.query("free_places", {"from": date or self.later[0], "days": 20, "people": 1, "procedure": PROCEDURE})
        day = answer["result"]["days"][0]
        return day["date"], day["starts"][0]

    def hold(self, gate=None, date=None, **more):
        day, start = self.free_start(date)
        body = {"date": day, "start_minute": start, "people": 1, "procedure": PROCEDURE}
        return (gate or self.gate).command("hold_place", body, **more)

    def done(self, answer):
        self.assertEqual(answer["outcome"], "done", answer)
        return answer

    def not_taken(self, answer, code):
        self.assertEqual((answer["outcome"], answer.get("refusal")), ("not_taken", code), answer)
        return answer


class Booking(OfficeCase):
    def test_booking__hold_then_book_then_found_by_its_code(self):
        held = self.done(self.hold())
        booked = self.done(self.gate.command("book", {"hold_id": held["result"]["hold_id"], "contact": "072-366-0011"}))
        self.assertFalse(booked["result"]["booked_after_expiry"])
        self.assertEqual(booked["position"]["sequence"], held["position"]["sequence"] + 1)
        found = self.done(self.gate.query("reservation_by_code", {"code": booked["shown"]["code"]}))
        self.assertEqual(found["result"]["reservation_id"], booked["result"]["reservation_id"])
        self.assertEqual(found["result"]["procedure"], PROCEDURE)
        self.assertNotIn("repeated", booked)

    def test_repeat__same_bytes_same_answer(self):
        held = self.done(self.hold())
        message = self.gate.command_message("book", {"hold_id": held["result"]["hold_id"]})
        data = pack({**message, "request": 900})
        answers = []
        for _ in range(3):
            self.gate.send(data)
            answers.append(self.gate.answer_to(900, 5000))
        self.assertTrue(all(answers))
        self.assertNotIn("repeated", answers[0])
        for answer in answers[1:]:
            self.assertIs(answer["repeated"], True)
            self.assertEqual(without(answer, "repeated"), without(answers[0]))
        self.assertIn("code", answers[1]["shown"])

    def test_repeat__from_another_connection_of_the_same_peer(self):
        date, start = self.free_start()
        body = {"date": date, "start_minute": start, "people": 1, "procedure": PROCEDURE}
        first = self.done(self.gate.command("hold_place", body))
        with Connection(self.office.endpoints["reservations"], self.office.key("bridge"), self.gate.instance) as other:
            again = other.command("hold_place", body, sequence=first["sequence"])
        self.assertEqual(without(again, "repeated"), without(first))
        self.assertIs(again["repeated"], True)

    def test_repeat__a_refusal_stands(self):
        body = {"date": self.later[0], "start_minute": 600, "people": 10, "procedure": PROCEDURE}
        first = self.gate.command("hold_place", body)
        self.assertEqual((first["outcome"], first["refusal"]), ("refused", "not_bookable"))
        again = self.gate.command("hold_place", body, sequence=first["sequence"])
        self.assertEqual(without(again, "repeated"), without(first))

    def test_repeat__other_content_is_a_conflict(self):
        first = self.done(self.hold())
        for name, body in (("hold_place", {"date": self.later[0], "start_minute": 600, "people": 2, "procedure": PROCEDURE}),
                           ("book", {"hold_id": first["result"]["hold_id"]})):
            answer = self.not_taken(self.gate.command(name, body, sequence=first["sequence"]), "conflict")
            self.assertNotIn("result", answer)

    def test_repeat__below_the_window_is_too_old(self):
        bodies = [{"date": self.later[0], "start_minute": 600 + i, "people": 10, "procedure": PROCEDURE} for i in range(18)]
        answers = [self.gate.command("hold_place", body) for body in bodies]
        newest_forgotten, oldest_kept = answers[1], answers[2]            # a citizen's window holds 16
        again = self.gate.command("hold_place", bodies[2], sequence=oldest_kept["sequence"])
        self.assertEqual(without(again, "repeated"), without(oldest_kept))
        self.not_taken(self.gate.command("hold_place", bodies[1], sequence=newest_forgotten["sequence"]), "too_old")

    def test_answers__a_hundred_requests_in_flight_are_all_answered(self):
        requests = [next(self.gate.requests) for _ in range(120)]
        for request in requests:
            self.gate.send({"kind": "query", "name": "open_days", "request": request,
                            "body": {"from": self.today, "days": 1 + request % 20}})
        for request in requests:
            self.assertEqual(self.gate.answer_to(request, 10000)["outcome"], "done")


class Refused(OfficeCase):
    def test_wrong_role__not_permitted_in_the_log_and_the_id_stays_free(self):
        kiosk = self.office.connect("queueing", "kiosk")
        answer = self.not_taken(kiosk.command("call_next", {"desk_id": 1}), "not_permitted")
        self.assertEqual(answer["position"]["source"], "queueing")
        other = kiosk.command("take_ticket", {"line_id": 3}, sequence=answer["sequence"])
        self.assertEqual((other["outcome"], other["refusal"]), ("refused", "day_not_open"))
        desk = self.office.connect("queueing", "console")
        self.not_taken(desk.command("open_day", {"date": self.today}, ticket=self.ticket("hayashi")), "not_permitted")
        self.not_taken(self.console.command("create_account", {"name": "other", "display_name": "他 人", "password": PASSWORD,
                                                               "role": "operator"}, ticket=self.ticket("manager")), "not_permitted")

    def test_login__wrong_password_and_unknown_name_get_the_same_answer(self):
        answers = [self.console.command("login", {"name": name, "password": "not this one"}) for name in ("manager", "nobody")]
        self.assertEqual([(answer["outcome"], answer["refusal"]) for answer in answers], [("refused", "bad_credentials")] * 2)
        self.assertEqual(*(sorted(answer) for answer in answers))

    def bad_ticket(self, answer, why):
        """Refused, named, and on record."""
        self.not_taken(answer, "bad_ticket")
        self.assertEqual(answer["detail"]["field"], why)
        self.assertEqual(answer["position"]["source"], "queueing")

    def test_ticket__forged_foreign_ended_or_expired_is_a_bad_ticket(self):
        desk, body = self.office.connect("queueing", "console"), {"desk_id": 1}
        good = self.ticket("hayashi")
        for at in (0, 1, 20, 60, len(good) - 1):
            forged = bytes(byte ^ (i == at) for i, byte in enumerate(good))
            self.bad_ticket(desk.command("open_desk", body, ticket=forged), "ticket.forged")
        for forged in (good[:-1], good + b"\0", b"x"):
            self.bad_ticket(desk.command("open_desk", body, ticket=forged), "ticket.forged")
        for peer, why in (("tool", "ticket.other_terminal"), ("bridge", "ticket.no_terminal")):      # issued to the console
            self.bad_ticket(self.office.connect("queueing", peer).command("open_desk", body, ticket=good), why)
        answer = desk.command("open_desk", body, ticket=good)
        self.assertEqual((answer["outcome"], answer["refusal"]), ("refused", "day_not_open"))
        self.assertEqual(self.console.command("log_out", {}, ticket=good)["outcome"], "done")
        self.void_within_5_s(desk, body, good, "ticket.session_ended")
        good = self.ticket("hayashi")
        self.office.set_clock(self.now_us + 11 * 60 * 1000000)
        self.bad_ticket(desk.command("open_desk", body, ticket=good), "ticket.expired")

    def void_within_5_s(self, desk, body, ticket, why):
        end = time.monotonic() + 5
        while (answer := desk.command("open_desk", body, ticket=ticket))["outcome"] != "not_taken":
            self.assertLess(time.monotonic(), end, answer)
        self.bad_ticket(answer, why)

    def test_guesses__thousands_while_a_real_person_logs_in(self):
        """A terminal floods with guesses, each in its own name or in that of one person, who gets in elsewhere."""
        mori = self.ticket("mori")
        self.assertEqual(self.console.command("log_out", {}, ticket=mori)["outcome"], "done")
        flood = self.office.connect("staff", "tool")
        answers = [flood.command("login", {"name": "mori", "password": "guess"})["refusal"] for _ in range(7)]
        self.assertEqual(answers, ["bad_credentials"] * 5 + ["too_many_attempts"] * 2)
        for number in range(2000):
            flood.send({**flood.command_message("login", {"name": "mori" if number % 2 else f"nobody-{number}", "password": "guess"}),
                        "request": next(flood.requests)})
        begun = time.monotonic()
        self.ticket("mori")
        self.assertLess(time.monotonic() - begun, 10)
        while (answer := flood.receive(2000)) is not None:
            self.assertIn(answer["refusal"], ("bad_credentials", "too_many_attempts", "busy"))

    def test_malformed__the_field_is_named_and_where_it_stands(self):
        good = {"date": self.later[0], "start_minute": 600, "people": 1, "procedure": PROCEDURE}
        for change, field, reason in (({"people": 11}, "people", "out_of_range"), ({"people": "1"}, "people", "wrong_type"),
                                      ({"start_minute": 1440}, "start_minute", "out_of_range"), ({"start_minute": -1}, "start_minute", "wrong_type"),
                                      ({"hurry": True}, "hurry", "unknown_field"),
                                      ({"date": 20270230}, "date", "not_a_date"), ({"procedure": "cert"}, "procedure", "not_a_member"),
                                      ({"people": None}, "people", "missing")):
            body = {key: value for key, value in {**good, **change}.items() if value is not None}
            message = self.gate.command_message("hold_place", body)
            data = pack({**message, "request": 700})
            self.gate.send(data)
            answer = self.not_taken(self.gate.answer_to(700, 5000), "malformed")
            detail = answer["detail"]
            self.assertEqual((detail["field"], detail["reason"]), (field, reason))
            self.assertEqual((answer["instance"], answer["sequence"]), (message["instance"], message["sequence"]))
            if reason not in ("missing", "unknown_field"):
                self.assertEqual(data[detail["at"]:][:1], pack({"": change[field]})[2:3], (field, reason))
        self.assertEqual(self.hold(sequence=message["sequence"])["outcome"], "done")       # the id is still free

    def test_texts__an_individual_number_is_refused_however_it_is_written(self):
        held = self.done(self.hold())
        for contact in ("123456789018", "１２３４-５６７８-９０１８", "tel 1234 5678 9018"):
            answer = self.not_taken(self.gate.command("book", {"hold_id": held["result"]["hold_id"], "contact": contact}), "malformed")
            self.assertEqual((answer["detail"]["field"], answer["detail"]["reason"]), ("contact", "individual_number"))

    def test_after__unfollowed_is_said_at_once_and_future_is_not_yet(self):
        kiosk = self.office.connect("queueing", "kiosk")
        after = {"source": "audit", "epoch": 1, "sequence": 1}
        self.not_taken(kiosk.command("take_ticket", {"line_id": 3}, after=[after]), "not_followed")
        after = {"source": "reservations", "epoch": 1, "sequence": 1000000}
        self.not_taken(kiosk.command("take_ticket", {"line_id": 3}, after=[after], deadline_s=3), "not_yet")

    def test_command__late_or_unknown(self):
        self.not_taken(self.hold(until=self.now_us - 1), "expired_command")
        self.not_taken(self.gate.command("hold_a_place", {}), "unknown_message")
        self.not_taken(self.gate.query("open_day", {}), "unknown_message")

    def test_rights__of_the_key(self):
        kiosk = self.office.connect("queueing", "kiosk")
        self.not_taken(kiosk.control("clock_set", {"at": self.now_us}), "not_permitted")
        self.not_taken(self.gate.pull(0, 1), "not_permitted")
        self.not_taken(self.office.connect("reservations", "tool").pull(0, 1, whole=True), "not_permitted")
        self.not_taken(self.office.connect("staff", "kiosk").query("ticket_key", {}), "not_permitted")


class Day(OfficeCase):
    def test_day__who_booked_a_moment_ago_checks_in_is_called_and_served(self):
        held = self.done(self.hold(date=self.later[1]))
        self.done(self.gate.command("book", {"hold_id": held["result"]["hold_id"]}))
        booked = self.done(self.gate.command("book", {"hold_id": self.done(self.hold(date=self.later[1]))["result"]["hold_id"]}))
        found = self.gate.query("reservation_by_code", {"code": booked["shown"]["code"]})["result"]
        self.office.set_clock(us_of(found["date"], found["start_minute"]))
        manager, operator = self.ticket("manager"), self.ticket("hayashi")
        desk, kiosk = self.office.connect("queueing", "console"), self.office.connect("queueing", "kiosk")
        day = self.done(desk.command("open_day", {"date": found["date"]}, ticket=manager))
        came = self.done(kiosk.command("check_in", {"code": booked["shown"]["code"]}, after=[booked["position"], day["position"]][:1]))
        self.assertFalse(came["result"]["late"])
        self.done(desk.command("open_desk", {"desk_id": 1}, ticket=operator))
        called = self.done(desk.command("call_next", {"desk_id": 1}, ticket=operator))
        self.assertEqual(called["result"]["ticket_id"], came["result"]["ticket_id"])
        operator = self.ticket("hayashi")              # a new session: the ticket before is void
        again = desk.command("call_next", {"desk_id": 1}, sequence=called["sequence"], ticket=operator)
        self.assertIs(again["repeated"], True)             # another ticket of the same person, no second call
        self.not_taken(desk.command("call_next", {"desk_id": 1}, sequence=called["sequence"], ticket=self.ticket("mori")), "conflict")
        self.done(desk.command("start_service", {"ticket_id": came["result"]["ticket_id"]}, ticket=operator))
        self.done(desk.command("finish_service", {"ticket_id": came["result"]["ticket_id"], "outcome": "done",
                                                  "procedures": [PROCEDURE]}, ticket=operator))


class Following(OfficeCase):
    def follower(self, items, **more):
        return Follower(self.office.endpoints["reservations"], self.office.key("console"), items.append, **more)

    def everything(self, **more):
        return self.office.connect("reservations", "console").every_item(**more)

    def holds(self, count):
        """Entries with an event each, a refusal among them; the sequence of the last."""
        for _ in range(count):
            self.gate.command("hold_place", {"date": self.today, "start_minute": 600, "people": 10, "procedure": PROCEDURE})
            answer = self.done(self.hold(self.office.connect("reservations", "bridge")))
        return answer["position"]["sequence"]

    def test_follow__through_gaps_to_exactly_what_the_log_holds(self):
        taken, heard, losing = [], [], set()               # losing: kinds of messages that do not get through

        def lose(message):
            heard.append((message["kind"], message["sequence"]))
            return message["kind"] in losing

        self.holds(2)
        with self.follower(taken, lose=lose) as follower:
            gaps = follower.cursor.gaps
            follower.until(lambda: heard)                  # a subscription takes a moment
            last = self.holds(1)
            follower.until(lambda: ("publication", last) in heard and follower.cursor.taken == last)
            losing |= {"publication", "heartbeat"}         # a gap that the publication after it shows
            last = self.holds(3)
            follower.until(lambda: ("publication", last) in heard)
            losing.remove("publication")
            before, last = gaps["publication"], self.holds(1)
            follower.until(lambda: follower.cursor.taken == last)
            self.assertEqual(gaps["publication"], before + 1)
            losing.add("publication")                      # the last publication is lost: only a heartbeat shows it
            last = self.holds(1)
            follower.until(lambda: ("publication", last) in heard)
            losing.clear()
            before = gaps["heartbeat"]
            follower.until(lambda: follower.cursor.taken == last)
            self.assertEqual(gaps["heartbeat"], before + 1)
            kept = follower.cursor.epoch, follower.cursor.taken
            self.assertFalse(follower.silent)
        self.assertEqual(taken, self.everything())
        last = self.holds(3)                               # while nobody followed
        with self.follower(taken, epoch=kept[0], taken=kept[1]) as follower:
            follower.until(lambda: follower.cursor.taken == last)
        self.assertEqual(taken, self.everything())
        self.assertEqual(taken, self.everything(most=2))   # and by small pages
        names = [event["name"] for publication in taken for event in publication["events"]]
        self.assertEqual(names[0], "engine_epoch_started")
        self.assertGreaterEqual(names.count("place_held"), 11)

    def test_follow__personal_values_are_sealed(self):
        held = self.done(self.hold())
        self.done(self.gate.command("book", {"hold_id": held["result"]["hold_id"], "contact": "072-366-9876"}))
        contact = self.everything()[-1]["events"][0]["body"]["contact"]
        self.assertEqual(sorted(contact), ["box", "key", "nonce", "subject"])
        self.assertEqual((len(contact["nonce"]), len(contact["box"]) % 16), (24, 0))
        self.assertNotIn(b"9876", b"".join(map(pack, self.everything())))

    def test_entries__chained_from_the_first_and_hashed_as_the_answers_say(self):
        answers = [self.done(self.hold(self.office.connect("reservations", "bridge"))) for _ in range(3)]
        entries = self.office.connect("reservations", "audit").every_item(whole=True)
        leaves = [hashlib.sha256(b"\0" + entry).digest() for entry in entries]
        previous = [unpack(entry)["previous"] for entry in entries]
        self.assertEqual(previous, [bytes(32), *leaves[:-1]])
        self.assertEqual([unpack(entry)["number"] for entry in entries], list(range(1, len(entries) + 1)))
        peer = hashlib.sha256(z85.decode(self.office.key("bridge").public)).digest()[:8]
        for answer in answers:
            number = answer["position"]["sequence"]
            self.assertEqual(leaves[number - 1], answer["leaf"])
            cause = unpack(entries[number - 1])["cause"]
            self.assertEqual(cause["client"], peer + answer["instance"].to_bytes(8, "big"))
            self.assertEqual((cause["name"], cause["sequence"]), ("hold_place", answer["sequence"]))
        for entry in entries:
            self.assertEqual(pack(unpack(entry)), entry)

    def test_clock__goes_where_it_is_driven(self):
        tool = self.office.connect("reservations", "tool")
        before = tool.status()["now"]
        self.assertEqual(tool.control("clock_set", {"at": before + 1000000})["outcome"], "done")
        self.assertGreaterEqual(tool.status()["now"], before + 1000000)


class Epochs(unittest.TestCase):
    """The follower's rules alone, for what a scratch office never does: lose a part of its log."""

    def setUp(self):
        self.taken = []
        self.cursor = Cursor(lambda publication: self.taken.append(publication["sequence"]), 1, 20)

    def page(self, epoch, start, head, items=(), after=None):
        return {"kind": "page", "epoch": epoch, "epoch_start": start, "head": head, "previous_epoch": epoch - 1,
                "items": [{"kind": "publication", "epoch": epoch, "sequence": s, "before": 0} for s in items],
                "next": after or head + 1}

    def test_new_epoch__that_kept_what_was_taken_goes_on(self):
        self.assertTrue(self.cursor.hear({"kind": "heartbeat", "epoch": 2, "head": 25, "sequence": 25}))
        self.assertFalse(self.cursor.page(self.page(2, 21, 25, (21, 25)), 20))
        self.assertEqual((self.taken, self.cursor.epoch, self.cursor.covered), ([21, 25], 2, 25))

    def test_new_epoch__that_lost_what_was_taken_stops(self):
        for page in (self.page(2, 15, 30), self.page(2, 20, 30), self.page(1, 1, 19)):
            with self.assertRaises(FollowerStopped):
                self.cursor.page(page, 20)
        with self.assertRaises(FollowerStopped):
            self.cursor.not_taken({"refusal": "unknown_epoch"})

    def test_unknown_epoch__with_only_empty_entries_beyond_asks_again_from_what_was_taken(self):
        self.cursor.hear({"kind": "heartbeat", "epoch": 1, "head": 24, "sequence": 20})
        self.assertEqual(self.cursor.covered, 24)
        self.assertTrue(self.cursor.not_taken({"refusal": "unknown_epoch"}))
        self.assertEqual(self.cursor.covered, 20)

    def test_heard__late_or_twice_changes_nothing(self):
        old = {"kind": "publication", "epoch": 1, "sequence": 20, "before": 18}
        self.assertFalse(self.cursor.hear(old))
        self.assertFalse(self.cursor.hear({**old, "epoch": 0, "sequence": 99}))
        self.assertFalse(self.cursor.hear({"kind": "something later"}))
        self.assertEqual(self.taken, [])


class Strangers(OfficeCase):
    def test_unknown_key__is_never_answered(self):
        with Connection(self.office.endpoints["queueing"], wire_client.new_key()) as stranger:
            with self.assertRaises(Silence):
                stranger.status(1.0)


if __name__ == "__main__":
    scratch_office.main()
