#!/usr/bin/python3
"""The rehearsal from outside: the same seed gives the same report, with services as processes and within one; other dates,
seeds and volumes add up; what it leaves verifies; closed days and bad options are told apart.

    test_rehearse.py --bin DIRECTORY_OF_PROGRAMS
"""
import json
import os
import subprocess
import sys

import rehearsal
import scratch_office
from rehearsal import CARDS, KEYS, rehearse

RECOUNT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "recount.py")


class Rehearse(rehearsal.Rehearsal):
    def test_keys_are_those_promised_and_the_same_seed_gives_the_same_report(self):
        play = ("--date", "2027-02-01", "--seed", "1", "--in-process")
        first, again = self.played(*play), self.played(*play)
        self.assertEqual(set(first), KEYS)
        self.assertEqual(set(first["cards"]), CARDS)
        self.assertEqual(set(first["audit"]), {"size", "root", "verdict"})
        self.assertEqual(first["report_sha256"], again["report_sha256"])
        for name in KEYS - {"audit"}:
            self.assertEqual(first[name], again[name], name)
        other = self.played("--date", "2027-02-01", "--seed", "2", "--in-process")
        self.assertNotEqual(first["report_sha256"], other["report_sha256"])

    def test_processes_and_one_process_play_the_same_days(self):
        play = ("--date", "2027-02-05", "--seed", "3", "--days", "2", "--people", "20")
        apart, inside = self.played(*play), self.played(*play, "--in-process")
        self.adds_up(apart)
        for name in KEYS - {"audit"}:
            self.assertEqual(apart[name], inside[name], name)

    def test_other_dates_seeds_and_volumes_add_up(self):
        for options in (("--date", "2027-02-06", "--seed", "9"), ("--date", "2027-05-06", "--seed", "77", "--people", "120"),
                        ("--date", "2028-01-04", "--seed", "5", "--people", "1"), ("--date", "2027-12-24", "--seed", "4", "--days", "8")):
            with self.subTest(options=options):
                self.adds_up(self.played(*options, "--in-process"))

    def test_a_directory_that_holds_something_is_left_as_it_is(self):
        kept, file = os.path.join(self.scratch, "kept"), os.path.join(self.scratch, "file")
        os.makedirs(os.path.join(kept, "office"))
        for path in (os.path.join(kept, "office", "office.yaml"), file):
            with open(path, "w", encoding="ascii") as out:
                out.write("somebody's")
        for where in (kept, file):
            for options in (("--date", "2027-02-01"), ("--date", "2027-02-11"), ("--date", "2027-02-01", "--in-process", "--keep")):
                with self.subTest(where=where, options=options):
                    process = rehearse("--dir", where, *options)
                    self.assertEqual(process.returncode, 3, process.stderr.decode(errors="replace"))
                    self.assertIn(where.encode(), process.stderr)
        self.assertEqual(os.listdir(os.path.join(kept, "office")), ["office.yaml"])
        with open(file, encoding="ascii") as left:
            self.assertEqual(left.read(), "somebody's")

    def test_an_empty_or_a_relative_directory_is_used(self):
        empty = os.path.join(self.scratch, "empty")
        os.mkdir(empty)
        for where in (empty, os.path.relpath(os.path.join(self.scratch, "not", "there"))):
            with self.subTest(where=where):
                self.assertEqual(rehearse("--dir", where, "--date", "2027-02-11").returncode, 0)

    def test_what_one_process_leaves_verifies(self):
        self.played("--date", "2027-03-15", "--seed", "6", "--people", "30", "--in-process", "--keep")
        work = os.path.join(self.scratch, "1")
        process = subprocess.run([scratch_office.program("madoguchi"), "verify", "--dir", os.path.join(work, "office"), "--keys",
                                  os.path.join(work, "keys")], capture_output=True, timeout=100, env=scratch_office.environment(), check=False)
        self.assertEqual(process.returncode, 0, process.stdout.decode() + process.stderr.decode())

    def test_two_days_recounted_by_other_code_are_those_reported(self):
        self.played("--date", "2027-02-01", "--days", "2", "--people", "20", "--in-process", "--keep")
        bundle, work = os.path.join(self.scratch, "bundle"), os.path.join(self.scratch, "1")
        office = scratch_office.Office(data=os.path.join(work, "office"), keys=os.path.join(work, "keys"))
        try:
            subprocess.run([scratch_office.program("madoguchi-audit"), "export", bundle, "--dir", office.data, "--keys", office.keys],
                           capture_output=True, timeout=60, env=scratch_office.environment(), check=True)
        finally:
            office.close()
        process = subprocess.run([sys.executable, "-B", RECOUNT, bundle], capture_output=True, timeout=60, check=False)
        self.assertEqual(process.returncode, 0, process.stderr.decode())
        days = json.loads(process.stdout)["days"]
        self.assertEqual([(day["date"], day["differences"]) for day in days], [("2027-02-01", []), ("2027-02-02", [])])
        for day in days:
            self.assertTrue(day["report_agrees"])
            self.assertGreater(day["tickets"]["finished"], 0)
            self.assertEqual(sorted(bool(who["out_us"]) for who in day["attendance"].values()), [False] + 4 * [True])

    def test_a_closed_day_names_the_next_open_one(self):
        process = rehearse("--date", "2027-02-07", "--lang", "en", "--in-process")
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertIn(b"closed on 2027-02-07. The next open day is 2027-02-08.", process.stdout)
        process = rehearse("--date", "2027-02-07", "--json", "--in-process")
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertEqual(json.loads(process.stdout), {"closed": True, "date": "2027-02-07", "next_open": "2027-02-08"})

    def test_bad_options_are_told(self):
        good = ("--date", "2027-02-01")
        for options in ((), ("--date", "2027-02-30"), ("--date", "9999-12-31"), ("--date", "2099-01-01"), ("--date", "tomorrow"), (*good, "--days", "0"), (*good, "--days", "1501"), (*good, "--people", "-1"),
                        (*good, "--speed", "fast"), (*good, "--seed", "x"), (*good, "--with", "dragons"), (*good, "--lang", "fr"), (*good, "--none"), (*good, "more")):
            with self.subTest(options=options):
                process = rehearse(*options)
                self.assertEqual(process.returncode, 2)
                self.assertNotEqual(process.stderr, b"")


if __name__ == "__main__":
    scratch_office.main()
