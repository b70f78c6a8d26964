"""Extract the texts of the interface for translators, and check the translations.

scripts/translations.sh             write locale/messages.pot from templates and code
scripts/translations.sh --update    and bring new texts into the catalogue of every language
scripts/translations.sh --check     only check, as `make check` does; prints how much is translated
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.domain.errors import REASONS, Forbidden, NotFound  # noqa: E402
from app.languages.catalogues import LOCALE, faults, forms_of_one_number, read, source_file  # noqa: E402
from app.languages.catalogues import TEMPLATE as TEMPLATE_NAME  # noqa: E402
from app.languages.languages import LANGUAGES, SOURCE  # noqa: E402

# Languages in which every text is translated: there, one without a translation fails the check. A new language is added
# when it is complete; until then its other texts are in English.
COMPLETE = frozenset({"ar", "es", "fr", "ru", "zh"})

TEMPLATE = LOCALE / TEMPLATE_NAME
OPTIONS = {"**.html": {"extensions": "jinja2.ext.do", "silent": "false"}}
# The functions that look a text up, and which of their arguments are texts.
SAID: dict[str, tuple[Any, ...] | None] = {
    "_": None,
    "words": None,
    "many": (1, 2),
    "plural": (1, 2),
    "ngettext": (1, 2),
    # A context, and a text that has several meanings.
    "meaning": ((1, "c"), 2),
    "pgettext": ((1, "c"), 2),
}
KEYWORDS: dict[str, tuple[Any, ...] | None] = {
    **SAID,
    # Refusals, which the domain writes in English and pages say in their language.
    "Sentence": None,
    "Counted": (1, 2),
    "Problem": (2,),
    "Refused": (2,),
    "TooMany": (2,),
    "FloorClosed": None,
    "refused": None,
    # What the readers of programmes find.
    "guess": (2,),
    "cannot_read": (3,),
    "_say": (3,),
    "NotAProgramme": None,
    "UnknownRule": None,
    "_Unreadable": None,
    "UnreadableValue": None,
    "__init__": None,
}
# In a template, a function that is called like a refusal is none.
SOURCES = (("app", "**.py", "python", KEYWORDS), ("templates", "**.html", "jinja2", SAID))
FRAMES = {"NotFound": NotFound.FRAME, "Forbidden": Forbidden.FRAME}  # what is given to these completes a sentence
_SAYS_NOTHING = (
    b'"POT-Creation-Date:',
    b'"PO-Revision-Date:',
    b'"Generated-By:',
    b'"Last-Translator:',
    b'"Language-Team:',
    b'"Project-Id-Version:',
    b'"Report-Msgid-Bugs-To:',
)
HEADER = """\
# Texts of Rostrum's interface, extracted by scripts/translations.sh.
# Places in braces, such as {name}, stay as they are; a translation may put them in another order.
# Texts of a few words are labels of keys and fields: as short as possible."""


def extract() -> Catalog:
    """Return all texts of templates and code."""
    catalogue = Catalog(header_comment=HEADER, charset="utf-8", fuzzy=False)
    for folder, pattern, method, keywords in SOURCES:
        for name, _, text, comments, context in extract_from_dir(
            ROOT / folder,
            [(pattern, method)],
            OPTIONS,
            keywords,
            comment_tags=("Translators:",),
            strip_comment_tags=True,
        ):
            catalogue.add(text, locations=[(f"{folder}/{name}", 0)], auto_comments=comments, context=context)
    for kind, frame in FRAMES.items():
        # Few files hold one, and extracting from all takes seconds.
        for path in (path for path in sorted((ROOT / "app").rglob("*.py")) if f"{kind}(" in path.read_text()):
            for _, text, _, _ in extract_from_file("python", path, {kind: None}):
                catalogue.add(frame.replace("{}", str(text)), locations=[(str(path.relative_to(ROOT)), 0)])
    for text in REASONS.values():
        catalogue.add(text, locations=[("app/domain/errors.py", 0)])
    return catalogue


def written(catalogue: Catalog) -> bytes:
    """Return a catalogue as text: without dates and line numbers, so that only changed texts change it."""
    text = BytesIO()
    write_po(text, catalogue, width=0, sort_by_file=True, include_lineno=False)
    kept = [line for line in text.getvalue().splitlines(keepends=True) if not line.startswith(_SAYS_NOTHING)]
    return b"".join(kept)


def update(language: str, template: Catalog) -> None:
    """Bring the texts of the template into the catalogue of a language; texts that are gone leave it."""
    path = source_file(language)
    catalogue = read(path) if path.exists() else Catalog(locale=language)
    catalogue.update(template, no_fuzzy_matching=True, update_header_comment=True)
    catalogue.obsolete.clear()
    catalogue.fuzzy = False
    for message in catalogue:
        if message.id and message.fuzzy:
            # The text has become a plural: it needs a new translation.
            message.flags.discard("fuzzy")
            message.string = ("",) * catalogue.num_plurals if message.pluralizable else ""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written(catalogue))


def problems(template: Catalog) -> Iterator[str]:
    """Say what is out of date, and each translation that has a fault."""
    if not TEMPLATE.exists() or TEMPLATE.read_bytes() != written(template):
        yield "locale/messages.pot is out of date: run scripts/translations.sh and commit it"
    yield from (f"{message.id!r}: a place is {{name}}, not %(name)s" for message in template if "%(" in str(message.id))
    yield from unreachable(template)
    for language in _translated():
        catalogue = read(source_file(language))
        lone = forms_of_one_number(catalogue.plural_expr, catalogue.num_plurals)
        for message in catalogue:
            for fault in faults(message, catalogue.num_plurals, lone) if message.id else ():
                yield f"{language}: {message.id!r} {fault}"
            if message.id and message.fuzzy:
                yield f"{language}: {message.id!r} is marked as fuzzy"
        done, of = _count(catalogue, template)
        if language in COMPLETE and done < of:
            yield f"{language}: {of - done} texts have no translation"


def unreachable(template: Catalog) -> Iterator[str]:
    """Name each text of the code that no translator gets: one made of pieces, or one that the extraction missed."""
    known = {text for message in template for text in ([message.id] if isinstance(message.id, str) else message.id)}
    for path in sorted((ROOT / "app").rglob("*.py")):
        for call in (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)):
            for text in _texts_of(call):
                place = f"{path.relative_to(ROOT)}:{call.lineno}"
                if isinstance(text, ast.JoinedStr | ast.IfExp):
                    yield f"{place}: a text made of pieces cannot be translated; give it named places"
                elif isinstance(text, ast.Constant) and isinstance(text.value, str) and text.value not in known:
                    yield f"{place}: {text.value!r} is not extracted; no other text may be made in the same call"


def _texts_of(call: ast.Call) -> list[ast.expr]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name not in KEYWORDS or name == "__init__":
        return []
    return [call.args[at - 1] for at in KEYWORDS[name] or (1,) if isinstance(at, int) and len(call.args) >= at]


def table(template: Catalog) -> str:
    """Return how many texts of the template each language has."""
    counts = {language: _count(read(source_file(language)), template) for language in _translated()}
    return "\n".join(
        f"{language}  {done:5} of {of} texts ({100 * done // of} %)" for language, (done, of) in counts.items()
    )


def _translated() -> list[str]:
    return [language for language in LANGUAGES if language != SOURCE and source_file(language).exists()]


def _count(catalogue: Catalog, template: Catalog) -> tuple[int, int]:
    texts = [(message.id, message.context) for message in template if message.id]
    own = [known for text in texts if (known := catalogue.get(*text)) is not None]
    return sum(1 for message in own if any(message.string or "")), len(texts)


def main() -> int:
    """Extract, update or check; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true", help="bring new texts into every language's catalogue")
    parser.add_argument("--check", action="store_true", help="only check")
    arguments, template = parser.parse_args(), extract()
    if not arguments.check:
        LOCALE.mkdir(exist_ok=True)
        TEMPLATE.write_bytes(written(template))
        for language in set(LANGUAGES) - {SOURCE} if arguments.update else ():
            update(language, template)
    wrong = list(problems(template))
    print(table(template))
    print(*wrong, sep="\n", file=sys.stderr, end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
