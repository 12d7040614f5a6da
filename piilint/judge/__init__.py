"""The stage `judge`: facts + rules + policy → findings.

Two steps, since places are costly: `choose` decides by policy which facts will be reported, `judge` makes findings of
them once their places are known, and holds them against the suppressions in the source.
"""

from __future__ import annotations

from piilint.judge.baseline import read_baseline
from piilint.judge.candidates import Candidate, choose, spots_of
from piilint.judge.findings import judge
from piilint.judge.gate import Scope, hold_against_baseline, hold_against_reports, marked_as
from piilint.judge.policies import Policies
from piilint.judge.summary import complete, summarise

__all__ = [
    "Candidate", "Policies", "Scope", "choose", "complete", "hold_against_baseline", "hold_against_reports", "judge",
    "marked_as", "read_baseline", "spots_of", "summarise",
]  # fmt: skip
