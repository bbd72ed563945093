"""Which way to run is chosen, and why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.backends.plan import RULES, Candidate, Sizes, choose

CPU = Candidate("opencl:0", "a processor", "cpu", 0)
GPU = Candidate("opencl:1", "a graphics card", "gpu", 1)
SMALL = Sizes(weights=105, numbers=1000)


@pytest.mark.parametrize(
    ("sizes", "candidates", "key", "way", "reason"),
    [
        (SMALL, (CPU, GPU), "auto", "loop", "small_network"),
        (SMALL, (GPU, CPU), "auto", "loop", "small_network"),
        (SMALL, (CPU,), "opencl", "loop", "small_network"),
        (SMALL, (CPU,), "opencl:0", "loop", "small_network"),
        (SMALL, (CPU,), "opencl:5", "numpy", "no_device"),
        (SMALL, (CPU,), "numpy", "numpy", "asked"),
        (SMALL, (GPU,), "auto", "numpy", "no_processor"),
        (SMALL, (CPU, GPU), "opencl:1", "numpy", "no_processor"),
        (SMALL, (), "auto", "numpy", "no_device"),
        (Sizes(105, 1000, double=True), (CPU,), "auto", "numpy", "double"),
        (Sizes(10**6, 1000), (CPU,), "auto", "matrix", "wide_network"),
        (Sizes(10**6, 1000), (GPU,), "auto", "numpy", "no_processor"),
        (Sizes(10**8, 1000), (CPU,), "auto", "numpy", "large_network"),
        (Sizes(105, 10**9), (CPU,), "auto", "numpy", "large_data"),
    ],
)
def test_every_choice_has_a_reason(
    sizes: Sizes, candidates: tuple[Candidate, ...], key: str, way: str, reason: str
) -> None:
    plan = choose(sizes, candidates, key)
    assert (plan.way, plan.reason) == (way, reason)
    assert (plan.device == CPU) == (way != "numpy")
    assert plan.sizes == sizes


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.way)
def test_a_refusal_names_its_limit(rule) -> None:
    assert rule.refusal(Sizes(rule.most_weights, rule.most_numbers)) == ("", 0)
    many = Sizes(rule.most_weights + 1, 1)
    assert rule.refusal(many) == ("large_network", rule.most_weights)
    much = Sizes(1, rule.most_numbers + 1)
    assert rule.refusal(much) == ("large_data", rule.most_numbers)


def test_of_two_drivers_the_one_with_the_shorter_launch_is_taken() -> None:
    slow = replace(CPU, launch=2e-5)
    quick = replace(CPU, key="opencl:2", number=2, launch=1e-5)
    assert choose(SMALL, (slow, quick)).device == quick
    assert choose(SMALL, (quick, slow)).device == quick
    assert choose(SMALL, (slow, quick), "opencl:0").device == slow


@pytest.mark.parametrize(
    ("networks", "devices", "best"),
    [(2, (GPU, CPU), CPU), (256, (CPU, GPU), CPU), (4096, (CPU, GPU), GPU), (4096, (CPU,), CPU),
     (2, (GPU,), GPU)],
)
def test_a_crowd_of_networks_belongs_on_a_graphics_card(networks, devices, best) -> None:
    sizes = replace(SMALL, networks=networks)
    plan = choose(sizes, devices)
    assert (plan.way, plan.reason, plan.device) == ("many", "many_networks", best)
    assert choose(sizes, (), "auto").way == "numpy"
    assert choose(replace(sizes, weights=10**6), devices).reason == "large_network"
