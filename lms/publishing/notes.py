"""What is told of a publication: a message to those who write, « Ce qui a changé » to those who learn. Pure."""

from __future__ import annotations

from collections.abc import Iterable

MESSAGE_LENGTH = 500
NOTES, NOTE_LENGTH = 3, 300  # « Ce qui a changé »
STORED_LENGTH = NOTES * (NOTE_LENGTH + 1)


class TooLong(ValueError):
    """A message, or what changed, is longer than its place."""


def checked_message(message: str) -> str:
    """A message as it is stored. Raises TooLong."""
    if len(message) > MESSAGE_LENGTH:
        raise TooLong(f"a message of {len(message)} signs")
    return message


def to_text(notes: Iterable[str]) -> str:
    """« Ce qui a changé » as it is stored, a note a line; empty notes are left out. Raises TooLong."""
    lines = [line for line in (" ".join(note.split()) for note in notes) if line]
    if len(lines) > NOTES or any(len(line) > NOTE_LENGTH for line in lines):
        raise TooLong(f"more than {NOTES} notes of {NOTE_LENGTH} signs")
    return "\n".join(lines)


def from_text(stored: str) -> tuple[str, ...]:
    return tuple(stored.split("\n")) if stored else ()
