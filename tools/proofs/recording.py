"""What SQLite asks of its disk, written down: each write and each sync of each file, in order.

    with recording() as log:
        …                                       # connections opened here are listened to
    log.events                                  # Write, Cut, Sync, and whatever the caller added

SQLite reaches the system through a table of functions, its VFS. A copy of the usual one is put in front, in which
opening a file gives that file a table whose write, truncate and sync note what they did. Only ctypes is needed, and
the library spoken to is the very one that Python's sqlite3 uses.
"""

from __future__ import annotations

import _sqlite3
import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, Structure, c_char_p, c_int, c_int64, c_void_p
from dataclasses import dataclass, field
from typing import Any

OK = 0
KEPT_KINDS = 0x100 | 0x800 | 0x80000  # the database, its rollback journal, its write-ahead log

# names are passed as addresses: SQLite keeps the very string it gave, which a copy of Python's would not outlive
_Open = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
_Delete = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int)
_Write = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_Truncate = CFUNCTYPE(c_int, c_void_p, c_int64)
_Sync = CFUNCTYPE(c_int, c_void_p, c_int)


class _Vfs(Structure):
    """struct sqlite3_vfs, https://www.sqlite.org/c3ref/vfs.html"""

    _fields_ = [
        ("version", c_int),
        ("file_size", c_int),
        ("longest_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("data", c_void_p),
        ("open", _Open),
        ("delete", _Delete),
        ("others", c_void_p * 13),
    ]


class _Methods(Structure):
    """struct sqlite3_io_methods, https://www.sqlite.org/c3ref/io_methods.html"""

    _fields_ = [
        ("version", c_int),
        ("close", c_void_p),
        ("read", c_void_p),
        ("write", _Write),
        ("truncate", _Truncate),
        ("sync", _Sync),
        ("others", c_void_p * 13),
    ]


class _File(Structure):
    _fields_ = [("methods", c_void_p)]


@dataclass(frozen=True)
class Write:
    path: str
    offset: int
    data: bytes


@dataclass(frozen=True)
class Cut:
    """The file was shortened to `length`."""

    path: str
    length: int


@dataclass(frozen=True)
class Sync:
    """All that was written to the file before is on the disk."""

    path: str


@dataclass
class Log:
    events: list[Any] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)


class _Recorder:
    """A VFS in front of the usual one."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self.sqlite = _library()
        self.usual = self.sqlite.sqlite3_vfs_find(None)
        self.paths: dict[int, str] = {}
        self.tables: dict[int, _Methods] = {}
        self.lock = threading.Lock()
        self.vfs = _Vfs.from_buffer_copy(ctypes.string_at(self.usual, ctypes.sizeof(_Vfs)))
        self.beneath = _Vfs.from_address(self.usual)
        self.vfs.name, self.vfs.next = b"etoffe-recorder", None
        self.vfs.open, self.vfs.delete = _Open(self._open), _Delete(self._delete)

    def register(self) -> None:
        assert self.sqlite.sqlite3_vfs_register(ctypes.byref(self.vfs), 1) == OK

    def unregister(self) -> None:
        assert self.sqlite.sqlite3_vfs_register(self.usual, 1) == OK
        assert self.sqlite.sqlite3_vfs_unregister(ctypes.byref(self.vfs)) == OK

    def _open(self, _vfs: int, name: int | None, file: int, flags: int, out: int | None) -> int:
        done: int = self.beneath.open(self.usual, name, file, flags, out)
        if done == OK and name and flags & KEPT_KINDS:
            with self.lock:
                self.paths[file] = ctypes.string_at(name).decode()
                opened = _File.from_address(file)
                opened.methods = ctypes.addressof(self._table(opened.methods))
        return done

    def _delete(self, _vfs: int, name: int, wait: int) -> int:
        self.log.deleted.append(ctypes.string_at(name).decode())
        done: int = self.beneath.delete(self.usual, name, wait)
        return done

    def _table(self, usual: int) -> _Methods:
        """The functions of a file, three of which take notes."""
        if usual not in self.tables:
            beneath = _Methods.from_address(usual)
            table = _Methods.from_buffer_copy(ctypes.string_at(usual, _size(beneath.version)).ljust(_size(3), b"\0"))

            def write(file: int, data: int, length: int, offset: int) -> int:
                done: int = beneath.write(file, data, length, offset)
                if done == OK:
                    self.log.events.append(Write(self.paths[file], offset, ctypes.string_at(data, length)))
                return done

            def truncate(file: int, length: int) -> int:
                done: int = beneath.truncate(file, length)
                if done == OK:
                    self.log.events.append(Cut(self.paths[file], length))
                return done

            def sync(file: int, flags: int) -> int:
                done: int = beneath.sync(file, flags)
                if done == OK:
                    self.log.events.append(Sync(self.paths[file]))
                return done

            table.write, table.truncate, table.sync = _Write(write), _Truncate(truncate), _Sync(sync)
            self.tables[usual] = table
        return self.tables[usual]


_kept: list[_Recorder] = []  # a connection that is still open somewhere calls these functions


@contextmanager
def recording() -> Iterator[Log]:
    """Listen to every connection that this process opens meanwhile."""
    recorder = _Recorder(Log())
    _kept.append(recorder)
    recorder.register()
    try:
        yield recorder.log
    finally:
        recorder.unregister()


def _size(version: int) -> int:
    """How long the table of functions is: later versions added some at the end."""
    pointer = ctypes.sizeof(c_void_p)
    return pointer * {1: 13, 2: 17, 3: 19}[min(version, 3)]


def _library() -> ctypes.CDLL:
    """The SQLite that Python uses, whether it is shared with the system or built in."""
    library = ctypes.CDLL(getattr(_sqlite3, "__file__", None))
    library.sqlite3_vfs_find.restype = c_void_p
    library.sqlite3_vfs_find.argtypes = [c_char_p]
    library.sqlite3_vfs_register.argtypes = [c_void_p, c_int]
    library.sqlite3_vfs_unregister.argtypes = [c_void_p]
    return library
