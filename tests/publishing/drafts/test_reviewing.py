"""Remarks on a step, and the approval an owner may want: it bears on one text, and another text asks for another."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from lms import db
from lms.publishing import drafts
from lms.publishing.drafts import ReviewStep, Right, What
from tests.support import drafting
from tests.support.drafting import AT, LESSON, begin, form, person, replaced, save, text
from tests.support.example import COURSE

OLD, NEW = "Un essai vaut mieux", "Essayer vaut mieux"


@pytest.fixture
def bruno(engine: Engine) -> int:
    return person(engine, "Bruno")


@pytest.fixture
def karima(engine: Engine) -> int:
    return person(engine, "Karima")


@pytest.fixture
def draft(engine: Engine, bruno: int, karima: int) -> int:
    """Bruno wants an approval, and Karima may give it."""
    made = begin(engine, bruno)
    drafting.share(engine, made, bruno, karima, Right.REVIEW)
    with db.transaction(engine) as session:
        drafts.want_approval(session, made, True, by=bruno, client_id=form(), at=AT)
    return made


def review(engine: Engine, draft_id: int, who: int, approved: bool, *, shown: str = "", client_id: str = "") -> None:
    shown = shown or drafting.opened(engine, who).digest
    with db.transaction(engine) as session:
        drafts.review(
            session,
            draft_id,
            by=who,
            approved=approved,
            digest_shown=shown,
            message="Vu.",
            client_id=client_id or form(),
            at=AT,
        )


def state(engine: Engine, draft_id: int, publisher: int) -> drafts.Reviewing:
    with db.reading(engine) as reader:
        return drafts.review_state(reader, draft_id, publisher=publisher)


def test_nothing_goes_out_without_approval(engine: Engine, draft: int, bruno: int, karima: int) -> None:
    with pytest.raises(drafts.ApprovalNeeded):
        drafting.publish(engine, draft, bruno)
    assert state(engine, draft, bruno) == drafts.Reviewing(True, False, ())
    with db.transaction(engine) as session:
        drafts.ask_review(session, draft, karima, by=bruno, message="Avant lundi.", client_id=form(), at=AT)
    with db.reading(engine) as reader:
        assert [one.to_review for one in drafts.my_drafts(reader, karima)] == [True]
    review(engine, draft, karima, True)
    found = state(engine, draft, bruno)
    assert found.approved
    assert [(line.step, line.who, line.of, line.outdated) for line in found.lines] == [
        (ReviewStep.APPROVED, "Karima Castel", "", False),
        (ReviewStep.ASKED, "Bruno Castel", "Karima Castel", False),
    ]
    with db.reading(engine) as reader:
        assert [one.to_review for one in drafts.my_drafts(reader, karima)] == [False]
    assert drafting.publish(engine, draft, bruno).number == 1


def test_a_change_makes_an_approval_outdated(engine: Engine, draft: int, bruno: int, karima: int) -> None:
    before = text(engine, draft)
    review(engine, draft, karima, True)
    save(engine, draft, bruno, replaced(before, OLD, NEW))
    found = state(engine, draft, bruno)
    assert (found.approved, found.lines[0].outdated) == (False, True)
    with pytest.raises(drafts.ApprovalNeeded):
        drafting.publish(engine, draft, bruno)
    save(engine, draft, bruno, before)  # back to the very text that was approved
    drafting.publish(engine, draft, bruno)


def test_nobody_approves_what_she_publishes_or_has_not_seen(
    engine: Engine, draft: int, bruno: int, karima: int
) -> None:
    review(engine, draft, bruno, True)
    assert not state(engine, draft, bruno).approved
    with pytest.raises(drafts.ApprovalNeeded):
        drafting.publish(engine, draft, bruno)
    seen = drafting.opened(engine, karima).digest
    save(engine, draft, bruno, replaced(text(engine, draft), OLD, NEW))
    with pytest.raises(drafts.DraftMoved):
        review(engine, draft, karima, True, shown=seen)


def test_who_wants_changes_is_heard_until_she_approves(engine: Engine, draft: int, bruno: int, karima: int) -> None:
    claire = person(engine, "Claire")
    drafting.share(engine, draft, bruno, claire, Right.REVIEW)
    review(engine, draft, karima, True)
    review(engine, draft, claire, False)
    with pytest.raises(drafts.ApprovalNeeded):
        drafting.publish(engine, draft, bruno)
    review(engine, draft, claire, True)
    drafting.publish(engine, draft, bruno)


def test_reviews_have_their_rights_and_count_once(engine: Engine, draft: int, bruno: int, karima: int) -> None:
    writer, sent = person(engine, "Claire"), form()
    drafting.share(engine, draft, bruno, writer, Right.WRITE)
    with pytest.raises(drafts.NotAllowed):
        review(engine, draft, writer, True)
    with db.transaction(engine) as session, pytest.raises(drafts.NotAReviewer):
        drafts.ask_review(session, draft, writer, by=bruno, message="", client_id=form(), at=AT)
    with db.transaction(engine) as session, pytest.raises(drafts.NotAllowed):
        drafts.ask_review(session, draft, karima, by=karima, message="", client_id=form(), at=AT)
    for _ in range(2):
        review(engine, draft, karima, True, client_id=sent)
    assert len(state(engine, draft, bruno).lines) == 1


def test_remarks(engine: Engine, draft: int, bruno: int, karima: int) -> None:
    sent = form()

    def say(words: str = "À simplifier.", client_id: str = sent) -> int:
        with db.transaction(engine) as session:
            return drafts.comment(
                session, draft, by=karima, path=LESSON, place="message", text=words, client_id=client_id, at=AT
            )

    number = say()
    assert say() == number
    with pytest.raises(drafts.FormReused):
        say("Autre chose.")
    for words in (" ", "a" * 2001):
        with pytest.raises(ValueError, match="a comment of"):
            say(words, form())
    with db.transaction(engine) as session, pytest.raises(drafts.FileUnknown):
        drafts.comment(session, draft, by=karima, path="a.md", place="", text="Vu.", client_id=form(), at=AT)
    with db.reading(engine) as reader:
        (line,) = drafts.comments(reader, draft, path=LESSON)
        assert (line.who, line.place, line.text, line.resolved_at) == (
            "Karima Castel", "message", "À simplifier.", None,
        )  # fmt: skip
        assert drafts.comments(reader, draft, path="quiz.toml") == ()
    for _ in range(2):
        with db.transaction(engine) as session:
            drafts.resolve(session, draft, number, by=bruno, client_id=form(), at=AT)
    other = begin(engine, karima, key="autre-module")
    with db.transaction(engine) as session, pytest.raises(drafts.CommentUnknown):
        drafts.resolve(session, other, number, by=karima, client_id=form(), at=AT)
    with db.reading(engine) as reader:
        (line,) = drafts.comments(reader, draft)
        assert (line.resolved_at, line.resolved_by) == (AT, "Bruno Castel")
        done = [one.what for one in drafts.history(reader, draft)]
        assert (done.count(What.COMMENT), done.count(What.RESOLVE)) == (1, 1)
    assert drafting.opened(engine, bruno, COURSE).files
