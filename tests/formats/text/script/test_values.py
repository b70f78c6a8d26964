"""Values in scripts: read without being run."""

from __future__ import annotations

import pytest

from app.formats.text.script.values import looks_like_script, value_of, values_in


@pytest.mark.parametrize(
    ("script", "value"),
    [
        ("export const a: T[] = [1, 2.5, 'it\\'s', `x ${y} z`]", [1, 2.5, "it's", "x  z"]),
        ("let a = [true, null, undefined,]", [True, None, None]),
        ('const a = { b: "c", "d": 1, 2: 3, e, f() { return {}; }, ...g, [h]: 4 };', {"b": "c", "d": 1, "2": 3}),
        ("module.exports = {a: [{b: 1}]}", {"a": [{"b": 1}]}),
        ("export default [1]", [1]),
        ("const tracks = [{name: 'A', items: [1]}];", {"tracks": [{"name": "A", "items": [1]}]}),
        (
            "const a = [{t: (<div onClick={() => f({b: 1})}><p>Led by Ann O'Neil</p><p>{x} Bo &amp; Cy</p></div>), "
            "i: <Icon size={2} />}, {t: <>Hi</>}]",
            [{"t": "Led by Ann O'Neil\nBo & Cy", "i": ""}, {"t": "Hi"}],
        ),
        ("var a = Object.freeze([1]);", [1]),
        ("let a = [x.map(y => ({ z: 1 })), 'A' + 'B', i18n(\"C\"), 5 as const]", [None, "AB", "C", 5]),
        ("let a = [new Date('2026-06-30')]", ["2026-06-30"]),
        ("const a = [/* no ] */ 1, // no ]\n 2]", [1, 2]),
        ("const day = '2026-06-30';\nconst a = [1];", {"day": "2026-06-30", "a": [1]}),
        ('show({"a": [1]});', {"a": [1]}),
        ("const a: Record<\n    Day,\n    Item[]\n> = { sábado: [1] };", {"sábado": [1]}),
        ("const a: A[] = [1]\n\n  const b = {c: 2}\n", {"a": [1], "b": {"c": 2}}),
        ("a = [('x', 1, None), (\"y\", 2, True)]", [["x", 1, None], ["y", 2, True]]),
        ("const a = [(x) => [1], (1 + 2), f('x', 1)]", [None, None, "x"]),
        ("const a = {b: Object.freeze([{c: 1}]), d: new Map([[1, 2]])};", {"b": [{"c": 1}], "d": [[1, 2]]}),
        ("const a = [new Date(2026, 5, 30, 9, 15), time(9, 5), f(1, 2)]", ["2026-06-30T09:15:00", "09:05:00", None]),
        ("from b import c\n\na = [1, # one\n 2]", [1, 2]),
        ("const a = [1];\nreturn <p\n className=\"b\" />", [1]),
        ("const a = [1];\nconst b = {c: 2};", {"a": [1], "b": {"c": 2}}),
        ("export default { name: 'A', data() { return { a: [{ b: 1 }] }; } };", {"a": [{"b": 1}]}),
        ("export default { f: () => { return {}; }, data: () => ({ a: [2] }) };", {"a": [2]}),
        ("const a = ['\\u00e9\\x41\\ud83d\\ude00']", ["éA😀"]),
    ],
)  # fmt: skip
def test_a_script_assigns_values(script: str, value: object) -> None:
    assert looks_like_script(script)
    assert values_in(script) == value


@pytest.mark.parametrize(
    ("script", "value"),
    [
        ("const p = {ann: {n: 'Ann Lee'}};\nconst a = [{by: [p.ann, p['ann']], of: p.ann.n}];", ["Ann Lee"] * 3),
        ("const room = 'Hall';\nconst a = [{room}, {in: room}, ...[{in: `${room}`}]];", ["Hall", "Hall", ""]),
        ("const one = [1, 2];\nconst a = {b: one, c: [...one, one[1]], d: p.q, e: one.map(f)};", [1, 2, 1, 2, 2]),
        ("const base = {n: 5};\nconst a = [{...base, m: 6}];", [5, 6]),
        ("const p = {ann: 1};\nconst a = [p.bo, p.ann.x, p[1], p.ann(), 3];", [3]),
    ],
)
def test_a_name_is_the_value_above(script: str, value: list[object]) -> None:
    values = values_in(script)
    assert _plain_parts(values.get("a", values)) == value


def _plain_parts(value: object) -> list[object]:
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else None
    return [value] if inner is None else [each for part in inner if part is not None for each in _plain_parts(part)]


def test_names_repeat_a_value_within_bounds() -> None:
    doubled = "const a0 = [1, 2];\n" + "".join(f"const a{n + 1} = [a{n}, a{n}];\n" for n in range(60))
    nested = "const b0 = [1];\n" + "".join(f"const b{n + 1} = [b{n}];\n" for n in range(190))
    assert len(str(values_in(doubled))) < 200_000
    assert len(str(values_in(nested))) < 20_000


@pytest.mark.parametrize("script", ["const a = [1", "const a = ['x", "const a = `x", "let a = 1", "const a = /* ["])
def test_a_script_without_a_whole_value_has_none(script: str) -> None:
    assert values_in(script) is None


@pytest.mark.parametrize("script", ["const a = " + "[" * 5000, "a = [\n" * 30_000, "const a = ['\\`\n" * 30_000])
def test_a_hostile_script_is_soon_done(script: str) -> None:
    assert values_in(script) is None


def test_a_json_may_have_comments_and_a_last_comma_but_nothing_that_is_computed() -> None:
    assert value_of("{'a': [1, 2,], /* b */ c: null} // d\n") == {"a": [1, 2], "c": None}
    assert value_of('{"a": NaN}') is value_of('["a" "b"]') is value_of("[1] [2]") is None
