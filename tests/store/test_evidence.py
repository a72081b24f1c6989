"""Which bytes of evidence stay, and what they count, on both databases."""

import json
from datetime import date

import pytest

from app.settings import settings
from app.store import answer_log, database, evidence
from app.store.answer_log import Owner
from app.store.evidence import NoRoom
from app.store.review_tables import Version
from app.store.tables import Organisation
from app.store.together_tables import EvidenceFile


@pytest.fixture
def assessment(each_database):
    with database.session() as session:
        session.add(Organisation(id="zone", name="Zone", kind="police"))
        session.commit()
        return answer_log.create(session, "pack", "0", "en", [], Owner("zone")).id


def add(assessment, content, question="aim"):
    wanted = {"organisation_id": "zone", "name": "a.txt", "media_type": "text/plain", "by": "dana"}
    with database.session() as session:
        file = EvidenceFile(assessment_id=assessment, question=question, sha256="", size=0, **wanted)
        return evidence.add(session, file, content)


def freeze(assessment, *files):
    named = [{"name": one.name, "sha256": one.sha256} for one in files]
    record = json.dumps({"answers": {"aim": {"value": "yes", "evidence": named}}})
    row = {"pack_identity": "0", "language": "en", "on": date(2026, 11, 27), "digest": "0", "summary": {}}
    with database.session() as session:
        made = Version(assessment_id=assessment, number=1, record=record, document="0", by="dana", **row)
        session.add(made)
        session.commit()
        return made


def remove(assessment, file):
    with database.session() as session:
        evidence.remove(session, assessment, file.id, "dana")


def test_bytes_go_with_the_last_file_unless_a_version_names_them(assessment):
    frozen, loose, twice = add(assessment, b"frozen"), add(assessment, b"loose"), add(assessment, b"loose", "goal")
    version = freeze(assessment, frozen)
    remove(assessment, frozen)
    remove(assessment, loose)
    assert evidence.path_of(frozen).exists() and evidence.path_of(loose).exists()
    remove(assessment, twice)
    assert not evidence.path_of(loose).exists()
    with database.session() as session:
        assert evidence.kept(session, version, frozen.sha256).name == "a.txt"
        assert evidence.staying(session, assessment) == {frozen.sha256: [1]}


def test_what_stays_with_a_version_still_counts_in_the_quota(assessment, monkeypatch):
    monkeypatch.setattr(settings(), "evidence_quota", 10)
    frozen = add(assessment, b"123456")
    freeze(assessment, frozen)
    remove(assessment, frozen)
    with pytest.raises(NoRoom):
        add(assessment, b"12345")
    loose = add(assessment, b"1234")
    remove(assessment, loose)
    assert add(assessment, b"abcd").size == 4
