"""Deleting a draft, the policy of an organisation, and what is told about what was erased."""

import re
from datetime import date, timedelta
from time import sleep

import pytest
from fastapi.testclient import TestClient

from app.people import retention
from app.settings import settings
from app.store import database
from app.store.erasing import erasures
from app.store.tables import now
from app.web.app import create_app
from tests.web.test_people import routes
from tests.web.test_review import move, submit

LATER = date.today() + timedelta(days=366 * 6)


def id_of(address):
    return address.rsplit("/")[-1]


def erase_all():
    with database.session() as session:
        return retention.erase_due(session, LATER)


@pytest.fixture
def admin(people):
    return people("admin@zone-a.example")


@pytest.fixture
def erased(crowd, address, admin):
    """Submitted, withdrawn, and erased by the policy of the zone."""
    assert submit(crowd["dpo"], address).status_code == 200
    move(crowd["dpo"], address, "withdraw", note="The vendor went away")
    admin.post("/retention", data={"years": "5"})
    assert len(erase_all()) == 1
    return address


def test_a_visitor_deletes_a_draft_after_saying_so(client, assessment):
    client.post(f"{assessment}/topics/purpose", data={"shown": ["system-name"], "t.system-name": "Night map"})
    page = client.get(f"{assessment}/delete")
    assert "Night map" in page.text and "Answers: 1" in page.text
    refused = client.post(f"{assessment}/delete")
    assert refused.status_code == 422 and 'id="confirm-error"' in refused.text
    assert client.get(f"{assessment}/answers").status_code == 200
    done = client.post(f"{assessment}/delete", data={"confirm": "yes"})
    assert "The draft was deleted." in done.text and "Night map" not in done.text
    gone = client.get(f"{assessment}/answers")
    assert gone.status_code == 410 and "Night map" not in gone.text


def test_the_start_page_and_the_draft_say_how_long_a_visitors_draft_stays(client, assessment):
    assert "deleted 90 days after its last change" in client.get("/").text
    until = (now().date() + timedelta(days=90)).strftime("%-d %B %Y")
    assert f"this draft is deleted on {until}" in client.get(f"{assessment}/review").text
    with database.session() as session:
        retention.erase_due(session, date.today() + timedelta(days=90))
    gone = client.get(assessment)
    assert gone.status_code == 410 and "nothing was changed in it for a long time" in gone.text


def test_the_running_service_erases_what_is_due(client, assessment, monkeypatch):
    monkeypatch.setattr(settings(), "visitor_days", 0)
    with TestClient(create_app()):
        for _ in range(100):
            with database.session() as session:
                if erasures(session):
                    break
            sleep(0.1)
    assert client.get(assessment).status_code == 410


def test_a_draft_that_came_back_is_not_deleted_and_the_page_says_why(crowd, address):
    move(crowd["dpo"], address, "review-internally")
    assert crowd["dpo"].get(f"{address}/delete").status_code == 403
    move(crowd["dpo"], address, "back-to-draft")
    page = crowd["dpo"].get(f"{address}/delete")
    assert "You can withdraw it" in page.text and 'name="confirm"' not in page.text
    assert crowd["dpo"].post(f"{address}/delete", data={"confirm": "yes"}).status_code == 422
    assert "Night map" in crowd["dpo"].get("/").text


def test_a_trainer_deletes_a_draft_and_others_do_not(people, crowd, address):
    trainer = people("trainer@academy.example")
    made = trainer.post("/assessments", follow_redirects=False).headers["location"]
    assert trainer.post(f"{made}/delete", data={"confirm": "yes"}).status_code == 200
    for who, status in (("analyst@zone-a.example", 403), ("chief@zone-a.example", 403), ("dpo@zone-b.example", 404)):
        assert people(who).post(f"{address}/delete", data={"confirm": "yes"}).status_code == status
    assert "Night map" in crowd["dpo"].get(f"{address}/answers").text


def test_colleagues_see_that_a_draft_was_deleted_and_by_whom_and_strangers_nothing(crowd, address):
    crowd["dpo"].post(f"{address}/delete", data={"confirm": "yes"})
    told = crowd["chief"].get(address)
    assert told.status_code == 410 and "by Dana Dewit" in told.text
    assert "Dana" in crowd["chief"].get("/portfolio").text
    for who in ("stranger", "overseer"):
        assert crowd[who].get(address).status_code == 404
        assert id_of(address) not in crowd[who].get("/portfolio").text


def test_the_administrator_decides_and_it_is_recorded(admin, crowd):
    assert "Not set: nothing is erased." in admin.get("/retention").text
    wrong = admin.post("/retention", data={"years": "soon", "keep_title": "yes"})
    assert wrong.status_code == 422 and 'value="soon"' in wrong.text and " checked>" in wrong.text
    assert "Ann Aerts" in admin.post("/retention", data={"years": "5", "keep_title": "yes"}).text
    shown = crowd["dpo"].get("/retention").text
    assert "erased 5 years after" in shown and 'name="years"' not in shown
    assert "Not set" in crowd["stranger"].get("/retention").text
    assert crowd["dpo"].post("/retention", data={"years": "1"}).status_code == 403
    assert crowd["overseer"].get("/retention").status_code == 403


def test_what_held_already_is_not_said_to_be_recorded(admin):
    assert "Nothing was changed" in admin.post("/retention", data={"years": ""}).text
    assert "This was recorded" in admin.post("/retention", data={"years": "5"}).text
    again = admin.post("/retention", data={"years": "5"}).text
    assert "This was recorded" not in again and "Nothing was changed" in again


def test_a_draft_of_a_member_that_is_not_of_the_organisation_says_so(crowd):
    crowd["chief"].post("/assessments")
    assert "Kept for this browser only" in crowd["chief"].get("/").text


def test_a_withdrawn_assessment_says_when_its_content_goes_also_to_the_overseer(crowd, address, admin):
    submit(crowd["dpo"], address)
    move(crowd["dpo"], address, "withdraw", note="The vendor went away")
    admin.post("/retention", data={"years": "5"})
    day = retention.years_after(now().date(), 5).strftime("%-d %B %Y")
    for who in ("dpo", "overseer"):
        assert f"The content is erased on {day}" in crowd[who].get(f"{address}/review").text


def test_every_page_of_an_erased_assessment_says_that_it_was_erased(crowd, erased):
    values = {"assessment_id": id_of(erased), "language": "en", "on": "2026-11-23"}
    of_assessments = [one.path for one in routes() if "{assessment_id}" in one.path and "GET" in one.methods]
    assert len(of_assessments) > 30
    for path in of_assessments:
        page = crowd["dpo"].get(re.sub(r"{(\w+)}", lambda name: values.get(name[1], "1"), path))
        assert page.status_code == 410, path
        assert "Night map" not in page.text and "went away" not in page.text
    assert crowd["dpo"].post(f"{erased}/review/moves/reopen").status_code == 410


def test_the_overseer_does_not_silently_lose_what_was_submitted(crowd, erased, people):
    told = crowd["overseer"].get(erased)
    assert told.status_code == 410
    assert "Politiezone A decided so" in told.text and "Withdrawn" in told.text and "version 1" in told.text
    for page in ("/inbox", "/portfolio", "/notices"):
        text = crowd["overseer"].get(page).text
        assert id_of(erased) in text and "Night map" not in text
    assert "by the policy of the organisation" in crowd["overseer"].get("/inbox").text
    assert "Name not kept: content erased" in crowd["overseer"].get("/notices").text
    assert crowd["stranger"].get(erased).status_code == 404
    assert people("analyst@zone-a.example").get(erased).status_code == 404


def test_what_was_erased_is_in_no_list_of_work(crowd, erased):
    assert id_of(erased) not in crowd["dpo"].get("/").text
    assert id_of(erased) not in crowd["dpo"].get("/compare").text
    assert id_of(erased) in crowd["dpo"].get("/portfolio").text
    with database.session() as session:
        assert erasures(session)[id_of(erased)].by == ""


@pytest.mark.parametrize("path", ["/retention", "/portfolio"])
def test_dutch_pages_are_dutch(crowd, erased, path):
    text = crowd["dpo"].get(path, headers={"accept-language": "nl"}).text
    assert "gewist" in text.lower() and "erased" not in re.sub(r'(id|aria-labelledby)="erased"', "", text)
