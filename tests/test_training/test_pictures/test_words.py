"""Names are shortened to their place, in the middle."""

from matplotlib.font_manager import FontProperties

from training.pictures.words import fitted, one_line

FONT = FontProperties(size=8)


def test_what_fits_stays() -> None:
    assert fitted("Ada Lovelace", 200, FONT) == "Ada Lovelace"
    assert fitted("", 5, FONT) == ""


def test_what_does_not_fit_keeps_both_ends() -> None:
    short = fitted("subject_of_a_long_study_0007", 60, FONT)
    assert short.startswith("subj")
    assert short.endswith("0007")
    assert "…" in short
    assert len(fitted("i" * 99, 60, FONT)) > len(fitted("W" * 99, 60, FONT)) > 1
    assert fitted("Ada Lovelace", 1, FONT) == "…"


def test_one_line_is_one_line_of_text() -> None:
    assert one_line(" a\n\tb\x00 \udcff") == "a b\x00 ?"
