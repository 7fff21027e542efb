"""What an administrator asks in the address: territories, a size of commune, an order. Nothing else is understood."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from lms import content, followup

ARGUMENTS = {
    "region": "region",
    "departement": "departement",
    "interco": "epci",
    "commune": "commune",
    "taille": "size",
}
SORTS = ("nom", "inscrits", "termines", "inactifs")
TABLE = "tableau"
LONGEST = 100


@dataclass(frozen=True)
class Question:
    """What is asked of the figures, and how they are shown: as squares ("") or as a table, by name unless she says
    otherwise."""

    asked: followup.Asked
    view: str
    sort: str
    reverse: bool

    @property
    def arguments(self) -> dict[str, str]:
        """The filters as an address says them."""
        values = {argument: getattr(self.asked, field) for argument, field in ARGUMENTS.items()}
        return {argument: value for argument, value in values.items() if value}

    @property
    def address(self) -> dict[str, str]:
        """The whole question, with the order when it is not the usual one."""
        order = {"tri": self.sort} if self.sort != SORTS[0] else {}
        return self.arguments | order | ({"sens": "inverse"} if self.reverse else {})


def question() -> Question:
    """The question of this request."""
    given = {field: _said(argument) for argument, field in ARGUMENTS.items()}
    if given["size"] not in content.SIZES:
        given["size"] = ""
    sort = request.args.get("tri", "")
    return Question(
        followup.Asked(**given),
        TABLE if request.args.get("vue") == TABLE else "",
        sort if sort in SORTS else SORTS[0],
        request.args.get("sens") == "inverse",
    )


def _said(argument: str) -> str:
    """What an address says, without what nobody types."""
    return "".join(filter(str.isprintable, request.args.get(argument, "")))[:LONGEST].strip()
