"""A thousand entries of a general newsroom, made from templates: every section, several languages, and near-topics.

About one in twenty stands near the Kursk watch: Russia, Ukraine, the Koreas, soldiers elsewhere. None is about it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

_PLACES = (
    "Harbourton", "Lisbon", "Nairobi", "Osaka", "Quito", "Gdynia", "Leeds", "Tampere", "Cork", "Adelaide", "Bergen",
    "Montréal", "Accra", "Graz", "Valencia", "Izmir", "Lahore", "Oaxaca", "Christchurch", "Trieste",
)  # fmt: skip
_PEOPLE = (
    "the mayor", "the finance minister", "a spokeswoman", "the union", "the head coach", "the county court",
    "the central bank", "a research team", "the port authority", "the opposition leader", "the health service",
)  # fmt: skip
_THINGS = (
    "bridge", "budget", "hospital", "ferry line", "school meals", "water supply", "airport", "film festival",
    "rail strike", "heatwave plan", "housing fund", "tax reform", "wind farm", "museum", "chip factory", "vaccine",
)  # fmt: skip
_NUMBERS = ("three", "12", "40", "a hundred", "2.5 million", "one in five")

GENERAL = (
    ("{Person} presents plan for the {thing} in {place}", "It costs {number} million. Critics call it late."),
    ("{place}: {number} hurt as storm tears roofs off", "Trains stood still until noon."),
    ("{place} wins late in the cup after a goal from midfield", "{Person} praised the goalkeeper and spoke of a gift."),
    ("Shares in {place} fall on fears for the {thing}", "The index lost {number} points. Analysts blamed rates."),
    ("How {place} saved its {thing}", "A visit to a town that did what others only talk about."),
    ("{Person} of {place} resigns over the {thing}", "A report had named {number} cases. A successor is sought."),
    ("New telescope sees {number} galaxies where none were known", "The data were read by {person} in {place}."),
    ("Recipe: soup of leeks as they make it in {place}", "It takes {number} minutes, and bread is half of it."),
    ("Phone maker recalls batteries after fire in {place}", "The company speaks of {number} devices."),
    ("Review: a quiet novel about the {thing} and a marriage", "The author lives in {place} and writes at dawn."),
    ("{Person} in {place} rules that the {thing} may stay", "The judges needed {number} hours. An appeal is allowed."),
    ("У {place} відкрили новий музей", "Експозиція розповідає про {number} століть історії міста."),
    ("Погода на вихідні: дощі та до десяти градусів тепла", "Синоптики попереджають про туман."),
    ("Ціни на каву зросли: що радять економісти", "Виробники пояснюють це посухою."),
    ("В {place} открыли выставку старых карт", "Посетители увидят {number} листов из частных собраний."),
    ("Учёные рассказали, почему кошки спят днём", "Наблюдали за животными {number} недель."),
    ("{place}: Stadtrat streitet über den Haushalt", "Es fehlen {number} Millionen. Die Abstimmung wurde vertagt."),
    ("Bahn: Sperrung bei {place} dauert länger", "Reisende müssen bis zum Herbst umsteigen."),
    ("À {place}, le marché couvert rouvre après travaux", "Les commerçants attendaient depuis {number} mois."),
    ("Rząd zapowiada zmiany w podatkach", "Projekt ma trafić do Sejmu w przyszłym tygodniu, mówi {person}."),
    ("부산 국제영화제 개막, 관객 몰려", "개막작은 젊은 감독의 두 번째 장편이다."),
    ("東京で桜が満開、公園に人の波", "今年は平年より五日早い。"),
    ("上海车展开幕，新能源车成主角", "主办方预计观众将超过去年。"),
)  # fmt: skip

NEAR = (
    ("North Korea test-fires a missile into the sea", "Tokyo and Seoul protested. No ship was in danger."),
    ("Drone strike sets fuel depot in Kursk region on fire", "The governor spoke of no injured people."),
    ("Russia raises interest rate to {number} per cent", "The central bank fears for the currency."),
    ("Kyiv marks the anniversary of the famine with candles", "Thousands stood in silence on the hill."),
    ("Peacekeeping soldiers leave {place} after ten years", "The last of them handed over the keys of the camp."),
    ("Seoul and Washington agree on cost of troops in Korea", "The sum rises by {number} per cent."),
    ("У Курській області скасували вибори до сільрад", "Про це повідомила виборча комісія."),
    ("КНДР отметила годовщину основания партии", "В Пхеньяне прошёл парад."),
    ("Russian figure skater wins gold in {place}", "Second place went to a debutant."),
    ("Ukraine harvest larger than feared", "Farmers brought in {number} million tonnes."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One entry. `near` says that it stands near the watch."""

    title: str
    summary: str
    near: bool


def entries(count: int = 1_000, *, near: int = 50, seed: int = 7) -> Iterator[Made]:
    """Make `count` entries, `near` of them near-topics, each with a headline of its own."""
    chance = random.Random(seed)
    places = set(chance.sample(range(count), near))
    seen: set[str] = set()
    for number in range(count):
        while True:
            title, summary = chance.choice(NEAR if number in places else GENERAL)
            words = {
                "place": chance.choice(_PLACES),
                "thing": chance.choice(_THINGS),
                "number": chance.choice(_NUMBERS),
                "person": chance.choice(_PEOPLE),
            }
            words["Person"] = words["person"][0].upper() + words["person"][1:]
            title, summary = title.format(**words), summary.format(**words)
            title = f"{words['place']}: {title}" if title in seen else title
            if title not in seen:
                break
        seen.add(title)
        yield Made(title=title, summary=summary, near=number in places)
