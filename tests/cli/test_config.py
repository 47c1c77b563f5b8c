"""Where options come from: flag, environment, file, default; and what is wrong with a file."""

import importlib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from aimline.cli import COMMANDS, cli
from aimline.cli.help import key

UNDATED = "Gain 100 Instagram followers\n"
NOWHERE = "Gain 100 followers in 10 days\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with two files of goals."""
    (tmp_path / "goals" / "drafts").mkdir(parents=True)
    (tmp_path / "goals" / "a.goals").write_text(UNDATED, encoding="utf-8")
    (tmp_path / "goals" / "drafts" / "b.goals").write_text(NOWHERE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*args: str, **env: str) -> Result:
    return CliRunner().invoke(cli, [*args], env=env)


def codes(result: Result) -> list[str]:
    return [line.split()[2] for line in result.stdout.splitlines() if ".goals:" in line]


def write(home: Path, text: str, name: str = "aimline.toml") -> None:
    (home / name).write_text(text, encoding="utf-8")


def test_flag_before_environment_before_file_before_default(home: Path) -> None:
    assert codes(run("lint")) == ["T001", "S003"]
    write(home, 'select = ["T"]\n')
    assert codes(run("lint")) == ["T001"]
    assert codes(run("lint", AIMLINE_SELECT="S")) == ["S003"]
    assert codes(run("lint", AIMLINE_SELECT="T", AIMLINE_LINT_SELECT="S")) == ["S003"]
    assert codes(run("lint", "--select", "T,S", AIMLINE_SELECT="M")) == ["T001", "S003"]
    assert codes(run("lint", "--isolated")) == ["T001", "S003"]
    assert codes(run("lint", AIMLINE_ISOLATED="1")) == ["T001", "S003"]


def test_an_empty_list_selects_nothing(home: Path) -> None:
    write(home, "select = []\n")
    assert codes(run("lint")) == []
    assert codes(run("lint", "--extend-select", "S")) == ["S003"]
    assert codes(run("lint", "--select", "T")) == ["T001"]


def test_ignored_in_the_file_and_by_flag(home: Path) -> None:
    write(home, 'ignore = ["T"]\n')
    assert codes(run("lint")) == ["S003"]
    assert codes(run("lint", "--ignore", "S003")) == []
    assert codes(run("lint", "--select", "T001")) == ["T001"]


def test_rules_left_out_in_some_files(home: Path) -> None:
    write(home, '[tool.aimline.per-file-ignores]\n"drafts/" = ["S"]\n"goals/b*" = ["no-deadline"]\n', "pyproject.toml")
    assert codes(run("lint")) == ["T001"]
    write(home, '[tool.aimline.per-file-ignores]\n"**/drafts/*.goals" = ["ALL"]\n"goals/a*" = ["no-deadline"]\n', "pyproject.toml")
    assert codes(run("lint")) == []
    assert run("lint").exit_code == 0


def test_the_file_is_looked_for_above_what_is_linted(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(home, 'select = ["T"]\n')
    monkeypatch.chdir("/")
    assert codes(run("lint", str(home / "goals" / "drafts"), str(home / "goals" / "a.goals"))) == ["T001"]


def test_a_project_file_without_a_section_is_passed_over(home: Path) -> None:
    write(home, 'select = ["T"]\n')
    write(home / "goals", '[tool.other]\nname = "aimline"\n', "pyproject.toml")
    assert codes(run("lint", "goals")) == ["T001"]
    write(home / "goals", "[tool.other\n", "pyproject.toml")
    assert codes(run("lint", "goals")) == ["T001"]
    write(home / "goals", '[tool]\naimline.select = ["S"]\n', "pyproject.toml")
    assert codes(run("lint", "goals")) == ["S003"]


def test_a_file_that_is_named(home: Path) -> None:
    write(home, 'select = ["T"]\n')
    write(home, 'select = ["S"]\n', "other.toml")
    assert codes(run("lint", "--config", "other.toml")) == ["S003"]
    assert codes(run("lint", AIMLINE_CONFIG="other.toml")) == ["S003"]
    assert run("lint", "--config", "missing.toml").exit_code == 2


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('lang = "en"\nselct = ["T"]', 2, "select"),
        ("\n[evaluate]\nfail_on = 'behind'", 3, "fail-on"),
        ("fail-on = 'behind'", 1, "evaluate.fail-on"),
        ("[lnt]\nselect = ['T']", 1, "lint"),
        ('select = "T"', 1, '["…", "…"]'),
        ("select = [5]", 1, '["…", "…"]'),
        ("hints = 'yes'", 1, "true"),
        ("\nfail-level = 'eror'", 2, "error"),
        ("today = 2026-13-01", 1, "TOML"),
        ("today = '2026-13-01'", 1, "2026-12-05"),
        ("select = [", 1, "TOML"),
        ('per-file-ignores = ["T"]', 1, "drafts"),
        ('lang = "en"\n\n[per-file-ignores]\n"x" = "T"', 3, "drafts"),
        ('lang = "en"\nignore = ["T", "no-deadlin"]', 2, "no-deadline"),
        ('[per-file-ignores]\n"x" = ["no-deadlin"]', 1, "no-deadline"),
    ],
)
def test_what_is_wrong_in_a_file_is_named_with_its_line(home: Path, text: str, line: int, said: str) -> None:
    write(home, text)
    for lang in ("en", "ar", "fr"):
        result = run("lint", "--lang", lang)
        assert (result.exit_code, result.stdout) == (2, "")
        message = result.stderr.replace("\u2068", "").replace("\u2069", "")
        assert len(message.strip().splitlines()) == 1
        assert f"aimline.toml:{line}" in message
        assert said in message


def test_a_file_that_is_no_text(home: Path) -> None:
    (home / "aimline.toml").write_bytes(b'lang = "\xff"')
    assert run("lint").exit_code == 2
    assert "byte 8" in run("lint").stderr


def test_show_config_names_every_origin(home: Path) -> None:
    write(home, '# ours\nselect = ["T"]\n\n[per-file-ignores]\n"x/**" = ["S"]\n')
    lines = run("lint", "--show-config", "--lang", "en", "--fail-level", "warning", AIMLINE_HINTS="1").stdout.splitlines()
    assert lines[0] == "# from aimline.toml"
    assert 'select = ["T"]  # aimline.toml:2' in lines
    assert 'fail-level = "warning"  # --fail-level' in lines
    assert "hints = true  # AIMLINE_HINTS" in lines
    assert 'format = "text"  # default' in lines
    assert 'per-file-ignores = { "x/**" = ["S"] }  # aimline.toml:4' in lines


@pytest.mark.parametrize("command", ["parse", "lint", "fmt", "evaluate", "rules"])
def test_every_command_shows_its_configuration(home: Path, command: str) -> None:
    write(home, f'lang = "ar"\n[{command}]\nformat = "json"\n' if command != "fmt" else 'lang = "ar"\n[fmt]\ncheck = true\n')
    result = run(command, "--show-config")
    assert result.exit_code == 0
    assert '"ar"  # aimline.toml:1' in result.stdout
    assert "aimline.toml:3" in result.stdout


def test_paths_of_a_file_are_read_from_its_folder(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(home, 'exclude = ["goals/drafts"]\n[evaluate]\nmetrics = ["instagram=x.csv"]\n')
    monkeypatch.chdir(home / "goals")
    assert codes(run("lint")) == ["T001"]
    assert codes(run("lint", "--exclude", "*.goals", ".", str(home / "goals" / "a.goals"))) == ["T001"]
    assert f'metrics = ["instagram={home / "x.csv"}"]' in run("evaluate", "--show-config").stdout


def test_exit_codes_by_level(home: Path) -> None:
    assert run("lint", "--fail-level", "never").exit_code == 0
    assert run("lint", "--exit-zero").exit_code == 0
    assert run("lint", "--select", "R", "--fail-level", "hint").exit_code == 0
    assert run("lint", "--select", "R", "--hints", "--fail-level", "hint").exit_code == 1


def test_a_file_is_judged_by_the_nearest_configuration(home: Path) -> None:
    write(home, 'select = ["T"]\nfail-level = "never"\n')
    write(home / "goals" / "drafts", 'select = ["S"]\n[per-file-ignores]\n"c.*" = ["S003"]\n')
    (home / "goals" / "drafts" / "c.goals").write_text(NOWHERE, encoding="utf-8")
    result = run("lint")
    assert (result.exit_code, codes(result)) == (0, ["T001", "S003"])
    assert codes(run("lint", "--ignore", "S")) == ["T001"]
    assert codes(run("lint", "--select", "ALL", "goals/drafts/b.goals", "goals/a.goals")) == ["S003", "T001"]
    assert codes(run("lint", "--config", "aimline.toml")) == ["T001"]
    assert codes(run("lint", "--isolated")) == ["T001", "S003", "S003"]
    write(home / "goals" / "drafts", 'hints = true\nselect = ["R"]\n')
    assert set(codes(run("lint"))) == {"T001", "R001", "R002"}
    write(home / "goals" / "drafts", "select = [")
    assert run("lint").exit_code == 2


@pytest.mark.parametrize(
    ("variable", "value"), [("AIMLINE_FORMAT", "sarf"), ("AIMLINE_LINT_HINTS", "perhaps"), ("AIMLINE_TODAY", "never"), ("AIMLINE_FAIL_LEVEL", "eror")]
)
def test_what_is_wrong_in_a_variable_names_it(home: Path, variable: str, value: str) -> None:
    result = run("lint", **{variable: value})
    assert result.exit_code == 2
    assert f"'{variable}'" in result.stderr
    assert "'--" not in result.stderr


def test_a_rule_of_the_house_is_silenced_by_its_code(home: Path) -> None:
    write(home, 'rules = ["every goal must have an owner"]\nselect = ["ORG"]\n')
    code = codes(run("lint", "goals/a.goals"))[0]
    assert code.startswith("ORG")
    for text in (code, "ORG", f"T001, {code} nobody yet"):
        (home / "goals" / "a.goals").write_text(f"// ignore: {text}\n{UNDATED}", encoding="utf-8")
        assert codes(run("lint", "goals/a.goals")) == [], text


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_every_command_has_its_variables(name: str) -> None:
    command = importlib.import_module(f"aimline.cli.{COMMANDS[name]}").command
    for option in command.options():
        if key(option) not in ("show-config", "help"):
            variable = key(option).upper().replace("-", "_")
            assert {f"AIMLINE_{variable}", f"AIMLINE_{name.upper()}_{variable}"} <= set(option.envvar), option
    assert {key(option) for option in command.options()} - set(command.keys()) <= {"config", "no-config", "show-config", "write-baseline", "help"}


def test_the_language_of_a_command_comes_before_that_of_all(home: Path) -> None:

    write(home, 'lang = "fr"\n')
    assert "objectif" in run("lint").stdout
    assert "goal" in run("lint", AIMLINE_LANG="en").stdout
    assert "goal" in run("lint", AIMLINE_LANG="ar", AIMLINE_LINT_LANG="en").stdout
    assert "objectif" in run("lint", "--lang", "fr", AIMLINE_LANG="ar", AIMLINE_LINT_LANG="en").stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('output-file = "\\u0000"', "output-file⁩ must be"),
        ('baseline = "a\\u0000"', "baseline⁩ must be"),
        ('rule-files = ["a\\u0000"]', "rule-files⁩ must be"),
        ("lint = 5", "lint⁩ is a table: ⁨[lint]"),
        ("[[lint]]", "lint⁩ is a table: ⁨[lint]"),
        ("x = 1", "there is no key ⁨x⁩; see"),
        ("x = " + "9" * 5000, "is not TOML"),
    ],
    ids=["output-file", "baseline", "rule-files", "table", "tables", "short", "digits"],
)
def test_nonsense_in_a_file_is_told(home: Path, text: str, said: str) -> None:
    write(home, text)
    done = run("lint", "goals")
    assert (done.exit_code, "Traceback" in done.output) == (2, False)
    assert said in done.stderr


@pytest.mark.parametrize("text", ["[tool]\naimline = 5\n", "[[tool.aimline]]\nselect = []\n"])
def test_a_section_that_is_no_table_is_not_passed_over(home: Path, text: str) -> None:
    write(home, text, "pyproject.toml")
    assert "tool.aimline⁩ is a table" in run("lint", "goals").stderr


@pytest.mark.parametrize("target", ["nowhere.toml", "aimline.toml"])
def test_a_link_to_no_file_is_not_passed_over(home: Path, target: str) -> None:
    (home / "aimline.toml").symlink_to(target)
    done = run("lint", "goals")
    assert done.exit_code == 2
    assert "configuration" in done.stderr
