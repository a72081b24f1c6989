"""The contents of a report as data: what every format shows, in the order in which it is read."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from app.assess.answers import Evidence
from app.assess.explain import explain
from app.assess.findings import Finding, Position, Result
from app.pack.citation import Citation
from app.pack.model import FindingKind, Question, Section, Source, Topic
from app.report.coverage import CoverageRow, coverage
from app.report.impact import ImpactContents, impact_contents
from app.report.present import deadline_text, sources_text, table_text, timing_text, value_text
from app.report.reasons import Line, reason_lines, told_once
from app.report.record import integrity
from app.report.review import NO_REVIEW, Review
from app.report.undecided import OpenScope, Undecided, open_scopes, undecided

PROJECT = "project"  # the section whose answers describe the system
NECESSITY = "necessity"  # the section on necessity and proportionality
DPO_ADVICE = "dpo-advice"
ADVICE = (DPO_ADVICE, "supervisor-advice-followed", "sent-to-supervisor", "review-date")  # printed on their own
NOTE = "note"  # the finding kind that explains, and needs no reasons in a report
AGENDA = ("stop", "first", "also", "doubt", "know")


@dataclass(frozen=True)
class AnswerRow:
    """A question with its answer in words."""

    question: Question
    answer: str
    known: bool
    note: str
    source: str
    cells: tuple[tuple[str, ...], ...] = ()  # of a table: each row's cells with their headings
    evidence: tuple[Evidence, ...] = ()  # those of a measure stand with the measure


@dataclass(frozen=True)
class FindingRow:
    """A finding in words."""

    finding: Finding
    timing: str
    rests_on: tuple[AnswerRow, ...]
    decided_by: tuple[Question, ...]
    by: str | None
    sources: tuple[str, ...]
    deadline: str
    result: Result = field(repr=False, compare=False)

    @cached_property
    def reasons(self) -> tuple[Line, ...]:
        """The conditions on which it rests; made when somebody asks."""
        return tuple(reason_lines(self.result, explain(self.result.evaluation, self.finding.rule)))


@dataclass(frozen=True)
class Group:
    """The findings of one kind."""

    kind: FindingKind
    rows: tuple[FindingRow, ...]


@dataclass(frozen=True)
class Agenda:
    """What calls for the same kind of reaction: stop, first, also, doubt or know."""

    calls_for: str
    rows: tuple[FindingRow, ...]


@dataclass(frozen=True)
class Headline:
    """A question that everybody asks first, with its answer: yes, done, no or depends."""

    row: FindingRow
    answer: Literal["yes", "done", "no", "depends", "if-applies"]


@dataclass(frozen=True)
class TopicAnswers:
    """The answers of one topic."""

    topic: Topic
    rows: tuple[AnswerRow, ...]


@dataclass(frozen=True)
class SectionAnswers:
    """The answers of one section."""

    section: Section
    topics: tuple[TopicAnswers, ...]


@dataclass(frozen=True)
class SourceRow:
    """A source that the report cites, with the places cited."""

    source: Source
    places: tuple[str, ...]


@dataclass(frozen=True)
class Contents:
    """Everything a report says."""

    language: str
    on: date
    title: str
    system: str | None
    positions: tuple[Position, ...]
    headlines: tuple[Headline, ...]
    agenda: tuple[Agenda, ...]  # the findings that hold, in the order in which a chief of police needs them
    holding: tuple[Group, ...]
    would_be: tuple[FindingRow, ...]  # conditions met, but the law does not apply or that is not settled
    open: tuple[Group, ...]  # the other open findings
    contradictions: tuple[FindingRow, ...]
    decisive: tuple[Question, ...]
    unanswered: tuple[Question, ...]
    sections: tuple[SectionAnswers, ...]
    sources: tuple[SourceRow, ...]
    pack: str
    pack_identity: str
    pack_as_of: date
    impact: ImpactContents | None
    coverage: tuple[CoverageRow, ...]
    advice: tuple[AnswerRow, ...]
    necessity: tuple[TopicAnswers, ...]
    integrity: str  # sha256 over pack identity, date, language and answers
    result: Result
    review: Review = NO_REVIEW  # stated by people, and not covered by the hash

    @property
    def actions(self) -> tuple[FindingRow, ...]:
        """The findings that say what must happen, in the order of the agenda."""
        return tuple(row for part in self.agenda for row in part.rows if row.finding.rule.remedy)

    @cached_property
    def reasons(self) -> dict[str, list[Line]]:
        """The reasons of the findings that are told in full, by rule; notes have none."""
        rows = [row for part in self.agenda for row in part.rows] + list(self.would_be)
        return told_once(self.result, (row.finding for row in rows if row.finding.kind.id != NOTE))

    @property
    def open_scopes(self) -> tuple[OpenScope, ...]:
        """The laws of which it is not settled whether they apply."""
        return open_scopes(self.result)

    @property
    def undecided(self) -> tuple[Undecided, ...]:
        """The open gates and classes, together with those that the same questions decide."""
        return undecided(self.result, tuple(row.finding for group in self.open for row in group.rows))

    @property
    def project(self) -> tuple[TopicAnswers, ...]:
        """The answers that describe the system."""
        return next((one.topics for one in self.sections if one.section.id == PROJECT), ())


def contents(result: Result, review: Review = NO_REVIEW) -> Contents:
    """The contents of the report on a result, with what is told of its review."""
    pack = result.pack
    name = result.answers.known("system-name") if "system-name" in pack.questions else None
    would_be = tuple(finding for position in result.positions for finding in position.would_be)
    others = tuple(finding for finding in result.open if finding not in would_be)
    groups = _groups(result, result.holding), _groups(result, others)
    return Contents(
        language=pack.language,
        on=result.on,
        title=pack.title,
        system=str(name) if name else None,
        positions=result.positions,
        headlines=tuple(_headline(result, finding) for finding in result.headlines),
        agenda=_agenda(groups[0]),
        holding=groups[0],
        would_be=tuple(finding_row(result, finding) for finding in would_be),
        open=groups[1],
        contradictions=tuple(finding_row(result, finding) for finding in result.contradictions),
        decisive=result.decisive,
        unanswered=result.unanswered,
        sections=tuple(_section(result, section) for section in pack.sections),
        sources=_sources(result),
        pack=pack.pack,
        pack_identity=pack.identity,
        pack_as_of=pack.as_of,
        impact=impact_contents(result),
        coverage=coverage(result, review),
        advice=tuple(answer_row(result, pack.questions[name]) for name in ADVICE if name in pack.questions),
        necessity=next((_section(result, one).topics for one in pack.sections if one.id == NECESSITY), ()),
        integrity=integrity(result),
        result=result,
        review=review,
    )


def answer_row(result: Result, question: Question) -> AnswerRow:
    """A question with its answer in words."""
    answer = result.answers.get(question.id)
    known = result.answers.known(question.id) is not None
    words = value_text(question, answer.value if answer else None, result.pack.language)
    cells = tuple(tuple(row) for row in table_text(question, answer.value if answer else None, result.pack.language))
    note, source = (answer.note, answer.source) if answer else ("", "")
    files = tuple(one for one in answer.evidence if not one.measure) if answer else ()
    return AnswerRow(question, words, known, note, source, cells, files)


def finding_row(result: Result, finding: Finding) -> FindingRow:
    """A finding in words, with its reasons."""
    pack = result.pack
    return FindingRow(
        finding=finding,
        timing=timing_text(finding.timing, pack.language),
        rests_on=tuple(answer_row(result, pack.questions[name]) for name in finding.rests_on),
        decided_by=tuple(pack.questions[name] for name in finding.open_questions),
        by=pack.people.get(finding.rule.by) if finding.rule.by else None,
        sources=tuple(sources_text(pack, finding.rule)),
        deadline=deadline_text(finding.deadline, pack.language),
        result=result,
    )


def _groups(result: Result, findings: tuple[Finding, ...]) -> tuple[Group, ...]:
    return tuple(
        Group(kind, tuple(finding_row(result, finding) for finding in findings if finding.kind.id == kind.id))
        for kind in result.pack.kinds
        if any(finding.kind.id == kind.id for finding in findings)
    )


def _agenda(holding: tuple[Group, ...]) -> tuple[Agenda, ...]:
    parts = []
    for calls_for in AGENDA:
        rows = tuple(row for group in holding if group.kind.calls_for == calls_for for row in group.rows)
        if rows:
            parts.append(Agenda(calls_for, rows))
    return tuple(parts)


def _headline(result: Result, finding: Finding) -> Headline:
    answer: Literal["yes", "done", "no", "depends", "if-applies"]
    if finding.holds:
        answer = "yes"
    elif finding.outside_regime:
        answer = "if-applies"
    elif finding.open:
        answer = "depends"
    else:
        answer = "done" if any(truth for _, truth in finding.exceptions) else "no"
    return Headline(finding_row(result, finding), answer)


def _section(result: Result, section: Section) -> SectionAnswers:
    asked = {question.id for question in result.asked}
    topics = [result.pack.topics[path] for path in section.topics if path in result.pack.topics]
    rows = [
        TopicAnswers(topic, tuple(answer_row(result, question) for question in topic.questions if question.id in asked))
        for topic in topics
    ]
    return SectionAnswers(section, tuple(row for row in rows if row.rows))


def _sources(result: Result) -> tuple[SourceRow, ...]:
    cited: dict[str, set[Citation]] = {}

    def note(citations: tuple[Citation, ...]) -> None:
        for citation in citations:
            cited.setdefault(citation.instrument, set()).add(citation)

    for finding in (*result.holding, *result.open):
        note(finding.rule.sources)
        for exception in finding.rule.unless:
            note(exception.sources)
    pack = result.pack
    return tuple(
        SourceRow(source, tuple(pack.place(citation) for citation in sorted(cited[name])))
        for name, source in pack.sources.items()
        if name in cited
    )
