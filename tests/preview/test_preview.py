"""`preview`, the real server: it follows the files, shows each fault at its place, and talks to this machine alone."""

from __future__ import annotations

import html
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest
from click.testing import CliRunner

from legpain_graph.preview.follow import Follower
from legpain_graph.preview.server import server
from legpain_graph_cli.main import cli
from load import tiny

PATIENCE = 300


def _interruptible() -> None:
    """What a shell starts in the background ignores Ctrl-C, and so does all that it starts: these tests too may be run so."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


class Preview:
    """The installed command, on a free port."""

    def __init__(self, pathway: Path, cache: Path) -> None:
        script = Path(sys.executable).parent / "legpain-graph"
        self.process = subprocess.Popen(
            [str(script), "preview", str(pathway), "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "XDG_CACHE_HOME": str(cache)},
            preexec_fn=_interruptible,
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()
        self.port = int(self.url.rsplit(":", 1)[1].strip("/"))
        self.events = Events(self.url)

    def get(self, path: str = "", **headers: str) -> tuple[int, str]:
        request = urllib.request.Request(self.url + path, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def page(self, version: str) -> str:
        """The page once it has that version, as a browser would load it."""
        status, text = self.get()
        assert status == 200
        assert f"event.data !== '{version}'" in text
        return text


class Events:
    """A listener, as a page is."""

    def __init__(self, url: str) -> None:
        self.stream: IO[bytes] = urllib.request.urlopen(f"{url}events", timeout=PATIENCE)
        self.working = 0

    def next(self) -> str:
        """Waits for the next version."""
        event = ""
        for raw in self.stream:
            line = raw.decode().rstrip("\n")
            if line.startswith("event: "):
                event = line.removeprefix("event: ")
                self.working += event == "working"
            elif line.startswith("data: ") and not event:
                return line.removeprefix("data: ")
            elif not line:
                event = ""
        raise AssertionError("the server closed the stream")


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    (tmp_path / "tiny").mkdir()
    (tmp_path / "tiny" / "tiny.yaml").write_text(tiny.text())
    started = Preview(tmp_path / "tiny", tmp_path / "cache")
    yield started
    started.events.stream.close()
    started.process.kill()
    started.process.communicate()


def test_many_callers_at_once_are_all_taken(tmp_path: Path) -> None:
    """Before anybody looks after the first of them; then each is answered."""
    made = server(Follower(str(tmp_path), lambda _: None), 0)
    callers = [socket.create_connection(("127.0.0.1", made.server_port), timeout=PATIENCE) for _ in range(100)]
    serving = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.05})
    serving.start()
    for caller in callers:
        caller.sendall(f"GET / HTTP/1.0\r\nHost: 127.0.0.1:{made.server_port}\r\n\r\n".encode())
    answers = [caller.makefile("rb").readline() for caller in callers]
    made.shutdown()
    serving.join()
    made.server_close()
    for caller in callers:
        caller.close()
    assert answers == [b"HTTP/1.0 200 OK\r\n"] * 100
    assert type(made).request_queue_size >= 100


def test_a_query_is_of_no_matter(preview: Preview) -> None:
    """As a link from elsewhere adds one, or a reload that is to go past a cache."""
    version = preview.events.next()
    assert preview.get("?utm_source=chat") == preview.get()
    assert preview.get("nowhere?x=1")[0] == 404
    with urllib.request.urlopen(f"{preview.url}events?x=1", timeout=PATIENCE) as stream:
        assert stream.readline() == f"data: {version}\n".encode()


def test_it_follows_the_files(preview: Preview, tmp_path: Path) -> None:
    """Sound, then a fault with its place, line and hint, then sound again: each time the page is told to load again."""
    file = tmp_path / "tiny" / "tiny.yaml"
    first = preview.events.next()
    assert "startPage(" in preview.page(first)
    text = tiny.text(("nodes.screen.edges.0.when", "alarrm"))
    line, column = tiny.place(text, "alarrm")
    file.write_text(text)
    second = preview.events.next()
    assert second != first
    page = html.unescape(preview.page(second))
    assert "1 fault: " in page
    assert f"{file}:{line}:{column}" in page
    assert "unknown finding 'alarrm'" in page
    assert "Hint: did you mean 'alarm'?" in page
    shown = re.search(r"<pre>(.*)\n( *)\^</pre>", page)
    assert shown is not None
    assert shown[1][len(shown[2]) :].startswith("alarrm")
    file.write_text(tiny.text())
    third = preview.events.next()
    assert third not in (first, second)
    assert "startPage(" in preview.page(third)
    assert preview.events.working >= 2, "it is said that the files are being read"


def test_a_new_file_is_read_and_a_folder_emptied_is_a_fault(preview: Preview, tmp_path: Path) -> None:
    preview.events.next()
    (tmp_path / "tiny" / "more.yaml").write_text("nothing_known: true\n")
    assert "more.yaml:1:1" in preview.page(preview.events.next())
    for file in (tmp_path / "tiny").iterdir():
        file.unlink()
    assert "no *.yaml file here" in preview.page(preview.events.next())


def test_the_worked_cases_are_there_to_try_and_a_fault_in_one_is_shown(preview: Preview, tmp_path: Path) -> None:
    preview.events.next()
    (tmp_path / "tiny" / "cases").mkdir()
    case = tmp_path / "tiny" / "cases" / "alarmed.case.yaml"
    case.write_text("id: alarmed\nwho: Someone alarmed\nfindings: {alarm: true}\n")
    assert "Someone alarmed" in preview.page(preview.events.next())
    case.write_text("id: alarmed\nfindings: [alarm]\n")
    assert f"{case}:2:11" in preview.page(preview.events.next())


def test_what_a_file_says_is_text_in_the_page(preview: Preview, tmp_path: Path) -> None:
    preview.events.next()
    evil = "<script>alert(1)</script>"
    (tmp_path / "tiny" / "tiny.yaml").write_text(
        tiny.text(("nodes.screen.edges.0.when", evil), ("pathway.title", evil))
    )
    page = preview.page(preview.events.next())
    assert "&lt;script&gt;alert(1)" in page
    assert page.count("<script") == 1


def test_only_this_machine_is_answered(preview: Preview) -> None:
    preview.events.next()
    for host in ("evil.example", f"evil.example:{preview.port}", "127.0.0.1", f"127.0.0.1:{preview.port + 1}", ""):
        for path in ("", "events"):
            status, text = preview.get(path, Host=host)
            assert (status, text) == (403, "This is served to this machine alone.\n")
    assert preview.get("", Host=f"localhost:{preview.port}")[0] == 200
    assert preview.get("etc/passwd")[0] == 404
    assert preview.get("../../etc/passwd")[0] == 404
    listening = subprocess.run(
        ["cat", f"/proc/{preview.process.pid}/net/tcp"], capture_output=True, text=True, check=False
    )
    wanted = f"0100007F:{preview.port:04X}"
    if listening.returncode == 0:
        assert wanted in listening.stdout
        assert f"00000000:{preview.port:04X}" not in listening.stdout


def test_the_page_may_only_ask_this_server(preview: Preview) -> None:
    page = preview.page(preview.events.next())
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    rules = dict(rule.strip().split(" ", 1) for rule in html.unescape(policy[1]).split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["connect-src"] == "'self'"
    assert "unsafe-inline" not in rules["script-src"]
    assert "https:" not in policy[1]


def test_ctrl_c_ends_it(preview: Preview) -> None:
    """With a listener still there: no traceback, status 0, and the port is free again."""
    preview.events.next()
    preview.process.send_signal(signal.SIGINT)
    out, err = preview.process.communicate(timeout=PATIENCE)
    assert preview.process.returncode == 0
    assert out == ""
    assert "Traceback" not in err
    assert err.endswith("ended\n")
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free.bind(("127.0.0.1", preview.port))


def test_requests_that_cannot_be() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = CliRunner().invoke(cli, ["preview", "--port", str(port)])
    assert result.exit_code == 2
    assert result.stderr.startswith(f"error: port {port} cannot be used: ")
    assert "hint: --port 0 takes a free one" in result.stderr
    result = CliRunner().invoke(cli, ["preview", "no/such/folder"])
    assert result.exit_code == 2
    assert "no/such/folder: no such file or folder" in result.stderr
    assert result.stdout == ""
