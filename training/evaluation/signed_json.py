"""The figures of an evaluation for programs. All rates are shares, 0 to 1."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

from training.evaluation.bootstrap import Interval
from training.evaluation.groups import GroupComparison, GroupRates
from training.evaluation.open_set import SearchRate
from training.evaluation.signed import Evaluation
from training.evaluation.true_accepts import TrueAccepts

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

FORMAT = 1

_MEANING: Mapping[str, str] = MappingProxyType(
    {
        "accuracy": "mean over the folds of the pairs, each fold judged at the threshold best on"
        " the others (LFW view 2); a pair with a face not found is wrong",
        "accuracy_std": "standard error of that mean, as LFW's tables print it: the standard"
        " deviation of the folds (accuracy_fold_std) divided by the root of their number",
        "tar_at_fmr": "true accept rate of all comparisons, identity-balanced, at each false match"
        " rate; null where fewer than 3 pairs of people would match at it: the data are too few."
        " The figure, its interval and its threshold stand in `true_accepts` all the same",
        "fnir_at_fpir": "by people enrolled, pictures in a probe, and FPIR: share of people"
        " enrolled who are not recognised; null where fewer than 3 of the strangers may be let in:"
        " they are too few. The figure and its interval stand in `searches` all the same",
        "faces_not_found": "pictures without a face found, and files that are no pictures: their"
        " genuine comparisons are non-matches, their probes are misses",
        "intervals": "95 %, people drawn anew with replacement; thresholds chosen anew in each"
        " draw, except for groups, which are compared at fixed thresholds",
    }
)


def to_json(evaluation: Evaluation) -> dict[str, Json]:
    """Return every figure, ready for `json.dumps`."""
    subject, accuracy, roc = evaluation.subject, evaluation.accuracy, evaluation.roc
    return {
        "format": FORMAT,
        "meaning": dict(_MEANING),
        "encoder": subject.encoder,
        "model_id": evaluation.model_id,
        "data": subject.data,
        "made_at": subject.made_at.isoformat(),
        "faces_looked_for": subject.faces,
        "seed": subject.seed,
        "bootstrap_draws": subject.draws,
        "images": evaluation.images,
        "people": evaluation.people,
        "faces_not_found": evaluation.faces_not_found,
        "no_face": [_name(picture.person, picture.path.name) for picture in evaluation.no_face],
        "unreadable": [_name(p.person, p.path.name) for p in evaluation.unreadable],
        "accuracy": None if accuracy is None else accuracy.mean,
        "accuracy_std": None if accuracy is None else accuracy.standard_error,
        "accuracy_fold_std": None if accuracy is None else accuracy.fold_deviation,
        "accuracy_folds": [] if accuracy is None else list(accuracy.folds),
        "pairs": 0 if accuracy is None else accuracy.pairs,
        "pairs_from": subject.pairs_from or None,
        "pairs_with_face_not_found": 0 if accuracy is None else accuracy.not_found,
        "rated": {
            "images": evaluation.rated_images,
            "faces_not_found": roc.not_found,
            "most_per_person": subject.most_per_person,
            "people": evaluation.rated_people,
            "genuine_people": evaluation.genuine_people,
            "identity_pairs": evaluation.identity_pairs,
            "genuine_comparisons": roc.genuine,
            "impostor_comparisons": roc.impostor,
        },
        "eer": roc.eer,
        "eer_interval": _bounds(roc.eer_interval),
        "auc": roc.auc,
        "auc_interval": _bounds(roc.auc_interval),
        # A JSON number has no infinity: kinds that each lie in one point are apart without measure.
        "d_prime": roc.d_prime if roc.d_prime < float("inf") else None,
        "tar_at_fmr": {
            rate_name(point.fmr): point.tar if point.carried else None
            for point in evaluation.true_accepts
        },
        "true_accepts": [_true_accepts(point) for point in evaluation.true_accepts],
        "fnir_at_fpir": _fnir(evaluation.searches),
        "searches": [_search(rate) for rate in evaluation.searches],
        "groups": [_comparison(comparison) for comparison in evaluation.groups],
        "most_wrong": [
            {
                "left": _name(pair.left.person, pair.left.path.name),
                "right": _name(pair.right.person, pair.right.path.name),
                "same": pair.same,
                "similarity": pair.similarity,
            }
            for pair in (*evaluation.wrong_strangers, *evaluation.wrong_own)
        ],
    }


def rate_name(rate: float) -> str:
    """Return a rate as a key, e.g. `1e-3`."""
    digits, _, power = f"{rate:e}".partition("e")
    return f"{float(digits):g}e{int(power)}"


def _name(person: str, file: str) -> str:
    # A folder's name may hold bytes that are no text.
    return f"{person}/{file}".encode("utf-8", "replace").decode("utf-8")


def _bounds(interval: Interval | None) -> Json:
    return None if interval is None else [interval.low, interval.high]


def _true_accepts(point: TrueAccepts) -> Json:
    return {
        "fmr": point.fmr,
        "tar": point.tar,
        "interval": _bounds(point.interval),
        "similarity": point.similarity,
        "matching_pairs": point.matching_pairs,
        "carried": point.carried,
    }


def _fnir(searches: tuple[SearchRate, ...]) -> Json:
    table: dict[str, dict[str, dict[str, float | None]]] = {}
    for rate in searches:
        probes = table.setdefault(str(rate.gallery), {})
        fpirs = probes.setdefault(str(rate.pictures), {})
        fpirs[rate_name(rate.fpir)] = rate.fnir if rate.carried else None
    return {size: {k: dict(v) for k, v in probes.items()} for size, probes in table.items()}


def _search(rate: SearchRate) -> Json:
    return {
        "gallery": rate.gallery,
        "probe_pictures": rate.pictures,
        "fpir": rate.fpir,
        "fpir_high": rate.fpir_high,
        "fnir": rate.fnir,
        "interval": _bounds(rate.interval),
        "mistaken": rate.mistaken,
        "similarity": rate.similarity,
        "people": rate.people,
        "strangers": rate.strangers,
        "carried": rate.carried,
    }


def _comparison(comparison: GroupComparison) -> Json:
    return {
        "attribute": comparison.attribute,
        "fmr": comparison.fmr,
        "similarity": comparison.similarity,
        "fmr_ratio": comparison.fmr_ratio,
        "fnmr_ratio": comparison.fnmr_ratio,
        "in_no_group": comparison.in_no_group,
        "groups": [_group(group) for group in comparison.groups],
    }


def _group(group: GroupRates) -> Json:
    return {
        "group": group.group,
        "people": group.people,
        "pairs": group.pairs,
        "fmr": group.fmr,
        "fmr_interval": _bounds(group.fmr_interval),
        "genuine_people": group.genuine_people,
        "fnmr": group.fnmr,
        "fnmr_interval": _bounds(group.fnmr_interval),
    }
