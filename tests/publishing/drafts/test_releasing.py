"""From a draft to learners: published, scheduled, brought back, archived; what changed is told to who took it before."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from lms import content, db, publishing
from lms.app import COURSES
from lms.publishing import drafts
from lms.publishing.drafts import Announcement, Outcome, Right, Shown, State, What
from tests.support import drafting
from tests.support.drafting import AT, COVER, LESSON, PRESS, begin, files, form, person, publish, replaced, save, text
from tests.support.example import COURSE, example_course, example_files
from tests.support.quizzes import publish as publish_files

OLD, NEW = "Un essai vaut mieux", "Essayer vaut mieux"
HOUR = timedelta(hours=1)


@pytest.fixture
def bruno(engine: Engine) -> int:
    return person(engine, "Bruno")


@pytest.fixture
def draft(engine: Engine, bruno: int) -> int:
    return begin(engine, bruno)


def edit(engine: Engine, draft_id: int, who: int, old: str = OLD, new: str = NEW) -> None:
    save(engine, draft_id, who, replaced(text(engine, draft_id), old, new))


def state(engine: Engine, who: int) -> tuple[State, bool]:
    listed = drafting.opened(engine, who).listed
    return listed.state, listed.behind


def current(engine: Engine) -> str:
    with db.reading(engine) as reader:
        return publishing.current_release(reader, COURSE).release_id


def schedule(engine: Engine, draft_id: int, who: int, *, after: timedelta = HOUR, client_id: str = "") -> str:
    seen = drafting.shown(engine, who)
    said = Announcement("Pour janvier", ("Le seuil passe à 6 000 €.",))
    with db.transaction(engine) as session:
        return drafts.schedule(
            session, draft_id, seen, said, AT + after, by=who, press=PRESS, client_id=client_id or form(), at=AT
        )


def due(engine: Engine, after: timedelta = HOUR) -> drafts.Due | None:
    with db.transaction(engine) as session:
        return drafts.publish_due(session, press=PRESS, at=AT + after)


def go_back(session: Session, draft_id: int, who: int, release_id: str, shown_current: str) -> publishing.Published:
    said = Announcement("Retour", ("La leçon 1 revient à son texte d’octobre.",))
    return drafts.go_back(session, draft_id, release_id, shown_current, said, by=who, client_id=form(), at=AT)


def test_a_draft_is_published_with_its_message(engine: Engine, draft: int, bruno: int) -> None:
    assert state(engine, bruno) == (State.DRAFT, False)
    sent = form()
    done = publish(engine, draft, bruno, client_id=sent)
    assert done == publishing.Published(content.digest(example_files()), 1, changed=True)
    assert (state(engine, bruno), current(engine)) == ((State.PUBLISHED, False), done.release_id)
    edit(engine, draft, bruno)
    assert state(engine, bruno) == (State.CHANGED, False)
    again = publish(engine, draft, bruno, client_id=sent)  # the first form, sent again
    assert again == publishing.Published(done.release_id, 1, changed=False)
    second = publish(engine, draft, bruno, "La consigne est plus claire.", message="Relecture")
    with db.reading(engine) as reader:
        lines = publishing.publications(reader, COURSE)
        assert [(line.number, line.who, line.message, line.what_changed, line.current) for line in lines] == [
            (2, "Bruno Castel", "Relecture", ("La consigne est plus claire.",), True),
            (1, "Bruno Castel", "Essai", (), False),
        ]
        assert publishing.release_files(reader, COURSE, second.release_id) == files(engine, draft)
        with pytest.raises(publishing.ReleaseUnknown):
            publishing.release_files(reader, "autre-module", second.release_id)


def test_what_was_not_seen_is_not_published(engine: Engine, draft: int, bruno: int) -> None:
    seen = drafting.shown(engine, bruno)
    edit(engine, draft, bruno)
    with db.transaction(engine) as session, pytest.raises(drafts.DraftMoved):
        drafting.publish_in(session, draft, bruno, seen, Announcement())
    seen = drafting.shown(engine, bruno)
    publish_files(engine, example_files())  # at the terminal, meanwhile
    with db.transaction(engine) as session, pytest.raises(drafts.ReleaseMoved):
        drafting.publish_in(session, draft, bruno, seen, Announcement())
    assert state(engine, bruno) == (State.CHANGED, True)


def test_a_text_with_problems_stays_a_draft(engine: Engine, draft: int, bruno: int) -> None:
    good = text(engine, draft)
    save(engine, draft, bruno, replaced(good, 'type = "choix-unique"', 'type = "choix-inconnu"'))
    with pytest.raises(drafts.HasProblems) as refused:
        publish(engine, draft, bruno)
    assert [problem.path for problem in refused.value.problems] == [LESSON]
    save(engine, draft, bruno, good)
    cover = text(engine, draft, COVER)
    save(engine, draft, bruno, replaced(cover, f'cle = "{COURSE}"', 'cle = "autre-cle"'), path=COVER)
    with pytest.raises(drafts.KeyChanged):
        publish(engine, draft, bruno)
    with db.reading(engine) as reader, pytest.raises(publishing.CourseUnknown):
        publishing.current_release(reader, COURSE)


def test_facts_to_read_again_are_accepted_knowingly(engine: Engine, draft: int, bruno: int) -> None:
    much_later = AT + timedelta(days=3650)
    found = drafting.opened(engine, bruno)
    for outdated_ok in (False, True):
        seen = Shown(found.digest, None, outdated_ok)
        with db.transaction(engine) as session:
            if outdated_ok:
                drafting.publish_in(session, draft, bruno, seen, Announcement(), at=much_later)
            else:
                with pytest.raises(drafts.HasProblems) as refused:
                    drafting.publish_in(session, draft, bruno, seen, Announcement(), at=much_later)
                assert all(problem.outdated for problem in refused.value.problems)


def test_notes_are_three_short_lines() -> None:
    assert Announcement("", ("a", " ", "b", "c")).what_changed == ("a", " ", "b", "c")
    for said in ({"what_changed": ("a",) * 4}, {"what_changed": ("a" * 301,)}, {"message": "a" * 501}):
        with pytest.raises(publishing.TooLong):
            Announcement(**said)


def test_who_took_an_earlier_release_is_told(engine: Engine, draft: int, bruno: int) -> None:
    first = publish(engine, draft, bruno, "Jamais dit à qui commence ici.")
    edit(engine, draft, bruno)
    second = publish(engine, draft, bruno, "Un.", " Deux\n lignes. ")
    edit(engine, draft, bruno, NEW, "Faire vaut mieux")
    publish(engine, draft, bruno)
    edit(engine, draft, bruno, "Faire vaut mieux", "Agir vaut mieux")
    last = publish(engine, draft, bruno, "Trois.", at=AT + HOUR)
    with db.reading(engine) as reader:
        told = {one: publishing.news_since(reader, COURSE, one.release_id) for one in (first, second, last)}
    assert [news.notes for news in told[first]] == [("Trois.",), ("Un.", "Deux lignes.")]
    assert told[second] == (publishing.News(4, AT + HOUR, ("Trois.",)),)
    assert told[last] == ()


def test_back_to_an_earlier_release(engine: Engine, draft: int, bruno: int) -> None:
    first = publish(engine, draft, bruno)
    edit(engine, draft, bruno)
    second = publish(engine, draft, bruno)
    with db.transaction(engine) as session:
        with pytest.raises(drafts.ReleaseMoved):
            go_back(session, draft, bruno, first.release_id, first.release_id)
        done = go_back(session, draft, bruno, first.release_id, second.release_id)
    assert done == publishing.Published(first.release_id, 1, changed=True)
    assert (current(engine), state(engine, bruno)) == (first.release_id, (State.CHANGED, True))
    mine = text(engine, draft)
    seen = drafting.opened(engine, bruno).digest
    with db.transaction(engine) as session:
        drafts.reset(session, draft, first.release_id, seen, by=bruno, client_id=form(), at=AT)
    assert files(engine, draft) == example_files()
    assert state(engine, bruno) == (State.PUBLISHED, False)
    with db.reading(engine) as reader:
        assert drafts.text_of(reader, draft, drafts.digest_of(mine)) == mine
        assert [line.what for line in drafts.history(reader, draft)][:3] == [What.RESET, What.RESET, What.GO_BACK]
    other = begin(engine, bruno, key="autre-module")
    for act in (
        lambda session: drafts.reset(session, other, first.release_id, seen, by=bruno, client_id=form(), at=AT),
        lambda session: go_back(session, other, bruno, first.release_id, ""),
    ):
        with db.transaction(engine) as session, pytest.raises(publishing.ReleaseUnknown):
            act(session)


def test_a_course_is_archived_and_shown_again(engine: Engine, draft: int, bruno: int) -> None:
    with db.transaction(engine) as session, pytest.raises(drafts.NeverPublished):
        drafts.unarchive(session, draft, by=bruno, client_id=form(), at=AT)
    done = publish(engine, draft, bruno)
    edit(engine, draft, bruno)
    schedule(engine, draft, bruno)
    for _ in range(2):
        with db.transaction(engine) as session:
            drafts.archive(session, draft, by=bruno, client_id=form(), at=AT)
    assert (state(engine, bruno), due(engine)) == ((State.ARCHIVED, False), None)
    with db.reading(engine) as reader:
        with pytest.raises(publishing.CourseUnknown):
            publishing.current_release(reader, COURSE)
        assert publishing.news_since(reader, COURSE, done.release_id) == ()
    for _ in range(2):
        with db.transaction(engine) as session:
            drafts.unarchive(session, draft, by=bruno, client_id=form(), at=AT)
    assert (current(engine), state(engine, bruno)) == (done.release_id, (State.CHANGED, False))


def test_a_text_is_published_at_its_moment(engine: Engine, draft: int, bruno: int) -> None:
    """What is published is the text as it was when it was scheduled; the draft has gone on."""
    with pytest.raises(drafts.MomentPassed):
        schedule(engine, draft, bruno, after=timedelta(0))
    sent = form()
    release_id = schedule(engine, draft, bruno, client_id=sent)
    assert schedule(engine, draft, bruno, client_id=sent) == release_id
    assert state(engine, bruno) == (State.DRAFT, False), "a course that is scheduled was never archived"
    edit(engine, draft, bruno)
    found = drafting.opened(engine, bruno).listed.scheduled
    assert found == drafts.Scheduled(release_id, AT + HOUR, Outcome.WAITING, "")
    assert due(engine, HOUR - timedelta(seconds=1)) is None
    done = due(engine)
    assert done is not None
    assert (done.course_key, done.published, done.failure) == (
        COURSE, publishing.Published(release_id, 1, changed=True), "",
    )  # fmt: skip
    assert due(engine) is None
    assert (current(engine), state(engine, bruno)) == (release_id, (State.CHANGED, False))
    assert drafting.opened(engine, bruno).listed.scheduled is None
    with db.reading(engine) as reader:
        (line,) = publishing.publications(reader, COURSE)
    assert (line.who, line.message, line.what_changed) == (
        "Bruno Castel",
        "Pour janvier",
        ("Le seuil passe à 6 000 €.",),
    )


def test_scheduling_again_replaces_and_cancels(engine: Engine, draft: int, bruno: int) -> None:
    schedule(engine, draft, bruno)
    edit(engine, draft, bruno)
    second = schedule(engine, draft, bruno, after=2 * HOUR)
    assert due(engine) is None
    done = due(engine, 2 * HOUR)
    assert done is not None
    assert done.published is not None
    assert done.published.release_id == second
    edit(engine, draft, bruno, NEW, "Agir vaut mieux")
    schedule(engine, draft, bruno)
    with db.transaction(engine) as session:
        drafts.unschedule(session, draft, by=bruno, client_id=form(), at=AT)
    assert due(engine, 9 * HOUR) is None


def test_a_scheduled_text_that_cannot_go_out_says_why(engine: Engine, draft: int, bruno: int) -> None:
    karima = person(engine, "Karima")
    drafting.share(engine, draft, bruno, karima, Right.REVIEW)
    schedule(engine, draft, bruno)
    with db.transaction(engine) as session:
        drafts.want_approval(session, draft, True, by=bruno, client_id=form(), at=AT)
    done = due(engine)
    assert done is not None
    assert (done.published, done.failure) == (None, "cette version n’a pas été approuvée")
    assert due(engine) is None, "it fails once"
    found = drafting.opened(engine, bruno).listed.scheduled
    assert found is not None
    assert (found.outcome, found.failure) == (Outcome.FAILED, done.failure)
    with db.transaction(engine) as session:
        drafts.want_approval(session, draft, False, by=bruno, client_id=form(), at=AT)
    schedule(engine, draft, bruno)
    with db.transaction(engine) as session:
        drafts.fail_due(session, reason="la base de données n’a pas répondu", at=AT + HOUR)
    with db.reading(engine) as reader:
        assert drafts.history(reader, draft)[0].detail == "la base de données n’a pas répondu"
    assert due(engine) is None


def test_what_the_terminal_published_is_brought_in(engine: Engine, draft: int, bruno: int) -> None:
    """Somebody works in git: the draft says that it is behind, and joins what changed there to what changed here."""
    with db.transaction(engine) as session, pytest.raises(publishing.CourseUnknown):
        drafts.catch_up(session, draft, by=bruno, client_id=form(), at=AT)
    publish(engine, draft, bruno)
    edit(engine, draft, bruno)
    there = example_files()
    there[LESSON] = replaced(there[LESSON], "Un message reçu est une demande reçue.", "Écrit dans git.")
    there[COVER] = replaced(there[COVER], 'licence = "CC BY-SA 4.0"', 'licence = "CC BY 4.0"')
    with db.transaction(engine) as session:
        publishing.publish(
            session, example_course(there), there, library=PRESS.references, addresses=PRESS.addresses,
            by="Karima", message="Depuis git", at=AT,
        )  # fmt: skip
        assert drafts.notice_release(session, COURSE)
    assert state(engine, bruno) == (State.CHANGED, True)
    for _ in range(2):
        with db.transaction(engine) as session:
            drafts.catch_up(session, draft, by=bruno, client_id=form(), at=AT)
    assert files(engine, draft) == there | {LESSON: replaced(there[LESSON], OLD, NEW)}
    assert state(engine, bruno) == (State.CHANGED, False)


def test_the_same_text_published_from_elsewhere_is_no_lag(engine: Engine, draft: int, bruno: int) -> None:
    publish(engine, draft, bruno)
    edit(engine, draft, bruno)
    publish_files(engine, files(engine, draft))
    with db.transaction(engine) as session:
        assert not drafts.notice_release(session, COURSE)
        assert not drafts.notice_release(session, "absent")
    edit(engine, draft, bruno, NEW, "Agir vaut mieux")
    assert state(engine, bruno) == (State.CHANGED, False)


def test_what_cannot_be_brought_in_is_shown(engine: Engine, draft: int, bruno: int) -> None:
    publish(engine, draft, bruno)
    edit(engine, draft, bruno)
    there = example_files()
    there[LESSON] = replaced(there[LESSON], OLD, "Écrit dans git.")
    publish_files(engine, there)
    mine = files(engine, draft)
    with pytest.raises(drafts.Conflict) as refused, db.transaction(engine) as session:
        drafts.catch_up(session, draft, by=bruno, client_id=form(), at=AT)
    (clash,) = refused.value.clashes
    assert (clash.theirs, clash.mine) == (mine[LESSON], there[LESSON])
    assert state(engine, bruno) == (State.CHANGED, True)
    with db.transaction(engine) as session:
        drafts.catch_up(session, draft, by=bruno, client_id=form(), at=AT, settled={LESSON: mine[LESSON]})
    assert (files(engine, draft), state(engine, bruno)) == (mine, (State.CHANGED, False))


@pytest.mark.parametrize("course", sorted(path.name for path in COURSES.iterdir() if path.is_dir()))
def test_an_hour_long_course_is_published_in_a_second(engine: Engine, bruno: int, course: str) -> None:
    draft_id = begin(engine, bruno, content.read_folder(COURSES / course), key=course)
    found = drafting.opened(engine, bruno, course)
    seen = Shown(found.digest, None, outdated_ok=True)
    started = time.process_time()
    with db.transaction(engine) as session:
        done = drafting.publish_in(session, draft_id, bruno, seen, Announcement())
    spent = time.process_time() - started
    assert done.changed
    assert spent <= 1, f"{spent:.2f} s of processor"
