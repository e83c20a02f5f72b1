"""Looks at what keeps a photo of a patron from opening the door."""

from collections.abc import Iterator

from kiosk.config import Config
from kiosk.doctor.findings import Finding, Health

_PART = "liveness"
NETWORK_SET = "minifasnet"  # by which its files are installed together


def liveness(config: Config) -> Iterator[Finding]:
    """Say whether a living head is asked for, and whether the network that helps is here."""
    if not config.liveness.required:
        found = "switched off: a photo of a patron opens the door"
        to_do = "Set liveness.required = true, or use Janus only where somebody watches."
        yield Finding(_PART, Health.WARN, found, to_do)
        return
    asks = {
        "never": "nobody is asked to turn the head: whoever is undecided is refused",
        "undecided": "whoever is undecided is asked to turn the head",
        "always": "everybody recognised is asked to turn the head",
    }[config.liveness.challenge]
    found = f"at most one picture in {config.liveness.one_in:,} is to pass; {asks}"
    yield Finding(_PART, Health.OK, found)
    yield _network(config)


def _network(config: Config) -> Finding:
    from models.weights import WeightsState, WeightsStore

    part = "liveness network"
    if config.liveness.network == "never":
        return Finding(part, Health.OK, "left out, as liveness.network says")
    store = WeightsStore(config.weights_dir)
    states = [store.status(spec.model_id) for spec in store.set_of(NETWORK_SET)]
    for status in states:
        if status.error is not None and status.state is WeightsState.DAMAGED:
            return Finding(part, Health.MISSING, status.error.problem, status.error.remedy)
    if any(status.state is WeightsState.ABSENT for status in states):
        if config.liveness.challenge == "never":
            found = "not installed: without it nobody passes by being watched alone"
            to_do = f'janus weights install {NETWORK_SET}, or liveness.challenge = "undecided"'
            return Finding(part, Health.WARN, found, to_do)
        found = "not installed: whoever is not shown to be alive in time is asked to turn"
        return Finding(part, Health.OK, found, f"janus weights install {NETWORK_SET}")
    return Finding(part, Health.OK, f"installed in {store.folder}, its digests are right")
