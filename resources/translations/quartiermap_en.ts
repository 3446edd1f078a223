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
        <source>Projekt s&amp;chließen</source>
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
        <source>A&amp;ngaben zur Vorprüfung …</source>
        <translation>F&amp;acts for the pre-check …</translation>
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
        <translation>Ca&amp;ncel running work</translation>
    </message>
    <message>
        <source>&amp;Bericht schreiben …</source>
        <translation>Write &amp;report …</translation>
    </message>
    <message>
        <source>Bericht …</source>
        <translation>Report …</translation>
    </message>
    <message>
        <source>Ganze &amp;Stadt zeigen</source>
        <translation>Show whole &amp;town</translation>
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
        <source>T&amp;abellen (unten)</source>
        <translation>T&amp;ables (below)</translation>
    </message>
    <message>
        <source>Nächster &amp;Bereich</source>
        <translation>Next &amp;part</translation>
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
        <source>&amp;Tastatur</source>
        <translation>&amp;Keyboard</translation>
    </message>
    <message>
        <source>Ü&amp;ber QuartierMap</source>
        <translation>&amp;About QuartierMap</translation>
    </message>
    <message>
        <source>&amp;Zuletzt bearbeitet</source>
        <translation>&amp;Recent</translation>
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
        <source>im Beamer: Einrichtungsart wählen</source>
        <translation>projector: choose the kind of facility</translation>
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
        <source>&amp;Hilfe</source>
        <translation>&amp;Help</translation>
    </message>
    <message>
        <source>Werkzeuge</source>
        <translation>Tools</translation>
    </message>
    <message>
        <source>Spr&amp;ache / Language</source>
        <translation>L&amp;anguage / Sprache</translation>
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
        <source>Quartiere</source>
        <translation>Districts</translation>
    </message>
    <message>
        <source>Einrichtungen</source>
        <translation>Facilities</translation>
    </message>
    <message>
        <source>Daten</source>
        <translation>Data</translation>
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
        <source>Eigene Reihung der Kommune (Annahme); die Faktoren stehen im Inspektor</source>
        <translation>The municipality&apos;s own ranking (assumption); the factors are in the inspector</translation>
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
        <source>Sicherheit</source>
        <translation>Confidence</translation>
    </message>
    <message>
        <source>Wie sicher die Aussage ist; die Gründe stehen im Inspektor</source>
        <translation>How sure the statement is; the reasons are in the inspector</translation>
    </message>
    <message>
        <source>Vorprüfung</source>
        <translation>Pre-check</translation>
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
        <source>rechnerischer Fehlbedarf; </source>
        <translation>arithmetical shortfall; </translation>
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
        <source>Träger</source>
        <translation>Operator</translation>
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
        <source>Richtwert</source>
        <translation>Standard</translation>
    </message>
    <message>
        <source>Wer geht</source>
        <translation>Who walks</translation>
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
        <translation>App&amp;ly</translation>
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
    <message>
        <source>Bericht fertig</source>
        <translation>Report done</translation>
    </message>
    <message>
        <source>{n} Dateien liegen in
{folder}</source>
        <translation>{n} files are in
{folder}</translation>
    </message>
    <message>
        <source>&amp;Ordner öffnen</source>
        <translation>Open &amp;folder</translation>
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
        <translation>Need without a place</translation>
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
        <source>in Reichweite</source>
        <translation>within reach</translation>
    </message>
    <message>
        <source>Anteil der Zielgruppe in Reichweite: heute und so</source>
        <translation>Share of the target group within reach: today and like this</translation>
    </message>
    <message>
        <source>neu erreicht</source>
        <translation>newly reached</translation>
    </message>
    <message>
        <source>Personen, die heute außer Reichweite sind und so erreicht würden</source>
        <translation>Persons who are out of reach today and would be reached like this</translation>
    </message>
    <message>
        <source>nicht mehr</source>
        <translation>no longer</translation>
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
        <source>Dafür muss das Ergebnis zu den Daten passen: bitte zuerst rechnen (F5).</source>
        <translation>The result has to fit the data: please compute first (F5).</translation>
    </message>
    <message>
        <source>Bitte warten, bis die laufende Arbeit fertig ist.</source>
        <translation>Please wait until the running work is done.</translation>
    </message>
    <message>
        <source>Zurückgelegt: Die Einrichtung steht wieder, wo sie stand.</source>
        <translation>Put back: the facility is where it was.</translation>
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
        <source>Als Planung übernommen. Neu rechnen mit F5; zurück mit Strg+Z.</source>
        <translation>Taken over as planning. Compute anew with F5; back with Ctrl+Z.</translation>
    </message>
    <message>
        <source>Gesperrte Wege ändern die Daten nicht; sie stehen jetzt als Notiz bei den Quellen.</source>
        <translation>Closed ways do not change the data; they are now noted with the sources.</translation>
    </message>
    <message>
        <source>Was wäre wenn: {kind}</source>
        <translation>What if: {kind}</translation>
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
    <name>ImportDialog</name>
    <message>
        <source>Daten laden</source>
        <translation>Load data</translation>
    </message>
    <message>
        <source>Noch keine Datei gewählt</source>
        <translation>No file chosen yet</translation>
    </message>
    <message>
        <source>Dateien</source>
        <translation>Files</translation>
    </message>
    <message>
        <source>&amp;Dateien wählen …</source>
        <translation>Choose &amp;files …</translation>
    </message>
    <message>
        <source>aus der Datei erkennen</source>
        <translation>recognise from the file</translation>
    </message>
    <message>
        <source>aus der Datei</source>
        <translation>from the file</translation>
    </message>
    <message>
        <source>z. B. 2025</source>
        <translation>e.g. 2025</translation>
    </message>
    <message>
        <source>keine Vorlage</source>
        <translation>no preset</translation>
    </message>
    <message>
        <source>ergänzen (gleiche Datei ersetzt sich)</source>
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
        <source>&amp;Ebene</source>
        <translation>&amp;Layer</translation>
    </message>
    <message>
        <source>E&amp;inrichtungsart</source>
        <translation>&amp;Kind of facility</translation>
    </message>
    <message>
        <source>&amp;Koordinatensystem</source>
        <translation>&amp;Coordinate system</translation>
    </message>
    <message>
        <source>&amp;Teil der Datei</source>
        <translation>&amp;Part of the file</translation>
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
        <source>&amp;Zeichenkodierung</source>
        <translation>Character &amp;set</translation>
    </message>
    <message>
        <source>bitte wählen</source>
        <translation>please choose</translation>
    </message>
    <message>
        <source>Feld</source>
        <translation>Field</translation>
    </message>
    <message>
        <source>Spalte der Datei</source>
        <translation>Column of the file</translation>
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
        <source>Vorschau der ersten Zeilen</source>
        <translation>Preview of the first rows</translation>
    </message>
    <message>
        <source>Zuordnung</source>
        <translation>Mapping</translation>
    </message>
    <message>
        <source>Vorschau</source>
        <translation>Preview</translation>
    </message>
    <message>
        <source>Befunde</source>
        <translation>Findings</translation>
    </message>
    <message>
        <source>Ü&amp;bernehmen</source>
        <translation>&amp;Apply</translation>
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
        <source>Dateien wählen oder in das Fenster ziehen.</source>
        <translation>Choose files or drop them on the window.</translation>
    </message>
    <message>
        <source>Datei wird angesehen …</source>
        <translation>Looking at the file …</translation>
    </message>
    <message>
        <source>{n} Zeilen</source>
        <translation>{n} rows</translation>
    </message>
    <message>
        <source>Befunde ({n})</source>
        <translation>Findings ({n})</translation>
    </message>
    <message>
        <source>Erst die Fehler unter „Befunde“ beheben</source>
        <translation>First mend the errors under “Findings”</translation>
    </message>
    <message>
        <source>wird gebraucht</source>
        <translation>is needed</translation>
    </message>
    <message>
        <source>Spalte für {field}</source>
        <translation>Column for {field}</translation>
    </message>
    <message>
        <source>– keine –</source>
        <translation>– none –</translation>
    </message>
    <message>
        <source>unsicher – bitte prüfen: {why}</source>
        <translation>unsure – please check: {why}</translation>
    </message>
</context>
<context>
    <name>ImportedDialog</name>
    <message>
        <source>Daten geladen</source>
        <translation>Data loaded</translation>
    </message>
    <message>
        <source>Beim Laden ist Folgendes aufgefallen. Es steht auch unter „Daten“ und im Bericht.</source>
        <translation>This was noticed while loading. It is kept under “Data” and in the report.</translation>
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
        <source>Vorprüfung: {title}</source>
        <translation>Pre-check: {title}</translation>
    </message>
    <message>
        <source>Angaben zu dieser Lücke …</source>
        <translation>Facts for this gap …</translation>
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
    <name>KeysDialog</name>
    <message>
        <source>Tastatur</source>
        <translation>Keyboard</translation>
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
    <name>MapController</name>
    <message>
        <source>Wohnorte weiter als {m} m</source>
        <translation>Homes farther than {m} m</translation>
    </message>
    <message>
        <source>Wohnorte weiter als {m} m Luftlinie</source>
        <translation>Dwelling places farther than {m} m by air line</translation>
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
        <translation>&amp;Coordinate system</translation>
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
        <source>Nur eine Einrichtungsart</source>
        <translation>One kind of facility only</translation>
    </message>
    <message>
        <source>alle Einrichtungsarten</source>
        <translation>all kinds of facilities</translation>
    </message>
    <message>
        <source>Zeile kopieren</source>
        <translation>Copy row</translation>
    </message>
    <message>
        <source>{n} von {all}</source>
        <translation>{n} of {all}</translation>
    </message>
</context>
<context>
    <name>ReportDialog</name>
    <message>
        <source>Bericht schreiben</source>
        <translation>Write report</translation>
    </message>
    <message>
        <source>Was soll geschrieben werden?</source>
        <translation>What shall be written?</translation>
    </message>
    <message>
        <source>Das Ergebnis ist älter als die Daten. Besser erst neu rechnen (F5).</source>
        <translation>The result is older than the data. Better compute again first (F5).</translation>
    </message>
    <message>
        <source>&amp;PDF</source>
        <translation>&amp;PDF</translation>
    </message>
    <message>
        <source>Lückenbericht mit Karten und Vorprüfung, barrierefrei</source>
        <translation>gap report with maps and pre-check, accessible</translation>
    </message>
    <message>
        <source>&amp;Excel</source>
        <translation>&amp;Excel</translation>
    </message>
    <message>
        <source>Lücken, Quartiere, Kriterien, Quellen als Tabellen</source>
        <translation>gaps, districts, criteria, sources as tables</translation>
    </message>
    <message>
        <source>&amp;CSV</source>
        <translation>&amp;CSV</translation>
    </message>
    <message>
        <source>dieselben Tabellen mit Semikolon und Dezimalkomma</source>
        <translation>the same tables with semicolon and decimal comma</translation>
    </message>
    <message>
        <source>Karte als &amp;HTML</source>
        <translation>Map as &amp;HTML</translation>
    </message>
    <message>
        <source>eine Datei, öffnet ohne Netz im Browser</source>
        <translation>one file, opens in a browser without network</translation>
    </message>
    <message>
        <source>Karten&amp;bilder</source>
        <translation>Map &amp;pictures</translation>
    </message>
    <message>
        <source>PNG je Einrichtungsart</source>
        <translation>PNG for each kind of facility</translation>
    </message>
    <message>
        <source>&amp;GeoPackage</source>
        <translation>&amp;GeoPackage</translation>
    </message>
    <message>
        <source>für QGIS, mit unseren Farben</source>
        <translation>for QGIS, with our colours</translation>
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
    <message>
        <source>In welchen Ordner?</source>
        <translation>Into which folder?</translation>
    </message>
    <message>
        <source>Ordner</source>
        <translation>Folder</translation>
    </message>
    <message>
        <source>&amp;Wählen …</source>
        <translation>&amp;Choose …</translation>
    </message>
    <message>
        <source>Vorhandene Dateien gleichen Namens werden ersetzt.</source>
        <translation>Existing files of the same name are replaced.</translation>
    </message>
    <message>
        <source>Bericht &amp;schreiben</source>
        <translation>&amp;Write report</translation>
    </message>
    <message>
        <source>Ordner für den Bericht</source>
        <translation>Folder for the report</translation>
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
        <source>Grundkarte entsteht: {p}</source>
        <translation>Drawing the base map: {p}</translation>
    </message>
    <message>
        <source>Offline: {n} Anfragen abgewiesen</source>
        <translation>Offline: {n} requests refused</translation>
    </message>
    <message>
        <source>Die Karte darf nichts aus dem Netz laden. Jeder Versuch wird abgewiesen und hier gezählt.</source>
        <translation>The map may not load anything from the network. Every attempt is refused and counted here.</translation>
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
        <source>{n} Personen ({group})</source>
        <translation>{n} persons ({group})</translation>
    </message>
    <message>
        <source>Lücke {n} von {all} · {district} · {what} · betroffen: {people}</source>
        <translation>Gap {n} of {all} · {district} · {what} · affected: {people}</translation>
    </message>
    <message>
        <source>Was wäre wenn: {kind} – {town}</source>
        <translation>What if: {kind} – {town}</translation>
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
        <source>Protokoll …</source>
        <translation>Protocol …</translation>
    </message>
    <message>
        <source>Was ausprobiert wurde und was es bringt: lesen, kopieren, speichern</source>
        <translation>What was tried and what it brings: read, copy, save</translation>
    </message>
    <message>
        <source>Ohne Wegenetz lässt sich nicht sagen, wer welche Wege gehen kann.</source>
        <translation>Without a walk network it cannot be said who can use which ways.</translation>
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
    <name>WorkArea</name>
    <message>
        <source>1–9 Einrichtungsart · ← → Lücken · Esc beendet</source>
        <translation>1–9 kind of facility · ← → gaps · Esc leaves</translation>
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
        <source>{files} laden</source>
        <translation>Load {files}</translation>
    </message>
    <message>
        <source>Daten laden</source>
        <translation>Load data</translation>
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
