"""Evidence files: bytes on disk by organisation and hash, outside anything that is served; rows say what they prove."""

import hashlib
import json
from pathlib import Path

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.assess.answers import Evidence
from app.settings import settings
from app.store.answer_log import NotFound
from app.store.database import begin_writing
from app.store.review_tables import Version
from app.store.tables import Assessment, Organisation, now
from app.store.together_tables import MEASURE_PLACE, EvidenceFile


class NoRoom(Exception):
    """The organisation has no room for one more file."""


def add(session: Session, wanted: EvidenceFile, content: bytes) -> EvidenceFile:
    """Keep a file; its hash and size are those of the content. The same file with the same answer is kept once.

    Raises NoRoom where the organisation would have more than its quota, NotFound for the assessment.
    """
    wanted.sha256, wanted.size = hashlib.sha256(content).hexdigest(), len(content)
    begin_writing(session)
    if session.get(Assessment, wanted.assessment_id, with_for_update=True) is None:
        raise NotFound(wanted.assessment_id)  # erased meanwhile
    session.get(Organisation, wanted.organisation_id, with_for_update=True)  # uploads pass the quota one by one
    for known in of_assessment(session, wanted.assessment_id).get(wanted.question, []):
        if (known.sha256, known.name) == (wanted.sha256, wanted.name):
            return known
    if used(session, wanted.organisation_id) + wanted.size > settings().evidence_quota:
        raise NoRoom
    place = path_of(wanted)
    place.parent.mkdir(parents=True, exist_ok=True)
    if not place.exists():
        partial = place.with_suffix(".partial")
        partial.write_bytes(content)
        partial.replace(place)
    session.add(wanted)
    session.commit()
    return wanted


def remove(session: Session, assessment_id: str, file_id: int, by: str) -> EvidenceFile:
    """Take a file away from what it proves. That it was there stays known; so do its bytes, with a version.

    Raises NotFound.
    """
    begin_writing(session)
    found = find(session, assessment_id, file_id)
    session.get(Organisation, found.organisation_id, with_for_update=True)  # nobody adds the same bytes meanwhile
    found.removed_by, found.removed_at = by, now()
    session.add(found)
    session.flush()
    release(session, found.organisation_id, found.sha256)
    session.commit()
    return found


def release(session: Session, organisation: str, sha256: str) -> None:
    """Delete the bytes of an organisation with this hash, unless they are still needed."""
    if not needed(session, organisation, sha256):
        _place(organisation, sha256).unlink(missing_ok=True)


def needed(session: Session, organisation: str, sha256: str) -> bool:
    """Whether the bytes of an organisation with this hash are still needed: by a file that is there, or a version."""
    same = EvidenceFile.organisation_id == organisation, EvidenceFile.sha256 == sha256
    if session.exec(_present().where(*same)).first() is not None:
        return True
    mine = select(Version).join(Assessment, col(Assessment.id) == Version.assessment_id)
    holding = mine.where(Assessment.organisation_id == organisation, col(Version.record).contains(sha256))
    return any(one.sha256 == sha256 for version in session.exec(holding) for one in named_in(version))


def find(session: Session, assessment_id: str, file_id: int) -> EvidenceFile:
    """A file that is still there. Raises NotFound."""
    found = session.get(EvidenceFile, file_id)
    if found is None or found.assessment_id != assessment_id or found.removed_at is not None:
        raise NotFound(str(file_id))
    return found


def of_assessment(session: Session, assessment_id: str) -> dict[str, list[EvidenceFile]]:
    """The files of each question and measure, in the order in which they were added."""
    found: dict[str, list[EvidenceFile]] = {}
    for one in session.exec(_present().where(EvidenceFile.assessment_id == assessment_id)):
        found.setdefault(one.question, []).append(one)
    return found


def of_measures(session: Session, assessment_id: str) -> dict[str, list[EvidenceFile]]:
    """The files of each measure, by its id."""
    return {files[0].measure: files for files in of_assessment(session, assessment_id).values() if files[0].measure}


def frozen(version: Version) -> dict[str, list[Evidence]]:
    """The files that a version names, by what they prove."""
    found: dict[str, list[Evidence]] = {}
    for question, row in json.loads(version.record).get("answers", {}).items():
        for one in (Evidence(**file) for file in row.get("evidence", ())):
            found.setdefault(f"{MEASURE_PLACE}{one.measure}" if one.measure else question, []).append(one)
    return found


def named_in(version: Version) -> list[Evidence]:
    """Every file that a version names."""
    return [one for files in frozen(version).values() for one in files]


def staying(session: Session, assessment_id: str) -> dict[str, list[int]]:
    """The numbers of the versions that name a file, by its hash; with them it stays, whoever removes it."""
    found: dict[str, list[int]] = {}
    wanted = select(Version).where(Version.assessment_id == assessment_id).order_by(col(Version.number))
    for version in session.exec(wanted):
        for sha256 in dict.fromkeys(one.sha256 for one in named_in(version)):
            found.setdefault(sha256, []).append(version.number)
    return found


def kept(session: Session, version: Version, sha256: str) -> EvidenceFile:
    """A file that a version names, under the name that it has there, removed or not. Raises NotFound."""
    named = next((one for one in named_in(version) if one.sha256 == sha256), None)
    wanted = select(EvidenceFile).where(
        EvidenceFile.assessment_id == version.assessment_id, EvidenceFile.sha256 == sha256
    )
    found = session.exec(wanted.order_by(col(EvidenceFile.id))).first() if named else None
    if named is None or found is None or not path_of(found).exists():
        raise NotFound(sha256)
    session.expunge(found)
    found.name = named.name
    return found


def removed(session: Session, assessment_id: str, question: str) -> list[EvidenceFile]:
    """The files that were taken away from an answer, the last first."""
    wanted = select(EvidenceFile).where(
        EvidenceFile.assessment_id == assessment_id,
        EvidenceFile.question == question,
        col(EvidenceFile.removed_at).is_not(None),
    )
    return list(session.exec(wanted.order_by(col(EvidenceFile.removed_at).desc())))


def used(session: Session, organisation: str) -> int:
    """How many bytes an organisation keeps: a file counts each time that it proves something, or once with versions."""
    files = session.exec(select(EvidenceFile).where(EvidenceFile.organisation_id == organisation)).all()
    there = [one for one in files if one.removed_at is None]
    known = {one.sha256 for one in there}
    staying = {one.sha256: one for one in files if one.sha256 not in known and path_of(one).exists()}
    return sum(one.size for one in (*there, *staying.values()))


def path_of(file: EvidenceFile) -> Path:
    """Where the bytes of a file lie."""
    return _place(file.organisation_id, file.sha256)


def _place(organisation: str, sha256: str) -> Path:
    return settings().data_dir / "files" / organisation / sha256


def _present() -> SelectOfScalar[EvidenceFile]:
    return select(EvidenceFile).where(col(EvidenceFile.removed_at).is_(None)).order_by(col(EvidenceFile.id))
