"""The words of the import window: what was recognised and why, how a finding stands, what will be taken over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from quartiermap.app.address_choice import OF_PROJECT
from quartiermap.app.wizard_steps import LAYER_NAMES, Entry
from quartiermap.domain.texts import iso_day, number
from quartiermap.io.bundled import kinds
from quartiermap.io.doctor_model import PLACES_COLUMN, Finding, answer_of
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels.remedies import in_window
from quartiermap.ui.wording import worded

if TYPE_CHECKING:
    from quartiermap.app.import_wizard import Taken

SIGNS: Final = {"error": "✕", "open": "?", "warning": "!", "info": "i", "answered": "✓"}
"""Every state of a finding has a sign and a word; colour only comes on top."""


def taken_sentence(taken: Taken) -> str:
    """Return what was taken over in one sentence: of one file its own summary, of several what they have brought."""
    if len(taken.results) == 1:
        return worded(in_window(taken.results[0].summary))
    layers = dict.fromkeys(
        LAYER_NAMES[s.layer] for r in taken.results for s in r.sources if s.layer in LAYER_NAMES
    )
    return translate("ImportWords", "{n} Dateien geladen: {layers}. Zurück mit Strg+Z.").format(
        n=number(len(taken.results)), layers=", ".join(map(worded, layers))
    )


def state_of(finding: Finding, answers: dict[str, str]) -> str:
    """Return how a finding stands: ``error``, ``open`` (a person has to decide), ``answered``, ``warning`` or ``info``."""
    if finding.severity == "error":
        return "error"
    if finding.choices or finding.free:
        if answer_of(finding, answers) is not None:
            return "answered"
        if finding.must_answer:
            return "open"
    return str(finding.severity)


def state_word(state: str) -> str:
    """Return the word for how a finding stands."""
    return {
        "error": translate("ImportWords", "Fehler"),
        "open": translate("ImportWords", "Zu entscheiden"),
        "answered": translate("ImportWords", "Entschieden"),
        "warning": translate("ImportWords", "Warnung"),
        "info": translate("ImportWords", "Hinweis"),
    }[state]


def choice_word(finding: Finding, answer: str) -> str:
    """Return what an answer means, short enough for a table."""
    for choice in finding.choices:
        if choice.id == answer or (finding.code == "merge" and answer.startswith(f"{choice.id}+")):
            return choice.label.partition(":")[0].rstrip(".")
    if finding.code == "kind_word":
        return kinds().name(answer)
    return answer


def decision_of(finding: Finding, answers: dict[str, str]) -> str:
    """Return what happens about a finding, in a few words."""
    if finding.severity == "error":
        return translate("ImportWords", "verhindert die Übernahme")
    answer = answer_of(finding, answers)
    if answer is not None:
        return choice_word(finding, answer)
    if finding.must_answer:
        return translate("ImportWords", "offen")
    if finding.choices and finding.default:
        return choice_word(finding, finding.default)
    return ""


def given_joins(entry: Entry) -> tuple[Finding, ...]:
    """Return the answers to which district a row belongs: the question is gone with its answer, which must stay in sight."""
    return tuple(
        Finding(
            key, "join", "info", translate("ImportWords", "„{word}“ ist einem Quartier zugeordnet.").format(word=key.partition(":")[2])
            if answer != "-" else translate("ImportWords", "„{word}“ wird ausgelassen.").format(word=key.partition(":")[2]), free=True, step="mapping",
        )
        for key, answer in entry.answers.items()
        if key.startswith("join:")
    )  # fmt: skip


def headline(finding: Finding, entry: Entry) -> str:
    """Return what a finding is about in as few words as a list has room for."""
    if finding.code == "merge" and entry.trial is not None:
        for merge in entry.trial.page.merges:
            if f"merge:{merge.key}" == finding.key:
                return translate("ImportWords", "Dieselbe Einrichtung? {one} / {other}").format(
                    one=merge.kept_name, other=merge.other_name
                )
    return in_window(finding.message)


def what_happens(finding: Finding, answers: dict[str, str]) -> str:
    """Return the sentence on what will be done about a finding."""
    answer = answer_of(finding, answers)
    label = next((c.label for c in finding.choices if c.id == answer), "")
    return in_window(label or finding.done)


@dataclass(frozen=True)
class Tally:
    """How many findings of which state a page has."""

    errors: int
    open: int
    warnings: int
    infos: int

    @property
    def text(self) -> str:
        """The counts as words; what there is none of is left out."""
        parts = [
            words.format(n=number(count))
            for count, words in (
                (self.errors, translate("ImportWords", "{n} Fehler")),
                (self.open, translate("ImportWords", "{n} zu entscheiden")),
                (self.warnings, translate("ImportWords", "{n} Warnungen") if self.warnings != 1 else translate("ImportWords", "{n} Warnung")),
                (self.infos, translate("ImportWords", "{n} Hinweise") if self.infos != 1 else translate("ImportWords", "{n} Hinweis")),
            )
            if count
        ]  # fmt: skip
        return ", ".join(parts) or translate("ImportWords", "nichts aufgefallen")


def tally(entry: Entry) -> Tally:
    """Count the findings about a file."""
    states = [state_of(f, entry.answers) for f in entry.trial.page.findings] if entry.trial else []
    return Tally(
        states.count("error"), states.count("open"), states.count("warning"), states.count("info") + states.count("answered")
    )  # fmt: skip


def rows_sentence(entry: Entry, *, done: bool = False) -> str:
    """Return how many rows of a file are (or were) taken over, as a sentence; empty while that is not known."""
    layer = layer_name(entry.target)
    if entry.trial is not None and entry.result is None:
        return translate("ImportWords", "So lässt sich die Datei nicht übernehmen.")
    if entry.result is None:
        return ""
    sources = entry.result.sources
    read, used = sum(s.rows_read for s in sources), sum(s.rows_used for s in sources)
    if not read:
        return in_window(entry.result.summary)
    if used > read:  # a school with two levels stands in two rows
        text = (
            translate("ImportWords", "Aus {read} Zeilen wurden {used} Einträge der Ebene „{layer}“.")
            if done
            else translate("ImportWords", "Aus {read} Zeilen werden {used} Einträge der Ebene „{layer}“.")
        )
        return text.format(read=number(read), used=number(used), layer=layer)
    text = (
        translate("ImportWords", "{used} von {read} Zeilen wurden in die Ebene „{layer}“ übernommen.")
        if done
        else translate("ImportWords", "{used} von {read} Zeilen werden in die Ebene „{layer}“ übernommen.")
    )
    return text.format(read=number(read), used=number(used), layer=layer)


def mode_sentence(entry: Entry) -> str:
    """Return what becomes of the rows that the layer has already."""
    if entry.mode == "replace":
        return translate("ImportWords", "Was die Ebene bisher enthält, wird ersetzt.")
    if entry.mode == "append":
        return translate("ImportWords", "Die Zeilen kommen zu den vorhandenen dazu.")
    return ""


def layer_name(layer: str | None) -> str:
    """Return the name of a layer on screen."""
    name = LAYER_NAMES.get(layer or "")
    return translate("ImportWords", "noch nicht erkannt") if name is None else worded(name)


def entry_state(entry: Entry, open_points: int) -> tuple[str, str]:
    """Return how a file stands: a sign and words."""
    if entry.preview is None:
        return "…", translate("ImportWords", "wird erkannt")
    refused = entry.trial is not None and entry.result is None
    if entry.target is None or unread(entry) or (refused and not open_points):
        return SIGNS["error"], translate("ImportWords", "so nicht lesbar")
    if open_points:
        words = (
            translate("ImportWords", "1 Frage offen")
            if open_points == 1
            else translate("ImportWords", "{n} Fragen offen").format(n=number(open_points))
        )
        return SIGNS["open"], words
    if entry.result is None:
        return "…", translate("ImportWords", "wird geprüft")
    if entry.trial is not None and any(f.code == PLACES_COLUMN for f in entry.trial.page.findings):
        return SIGNS["warning"], translate("ImportWords", "bereit, ohne Plätze")
    return SIGNS["answered"], translate("ImportWords", "bereit")


def unread(entry: Entry) -> bool:
    """Tell whether a file cannot be read at all, so that no answer helps but another file or leaving it out."""
    from quartiermap.app.wizard_steps import Step, open_points

    return any(point.about not in ("recognise", "sublayer") for point in open_points(entry, Step.FILE))


def proposed(reason: str) -> str:
    """Return the note beside something that was guessed.

    Examples
    --------
    >>> proposed("Die Tabelle hat Koordinaten.")
    'Vorschlag: Die Tabelle hat Koordinaten.'
    """
    word = translate("ImportWords", "Vorschlag")
    return f"{word}: {in_window(reason)}" if reason else word


def chosen() -> str:
    """Return the note beside something that the user has chosen."""
    return translate("ImportWords", "von Ihnen gewählt")


def from_file() -> str:
    """Return the note beside something that the file says itself."""
    return translate("ImportWords", "steht in der Datei")


def how_read(entry: Entry) -> str:
    """Return in one line how a file is read: form, kind, coordinate system, encoding, and what was stated by hand."""
    facts = []
    if entry.survey is not None and entry.survey.form:
        facts.append(entry.survey.form)
    if entry.target == "facilities" and entry.kind is not None:
        facts.append(kinds().name(entry.kind))
    if entry.result is not None:
        for source in entry.result.sources:
            facts += [source.crs_read, source.encoding]
            if source.data_date:
                facts.append(translate("ImportWords", "Stand {date}").format(date=iso_day(source.data_date)))
    if entry.saved is not None:
        facts.append(translate("ImportWords", "Zuordnung „{name}“").format(name=entry.saved))
    if entry.addresses is not None:
        own = entry.addresses == OF_PROJECT
        name = translate("ImportWords", "dem Adressverzeichnis des Projekts") if own else entry.addresses.name
        facts.append(translate("ImportWords", "Orte aus {file}").format(file=name))
    return (
        translate("ImportWords", "Gelesen als: {facts}").format(
            facts=" · ".join(dict.fromkeys(f for f in facts if f))
        )
        if facts
        else ""
    )
