"""How long it takes to chain a visit, and to verify a log of a million.

    python -m benchmarks.log_verify [--rows 1000000] [--people 5000]

Makes the log that `bench_access_log` makes, chains it as a migration would, signs a head each hour
of its three years, and goes over it as `janus log verify` does. Prints Markdown.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, insert

from benchmarks.bench_access_log import END, START, _enrol, _fill, _measure_rest
from db import chain_begin
from db.chain_tables import ChainEntryRow, ChainHeadRow
from db.chain_verify import Verification
from db.engine import Database
from db.heads import HeadStore, SignedHead
from db.signing import KeySigner, message_of

HOURS = int((END - START) / timedelta(hours=1))


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the log, and print how long each step takes."""
    parser = argparse.ArgumentParser(description="Measure the chain at many rows.")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--people", type=int, default=5_000)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "janus.sqlite3"
        database = Database.open(file)
        try:
            people = _enrol(database, given.people)
            _fill(database, people, given.rows)
            before_mb = file.stat().st_size / 1e6
            start_s = time.perf_counter()
            with database.writing() as session:
                session.execute(delete(ChainEntryRow))
                session.flush()
                chain_begin.begin(session.connection())
            print(f"chaining {given.rows:,} rows that were there: {_since(start_s):.1f} s")
            signer = KeySigner(Ed25519PrivateKey.generate())
            head = HeadStore(database).sign(START, signer)
            _sign_often(database, signer, head)
            grown_mb = file.stat().st_size / 1e6 - before_mb
            print(f"the chain takes {grown_mb:.0f} MB beside {before_mb:.0f} MB of visits")
            start_s, start_cpu_s = time.perf_counter(), time.process_time()
            with database.reading() as session:
                check = Verification(session, [signer.public_key], [head])
                found = list(check.findings())
            taken_s, cpu_s = _since(start_s), time.process_time() - start_cpu_s
            rate = check.tally.entries / taken_s
            print(
                f"verifying: {taken_s:.1f} s ({cpu_s:.1f} s of CPU), {rate:,.0f} entries a second"
            )
            print(f"{check.tally}, {len(found)} findings")
            peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
            print(f"peak memory of the whole run: {peak_mb:.0f} MB")
            _measure_rest(database, people)
        finally:
            database.close()


def _sign_often(database: Database, signer: KeySigner, first: SignedHead) -> None:
    """Add as many heads as a door signs in the three years, all of the same end."""
    rows = []
    for number in range(2, HOURS + 1):
        head = replace(first, id=number, at=START + timedelta(hours=number))
        signature = signer.sign(message_of("head", head.fields()))
        values = {"id": number, "number": head.number, "line": head.line, "at": head.at}
        rows.append({**values, "public_key": head.public_key, "signature": signature})
    with database.writing() as session:
        session.execute(insert(ChainHeadRow), rows)


def _since(start_s: float) -> float:
    return time.perf_counter() - start_s


if __name__ == "__main__":
    main()
