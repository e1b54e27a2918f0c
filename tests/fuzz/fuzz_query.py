"""Feed the watch language with broken queries until the CPU seconds are used up.

    python tests/fuzz/fuzz_query.py --seconds 600 [--seed 1]

Every input must give a node that is printed and read back as itself, or a QueryError with advice whose place
lies in the input; and it must do so quickly. Anything else ends the run with the input and exit code 1. The
same seed gives the same inputs.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from monitor.errors import QueryError  # noqa: E402  # the checkout may not be installed
from monitor.query import Node, parse, parse_term, references, regexes, to_text, walk, warnings  # noqa: E402
from monitor.query.nodes import Regex  # noqa: E402

SLOW = 1.0
"""CPU seconds that one input may take. Inputs have a few hundred characters; a query takes a millisecond."""

SEEDS = (
    "@north-korea NEAR/8 @troops AND (@kursk OR title:@russia)",
    "aa AND NOT (bb OR cc) AND dd",
    '"North Korea" OR «Північна Корея» OR “조선”x OR ="a phrase" OR ^WHO',
    "SENTENCE(aa, bb NEAR/3 (cc OR dd), NUM(1,000..5,000)) OR ATLEAST/2(aa, bb AND cc, troo*)",
    "COUNT/3(@troops) AND FIRST/50(aa AND bb) AND lang:uk # why\nAND url:\"https://x.example/\"",
    r"/\bКурськ\w*\b/ NEAR/5 /[^\/]+\.example\/?/ OR title:(/(?i)f-?16/ ONEAR/0 aa)",
    'צה"ל OR об\'єкт OR 北朝鮮 OR クルスク* OR 북한군 OR می‌شود',
    "NUM(>=12) NEAR/3 killed AND NUM(<0.5) AND NUM(=1.2340)",
    "North Korea", "=Kursk region", "two w/5 words", "aa and bb",
)  # fmt: skip

PIECES = (
    "AND", "OR", "NOT", "NEAR/8", "ONEAR/0", "NEAR", "NEAR/", "NEAR/99999999999", "SENTENCE(", "ATLEAST/2(",
    "ATLEAST(", "COUNT/0(", "FIRST/50(", "NUM(", "NUM(>=", "..", ">=", "title:", "lang:", "titel:", "://",
    "@", "@a", "(", ")", "((", "))", ",", '"', '""', "“", "”", "„", "«", "»", "'", "’", "=", "^", "*",
    "tro*", "/", "//", r"\/", "\\", r"\b", r"\B", "(?=", "(?:", "(?s)", "[", "]", "[^", "{2}", "{1000}",
    "|", "^*", "$", "+", "?", "~", "-", "#", "# ", "\n", "\t", " ", "\u00a0", "w/5", "and", "北", "ОR",
    "\u200b", "\u200c", "\u0301", "\ufdd0", "\x00", "\ud800", "\U0001f600", "１２", "٣", "²", "ß", "İ", "ǆ",
    "ﬁ", "\u2028", "\r\n",
)  # fmt: skip


def raw(rng: random.Random) -> str:
    """Any characters at all, from one block of Unicode or from everywhere."""
    low = rng.choice([0, 0, 0x20, 0x400, 0x590, 0x900, 0x2000, 0x3000, 0xAC00, 0xD800, 0x1F600, None])
    if low is None:
        return "".join(chr(rng.randrange(sys.maxunicode + 1)) for _ in range(rng.randrange(30)))
    return "".join(chr(low + rng.randrange(256)) for _ in range(rng.randrange(40)))


def mutated(rng: random.Random, text: str) -> str:
    """A query after a few accidents: pieces inserted, cut out, doubled, swapped, wrapped or retyped."""
    for _ in range(rng.randrange(1, 6)):
        start, end = sorted((rng.randrange(len(text) + 1), rng.randrange(len(text) + 1)))
        end = min(end, start + 20)
        head, part, tail = text[:start], text[start:end], text[end:]
        text = rng.choice(
            (
                head + rng.choice(PIECES) + part + tail,
                head + " " + rng.choice(PIECES) + " " + part + tail,
                head + tail,
                head + part * rng.randrange(2, 5) + tail,
                tail + part + head,
                head + "(" + part + ")" + tail,
                head + "".join(rng.sample(part, len(part))) + tail,
                head + raw(rng) + tail,
                head + part.swapcase() + tail,
            )
        )[:2000]
    return text


def nested(rng: random.Random) -> str:
    """Brackets and functions far beyond the bound, closed or not."""
    opening = rng.choice(["(", "NOT (", "title:(", "SENTENCE(", "ATLEAST/1(aa, ", "aa AND (", "/(", "=", "NOT "])
    depth = rng.choice([1, 10, 39, 40, 41, 400, 2000])
    return opening * depth + "aa" + rng.choice([")", ", bb)", " OR bb)", ""]) * depth


def made(rng: random.Random, known: list[str]) -> str:
    """The next input; `known` are queries to start from."""
    match rng.randrange(10):
        case 0:
            return raw(rng)
        case 1:
            return nested(rng)
        case 2 | 3:
            return rng.choice(["", " "]).join(rng.choice(PIECES) for _ in range(rng.randrange(20)))
    return mutated(rng, rng.choice(known))


def attempt(read: Callable[[str], Node], text: str) -> Node | QueryError:
    """Read `text`, quickly."""
    began = time.process_time()
    try:
        return read(text)
    except QueryError as error:
        return error
    finally:
        assert time.process_time() - began < SLOW, "slow"


def check(read: Callable[[str], Node], text: str) -> bool:
    """Tell whether `text` was read and not refused. AssertionError says what is wrong with either."""
    result = attempt(read, text)
    if isinstance(result, QueryError):
        assert 0 <= result.offset <= len(text), f"offset {result.offset}"
        assert result.message, "no message"
        assert result.advice, "no advice"
        assert result.caret.endswith("^"), "no caret"
        return False
    printed = to_text(result)
    assert read(printed) == result, f"printed as {printed!r}"
    assert to_text(read(printed)) == printed, f"printed twice, {printed!r}"
    assert all(0 <= one.at < len(text) for one in walk(result)), "a node outside of the text"
    assert all(text[one.at] == "@" for one in references(result)), "a reference without @"
    assert all(0 <= at < len(text) and advice for at, advice in warnings(result)), "a warning outside"
    for one in walk(result):
        if isinstance(one, Regex):
            spans = list(regexes.compile(one.pattern).spans(text))
            assert all(0 <= start < end <= len(text) for start, end in spans), "a span outside of the text"
    return True


def say(text: str) -> None:
    """Write a line to the standard output."""
    sys.stdout.write(f"{text}\n")


def run(rng: random.Random, seconds: float) -> tuple[int, int] | None:
    """Return how many inputs were read and how many refused; None after a finding."""
    known, was_read, refused = list(SEEDS), 0, 0
    while time.process_time() < seconds:
        text = made(rng, known)
        for read in (parse, parse_term):
            try:
                fits = check(read, text)
            except Exception:  # noqa: BLE001  # whatever it is, it is a finding
                traceback.print_exc(file=sys.stdout)
                say(f"{read.__name__}, input {was_read + refused + 1}: {text!r}")
                return None
            was_read += fits
            refused += not fits
        if rng.randrange(200) == 0 and len(known) < 500:
            known.append(text)  # go on from here: what is refused late is as good a start as what is right
    return was_read, refused


def main() -> int:
    """Run until the time is over; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--seconds", type=float, default=60, help="CPU seconds to use (default 60)")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    counts = run(random.Random(arguments.seed), arguments.seconds)
    if counts is None:
        say(f"fuzz_query: FAILED, seed {arguments.seed}")
        return 1
    was_read, refused = counts
    say(
        f"fuzz_query: {was_read + refused} inputs ({was_read} read, {refused} refused) in "
        f"{time.process_time():.0f} CPU seconds, seed {arguments.seed}: no failure"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
