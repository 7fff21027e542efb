"""A course is begun, given, shared, deleted, brought back, forgotten; each may do what she may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select

from lms import db, privacy, publishing
from lms.publishing import drafts
from lms.publishing.drafts import Act, Right, Standing, State, What
from lms.publishing.drafts.models import Draft, DraftChange
from lms.publishing.models import Blob
from tests.support import drafting
from tests.support.drafting import AT, LESSON, begin, files, form, person, replaced, save, text
from tests.support.example import COURSE, PUBLISHED_AT, example_files
from tests.support.queries import count_statements

DAY = timedelta(days=1)


@pytest.fixture
def bruno(engine: Engine) -> int:
    return person(engine, "Bruno")


@pytest.fixture
def karima(engine: Engine) -> int:
    return person(engine, "Karima")


def mine(engine: Engine, who: int, *, deleted: bool = False) -> list[str]:
    with db.reading(engine) as reader:
        return [one.course_key for one in drafts.my_drafts(reader, who, deleted=deleted)]


def delete(engine: Engine, draft_id: int, who: int, client_id: str = "") -> None:
    with db.transaction(engine) as session:
        drafts.delete(session, draft_id, by=who, client_id=client_id or form(), at=AT)


@pytest.mark.parametrize("act", Act)
def test_who_may_do_what(act: Act) -> None:
    writer, reviewer = Standing(rights=frozenset({Right.WRITE})), Standing(rights=frozenset({Right.REVIEW}))
    assert Standing(owner=True).may(act)
    assert not Standing().may(act)
    assert writer.may(act) == (act in (Act.READ, Act.COMMENT, Act.WRITE, Act.PUBLISH))
    assert reviewer.may(act) == (act in (Act.READ, Act.COMMENT, Act.REVIEW))


def test_a_form_begins_one_course(engine: Engine, bruno: int) -> None:
    sent = form()
    for _ in range(3):
        with db.transaction(engine) as session:
            drafts.create(session, "mon-module", example_files(), by=bruno, client_id=sent, at=AT)
    assert mine(engine, bruno) == ["mon-module"]
    with db.transaction(engine) as session:
        assert session.scalars(select(func.count()).select_from(Draft)).one() == 1


@pytest.mark.usefixtures("courses")
def test_a_key_is_taken_once(engine: Engine, bruno: int, karima: int) -> None:
    begin(engine, bruno, key="mon-module")
    with db.reading(engine) as reader:
        assert drafts.keys_taken(reader) == {COURSE, "mon-module"}
    for key, refused in (("mon-module", drafts.KeyTaken), (COURSE, drafts.KeyTaken), ("Mon module", drafts.KeyInvalid)):
        with pytest.raises(refused):
            begin(engine, karima, key=key)
    with pytest.raises(drafts.KeyInvalid):
        begin(engine, karima, key="a" * 61)
    with pytest.raises(drafts.Refused):
        begin(engine, karima, {"ailleurs.txt": b""}, key="autre")
    assert mine(engine, karima) == []


@pytest.mark.usefixtures("courses")
def test_a_published_course_is_given(engine: Engine, bruno: int, karima: int) -> None:
    with db.transaction(engine) as session:
        draft_id = drafts.give(session, COURSE, bruno, at=AT)
    found = drafting.opened(engine, bruno)
    assert files(engine, draft_id) == example_files()
    assert (found.listed.state, found.listed.behind) == (State.PUBLISHED, False)
    assert found.base_release_id == found.current_release_id
    with db.transaction(engine) as session:
        assert drafts.give(session, COURSE, karima, at=AT) == draft_id
    found = drafting.opened(engine, bruno)
    assert (found.owner_id, found.may(Act.WRITE), found.may(Act.MANAGE)) == (karima, True, False)
    amina = person(engine, "Amina", trainer=False)
    for key, who, refused in ((COURSE, amina, drafts.NotATrainer), ("absent", bruno, publishing.CourseUnknown)):
        with db.transaction(engine) as session, pytest.raises(refused):
            drafts.give(session, key, who, at=AT)


def test_the_team(engine: Engine, bruno: int, karima: int) -> None:
    draft_id = begin(engine, bruno)
    assert mine(engine, karima) == []
    drafting.share(engine, draft_id, bruno, karima, Right.REVIEW)
    drafting.share(engine, draft_id, bruno, karima, Right.REVIEW)
    with db.reading(engine) as reader:
        team = drafts.team(reader, draft_id)
        assert [(one.name, one.owner, set(one.rights)) for one in team] == [
            ("Bruno Castel", True, {Right.WRITE, Right.REVIEW}),
            ("Karima Castel", False, {Right.REVIEW}),
        ]
        assert [line.what for line in drafts.history(reader, draft_id)][:2] == [What.SHARE, What.CREATE]
    assert mine(engine, karima) == [COURSE]
    amina, claire = person(engine, "Amina", trainer=False), person(engine, "Claire")
    with pytest.raises(drafts.NotATrainer):
        drafting.share(engine, draft_id, bruno, amina)
    with pytest.raises(drafts.NotAllowed):
        drafting.share(engine, draft_id, karima, claire)
    with pytest.raises(drafts.DraftUnknown):
        drafting.share(engine, draft_id, claire, claire)
    with db.transaction(engine) as session:
        drafts.unshare(session, draft_id, karima, Right.REVIEW, by=karima, client_id=form(), at=AT)  # she leaves
    assert mine(engine, karima) == []


def test_the_owner_hands_over(engine: Engine, bruno: int, karima: int) -> None:
    draft_id = begin(engine, bruno)
    drafting.share(engine, draft_id, bruno, karima)
    with db.transaction(engine) as session:
        drafts.hand_over(session, draft_id, karima, by=bruno, client_id=form(), at=AT)
    with db.reading(engine) as reader:
        assert [(one.person_id, one.owner) for one in drafts.team(reader, draft_id)] == [(karima, True), (bruno, False)]
    with pytest.raises(drafts.NotAllowed):
        delete(engine, draft_id, bruno)
    delete(engine, draft_id, karima)


def test_deleting_is_undone_for_thirty_days(engine: Engine, bruno: int, karima: int) -> None:
    draft_id, kept = begin(engine, bruno), begin(engine, karima, key="autre-module")
    drafting.share(engine, draft_id, bruno, karima)
    save(engine, draft_id, bruno, b"Un texte que rien d\xe2\x80\x99autre ne garde.")
    sent = form()
    delete(engine, draft_id, bruno, sent)
    with pytest.raises(drafts.DraftUnknown):
        save(engine, draft_id, bruno, b"Trop tard.", base=b"")
    assert (mine(engine, bruno), mine(engine, karima)) == ([], ["autre-module"])
    assert (mine(engine, bruno, deleted=True), mine(engine, karima, deleted=True)) == ([COURSE], [])
    with pytest.raises(drafts.KeyTaken):
        begin(engine, karima)
    for who in (bruno, bruno):  # twice is once
        with db.transaction(engine) as session:
            drafts.undelete(session, draft_id, by=who, client_id=form(), at=AT)
    delete(engine, draft_id, bruno, sent)  # the form that was sent long ago comes again
    assert mine(engine, karima) == [COURSE, "autre-module"]
    delete(engine, draft_id, bruno)
    for days, left in ((29, [COURSE]), (30, [])):
        with db.transaction(engine) as session:
            privacy.forget_due(session, at=AT + days * DAY)
        assert mine(engine, bruno, deleted=True) == left
    assert files(engine, kept) == example_files()
    with db.transaction(engine) as session:
        assert session.scalars(select(func.count()).select_from(Blob)).one() == len(set(example_files().values()))
        assert session.scalars(select(func.count()).where(DraftChange.draft_id == draft_id)).one() == 0


def test_a_published_course_is_archived_before_it_is_deleted(engine: Engine, bruno: int) -> None:
    draft_id = begin(engine, bruno)
    release = drafting.publish(engine, draft_id, bruno)
    with pytest.raises(drafts.StillPublished):
        delete(engine, draft_id, bruno)
    with db.transaction(engine) as session:
        drafts.archive(session, draft_id, by=bruno, client_id=form(), at=AT)
    delete(engine, draft_id, bruno)
    with db.transaction(engine) as session:
        privacy.forget_due(session, at=AT + 31 * DAY)
    with db.transaction(engine) as session:
        assert publishing.release_files(session, COURSE, release.release_id) == example_files()
        again = drafts.give(session, COURSE, bruno, at=AT)
    assert files(engine, again) == example_files()


def test_her_courses_outlive_her(engine: Engine, bruno: int, karima: int) -> None:
    """Bruno erases himself: the text stays, nothing leads to him any more, Karima goes on."""
    draft_id = begin(engine, bruno)
    drafting.share(engine, draft_id, bruno, karima)
    save(engine, draft_id, bruno, replaced(text(engine, draft_id), "Un essai vaut mieux", "Essayer vaut mieux"))
    drafting.publish(engine, draft_id, bruno)
    with db.transaction(engine) as session:
        drafts.comment(session, draft_id, by=bruno, path=LESSON, place="", text="Relire.", client_id=form(), at=AT)
        privacy.erase(session, bruno, at=PUBLISHED_AT)
    found = drafting.opened(engine, karima)
    assert (found.owner, found.owner_id, found.listed.changed_by) == ("", None, "")
    with db.reading(engine) as reader:
        assert {line.who for line in drafts.history(reader, draft_id)} == {""}
        assert drafts.comments(reader, draft_id) == ()
        assert [line.who for line in publishing.publications(reader, COURSE)] == [""]
    save(engine, draft_id, karima, text(engine, draft_id) + b"\n")
    with db.transaction(engine) as session:
        drafts.give(session, COURSE, karima, at=AT)
    assert drafting.opened(engine, karima).owner == "Karima Castel"


def test_pages_cost_four_statements_whatever_the_data(engine: Engine, bruno: int) -> None:
    draft_id = begin(engine, bruno)
    drafting.publish(engine, draft_id, bruno)
    for more in range(3):
        with db.reading(engine) as reader, count_statements(engine) as statements:
            assert len(drafts.my_drafts(reader, bruno)) == more + 1
            drafts.draft(reader, COURSE, bruno)
        assert len(statements) == 8
        begin(engine, bruno, key=f"module-{more}")
