"""Settings: declared once, checked at the door, frozen ever after."""

from __future__ import annotations

from typing import Any

import pytest

from engine.errors import BadValue, UnknownName
from engine.param import Declared, param
from engine.registry import Registry


class Soup(Declared):
    """Warm and
    good. Eat it.

    Not for the summary.
    """

    salt: float = param(0.5, lo=0.0, hi=1.0, live=True, help="How salty.")
    bowls: int = param(2, lo=1, hi=9, help="How many bowls.")
    hot: bool = param(True, help="Whether it is hot.")
    base_of_it: str = param("leek", choices=("leek", "sweet_potato"), help="What it is made of.")
    herbs: tuple[str, ...] = param(("dill",), choices=("dill", "chives"), help="What is on top.")


def test_name_label_and_summary_come_from_the_class() -> None:
    class TomatoSoup(Soup):
        """Red."""

    assert (TomatoSoup.name, TomatoSoup.label) == ("tomato_soup", "Tomato soup")
    assert (TomatoSoup.summary, Soup.summary) == ("Red.", "Warm and good. Eat it.")
    assert list(TomatoSoup.params) == list(Soup.params)
    assert Soup.params["base_of_it"].label == "Base of it"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("salt", 1.5),
        ("salt", -0.1),
        ("salt", float("nan")),
        ("salt", float("inf")),
        ("salt", 10**400),
        ("salt", "much"),
        ("salt", True),
        ("bowls", 2.5),
        ("bowls", 0),
        ("hot", 1),
        ("base_of_it", "stone"),
        ("base_of_it", ["leek"]),
        ("herbs", ("stone",)),
        ("herbs", "dill"),
        ("pepper", 1),
    ],
)
def test_what_does_not_fit_is_refused(key: str, value: Any) -> None:
    with pytest.raises(BadValue) as caught:
        Soup(**{key: value})
    assert (caught.value.owner, caught.value.name) == ("soup", key)


def test_values_take_the_type_and_order_of_their_setting() -> None:
    made = Soup(salt=1, bowls=3.0, herbs=["chives", "dill"])
    assert (made.salt, made.bowls, made.herbs) == (1.0, 3, ("dill", "chives"))
    assert type(made.salt) is float
    assert type(made.bowls) is int


def test_is_a_value() -> None:
    made = Soup()
    assert made == Soup()
    assert hash(made) == hash(Soup())
    assert made.replace(salt=0.1) != made
    assert made.salt == 0.5
    with pytest.raises(AttributeError):
        made.salt = 0.1  # type: ignore[misc]
    assert Soup.from_values({"salt": 0.1}) == made.replace(salt=0.1)


def test_a_bound_copy_takes_anything_for_a_setting_and_leaves_the_original() -> None:
    made, stand_in = Soup(), object()
    bound = made.bound({"salt": stand_in})
    assert bound.salt is stand_in
    assert (bound.bowls, made.salt) == (2, 0.5)
    with pytest.raises(KeyError):
        made.bound({"pepper": 1})


def test_options_are_spoken_unless_they_have_names() -> None:
    assert Soup.params["base_of_it"].option_label("sweet_potato") == "Sweet potato"
    p = param("a", choices=("a",), naming=str.upper, help="A letter.")
    assert p.option_label("a") == "A"


def test_mistakes_are_found_when_the_class_is_made() -> None:
    with pytest.raises(TypeError, match="help"):
        type("Silent", (Declared,), {"salt": param(1.0)})
    with pytest.raises(TypeError, match="meaning of its own"):
        type("Clash", (Declared,), {"label": param(1.0, help="No.")})
    with pytest.raises(BadValue):
        type("Outside", (Declared,), {"salt": param(2.0, hi=1.0, help="No.")})
    with pytest.raises(TypeError, match="no kind"):
        type("Odd", (Declared,), {"salt": param(None, help="No.")})


def test_a_registry_refuses_doubles_and_silence_and_says_what_it_knows() -> None:
    soups: Registry[Soup] = Registry("soup")
    soups(Soup)
    assert (list(soups), len(soups), soups["soup"], "x" in soups) == (["soup"], 1, Soup, False)
    with pytest.raises(TypeError, match="twice"):
        soups(Soup)
    with pytest.raises(TypeError, match="docstring"):
        soups(type("Quiet", (Soup,), {}))
    with pytest.raises(UnknownName) as caught:
        soups.make("stew")
    assert caught.value.known == ("soup",)
    made = Soup(bowls=4, herbs=())
    assert soups.from_plain(made.to_plain()) == made
