from app.report.facets import folded, item, select

ITEMS = [
    item("one", {"country": ["be"], "article": ["5", "6"]}, ["VioGén in Liège", None]),
    item("two", {"country": ["be"], "article": ["6"]}, ["Plate reader", "Antwerp"]),
    item("three", {"country": ["fr"], "article": []}, ["Plate reader", "Paris"]),
]


def test_without_a_choice_everything_is_there_in_its_order():
    found = select(ITEMS, {"country": ""})
    assert (found.found, found.total) == (("one", "two", "three"), 3)


def test_choices_and_words_must_all_fit():
    assert select(ITEMS, {"country": "be", "article": "6"}, "antwerp reader").found == ("two",)
    assert select(ITEMS, {"article": "5"}, "plate").found == ()


def test_accents_and_capitals_do_not_matter():
    assert folded("VioGÉN") == "viogen"
    assert select(ITEMS, {}, "LIEGE viogèn").found == ("one",)


def test_a_count_says_what_another_choice_of_the_same_facet_would_give():
    counts = select(ITEMS, {"country": "be"}).counts
    assert counts["country"] == {"be": 2, "fr": 1}  # as if no country were chosen
    assert counts["article"] == {"5": 1, "6": 2}  # within the chosen country
    assert select(ITEMS, {"country": "fr"}, "plate").counts["country"] == {"be": 1, "fr": 1}
