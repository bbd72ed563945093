"""Writes the example projects in resources/examples.

    python packaging/examples.py

Every example is described here once. What each must reach is asserted by tests/stories.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.model import files  # noqa: E402
from app.model.project import Project  # noqa: E402
from engine.datasets import datasets  # noqa: E402
from engine.experiment import Experiment, Split, Training  # noqa: E402
from engine.graph import Graph  # noqa: E402
from engine.layers import Layer, layers  # noqa: E402
from engine.losses import losses  # noqa: E402
from engine.optimizers import optimizers  # noqa: E402
from engine.schedules import schedules  # noqa: E402

Kind = str | tuple[str, dict[str, Any]]


def network(*hidden: Layer, features: Sequence[str] = ("x1", "x2")) -> Graph:
    """Input, these layers, output."""
    ends = layers.make("input", {"features": tuple(features)}), layers.make("output")
    return Graph.chain(ends[0], *hidden, ends[1])


def dense(units: int, activation: str = "tanh") -> Layer:
    """A dense layer."""
    return layers.make("dense", {"units": units, "activation": activation})


def experiment(
    graph: Graph,
    data: Kind,
    *,
    loss: str = "mse",
    optimizer: Kind = "adam",
    split: dict[str, Any] | None = None,
    **training: Any,
) -> Experiment:
    """An experiment with a constant learning rate."""
    return Experiment(
        graph,
        datasets.make(*_kind(data)),
        losses.make(loss),
        optimizers.make(*_kind(optimizer)),
        schedules.make("constant"),
        Split(**(split or {})),
        Training(**training),
    )


def _kind(kind: Kind) -> tuple[str, dict[str, Any]]:
    return (kind, {}) if isinstance(kind, str) else kind


CALM: Kind = ("adam", {"epsilon": 0.01})
"""Adam for a network that is left running after it has learned everything. As gradients vanish, so
does what Adam divides by; with its usual settings one odd batch then throws all weights away, again
and again. With a division that ends at gradients of a hundredth, and small steps, it lies still."""
PATIENT: Kind = ("adam", {"beta2": 0.9, "epsilon": 0.01})
"""The same for larger steps: with a shorter memory it notices sooner that gradients have grown."""

EXAMPLES = {
    "two-spirals": Project(
        experiment(
            network(dense(8), dense(8), dense(6), features=("x1", "x2", "sin x1", "sin x2")),
            ("spiral", {"noise": 0.1}),
            optimizer=CALM,
            split={"train_share": 0.6},
            learning_rate=0.002,
            batch_size=15,
        ),
        "Two spirals",
        "Two arms wind around each other. Watch how each layer bends the plane a little more, "
        "until the last one can draw the line. What happens without the last hidden layer?",
    ),
    "xor": Project(
        experiment(
            network(dense(8)),
            "xor",
            learning_rate=0.01,
            batch_size=10,
        ),
        "Exclusive or",
        "Blue where both coordinates have the same sign. No single line can do that: remove the "
        "hidden layer and the network is stuck at guessing.",
    ),
    "circle": Project(
        experiment(
            network(dense(4)),
            "circle",
            optimizer="momentum",
            learning_rate=0.03,
            batch_size=20,
        ),
        "Disc in a ring",
        "Each hidden neuron draws one straight line. Together they fence the disc in. How few "
        "neurons are enough?",
    ),
    "iris": Project(
        experiment(
            network(dense(6)),
            "iris",
            loss="cross_entropy",
            split={"standardize": True},
            learning_rate=0.01,
            batch_size=15,
        ),
        "Iris flowers",
        "Four measures of 150 flowers tell three kinds of iris apart. One kind is easy; the other "
        "two overlap a little, and nobody gets all of them right.",
    ),
    "digits": Project(
        experiment(
            Graph.chain(
                layers.make("input"),
                layers.make("flatten"),
                dense(32, "relu"),
                layers.make("output"),
            ),
            "digits",
            loss="cross_entropy",
            split={"train_share": 0.8},
            learning_rate=0.003,
            batch_size=32,
        ),
        "Handwritten digits",
        "Pictures of 8 × 8 pixels, ten digits. Look at the pictures the network gets wrong: would "
        "you have been sure?",
    ),
    "parity-raw": Project(
        experiment(
            network(dense(8), dense(8), features=("x1",)),
            "parity_number",
            loss="binary_cross_entropy",
            split={"train_share": 0.7},
            learning_rate=0.01,
            batch_size=32,
        ),
        "Even or odd, as a number",
        "Is a number even or odd? Given the number itself, a small network never gets beyond "
        "guessing. Compare it with the same question in binary digits.",
    ),
    "parity-binary": Project(
        experiment(
            network(dense(4)),
            "parity_binary",
            loss="binary_cross_entropy",
            split={"train_share": 0.7},
            learning_rate=0.01,
            batch_size=32,
        ),
        "Even or odd, in binary",
        "The same question, but the network sees the binary digits, and the last one is the "
        "answer. How data is shown matters more than how large the network is.",
    ),
    "hills": Project(
        experiment(
            network(dense(12), dense(12), features=("x1", "x2", "sin x1", "sin x2")),
            ("hills", {"count": 800}),
            split={"train_share": 0.7},
            learning_rate=0.01,
            batch_size=20,
        ),
        "Hills and hollows",
        "A number for every point of the plane: this is regression. Hidden neurons add up to "
        "bumps; with too few of them some hills are left out.",
    ),
}


def main() -> None:
    """Writes them all."""
    for name, project in EXAMPLES.items():
        files.write(ROOT / "resources" / "examples" / f"{name}{files.SUFFIX}", project)


if __name__ == "__main__":
    main()
