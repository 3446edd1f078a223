"""The dialog on how a figure came about: nothing in it is cut, however long the name of a file is."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel

from quartiermap.ui.viewmodels.explain import How
from quartiermap.ui.widgets.how_dialog import HowDialog

LONG = "Zensus2022_Bevoelkerungszahlen_nach_Altersgruppen_im_100m_Gitter_Stand_2022_ueberarbeitet.zip"


@pytest.mark.parametrize("at", ["input", "source"])
def test_a_long_file_name_breaks_where_it_can_be_read(qtbot, at):
    how = How(
        "Anteil in Reichweite",
        "≈ 45,2 %",
        "Personen in Reichweite ÷ alle",
        (("Altersgruppe aus", f"{LONG} (Datenstand 2022)" if at == "input" else "Register"),),
        (f"Zensus 2022, {LONG}" if at == "source" else "Register",),
        (),
    )
    dialog = HowDialog("Kita", (how,))
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    mine = [label for label in dialog.findChildren(QLabel) if LONG[:10] in label.text()]
    assert len(mine) == 1
    for label in mine:
        assert label.text().replace("\u200b", "").count(LONG) == 1
        pieces = label.text().replace("\u200b", " ").split()
        assert max(label.fontMetrics().horizontalAdvance(piece) for piece in pieces) <= label.width()
