"""Presentations at a door, simulated: attacks with pictures, and bona fide visitors.

Everything here is a simulation: it says how a detector does on the physics that is in it, not on
every phone and printer in the world.
"""

from kiosk.scene.presentation.clips import Clip, open_clip
from kiosk.scene.presentation.draw_plans import draw_clip_plans, draw_plans, part
from kiosk.scene.presentation.plan import Plan
from kiosk.scene.presentation.presentation import Presentation
from kiosk.scene.presentation.species import Species, Split

__all__ = [
    "Clip",
    "Plan",
    "Presentation",
    "Species",
    "Split",
    "draw_clip_plans",
    "draw_plans",
    "open_clip",
    "part",
]
