"""First step of the report: which template, whose report, what it looks like."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QInputDialog,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from quartiermap.domain.report_template import DEFAULT_ACCENT, Corporate
from quartiermap.ui.viewmodels.report_draft import ReportDraft
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.choice_box import ChoiceBox

_FIELDS = ("title", "subtitle", "author", "department", "status", "date_line")


class TemplatePage(parts.Column):
    """Template, names, logo, colours.

    Signals
    -------
    print_now
        Everything else as it is: write the report at once.
    """

    print_now = Signal()

    def __init__(self, draft: ReportDraft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self._filling = False
        column = QVBoxLayout(self)
        column.setSpacing(8)
        self.now = QPushButton(self.tr("&Sofort drucken"))
        self.now.setProperty("primary", True)
        self.now.setAutoDefault(False)
        self.now.clicked.connect(self.print_now)
        line = QHBoxLayout()
        line.addWidget(self.now)
        self.target = parts.label("", "muted")
        line.addWidget(self.target, 1)
        column.addLayout(line)
        column.addWidget(parts.rule())
        column.addWidget(parts.label(self.tr("Vorlage"), "heading"))
        self.choice = ChoiceBox(16)
        self.choice.setAccessibleName(self.tr("Vorlage"))
        self.choice.activated.connect(lambda row: self._draft.choose(str(self.choice.itemData(row))))
        column.addWidget(self.choice)
        row = QHBoxLayout()
        self.keep = self._button(self.tr("S&peichern als …"), self._ask_name)
        self.remove = self._button(self.tr("&Löschen …"), self._ask_delete)
        row.addWidget(self.keep)
        row.addWidget(self.remove)
        row.addStretch(1)
        column.addLayout(row)
        self.state = parts.label("", "muted")
        column.addWidget(self.state)
        column.addWidget(parts.label(self.tr("Angaben auf dem Deckblatt"), "heading"))
        column.addLayout(self._form())
        column.addStretch(1)
        draft.changed.connect(self.fill)
        draft.listed.connect(self.fill)
        self.fill()

    def _form(self) -> QFormLayout:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        names = (
            self.tr("&Titel"), self.tr("&Untertitel"), self.tr("&Bearbeitung"), self.tr("&Dienststelle"), self.tr("&Verfahrensstand"), self.tr("St&and"),
        )  # fmt: skip
        self.fields: dict[str, QLineEdit] = {}
        for key, name in zip(_FIELDS, names, strict=True):
            field = QLineEdit()
            field.setMaxLength(200)
            field.textEdited.connect(lambda text, k=key: self._edit(k, text))
            self.fields[key] = field
            form.addRow(name, field)
        self.fields["status"].setPlaceholderText(self.tr("zum Beispiel „Entwurf“"))
        self.fields["date_line"].setPlaceholderText(self.tr("leer: Tag der Berechnung"))
        self.logo = parts.label("", "muted")
        self.logo_button = self._button(self.tr("Wähle&n …"), self._ask_logo)
        self.logo_off = self._button(self.tr("&Ohne"), lambda: self._draft.change(logo=None))
        form.addRow(self.tr("Logo"), self._with_buttons(self.logo, self.logo_button, self.logo_off))
        self.corporate = parts.label("", "muted")
        self.corporate_button = self._button(self.tr("Dat&ei …"), self._ask_corporate)
        self.corporate_off = self._button(
            self.tr("Zurü&cksetzen"), lambda: self._draft.change(corporate=Corporate())
        )
        form.addRow(
            self.tr("Farben, Schriften"),
            self._with_buttons(self.corporate, self.corporate_button, self.corporate_off),
        )
        for button, name in (
            (self.logo_button, self.tr("Logo wählen")), (self.logo_off, self.tr("Ohne Logo")),
            (self.corporate_button, self.tr("Datei mit Farben und Schriften wählen")),
            (self.corporate_off, self.tr("Farben und Schriften zurücksetzen")),
        ):  # fmt: skip
            button.setAccessibleName(name)
            button.setProperty("small", True)
        return form

    def _with_buttons(self, *widgets: QWidget) -> QHBoxLayout:
        line = QHBoxLayout()
        for number, widget in enumerate(widgets):
            line.addWidget(widget, 1 if number == 0 else 0)
        return line

    def _button(self, text: str, slot: object) -> QPushButton:
        made = QPushButton(text)
        made.setAutoDefault(False)
        made.clicked.connect(slot)
        return made

    def tell_target(self, formats: Sequence[str], folder: Path | None) -> None:
        """Say what "Sofort drucken" writes, and where to."""
        self.target.setText(
            self.tr("Dafür fehlt noch der Ordner (Schritt 4).")
            if folder is None
            else self.tr("Ohne weitere Schritte: {formats}. Ordner: {folder}").format(
                formats=", ".join(formats), folder=folder
            )
        )

    def fill(self) -> None:
        """Show the template at hand."""
        template = self._draft.template
        self._filling = True
        self.choice.clear()
        for entry in self._draft.entries():
            self.choice.addItem(entry.label, entry.name)
        self.choice.setCurrentIndex(self.choice.findData(template.name))
        for key, field in self.fields.items():
            text = str(getattr(template, key))
            if field.text() != text:
                field.setText(text)
                field.setCursorPosition(0)
        self.logo.setText(template.logo.name if template.logo else self.tr("kein Logo"))
        self.logo_off.setEnabled(template.logo is not None)
        own = template.corporate != Corporate()
        fonts = ", ".join(f for f in (template.corporate.heading_font, template.corporate.text_font) if f)
        about = template.corporate.accent if template.corporate.accent != DEFAULT_ACCENT else ""
        self.corporate.setText(", ".join(p for p in (about, fonts) if p) or self.tr("wie im Programm"))
        self.corporate_off.setEnabled(own)
        self.state.setText(
            self.tr("Geändert, noch nicht als Vorlage gespeichert.") if self._draft.edited else ""
        )
        self.state.setVisible(self._draft.edited)
        self.remove.setEnabled(self._draft.can_be_deleted)
        self._filling = False

    def _edit(self, key: str, text: str) -> None:
        if not self._filling and (text.strip() or key != "title"):
            self._draft.change(**{key: text})

    def _ask_name(self) -> None:
        dialog = QInputDialog(self)
        dialog.setWindowTitle(self.tr("Vorlage speichern"))
        dialog.setLabelText(self.tr("Name der Vorlage (eine vorhandene gleichen Namens wird ersetzt):"))
        dialog.setTextValue(self._draft.name if self._draft.can_be_deleted else "")
        dialog.textValueSelected.connect(self._draft.save)
        dialog.open()

    def _ask_delete(self) -> None:
        box = QMessageBox(self)
        box.setWindowTitle(self.tr("Vorlage löschen"))
        box.setText(
            self.tr("Die Vorlage „{name}“ wird von diesem Rechner gelöscht.").format(name=self._draft.name)
        )
        go = box.addButton(self.tr("&Löschen"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        go.clicked.connect(self._draft.delete)
        box.open()

    def _ask_logo(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.tr("Logo wählen"), "", self.tr("Bilder (*.svg *.png *.jpg *.jpeg)")
        )
        if chosen:
            self._draft.change(logo=Path(chosen))

    def _ask_corporate(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.tr("Datei mit Farben und Schriften wählen"), "", self.tr("Vorgaben (*.toml)")
        )
        if chosen:
            self._draft.take_corporate(Path(chosen))
