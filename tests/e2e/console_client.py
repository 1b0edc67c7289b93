"""A browser at the console, as far as HTTP goes: cookies, the page's token, ids of commands. For the end-to-end tests.

    page = Browser("http://127.0.0.1:8787")
    page.enrol("BEMS-DFW4-K81KQ")
    page.log_in(scratch_office.Person("admin", "password"))
    answer = page.say("queueing", "open_day", {"date": "2027-03-01"})
"""
import http.client
import itertools
import json
import time

import scratch_office


class Answer:
    def __init__(self, response, body):
        self.status, self.headers, self.body = response.status, response.headers, body
        self.json = json.loads(body) if body and response.headers.get_content_type() == "application/json" else None

    def __repr__(self):
        return f"{self.status} {self.body[:400]!r}"


class Browser:
    def __init__(self, origin, timeout_s=30):
        self.origin, self.timeout_s = origin, timeout_s
        self.host, self.port = origin.removeprefix("http://").rsplit(":", 1)
        self.cookies, self.token, self.instance, self.sequences = {}, None, None, itertools.count(1)

    def send(self, method, path, body=None, headers=None, host=None):
        """One request on a connection of its own; what `headers` sets to None is left out."""
        wanted = {"Host": host or f"{self.host}:{self.port}"}
        if self.cookies:
            wanted["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if method == "POST":
            wanted |= {"Origin": self.origin, "Sec-Fetch-Site": "same-origin", "Content-Type": "application/json", "X-Token": self.token}
        wanted |= headers or {}
        connection = http.client.HTTPConnection(self.host, int(self.port), timeout=self.timeout_s)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
            for name, value in wanted.items():
                if value is not None:
                    connection.putheader(name, value)
            if data is not None:
                connection.putheader("Content-Length", str(len(data)))
            connection.endheaders(data)
            response = connection.getresponse()
            answer = Answer(response, response.read())
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, value = line.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return answer

    def get(self, path, **more):
        return self.send("GET", path, **more)

    def post(self, path, body, **more):
        return self.send("POST", path, body, **more)

    def look(self):
        """GET /session, as a page does when it is opened."""
        return self._seen(self.get("/session"))

    def _seen(self, answer):
        if answer.status == 200:
            self.token = answer.json["token"]
            if self.instance is None:
                self.instance = answer.json["instance"]
        return answer

    def change(self, path, body):
        """POST to something below /session."""
        if self.token is None:
            self.look()
        return self._seen(self.post(path, body))

    def enrol(self, code):
        return self.change("/session/device", {"code": code})

    def next_id(self):
        if self.instance is None:
            self.look()
        return {"instance": self.instance, "sequence": next(self.sequences)}

    def say(self, service, command, body, **more):
        """A command; more: purpose, second, as_, after, id."""
        if "as_" in more:
            more["as"] = more.pop("as_")
        return self.post(f"/api/{service}/{command}", {"id": more.pop("id", None) or self.next_id(), "body": body, **more})

    def ask(self, service, query, fields=""):
        return self.get(f"/api/{service}/{query}{'?' + fields if fields else ''}")

    def now_us(self):
        return scratch_office.us_of_text(self.look().json["now"])

    def log_in(self, person, beside=False):
        """The whole way of a new person: own password, code generator, and so on. Returns the session."""
        body = {"name": person.name, "password": person.password}
        if beside:
            body["beside"] = True
        if person.secret:
            person.used = max(self.now_us() // 30000000, person.used + 1)
            body["code"] = scratch_office.code_of(person.secret, person.used)
        answer = self.change("/session/login", body)
        assert answer.status == 200, answer
        own = next(one for one in answer.json["persons"] if one["name"] == person.name)
        step, as_ = own.get("next_step"), own["account_id"]
        if step == "change_password":
            fresh = person.fresh_password()
            answer = self.say("staff", "change_password", {"password": person.password, "new_password": fresh}, as_=as_)
            assert answer.status == 200, answer
            person.password = fresh
            return self.log_in(person, beside)
        if step == "enrol_second_factor":
            answer = self.say("staff", "begin_second_factor", {}, as_=as_)
            assert answer.status == 200, answer
            person.secret, person.used = answer.json["shown"]["secret"], self.now_us() // 30000000
            answer = self.say("staff", "confirm_second_factor", {"code": scratch_office.code_of(person.secret, person.used)}, as_=as_)
            assert answer.status == 200, answer
            answer = self.change("/session/renew", {"account_id": as_})
            assert answer.status == 200, answer
        return answer.json


class Stream:
    """GET /events, read line by line."""

    def __init__(self, browser, after=None):
        self.connection = http.client.HTTPConnection(browser.host, int(browser.port), timeout=20)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items())}
        if after is not None:
            headers["Last-Event-ID"] = str(after)
        self.connection.request("GET", "/events", headers=headers)
        self.response = self.connection.getresponse()

    def events(self, deadline_s):
        """Each (id, event, data) that comes until then."""
        end, event = time.monotonic() + deadline_s, {}
        while time.monotonic() < end:
            line = self.response.readline().decode().rstrip("\r\n")
            if line == "" and "data" in event:
                yield event.get("id"), event.get("event"), json.loads(event["data"])
                event = {}
            elif ":" in line and not line.startswith(":"):
                name, value = line.split(":", 1)
                event[name] = value.removeprefix(" ")

    def close(self):
        self.connection.close()
