"""The figures of a day, counted from the events of their owners: queueing, inventory, reservations. Nothing here looks at what
reporting said. Definitions: see the report itself, beside each figure. Times in microseconds, dates as yyyymmdd."""
import calendar
import time

MINUTE = 60_000_000
TOKYO = 9 * 60 * MINUTE


def midnight(date):
    return calendar.timegm((date // 10000, date // 100 % 100, date % 100, 0, 0, 0)) * 1_000_000 - TOKYO


def figures_of_times(values):
    values = sorted(values)
    n = len(values)
    if n == 0:
        return {"n": 0, "p50_us": 0, "p90_us": 0, "mean_us": 0, "max_us": 0}
    rank = lambda percent: values[-(-percent * n // 100) - 1]
    return {"n": n, "p50_us": rank(50), "p90_us": rank(90), "mean_us": (sum(values) + n // 2) // n, "max_us": values[-1]}


# ---- Reading ----------------------------------------------------------------------------------------------


class Ticket:
    """A visit: parts (from, first call, last call, start, end), and what lay within it and was no handling."""

    def __init__(self, body):
        self.id, self.date, self.taken, self.people = body["ticket_id"], body["date"], body["at_us"], body["people"]
        self.line, self.origin, self.language = body["line_id"], body.get("origin", "ours"), "japanese"
        self.reservation, self.booked, self.late = body.get("reservation_id"), body.get("booked_us", 0), body["late"]
        self.parts = [{"from": self.taken}]
        self.passes, self.apart, self.held, self.procedures = 0, [], [], []
        self.passed = self.returned = self.open = False
        self.ended = self.outcome = self.receiver = self.dismissal = self.holds = None
        self.waits = {}

    def part(self):
        return self.parts[-1]

    def give_back(self, at):
        if self.holds is not None:
            self.held.append((self.holds, at))
        self.holds = None

    def end_wait(self, kind, at):
        if kind in self.waits:
            self.apart.append((self.waits.pop(kind), at, kind))

    def stop(self, at):
        self.give_back(at)
        for kind in list(self.waits):
            self.end_wait(kind, at)

    def take(self, name, body):
        at, part = body.get("at_us", 0), self.part()
        if name == "ticket_called":
            part.setdefault("call", at)
            part["last"] = at
            self.holds = at if body["terminal_in_use"] else None
        elif name == "ticket_recalled":
            part["last"] = at
        elif name == "ticket_passed":
            self.stop(at)
            self.passed = True
        elif name == "ticket_returned":
            self.returned = True
        elif name == "service_started":
            part["start"] = at
        elif name == "ticket_parked":
            self.give_back(at)
            self.waits["parked"] = at
        elif name == "ticket_resumed":
            self.end_wait("parked", at)
            self.holds = at if body["terminal_in_use"] else None
        elif name == "city_wait_begun":
            self.waits["city"] = at
        elif name == "city_wait_ended":
            self.end_wait("city", at)
        elif name == "ticket_transferred":
            self.stop(at)
            self.procedures += body.get("procedures", [])
            part["end"] = at
            self.parts.append({"from": at})
        elif name == "service_finished":
            self.stop(at)
            self.procedures += body.get("procedures", [])
            part["end"] = self.ended = at
            self.outcome, self.receiver = body["outcome"], body.get("receiver_class")
            self.language = body.get("language", "japanese")
        elif name in ("ticket_dismissed", "later_contact_agreed"):
            self.stop(at)
            self.ended, self.dismissal = at, body.get("outcome", "later")

    # What the figures ask

    def first_call(self):
        return next((p["call"] for p in self.parts if "call" in p), None)

    def gone(self):
        return self.dismissal in ("left", "cancelled")

    def guest(self):
        """Not given out twice, nor to try a machine."""
        return self.dismissal not in ("duplicate", "test")

    def called(self):
        return self.first_call() is not None and not self.gone()

    def waited(self, until):
        return max(0, until - (self.taken if self.late else max(self.taken, self.booked)))

    def left_at(self, closed):
        return self.ended if self.dismissal == "cancelled" else self.first_call() or closed

    def handled(self, part, stops):
        """The part without whatever counts apart: microseconds left uncovered."""
        at, left = part["start"], 0
        for begin, end in sorted([(a, b) for a, b, _ in self.apart] + stops):
            left += max(0, min(begin, part["end"]) - at)
            at = max(at, min(end, part["end"]))
        return left + max(0, part["end"] - at)


class Office:
    """What the events say, day by day."""

    def __init__(self, events):
        self.lines, self.written = {}, []
        self.tickets, self.bookings, self.hours, self.stops, self.hand_overs, self.outages = {}, {}, {}, [], {}, {}
        for source, epoch, number, name, body in events:
            if source == "queueing":
                self.queueing(name, body)
            elif source == "reporting" and name in ("phone_call_recorded", "inquiry_recorded", "complaint_recorded", "incident_recorded"):
                self.written.append((name, body))
            elif name == "reservations_day_part_closed":
                self.hours[body["date"]] = body
            elif name == "outage_begun" and source == "reservations":
                self.outages[body["outage_id"]] = dict(body, said=(epoch, number), end=None)
            elif name == "outage_ended" and source == "reservations":
                self.outages[body["outage_id"]]["end"] = (body["at_us"], (epoch, number))

    def queueing(self, name, body):
        ticket, booking = self.tickets.get(body.get("ticket_id")), self.bookings.get(body.get("reservation_id"))
        if name == "day_opened":
            self.lines[body["date"]] = body.get("lines", [])
        if name == "ticket_taken":
            self.tickets[body["ticket_id"]] = Ticket(body)
        elif ticket is not None:
            ticket.take(name, body)
        if name == "ticket_called" and body.get("passed_over") in self.tickets:
            self.tickets[body["passed_over"]].passes += 1
        elif name == "handed_over_to_city" and ticket is not None:
            matters = self.hand_overs.setdefault(ticket.date, {})
            matters[body["matter"]] = matters.get(body["matter"], 0) + 1
        elif name == "counter_stopped":
            self.stops.append([body["at_us"], None, body["kind"]])
        elif name == "counter_resumed":
            for stop in self.stops:
                if stop[2] == body["kind"] and stop[1] is None:
                    stop[1] = body["at_us"]
        elif name == "visit_expected":
            self.bookings[body["reservation_id"]] = {"date": body["date"], "end": None, "was_missed": False, "by": body["missed_at_us"]}
        elif name == "visit_dropped" and booking is not None:
            booking["end"] = body["end"]
        elif name == "guest_checked_in" and booking is not None:
            booking.update(end="attended", was_missed=booking["was_missed"] and body["at_us"] > booking["by"])
        elif name == "visit_moved" and booking is not None:
            booking.update(date=body["date"], by=body["missed_at_us"])
        elif name == "guest_missed" and booking is not None:
            booking.update(end="missed", was_missed=True)


# ---- Counting ---------------------------------------------------------------------------------------------


def ticket_counts(tickets):
    dismissed = lambda how: sum(t.dismissal == how for t in tickets)
    return {
        "taken": len(tickets), "booked": sum(t.reservation is not None for t in tickets), "walk_in": sum(t.reservation is None for t in tickets),
        "people": sum(t.people for t in tickets), "called": sum(t.called() for t in tickets), "finished": sum(t.outcome is not None for t in tickets),
        "left": dismissed("left"), "moved": dismissed("moved"), "cancelled": dismissed("cancelled"),
        "overtaken_max": max((t.passes for t in tickets), default=0),
    }


def breakdowns(tickets, lines):
    """The same guests and cases several ways, each with what lies in it."""
    of = lambda chosen: {"tickets": len(chosen), "people": sum(t.people for t in chosen)}
    done = lambda chosen: {"cases": len(chosen), "items": sum(len(t.procedures) for t in chosen)}
    ended = [t for t in tickets if t.outcome is not None]
    alone = lambda procedure: [t for t in ended if t.procedures == [procedure] and len(t.parts) == 1]
    return {
        "lines": {line["line_id"]: of([t for t in tickets if t.line == line["line_id"]]) for line in lines},
        "origins": {origin: of([t for t in tickets if t.origin == origin]) for origin in {t.origin for t in tickets}},
        "outcomes": {outcome: done([t for t in ended if t.outcome == outcome]) for outcome in {t.outcome for t in ended}},
        "receivers": {receiver: done([t for t in ended if t.receiver == receiver]) for receiver in {t.receiver for t in ended if t.receiver}},
        "spoken": {language: done([t for t in ended if t.language == language]) for language in {t.language for t in ended}},
        "procedures": {procedure: {"items": sum(t.procedures.count(procedure) for t in tickets), "alone": alone(procedure)}
                       for procedure in {p for t in tickets for p in t.procedures}},
    }


def time_spans(tickets, stops):
    ended = [t for t in tickets if t.outcome is not None]
    first = [t.parts[0] | {"t": t} for t in tickets]
    later = [p | {"t": t} for t in tickets for p in t.parts[1:]]
    whole = lambda parts: [p["t"].handled(p, stops) for p in parts if "start" in p and "end" in p]
    waits = lambda kind: [sum(b - a for a, b, k in t.apart if k == kind) for t in tickets if any(k == kind for _, _, k in t.apart)]
    return {
        "waiting": figures_of_times([t.waited(t.first_call()) for t in tickets if t.called()]),
        "way": figures_of_times([p["start"] - p["last"] for p in first if "start" in p]),
        "handling": figures_of_times(whole(first)), "stay": figures_of_times([t.ended - t.taken for t in ended]),
        "second_waiting": figures_of_times([p["call"] - p["from"] for p in later if "call" in p]), "second_handling": figures_of_times(whole(later)),
        "parked": figures_of_times(waits("parked")), "city_decision": figures_of_times(waits("city")),
    }


def waiting_share(tickets, closed, minutes):
    within = sum(t.called() and t.waited(t.first_call()) <= minutes * MINUTE for t in tickets)
    late = sum(t.gone() and t.waited(t.left_at(closed)) > minutes * MINUTE for t in tickets)
    return {"within": within, "base": sum(t.called() for t in tickets) + late}


def on_time_share(tickets, minutes):
    came = [t for t in tickets if t.booked and not t.late]
    return {"within": sum(t.first_call() is not None and t.waited(t.first_call()) <= minutes * MINUTE for t in came), "base": len(came)}


def first_visit_share(tickets):
    ended = [t.outcome for t in tickets if t.outcome not in (None, "continues", "withdrawn")]
    return {"within": ended.count("done"), "base": len(ended)}


def half_hours(tickets, date, hours):
    """Half-open, on the grid of 09:00, between opening and closing; what lies outside apart."""
    minutes = [((t.taken - midnight(date)) // MINUTE if t.taken > midnight(date) else 0, t.people) for t in tickets]
    opens = hours.get("opens_minute", 540)
    closes = hours.get("closes_minute", max((m for m, _ in minutes), default=0) + 1)
    bounds = [0, opens] + [m for m in range(0, 1441, 30) if opens < m < closes]
    if "closes_minute" in hours:
        bounds += [closes]
    if "closes_minute" in hours or closes > opens:
        bounds += [1440 if "closes_minute" in hours else min(1440, -(-closes // 30) * 30)]
    parts = [{"from_minute": a, "until_minute": b, "tickets": 0, "people": 0} for a, b in zip(bounds, bounds[1:])]
    for minute, people in minutes:
        part = next((p for p in parts if minute < p["until_minute"]), parts[-1])
        part["tickets"] += 1
        part["people"] += people
    return parts


def booking_figures(bookings):
    ended = lambda how: sum(b["end"] == how for b in bookings)
    return {
        "due": sum(b["end"] not in ("cancelled", "lapsed") for b in bookings), "attended": ended("attended"),
        "late": sum(b["end"] == "attended" and b["was_missed"] for b in bookings), "missed": ended("missed"), "cancelled": ended("cancelled"),
    }


NAMES = {"preset": "card_preset", "stored": "card_stored", "posted": "notice_posted", "issued": "card_issued", "found": "card_found",
         "disposed": "card_disposed", "transferred": "card_transferred", "missing": "card_missing", "returned": "notice_returned",
         "reposted": "notice_reposted", "reminded": "notice_reminded", "held": "card_held", "released": "card_released", "explained": "card_explained",
         "mailed": "card_mailed", "issues_corrected": "issue_corrected",
         "deliveries_arrived": "delivery_arrived", "deliveries_inspected": "delivery_inspected"}


def card_figures(moves, opening):
    """Conservation: opening + arrived + found + received = issued - issues corrected + disposed + mailed + transferred + missing + in hand."""
    of = lambda name: [body for _, _, event, body in moves if event == name]
    cards = {what: len(of(name)) for what, name in NAMES.items()}
    cards["opening"] = opening + sum(body["card_count"] for body in of("opening_taken_over"))
    lists = [body["card_count"] - body.get("received_count", 0) for body in of("delivery_arrived")]       # what came before its list is in a box received
    cards["arrived"] = sum(lists) + sum(body["counted"] for body in of("box_received"))
    cards["deliveries_arrived"] = sum(not body.get("received") for body in of("delivery_arrived")) + len(of("box_received"))
    cards["received"] = len(of("card_received")) + sum(body["place"] == "branch" for body in of("card_missing"))
    gone = cards["issued"] + cards["disposed"] + cards["mailed"] + cards["transferred"] + cards["missing"] - cards["issues_corrected"]
    cards["in_hand"] = max(0, cards["opening"] + cards["arrived"] + cards["found"] + cards["received"] - gone)
    counts = of("vault_counted")
    last = counts[-1] if counts else {}
    for what, name in (("on_hold", "on_hold"), ("in_box", "in_box"), ("in_tray", "in_tray"), ("checked_out", "taken_out"), ("at_city", "at_city")):
        cards[what] = last.get(name, 0)
    count = {"made": bool(counts), "counted": counts[0]["counted"] if counts else 0, "book": counts[0]["book"] if counts else 0}
    count["agrees"] = count["made"] and count["counted"] == count["book"]
    return cards, count


def preset_figures(moves):
    """Every trial at a terminal counts, whatever becomes of the card."""
    done = [body["terminal_number"] for _, _, event, body in moves if event == "card_preset"]
    failed = [(body["terminal_number"], body["reason"]) for _, _, event, body in moves if event == "card_preset_failed"]
    terminals, reasons = [number for number, _ in failed], [reason for _, reason in failed]
    return {"preset_failures": {reason: {"count": reasons.count(reason)} for reason in set(reasons)},
            "preset_terminals": {number: {"preset": done.count(number), "failed": terminals.count(number)} for number in set(done + terminals)}}


def tokyo_date(at):
    day = time.gmtime((at + TOKYO) // 1_000_000)
    return day.tm_year * 10000 + day.tm_mon * 100 + day.tm_mday


def attendance(people, since, date):
    """`people`: what staff said up to the day's cut. Who was there, by account; and who went after the close of an earlier day."""
    roles, came, here, late, corrected = {}, set(), {}, [], []
    for epoch, number, name, body in people:
        who = body.get("account_id")
        if name == "account_created":
            roles[who] = body["role"]
        elif name == "logged_in" and who in roles and body.get("place") != "tool":
            key = (tokyo_date(body["at_us"]), who)
            if key not in came:
                here.setdefault(key, {"role": roles[who], "in_us": body["at_us"], "out_us": 0})
                came.add(key)
        elif name == "clocked_out" and (tokyo_date(body["at_us"]), who) in came:
            day = tokyo_date(body["at_us"])
            if (day, who) in here:
                here[day, who]["out_us"] = body["at_us"]
            if day != date and (epoch, number) > since:
                late.append({"date": day, "account_id": who, "role": roles[who], "out_us": body["at_us"]})
        elif name == "attendance_corrected" and who in roles:
            day, in_us, out_us = body["date"], body.get("in_us", 0), body.get("out_us", 0)
            here.pop((day, who), None)
            if in_us:
                here[day, who] = {"role": roles[who], "in_us": in_us, "out_us": out_us}
            if day != date and (epoch, number) > since:
                corrected.append({"date": day, "account_id": who, "role": roles[who], "in_us": in_us, "out_us": out_us})
    return {"attendance": {who: seen for (day, who), seen in here.items() if day == date}, "late_goings": late, "attendance_corrections": corrected}


def phone_figures(calls):
    """Of answered calls; a plain line does not tell of the others."""
    answered = [c for c in calls if c["answered"]]
    seconds = lambda values: figures_of_times([value * 1_000_000 for value in values])
    return {"calls": len(calls), "answered": len(answered), "talk": seconds([c["seconds"] for c in answered]),
            "handling": seconds([c["seconds"] + c.get("after_seconds", 0) for c in answered]),
            "answer": seconds([c["waited_seconds"] for c in answered if c["waited_known"]])}


def written_figures(written):
    of = lambda name: [body for event, body in written if event == name]
    incidents = of("incident_recorded")
    return {"phone": phone_figures(of("phone_call_recorded")), "records": {"complaints": len(of("complaint_recorded")), "incidents": len(incidents)},
            "incident_counts": {kind: {"count": sum(i["kind"] == kind for i in incidents)} for kind in {i["kind"] for i in incidents}}}


def next_day(hours):
    return {what: hours.get("next_" + what, 0) for what in ("date", "bookings", "people", "groups", "cards")}


def terminal_time(tickets, date, hours):
    """Time of the terminals within opening hours, in cases."""
    opens, closes = (midnight(date) + hours[bound] * MINUTE for bound in ("opens_minute", "closes_minute"))
    return sum(max(0, min(b, closes) - max(a, opens)) for t in tickets for a, b in t.held)


def day_figures(office, date, closed, moves, opening, minutes, since=0):
    """`since`: the day reported before; what is written down after its report stands in this one."""
    given_out = [t for t in office.tickets.values() if t.date == date]
    tickets = [t for t in given_out if t.guest()]
    bookings = booking_figures([b for b in office.bookings.values() if b["date"] == date])
    hours = office.hours.get(date, {})
    stops = [(a, b or 1 << 63) for a, b, _ in office.stops]
    cards, count = card_figures(moves, opening)
    counts = ticket_counts(tickets)
    counts.update(duplicates=sum(t.dismissal == "duplicate" for t in given_out), tests=sum(t.dismissal == "test" for t in given_out))
    rows = breakdowns(tickets, office.lines.get(date, []))
    for row in rows["procedures"].values():
        row["handling"] = figures_of_times([t.handled(t.parts[0], stops) for t in row.pop("alone")])
    return {
        "cards": cards, "count": count, **preset_figures(moves), "tickets": counts, "bookings": bookings, **time_spans(tickets, stops),
        "items": sum(len(t.procedures) for t in tickets),
        "waiting_within": waiting_share(tickets, closed, minutes["waiting_minutes"]),
        "waiting_longer": waiting_share(tickets, closed, minutes["waiting_longer_minutes"]), "on_time": on_time_share(tickets, minutes["on_time_minutes"]),
        "abandoned": {"within": counts["left"] + counts["cancelled"], "base": counts["taken"]},
        "not_come": {"within": bookings["missed"], "base": bookings["due"]}, "first_visit": first_visit_share(tickets),
        "cases": {"passed": sum(t.passed for t in tickets), "returned": sum(t.returned for t in tickets), "transferred": sum(len(t.parts) > 1 for t in tickets)},
        "later": {"agreed": sum(t.dismissal == "later" for t in tickets)},
        "half_hours": half_hours(tickets, date, hours), **rows, "next_day": next_day(hours),
        **written_figures([(name, body) for name, body in office.written if since < body["date"] <= date]),
        "hand_overs": {matter: office.hand_overs.get(date, {})[matter] for matter in sorted(office.hand_overs.get(date, {}))},
        "terminal_busy_us": terminal_time(tickets, date, hours) if "closes_minute" in hours else None,
    }


# ---- Beside what reporting said ---------------------------------------------------------------------------


def alike(stated, counted):
    """Whether a stated value says the same: what is absent there is zero or empty."""
    if isinstance(counted, dict):
        return all(alike((stated or {}).get(key), value) for key, value in counted.items())
    if isinstance(counted, list):
        return len(stated or []) == len(counted) and all(alike(a, b) for a, b in zip(stated or [], counted))
    return (stated or 0) == counted


# Lists of the report whose rows go by a name; a row that is not there counts nothing.
ROWS = {"lines": lambda row: row["line"]["line_id"], "origins": lambda row: row["origin"], "outcomes": lambda row: row["outcome"],
        "receivers": lambda row: row["receiver_class"], "spoken": lambda row: row["language"], "procedures": lambda row: row["procedure"], "incident_counts": lambda row: row["kind"],
        "preset_failures": lambda row: row["reason"], "preset_terminals": lambda row: row["terminal_number"], "attendance": lambda row: row["account_id"]}


def rows_alike(stated, counted):
    return all(alike(stated.get(name), counted.get(name, {})) and (name in counted or not any(stated[name].get(what) for what in ("tickets", "cases", "items", "count", "preset", "failed", "in_us")))
               for name in set(stated) | set(counted))


def disagreements(stated, counted):
    """Names of the figures that differ."""
    apart = ("hand_overs", "terminal_busy_us", *ROWS)
    different = [part for part, value in counted.items() if part not in apart and not alike(stated.get(part), value)]
    different += [part for part, name in ROWS.items() if not rows_alike({name(row): row for row in stated.get(part, [])}, counted[part])]
    if {h["matter"]: h["cases"] for h in stated.get("hand_overs", [])} != counted["hand_overs"]:
        different.append("hand_overs")
    if "terminal" in stated and counted["terminal_busy_us"] is not None and stated["terminal"]["busy_us"] != counted["terminal_busy_us"]:
        different.append("terminal")
    return different
