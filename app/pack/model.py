"""The parts of a pack: frozen, without behaviour beyond looking things up."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator

from app.pack.case import Card, Case
from app.pack.citation import Citation, is_prefix, place_in_words
from app.pack.condition import RESERVED
from app.pack.impact import Impact
from app.pack.part import CitationText, ConditionText, Id, Part, Text

Kind = Literal["yes-no", "one-of", "several-of", "text", "number", "date", "table"]
# What an answer depends on: how things are, how the system is built, or what is arranged around it.
SettledBy = Literal["fact", "design", "safeguard"]
SourceKind = Literal["law", "guidance", "case-law", "report", "method"]
# From settled to weak; the weakest of several wins.
SourceStatus = Literal["applies", "contested", "unverified", "draft-guidance", "proposal"]
STATUS_ORDER: tuple[SourceStatus, ...] = ("applies", "contested", "unverified", "draft-guidance", "proposal")


class Period(Part):
    """From and until (inclusive) when something applies."""

    from_: date | None = None
    until: date | None = None


class Provision(Part):
    """A place in an instrument with dates of its own."""

    from_: date | None = None
    until: date | None = None
    status: SourceStatus | None = None
    note: Text | None = None


class Source(Part):
    """An instrument: a law, a guideline, a judgment, a report, or our own method."""

    id: Id
    title: Text
    short: Text
    kind: SourceKind
    link: str | None = Field(default=None, pattern=r"^https?://")
    as_of: date
    status: SourceStatus = "applies"
    note: Text | None = None
    provisions: Mapping[str, Provision] = {}

    def provision(self, place: str) -> Provision | None:
        """The most specific provision that contains the place, or None."""
        keys = [key for key in self.provisions if is_prefix(key, place)]
        return self.provisions[max(keys, key=len)] if keys else None


class Column(Part):
    """One column of a table: an empty cell is not known yet."""

    does_not_apply: ClassVar[bool] = False

    id: Id
    label: Text
    kind: Literal["yes-no", "one-of", "several-of", "text", "number"]
    options: Mapping[Id, Text] = {}
    options_from: Literal["rights", "measures", "factors"] | None = None  # filled in from the impact files
    unit: Text | None = None
    min: float | None = None
    max: float | None = None


class Question(Part):
    """One thing that is asked."""

    id: Id
    kind: Kind
    settled_by: SettledBy | None = None  # required where a rule depends on the answer
    ask: Text
    why: Text
    hint: Text | None = None
    sources: tuple[CitationText, ...] = Field(min_length=1)
    when: ConditionText | None = None
    options: Mapping[Id, Text] = {}
    columns: tuple[Column, ...] = ()
    evidence: tuple[Text, ...] = ()
    who: tuple[Id, ...] = ()
    open_norm: Text | None = None
    unit: Text | None = None
    min: float | None = None
    max: float | None = None
    short: bool = False
    does_not_apply: bool = False
    for_: Literal["report"] | None = None

    @model_validator(mode="after")
    def _fits_its_kind(self) -> "Question":
        if self.id in RESERVED:
            raise ValueError(f"'{self.id}' is a reserved word")
        if bool(self.options) != (self.kind in ("one-of", "several-of")):
            raise ValueError("options belong to one-of and several-of, and only there")
        if bool(self.columns) != (self.kind == "table"):
            raise ValueError("columns belong to table, and only there")
        if self.kind != "number" and (self.unit or self.min is not None or self.max is not None):
            raise ValueError("unit, min and max belong to number")
        if self.kind in ("yes-no", "one-of", "several-of") and not self.hint:
            raise ValueError("a closed question needs a hint: an example, or where to look")
        return self


class Term(Part):
    """A named condition."""

    id: Id
    means: Text
    if_: ConditionText


class Exception_(Part):
    """A named reason for which a rule does not hold."""

    id: Id
    if_: ConditionText
    because: Text
    sources: tuple[CitationText, ...] = ()


class Lapse(Part):
    """A length of time as the law gives it."""

    days: int = Field(default=0, ge=0)
    weeks: int = Field(default=0, ge=0)
    months: int = Field(default=0, ge=0)

    def after(self, start: date) -> date:
        """The day so long after the start; a month without that day ends on its last day."""
        months = start.month - 1 + self.months
        year, month = start.year + months // 12, months % 12 + 1
        last = monthrange(year, month)[1]
        return date(year, month, min(start.day, last)) + timedelta(days=self.days, weeks=self.weeks)


class Clock(Part):
    """A legal period that runs from the day that a date question gives."""

    starts: Id
    lasts: Lapse
    extension: Lapse | None = None


class Rule(Part):
    """If … unless …: what follows from answers."""

    id: Id
    finding: Id
    title: Text
    if_: ConditionText
    unless: tuple[Exception_, ...] = ()
    because: Text
    sources: tuple[CitationText, ...] = Field(min_length=1)
    applies: Period | None = None
    status: SourceStatus | None = None
    regime: Id | None = None
    even_outside: bool = False
    remedy: Text | None = None
    by: Id | None = None
    clock: Clock | None = None
    headline: bool = False  # answered on top of the findings: yes, no, or depends on …


class Example(Part):
    """Answers and what must follow from them; run by `waarborg check`."""

    name: Text
    given: Mapping[str, Any] = Field(min_length=1)
    then: Mapping[str, Literal["holds", "open", "does-not-hold"]] = Field(min_length=1)
    sources: tuple[CitationText, ...] = ()


class Topic(Part):
    """One provision or subject: questions, terms, rules, examples."""

    topic: Id
    title: Text
    about: Text
    regime: Id
    sources: tuple[CitationText, ...] = ()
    questions: tuple[Question, ...] = ()
    terms: tuple[Term, ...] = ()
    rules: tuple[Rule, ...] = ()
    exclusive: tuple[tuple[Id, ...], ...] = ()
    examples: tuple[Example, ...] = ()


class Jurisdiction(Part):
    """What European files leave to a Member State: names, and the national article behind each European one."""

    jurisdiction: Id
    title: Text
    words: Mapping[str, Text] = {}
    transposes: Mapping[str, CitationText] = {}

    def national(self, citations: tuple[Citation, ...]) -> tuple[Citation, ...]:
        """The national provisions behind European ones, each once, in the order of the citations."""
        found: dict[Citation, None] = {}
        for citation in citations:
            keys = [key for key in self.transposes if is_prefix(key, str(citation))]
            if keys:
                found[self.transposes[max(keys, key=len)]] = None
        return tuple(one for one in found if one not in citations)


class FindingKind(Part):
    """What a rule can conclude."""

    id: Id
    label: Text
    means: Text
    calls_for: Literal["stop", "first", "also", "doubt", "know"]
    gate: bool = False
    classifies: bool = False
    excludes: tuple[Id, ...] = ()
    even_outside: bool = False  # holds whether or not the regime of its rule applies


class Regime(Part):
    """A body of law with its own scope."""

    id: Id
    title: Text
    source: Id | None = None
    applies_if: ConditionText | None = None


class Section(Part):
    """A chapter of the questionnaire."""

    id: Id
    title: Text
    about: Text
    topics: tuple[str, ...] = Field(min_length=1)


class Validity(Part):
    """When a rule applies and how sure its sources are."""

    from_: date | None
    until: date | None
    status: SourceStatus
    notes: tuple[str, ...]


class Pack(Part):
    """Everything that can be asked and everything that follows, in one language."""

    pack: Id
    title: Text
    language: str
    source_language: str
    languages: tuple[str, ...]
    as_of: date
    law_state: Period
    identity: str
    jurisdiction: Jurisdiction
    regimes: tuple[Regime, ...]
    people: Mapping[Id, Text]
    sections: tuple[Section, ...]
    kinds: tuple[FindingKind, ...]
    sources: Mapping[str, Source]
    topics: Mapping[str, Topic]
    impact: Impact | None = None
    cases: Mapping[str, Case] = {}
    cards: Mapping[str, Card] = {}
    lines: Mapping[str, tuple[str, int]] = {}

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Every question by id, in reading order."""
        return {question.id: question for topic in self.in_order() for question in topic.questions}

    @cached_property
    def terms(self) -> dict[str, Term]:
        """Every term by id."""
        return {term.id: term for topic in self.in_order() for term in topic.terms}

    def is_bound(self, rule: "Rule") -> bool:
        """Whether the rule holds only where its regime applies."""
        regime = self.regime_of(rule)
        return regime.applies_if is not None and not (rule.even_outside or self.kind(rule.finding).even_outside)

    @cached_property
    def rules(self) -> dict[str, Rule]:
        """Every rule by id, in reading order."""
        return {rule.id: rule for topic in self.in_order() for rule in topic.rules}

    @cached_property
    def kind_order(self) -> dict[str, int]:
        """Rank of each finding kind: 0 is the gravest."""
        return {kind.id: rank for rank, kind in enumerate(self.kinds)}

    @cached_property
    def _topic_of(self) -> dict[str, Topic]:
        parts: dict[str, Topic] = {}
        for topic in self.topics.values():
            parts |= {question.id: topic for question in topic.questions}
            parts |= {term.id: topic for term in topic.terms}
            parts |= {rule.id: topic for rule in topic.rules}
        return parts

    @cached_property
    def _section_of(self) -> dict[str, Section]:
        return {
            self.topics[path].topic: section
            for section in self.sections
            for path in section.topics
            if path in self.topics
        }

    def in_order(self) -> Iterator[Topic]:
        """The topics in reading order."""
        for section in self.sections:
            for path in section.topics:
                if path in self.topics:
                    yield self.topics[path]

    def topic_of(self, part_id: str) -> Topic:
        """The topic in which a question, term or rule stands. Raises KeyError."""
        return self._topic_of[part_id]

    def section_of(self, part_id: str) -> Section:
        """The section in which a question, term or rule stands. Raises KeyError."""
        return self._section_of[self.topic_of(part_id).topic]

    def kind(self, finding: str) -> FindingKind:
        """The finding kind by id. Raises KeyError."""
        return self.kinds[self.kind_order[finding]]

    def regime_of(self, rule: Rule) -> Regime:
        """The regime to which a rule belongs. Raises KeyError."""
        wanted = rule.regime or self.topic_of(rule.id).regime
        return next(regime for regime in self.regimes if regime.id == wanted)

    def cite(self, citation: Citation) -> str:
        """A citation as a reader sees it, e.g. "AI Act, 5(1)(d)"."""
        return f"{self.sources[citation.instrument].short}, {self.place(citation)}"

    def place(self, citation: Citation) -> str:
        """The place of a citation as a reader sees it, e.g. "annex III, point 6(d)"."""
        return place_in_words(citation.place, self.language)

    def national(self, rule: Rule) -> tuple[Citation, ...]:
        """The national provisions that transpose what the rule cites; none for rules of other regimes."""
        return self.jurisdiction.national(rule.sources)

    def status_of(self, citation: Citation) -> SourceStatus:
        """How sure we are of one cited place."""
        source = self.sources[citation.instrument]
        provision = source.provision(citation.place)
        return (provision.status if provision else None) or source.status

    def validity(self, rule: Rule) -> Validity:
        """The dates and status that a rule takes from the provisions it cites.

        The latest start and the earliest end of the cited provisions of binding law, and the weakest
        of their statuses; guidance, case-law and reports count only where no law is cited.
        """
        starts: list[date] = []
        ends: list[date] = []
        notes: list[str] = []
        statuses: list[SourceStatus] = [rule.status] if rule.status else []
        binding = [citation for citation in rule.sources if self.sources[citation.instrument].kind == "law"]
        for citation in binding or rule.sources:
            provision = self.sources[citation.instrument].provision(citation.place)
            statuses.append(self.status_of(citation))
            if provision:
                starts += [provision.from_] if provision.from_ else []
                ends += [provision.until] if provision.until else []
                notes += [provision.note] if provision.note else []
        if rule.applies:
            starts += [rule.applies.from_] if rule.applies.from_ else []
            ends += [rule.applies.until] if rule.applies.until else []
        return Validity(
            from_=max(starts, default=None),
            until=min(ends, default=None),
            status=max(statuses, key=STATUS_ORDER.index),
            notes=tuple(dict.fromkeys(notes)),
        )
