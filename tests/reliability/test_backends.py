"""PostgreSQL falls while people answer (R3): a few accidents, and the same when it does not wait for its disk."""

from __future__ import annotations

import psycopg
import pytest

from tools.proofs import backends, ground


@pytest.mark.postgres
def test_postgresql_may_fall_and_nothing_is_lost_unless_it_does_not_wait_for_its_disk() -> None:
    with ground.new_database(ground.POSTGRES) as url:
        verdict = backends.prove(url, accidents=3)
        lost = [fault for fault in verdict.faults if "away for" not in fault]  # how long depends on the machine
        assert not lost
        assert verdict.figures["accidents"] == 3
        assert verdict.figures["réponses accusées"]

        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET synchronous_commit = off")
            connection.execute("ALTER SYSTEM SET wal_writer_delay = '10s'")
            connection.execute("SELECT pg_reload_conf()")
        broken = backends.prove(url, accidents=3)
    assert broken.figures["perdues"]
    assert any("synchronous_commit" in fault for fault in broken.faults), "and the application would not have started"
