"""Write docs/rulebook.md from docs/rulebook.yaml: which question and rule answers to which row of the legal rulebook.

Usage: python scripts/rulebook.py; tests/test_rulebook.py fails where the page is not up to date.
"""

from pathlib import Path

from app.pack.load import load
from app.pack.model import Pack
from app.pack.read_yaml import read_yaml
from app.settings import settings

DOCS = Path(__file__).parent.parent / "docs"
HEAD = """# From the rulebook to the pack

Every row of our legal rulebook and every loophole check, with the questions (plain) and rules (*slanted*) that answer to it.
Written by `python scripts/rulebook.py` from `docs/rulebook.yaml`. L = Law Enforcement Directive, CL = case law, AIA = AI Act,
G and WP248 = General Data Protection Regulation, D and BE = Belgium, LH = loophole checks, PS = services to the public,
WC = what was found missing while the worked cases were written.

| row | what it is about | where it stands in the pack |
|---|---|---|
"""


def unknown(pack: Pack) -> list[str]:
    """Ids that the rulebook names and the pack does not have."""
    known = pack.questions.keys() | pack.rules.keys() | pack.terms.keys()
    return [f"{row}: {part}" for row, entry in rows().items() for part in entry.get("parts", []) if part not in known]


def rows() -> dict[str, dict[str, object]]:
    """The rows by id: `about`, and `parts` or `left-out` with the reason."""
    return dict(read_yaml(DOCS / "rulebook.yaml", "docs/rulebook.yaml"))


def page(pack: Pack) -> str:
    """The page in Markdown."""
    lines = []
    for row, entry in rows().items():
        parts = [f"*{part}*" if part in pack.rules else str(part) for part in entry.get("parts", [])]
        where = ", ".join(parts) or f"Left out: {entry['left-out']}"
        lines.append(f"| {row} | {entry['about']} | {where} |")
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    (DOCS / "rulebook.md").write_text(page(load(settings().pack_dir).source), encoding="utf-8")
