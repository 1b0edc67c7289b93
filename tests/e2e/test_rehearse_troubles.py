#!/usr/bin/python3
"""Rehearsed days that are not like others: an hour on paper, more guests than can be served, a busy machine; and what lies in the vault.

    test_rehearse_troubles.py --bin DIRECTORY_OF_PROGRAMS
"""
import subprocess
import sys

import rehearsal
import scratch_office
from rehearsal import rehearse


class Troubles(rehearsal.Rehearsal):
    def test_a_crowded_day_ends_in_guests_who_leave_not_in_waits_of_hours(self):
        result = self.played("--date", "2027-02-01", "--seed", "2", "--people", "100", "--in-process")
        self.adds_up(result)
        self.assertLess(result["wait_p90_s"], 2 * 3600)

    def test_the_vault_holds_what_a_counter_of_this_size_holds(self):
        result = self.played("--date", "2027-02-03", "--seed", "8", "--days", "6")
        self.adds_up(result)
        self.assertGreater(result["cards"]["opening"], 600)
        self.assertTrue(600 <= result["cards"]["in_hand"] <= 1000, result["cards"])
        self.assertGreater(result["cards"]["disposed"], 0)              # with the city's approval, on a Friday

    def test_a_busy_machine_delays_the_report_but_not_the_play(self):
        play = ("--date", "2027-02-01", "--seed", "4", "--people", "10")
        quiet = self.played(*play, "--in-process")
        hogs = [subprocess.Popen([sys.executable, "-c", "while True: pass"], preexec_fn=scratch_office.end_with_parent) for _ in range(4)]
        try:
            busy = self.played(*play)
        finally:
            for hog in hogs:
                hog.kill()
                hog.wait()
        self.assertEqual(quiet["report_sha256"], busy["report_sha256"])

    def test_an_hour_on_paper_leaves_no_gap_in_the_figures(self):
        play = ("--date", "2027-02-01", "--seed", "3", "--in-process")
        usual, paper = self.played(*play), self.played(*play, "--with", "paper-hour")
        self.adds_up(paper)
        for name in ("tickets", "visitors", "booked", "walk_in"):
            self.assertEqual(usual[name], paper[name], name)
        words = rehearse(*play, "--with", "paper-hour", "--lang", "ja").stdout.decode()
        self.assertIn("紙の時刻で入力", words)


if __name__ == "__main__":
    scratch_office.main()
