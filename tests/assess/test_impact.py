"""Scores that can be checked by hand, and what must hold of every score."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.assess.answers import Answer, Answers, Table
from app.assess.findings import Result
from tests.assess.test_properties import PACK, answers
from tests.conftest import TODAY

STAGES = ("inherent", "current", "target")


def score(result, group=""):
    return next(one for one in result.impact.scores if one.group == group)


def test_a_score_by_hand(assess):
    # person scored: gravity 2, probability 2; facts late: probability 3; own set without rumours: exposure 1, effort 1
    result = assess(is_ai="yes", scored="person", facts_first="no", sets=[{"origin": "own", "rumours": "no"}])
    one = score(result)
    assert {name: factor.proposed for name, factor in one.factors.items()} == {
        "probability": 3,
        "exposure": 1,
        "gravity": 2,
        "effort": 1,
    }
    assert (one.likelihood["inherent"], one.severity["inherent"], one.risk["inherent"]) == (2, 1, 1)  # 3→2, 2→1, 2→1
    assert one.evidenced


def test_what_is_not_known_counts_as_the_worst_and_is_marked(assess):
    known = score(assess(is_ai="yes", scored="person", facts_first="no", sets=[]))
    unknown = score(assess(is_ai="yes", scored="person", facts_first="no"))
    assert unknown.factors["exposure"].proposed == known.factors["exposure"].proposed + 1
    assert not unknown.factors["exposure"].evidenced
    assert unknown.factors["exposure"].raised[0].rests_on == ("sets",)


@pytest.mark.parametrize(
    ("state", "evidence", "levels"),
    [
        ("proposed", "", (3, 3, 3)),
        ("planned", "", (3, 3, 2)),
        ("in-place", "seen", (3, 3, 2)),
        ("evidenced", "", (3, 3, 2)),
        ("evidenced", "report of May", (3, 2, 2)),
    ],
)
def test_only_a_proven_measure_lowers_the_present_score(assess, state, evidence, levels):
    row = {"measure": "check-first", "state": state, "evidence": evidence}
    result = assess(is_ai="yes", scored="person", facts_first="no", sets=[], measures_taken=[row])
    assert tuple(score(result).factors["probability"].levels[stage] for stage in STAGES) == levels


def test_measures_lower_a_factor_by_two_at_most_and_never_gravity(assess):
    rows = [{"measure": name, "state": "planned"} for name in ("check-first", "train", "refuse-rumours", "train")]
    result = assess(is_ai="yes", scored="person", facts_first="no", measures_taken=rows)
    factors = score(result).factors
    assert factors["probability"].levels["target"] == 1
    assert factors["gravity"].levels["target"] == factors["gravity"].levels["inherent"]


def test_a_person_may_judge_otherwise_with_a_reason_and_both_values_stay(assess):
    change = {"right": "privacy", "factor": "gravity", "level": 4, "reason": "People lost their jobs."}
    factor = score(assess(is_ai="yes", scored="person", score_changes=[change])).factors["gravity"]
    assert (factor.proposed, factor.levels["inherent"], factor.change.reason) == (2, 4, "People lost their jobs.")
    without = {**change, "reason": ""}
    assert score(assess(is_ai="yes", scored="person", score_changes=[without])).factors["gravity"].change is None


def test_gravest_harm_has_a_floor(assess):
    change = {"right": "privacy", "factor": "gravity", "level": 4, "reason": "Irreversible."}
    one = score(assess(is_ai="yes", scored="thing", sets=[], score_changes=[change]))
    assert one.factors["effort"].levels["inherent"] == 1
    assert one.severity["inherent"] == 3  # 4 x 1 would be band 2


def test_each_group_is_scored_and_the_highest_counts(assess):
    change = {
        "right": "privacy",
        "group": "Victims",
        "factor": "gravity",
        "level": 4,
        "reason": "Told to the offender.",
    }
    result = assess(
        is_ai="yes",
        scored="place",
        facts_first="no",
        groups=[{"name": "Victims"}, {"name": "Others"}],
        score_changes=[change],
    )
    victims, others = score(result, "Victims"), score(result, "Others")
    assert victims.risk["inherent"] > others.risk["inherent"]
    assert result.impact.highest("inherent") == victims.risk["inherent"]


def test_an_absolute_right_is_a_gate_and_never_a_score(assess):
    def gate(**given):
        return assess(is_ai="yes", **given).impact.gates[0].closed

    assert (gate(scored="person"), gate(scored="thing"), gate()) == (True, False, None)
    assert all(not one.right.absolute for one in assess(is_ai="yes").impact.scores)


def test_a_right_that_is_not_touched_is_not_scored(assess):
    assert assess(is_ai="no").impact.scores == ()


# -- properties ----------------------------------------------------------------------------------------


def risks(found):
    """Risk by right, group and stage."""
    return {
        (one.right.id, one.group, stage): one.risk[stage]
        for one in Result(PACK, found, TODAY).impact.scores
        for stage in STAGES
    }


FIXED = ("groups", "measures-taken", "score-changes")  # tables that name groups, measures and judgements


def without_tables(found):
    return Answers({name: answer for name, answer in found.items() if name not in FIXED})


@settings(max_examples=200, deadline=None)
@given(answers(unknown=False), st.sampled_from(["scored", "facts-first", "sets"]))
def test_unknown_never_scores_below_known(found, question):
    known = without_tables(found)
    unknown = Answers({name: answer for name, answer in known.items() if name != question})
    before, after = risks(known), risks(unknown)
    assert all(after.get(key, 0) >= level for key, level in before.items())


@settings(max_examples=200, deadline=None)
@given(
    answers(),
    st.lists(st.sampled_from(["check-first", "train", "refuse-rumours"]), max_size=4),
    st.sampled_from(["check-first", "train", "refuse-rumours"]),
)
def test_one_measure_more_never_raises_a_score_and_order_does_not_matter(found, taken, more):
    def rows(names):
        return Answer(Table(tuple({"measure": name, "state": "evidenced", "evidence": "seen"} for name in names)))

    plain = without_tables(found)
    before = risks(Answers({**plain, "measures-taken": rows(taken)}))
    after = risks(Answers({**plain, "measures-taken": rows([*taken, more])}))
    assert all(after[key] <= level for key, level in before.items())
    assert after == risks(Answers({**plain, "measures-taken": rows([more, *reversed(taken)])}))


@settings(max_examples=200, deadline=None)
@given(answers(), st.sampled_from(["person", "place", "thing"]))
def test_answers_that_are_not_asked_never_count(found, scored):
    shown = without_tables(found)
    hidden = Answers({**shown, "reaches-person": Answer("yes"), "scored": Answer("thing")})
    assert risks(hidden) == risks(Answers({name: a for name, a in hidden.items() if name != "reaches-person"}))
