"""Reads the release to answer a question."""

from romduol.knowledge.answers.queries.numbers import look_up_number

__all__ = ["look_up_number"]
