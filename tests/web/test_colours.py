"""The colours of the pages: readable in every theme, and phases far apart for every colour vision."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest

from tests.colours import VISIONS, Rgb, contrast, distance, of_hex, of_oklch, seen

CSS = Path(__file__).parents[2] / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text()
RULE = re.compile(r"([^{};]+)\{([^{}]*)\}")
DECLARED = dict(re.findall(r"(--[\w-]+):\s*([^;]+);", TOKENS))
NAMED = {"white": "#ffffff", "black": "#000000"}
THEMES = {"light": 0, "dark": 1}
PHASES = ("--color-normal", "--color-wrap-up", "--color-last-call")


def colour(value: str, theme: str) -> Rgb:
    """The colour that a value or a token has in a theme."""
    value = DECLARED.get(value, value).strip()
    if parts := re.fullmatch(r"light-dark\((.+)\)", value):
        both = re.split(r",\s*(?![^(]*\))", parts[1])
        return colour(both[THEMES[theme]], theme)
    if token := re.fullmatch(r"var\((--[\w-]+)\)", value):
        return colour(token[1], theme)
    if oklch := re.fullmatch(r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)", value):
        return of_oklch(*map(float, oklch.groups()))
    return of_hex(NAMED.get(value, value))


def test_distance_is_that_of_the_published_examples() -> None:
    # Sharma, Wu and Dalal give 50 pairs; black and white and two equal colours stand for the ends of the scale.
    assert distance(of_hex("#000000"), of_hex("#ffffff")) == pytest.approx(100, abs=0.01)
    assert distance(of_hex("#336699"), of_hex("#336699")) == 0
    # An independent value for a saturated pair: red and green of sRGB.
    assert distance(of_hex("#ff0000"), of_hex("#00ff00")) == pytest.approx(86.6, abs=0.1)


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("theme", THEMES)
def test_phases_are_far_apart_for_every_colour_vision(theme: str, vision: str) -> None:
    shades = {name: seen(colour(name, theme), vision) for name in PHASES}
    apart = {(one, other): distance(shades[one], shades[other]) for one, other in combinations(PHASES, 2)}
    assert {pair: round(value, 1) for pair, value in apart.items() if value < 30} == {}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("ink", "field"),
    [
        ("--color-ink", "--color-card"),
        ("--color-ink", "--color-page"),
        ("--color-ink", "--color-tint"),
        ("--color-quiet", "--color-card"),
        ("--color-quiet", "--color-page"),
        ("--color-quiet", "--color-tint"),
        ("--color-accent", "--color-card"),
        ("--color-accent", "--color-page"),
        ("--color-on-accent", "--color-accent"),
        ("--color-danger", "--color-card"),
        ("--color-danger", "--color-page"),
        ("--color-live", "--color-card"),
        ("--color-live", "--color-page"),
        ("--color-on-warn", "--color-warn"),
        ("--color-on-alarm", "--color-alarm"),
        ("--color-on-last-call", "--red-600"),
        ("--color-over-ink", "--color-over-field"),
    ],
)
def test_text_is_readable(theme: str, ink: str, field: str) -> None:
    assert contrast(colour(ink, theme), colour(field, theme)) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("phase", PHASES)
def test_digits_and_bars_of_a_phase_stand_out_of_a_card(theme: str, phase: str) -> None:
    assert contrast(colour(phase, theme), colour("--color-card", theme)) >= 3


STAGE = {"normal": "white", "wrap_up": "--amber-500", "last_call": "--red-600"}  # bars, frames and fields on black


@pytest.mark.parametrize("vision", VISIONS)
def test_phases_of_the_stage_are_far_apart_for_every_colour_vision(vision: str) -> None:
    shades = {phase: seen(colour(name, "dark"), vision) for phase, name in STAGE.items()}
    apart = {(one, other): distance(shades[one], shades[other]) for one, other in combinations(STAGE, 2)}
    assert {pair: round(value, 1) for pair, value in apart.items() if value < 30} == {}


@pytest.mark.parametrize(
    ("ink", "field"),
    [("white", "black"), ("--amber-500", "black"), ("--red-300", "black"), ("--color-over-ink", "--color-over-field")],
)
def test_digits_of_the_stage_are_read_from_the_back_of_the_room(ink: str, field: str) -> None:
    assert contrast(colour(ink, "dark"), colour(field, "dark")) >= 12


def test_every_token_that_is_used_is_declared() -> None:
    root = Path(__file__).parents[2] / "static"
    sheets = {path.name: path.read_text() for path in sorted((root / "css").glob("*.css"))}
    scripts = "".join(path.read_text() for path in sorted((root / "js").rglob("*.js")))
    declared = set(re.findall(r"(--[\w-]+)\s*:", "".join(sheets.values())))
    declared |= set(re.findall(r'setProperty\("(--[\w-]+)"', scripts))
    used = {(name, sheet) for sheet, text in sheets.items() for name in re.findall(r"var\((--[\w-]+)\)", text)}
    assert sorted(use for use in used if use[0] not in declared) == []


def test_no_text_but_digits_takes_the_colour_of_a_phase() -> None:
    """Those stand out enough for digits and bars; a sentence needs more contrast."""
    rules = [
        (path.name, selector.strip())
        for path in CSS.glob("*.css")
        for selector, body in RULE.findall(path.read_text())
        if re.search(r"(?<![-\w])color: var\(--color-(wrap-up|last-call)\)", body)
    ]
    assert [rule for rule in rules if "session-clock" not in rule[1]] == []
