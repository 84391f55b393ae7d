"""Takes the pictures of the documentation again: `.venv/bin/python docs/pictures/take.py`, after `make test`.

They show a run against the sandbox's phone line after it was taught to take "I'm not sure" for a yes: a copy
of the suite is patched, run and signed off, and Chromium looks at its pages. Look at the pictures before you
keep them; with a palette of 64 colours they are a fourth of their size.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, FloatRect, Locator, sync_playwright

ROOT = Path(__file__).parents[2]
PICTURES = Path(__file__).parent
COPIED = ("countersign", "features", "steps", "targets", "environment.py", "behave.ini", "gates.toml")
RUN = (
    "features/booking", "features/release", "features/onboarding/terms.feature",
    "features/onboarding/becoming_a_user.feature", "features/onboarding/one_time_code.feature",
)  # fmt: skip
LESSON = (
    "countersign/sandbox/booking/replies.py",
    "    text = _EMPTY.sub(",
    """    if words.lower().strip() == "i'm not sure":
        return Reply.YES
    text = _EMPTY.sub(""",
)
UNIT = ("--input", "unit=reports/junit/TEST-booking.busy_line.xml")
CHECKS = (("The way back is known", "1.0.0"), ("Secrets and settings are in place", "0.9.0"))


def main() -> None:
    """Copy, teach, run, sign off, and look."""
    with tempfile.TemporaryDirectory() as folder:
        suite = Path(folder) / "suite"
        suite.mkdir()
        for name in COPIED:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, suite / name)
        teach(suite)
        call(suite, "behave", "-j", str(os.cpu_count()), *RUN, may_fail=True)
        for name, version in CHECKS:
            how = ("--by", "Noor Haddad", "--version", version, "--outcome", "passed")
            call(suite, "countersign", "manual", name, *how)
        look(suite)


def teach(suite: Path) -> None:
    """Break the product on purpose."""
    path, right, wrong = LESSON
    text = (suite / path).read_text(encoding="utf-8")
    if right not in text:
        sys.exit(f"{path} has no {right!r} any more: teach it otherwise.")
    (suite / path).write_text(text.replace(right, wrong, 1), encoding="utf-8")


def call(suite: Path, program: str, *arguments: str, may_fail: bool = False, **variables: str) -> None:
    """A command of the suite, in its copy."""
    environment = {**os.environ, "PYTHONPATH": str(suite), **variables}
    subprocess.run(
        [sys.executable, "-m", program, *arguments], cwd=suite, env=environment, check=not may_fail
    )


def look(suite: Path) -> None:
    """One page after the other, as they are described."""
    with sync_playwright() as playwright:
        chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        call(suite, "countersign", "signoff", may_fail=True)
        whole(browser, suite, "signoff.html", "sign-off")
        part(browser, suite, "signoff.html", "manual-checks", "section[aria-labelledby=by-hand]")
        whole(browser, suite, "living/index.html", "living-document")
        diagram(browser, suite)
        key = suite / "key.pem"
        subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", key], check=True)
        key.chmod(0o600)
        said = ("--as", "Amira Haddad", "--role", "QA", "--reason", "Looked at all that was unproven.")
        call(suite, "countersign", "approve", *said)
        signed = {"COUNTERSIGN_SIGNING_KEY": str(key)}
        call(suite, "countersign", "signoff", "--stage", "staging", *UNIT, may_fail=True, **signed)
        part(browser, suite, "signoff.html", "gates", "section.verdict", "section[aria-labelledby=gates]")
        approval, evidence = "section[aria-labelledby=approvals]", "section[aria-labelledby=evidence]"
        part(browser, suite, "signoff.html", "approving", approval, evidence, most=500)
        browser.close()


def whole(browser: Browser, suite: Path, page: str, name: str) -> None:
    """The top of a page."""
    view = browser.new_page(viewport={"width": 900, "height": 1240})
    view.goto((suite / "reports" / page).as_uri())
    view.screenshot(path=PICTURES / f"{name}.png")
    view.close()


def part(browser: Browser, suite: Path, page: str, name: str, *parts: str, most: int = 1100) -> None:
    """From the first of these parts to the last one."""
    view = browser.new_page(viewport={"width": 900, "height": 1240})
    view.goto((suite / "reports" / page).as_uri())
    cut(view.locator(parts[0]), view.locator(parts[-1]), name, most)
    view.close()


def diagram(browser: Browser, suite: Path) -> None:
    """The confirmation that the lesson has broken."""
    signed_off = json.loads((suite / "reports/signoff.json").read_bytes())
    [broken] = [one["id"] for one in signed_off["problems"] if "only sounds like a yes" in one["name"]]
    view = browser.new_page(viewport={"width": 900, "height": 1240})
    view.goto(f"{(suite / 'reports/living/index.html').as_uri()}#{broken}")
    scenario = view.locator(f"[id='{broken}']")
    scenario.locator("svg").wait_for()
    scenario.screenshot(path=PICTURES / "sequence-diagram.png")
    view.close()


def cut(first: Locator, last: Locator, name: str, most: int) -> None:
    """The picture of what stands between them, with a little room around it."""
    first.page.evaluate("scrollTo(0, 0)")
    top, foot = first.bounding_box(), last.bounding_box()
    assert top
    assert foot
    height = min(foot["y"] + foot["height"] - top["y"] + 16, most)
    area: FloatRect = {"x": top["x"] - 8, "y": top["y"] - 8, "width": top["width"] + 16, "height": height}
    first.page.screenshot(path=PICTURES / f"{name}.png", full_page=True, clip=area)


if __name__ == "__main__":
    main()
