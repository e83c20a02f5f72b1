"""How well each cue alone tells each species from living people.

A cue's own log ratio is the one that all evidence would amount to were it the only cue. Zero is its
own threshold: above it the cue speaks for a living head, below it for an attack, and near it the
cue says nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import roc_auc_score

from models.liveness.likelihood import Cue
from models.liveness.presented import Presented
from models.liveness.verdict import verdict
from training.evaluation.bootstrap import Floats
from training.evaluation.pad_rates import Rate

_NOTHING = 0.1  # a factor of 1.1: no more than a whisper
_ANY = 2  # a fused log ratio is the same whatever is asked of it


@dataclass(frozen=True, slots=True)
class CueRates:
    """One cue, and one species or the living people.

    Attributes:
        cue: The cue.
        species: What was presented.
        is_bona_fide: Whether that is living people.
        wrong: The cue spoke for the wrong side.
        silent: The cue was absent or said nothing.
        auc: Area under the ROC curve between living people and this species, by this cue alone: the
            chance that it speaks better of a living person; None for the living people themselves,
            and where there are none.
    """

    cue: Cue
    species: str
    is_bona_fide: bool
    wrong: Rate
    silent: Rate
    auc: float | None


def cue_rates(presented: Sequence[Presented]) -> tuple[CueRates, ...]:
    """Count, for each cue that ever said anything, the living people first."""
    cues = [cue for cue in Cue if any(cue in one.cues for one in presented)]
    groups: dict[tuple[bool, str], list[Presented]] = {}
    for one in sorted(presented, key=lambda one: not one.is_bona_fide):
        name = "bona fide" if one.is_bona_fide else one.species
        groups.setdefault((one.is_bona_fide, name), []).append(one)
    rows = []
    for cue in cues:
        people = _said(cue, [one for one in presented if one.is_bona_fide])
        for (is_bona_fide, species), members in groups.items():
            said = _said(cue, members)
            wrong = said < -_NOTHING if is_bona_fide else said > _NOTHING
            rows.append(
                CueRates(
                    cue=cue,
                    species=species,
                    is_bona_fide=is_bona_fide,
                    wrong=Rate(int(wrong.sum()), len(said)),
                    silent=Rate(int((np.abs(said) <= _NOTHING).sum()), len(said)),
                    auc=None if is_bona_fide or not len(people) else _auc(people, said),
                )
            )
    return tuple(rows)


def _said(cue: Cue, presented: Sequence[Presented]) -> Floats:
    """Return the cue's own log ratio of each presentation, 0 where it is absent: (N,)."""
    alone = [{cue: one.cues[cue]} if cue in one.cues else {} for one in presented]
    return np.array([verdict(said, one_in=_ANY).log_ratio for said in alone], np.float64)


def _auc(people: Floats, attacks: Floats) -> float:
    is_live = np.concatenate([np.ones(len(people)), np.zeros(len(attacks))])
    return float(roc_auc_score(is_live, np.concatenate([people, attacks])))
