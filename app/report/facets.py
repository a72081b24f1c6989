"""Choosing among many things by what they have in common: facets with counts, and a search in their words."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    """One thing to choose: its values in each facet, and its words for the search."""

    id: str
    values: Mapping[str, frozenset[str]]  # facet -> values
    text: str  # folded


@dataclass(frozen=True)
class Selection:
    """What fits, in the order of the items, and what each other choice would give."""

    found: tuple[str, ...]
    counts: Mapping[str, Counter[str]]  # facet -> value -> how many fit it and every other choice
    total: int


def folded(text: str) -> str:
    """Lower case, without accents: "Café" and "cafe" are the same."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))


def item(id_: str, values: Mapping[str, Iterable[str]], texts: Iterable[str | None]) -> Item:
    """An item that is found by any of its texts."""
    return Item(id_, {name: frozenset(found) for name, found in values.items()}, folded(" ".join(filter(None, texts))))


def select(items: Iterable[Item], chosen: Mapping[str, str], words: str = "") -> Selection:
    """The items that have every chosen value and all words. A facet without a choice, or an empty one, fits all."""
    every = tuple(items)
    wanted = folded(words).split()
    chosen = {facet: value for facet, value in chosen.items() if value}
    counts: dict[str, Counter[str]] = {facet: Counter() for one in every for facet in one.values}
    found = []
    for one in every:
        if not all(word in one.text for word in wanted):
            continue
        misses = [facet for facet, value in chosen.items() if value not in one.values[facet]]
        if not misses:
            found.append(one.id)
        for facet, values in one.values.items():
            if not set(misses) - {facet}:
                counts[facet].update(values)
    return Selection(tuple(found), counts, len(every))
