"""Two authors write the same files: their works are joined, or both are shown. Nothing is lost, nothing counts twice."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, func, select

from lms import db, publishing
from lms.publishing import drafts
from lms.publishing.drafts import Change, Conflict, Right, What
from lms.publishing.drafts.models import DraftChange
from tests.support import drafting
from tests.support.drafting import AT, COVER, LESSON, begin, files, form, person, replaced, save, save_many, text
from tests.support.example import COURSE, example_files

ONE, OTHER = "Un message reçu est une demande reçue.", "Un essai vaut mieux qu’une consigne."
PNG_A, PNG_B = b"\x89PNG-a", b"\x89PNG-b"


@pytest.fixture
def bruno(engine: Engine) -> int:
    return person(engine, "Bruno")


@pytest.fixture
def karima(engine: Engine) -> int:
    return person(engine, "Karima")


@pytest.fixture
def draft(engine: Engine, bruno: int, karima: int) -> int:
    made = begin(engine, bruno)
    drafting.share(engine, made, bruno, karima)
    return made


def changes(engine: Engine) -> int:
    with db.reading(engine) as reader:
        return reader.execute(select(func.count()).select_from(DraftChange)).scalar_one()


def test_a_draft_is_its_files_byte_for_byte(engine: Engine, draft: int, bruno: int) -> None:
    assert files(engine, draft) == example_files()
    new = replaced(text(engine, draft), ONE, "Une demande reçue est à traiter.")
    saved = save(engine, draft, bruno, new)
    assert saved == drafts.Saved(LESSON, drafts.digest_of(new), 2, merged=False)
    assert files(engine, draft) == example_files() | {LESSON: new}


def test_two_places_of_a_lesson_are_joined(engine: Engine, draft: int, bruno: int, karima: int) -> None:
    base = text(engine, draft)
    save(engine, draft, karima, replaced(base, ONE, "Karima."), base=base)
    mine = replaced(base, OTHER, "Bruno.")
    saved = save(engine, draft, bruno, mine, base=base)
    assert saved.merged
    assert text(engine, draft) == replaced(replaced(base, ONE, "Karima."), OTHER, "Bruno.")
    with db.reading(engine) as reader:
        line = drafts.history(reader, draft)[0]
        assert drafts.text_of(reader, draft, str(line.sent_sha256)) == mine
        assert (line.who, line.version, line.what) == ("Bruno Castel", 3, What.SAVE)


def test_the_same_place_shows_both(engine: Engine, draft: int, bruno: int, karima: int) -> None:
    base = text(engine, draft)
    theirs, mine = replaced(base, ONE, "Karima."), replaced(base, ONE, "Bruno.")
    save(engine, draft, karima, theirs, base=base)
    before = changes(engine)
    with pytest.raises(Conflict) as refused:
        save(engine, draft, bruno, mine, base=base)
    (clash,) = refused.value.clashes
    assert (clash.base, clash.theirs, clash.mine) == (base, theirs, mine)
    assert (clash.by, clash.at, clash.theirs_sha256) == (karima, AT, drafts.digest_of(theirs))
    assert [place.key for place in clash.places] == ["message"]
    assert (text(engine, draft), changes(engine)) == (theirs, before)
    save(engine, draft, bruno, mine, base=theirs)  # she was shown both, and chose
    assert text(engine, draft) == mine


def test_the_same_change_twice_is_no_conflict(engine: Engine, draft: int, bruno: int, karima: int) -> None:
    base = text(engine, draft)
    new = replaced(base, ONE, "Pareil.")
    assert save(engine, draft, karima, new, base=base).version == 2
    assert save(engine, draft, bruno, new, base=base) == drafts.Saved(LESSON, drafts.digest_of(new), 2, merged=False)
    assert save(engine, draft, bruno, base, base=base).merged  # she changed nothing: what she is given is another's
    assert text(engine, draft) == new


def test_a_form_sent_again_gives_what_it_gave(engine: Engine, draft: int, bruno: int, karima: int) -> None:
    base, sent = text(engine, draft), form()
    mine = replaced(base, OTHER, "Bruno.")
    save(engine, draft, karima, replaced(base, ONE, "Karima."), base=base)
    first = save(engine, draft, bruno, mine, base=base, client_id=sent)
    save(engine, draft, karima, replaced(text(engine, draft), "Bruno.", "Ni l’un ni l’autre."))
    before = (text(engine, draft), changes(engine))
    assert save(engine, draft, bruno, mine, base=base, client_id=sent) == first
    with pytest.raises(drafts.FormReused):
        save(engine, draft, bruno, replaced(base, OTHER, "Autre chose."), base=base, client_id=sent)
    with pytest.raises(drafts.FormReused), db.transaction(engine) as session:
        drafts.want_approval(session, draft, True, by=bruno, client_id=sent, at=AT)
    assert (text(engine, draft), changes(engine)) == before


def test_an_image_never_merges(engine: Engine, draft: int, bruno: int, karima: int) -> None:
    path = "images/plan.png"
    assert save(engine, draft, bruno, PNG_A, base=b"", path=path).version == 1
    with pytest.raises(Conflict) as refused:
        save(engine, draft, karima, PNG_B, base=b"", path=path)
    assert (refused.value.clashes[0].theirs, refused.value.clashes[0].places) == (PNG_A, ())
    save(engine, draft, karima, PNG_B, base=PNG_A, path=path)
    with pytest.raises(Conflict):
        save(engine, draft, bruno, b"\x89PNG-c", base=PNG_A, path=path)
    with db.reading(engine) as reader:
        assert drafts.draft_media(reader, draft, drafts.digest_of(PNG_B)) == (path, PNG_B)
        with pytest.raises(publishing.MediaUnknown):
            drafts.draft_media(reader, draft, drafts.digest_of(text(engine, draft)))


def test_a_text_that_is_not_utf8_never_merges(engine: Engine, draft: int, bruno: int, karima: int) -> None:
    base = text(engine, draft)
    save(engine, draft, karima, base + "é\n".encode("cp1252"), base=base)
    with pytest.raises(Conflict):
        save(engine, draft, bruno, replaced(base, ONE, "Bruno."), base=base)


def test_a_file_goes_and_comes_back(engine: Engine, draft: int, bruno: int) -> None:
    base = text(engine, draft)
    with db.transaction(engine) as session:
        gone = drafts.remove(
            session, draft, by=bruno, path=LESSON, base_sha256=drafts.digest_of(base), client_id=form(), at=AT
        )
    assert gone == drafts.Saved(LESSON, "", 2, merged=False)
    assert LESSON not in files(engine, draft)
    with pytest.raises(Conflict) as refused:
        save(engine, draft, bruno, base + b"\nEncore.\n", base=base)
    assert refused.value.clashes[0].theirs is None
    with db.transaction(engine) as session:
        back = drafts.restore(
            session,
            draft,
            by=bruno,
            path=LESSON,
            sha256=drafts.digest_of(base),
            base_sha256="",
            client_id=form(),
            at=AT,
        )
    assert (back.version, text(engine, draft)) == (3, base)
    with db.reading(engine) as reader:
        lines = drafts.history(reader, draft, path=LESSON)
    assert [line.what for line in lines] == [What.RESTORE, What.REMOVE, What.CREATE]


def test_what_was_changed_is_not_removed_unseen(engine: Engine, draft: int, bruno: int, karima: int) -> None:
    base = text(engine, draft)
    theirs = replaced(base, ONE, "Karima.")
    save(engine, draft, karima, theirs, base=base)
    with pytest.raises(Conflict) as refused:
        save_many(engine, draft, bruno, Change(LESSON, drafts.digest_of(base), None))
    assert (refused.value.clashes[0].base, refused.value.clashes[0].mine) == (base, None)
    assert text(engine, draft) == theirs


def test_a_renamed_lesson_is_followed(engine: Engine, draft: int, bruno: int, karima: int) -> None:
    """Karima moves the lesson while Bruno writes to it, before and after: his words follow it."""
    base, new = text(engine, draft), "lecons/03-les-delais.md"
    first = replaced(base, ONE, "Bruno, avant.")
    save(engine, draft, bruno, first, base=base)
    moved = save_many(engine, draft, karima, Change(LESSON, drafts.digest_of(base), None), Change(new, "", base))
    assert [(one.path, one.merged) for one in moved] == [(LESSON, False), (new, True)]
    assert text(engine, draft, new) == first
    after = replaced(first, OTHER, "Bruno, après.")
    saved = save(engine, draft, bruno, after, base=first)
    assert (saved.path, saved.merged) == (new, False)
    assert text(engine, draft, new) == after
    assert LESSON not in files(engine, draft)
    with db.reading(engine) as reader:
        assert [line.what for line in drafts.history(reader, draft, path=new)] == [What.SAVE, What.MOVE, What.MOVE]


def test_several_files_or_none(engine: Engine, draft: int, bruno: int, karima: int) -> None:
    base, cover = text(engine, draft), text(engine, draft, COVER)
    save(engine, draft, karima, replaced(base, ONE, "Karima."), base=base)
    before = files(engine, draft)
    mine = Change(LESSON, drafts.digest_of(base), replaced(base, ONE, "Bruno."))
    title = Change(
        COVER, drafts.digest_of(cover), replaced(cover, "Répondre aux messages", "Mieux répondre aux messages")
    )
    with pytest.raises(Conflict) as refused:
        save_many(engine, draft, bruno, title, mine)
    assert [clash.path for clash in refused.value.clashes] == [LESSON]
    assert files(engine, draft) == before
    save_many(engine, draft, bruno, title)
    assert drafting.opened(engine, bruno).listed.title == "Mieux répondre aux messages des habitants"


def test_two_texts_for_one_file_are_refused(engine: Engine, draft: int, bruno: int) -> None:
    """Under the same name, or under the one it had and the one it has."""
    base, new = text(engine, draft), "lecons/03-les-delais.md"
    shown = drafts.digest_of(base)
    one, other = replaced(base, ONE, "Un."), replaced(base, OTHER, "Deux.")
    before = files(engine, draft)
    with pytest.raises(Conflict):
        save_many(engine, draft, bruno, Change(LESSON, shown, one), Change(LESSON, shown, other))
    assert files(engine, draft) == before
    save_many(engine, draft, bruno, Change(LESSON, shown, None), Change(new, "", base))
    before = files(engine, draft)
    with pytest.raises(Conflict):
        save_many(engine, draft, bruno, Change(LESSON, shown, one), Change(new, shown, other))
    assert files(engine, draft) == before


def test_a_cover_that_cannot_be_read_leaves_the_key_as_title(engine: Engine, draft: int, bruno: int) -> None:
    save(engine, draft, bruno, b'titre = "sans fin', path=COVER)
    assert drafting.opened(engine, bruno).listed.title == COURSE


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("lecons/Une leçon.md", b"a"),
        ("../ailleurs.md", b"a"),
        ("scripts/a.js", b"a"),
        ("lecons/02-longue.md", b"a" * 200_001),
        ("images/" + "a" * 120 + ".png", PNG_A),
    ],
)
def test_what_a_course_may_not_hold_is_refused(engine: Engine, draft: int, bruno: int, path: str, data: bytes) -> None:
    before = files(engine, draft)
    with pytest.raises(drafts.Refused) as refused:
        save(engine, draft, bruno, data, base=b"", path=path)
    assert refused.value.reason
    assert files(engine, draft) == before


def test_a_course_has_a_size(engine: Engine, draft: int, bruno: int) -> None:
    many = [Change(f"images/n{number}.png", "", PNG_A) for number in range(300)]
    with pytest.raises(drafts.Refused):
        save_many(engine, draft, bruno, *many)
    heavy = [Change(f"fichiers/n{number}.pdf", "", b"%PDF-" + b"a" * 4_990_000) for number in range(7)]
    with pytest.raises(drafts.Refused):
        save_many(engine, draft, bruno, *heavy)
    save_many(engine, draft, bruno, *heavy[:6])


def test_a_stranger_learns_nothing(engine: Engine, draft: int, bruno: int) -> None:
    """Not even by naming a text: the fingerprint of another course's file opens nothing."""
    claire = person(engine, "Claire")
    secret = replaced(text(engine, draft), ONE, "Secret.")
    save(engine, draft, bruno, secret)
    hers = begin(engine, claire, key="module-de-claire")
    base = text(engine, hers)
    save(engine, hers, claire, base + b"\nA.\n")
    with pytest.raises(Conflict) as refused:
        save(engine, hers, claire, base + b"\nB.\n", base=secret)
    assert refused.value.clashes[0].base is None
    with db.reading(engine) as reader, pytest.raises(drafts.TextUnknown):
        drafts.text_of(reader, hers, drafts.digest_of(secret))
    with pytest.raises(drafts.DraftUnknown):
        save(engine, draft, claire, secret + b"\n", base=secret)
    drafting.share(engine, draft, bruno, claire, Right.REVIEW)
    with pytest.raises(drafts.NotAllowed):
        save(engine, draft, claire, secret + b"\n", base=secret)
