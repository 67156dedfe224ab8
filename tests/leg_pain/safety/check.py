"""How a safety rule is tried: patients are drawn, its premise is counted, and the smallest who break it are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import pytest

from leg_pain.patients import Judge, Patients, Seen, shown, smallest
from legpain_graph import Case, CaseError


def note(request: pytest.FixtureRequest, premise: str) -> None:
    """Leaves how often a premise was met, for `--junitxml` and whoever else reads a report's properties."""
    request.node.user_properties.append(("premise", premise))


class Check:
    """Draws the patients of one rule, counts how often its premise is met, and shows the smallest that break it."""

    def __init__(self, judge: Judge, number: int, seed: str, request: pytest.FixtureRequest) -> None:
        self.judge, self.number, self.request = judge, number, request
        self.patients = Patients(judge, seed)

    def __call__(
        self,
        aims: Sequence[str],
        given: Callable[[Seen], bool],
        then: Callable[[Seen], bool],
        *,
        nearly: bool | None = None,
        holes: Sequence[str] = (),
        share: float = 1,
    ) -> None:
        """Partial patients; `share` times as many as asked for.

        errors: a failure that shows the smallest patients for whom `given` holds and `then` does not, or that `given` hardly ever holds
        """
        choices, number = (nearly,) if nearly is not None else (False, True), max(60, round(self.number * share))
        drawn = (
            self.patients.partial(aims, nearly=self.patients.random.choice(choices), holes=holes) for _ in range(number)
        )
        self.each(drawn, given, then, number)

    def complete(
        self, aims: Sequence[str], given: Callable[[Seen], bool], then: Callable[[Seen], bool], *, share: float = 1
    ) -> None:
        """The same for complete patients."""
        number = max(60, round(self.number * share))
        self.each((self.patients.complete(aims) for _ in range(number)), given, then, number, quiet=True)

    def each(
        self,
        drawn: Iterable[Seen],
        given: Callable[[Seen], bool],
        then: Callable[[Seen], bool],
        number: int,
        *,
        quiet: bool = False,
    ) -> None:
        met, wrong = 0, []
        for seen in drawn:
            if given(seen):
                met += 1
                if not then(seen):
                    wrong.append(seen.case)
        note(self.request, f"met by {met} of {number} patients, broken by {len(wrong)}")
        if wrong:
            found = f"the premise was met by {met} of {number} patients, {len(wrong)} of them break the rule"
            pytest.fail(f"{found}\n{self.report(wrong[:4], given, then, quiet=quiet)}", pytrace=False)
        assert met >= min(100, self.number // 4, number // 2), f"the premise was met by {met} of {number} patients only"

    def report(
        self, wrong: list[Case], given: Callable[[Seen], bool], then: Callable[[Seen], bool], *, quiet: bool
    ) -> str:
        def breaks(judge: Judge, case: Case) -> bool:
            try:
                seen = judge.of(case)
                return given(seen) and not then(seen)
            except CaseError:
                return False

        lines = []
        reference = Judge(self.judge.pathway, reference=True)
        calm = self.judge.calm
        for case in wrong:
            least = smallest(case, lambda case: breaks(self.judge, case), calm if quiet else None)
            seen = self.judge.of(least)
            said = shown(least)
            odd = {name: value for name, value in said.items() if name not in calm or calm[name] != value}
            line = f"{said}" if len(said) <= 16 else f"{odd}, and {len(said) - len(odd)} findings normal"
            ends = sorted(name for name in seen.met if self.judge.pathway.nodes[name].urgency is not None)
            line += f"\n    floor {seen.floor.id}, ceiling {seen.ceiling.id}, surely reached {ends}"
            lines.append(line if breaks(reference, least) else line + "\n    BUT the reference engine says otherwise")
        return "broken by:\n  " + "\n  ".join(dict.fromkeys(lines))
