/* The search of the single file: districts, facilities, gaps, streets. A combobox as ARIA describes it: the field keeps the
   focus, arrows walk through what was found, Enter shows it on the map. */
(function () {
  "use strict";

  const QM = window.QM;
  const { data, gaps, facilities, showDistrict, showFacility, showGap } = QM.single;
  const field = document.getElementById("qm-search");
  const list = document.getElementById("qm-found");
  const count = document.getElementById("qm-found-count");
  const LIMIT = 12;

  /* Umlauts without their dots, spelt out or not: "Südstadt", "Suedstadt" and "Sudstadt" are one. */
  const fold = (text) => text.toLowerCase().replace(/ß/g, "ss").normalize("NFD").replace(/[\u0300-\u036f]/g, "")
    .replace(/([aou])e/g, "$1").replace(/str\.(?=\s|$)/g, "strasse").replace(/[^\p{L}\p{N}]+/gu, " ").trim();

  let entries = null; // made at the first key: thousands of names need not be folded before anybody asks
  function all() {
    if (entries) return entries;
    entries = [];
    const add = (name, about, order, show) => entries.push({ name, about, order, show, key: fold(name) });
    for (const feature of data.layers.districts.features) add(feature.properties.name, "Quartier", 0, () => showDistrict(feature.id, true));
    for (const feature of data.layers.outlines.features) add(feature.properties.name, "übergeordnetes Gebiet", 1, () => area(feature));
    for (const row of facilities.values()) add(row.name, row.text.split("\n")[0], 2, () => showFacility(row.id, true));
    for (const [name, where, lon, lat] of data.streets) add(name, where ? "Straße, " + where : "Straße", 3, () => place(name, lon, lat));
    for (const gap of gaps) add(gap.title, gap.text.split("\n")[0], 4, () => showGap(gap.id));
    return entries;
  }

  function area(feature) {
    QM.map.fitBounds(L.geoJSON(feature).getBounds(), { padding: [30, 30], animate: !QM.STILL });
    QM.furniture.announce(feature.properties.name);
  }

  let mark = null;
  function place(name, lon, lat) {
    if (mark) mark.remove();
    QM.map.setView([lat, lon], 16, { animate: false });
    mark = L.circleMarker([lat, lon], { pane: "qm-route", radius: 16, color: "#0b1f33", weight: 3, fill: false, interactive: false }).addTo(QM.map);
    QM.furniture.announce(name);
  }

  /* 0: the name itself, a number before it apart; 1: a district with the words in its name; 2: the name begins so; 3: all words
     stand in it; 4: words of it begin so; 5: it stands somewhere in it; -1: not at all. */
  function fit(entry, wanted) {
    const { key } = entry;
    const words = " " + key + " ";
    const parts = wanted.split(" ");
    const whole = parts.every((part) => words.includes(" " + part + " "));
    if (key === wanted || key.replace(/^[\d ]+/, "") === wanted) return 0;
    if (whole && entry.order === 0) return 1;
    if (key.startsWith(wanted)) return 2;
    if (whole) return 3;
    if (parts.every((part) => words.includes(" " + part))) return 4;
    return key.includes(wanted) ? 5 : -1;
  }

  let found = [];
  let current = -1;

  function search() {
    const wanted = fold(field.value);
    const hits = [];
    if (wanted) {
      for (const entry of all()) {
        const rank = fit(entry, wanted);
        if (rank >= 0) hits.push([rank * 10 + entry.order, entry]);
      }
    }
    hits.sort((a, b) => a[0] - b[0] || a[1].key.length - b[1].key.length || a[1].key.localeCompare(b[1].key, "de"));
    found = hits.slice(0, LIMIT).map((hit) => hit[1]);
    current = -1;
    list.replaceChildren(...found.map((entry, number) => {
      const item = document.createElement("li");
      item.id = "qm-found-" + number;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.textContent = entry.name;
      const about = document.createElement("small");
      about.textContent = entry.about;
      item.append(about);
      return item;
    }));
    open(found.length > 0);
    count.textContent = !wanted ? "" : hits.length === 0 ? "Nichts gefunden." : hits.length + " gefunden" + (hits.length > LIMIT ? ", " + LIMIT + " gezeigt." : ".");
  }

  function open(shown) {
    list.hidden = !shown;
    field.setAttribute("aria-expanded", String(shown));
    if (!shown) step(-1);
  }

  function step(to) {
    current = to;
    [...list.children].forEach((item, number) => item.setAttribute("aria-selected", String(number === to)));
    if (to < 0) field.removeAttribute("aria-activedescendant");
    else {
      field.setAttribute("aria-activedescendant", "qm-found-" + to);
      list.children[to].scrollIntoView({ block: "nearest" });
    }
  }

  function take(number) {
    const entry = found[number];
    if (!entry) return;
    field.value = entry.name;
    open(false);
    entry.show();
  }

  field.addEventListener("input", search);
  field.addEventListener("keydown", (event) => {
    const size = found.length;
    if (event.key === "ArrowDown" && size) { if (list.hidden) open(true); step((current + 1) % size); }
    else if (event.key === "ArrowUp" && size) step((current - 1 + size) % size);
    else if (event.key === "Enter") take(Math.max(current, 0));
    else if (event.key === "Escape") { if (list.hidden) field.value = ""; open(false); }
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const item = event.target.closest("li");
    if (item) take([...list.children].indexOf(item));
  });
  field.addEventListener("blur", () => open(false));
})();
