"""Images as lessons show them: decoded, resized and encoded anew, so that nothing of what was sent is kept but what is
seen. Another program does it, with little memory and little time (picture_program.py): images are made to hurt.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from lms import content

LARGEST = 4_096  # pixels of a side, as sent
WIDEST, HIGHEST = 1_216, 1_600  # pixels, as kept: the column of a lesson on a fine screen
NARROWEST = 240
SECONDS, MEMORY = 20, 768 * 1024 * 1024
FORMATS = ("webp", "png", "jpg")
BROKEN = "cette image ne peut pas être lue, enregistrez-la de nouveau en PNG, JPEG ou WebP"
REASONS = {  # what the program answers
    3: f"cette image est trop grande\u00a0: {LARGEST} pixels au plus de chaque côté, réduisez-la",
    5: "cette image reste trop lourde une fois réduite, simplifiez-la ou recadrez-la",
}
PROGRAM = Path(__file__).with_name("picture_program.py")


class Unusable(ValueError):
    """No file of a course can be made of what was sent. The message says why, in French."""


def smaller(data: bytes, extension: str, *, seconds: float = SECONDS) -> bytes:
    """An image of a course made from any image, in one of FORMATS, in so much time. Raises Unusable."""
    limits = map(str, (content.IMAGE_BYTES, LARGEST, WIDEST, HIGHEST, NARROWEST, SECONDS, MEMORY))
    command = [sys.executable, "-I", str(PROGRAM), extension, *limits]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, and numbers
            command, input=data, capture_output=True, timeout=seconds, check=False, env={}
        )
    except subprocess.TimeoutExpired:
        raise Unusable(BROKEN) from None
    if done.returncode or not done.stdout:
        raise Unusable(REASONS.get(done.returncode, BROKEN))
    return done.stdout
