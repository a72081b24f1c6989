"""Decision maps and handouts as pages: the path of a case, of one's own answers, and the same in words."""

import re

RULE = "/map/crime-prediction-prohibited"


def test_every_rule_can_be_found_in_the_list_of_provisions(client, real):
    page = client.get("/map").text
    assert all(f'href="/map/{rule}"' in page for rule in real.source.rules)


def test_a_map_says_in_words_what_it_draws(client, real):
    page = client.get(RULE).text
    drawn = re.search(r"<svg.*</svg>", page, re.DOTALL).group()
    words = page[page.index('class="map-words"') :]
    for text in ("Only on a profile, personality traits or features of the person", "AI Act, 5(1)(d)"):
        assert text in drawn and text in words
    assert "<title" in drawn and "<desc" in drawn and "style=" not in drawn
    assert 'href="/map/predicts-person-offending"' in drawn  # a term has a map of its own
    assert "To what does the system give a score" in words  # and is opened in words
    assert client.get("/map/predicts-person-offending").status_code == 200


def test_the_path_of_a_case_is_said_and_kept_from_map_to_map(client):
    page = client.get(f"{RULE}?case=sensing-roermond").text
    assert "These answers lead on" in page and "Open: not yet known whether this is reached" in page
    assert 'href="/map/predicts-person-offending?case=sensing-roermond"' in page
    assert f'href="{RULE}.pdf?case=sensing-roermond"' in page
    assert "These answers lead on" not in client.get(RULE).text


def test_a_map_of_an_assessment_leads_back_to_its_questions(client, assessment):
    client.post(
        f"{assessment}/topics/individual-crime-prediction", data={"shown": "what-is-scored", "a.what-is-scored": "nothing"}
    )
    page = client.get(f"{assessment}{RULE}").text
    assert "These answers leave here" in page
    assert f'href="{assessment}/questions/prediction-basis"' in page


def test_findings_and_cases_lead_to_their_maps_and_handouts(client):
    page = client.get("/cases/veripol").text
    assert 'href="/map/high-risk-6b?case=veripol"' in page
    assert 'href="/cases/veripol/handout.pdf"' in page


def test_what_does_not_exist_is_not_found(client, assessment):
    for address in ("/map/nothing", f"{RULE}?case=nothing", f"{assessment}/map/nothing", "/map/nothing.pdf"):
        assert client.get(address).status_code == 404
    for address in (f"{RULE}.pdf?case=nothing", f"{RULE}.pdf?lang=xx", "/cases/nothing/handout.pdf"):
        assert client.get(address).status_code == 404
    assert client.get("/cases/veripol/handout.pdf?lang=xx").status_code == 404


def test_handouts_and_slides_come_as_pdf_in_the_language_asked_for(client):
    for address in ("/cases/veripol/handout.pdf?lang=nl", f"{RULE}.pdf?lang=nl"):
        answer = client.get(address)
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")
