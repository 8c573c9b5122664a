"""Proof of findings: the downstream code that a finding breaks, and both versions installed apart to run it.

Code of the compared packages runs in here and nowhere else, and only when `verify` or `diff --verify` is asked for.
"""

from stability_checker.witness.evidence import Reader, Witness
from stability_checker.witness.writing import candidates, with_witnesses, write_witness

__all__ = ["Reader", "Witness", "candidates", "with_witnesses", "write_witness"]
