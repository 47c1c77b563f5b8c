"""How many findings of `lint` can be put right."""

from collections import Counter

from aimline.lint.report import FileReport
from aimline.render.run import Run, most_spoken
from aimline.text.messages import message


class Counted:
    """Fixes counted report by report, of the first `most` findings that may have one, or of all of them."""

    def __init__(self, most: int | None) -> None:
        self.most = most
        self.remaining = 0
        self.safe = self.unsafe = 0
        self.all = True
        """Whether every finding was looked at."""
        self.spoken: Counter[str] = Counter()

    def count(self, report: FileReport) -> None:
        """Count those of one report."""
        self.remaining += len(report.found)
        self.spoken[report.file.language] += 1
        for item in report.found:
            if item.remedy is None:
                continue
            if self.most is not None:
                if self.most == 0:
                    self.all = False
                    return
                self.most -= 1
            fix = item.fix
            if fix is not None:
                self.safe += fix.safe
                self.unsafe += not fix.safe

    def language(self, run: Run) -> str:
        """The language of what is said about the whole run."""
        return run.language or run.locale or most_spoken(self.spoken)

    def summary(self, run: Run) -> str:
        """What `--fix` would put right; empty where it would nothing."""
        language = self.language(run)
        if not self.all:
            return message("lint.fixes.many", language)
        if not self.safe:
            return message("lint.fixes.only_unsafe", language, n=self.unsafe) if self.unsafe else ""
        more = message("lint.fixes.more", language, n=self.unsafe) if self.unsafe else ""
        return message("lint.fixes.can", language, n=self.safe) + more
