#!/usr/bin/python3
"""Every example in docs/wire.md: its bytes are msgpack, canonical, and say what the notation beside them says.

    test_wire_doc.py --bin DIRECTORY_OF_PROGRAMS     (which it does not need)
"""
import json
import os
import re
import unittest

import scratch_office
from wire_client import pack, unpack

PAGE = os.path.join(scratch_office.ROOT, "docs", "wire.md")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BYTES_OR_TEXT = re.compile(r"""h'([0-9a-f]*)'(?: \* (\d+))?|"(?:[^"\\]|\\.)*\"""")
MARK = "\0bytes"


def value_of(notation):
    """The page's notation is JSON, but for bytes: h'0a0b', h'00' * 32."""
    def marked(match):
        return match[0] if match[1] is None else json.dumps({MARK: match[1] * int(match[2] or 1)})

    return json.loads(BYTES_OR_TEXT.sub(marked, notation),
                      object_hook=lambda map_: bytes.fromhex(map_[MARK]) if MARK in map_ else map_)


def examples():
    """Line number, notation (None without one) and bytes of each example."""
    with open(PAGE, encoding="utf-8") as file:
        page = file.read()
    before = None
    for block in BLOCK.finditer(page):
        if block[1] == "hex":
            data = bytes.fromhex(block[2])
            yield page.count("\n", 0, block.start()) + 1, before, data
        before = block[2] if block[1] == "text" else None


class Examples(unittest.TestCase):
    def test_examples__canonical_bytes_of_what_they_show(self):
        count = 0
        for line, notation, data in examples():
            with self.subTest(line=line):
                value = unpack(data)
                self.assertEqual(pack(value), data)
                self.assertIsNotNone(notation, "no notation before the bytes")
                self.assertEqual(value_of(notation), value)
                self.assertEqual(pack(value_of(notation)), data)
            count += 1
        self.assertGreater(count, 150)

    def test_every_message_of_the_contents_has_an_example(self):
        with open(PAGE, encoding="utf-8") as file:
            page = file.read()
        sections = re.split(r"^#{2,3} ", page, flags=re.MULTILINE)[1:]
        named = [section for section in sections if re.match(r"(command|query|event) \w+\n", section)]
        self.assertGreater(len(named), 100)
        for section in named:
            with self.subTest(section.splitlines()[0]):
                self.assertIn("```hex", section)


if __name__ == "__main__":
    scratch_office.main()
