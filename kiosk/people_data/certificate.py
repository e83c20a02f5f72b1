"""The certificate of an erasure: what went, when, and what was looked for afterwards.

It bears no name: whoever gave it to the person knows whose it is, and it may lie in a drawer for
years. The person's number, drawn at random, is all that tells a backup whom not to bring back.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from db.canonical import Plain, moment_text
from db.signing import Signer, message_of
from kiosk.tally import counted

KIND = "erasure"


@dataclass(frozen=True, slots=True)
class Certificate:
    """That somebody was erased.

    Attributes:
        person_id: Their number.
        at: When.
        actor: Who did it.
        pseudonym: Under which the log keeps their visits; None where there were none.
        visits: How many.
        acts: How many acts of admins on them were blanked.
        removed: Rows that went, by table.
        entry: The entry of the log's chain that says so.
        looked_in_bytes: How many bytes of files were searched for them; None where the database is
            no file.
        looked_for: What for.
        left: What of that was still found.
        shared: Which of their names were found because others bear them too.
    """

    person_id: UUID
    at: datetime
    actor: str
    pseudonym: str | None
    visits: int
    acts: int
    removed: Mapping[str, int]
    entry: int
    looked_in_bytes: int | None
    looked_for: tuple[str, ...]
    left: tuple[str, ...]
    shared: tuple[str, ...]


def fields_of(certificate: Certificate) -> dict[str, Plain]:
    """Return what a certificate says, to be signed or written."""
    return {
        "v": 1,
        "what": "janus erasure certificate",
        "person": str(certificate.person_id),
        "at": moment_text(certificate.at),
        "by": certificate.actor,
        "pseudonym": certificate.pseudonym,
        "visits": certificate.visits,
        "acts": certificate.acts,
        "removed": dict(certificate.removed),
        "entry": certificate.entry,
        "searched_bytes": certificate.looked_in_bytes,
        "searched_for": list(certificate.looked_for),
        "found": list(certificate.left),
        "shared": list(certificate.shared),
    }


def signed_json(certificate: Certificate, signer: Signer) -> bytes:
    """Return a certificate as JSON, signed with the key of the log (Ed25519)."""
    fields = fields_of(certificate)
    signature = signer.sign(message_of(KIND, fields))
    told = {**fields, "signed_by": signer.public_key.hex(), "signature": signature.hex()}
    return json.dumps(told, indent=2, ensure_ascii=False).encode() + b"\n"


def in_words(certificate: Certificate) -> str:
    """Return a certificate for people to read."""
    lines = [
        f"Person {certificate.person_id} was erased on {moment_text(certificate.at)} by "
        f"{certificate.actor}.",
        "Destroyed: the data key, and with it photo, thumbnail and templates. "
        f"{counted(sum(certificate.removed.values()), 'row')} removed.",
    ]
    if certificate.pseudonym is not None:
        lines.append(
            f"{counted(certificate.visits, 'visit')} stay in the log as "
            f"“{certificate.pseudonym}”, without pictures."
        )
    lines.append(f"Entry {certificate.entry} of the log says so, signed.")
    if certificate.looked_in_bytes is None:
        lines.append(
            "The database is a server's: its own files and logs were not searched, see "
            "docs/people-data.md."
        )
    elif certificate.left:
        lines.append(
            f"Searched {certificate.looked_in_bytes:,} bytes of files: still found are "
            f"{', '.join(certificate.left)}. Stop whatever reads the database, then "
            "run `janus keys clean`."
        )
    else:
        lines.append(
            f"Searched {certificate.looked_in_bytes:,} bytes of files for name, id, data key, "
            "photo and templates: nothing is left."
        )
    if certificate.shared:
        lines.append("Others bear a name of theirs, or one that holds it: that one stays.")
    return "\n".join(lines) + "\n"
