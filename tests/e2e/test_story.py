"""The story through real services, and an outsider's recount of what it left behind.

/usr/bin/python3 test_story.py --bin DIRECTORY_OF_PROGRAMS"""
import argparse
import csv
import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
LISTS = os.path.join(ROOT, "config", "samples", "deliveries")
BIN = ""


def story(*words):
    return subprocess.run([os.path.join(BIN, "madoguchi"), "story", *words], capture_output=True, text=True, timeout=100, check=False)


def recount(folder):
    done = subprocess.run([sys.executable, os.path.join(HERE, "recount.py"), folder], capture_output=True, text=True, timeout=100, check=False)
    return done.returncode, json.loads(done.stdout) if done.stdout.startswith("{") else {}


class Story(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.mkdtemp(prefix="madoguchi-e2e-")

    def tearDown(self):
        shutil.rmtree(self.scratch, ignore_errors=True)

    def play(self, path):
        bundle = os.path.join(self.scratch, "bundle-" + os.path.basename(path))
        shutil.rmtree(bundle, ignore_errors=True)
        done = story("--json", "--delivery", path, "--export", bundle)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout), bundle

    def check(self, path):
        told, bundle = self.play(path)
        status, counted = recount(bundle)
        self.assertEqual(status, 0, counted)
        self.assertEqual(told["audit"]["verdict"], "verified")
        self.assertEqual(counted["verdict"], "verified")
        self.assertEqual(counted["root"], told["audit"]["root"])
        self.assertEqual(counted["size"], told["audit"]["size"])
        day = counted["days"][-1]["cards"]
        for name in ("arrived", "issued", "in_hand"):
            self.assertEqual(day[name], told["cards"][name], name)
        self.assertEqual(told["cards"]["issued"], 1)
        self.assertEqual(told["cards"]["arrived"], told["cards"]["in_hand"] + 1)
        for step in told["steps"]:
            self.assertGreater(step["sequence"], 0)
            self.assertTrue(step["service"] == "audit" or "leaf_index" in step, step)
        return told, bundle

    def test_sample_lists(self):
        for name in ("delivery-R09-0001.csv", "delivery-R09-0002.csv", "delivery-R09-0002-cp932.csv"):
            with self.subTest(name):
                self.check(os.path.join(LISTS, name))

    def test_a_list_never_seen(self):
        path = os.path.join(self.scratch, "new.csv")
        with open(os.path.join(LISTS, "delivery-R09-0002.csv"), encoding="utf-8-sig", newline="") as source:
            rows = list(csv.reader(source))
        for number, row in enumerate(rows[1:30], 1):
            row[0], row[2], row[3], row[5] = "R09-7777", str(number), f"QQQ-{number:06}", "試験　太郎"
        with open(path, "w", encoding="utf-8", newline="") as target:
            csv.writer(target, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows[:30])
        told, _ = self.check(path)
        self.assertEqual(told["cards"]["arrived"], 29)

    def test_the_same_list_gives_the_same_report(self):
        path = os.path.join(LISTS, "delivery-R09-0001.csv")
        self.assertEqual(self.play(path)[0]["report_sha256"], self.play(path)[0]["report_sha256"])

    def test_a_changed_byte_is_found(self):
        _, bundle = self.play(os.path.join(LISTS, "delivery-R09-0001.csv"))
        path = os.path.join(bundle, "entries.jsonl")
        with open(path, encoding="utf-8") as file:
            lines = file.readlines()
        entry = json.loads(lines[10])
        entry["entry"] = ("B" if entry["entry"][20] == "A" else "A").join((entry["entry"][:20], entry["entry"][21:]))
        lines[10] = json.dumps(entry) + "\n"
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(lines)
        status, counted = recount(bundle)
        self.assertTrue(status != 0 or counted.get("verdict") != "verified")

    def test_bad_lists_are_refused_whole(self):
        for path in sorted(glob.glob(os.path.join(LISTS, "bad-*.csv"))):
            with self.subTest(os.path.basename(path)):
                done = story("--json", "--delivery", path)
                self.assertEqual(done.returncode, 1, done.stderr)
                self.assertRegex(done.stderr, r"bad-[a-z-]+\.csv:\d+:\d+: ")
                self.assertEqual(done.stdout, "")

    def test_no_personal_data_in_clear_on_disk(self):
        path = os.path.join(LISTS, "delivery-R09-0002.csv")
        folder = os.path.join(self.scratch, "office")
        done = story("--json", "--delivery", path, "--dir", folder, "--keep")
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(path, encoding="utf-8-sig", newline="") as source:
            rows = list(csv.DictReader(source))
        words = set()
        for row in rows:
            for column in ("氏名", "フリガナ", "住所", "申請書ID"):
                words.add(row[column].encode())
            words.add(row["交付通知書番号"].replace("-", "").encode())
            words.add(row["交付通知書番号"].encode())
        words = {word for word in words if len(word) >= 6}
        found = set()
        for base, _, files in os.walk(folder):
            for name in files:
                with open(os.path.join(base, name), "rb") as file:
                    content = file.read()
                found |= {word.decode() for word in words if word in content}
        self.assertEqual(found, set())


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    words, rest = parser.parse_known_args()
    BIN = words.bin
    unittest.main(argv=[sys.argv[0], *rest])
