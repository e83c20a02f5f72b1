"""What `janus doctor` says of consent and of people who are kept too long."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from db.care import CareStore
from db.engine import Database
from kiosk.config import PeopleConfig
from kiosk.doctor.findings import Finding, Health
from kiosk.tally import counted


def care_findings(database: Database, people: PeopleConfig, now: datetime) -> Iterator[Finding]:
    """Yield what is to be done about people's data; nothing where all is well.

    Args:
        database: Where they are.
        people: What the operator set.
        now: Now, aware.

    Raises:
        StoreError: The database cannot be read.
    """
    care = CareStore(database)
    late = care.overdue(now, timedelta(days=people.keep_days) if people.keep_days else None)
    if late:
        found = f"{counted(len(late), 'person', 'people')} kept longer than was said"
        yield Finding("retention", Health.WARN, found, "See janus people overdue")
    unasked = care.without_consent() if people.consent == "required" else 0
    if unasked:
        found = f"of {counted(unasked, 'person', 'people')} no consent is written down"
        yield Finding("consent", Health.WARN, found, "Ask them, then: janus people agreed PERSON")
