"""Two versions compared: in answers and effects, and what moved because of the law apart from what moved by answers."""

import pytest

from app.pack.load import Packs
from app.store import database
from app.store.answer_log import Change
from app.store.tables import Assessment
from tests.web.test_review import HARMLESS, answer, decide, move, submit

RULE = "real-time-identification-prohibited"


@pytest.fixture
def twice(crowd, address):  # noqa: F811
    """Submitted twice: first hardly answered, then as a harmless system."""
    submit(crowd["dpo"], address)
    crowd["overseer"].post(f"{address}/review/questions", data={"text": "Why?"})
    answer(address, Change("system-name", "Evening map"), *HARMLESS)
    submit(crowd["dpo"], address)
    return address


def test_both_sides_see_what_changed_between_versions_in_words_and_effects(crowd, twice):  # noqa: F811
    for who in (crowd["dpo"], crowd["overseer"]):
        seen = who.get(f"{twice}/compare?from=1&to=2").text
        assert "Night map" in seen and "Evening map" in seen
        assert "Social scoring" in seen  # was open
        assert "Because the answers changed" in seen and "Because the rules or the day changed" not in seen
        assert "Nothing moves." in who.get(f"{twice}/compare?from=2&to=today").text
    turned = crowd["dpo"].get(f"{twice}/compare?from=2&to=1").text
    assert "from version 1 to version 2" in turned


def test_the_work_going_on_is_compared_by_those_who_may_follow_it_only(crowd, twice):  # noqa: F811
    crowd["overseer"].post(f"{twice}/review/questions", data={"text": "And?"})
    answer(twice, Change("system-name", "Secret plan"))
    assert "Secret plan" in crowd["dpo"].get(f"{twice}/compare?from=2&to=now").text
    assert crowd["overseer"].get(f"{twice}/compare?from=2&to=now").status_code == 404
    assert "Secret plan" not in crowd["overseer"].get(f"{twice}/compare?from=2&to=today").text
    assert 'value="now"' in crowd["dpo"].get(f"{twice}/review").text
    assert 'value="now"' not in crowd["overseer"].get(f"{twice}/review").text
    assert 'action="' + twice + '/compare"' in crowd["dpo"].get(f"{twice}/history").text


def test_an_overseer_compares_no_version_that_was_not_submitted(crowd, address):  # noqa: F811
    move(crowd["dpo"], address, "review-internally")
    decide(crowd["chief"], address, "reject")
    move(crowd["dpo"], address, "take-back", note="Better now")
    answer(address, Change("system-name", "Evening map"))
    submit(crowd["dpo"], address)
    assert "Night map" in crowd["dpo"].get(f"{address}/compare?from=1&to=2").text
    for query in ("from=1&to=2", "from=2&to=1", "from=1&to=today"):
        assert crowd["overseer"].get(f"{address}/compare?{query}").status_code == 404, query
    assert 'value="1"' not in crowd["overseer"].get(f"{address}/compare?from=2&to=today").text


@pytest.mark.parametrize("query", ["from=9&to=1", "from=1&to=9", "from=1&to=x", "from=1&to=-1", "from=1&to=²"])
def test_what_is_no_version_is_not_found(crowd, twice, query):  # noqa: F811
    assert crowd["dpo"].get(f"{twice}/compare?{query}").status_code == 404


def test_what_moved_because_of_the_rules_is_told_apart_from_what_answers_moved(
    crowd, client, real, monkeypatch  # noqa: F811
):
    earlier = dict(real.source.rules)
    earlier[RULE] = earlier[RULE].model_copy(update={"if_": earlier["social-scoring-prohibited"].if_})
    kept = real.source.model_copy(update={"rules": earlier, "identity": "e" * 64})
    monkeypatch.setattr(client.app.state.waarborg.archive, "get", lambda _number: Packs({"en": kept, "nl": kept}))
    made = crowd["dpo"].post("/cases/zaventem-face-recognition/open", follow_redirects=False)
    address = made.headers["location"].rsplit("/", 1)[0]  # noqa: F811
    with database.session() as session:
        session.get(Assessment, address.rsplit("/")[-1]).pack_identity = kept.identity
        session.commit()
    submit(crowd["dpo"], address)
    assert "Another outcome by the law of today" in crowd["overseer"].get("/inbox").text
    crowd["overseer"].post(f"{address}/review/questions", data={"text": "Why?"})
    moved = crowd["dpo"].post(f"{address}/pack", data={"to": real.source.identity})
    assert moved.status_code == 200
    answer(address, Change("system-name", "Evening map"))
    submit(crowd["dpo"], address)
    law, answers = crowd["overseer"].get(f"{address}/compare?from=1&to=2").text.split("Because the answers changed")
    assert real.source.rules[RULE].title in law and "The conditions of the rule changed." in law
    assert real.source.rules[RULE].title not in answers and "Evening map" in answers
    today = crowd["overseer"].get(f"{address}/compare?from=1&to=today").text
    assert real.source.rules[RULE].title in today and "Because the answers changed" not in today
