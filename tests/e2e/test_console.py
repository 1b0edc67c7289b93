"""The console from a browser's side: a real office, its real console, plain HTTP. One class a part; each has an office of its own.

What it does not do: run the pages (tests/e2e/pages does).
"""
import concurrent.futures
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

import scratch_office
from console_client import Answer, Browser, Stream

NAMES = {"sato": "佐藤 花子", "suzuki": "鈴木 次郎", "takahashi": "高橋 三郎"}      # made up


def tool(office, *words):
    """The operations program on this office; its standard output."""
    done = subprocess.run([scratch_office.program("madoguchi"), *words, "--dir", office.data, "--keys", office.keys], capture_output=True, check=False,
                          text=True, timeout=30, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done
    return done.stdout


class ConsoleTest(unittest.TestCase):
    """An office, its first device enrolled, the service manager logged in there."""

    @classmethod
    def setUpClass(cls):
        cls.office = scratch_office.Office()
        cls.addClassCleanup(cls.office.close)
        cls.address, cls.terminal, cls.code = cls.office.console
        cls.manager = scratch_office.Person(*cls.office.first_account)
        cls.page = Browser(cls.address)
        cls.enrolled = cls.page.enrol(cls.code)
        cls.session = cls.page.log_in(cls.manager)
        cls.people = {}

    @classmethod
    def browser(cls, terminal=None, address=None):
        """Another browser; enrolled as that device when one is named."""
        page = Browser(address or cls.address)
        if terminal:
            page.enrol(re.search(rf"{terminal}: (\S+)", tool(cls.office, "device", "code", terminal)).group(1))
        return page

    @classmethod
    def person(cls, name, role="operator"):
        """An account of its own for each name, made once."""
        if name not in cls.people:
            password = scratch_office.Person.fresh_password()
            answer = cls.page.say("staff", "create_account", {"name": name, "display_name": NAMES[name], "role": role, "password": password})
            assert answer.status == 200, answer
            cls.people[name] = scratch_office.Person(name, password), answer.json["result"]["account_id"]
        return cls.people[name]

    def refused(self, answer, status, refusal):
        self.assertEqual((answer.status, answer.json and answer.json["refusal"]), (status, refusal), answer)
        self.assertTrue(answer.json["ja"] and answer.json["en"], answer)

    def accounts(self, name):
        return [one for one in self.page.ask("staff", "accounts").json["result"]["accounts"] if one["name"] == name]

    @staticmethod
    def written(path):
        try:
            with open(path, encoding="ascii") as file:
                return file.read().strip()
        except FileNotFoundError:
            return ""

    def await_true(self, what, deadline_s=20):
        end = time.monotonic() + deadline_s
        while not what():
            self.assertLess(time.monotonic(), end)
            time.sleep(0.05)


class Sessions(ConsoleTest):
    def test_1_a_pc_becomes_a_device_by_a_code_that_is_good_once(self):
        stranger = Browser(self.address)
        seen = stranger.look()
        self.assertIsNone(seen.json["device"])
        self.assertEqual((seen.json["persons"], seen.json["active"], seen.json["mode"]), ([], None, "trial"))
        self.refused(stranger.enrol(self.code), 403, "device_code_wrong")
        self.refused(stranger.enrol("0000-0000-00000"), 403, "device_code_wrong")
        self.refused(stranger.change("/session/login", {"name": "admin", "password": "x"}), 403, "no_device")
        self.refused(stranger.ask("staff", "accounts"), 403, "no_device")
        self.refused(stranger.get("/events"), 403, "no_device")
        self.assertEqual(self.enrolled.json["device"], {"terminal": "counter-1", "label_ja": "1番窓口", "label_en": "Counter 1", "desk_id": "1"})
        cookie = self.enrolled.headers["Set-Cookie"]
        for word in ("__Host-device=", "Path=/", "Secure", "HttpOnly", "SameSite=Strict", "Max-Age="):
            self.assertIn(word, cookie)
        self.assertIn("counter-1", tool(self.office, "device", "list"))
        listed = {one["terminal"]: one["state"] for one in json.loads(tool(self.office, "device", "list", "--json"))}
        self.assertEqual((listed["counter-1"], listed["counter-2"]), ("enrolled", "free"))

    def test_2_a_new_code_takes_the_place_of_the_old_one(self):
        first = re.search(r"vault: (\S+)", tool(self.office, "device", "code", "vault")).group(1)
        second = re.search(r"vault: (\S+)", tool(self.office, "device", "code", "vault")).group(1)
        page = Browser(self.address)
        self.refused(page.enrol(first), 403, "device_code_wrong")
        self.assertEqual(page.enrol(second.lower().replace("-", " ")).json["device"]["terminal"], "vault")

    def test_3_two_persons_at_one_device_each_by_themselves(self):
        page = self.browser("counter-2")
        sato, sato_id = self.person("sato", "site_manager")
        suzuki, suzuki_id = self.person("suzuki")
        before = page.log_in(sato)
        cookie, token = page.cookies["__Host-session"], page.token
        self.assertEqual((before["active"], [one["name"] for one in before["persons"]]), (sato_id, ["sato"]))
        both = page.log_in(suzuki, beside=True)
        self.assertEqual((both["active"], {one["name"] for one in both["persons"]}), (sato_id, {"sato", "suzuki"}))
        self.assertNotEqual(page.cookies["__Host-session"], cookie)
        self.assertNotEqual(page.token, token)
        self.refused(page.say("staff", "clock_out", {}, as_="281474976719999"), 401, "not_logged_in_here")
        self.assertEqual(page.say("staff", "clock_out", {}, as_=suzuki_id).status, 200)
        switched = page.change("/session/switch", {"account_id": suzuki_id})
        self.assertEqual(switched.json["active"], suzuki_id)
        self.refused(page.say("staff", "create_account", {"name": "x", "display_name": "架空", "role": "operator", "password": "b7Kq-22Lm-pp9Z-vv"}), 403, "not_permitted")
        left = page.change("/session/logout", {"account_id": suzuki_id})
        self.assertEqual((left.json["active"], [one["name"] for one in left.json["persons"]]), (None, ["sato"]))
        self.refused(page.ask("staff", "areas"), 401, "logged_out")
        self.assertEqual(page.change("/session/switch", {"account_id": sato_id}).json["active"], sato_id)
        self.assertEqual(page.ask("staff", "areas").status, 200)
        gone = page.change("/session/logout", {})
        self.assertEqual(gone.json["persons"], [])
        self.assertIn("storage", gone.headers["Clear-Site-Data"])
        self.refused(page.ask("staff", "areas"), 401, "logged_out")

    def test_4_a_badge_and_a_pin_bring_a_second_person_without_ending_the_first(self):
        page = self.browser("counter-2")
        sato, sato_id = self.person("sato", "site_manager")
        page.log_in(sato)
        self.assertEqual(page.say("staff", "register_badge", {"badge": "04A1B2C3D4", "pin": "83920174"}).status, 200)
        page.change("/session/logout", {})
        suzuki, suzuki_id = self.person("suzuki")
        page.log_in(suzuki)
        self.refused(page.change("/session/badge", {"badge": "04A1B2C3D4", "pin": "11112222", "beside": True}), 409, "bad_credentials")
        came = page.change("/session/badge", {"badge": "04A1B2C3D4", "pin": "83920174", "beside": True})
        self.assertEqual((came.json["active"], {one["name"] for one in came.json["persons"]}), (suzuki_id, {"suzuki", "sato"}))
        came = page.change("/session/badge", {"badge": "04A1B2C3D4", "pin": "83920174"})
        self.assertEqual(came.json["active"], sato_id)

    def test_5_a_session_ends_when_it_comes_from_another_device_or_address(self):
        for steal in ("device", "address"):
            page = self.browser("booth-a")
            takahashi, _ = self.person("takahashi")
            page.log_in(takahashi)
            self.assertEqual(page.ask("staff", "areas").status, 200)
            if steal == "device":
                thief = self.browser("booth-b")
                thief.cookies["__Host-session"] = page.cookies["__Host-session"]
                self.refused(thief.ask("staff", "areas"), 401, "logged_out")
            else:
                connection = http.client.HTTPConnection(page.host, int(page.port), source_address=("127.0.0.2", 0), timeout=10)
                connection.request("GET", "/api/staff/areas", headers={"Cookie": "; ".join(f"{name}={value}" for name, value in page.cookies.items())})
                response = connection.getresponse()
                self.refused(Answer(response, response.read()), 401, "logged_out")
                connection.close()
            self.refused(page.ask("staff", "areas"), 401, "logged_out")

    def test_6_a_revoked_account_is_dead_within_five_seconds(self):
        page = self.browser("manager")
        takahashi, account = self.person("takahashi")
        page.log_in(takahashi)
        self.assertEqual(page.ask("inventory", "open_requests").status, 200)
        self.assertEqual(self.page.say("staff", "revoke_account", {"account_id": account}).status, 200)
        end = time.monotonic() + 5
        while page.ask("inventory", "open_requests").status == 200:
            self.assertLess(time.monotonic(), end)
        self.refused(page.ask("inventory", "open_requests"), 401, "logged_out")
        self.people.pop("takahashi")

    def test_7_killing_the_console_ends_no_session_and_loses_no_device(self):
        address_file = os.path.join(self.office.data, "console", "address")
        before = self.written(address_file)
        os.kill(self.office.pids["console"], signal.SIGKILL)
        self.await_true(lambda: self.written(address_file) not in ("", before))
        after = Browser(self.written(address_file))
        after.cookies, after.token = self.page.cookies, self.page.token
        self.assertEqual(after.ask("staff", "accounts").status, 200)
        self.assertEqual([one["name"] for one in after.look().json["persons"]], ["admin"])
        type(self).page, type(self).address = after, after.origin

    def test_8_a_ticket_is_renewed_while_somebody_acts_and_ends_when_nobody_does(self):
        page = self.browser("counter-2")
        sato, sato_id = self.person("sato", "site_manager")
        until = page.log_in(sato)["persons"][0]["expires_at"]
        now = page.now_us()
        self.office.set_clock(now + 6 * 60 * 1000000)
        self.await_true(lambda: page.now_us() >= now + 6 * 60 * 1000000)
        self.assertEqual(page.ask("staff", "areas").status, 200)
        self.assertEqual(page.look().json["persons"][0]["expires_at"], until)
        self.assertEqual(page.get("/api/staff/areas", headers={"X-Act": "1"}).status, 200)
        self.await_true(lambda: page.look().json["persons"][0]["expires_at"] > until)
        self.office.set_clock(now + 17 * 60 * 1000000)
        self.await_true(lambda: page.look().json["persons"] == [])
        self.refused(page.ask("staff", "areas"), 401, "logged_out")

    def test_9_codes_cannot_be_guessed_for_long(self):
        answers = [Browser(self.address).enrol("1111-1111-11111").status for _ in range(25)]
        self.assertEqual((answers[0], answers[-1]), (403, 429))

    def test_9_nothing_personal_and_no_secret_lies_in_logs_or_in_the_console_s_folder(self):
        secret = [self.manager.password, self.manager.secret, *self.page.cookies.values(), self.page.token, self.code, "83920174", "04A1B2C3D4",
                  *NAMES.values(), *(person.password for person, _ in self.people.values())]
        looked = 0
        for folder, _, files in os.walk(self.office.data):
            for name in files:
                path = os.path.join(folder, name)
                if not (name.startswith("log") or os.sep + "console" in path):
                    continue
                with open(path, "rb") as file:
                    data = file.read()
                looked += 1
                for word in secret:
                    self.assertNotIn(word.encode(), data, f"{word!r} in {path}")
                if os.sep + "console" in path:
                    self.assertNotIn(b"sato", data)
                    self.assertEqual(os.stat(path).st_mode & 0o077, 0, path)
        self.assertGreater(looked, 8)


class Guards(ConsoleTest):
    def test_paths_and_methods(self):
        self.assertIn("text/html", self.page.get("/").headers["Content-Type"])
        self.assertEqual(self.page.get("/", headers={"Accept-Encoding": "gzip, br"}).headers["Content-Encoding"], "gzip")
        self.refused(self.page.get("/", headers={"Accept-Encoding": "gzip;q=0"}), 406, "not_compressed")
        for path in ("/session/nothing", "/api/staff/nothing", "/api/nobody/accounts", "/api/staff", "/api/staff/", "/api/staff/accounts/later", "/api/staff/create_account/now",
                     "/api/staff/login", "/api/staff/login_badge", "/api/staff/renew_ticket", "/api/queueing/accounts", "/api/staff/account_created", "/api/engine/open_requests"):
            self.refused(self.page.get(path), 404, "no_such_path")
        for path, allowed in (("/api/staff/create_account", "POST"), ("/session/login", "POST"), ("/session/logout", "POST")):
            answer = self.page.get(path)
            self.refused(answer, 405, "wrong_method")
            self.assertEqual(answer.headers["Allow"], allowed)
        for path in ("/api/staff/accounts", "/session", "/events", "/status"):
            answer = self.page.post(path, {})
            self.refused(answer, 405, "wrong_method")
            self.assertEqual(answer.headers["Allow"], "GET")
        self.assertEqual(self.page.send("DELETE", "/api/staff/accounts").status, 405)

    def test_a_post_wants_type_origin_and_token(self):
        body = {"id": self.page.next_id(), "body": {}}
        path = "/api/staff/clock_out"
        for header, value, status, refusal in (
                ("Content-Type", "text/plain", 415, "wrong_type"), ("Content-Type", None, 415, "wrong_type"), ("Content-Type", "application/json-seq", 415, "wrong_type"),
                ("Origin", "https://elsewhere.example", 403, "wrong_origin"), ("Origin", "null", 403, "wrong_origin"), ("Origin", None, 403, "wrong_origin"),
                ("Sec-Fetch-Site", "cross-site", 403, "wrong_origin"), ("Sec-Fetch-Site", "same-site", 403, "wrong_origin"),
                ("X-Token", "0" * 64, 403, "wrong_token"), ("X-Token", None, 403, "wrong_token")):
            self.refused(self.page.post(path, body, headers={header: value}), status, refusal)
        for host in ("elsewhere.example", "127.0.0.1:1", "localhost"):
            self.refused(self.page.get("/session", host=host), 421, "wrong_host")
        self.assertEqual(self.page.get("/session", host=f"localhost:{self.page.port}").status, 200)
        self.assertEqual(self.page.post(path, body, headers={"Sec-Fetch-Site": None}).status, 200)

    def test_bad_json_is_told_with_its_place(self):
        def bad(data):
            answer = self.page.post("/api/staff/set_last_day", data)
            self.refused(answer, 400, "malformed")
            return answer.json.get("field"), answer.json["reason"]

        account, one = self.session["active"], self.page.next_id()
        self.assertEqual(bad(b"{"), ("", "bad_json"))
        self.assertEqual(bad(b""), ("", "bad_json"))
        self.assertEqual(bad(b"[" * 60000), ("", "too_deep"))
        self.assertEqual(bad({"body": {}}), ("id.instance", "missing"))
        self.assertEqual(bad({"id": {"instance": "5"}, "body": {}}), ("id.sequence", "missing"))
        self.assertEqual(bad({"id": one, "body": {"account_id": account, "last_day": "2027-02-30"}}), ("body.last_day", "not_a_date"))
        self.assertEqual(bad({"id": one, "body": {"account_id": account, "last_days": "2027-02-01"}}), ("body.last_days", "unknown_field"))
        self.assertEqual(bad({"id": one, "body": {"account_id": [account]}}), ("body.account_id", "wrong_type"))
        self.assertEqual(bad({"id": one, "body": {"account_id": account}}), ("last_day", "missing"))
        self.assertEqual(bad({"id": one, "body": {}, "ticket": "00"}), ("ticket", "unknown_field"))
        self.assertEqual(bad(b'{"id":{"instance":"1","sequence":1},"id":{"instance":"1","sequence":2}}')[1], "bad_json")
        self.assertEqual(self.page.post("/api/staff/set_last_day", b" " * 70000).status, 413)
        for query in ("after=x", "after=1&after=2", "before=1"):
            answer = self.page.ask("staff", "accounts", query)
            self.refused(answer, 400, "malformed")

    def test_answers_are_never_kept_and_carry_no_ticket(self):
        for answer in (self.page.look(), self.page.ask("staff", "accounts"), self.page.get("/status"), self.page.get("/api/staff/nothing")):
            self.assertEqual(answer.headers["Cache-Control"], "no-store")
            self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
            self.assertIn("default-src 'none'", answer.headers["Content-Security-Policy"])
            self.assertNotRegex(answer.body.decode(), r'"ticket"|[0-9a-f]{262}')

    def test_status_is_for_who_looks_after_the_office(self):
        self.await_true(lambda: self.page.get("/status").json["services"]["queueing"]["up"])
        known = self.page.get("/status").json["services"]
        self.assertEqual(set(known), set(scratch_office.SERVICES))
        self.assertEqual((known["queueing"]["up"], known["queueing"]["state"]), (True, "ready"))
        page = self.browser("counter-2")
        page.log_in(self.person("suzuki")[0])
        self.refused(page.get("/status"), 403, "not_permitted")


class Commands(ConsoleTest):
    def body(self, name):
        return {"name": name, "display_name": "試験 太郎", "role": "operator", "password": scratch_office.Person.fresh_password()}

    def test_1_the_same_post_five_times_at_once_has_one_effect(self):
        body, one = self.body("fivefold"), self.page.next_id()
        with concurrent.futures.ThreadPoolExecutor(5) as pool:
            answers = list(pool.map(lambda _: self.page.say("staff", "create_account", body, id=one), range(5)))
        self.assertEqual({answer.status for answer in answers}, {200}, answers)
        self.assertEqual(len({answer.json["result"]["account_id"] for answer in answers}), 1)
        self.assertEqual(len(self.accounts("fivefold")), 1)
        again = self.page.say("staff", "create_account", body, id=one)
        self.assertEqual((again.status, again.json["repeated"]), (200, True))
        self.refused(self.page.say("staff", "create_account", self.body("other"), id=one), 400, "conflict")

    def test_2_a_rule_s_refusal_stays_one_under_its_id(self):
        body, one = self.body("fivefold"), self.page.next_id()
        for _ in range(2):
            self.refused(self.page.say("staff", "create_account", body, id=one), 409, "name_taken")

    def test_3_a_look_wants_a_purpose_and_is_shown_once_asked(self):
        self.refused(self.page.say("staff", "show_staff_names", {}), 403, "purpose_needed")
        shown = self.page.say("staff", "show_staff_names", {}, purpose="report")
        self.assertEqual(shown.status, 200, shown)
        self.assertIn("業務責任者", [one["display_name"] for one in shown.json["shown"]["names"]])

    def test_4_a_step_for_another_person_waits_for_the_confirmation(self):
        account = self.person("sato", "site_manager")[1]
        asked = self.page.say("staff", "change_role/later", {"account_id": account, "role": "city"})
        self.assertEqual(asked.status, 200, asked)
        waiting = self.page.ask("staff", "open_requests").json["result"]["requests"]
        self.assertEqual([one["request_id"] for one in waiting], [asked.json["result"]["request_id"]])
        body = {"request_id": waiting[0]["request_id"]}
        self.refused(self.page.say("staff", "decline_request", body, after=[{**asked.json["position"], "source": "inventory"}]), 400, "not_followed")
        self.assertEqual(self.page.say("staff", "decline_request", body, after=[]).status, 200)

    def test_5_what_moved_is_told_and_a_stream_comes_back_where_it_was(self):
        stream = Stream(self.page)
        beat = next(data for _, event, data in stream.events(10) if event == "beat")
        self.assertTrue(all(beat["up"][service] for service in scratch_office.SERVICES), beat)
        made = self.page.say("staff", "create_account", self.body("live")).json["position"]
        told = next((number, data) for number, event, data in stream.events(10) if event == "moved" and data["source"] == "staff" and data["sequence"] == made["sequence"])
        self.assertEqual((told[1]["epoch"], told[1]["events"]), (made["epoch"], ["account_created", "first_password_set"]))
        stream.close()
        missed = self.page.say("staff", "create_account", self.body("missed")).json["position"]
        stream = Stream(self.page, after=told[0])
        self.assertEqual(next(data["sequence"] for _, event, data in stream.events(10) if event == "moved" and data["source"] == "staff"), missed["sequence"])
        stream.close()
        stream = Stream(self.page, after=1)
        self.assertEqual(next(stream.events(10))[1], "reset")
        stream.close()

    def test_6_while_a_service_is_away_nothing_is_guessed_and_the_same_id_finds_out(self):
        body, one = self.body("away"), self.page.next_id()
        os.kill(self.office.pids["staff"], signal.SIGSTOP)
        try:
            self.refused(self.page.say("staff", "create_account", body, id=one), 504, "unknown")
            stream = Stream(self.page)
            beat = next(data for _, event, data in stream.events(10) if event == "beat")
            self.assertEqual((beat["up"]["staff"], beat["up"]["audit"]), (False, True))
            stream.close()
        finally:
            os.kill(self.office.pids["staff"], signal.SIGCONT)
        self.await_true(lambda: self.page.say("staff", "create_account", body, id=one).status == 200)
        self.assertEqual(len(self.accounts("away")), 1)

    def test_7_a_killed_service_is_not_noticed_by_who_waits(self):
        body = self.body("killed")
        os.kill(self.office.pids["staff"], signal.SIGKILL)
        self.assertEqual(self.page.say("staff", "create_account", body).status, 200)
        self.assertEqual(len(self.accounts("killed")), 1)

    def test_8_a_device_whose_key_is_revoked_reaches_nothing(self):
        page = self.browser("booth-b")
        page.log_in(self.person("suzuki")[0])
        self.assertEqual(page.ask("staff", "areas").status, 200)
        tool(self.office, "key", "revoke", "booth-b", "--yes")
        time.sleep(1.5)                                      # services look at the list every second
        self.assertIn(page.ask("staff", "areas").status, (403, 504))
        self.assertEqual(self.page.ask("staff", "areas").status, 200)


class Overload(ConsoleTest):
    def test_a_flood_of_posts_is_told_busy_and_leaves_nothing_behind(self):
        before = self.office.rss_kib("console")
        os.kill(self.office.pids["staff"], signal.SIGSTOP)          # nothing is answered for a while
        try:
            body = {"id": {"instance": self.page.instance, "sequence": 1}, "body": {}}
            with concurrent.futures.ThreadPoolExecutor(150) as pool:
                posts = [pool.submit(self.page.post, "/api/staff/clock_out", {**body, "id": {**body["id"], "sequence": 100 + i}}) for i in range(300)]
                time.sleep(1)
                self.assertEqual(self.page.get("/session").status, 200)      # who only looks is answered meanwhile
                time.sleep(1)
                os.kill(self.office.pids["staff"], signal.SIGCONT)
                statuses = [post.result().status for post in posts]
        finally:
            os.kill(self.office.pids["staff"], signal.SIGCONT)
        self.assertLessEqual(set(statuses), {200, 429, 503})
        self.assertGreater(statuses.count(429) + statuses.count(503), 0)
        self.assertGreater(statuses.count(200), 0)
        self.assertEqual(self.page.ask("staff", "accounts").status, 200)
        self.assertLess(self.office.rss_kib("console") - before, 60 * 1024)

    def test_logins_that_wait_for_their_slow_check_hold_nobody_else_up(self):
        stranger = self.browser("counter-2")
        stranger.look()
        with concurrent.futures.ThreadPoolExecutor(20) as pool:
            logins = [pool.submit(stranger.post, "/session/login", {"name": f"nobody-{i}", "password": "wrong"}) for i in range(20)]
            began = time.monotonic()
            self.assertEqual(self.page.ask("staff", "accounts").status, 200)
            self.assertLess(time.monotonic() - began, 3)
            answers = [login.result() for login in logins]
        self.assertLessEqual({answer.json["refusal"] for answer in answers}, {"bad_credentials", "busy", "too_many_attempts", "unknown"})


class Rehearsal(unittest.TestCase):
    """madoguchi up --rehearse: a made-up day that somebody visits."""

    def test_a_visitor_works_the_first_desk_of_a_living_office(self):
        scratch = tempfile.mkdtemp(prefix="madoguchi-e2e-")
        self.addCleanup(shutil.rmtree, scratch, ignore_errors=True)
        place = os.path.join(scratch, "made-up")
        up = subprocess.Popen([scratch_office.program("madoguchi"), "up", "--rehearse", "--speed", "120", "--port", "0", "--lang", "en", "--dir", place],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True,
                              env=scratch_office.environment(), preexec_fn=scratch_office.end_with_parent)
        self.addCleanup(up.kill)
        said = ""
        for line in up.stdout:
            said += line
            if "Ctrl-C" in line:
                break
        page = Browser(re.search(r"(http://\S+)", said).group(1))
        self.assertEqual(page.enrol(re.search(r"^ +counter-1 +(\S+)", said, re.M).group(1)).status, 200)
        page.log_in(scratch_office.Person("clerk", re.search(r"^ +clerk +(\S+)", said, re.M).group(1)))
        self.assertEqual(page.say("queueing", "open_desk", {"desk_id": "1"}).status, 200)
        before, began = page.now_us(), time.monotonic()
        stream, moved = Stream(page), set()
        for _, event, data in stream.events(4):
            if event == "moved":
                moved.add(data["source"])
        stream.close()
        self.assertGreater(page.now_us() - before, 20 * 1000000 * (time.monotonic() - began))
        self.assertIn("queueing", moved)
        for _ in range(60):
            called = page.say("queueing", "call_next", {"desk_id": "1"})
            if called.status == 200:
                break
            time.sleep(0.2)
        self.assertEqual(called.status, 200, called)
        up.send_signal(signal.SIGINT)
        rest = up.stdout.read()
        self.assertEqual(up.wait(timeout=30), 0, said + rest)
        self.assertNotRegex(rest, "Sanitizer|runtime error")
        self.assertFalse(os.path.exists(place))
        up.stdout.close()


if __name__ == "__main__":
    scratch_office.main()
