"""A lesson: a trainer, a projector and three trainees in browsers of their own, one of them a phone."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

CASE = "sensing-roermond"
RULE = "Predicting offences from a profile or personality alone"
EXPLANATION = "ask who set the weights of the risk model"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
LAPTOP = {"viewport": {"width": 1280, "height": 800}}


@pytest.fixture
def visit(browser, base_url):
    """Open a browser of one's own; what it complains about is gathered."""
    contexts, problems = [], []

    def open_browser(**settings) -> Page:
        context = browser.new_context(base_url=base_url, locale="en", **settings)
        contexts.append(context)

        def watch(page: Page) -> None:
            page.on("pageerror", lambda error: problems.append(str(error)))
            page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)

        context.on("page", watch)
        return context.new_page()

    open_browser.problems = problems
    yield open_browser
    for context in contexts:
        context.close()


def begin(trainer: Page) -> str:
    """Make an exercise of the rules of a case; return the code for the class."""
    trainer.goto(f"/cases/{CASE}")
    trainer.get_by_role("link", name="Make an exercise of this case for a class").click()
    trainer.get_by_role("button", name="Start the exercise").first.click()
    return trainer.locator(".code").inner_text()


def join(trainee: Page, code: str) -> None:
    """Join as somebody who reads the code from the screen."""
    trainee.goto("/join")
    trainee.get_by_label("The code on the screen").fill(code.lower())
    trainee.get_by_role("button", name="Take part").click()
    expect(trainee.get_by_role("heading", name="You take part")).to_be_visible()


def answer(trainee: Page, choice: str) -> None:
    trainee.get_by_label(choice, exact=True).check()
    trainee.locator("#send").click()
    expect(trainee.locator("#live").get_by_text("Your answer is in.")).to_be_visible()


def test_a_lesson_from_the_case_to_the_end(visit, tmp_path):
    trainer = visit(**LAPTOP)
    code = begin(trainer)
    with trainer.context.expect_page() as opened:
        trainer.get_by_role("link", name="Projector view").click()
    screen = opened.value
    trainees = [visit(**PHONE), visit(**LAPTOP), visit(**LAPTOP)]
    for number, trainee in enumerate(trainees, start=1):
        join(trainee, code)
        expect(trainer.locator("#joined")).to_have_text(f"{number} taking part")
        expect(screen.locator(".screen-joined")).to_have_text(f"{number} taking part")

    screen.keyboard.press("PageDown")
    for trainee in (*trainees, screen):
        expect(trainee.get_by_role("heading", name=RULE)).to_be_visible()
    choices = ("It cannot be said yet", "It holds", "It holds")
    for number, (trainee, choice) in enumerate(zip(trainees, choices, strict=True), start=1):
        answer(trainee, choice)
        expect(trainer.locator("#answered")).to_have_text(f"{number} answered")
    expect(trainer.locator(".bars tr", has_text="It holds").locator(".bar-count")).to_have_text("2 (67 %)")
    assert trainees[0].evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert EXPLANATION not in trainees[0].content() + screen.content()

    screen.keyboard.press("r")
    for page in (*trainees, screen):
        right = page.locator(".of-case")
        expect(right).to_contain_text("It cannot be said yet")
        expect(right.locator(".bar-count")).to_have_text("1 (33 %)")
        expect(page.get_by_text(EXPLANATION)).to_be_visible()
    expect(trainees[0].locator(".of-case")).to_contain_text("Your answer")
    screen.keyboard.press("ArrowRight")
    expect(trainees[2].get_by_role("button", name="Send my answer")).to_be_visible()
    screen.keyboard.press("ArrowLeft")
    expect(trainees[2].get_by_text(EXPLANATION)).to_be_visible()

    with trainer.expect_download() as download:
        trainer.get_by_role("link", name="Excel").click()
    lines = list(load_workbook(BytesIO(Path(download.value.path()).read_bytes())).active.iter_rows(values_only=True))
    assert [line[5:] for line in lines if line[2] == RULE] == [(2, 3, 3), (0, 3, 3), (1, 3, 3)]

    address = trainer.url
    trainer.get_by_role("link", name="End the exercise").click()
    trainer.get_by_role("button", name="End and delete everything").click()
    for page in (*trainees, screen):
        expect(page.get_by_role("heading", name="The exercise has ended")).to_be_visible()
    assert visit.problems == []
    assert trainer.request.get(address).status == 404
    assert trainer.request.get(f"{address}/results.csv").status == 404


def test_a_lesson_without_javascript(visit):
    trainer = visit(java_script_enabled=False, **LAPTOP)
    code = begin(trainer)
    trainee = visit(java_script_enabled=False, **PHONE)
    join(trainee, code)
    trainer.get_by_role("button", name="First question").click()
    trainee.get_by_role("link", name="Show the present question").click()
    answer(trainee, "It holds")
    trainer.get_by_role("link", name="Refresh").click()
    expect(trainer.locator("#answered")).to_have_text("1 answered")
    trainer.get_by_role("button", name="Show the answer").click()
    trainee.get_by_role("link", name="Show the present question").click()
    expect(trainee.locator(".bars tr", has_text="It holds")).to_contain_text("Your answer")
    expect(trainee.get_by_text(EXPLANATION)).to_be_visible()


def test_a_lesson_goes_on_after_the_server_was_killed(visit, server):
    trainer, trainee = visit(**LAPTOP), visit(**PHONE)
    join(trainee, begin(trainer))
    trainer.get_by_role("button", name="First question").click()
    answer(trainee, "It holds")
    server.kill()
    server.start()
    trainer.get_by_role("button", name="Show the answer").click()
    expect(trainee.locator(".bars tr", has_text="It holds")).to_contain_text("Your answer", timeout=20_000)


def test_the_whole_screen_is_used_and_nothing_falls_off(visit):
    trainer = visit(**LAPTOP)
    begin(trainer)
    for width, height in ((1280, 720), (1920, 1080)):
        trainer.set_viewport_size({"width": width, "height": height})
        trainer.goto(trainer.url if "/projector/" in trainer.url else trainer.locator('a[href^="/projector/"]').get_attribute("href"))
        for key in ("ArrowRight", "r"):
            trainer.keyboard.press(key)
            expect(trainer.locator(".screen-answer" if key == "r" else ".screen-choices")).to_be_visible()
            trainer.evaluate("document.fonts.ready.then(() => true)")
            assert trainer.evaluate("document.documentElement.scrollHeight <= window.innerHeight")
            assert trainer.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    trainer.keyboard.press("?")
    expect(trainer.locator("#keys dl")).to_be_visible()
