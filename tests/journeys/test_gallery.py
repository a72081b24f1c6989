"""The gallery in a browser: the list follows what is typed and chosen, and Back undoes it."""

import pytest
from playwright.sync_api import Page, expect


def test_the_list_follows_the_filters_and_back_undoes_them(page: Page, base_url):
    page.goto("/cases")
    page.get_by_label("Country").select_option("nl")
    expect(page).to_have_url(f"{base_url}/cases?country=nl")
    expect(page.get_by_role("link", name="Sensing Roermond")).to_be_visible()
    page.get_by_role("searchbox").press_sequentially("amsterdam")
    expect(page.get_by_role("link", name="Sensing Roermond")).to_have_count(0)
    expect(page.get_by_role("link", name="Top400 and Top600 (Amsterdam)")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_have_value("amsterdam")
    page.go_back()
    expect(page.get_by_role("searchbox")).not_to_have_value("amsterdam")
    page.get_by_role("link", name="Clear all filters").click()
    expect(page).to_have_url(f"{base_url}/cases")


def test_a_choice_with_the_keyboard_keeps_its_place(page: Page, base_url):
    page.goto("/cases")
    page.get_by_label("Country").focus()
    page.keyboard.press("ArrowDown")
    expect(page).to_have_url(f"{base_url}/cases?country=be")
    expect(page.get_by_label("Country")).to_be_focused()


def test_the_matrix_scrolls_with_the_keyboard_and_keeps_its_headers(page: Page, base_url):
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/cases/matrix")
    region = page.get_by_role("region", name="Cases by article")
    region.focus()
    first = region.get_by_role("rowheader").first
    before = first.bounding_box()["x"]
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.matrix').scrollLeft > 0")
    assert first.bounding_box()["x"] == before


@pytest.mark.parametrize("path", ["/cases/matrix", "/cards", "/cards/precobs-roll-out", "/cases/antwerp-object-search"])
def test_pages_fit_a_narrow_screen(page: Page, base_url, path):
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
