"""The short motion from one level to another: the old picture fades, nodes go to their places."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEasingCurve, QObject, QPointF, QVariantAnimation
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QGraphicsItem, QGraphicsView

__all__ = ["Transition"]

DURATION = 180
"""Milliseconds; 0 leaves the motion out."""
_MOST = 80
"""More nodes than this do not move one by one."""


class Transition(QObject):
    """Moves items of a view from where they were to where they are. `paint` shows what fades."""

    def __init__(self, view: QGraphicsView) -> None:
        super().__init__(view)
        self._view = view
        self._before = QPixmap()
        self._offsets: list[tuple[QGraphicsItem, QPointF]] = []
        self._rest: list[QGraphicsItem] = []
        self._motion = QVariantAnimation(self)
        self._motion.setStartValue(0.0)
        self._motion.setEndValue(1.0)
        self._motion.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._motion.valueChanged.connect(self._step)
        self._motion.finished.connect(self.stop)

    @property
    def possible(self) -> bool:
        """Whether anybody would see it."""
        return DURATION > 0 and self._view.isVisible()

    def photograph(self) -> None:
        """Keeps how the view looks now, before it shows something else."""
        self.stop()
        if self.possible:
            self._before = self._view.viewport().grab()

    def start(
        self, items: Mapping[str, QGraphicsItem], offsets: Mapping[str, QPointF],
        others: list[QGraphicsItem],
    ) -> None:
        """Begins: nodes come from `offsets` beside their places, `others` appear."""
        if self._before.isNull():
            return
        near = {node: offset for node, offset in offsets.items() if node in items}
        if len(near) <= _MOST:
            self._offsets = [(items[node], offset) for node, offset in near.items()]
        self._rest = others
        self._motion.setDuration(DURATION)
        self._motion.start()
        self._step(0.0)

    def stop(self) -> None:
        """Puts everything at its place."""
        self._motion.stop()
        for item, _ in self._offsets:
            item.setPos(QPointF())
        for item in self._rest:
            item.setOpacity(1.0)
        self._offsets, self._rest, self._before = [], [], QPixmap()
        self._view.viewport().update()

    def paint(self, painter: QPainter) -> None:
        """What was seen before, as far as it has not faded."""
        if self._before.isNull():
            return
        share = float(self._motion.currentValue() or 0.0)
        painter.save()
        painter.resetTransform()
        painter.setOpacity(max(0.0, 1.0 - 1.4 * share))
        painter.drawPixmap(0, 0, self._before)
        painter.restore()

    def _step(self, share: float) -> None:
        for item, offset in self._offsets:
            item.setPos(offset * (1.0 - share))
        for item in self._rest:
            item.setOpacity(share)
        self._view.viewport().update()
