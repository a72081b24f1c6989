"""Evidence files: bytes on disk by organisation and hash, outside anything that is served; rows say what they prove."""

import hashlib
from pathlib import Path

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from app.settings import settings
from app.store.answer_log import NotFound
from app.store.database import begin_writing
from app.store.tables import Assessment, Organisation, now
from app.store.together_tables import EvidenceFile


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
    """Take a file away from its answer. That it was there stays known. Raises NotFound."""
    found = find(session, assessment_id, file_id)
    found.removed_by, found.removed_at = by, now()
    session.add(found)
    session.flush()
    let_go(session, found)
    session.commit()
    return found


def let_go(session: Session, file: EvidenceFile) -> None:
    """Delete the bytes of a file, unless an answer still needs them."""
    needed = _present().where(EvidenceFile.organisation_id == file.organisation_id, EvidenceFile.sha256 == file.sha256)
    if session.exec(needed).first() is None:
        path_of(file).unlink(missing_ok=True)


def find(session: Session, assessment_id: str, file_id: int) -> EvidenceFile:
    """A file that is still there. Raises NotFound."""
    found = session.get(EvidenceFile, file_id)
    if found is None or found.assessment_id != assessment_id or found.removed_at is not None:
        raise NotFound(str(file_id))
    return found


def of_assessment(session: Session, assessment_id: str) -> dict[str, list[EvidenceFile]]:
    """The files of each question, in the order in which they were added."""
    found: dict[str, list[EvidenceFile]] = {}
    for one in session.exec(_present().where(EvidenceFile.assessment_id == assessment_id)):
        found.setdefault(one.question, []).append(one)
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
    """How many bytes an organisation keeps; a file that proves several answers counts each time."""
    total = select(func.coalesce(func.sum(EvidenceFile.size), 0)).where(
        EvidenceFile.organisation_id == organisation, col(EvidenceFile.removed_at).is_(None)
    )
    return int(session.exec(total).one())


def path_of(file: EvidenceFile) -> Path:
    """Where the bytes of a file lie."""
    return settings().data_dir / "files" / file.organisation_id / file.sha256


def _present() -> SelectOfScalar[EvidenceFile]:
    return select(EvidenceFile).where(col(EvidenceFile.removed_at).is_(None)).order_by(col(EvidenceFile.id))
