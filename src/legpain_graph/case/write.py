"""A case as text: the only place that writes one, as a file that `walk` reads, as data inside a report, or in one line.

Every number keeps the very figures that were given, and what is written reads back as the same case.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from legpain_graph.model.guard.phrase import range_words
from legpain_graph.model.vocabulary import NOT_DONE, Vocabulary

if TYPE_CHECKING:
    from legpain_graph.case.facts import Case
    from legpain_graph.case.read import CaseFile

WIDTH: Final = 108
SECTIONS: Final = ("demographic", "history", "course", "examination", "risk", "investigation", "plan")
"""As in a consultation; a section of another name comes after these."""

_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")
_NO_WORDS: Final = ("true", "false", "null", "yes", "no", "on", "off", "y", "n")
"""What some reader of YAML takes for something other than a word."""


def case_json(source: CaseFile) -> str:
    """The case as a JSON file, a finding a line, with what is expected of it and what it cites."""
    case = source.case
    entries = [f'"{key}": {_quoted(text)}' for key, text in (("id", case.id), ("who", case.who)) if text]
    findings = ",\n".join(f"    {_quoted(name)}: {_json_value(value)}" for name, value in case.findings.items())
    entries.append('"findings": {' + (f"\n{findings}\n  " if findings else "") + "}")
    for key, names in (("normal", case.normal), ("not_done", case.not_done), ("statements", source.statements)):
        if names or key != "statements":
            entries.append(f'"{key}": {_quoted(list(names))}')
    if source.expect:
        entries.append(f'"expect": {_quoted(source.expect)}')
    return "{\n  " + ",\n  ".join(entries) + "\n}\n"


def case_yaml(source: CaseFile) -> str:
    """The case as a YAML file, as a person would write it, with what is expected of it and what it cites."""
    case = source.case
    lines = [f"id: {_word(case.id)}"] if case.id else []
    lines += _folded("who", case.who) if case.who else []
    lines.append("findings:" if case.findings else "findings: {}")
    lines += [f"  {_word(name)}: {value_yaml(value)}" for name, value in case.findings.items()]
    for key, names in (("normal", case.normal), ("not_done", case.not_done)):
        lines += _listed(f"{key}: ", names) if names else []
    lines += ["expect:"] if source.expect else []
    for key, value in source.expect.items():
        lines += _listed(f"  {key}: ", value) if isinstance(value, list | tuple) else [f"  {key}: {value_yaml(value)}"]
    lines += _listed("statements: ", source.statements) if source.statements else []
    return "\n".join(lines) + "\n"


def case_dict(case: Case) -> dict[str, Any]:
    """The case inside a JSON report: numbers as numbers, `not_done` as the word; `id` and `who` where it has any."""
    about = {"id": case.id, "who": case.who} if case.id or case.who else {}
    findings = {name: json_value(value) for name, value in case.findings.items()}
    return {**about, "findings": findings, "normal": list(case.normal), "not_done": list(case.not_done)}


def case_flow(case: Case) -> str:
    """The case as YAML in one line, whole: `{who: "Man of 52", findings: {abpi: 0.85}, normal: [red_flags]}`."""
    about = [f"{key}: {_word(text)}" for key, text in (("id", case.id), ("who", case.who)) if text]
    return f"{{{', '.join((*about, f'findings: {findings_line(case.findings)}', *closure_lines(case)))}}}"


def case_line(case: Case) -> str:
    """The case in one line: `findings: {alarm: true, abpi: 0.85}; normal: [red_flags]`."""
    return "; ".join((f"findings: {findings_line(case.findings)}", *closure_lines(case)))


def findings_line(findings: Mapping[str, Any]) -> str:
    """Findings as YAML in one line: `{alarm: true, abpi: 0.85}`."""
    return "{" + ", ".join(f"{name}: {value_yaml(value)}" for name, value in findings.items()) + "}"


def closure_lines(case: Case) -> Iterator[str]:
    """What is closed: `normal: [red_flags]`."""
    for key, names in (("normal", case.normal), ("not_done", case.not_done)):
        if names:
            yield f"{key}: [{', '.join(names)}]"


def value_yaml(value: Any) -> str:
    """One value as YAML."""
    return _word(value) if isinstance(value, str) else _json_value(value).strip('"')


def json_value(value: Any) -> Any:
    """One value as data for JSON."""
    if value is NOT_DONE:
        return "not_done"
    return json_number(value) if isinstance(value, Decimal) else value


def json_number(number: Any) -> int | float:
    """A decimal as the JSON number that reads the same."""
    return int(number) if number == number.to_integral_value() else float(number)


def case_template(words: Vocabulary) -> str:
    """A case, as YAML, in which nothing is recorded yet: take the '#' from what is known, and sign the closures that hold."""
    lines = [
        "# Not recorded is never absent. Take the '#' from each line that you know; what is true is closed by its name.",
        'who: ""',
        "findings: {}   # when you record one, take the {} away",
        "",
    ]
    for section in sorted({finding.section for finding in words.findings.values()}, key=in_clinical_order):
        lines.append(f"  # --- {section or 'other'} ---")
        lines += [
            f"  # {finding.name}:   # {finding.label} ({range_words(finding)})"
            for finding in words.findings.values()
            if finding.section == section
        ]
    for how in ("normal", "not_done"):
        lines += ["", f"{how}: []"]
        lines += [f"  # {group.name}: {group.sentence}" for group in words.groups.values() if how in group.closed_by]
    return "\n".join(lines) + "\n"


def in_clinical_order(section: str) -> tuple[int, str]:
    return (SECTIONS.index(section) if section in SECTIONS else len(SECTIONS), section)


def _quoted(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False)


def _json_value(value: Any) -> str:
    if value is NOT_DONE:
        return '"not_done"'
    return f"{value:f}" if isinstance(value, Decimal) else _quoted(value)


def _word(text: str) -> str:
    """A text as YAML: plain where no reader could take it for anything else, else in quotes."""
    return text if _PLAIN.match(text) and text.lower() not in _NO_WORDS else _quoted(text)


def _folded(key: str, text: str) -> list[str]:
    """A sentence over several lines, where no reader of YAML would lose a blank of it."""
    if not text.isprintable() or text != " ".join(text.split(" ")).strip() or "  " in text:
        return [f"{key}: {_quoted(text)}"]
    return [f"{key}: >-", *(f"  {line}" for line in _wrapped(text, WIDTH - 2))]


def _listed(head: str, names: Sequence[str]) -> list[str]:
    text = f"{head}[{', '.join(map(_word, names))}]"
    if not all(map(_PLAIN.match, names)):
        return [text]
    return _wrapped(text, WIDTH, subsequent_indent=" " * (len(head) + 1))


def _wrapped(text: str, width: int, subsequent_indent: str = "") -> list[str]:
    import textwrap

    return textwrap.wrap(
        text, width, subsequent_indent=subsequent_indent, break_long_words=False, break_on_hyphens=False
    )
