"""The table of moves: no dead ends, nobody moves without the right, and nothing is decided by who wrote it."""

import pytest

from app.people.access import ACCESS, STATES, Subject, Viewer
from app.people.workflow import BY_ID, MOVES, moves
from app.settings import ROOT

ZONE = "zone"


def member(role, organisation=ZONE, kind="police"):
    return Viewer("p", "P", organisation, "", kind, frozenset({role}))


PEOPLE = [member("dpo"), member("controller"), member("reviewer", "oversight", "oversight")]


def ways(state):
    return {move for who in PEOPLE for move in moves(who, Subject(ZONE, "", state, 1))}


def test_every_move_has_a_name_of_its_own():
    assert len(BY_ID) == len(MOVES)


@pytest.mark.parametrize("state", STATES)
def test_every_move_can_be_made_by_somebody(state):
    wanted = {move for move in MOVES if state in move.from_}
    assert ways(state) == wanted


@pytest.mark.parametrize("state", STATES)
def test_each_state_has_a_way_on_and_can_be_reached(state):
    assert any(move.to != state for move in ways(state))
    assert any(move.to == state for move in MOVES)


@pytest.mark.parametrize("state", STATES)
def test_from_each_state_there_is_a_way_back_to_where_answers_change(state):
    writable = ACCESS["answer"]["dpo"]
    reached = {state}
    while more := {move.to for one in reached for move in ways(one)} - reached:
        reached |= more
    assert reached & writable
    assert "in-use" in reached


def test_a_withdrawn_assessment_stays_and_comes_back_as_a_new_draft():
    assert [(move.id, move.how) for move in ways("withdrawn")] == [("reopen", "copy")]


def test_going_back_deciding_and_ending_need_a_reason():
    without = {move.id for move in MOVES if not move.note_required}
    assert without == {"review-internally", "back-to-draft", "submit", "use", "reopen"}


def test_a_move_from_another_state_is_not_offered():
    assert "approve" not in {move.id for move in moves(member("controller"), Subject(ZONE, "", "draft"))}


def test_nobody_from_elsewhere_is_offered_a_move():
    for who in (member("dpo", "other"), member("controller", "other"), Viewer(visitor="v")):
        assert not any(moves(who, Subject(ZONE, "", state, 1)) for state in STATES)


def row(move):
    """A move as docs/review.md tells it."""
    who = [role for role, states in ACCESS[move.action].items() if states & move.from_]
    from_ = "every state but withdrawn" if len(move.from_) == len(STATES) - 1 else ", ".join(
        state for state in STATES if state in move.from_
    )
    entered = {"submit": "nothing missing, or a reason", "use": "a day of review", "review": "an occasion"}
    needs = {**entered, "copy": "nothing"}.get(move.how, "")
    needs = " and ".join(filter(None, [needs, "a text" if move.note_required else ""])) or "nothing"
    return f"| {move.id} | {from_} | {move.to} | {', '.join(who)} | {needs} |"


def test_the_documentation_tells_the_table():
    told = (ROOT / "docs" / "review.md").read_text(encoding="utf-8").splitlines()
    assert [row(move) for move in MOVES] == [line for line in told if line.split("|")[1:2] and line.split("|")[1].strip() in BY_ID]
