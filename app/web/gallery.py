"""The gallery: every worked case with its two verdicts, cases by articles, and cards of what is no case."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.pack.case import CardKind, Case, SystemKind
from app.pack.citation import Citation
from app.pack.model import Pack
from app.report.facets import select
from app.report.gallery import Conclusion, Verdicts, article_order, card_items, case_items, right_titles
from app.store.answer_log import NotFound
from app.web.access import EVERYBODY
from app.web.facet_labels import card_facets, case_facets
from app.web.filters import Filters, read_filters
from app.web.pages import language_of, page, today
from app.web.state import state_of

router = APIRouter(include_in_schema=False)
UNUSABLE = 422
MATRIX_FIELDS = ("law", "marks")  # fields of the matrix that are no filters


@dataclass(frozen=True)
class Entry:
    """A case in the gallery."""

    case: Case
    verdicts: Verdicts


@dataclass(frozen=True)
class MatrixRow:
    """A case under each article of the matrix: its mark there, or nothing."""

    case: Case
    marks: tuple[Conclusion | None, ...]


@router.get("/cases", dependencies=[EVERYBODY])
def overview(request: Request) -> Response:
    """Every worked case that fits the filters, by kind of system."""
    filters, entries = _cases(request)
    kinds = {kind: [one for one in entries if one.case.kind == kind] for kind in get_args(SystemKind)}
    cards_too = len(select(card_items(_pack(request)), {}, filters.words).found) if filters.words else 0
    context = {"kinds": {kind: found for kind, found in kinds.items() if found}, "cards_too": cards_too}
    return _page(request, "pages/cases.html", filters, context)


@router.get("/cases/matrix", dependencies=[EVERYBODY])
def matrix(request: Request) -> Response:
    """The same cases by the articles of one law that their gates and classes cite."""
    filters, entries = _cases(request)
    settled = request.query_params.get("marks") == "settled"
    marks = [
        {at: mark for at, mark in one.verdicts.marks.items() if not (settled and mark.certainty == "open")}
        for one in entries
    ]
    cited = sorted({at for row in marks for at in row}, key=lambda one: article_order(_pack(request), one))
    laws: dict[str, list[Citation]] = {}
    for citation in cited:
        laws.setdefault(citation.instrument, []).append(citation)
    wanted = request.query_params.get("law", "")
    law = wanted if wanted in laws else next(iter(laws), "")
    columns = laws.get(law, [])
    rows = [
        MatrixRow(entry.case, tuple(row.get(column) for column in columns))
        for entry, row in zip(entries, marks, strict=True)
        if any(column in row for column in columns)
    ]
    context = {"columns": columns, "rows": rows, "laws": laws, "law": law, "settled": settled}
    context |= {"without": len(entries) - len(rows)}
    return _page(request, "pages/matrix.html", filters, context)


@router.get("/cards", dependencies=[EVERYBODY])
def cards(request: Request) -> Response:
    """What the reports name and is no case: programmes, vendors, practices and the like."""
    pack = _pack(request)
    filters = read_filters(request, card_items(pack), card_facets(pack))
    found = [pack.cards[name] for name in filters.selection.found]
    kinds = {kind: [card for card in found if card.kind == kind] for kind in get_args(CardKind)}
    return _page(request, "pages/cards.html", filters, {"kinds": {kind: few for kind, few in kinds.items() if few}})


@router.get("/cards/{card_id}", dependencies=[EVERYBODY])
def card(request: Request, card_id: str) -> Response:
    """One card: what the reports say, why it is no case, and the cases that show it at work."""
    pack = _pack(request)
    if card_id not in pack.cards:
        raise NotFound(card_id)
    return page(request, "pages/card.html", {"card": pack.cards[card_id]})


def _pack(request: Request) -> Pack:
    return state_of(request).packs[language_of(request)]


def _cases(request: Request) -> tuple[Filters, list[Entry]]:
    pack, judged = _pack(request), state_of(request).verdicts(today())
    filters = read_filters(request, case_items(pack, judged), case_facets(pack, judged))
    return filters, [Entry(pack.cases[name], judged[name]) for name in filters.selection.found]


def _page(request: Request, template: str, filters: Filters, context: Mapping[str, Any]) -> Response:
    context = {"filters": filters, "right_titles": right_titles(_pack(request)), **context}
    shown = page(request, template, context, UNUSABLE if filters.errors else 200)
    kept = {name: request.query_params.get(name, "") for name in MATRIX_FIELDS}
    shown.headers["hx-push-url"] = filters.address(**kept)  # without the fields that are empty
    return shown
