"""Everything the command line says is said in every language: help, errors, and what a run reports about itself."""

import ast
import importlib
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimline import prebuilt
from aimline.cli import COMMANDS, cli, main
from aimline.cli.help import found, key, laid_out
from aimline.cli.stale import lacking, remedy
from aimline.cli.tongue import AUTO, asked, listen, of_locale, tongue
from aimline.text import messages
from aimline.text.messages import direction, entry, languages

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "src" / "aimline").rglob("*.py"))
LINES = tomllib.loads((ROOT / "tests" / "cases" / "command_lines.toml").read_text(encoding="utf-8"))

ENGLISH = re.compile(r"\b(?:the|is|not|of|with|cannot|there|must|for|valid|such|missing|required)\b|Usage:", re.IGNORECASE)
"""Words without which no English sentence goes; as words of their own they are neither French nor part of a command line."""
QUOTED = re.compile(
    r"^\s*(?:aimline|echo) [^:].*$|--?[a-z][\w-]*|[a-z]+(?:-[a-z]+)+|aimline [a-z]+|\u2066[^\u2069]*\u2069|\u2068[^\u2069]*\u2069|«[^»]*»|`[^`]*`|'[^']*'",
    re.MULTILINE,
)
"""What is quoted: commands, options, names of rules, code, the user's words."""


@cache
def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def commands() -> Iterator[click.Command]:
    yield cli
    for name in COMMANDS:
        yield importlib.import_module(f"aimline.cli.{COMMANDS[name]}").command


def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, str]:
    """A run in this process: its exit code, and what it says on both streams."""
    monkeypatch.setattr("sys.argv", ["aimline", *words])
    with pytest.raises(SystemExit) as stopped:
        main()
    said = capsys.readouterr()
    return int(str(stopped.value.code)), said.out + said.err


@pytest.mark.parametrize("language", languages())
def test_every_command_and_option_has_its_help(language: str) -> None:
    lacking = []
    for command in commands():
        wanted = [f"{command.name}.about", *([f"{command.name}.short"] if command is not cli else [])]
        for option in command.get_params(click.Context(command, help_option_names=["-h", "--help"])):
            if isinstance(option, click.Option) and not any(found(language, f"{area}.options.{key(option)}") for area in (command.name, "common")):
                wanted.append(f"{command.name}.options.{key(option)}")
        lacking += [name for name in wanted if ".options." in name or not found(language, name)]
    assert not lacking, f"write these into grammar/messages/{language}/help/: {lacking}"


def test_no_help_is_kept_that_nobody_asks_for() -> None:
    known = {"common": set(), **{str(command.name): set() for command in commands()}}
    for command in commands():
        for option in command.get_params(click.Context(command)):
            if isinstance(option, click.Option):
                known[str(command.name)].add(key(option))
                known["common"].add(key(option))
    folder = ROOT / "grammar" / "messages" / languages()[0] / "help"
    assert {file.stem for file in folder.glob("*.toml")} == {*known, "click"}
    for area, options in known.items():
        assert set(tomllib.loads((folder / f"{area}.toml").read_text(encoding="utf-8")).get("options", ())) <= options, area


def test_commands_are_called_as_the_command_line_calls_them() -> None:
    assert [command.name for command in commands()] == ["aimline", *COMMANDS]


UNREACHABLE = (
    "deprecated",
    "DeprecationWarning",
    "Could not determine name",
    "No options defined",
    "Arguments take exactly",
    "Name '",
    "Boolean option",
    "Choice(",
)
"""What click says to who writes a command, not to who uses it."""
UNUSED = ("(dynamic)", "Invalid start character", "Value must be an iterable", "{value!r} is not a valid UUID", "Error:", "Try '", "Aborted!")
"""What click says about things that no command has, and what Aimline words itself."""


def test_click_says_nothing_that_is_not_translated() -> None:
    said = set()
    for module in ("core", "exceptions", "formatting", "parser", "types"):
        source = Path(str(importlib.import_module(f"click.{module}").__file__)).read_text(encoding="utf-8")
        for call in ast.walk(ast.parse(source)):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("_", "ngettext") and isinstance(call.args[0], ast.Constant):
                said.add(str(call.args[0].value))
    texts = entry("help/click", languages()[0])
    known = {text["one"] if isinstance(text, dict) else text for text in texts.values()}
    assert {text for text in said - known if not text.startswith((*UNREACHABLE, *UNUSED))} == set()
    assert known - said <= {"required"}, "click words these otherwise"


OUTPUT = {"echo", "secho", "UsageError", "BadParameter", "ClickException", "fail", "complain", "write", "print"}
"""Functions and errors that show their arguments to the user."""
KEYWORDS = {"help", "short_help", "epilog"}


def spoken_strings(call: ast.Call) -> Iterator[str]:
    """The literal text in what is passed to a function, but not in what is passed on to another."""
    waiting: list[ast.AST] = [*call.args, *(word.value for word in call.keywords)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif not isinstance(node, ast.Call):
            waiting += ast.iter_child_nodes(node)


def test_nothing_is_said_in_literal_words() -> None:
    literal = []
    for file, call in ((one, node) for one in SOURCES for node in ast.walk(parsed(one))):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id if isinstance(call.func, ast.Name) else ""
        if name in OUTPUT:
            literal += [(file, call.lineno, text) for text in spoken_strings(call) if re.search(r"[^\W\d_]{2,}\W+[^\W\d_]{2,}|[^\x00-\x7f]{2,}", text)]
        literal += [(file, call.lineno, word.arg) for word in call.keywords if word.arg in KEYWORDS and isinstance(word.value, ast.Constant)]
    assert not literal, "put these texts into grammar/messages/"


PROSE = re.compile(r"\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b|\b[a-z]+ (?:the|is|of|not|a) ")
"""Words of English in a row. SQL has its own in capitals."""
ARABIC_WORD = re.compile("[\u0621-\u064a]{2,}")
NO_PROSE = {"not dim not bold default", "end of document", "\\ No newline at end of file"}
"""A style of rich, what tomllib says of where it stopped, and what patches have to say in English."""


def literals(file: Path) -> Iterator[ast.Constant]:
    """The literal texts of a module, but not its docstrings, nor what it raises for who writes data or code: such errors are caught, or are bugs."""
    tree = parsed(file)
    left_out: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            left_out.add(id(node.value))
        elif isinstance(node, ast.Raise):
            left_out |= {id(inner) for inner in ast.walk(node)}
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left_out)


def test_no_prose_stands_in_the_code() -> None:
    found = [(file, node.lineno, node.value) for file in SOURCES for node in literals(file)]
    assert [one for one in found if "engine" not in one[0].parts and PROSE.search(one[2]) and one[2] not in NO_PROSE] == []
    # which letters are spelt alike is a matter of the script, not of a language
    assert [one for one in found if one[0].name != "normalise.py" and ARABIC_WORD.search(one[2])] == []


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "good.goals").write_text("Gain 100 Instagram followers in 10 days\n", encoding="utf-8")
    (tmp_path / "untidy.goals").write_text("we want 100 more IG followers in 10 days from 2026-12-01\n", encoding="utf-8")
    (tmp_path / "bad.goals").write_bytes(b"\x00\x01")
    (tmp_path / "latin.goals").write_bytes("café".encode("latin-1"))
    (tmp_path / "notes.md").write_text("No block in it.\n", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    (tmp_path / "table.csv").write_text("name,size\nx,1\n", encoding="utf-8")
    (tmp_path / "late.goals").write_text("كسب 100 متابع على إنستغرام قريبًا\n  الميزانية: كثير\n", encoding="utf-8")
    (tmp_path / "fine.csv").write_text("date,followers\n2026-12-01,5\n2026-12-02,6\nTotal,11\n", encoding="utf-8")
    (tmp_path / "house.rules").write_text("كل هدف يجب أن يكون له مسؤول\nكل هدف يجب أن يكون جميلًا\n", encoding="utf-8")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 and then nothing")
    (tmp_path / "long.csv").write_text("ts,metric,value\nx,followers,1\n2026-12-01,followers,x\n", encoding="utf-8")
    (tmp_path / "long.jsonl").write_text('{"ts": 1, "metric": 2, "value": "x"}\nno\nJSON\n', encoding="utf-8")
    (tmp_path / "broken.toml").write_text("lang = \n", encoding="utf-8")
    (tmp_path / "strange.toml").write_text("hintz = 1\nhints = 3\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("words", [*LINES["failing"], *LINES["reporting"]], ids=" ".join)
@pytest.mark.parametrize("language", languages()[1:])
def test_command_lines_speak_the_language(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, language: str, words: list[str]) -> None:
    monkeypatch.setenv("AIMLINE_LANG", language)
    code, said = run(capsys, monkeypatch, *words)
    assert code in (0, 1, 2)
    assert said
    assert "internal" not in said
    assert english(said, language) == []


@pytest.mark.parametrize("language", languages()[1:])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_speaks_the_language(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, language: str, command: str) -> None:
    code, said = run(capsys, monkeypatch, *([command] if command else []), "--lang", language, "--help")
    assert code == 0
    assert english(said, language) == []


def english(text: str, language: str) -> list[str]:
    """What is left of English in a text: words of its own, and in other scripts two words of Latin small letters in a row."""
    bare = QUOTED.sub("", text)
    found = ENGLISH.findall(bare)
    if direction(language) == "rtl":
        found += re.findall(r"\b[a-z]{2,} [a-z]{2,}\b", re.sub(r"^ +\S.*?(?=  +)", "", bare, flags=re.MULTILINE))
    return found


def test_the_language_of_the_run_is_the_flags_else_the_environments_else_the_locales() -> None:
    listen(["lint", "--lang", "ar", "x", "--lang=fr"])
    assert asked({"AIMLINE_LANG": "ar"}) == "fr"
    listen(["lint", "--lang", AUTO])
    assert asked({"AIMLINE_LANG": "ar"}) is None
    listen(["lint", "--lang", "xx"])
    assert asked({"AIMLINE_LANG": "ar"}) == "ar"
    listen(["lint", "--", "--lang", "fr"])
    assert asked({}) is None
    assert tongue("fr") == "fr"
    assert tongue() == languages()[0]


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, None),
        ({"LANG": "C.UTF-8", "LANGUAGE": "ar"}, None),
        ({"LANG": "POSIX"}, None),
        ({"LANG": "ar_EG.UTF-8"}, "ar"),
        ({"LANG": "ar"}, "ar"),
        ({"LANG": "fr_FR@euro", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "ar_SA.UTF-8"}, "ar"),
        ({"LANG": "de_DE.UTF-8"}, None),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "de:ar:fr"}, "ar"),
        ({"LANG": "", "LC_ALL": "", "LC_MESSAGES": "fr_CA"}, "fr"),
    ],
)
def test_the_language_of_a_locale(environment: dict[str, str], language: str | None) -> None:
    assert of_locale(environment) == language


def test_a_flag_before_the_command_counts_for_the_command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    (folder / "late.goals").write_text("Gain 100 Instagram followers\n", encoding="utf-8")
    monkeypatch.setenv("AIMLINE_LANG", "fr")
    assert "échéance" in run(capsys, monkeypatch, "lint", "late.goals")[1]
    assert "متى" in run(capsys, monkeypatch, "--lang", "ar", "lint", "late.goals")[1]
    assert "by when" in run(capsys, monkeypatch, "--lang", "ar", "lint", "--lang", "en", "late.goals")[1]


def test_a_configuration_file_turns_help(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    (folder / "aimline.toml").write_text('lang = "ar"\n', encoding="utf-8")
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    assert "الخيارات" in run(capsys, monkeypatch, "lint", "--help")[1]
    (folder / "aimline.toml").write_text("lang = \n", encoding="utf-8")
    assert "Utilisation" in run(capsys, monkeypatch, "lint", "--help")[1]


def test_a_locale_turns_the_summary_and_not_the_findings(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    (folder / "late.goals").write_text("Gain 100 Instagram followers\n", encoding="utf-8")
    monkeypatch.setenv("LC_ALL", "ar_EG.UTF-8")
    first, *_, last = run(capsys, monkeypatch, "lint", "late.goals")[1].strip().split("\n")
    assert "by when" in first
    assert "هدف واحد" in last


ISOLATES = str.maketrans({"\u2066": "{", "\u2067": "<", "\u2069": "}"})


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("", ""),
        ("only latin", "only latin"),
        ("  --hints  أظهر التلميحات.", "  --hints  <أظهر التلميحات.}"),
        ("خطأ: لا خيار بالاسم '--foo'.", "<خطأ: لا خيار بالاسم {'--foo'}.}"),
        ("(يذكرها --verbose) والبقية", "<(يذكرها {--verbose}) والبقية}"),
        ("الاستعمال: aimline lint [OPTIONS] [PATH|-]...", "<الاستعمال: {aimline lint [OPTIONS] [PATH|-]...}}"),
        ("بلا وسوم [الافتراضي: auto]", "<بلا وسوم [الافتراضي: {auto}]}"),
        ('  echo "متابع" | aimline parse -', '  echo "متابع" | aimline parse -'),
        ("خطأ: قيمة '--lang': 'xx' ليست منها", "<خطأ: قيمة {'--lang'}: {'xx'} ليست منها}"),
        ("  aimline fmt --check   في الفحص", "  aimline fmt --check   <في الفحص}"),
    ],
)
def test_lines_from_right_to_left(line: str, shown: str) -> None:
    assert laid_out(line, "ar").translate(ISOLATES) == shown
    assert laid_out(line, "fr") == line


def test_an_environment_that_lacks_something_is_told_what_to_run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    def missing(*args: object) -> None:
        raise ModuleNotFoundError("No module named 'rapidfuzz'", name="rapidfuzz")

    assert lacking() == []
    monkeypatch.setattr("aimline.cli.rules.explained", missing)
    assert "AIMLINE_DEBUG" in run(capsys, monkeypatch, "rules", "T001")[1]
    monkeypatch.setattr("aimline.cli.stale._requirements", lambda: ["lark>=1.3.1", "rapidfuzz>=999.1", "no-such-package"])
    code, said = run(capsys, monkeypatch, "rules", "T001", "--lang", "fr")
    assert (code, len(said.splitlines())) == (2, 1)
    assert "rapidfuzz>=999.1, no-such-package" in said
    assert f"-m pip install -e '{ROOT}'" in said
    assert "AIMLINE_DEBUG" not in said
    # an installation knows what it needs by itself
    (folder / "grammar").mkdir()
    monkeypatch.undo()
    monkeypatch.setattr("aimline.data.root", lambda: folder)
    assert lacking() == []
    assert "aimline" in remedy()


@given(st.text(st.sampled_from("اب ج1%().,:؛[]-—`'\"az…\t{}<|/=")))
def test_laying_out_adds_isolates_and_nothing_else(text: str) -> None:
    shown = laid_out(text, "ar")
    assert re.sub("[\u2066\u2067\u2069]", "", shown) == text
    assert len(re.findall("[\u2066\u2067]", shown)) == shown.count("\u2069")


@pytest.mark.parametrize("words", [["help", "lint"], ["--lang", "ar", "help", "lint"], ["--lang=ar", "help", "lint"], ["lint", "--help"]], ids=" ".join)
def test_help_is_a_word_too(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    code, said = run(capsys, monkeypatch, *words)
    assert code == 0
    assert "--fail-level" in said
    assert ("الخيارات" in said) == any("ar" in word for word in words)


def test_a_language_that_is_called_help_is_none(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    code, said = run(capsys, monkeypatch, "--lang", "help")
    assert code == 2
    assert "--lang" in said


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("locale", ["C", "ar_EG.UTF-8"])
def test_help_is_read_only_when_it_is_shown(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, locale: str) -> None:
    read: list[str] = []
    toml = prebuilt.toml

    def noted(*parts: str) -> object:
        read.append("/".join(parts))
        return toml(*parts)

    monkeypatch.setenv("LC_ALL", locale)
    monkeypatch.setattr(prebuilt, "toml", noted)
    messages._area.cache_clear()
    messages._entry.cache_clear()
    assert run(capsys, monkeypatch, "lint", "late.goals")[0] == 1
    assert [name for name in read if "lint.toml" in name]
    assert [name for name in read if "/help/" in name] == []
    assert run(capsys, monkeypatch, "lint", "--help")[0] == 0
    assert [name for name in read if "/help/" in name]
    messages._area.cache_clear()
    messages._entry.cache_clear()
