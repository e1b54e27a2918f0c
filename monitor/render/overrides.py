"""The operator's own templates, in place of those of this package.

    alert.html    the HTML of a mail
    alert.txt     its text
    digest.html   digest.txt    the same of several stories
    recap.html    recap.txt     the same of what a mute kept back
    chat.txt      what stands below the headline in a chat; an empty line parts blocks

They are Jinja2 in a sandbox; a name that does not exist is an error, and in `.html` every value is escaped. Names that
begin with an underscore are theirs to include; those of this package can be extended and imported. A template that
fails at a message does not stop it: it goes out as without the template, and says so.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from types import MappingProxyType

from jinja2 import (
    ChoiceLoader,
    Environment,
    FunctionLoader,
    PackageLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment

from monitor.render import phrases
from monitor.render.sheet import NOTHING

SHIPPED_ONLY: Mapping[str, str] = MappingProxyType({})
NAMES = ("alert.html", "alert.txt", "chat.txt", "digest.html", "digest.txt", "recap.html", "recap.txt")

Known = Mapping[str, object]
"""What a template knows, beside `say` and `nothing`: `facts`, `digest` or `recap`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """What is wrong with a template, and where."""

    name: str
    line: int
    message: str


def written(templates: Mapping[str, str], name: str, known: Known, shipped: Callable[[], str]) -> str:
    """Return what the operator's template `name` makes of what is `known`; where there is none, what is `shipped`."""
    if name not in templates:
        return shipped()
    try:
        return _rendered(templates, name, known)
    except Exception as error:  # noqa: BLE001 - an alert must go out, whatever is wrong with a template
        flaw = _flaw(name, error)
        note = f"The template {flaw.name} could not be used (line {flaw.line}: {flaw.message})."
        return _noted(shipped(), name, note)


def flaws(templates: Mapping[str, str], samples: Mapping[str, Mapping[str, Known]]) -> Iterator[Flaw]:
    """Try every template on every sample of its kind (`alert`, `chat` …); give the first flaw of each.

    Samples have names: what they show.
    """
    for name in templates:
        try:
            _environment(tuple(sorted(templates.items()))).get_template(name)
        except TemplateError as error:
            yield _flaw(name, error)
            continue
        if name in NAMES:
            yield from _tried(templates, name, samples[name.partition(".")[0]])


def _tried(templates: Mapping[str, str], name: str, samples: Mapping[str, Known]) -> Iterator[Flaw]:
    for what, known in samples.items():
        try:
            _rendered(templates, name, known)
        except Exception as error:  # noqa: BLE001 - whatever a template does is its flaw
            flaw = _flaw(name, error)
            yield Flaw(name=flaw.name, line=flaw.line, message=f"{flaw.message} (found with a sample: {what})")
            return


def _rendered(templates: Mapping[str, str], name: str, known: Known) -> str:
    template = _environment(tuple(sorted(templates.items()))).get_template(name)
    return template.render(**known, say=phrases, nothing=NOTHING)


@lru_cache(maxsize=4)
def _environment(templates: tuple[tuple[str, str], ...]) -> Environment:
    sources = dict(templates)

    def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        return (sources[name], name, lambda: True) if name in sources else None

    return ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([FunctionLoader(load), PackageLoader("monitor.render", "templates")]),
        undefined=StrictUndefined,
        autoescape=lambda name: name is not None and name.endswith(".html"),
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _flaw(name: str, error: Exception) -> Flaw:
    message = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, TemplateSyntaxError):
        return Flaw(name=error.name or name, line=error.lineno, message=message)
    # Jinja2 lets the traceback speak of the lines of templates.
    frames = traceback.extract_tb(error.__traceback__)
    places = [(frame.filename, frame.lineno or 1) for frame in frames if frame.filename.endswith((".html", ".txt"))]
    where, line = places[-1] if places else (name, 1)
    return Flaw(name=where, line=line, message=message)


def _noted(text: str, name: str, note: str) -> str:
    if not name.endswith(".html"):
        return f"{text}\n{note}\n"
    before, end, after = text.rpartition("</body>")
    return f"{before}<p>{escape(note)}</p>\n{end}{after}"
