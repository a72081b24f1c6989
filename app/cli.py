"""The command `waarborg`: every command of docs/commands.md, each a few lines."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from app.assess.answer_file import AnswerFile, read_answer_file
from app.assess.answers import Answers, parse_answers
from app.assess.evaluation import DateError
from app.assess.findings import Result
from app.check import check
from app.check.cases import answers_of, differences
from app.check.names import suggestion
from app.commands import Refused, date_, due, mail, people, service, stored
from app.pack import catalogue
from app.pack.load import Packs, load
from app.pack.model import Pack
from app.pack.problem import PackError, Problem
from app.pack.read_yaml import read_yaml
from app.pack.schema import schemas
from app.pack.translate import confirm
from app.report import text
from app.report.record import RecordError, parse_record
from app.settings import settings

USAGE = 2  # exit status for input that cannot be used


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except Refused as refused:
        return _say(refused.lines)
    except PackError as error:
        return _say([str(problem) for problem in error.problems])
    except BrokenPipeError:
        return 1


def _say(lines: Sequence[str]) -> int:
    for line in lines:
        print(line, file=sys.stderr)
    return USAGE


# -- content ------------------------------------------------------------------------------------


def check_pack(options: argparse.Namespace) -> int:
    """Prove the pack."""
    folder = _folder(options)
    try:
        packs = load(folder)
        problems = check(packs)
    except PackError as error:
        problems = error.problems
    for problem in problems:
        print(Problem(f"{folder.name}/{problem.file}", problem.line, problem.message))
    if problems:
        print(f"{len(problems)} problem{'s' if len(problems) > 1 else ''}", file=sys.stderr)
        return 1
    pack = packs.source
    print(
        f"{pack.pack}: {len(pack.topics)} topics, {len(pack.questions)} questions, {len(pack.rules)} rules, "
        f"{len(pack.cases)} cases, {len(pack.sources)} sources in {', '.join(pack.languages)}: no problems"
    )
    return 0


def questions(options: argparse.Namespace) -> int:
    """Print every question."""
    packs = load(_folder(options))
    rows = catalogue.questions(packs)
    if options.json:
        return _json(rows)
    for row in rows:
        print(f"{row['id']:<40} {row['kind']:<11} {row['texts'][packs.source.language]['ask']}")
    return 0


def rules(options: argparse.Namespace) -> int:
    """Print every rule."""
    packs = load(_folder(options))
    rows = catalogue.rules(packs)
    if options.json:
        return _json(rows)
    for row in rows:
        print(f"{row['id']:<40} {row['finding']:<14} {', '.join(row['sources'])}")
    return 0


def cases(options: argparse.Namespace) -> int:
    """Evaluate every worked case against what it expects."""
    pack = load(_folder(options)).source
    _known_cases(pack, options.case)
    rows: list[dict[str, Any]] = []
    for case in [pack.cases[name] for name in options.case] or pack.cases.values():
        wrong = [vars(one) for one in differences(pack, case, options.on)]
        rows.append({"case": case.case, "name": case.name, "expected": len(case.expects), "differences": wrong})
    failed = any(row["differences"] for row in rows)
    if options.json:
        _json(rows)
        return int(failed)
    for row in rows:
        print(f"{row['name']:<45} {row['expected']:>3} expected, {len(row['differences'])} different")
        for one in row["differences"]:
            print(f"    {one['rule']}: expected {one['expected']}, found {one['found']}")
    return int(failed)


def _known_cases(pack: Pack, names: Sequence[str]) -> None:
    unknown = [name for name in names if name not in pack.cases]
    if unknown:
        raise Refused(*(f"there is no case '{name}'{suggestion(name, pack.cases)}" for name in unknown))


def handout(options: argparse.Namespace) -> int:
    """Write the handout of a worked case: two pages to print and to talk about."""
    from app.render.handouts import handout_pdf

    packs = load(_folder(options))
    pack = packs[_known(packs, options.lang or packs.source.language)]
    _known_cases(pack, [options.case])
    _save(options.output or Path(f"{options.case}.pdf"), lambda: handout_pdf(pack, options.case, options.on))
    return 0


def translations(options: argparse.Namespace) -> int:
    """Confirm that translations were read against their present source text."""
    folder = _folder(options)
    packs = load(folder)
    if packs.missing:
        raise Refused(*(str(problem) for problem in packs.missing))
    for language in packs.source.languages:
        if language == packs.source.language:
            continue
        file = folder / f"confirmed.{language}.yaml"
        known = read_yaml(file, file.name) if file.exists() else {}
        changed = confirm(known, packs.fingerprints, options.file or [])
        file.write_text(changed, encoding="utf-8")
        print(f"{file.name}: written")
    return 0


def schema(options: argparse.Namespace) -> int:
    """Write the JSON Schemas for editors."""
    folder: Path = options.folder
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in schemas().items():
        (folder / f"{name}.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
        print(folder / f"{name}.json")
    return 0


# -- one assessment -------------------------------------------------------------------------------


def _answers(packs: Packs, options: argparse.Namespace) -> tuple[str, Answers]:
    """The language and the answers of a file, or of a worked case named by its id or its file."""
    path: Path = options.file
    case = packs.source.cases.get(path.stem)
    if case is not None and (path.parent.name == "cases" or not path.exists()):
        language = options.lang or packs.source.language
        return language, answers_of(packs[_known(packs, language)], packs[language].cases[case.case])[0]
    if path.suffix.lower() == ".pdf":
        file = _carried_answers(packs, path)
    else:
        try:
            file = read_answer_file(packs, path)
        except PackError as error:
            raise Refused(*(str(problem) for problem in error.problems)) from error
    return _known(packs, options.lang or file.language), file.answers


def _carried_answers(packs: Packs, path: Path) -> AnswerFile:
    """The answers that a report carries."""
    from app.render.attachment import AttachmentError, carried

    try:
        found = parse_record(carried(_pdf_bytes(path)))
    except (AttachmentError, RecordError) as error:
        raise Refused(f"{path}: {error}") from error
    answers, errors = parse_answers(packs.source, found.answers)
    if errors:
        raise Refused(*(f"{path}: {error}" for error in errors))
    return AnswerFile(answers, found.language)


def _pdf_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}") from error


def _known(packs: Packs, language: str) -> str:
    if language not in packs:
        raise Refused(f"--lang {language}: the pack has {', '.join(packs)}")
    return language


def assess(options: argparse.Namespace) -> int:
    """Evaluate an answers file; print the conclusions or write them in another format."""
    packs = load(_folder(options))
    language, answers = _answers(packs, options)
    try:
        result = Result(packs[language], answers, options.on)
    except DateError as error:
        raise Refused(f"--on {options.on}: {error}") from error
    if options.output is None:
        print(text.summary(result))
        return 0
    _write(options.output, result)
    return 0


def _write(path: Path, result: Result) -> None:
    from app.render.formats import FORMATS
    from app.report.contents import contents

    ending = path.suffix.lower().removeprefix(".")
    if ending == "txt":
        _save(path, lambda: (text.summary(result) + "\n").encode())
    elif ending in FORMATS:
        _save(path, lambda: FORMATS[ending].make(contents(result)))
    else:
        raise Refused(f"{path}: the name must end in {', '.join(f'.{name}' for name in (*FORMATS, 'txt'))}")


def _save(path: Path, make: Callable[[], bytes]) -> None:
    """Make the content, write it and say where."""
    from app.render.pdf import LibrariesMissing

    try:
        path.write_bytes(make())
    except LibrariesMissing as error:
        raise Refused(str(error)) from error
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}") from error
    print(path)


def verify(options: argparse.Namespace) -> int:
    """Recompute a report from what it carries, and say what is the same and what is not."""
    from app.render.attachment import AttachmentError
    from app.render.pdf import LibrariesMissing
    from app.render.verify import verify as compare

    marks = {True: "same     ", False: "DIFFERENT", None: "note     "}
    packs, failed = load(_folder(options)), False
    try:
        for one in compare(packs, _pdf_bytes(options.file), not options.no_pages):
            print(f"{marks[one.ok]}  {one.what}")
            for detail in one.details:
                print(f"           {detail}")
            failed = failed or one.ok is False
    except (AttachmentError, RecordError) as error:
        raise Refused(f"{options.file}: {error}") from error
    except LibrariesMissing as error:
        raise Refused(f"{error} Or compare without the pages: --no-pages") from error
    return int(failed)


# -- arguments --------------------------------------------------------------------------------------


def _folder(options: argparse.Namespace) -> Path:
    return Path(options.pack) if options.pack else settings().pack_dir


def _json(value: Any) -> int:
    print(json.dumps(value, ensure_ascii=False, indent=2))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="waarborg", description="Impact assessment of algorithms used by the police.")
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name: str, run: Callable[[argparse.Namespace], int], help_: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help_, description=help_)
        sub.set_defaults(run=run)
        sub.add_argument("--pack", metavar="FOLDER", help="the pack (default: questionnaires/)")
        return sub

    command("check", check_pack, "prove the pack: exit 0, or 1 with file:line and what is wrong")
    for name, run in (("questions", questions), ("rules", rules)):
        command(name, run, f"list every {name[:-1]}").add_argument("--json", action="store_true")
    sub = command("cases", cases, "evaluate every worked case against its expected findings; exit 1 where one differs")
    sub.add_argument("case", nargs="*", help="ids of cases (default: all)")
    sub.add_argument("--json", action="store_true")
    sub.add_argument(
        "--on", type=date_, default=date.today(), metavar="DATE", help="evaluate on this date (default: today)"
    )
    sub = command("assess", assess, "evaluate an answers file (YAML, JSON), the answers inside a report, or a case")
    sub.add_argument("file", type=Path)
    sub.add_argument(
        "--on", type=date_, default=date.today(), metavar="DATE", help="evaluate on this date (default: today)"
    )
    sub.add_argument("--lang", metavar="LANGUAGE", help="language of the result (default: that of the file)")
    sub.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="FILE",
        help="write .pdf, .docx, .html, .xlsx, .csv, .json or .txt instead of printing",
    )
    sub = command("handout", handout, "write a worked case on two pages as PDF")
    sub.add_argument("case", help="id of the case")
    sub.add_argument("--lang", metavar="LANGUAGE", help="language (default: that of the pack)")
    sub.add_argument("--on", type=date_, default=date.today(), metavar="DATE", help="evaluate on this date")
    sub.add_argument("-o", "--output", type=Path, metavar="FILE", help="(default: ID.pdf)")
    sub = command("verify", verify, "recompute a report from what it carries: exit 0 = same answers, same conclusions")
    sub.add_argument("file", type=Path, metavar="report.pdf")
    sub.add_argument("--no-pages", action="store_true", help="do not draw the pages again (faster)")
    sub = command("translations", translations, "confirm that translations were read against their present source text")
    sub.add_argument("action", choices=["confirm"])
    sub.add_argument("file", nargs="*", help="source files, e.g. ai-act/emotions.yaml (default: all)")
    sub = command("schema", schema, "write the JSON Schemas of topic and case files, for editors")
    sub.add_argument("folder", nargs="?", type=Path, default=Path("docs/schema"))
    service.register(commands)
    due.register(commands)
    mail.register(commands)
    people.register(commands)
    stored.register(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
