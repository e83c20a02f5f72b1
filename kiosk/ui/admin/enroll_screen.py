"""Enrolment: a name and one photo, a look at what the door would compare, then the commit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from db.errors import StoreError
from db.records import Person
from kiosk.accounts.permissions import Permission
from kiosk.entry.view import EntryView, FaceMark, FramedFace
from kiosk.ui import style
from kiosk.ui.admin.draft_view import Checked, DraftView
from kiosk.ui.admin.parts import (
    GAP_PX,
    MARGIN_PX,
    Busy,
    Notice,
    Tone,
    button,
    card,
    label,
    scrolling_card,
    share_width,
    show_jpeg,
)
from kiosk.ui.error_text import sentence_of
from kiosk.ui.face_view import FaceView, head_of, to_qimage
from kiosk.ui.icons import Icon
from kiosk.ui.tasks import TaskRunner

if TYPE_CHECKING:
    from db.care_records import ConsentText
    from db.gallery import Gallery
    from enroll.photo import Photo
    from enroll.rules import LookAlike
    from enroll.service import Draft, EnrolmentService
    from kiosk.accounts.authority import Authority

_Result = TypeVar("_Result")

_BUTTONS_BESIDE_FROM_PX = 900  # of the screen's width; below it they stand below each other
PICTURES = "Photos (*.jpg *.jpeg *.png *.webp *.heic *.heif *.avif *.bmp *.tif *.tiff)"
_READY = "Choose a photo, or let the person look at the door camera and take the picture."


def ask_photo_path(parent: QWidget) -> Path | None:
    """Let the admin choose a photo; None when they think better of it."""
    name, _ = QFileDialog.getOpenFileName(parent, "Choose a photo", "", PICTURES)
    return Path(name) if name else None


class EnrollScreen(QWidget):
    """Makes a patron from one photo.

    Args:
        enrolment: Drafts and commits; called off the GUI thread only.
        gallery: For the face of a look-alike; asked off the GUI thread only.
        runner: Runs it.
        authority: Who has logged in, asked before somebody is enrolled.
        enrolled: Called with the new patron.
        ask_path: Lets the admin choose a photo.
    """

    def __init__(
        self,
        enrolment: EnrolmentService,
        gallery: Gallery,
        runner: TaskRunner,
        authority: Authority,
        *,
        enrolled: Callable[[Person], None],
        ask_path: Callable[[QWidget], Path | None] = ask_photo_path,
    ) -> None:
        super().__init__()
        self.setObjectName("paper")
        self._enrolment = enrolment
        self._gallery = gallery
        self._runner = runner
        self._authority = authority
        self._enrolled = enrolled
        self._ask_path = ask_path
        self._view: EntryView | None = None
        self._photo: Photo | None = None
        self._draft: Draft | None = None
        self._round = 0  # counts up with each new photo or name: older results are out of date
        self._build()
        self.start_again()

    def _build(self) -> None:
        self.name = QLineEdit()
        self.name.setPlaceholderText("The name that the door greets")
        self.name.setAccessibleName("Name")
        self.name.textChanged.connect(lambda: self._drop_draft())
        self.name.returnPressed.connect(self._check)
        self.picture = FaceView(mirrored=False)
        self.picture.setMinimumSize(240, 180)
        self.picture.set_colours(accent=style.BLUE_WASH, empty=style.FAINT, ground=style.LINE)
        self.file_button = button("Choose a photo …")
        self.file_button.clicked.connect(self._choose_file)
        self.camera_button = button("Take the picture", icon=Icon.CAMERA)
        self.camera_button.clicked.connect(self._take_picture)
        self.again_button = button("Another photo", name="link")
        self.again_button.clicked.connect(self._drop_photo)
        self.check_button = button("Check", name="primary")
        self.check_button.clicked.connect(self._check)

        left, column = card()
        column.addWidget(label("Name", "heading"))
        column.addWidget(self.name)
        column.addWidget(label("Photo", "heading"))
        column.addWidget(self.picture, 1)
        self._buttons = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._buttons.setSpacing(GAP_PX // 2)
        for widget in (self.file_button, self.camera_button, self.again_button):
            self._buttons.addWidget(widget)
        self._buttons.addStretch(1)
        self._buttons.addWidget(self.check_button)
        column.addLayout(self._buttons)

        right, column = scrolling_card()
        column.addWidget(label("Check", "heading"))
        self.busy = Busy()
        self.notice = Notice()
        self.hint = label(_READY, "quiet")
        self.draft_view = DraftView(self._commit, self._enrolment.consent_text)
        self.next_button = button("Enrol another person", icon=Icon.ADD_PERSON)
        self.next_button.clicked.connect(self.start_again)
        for part in (self.hint, self.busy, self.notice):
            column.addWidget(part)
        column.addWidget(self.next_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.draft_view)
        column.addStretch(1)
        body = QHBoxLayout()
        body.setSpacing(GAP_PX + 8)
        body.addWidget(share_width(left), 1)
        body.addWidget(share_width(right), 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(MARGIN_PX, MARGIN_PX, MARGIN_PX, MARGIN_PX)
        outer.setSpacing(GAP_PX)
        outer.addWidget(label("Enrol a person", "title"))
        outer.addLayout(body, 1)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons below each other where there is no room beside."""
        super().resizeEvent(event)
        beside = event.size().width() >= _BUTTONS_BESIDE_FROM_PX
        self._buttons.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )

    def start_again(self) -> None:
        """Empty the form for the next person."""
        self.name.setEnabled(True)
        self.name.clear()
        self._drop_photo()
        self.name.setFocus()

    def show_view(self, view: EntryView) -> None:
        """Take the newest picture of the door camera."""
        self._view = view
        if self._photo is None:
            self._show_camera()
            self.camera_button.setEnabled(view.frame is not None)

    def _show_camera(self) -> None:
        if self._view is None or self._view.frame is None:
            self.picture.show_nothing(Icon.CAMERA_OFF)
        else:
            self.picture.show_picture(self._view.frame.image, self._view.faces)

    def _drop_photo(self) -> None:
        self._photo = None
        self._drop_draft()
        self._show_camera()

    def _drop_draft(self) -> None:
        self._round += 1
        self._draft = None
        self.draft_view.hide()
        self.busy.hide()
        self.next_button.hide()
        self.notice.clear()
        self._offer()

    def _offer(self) -> None:
        """Offer what can be done next, and say what is missing."""
        has_photo, has_name = self._photo is not None, bool(self.name.text().strip())
        self.file_button.setVisible(not has_photo)
        self.camera_button.setVisible(not has_photo)
        self.camera_button.setEnabled(self._view is not None and self._view.frame is not None)
        self.again_button.setVisible(has_photo)
        self.again_button.setEnabled(True)
        self.check_button.setVisible(has_photo and self._draft is None)
        self.check_button.setEnabled(has_name)
        if has_photo:
            self.hint.setText("" if has_name else "Type the person's name.")
        else:
            self.hint.setText(_READY)
        self.hint.setVisible(bool(self.hint.text()) and self._draft is None)

    def _choose_file(self) -> None:
        path = self._ask_path(self)
        if path is not None:
            from enroll.photo import read_photo

            self._read(lambda: read_photo(path))

    def _take_picture(self) -> None:
        if self._view is None or self._view.frame is None:
            return
        from enroll.photo import photo_from_image

        image = self._view.frame.image
        self._read(lambda: photo_from_image(image))

    def _read(self, work: Callable[[], Photo]) -> None:
        self._drop_draft()
        self._work("Reading the photo.", work, self._show_photo)

    def _show_photo(self, photo: Photo) -> None:
        self._photo = photo
        self.picture.show_picture(photo.image)
        self._offer()
        if self.name.text().strip():
            self._check()
        else:
            self.name.setFocus()

    def _check(self) -> None:
        photo, name = self._photo, self.name.text()
        if photo is None or not name.strip() or self._draft is not None:
            return
        self._drop_draft()
        self.check_button.setEnabled(False)
        self._work(
            "Finding the face and comparing it.",
            lambda: self._checked(self._enrolment.draft(photo, name)),
            self._show_draft,
        )

    def _checked(self, draft: Draft) -> Checked:
        """Return a draft with its pictures, made off the GUI thread."""
        return Checked(
            draft,
            aligned=to_qimage(draft.aligned),
            head=head_of(draft.photo.image, draft.face.box),
            other_head=self._head_of_other(draft.look_alikes[0]) if draft.look_alikes else None,
        )

    def _head_of_other(self, other: LookAlike) -> QImage | None:
        try:
            return show_jpeg(self._gallery.thumbnail(other.person.id))
        except StoreError:  # gone since the draft was made
            return show_jpeg(other.photo_jpeg)

    def _show_draft(self, checked: Checked) -> None:
        draft = self._draft = checked.draft
        self.picture.show_picture(draft.photo.image, (FramedFace(draft.face.box, FaceMark.CHOSEN),))
        self.draft_view.show_draft(checked)
        self.draft_view.show()
        self._offer()

    def _commit(self, accept_look_alike: bool) -> None:  # noqa: FBT001 - DraftView's callback
        draft, consent = self._draft, self.draft_view.consent.agreed
        if draft is None:
            return
        self.draft_view.set_busy(busy=True)
        self.name.setEnabled(False)
        self.again_button.setEnabled(False)
        self._work(
            "Enrolling.",
            lambda: self._committed(draft, consent, accept_look_alike=accept_look_alike),
            self._show_done,
        )

    def _committed(
        self, draft: Draft, consent: ConsentText | None, *, accept_look_alike: bool
    ) -> Person:
        by = self._authority.require(Permission.ENROL)
        return self._enrolment.commit(
            draft, by=by, accept_look_alike=accept_look_alike, consent=consent
        )

    def _show_done(self, person: Person) -> None:
        self.draft_view.set_busy(busy=False)
        self.draft_view.hide()
        self.again_button.hide()
        self.check_button.hide()
        self.notice.say(Tone.GOOD, f"{person.name} is enrolled and can enter from now on.")
        self.next_button.show()
        self._enrolled(person)

    def _work(
        self, sentence: str, work: Callable[[], _Result], done: Callable[[_Result], None]
    ) -> None:
        """Run `work` behind the bar; what a newer photo or name has overtaken is dropped."""
        round_of_work = self._round
        self.hint.hide()
        self.notice.clear()
        self.busy.say(sentence)

        def end(result: _Result) -> None:
            if round_of_work == self._round:
                self.busy.hide()
                done(result)

        def fail(error: Exception) -> None:
            if round_of_work == self._round:
                self._show_error(error)

        self._runner.run(work, end, fail)

    def _show_error(self, error: Exception) -> None:
        self.busy.hide()
        self.notice.say(Tone.BAD, sentence_of(error))
        self.name.setEnabled(True)
        self.draft_view.set_busy(busy=False)
        self._offer()
        self.hint.hide()
