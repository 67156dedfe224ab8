"""The repository that reports are made of."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit import audits
from legpain_graph.report.audit.remarks import Report


@pytest.fixture
def pathway_file(tmp_path: Path) -> Path:
    return audits.repository(tmp_path)


@pytest.fixture
def report(pathway_file: Path) -> Report:
    """An audit with something of everything, against a gate that edges do not reach and nodes do."""
    return audits.report(pathway_file, "edges=100", "nodes=83.3")
