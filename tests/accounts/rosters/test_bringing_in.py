"""What a list does to the people of the database: once, in its territory, and nothing that it does not say."""

from __future__ import annotations

from datetime import date, timedelta

import hypothesis
import hypothesis.strategies as st
import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from lms import accounts, db
from lms.accounts import rosters
from lms.accounts.models import Account, BirthMark, Invitation, Mandate, Person
from lms.accounts.rosters import Change, Counts, Shape
from lms.accounts.rosters.functions import function_of
from lms.web.templating import FUNCTION_WORDS
from tests.support.canaries import traces
from tests.support.databases import fingerprint
from tests.support.rosters import AT, DROME, bring_in, look, read, register

pytestmark = pytest.mark.usefixtures("communes")
LIST = "Prénom;Nom;E-mail;Fonction;Commune;Nuance politique\r\n"
LATER = AT + timedelta(days=30)
ZOE, LUC = ("26113", "NOEL", "Zoé", "1970-02-01"), ("26113", "PETIT", "Luc", "1960-01-01")


def held(engine: Engine, family_name: str) -> set[tuple[str, str, str, bool]]:
    """The mandates of the people of a name: function, code, first day, and whether it lasts."""
    query = select(Mandate).join(Person, Person.id == Mandate.person_id).where(Person.family_name == family_name)
    with db.transaction(engine) as session:
        return {
            (one.function, one.territory_code, one.starts_on.isoformat(), one.ends_on is None)
            for one in session.scalars(query)
        }


def count(engine: Engine, *tables: type[db.Base]) -> tuple[int, ...]:
    with db.reading(engine) as reader:
        return tuple(reader.execute(select(func.count()).select_from(table)).scalar_one() for table in tables)


def test_a_list_makes_people_and_invitations_never_accounts(engine: Engine) -> None:
    data = f"{LIST}Zoé;Noël;zoe@die.example;maire;Die;SECRETE\r\nLuc;Petit;;;Die;SECRETE\r\n".encode("cp1252")
    planned = bring_in(engine, data, DROME)
    assert planned.counts == Counts(arrived=2)
    assert planned.outcomes[0].changes == (Change.ADDED, Change.INVITED)
    assert count(engine, Person, Account, Invitation, Mandate) == (2, 0, 1, 2)
    assert held(engine, "Noël") == {("maire", "26113", "2026-09-07", True)}
    with engine.connect() as connection:
        assert traces(connection, "SECRETE") == []


def test_what_was_agreed_is_what_is_done(engine: Engine) -> None:
    data = f"{LIST}Luc;Petit;;;Die;\r\n".encode()
    agreed = look(engine, data, DROME).digest
    bring_in(engine, data, DROME)
    before = fingerprint(engine)
    with db.transaction(engine) as session:
        found = read(session, data, DROME)
        with pytest.raises(rosters.PlanChanged):
            rosters.bring_in(session, found, agreed=agreed, origin="", scope=DROME, by=None, at=AT)
    assert fingerprint(engine) == before


def test_nothing_outside_is_read_or_changed(engine: Engine) -> None:
    """Amina has an account and says that she sits in Eu: no list finds her by her address or her name."""
    with db.transaction(engine) as session:
        amina = accounts.create_person(session, "amina@eu.example", "Amina", "Berthier", at=AT)
        accounts.hold_mandate(session, amina, "maire", "commune", "76255", starts_on=date(2026, 3, 22))
    data = f"{LIST}Autre;Nom;amina@eu.example;adjoint;Die;\r\nAmina;Berthier;;maire;Eu;\r\n".encode()
    (here, there) = bring_in(engine, data, DROME).outcomes
    assert (here.verb, here.said) == ("arrives", ())
    assert (there.verb, there.said) == ("refused", ("Eu n’est pas dans votre territoire",))
    assert held(engine, "Berthier") == {("maire", "76255", "2026-03-22", True)}
    assert held(engine, "Nom") == {("adjoint", "26113", "2026-09-07", True)}
    assert look(engine, data).counts == Counts(arrived=1, unchanged=1)  # nobody is told that Amina has an account


def test_what_someone_says_of_herself_stays(engine: Engine) -> None:
    with db.transaction(engine) as session:
        amina = accounts.create_person(session, "amina@die.example", "Amina", "Berthier", at=AT)
        accounts.hold_mandate(session, amina, "maire", "commune", "26113", starts_on=date(2020, 7, 1), listed=True)
        (mandate,) = accounts.mandates(session, amina)
    data = f"{LIST}AMINA;Bertier;amina@die.example;maire;Die;\r\n".encode()
    assert look(engine, data, DROME).counts == Counts(arrived=1)  # an address alone does not rename her
    data = f"{LIST}AMINA;Berthier;amina@die.example;maire;Die;\r\n".encode()
    with db.transaction(engine) as session:
        accounts.end_mandate(session, amina, mandate.id, on=date(2026, 9, 1))
    assert bring_in(engine, data, DROME).counts == Counts(unchanged=1)
    assert held(engine, "Berthier") == {("maire", "26113", "2020-07-01", False)}


def test_a_list_corrects_what_a_list_said(engine: Engine) -> None:
    bring_in(engine, f"{LIST}Zoé;Noel;zoe@die.example;adjoint;Die;\r\nLuc;Petit;;;Die;\r\n".encode(), DROME)
    data = f"{LIST}Zoé;Noël-Roy;zoe@die.example;maire;Die;\r\nLuc;Petit;luc@die.example;;Die;\r\n".encode()
    planned = bring_in(engine, data, DROME, at=LATER)
    assert [one.changes for one in planned.outcomes] == [
        (Change.ADDED, Change.REPLACED, Change.RENAMED),
        (Change.INVITED,),
    ]
    assert held(engine, "Noël-Roy") == {
        ("adjoint", "26113", "2026-09-07", False),
        ("maire", "26113", "2026-10-07", True),
    }
    assert look(engine, data, DROME, at=LATER).counts == Counts(unchanged=2)


def test_a_register_says_arrivals_departures_and_changes(engine: Engine) -> None:
    first = register((*ZOE, "Maire", "2026-03-28"), (*LUC, "", ""), ("45274", "BON", "Guy", "1950-05-05", "", ""))
    assert bring_in(engine, first).counts == Counts(arrived=3)
    before = fingerprint(engine)
    assert look(engine, first, at=LATER).counts == Counts(unchanged=3)
    second = register((*ZOE, "", ""), ("26113", "PETIT", "Luc", "1999-09-09", "Maire", "2026-10-01"))
    planned = look(engine, second, at=LATER)
    assert fingerprint(engine) == before
    assert planned.counts == Counts(arrived=1, changed=1, departed=1)  # another Luc Petit, the first left
    bring_in(engine, second, at=LATER)
    assert held(engine, "Noel") == {
        ("maire", "26113", "2026-03-28", False),
        ("conseiller", "26113", "2026-03-22", True),
    }
    assert held(engine, "Petit") == {
        ("conseiller", "26113", "2026-03-22", False),
        ("maire", "26113", "2026-10-01", True),
    }
    assert held(engine, "Bon") == {("conseiller", "45274", "2026-03-22", True)}  # her council is not in the second
    back = bring_in(engine, first, at=LATER)
    assert back.counts == Counts(changed=2, departed=1, unchanged=1)
    assert look(engine, first, at=LATER).counts == Counts(unchanged=3)


def test_a_register_keeps_no_birth_date_and_no_opinion(engine: Engine) -> None:
    bring_in(engine, register((*ZOE, "", ""), ("26113", "NOEL", "Zoé", "1999-02-01", "", "")))
    assert count(engine, Person, BirthMark, Account) == (2, 2, 0)
    with engine.connect() as connection:
        for word in ("1970-02", "Professeur", "19700201"):
            assert traces(connection, word) == []
        marks = connection.scalars(select(BirthMark.mark)).all()
    assert len(set(marks)) == 2
    other = rosters.marker("another secret")
    assert other("noel|zoe|1970-02-01") not in marks


def test_nobody_leaves_a_council_of_which_a_row_is_refused(engine: Engine) -> None:
    bring_in(engine, register((*ZOE, "", ""), (*LUC, "", "")))
    broken = register((*ZOE, "", ""), ("26113", "PET\ufffdT", "Luc", "1960-01-01", "", ""))
    assert look(engine, broken, at=LATER).counts == Counts(unchanged=1, refused=1)


def test_an_intercommunality_finds_the_people_of_its_communes(engine: Engine) -> None:
    bring_in(engine, register((*ZOE, "Maire", "")))
    heading = "Code du département;Code de la commune;N° SIREN;Libellé de l'EPCI;Nom de l'élu;Prénom de l'élu;"
    heading += "Date de naissance;Date de début du mandat;Libellé de la fonction"
    with db.reading(engine) as reader:
        siren = accounts.territories.epci_of(reader, "26113").code
    rows = f"{heading}\r\n26;26113;{siren};;NOEL;Zoé;1970-02-01;2026-04-10;Présidente du conseil communautaire\r\n"
    assert bring_in(engine, rows.encode()).counts == Counts(changed=1)
    assert {one[:2] for one in held(engine, "Noel")} == {("maire", "26113"), ("president-epci", siren)}
    assert look(engine, register((*ZOE, "Maire", "")), at=LATER).counts == Counts(unchanged=1)


def test_who_was_invited_becomes_the_person_of_the_list(engine: Engine) -> None:
    data = "Prénom;Nom;E-mail;Fonction;Commune;Depuis\r\nZoé;Noël;zoe@die.example;maire;Die;22/03/2026\r\n"
    bring_in(engine, data.encode(), DROME)
    with db.transaction(engine) as session:
        zoe = accounts.create_person(session, "zoe@die.example", "", "", at=LATER)
        said = {"given_name": "Zoé", "family_name": "Noël", "function": "maire", "commune_code": "26113"}
        accounts.welcome(session, zoe, **said, starts_on=LATER.date(), at=LATER)
    assert held(engine, "Noël") == {("maire", "26113", "2026-03-22", True)}
    assert count(engine, Person, Account) == (1, 1)
    assert look(engine, data.encode(), DROME, at=LATER).counts == Counts(unchanged=1)


def test_who_sits_nowhere_any_more_is_forgotten_after_a_year(engine: Engine) -> None:
    bring_in(engine, register((*ZOE, "", ""), (*LUC, "", "")))
    bring_in(engine, register((*ZOE, "", "")), at=LATER)
    for days, left in ((364, 2), (366, 1)):
        with db.transaction(engine) as session:
            rosters.forget_due(session, at=LATER + timedelta(days))
        assert count(engine, Person) == (left,), days
    assert count(engine, BirthMark, Mandate) == (1, 1)


def test_the_file_to_correct_is_harmless_and_can_be_sent_again(engine: Engine) -> None:
    data = f"{LIST}=1+1;Noël;;maire;Dye;\r\n+Luc;@Petit;;;Die;\r\n".encode()
    with db.reading(engine) as reader:
        found = read(reader, data, DROME)
        planned = rosters.look(reader, found, at=AT)
    corrected = rosters.to_correct(data, found.columns, planned.outcomes)
    assert corrected.decode("utf-8-sig").splitlines()[1:] == [
        "'=1+1;Noël;;maire;Dye;;la commune « Dye » est inconnue. Vouliez-vous dire : Die ?"
    ]
    with db.reading(engine) as reader:
        again = read(reader, corrected.replace(b"Dye", b"Die"), DROME)
        assert [one.name for one in rosters.look(reader, again, at=AT).outcomes] == ["=1+1 Noël"]
        assert rosters.to_correct(corrected, again.columns, ()).decode("utf-8-sig").count("À corriger") == 1


def test_each_function_is_read_as_itself() -> None:
    """By its key, and by the words of the site: a list that it wrote can be read again."""
    for one in accounts.FUNCTIONS:
        assert function_of(one, Shape.PEOPLE) == function_of(FUNCTION_WORDS[one], Shape.PEOPLE) == one


NAMES = st.sampled_from(["Zoé", "ZOE", "Luc", "Guy", ""])
ROWS = st.tuples(
    NAMES,
    st.sampled_from(["Noël", "Petit", "D’Arc"]),
    st.sampled_from(["", "a@die.example", "b@die.example", "faux"]),
    st.sampled_from(["", "maire", "adjointe", "conseillère communautaire", "vice-présidente", "?"]),
    st.sampled_from(["Die", "26113", "Eu", "Dye", "Mairie de Die"]),
    st.sampled_from(["", "1970-02-01", "03/04/81", "1066-01-01"]),
)


def test_importing_twice_is_importing_once(engine: Engine) -> None:
    @hypothesis.given(st.lists(ROWS, min_size=1, max_size=8))
    @hypothesis.settings(max_examples=40)
    def twice(rows: list[tuple[str, ...]]) -> None:
        text = "Prénom;Nom;E-mail;Fonction;Commune;Date de naissance\n" + "\n".join(map(";".join, rows))
        with Session(engine) as session:  # never committed: an example leaves nothing to the next
            found = read(session, text.encode(), DROME)
            planned = rosters.look(session, found, at=AT)
            assert len(planned.outcomes) == len(rows)
            rosters.apply(session, planned, by=None, at=AT)
            again = rosters.look(session, found, at=LATER)
            assert not again.steps
            assert again.counts.refused == planned.counts.refused

    twice()
