"""Case files, good and bad, for every door: `walk`, the library, `ask` and the page take the same ones, and say the same of them.

Most are written by hand, each a slip that somebody makes or a trap of YAML or JSON; the rest are worked cases, as YAML or as JSON, with one
thing in them changed, by a generator that makes the same ones on every run.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any, Final

from legpain_graph import CaseError, CaseFile, Walk, Walker, load_pathway, read_case_file
from legpain_graph.case.read import parse_case
from legpain_graph.case.write import case_json, case_yaml
from legpain_graph.resources import pathway_folder

COUNT: Final = 352

BY_HAND: Final[tuple[str | bytes, ...]] = (
    # Nothing, and almost nothing
    "", " ", "\n", "#", "---\n", "...\n", "{}", "[]", "null", "~", "true", "3", '""', "a case", "- a\n- b\n", "{", "}", "[", '"', "'", "{}{}", "{} {}",
    "{}\n---\n{}", "---\n{}\n", "---\n{}\n---\n", "%YAML 1.2\n---\n{}\n", "%FOO\n{}", "\ufeff{}", "\ufeff\ufeff{}", "{}\ufeff", "\t{}", "{}\t",
    # Bytes that are no text
    b"\xff\xfe{}", b"{\x00}", b"who: M\xfcller\n", '{"who": "Müller"}'.encode("utf-16"), b'{"who": "\xed\xa0\x80"}', b'{"who": "\xc0\x80"}', b"\xef\xbb\xbf{}",
    # Closures that hide in what looks like one line
    "who: Woman of 60\u2028normal: [red_flags]", "who: Woman of 60\u2029normal: [red_flags]", "who: Woman of 60\x85normal: [red_flags]",
    "who: Woman of 60\rnormal: [red_flags]\n", "who: a\u202eb", "who: \u2066a\u2069", "# \u202e\nwho: a", "findings: {fever\u200b: true}", "who: a\u00adb",
    '{"who": "a\\u2028b"}', '{"who": "a\\u202eb"}', '{"findings": {"fev\\u200ber": true}}', 'who: "a\\Lb"', 'who: "a\\Nb"', 'who: "a\\x1bb"', 'who: "\\U0001F600"',
    "who: a\x1b[2Jb", "who: a\x0bb", "who: a\x0cb", '{"who": "a\u200db"}', "who: a\u00a0b", '{"normal": ["cauda_equina\\u00a0"]}', "who: \u00a0a\u00a0",
    # One key twice
    '{"findings": {"breathlessness": true, "breathlessness": false}}', '{"findings": {"breathlessness": true}, "findings": {}}', "findings: {fever: true, fever: true}",
    "findings:\n  fever: true\nfindings:\n  limp: true\n", '{"who": "a", "who": "b"}', "who: a\nwho: b\n", '{"findings": {"fever": true, "f\\u0065ver": false}}',
    'findings: {fever: true, "fever": false}', "findings: {? fever : true}", "findings: {[a]: true}", "findings: {{a: b}: true}", "? who\n: a\n",
    # Numbers
    "findings: {abpi: 0,82}", '{"findings": {"abpi": 0,82}}', 'findings: {abpi: "0,82"}', "findings:\n  abpi: 0,82\n", "findings: {age_years: 1,200}", "findings: {abpi: ,82}",
    "findings: {abpi: 0.82}", "findings: {abpi: .82}", "findings: {abpi: 0.}", "findings: {abpi: +0.82}", '{"findings": {"abpi": +0.82}}', '{"findings": {"abpi": .82}}',
    '{"findings": {"abpi": 0.89999999999999999999999999999}}', '{"findings": {"abpi": 0.8999999999999999999999}}', '{"findings": {"abpi": 1e400}}', '{"findings": {"abpi": 1E0}}',
    '{"findings": {"abpi": 1e-400}}', '{"findings": {"abpi": 82e-2}}', '{"findings": {"abpi": -0}}', '{"findings": {"abpi": NaN}}', '{"findings": {"abpi": Infinity}}',
    "findings: {abpi: .nan}", "findings: {abpi: .inf}", "findings: {age_years: 0x2D}", "findings: {age_years: 0o55}", "findings: {age_years: 045}", '{"findings": {"age_years": 045}}',
    "findings: {age_years: 45.0}", "findings: {age_years: 45.5}", "findings: {age_years: 1_0}", "findings: {age_years: 4e1}", "findings: {age_years: 45 years}", "findings: {age_years: 121}",
    "findings: {age_years: -1}", 'findings: {age_years: "45"}', '{"findings": {"age_years": "45"}}', '{"findings": {"age_years": {"figure": "45"}}}', '{"findings": {"age_years": [45]}}',
    "findings: {age_years: }", "findings: {age_years: null}", '{"findings": {"age_years": null}}', "findings: {age_years: true}", "findings: {age_years: not_done}", "findings: {abpi: not_done}",
    "findings: {age_years: 12:30}", "findings: {age_years: 2020-01-01}", "findings: {age_years: <45}", "findings: {abpi: 82%}", "findings: {age_years: ٤٥}", "findings: {age_years: ４５}",
    "findings: {age_years: 017}", '{"findings": {"age_years": 017}}', "findings: {age_years: 08}", "findings: {age_years: 00}", "findings: {abpi: 00.82}", "findings: {abpi: -00.82}",
    "findings: {abpi: 01,82}", 'findings: {age_years: "017"}', "findings: {age_years: -0}", '{"findings": {"age_years": -0.0}}', "findings: {age_years: 0e5}", "findings: {fever: -0}",
    "findings: {wells_score: 2}", "findings: {wells_score: 2.5}", 'findings: {wells_score: "2"}', "findings: {wells: 4}", "findings: {wells: 40}",
    # Words
    "findings: {fever: yes}", "findings: {fever: no}", "findings: {fever: on}", "findings: {fever: True}", "findings: {fever: TRUE}", "findings: {fever: tRue}", 'findings: {fever: "true"}',
    '{"findings": {"fever": "true"}}', '{"findings": {"fever": 1}}', '{"findings": {"fever": 0}}', "findings: {fever: absent}", "findings: {fevr: true}", "findings: {Fever: true}",
    "findings: {' fever ': true}", "findings: {sex: Male}", "findings: {sex: male}", "findings: {sex: ' male'}", "findings: {sex: [male]}", "findings: {no_such_thing_at_all: true}",
    "findings: {__proto__: true}", '{"findings": {"__proto__": true}}', '{"findings": {"constructor": true, "toString": false}}', '{"__proto__": {"findings": {"fever": true}}}',
    # Shapes
    "findings: [fever]", "findings: fever", "findings:", "findings: {fever}", "findings: {fever: {}}", "normal: red_flags", "normal: {red_flags: true}", "normal: [[red_flags]]", "normal: [{}]",
    "normal: []", "normal:", "normal: [red_flags, red_flags]", "normal: [pulses]", "normal: [red_flag]", "normal: [sex]", "normal: [fever]", "not_done: [fever]", "not_done: [tests]",
    "not_done: [red_flags]", "normal: [3]", "normal: [true]", "normal: [~]", "who: [a]", "who: 45", "who: true", "who: ~", "who: {a: b}", '{"who": ""}', "id: -1", "Findings: {}", "finding: {fever: true}",
    "expect: {floor: soon}", "expect: {floor: sooon}", "expect: {settled: yes}", "expect: []", "statements: [S1.1]", "statements: S1.1", "normals: [red_flags]", "findings: {fever: true} # all\n",
    # Contradictions, with what remains
    "findings: {fever: true, temperature_c: 36.0}\n", "findings: {breathlessness: true}\nnormal: [breathlessness]\n", "normal: [abpi]\nnot_done: [abpi]\n", "findings: {abpi: 0.4}\nnot_done: [abpi]\n",
    "findings: {breathlessness: true}\nnormal: [red_flags]\n", "findings: {sex: male, pregnancy_status: pregnant}\n",
    # YAML that a case has no use for
    "who: &a b\nid: *a\n", "who: !!str 3\n", "who: !x a\n", "findings: {<<: {fever: true}}\n", "findings: &f {fever: true}\n", "who: |\n  a\n  b\n", "who: >-\n  a\n  b\n", "who: >+\n  a\n\n\n", "who: |2\n   a\n",
    "who: 'it''s'\n", 'who: "a\\\n  b"\n', 'who: "a\\qb"', "who: a: b", "who: a #b", "who: a#b", "who: '#b'", "who: @a", "who: `a", "who: %a", "who: - a", "who: a\n b\n", "who: a\nb\n", "who:a", "who : a",
    "findings:\n\tfever: true\n", "findings:\n  fever: true\n   limp: true\n", "findings:\n  fever: true\n limp: true\n", "findings:\nfever: true\n", "findings: {fever: true,}", "findings: {fever: true",
    "findings: {fever:true}", '{"findings": {"fever":true}}', '{"findings": {"fever": true,}}', "{'findings': {'fever': true}}", '{"findings": {fever: true}}', "{findings: {fever: true}, normal: [cauda_equina]}",
    '{"findings": {"fever": true}} x', '{"findings": {"fever": true}}\n# a remark\n', '// a remark\n{"findings": {}}', '{"findings": /* a */ {}}', "[" * 40 + "]" * 40, "{a: " * 40 + "}" * 40,
    '{"findings": ' + "[" * 50 + "]" * 50 + "}", "who: '" + "a" * 4001 + "'", "who: '" + "a" * 4000 + "'", "findings: {" + "k" * 201 + ": true}", "findings: {" + "k" * 200 + ": true}", "#" * 100_001,
    "#" * 100_000, "normal: [" + ", ".join(f"no_{number}" for number in range(60)) + "]", "findings:\r\n  fever: true\r\n", "findings:\r  fever: true\r", "who: é\nfindings: {fevr: true}", "who: 😀\nfindings: {fevr: true}",
    "findings:\n  fever: true\n  # limp: true\n\n  limp: false\n", "{\n\t\"findings\": {\n\t\t\"fevr\": true\n\t}\n}", '{"findings": {"fever": true}, "normal": ["cauda_equina"], "not_done": ["tests"]}',
)  # fmt: skip


@cache
def case_files() -> dict[str, bytes]:
    """Names and contents of `COUNT` files: those written by hand, then worked cases with one thing changed."""
    made = {f"hand-{number:03}.{_ending(text)}": _bytes(text) for number, text in enumerate(BY_HAND)}
    for number, (text, ending) in enumerate(_changed()):
        if len(made) == COUNT:
            break
        made[f"made-{number:03}.{ending}"] = text.encode()
    return made


def _ending(text: str | bytes) -> str:
    return "case.json" if _bytes(text).lstrip(b" \t\n\xef\xbb\xbf")[:1] in (b"{", b"[") else "case.yaml"


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


def _changed() -> Iterator[tuple[str, str]]:
    """Worked cases as text, one after the other in YAML and JSON, each with the next kind of change."""
    dice = random.Random(11)
    paths = sorted((pathway_folder() / "cases").glob("*.case.yaml"))
    dice.shuffle(paths)
    for number, path in enumerate(paths):
        source = read_case_file(path)
        write, ending = ((case_yaml, "case.yaml"), (case_json, "case.json"))[number % 2]
        change = CHANGES[number // 2 % len(CHANGES)]
        yield change(dice, source, write), ending


_Write = Callable[[CaseFile], str]


def as_it_is(_dice: random.Random, source: CaseFile, write: _Write) -> str:
    return write(source)


def fewer(dice: random.Random, source: CaseFile, write: _Write) -> str:
    """Half of what was recorded, and no closure."""
    names = dice.sample(list(source.case.findings), len(source.case.findings) // 2)
    return write(
        CaseFile(replace(source.case, findings={name: source.case.findings[name] for name in names}, normal=()))
    )


def more(dice: random.Random, source: CaseFile, write: _Write) -> str:
    """Five more findings at random: often a contradiction."""
    findings = list(load_pathway().vocabulary.findings.values())
    added = {item.name: _some_value(dice, item) for item in dice.sample(findings, 5)}
    return write(CaseFile(replace(source.case, findings={**source.case.findings, **added})))


def other_value(dice: random.Random, source: CaseFile, write: _Write) -> str:
    """One value of another kind, or out of range."""
    findings = dict(source.case.findings)
    name = dice.choice(sorted(findings))
    findings[name] = dice.choice(
        [True, Decimal("-1"), Decimal("0.5"), Decimal(10**9), "positive", "", "0,5", "yes", " "]
    )
    return write(CaseFile(replace(source.case, findings=findings)))


def misspelt(dice: random.Random, source: CaseFile, write: _Write) -> str:
    """A letter too few in one name or word."""
    text = write(source)
    at = dice.choice([number for number, char in enumerate(text) if char.isalpha()])
    return text[:at] + text[at + 1 :]


def a_sign_out(dice: random.Random, source: CaseFile, write: _Write) -> str:
    """A bracket, quote, comma, colon or line end too few."""
    text = write(source)
    at = dice.choice([number for number, char in enumerate(text) if char in '{}[]",:\n'])
    return text[:at] + text[at + 1 :]


def a_sign_in(dice: random.Random, source: CaseFile, write: _Write) -> str:
    """A sign too many."""
    text = write(source)
    at = dice.randrange(len(text))
    return text[:at] + dice.choice(list("{}[]\",:\n\t '#&*!|>%@`-?\\é\u2028\u202e\u200b\x00\u00a0")) + text[at:]


def twice(dice: random.Random, source: CaseFile, write: _Write) -> str:
    """A line that stands there twice."""
    lines = write(source).split("\n")
    at = dice.randrange(len(lines))
    return "\n".join([*lines[: at + 1], *lines[at:]])


def other_closure(dice: random.Random, source: CaseFile, write: _Write) -> str:
    """A closure more, that may not close so."""
    words = load_pathway().vocabulary
    name = dice.choice([*words.groups, *words.sets, *words.findings])
    how = dice.choice(["normal", "not_done"])
    return write(CaseFile(replace(source.case, **{how: (*getattr(source.case, how), name)})))


def cut_short(dice: random.Random, source: CaseFile, write: _Write) -> str:
    """The end of the file is missing."""
    text = write(source)
    return text[: dice.randrange(len(text))]


CHANGES: Final = (
    as_it_is, fewer, more, other_value, misspelt, a_sign_out, a_sign_in, twice, other_closure, cut_short,
)  # fmt: skip


def _some_value(dice: random.Random, finding: Any) -> Any:
    if finding.values:
        return dice.choice(finding.values)
    if finding.unit:
        return dice.choice([finding.low, finding.high])
    return dice.random() < 0.5


def library_says(walker: Walker, name: str) -> tuple[list[str], Walk | None]:
    """What the library says of a file: every fault, with its place, and what is left without what contradicts itself; or its walk."""
    try:
        source = parse_case(case_files()[name], name)
    except CaseError as error:
        return [str(issue) for issue in error.issues], None
    try:
        return [], walker.walk(source.case)
    except CaseError as error:
        return [str(issue) for issue in source.placed(error).issues], None
