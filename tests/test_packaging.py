"""What is installed finds its data: from a wheel, by way of the source distribution, in an editable install."""

import json
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

from aimline import data, prebuild

SENTENCES = {"en": "gain 100 new Instagram followers in 10 days", "ar": "احصل على 100 متابع جديد على Instagram في 10 أيام"}


def clean_environment() -> dict[str, str]:
    """The environment without what could lead Python back to the tree."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON") and name != "VIRTUAL_ENV"}


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command and give what it printed.

    Raises:
        AssertionError: it failed; with what it said.
    """
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=clean_environment(), capture_output=True, encoding="utf-8", timeout=120, check=False)
    assert done.returncode == 0, f"{command}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def members(wheel: Path) -> dict[str, bytes]:
    """The files of a wheel by name, without the metadata folder."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist() if ".dist-info/" not in name}


@pytest.fixture(scope="module")
def built(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a wheel and a source distribution of the tree."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-t", "wheel", "-d", folder, cwd=root)
    return folder


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of an environment outside the tree that has the wheel; what Aimline depends on is lent by the environment of the tests."""
    base = getattr(sys, "_base_executable", sys.executable)
    if subprocess.run([base, "-m", "pip", "--version"], capture_output=True, check=False).returncode:
        pytest.skip(f"{base} has no pip to install the wheel with")
    folder = tmp_path_factory.mktemp("installed")
    run(base, "-m", "venv", "--without-pip", folder / "venv", cwd=folder)
    python = folder / "venv" / "bin" / "python"
    run(base, "-m", "pip", "--python", python, "install", "--quiet", "--no-index", "--no-deps", next(built.glob("*.whl")), cwd=folder)
    packages = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).strip())
    # A path named in a .pth file is searched last, and .pth files in it (the editable install of the tree) are not read.
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    where = run(python, "-c", "import aimline.data; print(aimline.data.root())", cwd=folder).strip()
    assert where == str(packages.resolve() / "aimline" / "_data")
    return python.parent


def test_the_wheel_holds_the_package_and_its_data_and_nothing_else(root: Path, built: Path) -> None:
    wanted = set()
    for folder, place in (("src/aimline", "aimline"), ("grammar", "aimline/_data/grammar"), ("rules", "aimline/_data/rules")):
        files = [file.relative_to(root / folder) for file in (root / folder).rglob("*") if file.is_file() and "__pycache__" not in file.parts]
        assert files
        wanted |= {f"{place}/{file.as_posix()}" for file in files}
    wanted |= {f"aimline/_data/prebuilt/{name}" for name in prebuild.names()}
    assert set(members(next(built.glob("*.whl")))) == wanted


def test_the_source_distribution_gives_the_same_wheel(built: Path, tmp_path: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        archive.extractall(tmp_path, filter="data")
    (tree,) = tmp_path.iterdir()
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path / "dist", cwd=tree)
    assert members(next((tmp_path / "dist").glob("*.whl"))) == members(next(built.glob("*.whl")))


def test_the_source_distribution_has_what_a_newcomer_needs(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"README.md", "README.ar.md", "LICENSE", "CONTRIBUTING.md", "CHANGELOG.md", "pyproject.toml", "tests/test_packaging.py"} <= names
    assert {"examples/shop/goals/launch.en.goals", "examples/shop/goals/launch.ar.goals"} <= names


def test_an_editable_install_copies_no_data(root: Path, tmp_path: Path) -> None:
    run(sys.executable, "-c", "import sys; from hatchling.build import build_editable; build_editable(sys.argv[1])", tmp_path, cwd=root)
    files = members(next(tmp_path.glob("*.whl")))
    assert [name for name in files if not name.endswith(".pth")] == []
    assert {content.decode().strip() for content in files.values()} == {str(root / "src")}
    assert not (root / "src" / "aimline" / "_data").exists()


@pytest.mark.parametrize("language", SENTENCES)
def test_the_installed_wheel_parses(installed: Path, tmp_path: Path, language: str) -> None:
    answer = json.loads(run(installed / "aimline", "parse", "--format", "jsonl", SENTENCES[language], cwd=tmp_path))
    (goal,) = answer["goals"]
    assert (answer["language"], goal["metric"], goal["platforms"]) == (language, "followers", ["instagram"])
    assert (goal["target"]["kind"], goal["target"]["value"], goal["time"]["value"]) == ("change", 100, "P10D")


def test_the_installed_wheel_brings_its_tables(installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    run(installed / "aimline", "parse", SENTENCES["en"], SENTENCES["ar"], cwd=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_installed_wheel_evaluates_as_the_tree_does(installed: Path, root: Path, tmp_path: Path) -> None:
    shop = root / "examples" / "shop"
    command = ("evaluate", shop / "goals", "--metrics", shop / "exports", "--as-of", "2026-12-08", "--format", "json")
    out = run(installed / "aimline", *command, cwd=tmp_path)
    assert len(json.loads(out)) > 5
    assert out == run(Path(sysconfig.get_path("scripts")) / "aimline", *command, cwd=tmp_path)


def test_the_version_is_the_same_everywhere(installed: Path, root: Path, tmp_path: Path) -> None:
    version = re.search(r'^version = "(.+)"$', (root / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert version is not None
    assert version[1] in run(installed / "aimline", "--version", cwd=tmp_path)
    assert f"## {version[1]}" in (root / "CHANGELOG.md").read_text(encoding="utf-8")


def lay_out(folder: Path) -> None:
    (folder / "grammar").mkdir(parents=True)
    (folder / "grammar" / "goal.lark").touch()
    (folder / "rules" / "catalogue").mkdir(parents=True)


def test_data_is_looked_for_in_the_package_first_and_in_its_checkout_second(tmp_path: Path) -> None:
    package = tmp_path / "src" / "aimline"
    package.mkdir(parents=True)
    lay_out(tmp_path)
    with pytest.raises(FileNotFoundError, match="reinstall"):
        data.find(package)  # a stranger's folder: there is no pyproject.toml
    (tmp_path / "pyproject.toml").touch()
    assert data.find(package) == tmp_path
    lay_out(package / "_data")
    assert data.find(package) == package / "_data"


def test_data_half_there_is_not_taken_for_data(tmp_path: Path) -> None:
    package = tmp_path / "site-packages" / "aimline"
    lay_out(package / "_data")
    (package / "_data" / "grammar" / "goal.lark").unlink()
    with pytest.raises(FileNotFoundError, match="_data"):
        data.find(package)


def foreign_hosts(lock: str) -> set[str]:
    """The hosts in a lock file other than the public index's own."""
    return set(re.findall(r"https?://([^/\"\s]+)", lock)) - {"pypi.org", "files.pythonhosted.org"}


def test_a_lock_file_names_the_public_index_only(root: Path) -> None:
    assert foreign_hosts('source = { registry = "https://pypi.org/simple" }\nurl = "http://mirror.example:8080/x.whl"') == {"mirror.example:8080"}
    for lock in root.glob("*.lock"):
        assert foreign_hosts(lock.read_text(encoding="utf-8")) == set()
