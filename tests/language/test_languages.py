"""Which words meet, language by language: (term, texts that it must meet).

A new language is a row here and a row in `monitor/language/table.py`.
"""

from __future__ import annotations

from functools import cache

import pytest

from monitor.language import LANGUAGES, Chain, analyse

_MEET: dict[str, dict[str, str]] = {
    "en": {
        "soldier": "soldiers soldier's SOLDIERS",
        "troop": "troops",
        "North Korean": "North Koreans|North Korean's",
        "enter": "entered entering enters",
        "U.S.": "US U.S.'s",
        "Zelenskyy": "Zelenskyy’s",
        "child": "children",
    },
    "uk": {
        "Курськ": "Курська Курську Курськом Курськ",
        "Курська область": "Курської області|Курській області|Курську область|Курською областю",
        "Курщина": "Курщини Курщині Курщину Курщиною",
        "Північна Корея": "Північної Кореї|Північній Кореї|Північну Корею|Північною Кореєю",
        "північнокорейський": "північнокорейська північнокорейські північнокорейських північнокорейськими "
        "північнокорейського північнокорейському північнокорейську північнокорейської",
        "солдат": "солдата солдату солдатом солдати солдатів солдатам солдатами солдатах",
        "військові": "військових військовим військовими військовий військового",
        "іноземні війська": "іноземних військ|іноземним військам|іноземними військами|іноземних військах",
        "Київ": "Києва Києву Києвом Києві",
        "Харків": "Харкова Харкову Харковом Харкові",
        "Львів": "Львова Львову Львовом Львові",
        "боєць": "бійця бійцю бійці бійців бійцям бійцями бійцях",
        "вояк": "вояка вояки вояків воякам вояками",
        "росіянин": "росіяни росіян росіянам росіянами",
        "українець": "українці українців українцям",
        "Америка": "Америки Америці Америку Америкою",
        "Росія": "Росії Росію Росією",
        "Пхеньян": "Пхеньяна Пхеньяну Пхеньяном Пхеньяні",
        "об'єкт": "об’єкта обʼєкти об`єктів",
        "Захід": "заходи Заходу",  # which only a capital tells apart; see the matching room
    },
    "ru": {
        "Курск": "Курска Курску Курском Курске",
        "Курская область": "Курской области|Курскую область|Курской областью",
        "Северная Корея": "Северной Кореи|Северной Корее|Северную Корею|Северной Кореей",
        "северокорейский": "северокорейские северокорейских северокорейскими северокорейского северокорейскую",
        "солдат": "солдата солдаты солдатам солдатами солдатах",
        "военные": "военных военным военными военный",
        "иностранные войска": "иностранных войск|иностранным войскам|иностранными войсками",
        "Киев": "Киева Киеву Киевом Киеве",
        "боец": "бойца бойцу бойцы бойцов бойцам бойцами",
        "Зеленский": "Зеленского Зеленскому Зеленским",
        "Захарова": "Захаровой Захарову",
        "Путин": "Путина Путину Путиным Путине",
        "танк": "танки танков танками",
        "армия": "армии армий армией армиями",
        "россиянин": "россияне россиян россиянам",
        "орёл": "орла орлы орлов",
    },
    "be": {
        "Мінск": "Мінска Мінску Мінскам",
        "беларускі": "беларуская беларускай беларускага",
        "салдат": "салдаты салдатаў",
    },
    "bg": {"войник": "войници войниците", "Украйна": "Украйна", "севернокорейски": "севернокорейските"},
    "sr": {"војник": "војници војника војницима", "vojnik": "vojnici vojnika", "Русија": "Русије Русији Русијом"},
    "mk": {"војник": "војници војниците"},
    "pl": {
        "Kursk": "Kurska Kurskiem Kursku",
        "Obwód kurski": "obwodu kurskiego|obwodzie kurskim|obwodem kurskim",
        "Korea Północna": "Korei Północnej|Koreę Północną|Koreą Północną",
        "północnokoreański żołnierz": "północnokoreańscy żołnierze|północnokoreańskich żołnierzy"
        "|północnokoreańskim żołnierzom|północnokoreańskimi żołnierzami",
        "wojsko": "wojska wojskiem wojsk wojskami",
        "Trump": "Trumpa Trumpem Trump’a",
        "Ukraina": "Ukrainy Ukrainie Ukrainę Ukrainą",
    },
    "cs": {
        "voják": "vojáci vojáků vojákům",
        "severokorejský": "severokorejských severokorejští",
        "Kursk": "Kurska Kursku",
    },
    "sk": {"vojak": "vojaci vojakov", "Ukrajina": "Ukrajiny Ukrajine"},
    "sl": {"vojak": "vojaki vojakov", "Ukrajina": "Ukrajine Ukrajini"},
    "de": {
        "Kursk": "Kursks Kursk",
        "nordkoreanische Soldaten": "nordkoreanischen Soldaten|nordkoreanischer Soldat|Nordkoreanischen Soldaten",
        "Truppe": "Truppen",
        "Straße": "Strassen STRASSE",
        "Nordkorea": "Nordkoreas",
    },
    "nl": {"soldaat": "soldaten", "Noord-Koreaanse": "Noord-Koreaans"},
    "sv": {"soldat": "soldater soldaterna", "Ukraina": "Ukrainas"},
    "da": {"soldat": "soldater soldaterne"},
    "no": {"soldat": "soldater soldatene"},
    "fi": {"sotilas": "sotilaat sotilaita", "Ukraina": "Ukrainan Ukrainassa"},
    "et": {"sõdur": "sõdurid sõdurite"},
    "lv": {"karavīrs": "karavīri karavīru"},
    "lt": {"karys": "kariai karių"},
    "hu": {"katona": "katonák katonákat", "Ukrajna": "Ukrajnában Ukrajnát"},
    "ro": {"soldat": "soldați soldații soldaților", "Ucraina": "Ucrainei"},
    "fr": {
        "soldat": "soldats",
        "nord-coréen": "nord-coréens|nord-coréennes",
        "Ukraine": "l’Ukraine d'Ukraine",
        "attaquer": "attaqué",
    },
    "es": {"soldado": "soldados", "norcoreano": "norcoreanos norcoreanas"},
    "it": {"soldato": "soldati", "nordcoreano": "nordcoreani nordcoreana", "Ucraina": "dell'Ucraina all’Ucraina"},
    "pt": {"soldado": "soldados", "norte-coreano": "norte-coreanos|norte-coreanas"},
    "ca": {"soldat": "soldats"},
    "tr": {"asker": "askerler askerleri", "Kursk": "Kursk'ta Kursk’un", "Türkiye": "Türkiye'nin"},
    "id": {"tentara": "tentaranya"},
    "el": {"στρατιώτης": "στρατιώτες στρατιωτών", "Ουκρανία": "Ουκρανίας"},
    "ka": {"ჯარისკაცი": "ჯარისკაცები"},
    "hy": {"զինվոր": "զինվորներ զինվորի"},
    "ko": {
        "북한군": "북한군이 북한군은 북한군을 북한군의 북한군에서 북한군에서는 북한군들에게는 북한군으로",
        "쿠르스크": "쿠르스크에서 쿠르스크의 쿠르스크로부터 쿠르스크에는",
        "우크라이나": "우크라이나가 우크라이나에",
        "러시아": "러시아와 러시아에서의",
    },
    "ja": {"クルスク": "クルスク", "北朝鮮": "北朝鮮の"},
    "zh": {"库尔斯克": "库尔斯克"},
    "th": {"ทหาร": "ทหาร"},
    "ar": {"جيش": "الجيش والجيش للجيش بالجيش", "كوريا": "وكوريا لكوريا بكوريا", "جندي": "الجنود جنود"},
    "fa": {"سرباز": "سربازان سربازها"},
    "he": {"צבא": "הצבא בצבא והצבא", "חייל": "חיילים החיילים", "רוסיה": "ברוסיה מרוסיה שרוסיה"},
    "hi": {"सैनिक": "सैनिकों"},
}

_APART: dict[str, list[tuple[str, str]]] = {
    "uk": [("Данія", "дані"), ("Данії", "даних"), ("кит", "кіт"), ("Курдистан", "Курськ"), ("Данія", "дань")],
    "ru": [("Путин", "путь"), ("Путин", "пути"), ("Мали", "малина"), ("Иран", "Ирак"), ("Корея", "корень")],
    "ko": [("우크라이나", "우크라"), ("이란", "이"), ("한국", "한"), ("북한이나", "북한")],
    "ja": [("クルスク", "ライフサイクルスクリプト")],
    "zh": [("库尔斯克", "库尔勒市区")],
    "de": [("Iran", "Tirana"), ("Putin", "Put")],
}

_COUNTRIES = [("Mali", "Somalia"), ("Niger", "Nigeria"), ("Iran", "Tirana"), ("Mali", "Malta"), ("Oman", "Roman")]


@cache
def _chain(*languages: str) -> Chain:
    return Chain(languages)


def meets(language: str, term: str, text: str) -> bool:
    """Tell whether all words of a term meet the first words of a text, in order."""
    chain = _chain(language)
    wanted, found = analyse(term).words, analyse(text).words
    while found and found[0] in {"l", "d", "dell", "all"}:  # the article that leans on the word
        found = found[1:]
    return len(found) >= len(wanted) and all(
        chain.term_keys(word, language).intersection(chain.keys(token))
        for word, token in zip(wanted, found, strict=False)
    )


_ROWS = [
    (language, term, text)
    for language, rows in _MEET.items()
    for term, texts in rows.items()
    for text in (texts.split("|") if " " in term or "-" in term or "|" in texts else texts.split())
]


@pytest.mark.parametrize(("language", "term", "text"), _ROWS, ids=[f"{a}-{b}-{c}" for a, b, c in _ROWS])
def test_forms_meet(language: str, term: str, text: str) -> None:
    assert meets(language, term, text)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [(language, one, other) for language, pairs in _APART.items() for one, other in pairs]
    + [
        (language, one, other)
        for language, row in LANGUAGES.items()
        if "Latin" in row.scripts
        for one, other in _COUNTRIES
    ],
)
def test_others_stay_apart(language: str, one: str, other: str) -> None:
    assert not meets(language, one, other)
    if language != "ko":  # particles are cut on the text's side only
        assert not meets(language, other, one)


def test_every_language_has_a_row() -> None:
    assert set(_MEET) == set(LANGUAGES)
    assert all(code == row.code and len(code) == 2 for code, row in LANGUAGES.items())
