"""Vendored files are what vendor.toml says they are."""

import hashlib
import re
import tomllib
from pathlib import Path

VENDOR = Path(__file__).parent.parent / "app" / "web" / "static" / "vendor"


def test_every_vendored_file_has_its_recorded_hash():
    recorded = tomllib.loads((VENDOR / "vendor.toml").read_text())
    present = {path.name for path in VENDOR.iterdir()} - {"vendor.toml"}
    assert present == set(recorded)
    for name, row in recorded.items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == row["sha256"], name


def test_no_vendored_style_reaches_another_host():
    for path in VENDOR.glob("*.css"):
        assert not re.search(r"(url\(|@import)\s*[\"']?(https?:)?//", path.read_text()), path.name
