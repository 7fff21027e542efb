"""Archives that nobody made in good faith: seeds, a mutator, and the run of promise R19.

python -m tests.content.hostile_archives            10,000 mutations, and figures
python -m tests.content.hostile_archives 500 7      500 of them, from seed 7
"""

from __future__ import annotations

import io
import random
import resource
import struct
import sys
import time
import warnings
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from lms import content
from tests.support.example import example_files

COURSES = Path(__file__).resolve().parents[2] / "courses"
MOST_SECONDS, MOST_BYTES = 10.0, 256 * 1024 * 1024

Files = dict[str, bytes]


def zipped(files: Files, method: int = zipfile.ZIP_DEFLATED, **options: bool) -> bytes:
    """A zip as other programs make them: `streamed` writes sizes after the data, `folders` names each folder."""
    whole = io.BytesIO()
    target = _Unseekable(whole) if options.get("streamed") else whole
    with zipfile.ZipFile(target, "w", method) as archive:  # type: ignore[arg-type]
        if options.get("folders"):
            for folder in sorted({path.rsplit("/", 1)[0] for path in files if "/" in path}):
                archive.writestr(f"{folder}/", b"")
        for path, data in files.items():
            archive.writestr(path, data)
        if options.get("commented"):
            archive.comment = "Créé à Belle-Rive".encode()
    return whole.getvalue()


class _Unseekable(io.RawIOBase):
    def __init__(self, target: io.BytesIO) -> None:
        self.target = target

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        return self.target.write(data)  # type: ignore[arg-type]


@cache
def seeds() -> tuple[bytes, ...]:
    """Archives that are accepted: five contents, packed in every way."""
    example = example_files()
    contents: list[Files] = [
        example,
        {path: example[path] for path in ("module.toml", "quiz.toml")},
        content.new_course("un-module", "Un module"),
        {"module.toml": b"", "images/point.svg": b"<svg/>" * 50, "fichiers/a.csv": bytes(range(256))},
        *(content.read_folder(path.parent) for path in sorted(COURSES.glob("*/module.toml"))[:1]),
    ]
    made: list[bytes] = []
    for files in contents:
        inside = {f"mon module/{path}": data for path, data in files.items()}
        made += [
            content.pack(files),
            zipped(files, zipfile.ZIP_STORED),
            zipped(files, streamed=True),
            zipped(inside, folders=True, commented=True),
            zipped(inside | {"__MACOSX/mon module/._module.toml": b"\0", "mon module/.DS_Store": b"\0"}),
        ]
    return tuple(made)


def mutated(random_: random.Random) -> bytes:
    """A seed after one to four accidents; half the time its end is mended, so that what is inside is met too."""
    data = bytearray(random_.choice(seeds()))
    for _ in range(random_.choice([1, 1, 2, 4])):
        random_.choice(ACCIDENTS)(random_, data)
    if random_.random() < 0.5:
        mend(data)
    return bytes(data)


def mend(data: bytearray) -> None:
    """Make the last record of the archive agree with the place and the length of the directory."""
    first, end = data.find(b"PK\x01\x02"), data.rfind(b"PK\x05\x06")
    if 0 <= first < end and end + 22 <= len(data):
        data[end + 12 : end + 22] = struct.pack("<2LH", end - first, first, len(data) - end - 22)


def flip(random_: random.Random, data: bytearray) -> None:
    for _ in range(random_.choice([1, 1, 8, 64])):
        if data:
            data[random_.randrange(len(data))] ^= 1 << random_.randrange(8)


def truncate(random_: random.Random, data: bytearray) -> None:
    at = random_.randrange(len(data) + 1)
    data[:] = data[:at] if random_.random() < 0.5 else data[at:]


def insert(random_: random.Random, data: bytearray) -> None:
    at = random_.randrange(len(data) + 1)
    data[at:at] = random_.randbytes(random_.choice([1, 4, 300]))


def repeat(random_: random.Random, data: bytearray) -> None:
    at = random_.randrange(len(data) + 1)
    data[at:at] = data[at : at + random_.randint(1, 400)] * random_.choice([1, 2, 20])


def swap(random_: random.Random, data: bytearray) -> None:
    """Two descriptions of the directory change places, or one takes the place of the other."""
    places = list(_places(data, b"PK\x01\x02"))
    if len(places) < 2:
        return
    one, other = random_.sample(places, 2)
    first, second = bytes(data[one : one + 46]), bytes(data[other : other + 46])
    data[one : one + 46] = second
    if random_.random() < 0.5:
        data[other : other + 46] = first


def lie(random_: random.Random, data: bytearray) -> None:
    """A size, a place, a method, a mark or a length of a header says something else."""
    kinds = {
        b"PK\x01\x02": ((8, 2), (10, 2), (16, 4), (20, 4), (24, 4), (28, 2), (30, 2), (38, 4), (42, 4)),
        b"PK\x03\x04": ((6, 2), (8, 2), (14, 4), (18, 4), (22, 4), (26, 2), (28, 2)),
        b"PK\x05\x06": ((4, 2), (8, 2), (10, 2), (12, 4), (16, 4), (20, 2)),
    }
    signature = random_.choice(list(kinds))
    places = list(_places(data, signature))
    if not places:
        return
    offset, length = random_.choice(kinds[signature])
    at = random_.choice(places) + offset
    said = int.from_bytes(data[at : at + length], "little")
    values = [0, 1, said + 1, said - 1, said * 2, said // 2, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, random_.getrandbits(32)]
    data[at : at + length] = (random_.choice(values) % (1 << 8 * length)).to_bytes(length, "little")


def rename(random_: random.Random, data: bytearray) -> None:
    """A path becomes another of the same length, in both its headers or in one."""
    before = random_.choice([b"module.toml", b"quiz.toml", b"lecons/01", b"images/"])
    after = random_.choice(
        [b"../../../../x", b"/etc/passwd", b"C:\\windows\\", b"MODULE.TOML", b"con.txtxxxx", b"\0" * 11]
    )
    after = (after + b"x" * len(before))[: len(before)]
    for place in list(_places(data, before))[: random_.choice([1, 99])]:
        data[place : place + len(before)] = after


ACCIDENTS: list[Callable[[random.Random, bytearray], None]] = [
    *(flip, flip, lie, lie, lie, swap, rename, rename),
    *(truncate, insert, repeat),
]


def _places(data: bytearray, wanted: bytes) -> Iterator[int]:
    at = data.find(wanted)
    while at >= 0:
        yield at
        at = data.find(wanted, at + 1)


def overlapped(entries: int, size: int) -> bytes:
    """Many names for the same bytes: a few kilobytes that announce gigabytes."""
    one = zipped({"module.toml": b"\0" * size}, zipfile.ZIP_DEFLATED)
    directory = one.index(b"PK\x01\x02")
    record = bytearray(one[directory : one.index(b"PK\x05\x06")])
    records = b""
    for number in range(entries):
        record[-11:] = b"m%05d.toml" % number
        records += record
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, entries, entries, len(records), directory, 0)
    return one[:directory] + records + end


def with_field(archive: bytes, signature: bytes, offset: int, value: bytes) -> bytes:
    """The archive with one field of its first header of this kind changed."""
    at = archive.index(signature) + offset
    return archive[:at] + value + archive[at + len(value) :]


def named(*names: str) -> bytes:
    """A zip of small files under these very names, even written twice."""
    whole = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(whole, "w") as archive:
        warnings.simplefilter("ignore")
        for name in names:
            info = zipfile.ZipInfo("x")
            info.filename = name
            archive.writestr(info, b"x")
    return whole.getvalue()


@dataclass
class Figures:
    """What a run saw. `foreign` are the outcomes that break the promise."""

    read: int = 0
    refused: int = 0
    slowest: float = 0.0
    reasons: dict[str, int] = field(default_factory=dict)
    foreign: list[str] = field(default_factory=list)


def run(number: int, seed: int) -> Figures:
    """Unpack `number` mutated archives; only a mapping or NotACourse is right, and nothing in between."""
    random_ = random.Random(seed)
    figures = Figures()
    for turn in range(number):
        archive = mutated(random_)
        started = time.perf_counter()
        try:
            files = content.unpack(archive)
        except content.NotACourse as error:
            figures.refused += 1
            reason = str(error).partition(" » ")[2] or str(error)
            figures.reasons[reason] = figures.reasons.get(reason, 0) + 1
        except Exception as error:
            figures.foreign.append(f"{seed}/{turn}: {error!r}")
        else:
            figures.read += 1
            if not all(isinstance(data, bytes) for data in files.values()):
                figures.foreign.append(f"{seed}/{turn}: not bytes")
        figures.slowest = max(figures.slowest, time.perf_counter() - started)
    return figures


def main() -> None:
    number, seed = (int(one) for one in (sys.argv[1:] + ["10000", "1"][len(sys.argv) - 1 :])[:2])
    started = time.perf_counter()
    figures = run(number, seed)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{number} archives in {time.perf_counter() - started:.1f} s from {len(seeds())} seeds, seed {seed}")
    print(f"read {figures.read} · refused {figures.refused} · other outcomes {len(figures.foreign)}")
    print(f"slowest {figures.slowest * 1000:.1f} ms · memory of the whole process {peak / 1024:.0f} MB at most")
    for reason, times in sorted(figures.reasons.items(), key=lambda one: -one[1]):
        print(f"{times:6} {reason}")
    for outcome in figures.foreign[:20]:
        print("!", outcome)
    sys.exit(bool(figures.foreign) or figures.slowest > MOST_SECONDS)


if __name__ == "__main__":
    main()
