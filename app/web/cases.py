"""Worked cases: look at one, and open it as an assessment of one's own."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.assess.findings import Result
from app.check.cases import answers_of
from app.pack.case import Case
from app.pack.model import Pack
from app.report.contents import answer_row, finding_row
from app.store.answer_log import NotFound
from app.web.access import EVERYBODY, begin
from app.web.pages import language_of, page, today
from app.web.state import state_of

router = APIRouter(include_in_schema=False)


@router.get("/cases", dependencies=[EVERYBODY])
def overview(request: Request) -> Response:
    """Every worked case with what the law says of it."""
    state, language = state_of(request), language_of(request)
    results = state.case_results(language, today())
    rows = [(case, results[name]) for name, case in state.packs[language].cases.items()]
    return page(request, "pages/cases.html", {"rows": rows})


@router.get("/cases/{case_id}", dependencies=[EVERYBODY])
def show(request: Request, case_id: str) -> Response:
    """One case: facts and their sources, answers, and what follows."""
    pack = state_of(request).packs[language_of(request)]
    case = _case(pack, case_id)
    result = _result(pack, case)
    expected = [
        (finding_row(result, result.finding(rule)), expectation)
        for rule, expectation in case.expects.items()
        if rule in pack.rules
    ]
    answers = [
        (answer_row(result, question), case.every_answer[name])
        for name, question in pack.questions.items()
        if name in case.every_answer
    ]
    return page(request, "pages/case.html", {"case": case, "result": result, "expected": expected, "answers": answers})


@router.post("/cases/{case_id}/open", dependencies=[EVERYBODY])
def open_copy(request: Request, case_id: str) -> Response:
    """A new assessment that begins with the answers of the case."""
    pack = state_of(request).packs[language_of(request)]
    answers, _ = answers_of(pack, _case(pack, case_id))
    return begin(request, pack, answers, "/findings")


def _case(pack: Pack, case_id: str) -> Case:
    if case_id not in pack.cases:
        raise NotFound(case_id)
    return pack.cases[case_id]


def _result(pack: Pack, case: Case) -> Result:
    return Result(pack, answers_of(pack, case)[0], today())
