#!/usr/bin/python3
"""An office for the tests in a browser: what tests/e2e knows of offices and people, spoken to in lines of JSON (office.mjs does).

    office.py --bin DIRECTORY_OF_PROGRAMS

A line { "do": NAME, … } is answered by one: { "ok": … } or { "error": text }. The end of the input ends the office.
"""
import argparse
import json
import os
import re
import signal
import socket
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
import scratch_office
from scratch_office import Office, Person, code_of, date_of, us_of


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Host:
    """One office at the morning of an open day, and the people made so far."""

    def __init__(self):
        self.office = Office(port=free_port())              # a console that is started again is where it was
        self.frozen = set()
        self.connections, self.tickets, self.today = {}, {}, None
        self.boss = Person(*self.office.first_account)
        self.people = {self.boss.name: self.boss}

    def connection(self, service, peer):
        if (service, peer) not in self.connections:
            self.connections[service, peer] = self.office.connect(service, peer)
        return self.connections[service, peer]

    def ticket(self, name):
        if name not in self.tickets:
            self.tickets[name] = self.people[name].log_in(self.connection("staff", "console"))
        return self.tickets[name]

    # ---- What a test may ask for ----

    def about(self):
        address, terminal, code = self.office.console
        return {"address": address, "terminal": terminal, "code": code, "data": self.office.data, "keys": self.office.keys}

    def morning(self, minute):
        """The clock stands at so many minutes after the opening of the second open day from now; all tickets are over then."""
        now = self.connection("queueing", "console").status()["now"]
        days = self.connection("reservations", "bridge").query("open_days", {"from": date_of(now), "days": 40})["result"]["days"]
        self.today = days[1]["date"]
        self.office.set_clock(us_of(self.today, days[1]["opens_minute"] + minute))
        self.tickets.clear()
        return self.today

    def person(self, name, role, display_name, ready):
        """A new account that has its own password and, where the role asks, its code generator; `ready`: with trainings and pledge."""
        console, boss, first = self.connection("staff", "console"), self.ticket(self.boss.name), Person.fresh_password()
        made = console.command("create_account", {"name": name, "display_name": display_name, "role": role, "password": first}, ticket=boss)
        assert made["outcome"] == "done", made
        if ready:
            self.office.make_ready(console, boss, made["result"]["account_id"])
        self.people[name] = Person(name, first)
        self.ticket(name)
        return {"name": name, "password": self.people[name].password, "account_id": made["result"]["account_id"], "factor": self.people[name].secret is not None}

    def account(self, name):
        """Somebody made before, or the first account."""
        self.ticket(name)
        return {"name": name, "password": self.people[name].password, "factor": self.people[name].secret is not None}

    def factor(self, name):
        """The next code of that person's generator; each is good once."""
        person = self.people[name]
        person.used = max(self.connection("staff", "console").status()["now"] // 30000000, person.used + 1)
        return code_of(person.secret, person.used)

    def device(self, terminal):
        done = subprocess.run([scratch_office.program("madoguchi"), "device", "code", terminal, "--dir", self.office.data, "--keys", self.office.keys],
                              capture_output=True, check=True, text=True, timeout=30, stdin=subprocess.DEVNULL)
        return re.search(rf"{terminal}: (\S+)", done.stdout).group(1)

    def say(self, service, name, body, who=None, second=None, peer="console", **more):
        answer = self.connection(service, peer).command(name, bytes_in(body), ticket=self.ticket(who) if who else None, second=self.ticket(second) if second else None, **more)
        assert answer["outcome"] == "done", answer
        return answer

    def ask(self, service, name, body, who=None, peer="console"):
        return self.connection(service, peer).query(name, body, ticket=self.ticket(who) if who else None)["result"]

    def kill(self, service):
        """Outright; `up` starts it again."""
        os.kill(self.office.pids[service], signal.SIGKILL)

    def freeze(self, service):
        os.kill(self.office.pids[service], signal.SIGSTOP)
        self.frozen.add(service)

    def thaw(self, service):
        os.kill(self.office.pids[service], signal.SIGCONT)
        self.frozen.discard(service)


ASKED = ("about", "morning", "person", "account", "factor", "device", "say", "ask", "kill", "freeze", "thaw")


def bytes_in(value):
    """JSON has no bytes: "hex:0a0b" stands for them."""
    if isinstance(value, dict):
        return {key: bytes_in(one) for key, one in value.items()}
    if isinstance(value, list):
        return [bytes_in(one) for one in value]
    return bytes.fromhex(value[4:]) if isinstance(value, str) and value.startswith("hex:") else value


def plain(value):
    return value.hex() if isinstance(value, bytes) else str(value)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True, help="directory of the built programs")
    scratch_office.programs = os.path.abspath(parser.parse_args().bin)
    signal.signal(signal.SIGTERM, scratch_office.give_up)
    signal.signal(signal.SIGINT, signal.SIG_IGN)                   # the keyboard's goes to the whole group; the end of the input ends us
    host = Host()
    print(json.dumps({"ok": host.about()}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        name = asked.pop("do")
        try:
            assert name in ASKED, name
            answer = {"ok": getattr(host, name)(**asked)}
        except Exception as error:                                 # the test is told, whatever it was
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer, default=plain), flush=True)
    for service in list(host.frozen):
        host.thaw(service)
    host.office.close()


if __name__ == "__main__":
    main()
