<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="de">
<context>
    <name>AboutDialog</name>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/about_dialog.py" line="53"/>
        <source>Über QuartierMap</source>
        <translation>About QuartierMap</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/about_dialog.py" line="61"/>
        <source>Erreichbarkeit, Versorgung, Lücken und Förder-Vorprüfung im Quartier. Rechnet ganz auf diesem Rechner; die Karte kann nichts aus dem Netz laden. Die Vorprüfung ist keine Förderzusage.</source>
        <translation>Access, supply, gaps and funding pre-checks in the neighbourhood. Computes entirely on this machine; the map cannot load anything from the network. The pre-check is no promise of funding.</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/about_dialog.py" line="73"/>
        <source>Bestandteile und ihre Lizenzen</source>
        <translation>Components and their licences</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/about_dialog.py" line="74"/>
        <source>Bestandteile</source>
        <translation>Components</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/about_dialog.py" line="78"/>
        <source>Qt und PySide6 stehen unter LGPL-3.0 und sind unverändert eingebunden. Kartendaten aus OpenStreetMap: © OpenStreetMap-Mitwirkende, ODbL.</source>
        <translation>Qt and PySide6 are licensed under LGPL-3.0 and used unchanged. Map data from OpenStreetMap: © OpenStreetMap contributors, ODbL.</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="31"/>
        <source>&amp;Neu …</source>
        <translation>&amp;New …</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="32"/>
        <source>Ö&amp;ffnen …</source>
        <translation>&amp;Open …</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="32"/>
        <source>Öffnen</source>
        <translation>Open</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="33"/>
        <source>&amp;Demo-Stadt öffnen</source>
        <translation>Open &amp;demo town</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="34"/>
        <source>&amp;Speichern</source>
        <translation>&amp;Save</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="34"/>
        <source>Speichern</source>
        <translation>Save</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="35"/>
        <source>Speichern &amp;unter …</source>
        <translation>Save &amp;as …</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="36"/>
        <source>Projekt s&amp;chließen</source>
        <translation>&amp;Close project</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="37"/>
        <source>&amp;Beenden</source>
        <translation>&amp;Quit</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="38"/>
        <source>&amp;Rückgängig</source>
        <translation>&amp;Undo</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="39"/>
        <source>&amp;Wiederholen</source>
        <translation>&amp;Redo</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="40"/>
        <source>Daten &amp;laden …</source>
        <translation>&amp;Load data …</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="40"/>
        <source>Daten laden …</source>
        <translation>Load data …</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="41"/>
        <source>&amp;Analyse rechnen</source>
        <translation>Run &amp;analysis</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="41"/>
        <source>Analyse rechnen</source>
        <translation>Run analysis</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="42"/>
        <source>Laufende Arbeit a&amp;bbrechen</source>
        <translation>Ca&amp;ncel running work</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="43"/>
        <source>&amp;Bericht schreiben …</source>
        <translation>Write &amp;report …</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="43"/>
        <source>Bericht …</source>
        <translation>Report …</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="44"/>
        <source>Ganze &amp;Stadt zeigen</source>
        <translation>Show whole &amp;town</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="45"/>
        <source>&amp;Thema (links)</source>
        <translation>&amp;Theme (left)</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="46"/>
        <source>&amp;Inspektor (rechts)</source>
        <translation>&amp;Inspector (right)</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="47"/>
        <source>T&amp;abellen (unten)</source>
        <translation>T&amp;ables (below)</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="48"/>
        <source>Nächster &amp;Bereich</source>
        <translation>Next &amp;part</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="49"/>
        <source>In der Tabelle &amp;filtern</source>
        <translation>&amp;Filter the table</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="50"/>
        <source>&amp;Zeichenerklärung</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="51"/>
        <source>&amp;Weg zur nächsten Einrichtung</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="52"/>
        <source>&amp;Vorige Lücke</source>
        <translation>&amp;Previous gap</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="53"/>
        <source>&amp;Nächste Lücke</source>
        <translation>&amp;Next gap</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="54"/>
        <source>&amp;Beamer (Vollbild)</source>
        <translation>Pro&amp;jector (full screen)</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="54"/>
        <source>Beamer</source>
        <translation>Projector</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="55"/>
        <source>&amp;Tastatur</source>
        <translation>&amp;Keyboard</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="56"/>
        <source>Ü&amp;ber QuartierMap</source>
        <translation>&amp;About QuartierMap</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="81"/>
        <source>&amp;Zuletzt bearbeitet</source>
        <translation>&amp;Recent</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="104"/>
        <source>Beamer verlassen; sonst Auswahl aufheben</source>
        <translation>leave projector mode; otherwise clear the selection</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="105"/>
        <source>auf der Karte: Zeichenerklärung ein- oder ausklappen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="107"/>
        <source>Rechtsklick</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="108"/>
        <source>auf der Karte: Weg von hier zur nächsten Einrichtung</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="110"/>
        <source>im Beamer: Einrichtungsart wählen</source>
        <translation>projector: choose the kind of facility</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="111"/>
        <source>im Beamer: vorige und nächste Lücke</source>
        <translation>projector: previous and next gap</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="112"/>
        <source>zum nächsten Feld</source>
        <translation>to the next field</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="119"/>
        <source>&amp;Projekt</source>
        <translation>&amp;Project</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="120"/>
        <source>&amp;Bearbeiten</source>
        <translation>&amp;Edit</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="121"/>
        <source>&amp;Daten</source>
        <translation>&amp;Data</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="122"/>
        <source>&amp;Ansicht</source>
        <translation>&amp;View</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="123"/>
        <source>&amp;Hilfe</source>
        <translation>&amp;Help</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/actions.py" line="136"/>
        <source>Werkzeuge</source>
        <translation>Tools</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/language_menu.py" line="35"/>
        <source>Spr&amp;ache / Language</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BottomTables</name>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="49"/>
        <source>Tabellen</source>
        <translation>Tables</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="67"/>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="72"/>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="269"/>
        <source>Lücken</source>
        <translation>Gaps</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="68"/>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="73"/>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="270"/>
        <source>Quartiere</source>
        <translation>Districts</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="69"/>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="74"/>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="271"/>
        <source>Einrichtungen</source>
        <translation>Facilities</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="70"/>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="75"/>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="272"/>
        <source>Daten</source>
        <translation>Data</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="102"/>
        <source>Lücken ({n})</source>
        <translation>Gaps ({n})</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="141"/>
        <source>Rang</source>
        <translation>Rank</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="142"/>
        <source>Eigene Reihung der Kommune (Annahme); die Faktoren stehen im Inspektor</source>
        <translation>The municipality&apos;s own ranking (assumption); the factors are in the inspector</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="143"/>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="170"/>
        <source>Quartier</source>
        <translation>District</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="144"/>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="198"/>
        <source>Einrichtungsart</source>
        <translation>Kind of facility</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="146"/>
        <source>Grund</source>
        <translation>Reason</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="147"/>
        <source>Betroffene</source>
        <translation>Affected</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="149"/>
        <source>Sicherheit</source>
        <translation>Confidence</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="151"/>
        <source>Wie sicher die Aussage ist; die Gründe stehen im Inspektor</source>
        <translation>How sure the statement is; the reasons are in the inspector</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="152"/>
        <source>Vorprüfung</source>
        <translation>Pre-check</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="153"/>
        <source>Stand des Programms, dann offene und nicht erfüllte Kriterien; keine Förderzusage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="168"/>
        <source>Bezieht sich auf: {kind}</source>
        <translation>Refers to: {kind}</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="171"/>
        <source>Schlüssel</source>
        <translation>Key</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="172"/>
        <source>Einwohner</source>
        <translation>Residents</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="174"/>
        <source>Zielgruppe</source>
        <translation>Target group</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="176"/>
        <source>in Reichweite</source>
        <translation>within reach</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="177"/>
        <source>mittl. Weg</source>
        <translation>mean way</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="178"/>
        <source>Angebot/Bedarf</source>
        <translation>supply/need</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="179"/>
        <source>Deckung</source>
        <translation>Coverage</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="180"/>
        <source>Fehlbedarf</source>
        <translation>Shortfall</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="181"/>
        <source>rechnerischer Fehlbedarf; </source>
        <translation>arithmetical shortfall; </translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="182"/>
        <source>Sozialstatus</source>
        <translation>Social status</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="197"/>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="200"/>
        <source>Plätze</source>
        <translation>Places</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="201"/>
        <source>Zustand</source>
        <translation>Condition</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="202"/>
        <source>barrierefrei</source>
        <translation>barrier-free</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="203"/>
        <source>Stand</source>
        <translation>Status</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="204"/>
        <source>Träger</source>
        <translation>Operator</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="205"/>
        <source>Anschrift</source>
        <translation>Address</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="210"/>
        <source>Ebene</source>
        <translation>Layer</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="211"/>
        <source>Datei</source>
        <translation>File</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="212"/>
        <source>Datenstand</source>
        <translation>Data date</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="213"/>
        <source>Anbieter</source>
        <translation>Provider</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="214"/>
        <source>Lizenz</source>
        <translation>Licence</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="215"/>
        <source>Zeilen</source>
        <translation>Rows</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="216"/>
        <source>{n} gelesen, {m} verwendet</source>
        <translation>{n} read, {m} used</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="218"/>
        <source>Befunde</source>
        <translation>Findings</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="219"/>
        <source>Eingabetaste oder Doppelklick zeigt die Befunde</source>
        <translation>Enter or double-click shows the findings</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="220"/>
        <source>Bemerkung</source>
        <translation>Note</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="220"/>
        <source>erfundene Daten</source>
        <translation>invented data</translation>
    </message>
</context>
<context>
    <name>BugDialog</name>
    <message>
        <location filename="../../src/quartiermap/ui/messages.py" line="241"/>
        <source>Programmfehler</source>
        <translation>Program error</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/messages.py" line="242"/>
        <source>In QuartierMap ist ein Fehler passiert.</source>
        <translation>Something went wrong inside QuartierMap.</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/messages.py" line="243"/>
        <source>Die zuletzt gespeicherte Projektdatei ist unversehrt. Speichern Sie das Projekt unter neuem Namen, bevor Sie weiterarbeiten. Die Angaben unten helfen, den Fehler zu beheben; sie enthalten Dateinamen, aber keine Daten aus dem Projekt.</source>
        <translation>The project file saved last is intact. Save the project under a new name before you go on. The details below help to mend the fault; they contain file names but no data of the project.</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/messages.py" line="253"/>
        <source>Angaben zum Fehler</source>
        <translation>Details of the fault</translation>
    </message>
</context>
<context>
    <name>Checklist</name>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/checklist.py" line="47"/>
        <source>{name} (empfohlen)</source>
        <translation>{name} (recommended)</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/checklist.py" line="51"/>
        <source>{step}: vorhanden</source>
        <translation>{step}: there</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/checklist.py" line="53"/>
        <source>{step}: fehlt noch</source>
        <translation>{step}: still missing</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/checklist.py" line="58"/>
        <source>Rechnen</source>
        <translation>Compute</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/checklist.py" line="58"/>
        <source>Laden …</source>
        <translation>Load …</translation>
    </message>
</context>
<context>
    <name>Explain</name>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/explain.py" line="130"/>
        <location filename="../../src/quartiermap/ui/viewmodels/explain.py" line="137"/>
        <source>{m} m · eigener Wert (Annahme)</source>
        <translation>{m} m · own value (assumption)</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/thematic.py" line="217"/>
        <location filename="../../src/quartiermap/ui/viewmodels/explain.py" line="152"/>
        <location filename="../../src/quartiermap/ui/viewmodels/explain.py" line="226"/>
        <source>Annahme</source>
        <translation>Assumption</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/explain.py" line="153"/>
        <source>Bedarf {rate} {unit} je Person · {degree} · {source}</source>
        <translation>Need {rate} {unit} per person · {degree} · {source}</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/explain.py" line="164"/>
        <source>Wege: {method}</source>
        <translation>Ways: {method}</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/explain.py" line="165"/>
        <source>Wohnorte: {origin}</source>
        <translation>Homes: {origin}</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/explain.py" line="170"/>
        <source>Datenstand nicht angegeben</source>
        <translation>data date not given</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/explain.py" line="172"/>
        <source>Gerechnet am {when}</source>
        <translation>Computed on {when}</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/explain.py" line="176"/>
        <source>Näherung: Luftlinie × Umwegfaktor {f}, weil kein Wegenetz geladen ist.</source>
        <translation>Approximation: air line × detour factor {f}, because no walk network is loaded.</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/explain.py" line="182"/>
        <source>Schätzung: Wohnorte oder Altersgruppen mussten verteilt werden.</source>
        <translation>Estimate: homes or age groups had to be distributed.</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/explain.py" line="185"/>
        <source>Das Ergebnis ist älter als die Daten.</source>
        <translation>The result is older than the data.</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/explain.py" line="192"/>
        <source>Personen</source>
        <translation>persons</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/explain.py" line="196"/>
        <source>Anteil in Reichweite</source>
        <translation>Share within reach</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/explain.py" line="198"/>
        <source>Personen der Zielgruppe mit Fußweg bis zum Richtwert ÷ alle Personen der Zielgruppe</source>
        <translation>Persons of the target group with a walk up to the standard ÷ all persons of the target group</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/explain.py" line="200"/>
        <source>in Reichweite</source>
        <translation>within reach</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/explain.py" line="201"/>
        <source>Zielgruppe</source>
        <translation>Target group</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/explain.py" line="202"/>
        <source>Richtwert</source>
        <translation>Standard</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/explain.py" line="208"/>
        <source>Mittlerer Fußweg</source>
        <translation>Mean walk</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/explain.py" line="210"/>
        <source>Summe (Personen × Weg zur nächsten Einrichtung) ÷ Personen, die eine erreichen</source>
        <translation>Sum (persons × way to the nearest facility) ÷ persons who reach one</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/explain.py" line="213"/>
        <source>ohne erreichbare Einrichtung</source>
        <translation>without any facility in reach</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/explain.py" line="216"/>
        <source>Einrichtungen im Gebiet</source>
        <translation>facilities in the area</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/explain.py" line="217"/>
        <source>davon zusätzlich geplant</source>
        <translation>planned in addition</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/explain.py" line="229"/>
        <source>Rechnerische Bedarfsdeckung</source>
        <translation>Arithmetical coverage of need</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/explain.py" line="231"/>
        <source>vorhandene {unit} im Gebiet ÷ Bedarf; Bedarf = Personen × {rate} {unit} je Person</source>
        <translation>existing {unit} in the area ÷ need; need = persons × {rate} {unit} per person</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/explain.py" line="235"/>
        <source>vorhanden</source>
        <translation>existing</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/explain.py" line="237"/>
        <source>Einrichtungen ohne Angabe</source>
        <translation>facilities without figure</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/explain.py" line="240"/>
        <source>geplant (nicht mitgezählt)</source>
        <translation>planned (not counted)</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/explain.py" line="241"/>
        <source>Bedarf</source>
        <translation>need</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/explain.py" line="242"/>
        <source>rechnerischer Fehlbedarf</source>
        <translation>arithmetical shortfall</translation>
    </message>
</context>
<context>
    <name>Facts</name>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/facts.py" line="120"/>
        <source>Angaben zur Vorprüfung</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/facts.py" line="133"/>
        <source>&amp;Antrag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/facts.py" line="134"/>
        <source>&amp;Konzept und Beschluss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/facts.py" line="135"/>
        <source>&amp;Maßnahme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/facts.py" line="136"/>
        <source>&amp;Finanzierung</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/facts.py" line="137"/>
        <source>&amp;Qualität</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/facts.py" line="144"/>
        <source>Gilt für alle Lücken, für die nichts Eigenes angegeben ist. Was leer bleibt, ist offen, nie „nicht erfüllt“.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/facts.py" line="149"/>
        <source>Gilt nur für die Lücke „{gap}“. Leere Felder übernehmen die Angaben für alle Lücken.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/facts.py" line="183"/>
        <source>Kriterium: {rules}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/facts.py" line="196"/>
        <source>offen bei {n} von {all} Lücken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/facts.py" line="197"/>
        <source>nicht erfüllt bei {n} von {all} Lücken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/facts.py" line="201"/>
        <source>nirgends offen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/facts.py" line="215"/>
        <location filename="../../src/quartiermap/ui/widgets/fact_fields.py" line="95"/>
        <source>ja</source>
        <translation type="unfinished">yes</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/facts.py" line="215"/>
        <location filename="../../src/quartiermap/ui/widgets/fact_fields.py" line="96"/>
        <source>nein</source>
        <translation type="unfinished">no</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/fact_fields.py" line="83"/>
        <source>wie für alle Lücken: {value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/fact_fields.py" line="84"/>
        <source>keine Angabe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/fact_fields.py" line="131"/>
        <location filename="../../src/quartiermap/ui/widgets/fact_fields.py" line="153"/>
        <source>z. B. {example}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FactsDialog</name>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/facts_dialog.py" line="70"/>
        <source>Über&amp;nehmen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/facts_dialog.py" line="72"/>
        <source>Übernehmen (Strg+Eingabe)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/facts_dialog.py" line="102"/>
        <source>{n} Angaben fehlen noch, deren Kriterium offen ist.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/facts_dialog.py" line="109"/>
        <source>keine Angabe (nur die Regeln des Bundes)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/facts_dialog.py" line="113"/>
        <source>Land</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/facts_dialog.py" line="116"/>
        <source>TT.MM.JJJJ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/facts_dialog.py" line="117"/>
        <source>Stichtag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/facts_dialog.py" line="121"/>
        <source>Leer: der Tag der Berechnung.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/facts_dialog.py" line="123"/>
        <source>Zuletzt geprüft für den {date}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/facts_dialog.py" line="125"/>
        <source>&amp;Land</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/facts_dialog.py" line="125"/>
        <source>Einige Länder haben eigene Regeln.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/facts_dialog.py" line="126"/>
        <source>&amp;Stichtag der Prüfung</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/facts_dialog.py" line="199"/>
        <source>Die Änderungen sind nicht übernommen. Noch einmal „Abbrechen“ verwirft sie.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FileFlow</name>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/file_flow.py" line="63"/>
        <source>Projekt öffnen</source>
        <translation>Open project</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/file_flow.py" line="63"/>
        <location filename="../../src/quartiermap/ui/widgets/file_flow.py" line="93"/>
        <source>QuartierMap-Projekt (*.gpkg)</source>
        <translation>QuartierMap project (*.gpkg)</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/file_flow.py" line="91"/>
        <source>Projekt speichern unter</source>
        <translation>Save project as</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/file_flow.py" line="111"/>
        <source>Bitte warten: „{label}“ läuft noch.</source>
        <translation>Please wait: “{label}” is still running.</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/file_flow.py" line="169"/>
        <source>Bericht fertig</source>
        <translation>Report done</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/file_flow.py" line="171"/>
        <source>{n} Dateien liegen in
{folder}</source>
        <translation>{n} files are in
{folder}</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/file_flow.py" line="173"/>
        <source>&amp;Ordner öffnen</source>
        <translation>Open &amp;folder</translation>
    </message>
</context>
<context>
    <name>HowDialog</name>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/inspector_panel.py" line="46"/>
        <source>Wie gerechnet?</source>
        <translation>How computed?</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/inspector_panel.py" line="67"/>
        <source>Grundlagen</source>
        <translation>Sources</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="78"/>
        <source>Daten laden</source>
        <translation>Load data</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="105"/>
        <source>Noch keine Datei gewählt</source>
        <translation>No file chosen yet</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="106"/>
        <source>Dateien</source>
        <translation>Files</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="108"/>
        <source>&amp;Dateien wählen …</source>
        <translation>Choose &amp;files …</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="119"/>
        <source>aus der Datei erkennen</source>
        <translation>recognise from the file</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="124"/>
        <source>aus der Datei</source>
        <translation>from the file</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="128"/>
        <source>z. B. 2025</source>
        <translation>e.g. 2025</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="131"/>
        <source>keine Vorlage</source>
        <translation>no preset</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="136"/>
        <source>ergänzen (gleiche Datei ersetzt sich)</source>
        <translation>add (the same file replaces itself)</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="137"/>
        <source>anhängen</source>
        <translation>append</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="138"/>
        <source>Ebene ersetzen</source>
        <translation>replace the layer</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="147"/>
        <source>&amp;Ebene</source>
        <translation>&amp;Layer</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="147"/>
        <source>E&amp;inrichtungsart</source>
        <translation>&amp;Kind of facility</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="147"/>
        <source>&amp;Koordinatensystem</source>
        <translation>&amp;Coordinate system</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="148"/>
        <source>&amp;Teil der Datei</source>
        <translation>&amp;Part of the file</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="148"/>
        <source>&amp;Vorlage</source>
        <translation>P&amp;reset</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="148"/>
        <source>&amp;Jahr</source>
        <translation>&amp;Year</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="149"/>
        <source>&amp;Modus</source>
        <translation>&amp;Mode</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="168"/>
        <source>Feld</source>
        <translation>Field</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="168"/>
        <source>Spalte der Datei</source>
        <translation>Column of the file</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="168"/>
        <source>Warum</source>
        <translation>Why</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="171"/>
        <source>Zuordnung der Spalten</source>
        <translation>Mapping of columns</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="176"/>
        <source>Vorschau der ersten Zeilen</source>
        <translation>Preview of the first rows</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="179"/>
        <source>Zuordnung</source>
        <translation>Mapping</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="180"/>
        <source>Vorschau</source>
        <translation>Preview</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="181"/>
        <source>Befunde</source>
        <translation>Findings</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="185"/>
        <source>Ü&amp;bernehmen</source>
        <translation>&amp;Apply</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="227"/>
        <source>Dateien wählen</source>
        <translation>Choose files</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="227"/>
        <source>Daten ({pattern});;Alle Dateien (*)</source>
        <translation>Data ({pattern});;All files (*)</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="264"/>
        <source>Dateien wählen oder in das Fenster ziehen.</source>
        <translation>Choose files or drop them on the window.</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="268"/>
        <source>Datei wird angesehen …</source>
        <translation>Looking at the file …</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="290"/>
        <source>{n} Zeilen</source>
        <translation>{n} rows</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="297"/>
        <source>Befunde ({n})</source>
        <translation>Findings ({n})</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="301"/>
        <source>Erst die Fehler unter „Befunde“ beheben</source>
        <translation>First mend the errors under “Findings”</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="312"/>
        <source>wird gebraucht</source>
        <translation>is needed</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="315"/>
        <source>Spalte für {field}</source>
        <translation>Column for {field}</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="316"/>
        <source>– keine –</source>
        <translation>– none –</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="329"/>
        <source>unsicher – bitte prüfen: {why}</source>
        <translation>unsure – please check: {why}</translation>
    </message>
</context>
<context>
    <name>ImportedDialog</name>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="350"/>
        <source>Daten geladen</source>
        <translation>Data loaded</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/import_dialog.py" line="357"/>
        <source>Beim Laden ist Folgendes aufgefallen. Es steht auch unter „Daten“ und im Bericht.</source>
        <translation>This was noticed while loading. It is kept under “Data” and in the report.</translation>
    </message>
</context>
<context>
    <name>Inspector</name>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="144"/>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="207"/>
        <source>Das Ergebnis ist älter als die Daten. Neu rechnen mit F5.</source>
        <translation>The result is older than the data. Compute again with F5.</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="151"/>
        <source>Quartiere</source>
        <translation>Districts</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="152"/>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="195"/>
        <source>Einwohner</source>
        <translation>Residents</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="153"/>
        <source>Einrichtungen</source>
        <translation>Facilities</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="155"/>
        <source>Lücken</source>
        <translation>Gaps</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="156"/>
        <source>noch nicht gerechnet</source>
        <translation>not computed yet</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="163"/>
        <source>Ganze Stadt nach Einrichtungsart</source>
        <translation>Whole town by kind of facility</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="169"/>
        <source>Die dringendsten Lücken</source>
        <translation>The most pressing gaps</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="175"/>
        <source>Was noch fehlt</source>
        <translation>What is still missing</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="179"/>
        <source>Noch kein Ergebnis. Wenn die Daten geladen sind, rechnet F5 die Analyse.</source>
        <translation>No result yet. Once the data are loaded, F5 runs the analysis.</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="185"/>
        <source>Erfundene Demonstrationsdaten</source>
        <translation>Invented demonstration data</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="186"/>
        <source>Überblick</source>
        <translation>Overview</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="198"/>
        <source>Schlüssel</source>
        <translation>Key</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="202"/>
        <source>liegt in</source>
        <translation>lies in</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="212"/>
        <source>Erreichbarkeit und Versorgung</source>
        <translation>Access and supply</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="218"/>
        <source>Lücken in diesem Quartier ({n})</source>
        <translation>Gaps in this district ({n})</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="224"/>
        <source>Keine Lücke nach den gewählten Richtwerten gefunden.</source>
        <translation>No gap found by the chosen standards.</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="231"/>
        <source>Sozialindex</source>
        <translation>Social index</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="232"/>
        <source>keine Daten: Sozialindikatoren sind nicht geladen</source>
        <translation>no data: social indicators are not loaded</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="234"/>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="271"/>
        <source>Quartier</source>
        <translation>District</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="246"/>
        <source>Betroffen</source>
        <translation>Affected</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="247"/>
        <source>Sicherheit der Aussage</source>
        <translation>Confidence</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="257"/>
        <source>Wie gerechnet?</source>
        <translation>How computed?</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="260"/>
        <source>Weg auf der Karte zeigen (Strg+G)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="262"/>
        <source>Rang {n} von {all}</source>
        <translation>Rank {n} of {all}</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="266"/>
        <source>Produkt</source>
        <translation>Product</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="281"/>
        <source>Keine Vorprüfung gerechnet.</source>
        <translation>No pre-check computed.</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="283"/>
        <source>Gehört zu</source>
        <translation>Belongs to</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="285"/>
        <source>Lücke</source>
        <translation>Gap</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="287"/>
        <source>Rang {n}</source>
        <translation>Rank {n}</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="297"/>
        <source>Plätze</source>
        <translation>Places</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="300"/>
        <source>Stand</source>
        <translation>Status</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="301"/>
        <source>Träger</source>
        <translation>Operator</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="304"/>
        <source>Fläche</source>
        <translation>Area</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="307"/>
        <source>Zustand</source>
        <translation>Condition</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="308"/>
        <source>barrierefrei</source>
        <translation>barrier-free</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="309"/>
        <source>Eröffnung</source>
        <translation>Opening</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="310"/>
        <source>Anschrift</source>
        <translation>Address</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="311"/>
        <source>Kennung</source>
        <translation>Id</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="313"/>
        <source>Quelle</source>
        <translation>Source</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="321"/>
        <source>Lücken, die diese Einrichtung betreffen</source>
        <translation>Gaps that concern this facility</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="356"/>
        <source>Wege: {m}. Wohnorte: {o}.</source>
        <translation>Ways: {m}. Homes: {o}.</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="359"/>
        <source>≈ Schätzung oder Näherung.</source>
        <translation>≈ estimate or approximation.</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="363"/>
        <source>Nicht erfasst, deshalb ohne Aussage: {kinds}.</source>
        <translation>Not surveyed, hence no statement: {kinds}.</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="373"/>
        <source>Rang {n} · {who}</source>
        <translation>Rank {n} · {who}</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="380"/>
        <source>{n} Personen</source>
        <translation>{n} persons</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="391"/>
        <source>Ergebnis</source>
        <translation>Result</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="395"/>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="396"/>
        <source>Dynamik</source>
        <translation>Dynamics</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="399"/>
        <source>Gruppe</source>
        <translation>Group</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="402"/>
        <source>Gebiet mit besonderem Aufmerksamkeitsbedarf</source>
        <translation>Area in need of special attention</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="403"/>
        <source>ja</source>
        <translation>yes</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="403"/>
        <source>nein</source>
        <translation>no</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="408"/>
        <source>veröffentlicht (Status / Dynamik)</source>
        <translation>published (status / dynamics)</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="410"/>
        <source>Sozialindex {period}</source>
        <translation>Social index {period}</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="413"/>
        <source>Nach dem Verfahren des Berliner Monitorings Soziale Stadtentwicklung: z-Werte der Anteile, gemittelt, in Klassen geteilt.</source>
        <translation>By the method of Berlin&apos;s Monitoring Soziale Stadtentwicklung: z-values of the shares, averaged, divided into classes.</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="430"/>
        <source>Vorprüfung: {title}</source>
        <translation>Pre-check: {title}</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/inspector.py" line="439"/>
        <source>Angaben zu dieser Lücke …</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>InspectorPanel</name>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/inspector_panel.py" line="96"/>
        <source>Inspektor</source>
        <translation>Inspector</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/inspector_panel.py" line="187"/>
        <source>← Überblick</source>
        <translation>← Overview</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/inspector_panel.py" line="187"/>
        <source>← Quartier</source>
        <translation>← District</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/inspector_panel.py" line="249"/>
        <source>erreicht</source>
        <translation>reached</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/inspector_panel.py" line="249"/>
        <source>Anteil der Zielgruppe in Reichweite</source>
        <translation>share of the target group within reach</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/inspector_panel.py" line="250"/>
        <source>mittl. Weg</source>
        <translation>mean way</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/inspector_panel.py" line="250"/>
        <source>mittlerer Fußweg zur nächsten Einrichtung</source>
        <translation>mean walk to the nearest facility</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/inspector_panel.py" line="252"/>
        <source>Angebot/
Bedarf</source>
        <translation>supply/
need</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/inspector_panel.py" line="253"/>
        <source>vorhandene Plätze (oder Fläche, Standorte) / rechnerischer Bedarf im Gebiet</source>
        <translation>existing places (or area, sites) / arithmetical need in the area</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/inspector_panel.py" line="255"/>
        <source>Fehl-
bedarf</source>
        <translation>short-
fall</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/inspector_panel.py" line="255"/>
        <source>rechnerischer Fehlbedarf im Gebiet</source>
        <translation>arithmetical shortfall in the area</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/inspector_panel.py" line="277"/>
        <source>Personen der Zielgruppe</source>
        <translation>persons of the target group</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/inspector_panel.py" line="283"/>
        <source>Wie gerechnet?</source>
        <translation>How computed?</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/inspector_panel.py" line="284"/>
        <source>Wie gerechnet: {kind}</source>
        <translation>How computed: {kind}</translation>
    </message>
</context>
<context>
    <name>KeysDialog</name>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/about_dialog.py" line="93"/>
        <location filename="../../src/quartiermap/ui/widgets/about_dialog.py" line="97"/>
        <location filename="../../src/quartiermap/ui/widgets/about_dialog.py" line="98"/>
        <source>Tastatur</source>
        <translation>Keyboard</translation>
    </message>
</context>
<context>
    <name>KindsModel</name>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/theme_panel.py" line="93"/>
        <source>{name}: keine Einrichtung geladen</source>
        <translation>{name}: no facility loaded</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/theme_panel.py" line="95"/>
        <source>{name}: {n} Einrichtungen, Anteil: keine Daten</source>
        <translation>{name}: {n} facilities, share: no data</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/theme_panel.py" line="99"/>
        <source>{name}: {n} Einrichtungen; in der ganzen Stadt sind {share} der Zielgruppe in Reichweite</source>
        <translation>{name}: {n} facilities; in the whole town {share} of the target group are within reach</translation>
    </message>
</context>
<context>
    <name>MachineDialog</name>
    <message>
        <location filename="../../src/quartiermap/ui/messages.py" line="221"/>
        <source>Auf diesem Rechner fehlt etwas</source>
        <translation>Something is missing on this machine</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/messages.py" line="223"/>
        <source>Das geöffnete Projekt ist unverändert.</source>
        <translation>The open project is unchanged.</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/messages.py" line="224"/>
        <source> Dieser Befehl schafft Abhilfe:</source>
        <translation> This command brings it:</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/messages.py" line="229"/>
        <source>Befehl</source>
        <translation>Command</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <location filename="../../src/quartiermap/ui/main_window.py" line="184"/>
        <source>Programm wird vorbereitet …</source>
        <translation>The program is getting ready …</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/main_window.py" line="353"/>
        <source>„{label}“ abgebrochen. Es wurde nichts verändert.</source>
        <translation>“{label}” cancelled. Nothing was changed.</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/main_window.py" line="356"/>
        <source>Bitte warten: „{label}“ läuft noch.</source>
        <translation>Please wait: “{label}” is still running.</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/action_states.py" line="35"/>
        <source>Es fehlt noch: {what}</source>
        <translation>Still missing: {what}</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/action_states.py" line="37"/>
        <source>Analyse rechnen (F5)</source>
        <translation>Run analysis (F5)</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/action_states.py" line="43"/>
        <source>&amp;Rückgängig</source>
        <translation>&amp;Undo</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/action_states.py" line="44"/>
        <source>&amp;Wiederholen</source>
        <translation>&amp;Redo</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/main_window.py" line="421"/>
        <source>Wird abgebrochen …</source>
        <translation>Cancelling …</translation>
    </message>
</context>
<context>
    <name>MapController</name>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/map_controller.py" line="126"/>
        <source>Bitte eine Lücke auswählen oder mit der rechten Taste auf die Karte klicken.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/map_controller.py" line="209"/>
        <source>Wohnorte weiter als {m} m</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MapPlaceholder</name>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/map_area.py" line="78"/>
        <source>Karte</source>
        <translation>Map</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/map_area.py" line="80"/>
        <source>Die Karte wird vorbereitet …</source>
        <translation>The map is getting ready …</translation>
    </message>
</context>
<context>
    <name>Messages</name>
    <message>
        <location filename="../../src/quartiermap/ui/messages.py" line="303"/>
        <source>Ungespeicherte Änderungen</source>
        <translation>Unsaved changes</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/messages.py" line="305"/>
        <source>„{name}“ hat Änderungen, die nicht gespeichert sind.</source>
        <translation>“{name}” has changes that are not saved.</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/messages.py" line="306"/>
        <source>Ohne Speichern gehen sie verloren.</source>
        <translation>Without saving they are lost.</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/messages.py" line="307"/>
        <source>&amp;Speichern</source>
        <translation>&amp;Save</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/messages.py" line="308"/>
        <source>&amp;Nicht speichern</source>
        <translation>Do &amp;not save</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/messages.py" line="309"/>
        <source>&amp;Abbrechen</source>
        <translation>&amp;Cancel</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/messages.py" line="323"/>
        <source>Es wird noch gearbeitet</source>
        <translation>Work in progress</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/messages.py" line="325"/>
        <source>„{label}“ läuft noch.</source>
        <translation>“{label}” is still running.</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/messages.py" line="326"/>
        <source>Wird es abgebrochen, bleibt alles, wie es vorher war.</source>
        <translation>If it is cancelled, everything stays as it was before.</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/messages.py" line="327"/>
        <source>&amp;Abbrechen und schließen</source>
        <translation>&amp;Cancel and close</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/messages.py" line="328"/>
        <source>&amp;Weiterarbeiten</source>
        <translation>&amp;Go on working</translation>
    </message>
</context>
<context>
    <name>NewProjectDialog</name>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/new_project_dialog.py" line="32"/>
        <source>Neues Projekt</source>
        <translation>New project</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/new_project_dialog.py" line="37"/>
        <source>z. B. Musterstadt 2026</source>
        <translation>e.g. Musterstadt 2026</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/new_project_dialog.py" line="38"/>
        <source>&amp;Name der Kommune oder des Vorhabens</source>
        <translation>&amp;Name of the municipality or the undertaking</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/new_project_dialog.py" line="40"/>
        <source>nach den ersten Daten wählen</source>
        <translation>choose by the first data</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/new_project_dialog.py" line="43"/>
        <source>&amp;Koordinatensystem</source>
        <translation>&amp;Coordinate system</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/new_project_dialog.py" line="48"/>
        <source>Westlich von 12° Ost wird UTM 32 verwendet, östlich davon UTM 33. Gerechnet wird in Metern.</source>
        <translation>West of 12° east UTM 32 is used, east of it UTM 33. Everything is computed in metres.</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/new_project_dialog.py" line="55"/>
        <source>Projekt &amp;anlegen</source>
        <translation>&amp;Create project</translation>
    </message>
</context>
<context>
    <name>ProblemsDialog</name>
    <message>
        <location filename="../../src/quartiermap/ui/messages.py" line="194"/>
        <source>Mit der Projektdatei geht es so nicht.</source>
        <translation>The project file cannot be used like this.</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/messages.py" line="196"/>
        <source>Diese Eingabe lässt sich so nicht verwenden.</source>
        <translation>This input cannot be used like this.</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/messages.py" line="199"/>
        <source>Ein Problem wurde gefunden.</source>
        <translation>One problem was found.</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/messages.py" line="201"/>
        <source>{n} Probleme wurden gefunden, alle stehen hier.</source>
        <translation>{n} problems were found; all of them are here.</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/messages.py" line="205"/>
        <source>Das geöffnete Projekt ist unverändert.</source>
        <translation>The open project is unchanged.</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/messages.py" line="206"/>
        <source>Bitte prüfen</source>
        <translation>Please check</translation>
    </message>
</context>
<context>
    <name>ProblemsModel</name>
    <message>
        <location filename="../../src/quartiermap/ui/messages.py" line="72"/>
        <source>Art</source>
        <translation>Kind</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/messages.py" line="73"/>
        <source>Datei</source>
        <translation>File</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/messages.py" line="74"/>
        <source>Zeile</source>
        <translation>Row</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/messages.py" line="75"/>
        <source>Spalte</source>
        <translation>Column</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/messages.py" line="76"/>
        <source>Wert</source>
        <translation>Value</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/messages.py" line="77"/>
        <source>Was ist los</source>
        <translation>What is wrong</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/messages.py" line="78"/>
        <source>Was wäre richtig</source>
        <translation>What would be right</translation>
    </message>
</context>
<context>
    <name>ProblemsTable</name>
    <message>
        <location filename="../../src/quartiermap/ui/messages.py" line="113"/>
        <source>Gefundene Probleme</source>
        <translation>Problems found</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/messages.py" line="121"/>
        <source>Alles kopieren</source>
        <translation>Copy all</translation>
    </message>
</context>
<context>
    <name>RecordTable</name>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/record_table.py" line="55"/>
        <source>Filtern …</source>
        <translation>Filter …</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/record_table.py" line="56"/>
        <source>{name} filtern</source>
        <translation>Filter {name}</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/record_table.py" line="60"/>
        <source>Filtern</source>
        <translation>Filter</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/record_table.py" line="70"/>
        <source>Nur eine Einrichtungsart</source>
        <translation>One kind of facility only</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/record_table.py" line="71"/>
        <location filename="../../src/quartiermap/ui/widgets/record_table.py" line="150"/>
        <source>alle Einrichtungsarten</source>
        <translation>all kinds of facilities</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/record_table.py" line="104"/>
        <source>Zeile kopieren</source>
        <translation>Copy row</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/record_table.py" line="191"/>
        <source>{n} von {all}</source>
        <translation>{n} of {all}</translation>
    </message>
</context>
<context>
    <name>ReportDialog</name>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/report_dialog.py" line="37"/>
        <source>Bericht schreiben</source>
        <translation>Write report</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/report_dialog.py" line="41"/>
        <source>Was soll geschrieben werden?</source>
        <translation>What shall be written?</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/report_dialog.py" line="45"/>
        <source>Das Ergebnis ist älter als die Daten. Besser erst neu rechnen (F5).</source>
        <translation>The result is older than the data. Better compute again first (F5).</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/report_dialog.py" line="49"/>
        <source>&amp;PDF</source>
        <translation>&amp;PDF</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/report_dialog.py" line="49"/>
        <source>Lückenbericht mit Karten und Vorprüfung, barrierefrei</source>
        <translation>gap report with maps and pre-check, accessible</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/report_dialog.py" line="50"/>
        <source>&amp;Excel</source>
        <translation>&amp;Excel</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/report_dialog.py" line="50"/>
        <source>Lücken, Quartiere, Kriterien, Quellen als Tabellen</source>
        <translation>gaps, districts, criteria, sources as tables</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/report_dialog.py" line="51"/>
        <source>&amp;CSV</source>
        <translation>&amp;CSV</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/report_dialog.py" line="51"/>
        <source>dieselben Tabellen mit Semikolon und Dezimalkomma</source>
        <translation>the same tables with semicolon and decimal comma</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/report_dialog.py" line="52"/>
        <source>Karte als &amp;HTML</source>
        <translation>Map as &amp;HTML</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/report_dialog.py" line="52"/>
        <source>eine Datei, öffnet ohne Netz im Browser</source>
        <translation>one file, opens in a browser without network</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/report_dialog.py" line="53"/>
        <source>Karten&amp;bilder</source>
        <translation>Map &amp;pictures</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/report_dialog.py" line="53"/>
        <source>PNG je Einrichtungsart</source>
        <translation>PNG for each kind of facility</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/report_dialog.py" line="54"/>
        <source>&amp;GeoPackage</source>
        <translation>&amp;GeoPackage</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/report_dialog.py" line="54"/>
        <source>für QGIS, mit unseren Farben</source>
        <translation>for QGIS, with our colours</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/report_dialog.py" line="55"/>
        <source>Geo&amp;JSON</source>
        <translation>Geo&amp;JSON</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/report_dialog.py" line="55"/>
        <source>für andere Programme</source>
        <translation>for other programs</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/report_dialog.py" line="56"/>
        <source>&amp;report.json</source>
        <translation>&amp;report.json</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/report_dialog.py" line="56"/>
        <source>alle Zahlen für die Nachrechnung</source>
        <translation>all figures, to be recomputed</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/report_dialog.py" line="71"/>
        <source>In welchen Ordner?</source>
        <translation>Into which folder?</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/report_dialog.py" line="74"/>
        <source>Ordner</source>
        <translation>Folder</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/report_dialog.py" line="77"/>
        <source>&amp;Wählen …</source>
        <translation>&amp;Choose …</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/report_dialog.py" line="81"/>
        <source>Vorhandene Dateien gleichen Namens werden ersetzt.</source>
        <translation>Existing files of the same name are replaced.</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/report_dialog.py" line="85"/>
        <source>Bericht &amp;schreiben</source>
        <translation>&amp;Write report</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/report_dialog.py" line="98"/>
        <source>Ordner für den Bericht</source>
        <translation>Folder for the report</translation>
    </message>
</context>
<context>
    <name>SourceDialog</name>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="235"/>
        <source>Datenquelle</source>
        <translation>Data source</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="241"/>
        <source>Datei</source>
        <translation>File</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="242"/>
        <source>Prüfsumme (SHA-256)</source>
        <translation>Checksum (SHA-256)</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="243"/>
        <source>Datenstand</source>
        <translation>Data date</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="244"/>
        <source>Anbieter</source>
        <translation>Provider</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="245"/>
        <source>Lizenz</source>
        <translation>Licence</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="246"/>
        <source>Koordinatensystem der Datei</source>
        <translation>Coordinate system of the file</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="247"/>
        <source>geladen am</source>
        <translation>loaded on</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="248"/>
        <source>Zeilen</source>
        <translation>Rows</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="255"/>
        <source>Befunde beim Laden</source>
        <translation>Findings while loading</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/bottom_tables.py" line="258"/>
        <source>Beim Laden ist nichts aufgefallen.</source>
        <translation>Nothing was noticed while loading.</translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/start_page.py" line="34"/>
        <source>Startseite</source>
        <translation>Start page</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/start_page.py" line="52"/>
        <source>Wo fehlen Kitas, Schulen, Bibliotheken und Treffpunkte – und wen betrifft es? Alles auf diesem Rechner, ohne Netz.</source>
        <translation>Where are nurseries, schools, libraries and meeting places missing – and whom does it concern? All on this machine, without a network.</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/start_page.py" line="62"/>
        <source>&amp;Demo-Stadt öffnen</source>
        <translation>Open &amp;demo town</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/start_page.py" line="62"/>
        <source>Erfundene Stadt mit allem: ansehen, was das Programm kann</source>
        <translation>An invented town with everything: see what the program can do</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/start_page.py" line="63"/>
        <source>Projekt ö&amp;ffnen …</source>
        <translation>&amp;Open project …</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/start_page.py" line="63"/>
        <source>Eine Projektdatei (*.gpkg) von diesem Rechner</source>
        <translation>A project file (*.gpkg) of this machine</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/start_page.py" line="64"/>
        <source>&amp;Neues Projekt …</source>
        <translation>&amp;New project …</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/start_page.py" line="64"/>
        <source>Mit eigenen Dateien beginnen</source>
        <translation>Begin with your own files</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/start_page.py" line="85"/>
        <source>In fünf Schritten zum Lückenbericht</source>
        <translation>Five steps to the gap report</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/start_page.py" line="90"/>
        <source>Quartiere</source>
        <translation>Districts</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/start_page.py" line="90"/>
        <source>Grenzen laden</source>
        <translation>load boundaries</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/start_page.py" line="91"/>
        <source>Einrichtungen</source>
        <translation>Facilities</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/start_page.py" line="91"/>
        <source>Kitas, Schulen …</source>
        <translation>nurseries, schools …</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/start_page.py" line="92"/>
        <source>Einwohner</source>
        <translation>Residents</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/start_page.py" line="92"/>
        <source>Raster oder Register</source>
        <translation>grid or register</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/start_page.py" line="93"/>
        <source>Wegenetz</source>
        <translation>Walk network</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/start_page.py" line="93"/>
        <source>OpenStreetMap-Datei</source>
        <translation>OpenStreetMap file</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/start_page.py" line="94"/>
        <source>Analyse</source>
        <translation>Analysis</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/start_page.py" line="94"/>
        <source>rechnen und berichten</source>
        <translation>compute and report</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/start_page.py" line="127"/>
        <source>Zuletzt bearbeitet</source>
        <translation>Recent</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/status.py" line="31"/>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/status.py" line="32"/>
        <source>Erfundene Demonstrationsdaten</source>
        <translation>Invented demonstration data</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/status.py" line="33"/>
        <source>Ergebnis ist älter als die Daten – neu rechnen (F5)</source>
        <translation>The result is older than the data – compute again (F5)</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/status.py" line="45"/>
        <source>Die Grundkarte wird einmal aus den OpenStreetMap-Daten gezeichnet; alles andere geht schon.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/status.py" line="53"/>
        <source>Fortschritt</source>
        <translation>Progress</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/status.py" line="54"/>
        <source>Abbrechen</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/status.py" line="56"/>
        <source>Bricht die laufende Arbeit ab; es bleibt alles, wie es vorher war (Strg+.)</source>
        <translation>Cancels the running work; everything stays as it was before (Ctrl+.)</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/status.py" line="70"/>
        <source>Kein Projekt geöffnet</source>
        <translation>No project open</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/status.py" line="76"/>
        <source>So wurden die Wege gemessen. Gerechnet am {when}.</source>
        <translation>This is how ways were measured. Computed on {when}.</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/status.py" line="83"/>
        <source>Koordinatensystem des Projekts; gerechnet wird in Metern</source>
        <translation>Coordinate system of the project; computed in metres</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/status.py" line="103"/>
        <source>Grundkarte entsteht: {p}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/status.py" line="107"/>
        <source>Offline: {n} Anfragen abgewiesen</source>
        <translation>Offline: {n} requests refused</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/status.py" line="110"/>
        <source>Die Karte darf nichts aus dem Netz laden. Jeder Versuch wird abgewiesen und hier gezählt.</source>
        <translation>The map may not load anything from the network. Every attempt is refused and counted here.</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/status.py" line="116"/>
        <source>Wird abgebrochen …</source>
        <translation>Cancelling …</translation>
    </message>
</context>
<context>
    <name>Steps</name>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/viewdata.py" line="326"/>
        <source>Quartiere</source>
        <translation>Districts</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/viewdata.py" line="327"/>
        <source>Grenzen der Quartiere oder Planungsräume als GeoJSON, GeoPackage oder Shapefile</source>
        <translation>Boundaries of districts or planning areas as GeoJSON, GeoPackage or Shapefile</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/viewdata.py" line="332"/>
        <source>Einrichtungen</source>
        <translation>Facilities</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/viewdata.py" line="333"/>
        <source>Kitas, Schulen, Bibliotheken … als Punkte oder Tabelle mit Koordinaten</source>
        <translation>Nurseries, schools, libraries … as points or as a table with coordinates</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/viewdata.py" line="338"/>
        <source>Einwohner</source>
        <translation>Residents</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/viewdata.py" line="339"/>
        <source>Rasterzellen des Zensus oder Einwohner je Quartier</source>
        <translation>Grid cells of the census or residents by district</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/viewdata.py" line="344"/>
        <source>Wegenetz</source>
        <translation>Walk network</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/viewdata.py" line="345"/>
        <source>OpenStreetMap-Datei (.osm.pbf) oder Straßenlinien; ohne Netz wird mit Luftlinie × Umwegfaktor genähert</source>
        <translation>OpenStreetMap file (.osm.pbf) or street lines; without a network air line × detour factor is used as an approximation</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/viewdata.py" line="351"/>
        <source>Analyse</source>
        <translation>Analysis</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/viewdata.py" line="352"/>
        <source>Erreichbarkeit, Versorgung und Lücken rechnen (F5)</source>
        <translation>Compute access, supply and gaps (F5)</translation>
    </message>
</context>
<context>
    <name>Thematic</name>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/thematic.py" line="29"/>
        <source>Anteil in Reichweite</source>
        <translation>Share within reach</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/thematic.py" line="30"/>
        <source>Mittlerer Fußweg</source>
        <translation>Mean walk</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/thematic.py" line="31"/>
        <source>Plätze je Bedarf</source>
        <translation>Places against need</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/thematic.py" line="32"/>
        <source>Sozialindex</source>
        <translation>Social index</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/thematic.py" line="167"/>
        <source>Karte färben</source>
        <translation>Colour the map</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/thematic.py" line="199"/>
        <source>Kein Richtwert für Plätze hinterlegt</source>
        <translation>No standard for places on file</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/thematic.py" line="229"/>
        <source>{n} Personen ({group})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/thematic.py" line="232"/>
        <source>Lücke {n} von {all} · {district} · {what} · betroffen: {people}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ThemePanel</name>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/theme_panel.py" line="143"/>
        <location filename="../../src/quartiermap/ui/widgets/theme_panel.py" line="153"/>
        <source>Thema</source>
        <translation>Theme</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/theme_panel.py" line="175"/>
        <location filename="../../src/quartiermap/ui/widgets/theme_panel.py" line="178"/>
        <source>Einrichtungsart</source>
        <translation>Kind of facility</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/theme_panel.py" line="186"/>
        <source>Der Anteil gilt für die ganze Stadt.</source>
        <translation>The share is that of the whole town.</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/theme_panel.py" line="191"/>
        <source>Kennzahl</source>
        <translation>Figure</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/theme_panel.py" line="206"/>
        <location filename="../../src/quartiermap/ui/widgets/theme_panel.py" line="208"/>
        <source>Richtwert</source>
        <translation>Standard</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/theme_panel.py" line="215"/>
        <source>Entfernung in Metern (Schieber)</source>
        <translation>Distance in metres (slider)</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/theme_panel.py" line="219"/>
        <source>Entfernung in Metern</source>
        <translation>Distance in metres</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/theme_panel.py" line="233"/>
        <location filename="../../src/quartiermap/ui/widgets/theme_panel.py" line="301"/>
        <source>Quelle zeigen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/theme_panel.py" line="239"/>
        <source>Zurück zum Richtwert</source>
        <translation>Back to the standard</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/theme_panel.py" line="245"/>
        <source>Auf der Karte</source>
        <translation>On the map</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/theme_panel.py" line="247"/>
        <source>Wohnorte außer Reichweite</source>
        <translation>Homes out of reach</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/theme_panel.py" line="248"/>
        <source>Einrichtungen</source>
        <translation>Facilities</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/theme_panel.py" line="249"/>
        <source>Lücken (nummeriert)</source>
        <translation>Gaps (numbered)</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/theme_panel.py" line="250"/>
        <source>Fördergebiete</source>
        <translation>Funding areas</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/theme_panel.py" line="251"/>
        <source>Grundkarte</source>
        <translation>Base map</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/theme_panel.py" line="272"/>
        <source>Bis zum Ergebnis</source>
        <translation>Before there is a result</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/theme_panel.py" line="272"/>
        <source>Genauer mit</source>
        <translation>More precise with</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/theme_panel.py" line="277"/>
        <source>Dafür fehlen Sozialindikatoren (Daten laden…).</source>
        <translation>Social indicators are missing for this (load data…).</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/theme_panel.py" line="301"/>
        <source>Quelle verbergen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/theme_panel.py" line="328"/>
        <source>Für diese Einrichtungsart ist kein Richtwert hinterlegt.</source>
        <translation>There is no standard on file for this kind of facility.</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/theme_panel.py" line="346"/>
        <source>Abweichend vom Richtwert: {m} m (Annahme). Lücken und Tabellen gelten weiter für {r} m.</source>
        <translation>Departs from the standard: {m} m (assumption). Gaps and tables still hold for {r} m.</translation>
    </message>
</context>
<context>
    <name>Verdicts</name>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/verdicts.py" line="53"/>
        <source>{n} offen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/verdicts.py" line="55"/>
        <source>{n} nicht erfüllt</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ViewData</name>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/viewdata.py" line="222"/>
        <source>Einwohnerregister</source>
        <translation>population register</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/viewdata.py" line="224"/>
        <source>Summe der Wohnorte in der Rechnung</source>
        <translation>sum of the homes in the computation</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/viewdata.py" line="250"/>
        <location filename="../../src/quartiermap/ui/viewmodels/way.py" line="95"/>
        <source>(ohne Namen)</source>
        <translation>(without a name)</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/viewdata.py" line="377"/>
        <location filename="../../src/quartiermap/ui/viewmodels/viewdata.py" line="384"/>
        <location filename="../../src/quartiermap/ui/viewmodels/viewdata.py" line="386"/>
        <source>Tabellen vorbereiten</source>
        <translation>Prepare tables</translation>
    </message>
</context>
<context>
    <name>Way</name>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/way.py" line="67"/>
        <location filename="../../src/quartiermap/ui/viewmodels/way.py" line="85"/>
        <location filename="../../src/quartiermap/ui/viewmodels/way.py" line="92"/>
        <source>Weg suchen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/way.py" line="70"/>
        <source>Dafür ist noch nichts gerechnet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/way.py" line="77"/>
        <source>Hier wohnt nach den Daten niemand; ein Weg wurde nicht gemessen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/way.py" line="82"/>
        <source>Von hier ist keine Einrichtung dieser Art auf dem Wegenetz zu erreichen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/way.py" line="98"/>
        <source>{m} Fußweg bis „{name}“</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/way.py" line="100"/>
        <source>{m} bis „{name}“ (Luftlinie × Umwegfaktor, Näherung)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WorkArea</name>
    <message>
        <location filename="../../src/quartiermap/ui/widgets/work_area.py" line="41"/>
        <source>1–9 Einrichtungsart · ← → Lücken · Esc beendet</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Workspace</name>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/workspace.py" line="154"/>
        <location filename="../../src/quartiermap/ui/viewmodels/workspace.py" line="159"/>
        <location filename="../../src/quartiermap/ui/viewmodels/workspace.py" line="166"/>
        <source>Projekt öffnen</source>
        <translation>Open project</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/workspace.py" line="177"/>
        <source>Demo-Stadt erzeugen</source>
        <translation>Make the demo town</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/workspace.py" line="211"/>
        <source>Projekt speichern</source>
        <translation>Save project</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/workspace.py" line="233"/>
        <source>{files} laden</source>
        <translation>Load {files}</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/workspace.py" line="237"/>
        <source>Daten laden</source>
        <translation>Load data</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/workspace.py" line="251"/>
        <location filename="../../src/quartiermap/ui/viewmodels/workspace.py" line="253"/>
        <source>Analyse rechnen</source>
        <translation>Run analysis</translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/workspace.py" line="269"/>
        <source>Angaben zur Vorprüfung</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/workspace.py" line="271"/>
        <source>Vorprüfung rechnen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../src/quartiermap/ui/viewmodels/workspace.py" line="284"/>
        <source>Bericht schreiben</source>
        <translation>Write report</translation>
    </message>
</context>
<context>
    <name>_Message</name>
    <message>
        <location filename="../../src/quartiermap/ui/messages.py" line="181"/>
        <source>&amp;Kopieren</source>
        <translation>&amp;Copy</translation>
    </message>
</context>
</TS>
