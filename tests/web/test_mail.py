"""Mail to a real server: who gets what, how little it says, and what happens when the server does not want it."""

import re
import ssl
from dataclasses import dataclass
from datetime import date, timedelta
from time import monotonic, sleep

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from fastapi.testclient import TestClient
from sqlmodel import select

from app.cli import main
from app.people.accounts import add_person, join, organisation
from app.people.due import Due
from app.people.members import change_roles
from app.people.reminders import remind
from app.settings import settings
from app.store import answer_log, database, outbox
from app.store.answer_log import Change, Owner
from app.store.mail_tables import Outgoing
from app.store.tables import Organisation, Person, now
from app.web.app import create_app
from app.web.letters import trial
from app.web.mail import send_waiting
from app.web.smtp import MailRefused, check_settings, deliver
from tests.mailbox import ADDRESS, mail_server

SECRETS = ("Night map", "Whose map?", "Dana", "Rik", "system-name")


@pytest.fixture
def box(client, monkeypatch):
    """A mail server that runs, and a service that uses it."""
    with mail_server(monkeypatch) as one:
        yield one


@pytest.fixture
def night_map(box, shared, monkeypatch):
    """An assessment of Politiezone A; no PDF is drawn."""
    monkeypatch.setattr("app.web.review.draw_kept", lambda jobs, found: None)
    with database.session() as session:
        answer_log.append(session, shared.rsplit("/")[-1], [Change("system-name", "Night map")])
    return shared


def submit(browser, address):
    browser.post(f"{address}/review/submit", data={"language": "en", "note": "Whose map?"})


def send(times=1):
    return [send_waiting(["en", "nl"]) for _ in range(times)][-1]


def arrived(box):
    return {(str(one["to"]), str(one["subject"])) for one in box.received}


def text(mail):
    return mail.get_content()


def person(known, /, **values):
    with database.session() as session:
        found = session.exec(select(Person).where(Person.email == known)).one()
        for name, value in values.items():
            setattr(found, name, value)
        session.add(found)
        session.commit()


def waiting():
    with database.session() as session:
        return outbox.unsent(session)


def try_again():
    """Let the next attempts be now."""
    with database.session() as session:
        for one in outbox.unsent(session):
            one.next_at = now() - timedelta(seconds=1)
            session.add(one)
        session.commit()


def test_a_move_is_told_by_mail_that_names_nothing_but_the_inbox(dana, night_map, box):
    submit(dana, night_map)
    assert send().sent == 2
    said = "Waarborg: An assessment was submitted"
    assert arrived(box) == {("chief@zone-a.example", said), ("reviewer@oversight.example", said)}
    told = {str(one["to"]): text(one) for one in box.received}
    assert "Organisation: Politiezone A" in told["chief@zone-a.example"]
    assert "Organisation: Controleorgaan" in told["reviewer@oversight.example"]
    for one in box.received:
        assert f"{ADDRESS}/notices" in text(one)
        assert not [word for word in (*SECRETS, night_map.rsplit("/")[-1]) if word in one.as_string()]


def test_a_decision_is_told_without_what_was_decided(dana, browsers, night_map, box):
    dana.post(f"{night_map}/review/moves/review-internally")
    browsers("chris").post(f"{night_map}/review/decide", data={"decision": "reject", "reason": "No", "follows": "yes"})
    send()
    assert ("dpo@zone-a.example", "Waarborg: A decision was taken on an assessment") in arrived(box)
    assert not [one for one in box.received if "reject" in one.as_string().lower()]


def test_mentions_and_tasks_are_told_to_whom_they_concern(dana, shared, box):
    dana.post(f"{shared}/comments/system-name", data={"text": "@Ali is this the Night map?"})
    page = dana.get(f"{shared}/tasks").text
    ali = re.search(r'value="([^"]+)"[^>]*>\s*Ali', page)[1]
    part = re.search(r'value="(section/[^"]+)"', page)[1]
    dana.post(f"{shared}/tasks", data={"part": part, "person": ali, "due": ""})
    send()
    assert arrived(box) == {
        ("analyst@zone-a.example", "Waarborg: Somebody mentioned you in a comment"),
        ("analyst@zone-a.example", "Waarborg: Somebody asked you to answer a part of an assessment"),
    }
    assert all(f"{ADDRESS}/tasks" in text(one) and "Night map" not in text(one) for one in box.received)


def test_a_mail_is_in_the_language_that_the_person_chose_and_stops_when_they_turn_it_off(
    dana, browsers, night_map, box
):
    chris = browsers("chris")
    assert 'name="mail" value="true" checked' in chris.get("/account").text
    chris.post("/account/mail", data={"language": "nl", "mail": "true"})
    browsers("rik").post("/account/mail", data={"language": "en"})
    submit(dana, night_map)
    assert send().sent == 1
    assert arrived(box) == {("chief@zone-a.example", "Waarborg: Een beoordeling is ingediend")}
    assert "e-mail is niet vertrouwelijk" in text(box.received[0]) and waiting() == []


def test_without_a_server_the_account_offers_no_mail_and_nothing_waits(client, dana, shared, monkeypatch):
    monkeypatch.setattr("app.web.review.draw_kept", lambda jobs, found: None)
    submit(dana, shared)
    assert "/account/mail" not in dana.get("/account").text and waiting() == []
    assert main(["mail", "send"]) == 2 and main(["due", "--mail"]) == 2


@pytest.mark.parametrize("change", [{"disabled": True}, {"mail": False}])
def test_whoever_left_or_turned_mail_off_meanwhile_gets_nothing(dana, night_map, box, change):
    submit(dana, night_map)
    person("chief@zone-a.example", **change)
    send()
    assert [str(one["to"]) for one in box.received] == ["reviewer@oversight.example"]


def test_nothing_is_said_about_what_somebody_may_no_longer_read(dana, night_map, box):
    dana.post(f"{night_map}/review/moves/review-internally")
    with database.session() as session:
        chief = session.exec(select(Person).where(Person.email == "chief@zone-a.example")).one()
        change_roles(session, chief, session.exec(select(Outgoing)).one().organisation_id, ["administrator"])
        session.commit()
    assert send().sent == 0 and box.received == [] and waiting() == []


def test_mail_about_what_was_deleted_is_dropped(dana, night_map, box):
    dana.post(f"{night_map}/review/moves/review-internally")
    with database.session() as session:
        one = session.exec(select(Outgoing)).one()
        one.assessment_id = "deleted"
        session.add(one)
        session.commit()
    assert send().sent == 0 and waiting() == []


@dataclass
class Certificate:
    """Of a server named localhost: how the server shows it, and where whoever trusts it has it."""

    server: ssl.SSLContext
    path: str


@pytest.fixture
def certificate(tmp_path):
    """A certificate that nobody trusts yet."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now() - timedelta(days=1)).not_valid_after(now() + timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    pem = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    plain = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (tmp_path / "certificate.pem").write_bytes(pem)
    (tmp_path / "key.pem").write_bytes(secret)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "certificate.pem", tmp_path / "key.pem")
    return Certificate(context, str(tmp_path / "certificate.pem"))


def test_the_service_sends_while_it_runs(own_data, real, monkeypatch):
    monkeypatch.setattr("app.web.app.load", lambda _folder: real)
    monkeypatch.setattr("app.web.mail.PAUSE", 0.05)
    with mail_server(monkeypatch) as box, TestClient(create_app()), database.session() as session:
        place = organisation(session, "Zone", "police")
        ann = add_person(session, "ann@zone.example", "Ann")
        join(session, ann, place, ["dpo"])
        outbox.post(session, "submit", ann.id, place.id, "")
        session.commit()
        until = monotonic() + 20
        while not box.received and monotonic() < until:
            sleep(0.05)
    assert arrived(box) == {("ann@zone.example", "Waarborg: An assessment was submitted")}


# -- the server ----------------------------------------------------------------------------------------


def test_what_the_server_does_not_take_now_is_tried_again_and_sent_once(dana, night_map, box, caplog):
    submit(dana, night_map)
    box.refuse = ["451 <chief@zone-a.example> try later", "451 try later"]
    assert send().later == 2 and send(3).sent == 0 and box.received == []
    try_again()
    assert send().sent == 2
    try_again()
    assert send(3).sent == 0 and len(box.received) == 2
    assert "451" in caplog.text and "@" not in caplog.text


def test_a_server_that_is_down_is_tried_again(dana, night_map, box, monkeypatch):
    submit(dana, night_map)
    port = settings().smtp_port
    monkeypatch.setattr(settings(), "smtp_port", 1)
    assert send().later == 2 and all("refused" in one.error.lower() for one in waiting())
    monkeypatch.setattr(settings(), "smtp_port", port)
    try_again()
    assert send().sent == 2


def test_an_address_that_there_is_not_is_given_up_and_listed_and_the_others_are_sent(
    dana, night_map, box, capsys, caplog
):
    box.unknown = {"chief@zone-a.example"}
    submit(dana, night_map)
    done = send()
    assert (done.sent, done.given_up) == (1, 1)
    try_again()
    assert send().given_up == 0
    assert main(["mail", "list"]) == 0
    said = capsys.readouterr().out
    assert "given up" in said and "550 5.1.1 … there is no such mailbox" in said and "submit" in said
    assert "chief@" not in caplog.text


def test_a_mail_is_claimed_before_it_is_sent_so_that_two_processes_send_it_once(dana, night_map, box, monkeypatch):
    submit(dana, night_map)
    real = outbox.waiting

    def both_looked(session):
        rows = real(session)
        monkeypatch.setattr(outbox, "waiting", lambda _session: rows)  # the other process looked at the same moment
        return rows

    monkeypatch.setattr(outbox, "waiting", both_looked)
    send(2)
    assert len(box.received) == 2


def test_only_an_encrypted_connection_is_used_unless_asked_otherwise(dana, night_map, box, monkeypatch):
    monkeypatch.setattr(settings(), "smtp_tls", "starttls")
    submit(dana, night_map)
    assert send().later == 2 and box.received == []


def test_a_certificate_that_is_trusted_is_accepted_and_another_is_not(client, monkeypatch, certificate):
    with mail_server(monkeypatch, "starttls", tls_context=certificate.server, require_starttls=True) as box:
        with pytest.raises(MailRefused, match="(?i)certificate"):
            deliver(trial("ann@zone.example", "en", now()))
        monkeypatch.setenv("SSL_CERT_FILE", certificate.path)
        assert deliver(trial("ann@zone.example", "en", now())) == "250 taken as number 7"
        assert box.protected == [True]


# -- what others wrote ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "email",
    [
        "a@zone.example\r\nBcc: all@zone.example",
        "a@zone.example\nRCPT TO:<all@zone.example>",
        "a@zone.example,all@zone.example",
        "a@zone.example> SIZE=1 <b@zone.example",
        "ä@zone.example",
    ],
)
def test_an_address_that_would_add_lines_or_people_gets_nothing(dana, night_map, box, email):
    submit(dana, night_map)
    person("chief@zone-a.example", email=email)
    done = send()
    assert (done.sent, done.given_up) == (1, 1)
    assert box.recipients == [["reviewer@oversight.example"]]


def test_a_name_with_line_breaks_adds_no_header(dana, night_map, box):
    submit(dana, night_map)
    with database.session() as session:
        place = session.exec(select(Organisation).where(Organisation.name == "Controleorgaan")).one()
        place.name = "Orgaan\r\nBcc: all@zone.example\r\n\r\nhttps://evil.example\u202e"
        session.add(place)
        session.commit()
    send()
    assert all(one["bcc"] is None for one in box.received)
    assert "Organisation: Orgaan Bcc: all@zone.example https://evil.example\r\n" in text(
        next(one for one in box.received if one["to"] == "reviewer@oversight.example")
    )


# -- invitations ------------------------------------------------------------------------------------------


def test_an_invitation_is_sent_with_a_link_that_works_and_is_forgotten_then(client, browsers, box):
    ann = browsers("ann")
    ann.headers["accept-language"] = "nl"
    page = ann.post("/members/invitations", data={"email": "new@zone.example", "role": "dpo"})
    assert "Verstuurd naar new@zone.example" in page.text and "/invitations/" in page.text
    assert send().sent == 1
    mail = box.received[0]
    assert str(mail["subject"]) == "Waarborg: U bent uitgenodigd om in Waarborg te werken"
    path = re.search(rf"{ADDRESS}(/invitations/\S+)", text(mail))[1]
    assert client.get(path).status_code == 200
    with database.session() as session:
        assert session.exec(select(Outgoing)).one().secret == ""
    client.post(path, data={"name": "Nieuw", "password": "een lang wachtwoord"}, headers={"accept-language": "nl"})
    with database.session() as session:
        assert session.exec(select(Person).where(Person.email == "new@zone.example")).one().language == "nl"


def test_an_invitation_that_was_revoked_or_that_is_not_wanted_is_not_sent(browsers, box):
    ann = browsers("ann")
    page = ann.post("/members/invitations", data={"email": "new@zone.example", "role": "dpo"}).text
    ann.post(re.search(r"/members/invitations/\d+/revoke", page)[0])
    person("chief@zone-a.example", mail=False)
    page = ann.post("/members/invitations", data={"email": "chief@zone-a.example", "role": "dpo"}).text
    assert "Hand this link over yourself" in page and "Sent to" not in page
    assert send().sent == 0 and box.received == []


# -- reminders and commands ---------------------------------------------------------------------------------


def test_what_is_due_is_one_mail_a_day_for_whom_it_concerns(dana, night_map, box):
    made = night_map.rsplit("/")[-1]
    rows = [
        Due(made, "Politiezone A", "Night map", what, "Publish", "Somebody", date.today())
        for what in ("measure", "measure", "condition")
    ]
    for _ in range(2):
        with database.session() as session:
            remind(session, rows, date.today())
        send()
    told = {str(one["to"]): text(one) for one in box.received}
    assert len(box.received) == 2
    assert "Measures: 2" in told["dpo@zone-a.example"] and "Conditions of an approval: 1" in told["dpo@zone-a.example"]
    assert "Measures" not in told["chief@zone-a.example"] and "approval: 1" in told["chief@zone-a.example"]
    assert not [one for one in told.values() if "Night map" in one or "Publish" in one]
    with database.session() as session:
        remind(session, rows, date.today() + timedelta(days=1))
    assert send().sent == 2


def test_the_command_reminds_whoever_works_for_two_zones_once(dana, night_map, box, real, monkeypatch, capsys):
    monkeypatch.setattr("app.pack.load.load", lambda _folder: real)
    with database.session() as session:
        both = add_person(session, "both@zone.example", "Both")
        measure = {"measure": real.source.impact.measures[0].id, "state": "planned", "deadline": str(date.today())}
        changes = [Change("personal-data", "yes"), Change("measures-taken", [measure])]
        for name in ("Politiezone A", "Politiezone B"):
            zone = organisation(session, name)
            join(session, both, zone, ["dpo"])
            answer_log.create(session, real.source.pack, real.source.identity, "en", changes, Owner(zone.id))
    assert main(["due", "--mail"]) == 0
    assert "3 sent" in capsys.readouterr().out
    [mail] = [one for one in box.received if one["to"] == "both@zone.example"]
    assert "Organisation: Politiezone A, Politiezone B" in text(mail) and "Measures: 2" in text(mail)
    assert main(["due", "--mail"]) == 0 and "0 sent" in capsys.readouterr().out


def test_the_command_tries_the_server_and_says_what_it_said(box, capsys):
    assert main(["mail", "test", "ann@zone.example"]) == 0
    assert capsys.readouterr().out == "250 taken as number 7\n"
    assert arrived(box) == {("ann@zone.example", "Waarborg: This is a trial: mail from Waarborg arrives")}
    box.refuse = ["554 5.7.1 not for you"]
    assert main(["mail", "test", "ann@zone.example"]) == 2
    assert "554 5.7.1 not for you" in capsys.readouterr().err
    assert main(["mail", "test", "ann"]) == 2


@pytest.mark.parametrize(("name", "value"), [("address", "zone.example"), ("mail_from", ""), ("mail_from", "Waarborg")])
def test_a_service_that_could_not_send_does_not_start(box, monkeypatch, name, value):
    check_settings()
    monkeypatch.setattr(settings(), name, value)
    with pytest.raises(ValueError, match="MAIL_FROM|ADDRESS|no address"):
        check_settings()
