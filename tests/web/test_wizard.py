import re

import pytest

TOPIC = "individual-crime-prediction"


def save(client, assessment, topic, **fields):
    shown = sorted({name.split(".", 1)[1] for name in fields if name[1] == "."})
    return client.post(f"{assessment}/topics/{topic}", data={"shown": shown, **fields})


def test_a_new_assessment_begins_at_the_first_question(client):
    page = client.post("/assessments")
    assert page.status_code == 200
    assert "What is the system called?" in page.text


def test_an_answer_is_still_there_after_leaving(client, assessment):
    save(client, assessment, "purpose", **{"t.system-name": "Camera plan <north>"})
    assert "Camera plan &lt;north&gt;" in client.get(f"{assessment}/topics/purpose").text
    assert "Camera plan &lt;north&gt;" in client.get("/").text


def test_resuming_goes_to_the_first_topic_with_an_open_question(client, assessment):
    assert client.get(assessment).url.path.endswith("/topics/purpose")


def test_a_question_appears_when_an_answer_calls_for_it(client, assessment):
    address = f"{assessment}/topics/{TOPIC}"
    assert 'name="a.criminal-offence"' not in client.get(address).text
    page = save(client, assessment, TOPIC, **{"a.what-is-scored": ["person"]})
    assert 'name="a.criminal-offence"' in page.text
    assert page.url.path.endswith(TOPIC)  # new questions keep the reader on the topic


def test_without_javascript_the_conclusion_comes_with_its_reasons(client, assessment):
    save(client, assessment, TOPIC, **{"a.what-is-scored": ["person"]})
    save(client, assessment, TOPIC, **{"a.criminal-offence": "yes"})
    save(client, assessment, TOPIC, **{"a.prediction-basis": "profile-only"})
    save(client, assessment, TOPIC, **{"a.supports-human-assessment": "no"})
    page = client.get(f"{assessment}/findings").text
    assert "Holds as soon as it is settled that it applies" in page
    assert "Predicting offences from a profile or personality alone" in page
    assert "AI Act, 5(1)(d)" in page


@pytest.mark.parametrize(
    ("topic", "field", "value", "says"),
    [
        ("use", "t.override-rate", "many", "number"),
        ("use", "t.override-rate", "140", "100"),
        ("legacy", "t.first-unit-date", "31-31-2020", "date"),
        ("purpose", "a.stage", "sometime", "choose"),
    ],
)
def test_bad_input_is_named_beside_the_field_and_at_the_top_and_is_kept(client, assessment, topic, field, value, says):
    save(client, assessment, "use", **{"a.human-decides": "yes"})
    page = save(client, assessment, topic, **{field: value})
    assert page.status_code == 422
    question = field.split(".", 1)[1]
    summary = page.text[page.text.index('class="govuk-error-summary"') :][:1500]
    assert f'href="#q-{question}"' in summary or f"-{question}" in summary
    assert says in summary.lower()
    if field.startswith("t."):
        assert f'value="{value}"' in page.text


def test_bad_input_does_not_lose_the_good_input_beside_it(client, assessment):
    save(client, assessment, "use", **{"a.human-decides": "yes"})
    save(client, assessment, "use", **{"t.override-rate": "lots", "t.review-minutes": "3"})
    answers = client.get(f"{assessment}/answers.json").json()["answers"]
    assert answers["review-minutes"]["value"] == 3
    assert "override-rate" not in answers


def test_not_known_yet_is_an_answer_and_leaves_the_conclusion_open(client, assessment):
    save(client, assessment, TOPIC, **{"a.what-is-scored": ["not-known"]})
    assert client.get(f"{assessment}/answers.json").json()["answers"]["what-is-scored"]["value"] == "not-known"
    assert "Not known yet" in client.get(f"{assessment}/answers").text


def test_not_known_yet_excludes_other_answers(client, assessment):
    assert save(client, assessment, TOPIC, **{"a.what-is-scored": ["not-known", "person"]}).status_code == 422


def test_a_text_and_not_known_yet_cannot_both_be_given(client, assessment):
    page = save(client, assessment, "purpose", **{"t.system-name": "Named", "a.system-name": "not-known"})
    assert page.status_code == 422
    assert "untick" in page.text
    assert 'value="Named"' in page.text


def test_an_answer_can_be_cleared(client, assessment):
    save(client, assessment, "purpose", **{"t.system-name": "Draft"})
    client.post(f"{assessment}/topics/purpose", data={"shown": ["system-name"], "clear": "system-name"})
    assert "system-name" not in client.get(f"{assessment}/answers.json").json()["answers"]


def test_the_language_changes_without_loss(client, assessment):
    page = client.post(
        f"{assessment}/topics/purpose",
        data={"shown": ["system-name"], "t.system-name": "Half typed", "language": "nl"},
    )
    assert page.url.path.endswith("/topics/purpose")
    assert "Hoe heet het systeem?" in page.text
    assert 'value="Half typed"' in page.text


def test_a_deep_link_leads_to_the_question(client, assessment):
    answer = client.get(f"{assessment}/questions/used-by", follow_redirects=False)
    assert answer.headers["location"] == f"{assessment}/topics/organisation#q-used-by"


def test_a_deep_link_to_a_question_that_is_not_asked_says_so(client, assessment):
    assert "govuk-inset-text" in client.get(f"{assessment}/questions/facts-before-score").text
    assert (
        client.get(f"{assessment}/questions/facts-before-score", follow_redirects=False)
        .headers["location"]
        .endswith("?not-asked=facts-before-score")
    )


def test_a_contradiction_is_shown_at_both_answers(client, assessment):
    save(client, assessment, "data", **{"a.personal-data": "no", "a.uses-biometric-data": "yes"})
    page = client.get(f"{assessment}/topics/data").text
    assert page.count("Contradiction: Biometric data, yet no personal data") == 2


def test_one_answer_by_htmx_updates_what_depends_on_it(client, assessment):
    part = client.post(f"{assessment}/questions/what-is-scored", data={"a.what-is-scored": ["person"]})
    assert 'id="slot-criminal-offence"' in part.text
    assert "Saved" in part.text
    assert "<html" not in part.text


def test_an_unknown_address_has_an_error_page_with_a_way_back(client):
    page = client.get("/assessments/none")
    assert page.status_code == 404
    assert 'href="/"' in page.text


def test_every_case_has_a_page_and_opens_in_the_wizard(client, real):
    overview = client.get("/cases").text
    cases = set(re.findall(r'<h3.*?href="/cases/([a-z0-9-]+)"', overview))
    assert cases == set(real.source.cases)
    for case in cases:
        assert client.get(f"/cases/{case}").status_code == 200
    opened = client.post("/cases/zaventem-face-recognition/open")
    assert "Live remote identification in a public place" in opened.text
    assert opened.url.path.endswith("/findings")


def test_the_report_is_made_as_pdf_in_the_chosen_language(client):
    base = client.post("/cases/veripol/open").url.path.removesuffix("/findings")
    waiting = client.post(f"{base}/report", data={"language": "nl", "on": "2026-11-23", "how": "pdf"})
    key = waiting.url.path.rsplit("/", 1)[1]
    client.app.state.waarborg.pdf.wait(key)
    file = client.get(f"{base}/report/pdf/{key}/file")
    assert file.headers["content-type"] == "application/pdf"
    assert file.content.startswith(b"%PDF-")


def test_a_report_on_a_day_outside_the_law_of_the_pack_is_refused_with_the_reason(client, assessment):
    page = client.post(f"{assessment}/report", data={"language": "en", "on": "2020-01-01", "how": "pdf"})
    assert page.status_code == 422
    assert "27 July 2026" in page.text


def test_the_exported_answers_can_be_assessed_from_the_command_line(client, tmp_path, capsys):
    from app.cli import main

    base = client.post("/cases/veripol/open").url.path.removesuffix("/findings")
    file = tmp_path / "answers.json"
    file.write_text(client.get(f"{base}/answers.json").text, encoding="utf-8")
    assert main(["assess", str(file)]) == 0
    assert "polygraph" in capsys.readouterr().out


def test_the_interface_for_programs_gives_the_same_findings(client):
    answers = {"uses-biometric-data": "yes", "personal-data": "no"}
    found = client.post("/api/assess", json={"answers": answers}).json()
    assert "biometric-without-personal-data" in [one["id"] for one in found["findings"] if one["status"] == "holds"]
    refused = client.post("/api/assess", json={"answers": {"no-such-question": "yes"}})
    assert refused.status_code == 422
    assert "no-such-question" in refused.text


def test_health_names_the_pack(client):
    assert client.get("/health").json()["status"] == "ok"


def _topic(client, address):
    return client.get(f"{address}/topics/data").text


def test_rows_of_a_table_are_added_kept_and_removed(client, assessment):
    shown = {"shown": "groups", "a.personal-data": "yes"}
    client.post(f"{assessment}/topics/data", data={"shown": "personal-data", "a.personal-data": "yes"})
    first = {**shown, "c.groups.0.name": "Passers-by", "c.groups.0.link": "bystander"}
    added = client.post(f"{assessment}/topics/data", data={**first, "add-row": "groups"})
    assert 'name="c.groups.1.name"' in added.text  # an empty row waits
    client.post(f"{assessment}/topics/data", data={**first, "c.groups.1.name": "Suspects", "c.groups.1.number": "40"})
    assert 'value="Suspects"' in _topic(client, assessment)
    assert "People without any link to an offence are affected" in client.get(f"{assessment}/findings").text
    client.post(f"{assessment}/topics/data", data={**first, "c.groups.1.name": "Suspects", "remove-row": "groups.0"})
    page = _topic(client, assessment)
    assert 'value="Suspects"' in page
    assert 'value="Passers-by"' not in page


def test_a_cell_that_does_not_fit_is_said_and_the_rows_stay_in_the_form(client, assessment):
    client.post(f"{assessment}/topics/data", data={"shown": "personal-data", "a.personal-data": "yes"})
    wrong = {"shown": "groups", "c.groups.0.name": "Passers-by", "c.groups.0.number": "many"}
    page = client.post(f"{assessment}/topics/data", data=wrong)
    assert page.status_code == 422
    assert 'value="many"' in page.text
    assert 'value="Passers-by"' in page.text


def test_a_sheet_holds_what_one_colleague_can_answer(client, assessment):
    sheet = client.get(f"{assessment}/prepare?who=vendor").text
    assert "Does the system analyse physical features" in sheet
    assert "What is the system called?" not in sheet


def test_a_question_says_why_it_is_asked(client, assessment):
    client.post(f"{assessment}/topics/data", data={"shown": "personal-data", "a.personal-data": "yes"})
    page = client.get(f"{assessment}/topics/legal-basis").text
    assert "Asked because" in page
    assert "questions remain on this page" in page


def test_the_impact_page_scores_explains_and_lists_measures(client, assessment):
    client.post(f"{assessment}/topics/data", data={"shown": "personal-data", "a.personal-data": "yes"})
    measures = {
        "shown": "measures-taken",
        "c.measures-taken.0.measure": "non-hits-deleted",
        "c.measures-taken.0.state": "planned",
        "c.measures-taken.0.deadline": "2020-01-01",
    }
    client.post(f"{assessment}/topics/impact-on-people", data=measures)
    page = client.get(f"{assessment}/impact").text
    assert "Private and family life" in page
    assert "rests on open answers" in page
    assert "Data without a hit deleted or blurred at once" in page
    assert "overdue" in page
    assert "Consult the supervisory authority first" in page
    assert "No measures have been entered" in client.get(f"{assessment}/impact?state=evidenced").text


def test_systems_like_yours_follow_the_answers(client, assessment):
    start = client.get(assessment).text
    assert "Once 8 decisive answers can be compared" in start
    base = client.post("/cases/veripol/open").url.path.removesuffix("/findings")
    findings = client.get(f"{base}/findings").text.split('id="alike"')[1]
    assert 'href="/cases/veripol"' in findings and "What went wrong there, according to the reports" in findings
    saved = client.post(f"{base}/questions/lie-detection", data={"shown": "lie-detection", "a.lie-detection": "no"})
    differs = saved.text.split('id="alike-veripol"')[1].split("</ul>")[0]
    assert 'id="alike"' in saved.text and "polygraph" in differs


def test_the_start_page_names_the_law_of_each_conclusion_and_the_impact(client, assessment):
    save(client, assessment, TOPIC, **{"a.what-is-scored": ["person"]})
    save(client, assessment, TOPIC, **{"a.criminal-offence": "yes"})
    save(client, assessment, TOPIC, **{"a.prediction-basis": "profile-only"})
    save(client, assessment, TOPIC, **{"a.supports-human-assessment": "no"})
    row = " ".join(re.sub(r"<[^>]+>", "", client.get("/").text.split("<tbody")[1].split("</tbody>")[0]).split())
    assert "AI Act: Prohibited Predicting offences" in row
    assert "No ban, condition or class" not in row
    assert "Impact on people: Very high (in part not known: the worst counts)" in row


def test_beside_an_empty_form_the_impact_says_that_nothing_is_known(client, assessment):
    page = client.get(f"{assessment}/topics/purpose").text.split('id="live"')[1]
    assert "the worst counts" in page


def test_a_reason_that_is_not_met_says_which_answer_would_meet_it(client, assessment):
    save(client, assessment, TOPIC, **{"a.what-is-scored": ["person"]})
    page = client.get(f"{assessment}/findings").text
    assert "Is the risk that is scored a risk of criminal offences, under the broad European meaning? (met by: Yes)" in page
