"""Light and dark: everything stays readable, the switch works while the program runs, and is remembered."""

from __future__ import annotations

import dataclasses
import itertools
import re

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QMenu

from quartiermap.render import colours
from quartiermap.render.basemap_styles import STYLES, style
from quartiermap.ui import theme
from quartiermap.ui.widgets.base_map_look import LookChoice, wanted_dark

LOOKS = [pytest.param(theme.LIGHT, id="light"), pytest.param(theme.DARK, id="dark")]


@pytest.fixture(autouse=True)
def _light_again(qapp):
    yield
    theme.apply(qapp)


@pytest.fixture
def settings(tmp_path):
    return QSettings(str(tmp_path / "f.ini"), QSettings.Format.IniFormat)


@pytest.mark.parametrize("look", LOOKS)
class TestContrast:
    def test_text_is_readable_on_every_ground_it_stands_on(self, look):
        pairs = [
            *((text, ground) for text in (look.text, look.muted, look.accent) for ground in (look.surface, look.ground, look.alternate)),
            (look.text, look.accent_soft), (look.text, look.selected), (look.on_primary, look.primary), (look.on_primary, look.primary_hover),
            (look.on_primary, look.primary_off), (look.notice_text, look.notice_ground), (look.invented_text, look.invented_ground),
            (look.tip_text, look.tip_ground), (look.gained, look.surface), (look.lost, look.surface), (look.text, look.chunk),
            *(pair for _, pair in look.results),
        ]  # fmt: skip
        poor = {pair: round(theme.contrast(*pair), 2) for pair in pairs if theme.contrast(*pair) < 4.5}
        assert not poor

    def test_signs_and_borders_stand_out(self, look):
        pairs = [
            *((sign, ground) for sign in (look.icon, look.border, look.accent, look.disabled, look.scroll) for ground in (look.surface, look.ground)),
        ]  # fmt: skip
        poor = {pair: round(theme.contrast(*pair), 2) for pair in pairs if theme.contrast(*pair) < 3}
        assert not poor

    def test_no_colour_of_the_sheet_is_outside_of_the_look(self, qapp, look):
        """What is spelled in the sheet itself would stay light when the window turns dark."""
        theme.apply(qapp, dark=look.dark)
        known = {v for f in dataclasses.fields(look) if isinstance(v := getattr(look, f.name), str)}
        known |= {c for _, pair in look.results for c in pair} | {"#ffffff", "#ffd84d"}
        assert set(re.findall(r"#[0-9a-f]{6}", theme.sheet())) <= known


def blend(top: str, share: float, ground: str) -> str:
    return colours.over(top, share, ground)


@pytest.mark.parametrize("name", STYLES)
class TestMapStyles:
    def test_names_are_readable_on_their_halo(self, name):
        found = style(name)
        assert all(theme.contrast(text, found["halo"]) >= 4.5 for text in found["text"].values())

    def test_borders_stand_out_from_the_ground_and_from_every_colour(self, name):
        """A border is a dark and a light line side by side: one of the two is always seen."""
        found = style(name)
        for palette in (colours.YLGNBU, colours.PUOR):
            for colour in palette:
                ground = blend(colour, found["fill"], found["ground"])
                assert max(theme.contrast(line, ground) for line, _ in found["outline"]) >= 3

    def test_water_woods_and_streets_are_no_louder_than_the_theme(self, name):
        found = style(name)
        quiet = [*found["areas"].values(), found["building"][0]]
        assert all(theme.contrast(colour, found["ground"]) < 1.8 for colour in quiet)

    def test_neighbouring_classes_stay_apart_over_the_ground(self, name):
        found = style(name)
        for palette in (colours.YLGNBU, colours.PUOR, colours.CIVIDIS):
            shown = [blend(c, found["fill"], found["ground"]) for c in palette]
            assert min(distance(a, b) for a, b in itertools.pairwise(shown)) > 10
            assert min(distance(c, found["ground"]) for c in shown) > 10


def distance(one: str, other: str) -> float:
    """CIE76 distance."""

    def lab(colour: str) -> tuple[float, float, float]:
        r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colours.rgb(colour))
        x, y, z = (
            (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505, 0.2126 * r + 0.7152 * g + 0.0722 * b,
            (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
        )  # fmt: skip
        fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
        return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)

    return sum((a - b) ** 2 for a, b in zip(lab(one), lab(other), strict=True)) ** 0.5


class Dressed:
    def __init__(self) -> None:
        self.calls: list[tuple[str, bool]] = []

    def set_look(self, name: str, dark: bool) -> None:
        self.calls.append((name, dark))


class TestSwitch:
    def test_the_window_and_the_map_turn_dark_and_back(self, qapp, settings):
        choice, shown = LookChoice(settings), Dressed()
        choice.set_map(shown)
        choice.choose_brightness("dark")
        assert theme.look() is theme.DARK
        assert qapp.palette().window().color() == QColor(theme.DARK.ground)
        choice.choose_brightness("light")
        assert theme.look() is theme.LIGHT
        assert shown.calls[-2:] == [("dark", True), ("light", False)]

    def test_a_style_of_its_own_stays_when_the_window_turns(self, qapp, settings):
        choice, shown = LookChoice(settings), Dressed()
        choice.set_map(shown)
        choice.choose_style("contrast")
        choice.choose_brightness("dark")
        assert shown.calls[-1] == ("contrast", True)

    def test_it_is_remembered(self, qapp, settings):
        LookChoice(settings).choose_brightness("dark")
        again = QSettings(settings.fileName(), QSettings.Format.IniFormat)
        assert wanted_dark(again)
        assert LookChoice(again).brightness == "dark"

    def test_nonsense_in_the_settings_means_the_system(self, qapp, settings):
        settings.setValue("brightness", "lila")
        settings.setValue("map/style", "glitzer")
        assert (LookChoice(settings).brightness, LookChoice(settings).style) == ("system", "auto")

    def test_the_menu_shows_what_holds_and_chooses(self, qapp, settings):
        menu, choice = QMenu(), LookChoice(settings)
        choice.fill_brightness(menu)
        marked = [action.data() for action in menu.actions() if action.isChecked()]
        assert marked == ["system"]
        next(action for action in menu.actions() if action.data() == "dark").trigger()
        assert theme.look().dark

    def test_icons_are_drawn_in_the_colour_that_holds(self, qapp):
        """The same icon object, so that nobody has to hand out icons again."""
        found = theme.icon("open")

        def lightness() -> float:
            image = found.pixmap(32, 32, QIcon.Mode.Normal).toImage()
            seen = [
                image.pixelColor(x, y)
                for x in range(32)
                for y in range(32)
                if image.pixelColor(x, y).alpha() > 200
            ]
            return sum(c.lightnessF() for c in seen) / len(seen)

        light = lightness()
        theme.apply(qapp, dark=True)
        assert light < 0.4 < 0.6 < lightness()
