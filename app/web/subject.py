"""What a page is about: a worked case or an assessment, with its answers evaluated today."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request

from app.assess.findings import Result
from app.check.cases import answers_of
from app.store.answer_log import NotFound
from app.web.pages import language_of, today
from app.web.state import open_assessment, state_of


@dataclass(frozen=True)
class PageSubject:
    """A case or an assessment: its address, its name, what follows, and what its pages show around it."""

    base: str
    title: str
    result: Result
    frame: Mapping[str, Any]


def case_subject(request: Request, case_id: str) -> PageSubject:
    """A worked case. Raises NotFound."""
    pack = state_of(request).packs[language_of(request)]
    if case_id not in pack.cases:
        raise NotFound(case_id)
    case = pack.cases[case_id]
    return PageSubject(
        f"/cases/{case_id}", case.name, Result(pack, answers_of(pack, case)[0], today()), {"frame": "layout.html"}
    )


def assessment_subject(request: Request, assessment_id: str) -> PageSubject:
    """An assessment as it is now. Raises NotFound."""
    opened = open_assessment(request, assessment_id, language_of(request))
    frame = {"frame": "assessment.html", "opened": opened}
    return PageSubject(f"/assessments/{assessment_id}", opened.title, opened.result, frame)
