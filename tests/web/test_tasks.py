"""Parts of an assessment given to members, and what each finds on the start page."""

import re

import pytest

pytestmark = pytest.mark.both_databases


def give(browser, shared, person="Ali", part="topic/purpose", due=""):
    who = re.search(rf'<option value="([^"]+)">{person}', browser.get(f"{shared}/tasks").text)
    return browser.post(f"{shared}/tasks", data={"part": part, "person": who[1] if who else "x", "due": due})


def test_a_task_stands_on_the_start_page_of_who_was_asked(dana, ali, shared):
    give(dana, shared, due="2026-11-30")
    page = ali.get("/").text
    assert f"{shared}/topics/purpose" in page and "by 30 November 2026" in page
    assert 'id="my-tasks"' not in dana.get("/").text


def test_what_is_late_says_so_and_what_is_answered_is_gone(dana, ali, shared):
    give(dana, shared, part="topic/organisation", due="2020-01-01")
    assert "overdue" in ali.get("/tasks").text and "overdue" in dana.get(f"{shared}/tasks").text
    for _ in range(4):  # answers call for further questions
        topic = ali.get(f"{shared}/topics/organisation").text
        shown = re.findall(r'name="shown" value="([^"]+)"', topic)
        ali.post(f"{shared}/topics/organisation", data={"shown": shown, **{f"a.{name}": "not-known" for name in shown}})
    assert "You have no task" in ali.get("/tasks").text


def test_only_who_may_answer_is_asked_and_only_a_dpo_asks(dana, ali, browsers, shared):
    assert "Choose a member who may answer" in give(dana, shared, person="Chris").text
    assert ali.post(f"{shared}/tasks", data={"part": "topic/purpose"}).status_code == 403
    assert dana.post(f"{shared}/tasks", data={"part": "topic/none", "person": "x"}).status_code == 422
    assert give(dana, shared, due="soon").status_code == 422


def test_a_task_is_taken_back(dana, ali, shared):
    number = re.search(r"/tasks/(\d+)/release", give(dana, shared).text)[1]
    dana.post(f"{shared}/tasks/{number}/release")
    assert "You have no task" in ali.get("/tasks").text


def test_who_usually_knows_leads_to_asking(dana, ali, shared):
    who = re.search(r'href="\?who=([a-z-]+)"', dana.get(f"{shared}/prepare").text)[1]
    assert "/tasks?part=topic/" in dana.get(f"{shared}/prepare?who={who}").text
    assert "/tasks?part=topic/" not in ali.get(f"{shared}/prepare?who={who}").text
