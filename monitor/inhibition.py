"""Which watch speaks for which: one that `silences` another is told of a story on a channel, and the other is not.

Pure. What a channel was told by the other watch before stays told. A report that brings news of the story and that the
louder watch does not match is told by the other one: silence would hide it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from monitor.alerts import hears
from monitor.settings import Channel, Watch
from monitor.types import Alert, Outcome, Reason, Suppressed, Told


def in_order(names: Collection[str], watches: Mapping[str, Watch]) -> list[str]:
    """Put watches in the order in which they are judged: those that speak for others first."""

    if not any(watches[name].silences for name in names):
        return list(names)

    def depth(name: str) -> int:
        return 1 + max((depth(other) for other in names if name in watches[other].silences), default=0)

    return sorted(names, key=depth)


def spoken_for(
    watch: Watch, channels: Iterable[Channel], told: Iterable[Told], watches: Mapping[str, Watch]
) -> dict[str, str]:
    """Return the channels on which another watch speaks for `watch`, each with that one.

    `told` is what was told of the story by all watches. What a mute kept back speaks for nobody.
    """
    loud = [
        one for one in told if one.mute is None and one.watch in watches and watch.name in watches[one.watch].silences
    ]
    return {
        channel.name: one.watch
        for channel in channels
        for one in reversed(loud)
        if channel.name in watches[one.watch].channels and hears(channel, one.level)
    }


def without(outcome: Outcome, spoken: Mapping[str, str], *, instead: Iterable[Alert] = ()) -> Outcome:
    """Return `outcome` without the alerts on channels where others speak, but with those that are told `instead`."""
    left = (*(alert for alert in outcome.alerts if alert.channel not in spoken), *instead)
    if left:
        return replace(outcome, alerts=left)
    names = ", ".join(dict.fromkeys(spoken.values()))
    return replace(outcome, alerts=(), suppressed=Suppressed.INHIBITED, detail=f"told by the watch {names}")


def settled(outcomes: Sequence[Outcome], watches: Mapping[str, Watch]) -> tuple[Outcome, ...]:
    """Take out of one reading what a watch tells that another one speaks for later in the same reading.

    Only of stories that the silenced watch tells of for the first time: it would otherwise depend on the order of the
    entries in a feed who is told.
    """
    if not any(watches[outcome.match.watch].silences for outcome in outcomes):
        return tuple(outcomes)
    done = list(outcomes)
    first = {
        (outcome.match.watch, outcome.story.story)
        for outcome in outcomes
        if any(alert.reason is Reason.NEW for alert in outcome.alerts)
    }
    for place, outcome in enumerate(outcomes):
        name, story = outcome.match.watch, outcome.story.story
        if not outcome.alerts or (name, story) not in first:
            continue
        spoken = {
            alert.channel: later.match.watch
            for later in outcomes[place + 1 :]
            if later.story.story == story and name in watches[later.match.watch].silences
            for alert in later.alerts
        }
        if spoken:
            done[place] = without(outcome, spoken)
    return tuple(done)
