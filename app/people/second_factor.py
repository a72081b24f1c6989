"""The second factor: codes of an authenticator (TOTP, RFC 6238), and recovery codes for when it is lost."""

import re
import secrets
from base64 import b32encode

import pyotp
from pyotp.exceptions import OTPVerificationError
from sqlmodel import Session, col, delete, func, select, update

from app.people.accounts import AccountError, digest
from app.store.account_tables import RecoveryCode
from app.store.tables import Person, now

RECOVERY_CODES = 10


def new_secret() -> str:
    """A secret for a new authenticator."""
    return pyotp.random_base32()


def is_secret(text: str) -> bool:
    """Whether the text has the form of a secret that was made here."""
    return re.fullmatch("[A-Z2-7]{32}", text) is not None


def otpauth(person: Person, secret: str) -> str:
    """The address that an authenticator reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=person.email, issuer_name="Waarborg")


def turn_on(session: Session, person: Person, secret: str, code: str) -> list[str]:
    """Ask for codes of this secret from now on; returns the recovery codes. Raises AccountError for a wrong code."""
    step = _step(secret, code)
    if step is None:
        raise AccountError("code", "this is not the code that the authenticator shows now")
    person.totp, person.totp_used = secret, step
    session.add(person)
    return new_recovery_codes(session, person)


def turn_off(session: Session, person: Person) -> None:
    """Ask for no code any more."""
    person.totp, person.totp_used = "", 0
    session.add(person)
    session.exec(delete(RecoveryCode).where(col(RecoveryCode.person_id) == person.id))
    session.commit()


def accepts(session: Session, person: Person, code: str) -> bool:
    """Whether it is a present code of the authenticator or a recovery code; it is used up thereby."""
    step = _step(person.totp, code) if person.totp else None
    if step is not None:
        used = session.exec(
            update(Person).where(col(Person.id) == person.id, col(Person.totp_used) < step).values(totp_used=step)
        )
    else:
        used = session.exec(
            delete(RecoveryCode).where(
                col(RecoveryCode.person_id) == person.id, col(RecoveryCode.digest) == _known_as(person, code)
            )
        )
    session.commit()
    return used.rowcount == 1


def new_recovery_codes(session: Session, person: Person) -> list[str]:
    """New recovery codes in place of those that there were; they can be read only now."""
    session.exec(delete(RecoveryCode).where(col(RecoveryCode.person_id) == person.id))
    raw = [b32encode(secrets.token_bytes(10)).decode().lower() for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(digest=_known_as(person, code), person_id=person.id) for code in raw)
    session.commit()
    return ["-".join(code[start : start + 4] for start in range(0, 16, 4)) for code in raw]


def recovery_codes_left(session: Session, person: str) -> int:
    """How many recovery codes the person (id) has."""
    return session.exec(select(func.count()).select_from(RecoveryCode).where(RecoveryCode.person_id == person)).one()


def _known_as(person: Person, code: str) -> str:
    return digest(f"{person.id}:{''.join(one for one in code.lower() if one.isalnum())}")


def _step(secret: str, code: str) -> int | None:
    """The time step whose code this is: the present one, or one beside it, since clocks differ."""
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode("".join(code.split()), for_time=now(), valid_window=1)
    except OTPVerificationError:
        return None
