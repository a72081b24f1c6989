from app.assess.findings import Result
from app.check.cases import answers_of
from app.pack.citation import Citation
from app.report.gallery import article_order, card_items, case_items, opening, verdicts
from tests.conftest import TODAY


def certainties(found):
    return [(one.kind, one.certainty) for one in found.conclusions]


def test_the_gravest_that_holds_stands_apart_from_what_is_open(assess):
    held = verdicts(assess(is_ai="yes", scored="person", facts_first="no"))
    assert certainties(held) == [("prohibited", "holds")]
    unknown = verdicts(assess(is_ai="yes", scored="person"))
    assert certainties(unknown) == [("prohibited", "open")]


def test_what_holds_once_the_law_applies_says_so(assess):
    for is_ai, applies in (("not-known", None), ("no", False)):
        found = verdicts(assess(is_ai=is_ai, scored="person", facts_first="no"))
        assert found.applies is applies
        assert certainties(found) == [("prohibited", "if-applies")]
        assert found.marks[Citation("act", "5")].certainty == "if-applies"


def test_only_articles_of_law_that_gates_and_classes_cite_are_marked(assess):
    found = verdicts(assess(is_ai="yes", scored="person", facts_first="yes", override_rate=5))
    assert {str(at): mark.certainty for at, mark in found.marks.items()} == {"act:6": "holds"}  # not the guide, not 7


def test_nothing_open_leaves_no_mark(assess):
    found = verdicts(assess(is_ai="yes", scored="thing"))
    assert (found.conclusions, dict(found.marks)) == ((), {})


def test_the_highest_score_names_the_right_and_whether_it_is_known(assess):
    result = assess(is_ai="yes", scored="person", facts_first="no")
    found = verdicts(result)
    assert found.level == result.impact.highest("current")
    assert all(one.level >= result.impact.method.consult_from for one in found.touched)


def test_a_case_is_found_by_what_follows_for_it(tiny, assess):
    (found,) = case_items(tiny.source, {"tiny-case": verdicts(assess(is_ai="yes", scored="person"))})
    assert found.values["conclusion"] == {"prohibited-open"}
    assert "act:5" in found.values["article"]
    assert "a zone" in found.text


def test_a_card_is_found_by_its_kind_and_words(tiny):
    (card,) = card_items(tiny.source)
    assert card.values == {"kind": {"programme"}, "country": set()}
    assert "dreams" in card.text


def test_articles_stand_in_the_order_of_the_law(real):
    places = ["10", "5(1)(d)", "5(1)(ba)", "annex-iii:6(d)", "5(1)(b)"]
    ordered = sorted((Citation("ai-act", one) for one in places), key=lambda one: article_order(real.source, one))
    assert [one.place for one in ordered] == ["5(1)(b)", "5(1)(ba)", "5(1)(d)", "10", "annex-iii:6(d)"]


def test_a_list_shows_whole_sentences_until_they_say_something():
    assert opening("It counts 2.5 cars. Then it stops.", least=10) == "It counts 2.5 cars."
    assert opening("A sister. It counts cars. Then it stops.", least=20) == "A sister. It counts cars."
    assert opening("Only this", least=60) == "Only this"


def test_a_high_impact_without_a_ban_is_found_and_a_ban_is_not_taken_for_one(assess, real):
    banned = assess(is_ai="yes", scored="person", facts_first="no")
    assert banned.impact.highest("current") >= banned.impact.method.consult_from
    assert not verdicts(banned).high_yet_not_prohibited
    assert not verdicts(assess(is_ai="not-known", scored="person", facts_first="no")).high_yet_not_prohibited
    assert not verdicts(assess(is_ai="yes", scored="person")).high_yet_not_prohibited  # a ban that is open is not no ban
    assert not verdicts(assess(is_ai="yes", scored="thing")).high_yet_not_prohibited
    pack = real.source
    found = Result(pack, answers_of(pack, pack.cases["adexttra"])[0], TODAY)
    assert verdicts(found).high_yet_not_prohibited
