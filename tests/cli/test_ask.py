"""`ask` in a real terminal: the keys that a person presses, what stays on the screen, and what is kept."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import pexpect
import pytest
from click.testing import CliRunner
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from legpain_graph import Case, Walker
from legpain_graph.case.read import read_case_file
from legpain_graph.model.vocabulary import NOT_DONE, Value
from legpain_graph.report.screen import LINES
from legpain_graph.resources import pathway_folder
from legpain_graph.walk.interview import Interview
from legpain_graph.walk.screens import Line
from legpain_graph_cli import terminal
from legpain_graph_cli.ask_screen import LINE_KEYS
from legpain_graph_cli.main import cli
from load import tiny
from walk.answering import Answering

PATIENCE = 300
"""Seconds to wait for what never comes: a guard, not a verdict."""
QUIT = "q  stop here"
"""The last line of every list; of a number it stands below the line that is typed."""


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


class Terminal:
    """The installed command on a terminal of its own."""

    def __init__(self, *args: str, folder: Path | None = None, columns: int = 100) -> None:
        script = Path(sys.executable).parent / "legpain-graph"
        # the terminal answers no question about its cursor, as this one does not
        env = {**os.environ, "PROMPT_TOOLKIT_NO_CPR": "1", "TERM": "xterm", "NO_COLOR": "1"}
        self.child = pexpect.spawn(
            str(script),
            ["ask", *args],
            env=env,
            dimensions=(50, columns),
            cwd=folder,
            timeout=PATIENCE,
            encoding="utf-8",
        )
        self.child.delaybeforesend = 0.15  # as a person: a key that comes sooner is not taken
        self.said = ""

    def expect(self, text: str) -> str:
        """Waits for the words; what was written up to and with them."""
        self.child.expect_exact(text)
        return self._seen()

    def _seen(self) -> str:
        seen = plain(str(self.child.before or "") + (self.child.after if isinstance(self.child.after, str) else ""))
        self.said += seen
        return seen

    def press(self, keys: str) -> None:
        self.child.send(keys)

    def asked(self) -> list[str]:
        """Waits for the next screen; the names of its lines."""
        return re.findall(r"\[(\w+)\]\s", self.expect(QUIT))

    def ends(self) -> int:
        """Waits for the end; the exit status."""
        self.child.expect(pexpect.EOF)
        self._seen()
        self.child.close()
        return int(self.child.exitstatus if self.child.exitstatus is not None else -self.child.signalstatus)


def plain(text: str) -> str:
    """What is written, without what steers the terminal."""
    return re.sub(r"\x1b(\[[0-9;?]*[a-zA-Z]|[=>()][0-9A-B]?|\][^\x07]*\x07)", "", text).replace("\r", "")


@pytest.fixture
def started() -> Iterator[list[Terminal]]:
    """Terminals that the test opened, closed when it is over."""
    terminals: list[Terminal] = []
    yield terminals
    for opened in terminals:
        opened.child.close(force=True)


def chosen(line: Line) -> bool:
    """Whether its values are chosen or typed; a line with yes and no takes the next one each time its key is pressed."""
    return not (len(line.members) > 1 or (line.values == (True, False) and not line.not_done))


def turns(line: Line, value: Value | None) -> int:
    return [*(other for other in line.values if other is not line.others), None].index(value) + 1


def more(line: Line, value: Value | None) -> list[str]:
    if value is None:
        return ["?"]
    if value is NOT_DONE:
        return ["x"]
    return [str(line.values.index(value) + 1)] if line.values else [*f"{value}", "\r"]


def follow(opened: Terminal, interview: Interview, answering: Answering, most: int = 100) -> None:
    """Presses what the answering one says, line by line; the terminal must show what the interview asks, and stop where it stops."""
    for _ in range(most):
        screen = interview.screen
        if screen is None:
            return
        assert opened.asked() == [line.name for line in screen.lines]
        whole, said = answering.reply(screen), dict[str, Value | None]()
        for key, line in zip(LINE_KEYS, screen.lines, strict=False):
            if line.name not in whole:
                continue
            value = said[line.name] = whole[line.name]
            times = 1 if chosen(line) else turns(line, value)
            for time in range(1, times + 1):
                opened.press(key)
                if chosen(line):
                    opened.expect("b  back")
                    for pressed in more(line, value):
                        opened.press(pressed)
                if time < times or not interview.is_emergency(screen, said):
                    opened.expect(QUIT)
            if interview.is_emergency(screen, said):
                break
        answering.heard.append((screen, said))
        stopped = interview.is_emergency(screen, said)
        if not stopped:
            opened.press("n" if screen.kind == "checklist" else "d")
        interview.answer(screen, said, others=not stopped)


def walked(*args: str) -> str:
    result = CliRunner().invoke(cli, ["walk", *args], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def whole_case(walker: Walker, name: str) -> Answering:
    return Answering(walker.walk(read_case_file(pathway_folder() / "cases" / f"{name}.case.yaml").case))


@pytest.mark.parametrize(
    ("name", "headline"),
    [
        (
            "sciatica-early-typical",
            "PRIMARY CARE - settled, no red flag. Sciatica: stay active; Safety-net, record, review date.",
        ),
        ("dvt-likely-scan-positive", "SAME DAY - PLAN OPEN: 1 answer missing. Today: DVT confirmed."),
        ("spine-retention-otherwise-normal", "EMERGENCY (999), whatever is not known. 999: cauda equina or cord."),
    ],
)
def test_an_interview_to_the_end(
    tmp_path: Path, leg_pain_walker: Walker, started: list[Terminal], name: str, headline: str
) -> None:
    """It ends in the text of `walk` and the case that `walk` reads, after the very questions of the state machine."""
    output = tmp_path / "case.json"
    started.append(opened := Terminal("-o", str(output)))
    opened.expect("not a doctor")
    answering, interview = whole_case(leg_pain_walker, name), Interview(leg_pain_walker, Case())
    follow(opened, interview, answering)
    opened.expect("finish")
    opened.press("f")
    assert opened.ends() == 0
    assert headline in " ".join(opened.said.split())
    text = walked(str(output))
    assert " ".join(text.split()).startswith(f"{headline} ")
    assert text.count("\n") <= LINES
    assert text.strip() in "\n".join(line.rstrip() for line in opened.said.splitlines())
    assert read_case_file(output).case == interview.case
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["case.json"], "nothing half-written is left"


@pytest.mark.parametrize("stop", ["\x03", "\x04", "q"], ids=["ctrl-c", "ctrl-d", "q"])
def test_stopped_and_gone_on_with(tmp_path: Path, leg_pain_walker: Walker, started: list[Terminal], stop: str) -> None:
    """Stopping keeps every answer and says how to go on; going on asks only what is left."""
    output = tmp_path / "case.json"
    answering = whole_case(leg_pain_walker, "sciatica-early-typical")
    interview = Interview(leg_pain_walker, Case())
    started.append(opened := Terminal("-o", str(output)))
    follow(opened, interview, answering, most=3)
    opened.asked()
    opened.press(stop)
    assert opened.ends() == 1
    assert read_case_file(output).case == interview.case
    last = opened.said[opened.said.rindex(QUIT) :]
    assert "Stopped; " in last
    assert "answers missing" in last
    assert f"legpain-graph ask {output} -o {output}" in last.replace("\n", " ")
    assert "no red flag" not in opened.said
    if stop == "q":
        started.append(again := Terminal(str(output), "-o", str(output)))
        follow(again, Interview(leg_pain_walker, interview.case), answering)
        again.expect("finish")
        again.press("\r")
        assert again.ends() == 0
        assert walked(str(output)).startswith("PRIMARY CARE - settled, no red flag.")
        known = [
            line for screen, said in answering.heard for line in screen.lines if said.get(line.name, 0) is not None
        ]
        assert len({line.name for line in known}) == len(known), "nothing that is known was asked twice"


def complaint_passed(opened: Terminal) -> list[str]:
    """Goes on from the complaint with nothing said; the lines of the first checklist."""
    assert "age_years" in opened.asked()
    opened.press("d")
    return opened.asked()


def test_without_a_file_the_case_is_printed(started: list[Terminal]) -> None:
    started.append(opened := Terminal("--normal", "red_flags"))
    lines = complaint_passed(opened)
    opened.press(LINE_KEYS[lines.index("saddle_numbness")])
    opened.expect("> saddle numbness: yes")
    opened.expect("finish")
    opened.press("f")
    assert opened.ends() == 0
    case = opened.said[opened.said.index('{\n  "findings"') :]
    assert json.loads(case[: case.index("\n}") + 2]) == {
        "findings": {"saddle_numbness": True},
        "normal": ["red_flags"],
        "not_done": [],
    }
    assert "EMERGENCY (999), whatever is not known. 999: cauda equina or cord." in opened.said


def test_killed_keeps_what_was_answered(tmp_path: Path, started: list[Terminal]) -> None:
    output = tmp_path / "case.json"
    started.append(opened := Terminal("--normal", "red_flags", "-o", str(output)))
    lines = complaint_passed(opened)
    opened.press("n")
    opened.expect("SIGNED: ")
    opened.asked()
    opened.child.kill(signal.SIGKILL)
    assert opened.ends() == -signal.SIGKILL
    kept = read_case_file(output).case
    assert "red_flags" in kept.normal
    assert set(lines) & {"intimate_examination", "vital_signs"} <= set(kept.not_done)
    assert "cauda_equina" in kept.normal or "saddle_numbness" in kept.normal


def test_numbers_are_checked_as_they_are_typed(tmp_path: Path, started: list[Terminal]) -> None:
    """The fault is shown before Enter; Enter takes nothing that is out of range; undo asks again."""
    case = tmp_path / "case.json"
    case.write_text(json.dumps({"findings": {"alarm": False}, "who": "Ann"}))
    started.append(opened := Terminal(str(case), "-o", str(case), "--pathway", with_a_number(tmp_path)))
    assert opened.asked() == ["abpi"]
    opened.press("1")
    opened.expect("ratio, 0 to 2.5")
    opened.press("3")
    opened.expect("abpi is 3, expected a number from 0 to 2.5")
    opened.press("\r\x7f0.82\r")
    opened.expect("ABPI: 0.82")
    opened.expect(QUIT)
    opened.press("n")
    opened.expect("finish")
    opened.press("u")
    assert opened.asked() == ["abpi"]
    opened.press("1")
    opened.expect("ratio, 0 to 2.5")
    opened.press("x")
    opened.expect("ABPI: not done")
    opened.expect(QUIT)
    opened.press("d")
    opened.expect("finish")
    opened.press("f")
    assert opened.ends() == 0
    assert json.loads(case.read_text()) == {
        "who": "Ann",
        "findings": {"alarm": False},
        "normal": [],
        "not_done": ["abpi"],
    }


def with_a_number(folder: Path) -> str:
    """A pathway whose only result is a number."""
    abpi = {"name": "abpi", "type": "number", "unit": "ratio", "range": [0, 2.5], "optional": True}
    text = tiny.text(
        ("findings.1", {**abpi, "section": "investigation", "label": "ABPI"}),
        ("nodes.scan-leg.orders", ["abpi"]),
        ("nodes.scan-leg.edges.0.when", "abpi < 0.5"),
        ("nodes.scan-leg.edges.1.when", "abpi >= 0.5"),
    )
    path = folder / "pathway" / "tiny.yaml"
    path.parent.mkdir()
    path.write_text(text)
    return str(path)


def test_what_was_found_is_recorded_at_any_time(tmp_path: Path, started: list[Terminal]) -> None:
    """By the words that people use; what was ticked on the screen is kept, what was left alone is asked still."""
    output = tmp_path / "case.json"
    started.append(opened := Terminal("-o", str(output)))
    lines = opened.asked()
    opened.press("w")
    assert "Completed years." in opened.expect(QUIT)
    opened.press(str(lines.index("follow_up_contact") + 1))
    opened.expect(QUIT)
    opened.press("/")
    opened.expect("What was found")
    opened.press("flight")
    opened.press("\r")
    opened.expect("b  back")
    opened.press("1")
    opened.expect("b  back")
    opened.press("1")
    assert opened.asked() == [name for name in lines if name != "follow_up_contact"]
    assert read_case_file(output).case == Case({"follow_up_contact": True, "recent_long_travel": True})
    opened.press("/")
    opened.expect("What was found")
    opened.press("xyzzy")
    opened.expect('nothing is called "xyzzy"')
    opened.press("\x7f" * 5 + "\r")
    assert opened.asked() == []
    opened.press("/")
    opened.expect("What was found")
    opened.press("trouble peeing")
    opened.press("\r")
    opened.expect("b  back")
    opened.press("1")
    opened.expect("b  back")
    opened.press("1")
    opened.expect("finish")
    opened.press("f")
    assert opened.ends() == 0
    assert "EMERGENCY (999), whatever is not known. 999: cauda equina or cord." in opened.said
    assert read_case_file(output).case == Case(
        {"follow_up_contact": True, "recent_long_travel": True, "bladder_disturbance": True}
    )


def test_keys_typed_ahead_answer_one_screen(tmp_path: Path, started: list[Terminal]) -> None:
    """Eight times n at once sign nothing: what comes in one piece was not pressed one by one. The next one signs the screen that was seen."""
    output = tmp_path / "case.json"
    started.append(opened := Terminal("-o", str(output)))
    lines = complaint_passed(opened)
    opened.press("n" * 8)
    opened.press("n")
    second = opened.asked()
    assert not set(second) & set(lines)
    opened.press("\x03")
    assert opened.ends() == 1
    words = read_case_file(output).case
    assert len(words.normal) + len(words.not_done) <= len(lines)


PASTED = "\x1b[200~{}\x1b[201~"
"""What a terminal that tells a paste from keys sends."""


@pytest.mark.parametrize(
    "pasted", ["n\r1\rn\r5\n\n", "ok thanks\rnormal\r", "1234567890\r", "\x1b[A\r", "kkkk\r", "n\x04"]
)
@pytest.mark.parametrize("told", [False, True], ids=["as keys", "as a paste"])
def test_lines_that_are_pasted_answer_nothing(tmp_path: Path, started: list[Terminal], pasted: str, told: bool) -> None:
    """Nor do they go on: the same screen waits, and the rest of it is still asked when it is gone on with."""
    if told and "\x1b" in pasted:
        return
    output = tmp_path / "case.json"
    started.append(opened := Terminal("-o", str(output)))
    lines = complaint_passed(opened)
    opened.press(PASTED.format(pasted) if told else pasted)
    if told or "\x04" not in pasted:
        opened.press("\x04")
    assert opened.ends() == 1
    assert read_case_file(output).case == Case()
    assert f"legpain-graph ask {output} -o {output}" in opened.said.replace("\n", " ")
    started.append(again := Terminal(str(output), "-o", str(output)))
    assert complaint_passed(again) == lines


def test_lines_that_are_pasted_are_no_number(tmp_path: Path, started: list[Terminal]) -> None:
    output = tmp_path / "case.json"
    started.append(opened := Terminal("-o", str(output)))
    lines = opened.asked()
    for pasted in ("58\r45\r", PASTED.format("58\n45\n")):
        opened.press(LINE_KEYS[lines.index("age_years")])
        opened.expect("0 to 120")
        opened.press(pasted)
        opened.press("\r")
        opened.press("\x15")
        opened.press("b")
        assert "Age: 45" not in opened.expect(QUIT)
    opened.press("\x03")
    assert opened.ends() == 1
    assert "age_years" not in read_case_file(output).case.findings


@pytest.mark.parametrize("stop", ["\x03", "\x04", "q"], ids=["ctrl-c", "ctrl-d", "q"])
def test_what_was_said_of_a_screen_is_kept_when_it_is_left(tmp_path: Path, started: list[Terminal], stop: str) -> None:
    """And nothing more: of the other lines nothing was said. In the middle of a number it is no number."""
    output = tmp_path / "case.json"
    started.append(opened := Terminal("-o", str(output)))
    opened.press(LINE_KEYS[opened.asked().index("follow_up_contact")])
    opened.expect(QUIT)
    opened.press(stop)
    assert opened.ends() == 1
    assert read_case_file(output).case == Case({"follow_up_contact": True})
    assert "Stopped; " in opened.said
    if stop != "q":
        started.append(again := Terminal(str(output), "-o", str(output)))
        again.press(LINE_KEYS[again.asked().index("age_years")])
        again.expect("0 to 120")
        again.press("5")
        again.press(stop)
        assert again.ends() == 1
        assert read_case_file(output).case == Case({"follow_up_contact": True})


def test_a_key_that_comes_with_the_question_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """As one that is held down does; after a moment of quiet the next one counts."""
    monkeypatch.setattr(terminal, "QUIET", 1.0)
    yes, no = terminal.Option("y", "yes", lambda: None), terminal.Option("n", "no", lambda: None)
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        later = [Timer(delay, keys.send_text, (key,)) for delay, key in ((0.1, "y"), (0.2, "y"), (2.0, "n"))]
        for timer in later:
            timer.start()
        assert terminal.choose([yes, no], yes) is no


def test_enter_alone_clears_nothing(tmp_path: Path, started: list[Terminal]) -> None:
    """The marked line is "the rest is not known": whoever only presses Enter has recorded nothing, and is told so."""
    tiny.lay(tmp_path)
    output = tmp_path / "case.json"
    started.append(opened := Terminal("-p", str(tmp_path / "tiny"), "-o", str(output)))
    while opened.child.expect_exact([QUIT, "Nothing else to ask"]) == 0:
        opened.press("\r")
    opened.expect("finish")
    opened.press("\r")
    assert opened.ends() == 0
    assert read_case_file(output).case == Case()
    assert "NOT SETTLED - could still be an EMERGENCY (999). At least: primary care." in opened.said
    assert "If you cannot find out" in opened.said.replace("\n", " ")


def test_another_patients_file_is_not_written_over(tmp_path: Path, started: list[Terminal]) -> None:
    there = tmp_path / "case.json"
    there.write_text('{"findings": {"fever": true}}')
    started.append(opened := Terminal("-o", str(there)))
    assert opened.ends() == 2
    assert "there is a file of this name already" in opened.said
    assert there.read_text() == '{"findings": {"fever": true}}'


@pytest.mark.parametrize("output", ["/dev/null/case.json", "/proc/case.json"])
def test_a_file_that_cannot_be_written_is_refused_before_the_first_question(
    started: list[Terminal], output: str
) -> None:
    started.append(opened := Terminal("-o", output))
    assert opened.ends() == 2
    assert "cannot be written" in opened.said
    assert "could be" not in opened.said


def test_the_transcript_in_the_docs_runs(tmp_path: Path, started: list[Terminal]) -> None:
    """Every line of it is said, in that order; and the case is the one that is shown."""
    text = (Path(__file__).parents[2] / "docs" / "ask.md").read_text()
    for keys, block in re.findall(r"<!-- transcript: ([\w^ ]+?)(?: \([^\n]*)? -->\n```\n(.*?)```", text, re.DOTALL):
        command, *lines = block.strip().splitlines()
        args = command.removeprefix("$ legpain-graph ask ").split()
        started.append(opened := Terminal(*args, folder=tmp_path, columns=80))
        for pressed in keys.split():
            if pressed == "f":
                opened.expect("finish")
            else:
                opened.asked()
            opened.press("\x03" if pressed == "^C" else pressed)
        assert opened.ends() == ("^C" in keys)
        at, said = 0, without_counts(opened.said)
        for line in map(without_counts, lines):
            assert line in said[at:], line
            at = said.index(line, at) + len(line)
    assert len(started) == 2
    assert (tmp_path / "ann.json").read_text() == re.findall(r"```json\n(.*?)```", text, re.DOTALL)[0]


def without_counts(text: str) -> str:
    """How many answers are missing changes with the pathway; the transcript need not."""
    return re.sub(r"\d+ (answers missing|to settle)", r"N \1", text)


def test_without_a_terminal() -> None:
    result = CliRunner().invoke(cli, ["ask"], input="y\n")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == (
        "error: ask needs a terminal\n  hint: record a case file, then: legpain-graph walk CASE\n1 error; nothing was done\n"
    )
