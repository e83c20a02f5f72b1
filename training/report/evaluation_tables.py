"""The figures of an evaluation in sentences and tables."""

from training.evaluation.bootstrap import Interval
from training.evaluation.groups import GroupComparison
from training.evaluation.signed import Evaluation
from training.evaluation.signed_json import rate_name
from training.pictures.words import one_line
from training.report.html import Block, Table, Text

_MOST_NAMED = 20
_TOO_FEW = "too few"


def subject_blocks(evaluation: Evaluation) -> tuple[Block, ...]:
    """Say what was measured, on what, through what."""
    subject = evaluation.subject
    if subject.faces:
        through = (
            "Every picture went through the detector, the alignment and the network of the door"
            " (MTCNN, five landmarks, each face averaged with its mirror image). A picture in which"
            " no face was found counts as an error: it matches nobody."
        )
    else:
        through = (
            "No faces were looked for: every picture was resized and its middle embedded, once."
        )
    every = "; the list of pairs is tested whole" if subject.pairs_from else ""
    lost = [*evaluation.no_face, *evaluation.unreadable]
    blocks: list[Block] = [
        Text(through),
        Table(
            ("", "count"),
            (
                ("pictures", f"{evaluation.images:,}"),
                ("people", f"{evaluation.people:,}"),
                ("faces not found", f"{evaluation.faces_not_found:,}"),
                ("pictures rated", f"{evaluation.rated_images:,}"),
                ("people rated", f"{evaluation.rated_people:,}"),
                ("of these with two pictures or more", f"{evaluation.genuine_people:,}"),
                ("comparisons of one person", f"{evaluation.roc.genuine:,}"),
                ("comparisons of two people", f"{evaluation.roc.impostor:,}"),
            ),
        ),
        Text(
            f"Intervals are 95 %, from drawing the people anew {subject.draws:,} times (seed"
            f" {subject.seed}): comparisons that share a person are not independent. At most"
            f" {subject.most_per_person} pictures of each person are rated{every}."
        ),
    ]
    if lost:
        names = ", ".join(one_line(picture.path.name) for picture in lost[:_MOST_NAMED])
        more = f" and {len(lost) - _MOST_NAMED} more" if len(lost) > _MOST_NAMED else ""
        blocks.append(Text(f"No face found in: {names}{more}."))
    return tuple(blocks)


def pair_blocks(evaluation: Evaluation) -> tuple[Block, ...]:
    """The accuracy of the pairs."""
    accuracy, subject = evaluation.accuracy, evaluation.subject
    if accuracy is None:
        return (Text("There are too few pictures to draw pairs from them."),)
    origin = f"of {subject.pairs_from}" if subject.pairs_from else "drawn from the folder"
    return (
        Text(
            f"{accuracy.mean:.2%} ± {accuracy.standard_error:.2%} of {accuracy.pairs:,} pairs"
            f" {origin} are judged right: mean over {len(accuracy.folds)} folds and its standard"
            " error, each fold judged at the threshold that is best on the others (LFW, view 2)."
            f" Pairs with a face not found, each counted as wrong: {accuracy.not_found}."
        ),
        Table(
            ("fold", "accuracy"),
            tuple((str(i), f"{fold:.2%}") for i, fold in enumerate(accuracy.folds, start=1)),
        ),
    )


def rate_blocks(evaluation: Evaluation) -> tuple[Block, ...]:
    """The true accept rates, EER, AUC and d-prime."""
    roc = evaluation.roc
    blocks: list[Block] = [
        Text(
            f"Each person, and each of {evaluation.identity_pairs:,} pairs of two, weighs alike"
            " however many pictures they have. In each draw the threshold is chosen anew, so an"
            " interval holds the uncertainty of the threshold as well."
        ),
        Table(
            ("false match rate", "true accept rate", "95 % interval", "similarity", ""),
            tuple(
                (
                    rate_name(point.fmr),
                    f"{point.tar:.1%}",
                    _percents(point.interval),
                    f"{point.similarity:.4f}",
                    "" if point.carried else _TOO_FEW,
                )
                for point in evaluation.true_accepts
            ),
        ),
    ]
    if not all(point.carried for point in evaluation.true_accepts):
        blocks.append(
            Text(
                "“too few”: fewer than three pairs of people would be mistaken at this rate, so its"
                " threshold cannot be known (rule of three). Do not sign this figure."
            )
        )
    blocks.append(
        Table(
            ("", "value", "95 % interval"),
            (
                ("equal error rate", f"{roc.eer:.2%}", _percents(roc.eer_interval, digits=2)),
                (
                    "area under the ROC curve",
                    f"{roc.auc:.5f}",
                    f"{roc.auc_interval.low:.5f} to {roc.auc_interval.high:.5f}",
                ),
                ("d-prime, faces found", f"{roc.d_prime:.2f}", ""),
            ),
        )
    )
    return tuple(blocks)


def search_blocks(evaluation: Evaluation) -> tuple[Block, ...]:
    """The open-set searches."""
    rates = evaluation.searches
    if not rates:
        return ()
    blocks: list[Block] = [
        Text(
            "One photo is enrolled for each person of a gallery. Then people enrolled come with"
            " other pictures, and strangers come. A probe's similarity is the mean of those of its"
            " pictures, as at the door. Ten galleries were drawn of each size. FPIR is the share of"
            " strangers taken for somebody enrolled, FNIR that of people enrolled who are not"
            " recognised, whether missed or taken for somebody else."
        ),
        Table(
            (
                "enrolled", "pictures a probe", "FPIR", "FNIR", "95 % interval", "people who came",
                "strangers", "FPIR may be up to", "similarity", "",
            ),
            tuple(
                (
                    f"{rate.gallery:,}",
                    str(rate.pictures),
                    f"{100 * rate.fpir:g} %",
                    f"{rate.fnir:.1%}",
                    _percents(rate.interval),
                    f"{rate.people:,}",
                    f"{rate.strangers:,}",
                    f"{rate.fpir_high:.2%}",
                    f"{rate.similarity:.4f}",
                    "" if rate.carried else _TOO_FEW,
                )
                for rate in rates
            ),
        ),
    ]  # fmt: skip
    weak = sorted({rate.fpir for rate in rates if not rate.carried}, reverse=True)
    if weak:
        needed = ", ".join(f"{100 * fpir:g} %: {round(3 / fpir):,}" for fpir in weak)
        blocks.append(
            Text(
                "“too few”: so few strangers cannot tell this FPIR, as fewer than three of them may"
                f" be let in (rule of three). Strangers needed for an FPIR of {needed}. Do not sign"
                " these figures."
            )
        )
    return tuple(blocks)


def group_blocks(evaluation: Evaluation) -> tuple[Block, ...]:
    """The rates of each group; () where none were given."""
    if not evaluation.groups:
        return ()
    note = Text(
        "All groups at one threshold, that of the stated FMR of everybody. A group's FMR is that of"
        " two people of the group. A ratio is that of the worst group to the best; none is given"
        " where the best has no error at all."
    )
    return (note, *(_group_table(comparison) for comparison in evaluation.groups))


def _group_table(comparison: GroupComparison) -> Table:
    outside = f"; {comparison.in_no_group:,} in no group" if comparison.in_no_group else ""
    return Table(
        ("group", "people", "FMR", "95 % interval", "with two pictures", "FNMR", "95 % interval"),
        tuple(
            (
                one_line(group.group),
                f"{group.people:,}",
                "—" if group.fmr is None else f"{group.fmr:.2e}",
                "—"
                if group.fmr_interval is None
                else f"{group.fmr_interval.low:.1e} to {group.fmr_interval.high:.1e}",
                f"{group.genuine_people:,}",
                "—" if group.fnmr is None else f"{group.fnmr:.1%}",
                "—" if group.fnmr_interval is None else _percents(group.fnmr_interval),
            )
            for group in comparison.groups
        ),
        caption=(
            f"{one_line(comparison.attribute)} at FMR {rate_name(comparison.fmr)} (similarity"
            f" {comparison.similarity:.4f}): FMR worst to best {_ratio(comparison.fmr_ratio)},"
            f" FNMR {_ratio(comparison.fnmr_ratio)}{outside}"
        ),
    )


def _ratio(ratio: float | None) -> str:
    return "cannot be given" if ratio is None else f"{ratio:.1f}"


def _percents(interval: Interval, digits: int = 1) -> str:
    return f"{100 * interval.low:.{digits}f} to {100 * interval.high:.{digits}f} %"
