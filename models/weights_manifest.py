"""The files of weights that Janus knows: what they are, where they come from, on what terms."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class WeightsSpec:
    """One file of weights.

    Attributes:
        name: What an operator calls it.
        model_id: The mark that embeddings made with it carry.
        title: What it is, in a few words.
        file_name: Its name in the weights folder, or its path inside `package`.
        source: Where it comes from, for people.
        sha256: Its digest, hexadecimal; None where the publisher names none.
        size_bytes: Its size.
        licence: The terms of the weights.
        url: Where it can be downloaded; None where it comes another way.
        package: The installed Python package that carries it; None where it lies in the folder.
    """

    name: str
    model_id: str
    title: str
    file_name: str
    source: str
    sha256: str | None
    size_bytes: int
    licence: str
    url: str | None = None
    package: str | None = None


_SPECS = (
    WeightsSpec(
        name="resnet29",
        model_id="resnet29-dlib-2",
        title="ResNet-29, dlib's face network (the default)",
        file_name="models/dlib_face_recognition_resnet_model_v1.dat",
        source="the Python package face-recognition-models 0.3.0",
        sha256="55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30",
        size_bytes=22_466_066,
        licence="CC0 1.0 (public domain)",
        package="face_recognition_models",
    ),
    WeightsSpec(
        name="inception-vggface2",
        model_id="inception-vggface2-1",
        title="Inception-ResNet-v1, trained on VGGFace2",
        file_name="20180402-114759-vggface2.pt",
        source="the releases of facenet-pytorch on GitHub",
        sha256=None,  # its publisher names none
        size_bytes=111_898_327,
        licence="code MIT; VGGFace2 pictures were collected for research: check that your use is",
        url="https://github.com/timesler/facenet-pytorch/releases/download/v2.2.9/"
        "20180402-114759-vggface2.pt",
    ),
)

MANIFEST: Mapping[str, WeightsSpec] = MappingProxyType({spec.model_id: spec for spec in _SPECS})
