"""The command line of the proofs."""

from __future__ import annotations

import argparse
import logging
import sys

from tools import postgres
from tools.proofs import authors, backends, devices, doubles, kills, outbox, power, releases, writers

PROOFS = {  # and the size that is promised
    "kills": (kills.run, 1000),
    "power": (power.run, 1000),
    "backends": (backends.run, 50),
    "writers": (writers.run, 20),
    "doubles": (doubles.run, 200),
    "devices": (devices.run, 2000),
    "outbox": (outbox.run, 200),
    "authors": (authors.run, 2000),
    "releases": (releases.run, 1000),
}
SHOWN = 5


def main() -> int:
    parser = argparse.ArgumentParser(prog="make prove ARGS=", description="Éprouve la fiabilité.")
    parser.add_argument("proof", nargs="*", choices=[*PROOFS, []], help="toutes si rien n’est dit")
    parser.add_argument("--count", type=int, help="la taille de l’épreuve, à la place de celle qui est promise")
    parser.add_argument("--url", help="une base vide et à jour, à la place de bases neuves")
    asked = parser.parse_args()
    if not postgres.programs():
        print("PostgreSQL n’est pas installé : éprouvé sur SQLite seulement.")
    logging.getLogger("etoffe").addHandler(logging.NullHandler())  # figures only: requests are not told
    missed = 0
    for name in asked.proof or PROOFS:
        run, size = PROOFS[name]
        for verdict in run(asked.url, asked.count or size):
            print(verdict.line(), flush=True)
            for fault in verdict.faults[:SHOWN]:
                print(f"         {fault}", flush=True)
            missed += not verdict.holds
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
