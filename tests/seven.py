"""The seven urgencies of a pathway that declares none, by name."""

from __future__ import annotations

from typing import Final

from legpain_graph.load.scale import seven

LEVELS: Final = seven()
PRIMARY_CARE, ROUTINE, SOON, TWO_WEEKS, WITHIN_48_HOURS, SAME_DAY, EMERGENCY_999 = LEVELS
