"""Two people who answer the same question."""

import re

import pytest

pytestmark = pytest.mark.both_databases


def seen(page, question):
    return re.search(rf'name="seen.{question}" value="(\d+)"', page.text)[1]


def form(page, **answers):
    """What a browser without JavaScript sends: every field of the page with the number that it was shown with."""
    names = [field.split(".", 1)[1] for field in answers]
    return {"shown": names, **{f"seen.{name}": seen(page, name) for name in names}, **answers}


def value(browser, address, question="system-name"):
    return browser.get(f"{address}/answers.json").json()["answers"].get(question, {}).get("value")


def test_the_second_sees_both_answers_and_chooses(dana, ali, shared):
    topic = f"{shared}/topics/purpose"
    page = dana.get(topic)
    ali.post(topic, data=form(ali.get(topic), **{"t.system-name": "Camera plan"}))
    refused = dana.post(topic, data=form(page, **{"t.system-name": "Gate <watch>"}))
    assert refused.status_code == 409
    assert "Ali Amrani changed this answer" in refused.text
    assert "Camera plan" in refused.text and "Gate &lt;watch&gt;" in refused.text
    assert value(dana, shared) == "Camera plan"
    number = re.search(r'name="keep-mine" value="system-name.(\d+)"', refused.text)[1]
    kept = dana.post(topic, data=form(refused, **{"t.system-name": "Gate <watch>"}) | {"keep-mine": f"system-name.{number}"})
    assert kept.status_code == 200
    assert value(dana, shared) == "Gate <watch>"


def test_keeping_theirs_changes_nothing_and_shows_theirs(dana, ali, shared):
    topic = f"{shared}/topics/purpose"
    page = dana.get(topic)
    ali.post(topic, data=form(ali.get(topic), **{"t.system-name": "Camera plan"}))
    kept = dana.post(topic, data=form(page, **{"t.system-name": "Gate"}) | {"keep-theirs": "system-name"})
    assert kept.status_code == 200 and 'value="Camera plan"' in kept.text


def test_keeping_mine_asks_again_where_theirs_moved_on(dana, ali, shared):
    topic = f"{shared}/topics/purpose"
    page = dana.get(topic)
    ali.post(topic, data=form(ali.get(topic), **{"t.system-name": "One"}))
    refused = dana.post(topic, data=form(page, **{"t.system-name": "Mine"}))
    number = re.search(r'name="keep-mine" value="system-name.(\d+)"', refused.text)[1]
    ali.post(topic, data=form(ali.get(topic), **{"t.system-name": "Two"}))
    again = dana.post(topic, data=form(refused, **{"t.system-name": "Mine"}) | {"keep-mine": f"system-name.{number}"})
    assert again.status_code == 409 and "Two" in again.text
    assert value(dana, shared) == "Two"


def test_autosave_holds_back_too_and_keeps_what_is_typed(dana, ali, shared):
    page = dana.get(f"{shared}/topics/purpose")
    ali.post(f"{shared}/questions/system-name", data={"t.system-name": "Camera plan", "seen.system-name": "0"})
    sent = {"t.system-name": "Gate", "seen.system-name": seen(page, "system-name")}
    part = dana.post(f"{shared}/questions/system-name", data=sent, headers={"hx-request": "true"})
    assert part.status_code == 409
    assert 'id="conflict-system-name"' in part.text and 'id="slot-system-name"' not in part.text
    assert seen(part, "system-name") == "0"  # the next try conflicts as well, until somebody chooses


def test_autosave_after_autosave_is_no_conflict(dana, ali, shared):
    page = dana.get(f"{shared}/topics/purpose")
    for text in ("Gate", "Gate watch"):
        sent = {"t.system-name": text, "seen.system-name": seen(page, "system-name")}
        page = dana.post(f"{shared}/questions/system-name", data=sent)
        assert page.status_code == 200
    ali.post(f"{shared}/questions/system-name", data={"t.system-name": "By Ali", "seen.system-name": seen(page, "system-name")})
    assert value(dana, shared) == "By Ali"


def test_different_answers_of_one_page_never_conflict(dana, ali, shared):
    topic = f"{shared}/topics/purpose"
    page = dana.get(topic)
    ali.post(topic, data=form(ali.get(topic), **{"t.system-name": "Camera plan"}))
    saved = dana.post(topic, data=form(page, **{"t.system-name": "", "t.aim": "Fewer thefts"}))
    assert saved.status_code == 200
    assert (value(dana, shared), value(dana, shared, "aim")) == ("Camera plan", "Fewer thefts")


def test_clearing_an_answer_that_somebody_else_changed_is_held_back(dana, ali, shared):
    topic = f"{shared}/topics/purpose"
    dana.post(topic, data=form(dana.get(topic), **{"t.system-name": "Old"}))
    page = dana.get(topic)
    ali.post(topic, data=form(ali.get(topic), **{"t.system-name": "New"}))
    refused = dana.post(topic, data=form(page, **{"t.system-name": "Old"}) | {"clear": "system-name"})
    assert refused.status_code == 409
    assert value(dana, shared) == "New"
    number = re.search(r'name="keep-mine" value="system-name.(\d+)"', refused.text)[1]
    typed = re.search(r'name="t.system-name"[^>]*?value="([^"]*)"', refused.text)
    sent = form(refused, **{"t.system-name": typed[1] if typed else ""})
    dana.post(topic, data=sent | {"keep-mine": f"system-name.{number}"})
    assert value(dana, shared) is None


def test_a_mistake_in_between_hides_nothing_from_its_author(dana, ali, shared):
    address, autosave = f"{shared}/topics/use", f"{shared}/questions/override-rate"
    dana.post(f"{shared}/questions/human-decides", data={"a.human-decides": "yes"})
    page = dana.get(address)
    ali.post(address, data=form(ali.get(address), **{"t.override-rate": "5"}))
    wrong = dana.post(address, data=form(page, **{"t.override-rate": "many"}))
    assert wrong.status_code == 422
    assert dana.post(address, data=form(wrong, **{"t.override-rate": "7"})).status_code == 409
    wrong = dana.post(autosave, data={"t.override-rate": "many", "seen.override-rate": seen(page, "override-rate")})
    again = dana.post(autosave, data={"t.override-rate": "7", "seen.override-rate": seen(wrong, "override-rate")})
    assert again.status_code == 409
    assert value(dana, shared, "override-rate") == 5
