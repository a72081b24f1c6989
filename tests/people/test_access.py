"""The access table: what must be true of it whatever it says in detail."""

import pytest

from app.people.access import ACCESS, ACTIONS, ROLES, STATES, Subject, Viewer, may

ZONE, OTHER, OVERSIGHT = "zone", "other", "oversight"


def member(role, organisation=ZONE, kind="police"):
    return Viewer("p", "P", organisation, "", kind, frozenset({role}))


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("role", [role for role in ROLES if role != "reviewer"])
def test_nobody_sees_or_does_anything_in_another_organisation(role, state):
    assert not any(may(member(role, OTHER), action, Subject(ZONE, "", state)) for action in ACTIONS)


@pytest.mark.parametrize("state", ["draft", "internal-review"])
def test_an_overseer_sees_no_draft(state):
    reviewer = member("reviewer", OVERSIGHT, "oversight")
    assert not any(may(reviewer, action, Subject(ZONE, "", state, 1)) for action in ACTIONS)
    assert may(reviewer, "read", Subject(ZONE, "", "submitted", 1))


@pytest.mark.parametrize("state", STATES)
def test_an_overseer_sees_nothing_that_was_never_submitted(state):
    reviewer = member("reviewer", OVERSIGHT, "oversight")
    assert not any(may(reviewer, action, Subject(ZONE, "", state)) for action in ACTIONS)


def test_a_reviewer_of_a_police_zone_is_no_overseer():
    assert not may(member("reviewer", OTHER, "police"), "read", Subject(ZONE, "", "submitted", 1))


def test_an_overseer_changes_no_answer_and_decides_nothing():
    reviewer = member("reviewer", OVERSIGHT, "oversight")
    for state in STATES:
        assert not any(may(reviewer, action, Subject(ZONE, "", state, 1)) for action in ("answer", "decide", "submit"))


def test_who_writes_the_assessment_does_not_decide_on_it():
    assert not any("dpo" in ACCESS["decide"] or role == "contributor" for role in ACCESS["decide"])


def test_no_answer_changes_once_it_is_submitted_or_decided():
    for state in ("submitted", "approved", "rejected", "withdrawn"):
        assert not any(may(member(role), "answer", Subject(ZONE, "", state)) for role in ROLES)


def test_everything_that_may_be_done_may_be_read():
    for action, granted in ACCESS.items():
        for role, states in granted.items():
            assert states <= ACCESS["read"][role], (action, role)


def test_a_visitors_draft_is_for_their_browser_alone():
    draft = Subject("", "digest", "draft")
    assert may(Viewer(visitor="digest"), "answer", draft)
    for other in (Viewer(), Viewer(visitor="another"), member("dpo"), member("administrator")):
        assert not any(may(other, action, draft) for action in ACTIONS)


def test_an_assessment_without_an_owner_is_for_nobody():
    assert not any(may(Viewer(visitor=""), action, Subject("", "", "draft")) for action in ACTIONS)
