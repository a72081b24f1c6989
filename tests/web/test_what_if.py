"""The sandbox, and what would have to change: both work without JavaScript, keep nothing, and survive any address."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

CASE = "/cases/zaventem-face-recognition"
TRY = f"{CASE}/what-if"
CHANGE = f"{CASE}/findings/real-time-identification-prohibited/change"


def test_without_changes_the_sandbox_shows_the_original_and_the_questions_that_decide(client):
    page = client.get(TRY).text
    assert "Live remote identification in a public place" in page
    assert 'name="a.people-take-part"' in page
    assert "Your changes" not in page


def test_a_changed_answer_shows_what_falls_and_what_appears_beside_the_original(client):
    page = client.get(f"{TRY}?a.identification-moment=later").text
    assert "Later search for faces without a specific law" in page  # appears
    falls = page[page.index("Falls (") :]
    assert "Live remote identification in a public place" in falls
    assert "AI Act, 5(1)(h)" in falls
    assert "The label changes, the impact on people does not." in page


def test_a_form_without_javascript_leads_to_an_address_with_only_the_changes(client):
    sent = {
        "shown": ["identification-moment", "people-take-part", "used-by"],
        "a.people-take-part": "yes",
        "a.used-by": "police",
        "a.identification-moment": "live",
    }
    answer = client.get(TRY, params=sent, follow_redirects=False)
    assert answer.headers["location"] == f"{TRY}?a.people-take-part=yes"


def test_unticking_the_last_option_is_a_change(client):
    answer = client.get(TRY, params={"shown": "identification-moment"}, follow_redirects=False)
    assert parse_qs(urlsplit(answer.headers["location"]).query) == {"a.identification-moment": ["none-of-these"]}


def test_with_htmx_the_address_bar_gets_the_changes(client):
    answer = client.get(TRY, params={"shown": "used-by", "a.used-by": "private"}, headers={"hx-request": "true"})
    assert answer.headers["hx-push-url"] == f"{TRY}?a.used-by=private"


def test_each_change_can_be_undone_and_all_of_them_reset(client):
    page = client.get(f"{TRY}?a.people-take-part=yes&a.used-by=private").text
    assert f'href="{TRY}?a.used-by=private">Undo' in page
    assert f'href="{TRY}?a.people-take-part=yes">Undo' in page
    assert f'href="{TRY}">Back to the original answers' in page
    assert f'value="http://testserver{TRY}?a.people-take-part=yes&amp;a.used-by=private"' in page


def test_questions_are_found_by_part_and_by_words_and_the_changes_stay(client):
    page = client.get(f"{TRY}?a.used-by=private&topic=legal-basis").text
    assert 'name="a.basis-kind"' in page
    assert '<input type="hidden" name="a.used-by" value="private">' in page
    assert 'name="a.human-decides"' in client.get(f"{TRY}?find=human+every+decision").text
    assert "No question to change was found" in client.get(f"{TRY}?find=zzzz").text


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("a.no-such-question=yes", "There is no question “no-such-question”"),
        ("a.used-by=aliens", "Choose one of the answers shown"),
        ("t.override-rate=many", "Enter a number"),
        ("t.override-rate=1e400", "Enter a number"),
        ("t.first-unit-date=31-31-2020", "Enter a date"),
        ("a.used-by=police&" + "a.used-for=" + "x" * 9_000, "too many or too long changes"),
        ("c.companies.99999999999999999999.name=x", None),
        ("c.companies.0.no-such-column=x", "The table has no such column"),
        ("a.=&t.=&c.=&shown=&=&%ff=%ff&a.%00=1", None),
        ("a.used-by=police&a.used-by=private", None),
        ("r.used-by=x&a.used-by=does-not-apply", "cannot be answered with “does not apply”"),
    ],
)
def test_an_address_with_nonsense_gets_a_clear_message_and_never_fails(client, query, says):
    answer = client.get(f"{TRY}?{query}")
    assert answer.status_code in (200, 422)
    if says:
        assert answer.status_code == 422
        assert says in answer.text


def test_what_comes_in_the_address_is_escaped(client):
    page = client.get(f"{TRY}?find=%3Cscript%3E&a.used-by=%3Cscript%3E&shown=%3Cscript%3E").text
    assert "<script>" not in page


def test_trying_leaves_an_assessment_as_it_is(client):
    base = client.post(f"{CASE}/open").url.path.removesuffix("/findings")
    before = client.get(f"{base}/answers.json").json()["answers"]
    page = client.get(f"{base}/what-if?a.identification-moment=later").text
    assert "Later search for faces without a specific law" in page
    assert client.get(f"{base}/answers.json").json()["answers"] == before
    assert "What would have to change?" in client.get(f"{base}/findings").text


def test_a_finding_tells_what_would_turn_it_choices_and_facts_apart(client):
    page = client.get(CHANGE).text
    choices, facts = page.split("Only another system, or other facts, would change this")
    assert "When are the faces or other features compared?" in choices
    assert "Is there a Belgian law that specifically allows this use" not in choices
    assert "Is there a Belgian law that specifically allows this use" in facts
    assert "an answer must stay true" in choices
    assert "The label changes, the impact on people does not." in choices
    assert f'href="{TRY}?a.identification-moment=later"' in choices


def test_the_panel_of_a_finding_is_a_part_for_htmx_and_a_page_without(client):
    part = client.get(CHANGE, headers={"hx-request": "true"}).text
    assert "<html" not in part
    assert "It would not hold if" in part
    assert f'href="{CHANGE}"' in client.get(CASE).text


def test_every_set_that_a_finding_offers_works_in_the_sandbox(client):
    for address in re.findall(rf'href="({TRY}\?[^"]+)"', client.get(CHANGE).text):
        page = client.get(address.replace("&amp;", "&"))
        assert page.status_code == 200
        assert "Your changes" in page.text
        assert "Falls (" in page.text


def test_a_finding_that_does_not_exist_is_not_found(client):
    assert client.get(f"{CASE}/findings/no-such-rule/change").status_code == 404
    assert client.get("/cases/none/what-if").status_code == 404
    assert client.get("/assessments/none/what-if").status_code == 404


def test_the_sandbox_speaks_dutch(client):
    client.cookies.set("language", "nl")
    page = client.get(f"{TRY}?a.identification-moment=later").text
    assert "Het etiket verandert, de gevolgen voor mensen niet." in page
    assert f'name="back" value="{TRY}?a.identification-moment=later"' in page
