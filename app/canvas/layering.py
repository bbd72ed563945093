"""The column of every node: right of all that feeds it, also where wires run in a circle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.graph import Graph

__all__ = ["depths", "pieces"]

Targets = Mapping[str, Sequence[str]]


def depths(graph: Graph) -> dict[str, int]:
    """The column of every node: 0 for inputs, for others after the last one that feeds them.

    What no input reaches stands as near as it can to what it feeds, an output in the last column.
    Of a circle the wire that closes it runs backwards.
    """
    targets = _forward(graph)
    order = _ordered(graph, targets)
    depth = {id: int(graph.node(id).layer.name != "input") for id in order}
    for id in order:
        for target in targets[id]:
            depth[target] = max(depth[target], depth[id] + 1)
    _near_what_they_feed(graph, targets, order, depth)
    _ends_last(graph, depth)
    return {node.id: depth[node.id] for node in graph.nodes}


def pieces(graph: Graph) -> list[list[str]]:
    """Nodes that hang together by wires; the piece with the first input comes first."""
    found: list[list[str]] = []
    seen: set[str] = set()
    place = {node.id: number for number, node in enumerate(graph.nodes)}
    for node in graph.nodes:
        if node.id not in seen:
            piece = _connected(graph, node.id)
            seen |= piece
            found.append(sorted(piece, key=place.__getitem__))
    inputs = {node.id for node in graph.nodes if node.layer.name == "input"}
    return sorted(found, key=inputs.isdisjoint)


def _connected(graph: Graph, start: str) -> set[str]:
    reached, waiting = {start}, [start]
    while waiting:
        id = waiting.pop()
        fresh = {*graph.sources(id), *graph.targets(id)} - reached
        reached |= fresh
        waiting.extend(fresh)
    return reached


def _forward(graph: Graph) -> Targets:
    """What every node feeds, without the wires that close a circle: those that lead back to where
    a walk along the wires has come from. Walks begin at what nothing feeds."""
    done: set[str] = set()
    forward: dict[str, list[str]] = {node.id: [] for node in graph.nodes}
    for start in sorted(forward, key=lambda id: bool(graph.sources(id))):
        if start in done:
            continue
        done.add(start)
        way = {start: iter(graph.targets(start))}
        while way:
            id = next(reversed(way))
            target = next(way[id], None)
            if target is None:
                del way[id]
            elif target not in way:
                forward[id].append(target)
                if target not in done:
                    done.add(target)
                    way[target] = iter(graph.targets(target))
    return forward


def _ordered(graph: Graph, targets: Targets) -> list[str]:
    """All nodes after those that feed them."""
    waiting = {node.id: 0 for node in graph.nodes}
    for those in targets.values():
        for id in those:
            waiting[id] += 1
    done = [id for id, count in waiting.items() if not count]
    for id in done:  # grows while it is read
        for target in targets[id]:
            waiting[target] -= 1
            if not waiting[target]:
                done.append(target)
    return done


def _near_what_they_feed(
    graph: Graph, targets: Targets, order: Sequence[str], depth: dict[str, int]
) -> None:
    reached = {node.id for node in graph.nodes if node.layer.name == "input"}
    for id in order:
        if id in reached:
            reached.update(targets[id])
    for id in reversed(order):
        if id not in reached and targets[id]:
            depth[id] = min(depth[target] for target in targets[id]) - 1


def _ends_last(graph: Graph, depth: dict[str, int]) -> None:
    """Outputs go right of all that hangs together with an input."""
    parts = pieces(graph)
    inputs = {node.id for node in graph.nodes if node.layer.name == "input"}
    outputs = {node.id for node in graph.nodes if node.layer.name == "output"}
    fed = [part for part in parts if not inputs.isdisjoint(part)] or parts
    inner = [depth[id] for part in fed for id in part if id not in outputs]
    last = max((number + 1 for number in inner), default=1)
    for id in outputs:
        depth[id] = max(last, depth[id])
