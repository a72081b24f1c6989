"""Worked cases: one real system with its facts, answers and what must follow from them."""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field

from app.pack.part import CitationText, Id, Part, Text

CaseState = Literal["planned", "pilot", "in-use", "ended", "unknown"]


class CaseStatus(Part):
    """Where a real system stood, as of when, according to which source."""

    is_: CaseState
    as_of: str
    source: CitationText | None = None


class CaseFact(Part):
    """One thing that is known, claimed or assumed about a real system."""

    says: Text
    basis: Literal["documented", "claimed", "assumed"]
    source: CitationText | None = None


class CaseAnswer(Part):
    """How a case answers one question, and on what basis."""

    value: Any
    basis: Literal["documented", "claimed", "assumed", "unknown"]
    source: CitationText | None = None
    note: Text | None = None


class Expectation(Part):
    """What must follow for a case, with our confidence that the law says so."""

    status: Literal["holds", "open", "does-not-hold"]
    confidence: Literal["high", "medium", "low"]
    note: Text


SystemKind = Literal[
    "place", "person", "biometric", "video", "vehicles", "database", "online", "text-and-speech", "generative", "other"
]


class Case(Part):
    """A worked case: one real system."""

    case: Id
    name: Text
    kind: SystemKind
    aliases: tuple[Text, ...] = ()
    catalogue: tuple[str, ...] = ()
    country: Annotated[str, Field(pattern=r"^[a-z]{2}$")]
    force: Text
    vendor: Text | None = None
    status: CaseStatus
    summary: Text
    went_wrong: Text
    reports_differ: Text | None = None  # where several reports say different things of it
    facts: tuple[CaseFact, ...] = Field(min_length=1)
    texts: Mapping[str, Text] = {}  # answers to text questions, told from the facts
    tables: Mapping[str, tuple[Mapping[str, Any], ...]] = {}  # answers to tables, told from the facts
    answers: Mapping[str, CaseAnswer] = {}
    assumed: Mapping[str, Any] = {}  # answers on which the sources are silent and nothing hangs: question -> value
    expects: Mapping[str, Expectation] = Field(min_length=1)

    @cached_property
    def every_answer(self) -> dict[str, CaseAnswer]:
        """Every answer: with a basis of its own, assumed, texts, tables. On all else the sources are silent."""
        texts = {name: CaseAnswer(value=text, basis="documented") for name, text in self.texts.items()}
        tables = {name: CaseAnswer(value=rows, basis="documented") for name, rows in self.tables.items()}
        assumed = {name: CaseAnswer(value=value, basis="assumed") for name, value in self.assumed.items()}
        return {**texts, **tables, **assumed, **self.answers}


CardKind = Literal["programme", "vendor", "technology", "practice", "incident", "figure", "mention", "system"]


class Card(Part):
    """Something that the reports name and that is no system to be assessed, or too little known to assess."""

    id: Id
    kind: CardKind
    name: Text
    catalogue: tuple[str, ...] = Field(min_length=1)
    country: Annotated[str, Field(pattern=r"^[a-z]{2}$")] | None = None
    says: Text  # what the reports say of it, in our words
    why_no_case: Text
    see: tuple[Id, ...] = ()  # cases that show it at work
    sources: tuple[CitationText, ...] = Field(min_length=1)
