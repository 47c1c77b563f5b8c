"""Puts the prebuilt tables (`aimline.prebuilt`) into the wheel. An editable install gets none: there they are made when first needed, in the user's cache."""

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PrebuiltTables(BuildHookInterface[Any]):
    """Writes the tables into a folder of its own for as long as the wheel is built."""

    _folder: str | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        sys.path.insert(0, str(Path(self.root, "src")))
        from aimline.prebuild import files

        self._folder = tempfile.mkdtemp(prefix="aimline-build-")
        for name, content in files():
            file = Path(self._folder, name)
            file.write_bytes(content)
            build_data["force_include"][str(file)] = f"aimline/_data/prebuilt/{name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
