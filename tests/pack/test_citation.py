import pytest

from app.pack.citation import place_in_words


@pytest.mark.parametrize(
    ("place", "english", "dutch"),
    [
        ("5(1)(d)", "5(1)(d)", "5(1)(d)"),
        ("annex-iii:6(d)", "annex III, point 6(d)", "bijlage III, punt 6(d)"),
        ("annex-viii", "annex VIII", "bijlage VIII"),
        ("recital-42", "recital 42", "overweging 42"),
        ("L28-30", "lines 28-30", "regels 28-30"),
        ("judgment", "judgment", "arrest"),
        ("sections 1-2", "sections 1-2", "delen 1-2"),
        ("necessity", "necessity", "noodzaak"),
        ("p. 145", "p. 145", "p. 145"),
    ],
)
def test_a_place_reads_in_words(place, english, dutch):
    assert place_in_words(place, "en") == english
    assert place_in_words(place, "nl") == dutch
