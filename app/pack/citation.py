"""Citations such as `ai-act:5(1)(d)` and the provisions that they point to."""

import re
from dataclasses import dataclass

# How the places that are more than numbers read, per language. `{}` stands for what the brackets find.
_PLACES = {
    r"annex-([ivx]+):(.+)": {"en": "annex {}, point {}", "nl": "bijlage {}, punt {}"},
    r"annex-([ivx]+)": {"en": "annex {}", "nl": "bijlage {}"},
    r"recital-(.+)": {"en": "recital {}", "nl": "overweging {}"},
    r"L(\d+-\d+)": {"en": "lines {}", "nl": "regels {}"},
    r"L(\d+)": {"en": "line {}", "nl": "regel {}"},
    r"method": {"nl": "methode"},
    r"ruling|operative-part": {"en": "operative part", "nl": "dictum"},
    r"judgment": {"nl": "arrest"},
    r"sections[ -](.+)": {"en": "sections {}", "nl": "delen {}"},
    r"section (.+)": {"nl": "deel {}"},
    r"necessity": {"nl": "noodzaak"},
    r"risk": {"nl": "risico"},
    r"decision": {"nl": "beslissing"},
    r"whole": {"nl": "volledig"},
}

_CITATION = re.compile(r"(?P<instrument>[a-z0-9][a-z0-9-]*):(?P<place>\S.*)")


@dataclass(frozen=True, order=True)
class Citation:
    """A place in an instrument: article, paragraph and point, recital, margin number or line."""

    instrument: str
    place: str

    @classmethod
    def parse(cls, text: str) -> "Citation":
        """Read `instrument:place`. Raises ValueError with a sentence."""
        match = _CITATION.fullmatch(text.strip())
        if not match:
            raise ValueError(f"'{text}' is not a citation such as ai-act:5(1)(d)")
        return cls(match["instrument"], match["place"])

    def __str__(self) -> str:
        return f"{self.instrument}:{self.place}"


def is_prefix(key: str, place: str) -> bool:
    """Whether provision `key` contains `place`: "5" contains "5(1)(d)" but not "50"."""
    return place.startswith(key) and (len(place) == len(key) or not (key[-1].isalnum() and place[len(key)].isalnum()))


def place_in_words(place: str, language: str) -> str:
    """A place as a reader sees it: "annex-iii:6(d)" is "annex III, point 6(d)", "L28-30" is "lines 28-30"."""
    for pattern, words in _PLACES.items():
        found = re.fullmatch(pattern, place)
        if found and language in words:
            return words[language].format(*(part.upper() if part.isalpha() else part for part in found.groups()))
    return place
