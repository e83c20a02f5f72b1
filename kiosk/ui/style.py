"""Colours, fonts and the one stylesheet.

The door-entry screen gives each state its own colours; text on them keeps a contrast of at least
4.5 : 1 and icons of at least 3 : 1 (WCAG 2.2, AA), which a test computes.
"""

from dataclasses import dataclass
from types import MappingProxyType

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from kiosk.entry.view import EntryState
from kiosk.ui.icons import Icon


@dataclass(frozen=True, slots=True)
class StateStyle:
    """How the door-entry screen looks in one state.

    Attributes:
        top: The background, at the top of the screen; it runs into `bottom`.
        bottom: The background at the bottom.
        accent: The disc behind the icon, and the frame around the chosen face.
        on_accent: The icon.
        text: The sentence.
        quiet: The second line, the clock and the door's name.
        icon: What is drawn in the disc.
    """

    top: str
    bottom: str
    accent: str
    on_accent: str
    text: str
    quiet: str
    icon: Icon


def _night(accent: str, icon: Icon) -> StateStyle:
    return StateStyle("#16263A", "#0D1826", accent, "#0D1826", "#F4F8FC", "#B4C4D6", icon)


def _blue(icon: Icon) -> StateStyle:
    return StateStyle("#12406E", "#0B2C4F", "#9CD0FF", "#0B2C4F", "#FFFFFF", "#CFE3F7", icon)


def _guide(icon: Icon) -> StateStyle:
    """The same calm blue, with an amber icon: something for the visitor to do."""
    return StateStyle("#12406E", "#0B2C4F", "#FFCB57", "#3A2A04", "#FFFFFF", "#CFE3F7", icon)


STATE_STYLES = MappingProxyType(
    {
        EntryState.STARTING: _night("#8FA9C4", Icon.DOTS),
        EntryState.IDLE: _night("#A9C3DE", Icon.PERSON),
        EntryState.LOOK: _blue(Icon.EYE),
        EntryState.COME_CLOSER: _guide(Icon.CLOSER),
        EntryState.ONE_AT_A_TIME: _guide(Icon.PEOPLE),
        EntryState.BETTER_VIEW: _guide(Icon.FACE),
        EntryState.CHECKING: _blue(Icon.FACE),
        EntryState.CHALLENGE: _guide(Icon.FACE),
        EntryState.KEYPAD: _blue(Icon.LOCK),
        EntryState.WELCOME: StateStyle(
            "#0E6B43", "#084A2E", "#A5F0C5", "#084A2E", "#FFFFFF", "#D2F3E0", Icon.TICK
        ),
        EntryState.REFUSED: StateStyle(
            "#74402C", "#522A1B", "#FFC7A8", "#522A1B", "#FFF9F5", "#F6D9CA", Icon.CROSS
        ),
        EntryState.OUT_OF_SERVICE: StateStyle(
            "#3E444D", "#2B3037", "#C6CDD6", "#2B3037", "#FFFFFF", "#D5DAE1", Icon.PAUSE
        ),
    }
)

# The admin area: light, so that photos and text read well at a desk's distance.
PAPER = "#F3F6FA"
CARD = "#FFFFFF"
LINE = "#D9E1EA"
INK = "#16222F"
QUIET_INK = "#546476"
BLUE = "#1B5CA8"
BLUE_WASH = "#E3EEFA"
GREEN = "#11693F"
GREEN_WASH = "#DFF3E7"
WARM = "#96431F"
WARM_WASH = "#FBEAE1"
AMBER = "#76560A"
AMBER_WASH = "#FCF2D6"
RAIL = "#14243A"
RAIL_INK = "#C9D7E8"
RAIL_CHOSEN = "#24405F"
OTHER_FACE = "#C8D2DE"
FAINT = "#8FA0B3"  # a placeholder: says nothing that words do not


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1..21, as WCAG 2.2 defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    shade = QColor(colour)
    red, green, blue = (_linear(c) for c in (shade.redF(), shade.greenF(), shade.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    if channel <= 0.04045:
        return channel / 12.92
    return float(((channel + 0.055) / 1.055) ** 2.4)


def family() -> str:
    """Return the best font family that is installed here."""
    here = set(QFontDatabase.families())
    liked = ("Inter", "Segoe UI", "SF Pro Text", "Helvetica Neue", "Noto Sans", "DejaVu Sans")
    return next((name for name in liked if name in here), QFont().family())


def font(size_px: int, *, bold: bool = False) -> QFont:
    """Return our font at `size_px` pixels."""
    made = QFont(family())
    made.setPixelSize(max(1, size_px))
    made.setBold(bold)
    return made


def dress(application: QApplication) -> None:
    """Give the application our palette, font and stylesheet, the same on every system."""
    application.setStyle("Fusion")
    palette = QPalette(QColor(PAPER))
    for role, colour in (
        (QPalette.ColorRole.Window, PAPER),
        (QPalette.ColorRole.Base, CARD),
        (QPalette.ColorRole.Text, INK),
        (QPalette.ColorRole.WindowText, INK),
        (QPalette.ColorRole.ButtonText, INK),
        (QPalette.ColorRole.PlaceholderText, QUIET_INK),
        (QPalette.ColorRole.Highlight, BLUE),
        (QPalette.ColorRole.HighlightedText, CARD),
    ):
        palette.setColor(role, QColor(colour))
    application.setPalette(palette)
    application.setFont(font(15))
    application.setStyleSheet(_SHEET)


DISCREET_BUTTON = """
QPushButton {
    background: transparent; border: none; border-radius: 10px; padding: 0; min-height: 0;
}
QPushButton:hover, QPushButton:focus { background: rgba(255, 255, 255, 40); }
"""


PILL_VEILS = (28, 40)  # how much white lies over the ground, of 255: at rest, and chosen


def pill_button(letters_px: int, height_px: int) -> str:
    """Return the stylesheet of a plain button on the door-entry screen.

    It has a `min-height` of its own: that of the admin area's buttons would make it higher.
    """
    rest, chosen = PILL_VEILS
    return (
        f"QPushButton {{ background: rgba(255, 255, 255, {rest}); border: none; color: #FFFFFF;"
        f" border-radius: {height_px // 2}px; padding: 0; min-height: 0;"
        f" font-size: {letters_px}px; }}"
        f"QPushButton:hover, QPushButton:focus {{ background: rgba(255, 255, 255, {chosen}); }}"
    )


_SHEET = f"""
QWidget {{ color: {INK}; }}
QWidget#paper, QScrollArea#paper, QDialog {{ background: {PAPER}; }}
QWidget#clear {{ background: transparent; }}
QFrame#card {{ background: {CARD}; border: 1px solid {LINE}; border-radius: 14px; }}

QLabel#title {{ font-size: 28px; font-weight: bold; }}
QLabel#heading {{ font-size: 18px; font-weight: bold; }}
QLabel#quiet {{ color: {QUIET_INK}; }}
QLabel#caption {{ color: {QUIET_INK}; font-size: 13px; }}

QFrame#notice {{ border-radius: 10px; background: {BLUE_WASH}; }}
QFrame#notice[tone="good"] {{ background: {GREEN_WASH}; }}
QFrame#notice[tone="bad"], QFrame#notice[tone="attack"] {{ background: {WARM_WASH}; }}
QFrame#notice[tone="care"] {{ background: {AMBER_WASH}; }}
QFrame#notice QLabel {{ color: {BLUE}; }}
QFrame#notice[tone="good"] QLabel {{ color: {GREEN}; }}
QFrame#notice[tone="bad"] QLabel, QFrame#notice[tone="attack"] QLabel {{ color: {WARM}; }}
QFrame#notice[tone="care"] QLabel {{ color: {AMBER}; }}

QPushButton {{
    background: {CARD}; border: 1px solid {LINE}; border-radius: 10px;
    padding: 10px 18px; min-height: 22px; font-weight: bold;
}}
QPushButton:hover {{ background: {BLUE_WASH}; border-color: {BLUE}; }}
QPushButton:focus {{ border: 2px solid {BLUE}; padding: 9px 17px; }}
QPushButton:disabled {{ color: {QUIET_INK}; background: {PAPER}; border-color: {LINE}; }}
QPushButton#primary {{ background: {BLUE}; border-color: {BLUE}; color: {CARD}; }}
QPushButton#primary:hover {{ background: #164B8A; }}
QPushButton#primary:focus {{ border: 2px solid {INK}; }}
QPushButton#primary:disabled {{ background: #C5D3E3; border-color: #C5D3E3; color: {INK}; }}
QPushButton#danger {{ color: {WARM}; border-color: {WARM}; }}
QPushButton#danger:hover {{ background: {WARM_WASH}; }}
QPushButton#danger:disabled {{ color: {QUIET_INK}; border-color: {LINE}; }}
QPushButton#tab {{
    background: transparent; border-color: transparent; color: {QUIET_INK}; padding: 10px;
}}
QPushButton#tab:hover {{ background: {BLUE_WASH}; }}
QPushButton#tab:checked {{ background: {BLUE_WASH}; color: {BLUE}; }}
QPushButton#tab:focus {{ border: 2px solid {BLUE}; padding: 9px; }}
QPushButton#link {{ border: none; background: transparent; color: {BLUE}; padding: 8px 4px; }}
QPushButton#small {{
    border: none; background: transparent; color: {BLUE}; font-size: 13px;
    padding: 2px 8px; min-height: 18px; border-radius: 6px;
}}
QPushButton#small:hover {{ background: {BLUE_WASH}; }}
QPushButton#small:focus {{ border: 2px solid {BLUE}; padding: 0 6px; }}
QPushButton#small:disabled {{ color: {QUIET_INK}; }}
QPushButton#link:focus {{ text-decoration: underline; }}

QLineEdit, QComboBox, QDateEdit {{
    background: {CARD}; border: 1px solid #8A99AB; border-radius: 10px;
    padding: 8px 12px; min-height: 24px; selection-background-color: {BLUE};
}}
QLineEdit:focus, QComboBox:focus, QDateEdit:focus {{
    border: 2px solid {BLUE}; padding: 7px 11px;
}}
QLineEdit:disabled, QComboBox:disabled, QDateEdit:disabled {{
    background: {PAPER}; color: {QUIET_INK}; border-color: {LINE};
}}
QAbstractSpinBox QLineEdit {{
    border: none; padding: 0; min-height: 0; background: transparent;
}}
QComboBox, QDateEdit {{ padding-right: 32px; combobox-popup: 0; }}
QComboBox::drop-down, QDateEdit::drop-down {{ border: none; width: 32px; }}
QComboBox::down-arrow, QDateEdit::down-arrow {{ image: none; width: 0; height: 0; }}
QComboBox QAbstractItemView {{
    background: {CARD}; border: 1px solid {LINE}; padding: 4px;
    selection-background-color: {BLUE_WASH}; selection-color: {INK};
}}
QComboBox QAbstractItemView::item {{ min-height: 30px; padding: 0 8px; }}
QComboBox QAbstractItemView::item:selected {{ background: {BLUE_WASH}; color: {INK}; }}
QCheckBox {{ spacing: 10px; }}
QCheckBox::indicator {{ width: 20px; height: 20px; }}

QListView, QTableView {{
    background: {CARD}; border: none; outline: none;
    selection-background-color: {BLUE_WASH}; selection-color: {INK};
    alternate-background-color: {CARD};
}}
QTableView#table {{ font-size: 14px; gridline-color: transparent; }}
QTableView#table::item {{ padding: 0 12px; border-bottom: 1px solid #EAEFF5; }}
QTableView#table::item:selected {{ background: {BLUE_WASH}; color: {INK}; }}
QCalendarWidget QWidget#qt_calendar_navigationbar {{ background: {CARD}; }}
QCalendarWidget QToolButton {{
    background: transparent; border: none; border-radius: 6px; padding: 6px; font-weight: bold;
}}
QCalendarWidget QToolButton:hover {{ background: {BLUE_WASH}; }}
QCalendarWidget QToolButton::menu-indicator {{ image: none; }}
QHeaderView {{ background: {CARD}; }}
QHeaderView::section {{
    background: {CARD}; color: {QUIET_INK}; border: none; border-bottom: 1px solid {LINE};
    padding: 10px 12px; font-weight: bold; font-size: 13px;
}}

QWidget#rail {{ background: {RAIL}; }}
QWidget#rail QLabel {{ color: {CARD}; }}
QWidget#rail QPushButton {{
    background: transparent; border: none; border-radius: 10px; color: {RAIL_INK};
    text-align: left; padding: 12px 14px;
}}
QWidget#rail QPushButton:hover {{ background: {RAIL_CHOSEN}; }}
QWidget#rail QPushButton:checked {{ background: {RAIL_CHOSEN}; color: {CARD}; }}
QWidget#rail QPushButton:focus {{ border: 2px solid {RAIL_INK}; padding: 10px 12px; }}

QProgressBar {{ background: {LINE}; border: none; border-radius: 3px; max-height: 6px; }}
QProgressBar::chunk {{ background: {BLUE}; border-radius: 3px; }}
QScrollArea {{ border: none; background: transparent; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 2px; }}
QScrollBar::handle:horizontal {{ background: #B9C6D5; border-radius: 4px; min-width: 36px; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 2px; }}
QScrollBar::handle:vertical {{ background: #B9C6D5; border-radius: 4px; min-height: 36px; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
    background: none; border: none; height: 0;
}}
QToolTip {{ background: {INK}; color: {CARD}; border: none; padding: 6px; }}
"""
