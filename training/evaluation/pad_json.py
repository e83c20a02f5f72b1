"""The figures of an evaluation of presentation-attack detection for programs: shares, 0 to 1."""

from collections.abc import Mapping
from types import MappingProxyType

from models.liveness.likelihood import Attack
from models.liveness.presented import Presented
from training.evaluation.pad import PadEvaluation, disclaimer
from training.evaluation.pad_cues import CueRates
from training.evaluation.pad_curve import PadCurve
from training.evaluation.pad_manners import MannerRates
from training.evaluation.pad_rates import Rate, Seconds, SpeciesRates
from training.evaluation.signed_json import Json

FORMAT = 1

_MEANING: Mapping[str, str] = MappingProxyType(
    {
        "apcer": "share of the attack presentations with a response that were accepted, for each"
        " species (ISO/IEC 30107-3: attack presentation classification error rate); through the"
        " door it is the impostor attack presentation accept rate, IAPAR, of the whole door",
        "bpcer": "share of the living people with a response who were rejected; through the door"
        " the whole door's false rejection rate",
        "no_response": "share without a response: no usable face, or asked for a movement that no"
        " recording can make; in neither apcer nor bpcer",
        "kept_out": "share not accepted, rejected or without response",
        "interval": "95 %, Clopper and Pearson, as if presentations were independent",
        "cue_log_ratios": "natural, living head to each kind of attack; positive speaks for a head",
        "peak_log_ratio": "highest fused log ratio of the passive evidence up to the deadline; the"
        " curve's score",
    }
)


def to_json(evaluation: PadEvaluation) -> dict[str, Json]:
    """Return every figure and every presentation, ready for `json.dumps`."""
    subject, rates = evaluation.subject, evaluation.rates
    return {
        "format": FORMAT,
        "disclaimer": disclaimer(subject),
        "meaning": dict(_MEANING),
        "title": subject.title,
        "is_simulated": subject.is_simulated,
        "made_at": subject.made_at.isoformat(),
        "one_in": subject.one_in,
        "through_the_door": subject.through_the_door,
        "seed": subject.seed,
        "conditions": dict(subject.conditions),
        "bona_fide": None if rates.bona_fide is None else _species(rates.bona_fide, "bpcer"),
        "bona_fide_manners": [_manner(one) for one in evaluation.manners],
        "attacks": [_species(species, "apcer") for species in rates.attacks],
        "all_attacks_accepted": _rate(rates.all_attacks),
        "worst_species": None if rates.worst is None else rates.worst.species,
        "cues": [_cue(row) for row in evaluation.cues],
        "curve": None if evaluation.curve is None else _curve(evaluation.curve),
        "presentations": [_presented(one) for one in evaluation.presented],
    }


def _species(species: SpeciesRates, error: str) -> dict[str, Json]:
    seconds = species.seconds
    return {
        "species": species.species,
        "presentations": species.presentations,
        error: _rate(species.error),
        "no_response": _rate(species.no_response),
        "kept_out": _rate(species.kept_out),
        "challenged": _rate(species.challenged),
        "median_s": None if seconds is None else seconds.median_s,
        "p95_s": None if seconds is None else seconds.p95_s,
        **_unasked(species.unasked, species.unasked_rested),
        "reasons": dict(species.reasons),
    }


def _manner(people: MannerRates) -> dict[str, Json]:
    return {
        "manner": people.manner,
        **_unasked(people.unasked, people.rested),
        "rejected": _rate(people.rejected),
    }


def _unasked(unasked: Rate, rested: Seconds | None) -> dict[str, Json]:
    return {
        "unasked": _rate(unasked),
        "unasked_rested_median_s": None if rested is None else rested.median_s,
        "unasked_rested_p95_s": None if rested is None else rested.p95_s,
    }


def _rate(rate: Rate) -> dict[str, Json]:
    interval = rate.interval
    return {
        "count": rate.count,
        "of": rate.of,
        "share": rate.share,
        "interval": [interval.low, interval.high],
    }


def _cue(row: CueRates) -> dict[str, Json]:
    return {
        "cue": row.cue.value,
        "species": row.species,
        "is_bona_fide": row.is_bona_fide,
        "wrong": _rate(row.wrong),
        "silent": _rate(row.silent),
        "auc": row.auc,
    }


def _curve(curve: PadCurve) -> dict[str, Json]:
    return {
        "threshold": curve.threshold.tolist(),
        "bpcer": curve.bpcer.tolist(),
        "apcer": {
            name: rates.tolist() for name, rates in zip(curve.species, curve.apcer, strict=True)
        },
    }


def _presented(one: Presented) -> dict[str, Json]:
    return {
        "name": one.name,
        "species": one.species,
        "is_bona_fide": one.is_bona_fide,
        "response": one.response.value,
        "reason": one.reason,
        "log_ratio": one.log_ratio,
        "peak_log_ratio": one.peak_log_ratio,
        "decided_s": one.decided_s,
        "rested_s": one.rested_s,
        "manner": one.manner,
        "frames": one.frames,
        "challenge": one.challenge,
        "cue_log_ratios": {
            cue.value: {attack.value: ratio.against(attack) for attack in Attack}
            for cue, ratio in one.cues.items()
        },
    }
