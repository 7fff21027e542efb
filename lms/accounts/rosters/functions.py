"""A function as people write it, to one of lms.accounts.FUNCTIONS. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from lms.accounts.rosters.headings import Shape
from lms.accounts.territories import fold

# What a row holds when it says nothing: two thirds of the register's rows.
BY_DEFAULT = {
    Shape.MUNICIPAL: "conseiller",
    Shape.MAYORS: "maire",
    Shape.COMMUNITY: "conseiller-communautaire",
    Shape.DEPARTEMENTAL: "conseiller-departemental",
    Shape.REGIONAL: "conseiller-regional",
}
KIND_OF = {
    "president-epci": "epci",
    "vice-president-epci": "epci",
    "conseiller-communautaire": "epci",
    "conseiller-departemental": "departement",
    "conseiller-regional": "region",
}  # the others are held in a commune

# The first that is found in the folded words decides.
_FOUND = tuple(
    (re.compile(pattern), function)
    for pattern, function in (
        (r"\bvice presiden\w*\b.*\b(departement|departementale?)\b", "conseiller-departemental"),
        (r"\bvice presiden\w*\b.*\bregional\w*\b|\bvice presiden\w*\b.*\bregion\b", "conseiller-regional"),
        (r"\bpresiden\w*\b.*\b(departement|departementale?)\b", "conseiller-departemental"),
        (r"\bpresiden\w*\b.*\b(region|regional\w*)\b", "conseiller-regional"),
        (r"\b(vice presiden\w*|vp)\b", "vice-president-epci"),
        (r"\bpresiden\w*\b", "president-epci"),
        (r"\bconseil\w* (communautaires?|metropolitaine?s?)\b", "conseiller-communautaire"),
        (r"\bconseil\w* departementa\w+\b", "conseiller-departemental"),
        (r"\bconseil\w* regiona\w+\b", "conseiller-regional"),
        (
            r"\b(delegue|deleguee|referent|referente|correspondant\w*) (au |a la transition )?numerique\b"
            r"|\bcharge\w* du numerique\b",
            "delegue-numerique",
        ),
        (r"\badjoint\w*\b|\bmaire deleguee?\b|\bmaire adjointe?\b", "adjoint"),
        (r"\bmaire d arrondissement\b", "autre"),
        (r"\bsecreta(ire|riat)\w*\b|\bdirect\w+ general\w*\b|\bdgs\b", "secretaire"),
        (r"\bmaire\b|\bmairesse\b", "maire"),
        (r"\bconseill\w+\b|\bconseil municipal\b|\belue?\b", "conseiller"),
        (r"\bautre\b", "autre"),
    )
)


@lru_cache(4096)
def function_of(text: str, shape: Shape) -> str:
    """The function that a cell means, that of the list when it is empty, « » when it is not understood.

    A president of a département or a région sits in its council; in the register of communes nobody presides.
    """
    words = fold(text)
    if not words:
        return BY_DEFAULT.get(shape, "conseiller")
    if shape in (Shape.DEPARTEMENTAL, Shape.REGIONAL):
        return BY_DEFAULT[shape]
    found = next((function for pattern, function in _FOUND if pattern.search(words)), "")
    if not found and shape.is_register:
        return BY_DEFAULT[shape]
    return found
