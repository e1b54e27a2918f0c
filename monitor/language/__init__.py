"""The text analysis: fold, tokenise, lemma and stem keys, sentences, numbers, language labels.

`fold` and `analyse` are functions of a text alone. `Chain` holds the dictionaries of the languages that are in
use and gives the keys on which words meet.
"""

from monitor.language.analysis import Analysed, analyse
from monitor.language.chain import Chain
from monitor.language.folding import fold
from monitor.language.labels import label
from monitor.language.numbers import NumberSpan, numbers
from monitor.language.table import LANGUAGES, Language, code_of

__all__ = [
    "LANGUAGES",
    "Analysed",
    "Chain",
    "Language",
    "NumberSpan",
    "analyse",
    "code_of",
    "fold",
    "label",
    "numbers",
]
