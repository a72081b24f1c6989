"""A whole exercise without JavaScript: trainer and class as browsers with cookies of their own."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from app.store import database, exercises
from app.web import live
from app.web.attempts import Attempts

pytestmark = pytest.mark.both_databases

CASE = "sensing-roermond"
RULE = f"{CASE}/rule/crime-prediction-prohibited"
QUESTION = f"{CASE}/question/output-concerns"
EXPLANATION = "ask who set the weights of the risk model"  # of the rule, in the expectation
BASIS = "The vehicle is scored, but the score is about the people in it."  # of the question, in the answer
ANSWER_MARKS = (EXPLANATION, BASIS, "tag-of-case", "bar-fill", "confidence:")


@pytest.fixture
def browser(client):
    """Another browser at the same service."""

    def one():
        return TestClient(client.app, headers=client.headers)

    return one


@pytest.fixture
def desk(client):
    """The trainer's address of an exercise of a question and a rule."""
    made = client.post("/exercises", data={"picked": "yes", "case": [CASE], "item": [RULE, QUESTION]})
    assert made.status_code == 200
    return made.url.path


@pytest.fixture
def code(client, desk):
    return re.search(r'href="/projector/([A-Z0-9]{6})"', client.get(desk).text)[1]


@pytest.fixture
def trainee(browser, code):
    one = browser()
    assert one.post("/join", data={"code": f" {code[:3].lower()} {code[3:]}"}).url.path == f"/join/{code}"
    return one


def show(client, desk, to):
    return client.post(f"{desk}/go", data={"to": to})


def send(trainee, code, number, *choices, **headers):
    return trainee.post(f"/join/{code}/answer", data={"number": number, "choice": choices}, headers=headers)


def test_one_click_asks_whether_the_rules_hold_that_forbid_stop_or_classify(client, real):
    page = client.post("/exercises", data={"case": "veripol"})
    rules = real.source.cases["veripol"].expects
    kinds = {name: real.source.kind(real.source.rules[name].finding) for name in rules}
    telling = [name for name, kind in kinds.items() if kind.gate or kind.classifies]
    assert all(real.source.rules[name].title in page.text for name in telling)
    assert len(re.findall('name="to" value="[0-9]', page.text)) == len(telling)


def test_the_case_page_leads_to_an_exercise_of_the_case(client):
    assert f'href="/exercises/new?case={CASE}"' in client.get(f"/cases/{CASE}").text
    page = client.get(f"/exercises/new?case={CASE}").text
    assert re.search(rf'value="{RULE}" checked', page)
    assert f'value="{QUESTION}"' in page and f'value="{QUESTION}" checked' not in page


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({}, "Choose at least one case"),
        ({"picked": "yes", "case": [CASE]}, "Choose at least one case"),
        ({"picked": "yes", "item": ["veripol/rule/nothing"]}, "does not exist"),
        ({"case": ["<script>"]}, "Choose at least one case"),
    ],
)
def test_an_exercise_without_usable_questions_is_refused_with_a_reason(client, data, says):
    page = client.post("/exercises", data=data)
    assert page.status_code == 422
    assert says in page.text and "<script>" not in page.text.split("<main")[1]


def test_an_exercise_that_is_too_long_is_refused(client, real):
    page = client.post("/exercises", data={"case": list(real.source.cases)})
    assert page.status_code == 422 and "at most 60 questions" in page.text


def test_facts_come_before_rules_and_the_class_follows_the_trainer(client, desk, code, trainee):
    assert "The first question appears here" in trainee.get(f"/join/{code}").text
    show(client, desk, "next")
    assert "What does the output of the system concern?" in trainee.get(f"/join/{code}").text
    show(client, desk, "2")
    assert "Predicting offences from a profile or personality alone" in trainee.get(f"/join/{code}").text


@pytest.mark.parametrize(("number", "choice", "told"), [("1", "person", BASIS), ("2", "open", EXPLANATION)])
def test_the_answer_is_nowhere_before_it_is_revealed_and_everywhere_after(
    client, desk, code, trainee, number, choice, told
):
    show(client, desk, number)
    send(trainee, code, number, choice)
    seen_by_all = (f"/join/{code}", f"/join/{code}/live"), (f"/projector/{code}", f"/projector/{code}/live")
    for one, paths in zip((trainee, client), seen_by_all, strict=True):
        for path in paths:
            page = one.get(path)
            assert page.status_code == 200
            assert not [mark for mark in ANSWER_MARKS if mark in page.text], path
    client.post(f"{desk}/reveal")
    for one, paths in zip((trainee, client), seen_by_all, strict=True):
        for path in paths:
            page = one.get(path).text
            assert told in page and "tag-of-case" in page and "(100 %)" in page, path


def test_the_trainer_sees_counts_and_distribution_at_once(client, desk, code, trainee, browser):
    show(client, desk, "2")
    send(trainee, code, 2, "open")
    browser().post(f"/join/{code}")
    page = client.get(f"{desk}/live").text
    assert "2 taking part" in page and "1 answered" in page
    assert re.search(r"It cannot be said yet.*?bar-count\">1 ", page, re.DOTALL)


def test_an_answer_can_be_changed_until_it_is_revealed(client, desk, code, trainee):
    show(client, desk, "2")
    send(trainee, code, 2, "open")
    page = send(trainee, code, 2, "holds").text
    assert re.search(r'value="holds" checked', page) and "Your answer is in" in page
    client.post(f"{desk}/reveal")
    late = send(trainee, code, 2, "open")
    assert late.status_code == 422 and "came too late" in late.text
    assert re.search(r"It holds <span[^>]*>Your answer", late.text)


@pytest.mark.parametrize("choices", [(), ("holds", "open"), ("perhaps",), ('"><script>',)])
def test_what_is_no_answer_is_refused_with_a_reason(client, desk, code, trainee, choices):
    show(client, desk, "2")
    page = send(trainee, code, 2, *choices)
    assert page.status_code == 422 and "Choose one of the answers" in page.text
    assert "0 answered" in client.get(f"{desk}/live").text


def test_htmx_gets_only_the_part_that_changed(client, desk, code, trainee):
    show(client, desk, "2")
    assert "<html" not in send(trainee, code, 2, "open", **{"hx-request": "true"}).text
    assert "<html" not in client.post(f"{desk}/go", data={"to": "1"}, headers={"hx-request": "true"}).text


def test_only_the_trainer_leads(client, desk, code, trainee, browser):
    for path in (f"/projector/{code}/go", "/exercises/guess/go", f"/exercises/{code}/go"):
        assert trainee.post(path, data={"to": "next"}).status_code == 404
    for path in (f"/projector/{code}/reveal", f"/exercises/{code}/end"):
        assert trainee.post(path).status_code == 404
    assert trainee.get(f"/projector/{code}").status_code == 404
    assert client.post(f"/projector/{code}/go", data={"to": "next"}).status_code == 200
    assert show(client, desk, "sideways").status_code == 422


def test_only_those_who_joined_see_and_answer(client, desk, code, browser, trainee):
    show(client, desk, "next")
    stranger = browser()
    assert "What does the output" not in stranger.get(f"/join/{code}").text
    assert stranger.get(f"/join/{code}/live").status_code == 404
    assert send(stranger, code, 1, "person").status_code == 404
    stranger.cookies.set("participant", "made-up", path=f"/join/{code}")
    assert stranger.get(f"/join/{code}/live").status_code == 404


def test_joining_twice_is_joining_once(client, desk, code, trainee):
    trainee.post("/join", data={"code": code})
    trainee.post(f"/join/{code.lower()}")
    assert "1 taking part" in client.get(f"{desk}/live").text


@pytest.mark.parametrize(("typed", "says"), [("", "Enter the code"), ("CCCCCC", "No exercise"), ("<b>", "No exercise")])
def test_a_code_that_leads_nowhere_is_named_at_its_field(client, typed, says):
    page = client.post("/join", data={"code": typed})
    assert page.status_code == 422
    assert says in page.text and 'href="#code"' in page.text and "<b>" not in page.text


def test_codes_cannot_be_tried_one_after_the_other(client, desk, code, trainee, browser):
    client.app.state.waarborg.wrong_codes = Attempts("3 per 10 minutes")
    guesser = browser()
    for guess in ("CCCCCC", "DDDDDD", "FFFFFF"):
        assert guesser.get(f"/join/{guess}").status_code == 422
    assert guesser.post("/join", data={"code": code}).status_code == 429
    assert trainee.get(f"/join/{code}").status_code == 200  # who has joined is not disturbed


def test_a_full_exercise_refuses_politely(client, code, browser, monkeypatch):
    monkeypatch.setattr(exercises, "MOST_PARTICIPANTS", 0)
    page = browser().post(f"/join/{code}")
    assert page.status_code == 503 and "This exercise is full" in page.text


def test_results_are_counts_by_question(client, desk, code, trainee, browser):
    show(client, desk, "2")
    send(trainee, code, 2, "open")
    csv = client.get(f"{desk}/results.csv")
    assert "attachment" in csv.headers["content-disposition"]
    assert "It cannot be said yet;Yes;1;1;1" in csv.content.decode("utf-8-sig")
    sheet = load_workbook(BytesIO(client.get(f"{desk}/results.xlsx").content)).active
    line = next(row for row in sheet.iter_rows(values_only=True) if row[3] == "It cannot be said yet")
    assert line[5:] == (1, 1, 1)
    assert client.get(f"{desk}/results.pdf").status_code == 404


def test_after_the_end_nothing_is_left(client, desk, code, trainee):
    show(client, desk, "2")
    send(trainee, code, 2, "open")
    assert "deletes the exercise and every answer" in client.get(f"{desk}/end").text
    assert "has been deleted" in client.post(f"{desk}/end").text
    for path in (desk, f"{desk}/live", f"{desk}/results.csv", f"/projector/{code}"):
        assert client.get(path).status_code == 404
    assert "may have ended" in trainee.get(f"/join/{code}").text
    assert trainee.get(f"/join/{code}/events").text == live.ENDED
    with database.session() as session:
        tables = ("exercise", "exercise_item", "participant", "exercise_answer")
        assert [session.connection().exec_driver_sql(f"SELECT count(*) FROM {one}").scalar() for one in tables] == [0] * 4


def test_answers_survive_a_restart(client, desk, code, trainee, browser):
    show(client, desk, "2")
    send(trainee, code, 2, "open")
    client.__exit__()
    with client:
        assert "1 answered" in client.get(f"{desk}/live").text
        assert re.search(r'value="open" checked', trainee.get(f"/join/{code}").text)


def test_cookies_cannot_be_read_by_scripts_and_go_to_one_exercise_only(client, desk, code, browser):
    joined = browser().post(f"/join/{code}", follow_redirects=False).headers["set-cookie"]
    assert "HttpOnly" in joined and f"Path=/join/{code};" in joined and "SameSite=lax" in joined
    led = client.get(desk).headers["set-cookie"]
    assert "HttpOnly" in led and f"Path=/projector/{code};" in led and "SameSite=strict" in led


def test_pages_of_an_exercise_keep_the_strict_policy(client, desk, code, trainee):
    show(client, desk, "2")
    for one, path in ((client, desk), (client, f"/projector/{code}"), (trainee, f"/join/{code}")):
        page = one.get(path)
        assert "unsafe-inline" not in page.headers["content-security-policy"]
        assert " style=" not in page.text and "<style" not in page.text and " onclick" not in page.text


def test_pages_say_the_same_in_dutch(client, desk, code, trainee):
    show(client, desk, "2")
    trainee.headers["accept-language"] = "nl"
    assert "Geldt deze regel voor dit systeem?" in trainee.get(f"/join/{code}").text


def run(follow):
    """In a thread of its own: browser tests may keep an event loop running in this one."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, follow()).result()


def test_a_stream_tells_each_version_once_and_then_the_end(monkeypatch):
    monkeypatch.setattr(live, "GATHER", 0)
    versions = iter([1, 2, None])
    hub = live.Hub()

    async def follow():
        told = []
        async for event in hub.events("class-1", lambda: next(versions)):
            told.append(event)
            hub.changed("class-1", "trainer-1")
        return told

    assert run(follow) == ["data: 1\n\n", "data: 2\n\n", live.ENDED]


def test_a_stream_finds_what_another_process_changed(monkeypatch):
    monkeypatch.setattr(live, "LOOK_AGAIN", 0.01)
    versions = iter([1, 1, 2, None])

    async def follow():
        return [event async for event in live.Hub().events("class-1", lambda: next(versions))]

    assert run(follow) == ["data: 1\n\n", ": still here\n\n", "data: 2\n\n", live.ENDED]


def test_too_many_streams_are_refused(monkeypatch):
    monkeypatch.setattr(live, "MOST_LISTENERS", 0)
    assert live.Hub().stream("class-1", lambda: 1).status_code == 503
