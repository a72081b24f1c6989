"""Every change with who and when; earlier answers restored; two moments compared."""

import re

import pytest

from app.store import database
from app.store.audit import audit
from tests.web.lived import begun, reviewed

pytestmark = pytest.mark.both_databases

TOPIC = "individual-crime-prediction"


def answer(browser, address, question, value, kind="t", **more):
    return browser.post(f"{address}/questions/{question}", data={f"{kind}.{question}": value, **more})


def test_every_change_is_told_with_who_old_and_new(dana, ali, shared):
    answer(dana, shared, "system-name", "Old <name>")
    answer(ali, shared, "system-name", "New name", **{"n.system-name": "as in the contract"})
    page = dana.get(f"{shared}/history").text
    assert page.index("Ali Amrani") < page.index("Dana Dewit", page.index('class="history"'))
    assert '<span class="was">Old &lt;name&gt;</span>' in page and "<strong>New name</strong>" in page
    assert "as in the contract" in page
    assert "The record is whole" in page


def test_the_history_of_one_question_or_one_person(dana, ali, shared):
    answer(dana, shared, "system-name", "By Dana")
    answer(ali, shared, "aim", "By Ali")
    assert "By Ali" not in dana.get(f"{shared}/history?question=system-name").text
    person = re.search(r'<option value="([^"]+)">Ali', dana.get(f"{shared}/history").text)[1]
    found = dana.get(f"{shared}/history?person={person}").text
    assert "By Ali" in found and "<strong>By Dana</strong>" not in found


def test_an_earlier_answer_is_restored_as_a_new_change(dana, ali, shared):
    answer(dana, shared, "system-name", "First")
    answer(ali, shared, "system-name", "Second")
    dana.post(f"{shared}/history/1/restore?seen=2")
    assert dana.get(f"{shared}/answers.json").json()["answers"]["system-name"]["value"] == "First"
    assert dana.get(f"{shared}/history?question=system-name").text.count('id="change-') == 3


def test_restoring_is_refused_where_somebody_changed_it_meanwhile(dana, ali, shared):
    answer(dana, shared, "system-name", "First")
    answer(ali, shared, "system-name", "Second")
    answer(ali, shared, "system-name", "Third")
    refused = dana.post(f"{shared}/history/1/restore?seen=2")
    assert refused.status_code == 409 and "Nothing was restored" in refused.text
    assert dana.get(f"{shared}/answers.json").json()["answers"]["system-name"]["value"] == "Third"


def test_two_moments_are_compared_in_answers_and_in_what_follows(dana, shared):
    answer(dana, shared, "what-is-scored", "person", "a")
    answer(dana, shared, "criminal-offence", "yes", "a")
    answer(dana, shared, "prediction-basis", "profile-only", "a")
    answer(dana, shared, "supports-human-assessment", "no", "a")
    page = dana.get(f"{shared}/history/compare?from=4&to=1").text
    assert "Changes between these moments: 3" in page
    assert "Predicting offences from a profile or personality alone" in page
    assert "Answers that differ (3)" in page
    assert "Answers that differ (0)" in dana.get(f"{shared}/history/compare?from=2&to=2").text


def test_who_may_read_sees_the_history_and_changes_nothing(dana, browsers, shared):
    answer(dana, shared, "system-name", "First")
    answer(dana, shared, "system-name", "Second")
    chris = browsers("chris")
    assert "Restore this answer" not in chris.get(f"{shared}/history").text
    assert chris.post(f"{shared}/history/1/restore?seen=2").status_code == 403
    assert browsers("bo").get(f"{shared}/history").status_code == 404


def test_the_steps_of_a_review_stand_in_the_log_and_change_nothing_of_the_history(crowd):
    dpo, overseer = crowd["dpo"], crowd["overseer"]
    address = begun(dpo)
    answer(dpo, address, "aim", "Fewer thefts")
    reviewed(dpo, crowd["chief"], overseer, address)
    number = re.search(r"review/conditions/(\d+)", dpo.get(f"{address}/review").text)[1]
    assert dpo.post(f"{address}/review/conditions/{number}", data={"evidence": "Published"}).status_code == 200
    with database.session() as session:
        [(_, entries, found)] = audit(session)
        assert entries == 4 + 14 and found is None
    page = dpo.get(f"{address}/history").text
    assert page.count('id="change-') == 4 and "@" not in page.split('class="history"')[1]
    people = page.partition('name="person"')[2].partition("</select>")[0]
    assert "The record is whole" in page and people.count("<option") == 2  # everybody, and Dana
    assert "Changes between these moments: 4 (Dana" in dpo.get(f"{address}/history/compare").text
    later, same = (dpo.get(f"{address}/history/compare?from={seq}").text.partition("<h1")[2] for seq in (3, 8))  # a review between
    assert "Changes between these moments: 1 (Dana" in later and later.partition("hx-")[0] == same.partition("hx-")[0]
    assert "Answered once" in dpo.get(f"{address}/questions/aim").text
    assert "since you opened" not in dpo.get(f"{address}/presence?since=0").text
