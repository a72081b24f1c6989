"""Worked cases: one real system with its facts, answers and what must follow from them."""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field

from app.pack.part import CitationText, Id, Part, Text


class CaseStatus(Part):
    """Where a real system stood, as of when, according to which source."""

    is_: Literal["planned", "pilot", "in-use", "ended", "unknown"]
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


class Case(Part):
    """A worked case: one real system."""

    case: Id
    name: Text
    aliases: tuple[Text, ...] = ()
    catalogue: tuple[str, ...] = ()
    country: Annotated[str, Field(pattern=r"^[a-z]{2}$")]
    force: Text
    vendor: Text | None = None
    status: CaseStatus
    summary: Text
    went_wrong: Text
    facts: tuple[CaseFact, ...] = Field(min_length=1)
    texts: Mapping[str, Text] = {}  # answers to text questions, told from the facts
    tables: Mapping[str, tuple[Mapping[str, Any], ...]] = {}  # answers to tables, told from the facts
    answers: Mapping[str, CaseAnswer] = Field(min_length=1)
    expects: Mapping[str, Expectation] = Field(min_length=1)

    @cached_property
    def every_answer(self) -> dict[str, CaseAnswer]:
        """Every answer: those with a basis of their own and the texts. On all else the sources are silent."""
        texts = {name: CaseAnswer(value=text, basis="documented") for name, text in self.texts.items()}
        tables = {name: CaseAnswer(value=rows, basis="documented") for name, rows in self.tables.items()}
        return {**texts, **tables, **self.answers}
