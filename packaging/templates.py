"""Writes the template projects in resources/templates, and the list of them.

    python packaging/templates.py

Every template is described here once, in the order and under the headings of the gallery.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from examples import PATIENT, ROOT, dense, experiment, network

from app.model import files
from app.model.project import Project
from engine.graph import Graph, Node, Wire
from engine.layers import Layer, layers

FOLDER = ROOT / "resources" / "templates"


def drawn(nodes: Sequence[tuple[str, Layer]], wires: str) -> Graph:
    """A graph of named nodes; `wires` like "a-b b-c", each into the next free port."""
    made: list[Wire] = []
    for wire in wires.split():
        source, target = wire.split("-")
        made.append(Wire(source, target, sum(w.target == target for w in made)))
    return Graph(tuple(Node(id, layer) for id, layer in nodes), tuple(made))


def answered(graph: Graph, activation: str) -> Graph:
    """The same graph with another activation of its output."""
    (end,) = (node for node in graph.nodes if node.layer.name == "output")
    return graph.with_layer(end.id, end.layer.replace(activation=activation))


def pixels(*hidden: Layer) -> Graph:
    """A network that looks at images."""
    return network(layers.make("flatten"), *hidden)


SPIRAL = "spiral", {"noise": 0.1, "turns": 1.25}
RESIDUAL = drawn(
    [
        ("input1", layers.make("input")), ("dense1", dense(8)), ("dense2", dense(8)),
        ("add1", layers.make("add")), ("dense3", dense(8)), ("add2", layers.make("add")),
        ("output1", layers.make("output")),
    ],
    "input1-dense1 dense1-dense2 dense2-add1 dense1-add1 add1-dense3 dense3-add2 add1-add2 "
    "add2-output1",
)
TWO_INPUTS = drawn(
    [
        ("input1", layers.make("input", {"features": ("x1", "x2")})),
        ("input2", layers.make("input", {"features": ("sin x1", "sin x2")})),
        ("dense1", dense(5)), ("dense2", dense(5)),
        ("concatenate1", layers.make("concatenate")), ("dense3", dense(6)),
        ("output1", layers.make("output")),
    ],
    "input1-dense1 input2-dense2 dense1-concatenate1 dense2-concatenate1 concatenate1-dense3 "
    "dense3-output1",
)

TEMPLATES: dict[str, dict[str, Project]] = {
    "First networks": {
        "empty": Project(
            experiment(Graph(), "circle", learning_rate=0.01),
            "Empty canvas",
            "Data and nothing else: draw the network yourself, beginning with an input and an "
            "output.",
        ),
        "perceptron": Project(
            experiment(network(), "blobs", loss="binary_cross_entropy", optimizer="sgd",
                       learning_rate=0.1, batch_size=10),
            "Perceptron",
            "A single neuron weighs its inputs and draws one straight line. Move the blobs "
            "closer together, or try the circle, to see where that ends.",
        ),
        "logistic-regression": Project(
            experiment(network(), "breast_cancer", loss="binary_cross_entropy", optimizer="sgd",
                       split={"standardize": True}, learning_rate=0.05, batch_size=16),
            "Logistic regression",
            "No hidden layer and a sigmoid at the end: the probability of a class from thirty "
            "measurements. Each weight says how much its measurement counts.",
        ),
        "xor-two-neurons": Project(
            # Where the points fill the quarters up to the axes, two lines can never part them.
            experiment(network(dense(2)), ("xor", {"noise": 0.0, "gap": 3.0}),
                       loss="binary_cross_entropy", optimizer="momentum",
                       learning_rate=0.03, batch_size=10),
            "XOR with two hidden neurons",
            "The smallest network that can part four clouds like these: each hidden neuron draws "
            "one line, the output takes what lies between them. About two starts in three succeed "
            "within 300 epochs; if this one gets stuck, try new weights.",
        ),
    },
    "Depth and width": {
        "wide-shallow": Project(
            experiment(network(dense(32, "relu")), "moons", loss="binary_cross_entropy",
                       optimizer=PATIENT, learning_rate=0.01, batch_size=16),
            "Wide and shallow",
            "One hidden layer of 32 neurons. Compare it with \"Narrow and deep\" on the same data: "
            "which one learns sooner, which one draws the smoother border?",
        ),
        "narrow-deep": Project(
            experiment(network(*[dense(4, "relu")] * 6), "moons",
                       loss="binary_cross_entropy", optimizer=PATIENT,
                       learning_rate=0.01, batch_size=16),
            "Narrow and deep",
            "Six hidden layers of four neurons. With so few ReLU neurons some layers may die and "
            "let nothing through; change the activation, or start from new weights.",
        ),
        "residual": Project(
            experiment(RESIDUAL, SPIRAL, loss="binary_cross_entropy", optimizer=PATIENT,
                       learning_rate=0.002, batch_size=15),
            "Residual network",
            "Each Add layer lets the input of a layer pass it by, so that the layer only learns "
            "what to change. This is how very deep networks are trained.",
        ),
        "two-inputs": Project(
            experiment(TWO_INPUTS, SPIRAL, loss="binary_cross_entropy", optimizer=PATIENT,
                       learning_rate=0.005, batch_size=15),
            "Two inputs that merge",
            "One branch sees the coordinates, the other their sines; Concatenate puts side by "
            "side what both have found.",
        ),
        "bottleneck": Project(
            experiment(pixels(dense(32, "relu"), dense(2), dense(32, "relu")), "digits",
                       loss="cross_entropy", optimizer=PATIENT, learning_rate=0.003,
                       batch_size=32),
            "Bottleneck",
            "Everything about a digit has to pass through two numbers. Look at the narrow layer: "
            "how does it keep ten digits apart?",
        ),
    },
    "Keeping it steady": {
        "batch-norm": Project(
            experiment(
                network(dense(8, "identity"), layers.make("batch_norm"), layers.make("tanh"),
                        dense(8, "identity"), layers.make("batch_norm"), layers.make("tanh")),
                SPIRAL, loss="binary_cross_entropy",
                learning_rate=0.01, batch_size=20,
            ),
            "Batch normalization",
            "Between a layer and its activation, each neuron is brought to mean 0 and deviation 1 "
            "over the batch. Try a large learning rate, with these layers and without.",
        ),
        "dropout": Project(
            experiment(
                network(dense(32, "relu"), layers.make("dropout", {"rate": 0.5}),
                        dense(32, "relu"), layers.make("dropout", {"rate": 0.5})),
                ("moons", {"noise": 1.2, "count": 200}), loss="binary_cross_entropy",
                optimizer="sgd", split={"train_share": 0.3}, learning_rate=0.1, batch_size=10,
            ),
            "Dropout",
            "Few noisy samples and many neurons: with dropout the test loss stays low for "
            "hundreds of epochs. Set both rates to 0, and it soon rises, as the border winds "
            "around single points.",
        ),
    },
    "Small classics": {
        "linear-2-3-1": Project(
            experiment(network(dense(3, "identity")), "plane", optimizer="sgd",
                       learning_rate=0.003, batch_size=10),
            "2-3-1, linear",
            "Layers without a bend add up to one linear layer: this network can fit a plane, and "
            "nothing else, however many layers are put in.",
        ),
        "tanh-2-4-1": Project(
            experiment(network(dense(4)), "circle", optimizer="sgd",
                       learning_rate=0.03, batch_size=10),
            "2-4-1, tanh, squared error",
            "Four bends are enough to close a line around a circle. How many are needed at least?",
        ),
        "xor-2-4-1": Project(
            experiment(network(dense(4)), ("xor", {"noise": 0.0, "gap": 1.0}), optimizer="sgd",
                       learning_rate=0.1, batch_size=10),
            "XOR, 2-4-1, tanh",
            "The question that a single neuron cannot answer, and an early one for which a hidden "
            "layer was trained by backpropagation.",
        ),
        "parity-1-10-1": Project(
            experiment(network(dense(10, "relu"), features=("x1",)), "parity_number",
                       loss="binary_cross_entropy", learning_rate=0.01, batch_size=32),
            "Even or odd, 1-10-1, ReLU",
            "Ten bends against a thousand changes from even to odd: this cannot be learned. How a "
            "number is written matters more; see 10-5-1.",
        ),
        "parity-10-5-1": Project(
            experiment(answered(network(dense(5, "sigmoid")), "sigmoid"), "parity_binary",
                       learning_rate=0.03, batch_size=32),
            "Even or odd, 10-5-1, sigmoid",
            "The binary digits of a number, sigmoid neurons and squared error. The last digit is "
            "the answer: watch its wires grow.",
        ),
        "memory-100-64-64-10": Project(
            experiment(network(dense(64, "relu"), dense(64, "relu")),
                       ("noise", {"inputs": 100, "kinds": 10}),
                       loss="cross_entropy", learning_rate=0.003, batch_size=10),
            "100-64-64-10, softmax",
            "Random inputs with random labels: nothing to understand, yet the training loss goes "
            "to 0. A network this large learns by heart; the test loss shows it.",
        ),
    },
}


def main() -> None:
    """Writes them all, and what they are listed under."""
    for projects in TEMPLATES.values():
        for name, project in projects.items():
            files.write(FOLDER / f"{name}{files.SUFFIX}", project)
    listed = {heading: list(projects) for heading, projects in TEMPLATES.items()}
    (FOLDER / "list.json").write_text(json.dumps(listed, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
