"""What the audit says of a rule, as plain values; who is in a group stands under their own name."""

from dataclasses import fields, is_dataclass

from db.canonical import Plain, plain
from db.rule_records import Calendar, Group, Rule, Span, VisitorPass


def told(record: Rule | VisitorPass | None) -> dict[str, Plain]:
    """Return a rule's fields by name; nothing where there is none.

    Of a group its members are left out, of a visitor's pass whose it is, of a calendar's days all
    but how many there are and the first and the last.
    """
    match record:
        case None:
            return {}
        case Calendar(name, days) if days:
            first, last = min(days).isoformat(), max(days).isoformat()
            return {"name": name, "days": len(days), "first": first, "last": last}
        case Calendar(name):
            return {"name": name, "days": 0}
        case Group():
            return _fields(record, without="members")
        case VisitorPass():
            return _fields(record, without="person_id")
        case _:
            return _fields(record)


def _fields(record: object, without: str = "") -> dict[str, Plain]:
    names = (field.name for field in fields(record))  # type: ignore[arg-type]
    return {name: _plain(getattr(record, name)) for name in names if name != without}


def _plain(value: object) -> Plain:
    if isinstance(value, Span):
        days = sorted(value.days)
        return {"days": days, "start_min": value.start_min, "end_min": value.end_min}
    if isinstance(value, frozenset):
        return [_plain(one) for one in sorted(value)]
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return _fields(value) if is_dataclass(value) else plain(value)
