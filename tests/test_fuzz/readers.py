"""Everything in Janus that reads what somebody else wrote, each with what it may say to it."""

import functools
import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import numpy as np
import torch
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image
from safetensors.torch import save

from db.errors import StoreError
from db.heads import SignedHead, head_of
from db.records import PersonStatus
from db.sealing import MasterKey
from enroll.decode import decode
from enroll.errors import EnrollError
from enroll.sheet import read_sheet
from kiosk import log_evidence
from kiosk.backup.sealed_file import read_header, unsealed, write_sealed
from kiosk.config import FILE_NAME, load_config
from kiosk.errors import KioskError
from kiosk.factors.badge_text import Claims, read_claims, signed_text
from kiosk.factors.qr_picture import badge_png
from kiosk.factors.qr_reader import QrReader
from kiosk.log_evidence import Standing
from kiosk.rules.holidays import holidays_of
from models.calibration_file import load_calibration, save_calibration, sealed
from models.encoders.conv_siamese import ConvSiamese, ConvSiameseShape
from models.encoders.dlib_reader import read_dlib_layers
from models.encoders.trained import encoder_of
from models.errors import ModelError
from models.weights import read_state_dict
from tests.test_db.chained import SIGNER
from tests.test_db.samples import NOON
from tests.test_kiosk.fakes import ADA, calibration

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@dataclass(frozen=True, slots=True)
class Reader:
    """One of them.

    Attributes:
        read: Reads bytes; may put them into the folder that it is given.
        seeds: What it accepts.
        words: What means something in its format.
        error: The only error that it may raise; None where it has none to raise.
    """

    read: Callable[[bytes, Path], object]
    seeds: tuple[bytes, ...]
    words: tuple[bytes, ...] = (b"\x00", b"\xff\xff\xff\xff")
    error: type[EnrollError | KioskError | ModelError | StoreError] | None = None


def in_file(read: Callable[[Path], object], name: str) -> Callable[[bytes, Path], object]:
    def reading(data: bytes, folder: Path) -> object:
        file = folder / name
        file.write_bytes(data)
        try:
            return read(file)
        finally:
            file.unlink()

    return reading


def photos() -> tuple[bytes, ...]:
    picture = Image.radial_gradient("L").resize((120, 120)).convert("RGB")
    made = []
    for kind in ("JPEG", "PNG", "WEBP"):
        out = io.BytesIO()
        picture.save(out, kind)
        made.append(out.getvalue())
    return (*made, b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(80))


def badge() -> bytes:
    claims = Claims("00" * 8, UUID(int=1), NOON, NOON + timedelta(days=1), (b"door",))
    return signed_text(claims, KEY).encode()


def picture_of_code(data: bytes, _: Path) -> str:
    """Read a camera's picture, 300 pixels square, whose middle rows are the bytes given."""
    side = 300
    code = Image.open(io.BytesIO(badge_picture())).convert("RGB").resize((side, side))
    image = np.array(code)
    noise = np.frombuffer(data[: image[100:110].size], np.uint8)
    image[100:110].reshape(-1)[: len(noise)] = noise
    return QrReader().read(image)


@functools.cache
def badge_picture() -> bytes:
    return badge_png(badge().decode(), ("Ada",))


def weights() -> tuple[bytes, bytes]:
    torch.manual_seed(1)
    encoder = ConvSiamese(ConvSiameseShape(16, 1, (8,), 4), model_id="x")
    state = {name: value.contiguous() for name, value in encoder.state_dict().items()}
    content = save(state)
    shape = {"size_px": 16, "channels": 1, "widths": [8], "dimension": 4}
    card = {"architecture": "conv-siamese", "shape": shape, "training": {}}
    digest = hashlib.sha256(content).hexdigest()
    return json.dumps({"sha256": digest, **card}).encode(), content


CARD, WEIGHTS = weights()


def of_these_weights(data: bytes, _: Path) -> object:
    """Read weights whose card names their digest: as somebody would who can write both."""
    card = json.loads(CARD) | {"sha256": hashlib.sha256(data).hexdigest()}
    return encoder_of("mine", json.dumps(card).encode(), data)


def pth() -> bytes:
    out = io.BytesIO()
    torch.save({"layer": torch.ones(3)}, out)
    return out.getvalue()


def dlib_layer() -> bytes:
    tensor = b"\x01\x02" + b"\x01\x02\x01\x01\x01\x01\x01\x01" + np.ones(2, "<f4").tobytes()
    return b"\x01\x05con_4" + tensor + b"\x01\x04fc_2\x01\x01\x01\x02" + tensor


def calibration_text(folder: Path) -> bytes:
    file = folder / "seed.json"
    save_calibration(sealed(calibration()), file)
    content = file.read_bytes()
    file.unlink()
    return content


def backup() -> bytes:
    out = io.BytesIO()
    write_sealed(io.BytesIO(b"the database of a house"), out, MASTER, NOON.isoformat())
    return out.getvalue()


def unsealed_backup(data: bytes, _: Path) -> bytes:
    source = io.BytesIO(data)
    return b"".join(unsealed(source, read_header(source), (MASTER,)))


def of_this_header(data: bytes, folder: Path) -> bytes:
    """Read a backup whose header is the bytes given, with their length before them."""
    return unsealed_backup(MAGIC + len(data).to_bytes(4, "big") + data + PIECES, folder)


MASTER = MasterKey(bytes(32))
BACKUP = backup()
_END = BACKUP.index(b"}") + 1
MAGIC, HEADER, PIECES = BACKUP[:8], BACKUP[12:_END], BACKUP[_END:]
CALENDAR = b"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:x
BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:20260501
DTEND;VALUE=DATE:20260502
RRULE:FREQ=YEARLY;COUNT=3;BYMONTH=5
EXDATE;VALUE=DATE:20270501
SUMMARY:May Day
END:VEVENT
END:VCALENDAR
""".replace(b"\n", b"\r\n")
HEAD = SignedHead(1, "ab" * 16, 7, bytes(32), NOON, SIGNER.public_key, bytes(64))
EVIDENCE = log_evidence.written(
    log_evidence.LookEvidence(3, 2, 0.001, 0.9, ADA, Standing(PersonStatus.ACTIVE, None, NOON))
)
JSON = (b"{", b"[", b"null", b"1e999", b"-1", b"9" * 5_000, b'"', b"NaN", b"Infinity", b"\\ud800")

READERS = {
    "photo": Reader(
        lambda data, _: decode(data, "The photo", long_side_px=200), photos(), error=EnrollError
    ),
    "badge": Reader(
        lambda data, _: read_claims(data.decode(errors="replace"), KEY.public_key()),
        (badge(),),
        (b"JANUS1:", b"=", b"\xc3\x9f"),
    ),
    "code in a picture": Reader(picture_of_code, (bytes(9_000), b"\xff\x00" * 4_500)),
    "configuration": Reader(
        in_file(lambda file: load_config(file.parent), FILE_NAME),
        (b'[door]\nname = "Front"\nhold_s = 5.0\n', b"[decision]\none_in = 1000\n[camera]\n"),
        (b"[", b"[[", b"{", b"x=", b"9" * 5_000, b"1e999", b"nan", b"2026-05-01", b'"""', b"\n"),
        KioskError,
    ),
    "sheet": Reader(
        in_file(read_sheet, "people.csv"),
        (
            b"name,photo,valid_from,valid_until\nAda,a.jpg,2026-05-01,\n",
            b'\xef\xbb\xbfname;photo\n"B;ob";b.jpg\n',
        ),
        (b'"', b",", b"\n", b"\r", b"\x00", b"valid_until", b"9999-12-31", b"0001-01-01", b"24:00"),
        EnrollError,
    ),
    "calendar": Reader(
        lambda data, _: holidays_of(data, first=date(2026, 1, 1), last=date(2027, 12, 31)),
        (CALENDAR,),
        (
            b"BEGIN:VEVENT\r\n",
            b";",
            b":",
            b"\r\n",
            b"99999999",
            b"RRULE:FREQ=DAILY\r\n",
            b"00010101",
        ),
        KioskError,
    ),
    "head": Reader(
        lambda data, _: head_of(data.decode(errors="replace")),
        (HEAD.text().encode(), HEAD.code().encode()),
        (*JSON, b"JANUS:"),
        StoreError,
    ),
    "backup": Reader(
        unsealed_backup, (BACKUP,), (MAGIC, b"\x00\x00\x00\x00", b"\xff\xff\xff\xff"), KioskError
    ),
    "header of a backup": Reader(
        of_this_header, (HEADER,), (*JSON, b'"number"', b'"w"', b"\\u0000"), KioskError
    ),
    "evidence": Reader(
        lambda data, _: log_evidence.read(data, "fake-1"), (EVIDENCE,), JSON, KioskError
    ),
    "weights, PyTorch": Reader(in_file(read_state_dict, "w.pth"), (pth(),), error=ModelError),
    "weights, safetensors": Reader(of_these_weights, (WEIGHTS,), JSON, ModelError),
    "weights, dlib": Reader(
        lambda data, _: read_dlib_layers(data), (dlib_layer(),), (b"\x01\x05con_4",), ModelError
    ),
    "card of weights": Reader(
        lambda data, _: encoder_of("mine", data, WEIGHTS), (CARD,), JSON, ModelError
    ),
}


def with_calibration(folder: Path) -> dict[str, Reader]:
    """Return all of them: a calibration's seed is written by its own writer."""
    seed = calibration_text(folder)
    read = in_file(load_calibration, "calibration.json")
    return READERS | {"calibration": Reader(read, (seed,), JSON, ModelError)}


def judged(reader: Reader, data: bytes, folder: Path) -> str | None:
    """Return the sentences that a reader answered bytes with; None where it took them.

    Raises:
        AssertionError: It left something behind, or its sentences are none.
        Exception: Whatever it raised and may not.
    """
    before = sorted(folder.iterdir())
    said = None
    try:
        reader.read(data, folder)
    except (EnrollError, KioskError, ModelError, StoreError) as error:
        if reader.error is None or not isinstance(error, reader.error):
            raise
        said = error
    assert sorted(folder.iterdir()) == before, "something was left behind"
    if said is None:
        return None
    problem, remedy = said.problem.rstrip(), said.remedy.rstrip()
    assert problem.endswith((".", "?")), problem
    assert remedy.endswith("."), remedy
    return said.user_message()
