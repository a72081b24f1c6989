"""What the application holds while it runs: the packs, the PDF workers, who listens to exercises."""

from dataclasses import dataclass, field
from datetime import date
from threading import Lock

from fastapi import Request

from app.assess.answers import AnswerError, parse_answers
from app.assess.findings import Result
from app.check.cases import answers_of
from app.pack.load import Packs
from app.render.jobs import PdfJobs
from app.store import answer_log, database
from app.store.tables import AnswerEntry, Assessment
from app.web.attempts import Attempts
from app.web.live import Hub


@dataclass
class State:
    """The packs in every language, and the PDF workers."""

    packs: Packs
    pdf: PdfJobs
    hub: Hub = field(default_factory=Hub)  # of exercises
    wrong_codes: Attempts = field(default_factory=lambda: Attempts(most=100, seconds=600))
    exercises_made: Attempts = field(default_factory=lambda: Attempts(most=60, seconds=3600))
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

    @property
    def title(self) -> str:
        """The name of the system, or nothing."""
        return str(self.result.answers.known("system-name") or "")


def open_assessment(request: Request, assessment_id: str, language: str, on: date | None = None) -> Open:
    """Read and evaluate an assessment. Raises answer_log.NotFound."""
    packs = state_of(request).packs
    with database.session() as session:
        assessment = answer_log.find(session, assessment_id)
        entries = answer_log.present(session, assessment_id)
    return evaluate(packs, assessment, entries, language, on)


def evaluate(
    packs: Packs, assessment: Assessment, entries: dict[str, AnswerEntry], language: str, on: date | None = None
) -> Open:
    """Evaluate the present entries of an assessment."""
    pack = packs[language]
    raw = {
        name: {"value": entry.value, "note": entry.note, "source": entry.source}
        for name, entry in entries.items()
        if entry.value is not None
    }
    answers, errors = parse_answers(pack, raw)
    return Open(assessment, entries, Result(pack, answers, on or date.today()), errors)
