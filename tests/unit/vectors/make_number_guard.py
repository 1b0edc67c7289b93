#!/usr/bin/env python3
"""Makes number_guard.txt: texts and whether each holds an individual number. An implementation of the rules on text
(rules 5, domain reference 1.6) of its own, by another way than trust/number_guard.c: it lists every reading of the
text as groups of digits and tries every run of groups; slow and plain. Run it to see whether the file is what it makes:

    make_number_guard.py --check FILE     or     make_number_guard.py > FILE

A line is: hit or pass, what it is a case of, then each text of the form in hex (UTF-8), parted by tabs. All numbers are invented.
"""
import itertools
import random
import re
import sys
import unicodedata

NAMED = {0x2212, 0x30FC, 0x00B7, 0x30FB, 0x2022, 0x2027, 0x2219, 0x22C5, 0x2E31}
BREAKS = {"\n", "\v", "\f", "\r", "\x85", "\u2028", "\u2029"}


def check_digit(eleven):
    """Domain reference 1.6: n counts from the right."""
    total = 0
    for n in range(1, 12):
        total += int(eleven[11 - n]) * (n + 1 if n <= 6 else n - 5)
    return 0 if total % 11 <= 1 else 11 - total % 11


def is_number(twelve):
    return len(twelve) == 12 and set(twelve) != {"0"} and check_digit(twelve[:11]) == int(twelve[11])


def tokens(text):
    """(kind, digit, may stand apart) for every character of the NFKC form, characters knowing what they came from."""
    for source in text.replace("\r\n", "\n"):
        for c in unicodedata.normalize("NFKC", source):
            if unicodedata.category(c) == "Nd":
                apart = c != source and not "０" <= source <= "９"
                yield "digit", str(unicodedata.digit(c)), apart
            elif c in BREAKS or source in BREAKS:
                yield "break", "", False
            elif c in "\t." or unicodedata.category(c) in ("Zs", "Pd", "Cf") or ord(c) in NAMED:
                yield "separator", "", False
            else:
                yield "other", "", False


def chains(text):
    """Runs of tokens that no other character parts."""
    chain = []
    for token in tokens(text):
        if token[0] == "other":
            yield chain
            chain = []
        else:
            chain.append(token)
    yield chain


def chain_hits(chain):
    """Every place where a group may begin, against every place where one may end."""
    for first, token in enumerate(chain):
        if token[0] != "digit":
            continue
        before = chain[first - 1] if first > 0 else None
        if before is not None and before[0] == "digit" and not (before[2] or token[2]):
            continue
        digits, lines = "", 0
        for last in range(first, len(chain)):
            kind, digit, apart = chain[last]
            lines += kind == "break"
            digits += digit
            if lines > 1 or len(digits) > 12:
                break
            if len(digits) < 12 or kind != "digit":
                continue
            after = chain[last + 1] if last + 1 < len(chain) else None
            if after is not None and after[0] == "digit" and not (apart or after[2]):
                continue
            if is_number(digits):
                return True
    return False


def hits(texts):
    return any(chain_hits(chain) for chain in chains(" ".join(texts)))


def numbers(rng):
    while True:
        eleven = "".join(rng.choice("0123456789") for _ in range(11))
        if set(eleven) != {"0"}:
            yield eleven + str(check_digit(eleven))


def in_groups(rng, number):
    sizes = rng.choice(([4, 4, 4], [12], [6, 6], [3, 3, 3, 3], [1] * 12, [2, 5, 5], [11, 1]))
    ends = list(itertools.accumulate(sizes))
    return [number[end - size:end] for size, end in zip(sizes, ends)]


def full_width(text):
    return text.translate({ord("0") + d: ord("０") + d for d in range(10)})


def circled(rng, text):
    return "".join("⓪①②③④⑤⑥⑦⑧⑨"[int(c)] if rng.random() < 0.4 else c for c in text)


def spaced(rng, number):
    return rng.choice((" ", "  ", "\u3000", "\t", "\u2009", "\u00a0")).join(in_groups(rng, number))


def hyphenated(rng, number):
    return rng.choice(("-", "－", "‐", "–", "―", "−", "ー", "ｰ", " - ", "・", "·", ".", "\u00ad", "\u200b")).join(in_groups(rng, number))


def broken(rng, number):
    at = rng.randrange(1, 12)
    return number[:at] + rng.choice(("\n", "\r\n", "\u2028", " \n ", "\n\n", "\n \n")) + number[at:]


def neighbours(rng, number):
    parts = in_groups(rng, number)
    at = rng.randrange(len(parts) + 1)
    return [rng.choice(("", "番号 ", "山田")) + " ".join(parts[:at]), " ".join(parts[at:]) + rng.choice(("", " まで", "様"))]


def company(rng):
    base = "".join(rng.choice("0123456789") for _ in range(12))
    total = sum(int(base[12 - n]) * (1 if n % 2 else 2) for n in range(1, 13))
    return str(9 - total % 9) + base


def generated(rng):
    """500 numbers in every shape, and as many that are none."""
    source = numbers(rng)
    shapes = {
        "plain": lambda n: [n],
        "full_width": lambda n: [full_width(n)],
        "spaced": lambda n: [spaced(rng, n)],
        "hyphenated": lambda n: [hyphenated(rng, n)],
        "line_break": lambda n: [broken(rng, n)],
        "circled": lambda n: [circled(rng, n)],
        "neighbours": lambda n: neighbours(rng, n),
        "in_sentence": lambda n: ["控え" + full_width(spaced(rng, n)) + "です。"],
        "other_digits": lambda n: [n.translate({ord("0") + d: 0x0966 + d for d in range(10)})],
        "list_mark": lambda n: ["①" + n + rng.choice(("", "②"))],
    }
    for name, shape in shapes.items():
        for _ in range(50):
            yield name, shape(next(source))
        for _ in range(10):
            number = next(source)
            wrong = number[:11] + str((int(number[11]) + rng.randrange(1, 10)) % 10)
            yield name + "_wrong_digit", shape(wrong)
    for _ in range(60):
        yield "company_number", [company(rng)]
        yield "application_id", ["".join(rng.choice("0123456789") for _ in range(23))]
        number = next(source)
        yield "longer_run", [rng.choice("123456789") + number]
        yield "shorter_run", [number[:11]]
        yield "other_parted", [number[:6] + rng.choice(("、", "/", ",", "_", "x", "年")) + number[6:]]
        yield "phone_beside", ["0" + "".join(rng.choice("0123456789") for _ in range(9)), "内線" + str(rng.randrange(10, 100))]


FIXED = [
    ("domain_1_6", "hit", [["123456789018"], ["314159265352"], ["271828182840"], ["908172635441"], ["111111111118"]]),
    ("domain_1_6", "pass", [["000000000000"], ["123456789012"], ["8700110005901"]]),
]


def changed_digits():
    """Domain reference 1.6: any one digit changed of the first, second, fourth or fifth."""
    for number in ("123456789018", "314159265352", "908172635441", "111111111118"):
        for place, digit in itertools.product(range(12), "0123456789"):
            if number[place] != digit:
                yield [number[:place] + digit + number[place + 1:]]


def line(name, texts, expected=None):
    found = "hit" if hits(texts) else "pass"
    if expected not in (None, found):
        raise SystemExit(f"{name} {texts}: {found}, the reference says {expected}")
    return "\t".join([found, name] + [text.encode().hex() for text in texts])


def made():
    lines = [line(name, texts, expected) for name, expected, cases in FIXED for texts in cases]
    lines += [line("one_digit_changed", texts, "pass") for texts in changed_digits()]
    lines += [line(name, texts) for name, texts in generated(random.Random(20270201))]
    assert all(re.fullmatch(r"(hit|pass)\t\w+(\t[0-9a-f]*)+", one) for one in lines)
    return "\n".join(lines) + "\n"


def main():
    if len(sys.argv) == 3 and sys.argv[1] == "--check":
        with open(sys.argv[2], encoding="ascii") as file:
            if file.read() != made():
                print(f"{sys.argv[2]} is not what this makes", file=sys.stderr)
                return 1
        return 0
    if len(sys.argv) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    sys.stdout.write(made())
    return 0


if __name__ == "__main__":
    sys.exit(main())
