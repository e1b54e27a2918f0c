"""Photographs the HTML of mails in a real browser, light and dark, on a phone and on a desk, and measures it there.

    python -m tests.render.screenshots FOLDER [NAME ...]

The names are those of `briefings.cases` and of `SEVERAL`. What the pictures show is judged by people; what can be
measured is a test: that nothing is wider than the screen, and that every text stands out from what is behind it.
"""

from __future__ import annotations

import email
import email.policy
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from html import escape
from pathlib import Path

from monitor.types import DigestKind
from tests.mutes import test_recap
from tests.render.briefings import cases
from tests.timing import test_messages

WIDTHS = (360, 700)
SCHEMES = {"dark": 0, "light": 1}
"""The browser's numbers for what a page learns as `prefers-color-scheme`."""

QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-extensions",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
    "--disable-dev-shm-usage",
)  # fmt: skip
HEIGHT = 1200
_FOUND = re.compile(r"<title>found (.*?)</title>")

MEASURE = """
function shade(text) {
  const c = text.match(/[\\d.]+/g).map(Number);
  return c.length > 3 && c[3] == 0 ? null : c.slice(0, 3);
}
const light = c => c.map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
  .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
const contrast = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
function behind(node, style) {
  for (; node; node = node.parentElement) { const c = shade(style(node).backgroundColor); if (c) return c; }
  return [255, 255, 255];
}
function found(frame) {
  const page = frame.contentDocument, style = node => frame.contentWindow.getComputedStyle(node);
  const texts = [...page.body.querySelectorAll('*')].filter(
    node => [...node.childNodes].some(child => child.nodeType == 3 && child.data.trim()));
  return [page.documentElement.scrollWidth,
          Math.min(...texts.map(node => contrast(shade(style(node).color), behind(node, style))))];
}
onload = () => { document.title = 'found ' + JSON.stringify([...document.querySelectorAll('iframe')].map(found)); };
"""
"""Says of each page how wide it is, and the least contrast of a text (after WCAG 2.2, 1.4.3)."""


def browser() -> str | None:
    """Return the program, where there is one."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


SEVERAL: dict[str, Callable[[], bytes]] = {
    "digest": lambda: test_messages.rendered("email"),
    "digest-late": lambda: test_messages.rendered("email", DigestKind.LATE),
    "digest-empty": lambda: test_messages.rendered("email", empty=True),
    "recap": lambda: test_recap.rendered("email", *test_recap.SEVERAL),
}
"""Mails that tell several stories."""


def names() -> list[str]:
    """All golden mails."""
    return [*cases("email"), *SEVERAL]


def page(name: str) -> str:
    """Return the HTML of a golden mail."""
    return html_of(SEVERAL[name]() if name in SEVERAL else cases("email")[name].message.body)


def html_of(body: bytes) -> str:
    """Return the HTML of a mail."""
    mail = email.message_from_bytes(body, policy=email.policy.default)
    part = mail.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def framed(pages: list[str], width: int) -> str:
    """Put pages into frames, because windows are not as narrow as a phone."""
    frames = "".join(
        f'<iframe width="{width}" height="{HEIGHT}" style="border:0;display:block" srcdoc="{escape(html)}"></iframe>'
        for html in pages
    )
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>not read</title>'
        f"<style>:root{{color-scheme:light dark}}</style></head>"
        f'<body style="margin:0">{frames}<script>{MEASURE}</script></body></html>'
    )


def run(program: str, pages: list[str], what: str, *, scheme: str, width: int) -> str:
    """Show `pages`, do `what`, and return what the browser prints."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "mail.html"
        file.write_text(framed(pages, width), encoding="utf-8")
        done = subprocess.run(
            [program, *QUIET, f"--user-data-dir={folder}/profile", f"--window-size={max(width, 500)},{HEIGHT}",
             f"--blink-settings=preferredColorScheme={SCHEMES[scheme]}", "--virtual-time-budget=2000", what,
             file.as_uri()],
            check=True, capture_output=True, text=True, timeout=180,
        )  # fmt: skip
    return done.stdout


def measured(program: str, pages: list[str], *, scheme: str, width: int) -> list[tuple[int, float]]:
    """Return of each page how wide it is on a screen of `width`, and its least contrast."""
    found = _FOUND.search(run(program, pages, "--dump-dom", scheme=scheme, width=width))
    assert found is not None
    return [(wide, contrast) for wide, contrast in json.loads(found[1])]


def main(folder: str, *chosen: str) -> None:
    """Take all pictures into `folder`."""
    program = browser()
    if program is None:
        sys.exit("there is no chromium on the PATH")
    for name in chosen or names():
        for width in WIDTHS:
            for scheme in SCHEMES:
                picture = Path(folder).resolve() / f"{name}-{width}-{scheme}.png"
                run(program, [page(name)], f"--screenshot={picture}", scheme=scheme, width=width)
                print(picture)


if __name__ == "__main__":
    main(*sys.argv[1:])
