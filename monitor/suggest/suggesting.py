"""From a name to proposals: what it means, what it is called in each language, and what nobody has written down."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence

from monitor import query
from monitor.errors import MonitorError, QueryError
from monitor.language import LANGUAGES
from monitor.language.scripts import script
from monitor.suggest import sources
from monitor.suggest.proposal import Candidate, SuggestedSet, Suggestion
from monitor.suggest.sources import CLDR, GEONAMES, ISO, City, Country, plain

CITIES = 5
"""So many cities are proposed for a country, beside its capital."""

_SHARED = frozenset({"Latin", "Cyrillic", "Arabic", "Han", "Devanagari"})
"""Scripts of many languages: a spelling in them may be of any."""

_BRACKETS = re.compile(r"^(?P<name>[^(（]+?)\s*[(（](?P<other>[^)）]+)[)）]$")

_NEVER_KNOWN = (
    "short forms, nicknames and what the press says instead (DPRK, КНДР, the Kremlin)",
    "inhabitants, and adjectives but for those that are the name of a language",
    "inflected forms: base forms are enough where the language inflects, see `monitor check --words`",
)


class UnknownNameError(MonitorError):
    """No list knows the name."""


def suggest(name: str, languages: Sequence[str]) -> Suggestion:
    """Propose term sets for a country (by name or ISO code) or a city.

    Raises ExtraMissingError where the lists are not installed, and UnknownNameError with names that are close.
    """
    sources.require()
    country = _country(name, languages)
    if country is not None:
        return _of_country(country, languages)
    found = _cities(name)
    if not found:
        raise UnknownNameError(f"no country and no city of 15,000 inhabitants is called {name!r}{_meant(name)}")
    return _of_city(found[0], found[1:], languages)


# --- what is meant ---------------------------------------------------------------------------------------


def _country(name: str, languages: Iterable[str]) -> Country | None:
    asked = plain(name)
    for country in sources.countries().values():
        if asked in map(plain, country.names):
            return country
    for country in sources.countries().values():
        for language in ("en", *languages):
            if asked in map(plain, sources.country_names(country.code, language)):
                return country
    return None


def _cities(name: str) -> Sequence[City]:
    """Return the cities of a name, the largest first; accents and signs count only where they must."""
    asked = name.casefold()
    found = [city for city in sources.cities() if asked in map(str.casefold, (city.name, *city.spellings))]
    return found or [city for city in sources.cities() if _is_called(city, name)]


def _is_called(city: City, name: str) -> bool:
    return plain(city.name) == plain(name) or any(plain(spelling) == plain(name) for spelling in city.spellings)


def _meant(name: str) -> str:
    names = {one.casefold(): one for country in sources.countries().values() for one in country.names}
    names |= {city.name.casefold(): city.name for city in sources.cities() if city.people > 100_000}
    close = difflib.get_close_matches(name.casefold(), names, n=3, cutoff=0.7)
    return f" (did you mean {' or '.join(names[one] for one in close)}?)" if close else ""


# --- what is proposed ------------------------------------------------------------------------------------


def _of_country(country: Country, languages: Sequence[str]) -> Suggestion:
    title = (sources.country_names(country.code, "en") or (country.name,))[0]
    seat = sources.capital(country.code)
    of_country = [city for city in sources.cities() if city.country == country.code]
    capital = [city for city in of_country if seat and _is_called(city, seat)][:1]
    others = [city for city in of_country if city not in capital][:CITIES]
    name = _set_name(title)
    lists = {
        language: _usable([*_of_nation(country, language), *_of_places(capital, language)]) for language in languages
    }
    return Suggestion(
        about=f"{title} ({', '.join(country.names[-2:])}), capital {seat or 'none'}",
        sets=(
            SuggestedSet(name=name, title=title, lists=lists, others=_latin(capital)),
            _set_of(others, languages, name=f"{name}-cities", title=f"Largest cities of {title}"),
        ),
        unknown=_NEVER_KNOWN,
    )


def _set_of(cities: Sequence[City], languages: Sequence[str], *, name: str, title: str) -> SuggestedSet:
    lists = {language: _usable(_of_places(cities, language)) for language in languages}
    return SuggestedSet(name=name, title=title, lists=lists, others=_latin(cities))


def _of_nation(country: Country, language: str) -> Iterator[Candidate]:
    names = sources.country_names(country.code, language)
    for name in names:
        yield Candidate(text=name, origin=CLDR)
    for name in sources.official_names(country, language):
        yield Candidate(text=name, origin=ISO)
    for spoken in sources.languages_of(country.code):
        for adjective in sources.language_names(spoken, language):
            if any(_is_akin(adjective, name) for name in names):
                yield Candidate(text=adjective, origin=f"{CLDR}, its language; as an adjective?", sure=False)


def _is_akin(adjective: str, name: str) -> bool:
    """Whether a language is called after the country: Ukrainian of Ukraine, but not English of the United Kingdom."""
    if len(name.split()) > 1 or len(adjective.split()) > 1 or script(adjective) not in {"Latin", "Cyrillic", "Greek"}:
        return False
    return plain(adjective)[:3] == plain(name)[:3]


def _of_city(city: City, others: Sequence[City], languages: Sequence[str]) -> Suggestion:
    also = "; not the one in " + ", ".join(f"{one.country} ({one.people:,})" for one in others[:5]) if others else ""
    return Suggestion(
        about=f"{city.name}, {city.country}, {city.people:,} inhabitants{also}",
        sets=(_set_of([city], languages, name=_set_name(city.name), title=city.name),),
        unknown=("the region around it and its adjectives (Курщина, курський)", *_NEVER_KNOWN),
    )


def _of_places(cities: Iterable[City], language: str) -> Iterator[Candidate]:
    for city in cities:
        known = sources.zone_city_names(city.name, city.country, language)
        yield from (Candidate(text=name, origin=f"{CLDR}, {city.name}") for name in known)
        if language == "en":
            yield Candidate(text=city.name, origin=GEONAMES)
        else:
            yield from (one for one in _spelt(city, language) if one.sure or not known)


def _spelt(city: City, language: str) -> Iterator[Candidate]:
    """Give the spellings of a city that may be of a language, by their letters."""
    row = LANGUAGES.get(language)
    if row is None:
        return
    if "Latin" in row.scripts:
        yield Candidate(text=city.name, origin=GEONAMES, sure=False)
    for spelling in city.spellings:
        if (found := script(spelling)) != "Latin" and found in row.scripts and _may_be(spelling, row.never):
            yield Candidate(text=spelling, origin=f"{GEONAMES}, {city.name}", sure=found not in _SHARED)


def _latin(cities: Iterable[City]) -> tuple[str, ...]:
    """Choose spellings in the Latin alphabet, one of those that differ only in accents."""
    found: dict[str, str] = {}
    for city in cities:
        for spelling in city.spellings:
            if script(spelling) == "Latin" and _may_be(spelling, "") and plain(spelling) != plain(city.name):
                found.setdefault(plain(spelling), spelling)
    return tuple(found.values())


def _may_be(spelling: str, never: str) -> bool:
    """Whether a spelling may be a name in a language: no code of an airport, no letter that the language lacks."""
    has_capitals = spelling.upper() != spelling.lower()
    if has_capitals and (not spelling[0].isupper() or spelling.isupper()):
        return False
    return not set(spelling.casefold()) & set(never)


def _usable(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Keep what a term list takes, each once; `Myanmar (Burma)` is two names, `Korea, Republic of` a file card."""
    kept: dict[str, Candidate] = {}
    for one in found:
        for text in _names(one.text):
            if _is_term(text):
                key = text.casefold()
                if key not in kept or (one.sure and not kept[key].sure):
                    kept[key] = Candidate(text=text, origin=one.origin, sure=one.sure)
    return tuple(sorted(kept.values(), key=lambda one: not one.sure))


def _names(text: str) -> tuple[str, ...]:
    text = " ".join(text.replace("\u2019", "'").split())
    if "," in text or " - " in text:
        return ()
    pair = _BRACKETS.match(text)
    return (pair["name"], pair["other"]) if pair else (text,)


def _is_term(text: str) -> bool:
    try:
        return isinstance(query.parse_term(text), query.Term)
    except QueryError:
        return False


def _set_name(title: str) -> str:
    return re.sub(r"[\W_]+", "-", title.casefold()).strip("-")
