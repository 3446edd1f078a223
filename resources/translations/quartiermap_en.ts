<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="de">
<context>
    <name>AboutDialog</name>
    <message>
        <source>Über QuartierMap</source>
        <translation>About QuartierMap</translation>
    </message>
    <message>
        <source>Erreichbarkeit, Versorgung, Lücken und Förder-Vorprüfung im Quartier. Rechnet ganz auf diesem Rechner; die Karte kann nichts aus dem Netz laden. Die Vorprüfung ist keine Förderzusage.</source>
        <translation>Access, supply, gaps and funding pre-checks in the neighbourhood. Computes entirely on this machine; the map cannot load anything from the network. The pre-check is no promise of funding.</translation>
    </message>
    <message>
        <source>Bestandteile und ihre Lizenzen</source>
        <translation>Components and their licences</translation>
    </message>
    <message>
        <source>Bestandteile</source>
        <translation>Components</translation>
    </message>
    <message>
        <source>Qt und PySide6 stehen unter LGPL-3.0 und sind unverändert eingebunden. Kartendaten aus OpenStreetMap: © OpenStreetMap-Mitwirkende, ODbL.</source>
        <translation>Qt and PySide6 are licensed under LGPL-3.0 and used unchanged. Map data from OpenStreetMap: © OpenStreetMap contributors, ODbL.</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>&amp;Neu …</source>
        <translation>&amp;New …</translation>
    </message>
    <message>
        <source>Ö&amp;ffnen …</source>
        <translation>&amp;Open …</translation>
    </message>
    <message>
        <source>Öffnen</source>
        <translation>Open</translation>
    </message>
    <message>
        <source>&amp;Demo-Stadt öffnen</source>
        <translation>Open &amp;demo town</translation>
    </message>
    <message>
        <source>&amp;Speichern</source>
        <translation>&amp;Save</translation>
    </message>
    <message>
        <source>Speichern</source>
        <translation>Save</translation>
    </message>
    <message>
        <source>Speichern &amp;unter …</source>
        <translation>Save &amp;as …</translation>
    </message>
    <message>
        <source>Pro&amp;jekt schließen</source>
        <translation>&amp;Close project</translation>
    </message>
    <message>
        <source>&amp;Beenden</source>
        <translation>&amp;Quit</translation>
    </message>
    <message>
        <source>&amp;Rückgängig</source>
        <translation>&amp;Undo</translation>
    </message>
    <message>
        <source>&amp;Wiederholen</source>
        <translation>&amp;Redo</translation>
    </message>
    <message>
        <source>Daten &amp;laden …</source>
        <translation>&amp;Load data …</translation>
    </message>
    <message>
        <source>Daten laden …</source>
        <translation>Load data …</translation>
    </message>
    <message>
        <source>Daten von einem &amp;Dienst laden …</source>
        <translation>Load data from a &amp;service …</translation>
    </message>
    <message>
        <source>Einrichtungen &amp;zur Berichtigung ausgeben …</source>
        <translation>Hand &amp;out facilities for correction …</translation>
    </message>
    <message>
        <source>Be&amp;richtigte Tabelle einlesen …</source>
        <translation>Read a co&amp;rrected table …</translation>
    </message>
    <message>
        <source>Einrichtung &amp;bearbeiten …</source>
        <translation>&amp;Edit facility …</translation>
    </message>
    <message>
        <source>Auf der Karte &amp;verschieben</source>
        <translation>&amp;Move on the map</translation>
    </message>
    <message>
        <source>&amp;Neue Einrichtung …</source>
        <translation>&amp;New facility …</translation>
    </message>
    <message>
        <source>Neue Einrichtung als &amp;Fläche zeichnen …</source>
        <translation>Draw a new facility as an &amp;area …</translation>
    </message>
    <message>
        <source>S&amp;chließen oder wieder öffnen</source>
        <translation>&amp;Close or open again</translation>
    </message>
    <message>
        <source>&amp;Löschen</source>
        <translation>&amp;Delete</translation>
    </message>
    <message>
        <source>&amp;Netz für Geodienste …</source>
        <translation>&amp;Network for geo services …</translation>
    </message>
    <message>
        <source>An&amp;gaben zur Vorprüfung …</source>
        <translation>Fac&amp;ts for the pre-check …</translation>
    </message>
    <message>
        <source>&amp;Analyse rechnen</source>
        <translation>Run &amp;analysis</translation>
    </message>
    <message>
        <source>Analyse rechnen</source>
        <translation>Run analysis</translation>
    </message>
    <message>
        <source>&amp;Was wäre wenn …</source>
        <translation>&amp;What if …</translation>
    </message>
    <message>
        <source>Was wäre wenn</source>
        <translation>What if</translation>
    </message>
    <message>
        <source>Laufende Arbeit a&amp;bbrechen</source>
        <translation>&amp;Cancel running work</translation>
    </message>
    <message>
        <source>Be&amp;richt schreiben …</source>
        <translation>Write &amp;report …</translation>
    </message>
    <message>
        <source>Bericht …</source>
        <translation>Report …</translation>
    </message>
    <message>
        <source>Berichte v&amp;ergleichen …</source>
        <translation>Co&amp;mpare reports …</translation>
    </message>
    <message>
        <source>Ganze &amp;Stadt zeigen</source>
        <translation>Show wh&amp;ole town</translation>
    </message>
    <message>
        <source>&amp;Thema (links)</source>
        <translation>&amp;Theme (left)</translation>
    </message>
    <message>
        <source>&amp;Inspektor (rechts)</source>
        <translation>&amp;Inspector (right)</translation>
    </message>
    <message>
        <source>Tabe&amp;llen (unten)</source>
        <translation>T&amp;ables (below)</translation>
    </message>
    <message>
        <source>&amp;Maßstäbe</source>
        <translation>&amp;Rules</translation>
    </message>
    <message>
        <source>Nä&amp;chster Bereich</source>
        <translation>Ne&amp;xt part</translation>
    </message>
    <message>
        <source>V&amp;origer Bereich</source>
        <translation>Previo&amp;us part</translation>
    </message>
    <message>
        <source>In der Tabelle &amp;filtern</source>
        <translation>&amp;Filter the table</translation>
    </message>
    <message>
        <source>&amp;Zeichenerklärung</source>
        <translation>Le&amp;gend</translation>
    </message>
    <message>
        <source>&amp;Weg zur nächsten Einrichtung</source>
        <translation>&amp;Way to the nearest facility</translation>
    </message>
    <message>
        <source>&amp;Vorige Lücke</source>
        <translation>&amp;Previous gap</translation>
    </message>
    <message>
        <source>&amp;Nächste Lücke</source>
        <translation>&amp;Next gap</translation>
    </message>
    <message>
        <source>&amp;Beamer (Vollbild)</source>
        <translation>Pro&amp;jector (full screen)</translation>
    </message>
    <message>
        <source>Beamer</source>
        <translation>Projector</translation>
    </message>
    <message>
        <source>Ansicht &amp;merken</source>
        <translation>&amp;Keep this view</translation>
    </message>
    <message>
        <source>Ansichten &amp;ordnen …</source>
        <translation>&amp;Arrange views …</translation>
    </message>
    <message>
        <source>Zweites &amp;Fenster für den Raum</source>
        <translation>Second win&amp;dow for the room</translation>
    </message>
    <message>
        <source>Ausschnitt im Raum f&amp;esthalten</source>
        <translation>&amp;Hold the extent in the room</translation>
    </message>
    <message>
        <source>Zei&amp;ger zeigen</source>
        <translation>Show point&amp;er</translation>
    </message>
    <message>
        <source>Scheinwe&amp;rfer</source>
        <translation>&amp;Spotlight</translation>
    </message>
    <message>
        <source>&amp;Suchen …</source>
        <translation>&amp;Search …</translation>
    </message>
    <message>
        <source>&amp;Zurück</source>
        <translation>&amp;Back</translation>
    </message>
    <message>
        <source>&amp;Vor</source>
        <translation>&amp;Forward</translation>
    </message>
    <message>
        <source>Strecke &amp;messen</source>
        <translation>&amp;Measure a distance</translation>
    </message>
    <message>
        <source>&amp;Fläche messen</source>
        <translation>Measure an &amp;area</translation>
    </message>
    <message>
        <source>&amp;Gehzeit-Ringe um einen Ort</source>
        <translation>&amp;Walking-time rings around a place</translation>
    </message>
    <message>
        <source>Quartiere im &amp;Rechteck auswählen</source>
        <translation>Select districts in a &amp;rectangle</translation>
    </message>
    <message>
        <source>Quartiere im &amp;Umriss auswählen</source>
        <translation>Select districts in an &amp;outline</translation>
    </message>
    <message>
        <source>Zwei Themen mit &amp;Trenner</source>
        <translation>Two themes with a &amp;divider</translation>
    </message>
    <message>
        <source>Zwei Karten &amp;nebeneinander</source>
        <translation>&amp;Two maps side by side</translation>
    </message>
    <message>
        <source>Alle Fi&amp;lter aufheben</source>
        <translation>&amp;Clear all filters</translation>
    </message>
    <message>
        <source>&amp;Tastatur</source>
        <translation>&amp;Keyboard</translation>
    </message>
    <message>
        <source>Ü&amp;ber QuartierMap</source>
        <translation>&amp;About QuartierMap</translation>
    </message>
    <message>
        <source>&amp;Ansichten</source>
        <translation>&amp;Views</translation>
    </message>
    <message>
        <source>&amp;Zuletzt bearbeitet</source>
        <translation>R&amp;ecent</translation>
    </message>
    <message>
        <source>&amp;Einrichtungen bearbeiten</source>
        <translation>&amp;Edit facilities</translation>
    </message>
    <message>
        <source>&amp;Kartenhintergrund</source>
        <translation>&amp;Map background</translation>
    </message>
    <message>
        <source>&amp;Helligkeit</source>
        <translation>&amp;Brightness</translation>
    </message>
    <message>
        <source>Si&amp;cherungskopien</source>
        <translation>&amp;Backup copies</translation>
    </message>
    <message>
        <source>&amp;Mehrere Schritte rückgängig</source>
        <translation>Undo &amp;several steps</translation>
    </message>
    <message>
        <source>M&amp;ehrere Schritte wiederholen</source>
        <translation>Redo se&amp;veral steps</translation>
    </message>
    <message>
        <source>Beamer verlassen; sonst Auswahl aufheben</source>
        <translation>leave projector mode; otherwise clear the selection</translation>
    </message>
    <message>
        <source>bei „Was wäre wenn“: Rechnung abbrechen, zurücklegen, beenden</source>
        <translation>in “What if”: stop computing, put back, leave</translation>
    </message>
    <message>
        <source>auf der Karte: Zeichenerklärung ein- oder ausklappen</source>
        <translation>on the map: fold or unfold the legend</translation>
    </message>
    <message>
        <source>Alt+Umschalt+↑ ↓</source>
        <translation>Alt+Shift+↑ ↓</translation>
    </message>
    <message>
        <source>in einer Tabelle: nach der Spalte sortieren, in der die Tastatur steht</source>
        <translation>in a table: sort by the column that the keyboard is in</translation>
    </message>
    <message>
        <source>Rechtsklick</source>
        <translation>Right click</translation>
    </message>
    <message>
        <source>auf der Karte: Weg von hier zur nächsten Einrichtung</source>
        <translation>on the map: way from here to the nearest facility</translation>
    </message>
    <message>
        <source>Pfeiltasten, Strg+Pfeil</source>
        <translation>Arrow keys, Ctrl+arrow</translation>
    </message>
    <message>
        <source>bei „Was wäre wenn“: gewählte Einrichtung um 10 m verschieben, mit Umschalt um 50 m</source>
        <translation>in “What if”: move the chosen facility by 10 m, with Shift by 50 m</translation>
    </message>
    <message>
        <source>Entf</source>
        <translation>Del</translation>
    </message>
    <message>
        <source>bei „Was wäre wenn“: gewählte Einrichtung schließen oder wieder öffnen</source>
        <translation>in “What if”: close the chosen facility, or open it again</translation>
    </message>
    <message>
        <source>Strg+Klick</source>
        <translation>Ctrl+click</translation>
    </message>
    <message>
        <source>auf der Karte oder in der Tabelle: weiteres Quartier auswählen</source>
        <translation>on the map or in the table: select one more district</translation>
    </message>
    <message>
        <source>im Beamer: gemerkte Ansicht zeigen; ohne Ansichten die Einrichtungsart wählen</source>
        <translation>projector: show a kept view; without views choose the kind of facility</translation>
    </message>
    <message>
        <source>Strg+1 … 9</source>
        <translation>Ctrl+1 … 9</translation>
    </message>
    <message>
        <source>gemerkte Ansicht zeigen</source>
        <translation>show a kept view</translation>
    </message>
    <message>
        <source>Bild ↑ ↓</source>
        <translation>Page ↑ ↓</translation>
    </message>
    <message>
        <source>vor Publikum: vorige und nächste Ansicht</source>
        <translation>before an audience: previous and next view</translation>
    </message>
    <message>
        <source>im Beamer: Karte bewegen oder wieder festhalten</source>
        <translation>projector: move the map or hold it again</translation>
    </message>
    <message>
        <source>vor Publikum: Bild dunkel, noch einmal: wieder hell</source>
        <translation>in front of an audience: picture dark, once more: light again</translation>
    </message>
    <message>
        <source>im Beamer: vorige und nächste Lücke</source>
        <translation>projector: previous and next gap</translation>
    </message>
    <message>
        <source>zum nächsten Feld</source>
        <translation>to the next field</translation>
    </message>
    <message>
        <source>&amp;Projekt</source>
        <translation>&amp;Project</translation>
    </message>
    <message>
        <source>&amp;Bearbeiten</source>
        <translation>&amp;Edit</translation>
    </message>
    <message>
        <source>&amp;Daten</source>
        <translation>&amp;Data</translation>
    </message>
    <message>
        <source>&amp;Ansicht</source>
        <translation>&amp;View</translation>
    </message>
    <message>
        <source>&amp;Erkunden</source>
        <translation>E&amp;xplore</translation>
    </message>
    <message>
        <source>&amp;Hilfe</source>
        <translation>&amp;Help</translation>
    </message>
    <message>
        <source>Werkzeuge</source>
        <translation>Tools</translation>
    </message>
    <message>
        <source>S&amp;prache / Language</source>
        <translation>&amp;Language / Sprache</translation>
    </message>
    <message>
        <source>{n} Schritte wiederholt.</source>
        <translation>{n} steps done again.</translation>
    </message>
    <message>
        <source>{n} Schritte rückgängig gemacht.</source>
        <translation>{n} steps undone.</translation>
    </message>
    <message>
        <source>Wiederholt: {what}.</source>
        <translation>Done again: {what}.</translation>
    </message>
    <message>
        <source>Rückgängig gemacht: {what}.</source>
        <translation>Undone: {what}.</translation>
    </message>
</context>
<context>
    <name>AddressPage</name>
    <message>
        <source>kein Adressverzeichnis gewählt</source>
        <translation>no address directory chosen</translation>
    </message>
    <message>
        <source>Adressverzeichnis</source>
        <translation>Address directory</translation>
    </message>
    <message>
        <source>Adress&amp;verzeichnis wählen …</source>
        <translation>Choose &amp;address directory …</translation>
    </message>
    <message>
        <source>ohne</source>
        <translation>without</translation>
    </message>
    <message>
        <source>Ist nur die Straße bekannt, ihre Mitte nehmen (wird als ungefähr vermerkt)</source>
        <translation>If only the street is known, take its middle (recorded as approximate)</translation>
    </message>
    <message>
        <source>Geeignet sind ein OpenStreetMap-Auszug der Stadt (.osm.pbf), die amtlichen Hauskoordinaten oder eine Tabelle mit Straße, Hausnummer und Koordinaten. Als „Adressverzeichnis“ geladen, bleibt es im Projekt und gilt für jede Tabelle. Gesucht wird nur auf diesem Rechner. Welche Anschriften nicht gefunden wurden, steht in der Prüfung.</source>
        <translation>Suitable are an OpenStreetMap extract of the town (.osm.pbf), the official house coordinates or a table with street, house number and coordinates. Loaded as “Address directory” it stays in the project and applies to every table. The search is done on this computer only. Which addresses were not found is said in the check.</translation>
    </message>
    <message>
        <source>Die Zeilen haben Anschriften ({columns}), aber keine Koordinaten. Das Adressverzeichnis des Projekts setzt sie an ihren Ort; hier lässt sich ein anderes wählen.</source>
        <translation>The rows have addresses ({columns}) but no coordinates. The project&apos;s address directory puts them in their place; another one can be chosen here.</translation>
    </message>
    <message>
        <source>Die Zeilen haben Anschriften ({columns}), aber keine Koordinaten. Woher sollen die Orte kommen?</source>
        <translation>The rows have addresses ({columns}) but no coordinates. Where are the places to come from?</translation>
    </message>
    <message>
        <source>Die Zeilen haben Koordinaten; Anschriften ({columns}) werden nur gebraucht, wo sie fehlen.</source>
        <translation>The rows have coordinates; addresses ({columns}) are only needed where they are missing.</translation>
    </message>
    <message>
        <source>Aus „{file}“ nehmen</source>
        <translation>Take from “{file}”</translation>
    </message>
    <message>
        <source>Adressverzeichnis wählen</source>
        <translation>Choose address directory</translation>
    </message>
    <message>
        <source>Verzeichnisse ({pattern});;Alle Dateien (*)</source>
        <translation>Directories ({pattern});;All files (*)</translation>
    </message>
</context>
<context>
    <name>AgeSources</name>
    <message>
        <source>Altersgruppen aus verschiedenen Quellen ({sources}): Stichtage und Abgrenzung unterscheiden sich, ihre Summe muss nicht die Einwohnerzahl ergeben.</source>
        <translation>Age groups from different sources ({sources}): reference dates and definitions differ, their sum need not be the number of residents.</translation>
    </message>
</context>
<context>
    <name>AgesBox</name>
    <message>
        <source>von selbst</source>
        <translation>by itself</translation>
    </message>
    <message>
        <source>nach der Regel</source>
        <translation>by the rule</translation>
    </message>
    <message>
        <source> Monate</source>
        <translation> months</translation>
    </message>
    <message>
        <source>wie die Quelle</source>
        <translation>as the source</translation>
    </message>
    <message>
        <source>Stichtage</source>
        <translation>Cut-off dates</translation>
    </message>
    <message>
        <source>Land, dessen Stichtage gelten</source>
        <translation>Land whose cut-off dates apply</translation>
    </message>
    <message>
        <source>Planjahr</source>
        <translation>Planning year</translation>
    </message>
    <message>
        <source>Jahr, bis zu dem geplante Plätze zählen</source>
        <translation>Year up to which planned places count</translation>
    </message>
    <message>
        <source>Alter am</source>
        <translation>Age on</translation>
    </message>
    <message>
        <source>Tag, für den das Alter der Einwohner gezählt ist (TT.MM.JJJJ)</source>
        <translation>Day on which the residents&apos; age was counted (DD.MM.YYYY)</translation>
    </message>
    <message>
        <source>U3 bis</source>
        <translation>under 3 up to</translation>
    </message>
    <message>
        <source>Altersgrenze zwischen U3 und Ü3 in Monaten</source>
        <translation>Age limit between under 3 and 3 and over, in months</translation>
    </message>
    <message>
        <source>Ü3 bis</source>
        <translation>3 and over up to</translation>
    </message>
    <message>
        <source>Altersgrenze zur Schule in Monaten</source>
        <translation>Age limit to school, in months</translation>
    </message>
    <message>
        <source>wie Vorprüfung</source>
        <translation>as the pre-check</translation>
    </message>
    <message>
        <source>Land der Vorprüfung: {land}</source>
        <translation>Land of the pre-check: {land}</translation>
    </message>
    <message>
        <source>Quelle: {source}</source>
        <translation>Source: {source}</translation>
    </message>
    <message>
        <source>„{text}“ ist kein Tag. Muster: 31.12.2025.</source>
        <translation>“{text}” is no day. Pattern: 31.12.2025.</translation>
    </message>
    <message>
        <source>Es fehlt noch die andere Altersgrenze.</source>
        <translation>The other age limit is still missing.</translation>
    </message>
</context>
<context>
    <name>Answers</name>
    <message>
        <source>Wohnort</source>
        <translation>Dwelling place</translation>
    </message>
    <message>
        <source>Der Weg wird gesucht …</source>
        <translation>Looking for the way …</translation>
    </message>
    <message>
        <source>Einwohner</source>
        <translation>Residents</translation>
    </message>
    <message>
        <source>Weg zur nächsten Einrichtung: {kind}</source>
        <translation>Way to the nearest facility: {kind}</translation>
    </message>
    <message>
        <source>Zweite Wahl</source>
        <translation>Second choice</translation>
    </message>
    <message>
        <source>Einrichtung</source>
        <translation>Facility</translation>
    </message>
    <message>
        <source>Weg</source>
        <translation>Way</translation>
    </message>
    <message>
        <source>weiter als die erste</source>
        <translation>farther than the first</translation>
    </message>
    <message>
        <source>Wohnort in {district}</source>
        <translation>Dwelling place in {district}</translation>
    </message>
    <message>
        <source>Wohnort außerhalb der Quartiere</source>
        <translation>Dwelling place outside the districts</translation>
    </message>
    <message>
        <source>Gehzeit für andere</source>
        <translation>Walking time for others</translation>
    </message>
    <message>
        <source>Wie lange brauchen andere?</source>
        <translation>How long do others take?</translation>
    </message>
    <message>
        <source>Fußweg</source>
        <translation>Way on foot</translation>
    </message>
    <message>
        <source>Luftlinie × Umwegfaktor</source>
        <translation>Air line × detour factor</translation>
    </message>
    <message>
        <source>davon gegangen</source>
        <translation>of which walked</translation>
    </message>
    <message>
        <source>davon bis zum Wegenetz</source>
        <translation>of which to the network</translation>
    </message>
    <message>
        <source>davon vom Wegenetz zur Tür</source>
        <translation>of which from the network to the door</translation>
    </message>
    <message>
        <source>Luftlinie</source>
        <translation>Air line</translation>
    </message>
    <message>
        <source>Umweg</source>
        <translation>Detour</translation>
    </message>
    <message>
        <source>gerechnet für</source>
        <translation>computed for</translation>
    </message>
    <message>
        <source>Die gerade Linie zum Weg quert ein Hindernis (Gewässer, Bahn, Autobahn oder Mauer), weil es in der Nähe keinen anderen Weg gibt.</source>
        <translation>The straight line to the way crosses a barrier (water, railway, motorway or wall), because there is no other way nearby.</translation>
    </message>
    <message>
        <source>Straßen in der Reihenfolge des Wegs</source>
        <translation>Streets in walking order</translation>
    </message>
    <message>
        <source>{n} Minuten</source>
        <translation>{n} minutes</translation>
    </message>
    <message>
        <source>5, 10 und 15 Minuten</source>
        <translation>5, 10 and 15 minutes</translation>
    </message>
    <message>
        <source>Richtwert {m} m</source>
        <translation>Standard {m} m</translation>
    </message>
    <message>
        <source>Einzugsgebiet zeigen</source>
        <translation>Show the catchment</translation>
    </message>
    <message>
        <source>Gerechnet für: {who}</source>
        <translation>Computed for: {who}</translation>
    </message>
    <message>
        <source>Dasselbe für</source>
        <translation>The same for</translation>
    </message>
    <message>
        <source>Einzugsgebiet ausblenden</source>
        <translation>Hide the catchment</translation>
    </message>
</context>
<context>
    <name>AnswersFlow</name>
    <message>
        <source>Bitte eine Lücke auswählen oder mit der rechten Taste auf einen Wohnort in der Karte klicken.</source>
        <translation>Please select a gap, or click a dwelling place on the map with the right button.</translation>
    </message>
    <message>
        <source>Das Einzugsgebiet wird gerechnet …</source>
        <translation>Computing the catchment …</translation>
    </message>
    <message>
        <source>{limit}: {n} Einwohner</source>
        <translation>{limit}: {n} residents</translation>
    </message>
</context>
<context>
    <name>BaseMapAddressDialog</name>
    <message>
        <source>Adresse eines Kartendienstes</source>
        <translation>Address of a map service</translation>
    </message>
    <message>
        <source>WMS oder WMTS (Adresse des Dienstes) oder Kacheladresse mit {x}, {y} und {z}.</source>
        <translation>WMS or WMTS (address of the service) or tile address with {x}, {y} and {z}.</translation>
    </message>
    <message>
        <source>Adresse</source>
        <translation>Address</translation>
    </message>
    <message>
        <source>&amp;Abfragen</source>
        <translation>&amp;Query</translation>
    </message>
    <message>
        <source>Das Netz ist ausgeschaltet: Dienste lassen sich erst danach abfragen.</source>
        <translation>The network is switched off: services can be queried only after it is switched on.</translation>
    </message>
    <message>
        <source>&amp;Netz …</source>
        <translation>&amp;Network …</translation>
    </message>
    <message>
        <source>Ebenen filtern</source>
        <translation>Filter layers</translation>
    </message>
    <message>
        <source>Ebenen des Dienstes</source>
        <translation>Layers of the service</translation>
    </message>
    <message>
        <source>Als &amp;Hintergrund verwenden</source>
        <translation>Use as &amp;background</translation>
    </message>
</context>
<context>
    <name>BaseMapFileDialog</name>
    <message>
        <source>Kartendatei anhängen</source>
        <translation>Attach a map file</translation>
    </message>
    <message>
        <source>Die Datei bleibt, wo sie ist; das Projekt merkt sich Ort und Prüfsumme. Liegt sie neben der Projektdatei, können beide zusammen umziehen.</source>
        <translation>The file stays where it is; the project remembers place and checksum. If it lies next to the project file, both can be moved together.</translation>
    </message>
    <message>
        <source>&amp;Anhängen</source>
        <translation>&amp;Attach</translation>
    </message>
</context>
<context>
    <name>BaseMapFlow</name>
    <message>
        <source>Erst ein Projekt öffnen</source>
        <translation>First open a project</translation>
    </message>
    <message>
        <source>&amp;Eigene Karte aus OSM-Daten</source>
        <translation>&amp;Own map from OSM data</translation>
    </message>
    <message>
        <source>&amp;Ohne Hintergrund</source>
        <translation>&amp;No background</translation>
    </message>
    <message>
        <source>Kartendatei an&amp;hängen …</source>
        <translation>&amp;Attach a map file …</translation>
    </message>
    <message>
        <source>&amp;Adresse eines Kartendienstes …</source>
        <translation>A&amp;ddress of a map service …</translation>
    </message>
    <message>
        <source>Für offline &amp;speichern …</source>
        <translation>&amp;Save for offline use …</translation>
    </message>
    <message>
        <source>Aus dem Projekt ent&amp;fernen</source>
        <translation>&amp;Remove from the project</translation>
    </message>
    <message>
        <source>S&amp;til der Karte</source>
        <translation>St&amp;yle of the map</translation>
    </message>
    <message>
        <source>{name} (online)</source>
        <translation>{name} (online)</translation>
    </message>
    <message>
        <source>{name} (online – das Netz ist ausgeschaltet)</source>
        <translation>{name} (online – the network is switched off)</translation>
    </message>
    <message>
        <source>Ansicht und Karte gehen erst ins Netz, wenn der Netzschalter an ist (Menü „Daten“).</source>
        <translation>View and map use the network only once the network switch is on (menu “Data”).</translation>
    </message>
    <message>
        <source>Kartenhintergrund: {name}</source>
        <translation>Map background: {name}</translation>
    </message>
    <message>
        <source>Kartenhintergrund entfernen: {name}</source>
        <translation>Remove background map: {name}</translation>
    </message>
    <message>
        <source>Kartendatei anhängen</source>
        <translation>Attach a map file</translation>
    </message>
    <message>
        <source>Kartenkacheln (*.mbtiles *.pmtiles);;Alle Dateien (*)</source>
        <translation>Map tiles (*.mbtiles *.pmtiles);;All files (*)</translation>
    </message>
    <message>
        <source>Kartendatei prüfen</source>
        <translation>Check map file</translation>
    </message>
    <message>
        <source>Vektorkacheln</source>
        <translation>Vector tiles</translation>
    </message>
    <message>
        <source>Bilder ({format})</source>
        <translation>Pictures ({format})</translation>
    </message>
    <message>
        <source>{file}: {kind}, Zoomstufen {low} bis {high}, {size} MB</source>
        <translation>{file}: {kind}, zoom levels {low} to {high}, {size} MB</translation>
    </message>
    <message>
        <source>Achtung: Die Datei zeigt ein anderes Gebiet als dieses Projekt.</source>
        <translation>Attention: the file shows another area than this project.</translation>
    </message>
    <message>
        <source>Der Dienst ist eingetragen; zu sehen ist er, sobald das Netz eingeschaltet ist.</source>
        <translation>The service is entered; it can be seen as soon as the network is switched on.</translation>
    </message>
    <message>
        <source>Erst einen Kartendienst als Hintergrund wählen.</source>
        <translation>First choose a map service as background.</translation>
    </message>
    <message>
        <source>Das Netz ist ausgeschaltet.</source>
        <translation>The network is switched off.</translation>
    </message>
    <message>
        <source>Die Nutzungsbedingungen dieses Dienstes verbieten das Speichern.</source>
        <translation>The terms of use of this service forbid saving.</translation>
    </message>
    <message>
        <source>Erst das Projekt speichern: Die Karte kommt neben die Projektdatei.</source>
        <translation>First save the project: the map goes next to the project file.</translation>
    </message>
    <message>
        <source>Erst Quartiere laden: Sie bestimmen das Gebiet.</source>
        <translation>First load districts: they determine the area.</translation>
    </message>
    <message>
        <source>Karte für offline speichern</source>
        <translation>Save the map for offline use</translation>
    </message>
</context>
<context>
    <name>BaseMapSaveDialog</name>
    <message>
        <source>Karte für offline speichern</source>
        <translation>Save the map for offline use</translation>
    </message>
    <message>
        <source>„{name}“ für die Quartiere und 1 km ringsum, als Datei neben dem Projekt:
{file}</source>
        <translation>“{name}” for the districts and 1 km around, as a file next to the project:
{file}</translation>
    </message>
    <message>
        <source>Tiefste &amp;Zoomstufe (16: Straßen, 18: Häuser)</source>
        <translation>Deepest &amp;zoom level (16: streets, 18: houses)</translation>
    </message>
    <message>
        <source>nennt der Dienst nicht</source>
        <translation>not named by the service</translation>
    </message>
    <message>
        <source>Lizenz</source>
        <translation>Licence</translation>
    </message>
    <message>
        <source>z. B. „Erlaubnis der Stadt vom 3.5.2026“</source>
        <translation>e.g. “Permission of the town of 3.5.2026”</translation>
    </message>
    <message>
        <source>Ihre &amp;Angabe, warum gespeichert werden darf</source>
        <translation>Your statement &amp;why saving is allowed</translation>
    </message>
    <message>
        <source>Abgerufen wird langsam, um den Dienst zu schonen; die Arbeit lässt sich jederzeit abbrechen.</source>
        <translation>Fetching is slow, to spare the service; the work can be cancelled at any time.</translation>
    </message>
    <message>
        <source>&amp;Speichern</source>
        <translation>&amp;Save</translation>
    </message>
    <message>
        <source>Das ist zu viel für einen öffentlichen Dienst; bitte eine kleinere Zoomstufe wählen.</source>
        <translation>This is too much for a public service; please choose a smaller zoom level.</translation>
    </message>
</context>
<context>
    <name>BaseMapTerms</name>
    <message>
        <source>z. B. © Stadt Musterstadt, Vermessungsamt</source>
        <translation>e.g. © Stadt Musterstadt, Vermessungsamt</translation>
    </message>
    <message>
        <source>z. B. dl-de/by-2-0 oder „Erlaubnis vom 3.5.2026“</source>
        <translation>e.g. dl-de/by-2-0 or “Permission of 3.5.2026”</translation>
    </message>
    <message>
        <source>&amp;Name im Menü</source>
        <translation>Na&amp;me in the menu</translation>
    </message>
    <message>
        <source>&amp;Urheber (steht auf der Karte)</source>
        <translation>A&amp;uthor (stated on the map)</translation>
    </message>
    <message>
        <source>&amp;Lizenz</source>
        <translation>&amp;Licence</translation>
    </message>
</context>
<context>
    <name>BottomTables</name>
    <message>
        <source>Tabellen</source>
        <translation>Tables</translation>
    </message>
    <message>
        <source>Lücken</source>
        <translation>Gaps</translation>
    </message>
    <message>
        <source>Wohnort</source>
        <translation>Dwelling place</translation>
    </message>
    <message>
        <source>Weg</source>
        <translation>Way</translation>
    </message>
    <message>
        <source>nächste Einrichtung</source>
        <translation>nearest facility</translation>
    </message>
    <message>
        <source>kein Weg</source>
        <translation>no way</translation>
    </message>
    <message>
        <source>vorhanden</source>
        <translation>existing</translation>
    </message>
    <message>
        <source>ohne Angabe</source>
        <translation>without figure</translation>
    </message>
    <message>
        <source>Einrichtungen, deren Plätze niemand angegeben hat</source>
        <translation>Facilities whose places nobody has stated</translation>
    </message>
    <message>
        <source>Bedarf</source>
        <translation>Need</translation>
    </message>
    <message>
        <source>Einheit</source>
        <translation>Unit</translation>
    </message>
    <message>
        <source>Jahr</source>
        <translation>Year</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Statusindex</source>
        <translation>Status index</translation>
    </message>
    <message>
        <source>Dynamikindex</source>
        <translation>Dynamics index</translation>
    </message>
    <message>
        <source>Gebiet mit besonderem Aufmerksamkeitsbedarf</source>
        <translation>Area in need of special attention</translation>
    </message>
    <message>
        <source>veröffentlicht</source>
        <translation>published</translation>
    </message>
    <message>
        <source>Status und Dynamik, wie veröffentlicht</source>
        <translation>Status and dynamics, as published</translation>
    </message>
    <message>
        <source>seit</source>
        <translation>since</translation>
    </message>
    <message>
        <source>bis</source>
        <translation>until</translation>
    </message>
    <message>
        <source>Hektar</source>
        <translation>Hectares</translation>
    </message>
    <message>
        <source>Rechtsgrundlage</source>
        <translation>Legal basis</translation>
    </message>
    <message>
        <source>Quartiere</source>
        <translation>Districts</translation>
    </message>
    <message>
        <source>nein, kein Weg</source>
        <translation>no, there is no way</translation>
    </message>
    <message>
        <source>ja</source>
        <translation>yes</translation>
    </message>
    <message>
        <source>nein</source>
        <translation>no</translation>
    </message>
    <message>
        <source>reicht rechnerisch</source>
        <translation>enough by computation</translation>
    </message>
    <message>
        <source>reicht nicht</source>
        <translation>not enough</translation>
    </message>
    <message>
        <source>Einrichtungen</source>
        <translation>Facilities</translation>
    </message>
    <message>
        <source>Plätze und Bedarf</source>
        <translation>Places and need</translation>
    </message>
    <message>
        <source>Sozialindex</source>
        <translation>Social index</translation>
    </message>
    <message>
        <source>Wohnorte</source>
        <translation>Dwelling places</translation>
    </message>
    <message>
        <source>Fördergebiete</source>
        <translation>Funding areas</translation>
    </message>
    <message>
        <source>Daten</source>
        <translation>Data</translation>
    </message>
    <message>
        <source>Noch keine Quartiere: Daten laden (Strg+I).</source>
        <translation>No districts yet: load data (Ctrl+I).</translation>
    </message>
    <message>
        <source>Noch keine Einrichtungen: Daten laden (Strg+I).</source>
        <translation>No facilities yet: load data (Ctrl+I).</translation>
    </message>
    <message>
        <source>Weitere ▾</source>
        <translation>More ▾</translation>
    </message>
    <message>
        <source>Das Projekt wird gelesen …</source>
        <translation>The project is being read …</translation>
    </message>
    <message>
        <source>Diagramme</source>
        <translation>Charts</translation>
    </message>
    <message>
        <source>Kosten</source>
        <translation>Cost</translation>
    </message>
    <message>
        <source>Weitere Tabellen: noch einmal anklicken, um zu wählen</source>
        <translation>More tables: click once more to choose</translation>
    </message>
    <message>
        <source>Filtert Tabelle, Karte und Diagramme</source>
        <translation>Filters table, map and charts</translation>
    </message>
    <message>
        <source>Filtert nur diese Tabelle; Karte und Diagramme zeigen weiter alles</source>
        <translation>Filters this table only; map and charts go on showing everything</translation>
    </message>
    <message>
        <source>Tabelle filtern …</source>
        <translation>Filter table …</translation>
    </message>
    <message>
        <source>Keine Lücke gefunden.</source>
        <translation>No gap found.</translation>
    </message>
    <message>
        <source>Lücken stehen hier nach der Analyse: Daten laden (Strg+I), dann rechnen (F5).</source>
        <translation>Gaps stand here after the analysis: load data (Ctrl+I), then compute (F5).</translation>
    </message>
    <message>
        <source>Lücken ({n})</source>
        <translation>Gaps ({n})</translation>
    </message>
    <message>
        <source>Wohnorte ({n})</source>
        <translation>Dwelling places ({n})</translation>
    </message>
    <message>
        <source>Rang</source>
        <translation>Rank</translation>
    </message>
    <message>
        <source>Quartier</source>
        <translation>District</translation>
    </message>
    <message>
        <source>Einrichtungsart</source>
        <translation>Kind of facility</translation>
    </message>
    <message>
        <source>Grund</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>Betroffene</source>
        <translation>Affected</translation>
    </message>
    <message>
        <source>Tiefe</source>
        <translation>Depth</translation>
    </message>
    <message>
        <source>Tiefe der Lücke: 1 (knapp) bis 2 (sehr tief)</source>
        <translation>Depth of the gap: 1 (slight) to 2 (very deep)</translation>
    </message>
    <message>
        <source>Soziales</source>
        <translation>Social</translation>
    </message>
    <message>
        <source>Gewicht des Sozialstatus: hoch 0,8 bis sehr niedrig 1,5 (Annahme)</source>
        <translation>Weight of the social status: high 0.8 to very low 1.5 (assumption)</translation>
    </message>
    <message>
        <source>Stabilität</source>
        <translation>Stability</translation>
    </message>
    <message>
        <source>Sicherheit</source>
        <translation>Confidence</translation>
    </message>
    <message>
        <source>Wie sicher die Aussage ist; die Gründe stehen im Inspektor</source>
        <translation>How sure the statement is; the reasons are in the inspector</translation>
    </message>
    <message>
        <source>Richtwert</source>
        <translation>Standard</translation>
    </message>
    <message>
        <source>Wonach die Lücke gefunden wurde: Maß, Grad der Verbindlichkeit, Stand</source>
        <translation>What the gap was found by: measure, degree of bindingness, date</translation>
    </message>
    <message>
        <source>Vorprüfung</source>
        <translation>Pre-check</translation>
    </message>
    <message>
        <source>Eigene Rangfolge der Kommune (Annahme); die Gewichte stehen links unter „Maßstäbe“</source>
        <translation>The municipality&apos;s own ranking (assumption); the weights are on the left under “Rules”</translation>
    </message>
    <message>
        <source>Art</source>
        <translation>Kind</translation>
    </message>
    <message>
        <source>Stand des Programms, dann offene und nicht erfüllte Kriterien; keine Förderzusage</source>
        <translation>State of the programme, then criteria open and not met; no promise of funding</translation>
    </message>
    <message>
        <source>Bezieht sich auf: {kind} · gerechnet für: {who}</source>
        <translation>Refers to: {kind} · computed for: {who}</translation>
    </message>
    <message>
        <source>Schlüssel</source>
        <translation>Key</translation>
    </message>
    <message>
        <source>Einwohner</source>
        <translation>Residents</translation>
    </message>
    <message>
        <source>Zielgruppe</source>
        <translation>Target group</translation>
    </message>
    <message>
        <source>in Reichweite</source>
        <translation>within reach</translation>
    </message>
    <message>
        <source>in {m}</source>
        <translation>within {m}</translation>
    </message>
    <message>
        <source>mittl. Weg</source>
        <translation>mean way</translation>
    </message>
    <message>
        <source>Angebot/Bedarf</source>
        <translation>supply/need</translation>
    </message>
    <message>
        <source>Deckung</source>
        <translation>Coverage</translation>
    </message>
    <message>
        <source>Fehlbedarf</source>
        <translation>Shortfall</translation>
    </message>
    <message>
        <source>Sozialstatus</source>
        <translation>Social status</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Plätze</source>
        <translation>Places</translation>
    </message>
    <message>
        <source>Zustand</source>
        <translation>Condition</translation>
    </message>
    <message>
        <source>barrierefrei</source>
        <translation>barrier-free</translation>
    </message>
    <message>
        <source>Stand</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>liegt in</source>
        <translation>lies in</translation>
    </message>
    <message>
        <source>Klasse auf der Karte</source>
        <translation>Class on the map</translation>
    </message>
    <message>
        <source>Träger</source>
        <translation>Operator</translation>
    </message>
    <message>
        <source>angegeben</source>
        <translation>stated</translation>
    </message>
    <message>
        <source>Dynamik</source>
        <translation>Dynamics</translation>
    </message>
    <message>
        <source>Aufmerksamkeit</source>
        <translation>Attention</translation>
    </message>
    <message>
        <source>Programm</source>
        <translation>Programme</translation>
    </message>
    <message>
        <source>Lücke bei der gewählten Art</source>
        <translation>gap for the chosen kind</translation>
    </message>
    <message>
        <source>Lücke bei anderen Arten</source>
        <translation>gap for other kinds</translation>
    </message>
    <message>
        <source>keine Lücke</source>
        <translation>no gap</translation>
    </message>
    <message>
        <source>Anschrift</source>
        <translation>Address</translation>
    </message>
    <message>
        <source>Ebene</source>
        <translation>Layer</translation>
    </message>
    <message>
        <source>Datei</source>
        <translation>File</translation>
    </message>
    <message>
        <source>Datenstand</source>
        <translation>Data date</translation>
    </message>
    <message>
        <source>Anbieter</source>
        <translation>Provider</translation>
    </message>
    <message>
        <source>Lizenz</source>
        <translation>Licence</translation>
    </message>
    <message>
        <source>Zeilen</source>
        <translation>Rows</translation>
    </message>
    <message>
        <source>{n} gelesen, {m} verwendet</source>
        <translation>{n} read, {m} used</translation>
    </message>
    <message>
        <source>Befunde</source>
        <translation>Findings</translation>
    </message>
    <message>
        <source>Eingabetaste oder Doppelklick zeigt die Befunde</source>
        <translation>Enter or double-click shows the findings</translation>
    </message>
    <message>
        <source>Bemerkung</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>erfundene Daten</source>
        <translation>invented data</translation>
    </message>
</context>
<context>
    <name>BugDialog</name>
    <message>
        <source>Programmfehler</source>
        <translation>Program error</translation>
    </message>
    <message>
        <source>In QuartierMap ist ein Fehler passiert.</source>
        <translation>Something went wrong inside QuartierMap.</translation>
    </message>
    <message>
        <source>Die zuletzt gespeicherte Projektdatei ist unversehrt. Speichern Sie das Projekt unter neuem Namen, bevor Sie weiterarbeiten. Die Angaben unten helfen, den Fehler zu beheben; sie enthalten Dateinamen, aber keine Daten aus dem Projekt.</source>
        <translation>The project file saved last is intact. Save the project under a new name before you go on. The details below help to mend the fault; they contain file names but no data of the project.</translation>
    </message>
    <message>
        <source>Angaben zum Fehler</source>
        <translation>Details of the fault</translation>
    </message>
</context>
<context>
    <name>CellsOnMap</name>
    <message>
        <source>Wohnorte weiter als {m} m Luftlinie</source>
        <translation>Dwelling places farther than {m} m by air line</translation>
    </message>
    <message>
        <source>Wohnorte weiter als {m} m</source>
        <translation>Dwelling places farther than {m} m</translation>
    </message>
</context>
<context>
    <name>CellsTable</name>
    <message>
        <source>Wohnorte wieder ausblenden</source>
        <translation>Hide the dwelling places</translation>
    </message>
    <message>
        <source>Wohnort (Rasterzelle)</source>
        <translation>Dwelling place (grid cell)</translation>
    </message>
    <message>
        <source>Personen</source>
        <translation>Persons</translation>
    </message>
    <message>
        <source>Personen der Zielgruppe an diesem Wohnort</source>
        <translation>Persons of the target group at this dwelling place</translation>
    </message>
    <message>
        <source>Weg</source>
        <translation>Way</translation>
    </message>
    <message>
        <source>Weg zur nächsten Einrichtung</source>
        <translation>Way to the nearest facility</translation>
    </message>
    <message>
        <source>in Reichweite</source>
        <translation>within reach</translation>
    </message>
    <message>
        <source>nächste Einrichtung</source>
        <translation>nearest facility</translation>
    </message>
    <message>
        <source>kein Weg</source>
        <translation>no way</translation>
    </message>
    <message>
        <source>nein, kein Weg</source>
        <translation>no, there is no way</translation>
    </message>
    <message>
        <source>ja</source>
        <translation>yes</translation>
    </message>
    <message>
        <source>nein</source>
        <translation>no</translation>
    </message>
</context>
<context>
    <name>ChartPanel</name>
    <message>
        <source>Diagramme</source>
        <translation>Charts</translation>
    </message>
    <message>
        <source>Entfernungen</source>
        <translation>Distances</translation>
    </message>
    <message>
        <source>Welcher Anteil hat höchstens wie weit zur nächsten Einrichtung?</source>
        <translation>What share has at most how far to go to the nearest facility?</translation>
    </message>
    <message>
        <source>Plätze und Bedarf</source>
        <translation>Places and need</translation>
    </message>
    <message>
        <source>Wie viele Plätze gibt es je Quartier, wie viele werden gebraucht?</source>
        <translation>How many places are there in each district, how many are needed?</translation>
    </message>
    <message>
        <source>Als Tabelle</source>
        <translation>As a table</translation>
    </message>
    <message>
        <source>Zwölf Felder …</source>
        <translation>Twelve fields …</translation>
    </message>
    <message>
        <source>Soziale Lage: zwölf Felder aus Status und Dynamik</source>
        <translation>Social situation: twelve fields by status and dynamics</translation>
    </message>
    <message>
        <source>Zahlen des Diagramms</source>
        <translation>Figures of the chart</translation>
    </message>
</context>
<context>
    <name>Charts</name>
    <message>
        <source>höchstens</source>
        <translation>at most</translation>
    </message>
    <message>
        <source> (Richtwert)</source>
        <translation> (standard)</translation>
    </message>
    <message>
        <source>Quartier</source>
        <translation>District</translation>
    </message>
    <message>
        <source>vorhanden</source>
        <translation>existing</translation>
    </message>
    <message>
        <source>Bedarf</source>
        <translation>Need</translation>
    </message>
    <message>
        <source>Fehlbedarf</source>
        <translation>Shortfall</translation>
    </message>
    <message>
        <source>Wie weit ist es? {kind}</source>
        <translation>How far is it? {kind}</translation>
    </message>
    <message>
        <source>Dafür ist nichts gerechnet.</source>
        <translation>Nothing is computed for this.</translation>
    </message>
    <message>
        <source>Diagramm vorbereiten</source>
        <translation>Prepare the chart</translation>
    </message>
    <message>
        <source>ganze Stadt</source>
        <translation>whole town</translation>
    </message>
    <message>
        <source>Geheim (zu wenige Personen): {names}.</source>
        <translation>Secret (too few persons): {names}.</translation>
    </message>
    <message>
        <source>Für diese Zielgruppe ist kein Weg bekannt.</source>
        <translation>No way is known for this target group.</translation>
    </message>
    <message>
        <source>Noch nicht gerechnet: F5 rechnet die Analyse.</source>
        <translation>Not computed yet: F5 runs the analysis.</translation>
    </message>
    <message>
        <source>Keine Einrichtung dieser Art geladen: „Daten laden“ (Strg+I) bringt sie ins Projekt.</source>
        <translation>No facility of this kind loaded: “Load data” (Ctrl+I) brings them into the project.</translation>
    </message>
    <message>
        <source>Für diese Einrichtungsart ist kein Richtwert hinterlegt.</source>
        <translation>There is no standard on file for this kind of facility.</translation>
    </message>
    <message>
        <source>{name}: {share} von {n} Personen haben höchstens {target}</source>
        <translation>{name}: {share} of {n} persons have at most {target}</translation>
    </message>
    <message>
        <source>; die Hälfte hat höchstens {m}</source>
        <translation>; half have at most {m}</translation>
    </message>
    <message>
        <source>, neun von zehn höchstens {m}</source>
        <translation>, nine out of ten at most {m}</translation>
    </message>
    <message>
        <source>; {n} ohne jeden Weg</source>
        <translation>; {n} without any way</translation>
    </message>
    <message>
        <source>; nicht enthalten {n}, deren Weg unbekannt ist</source>
        <translation>; not included: {n} whose way is unknown</translation>
    </message>
    <message>
        <source>Plätze und Bedarf: {kind}</source>
        <translation>Places and need: {kind}</translation>
    </message>
    <message>
        <source>Für diese Einrichtungsart ist kein Richtwert für Plätze hinterlegt.</source>
        <translation>There is no standard for places on file for this kind of facility.</translation>
    </message>
    <message>
        <source>In {n} von {all} Quartieren sind rechnerisch zu wenige {unit} vorhanden</source>
        <translation>In {n} of {all} districts there are, by computation, too few {unit}</translation>
    </message>
    <message>
        <source>; am meisten fehlt in {name}: {n}</source>
        <translation>; the largest shortfall is in {name}: {n}</translation>
    </message>
    <message>
        <source>{n} ohne Angabe</source>
        <translation>{n} without figure</translation>
    </message>
    <message>
        <source>{n} geheim</source>
        <translation>{n} secret</translation>
    </message>
    <message>
        <source>Nicht im Bild: {what}.</source>
        <translation>Not in the picture: {what}.</translation>
    </message>
    <message>
        <source>Zu keinem Quartier sind Plätze und Bedarf bekannt.</source>
        <translation>Places and need are known for no district.</translation>
    </message>
    <message>
        <source>{n} Personen</source>
        <translation>{n} persons</translation>
    </message>
    <message>
        <source>Stufen der Kurve</source>
        <translation>Steps of the curve</translation>
    </message>
    <message>
        <source>Personen der Zielgruppe, deren Weg zur nächsten Einrichtung höchstens so lang ist ÷ alle Personen der Zielgruppe, deren Weg bekannt ist</source>
        <translation>Persons of the target group whose way to the nearest facility is at most so long ÷ all persons of the target group whose way is known</translation>
    </message>
    <message>
        <source>je {n} Personen, damit einzelne nicht zu erkennen sind</source>
        <translation>of {n} persons each, so that nobody can be told apart</translation>
    </message>
    <message>
        <source>nach rechts der rechnerische Bedarf des Quartiers, nach oben die vorhandenen Plätze</source>
        <translation>to the right the computed need of the district, upwards the existing places</translation>
    </message>
    <message>
        <source>Quartiere im Bild</source>
        <translation>Districts shown</translation>
    </message>
    <message>
        <source>nicht im Bild</source>
        <translation>not shown</translation>
    </message>
</context>
<context>
    <name>CheckPage</name>
    <message>
        <source>Es ist nichts aufgefallen, was Sie wissen müssten.</source>
        <translation>Nothing was noticed that you would have to know.</translation>
    </message>
    <message>
        <source>{file} prüfen</source>
        <translation>Check {file}</translation>
    </message>
    <message>
        <source>Erst klären, was die Datei enthält.</source>
        <translation>First settle what the file contains.</translation>
    </message>
    <message>
        <source>Die Datei wird geprüft …</source>
        <translation>The file is being checked …</translation>
    </message>
    <message>
        <source>Befunde: {n}.</source>
        <translation>Findings: {n}.</translation>
    </message>
</context>
<context>
    <name>Checklist</name>
    <message>
        <source>{name} (empfohlen)</source>
        <translation>{name} (recommended)</translation>
    </message>
    <message>
        <source>{step}: vorhanden</source>
        <translation>{step}: there</translation>
    </message>
    <message>
        <source>{step}: fehlt noch</source>
        <translation>{step}: still missing</translation>
    </message>
    <message>
        <source>Rechnen</source>
        <translation>Compute</translation>
    </message>
    <message>
        <source>Laden …</source>
        <translation>Load …</translation>
    </message>
</context>
<context>
    <name>Closing</name>
    <message>
        <source>Wird abgebrochen …</source>
        <translation>Cancelling …</translation>
    </message>
</context>
<context>
    <name>CompareBar</name>
    <message>
        <source>Zwei Themen vergleichen</source>
        <translation>Compare two themes</translation>
    </message>
    <message>
        <source>Rechts:</source>
        <translation>Right:</translation>
    </message>
    <message>
        <source>Einrichtungsart rechts</source>
        <translation>Kind of facility on the right</translation>
    </message>
    <message>
        <source>Kennzahl rechts</source>
        <translation>Figure on the right</translation>
    </message>
    <message>
        <source>Richtwert rechts</source>
        <translation>Standard on the right</translation>
    </message>
    <message>
        <source>Links und rechts tauschen</source>
        <translation>Swap left and right</translation>
    </message>
    <message>
        <source>Fertig (Esc)</source>
        <translation>Done (Esc)</translation>
    </message>
    <message>
        <source>Links: {what}</source>
        <translation>Left: {what}</translation>
    </message>
</context>
<context>
    <name>CompareFlow</name>
    <message>
        <source>Wohnorte außer Reichweite</source>
        <translation>Homes out of reach</translation>
    </message>
</context>
<context>
    <name>CompareReportsWindow</name>
    <message>
        <source>Berichte vergleichen</source>
        <translation>Compare reports</translation>
    </message>
    <message>
        <source>Unterschiede der Berichte</source>
        <translation>Differences between the reports</translation>
    </message>
    <message>
        <source>Auf der &amp;Karte zeigen</source>
        <translation>Show on the &amp;map</translation>
    </message>
    <message>
        <source>Als &amp;Excel-Mappe …</source>
        <translation>As an E&amp;xcel workbook …</translation>
    </message>
    <message>
        <source>&amp;Ursachen trennen</source>
        <translation>&amp;Separate causes</translation>
    </message>
    <message>
        <source>Rechnet die Daten des offenen Projekts mit den Vorgaben des früheren Berichts.</source>
        <translation>Computes the data of the open project with the settings of the earlier report.</translation>
    </message>
    <message>
        <source>Schl&amp;ießen</source>
        <translation>Cl&amp;ose</translation>
    </message>
    <message>
        <source>&amp;Früherer Bericht</source>
        <translation>&amp;Earlier report</translation>
    </message>
    <message>
        <source>Früheren Bericht wählen</source>
        <translation>Choose the earlier report</translation>
    </message>
    <message>
        <source>&amp;Späterer Bericht</source>
        <translation>&amp;Later report</translation>
    </message>
    <message>
        <source>Späteren Bericht wählen</source>
        <translation>Choose the later report</translation>
    </message>
    <message>
        <source>Ordner eines Berichts oder report.json</source>
        <translation>Folder of a report or report.json</translation>
    </message>
    <message>
        <source>Wählen …</source>
        <translation>Choose …</translation>
    </message>
    <message>
        <source>&amp;Vergleichen</source>
        <translation>&amp;Compare</translation>
    </message>
    <message>
        <source>alle Unterschiede</source>
        <translation>all differences</translation>
    </message>
    <message>
        <source>alle Lücken</source>
        <translation>all gaps</translation>
    </message>
    <message>
        <source>jede Ursache</source>
        <translation>every cause</translation>
    </message>
    <message>
        <source>Quartier, Art, Grund …</source>
        <translation>District, kind, reason …</translation>
    </message>
    <message>
        <source>Zustand</source>
        <translation>State</translation>
    </message>
    <message>
        <source>Ursache</source>
        <translation>Cause</translation>
    </message>
    <message>
        <source>Filtern nach Wörtern</source>
        <translation>Filter by words</translation>
    </message>
    <message>
        <source>Früheren Bericht lesen</source>
        <translation>Read the earlier report</translation>
    </message>
    <message>
        <source>Späteren Bericht lesen</source>
        <translation>Read the later report</translation>
    </message>
    <message>
        <source>Vergleichen</source>
        <translation>Compare</translation>
    </message>
    <message>
        <source>Die Berichte werden gelesen …</source>
        <translation>Reading the reports …</translation>
    </message>
    <message>
        <source>Ursachen trennen</source>
        <translation>Separate causes</translation>
    </message>
    <message>
        <source>Bitte warten: „{label}“ läuft noch.</source>
        <translation>Please wait: “{label}” is still running.</translation>
    </message>
    <message>
        <source>Die Ursachen werden getrennt; „Abbrechen“ steht im Hauptfenster …</source>
        <translation>Separating the causes; “Cancel” is in the main window …</translation>
    </message>
    <message>
        <source>Abgebrochen.</source>
        <translation>Cancelled.</translation>
    </message>
    <message>
        <source>Zwei Berichte wählen: welche Lücken sind neu, nicht mehr da oder verändert, und woher kommt das?</source>
        <translation>Choose two reports: which gaps are new, no longer there or changed, and where does that come from?</translation>
    </message>
    <message>
        <source>Vorher: {a}. Nachher: {b}.</source>
        <translation>Before: {a}. After: {b}.</translation>
    </message>
    <message>
        <source>Geändert: {list}.</source>
        <translation>Changed: {list}.</translation>
    </message>
    <message>
        <source>{n} von {all}</source>
        <translation>{n} of {all}</translation>
    </message>
    <message>
        <source>Kommt von: {cause}.</source>
        <translation>Comes from: {cause}.</translation>
    </message>
    <message>
        <source>Im offenen Projekt gibt es diese Lücke nicht.</source>
        <translation>The open project does not have this gap.</translation>
    </message>
    <message>
        <source>Bericht (report.json *.json)</source>
        <translation>Report (report.json *.json)</translation>
    </message>
    <message>
        <source>Vergleich speichern</source>
        <translation>Save the comparison</translation>
    </message>
    <message>
        <source>Excel-Mappe (*.xlsx)</source>
        <translation>Excel workbook (*.xlsx)</translation>
    </message>
    <message>
        <source>Vergleich schreiben</source>
        <translation>Write the comparison</translation>
    </message>
    <message>
        <source>Geschrieben: {file}</source>
        <translation>Written: {file}</translation>
    </message>
</context>
<context>
    <name>ComparisonTable</name>
    <message>
        <source>Zustand</source>
        <translation>State</translation>
    </message>
    <message>
        <source>Rang vorher</source>
        <translation>Rank before</translation>
    </message>
    <message>
        <source>Rang nachher</source>
        <translation>Rank after</translation>
    </message>
    <message>
        <source>Quartier</source>
        <translation>District</translation>
    </message>
    <message>
        <source>Einrichtungsart</source>
        <translation>Kind of facility</translation>
    </message>
    <message>
        <source>Grund</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>Was sich geändert hat</source>
        <translation>What has changed</translation>
    </message>
    <message>
        <source>kommt von</source>
        <translation>comes from</translation>
    </message>
</context>
<context>
    <name>ContentPage</name>
    <message>
        <source>Kapitel</source>
        <translation>Chapters</translation>
    </message>
    <message>
        <source>Leertaste schaltet ein Kapitel, Alt+Pfeil oder Ziehen ordnet, Enter führt zum eigenen Text.</source>
        <translation>Space switches a chapter, Alt+arrow or dragging arranges, Enter leads to your own text.</translation>
    </message>
    <message>
        <source>Kapitel nach oben (Alt+Pfeil hoch)</source>
        <translation>Chapter up (Alt+Up)</translation>
    </message>
    <message>
        <source>Kapitel nach unten (Alt+Pfeil runter)</source>
        <translation>Chapter down (Alt+Down)</translation>
    </message>
    <message>
        <source>&amp;Eigenes Kapitel</source>
        <translation>Own &amp;chapter</translation>
    </message>
    <message>
        <source>En&amp;tfernen</source>
        <translation>Re&amp;move</translation>
    </message>
    <message>
        <source>Übers&amp;chrift</source>
        <translation>&amp;Heading</translation>
    </message>
    <message>
        <source>Text da&amp;vor</source>
        <translation>&amp;Text before</translation>
    </message>
    <message>
        <source>Text da&amp;nach</source>
        <translation>Text &amp;after</translation>
    </message>
    <message>
        <source>&amp;Quartiersseiten</source>
        <translation>District &amp;pages</translation>
    </message>
    <message>
        <source>Papier der &amp;Karten</source>
        <translation>Paper of the map&amp;s</translation>
    </message>
    <message>
        <source>Eigenes Kapitel: nur Ihr Text.</source>
        <translation>Own chapter: only your text.</translation>
    </message>
    <message>
        <source>Stellungnahme</source>
        <translation>Statement</translation>
    </message>
</context>
<context>
    <name>Corrections</name>
    <message>
        <source>geändert</source>
        <translation>changed</translation>
    </message>
    <message>
        <source>Widerspruch</source>
        <translation>conflict</translation>
    </message>
    <message>
        <source>neue Zeile</source>
        <translation>new row</translation>
    </message>
    <message>
        <source>Zeile fehlt</source>
        <translation>row missing</translation>
    </message>
    <message>
        <source>{who} ist neu: {values}.</source>
        <translation>{who} is new: {values}.</translation>
    </message>
    <message>
        <source>Die Zeile von {who} fehlt in der Datei. Wird das übernommen, so wird die Einrichtung aus dem Projekt gelöscht; sonst bleibt sie.</source>
        <translation>The row of {who} is missing in the file. If this is taken over, the facility is deleted from the project; otherwise it stays.</translation>
    </message>
    <message>
        <source>{who}, {field}: im Projekt {old}, in der Datei {new}.</source>
        <translation>{who}, {field}: in the project {old}, in the file {new}.</translation>
    </message>
    <message>
        <source>Bei der Ausgabe stand dort {base}; das Projekt wurde inzwischen ebenfalls geändert. Übernehmen setzt den Wert der Datei, sonst bleibt der des Projekts.</source>
        <translation>When it was handed out it said {base}; meanwhile the project was changed as well. Taking over sets the value of the file, otherwise that of the project stays.</translation>
    </message>
    <message>
        <source>Bemerkung: {note}</source>
        <translation>Remark: {note}</translation>
    </message>
    <message>
        <source>Die Datei sagt in {n} Zeilen dasselbe wie das Projekt.</source>
        <translation>The file says the same as the project in {n} rows.</translation>
    </message>
    <message>
        <source>{n} Unterschiede in {rows} Zeilen: {told}.</source>
        <translation>{n} differences in {rows} rows: {told}.</translation>
    </message>
    <message>
        <source>Der Stand bei der Ausgabe fehlt in der Datei; ob das Projekt inzwischen geändert wurde, ist nicht zu erkennen.</source>
        <translation>The state when it was handed out is missing in the file; whether the project was changed meanwhile cannot be seen.</translation>
    </message>
    <message>
        <source>{n} Angaben hat nur das Projekt seit der Ausgabe geändert; sie bleiben, wie sie sind.</source>
        <translation>{n} entries were changed only in the project since it was handed out; they stay as they are.</translation>
    </message>
    <message>
        <source>Noch ist nichts ausgewählt.</source>
        <translation>Nothing is selected yet.</translation>
    </message>
    <message>
        <source>1 Angabe</source>
        <translation>1 entry</translation>
    </message>
    <message>
        <source>{n} Angaben</source>
        <translation>{n} entries</translation>
    </message>
    <message>
        <source>1 neue Einrichtung</source>
        <translation>1 new facility</translation>
    </message>
    <message>
        <source>{n} neue Einrichtungen</source>
        <translation>{n} new facilities</translation>
    </message>
    <message>
        <source>1 Löschung</source>
        <translation>1 deletion</translation>
    </message>
    <message>
        <source>{n} Löschungen</source>
        <translation>{n} deletions</translation>
    </message>
    <message>
        <source>Übernommen wird: {what} ({n} von {all} Unterschieden).</source>
        <translation>To be taken over: {what} ({n} of {all} differences).</translation>
    </message>
    <message>
        <source>neue Einrichtung</source>
        <translation>new facility</translation>
    </message>
    <message>
        <source>gibt es nicht</source>
        <translation>does not exist</translation>
    </message>
    <message>
        <source>Einrichtung ohne Namen</source>
        <translation>Facility without a name</translation>
    </message>
    <message>
        <source>ganze Zeile</source>
        <translation>whole row</translation>
    </message>
    <message>
        <source>vorhanden</source>
        <translation>existing</translation>
    </message>
    <message>
        <source>nicht bekannt</source>
        <translation>not known</translation>
    </message>
</context>
<context>
    <name>CorrectionsDialog</name>
    <message>
        <source>Berichtigte Tabelle einlesen</source>
        <translation>Read a corrected table</translation>
    </message>
    <message>
        <source>Die Datei wählen, die das Fachamt zurückgegeben hat.</source>
        <translation>Choose the file that the department has returned.</translation>
    </message>
    <message>
        <source>Noch keine Datei gewählt</source>
        <translation>No file chosen yet</translation>
    </message>
    <message>
        <source>Berichtigte Datei</source>
        <translation>Corrected file</translation>
    </message>
    <message>
        <source>&amp;Datei wählen …</source>
        <translation>&amp;Choose file …</translation>
    </message>
    <message>
        <source>Anschriften verorten &amp;mit …</source>
        <translation>Place addresses &amp;with …</translation>
    </message>
    <message>
        <source>OSM-Auszug oder Adressverzeichnis, um neue Zeilen ohne Koordinaten an ihren Ort zu setzen</source>
        <translation>OSM extract or address directory, to put new rows without coordinates in their place</translation>
    </message>
    <message>
        <source>Filtern …</source>
        <translation>Filter …</translation>
    </message>
    <message>
        <source>Unterschiede filtern</source>
        <translation>Filter differences</translation>
    </message>
    <message>
        <source>Nur eine Art von Unterschieden</source>
        <translation>Only one kind of difference</translation>
    </message>
    <message>
        <source>&amp;Alle ohne Widerspruch</source>
        <translation>&amp;All without conflict</translation>
    </message>
    <message>
        <source>Wählt geänderte Angaben ohne Widerspruch und neue Zeilen aus, nie eine Löschung</source>
        <translation>Selects changed entries without conflict and new rows, never a deletion</translation>
    </message>
    <message>
        <source>Alle &amp;gezeigten</source>
        <translation>All &amp;shown</translation>
    </message>
    <message>
        <source>Wählt alles aus, was die Filter gerade zeigen</source>
        <translation>Selects everything that the filters show just now</translation>
    </message>
    <message>
        <source>&amp;Keine</source>
        <translation>&amp;None</translation>
    </message>
    <message>
        <source>Unterschiede</source>
        <translation>Differences</translation>
    </message>
    <message>
        <source>Hinweise</source>
        <translation>Notes</translation>
    </message>
    <message>
        <source>Der gewählte Unterschied</source>
        <translation>The chosen difference</translation>
    </message>
    <message>
        <source>Ü&amp;bernehmen</source>
        <translation>App&amp;ly</translation>
    </message>
    <message>
        <source>Ausgewähltes übernehmen (Strg+Eingabe)</source>
        <translation>Take over what is selected (Ctrl+Enter)</translation>
    </message>
    <message>
        <source>Die Datei wird mit dem Projekt verglichen …</source>
        <translation>The file is being compared with the project …</translation>
    </message>
    <message>
        <source>alle Unterschiede</source>
        <translation>all differences</translation>
    </message>
    <message>
        <source>Hinweise ({n})</source>
        <translation>Notes ({n})</translation>
    </message>
    <message>
        <source>Excel-Datei (*.xlsx)</source>
        <translation>Excel file (*.xlsx)</translation>
    </message>
    <message>
        <source>OSM-Auszug oder Adressverzeichnis</source>
        <translation>OSM extract or address directory</translation>
    </message>
    <message>
        <source>{n} von {all}</source>
        <translation>{n} of {all}</translation>
    </message>
    <message>
        <source>Aus dem Projekt werden gelöscht ({n}): {who}. Noch einmal „Übernehmen“ bestätigt das.</source>
        <translation>Will be deleted from the project ({n}): {who}. “Take over” once more confirms it.</translation>
    </message>
    <message>
        <source>1 Berichtigung übernehmen ({file})</source>
        <translation>Take over 1 correction ({file})</translation>
    </message>
    <message>
        <source>{n} Berichtigungen übernehmen ({file})</source>
        <translation>Take over {n} corrections ({file})</translation>
    </message>
</context>
<context>
    <name>CorrectionsExportDialog</name>
    <message>
        <source>Einrichtungen zur Berichtigung ausgeben</source>
        <translation>Hand out facilities for correction</translation>
    </message>
    <message>
        <source>Das Fachamt bekommt eine Excel-Datei mit einer Zeile je Einrichtung, berichtigt sie und schickt sie zurück. „Berichtigte Tabelle einlesen“ zeigt dann jeden Unterschied; übernommen wird nur, was Sie annehmen.</source>
        <translation>The department gets an Excel file with one row for each facility, corrects it and sends it back. “Read a corrected table” then shows every difference; only what you accept is taken over.</translation>
    </message>
    <message>
        <source>Welche Einrichtungen?</source>
        <translation>Which facilities?</translation>
    </message>
    <message>
        <source>Einrichtungsarten</source>
        <translation>Kinds of facilities</translation>
    </message>
    <message>
        <source>&amp;Alle</source>
        <translation>&amp;All</translation>
    </message>
    <message>
        <source>&amp;Keine</source>
        <translation>&amp;None</translation>
    </message>
    <message>
        <source>In welche Datei?</source>
        <translation>Into which file?</translation>
    </message>
    <message>
        <source>Datei</source>
        <translation>File</translation>
    </message>
    <message>
        <source>&amp;Wählen …</source>
        <translation>&amp;Choose …</translation>
    </message>
    <message>
        <source>Aus&amp;geben</source>
        <translation>Hand &amp;out</translation>
    </message>
    <message>
        <source>Excel-Datei (*.xlsx)</source>
        <translation>Excel file (*.xlsx)</translation>
    </message>
    <message>
        <source>Die vorhandene Datei dieses Namens wird ersetzt.</source>
        <translation>The existing file of this name will be replaced.</translation>
    </message>
</context>
<context>
    <name>CorrectionsFlow</name>
    <message>
        <source>Einrichtungen ausgeben</source>
        <translation>Hand out facilities</translation>
    </message>
    <message>
        <source>Einrichtungen ausgegeben</source>
        <translation>Facilities handed out</translation>
    </message>
    <message>
        <source>{n} Einrichtungen stehen in
{file}</source>
        <translation>{n} facilities are in
{file}</translation>
    </message>
    <message>
        <source>Zurückgekommene Dateien liest Menü „Daten“, „Berichtigte Tabelle einlesen“. Das Blatt „Hinweise“ der Datei erklärt dem Fachamt, wie sie auszufüllen ist.</source>
        <translation>Files that come back are read by menu “Data”, “Read a corrected table”. The sheet “Hinweise” of the file explains to the department how to fill it in.</translation>
    </message>
    <message>
        <source>&amp;Ordner öffnen</source>
        <translation>Open &amp;folder</translation>
    </message>
    <message>
        <source>{label}: erledigt; „Rückgängig“ holt den alten Stand zurück.</source>
        <translation>{label}: done; “Undo” brings the old state back.</translation>
    </message>
</context>
<context>
    <name>CorrectionsModel</name>
    <message>
        <source>Übernehmen</source>
        <translation>Take over</translation>
    </message>
    <message>
        <source>Was</source>
        <translation>What</translation>
    </message>
    <message>
        <source>Einrichtung</source>
        <translation>Facility</translation>
    </message>
    <message>
        <source>Art</source>
        <translation>Kind</translation>
    </message>
    <message>
        <source>Angabe</source>
        <translation>Entry</translation>
    </message>
    <message>
        <source>Bei Ausgabe</source>
        <translation>When handed out</translation>
    </message>
    <message>
        <source>Im Projekt</source>
        <translation>In the project</translation>
    </message>
    <message>
        <source>In der Datei</source>
        <translation>In the file</translation>
    </message>
    <message>
        <source>Bemerkung</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>Zeile</source>
        <translation>Row</translation>
    </message>
    <message>
        <source>wird übernommen</source>
        <translation>will be taken over</translation>
    </message>
    <message>
        <source>wird nicht übernommen</source>
        <translation>will not be taken over</translation>
    </message>
</context>
<context>
    <name>CorrectionsView</name>
    <message>
        <source>Unterschiede zwischen Datei und Projekt</source>
        <translation>Differences between file and project</translation>
    </message>
</context>
<context>
    <name>CriterionRow</name>
    <message>
        <source>Es fehlt: {what}</source>
        <translation>Missing: {what}</translation>
    </message>
    <message>
        <source>Punkte: {n} (eigene Rangfolge)</source>
        <translation>Points: {n} (own ranking)</translation>
    </message>
    <message>
        <source>Regel, Wert und Quelle</source>
        <translation>Rule, value and source</translation>
    </message>
    <message>
        <source>Regel, Wert und Quelle: {label}</source>
        <translation>Rule, value and source: {label}</translation>
    </message>
    <message>
        <source>Gefunden</source>
        <translation>Found</translation>
    </message>
    <message>
        <source>Verlangt</source>
        <translation>Required</translation>
    </message>
    <message>
        <source>Regel {id}</source>
        <translation>Rule {id}</translation>
    </message>
    <message>
        <source>Tritt ein für</source>
        <translation>Stands in for</translation>
    </message>
    <message>
        <source>Was es ändern würde</source>
        <translation>What would change it</translation>
    </message>
    <message>
        <source>Quelle</source>
        <translation>Source</translation>
    </message>
    <message>
        <source>Stand der Regel</source>
        <translation>Date of the rule</translation>
    </message>
    <message>
        <source>Zuklappen</source>
        <translation>Fold up</translation>
    </message>
</context>
<context>
    <name>DistanceCanvas</name>
    <message>
        <source>höchstens {m} m</source>
        <translation>at most {m} m</translation>
    </message>
    <message>
        <source>Noch nichts zu zeigen.</source>
        <translation>Nothing to show yet.</translation>
    </message>
    <message>
        <source>{measure} in Metern</source>
        <translation>{measure} in metres</translation>
    </message>
    <message>
        <source>Anteil der Personen ({group})</source>
        <translation>Share of the persons ({group})</translation>
    </message>
    <message>
        <source>Richtwert {m}</source>
        <translation>Standard {m}</translation>
    </message>
</context>
<context>
    <name>EditForm</name>
    <message>
        <source>Plätze (oder Fläche, Standorte) je Person der Zielgruppe</source>
        <translation>Places (or area, sites) per person of the target group</translation>
    </message>
    <message>
        <source>z. B. Ratsbeschluss vom 12.03.2026</source>
        <translation>e.g. council resolution of 12.03.2026</translation>
    </message>
    <message>
        <source>Bedarf</source>
        <translation>need</translation>
    </message>
    <message>
        <source>Zielwert</source>
        <translation>Target value</translation>
    </message>
    <message>
        <source>gilt als</source>
        <translation>counts as</translation>
    </message>
    <message>
        <source>Grund</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>Bedarf je Person</source>
        <translation>Need per person</translation>
    </message>
    <message>
        <source>Verbindlichkeit des eigenen Werts</source>
        <translation>Bindingness of the own value</translation>
    </message>
    <message>
        <source>Grund der Änderung (nötig)</source>
        <translation>Reason for the change (required)</translation>
    </message>
    <message>
        <source>Übernehmen</source>
        <translation>Take over</translation>
    </message>
    <message>
        <source>Abbrechen</source>
        <translation>Cancel</translation>
    </message>
</context>
<context>
    <name>EvidenceBox</name>
    <message>
        <source>Belegt das Programm selbst</source>
        <translation>Proved by the program itself</translation>
    </message>
    <message>
        <source>Bringt die Kommune</source>
        <translation>Brought by the municipality</translation>
    </message>
    <message>
        <source>lösen</source>
        <translation>detach</translation>
    </message>
    <message>
        <source>{file} lösen</source>
        <translation>Detach {file}</translation>
    </message>
    <message>
        <source>Datei anhängen …</source>
        <translation>Attach a file …</translation>
    </message>
    <message>
        <source>Datei anhängen: {what}</source>
        <translation>Attach a file: {what}</translation>
    </message>
</context>
<context>
    <name>EvidenceDialog</name>
    <message>
        <source>Datei anhängen</source>
        <translation>Attach a file</translation>
    </message>
    <message>
        <source>Die Datei wird in das Projekt kopiert, damit sie mitreist; festgehalten werden Name und Prüfsumme, nicht der Ordner. Höchstens 10 MB: PDF, Bilder, Word-, Excel- oder OpenDocument-Dateien, Text.</source>
        <translation>The file is copied into the project so that it travels along; name and checksum are recorded, not the folder. At most 10 MB: PDF, pictures, Word, Excel or OpenDocument files, text.</translation>
    </message>
    <message>
        <source>Datei</source>
        <translation>File</translation>
    </message>
    <message>
        <source>Wählen …</source>
        <translation>Choose …</translation>
    </message>
    <message>
        <source>diese Lücke</source>
        <translation>this gap</translation>
    </message>
    <message>
        <source>alle Lücken</source>
        <translation>all gaps</translation>
    </message>
    <message>
        <source>Bezeichnung</source>
        <translation>Title</translation>
    </message>
    <message>
        <source>z. B. ISEK Nordstadt 2018 (sonst der Dateiname)</source>
        <translation>e.g. ISEK Nordstadt 2018 (otherwise the file name)</translation>
    </message>
    <message>
        <source>Seite</source>
        <translation>Page</translation>
    </message>
    <message>
        <source>z. B. 44 oder 44–46</source>
        <translation>e.g. 44 or 44–46</translation>
    </message>
    <message>
        <source>Datum</source>
        <translation>Date</translation>
    </message>
    <message>
        <source>TT.MM.JJJJ</source>
        <translation>DD.MM.YYYY</translation>
    </message>
    <message>
        <source>gilt für</source>
        <translation>applies to</translation>
    </message>
    <message>
        <source>Anhängen</source>
        <translation>Attach</translation>
    </message>
    <message>
        <source>Abbrechen</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Unterlagen (*.pdf *.png *.jpg *.jpeg *.tif *.tiff *.docx *.xlsx *.odt *.ods *.txt *.csv)</source>
        <translation>Documents (*.pdf *.png *.jpg *.jpeg *.tif *.tiff *.docx *.xlsx *.odt *.ods *.txt *.csv)</translation>
    </message>
    <message>
        <source>Bitte eine Datei wählen.</source>
        <translation>Please choose a file.</translation>
    </message>
</context>
<context>
    <name>Explain</name>
    <message>
        <source>Annahme</source>
        <translation>Assumption</translation>
    </message>
    <message>
        <source>Bedarf ({unit}) = {formula} · {degree} · {source}</source>
        <translation>Need ({unit}) = {formula} · {degree} · {source}</translation>
    </message>
    <message>
        <source>Wege: {method}</source>
        <translation>Ways: {method}</translation>
    </message>
    <message>
        <source>Gerechnet für: {who}</source>
        <translation>Computed for: {who}</translation>
    </message>
    <message>
        <source>Wohnorte: {origin}</source>
        <translation>Homes: {origin}</translation>
    </message>
    <message>
        <source>Datenstand nicht angegeben</source>
        <translation>data date not given</translation>
    </message>
    <message>
        <source>Gerechnet am {when}</source>
        <translation>Computed on {when}</translation>
    </message>
    <message>
        <source>Näherung: Luftlinie × Umwegfaktor {f}, weil kein Wegenetz geladen ist.</source>
        <translation>Approximation: air line × detour factor {f}, because no walk network is loaded.</translation>
    </message>
    <message>
        <source>Schätzung: Wohnorte oder Altersgruppen mussten verteilt werden.</source>
        <translation>Estimate: homes or age groups had to be distributed.</translation>
    </message>
    <message>
        <source>Das Ergebnis ist älter als die Daten.</source>
        <translation>The result is older than the data.</translation>
    </message>
    <message>
        <source>Personen</source>
        <translation>persons</translation>
    </message>
    <message>
        <source>Anteil in Reichweite</source>
        <translation>Share within reach</translation>
    </message>
    <message>
        <source>Personen der Zielgruppe mit Fußweg bis zum Richtwert ÷ alle Personen der Zielgruppe</source>
        <translation>Persons of the target group with a walk up to the standard ÷ all persons of the target group</translation>
    </message>
    <message>
        <source>in Reichweite</source>
        <translation>within reach</translation>
    </message>
    <message>
        <source>Zielgruppe</source>
        <translation>Target group</translation>
    </message>
    <message>
        <source>Keine Quelle verzeichnet.</source>
        <translation>No source recorded.</translation>
    </message>
    <message>
        <source>mindestens {n} ({k} von {all} Quartieren)</source>
        <translation>at least {n} ({k} of {all} districts)</translation>
    </message>
    <message>
        <source>Einwohner</source>
        <translation>Residents</translation>
    </message>
    <message>
        <source>Zahl der Gebiete der feinsten Ebene</source>
        <translation>Number of areas of the finest level</translation>
    </message>
    <message>
        <source>Summe der Einwohner aller Quartiere</source>
        <translation>Sum of the residents of all districts</translation>
    </message>
    <message>
        <source>Quartiere mit Angabe</source>
        <translation>districts with a figure</translation>
    </message>
    <message>
        <source>ohne Angabe (nicht in der Summe)</source>
        <translation>without a figure (not in the sum)</translation>
    </message>
    <message>
        <source>einzeln geheim</source>
        <translation>individually secret</translation>
    </message>
    <message>
        <source>Zahl aller geladenen Einrichtungen, auch der geplanten und geschlossenen</source>
        <translation>Number of all loaded facilities, including planned and closed ones</translation>
    </message>
    <message>
        <source>Zahl der Befunde nach den gewählten Richtwerten: Quartier × Einrichtungsart × Grund</source>
        <translation>Number of findings by the chosen standards: district × kind of facility × reason</translation>
    </message>
    <message>
        <source>Kleine Zahlen werden nicht ausgewiesen, auch nicht solche, aus denen sie sich errechnen ließen.</source>
        <translation>Small numbers are not shown, nor are those from which they could be computed.</translation>
    </message>
    <message>
        <source>Für dieses Gebiet nennt keine der geladenen Quellen Einwohner.</source>
        <translation>None of the loaded sources states residents for this area.</translation>
    </message>
    <message>
        <source>Zahl des Einwohnerregisters, wie geladen</source>
        <translation>Number of the population register, as loaded</translation>
    </message>
    <message>
        <source>Summe der Einwohner aller Wohnorte (Rasterzellen) im Gebiet</source>
        <translation>Sum of the residents of all homes (grid cells) in the area</translation>
    </message>
    <message>
        <source>Herkunft</source>
        <translation>Origin</translation>
    </message>
    <message>
        <source>Personen der Zielgruppe im Quartier, deren Weg zur nächsten Einrichtung länger ist als der Richtwert</source>
        <translation>Persons of the target group in the district whose way to the nearest facility is longer than the standard</translation>
    </message>
    <message>
        <source>rechnerischer Bedarf der Wohnorte minus die Plätze, die in ihrem Einzugsbereich auf sie entfallen</source>
        <translation>computed need of the homes minus the places that fall to them within their catchment</translation>
    </message>
    <message>
        <source>Personen der Zielgruppe, die innerhalb des Richtwerts keine barrierefreie Einrichtung erreichen</source>
        <translation>Persons of the target group who reach no barrier-free facility within the standard</translation>
    </message>
    <message>
        <source>Personen der Zielgruppe, deren nächste Einrichtung innerhalb des Richtwerts in schlechtem Zustand ist</source>
        <translation>Persons of the target group whose nearest facility within the standard is in poor condition</translation>
    </message>
    <message>
        <source>Zielgruppe im Quartier</source>
        <translation>target group in the district</translation>
    </message>
    <message>
        <source>davon ohne jeden Weg</source>
        <translation>of which without any way</translation>
    </message>
    <message>
        <source>nicht zu entscheiden (Angaben fehlen)</source>
        <translation>cannot be decided (figures are missing)</translation>
    </message>
    <message>
        <source>vorhandene Plätze</source>
        <translation>existing places</translation>
    </message>
    <message>
        <source>rechnerischer Bedarf</source>
        <translation>computed need</translation>
    </message>
    <message>
        <source>Richtwert</source>
        <translation>Standard</translation>
    </message>
    <message>
        <source>{value}; Faktor {f}, Gewicht {w}</source>
        <translation>{value}; factor {f}, weight {w}</translation>
    </message>
    <message>
        <source>Produkt der Faktoren, jeder hoch seinem Gewicht; je größer, desto weiter vorn</source>
        <translation>Product of the factors, each to the power of its weight; the greater, the further ahead</translation>
    </message>
    <message>
        <source>Eigene Rangfolge der Kommune (Annahme); die Gewichte stehen unter „Maßstäbe“</source>
        <translation>The municipality&apos;s own ranking (assumption); the weights are under “Rules”</translation>
    </message>
    <message>
        <source>Kennzahlen des Jahres in z-Werte umgerechnet, addiert und die Summe erneut in einen z-Wert: der Statusindex</source>
        <translation>Figures of the year converted into z-scores, added up, and the sum converted into a z-score again: the status index</translation>
    </message>
    <message>
        <source>hoch unter −1; mittel bis 1; niedrig bis 1,5; sehr niedrig darüber</source>
        <translation>high below −1; medium up to 1; low up to 1.5; very low above that</translation>
    </message>
    <message>
        <source>Veränderungen der Kennzahlen in z-Werte umgerechnet, addiert und die Summe erneut in einen z-Wert: der Dynamikindex</source>
        <translation>Changes of the figures converted into z-scores, added up, and the sum converted into a z-score again: the dynamics index</translation>
    </message>
    <message>
        <source>positiv unter −1; stabil bis 1; negativ darüber</source>
        <translation>positive below −1; stable up to 1; negative above that</translation>
    </message>
    <message>
        <source>Index (unter 0 ist günstiger als das Mittel)</source>
        <translation>Index (below 0 is more favourable than the mean)</translation>
    </message>
    <message>
        <source>Klassen</source>
        <translation>Classes</translation>
    </message>
    <message>
        <source>Jahr</source>
        <translation>Year</translation>
    </message>
    <message>
        <source>Summe der Personen aller Wohnorte, deren Weg höchstens {limit} lang ist; ebenso jede Altersgruppe</source>
        <translation>Sum of the persons of all homes whose way is at most {limit} long; likewise each age group</translation>
    </message>
    <message>
        <source>Wer geht</source>
        <translation>Who walks</translation>
    </message>
    <message>
        <source>Wohnorte</source>
        <translation>Homes</translation>
    </message>
    <message>
        <source>Mittlerer Fußweg</source>
        <translation>Mean walk</translation>
    </message>
    <message>
        <source>Summe (Personen × Weg zur nächsten Einrichtung) ÷ Personen, die eine erreichen</source>
        <translation>Sum (persons × way to the nearest facility) ÷ persons who reach one</translation>
    </message>
    <message>
        <source>ohne erreichbare Einrichtung</source>
        <translation>without any facility in reach</translation>
    </message>
    <message>
        <source>Einrichtungen im Gebiet</source>
        <translation>facilities in the area</translation>
    </message>
    <message>
        <source>zusätzlich geplant (nicht mitgezählt)</source>
        <translation>planned in addition (not counted)</translation>
    </message>
    <message>
        <source>vorhandene {unit} im Gebiet ÷ Bedarf; Bedarf = {formula}</source>
        <translation>existing {unit} in the area ÷ need; need = {formula}</translation>
    </message>
    <message>
        <source>Rechnerische Bedarfsdeckung</source>
        <translation>Arithmetical coverage of need</translation>
    </message>
    <message>
        <source>nur ab {n} m²</source>
        <translation>only from {n} m²</translation>
    </message>
    <message>
        <source>{m} · eigener Wert (Annahme)</source>
        <translation>{m} · own value (assumption)</translation>
    </message>
    <message>
        <source>Altersgruppe aus</source>
        <translation>Age group from</translation>
    </message>
    <message>
        <source>vorhanden</source>
        <translation>existing</translation>
    </message>
    <message>
        <source>Einrichtungen ohne Angabe</source>
        <translation>facilities without figure</translation>
    </message>
    <message>
        <source>geplant (nicht mitgezählt)</source>
        <translation>planned (not counted)</translation>
    </message>
    <message>
        <source>Bedarf</source>
        <translation>need</translation>
    </message>
    <message>
        <source>rechnerischer Fehlbedarf</source>
        <translation>arithmetical shortfall</translation>
    </message>
</context>
<context>
    <name>ExploreFlow</name>
    <message>
        <source>Filter: {n} von {all} {what}</source>
        <translation>Filter: {n} of {all} {what}</translation>
    </message>
    <message>
        <source>gefilterte Quartiere</source>
        <translation>filtered districts</translation>
    </message>
</context>
<context>
    <name>FacilityBar</name>
    <message>
        <source>Einrichtung auf der Karte bearbeiten</source>
        <translation>Edit a facility on the map</translation>
    </message>
    <message>
        <source>&amp;Fertig</source>
        <translation>Do&amp;ne</translation>
    </message>
    <message>
        <source>&amp;Letzte Ecke zurück</source>
        <translation>Take the &amp;last corner back</translation>
    </message>
    <message>
        <source>Abbrechen (Esc)</source>
        <translation>Cancel (Esc)</translation>
    </message>
</context>
<context>
    <name>FacilityDialog</name>
    <message>
        <source>Jede Änderung ist ein Schritt, den Strg+Z zurücknimmt, und steht mit Tag und Uhrzeit bei den Daten.</source>
        <translation>Every change is one step that Ctrl+Z takes back, and is noted with the data by day and time.</translation>
    </message>
    <message>
        <source>Die neue Einrichtung steht mit Tag und Uhrzeit bei den Daten; Strg+Z nimmt sie zurück.</source>
        <translation>The new facility is noted with the data by day and time; Ctrl+Z takes it back.</translation>
    </message>
    <message>
        <source>An&amp;legen</source>
        <translation>&amp;Create</translation>
    </message>
    <message>
        <source>Über&amp;nehmen</source>
        <translation>App&amp;ly</translation>
    </message>
    <message>
        <source>Übernehmen (Strg+Eingabe)</source>
        <translation>Apply (Ctrl+Enter)</translation>
    </message>
    <message>
        <source>keine Angabe</source>
        <translation>not given</translation>
    </message>
    <message>
        <source>2027 oder 01.08.2027</source>
        <translation>2027 or 01.08.2027</translation>
    </message>
    <message>
        <source>Auf der &amp;Karte wählen</source>
        <translation>Choose on the &amp;map</translation>
    </message>
    <message>
        <source>&amp;Fläche zeichnen</source>
        <translation>&amp;Draw area</translation>
    </message>
    <message>
        <source>Fläche mit {n} Ecken</source>
        <translation>Area with {n} corners</translation>
    </message>
    <message>
        <source>{x} / {y}</source>
        <translation>{x} / {y}</translation>
    </message>
</context>
<context>
    <name>FacilityFlow</name>
    <message>
        <source>Bitte zuerst eine Einrichtung wählen (Karte oder Tabelle).</source>
        <translation>Please choose a facility first (map or table).</translation>
    </message>
    <message>
        <source>Einrichtung bearbeiten: {name}</source>
        <translation>Edit facility: {name}</translation>
    </message>
    <message>
        <source>Dafür braucht das Projekt zuerst Quartiere (Daten laden, Strg+I).</source>
        <translation>For this the project first needs districts (load data, Ctrl+I).</translation>
    </message>
    <message>
        <source>Solange „Was wäre wenn“ läuft, bleibt das Projekt, wie es ist.</source>
        <translation>As long as “What if” is running, the project stays as it is.</translation>
    </message>
    <message>
        <source>Bitte warten, bis die laufende Arbeit fertig ist.</source>
        <translation>Please wait until the running work is done.</translation>
    </message>
    <message>
        <source>Ein anderes Formular ist noch offen; bitte zuerst übernehmen oder schließen.</source>
        <translation>Another form is still open; please apply or close it first.</translation>
    </message>
    <message>
        <source>{what}. Karte und Zahlen sind neu gerechnet; zurück mit Strg+Z.</source>
        <translation>{what}. Map and figures are up to date; undo with Ctrl+Z.</translation>
    </message>
    <message>
        <source>{what}. Karte und Zahlen folgen gleich; zurück mit Strg+Z.</source>
        <translation>{what}. Map and figures follow in a moment; undo with Ctrl+Z.</translation>
    </message>
    <message>
        <source>{what}. Das Ergebnis ist jetzt älter als die Daten: neu rechnen mit F5.</source>
        <translation>{what}. The result is now older than the data: compute anew with F5.</translation>
    </message>
    <message>
        <source>{what}. Zurück mit Strg+Z.</source>
        <translation>{what}. Back with Ctrl+Z.</translation>
    </message>
    <message>
        <source>Ein Umriss braucht mindestens drei Ecken.</source>
        <translation>An outline needs at least three corners.</translation>
    </message>
    <message>
        <source>Neue Einrichtung</source>
        <translation>New facility</translation>
    </message>
    <message>
        <source>Einrichtung mit der Maus an ihren neuen Ort ziehen (gewählte: Pfeiltasten). Jedes Loslassen ist ein Schritt.</source>
        <translation>Drag a facility to its new place with the mouse (the chosen one: arrow keys). Each release is one step.</translation>
    </message>
    <message>
        <source>Mehr als {n} Ecken nimmt ein Umriss nicht auf.</source>
        <translation>An outline takes no more than {n} corners.</translation>
    </message>
    <message>
        <source>Die Ecken der Fläche nacheinander anklicken (Leertaste: Kartenmitte); Eingabetaste schließt ab. Ecken: {n}</source>
        <translation>Click the corners of the area one after another (space bar: middle of the map); Enter finishes. Corners: {n}</translation>
    </message>
    <message>
        <source>Auf der Karte den Ort der Einrichtung anklicken (Eingabetaste: Kartenmitte).</source>
        <translation>Click the place of the facility on the map (Enter: middle of the map).</translation>
    </message>
    <message>
        <source>Auf der Karte den Ort der neuen Einrichtung anklicken (Eingabetaste: Kartenmitte).</source>
        <translation>Click the place of the new facility on the map (Enter: middle of the map).</translation>
    </message>
    <message>
        <source>Einrichtungen bearbeiten</source>
        <translation>Edit facilities</translation>
    </message>
    <message>
        <source>geändert wird das Projekt selbst</source>
        <translation>the project itself is changed</translation>
    </message>
    <message>
        <source>Das Projekt hat noch keine Karte.</source>
        <translation>The project has no map yet.</translation>
    </message>
</context>
<context>
    <name>Facts</name>
    <message>
        <source>Angaben zur Vorprüfung</source>
        <translation>Facts for the pre-check</translation>
    </message>
    <message>
        <source>&amp;Antrag</source>
        <translation>&amp;Application</translation>
    </message>
    <message>
        <source>&amp;Konzept und Beschluss</source>
        <translation>&amp;Concept and resolution</translation>
    </message>
    <message>
        <source>&amp;Maßnahme</source>
        <translation>&amp;Measure</translation>
    </message>
    <message>
        <source>&amp;Finanzierung</source>
        <translation>&amp;Funding</translation>
    </message>
    <message>
        <source>&amp;Qualität</source>
        <translation>&amp;Quality</translation>
    </message>
    <message>
        <source>Gilt für alle Lücken, für die nichts Eigenes angegeben ist. Was leer bleibt, ist offen, nie „nicht erfüllt“.</source>
        <translation>Applies to all gaps that have nothing of their own. What stays empty is open, never “not met”.</translation>
    </message>
    <message>
        <source>Gilt nur für die Lücke „{gap}“. Leere Felder übernehmen die Angaben für alle Lücken.</source>
        <translation>Applies only to the gap “{gap}”. Empty fields take what is given for all gaps.</translation>
    </message>
    <message>
        <source>Kriterium: {rules}</source>
        <translation>Criterion: {rules}</translation>
    </message>
    <message>
        <source>offen bei {n} von {all} Lücken</source>
        <translation>open for {n} of {all} gaps</translation>
    </message>
    <message>
        <source>nicht erfüllt bei {n} von {all} Lücken</source>
        <translation>not met for {n} of {all} gaps</translation>
    </message>
    <message>
        <source>nirgends offen</source>
        <translation>open nowhere</translation>
    </message>
    <message>
        <source>ja</source>
        <translation>yes</translation>
    </message>
    <message>
        <source>nein</source>
        <translation>no</translation>
    </message>
    <message>
        <source>wie für alle Lücken: {value}</source>
        <translation>as for all gaps: {value}</translation>
    </message>
    <message>
        <source>keine Angabe</source>
        <translation>not given</translation>
    </message>
    <message>
        <source>z. B. {example}</source>
        <translation>e.g. {example}</translation>
    </message>
</context>
<context>
    <name>FactsDialog</name>
    <message>
        <source>Über&amp;nehmen</source>
        <translation>A&amp;pply</translation>
    </message>
    <message>
        <source>Übernehmen (Strg+Eingabe)</source>
        <translation>Apply (Ctrl+Enter)</translation>
    </message>
    <message>
        <source>{n} Angaben fehlen noch, deren Kriterium offen ist.</source>
        <translation>{n} facts are still missing whose criterion is open.</translation>
    </message>
    <message>
        <source>keine Angabe (nur die Regeln des Bundes)</source>
        <translation>not given (federal rules only)</translation>
    </message>
    <message>
        <source>Land</source>
        <translation>Land</translation>
    </message>
    <message>
        <source>TT.MM.JJJJ</source>
        <translation>DD.MM.YYYY</translation>
    </message>
    <message>
        <source>Stichtag</source>
        <translation>Reference date</translation>
    </message>
    <message>
        <source>Leer: der Tag der Berechnung.</source>
        <translation>Empty: the day of the computation.</translation>
    </message>
    <message>
        <source>Zuletzt geprüft für den {date}.</source>
        <translation>Last checked for {date}.</translation>
    </message>
    <message>
        <source>&amp;Land</source>
        <translation>&amp;Land</translation>
    </message>
    <message>
        <source>Einige Länder haben eigene Regeln.</source>
        <translation>Some Länder have rules of their own.</translation>
    </message>
    <message>
        <source>&amp;Stichtag der Prüfung</source>
        <translation>Reference &amp;date of the check</translation>
    </message>
    <message>
        <source>Die Änderungen sind nicht übernommen. Noch einmal „Abbrechen“ verwirft sie.</source>
        <translation>The changes have not been applied. “Cancel” once more discards them.</translation>
    </message>
</context>
<context>
    <name>FieldsTable</name>
    <message>
        <source>Feld</source>
        <translation>Field</translation>
    </message>
    <message>
        <source>Spalte der Datei</source>
        <translation>Column of the file</translation>
    </message>
    <message>
        <source>Beispiele</source>
        <translation>Examples</translation>
    </message>
    <message>
        <source>Warum</source>
        <translation>Why</translation>
    </message>
    <message>
        <source>Zuordnung der Spalten</source>
        <translation>Mapping of columns</translation>
    </message>
    <message>
        <source>{field} (nötig)</source>
        <translation>{field} (required)</translation>
    </message>
    <message>
        <source>{column} (Vorschlag)</source>
        <translation>{column} (proposal)</translation>
    </message>
    <message>
        <source>wie vorgeschlagen</source>
        <translation>as proposed</translation>
    </message>
    <message>
        <source>keine gefunden</source>
        <translation>none found</translation>
    </message>
    <message>
        <source>– nicht übernehmen –</source>
        <translation>– do not take over –</translation>
    </message>
    <message>
        <source>Spalte für {field}</source>
        <translation>Column for {field}</translation>
    </message>
    <message>
        <source>diese Spalte der Zuordnung gibt es hier nicht</source>
        <translation>this column of the mapping does not exist here</translation>
    </message>
    <message>
        <source>aus der gespeicherten Zuordnung</source>
        <translation>from the saved mapping</translation>
    </message>
    <message>
        <source>bitte eine Spalte wählen</source>
        <translation>please choose a column</translation>
    </message>
    <message>
        <source>unsicher, bitte prüfen: {why}</source>
        <translation>uncertain, please check: {why}</translation>
    </message>
</context>
<context>
    <name>FileFlow</name>
    <message>
        <source>Projekt öffnen</source>
        <translation>Open project</translation>
    </message>
    <message>
        <source>QuartierMap-Projekt (*.gpkg)</source>
        <translation>QuartierMap project (*.gpkg)</translation>
    </message>
    <message>
        <source>Projekt speichern unter</source>
        <translation>Save project as</translation>
    </message>
    <message>
        <source>Bitte warten: „{label}“ läuft noch.</source>
        <translation>Please wait: “{label}” is still running.</translation>
    </message>
</context>
<context>
    <name>FilterPopup</name>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Alle Filter aufheben</source>
        <translation>Clear all filters</translation>
    </message>
    <message>
        <source>Fertig</source>
        <translation>Done</translation>
    </message>
</context>
<context>
    <name>FindingsFlow</name>
    <message>
        <source>Nachweis anhängen: {file}</source>
        <translation>Attach evidence: {file}</translation>
    </message>
    <message>
        <source>Nachweis lösen: {file}</source>
        <translation>Detach evidence: {file}</translation>
    </message>
    <message>
        <source>Kosten einer Maßnahme entfernen: {gap}</source>
        <translation>Remove cost of a measure: {gap}</translation>
    </message>
</context>
<context>
    <name>FindingsView</name>
    <message>
        <source>Befunde</source>
        <translation>Findings</translation>
    </message>
    <message>
        <source>Befund im Einzelnen</source>
        <translation>Finding in detail</translation>
    </message>
    <message>
        <source>Art</source>
        <translation>Kind</translation>
    </message>
    <message>
        <source>Was aufgefallen ist</source>
        <translation>What was noticed</translation>
    </message>
    <message>
        <source>Fälle</source>
        <translation>Cases</translation>
    </message>
    <message>
        <source>Entscheidung</source>
        <translation>Decision</translation>
    </message>
    <message>
        <source>&amp;Antwort zurücknehmen</source>
        <translation>Take the &amp;answer back</translation>
    </message>
    <message>
        <source>Zei&amp;len zeigen</source>
        <translation>Show ro&amp;ws</translation>
    </message>
    <message>
        <source>Beispiele aus der Datei</source>
        <translation>Examples from the file</translation>
    </message>
    <message>
        <source>Zeile</source>
        <translation>Row</translation>
    </message>
    <message>
        <source>Spalte</source>
        <translation>Column</translation>
    </message>
    <message>
        <source>Wert</source>
        <translation>Value</translation>
    </message>
    <message>
        <source>Was</source>
        <translation>What</translation>
    </message>
    <message>
        <source>{n} Fälle</source>
        <translation>{n} cases</translation>
    </message>
    <message>
        <source>Was zu tun ist: {what}</source>
        <translation>What is to be done: {what}</translation>
    </message>
    <message>
        <source>Was geschieht: {what}</source>
        <translation>What will happen: {what}</translation>
    </message>
    <message>
        <source>Auch die {n} übrigen so entscheiden</source>
        <translation>Decide the other {n} the same way</translation>
    </message>
    <message>
        <source>Alle {n} sicheren zusammenführen</source>
        <translation>Merge all {n} certain ones</translation>
    </message>
    <message>
        <source>Zei&amp;len verbergen</source>
        <translation>Hide ro&amp;ws</translation>
    </message>
    <message>
        <source>{what} (ohne Antwort)</source>
        <translation>{what} (without an answer)</translation>
    </message>
    <message>
        <source>Ebene ersetzen</source>
        <translation>replace the layer</translation>
    </message>
    <message>
        <source>anhängen</source>
        <translation>append</translation>
    </message>
    <message>
        <source>andere Einrichtungsart wählen …</source>
        <translation>choose another kind of facility …</translation>
    </message>
    <message>
        <source>anderes Quartier wählen …</source>
        <translation>choose another district …</translation>
    </message>
    <message>
        <source>Eigene Antwort</source>
        <translation>Own answer</translation>
    </message>
    <message>
        <source>z. B. 2025</source>
        <translation>e.g. 2025</translation>
    </message>
</context>
<context>
    <name>FinishPage</name>
    <message>
        <source>Was übernommen wird</source>
        <translation>What will be taken over</translation>
    </message>
    <message>
        <source>&amp;Rückgängig machen</source>
        <translation>&amp;Undo</translation>
    </message>
    <message>
        <source>Dasselbe als Befehl</source>
        <translation>The same as a command</translation>
    </message>
    <message>
        <source>Befehl &amp;kopieren</source>
        <translation>&amp;Copy command</translation>
    </message>
    <message>
        <source>Übernommen</source>
        <translation>Taken over</translation>
    </message>
    <message>
        <source>Alles ist geklärt</source>
        <translation>Everything is settled</translation>
    </message>
    <message>
        <source>Noch ist nicht alles geklärt</source>
        <translation>Not everything is settled yet</translation>
    </message>
    <message>
        <source>Rückgängig mit Strg+Z: „{label}“.</source>
        <translation>Undo with Ctrl+Z: “{label}”.</translation>
    </message>
    <message>
        <source>Ein Schritt, der sich mit Strg+Z rückgängig machen lässt: „{label}“.</source>
        <translation>One step that Ctrl+Z takes back: “{label}”.</translation>
    </message>
    <message>
        <source>Befunde: {n}; sie stehen auch im Bericht.</source>
        <translation>Findings: {n}; they are in the report too.</translation>
    </message>
</context>
<context>
    <name>Folding</name>
    <message>
        <source>Werkzeuge und Suche</source>
        <translation>Tools and search</translation>
    </message>
    <message>
        <source>Weitere Werkzeuge</source>
        <translation>More tools</translation>
    </message>
</context>
<context>
    <name>Game</name>
    <message>
        <source>Was wäre wenn vorbereiten</source>
        <translation>Prepare “What if”</translation>
    </message>
    <message>
        <source>Abgebrochen. Es bleibt, wie es war.</source>
        <translation>Cancelled. Everything is as it was.</translation>
    </message>
    <message>
        <source>Dafür muss zuerst gerechnet werden (F5).</source>
        <translation>This needs a result first (F5).</translation>
    </message>
    <message>
        <source>Hier ist kein Weg in der Nähe.</source>
        <translation>There is no way near here.</translation>
    </message>
</context>
<context>
    <name>GameFigures</name>
    <message>
        <source>Gebiet</source>
        <translation>Area</translation>
    </message>
    <message>
        <source>Anteil in Reichweite</source>
        <translation>Share within reach</translation>
    </message>
    <message>
        <source>neu erreichte Personen</source>
        <translation>newly reached persons</translation>
    </message>
    <message>
        <source>nicht mehr erreichte Personen</source>
        <translation>persons no longer reached</translation>
    </message>
    <message>
        <source>Bedarf ohne Platz</source>
        <translation>unmet need</translation>
    </message>
    <message>
        <source>Was sich ändert</source>
        <translation>What changes</translation>
    </message>
    <message>
        <source>Wer gezählt wird</source>
        <translation>Who is counted</translation>
    </message>
    <message>
        <source>Lücken</source>
        <translation>Gaps</translation>
    </message>
    <message>
        <source>Quartiere, in denen zu viele außer Reichweite wohnen: heute und so. Lücken aus anderen Gründen zählen hier nicht.</source>
        <translation>Districts in which too many people live out of reach: today and in this state. Gaps for other reasons are not counted here.</translation>
    </message>
    <message>
        <source>in Reichweite</source>
        <translation>within reach</translation>
    </message>
    <message>
        <source>Anteil der Zielgruppe in Reichweite: heute und so</source>
        <translation>Share of the target group within reach: today and like this</translation>
    </message>
    <message>
        <source>neu erreicht</source>
        <translation>gained</translation>
    </message>
    <message>
        <source>Personen, die heute außer Reichweite sind und so erreicht würden</source>
        <translation>Persons who are out of reach today and would be reached like this</translation>
    </message>
    <message>
        <source>nicht mehr</source>
        <translation>lost</translation>
    </message>
    <message>
        <source>Personen, die heute in Reichweite sind und es so nicht mehr wären</source>
        <translation>Persons who are within reach today and would no longer be</translation>
    </message>
    <message>
        <source>Plätze, die in den Einzugsgebieten fehlen (2SFCA): heute und so; gerechnet, sobald losgelassen wird. Wer gar keine Einrichtung erreicht, zählt hier nicht.</source>
        <translation>Places missing in the catchments (2SFCA): today and like this; computed when you let go. Who reaches no facility at all is not counted here.</translation>
    </message>
    <message>
        <source>Kein Richtwert</source>
        <translation>No standard</translation>
    </message>
    <message>
        <source>Quartier anklicken</source>
        <translation>Click a district</translation>
    </message>
</context>
<context>
    <name>GameFlow</name>
    <message>
        <source>Es wird gerade neu gerechnet: bitte gleich noch einmal.</source>
        <translation>Recomputing: please try again in a moment.</translation>
    </message>
    <message>
        <source>Dafür muss das Ergebnis zu den Daten passen: bitte zuerst rechnen (F5).</source>
        <translation>The result has to fit the data: please compute first (F5).</translation>
    </message>
    <message>
        <source>Bitte warten, bis die laufende Arbeit fertig ist.</source>
        <translation>Please wait until the running work is done.</translation>
    </message>
    <message>
        <source>Als Planung übernommen; zurück mit Strg+Z.</source>
        <translation>Taken over as planning; undo with Ctrl+Z.</translation>
    </message>
    <message>
        <source>Protokoll wird geschrieben …</source>
        <translation>Writing the protocol …</translation>
    </message>
    <message>
        <source>Was wäre wenn übernehmen</source>
        <translation>Take “What if” over</translation>
    </message>
    <message>
        <source>Gesperrte Wege ändern die Daten nicht; sie stehen jetzt als Notiz bei den Quellen.</source>
        <translation>Closed ways do not change the data; they are now noted with the sources.</translation>
    </message>
</context>
<context>
    <name>GameMap</name>
    <message>
        <source>Was wäre wenn: {kind}</source>
        <translation>What if: {kind}</translation>
    </message>
    <message>
        <source>Zurückgelegt: Die Einrichtung steht wieder, wo sie stand.</source>
        <translation>Put back: the facility is where it was.</translation>
    </message>
</context>
<context>
    <name>GameWords</name>
    <message>
        <source>Ganze Stadt</source>
        <translation>Whole town</translation>
    </message>
    <message>
        <source>Punkte</source>
        <translation>points</translation>
    </message>
    <message>
        <source>Plätze</source>
        <translation>Places</translation>
    </message>
    <message>
        <source>Plätze ({unit}), die in den Einzugsgebieten rechnerisch fehlen (2SFCA): heute und so. Wer gar keine Einrichtung erreicht, zählt hier nicht, sondern als außer Reichweite.</source>
        <translation>Places ({unit}) that are arithmetically missing in the catchments (2SFCA): today and like this. Who reaches no facility at all is not counted here but as out of reach.</translation>
    </message>
    <message>
        <source>Lücken beim Weg: {n}</source>
        <translation>Gaps in reach: {n}</translation>
    </message>
    <message>
        <source>hier keine</source>
        <translation>none here</translation>
    </message>
    <message>
        <source>hier neu</source>
        <translation>new one here</translation>
    </message>
    <message>
        <source>hier geschlossen</source>
        <translation>closed here</translation>
    </message>
    <message>
        <source>hier eine</source>
        <translation>one here</translation>
    </message>
    <message>
        <source>Bedarf insgesamt: {n} {unit}.</source>
        <translation>Need in total: {n} {unit}.</translation>
    </message>
    <message>
        <source>Für einen Bedarf von {n} {unit} lässt sich nichts sagen: Dort sind Platzzahlen unbekannt.</source>
        <translation>Nothing can be said about a need of {n} {unit}: numbers of places are unknown there.</translation>
    </message>
    <message>
        <source>Was wäre wenn: {what}</source>
        <translation>What if: {what}</translation>
    </message>
    <message>
        <source>zu weit von jedem Weg: niemand erreicht sie</source>
        <translation>too far from every way: nobody reaches it</translation>
    </message>
    <message>
        <source>neu</source>
        <translation>new</translation>
    </message>
    <message>
        <source>verschoben</source>
        <translation>moved</translation>
    </message>
    <message>
        <source>andere Platzzahl</source>
        <translation>other number of places</translation>
    </message>
    <message>
        <source>geschlossen</source>
        <translation>closed</translation>
    </message>
    <message>
        <source>Für diese Einrichtungsart gibt es keinen Richtwert: nur die Wege ändern sich.</source>
        <translation>There is no standard for this kind of facility: only the ways change.</translation>
    </message>
    <message>
        <source>gerechnet für: {who}</source>
        <translation>computed for: {who}</translation>
    </message>
    <message>
        <source>Fußweg</source>
        <translation>on foot</translation>
    </message>
    <message>
        <source>Fußweg, geschätzt aus der Luftlinie</source>
        <translation>on foot, estimated from the air line</translation>
    </message>
    <message>
        <source>, eigener Wert (Annahme)</source>
        <translation>, own value (assumption)</translation>
    </message>
</context>
<context>
    <name>Group</name>
    <message>
        <source>mindestens {n}</source>
        <translation>at least {n}</translation>
    </message>
    <message>
        <source>{n} ({k} von {all} Quartieren bekannt)</source>
        <translation>{n} ({k} of {all} districts known)</translation>
    </message>
    <message>
        <source>Quartiere</source>
        <translation>Districts</translation>
    </message>
    <message>
        <source>Einwohner</source>
        <translation>Residents</translation>
    </message>
    <message>
        <source>Lücken</source>
        <translation>Gaps</translation>
    </message>
    <message>
        <source>Summe der Einwohner der ausgewählten Quartiere</source>
        <translation>Sum of the residents of the selected districts</translation>
    </message>
    <message>
        <source>Summe der Auswahl nach Einrichtungsart</source>
        <translation>Sum of the selection by kind of facility</translation>
    </message>
    <message>
        <source>Anteile und mittlere Wege sind nach Personen gewichtet. Fehlbedarfe werden addiert; ein Überschuss im einen Quartier gleicht den Fehlbedarf im anderen hier nicht aus. Ist eine Zahl eines Quartiers geheim, ist es auch die Summe.</source>
        <translation>Shares and mean ways are weighted by persons. Shortfalls are added up; a surplus in one district does not make up for the shortfall in another here. If a figure of one district is secret, so is the sum.</translation>
    </message>
    <message>
        <source>{n} Einwohner</source>
        <translation>{n} residents</translation>
    </message>
    <message>
        <source>Ausgewählte Quartiere</source>
        <translation>Selected districts</translation>
    </message>
    <message>
        <source>und {n} weitere; alle stehen in der Tabelle.</source>
        <translation>and {n} more; all are in the table.</translation>
    </message>
    <message>
        <source>Summe der Auswahl</source>
        <translation>Sum of the selection</translation>
    </message>
    <message>
        <source>Anteil in Reichweite</source>
        <translation>Share within reach</translation>
    </message>
    <message>
        <source>Summe der Personen in Reichweite ÷ Summe der Personen der Zielgruppe mit bekanntem Weg</source>
        <translation>Sum of the persons within reach ÷ sum of the persons of the target group whose way is known</translation>
    </message>
    <message>
        <source>Richtwert</source>
        <translation>Standard</translation>
    </message>
    <message>
        <source>Mittlerer Fußweg</source>
        <translation>Mean walk</translation>
    </message>
    <message>
        <source>Mittel der Quartiere, gewichtet mit den Personen, die eine Einrichtung erreichen</source>
        <translation>Mean of the districts, weighted by the persons who reach a facility</translation>
    </message>
    <message>
        <source>Angebot / Bedarf</source>
        <translation>Supply / need</translation>
    </message>
    <message>
        <source>Summe der vorhandenen Plätze / Summe des rechnerischen Bedarfs</source>
        <translation>Sum of the existing places / sum of the computed need</translation>
    </message>
    <message>
        <source>Rechnerischer Fehlbedarf</source>
        <translation>Arithmetical shortfall</translation>
    </message>
    <message>
        <source>Summe der Fehlbedarfe der Quartiere, Überschüsse nicht verrechnet</source>
        <translation>Sum of the shortfalls of the districts, surpluses not offset</translation>
    </message>
</context>
<context>
    <name>HistoryMenus</name>
    <message>
        <source>Keine Schritte</source>
        <translation>No steps</translation>
    </message>
    <message>
        <source>bis: {label}</source>
        <translation>up to: {label}</translation>
    </message>
    <message>
        <source>… und {n} frühere</source>
        <translation>… and {n} earlier ones</translation>
    </message>
</context>
<context>
    <name>HowDialog</name>
    <message>
        <source>Wie gerechnet?</source>
        <translation>How computed?</translation>
    </message>
    <message>
        <source>Grundlagen</source>
        <translation>Sources</translation>
    </message>
</context>
<context>
    <name>ImportFiles</name>
    <message>
        <source>Dateien</source>
        <translation>Files</translation>
    </message>
</context>
<context>
    <name>ImportRun</name>
    <message>
        <source>Dateien erkennen</source>
        <translation>Recognise files</translation>
    </message>
    <message>
        <source>Daten prüfen</source>
        <translation>Check data</translation>
    </message>
    <message>
        <source>Die Prüfung ist an einem Programmfehler gescheitert; am Projekt ist nichts verändert.</source>
        <translation>The check failed by a fault of the program; nothing in the project was changed.</translation>
    </message>
    <message>
        <source>Daten laden</source>
        <translation>Load data</translation>
    </message>
    <message>
        <source>Bitte warten: „{label}“ läuft noch.</source>
        <translation>Please wait: “{label}” is still running.</translation>
    </message>
</context>
<context>
    <name>ImportWindow</name>
    <message>
        <source>Daten laden</source>
        <translation>Load data</translation>
    </message>
    <message>
        <source>Datei &amp;hinzufügen …</source>
        <translation>&amp;Add file …</translation>
    </message>
    <message>
        <source>Datei weglassen</source>
        <translation>Leave file out</translation>
    </message>
    <message>
        <source>Fortschritt</source>
        <translation>Progress</translation>
    </message>
    <message>
        <source>Abbrechen</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Hält die Arbeit an; es bleibt alles, wie es vorher war (Esc).</source>
        <translation>Stops the work; everything stays as it was before (Esc).</translation>
    </message>
    <message>
        <source>&amp;Zurück</source>
        <translation>&amp;Back</translation>
    </message>
    <message>
        <source>Zum vorigen Schritt; keine Antwort geht verloren (Alt+Links)</source>
        <translation>To the previous step; no answer is lost (Alt+Left)</translation>
    </message>
    <message>
        <source>&amp;Weiter</source>
        <translation>&amp;Next</translation>
    </message>
    <message>
        <source>S&amp;chließen</source>
        <translation>C&amp;lose</translation>
    </message>
    <message>
        <source>Dateien wählen</source>
        <translation>Choose files</translation>
    </message>
    <message>
        <source>Daten ({pattern});;Alle Dateien (*)</source>
        <translation>Data ({pattern});;All files (*)</translation>
    </message>
    <message>
        <source>Ordner wählen</source>
        <translation>Choose folder</translation>
    </message>
    <message>
        <source>Ü&amp;bernehmen</source>
        <translation>Appl&amp;y</translation>
    </message>
    <message>
        <source>Erst die offenen Punkte klären</source>
        <translation>Settle the open points first</translation>
    </message>
    <message>
        <source>Strg+Eingabe oder Alt+Rechts</source>
        <translation>Ctrl+Enter or Alt+Right</translation>
    </message>
    <message>
        <source>Wird abgebrochen …</source>
        <translation>Cancelling …</translation>
    </message>
    <message>
        <source>Es geht weiter, sobald {file} geklärt ist.</source>
        <translation>It goes on as soon as {file} is settled.</translation>
    </message>
    <message>
        <source>„Datei weglassen“ lädt die anderen Dateien ohne sie.</source>
        <translation>“Leave file out” loads the other files without it.</translation>
    </message>
    <message>
        <source>Noch ist nichts übernommen. Noch einmal „Schließen“ verwirft, was Sie hier entschieden haben.</source>
        <translation>Nothing has been taken over yet. “Close” once more discards what you have decided here.</translation>
    </message>
</context>
<context>
    <name>ImportWish</name>
    <message>
        <source>Dateien oder Ordner in dieses Fenster ziehen, oder wählen. Gelesen werden GeoPackage, Shapefile (auch ohne .prj und im ZIP-Archiv), GeoJSON, GML (WFS, XPlanung), KML, FlatGeobuf, GeoParquet, FileGDB, DXF, CSV, Excel, ODS, JSON, OpenStreetMap-Auszüge und Gitter des Zensus. Verändert wird nichts, bevor Sie „Übernehmen“ drücken.</source>
        <translation>Drag files or folders into this window, or choose them. Read are GeoPackage, Shapefile (also without .prj and in a ZIP archive), GeoJSON, GML (WFS, XPlanung), KML, FlatGeobuf, GeoParquet, FileGDB, DXF, CSV, Excel, ODS, JSON, OpenStreetMap extracts and grids of the census. Nothing is changed before you press “Take over”.</translation>
    </message>
    <message>
        <source>&amp;Dateien wählen …</source>
        <translation>Choose &amp;files …</translation>
    </message>
    <message>
        <source>&amp;Ordner wählen …</source>
        <translation>Choose f&amp;older …</translation>
    </message>
    <message>
        <source>Welche Dateien sollen als „{layer}“ geladen werden?</source>
        <translation>Which files are to be loaded as “{layer}”?</translation>
    </message>
    <message>
        <source>Welche Dateien sollen geladen werden?</source>
        <translation>Which files are to be loaded?</translation>
    </message>
</context>
<context>
    <name>ImportWords</name>
    <message>
        <source>{n} Dateien geladen: {layers}. Zurück mit Strg+Z.</source>
        <translation>{n} files loaded: {layers}. Undo with Ctrl+Z.</translation>
    </message>
    <message>
        <source>Fehler</source>
        <translation>Error</translation>
    </message>
    <message>
        <source>Zu entscheiden</source>
        <translation>To be decided</translation>
    </message>
    <message>
        <source>Entschieden</source>
        <translation>Decided</translation>
    </message>
    <message>
        <source>Warnung</source>
        <translation>Warning</translation>
    </message>
    <message>
        <source>Hinweis</source>
        <translation>Hint</translation>
    </message>
    <message>
        <source>verhindert die Übernahme</source>
        <translation>prevents taking over</translation>
    </message>
    <message>
        <source>offen</source>
        <translation>open</translation>
    </message>
    <message>
        <source>„{word}“ ist einem Quartier zugeordnet.</source>
        <translation>“{word}” is assigned to a district.</translation>
    </message>
    <message>
        <source>„{word}“ wird ausgelassen.</source>
        <translation>“{word}” is left out.</translation>
    </message>
    <message>
        <source>Dieselbe Einrichtung? {one} / {other}</source>
        <translation>The same facility? {one} / {other}</translation>
    </message>
    <message>
        <source>{n} Fehler</source>
        <translation>{n} errors</translation>
    </message>
    <message>
        <source>{n} zu entscheiden</source>
        <translation>{n} to be decided</translation>
    </message>
    <message>
        <source>{n} Warnungen</source>
        <translation>{n} warnings</translation>
    </message>
    <message>
        <source>{n} Warnung</source>
        <translation>{n} warning</translation>
    </message>
    <message>
        <source>{n} Hinweise</source>
        <translation>{n} notes</translation>
    </message>
    <message>
        <source>{n} Hinweis</source>
        <translation>{n} note</translation>
    </message>
    <message>
        <source>nichts aufgefallen</source>
        <translation>nothing noticed</translation>
    </message>
    <message>
        <source>So lässt sich die Datei nicht übernehmen.</source>
        <translation>The file cannot be taken over like this.</translation>
    </message>
    <message>
        <source>Aus {read} Zeilen wurden {used} Einträge der Ebene „{layer}“.</source>
        <translation>{read} rows became {used} entries of the layer “{layer}”.</translation>
    </message>
    <message>
        <source>Aus {read} Zeilen werden {used} Einträge der Ebene „{layer}“.</source>
        <translation>{read} rows become {used} entries of the layer “{layer}”.</translation>
    </message>
    <message>
        <source>{used} von {read} Zeilen wurden in die Ebene „{layer}“ übernommen.</source>
        <translation>{used} of {read} rows were taken over into the layer “{layer}”.</translation>
    </message>
    <message>
        <source>{used} von {read} Zeilen werden in die Ebene „{layer}“ übernommen.</source>
        <translation>{used} of {read} rows are taken over into the layer “{layer}”.</translation>
    </message>
    <message>
        <source>Was die Ebene bisher enthält, wird ersetzt.</source>
        <translation>What the layer contains so far is replaced.</translation>
    </message>
    <message>
        <source>Die Zeilen kommen zu den vorhandenen dazu.</source>
        <translation>The rows are added to those that are there.</translation>
    </message>
    <message>
        <source>noch nicht erkannt</source>
        <translation>not recognised yet</translation>
    </message>
    <message>
        <source>wird erkannt</source>
        <translation>being recognised</translation>
    </message>
    <message>
        <source>so nicht lesbar</source>
        <translation>not readable like this</translation>
    </message>
    <message>
        <source>1 Frage offen</source>
        <translation>1 question open</translation>
    </message>
    <message>
        <source>{n} Fragen offen</source>
        <translation>{n} questions open</translation>
    </message>
    <message>
        <source>wird geprüft</source>
        <translation>being checked</translation>
    </message>
    <message>
        <source>bereit, ohne Plätze</source>
        <translation>ready, without places</translation>
    </message>
    <message>
        <source>bereit</source>
        <translation>ready</translation>
    </message>
    <message>
        <source>Vorschlag</source>
        <translation>Proposal</translation>
    </message>
    <message>
        <source>von Ihnen gewählt</source>
        <translation>chosen by you</translation>
    </message>
    <message>
        <source>steht in der Datei</source>
        <translation>stated in the file</translation>
    </message>
    <message>
        <source>Stand {date}</source>
        <translation>as of {date}</translation>
    </message>
    <message>
        <source>Zuordnung „{name}“</source>
        <translation>Mapping “{name}”</translation>
    </message>
    <message>
        <source>dem Adressverzeichnis des Projekts</source>
        <translation>the project&apos;s address directory</translation>
    </message>
    <message>
        <source>Orte aus {file}</source>
        <translation>Places from {file}</translation>
    </message>
    <message>
        <source>Gelesen als: {facts}</source>
        <translation>Read as: {facts}</translation>
    </message>
</context>
<context>
    <name>IndexBox</name>
    <message>
        <source>Sozialindex</source>
        <translation>Social index</translation>
    </message>
    <message>
        <source>Eigene Festlegung laden …</source>
        <translation>Load own definition …</translation>
    </message>
    <message>
        <source>aus den Indikatoren</source>
        <translation>from the indicators</translation>
    </message>
    <message>
        <source>Es sind keine Sozialindikatoren geladen.</source>
        <translation>No social indicators are loaded.</translation>
    </message>
    <message>
        <source>Im Projekt fehlt: {what}. Ohne alle Indikatoren gibt es keinen Index.</source>
        <translation>Missing in the project: {what}. Without all indicators there is no index.</translation>
    </message>
    <message>
        <source>Quelle: {source}</source>
        <translation>Source: {source}</translation>
    </message>
</context>
<context>
    <name>Inspector</name>
    <message>
        <source>Das Ergebnis ist älter als die Daten. Neu rechnen mit F5.</source>
        <translation>The result is older than the data. Compute again with F5.</translation>
    </message>
    <message>
        <source>Quartiere</source>
        <translation>Districts</translation>
    </message>
    <message>
        <source>Einwohner</source>
        <translation>Residents</translation>
    </message>
    <message>
        <source>Einrichtungen</source>
        <translation>Facilities</translation>
    </message>
    <message>
        <source>Lücken</source>
        <translation>Gaps</translation>
    </message>
    <message>
        <source>noch nicht gerechnet</source>
        <translation>not computed yet</translation>
    </message>
    <message>
        <source>Ganze Stadt nach Einrichtungsart</source>
        <translation>Whole town by kind of facility</translation>
    </message>
    <message>
        <source>Die dringendsten Lücken</source>
        <translation>The most pressing gaps</translation>
    </message>
    <message>
        <source>Was noch fehlt</source>
        <translation>What is still missing</translation>
    </message>
    <message>
        <source>Noch kein Ergebnis. Wenn die Daten geladen sind, rechnet F5 die Analyse.</source>
        <translation>No result yet. Once the data are loaded, F5 runs the analysis.</translation>
    </message>
    <message>
        <source>Erfundene Demonstrationsdaten</source>
        <translation>Invented demonstration data</translation>
    </message>
    <message>
        <source>Überblick</source>
        <translation>Overview</translation>
    </message>
    <message>
        <source>Schlüssel</source>
        <translation>Key</translation>
    </message>
    <message>
        <source>liegt in</source>
        <translation>lies in</translation>
    </message>
    <message>
        <source>Erreichbarkeit und Versorgung</source>
        <translation>Access and supply</translation>
    </message>
    <message>
        <source>Lücken in diesem Quartier ({n})</source>
        <translation>Gaps in this district ({n})</translation>
    </message>
    <message>
        <source>Keine Lücke nach den gewählten Richtwerten gefunden.</source>
        <translation>No gap found by the chosen standards.</translation>
    </message>
    <message>
        <source>Sozialindex</source>
        <translation>Social index</translation>
    </message>
    <message>
        <source>keine Daten: Sozialindikatoren sind nicht geladen</source>
        <translation>no data: social indicators are not loaded</translation>
    </message>
    <message>
        <source>Quartier</source>
        <translation>District</translation>
    </message>
    <message>
        <source>Betroffen</source>
        <translation>Affected</translation>
    </message>
    <message>
        <source>Sicherheit der Aussage</source>
        <translation>Confidence</translation>
    </message>
    <message>
        <source>Wie gerechnet?</source>
        <translation>How computed?</translation>
    </message>
    <message>
        <source>Weg auf der Karte zeigen (Strg+G)</source>
        <translation>Show the way on the map (Ctrl+G)</translation>
    </message>
    <message>
        <source>Rang {n} von {all}</source>
        <translation>Rank {n} of {all}</translation>
    </message>
    <message>
        <source>Produkt</source>
        <translation>Product</translation>
    </message>
    <message>
        <source>Keine Vorprüfung gerechnet.</source>
        <translation>No pre-check computed.</translation>
    </message>
    <message>
        <source>Gehört zu</source>
        <translation>Belongs to</translation>
    </message>
    <message>
        <source>Lücke</source>
        <translation>Gap</translation>
    </message>
    <message>
        <source>Rang {n}</source>
        <translation>Rank {n}</translation>
    </message>
    <message>
        <source>Richtwert</source>
        <translation>Standard</translation>
    </message>
    <message>
        <source>Grenze (nicht das Ziel)</source>
        <translation>Limit (not the target)</translation>
    </message>
    <message>
        <source>Plätze und Bedarf: {title}</source>
        <translation>Places and need: {title}</translation>
    </message>
    <message>
        <source>Plätze</source>
        <translation>Places</translation>
    </message>
    <message>
        <source>Stand</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Träger</source>
        <translation>Operator</translation>
    </message>
    <message>
        <source>Fläche</source>
        <translation>Area</translation>
    </message>
    <message>
        <source>Zustand</source>
        <translation>Condition</translation>
    </message>
    <message>
        <source>barrierefrei</source>
        <translation>barrier-free</translation>
    </message>
    <message>
        <source>Eröffnung</source>
        <translation>Opening</translation>
    </message>
    <message>
        <source>Anschrift</source>
        <translation>Address</translation>
    </message>
    <message>
        <source>Kennung</source>
        <translation>Id</translation>
    </message>
    <message>
        <source>Quelle</source>
        <translation>Source</translation>
    </message>
    <message>
        <source>Bemerkung: {note}</source>
        <translation>Remark: {note}</translation>
    </message>
    <message>
        <source>Bearbeiten … (Strg+E)</source>
        <translation>Edit … (Ctrl+E)</translation>
    </message>
    <message>
        <source>Lücken, die diese Einrichtung betreffen</source>
        <translation>Gaps that concern this facility</translation>
    </message>
    <message>
        <source>Welche Wohnorte machen diese Zahl?</source>
        <translation>Which dwelling places make this figure?</translation>
    </message>
    <message>
        <source>Wege: {m}, gerechnet für: {who}. Wohnorte: {o}.</source>
        <translation>Ways: {m}, computed for: {who}. Dwelling places: {o}.</translation>
    </message>
    <message>
        <source>≈ Schätzung oder Näherung.</source>
        <translation>≈ estimate or approximation.</translation>
    </message>
    <message>
        <source>Nicht erfasst, deshalb ohne Aussage: {kinds}.</source>
        <translation>Not surveyed, hence no statement: {kinds}.</translation>
    </message>
    <message>
        <source>Das Wegenetz deckt nur einen Teil des Gebiets ab: Über die Wege von {n} Personen lässt sich nichts sagen. Anteile und mittlere Wege gelten nur für die übrigen.</source>
        <translation>The walk network covers only a part of the area: nothing can be said about the ways of {n} persons. Shares and mean ways hold for the others only.</translation>
    </message>
    <message>
        <source>Hinweise zur Rechnung</source>
        <translation>Notes on the computation</translation>
    </message>
    <message>
        <source>Rang {n} · {who}</source>
        <translation>Rank {n} · {who}</translation>
    </message>
    <message>
        <source>{n} Personen</source>
        <translation>{n} persons</translation>
    </message>
    <message>
        <source>Ergebnis</source>
        <translation>Result</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Dynamik</source>
        <translation>Dynamics</translation>
    </message>
    <message>
        <source>Gruppe</source>
        <translation>Group</translation>
    </message>
    <message>
        <source>Gebiet mit besonderem Aufmerksamkeitsbedarf</source>
        <translation>Area in need of special attention</translation>
    </message>
    <message>
        <source>ja</source>
        <translation>yes</translation>
    </message>
    <message>
        <source>nein</source>
        <translation>no</translation>
    </message>
    <message>
        <source>veröffentlicht (Status / Dynamik)</source>
        <translation>published (status / dynamics)</translation>
    </message>
    <message>
        <source>Sozialindex {period}</source>
        <translation>Social index {period}</translation>
    </message>
    <message>
        <source>Nach dem Verfahren des Berliner Monitorings Soziale Stadtentwicklung: z-Werte der Anteile, gemittelt, in Klassen geteilt.</source>
        <translation>By the method of Berlin&apos;s Monitoring Soziale Stadtentwicklung: z-values of the shares, averaged, divided into classes.</translation>
    </message>
    <message>
        <source>Produkt mit Gewichten</source>
        <translation>Product with weights</translation>
    </message>
    <message>
        <source>Stabilität</source>
        <translation>Stability</translation>
    </message>
    <message>
        <source>Eigene Rangfolge der Kommune (Annahme).</source>
        <translation>The municipality&apos;s own ranking (assumption).</translation>
    </message>
    <message>
        <source>Gewichte ändern …</source>
        <translation>Change weights …</translation>
    </message>
    <message>
        <source>Kosten und Förderung …</source>
        <translation>Cost and funding …</translation>
    </message>
    <message>
        <source>zählt nicht (Gewicht 0)</source>
        <translation>does not count (weight 0)</translation>
    </message>
    <message>
        <source>{factor} hoch {w}</source>
        <translation>{factor} to the power of {w}</translation>
    </message>
    <message>
        <source>Vorprüfung: {title}</source>
        <translation>Pre-check: {title}</translation>
    </message>
    <message>
        <source>Stattdessen {title}: {fits}. {because}</source>
        <translation>Instead {title}: {fits}. {because}</translation>
    </message>
    <message>
        <source>Stichtag {day}</source>
        <translation>Date of judgement {day}</translation>
    </message>
    <message>
        <source>Regeln geprüft am {day}</source>
        <translation>Rules checked on {day}</translation>
    </message>
    <message>
        <source>Angaben zu dieser Lücke …</source>
        <translation>Facts for this gap …</translation>
    </message>
    <message>
        <source>Unterlagen: {title} ({n} fehlen)</source>
        <translation>Documents: {title} ({n} missing)</translation>
    </message>
    <message>
        <source>im Gebiet</source>
        <translation>in the area</translation>
    </message>
    <message>
        <source>im Einzugs-
gebiet</source>
        <translation>in the
catchment</translation>
    </message>
</context>
<context>
    <name>InspectorPanel</name>
    <message>
        <source>Inspektor</source>
        <translation>Inspector</translation>
    </message>
    <message>
        <source>← Überblick</source>
        <translation>← Overview</translation>
    </message>
    <message>
        <source>← Quartier</source>
        <translation>← District</translation>
    </message>
    <message>
        <source>Angaben ergänzen …</source>
        <translation>Add facts …</translation>
    </message>
    <message>
        <source>Wie gerechnet?</source>
        <translation>How computed?</translation>
    </message>
    <message>
        <source>Wie gerechnet: {kind}</source>
        <translation>How computed: {kind}</translation>
    </message>
</context>
<context>
    <name>Keeping</name>
    <message>
        <source>Eine Sicherungskopie der Arbeit war nicht möglich. Bitte bald selbst speichern (Strg+S).</source>
        <translation>A backup copy of the work was not possible. Please save yourself soon (Ctrl+S).</translation>
    </message>
    <message>
        <source>Sicherung öffnen</source>
        <translation>Open backup</translation>
    </message>
    <message>
        <source>Wiederhergestellt, aber noch nicht gespeichert.</source>
        <translation>Restored, but not saved yet.</translation>
    </message>
    <message>
        <source>Wiederhergestellt ohne Datei: bitte unter einem Namen speichern.</source>
        <translation>Restored without a file: please save under a name.</translation>
    </message>
</context>
<context>
    <name>KeysDialog</name>
    <message>
        <source>Tastatur</source>
        <translation>Keyboard</translation>
    </message>
</context>
<context>
    <name>KindTableBox</name>
    <message>
        <source>erreicht</source>
        <translation>reached</translation>
    </message>
    <message>
        <source>Anteil der Zielgruppe in Reichweite</source>
        <translation>share of the target group within reach</translation>
    </message>
    <message>
        <source>mittl. Weg</source>
        <translation>mean way</translation>
    </message>
    <message>
        <source>mittlerer Fußweg zur nächsten Einrichtung</source>
        <translation>mean walk to the nearest facility</translation>
    </message>
    <message>
        <source>Angebot/
Bedarf</source>
        <translation>supply/
need</translation>
    </message>
    <message>
        <source>vorhandene Plätze (oder Fläche, Standorte) / rechnerischer Bedarf im Gebiet</source>
        <translation>existing places (or area, sites) / arithmetical need in the area</translation>
    </message>
    <message>
        <source>Fehl-
bedarf</source>
        <translation>short-
fall</translation>
    </message>
    <message>
        <source>rechnerischer Fehlbedarf im Gebiet</source>
        <translation>arithmetical shortfall in the area</translation>
    </message>
    <message>
        <source>Personen der Zielgruppe</source>
        <translation>persons of the target group</translation>
    </message>
</context>
<context>
    <name>KindsModel</name>
    <message>
        <source>{name}: keine Einrichtung geladen</source>
        <translation>{name}: no facility loaded</translation>
    </message>
    <message>
        <source>{name}: {n} Einrichtungen, Anteil: keine Daten</source>
        <translation>{name}: {n} facilities, share: no data</translation>
    </message>
    <message>
        <source>{name}: {n} Einrichtungen; in der ganzen Stadt sind {share} der Zielgruppe in Reichweite</source>
        <translation>{name}: {n} facilities; in the whole town {share} of the target group are within reach</translation>
    </message>
</context>
<context>
    <name>KindsTable</name>
    <message>
        <source>Wort in der Datei</source>
        <translation>Word in the file</translation>
    </message>
    <message>
        <source>Zeilen</source>
        <translation>Rows</translation>
    </message>
    <message>
        <source>Einrichtungsart</source>
        <translation>Kind of facility</translation>
    </message>
    <message>
        <source>Warum</source>
        <translation>Why</translation>
    </message>
    <message>
        <source>Wörter und Einrichtungsarten</source>
        <translation>Words and kinds of facilities</translation>
    </message>
    <message>
        <source>wie vorgeschlagen</source>
        <translation>as proposed</translation>
    </message>
    <message>
        <source>{kind} (Vorschlag)</source>
        <translation>{kind} (proposal)</translation>
    </message>
    <message>
        <source>keine: wird ausgelassen</source>
        <translation>none: is left out</translation>
    </message>
    <message>
        <source>Einrichtungsart für {word}</source>
        <translation>Kind of facility for {word}</translation>
    </message>
    <message>
        <source>– Zeilen auslassen –</source>
        <translation>– leave rows out –</translation>
    </message>
    <message>
        <source>Wort des Katalogs</source>
        <translation>Word of the catalogue</translation>
    </message>
    <message>
        <source>unbekanntes Wort; gilt, was für die Datei gilt</source>
        <translation>unknown word; what applies to the file applies</translation>
    </message>
    <message>
        <source>unbekanntes Wort</source>
        <translation>unknown word</translation>
    </message>
</context>
<context>
    <name>LanguageMenu</name>
    <message>
        <source>Bitte warten: Das Programm wird noch vorbereitet.</source>
        <translation>Please wait: the program is still getting ready.</translation>
    </message>
    <message>
        <source>Bitte warten: „{label}“ läuft noch.</source>
        <translation>Please wait: “{label}” is still running.</translation>
    </message>
    <message>
        <source>Was wäre wenn</source>
        <translation>What if</translation>
    </message>
    <message>
        <source>Die Sprache lässt sich wechseln, wenn das Fenster „{name}“ geschlossen ist.</source>
        <translation>The language can be changed once the window “{name}” is closed.</translation>
    </message>
</context>
<context>
    <name>LayerDetail</name>
    <message>
        <source>im Import erkennen</source>
        <translation>recognise in the import</translation>
    </message>
    <message>
        <source>aus den Daten erkennen</source>
        <translation>recognise from the data</translation>
    </message>
    <message>
        <source>Wird geladen als</source>
        <translation>Is loaded as</translation>
    </message>
    <message>
        <source>Einrichtungsart</source>
        <translation>Kind of facility</translation>
    </message>
    <message>
        <source>&amp;Wird geladen als</source>
        <translation>&amp;Is loaded as</translation>
    </message>
    <message>
        <source>Einrichtungs&amp;art</source>
        <translation>&amp;Kind of facility</translation>
    </message>
    <message>
        <source>Der Dienst beschreibt diese Ebene nicht.</source>
        <translation>The service does not describe this layer.</translation>
    </message>
    <message>
        <source>Name beim Dienst: {name}</source>
        <translation>Name at the service: {name}</translation>
    </message>
    <message>
        <source>Im Gebiet liegen laut Dienst {n} Objekte.</source>
        <translation>According to the service, {n} objects lie in the area.</translation>
    </message>
    <message>
        <source>Lizenz: {text}.</source>
        <translation>Licence: {text}.</translation>
    </message>
    <message>
        <source>Vorschlag nach dem Titel der Ebene; der Import prüft den Inhalt.</source>
        <translation>Proposal by the layer&apos;s title; the import checks the content.</translation>
    </message>
</context>
<context>
    <name>LayerRows</name>
    <message>
        <source>Tabelle vorbereiten</source>
        <translation>Prepare the table</translation>
    </message>
    <message>
        <source>(ohne Namen)</source>
        <translation>(without a name)</translation>
    </message>
    <message>
        <source>Wohnorte zusammenstellen</source>
        <translation>Collect the dwelling places</translation>
    </message>
</context>
<context>
    <name>LayersModel</name>
    <message>
        <source>Ebene</source>
        <translation>Layer</translation>
    </message>
    <message>
        <source>Gebiet</source>
        <translation>Area</translation>
    </message>
    <message>
        <source>Objekte</source>
        <translation>Objects</translation>
    </message>
    <message>
        <source>Wird geladen als</source>
        <translation>Is loaded as</translation>
    </message>
    <message>
        <source>im Import erkennen</source>
        <translation>recognise in the import</translation>
    </message>
</context>
<context>
    <name>LayersView</name>
    <message>
        <source>Ebenen des Dienstes</source>
        <translation>Layers of the service</translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>Zeichenerklärung</source>
        <translation>Legend</translation>
    </message>
    <message>
        <source>Zeichenerklärung auf- und zuklappen</source>
        <translation>Open and fold the legend</translation>
    </message>
    <message>
        <source>keine Daten oder entfällt</source>
        <translation>no data or not applicable</translation>
    </message>
    <message>
        <source>keine Daten</source>
        <translation>no data</translation>
    </message>
    <message>
        <source>geheim</source>
        <translation>secret</translation>
    </message>
    <message>
        <source>Erfundene Demonstrationsdaten</source>
        <translation>Invented demonstration data</translation>
    </message>
    <message>
        <source>bewohnte Rasterzelle außer Reichweite</source>
        <translation>inhabited grid cell out of reach</translation>
    </message>
    <message>
        <source>geplant</source>
        <translation>planned</translation>
    </message>
    <message>
        <source>Lücke (1 = dringlichste)</source>
        <translation>Gap (1 = most pressing)</translation>
    </message>
    <message>
        <source>Fördergebiet ({status})</source>
        <translation>Funding area ({status})</translation>
    </message>
    <message>
        <source>Fußweg, gestrichelt: Stück abseits des Wegenetzes</source>
        <translation>Walk, dashed: part off the network</translation>
    </message>
</context>
<context>
    <name>LookChoice</name>
    <message>
        <source>Wie das &amp;System</source>
        <translation>As the &amp;system</translation>
    </message>
    <message>
        <source>&amp;Hell</source>
        <translation>&amp;Light</translation>
    </message>
    <message>
        <source>&amp;Dunkel</source>
        <translation>&amp;Dark</translation>
    </message>
    <message>
        <source>&amp;Passend zur Helligkeit</source>
        <translation>&amp;Matching the brightness</translation>
    </message>
    <message>
        <source>&amp;Kontrast (Druck, Beamer)</source>
        <translation>&amp;Contrast (print, projector)</translation>
    </message>
</context>
<context>
    <name>MachineDialog</name>
    <message>
        <source>Auf diesem Rechner fehlt etwas</source>
        <translation>Something is missing on this machine</translation>
    </message>
    <message>
        <source>Das geöffnete Projekt ist unverändert.</source>
        <translation>The open project is unchanged.</translation>
    </message>
    <message>
        <source> Dieser Befehl schafft Abhilfe:</source>
        <translation> This command brings it:</translation>
    </message>
    <message>
        <source> Abhilfe: {place}.</source>
        <translation> Remedy: {place}.</translation>
    </message>
    <message>
        <source>Befehl</source>
        <translation>Command</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Programm wird vorbereitet …</source>
        <translation>The program is getting ready …</translation>
    </message>
    <message>
        <source>„{label}“ abgebrochen. Es wurde nichts verändert.</source>
        <translation>“{label}” cancelled. Nothing was changed.</translation>
    </message>
    <message>
        <source>Nicht neu gerechnet: {why}</source>
        <translation>Not recomputed: {why}</translation>
    </message>
    <message>
        <source>Bitte warten: „{label}“ läuft noch.</source>
        <translation>Please wait: “{label}” is still running.</translation>
    </message>
    <message>
        <source>Es fehlt noch: {what}</source>
        <translation>Still missing: {what}</translation>
    </message>
    <message>
        <source>Analyse rechnen (F5)</source>
        <translation>Run analysis (F5)</translation>
    </message>
    <message>
        <source>&amp;Rückgängig</source>
        <translation>&amp;Undo</translation>
    </message>
    <message>
        <source>&amp;Wiederholen</source>
        <translation>&amp;Redo</translation>
    </message>
</context>
<context>
    <name>MapArea</name>
    <message>
        <source>Beim letzten Start hat die Web-Ansicht das Programm beendet. Der nächste Start versucht sie wieder.</source>
        <translation>At the last start the web view ended the program. The next start tries it again.</translation>
    </message>
    <message>
        <source>Die Web-Ansicht von Qt lässt sich nicht laden ({error}).</source>
        <translation>The web view of Qt cannot be loaded ({error}).</translation>
    </message>
    <message>
        <source>Die einfache Karte ist so eingestellt ({name}).</source>
        <translation>The simple map is what is set ({name}).</translation>
    </message>
    <message>
        <source>Das Hilfsprogramm der Web-Ansicht (QtWebEngineProcess) fehlt.</source>
        <translation>The helper program of the web view (QtWebEngineProcess) is missing.</translation>
    </message>
    <message>
        <source>Das Hilfsprogramm der Web-Ansicht (QtWebEngineProcess) darf nicht ausgeführt werden.</source>
        <translation>The helper program of the web view (QtWebEngineProcess) must not be run.</translation>
    </message>
    <message>
        <source>Dateien der Web-Ansicht fehlen ({folder}).</source>
        <translation>Files of the web view are missing ({folder}).</translation>
    </message>
</context>
<context>
    <name>MapCard</name>
    <message>
        <source>Lage der Daten: {label}</source>
        <translation>Where the data lie: {label}</translation>
    </message>
    <message>
        <source>{n} Objekte</source>
        <translation>{n} objects</translation>
    </message>
    <message>
        <source>{n} von {all} Objekten gezeichnet</source>
        <translation>{n} of {all} objects drawn</translation>
    </message>
</context>
<context>
    <name>MapInvitation</name>
    <message>
        <source>Karte</source>
        <translation>Map</translation>
    </message>
    <message>
        <source>Auf der Karte ist noch nichts zu sehen</source>
        <translation>There is nothing on the map yet</translation>
    </message>
    <message>
        <source>Daten laden …</source>
        <translation>Load data …</translation>
    </message>
    <message>
        <source>Dateien lassen sich auch in das Fenster ziehen.</source>
        <translation>Files can also be dragged into the window.</translation>
    </message>
    <message>
        <source>Nächster Schritt: {step}. {hint}.</source>
        <translation>Next step: {step}. {hint}.</translation>
    </message>
    <message>
        <source>{step} laden …</source>
        <translation>Load {step} …</translation>
    </message>
</context>
<context>
    <name>MapPage</name>
    <message>
        <source>Karte. Pfeiltasten verschieben, Plus und Minus vergrößern und verkleinern, Tabulator führt zu den Quartieren.</source>
        <translation>Map. Arrow keys move it, plus and minus zoom in and out, Tab leads to the districts.</translation>
    </message>
    <message>
        <source>Vergrößern (+)</source>
        <translation>Zoom in (+)</translation>
    </message>
    <message>
        <source>Verkleinern (−)</source>
        <translation>Zoom out (−)</translation>
    </message>
    <message>
        <source>Ganzes Gebiet zeigen</source>
        <translation>Show the whole area</translation>
    </message>
    <message>
        <source>Norden ist oben</source>
        <translation>North is up</translation>
    </message>
    <message>
        <source>Zeichenerklärung</source>
        <translation>Legend</translation>
    </message>
    <message>
        <source>Zeichenerklärung ein- oder ausklappen (L)</source>
        <translation>Fold or unfold the legend (L)</translation>
    </message>
    <message>
        <source>Erfundene Demonstrationsdaten</source>
        <translation>Invented demonstration data</translation>
    </message>
    <message>
        <source>Quellen</source>
        <translation>Sources</translation>
    </message>
    <message>
        <source>mehr</source>
        <translation>more</translation>
    </message>
    <message>
        <source>weniger</source>
        <translation>less</translation>
    </message>
    <message>
        <source>keine Daten</source>
        <translation>no data</translation>
    </message>
    <message>
        <source>keine Daten oder entfällt</source>
        <translation>no data or not applicable</translation>
    </message>
    <message>
        <source>geheim</source>
        <translation>secret</translation>
    </message>
    <message>
        <source>bewohnte Rasterzelle außer Reichweite</source>
        <translation>inhabited grid cell out of reach</translation>
    </message>
    <message>
        <source>außer Reichweite, Einwohnerzahl geheim oder unbekannt</source>
        <translation>out of reach, number of residents secret or unknown</translation>
    </message>
    <message>
        <source>(größer = mehr Plätze)</source>
        <translation>(larger = more places)</translation>
    </message>
    <message>
        <source>geplant</source>
        <translation>planned</translation>
    </message>
    <message>
        <source>Lücke (1 = dringlichste)</source>
        <translation>Gap (1 = most pressing)</translation>
    </message>
    <message>
        <source>Fördergebiet</source>
        <translation>Funding area</translation>
    </message>
    <message>
        <source>laufend</source>
        <translation>running</translation>
    </message>
    <message>
        <source>Voruntersuchung</source>
        <translation>under study</translation>
    </message>
    <message>
        <source>abgerechnet</source>
        <translation>completed</translation>
    </message>
    <message>
        <source>Gebiet der Städtebauförderung</source>
        <translation>Area of urban development funding</translation>
    </message>
    <message>
        <source>ausgewähltes Quartier</source>
        <translation>selected district</translation>
    </message>
    <message>
        <source>ausgewählte Einrichtung</source>
        <translation>selected facility</translation>
    </message>
    <message>
        <source>Größerer Kreis = mehr Plätze</source>
        <translation>Larger circle = more places</translation>
    </message>
    <message>
        <source>Fußweg, gestrichelt: Stück abseits des Wegenetzes</source>
        <translation>Walk, dashed: part off the network</translation>
    </message>
    <message>
        <source>Bewohnte Rasterzellen außer Reichweite</source>
        <translation>Inhabited grid cells out of reach</translation>
    </message>
    <message>
        <source>Trenner zwischen zwei Karten; Pfeiltasten verschieben ihn</source>
        <translation>Divider between two maps; the arrow keys move it</translation>
    </message>
    <message>
        <source>Zeichenerklärung der rechten Karte</source>
        <translation>Legend of the map on the right</translation>
    </message>
    <message>
        <source>Wohnorte in Reichweite, außer Reichweite, neu erreicht und nicht mehr erreicht</source>
        <translation>Homes within reach, out of reach, newly reached and no longer reached</translation>
    </message>
    <message>
        <source>Farben wie links</source>
        <translation>Colours as on the left</translation>
    </message>
    <message>
        <source>zweite Wahl</source>
        <translation>second choice</translation>
    </message>
</context>
<context>
    <name>MapPlaceholder</name>
    <message>
        <source>Karte</source>
        <translation>Map</translation>
    </message>
    <message>
        <source>Die Karte wird vorbereitet …</source>
        <translation>The map is getting ready …</translation>
    </message>
</context>
<context>
    <name>MapView</name>
    <message>
        <source>Die eingebettete Karte ist mehrmals abgestürzt.</source>
        <translation>The embedded map has crashed several times.</translation>
    </message>
    <message>
        <source>Die eingebettete Karte hat sich nicht gemeldet.</source>
        <translation>The embedded map did not answer.</translation>
    </message>
</context>
<context>
    <name>MappingPage</name>
    <message>
        <source>Fragen</source>
        <translation>Questions</translation>
    </message>
    <message>
        <source>Spalten</source>
        <translation>Columns</translation>
    </message>
    <message>
        <source>Einrichtungsarten</source>
        <translation>Kinds of facilities</translation>
    </message>
    <message>
        <source>Merkmale</source>
        <translation>Characteristics</translation>
    </message>
    <message>
        <source>Anschriften</source>
        <translation>Addresses</translation>
    </message>
    <message>
        <source>Quelle und Speichern</source>
        <translation>Source and saving</translation>
    </message>
    <message>
        <source>Gespeicherte Zuordnung</source>
        <translation>Saved mapping</translation>
    </message>
    <message>
        <source>Einrichtungsart</source>
        <translation>Kind of facility</translation>
    </message>
    <message>
        <source>Vorlage</source>
        <translation>Template</translation>
    </message>
    <message>
        <source>Jahr</source>
        <translation>Year</translation>
    </message>
    <message>
        <source>z. B. 2025</source>
        <translation>e.g. 2025</translation>
    </message>
    <message>
        <source>Modus</source>
        <translation>Mode</translation>
    </message>
    <message>
        <source>Gespeicherte Z&amp;uordnung</source>
        <translation>Sa&amp;ved mapping</translation>
    </message>
    <message>
        <source>E&amp;inrichtungsart</source>
        <translation>&amp;Kind of facility</translation>
    </message>
    <message>
        <source>&amp;Vorlage</source>
        <translation>P&amp;reset</translation>
    </message>
    <message>
        <source>&amp;Jahr</source>
        <translation>&amp;Year</translation>
    </message>
    <message>
        <source>&amp;Modus</source>
        <translation>&amp;Mode</translation>
    </message>
    <message>
        <source>Merkmale der Tabelle</source>
        <translation>Characteristics of the table</translation>
    </message>
    <message>
        <source>&amp;Titel</source>
        <translation>&amp;Title</translation>
    </message>
    <message>
        <source>z. B. Kindertageseinrichtungen der Stadt</source>
        <translation>e.g. day care centres of the town</translation>
    </message>
    <message>
        <source>&amp;Anbieter</source>
        <translation>&amp;Provider</translation>
    </message>
    <message>
        <source>z. B. Jugendamt</source>
        <translation>e.g. youth welfare office</translation>
    </message>
    <message>
        <source>&amp;Lizenz</source>
        <translation>&amp;Licence</translation>
    </message>
    <message>
        <source>z. B. Datenlizenz Deutschland – Namensnennung – Version 2.0</source>
        <translation>e.g. Datenlizenz Deutschland – Namensnennung – Version 2.0</translation>
    </message>
    <message>
        <source>&amp;Stand der Daten</source>
        <translation>&amp;Date of the data</translation>
    </message>
    <message>
        <source>z. B. 31.12.2025</source>
        <translation>e.g. 31.12.2025</translation>
    </message>
    <message>
        <source>Diese Angaben stehen im Bericht bei den Quellen. Leer heißt: was die Datei selbst sagt.</source>
        <translation>These statements are in the report with the sources. Empty means: what the file says itself.</translation>
    </message>
    <message>
        <source>Diese Zuordnung &amp;merken als</source>
        <translation>Keep this map&amp;ping as</translation>
    </message>
    <message>
        <source>Name, z. B. Kitas Jugendamt</source>
        <translation>Name, e.g. day care youth office</translation>
    </message>
    <message>
        <source>Diese Zuordnung merken als</source>
        <translation>Keep this mapping as</translation>
    </message>
    <message>
        <source>Die Datei vom nächsten Jahr wird dann auf dieselbe Weise gelesen; was anders ist, wird gezeigt.</source>
        <translation>Next year&apos;s file is then read in the same way; what differs is shown.</translation>
    </message>
    <message>
        <source>{file}: Was bedeutet was in „{layer}“?</source>
        <translation>{file}: What means what in “{layer}”?</translation>
    </message>
    <message>
        <source>und {n} weitere Fragen</source>
        <translation>and {n} more questions</translation>
    </message>
    <message>
        <source>keine</source>
        <translation>none</translation>
    </message>
    <message>
        <source>je Zeile, aus „{column}“</source>
        <translation>by row, from “{column}”</translation>
    </message>
    <message>
        <source>aus der Datei erkennen</source>
        <translation>recognise from the file</translation>
    </message>
    <message>
        <source>keine Vorlage</source>
        <translation>no preset</translation>
    </message>
    <message>
        <source>ergänzen (dieselbe Datei ersetzt sich)</source>
        <translation>add (the same file replaces itself)</translation>
    </message>
    <message>
        <source>anhängen</source>
        <translation>append</translation>
    </message>
    <message>
        <source>Ebene ersetzen</source>
        <translation>replace the layer</translation>
    </message>
    <message>
        <source>für die ganze Datei: {kind}</source>
        <translation>for the whole file: {kind}</translation>
    </message>
    <message>
        <source>aus dem Namen oder den Merkmalen der Datei</source>
        <translation>from the name or the characteristics of the file</translation>
    </message>
    <message>
        <source>für die ganze Datei: {year}</source>
        <translation>for the whole file: {year}</translation>
    </message>
    <message>
        <source>siehe „Jahr“</source>
        <translation>see “Year”</translation>
    </message>
    <message>
        <source>Die Tabelle hat je Gebiet und Merkmal eine Zeile (Spalte „{column}“, Werte in „{value}“). Welche Merkmale sollen übernommen werden?</source>
        <translation>The table has one row for each area and characteristic (column “{column}”, values in “{value}”). Which characteristics are to be taken over?</translation>
    </message>
</context>
<context>
    <name>Measure</name>
    <message>
        <source>kein Wegenetz geladen</source>
        <translation>no walk network loaded</translation>
    </message>
    <message>
        <source>Fußweg suchen</source>
        <translation>Look for the walk</translation>
    </message>
    <message>
        <source>kein Fußweg gefunden</source>
        <translation>no walk found</translation>
    </message>
    <message>
        <source>Länge {m}</source>
        <translation>Length {m}</translation>
    </message>
    <message>
        <source>{area} · Umfang {m}</source>
        <translation>{area} · perimeter {m}</translation>
    </message>
    <message>
        <source>Luftlinie {m}</source>
        <translation>Air line {m}</translation>
    </message>
    <message>
        <source>Fußweg {m} ({min}, {who})</source>
        <translation>Walk {m} ({min}, {who})</translation>
    </message>
    <message>
        <source>Umweg ×&#xa0;{f}</source>
        <translation>Detour ×&#xa0;{f}</translation>
    </message>
    <message>
        <source>Fläche {m2}</source>
        <translation>Area {m2}</translation>
    </message>
    <message>
        <source>Fläche {ha} ({m2})</source>
        <translation>Area {ha} ({m2})</translation>
    </message>
</context>
<context>
    <name>MeasureBar</name>
    <message>
        <source>Werkzeug auf der Karte</source>
        <translation>Tool on the map</translation>
    </message>
    <message>
        <source>Punkt zurück</source>
        <translation>Take point back</translation>
    </message>
    <message>
        <source>Neu</source>
        <translation>Start anew</translation>
    </message>
    <message>
        <source>Fertig (Esc)</source>
        <translation>Done (Esc)</translation>
    </message>
</context>
<context>
    <name>MeasureFlow</name>
    <message>
        <source>Strecke messen</source>
        <translation>Measure a distance</translation>
    </message>
    <message>
        <source>Punkte anklicken; Doppelklick beendet die Linie, Rücktaste nimmt den letzten Punkt zurück.</source>
        <translation>Click points; a double-click ends the line, Backspace takes the last point back.</translation>
    </message>
    <message>
        <source>Fläche messen</source>
        <translation>Measure an area</translation>
    </message>
    <message>
        <source>Eckpunkte anklicken; Doppelklick beendet den Umriss, Rücktaste nimmt den letzten Punkt zurück.</source>
        <translation>Click corner points; a double-click ends the outline, Backspace takes the last point back.</translation>
    </message>
    <message>
        <source>Gehzeit-Ringe</source>
        <translation>Walking-time rings</translation>
    </message>
    <message>
        <source>Einen Ort anklicken: wie weit kommt man von dort zu Fuß in 5, 10 und 15 Minuten?</source>
        <translation>Click a place: how far does one get from there on foot in 5, 10 and 15 minutes?</translation>
    </message>
    <message>
        <source>Quartiere im Rechteck</source>
        <translation>Districts in a rectangle</translation>
    </message>
    <message>
        <source>Ein Rechteck aufziehen; ausgewählt werden Quartiere, deren Mitte darin liegt.</source>
        <translation>Draw a rectangle; districts whose middle lies in it are selected.</translation>
    </message>
    <message>
        <source>Quartiere im Umriss</source>
        <translation>Districts in an outline</translation>
    </message>
    <message>
        <source>Einen Umriss ziehen; ausgewählt werden Quartiere, deren Mitte darin liegt.</source>
        <translation>Draw an outline; districts whose middle lies in it are selected.</translation>
    </message>
    <message>
        <source>Luftlinie {air}, Fußweg {walk}</source>
        <translation>Air line {air}, walk {walk}</translation>
    </message>
    <message>
        <source>In dieser Fläche liegt die Mitte keines Quartiers.</source>
        <translation>The middle of no district lies in this area.</translation>
    </message>
</context>
<context>
    <name>MergeTable</name>
    <message>
        <source>Beide Einträge nebeneinander</source>
        <translation>Both entries side by side</translation>
    </message>
    <message>
        <source>Sicherheit {score}, {distance} voneinander.</source>
        <translation>Certainty {score}, {distance} apart.</translation>
    </message>
    <message>
        <source>Beide stehen in „{file}“.</source>
        <translation>Both are in “{file}”.</translation>
    </message>
    <message>
        <source>Vorhanden aus „{here}“, neu aus „{there}“.</source>
        <translation>Present from “{here}”, new from “{there}”.</translation>
    </message>
    <message>
        <source>erster Eintrag</source>
        <translation>first entry</translation>
    </message>
    <message>
        <source>zweiter Eintrag</source>
        <translation>second entry</translation>
    </message>
    <message>
        <source>vorhanden</source>
        <translation>existing</translation>
    </message>
    <message>
        <source>neu</source>
        <translation>new</translation>
    </message>
    <message>
        <source>Feld</source>
        <translation>Field</translation>
    </message>
    <message>
        <source>behalten wird</source>
        <translation>is kept</translation>
    </message>
    <message>
        <source>Was von {field} behalten wird</source>
        <translation>What is kept of {field}</translation>
    </message>
</context>
<context>
    <name>Messages</name>
    <message>
        <source>Ungespeicherte Änderungen</source>
        <translation>Unsaved changes</translation>
    </message>
    <message>
        <source>„{name}“ hat Änderungen, die nicht gespeichert sind.</source>
        <translation>“{name}” has changes that are not saved.</translation>
    </message>
    <message>
        <source>Ohne Speichern gehen sie verloren.</source>
        <translation>Without saving they are lost.</translation>
    </message>
    <message>
        <source>&amp;Speichern</source>
        <translation>&amp;Save</translation>
    </message>
    <message>
        <source>&amp;Nicht speichern</source>
        <translation>Do &amp;not save</translation>
    </message>
    <message>
        <source>&amp;Abbrechen</source>
        <translation>&amp;Cancel</translation>
    </message>
    <message>
        <source>Es wird noch gearbeitet</source>
        <translation>Work in progress</translation>
    </message>
    <message>
        <source>„{label}“ läuft noch.</source>
        <translation>“{label}” is still running.</translation>
    </message>
    <message>
        <source>Wird es abgebrochen, bleibt alles, wie es vorher war.</source>
        <translation>If it is cancelled, everything stays as it was before.</translation>
    </message>
    <message>
        <source>&amp;Abbrechen und schließen</source>
        <translation>&amp;Cancel and close</translation>
    </message>
    <message>
        <source>&amp;Weiterarbeiten</source>
        <translation>&amp;Go on working</translation>
    </message>
    <message>
        <source>Was wäre wenn</source>
        <translation>What if</translation>
    </message>
    <message>
        <source>„Was wäre wenn“ beenden?</source>
        <translation>End “What if”?</translation>
    </message>
    <message>
        <source>Neue, verlegte und geschlossene Einrichtungen sind noch nicht im Projekt.</source>
        <translation>New, moved and closed facilities are not in the project yet.</translation>
    </message>
    <message>
        <source>&amp;Als Planung übernehmen</source>
        <translation>&amp;Take over as planning</translation>
    </message>
    <message>
        <source>&amp;Verwerfen</source>
        <translation>&amp;Discard</translation>
    </message>
    <message>
        <source>&amp;Protokoll lesen …</source>
        <translation>Read the &amp;protocol …</translation>
    </message>
    <message>
        <source>&amp;Weiter ausprobieren</source>
        <translation>&amp;Go on trying</translation>
    </message>
</context>
<context>
    <name>Money</name>
    <message>
        <source>„{text}“ ist kein Preisstand. Muster: 03/2026 oder 15.03.2026.</source>
        <translation>“{text}” is no price level. Pattern: 03/2026 or 15.03.2026.</translation>
    </message>
    <message>
        <source>Bitte die Gesamtkosten eintragen, z. B. 2.500.000 oder 2,5 Mio.</source>
        <translation>Please enter the total cost, e.g. 2.500.000 or 2,5 Mio.</translation>
    </message>
    <message>
        <source>„{text}“ ist kein Jahr. Muster: 2027.</source>
        <translation>“{text}” is no year. Pattern: 2027.</translation>
    </message>
    <message>
        <source>wie angegeben: {work}</source>
        <translation>as stated: {work}</translation>
    </message>
    <message>
        <source>wie die Lücke nahelegt: {work}</source>
        <translation>as the gap suggests: {work}</translation>
    </message>
    <message>
        <source>{amount} · {day} · {source}</source>
        <translation>{amount} · {day} · {source}</translation>
    </message>
    <message>
        <source>Zuschuss höchstens</source>
        <translation>Grant at most</translation>
    </message>
    <message>
        <source>Eigenanteil ab</source>
        <translation>Own share from</translation>
    </message>
    <message>
        <source>anrechenbar</source>
        <translation>eligible</translation>
    </message>
    <message>
        <source>Land + Kommune</source>
        <translation>Land + municipality</translation>
    </message>
    <message>
        <source>Summe</source>
        <translation>Sum</translation>
    </message>
    <message>
        <source>Das Programm nennt keine Raten (hier nicht belegt).</source>
        <translation>The programme names no instalments (not documented here).</translation>
    </message>
    <message>
        <source>Raten</source>
        <translation>Instalments</translation>
    </message>
    <message>
        <source>Rate {year}</source>
        <translation>Instalment {year}</translation>
    </message>
    <message>
        <source>{share}; wie Land und Kommune den Rest teilen, ist nicht belegt</source>
        <translation>{share}; how Land and municipality share the rest is not documented</translation>
    </message>
</context>
<context>
    <name>MoneyPanel</name>
    <message>
        <source>Kosten und Förderung</source>
        <translation>Cost and funding</translation>
    </message>
    <message>
        <source>Kosten in €</source>
        <translation>Cost in €</translation>
    </message>
    <message>
        <source>z. B. 2,5 Mio.</source>
        <translation>e.g. 2,5 Mio.</translation>
    </message>
    <message>
        <source>Preisstand</source>
        <translation>Price level</translation>
    </message>
    <message>
        <source>03/2026</source>
        <translation>03/2026</translation>
    </message>
    <message>
        <source>Quelle der Kosten</source>
        <translation>Source of the cost</translation>
    </message>
    <message>
        <source>leer: Annahme</source>
        <translation>empty: assumption</translation>
    </message>
    <message>
        <source>Dritte zahlen €</source>
        <translation>Third parties pay €</translation>
    </message>
    <message>
        <source>z. B. Stiftung</source>
        <translation>e.g. foundation</translation>
    </message>
    <message>
        <source>Art der Arbeiten</source>
        <translation>Kind of works</translation>
    </message>
    <message>
        <source>erste Rate</source>
        <translation>first instalment</translation>
    </message>
    <message>
        <source>Jahr</source>
        <translation>Year</translation>
    </message>
    <message>
        <source>Übernehmen</source>
        <translation>Take over</translation>
    </message>
    <message>
        <source>Kosten entfernen</source>
        <translation>Remove cost</translation>
    </message>
    <message>
        <source>Kosten der Maßnahme</source>
        <translation>Cost of the measure</translation>
    </message>
    <message>
        <source>Wer zahlt was, nach Programm</source>
        <translation>Who pays what, by programme</translation>
    </message>
    <message>
        <source>Eine Lücke wählen: Hier stehen dann ihre Kosten und wer sie nach welchem Programm trüge.</source>
        <translation>Choose a gap: here you will find its cost and who would bear it under which programme.</translation>
    </message>
    <message>
        <source>Noch keine Kosten angegeben. Nach „Übernehmen“ stehen die offenen Programme nebeneinander.</source>
        <translation>No cost stated yet. After “Apply” the open programmes stand side by side.</translation>
    </message>
    <message>
        <source>Keine Förderzusage; kein Rechtsanspruch.</source>
        <translation>No promise of funding; no legal claim.</translation>
    </message>
</context>
<context>
    <name>MoreTables</name>
    <message>
        <source>Plätze und Bedarf stehen hier nach der Analyse: Daten laden (Strg+I), dann rechnen (F5).</source>
        <translation>Places and need are listed here after the analysis: load data (Ctrl+I), then run it (F5).</translation>
    </message>
    <message>
        <source>Noch kein Sozialindex: Sozialdaten laden (Strg+I), dann rechnen (F5).</source>
        <translation>No social index yet: load social data (Ctrl+I), then run the analysis (F5).</translation>
    </message>
    <message>
        <source>Noch keine Daten: Daten laden (Strg+I).</source>
        <translation>No data yet: load data (Ctrl+I).</translation>
    </message>
    <message>
        <source>Die Zeilen werden zusammengestellt …</source>
        <translation>The rows are being put together …</translation>
    </message>
    <message>
        <source>Wohnorte stehen hier nach der Analyse: Einwohner laden (Strg+I), dann rechnen (F5).</source>
        <translation>Dwelling places are listed here after the analysis: load residents (Ctrl+I), then run it (F5).</translation>
    </message>
    <message>
        <source>Für diese Einrichtungsart gibt es keinen Richtwert, also keine Wohnorte in oder außer Reichweite.</source>
        <translation>There is no standard for this kind of facility, so no dwelling place is within or out of reach.</translation>
    </message>
    <message>
        <source>Noch keine Fördergebiete: Daten laden (Strg+I).</source>
        <translation>No funding areas yet: load data (Ctrl+I).</translation>
    </message>
</context>
<context>
    <name>NeedMatrix</name>
    <message>
        <source>Soziale Lage</source>
        <translation>Social situation</translation>
    </message>
    <message>
        <source>Status und Dynamik</source>
        <translation>Status and dynamics</translation>
    </message>
    <message>
        <source>Wie viele Quartiere in jedem der zwölf Felder liegen</source>
        <translation>How many districts lie in each of the twelve fields</translation>
    </message>
    <message>
        <source>Förderung</source>
        <translation>Funding</translation>
    </message>
    <message>
        <source>Wo Aufmerksamkeitsbedarf und Fördergebiete zusammenfallen</source>
        <translation>Where need for attention and funding areas coincide</translation>
    </message>
    <message>
        <source>Erreichbarkeit</source>
        <translation>Access</translation>
    </message>
    <message>
        <source>Wer außer Reichweite wohnt, nach Sozialstatus</source>
        <translation>Who lives out of reach, by social status</translation>
    </message>
    <message>
        <source>In der Tabelle zeigen</source>
        <translation>Show in the table</translation>
    </message>
    <message>
        <source>Auswahl aufheben</source>
        <translation>Clear the selection</translation>
    </message>
    <message>
        <source>Zwölf Felder: Status in Zeilen, Dynamik in Spalten</source>
        <translation>Twelve fields: status in rows, dynamics in columns</translation>
    </message>
    <message>
        <source>Dynamik {d}</source>
        <translation>Dynamics {d}</translation>
    </message>
    <message>
        <source>Status {s}</source>
        <translation>Status {s}</translation>
    </message>
    <message>
        <source>Aufmerksamkeitsbedarf und Förderung</source>
        <translation>Need for attention and funding</translation>
    </message>
    <message>
        <source>Aufmerksamkeitsbedarf und Fördergebiete nach Quartier</source>
        <translation>Need for attention and funding areas by district</translation>
    </message>
    <message>
        <source>Erreichbarkeit nach Sozialstatus</source>
        <translation>Access by social status</translation>
    </message>
    <message>
        <source>„!“: Gebiet mit besonderem Aufmerksamkeitsbedarf.</source>
        <translation>“!”: area with special need for attention.</translation>
    </message>
    <message>
        <source>Kein Sozialindex: Sozialindikatoren laden und rechnen (F5).</source>
        <translation>No social index: load social indicators and compute (F5).</translation>
    </message>
    <message>
        <source>Keine Fördergebiete geladen: Daten laden, Ebene „Fördergebiete“.</source>
        <translation>No funding areas loaded: Load data, layer “Funding areas”.</translation>
    </message>
    <message>
        <source>Noch keine Auswertung: Sozialindikatoren laden und rechnen (F5).</source>
        <translation>No evaluation yet: load social indicators and compute (F5).</translation>
    </message>
    <message>
        <source>1 Quartier</source>
        <translation>1 district</translation>
    </message>
    <message>
        <source>{n} Quartiere</source>
        <translation>{n} districts</translation>
    </message>
    <message>
        <source>Feld {group}</source>
        <translation>Field {group}</translation>
    </message>
    <message>
        <source>Anklicken wählt diese Quartiere</source>
        <translation>A click selects these districts</translation>
    </message>
</context>
<context>
    <name>NetworkDialog</name>
    <message>
        <source>Netz für Geodienste</source>
        <translation>Network for geo services</translation>
    </message>
    <message>
        <source>Was der Schalter erlaubt</source>
        <translation>What the switch allows</translation>
    </message>
    <message>
        <source>Eingeschaltet fragt QuartierMap einen Geodienst ab, wenn Sie seine Adresse angeben und den Abruf starten (Menü „Daten“, „Daten von einem Dienst laden“). Der Dienst erfährt die Ebene und das Gebiet, das Sie abrufen.</source>
        <translation>Switched on, QuartierMap queries a geo service when you give its address and start the query (menu “Data”, “Load data from a service”). The service learns the layer and the area that you query.</translation>
    </message>
    <message>
        <source>Wählen Sie einen Kartendienst als Hintergrund (Menü „Ansicht“, „Kartenhintergrund“), holt QuartierMap von ihm die Kartenbilder. Der Dienst erfährt, welchen Ausschnitt Sie ansehen.</source>
        <translation>If you choose a map service as the background (menu “View”, “Map background”), QuartierMap fetches its map pictures. The service learns which extent you look at.</translation>
    </message>
    <message>
        <source>Was er nie erlaubt</source>
        <translation>What it never allows</translation>
    </message>
    <message>
        <source>Es werden keine Projektdaten verschickt, keine Schriften oder Aktualisierungen geladen und keine Nutzung gemessen. Ohne einen Kartendienst, den Sie gewählt haben, bleibt die Karte ohne Netz.</source>
        <translation>No project data are sent, no fonts or updates are loaded and no usage is measured. Without a map service that you have chosen the map stays without the network.</translation>
    </message>
    <message>
        <source>Der Schalter bleibt, wie er steht, bis Sie ihn wieder umlegen; er gilt auch für die Befehlszeile.</source>
        <translation>The switch stays as it is until you turn it again; it applies to the command line too.</translation>
    </message>
    <message>
        <source>Das Netz ist an.</source>
        <translation>The network is on.</translation>
    </message>
    <message>
        <source>Das Netz ist aus.</source>
        <translation>The network is off.</translation>
    </message>
    <message>
        <source>Netz &amp;ausschalten</source>
        <translation>Switch network &amp;off</translation>
    </message>
    <message>
        <source>Netz &amp;einschalten</source>
        <translation>Switch network &amp;on</translation>
    </message>
</context>
<context>
    <name>NetworkNotice</name>
    <message>
        <source>Netz ein&amp;schalten</source>
        <translation>Switch network &amp;on</translation>
    </message>
    <message>
        <source>Erlaubt die Abfrage von Geodiensten, bis das Netz wieder ausgeschaltet wird; sonst nichts.</source>
        <translation>Allows geo services to be queried until the network is switched off again; nothing else.</translation>
    </message>
</context>
<context>
    <name>NetworkSign</name>
    <message>
        <source>Netz an</source>
        <translation>Network on</translation>
    </message>
    <message>
        <source>Netz aus</source>
        <translation>Network off</translation>
    </message>
    <message>
        <source>Geodienste dürfen abgefragt werden, sonst nichts. Klicken, um das Netz auszuschalten.</source>
        <translation>Geo services may be queried, nothing else. Click to switch the network off.</translation>
    </message>
    <message>
        <source>QuartierMap öffnet keine Verbindung. Klicken, um Geodienste zu erlauben.</source>
        <translation>QuartierMap opens no connection. Click to allow geo services.</translation>
    </message>
</context>
<context>
    <name>NewProjectDialog</name>
    <message>
        <source>Neues Projekt</source>
        <translation>New project</translation>
    </message>
    <message>
        <source>z. B. Musterstadt 2026</source>
        <translation>e.g. Musterstadt 2026</translation>
    </message>
    <message>
        <source>&amp;Name der Kommune oder des Vorhabens</source>
        <translation>&amp;Name of the municipality or the undertaking</translation>
    </message>
    <message>
        <source>nach den ersten Daten wählen</source>
        <translation>choose by the first data</translation>
    </message>
    <message>
        <source>&amp;Koordinatensystem</source>
        <translation>C&amp;oordinate system</translation>
    </message>
    <message>
        <source>Westlich von 12° Ost wird UTM 32 verwendet, östlich davon UTM 33. Gerechnet wird in Metern.</source>
        <translation>West of 12° east UTM 32 is used, east of it UTM 33. Everything is computed in metres.</translation>
    </message>
    <message>
        <source>Projekt &amp;anlegen</source>
        <translation>&amp;Create project</translation>
    </message>
</context>
<context>
    <name>NothingHere</name>
    <message>
        <source>Noch keine Einträge.</source>
        <translation>No entries yet.</translation>
    </message>
    <message>
        <source>Kein Eintrag passt zu den Filtern.</source>
        <translation>No entry fits the filters.</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Eine einfache Karte vertritt sie, mit allen Angaben.</source>
        <translation>A simple map stands in for it, with all its facts.</translation>
    </message>
    <message>
        <source>Noch einmal versuchen</source>
        <translation>Try again</translation>
    </message>
</context>
<context>
    <name>OutputPage</name>
    <message>
        <source>Was soll geschrieben werden?</source>
        <translation>What shall be written?</translation>
    </message>
    <message>
        <source>In welchen Ordner?</source>
        <translation>Into which folder?</translation>
    </message>
    <message>
        <source>Ordner für den Bericht</source>
        <translation>Folder for the report</translation>
    </message>
    <message>
        <source>Wähle&amp;n …</source>
        <translation>C&amp;hoose …</translation>
    </message>
    <message>
        <source>Vorhandene Dateien gleichen Namens werden ersetzt, alle zusammen am Ende: Nach einem Abbruch ist im Ordner nichts anders, und schon gezeichnete Quartiersseiten werden beim nächsten Mal nicht neu gezeichnet.</source>
        <translation>Existing files of the same name are replaced, all together at the end: after a cancel nothing in the folder is different, and district pages already drawn are not drawn again next time.</translation>
    </message>
    <message>
        <source>&amp;PDF</source>
        <translation>&amp;PDF</translation>
    </message>
    <message>
        <source>der Bericht mit Karten und Vorprüfung, barrierefrei</source>
        <translation>the report with maps and pre-check, accessible</translation>
    </message>
    <message>
        <source>&amp;Word</source>
        <translation>Wor&amp;d</translation>
    </message>
    <message>
        <source>der Text für die Beschlussvorlage</source>
        <translation>the text for the draft resolution</translation>
    </message>
    <message>
        <source>&amp;Excel</source>
        <translation>E&amp;xcel</translation>
    </message>
    <message>
        <source>alle Tabellen, Reihung und Fehlbedarf zum Nachrechnen</source>
        <translation>all tables, ranking and shortfall to be recomputed</translation>
    </message>
    <message>
        <source>&amp;CSV</source>
        <translation>CS&amp;V</translation>
    </message>
    <message>
        <source>dieselben Tabellen als Text</source>
        <translation>the same tables as text</translation>
    </message>
    <message>
        <source>&amp;HTML</source>
        <translation>&amp;HTML</translation>
    </message>
    <message>
        <source>Karte und Tabellen in einer Datei, öffnet ohne Netz</source>
        <translation>map and tables in one file, opens without a network</translation>
    </message>
    <message>
        <source>K&amp;artenbilder</source>
        <translation>M&amp;ap pictures</translation>
    </message>
    <message>
        <source>alle Formate</source>
        <translation>all formats</translation>
    </message>
    <message>
        <source>PNG je Einrichtungsart</source>
        <translation>PNG for each kind of facility</translation>
    </message>
    <message>
        <source>CSV-Tabe&amp;llen</source>
        <translation>CSV tab&amp;les</translation>
    </message>
    <message>
        <source>für QGIS, mit unseren Farben</source>
        <translation>for QGIS, with our colours</translation>
    </message>
    <message>
        <source>GeoPac&amp;kage</source>
        <translation>GeoPac&amp;kage</translation>
    </message>
    <message>
        <source>Geo&amp;JSON</source>
        <translation>Geo&amp;JSON</translation>
    </message>
    <message>
        <source>für andere Programme</source>
        <translation>for other programs</translation>
    </message>
    <message>
        <source>&amp;report.json</source>
        <translation>&amp;report.json</translation>
    </message>
    <message>
        <source>alle Zahlen für die Nachrechnung</source>
        <translation>all figures, to be recomputed</translation>
    </message>
</context>
<context>
    <name>PagesView</name>
    <message>
        <source>Vorschau der Seite</source>
        <translation>Preview of the page</translation>
    </message>
    <message>
        <source>Vorige Seite</source>
        <translation>Previous page</translation>
    </message>
    <message>
        <source>Nächste Seite</source>
        <translation>Next page</translation>
    </message>
    <message>
        <source>Seite</source>
        <translation>Page</translation>
    </message>
    <message>
        <source>von …</source>
        <translation>of …</translation>
    </message>
    <message>
        <source>Zum Kapitel</source>
        <translation>Go to chapter</translation>
    </message>
    <message>
        <source>Zum Kapitel …</source>
        <translation>Go to chapter …</translation>
    </message>
    <message>
        <source>&amp;ganze Seite</source>
        <translation>whole pa&amp;ge</translation>
    </message>
    <message>
        <source>Die Seiten werden gesetzt …</source>
        <translation>Typesetting the pages …</translation>
    </message>
    <message>
        <source>von {n}</source>
        <translation>of {n}</translation>
    </message>
    <message>
        <source>Die Karten werden noch gezeichnet.</source>
        <translation>The maps are still being drawn.</translation>
    </message>
    <message>
        <source>Im fertigen Bericht kommen {n} Quartiersseiten hinzu.</source>
        <translation>The finished report adds {n} district pages.</translation>
    </message>
    <message>
        <source>Seite {n}</source>
        <translation>Page {n}</translation>
    </message>
    <message>
        <source>Die Vorschau lässt sich nicht zeigen.</source>
        <translation>The preview cannot be shown.</translation>
    </message>
</context>
<context>
    <name>PathLine</name>
    <message>
        <source>Schritte</source>
        <translation>Steps</translation>
    </message>
    <message>
        <source>{n} offen</source>
        <translation>{n} open</translation>
    </message>
    <message>
        <source>nichts offen</source>
        <translation>nothing open</translation>
    </message>
    <message>
        <source>hier sind Sie</source>
        <translation>you are here</translation>
    </message>
    <message>
        <source>Schritt {n} von 4: {step}</source>
        <translation>Step {n} of 4: {step}</translation>
    </message>
</context>
<context>
    <name>PlacesBox</name>
    <message>
        <source>Kategorie: {name}</source>
        <translation>Category: {name}</translation>
    </message>
    <message>
        <source>Altersgruppen, Stadtteil und Stadt</source>
        <translation>Age groups, parent district and town</translation>
    </message>
    <message>
        <source>Stadtteil und Stadt</source>
        <translation>Parent district and town</translation>
    </message>
    <message>
        <source>Zum Vergleich (gewichtete Summen)</source>
        <translation>For comparison (weighted sums)</translation>
    </message>
    <message>
        <source>Bedarfsdeckung</source>
        <translation>Need covered</translation>
    </message>
    <message>
        <source>Versorgungsquote</source>
        <translation>Supply rate</translation>
    </message>
    <message>
        <source>Altersgrenzen: {windows}. Geplante Plätze bis {year}.</source>
        <translation>Age limits: {windows}. Planned places up to {year}.</translation>
    </message>
</context>
<context>
    <name>PlainPage</name>
    <message>
        <source>Karte</source>
        <translation>Map</translation>
    </message>
    <message>
        <source>Pfeiltasten verschieben, Plus und Minus vergrößern und verkleinern, Eingabe wählt, was in der Mitte liegt.</source>
        <translation>Arrow keys move, plus and minus zoom in and out, Enter selects what lies in the middle.</translation>
    </message>
</context>
<context>
    <name>PlainWords</name>
    <message>
        <source>kaum jemand</source>
        <translation>hardly anybody</translation>
    </message>
    <message>
        <source>wenige</source>
        <translation>few</translation>
    </message>
    <message>
        <source>gut die Hälfte</source>
        <translation>a good half</translation>
    </message>
    <message>
        <source>die meisten</source>
        <translation>most</translation>
    </message>
    <message>
        <source>fast alle</source>
        <translation>nearly all</translation>
    </message>
    <message>
        <source>sehr kurzer Weg</source>
        <translation>very short way</translation>
    </message>
    <message>
        <source>kurzer Weg</source>
        <translation>short way</translation>
    </message>
    <message>
        <source>längerer Weg</source>
        <translation>longer way</translation>
    </message>
    <message>
        <source>weiter Weg</source>
        <translation>long way</translation>
    </message>
    <message>
        <source>sehr weiter Weg</source>
        <translation>very long way</translation>
    </message>
    <message>
        <source>viel zu wenige Plätze</source>
        <translation>far too few places</translation>
    </message>
    <message>
        <source>zu wenige Plätze</source>
        <translation>too few places</translation>
    </message>
    <message>
        <source>nicht ganz genug Plätze</source>
        <translation>not quite enough places</translation>
    </message>
    <message>
        <source>genug Plätze</source>
        <translation>enough places</translation>
    </message>
    <message>
        <source>mehr als genug Plätze</source>
        <translation>more than enough places</translation>
    </message>
    <message>
        <source>Wie ist die soziale Lage der Quartiere?</source>
        <translation>What is the social situation of the districts?</translation>
    </message>
    <message>
        <source>{kind}: Wie viele kommen zu Fuß hin?</source>
        <translation>{kind}: how many can get there on foot?</translation>
    </message>
    <message>
        <source>{kind}: Wie weit ist der Fußweg?</source>
        <translation>{kind}: how far is the walk?</translation>
    </message>
    <message>
        <source>{kind}: Reichen die Plätze?</source>
        <translation>{kind}: are there enough places?</translation>
    </message>
    <message>
        <source>Gebiet, das gefördert wird</source>
        <translation>Area that is being funded</translation>
    </message>
    <message>
        <source>Gebiet, für das Förderung geprüft wird</source>
        <translation>Area for which funding is being examined</translation>
    </message>
    <message>
        <source>Gebiet, das gefördert wurde</source>
        <translation>Area that was funded</translation>
    </message>
    <message>
        <source>Plätze für: {group}</source>
        <translation>Places for: {group}</translation>
    </message>
    <message>
        <source>im Durchschnitt</source>
        <translation>on average</translation>
    </message>
    <message>
        <source>geschätzte Wege</source>
        <translation>estimated ways</translation>
    </message>
    <message>
        <source>Ganze Stadt: {what}</source>
        <translation>Whole town: {what}</translation>
    </message>
    <message>
        <source>Was wäre wenn: {kind}</source>
        <translation>What if: {kind}</translation>
    </message>
    <message>
        <source>Von hier führt kein Fußweg zu einer Einrichtung dieser Art.</source>
        <translation>There is no way on foot from here to a facility of this kind.</translation>
    </message>
    <message>
        <source>Von hier bis „{name}“: {m}&#xa0;m zu Fuß, etwa {min} Minuten</source>
        <translation>From here to “{name}”: {m}&#xa0;m on foot, about {min} minutes</translation>
    </message>
    <message>
        <source>geschätzter Weg</source>
        <translation>estimated way</translation>
    </message>
    <message>
        <source>höchstens {m}&#xa0;m Luftlinie</source>
        <translation>at most {m}&#xa0;m by air line</translation>
    </message>
    <message>
        <source>höchstens {m}&#xa0;m zu Fuß, etwa {min} Minuten</source>
        <translation>at most {m}&#xa0;m on foot, about {min} minutes</translation>
    </message>
</context>
<context>
    <name>PrecheckBox</name>
    <message>
        <source>Land</source>
        <translation>Land</translation>
    </message>
    <message>
        <source>nicht angegeben</source>
        <translation>not stated</translation>
    </message>
    <message>
        <source>Stichtag der Vorprüfung</source>
        <translation>Date of judgement</translation>
    </message>
    <message>
        <source>heute</source>
        <translation>today</translation>
    </message>
    <message>
        <source>fester Tag</source>
        <translation>fixed day</translation>
    </message>
    <message>
        <source>Stichtag</source>
        <translation>Reference date</translation>
    </message>
    <message>
        <source>Förderprogramme</source>
        <translation>Funding programmes</translation>
    </message>
    <message>
        <source>Eigenes Programm laden …</source>
        <translation>Load own programme …</translation>
    </message>
    <message>
        <source>Angaben zur Vorprüfung … (F8)</source>
        <translation>Facts for the pre-check … (F8)</translation>
    </message>
    <message>
        <source>Keine Förderzusage; kein Rechtsanspruch.</source>
        <translation>No promise of funding; no legal claim.</translation>
    </message>
    <message>
        <source>heute, {day}</source>
        <translation>today, {day}</translation>
    </message>
    <message>
        <source>nur in {lands}</source>
        <translation>only in {lands}</translation>
    </message>
    <message>
        <source>eigene Datei</source>
        <translation>own file</translation>
    </message>
    <message>
        <source>{title}. {words}. Regeln geprüft am {day}.</source>
        <translation>{title}. {words}. Rules checked on {day}.</translation>
    </message>
    <message>
        <source>Entfernen</source>
        <translation>Remove</translation>
    </message>
    <message>
        <source>{title} entfernen</source>
        <translation>Remove {title}</translation>
    </message>
</context>
<context>
    <name>PreviewModel</name>
    <message>
        <source>in der Datei: „{raw}“</source>
        <translation>in the file: “{raw}”</translation>
    </message>
</context>
<context>
    <name>PreviewTable</name>
    <message>
        <source>Die ersten Zeilen der Datei</source>
        <translation>The first rows of the file</translation>
    </message>
</context>
<context>
    <name>ProblemsDialog</name>
    <message>
        <source>Mit der Projektdatei geht es so nicht.</source>
        <translation>The project file cannot be used like this.</translation>
    </message>
    <message>
        <source>Diese Eingabe lässt sich so nicht verwenden.</source>
        <translation>This input cannot be used like this.</translation>
    </message>
    <message>
        <source>Ein Problem wurde gefunden.</source>
        <translation>One problem was found.</translation>
    </message>
    <message>
        <source>{n} Probleme wurden gefunden, alle stehen hier.</source>
        <translation>{n} problems were found; all of them are here.</translation>
    </message>
    <message>
        <source>Das geöffnete Projekt ist unverändert.</source>
        <translation>The open project is unchanged.</translation>
    </message>
    <message>
        <source>Bitte prüfen</source>
        <translation>Please check</translation>
    </message>
</context>
<context>
    <name>ProblemsModel</name>
    <message>
        <source>Art</source>
        <translation>Kind</translation>
    </message>
    <message>
        <source>Datei</source>
        <translation>File</translation>
    </message>
    <message>
        <source>Zeile</source>
        <translation>Row</translation>
    </message>
    <message>
        <source>Spalte</source>
        <translation>Column</translation>
    </message>
    <message>
        <source>Wert</source>
        <translation>Value</translation>
    </message>
    <message>
        <source>Was ist los</source>
        <translation>What is wrong</translation>
    </message>
    <message>
        <source>Was wäre richtig</source>
        <translation>What would be right</translation>
    </message>
</context>
<context>
    <name>ProblemsTable</name>
    <message>
        <source>Gefundene Probleme</source>
        <translation>Problems found</translation>
    </message>
    <message>
        <source>Alles kopieren</source>
        <translation>Copy all</translation>
    </message>
</context>
<context>
    <name>Protocol</name>
    <message>
        <source>Was wäre wenn – {town}</source>
        <translation>What if – {town}</translation>
    </message>
    <message>
        <source>{day}, {time} Uhr</source>
        <translation>{day}, {time}</translation>
    </message>
    <message>
        <source>Es wurde nichts verändert.</source>
        <translation>Nothing was changed.</translation>
    </message>
</context>
<context>
    <name>ProtocolDialog</name>
    <message>
        <source>Protokoll: Was wäre wenn</source>
        <translation>Protocol: What if</translation>
    </message>
    <message>
        <source>Was ausprobiert wurde, und was es bringt</source>
        <translation>What was tried, and what it brings</translation>
    </message>
    <message>
        <source>Protokoll</source>
        <translation>Protocol</translation>
    </message>
    <message>
        <source>&amp;Kopieren</source>
        <translation>&amp;Copy</translation>
    </message>
    <message>
        <source>&amp;Speichern …</source>
        <translation>&amp;Save …</translation>
    </message>
    <message>
        <source>S&amp;chließen</source>
        <translation>C&amp;lose</translation>
    </message>
    <message>
        <source>In die Zwischenablage kopiert.</source>
        <translation>Copied to the clipboard.</translation>
    </message>
    <message>
        <source>Gespeichert: {file}</source>
        <translation>Saved: {file}</translation>
    </message>
    <message>
        <source>Protokoll speichern</source>
        <translation>Save the protocol</translation>
    </message>
    <message>
        <source>Was wäre wenn – {town}.txt</source>
        <translation>What if – {town}.txt</translation>
    </message>
    <message>
        <source>Text (*.txt)</source>
        <translation>Text (*.txt)</translation>
    </message>
</context>
<context>
    <name>Ranking</name>
    <message>
        <source>Rang = Betroffene × Tiefe × soziale Lage, jeder Teil hoch sein Gewicht. Eigene Rangfolge der Kommune (Annahme).</source>
        <translation>Rank = people affected × depth × social situation, each part to the power of its weight. The municipality&apos;s own ranking (assumption).</translation>
    </message>
    <message>
        <source>„robust“: in mindestens 90 % der 243 Varianten (Gewichte, Richtwert und Gehgeschwindigkeit je ± 20 %) unter den ersten zehn; „kippelig“: in weniger. Schwelle und Spanne sind Annahmen.</source>
        <translation>“robust”: among the first ten in at least 90 % of the 243 variants (weights, standard and walking speed ± 20 % each); “unstable”: in fewer. Threshold and span are assumptions.</translation>
    </message>
    <message>
        <source>Noch nicht geprüft.</source>
        <translation>Not checked yet.</translation>
    </message>
    <message>
        <source>In keiner Variante unter den ersten zehn.</source>
        <translation>Among the first ten in no variant.</translation>
    </message>
    <message>
        <source>gar keine Lücke</source>
        <translation>no gap at all</translation>
    </message>
    <message>
        <source>In {share} der Varianten unter den ersten zehn; bester Rang {best}, schlechtester: {worst}.</source>
        <translation>Among the first ten in {share} of the variants; best rank {best}, worst: {worst}.</translation>
    </message>
    <message>
        <source>keine Daten: zählt als 1</source>
        <translation>no data: counts as 1</translation>
    </message>
    <message>
        <source>zählt nicht (Gewicht 0)</source>
        <translation>does not count (weight 0)</translation>
    </message>
    <message>
        <source>zählt einfach (Gewicht 1)</source>
        <translation>counts once (weight 1)</translation>
    </message>
    <message>
        <source>Gewicht {w}: ergibt {made}</source>
        <translation>Weight {w}: makes {made}</translation>
    </message>
</context>
<context>
    <name>RecentRow</name>
    <message>
        <source>Angeheftet</source>
        <translation>Pinned</translation>
    </message>
    <message>
        <source>Anheften</source>
        <translation>Pin</translation>
    </message>
    <message>
        <source>{name} anheften</source>
        <translation>Pin {name}</translation>
    </message>
    <message>
        <source>Angeheftete Projekte bleiben oben in der Liste</source>
        <translation>Pinned projects stay at the top of the list</translation>
    </message>
    <message>
        <source>Entfernen</source>
        <translation>Remove</translation>
    </message>
    <message>
        <source>{name} aus der Liste entfernen</source>
        <translation>Remove {name} from the list</translation>
    </message>
    <message>
        <source>Nimmt das Projekt aus dieser Liste; die Datei bleibt, wo sie ist (Entf)</source>
        <translation>Takes the project off this list; the file stays where it is (Del)</translation>
    </message>
    <message>
        <source>Datei nicht gefunden</source>
        <translation>File not found</translation>
    </message>
</context>
<context>
    <name>RecognisedPage</name>
    <message>
        <source>Erkannt</source>
        <translation>Recognised</translation>
    </message>
    <message>
        <source>Aus demselben Auszug (das Wegenetz bringt die Grundkarte mit):</source>
        <translation>From the same extract (the network brings the base map along):</translation>
    </message>
    <message>
        <source>Inhalt</source>
        <translation>Content</translation>
    </message>
    <message>
        <source>Teil der Datei</source>
        <translation>Part of the file</translation>
    </message>
    <message>
        <source>Zeile der Spaltennamen</source>
        <translation>Row of the column names</translation>
    </message>
    <message>
        <source>Zeichenkodierung</source>
        <translation>Character encoding</translation>
    </message>
    <message>
        <source>Dezimalzeichen</source>
        <translation>Decimal sign</translation>
    </message>
    <message>
        <source>Koordinatensystem</source>
        <translation>Coordinate system</translation>
    </message>
    <message>
        <source>&amp;Inhalt</source>
        <translation>&amp;Content</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>&amp;Teil der Datei</source>
        <translation>&amp;Part of the file</translation>
    </message>
    <message>
        <source>Spalten&amp;namen in Zeile</source>
        <translation>Column &amp;names in row</translation>
    </message>
    <message>
        <source>Zeichen&amp;kodierung</source>
        <translation>Character &amp;encoding</translation>
    </message>
    <message>
        <source>&amp;Dezimalzeichen</source>
        <translation>&amp;Decimal sign</translation>
    </message>
    <message>
        <source>K&amp;oordinatensystem</source>
        <translation>C&amp;oordinate system</translation>
    </message>
    <message>
        <source>Die Datei wird angesehen …</source>
        <translation>The file is being looked at …</translation>
    </message>
    <message>
        <source>{file} hat mehrere Teile: Welcher soll gelesen werden?</source>
        <translation>{file} has several parts: which one is to be read?</translation>
    </message>
    <message>
        <source>{file} lässt sich so nicht lesen</source>
        <translation>{file} cannot be read like this</translation>
    </message>
    <message>
        <source>{file} wurde als „{layer}“ erkannt</source>
        <translation>{file} was recognised as “{layer}”</translation>
    </message>
    <message>
        <source>{file} wird als „{layer}“ gelesen</source>
        <translation>{file} is read as “{layer}”</translation>
    </message>
    <message>
        <source>Was {file} enthält, ist nicht zu erkennen</source>
        <translation>What {file} contains cannot be recognised</translation>
    </message>
    <message>
        <source>1 Zeile</source>
        <translation>1 row</translation>
    </message>
    <message>
        <source>{n} Zeilen</source>
        <translation>{n} rows</translation>
    </message>
    <message>
        <source>{n} Spalten</source>
        <translation>{n} columns</translation>
    </message>
    <message>
        <source>Oder unten „keine Spaltennamen“ wählen; die Spalten heißen dann „Spalte 1“, „Spalte 2“ und so weiter.</source>
        <translation>Or choose “no column names” below; the columns are then called “Spalte 1”, “Spalte 2” and so on.</translation>
    </message>
    <message>
        <source>Die ersten {n} von {all} Zeilen, so wie sie gelesen werden</source>
        <translation>The first {n} of {all} rows, as they are read</translation>
    </message>
    <message>
        <source>Alle Zeilen, so wie sie gelesen werden</source>
        <translation>All rows, as they are read</translation>
    </message>
    <message>
        <source>bitte wählen</source>
        <translation>please choose</translation>
    </message>
    <message>
        <source>am Inhalt der Datei erkannt</source>
        <translation>recognised by the content of the file</translation>
    </message>
    <message>
        <source>alle, einzeln nacheinander</source>
        <translation>all, one after another</translation>
    </message>
    <message>
        <source>erkannt: Zeile {n}</source>
        <translation>recognised: row {n}</translation>
    </message>
    <message>
        <source>selbst suchen lassen</source>
        <translation>let it search</translation>
    </message>
    <message>
        <source>Zeile {n}</source>
        <translation>Row {n}</translation>
    </message>
    <message>
        <source>keine Spaltennamen</source>
        <translation>no column names</translation>
    </message>
    <message>
        <source>mit den Zeilen darüber verbunden</source>
        <translation>joined with the rows above</translation>
    </message>
    <message>
        <source>erkannt: {name}</source>
        <translation>recognised: {name}</translation>
    </message>
    <message>
        <source>aus der Datei erkennen</source>
        <translation>recognise from the file</translation>
    </message>
    <message>
        <source>Komma (12,5)</source>
        <translation>Comma (12,5)</translation>
    </message>
    <message>
        <source>Punkt (12.5)</source>
        <translation>Point (12.5)</translation>
    </message>
    <message>
        <source>je Spalte erkennen</source>
        <translation>recognise by column</translation>
    </message>
    <message>
        <source>an den Zahlen</source>
        <translation>by the numbers</translation>
    </message>
    <message>
        <source>keine Zahl entscheidet es</source>
        <translation>no number decides it</translation>
    </message>
    <message>
        <source>erkannt: {crs}</source>
        <translation>recognised: {crs}</translation>
    </message>
    <message>
        <source>{n} Lesarten sind möglich: die kleine Karte zeigt, welche zur Stadt passt</source>
        <translation>{n} readings are possible: the small map shows which one fits the town</translation>
    </message>
    <message>
        <source>nur so liegen die Daten, wo das Projekt liegt</source>
        <translation>only like this do the data lie where the project lies</translation>
    </message>
</context>
<context>
    <name>RecordTable</name>
    <message>
        <source>Filtern …</source>
        <translation>Filter …</translation>
    </message>
    <message>
        <source>{name} filtern</source>
        <translation>Filter {name}</translation>
    </message>
    <message>
        <source>Filtern</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Filter ▾</source>
        <translation>Filter ▾</translation>
    </message>
    <message>
        <source>Nach Merkmalen filtern</source>
        <translation>Filter by characteristics</translation>
    </message>
    <message>
        <source>{name} nach Merkmalen filtern</source>
        <translation>Filter {name} by characteristics</translation>
    </message>
    <message>
        <source>Zeilen kopieren</source>
        <translation>Copy rows</translation>
    </message>
    <message>
        <source>Nach dieser Spalte aufsteigend sortieren</source>
        <translation>Sort by this column, ascending</translation>
    </message>
    <message>
        <source>Nach dieser Spalte absteigend sortieren</source>
        <translation>Sort by this column, descending</translation>
    </message>
    <message>
        <source>Tabelle als CSV speichern …</source>
        <translation>Save table as CSV …</translation>
    </message>
    <message>
        <source>Zeile kopiert.</source>
        <translation>Row copied.</translation>
    </message>
    <message>
        <source>{n} Zeilen kopiert.</source>
        <translation>{n} rows copied.</translation>
    </message>
    <message>
        <source>Spalten …</source>
        <translation>Columns …</translation>
    </message>
    <message>
        <source>Tabelle als CSV speichern</source>
        <translation>Save table as CSV</translation>
    </message>
    <message>
        <source>CSV-Datei (*.csv)</source>
        <translation>CSV file (*.csv)</translation>
    </message>
    <message>
        <source>{n} Zeilen geschrieben: {file}</source>
        <translation>{n} rows written: {file}</translation>
    </message>
    <message>
        <source>Auswahl aufheben (Esc)</source>
        <translation>Clear the selection (Esc)</translation>
    </message>
    <message>
        <source>{label}: Auswahl aufheben</source>
        <translation>{label}: clear the selection</translation>
    </message>
    <message>
        <source>Alle Spalten zeigen</source>
        <translation>Show all columns</translation>
    </message>
    <message>
        <source>Text: {words}</source>
        <translation>Text: {words}</translation>
    </message>
    <message>
        <source>Filter aufheben: {words}</source>
        <translation>Clear filter: {words}</translation>
    </message>
    <message>
        <source>{n} von {all}</source>
        <translation>{n} of {all}</translation>
    </message>
</context>
<context>
    <name>RecoveryBar</name>
    <message>
        <source>Nicht gespeicherte Arbeit</source>
        <translation>Unsaved work</translation>
    </message>
    <message>
        <source>&amp;Wiederherstellen</source>
        <translation>&amp;Restore</translation>
    </message>
    <message>
        <source>Öffnet das Projekt mit diesen Schritten; gespeichert wird erst, wenn Sie speichern</source>
        <translation>Opens the project with these steps; nothing is saved until you save</translation>
    </message>
    <message>
        <source>&amp;Daneben öffnen</source>
        <translation>Open &amp;alongside</translation>
    </message>
    <message>
        <source>Öffnet die Sicherung als eigenes Projekt ohne Datei; die Projektdatei bleibt, wie sie ist</source>
        <translation>Opens the backup as a project of its own without a file; the project file stays as it is</translation>
    </message>
    <message>
        <source>&amp;Verwerfen</source>
        <translation>Dis&amp;card</translation>
    </message>
    <message>
        <source>Doch behalten</source>
        <translation>Keep after all</translation>
    </message>
    <message>
        <source>Später</source>
        <translation>Later</translation>
    </message>
    <message>
        <source>Die Sicherung bleibt und wird beim nächsten Start wieder angeboten</source>
        <translation>The backup stays and is offered again at the next start</translation>
    </message>
    <message>
        <source>Nicht gespeicherte Arbeit gefunden: „{name}“, Stand {when}</source>
        <translation>Unsaved work found: “{name}”, as of {when}</translation>
    </message>
    <message>
        <source>{why} Die Sicherung lässt sich nur daneben öffnen.</source>
        <translation>{why} The backup can only be opened alongside.</translation>
    </message>
    <message>
        <source>1 weitere Sicherung</source>
        <translation>1 more backup</translation>
    </message>
    <message>
        <source>{n} weitere Sicherungen</source>
        <translation>{n} more backups</translation>
    </message>
    <message>
        <source>&amp;Endgültig verwerfen</source>
        <translation>Discard for &amp;good</translation>
    </message>
    <message>
        <source>Das Projekt wurde noch nie gespeichert.</source>
        <translation>The project has never been saved.</translation>
    </message>
    <message>
        <source>Projektdatei: {path}</source>
        <translation>Project file: {path}</translation>
    </message>
    <message>
        <source>Die Sicherung enthält das ganze Projekt; einzelne Schritte sind nicht bekannt.</source>
        <translation>The backup contains the whole project; single steps are not known.</translation>
    </message>
    <message>
        <source>… {n} frühere · {steps}</source>
        <translation>… {n} earlier · {steps}</translation>
    </message>
    <message>
        <source>1 Schritt seit dem letzten Speichern: {steps}</source>
        <translation>1 step since the last save: {steps}</translation>
    </message>
    <message>
        <source>{n} Schritte seit dem letzten Speichern: {steps}</source>
        <translation>{n} steps since the last save: {steps}</translation>
    </message>
</context>
<context>
    <name>RecoveryFlow</name>
    <message>
        <source>keine</source>
        <translation>none</translation>
    </message>
    <message>
        <source>jede Minute</source>
        <translation>every minute</translation>
    </message>
    <message>
        <source>alle {n} Minuten</source>
        <translation>every {n} minutes</translation>
    </message>
    <message>
        <source>Nicht gespeicherte Arbeit wird nebenbei gesichert; Ihre Projektdatei ändert sich dadurch nie.</source>
        <translation>Unsaved work is backed up in the background; this never changes your project file.</translation>
    </message>
    <message>
        <source>Nicht gespeicherte Arbeit wird nicht mehr nebenbei gesichert.</source>
        <translation>Unsaved work is no longer backed up in the background.</translation>
    </message>
</context>
<context>
    <name>ReportFlow</name>
    <message>
        <source>Bericht fertig: {n} Dateien in {folder}</source>
        <translation>Report done: {n} files in {folder}</translation>
    </message>
</context>
<context>
    <name>ReportWindow</name>
    <message>
        <source>Bericht</source>
        <translation>Report</translation>
    </message>
    <message>
        <source>Neu &amp;rechnen</source>
        <translation>Co&amp;mpute anew</translation>
    </message>
    <message>
        <source>Vorlage</source>
        <translation>Template</translation>
    </message>
    <message>
        <source>Inhalt</source>
        <translation>Content</translation>
    </message>
    <message>
        <source>Ausgabe</source>
        <translation>Output</translation>
    </message>
    <message>
        <source>Seiten ansehen</source>
        <translation>View pages</translation>
    </message>
    <message>
        <source>Schritt {n}: {name}</source>
        <translation>Step {n}: {name}</translation>
    </message>
    <message>
        <source>Fortschritt des Berichts</source>
        <translation>Progress of the report</translation>
    </message>
    <message>
        <source>A&amp;bbrechen</source>
        <translation>Canc&amp;el</translation>
    </message>
    <message>
        <source>Ö&amp;ffnen</source>
        <translation>&amp;Open</translation>
    </message>
    <message>
        <source>Or&amp;dner zeigen</source>
        <translation>Show &amp;folder</translation>
    </message>
    <message>
        <source>‹ &amp;Zurück</source>
        <translation>‹ &amp;Back</translation>
    </message>
    <message>
        <source>&amp;Weiter ›</source>
        <translation>&amp;Next ›</translation>
    </message>
    <message>
        <source>Bericht &amp;schreiben</source>
        <translation>&amp;Write report</translation>
    </message>
    <message>
        <source>Schl&amp;ießen</source>
        <translation>C&amp;lose</translation>
    </message>
    <message>
        <source>Es gibt noch kein Ergebnis. Vor dem Bericht wird gerechnet.</source>
        <translation>There is no result yet. It is computed before the report.</translation>
    </message>
    <message>
        <source>Das Ergebnis ist älter als die Daten oder Maßstäbe. Der Bericht würde das sagen; besser vorher neu rechnen.</source>
        <translation>The result is older than the data or rules. The report would say so; better compute anew first.</translation>
    </message>
    <message>
        <source>Bericht schreiben</source>
        <translation>Write report</translation>
    </message>
    <message>
        <source>Bitte warten: „{label}“ läuft noch.</source>
        <translation>Please wait: “{label}” is still running.</translation>
    </message>
    <message>
        <source>Der Bericht wird geschrieben …</source>
        <translation>Writing the report …</translation>
    </message>
    <message>
        <source>Wird abgebrochen …</source>
        <translation>Cancelling …</translation>
    </message>
    <message>
        <source>Abgebrochen. Im Ordner hat sich nichts geändert; ein neuer Anlauf verwendet schon gezeichnete Quartiersseiten wieder.</source>
        <translation>Cancelled. Nothing has changed in the folder; another run uses the district pages already drawn.</translation>
    </message>
    <message>
        <source>Fertig: {n} Dateien in {folder}</source>
        <translation>Done: {n} files in {folder}</translation>
    </message>
    <message>
        <source>Auf diesem Rechner ist kein Programm dafür eingerichtet: {path}</source>
        <translation>No program is set up for this on this machine: {path}</translation>
    </message>
</context>
<context>
    <name>Requests</name>
    <message>
        <source>1 Anfrage nach außen</source>
        <translation>1 request to the outside</translation>
    </message>
    <message>
        <source>{n} Anfragen nach außen</source>
        <translation>{n} requests to the outside</translation>
    </message>
    <message>
        <source>1 abgewiesen</source>
        <translation>1 refused</translation>
    </message>
    <message>
        <source>{n} abgewiesen</source>
        <translation>{n} refused</translation>
    </message>
</context>
<context>
    <name>RequestsDialog</name>
    <message>
        <source>Anfragen nach außen</source>
        <translation>Requests to the outside</translation>
    </message>
    <message>
        <source>Seit dem Start des Programms: {sent}.</source>
        <translation>Since the program started: {sent}.</translation>
    </message>
    <message>
        <source>Die Karte lädt nie selbst etwas aus dem Netz, auch wenn es eingeschaltet ist. Jeder Versuch wird abgewiesen und gezählt.</source>
        <translation>The map itself never loads anything from the network, even when it is switched on. Every attempt is refused and counted.</translation>
    </message>
    <message>
        <source>Abgewiesene Versuche der Karte: {n}</source>
        <translation>Refused attempts of the map: {n}</translation>
    </message>
    <message>
        <source>Abgewiesene Adressen</source>
        <translation>Refused addresses</translation>
    </message>
</context>
<context>
    <name>Rings</name>
    <message>
        <source>Gehzeit-Ringe brauchen ein Ergebnis: bitte zuerst rechnen (F5).</source>
        <translation>Walking-time rings need a result: please compute first (F5).</translation>
    </message>
    <message>
        <source>Das Ergebnis ist älter als die Daten: bitte zuerst neu rechnen (F5).</source>
        <translation>The result is older than the data: please compute anew first (F5).</translation>
    </message>
    <message>
        <source>{limit}: {n} Einwohner</source>
        <translation>{limit}: {n} residents</translation>
    </message>
    <message>
        <source>{limit}: Einwohner {n}</source>
        <translation>{limit}: residents {n}</translation>
    </message>
    <message>
        <source>zu Fuß in {limit}</source>
        <translation>on foot in {limit}</translation>
    </message>
    <message>
        <source>{n} Minuten</source>
        <translation>{n} minutes</translation>
    </message>
    <message>
        <source>Von hier zu Fuß ({who}) – {rings}</source>
        <translation>On foot from here ({who}) – {rings}</translation>
    </message>
    <message>
        <source>Ort auf der Karte</source>
        <translation>Place on the map</translation>
    </message>
    <message>
        <source>Von hier zu Fuß</source>
        <translation>From here on foot</translation>
    </message>
    <message>
        <source>Die Gehzeit-Ringe werden gerechnet …</source>
        <translation>Computing the walking-time rings …</translation>
    </message>
    <message>
        <source>Gerechnet für: {who}</source>
        <translation>Computed for: {who}</translation>
    </message>
    <message>
        <source>Einrichtungen in Reichweite</source>
        <translation>Facilities within reach</translation>
    </message>
    <message>
        <source>keine der erfassten Einrichtungen</source>
        <translation>none of the recorded facilities</translation>
    </message>
    <message>
        <source>Die jeweils nächste Einrichtung</source>
        <translation>The nearest facility of each kind</translation>
    </message>
    <message>
        <source>Dasselbe für</source>
        <translation>The same for</translation>
    </message>
    <message>
        <source>Ringe ausblenden (Esc)</source>
        <translation>Hide the rings (Esc)</translation>
    </message>
</context>
<context>
    <name>RoomWindow</name>
    <message>
        <source>QuartierMap – für den Raum</source>
        <translation>QuartierMap – for the room</translation>
    </message>
    <message>
        <source>Der zweite Bildschirm ist weg. Das Fenster für den Raum steht jetzt hier.</source>
        <translation>The second screen is gone. The window for the room is here now.</translation>
    </message>
    <message>
        <source>Das Fenster für den Raum steht auf dem zweiten Bildschirm.</source>
        <translation>The window for the room is on the second screen.</translation>
    </message>
    <message>
        <source>Noch einmal Esc schließt das Fenster für den Raum.</source>
        <translation>Esc once more closes the window for the room.</translation>
    </message>
</context>
<context>
    <name>Rules</name>
    <message>
        <source>{m} Fußweg · {degree} · {source}</source>
        <translation>{m} walk · {degree} · {source}</translation>
    </message>
    <message>
        <source>(alle)</source>
        <translation>(all)</translation>
    </message>
    <message>
        <source>Bedarf {formula}</source>
        <translation>Need {formula}</translation>
    </message>
    <message>
        <source>{formula} · {degree} · {source}</source>
        <translation>{formula} · {degree} · {source}</translation>
    </message>
    <message>
        <source>Die gespeicherte Festlegung ist unbrauchbar.</source>
        <translation>The stored definition is unusable.</translation>
    </message>
    <message>
        <source>; hier lässt sie sich festlegen</source>
        <translation>; it can be set here</translation>
    </message>
    <message>
        <source>Ohne Land gelten die Altersgruppen der Richtwerte.</source>
        <translation>Without a Land the age groups of the standards apply.</translation>
    </message>
    <message>
        <source>{land}: Schulpflichtig wird, wer bis {day} sechs Jahre alt ist ({law}).</source>
        <translation>{land}: school becomes compulsory for who turns six by {day} ({law}).</translation>
    </message>
    <message>
        <source> Annahme.</source>
        <translation> Assumption.</translation>
    </message>
    <message>
        <source>Die Vorprüfung ist noch mit den alten Angaben gerechnet.</source>
        <translation>The pre-check is still computed with the old facts.</translation>
    </message>
    <message>
        <source>Die Richtwerte sind geändert; Zahlen und Lücken gelten noch für die alten.</source>
        <translation>The standards have changed; figures and gaps still stand for the old ones.</translation>
    </message>
    <message>
        <source>Daten oder Festlegungen sind geändert; das Ergebnis ist älter.</source>
        <translation>Data or rules have changed; the result is older.</translation>
    </message>
    <message>
        <source>Es muss mindestens ein Richtwertsatz gewählt sein.</source>
        <translation>At least one set of standards has to be chosen.</translation>
    </message>
    <message>
        <source>Den Richtwertsatz „{name}“ gibt es nicht.</source>
        <translation>There is no set of standards “{name}”.</translation>
    </message>
    <message>
        <source>Bitte den Grund nennen: Ohne Grund steht ein eigener Wert nicht im Bericht.</source>
        <translation>Please state the reason: without a reason an own value does not go into the report.</translation>
    </message>
    <message>
        <source>Es ist nichts geändert.</source>
        <translation>Nothing has been changed.</translation>
    </message>
    <message>
        <source>Bitte beide Altersgrenzen angeben, die zweite höher als die erste (oder keine).</source>
        <translation>Please state both age limits, the second one higher than the first (or none).</translation>
    </message>
</context>
<context>
    <name>RulesFlow</name>
    <message>
        <source>Richtwerte: {titles}</source>
        <translation>Standards: {titles}</translation>
    </message>
    <message>
        <source>Richtwert ändern: {label}</source>
        <translation>Change standard: {label}</translation>
    </message>
    <message>
        <source>Eigenen Wert zurücknehmen: {label}</source>
        <translation>Take own value back: {label}</translation>
    </message>
    <message>
        <source>aus den geladenen Indikatoren</source>
        <translation>from the loaded indicators</translation>
    </message>
    <message>
        <source>Sozialindex: {title}</source>
        <translation>Social index: {title}</translation>
    </message>
    <message>
        <source>Alter und Planjahr</source>
        <translation>Ages and planning year</translation>
    </message>
    <message>
        <source>Festlegung des Sozialindex laden</source>
        <translation>Load a definition of the social index</translation>
    </message>
    <message>
        <source>Sozialindex aus {file}</source>
        <translation>Social index from {file}</translation>
    </message>
    <message>
        <source>nicht angegeben</source>
        <translation>not stated</translation>
    </message>
    <message>
        <source>Land: {name}</source>
        <translation>Land: {name}</translation>
    </message>
    <message>
        <source>heute</source>
        <translation>today</translation>
    </message>
    <message>
        <source>Stichtag: {day}</source>
        <translation>Date of judgement: {day}</translation>
    </message>
    <message>
        <source>Förderprogramme wählen</source>
        <translation>Choose funding programmes</translation>
    </message>
    <message>
        <source>Eigenes Förderprogramm hinzufügen</source>
        <translation>Add an own funding programme</translation>
    </message>
    <message>
        <source>Förderprogramm aus {file}</source>
        <translation>Funding programme from {file}</translation>
    </message>
    <message>
        <source>Förderprogramm entfernen: {title}</source>
        <translation>Remove funding programme: {title}</translation>
    </message>
    <message>
        <source>TOML-Dateien (*.toml)</source>
        <translation>TOML files (*.toml)</translation>
    </message>
    <message>
        <source>{n} robust, {m} kippelig; siehe Spalte „Stabilität“.</source>
        <translation>{n} robust, {m} “unstable”; see column “Stability”.</translation>
    </message>
    <message>
        <source>Wird geprüft: {p}</source>
        <translation>Being checked: {p}</translation>
    </message>
    <message>
        <source>Noch nicht geprüft.</source>
        <translation>Not checked yet.</translation>
    </message>
    <message>
        <source>Noch keine Lücken gerechnet.</source>
        <translation>No gaps computed yet.</translation>
    </message>
</context>
<context>
    <name>RulesPanel</name>
    <message>
        <source>Maßstäbe</source>
        <translation>Rules</translation>
    </message>
    <message>
        <source>Jetzt neu rechnen (F5)</source>
        <translation>Compute anew now (F5)</translation>
    </message>
    <message>
        <source>Richtwerte</source>
        <translation>Standards</translation>
    </message>
    <message>
        <source>Vorprüfung</source>
        <translation>Pre-check</translation>
    </message>
    <message>
        <source>Sozialindex</source>
        <translation>Social index</translation>
    </message>
    <message>
        <source>Alter und Planjahr</source>
        <translation>Ages and planning year</translation>
    </message>
    <message>
        <source>Rangfolge</source>
        <translation>Ranking</translation>
    </message>
    <message>
        <source>Änderungen gleich rechnen</source>
        <translation>Compute changes at once</translation>
    </message>
    <message>
        <source>Sonst bleibt das Ergebnis, wie es ist, bis „Analyse rechnen“ (F5) gewählt wird.</source>
        <translation>Otherwise the result stays as it is until “Compute analysis” (F5) is chosen.</translation>
    </message>
    <message>
        <source>Wie sicher sind die ersten zehn?</source>
        <translation>How certain are the first ten?</translation>
    </message>
    <message>
        <source>Prüfen</source>
        <translation>Check</translation>
    </message>
    <message>
        <source>Anhalten</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>keines</source>
        <translation>none</translation>
    </message>
    <message>
        <source>Wird neu gerechnet …</source>
        <translation>Computing anew …</translation>
    </message>
    <message>
        <source>Ergebnis ist älter</source>
        <translation>Result is older</translation>
    </message>
    <message>
        <source>1 eigener Wert</source>
        <translation>1 own value</translation>
    </message>
    <message>
        <source>{n} eigene Werte</source>
        <translation>{n} own values</translation>
    </message>
    <message>
        <source>ohne Land</source>
        <translation>without a Land</translation>
    </message>
    <message>
        <source>heute</source>
        <translation>today</translation>
    </message>
    <message>
        <source>{n} Programme</source>
        <translation>{n} programmes</translation>
    </message>
    <message>
        <source>aus den Indikatoren</source>
        <translation>from the indicators</translation>
    </message>
    <message>
        <source>Altersgruppen der Richtwerte</source>
        <translation>Age groups of the standards</translation>
    </message>
    <message>
        <source>, eigene Grenzen</source>
        <translation>, own limits</translation>
    </message>
    <message>
        <source>alle Teile zählen gleich</source>
        <translation>all parts count the same</translation>
    </message>
    <message>
        <source>Gewichte {w}</source>
        <translation>Weights {w}</translation>
    </message>
</context>
<context>
    <name>Search</name>
    <message>
        <source>Suchen</source>
        <translation>Search</translation>
    </message>
    <message>
        <source>in {district}</source>
        <translation>in {district}</translation>
    </message>
    <message>
        <source>außerhalb aller Quartiere</source>
        <translation>outside all districts</translation>
    </message>
    <message>
        <source>Adressverzeichnis öffnen</source>
        <translation>Open the address directory</translation>
    </message>
    <message>
        <source>Adresse</source>
        <translation>Address</translation>
    </message>
    <message>
        <source>Suche vorbereiten</source>
        <translation>Prepare the search</translation>
    </message>
    <message>
        <source>Quartier</source>
        <translation>District</translation>
    </message>
    <message>
        <source>Lücke {n}: {district}</source>
        <translation>Gap {n}: {district}</translation>
    </message>
    <message>
        <source>Straße in {district}</source>
        <translation>Street in {district}</translation>
    </message>
    <message>
        <source>Straße</source>
        <translation>Street</translation>
    </message>
    <message>
        <source>{note}, {n} von {m}</source>
        <translation>{note}, {n} of {m}</translation>
    </message>
    <message>
        <source>{lat}° N, {lon}° O</source>
        <translation>{lat}° N, {lon}° E</translation>
    </message>
    <message>
        <source>Grad (WGS 84)</source>
        <translation>degrees (WGS 84)</translation>
    </message>
    <message>
        <source>Meter in EPSG:{code}</source>
        <translation>metres in EPSG:{code}</translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Quartier</source>
        <translation>District</translation>
    </message>
    <message>
        <source>Einrichtung</source>
        <translation>Facility</translation>
    </message>
    <message>
        <source>Straße</source>
        <translation>Street</translation>
    </message>
    <message>
        <source>Adresse</source>
        <translation>Address</translation>
    </message>
    <message>
        <source>Lücke</source>
        <translation>Gap</translation>
    </message>
    <message>
        <source>Ort</source>
        <translation>Place</translation>
    </message>
    <message>
        <source>Suchen (Strg+K)</source>
        <translation>Search (Ctrl+K)</translation>
    </message>
    <message>
        <source>Suchen</source>
        <translation>Search</translation>
    </message>
    <message>
        <source>Quartier, Straße, Adresse, Einrichtung, Lücke oder Koordinaten; Pfeiltasten wählen, Eingabe geht hin.</source>
        <translation>District, street, address, facility, gap or coordinates; arrow keys choose, Enter goes there.</translation>
    </message>
    <message>
        <source>Quartier, Straße, Adresse, Einrichtung, Lücke oder Koordinaten suchen (Strg+K)</source>
        <translation>Search a district, street, address, facility, gap or coordinates (Ctrl+K)</translation>
    </message>
    <message>
        <source>Treffer</source>
        <translation>Matches</translation>
    </message>
</context>
<context>
    <name>SearchFlow</name>
    <message>
        <source>Die Suche wird vorbereitet …</source>
        <translation>Preparing the search …</translation>
    </message>
    <message>
        <source>Nichts gefunden für „{text}“.</source>
        <translation>Nothing found for “{text}”.</translation>
    </message>
    <message>
        <source>Das Projekt kennt keine Straßennamen: Sie kommen mit einem Wegenetz aus OpenStreetMap.</source>
        <translation>The project knows no street names: they come with a walk network from OpenStreetMap.</translation>
    </message>
</context>
<context>
    <name>Selection</name>
    <message>
        <source>{n} Quartiere ausgewählt</source>
        <translation>{n} districts selected</translation>
    </message>
</context>
<context>
    <name>Service</name>
    <message>
        <source>nicht genannt</source>
        <translation>not named</translation>
    </message>
    <message>
        <source>genannt</source>
        <translation>named</translation>
    </message>
    <message>
        <source>beim Projekt</source>
        <translation>at the project</translation>
    </message>
    <message>
        <source>anderswo</source>
        <translation>elsewhere</translation>
    </message>
    <message>
        <source>Der Dienst nennt kein Gebiet.</source>
        <translation>The service names no area.</translation>
    </message>
    <message>
        <source>Gebiet laut Dienst: {w} bis {e}° Ost, {s} bis {n}° Nord.</source>
        <translation>Area according to the service: {w} to {e}° east, {s} to {n}° north.</translation>
    </message>
    <message>
        <source>Das Projekt liegt außerhalb; solche Angaben sind manchmal falsch.</source>
        <translation>The project lies outside; such statements are sometimes wrong.</translation>
    </message>
    <message>
        <source>Länge/Breite</source>
        <translation>longitude/latitude</translation>
    </message>
    <message>
        <source>Der Dienst nennt kein Koordinatensystem.</source>
        <translation>The service names no coordinate system.</translation>
    </message>
    <message>
        <source>Koordinatensysteme: {codes}.</source>
        <translation>Coordinate systems: {codes}.</translation>
    </message>
    <message>
        <source>{title} · {label} · Anbieter: {provider} · Lizenz: {licence}</source>
        <translation>{title} · {label} · provider: {provider} · licence: {licence}</translation>
    </message>
    <message>
        <source>Noch ist keine Ebene ausgewählt.</source>
        <translation>No layer is selected yet.</translation>
    </message>
    <message>
        <source>Ausgewählt: „{title}“</source>
        <translation>Selected: “{title}”</translation>
    </message>
    <message>
        <source>{n} Ebenen ausgewählt</source>
        <translation>{n} layers selected</translation>
    </message>
    <message>
        <source>, laut Dienst {n} Objekte</source>
        <translation>, according to the service {n} objects</translation>
    </message>
    <message>
        <source>Das Projekt hat noch keine Quartiere: Die ganze Ebene wird geladen. Bei einem Dienst für ein ganzes Land besser zuerst die Quartiere laden.</source>
        <translation>The project has no districts yet: the whole layer is loaded. With a service for a whole Land, better load the districts first.</translation>
    </message>
    <message>
        <source>Geladen werden Objekte in den Quartieren und bis {km} km ringsum (Gebiet der Quartiere: {w} × {h} km). Was weiter weg liegt, bleibt beim Dienst.</source>
        <translation>Objects in the districts and up to {km} km around them are loaded (area of the districts: {w} × {h} km). What lies farther away stays with the service.</translation>
    </message>
    <message>
        <source>Höchstens {rows} Objekte je Ebene, {mb}&#xa0;MB und {minutes} Minuten; „Abbrechen“ verändert nichts.</source>
        <translation>At most {rows} objects per layer, {mb} MB and {minutes} minutes; “Cancel” changes nothing.</translation>
    </message>
    <message>
        <source>Geladen: {rows} von {delivered} gelieferten Objekten aus {layers} Ebenen ({requests} Abfragen, {mb}&#xa0;MB).</source>
        <translation>Loaded: {rows} of {delivered} delivered objects from {layers} layers ({requests} queries, {mb} MB).</translation>
    </message>
</context>
<context>
    <name>ServiceDialog</name>
    <message>
        <source>Daten von einem Dienst laden</source>
        <translation>Load data from a service</translation>
    </message>
    <message>
        <source>A&amp;dresse des Dienstes</source>
        <translation>A&amp;ddress of the service</translation>
    </message>
    <message>
        <source>Adresse des Dienstes</source>
        <translation>Address of the service</translation>
    </message>
    <message>
        <source>&amp;Ebenen zeigen</source>
        <translation>Show la&amp;yers</translation>
    </message>
    <message>
        <source>&amp;Verlauf löschen</source>
        <translation>Clear &amp;history</translation>
    </message>
    <message>
        <source>Vergisst die früher abgefragten Adressen; sie stehen nur auf diesem Rechner</source>
        <translation>Forgets the addresses queried before; they are on this computer only</translation>
    </message>
    <message>
        <source>WFS und OGC API Features der Städte, Kreise und Länder. Die Daten werden in das Projekt kopiert, mit Adresse, Lizenz und Tag; danach braucht es den Dienst nicht mehr.</source>
        <translation>WFS and OGC API Features of towns, districts and Länder. The data are copied into the project, with address, licence and day; after that the service is no longer needed.</translation>
    </message>
    <message>
        <source>Dafür wird das Netz gebraucht; es ist ausgeschaltet. Es wurde noch keine Verbindung geöffnet.</source>
        <translation>This needs the network; it is switched off. No connection has been opened yet.</translation>
    </message>
    <message>
        <source>Ebenen filtern …</source>
        <translation>Filter layers …</translation>
    </message>
    <message>
        <source>Ebenen filtern</source>
        <translation>Filter layers</translation>
    </message>
    <message>
        <source>Gewählte Ebene</source>
        <translation>Chosen layer</translation>
    </message>
    <message>
        <source>Fortschritt</source>
        <translation>Progress</translation>
    </message>
    <message>
        <source>A&amp;bbrechen</source>
        <translation>Canc&amp;el</translation>
    </message>
    <message>
        <source>&amp;Laden und weiter</source>
        <translation>&amp;Load and go on</translation>
    </message>
    <message>
        <source>Lädt die ausgewählten Ebenen und öffnet den Import, der sie prüft</source>
        <translation>Loads the selected layers and opens the import, which checks them</translation>
    </message>
    <message>
        <source>Dienst abfragen</source>
        <translation>Query service</translation>
    </message>
    <message>
        <source>Daten vom Dienst laden</source>
        <translation>Load data from the service</translation>
    </message>
    <message>
        <source>Nicht geladen ({n}):</source>
        <translation>Not loaded ({n}):</translation>
    </message>
    <message>
        <source>Abgebrochen. Es wurde nichts geladen und nichts verändert.</source>
        <translation>Cancelled. Nothing was loaded and nothing was changed.</translation>
    </message>
    <message>
        <source>Wird abgebrochen …</source>
        <translation>Cancelling …</translation>
    </message>
    <message>
        <source>Weiter&amp;leitung erlauben</source>
        <translation>Allow &amp;redirection</translation>
    </message>
    <message>
        <source>&amp;Noch einmal versuchen</source>
        <translation>&amp;Try again</translation>
    </message>
    <message>
        <source>Folgt der Weiterleitung, solange dieses Fenster offen ist</source>
        <translation>Follows the redirection as long as this window is open</translation>
    </message>
</context>
<context>
    <name>SetsList</name>
    <message>
        <source>Je Einrichtungsart gilt der letzte gewählte Satz, der einen Richtwert hat.</source>
        <translation>For each kind of facility, the last chosen set that has a standard applies.</translation>
    </message>
    <message>
        <source>Richtwertsätze</source>
        <translation>Sets of standards</translation>
    </message>
    <message>
        <source>Satz früher anwenden (Alt+Umschalt+Auf)</source>
        <translation>Apply set earlier (Alt+Shift+Up)</translation>
    </message>
    <message>
        <source>Satz später anwenden (Alt+Umschalt+Ab)</source>
        <translation>Apply set later (Alt+Shift+Down)</translation>
    </message>
    <message>
        <source>Fertig</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>{title}: {n} Richtwerte ({degrees})</source>
        <translation>{title}: {n} standards ({degrees})</translation>
    </message>
</context>
<context>
    <name>Social</name>
    <message>
        <source>Status {status}, Dynamik {dynamics} ({group}): {n} Quartiere, {people} Einwohner</source>
        <translation>Status {status}, dynamics {dynamics} ({group}): {n} districts, {people} residents</translation>
    </message>
    <message>
        <source>; Gebiet mit besonderem Aufmerksamkeitsbedarf</source>
        <translation>; area with special need for attention</translation>
    </message>
    <message>
        <source>Soziale Lage auswerten</source>
        <translation>Evaluate the social situation</translation>
    </message>
    <message>
        <source>{n} Einw.</source>
        <translation>{n} res.</translation>
    </message>
</context>
<context>
    <name>SourceDialog</name>
    <message>
        <source>Datenquelle</source>
        <translation>Data source</translation>
    </message>
    <message>
        <source>Datei</source>
        <translation>File</translation>
    </message>
    <message>
        <source>Prüfsumme (SHA-256)</source>
        <translation>Checksum (SHA-256)</translation>
    </message>
    <message>
        <source>Datenstand</source>
        <translation>Data date</translation>
    </message>
    <message>
        <source>Anbieter</source>
        <translation>Provider</translation>
    </message>
    <message>
        <source>Lizenz</source>
        <translation>Licence</translation>
    </message>
    <message>
        <source>Koordinatensystem der Datei</source>
        <translation>Coordinate system of the file</translation>
    </message>
    <message>
        <source>geladen am</source>
        <translation>loaded on</translation>
    </message>
    <message>
        <source>Zeilen</source>
        <translation>Rows</translation>
    </message>
    <message>
        <source>Befunde beim Laden</source>
        <translation>Findings while loading</translation>
    </message>
    <message>
        <source>Beim Laden ist nichts aufgefallen.</source>
        <translation>Nothing was noticed while loading.</translation>
    </message>
</context>
<context>
    <name>SpeakerPanel</name>
    <message>
        <source>Vortrag: nur auf Ihrem Bildschirm</source>
        <translation>Talk: on your screen only</translation>
    </message>
    <message>
        <source>‹ Zurück</source>
        <translation>‹ Back</translation>
    </message>
    <message>
        <source>Weiter ›</source>
        <translation>Next ›</translation>
    </message>
    <message>
        <source>Vorige Ansicht (Bild ↑)</source>
        <translation>Previous view (Page ↑)</translation>
    </message>
    <message>
        <source>Nächste Ansicht (Bild ↓)</source>
        <translation>Next view (Page ↓)</translation>
    </message>
    <message>
        <source>Dunkel</source>
        <translation>Dark</translation>
    </message>
    <message>
        <source>Das Bild im Raum dunkel machen oder wieder zeigen (B)</source>
        <translation>Make the picture in the room dark or show it again (B)</translation>
    </message>
    <message>
        <source>Ansicht {n} von {all}: {title}</source>
        <translation>View {n} of {all}: {title}</translation>
    </message>
    <message>
        <source>Der Raum liest: {text}</source>
        <translation>The room reads: {text}</translation>
    </message>
    <message>
        <source>Ihre Notiz: {note}</source>
        <translation>Your note: {note}</translation>
    </message>
    <message>
        <source>Danach: {name}</source>
        <translation>Then: {name}</translation>
    </message>
    <message>
        <source>Keine weitere Ansicht</source>
        <translation>No further view</translation>
    </message>
    <message>
        <source>Noch keine Ansicht gemerkt</source>
        <translation>No view kept yet</translation>
    </message>
    <message>
        <source>Raum ist dunkel</source>
        <translation>Room is dark</translation>
    </message>
    <message>
        <source>{time} Uhr · seit {n} min</source>
        <translation>{time} · for {n} min</translation>
    </message>
</context>
<context>
    <name>StageFlow</name>
    <message>
        <source>Karte festgehalten (F: bewegen)</source>
        <translation>Map held (F: move)</translation>
    </message>
    <message>
        <source>Karte lässt sich bewegen (F: festhalten)</source>
        <translation>Map can be moved (F: hold)</translation>
    </message>
    <message>
        <source>Der Vortrag läuft noch. Noch einmal schließen beendet ihn.</source>
        <translation>The talk is still running. Closing once more ends it.</translation>
    </message>
</context>
<context>
    <name>StandardsBox</name>
    <message>
        <source>Sätze …</source>
        <translation>Sets …</translation>
    </message>
    <message>
        <source>Richtwertsätze wählen und kombinieren</source>
        <translation>Choose and combine sets of standards</translation>
    </message>
    <message>
        <source>Richtwerte</source>
        <translation>Standards</translation>
    </message>
    <message>
        <source>Eigenen Wert zurücknehmen</source>
        <translation>Take own value back</translation>
    </message>
    <message>
        <source>Ändern …</source>
        <translation>Change …</translation>
    </message>
    <message>
        <source>Quellen zeigen</source>
        <translation>Show sources</translation>
    </message>
    <message>
        <source>eigene Datei: {title}</source>
        <translation>own file: {title}</translation>
    </message>
    <message>
        <source>{tip}; eigener Wert, vorher {before}</source>
        <translation>{tip}; own value, before {before}</translation>
    </message>
    <message>
        <source>Quellen verbergen</source>
        <translation>Hide sources</translation>
    </message>
    <message>
        <source>Ziel: {target} · {degree}</source>
        <translation>Target: {target} · {degree}</translation>
    </message>
    <message>
        <source>Grenze (nicht das Ziel): {limit}</source>
        <translation>Limit (not the target): {limit}</translation>
    </message>
    <message>
        <source>Grenze des Zumutbaren: keine belegt</source>
        <translation>Limit of what is reasonable: none documented</translation>
    </message>
    <message>
        <source>Bedarf: {need}</source>
        <translation>Need: {need}</translation>
    </message>
    <message>
        <source>Bedarf: kein Richtwert</source>
        <translation>Need: no standard</translation>
    </message>
    <message>
        <source>Quelle: {source}</source>
        <translation>Source: {source}</translation>
    </message>
    <message>
        <source>Eigener Wert. Vorher: {before}. Grund: {reason}</source>
        <translation>Own value. Before: {before}. Reason: {reason}</translation>
    </message>
    <message>
        <source>{label} ändern</source>
        <translation>Change {label}</translation>
    </message>
    <message>
        <source>Die Richtwerte kommen aus einer eigenen Datei; dort ändern oder Sätze wählen.</source>
        <translation>The standards come from an own file; change them there or choose sets.</translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>Startseite</source>
        <translation>Start page</translation>
    </message>
    <message>
        <source>Wo fehlen Kitas, Schulen, Bibliotheken und Treffpunkte – und wen betrifft es? Alles auf diesem Rechner, ohne Netz.</source>
        <translation>Where are nurseries, schools, libraries and meeting places missing – and whom does it concern? All on this machine, without a network.</translation>
    </message>
    <message>
        <source>&amp;Demo-Stadt öffnen</source>
        <translation>Open &amp;demo town</translation>
    </message>
    <message>
        <source>Erfundene Stadt mit allem: ansehen, was das Programm kann</source>
        <translation>An invented town with everything: see what the program can do</translation>
    </message>
    <message>
        <source>Projekt ö&amp;ffnen …</source>
        <translation>&amp;Open project …</translation>
    </message>
    <message>
        <source>Eine Projektdatei (*.gpkg) von diesem Rechner</source>
        <translation>A project file (*.gpkg) of this machine</translation>
    </message>
    <message>
        <source>&amp;Neues Projekt …</source>
        <translation>&amp;New project …</translation>
    </message>
    <message>
        <source>Mit eigenen Dateien beginnen</source>
        <translation>Begin with your own files</translation>
    </message>
    <message>
        <source>Zuletzt bearbeitete Projekte</source>
        <translation>Recent projects</translation>
    </message>
    <message>
        <source>Oder Dateien hierher ziehen: eine Projektdatei wird geöffnet, aus anderen Daten wird ein neues Projekt.</source>
        <translation>Or drag files here: a project file is opened, other data become a new project.</translation>
    </message>
    <message>
        <source>In fünf Schritten zum Lückenbericht</source>
        <translation>Five steps to the gap report</translation>
    </message>
    <message>
        <source>Quartiere</source>
        <translation>Districts</translation>
    </message>
    <message>
        <source>Grenzen laden</source>
        <translation>load boundaries</translation>
    </message>
    <message>
        <source>Einrichtungen</source>
        <translation>Facilities</translation>
    </message>
    <message>
        <source>Kitas, Schulen …</source>
        <translation>nurseries, schools …</translation>
    </message>
    <message>
        <source>Einwohner</source>
        <translation>Residents</translation>
    </message>
    <message>
        <source>Raster oder Register</source>
        <translation>grid or register</translation>
    </message>
    <message>
        <source>Wegenetz</source>
        <translation>Walk network</translation>
    </message>
    <message>
        <source>OpenStreetMap-Datei</source>
        <translation>OpenStreetMap file</translation>
    </message>
    <message>
        <source>Analyse</source>
        <translation>Analysis</translation>
    </message>
    <message>
        <source>rechnen und berichten</source>
        <translation>compute and report</translation>
    </message>
    <message>
        <source>Zuletzt bearbeitet</source>
        <translation>Recent</translation>
    </message>
</context>
<context>
    <name>Stations</name>
    <message>
        <source>Ausgangslage: {kind}</source>
        <translation>Present situation: {kind}</translation>
    </message>
    <message>
        <source>Sagen, was die Farben heißen und woher die Zahlen kommen.</source>
        <translation>Say what the colours mean and where the figures come from.</translation>
    </message>
    <message>
        <source>Lücke: {district}</source>
        <translation>Gap: {district}</translation>
    </message>
    <message>
        <source>Fragen: Stimmt das mit dem überein, was Sie täglich erleben?</source>
        <translation>Ask: does this agree with what you experience every day?</translation>
    </message>
    <message>
        <source>Variante: {kind}</source>
        <translation>Variant: {kind}</translation>
    </message>
    <message>
        <source>Was ändert sich, wenn hier etwas dazukommt? Wir probieren es gemeinsam aus.</source>
        <translation>What changes if something is added here? We try it out together.</translation>
    </message>
    <message>
        <source>„Hinzufügen“ wählen, dann einen Ort auf der Karte; Strg+Z nimmt ihn zurück.</source>
        <translation>Choose “Add”, then a place on the map; Ctrl+Z takes it back.</translation>
    </message>
    <message>
        <source>{n}  {name}</source>
        <translation>{n}  {name}</translation>
    </message>
</context>
<context>
    <name>StationsDialog</name>
    <message>
        <source>Ansichten</source>
        <translation>Views</translation>
    </message>
    <message>
        <source>Noch keine Ansicht gemerkt. Die Karte so einstellen, wie der Raum sie sehen soll, und dann „Ansicht merken“ (Strg+Umschalt+M) wählen.</source>
        <translation>No view kept yet. Set the map as the room is to see it, then choose “Keep this view” (Ctrl+Shift+M).</translation>
    </message>
    <message>
        <source>Gemerkte Ansichten</source>
        <translation>Kept views</translation>
    </message>
    <message>
        <source>&amp;Zeigen</source>
        <translation>&amp;Show</translation>
    </message>
    <message>
        <source>Nach &amp;oben</source>
        <translation>Move &amp;up</translation>
    </message>
    <message>
        <source>Nach &amp;unten</source>
        <translation>Move &amp;down</translation>
    </message>
    <message>
        <source>&amp;Entfernen</source>
        <translation>&amp;Remove</translation>
    </message>
    <message>
        <source>Leer: die Zeile der Kennzahl</source>
        <translation>Empty: the line of the figure</translation>
    </message>
    <message>
        <source>Nur auf Ihrem Bildschirm</source>
        <translation>On your screen only</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>&amp;Text für den Raum</source>
        <translation>&amp;Text for the room</translation>
    </message>
    <message>
        <source>Noti&amp;z für Sie</source>
        <translation>Not&amp;e for you</translation>
    </message>
    <message>
        <source>Erzählung &amp;vorschlagen</source>
        <translation>Suggest a stor&amp;y</translation>
    </message>
    <message>
        <source>Ausgangslage, dringlichste Lücke und Variante für die Einrichtungsart, die gerade gezeigt wird</source>
        <translation>Present situation, most pressing gap and variant for the kind of facility that is being shown</translation>
    </message>
    <message>
        <source>&amp;Schließen</source>
        <translation>&amp;Close</translation>
    </message>
</context>
<context>
    <name>StationsFlow</name>
    <message>
        <source>Was die Ansicht zeigte, gibt es im Projekt nicht mehr.</source>
        <translation>What the view showed is no longer in the project.</translation>
    </message>
    <message>
        <source>Mehr als {n} Ansichten fasst ein Projekt nicht.</source>
        <translation>A project holds no more than {n} views.</translation>
    </message>
    <message>
        <source>Ansicht „{name}“ merken</source>
        <translation>Keep view “{name}”</translation>
    </message>
    <message>
        <source>Ansicht {n} gemerkt: „{name}“. Strg+{n} zeigt sie wieder.</source>
        <translation>View {n} kept: “{name}”. Ctrl+{n} shows it again.</translation>
    </message>
    <message>
        <source>Ansicht {n} gemerkt: „{name}“.</source>
        <translation>View {n} kept: “{name}”.</translation>
    </message>
    <message>
        <source>Ansichten vorschlagen</source>
        <translation>Suggest views</translation>
    </message>
    <message>
        <source>Ansichten ordnen</source>
        <translation>Arrange views</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Erfundene Demonstrationsdaten</source>
        <translation>Invented demonstration data</translation>
    </message>
    <message>
        <source>Ergebnis ist älter als die Daten – neu rechnen (F5)</source>
        <translation>The result is older than the data – compute again (F5)</translation>
    </message>
    <message>
        <source>Die Grundkarte wird einmal aus den OpenStreetMap-Daten gezeichnet; alles andere geht schon.</source>
        <translation>The base map is drawn once from the OpenStreetMap data; everything else works already.</translation>
    </message>
    <message>
        <source>Fortschritt</source>
        <translation>Progress</translation>
    </message>
    <message>
        <source>Abbrechen</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Bricht die laufende Arbeit ab; es bleibt alles, wie es vorher war (Strg+.)</source>
        <translation>Cancels the running work; everything stays as it was before (Ctrl+.)</translation>
    </message>
    <message>
        <source>Kein Projekt geöffnet</source>
        <translation>No project open</translation>
    </message>
    <message>
        <source>So wurden die Wege gemessen. Gerechnet am {when}.</source>
        <translation>This is how ways were measured. Computed on {when}.</translation>
    </message>
    <message>
        <source>Koordinatensystem des Projekts; gerechnet wird in Metern</source>
        <translation>Coordinate system of the project; computed in metres</translation>
    </message>
    <message>
        <source>Ergebnis ist älter als die Daten – wird neu gerechnet</source>
        <translation>Result is older than the data – being recomputed</translation>
    </message>
    <message>
        <source>Grundkarte entsteht: {p}</source>
        <translation>Drawing the base map: {p}</translation>
    </message>
    <message>
        <source>Die Karte lädt nie selbst etwas aus dem Netz, auch wenn es eingeschaltet ist. Jeder Versuch wird abgewiesen und hier gezählt. Ein Klick zeigt die Einzelheiten.</source>
        <translation>The map itself never loads anything from the network, even when it is switched on. Every attempt is refused and counted here. A click shows the details.</translation>
    </message>
    <message>
        <source>Wird abgebrochen …</source>
        <translation>Cancelling …</translation>
    </message>
</context>
<context>
    <name>Steps</name>
    <message>
        <source>Quartiere</source>
        <translation>Districts</translation>
    </message>
    <message>
        <source>Grenzen der Quartiere oder Planungsräume als GeoJSON, GeoPackage oder Shapefile</source>
        <translation>Boundaries of districts or planning areas as GeoJSON, GeoPackage or Shapefile</translation>
    </message>
    <message>
        <source>Einrichtungen</source>
        <translation>Facilities</translation>
    </message>
    <message>
        <source>Kitas, Schulen, Bibliotheken … als Punkte oder Tabelle mit Koordinaten</source>
        <translation>Nurseries, schools, libraries … as points or as a table with coordinates</translation>
    </message>
    <message>
        <source>Einwohner</source>
        <translation>Residents</translation>
    </message>
    <message>
        <source>Rasterzellen des Zensus oder Einwohner je Quartier</source>
        <translation>Grid cells of the census or residents by district</translation>
    </message>
    <message>
        <source>Wegenetz</source>
        <translation>Walk network</translation>
    </message>
    <message>
        <source>OpenStreetMap-Datei (.osm.pbf) oder Straßenlinien; ohne Netz wird mit Luftlinie × Umwegfaktor genähert</source>
        <translation>OpenStreetMap file (.osm.pbf) or street lines; without a network air line × detour factor is used as an approximation</translation>
    </message>
    <message>
        <source>Analyse</source>
        <translation>Analysis</translation>
    </message>
    <message>
        <source>Erreichbarkeit, Versorgung und Lücken rechnen (F5)</source>
        <translation>Compute access, supply and gaps (F5)</translation>
    </message>
</context>
<context>
    <name>SupplyBalance</name>
    <message>
        <source>rechnerischer Bedarf {year}</source>
        <translation>computed need {year}</translation>
    </message>
    <message>
        <source>rechnerischer Bedarf (heutiger, ohne Prognose)</source>
        <translation>computed need (today&apos;s, without a forecast)</translation>
    </message>
    <message>
        <source>Personen</source>
        <translation>Persons</translation>
    </message>
    <message>
        <source>rechnerischer Bedarf</source>
        <translation>computed need</translation>
    </message>
    <message>
        <source>{unit} ({known} von {sites} Einrichtungen bekannt)</source>
        <translation>{unit} ({known} of {sites} facilities known)</translation>
    </message>
    <message>
        <source>Versorgungsquote</source>
        <translation>Supply rate</translation>
    </message>
    <message>
        <source>Betreuungsquote (am Standort)</source>
        <translation>Care rate (at the site)</translation>
    </message>
    <message>
        <source>Bedarfsdeckung</source>
        <translation>Need covered</translation>
    </message>
    <message>
        <source>rechnerischer Fehlbedarf</source>
        <translation>arithmetical shortfall</translation>
    </message>
    <message>
        <source>rechnerischer Überhang</source>
        <translation>computed surplus</translation>
    </message>
    <message>
        <source>Auslastung</source>
        <translation>Use of capacity</translation>
    </message>
    <message>
        <source>geplant bis {year}</source>
        <translation>planned up to {year}</translation>
    </message>
    <message>
        <source>Bedarfsdeckung mit geplanten bis {year}</source>
        <translation>Need covered with those planned up to {year}</translation>
    </message>
</context>
<context>
    <name>SupplyCanvas</name>
    <message>
        <source>mindestens {n}</source>
        <translation>at least {n}</translation>
    </message>
    <message>
        <source>es fehlen {n}</source>
        <translation>{n} missing</translation>
    </message>
    <message>
        <source>reicht rechnerisch</source>
        <translation>enough by computation</translation>
    </message>
    <message>
        <source>{places} {unit}, Bedarf {need}: {tail}</source>
        <translation>{places} {unit}, need {need}: {tail}</translation>
    </message>
    <message>
        <source>Noch nichts zu zeigen.</source>
        <translation>Nothing to show yet.</translation>
    </message>
    <message>
        <source>rechnerischer Bedarf ({unit})</source>
        <translation>computed need ({unit})</translation>
    </message>
    <message>
        <source>vorhandene {unit}</source>
        <translation>existing {unit}</translation>
    </message>
    <message>
        <source>Angebot = Bedarf</source>
        <translation>Supply = need</translation>
    </message>
</context>
<context>
    <name>TemplatePage</name>
    <message>
        <source>&amp;Sofort drucken</source>
        <translation>&amp;Print at once</translation>
    </message>
    <message>
        <source>Vorlage</source>
        <translation>Template</translation>
    </message>
    <message>
        <source>S&amp;peichern als …</source>
        <translation>Sa&amp;ve as …</translation>
    </message>
    <message>
        <source>&amp;Löschen …</source>
        <translation>&amp;Delete …</translation>
    </message>
    <message>
        <source>Angaben auf dem Deckblatt</source>
        <translation>Details on the cover page</translation>
    </message>
    <message>
        <source>&amp;Titel</source>
        <translation>&amp;Title</translation>
    </message>
    <message>
        <source>&amp;Untertitel</source>
        <translation>S&amp;ubtitle</translation>
    </message>
    <message>
        <source>&amp;Bearbeitung</source>
        <translation>Prepared b&amp;y</translation>
    </message>
    <message>
        <source>&amp;Dienststelle</source>
        <translation>Offi&amp;ce</translation>
    </message>
    <message>
        <source>&amp;Verfahrensstand</source>
        <translation>&amp;Stage of the procedure</translation>
    </message>
    <message>
        <source>St&amp;and</source>
        <translation>D&amp;ate</translation>
    </message>
    <message>
        <source>zum Beispiel „Entwurf“</source>
        <translation>for example “Draft”</translation>
    </message>
    <message>
        <source>leer: Tag der Berechnung</source>
        <translation>empty: day of the computation</translation>
    </message>
    <message>
        <source>&amp;Ohne</source>
        <translation>W&amp;ithout</translation>
    </message>
    <message>
        <source>Logo</source>
        <translation>Logo</translation>
    </message>
    <message>
        <source>Wähle&amp;n …</source>
        <translation>C&amp;hoose …</translation>
    </message>
    <message>
        <source>Dat&amp;ei …</source>
        <translation>Fil&amp;e …</translation>
    </message>
    <message>
        <source>Zurü&amp;cksetzen</source>
        <translation>&amp;Reset</translation>
    </message>
    <message>
        <source>Farben, Schriften</source>
        <translation>Colours, fonts</translation>
    </message>
    <message>
        <source>Logo wählen</source>
        <translation>Choose logo</translation>
    </message>
    <message>
        <source>Ohne Logo</source>
        <translation>Without a logo</translation>
    </message>
    <message>
        <source>Datei mit Farben und Schriften wählen</source>
        <translation>Choose a file with colours and fonts</translation>
    </message>
    <message>
        <source>Farben und Schriften zurücksetzen</source>
        <translation>Reset colours and fonts</translation>
    </message>
    <message>
        <source>Dafür fehlt noch der Ordner (Schritt 4).</source>
        <translation>The folder for it is still missing (step 4).</translation>
    </message>
    <message>
        <source>Ohne weitere Schritte: {formats}. Ordner: {folder}</source>
        <translation>Without further steps: {formats}. Folder: {folder}</translation>
    </message>
    <message>
        <source>kein Logo</source>
        <translation>no logo</translation>
    </message>
    <message>
        <source>wie im Programm</source>
        <translation>as in the program</translation>
    </message>
    <message>
        <source>Geändert, noch nicht als Vorlage gespeichert.</source>
        <translation>Changed, not saved as a template yet.</translation>
    </message>
    <message>
        <source>Vorlage speichern</source>
        <translation>Save template</translation>
    </message>
    <message>
        <source>Name der Vorlage (eine vorhandene gleichen Namens wird ersetzt):</source>
        <translation>Name of the template (an existing one of the same name is replaced):</translation>
    </message>
    <message>
        <source>Vorlage löschen</source>
        <translation>Delete template</translation>
    </message>
    <message>
        <source>Die Vorlage „{name}“ wird von diesem Rechner gelöscht.</source>
        <translation>The template “{name}” is deleted from this machine.</translation>
    </message>
    <message>
        <source>&amp;Löschen</source>
        <translation>&amp;Delete</translation>
    </message>
    <message>
        <source>Bilder (*.svg *.png *.jpg *.jpeg)</source>
        <translation>Pictures (*.svg *.png *.jpg *.jpeg)</translation>
    </message>
    <message>
        <source>Vorgaben (*.toml)</source>
        <translation>Settings (*.toml)</translation>
    </message>
</context>
<context>
    <name>Thematic</name>
    <message>
        <source>Anteil in Reichweite</source>
        <translation>Share within reach</translation>
    </message>
    <message>
        <source>Mittlerer Fußweg</source>
        <translation>Mean walk</translation>
    </message>
    <message>
        <source>Plätze je Bedarf</source>
        <translation>Places against need</translation>
    </message>
    <message>
        <source>Sozialindex</source>
        <translation>Social index</translation>
    </message>
    <message>
        <source>Karte färben</source>
        <translation>Colour the map</translation>
    </message>
    <message>
        <source>Stand vor der letzten Änderung · {note}</source>
        <translation>Before the last change · {note}</translation>
    </message>
    <message>
        <source>{a} bis unter {b}</source>
        <translation>{a} to under {b}</translation>
    </message>
    <message>
        <source>unter {b}</source>
        <translation>under {b}</translation>
    </message>
    <message>
        <source>{a} und mehr</source>
        <translation>{a} and more</translation>
    </message>
    <message>
        <source>Kein Richtwert für Plätze hinterlegt</source>
        <translation>No standard for places on file</translation>
    </message>
    <message>
        <source>Näherung</source>
        <translation>approximation</translation>
    </message>
    <message>
        <source>{n} Personen ({group})</source>
        <translation>{n} persons ({group})</translation>
    </message>
    <message>
        <source>Lücke {n} von {all} · {district} · {what} · betroffen: {people}</source>
        <translation>Gap {n} of {all} · {district} · {what} · affected: {people}</translation>
    </message>
</context>
<context>
    <name>ThemePanel</name>
    <message>
        <source>Thema</source>
        <translation>Theme</translation>
    </message>
    <message>
        <source>Einrichtungsart</source>
        <translation>Kind of facility</translation>
    </message>
    <message>
        <source>Der Anteil gilt für die ganze Stadt.</source>
        <translation>The share is that of the whole town.</translation>
    </message>
    <message>
        <source>Kennzahl</source>
        <translation>Figure</translation>
    </message>
    <message>
        <source>Richtwert</source>
        <translation>Standard</translation>
    </message>
    <message>
        <source>Entfernung in Metern (Schieber)</source>
        <translation>Distance in metres (slider)</translation>
    </message>
    <message>
        <source>Entfernung in Metern</source>
        <translation>Distance in metres</translation>
    </message>
    <message>
        <source>Quelle zeigen</source>
        <translation>Show source</translation>
    </message>
    <message>
        <source>Zurück zum Richtwert</source>
        <translation>Back to the standard</translation>
    </message>
    <message>
        <source>Wer geht, und wie gezählt</source>
        <translation>Who walks, counted how</translation>
    </message>
    <message>
        <source>Wer geht?</source>
        <translation>Who walks?</translation>
    </message>
    <message>
        <source>Wege in Metern oder Minuten</source>
        <translation>Ways in metres or minutes</translation>
    </message>
    <message>
        <source>Meter</source>
        <translation>Metres</translation>
    </message>
    <message>
        <source>Minuten</source>
        <translation>Minutes</translation>
    </message>
    <message>
        <source>Alle Zahlen gelten noch für: {who}.</source>
        <translation>All figures still hold for: {who}.</translation>
    </message>
    <message>
        <source>Neu rechnen für: {who}</source>
        <translation>Compute anew for: {who}</translation>
    </message>
    <message>
        <source>Auf der Karte</source>
        <translation>On the map</translation>
    </message>
    <message>
        <source>Wohnorte außer Reichweite</source>
        <translation>Homes out of reach</translation>
    </message>
    <message>
        <source>Einrichtungen</source>
        <translation>Facilities</translation>
    </message>
    <message>
        <source>Lücken (nummeriert)</source>
        <translation>Gaps (numbered)</translation>
    </message>
    <message>
        <source>Fördergebiete</source>
        <translation>Funding areas</translation>
    </message>
    <message>
        <source>Grundkarte</source>
        <translation>Base map</translation>
    </message>
    <message>
        <source>Bis zum Ergebnis</source>
        <translation>Before there is a result</translation>
    </message>
    <message>
        <source>Genauer mit</source>
        <translation>More precise with</translation>
    </message>
    <message>
        <source>Dafür fehlen Sozialindikatoren (Daten laden…).</source>
        <translation>Social indicators are missing for this (load data…).</translation>
    </message>
    <message>
        <source>Quelle verbergen</source>
        <translation>Hide source</translation>
    </message>
    <message>
        <source>Für diese Einrichtungsart ist kein Richtwert hinterlegt.</source>
        <translation>There is no standard on file for this kind of facility.</translation>
    </message>
    <message>
        <source>Abweichend vom Richtwert: {m} m (Annahme). Lücken und Tabellen gelten weiter für {r} m.</source>
        <translation>Departs from the standard: {m} m (assumption). Gaps and tables still hold for {r} m.</translation>
    </message>
</context>
<context>
    <name>Verdicts</name>
    <message>
        <source>{n} offen</source>
        <translation>{n} open</translation>
    </message>
    <message>
        <source>{n} nicht erfüllt</source>
        <translation>{n} not met</translation>
    </message>
    <message>
        <source>geschlossen</source>
        <translation>closed</translation>
    </message>
    <message>
        <source>sonst erfüllt</source>
        <translation>all else met</translation>
    </message>
</context>
<context>
    <name>ViewData</name>
    <message>
        <source>Einwohnerregister</source>
        <translation>population register</translation>
    </message>
    <message>
        <source>Summe der Wohnorte in der Rechnung</source>
        <translation>sum of the homes in the computation</translation>
    </message>
    <message>
        <source>geheim: so wenige Einwohner, dass die Zahl etwas über Einzelne verriete</source>
        <translation>secret: so few residents that the number would tell something about single people</translation>
    </message>
    <message>
        <source>(ohne Namen)</source>
        <translation>(without a name)</translation>
    </message>
    <message>
        <source>Tabellen vorbereiten</source>
        <translation>Prepare tables</translation>
    </message>
</context>
<context>
    <name>Walking</name>
    <message>
        <source>Kind</source>
        <translation>Child</translation>
    </message>
    <message>
        <source>Gerechnet für: {who}. Wege, die dafür nicht gehen, bleiben aus; beschwerliche zählen länger, als sie sind.</source>
        <translation>Computed for: {who}. Ways that do not work for them are left out; hard ones count longer than they are.</translation>
    </message>
</context>
<context>
    <name>Way</name>
    <message>
        <source>In der Nähe wohnt nach den Daten niemand mit einem so langen Weg.</source>
        <translation>According to the data nobody with such a long way lives near here.</translation>
    </message>
    <message>
        <source>kein Weg</source>
        <translation>no way</translation>
    </message>
    <message>
        <source>Dafür ist noch nichts gerechnet.</source>
        <translation>Nothing has been computed for this yet.</translation>
    </message>
    <message>
        <source>Das Ergebnis ist älter als die Daten: bitte zuerst neu rechnen (F5).</source>
        <translation>The result is older than the data: please compute anew first (F5).</translation>
    </message>
    <message>
        <source>2. Wahl: {what}</source>
        <translation>2nd choice: {what}</translation>
    </message>
    <message>
        <source>Diese Zahl ist geheim (zu wenige Personen); ihre Wohnorte werden nicht gezeigt.</source>
        <translation>This figure is secret (too few persons); its dwelling places are not shown.</translation>
    </message>
    <message>
        <source>Wohnorte zusammenstellen</source>
        <translation>Collect the dwelling places</translation>
    </message>
    <message>
        <source>{covered} von {all} Personen ({group}) mit bekanntem Weg haben höchstens {m}: {share}.</source>
        <translation>{covered} of {all} persons ({group}) whose way is known have at most {m}: {share}.</translation>
    </message>
    <message>
        <source>Wohnort in Reichweite</source>
        <translation>Dwelling place within reach</translation>
    </message>
    <message>
        <source>Wohnort außer Reichweite</source>
        <translation>Dwelling place out of reach</translation>
    </message>
    <message>
        <source>Wohnort, über den nichts gesagt werden kann</source>
        <translation>Dwelling place that nothing can be said about</translation>
    </message>
    <message>
        <source>Einzugsgebiet {limit}</source>
        <translation>Catchment {limit}</translation>
    </message>
    <message>
        <source>mindestens {n} ({k} Wohnorte ohne Angabe)</source>
        <translation>at least {n} ({k} dwelling places without a figure)</translation>
    </message>
    <message>
        <source>Hier wohnt nach den Daten niemand; ein Weg wurde nicht gemessen.</source>
        <translation>By the data nobody lives here; no way was measured.</translation>
    </message>
</context>
<context>
    <name>WeightsBox</name>
    <message>
        <source>Betroffene Personen</source>
        <translation>People affected</translation>
    </message>
    <message>
        <source>Tiefe der Lücke</source>
        <translation>Depth of the gap</translation>
    </message>
    <message>
        <source>Soziale Lage</source>
        <translation>Social situation</translation>
    </message>
    <message>
        <source>Gewicht (Schieber): {part}</source>
        <translation>Weight (slider): {part}</translation>
    </message>
    <message>
        <source>Gewicht: {part}</source>
        <translation>Weight: {part}</translation>
    </message>
    <message>
        <source>Mindestens ein Gewicht muss größer als 0 sein.</source>
        <translation>At least one weight must be greater than 0.</translation>
    </message>
    <message>
        <source>Alle auf 1</source>
        <translation>All to 1</translation>
    </message>
</context>
<context>
    <name>WhatIfBar</name>
    <message>
        <source>Was wäre wenn</source>
        <translation>What if</translation>
    </message>
    <message>
        <source>Verschieben</source>
        <translation>Move</translation>
    </message>
    <message>
        <source>Einrichtung mit der Maus ziehen; gewählte mit den Pfeiltasten 10 m, mit Umschalt 50 m</source>
        <translation>Drag a facility with the mouse; the chosen one goes 10 m with the arrow keys, 50 m with Shift</translation>
    </message>
    <message>
        <source>Hinzufügen</source>
        <translation>Add</translation>
    </message>
    <message>
        <source>Auf die Karte klicken, wo die neue Einrichtung stehen soll (Eingabetaste: Kartenmitte)</source>
        <translation>Click on the map where the new facility shall stand (Enter: middle of the map)</translation>
    </message>
    <message>
        <source>Weg sperren</source>
        <translation>Close a way</translation>
    </message>
    <message>
        <source>Auf einen Weg klicken: sperren oder wieder öffnen (Eingabetaste: Kartenmitte)</source>
        <translation>Click on a way: close it or open it again (Enter: middle of the map)</translation>
    </message>
    <message>
        <source>Einrichtungsart</source>
        <translation>Kind of facility</translation>
    </message>
    <message>
        <source>Verwerfen</source>
        <translation>Discard</translation>
    </message>
    <message>
        <source>Beendet „Was wäre wenn“; das Projekt bleibt, wie es ist (Esc)</source>
        <translation>Ends “What if”; the project stays as it is (Esc)</translation>
    </message>
    <message>
        <source>Als Planung übernehmen</source>
        <translation>Take over as planning</translation>
    </message>
    <message>
        <source>Schreibt neue und verlegte Einrichtungen als „geplant“ ins Projekt; ein Schritt, der rückgängig gemacht werden kann</source>
        <translation>Writes new and moved facilities into the project as “planned”; one step that can be undone</translation>
    </message>
    <message>
        <source>Übernehmen</source>
        <translation>Take over</translation>
    </message>
    <message>
        <source>Hinweis</source>
        <translation>Hint</translation>
    </message>
    <message>
        <source>Plätze</source>
        <translation>Places</translation>
    </message>
    <message>
        <source>keine Angabe</source>
        <translation>not given</translation>
    </message>
    <message>
        <source>Abbrechen</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Es bleibt, wie es war (Esc)</source>
        <translation>Everything stays as it was (Esc)</translation>
    </message>
    <message>
        <source>Rückgängig</source>
        <translation>Undo</translation>
    </message>
    <message>
        <source>Wiederholen</source>
        <translation>Redo</translation>
    </message>
    <message>
        <source>Protokoll …</source>
        <translation>Protocol …</translation>
    </message>
    <message>
        <source>Was ausprobiert wurde und was es bringt: lesen, kopieren, speichern</source>
        <translation>What was tried and what it brings: read, copy, save</translation>
    </message>
    <message>
        <source>{unit} der neuen Einrichtung</source>
        <translation>{unit} of the new facility</translation>
    </message>
    <message>
        <source>Wege werden neu gerechnet …</source>
        <translation>Computing the ways anew …</translation>
    </message>
    <message>
        <source>Weg anklicken: sperren oder wieder öffnen.</source>
        <translation>Click a way: close it or open it again.</translation>
    </message>
    <message>
        <source>Von dieser Art ist nichts erfasst: hinzufügen, um etwas auszuprobieren.</source>
        <translation>Nothing of this kind is recorded: add one to try something out.</translation>
    </message>
    <message>
        <source>Rückgängig (Strg+Z)</source>
        <translation>Undo (Ctrl+Z)</translation>
    </message>
    <message>
        <source>Reichweite …</source>
        <translation>Reach …</translation>
    </message>
    <message>
        <source>Reichweite, und wer geht: zeigen oder verbergen</source>
        <translation>Reach, and who walks: show or hide</translation>
    </message>
    <message>
        <source>Wiederholen (Strg+Y)</source>
        <translation>Redo (Ctrl+Y)</translation>
    </message>
    <message>
        <source>Schließen</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>Wieder öffnen</source>
        <translation>Open again</translation>
    </message>
    <message>
        <source>Mitzählen</source>
        <translation>Let it count</translation>
    </message>
    <message>
        <source>Entf</source>
        <translation>Del</translation>
    </message>
    <message>
        <source>Auf die Karte klicken: dort entsteht „{kind}“.</source>
        <translation>Click on the map: “{kind}” will stand there.</translation>
    </message>
    <message>
        <source>Einrichtung ziehen oder anklicken.</source>
        <translation>Drag or click a facility.</translation>
    </message>
    <message>
        <source>Gesperrte Wege ({n})</source>
        <translation>Closed ways ({n})</translation>
    </message>
    <message>
        <source>„{name}“ wieder öffnen</source>
        <translation>Open “{name}” again</translation>
    </message>
</context>
<context>
    <name>WhatIfRules</name>
    <message>
        <source>Reichweite</source>
        <translation>Reach</translation>
    </message>
    <message>
        <source>Reichweite in Metern (Schieber)</source>
        <translation>Reach in metres (slider)</translation>
    </message>
    <message>
        <source>Reichweite in Metern</source>
        <translation>Reach in metres</translation>
    </message>
    <message>
        <source>Richtwert</source>
        <translation>Standard</translation>
    </message>
    <message>
        <source>Zurück zum Richtwert</source>
        <translation>Back to the standard</translation>
    </message>
    <message>
        <source>Wer geht?</source>
        <translation>Who walks?</translation>
    </message>
    <message>
        <source>Reichweite in Metern oder Minuten</source>
        <translation>Reach in metres or minutes</translation>
    </message>
    <message>
        <source>in Metern</source>
        <translation>in metres</translation>
    </message>
    <message>
        <source>in Minuten</source>
        <translation>in minutes</translation>
    </message>
    <message>
        <source>In Minuten: die Gehzeit des Richtwerts bleibt, wer langsamer geht, kommt weniger weit</source>
        <translation>In minutes: the walking time of the standard stays, who walks slower gets less far</translation>
    </message>
    <message>
        <source>Gehgeschwindigkeit in Kilometern je Stunde</source>
        <translation>Walking speed in kilometres per hour</translation>
    </message>
    <message>
        <source>Ohne Wegenetz lässt sich nicht sagen, wer welche Wege gehen kann.</source>
        <translation>Without a walk network it cannot be said who can use which ways.</translation>
    </message>
</context>
<context>
    <name>WorkArea</name>
    <message>
        <source>Thema und Maßstäbe</source>
        <translation>Theme and rules</translation>
    </message>
    <message>
        <source>Thema</source>
        <translation>Theme</translation>
    </message>
    <message>
        <source>Maßstäbe</source>
        <translation>Rules</translation>
    </message>
    <message>
        <source>Richtwerte, Vorprüfung, Sozialindex und Rangfolge (Strg+M)</source>
        <translation>Standards, pre-check, social index and ranking (Ctrl+M)</translation>
    </message>
    <message>
        <source>1–9 Ansicht oder Art · Bild ↑ ↓ weiter · ← → Lücken · F Karte bewegen · Esc beendet</source>
        <translation>1–9 view or kind · Page ↑ ↓ on · ← → gaps · F move the map · Esc ends</translation>
    </message>
    <message>
        <source>Bild ↑ ↓ weiter · Esc beendet</source>
        <translation>Page ↑ ↓ next · Esc ends</translation>
    </message>
</context>
<context>
    <name>Workspace</name>
    <message>
        <source>Projekt öffnen</source>
        <translation>Open project</translation>
    </message>
    <message>
        <source>Demo-Stadt erzeugen</source>
        <translation>Make the demo town</translation>
    </message>
    <message>
        <source>Projekt speichern</source>
        <translation>Save project</translation>
    </message>
    <message>
        <source>Analyse rechnen</source>
        <translation>Run analysis</translation>
    </message>
    <message>
        <source>Angaben zur Vorprüfung</source>
        <translation>Facts for the pre-check</translation>
    </message>
    <message>
        <source>Vorprüfung rechnen</source>
        <translation>Compute the pre-check</translation>
    </message>
    <message>
        <source>Neu rechnen</source>
        <translation>Compute anew</translation>
    </message>
    <message>
        <source>Bericht schreiben</source>
        <translation>Write report</translation>
    </message>
</context>
<context>
    <name>_Message</name>
    <message>
        <source>&amp;Kopieren</source>
        <translation>&amp;Copy</translation>
    </message>
</context>
</TS>
