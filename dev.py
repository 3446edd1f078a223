"""Set up, run, test and check QuartierMap; needs nothing but Python 3.11 or newer.

    python3 dev.py setup | run | test | check | pictures | servers | bench [--peers] | lock | schema | clean

``setup`` is done by every other command when it is due; what is already there is not done again.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMPS = VENV / "stamps"
MINIMUM = (3, 11)


def say(text: str) -> None:
    print(f"== {text}", flush=True)


def stop(text: str, command: str = "", code: int = 4) -> None:
    print(f"Fehler: {text}", file=sys.stderr)
    if command:
        print(f"Abhilfe: {command}", file=sys.stderr)
    raise SystemExit(code)


def run(*command: str | Path, env: dict[str, str] | None = None, check: bool = True) -> int:
    done = subprocess.run([str(c) for c in command], cwd=ROOT, env={**os.environ, **(env or {})}, check=False)
    if check and done.returncode:
        raise SystemExit(done.returncode)
    return done.returncode


def machine() -> ModuleType:
    """Load the module that knows this machine straight from its file: nothing is installed yet."""
    spec = importlib.util.spec_from_file_location("machine", ROOT / "src/quartiermap/app/machine.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def apt(packages: list[str]) -> bool:
    """Install system packages where we may (root on Debian); tells whether that was done."""
    here = machine()
    if not (here.is_debian() and here.is_root()):
        return False
    names = sorted(set(here.debian_packages(packages)))
    say(f"Systempakete installieren: {' '.join(names)}")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *names]):
        finished = subprocess.run(
            ["apt-get", *command],
            env={**os.environ, **quiet},
            check=False,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
    if finished.returncode:
        print(finished.stdout[-2000:], file=sys.stderr)
    return finished.returncode == 0


def system_libraries() -> None:
    """Bring missing system libraries, or name them with the command that does."""
    here = machine()
    missing = here.missing_libraries(window=here.has_display())
    if not missing:
        return
    packages = list(missing.values())
    if apt([*packages, "fonts-dejavu-core"]) and not machine().missing_libraries(window=here.has_display()):
        return
    print(f"Es fehlen Systembibliotheken für Karte und Fenster: {', '.join(missing)}", file=sys.stderr)
    print(f"Abhilfe: {here.install_command(packages)}", file=sys.stderr)
    print("Ohne sie geht alles außer Fenster und Karte; es geht hier ohne weiter.", file=sys.stderr)


def stamp_of(*files: Path) -> str:
    digest = hashlib.sha256(sys.version.encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def due(name: str, value: str) -> bool:
    stamp = STAMPS / name
    return not stamp.is_file() or stamp.read_text() != value


def done(name: str, value: str) -> None:
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(value)


def make_venv() -> None:
    if PYTHON.is_file() and subprocess.run([str(PYTHON), "-c", ""], check=False).returncode == 0:
        return
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        package = f"python{version}-venv"
        if not apt([package]):
            stop("Diesem Python fehlt das Modul venv.", machine().install_command([package]))
    say(f"Umgebung anlegen ({VENV.name}, Python {version})")
    shutil.rmtree(VENV, ignore_errors=True)
    if run(sys.executable, "-m", "venv", VENV, check=False):
        stop("Die Umgebung ließ sich nicht anlegen.", machine().install_command([f"python{version}-venv"]))


def pip(*arguments: str | Path) -> None:
    run(PYTHON, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments)


def setup(kind: str = "runtime") -> None:
    """Bring the environment, the packages, the map assets and the translations up to date."""
    if sys.version_info < MINIMUM:
        stop(
            f"Python {'.'.join(map(str, MINIMUM))} oder neuer wird gebraucht, dies ist {sys.version.split()[0]}."
        )
    make_venv()
    system_libraries()
    lock = ROOT / "requirements" / f"{kind}.txt"
    packages = stamp_of(lock)
    superset = kind == "runtime" and not due("dev", stamp_of(ROOT / "requirements/dev.txt"))
    if due(kind, packages) and not superset:
        say(f"Pakete installieren ({lock.relative_to(ROOT)})")
        pip("install", "--require-hashes", "--no-deps", "-r", lock)
        done(kind, packages)
    assets()
    own = stamp_of(ROOT / "pyproject.toml", ROOT / "hatch_build.py")
    if due("own", own):
        say("QuartierMap einrichten")
        pip("install", "--no-deps", "--no-build-isolation", "-e", ROOT)
        done("own", own)
    translations()
    kernels()


def assets() -> None:
    """Fetch Leaflet and the other map assets through npm, if they are not there as locked."""
    files = [ROOT / name for name in ("package.json", "package-lock.json", "assets.json", "hatch_build.py")]
    value = stamp_of(*files)
    if not due("assets", value) and (ROOT / "src/quartiermap/assets/vendor/inventory.json").is_file():
        return
    if shutil.which("npm") is None:
        pip("install", "--require-hashes", "--no-deps", "-r", ROOT / "requirements/node.txt")
    say("Kartenbausteine holen")
    run(PYTHON, "hatch_build.py")
    done("assets", value)


def translations() -> None:
    """Compile the translations of the window."""
    sources = sorted((ROOT / "resources/translations").glob("*.ts"))
    if not sources:
        return
    value = stamp_of(*sources)
    if due("translations", value) or not all(s.with_suffix(".qm").is_file() for s in sources):
        for source in sources:
            run(BIN / "pyside6-lrelease", "-silent", source, "-qm", source.with_suffix(".qm"))
        done("translations", value)


def kernels() -> None:
    """Compile the loops of the access engine once, so that neither the window nor a test waits for it."""
    source = ROOT / "src/quartiermap"
    value = stamp_of(source / "compiling.py", *sorted((source / "analysis/engine").glob("*.py")))
    if due("kernels", value):
        say("Rechenkerne übersetzen (einmal auf jedem Rechner)")
        if run(PYTHON, "-m", "quartiermap.analysis.engine", check=False) == 0:
            done("kernels", value)


def command_run() -> None:
    setup()
    run(PYTHON, "-m", "quartiermap", "demo", "--out", ROOT / "build" / "demo")


TEST_ENVIRONMENT = {"QT_QPA_PLATFORM": "offscreen", "PYTEST_QT_API": "pyside6"}


def command_test(*arguments: str) -> None:
    setup("dev")
    if arguments:
        run(PYTHON, "-m", "pytest", *arguments, env=TEST_ENVIRONMENT)
        return
    if machine().missing_libraries():
        say("Ohne die genannten Systembibliotheken laufen die Tests von Fenster und Karte nicht mit")
        without = ["-p", "no:pytest-qt", "--ignore=tests/web", "--ignore=tests/ui"]
        run(PYTHON, "-m", "pytest", "-q", *without, env=TEST_ENVIRONMENT)
        return
    # Half an hour one after the other: what needs no window runs beside what does. The embedded browser must be set up
    # before any other Qt application, so its tests have a process of their own.
    windows = ("web", "ui")
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        beside = subprocess.Popen(
            [PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider", *(f"--ignore=tests/{part}" for part in windows)],
            cwd=ROOT, env={**os.environ, **TEST_ENVIRONMENT}, stdout=said, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            codes = [
                run(PYTHON, "-m", "pytest", "-q", f"tests/{part}", env=TEST_ENVIRONMENT, check=False)
                for part in windows
            ]
            codes.append(beside.wait())
        finally:
            beside.kill()  # nothing where it has ended
        said.seek(0)
        shutil.copyfileobj(said, sys.stdout)
        sys.stdout.flush()
    failed = [code for code in codes if code not in (0, 5)]
    if failed:
        raise SystemExit(failed[0])


def command_check(*, tests: bool = True) -> None:
    setup("dev")
    checks: list[tuple[str, list[str | Path]]] = [
        ("Format", [BIN / "ruff", "format", "--check", "."]),
        ("Lint", [BIN / "ruff", "check", "."]),
        ("Typen", [BIN / "mypy"]),
        ("Schichten", [BIN / "lint-imports"]),
    ]
    failed = [name for name, command in checks if run(*command, check=False)]
    if failed:
        stop(f"Nicht bestanden: {', '.join(failed)}", code=1)
    say("Format, Lint, Typen und Schichten bestanden")
    if tests:
        command_test()


def command_lock() -> None:
    """Write the hashed requirement files anew (needs uv)."""
    common = [
        "uv", "pip", "compile", "-q", "--universal", "--python-version", "3.11", "--generate-hashes",
        "--no-header", "--no-emit-index-url", "--no-annotate",
    ]  # fmt: skip
    run(*common, "pyproject.toml", "requirements/build.in", "-o", "requirements/runtime.txt")
    run(
        *common, "pyproject.toml", "requirements/build.in", "requirements/dev.in",
        "-c", "requirements/runtime.txt", "-o", "requirements/dev.txt",
    )  # fmt: skip
    run(*common, "requirements/node.in", "-o", "requirements/node.txt")
    rasters = ("rasterio", "affine", "cligj", "click-plugins")
    without = [part for package in rasters for part in ("--no-emit-package", package)]
    run(*common, *without, "requirements/pygeoapi.in", "-o", "requirements/pygeoapi.txt")


SERVERS_VENV = ROOT / ".venv-servers"
SERVERS_PYTHON = SERVERS_VENV / BIN.name / PYTHON.name
MAPSERVER = Path("/usr/lib/cgi-bin/mapserv")


def command_servers() -> None:
    """Bring real geodata servers for the tests of services; what cannot be had here is said, and its tests skip."""
    if shutil.which("mapserv") is None and not MAPSERVER.is_file() and not apt(["cgi-mapserver"]):
        print("MapServer fehlt; seine Tests werden übersprungen (Debian: cgi-mapserver).", file=sys.stderr)
    lock = ROOT / "requirements/pygeoapi.txt"
    stamp = SERVERS_VENV / "servers.stamp"
    wanted = stamp_of(lock)
    if SERVERS_PYTHON.is_file() and stamp.is_file() and stamp.read_text() == wanted:
        return
    say(f"pygeoapi holen ({SERVERS_VENV.name})")
    if not SERVERS_PYTHON.is_file() and run(sys.executable, "-m", "venv", SERVERS_VENV, check=False):
        print("pygeoapi fehlt; seine Tests werden übersprungen (Modul venv fehlt).", file=sys.stderr)
        return
    quiet = ("-m", "pip", "--disable-pip-version-check", "--quiet", "install", "--no-deps")
    if run(SERVERS_PYTHON, *quiet, "--require-hashes", "-r", lock, check=False):
        print("pygeoapi ist nicht zu bekommen; seine Tests werden übersprungen.", file=sys.stderr)
        return
    stamp.write_text(wanted)


BENCH_VENV = ROOT / ".venv-bench"
BENCH_PYTHON = BENCH_VENV / BIN.name / PYTHON.name
PEERS = ROOT / "benchmarks/requirements-peers.txt"


def peers() -> None:
    """Bring the programs to compare with into an environment of their own, which sees ours behind it."""
    made = stamp_of(PEERS, ROOT / "requirements/dev.txt")
    stamp = BENCH_VENV / "peers.stamp"
    if BENCH_PYTHON.is_file() and stamp.is_file() and stamp.read_text() == made:
        return
    say(f"Vergleichsprogramme holen ({BENCH_VENV.name})")
    if not BENCH_PYTHON.is_file():
        run(PYTHON, "-m", "venv", BENCH_VENV)
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    own, theirs = (
        Path(
            subprocess.run(
                [str(python), "-c", ask], check=True, capture_output=True, text=True
            ).stdout.strip()
        )
        for python in (PYTHON, BENCH_PYTHON)
    )
    paths = [own, ROOT / "src", ROOT]
    (theirs / "quartiermap-environment.pth").write_text(
        "".join(f"{path}\n" for path in paths), encoding="utf-8"
    )
    # Everybody computes with the same numpy and pandas as we do.
    constraints = BENCH_VENV / "constraints.txt"
    listed = [
        PYTHON,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "list",
        "--format=freeze",
        "--exclude=quartiermap",
    ]
    constraints.write_bytes(
        subprocess.run([str(part) for part in listed], check=True, capture_output=True).stdout
    )
    quiet = ("-m", "pip", "--disable-pip-version-check", "--quiet", "install", "-c", constraints)
    if run(BENCH_PYTHON, *quiet, "-r", PEERS, check=False):
        # One that cannot be had must not cost the others; the benchmark names it as missing.
        for line in PEERS.read_text(encoding="utf-8").splitlines():
            wanted = line.partition("#")[0].strip()
            if wanted and run(BENCH_PYTHON, *quiet, wanted, check=False):
                print(f"Nicht zu bekommen: {wanted}", file=sys.stderr)
        return
    stamp.write_text(made)


def command_bench(*arguments: str) -> None:
    """Measure; ``--peers`` brings the programs to compare with first, the rest goes to ``python -m benchmarks``."""
    setup("dev")
    if "--peers" in arguments:
        peers()
    python = BENCH_PYTHON if BENCH_PYTHON.is_file() else PYTHON
    run(python, "-m", "benchmarks", *(argument for argument in arguments if argument != "--peers"))


def command_pictures(*arguments: str) -> None:
    """Make a picture of each main screen, to be looked at; ``--help`` tells sizes, languages and shades."""
    setup("dev")
    run(PYTHON, "tests/pictures", *arguments)


def command_clean() -> None:
    for folder in (
        ".venv",
        ".venv-bench",
        ".venv-servers",
        "build",
        "dist",
        "src/quartiermap/assets/vendor",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
    ):
        shutil.rmtree(ROOT / folder, ignore_errors=True)


def command_schema() -> None:
    """Write docs/programme.schema.json anew from the models that read programme files."""
    setup("dev")
    code = (
        "import sys; from quartiermap.io.programme_schema import schema_text; sys.stdout.write(schema_text())"
    )
    made = subprocess.run([PYTHON, "-c", code], cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    (ROOT / "docs/programme.schema.json").write_bytes(made)
    say("docs/programme.schema.json geschrieben")


def main(arguments: list[str]) -> None:
    name, rest = (arguments or ["help"])[0], arguments[1:]
    if name == "setup":
        setup("dev" if "--dev" in rest else "runtime")
    elif name == "run":
        command_run()
    elif name == "test":
        command_test(*rest)
    elif name == "check":
        command_check(tests="--no-tests" not in rest)
    elif name == "pictures":
        command_pictures(*rest)
    elif name == "servers":
        command_servers()
    elif name == "bench":
        command_bench(*rest)
    elif name == "lock":
        command_lock()
    elif name == "schema":
        command_schema()
    elif name == "clean":
        command_clean()
    else:
        print(__doc__)
        raise SystemExit(0 if name in ("help", "-h", "--help") else 2)


if __name__ == "__main__":
    main(sys.argv[1:])
