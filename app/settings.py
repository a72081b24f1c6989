"""Settings, from environment variables that begin with WAARBORG_."""

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Where things are. Each field is also documented in README.md."""

    model_config = SettingsConfigDict(env_prefix="WAARBORG_")

    data_dir: Path = ROOT / "data"  # database and cached reports
    pack_dir: Path = ROOT / "questionnaires"
    templates_dir: Path = ROOT / "templates"
    fonts_dir: Path = ROOT / "app" / "web" / "static" / "vendor"
    database_url: str = ""  # default: SQLite in data_dir; or postgresql://...
    evidence_quota: int = 2_000_000_000  # bytes of evidence files per organisation
    visitor_days: int = 90  # a draft of somebody without an account is erased that long after its last change
    clamav: str = ""  # where clamd listens, a socket's path or host:port; empty: files are not scanned
    time_zone: str = "Europe/Brussels"  # in which pages tell the time
    address: str = ""  # where people reach the service, for links in mail: https://waarborg.zone.example
    mail_from: str = ""  # the sender of mail
    smtp_host: str = ""  # the server that takes mail; empty: none is sent
    smtp_port: int = 0  # 0: the usual one, 587, 465 or 25
    smtp_tls: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = ""  # empty: the server asks for no password
    smtp_password: str = ""
    production: bool = False  # refuse people for trying out
    oidc_issuer: str = ""  # address of the identity provider; empty: people sign in with a password only
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_trust_email: bool = False  # the provider vouches for every address, though it does not say so
    oidc_roles_claim: str = ""  # claim that lists a person's roles; empty: roles are given in Waarborg
    oidc_roles: dict[str, str] = {}  # value of that claim -> role; empty: the values are roles
    oidc_organisation: str = ""  # organisation in which those roles count
    oidc_organisation_claim: str = ""  # or the claim that names it

    @property
    def sends_mail(self) -> bool:
        """Whether there is a server that takes mail."""
        return bool(self.smtp_host)

    @property
    def database(self) -> str:
        """The database address, as SQLAlchemy writes it."""
        address = self.database_url or f"sqlite:///{self.data_dir / 'waarborg.db'}"
        for short in ("postgresql://", "postgres://"):
            address = address.replace(short, "postgresql+psycopg://", 1) if address.startswith(short) else address
        return address


@lru_cache
def settings() -> Settings:
    """The settings, read once."""
    return Settings()
