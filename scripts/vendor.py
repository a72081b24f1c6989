"""Make app/web/static/vendor again from package-lock.json: `npm ci && python scripts/vendor.py`.

Users need neither Node nor a network: what this writes is committed, with its origin and hash in vendor.toml.
"""

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
TARGET = ROOT / "app" / "web" / "static" / "vendor"
FONT = "@fontsource/source-sans-3"
FACES = [(400, "normal"), (400, "italic"), (600, "normal"), (700, "normal")]
RANGES = {"latin": None, "latin-ext": None}


def main() -> None:
    """Copy and build every asset, then write vendor.toml."""
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    rows = [
        built("govuk-frontend", "govuk-frontend.css", "MIT"),
        copied("govuk-frontend", "dist/govuk/govuk-frontend.min.js", "govuk-frontend.js", "MIT"),
        copied("htmx.org", "dist/htmx.min.js", "htmx.js", "0BSD"),
        *[
            copied(FONT, f"files/source-sans-3-{part}-{weight}-{style}.woff2", f"source-sans-3-{part}-{weight}-{style}.woff2", "OFL-1.1")
            for part in RANGES
            for weight, style in FACES
        ],
    ]
    faces = [(part, weight, style) for part in ("latin-ext", "latin") for weight, style in FACES]
    (TARGET / "fonts.css").write_text("".join(face(*one) for one in faces), encoding="utf-8")
    rows.append(row(FONT, "index.css (unicode ranges)", "fonts.css", "OFL-1.1"))
    text = "# Written by scripts/vendor.py. A test recomputes the hashes.\n" + "\n".join(rows)
    (TARGET / "vendor.toml").write_text(text, encoding="utf-8")


def built(package: str, name: str, licence: str) -> str:
    """Build the style sheet with our theme."""
    command = [MODULES / ".bin" / "sass", "--no-source-map", "--style=compressed", "--quiet-deps", f"--load-path={MODULES}"]
    subprocess.run([*map(str, command), str(ROOT / "scripts" / "theme.scss"), str(TARGET / name)], check=True)
    return row(package, "dist/govuk/index.scss with scripts/theme.scss", name, licence)


def copied(package: str, source: str, name: str, licence: str) -> str:
    """Copy one file."""
    shutil.copyfile(MODULES / package / source, TARGET / name)
    return row(package, source, name, licence)


def face(part: str, weight: int, style: str) -> str:
    """The @font-face of one file, with the range of characters that it serves."""
    unicode_range = json.loads((MODULES / FONT / "unicode.json").read_text(encoding="utf-8"))[part]
    return (
        f'@font-face {{ font-family: "Source Sans 3"; font-style: {style}; font-weight: {weight}; font-display: swap;\n'
        f'  src: url("source-sans-3-{part}-{weight}-{style}.woff2") format("woff2"); unicode-range: {unicode_range}; }}\n'
    )


def row(package: str, source: str, name: str, licence: str) -> str:
    """The entry of one file in vendor.toml."""
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    version = lock["packages"][f"node_modules/{package}"]["version"]
    digest = hashlib.sha256((TARGET / name).read_bytes()).hexdigest()
    return (
        f'\n[["{name}"]]\npackage = "{package}"\nversion = "{version}"\nlicence = "{licence}"\n'
        f'source = "{source}"\nsha256 = "{digest}"\n'
    ).replace('[["', '["').replace('"]]', '"]')


if __name__ == "__main__":
    main()
