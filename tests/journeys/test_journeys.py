"""The main job from the start page to the PDF, as a person does it."""

from io import BytesIO

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

CASE = "zaventem-face-recognition"
CONCLUSION = "Live remote identification in a public place"


@pytest.fixture
def answers(real):
    """The answers of the worked case, by question."""
    return {name: item.value for name, item in real.source.cases[CASE].every_answer.items()}


def begin(page: Page) -> None:
    """Start an assessment; answer only once the scripts that save answers are there."""
    page.goto("/")
    page.get_by_role("button", name="Start a new assessment").click()
    page.wait_for_load_state()


def fill(page: Page, question: str, value: object) -> None:
    """Give one answer in the form."""
    choices = value if isinstance(value, (list, tuple)) else [value]
    if choices and isinstance(choices[0], dict):
        for column, text in choices[0].items():
            page.locator(f'[name="c.{question}.0.{column}"]').fill(text)
        page.locator(f'[name="c.{question}.0.{column}"]').blur()
        return
    for choice in choices:
        box = page.locator(f'input[name="a.{question}"][value="{choice}"]')
        if box.count():
            box.check()
        else:
            page.locator(f'[name="t.{question}"]').fill(str(value))
            page.locator(f'[name="t.{question}"]').blur()


def asked(page: Page) -> list[str]:
    """The questions that the page asks, in order."""
    return [item.get_attribute("id").removeprefix("q-") for item in page.locator(".question").all()]


def answer_topic(page: Page, answers: dict, wait_until_saved: bool) -> None:
    """Answer every question of the topic, also those that appear on the way."""
    done: set[str] = set()
    while todo := [name for name in asked(page) if name not in done]:
        name = todo[0]
        fill(page, name, answers.get(name, "not-known"))
        if wait_until_saved:
            expect(page.locator(f"#saved-{name}")).to_have_text("Saved")
        done.add(name)


def download_pdf(page: Page) -> PdfReader:
    """Make the PDF of the assessment and read it."""
    page.get_by_role("link", name="Report", exact=True).click()
    page.get_by_role("button", name="Make the PDF").click()
    link = page.get_by_role("button", name="Open the PDF")
    expect(link).to_be_visible(timeout=300_000)  # until it is drawn; slow machines take a while
    return PdfReader(BytesIO(page.request.get(page.url.split("/assessments")[0] + link.get_attribute("href")).body()))


def check_conclusion(page: Page) -> None:
    """The expected conclusion stands there with its reasons and its source."""
    page.get_by_role("link", name="Findings", exact=True).click()
    found = page.locator("#finding-real-time-identification-prohibited")
    expect(found).to_contain_text(CONCLUSION)
    expect(found).to_contain_text("Prohibited")
    found.get_by_text("Reasons").click()
    expect(found.get_by_text("Does this happen in a physical place that the public can enter?")).to_be_visible()
    expect(found).to_contain_text("AI Act, 5(1)(h)")


def check_pdf(pdf: PdfReader) -> None:
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert CONCLUSION in text
    assert "Face recognition at Brussels Airport" in text
    assert "Does this happen in a physical place that the public can enter?" in text


def test_with_javascript_from_start_to_pdf(page: Page, base_url, answers):
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    begin(page)
    while "/topics/" in page.url:
        answer_topic(page, answers, wait_until_saved=True)
        if "real-time-identification" in page.url:
            expect(page.locator(".live")).to_contain_text(CONCLUSION)  # while answering, not only at the end
        with page.expect_navigation():
            page.get_by_role("button", name="Save and continue").last.click()
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    check_conclusion(page)
    check_pdf(download_pdf(page))
    assert problems == []


def test_without_javascript_from_start_to_pdf(browser, base_url, answers):
    with browser.new_context(java_script_enabled=False, base_url=base_url, locale="en") as context:
        page = context.new_page()
        page.goto("/")
        page.get_by_role("button", name="Start a new assessment").click()
        for _ in range(120):
            if "/topics/" not in page.url:
                break
            for name in asked(page):
                fill(page, name, answers.get(name, "not-known"))
            with page.expect_navigation():
                page.locator('form#topic button:text-is("Save and continue")').last.click()
        expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
        check_conclusion(page)
        check_pdf(download_pdf(page))


def test_leaving_and_coming_back_loses_nothing(page: Page, base_url):
    begin(page)
    page.get_by_label("What is the system called?").fill("Plate reader north")
    page.get_by_label("What is the system called?").blur()
    expect(page.locator("#saved-system-name")).to_have_text("Saved")
    page.goto("/")
    page.get_by_role("link", name="Plate reader north", exact=True).click()
    expect(page.get_by_label("What is the system called?")).to_have_value("Plate reader north")
    page.get_by_role("button", name="Nederlands").click()
    expect(page.get_by_label("Hoe heet het systeem?")).to_have_value("Plate reader north")


def test_a_lost_connection_is_said_and_the_answer_kept_in_the_form(page: Page, base_url):
    begin(page)
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.get_by_label("What is the system called?").fill("Offline")
    page.get_by_label("What is the system called?").blur()
    expect(page.locator("#connection")).to_be_visible()
    page.context.set_offline(False)
    with page.expect_navigation():
        page.get_by_role("button", name="Save and continue").last.click()
    page.goto("/")
    expect(page.get_by_role("link", name="Offline", exact=True)).to_be_visible()


def test_the_keyboard_alone_answers_a_question(page: Page, base_url):
    begin(page)
    page.goto(page.url.split("/topics")[0] + "/topics/data")
    page.locator('input[name="a.personal-data"]').first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator('input[name="a.personal-data"][value="no"]')).to_be_checked()
    expect(page.locator("#saved-personal-data")).to_have_text("Saved")


@pytest.mark.parametrize("path", ["/", "/cases", f"/cases/{CASE}"])
def test_pages_fit_a_narrow_screen(page: Page, base_url, path):
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_typing_an_answer_takes_not_known_yet_back(page: Page, base_url):
    begin(page)
    box = page.locator('input[name="a.system-name"][value="not-known"]')
    box.check()
    expect(page.locator("#saved-system-name")).to_have_text("Saved")
    page.get_by_label("What is the system called?").fill("Named at last")
    with page.expect_response("**/questions/system-name"):
        page.get_by_label("What is the system called?").blur()
    expect(box).not_to_be_checked()
    page.goto("/")
    expect(page.get_by_role("link", name="Named at last", exact=True)).to_be_visible()


def test_a_killed_server_loses_no_answer_that_was_shown_as_saved(page: Page, base_url, server):
    begin(page)
    page.get_by_label("What is the system called?").fill("Survivor")
    page.get_by_label("What is the system called?").blur()
    expect(page.locator("#saved-system-name")).to_have_text("Saved")
    server.kill()
    server.start()
    page.goto("/")
    expect(page.get_by_role("link", name="Survivor", exact=True)).to_be_visible()
