"""A readable summary for the terminal."""

from textwrap import fill

from app.assess.findings import Finding, Result
from app.report.present import deadline_text, sources_text, timing_text, value_text
from app.report.words import day, word


def summary(result: Result) -> str:
    """Positions, findings that hold, open questions that decide, and the identity of the pack."""
    language = result.pack.language
    lines = [word("position", language, date=day(result.on, language)), ""]
    for position in result.positions:
        gravest = position.gravest
        condition = "would-be" if position.applies is False else "if-applies"
        says = (
            f"{gravest.kind.label}: {gravest.rule.title} ({timing_text(gravest.timing, language)})"
            if gravest
            else word("nothing-holds", language)
        )
        lines.append(f"{position.regime.title}: {says}")
        lines += [
            f"    {word('could-still-be', language)}: {one.kind.label}: {one.rule.title}"
            for one in position.could_still_be
        ]
        lines += [
            f"    {word(condition, language, regime=position.regime.title)}: {one.kind.label}: {one.rule.title}"
            for one in position.would_be
        ]
    lines += ["", fill(word("two-verdicts", language), 100), "", word("findings", language)]
    for finding in result.holding:
        lines += _finding(result, finding)
    if result.decisive:
        lines += ["", word("open-questions", language)]
        lines += [f"  - {question.ask} [{question.id}]" for question in result.decisive]
    lines += ["", f"{word('pack', language)}: {result.pack.pack} {result.pack.identity[:12]}, {result.pack.as_of}"]
    return "\n".join(lines)


def _finding(result: Result, finding: Finding) -> list[str]:
    pack, language = result.pack, result.pack.language
    rule = finding.rule
    lines = ["", f"  [{finding.kind.label}] {rule.title} ({timing_text(finding.timing, language)})"]
    lines.append(fill(rule.because, 100, initial_indent="    ", subsequent_indent="    "))
    if rule.remedy:
        lines.append(
            fill(f"{word('what-to-do', language)}: {rule.remedy}", 100, initial_indent="    ", subsequent_indent="    ")
        )
    lines.append(f"    {word('sources', language)}: {'; '.join(sources_text(pack, rule))}")
    if finding.deadline:
        lines.append(f"    {deadline_text(finding.deadline, language)}")
    for name in finding.rests_on:
        question = pack.questions[name]
        answer = value_text(question, result.answers[name].value, language)
        lines.append(f"    {word('rests-on', language)}: {question.ask} {answer}")
    return lines
