"""Two colleagues work on one assessment at the same time."""

import pytest
from playwright.sync_api import expect

from app.people.demo import PASSWORD


@pytest.fixture
def colleague(browser, base_url):
    """A window of a member of the zone, by e-mail address."""
    opened = []

    def sign_in(email):
        context = browser.new_context(base_url=base_url, locale="en")
        opened.append(context)
        page = context.new_page()
        page.goto("/login")
        page.locator("#email").fill(email)
        page.locator("#password").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/")
        return page

    yield sign_in
    for context in opened:
        context.close()


def enter(page, question, text):
    page.locator(f"#t-{question}").fill(text)
    page.locator(f"#t-{question}").blur()


def test_two_people_answer_discuss_and_look_back(colleague):
    dana, ali = colleague("dpo@zone-a.example"), colleague("analyst@zone-a.example")
    dana.get_by_role("button", name="Start a new assessment").click()
    dana.wait_for_url("**/topics/purpose")
    ali.goto(dana.url)
    expect(ali.locator("#presence")).to_contain_text("Dana Dewit")

    for text in ("Camera plan", "Camera plan north"):  # one's own next change is no conflict
        enter(ali, "system-name", text)
        expect(ali.locator("#saved-system-name")).to_have_text("Saved")
        expect(ali.locator("#conflict-system-name")).to_be_empty()
        ali.wait_for_load_state("networkidle")
    enter(dana, "aim", "Fewer thefts")  # a different answer does not conflict
    expect(dana.locator("#saved-aim")).to_have_text("Saved")
    enter(dana, "system-name", "Gate watch")
    conflict = dana.locator("#conflict-system-name")
    expect(conflict).to_contain_text("Ali Amrani changed this answer")
    expect(conflict).to_contain_text("Camera plan north")
    expect(dana.locator("#t-system-name")).to_have_value("Gate watch")
    conflict.get_by_role("button", name="Keep mine").click()
    expect(dana.locator("#conflict-system-name")).to_be_empty()
    expect(dana.locator("#t-system-name")).to_have_value("Gate watch")

    enter(ali, "system-name", "Still mine")
    ali.locator("#conflict-system-name").get_by_role("button", name="Keep theirs").click()
    expect(ali.locator("#t-system-name")).to_have_value("Gate watch")

    dana.locator("#q-aim").get_by_role("link", name="Comment").click()
    dana.locator("#say").fill("@Ali which thefts?")
    dana.get_by_role("button", name="Post").click()
    ali.goto("/")
    ali.get_by_role("link", name="New mentions of you").click()
    ali.get_by_role("link", name="What must the system achieve").click()
    expect(ali.get_by_text("@Ali which thefts?")).to_be_visible()

    ali.get_by_role("link", name="History").click()
    ali.locator("li", has_text="Camera plan north").last.get_by_role("button", name="Restore this answer").click()
    expect(ali.locator(".history > li").first).to_contain_text("present answer")
    dana.goto(dana.url.split("/comments")[0] + "/topics/purpose")
    expect(dana.locator("#t-system-name")).not_to_have_value("Gate watch")
