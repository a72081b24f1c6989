"""What the application holds while it runs: the packs and the PDF workers."""

from dataclasses import dataclass, field
from datetime import date
from threading import Lock

from fastapi import Request

from app.assess.answers import AnswerError, parse_answers
from app.assess.evaluation import DateError
from app.assess.findings import Result
from app.check.cases import answers_of
from app.pack.load import Packs
from app.pack.model import Pack
from app.render.jobs import PdfJobs
from app.store import answer_log, database
from app.store.packs import PackArchive
from app.store.tables import AnswerEntry, Assessment


@dataclass
class State:
    """The packs in every language, the versions that were served before, and the PDF workers."""

    packs: Packs
    pdf: PdfJobs
    archive: PackArchive
    _cases: dict[str, tuple[date, dict[str, Result]]] = field(default_factory=dict)
    _evaluating: Lock = field(default_factory=Lock)

    def case_results(self, language: str, on: date) -> dict[str, Result]:
        """What follows for every worked case: evaluated once a day per language, since cases do not change."""
        with self._evaluating:
            day, results = self._cases.get(language, (None, {}))
            if day != on:
                pack = self.packs[language]
                results = {name: Result(pack, answers_of(pack, case)[0], on) for name, case in pack.cases.items()}
                self._cases[language] = (on, results)
            return results

    def packs_of(self, assessment: Assessment) -> Packs:
        """The version to which an assessment is pinned; the present one where that is no longer kept."""
        if assessment.pack_identity == self.packs.source.identity:
            return self.packs
        return self.archive.get(assessment.pack_identity) or self.packs


def state_of(request: Request) -> State:
    """The state of the application that serves the request."""
    state: State = request.app.state.waarborg
    return state


@dataclass(frozen=True)
class Open:
    """An assessment as it is now, evaluated in a language on a date."""

    assessment: Assessment
    entries: dict[str, AnswerEntry]
    result: Result
    ignored: list[AnswerError]  # stored answers that no longer fit the pack
    served: Pack  # the present version; the result rests on the assessment's own, where that is kept

    @property
    def title(self) -> str:
        """The name of the system, or nothing."""
        return str(self.result.answers.known("system-name") or "")

    @property
    def newer(self) -> bool:
        """Whether there is another version of the questions and rules than its own."""
        return self.assessment.pack_identity != self.served.identity

    @property
    def own(self) -> bool:
        """Whether the result rests on its own version of the questions and rules."""
        return self.assessment.pack_identity == self.result.pack.identity


def open_assessment(request: Request, assessment_id: str, language: str, on: date | None = None) -> Open:
    """Read and evaluate an assessment. Raises answer_log.NotFound; DateError for a day that was asked for."""
    state = state_of(request)
    with database.session() as session:
        assessment = answer_log.find(session, assessment_id)
        entries = answer_log.present(session, assessment_id)
    return evaluate(state, assessment, entries, language, on)


def evaluate(
    state: State, assessment: Assessment, entries: dict[str, AnswerEntry], language: str, on: date | None = None
) -> Open:
    """Evaluate the present entries of an assessment with its own version, else with the present one."""
    served, own = in_language(state.packs, language), in_language(state.packs_of(assessment), language)
    try:
        result, errors = result_of(own, entries, on or date.today())
    except DateError:
        if on or own is served:
            raise
        result, errors = result_of(served, entries, date.today())  # its own says nothing about the law of today
    return Open(assessment, entries, result, errors, served)


def result_of(pack: Pack, entries: dict[str, AnswerEntry], on: date) -> tuple[Result, list[AnswerError]]:
    """What follows from entries, and which of them do not fit the pack. Raises DateError."""
    answers, errors = parse_answers(pack, answer_log.as_written(entries))
    return Result(pack, answers, on), errors


def in_language(packs: Packs, language: str) -> Pack:
    """The pack in a language, or as it was written where it does not have that language."""
    return packs.get(language, packs.source)
