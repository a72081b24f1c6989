import pytest


@pytest.mark.parametrize("headers", [{"origin": "https://elsewhere.example"}, {"sec-fetch-site": "cross-site"}])
def test_a_form_of_another_site_is_refused(client, headers):
    assert client.post("/assessments", headers=headers).status_code == 403


def test_a_request_that_is_too_large_is_refused(client, assessment):
    page = client.post(f"{assessment}/topics/purpose", data={"shown": ["aim"], "t.aim": "x" * 2_100_000})
    assert page.status_code == 413


def test_every_page_forbids_other_hosts_and_inline_scripts(client, assessment):
    for path in ("/", "/cases", assessment, f"{assessment}/findings", "/nowhere"):
        answer = client.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe-inline" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert " onclick=" not in answer.text and "<script>" not in answer.text
        assert "//cdn" not in answer.text


def test_what_people_type_is_escaped_on_every_page(client, assessment):
    evil = '"><script>alert(1)</script>'
    data = {"shown": ["system-name", "aim"], "t.system-name": evil, "t.aim": evil, "n.aim": evil, "s.aim": evil}
    client.post(f"{assessment}/topics/purpose", data=data)
    for path in (
        "/",
        f"{assessment}/topics/purpose",
        f"{assessment}/answers",
        f"{assessment}/findings",
        f"{assessment}/report/en/2026-11-23",
    ):
        assert "<script>alert" not in client.get(path).text


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"])
def test_choosing_a_language_never_leads_to_another_site(client, back):
    answer = client.post("/language", data={"to": "nl", "back": back}, follow_redirects=False)
    assert answer.headers["location"] == "/"


def test_the_report_file_of_a_made_up_key_does_not_exist(client, assessment):
    for key in ("..%2F..%2Fetc%2Fpasswd", "a" * 64):
        assert client.get(f"{assessment}/report/pdf/{key}/file").status_code == 404
