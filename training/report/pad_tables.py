"""The figures of an evaluation of presentation-attack detection in sentences and tables."""

from collections.abc import Sequence

from models.liveness.presented import Presented
from training.evaluation.pad import PadEvaluation, disclaimer
from training.evaluation.pad_cues import CueRates
from training.evaluation.pad_manners import MannerRates
from training.evaluation.pad_rates import PadRates, Rate, Seconds, SpeciesRates
from training.pictures.words import one_line
from training.report.html import Block, Table, Text

_NONE = "—"
_MOST_NAMED = 25


def subject_blocks(evaluation: PadEvaluation) -> tuple[Block, ...]:
    """Say what was measured, and above all what this does not show."""
    subject, rates = evaluation.subject, evaluation.rates
    decided = (
        "The whole door decided, with the person shown enrolled: tracking, quality, recognition,"
        " liveness and log. A presentation counts as accepted where the log says “granted”."
        if subject.through_the_door
        else "The liveness part alone decided, behind the door's own tracking and quality checks."
    )
    rows = [
        ("presentations", f"{len(evaluation.presented):,}"),
        ("living people", f"{rates.bona_fide.presentations if rates.bona_fide else 0:,}"),
        ("attacks", f"{sum(one.presentations for one in rates.attacks):,}"),
        ("species of attacks", f"{len(rates.attacks)}"),
        ("at most one picture accepted in", f"{subject.one_in:,}"),
        ("seed", _NONE if subject.seed is None else str(subject.seed)),
        *((name, one_line(value)) for name, value in subject.conditions),
    ]
    return (Text(disclaimer(subject)), Text(decided), Table(("", "value"), tuple(rows)))


def result_blocks(evaluation: PadEvaluation) -> tuple[Block, ...]:
    """The rates of each species, the worst one named."""
    rates = evaluation.rates
    apcer, bpcer = ("IAPAR", "FRR") if evaluation.subject.through_the_door else ("APCER", "BPCER")
    blocks: list[Block] = []
    if rates.worst is not None:
        worst, every = rates.worst, rates.all_attacks
        blocks.append(
            Text(
                f"{every.count:,} of {every.of:,} attacks with a response were accepted. The worst"
                f" species is “{one_line(worst.species)}”: {apcer} {_share(worst.error)}, with 95 %"
                f" confidence {_bounds(worst.error)}."
            )
        )
    if rates.bona_fide is not None:
        people = rates.bona_fide
        blocks.append(
            Text(
                f"{people.error.count:,} of {people.error.of:,} living people with a response were"
                f" rejected: {bpcer} {_share(people.error)}, with 95 % confidence"
                f" {_bounds(people.error)}. Kept out, with those who got no response:"
                f" {_share(people.kept_out)} ({_bounds(people.kept_out)})."
            )
        )
        blocks.append(Text(_unasked(people)))
    if rates.attacks:
        blocks.append(_species_table(rates.attacks, apcer, "Attacks: accepted is the error."))
    if rates.bona_fide is not None:
        blocks.append(
            _species_table((rates.bona_fide,), bpcer, "Living people: rejected is the error.")
        )
    if evaluation.manners:
        blocks.append(_manner_table(evaluation.manners))
    blocks.append(_reason_table(rates))
    blocks.append(
        Text(
            f"{apcer} and {bpcer} are counted over presentations with a response. No response: no"
            " usable face was seen, or a movement was asked for, which no recording can make."
            " Intervals are those of Clopper and Pearson (95 %); they take presentations as"
            " independent. Seconds run from the first usable frame to the response."
        )
    )
    return tuple(blocks)


def _unasked(people: SpeciesRates) -> str:
    """Say how many living people were let in without having to do anything, and how soon."""
    unasked, rested = people.unasked, people.unasked_rested
    said = f"{unasked.count:,} of {unasked.of:,} living people were let in unasked"
    if rested is None:
        return f"{said}."
    return (
        f"{said}, {rested.median_s:.2f} s after they had come to stand before the door (median;"
        f" 95 % within {rested.p95_s:.2f} s; 0 where it was sooner)."
    )


def _species_table(species: Sequence[SpeciesRates], error: str, caption: str) -> Table:
    return Table(
        (
            "species", "shown", "errors", error, "95 % interval", "no response", "asked to move",
            "median s", "95 % within s",
        ),
        tuple(
            (
                one_line(one.species),
                f"{one.presentations:,}",
                f"{one.error.count:,}",
                _share(one.error),
                _bounds(one.error),
                f"{one.no_response.count:,}",
                f"{one.challenged.count:,}",
                *_median_and_p95(one.seconds),
            )
            for one in species
        ),
        caption,
    )  # fmt: skip


def _manner_table(manners: Sequence[MannerRates]) -> Table:
    return Table(
        ("how they came", "shown", "unasked", "95 % interval", "median s", "95 % within s",
         "rejected"),
        tuple(
            (
                one_line(one.manner),
                f"{one.unasked.of:,}",
                _share(one.unasked),
                _bounds(one.unasked),
                *_median_and_p95(one.rested),
                f"{one.rejected.count:,}",
            )
            for one in manners
        ),
        "Living people let in unasked, by how they came; seconds since they had come to stand.",
    )  # fmt: skip


def _reason_table(rates: PadRates) -> Table:
    """Return what the door said of each species, and how often."""
    every = (*rates.attacks, *([rates.bona_fide] if rates.bona_fide else []))
    return Table(
        ("species", "what was said, and how often"),
        tuple(
            (
                one_line(one.species),
                ", ".join(f"{one_line(reason)} {count:,}" for reason, count in one.reasons),
            )
            for one in every
        ),
        "Why",
    )


def cue_blocks(rows: Sequence[CueRates]) -> tuple[Block, ...]:
    """A table for each cue; () where none said anything."""
    if not rows:
        return ()
    note = Text(
        "Each cue by itself, at its own threshold: above a log ratio of 0 it speaks for a living"
        " head, below for an attack. Wrong: it spoke for the other side. Silent: it was absent or"
        " said nothing. AUC: how often it speaks better of a living person than of an attack of"
        " this species; 0.5 is chance. No cue decides alone."
    )
    tables = tuple(
        Table(
            ("species", "shown", "wrong", "95 % interval", "silent", "AUC"),
            tuple(
                (
                    one_line(row.species),
                    f"{row.wrong.of:,}",
                    _share(row.wrong),
                    _bounds(row.wrong),
                    _share(row.silent),
                    _NONE if row.auc is None else f"{row.auc:.3f}",
                )
                for row in rows
                if row.cue is cue
            ),
            f"{cue.value}",
        )
        for cue in dict.fromkeys(row.cue for row in rows)
    )
    return (note, *tables)


def error_blocks(presented: Sequence[Presented]) -> tuple[Block, ...]:
    """Name the errors, so that each can be played again; () where there is none."""
    errors = [one for one in presented if one.is_error]
    if not errors:
        return ()
    shown = errors[:_MOST_NAMED]
    more = f"; {len(errors) - len(shown):,} more in the figures" if len(errors) > len(shown) else ""
    return (
        Table(
            ("presentation", "response", "log ratio", "why", "challenge"),
            tuple(
                (
                    one_line(one.name),
                    one.response.value,
                    _NONE if one.log_ratio is None else f"{one.log_ratio:.1f}",
                    one_line(one.reason) or _NONE,
                    one_line(one.challenge) or _NONE,
                )
                for one in shown
            ),
            f"Errors: {len(errors):,}{more}",
        ),
    )


def _median_and_p95(seconds: Seconds | None) -> tuple[str, str]:
    if seconds is None:
        return _NONE, _NONE
    return f"{seconds.median_s:.2f}", f"{seconds.p95_s:.2f}"


def _share(rate: Rate) -> str:
    return _NONE if rate.share is None else f"{rate.share:.1%}"


def _bounds(rate: Rate) -> str:
    if not rate.of:
        return _NONE
    interval = rate.interval
    return f"{100 * interval.low:.1f} to {100 * interval.high:.1f} %"
