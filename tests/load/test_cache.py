"""The cache: a pathway that was loaded before, as data; whatever is wrong with it, the files are read instead."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from legpain_graph import Compiled, Pathway, Walker, load_pathway
from legpain_graph.case.read import parse_case
from legpain_graph.errors import PathwayError
from legpain_graph.load.cache import _CLASSES, freeze, thaw
from legpain_graph.load.loader import _sealed
from legpain_graph.model import pathway as graph
from legpain_graph.model import vocabulary
from legpain_graph.model.guard import ir
from legpain_graph.model.pathway import Node
from load import tiny


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder; the user's own is never touched."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path / "cache" / "legpain-graph"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the rich pathway in it."""
    path = tmp_path / "pathway"
    path.mkdir()
    (path / "a.yaml").write_text(tiny.text(*tiny.RICH))
    return path


@pytest.fixture
def loose() -> Iterator[None]:
    """Whatever is made may be written by everybody."""
    before = os.umask(0)
    yield
    os.umask(before)


def places(pathway: Pathway) -> set[str]:
    return {str(node.place) for node in pathway.nodes.values()}


def test_what_is_frozen_thaws_to_the_same(leg_pain: Pathway, folder: Path, tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.mkdir()
    (plain / "a.yaml").write_text(tiny.text())
    for pathway in (leg_pain, load_pathway(folder), load_pathway(plain)):
        data = json.loads(json.dumps(freeze(pathway)))
        again = thaw(data)
        assert again == pathway
        assert freeze(again) == data
        for key in ("nodes", "statements", "safety_nets", "diagnoses", "guidelines"):
            assert list(getattr(again, key)) == list(getattr(pathway, key))
        assert list(again.vocabulary.findings) == list(pathway.vocabulary.findings)
        assert {type(node) for node in again.nodes.values()} == {Node}


def test_what_thaws_walks_the_same(folder: Path) -> None:
    fresh = load_pathway(folder)
    thawed = thaw(json.loads(json.dumps(freeze(fresh))))
    for text in (
        '{"findings": {"alarm": true}}',
        '{"findings": {"points": 3}, "not_done": ["tests"]}',
        '{"normal": ["all_calm", "index"]}',
        "{}",
    ):
        case = parse_case(text.encode(), "c.json").case
        told = [
            Walker(pathway, engine(pathway)).walk(case, "safest").as_dict()
            for pathway in (fresh, thawed)
            for engine in (Compiled, lambda _: None)
        ]
        assert told[0] == told[1] == told[2] == told[3]


def test_a_number_keeps_its_figures(folder: Path) -> None:
    for pathway in (load_pathway(folder, cache=True), load_pathway(folder, cache=True)):
        assert str(pathway.vocabulary.findings["index"].high) == "2.5"
        assert str(pathway.vocabulary.constants["low"].value) == "0.9"


def test_a_cached_load_is_a_fresh_load(folder: Path, cache: Path) -> None:
    fresh = load_pathway(folder)
    assert not cache.exists()
    first = load_pathway(folder, cache=True)
    (file,) = cache.iterdir()
    stored = file.read_bytes()
    second = load_pathway(folder, cache=True)
    assert fresh == first == second
    assert fresh.hash == first.hash == second.hash
    assert file.read_bytes() == stored
    assert places(first) != places(second) == {""}  # a checked pathway needs no places: so it was thawed


def test_the_whole_leg_pain_pathway_is_cached(leg_pain: Pathway) -> None:
    load_pathway(cache=True)
    again = load_pathway(cache=True)
    assert again == leg_pain
    assert places(again) == {""}


def test_the_cache_is_named_for_the_files(folder: Path, cache: Path) -> None:
    pathway = load_pathway(folder, cache=True)
    (file,) = cache.iterdir()
    assert file.name.startswith(pathway.hash)
    assert file.suffix == ".json"


def test_the_cache_holds_data_only(folder: Path, cache: Path) -> None:
    load_pathway(folder, cache=True)
    (file,) = cache.iterdir()
    data = json.loads(file.read_text(encoding="utf-8"))
    assert kinds(data) <= {list, dict, str, int, bool, type(None)}


def kinds(data: Any) -> set[type]:
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return {type(data)}.union(*map(kinds, inner))


# --- A cache file that is not what was stored ---


def flipped(stored: bytes) -> bytes:
    """One figure of one threshold is another one."""
    assert stored.count(b'"0.9"') > 0
    return stored.replace(b'"0.9"', b'"0.4"')


BAD: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "truncated": lambda stored: stored[: len(stored) // 2],
    "truncated at its end": lambda stored: stored[:-1],
    "with something after": lambda stored: stored + b"[]",
    "not UTF-8": lambda _: b"\xff\xfe",
    "zeros": lambda stored: bytes(len(stored)),
    "a word": lambda _: b'"pathway"',
    "null": lambda _: b"null",
    "an empty list": lambda _: b"[]",
    "a list of nothing": lambda _: b"[null]",
    "a list of words": lambda _: b'["a", "b"]',
    "a number": lambda _: b"[0.5, 1]",
    "of another program": lambda _: b'{"hash": "x", "version": 3}',
    "another class": lambda _: b'[0, "alarm"]',
    "no such class": lambda _: b"[99, 1]",
    "no such enum": lambda _: b"[-3, 9, 1]",
    "no such value": lambda _: b'[-3, 0, "?"]',
    "no such decimal": lambda _: b'[-2, "x"]',
    "too many fields": lambda stored: stored[:-1] + b",1,2,3,4]",
    "too few fields": lambda _: b'[25, "tiny"]',
    "changed, and the seal taken away": lambda stored: flipped(stored).partition(b",")[2][:-1],
    "with another seal": lambda stored: stored[:2] + bytes(reversed(stored[2:66])) + stored[66:],
    "deep": lambda _: b"[-1," * 100,
    "deep and closed": lambda _: b"[-1," * 100 + b"1" + b"]" * 100,
    "NaN": lambda _: b"[NaN]",
    "a long number": lambda _: b"[" + b"9" * 10_000 + b"]",
    "changed by one figure": flipped,
}


BAD_PAYLOADS: dict[str, Callable[[bytes], bytes]] = {
    "another class": lambda _: b'[0,"alarm"]',
    "no such class": lambda _: b"[99,1]",
    "too many fields": lambda stored: stored.partition(b",")[2][:-2] + b",1,2,3,4]",
    "no such enum": lambda _: b"[-3,9,1]",
    "no such decimal": lambda _: b'[-2,"x"]',
    "deep": lambda _: b"[-1," * 100 + b"1" + b"]" * 100,
    "nothing": lambda _: b"",
}


def test_a_cache_file_that_is_wrong_is_replaced(folder: Path, cache: Path) -> None:
    fresh = load_pathway(folder, cache=True)
    (file,) = cache.iterdir()
    stored = file.read_bytes()
    wrong = {name: spoilt(stored) for name, spoilt in BAD.items()}
    wrong |= {f"{name}, sealed": _sealed(file.name, made(stored)) for name, made in BAD_PAYLOADS.items()}
    wrong["sealed for other files"] = _sealed(f"0{file.name[1:]}", stored.partition(b",")[2][:-1])
    for name, data in wrong.items():
        file.write_bytes(data)
        assert file.read_bytes() != stored, name
        assert load_pathway(folder, cache=True) == fresh, name
        assert file.read_bytes() == stored, name
    assert places(load_pathway(folder, cache=True)) == {""}


def replaced(file: Path, folder: Path) -> bool:
    """Whether the pathway is read from its files, and what is kept of it made anew."""
    taken = places(load_pathway(folder, cache=True)) == {""}
    assert stat.S_ISREG(file.lstat().st_mode)
    assert stat.S_IMODE(file.lstat().st_mode) == 0o600
    return not taken


def test_what_others_can_write_is_not_taken(folder: Path, cache: Path, tmp_path: Path) -> None:
    load_pathway(folder, cache=True)
    (file,) = cache.iterdir()
    assert (stat.S_IMODE(cache.stat().st_mode), stat.S_IMODE(file.stat().st_mode)) == (0o700, 0o600)
    assert not replaced(file, folder)
    for mode in (0o620, 0o602, 0o666):
        file.chmod(mode)
        assert replaced(file, folder)
    for mode in (0o770, 0o702, 0o1777):
        cache.chmod(mode)
        assert replaced(file, folder)
        assert stat.S_IMODE(cache.stat().st_mode) == 0o700
    assert not replaced(file, folder)
    file.rename(tmp_path / "elsewhere")
    os.mkfifo(file)
    assert replaced(file, folder)
    file.unlink()
    file.symlink_to("/dev/zero")
    assert replaced(file, folder)


@pytest.mark.usefixtures("loose")
def test_a_generous_umask_makes_the_cache_no_less_private(folder: Path, cache: Path) -> None:
    load_pathway(folder, cache=True)
    assert places(load_pathway(folder, cache=True)) == {""}
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700


def test_the_cache_of_another_pathway_is_not_taken(folder: Path, cache: Path, tmp_path: Path) -> None:
    fresh = load_pathway(folder, cache=True)
    (file,) = cache.iterdir()
    plain = tmp_path / "plain"
    plain.mkdir()
    (plain / "a.yaml").write_text(tiny.text())
    load_pathway(plain, cache=True)
    (other,) = set(cache.iterdir()) - {file}
    file.write_bytes(other.read_bytes())
    assert load_pathway(folder, cache=True) == fresh


def test_a_faulty_pathway_is_not_cached(folder: Path, cache: Path) -> None:
    (folder / "b.yaml").write_text("nodes: [{id: x}]")
    for _ in range(2):
        with pytest.raises(PathwayError):
            load_pathway(folder, cache=True)
    assert not cache.exists()


# --- What makes two pathways the same ---


def hashes(*texts: str, folder: Path) -> Iterator[Pathway]:
    for number, text in enumerate(texts):
        path = folder / str(number)
        path.mkdir()
        (path / "a.yaml").write_text(text)
        yield load_pathway(path, cache=True)


def test_a_changed_file_is_another_pathway(tmp_path: Path) -> None:
    plain, remarked, changed = hashes(
        tiny.text(), tiny.text() + "# remark\n", tiny.text(("nodes.stop-wait.title", "Wait")), folder=tmp_path
    )
    assert len({plain.hash, remarked.hash, changed.hash}) == 3
    assert changed.nodes["stop-wait"].title == "Wait"


def test_a_change_of_a_file_in_the_cache_is_seen(folder: Path) -> None:
    load_pathway(folder, cache=True)
    before = (folder / "a.yaml").stat()
    (folder / "a.yaml").write_text(tiny.text(*tiny.RICH, ("constants.low.value", 0.80)))
    os.utime(folder / "a.yaml", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert str(load_pathway(folder, cache=True).vocabulary.constants["low"].value) == "0.8"


def split(folder: Path, names: dict[str, dict[str, Any]]) -> Pathway:
    folder.mkdir()
    for name, part in names.items():
        (folder / name).write_text(tiny.dump(part))
    return load_pathway(folder)


def test_names_of_files_change_nothing_but_the_order_of_stages(tmp_path: Path) -> None:
    """What is drawn in another order is another pathway, and is never taken for this one from the cache."""
    whole = tiny.changed(*tiny.RICH)
    nodes = {"nodes": whole.pop("nodes")}
    stages = {"stages": whole.pop("stages")}
    more = {"stages": [{"id": "more", "title": "More"}]}
    one = split(tmp_path / "one", {"1.yaml": whole, "2.yaml": nodes, "3.yaml": stages, "4.yaml": more})
    same = split(tmp_path / "same", {"a.yml": whole, "b.yaml": nodes, "c.yml": stages, "d.yaml": more})
    other = split(tmp_path / "other", {"4.yaml": whole, "3.yaml": nodes, "2.yaml": stages, "1.yaml": more})
    assert (one.hash, one) == (same.hash, same)
    assert other.stages == tuple(reversed(one.stages))
    assert other.hash != one.hash


def test_how_lines_end_changes_nothing(tmp_path: Path) -> None:
    """Neither the hash nor anything that is read."""
    text = tiny.text(*tiny.RICH, ("nodes.screen.text", tiny.Raw("|\n  one\n  two\n")))
    found = []
    for number, end in enumerate(("\n", "\r\n", "\r")):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "a.yaml").write_bytes(text.replace("\n", end).encode())
        found.append(load_pathway(tmp_path / str(number)))
    assert found[0].hash == found[1].hash == found[2].hash
    assert found[0] == found[1] == found[2]


def test_where_the_files_are_changes_nothing(folder: Path, cache: Path, tmp_path: Path) -> None:
    first = load_pathway(folder, cache=True)
    folder.rename(tmp_path / "moved")
    (tmp_path / "moved" / "a.yaml").rename(tmp_path / "moved" / "z.yml")
    assert load_pathway(tmp_path / "moved", cache=True) == first
    assert load_pathway(tmp_path / "moved" / "z.yml", cache=True) == first
    assert len(list(cache.iterdir())) == 1


# --- Where the cache is ---


def test_the_cache_is_where_the_user_says(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "elsewhere"))
    load_pathway(folder, cache=True)
    assert len(list((tmp_path / "elsewhere" / "legpain-graph").iterdir())) == 1
    monkeypatch.setenv("XDG_CACHE_HOME", "")
    load_pathway(folder, cache=True)
    assert len(list((tmp_path / "home" / ".cache" / "legpain-graph").iterdir())) == 1


def test_nothing_is_cached_unasked(folder: Path, cache: Path, tmp_path: Path) -> None:
    load_pathway(folder)
    load_pathway(folder, cache=False)
    assert not cache.exists()
    assert not (tmp_path / "home").exists()


def test_a_cache_that_cannot_be_written_is_no_fault(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = load_pathway(folder)
    (tmp_path / "file").write_text("in the way")
    for root in (tmp_path / "file", tmp_path / ("a" * 300), Path("/proc/nowhere")):
        monkeypatch.setenv("XDG_CACHE_HOME", str(root))
        assert load_pathway(folder, cache=True) == fresh
    assert (tmp_path / "file").read_text() == "in the way"


def test_a_cache_file_that_cannot_be_replaced_leaves_nothing_behind(folder: Path, cache: Path) -> None:
    fresh = load_pathway(folder, cache=True)
    (file,) = cache.iterdir()
    file.unlink()
    file.mkdir()
    (file / "in the way").touch()
    for _ in range(3):
        assert load_pathway(folder, cache=True) == fresh
    assert list(cache.iterdir()) == [file]


def test_a_cache_folder_is_never_where_the_user_happens_to_be(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path that is not absolute is no path, by the XDG specification."""
    monkeypatch.setenv("XDG_CACHE_HOME", "cache-here")
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    load_pathway(folder, cache=True)
    assert list(here.iterdir()) == []
    assert len(list((tmp_path / "home" / ".cache" / "legpain-graph").iterdir())) == 1


def test_a_user_without_a_home_has_no_cache(folder: Path, tmp_path: Path) -> None:
    """In a container whose user is in no list: nothing is cached, and no folder named ~ is made."""
    script = (
        "import pwd\n"
        "def nobody(_): raise KeyError\n"
        "pwd.getpwuid = nobody\n"
        "from legpain_graph import load_pathway\n"
        f"print(load_pathway({str(folder)!r}, cache=True).id)\n"
    )
    here = tmp_path / "here"
    here.mkdir()
    env = {key: value for key, value in os.environ.items() if key not in ("HOME", "XDG_CACHE_HOME")}
    env["PYTHONPATH"] = os.pathsep.join(sys.path)
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=here, env=env, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("tiny\n", "")
    assert list(here.iterdir()) == []


def test_two_loads_at_once_do_not_disturb_each_other(folder: Path, cache: Path) -> None:
    script = f"from legpain_graph import load_pathway\nfor _ in range(5): load_pathway({str(folder)!r}, cache=True)\nprint('done')"
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    running = [
        subprocess.Popen([sys.executable, "-c", script], env=env, stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    assert [process.communicate()[0] for process in running] == ["done\n"] * 3
    assert len(list(cache.iterdir())) == 1
    assert load_pathway(folder, cache=True) == load_pathway(folder)


def test_every_class_that_a_pathway_is_made_of_can_be_kept() -> None:
    kept = {*_CLASSES}
    for home in (ir, vocabulary, graph):
        made = {thing for thing in vars(home).values() if hasattr(thing, "__dataclass_fields__")}
        assert {thing for thing in made if thing.__module__ == home.__name__} <= kept
