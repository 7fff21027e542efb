"""A course as one zip: the same bytes there and back, and nothing unpacked that cannot be trusted."""

from __future__ import annotations

import io
import random
import stat
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms import content
from tests.content.hostile_archives import (
    COURSES,
    MOST_BYTES,
    MOST_SECONDS,
    named,
    overlapped,
    run,
    seeds,
    with_field,
    zipped,
)
from tests.support.example import example_files

FOLDERS = sorted(path.parent for path in COURSES.glob("*/module.toml"))
CENTRAL, LOCAL, END = b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06"

paths = st.from_regex(r"(?:lecons|images|a)/[a-z0-9é]{1,6}\.[a-z]{2}", fullmatch=True)
folders = st.dictionaries(paths, st.binary(max_size=300) | st.just(b"a" * 9_000), max_size=4)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_built_in_course_comes_back_byte_for_byte(folder: Path) -> None:
    files = content.read_folder(folder)
    assert content.unpack(content.pack(files)) == files


@given(folders)
def test_any_files_come_back_byte_for_byte(files: dict[str, bytes]) -> None:
    whole = {"module.toml": b"", **files}
    assert content.unpack(content.pack(whole)) == whole


@given(folders)
def test_the_order_of_the_files_does_not_change_the_zip(files: dict[str, bytes]) -> None:
    assert content.pack(files) == content.pack(dict(reversed(files.items())))


def test_a_zip_opens_in_any_program() -> None:
    files = example_files()
    with zipfile.ZipFile(io.BytesIO(content.pack(files))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == files


@pytest.mark.parametrize(
    "name", ["../a", "/a", "C:/a", "a\\b", "a//b", "./a", "con.txt", "a\u202e", "a.", " a", "b/" * 7 + "c", ""]
)
def test_a_path_that_leads_elsewhere_is_neither_packed_nor_unpacked(name: str) -> None:
    with pytest.raises(content.NotACourse):
        content.pack({name: b"x"})
    with pytest.raises(content.NotACourse):
        content.unpack(named("module.toml", name))


def test_the_folder_around_a_course_is_taken_off() -> None:
    files = example_files()
    inside = {f"Mon module (1)/{path}": data for path, data in files.items()}
    left = {"__MACOSX/Mon module (1)/._module.toml": b"x", "Mon module (1)/lecons/.DS_Store": b"x"}
    assert content.unpack(zipped(inside | left, folders=True)) == files


def test_the_folders_of_a_course_are_not_taken_off() -> None:
    assert list(content.unpack(zipped({"lecons/01-a.md": b""}))) == ["lecons/01-a.md"]


@pytest.mark.parametrize("number", range(25))
def test_what_ordinary_programs_write_is_read(number: int) -> None:
    assert content.unpack(seeds()[number])


def link() -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        info = zipfile.ZipInfo("module.toml")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    return whole.getvalue()


ONE = zipped({"module.toml": b"titre" * 9})
PAIR = named("module.toml", "quiz.toml")
HOSTILE = [
    (b"", "n’est pas une archive"),
    (b"PK\x05\x06" + bytes(18), "est vide"),
    (ONE[:-1], "n’est pas une archive"),
    (b"#!/bin/sh\n" + ONE, "abîmée"),
    (ONE + b"x", "n’est pas une archive"),
    (link(), "est un lien vers un autre endroit"),
    (named("module.toml", "module.toml"), "présent deux fois"),
    (named("module.toml", "Module.toml"), "ont le même nom"),
    (named("lecons/é.md", "lecons/e\u0301.md"), "ont le même nom"),
    (named("Lecons/a.md", "lecons/b.md"), "ont le même nom"),
    (named("lecons", "lecons/b.md"), "à la fois un fichier et un dossier"),
    (named(*(f"lecons/{number}.md" for number in range(301))), "trop gros"),
    (named(*(f"lecons/{number}.md" for number in range(2001))), "trop de fichiers"),
    (zipped({"module.toml": b"\0" * 40_000_000}), "compressé plus de 100 fois"),
    (zipped({f"{number}.md": bytes(12_000_000) for number in range(3)}, zipfile.ZIP_STORED), "trop gros"),
    (overlapped(1_900, 90_000), "compressé plus de 100 fois"),
    (overlapped(1_900, 900), "occupent la même place"),
    (zipped({"module.toml": b"x"}, zipfile.ZIP_BZIP2), "d’une façon inconnue"),
    (zipped({"module.toml": b"x"}, zipfile.ZIP_LZMA), "d’une façon inconnue"),
    (with_field(with_field(ONE, CENTRAL, 8, b"\1\0"), LOCAL, 6, b"\1\0"), "protégé par un mot de passe"),
    (with_field(ONE, LOCAL, 6, b"\1\0"), "abîmée"),
    (with_field(ONE, CENTRAL, 24, b"\x10\0\0\0"), "deux tailles différentes"),
    (with_field(with_field(ONE, CENTRAL, 24, b"\x10\0\0\0"), LOCAL, 22, b"\x10\0\0\0"), "la taille annoncée"),
    (with_field(with_field(ONE, CENTRAL, 24, b"\x3f\0\0\0"), LOCAL, 22, b"\x3f\0\0\0"), "est abîmé"),
    (with_field(with_field(ONE, CENTRAL, 24, b"\xff" * 4), LOCAL, 22, b"\xff" * 4), "trop gros"),
    (with_field(ONE, CENTRAL, 16, b"abcd"), "deux tailles différentes"),
    (with_field(ONE, CENTRAL, 42, b"\1\0\0\0"), "abîmée"),
    (with_field(ONE, CENTRAL, 46, b"quizzz.toml"), "abîmée"),
    (with_field(ONE, CENTRAL, 46, b"\xff"), "abîmée"),
    (with_field(ONE, END, 16, b"\1\0\0\0"), "abîmée"),
    (with_field(ONE, END, 8, b"\2\0"), "plusieurs morceaux"),
    (PAIR[: PAIR.rindex(CENTRAL) + 42] + bytes(4) + PAIR[PAIR.rindex(CENTRAL) + 46 :], "occupent la même place"),
]


@pytest.mark.parametrize(("archive", "reason"), HOSTILE, ids=[f"{n}-{reason}" for n, (_, reason) in enumerate(HOSTILE)])
def test_a_hostile_archive_is_refused_with_its_reason(archive: bytes, reason: str) -> None:
    started = time.perf_counter()
    with pytest.raises(content.NotACourse, match=reason):
        content.unpack(archive)
    assert time.perf_counter() - started < 10


def test_ten_thousand_mutated_archives_are_read_or_refused() -> None:
    figures = run(10_000, seed=20_261_125)
    assert figures.foreign == []
    assert figures.read > 500
    assert figures.refused > 5_000
    assert len(figures.reasons) >= 8
    assert figures.slowest < MOST_SECONDS


UNPACK = """
import resource, sys
from pathlib import Path
from lms import content
most = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_DATA, (most, most))
resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
for path in sys.argv[2:]:
    try:
        print("read", sum(map(len, content.unpack(Path(path).read_bytes()).values())))
    except content.NotACourse as error:
        print(error)
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(status["VmHWM"].split()[0])  # of this program alone: getrusage also counts the one that started it
"""


def test_the_heaviest_archives_fit_in_256_megabytes_and_ten_seconds(tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(3_000_000)
    archives = [
        zipped({f"fichiers/{number}.odt": noise for number in range(9)}, zipfile.ZIP_STORED),
        zipped({"fichiers/a.csv": noise.hex().encode() * 4}),
        zipped({"a.md": bytes(range(256)) * 100_000}),
        overlapped(1_900, 90_000),
        b"PK\5\6" * 9_999_999,
        named(*(f"lecons/{number}.md" for number in range(60_000))),
    ]
    paths = [tmp_path / f"{number}.zip" for number in range(len(archives))]
    for path, archive in zip(paths, archives, strict=True):
        path.write_bytes(archive)
    done = subprocess.run(
        [sys.executable, "-c", UNPACK, str(MOST_BYTES), *map(str, paths)],
        capture_output=True,
        text=True,
        cwd=COURSES.parent,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    *outcomes, peak = done.stdout.splitlines()
    assert [outcome.split()[0] for outcome in outcomes] == ["read", "read", "«", "«", "ce", "cette"]
    assert int(peak) * 1024 < MOST_BYTES
