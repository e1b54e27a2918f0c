"""The names and words of the Kursk story in all their cases, and words that only look alike.

Each term is a watch of its own, in one language, and must find every form of itself. The tables are those of a
grammar, not of the analysis: a form that fails is a story that somebody will not hear of.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.matching import Matcher
from monitor.query import parse_term
from monitor.settings import Watch
from monitor.types import Entry

# Language, term, and its forms, separated by commas.
FORMS = (
    ("uk", "Курськ", "Курськ, Курська, Курську, Курськом, Курськові"),
    (
        "uk",
        "курський",
        (
            "курський, курського, курському, курським, курська, курської, курській, курську, курською, курське, "
            "курські, курських, курськими"
        ),
    ),
    ("uk", "Курська область", "Курська область, Курської області, Курській області, Курську область, Курською областю"),
    ("uk", "Курщина", "Курщина, Курщини, Курщині, Курщину, Курщиною"),
    (
        "uk",
        "Північна Корея",
        "Північна Корея, Північної Кореї, Північній Кореї, Північну Корею, Північною Кореєю",
    ),
    (
        "uk",
        "північнокорейський",
        (
            "північнокорейський, північнокорейського, північнокорейському, північнокорейським, північнокорейська, "
            "північнокорейської, північнокорейській, північнокорейську, північнокорейською, північнокорейське, "
            "північнокорейські, північнокорейських, північнокорейськими"
        ),
    ),
    (
        "uk",
        "солдат",
        "солдат, солдата, солдатові, солдату, солдатом, солдати, солдатів, солдатам, солдатами, солдатах",
    ),
    ("uk", "військові", "військові, військових, військовим, військовими, військовий, військового, військовому"),
    (
        "uk",
        "іноземні війська",
        "іноземні війська, іноземних військ, іноземним військам, іноземними військами, іноземних військах",
    ),
    (
        "uk",
        "військовослужбовець",
        (
            "військовослужбовець, військовослужбовця, військовослужбовцю, військовослужбовцем, "
            "військовослужбовці, військовослужбовців, військовослужбовцям, військовослужбовцями"
        ),
    ),
    ("uk", "боєць", "боєць, бійця, бійцеві, бійцю, бійцем, бійці, бійців, бійцям, бійцями, бійцях"),
    ("uk", "Київ", "Київ, Києва, Києву, Києвом, Києві, Києвові"),
    ("uk", "Пхеньян", "Пхеньян, Пхеньяна, Пхеньяну, Пхеньяном, Пхеньяні"),
    ("uk", "Суджа", "Суджа, Суджі, Суджу, Суджею"),
    ("uk", "Рильськ", "Рильськ, Рильська, Рильську, Рильськом"),
    ("uk", "Росія", "Росія, Росії, Росію, Росією"),
    ("ru", "Курск", "Курск, Курска, Курску, Курском, Курске"),
    (
        "ru",
        "курский",
        (
            "курский, курского, курскому, курским, курском, курская, курской, курскую, курскою, курское, "
            "курские, курских, курскими"
        ),
    ),
    ("ru", "Курская область", "Курская область, Курской области, Курскую область, Курской областью"),
    ("ru", "Курщина", "Курщина, Курщины, Курщине, Курщину, Курщиной"),
    ("ru", "Северная Корея", "Северная Корея, Северной Кореи, Северной Корее, Северную Корею, Северной Кореей"),
    (
        "ru",
        "северокорейский",
        (
            "северокорейский, северокорейского, северокорейскому, северокорейским, северокорейском, "
            "северокорейская, северокорейской, северокорейскую, северокорейское, северокорейские, "
            "северокорейских, северокорейскими"
        ),
    ),
    ("ru", "солдат", "солдат, солдата, солдату, солдатом, солдате, солдаты, солдатам, солдатами, солдатах"),
    ("ru", "военные", "военные, военных, военным, военными, военный, военного, военному"),
    (
        "ru",
        "иностранные войска",
        "иностранные войска, иностранных войск, иностранным войскам, иностранными войсками, иностранных войсках",
    ),
    (
        "ru",
        "военнослужащий",
        (
            "военнослужащий, военнослужащего, военнослужащему, военнослужащим, военнослужащие, военнослужащих, "
            "военнослужащими"
        ),
    ),
    ("ru", "боец", "боец, бойца, бойцу, бойцом, бойце, бойцы, бойцов, бойцам, бойцами, бойцах"),
    ("ru", "Киев", "Киев, Киева, Киеву, Киевом, Киеве"),
    ("ru", "Пхеньян", "Пхеньян, Пхеньяна, Пхеньяну, Пхеньяном, Пхеньяне"),
    ("ru", "Суджа", "Суджа, Суджи, Судже, Суджу, Суджей"),
    ("ru", "Рыльск", "Рыльск, Рыльска, Рыльску, Рыльском, Рыльске"),
    ("ru", "сапёр", "сапёр, сапера, саперу, сапёром, сапёры, саперов, сапёрам, саперами"),
    ("pl", "Kursk", "Kursk, Kurska, Kurskowi, Kurskiem, Kursku"),
    (
        "pl",
        "kurski",
        "kurski, kurskiego, kurskiemu, kurskim, kurska, kurskiej, kurską, kurskie, kurskich, kurskimi",
    ),
    ("pl", "obwód kurski", "obwód kurski, obwodu kurskiego, obwodowi kurskiemu, obwodem kurskim, obwodzie kurskim"),
    (
        "pl",
        "Korea Północna",
        "Korea Północna, Korei Północnej, Koreę Północną, Koreą Północną",
    ),
    (
        "pl",
        "północnokoreański",
        (
            "północnokoreański, północnokoreańskiego, północnokoreańskiemu, północnokoreańskim, "
            "północnokoreańska, północnokoreańskiej, północnokoreańską, północnokoreańskie, "
            "północnokoreańskich, północnokoreańskimi, północnokoreańscy"
        ),
    ),
    (
        "pl",
        "żołnierz",
        (
            "żołnierz, żołnierza, żołnierzowi, żołnierzem, żołnierzu, żołnierze, żołnierzy, żołnierzom, "
            "żołnierzami, żołnierzach"
        ),
    ),
    ("pl", "obce wojska", "obce wojska, obcych wojsk, obcym wojskom, obcymi wojskami, obcych wojskach"),
    ("pl", "jeniec", "jeniec, jeńca, jeńcowi, jeńcem, jeńcu, jeńcy, jeńców, jeńcom, jeńcami, jeńcach"),
    ("pl", "Pjongjang", "Pjongjang, Pjongjangu, Pjongjangowi, Pjongjangiem"),
    ("pl", "Kijów", "Kijów, Kijowa, Kijowowi, Kijowem, Kijowie"),
    ("pl", "Rosja", "Rosja, Rosji, Rosję, Rosją"),
    ("de", "Kursk", "Kursk, Kursks"),
    ("de", "Nordkorea", "Nordkorea, Nordkoreas"),
    (
        "de",
        "nordkoreanisch",
        "nordkoreanisch, nordkoreanische, nordkoreanischen, nordkoreanischer, nordkoreanisches, nordkoreanischem",
    ),
    ("de", "Nordkoreaner", "Nordkoreaner, Nordkoreaners, Nordkoreanern"),
    ("de", "Soldat", "Soldat, Soldaten"),
    ("de", "Truppe", "Truppe, Truppen"),
    (
        "de",
        "ausländische Truppen",
        "ausländische Truppen, ausländischen Truppen, ausländischer Truppen",
    ),
    ("de", "Kursker Gebiet", "Kursker Gebiet, Kursker Gebiets, Kursker Gebietes"),
    ("de", "Kriegsgefangener", "Kriegsgefangener, Kriegsgefangene, Kriegsgefangenen, Kriegsgefangenem"),
    ("de", "Kämpfer", "Kämpfer, Kämpfers, Kämpfern"),
    ("fr", "nord-coréen", "nord-coréen, nord-coréens, nord-coréenne, nord-coréennes, Nord-Coréens"),
    ("fr", "soldat", "soldat, soldats"),
    ("fr", "Corée du Nord", "Corée du Nord"),
    ("fr", "troupe étrangère", "troupe étrangère, troupes étrangères"),
    ("en", "soldier", "soldier, soldiers, soldier's, soldiers’"),
    ("en", "North Korean", "North Korean, North Koreans, North Korean's"),
    ("en", "prisoner of war", "prisoner of war, prisoners of war"),
    (
        "ko",
        "북한군",
        "북한군, 북한군이, 북한군은, 북한군을, 북한군의, 북한군에, 북한군과, 북한군도, 북한군에게, 북한군으로",
    ),
    (
        "ko",
        "쿠르스크",
        "쿠르스크, 쿠르스크의, 쿠르스크에, 쿠르스크에서, 쿠르스크로, 쿠르스크를, 쿠르스크와, 쿠르스크까지, 쿠르스크서",
    ),
    ("ko", "병사", "병사, 병사가, 병사들, 병사들이, 병사들을, 병사들의, 병사들에게, 병사들과"),
    ("ja", "クルスク", "クルスク, クルスクで, クルスク州, クルスクの戦い"),
    ("ja", "北朝鮮", "北朝鮮, 北朝鮮の, 北朝鮮が, 北朝鮮兵"),
    ("zh", "库尔斯克", "库尔斯克, 库尔斯克州, 在库尔斯克的"),
    ("zh", "士兵", "士兵, 朝鲜士兵, 士兵们"),
)

# Language, term, and a text that must not meet it.
STRANGERS = (
    ("uk", "Захід", "Заплановані заходи безпеки посилено"),
    ("uk", "Захід", "Скасовано культурний захід у Львові"),
    ("uk", "Данія", "Оновлені дані про втрати"),
    ("uk", "Курськ", "Новий курс гривні"),
    ("uk", "Курськ", "Завершилися курси медсестер"),
    ("uk", "Путін", "Далека путь додому"),
    ("uk", "Суджа", "Вирок судді оскаржено"),
    ("uk", "боєць", "Боєві втрати ворога зросли"),
    ("uk", "солдат", "Відкрили солдатську їдальню"),
    ("ru", "Путин", "Долгий путь домой"),
    ("ru", "Путин", "Закрыты пути на станции"),
    ("ru", "Запад", "Рассказали о западне для туристов"),
    ("ru", "Дания", "Обновлены данные о потерях"),
    ("ru", "Курск", "Вырос курс рубля"),
    ("ru", "Курск", "Открылись курсы медсестёр"),
    ("ru", "Суджа", "Решение судьи обжаловано"),
    ("ru", "боец", "Нашли боеприпас времён войны"),
    ("pl", "Kursk", "Rosną kursy walut"),
    ("pl", "Kursk", "Zaczyna się kurs językowy"),
    ("pl", "Rosja", "Poranna rosa na łąkach"),
    ("pl", "jeniec", "Jesień w Tatrach"),
    ("de", "Kursk", "Die Kurse fallen"),
    ("de", "Kursk", "Ein Kurs für Anfänger"),
    ("de", "Truppe", "Die Treppe wird erneuert"),
    ("de", "Iran", "Reise nach Tirana"),
    ("fr", "Mali", "La Somalie manque d'eau"),
    ("en", "Mali", "Somalia and its neighbours"),
    ("en", "Mali", "The Somali coast"),
    ("en", "Niger", "Nigeria votes on Saturday"),
    ("en", "Niger", "A Nigerian film wins in Cannes"),
    ("en", "Iran", "Flights to Tirana resume"),
    ("en", "Oman", "A Roman villa in Kent"),
    ("en", "Kursk", "Kurt wins the cup"),
    ("en", "^WHO", "The man who knew"),
    ("en", "^US", "Tell us your story"),
    ("ko", "북한군", "북한강 자전거길 개통"),
    ("ko", "한국", "북한국경 폐쇄"),
    ("ja", "クルスク", "ライフサイクルスクリプトの書き方"),
    ("ja", "イラン", "ブイランドの新店"),
    ("zh", "士兵", "士官兵役法"),
)


def watch(language: str, term: str) -> Watch:
    return Watch(
        name=f"{language} {term}",
        title=term,
        query=parse_term(term),
        channels=("nobody",),
        languages=(language,),
    )


def found(matcher: Matcher, language: str, term: str, text: str) -> bool:
    entry = Entry(
        id="e",
        feed="f",
        publisher="p",
        guid=None,
        url=None,
        title=text,
        summary="",
        first_seen=datetime(2025, 1, 20, tzinfo=UTC),
    )
    return any(match.watch == f"{language} {term}" for match in matcher.match(entry))


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    terms = dict.fromkeys((language, term) for language, term, _ in FORMS + STRANGERS)
    return Matcher([watch(language, term) for language, term in terms], {})


@pytest.mark.parametrize(("language", "term", "forms"), FORMS, ids=lambda value: str(value)[:24])
def test_a_term_finds_all_its_forms(matcher: Matcher, language: str, term: str, forms: str) -> None:
    missed = [form for form in forms.split(", ") if not found(matcher, language, term, f"News: {form} (1)")]
    assert not missed, f"{term} does not find {', '.join(missed)}"


@pytest.mark.parametrize(("language", "term", "text"), STRANGERS)
def test_words_that_only_look_alike_do_not_meet(matcher: Matcher, language: str, term: str, text: str) -> None:
    assert not found(matcher, language, term, text)


def test_smart_case_is_off_where_case_says_nothing(matcher: Matcher) -> None:
    assert found(matcher, "uk", "Захід", "ЗАХІД ПОСИЛЮЄ САНКЦІЇ")
    assert found(matcher, "uk", "Захід", "захід посилює санкції")
    assert not found(matcher, "uk", "Захід", "Київ: захід посилює санкції")
