"""Where sentences end: `|` marks the ends in the table."""

from __future__ import annotations

import pytest

from monitor.language import analyse

_TABLE = [
    "Troops arrived on Monday. |The EU was alarmed. |Who knows?",
    "Mr. Smith of the U.S. Army met Dr. No in St. Petersburg. |They talked.",
    "It cost 1.5 million. |Then 12,000 more.",
    "“Is it war?” he asked. |“No!” |She left.",
    "J. K. Rowling and J.K. Rowling are one.",
    "He said so… |And then? |Nothing",
    "Yahoo! says no to example.org. |Done.",
    "Am 3. Oktober ca. 5 Mio. Euro. |Dann nichts.",
    "Це сталося в м. Київ, вул. Хрещатик, 12 тис. осіб. |Потім тиша.",
    "Произошло 5 г. назад. |Об этом сообщил и.о. министра А. Иванов, т.е. он сам.",
    "Трое суток кряду.|Российский флот молчит.",
    "Powiedział gen. Nowak z ul. Długiej. |Koniec.",
    "朝鲜派兵。|欧盟警告！|真的吗？|是",
    "북한군이 도착했다. |유럽연합은 우려했다.",
    "وصل الجنود. |هل هي الحرب؟ |نعم",
    "सैनिक पहुँचे। |युद्ध?",
    "Headline without stop\n|First line\n|Second line",
    "Der Vorfall war 2024. |Danach Ruhe.",
    "One",
    "",
]


@pytest.mark.parametrize("marked", _TABLE)
def test_sentences(marked: str) -> None:
    expected = [number for number, sentence in enumerate(marked.split("|")) for _ in range(len(analyse(sentence)))]
    assert analyse(marked.replace("|", "")).sentences == expected
