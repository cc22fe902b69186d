"""Everything by which questions are understood, but the places: the vocabulary, and how like its examples they are."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from romduol.knowledge.answers.rules.understanding.finding import found_in
from romduol.knowledge.answers.rules.understanding.gazetteer import Gazetteer
from romduol.knowledge.answers.rules.understanding.likeness import Features, Likeness, features_of
from romduol.knowledge.answers.rules.understanding.neighbours import Neighbours
from romduol.knowledge.answers.rules.understanding.reading import read
from romduol.knowledge.answers.rules.understanding.telling import told_besides
from romduol.knowledge.answers.rules.understanding.vocabulary import Vocabulary


@dataclass(slots=True)
class Words:
    """Built once of what a release keeps, read by every question."""

    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    likeness: Likeness = field(default_factory=Likeness)
    """To the examples of each need."""
    pressing: Likeness = field(default_factory=Likeness)
    """To the examples of each urgency."""
    neighbours: Neighbours = field(default_factory=Neighbours)

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Words":
        """Make ready what a release keeps of the lexicon; an empty document understands nothing."""
        vocabulary = Vocabulary.of(document)
        known = [(kind, said) for kind, _, said in (feature.partition(" ") for feature in document.get("features", ()))]
        examples = [
            (label, frozenset(known[place] for place in places))
            for label, questions in document.get("examples", {}).items()
            for places in questions
        ]
        if not examples:
            return cls(vocabulary)
        meanings = vocabulary.situations
        urgencies = {label: urgency_of(label) or str(meanings[situation_of(label)].urgency) for label, _ in examples}
        situations = [(situation_of(label), features) for label, features in examples]
        return cls(
            vocabulary,
            Likeness.of(situations, {name: meaning.need for name, meaning in meanings.items()}),
            Likeness.of(examples, urgencies),
            Neighbours.of(situations),
        )


def situation_of(label: str) -> str:
    """The situation of which an example is, by its label: `child_abuse`, `child_abuse emergency`."""
    return label.partition(" ")[0]


def urgency_of(label: str) -> str:
    """The urgency of an example, where it is another than that of its situation; else nothing."""
    return label.partition(" ")[2]


def with_features(lexicon: Mapping[str, Any]) -> dict[str, Any]:
    """Return a lexicon with each example as what it speaks of, so that whoever reads a release need not work it out.

    `features` lists what examples speak of, and each example is the places of its features in that list. What only one
    example speaks of is left out: it makes no other question like it.
    """
    vocabulary, nowhere = Vocabulary.of(lexicon), Gazetteer()
    examples = {
        label: [_features(question, vocabulary, nowhere) for question in questions]
        for label, questions in lexicon.get("examples", {}).items()
    }
    seen = Counter(feature for questions in examples.values() for features in questions for feature in features)
    shared = sorted(feature for feature, number in seen.items() if number > 1 or feature[1].count(" ") < 2)
    places = {feature: place for place, feature in enumerate(shared)}
    kept = {
        label: [sorted(places[feature] for feature in features if feature in places) for features in questions]
        for label, questions in examples.items()
    }
    return {**lexicon, "examples": kept, "features": [" ".join(feature) for feature in shared]}


def _features(question: str, vocabulary: Vocabulary, nowhere: Gazetteer) -> Features:
    hits, _ = found_in(read(question), vocabulary, nowhere)
    told_besides(hits, vocabulary)
    return features_of(hits)
