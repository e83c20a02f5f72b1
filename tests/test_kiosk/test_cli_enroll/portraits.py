"""Two people in the public domain, and who is enrolled."""

from matplotlib import cbook
from PIL import Image
from skimage import data

from db.gallery import Gallery


def grace() -> Image.Image:
    with Image.open(cbook.get_sample_data("grace_hopper.jpg", asfileobj=False)) as picture:
        return picture.convert("RGB")


def eileen() -> Image.Image:
    return Image.fromarray(data.astronaut())


def names(gallery: Gallery) -> list[str]:
    return [person.name for person in gallery.people()]


def side_by_side() -> Image.Image:
    both = Image.new("RGB", (1024, 600))
    both.paste(grace(), (0, 0))
    both.paste(eileen(), (512, 0))
    return both
