"""Who is behind a feed: editions, desks and sister titles of one house are one publisher.

Detection is by name only. What an operator configures comes before the shipped list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from monitor.language import fold

FAMILIES: Mapping[str, tuple[str, ...]] = {
    "AFP": ("afp", "agence france presse", "афп", "франс пресс"),
    "AP": ("ap", "ap news", "associated press", "ассошиэйтед пресс", "ассошіейтед прес"),
    "ANSA": ("ansa",),
    "BBC": ("bbc", "bbc news", "би би си", "бі бі сі"),
    "Belga": ("belga",),
    "Bloomberg": ("bloomberg", "блумберг"),
    "CNN": ("cnn",),
    "dpa": ("dpa", "deutsche presse agentur"),
    "DW": ("dw", "deutsche welle"),
    "EFE": ("efe",),
    "Euronews": ("euronews", "евроньюс"),
    "Guardian": ("guardian", "the guardian", "the observer"),
    "Interfax": ("interfax", "интерфакс"),
    "Interfax-Ukraine": ("interfax ukraine", "інтерфакс україна", "интерфакс украина"),
    "Kyodo": ("kyodo", "kyodo news", "киодо"),
    "MENAFN": ("menafn",),
    "New York Times": ("new york times", "the new york times", "nyt"),
    "PA Media": ("pa media", "press association"),
    "PAP": ("pap", "polska agencja prasowa"),
    "Radio Liberty": (
        "rfe rl", "radio free europe", "radio liberty", "радіо свобода", "радио свобода", "настоящее время",
        "крым реалии", "крим реалії",
    ),
    "Reuters": ("reuters", "рейтер", "рейтерс", "thomson reuters"),
    "RIA Novosti": ("ria", "ria novosti", "риа", "риа новости", "sputnik", "спутник", "россия сегодня", "прайм"),
    "RBC": ("rbc", "рбк"),
    "RBC-Ukraine": ("rbc ukraine", "рбк україна", "рбк украина"),
    "Sky": ("sky", "sky news"),
    "TASS": ("tass", "тасс", "итар тасс"),
    "Ukrinform": ("ukrinform", "укрінформ", "укринформ"),
    "UNIAN": ("unian", "уніан", "униан"),
    "Ukrainska Pravda": (
        "ukrainska pravda", "українська правда", "украинская правда", "європейська правда", "european pravda",
        "економічна правда",
    ),
    "UNN": ("unn", "унн"),
    "Voice of America": ("voice of america", "voa", "голос америки"),
    "Washington Post": ("washington post", "the washington post"),
    "Xinhua": ("xinhua", "синьхуа", "сіньхуа"),
    "Yonhap": ("yonhap", "yonhap news agency", "연합뉴스", "ренхап", "йонхап"),
}  # fmt: skip
"""Common houses: the family's name and the names that it goes by, folded, without punctuation."""

_DESKS_WORDS = """
agency business culture economy en english eng europe europa feed international latest live main new news online
politics politik press russian rss ru science site sport sports stories the top ua ukrainian uk world агентство
головне главное інформаційне информационное лента мир новини новости політика політики спорт стрічка світ
економіка экономика
"""
_DESKS = frozenset(_DESKS_WORDS.split())
"""Words that name a desk or an edition of a house and not the house."""


def family(publisher: str, families: Mapping[str, tuple[str, ...]] | None = None) -> str:
    """Return the family of a publisher: what is configured, what is shipped, else its name without the desk.

    `families` maps the name of a family to the names of its publishers, as people write them.
    """
    for name, members in (families or {}).items():
        if plain_name(publisher) in {plain_name(member) for member in (name, *members)}:
            return name
    return _shipped(publisher)


@lru_cache(maxsize=10_000)
def _shipped(publisher: str) -> str:
    words = plain_name(publisher).split()
    # The longest beginning that is known: "BBC News Europe" is BBC, "Interfax Ukraine" is not Interfax.
    for length in range(len(words), 0, -1):
        rest = words[length:]
        if (known := _BY_NAME.get(" ".join(words[:length]))) and all(word in _DESKS for word in rest):
            return known
    kept = list(words)
    while len(kept) > 1 and kept[-1] in _DESKS:
        kept.pop()
    return " ".join(kept) or publisher


def plain_name(name: str) -> str:
    return " ".join(_SIGNS.sub(" ", fold(name)).split())


_SIGNS = re.compile(r"[\W_]+")


_BY_NAME = {member: name for name, members in FAMILIES.items() for member in (*members, plain_name(name))}
