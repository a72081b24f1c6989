"""The whole way of an assessment, with four people in two organisations."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import DatabaseError
from sqlmodel import select

from app.pack.load import Packs
from app.people.bans import Ban
from app.people.versions import version
from app.store import answer_log, database
from app.store.answer_log import Change
from app.store.review_tables import Condition, Notice
from app.store.tables import Assessment

pytestmark = pytest.mark.both_databases

SOON = (date.today() + timedelta(days=30)).isoformat()
HIGH_RISK_CASE = "adexttra"
RIGHTS_KEPT = [Change(name, "no", "Weighed") for name in ("core-of-a-right-taken", "reduced-to-object", "degrading-treatment")]
HARMLESS = [
    *(Change(name, "no") for name in ("personal-data", "uses-biometric-data", "performs-profiling", "runs-on-machine")),
    Change("consequences-for-people", ["none"]),
]


def answer(address, *changes):
    with database.session() as session:
        answer_log.append(session, address.rsplit("/")[-1], list(changes))


def state(address):
    with database.session() as session:
        return session.get(Assessment, address.rsplit("/")[-1]).state


def submit(browser, address, note="The vendor does not answer"):
    return browser.post(f"{address}/review/submit", data={"language": "en", "note": note})


def opine(browser, address, conclusion="favourable", points=()):
    data = {"language": "nl", "summary": "Goed beschreven", "points": list(points), "conclusion": conclusion}
    return browser.post(f"{address}/review/opinion", data=data)


def move(browser, address, name, **data):
    return browser.post(f"{address}/review/moves/{name}", data=data)


def open_bans(browser, address):
    return re.findall(r'name="accepted" value="([^"]+)"', browser.get(f"{address}/review/decide").text)


def decide(browser, address, decision, **data):
    form = {"decision": decision, "reason": "Necessary for the night shift", "follows": "yes", **data}
    return browser.post(f"{address}/review/decide", data=form)


def version_summary(address):
    with database.session() as session:
        return version(session, address.rsplit("/")[-1], 1).summary


def test_from_draft_to_use_with_questions_an_opinion_and_conditions(crowd, address):
    dpo, chief, overseer = crowd["dpo"], crowd["chief"], crowd["overseer"]
    assert "Submit to the supervisory authority" in dpo.get(f"{address}/review").text
    assert submit(dpo, address).status_code == 200
    assert state(address) == "submitted"

    assert "Night map" in overseer.get("/inbox").text
    asked = overseer.post(f"{address}/review/questions", data={"question": "system-name", "text": "Whose map?"})
    assert asked.status_code == 200 and state(address) == "questions-asked"
    seen = dpo.get(f"{address}/review").text
    assert "Whose map?" in seen
    number = re.search(r"review/questions/(\d+)/reply", seen)[1]
    assert dpo.post(f"{address}/review/questions/{number}/reply", data={"text": "Of the zone"}).status_code == 200
    assert "Of the zone" in overseer.get(f"{address}/review").text
    answer(address, Change("system-name", "Evening map"))
    submit(dpo, address)
    assert state(address) == "submitted"

    assert opine(overseer, address, "conditional", ["Publish a notice"]).status_code == 200
    assert state(address) == "opinion-given"
    assert "Publish a notice" in chief.get(f"{address}/review/decide").text
    conditions = {"condition-0": "Publish a notice", "owner-0": "Communication", "deadline-0": SOON}
    accepted = open_bans(chief, address)
    decided = decide(chief, address, "approve-with-conditions", accepted=accepted, **conditions)
    assert decided.status_code == 200 and state(address) == "approved-with-conditions"
    seen = dpo.get(f"{address}/review").text
    assert "Publish a notice" in seen and "Communication" in seen
    assert "Publish a notice" in dpo.get(f"{address}/impact").text

    assert move(dpo, address, "use", review_on=SOON).status_code == 200
    number = re.search(r"review/conditions/(\d+)", seen)[1]
    dpo.post(f"{address}/review/conditions/{number}", data={"evidence": "On the website"})
    assert "On the website" in chief.get(f"{address}/review").text
    move(dpo, address, "review", note="New data", occasion="data")
    move(dpo, address, "confirm", note="Same system, same data", review_on=SOON)
    move(dpo, address, "withdraw", note="Replaced")
    again = move(dpo, address, "reopen")
    assert str(again.url).rsplit("/")[-2] != address.rsplit("/")[-1] and "Evening map" in again.text
    way = ("Submitted", "Question asked", "Opinion given", "Taken into use", "Withdrawn")
    assert all(step in dpo.get(f"{address}/review").text for step in way)


def test_an_overseer_reads_the_frozen_version_and_not_the_work_going_on(crowd, address):
    submit(crowd["dpo"], address)
    crowd["overseer"].post(f"{address}/review/questions", data={"text": "Why?"})
    answer(address, Change("system-name", "Secret plan"))
    for page in ("/findings", "/answers", "/review", "/versions/1", "/versions/1/report", "/answers.json", "/report"):
        seen = crowd["overseer"].get(f"{address}{page}")
        assert seen.status_code == 200 and "Secret plan" not in seen.text, page
    assert "Secret plan" in crowd["dpo"].get(f"{address}/answers").text
    assert "Secret plan" not in crowd["overseer"].get("/portfolio").text + crowd["overseer"].get("/inbox").text


def test_an_overseer_sees_no_version_that_was_not_submitted_to_them(crowd, address):
    move(crowd["dpo"], address, "review-internally")
    decide(crowd["chief"], address, "reject")
    assert crowd["overseer"].get(f"{address}/versions/1").status_code == 404
    move(crowd["dpo"], address, "take-back", note="Better now")
    answer(address, Change("system-name", "Evening map"))
    submit(crowd["dpo"], address)
    assert crowd["overseer"].get(f"{address}/versions/1").status_code == 404
    assert crowd["overseer"].get(f"{address}/versions/2").status_code == 200


def test_a_decision_in_another_language_is_about_the_version_that_was_submitted(crowd, address):
    submit(crowd["dpo"], address)
    crowd["chief"].headers["accept-language"] = "nl"
    decide(crowd["chief"], address, "reject", reason="Te duur")
    assert crowd["dpo"].get(f"{address}/versions/2").status_code == 404
    assert "Te duur" in crowd["overseer"].get(f"{address}/review").text


def test_an_overseer_reads_no_decision_from_before_the_first_submission(crowd, address):
    move(crowd["dpo"], address, "review-internally")
    decide(crowd["chief"], address, "reject", reason="Not among ourselves")
    move(crowd["dpo"], address, "take-back", note="Better now")
    submit(crowd["dpo"], address)
    assert "Not among ourselves" in crowd["dpo"].get(f"{address}/review").text
    assert "Not among ourselves" not in crowd["overseer"].get(f"{address}/review").text


def test_the_dpo_advises_after_the_opinion_which_stands(crowd):
    made = crowd["dpo"].post(f"/cases/{HIGH_RISK_CASE}/open", follow_redirects=False)
    address = re.match(r"/assessments/[^/]+", made.headers["location"])[0]
    submit(crowd["dpo"], address)
    opine(crowd["overseer"], address)
    accepted = open_bans(crowd["chief"], address)
    refused = crowd["dpo"].post(f"{address}/review/advice", data={"text": " "})
    assert refused.status_code == 422 and "Your advice: enter text" in refused.text
    crowd["dpo"].post(f"{address}/review/advice", data={"text": "Only by day <b>"})
    assert "Only by day &lt;b&gt;" in crowd["chief"].get(f"{address}/review/decide").text
    condition = {"condition-0": "By day", "owner-0": "Patrol", "deadline-0": SOON}
    decide(crowd["chief"], address, "approve-with-conditions", accepted=accepted, **condition)
    assert state(address) == "approved-with-conditions"
    assert "Only by day &lt;b&gt;" in crowd["overseer"].get(f"{address}/review").text
    late = crowd["dpo"].post(f"{address}/review/advice", data={"text": "On second thoughts"})
    assert late.status_code == 403


def test_a_review_says_what_gave_rise_to_it(crowd, address):
    submit(crowd["dpo"], address)
    opine(crowd["overseer"], address)
    condition = {"condition-0": "By day", "owner-0": "Patrol", "deadline-0": SOON}
    decide(crowd["chief"], address, "approve-with-conditions", accepted=open_bans(crowd["chief"], address), **condition)
    move(crowd["dpo"], address, "use", review_on=SOON)
    refused = move(crowd["dpo"], address, "review", note="A citizen complained")
    assert refused.status_code == 422 and "What gives rise to it: choose" in refused.text
    assert "A citizen complained" in refused.text and state(address) == "in-use"
    move(crowd["dpo"], address, "review", note="A citizen complained", occasion="incident")
    assert state(address) == "due-for-review"
    assert "An incident, a complaint or a mistake" in crowd["overseer"].get(f"{address}/review").text


def test_submitting_incomplete_needs_a_reason_that_the_overseer_sees(crowd, address):
    refused = submit(crowd["dpo"], address, note=" ")
    assert refused.status_code == 422 and "enter text" in refused.text and state(address) == "draft"
    assert "What is missing" in crowd["dpo"].get(f"{address}/review/submit").text
    submit(crowd["dpo"], address, note="The vendor is silent")
    assert "The vendor is silent" in crowd["overseer"].get(f"{address}/review").text


def test_a_version_never_changes(crowd, address):
    submit(crowd["dpo"], address)
    with database.session() as session:
        kept = version(session, address.rsplit("/")[-1], 1)
    crowd["overseer"].post(f"{address}/review/questions", data={"text": "Why?"})
    answer(address, Change("system-name", "Other"))
    submit(crowd["dpo"], address)
    with database.session() as session:
        assert version(session, address.rsplit("/")[-1], 1).record == kept.record
        assert version(session, address.rsplit("/")[-1], 2).digest != kept.digest
        for change in ("UPDATE version SET record = ''", "DELETE FROM version", "DELETE FROM transition"):
            with pytest.raises(DatabaseError, match="append-only"):
                session.connection().exec_driver_sql(change)
            session.rollback()


def test_resubmitting_the_same_answers_keeps_the_version(crowd, address):
    submit(crowd["dpo"], address)
    crowd["overseer"].post(f"{address}/review/questions", data={"text": "Why?"})
    submit(crowd["dpo"], address)
    assert state(address) == "submitted"
    assert crowd["dpo"].get(f"{address}/versions/2").status_code == 404


def test_nobody_approves_a_high_risk_without_the_opinion_on_these_answers(crowd, real, people):
    dpo, chief, overseer = crowd["dpo"], crowd["chief"], crowd["overseer"]
    made = dpo.post(f"/cases/{HIGH_RISK_CASE}/open", follow_redirects=False)
    address = re.match(r"/assessments/[^/]+", made.headers["location"])[0]
    answer(address, *RIGHTS_KEPT)
    submit(dpo, address)
    assert "Approval is not possible now" in chief.get(f"{address}/review/decide").text
    refused = decide(chief, address, "approve")
    assert refused.status_code == 422 and "has given its opinion" in refused.text and state(address) == "submitted"
    opine(overseer, address)
    move(dpo, address, "take-back", note="One more answer")
    answer(address, Change("system-name", "Other system"))
    submit(dpo, address)
    assert decide(chief, address, "approve").status_code == 422
    opine(overseer, address)
    assert decide(chief, address, "approve").status_code == 200 and state(address) == "approved"


def test_who_decides_sees_both_verdicts_and_no_way_that_is_closed(crowd, real):
    """While the authority must be consulted first, no approval is offered, so neither are its conditions."""
    made = crowd["dpo"].post(f"/cases/{HIGH_RISK_CASE}/open", follow_redirects=False)
    address = re.match(r"/assessments/[^/]+", made.headers["location"])[0]
    submit(crowd["dpo"], address)
    closed = crowd["chief"].get(f"{address}/review/decide").text
    assert "Legal position on" in closed and re.search(r"Impact on people</strong>: <span class=\"level", closed)
    assert 'name="condition-0"' not in closed and "accept each open ban below" not in closed
    opine(crowd["overseer"], address)
    possible = crowd["chief"].get(f"{address}/review/decide").text
    assert 'name="condition-0"' in possible and "accept each open ban below" in possible


def test_a_version_tells_what_is_open_and_could_change_the_conclusion(crowd, address):
    submit(crowd["dpo"], address)
    seen = crowd["overseer"].get(f"{address}/versions/1").text
    count = int(re.search(r"Open questions that decide \((\d+)\)", seen)[1])
    assert count == len(version_summary(address)["decisive"]) > 0
    assert f'href="{address}/questions/{version_summary(address)["decisive"][0]}"' in seen
    assert f'<a class="aside" href="{address}/versions/1">' in crowd["overseer"].get(f"{address}/review").text


def test_the_list_of_assessments_says_where_each_stands(crowd, address):
    assert '<strong class="tag state state-draft">Draft</strong>' in crowd["chief"].get("/").text
    submit(crowd["dpo"], address)
    assert '<strong class="tag state state-submitted">Submitted</strong>' in crowd["chief"].get("/").text


def test_the_advice_stands_word_for_word_and_departing_from_it_needs_a_reason(crowd, address):
    move(crowd["dpo"], address, "review-internally")
    shown = crowd["chief"].get(f"{address}/review/decide").text
    assert "&lt;b&gt;then&lt;/b&gt; only in two districts" in shown
    assert decide(crowd["chief"], address, "reject", follows="").status_code == 422
    refused = decide(crowd["chief"], address, "reject", follows="no", departs="")
    assert refused.status_code == 422 and "Why it departs from the advice" in refused.text
    decide(crowd["chief"], address, "reject", follows="no", departs="Too costly")
    answer(address, Change("dpo-advice", "Something else"))
    seen = crowd["dpo"].get(f"{address}/review").text
    assert "Too costly" in seen and "only in two districts" in seen and state(address) == "rejected"


@pytest.mark.parametrize(
    ("entered", "says"),
    [
        ({}, "Condition: enter text"),
        ({"condition-0": "A", "owner-0": "B", "deadline-0": "soon"}, "By when: enter a date"),
        ({"condition-0": "A", "owner-0": "B", "deadline-0": "2020-01-01"}, "By when: choose a day in the future"),
        ({"condition-0": "A", "deadline-0": SOON}, "Who does it: enter text"),
    ],
)
def test_conditions_need_an_owner_and_a_day_to_come(crowd, address, entered, says):
    submit(crowd["dpo"], address)
    opine(crowd["overseer"], address)
    accepted = open_bans(crowd["chief"], address)
    answered = decide(crowd["chief"], address, "approve-with-conditions", accepted=accepted, **entered)
    assert answered.status_code == 422 and says in answered.text and state(address) == "opinion-given"


def test_an_overseer_asks_about_what_is_open_and_decides(crowd, address):
    submit(crowd["dpo"], address)
    link = re.search(r'review\?about=([\w-]+)#ask', crowd["overseer"].get(f"{address}/versions/1").text)
    form = crowd["overseer"].get(f"{address}/review?about={link[1]}").text
    assert re.search(rf'<optgroup label="Open, and decisive">.*?<option value="{link[1]}" selected>', form, re.S)
    assert form.count(f'<option value="{link[1]}"') == 1
    assert "about=" not in crowd["dpo"].get(f"{address}/versions/1").text


def test_confirming_warns_of_conditions_whose_day_has_passed(crowd, address):
    submit(crowd["dpo"], address)
    opine(crowd["overseer"], address)
    condition = {"condition-0": "Only by day", "owner-0": "Patrol", "deadline-0": date.today().isoformat()}
    decide(crowd["chief"], address, "approve-with-conditions", accepted=open_bans(crowd["chief"], address), **condition)
    late = "Conditions whose day has passed are not met"
    assert late not in crowd["dpo"].get(f"{address}/review").text
    with database.session() as session:
        session.exec(select(Condition)).one().deadline = date.today() - timedelta(days=1)
        session.commit()
    assert late in crowd["dpo"].get(f"{address}/review").text


@pytest.mark.parametrize("entered", ["", "yesterday", "2020-01-01"])
def test_taking_into_use_needs_a_day_of_review_in_the_future(crowd, address, entered):
    with database.session() as session:
        session.get(Assessment, address.rsplit("/")[-1]).state = "approved"
        session.commit()
    assert move(crowd["dpo"], address, "use", review_on=entered).status_code == 422
    assert state(address) == "approved"


def test_a_review_that_changed_an_answer_is_not_confirmed_but_submitted(crowd, address):
    answer(address, *HARMLESS)
    move(crowd["dpo"], address, "review-internally")
    submit(crowd["dpo"], address)
    opine(crowd["overseer"], address)
    decide(crowd["chief"], address, "approve")
    move(crowd["dpo"], address, "review", note="New data", occasion="data")
    answer(address, Change("system-name", "Other map"))
    refused = move(crowd["dpo"], address, "confirm", note="Nothing new", review_on=SOON)
    assert refused.status_code == 422 and "submit the assessment instead" in refused.text
    assert state(address) == "due-for-review"


def test_each_does_only_what_their_role_may(crowd, people, address):
    submit(crowd["dpo"], address)
    analyst = people("analyst@zone-a.example")
    assert opine(crowd["dpo"], address).status_code == 403
    assert decide(crowd["dpo"], address, "approve").status_code == 403
    assert decide(crowd["overseer"], address, "approve").status_code == 403
    assert move(crowd["overseer"], address, "withdraw", note="x").status_code == 403
    assert move(analyst, address, "take-back", note="x").status_code == 403
    assert move(crowd["dpo"], address, "unknown").status_code == 404
    assert state(address) == "submitted"


def test_notices_reach_those_concerned_and_are_read(crowd, address):
    submit(crowd["dpo"], address)
    assert "1 not read" in crowd["overseer"].get("/portfolio").text
    assert "not read" not in crowd["dpo"].get("/portfolio").text
    assert "Night map: submitted" in crowd["overseer"].get("/notices").text
    with database.session() as session:
        notices = session.exec(select(Notice)).all()
    crowd["stranger"].post("/notices/read", data={"notice": [one.id for one in notices]})
    assert "1 not read" in crowd["overseer"].get("/portfolio").text
    crowd["overseer"].post("/notices/read", data={"notice": [one.id for one in notices]})
    assert "not read" not in crowd["overseer"].get("/portfolio").text


def test_the_inbox_filters_and_two_zones_are_compared(crowd, address):
    submit(crowd["dpo"], address)
    other = crowd["stranger"].post("/assessments", follow_redirects=False).headers["location"]
    answer(other, Change("system-name", "Day map"))
    submit(crowd["stranger"], other)
    overseer = crowd["overseer"]
    assert all(name in overseer.get("/inbox").text for name in ("Night map", "Day map"))
    narrowed = overseer.get("/inbox?q=day").text
    assert "Day map" in narrowed and "Night map" not in narrowed
    with database.session() as session:
        zone = session.get(Assessment, other.rsplit("/")[-1]).organisation_id
    assert "Night map" not in overseer.get(f"/inbox?zone={zone}&review-state=submitted").text
    assert overseer.get("/inbox?age=180").text.count("Night map") == 1  # nothing is that old: said, and not filtered
    beside = overseer.get(f"/compare?a={address.rsplit('/')[-1]}&b={other.rsplit('/')[-1]}").text
    assert "two districts" in beside and "Answers that differ" in beside
    assert crowd["dpo"].get(f"/compare?a={address.rsplit('/')[-1]}&b={other.rsplit('/')[-1]}").status_code == 404


def test_the_portfolio_tells_an_overseer_only_how_many_were_not_submitted(crowd, address):
    seen = crowd["overseer"].get("/portfolio").text
    assert "Night map" not in seen and "Politiezone A" in seen
    assert "Night map" in crowd["dpo"].get("/portfolio").text
    assert "Night map" in crowd["dpo"].get("/portfolio.csv").text
    assert "Night map" not in crowd["overseer"].get("/portfolio.csv").text


def test_who_comes_late_is_told_that_it_moved(crowd, address):
    move(crowd["dpo"], address, "review-internally")
    late = move(crowd["dpo"], address, "review-internally")
    assert late.status_code == 422 and "somebody else moved this assessment" in late.text


def test_an_opinion_is_a_document_in_its_own_language(crowd, address):
    submit(crowd["dpo"], address)
    given = opine(crowd["overseer"], address, "unfavourable", ["Te ruim", "<script>"])
    made = crowd["overseer"].get(re.search(r'href="([^"]+/opinions/\d+)"', given.text)[1])
    assert '<html lang="nl">' in made.text and "Ongunstig" in made.text and "&lt;script&gt;" in made.text
    assert opine(crowd["overseer"], address, "conditional").status_code == 403  # it was given already


def test_opinions_are_checked_field_by_field(crowd, address):
    submit(crowd["dpo"], address)
    for conclusion, points in (("", []), ("great", []), ("conditional", [" "])):
        assert opine(crowd["overseer"], address, conclusion, points).status_code == 422
    assert state(address) == "submitted"


def test_an_inbox_without_anything_in_it_says_so(people):
    page = people("reviewer@oversight.example").get("/inbox")
    assert page.status_code == 200


@pytest.mark.parametrize("decision", ["approve", "approve-with-conditions"])
def test_nobody_approves_what_is_prohibited_whatever_anybody_advises(crowd, decision):
    made = crowd["dpo"].post("/cases/zaventem-face-recognition/open", follow_redirects=False)
    address = re.match(r"/assessments/[^/]+", made.headers["location"])[0]
    submit(crowd["dpo"], address)
    opine(crowd["overseer"], address)
    page = crowd["chief"].get(f"{address}/review/decide").text
    assert "Live remote identification in a public place" in page and "No opinion, condition or measure" in page
    conditions = {"condition-0": "Only on Mondays", "owner-0": "Watch", "deadline-0": SOON}
    refused = decide(crowd["chief"], address, decision, **conditions)
    assert refused.status_code == 422 and "this use is prohibited" in refused.text
    assert state(address) == "opinion-given"


def test_a_decision_does_not_pass_over_a_ban_that_may_still_hold(crowd, address):
    submit(crowd["dpo"], address)
    assert "Bans that may hold now" in crowd["chief"].get(f"{address}/review/decide").text


def test_nobody_approves_while_a_ban_is_open_but_under_conditions_and_with_each_ban_accepted(crowd, address):
    chief = crowd["chief"]
    submit(crowd["dpo"], address)
    opine(crowd["overseer"], address)
    bans = open_bans(chief, address)
    conditions = {"condition-0": "Ask the vendor", "owner-0": "Purchasing", "deadline-0": SOON}
    assert len(bans) > 5
    refused = decide(chief, address, "approve", accepted=bans)
    assert refused.status_code == 422 and "not possible while a ban is open" in refused.text
    partly = decide(chief, address, "approve-with-conditions", accepted=bans[1:], **conditions)
    assert partly.status_code == 422 and "accept each open ban" in partly.text
    assert partly.text.count(" checked") >= len(bans) - 1 and "Ask the vendor" in partly.text  # nothing typed is lost
    assert state(address) == "opinion-given"
    decide(chief, address, "approve-with-conditions", accepted=bans, **conditions)
    assert state(address) == "approved-with-conditions"
    seen = crowd["overseer"].get(f"{address}/review").text
    assert "Accepted while open" in seen and "Social scoring" in seen


def stand(address, wanted):
    with database.session() as session:
        session.get(Assessment, address.rsplit("/")[-1]).state = wanted
        session.commit()


@pytest.fixture
def prohibited(crowd):
    """What is prohibited by its own rules, and was submitted."""
    made = crowd["dpo"].post("/cases/zaventem-face-recognition/open", follow_redirects=False)
    address = re.match(r"/assessments/[^/]+", made.headers["location"])[0]
    submit(crowd["dpo"], address)
    return address


@pytest.mark.parametrize(("name", "before"), [("use", "approved"), ("confirm", "due-for-review")])
def test_what_is_prohibited_is_neither_taken_into_use_nor_confirmed(crowd, prohibited, name, before):
    stand(prohibited, before)
    shown = crowd["dpo"].get(f"{prohibited}/review").text
    assert "prohibited since 2 February 2025" in shown and f'action="{prohibited}/review/moves/{name}"' in shown
    refused = move(crowd["dpo"], prohibited, name, note="Same", review_on=SOON)
    assert refused.status_code == 422 and "by the law of today this use is prohibited" in refused.text
    assert state(prohibited) == before
    assert move(crowd["dpo"], prohibited, "review" if before == "approved" else "withdraw", note="Stop", occasion="law").status_code == 200
    assert state(prohibited) == ("due-for-review" if before == "approved" else "withdrawn")


def test_a_ban_that_only_newer_rules_know_is_seen_and_stops_the_use(crowd, prohibited, real, client, monkeypatch):
    rule = "real-time-identification-prohibited"
    earlier = dict(real.source.rules)
    earlier[rule] = earlier[rule].model_copy(update={"if_": earlier["social-scoring-prohibited"].if_})
    kept = real.source.model_copy(update={"rules": earlier, "identity": "e" * 64})
    monkeypatch.setattr(client.app.state.waarborg.archive, "get", lambda _number: Packs({"en": kept, "nl": kept}))
    with database.session() as session:
        session.get(Assessment, prohibited.rsplit("/")[-1]).pack_identity = kept.identity
        session.commit()
    stand(prohibited, "in-use")
    for who in ("dpo", "chief", "overseer"):
        assert "This use is prohibited" in crowd[who].get(f"{prohibited}/review").text
    assert "prohibited since" in crowd["overseer"].get("/inbox").text
    stand(prohibited, "approved")
    assert move(crowd["dpo"], prohibited, "use", review_on=SOON).status_code == 422


def test_the_report_tells_the_review_to_each_as_far_as_they_may_read(crowd, address):
    dpo, chief, overseer = crowd["dpo"], crowd["chief"], crowd["overseer"]
    move(dpo, address, "review-internally")
    decide(chief, address, "reject", reason="Internal doubts")
    move(dpo, address, "take-back", note="Better now")
    answer(address, Change("system-name", "Evening map"))
    submit(dpo, address)
    overseer.post(f"{address}/review/questions", data={"question": "system-name", "text": "Whose map?"})
    today = date.today().isoformat()
    for who in (dpo, overseer):
        seen = who.get(f"{address}/report/nl/{today}").text
        assert "Whose map?" in seen and "functionaris voor gegevensbescherming, Politiezone A" in seen
    assert "Internal doubts" in dpo.get(f"{address}/report/en/{today}").text
    seen = overseer.get(f"{address}/report/en/{today}").text
    assert "Internal doubts" not in seen and "internal review" not in seen
    assert "Internal doubts" not in overseer.get(f"{address}/report/en/{today}/json").text
    assert "Whose map?" in overseer.get(f"{address}/report/en/{today}/json").text
    assert "Whose map?" not in dpo.get(f"{address}/versions/2/report").text  # frozen before it was asked


def rows(browser, query):
    return re.findall(r'<a href="/assessments/[^"]+/review">([^<]+)</a>', browser.get(f"/inbox?{query}").text)


def test_the_inbox_filters_by_kind_due_day_law_and_the_two_verdicts(crowd, address, prohibited):
    answer(address, Change("output-concerns", ["place"]), *HARMLESS)
    submit(crowd["dpo"], address)
    made = crowd["stranger"].post(f"/cases/{HIGH_RISK_CASE}/open", follow_redirects=False)
    high = re.match(r"/assessments/[^/]+", made.headers["location"])[0]
    answer(high, Change("system-name", "High risk"), *RIGHTS_KEPT)
    submit(crowd["stranger"], high)
    overseer = crowd["overseer"]
    stand(prohibited, "in-use")
    assert len(rows(overseer, "")) == 3
    assert rows(overseer, "concerns=place") == ["Night map"]
    assert "High risk" in rows(overseer, "verdicts=high-yet-not-prohibited")
    banned = rows(overseer, "banned=yes")
    assert len(banned) == 1 and banned[0] not in rows(overseer, "verdicts=high-yet-not-prohibited")
    assert len(rows(overseer, "law-moved=no")) == 3
    stand(address, "approved")
    move(crowd["dpo"], address, "use", review_on=SOON)
    assert rows(overseer, "due=soon") == ["Night map"]
    assert "inbox-" not in overseer.get("/inbox").text


def test_advice_after_submitting_is_no_change_that_stops_a_confirmation(crowd, address):
    submit(crowd["dpo"], address)
    opine(crowd["overseer"], address)
    crowd["dpo"].post(f"{address}/review/advice", data={"text": "By day only"})
    condition = {"condition-0": "By day", "owner-0": "Patrol", "deadline-0": SOON}
    decide(crowd["chief"], address, "approve-with-conditions", accepted=open_bans(crowd["chief"], address), **condition)
    move(crowd["dpo"], address, "use", review_on=SOON)
    move(crowd["dpo"], address, "review", note="A year has passed", occasion="day")
    move(crowd["dpo"], address, "confirm", note="Nothing changed", review_on=SOON)
    assert state(address) == "in-use"


def test_a_decision_does_not_pass_over_a_ban_that_begins_later(crowd, address, monkeypatch):
    submit(crowd["dpo"], address)
    day = date.today() + timedelta(days=5)
    monkeypatch.setattr("app.web.decide.may_come", lambda _law: (Ban("crime-prediction-prohibited", "Ban <to come>", "", day),))
    seen = crowd["chief"].get(f"{address}/review/decide").text
    assert "Bans that begin later" in seen and "Ban &lt;to come&gt;" in seen and "perhaps prohibited from" in seen
