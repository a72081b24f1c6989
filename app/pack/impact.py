"""How the impact on people is scored, as data: method, rights, what raises a risk, measures."""

from functools import cached_property
from typing import Literal

from pydantic import Field, model_validator

from app.pack.part import CitationText, ConditionText, Id, Part, Text

FactorId = Literal["probability", "exposure", "gravity", "effort"]


class Level(Part):
    """One of four levels, lowest first."""

    id: Id
    label: Text


class Factor(Part):
    """One of the four things that are judged, with what each of its levels means."""

    id: FactorId
    label: Text
    part: Literal["likelihood", "severity"]
    about: Text
    anchors: tuple[Text, ...] = Field(min_length=4, max_length=4)


class Floor(Part):
    """Severity is at least this where gravity is at its highest."""

    gravity: int = Field(ge=1, le=4)
    severity: int = Field(ge=1, le=4)


class Caps(Part):
    """How many levels one measure, and all measures together, may lower a factor."""

    per_measure: int = Field(ge=1)
    per_factor: int = Field(ge=1)


class Method(Part):
    """Levels, bands, floor and caps. Our own design, not law."""

    levels: tuple[Level, ...] = Field(min_length=4, max_length=4)
    bands: tuple[int, ...] = Field(min_length=4, max_length=4)
    severity_floor: Floor
    caps: Caps
    consult_from: int = Field(ge=1, le=4)
    factors: tuple[Factor, ...] = Field(min_length=4, max_length=4)

    @model_validator(mode="after")
    def _covers_every_product(self) -> "Method":
        if list(self.bands) != sorted(set(self.bands)) or self.bands[-1] != 16:
            raise ValueError("bands rise and end at 16, the highest product")
        return self

    def band(self, product: int) -> int:
        """The level, 1 to 4, to which a product of two levels belongs."""
        return next(level for level, limit in enumerate(self.bands, start=1) if product <= limit)

    def factor(self, factor_id: str) -> Factor:
        """The factor by id. Raises StopIteration."""
        return next(factor for factor in self.factors if factor.id == factor_id)


class Right(Part):
    """A fundamental right, with the condition under which the use touches it."""

    id: Id
    title: Text
    about: Text
    sources: tuple[CitationText, ...] = Field(min_length=1)
    absolute: bool = False
    concerned_if: ConditionText
    gate_if: ConditionText | None = None

    @model_validator(mode="after")
    def _absolute_rights_are_gates(self) -> "Right":
        if self.absolute != (self.gate_if is not None):
            raise ValueError("an absolute right has a gate-if, and only an absolute one")
        return self


class Driver(Part):
    """Something that raises one factor by one level, for the rights that it names."""

    id: Id
    says: Text
    if_: ConditionText
    raises: FactorId
    rights: tuple[Id, ...] = Field(min_length=1)


class Risk(Part):
    """A kind of risk and its drivers."""

    id: Id
    title: Text
    sources: tuple[CitationText, ...] = Field(min_length=1)
    drivers: tuple[Driver, ...] = Field(min_length=1)


class Measure(Part):
    """Something that can be done: which factors it lowers, against which risks."""

    id: Id
    title: Text
    says: Text | None = None
    lowers: tuple[Literal["probability", "exposure", "effort"], ...] = Field(min_length=1)  # never gravity
    against: tuple[Id, ...] = Field(min_length=1)
    sources: tuple[CitationText, ...] = Field(min_length=1)


class Required(Part):
    """One thing that the law requires an assessment to contain, and what the report needs to say it."""

    id: Id
    says: Text
    sources: tuple[CitationText, ...] = Field(min_length=1)
    in_: Literal["project", "position", "necessity", "impact", "measures", "advice", "answers"]
    applies_if: ConditionText | None = None
    needs: tuple[Id, ...] = Field(min_length=1)  # questions, or the words scores, measures and decision


class Impact(Part):
    """Everything by which the impact on people is scored."""

    method: Method
    rights: tuple[Right, ...]
    risks: tuple[Risk, ...]
    measures: tuple[Measure, ...]
    coverage: tuple[Required, ...] = ()

    @cached_property
    def drivers(self) -> dict[str, Driver]:
        """Every driver by id."""
        return {driver.id: driver for risk in self.risks for driver in risk.drivers}

    @cached_property
    def reach(self) -> dict[str, frozenset[tuple[str, str]]]:
        """For each measure, the (right, factor) pairs it can lower: what drivers of its risks raise."""
        pairs: dict[str, set[tuple[str, str]]] = {}
        for measure in self.measures:
            pairs[measure.id] = {
                (right, driver.raises)
                for risk in self.risks
                if risk.id in measure.against
                for driver in risk.drivers
                if driver.raises in measure.lowers
                for right in driver.rights
            }
        return {name: frozenset(found) for name, found in pairs.items()}
