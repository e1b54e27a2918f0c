"""The report of a replay as one page that needs nothing else: no script, no font, no picture from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from monitor.backtest import Report, Shown, TermUse, WatchReport
from monitor.console.charts import day_bars, share_bar
from monitor.settings import WatchState

_TERMS = 12
"""Terms that a watch's section lists of those that hit, and of those that never did."""

_CLASSES = {
    "same-story": "c2",
    "too-old": "c3",
    "edited": "c4",
    "first-seen-feed": "c5",
    "muted": "c6",
}


def page(report: Report) -> str:
    """Write the whole page."""
    told = [sum(numbers) for numbers in zip(*(one.by_day for one in report.watches), strict=True)]
    total = told or [0] * len(report.days)
    sections = "".join(_watch(one, report) for one in report.watches)
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Backtest</title><style>{_STYLE}</style><main>"
        f"<h1>Backtest</h1><p>{_summary(report)}</p>"
        f"<h2>Alerts a day, all watches</h2>{day_bars(total, report.days, 'alerts a day, all watches')}"
        f"{_table(report)}{sections}</main></html>\n"
    )


def _summary(report: Report) -> str:
    parts = [
        f"{report.since:%Y-%m-%d %H:%M} to {report.until:%Y-%m-%d %H:%M} UTC",
        f"{report.entries:,} entries through {len(report.watches)} watches",
    ]
    if report.before:
        parts.append(f"{report.before:,} earlier ones replayed to know what was told before")
    if report.left_out:
        parts.append(f"{report.left_out:,} entries of feeds that are not configured left out")
    return escape(" · ".join(parts))


def _table(report: Report) -> str:
    rows = "".join(
        f'<tr><td><a href="#{escape(one.watch)}">{escape(one.watch)}</a>{_state(one)}</td><td>{one.matched}</td>'
        f"<td><b>{one.alerts}</b></td><td>{one.alerts_a_day:g}</td><td>{one.stories}</td>"
        f"<td>{sum(one.suppressed.values())}</td><td>{sum(miss.entries for miss in one.near_misses)}</td></tr>"
        for one in sorted(report.watches, key=lambda one: (-one.alerts, one.watch))
    )
    head = "".join(
        f"<th>{name}</th>" for name in ("watch", "matches", "alerts", "a day", "stories", "suppressed", "near misses")
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _state(one: WatchReport) -> str:
    return "" if one.state is WatchState.LIVE else f' <em class="state">{one.state}</em>'


def _watch(one: WatchReport, report: Report) -> str:
    if not one.matched and not one.near_misses:
        return f'<section id="{escape(one.watch)}"><h2>{escape(one.watch)}{_state(one)}</h2><p>No match.</p></section>'
    shares = [("alerts", one.alerts, "c1")]
    shares += [(reason, count, _CLASSES.get(reason, "c3")) for reason, count in one.suppressed.items()]
    withdrawn = f"<p>{one.withdrawn} more told that a page was withdrawn.</p>" if one.withdrawn else ""
    return (
        f'<section id="{escape(one.watch)}"><h2>{escape(one.watch)}{_state(one)}</h2>'
        f"<p>{one.matched} matches, {one.alerts} alerts ({one.alerts_a_day:g} a day) about {one.stories} stories"
        f"{_would(one)}</p>{withdrawn}"
        f"{day_bars(one.by_day, report.days, f'alerts a day of {one.watch}')}{share_bar(shares)}"
        f"{_examples('Latest alerts', one.examples)}{_terms(one)}{_near(one, report)}</section>"
    )


def _would(one: WatchReport) -> str:
    return "" if one.state is WatchState.LIVE else "; it would have told them, were it live"


def _examples(title: str, examples: Iterable[Shown]) -> str:
    items = "".join(
        f"<li><time>{one.at:%d %b %H:%M}</time> <b>{escape(one.title)}</b> <span>{escape(one.publisher)} ·"
        f" {escape(one.reason)}: {escape(one.detail)}{_found(one)}</span></li>"
        for one in examples
    )
    return f"<h3>{title}</h3><ul class='examples'>{items}</ul>" if items else ""


def _found(one: Shown) -> str:
    marks = ", ".join(f"<mark>{escape(hit)}</mark>" for hit in one.hits)
    return f" · {marks}" if marks else ""


def _terms(one: WatchReport) -> str:
    most = max((term.matches for term in one.terms), default=1)
    rows = "".join(
        f'<tr><td>{_term(term)}</td><td class="meter"><i style="width:{100 * term.matches / most:.0f}%"></i></td>'
        f"<td>{term.matches}</td></tr>"
        for term in one.terms[:_TERMS]
    )
    worked = f"<h3>Terms that did the work</h3><table class='terms'><tbody>{rows}</tbody></table>" if rows else ""
    names = ", ".join(map(_term, one.never_hit[:_TERMS]))
    more = len(one.never_hit) - _TERMS
    rest = f" and {more} more" if more > 0 else ""
    return worked + (f"<h3>Terms that never hit</h3><p>{names}{rest}</p>" if names else "")


def _term(term: TermUse) -> str:
    of = f"<small>@{escape(term.set)}</small> " if term.set else ""
    return f"{of}{escape(term.term)}"


def _near(one: WatchReport, report: Report) -> str:
    if not one.near_misses:
        return ""
    sampled = "" if report.sampled == 1 else f" (one entry in {report.sampled} was looked at)"
    items = "".join(
        f"<details><summary><code>{escape(miss.clause)}</code> was all that {miss.entries} entries lacked</summary>"
        f"{_examples('', miss.examples).replace('<h3></h3>', '')}</details>"
        for miss in one.near_misses
    )
    return f"<h3>Near misses{sampled}</h3>{items}"


_STYLE = """
:root{color-scheme:light dark;--page:#fbfbf9;--text:#1b1d21;--soft:#666c76;--line:#dcdfe4;--c1:#2563b8;--c2:#9bb4d4;
--c3:#c9b089;--c4:#b9a3cf;--c5:#c3c8cf;--c6:#d59a9a;--mark:#ffec99}
@media (prefers-color-scheme:dark){:root{--page:#15171a;--text:#e7e9ec;--soft:#9aa1ab;--line:#33383f;--c1:#6ea8f5;
--c2:#48648a;--c3:#7d6a45;--c4:#6b5782;--c5:#4a5058;--c6:#8a5555;--mark:#5c4d00}}
body{margin:0;background:var(--page);color:var(--text);font:15px/1.5 system-ui,sans-serif}
main{max-width:860px;margin:0 auto;padding:24px 20px 64px}
h1{font-size:26px;margin:0 0 4px}h2{font-size:19px;margin:32px 0 6px;overflow-wrap:anywhere}
h3{font-size:14px;margin:18px 0 4px;color:var(--soft);font-weight:600}
p{margin:4px 0}main>p,small,.examples span,time,.state{color:var(--soft)}.state{font-size:13px}
section{border-top:1px solid var(--line);margin-top:28px}a{color:var(--c1)}
table{border-collapse:collapse;width:100%;margin-top:12px;font-variant-numeric:tabular-nums}
th,td{text-align:right;padding:3px 8px;border-bottom:1px solid var(--line)}
th:first-child,td:first-child{text-align:left;overflow-wrap:anywhere}th{color:var(--soft);font-weight:600}
.chart{width:100%;height:auto}.chart text{font-size:11px;fill:var(--soft)}
.grid{stroke:var(--line);stroke-dasharray:3 3}.axis{stroke:var(--line)}.bar{fill:var(--c1)}
.share{width:100%;height:14px;border-radius:3px;display:block}
.c1{fill:var(--c1);background:var(--c1)}.c2{fill:var(--c2);background:var(--c2)}.c3{fill:var(--c3);background:var(--c3)}
.c4{fill:var(--c4);background:var(--c4)}.c5{fill:var(--c5);background:var(--c5)}.c6{fill:var(--c6);background:var(--c6)}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:4px 16px;padding:0;margin:6px 0;font-size:13px}
.legend i{display:inline-block;width:10px;height:10px;border-radius:2px;margin-right:6px}
.examples{list-style:none;padding:0;margin:0}.examples li{padding:5px 0;border-bottom:1px solid var(--line)}
.examples span{display:block;font-size:13px}mark{background:var(--mark);color:inherit;padding:0 2px;border-radius:2px}
.terms{max-width:560px}.terms td:first-child{width:45%}.meter i{display:block;height:9px;border-radius:2px;
background:var(--c1)}code{font-size:13px;overflow-wrap:anywhere}details{padding:3px 0}summary{cursor:pointer}
"""
