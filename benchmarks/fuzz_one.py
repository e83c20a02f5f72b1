"""Feeds one reader bytes that atheris bends, until libFuzzer ends it; see fuzz_guided.py.

python -m benchmarks.fuzz_one sheet --seconds 60
"""

import argparse
import sys
import tempfile
import warnings
from pathlib import Path

import atheris

# Before the instrumenting: of these it would take minutes.
import cv2  # noqa: F401
import sqlalchemy  # noqa: F401
import torch
import torchvision  # noqa: F401

with atheris.instrument_imports(
    include=["kiosk", "db", "enroll", "models", "icalendar", "tomllib", "csv"]
):
    from tests.test_fuzz.readers import judged, with_calibration

_LONGEST_INPUT = 65_536  # bytes
_LONGEST_WORD = 64


def main() -> None:
    """Fuzz; never returns."""
    parser = argparse.ArgumentParser(description="Fuzz one reader.")
    parser.add_argument("name")
    parser.add_argument("--seconds", type=int, default=60)
    chosen = parser.parse_args()
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    folder, corpus, found = (Path(tempfile.mkdtemp()) for _ in range(3))
    reader = with_calibration(folder)[chosen.name]
    for number, seed in enumerate(reader.seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
    words = found / "words.dict"
    words.write_text("".join(f'"{_escaped(word)}"\n' for word in reader.words))

    def probe(data: bytes) -> None:
        judged(reader, data, folder)

    limits = [f"-max_total_time={chosen.seconds}", f"-max_len={_LONGEST_INPUT}", "-timeout=60"]
    places = [f"-dict={words}", f"-artifact_prefix={found}/", str(corpus)]
    atheris.Setup([sys.argv[0], *limits, *places], probe)
    atheris.Fuzz()


def _escaped(word: bytes) -> str:
    """Return a word as libFuzzer's dictionaries write it."""
    return "".join(f"\\x{byte:02x}" for byte in word[:_LONGEST_WORD])


if __name__ == "__main__":
    main()
