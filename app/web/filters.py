"""A form of filters in the address: what was chosen, what is wrong with it, and the options with their counts."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from fastapi import Request

from app.report.facets import Item, Selection, select

MAX_WORDS = 200  # characters in the search field
SEARCH = "q"


@dataclass(frozen=True)
class Option:
    """One value that can be chosen, and how many it would leave."""

    value: str
    label: str
    count: int
    group: str = ""


@dataclass(frozen=True)
class Choice:
    """A field of the form."""

    name: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Filters:
    """What was asked for, and what fits."""

    path: str
    words: str
    chosen: Mapping[str, str]  # field -> value, only fields that were filled in
    errors: Mapping[str, str]  # field -> key of the message
    selection: Selection
    choices: tuple[Choice, ...]

    @property
    def active(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.words or self.chosen)

    def address(self, path: str = "", **changes: str) -> str:
        """The address with these filters, some changed; an empty value takes one away."""
        query = {SEARCH: self.words, **self.chosen, **changes}
        filled = {name: value for name, value in query.items() if value}
        encoded = urlencode(filled, safe=":()/", quote_via=quote)
        return (path or self.path) + (f"?{encoded}" if encoded else "")


Label = Callable[[str], str | tuple[str, str]]  # the label of a value, or its group and label
Facets = Mapping[str, tuple[Iterable[str], Label]]  # for each facet its values in order, and their labels


def read_filters(request: Request, items: Iterable[Item], facets: Facets) -> Filters:
    """Read the filters of a request over items.

    A value that no item has, or too long a search, is an error of its field and does not filter.
    """
    items = tuple(items)
    query = request.query_params
    words = query.get(SEARCH, "").strip()
    errors = {SEARCH: "search-too-long"} if len(words) > MAX_WORDS else {}
    chosen = {facet: query[facet] for facet in facets if query.get(facet)}
    known = {facet: {value for one in items for value in one.values[facet]} for facet in facets}
    errors |= {facet: "filter-unknown" for facet, value in chosen.items() if value not in known[facet]}
    usable = {facet: value for facet, value in chosen.items() if facet not in errors}
    selection = select(items, usable, "" if SEARCH in errors else words)
    choices = []
    for facet, (values, label) in facets.items():
        counts = selection.counts.get(facet, Counter[str]())
        choices.append(Choice(facet, tuple(_option(one, label, counts[one]) for one in values if one in known[facet])))
    return Filters(request.url.path, words, usable, errors, selection, tuple(choices))


def _option(value: str, label: Label, count: int) -> Option:
    text = label(value)
    group, name = text if isinstance(text, tuple) else ("", text)
    return Option(value, name, count, group)
