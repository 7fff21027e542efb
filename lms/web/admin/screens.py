"""« Où en sont vos communes ? » in words: what the page and the files say alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import floor

from markupsafe import Markup

from lms.followup import FEWEST, Area, Board, Figures, Group, named
from lms.web.admin import squares, weeks
from lms.web.admin.asking import Question
from lms.web.admin.weeks import Weeks, ceiling, some
from lms.web.french import NBSP, THIN
from lms.web.templating import SIZES

LEVELS = {
    "region": ("Par région", "Régions", "Région"),
    "departement": ("Par département", "Départements", "Département"),
    "epci": ("Par intercommunalité", "Intercommunalités", "Intercommunalité"),
    "block": ("Par groupe de communes", "Groupes de communes", "Communes"),
}
ARGUMENT = {"region": "region", "departement": "departement", "epci": "interco"}
EVERY = {"region": "Toutes", "departement": "Tous", "epci": "Toutes"}
MOST_OPTIONS = 60  # of a list: beyond, something is chosen above first
ELSEWHERE = "Autres communes"
NAMED = 3  # communes of a block in its line; all of them are below


@dataclass(frozen=True)
class Choice:
    """A list to choose from: its argument in the address, its words, what there is, what is chosen."""

    argument: str
    label: str
    every: str
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True)
class Line:
    """A group as it is read. `share` is None where fewer than ten finished; `link` is what to ask to go into it.

    `figures` are all 0 where too few people are registered: nothing is said of it but its name.
    """

    name: str
    members: str
    link: dict[str, str] | None
    communes: int
    figures: Figures
    share: int | None
    said: str
    caption: str
    idle: str
    drawing: Markup


@dataclass(frozen=True)
class Screen:
    """The page. `filters` are those that may be taken away: their words, and what to ask without them."""

    question: Question
    place: str
    taken_at: datetime
    choices: tuple[Choice, ...]
    filters: tuple[tuple[str, dict[str, str]], ...]
    level: str
    total: Figures
    started: str
    finished: str
    idle: str
    lines: tuple[Line, ...]
    few: tuple[Line, ...]
    weeks: Weeks | None
    told: tuple[tuple[date, int], ...]
    courses: tuple[tuple[str, str, float], ...]
    counted: tuple[tuple[str, int], ...]

    @property
    def words(self) -> tuple[str, str, str]:
        """« Par département », « Départements », « Département »."""
        return LEVELS[self.level]

    @property
    def where(self) -> str:
        """The filters in words, for a file."""
        return ", ".join(words for words, _ in self.filters) or "Aucun"


def prepare(board: Board, question: Question) -> Screen:
    """The page that answers a question."""
    total = board.total.shown
    lines = [_line(one, board.level, question) for one in _sorted(board.groups, question)]
    top = ceiling(max((count for _, count in board.courses), default=0)) or 1
    return Screen(
        question=question,
        place=_place(board.areas),
        taken_at=board.taken_at,
        choices=_choices(board.areas, question),
        filters=_filters(board.areas, question),
        level=board.level,
        total=total,
        started=said(total, total.started),
        finished=said(total, total.finished),
        idle=some(total.inactive),
        lines=tuple(one for one in lines if one.figures.registered),
        few=tuple(one for one in lines if not one.figures.registered),
        weeks=weeks.draw(board.weeks),
        told=board.weeks,
        counted=board.courses,
        courses=tuple((title, some(count), round(100 * count / top, 1)) for title, count in board.courses),
    )


def percent(figures: Figures, part: int) -> int | None:
    """A share in hundredths, None when it may not be said."""
    share = figures.share(part)
    return None if share is None else floor(share * 100 + 0.5)


def said(figures: Figures, part: int) -> str:
    """« 62 % », or « moins de 10 »."""
    share = percent(figures, part)
    return weeks.FEW if share is None else f"{share}{THIN}%"


def name_of(group: Group) -> str:
    """Its name; of a block, those of its first communes."""
    first, more = group.members[:NAMED], len(group.members) - NAMED
    if more > 0:
        return f"{', '.join(first)} et {more} autre{'s' if more > 1 else ''}"
    return group.name or ", ".join(first) or ELSEWHERE


def _place(areas: Sequence[Area]) -> str:
    """What she looks after, when it has one name."""
    for level in ("epci", "departement", "region"):
        names = set(named(areas, level))
        if len(names) == 1:
            return names.pop()[1]
    return ""


def _line(group: Group, level: str, question: Question) -> Line:
    figures = group.figures.shown
    goes = level in ARGUMENT and group.code and figures.registered
    return Line(
        name=name_of(group),
        members=", ".join(group.members),
        link=question.arguments | {ARGUMENT[level]: group.code} if goes else None,
        communes=group.communes,
        figures=figures,
        share=percent(figures, figures.finished),
        said=said(figures, figures.finished),
        caption=f"{said(figures, figures.finished)} {'élus' if figures.finished < FEWEST else 'des élus'}",
        idle=some(figures.inactive),
        drawing=squares.of_group(group),
    )


def _sorted(groups: Iterable[Group], question: Question) -> Sequence[Group]:
    """In the order that is asked; those that have no territory of their own stay at the end."""
    key = {
        "inscrits": lambda one: one.figures.registered,
        "termines": lambda one: one.figures.shown.share(one.figures.shown.finished) or 0,
        "inactifs": lambda one: one.figures.shown.inactive,
    }.get(question.sort)
    placed = [one for one in groups if one.name or one.members]
    if key is not None:
        placed.sort(key=key, reverse=not question.reverse)
    elif question.reverse:
        placed.reverse()
    return [*placed, *(one for one in groups if not (one.name or one.members))]


def _choices(areas: Sequence[Area], question: Question) -> tuple[Choice, ...]:
    """The lists to choose from: each says what lies in what is chosen above. One that offers no choice is left out."""
    found, inside = [], list(areas)
    for level, argument in ARGUMENT.items():
        chosen = getattr(question.asked, level)
        names = sorted((name for name in set(named(inside, level)) if name[0]), key=lambda name: name[1])
        if level == "departement":
            names.sort()
        fits = level != "epci" or len(names) <= MOST_OPTIONS
        if len(names) > 1 and fits:
            options = tuple((code, f"{code} {name}" if level == "departement" else name) for code, name in names)
            found.append(Choice(argument, LEVELS[level][2], f"{EVERY[level]} ({len(names)})", options, chosen))
        inside = [area for area in inside if getattr(area, level) == chosen] if chosen else inside
    return (*found, Choice("taille", "Taille des communes", "Toutes", tuple(SIZES.items()), question.asked.size))


def _filters(areas: Sequence[Area], question: Question) -> tuple[tuple[str, dict[str, str]], ...]:
    """What is asked, each with the address of the same page without it."""
    asked = question.asked
    chosen = {level: getattr(asked, level) for level in ARGUMENT}
    told = {ARGUMENT[level]: dict(named(areas, level)).get(code, "") if code else "" for level, code in chosen.items()}
    told |= {"commune": f"Commune{NBSP}: {asked.commune}" if asked.commune else "", "taille": SIZES.get(asked.size, "")}
    return tuple(
        (words, {key: value for key, value in question.arguments.items() if key != argument})
        for argument, words in told.items()
        if words
    )
