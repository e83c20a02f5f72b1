"""The text that people agree to when they are enrolled: the operator's own, or a plain default."""

from pathlib import Path

from db.care_records import ConsentText
from kiosk.config import Config
from kiosk.errors import KioskError

FILE_NAME = "consent.txt"
_LONGEST_BYTES = 100_000

DEFAULT_TEXT = """\
I agree that this house keeps one photo of my face, and numbers computed from it by which its doors
know me. Both are kept encrypted on the house's own machine and are given to nobody. At each door
that I use, the time, the door and a small picture are written into its log.

I agree of my own free will. I may take this back at any time, ask what is kept about me, and have
all of it erased. Whoever does not agree gets in another way, and has no disadvantage from it.
"""


def consent_text(config: Config) -> ConsentText | None:
    """Return what people are to agree to before they are enrolled; None where nobody asks.

    Raises:
        KioskError: The operator's text cannot be read, or is empty.
    """
    if config.people.consent == "off":
        return None
    return text_in_force(config.data_dir)


def text_in_force(data_dir: Path) -> ConsentText:
    """Return `consent.txt` of the kiosk's folder; the default text where there is none.

    Raises:
        KioskError: It cannot be read, is no UTF-8 text, is empty or far too long.
    """
    file = data_dir / FILE_NAME
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return ConsentText(DEFAULT_TEXT)
    except OSError as error:
        raise KioskError(
            f"The consent text {file} cannot be read: {error.strerror or error}.",
            "Give the account that runs Janus the right to read it.",
        ) from error
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        text = ""
    if not text.strip() or len(content) > _LONGEST_BYTES:
        raise KioskError(
            f"The consent text {file} is empty, too long, or not UTF-8 text.",
            "Write the text there that people agree to, or remove the file to use the default.",
        )
    return ConsentText(text)
