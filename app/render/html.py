"""The report as one HTML document, also the source of the PDF."""

import hashlib
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.render.fonts import font_faces
from app.report.contents import Contents
from app.report.words import REPORT, day, word
from app.settings import settings


@lru_cache
def environment() -> Environment:
    """The templates of the report: everything escaped, nothing undefined."""
    return Environment(
        loader=FileSystemLoader(settings().templates_dir),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def report_html(contents: Contents) -> str:
    """The report as a self-contained HTML document."""
    language = contents.language
    return (
        environment()
        .get_template("report/report.html")
        .render(
            contents=contents,
            css=font_faces() + (settings().templates_dir / "report" / "report.css").read_text(encoding="utf-8"),
            say=lambda key, **values: word(key, language, REPORT, **{name: str(values[name]) for name in values}),
            day=lambda value: day(value, language),
            cite=contents.result.pack.cite,
        )
    )


@lru_cache
def rendering() -> str:
    """What draws the pages: the hash of templates, words, code and library. Only where it is equal do pages compare."""
    here = Path(__file__).parent
    files = [*(settings().templates_dir / "report").iterdir(), settings().templates_dir / "parts" / "heatmap.html"]
    files += [path for room in (here, here.parent / "report") for path in room.iterdir() if path.is_file()]
    digest = hashlib.sha256(version("weasyprint").encode())
    for path in sorted(files):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]
