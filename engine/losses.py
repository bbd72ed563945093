"""How wrong a prediction is, as one number: the quantity that training makes small."""

from __future__ import annotations

from typing import ClassVar

from engine.datasets.base import Task
from engine.ir.expr import Expr
from engine.ir.functions import less, log_softmax, maximum, one_hot, softplus, where
from engine.param import Declared, param
from engine.registry import Registry

__all__ = ["Loss", "loss", "losses"]

_EVERY_TASK: frozenset[Task] = frozenset({"binary", "classes", "regression"})
_SIGNED = frozenset({"tanh", "identity"})


class Loss(Declared):
    """How wrong a prediction is, averaged over a batch.

    Class attributes: `tasks`, the kinds of data it suits; `from_logits`, whether `build` wants
    the output layer's values before its activation; `automatic`, the activation that an output
    left on "auto" gets, by task; `fitting`, the output activations that make sense, by task.
    """

    formula: ClassVar[str] = ""
    """What it computes, in LaTeX: y is the prediction, t what it should be, z the output before
    its activation, n how many there are."""
    tasks: ClassVar[frozenset[Task]] = _EVERY_TASK
    from_logits: ClassVar[bool] = False
    automatic: ClassVar[dict[Task, str]] = {
        "binary": "tanh",
        "classes": "softmax",
        "regression": "identity",
    }
    fitting: ClassVar[dict[Task, tuple[str, ...]]] = {
        "binary": ("tanh", "sigmoid", "identity"),
        "classes": ("softmax", "sigmoid", "tanh", "identity"),
        "regression": ("identity", "tanh", "sigmoid"),
    }

    def output_activation(self, task: Task) -> str:
        """The activation that "auto" means on the output layer, for data of this task."""
        return self.automatic.get(task, "identity")

    def suits(self, activation: str, task: Task) -> bool:
        """Whether an output layer with this activation can reach this loss's targets.

        "auto" always suits; a task the loss cannot handle suits no activation.
        """
        return task in self.tasks and (activation == "auto" or activation in self.fitting[task])

    def target(self, labels: Expr, task: Task, outputs: int, activation: str) -> Expr:
        """What the prediction should be, (batch, outputs).

        `labels` are class numbers (batch,) or regression targets (batch, outputs). Classes
        become 0 and 1, or −1 and +1 where the `activation` of the output can be negative and
        that is the custom: two classes with tanh or identity, several classes with tanh.
        """
        if task == "regression":
            return labels
        if task == "binary":
            bits = labels.reshape((labels.shape[0], 1)).cast("f")
            return 2 * bits - 1 if activation in _SIGNED else bits
        bits = one_hot(labels, outputs)
        return 2 * bits - 1 if activation == "tanh" else bits

    def build(self, prediction: Expr, target: Expr) -> Expr:
        """The mean loss of a batch, a scalar. Both arguments are (batch, outputs)."""
        raise NotImplementedError


losses: Registry[Loss] = Registry("loss")
loss = losses


@loss
class MSE(Loss):
    """Mean squared error: large mistakes count much more than small ones."""

    formula = r"L = \frac{1}{n} \sum_i \left(y_i - t_i\right)^2"
    label = "MSE"

    def build(self, prediction: Expr, target: Expr) -> Expr:
        error = prediction - target
        return (error * error).mean()


@loss
class MAE(Loss):
    """Mean absolute error: every mistake counts by its size, so a few outliers matter little."""

    formula = r"L = \frac{1}{n} \sum_i \left|y_i - t_i\right|"
    label = "MAE"

    def build(self, prediction: Expr, target: Expr) -> Expr:
        return (prediction - target).abs().mean()


@loss
class Huber(Loss):
    """Squared for small mistakes and linear for large ones: smooth, and calm about outliers."""

    formula = (
        r"L = \frac{1}{n} \sum_i \begin{cases} \frac{1}{2} e_i^2 & |e_i| < \delta \\"
        r"\delta \left(|e_i| - \frac{1}{2} \delta\right) & |e_i| \ge \delta \end{cases},"
        r"\quad e = y - t"
    )
    delta: float = param(
        1.0,
        lo=0.01,
        hi=10.0,
        log=True,
        live=True,
        help="Where a mistake stops counting squared and starts counting linearly.",
    )

    def build(self, prediction: Expr, target: Expr) -> Expr:
        size = (prediction - target).abs()
        squared = 0.5 * size * size
        linear = self.delta * (size - 0.5 * self.delta)
        return where(less(size, self.delta), squared, linear).mean()


class _FromLogits(Loss):
    """A loss that reads the output layer before its activation."""

    from_logits = True


@loss
class Hinge(_FromLogits):
    """Asks every prediction to be on the right side of zero by at least 1, and then is content.

    With several classes each class is told apart from all others (one versus rest):
    mean(max(0, 1 − t·z)) with targets t of −1 and +1.
    """

    formula = r"L = \frac{1}{n} \sum_i \max\left(0,\ 1 - t_i z_i\right)"
    tasks = frozenset({"binary", "classes"})
    automatic: ClassVar[dict[Task, str]] = {"binary": "identity", "classes": "identity"}
    fitting: ClassVar[dict[Task, tuple[str, ...]]] = {
        "binary": ("identity", "tanh"),
        "classes": ("identity", "tanh"),
    }

    def target(self, labels: Expr, task: Task, outputs: int, activation: str) -> Expr:
        return super().target(labels, task, outputs, "tanh")

    def build(self, prediction: Expr, target: Expr) -> Expr:
        return maximum(1 - target * prediction, 0.0).mean()


@loss
class BinaryCrossEntropy(_FromLogits):
    """For two classes: how surprised the network is by the right answer. Confident mistakes
    cost the most."""

    formula = r"L = \frac{1}{n} \sum_i \left(\ln\left(1 + e^{z_i}\right) - t_i z_i\right)"
    label = "Binary cross-entropy"
    tasks = frozenset({"binary"})
    automatic: ClassVar[dict[Task, str]] = {"binary": "sigmoid"}
    fitting: ClassVar[dict[Task, tuple[str, ...]]] = {"binary": ("sigmoid", "identity")}

    def target(self, labels: Expr, task: Task, outputs: int, activation: str) -> Expr:
        return super().target(labels, task, outputs, "sigmoid")

    def build(self, prediction: Expr, target: Expr) -> Expr:
        return (softplus(prediction) - target * prediction).mean()


@loss
class CrossEntropy(_FromLogits):
    """For several classes: how surprised the network is by the right class. Confident mistakes
    cost the most."""

    formula = r"L = -\frac{1}{n} \sum_i \ln \frac{e^{z_{i,t_i}}}{\sum_j e^{z_{i,j}}}"
    label = "Cross-entropy"
    tasks = frozenset({"classes"})
    automatic: ClassVar[dict[Task, str]] = {"classes": "softmax"}
    fitting: ClassVar[dict[Task, tuple[str, ...]]] = {"classes": ("softmax", "identity")}

    def target(self, labels: Expr, task: Task, outputs: int, activation: str) -> Expr:
        return super().target(labels, task, outputs, "softmax")

    def build(self, prediction: Expr, target: Expr) -> Expr:
        return -(target * log_softmax(prediction)).sum(axes=(-1,)).mean()
