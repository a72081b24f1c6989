"""Packs for tests."""

import shutil
from pathlib import Path

TINY = Path(__file__).parent / "tiny"


def another_version(folder: Path, **changes: list[tuple[str, str]]) -> Path:
    """A copy of the tiny pack in which texts are replaced: topic or `sources` or `risks` -> (old, new)."""
    shutil.copytree(TINY, folder)
    files = {"act": "sources/act", "risks": "impact/risks"}
    for name, replaced in changes.items():
        file = folder / f"{files.get(name, f'topics/{name}')}.yaml"
        text = file.read_text()
        for old, new in replaced:
            assert text.count(old) >= 1, old
            text = text.replace(old, new)
        file.write_text(text)
    return folder
