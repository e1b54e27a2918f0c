"""One story, one alert: places a matched entry in a story that is known, or opens one, and says what changed.

    features_of(entry, sets=…, watches=…)    what of an entry counts for joining; goes to JSON and back
    Joiner.take(features) / .place / .keep   the rolling window: where an entry belongs, and why
    Joiner.rebuild(members)                  the same window after a restart
    update_of, edit_of, gone                 what an entry, an edit or an answer brings to a known story
    origins, independent                     who copied whom; independent publishers

Pure: no clock, no disk, no log. What the window holds is handed in.
"""

from monitor.stories.exact import keys
from monitor.stories.features import Features, features_of
from monitor.stories.joiner import Evidence, Joiner, Near, Placement
from monitor.stories.meaning import Embedder, Meaning
from monitor.stories.origins import Origin, attributed, independent, origins
from monitor.stories.presets import BALANCED, LOOSE, PRESETS, STRICT, Preset, strictest
from monitor.stories.publishers import FAMILIES, family
from monitor.stories.updates import edit_of, gone, update_of

__all__ = [
    "BALANCED",
    "FAMILIES",
    "LOOSE",
    "PRESETS",
    "STRICT",
    "Embedder",
    "Evidence",
    "Features",
    "Joiner",
    "Meaning",
    "Near",
    "Origin",
    "Placement",
    "Preset",
    "attributed",
    "edit_of",
    "family",
    "features_of",
    "gone",
    "independent",
    "keys",
    "origins",
    "strictest",
    "update_of",
]
