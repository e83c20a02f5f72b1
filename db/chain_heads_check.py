"""Holds signed heads, those kept here and those kept elsewhere, against the chain."""

from collections import defaultdict
from collections.abc import Collection, Iterator

from sqlalchemy.orm import Session

from db.chain_checkpoints import log_id
from db.chain_findings import Finding, Wrong
from db.chain_rows import UNREADABLE
from db.heads import SignedHead, heads


class HeadsCheck:
    """Meets the entries as they come, in order of their numbers.

    Args:
        session: Sees one moment.
        public_keys: The keys that are believed; None to believe any.
        kept: Heads that were kept elsewhere.
    """

    def __init__(
        self,
        session: Session,
        public_keys: Collection[bytes] | None,
        kept: Collection[SignedHead],
    ) -> None:
        self._session = session
        self._kept = kept
        self._keys = public_keys
        self._log = log_id(session)
        self._by_number: defaultdict[int, list[SignedHead]] = defaultdict(list)
        self._is_rewritten = False
        self.count = 0
        self.signed_through = 0

    def signatures(self) -> Iterator[Finding]:
        """Yield heads that are missing or not rightly signed; only the others are met later."""
        expected = 1
        try:
            here = tuple(heads(self._session))
        except UNREADABLE:
            yield Finding(Wrong.EDITED, "The signed heads in the database cannot all be read.")
            here = ()
        for head in here:
            if head.id != expected:
                words = f"Signed heads {expected} to {head.id - 1} are gone from the database."
                yield Finding(Wrong.DELETED, words, None, head.at)
            expected = head.id + 1
            yield from self._take(head, "in the database")
        for head in self._kept:
            if head.id >= expected:
                words = f"The signed head {head.id}, which was kept elsewhere, is gone from here."
                yield Finding(Wrong.TRUNCATED, words, head.number, head.at)
            yield from self._take(head, "that was kept elsewhere")

    def meet(self, number: int, line: bytes) -> Iterator[Finding]:
        """Hold an entry against the heads that signed it."""
        for head in self._by_number.pop(number, ()):
            self.count += 1
            if head.line == line:
                if not self._is_rewritten:
                    self.signed_through = number
                continue
            words = (
                f"Entry {number} is not the one that was signed as head {head.id}: what stands "
                f"after entry {self.signed_through} and up to it may all have been written anew."
            )
            self._is_rewritten = True
            yield Finding(Wrong.REWRITTEN, words, number, head.at)

    def beyond(self, last: int) -> Iterator[Finding]:
        """Yield the heads that signed entries which are not there.

        Args:
            last: The number of the last entry.
        """
        for number in sorted(self._by_number):
            for head in self._by_number[number]:
                self.count += 1
                gone = f"the chain ends with entry {last}" if number > last else "it is not there"
                words = f"Entry {number} was signed as head {head.id}, but {gone}."
                yield Finding(Wrong.TRUNCATED, words, number, head.at)

    def _take(self, head: SignedHead, where: str) -> Iterator[Finding]:
        try:
            is_signed = head.is_signed
        except UNREADABLE:  # SQLite takes any value in any column
            is_signed = False
        if not is_signed:
            why = "is not rightly signed"
        elif self._keys is not None and head.public_key not in self._keys:
            why = "was signed by a key that is not known"
        elif head.log != self._log:
            why = "is of another log"
        else:
            self._by_number[head.number].append(head)
            return
        words = f"The head {head.id} {where} {why}."
        yield Finding(Wrong.NOT_SIGNED, words, head.number, head.at)
