"""What the tests of the rehearsal share."""
import json
import os
import shutil
import subprocess
import tempfile
import unittest

import scratch_office

KEYS = {"date", "seed", "visitors", "tickets", "booked", "walk_in", "no_shows", "cards", "walk_in_overtaken_max", "wait_p50_s",
        "wait_p90_s", "overbooked", "audit", "report_sha256"}
CARDS = {"opening", "arrived", "found", "issued", "disposed", "mailed", "in_hand", "transferred", "missing"}
SHM = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None       # where flushes cost nothing


def rehearse(*options):
    return subprocess.run([scratch_office.program("madoguchi"), "rehearse", *options], capture_output=True, timeout=100,
                          env=scratch_office.environment(), preexec_fn=scratch_office.end_with_parent, check=False)


class Rehearsal(unittest.TestCase):
    """Plays, each in a directory of its own."""

    def setUp(self):
        self.scratch = tempfile.mkdtemp(prefix="madoguchi-e2e-rehearse-", dir=SHM)
        self.addCleanup(shutil.rmtree, self.scratch, ignore_errors=True)
        self.plays = 0

    def played(self, *options):
        self.plays += 1
        process = rehearse("--json", "--dir", os.path.join(self.scratch, str(self.plays)), *options)
        self.assertEqual(process.returncode, 0, process.stderr.decode(errors="replace"))
        self.assertNotIn(b"Sanitizer", process.stderr)
        return json.loads(process.stdout)

    def adds_up(self, result):
        cards = result["cards"]
        self.assertEqual(result["tickets"], result["booked"] + result["walk_in"])
        self.assertEqual(result["overbooked"], 0)
        self.assertEqual(cards["missing"], 0)
        self.assertLessEqual(result["walk_in_overtaken_max"], 3)
        self.assertLessEqual(result["wait_p50_s"], result["wait_p90_s"])
        self.assertEqual(cards["opening"] + cards["arrived"] + cards["found"],
                         cards["issued"] + cards["disposed"] + cards["mailed"] + cards["in_hand"] + cards["transferred"] + cards["missing"])
        self.assertEqual(result["audit"]["verdict"], "verified")
