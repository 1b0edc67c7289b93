#!/usr/bin/python3
"""A configuration that says nothing of how long something is kept of persons: told with the line to add; the office's own says it all.

    test_config.py --bin DIRECTORY_OF_PROGRAMS
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

CONFIG = pathlib.Path(__file__).resolve().parents[2] / "config"
PROGRAMS = pathlib.Path(sys.argv[sys.argv.index("--bin") + 1])
KINDS = {"inventory": {"address": 60, "name_and_application": 90, "person": 365}, "reservations": {"contact": 30}, "reporting": {"record": 1826},
         "staff": {"account": 1826}}


class Retention(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name) / "config"
        shutil.copytree(CONFIG, self.folder)

    def check(self, service):
        return subprocess.run([PROGRAMS / f"madoguchi-{service}d", "--check-config", "--config", self.folder / f"{service}.yaml"], capture_output=True, text=True, timeout=60)

    def without(self, service, kinds):
        path = self.folder / f"{service}.yaml"
        lines = [line for line in path.read_text().splitlines() if not any(f"what: {kind}," in line for kind in kinds)]
        if set(kinds) == set(KINDS[service]):
            lines = [line for line in lines if not line.startswith("retention:")]
        path.write_text("\n".join(lines) + "\n")

    def test_the_offices_own_names_every_kind(self):
        for service in KINDS:
            ran = self.check(service)
            self.assertEqual((ran.returncode, ran.stderr), (0, ""))

    def test_each_missing_line_is_told_as_it_is_to_be_added(self):
        for service, kinds in KINDS.items():
            for kind, days in kinds.items():
                self.setUp()
                self.without(service, [kind] if len(kinds) > 1 else list(kinds))
                ran = self.check(service)
                self.assertEqual(ran.returncode, 1)
                self.assertIn(f"- {{ what: {kind}, days: {days} }}", ran.stderr)
                self.assertEqual(len(ran.stderr.splitlines()), 1, ran.stderr)

    def test_without_any_line_all_are_told(self):
        self.without("inventory", KINDS["inventory"])
        self.assertEqual(len(self.check("inventory").stderr.splitlines()), 3)

    def test_another_fault_is_told_first(self):
        path = self.folder / "staff.yaml"
        path.write_text(path.read_text() + "nonsense: 1\n")
        ran = self.check("staff")
        self.assertEqual(ran.returncode, 1)
        self.assertIn("nonsense", ran.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
