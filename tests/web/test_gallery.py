import re

import pytest
from fastapi.testclient import TestClient

from app.settings import settings
from app.web.app import create_app


@pytest.fixture(scope="module")
def gallery(real, tmp_path_factory):
    """A browser without JavaScript. The worked cases are evaluated once for all tests of this file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WAARBORG_DATA_DIR", str(tmp_path_factory.mktemp("data")))
        settings.cache_clear()
        patch.setattr("app.web.app.load", lambda _folder: real)
        with TestClient(create_app(), headers={"origin": "http://testserver", "accept-language": "en"}) as one:
            yield one
    settings.cache_clear()


def listed(page):
    return set(re.findall(r'<h3 class="govuk-heading-s"><a href="/c(?:ase|ard)s/([a-z0-9-]+)"', page))


def count(page):
    return re.search(r'role="status"><strong>(.+?)</strong>', page)[1]


def test_without_filters_every_case_is_listed_with_both_verdicts(gallery, real):
    page = gallery.get("/cases").text
    assert listed(page) == set(real.source.cases)
    total = len(real.source.cases)
    assert count(page) == f"{total} of {total} cases"
    assert page.count("Impact on people</dt>") == total
    assert "Clear all filters" not in page


def test_filters_in_the_address_can_be_shared(gallery, real):
    page = gallery.get("/cases?country=be&kind=biometric&q=").text
    expected = {name for name, case in real.source.cases.items() if (case.country, case.kind) == ("be", "biometric")}
    assert listed(page) == expected
    assert '<option value="biometric" selected>' in page
    assert f"Belgium ({len(expected)})" in page  # counts follow the other choices
    assert 'href="/cases">Clear all filters' in page


def test_a_case_is_found_by_conclusion_article_right_and_status(gallery):
    assert "veripol" in listed(gallery.get("/cases?conclusion=high-risk-holds&article=ai-act:annex-iii:6(c)").text)
    prohibited = listed(gallery.get("/cases?conclusion=prohibited-holds").text)
    assert "zaventem-face-recognition" in prohibited and "veripol" not in prohibited
    ended = listed(gallery.get("/cases?right=presumption&status=ended").text)
    assert "delia" in ended and "veripol" not in ended  # VeriPol ended too, but scores lower on that right


def test_words_are_found_without_accents_and_all_must_occur(gallery):
    assert listed(gallery.get("/cases?q=VIOGEN").text) == {"viogen"}
    assert listed(gallery.get("/cases?q=viogen+antwerp").text) == set()


def test_when_nothing_fits_the_page_says_what_to_do_and_where_else_it_occurs(gallery):
    page = gallery.get("/cases?q=WikiPol").text
    assert "Nothing fits all of these filters together." in page
    assert 'href="/cards?q=WikiPol"' in page


@pytest.mark.parametrize(
    ("query", "message"),
    [("country=xx", "Country: this value does not occur"), (f"q={'a' * 201}", "at most 200 characters")],
)
@pytest.mark.parametrize("path", ["/cases", "/cases/matrix", "/cards"])
def test_an_unusable_filter_is_named_and_the_rest_still_works(gallery, path, query, message):
    answer = gallery.get(f"{path}?{query}")
    assert answer.status_code == 422
    assert message in answer.text


def test_text_of_a_reader_is_escaped(gallery):
    assert "<b>x" not in gallery.get("/cases?q=<b>x").text


def test_the_address_that_is_remembered_has_no_empty_fields(gallery):
    answer = gallery.get("/cases?q=&country=be&kind=", headers={"hx-request": "true"})
    assert answer.headers["hx-push-url"] == "/cases?country=be"


def test_the_matrix_marks_articles_in_words_too(gallery):
    page = gallery.get("/cases/matrix?kind=biometric").text
    row = re.search(r'<th scope="row"><a href="/cases/zaventem-face-recognition">.*?</tr>', page)[0]
    column = [re.sub("<.+?>", "", one) for one in re.findall(r'<th scope="col">(.*?)</th>', page)].index("5(1)(h)")
    cell = re.findall(r"<td>(.*?)</td>", row)[column]
    assert "●" in cell and "Prohibited: holds" in cell
    assert 'href="/cases?kind=biometric&amp;article=ai-act:5(1)(h)"' in page


def test_the_matrix_shows_one_law_and_can_leave_open_marks_out(gallery):
    page = gallery.get("/cases/matrix?law=led&marks=settled").text
    assert "Law Enforcement Directive" in re.search("<caption>(.*?)</caption>", page)[1]
    table = re.search(r"<table>.*</table>", page, re.S)[0]
    assert "●" in table and "○" not in table


def test_cards_are_listed_apart_and_filtered(gallery, real):
    assert listed(gallery.get("/cards").text) == set(real.source.cards)
    vendors = listed(gallery.get("/cards?kind=vendor").text)
    assert vendors == {card.id for card in real.source.cards.values() if card.kind == "vendor"}


def test_a_card_and_its_cases_point_to_each_other(gallery):
    card = gallery.get("/cards/precobs-roll-out").text
    assert "What the reports say, as their claim" in card and "Why it is no worked case" in card
    assert 'href="/cases/precobs"' in card
    assert 'href="/cards/precobs-roll-out"' in gallery.get("/cases/precobs").text
    assert gallery.get("/cards/nothing").status_code == 404


def test_a_case_keeps_documented_claimed_and_assumed_apart(gallery, real):
    page = gallery.get("/cases/antwerp-object-search").text
    case = real.source.cases["antwerp-object-search"]
    blocks = {name: page.split(f'id="basis-{name}"')[1].split("</section>")[0] for name in ("documented", "claimed", "assumed")}
    for fact in case.facts:
        assert [fact.says in block for block in blocks.values()] == [fact.basis == name for name in blocks]
    assert "According to CPS report:" in blocks["claimed"]
    assert case.reports_differ in page and "PZA-02" in page and "AI-analytics" in page


def test_a_case_names_the_cases_most_like_it_but_not_itself(gallery):
    page = gallery.get("/cases/zaventem-face-recognition").text
    alike = page.split('id="alike"')[1]
    assert 'href="/cases/briefcam-federal-faces"' in alike
    assert 'href="/cases/zaventem-face-recognition"' not in alike


def test_a_gallery_in_dutch(gallery):
    page = gallery.get("/cases?country=gb", headers={"accept-language": "nl"}).text
    assert "Verenigd Koninkrijk" in page and "voorbeelden" in count(page)
