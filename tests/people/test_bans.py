"""What is, may be and will be prohibited: an unknown answer never clears a ban."""

from datetime import date

import pytest

from app.assess.answers import Answers, parse_answers
from app.assess.findings import STOP, Result
from app.people.bans import bans, coming_bans, may_come, open_bans

NEW_BAN = "intimate-material-prohibited"
BEFORE, AFTER = date(2026, 11, 27), date(2026, 12, 3)


def ids(found):
    return {one.id for one in found}


def test_a_ban_that_begins_later_may_come_until_its_day_and_is_open_from_then_on(real):
    before, after = (Result(real.source, Answers(), on) for on in (BEFORE, AFTER))
    assert NEW_BAN in ids(may_come([before])) and NEW_BAN not in ids(open_bans([before]))
    assert NEW_BAN in ids(open_bans([after])) and NEW_BAN not in ids(may_come([after]))
    assert not bans([before]) and not coming_bans([before])


@pytest.mark.parametrize("right", ["dignity", "inhuman-treatment"])
def test_an_absolute_right_has_a_ban_of_its_own_that_is_open_while_nobody_answered(real, right):
    pack = real.source
    gate = next(one for one in pack.impact.rights if one.id == right).gate_if.question
    known = {"personal-data": "yes", gate: {"value": "yes", "note": "Because"}}
    held = {
        one.rule.id
        for one in Result(pack, parse_answers(pack, known)[0], BEFORE).holding
        if one.kind.calls_for == STOP and gate in one.rests_on
    }
    assert held
    unknown = Result(pack, parse_answers(pack, {"personal-data": "yes"})[0], BEFORE)
    assert held <= ids(open_bans([unknown]))


def test_the_absolute_rights_are_those_that_are_tested(real):
    assert [one.id for one in real.source.impact.rights if one.absolute] == ["dignity", "inhuman-treatment"]
