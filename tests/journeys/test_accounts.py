"""From an invitation to a sign-in with a second factor, as an administrator and a new colleague do it."""

import pyotp
from playwright.sync_api import Browser, Page, expect

from app.people.demo import PASSWORD

NEW, GOOD = "nia@zone-a.example", "correct horse battery"


def sign_in(page: Page, email: str, password: str) -> None:
    """Fill in the form."""
    page.goto("/login")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def test_a_new_colleague_joins_and_protects_the_account(page: Page, browser: Browser, base_url):
    refused: list[str] = []
    sign_in(page, "admin@zone-a.example", PASSWORD)
    page.get_by_role("link", name="Members").click()
    page.get_by_label("E-mail address").fill(NEW)
    page.get_by_label("Role", exact=True).select_option("contributor")
    page.get_by_role("button", name="Make an invitation").click()
    link = page.get_by_label("Link of the invitation").input_value()

    nia = browser.new_page(base_url=base_url)
    nia.on("console", lambda message: refused.append(message.text) if "Content Security" in message.text else None)
    nia.goto(link)
    nia.get_by_label("Name").fill("Nia")
    nia.get_by_label("New password").fill(GOOD)
    nia.get_by_role("button", name="Accept invitation").click()
    nia.get_by_role("link", name="Nia Politiezone A").click()
    nia.get_by_role("link", name="Set up a second factor").click()
    assert nia.get_by_role("img", name="QR code").bounding_box()["width"] > 150
    key = pyotp.TOTP(nia.locator(".secret").inner_text().replace(" ", ""))
    nia.get_by_label("Password").fill(GOOD)
    nia.get_by_label("Code of your authenticator").fill(key.now())
    nia.get_by_role("button", name="Turn on").click()
    recovery = nia.locator(".recovery code").first.inner_text()
    nia.get_by_role("button", name="I have kept them").click()
    nia.get_by_role("button", name="Sign out").click()

    sign_in(nia, NEW, GOOD)
    nia.get_by_label("Code of your authenticator").fill(recovery)
    nia.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(nia.get_by_role("link", name="Nia Politiezone A")).to_be_visible()

    page.goto("/members")
    expect(page.get_by_role("heading", name="Nia")).to_be_visible()
    expect(page.get_by_text("Signs in with a second factor")).to_be_visible()
    assert refused == []
