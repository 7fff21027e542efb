"""From placed rows and known people to a plan. Pure: the database is read before, and written after."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from lms.accounts.rosters.claims import Claim
from lms.accounts.rosters.headings import Shape
from lms.accounts.rosters.known import Known
from lms.accounts.rosters.matching import Ambiguous, Matching, Person, first_day, shared_addresses
from lms.accounts.rosters.placing import Placed
from lms.accounts.rosters.plan import Change, Departure, Outcome, Plan, Step, Verb
from lms.accounts.territories import Named

_COUNCIL = ("maire", "adjoint", "conseiller")
_COMMUNITY = ("president-epci", "vice-president-epci", "conseiller-communautaire")

# What a list decides of: holding one of these, in a place where it says another, is over. A file of the register is
# the whole list of them: whom it does not name holds it no more.
COVERED = {
    Shape.PEOPLE: (*_COUNCIL, *_COMMUNITY),
    Shape.MUNICIPAL: _COUNCIL,
    Shape.MAYORS: ("maire",),
    Shape.COMMUNITY: _COMMUNITY,
    Shape.DEPARTEMENTAL: ("conseiller-departemental",),
    Shape.REGIONAL: ("conseiller-regional",),
}


def plan(rows: Sequence[Placed], known: Iterable[Known], shape: Shape, *, today: date) -> Plan:
    """What these rows do to these people. The known must be all those of the places that the rows name."""
    matching = Matching(known, shared_addresses(placed.claim for placed in rows))
    outcomes: list[Outcome] = []
    doubtful: set[Named] = set()  # places of rows that were refused: nobody leaves them
    # who has a birth date first: what a row without one may mean does not depend on the order of the file
    for placed in sorted(rows, key=lambda one: not one.claim.mark):
        refused = _match(placed, matching)
        if refused is not None:
            outcomes.append(refused)
            if placed.spot is not None:
                doubtful.add(placed.spot.named)
    steps = []
    for person in matching.people:
        if person.is_said:
            person.rows.sort(key=lambda row: row[0].line)
            step = _step(person, shape, today)
            outcomes += _outcomes(person, step, today)
            if step.writes:
                steps.append(step)
    departures = _departures(matching, shape, doubtful) if shape.is_register else ()
    return Plan(tuple(sorted(outcomes, key=lambda one: one.line)), tuple(steps), departures)


def _match(placed: Placed, matching: Matching) -> Outcome | None:
    """Give a row to its person; its outcome when it is refused."""
    claim, spot = placed.claim, placed.spot
    reasons = claim.wrong
    if not reasons and spot is not None:
        notes: list[str] = []
        try:
            person = matching.find(claim, spot, notes)
        except Ambiguous as error:
            reasons = (str(error),)
        else:
            if notes:
                person.notes[claim.line] = tuple(notes)
            return None
    return Outcome(claim.line, Verb.REFUSED, _name(claim), claim.function, _place(placed), said=reasons)


def _step(person: Person, shape: Shape, today: date) -> Step:
    known = person.known
    step = Step(known, person.given_name, person.family_name, mark=person.mark)
    claim, spot = person.rows[0]
    if known is not None and not known.has_account:
        step.given_name, step.family_name = claim.given_name or known.given_name, claim.family_name or known.family_name
        step.rename = person.key != claim.key and claim.key != "|"
        if not step.rename:
            step.given_name, step.family_name = known.given_name, known.family_name
    if person.email and not (known is not None and known.has_account):
        step.email, step.function = person.email, claim.function
        step.commune = spot.code if spot.kind == "commune" else ""
    for (function, place), since in _said(person, today).items():
        _hold(step, shape, function, place, since)
    _replace(step, person, shape)
    return step


def _said(person: Person, today: date) -> dict[tuple[str, Named], tuple[date, bool]]:
    """Each mandate that the rows give her: its first day, and whether a row says it."""
    held: dict[tuple[str, Named], tuple[date, bool]] = {}
    for claim, spot in person.rows:
        named, since = (claim.function, spot.named), (first_day(claim, today), claim.starts_on is not None)
        held[named] = min(held.get(named, since), since)
    return held


def _hold(step: Step, shape: Shape, function: str, place: Named, since: tuple[date, bool]) -> None:
    """Add, reopen or correct a mandate, or nothing when it is already as it is said."""
    day, is_said = since
    known = step.known
    same = [one for one in known.mandates if (one.function, one.place) == (function, place)] if known else []
    hers = known is not None and known.has_account and not shape.is_register
    if same and hers:
        return  # she says herself since when, and until when
    still = next((one for one in same if one.ends_on is None), None)
    ended = next((one for one in same if one.starts_on == day), None)
    if still is not None:
        corrects = shape.is_register and is_said and still.starts_on != day and ended is None
        if corrects and known is not None and not known.has_account:
            step.restart.append((still, day))
    elif ended is not None:
        step.reopen.append(ended)
    elif same and not is_said:
        step.reopen.append(same[-1])
    else:
        step.add.append((function, place, day))


def _replace(step: Step, person: Person, shape: Shape) -> None:
    """End what she held where the list says that she holds something else. What she declared herself stays."""
    known = step.known
    if known is None or (known.has_account and not (shape.is_register and known.mark)):
        return
    said = {(claim.function, spot.named) for claim, spot in person.rows}
    places = {place for _, place in said}
    for held in known.mandates:
        here = held.ends_on is None and held.place in places and held.function in COVERED[shape]
        if here and (held.function, held.place) not in said:
            step.end.append(held)


def _outcomes(person: Person, step: Step, today: date) -> Iterable[Outcome]:
    """One for each row: what it does, the first row telling what concerns the person herself."""
    told: dict[tuple[str, Named], int] = {}
    for number, (claim, spot) in enumerate(person.rows):
        named = (claim.function, spot.named)
        said = [*claim.notes, *person.notes.get(claim.line, ())]
        if named in told:
            said.append(f"déjà dit ligne {told[named]}")
            yield Outcome(claim.line, Verb.STAYS, _name(claim), claim.function, spot.name, said=tuple(said))
            continue
        told[named] = claim.line
        changes = _changes(step, named, first=number == 0)
        verb = Verb.ARRIVES if step.known is None else Verb.CHANGES if changes else Verb.STAYS
        yield Outcome(claim.line, verb, _name(claim), claim.function, spot.name, changes, tuple(said))


def _changes(step: Step, named: tuple[str, Named], *, first: bool) -> tuple[Change, ...]:
    function, place = named
    found = []
    if any(one[:2] == named for one in step.add):
        found.append(Change.ADDED)
    if any((one.function, one.place) == named for one in step.reopen):
        found.append(Change.REOPENED)
    if any((one.function, one.place) == named for one, _ in step.restart):
        found.append(Change.RESTARTED)
    if any(one.place == place and one.function != function for one in step.end):
        found.append(Change.REPLACED)
    if first and step.rename:
        found.append(Change.RENAMED)
    if first and step.email:
        found.append(Change.INVITED)
    return tuple(found)


def _departures(matching: Matching, shape: Shape, doubtful: set[Named]) -> tuple[Departure, ...]:
    """Whom the register names no more, in the places that it does name. Only what a register brought is ended."""
    names = {spot.named: spot.name for one in matching.people for _, spot in one.rows}
    return tuple(
        Departure(one.known, held, names[held.place])
        for one in matching.people
        if one.known is not None and one.known.mark
        for held in one.known.mandates
        if held.place in names
        and held.place not in doubtful
        and held.function in COVERED[shape]
        and held.ends_on is None
        and not any(spot.named == held.place for _, spot in one.rows)
    )


def _name(claim: Claim) -> str:
    return f"{claim.given_name} {claim.family_name}".strip() or claim.email


def _place(placed: Placed) -> str:
    said = placed.claim.said
    return placed.spot.name if placed.spot else said.commune or said.commune_code or said.epci or said.departement
