"""The store of weights: what is there, what is refused, and that nothing half-done stays."""

import dataclasses
import errno
import hashlib
import importlib.machinery
import importlib.util
import os
import sys
from pathlib import Path

import pytest
import torch

import models.weights
from models.errors import ModelError
from models.fetch import staged
from models.weights import MANIFEST, WeightsSpec, WeightsState, WeightsStore, read_state_dict

_CONTENT = bytes(range(256)) * 4096
_DIGEST = hashlib.sha256(_CONTENT).hexdigest()


def _spec(*, sha256: str | None = _DIGEST, package: str | None = None) -> WeightsSpec:
    return WeightsSpec(
        name="toy",
        model_id="toy-1",
        title="the toy network",
        file_name="toy.bin",
        source="nowhere",
        sha256=sha256,
        size_bytes=len(_CONTENT),
        licence="CC0",
        package=package,
    )


def _store(folder: Path, spec: WeightsSpec) -> WeightsStore:
    return WeightsStore(folder, {spec.model_id: spec})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "weights"


@pytest.fixture
def brought(tmp_path: Path) -> Path:
    """A file that somebody brought along."""
    path = tmp_path / "brought.bin"
    path.write_bytes(_CONTENT)
    return path


def _left_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def test_installs_from_a_file_and_finds_it_again(folder: Path, brought: Path) -> None:
    store = _store(folder, _spec())
    assert store.status("toy-1").state is WeightsState.ABSENT
    seen: list[tuple[int, int]] = []
    path = store.install("toy", from_path=brought, progress=lambda *step: seen.append(step))
    assert path.read_bytes() == _CONTENT
    assert store.locate("toy-1") == path
    assert store.status("toy-1").digest == _DIGEST
    assert seen[-1] == (len(_CONTENT), len(_CONTENT))
    assert [done for done, _ in seen] == sorted({done for done, _ in seen})
    assert _left_in(folder) == {"toy.bin", "toy.bin.sha256"}


def test_absent_weights_say_how_to_get_them(folder: Path) -> None:
    with pytest.raises(ModelError, match="janus weights install toy"):
        _store(folder, _spec()).locate("toy")


def test_a_changed_file_is_damaged_and_refused(folder: Path, brought: Path) -> None:
    store = _store(folder, _spec())
    path = store.install("toy", from_path=brought)
    path.write_bytes(_CONTENT[:-1] + b"!")
    assert store.status("toy").state is WeightsState.DAMAGED
    with pytest.raises(ModelError, match="damaged or were changed"):
        store.locate("toy")
    store.install("toy", from_path=brought)
    assert store.locate("toy") == path


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (_CONTENT[:-1], "cut short"),
        (_CONTENT + b"!", "more than"),
        (b"", "cut short"),
        (_CONTENT[:-1] + b"!", "not the one expected"),
    ],
)
def test_a_wrong_file_leaves_everything_as_it_was(
    folder: Path, brought: Path, tmp_path: Path, content: bytes, why: str
) -> None:
    store = _store(folder, _spec())
    wrong = tmp_path / "wrong.bin"
    wrong.write_bytes(content)
    with pytest.raises(ModelError, match=why):
        store.install("toy", from_path=wrong)
    assert _left_in(folder) == set()
    store.install("toy", from_path=brought)
    with pytest.raises(ModelError, match=why):
        store.install("toy", from_path=wrong)
    assert store.locate("toy").read_bytes() == _CONTENT
    assert _left_in(folder) == {"toy.bin", "toy.bin.sha256"}


def test_a_file_that_fails_its_proof_is_not_put_in_place(folder: Path, brought: Path) -> None:
    def prove(path: Path) -> None:
        assert path.read_bytes() == _CONTENT
        raise ModelError("It is another network.", "Get the right one.")

    store = _store(folder, _spec())
    with pytest.raises(ModelError, match="another network"):
        store.install("toy", from_path=brought, prove=prove)
    assert _left_in(folder) == set()


def test_an_interruption_leaves_nothing(folder: Path, brought: Path) -> None:
    def interrupt(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _store(folder, _spec()).install("toy", from_path=brought, progress=interrupt)
    assert _left_in(folder) == set()


def test_a_missing_file_is_a_sentence(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be opened"):
        _store(folder, _spec()).install("toy", from_path=tmp_path / "none.bin")


def test_a_folder_that_cannot_be_made_is_a_sentence(brought: Path) -> None:
    with pytest.raises(ModelError, match="cannot be written into"):
        _store(brought / "weights", _spec()).install("toy", from_path=brought)


class TestWithoutAPublishedDigest:
    """The first file is trusted, and no other after it."""

    def test_the_first_file_is_written_down(self, folder: Path, brought: Path) -> None:
        store = _store(folder, _spec(sha256=None))
        store.install("toy", from_path=brought)
        record = (folder / "toy.bin.sha256").read_text()
        assert record == f"{_DIGEST}  toy.bin\n"  # as `sha256sum --check` reads it
        assert store.status("toy").state is WeightsState.INSTALLED

    def test_another_file_is_refused_until_its_digest_is_given(
        self, folder: Path, brought: Path, tmp_path: Path
    ) -> None:
        store = _store(folder, _spec(sha256=None))
        store.install("toy", from_path=brought)
        other = tmp_path / "other.bin"
        other.write_bytes(_CONTENT[::-1])
        digest = hashlib.sha256(_CONTENT[::-1]).hexdigest()
        with pytest.raises(ModelError, match="differs from the one first installed"):
            store.install("toy", from_path=other)
        assert store.status("toy").digest == _DIGEST
        store.install("toy", from_path=other, sha256=f" {digest.upper()}\n")
        assert store.status("toy").digest == digest

    def test_the_operators_digest_is_checked(self, folder: Path, brought: Path) -> None:
        store = _store(folder, _spec(sha256=None))
        with pytest.raises(ModelError, match="not the one expected"):
            store.install("toy", from_path=brought, sha256="0" * 64)
        assert _left_in(folder) == set()

    def test_a_change_is_noticed_afterwards(self, folder: Path, brought: Path) -> None:
        store = _store(folder, _spec(sha256=None))
        store.install("toy", from_path=brought).write_bytes(b"changed")
        assert store.status("toy").state is WeightsState.DAMAGED

    @pytest.mark.parametrize("record", [None, "", "no digest at all"])
    def test_a_file_put_there_by_hand_is_refused(self, folder: Path, record: str | None) -> None:
        store = _store(folder, _spec(sha256=None))
        folder.mkdir(parents=True)
        (folder / "toy.bin").write_bytes(_CONTENT)
        if record is not None:
            (folder / "toy.bin.sha256").write_text(record)
        with pytest.raises(ModelError, match="janus weights install toy"):
            store.locate("toy")


@pytest.mark.parametrize("digest", ["", "abc", "g" * 64, _DIGEST + "0"])
def test_what_is_no_digest_is_refused(folder: Path, brought: Path, digest: str) -> None:
    with pytest.raises(ModelError, match="no SHA-256 digest"):
        _store(folder, _spec()).install("toy", from_path=brought, sha256=digest)


def test_a_digest_cannot_overrule_the_manifest(folder: Path, brought: Path) -> None:
    with pytest.raises(ModelError, match=_DIGEST):
        _store(folder, _spec()).install("toy", from_path=brought, sha256="0" * 64)


@pytest.mark.parametrize("name", ["other", "", "../toy"])
def test_an_unknown_name_lists_the_known(folder: Path, name: str) -> None:
    with pytest.raises(ModelError, match="Choose one of: toy"):
        _store(folder, _spec()).status(name)


def test_an_unreadable_file_is_a_sentence(
    folder: Path, brought: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path) -> str:
        raise PermissionError(errno.EACCES, "Permission denied")

    store = _store(folder, _spec())
    store.install("toy", from_path=brought)
    monkeypatch.setattr(models.weights, "digest_of", refuse)
    with pytest.raises(ModelError, match="cannot be read"):
        store.locate("toy")


class TestWeightsOfAPackage:
    def test_the_default_encoders_are_found_without_importing_it(self, folder: Path) -> None:
        store = WeightsStore(folder)
        status = store.status("resnet29")
        assert status.state is WeightsState.INSTALLED
        assert status.digest == MANIFEST["resnet29-dlib-2"].sha256
        assert store.install("resnet29") == status.path
        assert _left_in(folder) == set()

    def test_they_are_not_installed_from_a_file(self, folder: Path, brought: Path) -> None:
        with pytest.raises(ModelError, match="face-recognition-models"):
            WeightsStore(folder).install("resnet29", from_path=brought)

    def test_a_missing_package_is_a_sentence(self, folder: Path) -> None:
        store = _store(folder, _spec(package="a_package_that_nobody_has"))
        assert store.status("toy").state is WeightsState.ABSENT
        assert store.status("toy").path is None
        with pytest.raises(ModelError, match="package is missing"):
            store.locate("toy")

    def test_a_damaged_package_is_a_sentence(
        self, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        found = importlib.machinery.ModuleSpec("toys", None, origin=str(tmp_path / "__init__.py"))
        monkeypatch.setattr(importlib.util, "find_spec", lambda _name: found)
        store = _store(folder, _spec(package="toys"))
        with pytest.raises(ModelError, match="missing from their Python package"):
            store.locate("toy")
        (tmp_path / "toy.bin").write_bytes(b"changed")
        with pytest.raises(ModelError, match="Install nowhere again"):
            store.locate("toy")


class TestReadingTensors:
    def test_reads_named_tensors(self, tmp_path: Path) -> None:
        torch.save({"a": torch.arange(3)}, tmp_path / "a.pt")
        assert read_state_dict(tmp_path / "a.pt")["a"].tolist() == [0, 1, 2]

    @pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x80\x02}q", b"no weights at all"])
    def test_a_damaged_file_is_a_sentence(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "a.pt").write_bytes(content)
        with pytest.raises(ModelError, match="cannot be read"):
            read_state_dict(tmp_path / "a.pt")

    @pytest.mark.parametrize("content", [[torch.zeros(1)], {"a": 1}, {1: torch.zeros(1)}])
    def test_something_else_is_a_sentence(self, tmp_path: Path, content: object) -> None:
        torch.save(content, tmp_path / "a.pt")
        with pytest.raises(ModelError, match="other than named weights"):
            read_state_dict(tmp_path / "a.pt")

    def test_code_in_a_file_does_not_run(self, tmp_path: Path) -> None:
        trap = tmp_path / "sprung"

        class Trap:
            def __reduce__(self) -> tuple[object, ...]:
                return os.mkdir, (str(trap),)

        torch.save({"a": Trap()}, tmp_path / "a.pt")
        with pytest.raises(ModelError):
            read_state_dict(tmp_path / "a.pt")
        assert not trap.exists()


def test_files_of_one_set_are_found_by_its_name_and_each_by_its_own(folder: Path) -> None:
    parts = [
        dataclasses.replace(_spec(), name=name, model_id=f"{name}-1", set_name="toys")
        for name in ("near", "far")
    ]
    alone = _spec()
    store = WeightsStore(folder, {spec.model_id: spec for spec in (*parts, alone)})
    assert store.set_of("toys") == tuple(parts)
    assert store.set_of("far") == (parts[1],)
    assert store.set_of("toy") == store.set_of("toy-1") == (alone,)
    with pytest.raises(ModelError, match=r"Choose one of: toys, toy\."):
        store.set_of("nobody")
    absent = store.status("far-1").error
    assert absent is not None
    assert "janus weights install toys" in absent.remedy
    assert "--from FOLDER" in absent.remedy


def test_a_folder_that_holds_the_file_will_do(folder: Path, brought: Path) -> None:
    store = _store(folder, _spec())
    with pytest.raises(ModelError, match=r"toy\.bin cannot be opened"):
        store.install("toy-1", from_path=brought.parent)
    brought.rename(brought.with_name("toy.bin"))
    assert store.install("toy-1", from_path=brought.parent).read_bytes() == _CONTENT


def test_the_manifest_is_complete() -> None:
    for model_id, spec in MANIFEST.items():
        assert spec.model_id == model_id
        assert spec.licence
        assert (spec.url is None) != (spec.package is None)
        assert spec.url is None or spec.url.startswith("https://")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no such bits")
def test_a_new_data_folder_is_its_owners_alone(tmp_path: Path) -> None:
    data = tmp_path / "above" / "janus"
    with staged(data / "weights", "toy.bin") as draft:
        assert draft.exists()
    assert [folder.stat().st_mode & 0o777 for folder in (data, data / "weights")] == [0o700] * 2
