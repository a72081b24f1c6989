"""How an assessment moves from state to state: one table. Pure: no database, no web.

Who may make a move follows from its action in the access table (`access.py`).
"""

from dataclasses import dataclass
from typing import Literal

from app.people.access import STATES, Action, State, Subject, Viewer, may

How = Literal["note", "submit", "ask", "opine", "decide", "use", "review", "copy"]  # what the person fills in

OCCASIONS = ("model", "data", "people", "purpose", "incident", "law", "day", "other")  # that give rise to a review


@dataclass(frozen=True)
class Move:
    """One way on: from some states to one. Its words are `review-step-<id>` of the pages."""

    id: str
    action: Action
    from_: frozenset[State]
    to: State
    note_required: bool = False
    how: How = "note"


def _move(id_: str, action: Action, from_: str, to: State, note_required: bool = False, how: How = "note") -> Move:
    """A row of the table; `from_` names the states, with spaces between."""
    return Move(id_, action, frozenset(state for state in STATES if state in from_.split()), to, note_required, how)


_NOT_WITHDRAWN = " ".join(state for state in STATES if state != "withdrawn")
_TO_SUBMIT = "draft internal-review questions-asked due-for-review referred"
_TO_DECIDE = "internal-review submitted opinion-given referred"

MOVES: tuple[Move, ...] = (
    _move("review-internally", "submit", "draft", "internal-review"),
    _move("back-to-draft", "submit", "internal-review", "draft"),
    _move("submit", "submit", _TO_SUBMIT, "submitted", how="submit"),
    _move("take-back", "submit", "submitted opinion-given referred rejected", "questions-asked", True),
    _move("ask", "ask", "submitted questions-asked", "questions-asked", True, "ask"),
    _move("opine", "opine", "submitted questions-asked", "opinion-given", True, "opine"),
    _move("approve", "decide", _TO_DECIDE, "approved", True, "decide"),
    _move("approve-with-conditions", "decide", _TO_DECIDE, "approved-with-conditions", True, "decide"),
    _move("reject", "decide", _TO_DECIDE, "rejected", True, "decide"),
    _move("refer", "decide", "internal-review submitted opinion-given", "referred", True, "decide"),
    _move("use", "submit", "approved approved-with-conditions", "in-use", how="use"),
    _move("review", "submit", "approved approved-with-conditions in-use", "due-for-review", True, "review"),
    _move("confirm", "submit", "due-for-review", "in-use", True, "use"),
    _move("withdraw", "withdraw", _NOT_WITHDRAWN, "withdrawn", True),
    _move("reopen", "reopen", "withdrawn", "draft", how="copy"),  # a new draft; what was withdrawn stays as it is
)
BY_ID = {move.id: move for move in MOVES}


def moves(viewer: Viewer, subject: Subject) -> tuple[Move, ...]:
    """The moves that this person may make now."""
    return tuple(move for move in MOVES if subject.state in move.from_ and may(viewer, move.action, subject))
