"""From draft to use in real browsers: the DPO, the overseer and the chief of police, and somebody from elsewhere."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from app.people.demo import PASSWORD

CASE = "veripol"
IN_A_YEAR = (date.today() + timedelta(days=365)).isoformat()


@pytest.fixture
def sign_in(browser, base_url):
    """A browser in which a person for trying out is signed in; what it complains about is gathered."""
    contexts, problems = [], []

    def as_person(email: str) -> Page:
        context = browser.new_context(base_url=base_url, locale="en", viewport={"width": 1280, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        page.goto("/login")
        page.get_by_label("E-mail address").fill(email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        return page

    as_person.problems = problems
    yield as_person
    for context in contexts:
        context.close()


def test_an_assessment_goes_from_draft_to_use(sign_in):
    dpo, overseer = sign_in("dpo@zone-a.example"), sign_in("reviewer@oversight.example")
    chief, stranger = sign_in("chief@zone-a.example"), sign_in("dpo@zone-b.example")

    dpo.goto(f"/cases/{CASE}")
    dpo.get_by_role("button", name="Open as an assessment of your own").first.click()
    dpo.get_by_role("link", name="Review", exact=True).click()
    dpo.get_by_role("button", name="Submit to the supervisory authority").click()
    dpo.get_by_label("Why do you submit it incomplete?").fill("The vendor is silent")
    dpo.get_by_role("button", name="Freeze a version and submit it").click()
    expect(dpo.get_by_role("link", name="version 1", exact=True)).to_be_visible()
    address = dpo.url

    overseer.goto("/inbox")
    overseer.get_by_role("rowheader").get_by_role("link").first.click()
    overseer.get_by_label("Your question").fill("Which manual?")
    overseer.get_by_role("button", name="Put the question to the DPO").click()
    dpo.goto("/notices")
    dpo.get_by_role("button", name="asks a question").click()
    dpo.get_by_text("Answer", exact=True).first.click()
    dpo.locator("article textarea").fill("The second edition")
    dpo.get_by_role("button", name="Send the answer").click()
    dpo.get_by_role("button", name="Submit to the supervisory authority").click()
    dpo.get_by_label("Why do you submit it incomplete?").fill("As before")
    dpo.get_by_role("button", name="Freeze a version and submit it").click()

    chief.goto(f"{address}/decide")
    expect(chief.get_by_text("Approval is not possible now.")).to_be_visible()
    overseer.goto(address)
    expect(overseer.get_by_text("The second edition")).to_be_visible()
    overseer.get_by_role("button", name="Give an opinion").click()
    overseer.get_by_label("Summary").fill("Too little is known about mistakes.")
    overseer.get_by_label("Favourable with conditions").check()
    overseer.get_by_label("1.", exact=True).fill("Measure the mistakes.")
    overseer.get_by_role("button", name="Give this opinion").click()
    expect(overseer.get_by_role("heading", name="Opinion on")).to_be_visible()

    chief.goto(f"{address}/decide")
    chief.get_by_label("Approve with conditions").check()
    chief.get_by_label("Reasons").fill("Needed, within limits")
    chief.get_by_label("Condition 1").fill("Measure the mistakes")
    chief.get_by_label("Who does it").first.fill("Research")
    chief.get_by_label("By when").first.fill(IN_A_YEAR)
    chief.get_by_role("button", name="Decide").click()
    expect(chief.get_by_text("Approved with conditions").first).to_be_visible()

    dpo.goto(address)
    dpo.get_by_text("Take into use").first.click()
    dpo.get_by_label("Review at the latest on").fill(IN_A_YEAR)
    dpo.get_by_role("button", name="Take into use").click()
    expect(dpo.locator(".verdict .state")).to_have_text("In use")
    assert sign_in.problems == []

    assert stranger.goto(address).status == 404
    stranger.goto("/portfolio")
    expect(stranger.get_by_text("Measure the mistakes")).to_have_count(0)
