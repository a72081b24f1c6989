"""Handouts are two pages, whatever the case; slides one part of a map each. Both as accessible as the report."""

import re
from io import BytesIO

import page
import pytest
from pypdf import PdfReader

from app.assess.findings import Result
from app.check.cases import answers_of
from app.render.handouts import handout_pdf
from app.render.measure import text_width
from app.render.pdf import draw
from app.render.slides import slides
from app.report.discussion import FEWEST, MOST
from app.report.handout import NOTES, handout
from tests.conftest import TODAY


def result_of(pack, case):
    return Result(pack, answers_of(pack, case)[0], TODAY)


def texts_of(pdf):
    return [re.sub(r"\s+", " ", one.extract_text()) for one in PdfReader(BytesIO(pdf)).pages]


def longest(pack):
    """The cases with most to say."""

    def length(case):
        told = (case.summary, case.went_wrong, case.reports_differ or "", *(fact.says for fact in case.facts))
        return sum(map(len, told))

    full = "station-cameras-proposal"  # a line may end within a point of the margin
    return [full, *sorted(pack.cases, key=lambda name: length(pack.cases[name]))[-2:]]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_longest_cases_fill_two_pages_and_no_more(real, language):
    pack = real[language]
    for name in longest(pack):
        first, second = texts_of(handout_pdf(pack, name, TODAY))
        case = pack.cases[name]
        assert case.summary[:40] in first
        assert case.facts[-1].says[-30:] in first
        assert pack.sources["led"].title[:30] in second


def test_every_case_leaves_room_for_notes_and_asks_enough(real):
    pack = real["nl"]  # the longer texts
    for case in pack.cases.values():
        sheet = handout(case, result_of(pack, case), text_width)
        assert sum(len(facts) for facts in sheet.facts.values()) >= len(case.facts)
        assert sheet.notes_first >= NOTES, case.case
        assert sheet.notes_second >= 1, case.case
        assert FEWEST <= len(sheet.questions) <= MOST, case.case
        assert len(set(sheet.questions)) == len(sheet.questions)
        assert sheet.deciding and (sheet.verdicts or sheet.nothing_under), case.case


def test_a_handout_keeps_both_verdicts_apart_and_says_whose_claims_they_are(real):
    pack = real.source
    first, second = texts_of(handout_pdf(pack, "veripol", TODAY))
    assert "Claimed by the sources named" in first
    assert "Assumed by us" in first
    assert second.index("First verdict: the law") < second.index("Second verdict: the impact on people")
    assert "High risk, point 6(b)" in second
    assert "Not prohibited does not mean acceptable" in second
    assert "Would “High risk, point 6(b): polygraph or similar tool” still follow if it were “No”?" in second


def test_slides_show_one_part_each_with_the_path_of_the_case(real):
    pack = real["nl"]
    result = result_of(pack, pack.cases["sensing-roermond"])
    pages = texts_of(draw(slides(pack, "crime-prediction-prohibited", result, "Sensing Roermond")))
    assert all("pad van Sensing Roermond" in text for text in pages)
    assert "deel 1 van" in pages[0]
    assert any("AI-verordening, 5(1)(d)" in text and "Verboden" in text for text in pages)
    assert "Wat een begrip betekent" in pages[-1]


@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_handouts_and_slides_are_accessible_and_archivable(real, profile):
    pack = real.source
    result = result_of(pack, pack.cases["veripol"])
    for pdf in (handout_pdf(pack, "veripol", TODAY), draw(slides(pack, "high-risk-6b", result, "VeriPol"))):
        outcome = page.validate_pdf_bytes(pdf, profile=profile)
        assert outcome.is_compliant, [failure.message for failure in outcome.failures]


def test_the_longest_titles_leave_room_for_the_map_on_their_slide(real):
    pack = real["nl"]
    titles = {**{one.id: one.title for one in pack.rules.values()}, **{one.id: one.means for one in pack.terms.values()}}
    for part in sorted(titles, key=lambda name: len(titles[name]))[-3:]:
        pages = texts_of(draw(slides(pack, part)))
        assert all("deel" in text or "Regel" in text or "begrip" in text for text in pages), part  # none without a head
