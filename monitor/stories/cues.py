"""Words by which a text says that it takes something back, or contradicts what was reported."""

from __future__ import annotations

from monitor.language import analyse

_DENIAL_WORDS = """
denies deny denied denying refute debunk correction corrected retract
заперечу заперечи спростув спростов неправда виправлен
опроверг опроверж отрица недостоверн исправлен
dementuj zaprzecz dementier bestreitet berichtig
"""
_DENIALS = tuple(_DENIAL_WORDS.split())
_WITHDRAWALS = (
    "withdrawn", "retracted", "article removed", "story removed", "kill notice", "this article has been removed",
    "новину знято", "матеріал видалено", "матеріал знято", "публікацію видалено", "новость снята", "материал удален",
    "материал снят", "публикация удалена", "статья удалена",
)  # fmt: skip


def denies(text: str) -> bool:
    """Tell whether a text contains a cue of denial or correction."""
    return any(word.startswith(_DENIALS) for word in analyse(text).words)


def is_withdrawn(title: str, summary: str) -> bool:
    """Tell whether a headline, or a short text in place of the article, says that it was withdrawn."""
    head = " ".join(analyse(title).words)
    text = " ".join(analyse(summary).words)
    return head.startswith(_WITHDRAWALS) or (len(text) < 120 and text.startswith(_WITHDRAWALS))
