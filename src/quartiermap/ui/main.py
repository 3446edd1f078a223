"""How the window comes up, step by step.

1. The fences of the map page are set and its scheme registered, because both must happen before the application
   object exists.
2. The application object, its language and its looks.
3. The window's front (menus, toolbar, start page) is shown. Up to here neither a geodata package nor pydantic has been imported,
   and nothing can be pressed that would not be heard.
4. After the first paint the map's page comes up in its own process; what asks for nothing of the window's thread is done meanwhile.
   As soon as the page listens, everything else is built (`ui.furnishing`).
5. Then a worker imports the rest, and the wanted project is opened; what only single dialogs need comes after that.

Errors that nobody caught arrive in `messages`, with the log beside the user's settings.
"""

from __future__ import annotations

import logging
import logging.handlers
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from types import TracebackType

import platformdirs
from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    QSettings,
    QSocketNotifier,
    Qt,
    QTimer,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

import quartiermap
from quartiermap.domain.progress import Progress
from quartiermap.ui import theme, translation
from quartiermap.ui.kernels import Kernels
from quartiermap.ui.main_window import MainWindow
from quartiermap.ui.memory import CalmMemory
from quartiermap.ui.moments import AllCome, EarlyKeys, FirstPaint, Once
from quartiermap.ui.turns import REST, Turns
from quartiermap.ui.widgets.base_map_look import wanted_dark
from quartiermap.ui.widgets.map_area import missing_engine
from quartiermap.ui.window_keeper import WindowKeeper

log = logging.getLogger(__name__)

_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


_PAINT_MS = 1000
"""A window that is shown minimised is not painted; so long its first painting is waited for."""
_FURNISH_MS = 600
"""So long the window's thread is kept free for the map's page: furnishing would hold up what the page asks for."""
_PAGE_MS = 1500
"""So long the heavy imports wait for the map's page, which both would slow down."""


class _Uncaught(QObject):
    """Brings an exception that nobody caught to the window's thread."""

    raised = Signal(object)


def run(project_path: Path | None = None, *, demo_folder: Path | None = None) -> int:
    """Open the window and stay until it is closed; return the exit code.

    Parameters
    ----------
    project_path : Path or None
        A project to open.
    demo_folder : Path or None
        Build the demo town with its raw files in this folder and open it.
    """
    log_file = _start_log()
    _prepare_engine()
    app = _application()
    settings = QSettings(str(_settings_file()), QSettings.Format.IniFormat)
    translators = translation.install(app, str(settings.value("language", "de")))
    log.info("%d translations installed", len(translators))
    theme.prepare(app, dark=wanted_dark(settings))
    keeper = WindowKeeper(app, settings, partial(_front, settings, log_file), translators)
    window = keeper.window
    memory = CalmMemory(keeper, app)
    memory.quiet.connect(keeper.drop)
    kernels = Kernels(settings)
    window.workspace.ready.connect(kernels.start)
    uncaught = _Uncaught()
    uncaught.raised.connect(lambda error: keeper.window.messages.show_error(error))
    restore_hooks = _catch_all(uncaught, keeper)
    ended = _quit_on_signals(keeper)
    window.fit_screen()
    window.show()
    EarlyKeys(window, window.workspace.ready, window.tasks.failed)

    def open_wanted() -> None:
        if project_path is not None:
            window.files.open_path(project_path)
        elif demo_folder is not None:
            window.files.open_demo(demo_folder)

    Once(FirstPaint(window).painted, partial(complete, window, open_wanted), _PAINT_MS, window)
    code = app.exec()
    memory.stop()
    kernels.stop()
    ended()
    restore_hooks()
    _leave(keeper, app, code)
    return code


def _prepare_engine() -> None:
    """Set what the web engine must know before the application object exists."""
    from quartiermap.ui.map.drawing import choose_drawing

    choose_drawing()
    try:
        from quartiermap.ui.map.fences import harden_environment
        from quartiermap.ui.map.scheme import register_scheme
    except ImportError:  # no web engine on this machine: the window has another map and says why
        log.exception("the web engine cannot be loaded")
    else:
        harden_environment()
        register_scheme()


def _application() -> QApplication:
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("QuartierMap")
    app.setApplicationVersion(quartiermap.__version__)
    app.setDesktopFileName("quartiermap")
    return app


def _front(settings: QSettings, log_file: Path | None) -> MainWindow:
    return MainWindow(
        settings,
        log_file=log_file,
        cache=platformdirs.user_cache_path("quartiermap", appauthor=False) / "tiles",
        recovery=_copies_folder(),
        front_only=True,
    )


def complete(window: MainWindow, then: Callable[[], None]) -> None:
    """Bring the map and everything else into a window whose front stands, in the order in which it is waited for."""
    coming = Turns(window)
    if missing_engine():  # the simple map brings pandas with it
        coming.begin(window.furnishing, partial(window.starting.warm_up, then))
        return

    def furnished() -> None:
        window.ensure_map()
        heavy.come("window")
        coming.begin(window.wardrobe.dressing(), after_ms=0)

    heavy = AllCome(("page", "window"), partial(window.starting.warm_up, then))
    half = AllCome(("page", "import"), partial(coming.begin, window.furnishing, furnished))

    def steps() -> Iterator[object]:
        import_module("quartiermap.ui.map.view")
        yield REST
        page = window.begin_map()  # the engine comes up in it
        Once(page.ready, partial(half.come, "page"), _FURNISH_MS, window)
        Once(page.ready, partial(heavy.come, "page"), _PAGE_MS, window)
        yield REST
        import_module("quartiermap.ui.qt_types")  # before the worker would make them
        yield REST
        # done here, the import would hold the window's thread up by half a second
        importing = window.tasks.read("furnishing", _import_furnishing, lambda _nothing: None)
        importing.finished.connect(partial(half.come, "import"))

    Turns(window).begin(steps())


def _leave(keeper: WindowKeeper, app: QApplication, code: int) -> None:
    """Let the window and its workers go."""
    if not keeper.window.tasks.shut_down(5000):
        # A worker hangs in a library that does not answer. Files are only ever replaced whole (io.atomic),
        # so leaving hard loses nothing.
        log.error("a worker did not stop; leaving")
        logging.shutdown()
        os._exit(code)
    keeper.window.deleteLater()
    app.processEvents()


def _import_furnishing(_progress: Progress) -> None:
    """Import half of the window in a worker, while the window's thread waits for the page."""
    import_module("quartiermap.ui.furnishing")


def _settings_file() -> Path:
    return platformdirs.user_config_path("quartiermap", appauthor=False) / "fenster.ini"


def _copies_folder() -> Path:
    """Return where copies of unsaved work are kept: a folder of the user's own."""
    return platformdirs.user_state_path("quartiermap", appauthor=False) / "sicherung"


def _start_log() -> Path | None:
    """Write a log that turns over at 1 MB; without a place for it the program runs all the same."""
    folder = platformdirs.user_log_path("quartiermap", appauthor=False)
    path = folder / "quartiermap.log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            path, maxBytes=1_000_000, backupCount=2, encoding="utf-8"
        )
    except OSError:
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for chatty in ("pyogrio", "fontTools", "matplotlib"):
        logging.getLogger(chatty).setLevel(logging.WARNING)

    def qt_message(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
        logging.getLogger("qt").log(_QT_LEVELS.get(kind, logging.INFO), "%s", text)

    qInstallMessageHandler(qt_message)
    return path


def _catch_all(uncaught: _Uncaught, keeper: WindowKeeper) -> Callable[[], None]:
    """Send every uncaught exception to the window; return the call that undoes it."""

    def from_main(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            keeper.window.close()
            return
        uncaught.raised.emit(error.with_traceback(trace))

    def from_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            uncaught.raised.emit(args.exc_value)

    before, before_thread = sys.excepthook, threading.excepthook
    sys.excepthook, threading.excepthook = from_main, from_thread

    def restore() -> None:
        sys.excepthook, threading.excepthook = before, before_thread

    return restore


def _quit_on_signals(keeper: WindowKeeper) -> Callable[[], None]:
    """Let Ctrl+C and SIGTERM close the window; Python only sees a signal when it runs, so a pipe wakes Qt up."""
    if sys.platform == "win32":
        timer = QTimer(keeper)
        timer.start(300)  # gives the interpreter a moment for its signal handlers
        signal.signal(signal.SIGINT, lambda *_: _leave_now(keeper.window))
        return timer.stop
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    old_fd = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    old = {s: signal.signal(s, lambda *_: None) for s in (signal.SIGINT, signal.SIGTERM)}
    notifier = QSocketNotifier(reader, QSocketNotifier.Type.Read, keeper)

    def woken() -> None:
        os.read(reader, 64)
        _leave_now(keeper.window)

    notifier.activated.connect(woken)

    def end() -> None:
        notifier.setEnabled(False)
        signal.set_wakeup_fd(old_fd)
        for number, handler in old.items():
            signal.signal(number, handler)
        os.close(reader)
        os.close(writer)

    return end


def _leave_now(window: MainWindow) -> None:
    """Close without questions: whoever sends a signal is not at the keyboard of the window."""
    window.leave_without_asking()
