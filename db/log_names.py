"""Names in the access log, found without reading the log."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from db.names import folded
from db.tables import AccessEventRow


def names_containing(session: Session, text: str) -> list[str]:
    """Return the folded names in the log that contain `text`.

    The index on names is walked from each name to the next greater one (a "loose index scan", as a
    recursive query), so that the cost follows the number of people, not of rows.

    Args:
        session: Where to read.
        text: Part of a name, in any case.
    """
    event = AccessEventRow
    walk = select(func.min(event.person_folded).label("name")).cte("names", recursive=True)
    before = aliased(walk)
    following = (
        select(func.min(event.person_folded))
        .where(event.person_folded > before.c.name)
        .scalar_subquery()
    )
    walk = walk.union_all(select(following).where(before.c.name.is_not(None)))
    wanted = walk.c.name.contains(folded(text), autoescape=True)
    return [name for name in session.scalars(select(walk.c.name).where(wanted)) if name]
