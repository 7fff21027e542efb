"""The text of one step: its title, its body, its block, and the same with some of them changed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lms.content import lesson_text
from lms.content.editing.pieces import NotEditable, lines_of, piece

FENCE = "```"
_BLANK_LINES = re.compile(r"\A(?:[^\S\n]*\n)+")
_SPACES = re.compile(r"[ \t\r\n]+")  # not the no-break ones


@dataclass(frozen=True)
class Block:
    """What a step asks: `kind` is question or tache, `text` its TOML."""

    kind: str
    text: str


@dataclass(frozen=True)
class StepPart:
    """One step as written: `body` is its Markdown without the block, `line` that of its title, from 1.

    `tangled` says that something follows the block, or that it is not closed: then only the plain text can change it.
    """

    key: str
    title: str
    body: str
    block: Block | None
    line: int
    tangled: bool = False


@dataclass(frozen=True)
class Layout:
    """A step cut into texts that joined are the step. `opening`, `inner` and `closing` are "" without a block."""

    heading: str
    before: str
    body: str
    between: str
    opening: str
    inner: str
    closing: str
    tail: str
    part: StepPart


def empty(key: str) -> str:
    """The text of a step that says nothing yet."""
    return _heading("", key)


def _heading(title: str, key: str) -> str:
    return " ".join(part for part in ("##", title, f"{{#{key}}}" if key else "") if part)


def layout(text: str, line: int = 1) -> Layout:
    """Cut the text of one step, which starts at `line`."""
    lines = lines_of(text)
    (step,) = lesson_text.cut(text.replace("\r\n", "\n")).steps
    block = step.blocks[0] if step.blocks else None
    opens = block.line - 2 if block else len(lines)
    closes = opens + 1 + len(block.lines) if block else opens
    first = next((at for at in range(1, opens) if lines[at].strip()), opens)
    body = piece("", "", "".join(lines[first:opens]))
    closed = block is None or closes < len(lines)
    tail = "".join(lines[closes + 1 :])
    return Layout(
        heading=lines[0].rstrip("\r\n"),
        before=lines[0][len(lines[0].rstrip("\r\n")) :] + "".join(lines[1:first]),
        body=body.text,
        between=body.gap,
        opening="".join(lines[opens : opens + 1]),
        inner="".join(lines[opens + 1 : closes]),
        closing="".join(lines[closes : closes + 1]),
        tail=tail,
        part=StepPart(
            key=step.key,
            title=step.title,
            body=_tidy(body.text),
            block=Block(block.name, block.text) if block else None,
            line=line,
            tangled=bool(tail.strip()) or not closed,
        ),
    )


def _tidy(body: str) -> str:
    """A body as it is compared: bare line ends, no blank line around."""
    return _BLANK_LINES.sub("", _bare(body)).rstrip()


def _spaced(title: str) -> str:
    return _SPACES.sub(" ", title).strip()


def _bare(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def edited(was: Layout, title: str, body: str, block: Block | None, eol: str) -> str:
    """The text of a step, its unchanged parts as they were."""
    title, body = _spaced(title), _tidy(body)
    asked = block and Block(block.kind, _bare(block.text).rstrip("\n"))
    part = was.part
    same_block = asked == (part.block and Block(part.block.kind, part.block.text.rstrip("\n")))
    if not same_block and part.tangled:
        raise NotEditable("ce qui suit le bloc de cette étape serait perdu, ouvrez le texte entier")
    texts = [was.heading if title == _spaced(part.title) else _heading(title, part.key)]
    gaps = []
    if body:
        gaps.append(was.before if part.body or part.block else eol * 2)
        texts.append(was.body if body == part.body else body.replace("\n", eol))
    if asked:
        gaps.append(_gap(was, bool(body), eol))
        texts.append(was.opening + was.inner + was.closing + was.tail if same_block else _block(was, asked, eol))
    text = texts[0] + "".join(gap + one for gap, one in zip(gaps, texts[1:], strict=True))
    _check(text, StepPart(part.key, title, body, asked, 1))
    return text


def _gap(was: Layout, has_body: bool, eol: str) -> str:
    """What precedes the block."""
    if not was.part.block:
        return was.before if not has_body and was.part.body else eol * 2
    if has_body:
        return was.between if was.part.body else eol * 2
    return was.before


def _block(was: Layout, block: Block, eol: str) -> str:
    kept = was.part.block is not None
    opening = was.opening if kept and was.part.block and was.part.block.kind == block.kind else f"```{block.kind}{eol}"
    inner = f"{block.text}\n".replace("\n", eol) if block.text else ""
    return opening + inner + (was.closing.rstrip("\r\n") if kept else FENCE)


def _check(text: str, asked: StepPart) -> None:
    """Whether the step will be read as asked; what stands in the way is said."""
    steps = lesson_text.cut(text.replace("\r\n", "\n")).steps
    if len(steps) != 1:
        raise NotEditable("une ligne commence par ## : c’est le début d’une étape. Pour un sous-titre, écrivez ###")
    part = layout(text).part
    block = part.block and Block(part.block.kind, part.block.text.rstrip("\n"))
    if (part.key, _spaced(part.title), part.body) != (asked.key, asked.title, asked.body) or block != asked.block:
        raise NotEditable("ce texte contient une marque (``` ou {#…}) qui le couperait, ouvrez le texte entier")
