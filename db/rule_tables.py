"""The tables of the rules of the house. Names are keys: what is called otherwise is another one."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, Enum, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from db.column_types import UTCDateTime
from db.names import NAME_LENGTH
from db.rule_records import Mode, Passback
from db.tables import Base

DAYS_LENGTH = 60
ZONE_LENGTH = 60


def _values(enum: type[Mode] | type[Passback]) -> Enum:
    return Enum(
        enum,
        native_enum=False,
        create_constraint=False,
        length=16,
        values_callable=lambda members: [member.value for member in members],
    )


class RuleStateRow(Base):
    """One row: what the house is in, and how often rules and whereabouts have changed."""

    __tablename__ = "rule_state"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision: Mapped[int]
    moves: Mapped[int]
    mode: Mapped[Mode] = mapped_column(_values(Mode))


class GroupRow(Base):
    """A group; see `Group`."""

    __tablename__ = "rule_groups"

    name: Mapped[str] = mapped_column(String(NAME_LENGTH), primary_key=True)
    in_lockdown: Mapped[bool]
    escorts: Mapped[str | None] = mapped_column(ForeignKey("rule_groups.name"))


class MemberRow(Base):
    """That somebody is in a group."""

    __tablename__ = "rule_members"

    group: Mapped[str] = mapped_column(ForeignKey("rule_groups.name"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)


class CalendarRow(Base):
    """A calendar of holidays."""

    __tablename__ = "rule_calendars"

    name: Mapped[str] = mapped_column(String(NAME_LENGTH), primary_key=True)


class HolidayRow(Base):
    """A day of a calendar."""

    __tablename__ = "rule_holidays"

    calendar: Mapped[str] = mapped_column(ForeignKey("rule_calendars.name"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))


class ScheduleRow(Base):
    """A schedule without its spans; see `Schedule`."""

    __tablename__ = "rule_schedules"

    name: Mapped[str] = mapped_column(String(NAME_LENGTH), primary_key=True)
    zone: Mapped[str] = mapped_column(String(ZONE_LENGTH))
    calendar: Mapped[str | None] = mapped_column(ForeignKey("rule_calendars.name"))


class SpanRow(Base):
    """A span of a schedule; its days with commas between them."""

    __tablename__ = "rule_spans"
    __table_args__ = (
        CheckConstraint("start_min BETWEEN 0 AND 1439", name="start"),
        CheckConstraint("end_min BETWEEN 1 AND 1440", name="end"),
    )

    schedule: Mapped[str] = mapped_column(ForeignKey("rule_schedules.name"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    days: Mapped[str] = mapped_column(String(DAYS_LENGTH))
    start_min: Mapped[int]
    end_min: Mapped[int]


class AreaRow(Base):
    """An area; see `Area`."""

    __tablename__ = "rule_areas"
    __table_args__ = (
        CheckConstraint("passback_s >= 0", name="passback_s"),
        CheckConstraint("people_limit IS NULL OR people_limit >= 0", name="people_limit"),
    )

    name: Mapped[str] = mapped_column(String(NAME_LENGTH), primary_key=True)
    passback: Mapped[Passback] = mapped_column(_values(Passback))
    passback_s: Mapped[float]
    people_limit: Mapped[int | None]


class DoorRow(Base):
    """What holds at a door, without its permits and interlocks; see `DoorRules`."""

    __tablename__ = "rule_doors"
    __table_args__ = (
        CheckConstraint("people BETWEEN 1 AND 10", name="people"),
        CheckConstraint("people_within_s > 0", name="people_within_s"),
    )

    name: Mapped[str] = mapped_column(String(NAME_LENGTH), primary_key=True)
    is_restricted: Mapped[bool]
    into: Mapped[str | None] = mapped_column(ForeignKey("rule_areas.name"))
    out_of: Mapped[str | None] = mapped_column(ForeignKey("rule_areas.name"))
    people: Mapped[int]
    people_within_s: Mapped[float]
    opened_by: Mapped[str | None] = mapped_column(ForeignKey("rule_groups.name"))


class PermitRow(Base):
    """A group's leave to use a door; see `Permit`. `schedule` is "" for always, so no reference."""

    __tablename__ = "rule_permits"

    door: Mapped[str] = mapped_column(ForeignKey("rule_doors.name"), primary_key=True)
    group: Mapped[str] = mapped_column(ForeignKey("rule_groups.name"), primary_key=True)
    schedule: Mapped[str] = mapped_column(String(NAME_LENGTH), primary_key=True)


class InterlockRow(Base):
    """That a door opens only while another one, which may have no rules, is shut."""

    __tablename__ = "rule_interlocks"

    door: Mapped[str] = mapped_column(ForeignKey("rule_doors.name"), primary_key=True)
    other: Mapped[str] = mapped_column(String(NAME_LENGTH), primary_key=True)


class VisitorPassRow(Base):
    """A visitor's leave, and how often they have entered by it; see `VisitorPass`."""

    __tablename__ = "visitor_passes"
    __table_args__ = (CheckConstraint("entries IS NULL OR entries >= 1", name="entries"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    until: Mapped[datetime] = mapped_column(UTCDateTime)
    entries: Mapped[int | None]
    escorts: Mapped[str | None] = mapped_column(ForeignKey("rule_groups.name"))
    entries_used: Mapped[int]
