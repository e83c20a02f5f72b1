"""All that holds at a door, in one line: pure."""

from db.rule_records import DoorRules


def door_words(door: DoorRules) -> str:
    """Return all that holds at a door."""
    permits = ", ".join(
        f"{permit.group} ({permit.schedule or 'always'})" for permit in sorted(door.permits)
    )
    words = [(permits or "nobody") if door.is_restricted else "everybody valid"]
    if door.into:
        words.append(f"into {door.into}")
    if door.out_of:
        words.append(f"out of {door.out_of}")
    if door.people > 1:
        words.append(f"{door.people} people within {door.people_within_s:g} s")
    if door.opened_by:
        words.append(f"after somebody of {door.opened_by}")
    if door.interlocked:
        words.append(f"only while {', '.join(sorted(door.interlocked))} is shut")
    return "; ".join(words)
