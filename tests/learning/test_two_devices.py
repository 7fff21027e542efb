"""A small budget of interleavings of two devices, on both engines."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import Engine

from tests.learning.two_devices import TwoDevices
from tests.support.quizzes import member, publish, quiz_files

BUDGET = settings(
    max_examples=10,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # making a failure shorter takes minutes: it is not needed
)


def test_two_devices_never_overwrite_each_other(engine: Engine) -> None:
    publish(engine, quiz_files())
    amina = member(engine)
    run_state_machine_as_test(lambda: TwoDevices(engine, amina), settings=BUDGET)
