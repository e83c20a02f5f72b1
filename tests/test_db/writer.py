"""A program of its own that writes to the database; see `test_durability` and `test_concurrency`.

python -m tests.test_db.writer append FILE     one row; says its number; then waits
python -m tests.test_db.writer enrol FILE N    N patrons
"""

import sys
from contextlib import closing
from pathlib import Path

from db.access_log import AccessLog
from db.engine import Database
from db.gallery import Gallery
from tests.test_db.samples import NOON, STRANGER, patron


def main() -> None:
    what, file, *rest = sys.argv[1:]
    with closing(Database.open(Path(file))) as database:
        if what == "append":
            sys.stdout.write(f"{AccessLog(database).append(STRANGER).id}\n")
            sys.stdout.flush()
            sys.stdin.read()
        else:
            for number in range(int(rest[0])):
                Gallery(database).add(patron(f"Patron {number}"), NOON, by="ada")


if __name__ == "__main__":
    main()
