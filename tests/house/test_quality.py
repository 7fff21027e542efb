"""Format, rules, types and contracts, so that `make test` says all that is to be said."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["-m", "ruff", "format", "--check", "."], id="format"),
        pytest.param(["-m", "ruff", "check", "."], id="rules"),
        pytest.param(["-m", "mypy"], id="types"),
        pytest.param(
            ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"], id="contracts"
        ),
    ],
)
def test_quality(command: list[str]):
    done = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
