"""The values of the gallery's filters, in the order in which they are read, with their labels."""

from collections.abc import Iterable, Mapping
from typing import get_args

from app.pack.case import CardKind, CaseState, SystemKind
from app.pack.citation import Citation
from app.pack.model import Pack
from app.report.gallery import (
    CERTAINTIES,
    HIGH_YET_NOT_PROHIBITED,
    NOTHING,
    Verdicts,
    article_order,
    first_law,
    right_titles,
)
from app.report.words import country, word
from app.web.filters import Facets, Label
from app.web.pages import WORDS


def case_facets(pack: Pack, judged: Mapping[str, Verdicts]) -> Facets:
    """The filters of cases; articles are those that some case's gates and classes cite."""
    language = pack.language
    articles = {citation for one in judged.values() for citation in one.marks}
    rights = right_titles(pack)
    weighty = [kind for kind in pack.kinds if kind.gate or kind.classifies]
    conclusions = {
        f"{kind.id}-{certainty}": f"{kind.label}: {word(f'certainty-{certainty}', language, WORDS)}"
        for kind in weighty
        for certainty in CERTAINTIES
    } | {NOTHING: word("conclusion-nothing", language, WORDS)}
    high_yet = word("high-yet-not-prohibited", language, WORDS, law=first_law(pack))
    return {
        "country": _countries(language, {case.country for case in pack.cases.values()}),
        "kind": (get_args(SystemKind), lambda kind: word(f"kind-{kind}", language, WORDS)),
        "conclusion": (conclusions, conclusions.__getitem__),
        "article": (
            [str(one) for one in sorted(articles, key=lambda one: article_order(pack, one))],
            lambda text: (pack.sources[Citation.parse(text).instrument].short, pack.place(Citation.parse(text))),
        ),
        "right": (rights, rights.__getitem__),
        "verdicts": ((HIGH_YET_NOT_PROHIBITED,), lambda _one: high_yet),
        "status": (get_args(CaseState), lambda state: word(_state_key(state), language, WORDS)),
    }


def card_facets(pack: Pack) -> Facets:
    """The filters of cards."""
    language = pack.language
    return {
        "kind": (get_args(CardKind), lambda kind: word(f"card-{kind}", language, WORDS)),
        "country": _countries(language, {card.country for card in pack.cards.values() if card.country}),
    }


def _state_key(state: str) -> str:
    return "status-unknown" if state == "unknown" else state


def _countries(language: str, codes: set[str]) -> tuple[Iterable[str], Label]:
    names = {code: country(code, language) for code in codes}
    return sorted(names, key=names.__getitem__), names.__getitem__
