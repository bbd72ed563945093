"""How a gradient becomes a step: update rules as expressions, in PyTorch's conventions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from engine.ir.expr import Expr
from engine.param import Declared, param
from engine.registry import Registry

__all__ = ["Optimizer", "optimizer", "optimizers"]

Slots = Mapping[str, Expr]
Update = tuple[Expr, dict[str, Expr]]


class Optimizer(Declared):
    """A rule that moves all weights at once.

    Class attributes: `slots`, the names of the numbers it keeps for every weight, all starting
    at 0; `full_batch`, whether a step always uses the whole training set.
    """

    slots: ClassVar[tuple[str, ...]] = ()
    full_batch: ClassVar[bool] = False

    def update(self, w: Expr, g: Expr, slots: Slots, lr: Expr, step: Expr, decay: Expr) -> Update:
        """The weights and slots after one step.

        `w` and `g` are all weights and the gradient of the loss, (count,); `slots` the numbers
        kept, (count,) each; `lr` the learning rate and `step` the number of this step counted
        from 1, scalars; `decay` is 1 for weights that weight decay applies to and 0 for others.
        """
        raise NotImplementedError


optimizers: Registry[Optimizer] = Registry("optimizer")
optimizer = optimizers


class _Plain(Optimizer):
    """Straight down the gradient."""

    def update(self, w: Expr, g: Expr, slots: Slots, lr: Expr, step: Expr, decay: Expr) -> Update:
        return w - lr * g, {}


@optimizer
class GradientDescent(_Plain):
    """Steps straight downhill on the loss of the whole training set: smooth, but one step an
    epoch."""

    full_batch = True


@optimizer
class SGD(_Plain):
    """Stochastic gradient descent: steps downhill on the loss of one batch, often and noisily."""

    label = "SGD"


class _Rolling(Optimizer):
    """Keeps a velocity."""

    slots = ("velocity",)
    momentum: float = param(
        0.9,
        lo=0.0,
        hi=0.999,
        live=True,
        help="How much of the last step is kept. 0 is plain SGD; near 1 rolls far.",
    )


@optimizer
class Momentum(_Rolling):
    """Rolls like a ball: keeps moving the way it has been going, through small bumps."""

    def update(self, w: Expr, g: Expr, slots: Slots, lr: Expr, step: Expr, decay: Expr) -> Update:
        velocity = self.momentum * slots["velocity"] + g
        return w - lr * velocity, {"velocity": velocity}


@optimizer
class Nesterov(_Rolling):
    """Momentum that looks ahead to where it is rolling, and brakes earlier before a rise."""

    def update(self, w: Expr, g: Expr, slots: Slots, lr: Expr, step: Expr, decay: Expr) -> Update:
        velocity = self.momentum * slots["velocity"] + g
        return w - lr * (g + self.momentum * velocity), {"velocity": velocity}


@optimizer
class Adagrad(Optimizer):
    """Gives every weight its own step size, which shrinks as its gradients add up.

    Duchi, Hazan and Singer, 2011.
    """

    slots = ("squares",)
    epsilon: float = param(
        1e-10,
        lo=1e-12,
        hi=1e-2,
        log=True,
        live=True,
        help="A small number that keeps the division safe.",
    )

    def update(self, w: Expr, g: Expr, slots: Slots, lr: Expr, step: Expr, decay: Expr) -> Update:
        squares = slots["squares"] + g * g
        return w - lr * g / (squares.sqrt() + self.epsilon), {"squares": squares}


@optimizer
class RMSProp(Optimizer):
    """Divides each step by the recent size of the gradient, so that steep and flat directions
    move alike.

    Tieleman and Hinton, 2012.
    """

    name = "rmsprop"
    label = "RMSProp"
    slots = ("squares",)
    smoothing: float = param(
        0.99,
        lo=0.0,
        hi=0.9999,
        live=True,
        help="How slowly the size of the gradient is averaged (alpha). Near 1 is slow.",
    )
    epsilon: float = param(
        1e-8,
        lo=1e-12,
        hi=1e-2,
        log=True,
        live=True,
        help="A small number that keeps the division safe.",
    )

    def update(self, w: Expr, g: Expr, slots: Slots, lr: Expr, step: Expr, decay: Expr) -> Update:
        squares = self.smoothing * slots["squares"] + (1 - self.smoothing) * g * g
        return w - lr * g / (squares.sqrt() + self.epsilon), {"squares": squares}


class _Moments(Optimizer):
    """Keeps running means of the gradient and of its square."""

    slots = ("mean", "squares")
    beta1: float = param(
        0.9,
        lo=0.0,
        hi=0.999,
        live=True,
        label="β₁",
        help="How slowly the direction is averaged. Near 1 is slow.",
    )
    beta2: float = param(
        0.999,
        lo=0.0,
        hi=0.9999,
        live=True,
        label="β₂",
        help="How slowly the size of the gradient is averaged. Near 1 is slow.",
    )
    epsilon: float = param(
        1e-8,
        lo=1e-12,
        hi=1e-2,
        log=True,
        live=True,
        help="A small number that keeps the division safe.",
    )

    def _move(self, w: Expr, g: Expr, slots: Slots, lr: Expr, step: Expr) -> Update:
        """The step of Adam, bias corrections included (Kingma and Ba, 2015, algorithm 1)."""
        mean = self.beta1 * slots["mean"] + (1 - self.beta1) * g
        squares = self.beta2 * slots["squares"] + (1 - self.beta2) * g * g
        rate = lr / (1 - self.beta1**step)
        # A reciprocal once a step instead of a division for every weight.
        size = squares.sqrt() * (1 / (1 - self.beta2**step).sqrt()) + self.epsilon
        return w - rate * mean / size, {"mean": mean, "squares": squares}


@optimizer
class Adam(_Moments):
    """Momentum and a step size of its own for every weight: a good first choice.

    Kingma and Ba, 2015.
    """

    def update(self, w: Expr, g: Expr, slots: Slots, lr: Expr, step: Expr, decay: Expr) -> Update:
        return self._move(w, g, slots, lr, step)


@optimizer
class AdamW(_Moments):
    """Adam that also shrinks every weight a little in each step, apart from the gradient.

    Loshchilov and Hutter, 2019.
    """

    name = "adamw"
    label = "AdamW"
    weight_decay: float = param(
        0.01,
        lo=0.0,
        hi=1.0,
        log=True,
        live=True,
        help="How strongly weights are pulled towards zero. Biases are left alone.",
    )

    def update(self, w: Expr, g: Expr, slots: Slots, lr: Expr, step: Expr, decay: Expr) -> Update:
        return self._move(w * (1 - lr * self.weight_decay * decay), g, slots, lr, step)
