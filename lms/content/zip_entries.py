"""The entries of a zip, judged before anything is extracted, and extracted within bounds.

`zipfile` believes archives on their word: entries that share the same bytes, names written twice, sizes that lie.
Here each entry is read from the central directory, compared with its own header, and must keep to its own bytes.
Nothing else is tolerated: no part before or after the archive, no second disk, no 64-bit sizes.
"""

from __future__ import annotations

import stat
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

MOST_ENTRIES = 2_000
ALL_BYTES = 200_000_000  # of all the entries, extracted
ENTRY_BYTES = 50_000_000  # of one entry, extracted
RATIO = 100  # extracted bytes for one compressed byte

STORED, DEFLATED = 0, 8
_ENCRYPTED, _STREAMED, _PATCHED, _STRONG, _UTF8, _MASKED = 0x0001, 0x0008, 0x0020, 0x0040, 0x0800, 0x2000
_END = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<4s4B4HL2L5H2L")
_LOCAL = struct.Struct("<4s2B4HL2L2H")
_CHUNK = 1 << 16


class BadArchive(ValueError):
    """The archive cannot be trusted. The message says why, in French."""


@dataclass(frozen=True)
class Entry:
    """One entry as the directory describes it. `mode` is a Unix mode, 0 when it does not say; `start` its header."""

    name: str
    raw_name: bytes
    method: int
    flags: int
    checksum: int
    packed: int
    size: int
    mode: int
    start: int

    @property
    def is_folder(self) -> bool:
        return self.name.endswith("/")


_ABIMEE = "cette archive est abîmée ou incomplète, créez-la de nouveau au format zip"


def read_entries(data: bytes) -> tuple[Entry, ...]:
    """Return the entries of a zip in their order. Raises BadArchive; nothing has been extracted yet."""
    end = _find_end(data)
    _, disk, first_disk, here, count, length, start, _ = _END.unpack_from(data, end)
    if disk or first_disk or here != count:
        raise BadArchive("cette archive est en plusieurs morceaux, créez-la d’un seul tenant")
    if count > MOST_ENTRIES:
        raise BadArchive(f"cette archive contient trop de fichiers : {count}, {MOST_ENTRIES} au plus")
    if start + length != end:
        raise BadArchive(_ABIMEE)
    entries, at = [], start
    for _ in range(count):
        entry, at = _central(data, at, end)
        entries.append(entry)
    if at != end:
        raise BadArchive(_ABIMEE)
    for entry in entries:
        _judge(entry)
    _check_total(entries)
    _check_places(data, entries, start)
    return tuple(entries)


def extract(data: bytes, entry: Entry) -> bytes:
    """Return the bytes of an entry that `read_entries` gave. Raises BadArchive when they are not what it says."""
    start = _content(data, entry)
    packed = memoryview(data)[start : start + entry.packed]
    content = bytes(packed) if entry.method == STORED else _inflate(packed, entry)
    if len(content) != entry.size or zlib.crc32(content) != entry.checksum:
        raise BadArchive(f"« {shown(entry.name)} » est abîmé dans l’archive, créez-la de nouveau")
    return content


def shown(name: str) -> str:
    """A name that may be printed: short, without signs that nobody sees."""
    plain = "".join(sign if sign.isprintable() else "?" for sign in name)
    return plain if len(plain) <= 80 else f"{plain[:79]}…"


def _find_end(data: bytes) -> int:
    """Where the directory ends: the record that closes the archive, whose comment ends with the last byte."""
    at = len(data)
    lowest = max(0, len(data) - _END.size - 0xFFFF)
    while (at := data.rfind(b"PK\x05\x06", lowest, at)) >= 0:
        if at + _END.size <= len(data) and at + _END.size + _END.unpack_from(data, at)[-1] == len(data):
            return at
    raise BadArchive("ce fichier n’est pas une archive zip, ou il est incomplet")


def _central(data: bytes, at: int, end: int) -> tuple[Entry, int]:
    """The entry described at `at`, and where the next one is."""
    if at + _CENTRAL.size > end:
        raise BadArchive(_ABIMEE)
    fields = _CENTRAL.unpack_from(data, at)
    signature, _, system, _, _, flags, method, _, _, checksum, packed, size = fields[:12]
    name_length, extra_length, comment_length, disk, _, attributes, start = fields[12:]
    after = at + _CENTRAL.size + name_length
    if signature != b"PK\x01\x02" or after + extra_length + comment_length > end or disk:
        raise BadArchive(_ABIMEE)
    raw = data[at + _CENTRAL.size : after]
    mode = attributes >> 16 if system in (3, 19) or attributes >> 16 else 0
    entry = Entry(_decoded(raw, flags), raw, method, flags, checksum, packed, size, mode, start)
    return entry, after + extra_length + comment_length


def _decoded(raw: bytes, flags: int) -> str:
    """The name: UTF-8 when it is, as many programs write it without saying so; otherwise the old code of DOS."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        if flags & _UTF8:
            raise BadArchive("cette archive contient un nom de fichier illisible, créez-la de nouveau") from None
        return raw.decode("cp437")


def _judge(entry: Entry) -> None:
    name = shown(entry.name)
    kind = stat.S_IFMT(entry.mode)
    if kind == stat.S_IFLNK:
        raise BadArchive(f"« {name} » est un lien vers un autre endroit, remplacez-le par le fichier lui-même")
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR) or (kind == stat.S_IFDIR) > entry.is_folder:
        raise BadArchive(f"« {name} » n’est pas un fichier ordinaire")
    if entry.flags & (_ENCRYPTED | _STRONG | _MASKED):
        raise BadArchive(f"« {name} » est protégé par un mot de passe, créez l’archive sans mot de passe")
    if entry.method not in (STORED, DEFLATED) or entry.flags & _PATCHED:
        raise BadArchive(f"« {name} » est compressé d’une façon inconnue, choisissez le format zip ordinaire")
    if entry.size > ENTRY_BYTES:
        raise BadArchive(f"« {name} » est trop gros : {ENTRY_BYTES // 1_000_000} Mo au plus")
    if entry.is_folder and entry.size:
        raise BadArchive(_ABIMEE)
    if entry.method == STORED and entry.size != entry.packed:
        raise BadArchive(_ABIMEE)
    if entry.size > RATIO * entry.packed:
        raise BadArchive(f"« {name} » est compressé plus de {RATIO} fois : ce n’est pas un fichier de module")


def _check_total(entries: Sequence[Entry]) -> None:
    if sum(entry.size for entry in entries) > ALL_BYTES:
        raise BadArchive(f"cette archive est trop grosse : {ALL_BYTES // 1_000_000} Mo au plus une fois ouverte")


def _check_places(data: bytes, entries: Sequence[Entry], directory: int) -> None:
    """Each entry has its own bytes, before the directory; the first begins the file."""
    placed = sorted(entries, key=lambda entry: entry.start)
    if placed and placed[0].start:
        raise BadArchive(_ABIMEE)
    for one, other in pairwise(placed):
        if other.start < one.start + _LOCAL.size + len(one.raw_name) + one.packed:
            raise BadArchive("deux fichiers de cette archive occupent la même place, créez-la de nouveau")
    ends = [_content(data, entry) + entry.packed for entry in placed]
    starts = [entry.start for entry in placed[1:]]
    if any(end > start for end, start in zip(ends, [*starts, directory], strict=bool(placed))):
        raise BadArchive(_ABIMEE)


def _content(data: bytes, entry: Entry) -> int:
    """Where the bytes of an entry begin, after a header that must say the same as the directory."""
    if entry.start + _LOCAL.size > len(data):
        raise BadArchive(_ABIMEE)
    signature, _, _, flags, method, _, _, checksum, packed, size, name_length, extra_length = _LOCAL.unpack_from(
        data, entry.start
    )
    after = entry.start + _LOCAL.size + name_length
    if signature != b"PK\x03\x04" or data[entry.start + _LOCAL.size : after] != entry.raw_name:
        raise BadArchive(_ABIMEE)
    said = (checksum, packed, size)
    streamed = flags & _STREAMED and entry.flags & _STREAMED
    if method != entry.method or (flags ^ entry.flags) & (_ENCRYPTED | _STREAMED):
        raise BadArchive(_ABIMEE)
    if said != (entry.checksum, entry.packed, entry.size) and not (streamed and said == (0, 0, 0)):
        raise BadArchive(f"« {shown(entry.name)} » annonce deux tailles différentes, créez l’archive de nouveau")
    return int(after + extra_length)


def _inflate(packed: memoryview, entry: Entry) -> bytes:
    """The bytes of a deflated entry, never more than it announced."""
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    content = bytearray()
    try:
        for at in range(0, len(packed), _CHUNK):
            piece = bytes(packed[at : at + _CHUNK])
            while piece and len(content) <= entry.size:
                content += stream.decompress(piece, entry.size + 1 - len(content))
                piece = stream.unconsumed_tail
    except zlib.error:
        raise BadArchive(f"« {shown(entry.name)} » est abîmé dans l’archive, créez-la de nouveau") from None
    if not stream.eof or stream.unused_data or len(content) > entry.size:
        raise BadArchive(f"« {shown(entry.name)} » n’a pas la taille annoncée, créez l’archive de nouveau")
    return bytes(content)
