"""What the actions of the drawing board do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from app.actions import Actions
from app.canvas import NetworkCanvas

__all__ = ["board_commands", "follow_level"]


def board_commands(canvas: NetworkCanvas) -> dict[str, Callable[[], object]]:
    """What happens on each action, by its id."""
    clipping, ordering, acting = canvas.clipping, canvas.ordering, canvas.acting
    return {
        "edit.cut": clipping.cut,
        "edit.copy": clipping.copy,
        "edit.paste": acting.paste,
        "edit.duplicate": clipping.duplicate,
        "edit.delete": acting.remove,
        "edit.select_all": canvas.select_all,
        "edit.rename": canvas.naming.rename_selected,
        "network.settings": acting.open_settings,
        "network.insert": acting.insert,
        "network.quick_add": acting.adding.ask_here,
        "network.connect": acting.begin_wire,
        "network.note": canvas.naming.add_note,
        "network.group": ordering.group,
        "network.ungroup": ordering.ungroup,
        "network.fold": ordering.fold_chosen,
        "network.tidy": ordering.tidy,
        "network.align_left": partial(ordering.align, "left"),
        "network.align_middle": partial(ordering.align, "middle"),
        "network.align_right": partial(ordering.align, "right"),
        "network.align_top": partial(ordering.align, "top"),
        "network.align_centre": partial(ordering.align, "centre"),
        "network.align_bottom": partial(ordering.align, "bottom"),
        "network.spread_across": partial(ordering.distribute, "across"),
        "network.spread_down": partial(ordering.distribute, "down"),
        "network.show_neurons": partial(ordering.show_as, "neurons"),
        "network.show_card": partial(ordering.show_as, "card"),
        "network.show_auto": partial(ordering.show_as, None),
        "view.fit": canvas.stage.refit,
        "view.whole_size": canvas.view.camera.whole_size,
        "view.level.auto": partial(canvas.choose_mode, "auto"),
        "view.level.neurons": partial(canvas.choose_mode, "neurons"),
        "view.level.cards": partial(canvas.choose_mode, "cards"),
    }


def follow_level(actions: Actions, mode: str) -> None:
    """Checks the action of what decides how layers are shown."""
    actions[f"view.level.{mode}"].setChecked(True)
