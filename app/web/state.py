"""What the application holds while it runs: the packs, the PDF workers, who listens to exercises."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from time import sleep
from types import MappingProxyType

from fastapi import Request
from sqlmodel import Session

from app.assess.answers import AnswerError, parse_answers
from app.assess.evaluation import DateError
from app.assess.findings import Result
from app.assess.nearest import Neighbourhood
from app.check.cases import answers_of
from app.pack.case import Case
from app.pack.load import Packs
from app.pack.model import Pack
from app.people import versions
from app.people.access import oversees
from app.people.subjects import subject_of
from app.render.jobs import PdfJobs
from app.report.gallery import Verdicts, verdicts
from app.store import answer_log, database, evidence
from app.store.answer_log import Files
from app.store.packs import PackArchive
from app.store.tables import AnswerEntry, Assessment, LogHead, now
from app.web.access import identify
from app.web.attempts import Attempts
from app.web.latest import Latest
from app.web.live import Hub
from app.web.outline import Outline, outline
from app.web.watchers import Presence


@dataclass
class State:
    """The packs in every language, earlier versions, the PDF workers, and what was worked out about cases."""

    packs: Packs
    pdf: PdfJobs
    archive: PackArchive
    _verdicts: tuple[date, dict[str, Verdicts]] = field(default_factory=lambda: (date.min, {}))
    outlines: Latest[Outline] = field(default_factory=lambda: Latest(5000))  # a few kilobytes each
    hub: Hub = field(default_factory=Hub)  # of exercises
    presence: Presence = field(default_factory=Presence)
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

    def packs_of(self, assessment: Assessment) -> Packs:
        """The version to which an assessment is pinned; the present one where that is no longer kept."""
        return self.packs_at(assessment.pack_identity)

    def packs_at(self, identity: str) -> Packs:
        """A version of the questions and rules; the present one where that is no longer kept."""
        if identity == self.packs.source.identity:
            return self.packs
        return self.archive.get(identity) or self.packs


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
    read: datetime = field(default_factory=now)  # the moment of which this is the state

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
    """Read and evaluate an assessment; an overseer gets what was submitted.

    Raises answer_log.NotFound; DateError for a day that was asked for.
    """
    state = state_of(request)
    with database.session() as session:
        assessment = answer_log.find(session, assessment_id)
        if oversees(identify(request), subject_of(assessment)):
            version = versions.version(session, assessment_id, assessment.submitted)
            own = in_language(state.packs_at(version.pack_identity), language)
            entries, frozen = versions.entries(version), evidence.frozen(version)
            result, errors = result_of(own, entries, on or version.on, frozen)
            return Open(assessment, entries, result, errors, own)
        entries = answer_log.present(session, assessment_id)
        files = evidence.of_assessment(session, assessment_id)
    return evaluate(state, assessment, entries, language, on, files)


def by_present_law(request: Request, opened: Open) -> tuple[Result, ...]:
    """What follows today from the same answers: by their own rules, then by those that are served, where these differ.

    Its own rules are left out where they say nothing about the law of today.
    """
    own = opened.result
    served = in_language(state_of(request).packs, own.pack.language)
    found = [own] if own.on == date.today() else []
    for pack in {one.identity: one for one in (own.pack, served)}.values():
        if not any(one.pack.identity == pack.identity for one in found):
            with suppress(DateError):
                found.append(result_of(pack, opened.entries, date.today())[0])
    return tuple(found)


def evaluate(
    state: State,
    assessment: Assessment,
    entries: Mapping[str, AnswerEntry],
    language: str,
    on: date | None = None,
    files: Files = MappingProxyType({}),
) -> Open:
    """Evaluate entries of an assessment with its own version of the questions, else with the present one.

    `files` are the evidence that a report lists.
    """
    served, own = in_language(state.packs, language), in_language(state.packs_of(assessment), language)
    try:
        result, errors = result_of(own, entries, on or date.today(), files)
    except DateError:
        if on or own is served:
            raise
        result, errors = result_of(served, entries, date.today(), files)  # its own says nothing about the law of today
    return Open(assessment, dict(entries), result, errors, served)


def outline_of(state: State, session: Session, assessment: Assessment, language: str) -> Outline:
    """What lists show of an assessment by the law of today: worked out once for each state of its answers."""
    head = session.get_one(LogHead, assessment.id)
    served = state.packs.source.identity  # stands in where the assessment's own questions are no longer kept
    key = (head.digest, assessment.pack_identity, served, language, date.today())
    known = state.outlines.get(key)
    if known is None:
        known = outline(evaluate(state, assessment, answer_log.present(session, assessment.id), language).result)
        state.outlines.keep(key, known)
    return known


def result_of(
    pack: Pack,
    entries: Mapping[str, AnswerEntry],
    on: date,
    files: Files = MappingProxyType({}),
) -> tuple[Result, list[AnswerError]]:
    """What follows from entries, and which of them do not fit the pack. Raises DateError."""
    answers, errors = parse_answers(pack, answer_log.as_written(entries, files))
    return Result(pack, answers, on), errors


def in_language(packs: Packs, language: str) -> Pack:
    """The pack in a language, or as it was written where it does not have that language."""
    return packs.get(language, packs.source)
