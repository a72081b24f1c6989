"""The life of an assessment, as four people in two organisations live it in their browsers, on both databases.

Dana is the DPO of a police zone, Ali her analyst, Chris the chief of police; Rik works for the supervisory authority. Bo is
the DPO of another zone.
"""

import re
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.people.demo import PASSWORD
from app.settings import settings

PEOPLE = {
    "Dana": "dpo@zone-a.example",
    "Ali": "analyst@zone-a.example",
    "Chris": "chief@zone-a.example",
    "Rik": "reviewer@oversight.example",
    "Bo": "dpo@zone-b.example",
}
SOON, IN_A_YEAR = ((date.today() + timedelta(days=days)).isoformat() for days in (14, 365))
TOPIC = "individual-crime-prediction"
FINDING = "A place score that is used on people"
PDF = {"name": "manual.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\nHow the map works\n%%EOF\n"}


@pytest.fixture
def meet(browser, own_server):
    """The browser of a person, signed in; what their browsers complain about is gathered."""
    contexts, problems = [], []

    def somebody(name: str) -> Page:
        context = browser.new_context(base_url=own_server.address, locale="en", viewport={"width": 1280, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        page.goto("/login")
        page.get_by_label("E-mail address").fill(PEOPLE[name])
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/")
        return page

    somebody.problems = problems
    yield somebody
    for context in contexts:
        context.close()


def press(page: Page, button: str) -> None:
    """Press a button, or what looks like one."""
    page.get_by_role("main").get_by_role("button", name=button).first.click()


def write(page: Page, address: str, question: str, text: str) -> None:
    """Answer a question in words."""
    page.goto(f"{address}/questions/{question}")
    page.locator(f"#t-{question}").fill(text)
    page.locator(f"#t-{question}").blur()
    expect(page.locator(f"#saved-{question}")).to_have_text("Saved")


def choose(page: Page, question: str, option: str) -> None:
    """Answer a question of the present page by choosing."""
    page.locator(f'input[name="a.{question}"][value="{option}"]').check()
    expect(page.locator(f"#saved-{question}")).to_have_text("Saved")


def submit(page: Page, address: str, why: str) -> None:
    """Submit though something is missing."""
    page.goto(f"{address}/review")
    press(page, "Submit to the supervisory authority")
    expect(page.get_by_role("heading", name="What is missing")).to_be_visible()
    page.get_by_label("Why do you submit it incomplete?").fill(why)
    press(page, "Freeze a version and submit it")
    is_now(page, "Submitted")


def step(page: Page, name: str, note: str = "", day: str = "", occasion: str = "") -> None:
    """Make one of the moves on the page of the review."""
    move = page.locator("details.move", has=page.locator("summary", has_text=name))
    move.locator("summary").click()
    if day:
        move.get_by_label("Review at the latest on").fill(day)
    if occasion:
        move.get_by_label("What gives rise to it?").select_option(occasion)
    if note:
        move.locator("textarea").fill(note)
    move.get_by_role("button", name=name).click()


def is_now(page: Page, state: str) -> None:
    """The page of the review says so."""
    expect(page.locator(".verdict .state")).to_have_text(state)


def changed_law(folder: Path) -> Path:
    """A copy of the questions and rules in which every score of places is one of people."""
    new = Path(shutil.copytree(settings().pack_dir, folder / "changed"))
    file = new / "ai-act" / f"{TOPIC}.yaml"
    before, after = f"title: {FINDING}\n    if: {{ place-score-reaches-person: yes }}", "if: { what-is-scored: place }"
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, f"title: {FINDING}\n    {after}"), encoding="utf-8")
    return new


def test_an_assessment_lives_from_draft_to_the_next_change_of_law(meet, own_server, tmp_path):
    dana, ali, chris, rik, bo = map(meet, PEOPLE)

    # Dana begins, asks Ali to answer a part by a day, and writes him a comment.
    press(dana, "Start a new assessment")
    dana.wait_for_url("**/topics/purpose")
    address = dana.url.partition("/topics")[0]
    write(dana, address, "system-name", "Night map")
    write(dana, address, "dpo-advice", "Only in two districts.")
    dana.goto(f"{address}/tasks?part=topic/{TOPIC}")
    dana.get_by_label("Who").select_option(label="Ali Amrani")
    dana.get_by_label("To be answered by").fill(SOON)
    press(dana, "Give this task")
    dana.goto(f"{address}/comments/what-is-scored")
    dana.get_by_label("Comment").fill("@Ali places only, I think?")
    press(dana, "Post")

    # Ali finds both, answers, and adds the manual.
    ali.goto("/tasks")
    expect(ali.get_by_role("link", name="Predicting whether a person will offend")).to_be_visible()
    expect(ali.get_by_text("@Ali places only, I think?")).to_be_visible()
    ali.goto(f"{address}/topics/{TOPIC}")
    choose(ali, "what-is-scored", "place")
    choose(ali, "place-score-reaches-person", "no")
    ali.goto(f"{address}/evidence/what-is-scored")
    ali.get_by_label("File", exact=True).set_input_files(PDF)
    press(ali, "Upload")
    expect(ali.get_by_role("link", name="manual.pdf")).to_be_visible()

    # Dana submits; Rik finds it in his inbox and asks about one answer; Dana answers, corrects and submits again.
    submit(dana, address, "The vendor is silent")
    rik.goto("/inbox")
    rik.get_by_role("rowheader").get_by_role("link", name="Night map").click()
    expect(rik.get_by_text("The vendor is silent")).to_be_visible()
    rik.get_by_label("About").select_option("system-name")
    rik.get_by_label("Your question").fill("Whose map is it?")
    press(rik, "Put the question to the DPO")
    dana.goto("/notices")
    press(dana, "asks a question")
    is_now(dana, "Back with the DPO")
    dana.locator("article").get_by_text("Answer", exact=True).first.click()
    dana.locator("article textarea").fill("Of the vendor")
    press(dana, "Send the answer")
    write(dana, address, "system-name", "Night map of the vendor")
    submit(dana, address, "As before")

    # Rik gives his opinion, in Dutch.
    rik.goto(f"{address}/review")
    expect(rik.get_by_text("Of the vendor", exact=True)).to_be_visible()
    press(rik, "Give an opinion")
    rik.locator("select#language").select_option("nl")
    rik.get_by_label("Summary").fill("Er is te weinig bekend over fouten.")
    rik.get_by_label("Favourable with conditions").check()
    rik.get_by_label("1.", exact=True).fill("Meet de fouten.")
    press(rik, "Give this opinion")
    is_now(rik, "Opinion given")
    rik.get_by_role("link", name="As a document").click()
    expect(rik.locator("html")).to_have_attribute("lang", "nl")
    expect(rik.get_by_text("Gunstig onder voorwaarden").first).to_be_visible()

    # Chris reads the opinion and Dana's advice, and approves with a condition; Dana takes it into use and reviews it.
    chris.goto(f"{address}/review/decide")
    expect(chris.get_by_text("Er is te weinig bekend over fouten.")).to_be_visible()
    expect(chris.get_by_text("Only in two districts.")).to_be_visible()
    chris.get_by_label("Approve with conditions").check()
    chris.get_by_label("Reasons").fill("Needed, within limits")
    chris.get_by_label("Yes, in full").check()
    chris.get_by_label("Condition 1").fill("Measure the mistakes")
    chris.get_by_label("Who does it").first.fill("Research")
    chris.get_by_label("By when").first.fill(IN_A_YEAR)
    assert meet.problems == []
    press(chris, "Decide")
    expect(chris.get_by_text("accept each open ban").first).to_be_visible()  # while nobody knows whether it is prohibited
    meet.problems.clear()  # the browser counts the refusal as one
    for ban in chris.locator("[name=accepted]").all():
        ban.check()
    press(chris, "Decide")
    is_now(chris, "Approved with conditions")
    dana.goto(f"{address}/review")
    expect(dana.get_by_text("Measure the mistakes")).to_be_visible()
    step(dana, "Take into use", day=IN_A_YEAR)
    is_now(dana, "In use")
    step(dana, "Begin the review", note="A year has passed", occasion="The day of review has come")
    step(dana, "Confirm without changes", note="The same system, the same data", day=IN_A_YEAR)
    is_now(dana, "In use")

    # The law changes; the service is begun anew with it.
    assert meet.problems == []  # from here on pages may ask while it is away
    new = changed_law(tmp_path)
    listed = own_server.run("law-change", str(settings().pack_dir), str(new))
    assert "places-only-claim: does-not-hold -> holds" in listed and "1 of 1 assessments move" in listed
    own_server.kill()
    own_server.settings["WAARBORG_PACK_DIR"] = str(new)
    own_server.start()
    dana.goto(f"{address}/findings")
    expect(dana.get_by_text("There is a newer one")).to_be_visible()
    dana.get_by_role("link", name="See what would change").click()
    expect(dana.locator(".moved", has_text=FINDING)).to_contain_text("holds")
    dana.get_by_role("main").get_by_role("link", name="Review", exact=True).click()
    step(dana, "Begin the review", note="The law changed", occasion="The law or a judgment changed")
    dana.goto(f"{address}/pack")
    press(dana, "Move to the present version")
    expect(dana.get_by_text("follows the present version")).to_be_visible()
    dana.goto(f"{address}/findings")
    expect(dana.get_by_role("heading", name=FINDING)).to_be_visible()

    # It is not confirmed as if nothing had changed: Dana submits it anew.
    dana.goto(f"{address}/review")
    step(dana, "Confirm without changes", note="The same as ever", day=IN_A_YEAR)
    expect(dana.get_by_text("submit the assessment instead").first).to_be_visible()
    submit(dana, address, "The law changed")
    rik.goto("/inbox")
    expect(rik.get_by_role("rowheader").get_by_role("link", name="Night map")).to_be_visible()
    expect(rik.get_by_role("link", name="version 3")).to_be_visible()

    # Nobody else ever heard of it, and every log is whole.
    assert bo.goto(f"{address}/review").status == 404
    bo.goto("/portfolio")
    expect(bo.get_by_text("Night map")).to_have_count(0)
    assert re.search(r"1 assessment, \d+ entries: whole", own_server.run("audit"))
