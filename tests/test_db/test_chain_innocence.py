"""Whatever the program itself does to its log, in whatever order, is never accused."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from db import audit
from db.access_log import AccessLog
from db.audit import AdminAction, person_subject
from db.chain_checkpoints import resealed
from db.chain_erasure import forget
from db.chain_prune import Retention, prune
from db.door_events import DoorEventStore
from db.door_records import DoorEventKind, NewDoorEvent
from db.engine import Database
from db.heads import HeadStore, SignedHead
from db.records import Person
from db.tables import ProbeThumbnailRow
from tests.test_db.chained import HOUR, SIGNER, findings
from tests.test_db.samples import NOON, STRANGER, visit
from tests.test_db.test_chain_erasure import person

PEOPLE = ("Ada", "Ben", "Çağla")
ACTS = st.one_of(
    st.tuples(st.just("visit"), st.sampled_from(PEOPLE), st.integers(-3, 9)),
    st.tuples(st.just("stranger"), st.booleans(), st.integers(-3, 9)),
    st.tuples(st.just("door"), st.sampled_from(DoorEventKind), st.integers(-3, 9)),
    st.tuples(st.just("act"), st.sampled_from(PEOPLE), st.text('aé"\\\n', max_size=4)),
    st.tuples(st.just("erase"), st.sampled_from(PEOPLE), st.booleans()),
    st.tuples(st.just("prune"), st.integers(-3, 9), st.integers(-3, 9)),
    st.tuples(st.just("sign"), st.none(), st.none()),
    st.tuples(st.just("reseal"), st.none(), st.none()),
)


class House:
    """A kiosk's log and who is in it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.log = AccessLog(database)
        self.people: dict[str, Person] = {}
        self.heads: list[SignedHead] = []

    def do(self, what: str, one: object, other: object) -> None:
        getattr(self, f"_{what}")(one, other)

    def _named(self, name: str) -> Person:
        if name not in self.people:
            self.people[name] = person(self.database, name)
        return self.people[name]

    def _visit(self, name: str, hour: int) -> None:
        at = NOON + hour * HOUR
        self.log.append(replace(visit(self._named(name), at), evidence=name.encode()))

    def _stranger(self, is_seen: bool, hour: int) -> None:
        picture = b"seen" if is_seen else b""
        self.log.append(replace(STRANGER, at=NOON + hour * HOUR, thumbnail_jpeg=picture))

    def _door(self, kind: DoorEventKind, hour: int) -> None:
        DoorEventStore(self.database).append(NewDoorEvent(NOON + hour * HOUR, "Hall", kind))

    def _act(self, name: str, words: str) -> None:
        subject = person_subject(self._named(name).id)
        with self.database.writing() as session:
            audit.record(session, AdminAction(NOON, "ada", "changed", subject, {}, {"w": words}))

    def _erase(self, name: str, with_strangers: bool) -> None:
        gone = self.people.pop(name, None)
        if gone is None:
            return
        others = [e.id for e in self.log.export() if e.person_id is None and with_strangers]
        with self.database.writing() as session:
            forget(session, NOON, "ada", gone.id, SIGNER, unrecognised=others[:3])

    def _prune(self, visits: int, pictures: int) -> None:
        retention = Retention(NOON + visits * HOUR, NOON + pictures * HOUR)
        prune(self.database, NOON + timedelta(days=1), "kiosk", retention, SIGNER)

    def _sign(self, _one: object, _other: object) -> None:
        self.heads.append(HeadStore(self.database).sign(NOON, SIGNER))

    def _reseal(self, _one: object, _other: object) -> None:
        with self.database.writing() as session:
            rows = session.scalars(select(ProbeThumbnailRow)).all()
            for row in rows:
                row.jpeg = b"again " + row.jpeg
            session.flush()
            resealed(session, NOON, "kiosk", [row.event_id for row in rows], SIGNER)


@settings(max_examples=20, deadline=None)
@given(st.lists(ACTS, max_size=14))
def test_what_the_program_does_is_never_accused(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, object, object]]
) -> None:
    database = Database.open(tmp_path_factory.mktemp("log") / "janus.sqlite3")
    try:
        house = House(database)
        for act in acts:
            house.do(*act)
        assert findings(database, house.heads) == []
    finally:
        database.close()
