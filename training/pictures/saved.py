"""A drawn figure → a file."""

from pathlib import Path

from matplotlib.figure import Figure

from training.errors import TrainingError
from training.pictures.words import any_script


def save_figure(figure: Figure, file: Path) -> Path:
    """Write a figure as a picture; its folder is made, for its owner only: it may show people.

    Raises:
        TrainingError: It cannot be written.
    """
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with any_script():
            figure.savefig(file)
    except OSError as error:
        raise TrainingError(
            f"The picture {file} cannot be written ({error.strerror}).",
            "Name a folder that can be written.",
        ) from error
    return file
