"""Amina takes one quiz from two devices at once, in any order: nothing she saved is ever overwritten unseen (R7).

`TwoDevices` is a stateful model to run with any budget:

    run_state_machine_as_test(lambda: TwoDevices(engine, amina), settings=settings(max_examples=2000))
"""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import Engine, select

from lms import content, db, learning
from lms.learning import Behaviour, Desk, Member
from lms.learning.models import Answer
from tests.support.example import COURSE
from tests.support.quizzes import AT, RIGHT, WRONG

GIVEN = st.sampled_from([RIGHT, WRONG, content.UNKNOWN])
DEVICES = st.sampled_from(["telephone", "computer"])
QUESTIONS = st.integers(0, 1)  # two are enough to meet, and few enough to meet often


@dataclass
class Form:
    """A page a device still shows: the question, what it showed, and its own id."""

    key: str
    shown: str
    client_id: str


@dataclass
class Device:
    """One of her browsers; its forms stay open as long as it does not look again."""

    forms: dict[int, Form] = field(default_factory=dict)


class TwoDevices(RuleBasedStateMachine):
    """The model is what she knows: for each question, the answer she last saw acknowledged or chose to keep."""

    def __init__(self, engine: Engine, who: Member) -> None:
        super().__init__()
        self.engine = engine
        self.devices = {"telephone": Device(), "computer": Device()}
        self.known: dict[str, content.Given] = {}
        self.closed = False
        self.stored: set[str] = set()
        with db.transaction(engine) as session:
            number = learning.start(session, who, COURSE, Behaviour.CHECK, start_id=str(uuid4()), seed=7, at=AT)
        self.desk = Desk(who, COURSE, Behaviour.CHECK, number)
        self.keys = [question.key for question in self.paper().questions]

    def paper(self) -> learning.Paper:
        with db.reading(self.engine) as session:
            return learning.paper(session, self.desk.who, COURSE, Behaviour.CHECK, self.desk.attempt_id)

    def send(self, form: Form, given: content.Given) -> None:
        with db.transaction(self.engine) as session:
            learning.save_answer(session, self.desk, form.key, given, shown=form.shown, client_id=form.client_id, at=AT)

    @rule(device=DEVICES, number=QUESTIONS)
    def open(self, device: str, number: int) -> None:
        """Open a question, or load it again."""
        saved = self.paper().saved.get(self.keys[number])
        form = Form(self.keys[number], saved.client_id if saved else "", str(uuid4()))
        self.devices[device].forms[number] = form

    @rule(device=DEVICES)
    def log_out_and_back(self, device: str) -> None:
        """What a page showed is gone; what was saved is not."""
        self.devices[device].forms.clear()

    @rule(device=DEVICES, number=QUESTIONS, given=GIVEN)
    def answer(self, device: str, number: int, given: content.Given) -> None:
        """Send a form that is still open, however old; open it first when there is none."""
        if number not in self.devices[device].forms:
            self.open(device, number)
        form = self.devices[device].forms[number]
        recorded = self.recorded(form.client_id)
        stored = self.known.get(form.key)
        current = self.paper().saved.get(form.key)
        try:
            self.send(form, given)
        except learning.AttemptClosed:
            assert self.closed
        except learning.AnswerMoved as moved:
            self.keep_mine(form, given, moved)
        else:
            if recorded is not None:
                return  # a form sent twice: it was recorded once, and changes nothing now
            assert not self.closed
            # It replaced what it was shown with, or says the same: never an answer she has not seen.
            assert stored in (None, given) or (current is not None and form.shown == current.client_id)
            self.known[form.key] = given

    def keep_mine(self, form: Form, given: content.Given, moved: learning.AnswerMoved) -> None:
        """The page shows both answers; she keeps hers, knowing what it replaces."""
        assert not self.closed
        assert moved.stored == self.known[form.key] != given
        assert form.shown != moved.client_id
        form.shown, form.client_id = moved.client_id, str(uuid4())
        self.send(form, given)
        self.known[form.key] = given

    @rule(device=DEVICES, number=QUESTIONS)
    def send_the_same_form_again(self, device: str, number: int) -> None:
        """The network was slow and she pressed twice."""
        form = self.devices[device].forms.get(number)
        again = self.recorded(form.client_id) if form else None
        if form is not None and again is not None:
            self.send(form, again)

    def recorded(self, client_id: str) -> content.Given | None:
        """What a form was recorded with, None when it was not."""
        with db.reading(self.engine) as session:
            return session.execute(select(Answer.given).where(Answer.client_id == client_id)).scalar_one_or_none()

    @precondition(lambda self: len(self.known) > 1)
    @rule(back=st.booleans())
    def hand_in(self, back: bool) -> None:
        if back:
            return  # she reads again and goes back
        with db.transaction(self.engine) as session:
            learning.hand_in(session, self.desk, at=AT)
        if not self.closed:
            self.known = {key: self.known.get(key, content.UNKNOWN) for key in self.keys}
        self.closed = True
        for device in self.devices:  # what is still on screen is refused from now on
            for given in (RIGHT, WRONG):
                self.answer(device, 0, given)

    @invariant()
    def what_is_saved_is_what_she_knows(self) -> None:
        assert {key: saved.given for key, saved in self.paper().saved.items()} == self.known

    @invariant()
    def every_answer_is_still_there(self) -> None:
        """Changing one's mind adds an answer: none that was there ever leaves."""
        with db.reading(self.engine) as session:
            query = select(Answer.client_id).where(Answer.attempt_id == self.desk.attempt_id)
            stored = set(session.scalars(query))
        assert self.stored <= stored
        self.stored = stored

    def teardown(self) -> None:
        with db.transaction(self.engine) as session:
            learning.hand_in(session, self.desk, at=AT)
