"""What leans on a word without inflecting it: Korean particles, Arabic and Hebrew clitics, Turkish suffixes.

Each function returns the forms that a word of a text may stand for. Cutting is done on the text's side only: a
term is written bare, so that 우크라이나 does not become 우크라 because 이나 is a particle.
"""

from __future__ import annotations

_PARTICLES = """은 는 이 가 을 를 의 에 에서 에게 께 께서 한테 로 으로 와 과 도 만 까지 부터 보다 처럼 마다 조차 마저
    밖에 라고 이라고 이나 이란 이든지 든지 랑 이랑 하고 으로서 로서 으로써 로써 이며 이다 이었다 였다 이자 대로 만큼 뿐
    들 씩 측 발 간 서 선 엔"""
_KOREAN = frozenset(_PARTICLES.split())
_SHORTEST_KOREAN = 2
_MOST_PARTICLES = 3  # 병사 + 들 + 에게 + 는

_ARABIC = ("وبال", "ولل", "وال", "فال", "بال", "كال", "لل", "ال", "و", "ف", "ب", "ك", "ل", "س")
_SHORTEST_ARABIC = 3

_PREFIXES = "ה ו ב כ ל מ ש וה וב וכ ול ומ וש שה שב של שמ מה בה כש לכ ושה כשה ומה"
_HEBREW = frozenset(_PREFIXES.split())
_SHORTEST_HEBREW = 2


def korean(word: str) -> tuple[str, ...]:
    """Cut up to three particles, one after the other: 병사들에게는 gives 병사들에게, 병사들 and 병사."""
    found: list[str] = []
    reached = [word]
    for _ in range(_MOST_PARTICLES):
        reached = [
            form[:-size]
            for form in reached
            for size in (1, 2, 3)
            if len(form) - size >= _SHORTEST_KOREAN and form[-size:] in _KOREAN
        ]
        found += reached
    return tuple(dict.fromkeys(found))


def arabic(word: str) -> tuple[str, ...]:
    """Cut one prefix: the article, a conjunction or a preposition, or one of their usual compounds."""
    return tuple(
        word[len(prefix) :]
        for prefix in _ARABIC
        if word.startswith(prefix) and len(word) - len(prefix) >= _SHORTEST_ARABIC
    )


def hebrew(word: str) -> tuple[str, ...]:
    """Cut one prefix of one to three letters."""
    return tuple(word[size:] for size in (1, 2, 3) if word[:size] in _HEBREW and len(word) - size >= _SHORTEST_HEBREW)


def apostrophe(word: str) -> tuple[str, ...]:
    """Cut what follows an apostrophe: Kursk'ta, Türkiye'nin, Trump'a."""
    head, _, rest = word.rpartition("'")
    return (head,) if rest and len(head) >= 3 else ()
