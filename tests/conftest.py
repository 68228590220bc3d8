"""What every test may ask for; the fixtures themselves are in tests/services/, one kind of service to a module."""

from __future__ import annotations

import gc
import os

import hypothesis
import pytest

from tests.services.memory import use_memory

use_memory()

pytest_plugins = [
    "tests.services.network",
    "tests.services.databases",
    "tests.services.web",
    "tests.services.browser",
    "tests.services.url_builders",
    "tests.services.templates",
    "tests.services.statements",
]

# Both profiles draw the same cases on every run, and neither looks at the clock: a failure is never the machine's mood.
_STEADY = {"derandomize": True, "deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
hypothesis.settings.register_profile("default", max_examples=40, **_STEADY)
hypothesis.settings.register_profile("thorough", max_examples=300, **_STEADY)
hypothesis.settings.load_profile(os.environ.get("WALKABOUT_HYPOTHESIS_PROFILE", "default"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that run on generated cases, so that `make test-full` can run them again with more cases."""
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker(pytest.mark.generated)


def pytest_collection_finish() -> None:
    """Have Python look for garbage seldom, and never among what all tests share; it took a third of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
