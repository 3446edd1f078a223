"""What a person decides about a file on its way into a project: every choice of the wizard, and what it makes look again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from quartiermap.app.wizard_steps import LAYER_NAMES, Entry, Stated, is_layer
from quartiermap.errors import UsageError
from quartiermap.io.doctor_model import PLACES_COLUMN
from quartiermap.io.mapping import NOT_THIS

if TYPE_CHECKING:
    from quartiermap.io.import_model import Mode
    from quartiermap.io.numbers import Style


class WizardChoices:
    """The choices of `quartiermap.app.import_wizard.ImportWizard`: none of them reads a file, all of them can be taken back."""

    def choose_layer(self, entry: Entry, layer: str) -> None:
        """Say what the file contains; columns chosen for another layer are forgotten."""
        check_layer(layer)
        if layer != entry.target:
            entry.mapping.clear()
        entry.layer = layer
        look_again(entry)

    def choose_crs(self, entry: Entry, crs: str | None) -> None:
        """Say which coordinate system the file has (``EPSG:n``); ``None``: as recognised.

        Raises
        ------
        InputError
            If there is no such system.
        """
        if crs is not None:
            from quartiermap.io.readers import check_crs

            check_crs(crs)
        entry.crs = crs
        look_again(entry)

    def choose_encoding(self, entry: Entry, encoding: str | None) -> None:
        """Say how the text of the file is encoded; ``None``: as recognised."""
        entry.encoding = encoding
        look_again(entry)

    def choose_header_row(self, entry: Entry, row: int | None) -> None:
        """Say in which row of a table the headings stand (0: it has none); ``None``: as recognised."""
        entry.header_row = row
        entry.mapping.clear()
        look_again(entry)

    def choose_decimal(self, entry: Entry, decimal: Style | None) -> None:
        """Say which decimal sign the numbers of a table have; ``None``: as recognised."""
        entry.decimal = decimal
        look_again(entry)

    # ---- Zuordnung

    def choose_column(self, entry: Entry, field: str, column: str | None) -> None:
        """Take a column for a field; ``None``: as proposed."""
        entry.mapping.pop(field, None)
        if column is not None:
            entry.mapping[field] = column
        look_again(entry)

    def choose_kind(self, entry: Entry, kind: str | None) -> None:
        """Say which kind the facilities of the file are; ``None``: as the file says."""
        entry.kind = kind
        look_again(entry)

    def choose_word(self, entry: Entry, word: str, kind: str | None) -> None:
        """Say which kind a word of the kind column means; ``-``: these rows are left out; ``None``: as proposed."""
        self.answer(entry, f"kind_word:{word}", kind)
        entry.preview = None

    def choose_period(self, entry: Entry, period: str | None) -> None:
        """Say for which year or date the figures stand; ``None``: as the file says."""
        entry.period = period
        for key in ("latest_period", "period_missing"):
            entry.answers.pop(key, None)
        look_again(entry)

    def choose_preset(self, entry: Entry, preset: str | None) -> None:
        """Read a published table by a shipped preset; ``None``: without."""
        entry.preset = preset
        look_again(entry)

    def choose_characteristics(self, entry: Entry, names: Sequence[str]) -> None:
        """Take these characteristics of a long table; none named: all."""
        entry.characteristics = tuple(names)
        entry.trial = entry.result = None

    def choose_mode(self, entry: Entry, mode: Mode) -> None:
        """Say what becomes of the rows that the layer has already."""
        entry.mode = mode
        entry.trial = entry.result = None

    def choose_addresses(self, entry: Entry, path: Path | None, *, street_middle: bool | None = None) -> None:
        """Put rows without coordinates to their places by a directory of addresses; ``None``: don't."""
        entry.addresses = path
        if street_middle is not None:
            entry.street_middle = street_middle
        entry.trial = entry.result = None

    def state(self, entry: Entry, stated: Stated) -> None:
        """Say who made the data, under which licence, and of when they are."""
        entry.stated = stated
        entry.trial = entry.result = None

    def choose_name_to_save(self, entry: Entry, name: str | None) -> None:
        """Keep the mapping under a name when the file is taken over; ``None``: don't.

        Raises
        ------
        InputError
            If a mapping cannot be called so.
        """
        if name is not None:
            from quartiermap.io import saved_mappings

            saved_mappings.path_of(name)
        entry.save_as = name

    def use_saved(self, entry: Entry, name: str | None) -> None:
        """Read the file with a saved mapping; ``None``: without. Its layer and kind are taken over.

        Raises
        ------
        InputError
            If there is none of that name, or it cannot be used.
        """
        from quartiermap.io import saved_mappings

        entry.saved = name
        if name is not None:
            entry.layer = saved_mappings.load(name).layer
        look_again(entry)

    # ---- Prüfung

    def answer(self, entry: Entry, key: str, answer: str | None) -> None:
        """Answer a finding of the doctor; ``None`` takes the answer back.

        Raises
        ------
        UsageError
            If that is no answer to it.
        """
        if answer is None:
            entry.answers.pop(key, None)
            return
        asked = (
            [f for f in entry.trial.page.findings if key in (f.key, f.code)]
            if entry.trial is not None
            else []
        )
        if asked and not any(f.takes(answer) for f in asked):
            raise UsageError(
                f"„{answer}“ ist keine mögliche Antwort. Möglich: {', '.join(c.id for c in asked[0].choices)}."
            )
        if key == PLACES_COLUMN and answer != NOT_THIS:
            self.choose_column(
                entry, "places", answer
            )  # where it is seen, and can be changed, among the columns
            return
        entry.answers[key] = answer


def look_again(entry: Entry) -> None:
    """Forget what was recognised and tried; what the user chose and answered stays."""
    entry.preview = entry.survey = entry.trial = entry.result = None


def check_layer(layer: str) -> None:
    """Raise `UsageError` if there is no such layer."""
    if not is_layer(layer):
        raise UsageError(f"Die Ebene „{layer}“ gibt es nicht. Möglich sind: {', '.join(LAYER_NAMES)}.")
