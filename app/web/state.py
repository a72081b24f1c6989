"""What the application holds while it runs: the packs, the PDF workers, who listens to exercises."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from time import sleep

from fastapi import Request

from app.assess.answers import AnswerError, parse_answers
from app.assess.findings import Result
from app.assess.nearest import Neighbourhood
from app.check.cases import answers_of
from app.pack.case import Case
from app.pack.load import Packs
from app.render.jobs import PdfJobs
from app.report.gallery import Verdicts, verdicts
from app.store import answer_log, database
from app.store.tables import AnswerEntry, Assessment
from app.web.attempts import Attempts
from app.web.live import Hub


@dataclass
class State:
    """The packs in every language, the PDF workers, and what was worked out about the worked cases."""

    packs: Packs
    pdf: PdfJobs
    _verdicts: tuple[date, dict[str, Verdicts]] = field(default_factory=lambda: (date.min, {}))
    hub: Hub = field(default_factory=Hub)  # of exercises
    wrong_codes: Attempts = field(default_factory=lambda: Attempts("100 per 10 minutes"))
    exercises_made: Attempts = field(default_factory=lambda: Attempts("60 per hour"))
    wrong_passwords: Attempts = field(default_factory=lambda: Attempts("10 per 15 minutes"))  # by account
    wrong_factors: Attempts = field(default_factory=lambda: Attempts("10 per 15 minutes"))  # by account
    wrong_logins: Attempts = field(default_factory=lambda: Attempts("60 per 15 minutes"))  # by client

    def verdicts(self, on: date, pause: float = 0) -> dict[str, Verdicts]:
        """What follows for every worked case, in ids: evaluated once a day, since cases do not change.

        `pause`: seconds of rest after each case. Whoever comes meanwhile evaluates the cases that are still missing.
        """
        if self._verdicts[0] != on:
            self._verdicts = on, {}
        known = self._verdicts[1]
        for name, case in self.packs.source.cases.items():
            if name not in known:
                known[name] = verdicts(self._result(case, on))
                sleep(pause)
        return known

    @cached_property
    def neighbourhood(self) -> Neighbourhood:
        """The decisive answers of every worked case; they are the same on every day."""
        pack = self.packs.source
        return Neighbourhood(pack, {name: self._result(case, pack.as_of) for name, case in pack.cases.items()})

    def prepare(self, on: date) -> None:
        """Work out what the first visitor would otherwise wait for, leaving most of the processor to others."""
        _ = self.neighbourhood, self.verdicts(on, pause=0.1)

    def case_result(self, case_id: str, language: str, on: date) -> Result:
        """What follows for one worked case, in words of the language. Raises KeyError."""
        pack = self.packs[language]
        return Result(pack, answers_of(pack, pack.cases[case_id])[0], on)

    def _result(self, case: Case, on: date) -> Result:
        return Result(self.packs.source, answers_of(self.packs.source, case)[0], on)


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
