"""What is found wrong with the infrared camera beside the door's keeps nobody out."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kiosk.doctor.findings import Finding, Health

# It is looked at like the door's camera, under settings and commands of its own.
_OWN_WORDS = {
    "camera.source": "camera.infrared_source",
    "`janus camera agree`": "`janus camera agree --infrared`",
}


def of_witness(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield what was found about an infrared witness as if it were the door's camera.

    Without it faces are weighed all the same; only another one than was agreed on is wrong.
    """
    for finding in findings:
        to_do = finding.to_do
        for word, own in _OWN_WORDS.items():
            to_do = to_do.replace(word, own)
        health = Health.WARN if finding.health is Health.MISSING else finding.health
        yield replace(finding, part=f"infrared {finding.part}", health=health, to_do=to_do)
