"""The compliance folder of a session, file by file: what was gathered, in words that open without the platform."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryFile
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from flask import render_template

from lms import content
from lms.accounts.territories import fold
from lms.followup import may_show
from lms.followup.evidence import Finished, Held, Meeting, Participant, Said, SeenComplaint
from lms.learning.certificates import Handed
from lms.web.admin.indicators import INDICATORS
from lms.web.certificates import file_name
from lms.web.french import PARIS, hour
from lms.web.opinions import Told
from lms.web.sheets import Cell, Sheet, as_csv

STYLE = (Path(__file__).resolve().parents[1] / "documents" / "dossier.css").read_text(encoding="utf-8")
HALVES = {"morning": "matin", "afternoon": "après-midi"}
MEANS = {"self": "signé sur son téléphone", "organiser": "noté par l’organisme", "paper": "signé sur papier, recopié"}
ORIGINS = {"chosen": "choisie par l’organisme", "invited": "invitée", "code": "venue avec le code de la session"}
FEW = "moins de dix"
CHUNK = 64 * 1024


@dataclass(frozen=True)
class Programme:
    """A module of the session, in the release that is taken now."""

    cover: content.PublishedCourse
    release_id: str
    number: int


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """All that is known of a session. Without `named`, what names people is left out."""

    held: Held
    tutor: str
    organiser: str
    programmes: tuple[Programme, ...]
    meetings: tuple[Meeting, ...]
    people: tuple[Participant, ...]
    done: tuple[Finished, ...]
    said: tuple[Said, ...]
    opinions: tuple[Told, ...]
    complaints: Sequence[SeenComplaint]
    proofs: tuple[Handed, ...]
    named: bool
    reason: str
    at: datetime

    @property
    def folder(self) -> str:
        """Its place among those of a year."""
        return f"{self.held.id}-{slug(self.held.name)}"


def files_of(one: Gathered) -> dict[str, bytes]:
    """The files of the folder of a session, by path."""
    found = {f"1-programme/{this.cover.key}.html": _programme(this) for this in one.programmes}
    found |= {
        "2-convocations/rencontres.csv": _sheet(("Le", "De", "À", "Lieu"), _meetings(one.meetings)),
        "3-presences/resume.csv": _sheet(("Le", "Demi-journée", "Présents"), _counts(one)),
        "4-traces/durees.csv": _sheet(("Module", "Durée déclarée (minutes)"), _durations(one)),
        "4-traces/resultats.csv": _sheet(("Module", "Personnes qui l’ont terminé"), _results(one)),
        "5-avis/avis.csv": _sheet(("Quand", "Réponse", "Personnes"), _opinions(one.opinions)),
        "6-reclamations/registre.csv": _sheet(
            ("Reçue le", "Réclamation", "Répondue le", "Réponse", "Ce qui a été fait"), _complaints(one.complaints)
        ),
    }
    if one.named:
        found |= _nominative(one)
    found["index.html"] = _page("admin/dossier_index.html", one=one, indicators=INDICATORS, files=sorted(found))
    found["style.css"] = STYLE.encode()
    return found


def sealed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same with a list of their SHA-256, as `sha256sum -c` reads it."""
    lines = [f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in sorted(files.items())]
    return {**files, "manifeste.txt": "".join(lines).encode()}


def zipped(files: Mapping[str, bytes]) -> Iterator[bytes]:
    """A zip, piece by piece; the same files make the same bytes."""
    with TemporaryFile() as made:
        with ZipFile(made, "w", ZIP_DEFLATED) as archive:
            for path, data in files.items():
                entry = ZipInfo(path)
                entry.compress_type = ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, data)
        made.seek(0)
        while chunk := made.read(CHUNK):
            yield chunk


def proof_files(proofs: Iterable[Handed]) -> dict[str, bytes]:
    """Attestations under the name of their holder and their number."""
    return {f"{slug(proof.facts.name)}-{file_name(proof.facts)}": proof.content for proof in proofs}


def slug(words: str) -> str:
    """Words as the name of a file."""
    return fold(words).replace(" ", "-")[:60].strip("-") or "sans-nom"


def _nominative(one: Gathered) -> dict[str, bytes]:
    """What names people, each by family name."""
    names = {person.person_id: f"{person.family_name} {person.given_name}".strip() for person in one.people}
    titles = {this.cover.key: this.cover.title for this in one.programmes}
    people = ((names[p.person_id], ORIGINS[p.origin], _day(p.added_at), _yes(p.told)) for p in one.people)
    done = (
        (names[d.person_id], titles.get(d.course_key, d.course_key), _day(d.passed_at) if d.passed_at else "",
         _day(d.completed_at)) for d in one.done
    )  # fmt: skip
    return {
        "2-convocations/personnes.csv": _sheet(
            ("Nom", "Comment", "Dans la session depuis le", "Convocation envoyée"), people
        ),
        "3-presences/presences.csv": _sheet(
            ("Nom", "Le", "Demi-journée", "Présence", "Comment c’est su", "Noté le", "À", "Correction"),
            (_presence(names[said.person_id], said) for said in one.said),
        ),
        "4-traces/evaluations.csv": _sheet(("Nom", "Module", "Évaluation tenue le", "Module terminé le"), done),
        **{f"7-attestations/{name}": data for name, data in proof_files(one.proofs).items()},
    }


def _presence(name: str, said: Said) -> Sequence[Cell]:
    return (
        name, said.half_day.day, HALVES[said.half_day.half], "présente" if said.present else "absente",
        MEANS[said.means], _day(said.said_at), hour(said.said_at), _yes(said.revision > 1),
    )  # fmt: skip


def _yes(fact: bool) -> str:
    return "oui" if fact else "non"


def _programme(this: Programme) -> bytes:
    return _page("admin/dossier_programme.html", this=this, cover=this.cover)


def _meetings(meetings: Iterable[Meeting]) -> Iterable[Sequence[Cell]]:
    return ((_day(one.starts_at), hour(one.starts_at), hour(one.ends_at), one.where) for one in meetings)


def _counts(one: Gathered) -> Iterable[Sequence[Cell]]:
    last = {(said.meeting_id, said.half_day, said.person_id): said for said in one.said}
    halves = sorted({(day.day, day.half == "afternoon") for _, day, _ in last})
    for day, late in halves:
        half = "afternoon" if late else "morning"
        there = [said for said in last.values() if (said.half_day.day, said.half_day.half) == (day, half)]
        yield day, HALVES[half], sum(said.present for said in there)


def _durations(one: Gathered) -> Iterable[Sequence[Cell]]:
    yield from ((this.cover.title, this.cover.minutes) for this in one.programmes)
    if one.held.minutes is not None:
        yield "Toute la session, comme l’organisme la déclare", one.held.minutes


def _results(one: Gathered) -> Iterable[Sequence[Cell]]:
    for this in one.programmes:
        people = sum(done.course_key == this.cover.key for done in one.done)
        yield this.cover.title, people if may_show(people) else FEW


def _opinions(told: Iterable[Told]) -> Iterable[Sequence[Cell]]:
    for one in told:
        yield from ((one.heading, words, people) for words, people in one.lines)
        yield from ((one.heading, f"Phrase ajoutée : {remark}", "") for remark in one.remarks)
        if one.why:
            yield one.heading, one.why, ""


def _complaints(found: Iterable[SeenComplaint]) -> Iterable[Sequence[Cell]]:
    for one in found:
        answered = _day(one.answered_at) if one.answered_at else "en attente"
        yield _day(one.made_at), one.text, answered, one.answer or "", one.done or ""


def _sheet(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    return b"".join(as_csv([Sheet("", headings, rows)]))


def _page(template: str, **values: object) -> bytes:
    return render_template(template, **values).encode()


def _day(moment: datetime) -> date:
    return moment.astimezone(PARIS).date()
