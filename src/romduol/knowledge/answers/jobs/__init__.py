"""Freezes into each release what questions are answered from, so that answers and pages never disagree."""

from romduol.knowledge.answers.jobs.advice import AdviceRenderer
from romduol.knowledge.answers.jobs.index import IndexRenderer
from romduol.knowledge.answers.jobs.numbers import NumberRenderer
from romduol.knowledge.answers.jobs.understanding import UnderstandingRenderer

__all__ = ["AdviceRenderer", "IndexRenderer", "NumberRenderer", "UnderstandingRenderer"]
