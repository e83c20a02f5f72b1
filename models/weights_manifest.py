"""The files of weights that Janus knows: what they are, where they come from, on what terms."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class WeightsSpec:
    """One file of weights.

    Attributes:
        name: What an operator calls it.
        model_id: The mark of the network: embeddings made with it carry it.
        title: What it is, in a few words.
        file_name: Its name in the weights folder, or its path inside `package`.
        source: Where it comes from, for people.
        sha256: Its digest, hexadecimal; None where the publisher names none.
        size_bytes: Its size.
        licence: The terms of the weights.
        url: Where it can be downloaded; None where it comes another way.
        package: The installed Python package that carries it; None where it lies in the folder.
        set_name: What an operator calls all files that are of use only together; None where this
            one stands for itself.
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
    set_name: str | None = None

    @property
    def install_name(self) -> str:
        """What an operator names to install it."""
        return self.set_name or self.name

    @property
    def brought_as(self) -> str:
        """What the command line takes from one who brings it along."""
        return "FILE" if self.set_name is None else "FOLDER"


_MINIVISION = "Minivision AI's Silent-Face-Anti-Spoofing on GitHub"
_MINIVISION_URL = (
    "https://raw.githubusercontent.com/minivision-ai/Silent-Face-Anti-Spoofing/"
    "f679b7c96ad407d1114182847d3e0c20619a76d0/resources/anti_spoof_models"
)

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
    WeightsSpec(
        name="minifasnet-v2",
        model_id="minifasnet-v2-1",
        title="MiniFASNetV2, liveness: the face and a little around it",
        file_name="2.7_80x80_MiniFASNetV2.pth",
        source=_MINIVISION,
        sha256="a5eb02e1843f19b5386b953cc4c9f011c3f985d0ee2bb9819eea9a142099bec0",
        size_bytes=1_849_453,
        licence="Apache 2.0",
        url=f"{_MINIVISION_URL}/2.7_80x80_MiniFASNetV2.pth",
        set_name="minifasnet",
    ),
    WeightsSpec(
        name="minifasnet-v1se",
        model_id="minifasnet-v1se-1",
        title="MiniFASNetV1SE, liveness: the face and more around it",
        file_name="4_0_0_80x80_MiniFASNetV1SE.pth",
        source=_MINIVISION,
        sha256="84ee1d37d96894d5e82de5a57df044ef80a58be2b218b5ed7cdfd875ec2f5990",
        size_bytes=1_856_130,
        licence="Apache 2.0",
        url=f"{_MINIVISION_URL}/4_0_0_80x80_MiniFASNetV1SE.pth",
        set_name="minifasnet",
    ),
)

MANIFEST: Mapping[str, WeightsSpec] = MappingProxyType({spec.model_id: spec for spec in _SPECS})
