"""How long the generated tests run, and the pathway that comes with the package.

`ci`, the default, is short and the same on every run; `pytest --hypothesis-profile=deep` looks at twenty times as many examples,
other ones each time.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from legpain_graph import Compiled, Pathway, Walker, load_pathway

SLOW_TO_MAKE = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example)

settings.register_profile("ci", derandomize=True, deadline=None, max_examples=100, suppress_health_check=SLOW_TO_MAKE)
settings.register_profile("deep", deadline=None, max_examples=2_000, suppress_health_check=SLOW_TO_MAKE)
settings.load_profile("ci")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--patients", type=int, default=0, metavar="N", help="patients drawn for each safety rule")
    parser.addoption("--page-cases", type=int, default=200, metavar="N", help="partial cases for the page's engine")
    parser.addoption(
        "--patients-seed", default="0", metavar="SEED", help="which patients; another seed, other patients"
    )


@pytest.fixture(scope="session")
def leg_pain() -> Pathway:
    """The leg pain pathway, from the files of this checkout or of the installed package."""
    return load_pathway()


@pytest.fixture(scope="session")
def leg_pain_walker(leg_pain: Pathway) -> Walker:
    """A walker of the leg pain pathway, compiled: that it agrees with the reference is tested apart."""
    return Walker(leg_pain, Compiled(leg_pain))


OPEN = {
    "test_i12_no_such_stop_while_a_dvt_is_open[managed]": "hip imaging of a runner stands beside the DVT route (SIL-24)",
    "test_i21_a_bone_concern_that_is_surely_open_has_its_stop[bone_sarcoma_concern]": "not while the film is not recorded",
    "test_i29_at_a_same_day_stop_no_treatment": "a femoral neck fracture on file does not yet hold the other routes",
    "test_i32_no_red_flag_is_display_only[cramps]": "a warm calf, or stretch pain, alone changes nothing in the formulas",
    "test_i32_no_red_flag_is_display_only[sciatica]": "a warm calf, or stretch pain, alone changes nothing in the formulas",
    "test_i32_no_red_flag_is_display_only[strain]": "a warm calf, or stretch pain, alone changes nothing in the formulas",
    "test_i36_an_absent_pulse_with_an_acute_onset_is_same_day": "one absent pulse in a warm, pink foot is worked up (AMB-08)",
    "test_i39_arterial_disease_is_worked_up_in_complete_patients": "an ABPI on file without arterial signs stays open",
    "test_i39_arterial_disease_is_worked_up_where_no_alarm_is_open": "an ABPI on file without arterial signs stays open",
}
"""Safety rules that the pathway does not keep yet as they are written, each with what is open. One that holds again fails here."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.name in OPEN:
            item.add_marker(pytest.mark.xfail(strict=True, reason=OPEN[item.name]))
