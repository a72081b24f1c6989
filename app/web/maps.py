"""Decision maps: the list of provisions, the map of a rule or a term, and the path of a case or an assessment."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.assess.findings import Result
from app.pack.model import Pack
from app.render.measure import text_width
from app.render.slides import slides
from app.report.decision_map import decision_map
from app.report.map_layout import layout
from app.report.map_sheet import PAGE
from app.store.answer_log import NotFound
from app.web.access import EVERYBODY, READ
from app.web.drawn import drawn
from app.web.pages import language_of, page, today
from app.web.state import open_assessment, state_of

router = APIRouter(include_in_schema=False)


@router.get("/map", dependencies=[EVERYBODY])
def overview(request: Request, case: str = "") -> Response:
    """Every rule, by section and topic; with a worked case, what became of it there."""
    language = language_of(request)
    pack, result = state_of(request).packs[language], _case_result(request, language, case)
    sections = [
        (section, [topic for path in section.topics if (topic := pack.topics.get(path)) and topic.rules])
        for section in pack.sections
    ]
    context = {"sections": [(one, topics) for one, topics in sections if topics]}
    return page(request, "pages/maps.html", {**context, "case": pack.cases.get(case), "result": result})


@router.get("/map/{part}.pdf", dependencies=[EVERYBODY])
def as_slides(request: Request, part: str, case: str = "", lang: str = "") -> Response:
    """The map as slides, with the path of a worked case."""
    language = lang or language_of(request)
    if language not in state_of(request).packs:
        raise NotFound(language)
    pack = state_of(request).packs[language]
    _known(pack, part)
    result = _case_result(request, language, case)
    name = pack.cases[case].name if case else ""
    return drawn(request, slides(pack, part, result, name), f"{part}.pdf")


@router.get("/map/{part}", dependencies=[EVERYBODY])
def show(request: Request, part: str, case: str = "") -> Response:
    """The map of a rule or a term, with the path of a worked case."""
    language = language_of(request)
    pack = state_of(request).packs[language]
    _known(pack, part)
    result = _case_result(request, language, case)
    query = f"?case={case}" if case else ""
    context = {
        "case": pack.cases.get(case),
        "slides": f"/map/{part}.pdf{query}",
        "cases": sorted(pack.cases.values(), key=lambda one: one.name.casefold()),
        **_map(pack, part, result, lambda kind, name: f"/map/{name}{query}" if kind == "map" else ""),
    }
    return page(request, "pages/map.html", context)


@router.get("/assessments/{assessment_id}/map/{part}", dependencies=[READ])
def of_assessment(request: Request, assessment_id: str, part: str) -> Response:
    """The map of a rule or a term, with the path of the answers of an assessment."""
    opened = open_assessment(request, assessment_id, language_of(request))
    pack, base = opened.result.pack, f"/assessments/{assessment_id}"
    _known(pack, part)

    def to(kind: str, name: str) -> str:
        return f"{base}/map/{name}" if kind == "map" else f"{base}/questions/{name}"

    context = {"opened": opened, "base": base, **_map(pack, part, opened.result, to)}
    return page(request, "pages/assessment-map.html", context)


def _known(pack: Pack, part: str) -> None:
    if part not in pack.rules and part not in pack.terms:
        raise NotFound(part)


def _case_result(request: Request, language: str, case: str) -> Result | None:
    if not case:
        return None
    try:
        return state_of(request).case_result(case, language, today())
    except KeyError:
        raise NotFound(case) from None


def _map(pack: Pack, part: str, result: Result | None, to: Callable[[str, str], str]) -> dict[str, Any]:
    """What both pages show; `to` makes the address of a question or a map."""
    made = decision_map(pack, part, result)

    def address(opens: tuple[str, str]) -> str:
        kind, name = opens
        return f"#part-{name}" if kind == "part" else to(kind, name)

    titles = [(name, (pack.rules[name].title if name in pack.rules else pack.terms[name].means)) for name in made.terms]
    return {"map": made, "sheets": layout(made, PAGE, text_width), "to": address, "named": titles}
