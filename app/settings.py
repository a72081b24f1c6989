"""Settings, from environment variables that begin with WAARBORG_."""

from functools import lru_cache
from pathlib import Path

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
    production: bool = False  # refuse people for trying out

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
