"""Throw texts at the analysis until the CPU seconds are used up.

    python tests/fuzz/fuzz_language.py --seconds 600 [--seed 1]

Texts are cut from words of many scripts, marks and single characters, and compared with the slow twin. Prints
counts; at the first offence prints the text and leaves with 1.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from monitor.language import Chain, analyse, fold, label, numbers  # the checkout may not be installed
from tests.language.slow import slow_fold, slow_words

_VOCABULARY = """
    North Korean troops U.S. U.N.'s Ukraine’s l’Ukraine dell'Ucraina Kursk'ta 12,000 1.5 12k 1.2万 1만2천명 북한군이
    Курськ Київ об’єкт Iнтерфакс кряду.Российский и.о. С.Ш.А. Ёлка Straße İstanbul ﬁn صفوف والجيش צה״ל הצבא सैनिक
    ทหาร クルスク・ライフ ｶﾞ 朝鲜士兵 дванадцять тисяч two hundred and fifty quatre-vingt mil millones zwölftausend
    10-12 тис. 。 ? ! …
"""
_WORDS = _VOCABULARY.split()
_MARKS = "'’ʼ`\"״-–_.,;:!?()[]«»\n\t \u00a0\u200b\u00ad\u0301\u0308\u05b8\u3099\ufe0f\u20e3\ud800\udc00\U0001f600"
_CHAIN = Chain(["en", "uk", "ru", "ko", "ar", "he", "tr"])


def _text(random_: random.Random) -> str:
    parts = []
    for _ in range(random_.randint(0, 12)):
        choice = random_.random()
        if choice < 0.6:
            word = random_.choice(_WORDS)
            cut = random_.randint(0, len(word))
            parts.append(word if choice < 0.4 else word[:cut])
        elif choice < 0.9:
            parts.append(random_.choice(_MARKS))
        else:
            parts.append(chr(random_.randrange(0x110000)))
        parts.append(random_.choice(("", "", " ")))
    return "".join(parts)


def check(text: str) -> int:
    """Hold the analysis of one text against its laws; return how many words it has."""
    analysed = analyse(text)
    words = list(zip(analysed.starts, analysed.ends, analysed.words, strict=True))
    assert words == slow_words(text), (words, slow_words(text))
    assert fold(text) == fold(fold(text)) == slow_fold(text)
    assert len(analysed.sentences) == len(analysed.capitals) == len(words)
    assert all(0 <= span.start_token < span.end_token <= len(words) for span in numbers(analysed))
    assert all(_CHAIN.keys(word)[0] == word for word in analysed.words)
    label(text, "uk")
    return len(words)


def main() -> int:
    """Run for the CPU seconds asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    random_ = random.Random(arguments.seed)  # repeatable, not secret
    texts = words = 0
    end = time.process_time() + arguments.seconds
    while time.process_time() < end:
        text = _text(random_)
        try:
            words += check(text)
        except Exception as error:  # noqa: BLE001  # whatever it is, it is the finding
            print(f"offending text (seed {arguments.seed}, number {texts}): {text!a}\n{error!r}")
            return 1
        texts += 1
    print(f"seed {arguments.seed}: {texts} texts, {words} words, no offence")
    return 0


if __name__ == "__main__":
    sys.exit(main())
