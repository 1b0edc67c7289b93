"""Runs bench_crowd and bench_desks on configurations made from the office's own, with more desks and longer blocks of
numbers. Used by the bench with large numbers and by tests/e2e/test_crowd.py with small ones."""
import json
import os
import re
import shutil
import subprocess

CONFIG = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "config")
WALK_IN_LINES = (2, 3, 4, 5, 7, 8)            # those that desks 1 and 2 serve


def change(path, pattern, replacement):
    """Replaces in a file; that the pattern was there is part of the deal."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    text, count = re.subn(pattern, replacement, text, flags=re.MULTILINE)
    if count == 0:
        raise RuntimeError(f"{os.path.basename(path)}: nothing like {pattern}")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


class Blocks:
    """Numbers of the lines one after the other; a line that is not used here has one number."""

    def __init__(self, block):
        self.block, self.next, self.line = block, 1, 0

    def __call__(self, _):
        self.line += 1
        size = self.block if self.line in WALK_IN_LINES else 1
        self.next += size
        return f"first_number: {self.next - size}, last_number: {self.next - 1}"


def config_in(folder):
    config = os.path.join(folder, "config")
    shutil.copytree(CONFIG, config)
    return config


def run(command, folder):
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ, MADOGUCHI_BENCH_DIR=folder))
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode not in (0, 1) or not lines:
        raise RuntimeError(f"{os.path.basename(command[0])} ended with {done.returncode}: {done.stderr[-400:]}")
    return dict(json.loads(lines[-1]), right=done.returncode == 0, said=done.stderr)


def citizens(binaries, folder, count, starts, places, in_flight):
    """`count` citizens want one of `starts` times `places` places of one day."""
    config = config_in(folder)
    path = os.path.join(config, "reservations.yaml")
    change(path, r"staffed_desks: \d+", f"staffed_desks: {places}")
    change(path, r"^counters: \d+", f"counters: {places}")
    change(path, r"integrated_terminal, count: \d+, kept_for_walk_ins: 1", f"integrated_terminal, count: {places + 1}, kept_for_walk_ins: 1")
    return run([os.path.join(binaries, "bench_crowd"), config, str(count), str(starts), str(places), str(in_flight)], folder)


def desks(binaries, folder, tickets, presses):
    """Two desks press "next" at the same moment, `presses` times in all."""
    config = config_in(folder)
    block = tickets // len(WALK_IN_LINES) + 1
    if block > 99:
        change(os.path.join(config, "queueing.yaml"), r"first_number: \d+, last_number: \d+", Blocks(block))
    return run([os.path.join(binaries, "bench_desks"), config, ",".join(map(str, WALK_IN_LINES)), str(tickets), str(presses)], folder)
