"""How losses, scores and speeds are written where figures must not jump."""

from __future__ import annotations

import math

from app.texts import tr

__all__ = ["epoch_text", "loss_text", "rate_text", "score_text"]

NOTHING = "–"


def epoch_text(epoch: int) -> str:
    """Six digits with a comma, zeros in front: ``000,546``."""
    return f"{epoch:07,}"


def loss_text(loss: float) -> str:
    """At most seven characters: ``0.0133``, ``12.345``, ``1.9e-06``."""
    if not math.isfinite(loss):
        return NOTHING if math.isnan(loss) else "∞"
    if 0.0 < abs(loss) < 5e-4:
        return f"{loss:.1e}"
    for limit, decimals in ((10.0, 4), (100.0, 3), (1e3, 2), (1e5, 0)):
        if abs(loss) < limit:
            return f"{loss:.{decimals}f}"
    return f"{loss:.1e}"


def score_text(score: float, *, regression: bool) -> str:
    """Accuracy as ``99.0 %``, or R² as ``0.987``."""
    if not math.isfinite(score):
        return NOTHING
    if regression:
        return f"{max(score, -99.0):.3f}".replace("-", "\u2212")
    return f"{score * 100.0:.1f}\u2009%"


def rate_text(epochs_per_second: float) -> str:
    """Three significant digits: ``41,200 epochs/s``."""
    if epochs_per_second >= 100.0:
        digits = max(len(str(int(epochs_per_second))) - 3, 0)
        shown = f"{round(epochs_per_second, -digits):,.0f}"
    else:
        shown = f"{epochs_per_second:.3g}"
    return tr("{count} epochs/s", count=shown)
