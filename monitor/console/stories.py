"""A story, for a person: who was first, who copied whom, what joined them, and what was told."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console
from rich.markup import escape

from monitor.render.updates import called
from monitor.store.stories import Message, Ruling
from monitor.types import Acknowledgement, Member, Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """Another story that may be the same, and what speaks for it."""

    story: str
    title: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryAccount:
    """All that is known of a story. `independent` are the publishers that report it on their own."""

    story: Story
    independent: tuple[str, ...]
    told: tuple[Message, ...]
    likely: tuple[Likely, ...]
    rulings: tuple[Ruling, ...]
    acknowledged: tuple[Acknowledgement, ...] = ()


def show_story(account: StoryAccount, console: Console) -> None:
    """Print the whole account."""
    story = account.story
    console.print(f"[bold]{escape(story.title)}[/]", soft_wrap=True)
    opened, updated = f"{story.opened:%Y-%m-%d %H:%M}", f"{story.updated:%Y-%m-%d %H:%M}"
    console.print(f"story {story.id} · opened {opened} UTC · last entry {updated} UTC", style="dim", soft_wrap=True)
    count, entries = len(account.independent), len(story.members)
    publishers = [member.publisher for member in story.members]
    who = f": {', '.join(called(name, publishers) for name in account.independent)}" if account.independent else ""
    console.print(escape(f"{entries} entries, {count} publishers independently{who}"), soft_wrap=True)
    console.print("\nMembers, the first to publish first:")
    for member in sorted(story.members, key=lambda member: member.published or member.first_seen):
        for line in member_lines(member):
            console.print(f"  {escape(line)}", soft_wrap=True)
    console.print("\nTold:" if account.told else "\nNobody was told.")
    for message in account.told:
        console.print(f"  {escape(_message(message))}", soft_wrap=True)
    for one in account.acknowledged:
        note = f": {one.note}" if one.note else ""
        console.print(escape(f"Acknowledged by {one.author}, {one.at:%Y-%m-%d %H:%M} UTC{note}"), soft_wrap=True)
    for likely in account.likely:
        why = f" ({likely.because})" if likely.because else ""
        console.print(escape(f"Possibly the same: {likely.story} {likely.title}{why}"), soft_wrap=True)
    for ruling in account.rulings:
        console.print(escape(_ruling(ruling)), style="dim", soft_wrap=True)
    console.print()


def member_lines(member: Member) -> list[str]:
    """Say who published what and when, and what made it a member."""
    when = f"{member.published or member.first_seen:%Y-%m-%d %H:%M}"
    copied = f", text of {member.copied}" if member.copied else ""
    lines = [f"{when} {member.publisher}{copied}: {member.title} [{member.entry[:8]}]"]
    if member.because:
        score = f"{member.score:.2f}, " if member.score is not None else ""
        lines.append(f"    joined: {score}{member.because}")
    return lines


def _message(message: Message) -> str:
    count = f" to {message.recipients}" if message.recipients > 1 else ""
    detail = f" ({message.detail})" if message.detail else ""
    return f"{message.at:%Y-%m-%d %H:%M} {message.watch}: {message.reason}{count}: {message.title}{detail}"


def _ruling(ruling: Ruling) -> str:
    made = "split from" if ruling.kind == "split" else "made one with"
    return f"by hand, {ruling.at:%Y-%m-%d %H:%M} UTC: {ruling.story} {made} {ruling.other}"
