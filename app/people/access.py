"""Who may do what with an assessment, in which state: one table, which every route asks.

Pure: no database, no web. A role counts only in the viewer's own organisation, but for the reviewer,
who reads what others have submitted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["dpo", "contributor", "controller", "reviewer", "trainer", "administrator"]
State = Literal[
    "draft",
    "internal-review",
    "submitted",
    "questions-asked",
    "opinion-given",
    "approved",
    "approved-with-conditions",
    "rejected",
    "referred",
    "in-use",
    "due-for-review",
    "withdrawn",
]
Action = Literal[
    "read",  # answers, findings, reports
    "answer",  # change answers, measures, evidence
    "follow",  # the work going on: history, comments, tasks, evidence files, who is here
    "comment",
    "assign",  # give sections to contributors
    "advise",  # the DPO's advice, verbatim
    "submit",  # and everything else by which the DPO moves it on
    "ask",  # put a question to the DPO, as overseer
    "opine",  # give an opinion, as overseer
    "decide",  # approve, reject, refer, as controller
    "withdraw",
    "reopen",  # what was withdrawn, as a new draft
    "delete",  # a draft that nobody else has seen
]
Kind = Literal["police", "oversight", "academy"]

ROLES: tuple[Role, ...] = get_args(Role)
STATES: tuple[State, ...] = get_args(State)
ACTIONS: tuple[Action, ...] = get_args(Action)
KINDS: tuple[Kind, ...] = get_args(Kind)


def roles_in(kind: Kind) -> tuple[Role, ...]:
    """The roles that mean something in an organisation of the kind: reviewers work for an oversight body."""
    return tuple(role for role in ROLES if role != "reviewer" or kind == "oversight")


_ALL = frozenset(STATES)
_OPEN: frozenset[State] = frozenset({"draft", "internal-review", "questions-asked", "due-for-review"})  # at work
_SEEN = _ALL - {"draft", "internal-review"}  # an overseer has had it
_DECIDABLE: frozenset[State] = frozenset({"internal-review", "submitted", "opinion-given", "referred"})

# "visitor" is a person without an account, in drafts of their own.
ACCESS: Mapping[Action, Mapping[Role | Literal["visitor"], frozenset[State]]] = {
    "read": {
        "visitor": frozenset({"draft"}),
        "dpo": _ALL,
        "contributor": _ALL - {"withdrawn"},
        "controller": _ALL,
        "reviewer": _SEEN,
        "trainer": frozenset({"draft"}),
    },
    "answer": {
        "visitor": frozenset({"draft"}),
        "dpo": _OPEN,
        "contributor": _OPEN,
        "trainer": frozenset({"draft"}),
    },
    "follow": {
        "visitor": frozenset({"draft"}),
        "dpo": _ALL,
        "contributor": _ALL - {"withdrawn"},
        "controller": _ALL,
        "trainer": frozenset({"draft"}),
    },
    "comment": {
        "dpo": _ALL - {"withdrawn"},
        "contributor": _OPEN,
        "controller": _ALL - {"withdrawn"},
    },
    "assign": {"dpo": _OPEN},
    "advise": {"dpo": _OPEN | {"submitted", "opinion-given"}},
    "submit": {"dpo": _ALL - {"withdrawn"}},
    "ask": {"reviewer": frozenset({"submitted", "questions-asked"})},
    "opine": {"reviewer": frozenset({"submitted", "questions-asked"})},
    "decide": {"controller": _DECIDABLE},
    "withdraw": {"dpo": _ALL - {"withdrawn"}, "controller": _ALL - {"withdrawn"}},
    "reopen": {"dpo": frozenset({"withdrawn"})},
    "delete": {
        "visitor": frozenset({"draft"}),
        "dpo": frozenset({"draft"}),
        "trainer": frozenset({"draft"}),
    },
}


@dataclass(frozen=True)
class Viewer:
    """Who is looking: a member acting for one organisation, or a visitor without an account."""

    person: str = ""  # id; "" for a visitor
    name: str = ""
    organisation: str = ""  # id of the organisation for which they act
    organisation_name: str = ""
    kind: Kind | None = None
    roles: frozenset[Role] = frozenset()
    visitor: str = ""  # digest of the cookie of this browser; "" where it has none

    @property
    def signed_in(self) -> bool:
        """Whether somebody is signed in."""
        return bool(self.person)


@dataclass(frozen=True)
class Subject:
    """What access depends on: to whom an assessment belongs, and its state."""

    organisation: str  # id; "" for a visitor's draft
    visitor: str  # digest of the cookie of the browser that began it; "" for an organisation's
    state: State
    submitted: int = 0  # number of the last version that an overseer was given; 0: none, so there is nothing to read


def may(viewer: Viewer, action: Action, subject: Subject) -> bool:
    """Whether the table allows it."""
    granted = ACCESS[action]
    if not subject.organisation:
        own = bool(subject.visitor) and viewer.visitor == subject.visitor
        return own and subject.state in granted.get("visitor", frozenset())
    own = viewer.organisation == subject.organisation
    for role in viewer.roles:
        fits = oversees(viewer, subject) if role == "reviewer" else own
        if fits and subject.state in granted.get(role, frozenset()):
            return True
    return False


def oversees(viewer: Viewer, subject: Subject) -> bool:
    """Whether they look at it as overseer: at what another organisation submitted, and not at the work going on."""
    elsewhere = bool(subject.organisation) and viewer.organisation != subject.organisation
    return elsewhere and viewer.kind == "oversight" and "reviewer" in viewer.roles and subject.submitted > 0
