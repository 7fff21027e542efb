"""Thousands of payloads in every text that authors write, on every page that shows one: nothing runs, policy or not.

The courses are in hostile.py. Pages are asked for in this process, by a learner and by trainers, then shown as they are
in Chromium, without the Content-Security-Policy and with the scripts of the site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route

from lms import content, db, publishing
from lms.app import create_app
from lms.publishing import drafts
from lms.settings import Settings
from lms.web.addresses import ADDRESSES
from tests.security.hostile import Texts, hostile_course
from tests.security.test_xss import ORIGIN, executed, watched
from tests.support import members
from tests.support.example import TODAY, library
from tests.support.members import BRUNO
from tests.support.people import Person, main_form

LEAST = 2_500
TOGETHER = 12  # pages shown one after the other in one document: a browser reads on after </html>
NOT_FOLLOWED = re.compile(r"/essai|/medias/|/lecons/(?!lecon-1/)|/quiz/(?!quiz-\d\Z)")  # tried, or alike
COURSES = ("hostile-1",)  # published twice, each time with other payloads


@dataclass
class Gathered:
    """The pages that show what was written, by a number."""

    pages: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def add(self, response) -> str:
        html: str = response.get_data(as_text=True)
        if response.status_code >= 500 or response.status_code in (403, 404):
            self.refused.append(f"{response.status_code} {response.request.full_path}")
        self.pages.append(html)
        return html


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Flask]:
    url = f"sqlite:///{tmp_path}/hostile.sqlite"
    db.upgrade(url)
    made = create_app(Settings.for_tests(url))
    yield made
    made.extensions["database"].dispose()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    yield from watched(browser)


def write(site: Flask, trainer: Person, colleague: Person, texts: Texts, key: str, found: Gathered) -> content.Course:
    """A draft of a hostile course, published twice, with remarks, reviews and messages that are payloads too."""
    files, at = hostile_course(key, texts), datetime.now(UTC)
    press = publishing.Press(library(), ADDRESSES)
    with db.transaction(site.extensions["database"]) as session:
        draft_id = drafts.create(session, key, files, by=trainer.id, client_id=str(uuid4()), at=at)
        drafts.share(session, draft_id, colleague.id, drafts.Right.REVIEW, by=trainer.id, client_id="", at=at)
    trial_lessons(trainer, read(files), found)
    changed: dict[str, bytes] | None = None
    for _ in range(2):
        with db.transaction(site.extensions["database"]) as session:
            if changed is not None:
                before = drafts.draft(session.connection(), key, trainer.id).manifest
                changes = [drafts.Change(path, before[path], data) for path, data in changed.items()]
                drafts.save_many(session, draft_id, changes, by=trainer.id, client_id=str(uuid4()), at=at)
            shown = drafts.draft(session.connection(), key, trainer.id)
            said = drafts.Announcement(texts.take(300), tuple(texts.take() for _ in range(3)))
            drafts.publish_draft(
                session,
                draft_id,
                drafts.Shown(shown.digest, shown.current_release_id, outdated_ok=True),
                said,
                by=trainer.id,
                press=press,
                client_id=str(uuid4()),
                at=at,
            )
        changed = changed or hostile_course(key, texts)
    remark(site, draft_id, trainer, colleague, texts)
    return read(changed)


def read(files: dict[str, bytes]) -> content.Course:
    course = content.read(files, library(), TODAY).course
    assert course is not None
    return course


def remark(site: Flask, draft_id: int, trainer: Person, colleague: Person, texts: Texts) -> None:
    at = datetime.now(UTC)
    with db.transaction(site.extensions["database"]) as session:
        for _ in range(5):
            where = {"path": "module.toml", "place": texts.take(), "client_id": str(uuid4()), "at": at}
            drafts.comment(session, draft_id, by=colleague.id, text=texts.take(300), **where)
        about = {"message": texts.take(300), "client_id": str(uuid4()), "at": at}
        drafts.ask_review(session, draft_id, colleague.id, by=trainer.id, **about)
        digest = drafts.draft(session.connection(), course_key(session, draft_id, trainer), trainer.id).digest
        said = {"message": texts.take(300), "client_id": str(uuid4()), "at": at}
        drafts.review(session, draft_id, by=colleague.id, approved=False, digest_shown=digest, **said)


def course_key(session, draft_id: int, trainer: Person) -> str:
    return next(one.course_key for one in drafts.my_drafts(session.connection(), trainer.id) if one.id == draft_id)


def learner_pages(amina: Person, course: content.Course, found: Gathered) -> None:
    """The course as a learner takes it: its page, its lessons, a report, what she is told, its quiz."""
    here = f"/modules/{course.key}"
    for address in ("/", "/modules", here, "/a-faire", "/mon-parcours"):
        found.add(amina.get(address))
    for lesson in course.lessons[::3]:
        for step in lesson.steps:
            page = amina.get(f"{here}/{lesson.key}/{step.key}")
            found.add(page)
            if step.question is None:
                amina.send(page)
            else:
                answered(amina, page, step.question, found)
        found.add(amina.get(f"{here}/{lesson.key}/fin"))
    page = amina.follow(amina.send(amina.get(f"{here}/quiz")))
    found.add(page)


def answered(person: Person, page, question: content.Question, found: Gathered) -> None:
    """What someone is told who answers right."""
    fields = {name: list(values) for name, values in question.fields(question.model()).items()}
    form = main_form(page, ())
    for name, values in fields.items():
        form.fields.setlist(name, values)
    told = person.client.post(form.action, data=form.fields)
    found.add(person.follow(told) if told.status_code == 303 else told)


def trial_pages(trainer: Person, course: content.Course, found: Gathered) -> None:
    """The whole trial of the draft: every step, what every question answers, the quiz and its result."""
    trial_lessons(trainer, course, found)
    here = f"/formation/{course.key}/essai"
    page = trainer.send(trainer.get(f"{here}/quiz"))
    for number in range(2, 31):
        found.add(page)
        page = trainer.send(page, button=f"aller=question-{number}")
    review = trainer.send(page, button="aller=relire")
    result = trainer.send(review, button="aller=bilan")
    for one in (page, review, result, trainer.get(f"{here}/quiz/attestation")):
        found.add(one)
    for number in range(1, 31):
        found.add(trainer.send(result, button=f"aller=detail-{number}"))


def trial_lessons(trainer: Person, course: content.Course, found: Gathered) -> None:
    """The lessons of the draft as they are tried, with what is told of every answer."""
    here = f"/formation/{course.key}/essai"
    found.add(trainer.get(here))
    for lesson in course.lessons:
        for step in lesson.steps:
            page = trainer.get(f"{here}/{lesson.key}/{step.key}")
            if step.question is None or lesson.key == "lecon-1":
                found.add(page)
            if step.question is not None:
                answered(trainer, page, step.question, found)
        found.add(trainer.get(f"{here}/{lesson.key}/fin"))


def workshop_pages(trainer: Person, key: str, found: Gathered) -> None:
    """Every page of the workshop that a link leads to, from the plan of the course."""
    here = f"/formation/{key}"
    waiting, seen = ["/formation", here, f"{here}/relecture", f"{here}/commentaires"], set()
    while waiting:
        address = waiting.pop()
        path = urlsplit(address).path
        if address in seen or NOT_FOLLOWED.search(path) or len(seen) > 250:
            continue
        seen.add(address)
        response = trainer.get(address)
        if response.mimetype != "text/html" or response.status_code in (301, 302, 303):
            continue
        html = found.add(response)
        links = (urljoin(address, unescape(one)) for one in re.findall(r'<a [^>]*href="([^"#]+)', html))
        waiting += [one for one in links if one.startswith(here)]


def show(page: Page, site: Flask, gathered: Gathered) -> list[int]:
    """Show the pages without the policy, several in one as browsers allow, with the scripts of the site; what ran."""
    client = site.test_client()

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/page/"):
            start = int(path.rpartition("/")[2])
            body = "\n".join(gathered.pages[start : start + TOGETHER])
            route.fulfill(status=200, headers={"Content-Type": "text/html; charset=utf-8"}, body=body)
        elif route.request.url.startswith(ORIGIN) and path.endswith(".js"):
            route.fulfill(status=200, headers={"Content-Type": "text/javascript"}, body=client.get(path).data)
        else:
            route.fulfill(status=204, body="")  # a button that was pressed leads nowhere

    page.route("**/*", answer)
    ran: list[int] = []
    for number in range(0, len(gathered.pages), TOGETHER):
        page.goto(f"{ORIGIN}/page/{number}")
        ran += executed(page)
    return ran


def test_plain_texts_are_escaped_everywhere_they_are_shown(site: Flask, page: Page) -> None:
    texts, found = Texts(), Gathered()
    trainer = members.member(site, replace(BRUNO, given_name=texts.take(80), family_name=texts.take(80)))
    colleague = members.member(site, replace(BRUNO, email="amel@formation.example", given_name=texts.take(80)))
    amina = members.member(site)
    for client in (trainer.client, colleague.client, amina.client):
        client.open = super(type(client), client).open  # payloads are no French: pages are inspected elsewhere
    for key in COURSES:
        course = write(site, trainer, colleague, texts, key, found)
        learner_pages(amina, course, found)
        trial_pages(trainer, course, found)
        workshop_pages(trainer, key, found)
    written = unescape("".join(found.pages))
    shown = sum(f"alert({number})" in written for number in range(3_200))
    ran = show(page, site, found)
    print(f"\n{len(texts.used)} payloads written, {shown} shown on {len(found.pages)} pages, {len(ran)} executed")
    assert found.refused == []
    assert len(texts.used) >= LEAST
    assert shown >= LEAST
    assert ran == []
