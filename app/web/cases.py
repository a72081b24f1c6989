"""Worked cases: look at one, and open it as an assessment of one's own."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from app.assess.answers import plain_value
from app.assess.findings import Result
from app.check.cases import answers_of
from app.pack.case import Case
from app.pack.model import Pack
from app.report.contents import answer_row, finding_row
from app.store import answer_log, database
from app.store.answer_log import Change, NotFound
from app.web.pages import language_of, page, today
from app.web.start import SEE_OTHER
from app.web.state import state_of

router = APIRouter(include_in_schema=False)


@router.get("/cases")
def overview(request: Request) -> Response:
    """Every worked case with what the law says of it."""
    state, language = state_of(request), language_of(request)
    results = state.case_results(language, today())
    rows = [(case, results[name]) for name, case in state.packs[language].cases.items()]
    return page(request, "pages/cases.html", {"rows": rows})


@router.get("/cases/{case_id}")
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
    context = {"case": case, "result": result, "expected": expected, "answers": answers}
    return page(request, "pages/case.html", {**context, "change_base": f"/cases/{case_id}"})


@router.post("/cases/{case_id}/open")
def open_copy(request: Request, case_id: str) -> Response:
    """A new assessment that begins with the answers of the case."""
    pack = state_of(request).packs[language_of(request)]
    answers, _ = answers_of(pack, _case(pack, case_id))
    changes = [Change(name, plain_value(one.value), one.note, one.source) for name, one in answers.items()]
    with database.session() as session:
        made = answer_log.create(session, pack.pack, pack.identity, pack.language, changes)
    return RedirectResponse(f"/assessments/{made.id}/findings", SEE_OTHER)


def _case(pack: Pack, case_id: str) -> Case:
    if case_id not in pack.cases:
        raise NotFound(case_id)
    return pack.cases[case_id]


def _result(pack: Pack, case: Case) -> Result:
    return Result(pack, answers_of(pack, case)[0], today())
