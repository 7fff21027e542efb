"""The addresses written into published texts. A test follows each of them to its route."""

from lms import content

ADDRESSES = content.Addresses(
    lesson=lambda course, lesson: f"/modules/{course}/{lesson}",
    term=lambda key: f"/glossaire?terme={key}#{key}",
    media=lambda sha256, extension: f"/medias/{sha256}.{extension}",
)
