#!/usr/bin/python3
"""Real services under a crowd: far more citizens than places, and two desks that press "next" at the same moment. What must
be right is counted, nothing is timed.

    test_crowd.py --bin DIRECTORY_OF_PROGRAMS
"""
import os
import shutil
import sys
import tempfile
import unittest

import scratch_office
from scratch_office import ROOT

sys.path.insert(0, os.path.join(ROOT, "tests", "bench"))
import crowd                                                     # noqa: E402

CITIZENS, STARTS, DESKS = 400, 4, 5
TICKETS, PRESSES = 490, 500


class Crowd(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="madoguchi-e2e-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.binaries = os.path.dirname(scratch_office.program("madoguchi"))

    def test_every_place_is_booked_once_and_everybody_else_is_told(self):
        got = crowd.citizens(self.binaries, self.folder, CITIZENS, STARTS, DESKS, 96)
        self.assertTrue(got["right"], got)
        self.assertEqual((got["booked"], got["told_booked"], got["told_taken"], got["overbooked"], got["wrong"]), (20, 20, 380, 0, 0))

    def test_two_desks_call_every_guest_once(self):
        got = crowd.desks(self.binaries, self.folder, TICKETS, PRESSES)
        self.assertTrue(got["right"], got)
        self.assertEqual((got["called"], got["twice"], got["lost"], got["unknown"], got["nobody_waiting"]), (490, 0, 0, 0, 10))


if __name__ == "__main__":
    scratch_office.main()
