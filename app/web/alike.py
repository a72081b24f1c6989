"""Systems like the one on the page: the nearest worked cases in the reader's words."""

from dataclasses import dataclass

from app.assess.answers import parse_answers, plain_value
from app.assess.findings import Result
from app.assess.nearest import LEAST_COMMON, Neighbour
from app.check.cases import answers_of
from app.pack.case import Case
from app.report.contents import AnswerRow, answer_row
from app.report.present import value_text
from app.web.state import State, in_language

EQUAL_SHOWN = 8  # equal answers that are written out


@dataclass(frozen=True)
class AlikeRow:
    """A case beside the system: how much is the same, and the answers behind that."""

    case: Case
    likeness: Neighbour
    equal: tuple[AnswerRow, ...]  # the most telling ones
    differ: tuple[tuple[AnswerRow, str], ...]  # the answer here, and there

    @property
    def untold(self) -> int:
        """How many equal answers are not written out."""
        return len(self.likeness.equal) - len(self.equal)


@dataclass(frozen=True)
class Alike:
    """The nearest cases, and how many others are exactly as alike as the last."""

    rows: tuple[AlikeRow, ...]
    ties: int
    least_common: int  # decisive answers that must be comparable before anything is said


def alike(state: State, result: Result, leave_out: str = "") -> Alike:
    """The three worked cases that are most like a result. `leave_out`: a case that is not compared with itself."""
    result = _present(state, result)
    near = state.neighbourhood
    found = near.nearest(near.decided_by(result), leave_out=leave_out)
    return Alike(tuple(_row(state, result, one) for one in found.neighbours), found.as_alike, LEAST_COMMON)


def _present(state: State, result: Result) -> Result:
    """The result in the version that has the cases: an older assessment follows another one."""
    pack = in_language(state.packs, result.pack.language)
    if result.pack.identity == pack.identity:
        return result
    written = {name: plain_value(one.value) for name, one in result.answers.items()}
    return Result(pack, parse_answers(pack, {name: {"value": value} for name, value in written.items()})[0], result.on)


def _row(state: State, result: Result, one: Neighbour) -> AlikeRow:
    pack = result.pack
    there, _errors = answers_of(pack, pack.cases[one.case])
    return AlikeRow(
        case=pack.cases[one.case],
        likeness=one,
        equal=tuple(answer_row(result, pack.questions[name]) for name in one.equal[:EQUAL_SHOWN]),
        differ=tuple(
            (answer_row(result, question), value_text(question, there.known(question.id), pack.language))
            for question in (pack.questions[name] for name in one.differ)
        ),
    )
