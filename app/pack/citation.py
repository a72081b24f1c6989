"""Citations such as `ai-act:5(1)(d)` and the provisions that they point to."""

import re
from dataclasses import dataclass

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
