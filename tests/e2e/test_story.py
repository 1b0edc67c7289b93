#!/usr/bin/python3
"""The story from outside: played from the sample lists and from one made here, its figures recounted from the exported
log by other code, the export spoilt, bad lists refused, and no personal data left in clear in what it wrote.

    test_story.py --bin DIRECTORY_OF_PROGRAMS
"""
import base64
import csv
import hashlib
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import scratch_office
from scratch_office import ROOT
from wire_client import unpack

SAMPLES = os.path.join(ROOT, "config", "samples", "deliveries")
RECOUNT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "recount.py")
HEADER = ("納品番号", "箱番号", "連番", "交付通知書番号", "申請書ID", "氏名", "フリガナ", "通称", "生年月日", "郵便番号", "住所",
          "方書", "申請区分", "申請日", "有効期限", "備考")
PERSONAL = ("交付通知書番号", "申請書ID", "氏名", "フリガナ", "通称", "生年月日", "住所", "方書", "備考")
# Where each bad list is bad: line and column, as an editor and a spreadsheet count them.
BAD = {"bad-bidi-in-name.csv": (4, 6), "bad-cut-short.csv": (15, 16), "bad-duplicate-notice-number.csv": (7, 4),
       "bad-formula-and-date.csv": (9, 9), "bad-individual-number-in-note.csv": (11, 16), "bad-spreadsheet-damaged.csv": (2, 5)}
ERAS = ((2019, "令和"), (1989, "平成"), (1926, "昭和"))


def era_date(year, month, day):
    first, name = next(era for era in ERAS if year > era[0])           # never in a first year, where two eras meet
    return f"{name}{year - first + 1}年{month}月{day}日"


def made_list(rows=23, seed="a list of its own"):
    """A delivery list with people nobody has seen: the same bytes every time."""
    chance = random.Random(seed)
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(HEADER)
    for number in range(1, rows + 1):
        year, month, day = chance.choice([*range(1932, 1989), *range(1990, 2005)]), chance.randint(1, 12), chance.randint(1, 28)
        family, given = chance.choice((("鵜飼", "ウカイ"), ("真砂", "マサゴ"), ("𠮷野家", "ヨシノヤ"), ("百目鬼", "ドウメキ"))), \
            chance.choice((("弓弦", "ユヅル"), ("小夜", "サヨ"), ("朔太郎", "サクタロウ"), ("みのり", "ミノリ")))
        letters = "".join(chance.choices("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", k=3))
        writer.writerow(("R09-7341", "01-1", number, f"{letters}-{chance.randrange(10**6):06d}", f"{chance.randrange(10**23):023d}",
                         f"{family[0]}　{given[0]}", f"{family[1]} {given[1]}", "",
                         era_date(year, month, day) if number % 3 else f"{year}-{month:02}-{day:02}", "5890022",
                         f"大阪府大阪狭山市西山台{chance.randint(1, 6)}丁目{chance.randint(1, 2999)}番地", chance.choice(("", "ひばり荘 7号")),
                         chance.choice(("新規", "更新", "再交付")), f"2026-12-{chance.randint(5, 28):02}", f"2036-{month:02}-{day:02}", ""))
    return ("\ufeff" + text.getvalue()).encode()


def rows_of(data):
    text = data.decode("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "cp932")
    return list(csv.DictReader(io.StringIO(text, newline="")))


class StoryCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.mkdtemp(prefix="madoguchi-e2e-story-")
        cls.addClassCleanup(shutil.rmtree, cls.scratch, ignore_errors=True)

    @classmethod
    def file(cls, *names):
        return os.path.join(cls.scratch, *names)

    @classmethod
    def play(cls, tale, delivery):
        """One run that leaves its directory and its export. Returns the finished process."""
        return subprocess.run([scratch_office.program("madoguchi"), "story", "--json", "--keep", "--dir", cls.file(tale + "-work"),
                               "--export", cls.file(tale), "--delivery", delivery], capture_output=True, timeout=60,
                              env=scratch_office.environment(), preexec_fn=scratch_office.end_with_parent, check=False)

    @staticmethod
    def recount(bundle):
        process = subprocess.run([sys.executable, "-B", RECOUNT, bundle], capture_output=True, text=True, timeout=60, check=False)
        return process.returncode, json.loads(process.stdout) if process.stdout.strip() else None

    def sanitizers_silent(self, process):
        self.assertIsNone(re.search(rb"Sanitizer|runtime error", process.stderr), process.stderr.decode(errors="replace"))


class GoodLists(StoryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with open(cls.file("made.csv"), "wb") as file:
            file.write(made_list())
        samples = ("delivery-R09-0001.csv", "delivery-R09-0002.csv", "delivery-R09-0002-cp932.csv")
        cls.lists = {name[:-4]: os.path.join(SAMPLES, name) for name in samples}
        cls.lists["made"] = cls.file("made.csv")
        cls.runs = {tale: cls.play(tale, path) for tale, path in cls.lists.items()}
        cls.stories = {tale: json.loads(run.stdout) for tale, run in cls.runs.items() if run.returncode == 0}

    def of_each(self):
        for tale, path in self.lists.items():
            with self.subTest(tale):
                run = self.runs[tale]
                self.assertEqual(run.returncode, 0, run.stderr.decode(errors="replace"))
                with open(path, "rb") as file:
                    yield tale, self.stories[tale], rows_of(file.read())

    def entries(self, tale):
        with open(self.file(tale, "entries.jsonl"), encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    def test_story__counts_the_cards_of_the_list(self):
        for tale, story, rows in self.of_each():
            cards = story["cards"]
            self.assertEqual((cards["arrived"], cards["issued"], cards["in_hand"]), (len(rows), 1, len(rows) - 1))
            self.assertEqual(cards["opening"] + cards["arrived"], cards["issued"] + cards["in_hand"])
            self.assertEqual(story["audit"]["verdict"], "verified")
            self.assertRegex(story["report_sha256"], "^[0-9a-f]{64}$")
            self.sanitizers_silent(self.runs[tale])

    def test_steps__each_is_the_entry_it_says_it_is(self):
        for tale, story, _ in self.of_each():
            entries = self.entries(tale)
            self.assertGreater(len(story["steps"]), 30)
            for step in story["steps"]:
                if step["service"] == "audit":             # whose own entries are no leaves
                    self.assertNotIn("leaf_index", step)
                    continue
                line = entries[step["leaf_index"]]
                self.assertEqual((line["source"], line["epoch"], line["sequence"]), (step["service"], step["epoch"], step["sequence"]))
                entry = unpack(base64.b64decode(line["entry"]))
                self.assertEqual((entry["cause"]["name"], entry["cause"]["sequence"]), (step["command"], step["id_sequence"]))
                self.assertEqual(entry["cause"]["client"][8:], step["id_instance"].to_bytes(8, "big"))
            self.assertEqual(len({(s["service"], s["id_instance"], s["id_sequence"]) for s in story["steps"]}), len(story["steps"]))

    def test_recount__an_outsider_gets_the_same_figures(self):
        for tale, story, _ in self.of_each():
            code, counted = self.recount(self.file(tale))
            self.assertEqual((code, counted["verdict"], counted["findings"]), (0, "verified", []))
            self.assertEqual((counted["size"], counted["root"]), (story["audit"]["size"], story["audit"]["root"]))
            self.assertEqual(counted["entries"], len(self.entries(tale)))
            self.assertEqual({what: counted["cards"][what] for what in story["cards"]}, story["cards"])
            self.assertIs(counted["report_agrees"], True)
            self.assertEqual([counted["tickets"][key] for key in ("taken", "booked", "called", "finished")], [1, 1, 1, 1])
            self.assertEqual((counted["bookings"]["due"], counted["bookings"]["attended"]), (1, 1))

    def test_report__of_the_same_list_is_the_same_report(self):
        again = self.play("again", self.lists["made"])
        self.assertEqual(again.returncode, 0, again.stderr.decode(errors="replace"))
        digests = {tale: story["report_sha256"] for tale, story in self.stories.items()}
        self.assertEqual(json.loads(again.stdout)["report_sha256"], digests["made"])
        self.assertEqual(len(set(digests.values())), len(digests), "lists of other sizes, other reports")

    def test_export__spoilt_by_one_byte_is_refused(self):
        size = os.path.getsize(self.file("made", "entries.jsonl"))
        places = [("entries.jsonl", size * part // 6 + 7) for part in range(6)]
        with open(self.file("made", "checkpoint.txt"), "rb") as file:
            note = file.read()
        root_at = note.index(b"\n", note.index(b"\n") + 1) + 5
        places += [("checkpoint.txt", 2), ("checkpoint.txt", note.index(b"\n") + 1), ("checkpoint.txt", root_at), ("checkpoint.txt", len(note) - 20)]
        with open(self.file("made", "keys.txt"), "rb") as file:
            places.append(("keys.txt", len(file.read()) - 10))
        for name, at in places:
            with self.subTest(name, at=at):
                shutil.rmtree(self.file("spoilt"), ignore_errors=True)
                shutil.copytree(self.file("made"), self.file("spoilt"))
                with open(self.file("spoilt", name), "r+b") as file:
                    file.seek(at)
                    byte = file.read(1)
                    file.seek(at)
                    file.write(b"B" if byte != b"B" else b"C")
                code, counted = self.recount(self.file("spoilt"))
                self.assertIn(code, (1, 3, 4))
                self.assertNotEqual(counted and counted["verdict"], "verified")

    def test_export__without_its_last_entry_is_refused(self):
        shutil.copytree(self.file("made"), self.file("shorter"))
        with open(self.file("shorter", "entries.jsonl"), "r+b") as file:
            lines = file.readlines()
            file.truncate(sum(map(len, lines[:-1])))
        code, counted = self.recount(self.file("shorter"))
        self.assertIn(code, (1, 4))
        self.assertNotEqual(counted["verdict"], "verified")

    def found(self, rows, folder):
        """Files under the folder with a personal value of the list, in UTF-8 or CP932, as they stand."""
        needles = set()
        for row in rows:
            for value in [row[column] for column in PERSONAL] + [row["交付通知書番号"].replace("-", "")]:
                for line in filter(None, value.splitlines()):
                    needles |= {line.strip().encode(), line.strip().encode("cp932", "ignore")}
        needles = {needle for needle in needles if len(needle) >= 6}
        with open(self.file("needles"), "wb") as file:
            file.write(b"\n".join(sorted(needles)))
        grep = subprocess.run(["grep", "-rlaF", "-f", self.file("needles"), folder], env={"LC_ALL": "C", "PATH": os.environ["PATH"]},
                              capture_output=True, text=True, check=False)
        self.assertIn(grep.returncode, (0, 1), grep.stderr)
        return grep.stdout.split()

    def test_personal_data__nowhere_in_clear(self):
        for tale, _, rows in self.of_each():
            self.assertEqual(self.found(rows, self.file(tale + "-work")), [])
            self.assertEqual(self.found(rows, self.file(tale)), [])
            os.makedirs(self.file(tale + "-control"))      # and the search would find them
            for number, text in enumerate((rows[-1]["氏名"].encode(), rows[0]["住所"].encode("cp932"), rows[1]["申請書ID"].encode())):
                with open(self.file(tale + "-control", str(number)), "wb") as file:
                    file.write(b"\0\xff" * 5000 + text + b"\0")
            self.assertEqual(len(self.found(rows, self.file(tale + "-control"))), 3)

    def test_made_list__is_the_same_every_time(self):
        self.assertEqual(hashlib.sha256(made_list()).digest(), hashlib.sha256(made_list()).digest())
        self.assertEqual(len(rows_of(made_list())), 23)


class BadLists(StoryCase):
    def test_bad_list__refused_with_its_place_and_nothing_imported(self):
        names = sorted(name for name in os.listdir(SAMPLES) if name.startswith("bad-"))
        self.assertEqual(names, sorted(BAD))
        for name in names:
            with self.subTest(name):
                path = os.path.join(SAMPLES, name)
                run = self.play(name, path)
                said = run.stderr.decode() + run.stdout.decode()
                self.assertEqual(run.returncode, 1, said)
                places = re.findall(rf"^{re.escape(path)}:(\d+):(\d+): ", said, re.MULTILINE)
                self.assertTrue(places, said)
                self.assertEqual(tuple(map(int, places[0])), BAD[name])
                self.sanitizers_silent(run)
                log = self.file(name + "-work", "office", "inventory", "log")
                if os.path.exists(log):
                    with open(log, "rb") as file:
                        self.assertNotIn(b"delivery_", file.read())
                self.assertFalse(os.path.exists(self.file(name, "entries.jsonl")))

    def test_unusable__list_or_directory_is_said_so(self):
        run = self.play("nothing", self.file("no-such-list.csv"))
        self.assertEqual(run.returncode, 3)
        self.assertIn(b"no-such-list.csv", run.stderr)
        with open(self.file("empty.csv"), "wb"):
            pass
        run = self.play("empty", self.file("empty.csv"))
        self.assertEqual(run.returncode, 1, run.stderr)
        self.assertIn(b"empty.csv: ", run.stderr)          # there is no line to name


if __name__ == "__main__":
    scratch_office.main()
